//! Cases of wrapped data keys, which stand outside log and chain.

use super::trial::{
    columns, commit_of, create, done, fetched, here, key_count, key_write, lamp, log, refusal, set, unit, verified,
    wrapped,
};
use crate::schema::Key;
use crate::store::{Commit, Guard, KEY_KIND, Seq, Store, TallyQuery};

/// A commit with a data key.
fn keyed(request: &str, subject: &str, wrapped: &str, replaces: Option<&str>) -> Commit {
    let mut commit = commit_of(request, vec![set(request, columns(None, None))]);
    commit.keys.push(key_write(lamp(subject), wrapped, replaces));
    commit
}

/// A data key *must* be made once, and replaced only by who knows the one that stands there.
pub async fn data_keys_are_written_once_and_replaced_only_knowingly(store: &dyn Store) {
    store.commit(&keyed("one", "lamp_1", "first", None)).await.unwrap();
    for (replaces, name) in [(None, "again"), (Some("other"), "wrong"), (Some(""), "empty"), (Some("FIRST"), "folded")]
    {
        let error = refusal(name, store.commit(&keyed("two", "lamp_1", "second", replaces)).await);
        assert_eq!((error.code(), error.is_conflict()), ("store.key.exists", true), "{name}");
        assert_eq!(error.get("subject"), Some("trial.lamp/lamp_1"));
    }
    let missing = refusal("missing", store.commit(&keyed("two", "lamp_2", "second", Some("first"))).await);
    assert_eq!(missing.code(), "store.key.exists");
    assert_eq!(wrapped(store, &lamp("lamp_1")).await.as_deref(), Some("first"));
    store.commit(&keyed("two", "lamp_1", "second", Some("first"))).await.unwrap();
    assert_eq!(wrapped(store, &lamp("lamp_1")).await.as_deref(), Some("second"));
    assert_eq!((key_count(store).await, wrapped(store, &lamp("lamp_2")).await), (1, None));
}

/// `fetch` *must* give the wrapped data key of the subject that the id names as body, among records or alone.
pub async fn data_keys_are_fetched_by_their_subject(store: &dyn Store) {
    store.commit(&keyed("one", "a/b'c", "{\"wrapped\":\"钥\"}", None)).await.unwrap();
    store.commit(&keyed("two", "plain", "w", None)).await.unwrap();
    let key = |subject: &str| Key::new(KEY_KIND, &lamp(subject).to_string());
    let keys =
        [key("plain"), lamp("one"), key("nobody"), key("a/b'c"), Key::new(KEY_KIND, "no subject"), lamp("plain")];
    let found = store.fetch(here(), &keys).await.unwrap();
    let bodies: Vec<_> = found.iter().map(|record| record.as_ref().map(|record| (&record.key, record.rev))).collect();
    let (first, second) = (Seq::new(1), Seq::new(2));
    assert_eq!(bodies, [Some((&keys[0], second)), Some((&keys[1], first)), None, Some((&keys[3], first)), None, None]);
    assert_eq!(found[3].as_ref().map(|record| &*record.body), Some("{\"wrapped\":\"钥\"}"));
    assert_eq!(key_count(store).await, 2);
}

/// Data keys *must* stand in no log and under no chain, and a commit that fails *must* write none.
pub async fn data_keys_are_in_no_log(store: &dyn Store) {
    let plain = commit_of("one", vec![set("one", columns(None, None))]);
    let head = store.commit(&keyed("one", "lamp_1", "wrapped-text", None)).await.unwrap().head;
    let mut elsewhere = plain;
    elsewhere.unit = unit(2);
    assert_eq!(store.commit(&elsewhere).await.unwrap().head.chain, head.chain, "a key changes no chain");
    assert!(!format!("{:?}", verified(store).await).contains("wrapped-text"));
    let mut failing = keyed("two", "lamp_2", "w", None);
    failing.guards.push(Guard::HeadAt(Seq::ZERO));
    refusal("a guard", store.commit(&failing).await);
    failing.guards.clear();
    failing.ops.push(create("one", columns(None, None)));
    refusal("an expectation", store.commit(&failing).await);
    assert_eq!((key_count(store).await, log(store).await.len()), (1, 1));
}

/// A key that clashes *must* undo the whole commit.
pub async fn a_clashing_key_undoes_the_commit(store: &dyn Store) {
    store.commit(&keyed("one", "lamp_1", "first", None)).await.unwrap();
    let mut clash = keyed("two", "lamp_2", "fine", None);
    clash.keys.push(key_write(lamp("lamp_1"), "second", None));
    assert_eq!(refusal("a clash", store.commit(&clash).await).code(), "store.key.exists");
    assert_eq!(fetched(store, lamp("two")).await, None);
    assert_eq!((key_count(store).await, wrapped(store, &lamp("lamp_2")).await), (1, None));
    done(store, "two", vec![create("two", columns(None, None))]).await;
}

/// Data keys *must* belong to their unit.
pub async fn data_keys_belong_to_their_unit(store: &dyn Store) {
    let mut other = keyed("one", "lamp_1", "theirs", None);
    other.unit = unit(2);
    store.commit(&other).await.unwrap();
    assert_eq!((key_count(store).await, wrapped(store, &lamp("lamp_1")).await), (0, None));
    store.commit(&keyed("one", "lamp_1", "mine", None)).await.unwrap();
    done(store, "two", vec![crate::store::Op::Erase { subject: lamp("lamp_1") }]).await;
    let theirs = store.fetch(unit(2), &[Key::new(KEY_KIND, &lamp("lamp_1").to_string())]).await.unwrap().remove(0);
    assert_eq!(theirs.map(|record| record.body).as_deref(), Some("theirs"));
    assert_eq!(store.tally(unit(2), &TallyQuery::of(KEY_KIND)).await.unwrap()[0].count, 1);
}

/// Expectations *must* come before data keys, and a commit *must* name a subject's key at most once.
pub async fn expectations_come_before_keys(store: &dyn Store) {
    store.commit(&keyed("one", "lamp_1", "first", None)).await.unwrap();
    let mut both = keyed("two", "lamp_1", "second", None);
    both.ops.push(create("one", columns(None, None)));
    assert_eq!(refusal("both fail", store.commit(&both).await).code(), "store.expect");
    let mut twice = keyed("two", "lamp_2", "a", None);
    twice.keys.push(key_write(lamp("lamp_2"), "b", Some("a")));
    assert_eq!(refusal("a key twice", store.commit(&twice).await).code(), "store.commit.twice");
}
