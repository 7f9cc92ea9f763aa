//! 成员 Who is a member, and what does not end it.

use crate::error::Result;
use crate::model::MembershipReason;
use crate::rules::collective::as_due;
use crate::rules::{Book, Finding};

/// 行为能力 Whether somebody of that age on the day of the meeting belongs to the assembly: an adult, or one of 16 or 17 who lives by
/// his own work (民法典 art. 18).
///
/// # Errors
/// Those of the rulebook.
pub fn capacity(book: Book<'_>, age: u32, lives_by_own_work: bool) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.capacity")? else { return Ok(None) };
    let least = if lives_by_own_work { "collective.capacity.working" } else { "collective.capacity.adult" };
    Ok(Some(check.saw("age", age).at_least(book.count(least)?, age)))
}

/// 子女 Whether a child of members was confirmed as one (农村集体经济组织法 art. 12).
///
/// # Errors
/// Those of the rulebook.
pub fn membership_child(book: Book<'_>, child_of_member: bool, confirmed: bool) -> Result<Option<Finding>> {
    as_due(book, "collective.membership.child", !child_of_member || confirmed)
}

/// 不得取消成员身份 Whether membership ends for that reason; one who married out keeps it until he or she is a member elsewhere
/// (农村集体经济组织法 arts. 8, 17, 18).
///
/// # Errors
/// Those of the rulebook.
pub fn membership_kept(book: Book<'_>, reason: MembershipReason, elsewhere: bool) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.membership.kept")? else { return Ok(None) };
    let check = check.saw("reason", reason.label()).saw("elsewhere", if elsewhere { "是 yes" } else { "否 no" });
    Ok(Some(check.when(elsewhere || reason.ends_membership())))
}
