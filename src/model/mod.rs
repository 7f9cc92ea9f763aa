//! 模型 The village's nouns, one file an aggregate: data and own invariants, nothing else.

mod reference;

mod activity;
mod big_committee_member;
mod checks;
mod donation;
mod mark;
mod opinion;
mod pairing;
mod party_member;
mod party_organisation;
mod pledge;
mod post;
mod quantity;
mod recognition;
mod service_order;
mod service_team;
mod station;
mod training;
mod venture_project;

pub use reference::Ref;

pub use activity::{Activity, ActivityKind, ActivityMode};
pub use big_committee_member::BigCommitteeMember;
pub use donation::{Allocation, Donation, DonationKind};
pub use mark::PersonMark;
pub use opinion::{Opinion, OpinionChannel, OpinionKind, OpinionState};
pub use pairing::{Pairing, PairingLevel};
pub use party_member::{Floating, Membership, PartyMember};
pub use party_organisation::{PartyOrganisation, PartyOrganisationKind};
pub use pledge::{Achievement, Badge, BadgeKind, Pledge, PledgeCategory};
pub use post::{PostBody, Post, PostClass};
pub use quantity::Quantity;
pub use recognition::{Recognition, RecognitionKind};
pub use service_order::{NeedCategory, OrderState, Satisfaction, ServiceOrder};
pub use service_team::{ServiceTeam, TeamNature};
pub use station::{
    DeputyLevel, FixState, InspectionItem, InspectionResult, ReceptionDay, Station, StationKind, StationLevel,
};
pub use training::{ExamResult, TrainingOutcome, Training};
pub use venture_project::{Societies, Society, VentureCategory, VentureProject, VentureStage};
