//! Houses and residents of the Donghua sample, and commits made of them.

use std::path::Path;
use std::sync::Arc;

use cunwu::access::{IdGen, MemoryKeyRing, SeededIds, Vault, XChaCha, keys_or_fresh};
use cunwu::exchange::{Options, Plan, RowSource as _, Workbook, sheets};
use cunwu::ledger::{Means, Village, catalog};
use cunwu::model::{House, Resident};
use cunwu::sample::{Scale, village};
use cunwu::schema::{AnyRecord, Id, Key, KindSpec, UnitId};
use cunwu::store::{Commit, Expect, MemoryStore, Meta, Nature, Op, Origin, Put, Store, UnitOfWork};
use cunwu::value::Instant;

use crate::block;

const UNIT: &str = "unit_01h45gqk00e8sr1dz6x2v4b9tm";

/// The kinds whose 13,103 records are measured.
pub(crate) const KINDS: [&KindSpec; 2] =
    [<House as cunwu::schema::Entity>::SPEC, <Resident as cunwu::schema::Entity>::SPEC];

/// The unit of the sample.
pub(crate) fn unit() -> UnitId {
    UNIT.parse().expect("a unit")
}

/// Every house and every resident of the workbook, secrets open.
pub(crate) fn donghua() -> Vec<Box<dyn AnyRecord>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/donghua/data/东华村台账.xlsx");
    let tables = Workbook::open(path).and_then(|mut book| book.tables()).expect("the sample");
    let held = block(async {
        let village =
            Village::open(MemoryStore::new(catalog()?), unit(), Means::new(MemoryKeyRing::default())?).await?;
        village
            .session(cunwu::access::Actor::clerk("bench"), cunwu::access::Purpose::of("bench"))
            .held_for_import()
            .await
    });
    let ids = SeededIds::new(7, 1_687_000_000_000);
    let plan =
        Plan::build(&sheets::all(), &tables, &held.expect("an empty ledger"), &Options::default(), &mut || ids.uuid());
    let records = plan.expect("a plan").records.into_iter().map(|planned| planned.record);
    records.filter(|record| KINDS.iter().any(|spec| spec.name == record.spec().name)).collect()
}

/// Seals records and makes commits of them.
#[derive(Debug)]
pub(crate) struct Desk {
    ids: Arc<SeededIds>,
    vault: Vault,
    /// A resident like whom others are made.
    model: Resident,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let ids = Arc::new(SeededIds::new(11, 1_700_000_000_000));
        let ring = Arc::new(MemoryKeyRing::default());
        let vault = block(async {
            keys_or_fresh(&*ring, unit(), &*ids).await?;
            Vault::open(unit(), ring, Arc::new(XChaCha), Arc::clone(&ids) as Arc<dyn IdGen>).await
        });
        let people = village(1, Scale::SMALL).expect("a village").residents;
        Self { ids, vault: vault.expect("a vault"), model: people.into_iter().nth(100).expect("a resident") }
    }

    /// A resident whom the store does not have.
    pub(crate) fn newcomer(&self) -> Box<dyn AnyRecord> {
        Box::new(Resident { id: Id::from_uuid(self.ids.uuid()), ..self.model.clone() })
    }

    /// Seals records and stages them as one commit: what every writer does before the store is asked.
    pub(crate) async fn commit(&self, store: &dyn Store, records: &mut [Box<dyn AnyRecord>]) -> Commit {
        let subjects: Vec<Key> = records.iter().map(|record| record.subject()).collect();
        // As a session does: few new records go by what the vault knows.
        let few = records.len() <= 256;
        let mut sealing = if few { self.vault.sealing_as_known() } else { self.vault.sealing() };
        if few {
            sealing.prepare_new(store, subjects).await.expect("the state of the keys");
        } else {
            sealing.prepare(store, subjects).await.expect("data keys");
        }
        let mut work = UnitOfWork::new(store, unit());
        for record in records {
            sealing.seal(&mut **record).expect("a sealed record");
            work.put(&**record, Nature::Create, Expect::Absent).expect("a staged record");
        }
        sealing.stage(&mut work);
        work.into_commit(self.meta(), &self.ids.seed())
    }

    fn meta(&self) -> Meta {
        Meta {
            request: self.ids.uuid().to_string().into(),
            actor: "bench".into(),
            purpose: "bench".into(),
            reason: None,
            at: Instant::from_micros(1_700_000_000_000_000),
            origin: Origin::default(),
        }
    }

    /// The same contents written again, as changes.
    pub(crate) fn changed(&self, commit: &Commit, most: usize) -> Commit {
        let again = |put: &Put| {
            let spec = KINDS.into_iter().find(|spec| *spec.name == *put.key.kind).expect("a kind");
            let digest = cunwu::store::chain::digest(spec, &put.key, Nature::Change, &put.content);
            Op::Put(Put { expect: Expect::Any, nature: Nature::Change, digest, ..put.clone() })
        };
        let ops = puts(commit).take(most).map(again).collect();
        Commit { unit: unit(), meta: self.meta(), guards: Vec::new(), ops, keys: Vec::new() }
    }
}

/// What a commit writes.
pub(crate) fn puts(commit: &Commit) -> impl Iterator<Item = &Put> {
    commit.ops.iter().filter_map(|op| if let Op::Put(put) = op { Some(put) } else { None })
}

/// What a commit writes, kind by kind.
pub(crate) fn by_kind(commit: &Commit) -> Vec<(&'static KindSpec, Vec<&Put>)> {
    KINDS.map(|spec| (spec, puts(commit).filter(|put| *put.key.kind == *spec.name).collect())).into()
}
