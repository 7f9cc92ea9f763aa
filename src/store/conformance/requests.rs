//! Cases of requests that come again.

use super::trial::{
    change, columns, commit_of, create, delete, done, fetched, found, guarded, head, key_count, key_write, lamp, lamps,
    log, refused, unit,
};
use crate::store::{Guard, Seq, Store};

/// A request that the unit has seen *must* get the first result, and *must* write nothing.
pub async fn the_same_request_gets_the_first_result(store: &dyn Store) {
    let first = done(store, "one", vec![create("lamp_1", columns(None, None))]).await;
    done(store, "two", vec![create("lamp_2", columns(None, None))]).await;
    let before = (head(store).await, log(store).await);
    for _ in 0..3 {
        let again = done(store, "one", vec![create("lamp_1", columns(None, None))]).await;
        assert_eq!((again.head, again.repeated, first.repeated), (first.head, true, false));
    }
    assert_eq!(before, (head(store).await, log(store).await));
}

/// The first result *must* come before guards and expectations, whatever the request holds now.
pub async fn a_request_is_known_by_its_name_alone(store: &dyn Store) {
    let first = done(store, "one", vec![create("lamp_1", columns(None, None))]).await;
    done(store, "two", vec![create("lamp_2", columns(None, None))]).await;
    let failing = [
        guarded(commit_of("one", vec![create("lamp_1", columns(None, None))]), Guard::HeadAt(Seq::ZERO)),
        commit_of("one", vec![change("lamp_2", columns(None, None), Seq::new(99))]),
        commit_of("one", vec![create("lamp_9", columns(Some("other"), None))]),
        commit_of("one", vec![delete("lamp_2")]),
    ];
    for mut commit in failing {
        commit.keys.push(key_write(lamp("lamp_1"), "w", None));
        let again = store.commit(&commit).await.unwrap();
        assert_eq!((again.head, again.repeated), (first.head, true));
    }
    assert_eq!(found(store, lamps()).await, ["lamp_1", "lamp_2"]);
    assert_eq!(key_count(store).await, 0);
}

/// A request that was refused *must* leave its name free.
pub async fn a_refused_request_may_come_again(store: &dyn Store) {
    refused(store, "one", vec![delete("lamp_1")]).await;
    let committed = done(store, "one", vec![create("lamp_1", columns(None, None))]).await;
    assert_eq!((committed.head.seq, committed.repeated), (Seq::new(1), false));
}

/// The name of a request *must* be of 1 to 200 bytes, and *must* be told apart byte by byte.
pub async fn a_request_has_a_name_of_at_most_200_bytes(store: &dyn Store) {
    let wide = "请".repeat(66) + "ab";
    assert_eq!(wide.len(), 200);
    let names = [
        "a".repeat(200),
        "b".repeat(200),
        wide,
        "x".into(),
        "X".into(),
        "x ".into(),
        " x".into(),
        "é".into(),
        "e\u{301}".into(),
    ];
    for (number, name) in (1..).zip(&names) {
        let committed = done(store, name, vec![create(&format!("lamp_{number}"), columns(None, None))]).await;
        assert_eq!((committed.head.seq, committed.repeated), (Seq::new(number), false), "{name}");
    }
    for (number, name) in (1..).zip(&names) {
        let again = done(store, name, vec![delete("lamp_1")]).await;
        assert_eq!((again.head.seq, again.repeated), (Seq::new(number), true), "{name}");
    }
    let logged: Vec<String> = log(store).await.iter().map(|row| row.commit.request.to_string()).collect();
    assert_eq!(logged, names);
    for name in [String::new(), "a".repeat(201), "请".repeat(67)] {
        let error = refused(store, &name, vec![create("lamp_x", columns(None, None))]).await;
        assert_eq!(error.code(), "store.request", "{} bytes", name.len());
    }
}

/// A request *must* be known within its unit only.
pub async fn a_request_of_one_unit_is_new_to_another(store: &dyn Store) {
    done(store, "one", vec![create("lamp_1", columns(None, None))]).await;
    let mut other = commit_of("one", vec![create("lamp_1", columns(None, None))]);
    other.unit = unit(2);
    let committed = store.commit(&other).await.unwrap();
    assert_eq!((committed.head.seq, committed.repeated), (Seq::new(1), false));
    assert!(fetched(store, lamp("lamp_1")).await.is_some());
}
