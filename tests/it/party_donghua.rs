//! 东华村党建 The Party organisations, members and calendar of the worked village, as the rulebook finds them. What the workbook does not say
//! (who approved, what was held) is found missing, not assumed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use cunwu::error::Lang;
use cunwu::ledger::Held;
use cunwu::model::{
    DecisionStep, Meeting, MeetingKind, Pairing, PartyMember, PartyOrganisation, PartyOrganisationKind as Kind, Pledge,
    Post, PostBody, PostClass, Ref, ServiceOrder, StepKind,
};
use cunwu::rules::party::{self, Calendar, CrossHolding, Organisation, PartyRecords};
use cunwu::rules::{
    Attending, Body, DutyState, Entitled, EntitledKind, Finding, Majority, Rulebook, Share, Verdict, election,
};
use cunwu::value::{Day, Period, Plain, Sex};

use crate::donghua::held;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn today() -> Day {
    day("2023-06-30")
}

fn rules() -> Rulebook {
    Rulebook::guangzhou().unwrap()
}

fn records(held: &Held) -> PartyRecords<'_> {
    PartyRecords {
        organisations: held.all(),
        changes: held.all(),
        members: held.all(),
        standings: held.all(),
        meetings: held.all(),
        activities: held.all(),
    }
}

fn calendar_of_2023(held: &Held, rules: &Rulebook) -> Calendar {
    let year = Period::parse("2023-01-01至2023-12-31").unwrap();
    party::calendar(rules, &records(held), year, today()).unwrap()
}

fn line(out: &mut String, finding: &Finding) {
    let mark = match finding.verdict() {
        Verdict::Holds => "符合",
        Verdict::Warned => "提示",
        Verdict::Broken => "不符",
    };
    let margin = finding.margin().map_or_else(String::new, |margin| format!("（余量 {margin}）"));
    writeln!(out, "- {mark} `{}`：{}{margin}", finding.rule(), finding.text(Lang::Zh)).unwrap();
}

/// Who belongs to an organisation: to a branch by relation, to a group, to a functional branch, to a committee all below it.
fn members_of<'h>(held: &'h Held, organisation: &PartyOrganisation) -> Vec<&'h PartyMember> {
    let is = |link: Option<&Ref<PartyOrganisation>>| link.and_then(Ref::id) == Some(organisation.id);
    let belongs = |member: &&PartyMember| match organisation.kind {
        Kind::VillageCommittee | Kind::BigCommittee => true,
        Kind::Group => is(member.group.as_ref()),
        Kind::FunctionalBranch => is(member.functional_branch.as_ref()),
        _ => is(Some(&member.branch)),
    };
    held.all::<PartyMember>().iter().filter(belongs).collect()
}

#[test]
fn what_the_rulebook_finds_of_the_organisations_is_as_it_was_read() {
    let (held, rules) = (held(), rules());
    let book = rules.on(today());
    let mut out = String::from("# 东华村党组织检查（2023-06-30）\n");
    for organisation in held.all::<PartyOrganisation>() {
        let roll = party::entitled(members_of(held, organisation), held.all(), today());
        let below = held.all::<PartyOrganisation>().iter().filter(|one| {
            one.kind.holds_relations() && one.superior.as_ref().and_then(Ref::id) == Some(organisation.id)
        });
        let facts = Organisation::of_record(organisation, &roll, u32::try_from(below.count()).unwrap(), None);
        writeln!(out, "\n## {} {}", organisation.code.as_str(), organisation.name.as_str()).unwrap();
        let stated = organisation.stated_members().map_or_else(|| "未填".to_owned(), |stated| stated.to_string());
        writeln!(out, "党员 {} 人（填报 {stated}），应到会 {} 人\n", roll.members(), roll.count().get()).unwrap();
        for finding in facts.check(book).unwrap().all() {
            line(&mut out, finding);
        }
        for act in party::PartyAct::ALL {
            if let Some(finding) = party::may(book, organisation.kind, *act).unwrap().filter(|found| !found.holds()) {
                line(&mut out, &finding);
            }
        }
    }
    crate::golden::check("party/organisations.md", &out);
    for big in held.all::<PartyOrganisation>().iter().filter(|one| one.kind == Kind::BigBranch) {
        let roll = party::entitled(members_of(held, big), held.all(), today());
        let facts = Organisation::of_record(big, &roll, 0, Some(cunwu::rules::Level::Town));
        let findings = facts.check(book).unwrap();
        assert!(findings.all().iter().all(Finding::holds), "{}: {findings:?}", big.name.as_str());
        assert_eq!(Some(roll.full()), big.stated_full.map(cunwu::value::Count::get), "{}", big.name.as_str());
    }
}

#[test]
fn members_cadres_pledges_pairings_and_orders_are_as_they_were_read() {
    let (held, rules) = (held(), rules());
    let book = rules.on(today());
    let mut out = String::from("# 东华村党员、干部、承诺、结对、点单检查（2023-06-30）\n\n");
    let kinds: BTreeMap<_, _> = held.all::<PartyOrganisation>().iter().map(|one| (one.id, one.kind)).collect();
    let mut tally: BTreeMap<(String, Verdict), u32> = BTreeMap::new();
    let mut add = |finding: Finding| *tally.entry((finding.rule().to_owned(), finding.verdict())).or_default() += 1;
    for member in held.all::<PartyMember>() {
        let formal = member.branch.id().and_then(|id| kinds.get(&id)).is_some_and(|kind| kind.holds_relations());
        let functional = u32::from(member.functional_branch.is_some());
        add(party::one_formal_branch(book, u32::from(formal), functional).unwrap().unwrap());
        if let Some(confirmed) = member.confirmed.filter(|on| *on >= day("1978-01-01")) {
            party::confirmation(book, member.joined, 0, confirmed).unwrap().into_iter().for_each(&mut add);
        }
    }
    for pledge in held.all::<Pledge>() {
        party::pledge(book, pledge).unwrap().into_iter().for_each(&mut add);
    }
    for pairing in held.all::<Pairing>() {
        add(party::pairing(book, pairing).unwrap().unwrap());
    }
    for post in held.all::<Post>().iter().filter(|post| post.class == PostClass::FirstSecretary) {
        let until = post.term.until().unwrap();
        add(party::first_secretary_term(book, post.term.from(), until).unwrap().unwrap());
    }
    cadres(held, &rules, &mut add);
    for ((rule, verdict), number) in tally {
        writeln!(out, "- `{rule}` {verdict:?}: {number}").unwrap();
    }
    let rate = CrossHolding::on(held.all::<Post>(), today());
    writeln!(out, "\n交叉任职率 {}/{} = {}%", rate.both, rate.either, rate.rate().unwrap().percent(2).number())
        .unwrap();
    assert_eq!((rate.party, rate.committee, rate.both, rate.either), (7, 7, 7, 7));
    orders(held, &rules, &mut out);
    crate::golden::check("party/members.md", &out);
}

fn cadres(held: &Held, rules: &Rulebook, add: &mut impl FnMut(Finding)) {
    let book = rules.on(day("2021-03-18"));
    let of = |body: PostBody| {
        held.all::<Post>().iter().filter(move |post| post.body_kind() == body && post.holds_on(today()))
    };
    let committee: Vec<&Post> = of(PostBody::Committee).collect();
    let count = |number: usize| u32::try_from(number).unwrap();
    let composition = election::Composition {
        members: count(committee.len()),
        women: count(committee.iter().filter(|post| post.sex == Sex::Female).count()),
        several_peoples: false,
        minority: 0,
    };
    composition.check(book).unwrap().into_iter().for_each(&mut *add);
    for post in &committee {
        add(election::term(book, post.term.from(), post.term.last_day().unwrap()).unwrap().unwrap());
    }
    let members: BTreeSet<_> = committee.iter().map(|post| post.person()).collect();
    let barred = of(PostBody::Supervision).filter(|post| members.contains(&post.person())).count();
    add(election::supervision_relatives(book, count(barred)).unwrap().unwrap());
}

/// Every order of the workbook runs through the procedure's table and stands where its state says.
fn orders(held: &Held, rules: &Rulebook, out: &mut String) {
    let procedures = cunwu::rules::procedure::shipped(rules).unwrap();
    let table = procedures.iter().find(|table| &*table.id == "service_order").unwrap();
    let mut states: BTreeMap<String, u32> = BTreeMap::new();
    for order in held.all::<ServiceOrder>() {
        let mut run = table.begin();
        run.take("order", Body::Committee, order.ordered, None, rules).unwrap();
        if let Some(on) = order.accepted {
            run.take("accept", Body::Handler, on, None, rules).unwrap();
        }
        if let Some(on) = order.done {
            run.take("complete", Body::Handler, on, None, rules).unwrap();
        }
        assert_eq!(&*run.state().unwrap().zh, order.state.label(), "{}", order.no.as_str());
        let rated = order.rating.map_or("未评价", |rating| rating.label());
        *states.entry(format!("{}，{rated}", order.state)).or_default() += 1;
    }
    out.push('\n');
    for (state, number) in states {
        writeln!(out, "- 点单 {state}：{number}").unwrap();
    }
}

#[test]
fn who_should_attend_by_the_register_stands_beside_what_the_papers_say() {
    let (held, rules) = (held(), rules());
    let roll = |on: Day| party::entitled(held.all::<PartyMember>(), held.all(), on);
    let mut stated: BTreeSet<(Day, &str, u32)> = BTreeSet::new();
    for step in held.all::<DecisionStep>().iter().filter(|step| step.kind == StepKind::Review) {
        stated.insert((step.on, "党员大会审议", step.votes.unwrap().entitled.get()));
    }
    for meeting in held.all::<Meeting>().iter().filter(|meeting| meeting.kind == MeetingKind::PartyMembers) {
        stated.insert((meeting.on, "党员大会", meeting.entitled.get()));
    }
    let mut out = String::from(
        "# 党员大会应到会人数\n\n| 日期 | 会议 | 填报应到 | 名册正式党员 | 名册预备党员 | 相差 |\n| --- | --- | ---: | ---: | ---: | ---: |\n",
    );
    for (on, what, paper) in &stated {
        let roll = roll(*on);
        let counted = roll.count().get();
        let apart = i64::from(*paper) - i64::from(counted);
        let probationary = roll.members() - roll.full();
        writeln!(out, "| {} | {what} | {paper} | {counted} | {probationary} | {apart} |", on.plain()).unwrap();
        // Whoever takes the paper's figure or the register's, the same attendance is asked for within one.
        let share = Share::<EntitledKind>::new(Majority::HALF);
        let (by_paper, by_roll) = (share.least(Entitled::new(*paper)), share.least(roll.count()));
        assert!(by_paper.abs_diff(by_roll) <= 1, "{on}: {by_paper} and {by_roll}");
    }
    crate::golden::check("party/entitled.md", &out);
    // All 118 entitled, as in the worked numbers: 95 attend an election, 48 of them elect.
    let book = rules.on(today());
    let attendance = party::attendance(book, Entitled::new(118), Attending::new(95)).unwrap().unwrap();
    assert_eq!((attendance.holds(), attendance.margin()), (true, Some(0)));
    let short = party::attendance(book, Entitled::new(118), Attending::new(94)).unwrap().unwrap();
    assert_eq!((short.holds(), short.margin()), (false, Some(-1)));
    assert!(party::pass(book, Attending::new(95), 48).unwrap().unwrap().holds());
    assert!(!party::pass(book, Attending::new(95), 47).unwrap().unwrap().holds());
}

#[test]
fn the_calendar_of_2023_says_what_is_due_and_what_is_late() {
    let (held, rules) = (held(), rules());
    let calendar = calendar_of_2023(held, &rules);
    let mut out = String::from(
        "# 东华村组织生活日历 2023（截至 2023-06-30）\n\n| 主体 | 事项 | 应办 | 已办 | 逾期 | 待办 |\n| --- | --- | ---: | ---: | ---: | ---: |\n",
    );
    for ((subject, rule), count) in calendar.counts(today()) {
        writeln!(out, "| {subject} | {rule} | {} | {} | {} | {} |", count.all, count.done, count.overdue, count.ahead)
            .unwrap();
        assert_eq!(count.all, count.done + count.overdue + count.ahead);
    }
    out.push_str("\n## 逾期\n\n");
    for duty in calendar.overdue(today()) {
        let finding = duty.finding(&rules, today()).unwrap().unwrap();
        writeln!(out, "- {}", finding.text(Lang::Zh)).unwrap();
    }
    out.push_str("\n## 已办\n\n");
    for duty in calendar.duties.iter().filter(|duty| duty.state_on(today()) == DutyState::Closed) {
        let closing = duty.closed.as_ref().unwrap();
        writeln!(
            out,
            "- {} {} {}：{}（{}）",
            duty.subject,
            duty.about,
            duty.norm().zh,
            closing.on.plain(),
            closing.record
        )
        .unwrap();
    }
    crate::golden::check("party/calendar.md", &out);
    let branches = held.all::<PartyOrganisation>().iter().filter(|one| one.kind.holds_relations()).count();
    let quarterly = calendar.duties.iter().filter(|duty| duty.rule() == "party.life.members_meeting").count();
    assert_eq!((branches, quarterly, calendar.duties.len()), (4, 16, 295), "every branch meets every quarter");
    assert!(calendar.duties.iter().all(|duty| !duty.subject.contains("功能性")), "functional branches owe nothing");
    let floating = held.all::<PartyMember>().iter().filter(|member| member.floating.is_some()).count();
    let contacts = calendar.duties.iter().filter(|duty| duty.rule() == "party.life.floating_contact").count();
    assert_eq!(contacts, floating);
}
