//! The clerk's sheets of Party, posts and activities, imported beside those of people and places.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use uuid::Uuid;

use crate::exchange::sheets::{party, people};
use crate::exchange::{
    Cell, Held, Nature, Options, Plan, RowSource, Severity, SheetHandler, Sheets, Table, TableRow, Workbook,
};
use crate::model::*;
use crate::schema::{Entity, Key};
use crate::value::{Day, Plain, Sex};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/donghua/data/东华村台账.xlsx");

fn registers() -> Vec<SheetHandler> {
    people::registers().into_iter().chain(party::registers()).collect()
}

/// The workbook's tables that these registers read.
fn tables() -> Vec<Table> {
    let mut tables = Workbook::open(FILE).unwrap().tables().unwrap();
    let names: HashSet<&str> = registers().iter().map(|handler| handler.spec().name).collect();
    tables.retain(|table| names.contains(&*table.name));
    tables
}

/// Sheets that nothing here links to, or only where there is such a row.
const OF_PEOPLE: &[&str] =
    &["居住人员", "迁出人员", "户", "出租屋", "机动车", "场所", "特殊群体", "走访", "长寿保健金"];

fn few_tables() -> Vec<Table> {
    let mut tables = tables();
    tables.retain(|table| !OF_PEOPLE.contains(&&*table.name));
    tables
}

/// The kinds that these sheets make, one by one.
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
            Allowance,
            PartyOrganisation,
            BigCommitteeMember,
            PartyMember,
            PartyChange,
            PartyStanding,
            PartyMeeting,
            Election,
            Post,
            ServiceTeam,
            Pledge,
            Pairing,
            Activity,
            ServiceOrder,
            Training,
            Donation,
            Allocation,
            VentureProject,
            Station,
            ReceptionDay,
            InspectionItem,
            Opinion,
            Recognition
        )
    };
}

fn empty() -> Held {
    let mut held = Held::new();
    macro_rules! none {
        ($($kind:ident),+) => { $(held.insert::<$kind>(Vec::new());)+ };
    }
    each_kind!(none);
    held
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

/// Ids rise, and never come twice in one test.
fn plan(tables: &[Table], held: &Held) -> Plan {
    let mut next = 1_000_000 * (1 + held.len() as u128);
    let mut mint = || {
        next += 1;
        Uuid::from_u128(next)
    };
    Plan::build(&Sheets::new().with_all(registers()), tables, held, &Options::default(), &mut mint).unwrap()
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
    registers().into_iter().map(table).collect()
}

fn nothing_wrong(plan: &Plan) {
    let errors: Vec<_> = plan.report.problems.iter().filter(|problem| problem.severity != Severity::Note).collect();
    assert!(errors.is_empty(), "{:#?}", errors.iter().take(5).collect::<Vec<_>>());
}

fn imported() -> Held {
    let plan = plan(&tables(), &empty());
    nothing_wrong(&plan);
    run(&empty(), &plan)
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The tables with cells written anew: sheet, text of any cell of the row, header, text.
fn edited(tables: &[Table], edits: &[(&str, &str, &str, &str)]) -> Vec<Table> {
    let mut tables = tables.to_vec();
    for (sheet, key, header, text) in edits {
        let table = tables.iter_mut().find(|table| &*table.name == *sheet).unwrap();
        let is = |cell: &Cell, wanted: &str| matches!(cell, Cell::Text(text) if text.trim() == wanted);
        let place =
            table.rows.iter().take(4).find_map(|row| row.cells.iter().position(|cell| is(cell, header))).unwrap();
        let row = table.rows.iter_mut().find(|row| row.cells.iter().any(|cell| is(cell, key))).unwrap();
        row.cells.resize(row.cells.len().max(place + 1), Cell::Empty);
        row.cells[place] = if text.is_empty() { Cell::Empty } else { Cell::Text((*text).into()) };
    }
    tables
}

/// The errors and warnings of an import of the edited workbook: sheet, column, code.
fn problems(plan: &Plan) -> Vec<(String, String, &'static str)> {
    let told = plan.report.problems.iter().filter(|problem| problem.severity != Severity::Note);
    told.map(|problem| {
        (problem.sheet.to_string(), problem.column.as_deref().unwrap_or_default().to_owned(), problem.code)
    })
    .collect()
}

#[test]
fn the_sheets_come_in_whole_and_what_is_exported_changes_nothing() {
    let first = plan(&tables(), &empty());
    nothing_wrong(&first);
    assert!(first.records.iter().all(|planned| planned.nature == Nature::Create));
    let held = run(&empty(), &first);
    let again = plan(&tables(), &held);
    nothing_wrong(&again);
    assert!(again.is_empty(), "{:?}", again.records.first());
    let back = plan(&exported(&held), &held);
    assert!(back.is_empty(), "{:?}", back.records.first());
    assert!(back.report.problems.is_empty(), "{:?}", back.report.problems.first());
}

/// A table of one sheet with rows of texts under its own headings; the first row of data is row 2.
fn sheet(name: &str, rows: &[&[&str]]) -> Table {
    let registers = registers();
    let handler = registers.iter().find(|handler| handler.spec().name == name).unwrap();
    let headers = handler.spec().columns.iter().map(|column| column.header);
    rows.iter().fold(Table::new("party.xlsx", name).row(headers), |table, row| table.row(row.iter().copied()))
}

/// What happened to a branch and a member of it: a row for each of the four sheets, and a second on some.
fn party_life(branch: &str, member: &str) -> [Table; 4] {
    [
        sheet(
            "党组织变更",
            &[
                &[branch, "变更", "2022-12-01", "", "镇党委", "新党〔2022〕5号", "更名"],
                &[branch, "变更", "2022-12-01", "2", "镇党委", "新党〔2022〕6号", "调整班子"],
            ],
        ),
        sheet(
            "党员状态",
            &[
                &[member, "留党察看", "2022-01-01", "2022-12-31", "", "", ""],
                &[member, "患精神病或者严重疾病", "2023-02-01", "", "", "2023-01-15", "支部党员大会"],
            ],
        ),
        sheet(
            "组织生活",
            &[
                &[branch, "支部党员大会", "2023-03-15", "", "", "党群服务中心", "31", "28", "学习", "刘启源", "郭明"],
                &[branch, "流动党员联系", "2023-04-15", member, "", "电话", "1", "1", "近况", "刘启源", "郭明"],
            ],
        ),
        sheet(
            "选举",
            &[
                &[
                    "党组织换届",
                    branch,
                    "2023-01-16",
                    "",
                    "1",
                    "32",
                    "30",
                    "30",
                    "30",
                    "2",
                    "无记名投票",
                    "刘启源 28 当选；钟兆华 0票 未当选",
                    "镇党委",
                    "新党〔2023〕1号",
                ],
                &[
                    "村民委员会换届",
                    "",
                    "2021-03-18",
                    "",
                    "3",
                    "1400",
                    "1300",
                    "1310",
                    "1290",
                    "3",
                    "无记名投票",
                    "",
                    "",
                    "",
                ],
            ],
        ),
    ]
}

/// A branch by code, and the number of a member who joined long ago.
fn branch_and_member(held: &Held) -> (&PartyOrganisation, &PartyMember) {
    let branch = held.all::<PartyOrganisation>().iter().find(|it| it.kind == PartyOrganisationKind::BigBranch).unwrap();
    (branch, held.all::<PartyMember>().iter().find(|it| it.joined < day("2000-01-01")).unwrap())
}

#[test]
fn changes_standings_meetings_and_elections_come_in_and_go_out_as_they_came() {
    let held = imported();
    let (branch, member) = branch_and_member(&held);
    let first = plan(&party_life(branch.code.as_str(), member.no.as_str()), &held);
    nothing_wrong(&first);
    assert_eq!(first.records.len(), 8);
    let after = run(&held, &first);
    let changes = after.all::<PartyChange>();
    assert!(changes.iter().all(|it| (it.organisation, it.approver) == (branch.id, PartyApprover::Township)));
    let papers: BTreeSet<_> = changes.iter().map(|it| it.paper.as_str()).collect();
    assert_eq!(papers.len(), 2, "two changes of one day are two records");
    let standing = after.all::<PartyStanding>().iter().find(|it| it.kind == StandingKind::UnderProbation).unwrap();
    assert_eq!((standing.member, standing.resident), (member.id, member.resident));
    assert_eq!(standing.period.last_day(), Some(day("2022-12-31")));
    let contact = after.all::<PartyMeeting>().iter().find(|it| it.member.is_some()).unwrap();
    assert_eq!((contact.member, contact.resident, contact.entitled.get()), (Some(member.id), member.resident, 1));
    let election = after.all::<Election>().iter().find(|it| it.kind == ElectionKind::Party).unwrap();
    let told: Vec<_> = election.candidates.iter().map(|it| (it.name.plain(), it.votes.get(), it.elected)).collect();
    assert_eq!(told, [("刘启源".to_owned(), 28, true), ("钟兆华".to_owned(), 0, false)]);
    let villagers = after.all::<Election>().iter().find(|it| it.kind == ElectionKind::Committee).unwrap();
    assert_eq!((villagers.organisation, villagers.candidates.len(), villagers.issued.get()), (None, 0, 1310));
    let out = exported(&after);
    let back = plan(&out, &after);
    nothing_wrong(&back);
    assert!(back.is_empty(), "{:?}", back.records.first());

    // Into a ledger that has the people and nothing of this: the same rows come out of it.
    let fresh = run(&held, &plan(&out, &held));
    let rows = |held| {
        let tables = exported(held).into_iter().map(|table| (table.name.to_string(), format!("{:?}", table.rows)));
        tables.collect::<BTreeMap<_, _>>()
    };
    assert_eq!(rows(&fresh), rows(&after));
}

#[test]
fn a_changed_row_of_party_life_corrects_the_record_that_it_stands_for() {
    let held = imported();
    let (branch, member) = branch_and_member(&held);
    let tables = party_life(branch.code.as_str(), member.no.as_str());
    let held = run(&held, &plan(&tables, &held));
    for (sheet, key, header, text) in [
        ("党组织变更", "调整班子", "批准机关", "县（市、区）党委"),
        ("党员状态", "留党察看", "止", "2023-01-31"),
        ("组织生活", "流动党员联系", "议题", "近况和困难"),
        ("选举", "党组织换届", "候选人", "刘启源 27 当选；钟兆华 1 未当选"),
    ] {
        let plan = plan(&edited(&tables, &[(sheet, key, header, text)]), &held);
        nothing_wrong(&plan);
        let natures: Vec<_> = plan.records.iter().map(|it| (it.sheet, it.nature)).collect();
        assert_eq!(natures, [(sheet, Nature::Correct)], "{header}");
    }
}

#[test]
fn a_row_of_party_life_that_is_wrong_is_refused_at_its_cell() {
    let held = imported();
    let (branch, member) = branch_and_member(&held);
    let good = party_life(branch.code.as_str(), member.no.as_str());
    let before_joining = member.joined.plus_days(-1).plain();
    let before_founding = branch.founded.plus_days(-1).plain();
    let (joining, founding) = (before_joining.as_str(), before_founding.as_str());
    for (sheet, key, header, text, row, column, code) in [
        ("党组织变更", "更名", "党组织编码", "DHX99", 2, "党组织编码", "exchange.reference.unknown"),
        ("党组织变更", "更名", "批准机关", "别人", 2, "批准机关", "value.label"),
        ("党组织变更", "更名", "批准文号", "", 2, "批准文号", "value.empty"),
        ("党组织变更", "更名", "日期", founding, 2, "日期", "ledger.party.early"),
        ("党组织变更", "调整班子", "同日次序", "", 3, "党组织编码、变更类别、日期、同日次序", "exchange.row.duplicate"),
        ("党组织变更", "调整班子", "同日次序", "二", 3, "同日次序", "value.count"),
        ("党员状态", "留党察看", "党员编号", "DY-9999", 2, "党员编号", "exchange.reference.unknown"),
        ("党员状态", "留党察看", "止", "2021-12-31", 2, "止", "value.period"),
        ("党员状态", "留党察看", "起", joining, 2, "起", "ledger.party.early"),
        ("党员状态", "支部党员大会", "决定机构", "", 3, "决定机构", "model.field.due"),
        ("党员状态", "支部党员大会", "决定日期", "2023-02-02", 3, "起", "model.days.order"),
        ("组织生活", "支部党员大会", "实到", "32", 2, "实到", "model.count.exceeds"),
        ("组织生活", "支部党员大会", "流动党员编号", member.no.as_str(), 2, "流动党员编号", "model.field.undue"),
        ("组织生活", "流动党员联系", "流动党员编号", "", 3, "流动党员编号", "model.field.due"),
        ("组织生活", "流动党员联系", "日期", founding, 3, "日期", "ledger.party.early"),
        ("选举", "党组织换届", "候选人", "刘启源 28", 2, "候选人", "exchange.candidate"),
        ("选举", "党组织换届", "候选人", "刘启源 二十八 当选", 2, "候选人", "exchange.candidate"),
        ("选举", "党组织换届", "候选人", "刘启源 28 中选", 2, "候选人", "exchange.candidate"),
        ("选举", "党组织换届", "候选人", "刘启源 29 当选", 2, "候选人", "model.count.exceeds"),
        ("选举", "党组织换届", "候选人", "刘启源 15 当选；钟兆华 13 当选", 2, "候选人", "model.count.exceeds"),
        ("选举", "党组织换届", "候选人", "刘启源 8 当选；钟兆华 13 未当选", 2, "候选人", "model.candidate.passed_over"),
        ("选举", "党组织换届", "候选人", "刘启源 8 当选；刘启源 3 未当选", 2, "候选人", "model.candidate.twice"),
        ("选举", "党组织换届", "到会或投票人数", "33", 2, "到会或投票人数", "model.count.exceeds"),
        ("选举", "党组织换届", "党组织编码", "", 2, "党组织编码", "model.field.due"),
        ("选举", "党组织换届", "日期", founding, 2, "日期", "ledger.party.early"),
        ("选举", "村民委员会换届", "批准机关", "镇党委", 3, "批准机关", "model.field.undue"),
        ("选举", "村民委员会换届", "发出选票", "1401", 3, "发出选票", "model.count.exceeds"),
    ] {
        let plan = plan(&edited(&good, &[(sheet, key, header, text)]), &held);
        let found = plan.report.problems.iter().filter(|it| it.severity != Severity::Note);
        let told: Vec<_> =
            found.map(|it| (&*it.sheet, it.row, it.column.as_deref().unwrap_or_default(), it.code)).collect();
        assert_eq!(told, [(sheet, Some(row), column, code)], "{header} {text}");
        assert_eq!(plan.records.len(), 7, "the other rows come in");
    }
}

#[test]
fn names_of_candidates_are_masked_where_their_cell_is_wrong() {
    let held = imported();
    let (branch, member) = branch_and_member(&held);
    let good = party_life(branch.code.as_str(), member.no.as_str());
    let plan = plan(&edited(&good, &[("选举", "党组织换届", "候选人", "刘启源 28 当选；钟兆华 落选")]), &held);
    let told = plan.report.problems.iter().find(|it| it.severity == Severity::Error).unwrap();
    assert!(told.zh.contains("第 2 名") && told.en.starts_with("candidate 2"), "{}", told.zh);
    assert!(!format!("{told:?}").contains("兆华"), "{told:?}");
}

#[test]
fn a_dissolved_organisation_does_nothing_from_its_last_day_on() {
    let held = imported();
    let (branch, member) = branch_and_member(&held);
    let (branch, member) = (branch.code.as_str(), member.no.as_str());
    let end = |on: &'static str| sheet("党组织变更", &[&[branch, "撤销", on, "", "镇党委", "新党〔2023〕9号", "合并"]]);
    let with = |on, other: usize| vec![end(on), party_life(branch, member)[other].clone()];
    let told = |plan: &Plan| {
        let found = plan.report.problems.iter().filter(|it| it.severity != Severity::Note);
        found.map(|it| (it.sheet.to_string(), it.row, it.code)).collect::<Vec<_>>()
    };
    let gone = |sheet: &str, row| vec![(sheet.to_owned(), Some(row), "ledger.party.dissolved")];
    // In one file: the meeting of 15 April and the election of 16 January meet the first day on which the branch is no more.
    assert_eq!(told(&plan(&with("2023-04-16", 2), &held)), []);
    assert_eq!(told(&plan(&with("2023-04-15", 2), &held)), gone("组织生活", 3));
    assert_eq!(told(&plan(&with("2023-01-17", 3), &held)), []);
    assert_eq!(told(&plan(&with("2023-01-16", 3), &held)), gone("选举", 2));
    // The branch was dissolved before, and the rows come later.
    let before = run(&held, &plan(&[end("2023-01-16")], &held));
    assert_eq!(told(&plan(&party_life(branch, member)[3..], &before)), gone("选举", 2));
    assert_eq!(told(&plan(&[end("2023-01-16")], &before)), [], "the same row again");
    assert_eq!(told(&plan(&[end("2023-05-01")], &before)), gone("党组织变更", 2), "it ends once");
    // The rows came before, and the dissolution comes later.
    for (place, last, after) in
        [(0, "2022-12-01", "2022-12-02"), (2, "2023-04-15", "2023-04-16"), (3, "2023-01-16", "2023-01-17")]
    {
        let before = run(&held, &plan(&party_life(branch, member)[place..=place], &held));
        assert_eq!(told(&plan(&[end(last)], &before)), gone("党组织变更", 2));
        assert_eq!(told(&plan(&[end(after)], &before)), []);
    }
    // Two ends in one file contradict each other, and neither goes in.
    let [first, second] =
        ["2023-01-16", "2023-05-01"].map(|on| [branch, "撤销", on, "", "镇党委", "新党〔2023〕9号", "合并"]);
    let both = plan(&[sheet("党组织变更", &[&first, &second])], &held);
    let twice = |row| ("党组织变更".to_owned(), Some(row), "exchange.reference.ambiguous");
    assert_eq!(told(&both), [twice(2), twice(3)]);
    assert!(both.records.is_empty());
}

#[test]
fn what_hangs_on_a_refused_row_is_refused_and_says_so() {
    let held = imported();
    let (branch, _) = branch_and_member(&held);
    let mut few = few_tables();
    few.extend(party_life(branch.code.as_str(), "DY002"));
    let wrong = plan(&edited(&few, &[("党员", "DY002", "入党日期", "某年")]), &empty());
    let told = problems(&wrong);
    let of = |sheet: &str| told.iter().filter(|it| it.0 == sheet).map(|it| (it.1.as_str(), it.2)).collect::<Vec<_>>();
    assert_eq!(of("党员状态"), [("党员编号", "exchange.reference.refused"); 2]);
    assert_eq!(of("组织生活"), [("流动党员编号", "exchange.reference.refused")]);
    assert!(of("选举").is_empty() && of("党组织变更").is_empty());
    let held = run(&empty(), &wrong);
    assert_eq!((held.all::<PartyStanding>().len(), held.all::<PartyMeeting>().len()), (0, 1));
    let repaired = run(&held, &plan(&few, &held));
    assert_eq!((repaired.all::<PartyStanding>().len(), repaired.all::<PartyMeeting>().len()), (2, 2));
}

#[test]
fn the_party_of_the_village_is_what_the_clerk_counted() {
    let held = imported();
    let kind = |kind| held.all::<PartyOrganisation>().iter().filter(move |one| one.kind == kind);
    assert_eq!(held.all::<PartyOrganisation>().len(), 25);
    assert_eq!(kind(PartyOrganisationKind::BigBranch).count(), 4);
    assert_eq!(kind(PartyOrganisationKind::FunctionalBranch).count(), 7);
    assert_eq!(kind(PartyOrganisationKind::Group).count(), 12);
    let members = held.all::<PartyMember>();
    let ledger_day = day("2023-06-30");
    assert_eq!(members.len(), 118);
    assert_eq!(members.iter().filter(|member| member.is_full_on(ledger_day)).count(), 115);
    assert_eq!(members.iter().filter(|member| member.is_probationary_on(ledger_day)).count(), 3);
    assert_eq!(members.iter().filter(|member| member.has_reported_back_on(ledger_day)).count(), 9);
    assert!(members.iter().all(|member| member.resident.is_some()), "every member lives in the village");
    for one in held.all::<PartyOrganisation>() {
        let belongs = |member: &&PartyMember| {
            let links = [Some(&member.branch), member.group.as_ref(), member.functional_branch.as_ref()];
            links.into_iter().flatten().any(|link| link.id() == Some(one.id))
        };
        let counted = members.iter().filter(belongs).count();
        let of_all = matches!(one.kind, PartyOrganisationKind::VillageCommittee | PartyOrganisationKind::BigCommittee);
        if let (false, Some(stated)) = (of_all, one.stated_members()) {
            assert_eq!(counted, stated.get() as usize, "{}", one.name);
        }
    }
    let pledges = held.all::<Pledge>();
    let persons: HashSet<_> = pledges.iter().map(Pledge::person).collect();
    assert_eq!((pledges.len(), persons.len()), (118, 118));
    assert!(pledges.iter().all(|pledge| pledge.member.is_some()));
    assert_eq!(pledges.iter().filter(|pledge| pledge.is_shown_on(ledger_day)).count(), 104);
    assert_eq!([held.all::<BigCommitteeMember>().len(), held.all::<Pairing>().len()], [8, 5]);
    assert!(held.all::<Pairing>().iter().all(|pairing| pairing.in_force_on(ledger_day)));
}

#[test]
fn posts_are_counted_by_person() {
    let held = imported();
    let ledger_day = day("2023-06-30");
    let posts: Vec<&Post> = held.all::<Post>().iter().filter(|post| post.holds_on(ledger_day)).collect();
    assert_eq!(posts.len(), 119);
    let persons = |is: &dyn Fn(&Post) -> bool| -> BTreeSet<PersonMark> {
        posts.iter().filter(|post| is(post)).map(|post| post.person()).collect()
    };
    let class = |class: PostClass| persons(&move |post| post.class == class).len();
    let (party, committee) = (persons(&Post::is_party_cadre), persons(&Post::is_committee_cadre));
    assert_eq!((party.union(&committee).count(), party.intersection(&committee).count()), (7, 7));
    assert_eq!(persons(&|_| true).len(), 103);
    assert_eq!([class(PostClass::FullTimeOfficer), class(PostClass::PartTimeOfficer)], [7, 34]);
    assert_eq!(class(PostClass::Representative), 46);
    let women = |post: &Post| post.class == PostClass::Representative && post.sex == Sex::Female;
    assert_eq!(persons(&women).len(), 18);
    let households: u32 = posts.iter().filter_map(|post| post.chosen_by_households()).sum();
    assert_eq!(households, 497, "every household stands behind a representative");
    let away = posts.iter().filter(|post| post.resident.is_none()).count();
    assert_eq!(away, 3, "the first secretary and two officers live elsewhere");
    for grid in held.all::<Grid>() {
        let of_grid =
            |class| move |post: &Post| post.class == class && post.grid.as_ref().and_then(Ref::id) == Some(grid.id);
        assert_eq!(persons(&of_grid(PostClass::FullTimeOfficer)).len(), 1);
        let part_time = persons(&of_grid(PostClass::PartTimeOfficer)).len();
        assert_eq!(Some(part_time), grid.stated.part_time.map(|count| count.get() as usize));
    }
}

#[test]
fn activities_gifts_and_stations_are_what_the_clerk_counted() {
    let held = imported();
    let lessons = held.all::<Activity>().iter().filter(|one| one.kind == ActivityKind::Classroom);
    assert_eq!(lessons.clone().count(), 3);
    assert_eq!(lessons.map(|one| one.person_times().get()).sum::<u32>(), 126);
    assert!(held.all::<Activity>().iter().all(|one| !one.lacks_filing()));
    let theme = held.all::<Activity>().iter().find(|one| one.no.as_str() == "HD2023-13").unwrap();
    assert_eq!((theme.parts().len(), theme.material_list().len()), (3, 2));

    let left: Vec<String> = held
        .all::<Donation>()
        .iter()
        .map(|gift| format!("{}{}", gift.left_after(held.all::<Allocation>()).unwrap(), gift.unit))
        .collect();
    assert_eq!(left, ["60瓶", "0批", "0台", "0批"]);
    assert!(held.all::<Donation>().iter().all(|gift| !gift.lacks_device_registration()));

    let learners = held.all::<Training>();
    assert!(learners.iter().all(Training::is_fully_subsidised));
    assert_eq!(learners.iter().map(|one| one.subsidy.fen()).sum::<i64>(), 28 * 80_000);
    let days: Vec<(i32, u32)> =
        held.all::<ReceptionDay>().iter().map(|one| (one.day.year(), one.day.month())).collect();
    assert_eq!(days.iter().collect::<HashSet<_>>().len(), 18, "one a month");
    let findings: Vec<_> =
        held.all::<InspectionItem>().iter().filter(|item| item.result == InspectionResult::Finding).collect();
    assert_eq!(findings.len(), 4);
    assert!(findings.iter().all(|item| item.is_fixed_in_time()));
    let opinions = held.all::<Opinion>();
    assert_eq!(opinions.iter().filter(|one| one.is_replied_on(day("2023-06-30"))).count(), 62);
    assert_eq!(opinions.iter().filter(|one| one.author.is_none()).count(), 16);
    assert!(held.all::<VentureProject>().iter().all(|project| project.societies.is_complete()));
    let orders = held.all::<ServiceOrder>();
    assert_eq!(orders.iter().filter(|order| order.activity.is_some()).count(), 7);
    assert_eq!(orders.iter().filter(|order| order.cooperative.is_some()).count(), 12);
    assert_eq!(
        [
            held.all::<ServiceTeam>().len(),
            orders.len(),
            held.all::<Activity>().len(),
            held.all::<Allocation>().len(),
            held.all::<Station>().len(),
            held.all::<InspectionItem>().len(),
            opinions.len(),
            held.all::<Recognition>().len(),
        ],
        [5, 18, 26, 14, 11, 16, 64, 3]
    );
}

#[test]
fn a_wrong_cell_is_told_at_its_column_and_only_its_row_stays_out() {
    let few = few_tables();
    for (edit, column, code) in [
        (("党员", "DY002", "转正日期", "1999-10-10"), "转正日期", "model.days.order"),
        (("党员", "DY002", "转正日期", "2000-10-10"), "转正日期", "model.party.probation"),
        (("党员", "DY002", "入党日期", "1991-05-28"), "入党日期", "model.party.age"),
        (("党员", "DY002", "性别", "女"), "性别", "model.person.sex"),
        (("党员", "DY002", "流出地", "广东省东莞市"), "流出地", "model.field.undue"),
        (("党员", "DY002", "党小组", "第九党小组"), "党小组", "exchange.reference.unknown"),
        (("党组织", "DHG1", "上级党组织", "中共某镇委员会"), "上级党组织", "exchange.reference.unknown"),
        (("服务队", "同心政策宣讲队", "队员数", "8"), "队员数", "model.team.count"),
        (("党员亮诺", "LN001", "完成期限", "2022-01-01"), "完成期限", "model.days.order"),
        (("结对共建", "GJ2022-01", "甲方(村)", "中共西华村委员会"), "甲方(村)", "exchange.reference.unknown"),
        (("点单接单", "DD2022-02", "接单日期", "2022-10-02"), "接单日期", "model.days.order"),
        (("点单接单", "DD2022-02", "状态", "进行中"), "完成日期", "model.field.undue"),
        (("活动", "HD2022-01", "义诊备案日期", "2022-03-12"), "日期", "model.days.order"),
        (("活动", "HD2022-01", "类别", "义卖"), "类别", "value.label"),
        (("技能培训", "ZXNL20230001", "个人自付(元)", "100"), "培训费(元)", "model.amount.sum"),
        (("捐赠", "JZ2023-01", "数量", "0"), "数量", "model.amount.zero"),
        (("捐赠分配", "FP01", "捐赠编号", "JZ2099-01"), "捐赠编号", "exchange.reference.unknown"),
        (("公益创投", "CT2023-01", "申请资助(元)", "192001"), "项目预算(元)", "model.amount.sum"),
        (
            ("公益创投", "CT2023-01", "统一社会信用代码", "52440118MJK000014X"),
            "统一社会信用代码",
            "value.credit_code.check_digit",
        ),
        (("站点", "东华村卫生站", "纬度", ""), "纬度", "model.field.needs"),
        (("民意", "MY2022-058", "答复日期", "2022-03-01"), "答复日期", "model.days.order"),
    ] {
        let plan = plan(&edited(&few, &[edit]), &empty());
        let told = problems(&plan);
        let own: Vec<_> = told.iter().filter(|(sheet, ..)| sheet == edit.0).collect();
        assert_eq!(own, [&(edit.0.to_owned(), column.to_owned(), code)], "{edit:?}");
        let pending = |problem: &&(String, String, &str)| problem.2 == "exchange.reference.pending";
        assert_eq!(told.iter().filter(pending).count(), told.len() - 1, "{edit:?}: only links to it wait");
    }
}

#[test]
fn members_of_a_group_whose_row_is_wrong_wait_for_it() {
    let wrong = plan(&edited(&tables(), &[("党组织", "DHZ1-3", "成立日期", "2022-13-25")]), &empty());
    let waiting = problems(&wrong).iter().filter(|problem| problem.2 == "exchange.reference.pending").count();
    let held = run(&empty(), &wrong);
    let open: Vec<_> = held.all::<PartyMember>().iter().filter_map(|member| member.group.as_ref()?.pending()).collect();
    assert_eq!(held.all::<PartyMember>().len(), 118);
    assert!(!open.is_empty() && open.len() == waiting);
    let exported = exported(&held).into_iter().find(|table| &*table.name == "党员").unwrap();
    let third = |row: &&TableRow| matches!(row.cell(10), Cell::Text(text) if &**text == "第三党小组");
    assert_eq!(exported.rows.iter().filter(third).count(), 38, "as the clerk wrote it, waiting or not");

    let right = plan(&tables(), &held);
    nothing_wrong(&right);
    let held = run(&held, &right);
    assert!(
        held.all::<PartyMember>().iter().all(|member| member.group.as_ref().is_some_and(|group| group.id().is_some()))
    );
}

#[test]
fn a_pledge_waits_for_its_member_without_writing_down_his_number() {
    let wrong = plan(&edited(&tables(), &[("党员", "DY001", "入党日期", "某年")]), &empty());
    let number = "530399195707192064";
    assert!(problems(&wrong).contains(&("党员亮诺".to_owned(), "身份证号".to_owned(), "exchange.reference.pending")));
    assert!(!format!("{:?}", wrong.report).contains(number));
    let held = run(&empty(), &wrong);
    let waits = held.all::<Pledge>().iter().find(|pledge| pledge.member.is_none()).unwrap();
    assert!(!format!("{waits:?}").contains(number));
    assert_eq!(waits.identity.get().unwrap().as_str(), number);
    let person: Key = waits.resident.unwrap().key();
    assert_eq!(Entity::subject(waits), person, "his own key seals it");

    let held = run(&held, &plan(&tables(), &held));
    assert!(held.all::<Pledge>().iter().all(|pledge| pledge.member.is_some()));
}
