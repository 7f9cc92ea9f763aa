//! 建设工程招标 Tenders for construction works (招标投标法). These numbers bind works only; a lease is never checked against them, and
//! nothing of a [`super::DealDossier`] can be given to these functions. A term whose last day is a holiday ends on the day after it
//! (民法典 art. 203), so all of them err with `value.calendar.year` where a year without a table of working days alone decides.

use crate::error::Result;
use crate::rules::{Book, Finding};
use crate::value::Day;

/// 投标人 Whether enough bidders tender for the works (实施条例 art. 44).
///
/// # Errors
/// Those of the rulebook; so all checks of this room.
pub fn bidders(book: Book<'_>, bidders: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("works.bidders")? else { return Ok(None) };
    Ok(Some(check.at_least(book.count("works.bidders")?, bidders)))
}

/// 投标准备 Whether there is enough time to prepare a bid (招标投标法 art. 24).
///
/// # Errors
/// Those of the rulebook.
pub fn prepare(book: Book<'_>, documents: Day, closes: Day) -> Result<Option<Finding>> {
    lasts(book, "works.prepare", documents, closes)
}

/// 候选人公示 Whether the candidates are on show long enough (实施条例 art. 54); `to` is the last day.
///
/// # Errors
/// Those of the rulebook.
pub fn publicity(book: Book<'_>, from: Day, to: Day) -> Result<Option<Finding>> {
    lasts(book, "works.publicity", from, to)
}

/// 签约 Whether the contract is signed in time after the notice of award (招标投标法 art. 46).
///
/// # Errors
/// Those of the rulebook.
pub fn sign(book: Book<'_>, noticed: Day, signed: Day) -> Result<Option<Finding>> {
    within(book, "works.sign", noticed, signed)
}

/// 退还保证金 Whether deposits are back in time after signing (实施条例 art. 57).
///
/// # Errors
/// Those of the rulebook.
pub fn deposit(book: Book<'_>, signed: Day, refunded: Day) -> Result<Option<Finding>> {
    within(book, "works.deposit", signed, refunded)
}

fn within(book: Book<'_>, rule: &str, since: Day, day: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check(rule)? else { return Ok(None) };
    Ok(Some(check.not_after(book.ends(rule, since, day)?, day)))
}

fn lasts(book: Book<'_>, rule: &str, since: Day, day: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check(rule)? else { return Ok(None) };
    Ok(Some(check.saw("told", since).not_before(book.ends(rule, since, day.next())?, day)))
}
