//! 故障 Disks without room, files that cannot be written, locks, damage: a clear error, nothing lost, and usable afterwards.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cunwu::error::Kind;
use cunwu::store::sql::{Sqlite, SqliteOptions};
use cunwu::store::{Migrate, SqlStore, Store};
use tempfile::TempDir;

use super::goods::{Ledger, Which, catalog, commit_some, unit};
use super::process::{Other, acknowledged, impatient};

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
async fn a_system_that_refuses_to_write_loses_nothing_that_was_acknowledged() {
    let (_folder, path) = place();
    let mut other = Other::short_of_room("fill", &path.display().to_string());
    let mut ledger = Ledger::default();
    let refused = loop {
        let line = other.line().expect("it says why it stops");
        if !line.starts_with("ack ") {
            break line;
        }
        let (which, seq) = acknowledged(0, &line);
        ledger.acknowledge(which, seq);
    };
    assert_eq!(refused, "store.database");
    assert!(other.end() && ledger.len() > 3, "{} commits", ledger.len());
    let (store, commits) = (opened(&path).await, ledger.len());
    ledger.check(&*store).await;
    assert_eq!(ledger.commits(), i64::try_from(commits).unwrap(), "and nothing that was refused is there");
    commit_some(&store, &mut ledger, 1, 4).await;
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

#[tokio::test]
async fn what_modes_forbid_is_told_and_nothing_is_lost() {
    let (folder, path) = place();
    let mode = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let mut ledger = Ledger::default();
    commit_some(&opened(&path).await, &mut ledger, 0, 4).await;
    ledger.check(&*opened(&path).await).await;
    mode(folder.path(), 0o755);
    // Modes of file and folder, and what opening, reading and writing come to.
    let cases: [(u32, u32, &[&str]); 4] = [
        (0o666, 0o777, &["open ok", "read ok", "write ok"]),
        (0o444, 0o777, &["open ok", "read ok", "write store.not_writable"]),
        (0o666, 0o555, &["open store.not_writable"]),
        (0o000, 0o777, &["open store.open"]),
    ];
    for (of_file, of_folder, expected) in cases {
        let inner = folder.path().join(format!("{of_file:o} {of_folder:o}"));
        std::fs::create_dir(&inner).unwrap();
        let copy = inner.join("village.db");
        std::fs::copy(&path, &copy).unwrap();
        mode(&copy, of_file);
        mode(&inner, of_folder);
        let mut other = Other::bound_by_modes("try", &copy.display().to_string(), folder.path());
        let said: Vec<String> = std::iter::from_fn(|| other.line()).take(3).collect();
        assert_eq!(said, expected, "file {of_file:o} in folder {of_folder:o}");
        assert!(other.end());
        mode(&inner, 0o777);
        mode(&copy, 0o666);
        let commits = ledger.commits() + i64::from(said.contains(&"write ok".to_owned()));
        let mut anew = Ledger::default();
        anew.check(&*opened(&copy).await).await;
        assert_eq!(anew.commits(), commits);
    }
}

#[tokio::test]
async fn a_file_that_is_none_of_ours_is_refused_and_left_as_it_is() {
    let (folder, path) = place();
    let text = "居住人员,房屋\n".repeat(1000);
    std::fs::write(&path, &text).unwrap();
    let error = Sqlite::open(&path).unwrap_err();
    assert_eq!((error.code(), error.kind()), ("store.not_database", Kind::Invalid), "{error}");
    assert_eq!(Sqlite::check(&path).unwrap_err().code(), "store.not_database");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    let nowhere = folder.path().join("no folder").join("village.db");
    assert_eq!(Sqlite::open(&nowhere).unwrap_err().code(), "store.open");
    assert_eq!(Sqlite::open(folder.path()).unwrap_err().code(), "store.open");
}

#[tokio::test]
async fn a_newer_format_is_refused_by_every_verb_and_not_touched() {
    let (_folder, path) = place();
    let mut ledger = Ledger::default();
    commit_some(&opened(&path).await, &mut ledger, 0, 4).await;
    let format = |to: &str| {
        let raw = rusqlite::Connection::open(&path).unwrap();
        assert_eq!(raw.execute("UPDATE cunwu_meta SET value = ?1 WHERE name = 'format'", [to]).unwrap(), 1);
    };
    format("2");
    let before = std::fs::read(&path).unwrap();
    let store = SqlStore::sqlite(&path, catalog()).unwrap();
    let which = Which { run: 1, task: 0, turn: 0 };
    for error in [
        store.migrate(&Migrate::default()).await.unwrap_err(),
        store.head(unit(0)).await.unwrap_err(),
        store.commit(&which.commit(60)).await.unwrap_err(),
        store.fetch(unit(0), &which.halves()).await.unwrap_err(),
    ] {
        assert_eq!((error.code(), error.get("found")), ("store.format.newer", Some("2")), "{error}");
    }
    drop(store);
    assert_eq!(std::fs::read(&path).unwrap(), before);
    format("1");
    ledger.check(&*opened(&path).await).await;
}
