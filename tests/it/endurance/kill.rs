//! 强杀 A process is killed while eight tasks commit, again and again on the same file.

use std::path::Path;

use cunwu::sample::Rng;
use cunwu::store::{Migrate, SqlStore, Store as _};

use super::goods::{Ledger, catalog};
use super::process::{Other, acknowledged};

/// Of how many kills a file is made.
const KILLS_A_FILE: u32 = 25;
/// After how many acknowledgements a kill comes at the latest.
const ACKS: u32 = 40;

/// Lets a process commit, kills it after so many acknowledgements and so many idle steps, and notes all that it acknowledged.
fn commit_and_kill(path: &Path, run: u32, rng: &mut Rng, ledger: &mut Ledger) {
    let mut other = Other::start("commit", &format!("{run} {}", path.display()));
    let note = |line: String, ledger: &mut Ledger| {
        let (which, seq) = acknowledged(run, &line);
        ledger.acknowledge(which, seq);
    };
    // Some kills come while it opens the file or makes the tables.
    for _ in 0..rng.below(ACKS) {
        let line = other.line().expect("it commits until it is killed");
        note(line, ledger);
    }
    for _ in 0..rng.below(2_000_000) {
        std::hint::spin_loop();
    }
    other.kill();
    while let Some(line) = other.line() {
        note(line, ledger);
    }
}

async fn check(path: &Path, ledger: &mut Ledger) {
    let store = SqlStore::sqlite(path, catalog()).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    ledger.check(&store).await;
}

async fn killed(seed: u64, kills: u32) {
    let folder = tempfile::tempdir().unwrap();
    let mut rng = Rng::new(seed);
    let mut commits = 0;
    for file in 0..kills / KILLS_A_FILE {
        let path = folder.path().join(format!("{file}.db"));
        let mut ledger = Ledger::default();
        let mut acknowledged = 0;
        for run in 0..KILLS_A_FILE {
            commit_and_kill(&path, run, &mut rng, &mut ledger);
            // Every other time the next process finds the file as the killed one left it.
            if run % 2 == 0 || run + 1 == KILLS_A_FILE {
                acknowledged += i64::try_from(ledger.len()).unwrap();
                check(&path, &mut ledger).await;
            }
        }
        assert!(ledger.commits() >= acknowledged && acknowledged > 0, "{acknowledged} of {}", ledger.commits());
        commits += ledger.commits();
        let raw = rusqlite::Connection::open(&path).unwrap();
        let sound: String = raw.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok");
    }
    assert!(commits > i64::from(kills), "{commits} commits in {kills} runs");
}

#[tokio::test]
async fn a_hundred_kills_lose_nothing_that_was_acknowledged() {
    killed(1, 100).await;
}

#[tokio::test]
async fn a_hundred_kills_at_other_moments_lose_nothing_either() {
    killed(2, 100).await;
}
