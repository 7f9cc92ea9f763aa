//! What the random sequences found, each told by itself.

use cunwu::ledger::trade::{Announce, AnswerResult, ChangeContract, Fail, ObjectToResult, OpenTrade, Settle, Sign};
use cunwu::ledger::{AnswerObjection, Object, Session};
use cunwu::model::{
    AnswerKind, Contract, ContractChangeKind, Deal, DealTerms, Decision, DecisionTerms, DepositState, Escalation,
    FailureReason, Limits, Price, PriceUnit, SignUp, Trade,
};
use cunwu::schema::Id;
use cunwu::value::{Count, Money};

use crate::decisions::given::{day, v};
use crate::trade::example::{self, at, bidder, contract, opened, round, token};
use crate::trade::{block, clerk, decided_anew, on_show, refused, sign, won};

fn fail(trade: Id<Trade>, on: &str, reason: FailureReason) -> Fail {
    Fail { trade, on: day(on), reason, told: v("本轮未成交") }
}

fn settle(sign_up: Id<SignUp>, state: DepositState, on: &str) -> Settle {
    Settle { sign_up, state, on: day(on) }
}

fn first(trade: Id<Trade>) -> Announce {
    round(trade, "2022-06-20", "2022-06-28", "2022-06-30").unwrap()
}

async fn of(clerk: &Session<'_>, trade: Id<Trade>, name: &str) -> Id<SignUp> {
    let all = clerk.trade().signed_up(trade).await.unwrap();
    all.iter().find(|one| one.bidder.as_str() == name).unwrap().id
}

/// A decision like the first, made so many days later on, with a floor and a term of its own.
async fn resolved(clerk: &Session<'_>, decision: Id<Decision>, no: &str, floor: &str, months: u32) -> Id<Decision> {
    let anew = decided_anew(clerk, decision, no).await;
    let old = clerk.decision_terms().all().await.unwrap().remove(0).entity;
    let (floor, months) = (Price::new(v(floor), PriceUnit::PerMonth), Some(Count::new(months)));
    let deal = Some(DealTerms { floor, months, ..old.deal.unwrap() });
    let (limits, decision) = (Limits::deal(v("9000000")), anew.into());
    clerk.decision_terms().create(DecisionTerms { id: clerk.mint(), decision, deal, limits, ..old }).await.unwrap();
    anew
}

#[test]
fn a_round_is_announced_only_while_its_decision_stands() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, decision) = opened(&clerk).await.unwrap();
        let (on, text) = (day("2022-06-03"), v("底价偏低"));
        let objection = clerk.decide().object(Object { decision, on, text }).await.unwrap();
        let open = clerk.trade().announce(first(trade)).await.unwrap_err();
        assert_eq!(refused(&open), ["decision.objections"]);
        let (on, kind, text) = (day("2022-06-04"), AnswerKind::Upheld, v("重新评估"));
        clerk.decide().answer(AnswerObjection { objection, on, kind, text }).await.unwrap();
        let back = clerk.trade().announce(first(trade)).await.unwrap_err();
        assert!(refused(&back).contains(&"gate.passed"), "{back}");
        assert_eq!(clerk.trades().get(trade).await.unwrap().unwrap().state.as_str(), "filed");
    });
}

#[test]
fn a_number_of_a_project_and_of_a_contract_is_given_once() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, decision) = won(&clerk).await;
        let record = clerk.trades().get(trade).await.unwrap().unwrap();
        let again = OpenTrade {
            project_no: record.project_no.clone(),
            asset: record.asset.id().unwrap(),
            area: None,
            decision,
            households: None,
            members: None,
            filed: day("2022-06-07"),
        };
        assert_eq!(clerk.trade().open(again).await.unwrap_err().code(), "store.guard");
        on_show(&clerk, trade).await;
        let draft = contract(trade, "2022-07-12").unwrap();
        let known = Contract {
            id: clerk.mint(),
            no: draft.contract_no.clone(),
            deal: clerk.mint::<Deal>().into(),
            asset: record.asset.clone(),
            nature: record.nature,
            lessor: record.lessor.clone(),
            signed: day("2022-01-05"),
            lessee: v("他人"),
            lessee_code: None,
            term: Some(v("2022-02-01至2022-02-28")),
            price: record.resolved_floor,
            escalation: Escalation::None,
            total: record.resolved_floor.amount,
            written: Some(true),
        };
        clerk.contracts().create(known).await.unwrap();
        let total = clerk.trade().total(&draft).await.unwrap();
        let permitted = token(&clerk, decision, total, draft.on).await.unwrap();
        assert_eq!(clerk.trade().sign(permitted, draft.clone()).await.unwrap_err().code(), "store.guard");
        let other = Sign { contract_no: v("东华合〔2022〕34号"), ..draft };
        let permitted = token(&clerk, decision, total, other.on).await.unwrap();
        clerk.trade().sign(permitted, other).await.unwrap();
    });
}

#[test]
fn a_floor_drops_by_a_vote_since_the_failure_whenever_the_auction_was_to_be() {
    block(async {
        for (failed, lowers) in [("2022-07-02", true), ("2022-07-03", false)] {
            let village = example::village().await.unwrap();
            let clerk = clerk(&village);
            let (trade, decision) = opened(&clerk).await.unwrap();
            // The auction is announced for a day after the new vote of 2022-07-02, and the round fails before it.
            let long = round(trade, "2022-06-20", "2022-07-01", "2022-07-06").unwrap();
            clerk.trade().announce(Announce { floor: v("3500"), ..long }).await.unwrap();
            clerk.trade().fail(fail(trade, failed, FailureReason::NoBidder)).await.unwrap();
            let anew = resolved(&clerk, decision, "东华村决〔2022〕34号", "3000", 60).await;
            let again = round(trade, "2022-07-20", "2022-07-28", "2022-08-01").unwrap();
            let lower = Announce { floor: v("3000"), lowered_by: Some(anew), ..again };
            match clerk.trade().announce(lower).await {
                Ok(_) => assert!(lowers, "voted a day before the round failed"),
                Err(error) => assert!(!lowers && refused(&error).contains(&"asset.floor"), "{error}"),
            }
        }
    });
}

#[test]
fn a_payment_serves_the_next_round_while_it_is_his_and_lies_there() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, _) = opened(&clerk).await.unwrap();
        let room = clerk.trade();
        room.announce(first(trade)).await.unwrap();
        let early = room.sign_up(bidder(trade, "鸿记餐馆", "SK-1", "2022-06-19").unwrap()).await.unwrap_err();
        assert_eq!(early.code(), "rules.step.early");
        let one = room.sign_up(bidder(trade, "鸿记餐馆", "SK-1", "2022-06-20").unwrap()).await.unwrap();
        let early = room.sign_up(bidder(trade, "川湘小馆", "SK-2", "2022-06-19").unwrap()).await.unwrap_err();
        assert_eq!(early.code(), "rules.step.early", "also when others have signed up");
        room.fail(fail(trade, "2022-06-28", FailureReason::OneBidder)).await.unwrap();
        room.announce(round(trade, "2022-07-11", "2022-07-20", "2022-07-22").unwrap()).await.unwrap();
        let other = room.sign_up(bidder(trade, "川湘小馆", "SK-1", "2022-07-12").unwrap()).await.unwrap_err();
        assert_eq!(refused(&other), ["asset.deposit.once"], "it is not his");
        let two = room.sign_up(bidder(trade, "鸿记餐馆", "SK-1", "2022-07-12").unwrap()).await.unwrap();
        let twice = room.settle(settle(one, DepositState::Refunded, "2022-07-13")).await.unwrap_err();
        assert_eq!(twice.code(), "ledger.trade.deposit", "it serves the second round");
        room.fail(fail(trade, "2022-07-20", FailureReason::OneBidder)).await.unwrap();
        room.settle(settle(two, DepositState::Refunded, "2022-07-21")).await.unwrap();
        room.announce(round(trade, "2022-08-01", "2022-08-10", "2022-08-12").unwrap()).await.unwrap();
        let gone = room.sign_up(bidder(trade, "鸿记餐馆", "SK-1", "2022-08-02").unwrap()).await.unwrap_err();
        assert_eq!(refused(&gone), ["asset.deposit.once"], "he had it back");
    });
}

#[test]
fn whoever_has_his_deposit_back_bids_no_longer() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, _) = opened(&clerk).await.unwrap();
        let room = clerk.trade();
        room.announce(first(trade)).await.unwrap();
        for (name, voucher) in [("鸿记餐馆", "SK-1"), ("川湘小馆", "SK-2"), ("东样便利店", "SK-3")] {
            room.sign_up(bidder(trade, name, voucher, "2022-06-24").unwrap()).await.unwrap();
        }
        let gone = of(&clerk, trade, "东样便利店").await;
        room.settle(settle(gone, DepositState::Refunded, "2022-06-29")).await.unwrap();
        let mut bidding = room.hold(trade, at(9, 30).unwrap(), at(10, 30).unwrap()).await.unwrap();
        let stranger = bidding.auction.bid("东样便利店".into(), v("3250"), at(9, 31).unwrap()).unwrap_err();
        assert_eq!(stranger.code(), "rules.auction.bidder");
        bidding.auction.bid("川湘小馆".into(), v("3250"), at(9, 32).unwrap()).unwrap();
        // Another clerk gives the best bidder his deposit back while the auction is on.
        let best = of(&clerk, trade, "川湘小馆").await;
        room.settle(settle(best, DepositState::Refunded, "2022-06-30")).await.unwrap();
        let closed = room.close(bidding, at(10, 30).unwrap()).await.unwrap_err();
        assert!(closed.is_conflict(), "{closed}");
        let few = room.hold(trade, at(9, 30).unwrap(), at(10, 30).unwrap()).await.unwrap_err();
        assert_eq!(refused(&few), ["asset.bidders"]);
    });
}

#[test]
fn a_deposit_is_free_when_the_auction_is_over_and_the_winners_when_he_has_signed() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, decision) = won(&clerk).await;
        let (loser, winner) = (of(&clerk, trade, "鸿记餐馆").await, of(&clerk, trade, "川湘小馆").await);
        let early = clerk.trade().settle(settle(loser, DepositState::Refunded, "2022-06-29")).await.unwrap_err();
        assert_eq!(early.code(), "ledger.trade.deposit", "before the auction, of somebody who bid in it");
        clerk.trade().settle(settle(loser, DepositState::Refunded, "2022-06-30")).await.unwrap();
        on_show(&clerk, trade).await;
        let early = clerk.trade().settle(settle(winner, DepositState::Forfeited, "2022-07-01")).await.unwrap_err();
        assert_eq!(early.code(), "ledger.trade.deposit", "while he may still sign");
        sign(&clerk, trade, decision).await;
        let early = clerk.trade().settle(settle(winner, DepositState::ToContract, "2022-07-11")).await.unwrap_err();
        assert_eq!(early.code(), "ledger.trade.deposit", "a day before he signed");
        clerk.trade().settle(settle(winner, DepositState::ToContract, "2022-07-12")).await.unwrap();
    });
}

#[test]
fn a_round_fails_for_what_happened() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (trade, _) = opened(&clerk).await.unwrap();
        let room = clerk.trade();
        room.announce(first(trade)).await.unwrap();
        let early = room.fail(fail(trade, "2022-06-27", FailureReason::NoBidder)).await.unwrap_err();
        assert_eq!(early.code(), "ledger.trade.reason", "somebody may sign up until the 28th");
        room.sign_up(bidder(trade, "鸿记餐馆", "SK-1", "2022-06-20").unwrap()).await.unwrap();
        for (on, reason) in [
            ("2022-06-28", FailureReason::NoBidder),
            ("2022-06-27", FailureReason::OneBidder),
            ("2022-06-27", FailureReason::DepositUnpaid),
            ("2022-06-28", FailureReason::ObjectionUpheld),
        ] {
            assert_eq!(room.fail(fail(trade, on, reason)).await.unwrap_err().code(), "ledger.trade.reason", "{reason}");
        }
        room.fail(fail(trade, "2022-06-28", FailureReason::OneBidder)).await.unwrap();
        let village = example::village().await.unwrap();
        let clerk = self::clerk(&village);
        let (trade, _) = won(&clerk).await;
        for reason in [FailureReason::NoBidder, FailureReason::OneBidder, FailureReason::DepositUnpaid] {
            let won = clerk.trade().fail(fail(trade, "2022-07-01", reason)).await.unwrap_err();
            assert_eq!((won.code(), won.get("bidders")), ("ledger.trade.reason", Some("2")), "{reason}");
        }
        on_show(&clerk, trade).await;
        let (on, text): (_, cunwu::value::Text) = (day("2022-07-05"), v("程序有误"));
        clerk.trade().object(ObjectToResult { trade, on, text: text.clone(), by_bidder: true }).await.unwrap();
        clerk.trade().answer(AnswerResult { trade, on, text, upheld: true }).await.unwrap();
        let record = clerk.trades().get(trade).await.unwrap().unwrap();
        assert_eq!(record.rounds[0].failed, Some(FailureReason::ObjectionUpheld));
    });
}

fn change(contract: Id<Contract>, kind: ContractChangeKind, from: &str) -> ChangeContract {
    let (signed, reason) = (day("2022-09-20"), v("另有约定"));
    ChangeContract { contract, kind, signed, from: day(from), rent: None, last: None, decision: None, reason }
}

async fn by_token(clerk: &Session<'_>, decision: Id<Decision>, how: ChangeContract) -> cunwu::Result<Money> {
    let total = clerk.trade().change_total(&how).await?;
    let permitted = token(clerk, decision, total, how.signed).await?;
    clerk.trade().change(Some(permitted), how).await.map(|_| total)
}

/// A contract from 2022-08-01 until 2027-07-31 and its decision.
async fn let_out(clerk: &Session<'_>) -> (Id<Contract>, Id<Decision>) {
    let (trade, decision) = won(clerk).await;
    on_show(clerk, trade).await;
    (sign(clerk, trade, decision).await, decision)
}

#[test]
fn a_lease_is_renewed_for_twenty_years_from_the_day_on_which_that_is_signed() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (contract, decision) = let_out(&clerk).await;
        let anew = resolved(&clerk, decision, "东华村决〔2022〕35号", "3000", 240).await;
        let renewal = |last: &str| ChangeContract {
            last: Some(day(last)),
            ..change(contract, ContractChangeKind::Renewal, "2027-08-01")
        };
        let long = by_token(&clerk, anew, renewal("2042-09-30")).await.unwrap_err();
        assert_eq!(refused(&long), ["asset.lease.longest"], "fifteen years, and twenty from now are over before");
        by_token(&clerk, anew, renewal("2042-08-31")).await.unwrap();
    });
}

#[test]
fn nothing_follows_an_end_and_nothing_changes_before_the_contract_is_signed() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (contract, decision) = let_out(&clerk).await;
        let anew = resolved(&clerk, decision, "东华村决〔2022〕36号", "3000", 240).await;
        let end = |from: &str| change(contract, ContractChangeKind::Termination, from);
        let before = ChangeContract { signed: day("2022-07-11"), ..end("2023-08-01") };
        assert_eq!(clerk.trade().change(None, before).await.unwrap_err().code(), "ledger.trade.change");
        let renewal = |from: &str, last: &str| ChangeContract {
            last: Some(day(last)),
            rent: Some(v("3500")),
            ..change(contract, ContractChangeKind::Renewal, from)
        };
        by_token(&clerk, anew, renewal("2027-08-01", "2032-07-31")).await.unwrap();
        clerk.trade().change(None, end("2023-08-01")).await.unwrap();
        let roll = clerk.trade().rent_roll(contract, 0).await.unwrap();
        assert_eq!(roll.total(), v("39600"), "twelve months, and nothing of the renewal that was to come");
        assert!(clerk.trade().expiring(day("2032-07-01")).await.unwrap().is_empty());
        let last = clerk.trade().expiring(day("2023-07-01")).await.unwrap();
        assert_eq!(last[0].1, day("2023-07-31"));
        let other = resolved(&clerk, decision, "东华村决〔2022〕37号", "3000", 240).await;
        let revived = by_token(&clerk, other, renewal("2023-08-01", "2024-07-31")).await.unwrap_err();
        assert_eq!(revived.code(), "ledger.trade.change", "what was ended is let anew, by a new deal");
    });
}

#[test]
fn a_renewal_keeps_the_rent_in_force_and_a_change_before_it_does_not_reach_into_it() {
    block(async {
        let village = example::village().await.unwrap();
        let clerk = clerk(&village);
        let (contract, decision) = let_out(&clerk).await;
        let rent = |from: &str, rent: &str| ChangeContract {
            rent: Some(v(rent)),
            ..change(contract, ContractChangeKind::Rent, from)
        };
        let first = resolved(&clerk, decision, "东华村决〔2022〕38号", "3000", 240).await;
        by_token(&clerk, first, rent("2026-08-01", "3000")).await.unwrap();
        let second = resolved(&clerk, decision, "东华村决〔2022〕39号", "3000", 240).await;
        let renewal = ChangeContract {
            last: Some(day("2028-07-31")),
            ..change(contract, ContractChangeKind::Renewal, "2027-08-01")
        };
        let total = by_token(&clerk, second, renewal).await.unwrap();
        assert_eq!(total, v("36000"), "twelve months at the rent of the last year, not at that of the first contract");
        let third = resolved(&clerk, decision, "东华村决〔2022〕40号", "3000", 240).await;
        let further = ChangeContract {
            last: Some(day("2029-07-31")),
            rent: Some(v("4000")),
            ..change(contract, ContractChangeKind::Renewal, "2028-08-01")
        };
        by_token(&clerk, third, further).await.unwrap();
        let fourth = resolved(&clerk, decision, "东华村决〔2022〕41号", "3000", 240).await;
        let total = by_token(&clerk, fourth, rent("2027-02-01", "3100")).await.unwrap();
        assert_eq!(total, v("103800"), "eighteen months at 3100, and the year that states 4000");
        let roll = clerk.trade().rent_roll(contract, 0).await.unwrap();
        assert_eq!(roll.total_from(day("2027-02-01")), total);
    });
}
