//! 党建与活动的登记表 The registers of Party organisations, posts, activities and stations, each after those it links to.

use crate::error::Result;
use crate::exchange::sheets::activity::ActivityRow;
use crate::exchange::sheets::big_committee_member::BigCommitteeMemberRow;
use crate::exchange::sheets::donation::{AllocationRow, DonationRow};
use crate::exchange::sheets::inspection_item::InspectionItemRow;
use crate::exchange::sheets::opinion::OpinionRow;
use crate::exchange::sheets::pairing::PairingRow;
use crate::exchange::sheets::party_member::PartyMemberRow;
use crate::exchange::sheets::party_organisation::PartyOrganisationRow;
use crate::exchange::sheets::person::link_text;
use crate::exchange::sheets::pledge::PledgeRow;
use crate::exchange::sheets::post::PostRow;
use crate::exchange::sheets::reception_day::ReceptionDayRow;
use crate::exchange::sheets::recognition::RecognitionRow;
use crate::exchange::sheets::service_order::ServiceOrderRow;
use crate::exchange::sheets::service_team::ServiceTeamRow;
use crate::exchange::sheets::station::StationRow;
use crate::exchange::sheets::training::TrainingRow;
use crate::exchange::sheets::venture_project::VentureProjectRow;
use crate::exchange::{Held, SheetHandler, handler};
use crate::model::Ref;
use crate::schema::Entity;
use crate::value::Plain;

/// The registers, in order.
pub(crate) fn registers() -> Vec<SheetHandler> {
    vec![
        handler::<PartyOrganisationRow>(),
        handler::<BigCommitteeMemberRow>(),
        handler::<PartyMemberRow>(),
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

/// What a column shows for a link that may be absent.
pub(super) fn link_text_if<E: Entity, T: Plain>(
    held: &Held,
    link: Option<&Ref<E>>,
    natural: impl Fn(&E) -> T,
) -> Result<Option<T>> {
    link.map(|link| link_text(held, link, natural)).transpose()
}
