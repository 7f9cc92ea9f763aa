//! What must hold of decisions, scenario by scenario.

use cunwu::model::{AnswerKind, Attendance, Ballot, Decision, GatedAct, Limits, MatterKind, Roll, RollUnit};
use cunwu::rules::decision::{DecisionAct, Delegation, Event, Objected, Spent};
use cunwu::rules::gate::{AssetDeal, Facts, Permitted, ProjectStart, Spending, permit};
use cunwu::rules::{Body, Findings, Heads, Refusal, meeting};
use cunwu::schema::Id;
use cunwu::value::{Count, Money, Period};

use super::given::*;

#[test]
fn a_lawful_dossier_passes_and_shows_its_margins() {
    let examined = Law::shipped().examine(&lawful());
    assert!(examined.findings.holds(), "{:?}", Law::shipped().broken(&lawful()));
    assert_eq!(examined.findings.warned().count(), 0);
    let state = examined.state.unwrap();
    assert_eq!((&*state.id, examined.executable), ("result_published", Some(day("2022-03-30"))));
    let margin = |rule: &str| {
        examined.findings.all().iter().find(|finding| finding.rule() == rule).and_then(cunwu::rules::Finding::margin)
    };
    assert_eq!(margin("representatives.quorum"), Some(5), "41 of 53, 36 needed");
    assert_eq!(margin("representatives.pass"), Some(9), "30 of 41, 21 needed");
    assert_eq!(margin("review.attendance_local"), Some(5), "80 of 112, 75 needed");
    assert_eq!(margin("decision.shown"), Some(2));
}

#[test]
fn a_vote_without_a_roll_is_no_vote() {
    let law = Law::shipped();
    for act in [DecisionAct::Propose, DecisionAct::Consult, DecisionAct::Review, DecisionAct::Resolve] {
        let mut dossier = lawful();
        vote_of(&mut dossier, act).roll = None;
        assert_eq!(law.broken(&dossier), ["roll.shown"], "{act}");
        the(&mut dossier, act).vote = None;
        assert_eq!(law.broken(&dossier), ["roll.shown"], "{act} without any vote");
    }
}

#[test]
fn a_quorum_reached_only_by_proxies_is_refused_or_by_charter_pointed_out() {
    let mut dossier = lawful();
    let resolve = the(&mut dossier, DecisionAct::Resolve);
    (resolve.by, resolve.notified) = (Body::VillagersAssembly, Some(day("2022-03-09")));
    let vote = resolve.vote.as_mut().unwrap();
    (vote.roll, vote.votes) = (Some(named("2022-03-19", 50, 2, 48).into()), votes(100, 52, [40, 8, 4]));
    assert_eq!(Law::shipped().broken(&dossier), ["assembly.quorum", "proxy.quorum"]);
    let charter = Law::with(&set("proxy.to_quorum", "true"));
    assert_eq!((charter.broken(&dossier), charter.warned(&dossier)), (vec![], vec!["proxy.quorum_noted".to_owned()]));
    vote_of(&mut dossier, DecisionAct::Resolve).roll = Some(named("2022-03-19", 51, 1, 48).into());
    assert!(Law::shipped().broken(&dossier).is_empty(), "51 of 100 came themselves");
}

#[test]
fn proxies_are_written_held_by_near_ones_and_not_too_many_and_representatives_give_none() {
    let law = Law::shipped();
    let broken = |change: fn(&mut cunwu::model::Proxy)| {
        let mut dossier = lawful();
        let resolve = the(&mut dossier, DecisionAct::Resolve);
        (resolve.by, resolve.notified) = (Body::VillagersAssembly, Some(day("2022-03-09")));
        let mut roll = named("2022-03-19", 60, 4, 36);
        for member in &mut roll.members {
            if let Attendance::Proxy(proxy) = &mut member.attendance {
                change(proxy);
            }
        }
        let vote = resolve.vote.as_mut().unwrap();
        (vote.roll, vote.votes) = (Some(roll.into()), votes(100, 64, [50, 8, 6]));
        law.broken(&dossier)
    };
    assert!(broken(|_| {}).is_empty());
    assert_eq!(broken(|proxy| proxy.written = false), ["proxy.written"]);
    assert_eq!(broken(|proxy| proxy.relation = cunwu::model::ProxyRelation::Other), ["proxy.relation"]);
    assert_eq!(broken(|proxy| proxy.holder = v("res_000")), ["proxy.per_holder"], "one holds four");
    let mut dossier = lawful();
    vote_of(&mut dossier, DecisionAct::Resolve).roll = Some(counted(53, 40, 1, 0));
    assert_eq!(law.broken(&dossier), ["proxy.allowed"]);
}

#[test]
fn exactly_two_thirds_is_enough_and_exactly_half_is_not() {
    let law = Law::shipped();
    let resolved = |entitled, present, agreed: u32| {
        let mut dossier = lawful();
        *vote_of(&mut dossier, DecisionAct::Resolve) = vote(entitled, present, [agreed, present - agreed, 0]);
        law.broken(&dossier)
    };
    assert!(resolved(51, 34, 18).is_empty(), "34 of 51 is two thirds");
    assert_eq!(resolved(51, 33, 18), ["representatives.quorum"]);
    assert_eq!(resolved(51, 34, 17), ["representatives.pass"], "17 of 34 is half");
    let reviewed = |agreed: u32| {
        let mut dossier = lawful();
        *vote_of(&mut dossier, DecisionAct::Review) = vote(118, 90, [agreed, 90 - agreed, 0]);
        law.broken(&dossier)
    };
    assert!(reviewed(60).is_empty());
    assert_eq!(
        reviewed(59),
        ["review.pass"],
        "59 of 118 is half of those with the right to vote, though most of those present"
    );
}

#[test]
fn a_recused_member_leaves_the_denominator_or_stays_by_rule() {
    let leaves = Law::with(&set("recusal.leaves", "true"));
    let mut dossier = lawful();
    let vote = vote_of(&mut dossier, DecisionAct::Review);
    (vote.roll, vote.votes) = (Some(counted(112, 90, 0, 1)), votes(112, 90, [56, 33, 0]));
    assert_eq!(Law::shipped().broken(&dossier), ["review.pass"], "56 of 112 while the recused member stays");
    assert!(leaves.broken(&dossier).is_empty(), "56 of 111 once he leaves");
    let mut dossier = lawful();
    let vote = vote_of(&mut dossier, DecisionAct::Resolve);
    (vote.roll, vote.votes) = (Some(counted(53, 40, 0, 1)), votes(53, 40, [20, 19, 0]));
    for law in [Law::shipped(), leaves] {
        assert_eq!(
            law.broken(&dossier),
            ["representatives.pass"],
            "the base is statute's: 20 of 40 whatever a charter says"
        );
    }
    vote_of(&mut dossier, DecisionAct::Resolve).votes = votes(53, 40, [21, 19, 0]);
    assert_eq!(Law::shipped().broken(&dossier), ["recusal.no_vote"], "forty votes of thirty-nine who may vote");
    let mut dossier = lawful();
    vote_of(&mut dossier, DecisionAct::Resolve).unrecused = 1;
    assert_eq!(Law::shipped().warned(&dossier), ["recusal.conflict"]);
}

#[test]
fn an_objection_on_the_last_day_of_publicity_counts_and_one_on_the_day_after_does_not() {
    let law = Law::shipped();
    let objected = |on: &str, answer: Option<(&str, AnswerKind)>| {
        let mut dossier = lawful();
        dossier.objections = vec![Objected { on: day(on), answer: answer.map(|(on, kind)| (day(on), kind)) }];
        law.broken(&dossier)
    };
    assert_eq!(objected("2022-03-29", None), ["decision.objections"]);
    assert!(objected("2022-03-30", None).is_empty());
    assert!(objected("2022-03-29", Some(("2022-04-01", AnswerKind::Explained))).is_empty());
    assert_eq!(objected("2022-03-29", Some(("2022-04-02", AnswerKind::Explained))), ["decision.objections"]);
    assert_eq!(objected("2022-03-29", Some(("2022-03-31", AnswerKind::Upheld))), ["decision.objection_upheld"]);
}

#[test]
fn a_paper_count_that_differs_from_the_marks_or_does_not_add_up_is_refused() {
    let law = Law::shipped();
    let counted = |issued, cast, spoiled, unreturned, marked: usize| {
        let mut dossier = lawful();
        let vote = vote_of(&mut dossier, DecisionAct::Resolve);
        let mut roll = named("2022-03-19", 41, 0, 12);
        for member in roll.members.iter_mut().skip(marked) {
            member.voted = false;
        }
        vote.votes.ballot = Ballot::Secret;
        (vote.roll, vote.papers) = (Some(roll.into()), Some(papers(issued, cast, spoiled, unreturned)));
        law.broken(&dossier)
    };
    let mut fine = lawful();
    let vote = vote_of(&mut fine, DecisionAct::Resolve);
    vote.votes = votes(53, 41, [30, 8, 1]);
    vote.votes.ballot = Ballot::Secret;
    assert_eq!(law.warned(&fine), ["ballot.papers"], "a secret ballot without its papers is pointed out");
    assert!(counted(41, 41, 0, 0, 41).is_empty());
    assert_eq!(counted(41, 41, 0, 0, 40), ["ballot.marked"]);
    assert_eq!(counted(42, 41, 0, 0, 41), ["ballot.reconciled"]);
    assert_eq!(counted(41, 40, 0, 1, 40), ["ballot.cast"], "41 votes on 40 papers");
}

#[test]
fn a_roll_frozen_after_the_meeting_with_somebody_twice_or_other_numbers_is_refused() {
    let law = Law::shipped();
    let rolled = |roll: cunwu::model::NamedRoll| {
        let mut dossier = lawful();
        vote_of(&mut dossier, DecisionAct::Resolve).roll = Some(roll.into());
        law.broken(&dossier)
    };
    assert!(rolled(named("2022-03-19", 41, 0, 12)).is_empty());
    assert_eq!(rolled(named("2022-03-20", 41, 0, 12)), ["roll.frozen"]);
    assert_eq!(rolled(named("2022-03-19", 40, 0, 13)), ["roll.agrees", "recusal.no_vote"]);
    let mut twice = named("2022-03-19", 41, 0, 12);
    twice.members[1].record = twice.members[0].record.clone();
    assert_eq!(rolled(twice), ["roll.once"]);
}

#[test]
fn no_step_is_left_out_swapped_backdated_or_taken_by_another_body() {
    let law = Law::shipped();
    for (place, act) in [(0, DecisionAct::Propose), (1, DecisionAct::Consult), (2, DecisionAct::Review)] {
        let mut dossier = lawful();
        dossier.events.remove(place);
        assert_eq!(law.broken(&dossier), ["decision.sequence"], "without {act}");
    }
    let mut swapped = lawful();
    swapped.events.swap(1, 2);
    assert!(law.broken(&swapped).contains(&"decision.sequence".to_owned()));
    let mut backdated = lawful();
    the(&mut backdated, DecisionAct::Review).on = day("2022-03-02");
    the(&mut backdated, DecisionAct::Review).notified = Some(day("2022-02-20"));
    assert_eq!(law.broken(&backdated), ["decision.dates"]);
    let mut other = lawful();
    the(&mut other, DecisionAct::Review).by = Body::BothCommittees;
    assert!(law.broken(&other).contains(&"decision.step_body".to_owned()));
}

#[test]
fn proposal_and_consultation_are_one_meeting_under_one_shoulder_alone() {
    let law = Law::shipped();
    let mut dossier = lawful();
    dossier.events.remove(0);
    the(&mut dossier, DecisionAct::Consult).act = DecisionAct::ProposeJointly;
    assert_eq!(law.broken(&dossier), ["decision.merged"]);
    dossier.terms.one_shoulder = true;
    assert!(law.broken(&dossier).is_empty());
}

#[test]
fn it_is_carried_out_after_the_publicity_or_in_an_emergency_with_its_reason() {
    let law = Law::shipped();
    let mut early = lawful();
    the(&mut early, DecisionAct::Execute).on = day("2022-03-29");
    assert_eq!(law.broken(&early), ["decision.publicity"]);
    the(&mut early, DecisionAct::Execute).act = DecisionAct::ExecuteUrgently;
    assert_eq!(law.broken(&early), ["decision.emergency"]);
    the(&mut early, DecisionAct::ExecuteUrgently).reason = Some("台风抢险".into());
    assert!(law.broken(&early).is_empty());
    let mut short = lawful();
    the(&mut short, DecisionAct::PublishResolution).shown =
        Some(Period::through(day("2022-03-20"), day("2022-03-26")).unwrap());
    assert_eq!(law.broken(&short), ["decision.shown"]);
}

#[test]
fn what_is_not_agreed_to_goes_back_to_the_draft_with_the_failing_rule() {
    let law = Law::shipped();
    let mut dossier = lawful();
    let mut lost = dossier.events[2].clone();
    (lost.act, lost.on, lost.reason) = (DecisionAct::Reject, day("2022-03-05"), Some("党员大会审议未通过".into()));
    lost.vote = Some(cunwu::rules::decision::Vote { passed: false, ..vote(112, 80, [40, 36, 4]) });
    let mut first = dossier.events[..2].to_vec();
    for event in &mut first {
        event.on = day("2022-02-20");
    }
    first.push(lost);
    dossier.events.splice(0..0, first);
    for event in &mut dossier.events[3..5] {
        event.on = day("2022-03-06");
    }
    assert!(law.broken(&dossier).is_empty(), "a second round is lawful: {:?}", law.broken(&dossier));
    let back =
        law.examine(&cunwu::rules::decision::Dossier { events: dossier.events[..3].to_vec(), ..dossier.clone() });
    assert_eq!(&*back.state.unwrap().id, "draft");
    dossier.events[2].vote.as_mut().unwrap().passed = true;
    assert!(law.broken(&dossier).contains(&"vote.announced".to_owned()));
    dossier.events[2].vote = None;
    dossier.events[2].reason = None;
    assert!(law.broken(&dossier).contains(&"decision.reason".to_owned()));
}

#[test]
fn each_matter_has_its_body_and_the_new_statute_moves_collective_property() {
    let law = Law::shipped();
    let mut rules = lawful();
    rules.terms.matter = MatterKind::VillageRules;
    assert_eq!(law.broken(&rules), ["decision.matter_body"], "village rules are the assembly's");
    let mut reserved = lawful();
    reserved.terms.delegation = Delegation::Reserved;
    assert_eq!(law.broken(&reserved), ["decision.delegated"]);
    reserved.terms.delegation = Delegation::Unknown;
    assert_eq!(law.warned(&reserved), ["decision.delegation_shown"]);
    let strict = Law::with(&set("delegation.presumed", "false"));
    assert_eq!(strict.broken(&reserved), ["decision.delegated"]);
    let mut asset = lawful();
    asset.terms.matter = MatterKind::AssetDeal;
    assert!(law.broken(&asset).is_empty(), "in 2022 the representatives could, where it was handed to them");
    for event in &mut asset.events {
        event.on = event.on.plus_months(40);
        event.shown = event.shown.map(|shown| {
            Period::through(shown.from().plus_months(40), shown.last_day().unwrap().plus_months(40)).unwrap()
        });
        event.notified = event.notified.map(|day| day.plus_months(40));
    }
    asset.completed = None;
    assert_eq!(law.broken(&asset), ["decision.matter_body"], "since 2025-05-01 it is the collective's members'");
    let resolve = the(&mut asset, DecisionAct::Resolve);
    resolve.by = Body::CollectiveRepresentatives;
    assert_eq!(law.broken(&asset), ["collective.representatives.pass"], "30 of 53, and two thirds of all are needed");
    vote_of(&mut asset, DecisionAct::Resolve).votes = votes(53, 41, [36, 3, 2]);
    assert!(law.broken(&asset).is_empty(), "{:?}", law.broken(&asset));
    asset.terms.matter = MatterKind::Homestead;
    assert_eq!(law.broken(&asset), ["decision.matter_body"], "the plan for homesteads is for all members");
    the(&mut asset, DecisionAct::Resolve).by = Body::CollectiveMembers;
    assert!(law.broken(&asset).is_empty(), "{:?}", law.broken(&asset));
}

#[test]
fn before_the_law_of_2025_the_collective_decided_by_the_decree_and_its_assembly_by_its_own_majority() {
    let law = Law::shipped();
    let resolved = |by, unit, entitled, present, agreed| {
        let mut dossier = lawful();
        dossier.terms.matter = MatterKind::AssetDeal;
        let resolve = the(&mut dossier, DecisionAct::Resolve);
        resolve.by = by;
        *resolve.vote.as_mut().unwrap() = vote(entitled, present, [agreed, 0, 0]);
        if let Some(Roll::Counted(roll)) = &mut resolve.vote.as_mut().unwrap().roll {
            roll.unit = unit;
        }
        law.broken(&dossier)
    };
    let members = |present, agreed| resolved(Body::CollectiveMembers, RollUnit::People, 300, present, agreed);
    assert!(members(150, 76).is_empty(), "half of the electors attend, more than half of them agree");
    assert_eq!(members(149, 76), ["collective.members.quorum"]);
    assert_eq!(members(150, 75), ["collective.members.pass"]);
    let households = |present, agreed| resolved(Body::CollectiveMembers, RollUnit::Households, 90, present, agreed);
    assert!(households(60, 31).is_empty(), "or two thirds of the households");
    assert_eq!(households(59, 31), ["collective.households.quorum"]);
    assert_eq!(households(60, 30), ["collective.households.pass"]);
    let few = |present, agreed| resolved(Body::CollectiveRepresentatives, RollUnit::People, 30, present, agreed);
    assert!(few(20, 14).is_empty(), "two thirds of the representatives, and two thirds of those there");
    assert_eq!(few(20, 13), ["collective.representatives.pass"]);
    let council = |present, agreed| {
        let mut dossier = lawful();
        let resolve = the(&mut dossier, DecisionAct::Resolve);
        resolve.by = Body::Council;
        *resolve.vote.as_mut().unwrap() = vote(7, present, [agreed, 0, 0]);
        law.broken(&dossier)
    };
    assert!(council(5, 4).contains(&"decision.step_body".to_owned()), "the council resolves no such matter");
}

#[test]
fn a_body_without_a_rule_for_its_votes_is_found_and_the_council_is_held_to_its_own() {
    let law = Law::shipped();
    let ask = |body, on: &str, entitled, present, agreed| {
        let heads = Heads { entitled, in_person: present, by_proxy: 0, recused: 0, unit: RollUnit::People };
        let (book, mut found) = (law.rules.on(day(on)), Findings::default());
        meeting::quorum(book, body, &heads, &mut found).unwrap();
        meeting::pass(book, body, &heads, agreed, &mut found).unwrap();
        found.broken().map(|finding| finding.rule().to_owned()).collect::<Vec<_>>()
    };
    assert!(ask(Body::Council, "2025-06-01", 7, 5, 4).is_empty());
    assert_eq!(ask(Body::Council, "2025-06-01", 7, 4, 4), ["collective.council.quorum"]);
    assert_eq!(ask(Body::Council, "2025-06-01", 7, 5, 3), ["collective.council.pass"]);
    let households = |on, present, agreed| ask(Body::HouseholdRepresentatives, on, 90, present, agreed);
    assert!(households("2025-04-30", 60, 31).is_empty());
    assert_eq!(households("2025-04-30", 59, 31), ["collective.households.quorum"]);
    assert_eq!(households("2025-05-01", 90, 90), ["collective.households.body"]);
    assert_eq!(ask(Body::BranchMembers, "2025-06-01", 30, 15, 15), ["review.pass"]);
    assert!(ask(Body::BranchMembers, "2025-06-01", 30, 16, 16).is_empty());
    assert_eq!(ask(Body::BranchCommittee, "2025-06-01", 5, 2, 2), ["party_committee.quorum", "party_committee.pass"]);
    assert_eq!(ask(Body::Supervision, "2025-06-01", 3, 3, 3), ["vote.body"]);
}

#[test]
fn the_assembly_is_called_ten_days_ahead_and_counts_adults_or_households() {
    let law = Law::shipped();
    let assembly = |notified: &str, unit, entitled, present| {
        let mut dossier = lawful();
        let resolve = the(&mut dossier, DecisionAct::Resolve);
        (resolve.by, resolve.notified) = (Body::VillagersAssembly, Some(day(notified)));
        *resolve.vote.as_mut().unwrap() = vote(entitled, present, [present, 0, 0]);
        if let Some(Roll::Counted(roll)) = &mut resolve.vote.as_mut().unwrap().roll {
            roll.unit = unit;
        }
        law.broken(&dossier)
    };
    assert!(assembly("2022-03-09", RollUnit::Households, 455, 304).is_empty());
    assert_eq!(assembly("2022-03-10", RollUnit::Households, 455, 304), ["assembly.notice"]);
    assert_eq!(assembly("2022-03-09", RollUnit::Households, 455, 303), ["assembly.quorum"]);
    assert!(assembly("2022-03-09", RollUnit::People, 455, 228).is_empty(), "more than half of adults");
}

#[test]
fn what_does_not_say_how_long_it_was_on_show_cannot_be_carried_out() {
    let law = Law::shipped();
    let mut silent = lawful();
    the(&mut silent, DecisionAct::PublishResolution).shown = None;
    assert_eq!(law.broken(&silent), ["decision.shown"]);
    silent.events.truncate(5);
    silent.completed = None;
    assert!(law.broken(&silent).is_empty(), "it is still on show");
}

#[test]
fn the_collective_is_called_ten_days_ahead_and_has_more_than_twenty_representatives() {
    let law = Law::shipped();
    let later = |text: &str| day(text).plus_months(40);
    let collective = |by: Body, notified: Option<&str>, members: u32| {
        let mut dossier = lawful();
        dossier.terms.matter = MatterKind::AssetDeal;
        for event in &mut dossier.events {
            event.on = event.on.plus_months(40);
            let period = |shown: Period| {
                Period::through(shown.from().plus_months(40), shown.last_day().unwrap().plus_months(40)).unwrap()
            };
            event.shown = event.shown.map(period);
            event.notified = event.notified.map(|day| day.plus_months(40));
        }
        dossier.completed = None;
        let resolve = the(&mut dossier, DecisionAct::Resolve);
        (resolve.by, resolve.notified) = (by, notified.map(later));
        *resolve.vote.as_mut().unwrap() = vote(members, members, [members, 0, 0]);
        dossier
    };
    let members = |notified| collective(Body::CollectiveMembers, notified, 300);
    assert!(law.broken(&members(Some("2022-03-09"))).is_empty());
    assert_eq!(law.broken(&members(Some("2022-03-10"))), ["collective.members.notice"]);
    assert_eq!(law.warned(&members(None)), ["decision.notice_shown"]);
    let representatives = |number| collective(Body::CollectiveRepresentatives, None, number);
    assert!(law.broken(&representatives(21)).is_empty());
    assert_eq!(law.broken(&representatives(20)), ["collective.representatives.number"]);
}

#[test]
fn an_archived_file_has_the_minutes_of_its_meetings() {
    let law = Law::shipped();
    let mut dossier = lawful();
    vote_of(&mut dossier, DecisionAct::Review).minutes = false;
    assert!(law.warned(&dossier).is_empty(), "as long as it is not archived they may be added");
    dossier.events.push(event(DecisionAct::Archive, Body::Committee, "2022-07-08"));
    assert_eq!((law.broken(&dossier), law.warned(&dossier)), (vec![], vec!["decision.minutes".to_owned()]));
    vote_of(&mut dossier, DecisionAct::Review).minutes = true;
    assert!(law.warned(&dossier).is_empty());
}

#[test]
fn the_result_is_published_when_it_is_done() {
    let law = Law::shipped();
    let mut dossier = lawful();
    dossier.events.pop();
    assert_eq!(law.broken(&dossier), ["decision.result_published"]);
    dossier.completed = None;
    assert!(law.broken(&dossier).is_empty(), "it is still being carried out");
}

fn decision() -> Decision {
    let id = Id::from_uuid(uuid::Uuid::from_u128(7));
    Decision { id, no: v("东华村决〔2022〕09号"), matter: v("村口道路硬化"), deal: None }
}

fn facts(yuan: i64, on: &str) -> Facts {
    Facts { object: "DHXM-009".into(), amount: Some(Money::from_fen(yuan * 100)), on: day(on) }
}

#[test]
fn an_act_is_allowed_by_a_passed_decision_about_it_and_by_nothing_else() {
    let law = Law::shipped();
    let ask = |facts: Facts, dossier: &cunwu::rules::decision::Dossier| {
        permit(Spending(facts), &decision(), 12, dossier, &law.table, &law.rules)
    };
    let rules = |result: cunwu::Result<Permitted<Spending>>| {
        let error = result.unwrap_err();
        Refusal::of(&error).unwrap().rules().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let token = ask(facts(300_000, "2022-04-01"), &lawful()).unwrap();
    assert_eq!((token.revision(), token.decision().no.as_str()), (12, "东华村决〔2022〕09号"));
    assert_eq!(rules(ask(facts(300_001, "2022-04-01"), &lawful())), ["gate.amount"]);
    assert_eq!(rules(ask(facts(1, "2023-01-01"), &lawful())), ["gate.passed", "gate.expired"]);
    assert_eq!(rules(ask(facts(1, "2022-03-25"), &lawful())), ["gate.day"], "while it is on show");
    assert_eq!(rules(ask(facts(1, "2022-03-12"), &lawful())), ["gate.passed"], "only reviewed");
    let other = Facts { object: "DHXM-010".into(), ..facts(1, "2022-04-01") };
    assert_eq!(rules(ask(other, &lawful())), ["gate.object"]);
    let mut unnamed = lawful();
    unnamed.terms.limits = Limits::NONE;
    assert_eq!(rules(ask(facts(1, "2022-04-02"), &unnamed)), ["gate.amount_stated"]);
    unnamed.terms.limits = Limits::project(Money::from_fen(30_000_000));
    assert_eq!(rules(ask(facts(1, "2022-04-02"), &unnamed)), ["gate.amount_stated"], "a limit for another act");
    assert_eq!(rules(ask(facts(0, "2022-04-02"), &lawful())), ["gate.amount_stated"]);
    assert_eq!(rules(ask(facts(-1, "2022-04-02"), &lawful())), ["gate.amount_stated"], "nothing is paid back in");
    let silent = Facts { amount: None, ..facts(1, "2022-04-02") };
    assert_eq!(rules(ask(silent, &lawful())), ["gate.amount_stated"]);
    let mut open = lawful();
    open.objections.push(Objected { on: day("2022-03-29"), answer: None });
    assert_eq!(rules(ask(facts(1, "2022-03-30"), &open)), ["decision.objections"]);
    let mut unlawful = lawful();
    vote_of(&mut unlawful, DecisionAct::Resolve).votes.agreed = Count::new(20);
    assert_eq!(rules(ask(facts(1, "2022-04-02"), &unlawful)), ["representatives.pass"]);
    let mut back = lawful();
    back.events.truncate(5);
    back.events.push(event(DecisionAct::UpholdObjection, Body::Committee, "2022-03-31"));
    assert_eq!(rules(ask(facts(1, "2022-03-30"), &back)), ["gate.passed"], "a day before it was sent back");
}

#[test]
fn an_objection_upheld_after_an_emergency_sends_it_back_and_what_is_resolved_anew_waits_again() {
    let law = Law::shipped();
    let mut urgent = lawful();
    urgent.events.truncate(5);
    urgent.completed = None;
    let mut carried = event(DecisionAct::ExecuteUrgently, Body::Committee, "2022-03-22");
    carried.reason = Some("台风抢险".into());
    urgent.events.push(carried);
    urgent.objections.push(Objected { on: day("2022-03-25"), answer: Some((day("2022-03-28"), AnswerKind::Upheld)) });
    let mut back = event(DecisionAct::UpholdObjection, Body::Committee, "2022-03-28");
    back.reason = Some("工程量偏大".into());
    urgent.events.push(back.clone());
    assert!(law.broken(&urgent).is_empty(), "{:?}", law.broken(&urgent));
    assert_eq!(&*law.examine(&urgent).state.unwrap().id, "draft");
    assert_eq!(super::checker::read(&urgent), Ok("draft"));
    // Carried out after its publicity, it is sent back no more.
    let mut regular = lawful();
    regular.events.truncate(6);
    regular.completed = None;
    regular.events.push(event_with(back, "2022-04-02"));
    assert_eq!(law.broken(&regular), ["decision.sequence"]);
    assert!(super::checker::read(&regular).is_err());
    // Resolved anew a month later: the publicity and the objections of the new round bind, whatever was done in the old one.
    for again in lawful().events.into_iter().take(5) {
        let shown = again.shown.map(|shown| {
            Period::through(shown.from().plus_months(1), shown.last_day().unwrap().plus_months(1)).unwrap()
        });
        let notified = again.notified.map(|day| day.plus_months(1));
        let on = again.on.plus_months(1);
        urgent.events.push(Event { on, shown, notified, ..again });
    }
    let pay = |on: &str, dossier: &_| refusing(&law, Spending(facts(1, on)), dossier);
    let none: [&str; 0] = [];
    assert_eq!(pay("2022-04-25", &urgent), ["gate.day"]);
    assert_eq!(pay("2022-05-10", &urgent), none);
    urgent.objections.push(Objected { on: day("2022-04-22"), answer: None });
    assert_eq!(pay("2022-05-10", &urgent), ["decision.objections"]);
}

fn event_with(event: Event, on: &str) -> Event {
    Event { on: day(on), ..event }
}

fn done(act: GatedAct, object: &str, yuan: i64) -> Spent {
    Spent { act, object: object.into(), amount: Some(Money::from_fen(yuan * 100)), on: day("2022-04-01") }
}

/// The rules that refuse an act under a dossier; none when it is allowed.
fn refusing<A: cunwu::rules::gate::Act>(law: &Law, act: A, dossier: &cunwu::rules::decision::Dossier) -> Vec<String> {
    match permit(act, &decision(), 12, dossier, &law.table, &law.rules) {
        Ok(_) => Vec::new(),
        Err(error) => Refusal::of(&error).unwrap().rules().into_iter().map(str::to_owned).collect(),
    }
}

#[test]
fn payments_add_up_to_the_limit_and_never_beyond_it() {
    let law = Law::shipped();
    let none: [&str; 0] = [];
    let mut dossier = lawful();
    let pay = |yuan, dossier: &_| refusing(&law, Spending(facts(yuan, "2022-04-02")), dossier);
    dossier.spent.push(done(GatedAct::Spending, "DHXM-009", 100_000));
    assert_eq!(pay(200_000, &dossier), none, "a second instalment, to the yuan");
    assert_eq!(pay(200_001, &dossier), ["gate.amount"]);
    dossier.spent.push(done(GatedAct::Spending, "DHXM-009", 199_999));
    assert_eq!(pay(1, &dossier), none, "a third");
    assert_eq!(pay(2, &dossier), ["gate.amount"]);
    // What was paid on a later day counts as well for what is said to be of an earlier one.
    let earlier = refusing(&law, Spending(facts(2, "2022-03-31")), &dossier);
    assert_eq!(earlier, ["gate.amount"]);
    // Without an object all payments add up, whatever for.
    dossier.terms.object = None;
    let other = Facts { object: "DHXM-010".into(), ..facts(2, "2022-04-02") };
    assert_eq!(refusing(&law, Spending(other.clone()), &dossier), ["gate.amount"]);
    assert_eq!(refusing(&law, Spending(Facts { amount: facts(1, "2022-04-02").amount, ..other }), &dossier), none);
    let told = permit(Spending(facts(2, "2022-04-02")), &decision(), 12, &dossier, &law.table, &law.rules);
    let told = told.unwrap_err().text(cunwu::error::Lang::Zh);
    assert!(told.contains("金额 2.00 元，连同此前已支用的 299999.00 元，超过决议的 300000.00 元"), "{told}");
}

#[test]
fn a_limit_serves_one_kind_of_act_and_what_is_done_once_is_done_once() {
    let law = Law::shipped();
    let none: [&str; 0] = [];
    let mut dossier = lawful();
    let start = |yuan, dossier: &_| refusing(&law, ProjectStart(facts(yuan, "2022-04-02")), dossier);
    let pay = |yuan, dossier: &_| refusing(&law, Spending(facts(yuan, "2022-04-02")), dossier);
    assert_eq!(start(1, &dossier), ["gate.amount_stated"], "what may be spent is no limit for a project");
    dossier.terms.limits.project = Some(Money::from_fen(25_000_000));
    assert_eq!(start(250_000, &dossier), none);
    assert_eq!(start(250_001, &dossier), ["gate.amount"]);
    dossier.spent.push(done(GatedAct::ProjectStart, "DHXM-009", 250_000));
    assert_eq!(start(1, &dossier), ["gate.unspent"]);
    assert_eq!(pay(300_000, &dossier), none, "the start of the project used nothing of what may be paid");
    assert_eq!(pay(300_001, &dossier), ["gate.amount"]);
    dossier.terms.object = None;
    let other = Facts { object: "DHXM-010".into(), ..facts(1, "2022-04-02") };
    assert_eq!(refusing(&law, ProjectStart(other), &dossier), ["gate.unspent"], "without an object, once whatever for");
}

#[test]
fn a_deal_names_what_it_comes_to_also_where_the_resolution_sets_no_limit() {
    let law = Law::shipped();
    let none: [&str; 0] = [];
    let mut dossier = lawful();
    dossier.terms.matter = MatterKind::AssetDeal;
    dossier.terms.limits = Limits::NONE;
    let deal = |amount: Option<i64>, dossier: &_| {
        let amount = amount.map(|yuan| Money::from_fen(yuan * 100));
        refusing(&law, AssetDeal(Facts { amount, ..facts(1, "2022-04-02") }), dossier)
    };
    assert_eq!(deal(Some(9_999_999), &dossier), none);
    for amount in [None, Some(0)] {
        assert_eq!(deal(amount, &dossier), ["gate.amount_stated"], "{amount:?}");
    }
    dossier.terms.limits = Limits::spending(Money::from_fen(100));
    assert_eq!(deal(Some(2), &dossier), none, "a limit for payments is none for a deal");
    dossier.spent.push(done(GatedAct::AssetDeal, "DHXM-009", 2));
    assert_eq!(deal(Some(1), &dossier), ["gate.unspent"]);
}

#[test]
fn a_deal_amount_above_the_resolution_is_refused_and_names_both() {
    let law = Law::shipped();
    let mut dossier = lawful();
    dossier.terms.matter = MatterKind::AssetDeal;
    dossier.terms.limits = Limits::deal(Money::from_fen(30_000_000));
    let deal = |yuan| permit(AssetDeal(facts(yuan, "2022-04-01")), &decision(), 1, &dossier, &law.table, &law.rules);
    assert!(deal(300_000).is_ok());
    let told = deal(300_001).unwrap_err().text(cunwu::error::Lang::Zh);
    assert!(told.contains("金额 300001.00 元，连同此前已支用的 0.00 元，超过决议的 300000.00 元"), "{told}");
    let start = permit(ProjectStart(facts(1, "2022-04-01")), &decision(), 1, &dossier, &law.table, &law.rules);
    assert!(
        start.unwrap_err().text(cunwu::error::Lang::Zh).contains("请就该行为另行决议"),
        "an asset deal starts no project"
    );
}

#[test]
fn numbers_go_on_after_the_amendment_of_2026_and_say_that_nobody_read_them() {
    let law = Law::shipped();
    let mut dossier = lawful();
    for event in &mut dossier.events {
        event.on = event.on.plus_months(48);
        event.shown = event.shown.map(|shown| {
            Period::through(shown.from().plus_months(48), shown.last_day().unwrap().plus_months(48)).unwrap()
        });
        event.notified = event.notified.map(|day| day.plus_months(48));
    }
    dossier.completed = None;
    let examined = law.examine(&dossier);
    assert!(examined.findings.holds());
    let quorum = examined.findings.all().iter().find(|finding| finding.rule() == "representatives.quorum").unwrap();
    assert!(
        quorum.mark().unwrap().is_unverified() && quorum.citation().contains("2025年修订"),
        "{}",
        quorum.citation()
    );
    vote_of(&mut dossier, DecisionAct::Resolve).votes.present = Count::new(35);
    vote_of(&mut dossier, DecisionAct::Resolve).roll = Some(counted(53, 35, 0, 0));
    assert!(law.broken(&dossier).contains(&"representatives.quorum".to_owned()));
}
