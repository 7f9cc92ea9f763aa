//! 层 Stores that wrap a store: read-only, traced, and one that fails on demand for tests.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;

use crate::error::{Error, Result, code};
use crate::schema::{Key, UnitId};
use crate::store::{
    Change, Commit, Committed, Head, LogQuery, Migrate, Migrated, Page, Query, Record, Store, StoreInfo, Tally,
    TallyQuery,
};

/// 只读 Refuses to commit and to migrate.
#[derive(Debug)]
pub struct ReadOnly<S>(pub S);

/// 故障注入 Fails chosen commits, for tests of what a host does then.
#[derive(Debug)]
pub struct Chaos<S> {
    inner: S,
    seen: AtomicU64,
    nth: u64,
    moment: Moment,
}

/// When a commit fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before anything is written.
    Before,
    /// After everything is durable, as when the answer is lost on the way: the same request again gets the result.
    After,
}

impl<S: Store> Chaos<S> {
    /// Fails the `nth` commit, counted from 1, at that moment.
    pub fn new(inner: S, nth: u64, moment: Moment) -> Self {
        Self { inner, seen: AtomicU64::new(0), nth, moment }
    }
}

/// A layer: the reading verbs forwarded, the others as the layer says.
macro_rules! layer {
    ($layer:ident.$field:tt) => {
        #[async_trait]
        impl<S: Store> Store for $layer<S> {
            fn info(&self) -> &StoreInfo {
                self.$field.info()
            }
            async fn head(&self, unit: UnitId) -> Result<Head> {
                self.$field.head(unit).await
            }
            async fn fetch(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>> {
                self.$field.fetch(unit, keys).await
            }
            async fn query(&self, unit: UnitId, query: &Query) -> Result<Page> {
                self.$field.query(unit, query).await
            }
            async fn tally(&self, unit: UnitId, tally: &TallyQuery) -> Result<Vec<Tally>> {
                self.$field.tally(unit, tally).await
            }
            async fn log(&self, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>> {
                self.$field.log(unit, query).await
            }
            async fn migrate(&self, how: &Migrate) -> Result<Migrated> {
                self.on_migrate(how).await
            }
            async fn commit(&self, commit: &Commit) -> Result<Committed> {
                self.on_commit(commit).await
            }
        }
    };
}
layer!(ReadOnly.0);
layer!(Chaos.inner);

impl<S: Store> ReadOnly<S> {
    async fn on_migrate(&self, how: &Migrate) -> Result<Migrated> {
        let lacking = self.0.migrate(&Migrate { dry_run: true }).await?;
        match (how.dry_run, lacking.is_needed()) {
            (true, _) => Ok(lacking),
            (false, false) => Ok(Migrated::default()),
            (false, true) => Err(Error::new(code::store::READ_ONLY)),
        }
    }

    #[allow(clippy::unused_async, reason = "what every layer offers")]
    async fn on_commit(&self, _commit: &Commit) -> Result<Committed> {
        Err(Error::new(code::store::READ_ONLY))
    }
}

impl<S: Store> Chaos<S> {
    async fn on_migrate(&self, how: &Migrate) -> Result<Migrated> {
        self.inner.migrate(how).await
    }

    async fn on_commit(&self, commit: &Commit) -> Result<Committed> {
        let fails = self.seen.fetch_add(1, Ordering::Relaxed) + 1 == self.nth;
        let fault = |when: &str| Err(Error::new(code::store::FAULT).with("nth", self.nth).with("when", when));
        match self.moment {
            Moment::Before if fails => fault("before writing"),
            Moment::After if fails => {
                self.inner.commit(commit).await?;
                fault("after writing")
            }
            Moment::Before | Moment::After => self.inner.commit(commit).await,
        }
    }
}

/// 跟踪 Tells a sink of the host's every call once it is answered: verb, unit, size and outcome; no content, and no duration, since
/// a store reads no clock. A host that wants durations notes its own clock around its calls.
///
/// ```
/// use cunwu::store::{Catalog, MemoryStore, Trace, Traced};
/// let store = Traced::new(MemoryStore::new(Catalog::new([])?), |trace: &Trace<'_>| println!("{trace}"));
/// # let _: &dyn cunwu::store::Store = &store;
/// # Ok::<(), cunwu::Error>(())
/// ```
pub struct Traced<S, F> {
    inner: S,
    sink: F,
}

/// A verb of [`Store`] that can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// [`Store::migrate`]
    Migrate,
    /// [`Store::head`]
    Head,
    /// [`Store::fetch`]
    Fetch,
    /// [`Store::query`]
    Query,
    /// [`Store::tally`]
    Tally,
    /// [`Store::log`]
    Log,
    /// [`Store::commit`]
    Commit,
}

/// 一次调用 One call of a verb and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace<'c> {
    /// The verb.
    pub verb: Verb,
    /// The unit; `None` for [`Verb::Migrate`].
    pub unit: Option<UnitId>,
    /// The kind that a query or a tally names, or the record's that a log is about.
    pub kind: Option<&'c str>,
    /// How much was asked for: keys of a fetch, the limit of a query or log, operations of a commit.
    pub asked: u64,
    /// How much came: records, groups, changes, things migrated, the number of the commit or head; or the code of the error.
    pub outcome: std::result::Result<u64, &'static str>,
}

impl fmt::Display for Trace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.verb)?;
        self.unit.map_or(Ok(()), |unit| write!(f, " {unit}"))?;
        self.kind.map_or(Ok(()), |kind| write!(f, " {kind}"))?;
        match &self.outcome {
            Ok(came) => write!(f, " asked {} came {came}", self.asked),
            Err(code) => write!(f, " asked {} failed {code}", self.asked),
        }
    }
}

impl<S: fmt::Debug, F> fmt::Debug for Traced<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Traced").field(&self.inner).finish()
    }
}

impl<S: Store, F: Fn(&Trace<'_>) + Send + Sync + 'static> Traced<S, F> {
    /// Tells the sink of every call.
    pub fn new(inner: S, sink: F) -> Self {
        Self { inner, sink }
    }

    fn tell<T>(&self, mut trace: Trace<'_>, answer: Result<T>, came: impl FnOnce(&T) -> u64) -> Result<T> {
        trace.outcome = answer.as_ref().map(came).map_err(Error::code);
        (self.sink)(&trace);
        answer
    }
}

fn call(verb: Verb, unit: impl Into<Option<UnitId>>, asked: usize) -> Trace<'static> {
    Trace { verb, unit: unit.into(), kind: None, asked: asked as u64, outcome: Ok(0) }
}

fn number(seq: crate::store::Seq) -> u64 {
    seq.get().unsigned_abs()
}

#[async_trait]
impl<S: Store, F: Fn(&Trace<'_>) + Send + Sync + 'static> Store for Traced<S, F> {
    fn info(&self) -> &StoreInfo {
        self.inner.info()
    }

    async fn migrate(&self, how: &Migrate) -> Result<Migrated> {
        let answer = self.inner.migrate(how).await;
        let came = |done: &Migrated| (done.kinds.len() + done.columns.len() + done.orders.len()) as u64;
        self.tell(call(Verb::Migrate, None, 0), answer, came)
    }

    async fn head(&self, unit: UnitId) -> Result<Head> {
        let answer = self.inner.head(unit).await;
        self.tell(call(Verb::Head, unit, 0), answer, |head| number(head.seq))
    }

    async fn fetch(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>> {
        let answer = self.inner.fetch(unit, keys).await;
        self.tell(call(Verb::Fetch, unit, keys.len()), answer, |records| records.iter().flatten().count() as u64)
    }

    async fn query(&self, unit: UnitId, query: &Query) -> Result<Page> {
        let answer = self.inner.query(unit, query).await;
        let trace = Trace { kind: Some(&query.kind), ..call(Verb::Query, unit, query.limit as usize) };
        self.tell(trace, answer, |page| page.records.len() as u64)
    }

    async fn tally(&self, unit: UnitId, tally: &TallyQuery) -> Result<Vec<Tally>> {
        let answer = self.inner.tally(unit, tally).await;
        let trace = Trace { kind: Some(&tally.kind), ..call(Verb::Tally, unit, 0) };
        self.tell(trace, answer, |groups| groups.len() as u64)
    }

    async fn log(&self, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>> {
        let answer = self.inner.log(unit, query).await;
        let kind = query.key.as_ref().map(|key| &*key.kind);
        let trace = Trace { kind, ..call(Verb::Log, unit, query.limit as usize) };
        self.tell(trace, answer, |changes| changes.len() as u64)
    }

    async fn commit(&self, commit: &Commit) -> Result<Committed> {
        let answer = self.inner.commit(commit).await;
        self.tell(call(Verb::Commit, commit.unit, commit.ops.len()), answer, |done| number(done.head.seq))
    }
}
