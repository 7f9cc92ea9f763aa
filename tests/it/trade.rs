//! 资产交易 The room of deals: the whole story as the example tells it, and what the room refuses.

#[allow(dead_code, unreachable_pub, reason = "the example is a program of its own, and its main is not called here")]
#[path = "../../examples/asset_tender.rs"]
pub(crate) mod example;

use cunwu::access::{Actor, Purpose};
use cunwu::ledger::trade::{
    Announce, AnswerResult, ChangeContract, Fail, ObjectToResult, PublishResult, Receive, Record, Settle,
};
use cunwu::ledger::{Session, Village};
use cunwu::model::{
    Asset, AssetState, Contract, ContractChangeKind, ContractNature, ContractPeriod, Deal, DealState, DealTerms,
    Decision, DecisionStep, DecisionTerms, DepositState, FailedRound, FailureReason, Limits, MatterKind, Price,
    PriceUnit, SignUp, SpentPermit, StepEvidence, StepKind, Trade,
};
use cunwu::rules::asset::{self, DealDossier, DealRecords};
use cunwu::rules::{Refusal, Rulebook};
use cunwu::schema::Id;
use cunwu::value::{Money, Period};
use example::{at, bidder, contract, opened, round, token, v};

pub(crate) fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

pub(crate) fn refused(error: &cunwu::Error) -> Vec<&str> {
    Refusal::of(error).map_or_else(|| panic!("{error}"), Refusal::rules)
}

pub(crate) fn clerk(village: &Village) -> Session<'_> {
    village.session(Actor::clerk("chen"), Purpose::of("资产交易"))
}

/// A deal whose first round is under auction, won by the second bidder.
pub(crate) async fn won(clerk: &Session<'_>) -> (Id<Trade>, Id<Decision>) {
    let (trade, decision) = opened(clerk).await.unwrap();
    let trades = clerk.trade();
    trades.announce(round(trade, "2022-06-20", "2022-06-28", "2022-06-30").unwrap()).await.unwrap();
    for (name, voucher) in [("鸿记餐馆", "SK-1"), ("川湘小馆", "SK-2")] {
        trades.sign_up(bidder(trade, name, voucher, "2022-06-24").unwrap()).await.unwrap();
    }
    let mut bidding = trades.hold(trade, at(9, 30).unwrap(), at(10, 30).unwrap()).await.unwrap();
    bidding.auction.bid("鸿记餐馆".into(), v("3250").unwrap(), at(9, 31).unwrap()).unwrap();
    bidding.auction.bid("川湘小馆".into(), v("3300").unwrap(), at(9, 32).unwrap()).unwrap();
    let winner = trades.close(bidding, at(10, 30).unwrap()).await.unwrap().unwrap();
    assert_eq!((winner.name.as_str(), winner.price), ("川湘小馆", v("3300").unwrap()));
    (trade, decision)
}

pub(crate) async fn on_show(clerk: &Session<'_>, trade: Id<Trade>) {
    let shown = v("2022-07-01至2022-07-08").unwrap();
    clerk.trade().publish_result(PublishResult { trade, shown }).await.unwrap();
}

#[test]
fn the_example_tells_its_story() {
    let told = block(example::play()).unwrap().join("\n") + "\n";
    crate::golden::check("asset_tender.txt", &told);
}

#[test]
fn what_was_signed_stands_on_record_and_its_dossier_passes() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, decision) = won(&clerk).await;
        on_show(&clerk, trade).await;
        let draft = contract(trade, "2022-07-12").unwrap();
        let total = clerk.trade().total(&draft).await.unwrap();
        let permitted = token(&clerk, decision, total, draft.on).await.unwrap();
        let signed = clerk.trade().sign(permitted, draft).await.unwrap();
        assert_eq!(signed.total, total);
        clerk.trade().record(Record { trade, on: v("2022-07-13").unwrap() }).await.unwrap();
        let held = clerk.held().await.unwrap();
        let deal = held.get(signed.deal).unwrap();
        assert_eq!((deal.state, deal.round.get()), (DealState::Recorded, 1));
        let (contract, periods) = (held.get(signed.contract).unwrap(), held.all::<ContractPeriod>());
        assert_eq!((contract.total, contract.difference(periods).unwrap()), (total, Money::default()));
        assert_eq!(held.all::<SpentPermit>().len(), 1);
        let asset = &held.all::<Asset>()[0];
        assert_eq!(
            (asset.state, asset.contract.as_ref().and_then(cunwu::model::Ref::id)),
            (AssetState::Let, Some(contract.id))
        );
        let records = DealRecords { periods, ..held.deal_records() };
        let found = asset::deal(&Rulebook::guangzhou().unwrap(), &DealDossier::of(deal, &records)).unwrap();
        assert!(
            found.holds() && found.warned().next().is_none(),
            "the ledger tells all that is to be checked: {found:?}"
        );
    });
}

#[test]
fn nothing_is_opened_without_study_and_vote() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, _) = opened(&clerk).await.unwrap();
        let record = clerk.trades().get(trade).await.unwrap().unwrap();
        assert_eq!(record.state.as_str(), "filed");
        let empty = clerk.mint::<Decision>();
        let matter = v("没有步骤的决策").unwrap();
        clerk
            .decisions()
            .create(Decision { id: empty, no: v("空〔2022〕1号").unwrap(), matter, deal: None })
            .await
            .unwrap();
        let again = cunwu::ledger::trade::OpenTrade {
            project_no: v("东华村项〔2022〕34").unwrap(),
            asset: record.asset.id().unwrap(),
            area: None,
            decision: empty,
            households: None,
            members: None,
            filed: v("2022-06-06").unwrap(),
        };
        let error = clerk.trade().open(again).await.unwrap_err();
        assert_eq!(
            refused(&error),
            ["asset.party_study", "asset.vote", "gate.matter", "gate.object", "asset.resolution.stated"]
        );
        assert_eq!(clerk.trades().count(cunwu::store::Filter::default()).await.unwrap(), 1, "nothing was written");
    });
}

#[test]
fn a_deal_takes_method_floor_and_term_from_its_decision_and_needs_them_there() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (asset, decision) = example::decided(&clerk).await.unwrap();
        let open = |project: &str| cunwu::ledger::trade::OpenTrade {
            project_no: v(project).unwrap(),
            asset,
            area: None,
            decision,
            households: None,
            members: None,
            filed: v("2022-06-06").unwrap(),
        };
        let terms = clerk.decision_terms().all().await.unwrap().remove(0);
        let fixed = terms.entity.deal.unwrap();
        let mut rev = terms.rev;
        for (wrong, refusal) in [
            (DecisionTerms { deal: None, ..terms.entity.clone() }, "asset.resolution.stated"),
            (DecisionTerms { object: Some(v("DHZC-024").unwrap()), ..terms.entity.clone() }, "gate.object"),
            (DecisionTerms { object: None, ..terms.entity.clone() }, "gate.object"),
            (
                DecisionTerms {
                    deal: None,
                    limits: Limits::NONE,
                    matter: MatterKind::PublicWelfare,
                    ..terms.entity.clone()
                },
                "gate.matter",
            ),
        ] {
            clerk.decision_terms().correct(wrong, rev, "试").await.unwrap();
            rev = clerk.decision_terms().get(terms.entity.id).await.unwrap().unwrap().rev;
            let error = clerk.trade().open(open("东华村项〔2022〕33")).await.unwrap_err();
            assert!(refused(&error).contains(&refusal), "{error}");
        }
        let deal = DealTerms { floor: Price::new(v("3333.33").unwrap(), PriceUnit::PerMonth), ..fixed };
        let right = DecisionTerms { deal: Some(deal), ..terms.entity.clone() };
        clerk.decision_terms().correct(right, rev, "试").await.unwrap();
        let trade = clerk.trade().open(open("东华村项〔2022〕33")).await.unwrap();
        let record = clerk.trades().get(trade).await.unwrap().unwrap().entity;
        assert_eq!((record.resolved_floor, record.resolved_months), (deal.floor, fixed.months));
        assert_eq!((record.method, record.nature), (fixed.method, ContractNature::Lease));
        let cheap = round(trade, "2022-06-20", "2022-06-28", "2022-06-30").unwrap();
        assert_eq!(refused(&clerk.trade().announce(cheap).await.unwrap_err()), ["asset.resolution.floor"]);
    });
}

#[test]
fn the_owner_of_a_village_asset_decides_by_the_body_of_the_day() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (asset, decision) = example::decided(&clerk).await.unwrap();
        let open = |filed: &str| cunwu::ledger::trade::OpenTrade {
            project_no: v(&format!("东华村项{filed}")).unwrap(),
            asset,
            area: None,
            decision,
            households: None,
            members: None,
            filed: v(filed).unwrap(),
        };
        // The same steps three years on: the villagers' representatives decide no longer.
        for step in clerk.decision_steps().all().await.unwrap() {
            let mut later = step.entity.clone();
            later.on = later.on.plus_months(36);
            if let Some(shown) = &mut later.publicity {
                shown.period = v("2025-05-25至2025-06-03").unwrap();
            }
            clerk.decision_steps().correct(later, step.rev, "改期").await.unwrap();
        }
        let error = clerk.trade().open(open("2025-06-06")).await.unwrap_err();
        let refusal = refused(&error);
        assert!(refusal.iter().all(|rule| matches!(*rule, "decision.matter_body")) && !refusal.is_empty(), "{error}");
        // Held as a meeting of the collective's representatives, it passes, and the procedure names them.
        let steps = clerk.decision_steps().all().await.unwrap();
        let resolved = steps.iter().find(|step| step.entity.kind == StepKind::ResolveByRepresentatives).unwrap();
        let held_by = v("集体成员代表大会").unwrap();
        clerk
            .decision_steps()
            .correct(DecisionStep { held_by, ..resolved.entity.clone() }, resolved.rev, "会议名称有误")
            .await
            .unwrap();
        let trade = clerk.trade().open(open("2025-06-06")).await.unwrap();
        let record = clerk.trades().get(trade).await.unwrap().unwrap().entity;
        assert_eq!(record.steps[1].by.as_str(), "collective_representatives");
    });
}

#[test]
fn the_story_is_the_same_on_every_store() {
    use cunwu::ledger::catalog;
    use cunwu::store::{PgOptions, PgStore, SqlStore};
    let told = block(async {
        let rules = || Rulebook::guangzhou().unwrap();
        let sqlite = SqlStore::sqlite_in_memory(catalog().unwrap()).unwrap();
        let on_sqlite = example::play_in(&example::village_on(sqlite, rules()).await.unwrap()).await.unwrap();
        if let Some(cluster) = crate::cluster::wanted("deals on PostgreSQL") {
            let options = PgOptions::default().schema(&crate::cluster::schema()).connections(2);
            let url = cluster.url(crate::cluster::Locale::C).unwrap();
            let store = PgStore::new(url, &options, catalog().unwrap()).unwrap();
            let on_postgres = example::play_in(&example::village_on(store, rules()).await.unwrap()).await.unwrap();
            assert_eq!(on_postgres, on_sqlite);
        }
        on_sqlite
    });
    assert_eq!(told, block(example::play()).unwrap());
}

#[test]
fn a_round_keeps_notice_floor_and_resolution() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, _) = opened(&clerk).await.unwrap();
        let trades = clerk.trade();
        let sound = || round(trade, "2022-06-20", "2022-06-28", "2022-06-30").unwrap();
        let early = Announce { announced: v("2022-06-03").unwrap(), ..sound() };
        assert_eq!(refused(&trades.announce(early).await.unwrap_err()), ["asset.resolution_shown"]);
        let short = Announce { auction_on: v("2022-06-28").unwrap(), ..sound() };
        assert_eq!(refused(&trades.announce(short).await.unwrap_err()), ["asset.notice"]);
        let cheap = Announce { floor: v("3249.99").unwrap(), ..sound() };
        assert_eq!(refused(&trades.announce(cheap).await.unwrap_err()), ["asset.resolution.floor"]);
        trades.announce(sound()).await.unwrap();
        let twice = trades.announce(sound()).await.unwrap_err();
        assert_eq!(twice.code(), "rules.step.closed");
    });
}

#[test]
fn a_floor_drops_after_a_failed_round_by_a_new_decision_only() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, decision) = opened(&clerk).await.unwrap();
        let trades = clerk.trade();
        let first = round(trade, "2022-06-07", "2022-06-14", "2022-06-16").unwrap();
        let high = Announce { floor: v("3500").unwrap(), ..first };
        trades.announce(high).await.unwrap();
        let told = v("无人报名").unwrap();
        let fail = Fail { trade, on: v("2022-06-16").unwrap(), reason: FailureReason::NoBidder, told };
        trades.fail(fail).await.unwrap();
        let second = || round(trade, "2022-07-20", "2022-07-28", "2022-08-01").unwrap();
        assert_eq!(
            refused(&trades.announce(second()).await.unwrap_err()),
            ["asset.floor"],
            "still above the resolved floor"
        );
        let same = Announce { lowered_by: Some(decision), ..second() };
        assert_eq!(
            refused(&trades.announce(same).await.unwrap_err()),
            ["asset.floor"],
            "voted before the round failed"
        );
        // The same steps once more, a month later: a new vote after the first round had failed.
        let anew = decided_anew(&clerk, decision, "东华村决〔2022〕34号").await;
        let lowered = || Announce { floor: v("3000").unwrap(), lowered_by: Some(anew), ..second() };
        let error = trades.announce(lowered()).await.unwrap_err();
        let refusal = refused(&error);
        assert_eq!(refusal, ["gate.matter", "gate.object"], "a decision that does not say what it is about");
        let old = clerk.decision_terms().all().await.unwrap().remove(0).entity;
        let terms =
            |object: &str| DecisionTerms { decision: anew.into(), object: Some(v(object).unwrap()), ..old.clone() };
        let other = DecisionTerms { id: clerk.mint(), ..terms("DHZC-024") };
        clerk.decision_terms().create(other.clone()).await.unwrap();
        let rev = clerk.decision_terms().get(other.id).await.unwrap().unwrap().rev;
        assert_eq!(refused(&trades.announce(lowered()).await.unwrap_err()), ["gate.object"], "about another asset");
        let right = |deal| DecisionTerms { id: other.id, deal, ..terms("DHZC-023") };
        let fixed =
            |yuan: &str, unit| Some(DealTerms { floor: Price::new(v(yuan).unwrap(), unit), ..old.deal.unwrap() });
        let mut rev = rev;
        for (deal, refusal) in [
            (None, vec!["asset.resolution.stated", "asset.resolution.floor", "asset.floor"]),
            (old.deal, vec!["asset.resolution.floor"]),
            (fixed("3000.01", PriceUnit::PerMonth), vec!["asset.resolution.floor"]),
        ] {
            clerk.decision_terms().correct(right(deal), rev, "按决议补正").await.unwrap();
            rev = clerk.decision_terms().get(other.id).await.unwrap().unwrap().rev;
            assert_eq!(refused(&trades.announce(lowered()).await.unwrap_err()), refusal, "{deal:?}");
        }
        clerk.decision_terms().correct(right(fixed("3000", PriceUnit::PerYear)), rev, "按决议补正").await.unwrap();
        rev = clerk.decision_terms().get(other.id).await.unwrap().unwrap().rev;
        assert_eq!(trades.announce(lowered()).await.unwrap_err().code(), "model.trade.unit");
        clerk.decision_terms().correct(right(fixed("3000", PriceUnit::PerMonth)), rev, "按决议补正").await.unwrap();
        let found = trades.announce(lowered()).await.unwrap();
        assert!(found.holds());
        let record = clerk.trades().get(trade).await.unwrap().unwrap();
        assert_eq!((record.rounds.len(), record.resolved_floor.amount), (2, v("3000").unwrap()));
        assert_eq!(record.rounds[0].failed, Some(FailureReason::NoBidder));
        assert_eq!(record.rounds[1].lowered_by.as_ref().and_then(cunwu::model::Ref::id), Some(anew));
        assert_eq!(clerk.failed_rounds().all().await.unwrap()[0].round.get(), 1);
    });
}

#[test]
fn a_deposit_is_the_bidders_own_whole_in_time_and_serves_one_deal() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, _) = opened(&clerk).await.unwrap();
        let trades = clerk.trade();
        let sound = || bidder(trade, "鸿记餐馆", "SK-1", "2022-06-28").unwrap();
        assert_eq!(trades.sign_up(sound()).await.unwrap_err().code(), "ledger.trade.round");
        trades.announce(round(trade, "2022-06-20", "2022-06-28", "2022-06-30").unwrap()).await.unwrap();
        let mut wrong = sound();
        wrong.payer = v("川湘小馆").unwrap();
        assert_eq!(refused(&trades.sign_up(wrong).await.unwrap_err()), ["asset.deposit.own"]);
        let mut wrong = sound();
        wrong.deposit = v("9999.99").unwrap();
        assert_eq!(refused(&trades.sign_up(wrong).await.unwrap_err()), ["asset.deposit.paid"]);
        let mut wrong = sound();
        wrong.paid_on = v("2022-06-29").unwrap();
        assert_eq!(refused(&trades.sign_up(wrong).await.unwrap_err()), ["asset.deposit.paid"]);
        trades.sign_up(sound()).await.unwrap();
        assert_eq!(trades.sign_up(sound()).await.unwrap_err().code(), "ledger.trade.twice");
        let second = bidder(trade, "川湘小馆", "SK-1", "2022-06-28").unwrap();
        assert_eq!(refused(&trades.sign_up(second).await.unwrap_err()), ["asset.deposit.once"]);
        let alone = trades.hold(trade, at(9, 30).unwrap(), at(10, 30).unwrap()).await.unwrap_err();
        assert_eq!(refused(&alone), ["asset.bidders"]);
        let other_day = at(9, 30).unwrap().plus_micros(86_400_000_000);
        assert_eq!(trades.hold(trade, other_day, other_day).await.unwrap_err().code(), "ledger.trade.day");
    });
}

#[test]
fn deposits_go_where_they_may() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, decision) = won(&clerk).await;
        let all = clerk.trade().signed_up(trade).await.unwrap();
        let of = |name: &str| all.iter().find(|one| one.bidder.as_str() == name).unwrap().id;
        let settle = |sign_up: Id<SignUp>, state| Settle { sign_up, state, on: v("2022-07-20").unwrap() };
        let (loser, winner) = (of("鸿记餐馆"), of("川湘小馆"));
        for wrong in [
            settle(winner, DepositState::Refunded),
            settle(winner, DepositState::ToContract),
            settle(loser, DepositState::Forfeited),
            settle(loser, DepositState::ToRent),
            settle(loser, DepositState::Held),
        ] {
            assert_eq!(clerk.trade().settle(wrong).await.unwrap_err().code(), "ledger.trade.deposit");
        }
        clerk.trade().settle(settle(loser, DepositState::Refunded)).await.unwrap();
        let again = clerk.trade().settle(settle(loser, DepositState::Refunded)).await.unwrap_err();
        assert_eq!(again.code(), "ledger.trade.deposit");
        on_show(&clerk, trade).await;
        sign(&clerk, trade, decision).await;
        assert_eq!(
            clerk.trade().settle(settle(winner, DepositState::Forfeited)).await.unwrap_err().code(),
            "ledger.trade.deposit"
        );
        clerk.trade().settle(settle(winner, DepositState::ToContract)).await.unwrap();
    });
}

/// The steps of a decision once more, forty days later, on show from 4 to 13 July 2022; it does not say yet what it is about.
pub(crate) async fn decided_anew(clerk: &Session<'_>, decision: Id<Decision>, no: &str) -> Id<Decision> {
    copied(clerk, decision, no, |step| {
        step.on = step.on.plus_days(40);
        if let Some(shown) = &mut step.publicity {
            shown.period = Period::through(v("2022-07-04").unwrap(), v("2022-07-13").unwrap()).unwrap();
        }
    })
    .await
}

/// The steps of a decision once more, changed, with what proves them.
async fn copied(
    clerk: &Session<'_>,
    decision: Id<Decision>,
    no: &str,
    change: impl Fn(&mut DecisionStep),
) -> Id<Decision> {
    let anew = clerk.mint::<Decision>();
    let matter = v("另行决议").unwrap();
    clerk.decisions().create(Decision { id: anew, no: v(no).unwrap(), matter, deal: None }).await.unwrap();
    for step in clerk.decision_steps().all().await.unwrap() {
        if step.entity.decision.id() != Some(decision) {
            continue;
        }
        let mut again = step.entity.clone();
        again.id = clerk.mint();
        again.decision = anew.into();
        change(&mut again);
        for proof in clerk.kind::<StepEvidence>().all().await.unwrap() {
            if proof.entity.step.id() == Some(step.entity.id) {
                let proof = StepEvidence { id: clerk.mint(), step: again.id.into(), ..proof.entity };
                clerk.kind::<StepEvidence>().create(proof).await.unwrap();
            }
        }
        clerk.decision_steps().create(again).await.unwrap();
    }
    anew
}

pub(crate) async fn sign(clerk: &Session<'_>, trade: Id<Trade>, decision: Id<Decision>) -> Id<Contract> {
    let draft = contract(trade, "2022-07-12").unwrap();
    let total = clerk.trade().total(&draft).await.unwrap();
    let permitted = token(clerk, decision, total, draft.on).await.unwrap();
    clerk.trade().sign(permitted, draft).await.unwrap().contract
}

#[test]
fn an_objection_on_the_last_day_blocks_and_one_that_is_upheld_fails_the_round() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, _) = won(&clerk).await;
        let trades = clerk.trade();
        let short = PublishResult { trade, shown: v("2022-07-01至2022-07-07").unwrap() };
        assert_eq!(refused(&trades.publish_result(short).await.unwrap_err()), ["asset.result_shown"]);
        on_show(&clerk, trade).await;
        let object =
            |on: &str| ObjectToResult { trade, on: v(on).unwrap(), text: v("底价偏低").unwrap(), by_bidder: true };
        assert_eq!(trades.object(object("2022-07-09")).await.unwrap_err().code(), "ledger.trade.objection");
        trades.object(object("2022-07-08")).await.unwrap();
        let text = v("异议成立").unwrap();
        trades.answer(AnswerResult { trade, on: v("2022-07-10").unwrap(), text, upheld: true }).await.unwrap();
        let record = clerk.trades().get(trade).await.unwrap().unwrap();
        assert_eq!((record.state.as_str(), record.winner.is_none()), ("failed", true));
        assert_eq!(clerk.kind::<FailedRound>().all().await.unwrap()[0].reason, FailureReason::ObjectionUpheld);
        trades.announce(round(trade, "2022-07-11", "2022-07-20", "2022-07-22").unwrap()).await.unwrap();
    });
}

#[test]
fn an_objection_is_taken_until_the_working_days_are_over_though_the_result_hangs_no_longer() {
    block(async {
        // Nine working days from 1 July are over on the 14th.
        let nine = "layer = { id = \"town\", zh = \"镇\", en = \"town\" }\n[[set]]\nparameter = \"asset.result_publicity\"\n\
                    value = 9\nlevel = \"town\"\nmark = \"X\"\nsource = \"镇交易规则\"\n";
        let rules = Rulebook::guangzhou().unwrap().with("town.toml", nine).unwrap();
        let village = example::village_by(rules).await.unwrap();
        let clerk = clerk(&village);
        let (trade, decision) = won(&clerk).await;
        on_show(&clerk, trade).await;
        let trades = clerk.trade();
        let object =
            |on: &str| ObjectToResult { trade, on: v(on).unwrap(), text: v("底价偏低").unwrap(), by_bidder: true };
        let late = trades.object(object("2022-07-15")).await.unwrap_err();
        assert_eq!((late.code(), late.get("until")), ("ledger.trade.objection", Some("2022-07-14")));
        assert_eq!(trades.object(object("2022-06-30")).await.unwrap_err().code(), "ledger.trade.objection");
        let draft = contract(trade, "2022-07-14").unwrap();
        let total = trades.total(&draft).await.unwrap();
        let permitted = token(&clerk, decision, total, draft.on).await.unwrap();
        assert_eq!(refused(&trades.sign(permitted, draft).await.unwrap_err()), ["asset.sign.early"]);
        trades.object(object("2022-07-14")).await.unwrap();
        let open = clerk.trades().get(trade).await.unwrap().unwrap().open_objections();
        assert_eq!(open, 1, "the last day that signing waits for is the last day to object");
    });
}

#[test]
fn a_contract_is_signed_by_token_term_and_day() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, decision) = won(&clerk).await;
        on_show(&clerk, trade).await;
        let trades = clerk.trade();
        let draft = contract(trade, "2022-07-12").unwrap();
        let total = trades.total(&draft).await.unwrap();
        let asked = |amount, on: &str| (amount, v(on).unwrap());
        for (amount, on) in [asked(Money::from_fen(total.fen() - 1), "2022-07-12"), asked(total, "2022-07-11")] {
            let other = token(&clerk, decision, amount, on).await.unwrap();
            assert_eq!(trades.sign(other, draft.clone()).await.unwrap_err().code(), "ledger.trade.token");
        }
        let above = token(&clerk, decision, Money::from_fen(25_000_001), draft.on).await.unwrap_err();
        assert_eq!(refused(&above), ["gate.amount"]);
        for (on, rule) in [("2022-07-08", "asset.sign.early"), ("2022-08-09", "asset.sign.late")] {
            let draft = contract(trade, on).unwrap();
            let permitted = token(&clerk, decision, total, draft.on).await.unwrap();
            assert_eq!(refused(&trades.sign(permitted, draft).await.unwrap_err()), [rule]);
        }
        let mut longer = draft.clone();
        longer.term = Some(v("2022-08-01至2027-08-31").unwrap());
        let longer_total = trades.total(&longer).await.unwrap();
        let permitted = token(&clerk, decision, longer_total, draft.on).await.unwrap();
        assert_eq!(refused(&trades.sign(permitted, longer).await.unwrap_err()), ["asset.resolution.term"]);
        let mut spoken = draft.clone();
        spoken.written = false;
        let permitted = token(&clerk, decision, total, draft.on).await.unwrap();
        assert_eq!(refused(&trades.sign(permitted, spoken).await.unwrap_err()), ["asset.lease.written"]);
        // Two tokens of one decision: the first that is used leaves the other without effect.
        let first = token(&clerk, decision, total, draft.on).await.unwrap();
        let second = token(&clerk, decision, total, draft.on).await.unwrap();
        trades.sign(first, draft.clone()).await.unwrap();
        assert!(trades.sign(second, draft.clone()).await.is_err());
        assert_eq!(clerk.kind::<Deal>().all().await.unwrap().len(), 1);
        assert_eq!(refused(&token(&clerk, decision, total, draft.on).await.unwrap_err()), ["gate.unspent"]);
    });
}

#[test]
fn a_token_is_stale_when_the_decision_changed() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, decision) = won(&clerk).await;
        on_show(&clerk, trade).await;
        let draft = contract(trade, "2022-07-12").unwrap();
        let total = clerk.trade().total(&draft).await.unwrap();
        let permitted = token(&clerk, decision, total, draft.on).await.unwrap();
        let step = clerk.decision_steps().all().await.unwrap().remove(0);
        let chair = v("宋雪娥").unwrap();
        clerk
            .decision_steps()
            .correct(DecisionStep { chair, ..step.entity.clone() }, step.rev, "主持人有误")
            .await
            .unwrap();
        assert!(clerk.trade().sign(permitted, draft).await.unwrap_err().is_conflict());
    });
}

#[test]
fn rent_changes_renewal_and_end_show_in_what_is_owed() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, decision) = won(&clerk).await;
        on_show(&clerk, trade).await;
        let contract = sign(&clerk, trade, decision).await;
        let trades = clerk.trade();
        let receive =
            || Receive { no: v("SJ-1").unwrap(), contract, on: v("2022-08-01").unwrap(), amount: v("3300").unwrap() };
        trades.receive(receive()).await.unwrap();
        assert_eq!(trades.receive(receive()).await.unwrap_err().code(), "ledger.trade.receipt");
        let owed = |on: &str| trades.arrears(contract, 9, v(on).unwrap());
        assert_eq!(owed("2022-09-10").await.unwrap().owed, Money::default(), "the tenth is in time");
        assert_eq!(owed("2022-09-11").await.unwrap().owed, v("3300").unwrap());
        // The second instalment was to be paid by the 10th of September 2022: it is pointed out half a year before its limitation ends.
        let lapsing = async |on: &str| trades.lapsing(9, v(on).unwrap()).await.unwrap();
        assert!(lapsing("2025-03-09").await.is_empty());
        let soon = lapsing("2025-03-10").await;
        assert_eq!((soon.len(), soon[0].due, soon[0].owed), (1, v("2022-09-10").unwrap(), v("3300").unwrap()));
        assert_eq!(soon[0].last, v("2025-09-10").unwrap());
        assert!(soon[0].finding.as_ref().unwrap().holds());
        let over = lapsing("2025-09-11").await;
        assert!(!over[0].finding.as_ref().unwrap().holds() && over[1].finding.as_ref().unwrap().holds());
        let change = |kind, from: &str, rent: Option<&str>| ChangeContract {
            contract,
            kind,
            signed: v("2022-09-20").unwrap(),
            from: v(from).unwrap(),
            rent: rent.map(|rent| v(rent).unwrap()),
            last: None,
            decision: None,
            reason: v("另有约定").unwrap(),
        };
        let lower = change(ContractChangeKind::Rent, "2022-10-01", Some("3000"));
        assert_eq!(trades.change(None, lower).await.unwrap_err().code(), "ledger.trade.token");
        let outside = change(ContractChangeKind::Termination, "2027-08-01", None);
        assert_eq!(trades.change(None, outside).await.unwrap_err().code(), "ledger.trade.change");
        let expiring = trades.expiring(v("2027-05-03").unwrap()).await.unwrap();
        assert_eq!(expiring[0].1, v("2027-07-31").unwrap());
        assert!(trades.expiring(v("2027-05-01").unwrap()).await.unwrap().is_empty(), "ninety-one days before");
        let june = v("2025-06-01至2025-06-30").unwrap();
        assert!(trades.disclosures("东华村经济联合社", june).await.unwrap().is_empty());
        trades.change(None, change(ContractChangeKind::Termination, "2022-09-16", None)).await.unwrap();
        let september = v("2022-09-01至2022-09-30").unwrap();
        assert!(trades.disclosures("东华村经济联合社", september).await.unwrap().is_empty(), "before the law");
        assert_eq!(
            trades.rent_roll(contract, 9).await.unwrap().total(),
            v("4950").unwrap(),
            "a month and 15 of 30 days"
        );
        assert!(trades.expiring(v("2027-05-03").unwrap()).await.unwrap().is_empty());
    });
}

#[test]
fn a_change_spends_a_token_for_what_it_comes_to_and_keeps_to_what_was_resolved() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, decision) = won(&clerk).await;
        on_show(&clerk, trade).await;
        let contract = sign(&clerk, trade, decision).await;
        let trades = clerk.trade();
        let old = clerk.decision_terms().all().await.unwrap().remove(0).entity;
        let resolved = async |no: &str, deal| {
            let anew = decided_anew(&clerk, decision, no).await;
            let terms = DecisionTerms { id: clerk.mint(), decision: anew.into(), deal, ..old.clone() };
            clerk.decision_terms().create(terms).await.unwrap();
            anew
        };
        let fixed = |floor: &str| {
            Some(DealTerms { floor: Price::new(v(floor).unwrap(), PriceUnit::PerMonth), ..old.deal.unwrap() })
        };
        let lower = |rent: &str| ChangeContract {
            contract,
            kind: ContractChangeKind::Rent,
            signed: v("2022-09-20").unwrap(),
            from: v("2022-10-01").unwrap(),
            rent: Some(v(rent).unwrap()),
            last: None,
            decision: None,
            reason: v("疫情减租").unwrap(),
        };
        let anew = resolved("东华村决〔2022〕35号", fixed("3000")).await;
        let total = trades.change_total(&lower("3000")).await.unwrap();
        assert_eq!(total, v("174000").unwrap(), "58 months are left");
        for (amount, on, what) in [
            (Money::from_fen(total.fen() - 1), "2022-09-20", "金额 amount"),
            (Money::from_fen(total.fen() + 1), "2022-09-20", "金额 amount"),
            (total, "2022-09-21", "日期 day"),
        ] {
            let wrong = token(&clerk, anew, amount, v(on).unwrap()).await.unwrap();
            let error = trades.change(Some(wrong), lower("3000")).await.unwrap_err();
            assert_eq!((error.code(), error.get("what")), ("ledger.trade.token", Some(what)));
        }
        let cheap = trades.change_total(&lower("2999.99")).await.unwrap();
        let permitted = token(&clerk, anew, cheap, v("2022-09-20").unwrap()).await.unwrap();
        let error = trades.change(Some(permitted), lower("2999.99")).await.unwrap_err();
        assert_eq!(refused(&error), ["asset.resolution.floor"]);
        let silent = resolved("东华村决〔2022〕36号", None).await;
        let permitted = token(&clerk, silent, total, v("2022-09-20").unwrap()).await.unwrap();
        let error = trades.change(Some(permitted), lower("3000")).await.unwrap_err();
        assert_eq!(refused(&error), ["asset.resolution.stated"]);
        let permitted = token(&clerk, anew, total, v("2022-09-20").unwrap()).await.unwrap();
        trades.change(Some(permitted), lower("3000")).await.unwrap();
        assert_eq!(trades.rent_roll(contract, 0).await.unwrap().total(), v("180600").unwrap());
        let used = token(&clerk, anew, total, v("2022-09-20").unwrap()).await.unwrap_err();
        assert_eq!(refused(&used), ["gate.unspent"]);

        let renewal = |last: &str| ChangeContract {
            kind: ContractChangeKind::Renewal,
            from: v("2027-08-01").unwrap(),
            rent: Some(v("3500").unwrap()),
            last: Some(v(last).unwrap()),
            ..lower("3500")
        };
        let again = resolved("东华村决〔2022〕37号", fixed("3500")).await;
        let longer = trades.change_total(&renewal("2032-08-31")).await.unwrap();
        let permitted = token(&clerk, again, longer, v("2022-09-20").unwrap()).await.unwrap();
        let error = trades.change(Some(permitted), renewal("2032-08-31")).await.unwrap_err();
        assert_eq!(refused(&error), ["asset.resolution.term"], "61 months");
        let total = trades.change_total(&renewal("2032-07-31")).await.unwrap();
        assert_eq!(total, v("210000").unwrap());
        let permitted = token(&clerk, again, total, v("2022-09-20").unwrap()).await.unwrap();
        trades.change(Some(permitted), renewal("2032-07-31")).await.unwrap();
        assert_eq!(trades.rent_roll(contract, 0).await.unwrap().total(), v("390600").unwrap());
    });
}

#[test]
fn a_contract_that_ends_since_the_law_is_disclosed_at_once() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, decision) = won(&clerk).await;
        on_show(&clerk, trade).await;
        let contract = sign(&clerk, trade, decision).await;
        let ended = ChangeContract {
            contract,
            kind: ContractChangeKind::Termination,
            signed: v("2025-06-10").unwrap(),
            from: v("2025-07-01").unwrap(),
            rent: None,
            last: None,
            decision: None,
            reason: v("承租方停业").unwrap(),
        };
        clerk.trade().change(None, ended).await.unwrap();
        let june = v("2025-06-01至2025-06-30").unwrap();
        let due = clerk.trade().disclosures("东华村经济联合社", june).await.unwrap();
        assert_eq!((due.len(), due[0].due), (1, v("2025-06-15").unwrap()));
        assert_eq!(due[0].about.to_string(), "东华合〔2022〕33号 终止");
    });
}

#[test]
fn a_cooperative_votes_by_households_before_the_law_and_by_its_members_since() {
    use cunwu::model::{CollectiveOwner, Cooperative, CooperativeFigures, HouseholdVote, MembersVote};
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (asset, decision) = example::decided(&clerk).await.unwrap();
        let cooperative = clerk.mint::<Cooperative>();
        let record = Cooperative {
            id: cooperative,
            name: v("东华村第三经济合作社").unwrap(),
            credit_code: v("N1440118MF0000013H").unwrap(),
            registrar: None,
            registered: None,
            head: None,
            deputy: None,
            phone: None,
            parent: None,
            stated: CooperativeFigures {
                households: None,
                registered: Vec::new(),
                houses: None,
                representatives: None,
            },
        };
        clerk.cooperatives().create(record).await.unwrap();
        let shop = clerk.assets().get(asset).await.unwrap().unwrap();
        let owner = CollectiveOwner::Cooperative(cooperative.into());
        clerk.assets().correct(Asset { owner, ..shop.entity.clone() }, shop.rev, "权属有误").await.unwrap();
        let open = |on: &str, filed: &str| cunwu::ledger::trade::OpenTrade {
            project_no: v(&format!("东华村项{filed}")).unwrap(),
            asset,
            area: None,
            decision,
            households: Some(HouseholdVote {
                on: v(on).unwrap(),
                entitled: v("125").unwrap(),
                present: v("84").unwrap(),
                agreed: v("43").unwrap(),
            }),
            members: None,
            filed: v(filed).unwrap(),
        };
        let mut short = open("2022-05-12", "2022-06-06");
        short.households.as_mut().unwrap().agreed = v("42").unwrap();
        assert_eq!(refused(&clerk.trade().open(short).await.unwrap_err()), ["collective.households.pass"]);
        clerk.trade().open(open("2022-05-12", "2022-06-06")).await.unwrap();
        let since = open("2025-05-01", "2025-05-06");
        assert_eq!(refused(&clerk.trade().open(since).await.unwrap_err()), ["collective.households.body"]);
        let members = |agreed: &str| MembersVote {
            on: v("2025-05-05").unwrap(),
            told: Some(v("2025-04-25").unwrap()),
            by_representatives: false,
            entitled: v("300").unwrap(),
            attending: v("200").unwrap(),
            foreign_proxies: v("0").unwrap(),
            agreed: v(agreed).unwrap(),
        };
        let mut one_short = open("2025-05-01", "2025-05-06");
        (one_short.households, one_short.members) = (None, Some(members("199")));
        assert_eq!(refused(&clerk.trade().open(one_short.clone()).await.unwrap_err()), ["collective.members.pass"]);
        one_short.members = Some(MembersVote { told: None, ..members("200") });
        assert_eq!(refused(&clerk.trade().open(one_short.clone()).await.unwrap_err()), ["collective.members.told"]);
        one_short.members = Some(members("200"));
        clerk.trade().open(one_short).await.unwrap();
    });
}

#[test]
fn a_winner_who_does_not_sign_loses_his_deposit_and_the_asset_is_announced_again() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, _) = won(&clerk).await;
        on_show(&clerk, trade).await;
        let winner = clerk.trade().signed_up(trade).await.unwrap();
        let winner = winner.iter().find(|one| one.bidder.as_str() == "川湘小馆").unwrap().id;
        let told = v("竞得人逾期未签约").unwrap();
        let fail = Fail { trade, on: v("2022-08-09").unwrap(), reason: FailureReason::Other, told };
        clerk.trade().fail(fail).await.unwrap();
        let settle = Settle { sign_up: winner, state: DepositState::Forfeited, on: v("2022-08-09").unwrap() };
        clerk.trade().settle(settle).await.unwrap();
        clerk.trade().announce(round(trade, "2022-08-10", "2022-08-19", "2022-08-22").unwrap()).await.unwrap();
        let record = clerk.trades().get(trade).await.unwrap().unwrap();
        assert_eq!((record.rounds.len(), record.winner.is_none(), record.shown), (2, true, None));
        let failed = clerk.failed_rounds().all().await.unwrap();
        assert_eq!((failed.len(), failed[0].reason), (1, FailureReason::Other));
    });
}

#[test]
fn a_village_elsewhere_opens_with_the_national_rulebook_and_is_told_what_its_city_must_set() {
    use cunwu::access::MemoryKeyRing;
    use cunwu::ledger::{Means, catalog};
    use cunwu::store::MemoryStore;
    block(async {
        let rules = Rulebook::china().unwrap();
        let means = Means::new(MemoryKeyRing::default()).unwrap().rules(rules);
        let unit = "unit_01h45gqk00e8sr1dz6x2v4b9tm".parse().unwrap();
        let village = Village::open(MemoryStore::new(catalog().unwrap()), unit, means).await.unwrap();
        let book = village.rules().on(v("2022-07-01").unwrap());
        assert_eq!(book.number("asset.result_publicity").unwrap_err().code(), "rules.parameter.unset");
        assert_eq!(asset::notice(book, book.day(), book.day()).unwrap_err().code(), "rules.norm.unknown");
    });
}

#[test]
fn income_of_operating_assets_is_turned_into_shares_of_members_by_their_decision_and_divided_after_the_funds() {
    use cunwu::ledger::trade::{Distribute, Quantify};
    use cunwu::model::{CollectiveMember, CollectiveOwner, IncomeShare, MembershipGround};
    use cunwu::rules::gate::{Facts, IncomeShares};
    use cunwu::value::{Ratio, YesNo};
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (asset, decision) = example::decided(&clerk).await.unwrap();
        let (name, union) = ("东华村经济联合社", CollectiveOwner::Union(v("东华村经济联合社").unwrap()));
        // The members' assembly decided, in 2025, on the shares of the union.
        for step in clerk.decision_steps().all().await.unwrap() {
            let mut later = step.entity.clone();
            later.on = later.on.plus_months(36);
            if let Some(shown) = &mut later.publicity {
                shown.period = v("2025-05-25至2025-06-03").unwrap();
            }
            if later.kind == StepKind::ResolveByRepresentatives {
                (later.kind, later.held_by) = (StepKind::ResolveByAssembly, v("集体成员大会").unwrap());
            }
            clerk.decision_steps().correct(later, step.rev, "改期").await.unwrap();
        }
        let terms = clerk.decision_terms().all().await.unwrap().remove(0);
        let about = DecisionTerms {
            matter: MatterKind::IncomeShares,
            object: Some(v(name).unwrap()),
            limits: Limits::NONE,
            deal: None,
            ..terms.entity.clone()
        };
        clerk.decision_terms().correct(about, terms.rev, "试").await.unwrap();
        let token = async |object: &str, on: &str| {
            let facts = Facts { object: object.into(), amount: None, on: v(on).unwrap() };
            clerk.decide().permit(decision, IncomeShares(facts)).await
        };
        assert_eq!(refused(&token("东华村第一经济合作社", "2025-06-10").await.unwrap_err()), ["gate.object"]);
        let mut members = Vec::new();
        for (no, until) in [("一", None), ("二", None), ("三", Some("2025-06-10"))] {
            let id = clerk.mint::<CollectiveMember>();
            let member = CollectiveMember {
                id,
                no: v(&format!("联社{no}")).unwrap(),
                collective: union.clone(),
                resident: clerk.mint().into(),
                ground: MembershipGround::Original,
                since: v("1990-01-01").unwrap(),
                lives_by_own_work: YesNo::No,
                until: until.map(|day| v(day).unwrap()),
                ended_by: until.map(|_| cunwu::model::MembershipReason::Elsewhere),
            };
            clerk.collective_members().create(member).await.unwrap();
            members.push(id);
        }
        let share = |text: &str| v::<Ratio>(text).unwrap();
        let sound = || Quantify {
            collective: union.clone(),
            on: v("2025-06-10").unwrap(),
            assets: vec![asset],
            shares: vec![(members[0], share("2/1")), (members[1], share("1/1"))],
        };
        let trades = clerk.trade();
        let day = "2025-06-10";
        let with = async |how: Quantify| trades.quantify(token(name, day).await.unwrap(), how).await;
        let gone = Quantify { shares: vec![(members[2], share("1/1"))], ..sound() };
        assert_eq!(with(gone).await.unwrap_err().code(), "ledger.share.holder", "a member until the day before");
        let twice = Quantify { shares: vec![(members[0], share("1/1")), (members[0], share("1/1"))], ..sound() };
        assert_eq!(with(twice).await.unwrap_err().code(), "ledger.share.holder");
        for none in [Quantify { assets: Vec::new(), ..sound() }, Quantify { shares: Vec::new(), ..sound() }] {
            assert_eq!(with(none).await.unwrap_err().code(), "rules.shares");
        }
        let other = Quantify { on: v("2025-06-11").unwrap(), ..sound() };
        assert_eq!(with(other).await.unwrap_err().code(), "ledger.trade.token");
        let shop = clerk.assets().get(asset).await.unwrap().unwrap();
        let idle = Asset { operating: YesNo::No, ..shop.entity.clone() };
        clerk.assets().correct(idle.clone(), shop.rev, "试").await.unwrap();
        assert_eq!(refused(&with(sound()).await.unwrap_err()), ["collective.quantified"]);
        let rev = clerk.assets().get(asset).await.unwrap().unwrap().rev;
        let foreign = CollectiveOwner::Cooperative(clerk.mint().into());
        clerk.assets().correct(Asset { owner: foreign, ..shop.entity.clone() }, rev, "试").await.unwrap();
        assert_eq!(with(sound()).await.unwrap_err().code(), "ledger.share.asset");
        let rev = clerk.assets().get(asset).await.unwrap().unwrap().rev;
        clerk.assets().correct(shop.entity.clone(), rev, "试").await.unwrap();
        assert!(clerk.income_shares().all().await.unwrap().is_empty(), "nothing was written");

        with(sound()).await.unwrap();
        assert_eq!(refused(&token(name, day).await.unwrap_err()), ["gate.unspent"]);
        let shares = clerk.income_shares().all().await.unwrap();
        let decided = |it: &IncomeShare| it.decision.as_ref().and_then(cunwu::model::Ref::id) == Some(decision);
        assert!(shares.len() == 2 && shares.iter().all(|it| decided(&it.entity)));
        let income = |funds: &str, amount: &str, on: &str| Distribute {
            collective: union.clone(),
            on: v(on).unwrap(),
            income: v("1000").unwrap(),
            losses: v("100").unwrap(),
            funds: v(funds).unwrap(),
            amount: v(amount).unwrap(),
        };
        let parts = trades.distribution(&income("300", "600", "2025-12-31")).await.unwrap();
        let of = |member| parts.iter().find(|(id, _)| *id == member).unwrap().1;
        assert_eq!((of(members[0]), of(members[1])), (v("400").unwrap(), v("200").unwrap()));
        for above in [income("300", "600.01", "2025-12-31"), income("0", "1", "2025-12-31")] {
            let error = trades.distribution(&above).await.unwrap_err();
            assert_eq!(refused(&error), ["collective.distribution"]);
        }
        let before = trades.distribution(&income("300", "600", "2025-06-09")).await.unwrap_err();
        assert_eq!(before.code(), "rules.shares", "nobody held a share yet");
        // Another decision: shares of before end on the day on which the new ones begin.
        let again = copied(&clerk, decision, "东华村决〔2025〕02号", |_| {}).await;
        let terms = clerk.decision_terms().all().await.unwrap().remove(0).entity;
        let terms = DecisionTerms { id: clerk.mint(), decision: again.into(), ..terms };
        clerk.decision_terms().create(terms).await.unwrap();
        for (on, held) in [("2025-06-10", None), ("2026-01-01", Some(()))] {
            let facts = Facts { object: name.into(), amount: None, on: v(on).unwrap() };
            let permitted = clerk.decide().permit(again, IncomeShares(facts)).await.unwrap();
            let shares = vec![(members[1], share("1/1"))];
            let done = trades.quantify(permitted, Quantify { on: v(on).unwrap(), shares, ..sound() }).await;
            match held {
                None => assert_eq!(done.unwrap_err().code(), "ledger.share.holder", "he got one on that day"),
                Some(()) => assert!(done.is_ok()),
            }
        }
        let parts = trades.distribution(&income("300", "600", "2026-01-01")).await.unwrap();
        assert_eq!(parts, [(members[1], v("600").unwrap())]);
        assert_eq!(trades.distribution(&income("300", "600", "2025-12-31")).await.unwrap().len(), 2);
    });
}
