//! Cases of questions and commits that the catalog does not allow: an error, never an empty or a full answer.

use super::trial::{
    LAMP, NOTE, columns, commit_of, create, five_lamps, guarded, head, here, lamp, lamps, log, refusal, tallied,
};
use crate::schema::{Key, Value};
use crate::store::{Filter, Guard, KEY_KIND, Known, LogQuery, Query, Seq, Store, TallyQuery};
use crate::value::Day;

async fn query(store: &dyn Store, query: Query) -> &'static str {
    refusal(&format!("{query:?}"), store.query(here(), &query).await).code()
}

async fn tally(store: &dyn Store, query: TallyQuery) -> &'static str {
    refusal(&format!("{query:?}"), store.tally(here(), &query).await).code()
}

async fn guard(store: &dyn Store, guard: Guard) -> &'static str {
    let commit = guarded(commit_of("guarded", vec![create("lamp_9", columns(None, None))]), guard);
    refusal("a guard", store.commit(&commit).await).code()
}

fn lamp_tally() -> TallyQuery {
    TallyQuery::of(LAMP.name)
}

fn count(kind: &'static str, filter: Filter) -> Guard {
    Guard::Count { kind: kind.into(), filter, is: 0 }
}

/// A kind that the catalog does not declare *must* be an error in every verb that names one.
pub async fn unknown_kinds_are_errors(store: &dyn Store) {
    five_lamps(store).await;
    let tree = || Key::new("trial.tree", "tree_1");
    assert_eq!(query(store, Query::of("trial.tree")).await, "schema.kind.unknown");
    assert_eq!(tally(store, TallyQuery::of("trial.tree")).await, "schema.kind.unknown");
    assert_eq!(guard(store, count("trial.tree", Filter::default())).await, "schema.kind.unknown");
    assert_eq!(guard(store, Guard::Absent(tree())).await, "schema.kind.unknown");
    assert_eq!(guard(store, Guard::Unchanged(tree(), Seq::new(1))).await, "schema.kind.unknown");
    let fetched = store.fetch(here(), &[lamp("lamp_1"), tree()]).await;
    assert_eq!(refusal("fetch", fetched).code(), "schema.kind.unknown");
    let logged = store.log(here(), &LogQuery::of(tree())).await;
    assert_eq!(refusal("log", logged).code(), "schema.kind.unknown");
}

/// An order that the kind does not declare *must* be an error; a column is no order.
pub async fn unknown_orders_are_errors(store: &dyn Store) {
    five_lamps(store).await;
    for order in ["by_moon", "place", "ID", "by_place desc", ""] {
        assert_eq!(query(store, lamps().order(order)).await, "store.order.unknown", "{order}");
    }
    assert_eq!(query(store, Query::of(NOTE.name).order("by_place")).await, "store.order.unknown");
}

/// A column that the kind does not declare *must* be an error in filters, groups, sums and guards, however deep it stands.
pub async fn unknown_columns_are_errors(store: &dyn Store) {
    five_lamps(store).await;
    let deep = Filter::Any(vec![Filter::default(), Filter::All(vec![Filter::is_null("moon").negate()])]);
    let day = Day::of(2023, 1, 1).unwrap();
    for filter in [
        Filter::eq("moon", 1),
        Filter::eq("id", "lamp_1"),
        Filter::eq("rev", 1),
        Filter::In("moon".into(), vec![]),
        Filter::valid_on("from", "moon", day),
        Filter::starts_with("PLACE", "a"),
        deep.clone(),
    ] {
        assert_eq!(query(store, lamps().filter(filter.clone())).await, "schema.column.unknown", "{filter:?}");
        assert_eq!(tally(store, lamp_tally().filter(filter.clone())).await, "schema.column.unknown", "{filter:?}");
        assert_eq!(guard(store, count(LAMP.name, filter)).await, "schema.column.unknown");
    }
    assert_eq!(tally(store, lamp_tally().by("moon")).await, "schema.column.unknown");
    assert_eq!(tally(store, lamp_tally().by("id")).await, "schema.column.unknown");
    assert_eq!(tally(store, lamp_tally().sum("moon")).await, "schema.column.unknown");
    assert_eq!(query(store, Query::of(NOTE.name).filter(deep)).await, "schema.column.unknown");
}

/// A value of another type than its column *must* be an error, and so is a comparison with null.
pub async fn mistyped_filters_are_errors(store: &dyn Store) {
    five_lamps(store).await;
    let day = Day::of(2023, 1, 1).unwrap();
    for filter in [
        Filter::eq("watts", "60"),
        Filter::eq("watts", Value::Null),
        Filter::eq("lit", 1),
        Filter::eq("place", 60),
        Filter::eq("place", "a\0b"),
        Filter::eq("from", "2023"),
        Filter::In("watts".into(), vec![Value::Int(1), Value::Null]),
        Filter::starts_with("watts", "6"),
        Filter::starts_with("place", "\0"),
        Filter::valid_on("place", "until", day),
        Filter::Any(vec![Filter::Lt("watts".into(), true.into()).negate()]),
    ] {
        assert_eq!(query(store, lamps().filter(filter.clone())).await, "store.filter.type", "{filter:?}");
        assert_eq!(tally(store, lamp_tally().filter(filter.clone())).await, "store.filter.type", "{filter:?}");
        assert_eq!(guard(store, count(LAMP.name, filter)).await, "store.filter.type");
    }
    assert_eq!(tally(store, lamp_tally().sum("place")).await, "store.filter.type");
    assert_eq!(tally(store, lamp_tally().sum("lit")).await, "store.filter.type");
}

/// A page *must* be of 1 to 10,000, of records and of changes; any other size is an error.
pub async fn page_sizes_have_bounds(store: &dyn Store) {
    five_lamps(store).await;
    for limit in [0, Query::MOST + 1, u32::MAX] {
        assert_eq!(query(store, lamps().limit(limit)).await, "store.limit", "{limit}");
        let log = store.log(here(), &LogQuery::after(Seq::ZERO).limit(limit)).await;
        assert_eq!(refusal("log", log).code(), "store.limit", "{limit}");
    }
    for limit in [1, Query::MOST] {
        assert!(!store.query(here(), &lamps().limit(limit)).await.unwrap().records.is_empty());
        assert!(!store.log(here(), &LogQuery::after(Seq::ZERO).limit(limit)).await.unwrap().is_empty());
    }
}

/// Asking as of a commit beyond the head *must* be an error, and so *must* asking a kind without history for its past.
pub async fn the_future_and_a_past_that_is_not_kept_are_errors(store: &dyn Store) {
    five_lamps(store).await;
    let beyond = Known::At(Seq::new(2));
    assert_eq!(query(store, lamps().known(beyond)).await, "store.known.future");
    assert_eq!(tally(store, lamp_tally().known(beyond)).await, "store.known.future");
    let past = Known::At(Seq::new(1));
    assert_eq!(query(store, Query::of(NOTE.name).known(past)).await, "store.known.no_history");
    assert_eq!(tally(store, TallyQuery::of(NOTE.name).known(past)).await, "store.known.no_history");
}

/// The reserved kind *must* be counted without filter, group and sums, and a failed question *must* change nothing.
pub async fn the_reserved_kind_is_no_kind_of_records(store: &dyn Store) {
    five_lamps(store).await;
    let before = (head(store).await, log(store).await);
    assert_eq!(tally(store, TallyQuery::of(KEY_KIND).by("subject")).await, "schema.column.unknown");
    assert_eq!(tally(store, TallyQuery::of(KEY_KIND).sum("rev")).await, "schema.column.unknown");
    assert_eq!(tally(store, TallyQuery::of(KEY_KIND).filter(Filter::eq("rev", 1))).await, "schema.column.unknown");
    assert_eq!(tallied(store, &TallyQuery::of(KEY_KIND)).await[0].count, 0);
    let mut commit = commit_of("a key as a record", vec![create("lamp_9", columns(None, None))]);
    commit.ops.push(crate::store::Op::Delete { key: Key::new(KEY_KIND, "x"), expect: crate::store::Expect::Any });
    assert_eq!(refusal("delete", store.commit(&commit).await).code(), "schema.kind.unknown");
    assert_eq!(before, (head(store).await, log(store).await));
}
