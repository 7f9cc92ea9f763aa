//! The clerk's whole workbook, in, out and in again.
#![cfg(all(feature = "xlsx", feature = "csv"))]

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use uuid::Uuid;

use crate::exchange::{
    Cell, CsvEncoding, CsvFile, ExportSheet, Held, Options, Plan, RowSource, Severity, Table, Workbook, sheets,
    workbook_bytes,
};
use crate::model::*;
use crate::schema::Entity;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/donghua/data/东华村台账.xlsx");

/// Records of one kind with those of a plan put in.
fn merge<E: Entity>(held: &Held, plan: &Plan) -> Vec<E> {
    let new: Vec<&E> = plan.records.iter().filter_map(|planned| planned.record.typed()).collect();
    let replaced: std::collections::HashSet<_> = new.iter().map(|record| Entity::id(*record)).collect();
    let kept = held.all::<E>().iter().filter(|old| !replaced.contains(&Entity::id(*old)));
    kept.chain(new).cloned().collect()
}

macro_rules! ledger {
    ($($kind:ident)*) => {
        fn empty() -> Held {
            Held::new()$(.with::<$kind>(Vec::new()))*
        }

        fn after(held: &Held, plan: &Plan) -> Held {
            Held::new()$(.with::<$kind>(merge(held, plan)))*
        }
    };
}

ledger! {
    Activity Allocation Allowance Asset BigCommitteeMember Campaign CareEntry Case Contract ContractPeriod Cooperative
    CounterService Deal Decision DecisionStep DecisionTerms Donation FailedRound Grid House Household IncidentStatistics
    InspectionItem Letting MapSheet Mediation Meeting Opinion Pairing PartyMember PartyOrganisation PatrolSighting
    Pledge Post ReceptionDay Recognition RepairProject Residence Resident RulesClause ServiceOrder ServiceTeam
    StatedFigure Station StepEvidence StudioMember Survey Training Vehicle VentureProject Venue VillageRules Visit WorkbookIndex
}

fn plan(tables: &[Table], held: &Held) -> Plan {
    // Ids of later runs must not meet those of earlier ones.
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let mut mint = || Uuid::from_u128(u128::from(NEXT.fetch_add(1, Ordering::Relaxed)));
    Plan::build(&sheets::all(), tables, held, &Options::default(), &mut mint).unwrap()
}

fn assert_clean(plan: &Plan) {
    let wrong: Vec<_> = plan.report.problems.iter().filter(|problem| problem.severity != Severity::Warning).collect();
    assert!(wrong.is_empty(), "{} problems, first {:#?}", wrong.len(), wrong.iter().take(3).collect::<Vec<_>>());
}

fn assert_nothing_to_do(plan: &Plan) {
    assert_clean(plan);
    let first: Vec<_> = plan.records.iter().take(3).map(|p| (p.sheet, p.row, p.nature)).collect();
    assert!(plan.is_empty(), "{} records, first {first:?}", plan.records.len());
}

#[test]
fn all_fifty_sheets_come_in_whole_and_what_goes_out_comes_in_again() {
    let clock = Instant::now();
    let mut tables = Workbook::open(FILE).unwrap().tables().unwrap();
    let read = clock.elapsed();
    assert_eq!(tables.len(), 50);

    let first = plan(&tables, &empty());
    println!("read {read:?}, read and planned {:?}, {} records", clock.elapsed(), first.records.len());
    assert_clean(&first);
    assert_eq!(first.report.sheets().count(), 50);
    assert_eq!(first.report.sheet("居住人员").unwrap().new, 11_608);

    let held = after(&empty(), &first);
    let clock = Instant::now();
    assert_nothing_to_do(&plan(&tables, &held));
    println!("again {:?}", clock.elapsed());

    let export = ExportSheet::all(&sheets::all(), &held).unwrap();
    let out = Workbook::from_bytes("导出.xlsx", workbook_bytes(&export).unwrap()).unwrap().tables().unwrap();
    assert_nothing_to_do(&plan(&out, &held));
    let fresh = after(&empty(), &plan(&out, &empty()));
    let again = ExportSheet::all(&sheets::all(), &fresh).unwrap();
    for (one, two) in export.iter().zip(&again) {
        let sorted = |sheet: &ExportSheet| {
            let mut rows = sheet.rows.clone();
            rows.sort();
            rows
        };
        assert_eq!(sorted(one), sorted(two), "{}: import(export(x)) = x", one.spec.name);
    }
    for encoding in [CsvEncoding::Utf8, CsvEncoding::Gb18030] {
        let files = export.iter().map(|sheet| {
            let bytes = sheet.csv(encoding).unwrap();
            CsvFile::from_bytes(&format!("{}.csv", sheet.spec.name), bytes).tables().unwrap().remove(0)
        });
        assert_nothing_to_do(&plan(&files.collect::<Vec<_>>(), &held));
    }

    // A house of the first sheet of residents is repaired only after its residents came in.
    let at = tables.iter().position(|table| &*table.name == "房屋").unwrap();
    let good = tables[at].clone();
    tables[at].rows[4].cells[6] = Cell::from("两层半");
    let partly = plan(&tables, &empty());
    let wrong: Vec<_> = partly.report.errors().map(|problem| (problem.row, problem.column.as_deref())).collect();
    assert_eq!(wrong, [(Some(5), Some("层数"))]);
    let held = after(&empty(), &partly);
    let repair = plan(std::slice::from_ref(&good), &held);
    assert!(repair.report.relinked > 0);
    tables[at] = good;
    assert_nothing_to_do(&plan(&tables, &after(&held, &repair)));
}
