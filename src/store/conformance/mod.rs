//! What every backend must do, case by case, run on memory and SQLite.

mod copying;
mod keys;
mod random;
mod reading;
pub(crate) mod trial;
mod writing;

/// Declares each case as one test per backend.
macro_rules! on_every_backend {
    ($room:ident: $($case:ident),+ $(,)?) => {
        mod $room {
            use crate::store::Store;
            use crate::store::conformance::{opened, $room as cases};
            mod memory {
                use super::*;
                $(#[tokio::test]
                async fn $case() {
                    cases::$case(&opened::memory()).await;
                })+
            }
            #[cfg(feature = "rusqlite")]
            mod sqlite_file {
                use super::*;
                $(#[tokio::test]
                async fn $case() {
                    let folder = tempfile::tempdir().unwrap();
                    cases::$case(&opened::file(folder.path()).await).await;
                })+
            }
            #[cfg(feature = "rusqlite")]
            mod sqlite_memory {
                use super::*;
                $(#[tokio::test]
                async fn $case() {
                    cases::$case(&opened::in_memory().await).await;
                })+
            }
            #[allow(dead_code)]
            fn is_store(_: &dyn Store) {}
        }
    };
}

/// Stores, open and migrated.
pub(crate) mod opened {
    use super::trial::catalog;
    use crate::store::MemoryStore;
    #[cfg(feature = "rusqlite")]
    use crate::store::{Migrate, Store, sql::SqlStore};

    pub(crate) fn memory() -> MemoryStore {
        MemoryStore::new(catalog())
    }

    #[cfg(feature = "rusqlite")]
    pub(crate) async fn file(folder: &std::path::Path) -> SqlStore {
        let store = SqlStore::sqlite(folder.join("village.db"), catalog()).unwrap();
        store.migrate(&Migrate::default()).await.unwrap();
        store
    }

    #[cfg(feature = "rusqlite")]
    pub(crate) async fn in_memory() -> SqlStore {
        let store = SqlStore::sqlite_in_memory(catalog()).unwrap();
        store.migrate(&Migrate::default()).await.unwrap();
        store
    }
}

mod run {
    on_every_backend! { writing:
        a_commit_is_all_or_nothing,
        a_failed_commit_leaves_history_and_orders_as_they_were,
        expectations_are_checked_and_say_who_wrote,
        guards_protect_what_was_only_read,
        a_count_guard_holds_the_number_of_records,
        the_same_request_gets_the_first_result,
        instants_never_run_back,
        commits_are_numbered_without_gaps,
        units_do_not_see_each_other,
        a_unique_order_refuses_equals_and_lets_nulls_be,
        unique_values_may_be_swapped_in_one_commit,
        a_shapeless_commit_is_refused,
        data_keys_are_written_once_and_replaced_only_knowingly,
        erasure_drops_content_and_keeps_the_chain,
        a_deleted_record_is_gone_but_known_before,
        two_writers_at_once_lose_nothing,
    }
    on_every_backend! { keys:
        data_keys_are_listed_page_by_page,
        a_replaced_data_key_is_listed_once_and_an_erased_one_not,
        a_resealed_version_supersedes_and_is_told_from_changes,
    }
    on_every_backend! { reading:
        fetch_keeps_the_order_of_keys,
        negation_keeps_records_without_value,
        every_filter_agrees_with_its_meaning,
        text_is_ordered_by_bytes_and_nulls_come_first,
        pages_meet_each_record_once_in_both_directions,
        a_cursor_serves_no_other_query,
        unknown_names_and_types_are_errors,
        a_page_may_be_asked_as_of_a_commit,
        tallies_count_and_sum_by_columns,
        a_sum_beyond_64_bits_is_an_error,
        the_log_is_gapless_and_pages_anywhere,
        the_history_of_a_record_is_in_its_log,
        the_verifier_finds_what_was_changed,
        an_empty_store_answers_everything,
    }
    on_every_backend! { copying:
        records_are_found_by_id_now_and_as_they_were,
        a_row_without_content_ends_the_record_and_keeps_its_digest,
        a_failed_commit_takes_back_rows_without_content,
        an_erasure_adds_no_row_for_what_the_commit_names,
    }
}
