//! The store beside raw drivers in the same run: body, columns, log, digest and sealing on our side, the same bytes in bare tables on
//! theirs. `cargo bench --bench store` prints times, ratios and targets at the end; `CUNWU_BENCH_SCALE=district` adds the import of
//! 3.1 million residents. Ratios count; absolute times belong to one machine and its disk.

#![allow(clippy::expect_used, clippy::panic, reason = "a bench stops where its sample is broken")]

#[path = "../tests/it/cluster.rs"]
mod cluster;
#[path = "store/memory.rs"]
mod memory;
#[path = "store/pair.rs"]
mod pair;
#[path = "store/postgres.rs"]
mod postgres;
#[path = "store/rivals/mod.rs"]
mod rivals;
#[path = "store/sample.rs"]
mod sample;
#[path = "store/sqlite.rs"]
mod sqlite;

use criterion::Criterion;

/// As in the example and the other bench; it serves the rivals too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

fn main() {
    if memory::child() {
        return;
    }
    let asks = |flag: &str| std::env::args().any(|arg| arg == flag);
    let bed = sqlite::Bed::new();
    let server = cluster::wanted("benches of PostgreSQL").map(postgres::Bed::new);
    let mut pairs = bed.pairs();
    pairs.extend(server.iter().flat_map(postgres::Bed::pairs));
    let mut criterion = Criterion::default().configure_from_args();
    for pair in &mut pairs {
        pair.bench(&mut criterion);
    }
    criterion.final_summary();
    if asks("--bench") && !asks("--test") {
        println!("\noperation | store | rival | ratio | target |");
        let lines = pairs.iter_mut().map(pair::Pair::line);
        lines.for_each(|line| println!("{line}"));
        bed.sizes();
        for residents in memory::sizes() {
            let (peak, seconds) = memory::peak(residents);
            println!("import of {residents} residents with houses and residences: {seconds:.1} s, peak {peak} MiB");
        }
    } else {
        let (peak, _) = memory::peak(5_000);
        assert!(peak > 0, "an import has a peak");
    }
}
