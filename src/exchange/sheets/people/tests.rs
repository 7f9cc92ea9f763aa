use std::collections::{BTreeMap, HashSet};

use uuid::Uuid;

use crate::exchange::sheets::people;
use crate::exchange::{
    Cell, ExportSheet, Held, Nature, Options, Plan, RowSource, Severity, Sheets, Table, Workbook, workbook_bytes,
};
use crate::model::*;
use crate::schema::{Entity, Sealed, decode, encode, project};
use crate::value::{Day, Plain};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/donghua/data/东华村台账.xlsx");

fn own(tables: Vec<Table>) -> Vec<Table> {
    let registers = people::registers();
    tables.into_iter().filter(|table| registers.iter().any(|own| own.spec().name == &*table.name)).collect()
}

/// The clerk's sheets of people and places.
fn tables() -> Vec<Table> {
    own(Workbook::open(FILE).unwrap().tables().unwrap())
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
            let mut records: BTreeMap<_, $kind> = held.all::<$kind>().iter().map(|old| (old.id, old.clone())).collect();
            let new = plan.records.iter().filter_map(|planned| planned.record.typed::<$kind>());
            records.extend(new.map(|record| (record.id, record.clone())));
            after.insert(records.into_values().collect::<Vec<_>>());
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

/// The tables of an exported workbook.
fn exported(held: &Held) -> Vec<Table> {
    let sheets = Sheets::new().with_all(people::registers());
    let bytes = workbook_bytes(&ExportSheet::all(&sheets, held).unwrap()).unwrap();
    Workbook::from_bytes("export.xlsx", bytes).unwrap().tables().unwrap()
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
    assert_eq!(due, 844_000);
}

#[test]
fn every_record_is_written_without_a_clear_secret_and_reads_back() {
    let held = run(&empty(), &plan(&tables(), &empty(), None));
    let secrets: Vec<String> = held
        .all::<Resident>()
        .iter()
        .take(50)
        .map(|resident| resident.document.get().unwrap().number().to_owned())
        .collect();
    macro_rules! write_all {
        ($($kind:ident),+) => {$(
            for record in held.all::<$kind>() {
                let mut sealed = record.clone();
                for (at, (_, slot)) in Entity::secrets(&mut sealed).into_iter().enumerate() {
                    slot.seal(Sealed { text: format!("sealed{at}").into(), tag: None });
                }
                let body = encode(&sealed).unwrap();
                assert!(!secrets.iter().any(|number| body.contains(number)), "{}", $kind::SPEC.name);
                assert_eq!(decode::<$kind>(&sealed.id.key(), 1, &body).unwrap(), sealed);
                assert_eq!(project(&sealed).len(), $kind::SPEC.columns.len());
            }
        )+};
    }
    each_kind!(write_all);
}

// ---- one small village -------------------------------------------------------------------------------------------

const HEADERS: [&str; 12] = [
    "姓名",
    "性别",
    "证件类型",
    "证件号码",
    "出生日期",
    "人员类别",
    "房屋编号",
    "房号",
    "入住日期",
    "居住登记日期",
    "登记方式",
    "联系电话",
];

/// Grid, map sheet and houses, and whoever lives and lived there.
fn village(living: &[[&str; 4]], left: &[[&str; 5]]) -> Vec<Table> {
    let grid = Table::new("f", "网格").row(["网格编码", "网格名称", "网格类型"]).row([
        "440118101224001",
        "第一网格",
        "综合网格",
    ]);
    let sheet = Table::new("f", "图幅").row(["图幅编号", "图幅名称", "网格编码", "坐标系"]);
    let sheet = sheet.row(["T01", "第1图幅", "440118101224001", "CGCS2000"]);
    let mut houses = Table::new("f", "房屋").row([
        "房屋编号",
        "地址",
        "网格编码",
        "图幅编号",
        "结构",
        "层数",
        "房间数",
        "建筑面积(平方米)",
        "用途",
        "是否出租",
        "经度",
        "纬度",
    ]);
    for no in ["H1", "H2", "H3"] {
        houses = houses.row([
            no,
            "桃源街",
            "440118101224001",
            "T01",
            "框架",
            "4",
            "12",
            "397.53",
            "出租",
            "是",
            "113.6",
            "23.1",
        ]);
    }
    let mut residents = Table::new("f", "居住人员").row(HEADERS.into_iter().chain([
        "户籍地址",
        "户号",
        "与户主关系",
        "迁出日期",
        "工作单位或学校",
        "备注",
    ]));
    for [number, house, from, until] in living {
        residents = residents.row([
            "张三",
            sex(number),
            "居民身份证",
            number,
            birth(number).as_str(),
            "流动",
            house,
            "101",
            from,
            from,
            "粤居码",
            "",
            "",
            "",
            "",
            until,
        ]);
    }
    let mut gone = Table::new("f", "迁出人员").row([
        "姓名",
        "性别",
        "证件类型",
        "证件号码",
        "出生日期",
        "人员类别",
        "原房屋编号",
        "原房号",
        "入住日期",
        "迁出日期",
        "迁出原因",
    ]);
    for [number, house, from, until, why] in left {
        gone = gone.row([
            "张三",
            sex(number),
            "居民身份证",
            number,
            birth(number).as_str(),
            "流动",
            house,
            "101",
            from,
            until,
            why,
        ]);
    }
    vec![grid, sheet, houses, residents, gone]
}

fn birth(number: &str) -> String {
    number[6..14].to_owned()
}

fn sex(number: &str) -> &'static str {
    if number.as_bytes()[16] % 2 == 1 { "男" } else { "女" }
}

/// An invented identity number; no county has an area that ends in 99.
const ZHANG: &str = "44189919870201877X";

/// The stays of everybody: house, first day, day after the last.
fn stays(held: &Held) -> Vec<(String, String, Option<String>)> {
    let house = |stay: &Residence| match &stay.house {
        Ref::Known(id) => held.get::<House>(*id).unwrap().no.plain(),
        Ref::Pending(no) => format!("?{no}"),
    };
    let mut stays: Vec<_> = held
        .all::<Residence>()
        .iter()
        .map(|stay| (house(stay), stay.from.plain(), stay.until.map(|day| day.plain())))
        .collect();
    stays.sort();
    stays
}

fn stay(house: &str, from: &str, until: Option<&str>) -> (String, String, Option<String>) {
    (house.to_owned(), from.to_owned(), until.map(str::to_owned))
}

fn brought_in(tables: &[Table], held: &Held, change_on: Option<&str>) -> Held {
    let plan = plan(tables, held, change_on);
    nothing_wrong(&plan);
    let after = run(held, &plan);
    let again = super::tests::plan(tables, &after, None);
    nothing_wrong(&again);
    assert!(again.is_empty(), "the same file again changes nothing: {:?}", again.records);
    after
}

#[test]
fn a_move_within_the_village_closes_one_stay_and_opens_another() {
    let before = brought_in(&village(&[[ZHANG, "H1", "2023-01-24", ""]], &[]), &empty(), None);
    let moved = village(&[[ZHANG, "H2", "2023-05-02", ""]], &[[ZHANG, "H1", "2023-01-24", "2023-05-01", "村内搬迁"]]);
    let after = brought_in(&moved, &before, Some("2023-05-02"));
    let both = [stay("H1", "2023-01-24", Some("2023-05-01")), stay("H2", "2023-05-02", None)];
    assert_eq!(stays(&after), both);
    assert_eq!(after.all::<Resident>().len(), 1);
    let ended = after.all::<Residence>().iter().find(|stay| !stay.is_open()).unwrap();
    assert_eq!(ended.id, before.all::<Residence>()[0].id, "the stay that ended is the one that was known");
    assert!(ended.registration.is_some(), "and keeps its registration");
    assert_eq!(stays(&brought_in(&moved, &empty(), None)), both, "as when both sheets come in at once");
}

#[test]
fn a_change_without_a_row_of_the_old_stay_ends_it_on_the_day_of_the_new_one() {
    let before = brought_in(&village(&[[ZHANG, "H1", "2023-01-24", ""]], &[]), &empty(), None);
    let moved = village(&[[ZHANG, "H2", "2023-05-02", ""]], &[]);
    let plan = plan(&moved, &before, Some("2023-05-02"));
    nothing_wrong(&plan);
    let after = run(&before, &plan);
    assert_eq!(stays(&after), [stay("H1", "2023-01-24", Some("2023-05-02")), stay("H2", "2023-05-02", None)]);
    let corrected = run(&before, &super::tests::plan(&moved, &before, None));
    assert_eq!(stays(&corrected), [stay("H2", "2023-05-02", None)], "a correction knows of one stay only");
}

#[test]
fn who_leaves_keeps_his_record_and_may_come_back() {
    let before = brought_in(&village(&[[ZHANG, "H1", "2020-01-24", ""]], &[]), &empty(), None);
    let gone = [[ZHANG, "H1", "2020-01-24", "2021-03-04", "离穗返乡"]];
    let left = brought_in(&village(&[], &gone), &before, Some("2021-03-04"));
    assert_eq!(stays(&left), [stay("H1", "2020-01-24", Some("2021-03-04"))]);
    assert_eq!(left.all::<Resident>(), before.all::<Resident>());

    let back = village(&[[ZHANG, "H3", "2022-02-10", ""]], &gone);
    let both = [stay("H1", "2020-01-24", Some("2021-03-04")), stay("H3", "2022-02-10", None)];
    let after = brought_in(&back, &left, Some("2022-02-10"));
    assert_eq!((stays(&after), after.all::<Resident>().len()), (both.to_vec(), 1));
    let at_once = brought_in(&back, &empty(), None);
    assert_eq!((stays(&at_once), at_once.all::<Resident>().len()), (both.to_vec(), 1));
}

#[test]
fn two_past_stays_are_one_person() {
    let gone =
        [[ZHANG, "H1", "2018-01-24", "2019-03-04", "迁往外市"], [ZHANG, "H2", "2020-01-24", "2021-03-04", "离穗返乡"]];
    let held = brought_in(&village(&[], &gone), &empty(), None);
    assert_eq!((held.all::<Resident>().len(), held.all::<Residence>().len()), (1, 2));
}

#[test]
fn a_row_of_residents_with_a_day_of_moving_out_comes_back_as_it_was() {
    let held = brought_in(&village(&[[ZHANG, "H1", "2020-01-24", "2021-01-01"]], &[]), &empty(), None);
    assert_eq!(stays(&held), [stay("H1", "2020-01-24", Some("2021-01-01"))]);
}

#[test]
fn a_resident_of_a_refused_house_waits_for_it() {
    let good = village(&[[ZHANG, "H1", "2023-01-24", ""]], &[]);
    let mut bad = good.clone();
    bad[2].rows[1].cells[5] = Cell::from("零");
    let first = plan(&bad, &empty(), None);
    assert_eq!(first.report.problems[0].code, "value.count");
    let held = run(&empty(), &first);
    assert_eq!(stays(&held), [stay("?H1", "2023-01-24", None)]);
    assert_eq!(stays(&brought_in(&good, &held, None)), [stay("H1", "2023-01-24", None)]);
}

#[test]
fn a_wrong_row_is_refused_with_its_cell_and_nothing_secret() {
    let wrong = |tables: Vec<Table>| {
        let plan = plan(&tables, &empty(), None);
        let problem = plan.report.problems.iter().find(|problem| problem.severity == Severity::Error).unwrap().clone();
        assert!(![&*problem.zh, &*problem.en].iter().any(|text| text.contains("8702018")), "{problem:?}");
        (problem.code, problem.column.unwrap().into_string(), problem.row)
    };
    let with = |at: usize, text: &str| {
        let mut tables = village(&[[ZHANG, "H1", "2023-01-24", ""]], &[]);
        tables[3].rows[1].cells[at] = Cell::from(text);
        tables
    };
    assert_eq!(wrong(with(4, "1987-02-02")), ("model.person.birth", "出生日期".into(), Some(2)));
    assert_eq!(wrong(with(1, "女")), ("model.person.sex", "性别".into(), Some(2)));
    assert_eq!(wrong(with(3, "441899198702018771")), ("value.id_number.check_digit", "证件号码".into(), Some(2)));
    assert_eq!(wrong(with(5, "户籍")), ("model.resident.household", "户号".into(), Some(2)));
    assert_eq!(wrong(with(5, "境外")), ("model.resident.category", "人员类别".into(), Some(2)));
    assert_eq!(wrong(with(6, "H9")), ("exchange.reference.unknown", "房屋编号".into(), Some(2)));
    assert_eq!(wrong(with(8, "1986-01-01")), ("model.person.before_birth", "入住日期".into(), Some(2)));
    assert_eq!(wrong(with(9, "2023-01-01")), ("model.residence.registered", "居住登记日期".into(), Some(2)));
    assert_eq!(wrong(with(10, "")), ("model.residence.registration", "登记方式".into(), Some(2)));
    assert_eq!(wrong(with(15, "2023-01-24")), ("model.residence.until", "迁出日期".into(), Some(2)));
}
