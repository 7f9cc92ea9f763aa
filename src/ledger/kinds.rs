//! 种类 Every kind of the village's ledger, listed once.

use crate::access::{self, Kinds, Permit, Vault};
use crate::error::Result;
use crate::ledger::Held;
use crate::schema::{AnyRecord, Entity, KindSpec, UnitId, decode};
use crate::store::{Catalog, Known, Query, Record, Seq, Store};

/// What the ledger does with every record of one kind, chosen at run time: one reading of the store serves all kinds, so
/// that only decoding is compiled for each.
struct KindTable {
    spec: &'static KindSpec,
    decode: fn(&mut Held, &[Record]) -> Result<()>,
    records: fn(&mut Held) -> Vec<&mut dyn AnyRecord>,
}

impl KindTable {
    const fn of<E: Entity>() -> Self {
        Self { spec: E::SPEC, decode: decoded::<E>, records: open_records::<E> }
    }
}

fn decoded<E: Entity>(held: &mut Held, records: &[Record]) -> Result<()> {
    let entities = records.iter().map(|record| decode(&record.key, record.version, &record.body));
    held.insert(entities.collect::<Result<Vec<E>>>()?);
    Ok(())
}

fn open_records<E: Entity>(held: &mut Held) -> Vec<&mut dyn AnyRecord> {
    held.list_mut::<E>().iter_mut().map(|entity| entity as &mut dyn AnyRecord).collect()
}

/// Names each kind of the model once.
macro_rules! kinds {
    ($($kind:ident)+) => {
        const KINDS: &[KindTable] = &[$(KindTable::of::<crate::model::$kind>()),+];

        /// The kinds of the model, for keys to rotate over.
        pub(crate) fn of_model() -> Kinds {
            Kinds::default()$(.and::<crate::model::$kind>())+
        }
    };
}

kinds! {
    Activity Allocation Allowance Appraisal Asset BigCommitteeMember Campaign CareEntry Case Contract ContractPeriod Cooperative
    CounterService Deal Decision DecisionStep Disclosure DisclosureComplaint Donation Election FailedRound Grid House Household IncidentStatistics InspectionItem
    Letting MapSheet Mediation Meeting Opinion Outline Pairing PartyChange PartyMeeting PartyMember
    PartyOrganisation PartyStanding PatrolSighting Pledge Post
    ReceptionDay Recognition RepairProject Residence Resident RulesClause RulesEnding ServiceOrder ServiceTeam StatedFigure Station
    StudioMember Survey Training Vehicle VentureProject Venue VillageRules Visit WorkbookIndex
    DecisionMove DecisionTerms Objection SpentPermit StepEvidence WorkStep
    CollectiveMember ContractChange IncomeShare RentReceipt SignUp Trade Valuation
    Dismissal PostEnd VillageElection Voter VoterObjection
}

/// Reads every record of every kind of the model, secrets sealed, now or as of a commit.
pub(crate) async fn load(store: &dyn Store, unit: UnitId, at: Option<Seq>) -> Result<Held> {
    let mut held = Held::new();
    let known = at.map_or(Known::Now, Known::At);
    for kind in KINDS {
        let mut records = Vec::new();
        let mut query = Query::of(kind.spec.name).limit(Query::MOST).known(known);
        loop {
            let page = store.query(unit, &query).await?;
            records.extend(page.records);
            if page.next.is_none() {
                break;
            }
            query = query.after(page.next);
        }
        (kind.decode)(&mut held, &records)?;
    }
    Ok(held)
}

/// An empty list of every kind of the model: what a new ledger holds.
pub(crate) fn nothing() -> Result<Held> {
    let mut held = Held::new();
    KINDS.iter().try_for_each(|kind| (kind.decode)(&mut held, &[]))?;
    Ok(held)
}

/// Opens the secrets of every record.
pub(crate) async fn reveal(held: &mut Held, vault: &Vault, store: &dyn Store, permit: &Permit) -> Result<()> {
    for kind in KINDS.iter().filter(|kind| !kind.spec.secrets.is_empty()) {
        let mut records = (kind.records)(held);
        vault.reveal_records(store, &mut records, permit).await?;
    }
    Ok(())
}

/// 种类目录 The catalog of the crate's kinds, to open a store with; a host adds its own with [`Catalog::and`].
///
/// # Errors
/// Never for the crate's own kinds; a test holds that.
pub fn catalog() -> Result<Catalog> {
    Catalog::new(KINDS.iter().map(|kind| kind.spec).chain(access::KINDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_the_crate_is_soundly_declared() {
        assert_eq!(catalog().unwrap().kinds().count(), KINDS.len() + access::KINDS.len());
    }
}
