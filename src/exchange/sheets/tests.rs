use calamine::{Data, Reader, Xlsx, open_workbook};
use uuid::Uuid;

use crate::exchange::sheets::people;
use crate::exchange::{Cell, Held, Nature, Options, Plan, Severity, Sheets, Table, TableRow};
use crate::model::*;
use crate::value::Day;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/donghua/data/东华村台账.xlsx");

fn tables() -> Vec<Table> {
    let mut book: Xlsx<_> = open_workbook(FILE).unwrap();
    let sheets = Sheets::new().with_all(people::registers());
    let mut tables = Vec::new();
    for handler in sheets.iter() {
        let range = book.worksheet_range(handler.spec().name).unwrap();
        let mut table = Table::new("东华村台账.xlsx", handler.spec().name);
        for (at, row) in range.rows().enumerate() {
            let cells = row.iter().map(cell).collect();
            table.rows.push(TableRow { number: u32::try_from(at + 1).unwrap(), cells });
        }
        tables.push(table);
    }
    tables
}

fn cell(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::Text(text.as_str().into()),
        Data::Float(number) => Cell::Number(*number),
        Data::Int(number) => Cell::Number(*number as f64),
        Data::DateTime(date) => Cell::Date(Day::of(1899, 12, 30).unwrap().plus_days(date.as_f64() as i64)),
        other => panic!("{other:?}"),
    }
}

fn empty() -> Held {
    Held::new()
        .with::<WorkbookIndex>(vec![])
        .with::<StatedFigure>(vec![])
        .with::<Cooperative>(vec![])
        .with::<Grid>(vec![])
        .with::<MapSheet>(vec![])
        .with::<House>(vec![])
        .with::<Household>(vec![])
        .with::<Resident>(vec![])
        .with::<Residence>(vec![])
        .with::<Letting>(vec![])
        .with::<Vehicle>(vec![])
        .with::<Venue>(vec![])
        .with::<CareEntry>(vec![])
        .with::<Visit>(vec![])
        .with::<Survey>(vec![])
        .with::<Allowance>(vec![])
}

#[test]
fn the_clerks_sheets_of_people_and_places_come_in_whole() {
    let sheets = Sheets::new().with_all(people::registers());
    let mut next = 0;
    let mut mint = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let plan = Plan::build(&sheets, &tables(), &empty(), &Options::default(), &mut mint).unwrap();
    for problem in plan.report.problems.iter().take(40) {
        println!("{problem:?}");
    }
    for sheet in plan.report.sheets() {
        println!("{} rows {} new {} refused {}", sheet.sheet, sheet.rows, sheet.new, sheet.refused);
    }
    assert!(plan.report.problems.iter().all(|problem| problem.severity != Severity::Error));
    assert!(plan.records.iter().all(|planned| planned.nature == Nature::Create));
}
