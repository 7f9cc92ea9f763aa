//! 种类 Every kind of the village's ledger, listed once.

use crate::access::ReadEntry;
use crate::error::Result;
use crate::ledger::Held;
use crate::schema::{Entity, KindSpec, UnitId};
use crate::store::{Catalog, Seq, Store, StoreExt};

/// Names each kind of the model once, and writes what needs all of them.
macro_rules! kinds {
    ($($kind:ident)+) => {
        /// Declarations of every kind of the model.
        const SPECS: &[&KindSpec] = &[$(<crate::model::$kind as Entity>::SPEC),+];

        /// Reads every record of every kind of the model, secrets sealed, now or as of a commit.
        pub(crate) async fn load(store: &dyn Store, unit: UnitId, at: Option<Seq>) -> Result<Held> {
            let mut held = Held::new();
            $(held.insert(all::<crate::model::$kind>(store, unit, at).await?);)+
            Ok(held)
        }

        /// An empty list of every kind of the model: what a new ledger holds.
        pub(crate) fn nothing() -> Held {
            let mut held = Held::new();
            $(held.insert(Vec::<crate::model::$kind>::new());)+
            held
        }

        /// Opens the secrets of every record.
        pub(crate) async fn reveal(held: &mut Held, how: &super::session::Opening<'_>) -> Result<()> {
            $(how.open(held.list_mut::<crate::model::$kind>()).await?;)+
            Ok(())
        }
    };
}

kinds! {
    Activity Allocation Allowance Asset BigCommitteeMember Campaign CareEntry Case Contract ContractPeriod Cooperative
    CounterService Deal Decision DecisionStep Donation FailedRound Grid House Household IncidentStatistics InspectionItem
    Letting MapSheet Mediation Meeting Opinion Outline Pairing PartyMember PartyOrganisation PatrolSighting Pledge Post
    ReceptionDay Recognition RepairProject Residence Resident RulesClause ServiceOrder ServiceTeam StatedFigure Station
    StudioMember Survey Training Vehicle VentureProject Venue VillageRules Visit WorkbookIndex
}

async fn all<E: Entity>(store: &dyn Store, unit: UnitId, at: Option<Seq>) -> Result<Vec<E>> {
    let stored = match at {
        None => store.all::<E>(unit).await?,
        Some(seq) => store.as_of(seq).all::<E>(unit).await?,
    };
    Ok(stored.into_iter().map(|stored| stored.entity).collect())
}

/// 种类目录 The catalog of the crate's kinds, to open a store with; a host adds its own with [`Catalog::and`].
///
/// # Errors
/// Never for the crate's own kinds; a test holds that.
pub fn catalog() -> Result<Catalog> {
    Catalog::new(SPECS.iter().copied().chain([ReadEntry::SPEC]))
}
