//! Village rules from draft to in force, what is disclosed and what is late, and case work, all through the ledger.

use cunwu::access::{Actor, FixedClock, MemoryKeyRing, Purpose, SeededIds};
use cunwu::error::Lang;
use cunwu::ledger::{
    ClauseDraft, Draft, FileRules, Hear, Means, Outcome, PassRules, Post, Review, Session, Take, TakeEffect, Village,
    Work, catalog,
};
use cunwu::model::{
    Case, CaseSource, CaseState, Disorder, LegalityReview, Opinion, OpinionChannel, OpinionKind, OpinionState, Ref,
    RulesClause, RulesState, RulesVote, Satisfaction, VillageRules,
};
use cunwu::rules::charter::{self, Charter, Edit};
use cunwu::rules::duty::Occasion;
use cunwu::rules::workflow::Alert;
use cunwu::rules::{Body, DutyState, Findings, Refusal, Rulebook};
use cunwu::schema::Id;
use cunwu::store::MemoryStore;
use cunwu::value::{Day, Period, Plain};

use crate::donghua::held;

fn v<T: Plain>(text: &str) -> T {
    T::parse(text).unwrap()
}

async fn open() -> Village {
    let means = Means::new(MemoryKeyRing::default()).unwrap();
    let means = means.clock(FixedClock::on(v("2023-06-30"))).ids(SeededIds::new(7, 1_688_000_000_000));
    let unit = "unit_01k3d0n6hwa000000000000000".parse().unwrap();
    Village::open(MemoryStore::new(catalog().unwrap()), unit, means).await.unwrap()
}

fn clerk(village: &Village) -> Session<'_> {
    village.session(Actor::clerk("chen"), Purpose::of("村务"))
}

fn clause(article: &str, topic: &str, stood: Option<&str>, after: Option<&str>) -> ClauseDraft {
    ClauseDraft { article: v(article), topic: v(topic), stood: stood.map(v), after: after.map(v) }
}

fn draft(version: &str, drafted: &str, changes: Vec<ClauseDraft>) -> Draft {
    Draft { version: v(version), theme: v("出租屋管理"), clauses: v("28"), drafted: v(drafted), changes }
}

fn vote(on: &str) -> RulesVote {
    RulesVote { body: v("村民会议(户代表)"), on: v(on), entitled: v("497"), present: v("368"), agreed: v("367") }
}

fn review(on: &str) -> LegalityReview {
    LegalityReview {
        counsel: Some(v("合法")), reviewer: v("新塘镇人民政府"), on: v(on), finding: v("同意提请表决")
    }
}

/// Heard, reviewed and passed.
async fn passed(clerk: &Session<'_>, rules: Id<VillageRules>) -> Findings {
    let room = clerk.rules_making();
    room.hear(Hear { rules, asked: v("2022-07-18至2022-08-08"), opinions: v("47") }).await.unwrap();
    room.review(Review { rules, review: review("2022-08-26"), upheld: true }).await.unwrap();
    room.pass(PassRules { rules, vote: vote("2022-09-17") }).await.unwrap()
}

async fn in_force(clerk: &Session<'_>, rules: Id<VillageRules>) {
    let room = clerk.rules_making();
    passed(clerk, rules).await;
    room.publish(rules, v("2022-09-19")).await.unwrap();
    room.file(FileRules { rules, on: v("2022-09-23"), late: None }).await.unwrap();
    room.take_effect(TakeEffect { rules, from: v("2022-10-01") }).await.unwrap();
}

fn refused(error: &cunwu::Error) -> Vec<&str> {
    Refusal::of(error).unwrap().rules()
}

#[test]
fn the_three_versions_of_donghua_pass_and_each_planted_fault_fails_by_its_rule() {
    let (held, rules) = (held(), Rulebook::guangzhou().unwrap());
    let version = |name: &str| held.all::<VillageRules>().iter().find(|it| it.version.as_str() == name).unwrap();
    let clauses = |of: &VillageRules| {
        let of = of.id;
        held.all::<RulesClause>().iter().filter(move |clause| clause.rules.id() == Some(of))
    };
    let checked = |version: &VillageRules| charter::check(&rules, version, clauses(version)).unwrap();
    for (name, filing, quorum) in [("2014版", 1, 34), ("2018版", 1, 34), ("2022版", 4, 36)] {
        let found = checked(version(name));
        assert!(found.holds(), "{name}: {:?}", found.broken().map(|it| it.text(Lang::Zh)).collect::<Vec<_>>());
        let margin = |rule: &str| found.all().iter().find(|it| it.rule() == rule).unwrap().margin();
        assert_eq!((margin("village_rules.filing"), margin("assembly.quorum")), (Some(filing), Some(quorum)), "{name}");
    }
    let of_2022 = version("2022版");
    let voted = |change: fn(&mut RulesVote)| {
        let mut version = of_2022.clone();
        change(version.vote.as_mut().unwrap());
        version
    };
    let faults = [
        ("village_rules.filing", VillageRules { filed: Some(v("2022-09-28")), ..of_2022.clone() }),
        ("village_rules.review", VillageRules { review: None, ..of_2022.clone() }),
        ("village_rules.opinions", VillageRules { comment: None, ..of_2022.clone() }),
        ("village_rules.body", voted(|vote| vote.body = v("村民代表会议"))),
        ("assembly.quorum", voted(|vote| (vote.present, vote.agreed) = (v("331"), v("331")))),
        ("assembly.pass", voted(|vote| vote.agreed = v("184"))),
    ];
    for (rule, version) in faults {
        let found = checked(&version);
        assert_eq!(found.broken().map(cunwu::rules::Finding::rule).collect::<Vec<_>>(), [rule]);
        assert!(!found.broken().next().unwrap().citation().is_empty());
    }
    let charter = Charter::of(held.all::<VillageRules>(), held.all::<RulesClause>());
    for (on, name) in [("2015-01-01", "2014版"), ("2019-01-01", "2018版"), ("2023-06-30", "2022版")] {
        assert_eq!(charter.in_force(v(on)).map(|it| it.version.as_str()), Some(name), "{on}");
    }
    let changes = charter.diff(charter.version("2018版").unwrap(), of_2022).unwrap();
    assert_eq!(changes.iter().map(|change| change.article.as_str()).collect::<Vec<_>>().len(), 5);
    // The clause as it stood before, with its fine, is refused; what replaced it is not.
    let fined = clauses(of_2022).find(|clause| clause.article.as_str() == "第十七条").unwrap();
    let as_it_stood = RulesClause { after: fined.before.clone(), ..fined.clone() };
    let found = charter::check(&rules, of_2022, [&as_it_stood]).unwrap();
    assert_eq!(found.broken().map(cunwu::rules::Finding::rule).collect::<Vec<_>>(), ["village_rules.fine"]);
}

#[tokio::test]
async fn village_rules_go_from_draft_to_in_force_and_their_margins_show() {
    let village = open().await;
    let (clerk, stood) = (clerk(&village), Some("违反者罚款200元。"));
    let fined = clause("第十七条", "出租屋管理", stood, Some("违反者劝导改正。拒不改正的罚款200元。"));
    let error = clerk.rules_making().draft(draft("2022版", "2022-07-11", vec![fined])).await.unwrap_err();
    assert_eq!(refused(&error), ["village_rules.fine"]);
    assert!(error.get("reason.zh").unwrap().contains("“拒不改正的罚款200元。”"), "{error}");
    assert!(clerk.village_rules().all().await.unwrap().is_empty(), "nothing was written");

    let lawful = clause("第十七条", "出租屋管理", stood, Some("违反者由村劝导改正。"));
    let new = clause("第十六条", "出租屋管理", None, Some("出租屋应配备灭火器。"));
    let (id, noted) = clerk.rules_making().draft(draft("2022版", "2022-07-11", vec![lawful, new])).await.unwrap();
    assert!(noted.warned().next().is_none());
    in_force(&clerk, id).await;
    let findings = clerk.rules_making().check(id).await.unwrap();
    assert!(findings.holds());
    let filing = findings.all().iter().find(|finding| finding.rule() == "village_rules.filing").unwrap();
    assert_eq!(filing.margin(), Some(4), "six of ten days");
    assert_eq!(clerk.village_rules().get(id).await.unwrap().unwrap().state, RulesState::InForce);
}

#[tokio::test]
async fn no_step_of_making_rules_is_left_out_or_taken_too_late() {
    let village = open().await;
    let (clerk, made) = (clerk(&village), draft("2022版", "2022-07-11", vec![]));
    let room = clerk.rules_making();
    let (rules, _) = room.draft(made).await.unwrap();
    let unreviewed = room.pass(PassRules { rules, vote: vote("2022-09-17") }).await.unwrap_err();
    assert_eq!(refused(&unreviewed), ["village_rules.opinions", "village_rules.review"]);
    room.hear(Hear { rules, asked: v("2022-07-18至2022-08-08"), opinions: v("47") }).await.unwrap();
    let hasty = Review { rules, review: review("2022-08-07"), upheld: true };
    assert_eq!(room.review(hasty).await.unwrap_err().code(), "rules.step.early");
    // What the review does not uphold goes back and is heard again.
    room.review(Review { rules, review: review("2022-08-20"), upheld: false }).await.unwrap();
    assert_eq!(clerk.village_rules().get(rules).await.unwrap().unwrap().comment, None);
    room.hear(Hear { rules, asked: v("2022-08-21至2022-08-25"), opinions: v("3") }).await.unwrap();
    room.review(Review { rules, review: review("2022-08-26"), upheld: true }).await.unwrap();
    let by_delegates = RulesVote { body: v("村民代表会议"), ..vote("2022-09-17") };
    let error = room.pass(PassRules { rules, vote: by_delegates }).await.unwrap_err();
    assert_eq!(refused(&error), ["village_rules.body"]);
    room.pass(PassRules { rules, vote: vote("2022-09-17") }).await.unwrap();
    let early = room.take_effect(TakeEffect { rules, from: v("2022-09-18") }).await.unwrap_err();
    assert_eq!(early.code(), "rules.step.closed", "neither filed nor published");
    let late = room.file(FileRules { rules, on: v("2022-09-28"), late: None }).await.unwrap_err();
    assert_eq!((late.code(), late.get("latest")), ("rules.step.late", Some("2022-09-27")));
    room.file(FileRules { rules, on: v("2022-09-28"), late: Some(v("经办人生病")) }).await.unwrap();
    room.publish(rules, v("2022-09-29")).await.unwrap();
    room.take_effect(TakeEffect { rules, from: v("2022-10-01") }).await.unwrap();
    let findings = room.check(rules).await.unwrap();
    let broken: Vec<(&str, Option<i64>)> = findings.broken().map(|it| (it.rule(), it.margin())).collect();
    assert_eq!(broken, [("village_rules.filing", Some(-1))], "filed with its reason, it still was late");
}

#[tokio::test]
async fn two_versions_compare_and_a_later_law_makes_a_clause_stale() {
    let village = open().await;
    let clerk = clerk(&village);
    let birth = clause("第九条", "计划生育", Some("超生的取消福利。"), Some("提倡优生优育。"));
    let (first, _) = clerk.rules_making().draft(draft("2022版", "2022-07-11", vec![birth])).await.unwrap();
    in_force(&clerk, first).await;
    let room = clerk.rules_making();
    assert!(room.stale(v("2023-06-30")).await.unwrap().holds());
    let wrong = clause("第九条", "计划生育", Some("另一种写法。"), Some("提倡适龄婚育、优生优育。"));
    let error = room.draft(draft("2023版", "2023-05-01", vec![wrong])).await.unwrap_err();
    assert_eq!((error.code(), error.get("known")), ("ledger.rules.before", Some("提倡优生优育。")));
    let letting = clause("第十五条", "出租屋管理", None, Some("出租房屋应申报。"));
    let again = clause("第九条", "计划生育", None, Some("提倡适龄婚育、优生优育。"));
    let women = clause("第二十条", "福利", None, Some("外嫁女不享受年终福利。"));
    let (second, noted) = room.draft(draft("2023版", "2023-05-01", vec![again, letting, women])).await.unwrap();
    let warned: Vec<&str> = noted.warned().map(cunwu::rules::Finding::rule).collect();
    assert_eq!(warned, ["village_rules.equal_rights"]);
    let (versions, clauses) = room.all().await.unwrap();
    let charter = Charter::of(versions.iter().map(|it| &it.entity), clauses.iter().map(|it| &it.entity));
    let diff = charter.diff(charter.version("2022版").unwrap(), charter.version("2023版").unwrap()).unwrap();
    let articles: Vec<&str> = diff.iter().map(|change| change.article.as_str()).collect();
    assert_eq!(articles, ["第九条", "第十五条", "第二十条"]);
    assert_eq!(diff[0].edits, [Edit::Same("提倡"), Edit::Added("适龄婚育、"), Edit::Same("优生优育。")]);
    // Put into force in 2023, the letting clause is older than the regulation of 15 September 2025.
    let commented = v("2023-05-02至2023-05-20");
    room.hear(Hear { rules: second, asked: commented, opinions: v("5") }).await.unwrap();
    room.review(Review { rules: second, review: review("2023-05-22"), upheld: true }).await.unwrap();
    room.pass(PassRules { rules: second, vote: vote("2023-06-01") }).await.unwrap();
    room.publish(second, v("2023-06-02")).await.unwrap();
    room.file(FileRules { rules: second, on: v("2023-06-11"), late: None }).await.unwrap();
    room.take_effect(TakeEffect { rules: second, from: v("2023-06-12") }).await.unwrap();
    assert_eq!(clerk.village_rules().get(first).await.unwrap().unwrap().state, RulesState::Revised);
    let stale = async |on: &str| {
        let findings = room.stale(v(on)).await.unwrap();
        findings.warned().map(|finding| finding.place().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(stale("2025-09-14").await.is_empty());
    assert_eq!(stale("2025-09-15").await, ["第十五条"]);
}

fn posting(norm: &str, about: &str, on: &str) -> Post {
    Post {
        norm: v(norm),
        subject: v("东华村"),
        about: v(about),
        content: v("村务公开内容"),
        place: v("村务公开栏"),
        on: v(on),
        photo: Some(v(&"0a".repeat(32))),
        seen_by: Some(v("村务监督委员会")),
        officer: Some(v("陈美云")),
    }
}

#[tokio::test]
async fn what_is_disclosed_closes_what_was_due_and_the_rest_is_late() {
    let village = open().await;
    let clerk = clerk(&village);
    let room = clerk.disclose();
    let year: Period = v("2022-01-01至2022-12-31");
    let due = room.due("village", "东华村", year).await.unwrap();
    let count = |rule: &str| due.iter().filter(|duty| duty.rule() == rule).count();
    assert_eq!((count("disclosure.ordinary"), count("disclosure.relief"), count("disclosure.finance")), (4, 4, 12));
    assert_eq!(due.iter().find(|duty| duty.rule() == "disclosure.ordinary").unwrap().due, v("2022-01-10"));

    room.post(posting("disclosure.ordinary", "2021-Q4", "2022-01-10")).await.unwrap();
    let late = room.post(posting("disclosure.ordinary", "2022-Q1", "2022-04-11")).await.unwrap();
    assert_eq!(
        room.post(posting("disclosure.nothing", "2022-Q1", "2022-04-11")).await.unwrap_err().code(),
        "rules.duty.unknown"
    );
    let due = room.due("village", "东华村", year).await.unwrap();
    let states = |on: &str| {
        let on: Day = v(on);
        let ordinary = due.iter().filter(|duty| duty.rule() == "disclosure.ordinary");
        ordinary.map(|duty| duty.state_on(on)).collect::<Vec<_>>()
    };
    assert_eq!(states("2022-07-10"), [DutyState::Closed, DutyState::ClosedLate, DutyState::Due, DutyState::Coming]);
    assert_eq!(states("2022-07-11")[2], DutyState::Overdue);
    let ordinary: Vec<_> = due.iter().filter(|duty| duty.rule() == "disclosure.ordinary").cloned().collect();
    let findings = room.late(&ordinary, v("2022-07-12")).unwrap();
    let told: Vec<(Option<i64>, &str)> = findings.all().iter().map(|it| (it.margin(), it.place().unwrap())).collect();
    assert_eq!(told, [(Some(-1), "东华村 2022年第一季度"), (Some(-2), "东华村 2022年第二季度")]);
    assert!(findings.holds(), "what is late is pointed out and stops nothing");
    assert!(findings.all()[1].text(Lang::Zh).contains("2022-07-10"));

    let hung = room.take_down(late, v("2022-04-17")).await.unwrap().unwrap();
    assert_eq!((hung.margin(), hung.holds()), (Some(-1), false), "six days of seven");
}

#[tokio::test]
async fn a_project_is_disclosed_before_it_is_decided_while_it_is_built_and_when_it_is_done() {
    let village = open().await;
    let clerk = clerk(&village);
    let room = clerk.disclose();
    let at = |on: &str| Occasion { name: "巷道改造".into(), on: v(on), known: v("2022-03-01") };
    room.post(posting("disclosure.process.before", "巷道改造", "2022-03-17")).await.unwrap();
    room.post(posting("disclosure.process.during", "巷道改造", "2022-05-12")).await.unwrap();
    let asked = async |norm: &str, on: &str| {
        let duty = room.on_occasion(norm, "东华村", &at(on)).await.unwrap().unwrap();
        duty.state_on(v("2022-12-31"))
    };
    assert_eq!(asked("disclosure.process.before", "2022-03-20").await, DutyState::Closed);
    assert_eq!(asked("disclosure.process.during", "2022-05-01").await, DutyState::ClosedLate);
    assert_eq!(asked("disclosure.process.after", "2022-11-01").await, DutyState::Overdue);
}

fn case(clerk: &Session<'_>, no: &str, found: &str) -> Case {
    Case {
        id: clerk.mint(),
        no: v(no),
        found: v(found),
        disorder: Disorder::Heaping,
        grid: Ref::Known(Id::from_uuid(clerk_uuid(3))),
        house: None,
        source: CaseSource::Public,
        situation: v("巷道堆放杂物"),
        due: v("2023-04-30"),
        completed: None,
        state: CaseState::Open,
        officer: v("陈美云"),
    }
}

fn clerk_uuid(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

fn step(work: Work, step: &'static str, by: Body, on: &str) -> Take {
    Take { work, step, by, on: v(on), reason: None, assignee: None, opinion: None, outcome: None }
}

#[tokio::test]
async fn a_case_is_worked_on_step_by_step_and_reopened() {
    let village = open().await;
    let clerk = clerk(&village);
    let record = case(&clerk, "LZ2023-001", "2023-03-01");
    let (id, work) = (record.id, Work::Case(record.id));
    clerk.cases().create(record.clone()).await.unwrap();
    let other = case(&clerk, "LZ2023-002", "2023-03-20");
    clerk.cases().create(other.clone()).await.unwrap();
    let room = clerk.casework();
    let skipped = room.take(step(work, "accept", Body::Township, "2023-03-01")).await.unwrap_err();
    assert_eq!(skipped.code(), "rules.step.closed");
    room.take(step(work, "report", Body::GridOfficer, "2023-03-01")).await.unwrap();
    room.take(step(work, "accept", Body::Township, "2023-03-02")).await.unwrap();
    let mut dispatch = step(work, "dispatch", Body::Township, "2023-03-02");
    dispatch.assignee = Some(v("方佩芬"));
    let standing = room.take(dispatch).await.unwrap();
    assert_eq!((&*standing.state, standing.responsible), ("handling", Some(Body::Handler)));
    assert_eq!(standing.due.of_state, Some(v("2023-03-09")));
    let mine = room.inbox(Body::Handler, Some(&v("方佩芬")), v("2023-03-10")).await.unwrap();
    assert_eq!(mine.iter().map(|it| (it.alert, it.days_late)).collect::<Vec<_>>(), [(Alert::StateLate, 1)]);
    assert!(room.inbox(Body::Handler, Some(&v("李四")), v("2023-03-10")).await.unwrap().is_empty());
    for (name, by) in [("feed_back", Body::Handler), ("verify", Body::GridOfficer), ("close", Body::Township)] {
        room.take(step(work, name, by, "2023-03-10")).await.unwrap();
    }
    let closed = clerk.cases().get(id).await.unwrap().unwrap();
    assert_eq!((closed.state, closed.completed), (CaseState::Done, Some(v("2023-03-10"))));
    let mut reopen = step(work, "reopen", Body::Reporter, "2023-03-24");
    assert_eq!(room.take(reopen.clone()).await.unwrap_err().code(), "rules.step.reason");
    reopen.reason = Some(v("又堆放"));
    let again = room.take(reopen).await.unwrap();
    assert_eq!(again.assignee.as_deref(), Some("方佩芬"), "whoever had it has it again");
    let open = clerk.cases().get(id).await.unwrap().unwrap();
    assert_eq!((open.state, open.completed), (CaseState::Open, None));
    // What was done before its steps were kept takes none.
    let done =
        Case { state: CaseState::Done, completed: Some(v("2023-03-21")), ..case(&clerk, "LZ2023-003", "2023-03-20") };
    let old = Work::Case(done.id);
    clerk.cases().create(Case { disorder: Disorder::Stalls, ..done }).await.unwrap();
    let refused = room.take(step(old, "report", Body::GridOfficer, "2023-03-20")).await.unwrap_err();
    assert_eq!(refused.code(), "ledger.work.done");
    let known: Vec<String> = room.due(v("2023-03-24")).await.unwrap().into_iter().map(|(id, _)| id).collect();
    assert!(!known.contains(&old.item()) && known.contains(&work.item()));
    // The other was found in the same grid within the month: it is named as a repeat.
    let repeats = room.repeats(&other).await.unwrap();
    assert_eq!(repeats.iter().map(|case| case.no.as_str()).collect::<Vec<_>>(), ["LZ2023-001"]);
    let on = |found: &str| Case { found: v(found), ..other.clone() };
    assert_eq!(room.repeats(&on("2023-03-31")).await.unwrap().len(), 1, "30 days");
    assert!(room.repeats(&on("2023-04-01")).await.unwrap().is_empty(), "31 days");
}

#[tokio::test]
async fn an_opinion_is_routed_answered_rated_and_the_record_says_so() {
    let village = open().await;
    let clerk = clerk(&village);
    let record = Opinion {
        id: clerk.mint(),
        no: v("MY2022-058"),
        received: v("2022-03-01"),
        channel: OpinionChannel::Station,
        author: None,
        phone: None,
        kind: OpinionKind::Need,
        content: v("农民公寓老人上下楼困难"),
        grid: None,
        routed_to: None,
        routed: None,
        due: None,
        replied: None,
        reply: None,
        satisfaction: None,
        state: OpinionState::Received,
    };
    let (id, work) = (record.id, Work::Opinion(record.id));
    clerk.opinions().create(record).await.unwrap();
    let room = clerk.casework();
    let silent = room.take(step(work, "route", Body::Committee, "2022-03-09")).await.unwrap_err();
    assert_eq!(silent.code(), "ledger.work.outcome");
    let mut route = step(work, "route", Body::Committee, "2022-03-09");
    route.outcome = Some(Outcome::Routed(v("村民代表大会")));
    room.take(route).await.unwrap();
    let routed = clerk.opinions().get(id).await.unwrap().unwrap();
    assert_eq!((routed.state, routed.due), (OpinionState::InHand, Some(v("2022-06-09"))));
    let mut reply = step(work, "reply", Body::Handler, "2022-03-20");
    reply.outcome = Some(Outcome::Reply(v("加装电梯项目已表决立项")));
    let answered = room.take(reply).await.unwrap();
    assert_eq!(answered.alert, Alert::Done);
    let mut rate = step(work, "rate", Body::Reporter, "2022-03-21");
    rate.outcome = Some(Outcome::Rating(Satisfaction::Content));
    room.take(rate).await.unwrap();
    let rated = clerk.opinions().get(id).await.unwrap().unwrap();
    assert_eq!((rated.state, rated.satisfaction), (OpinionState::Replied, Some(Satisfaction::Content)));
}
