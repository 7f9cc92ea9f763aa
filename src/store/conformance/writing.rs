//! Cases of commits.

use super::trial::{LAMP, NOTE};
use super::trial::{change, columns, commit, commit_of, create, found, here, lamp, lamps, put_for, put_of, unit};
use crate::schema::{Key, Value};
use crate::store::{
    Expect, Filter, Guard, KEY_KIND, KeyWrite, Known, LogQuery, Nature, Op, Query, Seq, Store, TallyQuery, verify,
};
use crate::value::Instant;

fn serial(id: &str, serial: Option<&str>, expect: Expect) -> Op {
    let mut values = columns(Some("x"), None);
    values[5] = serial.into();
    put_of(LAMP, id, values, expect, Nature::Create)
}

pub(crate) async fn a_commit_is_all_or_nothing(store: &dyn Store) {
    let good = create("lamp_1", columns(Some("gate"), Some(60)));
    let bad = change("lamp_2", columns(None, None), Seq::new(9));
    let error = commit(store, "one", vec![good.clone(), bad]).await.unwrap_err();
    assert!(error.is_conflict());
    assert_eq!(store.head(here()).await.unwrap(), crate::store::Head::default());
    assert_eq!(store.fetch(here(), &[lamp("lamp_1")]).await.unwrap(), vec![None]);
    assert!(store.log(here(), &LogQuery::after(Seq::ZERO)).await.unwrap().is_empty());
    assert_eq!(commit(store, "one", vec![good]).await.unwrap().head.seq, Seq::new(1));
}

pub(crate) async fn a_failed_commit_leaves_history_and_orders_as_they_were(store: &dyn Store) {
    commit(
        store,
        "one",
        vec![serial("lamp_1", Some("a"), Expect::Absent), serial("lamp_2", Some("b"), Expect::Absent)],
    )
    .await
    .unwrap();
    let clash = vec![
        serial("lamp_1", Some("c"), Expect::Any),
        Op::Delete { key: lamp("lamp_2"), expect: Expect::Any },
        serial("lamp_3", Some("c"), Expect::Absent),
    ];
    let error = commit(store, "two", clash).await.unwrap_err();
    assert_eq!(error.code(), "store.unique");
    assert_eq!(found(store, lamps().filter(Filter::eq("serial", "a"))).await, ["lamp_1"]);
    assert_eq!(found(store, lamps().order("by_serial")).await, ["lamp_1", "lamp_2"]);
    assert_eq!(found(store, lamps().known(Known::At(Seq::new(1)))).await, ["lamp_1", "lamp_2"]);
    assert_eq!(store.log(here(), &LogQuery::of(lamp("lamp_1"))).await.unwrap().len(), 1);
}

pub(crate) async fn expectations_are_checked_and_say_who_wrote(store: &dyn Store) {
    commit(store, "one", vec![create("lamp_1", columns(None, None))]).await.unwrap();
    let again = commit(store, "two", vec![create("lamp_1", columns(None, None))]).await.unwrap_err();
    assert_eq!((again.code(), again.get("actor")), ("store.expect", Some("clerk")));
    assert_eq!(again.get("found"), Some("revision 1"));
    let stale = commit(store, "three", vec![change("lamp_1", columns(None, None), Seq::new(7))]).await.unwrap_err();
    assert_eq!(stale.code(), "store.expect");
    let gone = Op::Delete { key: lamp("lamp_9"), expect: Expect::Any };
    assert!(commit(store, "four", vec![gone]).await.unwrap_err().is_conflict());
    commit(store, "five", vec![change("lamp_1", columns(Some("y"), None), Seq::new(1))]).await.unwrap();
    let record = store.fetch(here(), &[lamp("lamp_1")]).await.unwrap().remove(0).unwrap();
    assert_eq!(record.rev, Seq::new(2));
}

pub(crate) async fn guards_protect_what_was_only_read(store: &dyn Store) {
    commit(store, "one", vec![create("lamp_1", columns(None, None))]).await.unwrap();
    let guarded = |request: &str, id: &str, guard: Guard| {
        let mut commit = commit_of(request, vec![create(id, columns(None, None))]);
        commit.guards.push(guard);
        commit
    };
    store.commit(&guarded("a", "lamp_2", Guard::HeadAt(Seq::new(1)))).await.unwrap();
    store.commit(&guarded("b", "lamp_3", Guard::Unchanged(lamp("lamp_1"), Seq::new(1)))).await.unwrap();
    store.commit(&guarded("c", "lamp_4", Guard::Absent(lamp("lamp_9")))).await.unwrap();
    for guard in [
        Guard::HeadAt(Seq::new(1)),
        Guard::Unchanged(lamp("lamp_1"), Seq::new(2)),
        Guard::Unchanged(lamp("lamp_9"), Seq::new(2)),
        Guard::Absent(lamp("lamp_1")),
    ] {
        let error = store.commit(&guarded("d", "lamp_5", guard)).await.unwrap_err();
        assert_eq!((error.code(), error.is_conflict()), ("store.guard", true));
    }
    assert_eq!(store.head(here()).await.unwrap().seq, Seq::new(4));
}

pub(crate) async fn a_count_guard_holds_the_number_of_records(store: &dyn Store) {
    commit(store, "one", vec![create("lamp_1", columns(Some("gate"), None))]).await.unwrap();
    let guard = |is| Guard::Count { kind: LAMP.name.into(), filter: Filter::eq("place", "gate"), is };
    let mut next = commit_of("two", vec![create("lamp_2", columns(Some("gate"), None))]);
    next.guards.push(guard(0));
    assert_eq!(store.commit(&next).await.unwrap_err().get("found"), Some("1"));
    next.guards = vec![guard(1)];
    store.commit(&next).await.unwrap();
}

pub(crate) async fn the_same_request_gets_the_first_result(store: &dyn Store) {
    let first = commit(store, "one", vec![create("lamp_1", columns(None, None))]).await.unwrap();
    commit(store, "two", vec![create("lamp_2", columns(None, None))]).await.unwrap();
    let mut again = commit_of("one", vec![create("lamp_1", columns(None, None))]);
    again.guards.push(Guard::HeadAt(Seq::ZERO));
    let second = store.commit(&again).await.unwrap();
    assert!(second.repeated && !first.repeated);
    assert_eq!(first.head, second.head);
    assert_eq!(store.head(here()).await.unwrap().seq, Seq::new(2));
}

pub(crate) async fn instants_never_run_back(store: &dyn Store) {
    let first = commit(store, "one", vec![create("lamp_1", columns(None, None))]).await.unwrap();
    let mut early = commit_of("two", vec![create("lamp_2", columns(None, None))]);
    early.meta.at = Instant::from_micros(5);
    assert_eq!(store.commit(&early).await.unwrap().head.at, first.head.at);
    let mut late = commit_of("three", vec![create("lamp_3", columns(None, None))]);
    late.meta.at = Instant::from_micros(1_800_000_000_000_000);
    assert_eq!(store.commit(&late).await.unwrap().head.at, Some(late.meta.at));
}

pub(crate) async fn commits_are_numbered_without_gaps(store: &dyn Store) {
    for number in 1..=20 {
        let failing = commit(store, "x", vec![change("lamp_0", columns(None, None), Seq::new(99))]).await;
        assert!(failing.is_err());
        let id = format!("lamp_{number}");
        let done = commit(store, &id, vec![create(&id, columns(None, None))]).await.unwrap();
        assert_eq!(done.head.seq, Seq::new(number));
    }
}

pub(crate) async fn units_do_not_see_each_other(store: &dyn Store) {
    let mut other = commit_of("one", vec![serial("lamp_1", Some("a"), Expect::Absent)]);
    other.unit = unit(2);
    other.keys.push(KeyWrite { subject: lamp("lamp_1"), wrapped: "w".into(), replaces: None });
    store.commit(&other).await.unwrap();
    assert!(found(store, lamps()).await.is_empty());
    assert_eq!(store.fetch(here(), &[lamp("lamp_1")]).await.unwrap(), vec![None]);
    assert!(store.log(here(), &LogQuery::after(Seq::ZERO)).await.unwrap().is_empty());
    assert_eq!(store.tally(here(), &TallyQuery::of(KEY_KIND)).await.unwrap()[0].count, 0);
    let mine = commit(store, "one", vec![serial("lamp_1", Some("a"), Expect::Absent)]).await.unwrap();
    assert_eq!((mine.head.seq, mine.repeated), (Seq::new(1), false));
}

pub(crate) async fn a_unique_order_refuses_equals_and_lets_nulls_be(store: &dyn Store) {
    commit(store, "one", vec![serial("lamp_1", Some("a"), Expect::Absent)]).await.unwrap();
    let error = commit(store, "two", vec![serial("lamp_2", Some("a"), Expect::Absent)]).await.unwrap_err();
    assert_eq!((error.code(), error.get("order")), ("store.unique", Some("by_serial")));
    let twins = vec![serial("lamp_3", Some("b"), Expect::Absent), serial("lamp_4", Some("b"), Expect::Absent)];
    assert_eq!(commit(store, "three", twins).await.unwrap_err().get("key"), Some("trial.lamp/lamp_4"));
    let nulls = vec![serial("lamp_5", None, Expect::Absent), serial("lamp_6", None, Expect::Absent)];
    commit(store, "four", nulls).await.unwrap();
    commit(store, "five", vec![serial("lamp_1", Some("a"), Expect::Any)]).await.unwrap();
}

pub(crate) async fn unique_values_may_be_swapped_in_one_commit(store: &dyn Store) {
    let pair = |a, b, expect| vec![serial("lamp_1", Some(a), expect), serial("lamp_2", Some(b), expect)];
    commit(store, "one", pair("a", "b", Expect::Absent)).await.unwrap();
    commit(store, "two", pair("b", "a", Expect::Rev(Seq::new(1)))).await.unwrap();
    assert_eq!(found(store, lamps().order("by_serial")).await, ["lamp_2", "lamp_1"]);
}

pub(crate) async fn a_shapeless_commit_is_refused(store: &dyn Store) {
    let code = async |ops| commit(store, "one", ops).await.unwrap_err().code();
    assert_eq!(code(vec![]).await, "store.commit.empty");
    let twice = vec![create("lamp_1", columns(None, None)), create("lamp_1", columns(None, None))];
    assert_eq!(code(twice).await, "store.commit.twice");
    assert_eq!(code(vec![create("lamp_1", vec![])]).await, "store.commit.shape");
    let mut mistyped = columns(None, None);
    mistyped[1] = Value::from("sixty");
    assert_eq!(code(vec![create("lamp_1", mistyped)]).await, "store.commit.shape");
    let nul = columns(Some("a\0b"), None);
    assert_eq!(code(vec![create("lamp_1", nul)]).await, "store.commit.shape");
    let unknown = Op::Delete { key: Key::new("trial.tree", "tree_1"), expect: Expect::Any };
    assert_eq!(code(vec![unknown]).await, "schema.kind.unknown");
    assert_eq!(commit(store, "", vec![]).await.unwrap_err().code(), "store.request");
}

pub(crate) async fn data_keys_are_written_once_and_replaced_only_knowingly(store: &dyn Store) {
    let with = |request: &str, id: &str, wrapped: &str, replaces: Option<&str>| {
        let mut commit = commit_of(request, vec![create(id, columns(None, None))]);
        let replaces = replaces.map(Into::into);
        commit.keys.push(KeyWrite { subject: lamp("lamp_1"), wrapped: wrapped.into(), replaces });
        commit
    };
    store.commit(&with("one", "lamp_1", "first", None)).await.unwrap();
    assert_eq!(store.commit(&with("two", "lamp_2", "second", None)).await.unwrap_err().code(), "store.key.exists");
    let wrong = store.commit(&with("three", "lamp_2", "second", Some("other"))).await.unwrap_err();
    assert_eq!((wrong.code(), wrong.is_conflict()), ("store.key.exists", true));
    store.commit(&with("four", "lamp_2", "second", Some("first"))).await.unwrap();
    let key = Key::new(KEY_KIND, &lamp("lamp_1").to_string());
    let missing = Key::new(KEY_KIND, &lamp("lamp_2").to_string());
    let fetched = store.fetch(here(), &[key, missing]).await.unwrap();
    assert_eq!(fetched[0].as_ref().map(|record| &*record.body), Some("second"));
    assert_eq!(fetched[1], None);
    assert_eq!(store.tally(here(), &TallyQuery::of(KEY_KIND)).await.unwrap()[0].count, 1);
}

pub(crate) async fn erasure_drops_content_and_keeps_the_chain(store: &dyn Store) {
    let of_subject = |id: &str, place: &str, expect| {
        put_for(LAMP, lamp(id), lamp("lamp_1"), columns(Some(place), None), expect, Nature::Create)
    };
    let mut first = commit_of(
        "one",
        vec![
            of_subject("lamp_1", "a", Expect::Absent),
            of_subject("lamp_2", "b", Expect::Absent),
            create("lamp_3", columns(Some("c"), None)),
        ],
    );
    first.keys.push(KeyWrite { subject: lamp("lamp_1"), wrapped: "w".into(), replaces: None });
    store.commit(&first).await.unwrap();
    commit(store, "two", vec![of_subject("lamp_2", "d", Expect::Any)]).await.unwrap();
    commit(store, "three", vec![Op::Erase { subject: lamp("lamp_1") }]).await.unwrap();
    assert_eq!(found(store, lamps()).await, ["lamp_3"]);
    assert_eq!(found(store, lamps().known(Known::At(Seq::new(1)))).await, ["lamp_3"]);
    let log = store.log(here(), &LogQuery::after(Seq::ZERO)).await.unwrap();
    let erased: Vec<_> = log.iter().filter(|row| row.nature == Nature::Erase).map(|row| &*row.key.id).collect();
    assert_eq!(erased, ["lamp_1", "lamp_2"]);
    assert_eq!(log.iter().filter(|row| row.content.is_some()).count(), 1);
    assert_eq!(store.tally(here(), &TallyQuery::of(KEY_KIND)).await.unwrap()[0].count, 0);
    let head = store.head(here()).await.unwrap();
    let findings = verify(&store.info().catalog, &crate::store::Head::default(), &log, &head).unwrap();
    assert_eq!(findings, vec![]);
}

pub(crate) async fn a_deleted_record_is_gone_but_known_before(store: &dyn Store) {
    commit(store, "one", vec![create("lamp_1", columns(Some("a"), None))]).await.unwrap();
    commit(store, "two", vec![Op::Delete { key: lamp("lamp_1"), expect: Expect::Rev(Seq::new(1)) }]).await.unwrap();
    assert_eq!(store.fetch(here(), &[lamp("lamp_1")]).await.unwrap(), vec![None]);
    assert_eq!(found(store, lamps().known(Known::At(Seq::new(1)))).await, ["lamp_1"]);
    assert!(found(store, lamps().known(Known::At(Seq::new(2)))).await.is_empty());
    commit(store, "three", vec![create("lamp_1", columns(Some("b"), None))]).await.unwrap();
    assert_eq!(found(store, lamps()).await, ["lamp_1"]);
    let past = Query::of(NOTE.name).known(Known::At(Seq::new(1)));
    assert_eq!(store.query(here(), &past).await.unwrap_err().code(), "store.known.no_history");
}

pub(crate) async fn two_writers_at_once_lose_nothing(store: &dyn Store) {
    commit(store, "start", vec![create("lamp_0", columns(None, Some(0)))]).await.unwrap();
    let write = async |writer: u32| {
        for turn in 0..10_u32 {
            loop {
                let record = store.fetch(here(), &[lamp("lamp_0")]).await.unwrap().remove(0).unwrap();
                let watts = i64::from(writer * 10 + turn);
                let request = format!("{writer}-{turn}-{}", record.rev);
                let ops = vec![change("lamp_0", columns(None, Some(watts)), record.rev)];
                match store.commit(&super::trial::commit_of(&request, ops)).await {
                    Ok(_) => break,
                    Err(error) => assert!(error.is_conflict() || error.is_retryable(), "{error}"),
                }
            }
        }
    };
    tokio::join!(write(1), write(2));
    assert_eq!(store.head(here()).await.unwrap().seq, Seq::new(21));
    assert_eq!(store.log(here(), &LogQuery::of(lamp("lamp_0"))).await.unwrap().len(), 21);
}
