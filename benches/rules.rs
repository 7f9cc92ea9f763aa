//! The rules at work: what a village owes in a year, the check of a whole dossier, look-ups, and a morning's scan of cases. The two figures
//! that are promised are printed at the end, beside what is promised; absolute times belong to one machine.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a bench stops where its sample is broken")]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use cunwu::access::{Actor, MemoryKeyRing, Purpose};
use cunwu::exchange::{Options, Plan, RowSource as _, Workbook, run, sheets};
use cunwu::ledger::{Held, Means, Village, catalog};
use cunwu::model::{Deal, Decision, DecisionStep, StepEvidence};
use cunwu::rules::decision::{Dossier, File, check};
use cunwu::rules::duty::{Evidence, close};
use cunwu::rules::workflow::{Item, Recorded, due};
use cunwu::rules::{Body, Duty, Procedure, Rulebook, WholeBodyKind, procedure};
use cunwu::store::MemoryStore;
use cunwu::value::{Day, Period, Plain};

/// A village with four cooperatives, its Party committee, twelve branches with their committees and groups, and members who are away.
const SUBJECTS: [(&str, usize); 7] = [
    ("village", 1),
    ("collective", 5),
    ("party_committee", 1),
    ("party_branch", 12),
    ("party_branch_committee", 12),
    ("party_group", 24),
    ("floating_member", 9),
];

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day of the calendar")
}

/// Everything that recurs within a year, and half of it closed.
fn year(rules: &Rulebook, within: Period) -> Vec<Duty> {
    let mut all = Vec::new();
    for (of, count) in SUBJECTS {
        for number in 0..count {
            all.extend(rules.duties(of, &format!("{of} {number}"), within).expect("duties"));
        }
    }
    let done = all.iter().step_by(2).map(|duty| Evidence {
        norm: duty.rule().into(),
        subject: (*duty.subject).into(),
        on: duty.due,
        about: Some(duty.about.clone()),
        record: "bench".into(),
    });
    let done: Vec<Evidence> = done.collect();
    assert!(close(&mut all, &done).is_empty(), "all evidence closes something");
    all
}

/// The sample village, imported.
fn held() -> Held {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/donghua/data/东华村台账.xlsx");
    let tables = Workbook::open(file).and_then(|mut book| book.tables()).expect("the sample");
    let imported = async {
        let unit = "unit_01h45gqk00e8sr1dz6x2v4b9tm".parse()?;
        let village = Village::open(MemoryStore::new(catalog()?), unit, Means::new(MemoryKeyRing::default())?).await?;
        let clerk = village.session(Actor::clerk("bench"), Purpose::of("bench"));
        let before = clerk.held_for_import().await?;
        let plan = Plan::build(&sheets::all(), &tables, &before, &Options::default(), &mut || clerk.uuid())?;
        run(&clerk, plan).await?;
        clerk.held().await
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(imported).expect("an imported village")
}

/// The dossiers of the sample's decisions.
fn dossiers(held: &Held) -> Vec<Dossier> {
    let deals = held.all::<Deal>();
    let dossier = |decision: &Decision| {
        let steps = held.all::<DecisionStep>().iter().filter(|step| step.decision.id() == Some(decision.id));
        let steps: Vec<DecisionStep> = steps.cloned().collect();
        let deal = deals.iter().find(|deal| decision.deal.as_ref().and_then(cunwu::model::Ref::id) == Some(deal.id));
        Dossier::from_records(
            decision,
            &File { steps: &steps, evidence: held.all::<StepEvidence>(), deal, ..File::default() },
        )
    };
    held.all::<Decision>().iter().map(dossier).collect()
}

/// So many cases, dispatched on the days of a month.
fn cases(table: &Procedure, count: usize) -> Vec<Item<'_>> {
    let step = |step: &str, by: Body, on: Day| Recorded {
        step: step.into(),
        by,
        on,
        reason: None,
        assignee: Some("陈美云".into()),
    };
    let case = |number: usize| {
        let on = day("2023-03-01").plus_days(i64::try_from(number % 28).unwrap_or_default());
        let steps = vec![
            step("report", Body::GridOfficer, on),
            step("accept", Body::Township, on),
            step("dispatch", Body::Township, on),
        ];
        Item { id: number.to_string().into(), procedure: table, began: on, steps }
    };
    (0..count).map(case).collect()
}

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
    let rules = Rulebook::guangzhou().expect("the rulebook");
    let tables = procedure::shipped(&rules).expect("procedures");
    let table = |id: &str| tables.iter().find(|table| &*table.id == id).expect("a procedure");
    let (four, case) = (table("four_deliberations"), table("case"));
    let within = Period::parse("2025-06-01至2026-05-31").expect("a year");
    let dossiers = dossiers(&held());
    assert!(!dossiers.is_empty(), "the sample decides something");
    let batch = cases(case, 1_000);

    let mut group = c.benchmark_group("rules");
    group.bench_function("duties of a village for a year", |b| b.iter(|| black_box(year(&rules, within).len())));
    group.bench_function("check of a whole dossier", |b| {
        let mut next = dossiers.iter().cycle();
        b.iter(|| {
            let dossier = next.next().expect("a cycle has no end");
            black_box(check(dossier, four, &rules).expect("a check").all().len())
        });
    });
    group.bench_function("a share, a number and a norm of the day", |b| {
        b.iter(|| {
            let book = rules.on(day("2022-03-19"));
            let share = book.share::<WholeBodyKind>("representatives.quorum").expect("a share");
            let days = book.number("resolution.publicity").expect("a number");
            black_box((share, days, book.check("representatives.quorum").expect("a norm").is_some()))
        });
    });
    group.bench_function("where 1,000 cases stand", |b| {
        b.iter(|| black_box(due(&batch, &rules, day("2023-03-20")).len()));
    });
    group.bench_function("the rulebook, read from its files", |b| {
        b.iter(|| black_box(Rulebook::guangzhou().expect("the rulebook").norms().count()));
    });
    group.finish();

    if std::env::args().any(|arg| arg == "--bench") {
        let a_year = median(51, || {
            black_box(year(&rules, within).len());
        });
        let all = median(51, || {
            for dossier in &dossiers {
                black_box(check(dossier, four, &rules).expect("a check").all().len());
            }
        });
        let one = all / u32::try_from(dossiers.len()).unwrap_or(1);
        eprintln!("duties of a village for a year ({}): {a_year:?}, promised 5 ms", year(&rules, within).len());
        eprintln!("check of a whole dossier: {one:?}, promised 50 µs");
    }
}

criterion_group!(rules, benches);
criterion_main!(rules);
