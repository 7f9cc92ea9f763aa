use std::collections::HashSet;

use calamine::{Data, Reader, Xlsx, open_workbook};
use uuid::Uuid;

use crate::exchange::sheets::people;
use crate::exchange::{Cell, Held, Nature, Options, Plan, Severity, SheetHandler, Sheets, Table, TableRow};
use crate::model::*;
use crate::value::{Day, Plain};

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

/// The kinds of people and places, one by one.
macro_rules! each_kind {
    ($do:ident) => {
        $do!(
            WorkbookIndex,
            StatedFigure,
            Cooperative,
            Grid,
            MapSheet,
            House,
            Household,
            Resident,
            Residence,
            Letting,
            Vehicle,
            Venue,
            CareEntry,
            Visit,
            Survey,
            Allowance
        )
    };
}

/// What the ledger holds once a plan has run.
fn run(held: &Held, plan: &Plan) -> Held {
    let mut after = Held::new();
    macro_rules! take {
        ($($kind:ident),+) => {$(
            let mut records: Vec<$kind> = held.all::<$kind>().to_vec();
            for planned in &plan.records {
                if let Some(record) = planned.record.typed::<$kind>() {
                    records.retain(|old| old.id != record.id);
                    records.push(record.clone());
                }
            }
            after.insert(records);
        )+};
    }
    each_kind!(take);
    after
}

fn empty() -> Held {
    let mut held = Held::new();
    macro_rules! none {
        ($($kind:ident),+) => { $(held.insert::<$kind>(Vec::new());)+ };
    }
    each_kind!(none);
    held
}

/// Mints ids in rising order.
fn mint(from: u128) -> impl FnMut() -> Uuid {
    let mut next = from;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

fn plan(tables: &[Table], held: &Held, change_on: Option<&str>) -> Plan {
    let sheets = Sheets::new().with_all(people::registers());
    let options = Options { change_on: change_on.map(|day| Day::parse(day).unwrap()) };
    let from = 1_000_000 * (1 + held.all::<Resident>().len() as u128);
    Plan::build(&sheets, tables, held, &options, &mut mint(from)).unwrap()
}

/// The tables that export would write.
fn exported(held: &Held) -> Vec<Table> {
    let table = |handler: SheetHandler| {
        let headers = handler.spec().columns.iter().map(|column| column.header);
        let rows = handler.export(held).unwrap();
        rows.iter().fold(Table::new("export", handler.spec().name).row(headers), |table, row| {
            table.row(row.iter().map(|text| text.as_deref().unwrap_or_default()))
        })
    };
    people::registers().into_iter().map(table).collect()
}

fn nothing_wrong(plan: &Plan) {
    let errors: Vec<_> = plan.report.problems.iter().filter(|problem| problem.severity != Severity::Note).collect();
    assert!(errors.is_empty(), "{:#?}", errors.iter().take(5).collect::<Vec<_>>());
}

#[test]
fn the_clerks_sheets_come_in_whole_and_what_is_exported_changes_nothing() {
    let first = plan(&tables(), &empty(), None);
    nothing_wrong(&first);
    assert!(first.records.iter().all(|planned| planned.nature == Nature::Create));
    let held = run(&empty(), &first);
    let open = held.all::<Residence>().iter().filter(|residence| residence.is_open()).count();
    assert_eq!([held.all::<House>().len(), held.all::<Household>().len(), open], [1495, 497, 11_608]);
    assert_eq!([held.all::<Residence>().len(), held.all::<Resident>().len()], [11_656, 11_644]);
    assert_eq!(
        [held.all::<CareEntry>().len(), held.all::<Vehicle>().len(), held.all::<Visit>().len()],
        [704, 640, 1092]
    );

    let again = plan(&tables(), &held, None);
    nothing_wrong(&again);
    assert!(again.is_empty(), "{:?}", again.records.first());
    let back = plan(&exported(&held), &held, None);
    nothing_wrong(&back);
    assert!(
        back.is_empty() && back.report.problems.is_empty(),
        "{:?} {:?}",
        back.records.first(),
        back.report.problems.first()
    );
}

#[test]
fn what_comes_in_is_what_the_clerk_counted() {
    let held = run(&empty(), &plan(&tables(), &empty(), None));
    let day = Day::parse("2023-06-30").unwrap();
    let january = Day::parse("2023-01-31").unwrap();
    let category = |id| held.get::<Resident>(id).unwrap().category();
    let living = |day: Day, category_is: &dyn Fn(ResidentCategory) -> bool| {
        let stays = held.all::<Residence>().iter().filter(|stay| stay.current_on(day));
        stays.filter(|stay| category_is(category(stay.resident))).count()
    };
    assert_eq!(living(day, &|category| category == ResidentCategory::Registered), 1884);
    assert_eq!(living(day, &|category| category == ResidentCategory::Migrant), 9712);
    assert_eq!(living(day, &|category| category == ResidentCategory::Overseas), 12);
    let registered: HashSet<_> = held
        .all::<Residence>()
        .iter()
        .filter(|stay| stay.is_open() && stay.from <= january)
        .map(|stay| stay.resident)
        .collect();
    assert_eq!(registered.iter().filter(|id| !category(**id).is_outside()).count(), 1867);
    assert_eq!(registered.iter().filter(|id| category(**id).is_outside()).count(), 8503);

    for grid in held.all::<Grid>() {
        let houses: HashSet<_> =
            held.all::<House>().iter().filter(|house| house.grid.id() == Some(grid.id)).map(|house| house.id).collect();
        let stays = held.all::<Residence>().iter().filter(|stay| stay.current_on(day));
        let residents = stays.filter(|stay| stay.house.id().is_some_and(|id| houses.contains(&id))).count();
        assert_eq!(Some(houses.len()), grid.stated.houses.map(|count| count.get() as usize));
        assert_eq!(Some(residents), grid.stated.residents.map(|count| count.get() as usize));
    }
    assert!(held.all::<Household>().iter().all(|household| household.head.is_some()), "each head lives here");
    let visited: HashSet<_> = held
        .all::<Visit>()
        .iter()
        .filter(|visit| visit.channel == VisitChannel::AtHome)
        .filter_map(|visit| visit.household.as_ref()?.id())
        .collect();
    assert_eq!(visited.len(), 34);
    let due: i64 = held.all::<Allowance>().iter().map(|allowance| allowance.due.fen()).sum();
    assert_eq!(due, 8440_00);
}
