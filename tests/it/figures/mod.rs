//! Every figure of the inventory, computed from the clerk's workbook; and each moves when one of its records does.

mod moves;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use cunwu::exchange::{MapFile, Options, Plan, RowSource, Workbook, sheets};
use cunwu::ledger::Held;
use cunwu::model::*;
use cunwu::report::village::{FiveGovernance, VillageBook, VillageProfile};
use cunwu::report::{FigureSet, Html, Markdown, Render, Report, Verdict};
use cunwu::schema::Entity;
use cunwu::value::{Day, Plain};
use uuid::Uuid;

use crate::golden;

/// The ledger's day.
pub(super) fn ledger_day() -> Day {
    Day::of(2023, 6, 30).unwrap()
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/donghua/data").join(name)
}

/// What a plan puts, by kind: the ledger after its first import.
macro_rules! kinds {
    ($($kind:ident)+) => {
        fn nothing() -> Held {
            Held::new()$(.with::<$kind>(Vec::new()))+
        }

        fn held_of(plan: &Plan) -> Held {
            Held::new()$(.with::<$kind>(records(plan)))+
        }
    };
}

kinds! {
    Activity Allocation Allowance Asset BigCommitteeMember Campaign CareEntry Case Contract ContractPeriod Cooperative
    CounterService Deal Decision DecisionStep Donation FailedRound Grid House Household IncidentStatistics InspectionItem
    Letting MapSheet Mediation Meeting Opinion Outline Pairing PartyMember PartyOrganisation PatrolSighting Pledge Post
    ReceptionDay Recognition RepairProject Residence Resident RulesClause ServiceOrder ServiceTeam StatedFigure Station
    StepEvidence StudioMember Survey Training Vehicle VentureProject Venue VillageRules Visit WorkbookIndex
}

fn records<E: Entity>(plan: &Plan) -> Vec<E> {
    plan.records.iter().filter_map(|planned| planned.record.typed::<E>()).cloned().collect()
}

/// The workbook and the village's boundary, read and planned.
fn plan() -> &'static Plan {
    static PLAN: OnceLock<Plan> = OnceLock::new();
    PLAN.get_or_init(|| {
        let tables = Workbook::open(data("东华村台账.xlsx")).unwrap().tables().unwrap();
        let mut next = 0_u128;
        let mut mint = || {
            next += 1;
            Uuid::from_u128(next)
        };
        let mut plan = Plan::build(&sheets::all(), &tables, &nothing(), &Options::default(), &mut mint).unwrap();
        let boundary = MapFile::open(data("village.geojson"), OutlineOf::Village).unwrap();
        plan.add_maps(&[boundary], &nothing(), &mut mint).unwrap();
        plan
    })
}

/// Everything that the village's ledger holds.
pub(super) fn donghua() -> Held {
    held_of(plan())
}

pub(super) fn shown(figures: &FigureSet, row: u16) -> String {
    figures.computed(row).unwrap().map(|figure| figure.value.plain()).unwrap_or_default()
}

/// Rows for which something was computed.
pub(super) fn computed(figures: &FigureSet) -> Vec<u16> {
    figures.rows().map(|row| row.row).filter(|row| figures.computed(*row).unwrap().is_some()).collect()
}

#[test]
fn every_figure_of_the_articles_comes_out_of_the_records() {
    let held = donghua();
    let figures = VillageBook::new(&held, ledger_day()).figures().unwrap();
    assert_eq!(figures.missing(), [0_u16; 0]);
    let told = |row: &u16| format!("{row}: {}", shown(&figures, *row));
    assert_eq!(figures.differing().iter().map(told).collect::<Vec<_>>(), [""; 0]);
    assert_eq!(figures.unplaced(), [0_u16; 0]);
    let wrong: Vec<String> = EXPECTED
        .iter()
        .filter(|(row, value)| shown(&figures, *row) != *value)
        .map(|(row, value)| format!("{row}: {} instead of {value}", shown(&figures, *row)))
        .collect();
    assert_eq!(wrong, [""; 0]);
    let unexpected: Vec<u16> =
        computed(&figures).into_iter().filter(|row| EXPECTED.iter().all(|(expected, _)| expected != row)).collect();
    assert_eq!(unexpected, [0_u16; 0], "every computed row has its expected value");
}

#[test]
fn what_outsiders_state_stands_beside_the_count_and_is_never_merged() {
    let held = donghua();
    let figures = VillageBook::new(&held, ledger_day()).figures().unwrap();
    let verdict = |row| figures.verdict(row).unwrap();
    for row in [16, 20, 28, 49, 89, 91, 114] {
        assert_eq!(verdict(row), Some(Verdict::WithinMark), "row {row}");
    }
    assert_eq!(verdict(19), Some(Verdict::Equal));
    assert_eq!(verdict(24), Some(Verdict::NotStated));
    let of = |row| figures.computed(row).unwrap().unwrap();
    let january = Day::of(2023, 1, 31);
    assert_eq!((of(19).as_of, of(20).as_of, of(104).as_of), (january, january, Some(ledger_day())));
    assert!(of(20).how.contains("≈8500") || of(20).how.contains("约8500"), "{}", of(20).how);
    assert!(of(31).how.contains("27,275,000.00 元；【合同】总金额之和 27,275,000.00 元，两者相符"), "{}", of(31).how);
    assert!(of(25).how.contains("妇女 18 人"));
    assert!(of(27).how.contains("7 个网格中恰有 1 名的 7 个"));
    let inputs = VillageBook::new(&held, ledger_day()).inputs().unwrap();
    assert!(inputs.grid_checks.iter().all(|line| {
        [line.houses, line.residents, line.lets, line.sheets, line.part_time]
            .iter()
            .all(|pair| pair.agrees() && pair.stated.is_some())
    }));
    assert!(inputs.cooperatives.iter().all(|line| {
        [line.households, line.registered, line.houses].iter().all(|pair| pair.agrees() && pair.stated.is_some())
    }));
    let differing: Vec<&str> = inputs
        .facts
        .iter()
        .filter(|fact| fact.counted.as_ref().is_none_or(|counted| fact.stated.compare(counted) == Verdict::Differs))
        .map(|fact| fact.item.as_str())
        .collect();
    assert_eq!(differing, ["全市城中村"], "only what no record of the village can answer stands alone");
}

#[test]
fn exact_ratios_are_rounded_half_up_to_two_places() {
    let held = donghua();
    let figures = VillageBook::new(&held, ledger_day()).figures().unwrap();
    let told = format!("{} {}", figures.computed(89).unwrap().unwrap().how, figures.computed(90).unwrap().unwrap().how);
    for part in ["36→17（−52.78%）", "7→4（−42.86%）", "12→6（−50.00%）", "9→4（−55.56%）", "3→1（−66.67%）"]
    {
        assert!(told.contains(part), "{told}");
    }
}

#[test]
fn the_list_of_figures_is_what_the_generator_writes() {
    let figures = VillageBook::new(&donghua(), ledger_day()).figures().unwrap();
    let text = Markdown.to_text(&figures.to_document().unwrap()).unwrap();
    golden::check_at("examples/donghua/FIGURES.md", &text);
}

#[tokio::test]
async fn both_reports_show_every_computed_row() {
    let held = donghua();
    let figures = VillageBook::new(&held, ledger_day()).figures().unwrap();
    let profile = VillageProfile::on(ledger_day()).compute(&held).await.unwrap();
    let five = FiveGovernance::on(ledger_day()).compute(&held).await.unwrap();
    let text = Markdown.to_text(&profile).unwrap();
    for row in figures.rows().filter(|row| figures.computed(row.row).unwrap().is_some()) {
        let name = row.zh.replace('*', "\\*").replace('_', "\\_");
        assert!(text.contains(&name), "row {}: {}", row.row, row.zh);
    }
    let text = Markdown.to_text(&five).unwrap();
    assert!(!text.contains("台账没有"), "{text}");
    for table in ["各网格计得与填报", "每月走访连访", "警情月度总数", "集体资产交易"] {
        assert!(text.contains(table), "{table}");
    }
    assert!(Html.to_text(&five).unwrap().contains("<svg"));
}

/// What each row gives; a row that says nothing of its own day holds for the ledger's.
const EXPECTED: &[(u16, &str)] = &[
    (1, "271"),
    (2, "271"),
    (5, "1"),
    (6, "5"),
    (7, "1"),
    (8, "1"),
    (9, "5"),
    (15, "440118 / 440118101 / 440118101224"),
    (16, "1.498774"),
    (17, "4"),
    (18, "2023-01"),
    (19, "1867"),
    (20, "8503"),
    (21, "7"),
    (22, "100.00"),
    (23, "118"),
    (24, "9"),
    (25, "46"),
    (26, "7"),
    (27, "7"),
    (28, "34"),
    (29, "20"),
    (30, "32"),
    (31, "2727.50"),
    (33, "25"),
    (34, "1"),
    (35, "8"),
    (36, "4"),
    (37, "7"),
    (38, "5"),
    (39, "118"),
    (41, "1"),
    (42, "4"),
    (43, "5"),
    (44, "1"),
    (45, "18"),
    (46, "16"),
    (47, "3"),
    (48, "2"),
    (49, "126"),
    (50, "1"),
    (51, "4"),
    (52, "2"),
    (53, "3000"),
    (54, "1"),
    (55, "1"),
    (56, "1"),
    (57, "1"),
    (58, "1"),
    (59, "2"),
    (60, "5"),
    (63, "41"),
    (64, "7"),
    (65, "35/35"),
    (66, "2741"),
    (67, "1495"),
    (68, "224"),
    (69, "11608"),
    (70, "224"),
    (71, "471"),
    (72, "471"),
    (73, "12158"),
    (74, "1435"),
    (75, "1103"),
    (77, "1103"),
    (79, "4+2"),
    (80, "33"),
    (81, "2"),
    (82, "已完成"),
    (83, "3"),
    (84, "64"),
    (85, "100"),
    (86, "6"),
    (87, "3"),
    (88, "75"),
    (89, "-52.78"),
    (90, "-66.67..-42.86"),
    (91, "49"),
    (92, "1"),
    (94, "1"),
    (95, "9"),
    (96, "10"),
    (97, "1"),
    (98, "1"),
    (99, "1"),
    (103, "1495"),
    (104, "11608"),
    (105, "15"),
    (109, "1"),
    (110, "1"),
    (111, "1"),
    (112, "2362"),
    (114, "704"),
    (115, "6"),
    (116, "2"),
    (117, "1"),
    (118, "1"),
    (119, "1"),
    (120, "4"),
    (121, "3"),
    (122, "34"),
    (123, "1"),
    (124, "64"),
    (125, "18"),
    (126, "9"),
    (127, "7"),
    (128, "36"),
    (129, "1"),
    (130, "1"),
    (131, "1"),
    (132, "9"),
    (133, "2"),
    (134, "2"),
    (135, "1"),
    (136, "1"),
    (137, "800.00"),
    (138, "21"),
    (141, "100/1000/10000"),
    (142, "1"),
    (143, "1"),
    (144, "3"),
    (148, "2"),
    (149, "2"),
    (150, "1"),
    (153, "4"),
    (154, "4"),
    (155, "30/100/200/300"),
    (156, "06-13"),
    (158, "2"),
    (159, "2"),
    (160, "4"),
    (161, "4"),
    (162, "4"),
    (163, "4"),
    (164, "2"),
    (167, "4"),
    (168, "3"),
];
