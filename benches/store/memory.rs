//! 流式导入 Memory of an import that streams: villages are made, sealed and committed one after the other, ten thousand records a
//! commit, in a process of its own whose peak the kernel tells.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use cunwu::access::{Act, Actor, MemoryKeyRing, Purpose};
use cunwu::ledger::{Means, Village, Write, catalog};
use cunwu::sample::{Scale, village};
use cunwu::schema::{AnyRecord, UnitId};
use cunwu::store::SqlStore;

use crate::block;

/// Set for the process that imports: how many residents, a space, and the folder.
const CHILD: &str = "CUNWU_BENCH_IMPORT";
/// How large the largest import is: unset, `city` or `district`.
const SCALE: &str = "CUNWU_BENCH_SCALE";
const AT_ONCE: usize = 10_000;

#[allow(clippy::disallowed_methods, reason = "a bench may read what its caller asks for")]
fn asked(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Imports and tells its peak, where this process was started for that.
pub(crate) fn child() -> bool {
    let Some(task) = asked(CHILD) else { return false };
    let (residents, folder) = task.split_once(' ').expect("a number and a folder");
    import(residents.parse().expect("a number"), Path::new(folder));
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    println!("{}", peak.trim().trim_end_matches(" kB"));
    true
}

/// One unit for each village, all in one file, as a district keeps them.
fn import(residents: u32, folder: &Path) {
    block(async {
        let store = Arc::new(SqlStore::sqlite(folder.join("district.db"), catalog()?)?);
        let means = Means::new(MemoryKeyRing::default())?;
        let mut left = residents;
        for seed in 1_u64.. {
            let share = left.min(Scale::DONGHUA.residents);
            if share == 0 {
                break;
            }
            left -= share;
            let unit = UnitId::from_uuid(uuid_of(seed));
            let ledger = Village::open(Arc::clone(&store), unit, means.clone()).await?;
            let clerk = ledger.session(Actor::clerk("bench"), Purpose::of("bench"));
            let made = village(seed, Scale { residents: share, ..Scale::DONGHUA })?;
            let houses = made.houses.into_iter().map(|record| Box::new(record) as Box<dyn AnyRecord>);
            let residents = made.residents.into_iter().map(|record| Box::new(record) as Box<dyn AnyRecord>);
            let residences = made.residences.into_iter().map(|record| Box::new(record) as Box<dyn AnyRecord>);
            let mut records = houses.chain(residents).chain(residences).map(Write::created).peekable();
            while records.peek().is_some() {
                let some = records.by_ref().take(AT_ONCE).collect();
                clerk.write(Act::Import, some, Vec::new(), None).await?;
            }
        }
        Ok::<(), cunwu::Error>(())
    })
    .expect("an import");
}

fn uuid_of(number: u64) -> uuid::Uuid {
    uuid::Uuid::from_u128(u128::from(number))
}

/// The peak in MiB and the seconds of an import of so many residents.
pub(crate) fn peak(residents: u32) -> (u64, f64) {
    let folder = tempfile::tempdir().expect("a folder");
    let begun = Instant::now();
    let child = Command::new(std::env::current_exe().expect("this bench"))
        .env(CHILD, format!("{residents} {}", folder.path().display()))
        .output()
        .expect("a process");
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
    let told = String::from_utf8(child.stdout).expect("text");
    (told.trim().parse::<u64>().expect("a peak") / 1024, begun.elapsed().as_secs_f64())
}

/// How many residents the imports have that are compared.
pub(crate) fn sizes() -> Vec<u32> {
    let mut sizes = vec![100_000, 400_000];
    match asked(SCALE).as_deref() {
        None | Some("village") => {}
        Some("city" | "district") => sizes.push(3_100_000),
        Some(other) => panic!("{SCALE}={other}: there is village, city, district"),
    }
    sizes
}
