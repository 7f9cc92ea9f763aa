//! Keys on PostgreSQL: both rotations while another process has the ledger open, an erasure, and a copy of before that opens nobody.

use std::path::Path;

use cunwu::access::{Actor, FileKeyRing, Kinds, Purpose, Role};
use cunwu::ledger::{Means, MoveIn, Session, Village, catalog};
use cunwu::model::{House, Resident, ResidentCategory, Room};
use cunwu::sample::{Scale, village as sample};
use cunwu::schema::{Id, UnitId};
use cunwu::store::{self, MemoryStore, PgOptions, PgStore, Store, StoreExt as _};
use cunwu::value::{Day, IdDocument, IdNumber, PersonName, Plain, Sex};

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
