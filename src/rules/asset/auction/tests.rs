use proptest::prelude::*;

use super::*;
use crate::rules::{Refusal, Rulebook};
use crate::value::Day;
use crate::value::testing::fixed;

fn at(seconds: i64) -> Instant {
    Instant::start_of(Day::parse("2022-07-20").unwrap()).plus_micros(seconds * MICROS_A_SECOND)
}

fn yuan(number: i64) -> Money {
    Money::from_fen(number * 100)
}

fn terms() -> AuctionTerms {
    let (floor, increment, highest_raise) = (yuan(1000), yuan(100), yuan(350));
    AuctionTerms { floor, increment, highest_raise, opens: at(0), closes: at(3600) }
}

fn open(rules: &Rulebook) -> Auction<'_, u8> {
    Auction::open(rules.on(at(0).day()), terms(), vec![1, 2, 3]).unwrap()
}

#[test]
fn one_bidder_makes_no_auction_even_when_he_signs_up_twice() {
    let rules = Rulebook::guangzhou().unwrap();
    let error = Auction::open(rules.on(at(0).day()), terms(), vec![1_u8, 1]).unwrap_err();
    assert_eq!(Refusal::of(&error).unwrap().rules(), ["asset.bidders"]);
    let flat = AuctionTerms { increment: yuan(0), ..terms() };
    assert_eq!(Auction::open(rules.on(at(0).day()), flat, vec![1_u8, 2]).unwrap_err().code(), "rules.auction.terms");
}

#[test]
fn bids_come_from_those_who_signed_up_in_time_and_in_steps() {
    let rules = Rulebook::guangzhou().unwrap();
    let mut auction = open(&rules);
    assert_eq!(auction.bid(9, yuan(1000), at(1)).unwrap_err().code(), "rules.auction.bidder");
    assert_eq!(auction.bid(1, yuan(1000), at(-1)).unwrap_err().code(), "rules.auction.time");
    auction.bid(1, yuan(1000), at(10)).unwrap();
    assert_eq!(auction.bid(2, yuan(1100), at(9)).unwrap_err().code(), "rules.auction.time");
    for wrong in [1000, 1050, 1400] {
        let error = auction.bid(2, yuan(wrong), at(11)).unwrap_err();
        assert_eq!(Refusal::of(&error).unwrap().rules(), ["asset.raise"], "{wrong}");
    }
    auction.bid(2, yuan(1300), at(11)).unwrap();
    assert_eq!(auction.bid(3, yuan(1400), at(3601)).unwrap_err().code(), "rules.auction.time");
    let early = auction.clone().close(at(3599)).unwrap_err();
    assert_eq!(Refusal::of(&early).unwrap().rules(), ["asset.close"]);
    assert_eq!(auction.close(at(3600)).unwrap(), Sale::Won(Bid { bidder: 2, amount: yuan(1300), at: at(11) }));
    assert_eq!(open(&rules).close(at(3600)).unwrap(), Sale::NoBid);
}

/// The auction told again, slowly: every bid of the log is judged from the whole log before it.
fn replay(log: &[(u8, i64, i64)]) -> (Vec<(u8, i64, i64)>, i64) {
    let (mut taken, mut end): (Vec<(u8, i64, i64)>, i64) = (Vec::new(), 3600);
    for &(bidder, amount, second) in log {
        let last_time = taken.iter().map(|bid| bid.2).max().unwrap_or(0);
        let top = taken.iter().map(|bid| bid.1).max();
        let ladder: Vec<i64> = match top {
            None => (0..=3).map(|steps| 1000 + steps * 100).collect(),
            Some(top) => (1..=3).map(|steps| top + steps * 100).collect(),
        };
        if [1, 2, 3].contains(&bidder) && ladder.contains(&amount) && second >= last_time && second <= end {
            taken.push((bidder, amount, second));
            if second + 180 > end {
                end = second + 180;
            }
        }
    }
    (taken, end)
}

proptest! {
    #![proptest_config(fixed())]
    #[test]
    fn any_sequence_of_bids_ends_as_its_slow_replay(
        steps in prop::collection::vec((0_u8..5, -1_i64..6, 0_i64..260, prop::bool::weighted(0.1)), 0..60),
    ) {
        let rules = Rulebook::guangzhou().unwrap();
        let mut auction = open(&rules);
        let (mut second, mut top, mut log) = (0_i64, 900_i64, Vec::new());
        for (bidder, raise, wait, odd) in steps {
            second += wait;
            let amount = top + raise * 100 + i64::from(odd) * 37;
            log.push((bidder, amount, second));
            if auction.bid(bidder, yuan(amount), at(second)).is_ok() {
                top = amount;
            }
        }
        let (taken, end) = replay(&log);
        let kept: Vec<_> = auction.bids().iter().map(|bid| (bid.bidder, bid.amount, bid.at)).collect();
        let wanted: Vec<_> = taken.iter().map(|(bidder, amount, second)| (*bidder, yuan(*amount), at(*second))).collect();
        prop_assert_eq!(kept, wanted);
        prop_assert_eq!(auction.ends(), at(end));
        prop_assert!(auction.clone().close(at(end - 1)).is_err());
        let won = match auction.close(at(end)).unwrap() {
            Sale::Won(bid) => Some((bid.bidder, bid.amount)),
            Sale::NoBid => None,
        };
        prop_assert_eq!(won, taken.iter().max_by_key(|bid| bid.1).map(|bid| (bid.0, yuan(bid.1))));
    }
}
