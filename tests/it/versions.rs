//! A kind grows: bodies of the first version are read as the second, an added column is filled from them, digests stay.

use cunwu::schema::{Entity, Id, Sealed, Secret, SecretSlot, UnitId, decode};
use cunwu::store::{
    Catalog, Change, Filter, Head, Known, LogQuery, Meta, Migrate, Nature, Origin, PgOptions, PgStore, Seed, Seq,
    SqlStore, Store, StoreExt, UnitOfWork, select, verify, verify_columns,
};
use cunwu::value::{Instant, PersonName, Plain, Text};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::path::Path;
use uuid::Uuid;

use crate::cluster::{self, Locale};

/// 路牌 As the first version knew it.
mod first {
    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub(super) struct Signpost {
        pub(super) id: Id<Signpost>,
        pub(super) serial: Text,
        pub(super) keeper: Option<Secret<PersonName>>,
    }

    cunwu::entity! {
        Signpost: "trial.signpost", "sign", v1, "路牌";
        columns { serial "编号": Text = |sign| sign.serial.as_str() }
        indexes { by_serial(serial) }
        secrets { keeper "看管人姓名" }
        subject = |sign| sign.id.key();
    }

    impl Signpost {
        #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "no rule of its own")]
        fn check(&self) -> cunwu::Result<()> {
            Ok(())
        }
    }
}

/// 路牌 As the second version knows it: the words have a field and a column, and keepers can be searched.
mod second {
    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub(super) struct Signpost {
        pub(super) id: Id<Signpost>,
        pub(super) serial: Text,
        pub(super) words: Text,
        pub(super) keeper: Option<Secret<PersonName>>,
    }

    cunwu::entity! {
        Signpost: "trial.signpost", "sign", v2, "路牌";
        columns {
            serial "编号": Text = |sign| sign.serial.as_str(),
            words "文字": Text since v2 = |sign| sign.words.as_str(),
            is_long "是否长文": Bool since v2 = |sign| sign.words.as_str().chars().count() > 3,
            length "字数": Int since v2 = |sign| i64::try_from(sign.words.as_str().chars().count()).unwrap(),
        }
        indexes { by_serial(serial), by_words(words, serial) }
        secrets { keeper "看管人姓名": "name" since v2 }
        subject = |sign| sign.id.key();
        upcast = words_of_serial;
    }

    impl Signpost {
        #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "no rule of its own")]
        fn check(&self) -> cunwu::Result<()> {
            Ok(())
        }
    }

    /// A serial of the first version ended with the words.
    #[expect(clippy::unnecessary_wraps, reason = "the shape of every upcast")]
    fn words_of_serial(from: u32, mut body: Json) -> cunwu::Result<Json> {
        assert_eq!(from, 1);
        let serial = body["serial"].as_str().unwrap().to_owned();
        body["words"] = serial.split_once('-').map_or("无字", |(_, words)| words).into();
        Ok(body)
    }
}

fn here(number: u128) -> UnitId {
    UnitId::from_uuid(Uuid::from_u128(number))
}

fn id<E>(number: u128) -> Id<E> {
    Id::from_uuid(Uuid::from_u128(number))
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

fn sign(number: u128, serial: &str) -> first::Signpost {
    let mut keeper = Secret::open(PersonName::parse("梁木养").unwrap());
    keeper.seal(Sealed { text: "c2VhbGVk".into(), tag: Some(format!("1.tag{number}").into()) });
    first::Signpost { id: id(number), serial: Text::parse(serial).unwrap(), keeper: Some(keeper) }
}

fn opened<E: Entity>(path: &Path) -> SqlStore {
    SqlStore::sqlite(path, Catalog::new([E::SPEC]).unwrap()).unwrap()
}

/// What the first program wrote: `count` signs in one commit, then sign 1 changed, in each of two units.
async fn written_by_the_first(path: &Path, count: u128) {
    written_by_the_first_to(&opened::<first::Signpost>(path), count).await;
}

async fn written_by_the_first_to(store: &dyn Store, count: u128) {
    store.migrate(&Migrate::default()).await.unwrap();
    for unit in [here(1), here(2)] {
        let mut work = UnitOfWork::new(store, unit);
        for number in 1..=count {
            work.create(&sign(number, &format!("L{number:05}-东华"))).unwrap();
        }
        work.commit(meta("one"), &Seed::from_bytes([1; 32])).await.unwrap();
        let mut work = UnitOfWork::new(store, unit);
        work.need::<first::Signpost>(id(1)).await.unwrap();
        work.change(&sign(1, "L00001-东华村口")).unwrap();
        work.commit(meta("two"), &Seed::from_bytes([2; 32])).await.unwrap();
    }
}

async fn log(store: &dyn Store, unit: UnitId) -> Vec<Change> {
    store.log(unit, &LogQuery::after(Seq::ZERO).limit(10_000)).await.unwrap()
}

async fn proven(store: &dyn Store, unit: UnitId) {
    let head = store.head(unit).await.unwrap();
    let (log, catalog) = (log(store, unit).await, &store.info().catalog);
    assert_eq!(verify(catalog, &Head::default(), &log, &head).unwrap(), vec![]);
    assert_eq!(verify_columns(catalog, &log).unwrap(), vec![]);
}

async fn words(store: &dyn Store, unit: UnitId, words: &str, known: Known) -> usize {
    let query = select::<second::Signpost>().filter(Filter::eq("words", words)).order("by_words").limit(10_000);
    store.find::<second::Signpost>(unit, &query.known(known)).await.unwrap().records.len()
}

#[tokio::test]
async fn bodies_of_the_first_version_are_read_as_the_second_and_added_columns_are_filled() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    written_by_the_first(&path, 3).await;
    grown(&opened::<second::Signpost>(&path)).await;
}

#[tokio::test]
async fn a_kind_grows_on_postgres_too() {
    let Some(cluster) = cluster::wanted("a kind that grows on PostgreSQL") else { return };
    let options = PgOptions::default().schema(&cluster::schema()).connections(2);
    let open = |spec| PgStore::new(cluster.url(Locale::C).unwrap(), &options, Catalog::new([spec]).unwrap()).unwrap();
    written_by_the_first_to(&open(first::Signpost::SPEC), 3).await;
    grown(&open(second::Signpost::SPEC)).await;
    let older = open(first::Signpost::SPEC);
    assert_eq!(older.migrate(&Migrate::default()).await.unwrap_err().code(), "store.kind.newer");
}

/// Migrates what the first program wrote, and reads it as the second.
async fn grown(store: &dyn Store) {
    assert_eq!(store.head(here(1)).await.unwrap_err().code(), "store.not_migrated");
    let plan = store.migrate(&Migrate { dry_run: true }).await.unwrap();
    assert_eq!(store.head(here(1)).await.unwrap_err().code(), "store.not_migrated");
    let done = store.migrate(&Migrate::default()).await.unwrap();
    assert_eq!(done, plan);
    let names = ["words", "is_long", "length", "keeper_tag"].map(|name| Box::from(format!("trial.signpost.{name}")));
    assert_eq!((&*done.versions, &*done.filled), (&[Box::from("trial.signpost.v2")][..], &names[..]));
    assert!(store.migrate(&Migrate::default()).await.unwrap().is_empty());
    for unit in [here(1), here(2)] {
        let one = store.need::<second::Signpost>(unit, id(1)).await.unwrap().entity;
        assert_eq!(one.words.as_str(), "东华村口");
        assert_eq!(words(store, unit, "东华", Known::Now).await, 2);
        assert_eq!(words(store, unit, "东华村口", Known::Now).await, 1);
        assert_eq!(words(store, unit, "东华", Known::At(Seq::new(1))).await, 3, "superseded versions are filled too");
        let long = select::<second::Signpost>().filter(Filter::eq("is_long", true).and(Filter::eq("length", 4)));
        assert_eq!(store.find::<second::Signpost>(unit, &long).await.unwrap().records.len(), 1);
        let tagged = select::<second::Signpost>().filter(Filter::eq("keeper_tag", "1.tag3")).order("keeper_tag");
        let found = store.find::<second::Signpost>(unit, &tagged).await.unwrap();
        assert_eq!(found.records[0].entity.id, id(3), "a tag comes from the sealed text, without a key");
        let history = store.history::<second::Signpost>(unit, id(1)).await.unwrap();
        let told: Vec<&str> = history.iter().map(|one| one.entity.as_ref().unwrap().words.as_str()).collect();
        assert_eq!((told, history[1].nature), (vec!["东华", "东华村口"], Nature::Change));
        let then = store.as_of(Seq::new(1)).load::<second::Signpost>(unit, id(1)).await.unwrap();
        assert_eq!(then.unwrap().entity.words.as_str(), "东华");
        proven(store, unit).await;
    }
}

#[tokio::test]
async fn an_older_program_is_refused_and_a_newer_body_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    written_by_the_first(&path, 1).await;
    opened::<second::Signpost>(&path).migrate(&Migrate::default()).await.unwrap();
    let older = opened::<first::Signpost>(&path);
    let refused = older.migrate(&Migrate::default()).await.unwrap_err();
    assert_eq!((refused.code(), refused.get("found")), ("store.kind.newer", Some("2")));
    assert_eq!(older.head(here(1)).await.unwrap_err().code(), "store.kind.newer", "reading too");
    let key = id::<first::Signpost>(1).key();
    let newer = decode::<first::Signpost>(&key, 2, "{}").unwrap_err();
    assert_eq!((newer.code(), newer.get("found"), newer.get("known")), ("schema.version.newer", Some("2"), Some("1")));
}

/// How many rows of the table wait for their words.
fn unfilled(path: &Path, table: &str) -> i64 {
    let raw = rusqlite::Connection::open(path).unwrap();
    raw.query_row(&format!("SELECT COUNT(*) FROM \"{table}\" WHERE words IS NULL"), [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn filling_that_broke_off_is_taken_up_again_and_nothing_is_answered_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    written_by_the_first(&path, 1_200).await;
    let raw = rusqlite::Connection::open(&path).unwrap();
    let last = id::<first::Signpost>(1_100).text();
    let spoil = "UPDATE \"trial.signpost\" SET body = replace(body, 'serial', 'cereal') WHERE id = ?1";
    raw.execute(spoil, [&last]).unwrap();
    let store = opened::<second::Signpost>(&path);
    let fault = tokio::spawn(async move { store.migrate(&Migrate::default()).await }).await;
    assert!(fault.is_err(), "the trial's upcast panics on it, as a process may die at any place");
    let left = unfilled(&path, "trial.signpost");
    assert!(left > 0 && left < 2_400, "some pages are filled: {left} of 2400 are not");
    let store = opened::<second::Signpost>(&path);
    assert_eq!(store.head(here(1)).await.unwrap_err().code(), "store.not_migrated");
    raw.execute(&spoil.replace("'serial', 'cereal'", "'cereal', 'serial'"), [&last]).unwrap();
    let done = store.migrate(&Migrate::default()).await.unwrap();
    assert_eq!((done.columns.len(), done.filled.len()), (0, 4));
    assert_eq!((unfilled(&path, "trial.signpost"), unfilled(&path, "trial.signpost_past")), (0, 0));
    assert_eq!(words(&store, here(2), "东华", Known::Now).await, 1_199);
    proven(&store, here(2)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_programs_that_fill_at_once_fill_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    written_by_the_first(&path, 1_500).await;
    let both = [0, 1].map(|_| {
        let store = opened::<second::Signpost>(&path);
        tokio::spawn(async move {
            store.migrate(&Migrate::default()).await.unwrap();
            words(&store, here(1), "东华", Known::Now).await
        })
    });
    for one in both {
        assert_eq!(one.await.unwrap(), 1_499);
    }
    assert_eq!((unfilled(&path, "trial.signpost"), unfilled(&path, "trial.signpost_past")), (0, 0));
}

#[tokio::test]
async fn a_tampered_old_version_is_still_found_after_filling() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    written_by_the_first(&path, 2).await;
    let store = opened::<second::Signpost>(&path);
    store.migrate(&Migrate::default()).await.unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    let head = store.head(here(1)).await.unwrap();
    let of_two = "unit = 1 AND id LIKE '%2'";
    let findings = async || {
        let (log, catalog) = (log(&store, here(1)).await, &store.info().catalog);
        let tampered = verify(catalog, &Head::default(), &log, &head).unwrap().len();
        let misfits = verify_columns(catalog, &log).unwrap();
        (tampered, misfits.iter().map(|misfit| misfit.column).collect::<Vec<_>>())
    };
    assert_eq!(findings().await, (0, vec![]));
    for (edit, found) in [
        ("serial = 'L9'", (1, vec!["serial"])),
        ("body = replace(body, '东华', '西华')", (1, vec!["serial", "words"])),
        ("salt = zeroblob(16)", (1, vec![])),
        ("words = '西华'", (0, vec!["words"])),
        ("length = NULL, is_long = 1", (0, vec!["is_long", "length"])),
    ] {
        raw.execute(&format!("CREATE TEMP TABLE kept AS SELECT * FROM \"trial.signpost\" WHERE {of_two}"), []).unwrap();
        raw.execute(&format!("UPDATE \"trial.signpost\" SET {edit} WHERE {of_two}"), []).unwrap();
        assert_eq!(findings().await, found, "{edit}");
        raw.execute(&format!("DELETE FROM \"trial.signpost\" WHERE {of_two}"), []).unwrap();
        raw.execute("INSERT INTO \"trial.signpost\" SELECT * FROM kept", []).unwrap();
        raw.execute("DROP TABLE kept", []).unwrap();
    }
    assert_eq!(findings().await, (0, vec![]));
}
