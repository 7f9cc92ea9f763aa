//! The import beside calamine's bare read of the same workbook, and the whole run: workbook and maps in; ledger on SQLite,
//! counts, 15 map sheets and reports out. Ratios are printed at the end; absolute times belong to one machine.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a bench stops where its sample is broken")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use calamine::Reader as _;
use criterion::{Criterion, criterion_group, criterion_main};
use cunwu::access::{Actor, MemoryKeyRing, Purpose, SeededIds};
use cunwu::exchange::{MapFile, Options, Plan, RowSource as _, Table, Workbook, run, sheets};
use cunwu::ledger::{Held, Means, Village, catalog};
use cunwu::map::VillageCount;
use cunwu::map::sheet::Atlas;
use cunwu::model::OutlineOf;
use cunwu::report::village::{FiveGovernance, VillageProfile};
use cunwu::report::{Html, Markdown, Render as _, Report as _, Xlsx};
use cunwu::store::{MemoryStore, SqlStore, Store};
use cunwu::value::Day;

/// As in the example whose whole run is measured; it serves the rival too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const UNIT: &str = "unit_01h45gqk00e8sr1dz6x2v4b9tm";

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/donghua/data")
}

fn workbook() -> PathBuf {
    data().join("东华村台账.xlsx")
}

fn day() -> Day {
    Day::of(2023, 6, 30).expect("a day of the calendar")
}

fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

fn bare() -> usize {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(workbook()).expect("the sample");
    let names = book.sheet_names();
    names.iter().map(|name| book.worksheet_range(name).expect("a sheet").used_cells().count()).sum()
}

fn tables() -> Vec<Table> {
    Workbook::open(workbook()).and_then(|mut book| book.tables()).expect("the sample")
}

fn maps() -> Vec<MapFile> {
    [
        ("village.geojson", OutlineOf::Village),
        ("grids.geojson", OutlineOf::Grid),
        ("sheets.geojson", OutlineOf::Sheet),
        ("houses.geojson", OutlineOf::House),
    ]
    .into_iter()
    .map(|(file, of)| MapFile::open(data().join(file), of).expect("the sample"))
    .collect()
}

fn empty() -> Held {
    block(async {
        let means = Means::new(MemoryKeyRing::default())?;
        let village = Village::open(MemoryStore::new(catalog()?), UNIT.parse()?, means).await?;
        village.session(Actor::clerk("bench"), Purpose::of("bench")).held_for_import().await
    })
    .expect("an empty ledger")
}

fn planned(tables: &[Table], held: &Held) -> Plan {
    let ids = SeededIds::new(7, 1_687_000_000_000);
    let mut mint = || cunwu::access::IdGen::uuid(&ids);
    Plan::build(&sheets::all(), tables, held, &Options::default(), &mut mint).expect("a plan")
}

/// Workbook and maps in, everything out; gives the bytes written beside the ledger.
async fn whole(store: impl Store + 'static) -> cunwu::Result<usize> {
    let village = Village::open(store, UNIT.parse()?, Means::new(MemoryKeyRing::default())?).await?;
    let clerk = village.session(Actor::clerk("bench"), Purpose::of("bench"));
    let before = clerk.held_for_import().await?;
    let mut plan = Plan::build(&sheets::all(), &tables(), &before, &Options::default(), &mut || clerk.uuid())?;
    plan.add_maps(&maps(), &before, &mut || clerk.uuid())?;
    run(&clerk, plan).await?;
    let held = clerk.held().await?;
    let count = VillageCount::build(held.people(), held.seq(), day())?;
    let atlas = Atlas {
        village: "东华村",
        sheets: held.all(),
        grids: held.all(),
        houses: held.all(),
        residents: held.all(),
        residences: held.all(),
        outlines: held.all(),
    };
    let (drawn, overview) = atlas.draw(&count, "index.html")?;
    let mut bytes = overview.html().len() + drawn.iter().map(|sheet| sheet.input.html().len()).sum::<usize>();
    let profile = VillageProfile::on(day()).compute(&held).await?;
    let five = FiveGovernance::on(day()).compute(&held).await?;
    bytes += Markdown.to_bytes(&profile)?.len() + Html.to_bytes(&five)?.len() + Xlsx.to_bytes(&five)?.len();
    village.close().await?;
    Ok(bytes)
}

fn on_sqlite() -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    block(async { whole(SqlStore::sqlite(folder.path().join("bench.db"), catalog()?)?).await }).expect("the run")
}

/// The median time of so many runs.
fn median(runs: usize, mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let begun = Instant::now();
            run();
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[runs / 2]
}

fn benches(c: &mut Criterion) {
    let held = empty();
    let read = tables();
    let mut group = c.benchmark_group("donghua");
    group.sample_size(10);
    group.bench_function("calamine, bare read", |b| b.iter(|| black_box(bare())));
    group.bench_function("read workbook", |b| b.iter(|| black_box(tables().len())));
    group.bench_function("read and check every row", |b| {
        b.iter(|| black_box(planned(&tables(), &held).records.len()));
    });
    group.bench_function("check every row", |b| b.iter(|| black_box(planned(&read, &held).records.len())));
    group.bench_function("whole run, SQLite", |b| b.iter(|| black_box(on_sqlite())));
    group.finish();

    if std::env::args().any(|arg| arg == "--bench") {
        let rival = median(5, || {
            black_box(bare());
        });
        let ours = median(5, || {
            black_box(planned(&tables(), &held).records.len());
        });
        let all = median(5, || {
            black_box(on_sqlite());
        });
        println!("calamine reads the workbook in {rival:?}; reading and checking every row takes {ours:?}");
        println!(
            "ratio: {:.2} (target 1.5); whole run on SQLite: {all:?} (target 2 s)",
            ours.as_secs_f64() / rival.as_secs_f64()
        );
    }
}

criterion_group!(donghua, benches);
criterion_main!(donghua);
