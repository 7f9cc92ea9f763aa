//! 集体资产交易 The 32 deals of Donghua against the rulebook, and each of them with one thing wrong.

use cunwu::error::Lang;
use cunwu::model::{Asset, ContractNature, Deal, DealTerms, DecisionTerms, MatterKind, Price};
use cunwu::report::{AssetReport, Markdown, Render, Report};
use cunwu::rules::asset::{self, DealDossier, DealObjection, DealRecords, OwnerVote};
use cunwu::rules::{Attending, Body, Finding, Findings, Majority, Rulebook, WholeBody};
use cunwu::value::{Count, Day, Money, Period, Plain};

use crate::donghua::held;

/// The dossiers of all deals, each with the last two figures of its number.
fn dossiers() -> Vec<(String, DealDossier)> {
    let held = held();
    let records = held.deal_records();
    let mut all: Vec<_> =
        held.all::<Deal>().iter().map(|deal| (deal.no.as_str().to_owned(), DealDossier::of(deal, &records))).collect();
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
        if let Some(warned) = found.warned().find(|finding| finding.rule() != "asset.on_file") {
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
        Some(OwnerVote::Resolution { attending, agreed, .. }) => {
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
        Some(OwnerVote::Resolution { body, attending, agreed, .. }) => {
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
        let shown = it.resolution_shown.unwrap();
        it.resolution_shown = Some(Period::through(shown.from(), it.rounds[0].announced).unwrap());
        true
    }),
    ("the resolution was never on show", &["asset.resolution_shown"], |it, _, _| it.resolution_shown.take().is_some()),
    ("the resolution on show a day short", &["decision.shown"], |it, found, _| {
        let shown = it.resolution_shown.unwrap();
        let last = shown.last_day().unwrap().plus_days(-margin(found, "decision.shown") - 1);
        it.resolution_shown = Some(Period::through(shown.from(), last).unwrap());
        true
    }),
    ("resolved by whom it is not for", &["decision.matter_body"], |it, _, _| {
        let Some(OwnerVote::Resolution { by, .. }) = &mut it.vote else { return false };
        *by = Body::Committee;
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
        it.objections = Some(vec![DealObjection { on: it.shown.from(), answered: None, upheld: false }]);
        true
    }),
    ("an objection answered on the day after signing", &["asset.objection"], |it, _, _| {
        let answered = Some(it.signing.unwrap().on.next());
        it.objections = Some(vec![DealObjection { on: it.shown.from(), answered, upheld: false }]);
        true
    }),
    ("signed although an objection was upheld", &["asset.objection"], |it, _, _| {
        let on = it.shown.from();
        it.objections = Some(vec![DealObjection { on, answered: Some(on), upheld: true }]);
        true
    }),
    ("announced a fen below the resolved floor", &["asset.resolution.floor"], |it, _, _| {
        let last = it.rounds.last_mut().unwrap();
        last.resolved = Some(Money::from_fen(last.floor.fen() + 1));
        true
    }),
    ("let a month longer than resolved", &["asset.resolution.term"], |it, _, _| {
        let Some(term) = it.signing.unwrap().term else { return false };
        it.resolved_months = Some(cunwu::model::months_begun(term) - 1);
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
        signing.term = Some(Period::new(term.from(), Some(until)).unwrap());
        true
    }),
    ("let by word of mouth", &["asset.lease.written"], |it, _, _| {
        let signing = it.signing.as_mut().unwrap();
        signing.written = Some(false);
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
        let least = match *what {
            _ if what.contains("round") || what.contains("floor lowered") => 8,
            _ if what.contains("whom") => 13,
            _ => 28,
        };
        assert!(applied >= least, "{what}: applied to {applied}");
    }
}

fn untold(found: &Findings) -> Vec<String> {
    let mut untold: Vec<String> = found
        .warned()
        .filter(|finding| finding.rule() == "asset.on_file")
        .map(|finding| finding.get("what").unwrap().to_string())
        .collect();
    untold.dedup();
    untold
}

#[test]
fn what_the_register_does_not_tell_is_pointed_out_and_not_taken_for_granted() {
    let rules = Rulebook::guangzhou().unwrap();
    let mut short = 0;
    for (no, dossier) in dossiers() {
        let found = asset::deal(&rules, &dossier).unwrap();
        let mut wanted = vec!["决议底价", "公示期内有无异议", "决议租期", "合同是否书面订立"];
        let signing = dossier.signing.unwrap();
        if signing.term.is_none() {
            wanted.truncate(2);
        } else if !signing.lease {
            wanted.truncate(3);
        }
        short += usize::from(signing.term.is_none());
        assert_eq!(untold(&found), wanted, "{no}");
    }
    assert!(short > 0, "the register has a sale");
    let (_, mut told) = dossiers().remove(0);
    let signing = told.signing.as_mut().unwrap();
    signing.written = Some(true);
    told.resolved_months = Some(cunwu::model::months_begun(signing.term.unwrap()));
    let raised = DealObjection { on: told.shown.from(), answered: Some(signing.on), upheld: false };
    let before = DealObjection { on: told.shown.from().previous(), answered: None, upheld: true };
    told.objections = Some(vec![before, raised]);
    for round in &mut told.rounds {
        round.resolved = Some(round.floor);
    }
    let found = asset::deal(&rules, &told).unwrap();
    assert!(found.holds() && untold(&found).is_empty(), "{:?}", refused(&found));
    told.rounds.clear();
    let found = asset::deal(&rules, &told).unwrap();
    assert_eq!(refused(&found), ["asset.announced"], "a deal without any round");
}

#[test]
fn floor_and_term_are_read_from_the_decisions_that_resolved_them() {
    let (rules, held) = (Rulebook::guangzhou().unwrap(), held());
    let base = held.deal_records();
    let mut terms = Vec::new();
    for deal in held.all::<Deal>() {
        let contract = base.contracts.iter().find(|contract| contract.deal.id() == Some(deal.id)).unwrap();
        let asset = held.get::<Asset>(deal.asset.id().unwrap()).unwrap();
        let lowest = base.failed.iter().filter(|round| round.project_no == deal.project_no);
        let lowest = lowest.map(|round| round.floor.amount).fold(deal.floor, Money::min);
        terms.push(DecisionTerms {
            id: cunwu::schema::Id::from_uuid(deal.id.uuid()),
            decision: deal.decision.clone().unwrap(),
            matter: MatterKind::AssetDeal,
            object: Some(Plain::parse(asset.no.as_str()).unwrap()),
            limits: cunwu::model::Limits::NONE,
            valid_through: None,
            deal: Some(DealTerms {
                method: deal.method,
                nature: contract.nature,
                floor: Price::new(lowest, deal.price.unit),
                months: contract.months().map(Count::new),
            }),
            one_shoulder: false,
            emergency: None,
            delegated_by: None,
            reserved: false,
        });
    }
    let records = DealRecords { terms: &terms, ..base };
    let mut total = Money::default();
    for deal in held.all::<Deal>() {
        let dossier = DealDossier::of(deal, &records);
        let found = asset::deal(&rules, &dossier).unwrap();
        assert!(found.holds(), "{}: {:?}", deal.no, refused(&found));
        let checked = |rule: &str| found.all().iter().filter(|finding| finding.rule() == rule).count();
        let lease = dossier.signing.unwrap().term.is_some();
        assert_eq!(
            (checked("asset.resolution.floor"), checked("asset.resolution.term")),
            (dossier.rounds.len(), usize::from(lease))
        );
        total = total.checked_add(dossier.signing.unwrap().total).unwrap();
    }
    assert_eq!(total.plain(), "27275000.00");
    // A fen more and a month less than was dealt for, in the resolutions alone.
    for terms in &mut terms {
        let deal = terms.deal.as_mut().unwrap();
        deal.floor.amount = Money::from_fen(deal.floor.amount.fen() + 1);
        deal.months = deal.months.map(|months| Count::new(months.get() - 1));
    }
    let records = DealRecords { terms: &terms, ..base };
    for deal in held.all::<Deal>() {
        let dossier = DealDossier::of(deal, &records);
        let broken = asset::deal(&rules, &dossier).unwrap();
        let broken = refused(&broken);
        assert!(broken.contains(&"asset.resolution.floor"), "{}: {broken:?}", deal.no);
        let term = dossier.signing.unwrap().term.is_some();
        assert_eq!(broken.contains(&"asset.resolution.term"), term, "{}", deal.no);
    }
    // A resolution in another unit tells nothing of the floor.
    for terms in &mut terms {
        let deal = terms.deal.as_mut().unwrap();
        deal.nature = ContractNature::Lease;
        deal.floor.unit = cunwu::model::PriceUnit::PerSquareMetreMonth;
    }
    let records = DealRecords { terms: &terms, ..base };
    let deal = held.all::<Deal>().iter().find(|deal| !deal.price.unit.by_area()).unwrap();
    assert!(DealDossier::of(deal, &records).rounds.iter().all(|round| round.resolved.is_none()));
}

#[test]
fn since_the_law_the_members_of_the_collective_decide_and_say_when_they_were_told() {
    let rules = Rulebook::guangzhou().unwrap();
    let day = |text: &str| Day::parse(text).unwrap();
    let vote = |on: &str, by, told: Option<&str>, agreed| OwnerVote::Resolution {
        on: day(on),
        by,
        told: told.map(day),
        body: WholeBody::new(60),
        attending: Attending::new(60),
        agreed,
    };
    let broken = |vote: OwnerVote| {
        let found = vote.findings(&rules).unwrap();
        found.broken().map(|finding| finding.rule().to_owned()).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    for by in [Body::Representatives, Body::VillagersAssembly] {
        assert_eq!(broken(vote("2025-04-30", by, None, 60)), none, "{by:?}");
        assert_eq!(broken(vote("2025-05-01", by, None, 60)), ["decision.matter_body"], "{by:?}");
    }
    assert_eq!(broken(vote("2025-05-12", Body::CollectiveRepresentatives, None, 40)), none);
    assert_eq!(
        broken(vote("2025-05-12", Body::CollectiveRepresentatives, None, 39)),
        ["collective.representatives.pass"]
    );
    let members = |told, agreed| vote("2025-05-12", Body::CollectiveMembers, told, agreed);
    assert_eq!(broken(members(Some("2025-05-02"), 40)), none);
    assert_eq!(broken(members(Some("2025-05-03"), 40)), ["collective.members.notice"]);
    assert_eq!(broken(members(None, 40)), ["collective.members.told"]);
    assert_eq!(broken(members(Some("2025-05-02"), 39)), ["collective.members.pass"]);
}

#[test]
fn a_resolution_of_households_is_held_to_the_rules_of_households() {
    use cunwu::model::{Roll, RollUnit};
    let held = held();
    let base = held.deal_records();
    let deal = held.all::<Deal>().iter().find(|deal| deal.households.is_none()).unwrap();
    assert!(matches!(DealDossier::of(deal, &base).vote, Some(OwnerVote::Resolution { by: Body::Representatives, .. })));
    let mut evidence = base.evidence.to_vec();
    for roll in evidence.iter_mut().filter_map(|it| it.roll.as_mut()) {
        if let Roll::Counted(totals) = roll {
            totals.unit = RollUnit::Households;
        }
    }
    let by_households = DealRecords { evidence: &evidence, ..base };
    assert!(matches!(DealDossier::of(deal, &by_households).vote, Some(OwnerVote::Households { .. })));
}

#[test]
fn a_resolution_of_a_body_that_nobody_knows_is_no_vote_of_the_owner() {
    let (held, rules) = (held(), Rulebook::guangzhou().unwrap());
    let base = held.deal_records();
    let deal = held.all::<Deal>().iter().find(|deal| deal.households.is_none()).unwrap();
    let mut steps = base.steps.to_vec();
    for step in &mut steps {
        step.held_by = "村民小组长碰头会".parse().unwrap();
    }
    let dossier = DealDossier::of(deal, &DealRecords { steps: &steps, ..base });
    assert_eq!(dossier.vote, None);
    assert!(refused(&asset::deal(&rules, &dossier).unwrap()).contains(&"asset.vote"));
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
