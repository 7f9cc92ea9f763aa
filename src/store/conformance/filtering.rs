//! Cases of filters: two-valued, and equal to their meaning on every store.

use super::trial::{columns, create, done, five_lamps, found, lamps};
use crate::store::{Filter, Store};
use crate::value::{Day, Plain};

async fn which(store: &dyn Store, filter: Filter) -> String {
    let ids = found(store, lamps().filter(filter)).await;
    ids.iter().map(|id| id.trim_start_matches("lamp_")).collect()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A filter *must* be two-valued: the negation of a comparison keeps records without a value.
pub async fn negation_keeps_records_without_value(store: &dyn Store) {
    five_lamps(store).await;
    assert_eq!(which(store, Filter::eq("place", "gate").negate()).await, "1235");
    assert_eq!(which(store, Filter::Lt("watts".into(), 100.into()).negate()).await, "24");
    assert_eq!(which(store, Filter::within("watts", [60, 100]).negate()).await, "45");
    assert_eq!(which(store, Filter::starts_with("place", "东").negate()).await, "345");
    assert_eq!(which(store, Filter::eq("place", "gate").negate().negate()).await, "4");
    let both = Filter::eq("watts", 60).and(Filter::eq("place", "东门"));
    assert_eq!(which(store, both.negate()).await, "2345");
    let either = Filter::Any(vec![Filter::eq("watts", 60), Filter::eq("place", "gate")]);
    assert_eq!(which(store, either.negate()).await, "25");
}

/// Every filter *must* hold as its documentation says.
pub async fn every_filter_agrees_with_its_meaning(store: &dyn Store) {
    five_lamps(store).await;
    assert_eq!(which(store, Filter::eq("lit", true)).await, "14");
    assert_eq!(which(store, Filter::Lt("watts".into(), 60.into())).await, "5");
    assert_eq!(which(store, Filter::Le("watts".into(), 60.into())).await, "135");
    assert_eq!(which(store, Filter::Gt("watts".into(), 60.into())).await, "2");
    assert_eq!(which(store, Filter::Ge("watts".into(), 60.into())).await, "123");
    assert_eq!(which(store, Filter::Ge("place".into(), "gate".into())).await, "124");
    assert_eq!(which(store, Filter::is_null("place")).await, "3");
    assert_eq!(which(store, Filter::is_null("place").negate()).await, "1245");
    assert_eq!(which(store, Filter::within("place", ["gate", "东门", "x"])).await, "14");
    let both = Filter::eq("lit", true).and(Filter::is_null("watts"));
    assert_eq!(which(store, both).await, "4");
    let either = Filter::Any(vec![Filter::eq("watts", 100), Filter::is_null("place")]);
    assert_eq!(which(store, either).await, "23");
}

/// No condition *must* be every record, and none of no alternatives *must* be none.
pub async fn empty_filters_are_everything_or_nothing(store: &dyn Store) {
    five_lamps(store).await;
    assert_eq!(which(store, Filter::default()).await, "12345");
    assert_eq!(which(store, Filter::default().negate()).await, "");
    assert_eq!(which(store, Filter::Any(vec![])).await, "");
    assert_eq!(which(store, Filter::Any(vec![]).negate()).await, "12345");
    assert_eq!(which(store, Filter::In("watts".into(), vec![])).await, "");
    assert_eq!(which(store, Filter::In("watts".into(), vec![]).negate()).await, "12345");
    assert_eq!(which(store, Filter::All(vec![Filter::All(vec![]), Filter::eq("watts", 60)])).await, "13");
}

/// A prefix *must* be taken letter by letter: no wild card, no folding of case, whatever code point comes last.
pub async fn a_prefix_has_no_wild_cards(store: &dyn Store) {
    let places = ["50%", "50x", "a_b", "aXb", "a\\b", "Ab", "*", "?", "[a]", "\u{d7ff}x", "\u{10ffff}x", "\u{ff}", ""];
    let op = |(number, place): (usize, &&str)| create(&format!("lamp_{number:x}"), columns(Some(place), None));
    done(store, "fill", places.iter().enumerate().map(op).collect()).await;
    for (start, expected) in [
        ("50%", "0"),
        ("%", ""),
        ("_", ""),
        ("a_", "2"),
        ("a\\", "4"),
        ("a", "234"),
        ("A", "5"),
        ("*", "6"),
        ("?", "7"),
        ("[a", "8"),
        ("[", "8"),
        ("\u{d7ff}", "9"),
        ("\u{10ffff}", "a"),
        ("\u{ff}", "b"),
        ("", "0123456789abc"),
    ] {
        assert_eq!(which(store, Filter::starts_with("place", start)).await, expected, "starts with {start:?}");
    }
}

/// `ValidOn` *must* be half-open: the first day counts, `until` does not; no day is no bound.
pub async fn validity_is_half_open(store: &dyn Store) {
    five_lamps(store).await;
    let valid = |text: &str| Filter::valid_on("from", "until", day(text));
    assert_eq!(which(store, valid("2022-12-31")).await, "24");
    assert_eq!(which(store, valid("2023-01-01")).await, "12");
    assert_eq!(which(store, valid("2023-05-31")).await, "12");
    assert_eq!(which(store, valid("2023-06-01")).await, "23");
    assert_eq!(which(store, valid("2023-02-01")).await, "12", "a period that ends on its first day holds no day");
    assert_eq!(which(store, valid("2023-02-01").negate()).await, "345");
}

/// Booleans *must* compare false before true, days by the calendar.
pub async fn booleans_and_days_compare(store: &dyn Store) {
    five_lamps(store).await;
    assert_eq!(which(store, Filter::Lt("lit".into(), true.into())).await, "25");
    assert_eq!(which(store, Filter::Ge("lit".into(), false.into())).await, "1245");
    assert_eq!(which(store, Filter::Gt("lit".into(), false.into())).await, "14");
    assert_eq!(which(store, Filter::within("lit", [true, false])).await, "1245");
    assert_eq!(which(store, Filter::Lt("from".into(), day("2023-02-01").into())).await, "1");
    assert_eq!(which(store, Filter::Le("from".into(), day("2023-02-01").into())).await, "15");
    assert_eq!(which(store, Filter::Gt("until".into(), day("2023-02-01").into())).await, "1");
    assert_eq!(which(store, Filter::eq("until", day("2023-01-01"))).await, "4");
}

/// Filters *must* nest.
pub async fn filters_nest(store: &dyn Store) {
    five_lamps(store).await;
    let mut filter = Filter::eq("watts", 60);
    for _ in 0..10 {
        filter = Filter::All(vec![Filter::Any(vec![filter.negate().negate(), Filter::Any(vec![])]), Filter::default()]);
    }
    assert_eq!(which(store, filter.clone()).await, "13");
    assert_eq!(which(store, filter.negate()).await, "245");
}

/// A list of thousands of values *must* be one filter.
pub async fn a_list_of_thousands_is_one_filter(store: &dyn Store) {
    five_lamps(store).await;
    assert_eq!(which(store, Filter::within("watts", 50..5_050_i64)).await, "123");
    assert_eq!(which(store, Filter::within("watts", 50..5_050_i64).negate()).await, "45");
}
