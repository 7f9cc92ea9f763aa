//! 会议 How bodies meet and decide.

use crate::error::Result;
use crate::rules::cases::CaseCheck;
use crate::rules::{Attending, Book, Finding, WholeBody, WholeBodyKind};

/// How cases ask the rules of this area.
pub(super) const CASES: &[(&str, CaseCheck)] = &[("representatives.quorum", |book, given| {
    representatives_quorum(book, WholeBody::new(given.count("whole_body")?), Attending::new(given.count("attending")?))
})];

/// 村民代表会议法定人数 Whether enough members of the representative assembly attend (村民委员会组织法 art. 26).
///
/// # Errors
/// Those of the rulebook.
pub fn representatives_quorum(book: Book<'_>, body: WholeBody, attending: Attending) -> Result<Option<Finding>> {
    let Some(check) = book.check("representatives.quorum")? else { return Ok(None) };
    let share = book.share::<WholeBodyKind>("representatives.quorum")?;
    Ok(Some(check.saw("whole_body", body.get()).at_least(share.least(body), attending.get())))
}
