//! 存储接口 The contract of a backend, in eight verbs.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use crate::error::Result;
use crate::schema::{Key, UnitId};
use crate::store::{Catalog, Change, Commit, Committed, Head, LogQuery, Page, Query, Record, Tally, TallyQuery};

/// 存储 Where the records of units live.
///
/// A backend implements all eight verbs. What each *must* do stands at the verb, each time with the cases of
/// `store::conformance` that prove it (`conformance::run`); besides:
/// - Units *must* not see each other: no verb reads or writes records of another unit than the one named
///   (`units::no_verb_reads_another_unit`, `units::no_commit_meets_another_unit`, `units::units_live_apart`).
/// - A kind, column, order or filter that the catalog does not declare *must* be an error ([`crate::store::check`] does it), never
///   an empty or a full answer (`asking::unknown_kinds_are_errors`, `asking::unknown_columns_are_errors`,
///   `asking::unknown_orders_are_errors`, `asking::mistyped_filters_are_errors`).
/// - A failed verb *must* leave the store as it was (`writing::a_commit_is_all_or_nothing`,
///   `writing::a_failed_commit_leaves_history_and_orders_as_they_were`, `asking::the_reserved_kind_is_no_kind_of_records`).
/// - Content *must* come back bit by bit (`exact::text_comes_back_byte_by_byte`, `exact::a_body_is_not_rewritten`,
///   `exact::numbers_are_exact_at_the_bounds`, `exact::content_comes_back_whole`).
/// - Futures *must* be `Send`, which the compiler proves (`turns::writers_at_once_lose_nothing` polls several), and *may* complete at
///   once; a caller that needs its executor free runs them elsewhere.
#[doc(alias = "存储")]
#[async_trait]
pub trait Store: fmt::Debug + Send + Sync {
    /// What this store is. *Must* not change while it is open (`opening::info_is_stable`).
    fn info(&self) -> &StoreInfo;

    /// Makes or extends what the catalog needs. *Must* be idempotent (`opening::migrating_again_does_nothing`), also when two
    /// processes race (`lasting::two_may_migrate_one_place_at_once`); *must* refuse a format newer than this build knows
    /// (`store.format.newer`), and a kind whose bodies are (`store.kind.newer`) (`lasting::a_newer_format_is_refused`,
    /// `lasting::migrating_adds_and_drops_nothing`); *must* not drop anything (`lasting::migrating_adds_and_drops_nothing`). A
    /// column that stored versions lack ([`crate::schema::Column::since`]) *must* be filled from their bodies with
    /// [`crate::schema::KindSpec::project`] before any other verb answers; this changes no digest and makes no commit
    /// (`lasting::migrating_adds_and_drops_nothing`). A dry run changes nothing (`opening::a_dry_run_changes_nothing`).
    async fn migrate(&self, how: &Migrate) -> Result<Migrated>;

    /// The unit's last commit and chain; [`Head::default`] for a unit never written (`reading::an_empty_store_answers_everything`).
    async fn head(&self, unit: UnitId) -> Result<Head>;

    /// The current records of these keys. Each *must* stand in the place of its key, `None` where there is none
    /// (`reading::fetch_keeps_the_order_of_keys`). The reserved kind [`KEY_KIND`] *must* give the wrapped data key of the subject that
    /// the id names, as body (`keys::data_keys_are_fetched_by_their_subject`).
    async fn fetch(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>>;

    /// One page. Records *must* come in the declared order, nulls first, text by bytes, ties by id
    /// (`paging::text_is_ordered_by_bytes_and_nulls_come_first`, `paging::no_locale_orders_text`, `paging::ids_break_ties`); the filter
    /// *must* be two-valued ([`crate::store::Filter`]) (`filtering::negation_keeps_records_without_value`); following [`Page::next`]
    /// *must* meet each record that stays unchanged exactly once (`paging::pages_meet_each_record_once_in_both_directions`,
    /// `paging::unchanged_records_are_met_once_while_others_change`), and with [`crate::store::Known::At`] each record exactly once
    /// (`history::pages_of_the_past_do_not_move`). The cursor *must* be refused by any other query
    /// (`paging::a_cursor_serves_no_other_query`). The reserved kind [`KEY_KIND`] *must* list the wrapped data keys as
    /// [`Store::fetch`] gives them, in the order of their ids, as they are now (`listing::data_keys_are_listed_page_by_page`); any other
    /// question about it is an error ([`crate::store::check::lists_keys`]).
    async fn query(&self, unit: UnitId, query: &Query) -> Result<Page>;

    /// Counts and sums. Groups *must* come in ascending order (`tallying::groups_ascend_with_nulls_first`); sums *must* be exact or an
    /// error (`tallying::sums_are_exact_at_the_bounds`, `tallying::a_sum_beyond_64_bits_is_an_error`); without group columns there
    /// *must* be exactly one group (`tallying::without_group_there_is_one_group`). The reserved kind [`KEY_KIND`] may be counted
    /// without filter, group and sums (`asking::the_reserved_kind_is_no_kind_of_records`).
    async fn tally(&self, unit: UnitId, tally: &TallyQuery) -> Result<Vec<Tally>>;

    /// A stretch of the log, oldest first. Commits and rows *must* be without gaps (`logging::the_log_is_gapless_and_in_order`,
    /// `logging::the_log_pages_anywhere`), and a commit *must* show only once it and all before it are durable
    /// (`turns::readers_see_whole_commits`, `lasting::what_was_committed_is_there_when_opened_again`); an empty answer means that there
    /// is nothing behind the mark yet (`logging::nothing_is_behind_the_head`).
    async fn log(&self, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>>;

    /// Commits. In this order, a store *must* (`requests::a_request_is_known_by_its_name_alone`,
    /// `guarding::guards_come_before_expectations`, `keys::expectations_come_before_keys`):
    /// 1. give the first result to a `request` that the unit has seen, and write nothing
    ///    (`requests::the_same_request_gets_the_first_result`);
    /// 2. check guards against the state before the commit (`guarding::guards_see_the_state_before_the_commit`);
    /// 3. check expectations (`writing::expectations_are_checked_and_say_who_wrote`), unique orders
    ///    (`writing::a_unique_order_refuses_equals_and_lets_nulls_be`) and data keys
    ///    (`keys::data_keys_are_written_once_and_replaced_only_knowingly`), and write all operations, or none
    ///    (`writing::a_commit_is_all_or_nothing`);
    /// 4. number the commit `head + 1` (`writing::commits_are_numbered_without_gaps`), move `at` forward to the unit's last commit if
    ///    it lies before (`writing::instants_never_run_back`), and link the chain with [`crate::store::chain::summary`] and
    ///    [`crate::store::chain::link`] (`writing::the_chain_is_linked_over_every_row`);
    /// 5. answer only once it is durable (`lasting::what_was_committed_is_there_when_opened_again`). Commits of one unit *must* be
    ///    serial (`turns::writers_at_once_lose_nothing`, `turns::commits_at_once_are_numbered_in_turn`).
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
