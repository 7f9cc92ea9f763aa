//! Cases of erasure: content goes for good, the chain stays.

use super::trial::{
    CARD, LAMP, NOTE, change, columns, commit_of, create, delete, done, fetched, found, head, key_count, key_write,
    lamp, lamps, log, page, put_for, put_of, refusal, set, verified, wrapped,
};
use crate::schema::{Key, KindSpec, Value};
use crate::store::{Expect, Filter, Known, Nature, Op, Query, Seq, Store};

fn erase(id: &str) -> Op {
    Op::Erase { subject: lamp(id) }
}

/// A lamp of a subject.
fn of(id: &str, subject: &str, place: &str) -> Op {
    put_for(LAMP, lamp(id), lamp(subject), columns(Some(place), None), Expect::Any, Nature::Change)
}

async fn erased(store: &dyn Store) -> Vec<(i64, String)> {
    let rows = verified(store).await.into_iter().filter(|row| row.nature == Nature::Erase);
    rows.map(|row| (row.commit.seq.get(), row.key.to_string())).collect()
}

/// Erasing *must* drop every version of the subject's records and its data key, and *must* keep digests and the chain.
pub async fn erasure_drops_content_and_keeps_the_chain(store: &dyn Store) {
    let mut first =
        commit_of("one", vec![of("lamp_1", "lamp_1", "a"), of("lamp_2", "lamp_1", "b"), of("lamp_3", "lamp_3", "c")]);
    first.keys.push(key_write(lamp("lamp_1"), "w", None));
    store.commit(&first).await.unwrap();
    done(store, "two", vec![of("lamp_2", "lamp_1", "d")]).await;
    let digests: Vec<_> = log(store).await.iter().map(|row| row.digest).collect();
    done(store, "three", vec![erase("lamp_1")]).await;
    assert_eq!(found(store, lamps()).await, ["lamp_3"]);
    for seq in 1..=3 {
        assert_eq!(found(store, lamps().known(Known::At(Seq::new(seq)))).await, ["lamp_3"], "as of {seq}");
    }
    assert_eq!(fetched(store, lamp("lamp_2")).await, None);
    assert_eq!(erased(store).await, [(3, "trial.lamp/lamp_1".to_owned()), (3, "trial.lamp/lamp_2".to_owned())]);
    let log = verified(store).await;
    assert_eq!(log.iter().filter(|row| row.content.is_some()).count(), 1);
    assert_eq!(log[..4].iter().map(|row| row.digest).collect::<Vec<_>>(), digests);
    assert_eq!((key_count(store).await, wrapped(store, &lamp("lamp_1")).await), (0, None));
}

/// Erasing *must* reach records of every kind, whatever their history.
pub async fn erasure_reaches_every_kind(store: &dyn Store) {
    let other = |spec: &'static KindSpec, values: Vec<Value>| {
        put_for(spec, Key::new(spec.name, "one"), lamp("lamp_1"), values, Expect::Any, Nature::Change)
    };
    let cards = || Query::of(CARD.name);
    let ops = || {
        vec![other(NOTE, vec!["n".into()]), other(CARD, vec!["h".into(), "tag".into()]), of("lamp_1", "lamp_1", "a")]
    };
    done(store, "one", ops()).await;
    done(store, "two", ops()).await;
    done(store, "three", vec![put_of(NOTE, "two", vec!["mine".into()], Expect::Any, Nature::Change), erase("lamp_1")])
        .await;
    assert_eq!(found(store, Query::of(NOTE.name)).await, ["two"]);
    assert!(found(store, cards().filter(Filter::eq("number_tag", "tag"))).await.is_empty());
    assert!(found(store, cards().known(Known::At(Seq::new(1)))).await.is_empty());
    let rows = ["trial.lamp/lamp_1", "trial.card/one", "trial.note/one"];
    let mut erased = erased(store).await;
    assert_eq!(erased.remove(0), (3, rows[0].to_owned()), "the subject comes first");
    erased.sort();
    assert_eq!(erased, rows[1..].iter().map(|row| (3, (*row).to_owned())).collect::<Vec<_>>());
}

/// Only the subject's versions *must* go: what a record was before it was his, or has become since, stays.
pub async fn versions_of_others_stay(store: &dyn Store) {
    done(store, "one", vec![of("lamp_1", "somebody", "a"), of("lamp_2", "lamp_9", "a")]).await;
    done(store, "two", vec![of("lamp_1", "lamp_9", "b"), of("lamp_2", "somebody", "b")]).await;
    done(store, "three", vec![erase("lamp_9")]).await;
    assert_eq!(found(store, lamps().known(Known::At(Seq::new(1)))).await, ["lamp_1"]);
    assert_eq!(found(store, lamps().known(Known::At(Seq::new(2)))).await, ["lamp_2"]);
    assert_eq!(found(store, lamps()).await, ["lamp_2"]);
    assert_eq!(erased(store).await, [(3, "trial.lamp/lamp_9".to_owned()), (3, "trial.lamp/lamp_1".to_owned())]);
}

/// Erasing again, or somebody unknown, *must* be a commit like any other, and *must* drop nothing of others.
pub async fn erasing_twice_is_harmless(store: &dyn Store) {
    done(store, "one", vec![create("lamp_1", columns(None, None)), create("lamp_2", columns(None, None))]).await;
    for (seq, request) in [(2, "two"), (3, "three")] {
        let committed = done(store, request, vec![erase("lamp_1")]).await;
        assert_eq!((committed.head.seq, committed.repeated), (Seq::new(seq), false));
    }
    done(store, "four", vec![erase("nobody")]).await;
    assert_eq!(found(store, lamps()).await, ["lamp_2"]);
    let rows = [(2, "lamp_1"), (3, "lamp_1"), (4, "nobody")];
    assert_eq!(erased(store).await, rows.map(|(seq, id)| (seq, format!("trial.lamp/{id}"))));
}

/// An erased id *must* be free, and a new data key *must* be new.
pub async fn an_erased_subject_may_come_again(store: &dyn Store) {
    let with_key = |request: &str, wrapped: &str| {
        let mut commit = commit_of(request, vec![create("lamp_1", columns(Some(request), None))]);
        commit.keys.push(key_write(lamp("lamp_1"), wrapped, None));
        commit
    };
    store.commit(&with_key("one", "old")).await.unwrap();
    done(store, "two", vec![erase("lamp_1")]).await;
    store.commit(&with_key("three", "new")).await.unwrap();
    assert_eq!(wrapped(store, &lamp("lamp_1")).await.as_deref(), Some("new"));
    assert_eq!(page(store, &lamps()).await.records[0].rev, Seq::new(3));
    let kept: Vec<_> = verified(store).await.iter().map(|row| row.content.is_some()).collect();
    assert_eq!(kept, [false, false, true]);
    assert!(found(store, lamps().known(Known::At(Seq::new(2)))).await.is_empty());
}

/// A commit *must* not write what it erases; what it writes besides stays.
pub async fn a_commit_does_not_write_what_it_erases(store: &dyn Store) {
    done(store, "one", vec![create("lamp_1", columns(None, None)), create("lamp_2", columns(None, None))]).await;
    let both = commit_of("two", vec![of("lamp_3", "lamp_1", "a"), erase("lamp_1")]);
    assert_eq!(refusal("write and erase", store.commit(&both).await).code(), "store.commit.shape");
    let twice = commit_of("two", vec![delete("lamp_1"), erase("lamp_1")]);
    assert_eq!(refusal("delete and erase", store.commit(&twice).await).code(), "store.commit.twice");
    let refused = commit_of("two", vec![erase("lamp_1"), change("lamp_2", columns(None, None), Seq::new(9))]);
    refusal("a failing commit that erases", store.commit(&refused).await);
    assert_eq!((found(store, lamps()).await.len(), head(store).await.seq), (2, Seq::new(1)));
    done(
        store,
        "two",
        vec![set("lamp_2", columns(Some("b"), None)), erase("lamp_1"), create("lamp_3", columns(None, None))],
    )
    .await;
    assert_eq!(found(store, lamps()).await, ["lamp_2", "lamp_3"]);
    assert_eq!(found(store, lamps().known(Known::At(Seq::new(1)))).await, ["lamp_2"]);
    assert_eq!(erased(store).await, [(2, "trial.lamp/lamp_1".to_owned())]);
}
