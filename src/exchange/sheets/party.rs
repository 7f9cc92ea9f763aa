//! 党建与活动的登记表 The registers of Party organisations, posts, activities and stations, each after those it links to.

use crate::exchange::sheets::activity::ActivityRow;
use crate::exchange::sheets::big_committee_member::BigCommitteeMemberRow;
use crate::exchange::sheets::donation::{AllocationRow, DonationRow};
use crate::exchange::sheets::inspection_item::InspectionItemRow;
use crate::exchange::sheets::opinion::OpinionRow;
use crate::exchange::sheets::pairing::PairingRow;
use crate::exchange::sheets::party_life::{ElectionRow, PartyChangeRow, PartyMeetingRow, PartyStandingRow};
use crate::exchange::sheets::party_member::PartyMemberRow;
use crate::exchange::sheets::party_organisation::PartyOrganisationRow;
use crate::exchange::sheets::pledge::PledgeRow;
use crate::exchange::sheets::post::PostRow;
use crate::exchange::sheets::reception_day::ReceptionDayRow;
use crate::exchange::sheets::recognition::RecognitionRow;
use crate::exchange::sheets::service_order::ServiceOrderRow;
use crate::exchange::sheets::service_team::ServiceTeamRow;
use crate::exchange::sheets::station::StationRow;
use crate::exchange::sheets::training::TrainingRow;
use crate::exchange::sheets::venture_project::VentureProjectRow;
use crate::exchange::{SheetHandler, handler};

/// The registers, in order.
pub(crate) fn registers() -> Vec<SheetHandler> {
    vec![
        handler::<PartyOrganisationRow>(),
        handler::<BigCommitteeMemberRow>(),
        handler::<PartyMemberRow>(),
        handler::<PartyChangeRow>(),
        handler::<PartyStandingRow>(),
        handler::<PartyMeetingRow>(),
        handler::<ElectionRow>(),
        handler::<PostRow>(),
        handler::<ServiceTeamRow>(),
        handler::<PledgeRow>(),
        handler::<PairingRow>(),
        handler::<ActivityRow>(),
        handler::<ServiceOrderRow>(),
        handler::<TrainingRow>(),
        handler::<DonationRow>(),
        handler::<AllocationRow>(),
        handler::<VentureProjectRow>(),
        handler::<StationRow>(),
        handler::<ReceptionDayRow>(),
        handler::<InspectionItemRow>(),
        handler::<OpinionRow>(),
        handler::<RecognitionRow>(),
    ]
}

#[cfg(test)]
#[cfg(feature = "xlsx")]
mod tests;
