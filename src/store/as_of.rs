//! 当时所知 A store as it was after one commit.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;

use crate::error::{Error, Result, code};
use crate::schema::{Key, UnitId};
use crate::store::{
    Change, Commit, Committed, Filter, Head, KEY_KIND, Known, LogQuery, Mark, Migrate, Migrated, Page, Query, Record,
    Seq, Store, StoreInfo, Tally, TallyQuery, check,
};

/// 当时所知 A store as it was after one commit: a whole [`Store`], for reading. Later commits do not show; [`Known::Now`] means
/// then. Over a pointer (`&S`, `Arc<S>`) it borrows or shares the store below; over a store it owns it.
///
/// - The commit is one of the unit that is asked; a unit whose log is shorter is refused with `store.known.future`.
/// - A kind without history is refused with `store.known.no_history`.
/// - What was erased since is gone from the past too, and the log shows its rows without content. Verify the store below: in its
///   past the erasure that explains them does not show.
/// - Wrapped data keys stand outside history: they are asked as of now, so that the past records of those who were not erased still open.
///
/// ```
/// use cunwu::schema::UnitId;
/// use cunwu::store::{AsOf, Catalog, Commit, MemoryStore, Seq, Store, StoreExt};
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let unit: UnitId = "unit_01k3d0n6hwa000000000000000".parse()?;
/// let store = MemoryStore::new(Catalog::new([])?);
/// let before = store.as_of(Seq::ZERO);
/// assert_eq!(before.head(unit).await?.seq, Seq::ZERO);
/// let owned: Box<dyn Store> = Box::new(AsOf::new(store, Seq::new(7)));
/// assert_eq!(owned.head(unit).await.unwrap_err().code(), "store.known.future");
/// # Ok::<(), cunwu::Error>(()) }).unwrap();
/// ```
#[doc(alias = "当时所知")]
#[derive(Debug, Clone)]
pub struct AsOf<S> {
    store: S,
    seq: Seq,
}

/// How many records of one kind are asked at once.
const AT_ONCE: usize = 1000;

impl<S: Store> AsOf<S> {
    /// The store as it was after this commit.
    pub fn new(store: S, seq: Seq) -> Self {
        Self { store, seq }
    }

    /// The commit.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// The store below.
    pub fn into_inner(self) -> S {
        self.store
    }

    /// What "now" and a past commit mean in this store.
    fn known(&self, known: Known) -> Result<Known> {
        match known {
            Known::Now => Ok(Known::At(self.seq)),
            Known::At(seq) if seq > self.seq => Err(future(seq, self.seq)),
            Known::At(seq) => Ok(Known::At(seq)),
        }
    }

    /// That the unit has come so far.
    async fn reached(&self, unit: UnitId) -> Result<()> {
        let head = self.store.head(unit).await?.seq;
        if self.seq > head { Err(future(self.seq, head)) } else { Ok(()) }
    }

    async fn fetch_kind(&self, unit: UnitId, kind: &str, ids: &[&str], found: &mut HashMap<Key, Record>) -> Result<()> {
        for ids in ids.chunks(AT_ONCE) {
            let mut query = Query::of(kind.to_owned()).filter(Filter::ids(ids.iter().copied()));
            query = query.limit(u32::try_from(ids.len()).unwrap_or(Query::MOST)).known(Known::At(self.seq));
            let page = self.store.query(unit, &query).await?;
            found.extend(page.records.into_iter().map(|record| (record.key.clone(), record)));
        }
        Ok(())
    }
}

fn future(seq: Seq, head: Seq) -> Error {
    Error::new(code::store::KNOWN_FUTURE).with("seq", seq).with("head", head)
}

#[async_trait]
impl<S: Store> Store for AsOf<S> {
    fn info(&self) -> &StoreInfo {
        self.store.info()
    }

    /// Refused when the store below lacks anything.
    async fn migrate(&self, how: &Migrate) -> Result<Migrated> {
        let lacking = self.store.migrate(&Migrate { dry_run: true }).await?;
        if how.dry_run || lacking.is_empty() { Ok(lacking) } else { Err(Error::new(code::store::READ_ONLY)) }
    }

    async fn head(&self, unit: UnitId) -> Result<Head> {
        self.reached(unit).await?;
        if self.seq == Seq::ZERO {
            return Ok(Head::default());
        }
        let query = LogQuery::after(Seq::new(self.seq.get() - 1)).limit(1).bare();
        let found = self.store.log(unit, &query).await?;
        let commit = found.first().map(|change| &change.commit).filter(|commit| commit.seq == self.seq);
        let commit = commit.ok_or_else(|| {
            Error::new(code::store::CORRUPT)
                .with("place", &self.store.info().place)
                .with("reason", format!("commit {} is not in the log", self.seq))
        })?;
        Ok(Head { seq: commit.seq, chain: commit.chain, at: Some(commit.at) })
    }

    async fn fetch(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>> {
        keys.iter().try_for_each(|key| check::key(&self.info().catalog, key))?;
        self.reached(unit).await?;
        let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut data_keys = Vec::new();
        for key in keys {
            if &*key.kind == KEY_KIND {
                data_keys.push(key.clone());
            } else {
                kinds.entry(&key.kind).or_default().push(&key.id);
            }
        }
        let mut found = HashMap::with_capacity(keys.len());
        if !data_keys.is_empty() {
            let now = self.store.fetch(unit, &data_keys).await?;
            found.extend(now.into_iter().flatten().map(|record| (record.key.clone(), record)));
        }
        for (kind, mut ids) in kinds {
            ids.sort_unstable();
            ids.dedup();
            self.fetch_kind(unit, kind, &ids, &mut found).await?;
        }
        Ok(keys.iter().map(|key| found.get(key).cloned()).collect())
    }

    async fn query(&self, unit: UnitId, query: &Query) -> Result<Page> {
        if query.kind == KEY_KIND {
            self.reached(unit).await?;
            return Ok(Page { seq: self.seq, ..self.store.query(unit, query).await? });
        }
        let query = Query { known: self.known(query.known)?, ..query.clone() };
        Ok(Page { seq: self.seq, ..self.store.query(unit, &query).await? })
    }

    async fn tally(&self, unit: UnitId, query: &TallyQuery) -> Result<Vec<Tally>> {
        if query.kind == KEY_KIND {
            self.reached(unit).await?;
            return self.store.tally(unit, query).await;
        }
        let query = TallyQuery { known: self.known(query.known)?, ..query.clone() };
        self.store.tally(unit, &query).await
    }

    async fn log(&self, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>> {
        self.reached(unit).await?;
        if query.after >= Mark::after(self.seq) {
            // Behind the end there is nothing, yet an unknown kind or size is an error all the same.
            let nothing = LogQuery { after: Mark::after(self.store.head(unit).await?.seq), ..query.clone() };
            self.store.log(unit, &nothing).await?;
            return Ok(Vec::new());
        }
        let mut found = self.store.log(unit, query).await?;
        found.truncate(found.partition_point(|change| change.commit.seq <= self.seq));
        Ok(found)
    }

    async fn commit(&self, _commit: &Commit) -> Result<Committed> {
        Err(Error::new(code::store::READ_ONLY))
    }
}
