//! The suite through each layer and pointer, and what the layers do besides.

use std::sync::{Arc, Mutex};

use cunwu::store::conformance::trial::{
    columns, commit, create, done, five_lamps, found, head, here, lamp, lamps, refusal, refused, unit,
};
use cunwu::store::{Chaos, Filter, Migrate, Moment, ReadOnly, Seq, SqlStore, Store, Trace, Traced, UnitOfWork, Verb};
use tempfile::TempDir;

use super::{memory, sqlite_file, sqlite_in_memory};

/// Never reached by a case.
const NEVER: u64 = u64::MAX;

async fn traced_file() -> (Traced<SqlStore, fn(&Trace<'_>)>, TempDir) {
    let (store, folder) = sqlite_file().await;
    (Traced::new(store, |_| {}), folder)
}

/// Every layer over memory, and the deepest stack over a file.
mod through {
    use super::*;

    cunwu::store_conformance! { #[tokio::test] chaos_that_never_strikes => async { Chaos::new(memory(), NEVER, Moment::Before) } }
    cunwu::store_conformance! { #[tokio::test] traced_file => super::traced_file() }
    cunwu::store_conformance! { #[tokio::test] shared_pointer => async { Arc::new(memory()) } }
    cunwu::store_conformance! { #[tokio::test] boxed => async { Box::new(sqlite_in_memory().await) as Box<dyn Store> } }
    cunwu::store_conformance! { #[tokio::test] stacked => async {
        let inner: Arc<dyn Store> = Arc::new(sqlite_in_memory().await);
        Chaos::new(Traced::new(Box::new(inner), |_: &Trace<'_>| {}), NEVER, Moment::After)
    } }
}

/// What a case wrote before a fault, one commit after the other, must be whole, whichever commit the fault strikes.
#[tokio::test]
async fn a_fault_at_any_commit_leaves_whole_commits_and_the_request_can_be_repeated() {
    for moment in [Moment::Before, Moment::After] {
        for nth in 1..=6 {
            let store = Chaos::new(sqlite_in_memory().await, nth, moment);
            let mut faults = 0;
            for number in 1..=6_i64 {
                let ops = ["a", "b"].map(|half| create(&format!("lamp_{number}{half}"), columns(None, Some(number))));
                let request = format!("commit {number}");
                if let Err(error) = commit(&store, &request, ops.to_vec()).await {
                    faults += 1;
                    assert_eq!((error.code(), error.is_conflict()), ("store.fault", false));
                    let there = found(&store, lamps().filter(Filter::eq("watts", number))).await.len();
                    assert_eq!(there, if moment == Moment::After { 2 } else { 0 }, "half a commit");
                    let again = commit(&store, &request, ops.to_vec()).await.unwrap();
                    assert_eq!((again.repeated, again.head.seq), (moment == Moment::After, Seq::new(number)));
                }
            }
            assert_eq!((faults, head(&store).await.seq), (1, Seq::new(6)));
            cunwu::store::conformance::trial::verified(&store).await;
        }
    }
}

#[tokio::test]
async fn a_read_only_store_reads_as_the_store_below_and_refuses_the_rest() {
    let (inner, _folder) = sqlite_file().await;
    five_lamps(&inner).await;
    let inner = Arc::new(inner);
    let store = ReadOnly(Arc::clone(&inner));
    assert_eq!(store.info().place, inner.info().place);
    assert_eq!(head(&store).await, head(&inner).await);
    for order in ["id", "by_place", "by_watts"] {
        let query = lamps().order(order).limit(2);
        assert_eq!(store.query(here(), &query).await.unwrap(), inner.query(here(), &query).await.unwrap());
    }
    let keys = [lamp("lamp_1"), lamp("lamp_9")];
    assert_eq!(store.fetch(here(), &keys).await.unwrap(), inner.fetch(here(), &keys).await.unwrap());
    assert_eq!(cunwu::store::conformance::trial::verified(&store).await.len(), 5);
    let before = head(&inner).await;
    assert_eq!(refused(&store, "two", vec![create("lamp_9", columns(None, None))]).await.code(), "store.read_only");
    assert_eq!(
        refused(&store, "five lamps", vec![create("lamp_9", columns(None, None))]).await.code(),
        "store.read_only"
    );
    assert_eq!(head(&inner).await, before);
    assert!(store.migrate(&Migrate::default()).await.unwrap().is_empty());
    let fresh = ReadOnly(SqlStore::sqlite_in_memory(cunwu::store::conformance::catalog()).unwrap());
    assert_eq!(fresh.migrate(&Migrate { dry_run: true }).await.unwrap().kinds.len(), 3);
    assert_eq!(refusal("migrate", fresh.migrate(&Migrate::default()).await).code(), "store.read_only");
    assert_eq!(refusal("head", fresh.head(here()).await).code(), "store.not_migrated");
}

#[tokio::test]
async fn a_traced_store_tells_verb_unit_size_and_outcome_and_nothing_of_the_content() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&told);
    let store = Traced::new(memory(), move |trace: &Trace<'_>| {
        let unit = trace.unit.map(|unit| unit.to_string().ends_with('1'));
        sink.lock().unwrap().push((trace.verb, unit, trace.kind.map(str::to_owned), trace.asked, trace.outcome));
    });
    store.migrate(&Migrate::default()).await.unwrap();
    done(
        &store,
        "secret request",
        vec![create("lamp_1", columns(Some("secret"), None)), create("lamp_2", columns(None, None))],
    )
    .await;
    refused(&store, "again", vec![create("lamp_1", columns(None, None))]).await;
    found(&store, lamps().filter(Filter::eq("place", "secret"))).await;
    store.fetch(unit(2), &[lamp("lamp_1"), lamp("lamp_2"), lamp("lamp_3")]).await.unwrap();
    head(&store).await;
    let told = told.lock().unwrap();
    let lamp = || Some("trial.lamp".to_owned());
    assert_eq!(
        *told,
        [
            (Verb::Migrate, None, None, 0, Ok(0)),
            (Verb::Commit, Some(true), None, 2, Ok(1)),
            (Verb::Commit, Some(true), None, 1, Err("store.expect")),
            (Verb::Query, Some(true), lamp(), 100, Ok(1)),
            (Verb::Fetch, Some(false), None, 3, Ok(0)),
            (Verb::Head, Some(true), None, 0, Ok(1)),
        ]
    );
    assert!(!format!("{told:?}").contains("secret"));
}

#[tokio::test]
async fn pointers_forward_and_a_unit_of_work_takes_them() {
    let store: Arc<dyn Store> = Arc::new(memory());
    five_lamps(&store).await;
    let boxed: Box<dyn Store> = Box::new(Arc::clone(&store));
    assert_eq!(head(&boxed).await, head(&*store).await);
    assert!(UnitOfWork::new(&boxed, here()).is_empty());
    assert!(UnitOfWork::new(&*store, here()).is_empty());
}
