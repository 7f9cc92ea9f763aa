//! The clerk's sheets of assets, decisions and public order, imported beside those of people and places.

use std::collections::HashMap;

use uuid::Uuid;

use crate::exchange::sheets::{assets, people};
use crate::exchange::{
    Cell, ExportSheet, Held, Nature, Options, Plan, Problem, RowSource, Severity, SheetHandler, Sheets, Table,
    Workbook, workbook_bytes,
};
use crate::model::*;
use crate::schema::{Entity, Sealed, decode, encode, project};
use crate::value::{Day, Money, Month, Plain, YesNo};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/donghua/data/东华村台账.xlsx");

/// Every kind of these sheets and of those that they link to, one by one.
macro_rules! each_kind {
    ($do:ident) => {
        $do!(
            Cooperative,
            Grid,
            MapSheet,
            House,
            Household,
            Resident,
            Residence,
            Venue,
            Asset,
            Deal,
            Contract,
            ContractPeriod,
            FailedRound,
            Decision,
            StepEvidence,
            DecisionStep,
            DecisionTerms,
            Meeting,
            VillageRules,
            RulesClause,
            RulesEnding,
            Case,
            Campaign,
            PatrolSighting,
            IncidentStatistics,
            Mediation,
            StudioMember,
            RepairProject,
            CounterService
        )
    };
}

/// Sheets of people and places that these link to.
const LINKED: &[&str] = &["经济合作社", "网格", "图幅", "房屋", "场所", "户", "居住人员"];

fn handlers() -> impl Iterator<Item = SheetHandler> {
    let linked = people::registers().into_iter().filter(|handler| LINKED.contains(&handler.spec().name));
    linked.chain(assets::registers())
}

fn sheets() -> Sheets {
    Sheets::new().with_all(handlers())
}

fn tables() -> Vec<Table> {
    let mut tables = Workbook::open(FILE).unwrap().tables().unwrap();
    tables.retain(|table| sheets().iter().any(|handler| handler.spec().name == &*table.name));
    tables
}

/// The tables of the workbook that export writes.
fn exported(held: &Held) -> Vec<Table> {
    let bytes = workbook_bytes(&ExportSheet::all(&sheets(), held).unwrap()).unwrap();
    Workbook::from_bytes("export.xlsx", bytes).unwrap().tables().unwrap()
}

fn empty() -> Held {
    let mut held = Held::new();
    macro_rules! none {
        ($($kind:ident),+) => { $(held.insert::<$kind>(Vec::new());)+ };
    }
    each_kind!(none);
    held
}

/// What the ledger holds once the plan has run.
fn run(before: &Held, plan: &Plan) -> Held {
    let mut after = Held::new();
    macro_rules! take {
        ($($kind:ident),+) => {$(
            let mut records: HashMap<_, _> = before.all::<$kind>().iter().map(|held| (held.id, held.clone())).collect();
            let planned = plan.records.iter().filter_map(|planned| planned.record.typed::<$kind>());
            records.extend(planned.map(|record| (record.id, record.clone())));
            after.insert(records.into_values().collect::<Vec<_>>());
        )+};
    }
    each_kind!(take);
    after
}

fn plan(tables: &[Table], held: &Held) -> Plan {
    let mut next = 1_000_000 * (1 + held.all::<House>().len() as u128);
    let mut mint = || {
        next += 1;
        Uuid::from_u128(next)
    };
    Plan::build(&sheets(), tables, held, &Options::default(), &mut mint).unwrap()
}

fn wrong(plan: &Plan) -> Vec<&Problem> {
    plan.report.problems.iter().filter(|problem| problem.severity != Severity::Note).collect()
}

/// The ledger after the clerk's workbook.
fn imported() -> Held {
    let first = plan(&tables(), &empty());
    assert!(wrong(&first).is_empty(), "{:#?}", wrong(&first).iter().take(5).collect::<Vec<_>>());
    assert!(first.records.iter().all(|planned| planned.nature == Nature::Create));
    run(&empty(), &first)
}

#[test]
fn the_clerks_sheets_come_in_whole_and_again_without_a_change() {
    let held = imported();
    let counts = [
        held.all::<Asset>().len(),
        held.all::<Deal>().len(),
        held.all::<Contract>().len(),
        held.all::<ContractPeriod>().len(),
        held.all::<FailedRound>().len(),
        held.all::<Decision>().len(),
        held.all::<DecisionStep>().len(),
        held.all::<Meeting>().len(),
        held.all::<VillageRules>().len(),
        held.all::<RulesClause>().len(),
        held.all::<Case>().len(),
        held.all::<Campaign>().len(),
        held.all::<PatrolSighting>().len(),
        held.all::<IncidentStatistics>().len(),
        held.all::<Mediation>().len(),
        held.all::<StudioMember>().len(),
        held.all::<RepairProject>().len(),
        held.all::<CounterService>().len(),
    ];
    assert_eq!(counts, [46, 32, 32, 55, 9, 33, 198, 41, 3, 5, 96, 6, 64, 16, 10, 9, 11, 96]);
    let again = plan(&tables(), &held);
    assert!(wrong(&again).is_empty() && again.is_empty(), "{:?} {:?}", wrong(&again).first(), again.records.first());
    let back = plan(&exported(&held), &held);
    assert!(
        back.is_empty() && back.report.problems.is_empty(),
        "{:?} {:?}",
        back.report.problems.first(),
        back.records.first()
    );
    books_agree(&held);
    order_figures(&held);
    each_is_stored_sealed(&held);
}

/// Every record is written without a clear secret and reads back as it was.
fn each_is_stored_sealed(held: &Held) {
    macro_rules! write_all {
        ($($kind:ident),+) => {$(
            for record in held.all::<$kind>() {
                let mut sealed = record.clone();
                let mut secrets = Vec::new();
                for (_, slot) in Entity::secrets(&mut sealed) {
                    secrets.extend(slot.exposed());
                    if slot.exposed().is_some() {
                        slot.seal(Sealed { text: "sealed".into(), tag: None });
                    }
                }
                let body = encode(&sealed).unwrap();
                assert!(!secrets.iter().any(|secret| body.contains(secret)), "{}", $kind::SPEC.name);
                assert_eq!(decode::<$kind>(&sealed.id.key(), 1, &body).unwrap(), sealed);
                assert_eq!(project(&sealed).len(), $kind::SPEC.columns.len());
            }
        )+};
    }
    each_kind!(write_all);
}

/// Deals, contracts and their stretches are the clerk's, and agree with what price, term and escalation give.
fn books_agree(held: &Held) {
    let total: i64 = held.all::<Contract>().iter().map(|contract| contract.total().fen()).sum();
    let stretches: i64 = held.all::<ContractPeriod>().iter().map(|period| period.amount.fen()).sum();
    assert_eq!([total, stretches], [2_727_500_000, 2_727_500_000], "27,275,000.00 in fen");
    for contract in held.all::<Contract>() {
        let deal = held.get(contract.deal.id().unwrap()).unwrap();
        assert!(deal.agrees_with(contract).is_ok());
        let mut periods: Vec<ContractPeriod> = held.all::<ContractPeriod>().to_vec();
        periods.retain(|period| period.contract.id() == Some(contract.id));
        periods.sort_by_key(|period| period.seq);
        assert_eq!(contract.difference(&periods).unwrap(), Money::default());
        let paid: Vec<_> = periods.iter().map(|period| (period.period, period.instalments)).collect();
        assert_eq!(contract.schedule(deal.area), Some(paid), "{}", contract.no);
        let asset = held.get(deal.asset.id().unwrap()).unwrap();
        assert_eq!(asset.contract.as_ref().and_then(Ref::id), Some(contract.id));
        assert_eq!(asset.area(), deal.area);
        let decision = held.get(deal.decision.as_ref().unwrap().id().unwrap()).unwrap();
        assert_eq!(decision.deal.as_ref().and_then(Ref::id), Some(deal.id));
    }
    for decision in held.all::<Decision>() {
        let mut steps: Vec<DecisionStep> = held.all::<DecisionStep>().to_vec();
        steps.retain(|step| step.decision.id() == Some(decision.id));
        assert!(Decision::is_complete(&steps), "{}", decision.no);
    }
    assert_eq!(held.all::<Contract>().iter().filter(|it| it.nature == ContractNature::Transfer).count(), 1);
    let longest = held.all::<Contract>().iter().filter_map(Contract::months).max();
    assert_eq!(longest, Some(LONGEST_LEASE_MONTHS), "a lease of exactly 20 years is allowed");
}

/// The figures of the article that these sheets carry.
fn order_figures(held: &Held) {
    let month = |text: &str| {
        let month = Month::parse(text).unwrap();
        held.all::<IncidentStatistics>().iter().find(|it| it.month == month).unwrap()
    };
    let (this, last) = (month("2023-04"), month("2022-04"));
    let change = |measure: &IncidentMeasure| this.year_on_year(last, *measure).unwrap().percent(2).number();
    let changes: Vec<String> = IncidentMeasure::ALL.iter().map(change).collect();
    assert_eq!(changes, ["-52.78", "-42.86", "-50.00", "-55.56", "-66.67"]);
    assert_eq!(this.year_on_year(month("2022-05"), IncidentMeasure::Theft), None, "another month of the year");
    let caught: u32 = held.all::<IncidentStatistics>().iter().map(|it| it.caught.get()).sum();
    assert_eq!(caught, 49);
    let hundred = held.all::<Campaign>().iter().find(|it| it.name.as_str() == "百日行动").unwrap();
    assert_eq!(hundred.days_inclusive(), Some(100));
    assert!(held.all::<Mediation>().iter().all(Mediation::is_settled));
    assert_eq!(held.all::<Mediation>().iter().filter(|it| it.confirmed == YesNo::Yes).count(), 1);
    assert!(held.all::<StudioMember>().iter().all(|it| it.resident.is_some()), "each of them lives here");
    let lifts: Vec<_> = held.all::<RepairProject>().iter().filter_map(|it| it.vote).collect();
    assert!(lifts.len() == 2 && lifts.iter().all(LiftVote::carries));
    let rules = held.all::<VillageRules>().iter().find(|it| it.state == RulesState::InForce).unwrap();
    assert_eq!((rules.version.as_str(), rules.days_to_filing()), ("2022版", Some(6)));
    let done = held.all::<Case>().iter().filter(|it| it.state == CaseState::Done);
    assert_eq!(done.filter(|it| it.days().is_some_and(|days| days >= 0)).count(), 93);
}

fn sheet<'a>(tables: &'a mut [Table], name: &str) -> &'a mut Table {
    tables.iter_mut().find(|table| &*table.name == name).unwrap()
}

fn set(table: &mut Table, row: u32, column: usize, value: Cell) {
    let row = table.rows.iter_mut().find(|it| it.number == row).unwrap();
    *row.cells.get_mut(column).unwrap() = value;
}

#[test]
fn rows_that_cannot_be_are_refused_at_their_cell_and_what_hangs_on_them_waits() {
    let mut tables = tables();
    tables.retain(|table| &*table.name != "居住人员");
    let text = |text: &str| Cell::Text(text.into());
    let day = |text: &str| Cell::Date(Day::parse(text).unwrap());
    let deals = sheet(&mut tables, "资产交易");
    set(deals, 5, 11, Cell::Number(55_000.0));
    set(deals, 6, 25, Cell::Number(61.0));
    set(deals, 7, 24, day("2042-03-01"));
    set(deals, 7, 25, Cell::Empty);
    set(deals, 8, 15, day("2022-01-20"));
    set(deals, 9, 20, day("2022-01-20"));
    let periods = sheet(&mut tables, "合同分期");
    set(periods, 10, 11, Cell::Number(1.0));
    set(periods, 11, 9, Cell::Number(35.0));
    set(periods, 12, 10, text("年"));
    let decisions = sheet(&mut tables, "四议两公开");
    set(decisions, 11, 4, Cell::Number(7.0));
    set(decisions, 13, 9, Cell::Number(8.0));
    set(decisions, 21, 2, text("另一事项"));
    set(sheet(&mut tables, "警情统计"), 5, 3, Cell::Number(20.0));
    set(sheet(&mut tables, "集体资产"), 4, 4, text("东华村第五经济合作社"));
    set(sheet(&mut tables, "六乱整治"), 3, 9, day("2022-05-01"));
    set(sheet(&mut tables, "危房修缮与加装电梯"), 5, 10, Cell::Number(1.0));
    set(sheet(&mut tables, "政务自助"), 3, 7, Cell::Number(10_000.0));
    let plan = plan(&tables, &empty());
    let errors = plan.report.problems.iter().filter(|problem| problem.severity == Severity::Error);
    let found: Vec<(&str, u32, &str, &str)> =
        errors.map(|it| (&*it.sheet, it.row.unwrap(), it.column.as_deref().unwrap_or("-"), it.code)).collect();
    let expected = [
        ("集体资产", 4, "权属单位", "exchange.reference.unknown"),
        ("资产交易", 5, "成交价", "model.deal.below_floor"),
        ("资产交易", 6, "租期(月)", "model.contract.months"),
        ("资产交易", 7, "到期日期", "model.contract.too_long"),
        ("资产交易", 8, "竞投日期", "model.days.order"),
        ("资产交易", 9, "签订日期", "model.days.order"),
        ("合同分期", 10, "金额(元)", "model.contract_period.amount"),
        ("合同分期", 11, "金额(元)", "model.contract_period.amount"),
        ("合同分期", 12, "期数单位", "model.contract_period.unit"),
        ("四议两公开", 11, "步骤", "model.decision_step.number"),
        ("四议两公开", 13, "实到", "model.votes.over"),
        ("四议两公开", 21, "-", "exchange.record.twice"),
        ("六乱整治", 3, "完成日期", "model.days.order"),
        ("警情统计", 5, "报案数量", "model.incident_statistics.parts"),
        ("危房修缮与加装电梯", 5, "总投资(元)", "model.amount.sum"),
        ("政务自助", 3, "办结件数", "model.count.exceeds"),
    ];
    for one in expected {
        assert!(found.contains(&one), "{one:?} in {found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    let held = run(&empty(), &plan);
    assert!(held.all::<StudioMember>().iter().all(|it| it.resident.is_none()), "nobody is on the register yet");
    let waiting = held.all::<ContractPeriod>().iter().filter(|it| it.contract.pending().is_some()).count();
    assert!(waiting > 0, "stretches of refused deals went in and wait");
    let repaired = self::plan(&self::tables(), &held);
    let held = run(&held, &repaired);
    assert_eq!(held.all::<ContractPeriod>().iter().filter(|it| it.contract.pending().is_some()).count(), 0);
    books_agree(&held);
}

/// What decisions allow, under the headings of the sheet.
fn terms(rows: &[[&str; 16]]) -> Table {
    let headings = [
        "决策编号",
        "事项类别",
        "标的",
        "开支上限(元)",
        "项目金额上限(元)",
        "交易金额上限(元)",
        "有效期止",
        "交易方式",
        "合同性质",
        "决议底价",
        "计价单位",
        "决议租期(月)",
        "一肩挑",
        "授权依据",
        "村民会议保留",
        "紧急理由",
    ];
    rows.iter()
        .fold(Table::new("决议内容.csv", "决议内容").row(headings), |table, row| table.row(row.iter().copied()))
}

const LEASE: [&str; 16] = [
    "东华村决〔2021〕01号",
    "资产交易",
    "DHZC-008",
    "",
    "",
    "5000000",
    "",
    "公开竞投",
    "租赁",
    "55990",
    "元/月",
    "72",
    "是",
    "自治章程第十二条",
    "否",
    "",
];

#[test]
fn what_a_decision_fixed_comes_in_with_its_sheet_and_goes_out_as_it_came() {
    let held = imported();
    let road = [
        "东华村决〔2021〕02号",
        "公益事业",
        "",
        "300000",
        "",
        "",
        "2022-12-31",
        "",
        "",
        "",
        "",
        "",
        "否",
        "",
        "是",
        "汛期将至",
    ];
    let first = plan(&[terms(&[LEASE, road])], &held);
    assert!(wrong(&first).is_empty(), "{:?}", wrong(&first));
    let held = run(&held, &first);
    let market = held.all::<DecisionTerms>().iter().find(|it| it.matter == MatterKind::AssetDeal).unwrap();
    let deal = market.deal.unwrap();
    assert_eq!((deal.floor.to_string(), deal.months.unwrap().get()), ("55990.00 元/月".to_owned(), 72));
    assert_eq!((deal.method, deal.nature, market.one_shoulder), (DealMethod::Auction, ContractNature::Lease, true));
    let road = held.all::<DecisionTerms>().iter().find(|it| it.matter == MatterKind::PublicWelfare).unwrap();
    assert_eq!((road.deal, road.reserved, road.emergency.is_some()), (None, true, true));
    let yuan = |text| Some(Money::parse(text).unwrap());
    assert_eq!((road.limits.spending, market.limits.deal), (yuan("300000"), yuan("5000000")));
    assert_eq!((road.limits.deal, market.limits.spending), (None, None));
    assert_eq!(
        road.decision.id(),
        held.all::<Decision>().iter().find(|it| it.no.as_str().ends_with("02号")).map(|it| it.id)
    );
    let back = plan(&exported(&held), &held);
    assert!(back.is_empty() && wrong(&back).is_empty(), "{:?}", back.records.first());
}

#[test]
fn a_row_of_what_was_fixed_is_whole_or_refused_at_its_cell() {
    let held = imported();
    let with = |changes: &[(usize, &'static str)]| {
        let mut row = LEASE;
        for (column, text) in changes {
            row[*column] = text;
        }
        row
    };
    for (changes, column, code) in [
        (&[(7, "")][..], "交易方式", "model.field.needs"),
        (&[(8, "")], "合同性质", "model.field.needs"),
        (&[(9, "")], "决议底价", "model.field.needs"),
        (&[(10, "")], "计价单位", "model.field.needs"),
        (&[(11, "")], "决议租期(月)", "model.field.due"),
        (&[(7, ""), (8, ""), (9, ""), (10, "")], "交易方式", "model.field.needs"),
        (&[(1, "公益事业"), (5, "")], "决议底价", "model.field.undue"),
        (&[(3, "0")], "开支上限(元)", "model.amount.zero"),
        (&[(4, "1")], "项目金额上限(元)", "model.field.undue"),
        (&[(9, "0")], "决议底价", "model.amount.zero"),
    ] {
        let plan = plan(&[terms(&[with(changes)])], &held);
        let told: Vec<_> = wrong(&plan).iter().map(|it| (it.column.as_deref().unwrap_or(""), it.code)).collect();
        assert_eq!(told, [(column, code)], "{changes:?}");
        assert!(plan.records.is_empty());
    }
}

#[test]
fn a_register_without_the_form_of_contracts_does_not_unsay_it() {
    let mut held = imported();
    let mut contracts = held.all::<Contract>().to_vec();
    assert!(contracts.iter().all(|it| it.written.is_none()), "the clerk's sheet does not tell");
    contracts[0].written = Some(true);
    held.insert::<Contract>(contracts);
    assert!(plan(&tables(), &held).is_empty(), "the same rows without the column change nothing");
    let mut out = exported(&held);
    assert!(plan(&out, &held).is_empty());
    let deals = sheet(&mut out, "资产交易");
    let spelled = |text: &str| matches!(text, "是");
    let told = |table: &Table| {
        let cells = table.rows.iter().flat_map(|row| &row.cells);
        cells.filter(|cell| matches!(cell, Cell::Text(text) if spelled(text))).count()
    };
    assert_eq!(told(deals), 1);
    for cell in deals.rows.iter_mut().flat_map(|row| &mut row.cells) {
        if matches!(cell, Cell::Text(text) if spelled(text)) {
            *cell = Cell::Text("否".into());
        }
    }
    let changed = plan(&out, &held);
    let changed: Vec<_> = changed.records.iter().filter_map(|it| it.record.typed::<Contract>()).collect();
    assert_eq!(changed.iter().map(|it| it.written).collect::<Vec<_>>(), [Some(false)]);
}

/// How versions of the village rules ended, under the headings of the sheet.
fn endings(rows: &[[&str; 10]]) -> Table {
    let headings = ["版本", "终止方式", "终止日期", "事由", "表决会议", "表决日期", "应到", "实到", "同意", "公布日期"];
    rows.iter()
        .fold(Table::new("终止.csv", "村规民约终止").row(headings), |table, row| table.row(row.iter().copied()))
}

const REPEAL: [&str; 10] =
    ["2022版", "废止", "2023-04-01", "与新法抵触", "村民会议(户代表)", "2023-03-01", "497", "368", "300", "2023-03-03"];

#[test]
fn an_ending_agrees_with_its_version_or_is_refused_at_its_cell() {
    let mut held = imported();
    let versions: Vec<VillageRules> = held.all::<VillageRules>().to_vec();
    let repealed = |it: &VillageRules| {
        let state = if it.state == RulesState::InForce { RulesState::Repealed } else { it.state };
        VillageRules { state, ..it.clone() }
    };
    let still = held.all::<VillageRules>().iter().find(|it| it.state == RulesState::InForce).unwrap().clone();
    held.insert(versions.iter().map(repealed).collect::<Vec<_>>());
    assert_eq!(still.version.as_str(), "2022版");
    let good = plan(&[endings(&[REPEAL])], &held);
    assert!(wrong(&good).is_empty(), "{:?}", wrong(&good));
    let after = run(&held, &good);
    let ending = &after.all::<RulesEnding>()[0];
    assert_eq!((ending.rules.id(), ending.vote.as_ref().unwrap().agreed.get()), (Some(still.id), 300));
    assert!(plan(&exported(&after), &after).is_empty());
    let with = |changes: &[(usize, &'static str)]| {
        let mut row = REPEAL;
        for (column, text) in changes {
            row[*column] = text;
        }
        row
    };
    for (changes, column, code) in [
        (&[(0, "1998版")][..], "版本", "exchange.reference.unknown"),
        (&[(1, "修订")], "终止方式", "value.label"),
        (&[(1, "撤回")], "终止方式", "exchange.rules.state"),
        (&[(0, "2018版")], "终止方式", "exchange.rules.state"),
        (&[(3, "")], "事由", "value.empty"),
        (&[(4, "")], "表决会议", "model.field.needs"),
        (&[(8, "")], "同意", "model.field.needs"),
        (&[(4, ""), (5, ""), (6, ""), (7, ""), (8, "")], "表决日期", "model.field.due"),
        (&[(7, "498")], "实到", "model.count.exceeds"),
        (&[(5, "2022-09-30")], "表决日期", "model.days.order"),
        (&[(9, "2023-04-02")], "终止日期", "model.days.order"),
        (&[(9, "")], "公布日期", "model.field.due"),
    ] {
        let plan = plan(&[endings(&[with(changes)])], &held);
        let told: Vec<_> =
            wrong(&plan).iter().map(|it| (it.row, it.column.as_deref().unwrap_or(""), it.code)).collect();
        assert_eq!(told, [(Some(2), column, code)], "{changes:?}");
        assert!(plan.records.is_empty());
    }
    let edge = plan(&[endings(&[with(&[(5, "2022-10-01")])])], &held);
    assert!(wrong(&edge).is_empty(), "voted on the first day on which they bound");
}
