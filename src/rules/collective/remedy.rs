//! 救济 How members set decisions aside, and sue for the organisation.

use crate::error::Result;
use crate::rules::{Book, Finding};
use crate::value::Day;

/// 请求撤销 Whether a decision is challenged in time: a year from knowing, five from the decision (农村集体经济组织法 art. 57),
/// each to the day after where its last day is a holiday (民法典 art. 203).
///
/// # Errors
/// Those of the rulebook; `value.calendar.year` without a table of working days, where that day alone decides.
pub fn challenge(book: Book<'_>, decided: Day, known: Day, filed: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.challenge")? else { return Ok(None) };
    let known = book.ends("collective.challenge.known", known, filed)?;
    let made = book.ends("collective.challenge.made", decided, filed)?;
    Ok(Some(check.not_after(known.min(made), filed)))
}

/// 请求起诉 Whether enough members ask for a suit (art. 60).
///
/// # Errors
/// Those of the rulebook.
pub fn derivative_members(book: Book<'_>, asking: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.derivative.members")? else { return Ok(None) };
    Ok(Some(check.at_least(book.count("collective.derivative.members")?, asking)))
}

/// 自行起诉 Whether the members waited long enough before they sue themselves; the term runs through its last day, a holiday's following one
/// (art. 60; 民法典 art. 203).
///
/// # Errors
/// Those of the rulebook; `value.calendar.year` without a table of working days, where that day alone decides.
pub fn derivative_wait(book: Book<'_>, asked: Day, filed: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.derivative.wait")? else { return Ok(None) };
    let earliest = book.ends("collective.derivative.wait", asked, filed)?.next();
    Ok(Some(check.saw("told", asked).not_before(earliest, filed)))
}
