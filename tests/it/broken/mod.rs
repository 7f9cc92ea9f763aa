//! Stores that each break one rule, and which cases of the conformance suite catch which. A case that stops catching shows up in
//! the golden table.
#![allow(
    clippy::needless_for_each,
    clippy::type_complexity,
    clippy::semicolon_if_nothing_returned,
    clippy::iter_filter_is_some,
    reason = "a catalogue of one-liners"
)]

mod asking;
mod filters;
mod logging;
mod racing;
pub(crate) mod wrap;
mod writing;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::panic;
use std::sync::Once;
use std::thread;

use cunwu::store::conformance::{self, CASES, Case, Outcome};
use cunwu::store::{MemoryStore, Store};

/// A broken store: what is wrong with it, and how it is opened.
pub(crate) struct Entry {
    name: &'static str,
    open: Box<dyn Fn() -> Box<dyn Store> + Send + Sync>,
}

/// An entry of the catalogue.
pub(crate) fn entry<S: Store + 'static>(name: &'static str, open: impl Fn() -> S + Send + Sync + 'static) -> Entry {
    Entry { name, open: Box::new(move || Box::new(open())) }
}

fn catalogue() -> Vec<Entry> {
    let rooms = [
        asking::pages(),
        asking::past(),
        asking::refusals(),
        asking::tallies(),
        writing::expectations(),
        writing::requests(),
        writing::atomicity(),
        logging::logs(),
        logging::erasures(),
        logging::units(),
        racing::races(),
    ];
    rooms.into_iter().flatten().collect()
}

thread_local! {
    static SILENT: Cell<bool> = const { Cell::new(false) };
}

/// Cases fail by panicking, here by the thousand: the threads that run them print nothing.
fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !SILENT.get() {
                loud(info);
            }
        }));
    });
    SILENT.set(true);
}

/// A case that takes longer than all others together: run on the store that it is there to catch.
const LONG: &str = "writing::ten_thousand_operations_are_one_commit";
const CAUGHT_BY_LONG: &str = "a commit of a thousand operations at most";

/// Runs every case on a store, in turns within this thread.
fn outcomes(name: &str, open: &dyn Fn() -> Box<dyn Store>) -> Vec<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let wanted = |case: &&Case| case.name != LONG || name == CAUGHT_BY_LONG;
    let cases: Vec<Case> = CASES.iter().filter(wanted).copied().collect();
    runtime.block_on(conformance::run_these(&cases, || std::future::ready(open()), |_| {}))
}

/// The cases that catch each store.
fn caught() -> Vec<(&'static str, Vec<&'static str>)> {
    let catalogue = catalogue();
    let workers = thread::available_parallelism().map_or(2, usize::from);
    let mut found: Vec<(usize, Vec<&'static str>)> = thread::scope(|scope| {
        let catalogue = &catalogue;
        let work = move |worker: usize| {
            silence();
            let mine = catalogue.iter().enumerate().skip(worker).step_by(workers);
            let failed = |outcome: Outcome| outcome.failure.map(|_| outcome.case);
            mine.map(|(place, entry)| {
                (place, outcomes(entry.name, &*entry.open).into_iter().filter_map(failed).collect())
            })
            .collect::<Vec<_>>()
        };
        let threads: Vec<_> = (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    found.sort();
    found.into_iter().map(|(place, cases)| (catalogue[place].name, cases)).collect()
}

#[test]
fn every_broken_store_is_caught_by_the_cases_of_the_golden_table() {
    let caught = caught();
    assert!(caught.len() >= 20);
    let names: BTreeSet<_> = caught.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), caught.len(), "two broken stores of one name");
    let missed: Vec<_> = caught.iter().filter(|(_, cases)| cases.is_empty()).map(|(name, _)| *name).collect();
    assert!(missed.is_empty(), "no case catches: {}", missed.join(", "));
    let mut table = format!(
        "# Broken stores\n\n{} stores that each break one rule, and the cases of `store::conformance` that catch each.\n",
        caught.len()
    );
    for (name, cases) in &caught {
        write!(table, "\n## {name}\n\n").unwrap();
        cases.iter().for_each(|case| writeln!(table, "- {case}").unwrap());
    }
    let catching: BTreeSet<_> = caught.iter().flat_map(|(_, cases)| cases).collect();
    let idle: Vec<_> = CASES.iter().map(|case| case.name).filter(|case| !catching.contains(case)).collect();
    table.push_str("\n## Cases that catch none of these\n\n");
    idle.iter().for_each(|case| writeln!(table, "- {case}").unwrap());
    crate::golden::check("broken_stores.md", &table);
}

#[test]
fn the_store_that_the_broken_ones_are_made_of_is_whole() {
    let whole: &dyn Fn() -> Box<dyn Store> = &|| Box::new(wrap::Broken::new());
    let remade: &dyn Fn() -> Box<dyn Store> =
        &|| Box::new(wrap::Broken::new().query(|inner, unit, query| wrap::page(inner, unit, query, &wrap::RIGHT)));
    let memory: &dyn Fn() -> Box<dyn Store> = &|| Box::new(MemoryStore::new(conformance::catalog()));
    for open in [whole, remade, memory] {
        let failed: Vec<_> =
            outcomes(CAUGHT_BY_LONG, open).into_iter().filter(|outcome| outcome.failure.is_some()).collect();
        assert_eq!(failed, vec![]);
    }
}
