//! Elections of the villagers' committee: the voter list, the procedure, dismissals.

use super::*;
use crate::error::Lang;
use crate::rules::procedure::shipped;
use crate::rules::{Body, Entitled, Findings, Procedure, RegisteredVoters, Rulebook, Voting};
use crate::value::{Day, Kinship, Plain};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn rules() -> Rulebook {
    Rulebook::china().unwrap()
}

fn broken(findings: &Findings) -> Vec<&str> {
    findings.broken().map(crate::rules::Finding::rule).collect()
}

fn procedure(id: &str) -> Procedure {
    shipped(&rules()).unwrap().into_iter().find(|one| *one.id == *id).unwrap()
}

fn voter() -> VoterFacts {
    VoterFacts {
        birth: day("1980-01-15"),
        deprived: false,
        registered: true,
        resident_since: Some(day("1980-01-15")),
        declared: false,
        applied: false,
        agreed: false,
        lists: 1,
    }
}

#[test]
fn each_class_of_voters_has_its_own_conditions() {
    let (rules, polled) = (rules(), day("2021-03-18"));
    let check = |facts: VoterFacts| {
        let findings = facts.check(rules.on(polled), polled).unwrap();
        broken(&findings).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let absent = VoterFacts { resident_since: None, ..voter() };
    let newcomer = VoterFacts { registered: false, resident_since: Some(day("2020-03-18")), ..voter() };
    assert_eq!(check(voter()), Vec::<String>::new());
    assert_eq!(check(absent), ["election.voter.declared"]);
    assert_eq!(check(VoterFacts { declared: true, ..absent }), Vec::<String>::new());
    assert_eq!(check(newcomer), ["election.voter.agreed"]);
    let agreed = VoterFacts { applied: true, agreed: true, ..newcomer };
    assert_eq!(check(agreed), Vec::<String>::new());
    let short = VoterFacts { resident_since: Some(day("2020-03-19")), ..agreed };
    assert_eq!(check(short), ["election.voter.residence"]);
    let stranger = VoterFacts { registered: false, resident_since: None, ..agreed };
    assert_eq!(check(stranger), ["election.voter.class"]);
    let barred = VoterFacts { deprived: true, lists: 2, birth: day("2003-03-19"), ..voter() };
    assert_eq!(check(barred), ["election.voter.age", "election.voter.rights", "election.voter.once"]);
}

#[test]
fn near_relatives_are_those_of_the_civil_code() {
    for label in ["配偶", "妻", "长子", "养女或继女", "父亲", "继父或养父", "祖父", "外祖母", "外孙女", "姐姐", "弟"]
    {
        assert!(is_near_relative(Kinship::parse(label).unwrap()), "{label}");
    }
    for label in
        ["女婿", "儿媳", "岳父", "公公", "嫂", "姐夫", "伯父", "侄子", "曾孙子", "曾祖父", "非亲属", "户主", "其他亲属"]
    {
        assert!(!is_near_relative(Kinship::parse(label).unwrap()), "{label}");
    }
    let rules = rules();
    let proxy = ProxyFacts { absent: true, written: true, kin: Kinship::Wife, voter: true, published: true };
    assert!(broken(&proxy.check(rules.on(day("2021-03-18"))).unwrap()).is_empty());
    let wrong = ProxyFacts { kin: Kinship::SonInLaw, published: false, ..proxy };
    assert_eq!(
        broken(&wrong.check(rules.on(day("2021-03-18"))).unwrap()),
        ["election.proxy.relative", "election.proxy.published"]
    );
}

#[test]
fn the_list_is_published_twenty_days_before_and_the_old_committee_hands_over_within_ten() {
    let (rules, table) = (rules(), procedure("committee_election"));
    let mut run = table.begin();
    run.take("choose_committee", Body::Representatives, day("2021-01-20"), None, &rules).unwrap();
    run.take("publish_list", Body::ElectionCommittee, day("2021-02-26"), None, &rules).unwrap();
    let named = run.clone().take("nominate", Body::Township, day("2021-03-08"), None, &rules).unwrap_err();
    assert_eq!(named.code(), "rules.step.body");
    run.take("nominate", Body::Villager, day("2021-03-08"), None, &rules).unwrap();
    let early = run.clone().take("poll", Body::Villager, day("2021-03-17"), None, &rules).unwrap_err();
    assert_eq!((early.code(), early.get("earliest")), ("rules.step.early", Some("2021-03-18")));
    run.take("poll_partly", Body::Villager, day("2021-03-18"), None, &rules).unwrap();
    run.take("second_round", Body::Villager, day("2021-03-25"), None, &rules).unwrap();
    run.take("announce", Body::ElectionCommittee, day("2021-03-25"), None, &rules).unwrap();
    let late = run.clone().take("hand_over", Body::ElectionCommittee, day("2021-04-07"), None, &rules).unwrap_err();
    assert_eq!(late.get("latest"), Some("2021-04-06"), "the tenth day is 清明节");
    let mut other = run.clone();
    other.take("hand_over_late", Body::ElectionCommittee, day("2021-04-07"), Some("档案未清点完"), &rules).unwrap();
    assert!(other.is_over());
    run.take("hand_over", Body::ElectionCommittee, day("2021-04-04"), None, &rules).unwrap();
    assert!(run.is_over());
}

#[test]
fn an_objection_is_answered_by_the_election_committee_and_shows_late_after_three_days() {
    let (rules, table) = (rules(), procedure("voter_objection"));
    let mut run = table.begin_on(day("2021-03-02"));
    assert_eq!(run.due(&rules).unwrap().of_state, Some(day("2021-03-05")));
    let by = run.take("reject", Body::Committee, day("2021-03-05"), Some("经核实"), &rules).unwrap_err();
    assert_eq!(by.code(), "rules.step.body");
    let mute = run.take("uphold", Body::ElectionCommittee, day("2021-03-05"), None, &rules).unwrap_err();
    assert_eq!(mute.code(), "rules.step.reason");
    run.take("uphold", Body::ElectionCommittee, day("2021-03-09"), Some("经核实"), &rules).unwrap();
    assert!(run.is_over());
}

#[test]
fn the_norms_on_days_agree_with_the_procedure() {
    let rules = rules();
    let book = rules.on(day("2021-03-18"));
    let (published, table) = (day("2021-02-26"), procedure("committee_election"));
    for offset in 15_i64..26 {
        let polled = published.plus_days(offset);
        let mut run = table.begin();
        run.take("choose_committee", Body::Representatives, day("2021-01-20"), None, &rules).unwrap();
        run.take("publish_list", Body::ElectionCommittee, published, None, &rules).unwrap();
        run.take("nominate", Body::Villager, published, None, &rules).unwrap();
        let taken = run.take("poll", Body::Villager, polled, None, &rules).is_ok();
        assert_eq!(taken, list_notice(book, published, polled).unwrap().unwrap().holds(), "{offset} days");
    }
}

#[test]
fn a_dismissal_needs_a_petition_a_hearing_and_two_majorities() {
    let rules = rules();
    let book = rules.on(day("2022-03-18"));
    let good = Dismissal {
        registered: RegisteredVoters::new(1_400),
        representatives: Entitled::new(46),
        signed_by_villagers: 0,
        signed_by_representatives: 16,
        reasons: true,
        heard: true,
        voting: Voting::new(701),
        agreed: 351,
    };
    assert!(good.check(book).unwrap().or_refuse().is_ok());
    for (wrong, rule) in [
        (Dismissal { signed_by_representatives: 15, signed_by_villagers: 279, ..good }, "dismissal.petition"),
        (Dismissal { reasons: false, ..good }, "dismissal.reasons"),
        (Dismissal { heard: false, ..good }, "dismissal.defence"),
        (Dismissal { voting: Voting::new(700), ..good }, "dismissal.valid"),
        (Dismissal { agreed: 350, ..good }, "dismissal.passed"),
    ] {
        assert_eq!(broken(&wrong.check(book).unwrap()), [rule]);
    }
    let few = Dismissal { signed_by_representatives: 15, signed_by_villagers: 100, ..good };
    let refused = few.check(book).unwrap().or_refuse().unwrap_err();
    let told = refused.text(Lang::Zh);
    assert!(told.contains("联名村民 100 人，需 280 人；联名村民代表 15 人，需 16 人"), "{told}");
}

#[test]
fn a_committee_of_three_to_seven_has_women_and_the_numbers_stand_unverified_from_2026_on() {
    let rules = rules();
    let good = Composition { members: 7, women: 1, several_peoples: false, minority: 0 };
    for on in ["2021-03-18", "2026-03-18"] {
        let findings = good.check(rules.on(day(on))).unwrap();
        assert!(findings.holds(), "{on}");
        let verified = findings.all().iter().all(|finding| !finding.mark().unwrap().is_unverified());
        assert_eq!(verified, on < "2026", "{on}");
    }
    let wrong = Composition { members: 8, women: 0, several_peoples: true, minority: 0 };
    assert_eq!(
        broken(&wrong.check(rules.on(day("2021-03-18"))).unwrap()),
        ["committee.size", "committee.women", "committee.minority"]
    );
}
