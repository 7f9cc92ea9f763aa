//! One input row changes, and exactly the figures that rest on it move.

use std::collections::BTreeSet;

use cunwu::ledger::Held;
use cunwu::model::*;
use cunwu::report::village::VillageBook;
use cunwu::report::{FigureSet, Number};
use cunwu::schema::Entity;
use cunwu::value::{Count, CreditCode, Day, Figure, Money, Month, PartialDate, Period, PersonName, Plain, Text, YesNo};

use super::{computed, donghua, ledger_day, shown};

/// Rows that count a list which the articles give and no record holds: nothing in a ledger can move them.
const LISTS: [(u16, &str); 3] = [(83, "宜居宜业宜商"), (148, "小结讲评、汇报业务"), (168, "规范化、标准化、常态化")];

/// A ledger, its figures, and the rows that moved so far.
struct Bench {
    held: Held,
    before: FigureSet,
    moved: BTreeSet<u16>,
    wrong: Vec<String>,
}

fn figures(held: &Held) -> FigureSet {
    VillageBook::new(held, ledger_day()).figures().unwrap()
}

impl Bench {
    fn new() -> Self {
        let held = donghua();
        let before = figures(&held);
        Self { held, before, moved: BTreeSet::new(), wrong: Vec::new() }
    }

    /// Changes the records of one kind, looks which rows give something else, and puts the records back.
    fn moves<E: Entity>(&mut self, rows: &[u16], change: impl FnOnce(&mut Vec<E>)) {
        let old = self.held.all::<E>().to_vec();
        let mut new = old.clone();
        change(&mut new);
        assert!(new != old, "{}: nothing changed for {rows:?}", E::SPEC.zh);
        self.held.insert(new);
        let after = figures(&self.held);
        self.held.insert(old);
        let all: BTreeSet<u16> = computed(&self.before).into_iter().chain(computed(&after)).collect();
        let moved: Vec<u16> = all.into_iter().filter(|row| shown(&self.before, *row) != shown(&after, *row)).collect();
        if moved != rows {
            let told: Vec<String> = moved.iter().map(|row| format!("{row}={}", shown(&after, *row))).collect();
            self.wrong.push(format!("{}: {rows:?} should move, but {told:?} did", E::SPEC.zh));
        }
        self.moved.extend(moved);
    }

    /// The first wanted record is gone.
    fn without<E: Entity>(&mut self, rows: &[u16], wanted: impl Fn(&E) -> bool) {
        self.moves::<E>(rows, |list| {
            let at = list.iter().position(&wanted).expect("a wanted record");
            list.remove(at);
        });
    }

    /// All wanted records are gone.
    fn without_all<E: Entity>(&mut self, rows: &[u16], wanted: impl Fn(&E) -> bool) {
        self.moves::<E>(rows, |list| list.retain(|one| !wanted(one)));
    }

    /// The first wanted record says something else.
    fn edited<E: Entity>(&mut self, rows: &[u16], wanted: impl Fn(&E) -> bool, edit: impl Fn(&mut E)) {
        self.moves::<E>(rows, |list| edit(list.iter_mut().find(|one| wanted(one)).expect("a wanted record")));
    }

    /// All wanted records say something else.
    fn all_edited<E: Entity>(&mut self, rows: &[u16], wanted: impl Fn(&E) -> bool, edit: impl Fn(&mut E)) {
        self.moves::<E>(rows, |list| list.iter_mut().filter(|one| wanted(one)).for_each(&edit));
    }
}

fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

fn one_less(count: Count) -> Count {
    Count::new(count.get() - 1)
}

#[test]
fn each_figure_moves_with_its_records_and_with_no_others() {
    let mut bench = Bench::new();
    facts(&mut bench);
    campaigns(&mut bench);
    posts(&mut bench);
    party(&mut bench);
    places(&mut bench);
    residents(&mut bench);
    assets(&mut bench);
    activities(&mut bench);
    donations(&mut bench);
    groundwork(&mut bench);
    decisions(&mut bench);
    order(&mut bench);
    care(&mut bench);
    stations(&mut bench);
    outside(&mut bench);
    assert!(bench.wrong.is_empty(), "{:#?}", bench.wrong);
    let still: Vec<u16> = computed(&bench.before)
        .into_iter()
        .filter(|row| !bench.moved.contains(row) && LISTS.iter().all(|(list, _)| list != row))
        .collect();
    assert_eq!(still, [0_u16; 0], "rows that no change of a record moved");
    for (row, name) in LISTS {
        assert!(bench.before.computed(row).unwrap().unwrap().how.contains("没有记录"), "{row} {name}");
    }
}

fn facts(bench: &mut Bench) {
    let of = |item: &'static str| move |fact: &StatedFigure| fact.item.as_str() == item;
    let words = |to: &'static str| move |fact: &mut StatedFigure| fact.value = StatedValue::Words(text(to));
    bench.edited(&[1], of("全市城中村"), |fact: &mut StatedFigure| {
        fact.value = StatedValue::Figure(Figure::parse("272").unwrap());
    });
    bench.edited(&[9], of("工作模式"), words("强基治理、精准治理"));
    bench.edited(&[15], of("行政区划代码"), words("440118101225"));
    let december =
        |fact: &mut StatedFigure| fact.as_of = Some(AsOf::At(PartialDate::Month(Month::of(2022, 12).unwrap())));
    bench.edited(&[18, 19], of("户籍人口"), december);
    bench.edited(&[20], of("外来人员"), december);
}

fn campaigns(bench: &mut Bench) {
    let of = |name: &'static str| move |one: &Campaign| one.name.as_str().contains(name);
    let note = |to: &'static str| move |one: &mut Campaign| one.note = Some(text(to));
    bench.edited(&[2], of("城中村治理"), note("全市272个城中村"));
    bench.without::<Campaign>(&[50, 153], of("主题教育"));
    bench.edited(&[153], of("主题教育"), note("学思想、强党性"));
    bench.edited(&[141], of("百县千镇万村"), note("122县、1609镇、26000村"));
    bench.edited(&[85], of("百日行动"), |one: &mut Campaign| {
        let until = one.period.until().map(Day::next);
        one.period = Period::new(one.period.from(), until).unwrap();
    });
}

fn posts(bench: &mut Bench) {
    let class = |class: PostClass| move |post: &Post| post.class == class;
    bench.without(&[5, 7, 8], class(PostClass::FirstSecretary));
    bench.without(&[22], Post::is_party_cadre);
    let one = bench.held.all::<Post>().iter().find(|post| post.is_party_cadre()).map(Post::person);
    bench.without_all(&[21], |post: &Post| post.class == PostClass::Cadre && Some(post.person()) == one);
    bench.without(&[25], class(PostClass::Representative));
    bench.without(&[27, 63, 64], class(PostClass::FullTimeOfficer));
    let part = |from: &'static str| {
        move |post: &Post| {
            post.class == PostClass::PartTimeOfficer && post.source.as_ref().is_some_and(|text| text.as_str() == from)
        }
    };
    bench.without(&[28, 63], part("楼栋长"));
    bench.without(&[28, 29, 63], part("治保队员"));
}

fn party(bench: &mut Bench) {
    bench.without(&[23], |one: &PartyMember| one.floating.is_none());
    bench.edited(&[24], |one: &PartyMember| one.reported_back().is_some(), |one| one.floating = None);
    let kind = |kind: PartyOrganisationKind| move |one: &PartyOrganisation| one.kind == kind;
    bench.without(&[33, 34], kind(PartyOrganisationKind::BigCommittee));
    bench.without(&[33, 36], kind(PartyOrganisationKind::BigBranch));
    bench.without(&[33, 37], kind(PartyOrganisationKind::FunctionalBranch));
    bench.without(&[35], |_: &BigCommitteeMember| true);
    bench.without(&[38], |_: &ServiceTeam| true);
    bench.without(&[39], |_: &Pledge| true);
    bench.without(&[6, 41, 43], |one: &Pairing| one.level == PairingLevel::Committee);
    bench.without(&[6, 42, 43], |one: &Pairing| one.level == PairingLevel::Branch);
    bench.without(&[45], |one: &ServiceOrder| one.state == OrderState::Accepted);
    bench.without(&[45, 46], |one: &ServiceOrder| one.state == OrderState::Done);
}

fn places(bench: &mut Bench) {
    bench.without(&[17], |_: &Cooperative| true);
    bench.without(&[26, 64, 103], |_: &Grid| true);
    bench.edited(
        &[16],
        |one: &Outline| one.of == OutlineOf::Village,
        |one| {
            if let Some(spot) = one.parts[0][0].first_mut() {
                spot[0] += 200;
            }
        },
    );
    bench.without(&[103], |house: &House| house.is_let == YesNo::No);
    bench.edited(&[77], |house: &House| house.is_let == YesNo::Yes, |house| house.is_let = YesNo::No);
    bench.without(&[105], |_: &MapSheet| true);
}

fn residents(bench: &mut Bench) {
    let january = Day::of(2023, 1, 31).unwrap();
    let outside: BTreeSet<_> =
        bench.held.all::<Resident>().iter().filter(|one| one.is_outside()).map(|one| one.id).collect();
    let people =
        |stay: &Residence, held: &Held| held.all::<Residence>().iter().filter(|one| one.house == stay.house).count();
    let crowded: BTreeSet<_> = bench
        .held
        .all::<Residence>()
        .iter()
        .filter(|stay| stay.is_open() && people(stay, &bench.held) > 9)
        .map(|stay| stay.id)
        .take(4000)
        .collect();
    let by_code = |stay: &Residence| stay.registration.is_some_and(|how| how.way == RegistrationWay::ResidenceCode);
    let of = |early: bool, is_outside: bool, code: bool| {
        let (outside, crowded) = (&outside, &crowded);
        move |stay: &Residence| {
            let kind = outside.contains(&stay.resident) == is_outside && by_code(stay) == code;
            kind && crowded.contains(&stay.id) && (stay.from <= january) == early
        }
    };
    bench.without(&[104], of(false, true, false));
    bench.without(&[66, 104], of(false, true, true));
    bench.without(&[20, 104], of(true, true, false));
    bench.without(&[19, 104], of(true, false, false));
    let alone = bench
        .held
        .all::<Residence>()
        .iter()
        .find(|stay| stay.from > january && stay.is_open() && people(stay, &bench.held) == 1 && !by_code(stay));
    let alone = alone.map(|stay| stay.id).expect("a house with one resident, who came late");
    bench.without(&[74, 104], |stay: &Residence| stay.id == alone);
    let early =
        bench.held.all::<Residence>().iter().find(|stay| of(true, false, false)(stay)).map(|stay| stay.resident);
    bench.edited(&[19, 20], |one: &Resident| Some(one.id) == early, |one| one.category = ResidentCategory::Migrant);
}

fn assets(bench: &mut Bench) {
    bench.without(&[30, 31], |_: &Deal| true);
    bench.edited(&[30, 31], |_: &Deal| true, |deal| deal.state = DealState::Signed);
    bench.edited(&[31], |_: &ContractPeriod| true, |one| one.amount = Money::from_fen(one.amount.fen() + 1));
    let old = bench.held.all::<Contract>().to_vec();
    let mut new = old.clone();
    new[0].total = Money::from_fen(new[0].total.fen() + 1);
    bench.held.insert(new);
    let how = figures(&bench.held).computed(31).unwrap().unwrap().how.clone();
    assert!(how.contains("两者不符"), "the contracts' own totals stand beside: {how}");
    bench.held.insert(old);
}

fn activities(bench: &mut Bench) {
    let kind = |kind: ActivityKind| move |one: &Activity| one.kind == kind;
    let session = |mode: ActivityMode| move |one: &Activity| one.kind == ActivityKind::Classroom && one.mode == mode;
    bench.without(&[47, 49], session(ActivityMode::OnSite));
    bench.without(&[47, 48, 49], session(ActivityMode::Video));
    bench.edited(&[49], session(ActivityMode::Video), |one| one.attendance = one_less(one.attendance));
    bench.without(&[118], kind(ActivityKind::ChildrensDay));
    bench.without(&[119], |one: &Activity| one.name.as_str().contains("骨与关节"));
    bench.without(&[120], kind(ActivityKind::Clinic));
    bench.without_all(&[121], kind(ActivityKind::Policy));
    let at = |one: &Activity| one.co_host.as_ref().is_some_and(|unit| unit.as_str() == "广医一院");
    bench.all_edited(&[134], at, |one| one.co_host = Some(text("东升医院")));
    bench.without(&[135], kind(ActivityKind::Lecture));
    bench.without(&[136], kind(ActivityKind::Training));
    let day = |one: &Activity| one.name.as_str().contains("凝心聚力");
    bench.without(&[142, 143, 144, 149, 150], day);
    bench.edited(&[142], day, |one| one.host = text("东华村党委"));
    bench.edited(&[143, 144, 149, 150], day, |one| one.name = text("主题党日"));
    bench.edited(&[144], day, |one| one.content = text("集中学习；专题党课"));
    bench.edited(&[150], day, |one| one.content = text("集中学习；党课；座谈交流"));
    bench.edited(&[149], day, |one| one.materials = Some(text("《习近平著作选读》第一卷")));
    bench.edited(&[137], |_: &Training| true, |one| one.subsidy = Money::from_fen(79_000));
    bench.without(&[138], |one: &Training| one.outcome == Some(TrainingOutcome::OwnShop));
}

fn donations(bench: &mut Bench) {
    let of = |item: &'static str| move |one: &Donation| one.item.as_str().contains(item);
    bench.without(&[51, 53, 54, 154], of("饮料"));
    bench.edited(&[53], of("饮料"), |one| one.quantity = Quantity::of(2999));
    bench.edited(&[54], of("饮料"), |one| one.purpose = text("慰问"));
    bench.without(&[51, 55, 154], of("电脑"));
    bench.without(&[51, 56, 154], of("电疗超声治疗仪"));
    bench.without(&[51, 97, 154], of("电动巡逻车"));
    let district = |one: &Donation| one.channel.as_ref().is_some_and(|channel| channel.as_str().starts_with("增城区"));
    bench.all_edited(&[52], district, |one| one.channel = Some(text("广州市慈善会")));
    bench.without(&[98], |one: &Allocation| one.recipient.as_str().contains("网格员"));
    bench.without(&[59], |_: &VentureProject| true);
    bench.edited(
        &[58],
        |_: &VentureProject| true,
        |one| {
            one.credit_code = CreditCode::parse("N2440118MF1002205K").unwrap();
        },
    );
    bench.all_edited(
        &[60],
        |_: &VentureProject| true,
        |one| {
            one.societies = Societies::parse("社区、社会组织、社会工作者、社区志愿者").unwrap();
        },
    );
}

fn groundwork(bench: &mut Bench) {
    let kind = |kind: SurveyKind| move |one: &Survey| one.kind == kind;
    bench.edited(&[65], kind(SurveyKind::Networks), |one| one.completed = None);
    bench.edited(&[65, 67], kind(SurveyKind::Houses), |one| one.done = one_less(one.done));
    bench.edited(&[65, 68], kind(SurveyKind::Venues), |one| one.done = one_less(one.done));
    bench.edited(&[65, 69, 73], kind(SurveyKind::Persons), |one| one.done = one_less(one.done));
    bench.without(&[70], |_: &Venue| true);
    let kept = |one: &Vehicle| one.standing == VehicleStanding::Kept;
    bench.without(&[71, 72], kept);
    bench.edited(&[72], kept, |one| one.standing = VehicleStanding::NotKept);
    bench.without(&[75], |one: &Letting| one.declared.is_some());
}

fn decisions(bench: &mut Bench) {
    bench.without(&[80], |one: &DecisionStep| one.kind == StepKind::Consult);
    bench.without_all(&[79], |one: &DecisionStep| one.kind == StepKind::PublishResult);
    bench.without_all(&[81], |one: &RulesClause| one.topic.as_str() == "计划生育");
    let now = |one: &VillageRules| one.state == RulesState::InForce;
    bench.edited(&[82], now, |one| one.review = None);
    let meetings =
        [(125, MeetingKind::BothCommittees), (126, MeetingKind::AllCadres), (127, MeetingKind::Representatives)];
    for (row, kind) in meetings {
        bench.without(&[row], |one: &Meeting| one.kind == kind);
    }
}

fn order(bench: &mut Bench) {
    bench.without(&[84], |_: &PatrolSighting| true);
    bench.all_edited(&[87], |_: &PatrolSighting| true, |one| one.cars = YesNo::No);
    bench.without_all(&[86], |one: &Case| one.disorder == Disorder::Posting);
    let april = Month::of(2023, 4).unwrap();
    let month = |one: &IncidentStatistics| one.month == april;
    bench.edited(&[88, 89], month, |one| one.reported = Count::new(18));
    bench.edited(&[90], month, |one| one.public_order = Count::new(5));
    bench.edited(&[91], month, |one| one.caught = Count::new(3));
    bench.without(&[92], |one: &Recognition| one.kind == RecognitionKind::Letter);
    bench.without(&[99], |one: &Recognition| one.kind == RecognitionKind::Pilot);
    bench.without(&[109], |one: &Recognition| one.kind == RecognitionKind::Spread);
    bench.without(&[95], |one: &StudioMember| one.assessment.is_some());
    bench.without(&[96], |_: &Mediation| true);
}

fn care(bench: &mut Bench) {
    bench.without(&[114], |_: &CareEntry| true);
    bench.without_all(&[114, 115], |one: &CareEntry| one.groups.contains(CareGroup::Maternity));
    let festival = |one: &Visit| one.festival == Some(Festival::MidAutumn);
    bench.all_edited(&[116], festival, |one| one.festival = None);
    let team = |one: &Visit| one.visitor.as_str().ends_with("服务队");
    bench.all_edited(&[117], team, |one| one.visitor = PersonName::parse("黄珍").unwrap());
    let visited = bench.held.all::<Visit>().iter().find(|one| one.channel == VisitChannel::AtHome);
    let household = visited.and_then(|one| one.household.clone());
    bench.without_all(&[122], |one: &Visit| one.channel == VisitChannel::AtHome && one.household == household);
    bench.without(&[124], |one: &Opinion| one.kind == OpinionKind::Complaint);
    bench.without(&[124, 128], |one: &Opinion| one.kind == OpinionKind::Need);
    bench.without(&[155], |one: &Allowance| one.band == Some(AllowanceBand::HundredUp));
}

fn stations(bench: &mut Bench) {
    let kinds = [
        (44, StationKind::TownSocialWork),
        (57, StationKind::Health),
        (94, StationKind::Elders),
        (123, StationKind::Opinions),
        (129, StationKind::Deputies),
        (131, StationKind::PartyMembers),
    ];
    for (row, kind) in kinds {
        bench.without(&[row], |one: &Station| one.kind == kind);
    }
    for (row, name) in [(110, "云窗口"), (111, "粤智助")] {
        bench.without(&[row], |one: &Station| one.name.as_str().contains(name));
    }
    bench.edited(&[112], |_: &CounterService| true, |one| one.by_face = one_less(one.by_face));
    bench.without(&[130], |one: &ReceptionDay| one.day.in_month() == Month::of(2022, 9).unwrap());
    bench.without(&[132], |one: &RepairProject| one.kind == RepairKind::DangerousHouse);
    bench.without(&[133], |one: &RepairProject| one.kind == RepairKind::Lift);
}

fn outside(bench: &mut Bench) {
    let of = |item: &'static str| move |one: &InspectionItem| one.item.as_str().contains(item);
    for (row, item) in [(160, "牌匾"), (161, "二维码"), (162, "上墙资料"), (163, "台账资料")] {
        bench.without(&[row], |one: &InspectionItem| of(item)(one) && one.fixed.is_none());
    }
    bench.edited(&[156], of("牌匾"), |one| one.day = Day::of(2023, 6, 14).unwrap());
    bench.edited(&[158], of("牌匾"), |one| one.inspector = text("荔湾区人大西村街道工委"));
    bench.all_edited(&[159], |_: &InspectionItem| true, |one| one.level = StationLevel::CentralLiaison);
    bench.all_edited(&[164], |_: &InspectionItem| true, |one| one.standard = text("市人大要求"));
    bench.edited(&[167], |one: &InspectionItem| one.is_fixed_in_time(), |one| one.fixed = None);
}

#[test]
fn a_kind_that_was_not_read_gives_no_figure_rather_than_nought() {
    let held = Held::new();
    let figures = figures(&held);
    let rows: Vec<u16> = computed(&figures);
    assert_eq!(rows, LISTS.map(|(row, _)| row));
    let empty = Held::new().with::<Cooperative>(Vec::new());
    let empty = VillageBook::new(&empty, ledger_day()).figures().unwrap();
    assert_eq!(empty.computed(17).unwrap().unwrap().value, Number::whole(0).into());
}
