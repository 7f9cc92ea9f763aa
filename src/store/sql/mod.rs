//! SQL 引擎 One engine for every SQL database: it generates all statements from the declared kinds; a [`Driver`] runs them.
//!
//! Tables, all keyed `(unit, …)`: one per kind with its current records and declared columns under their own names, so that an
//! analyst can read it; its twin `…_past` with superseded versions, valid from `rev` until `until_rev`; `cunwu_unit`
//! (heads), `cunwu_commit`, `cunwu_log`, `cunwu_key` (wrapped data keys), and `cunwu_meta`, `cunwu_kind`, `cunwu_column`, `cunwu_order` (what the
//! database was made with).

mod at_once;
#[cfg(feature = "rusqlite")]
mod backup;
mod driver;
mod fill;
mod keys;
mod log;
mod migrate;
mod one;
#[cfg(feature = "sqlx")]
mod postgres;
mod queue;
mod read;
mod refuse;
#[cfg(feature = "rusqlite")]
mod sqlite;
#[cfg(feature = "rusqlite")]
mod sqlite_options;
#[cfg(feature = "rusqlite")]
mod sqlite_scrub;
mod tables;
#[cfg(test)]
#[cfg(feature = "rusqlite")]
mod tests;
mod text;
mod views;
mod write;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use uuid::Uuid;

use crate::error::Result;
use crate::schema::{Key, KindSpec, UnitId};
use crate::store::{
    Catalog, Change, Commit, Committed, FORMAT, Head, LogQuery, Migrate, Migrated, Op, Page, Query, Record, Store,
    StoreInfo, Tally, TallyQuery, check,
};
pub use driver::{Bind, Cell, Dialect, Driver, Holds, Insert, Row, Rows, Step, Tx};
#[cfg(feature = "sqlx")]
pub use postgres::{PgOptions, PgStore, Postgres};
#[cfg(feature = "rusqlite")]
pub use sqlite::Sqlite;
#[cfg(feature = "rusqlite")]
pub use sqlite_options::SqliteOptions;
use tables::{KindTables, SystemTables};

/// SQL 存储 A store in a SQL database.
#[derive(Debug)]
pub struct SqlStore {
    info: StoreInfo,
    driver: Box<dyn Driver>,
    names: SystemTables,
    kinds: BTreeMap<&'static str, KindTables>,
    ready: AtomicBool,
    queue: queue::Queue,
    /// The numbers of units that are known to be stored.
    units: Mutex<HashMap<UnitId, i64>>,
    /// The heads of units as last seen: others may have moved them since.
    heads: Mutex<HashMap<UnitId, Head>>,
}

impl SqlStore {
    /// A store of these kinds over a driver. Call [`Store::migrate`] before the first use.
    pub fn new(driver: impl Driver, catalog: Catalog) -> Self {
        let kinds = tables::of_catalog(driver.dialect(), &catalog);
        let names = SystemTables::new(driver.dialect());
        let info = StoreInfo {
            backend: driver.backend(),
            place: driver.place().into(),
            format: FORMAT,
            durable: driver.durable(),
            catalog,
        };
        Self {
            info,
            driver: Box::new(driver),
            names,
            kinds,
            ready: AtomicBool::new(false),
            queue: queue::Queue::default(),
            units: Mutex::default(),
            heads: Mutex::default(),
        }
    }

    /// A store in an SQLite file, made when missing. Call [`Store::migrate`] before the first use.
    ///
    /// # Errors
    /// `store.open` when the file cannot be opened, `store.not_database` when it is none of SQLite.
    #[cfg(feature = "rusqlite")]
    pub fn sqlite(path: impl AsRef<std::path::Path>, catalog: Catalog) -> Result<Self> {
        Ok(Self::new(Sqlite::open(path)?, catalog))
    }

    /// A store in an SQLite database in memory.
    ///
    /// # Errors
    /// `store.database` when there is no memory for it.
    #[cfg(feature = "rusqlite")]
    pub fn sqlite_in_memory(catalog: Catalog) -> Result<Self> {
        Ok(Self::new(Sqlite::in_memory()?, catalog))
    }

    fn dialect(&self) -> &Dialect {
        self.driver.dialect()
    }

    fn tables(&self, kind: &str) -> Result<&KindTables> {
        match self.kinds.get(kind) {
            Some(tables) => Ok(tables),
            None => self.info.catalog.kind(kind).and(Err(self.corrupt("a kind without tables"))),
        }
    }

    fn known_unit(&self, unit: UnitId) -> Option<UnitRef> {
        if !self.dialect().numbered_units {
            return Some(UnitRef::Uuid(unit.uuid()));
        }
        let number = self.units.lock().unwrap_or_else(PoisonError::into_inner).get(&unit).copied();
        number.map(UnitRef::Number)
    }

    fn remember_unit(&self, unit: UnitId, number: i64) {
        self.units.lock().unwrap_or_else(PoisonError::into_inner).insert(unit, number);
    }
}

/// How rows name their unit: by the small number that `cunwu_unit` gives, or by its uuid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UnitRef {
    Number(i64),
    Uuid(Uuid),
}

impl From<UnitRef> for Bind<'_> {
    fn from(unit: UnitRef) -> Self {
        match unit {
            UnitRef::Number(number) => Self::Int(number),
            UnitRef::Uuid(uuid) => Self::Uuid(uuid),
        }
    }
}

/// Ends a transaction that is not to be committed, and gives what was found in it.
async fn ended<T>(tx: Box<dyn Tx>, found: Result<T>) -> Result<T> {
    match (found, tx.end().await) {
        (Ok(found), Ok(())) => Ok(found),
        (Err(error), _) | (Ok(_), Err(error)) => Err(error),
    }
}

/// Whether a record stands for its own subject, which is then not written out.
fn is_own_subject(kind: &KindSpec, id: &str, subject: &Key) -> bool {
    *subject.kind == *kind.name && *subject.id == *id
}

#[async_trait]
impl Store for SqlStore {
    fn info(&self) -> &StoreInfo {
        &self.info
    }

    async fn migrate(&self, how: &Migrate) -> Result<Migrated> {
        if how.dry_run { self.plan().await } else { self.apply_migration().await }
    }

    async fn head(&self, unit: UnitId) -> Result<Head> {
        self.ready().await?;
        self.read_head(unit).await
    }

    async fn fetch(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>> {
        self.ready().await?;
        keys.iter().try_for_each(|key| check::key(&self.info.catalog, key))?;
        self.read_keys(unit, keys).await
    }

    async fn query(&self, unit: UnitId, query: &Query) -> Result<Page> {
        self.ready().await?;
        if check::lists_keys(query)? {
            return self.list_keys(unit, query).await;
        }
        let (spec, index) = check::query(&self.info.catalog, query)?;
        self.read_page(unit, query, self.tables(spec.name)?, index).await
    }

    async fn tally(&self, unit: UnitId, query: &TallyQuery) -> Result<Vec<Tally>> {
        self.ready().await?;
        if check::counts_keys(query)? {
            return self.count_keys(unit).await;
        }
        let spec = check::tally(&self.info.catalog, query)?;
        self.read_tally(unit, query, self.tables(spec.name)?).await
    }

    async fn log(&self, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>> {
        self.ready().await?;
        check::limit(query.limit)?;
        if let Some(key) = &query.key {
            self.info.catalog.kind(&key.kind)?;
        }
        self.read_log(unit, query).await
    }

    async fn commit(&self, commit: &Commit) -> Result<Committed> {
        self.ready().await?;
        check::commit(&self.info.catalog, commit)?;
        let done = self.write_queued(commit).await?;
        if commit.ops.iter().any(|op| matches!(op, Op::Erase { .. })) {
            self.driver.scrub().await?;
        }
        Ok(done)
    }
}
