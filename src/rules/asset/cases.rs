//! How cases ask the rules of deals, leases and construction works.

use crate::error::Result;
use crate::rules::asset::auction::{AuctionTerms, close, raise};
use crate::rules::asset::{
    announced, bidders, contract_price, contract_total, deposit_once, deposit_own, deposit_paid, floor, lease_longest,
    lease_written, notice, objection, on_file, party_study, price, rent_limitation, resolution_floor, resolution_shown,
    resolution_stated, resolution_term, result_shown, result_workdays, rounds, sign_early, sign_late, vote, works,
};
use crate::rules::cases::{CaseCheck, Given};
use crate::value::{Day, Instant, Money, Period, Plain};

fn money(given: &Given, name: &str) -> Result<Money> {
    Money::parse(given.text(name)?)
}

fn day_if(given: &Given, name: &str) -> Result<Option<Day>> {
    given.has(name).then(|| given.day(name)).transpose()
}

fn shown(given: &Given) -> Result<Period> {
    Period::through(given.day("from")?, given.day("to")?)
}

fn term(given: &Given) -> Result<Period> {
    Period::through(given.day("from")?, given.day("last")?)
}

/// A minute of the day of the case.
fn minute(day: Day, minute: i64) -> Instant {
    Instant::start_of(day).plus_micros(minute.saturating_mul(60_000_000))
}

fn terms(given: &Given, day: Day) -> Result<AuctionTerms> {
    Ok(AuctionTerms {
        floor: money(given, "floor")?,
        increment: money(given, "step")?,
        highest_raise: money(given, "highest")?,
        opens: Instant::start_of(day),
        closes: Instant::start_of(day.next()),
    })
}

/// How cases ask the rules of this area.
pub(in crate::rules) const CASES: &[(&str, CaseCheck)] = &[
    ("asset.party_study", |book, given| party_study(book, day_if(given, "studied")?, given.day("voted")?)),
    ("asset.vote", |book, given| vote(book, day_if(given, "voted")?, given.day("announced")?)),
    ("asset.resolution_shown", |book, given| resolution_shown(book, given.day("shown_to")?, given.day("announced")?)),
    ("asset.announced", |book, given| announced(book, given.flag("announced")?)),
    ("asset.on_file", |book, given| on_file(book, [given.text("what")?, given.text("what_en")?], given.flag("told")?)),
    ("asset.notice", |book, given| notice(book, given.day("announced")?, given.day("auctioned")?)),
    ("asset.rounds", |book, given| {
        rounds(book, given.count("round")?, given.count("failed")?, given.day("announced")?)
    }),
    ("asset.floor", |book, given| {
        let (before, now) = (money(given, "before")?, money(given, "floor")?);
        floor(book, given.count("round")?, before, now, given.flag("voted_anew")?)
    }),
    ("asset.price", |book, given| price(book, money(given, "floor")?, money(given, "price")?)),
    ("asset.bidders", |book, given| bidders(book, given.count("bidders")?)),
    ("asset.deposit.own", |book, given| deposit_own(book, given.text("bidder")?, given.text("payer")?)),
    ("asset.deposit.once", |book, given| deposit_once(book, given.count("deals")?)),
    ("asset.deposit.paid", |book, given| {
        deposit_paid(book, money(given, "asked")?, given.day("by")?, money(given, "paid")?, given.day("on")?)
    }),
    ("asset.raise", |book, given| {
        let current = given.has("current").then(|| money(given, "current")).transpose()?;
        raise(book, &terms(given, book.day())?, current, money(given, "bid")?)
    }),
    ("asset.close", |book, given| {
        let at = |name: &str| given.number(name).map(|number| minute(book.day(), number));
        let last = given.has("last_bid").then(|| at("last_bid")).transpose()?;
        close(book, at("closes")?, last, at("closed")?)
    }),
    ("asset.result_shown", |book, given| result_shown(book, shown(given)?)),
    ("asset.result_workdays", |book, given| result_workdays(book, shown(given)?)),
    ("asset.sign.early", |book, given| sign_early(book, shown(given)?, given.day("signed")?)),
    ("asset.sign.late", |book, given| sign_late(book, given.day("to")?, given.day("signed")?)),
    ("asset.objection", |book, given| objection(book, given.count("open")?)),
    ("asset.contract.total", |book, given| contract_total(book, money(given, "total")?, money(given, "sum")?)),
    ("asset.contract.price", |book, given| contract_price(book, money(given, "price")?, money(given, "won")?)),
    ("asset.resolution.stated", |book, given| resolution_stated(book, given.text("decision")?, given.flag("stated")?)),
    ("asset.resolution.floor", |book, given| resolution_floor(book, money(given, "floor")?, money(given, "resolved")?)),
    ("asset.resolution.term", |book, given| resolution_term(book, given.count("months")?, given.count("resolved")?)),
    ("asset.lease.longest", |book, given| lease_longest(book, term(given)?)),
    ("asset.lease.written", |book, given| lease_written(book, term(given)?, given.flag("written")?)),
    ("asset.rent.limitation", |book, given| rent_limitation(book, given.day("due")?, given.day("claimed")?)),
    ("works.bidders", |book, given| works::bidders(book, given.count("bidders")?)),
    ("works.prepare", |book, given| works::prepare(book, given.day("told")?, given.day("closes")?)),
    ("works.publicity", |book, given| works::publicity(book, given.day("from")?, given.day("to")?)),
    ("works.sign", |book, given| works::sign(book, given.day("noticed")?, given.day("signed")?)),
    ("works.deposit", |book, given| works::deposit(book, given.day("signed")?, given.day("refunded")?)),
];
