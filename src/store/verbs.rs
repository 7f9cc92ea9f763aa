//! 存储接口 The contract of a backend, in eight verbs.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use crate::error::Result;
use crate::schema::{Key, UnitId};
use crate::store::{Catalog, Change, Commit, Committed, Head, LogQuery, Page, Query, Record, Tally, TallyQuery};

/// 存储 Where the records of units live.
///
/// A backend implements all eight verbs. What each *must* do stands at the verb; besides:
/// - Units *must* not see each other: no verb reads or writes records of another unit than the one named.
/// - A kind, column, order or filter that the catalog does not declare *must* be an error ([`crate::store::check`] does it), never
///   an empty or a full answer.
/// - A failed verb *must* leave the store as it was.
/// - Futures *must* be `Send` and *may* complete at once; a caller that needs its executor free runs them elsewhere.
#[doc(alias = "存储")]
#[async_trait]
pub trait Store: fmt::Debug + Send + Sync {
    /// What this store is. *Must* not change while it is open.
    fn info(&self) -> &StoreInfo;

    /// Makes or extends what the catalog needs. *Must* be idempotent, also when two processes race; *must* refuse a format
    /// newer than this build knows (`store.format.newer`), and a kind whose bodies are (`store.kind.newer`); *must* not drop
    /// anything. A column that stored versions lack ([`crate::schema::Column::since`]) *must* be filled from their bodies with
    /// [`crate::schema::KindSpec::project`] before any other verb answers; this changes no digest and makes no commit.
    async fn migrate(&self, how: &Migrate) -> Result<Migrated>;

    /// The unit's last commit and chain; [`Head::default`] for a unit never written.
    async fn head(&self, unit: UnitId) -> Result<Head>;

    /// The current records of these keys, each in the place of its key, `None` where there is none. The reserved kind
    /// [`KEY_KIND`] *must* give the wrapped data key of the subject that the id names, as body.
    async fn fetch(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>>;

    /// One page. Records *must* come in the declared order, nulls first, text by bytes, ties by id; the filter *must* be
    /// two-valued ([`crate::store::Filter`]); following [`Page::next`] *must* meet each record that stays unchanged
    /// exactly once, and with [`crate::store::Known::At`] each record exactly once. The cursor *must* be refused by any other query.
    /// The reserved kind [`KEY_KIND`] *must* list the wrapped data keys as [`Store::fetch`] gives them, in the order of their ids, as
    /// they are now; any other question about it is an error ([`crate::store::check::lists_keys`]).
    async fn query(&self, unit: UnitId, query: &Query) -> Result<Page>;

    /// Counts and sums. Groups *must* come in ascending order; sums *must* be exact or an error; without group columns there
    /// *must* be exactly one group. The reserved kind [`KEY_KIND`] may be counted without filter, group and sums.
    async fn tally(&self, unit: UnitId, tally: &TallyQuery) -> Result<Vec<Tally>>;

    /// A stretch of the log, oldest first. Commits and rows *must* be without gaps, and a commit *must* show only
    /// once it and all before it are durable; an empty answer means that there is nothing behind the mark yet.
    async fn log(&self, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>>;

    /// Commits. In this order, a store *must*:
    /// 1. give the first result to a `request` that the unit has seen, and write nothing;
    /// 2. check guards against the state before the commit;
    /// 3. check expectations and write all operations, or none;
    /// 4. number the commit `head + 1`, move `at` forward to the unit's last commit if it lies before, and link the chain
    ///    with [`crate::store::chain::summary`] and [`crate::store::chain::link`];
    /// 5. answer only once it is durable. Commits of one unit *must* be serial.
    ///
    /// # Errors
    /// `store.expect`, `store.guard`, `store.unique` and `store.key.exists` are conflicts: read again and decide.
    async fn commit(&self, commit: &Commit) -> Result<Committed>;
}

/// 密钥种类 The reserved kind under which wrapped data keys are fetched: `Key::new(KEY_KIND, &subject.to_string())`.
pub const KEY_KIND: &str = "cunwu_key";

/// The stored format that this build writes and the newest that it reads.
pub const FORMAT: u32 = 1;

/// 存储信息 What a store is.
#[derive(Debug, Clone)]
pub struct StoreInfo {
    /// `memory`, `sqlite`, or a host's own name.
    pub backend: &'static str,
    /// File, database or other place, without credentials.
    pub place: Box<str>,
    /// The format that it writes.
    pub format: u32,
    /// Whether a commit outlives the process.
    pub durable: bool,
    /// The kinds that it was opened with.
    pub catalog: Catalog,
}

/// 迁移方式 How to migrate. Stop programs of an older version first: one that is open already looks at the versions of kinds no more, and
/// would go on writing records without the columns that a newer version added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Migrate {
    /// Only say what would be done.
    pub dry_run: bool,
}

/// 迁移结果 What a migration did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Migrated {
    /// Kinds whose tables were made.
    pub kinds: Vec<Box<str>>,
    /// Columns that were added, as `kind.column`.
    pub columns: Vec<Box<str>>,
    /// Orders that were built or rebuilt, as `kind.order`.
    pub orders: Vec<Box<str>>,
    /// Kinds whose bodies have a later version from now on, as `kind.v2`.
    pub versions: Vec<Box<str>>,
    /// Columns that were filled from the bodies of stored versions, as `kind.column`.
    pub filled: Vec<Box<str>>,
    /// Views for analysts that were made or made anew.
    pub views: Vec<Box<str>>,
}

impl Migrated {
    /// Whether nothing had to be done.
    pub fn is_empty(&self) -> bool {
        !self.is_needed() && self.views.is_empty()
    }

    /// Whether other verbs are refused until it is done; views are for people alone and can wait.
    pub fn is_needed(&self) -> bool {
        let Self { kinds, columns, orders, versions, filled, views: _ } = self;
        [kinds, columns, orders, versions, filled].iter().any(|list| !list.is_empty())
    }
}

/// Forwards all eight verbs to what a pointer holds.
macro_rules! forward {
    ($($pointer:ty),+) => {$(
        #[async_trait]
        impl<S: Store + ?Sized> Store for $pointer {
            fn info(&self) -> &StoreInfo {
                (**self).info()
            }
            async fn migrate(&self, how: &Migrate) -> Result<Migrated> {
                (**self).migrate(how).await
            }
            async fn head(&self, unit: UnitId) -> Result<Head> {
                (**self).head(unit).await
            }
            async fn fetch(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>> {
                (**self).fetch(unit, keys).await
            }
            async fn query(&self, unit: UnitId, query: &Query) -> Result<Page> {
                (**self).query(unit, query).await
            }
            async fn tally(&self, unit: UnitId, tally: &TallyQuery) -> Result<Vec<Tally>> {
                (**self).tally(unit, tally).await
            }
            async fn log(&self, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>> {
                (**self).log(unit, query).await
            }
            async fn commit(&self, commit: &Commit) -> Result<Committed> {
                (**self).commit(commit).await
            }
        }
    )+};
}
forward!(&S, Arc<S>, Box<S>);
