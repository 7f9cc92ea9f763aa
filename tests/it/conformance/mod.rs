//! The conformance suite on every backend and every layer: one line each in [`backends`].

mod layers;
mod random;
mod sources;

use cunwu::store::conformance::{self, lasting};
use cunwu::store::{Catalog, MemoryStore, Migrate, SqlStore, Store};
use tempfile::TempDir;

/// A migrated SQLite file and its folder.
pub(crate) async fn sqlite_file() -> (SqlStore, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqlStore::sqlite(folder.path().join("village.db"), conformance::catalog()).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    (store, folder)
}

/// A migrated SQLite database in memory.
pub(crate) async fn sqlite_in_memory() -> SqlStore {
    let store = SqlStore::sqlite_in_memory(conformance::catalog()).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    store
}

/// An empty store in memory.
pub(crate) fn memory() -> MemoryStore {
    MemoryStore::new(conformance::catalog())
}

/// The backends. A further one is a further line.
mod backends {
    use cunwu::store::conformance;

    use crate::cluster::{self, Locale};

    use super::{memory as in_memory, sqlite_file as file, sqlite_in_memory as in_sqlite};

    cunwu::store_conformance! { #[tokio::test] memory => async { in_memory() } }
    cunwu::store_conformance! { #[tokio::test] sqlite_file => file() }
    cunwu::store_conformance! { #[tokio::test] sqlite_in_memory => in_sqlite() }
    cunwu::store_conformance! { #[tokio::test] postgres => {
        let Some(cluster) = cluster::wanted("the suite on PostgreSQL") else { return };
        cluster.store(Locale::C, conformance::catalog())
    } }
    cunwu::store_conformance! { #[tokio::test] postgres_with_a_chinese_locale => {
        let Some(cluster) = cluster::wanted("the suite on PostgreSQL with an ICU locale") else { return };
        cluster.store(Locale::Chinese, conformance::catalog())
    } }
}

/// A function that opens the same SQLite file again and again.
fn same_file(folder: &TempDir) -> impl FnMut(Catalog) -> std::future::Ready<SqlStore> {
    let path = folder.path().join("village.db");
    move |catalog| std::future::ready(SqlStore::sqlite(&path, catalog).unwrap())
}

#[tokio::test]
async fn what_was_committed_to_a_sqlite_file_is_there_when_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    lasting::what_was_committed_is_there_when_opened_again(same_file(&folder)).await;
}

#[tokio::test]
async fn a_sqlite_file_without_its_tables_says_migrate() {
    let folder = tempfile::tempdir().unwrap();
    lasting::a_place_without_its_tables_says_migrate(same_file(&folder)).await;
}

#[tokio::test]
async fn migrating_a_sqlite_file_adds_and_drops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    lasting::migrating_adds_and_drops_nothing(same_file(&folder)).await;
}

#[tokio::test]
async fn two_may_migrate_one_sqlite_file_at_once() {
    let folder = tempfile::tempdir().unwrap();
    lasting::two_may_migrate_one_place_at_once(same_file(&folder)).await;
}

#[tokio::test]
async fn a_newer_sqlite_file_is_refused() {
    let (store, folder) = sqlite_file().await;
    drop(store);
    let raw = rusqlite::Connection::open(folder.path().join("village.db")).unwrap();
    assert_eq!(raw.execute("UPDATE cunwu_meta SET value = '2' WHERE name = 'format'", []).unwrap(), 1);
    let newer = same_file(&folder)(conformance::catalog()).into_inner();
    lasting::a_newer_format_is_refused(&newer).await;
}
