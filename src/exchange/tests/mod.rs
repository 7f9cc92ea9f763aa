//! Imports of small tables, in every state in which a clerk hands them in.

mod donghua;
mod files;
mod noise;
mod village;

use village::Memory;

use crate::exchange::{Cell, ImportReport, Nature, Options, Plan, Severity, Table};
use crate::value::Day;

fn coops() -> Table {
    Table::new("台账.xlsx", "合作社")
        .row(["东华村经济合作社登记表"])
        .row(["填报单位：东华村村民委员会　　填报日期：2023年6月30日"])
        .row(["序号", "代码", "名称", "资金(元)"])
        .row([Cell::Number(1.0), "N1".into(), "一社".into(), Cell::Number(852_343.75)])
        .row([Cell::Number(2.0), "N2".into(), " 二 社".into(), "1200".into()])
}

fn houses() -> Table {
    let day = |text: &str| Cell::Date(crate::value::Plain::parse(text).unwrap());
    Table::new("台账.xlsx", "房屋")
        .row(["东华村房屋台账"])
        .row(["序号", "房屋编号", "建筑信息", "", "权属信息", "", "租户信息"])
        .row(["", "", "层数", "建成日期", "所属合作社", "联系电话", "联系电话"])
        .row([
            Cell::Number(1.0),
            "DH-01".into(),
            Cell::Number(4.0),
            day("2008-05-01"),
            "一社".into(),
            "154".into(),
            "161".into(),
        ])
        .row([Cell::Number(2.0), "ＤＨ－02".into(), "３".into(), "2008年5月1日".into(), "一社".into()])
        .row([Cell::Number(3.0), "DH-03".into(), Cell::Number(2.0), Cell::Empty, "N2".into()])
        .row(["合计", "", "9"])
        .row(["填表说明：房屋编号由“DH”和顺序号组成。"])
}

fn persons() -> Table {
    Table::new("台账.xlsx", "居住人员")
        .row(["居住人员台账"])
        .row(["序号", "姓名", "证件号码", "房屋编号", "入住日期"])
        .row(["1", "张　伟", "10000001", "DH-01", "20220301"])
        .row(["2", "李四", "10000010", "DH-02", "2022/3/1"])
        .row(["3", "王五", "10000100", "DH-03", "2022-03-01"])
}

fn codes(plan: &Plan) -> Vec<(u32, &str, &str)> {
    let errors = plan.report.errors();
    errors.map(|problem| (problem.row.unwrap_or(0), problem.column.as_deref().unwrap_or(""), problem.code)).collect()
}

fn counts(report: &ImportReport, sheet: &str) -> [usize; 5] {
    let sheet = report.sheet(sheet).unwrap();
    [sheet.rows, sheet.new, sheet.changed, sheet.unchanged, sheet.refused]
}

#[test]
fn a_workbook_goes_in_with_forward_links_and_the_same_again_changes_nothing() {
    let mut ledger = Memory::default();
    let tables = [persons(), coops(), houses()];
    let plan = ledger.import(&tables);
    assert_eq!(plan.report.problems, []);
    assert_eq!(plan.report.totals(), [8, 8, 0, 0, 0, 0]);
    let skipped = &plan.report.sheet("房屋").unwrap().skipped;
    assert_eq!((skipped.totals.as_slice(), skipped.notes.as_slice()), ([7].as_slice(), [8].as_slice()));
    let (one, two) = (ledger.house("DH-01").unwrap(), ledger.house("DH-02").unwrap());
    assert_eq!((one.built, one.coop.clone()), (two.built, two.coop.clone()));
    assert_eq!(one.owner_phone.as_ref().map(ToString::to_string).as_deref(), Some("154"));
    assert_eq!(one.tenant_phone.as_ref().map(ToString::to_string).as_deref(), Some("161"), "equal headers, by group");
    assert_eq!(two.floors.get(), 3);

    let again = ledger.import(&tables);
    assert!(again.is_empty(), "{:?}", again.records);
    assert_eq!(again.report.totals(), [8, 0, 0, 8, 0, 0]);
}

#[test]
fn columns_may_be_swapped_hidden_or_named_by_a_synonym() {
    let mut ledger = Memory::default();
    ledger.import(&[coops(), houses()]);
    let swapped = Table::new("合作社.csv", "合作社").row(["名称*", "资金（元）", "统一社会信用代码", "序号"]).row([
        "一社",
        "852343.75",
        "N1",
        "1",
    ]);
    let plan = ledger.import(&[swapped]);
    assert_eq!(counts(&plan.report, "合作社"), [1, 0, 0, 1, 0]);
    assert_eq!(plan.report.sheet("合作社").unwrap().absent, 1, "the second one is listed");
    let absent = plan.report.problems.last().unwrap();
    assert_eq!(
        (absent.code, absent.severity, absent.value.as_deref()),
        ("exchange.row.absent", Severity::Note, Some("N2"))
    );
    assert!(plan.is_empty(), "and nothing is deleted");
}

#[test]
fn half_the_rows_wrong_are_each_reported_with_all_their_problems_and_the_others_go_in() {
    let mut ledger = Memory::default();
    let table = Table::new("台账.xlsx", "居住人员")
        .row(["姓名", "证件号码", "房屋编号", "入住日期"])
        .row(["张伟", "10000001", "DH-01", "2022-03-01"])
        .row(["李4", "10000000", "DH-01", "2022-02-30"])
        .row(["王五", "10000100", "DH-01", "2022-03-01"])
        .row(["", "4.40118E+17", "DH-01", "2022-03-01"])
        .row(["赵六", "10001000", "DH-99", "2022-03-01"])
        .row(["钱七", "10000001", "DH-01", "2022-03-01"])
        .row([Cell::from("孙八"), Cell::Number(4.401_181_990_010_1e17), "DH-01".into(), "2022-03-01".into()]);
    let plan = ledger.import(&[table, coops(), houses()]);
    assert_eq!(
        codes(&plan),
        [
            (3, "姓名", "value.person_name"),
            (3, "证件号码", "value.ref_no"),
            (3, "入住日期", "value.day"),
            (5, "姓名", "value.empty"),
            (5, "证件号码", "exchange.cell.mangled_number"),
            (6, "房屋编号", "exchange.reference.unknown"),
            (7, "证件号码", "exchange.row.duplicate"),
            (8, "证件号码", "exchange.cell.mangled_number"),
        ]
    );
    assert_eq!(counts(&plan.report, "居住人员"), [7, 2, 0, 0, 5]);
    assert_eq!(ledger.persons().len(), 2);
    let by_code = |code: &str| plan.report.errors().find(|problem| problem.code == code).unwrap();
    assert_eq!(by_code("value.ref_no").value.as_deref(), Some("100***00"), "sensitive, so masked");
    assert_eq!(by_code("value.day").value.as_deref(), Some("2022-02-30"));
    assert!(by_code("exchange.row.duplicate").zh.contains("第 2 行"));
    assert!(by_code("exchange.reference.unknown").zh.contains("DH-99"));
    for problem in &plan.report.problems {
        assert!(!format!("{problem:?}").contains("10000000"), "no sensitive value in the clear");
        assert!(!problem.zh.contains('?') && !problem.en.contains('?'), "{problem:?}");
    }
    let markdown = plan.report.markdown(crate::error::Lang::Zh);
    assert!(markdown.contains("| 居住人员 | 7 | 2 | 0 | 0 | 5 | 0 |"), "{markdown}");
    assert_eq!(plan.report.csv().lines().count(), 9);
}

#[test]
fn an_edited_row_is_one_correction_and_a_change_when_the_run_says_so() {
    let mut ledger = Memory::default();
    ledger.import(&[coops(), houses()]);
    let mut edited = houses();
    edited.rows[4].cells[2] = Cell::Number(5.0);
    let on = Options { change_on: Day::of(2023, 7, 1) };
    let change = ledger.plan_with(std::slice::from_ref(&edited), &on);
    assert_eq!(change.records.iter().map(|planned| planned.nature).collect::<Vec<_>>(), [Nature::Change]);
    let plan = ledger.import(&[edited]);
    let [planned] = plan.records.as_slice() else { panic!("{:?}", plan.records) };
    assert_eq!((planned.nature, planned.sheet, planned.row), (Nature::Correct, "房屋", Some(5)));
    assert_eq!(counts(&plan.report, "房屋"), [3, 0, 1, 2, 0]);
    assert_eq!(ledger.house("DH-02").unwrap().floors.get(), 5);
}

#[test]
fn a_link_to_a_refused_row_is_pending_and_closes_when_that_row_is_repaired() {
    for (at, wrong) in [(2, Cell::from("两层")), (2, Cell::Number(0.0))] {
        let mut ledger = Memory::default();
        let mut faulty = houses();
        faulty.rows[3].cells[at] = wrong;
        let plan = ledger.import(&[persons(), coops(), faulty]);
        assert_eq!(counts(&plan.report, "房屋"), [3, 2, 0, 0, 1]);
        assert_eq!(counts(&plan.report, "居住人员"), [3, 3, 0, 0, 0], "stored all the same");
        let warnings: Vec<_> = plan.report.problems.iter().filter(|p| p.severity == Severity::Warning).collect();
        let [warning] = warnings.as_slice() else { panic!("{warnings:?}") };
        assert_eq!((warning.code, warning.row), ("exchange.reference.pending", Some(3)));
        let pending =
            |ledger: &Memory| ledger.persons().iter().filter(|person| person.house.pending().is_some()).count();
        assert_eq!(pending(&ledger), 1);

        // The repaired sheet alone: the link closes though the person's row is not in the file.
        let repaired = ledger.import(&[houses()]);
        assert_eq!((repaired.report.relinked, repaired.records.len()), (1, 2));
        assert_eq!(pending(&ledger), 0);
        assert!(ledger.import(&[persons(), coops(), houses()]).is_empty());
    }
}

#[test]
fn links_to_two_records_under_one_name_are_refused() {
    let mut ledger = Memory::default();
    let mut two = coops();
    two.rows[4].cells[2] = "一社".into();
    let plan = ledger.import(&[two, houses()]);
    assert_eq!(
        codes(&plan),
        [(4, "所属合作社", "exchange.reference.ambiguous"), (5, "所属合作社", "exchange.reference.ambiguous")]
    );
    assert_eq!(counts(&plan.report, "合作社"), [2, 2, 0, 0, 0]);
}

#[test]
fn invariants_of_records_are_problems_of_their_rows() {
    let mut ledger = Memory::default();
    let mut table = coops();
    table.rows[3].cells[3] = Cell::Number(-1.0);
    let plan = ledger.import(&[table]);
    assert_eq!(codes(&plan), [(4, "资金(元)", "exchange.row.rule")]);
}

#[test]
fn a_sheet_with_marks_on_persons_is_refused_whole() {
    let mut ledger = Memory::default();
    for bad in ["关注程度", "积分", "风险等级", "人脸照片"] {
        let mut table = persons();
        table.rows[1].cells.push(bad.into());
        let plan = ledger.plan(&[table, coops(), houses()]);
        assert_eq!(codes(&plan), [(0, bad, "exchange.column.forbidden")]);
        assert!(plan.report.sheet("居住人员").unwrap().left_out);
    }
    let register = Table::new("台账.xlsx", "重点人员").row(["姓名"]).row(["张三"]);
    assert_eq!(codes(&ledger.plan(&[register])), [(0, "", "exchange.column.forbidden")]);
}

#[test]
fn headers_that_are_missing_double_or_unknown_are_told() {
    let mut ledger = Memory::default();
    let mut missing = persons();
    missing.rows[1].cells[2] = "证号".into();
    assert_eq!(codes(&ledger.plan(&[missing])), [(0, "证件号码", "exchange.column.missing")]);
    let mut double = persons();
    double.rows[1].cells.push("姓名".into());
    assert_eq!(codes(&ledger.plan(&[double])), [(0, "姓名", "exchange.column.twice")]);
    let none = Table::new("台账.xlsx", "居住人员").row(["谁", "哪里"]).row(["张三", "村口"]);
    assert_eq!(codes(&ledger.plan(&[none]))[0].2, "exchange.sheet.header");
    let mut extra = persons();
    extra.rows[1].cells.push("爱好".into());
    let plan = ledger.plan(&[extra, coops(), houses(), Table::new("台账.xlsx", "其他").row(["x"])]);
    let told: Vec<_> = plan.report.problems.iter().map(|p| (p.code, p.severity)).collect();
    assert_eq!(told, [("exchange.column.unknown", Severity::Warning), ("exchange.sheet.unknown", Severity::Note)]);
}

#[test]
fn sheets_without_key_columns_are_known_by_their_whole_row() {
    let mut ledger = Memory::default();
    let meetings = |topic: &str| {
        Table::new("会议.csv", "会议").row(["日期", "主要议题", "主持人"]).row(["2023-05-01", topic, "甲"]).row([
            "2023-06-01",
            "换届",
            "",
        ])
    };
    assert_eq!(counts(&ledger.import(&[meetings("公开")]).report, "会议"), [2, 2, 0, 0, 0]);
    assert!(ledger.import(&[meetings(" 公开　")]).is_empty());
    let edited = ledger.import(&[meetings("村务公开")]);
    assert_eq!(counts(&edited.report, "会议"), [2, 1, 0, 1, 0]);
    assert_eq!(edited.report.sheet("会议").unwrap().absent, 1);
    let twice = Table::new("会议.csv", "会议")
        .row(["日期", "主要议题", "主持人"])
        .row(["2023-05-01", "甲", "乙"])
        .row(["2023年5月1日", "甲", "乙"]);
    assert_eq!(codes(&ledger.plan(&[twice])), [(3, "", "exchange.row.duplicate")]);
}
