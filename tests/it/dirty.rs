//! Faults planted in the clerk's workbook: each is reported at its row with its code, and every clean row is stored.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cunwu::access::{Actor, MemoryKeyRing, Purpose};
use cunwu::error::Lang;
use cunwu::exchange::{
    Book, Cell, ExportSheet, ImportReport, Options, Plan, RowSource, Severity, SheetSpec, Table, Workbook, run, sheets,
};
use cunwu::ledger::{Held, Means, Village, catalog};
use cunwu::sample::{Planted, TextSheet, faults, plant};
use cunwu::store::MemoryStore;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/donghua/data/东华村台账.xlsx");
const SEED: u64 = 20_230_630;
const COUNT: usize = 500;

fn tables() -> Vec<Table> {
    Workbook::open(FILE).unwrap().tables().unwrap()
}

fn text(cell: &Cell) -> String {
    cell.text().unwrap().map(String::from).unwrap_or_default()
}

/// The data rows of the sheets as texts; the workbook's own list (目录) says where they begin and how many there are.
fn text_sheets(tables: &[Table]) -> Vec<TextSheet> {
    let listed = tables.iter().find(|table| &*table.name == "目录").unwrap();
    let lines = listed.rows.iter().filter(|row| row.number > 3);
    let known = lines.filter_map(|line| {
        let number = |at: usize| text(line.cell(at)).parse::<u32>().unwrap();
        let name = text(line.cell(1));
        let table = tables.iter().find(|table| *table.name == *name)?;
        Some(text_sheet(table, number(4), number(3)))
    });
    known.collect()
}

fn text_sheet(table: &Table, first_row: u32, count: u32) -> TextSheet {
    let width = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut headers = vec![String::new(); width];
    for row in table.rows.iter().filter(|row| row.number < first_row) {
        for (header, cell) in headers.iter_mut().zip(&row.cells).filter(|(_, cell)| !cell.is_blank()) {
            *header = text(cell);
        }
    }
    let data = table.rows.iter().filter(|row| (first_row..first_row + count).contains(&row.number));
    let rows: Vec<Vec<String>> = data.map(|row| (0..width).map(|at| text(row.cell(at))).collect()).collect();
    assert_eq!(rows.len(), count as usize, "{}", table.name);
    TextSheet { name: table.name.to_string(), headers, first_row, rows }
}

/// Writes the planted cells, and no others, back into the workbook's tables.
fn write_back(tables: &mut [Table], sheets: &[TextSheet], planted: &[Planted]) {
    for fault in planted {
        let sheet = sheets.iter().find(|sheet| sheet.name == fault.sheet).unwrap();
        let column = sheet.column(fault.column).unwrap();
        let table = tables.iter_mut().find(|table| &*table.name == fault.sheet).unwrap();
        let row = table.rows.iter_mut().find(|row| row.number == fault.row).unwrap();
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Empty);
        }
        row.cells[column] = Cell::from(sheet.cell((fault.row - sheet.first_row) as usize, fault.column));
    }
}

fn dirty(seed: u64, count: usize) -> (Vec<Table>, Vec<Planted>) {
    let mut tables = tables();
    let mut sheets = text_sheets(&tables);
    let planted = plant(seed, count, &mut sheets);
    write_back(&mut tables, &sheets, &planted);
    (tables, planted)
}

async fn open() -> Village {
    let unit = "unit_01k3d0n6hwa000000000000000".parse().unwrap();
    let means = Means::new(MemoryKeyRing::default()).unwrap();
    Village::open(MemoryStore::new(catalog().unwrap()), unit, means).await.unwrap()
}

/// Imports the tables and reads the ledger back.
async fn import(village: &Village, tables: &[Table]) -> (ImportReport, Held) {
    let clerk = village.session(Actor::clerk("chen"), Purpose::of("导入"));
    let before = Book::held(&clerk).await.unwrap();
    let plan = Plan::build(&sheets::all(), tables, &before, &Options::default(), &mut || Book::mint(&clerk)).unwrap();
    let report = run(&clerk, plan).await.unwrap();
    (report, Book::held(&clerk).await.unwrap())
}

type Row = Vec<Option<String>>;

/// What the ledger exports, by sheet, rows in order of their texts.
fn export(held: &Held) -> BTreeMap<&'static str, (&'static SheetSpec, Vec<Row>)> {
    let sheets = ExportSheet::all(&sheets::all(), held).unwrap();
    let sorted = sheets.into_iter().map(|mut sheet| {
        sheet.rows.sort();
        (sheet.spec.name, (sheet.spec, sheet.rows))
    });
    sorted.collect()
}

/// The rows of `all` that `part` lacks; `part` may have no others.
fn lacking(all: &[Row], part: &[Row]) -> Vec<Row> {
    let mut left: HashMap<&Row, usize> = HashMap::new();
    for row in part {
        *left.entry(row).or_default() += 1;
    }
    let lacking = all.iter().filter(|row| match left.get_mut(row) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    let lacking = lacking.cloned().collect();
    assert!(left.values().all(|count| *count == 0), "a row is stored that the clean workbook does not have");
    lacking
}

/// The key of an exported row: its key columns by header.
fn key_of(spec: &SheetSpec, cell: impl Fn(&str) -> String) -> Vec<String> {
    assert!(!spec.key.is_empty(), "faults are planted in sheets with keys; {} has none", spec.name);
    spec.key.iter().map(|field| cell(spec.column(field).unwrap().header)).collect()
}

fn assert_each_fault_is_reported_at_its_row(report: &ImportReport, planted: &[Planted]) {
    let found: BTreeSet<_> = report
        .errors()
        .map(|problem| (&*problem.sheet, problem.row.unwrap_or(0), problem.column.as_deref(), problem.code))
        .collect();
    let wanted: BTreeSet<_> =
        planted.iter().map(|fault| (fault.sheet, fault.row, Some(fault.column), fault.code)).collect();
    let extra: Vec<_> = found.difference(&wanted).collect();
    let silent: Vec<_> = wanted.difference(&found).collect();
    assert!(
        extra.is_empty() && silent.is_empty(),
        "{} not planted: {extra:#?}\n{} not found: {silent:#?}",
        extra.len(),
        silent.len()
    );
    assert_eq!(report.errors().count(), planted.len(), "one problem a fault");
    let others = report.problems.iter().filter(|problem| problem.severity != Severity::Error);
    for problem in others {
        assert_eq!(problem.severity, Severity::Warning, "{problem:?}");
    }
}

fn assert_counts(report: &ImportReport, planted: &[Planted]) {
    for sheet in report.sheets() {
        let faulty = planted.iter().filter(|fault| fault.sheet == sheet.sheet).count();
        assert!(!sheet.left_out, "{}", sheet.sheet);
        assert_eq!((sheet.refused, sheet.new), (faulty, sheet.rows - faulty), "{}", sheet.sheet);
    }
}

/// No secret of a row with a fault, neither as it was nor as it was spoilt, stands in any problem.
fn assert_secrets_are_masked(report: &ImportReport, planted: &[Planted], good: &[TextSheet], bad: &[TextSheet]) {
    let specs: HashMap<&str, &SheetSpec> =
        sheets::all().iter().map(|sheet| (sheet.spec().name, sheet.spec())).collect();
    let mut secrets = BTreeSet::new();
    for (sheet, fault) in good.iter().chain(bad).flat_map(|sheet| planted.iter().map(move |fault| (sheet, fault))) {
        if sheet.name != fault.sheet {
            continue;
        }
        for column in specs[fault.sheet].columns.iter().filter(|column| column.secret) {
            let text = sheet.cell((fault.row - sheet.first_row) as usize, column.header);
            // What a spreadsheet left of a number tells no more than its area.
            if text.len() >= 8 && !text.contains("E+") {
                secrets.insert(text);
            }
        }
    }
    assert!(secrets.len() > 500, "{}", secrets.len());
    let texts = report.markdown(Lang::Zh) + &report.markdown(Lang::En) + &report.csv();
    let told = report
        .problems
        .iter()
        .map(|problem| [problem.value.as_deref().unwrap_or_default(), &problem.zh, &problem.en].join("\n"));
    let told: String = told.chain([texts]).collect();
    let shown: Vec<_> = secrets.iter().filter(|secret| told.contains(**secret)).collect();
    assert!(shown.is_empty(), "{} secrets in the clear, first {:?}", shown.len(), shown.first());
}

#[test]
fn five_hundred_planted_faults_are_each_found_and_every_clean_row_is_stored() {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        let clean = tables();
        let good = text_sheets(&clean);
        let (dirty, planted) = dirty(SEED, COUNT);
        assert_eq!(planted.len(), COUNT);

        let village = open().await;
        let (found, held) = import(&village, &dirty).await;
        assert_each_fault_is_reported_at_its_row(&found, &planted);
        assert_counts(&found, &planted);
        let mut bad = good.clone();
        plant(SEED, COUNT, &mut bad);
        assert_secrets_are_masked(&found, &planted, &good, &bad);

        // With the faults put right, the same workbook completes the ledger: pending links close, nothing else is left to do.
        let (repair, whole) = import(&village, &clean).await;
        assert_eq!(repair.errors().count(), 0);
        assert_eq!(repair.totals()[1], COUNT, "new rows are those that were refused");
        let mut mint = || unreachable!("every row is held");
        let again = Plan::build(&sheets::all(), &clean, &whole, &Options::default(), &mut mint).unwrap();
        assert!(again.is_empty());
        assert!(again.report.problems.iter().all(|problem| problem.severity == Severity::Warning));

        // Before, it exported the same rows but for the faulty ones.
        let whole = export(&whole);
        for (name, (spec, rows)) in export(&held) {
            let absent = lacking(&whole[name].1, &rows);
            let at = |header: &str| spec.columns.iter().position(|column| column.header == header).unwrap();
            let absent: BTreeSet<_> =
                absent.iter().map(|row| key_of(spec, |header| row[at(header)].clone().unwrap_or_default())).collect();
            let faulty = planted.iter().filter(|fault| fault.sheet == name);
            let faulty: BTreeSet<_> = faulty
                .map(|fault| {
                    let sheet = good.iter().find(|sheet| sheet.name == name).unwrap();
                    let row = (fault.row - sheet.first_row) as usize;
                    key_of(spec, |header| sheet.cell(row, header).to_owned())
                })
                .collect();
            assert_eq!(absent, faulty, "{name}: rows that were not stored");
        }
    });
}

#[test]
fn faults_are_spread_over_the_kinds_and_the_seed_decides_where() {
    let (_, planted) = dirty(SEED, COUNT);
    let mut kinds: BTreeMap<_, usize> = BTreeMap::new();
    for fault in &planted {
        *kinds.entry(fault.fault).or_default() += 1;
    }
    assert_eq!(kinds.len(), faults().len());
    assert!(kinds.len() >= 20 && kinds.values().all(|count| *count >= 20), "{kinds:?}");
    let rows: BTreeSet<_> = planted.iter().map(|fault| (fault.sheet, fault.row)).collect();
    assert_eq!(rows.len(), COUNT, "one fault a row");

    let places = |planted: &[Planted]| -> BTreeSet<_> {
        planted.iter().map(|fault| (fault.sheet, fault.row, fault.column)).collect()
    };
    assert_eq!(dirty(SEED, COUNT).1, planted);
    assert_ne!(places(&dirty(SEED + 1, COUNT).1), places(&planted));
}

#[test]
fn a_workbook_spoilt_as_far_as_it_goes_is_still_reported_fault_by_fault() {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        let village = open().await;
        let clerk = village.session(Actor::clerk("chen"), Purpose::of("导入"));
        let (dirty, planted) = dirty(SEED + 2, usize::MAX);
        assert!(planted.len() > 10_000, "{}", planted.len());
        let empty = Book::held(&clerk).await.unwrap();
        let mut mint = || Book::mint(&clerk);
        let plan = Plan::build(&sheets::all(), &dirty, &empty, &Options::default(), &mut mint).unwrap();
        assert_each_fault_is_reported_at_its_row(&plan.report, &planted);
        assert_counts(&plan.report, &planted);
    });
}
