//! Cases of guards: what a commit relied on *must* still hold.

use super::trial::{
    AT, LAMP, NOTE, change, columns, commit_of, create, delete, done, found, guarded, head, lamp, lamps, put_of,
    refusal,
};
use crate::error::Error;
use crate::schema::{Key, Value};
use crate::store::{Expect, Filter, Guard, Nature, Seq, Store};
use crate::value::Instant;

async fn holds(store: &dyn Store, request: &str, guard: Guard) {
    let commit = guarded(commit_of(request, vec![create(request, columns(None, None))]), guard);
    store.commit(&commit).await.unwrap_or_else(|error| panic!("`{request}` holds and was refused: {error:?}"));
}

async fn fails(store: &dyn Store, guard: Guard) -> Error {
    let before = head(store).await;
    let text = format!("{guard:?}");
    let commit = guarded(commit_of("failing", vec![create("failing", columns(None, None))]), guard);
    let error = refusal(&text, store.commit(&commit).await);
    assert_eq!((error.code(), error.is_conflict()), ("store.guard", true), "{text}");
    assert_eq!(head(store).await, before, "{text}");
    error
}

fn count(filter: Filter, is: u64) -> Guard {
    Guard::Count { kind: LAMP.name.into(), filter, is }
}

fn said(error: &Error) -> [String; 4] {
    ["guard", "found", "actor", "at"].map(|place| error.get(place).unwrap_or("?").to_owned())
}

/// `HeadAt` *must* hold while nothing was committed since.
pub async fn the_head_is_guarded(store: &dyn Store) {
    holds(store, "one", Guard::HeadAt(Seq::ZERO)).await;
    holds(store, "two", Guard::HeadAt(Seq::new(1))).await;
    for seq in [0, 1, 3] {
        let error = fails(store, Guard::HeadAt(Seq::new(seq))).await;
        let at = Instant::from_micros(AT).to_string();
        assert_eq!(said(&error), [&*format!("head at {seq}"), "head at 2", "clerk", &*at]);
    }
}

/// `Unchanged` *must* hold while the record has that revision.
pub async fn an_unchanged_record_is_guarded(store: &dyn Store) {
    done(store, "one", vec![create("lamp_1", columns(None, None)), create("lamp_2", columns(None, None))]).await;
    holds(store, "two", Guard::Unchanged(lamp("lamp_1"), Seq::new(1))).await;
    done(store, "three", vec![change("lamp_1", columns(None, Some(1)), Seq::new(1)), delete("lamp_2")]).await;
    let error = fails(store, Guard::Unchanged(lamp("lamp_1"), Seq::new(1))).await;
    assert_eq!(said(&error)[..3], ["trial.lamp/lamp_1 at revision 1", "revision 3", "clerk"]);
    let gone = fails(store, Guard::Unchanged(lamp("lamp_2"), Seq::new(1))).await;
    assert_eq!(said(&gone)[1..], ["absent", "-", "-"]);
    fails(store, Guard::Unchanged(lamp("lamp_9"), Seq::ZERO)).await;
    holds(store, "four", Guard::Unchanged(lamp("lamp_1"), Seq::new(3))).await;
}

/// `Absent` *must* hold while there is no such record.
pub async fn an_absent_record_is_guarded(store: &dyn Store) {
    holds(store, "lamp_1", Guard::Absent(lamp("lamp_1"))).await;
    let error = fails(store, Guard::Absent(lamp("lamp_1"))).await;
    assert_eq!(said(&error)[..3], ["no trial.lamp/lamp_1", "revision 1", "clerk"]);
    holds(store, "two", Guard::Absent(Key::new(NOTE.name, "lamp_1"))).await;
    done(store, "three", vec![delete("lamp_1")]).await;
    holds(store, "four", Guard::Absent(lamp("lamp_1"))).await;
}

/// `Count` *must* hold while exactly so many records match.
pub async fn a_count_of_records_is_guarded(store: &dyn Store) {
    holds(store, "zero", count(Filter::default(), 0)).await;
    done(
        store,
        "one",
        vec![create("lamp_1", columns(Some("gate"), None)), create("lamp_2", columns(Some("东门"), None))],
    )
    .await;
    let gate = || Filter::eq("place", "gate");
    for is in [0, 2] {
        let error = fails(store, count(gate(), is)).await;
        assert_eq!(said(&error)[..3], [&*format!("{is} matching `trial.lamp`"), "1", "clerk"]);
    }
    fails(store, count(gate().negate(), 1)).await;
    holds(store, "two", count(gate().negate(), 2)).await;
    holds(store, "three", count(gate(), 1)).await;
    let notes = |is| Guard::Count { kind: NOTE.name.into(), filter: Filter::default(), is };
    fails(store, notes(1)).await;
    holds(store, "four", notes(0)).await;
}

/// Guards *must* be checked against the state before the commit.
pub async fn guards_see_the_state_before_the_commit(store: &dyn Store) {
    let ops = vec![create("lamp_1", columns(Some("gate"), None))];
    let mut commit = guarded(commit_of("one", ops), Guard::Absent(lamp("lamp_1")));
    commit.guards.push(count(Filter::eq("place", "gate"), 0));
    commit.guards.push(Guard::HeadAt(Seq::ZERO));
    store.commit(&commit).await.unwrap();
    let mut next = guarded(commit_of("two", vec![delete("lamp_1")]), Guard::Unchanged(lamp("lamp_1"), Seq::new(1)));
    next.guards.push(count(Filter::default(), 1));
    store.commit(&next).await.unwrap();
}

/// One failing guard among many *must* refuse the commit.
pub async fn every_guard_counts(store: &dyn Store) {
    done(store, "one", vec![create("lamp_1", columns(None, None))]).await;
    let holding =
        [Guard::HeadAt(Seq::new(1)), Guard::Unchanged(lamp("lamp_1"), Seq::new(1)), Guard::Absent(lamp("lamp_2"))];
    for place in 0..=holding.len() {
        let mut commit = commit_of("two", vec![create("lamp_2", columns(None, None))]);
        commit.guards = holding.to_vec();
        commit.guards.insert(place, Guard::Absent(lamp("lamp_1")));
        assert_eq!(refusal("a guard among many", store.commit(&commit).await).code(), "store.guard");
    }
    let mut commit = commit_of("two", vec![create("lamp_2", columns(None, None))]);
    commit.guards = holding.to_vec();
    store.commit(&commit).await.unwrap();
}

/// Guards *must* be checked before expectations and unique orders.
pub async fn guards_come_before_expectations(store: &dyn Store) {
    let mut values = columns(None, None);
    values[5] = Value::from("a");
    done(store, "one", vec![create("lamp_1", values.clone())]).await;
    let twin = put_of(LAMP, "lamp_2", values, Expect::Absent, Nature::Create);
    for op in [create("lamp_1", columns(None, None)), delete("lamp_9"), twin] {
        let commit = guarded(commit_of("two", vec![op]), Guard::HeadAt(Seq::ZERO));
        assert_eq!(refusal("both fail", store.commit(&commit).await).code(), "store.guard");
    }
    assert_eq!(found(store, lamps()).await, ["lamp_1"]);
}
