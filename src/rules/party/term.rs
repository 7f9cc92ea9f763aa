//! 任期 How long an organisation's committee serves, and how far its election may be moved.

use crate::error::Result;
use crate::rules::{Book, Finding, Findings};
use crate::value::Day;

/// 任期届满 The day on which a term is over: five years in villages and communities, three elsewhere.
///
/// # Errors
/// Those of the rulebook.
pub fn term_ends(book: Book<'_>, village: bool, began: Day) -> Result<Day> {
    book.after(if village { "party.term.village" } else { "party.term.other" }, began)
}

/// 换届时间 Whether an election is on time, or moved by no more than allowed and with the superior's approval.
///
/// # Errors
/// As [`term_ends`].
pub fn election_time(book: Book<'_>, village: bool, began: Day, on: Day, approved: bool) -> Result<Findings> {
    let mut found = Findings::default();
    found.add(late(book, village, began, on)?);
    found.add(early(book, village, began, on)?);
    found.add(approval(book, village, began, on, approved)?);
    Ok(found)
}

/// 延期换届 Whether the election is not put off too long.
///
/// # Errors
/// As [`term_ends`].
pub fn late(book: Book<'_>, village: bool, began: Day, on: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.term.late")? else { return Ok(None) };
    let ends = term_ends(book, village, began)?;
    Ok(Some(check.not_after(book.after("party.term.shift_most", ends)?, on)))
}

/// 提前换届 Whether the election is not brought forward too far.
///
/// # Errors
/// As [`term_ends`].
pub fn early(book: Book<'_>, village: bool, began: Day, on: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.term.early")? else { return Ok(None) };
    let ends = term_ends(book, village, began)?;
    Ok(Some(check.not_before(months_before(ends, book.count("party.term.shift_most")?), on)))
}

/// 换届审批 Whether an election that is not on time was approved.
///
/// # Errors
/// As [`term_ends`].
pub fn approval(book: Book<'_>, village: bool, began: Day, on: Day, approved: bool) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.term.approval")? else { return Ok(None) };
    let ends = term_ends(book, village, began)?;
    let on_time = months_before(ends, book.count("party.term.slack")?) <= on && on <= ends;
    Ok(Some(check.saw("ends", ends).saw("day", on).when(on_time || approved)))
}

/// The same day so many months before, or the last of that month where it has no such day.
fn months_before(day: Day, months: u32) -> Day {
    let month = day.in_month().plus(i32::try_from(months).map_or(i32::MIN, |months| -months));
    let last = month.last_day();
    Day::of(last.year(), last.month(), day.day().min(last.day())).unwrap_or(last)
}

/// 选举产生 Whether the members' meeting elected the organisation's committee.
///
/// # Errors
/// As [`term_ends`].
pub fn elected(book: Book<'_>, elected: bool) -> Result<Option<Finding>> {
    Ok(book.check("party.term.elected")?.map(|check| check.when(elected)))
}
