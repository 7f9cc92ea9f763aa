//! 一致性 What every store must do, case by case (feature `conformance`), for whoever puts a database of his own under the ledger.
//!
//! A case is a plain `async fn(&dyn Store)` that panics when the store does otherwise. It gets an *empty* store, opened with
//! [`catalog`] and migrated, and leaves it as it pleases: open another for the next case. Cases use no runtime, no clock, no
//! randomness and no thread; what runs at once is polled in turns within one task.
//!
//! - [`crate::store_conformance!`] makes one test of each case, with the test attribute of your runtime.
//! - [`run`] runs all of them in a loop and tells how each went, for a program of your own.
//! - [`lasting`] has the cases that open one place several times; they take a function that opens it.
//! - [`trial`] has the kinds and operations that cases are made of, for further cases of your own.
//!
//! ```
//! # use cunwu::store::{MemoryStore, conformance};
//! # async fn example() {
//! let open = async || MemoryStore::new(conformance::catalog());
//! let outcomes = conformance::run(open, |outcome| println!("{outcome}")).await;
//! assert!(outcomes.iter().all(|outcome| outcome.failure.is_none()));
//! # }
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a case fails by panicking"
)]

pub mod asking;
mod at_once;
pub mod copying;
pub mod erasing;
pub mod exact;
pub mod filtering;
pub mod guarding;
pub mod history;
pub mod keys;
pub mod lasting;
pub mod listing;
pub mod logging;
pub mod opening;
pub mod paging;
pub mod random;
pub mod reading;
pub mod requests;
pub mod tallying;
pub mod trial;
pub mod turns;
pub mod units;
pub mod writing;

use std::any::Any;
use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::Poll;

use crate::store::{Catalog, Store};

/// The kinds that a store must be opened with to be put to the cases.
pub fn catalog() -> Catalog {
    trial::catalog()
}

/// 案例 One thing that a store must do.
#[derive(Clone, Copy)]
pub struct Case {
    /// Its room and name, such as `reading::fetch_keeps_the_order_of_keys`.
    pub name: &'static str,
    /// Puts an empty store to the case; panics when the store fails it.
    pub prove: fn(&dyn Store) -> Proof<'_>,
}

/// A case under way.
pub type Proof<'s> = Pin<Box<dyn Future<Output = ()> + Send + 's>>;

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// 结果 How one case went. Displays as `ok reading::…` or `FAILED reading::…` with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Name of the case.
    pub case: &'static str,
    /// What was wrong; `None` when the store passed.
    pub failure: Option<Box<str>>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.failure {
            None => write!(f, "ok      {}", self.case),
            Some(failure) => write!(f, "FAILED  {}: {failure}", self.case),
        }
    }
}

/// What was opened for a case: a store, or a store and a guard (a temporary folder, a server) that must outlive it.
pub trait Opened {
    /// The store.
    fn store(&self) -> &dyn Store;
}

impl<S: Store> Opened for S {
    fn store(&self) -> &dyn Store {
        self
    }
}

/// A store and what must live as long; the store is dropped first.
impl<S: Store, G> Opened for (S, G) {
    fn store(&self) -> &dyn Store {
        &self.0
    }
}

/// Runs every case, each on a store that `open` gives, and tells `watch` how it went. Never panics for a failed case.
pub async fn run<O, F>(open: impl FnMut() -> F, watch: impl FnMut(&Outcome)) -> Vec<Outcome>
where
    O: Opened,
    F: Future<Output = O>,
{
    run_these(CASES, open, watch).await
}

/// The same with some of the cases.
pub async fn run_these<O, F>(
    cases: &[Case],
    mut open: impl FnMut() -> F,
    mut watch: impl FnMut(&Outcome),
) -> Vec<Outcome>
where
    O: Opened,
    F: Future<Output = O>,
{
    let mut outcomes = Vec::with_capacity(cases.len());
    for case in cases {
        let opening = open();
        let proving = async {
            let opened = opening.await;
            (case.prove)(opened.store()).await;
        };
        let outcome = Outcome { case: case.name, failure: caught(proving).await };
        watch(&outcome);
        outcomes.push(outcome);
    }
    outcomes
}

/// What a future panicked with.
async fn caught(future: impl Future<Output = ()>) -> Option<Box<str>> {
    let mut future = pin!(future);
    poll_fn(move |context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(())) => Poll::Ready(None),
        Err(panic) => Poll::Ready(Some(said(&*panic))),
    })
    .await
}

fn said(panic: &(dyn Any + Send)) -> Box<str> {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without text").into()
}

/// Hands every case, room by room, to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __store_cases {
    ($then:ident! $with:tt) => {
        $crate::$then! { $with
            reading {
                fetch_keeps_the_order_of_keys,
                fetch_takes_thousands_of_keys,
                what_is_committed_is_read_at_once,
                the_same_id_in_two_kinds_is_two_records,
                an_empty_store_answers_everything,
            }
            filtering {
                negation_keeps_records_without_value,
                every_filter_agrees_with_its_meaning,
                empty_filters_are_everything_or_nothing,
                a_prefix_has_no_wild_cards,
                validity_is_half_open,
                booleans_and_days_compare,
                filters_nest,
                a_list_of_thousands_is_one_filter,
            }
            paging {
                text_is_ordered_by_bytes_and_nulls_come_first,
                no_locale_orders_text,
                ids_break_ties,
                pages_meet_each_record_once_in_both_directions,
                a_full_page_that_is_the_last_says_so,
                the_size_of_a_page_may_change,
                a_cursor_serves_no_other_query,
                a_cursor_outlives_its_record,
                unchanged_records_are_met_once_while_others_change,
                nulls_of_a_unique_order_are_paged_too,
            }
            asking {
                unknown_kinds_are_errors,
                unknown_orders_are_errors,
                unknown_columns_are_errors,
                mistyped_filters_are_errors,
                page_sizes_have_bounds,
                the_future_and_a_past_that_is_not_kept_are_errors,
                the_reserved_kind_is_no_kind_of_records,
            }
            tallying {
                tallies_count_and_sum_by_columns,
                without_group_there_is_one_group,
                groups_ascend_with_nulls_first,
                a_tally_holds_its_filter,
                a_tally_may_be_asked_as_of_a_commit,
                sums_are_exact_at_the_bounds,
                a_sum_beyond_64_bits_is_an_error,
            }
            writing {
                a_commit_is_all_or_nothing,
                a_failed_commit_leaves_history_and_orders_as_they_were,
                expectations_are_checked_and_say_who_wrote,
                no_update_is_lost,
                a_deletion_needs_a_record,
                a_deleted_id_is_free_again,
                ten_thousand_operations_are_one_commit,
                commits_are_numbered_without_gaps,
                instants_never_run_back,
                the_chain_is_linked_over_every_row,
                a_unique_order_refuses_equals_and_lets_nulls_be,
                unique_values_may_be_swapped_in_one_commit,
                a_shapeless_commit_is_refused,
                natures_are_kept,
                a_kind_without_history_is_written_like_any_other,
            }
            requests {
                the_same_request_gets_the_first_result,
                a_request_is_known_by_its_name_alone,
                a_refused_request_may_come_again,
                a_request_has_a_name_of_at_most_200_bytes,
                a_request_of_one_unit_is_new_to_another,
            }
            guarding {
                the_head_is_guarded,
                an_unchanged_record_is_guarded,
                an_absent_record_is_guarded,
                a_count_of_records_is_guarded,
                guards_see_the_state_before_the_commit,
                every_guard_counts,
                guards_come_before_expectations,
            }
            exact {
                text_comes_back_byte_by_byte,
                empty_text_is_not_null,
                long_text_is_not_cut,
                a_body_is_not_rewritten,
                numbers_are_exact_at_the_bounds,
                meta_comes_back_to_the_microsecond,
                content_comes_back_whole,
                ids_are_any_text,
            }
            history {
                a_page_may_be_asked_as_of_a_commit,
                each_version_is_known_while_it_held,
                pages_of_the_past_do_not_move,
                the_past_is_ordered_and_filtered_like_the_present,
                a_deleted_record_is_gone_but_known_before,
                as_of_the_head_is_now,
                a_unique_value_may_have_been_anothers_before,
                kinds_have_pasts_of_their_own,
            }
            logging {
                the_log_is_gapless_and_in_order,
                the_log_pages_anywhere,
                nothing_is_behind_the_head,
                the_history_of_a_record_is_in_its_log,
                the_history_of_a_record_outlives_it,
                a_log_without_bodies_differs_in_nothing_else,
                a_kind_without_history_keeps_its_rows,
                the_verifier_finds_what_was_changed,
                a_long_log_is_read_in_stretches,
            }
            erasing {
                erasure_drops_content_and_keeps_the_chain,
                erasure_reaches_every_kind,
                versions_of_others_stay,
                erasing_twice_is_harmless,
                an_erased_subject_may_come_again,
                a_commit_does_not_write_what_it_erases,
            }
            keys {
                data_keys_are_written_once_and_replaced_only_knowingly,
                data_keys_are_fetched_by_their_subject,
                data_keys_are_in_no_log,
                a_clashing_key_undoes_the_commit,
                data_keys_belong_to_their_unit,
                expectations_come_before_keys,
            }
            units {
                no_verb_reads_another_unit,
                no_commit_meets_another_unit,
                units_live_apart,
                many_units_are_kept_apart,
            }
            turns {
                writers_at_once_lose_nothing,
                commits_at_once_are_numbered_in_turn,
                readers_see_whole_commits,
                a_request_at_once_is_written_once,
                one_of_several_wins,
                a_guard_holds_against_what_came_meanwhile,
            }
            opening {
                info_is_stable,
                migrating_again_does_nothing,
                a_dry_run_changes_nothing,
            }
            listing {
                data_keys_are_listed_page_by_page,
                a_replaced_data_key_is_listed_once_and_an_erased_one_not,
                a_resealed_version_supersedes_and_is_told_from_changes,
            }
            copying {
                records_are_found_by_id_now_and_as_they_were,
                a_row_without_content_ends_the_record_and_keeps_its_digest,
                a_failed_commit_takes_back_rows_without_content,
                an_erasure_adds_no_row_for_what_the_commit_names,
                a_copy_into_and_out_of_the_store_has_the_same_log,
                a_copy_that_follows_loses_what_is_erased_in_the_source,
            }
            random {
                random_commits_and_questions_are_answered_as_in_memory,
            }
        }
    };
}

/// The table of cases.
#[doc(hidden)]
#[macro_export]
macro_rules! __store_list {
    ({} $($room:ident { $($case:ident),+ $(,)? })+) => {
        &[$($($crate::store::conformance::Case {
            name: concat!(stringify!($room), "::", stringify!($case)),
            prove: |store| Box::pin($crate::store::conformance::$room::$case(store)),
        },)+)+]
    };
}

/// Every case, room by room.
pub const CASES: &[Case] = __store_cases!(__store_list! {});

/// 一致性测试 Makes one test of each case ([`crate::store::conformance`]): the attribute of your runtime's asynchronous tests, a
/// name for the module that will hold the tests, and an asynchronous expression that opens an *empty* store with
/// [`catalog`](crate::store::conformance::catalog) and migrates it. The expression is evaluated for each test; it gives the store, or the
/// store and a guard that outlives it.
///
/// ```
/// use cunwu::store::{MemoryStore, conformance};
///
/// cunwu::store_conformance! {
///     #[tokio::test]
///     memory => async { MemoryStore::new(conformance::catalog()) }
/// }
/// # #[cfg(feature = "rusqlite")]
/// # mod file {
/// use cunwu::store::{Migrate, SqlStore, Store};
///
/// async fn open() -> (SqlStore, tempfile::TempDir) {
///     let folder = tempfile::tempdir().unwrap();
///     let store = SqlStore::sqlite(folder.path().join("village.db"), cunwu::store::conformance::catalog()).unwrap();
///     store.migrate(&Migrate::default()).await.unwrap();
///     (store, folder)
/// }
///
/// cunwu::store_conformance! {
///     #[tokio::test]
///     sqlite => open()
/// }
/// # }
/// ```
#[macro_export]
macro_rules! store_conformance {
    ($(#[$attribute:meta])+ $name:ident => $open:expr $(,)?) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            $crate::__store_cases! { __store_tests! { {$(#[$attribute])+} {$open} } }
        }
    };
}

/// Tests, room by room.
#[doc(hidden)]
#[macro_export]
macro_rules! __store_tests {
    ({ $attributes:tt $open:tt } $($room:ident { $($case:ident),+ $(,)? })+) => {
        $(mod $room {
            #[allow(unused_imports)]
            use super::*;
            $($crate::__store_test! { $attributes $open $room $case })+
        })+
    };
}

/// One test.
#[doc(hidden)]
#[macro_export]
macro_rules! __store_test {
    ({ $(#[$attribute:meta])+ } { $open:expr } $room:ident $case:ident) => {
        $(#[$attribute])+
        async fn $case() {
            let opened = $open.await;
            $crate::store::conformance::$room::$case($crate::store::conformance::Opened::store(&opened)).await;
        }
    };
}
