use proptest::prelude::*;

use super::*;
use crate::value::Plain;
use crate::value::testing::fixed;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn yuan(text: &str) -> Money {
    Money::parse(text).unwrap()
}

fn months(number: u32, rent: &str) -> RentRoll {
    let first = day("2023-01-01");
    let due = |place: u32| {
        let from = first.plus_months(place);
        let covers = Period::new(from, Some(first.plus_months(place + 1))).unwrap();
        Due { on: from.plus_days(9), covers, amount: yuan(rent) }
    };
    RentRoll::new((0..number).map(due).collect(), Vec::new()).unwrap()
}

#[test]
fn an_early_end_charges_the_month_under_way_by_days() {
    let ended = months(12, "3100").ended(day("2023-03-11"));
    assert_eq!(ended.dues().len(), 3);
    assert_eq!(ended.total(), yuan("7200"), "two months and 10 of 31 days");
    assert_eq!(months(12, "3100").ended(day("2023-03-01")).total(), yuan("6200"));
    assert_eq!(months(1, "100").ended(day("2023-01-02")).total(), yuan("3.23"), "3.2258 rounds half up");
    assert_eq!(months(2, "100").ended(day("2024-01-01")), months(2, "100"));
}

#[test]
fn a_change_binds_what_begins_on_its_day() {
    assert_eq!(months(3, "100").changed(day("2023-02-01"), yuan("90")).total(), yuan("280"));
    assert_eq!(months(3, "100").changed(day("2023-02-02"), yuan("90")).total(), yuan("290"));
}

#[test]
fn the_oldest_instalment_is_paid_first() {
    let roll =
        RentRoll::new(months(3, "100").dues().to_vec(), vec![Receipt { on: day("2023-02-11"), amount: yuan("150") }])
            .unwrap();
    let owed = roll.arrears(day("2023-03-11"));
    assert_eq!((owed.due, owed.paid, owed.owed), (yuan("300"), yuan("150"), yuan("150")));
    assert_eq!(owed.unpaid, [(day("2023-02-10"), yuan("50")), (day("2023-03-10"), yuan("100"))]);
    let ahead = RentRoll::new(Vec::new(), vec![Receipt { on: day("2023-02-11"), amount: yuan("150") }]).unwrap();
    assert_eq!(ahead.arrears(day("2023-02-11")).credit, yuan("150"));
}

#[test]
fn amounts_below_nothing_are_refused() {
    let receipt = Receipt { on: day("2023-02-11"), amount: yuan("-1") };
    assert_eq!(RentRoll::new(Vec::new(), vec![receipt]).unwrap_err().code(), "rules.rent");
}

/// The account kept day by day: in the morning what fell due the day before is booked, in the evening what came in.
fn by_day(dues: &[Due], receipts: &[Receipt], on: Day) -> (i64, Vec<(Day, i64)>) {
    let mut open: Vec<(Day, i64)> = Vec::new();
    let (mut purse, mut today) = (0_i64, day("2022-12-01"));
    while today <= on {
        for due in dues.iter().filter(|due| due.on.next() == today) {
            open.push((due.on, due.amount.fen()));
        }
        purse += receipts.iter().filter(|receipt| receipt.on == today).map(|receipt| receipt.amount.fen()).sum::<i64>();
        while purse > 0 && open.iter().any(|(_, left)| *left > 0) {
            let slot = open.iter_mut().find(|(_, left)| *left > 0).unwrap();
            slot.1 -= 1;
            purse -= 1;
        }
        today = today.next();
    }
    open.retain(|(_, left)| *left > 0);
    (purse, open)
}

proptest! {
    #![proptest_config(fixed())]
    #[test]
    fn arrears_on_any_day_are_those_of_the_account_kept_by_day(
        rents in prop::collection::vec(1_i64..400, 1..8),
        paid in prop::collection::vec((0_i64..260, 1_i64..500), 0..8),
        on in 0_i64..280,
    ) {
        let first = day("2023-01-01");
        let dues: Vec<Due> = rents.iter().zip(0_u32..).map(|(rent, place)| {
            let from = first.plus_months(place);
            let covers = Period::new(from, Some(first.plus_months(place + 1))).unwrap();
            Due { on: from.plus_days(4), covers, amount: Money::from_fen(*rent) }
        }).collect();
        let start = day("2022-12-20");
        let receipts: Vec<Receipt> = paid.iter()
            .map(|(after, amount)| Receipt { on: start.plus_days(*after), amount: Money::from_fen(*amount) }).collect();
        let (credit, open) = by_day(&dues, &receipts, start.plus_days(on));
        let found = RentRoll::new(dues, receipts).unwrap().arrears(start.plus_days(on));
        let unpaid: Vec<(Day, i64)> = found.unpaid.iter().map(|(day, left)| (*day, left.fen())).collect();
        prop_assert_eq!(found.credit.fen(), credit);
        prop_assert_eq!(found.owed.fen(), open.iter().map(|(_, left)| left).sum::<i64>());
        prop_assert_eq!(unpaid, open);
    }
}
