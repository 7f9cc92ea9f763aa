//! A slow reader of the books of collective assets, written from what is known of statutes and platform rules, and from nothing of the
//! crate's rules: it walks each deal from its first step to its last and counts everything anew.

use std::collections::BTreeSet;

use cunwu::model::{
    AssetState, Contract, ContractChange, ContractChangeKind, ContractNature, Deal, DealState, DealTerms, Decision,
    DepositState, FailureReason, GatedAct, MatterKind, SignUp, Trade, TradeRound,
};
use cunwu::rules::decision::{DecisionAct, Dossier};
use cunwu::schema::Id;
use cunwu::value::Day;

use super::books::Books;
use super::calendar::{term, working};
use super::rent;
use crate::decisions::checker as decision;

type Read = Result<(), String>;

fn must(holds: bool, why: impl Into<String>) -> Read {
    if holds { Ok(()) } else { Err(why.into()) }
}

/// Reads the books to their end: nothing when they are lawful as far as they go.
///
/// # Errors
/// What is unlawful, in words.
pub(crate) fn read(books: &Books) -> Read {
    for trade in &books.trades {
        walk(books, trade).map_err(|why| format!("{}: {why}", trade.project_no))?;
    }
    for paid in &books.sign_ups {
        deposit(books, paid).map_err(|why| format!("deposit {}: {why}", paid.voucher))?;
    }
    for contract in &books.contracts {
        changes(books, contract).map_err(|why| format!("{}: {why}", contract.no))?;
    }
    numbers(books)
}

/// Numbers that name one thing name no other.
fn numbers(books: &Books) -> Read {
    let once = |what: &str, all: Vec<String>| {
        let distinct: BTreeSet<&String> = all.iter().collect();
        must(distinct.len() == all.len(), format!("a number of a {what} stands twice"))
    };
    once("project", books.trades.iter().map(|it| it.project_no.to_string()).collect())?;
    once("deal", books.deals.iter().map(|it| it.no.to_string()).collect())?;
    once("contract", books.contracts.iter().map(|it| it.no.to_string()).collect())?;
    once("receipt", books.receipts.iter().map(|it| it.no.to_string()).collect())?;
    let used = books.spent.iter().filter(|it| it.act == GatedAct::AssetDeal);
    once("decision that was used", used.map(|it| format!("{:?}", it.decision.id())).collect())
}

/// Where a deal stands after a step.
fn next(state: &str, step: &str) -> Result<&'static str, String> {
    Ok(match (state, step) {
        ("drafted", "study") => "party_studied",
        ("party_studied", "vote") => "voted",
        ("voted", "file") => "filed",
        ("filed", "announce") | ("failed", "announce_again") => "announced",
        ("announced", "open_sign_up") => "signing_up",
        ("signing_up", "open_auction") => "auctioning",
        ("auctioning", "win") => "won",
        ("announced" | "signing_up" | "auctioning" | "won" | "result_publicity", "fail") | ("objected", "uphold") => {
            "failed"
        }
        ("won", "publish_result") | ("objected", "answer") => "result_publicity",
        ("result_publicity", "object") => "objected",
        ("result_publicity", "sign") => "signed",
        ("signed", "record") => "recorded",
        _ => return Err(format!("{step} is out of place at {state}")),
    })
}

/// What the walk has come by.
struct Walk<'b> {
    books: &'b Books,
    trade: &'b Trade,
    state: &'static str,
    round: usize,
    objection: usize,
    /// The floor that binds, as it was resolved last.
    floor: i64,
    failed_on: Option<Day>,
    bid_on: Option<Day>,
    won_on: Option<Day>,
}

fn walk(books: &Books, trade: &Trade) -> Read {
    let asset = books.assets.iter().find(|it| trade.asset.id() == Some(it.id)).ok_or("no asset")?;
    let fixed = fixed(books, trade.decision.id(), asset.no.as_str())?;
    must(fixed.nature == trade.nature && fixed.method == trade.method, "nature or method is not what was resolved")?;
    must(fixed.months == trade.resolved_months, "the term is not what was resolved")?;
    let (state, floor) = ("drafted", fixed.floor.amount.fen());
    let (failed_on, bid_on, won_on) = (None, None, None);
    let mut walk = Walk { books, trade, state, round: 0, objection: 0, floor, failed_on, bid_on, won_on };
    let mut before = None;
    for step in &trade.steps {
        must(before.is_none_or(|before| before <= step.on), format!("{} is backdated", step.step))?;
        before = Some(step.on);
        let from = walk.state;
        walk.state = next(from, step.step.as_str())?;
        walk.step(from, step.step.as_str(), step.on, step.reason.is_some())?;
    }
    must(walk.state == trade.state.as_str(), "it stands elsewhere than it says")?;
    must(
        walk.round == trade.rounds.len() && walk.objection == trade.objections.len(),
        "a round or objection too many",
    )?;
    must(trade.resolved_floor.amount.fen() == walk.floor, "the floor is not what was resolved")?;
    let known = matches!(walk.state, "won" | "result_publicity" | "objected" | "signed" | "recorded");
    must(!known || trade.winner.is_some(), "won by nobody")
}

/// What a decision fixed of a deal in an asset.
fn fixed(books: &Books, decision: Option<Id<Decision>>, object: &str) -> Result<DealTerms, String> {
    let terms = books.terms.iter().find(|it| decision.is_some() && it.decision.id() == decision);
    let terms = terms.ok_or("the decision says nothing")?;
    must(terms.matter == MatterKind::AssetDeal, "the decision is about another matter")?;
    must(terms.object.as_ref().is_some_and(|it| it.as_str() == object), "the decision is about another asset")?;
    terms.deal.ok_or_else(|| "the decision fixes neither floor nor term".to_owned())
}

/// A decision may be acted on: read to its end, on show and over, no objection open, not run out.
fn stands(books: &Books, decision: Option<Id<Decision>>, on: Day) -> Result<&Dossier, String> {
    let file = books.files.iter().find(|(id, _)| decision == Some(*id)).ok_or("no decision")?;
    let then = file.1.until(on);
    let stage = decision::read(&then).map_err(|why| format!("the decision: {why}"))?;
    must(matches!(stage, "published" | "executing"), format!("the decision stands at {stage}"))?;
    let shown =
        then.last(DecisionAct::PublishResolution).and_then(|it| it.shown).ok_or("the resolution was never shown")?;
    let last = shown.last_day().unwrap_or(Day::MAX);
    must((0..7).fold(shown.from(), |day, _| day.next()) <= last, "the resolution was on show too short")?;
    must(last < on, "the resolution is still on show")?;
    must(then.objections.iter().all(|it| it.answer.is_some()), "an objection to the decision is open")?;
    must(file.1.terms.valid_through.is_none_or(|last| on <= last), "the decision has run out")?;
    Ok(&file.1)
}

fn resolved_on(dossier: &Dossier) -> Option<Day> {
    dossier.last(DecisionAct::Resolve).map(|it| it.on)
}

impl Walk<'_> {
    fn step(&mut self, from: &str, step: &str, on: Day, reason: bool) -> Read {
        match step {
            "study" => self.studied(on),
            "vote" => self.voted(on),
            "file" => {
                let file = self.books.files.iter().find(|(id, _)| self.trade.decision.id() == Some(*id)).unwrap();
                decision::read(&file.1).map(|_| ()).map_err(|why| format!("filed, and the decision: {why}"))
            }
            "announce" | "announce_again" => self.announced(on),
            "open_auction" => self.opened(on),
            "win" => self.won(on),
            "publish_result" => self.shown(on),
            "object" => self.objected(on),
            "answer" | "uphold" => self.answered(on, step == "uphold"),
            "fail" => {
                self.failed_on = Some(on);
                must(reason, "failed without a reason")?;
                self.failed(from, on)
            }
            "sign" => self.signed(on),
            "record" => must(self.deal()?.state == DealState::Recorded, "on file, and its deal is not"),
            _ => Ok(()),
        }
    }

    fn studied(&self, on: Day) -> Read {
        let file =
            self.books.files.iter().find(|(id, _)| self.trade.decision.id() == Some(*id)).ok_or("no decision")?;
        let proposed = file.1.events.iter().find(|it| it.act == DecisionAct::Propose).map(|it| it.on);
        must(proposed == Some(on), "not studied by the Party organisation on that day")
    }

    /// The owner votes: by households before the law of 2025, by its members or their representatives since; the village by its decision.
    fn voted(&self, on: Day) -> Read {
        let law = on >= Day::of(2025, 5, 1).unwrap();
        match (&self.trade.members, &self.trade.households) {
            (Some(vote), _) => {
                let (all, came, agreed) = (vote.entitled.get(), vote.attending.get(), vote.agreed.get());
                must(vote.on == on && law, "members vote by the law of 2025 alone")?;
                must(agreed * 3 >= all * 2, "fewer than two thirds of all agreed")?;
                must(agreed <= came && came <= all, "more voted than there are")?;
                if vote.by_representatives {
                    return must(all > 20, "too few representatives");
                }
                let called = vote.told.ok_or("nobody was told")?;
                must(called.plus_days(10) <= on, "the members were told too late")?;
                must(came * 3 >= all * 2, "too few came")?;
                must(vote.foreign_proxies.get() == 0, "a proxy of another household")
            }
            (None, Some(vote)) => {
                let (all, came, agreed) = (vote.entitled.get(), vote.present.get(), vote.agreed.get());
                must(vote.on == on && !law, "households decide no longer")?;
                must(came * 3 >= all * 2 && came <= all, "too few households came")?;
                must(agreed * 2 > came && agreed <= came, "too few households agreed")
            }
            (None, None) => {
                must(self.trade.lessor.cooperative().is_none(), "the cooperative did not vote")?;
                let file = self.books.files.iter().find(|(id, _)| self.trade.decision.id() == Some(*id)).unwrap();
                must(resolved_on(&file.1) == Some(on), "not resolved on that day")?;
                decision::read(&file.1.until(on)).map(|_| ()).map_err(|why| format!("the decision: {why}"))
            }
        }
    }

    fn last_round(&self) -> Result<&TradeRound, String> {
        self.trade.rounds.get(self.round.wrapping_sub(1)).ok_or_else(|| "no round".to_owned())
    }

    fn announced(&mut self, on: Day) -> Read {
        let round = self.trade.rounds.get(self.round).ok_or("announced without a round")?;
        let before = self.round.checked_sub(1).map(|place| &self.trade.rounds[place]);
        stands(self.books, self.trade.decision.id(), on)?;
        must(round.announced == on, "announced on another day")?;
        must(round.announced <= round.sign_up_by && round.sign_up_by <= round.auction_on, "days out of order")?;
        must(working(on, 7) <= round.auction_on, "the notice is too short")?;
        if let Some(before) = before {
            must(before.failed.is_some(), "the round before did not fail")?;
            let record = self
                .books
                .failed
                .iter()
                .filter(|it| it.project_no == self.trade.project_no && it.round.get() as usize == self.round);
            let record: Vec<_> = record.collect();
            must(record.len() == 1 && record[0].floor == before.floor, "the failed round is not on record once")?;
        }
        if let Some(lowered) = &round.lowered_by {
            let failed = self.failed_on.ok_or("lowered before any failure")?;
            let object = self.books.assets.iter().find(|it| self.trade.asset.id() == Some(it.id)).unwrap();
            let fixed = fixed(self.books, lowered.id(), object.no.as_str())?;
            let voted = resolved_on(stands(self.books, lowered.id(), on)?).ok_or("lowered without a vote")?;
            must(failed <= voted && voted <= on, "the new vote is not after the failure")?;
            must(fixed.floor.unit == round.floor.unit, "the new floor is in another unit")?;
            self.floor = fixed.floor.amount.fen();
        }
        must(round.floor.amount.fen() >= self.floor, "below the resolved floor")?;
        let dropped = before.is_some_and(|before| round.floor.amount < before.floor.amount);
        must(!dropped || round.lowered_by.is_some(), "the floor dropped without a new vote")?;
        self.round += 1;
        (self.bid_on, self.won_on) = (None, None);
        Ok(())
    }

    /// Those whose deposit lay with the platform on the day.
    fn bidders(&self, on: Day) -> BTreeSet<&str> {
        let mine = self.books.sign_ups.iter().filter(|it| self.is_mine(it));
        mine.filter(|it| it.settled_on.is_none_or(|day| day >= on)).map(|it| it.bidder.as_str()).collect()
    }

    fn is_mine(&self, it: &SignUp) -> bool {
        it.trade.id() == Some(self.trade.id) && it.round.get() as usize == self.round
    }

    fn opened(&mut self, on: Day) -> Read {
        must(self.last_round()?.auction_on == on, "opened on another day than announced")?;
        must(self.bidders(on).len() >= 2, "fewer than two bidders")?;
        self.bid_on = Some(on);
        Ok(())
    }

    fn won(&mut self, on: Day) -> Read {
        self.won_on = Some(on);
        if self.round < self.trade.rounds.len() || self.trade.winner.is_none() {
            return Ok(()); // Who won a round that failed in the end is no longer on record.
        }
        let (round, winner) = (self.last_round()?, self.trade.winner.as_ref().unwrap());
        must(self.bidders(on).contains(winner.name.as_str()), "won by somebody without a deposit")?;
        let above = winner.price.fen() - round.floor.amount.fen();
        must(above >= 0, "won below the floor")?;
        must(above % round.increment.fen() == 0, "the price is no raise as announced")
    }

    fn shown(&self, on: Day) -> Read {
        let Some(shown) = self.trade.shown.filter(|_| self.round == self.trade.rounds.len()) else { return Ok(()) };
        must(shown.from() == on, "on show from another day")?;
        must(shown.last_day().is_none_or(|last| term(on, 7) <= last), "on show too short")
    }

    /// The last day on which somebody may object.
    fn objectable(&self) -> Option<Day> {
        let shown = self.trade.shown?;
        Some(shown.last_day().unwrap_or(Day::MAX).max(working(shown.from(), 5)))
    }

    fn objected(&mut self, on: Day) -> Read {
        let objection = self.trade.objections.get(self.objection).ok_or("objected, and nothing is noted")?;
        self.objection += 1;
        must(objection.on == on, "objected on another day")?;
        if self.round == self.trade.rounds.len() {
            let last = self.objectable().ok_or("objected, and nothing is on show")?;
            must(self.trade.shown.unwrap().from() <= on && on <= last, "objected when it is too late")?;
        }
        Ok(())
    }

    fn answered(&mut self, on: Day, upheld: bool) -> Read {
        let objection = self.trade.objections.get(self.objection.wrapping_sub(1)).ok_or("nothing was objected")?;
        must(objection.answer.as_ref().map(|it| it.0) == Some(on), "answered on another day")?;
        must(objection.upheld == upheld, "upheld, or not, as it is not noted")?;
        if upheld {
            self.failed_on = Some(on);
            must(self.last_round()?.failed == Some(FailureReason::ObjectionUpheld), "upheld, and the round stands")?;
        }
        Ok(())
    }

    /// What is said of a failure is what happened.
    fn failed(&self, from: &str, on: Day) -> Read {
        let (round, reason) = (self.last_round()?, self.last_round()?.failed.ok_or("failed, and it does not say why")?);
        let bidders = self.bidders(on).len();
        let told = match reason {
            FailureReason::NoBidder => from == "auctioning" || bidders == 0 && on >= round.sign_up_by,
            FailureReason::OneBidder => {
                matches!(from, "announced" | "signing_up") && bidders == 1 && on >= round.sign_up_by
            }
            FailureReason::DepositUnpaid => matches!(from, "announced" | "signing_up") && on >= round.sign_up_by,
            FailureReason::ObjectionUpheld => false,
            FailureReason::Withdrawn | FailureReason::Other => true,
        };
        must(told, format!("{reason} is not what happened at {from}"))
    }

    fn deal(&self) -> Result<&Deal, String> {
        let mine = |it: &&Deal| it.project_no == self.trade.project_no && it.asset == self.trade.asset;
        let deals: Vec<&Deal> = self.books.deals.iter().filter(mine).collect();
        must(deals.len() == 1, "signed, and not one deal is on record")?;
        Ok(deals[0])
    }

    fn signed(&self, on: Day) -> Read {
        let (deal, round) = (self.deal()?, self.last_round()?);
        let contract = self.books.contracts.iter().find(|it| it.deal.id() == Some(deal.id)).ok_or("no contract")?;
        let winner = self.trade.winner.as_ref().ok_or("signed with nobody")?;
        must(contract.signed == on && contract.lessee == winner.name, "signed by another, or on another day")?;
        must(contract.price.amount == winner.price && deal.price == contract.price, "not at the winning price")?;
        must(deal.floor == round.floor.amount && deal.round.get() as usize == self.round, "not the round that won")?;
        stands(self.books, self.trade.decision.id(), on)?;
        let shown = self.trade.shown.ok_or("signed, and never shown")?;
        must(self.objectable().is_some_and(|last| on > last), "signed while somebody may object")?;
        must(shown.last_day().is_some_and(|last| on <= term(last, 30)), "signed too late")?;
        let mine = self.trade.objections.iter().filter(|it| it.on >= shown.from());
        must(mine.clone().all(|it| it.answer.is_some() && !it.upheld), "signed over an objection")?;
        self.contract(contract, on)
    }

    fn contract(&self, contract: &Contract, on: Day) -> Read {
        must(contract.nature == self.trade.nature, "another nature than resolved")?;
        let term = contract.term.ok_or("no term")?;
        let until = term.until().ok_or("no end")?;
        if contract.nature == ContractNature::Lease {
            must(until <= term.from().plus_months(240), "a lease of more than twenty years")?;
            let long = until >= term.from().plus_months(6);
            must(!long || contract.written == Some(true), "not in writing")?;
        }
        if let Some(months) = self.trade.resolved_months {
            must(until <= term.from().plus_months(months.get()), "longer than resolved")?;
        }
        let rows = rent::signed(contract).ok_or("no instalments")?;
        let total: i64 = rows.iter().map(|row| row.2).sum();
        must(contract.total.fen() == total, format!("{total} in all, and it says {}", contract.total.fen()))?;
        let mut periods: Vec<_> =
            self.books.periods.iter().filter(|it| it.contract.id() == Some(contract.id)).collect();
        periods.sort_by_key(|it| it.seq);
        let stretches = periods
            .iter()
            .flat_map(|it| std::iter::repeat_n(it.instalments.rent.fen(), it.instalments.number.get() as usize));
        must(stretches.eq(rows.iter().map(|row| row.2)), "the stretches are not the contract's")?;
        let ends = periods.windows(2).all(|pair| pair[0].period.until() == Some(pair[1].period.from()));
        let whole = periods.first().is_some_and(|it| it.period.from() == term.from());
        must(ends && whole && periods.last().unwrap().period.until() == Some(until), "the stretches leave a gap")?;
        let spent = self.books.spent.iter().filter(|it| it.decision.id() == self.trade.decision.id());
        let spent =
            spent.filter(|it| it.act == GatedAct::AssetDeal && it.amount == Some(contract.total) && it.on == on);
        must(spent.count() == 1, "the decision was not used for it")?;
        let terms = self.books.terms.iter().find(|it| it.decision.id() == self.trade.decision.id()).unwrap();
        must(terms.limits.deal.is_none_or(|most| contract.total <= most), "for more than resolved")?;
        let asset = self.books.assets.iter().find(|it| self.trade.asset.id() == Some(it.id)).unwrap();
        must(asset.state == AssetState::Let && asset.contract.is_some(), "let, and the register does not say so")
    }
}

/// One payment is one bidder's, whole and in time, for one deal, and goes one way.
fn deposit(books: &Books, paid: &SignUp) -> Read {
    let trade = books.trades.iter().find(|it| paid.trade.id() == Some(it.id)).ok_or("no deal")?;
    let round = trade.rounds.get(paid.round.get() as usize - 1).ok_or("no round")?;
    must(paid.bidder == paid.payer, "paid by another")?;
    must(round.deposit.is_none_or(|asked| paid.deposit >= asked), "less than asked")?;
    must(paid.paid_on <= round.sign_up_by && paid.on <= round.sign_up_by, "too late")?;
    must(round.announced <= paid.on, "before the round was announced")?;
    for other in books.sign_ups.iter().filter(|it| it.id != paid.id) {
        let same = other.trade == paid.trade && other.round == paid.round;
        must(!same || other.bidder != paid.bidder, "signed up twice")?;
        if other.voucher != paid.voucher {
            continue;
        }
        must(other.trade == paid.trade && other.round != paid.round, "the payment serves another")?;
        must(other.bidder == paid.bidder && other.deposit == paid.deposit, "the payment was somebody else's")?;
        let (earlier, later) = if other.round < paid.round { (other, paid) } else { (paid, other) };
        must(earlier.settled_on.is_none_or(|_| later.round < earlier.round), "settled, and it serves again")?;
    }
    let Some(settled) = paid.settled_on else { return Ok(()) };
    let last = trade.rounds.len() == paid.round.get() as usize;
    let won = last && trade.winner.as_ref().is_some_and(|it| it.name == paid.bidder);
    let since = |step: &str| trade.steps.iter().rev().find(|it| it.step.as_str() == step).map(|it| it.on);
    let signed = since("sign").is_some_and(|on| on <= settled);
    let failed = trade.state.as_str() == "failed" && since("fail").or(since("uphold")).is_some_and(|on| on <= settled);
    match paid.state {
        DepositState::Held => Err("settled, and it lies there".to_owned()),
        DepositState::Refunded => must(!won || signed || failed, "the winner has his deposit back"),
        DepositState::ToContract | DepositState::ToRent => must(won && signed, "kept, and he did not sign"),
        DepositState::Forfeited if last => must(won && failed, "forfeited by somebody who did not win"),
        DepositState::Forfeited => Ok(()), // Who won that round is no longer on record.
    }
}

/// Changes of a contract: on a decision that was used for each, within its floor and term, and a lease runs twenty years at most from the
/// day on which it is renewed.
fn changes(books: &Books, contract: &Contract) -> Read {
    let of = |it: &&ContractChange| it.contract.id() == Some(contract.id);
    let mine: Vec<ContractChange> = books.changes.iter().filter(of).cloned().collect();
    let (mut ordered, starts) = (mine.iter().collect::<Vec<_>>(), contract.term.unwrap().from());
    ordered.sort_by_key(|change| (change.from, change.kind == ContractChangeKind::Termination));
    let ends = || mine.iter().filter(|it| it.kind == ContractChangeKind::Termination);
    let ended = ends().map(|it| it.from).min();
    let mut until = contract.term.unwrap().until().unwrap();
    for change in ordered {
        must(contract.signed <= change.signed, "changed before it was signed")?;
        must(starts <= change.from, "changed before it begins")?;
        let over = ends().filter(|it| it.signed < change.signed).map(|it| it.from).min();
        must(over.is_none_or(|over| change.from < over), "changed after it was ended")?;
        if change.kind == ContractChangeKind::Termination {
            must(change.from < until, "ended after its end")?;
            continue;
        }
        let spent = books.spent.iter().filter(|it| {
            it.decision.id() == change.decision.as_ref().and_then(cunwu::model::Ref::id) && it.on == change.signed
        });
        must(spent.count() == 1, "changed without a decision that was used for it")?;
        let asset = books.assets.iter().find(|it| contract.asset.id() == Some(it.id)).unwrap();
        let decision = change.decision.as_ref().and_then(cunwu::model::Ref::id);
        let fixed = fixed(books, decision, asset.no.as_str())?;
        stands(books, decision, change.signed)?;
        must(
            fixed.nature == contract.nature && fixed.floor.unit == contract.price.unit,
            "another contract was resolved",
        )?;
        must(change.rent.is_none_or(|rent| rent >= fixed.floor.amount), "below the floor that was resolved")?;
        if change.kind == ContractChangeKind::Rent {
            must(ended.is_some() || change.from < until, "the rent of a contract that is over")?;
            continue;
        }
        must(over.is_none(), "renewed after it was ended")?;
        must(change.from == until, "renewed, and not from its end on")?;
        until = change.until.ok_or("renewed without end")?;
        let lease = contract.nature == ContractNature::Lease;
        must(!lease || until <= change.from.min(change.signed).plus_months(240), "renewed for more than twenty years")?;
        let months = fixed.months.map_or(u32::MAX, cunwu::value::Count::get);
        must(months == u32::MAX || until <= change.from.plus_months(months), "renewed for longer than resolved")?;
    }
    Ok(())
}
