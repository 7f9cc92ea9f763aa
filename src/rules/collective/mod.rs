//! 农村集体经济组织 The collective: how its bodies decide, who is a member, and what nobody may do.
//!
//! From 2025-05-01 the law on rural collective economic organisations rules; before it Guangdong's Decree 109. A check takes the day
//! and picks the version: the same vote can be enough in 2023 and too little in 2025, because the law counts all members where the
//! decree counted those present.

mod assembly;
mod cases;
mod conduct;
mod council;
mod member;
mod remedy;

pub(super) use assembly::studied_before;
pub use assembly::{
    AssemblyVote, CollectiveMatter, assembly, households_body, households_pass, households_quorum, land_outsider,
    land_term, land_vote, members_notice, members_pass, members_proxy, members_quorum, members_told, party_study,
    registration, representatives_households, representatives_matter, representatives_number, representatives_pass,
    representatives_quorum, reward,
};
pub(super) use cases::CASES;
pub use conduct::{
    OfficerAct, distribution, name_of, officers_forbidden, personal_account, quantified, report_laid_open, undivided,
};
pub use council::{
    SupervisorTies, council_pass, council_quorum, council_relatives, council_size, supervisors_barred,
    supervisors_size, term,
};
pub use member::{capacity, membership_child, membership_kept};
pub use remedy::{challenge, derivative_members, derivative_wait};

use crate::error::Result;
use crate::rules::{Book, Denominator, Finding, Of};
use crate::value::Day;

/// Whether so many of a whole reach the share that a parameter sets.
pub(super) fn reach<D: Denominator>(book: Book<'_>, rule: &str, of: Of<D>, has: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check(rule)? else { return Ok(None) };
    let Some(share) = book.share_if::<D>(rule)? else { return Ok(None) };
    Ok(Some(check.saw("whole", of.get()).at_least(share.least(of), has)))
}

/// Whether a day comes no earlier than a term after another.
pub(super) fn after_term(book: Book<'_>, rule: &str, term: &str, told: Day, day: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check(rule)? else { return Ok(None) };
    Ok(Some(check.saw("told", told).not_before(book.after(term, told)?, day)))
}

/// Whether something that must not be is not.
pub(super) fn none_of(book: Book<'_>, rule: &str, has: u32) -> Result<Option<Finding>> {
    Ok(book.check(rule)?.map(|check| check.at_most(0, has)))
}

/// Whether something is as it must be.
pub(in crate::rules) fn as_due(book: Book<'_>, rule: &str, holds: bool) -> Result<Option<Finding>> {
    Ok(book.check(rule)?.map(|check| check.when(holds)))
}
