//! 迁移竞争 Two processes make the same tables at once.

use cunwu::store::{Migrate, Store as _};

use super::process::{Other, open_at};
use super::steps::made;
use crate::cluster::{Cluster, Locale, schema, wanted};

/// Migrates a place alone; how many kinds were made.
async fn alone(place: &str) -> usize {
    let store = open_at(place, cunwu::ledger::catalog().unwrap());
    store.migrate(&Migrate::default()).await.unwrap().kinds.len()
}

/// Migrates a place from two processes that are let go together.
fn both(place: &str, kinds: usize) {
    let mut both = [0, 1].map(|_| Other::start("migrate", place));
    for other in &mut both {
        assert_eq!(other.line().as_deref(), Some("ready"));
    }
    both.iter_mut().for_each(Other::go);
    let mut said = both.each_mut().map(|other| other.line().expect("what was done"));
    said.sort();
    // Whoever comes second finds everything done.
    assert_eq!(said, ["migrated 0 kinds".to_owned(), format!("migrated {kinds} kinds")], "{place}");
    assert!(both.into_iter().all(Other::end));
}

#[tokio::test]
async fn two_processes_that_migrate_at_once_both_succeed_and_make_what_one_makes() {
    let folder = tempfile::tempdir().unwrap();
    let first = folder.path().join("alone.db");
    let kinds = alone(&first.display().to_string()).await;
    let expected = made(&first);
    for round in 0..10 {
        let path = folder.path().join(format!("{round}.db"));
        both(&path.display().to_string(), kinds);
        assert_eq!(made(&path), expected, "round {round}");
    }
}

/// Every column and index of a schema, the schema's name aside.
fn columns_and_indexes(cluster: &Cluster, schema: &str) -> String {
    let sql = format!(
        "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable FROM \
         information_schema.columns WHERE table_schema = '{schema}' UNION ALL SELECT indexdef FROM pg_indexes WHERE \
         schemaname = '{schema}' ORDER BY 1"
    );
    cluster.sql(&sql).unwrap().replace(schema, "…")
}

#[tokio::test]
async fn two_processes_that_migrate_a_postgresql_at_once_both_succeed_and_make_what_one_makes() {
    let Some(cluster) = wanted("migrating a PostgreSQL from two processes") else { return };
    let url = cluster.url(Locale::C).unwrap();
    let first = schema();
    let kinds = alone(&format!("{url}#{first}")).await;
    let expected = columns_and_indexes(cluster, &first);
    assert!(expected.lines().count() > kinds * 10, "{expected}");
    for _ in 0..3 {
        let name = schema();
        both(&format!("{url}#{name}"), kinds);
        assert_eq!(columns_and_indexes(cluster, &name), expected, "{name}");
    }
}
