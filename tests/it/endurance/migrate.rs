//! 迁移竞争 Two processes make the same tables at once.

use cunwu::store::{Migrate, SqlStore, Store as _};

use super::process::Other;
use super::steps::made;

#[tokio::test]
async fn two_processes_that_migrate_at_once_both_succeed_and_make_what_one_makes() {
    let folder = tempfile::tempdir().unwrap();
    let alone = folder.path().join("alone.db");
    let store = SqlStore::sqlite(&alone, cunwu::ledger::catalog().unwrap()).unwrap();
    let kinds = store.migrate(&Migrate::default()).await.unwrap().kinds.len();
    drop(store);
    let expected = made(&alone);
    for round in 0..10 {
        let path = folder.path().join(format!("{round}.db"));
        let mut both = [0, 1].map(|_| Other::start("migrate", &path.display().to_string()));
        for other in &mut both {
            assert_eq!(other.line().as_deref(), Some("ready"));
        }
        both.iter_mut().for_each(Other::go);
        let mut said = both.each_mut().map(|other| other.line().expect("what was done"));
        said.sort();
        // Whoever comes second finds everything done.
        assert_eq!(said, ["migrated 0 kinds".to_owned(), format!("migrated {kinds} kinds")], "round {round}");
        assert!(both.into_iter().all(Other::end));
        assert_eq!(made(&path), expected, "round {round}");
    }
}
