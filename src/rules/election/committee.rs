//! 村民委员会 The committee in office: who sits on it, for how long, what ends a post, handing over.

use crate::error::Result;
use crate::rules::election::yes;
use crate::rules::meeting;
use crate::rules::{Body, Book, Finding, Findings, RegisteredKind, RegisteredVoters};
use crate::value::Day;

/// 组成 Who sits on a villagers' committee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Composition {
    /// 成员 Members in all.
    pub members: u32,
    /// 妇女 Women among them.
    pub women: u32,
    /// 多民族村 Whether several peoples live in the village.
    pub several_peoples: bool,
    /// 人数较少的民族的成员 Members of the smaller ones.
    pub minority: u32,
}

impl Composition {
    /// 检查组成 Every rule on the composition.
    ///
    /// # Errors
    /// Those of the rulebook.
    pub fn check(&self, book: Book<'_>) -> Result<Findings> {
        let mut found = Findings::default();
        found.add(meeting::committee_size(book, self.members)?);
        found.add(meeting::committee_women(book, self.women)?);
        found.add(minority(book, self.several_peoples, self.minority)?);
        Ok(found)
    }
}

/// 少数民族成员 Whether the smaller peoples have members; nothing where only one people lives (村民委员会组织法 art. 6).
///
/// # Errors
/// Those of the rulebook; so all checks here.
pub fn minority(book: Book<'_>, several: bool, minority: u32) -> Result<Option<Finding>> {
    let check = book.check("committee.minority")?.filter(|_| several);
    Ok(check.map(|check| check.saw("has", minority).when(minority > 0)))
}

/// 直接选举 Whether the villagers elected.
///
/// # Errors
/// As [`minority`].
pub fn elected_by(book: Book<'_>, by: Body) -> Result<Option<Finding>> {
    let check = book.check("committee.elected")?;
    Ok(check.map(|check| check.saw("by", by.label()).when(by == Body::Villager)))
}

/// 任期五年 Whether a term ends in time; `last` is its last day.
///
/// # Errors
/// As [`minority`].
pub fn term(book: Book<'_>, began: Day, last: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("committee.term")? else { return Ok(None) };
    Ok(Some(check.not_after(book.after("committee.term", began)?.previous(), last)))
}

/// 补选任期 Whether the term of who was elected in between ends with the running one.
///
/// # Errors
/// As [`minority`].
pub fn by_election(book: Book<'_>, running: Day, last: Day) -> Result<Option<Finding>> {
    Ok(book.check("committee.by_election")?.map(|check| check.not_after(running, last)))
}

/// 工作移交 Whether the old committee handed over in time; a last day that is no working day moves to the next one (民法典 art. 203).
///
/// # Errors
/// As [`minority`].
pub fn handover(book: Book<'_>, elected: Day, done: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("committee.handover")? else { return Ok(None) };
    Ok(Some(check.not_after(book.ends("committee.handover", elected, done)?, done)))
}

/// 移交的主持和监督 Whether the election committee presided over the handover and the township watched (art. 20).
///
/// # Errors
/// As [`minority`].
pub fn handover_watched(book: Book<'_>, by: Body, watched: Body) -> Result<Option<Finding>> {
    let right = by == Body::ElectionCommittee && watched == Body::Township;
    let check = book.check("committee.handover.watched")?;
    Ok(check.map(|check| check.saw("by", by.label()).saw("watched", watched.label()).when(right)))
}

/// 职务自行终止 Whether nothing ended the post by itself; `since` is the day of the loss or the sentence.
///
/// # Errors
/// As [`minority`].
pub fn post_lasts(book: Book<'_>, lost: bool, sentenced: bool, since: Option<Day>) -> Result<Option<Finding>> {
    let Some(check) = book.check("committee.post_ends")? else { return Ok(None) };
    Ok(Some(check.saw("ended", since.unwrap_or_else(|| book.day())).when(!lost && !sentenced)))
}

/// 民主评议 Whether the appraisals, oldest first, `true` for incompetent, leave the post: two incompetent ones in a row end it, whatever
/// came afterwards.
///
/// # Errors
/// As [`minority`].
pub fn appraisals(book: Book<'_>, incompetent: &[bool]) -> Result<Option<Finding>> {
    let Some(check) = book.check("committee.appraisal")? else { return Ok(None) };
    let ends = book.number("committee.incompetent")?;
    let (mut row, mut longest) = (0_i64, 0_i64);
    for incompetent in incompetent {
        row = if *incompetent { row + 1 } else { 0 };
        longest = longest.max(row);
    }
    Ok(Some(check.saw("ends", ends).at_most(ends - 1, longest)))
}

/// 评议主持 Whether the supervisory body presided over an appraisal (art. 33).
///
/// # Errors
/// As [`minority`].
pub fn appraisal_chaired(book: Book<'_>, by: Body) -> Result<Option<Finding>> {
    let check = book.check("committee.appraisal.chaired")?;
    Ok(check.map(|check| check.saw("by", by.label()).when(by == Body::Supervision)))
}

/// 离任审计 Whether the audit on leaving was published before the next election.
///
/// # Errors
/// As [`minority`].
pub fn audit(book: Book<'_>, published: Day, polled: Day) -> Result<Option<Finding>> {
    Ok(book.check("committee.audit")?.map(|check| check.not_after(polled.previous(), published)))
}

/// 增加审计事项 Whether enough villagers ask for further items of an audit.
///
/// # Errors
/// As [`minority`].
pub fn audit_items(book: Book<'_>, registered: RegisteredVoters, signed: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("committee.audit_items")? else { return Ok(None) };
    let share = book.share::<RegisteredKind>("committee.audit_items")?;
    Ok(Some(check.saw("registered", registered.get()).at_least(share.least(registered), signed)))
}

/// 设立撤销 Whether setting up, abolishing or changing a committee's area took its three steps.
///
/// # Errors
/// As [`minority`].
pub fn boundary(book: Book<'_>, proposed: bool, agreed: bool, approved: bool) -> Result<Option<Finding>> {
    let check = book.check("committee.boundary")?;
    Ok(check.map(|check| {
        let check = check.saw("proposed", yes(proposed)).saw("agreed", yes(agreed)).saw("approved", yes(approved));
        check.when(proposed && agreed && approved)
    }))
}

/// 监督委员会的产生 Whether the assembly or its representatives chose the supervisors (art. 32).
///
/// # Errors
/// As [`minority`].
pub fn supervision_elected(book: Book<'_>, by: Body) -> Result<Option<Finding>> {
    let chosen = matches!(by, Body::VillagersAssembly | Body::Representatives);
    Ok(book.check("supervision.elected")?.map(|check| check.saw("by", by.label()).when(chosen)))
}

/// 近亲属回避 Whether no supervisor is a committee member or his near relative.
///
/// # Errors
/// As [`minority`].
pub fn supervision_relatives(book: Book<'_>, barred: u32) -> Result<Option<Finding>> {
    Ok(book.check("supervision.relatives")?.map(|check| check.at_most(0, barred)))
}

/// 财会知识 Whether one of the supervisors knows finance.
///
/// # Errors
/// As [`minority`].
pub fn supervision_finance(book: Book<'_>, finance: u32) -> Result<Option<Finding>> {
    Ok(book.check("supervision.finance")?.map(|check| check.saw("has", finance).when(finance > 0)))
}
