//! 交易各环节 What binds each act of a deal.

use crate::error::Result;
use crate::rules::collective::{after_term, as_due, none_of, studied_before};
use crate::rules::decision::shown_long_enough;
use crate::rules::{Book, Finding, Rulebook};
use crate::value::{Day, Money, Period};

/// 党组织研究 Whether the village Party organisation had studied the deal before the vote (增城区实施细则 art. 3).
///
/// # Errors
/// Those of the rulebook; so all checks of this room.
pub fn party_study(book: Book<'_>, studied: Option<Day>, voted: Day) -> Result<Option<Finding>> {
    Ok(book.check("asset.party_study")?.map(|check| studied_before(check, studied, voted)))
}

/// 表决 Whether members' or household representatives voted before the deal was announced (增城区实施细则 art. 3).
///
/// # Errors
/// Those of the rulebook.
pub fn vote(book: Book<'_>, voted: Option<Day>, announced: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.vote")? else { return Ok(None) };
    let told = voted.map_or_else(|| "无 none".to_owned(), |day| day.to_string());
    Ok(Some(check.saw("voted", told).saw("day", announced).when(voted.is_some_and(|day| day <= announced))))
}

/// 决议公开 Whether the resolution's time on show was over when the deal was announced; `shown_to` is its last day.
///
/// # Errors
/// Those of the rulebook.
pub fn resolution_shown(book: Book<'_>, shown_to: Day, announced: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.resolution_shown")? else { return Ok(None) };
    Ok(Some(check.not_before(shown_to.next(), announced)))
}

/// 决议公开 Whether the resolution was on show long enough, and its time was over when the deal was announced. One that was never put on show
/// has not been shown until that day.
///
/// # Errors
/// Those of the rulebook.
pub fn resolution_publicity(rules: &Rulebook, shown: Option<Period>, announced: Day) -> Result<[Option<Finding>; 2]> {
    let long = match shown.and_then(|shown| Some((shown.from(), shown.last_day()?))) {
        Some((from, last)) => shown_long_enough(rules.on(from), "decision.shown", from, last)?,
        None => None,
    };
    let last = shown.map_or(announced, |shown| shown.last_day().unwrap_or(Day::MAX.previous()));
    Ok([long, resolution_shown(rules.on(announced), last, announced)?])
}

/// 公告 Whether any round of the deal stands on record as announced.
///
/// # Errors
/// Those of the rulebook.
pub fn announced(book: Book<'_>, announced: bool) -> Result<Option<Finding>> {
    as_due(book, "asset.announced", announced)
}

/// 附卷 Points out what the dossier of a deal does not tell, so that nobody can check it; `what` in both languages.
///
/// # Errors
/// Those of the rulebook.
pub fn on_file(book: Book<'_>, what: [&str; 2], told: bool) -> Result<Option<Finding>> {
    let [zh, en] = what;
    Ok(book.check("asset.on_file")?.map(|check| check.saw("what", zh).saw("what_en", en).when(told)))
}

/// 公告期 Whether the auction is held no earlier than the last working day of the notice.
///
/// # Errors
/// Those of the rulebook.
pub fn notice(book: Book<'_>, announced: Day, auctioned: Day) -> Result<Option<Finding>> {
    after_term(book, "asset.notice", "asset.notice", announced, auctioned)
}

/// 轮次 Whether every round before stands on record as failed.
///
/// # Errors
/// Those of the rulebook.
pub fn rounds(book: Book<'_>, round: u32, failed_before: u32, announced: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.rounds")? else { return Ok(None) };
    let check = check.saw("round", round).saw("day", announced);
    Ok(Some(check.at_least(round.saturating_sub(1), failed_before)))
}

/// 底价 Whether the floor dropped only by a new vote.
///
/// # Errors
/// Those of the rulebook.
pub fn floor(book: Book<'_>, round: u32, before: Money, floor: Money, voted_anew: bool) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.floor")? else { return Ok(None) };
    let check = check.saw("round", round);
    Ok(Some(if voted_anew {
        check.saw("needs", before).saw("has", floor).when(true)
    } else {
        check.at_least_money(before, floor)
    }))
}

/// 成交价 Whether the winning price reaches the floor.
///
/// # Errors
/// Those of the rulebook.
pub fn price(book: Book<'_>, floor: Money, price: Money) -> Result<Option<Finding>> {
    Ok(book.check("asset.price")?.map(|check| check.at_least_money(floor, price)))
}

/// 竞投人数 Whether enough bidders signed up with their deposit.
///
/// # Errors
/// Those of the rulebook.
pub fn bidders(book: Book<'_>, bidders: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.bidders")? else { return Ok(None) };
    Ok(Some(check.at_least(book.count("asset.least_bidders")?, bidders)))
}

/// 保证金缴纳人 Whether the bidder paid the deposit himself.
///
/// # Errors
/// Those of the rulebook.
pub fn deposit_own(book: Book<'_>, bidder: &str, payer: &str) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.deposit.own")? else { return Ok(None) };
    Ok(Some(check.saw("bidder", bidder).saw("payer", payer).when(bidder == payer)))
}

/// 一宗一金 Whether a deposit serves one deal only.
///
/// # Errors
/// Those of the rulebook.
pub fn deposit_once(book: Book<'_>, deals: u32) -> Result<Option<Finding>> {
    Ok(book.check("asset.deposit.once")?.map(|check| check.at_most(1, deals)))
}

/// 保证金到账 Whether the deposit came in full by the deadline.
///
/// # Errors
/// Those of the rulebook.
pub fn deposit_paid(book: Book<'_>, asked: Money, by: Day, paid: Money, on: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.deposit.paid")? else { return Ok(None) };
    let check = check.saw("needs", asked).saw("latest", by).saw("has", paid).saw("day", on);
    Ok(Some(check.when(paid >= asked && on <= by)))
}

/// 结果公示 Whether the result was on show for enough days: the first not counted, and a last day that is a holiday moves to the day
/// after (民法典 arts. 201, 203).
///
/// # Errors
/// Those of the rulebook; `value.calendar.year` without a table of working days.
pub fn result_shown(book: Book<'_>, shown: Period) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.result_shown")? else { return Ok(None) };
    let last = shown.last_day().unwrap_or(Day::MAX);
    let earliest = book.ends("asset.result_shown", shown.from(), last.next())?;
    Ok(Some(check.saw("told", shown.from()).not_before(earliest, last)))
}

/// 公示工作日 Whether the time on show covers as many working days, the first day not counted; pointed out, not refused: what binds is
/// that the result can be objected to ([`objectable_through`]) and signing waits ([`sign_early`]) until they are over.
///
/// # Errors
/// Those of the rulebook; `value.calendar.year` without a table of working days.
pub fn result_workdays(book: Book<'_>, shown: Period) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.result_workdays")? else { return Ok(None) };
    let Some(last) = shown.last_day() else { return Ok(None) };
    let has = book.rules().workdays().working_days_between(shown.from(), last)?;
    Ok(Some(check.at_least(book.count("asset.result_publicity")?, has)))
}

/// 异议期止 The last day on which the result can be objected to: the last one on show, and no earlier than the last of the working days
/// that the platform's rules give for it.
///
/// # Errors
/// Those of the rulebook; `value.calendar.year` without a table of working days.
pub fn objectable_through(book: Book<'_>, shown: Period) -> Result<Day> {
    let last = shown.last_day().unwrap_or(Day::MAX);
    Ok(book.after("asset.result_publicity", shown.from())?.max(last))
}

/// 签约不早于 Whether the contract was signed after the time on show, and after the working days in which the result can be objected to.
///
/// # Errors
/// Those of the rulebook; `value.calendar.year` without a table of working days.
pub fn sign_early(book: Book<'_>, shown: Period, signed: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.sign.early")? else { return Ok(None) };
    Ok(Some(check.not_before(objectable_through(book, shown)?.next(), signed)))
}

/// 签约不迟于 Whether the contract was signed in time after the result was on show; `shown_to` is the last day of it. A last day that is a
/// holiday moves to the day after (民法典 art. 203).
///
/// # Errors
/// Those of the rulebook; `value.calendar.year` without a table of working days, where that day alone decides.
pub fn sign_late(book: Book<'_>, shown_to: Day, signed: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("asset.sign.late")? else { return Ok(None) };
    Ok(Some(check.not_after(book.ends("asset.sign_within", shown_to, signed)?, signed)))
}

/// 异议 Whether every objection was answered.
///
/// # Errors
/// Those of the rulebook.
pub fn objection(book: Book<'_>, open: u32) -> Result<Option<Finding>> {
    none_of(book, "asset.objection", open)
}
