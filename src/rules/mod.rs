//! 规则 What must hold: the dated rulebook, majorities, procedures, and the checks over them.
//!
//! Rules are data: norms and parameters stand in TOML files by date, with source and evidence mark ([`Rulebook`]); a check takes a day,
//! picks what is in force and gives [`Findings`], each with rule, article, the numbers that it saw, what would satisfy it, and
//! the margin. Everything here is synchronous and touches no store, clock, file, thread or randomness.

pub mod asset;
mod body;
pub mod cases;
pub mod charter;
pub mod collective;
pub mod decision;
pub mod disclosure;
pub mod duty;
pub mod election;
mod evidence;
mod finding;
mod form;
pub mod gate;
mod majority;
pub mod meeting;
mod norm;
mod parameter;
pub mod party;
pub mod procedure;
pub mod roll;
mod rulebook;
pub mod workflow;

pub use body::Body;
pub use duty::{About, Duty, DutyState};
pub use evidence::{Level, Mark};
pub use finding::{Check, Finding, Findings, Refusal, Seen, Verdict};
pub use majority::{
    Attending, AttendingKind, Bound, DENOMINATORS, Denominator, Entitled, EntitledKind, Households, HouseholdsKind,
    Majority, Of, RegisteredKind, RegisteredVoters, Share, Voting, VotingKind, WholeBody, WholeBodyKind,
};
pub use norm::{Area, Norm, NormText, Severity};
pub use parameter::{Amount, Parameter, Setting, Stricter, Unit};
pub use procedure::Procedure;
pub use roll::Heads;
pub use rulebook::{Book, LayerName, Rulebook};

#[cfg(test)]
mod tests;
