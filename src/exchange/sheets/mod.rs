//! 表 The sheets of the village's workbook: one file a sheet, its row and what becomes of it.

mod allowance;
mod care;
mod cooperative;
mod grid;
mod house;
mod household;
mod letting;
mod map_sheet;
mod moved_out;
pub(crate) mod people;
mod person;
mod resident;
mod stated_figure;
mod survey;
mod vehicle;
mod venue;
mod visit;
mod workbook_index;

pub use allowance::AllowanceRow;
pub use care::CareRow;
pub use cooperative::CooperativeRow;
pub use grid::GridRow;
pub use house::HouseRow;
pub use household::HouseholdRow;
pub use letting::LettingRow;
pub use map_sheet::MapSheetRow;
pub use moved_out::MovedOutRow;
pub use person::DocumentNo;
pub use resident::ResidentRow;
pub use stated_figure::FactRow;
pub use survey::SurveyRow;
pub use vehicle::VehicleRow;
pub use venue::VenueRow;
pub use visit::VisitRow;
pub use workbook_index::IndexRow;

mod activity;
mod big_committee_member;
mod donation;
mod inspection_item;
mod opinion;
mod pairing;
pub(crate) mod party;
mod party_life;
mod party_member;
mod party_organisation;
mod pledge;
mod post;
mod reception_day;
mod recognition;
mod service_order;
mod service_team;
mod station;
mod training;
mod venture_project;

pub use activity::ActivityRow;
pub use big_committee_member::BigCommitteeMemberRow;
pub use donation::{AllocationRow, DonationRow};
pub use inspection_item::InspectionItemRow;
pub use opinion::OpinionRow;
pub use pairing::PairingRow;
pub use party_life::{CandidateList, ElectionRow, PartyChangeRow, PartyMeetingRow, PartyStandingRow};
pub use party_member::PartyMemberRow;
pub use party_organisation::PartyOrganisationRow;
pub use pledge::PledgeRow;
pub use post::PostRow;
pub use reception_day::ReceptionDayRow;
pub use recognition::RecognitionRow;
pub use service_order::ServiceOrderRow;
pub use service_team::ServiceTeamRow;
pub use station::StationRow;
pub use training::TrainingRow;
pub use venture_project::VentureProjectRow;

mod asset;
pub(crate) mod assets;
mod campaign;
mod case;
pub(crate) mod committee;
mod contract_period;
mod counter_service;
mod deal;
mod decision;
mod decision_terms;
mod failed_round;
mod incident_statistics;
mod mediation;
mod meeting;
mod patrol_sighting;
mod repair_project;
mod studio_member;
mod village_rules;

pub use asset::AssetRow;
pub use campaign::CampaignRow;
pub use case::CaseRow;
pub use committee::{VillageElectionRow, VoterObjectionRow, VoterRow};
pub use contract_period::ContractPeriodRow;
pub use counter_service::CounterServiceRow;
pub use deal::DealRow;
pub use decision::DecisionStepRow;
pub use decision_terms::DecisionTermsRow;
pub use failed_round::FailedRoundRow;
pub use incident_statistics::IncidentStatisticsRow;
pub use mediation::MediationRow;
pub use meeting::MeetingRow;
pub use patrol_sighting::PatrolSightingRow;
pub use repair_project::RepairProjectRow;
pub use studio_member::StudioMemberRow;
pub use village_rules::{RulesClauseRow, RulesEndingRow, VillageRulesRow};

use crate::exchange::Sheets;

/// 全部表 Every sheet of a village's workbook that becomes records, in the workbook's order of rooms: people and places,
/// Party and activities, assets and order.
pub fn all() -> Sheets {
    Sheets::new()
        .with_all(people::registers())
        .with_all(party::registers())
        .with_all(assets::registers())
        .with_all(committee::registers())
}
