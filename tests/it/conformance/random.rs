//! Random commits and questions, shrunk when they fail: SQLite must answer as memory does.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use cunwu::schema::Value;
use cunwu::store::conformance::trial::{LAMP, commit_of, here, lamp, lamps, put_for};
use cunwu::store::{Expect, Filter, Guard, Head, Known, LogQuery, Nature, Op, Query, Seq, Store, TallyQuery, verify};

/// One commit: records by number, what happens to each, and whether it is expected to be known.
type Step = Vec<(u8, Deed)>;

#[derive(Debug, Clone)]
enum Deed {
    Put(Vec<Value>, Expected, u8),
    Delete(Expected),
    Erase,
}

#[derive(Debug, Clone, Copy)]
enum Expected {
    Absent,
    Any,
    Rev(i64),
}

impl From<Expected> for Expect {
    fn from(expected: Expected) -> Self {
        match expected {
            Expected::Absent => Self::Absent,
            Expected::Any => Self::Any,
            Expected::Rev(rev) => Self::Rev(Seq::new(rev)),
        }
    }
}

fn text() -> impl Strategy<Value = Value> {
    let texts = ["", "a", "A", "ab", "b", "东", "东门", "é", "\u{ffff}", "\u{10000}", "%", "_"];
    prop_oneof![Just(Value::Null), proptest::sample::select(texts.to_vec()).prop_map(Value::from)]
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![Just(Value::Null), (-3_i64..4).prop_map(Value::from)]
}

fn truth() -> impl Strategy<Value = Value> {
    proptest::sample::select(vec![Value::Null, Value::Bool(false), Value::Bool(true)])
}

fn day() -> impl Strategy<Value = Value> {
    prop_oneof![Just(Value::Null), (1_u32..5).prop_map(|day| Value::from(format!("2023-01-{day:02}")))]
}

fn serial() -> impl Strategy<Value = Value> {
    prop_oneof![3 => Just(Value::Null), 2 => (0_u8..6).prop_map(|one| Value::from(format!("s{one}")))]
}

fn expected() -> impl Strategy<Value = Expected> {
    prop_oneof![
        3 => Just(Expected::Any),
        1 => Just(Expected::Absent),
        1 => (1_i64..8).prop_map(Expected::Rev),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    let columns = (text(), number(), truth(), day(), day(), serial());
    let columns = columns.prop_map(|(a, b, c, d, e, f)| vec![a, b, c, d, e, f]);
    prop_oneof![
        8 => (columns, expected(), 0_u8..4).prop_map(|(columns, expect, whose)| Deed::Put(columns, expect, whose)),
        2 => expected().prop_map(Deed::Delete),
        1 => Just(Deed::Erase),
    ]
}

fn filter() -> impl Strategy<Value = Filter> {
    let value = |name: &'static str, values: BoxedStrategy<Value>| {
        (values, 0_u8..5).prop_map(move |(value, how)| {
            let column = name.into();
            match (value, how) {
                (Value::Null, _) => Filter::IsNull(column),
                (value, 0) => Filter::Eq(column, value),
                (value, 1) => Filter::Lt(column, value),
                (value, 2) => Filter::Le(column, value),
                (value, 3) => Filter::Gt(column, value),
                (value, _) => Filter::Ge(column, value),
            }
        })
    };
    let leaf = prop_oneof![
        value("place", text().boxed()),
        value("watts", number().boxed()),
        value("lit", truth().boxed()),
        value("from", day().boxed()),
        text().prop_map(|start| match start {
            Value::Text(start) => Filter::StartsWith("place".into(), start),
            _ => Filter::is_null("until"),
        }),
        proptest::collection::vec(number(), 0..4).prop_map(|values| {
            Filter::In("watts".into(), values.into_iter().filter(|value| !value.is_null()).collect())
        }),
        proptest::collection::vec(0_u8..9, 0..4)
            .prop_map(|ids| Filter::ids(ids.into_iter().map(|id| format!("lamp_{id}")))),
        (1_u32..5).prop_map(|day| {
            let day = cunwu::value::Day::of(2023, 1, day).unwrap();
            Filter::valid_on("from", "until", day)
        }),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Filter::All),
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Filter::Any),
            inner.prop_map(Filter::negate),
        ]
    })
}

fn questions() -> impl Strategy<Value = Vec<(Filter, u8, bool, u32, i64)>> {
    proptest::collection::vec((filter(), 0_u8..4, any::<bool>(), 1_u32..6, -1_i64..12), 1..8)
}

fn commit(number: usize, step: &Step) -> cunwu::store::Commit {
    let mut seen = std::collections::BTreeSet::new();
    let ops = step.iter().filter(|(id, _)| seen.insert(*id)).map(|(id, deed)| {
        let key = lamp(&format!("lamp_{id}"));
        match deed.clone() {
            Deed::Put(columns, expect, whose) => {
                let subject = if whose == 0 { lamp("lamp_0") } else { key.clone() };
                put_for(LAMP, key, subject, columns, expect.into(), Nature::Change)
            }
            Deed::Delete(expect) => Op::Delete { key, expect: expect.into() },
            Deed::Erase => Op::Erase { subject: key },
        }
    });
    let mut commit = commit_of(&format!("step {number}"), ops.collect());
    if number % 5 == 4 {
        commit.guards.push(Guard::Count { kind: LAMP.name.into(), filter: Filter::eq("lit", true), is: 1 });
    }
    commit
}

async fn same(one: &dyn Store, other: &dyn Store, steps: &[Step], questions: &[(Filter, u8, bool, u32, i64)]) {
    for (number, step) in steps.iter().enumerate() {
        let commit = commit(number, step);
        match (one.commit(&commit).await, other.commit(&commit).await) {
            (Ok(a), Ok(b)) => assert_eq!(a, b),
            (Err(a), Err(b)) => assert_eq!(a.code(), b.code(), "{commit:?}"),
            (a, b) => panic!("{commit:?}: {a:?} and {b:?}"),
        }
    }
    let head = one.head(here()).await.unwrap();
    let all = LogQuery::after(Seq::ZERO);
    let log = one.log(here(), &all).await.unwrap();
    assert_eq!(log, other.log(here(), &all).await.unwrap());
    assert_eq!(verify(&one.info().catalog, &Head::default(), &log, &head).unwrap(), vec![]);
    for (filter, order, descending, limit, at) in questions {
        let known = if *at < 0 { Known::Now } else { Known::At(Seq::new((*at).min(head.seq.get()))) };
        let order = ["id", "by_place", "by_watts", "by_serial"][usize::from(*order)];
        let query = Query { descending: *descending, ..lamps().order(order).limit(*limit).known(known) };
        let mut query = query.filter(filter.clone());
        for _ in 0..100 {
            let (a, b) = (one.query(here(), &query).await.unwrap(), other.query(here(), &query).await.unwrap());
            assert_eq!(a, b, "{query:?}");
            let Some(next) = a.next else { break };
            query.after = Some(next);
        }
        let tally = TallyQuery::of(LAMP.name).filter(filter.clone()).by("lit").by("place").sum("watts").known(known);
        let (a, b) = (one.tally(here(), &tally).await.unwrap(), other.tally(here(), &tally).await.unwrap());
        assert_eq!(a, b, "{tally:?}");
    }
}

#[test]
fn sqlite_answers_as_memory_does() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let config = Config { cases: 150, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[42; 32]));
    let step = proptest::collection::vec((0_u8..8, deed()), 1..6);
    let steps = proptest::collection::vec(step, 1..15);
    let outcome = runner.run(&(steps, questions()), |(steps, questions)| {
        runtime.block_on(async {
            let (memory, sqlite) = (super::memory(), super::sqlite_in_memory().await);
            same(&memory, &sqlite, &steps, &questions).await;
        });
        Ok(())
    });
    outcome.unwrap();
}
