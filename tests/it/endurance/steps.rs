//! 逐步 Every step of a commit and of a migration fails once, or takes the process with it: the old state stays, or the new one is whole.

use std::path::Path;
use std::sync::atomic::Ordering;

use cunwu::store::sql::{Driver, PgOptions, Postgres, Sqlite};
use cunwu::store::{Head, Migrate, Seq, SqlStore, Store};

use super::faulty::{Fault, Faulty};
use super::goods::{HALF, Ledger, Which, catalog, unit};
use super::process::Other;
use crate::cluster::{Locale, schema, wanted};

/// More steps than a migration or a commit has.
const MOST: u32 = 400;

/// The definition of every table and index, and what the migration wrote down.
pub(crate) fn made(path: &Path) -> Vec<String> {
    let raw = rusqlite::Connection::open(path).unwrap();
    let all = |sql: &str| -> Vec<String> {
        let mut statement = raw.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let mut made = all("SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master ORDER BY 1");
    if made.is_empty() {
        return made;
    }
    for (table, columns) in [
        ("cunwu_meta", "name || ' ' || value"),
        ("cunwu_kind", "kind || ' ' || zh || ' ' || version"),
        ("cunwu_column", "kind || ' ' || name || ' ' || type"),
        ("cunwu_order", "kind || ' ' || name || ' ' || columns"),
    ] {
        made.extend(all(&format!("SELECT '{table} ' || {columns} FROM {table} ORDER BY 1")));
    }
    made
}

#[tokio::test]
async fn a_commit_that_fails_at_any_step_writes_nothing_and_the_store_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    every_step_of_a_commit(Sqlite::open(folder.path().join("village.db")).unwrap(), None, (9, 1)).await;
}

#[tokio::test]
async fn a_commit_that_fails_at_any_step_on_postgresql_writes_nothing_either() {
    let Some(cluster) = wanted("failing commits on PostgreSQL") else { return };
    let names = [schema(), schema()];
    let open = |name: &str| {
        let options = PgOptions::default().schema(name).connections(3);
        Postgres::new(cluster.url(Locale::C).unwrap(), &options).unwrap()
    };
    // One statement, which is durable before the two steps of a commit.
    every_step_of_a_commit(open(&names[0]), None, (4, 2)).await;
    // One that writes nothing, and a transaction that locks the head.
    let rival = SqlStore::new(open(&names[1]), catalog());
    every_step_of_a_commit(open(&names[1]), Some(rival), (9, 1)).await;
}

/// A rival moves the head before each commit. What comes of it: the first step that is not reached any more, at least, and how many
/// answers are lost.
async fn every_step_of_a_commit(driver: impl Driver, rival: Option<SqlStore>, (least, wanted): (u32, u32)) {
    let driver = Faulty::new(driver, Fault::Fail);
    let left = driver.left();
    let store = SqlStore::new(driver, catalog());
    store.migrate(&Migrate::default()).await.unwrap();
    let mut ledger = Ledger::default();
    let mut lost = 0;
    for step in 1..MOST {
        let which = Which { run: 0, task: 0, turn: step };
        let before = store.head(unit(0)).await.unwrap();
        let before = match &rival {
            Some(rival) => rival.commit(&Which { run: 1, ..which }.commit(60)).await.unwrap().head,
            None => before,
        };
        left.store(step, Ordering::SeqCst);
        let answer = store.commit(&which.commit(60)).await;
        let reached = left.swap(0, Ordering::SeqCst) == 0;
        let after = store.head(unit(0)).await.unwrap();
        let done = store.commit(&which.commit(60)).await.unwrap();
        ledger.acknowledge(which, done.head.seq);
        ledger.check(&store).await;
        if !reached {
            assert!(answer.is_ok() && step >= least && lost == wanted, "{step} steps, {lost} answers lost");
            return;
        }
        assert_eq!(answer.unwrap_err().code(), "store.database");
        // After the last step the commit is durable and its answer lost: the same request gets it.
        assert_eq!(done.repeated, after != before, "step {step}");
        lost += u32::from(done.repeated);
    }
    panic!("a commit of more than {MOST} steps");
}

#[tokio::test]
async fn a_migration_that_fails_at_any_step_leaves_the_old_tables() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    let old = SqlStore::sqlite(&path, cunwu::store::Catalog::new([HALF]).unwrap()).unwrap();
    old.migrate(&Migrate::default()).await.unwrap();
    drop(old);
    let before = made(&path);
    for step in 1..MOST {
        let driver = Faulty::new(Sqlite::open(&path).unwrap(), Fault::Fail);
        driver.at(step);
        let left = driver.left();
        let store = SqlStore::new(driver, catalog());
        let answer = store.migrate(&Migrate::default()).await;
        if left.load(Ordering::SeqCst) > 0 {
            assert_eq!(answer.unwrap().kinds.len() + usize::from(made(&path) == before), 0, "it had been done before");
            assert!(step > 5, "{step} steps");
            return;
        }
        assert_eq!(answer.unwrap_err().code(), "store.database");
        let plan = store.migrate(&Migrate { dry_run: true }).await.unwrap();
        let now = made(&path);
        // Durable only once its last step but one was done, and then whole.
        assert_eq!(now == before, !plan.is_empty(), "step {step}: {now:?}");
    }
    panic!("a migration of more than {MOST} steps");
}

#[tokio::test]
async fn a_process_that_dies_at_any_step_leaves_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.db");
    let fresh = SqlStore::sqlite(&whole, catalog()).unwrap();
    fresh.migrate(&Migrate::default()).await.unwrap();
    drop(fresh);
    let (whole, mut stages) = (made(&whole), [0_u32; 3]);
    for step in 1..MOST {
        let path = folder.path().join(format!("{step}.db"));
        let mut other = Other::start("die", &format!("{step} {}", path.display()));
        let said = other.line();
        let acknowledged = said.as_deref() == Some("ack 0 0 1");
        assert_eq!(other.end(), acknowledged, "step {step}: {said:?}");
        let tables = made(&path);
        assert!(tables.is_empty() || tables == whole, "step {step}: {tables:?}");
        let store = SqlStore::sqlite(&path, catalog()).unwrap();
        store.migrate(&Migrate::default()).await.unwrap();
        let head = store.head(unit(0)).await.unwrap();
        let which = Which { run: 0, task: 0, turn: 0 };
        let done = store.commit(&which.commit(60)).await.unwrap();
        assert_eq!(done.repeated, head != Head::default(), "step {step}");
        assert!(!acknowledged || done.repeated);
        assert_eq!(done.head.seq, Seq::new(1));
        let mut ledger = Ledger::default();
        ledger.acknowledge(which, done.head.seq);
        ledger.check(&store).await;
        stages[usize::from(!tables.is_empty()) + usize::from(done.repeated)] += 1;
        if acknowledged {
            assert!(stages.iter().all(|steps| *steps > 1), "without tables, with them, committed: {stages:?}");
            return;
        }
    }
    panic!("more than {MOST} steps");
}
