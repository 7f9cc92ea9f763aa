//! Keys in use: both rotations and an erasure on PostgreSQL while another process has the ledger open, and what a village that was not
//! told of them does next.

use std::path::Path;
use std::sync::{Arc, Mutex};

use cunwu::access::{Actor, FileKeyRing, Kinds, Purpose, Role};
use cunwu::ledger::{Means, MoveIn, Session, Village, catalog};
use cunwu::model::{Cooperative, CooperativeFigures, House, Resident, ResidentCategory, Room};
use cunwu::sample::{Scale, village as sample};
use cunwu::schema::{Id, Secret, UnitId};
use cunwu::store::{
    self, KEY_KIND, MemoryStore, Meta, Origin, PgOptions, PgStore, Query, Seed, Store, StoreExt as _, Trace, Traced,
    UnitOfWork, Verb,
};
use cunwu::value::{CreditCode, Day, IdDocument, IdNumber, Instant, PersonName, Phone, Plain, Sex, Text};

use crate::cluster::{self, Locale};

fn unit() -> UnitId {
    "unit_01k3d0n6hwa000000000000000".parse().unwrap()
}

async fn open(store: impl Store + 'static, folder: &Path) -> Village {
    let ring = FileKeyRing::open(folder.join("village.keys")).unwrap();
    Village::open(store, unit(), Means::new(ring).unwrap()).await.unwrap()
}

fn clerk(village: &Village) -> Session<'_> {
    village.session(Actor::clerk("chen"), Purpose::of("办理居住登记"))
}

fn steward(village: &Village) -> Session<'_> {
    village.session(Actor::new("wang", Role::steward()), Purpose::of("保管密钥"))
}

async fn settle(clerk: &Session<'_>) -> Vec<Id<Resident>> {
    let house: House = sample(1, Scale::SMALL).unwrap().houses.into_iter().next().unwrap();
    let id = house.id;
    clerk.houses().records().create(house).await.unwrap();
    let birth = Day::of(1985, 3, 4).unwrap();
    let mut people = Vec::new();
    for number in 1..=5 {
        let how = MoveIn {
            name: PersonName::parse("陈某某").unwrap(),
            sex: if number % 2 == 1 { Sex::Male } else { Sex::Female },
            document: IdDocument::from(IdNumber::of_parts("440118", birth, number).unwrap()),
            birth,
            phone: None,
            category: ResidentCategory::Migrant,
            registered_at: None,
            household: None,
            house: id,
            room: Room::parse("101").unwrap(),
            from: Day::of(2023, 6, 1).unwrap(),
            registration: None,
        };
        people.push(clerk.residents().move_in(how).await.unwrap());
    }
    people
}

#[tokio::test]
async fn keys_rotate_and_a_person_is_erased_on_postgres() {
    let Some(cluster) = cluster::wanted("keys on PostgreSQL") else { return };
    let folder = tempfile::tempdir().unwrap();
    let options = PgOptions::default().schema(&cluster::schema()).connections(2);
    let store = || PgStore::new(cluster.url(Locale::C).unwrap(), &options, catalog().unwrap()).unwrap();
    let village = open(store(), folder.path()).await;
    let people = settle(&clerk(&village)).await;
    let other = open(store(), folder.path()).await;

    let done = steward(&village).rotate_keys("年度轮换").await.unwrap();
    assert_eq!((done.from, done.to, done.done as usize), (1, 2, people.len() + 1));
    let opened = clerk(&other).residents().records().reveal(&people).await.unwrap();
    let document = opened[0].document.get().unwrap().clone();
    steward(&other).rotate_index_keys(Kinds::default(), "年度轮换").await.unwrap();
    let found = clerk(&village).residents().by_document(&document).await.unwrap();
    assert_eq!(found.map(|found| found.entity.id), Some(people[0]));

    let before = MemoryStore::new(catalog().unwrap());
    store::copy(village.store(), &before, unit()).await.unwrap();
    let copied = village.store().head(unit()).await.unwrap();
    assert_eq!(before.head(unit()).await.unwrap(), copied);

    steward(&village).erase(&people[0].key(), "本人申请").await.unwrap();
    assert_eq!(clerk(&other).residents().records().all().await.unwrap().len(), people.len() - 1);
    clerk(&other).residents().records().reveal(&people[1..]).await.unwrap();
    assert_eq!(village.store().verify(unit()).await.unwrap().findings, vec![]);

    let old = open(before, folder.path()).await;
    assert_eq!(clerk(&old).residents().records().all().await.unwrap().len(), people.len());
    for id in &people {
        let error = clerk(&old).residents().records().reveal(&[*id]).await.unwrap_err();
        assert_eq!(error.code(), "access.unit_key.missing");
    }
}

/// The verbs that a village asked its store for, in order.
#[derive(Debug, Clone, Default)]
struct Asked(Arc<Mutex<Vec<Verb>>>);

impl Asked {
    fn take(&self) -> Vec<Verb> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A village over a store that others have open too.
async fn listened(store: &Arc<MemoryStore>, folder: &Path) -> (Village, Asked) {
    let asked = Asked::default();
    let into = asked.clone();
    let sink = move |trace: &Trace<'_>| into.0.lock().unwrap().push(trace.verb);
    (open(Traced::new(Arc::clone(store), sink), folder).await, asked)
}

/// A cooperative with a phone, which is a secret of its own.
fn cooperative(clerk: &Session<'_>) -> Cooperative {
    Cooperative {
        id: clerk.mint(),
        name: Text::parse("东华一社").unwrap(),
        credit_code: CreditCode::parse("N2440118MF1234567U").unwrap(),
        registrar: None,
        registered: None,
        head: None,
        deputy: None,
        phone: Some(Secret::open(Phone::parse("13800138000").unwrap())),
        parent: None,
        stated: CooperativeFigures { households: None, registered: Vec::new(), houses: None, representatives: None },
    }
}

/// Under which versions of the unit key the data keys are wrapped.
async fn versions(store: &MemoryStore) -> Vec<String> {
    let keys = store.query(unit(), &Query::of(KEY_KIND)).await.unwrap().records;
    keys.iter().map(|key| key.body.split('.').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_village_writes_without_asking_and_seals_again_when_keys_rotated_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(MemoryStore::new(catalog().unwrap()));
    let (village, asked) = listened(&store, folder.path()).await;
    let (elsewhere, _) = listened(&store, folder.path()).await;
    let clerk = clerk(&village);
    let mut written = Vec::new();
    let write = async |written: &mut Vec<_>| {
        let new = cooperative(&clerk);
        written.push(new.id);
        asked.take();
        clerk.cooperatives().create(new).await.unwrap();
        asked.take()
    };
    assert_eq!(write(&mut written).await, [Verb::Fetch, Verb::Commit], "the state of the keys");
    assert_eq!(write(&mut written).await, [Verb::Commit]);

    let refused = [Verb::Commit, Verb::Fetch, Verb::Fetch, Verb::Commit];
    steward(&elsewhere).rotate_keys("年度轮换").await.unwrap();
    assert_eq!(write(&mut written).await, refused, "state and data key, once");
    assert_eq!(versions(&store).await, ["2", "2", "2"]);
    assert_eq!(write(&mut written).await, [Verb::Commit]);

    steward(&elsewhere).rotate_index_keys(Kinds::default(), "年度轮换").await.unwrap();
    steward(&elsewhere).erase(&written.remove(0).key(), "本人申请").await.unwrap();
    assert_eq!(write(&mut written).await, refused, "once for both");
    assert_eq!(versions(&store).await, ["3"; 4]);
    let opened = self::clerk(&elsewhere).cooperatives().reveal(&written).await.unwrap();
    assert!(opened.iter().all(|one| one.phone.as_ref().unwrap().get().unwrap().as_str() == "13800138000"));
    assert_eq!(store.verify(unit()).await.unwrap().findings, vec![]);
}

#[tokio::test]
async fn a_record_that_comes_back_under_its_id_is_sealed_under_the_data_key_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(MemoryStore::new(catalog().unwrap()));
    let (village, asked) = listened(&store, folder.path()).await;
    let clerk = clerk(&village);
    let one = cooperative(&clerk);
    clerk.cooperatives().create(one.clone()).await.unwrap();
    let before = store.query(unit(), &Query::of(KEY_KIND)).await.unwrap().records;
    let mut work = UnitOfWork::new(&*store, unit());
    work.need(one.id).await.unwrap();
    work.delete(one.id).unwrap();
    let meta = Meta {
        request: "deleted".into(),
        actor: "chen".into(),
        purpose: "test".into(),
        reason: None,
        at: Instant::from_micros(1),
        origin: Origin::default(),
    };
    work.commit(meta, &Seed::from_bytes([1; 32])).await.unwrap();
    asked.take();
    clerk.cooperatives().create(one.clone()).await.unwrap();
    assert_eq!(asked.take(), [Verb::Commit, Verb::Fetch, Verb::Fetch, Verb::Commit], "it looks for the data key");
    assert_eq!(store.query(unit(), &Query::of(KEY_KIND)).await.unwrap().records, before);
    assert_eq!(clerk.cooperatives().reveal(&[one.id]).await.unwrap(), [one]);
}

#[tokio::test]
async fn a_conflict_of_the_callers_own_is_told_as_before_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(MemoryStore::new(catalog().unwrap()));
    let (village, _) = listened(&store, folder.path()).await;
    let clerk = clerk(&village);
    let one = cooperative(&clerk);
    let rev = clerk.cooperatives().create(one.clone()).await.unwrap().unwrap().head.seq;
    let taken = clerk.cooperatives().create(one.clone()).await.unwrap_err();
    assert_eq!(taken.code(), "store.expect");
    let stale = clerk.import(Vec::new(), cunwu::store::Seq::ZERO, "导入").await.unwrap();
    assert!(stale.is_none(), "nothing to write is no conflict");
    let writes = vec![cunwu::ledger::Write::created(Box::new(cooperative(&clerk)))];
    let moved = clerk.import(writes, cunwu::store::Seq::ZERO, "导入").await.unwrap_err();
    assert_eq!(moved.code(), "store.guard");
    assert_eq!(store.head(unit()).await.unwrap().seq, rev);
    assert_eq!(versions(&store).await.len(), 1);
}
