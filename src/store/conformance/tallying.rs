//! Cases of counts and sums.

use super::trial::{LAMP, change, columns, create, delete, done, five_lamps, here, refusal, tallied};
use crate::schema::Value;
use crate::store::{Filter, Known, Seq, Store, Sum, TallyQuery};

fn tally() -> TallyQuery {
    TallyQuery::of(LAMP.name)
}

async fn groups(store: &dyn Store, query: TallyQuery) -> Vec<(Vec<Value>, u64)> {
    tallied(store, &query).await.into_iter().map(|tally| (tally.group, tally.count)).collect()
}

/// Counts and sums *must* be right: a null adds nothing and is not counted as added.
pub async fn tallies_count_and_sum_by_columns(store: &dyn Store) {
    five_lamps(store).await;
    let answer = tallied(store, &tally().by("lit").sum("watts")).await;
    let lines: Vec<_> = answer.iter().map(|row| (row.group[0].clone(), row.count, row.sums[0])).collect();
    assert_eq!(
        lines,
        [
            (Value::Null, 1, Sum { total: 60, counted: 1 }),
            (Value::Bool(false), 2, Sum { total: 95, counted: 2 }),
            (Value::Bool(true), 2, Sum { total: 60, counted: 1 }),
        ]
    );
    let twice = tallied(store, &tally().sum("watts").sum("watts")).await;
    assert_eq!(twice[0].sums, [Sum { total: 215, counted: 4 }; 2]);
}

/// Without group columns there *must* be exactly one group, also when nothing matches; with them, none *must* be made up.
pub async fn without_group_there_is_one_group(store: &dyn Store) {
    five_lamps(store).await;
    let none = tally().filter(Filter::eq("place", "nowhere")).sum("watts");
    let answer = tallied(store, &none).await;
    assert_eq!((answer.len(), answer[0].count, answer[0].sums[0]), (1, 0, Sum::default()));
    assert!(answer[0].group.is_empty());
    assert!(tallied(store, &none.by("lit")).await.is_empty());
}

/// Groups *must* come in ascending order of their values: nulls first, text by bytes, days and numbers in theirs.
pub async fn groups_ascend_with_nulls_first(store: &dyn Store) {
    five_lamps(store).await;
    let text = |text: &str| vec![Value::from(text)];
    let places = groups(store, tally().by("place")).await;
    let expected = [vec![Value::Null], text("Gate"), text("gate"), text("东门"), text("东门口")];
    assert_eq!(places, expected.map(|group| (group, 1)));
    let watts = groups(store, tally().by("watts")).await;
    assert_eq!(
        watts,
        [(Value::Null, 1), (Value::Int(-5), 1), (Value::Int(60), 2), (Value::Int(100), 1)].map(|(v, n)| (vec![v], n))
    );
    let days = groups(store, tally().by("from")).await;
    let expected = [text("2023-01-01"), text("2023-02-01"), text("2023-06-01")];
    assert_eq!(days[0], (vec![Value::Null], 2));
    assert_eq!(days[1..], expected.map(|group| (group, 1)));
    let two = groups(store, tally().by("lit").by("watts")).await;
    let mut sorted = two.clone();
    sorted.sort();
    assert_eq!((two.len(), &two), (5, &sorted));
    assert_eq!(two[0].0, [Value::Null, Value::Int(60)]);
}

/// A tally *must* hold its filter as a query does.
pub async fn a_tally_holds_its_filter(store: &dyn Store) {
    five_lamps(store).await;
    for (filter, count) in [
        (Filter::eq("lit", true).negate(), 3),
        (Filter::starts_with("place", "东"), 2),
        (Filter::is_null("watts"), 1),
        (Filter::Any(vec![]), 0),
    ] {
        assert_eq!(tallied(store, &tally().filter(filter.clone())).await[0].count, count, "{filter:?}");
    }
    assert_eq!(groups(store, tally().filter(Filter::eq("watts", 60)).by("watts")).await, [(vec![Value::Int(60)], 2)]);
}

/// A tally *must* be as of the commit that it names.
pub async fn a_tally_may_be_asked_as_of_a_commit(store: &dyn Store) {
    done(
        store,
        "one",
        vec![create("lamp_1", columns(Some("a"), Some(1))), create("lamp_2", columns(Some("a"), Some(2)))],
    )
    .await;
    done(store, "two", vec![change("lamp_1", columns(Some("b"), Some(10)), Seq::new(1))]).await;
    done(store, "three", vec![delete("lamp_2")]).await;
    let expected: [&[(&str, u64, i64)]; 4] = [&[], &[("a", 2, 3)], &[("a", 1, 2), ("b", 1, 10)], &[("b", 1, 10)]];
    for (seq, expected) in (0..).zip(expected) {
        let at = tally().by("place").sum("watts").known(Known::At(Seq::new(seq)));
        let answer = tallied(store, &at).await;
        let lines: Vec<_> = answer.iter().map(|row| (row.group[0].clone(), row.count, row.sums[0].total)).collect();
        let expected: Vec<_> = expected.iter().map(|(place, count, sum)| (Value::from(*place), *count, *sum)).collect();
        assert_eq!(lines, expected, "as of {seq}");
    }
    let whole = tally().known(Known::At(Seq::ZERO));
    assert_eq!(tallied(store, &whole).await[0].count, 0);
}

/// Sums *must* be exact to the last unit at the bounds of 64 bits.
pub async fn sums_are_exact_at_the_bounds(store: &dyn Store) {
    let values = [
        ("a", i64::MAX),
        ("b", i64::MIN),
        ("c", i64::MAX - 1),
        ("c", 1),
        ("d", i64::MIN + 1),
        ("d", -1),
        ("e", i64::MAX),
        ("e", i64::MIN),
    ];
    let op = |(number, (place, watts)): (usize, &(&str, i64))| {
        create(&format!("lamp_{number}"), columns(Some(place), Some(*watts)))
    };
    done(store, "fill", values.iter().enumerate().map(op).collect()).await;
    let answer = tallied(store, &tally().by("place").sum("watts")).await;
    let totals: Vec<i64> = answer.iter().map(|row| row.sums[0].total).collect();
    assert_eq!(totals, [i64::MAX, i64::MIN, i64::MAX, i64::MIN, -1]);
}

/// A sum that does not fit 64 bits *must* be an error that names the column, never a rounded or wrapped number.
pub async fn a_sum_beyond_64_bits_is_an_error(store: &dyn Store) {
    for (bound, start) in [(i64::MAX, 0), (i64::MIN, 10)] {
        let op =
            |number: i64| create(&format!("lamp_{}", start + number), columns(Some(&bound.to_string()), Some(bound)));
        done(store, &bound.to_string(), (1..=2).map(op).collect()).await;
        let query = tally().filter(Filter::eq("place", &*bound.to_string())).sum("watts");
        let error = refusal("a sum", store.tally(here(), &query).await);
        assert_eq!((error.code(), error.get("column")), ("store.tally.overflow", Some("watts")));
    }
}
