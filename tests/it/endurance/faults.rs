//! 故障 Disks without room, files that cannot be written, locks, damage: a clear error, nothing lost, and usable afterwards.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cunwu::error::Kind;
use cunwu::store::sql::{Sqlite, SqliteOptions};
use cunwu::store::{Migrate, SqlStore, Store};
use tempfile::TempDir;

use super::goods::{Ledger, Which, catalog, commit_some, unit};
use super::process::{Other, impatient};

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    (folder, path)
}

async fn opened(path: &Path) -> Arc<dyn Store> {
    let store = SqlStore::sqlite(path, catalog()).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    Arc::new(store)
}

fn limited(path: &Path, most: u64) -> SqlStore {
    SqlStore::new(Sqlite::open_with(path, SqliteOptions::default().most_bytes(most)).unwrap(), catalog())
}

#[tokio::test]
async fn a_file_without_room_refuses_the_commit_whole_and_goes_on_once_there_is_room() {
    let (_folder, path) = place();
    let mut ledger = Ledger::default();
    let store = limited(&path, 1 << 20);
    store.migrate(&Migrate::default()).await.unwrap();
    let mut refused = None;
    for turn in 0..1000 {
        let which = Which { run: 0, task: 0, turn };
        match store.commit(&which.commit(20_000)).await {
            Ok(done) => ledger.acknowledge(which, done.head.seq),
            Err(error) => {
                refused = Some((which, error));
                break;
            }
        }
    }
    let (which, error) = refused.expect("a megabyte is full at some time");
    assert_eq!((error.code(), error.kind()), ("store.full", Kind::Io), "{error}");
    assert!(ledger.len() > 3);
    let again = store.commit(&which.commit(20_000)).await.unwrap_err();
    assert_eq!(again.code(), "store.full", "and again, for as long as there is no room");
    ledger.check(&store).await;
    drop(store);
    let store = opened(&path).await;
    let done = store.commit(&which.commit(20_000)).await.unwrap();
    assert!(!done.repeated, "nothing of it had been written");
    ledger.acknowledge(which, done.head.seq);
    ledger.check(&*store).await;
}

#[tokio::test]
async fn a_migration_without_room_leaves_no_table_and_is_done_once_there_is_room() {
    let (_folder, path) = place();
    let store = limited(&path, 30_000);
    let error = store.migrate(&Migrate::default()).await.unwrap_err();
    assert_eq!(error.code(), "store.full", "{error}");
    assert_eq!(store.head(unit(0)).await.unwrap_err().code(), "store.not_migrated");
    drop(store);
    let tables: i64 = rusqlite::Connection::open(&path)
        .unwrap()
        .query_row("SELECT COUNT(*) FROM sqlite_master", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tables, 0);
    let mut ledger = Ledger::default();
    commit_some(&opened(&path).await, &mut ledger, 0, 3).await;
    ledger.check(&*opened(&path).await).await;
}

#[tokio::test]
async fn a_file_that_another_process_writes_is_busy_readable_and_free_afterwards() {
    let (_folder, path) = place();
    let mut ledger = Ledger::default();
    commit_some(&opened(&path).await, &mut ledger, 0, 4).await;
    let mut other = Other::start("hold", &path.display().to_string());
    assert_eq!(other.line().as_deref(), Some("held"));
    let store = impatient(&path);
    let which = Which { run: 1, task: 0, turn: 0 };
    let error = store.commit(&which.commit(60)).await.unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), ("store.busy", true), "{error}");
    assert_eq!(store.migrate(&Migrate::default()).await.unwrap_err().code(), "store.busy");
    ledger.check(&store).await;
    assert!(other.end());
    let done = store.commit(&which.commit(60)).await.unwrap();
    ledger.acknowledge(which, done.head.seq);
    ledger.check(&store).await;
}
