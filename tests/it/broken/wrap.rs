//! A store that breaks one rule: the store in memory, with one or a few verbs answered otherwise.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;
use cunwu::error::Result;
use cunwu::schema::{Key, KindSpec, UnitId, Value};
use cunwu::store::{
    Catalog, Change, Commit, Committed, Content, Cursor, Filter, Head, KEY_KIND, Known, LogQuery, MemoryStore, Migrate,
    Migrated, Page, Query, Record, Seq, Store, StoreInfo, Tally, TallyQuery, conformance,
};

/// The result of a future of the store in memory, which never waits.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("the store in memory waits"),
    }
}

type Verb<A, R> = Box<dyn Fn(&MemoryStore, UnitId, &A) -> Result<R> + Send + Sync>;

/// The store in memory, but for the verbs that are replaced.
pub(crate) struct Broken {
    inner: MemoryStore,
    infos: Option<[StoreInfo; 2]>,
    asked: std::sync::atomic::AtomicUsize,
    migrated: Migrated,
    head: Option<Verb<(), Head>>,
    fetch: Option<Verb<[Key], Vec<Option<Record>>>>,
    query: Option<Verb<Query, Page>>,
    tally: Option<Verb<TallyQuery, Vec<Tally>>>,
    log: Option<Verb<LogQuery, Vec<Change>>>,
    commit: Option<Verb<Commit, Committed>>,
}

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Broken")
    }
}

/// Replaces a verb.
macro_rules! replaces {
    ($($verb:ident: $asked:ty => $answer:ty),+ $(,)?) => {$(
        pub(crate) fn $verb(
            mut self,
            verb: impl Fn(&MemoryStore, UnitId, &$asked) -> Result<$answer> + Send + Sync + 'static,
        ) -> Self {
            self.$verb = Some(Box::new(verb));
            self
        }
    )+};
}

impl Broken {
    /// Nothing broken yet.
    pub(crate) fn new() -> Self {
        Self::of(conformance::catalog())
    }

    /// Over another catalog.
    pub(crate) fn of(catalog: Catalog) -> Self {
        Self {
            inner: MemoryStore::new(catalog),
            infos: None,
            asked: std::sync::atomic::AtomicUsize::new(0),
            migrated: Migrated::default(),
            head: None,
            fetch: None,
            query: None,
            tally: None,
            log: None,
            commit: None,
        }
    }

    replaces! {
        head: () => Head,
        fetch: [Key] => Vec<Option<Record>>,
        query: Query => Page,
        tally: TallyQuery => Vec<Tally>,
        log: LogQuery => Vec<Change>,
        commit: Commit => Committed,
    }

    /// Tells of itself now this, now that.
    pub(crate) fn fickle(mut self) -> Self {
        let mut other = self.inner.info().clone();
        other.place = "elsewhere".into();
        self.infos = Some([self.inner.info().clone(), other]);
        self
    }

    /// Says the same of every migration.
    pub(crate) fn migrated(mut self, migrated: Migrated) -> Self {
        self.migrated = migrated;
        self
    }
}

#[async_trait]
impl Store for Broken {
    fn info(&self) -> &StoreInfo {
        let turn = self.asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % 2;
        self.infos.as_ref().map_or(self.inner.info(), |infos| &infos[turn])
    }
    async fn migrate(&self, _how: &Migrate) -> Result<Migrated> {
        Ok(self.migrated.clone())
    }
    async fn head(&self, unit: UnitId) -> Result<Head> {
        self.head.as_ref().map_or_else(|| now(self.inner.head(unit)), |head| head(&self.inner, unit, &()))
    }
    async fn fetch(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>> {
        self.fetch.as_ref().map_or_else(|| now(self.inner.fetch(unit, keys)), |fetch| fetch(&self.inner, unit, keys))
    }
    async fn query(&self, unit: UnitId, query: &Query) -> Result<Page> {
        self.query.as_ref().map_or_else(|| now(self.inner.query(unit, query)), |asked| asked(&self.inner, unit, query))
    }
    async fn tally(&self, unit: UnitId, tally: &TallyQuery) -> Result<Vec<Tally>> {
        self.tally.as_ref().map_or_else(|| now(self.inner.tally(unit, tally)), |asked| asked(&self.inner, unit, tally))
    }
    async fn log(&self, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>> {
        self.log.as_ref().map_or_else(|| now(self.inner.log(unit, query)), |asked| asked(&self.inner, unit, query))
    }
    async fn commit(&self, commit: &Commit) -> Result<Committed> {
        match &self.commit {
            Some(asked) => asked(&self.inner, commit.unit, commit),
            None => now(self.inner.commit(commit)),
        }
    }
}

/// The whole log, in stretches.
pub(crate) fn log_of(inner: &MemoryStore, unit: UnitId) -> Vec<Change> {
    let mut query = LogQuery::after(Seq::ZERO).limit(Query::MOST);
    let mut all = Vec::new();
    loop {
        let stretch = now(inner.log(unit, &query)).unwrap();
        let Some(last) = stretch.last() else { return all };
        query = query.from(last.mark());
        all.extend(stretch);
    }
}

/// The records of a kind and their columns, as of the query's commit, in no particular order.
pub(crate) fn records(inner: &MemoryStore, unit: UnitId, kind: &str, known: Known) -> Vec<(Record, Vec<Value>)> {
    let contents: HashMap<(Key, Seq), Content> = log_of(inner, unit)
        .into_iter()
        .filter_map(|row| Some(((row.key.clone(), row.commit.seq), row.content?)))
        .collect();
    let mut query = Query::of(kind.to_owned()).known(known).limit(Query::MOST);
    let mut all = Vec::new();
    loop {
        let page = now(inner.query(unit, &query)).unwrap();
        all.extend(page.records);
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    let columns =
        |record: &Record| contents.get(&(record.key.clone(), record.rev)).map(|content| content.columns.clone());
    all.into_iter().filter_map(|record| columns(&record).map(|columns| (record, columns))).collect()
}

/// How a page is made otherwise.
pub(crate) struct Making {
    pub(crate) holds: fn(&KindSpec, &Filter, &str, &[Value]) -> bool,
    pub(crate) compare: fn(&Value, &Value) -> Ordering,
    pub(crate) ties: fn(&str, &str) -> Ordering,
    /// Whether a record that stands so to the cursor is behind it.
    pub(crate) behind: fn(Ordering) -> bool,
}

/// The right way.
pub(crate) const RIGHT: Making = Making {
    holds: |spec, filter, id, columns| super::filters::holds(spec, filter, id, columns, None),
    compare: Ord::cmp,
    ties: str::cmp,
    behind: Ordering::is_gt,
};

/// One page, made in another way than the store in memory makes it; what that refuses is refused.
pub(crate) fn page(inner: &MemoryStore, unit: UnitId, query: &Query, making: &Making) -> Result<Page> {
    let checked = now(inner.query(unit, query))?;
    if query.kind == KEY_KIND {
        return Ok(checked);
    }
    let spec = inner.info().catalog.kind(&query.kind)?;
    let places: Vec<usize> = spec
        .index(&query.order)
        .map(|index| index.columns)
        .unwrap_or_default()
        .iter()
        .filter_map(|name| spec.column(name))
        .collect();
    let ordering = |columns: &[Value]| -> Vec<Value> { places.iter().map(|place| columns[*place].clone()).collect() };
    let compare = |(a, a_id): (&[Value], &str), (b, b_id): (&[Value], &str)| {
        let order = a.iter().zip(b).map(|(a, b)| (making.compare)(a, b)).find(|order| order.is_ne());
        let order = order.unwrap_or_else(|| (making.ties)(a_id, b_id));
        if query.descending { order.reverse() } else { order }
    };
    let after = query.after.as_ref().map(|cursor| cursor.open(unit, query)).transpose()?;
    let mut hits: Vec<(Vec<Value>, Record)> = records(inner, unit, &query.kind, query.known)
        .into_iter()
        .filter(|(record, columns)| (making.holds)(spec, &query.filter, &record.key.id, columns))
        .map(|(record, columns)| (ordering(&columns), record))
        .filter(|(values, record)| after.is_none_or(|place| (making.behind)(compare((values, &record.key.id), place))))
        .collect();
    hits.sort_by(|(a, a_record), (b, b_record)| compare((a, &a_record.key.id), (b, &b_record.key.id)));
    let more = hits.len() > query.limit as usize;
    hits.truncate(query.limit as usize);
    let last = hits.last().filter(|_| more);
    let next = last.map(|(values, record)| Cursor::new(unit, query, values.clone(), record.key.id.clone()));
    Ok(Page { records: hits.into_iter().map(|(_, record)| record).collect(), next, seq: checked.seq })
}
