//! Sealing over real stores.

#![allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "the trial kind has no rule of its own")]

mod erasure;
mod rotation;
mod tags;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::*;
use crate::error::{Error, code};
use crate::schema::{Entity, Id, Secret, UnitId};
use crate::store::{
    Catalog, Filter, KEY_KIND, MemoryStore, Meta, Migrate, Origin, Query, Record, Store, StoreExt, UnitOfWork, select,
};
use crate::value::{Instant, PersonName, Plain, Text};

const NAME: &str = "欧阳某某";
const NOTE: &str = "在东门开五金店";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Neighbour {
    id: Id<Neighbour>,
    grid: Text,
    name: Secret<PersonName>,
    note: Option<Secret<Text>>,
}

crate::entity! {
    Neighbour: "trial.neighbour", "nei", v1, "邻居";
    columns { grid "网格": Text = |one| one.grid.as_str() }
    indexes { by_grid(grid) }
    secrets { name "姓名": "name", note "备注" }
    subject = |one| one.id.key();
}

impl Neighbour {
    fn check(&self) -> crate::Result<()> {
        if self.grid.as_str() == ABOLISHED {
            return Err(Error::new(code::store::RECORD_MISSING).with("key", "grid"));
        }
        Ok(())
    }
}

/// A grid that the kind no longer takes.
const ABOLISHED: &str = "旧网格";

struct Desk {
    vault: Vault,
    ids: Arc<SeededIds>,
    ring: Arc<MemoryKeyRing>,
    unit: UnitId,
}

async fn desk() -> Desk {
    let ids = Arc::new(SeededIds::new(7, 1_700_000_000_000));
    let unit = mint(&*ids);
    let ring = Arc::new(MemoryKeyRing::default());
    keys_or_fresh(&*ring, unit, &*ids).await.unwrap();
    let vault = Vault::open(unit, ring.clone(), Arc::new(XChaCha), ids.clone()).await.unwrap();
    Desk { vault, ids, ring, unit }
}

fn catalog() -> Catalog {
    Catalog::new(KINDS.into_iter().chain([Neighbour::SPEC])).unwrap()
}

fn meta(request: &str) -> Meta {
    Meta {
        request: request.into(),
        actor: "clerk".into(),
        purpose: "test".into(),
        reason: None,
        at: Instant::from_micros(1_700_000_000_000_000),
        origin: Origin::default(),
    }
}

impl Desk {
    fn neighbour(&self) -> Neighbour {
        self.named(NAME)
    }

    fn named(&self, name: &str) -> Neighbour {
        Neighbour {
            id: mint(&*self.ids),
            grid: Text::parse("一网格").unwrap(),
            name: Secret::open(PersonName::parse(name).unwrap()),
            note: Some(Secret::open(Text::parse(NOTE).unwrap())),
        }
    }

    /// The vault of another process on the same ring.
    async fn other_vault(&self) -> Vault {
        Vault::open(self.unit, self.ring.clone(), Arc::new(XChaCha), self.ids.clone()).await.unwrap()
    }

    async fn unit_keys(&self) -> Arc<UnitKeys> {
        self.ring.keys(self.unit).await.unwrap()
    }

    async fn write(&self, store: &dyn Store, request: &str, neighbours: &[Neighbour]) {
        let mut sealed = neighbours.to_vec();
        let mut sealing = self.vault.sealing();
        sealing.seal_all(store, &mut sealed).await.unwrap();
        let mut work = UnitOfWork::new(store, self.unit);
        for one in &sealed {
            let known = work.load(one.id).await.unwrap();
            if known.is_some() { work.correct(one) } else { work.create(one) }.unwrap();
        }
        sealing.stage(&mut work);
        work.commit(meta(request), &self.ids.seed()).await.unwrap();
    }
}

fn permit(act: Act) -> Permit {
    grant(&RoleTable::default(), &Actor::clerk("zhang"), &Purpose::of("核对"), act, "*").unwrap()
}

#[tokio::test]
async fn what_was_sealed_is_revealed_under_a_permit_and_masked_without() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let one = desk.neighbour();
    desk.write(&store, "one", std::slice::from_ref(&one)).await;
    let stored = store.load(desk.unit, one.id).await.unwrap().unwrap().entity;
    assert_eq!(stored.name.get().unwrap_err().code(), "schema.secret.sealed");
    let mut open = [stored.clone()];
    let refused = desk.vault.reveal(&store, &mut open, &permit(Act::Read)).await.unwrap_err();
    assert_eq!(refused.code(), "access.permit");
    desk.vault.reveal(&store, &mut open, &permit(Act::Unmask)).await.unwrap();
    assert_eq!(open[0], one);
    let masked = desk.vault.masked(&store, &[stored], &permit(Act::Read)).await.unwrap();
    assert_eq!(masked[0][1].as_deref(), Some("***"));
    assert!(!masked[0][0].as_ref().unwrap().contains(NAME));
}

#[tokio::test]
async fn a_second_record_of_a_subject_uses_his_key_and_tags_find_him() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let one = desk.neighbour();
    desk.write(&store, "one", &[one.clone(), desk.neighbour()]).await;
    desk.write(&store, "two", std::slice::from_ref(&one)).await;
    let mut open = [store.load(desk.unit, one.id).await.unwrap().unwrap().entity];
    desk.vault.reveal(&store, &mut open, &permit(Act::Export)).await.unwrap();
    assert_eq!(open[0], one);
    let tags = desk.vault.tags(&store, "name", NAME).await.unwrap();
    let query = select::<Neighbour>().filter(Filter::within("name_tag", tags));
    assert_eq!(store.find::<Neighbour>(desk.unit, &query).await.unwrap().records.len(), 2);
    let none =
        select::<Neighbour>().filter(Filter::within("name_tag", desk.vault.tags(&store, "phone", NAME).await.unwrap()));
    assert!(store.find::<Neighbour>(desk.unit, &none).await.unwrap().records.is_empty());
    assert_eq!(store.history(desk.unit, one.id).await.unwrap().len(), 2);
    assert_eq!(store.all::<Neighbour>(desk.unit).await.unwrap().len(), 2);
}

#[tokio::test]
async fn sealed_text_opens_nowhere_else() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let (one, other) = (desk.neighbour(), desk.neighbour());
    desk.write(&store, "one", &[one.clone(), other.clone()]).await;
    let mut mixed = store.load(desk.unit, one.id).await.unwrap().unwrap().entity;
    mixed.name = store.load(desk.unit, other.id).await.unwrap().unwrap().entity.name;
    let error = desk.vault.reveal(&store, &mut [mixed], &permit(Act::Unmask)).await.unwrap_err();
    assert_eq!((error.code(), error.get("field")), ("access.unseal", Some("name")));
}

#[tokio::test]
async fn an_erased_person_cannot_be_revealed_from_an_old_copy() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let one = desk.neighbour();
    desk.write(&store, "one", std::slice::from_ref(&one)).await;
    let kept = store.load(desk.unit, one.id).await.unwrap().unwrap().entity;
    let mut work = UnitOfWork::new(&store, desk.unit);
    work.erase(one.id.key());
    work.commit(meta("erase"), &desk.ids.seed()).await.unwrap();
    assert!(store.load(desk.unit, one.id).await.unwrap().is_none());
    let error = desk.vault.reveal(&store, &mut [kept], &permit(Act::Unmask)).await.unwrap_err();
    assert_eq!(error.code(), "access.key.lost");
}

#[tokio::test]
async fn an_open_secret_cannot_be_staged_and_a_vault_without_cipher_refuses() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let mut work = UnitOfWork::new(&store, desk.unit);
    assert_eq!(work.create(&desk.neighbour()).unwrap_err().code(), "schema.secret.open");
    let bare = Vault::without_cipher(desk.unit, &store, desk.ids.clone()).await.unwrap();
    let error = bare.sealing().seal_all(&store, &mut [desk.neighbour()]).await.unwrap_err();
    assert_eq!(error.code(), "access.crypto.missing");
    desk.write(&store, "one", &[desk.neighbour()]).await;
    let error = Vault::without_cipher(desk.unit, &store, desk.ids.clone()).await.unwrap_err();
    assert_eq!((error.code(), error.get("count")), ("access.crypto.missing", Some("1")));
}

#[tokio::test]
async fn readings_wait_for_a_commit_and_unmasking_does_not() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let clock = FixedClock::at(Instant::from_micros(5));
    let log = ReadLog::default();
    log.record(&store, desk.unit, &permit(Act::Read), "trial.neighbour", 3, &clock, &*desk.ids).await.unwrap();
    assert_eq!((log.len(), store.head(desk.unit).await.unwrap().seq.get()), (1, 0));
    log.record(&store, desk.unit, &permit(Act::Unmask), "trial.neighbour", 1, &clock, &*desk.ids).await.unwrap();
    assert!(log.is_empty());
    let entries = store.all::<ReadEntry>(desk.unit).await.unwrap();
    let acts: Vec<_> = entries.iter().map(|entry| (entry.act, entry.count.get())).collect();
    assert_eq!(acts, [(Act::Read, 3), (Act::Unmask, 1)]);
    let refusing = crate::store::ReadOnly(store);
    let refused = log.record(&refusing, desk.unit, &permit(Act::List), "trial.neighbour", 9, &clock, &*desk.ids).await;
    assert_eq!((refused.unwrap_err().code(), log.len()), ("store.read_only", 1));
}

#[cfg(feature = "rusqlite")]
#[tokio::test]
async fn no_clear_secret_is_on_disk() {
    let desk = desk().await;
    let folder = tempfile::tempdir().unwrap();
    let store = crate::store::sql::SqlStore::sqlite(folder.path().join("village.db"), catalog()).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    let neighbours: Vec<Neighbour> = (0..50).map(|_| desk.neighbour()).collect();
    desk.write(&store, "one", &neighbours).await;
    desk.write(&store, "two", &neighbours).await;
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        seen += bytes.len();
        for secret in [NAME, NOTE] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} is on disk");
        }
    }
    assert!(seen > 50_000, "the write-ahead log was read too");
}

static NOON: std::sync::LazyLock<FixedClock> =
    std::sync::LazyLock::new(|| FixedClock::at(Instant::from_micros(1_700_000_000_000_000)));

/// A steward's permit.
fn steward(act: Act) -> Permit {
    let actor = Actor::new("wang", Role::steward());
    grant(&RoleTable::default(), &actor, &Purpose::of("保管密钥"), act, "*").unwrap()
}

/// Every wrapped data key: subject and version of the unit key.
async fn wrapped(store: &dyn Store, unit: UnitId) -> Vec<(String, u32)> {
    let listed = store.query(unit, &Query::of(KEY_KIND).limit(Query::MOST)).await.unwrap();
    assert!(listed.next.is_none());
    let version = |record: &Record| record.body.split_once('.').unwrap().0.parse().unwrap();
    listed.records.iter().map(|record| (record.key.id.to_string(), version(record))).collect()
}

/// Opens every neighbour in the store.
async fn opened(vault: &Vault, store: &dyn Store) -> Vec<Neighbour> {
    let stored = store.all::<Neighbour>(vault.unit()).await.unwrap();
    let mut open: Vec<Neighbour> = stored.into_iter().map(|stored| stored.entity).collect();
    vault.reveal(store, &mut open, &permit(Act::Unmask)).await.unwrap();
    open
}

async fn rotations(store: &dyn Store, unit: UnitId) -> Vec<KeyRotation> {
    store.all(unit).await.unwrap().into_iter().map(|stored| stored.entity).collect()
}
