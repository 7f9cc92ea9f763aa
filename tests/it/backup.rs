//! 备份 Backups that are taken while others write, and opened again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cunwu::schema::{Key, Value};
use cunwu::store::sql::Sqlite;
use cunwu::store::{Commit, LogQuery, Migrate, Nature, Op, Query, Seq, SqlStore, Store, StoreExt, TallyQuery};

use crate::random_run::{KEEPER, STALL, catalog, commit_of, fill, put, unit};

async fn opened(path: &std::path::Path) -> SqlStore {
    let store = SqlStore::sqlite(path, catalog()).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    store
}

/// Two stalls that are written together.
fn pair(task: usize, turn: usize) -> Commit {
    let stall = |half: &str| {
        let id = format!("stall_{task}_{turn}_{half}");
        put(STALL, &id, Key::new(STALL.name, &id), vec![Value::Null; 5], Nature::Create, 1)
    };
    commit_of(&format!("{task} {turn}"), vec![stall("a"), stall("b")])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_taken_while_others_write_is_a_whole_beginning_of_the_log() {
    const TASKS: usize = 3;
    const TURNS: usize = 40;
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(opened(&folder.path().join("village.db")).await);
    fill(&*store, 1, 30).await;
    let done = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let (store, done) = (Arc::clone(&store), Arc::clone(&done));
            tokio::spawn(async move {
                for turn in 0..TURNS {
                    store.commit(&pair(task, turn)).await.unwrap();
                    done.fetch_add(1, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    let mut taken = Vec::new();
    while taken.len() < 5 {
        let path = folder.path().join(format!("backup-{}.db", taken.len()));
        let acknowledged = done.load(Ordering::SeqCst);
        store.backup_to(&path).await.unwrap();
        taken.push((path, acknowledged));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let log = store.log(unit(), &LogQuery::after(Seq::ZERO).limit(Query::MOST)).await.unwrap();
    assert_eq!(store.head(unit()).await.unwrap().seq, Seq::new(30 + 120));
    let mut partial = 0;
    for (path, acknowledged) in taken {
        Sqlite::check(&path).unwrap();
        let copy = SqlStore::sqlite(&path, catalog()).unwrap();
        let verified = copy.verify(unit()).await.unwrap();
        assert!(verified.is_sound(), "{:?}", verified.findings);
        let seq = verified.head.seq.get();
        assert!(seq >= 30 + i64::try_from(acknowledged).unwrap(), "what was acknowledged before is in it");
        let held = copy.log(unit(), &LogQuery::after(Seq::ZERO).limit(Query::MOST)).await.unwrap();
        assert_eq!(held, log[..held.len()], "the beginning of the log");
        assert_eq!(
            held.last().map(|row| (row.commit.seq.get(), row.ord + 1)),
            Some((seq, held.last().unwrap().commit.rows))
        );
        let pairs = Query::of(STALL.name).filter(cunwu::store::Filter::default()).limit(Query::MOST);
        let records = copy.query(unit(), &pairs).await.unwrap().records;
        let paired = records.iter().filter(|record| record.key.id.matches('_').count() == 3).count();
        assert_eq!(paired, 2 * usize::try_from(seq - 30).unwrap());
        partial += usize::from(seq < 150);
        // Restored, it goes on by itself.
        copy.commit(&pair(9, 9)).await.unwrap();
        assert!(copy.verify(unit()).await.unwrap().is_sound());
    }
    assert!(partial > 0, "no backup was taken while others wrote");
}

#[tokio::test]
async fn a_backup_holds_nothing_that_was_erased_and_overwrites_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder.path().join("village.db")).await;
    let keeper = Key::new(KEEPER.name, "keeper_1");
    let secret = |id: &str| {
        let Op::Put(mut written) = put(KEEPER, id, keeper.clone(), vec![Value::Null], Nature::Create, 1) else {
            unreachable!()
        };
        written.content.body = r#"{"note":"MARK-OF-THE-ERASED"}"#.into();
        written.digest = cunwu::store::chain::digest(KEEPER, &written.key, written.nature, &written.content);
        Op::Put(written)
    };
    store.commit(&commit_of("one", vec![secret("keeper_1"), secret("keeper_2")])).await.unwrap();
    let holds = |path: &std::path::Path| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(18).any(|window| window == b"MARK-OF-THE-ERASED")
    };
    let before = folder.path().join("before.db");
    store.backup_to(&before).await.unwrap();
    assert!(holds(&before), "the mark can be found at all");
    store.commit(&commit_of("two", vec![Op::Erase { subject: keeper }])).await.unwrap();
    let after = folder.path().join("after.db");
    // What an interrupted backup left does not stand in the way.
    std::fs::write(folder.path().join("after.db.cunwu-part"), "half").unwrap();
    store.backup_to(&after).await.unwrap();
    assert!(!holds(&after));
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().ends_with("part")), "{names:?}");
    let error = store.backup_to(&after).await.unwrap_err();
    assert_eq!((error.code(), error.get("path")), ("store.backup.exists", after.to_str()));
    let nowhere = store.backup_to(folder.path().join("no/such/folder.db")).await.unwrap_err();
    assert!(!nowhere.is_conflict() && nowhere.code().starts_with("store."), "{nowhere}");
}

#[tokio::test]
async fn a_store_in_memory_is_kept_by_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kept.db");
    let store = SqlStore::sqlite_in_memory(catalog()).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    fill(&store, 2, 20).await;
    store.backup_to(&path).await.unwrap();
    let kept = opened(&path).await;
    assert_eq!(kept.head(unit()).await.unwrap(), store.head(unit()).await.unwrap());
    let count = TallyQuery::of(STALL.name);
    assert_eq!(kept.tally(unit(), &count).await.unwrap(), store.tally(unit(), &count).await.unwrap());
    assert!(kept.verify(unit()).await.unwrap().is_sound());
    store.commit(&pair(1, 1)).await.unwrap();
}
