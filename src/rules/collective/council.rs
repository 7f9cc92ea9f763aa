//! 理事会、监事会 The council and the supervisors.

use crate::error::Result;
use crate::rules::collective::{none_of, reach};
use crate::rules::{Attending, Book, Finding, WholeBody};
use crate::value::{Day, Period};

/// 监事的关联 Supervisors who hold what a supervisor may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SupervisorTies {
    /// 兼任理事 Those who sit in the council.
    pub council: u32,
    /// 兼任财务会计 Those who keep the books.
    pub finance: u32,
    /// 近亲属 Near relatives of one or the other.
    pub relatives: u32,
}

/// 理事会人数 Whether the council has its usual size; pointed out, not refused (农村集体经济组织法 art. 29).
///
/// # Errors
/// Those of the rulebook.
pub fn council_size(book: Book<'_>, members: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.council.size")? else { return Ok(None) };
    let (low, high) = (book.count("collective.council.least")?, book.count("collective.council.most")?);
    let odd = book.flag("collective.council.odd")?;
    let check = check.saw("has", members).saw("low", low).saw("high", high);
    let check = check.saw("odd", if odd { "的单数" } else { "" });
    Ok(Some(check.when(low <= members && members <= high && (!odd || !members.is_multiple_of(2)))))
}

/// 近亲属回避 Whether near relatives sit in the council together (art. 29).
///
/// # Errors
/// Those of the rulebook.
pub fn council_relatives(book: Book<'_>, pairs: u32) -> Result<Option<Finding>> {
    none_of(book, "collective.council.relatives", pairs)
}

/// 理事会法定人数 Whether enough of the council attend (art. 31).
///
/// # Errors
/// Those of the rulebook.
pub fn council_quorum(book: Book<'_>, council: WholeBody, attending: Attending) -> Result<Option<Finding>> {
    reach(book, "collective.council.quorum", council, attending.get())
}

/// 理事会通过 Whether more than half of all council members agree (art. 31).
///
/// # Errors
/// Those of the rulebook.
pub fn council_pass(book: Book<'_>, council: WholeBody, agreed: u32) -> Result<Option<Finding>> {
    reach(book, "collective.council.pass", council, agreed)
}

/// 监督小组人数 The number of supervisors, before 2025-05-01 (Decree 109); the law leaves one or two where the organisation is small.
///
/// # Errors
/// Those of the rulebook.
pub fn supervisors_size(book: Book<'_>, supervisors: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.supervisors.size")? else { return Ok(None) };
    let (low, high) = (book.count("collective.supervisors.least")?, book.count("collective.supervisors.most")?);
    let check = check.saw("has", supervisors).saw("low", low).saw("high", high);
    Ok(Some(check.when(low <= supervisors && supervisors <= high)))
}

/// 监事回避 Whether somebody supervises who may not (art. 32; Decree 109 before).
///
/// # Errors
/// Those of the rulebook.
pub fn supervisors_barred(book: Book<'_>, ties: SupervisorTies) -> Result<Option<Finding>> {
    let finance = if book.flag("collective.supervisors.bar_finance")? { ties.finance } else { 0 };
    let relatives = if book.flag("collective.supervisors.bar_relatives")? { ties.relatives } else { 0 };
    none_of(book, "collective.supervisors.barred", ties.council.saturating_add(finance).saturating_add(relatives))
}

/// 任期 Whether a term of office is as long as it must be (arts. 28, 29; Decree 109 before).
///
/// # Errors
/// Those of the rulebook.
pub fn term(book: Book<'_>, term: Period) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.term")? else { return Ok(None) };
    let (from, high) = (term.from(), book.after("collective.term.most", term.from())?);
    let low = if book.number_if("collective.term.least")?.is_some() {
        book.after("collective.term.least", from)?
    } else {
        from.next()
    };
    let until = term.until().unwrap_or(Day::MAX);
    let check = check.saw("from", from).saw("low", low).saw("high", high).saw("until", until);
    Ok(Some(check.when(low <= until && until <= high)))
}
