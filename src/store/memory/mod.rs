//! 内存存储 A store in memory: for tests, for trying things out, and as the oracle of the other backends.

mod change;
mod table;

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use async_trait::async_trait;

use crate::error::Result;
use crate::schema::{Key, UnitId};
use crate::store::{
    Catalog, Change, Commit, CommitInfo, Committed, Content, Cursor, FORMAT, Head, KEY_KIND, LogQuery, Mark, Migrate,
    Migrated, Page, Query, Record, Seq, Store, StoreInfo, Tally, TallyQuery, check, kit,
};
use table::Table;

/// 内存存储 Records in ordered maps; gone when dropped. Equal to the SQL stores in every answer.
///
/// ```
/// # use cunwu::store::{Catalog, MemoryStore, Store};
/// let store = MemoryStore::new(Catalog::new([])?);
/// assert!(!store.info().durable);
/// # Ok::<(), cunwu::Error>(())
/// ```
#[derive(Debug)]
pub struct MemoryStore {
    info: StoreInfo,
    units: RwLock<BTreeMap<UnitId, Unit>>,
}

/// One unit: its tables, its log, its wrapped data keys.
#[derive(Debug, Default, Clone)]
struct Unit {
    head: Head,
    tables: BTreeMap<&'static str, Table>,
    commits: Vec<Logged>,
    requests: HashMap<Box<str>, Seq>,
    /// By the text of the subject's key.
    keys: BTreeMap<Box<str>, (Box<str>, Seq)>,
}

/// One commit and its rows.
#[derive(Debug, Clone)]
struct Logged {
    info: Arc<CommitInfo>,
    rows: Arc<Vec<kit::Row>>,
}

impl MemoryStore {
    /// An empty store of these kinds.
    pub fn new(catalog: Catalog) -> Self {
        let info = StoreInfo { backend: "memory", place: "memory".into(), format: FORMAT, durable: false, catalog };
        Self { info, units: RwLock::default() }
    }

    /// 分叉 A second store with the same content, from here on apart. Versions are shared, not copied.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self { info: self.info.clone(), units: RwLock::new(self.read().clone()) }
    }

    // A panic while the lock was held leaves at worst a commit that was being undone; nothing in here panics.
    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<UnitId, Unit>> {
        self.units.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<UnitId, Unit>> {
        self.units.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Unit {
    fn info(&self, seq: Seq) -> Option<&CommitInfo> {
        let place = usize::try_from(seq.get()).ok()?.checked_sub(1)?;
        self.commits.get(place).map(|logged| &*logged.info)
    }

    fn fetch(&self, key: &Key) -> Option<Record> {
        if &*key.kind == KEY_KIND {
            return self.keys.get(&*key.id).map(|(wrapped, rev)| data_key(&key.id, wrapped, *rev));
        }
        self.tables.get(&*key.kind)?.record(key)
    }

    /// One page of the wrapped data keys.
    fn list_keys(&self, unit: UnitId, query: &Query) -> Result<Page> {
        let after = query.after.as_ref().map(|cursor| cursor.open(unit, query)).transpose()?;
        let from = after.map_or(Bound::Unbounded, |(_, id)| Bound::Excluded(id));
        let limit = query.limit as usize;
        let found = self.keys.range::<str, _>((from, Bound::Unbounded)).take(limit + 1);
        let mut records: Vec<Record> = found.map(|(id, (wrapped, rev))| data_key(id, wrapped, *rev)).collect();
        let more = records.len() > limit;
        records.truncate(limit);
        let last = records.last().filter(|_| more);
        let next = last.map(|last| Cursor::new(unit, query, Vec::new(), last.key.id.clone()));
        Ok(Page { records, next, seq: self.head.seq })
    }

    fn content(&self, key: &Key, rev: Seq) -> Option<Content> {
        self.tables.get(&*key.kind)?.version(&key.id, rev).map(|version| version.content.clone())
    }

    fn log(&self, query: &LogQuery) -> Vec<Change> {
        let limit = query.limit as usize;
        let first = usize::try_from(query.after.seq.get().max(1) - 1).unwrap_or(usize::MAX);
        let mut found = Vec::new();
        for logged in self.commits.iter().skip(first) {
            for (row, ord) in logged.rows.iter().zip(0_u32..) {
                let mark = Mark { seq: logged.info.seq, ord };
                if mark <= query.after || query.key.as_ref().is_some_and(|key| *key != row.key) {
                    continue;
                }
                let content = query.bodies.then(|| self.content(&row.key, logged.info.seq)).flatten();
                let kit::Row { key, nature, digest } = row.clone();
                found.push(Change { commit: Arc::clone(&logged.info), ord, key, nature, digest, content });
                if found.len() == limit {
                    return found;
                }
            }
        }
        found
    }
}

fn data_key(id: &str, wrapped: &str, rev: Seq) -> Record {
    Record { key: Key::new(KEY_KIND, id), rev, version: 1, body: wrapped.into() }
}

#[async_trait]
impl Store for MemoryStore {
    fn info(&self) -> &StoreInfo {
        &self.info
    }

    async fn migrate(&self, _how: &Migrate) -> Result<Migrated> {
        Ok(Migrated::default())
    }

    async fn head(&self, unit: UnitId) -> Result<Head> {
        Ok(self.read().get(&unit).map(|unit| unit.head).unwrap_or_default())
    }

    async fn fetch(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>> {
        for key in keys {
            check::key(&self.info.catalog, key)?;
        }
        let units = self.read();
        let unit = units.get(&unit);
        Ok(keys.iter().map(|key| unit.and_then(|unit| unit.fetch(key))).collect())
    }

    async fn query(&self, unit: UnitId, query: &Query) -> Result<Page> {
        let units = self.read();
        let empty = Unit::default();
        let held = units.get(&unit).unwrap_or(&empty);
        if check::lists_keys(query)? {
            return held.list_keys(unit, query);
        }
        let (spec, index) = check::query(&self.info.catalog, query)?;
        let at = kit::known(spec, query.known, held.head.seq)?;
        match held.tables.get(spec.name) {
            Some(table) => table.page(unit, query, index, at, held.head.seq),
            None => Table::new(spec).page(unit, query, index, at, held.head.seq),
        }
    }

    async fn tally(&self, unit: UnitId, query: &TallyQuery) -> Result<Vec<Tally>> {
        let units = self.read();
        let empty = Unit::default();
        let held = units.get(&unit).unwrap_or(&empty);
        if check::counts_keys(query)? {
            return Ok(vec![Tally { group: Vec::new(), count: held.keys.len() as u64, sums: Vec::new() }]);
        }
        let spec = check::tally(&self.info.catalog, query)?;
        let at = kit::known(spec, query.known, held.head.seq)?;
        match held.tables.get(spec.name) {
            Some(table) => table.tally(query, at),
            None => Table::new(spec).tally(query, at),
        }
    }

    async fn log(&self, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>> {
        check::limit(query.limit)?;
        if let Some(key) = &query.key {
            self.info.catalog.kind(&key.kind)?;
        }
        Ok(self.read().get(&unit).map(|unit| unit.log(query)).unwrap_or_default())
    }

    async fn commit(&self, commit: &Commit) -> Result<Committed> {
        check::commit(&self.info.catalog, commit)?;
        self.write().entry(commit.unit).or_default().commit(&self.info.catalog, commit)
    }
}
