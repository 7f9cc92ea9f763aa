//! What SQLite alone can show: files, migrations, other processes.

use crate::schema::{Column, ColumnType, Index, Key, KindSpec, Value};
use crate::store::conformance::trial::{LAMP, NOTE, columns, commit, create, found, here, lamp, lamps, put_of};
use crate::store::sql::SqlStore;
use crate::store::{Catalog, Expect, Filter, Head, LogQuery, Migrate, Nature, Seq, Store, verify};

/// Projects nothing but the place where a lamp was painted.
#[allow(clippy::unnecessary_wraps, reason = "the shape of every projection")]
fn painted(key: &Key, _version: u32, _body: &str) -> crate::Result<Vec<Value>> {
    let mut values = vec![Value::Null; 6];
    values.push(Value::from(format!("red of {}", key.id)));
    Ok(values)
}

const WIDER: &KindSpec = &KindSpec {
    version: 2,
    project: Some(painted),
    columns: &[
        Column::new("place", ColumnType::Text),
        Column::new("watts", ColumnType::Int),
        Column::new("lit", ColumnType::Bool),
        Column::new("from", ColumnType::Day),
        Column::new("until", ColumnType::Day),
        Column::new("serial", ColumnType::Text),
        Column::new("colour", ColumnType::Text).since(2),
    ],
    indexes: &[
        Index { name: "by_place", columns: &["place", "watts"], unique: false },
        Index { name: "by_watts", columns: &["watts", "place"], unique: false },
        Index { name: "by_serial", columns: &["serial"], unique: true },
        Index { name: "by_colour", columns: &["colour"], unique: false },
    ],
    ..*LAMP
};

const RETYPED: &KindSpec = &KindSpec { columns: &[Column::new("place", ColumnType::Int)], indexes: &[], ..*LAMP };
/// As [`WIDER`], without saying since when, or how.
const SINCE_EVER: &KindSpec = &KindSpec { columns: &[Column::new("colour", ColumnType::Text)], indexes: &[], ..*WIDER };
const UNPROJECTED: &KindSpec = &KindSpec { project: None, ..*WIDER };
const FORGETFUL: &KindSpec = &KindSpec { history: false, ..*LAMP };

async fn opened(path: &std::path::Path, kinds: &[&'static KindSpec]) -> SqlStore {
    let store = SqlStore::sqlite(path, Catalog::new(kinds.iter().copied()).unwrap()).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    store
}

#[tokio::test]
async fn a_store_without_its_tables_says_migrate_and_a_second_migration_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    let store = SqlStore::sqlite(&path, Catalog::new([LAMP]).unwrap()).unwrap();
    assert_eq!(store.head(here()).await.unwrap_err().code(), "store.not_migrated");
    let plan = store.migrate(&Migrate { dry_run: true }).await.unwrap();
    assert_eq!(store.head(here()).await.unwrap_err().code(), "store.not_migrated");
    assert_eq!(store.migrate(&Migrate::default()).await.unwrap(), plan);
    assert_eq!(plan.kinds, ["trial.lamp".into()]);
    assert!(store.migrate(&Migrate::default()).await.unwrap().is_empty());
    store.head(here()).await.unwrap();
}

#[tokio::test]
async fn columns_orders_and_kinds_are_added_and_old_digests_still_hold() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    let old = opened(&path, &[LAMP]).await;
    commit(&old, "one", vec![create("lamp_1", columns(Some("gate"), Some(60)))]).await.unwrap();
    drop(old);
    let unmigrated = SqlStore::sqlite(&path, Catalog::new([WIDER, NOTE]).unwrap()).unwrap();
    assert_eq!(unmigrated.head(here()).await.unwrap_err().code(), "store.not_migrated");
    let done = unmigrated.migrate(&Migrate::default()).await.unwrap();
    assert_eq!(done.kinds, ["trial.note".into()]);
    assert_eq!(done.columns, ["trial.lamp.colour".into()]);
    assert_eq!(done.orders, ["trial.lamp.by_place".into(), "trial.lamp.by_colour".into()]);
    assert!(unmigrated.migrate(&Migrate::default()).await.unwrap().is_empty());
    assert_eq!((done.filled, done.versions), (done.columns, vec!["trial.lamp.v2".into()]));
    assert_eq!(found(&unmigrated, lamps().filter(Filter::eq("colour", "red of lamp_1"))).await, ["lamp_1"]);
    let log = unmigrated.log(here(), &LogQuery::after(Seq::ZERO)).await.unwrap();
    assert_eq!(log[0].content.as_ref().unwrap().columns[6], Value::from("red of lamp_1"));
    let head = unmigrated.head(here()).await.unwrap();
    assert_eq!(verify(&unmigrated.info().catalog, &Head::default(), &log, &head).unwrap(), vec![]);
}

#[tokio::test]
async fn a_retyped_column_and_a_newer_format_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    drop(opened(&path, &[LAMP]).await);
    let retyped = SqlStore::sqlite(&path, Catalog::new([RETYPED]).unwrap()).unwrap();
    let error = retyped.migrate(&Migrate::default()).await.unwrap_err();
    assert_eq!((error.code(), error.get("column")), ("store.migrate.column", Some("place")));
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute("UPDATE cunwu_meta SET value = '2' WHERE name = 'format'", []).unwrap();
    let newer = SqlStore::sqlite(&path, Catalog::new([LAMP]).unwrap()).unwrap();
    assert_eq!(newer.head(here()).await.unwrap_err().code(), "store.format.newer");
    assert_eq!(newer.migrate(&Migrate::default()).await.unwrap_err().code(), "store.format.newer");
}

#[tokio::test]
async fn a_column_added_without_saying_since_when_or_how_is_refused_and_so_is_another_law_of_history() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    let store = opened(&path, &[LAMP]).await;
    let code = async |kind| {
        let store = SqlStore::sqlite(&path, Catalog::new([kind]).unwrap()).unwrap();
        store.migrate(&Migrate::default()).await.map_or_else(|error| error.code(), |_| "ok")
    };
    assert_eq!(code(SINCE_EVER).await, "store.migrate.since");
    assert_eq!(code(FORGETFUL).await, "store.migrate.history");
    commit(&store, "one", vec![create("lamp_1", columns(Some("gate"), None))]).await.unwrap();
    assert_eq!(code(UNPROJECTED).await, "store.migrate.project");
    assert_eq!(code(LAMP).await, "ok", "what was refused left nothing behind");
    assert_eq!(code(WIDER).await, "ok");
    assert_eq!(code(LAMP).await, "store.kind.newer");
}

#[tokio::test]
async fn what_was_committed_is_there_after_reopening_and_an_edited_row_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    let store = opened(&path, &[LAMP]).await;
    let ops = vec![create("lamp_1", columns(Some("a"), None)), create("lamp_2", columns(Some("b"), None))];
    let head = commit(&store, "one", ops).await.unwrap().head;
    drop(store);
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute("UPDATE \"trial.lamp\" SET place = 'c' WHERE id = 'lamp_2'", []).unwrap();
    let store = opened(&path, &[LAMP]).await;
    assert_eq!(store.head(here()).await.unwrap(), head);
    let log = store.log(here(), &LogQuery::after(Seq::ZERO)).await.unwrap();
    let findings = verify(&store.info().catalog, &Head::default(), &log, &head).unwrap();
    assert_eq!(findings, vec![crate::store::Finding::Content { seq: Seq::new(1), key: lamp("lamp_2") }]);
}

#[tokio::test]
async fn two_stores_on_one_file_commit_in_turn() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    let (one, other) = (opened(&path, &[LAMP]).await, opened(&path, &[LAMP]).await);
    for number in 0..10 {
        let store = if number % 2 == 0 { &one } else { &other };
        let id = format!("lamp_{number}");
        commit(store, &id, vec![create(&id, columns(None, None))]).await.unwrap();
    }
    assert_eq!(one.head(here()).await.unwrap(), other.head(here()).await.unwrap());
    assert_eq!(found(&one, lamps()).await.len(), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn readers_and_writers_on_threads_neither_wait_for_ever_nor_see_half_a_commit() {
    let folder = tempfile::tempdir().unwrap();
    let store = std::sync::Arc::new(opened(&folder.path().join("village.db"), &[LAMP]).await);
    let mut tasks = Vec::new();
    for writer in 0..4 {
        let store = std::sync::Arc::clone(&store);
        tasks.push(tokio::spawn(async move {
            for turn in 0..20 {
                let pair = ["a", "b"].map(|half| create(&format!("lamp_{writer}_{turn}_{half}"), columns(None, None)));
                commit(&store, &format!("{writer} {turn}"), pair.to_vec()).await.unwrap();
                assert_eq!(found(&store, lamps().limit(1000)).await.len() % 2, 0);
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(store.head(here()).await.unwrap().seq, Seq::new(80));
}

/// A kind with columns that are called as those of the log.
const NAMESAKE: &KindSpec = &KindSpec {
    name: "trial.namesake",
    columns: &[
        Column::new("kind", ColumnType::Text),
        Column::new("seq", ColumnType::Int),
        Column::new("ord", ColumnType::Int),
        Column::new("nature", ColumnType::Text),
        Column::new("log", ColumnType::Text),
        Column::new("versions", ColumnType::Text),
    ],
    indexes: &[Index { name: "by_kind", columns: &["kind", "seq"], unique: false }],
    ..*LAMP
};

#[tokio::test]
async fn columns_may_be_called_as_those_of_the_log() {
    let store = SqlStore::sqlite_in_memory(Catalog::new([NAMESAKE]).unwrap()).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    let text = |text: &str| Value::from(text);
    let values = |seq: i64| vec![text("k"), Value::Int(seq), Value::Int(9), text("n"), text("l"), text("v")];
    let put = |seq, expect, nature| put_of(NAMESAKE, "name_1", values(seq), expect, nature);
    commit(&store, "one", vec![put(70, Expect::Absent, Nature::Create)]).await.unwrap();
    commit(&store, "two", vec![put(80, Expect::Rev(Seq::new(1)), Nature::Change)]).await.unwrap();
    let log = store.log(here(), &LogQuery::after(Seq::ZERO)).await.unwrap();
    let seqs: Vec<_> = log.iter().map(|change| change.content.as_ref().unwrap().columns[1].clone()).collect();
    assert_eq!(seqs, [Value::Int(70), Value::Int(80)]);
    let query = crate::store::Query::of(NAMESAKE.name).order("by_kind").filter(Filter::eq("seq", 70));
    assert_eq!(found(&store, query.clone().known(crate::store::Known::At(Seq::new(1)))).await, ["name_1"]);
    assert!(found(&store, query).await.is_empty());
}
