//! 台账 The face that users call: open a village, begin a session with actor and purpose, then go into a room.
//!
//! ```
//! # #[cfg(feature = "crypto")] {
//! use cunwu::access::{Actor, MemoryKeyRing, Purpose};
//! use cunwu::ledger::{Means, Village, catalog};
//! use cunwu::schema::UnitId;
//! use cunwu::store::{Filter, MemoryStore};
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let unit: UnitId = "unit_01k3d0n6hwa000000000000000".parse()?;
//! let means = Means::new(MemoryKeyRing::default())?;
//! let village = Village::open(MemoryStore::new(catalog()?), unit, means).await?;
//! let clerk = village.session(Actor::clerk("chen"), Purpose::routine());
//! assert_eq!(clerk.houses().records().count(Filter::default()).await?, 0);
//! # Ok::<(), cunwu::Error>(()) }).unwrap();
//! # }
//! ```

mod as_of;
mod casework;
mod committee;
mod complaints;
#[cfg(feature = "map")]
mod count;
mod decide;
mod disclose;
mod held;
mod houses;
mod keys;
mod kinds;
mod party;
mod residents;
mod room;
mod rules_making;
#[cfg(feature = "search")]
mod search;
mod self_rule;
mod session;
pub mod trade;
mod village;

pub use as_of::{PastRoom, Then};
pub use casework::{Casework, Outcome, Take, Work};
pub use committee::{
    AnswerListObjection, BeginElection, Committee, EndPost, EnterVoter, EnterVoters, HandOver, ListChange,
    ObjectToList, PetitionDismissal, Poll, PublishList, VoteDismissal, VoterSuggestion, Who,
};
pub use complaints::{AnswerComplaint, CloseComplaint, Complain, OrderPublication, PublishOrdered, TakeUp};
pub use decide::{
    AnswerObjection, Carry, Concerned, Conflict, Decide, DecisionFile, Deliberate, Emergency, HeldMeeting, Object,
    Propose, Publish, Resolve, ResolvingBody, RollOf, Subject,
};
pub use disclose::{Disclosing, Post};
pub use held::Held;
pub use houses::{Houses, Occupant};
pub use kinds::catalog;
pub use party::{
    AcceptOrder, Admit, ApproveElection, ChangeOrganisation, CompleteOrder, Confirm, DissolveOrganisation, FloatOut,
    FormOrganisation, HandBackOrder, HoldElection, HoldMeeting, Limit, MeetingVote, MoveRelation, Officers, Party,
    PlaceOrder, RateOrder, ReportBack, Standing,
};
pub use residents::{MoveIn, MoveOut, Relocate, Residents};
pub use room::Room;
pub use rules_making::{
    ClauseDraft, Draft, FileRules, Hear, PassRules, RepealRules, Review, RulesMaking, TakeEffect, WithdrawDraft,
};
#[cfg(feature = "search")]
pub use search::Answer;
pub use self_rule::{Appraise, SelfRule};
pub use session::{Session, Write};
pub use village::{Means, Village};

pub use crate::store::{FieldChange, Nature, Seq, Side, Version};
