//! 集体资产交易 The 32 deals of Donghua against the rulebook, and each of them with one thing wrong.

use cunwu::error::Lang;
use cunwu::model::{Contract, ContractPeriod, Deal, DecisionStep, FailedRound};
use cunwu::report::{AssetReport, Markdown, Render, Report};
use cunwu::rules::asset::{self, DealDossier, OwnerVote};
use cunwu::rules::{Attending, Finding, Findings, Majority, Rulebook};
use cunwu::value::{Day, Money, Plain};

use crate::donghua::held;

/// The dossiers of all deals, each with the last two figures of its number.
fn dossiers() -> Vec<(String, DealDossier)> {
    let held = held();
    let (failed, steps, periods) =
        (held.all::<FailedRound>(), held.all::<DecisionStep>(), held.all::<ContractPeriod>());
    let dossier = |deal: &Deal| {
        let contract = held.all::<Contract>().iter().find(|contract| contract.deal.id() == Some(deal.id));
        let contract = contract.map(|contract| (contract, periods));
        (deal.no.as_str().to_owned(), DealDossier::of(deal, failed, steps, contract))
    };
    let mut all: Vec<_> = held.all::<Deal>().iter().map(dossier).collect();
    all.sort_by(|one, two| one.0.cmp(&two.0));
    all
}

fn refused(found: &Findings) -> Vec<&str> {
    found.broken().map(Finding::rule).collect()
}

fn margin(found: &Findings, rule: &str) -> i64 {
    found.all().iter().find(|finding| finding.rule() == rule).and_then(Finding::margin).unwrap()
}

#[test]
fn all_deals_pass_and_make_the_published_total() {
    let rules = Rulebook::guangzhou().unwrap();
    let all = dossiers();
    assert_eq!(all.len(), 32);
    let mut total = Money::default();
    for (no, dossier) in &all {
        let found = asset::deal(&rules, dossier).unwrap();
        assert!(found.holds(), "{no}: {:?}", found.broken().map(|f| f.text(Lang::Zh)).collect::<Vec<_>>());
        assert!(found.all().len() >= 13, "{no}: {} checks", found.all().len());
        total = total.checked_add(dossier.signing.unwrap().total).unwrap();
    }
    assert_eq!(total.plain(), "27275000.00");
}

#[test]
fn holidays_in_the_time_on_show_are_pointed_out_and_signing_waited() {
    let rules = Rulebook::guangzhou().unwrap();
    let mut pointed_out = Vec::new();
    for (no, dossier) in dossiers() {
        let found = asset::deal(&rules, &dossier).unwrap();
        if let Some(warned) = found.warned().next() {
            assert_eq!(warned.rule(), "asset.result_workdays");
            assert!(margin(&found, "asset.sign.early") >= 0);
            pointed_out.push((no, warned.get("has").unwrap().to_string()));
        }
    }
    let pointed_out: Vec<(&str, &str)> = pointed_out.iter().map(|(no, has)| (no.as_str(), has.as_str())).collect();
    assert_eq!(
        pointed_out,
        [("增新东资交〔2022〕05号", "4"), ("增新东资交〔2023〕25号", "4"), ("增新东资交〔2023〕31号", "2")]
    );
}

type Fault = fn(&mut DealDossier, &Findings, &Rulebook) -> bool;

fn one_vote_short(dossier: &mut DealDossier, slack: u32) -> bool {
    match &mut dossier.vote {
        Some(OwnerVote::Households { present, agreed, .. }) => {
            *agreed = Majority::MORE_THAN_HALF.least(present.get()) - 1 + slack;
        }
        Some(OwnerVote::Representatives { attending, agreed, .. }) => {
            *agreed = Majority::TWO_THIRDS.least(attending.get()) - 1 + slack;
        }
        _ => return false,
    }
    true
}

fn one_present_short(dossier: &mut DealDossier, slack: u32) -> bool {
    match &mut dossier.vote {
        Some(OwnerVote::Households { entitled, present, agreed, .. }) => {
            *present = Attending::new(Majority::TWO_THIRDS.least(entitled.get()) - 1 + slack);
            *agreed = present.get();
        }
        Some(OwnerVote::Representatives { body, attending, agreed, .. }) => {
            *attending = Attending::new(Majority::TWO_THIRDS.least(body.get()) - 1 + slack);
            *agreed = attending.get();
        }
        _ => return false,
    }
    true
}

/// Each fault, and the rules of which one refuses it.
const FAULTS: &[(&str, &[&str], Fault)] = &[
    ("a vote short", &["collective.households.pass", "collective.representatives.pass"], |it, _, _| {
        one_vote_short(it, 0)
    }),
    ("one short of the quorum", &["collective.households.quorum", "collective.representatives.quorum"], |it, _, _| {
        one_present_short(it, 0)
    }),
    ("no study", &["asset.party_study"], |it, _, _| it.studied.take().is_some()),
    ("studied after the vote", &["asset.party_study"], |it, _, _| {
        it.studied = it.vote.as_ref().map(|vote| vote.on().next());
        true
    }),
    ("no vote", &["asset.vote"], |it, _, _| it.vote.take().is_some()),
    ("announced while the resolution was on show", &["asset.resolution_shown"], |it, _, _| {
        it.resolution_shown_to = Some(it.rounds[0].announced);
        true
    }),
    ("notice a working day short", &["asset.notice"], |it, _, rules| {
        let last = it.rounds.last_mut().unwrap();
        let latest = rules.workdays().minus_working_days(last.auctioned, 7).unwrap();
        last.announced = rules.workdays().plus_working_days(latest, 1).unwrap();
        true
    }),
    ("a failed round is not on record", &["asset.rounds"], |it, _, _| {
        it.rounds.len() > 1 && {
            it.rounds.remove(0);
            true
        }
    }),
    ("a second round before the first had failed", &["asset.rounds"], |it, _, _| {
        it.rounds.len() > 1 && {
            let place = it.rounds.len() - 2;
            it.rounds[place].auctioned = it.rounds[place + 1].announced.next();
            true
        }
    }),
    ("floor lowered by a fen without a vote", &["asset.floor"], |it, _, _| {
        it.rounds.len() > 1 && {
            let before = &mut it.rounds[0];
            before.floor = Money::from_fen(before.floor.fen() + 1);
            true
        }
    }),
    ("won a fen below the floor", &["asset.price"], |it, _, _| {
        it.price = Money::from_fen(it.rounds.last().unwrap().floor.fen() - 1);
        it.signing.as_mut().unwrap().price = it.price;
        true
    }),
    ("result on show a day short", &["asset.result_shown"], |it, found, _| {
        let last = it.shown.last_day().unwrap().plus_days(-margin(found, "asset.result_shown") - 1);
        it.shown = it.shown.ended(last.next()).unwrap();
        true
    }),
    ("signed a day too early", &["asset.sign.early"], |it, found, _| {
        let signing = it.signing.as_mut().unwrap();
        signing.on = signing.on.plus_days(-margin(found, "asset.sign.early") - 1);
        true
    }),
    ("signed a day too late", &["asset.sign.late"], |it, found, _| {
        let signing = it.signing.as_mut().unwrap();
        signing.on = signing.on.plus_days(margin(found, "asset.sign.late") + 1);
        true
    }),
    ("signed over an objection", &["asset.objection"], |it, _, _| {
        it.open_objections = 1;
        true
    }),
    ("another price than was won", &["asset.contract.price"], |it, _, _| {
        let signing = it.signing.as_mut().unwrap();
        signing.price = Money::from_fen(signing.price.fen() - 1);
        true
    }),
    ("a total that is not its periods'", &["asset.contract.total"], |it, _, _| {
        let signing = it.signing.as_mut().unwrap();
        signing.total = Money::from_fen(signing.total.fen() + 1);
        true
    }),
    ("let for twenty years and a day", &["asset.lease.longest"], |it, _, _| {
        let signing = it.signing.as_mut().unwrap();
        let Some(term) = signing.term.filter(|_| signing.lease) else { return false };
        let until = term.from().plus_months(240).next();
        signing.term = Some(cunwu::value::Period::new(term.from(), Some(until)).unwrap());
        true
    }),
    ("let by word of mouth", &["asset.lease.written"], |it, _, _| {
        let signing = it.signing.as_mut().unwrap();
        signing.written = false;
        signing.lease
    }),
];

#[test]
fn one_fault_in_one_deal_refuses_exactly_that_deal_with_its_citation() {
    let rules = Rulebook::guangzhou().unwrap();
    let all = dossiers();
    for (what, wanted, fault) in FAULTS {
        let mut applied = 0;
        for place in 0..all.len() {
            let mut changed = all.clone();
            let sound = asset::deal(&rules, &all[place].1).unwrap();
            if !fault(&mut changed[place].1, &sound, &rules) {
                continue;
            }
            applied += 1;
            for (other, (no, dossier)) in changed.iter().enumerate() {
                let found = asset::deal(&rules, dossier).unwrap();
                assert_eq!(found.holds(), other != place, "{what}: {no} {:?}", refused(&found));
                if other == place {
                    let broken = refused(&found);
                    assert!(broken.len() == 1 && wanted.contains(&broken[0]), "{what}: {no} {broken:?}");
                    let finding = found.broken().next().unwrap();
                    assert!(!finding.citation().is_empty() && !finding.text(Lang::Zh).contains('?'), "{what}");
                    assert!(!finding.text(Lang::En).contains('?'), "{what}: {}", finding.text(Lang::En));
                }
            }
        }
        let least = if what.contains("round") || what.contains("floor lowered") { 8 } else { 28 };
        assert!(applied >= least, "{what}: applied to {applied}");
    }
}

#[test]
fn what_the_rules_just_allow_passes_with_no_margin() {
    let rules = Rulebook::guangzhou().unwrap();
    for (no, mut dossier) in dossiers() {
        assert!(one_present_short(&mut dossier, 1) && one_vote_short(&mut dossier, 1));
        let found = asset::deal(&rules, &dossier).unwrap();
        assert!(found.holds(), "{no}: {:?}", refused(&found));
        let votes = found.all().iter().filter(|finding| finding.rule().starts_with("collective."));
        let margins: Vec<_> = votes.map(Finding::margin).collect();
        assert_eq!(margins, [Some(0), Some(0)], "{no}");
    }
}

#[test]
fn a_floor_may_drop_by_a_new_vote_in_between() {
    let rules = Rulebook::guangzhou().unwrap();
    let mut dropped = 0;
    for (no, mut dossier) in dossiers().into_iter().filter(|(_, dossier)| dossier.rounds.len() > 1) {
        let (before, last) = (dossier.rounds.len() - 2, dossier.rounds.len() - 1);
        dossier.rounds[last].floor = Money::from_fen(dossier.rounds[before].floor.fen() - 10_000);
        assert_eq!(refused(&asset::deal(&rules, &dossier).unwrap()), ["asset.floor"], "{no}");
        dossier.rounds[last].voted_anew = Some(dossier.rounds[before].auctioned);
        assert!(asset::deal(&rules, &dossier).unwrap().holds(), "{no}");
        dossier.rounds[last].voted_anew = Some(dossier.rounds[before].auctioned.previous());
        assert!(!asset::deal(&rules, &dossier).unwrap().holds(), "{no}: voted before the round had failed");
        dropped += 1;
    }
    assert_eq!(dropped, 8);
}

#[test]
fn the_report_tells_total_margins_and_what_ends_soon() {
    let rules = Rulebook::guangzhou().unwrap();
    let report = AssetReport { rules: &rules, day: Day::of(2024, 12, 1).unwrap() };
    let document = tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(report.compute(held()));
    let text = Markdown.to_text(&document.unwrap()).unwrap();
    assert!(text.contains("27,275,000.00"), "{text}");
    let deals = text.lines().filter(|line| line.starts_with("| 增新东资交"));
    assert_eq!(deals.count(), 32);
    assert!(text.contains("公示期内只有 2 个工作日，规定为 5 个"), "{text}");
    let ending: Vec<&str> = text.lines().filter(|line| line.starts_with("| 东华合")).collect();
    assert_eq!(ending.len(), 2, "{ending:?}");
    assert!(text.contains("另有 32 份合同没有收款记录"), "{text}");
}
