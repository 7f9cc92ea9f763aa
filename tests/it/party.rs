//! 党建 The room of Party organisations: an organisation's life from forming to dissolving, and what is refused on the way.

use cunwu::access::{Actor, FixedClock, MemoryKeyRing, Purpose, SeededIds};
use cunwu::error::Lang;
use cunwu::exchange::{self, Book, ExportSheet, Options, Workbook, plan, workbook_bytes};
use cunwu::ledger::{
    AcceptOrder, Admit, ApproveElection, ChangeOrganisation, CompleteOrder, Confirm, DissolveOrganisation, FloatOut,
    FormOrganisation, HandBackOrder, HoldElection, HoldMeeting, Limit, Means, MeetingVote, MoveRelation, Officers,
    PlaceOrder, RateOrder, ReportBack, Session, Standing, Village, catalog,
};
use cunwu::model::{
    Ballot, ElectionKind, Membership, NeedCategory, OrderState, PartyApprover, PartyMeetingKind, PartyMember,
    PartyOrganisation, PartyOrganisationKind as Kind, Ref, Satisfaction, StandingKind,
};
use cunwu::rules::{DutyState, Refusal};
use cunwu::schema::{Id, Secret};
use cunwu::store::MemoryStore;
use cunwu::value::{Count, Day, Period, Plain, Sex};

fn v<T: Plain>(text: &str) -> T {
    T::parse(text).unwrap()
}

async fn village() -> Village {
    let means = Means::new(MemoryKeyRing::default()).unwrap();
    let means = means.clock(FixedClock::on(v("2023-06-30"))).ids(SeededIds::new(7, 1_688_000_000_000));
    let unit = "unit_01k3d0n6hwa000000000000000".parse().unwrap();
    Village::open(MemoryStore::new(catalog().unwrap()), unit, means).await.unwrap()
}

fn clerk(village: &Village) -> Session<'_> {
    village.session(Actor::clerk("chen"), Purpose::of("党建"))
}

fn officers(secretary: &str, members: &[&str]) -> Officers {
    Officers {
        secretary: Some(v(secretary)),
        deputies: Vec::new(),
        members: members.iter().map(|name| v(name)).collect(),
        named_by_superior: false,
    }
}

fn branch(code: &str, name: &str) -> FormOrganisation {
    FormOrganisation {
        code: v(code),
        name: v(name),
        kind: Kind::Branch,
        superior: None,
        superior_outside: Some(v("中共新塘镇委员会")),
        founded: v("2020-03-01"),
        approver: PartyApprover::Township,
        paper: v("新委〔2020〕3号"),
        reason: v("党员增加"),
        officers: officers("刘启源", &["郭明", "钟世鑫"]),
        full: 7,
        probationary: 0,
        units: Vec::new(),
        need: false,
        cooperative: None,
        grid: None,
    }
}

/// An identity number of the test area: nobody's.
fn number(serial: u32) -> String {
    let stem = format!("440199198001{:02}{:03}", serial % 28 + 1, serial * 2 + 1);
    let digit = ('0'..='9').chain(['X']).find(|last| cunwu::value::IdNumber::parse(&format!("{stem}{last}")).is_ok());
    format!("{stem}{}", digit.unwrap())
}

async fn member(clerk: &Session<'_>, branch: Id<PartyOrganisation>, serial: u32) -> Id<PartyMember> {
    let identity: cunwu::value::IdNumber = v(&number(serial));
    let record = PartyMember {
        id: clerk.mint(),
        no: v(&format!("DY{serial:03}")),
        resident: None,
        name: v("张三"),
        sex: Sex::Male,
        birth: v(&format!("1980-01-{:02}", serial % 28 + 1)),
        identity: Secret::open(identity),
        phone: None,
        joined: v("2000-07-01"),
        confirmed: Some(v("2001-07-01")),
        membership: Membership::Full,
        branch: Ref::Known(branch),
        group: None,
        functional_branch: None,
        floating: None,
    };
    let id = record.id;
    clerk.party_members().create(record).await.unwrap();
    id
}

async fn with_members(clerk: &Session<'_>, number: u32) -> (Id<PartyOrganisation>, Vec<Id<PartyMember>>) {
    let (branch, _) = clerk.party().form_organisation(branch("Z1", "第一支部")).await.unwrap();
    let mut members = Vec::new();
    for serial in 1..=number {
        members.push(member(clerk, branch, serial).await);
    }
    (branch, members)
}

fn vote(attending: u32, agreed: u32) -> MeetingVote {
    let (attending, agreed) = (Count::new(attending), Count::new(agreed));
    MeetingVote { attending, agreed, individually: true, ballot: Ballot::Secret }
}

fn admit(branch: Id<PartyOrganisation>, on: &str, vote: MeetingVote) -> Admit {
    Admit {
        no: v("DY099"),
        resident: None,
        name: v("李四"),
        sex: Sex::Male,
        identity: v(&number(99)),
        birth: v(&format!("1980-01-{:02}", 99 % 28 + 1)),
        phone: None,
        branch,
        group: None,
        on: v(on),
        vote,
    }
}

fn refused(error: &cunwu::Error) -> Vec<String> {
    assert_eq!(error.code(), "rules.refused", "{error}");
    Refusal::of(error).unwrap().rules().into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_branch_is_formed_with_enough_members_a_committee_and_the_townships_approval() {
    let village = village().await;
    let clerk = clerk(&village);
    let small = FormOrganisation { full: 2, officers: officers("刘启源", &[]), ..branch("Z1", "第一支部") };
    let error = clerk.party().form_organisation(small).await.unwrap_err();
    assert_eq!(refused(&error), ["party.branch.full"]);
    assert!(error.text(Lang::Zh).contains("请与邻近单位成立联合党支部"), "{error}");
    let bare = FormOrganisation { officers: officers("刘启源", &["郭明"]), ..branch("Z1", "第一支部") };
    assert_eq!(refused(&clerk.party().form_organisation(bare).await.unwrap_err()), ["party.branch.committee"]);
    let own = FormOrganisation { approver: PartyApprover::Village, ..branch("Z1", "第一支部") };
    assert_eq!(refused(&clerk.party().form_organisation(own).await.unwrap_err()), ["party.village.approval"]);
    assert_eq!(clerk.party_organisations().all().await.unwrap().len(), 0, "nothing was written");

    let large = FormOrganisation { full: 51, ..branch("Z1", "第一支部") };
    let (id, findings) = clerk.party().form_organisation(large).await.unwrap();
    assert_eq!(findings.warned().map(cunwu::rules::Finding::rule).collect::<Vec<_>>(), ["party.branch.size"]);
    let event = clerk.party_changes().all().await.unwrap().remove(0);
    assert_eq!((event.organisation, event.approver), (id, PartyApprover::Township));
    let again = clerk.party().form_organisation(branch("Z1", "第二支部")).await.unwrap_err();
    assert_eq!(again.code(), "ledger.party.code");
}

#[tokio::test]
async fn a_provisional_branch_gets_its_officers_from_above_and_admits_nobody() {
    let village = village().await;
    let clerk = clerk(&village);
    let form = FormOrganisation { kind: Kind::ProvisionalBranch, ..branch("L1", "防疫临时党支部") };
    let error = clerk.party().form_organisation(form.clone()).await.unwrap_err();
    assert_eq!(refused(&error), ["party.provisional.officers"]);
    let named = Officers { named_by_superior: true, ..form.officers.clone() };
    let (id, _) = clerk.party().form_organisation(FormOrganisation { officers: named, ..form }).await.unwrap();
    let error = clerk.party().admit(admit(id, "2023-05-01", vote(0, 0))).await.unwrap_err();
    let rules = refused(&error);
    assert!(rules.contains(&"party.provisional.acts".to_owned()), "{rules:?}");
    assert!(rules.contains(&"party.membership.formal".to_owned()), "{rules:?}");
}

#[tokio::test]
async fn a_member_is_admitted_by_more_than_half_of_those_entitled_and_confirmed_after_a_year() {
    let village = village().await;
    let clerk = clerk(&village);
    let party = clerk.party();
    let (branch, members) = with_members(&clerk, 8).await;
    for (attending, agreed, rule) in [(4, 4, "party.admit.attendance"), (8, 4, "party.admit.pass")] {
        let error = party.admit(admit(branch, "2022-03-01", vote(attending, agreed))).await.unwrap_err();
        assert!(refused(&error).contains(&rule.to_owned()), "{error}");
    }
    let hands = MeetingVote { ballot: Ballot::Hands, individually: false, ..vote(8, 8) };
    let error = party.admit(admit(branch, "2022-03-01", hands)).await.unwrap_err();
    assert_eq!(refused(&error), ["party.admit.individually", "party.admit.ballot"]);
    let new = party.admit(admit(branch, "2022-03-01", vote(5, 5))).await.unwrap();
    let twice = party.admit(admit(branch, "2022-03-01", vote(5, 5))).await.unwrap_err();
    assert_eq!(twice.code(), "ledger.party.duplicate");
    let roll = party.entitled(branch, v("2022-12-31")).await.unwrap();
    assert_eq!((roll.count().get(), roll.members(), roll.full()), (8, 9, 8), "a probationary member is not counted");

    let confirm = |on: &str, extended| Confirm { member: new, on: v(on), extended, vote: vote(5, 5) };
    assert_eq!(refused(&party.confirm(confirm("2023-02-28", 0)).await.unwrap_err()), ["party.probation.over"]);
    assert_eq!(refused(&party.confirm(confirm("2024-04-01", 13)).await.unwrap_err()), ["party.probation.extension"]);
    party.confirm(confirm("2023-03-01", 0)).await.unwrap();
    assert_eq!(party.confirm(confirm("2023-03-01", 0)).await.unwrap_err().code(), "ledger.party.confirmed");
    assert_eq!(party.entitled(branch, v("2023-03-01")).await.unwrap().count().get(), 9);
    let open = clerk.party_members().get(new).await.unwrap().unwrap();
    assert_eq!((open.membership, open.party_years_on(v("2024-03-01"))), (Membership::Full, Some(1)));

    // Two are limited: one loses the vote, one is left out by a decision.
    let period = Period::since(v("2023-04-01"));
    let limit = |member, kind, months, decided: bool| Limit {
        member,
        kind,
        period,
        months,
        decided: decided.then(|| (v("2023-03-31"), v("支部党员大会"))),
    };
    party.limit(limit(members[0], StandingKind::UnderProbation, 0, false)).await.unwrap();
    let error = party.limit(limit(members[1], StandingKind::Abroad, 5, false)).await.unwrap_err();
    assert_eq!(refused(&error), ["party.left_out.months", "party.left_out.decided"]);
    party.limit(limit(members[1], StandingKind::Abroad, 6, true)).await.unwrap();
    assert_eq!(party.entitled(branch, v("2023-03-31")).await.unwrap().count().get(), 9);
    assert_eq!(party.entitled(branch, v("2023-04-01")).await.unwrap().count().get(), 7);
}

#[tokio::test]
async fn floating_members_leave_report_back_and_move_to_formal_branches_only() {
    let village = village().await;
    let clerk = clerk(&village);
    let party = clerk.party();
    let (_, members) = with_members(&clerk, 7).await;
    let back = ReportBack { member: members[0], on: v("2023-01-26") };
    assert_eq!(party.report_back(back.clone()).await.unwrap_err().code(), "ledger.party.not_floating");
    party.float_out(FloatOut { member: members[0], place: v("广东省深圳市") }).await.unwrap();
    party.report_back(back).await.unwrap();
    let away = clerk.party_members().get(members[0]).await.unwrap().unwrap();
    assert!(away.has_reported_back_on(v("2023-01-26")) && !away.has_reported_back_on(v("2023-01-25")));

    let functional =
        FormOrganisation { kind: Kind::FunctionalBranch, ..branch("G1", "第一网格功能性党支部") };
    let superior = clerk.party_organisations().all().await.unwrap()[0].id;
    let functional = FormOrganisation { superior: Some(superior), superior_outside: None, ..functional };
    let (grid, _) = party.form_organisation(functional).await.unwrap();
    let to = |branch, on: &str| MoveRelation { member: members[1], branch, group: None, on: v(on) };
    assert_eq!(refused(&party.move_relation(to(grid, "2023-02-01")).await.unwrap_err()), ["party.membership.formal"]);
    let (second, _) = party.form_organisation(branch("Z2", "第二支部")).await.unwrap();
    assert_eq!(party.move_relation(to(second, "1999-01-01")).await.unwrap_err().code(), "ledger.party.early");
    party.move_relation(to(second, "2023-02-01")).await.unwrap();
    assert_eq!(party.entitled(second, v("2023-02-01")).await.unwrap().members(), 1);
}

fn election(branch: Id<PartyOrganisation>, on: &str, approved: bool, votes: &[u32]) -> HoldElection {
    let names = ["刘启源", "郭明", "钟世鑫", "陈文生", "黄珍", "李德辉"];
    HoldElection {
        of: Standing::Party {
            organisation: branch,
            vacancy: false,
            term_began: Some(v("2020-03-01")),
            moved_with_approval: approved,
        },
        on: v(on),
        posts: Count::new(3),
        attending: Count::new(8),
        issued: Count::new(8),
        returned: Count::new(8),
        spoiled: Count::new(0),
        ballot: Ballot::Secret,
        candidates: names.iter().zip(votes).map(|(name, votes)| (v(name), Count::new(*votes))).collect(),
        note: None,
    }
}

#[tokio::test]
async fn a_party_election_counts_the_register_and_names_the_winners_itself() {
    let village = village().await;
    let clerk = clerk(&village);
    let party = clerk.party();
    let (branch, _) = with_members(&clerk, 10).await;
    let on = "2025-03-01";
    let few = HoldElection { attending: Count::new(7), ..election(branch, on, false, &[8, 7, 6, 5]) };
    let error = party.hold_election(HoldElection { returned: Count::new(8), ..few }).await.unwrap_err();
    assert!(refused(&error).contains(&"party.election.attendance".to_owned()), "{error}");
    let error = party.hold_election(election(branch, on, false, &[8, 7, 6])).await.unwrap_err();
    assert_eq!(refused(&error), ["party.election.surplus"]);
    let late = party.hold_election(election(branch, "2026-03-02", true, &[8, 7, 6, 5])).await.unwrap_err();
    assert_eq!(refused(&late), ["party.term.late"]);
    let unapproved = party.hold_election(election(branch, "2025-03-02", false, &[8, 7, 6, 5])).await.unwrap_err();
    assert_eq!(refused(&unapproved), ["party.term.approval"]);
    party.hold_election(election(branch, "2026-03-01", true, &[8, 7, 6, 5])).await.unwrap();

    let vacancy = Standing::Party {
        organisation: branch,
        vacancy: true,
        term_began: Some(v("2020-03-01")),
        moved_with_approval: false,
    };
    let one = HoldElection { of: vacancy, posts: Count::new(1), ..election(branch, "2022-05-05", false, &[5, 3]) };
    let (id, _) = party.hold_election(one).await.unwrap();
    let filled = clerk.elections().get(id).await.unwrap().unwrap();
    assert_eq!((filled.kind, filled.elected_count()), (ElectionKind::PartyVacancy, Count::new(1)), "at any time");

    let (id, _) = party.hold_election(election(branch, on, false, &[8, 5, 4, 5])).await.unwrap();
    let record = clerk.elections().get(id).await.unwrap().unwrap();
    let won: Vec<String> = record.elected().map(|winner| winner.name.plain()).collect();
    assert_eq!(won, ["刘启源", "郭明", "陈文生"], "four of eight are not more than half");
    assert_eq!((record.entitled, record.kind), (Count::new(10), ElectionKind::Party));
    let approve = |approver| ApproveElection { election: id, approver, paper: v("新委〔2025〕8号") };
    let own = party.approve_election(approve(PartyApprover::Village)).await.unwrap_err();
    assert_eq!(refused(&own), ["party.election.approved"]);
    party.approve_election(approve(PartyApprover::Township)).await.unwrap();
    let twice = party.approve_election(approve(PartyApprover::Township)).await.unwrap_err();
    assert_eq!(twice.code(), "ledger.party.approved");
}

#[tokio::test]
async fn a_committee_election_needs_more_than_half_of_the_registered_and_a_second_round_a_third() {
    let village = village().await;
    let clerk = clerk(&village);
    let hold = |kind, published: &str, voting: u32, votes: &[u32]| HoldElection {
        of: Standing::Committee { kind, list_published: v(published), registered: Count::new(1_400) },
        posts: Count::new(2),
        attending: Count::new(voting),
        issued: Count::new(voting),
        returned: Count::new(voting),
        candidates: ["张立龙", "黄珍", "李德辉"].iter().zip(votes).map(|(name, n)| (v(name), Count::new(*n))).collect(),
        ..election(clerk.mint(), "2021-03-18", false, &[])
    };
    let party = clerk.party();
    let short =
        party.hold_election(hold(ElectionKind::Committee, "2021-02-27", 700, &[400, 380, 10])).await.unwrap_err();
    assert_eq!(refused(&short), ["election.list.notice", "election.valid"]);
    let (id, _) = party.hold_election(hold(ElectionKind::Committee, "2021-02-26", 701, &[400, 350, 10])).await.unwrap();
    let first = clerk.elections().get(id).await.unwrap().unwrap();
    assert_eq!(first.elected_count(), Count::new(1), "350 of 701 are not more than half");
    let second = hold(ElectionKind::SecondRound, "2021-02-26", 600, &[200, 199, 10]);
    let (id, _) = party.hold_election(HoldElection { posts: Count::new(1), ..second }).await.unwrap();
    assert_eq!(clerk.elections().get(id).await.unwrap().unwrap().elected_count(), Count::new(1));
}

#[tokio::test]
async fn what_is_held_closes_what_is_due_and_a_theme_day_off_its_day_is_pointed_out() {
    let village = village().await;
    let clerk = clerk(&village);
    let party = clerk.party();
    let (branch, _) = with_members(&clerk, 7).await;
    let hold = |kind, on: &str| HoldMeeting {
        organisation: branch,
        kind,
        on: v(on),
        place: v("党群服务中心"),
        entitled: None,
        present: Count::new(3),
        topics: v("学习"),
        chair: v("刘启源"),
        recorder: v("郭明"),
        member: None,
        fixed_day: Some(15),
    };
    let (meeting, findings) = party.hold_meeting(hold(PartyMeetingKind::ThemeDay, "2023-03-20")).await.unwrap();
    assert_eq!(findings.warned().map(cunwu::rules::Finding::rule).collect::<Vec<_>>(), ["party.theme_day.fixed"]);
    assert_eq!(clerk.party_meetings().get(meeting).await.unwrap().unwrap().entitled, Count::new(7));
    let (meeting, _) = party.hold_meeting(hold(PartyMeetingKind::Committee, "2023-03-15")).await.unwrap();
    assert_eq!(clerk.party_meetings().get(meeting).await.unwrap().unwrap().entitled, Count::new(3), "its officers");
    let crowd = HoldMeeting { present: Count::new(4), ..hold(PartyMeetingKind::Committee, "2023-03-15") };
    assert_eq!(party.hold_meeting(crowd).await.unwrap_err().code(), "model.count.exceeds");
    assert_eq!(
        party.hold_meeting(hold(PartyMeetingKind::Members, "2020-02-29")).await.unwrap_err().code(),
        "ledger.party.early"
    );
    let march = Period::parse("2023-03-01至2023-03-31").unwrap();
    let calendar = party.calendar(march, v("2023-04-01")).await.unwrap();
    let states: Vec<(&str, DutyState)> =
        calendar.duties.iter().map(|duty| (duty.rule(), duty.state_on(v("2023-04-01")))).collect();
    assert_eq!(
        states,
        [
            ("party.life.committee_meeting", DutyState::Closed),
            ("party.life.lecture", DutyState::Overdue),
            ("party.life.members_meeting", DutyState::Overdue),
            ("party.life.theme_day", DutyState::Closed),
        ]
    );
    let late = party.overdue(march, v("2023-04-01")).await.unwrap();
    assert!(late[1].text(Lang::Zh).contains("第一支部 2023年第一季度"), "{}", late[1].text(Lang::Zh));
}

#[tokio::test]
async fn an_organisation_changes_with_approval_and_is_dissolved_when_nobody_belongs_to_it() {
    let village = village().await;
    let clerk = clerk(&village);
    let party = clerk.party();
    let (first, members) = with_members(&clerk, 7).await;
    let change = |kind| ChangeOrganisation {
        organisation: first,
        on: v("2023-01-10"),
        approver: PartyApprover::Township,
        paper: v("新委〔2023〕1号"),
        reason: v("工作需要"),
        name: Some(v("第一合作社党支部")),
        kind,
        officers: None,
    };
    let error = party.change_organisation(change(Some(Kind::VillageCommittee))).await.unwrap_err();
    assert_eq!(refused(&error), ["party.committee.members", "party.committee.approval"]);
    let own = ChangeOrganisation { approver: PartyApprover::Village, ..change(None) };
    assert_eq!(refused(&party.change_organisation(own).await.unwrap_err()), ["party.village.approval"]);
    party.change_organisation(change(None)).await.unwrap();
    let renamed = clerk.party_organisations().get(first).await.unwrap().unwrap();
    assert_eq!(renamed.name.as_str(), "第一合作社党支部");
    party.change_organisation(change(Some(Kind::GeneralBranch))).await.unwrap();
    party.change_organisation(change(Some(Kind::Branch))).await.unwrap();

    let dissolve = DissolveOrganisation {
        organisation: first,
        on: v("2023-02-01"),
        approver: PartyApprover::Township,
        paper: v("新委〔2023〕2号"),
        reason: v("合并"),
    };
    let error = party.dissolve_organisation(dissolve.clone()).await.unwrap_err();
    assert_eq!(refused(&error), ["party.dissolve.members"]);
    let (second, _) = party.form_organisation(branch("Z2", "第二支部")).await.unwrap();
    for member in members {
        let to = MoveRelation { member, branch: second, group: None, on: v("2023-01-31") };
        party.move_relation(to).await.unwrap();
    }
    party.dissolve_organisation(dissolve.clone()).await.unwrap();
    assert_eq!(party.dissolve_organisation(dissolve).await.unwrap_err().code(), "ledger.party.dissolved");
    let into = admit(first, "2023-03-01", vote(5, 5));
    assert_eq!(party.admit(into).await.unwrap_err().code(), "ledger.party.dissolved");
}

#[tokio::test]
async fn a_service_order_keeps_the_order_of_its_procedure() {
    let village = village().await;
    let clerk = clerk(&village);
    let party = clerk.party();
    let place = PlaceOrder {
        no: v("DD2023-20"),
        requester: v("东华村"),
        cooperative: None,
        need: v("义诊进村"),
        category: NeedCategory::Services,
        on: v("2023-05-10"),
    };
    let order = party.place_order(place).await.unwrap();
    let rate = RateOrder { order, on: v("2023-06-10"), rating: Satisfaction::Content };
    assert_eq!(party.rate_order(rate.clone()).await.unwrap_err().code(), "rules.step.closed");
    let accept = |on: &str| AcceptOrder { order, acceptor: v("新塘镇社工站"), on: v(on), handler: None };
    assert_eq!(party.accept_order(accept("2023-05-09")).await.unwrap_err().code(), "rules.step.early");
    party.accept_order(accept("2023-05-12")).await.unwrap();
    party.hand_back_order(HandBackOrder { order, on: v("2023-05-13"), reason: v("没有医师") }).await.unwrap();
    assert_eq!(clerk.service_orders().get(order).await.unwrap().unwrap().state, OrderState::Open);
    party.accept_order(accept("2023-05-15")).await.unwrap();
    let complete = CompleteOrder { order, on: v("2023-06-01"), activity: None };
    party.complete_order(complete.clone()).await.unwrap();
    assert_eq!(party.complete_order(complete).await.unwrap_err().code(), "rules.step.closed");
    party.rate_order(rate.clone()).await.unwrap();
    assert_eq!(party.rate_order(rate).await.unwrap_err().code(), "rules.step.closed", "rated once");
    let done = clerk.service_orders().get(order).await.unwrap().unwrap();
    assert_eq!((done.state, done.rating, done.days_taken()), (OrderState::Done, Some(Satisfaction::Content), Some(22)));
    let history = clerk.service_orders().history(order).await.unwrap();
    assert!(history.iter().any(|version| version.commit.reason.as_deref() == Some("没有医师")));
}

/// The day on which nothing is yet: every rule but those without a beginning is silent.
#[tokio::test]
async fn before_the_regulations_nothing_of_them_is_asked() {
    let village = village().await;
    let clerk = clerk(&village);
    let early = FormOrganisation { founded: v("1990-01-01"), full: 1, ..branch("Z0", "老支部") };
    let early = FormOrganisation { officers: Officers::default(), approver: PartyApprover::Village, ..early };
    let (_, findings) = clerk.party().form_organisation(early).await.unwrap();
    assert!(findings.all().is_empty(), "{findings:?}");
    assert!(Day::of(1990, 1, 1).is_some());
}

#[tokio::test]
async fn what_the_room_recorded_goes_out_as_sheets_and_comes_in_with_equal_records() {
    let village = village().await;
    let clerk = clerk(&village);
    let party = clerk.party();
    let (branch, members) = with_members(&clerk, 10).await;
    // Two changes, two talks and two elections of one day: nothing but their order on it tells them apart.
    for paper in ["新委〔2021〕4号", "新委〔2021〕5号"] {
        let change = ChangeOrganisation {
            organisation: branch,
            on: v("2021-04-01"),
            approver: PartyApprover::Township,
            paper: v(paper),
            reason: v("调整班子"),
            name: None,
            kind: None,
            officers: Some(officers("刘启源", &["郭明", "黄珍"])),
        };
        party.change_organisation(change).await.unwrap();
    }
    let talk = |kind, member| HoldMeeting {
        organisation: branch,
        kind,
        on: v("2021-05-06"),
        place: v("党群服务中心"),
        entitled: None,
        present: Count::new(1),
        topics: v("近况"),
        chair: v("刘启源"),
        recorder: v("郭明"),
        member,
        fixed_day: None,
    };
    for meeting in [
        talk(PartyMeetingKind::Talks, None),
        talk(PartyMeetingKind::Talks, None),
        talk(PartyMeetingKind::FloatingContact, Some(members[0])),
        talk(PartyMeetingKind::FloatingContact, Some(members[1])),
    ] {
        party.hold_meeting(meeting).await.unwrap();
    }
    let ill = Limit {
        member: members[2],
        kind: StandingKind::Ill,
        period: Period::through(v("2022-01-01"), v("2022-06-30")).unwrap(),
        months: 0,
        decided: Some((v("2021-12-20"), v("支部党员大会"))),
    };
    party.limit(ill).await.unwrap();
    for votes in [[8, 7, 6, 5], [8, 5, 4, 5]] {
        party.hold_election(election(branch, "2025-03-01", false, &votes)).await.unwrap();
    }
    let held = Book::held(&clerk).await.unwrap();
    let sheets = ExportSheet::all(&exchange::sheets::all(), &held).unwrap();
    let of = |name: &str| sheets.iter().find(|sheet| sheet.spec.name == name).unwrap().rows.len();
    assert_eq!(["党组织变更", "党员状态", "组织生活", "选举"].map(of), [3, 1, 4, 2]);
    // The same ledger holds every record already.
    let bytes = workbook_bytes(&sheets).unwrap();
    let mut book = Workbook::from_bytes("导出.xlsx", bytes).unwrap();
    let back = plan(&clerk, &exchange::sheets::all(), &mut [&mut book], &Options::default()).await.unwrap();
    assert!(back.is_empty() && back.report.errors().count() == 0, "{:?}", back.report.problems.first());
    // An empty one gets them, and puts out the same rows.
    let other = self::village().await;
    let second = self::clerk(&other);
    let mut book = Workbook::from_bytes("导出.xlsx", workbook_bytes(&sheets).unwrap()).unwrap();
    let fresh = plan(&second, &exchange::sheets::all(), &mut [&mut book], &Options::default()).await.unwrap();
    assert_eq!(fresh.report.errors().count(), 0, "{:?}", fresh.report.problems.first());
    exchange::run(&second, fresh).await.unwrap();
    let again = ExportSheet::all(&exchange::sheets::all(), &Book::held(&second).await.unwrap()).unwrap();
    let rows = |sheets: &[ExportSheet]| sheets.iter().map(|it| (it.spec.name, it.rows.clone())).collect::<Vec<_>>();
    assert_eq!(rows(&again), rows(&sheets));
}
