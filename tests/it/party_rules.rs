//! 党建规则 Whole organisations, rolls and calendars, without a ledger.

use cunwu::model::{
    Floating, Membership, PartyMeeting, PartyMeetingKind, PartyMember, PartyOrganisation,
    PartyOrganisationKind as Kind, PartyStanding, Ref, StandingKind,
};
use cunwu::rules::party::{
    Calendar, Organisation, PartyAct, PartyRecords, WithoutVote, calendar, elected, entitled, may, votes,
};
use cunwu::rules::{DutyState, Level, Rulebook, Verdict};
use cunwu::schema::{Id, Prefixed, Secret};
use cunwu::value::{Day, Period, Plain, Sex};

fn v<T: Plain>(text: &str) -> T {
    T::parse(text).unwrap()
}

fn id<K: Prefixed>(number: u128) -> Id<K> {
    Id::from_uuid(uuid::Uuid::from_u128(number))
}

fn day(text: &str) -> Day {
    v(text)
}

fn rules() -> Rulebook {
    Rulebook::china().unwrap()
}

fn organisation(number: u128, name: &str, kind: Kind, superior: Option<u128>) -> PartyOrganisation {
    PartyOrganisation {
        id: id(number),
        code: v(&format!("Z{number}")),
        name: v(name),
        kind,
        superior: superior.map(|above| Ref::Known(id(above))),
        superior_outside: None,
        secretary: None,
        deputies: None,
        members: None,
        founded: v("2020-01-01"),
        approval: None,
        stated_full: None,
        stated_probationary: None,
        cooperative: None,
        grid: None,
        note: None,
    }
}

fn member(number: u128, branch: u128) -> PartyMember {
    PartyMember {
        id: id(number),
        no: v(&format!("DY{number:03}")),
        resident: None,
        name: v("张三"),
        sex: Sex::Male,
        identity: Secret::open(v("440199198001150015")),
        birth: v("1980-01-15"),
        phone: None,
        joined: v("2000-07-01"),
        confirmed: Some(v("2001-07-01")),
        membership: Membership::Full,
        branch: Ref::Known(id(branch)),
        group: None,
        functional_branch: None,
        floating: None,
    }
}

fn standing(member: u128, kind: StandingKind, from: &str) -> PartyStanding {
    PartyStanding {
        id: id(member + 900),
        member: id(member),
        resident: None,
        kind,
        period: Period::since(v(from)),
        decided: None,
        decided_by: None,
    }
}

fn broken(findings: &cunwu::rules::Findings) -> Vec<&str> {
    findings.all().iter().filter(|finding| !finding.holds()).map(cunwu::rules::Finding::rule).collect()
}

#[test]
fn a_branch_that_is_formed_as_the_rules_say_passes_and_each_fault_is_named() {
    let rules = rules();
    let book = rules.on(day("2023-06-30"));
    let good = Organisation {
        full: 31,
        members: 32,
        secretaries: 1,
        deputies: 1,
        committee: 5,
        approved_by: Some(Level::Town),
        places: 1,
        ..Organisation::of(Kind::BigBranch)
    };
    assert_eq!(broken(&good.check(book).unwrap()), Vec::<&str>::new());
    for (wrong, rule) in [
        (Organisation { full: 2, committee: 0, ..good.clone() }, "party.branch.full"),
        (Organisation { members: 51, ..good.clone() }, "party.branch.size"),
        (Organisation { secretaries: 0, ..good.clone() }, "party.branch.secretary"),
        (Organisation { full: 6, deputies: 2, ..good.clone() }, "party.branch.deputies"),
        (Organisation { committee: 2, ..good.clone() }, "party.branch.committee"),
        (Organisation { committee: 6, ..good.clone() }, "party.branch.committee_usual"),
        (Organisation { approved_by: None, ..good.clone() }, "party.village.approval"),
        (Organisation { places: 0, ..good.clone() }, "party.big_branch.place"),
    ] {
        assert_eq!(broken(&wrong.check(book).unwrap()), [rule]);
    }
    let large = Organisation { committee: 8, ..good };
    assert_eq!(broken(&large.check(book).unwrap()), ["party.branch.committee_usual", "party.branch.committee_most"]);
}

#[test]
fn a_village_committee_of_a_hundred_is_approved_by_the_county_and_stands_below_the_township() {
    let rules = rules();
    let book = rules.on(day("2023-06-30"));
    let donghua = Organisation {
        full: 115,
        members: 118,
        secretaries: 1,
        committee: 7,
        branches: 4,
        need: true,
        approved_by: Some(Level::District),
        above: Some(Level::Town),
        ..Organisation::of(Kind::VillageCommittee)
    };
    let findings = donghua.check(book).unwrap();
    assert!(findings.or_refuse().is_ok());
    let by_town = Organisation { approved_by: Some(Level::Town), members: 99, need: false, above: None, ..donghua };
    let refused = by_town.check(book).unwrap().or_refuse().unwrap_err();
    assert_eq!(
        refused.get("rules"),
        Some("party.committee.members、party.committee.need、party.committee.approval、party.committee.township")
    );
    assert!(refused.text(cunwu::error::Lang::Zh).contains("批准机关为“镇街”"), "{refused}");
}

#[test]
fn full_members_are_counted_unless_their_rights_are_limited_or_a_decision_leaves_them_out() {
    let mut members: Vec<PartyMember> = (1..=6).map(|number| member(number, 50)).collect();
    members[1].confirmed = None;
    members[1].membership = Membership::Probationary;
    members[5].floating = Some(Floating { place: v("深圳市"), reported_back: Some(v("2022-01-26")) });
    let standings = [
        standing(3, StandingKind::UnderProbation, "2023-01-01"),
        standing(4, StandingKind::Ill, "2023-01-01"),
        standing(5, StandingKind::MovedOut, "2023-01-01"),
    ];
    let before = entitled(&members, &standings, day("2022-12-31"));
    assert_eq!((before.count().get(), before.members()), (5, 6), "only the probationary member is not counted");
    let after = entitled(&members, &standings, day("2023-01-01"));
    assert_eq!(after.entitled, [v("DY001"), v("DY006")], "a floating member is counted");
    assert_eq!(
        after.without,
        [
            (v("DY002"), WithoutVote::Probationary),
            (v("DY003"), WithoutVote::Limited(StandingKind::UnderProbation)),
            (v("DY004"), WithoutVote::LeftOut(StandingKind::Ill)),
        ]
    );
    assert_eq!(after.members(), 5, "who moved away is no member any more");
    let book = rules();
    let book = book.on(day("2023-06-30"));
    let vote = |why| votes(book, why).unwrap().unwrap().holds();
    assert!(vote(None) && vote(Some(WithoutVote::LeftOut(StandingKind::Ill))));
    assert!(!vote(Some(WithoutVote::Probationary)));
    let none = entitled(&members, &standings, day("2000-06-30"));
    assert_eq!((none.count().get(), none.members()), (0, 0), "nobody had joined");
}

fn year(text: &str) -> Period {
    Period::through(day(&format!("{text}-01-01")), day(&format!("{text}-12-31"))).unwrap()
}

fn held(organisation: u128, kind: PartyMeetingKind, on: &str) -> PartyMeeting {
    PartyMeeting {
        id: id(u128::from(day(on).day()) + 7000 + organisation * 100),
        organisation: id(organisation),
        kind,
        on: day(on),
        place: v("党群服务中心"),
        entitled: v("30"),
        present: v("28"),
        topics: v("学习"),
        chair: v("刘启源"),
        recorder: v("郭明"),
        member: None,
        resident: None,
    }
}

#[test]
fn a_branch_owes_what_the_rulebook_says_and_a_small_one_owes_no_committee_meeting() {
    let rules = rules();
    let organisations = [
        organisation(50, "第一支部", Kind::Branch, None),
        organisation(51, "第一支部第一党小组", Kind::Group, Some(50)),
        organisation(52, "第一网格功能性党支部", Kind::FunctionalBranch, Some(50)),
    ];
    let mut members: Vec<PartyMember> = (1..=7).map(|number| member(number, 50)).collect();
    let due = |members: &[PartyMember], meetings: &[PartyMeeting]| {
        let records = PartyRecords {
            organisations: &organisations,
            changes: &[],
            members,
            standings: &[],
            meetings,
            activities: &[],
        };
        calendar(&rules, &records, year("2023"), day("2023-06-30")).unwrap()
    };
    let seven = due(&members, &[]);
    let of = |calendar: &Calendar, subject: &str, norm: &str| {
        calendar.duties.iter().filter(|duty| &*duty.subject == subject && duty.rule() == norm).count()
    };
    for (norm, number) in [
        ("party.life.members_meeting", 4),
        ("party.life.committee_meeting", 12),
        ("party.life.lecture", 4),
        ("party.life.theme_day", 12),
        ("party.life.life_meeting", 1),
        ("party.life.appraisal", 1),
        ("party.life.talks", 1),
    ] {
        assert_eq!(of(&seven, "第一支部", norm), number, "{norm}");
    }
    assert_eq!(of(&seven, "第一支部第一党小组", "party.life.group_meeting"), 12);
    assert_eq!(seven.duties.iter().filter(|duty| &*duty.subject == "第一网格功能性党支部").count(), 0);
    assert_eq!(seven.overdue(day("2023-06-30")).count(), 1 + 5 + 1 + 5 + 5, "what ended before the last of June");
    members.pop();
    assert_eq!(of(&due(&members, &[]), "第一支部", "party.life.committee_meeting"), 0, "six full members");
}

#[test]
fn meetings_close_duties_and_what_was_held_beyond_them_is_told() {
    let rules = rules();
    let organisations = [
        organisation(49, "中共某村委员会", Kind::VillageCommittee, None),
        organisation(50, "第一支部", Kind::Branch, Some(49)),
        organisation(53, "第二支部", Kind::Branch, Some(49)),
    ];
    let meetings = [
        held(50, PartyMeetingKind::Members, "2023-03-31"),
        held(50, PartyMeetingKind::Members, "2023-04-01"),
        held(50, PartyMeetingKind::Members, "2023-04-02"),
        held(49, PartyMeetingKind::ThemeDay, "2023-05-15"),
        held(50, PartyMeetingKind::Members, "2023-07-01"),
    ];
    let records = PartyRecords {
        organisations: &organisations,
        changes: &[],
        members: &[],
        standings: &[],
        meetings: &meetings,
        activities: &[],
    };
    let calendar = calendar(&rules, &records, year("2023"), day("2023-06-30")).unwrap();
    let states = |subject: &str, norm: &str| -> Vec<DutyState> {
        let of = calendar.duties.iter().filter(|duty| &*duty.subject == subject && duty.rule() == norm);
        of.map(|duty| duty.state_on(day("2023-06-30"))).collect()
    };
    let quarters = states("第一支部", "party.life.members_meeting");
    assert_eq!(quarters, [DutyState::Closed, DutyState::Closed, DutyState::Coming, DutyState::Coming]);
    let beyond: Vec<Day> = calendar.beyond.iter().map(|evidence| evidence.on).collect();
    assert_eq!(beyond, [day("2023-04-02")], "the meeting of July is not known on the last of June");
    for branch in ["第一支部", "第二支部"] {
        assert_eq!(states(branch, "party.life.theme_day")[4], DutyState::Closed, "{branch}: held by the committee");
    }
    let counts = calendar.counts(day("2023-06-30"));
    let count = counts[&("第一支部", "party.life.theme_day")];
    assert_eq!((count.all, count.done, count.overdue, count.ahead), (12, 1, 4, 7));
}

#[test]
fn floating_members_are_contacted_yearly_and_told_by_number() {
    let rules = rules();
    let mut away = member(8, 50);
    away.floating = Some(Floating { place: v("深圳市"), reported_back: None });
    let organisations = [organisation(50, "第一支部", Kind::Branch, None)];
    let members = [away.clone()];
    let mut contact = held(50, PartyMeetingKind::FloatingContact, "2023-02-01");
    contact.member = Some(away.id);
    let (gone, contacts) = ([standing(8, StandingKind::MovedOut, "2023-01-01")], [contact]);
    let mut records = PartyRecords {
        organisations: &organisations,
        changes: &[],
        members: &members,
        standings: &[],
        meetings: &[],
        activities: &[],
    };
    let today = day("2024-01-01");
    let of = |records: &PartyRecords<'_>| -> Vec<(String, DutyState)> {
        let calendar = calendar(&rules, records, year("2023"), today).unwrap();
        let contact = calendar.duties.iter().filter(|duty| duty.rule() == "party.life.floating_contact");
        contact.map(|duty| (duty.subject.to_string(), duty.state_on(today))).collect()
    };
    assert_eq!(of(&records), [("流动党员 DY008".to_owned(), DutyState::Overdue)]);
    records.meetings = &contacts;
    assert_eq!(of(&records), [("流动党员 DY008".to_owned(), DutyState::Closed)]);
    records.standings = &gone;
    assert_eq!(of(&records), []);
}

#[test]
fn an_organisation_owes_from_its_first_full_period_to_its_dissolving() {
    let rules = rules();
    let mut branch = organisation(50, "第一支部", Kind::Branch, None);
    branch.founded = day("2023-02-01");
    let ended = cunwu::model::PartyChange {
        id: id(70),
        organisation: branch.id,
        kind: cunwu::model::PartyChangeKind::Dissolved,
        on: day("2023-05-31"),
        approver: cunwu::model::PartyApprover::Township,
        paper: v("东华党〔2023〕1号"),
        reason: v("合并"),
    };
    let records = PartyRecords {
        organisations: &[branch],
        changes: &[ended],
        members: &[],
        standings: &[],
        meetings: &[],
        activities: &[],
    };
    let calendar = calendar(&rules, &records, year("2023"), day("2023-12-31")).unwrap();
    let due: Vec<(&str, Day)> = calendar.duties.iter().map(|duty| (duty.rule(), duty.due)).collect();
    let months = ["2023-02-28", "2023-03-31", "2023-04-30"];
    assert_eq!(due, months.map(|month| ("party.life.theme_day", day(month))), "May ends on the day of dissolving");
}

#[test]
fn a_provisional_branch_may_do_what_a_layer_with_a_source_allows() {
    let layer = "layer = { id = \"town\", zh = \"镇\", en = \"town\" }\n[[set]]\nparameter = \"party.provisional.may_dues\"\nvalue = true\nlevel = \"town\"\nmark = \"X\"\nsource = \"镇党委通知\"\n";
    let allowed = rules().with("town.toml", layer).unwrap();
    let dues = |rules: &Rulebook, kind| {
        may(rules.on(day("2023-06-30")), kind, PartyAct::Dues).unwrap().map(|finding| finding.verdict())
    };
    assert_eq!(dues(&rules(), Kind::ProvisionalBranch), Some(Verdict::Broken));
    assert_eq!(dues(&allowed, Kind::ProvisionalBranch), Some(Verdict::Holds));
    assert_eq!(dues(&allowed, Kind::FunctionalBranch), Some(Verdict::Broken));
    assert_eq!(dues(&rules(), Kind::Branch), None, "a formal branch does all of it");
}

#[test]
fn winners_are_the_highest_with_enough_votes_however_they_are_ordered() {
    for seed in 0_u32..200 {
        let votes: Vec<u32> = (0..6).map(|place| (seed.wrapping_mul(2_654_435_761) >> (place * 5)) % 7).collect();
        for posts in 0..4 {
            let won = elected(&votes, 3, posts);
            assert!(won.len() <= posts && won.iter().all(|place| votes[*place] >= 3));
            let lost = (0..6).filter(|place| !won.contains(place) && votes[*place] >= 3);
            for place in lost {
                assert!(won.iter().all(|winner| votes[*winner] > votes[place]), "{votes:?} {posts} {won:?}");
                let rivals = votes.iter().filter(|other| **other >= votes[place]).count();
                assert!(rivals > posts, "{votes:?} {posts}: {place} had a post to himself");
            }
        }
    }
}
