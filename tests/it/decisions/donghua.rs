//! 东华村 The village's own 32 decisions: all lawful, and each fails alone, with its citation, once something is taken away.

use std::sync::OnceLock;

use cunwu::model::{
    Contract, Deal, Decision, DecisionStep, Grid, GridKind, Post, PostClass, Ref, StatedFigure, StepEvidence, StepKind,
};
use cunwu::rules::decision::{DecisionAct, Dossier, File};
use cunwu::rules::{Attending, Body, WholeBody, meeting};
use cunwu::value::{Count, Money, Period, Plain};

use super::given::*;

/// The decisions about deals.
fn dossiers() -> &'static [Dossier] {
    static ALL: OnceLock<Vec<Dossier>> = OnceLock::new();
    ALL.get_or_init(|| of_matter(|deal| deal))
}

/// The decisions that are, or are not, about a deal.
fn of_matter(wanted: fn(bool) -> bool) -> Vec<Dossier> {
    let held = crate::donghua::held();
    let of = |decision: &Decision| {
        let steps = held.all::<DecisionStep>().iter().filter(|step| step.decision.id() == Some(decision.id));
        let steps: Vec<DecisionStep> = steps.cloned().collect();
        let deal = decision.deal.as_ref().and_then(Ref::id).and_then(|id| held.get::<Deal>(id));
        Dossier::from_records(
            decision,
            &File { steps: &steps, evidence: held.all::<StepEvidence>(), deal, ..File::default() },
        )
    };
    held.all::<Decision>().iter().filter(|decision| wanted(decision.deal.is_some())).map(of).collect()
}

#[test]
fn all_32_decisions_are_lawful_on_totals_and_show_their_margins() {
    let law = Law::shipped();
    assert_eq!(dossiers().len(), 32);
    for dossier in dossiers() {
        let examined = law.examine(dossier);
        assert!(examined.findings.holds(), "{}: {:?}", dossier.no, law.broken(dossier));
        assert_eq!(&*examined.state.unwrap().id, "result_published", "{}", dossier.no);
        assert_eq!(dossier.rolls(), (4, 0, 0), "totals on paper, and it says so");
        let counted = examined.findings.all().iter().filter(|finding| finding.margin().is_some()).count();
        assert!(counted >= 12, "{counted} rules counted");
        assert!(examined.findings.all().iter().all(|finding| finding.margin().is_none_or(|margin| margin >= 0)));
        assert_eq!(super::checker::read(dossier), Ok("result_published"), "{}", dossier.no);
    }
    let contracts = crate::donghua::held().all::<Contract>();
    let deals = crate::donghua::held().all::<Deal>();
    let decided =
        |contract: &&Contract| deals.iter().any(|deal| contract.deal.id() == Some(deal.id) && deal.decision.is_some());
    let total: i64 = contracts.iter().filter(decided).map(|contract| contract.total().fen()).sum();
    assert_eq!(Money::from_fen(total), Money::from_fen(2_727_500_000));
}

/// The records of the first deal's decision: as it stands, and as a change to a step makes it.
fn with_step(kind: StepKind, held_by: &str, evidence: bool) -> Dossier {
    let held = crate::donghua::held();
    let decision = held.all::<Decision>().iter().find(|decision| decision.deal.is_some()).unwrap();
    let steps = held.all::<DecisionStep>().iter().filter(|step| step.decision.id() == Some(decision.id));
    let mut steps: Vec<DecisionStep> = steps.cloned().collect();
    let step = steps.iter_mut().find(|step| step.kind == kind).unwrap();
    step.held_by = v(held_by);
    let changed = step.id;
    let kept = held.all::<StepEvidence>().iter().filter(|it| evidence || it.step.id() != Some(changed));
    let evidence: Vec<StepEvidence> = kept.cloned().collect();
    Dossier::from_records(decision, &File { steps: &steps, evidence: &evidence, ..File::default() })
}

#[test]
fn a_vote_on_record_without_evidence_of_its_roll_is_found() {
    let law = Law::shipped();
    let resolved = |evidence| with_step(StepKind::ResolveByRepresentatives, "村民代表会议", evidence);
    assert!(law.broken(&resolved(true)).is_empty(), "the import recorded the totals of the minutes");
    assert_eq!(law.broken(&resolved(false)), ["roll.shown"]);
    assert_eq!(resolved(false).rolls(), (3, 0, 1), "three on paper, one on nothing");
    let read = super::checker::read(&resolved(false)).unwrap_err();
    assert_eq!(read, "a vote without a roll");
}

#[test]
fn a_meeting_that_the_record_names_by_no_known_name_is_not_taken_for_the_right_one() {
    let law = Law::shipped();
    let reviewed = |held_by| with_step(StepKind::Review, held_by, true);
    for known in ["村党员大会", "党员大会", "全体党员大会"] {
        assert!(law.broken(&reviewed(known)).is_empty(), "{known}");
    }
    let unknown = reviewed("党群座谈会");
    assert_eq!(law.broken(&unknown), ["decision.body_known"]);
    let found = law.examine(&unknown).findings;
    let told = found.broken().next().unwrap().text(cunwu::error::Lang::Zh);
    assert!(told.contains("党员大会审议") && told.contains("党群座谈会") && told.contains("请改为"), "{told}");
    assert!(super::checker::read(&unknown).is_err());
    let other = reviewed("村“两委”会议");
    assert!(law.broken(&other).contains(&"decision.step_body".to_owned()), "{:?}", law.broken(&other));
}

#[test]
fn the_revision_of_the_village_rules_was_the_assemblys_by_households() {
    let law = Law::shipped();
    let revision = of_matter(|deal| !deal).remove(0);
    let examined = law.examine(&revision);
    assert!(examined.findings.holds(), "{:?}", law.broken(&revision));
    let quorum = examined.findings.all().iter().find(|finding| finding.rule() == "assembly.quorum").unwrap();
    assert_eq!((quorum.needs(), quorum.margin()), (Some(332), Some(36)), "368 of 497 households");
    let mut few = revision.clone();
    let vote = vote_of(&mut few, DecisionAct::Resolve);
    vote.votes.present = Count::new(331);
    let Some(cunwu::model::Roll::Counted(roll)) = &mut vote.roll else { panic!("totals") };
    roll.in_person = Count::new(331);
    vote.votes.agreed = Count::new(300);
    assert_eq!(law.broken(&few), ["assembly.quorum"]);
}

/// A way to spoil a dossier, and the rule that it then breaks.
type Spoiling = (&'static str, fn(&mut Dossier), &'static str, &'static str);

fn lower(dossier: &mut Dossier, act: DecisionAct, agreed: impl Fn(u32, u32) -> u32) {
    let vote = vote_of(dossier, act);
    let (entitled, present) = (vote.votes.entitled.get(), vote.votes.present.get());
    vote.votes.agreed = Count::new(agreed(entitled, present));
    vote.votes.against = Count::new(0);
    vote.votes.abstained = Count::new(0);
}

fn attend(dossier: &mut Dossier, act: DecisionAct, present: impl Fn(u32) -> u32) {
    let vote = vote_of(dossier, act);
    let entitled = vote.votes.entitled.get();
    let present = present(entitled);
    (vote.votes, vote.roll) = (votes(entitled, present, [present, 0, 0]), Some(counted(entitled, present, 0, 0)));
}

fn show(dossier: &mut Dossier, act: DecisionAct, days: i64) {
    let event = the(dossier, act);
    event.shown = Some(Period::through(event.on, event.on.plus_days(days)).unwrap());
}

const SPOILINGS: &[Spoiling] = &[
    (
        "代表会议赞成票减至一半",
        |it| lower(it, DecisionAct::Resolve, |_, present| present / 2),
        "representatives.pass",
        "第二十六条",
    ),
    (
        "代表会议到会减至不足三分之二",
        |it| attend(it, DecisionAct::Resolve, |all| (all * 2).div_ceil(3) - 1),
        "representatives.quorum",
        "第二十六条",
    ),
    ("党员大会赞成票减至应到一半", |it| lower(it, DecisionAct::Review, |all, _| all / 2), "review.pass", "第十一条"),
    (
        "党员大会到会减至不足三分之二",
        |it| attend(it, DecisionAct::Review, |all| (all * 2).div_ceil(3) - 1),
        "review.attendance_local",
        "各地",
    ),
    (
        "党组织会议赞成票减至一半",
        |it| lower(it, DecisionAct::Propose, |all, _| all / 2),
        "party_committee.pass",
        "第十二条",
    ),
    (
        "两委会议赞成票减至一半",
        |it| lower(it, DecisionAct::Consult, |_, present| present / 2),
        "committees.pass",
        "各地",
    ),
    ("决议公示少一日", |it| show(it, DecisionAct::PublishResolution, 6), "decision.shown", "四议两公开"),
    ("结果公示少一日", |it| show(it, DecisionAct::PublishResult, 6), "decision.result_shown", "四议两公开"),
    (
        "没有提议",
        |it| it.events.retain(|event| event.act != DecisionAct::Propose),
        "decision.sequence",
        "农村基层组织工作条例",
    ),
    (
        "没有商议",
        |it| it.events.retain(|event| event.act != DecisionAct::Consult),
        "decision.sequence",
        "农村基层组织工作条例",
    ),
    (
        "没有审议",
        |it| it.events.retain(|event| event.act != DecisionAct::Review),
        "decision.sequence",
        "农村基层组织工作条例",
    ),
    (
        "没有决议",
        |it| it.events.retain(|event| event.act != DecisionAct::Resolve),
        "decision.sequence",
        "农村基层组织工作条例",
    ),
    (
        "没有决议公开",
        |it| it.events.retain(|event| event.act != DecisionAct::PublishResolution),
        "decision.sequence",
        "农村基层组织工作条例",
    ),
    (
        "没有结果公开",
        |it| it.events.retain(|event| event.act != DecisionAct::PublishResult),
        "decision.result_published",
        "第三十条",
    ),
    ("商议与审议颠倒", |it| it.events.swap(1, 2), "decision.sequence", "农村基层组织工作条例"),
    (
        "审议倒签到商议之前",
        |it| the(it, DecisionAct::Review).on = it.events[1].on.previous(),
        "decision.dates",
        "农村基层组织工作条例",
    ),
    (
        "公开期内实施",
        |it| the(it, DecisionAct::Execute).on = it.events[4].shown.unwrap().last_day().unwrap(),
        "decision.publicity",
        "四议两公开",
    ),
    (
        "由两委代替党员大会",
        |it| the(it, DecisionAct::Review).by = Body::BothCommittees,
        "decision.step_body",
        "农村基层组织工作条例",
    ),
    ("没有名册", |it| vote_of(it, DecisionAct::Resolve).roll = None, "roll.shown", "本库"),
];

#[test]
fn taking_something_away_fails_exactly_that_decision_with_its_citation() {
    let law = Law::shipped();
    let lawful: Vec<bool> = dossiers().iter().map(|dossier| law.broken(dossier).is_empty()).collect();
    assert!(lawful.iter().all(|lawful| *lawful));
    for (what, spoil, rule, law_name) in SPOILINGS {
        for place in 0..dossiers().len() {
            let mut all = dossiers().to_vec();
            spoil(&mut all[place]);
            let failing: Vec<usize> = (0..all.len())
                .filter(|other| all[*other] != dossiers()[*other] && !law.broken(&all[*other]).is_empty())
                .collect();
            assert_eq!(failing, [place], "{what}");
            let found = law.examine(&all[place]).findings;
            let finding = found.broken().find(|finding| finding.rule() == *rule);
            let finding = finding.unwrap_or_else(|| panic!("{what}: {:?}", law.broken(&all[place])));
            assert!(finding.citation().contains(law_name), "{what}: {}", finding.citation());
            assert!(super::checker::read(&all[place]).is_err(), "the slow reader sees it, too: {what}");
        }
    }
}

#[test]
fn lawful_slack_passes_down_to_the_threshold_with_margin_nought() {
    let law = Law::shipped();
    for dossier in dossiers() {
        let mut bare = dossier.clone();
        attend(&mut bare, DecisionAct::Resolve, |all| (all * 2).div_ceil(3));
        lower(&mut bare, DecisionAct::Resolve, |_, present| present / 2 + 1);
        attend(&mut bare, DecisionAct::Review, |all| (all * 2).div_ceil(3));
        lower(&mut bare, DecisionAct::Review, |all, _| all / 2 + 1);
        show(&mut bare, DecisionAct::PublishResolution, 7);
        show(&mut bare, DecisionAct::PublishResult, 7);
        let examined = law.examine(&bare);
        assert!(examined.findings.holds(), "{}: {:?}", bare.no, law.broken(&bare));
        for rule in [
            "representatives.quorum",
            "representatives.pass",
            "review.attendance_local",
            "review.pass",
            "decision.shown",
            "decision.result_shown",
        ] {
            let finding = examined.findings.all().iter().find(|finding| finding.rule() == rule).unwrap();
            assert_eq!(finding.margin(), Some(0), "{} {rule}", bare.no);
        }
    }
}

/// A quotient rounded half up to so many decimals.
fn rounded(part: u64, whole: u64, decimals: u32) -> String {
    let scale = 10_u64.pow(decimals);
    let hundredths = (part * scale * 2 + whole) / (whole * 2);
    let width = usize::try_from(decimals).unwrap();
    format!("{}.{:0width$}", hundredths / scale, hundredths % scale)
}

#[test]
fn the_mean_of_the_deals_and_what_falls_to_a_grid_come_out_of_the_records() {
    let held = crate::donghua::held();
    let deals: Vec<&Deal> = held.all::<Deal>().iter().filter(|deal| deal.decision.is_some()).collect();
    let of = |contract: &&Contract| deals.iter().any(|deal| contract.deal.id() == Some(deal.id));
    let total: i64 = held.all::<Contract>().iter().filter(of).map(|contract| contract.total().fen()).sum();
    let mean = Money::from_fen(total / i64::try_from(deals.len()).unwrap());
    assert_eq!((deals.len(), mean.plain().as_str(), mean.fen() * 32), (32, "852343.75", total));
    let day = day("2023-06-30");
    let count = cunwu::map::VillageCount::build(held.people(), held.seq(), day).unwrap();
    let (houses, residents) = (u64::from(count.total().houses), u64::from(count.total().counters.residents));
    let grids = held.all::<Grid>().iter().filter(|grid| grid.kind == GridKind::Comprehensive).count() as u64;
    assert_eq!((houses, residents, grids), (1_495, 11_608, 7));
    assert_eq!(rounded(residents, grids, 1), "1658.3", "residents of a grid, within the guide of 2,000 to 2,500");
    assert_eq!(rounded(houses, grids, 1), "213.6");
    assert_eq!(rounded(residents, houses, 2), "7.76");
}

#[test]
fn the_population_of_january_2023_is_another_figure_of_another_day_than_the_ledgers() {
    let stated = |item: &str| {
        let figure = crate::donghua::held().all::<StatedFigure>().iter().find(|it| it.item.as_str() == item).unwrap();
        let digits: String = figure.value.plain().chars().filter(char::is_ascii_digit).collect();
        (digits.parse::<u64>().unwrap(), figure.precision, figure.as_of.is_some())
    };
    let ((registered, exact, dated), (outside, roughly, also)) = (stated("户籍人口"), stated("外来人员"));
    assert_eq!((registered, outside, registered + outside), (1_867, 8_500, 10_367));
    assert!(dated && also, "each says of which day it is");
    assert!(exact != roughly && roughly.is_some(), "a sum with one approximate part is approximate");
    assert_eq!(rounded(outside, registered, 2), "4.55", "to one registered villager");
    assert_eq!(11_608 - (registered + outside), 1_241, "the ledger's count of a later day is another figure");
}

#[test]
fn with_a_committee_of_five_the_representatives_are_nine_tenths_of_the_body() {
    let posts = crate::donghua::held().all::<Post>();
    let representatives = posts.iter().filter(|post| post.class == PostClass::Representative).count();
    assert_eq!(representatives, 46);
    let law = Law::shipped();
    let book = law.rules.on(day("2022-03-19"));
    let rows = [(3, 49, "93.9", 33, 17, 17), (5, 51, "90.2", 34, 18, 17), (7, 53, "86.8", 36, 19, 18)];
    for (committee, body, share, quorum, pass, women) in rows {
        assert_eq!(46 + committee, body);
        assert_eq!(rounded(46_000, u64::from(body) * 10, 1), share);
        let whole = WholeBody::new(body);
        assert!(meeting::representatives_composition(book, whole, 46).unwrap().unwrap().holds());
        let needs = |finding: cunwu::Result<Option<cunwu::rules::Finding>>| finding.unwrap().unwrap().needs().unwrap();
        assert_eq!(needs(meeting::representatives_quorum(book, whole, Attending::new(0))), quorum);
        let bare = Attending::new(u32::try_from(quorum).unwrap());
        assert_eq!(needs(meeting::representatives_pass(book, whole, bare, 0)), pass);
        assert_eq!(needs(meeting::representatives_women(book, whole, 0)), women);
    }
}
