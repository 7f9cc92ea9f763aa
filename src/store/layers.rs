//! 层 Stores that wrap a store: read-only, and one that fails on demand for tests.

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
        if how.dry_run || lacking.is_empty() { Ok(lacking) } else { Err(Error::new(code::store::READ_ONLY)) }
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
