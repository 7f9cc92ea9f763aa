//! Cases of commits: all or nothing, expectations, shapes, numbers, the chain.

use super::trial::{
    AT, LAMP, NOTE, change, columns, commit, commit_of, create, delete, done, fetched, found, guarded, head, here,
    key_count, key_write, lamp, lamps, log, put_body, put_of, refusal, refused, salt, serial, set, verified,
};
use crate::schema::{Key, Value};
use crate::store::{
    Content, Expect, Filter, Guard, Head, Known, LogQuery, Nature, Op, Query, Seq, Store, TallyQuery, chain,
};
use crate::value::Instant;

/// A commit *must* write all operations or none, and a failed one *must* leave the store as it was.
pub async fn a_commit_is_all_or_nothing(store: &dyn Store) {
    let good = create("lamp_1", columns(Some("gate"), Some(60)));
    for (name, bad) in [
        ("stale", change("lamp_2", columns(None, None), Seq::new(9))),
        ("gone", delete("lamp_2")),
        ("twice", create("lamp_1", columns(None, None))),
    ] {
        let mut commit = commit_of(name, vec![good.clone(), bad]);
        commit.keys.push(key_write(lamp("lamp_1"), "w", None));
        refusal(name, store.commit(&commit).await);
        assert_eq!(head(store).await, Head::default(), "{name}");
        assert_eq!(fetched(store, lamp("lamp_1")).await, None, "{name}");
        assert!(found(store, lamps().order("by_place")).await.is_empty(), "{name}");
        assert!(log(store).await.is_empty(), "{name}");
        assert_eq!(key_count(store).await, 0, "{name}");
    }
    assert_eq!(done(store, "stale", vec![good]).await.head.seq, Seq::new(1));
}

/// A failed commit *must* leave history, orders and unique values as they were.
pub async fn a_failed_commit_leaves_history_and_orders_as_they_were(store: &dyn Store) {
    done(store, "one", vec![create("lamp_1", serial(Some("a"))), create("lamp_2", serial(Some("b")))]).await;
    let before = (head(store).await, log(store).await);
    let clash = vec![set("lamp_1", serial(Some("c"))), delete("lamp_2"), create("lamp_3", serial(Some("c")))];
    assert_eq!(refused(store, "two", clash).await.code(), "store.unique");
    assert_eq!(found(store, lamps().filter(Filter::eq("serial", "a"))).await, ["lamp_1"]);
    assert_eq!(found(store, lamps().order("by_serial")).await, ["lamp_1", "lamp_2"]);
    assert_eq!(found(store, lamps().known(Known::At(Seq::new(1)))).await, ["lamp_1", "lamp_2"]);
    assert_eq!(store.log(here(), &LogQuery::of(lamp("lamp_1"))).await.unwrap().len(), 1);
    assert_eq!(before, (head(store).await, log(store).await));
    done(store, "three", vec![set("lamp_1", serial(Some("c")))]).await;
}

/// Expectations *must* be checked, and the conflict *must* say what is there, who wrote it and when.
pub async fn expectations_are_checked_and_say_who_wrote(store: &dyn Store) {
    done(store, "one", vec![create("lamp_1", columns(None, None))]).await;
    let again = refused(store, "two", vec![create("lamp_1", columns(None, None))]).await;
    assert_eq!((again.code(), again.is_conflict()), ("store.expect", true));
    let said = ["key", "expected", "found", "actor", "at"].map(|place| again.get(place).unwrap_or("?").to_owned());
    let at = Instant::from_micros(AT).to_string();
    assert_eq!(said, ["trial.lamp/lamp_1", "absent", "revision 1", "clerk", &*at]);
    let stale = refused(store, "three", vec![change("lamp_1", columns(None, None), Seq::new(7))]).await;
    assert_eq!(
        (stale.code(), stale.get("expected"), stale.get("found")),
        ("store.expect", Some("revision 7"), Some("revision 1"))
    );
    let missing = refused(store, "four", vec![change("lamp_9", columns(None, None), Seq::new(1))]).await;
    assert_eq!((missing.get("found"), missing.get("actor")), (Some("absent"), Some("-")));
    done(store, "five", vec![change("lamp_1", columns(Some("y"), None), Seq::new(1))]).await;
    assert_eq!(fetched(store, lamp("lamp_1")).await.unwrap().rev, Seq::new(2));
}

/// An update over a version that somebody else has replaced *must* be refused: no update is lost.
pub async fn no_update_is_lost(store: &dyn Store) {
    done(store, "start", vec![create("lamp_1", columns(None, Some(0)))]).await;
    done(store, "mine", vec![change("lamp_1", columns(None, Some(1)), Seq::new(1))]).await;
    let theirs = refused(store, "theirs", vec![change("lamp_1", columns(None, Some(2)), Seq::new(1))]).await;
    assert_eq!(theirs.code(), "store.expect");
    assert_eq!(found(store, lamps().filter(Filter::eq("watts", 1))).await, ["lamp_1"]);
    let gone = Op::Delete { key: lamp("lamp_1"), expect: Expect::Rev(Seq::new(1)) };
    assert_eq!(refused(store, "gone", vec![gone]).await.code(), "store.expect");
}

/// A deletion *must* find the record that it ends; `Any` in a put *must* take a record or none.
pub async fn a_deletion_needs_a_record(store: &dyn Store) {
    assert_eq!(refused(store, "one", vec![delete("lamp_1")]).await.code(), "store.expect");
    let absent = Op::Delete { key: lamp("lamp_1"), expect: Expect::Absent };
    assert_eq!(refused(store, "two", vec![absent.clone()]).await.code(), "store.expect");
    done(store, "three", vec![set("lamp_1", columns(None, None))]).await;
    done(store, "four", vec![set("lamp_1", columns(None, Some(1)))]).await;
    assert_eq!(refused(store, "five", vec![absent]).await.code(), "store.expect");
    done(store, "six", vec![delete("lamp_1")]).await;
    assert_eq!(refused(store, "seven", vec![delete("lamp_1")]).await.code(), "store.expect");
    assert_eq!(head(store).await.seq, Seq::new(3));
}

/// A deleted record *must* be gone, and its id *must* be free for a new record.
pub async fn a_deleted_id_is_free_again(store: &dyn Store) {
    done(store, "one", vec![create("lamp_1", serial(Some("a")))]).await;
    done(store, "two", vec![delete("lamp_1")]).await;
    assert_eq!(fetched(store, lamp("lamp_1")).await, None);
    assert_eq!(store.tally(here(), &TallyQuery::of(LAMP.name)).await.unwrap()[0].count, 0);
    done(store, "three", vec![create("lamp_2", serial(Some("a")))]).await;
    done(store, "four", vec![create("lamp_1", serial(Some("b")))]).await;
    assert_eq!(fetched(store, lamp("lamp_1")).await.unwrap().rev, Seq::new(4));
    assert_eq!(found(store, lamps().order("by_serial")).await, ["lamp_2", "lamp_1"]);
}

/// Ten thousand operations *must* be one commit.
pub async fn ten_thousand_operations_are_one_commit(store: &dyn Store) {
    let op = |number: i64| create(&format!("lamp_{number:05}"), columns(Some("row"), Some(number)));
    let committed = done(store, "fill", (0..10_000).map(op).collect()).await;
    assert_eq!(committed.head.seq, Seq::new(1));
    let tally = store.tally(here(), &TallyQuery::of(LAMP.name).sum("watts")).await.unwrap();
    assert_eq!((tally[0].count, tally[0].sums[0].total), (10_000, 49_995_000));
    let log = verified(store).await;
    assert_eq!((log.len(), log[0].commit.rows, log[9_999].ord), (10_000, 10_000, 9_999));
    assert_eq!(found(store, lamps().order("by_watts").descending().limit(1)).await, ["lamp_09999"]);
    let mut last = op(10_000);
    if let Op::Put(put) = &mut last {
        put.expect = Expect::Rev(Seq::new(1));
    }
    let changes = (0..9_999).map(|number| set(&format!("lamp_{number:05}"), columns(None, None))).chain([last]);
    refused(store, "half", changes.collect()).await;
    assert_eq!(found(store, lamps().filter(Filter::is_null("place")).limit(1)).await.len(), 0);
}

/// Commits *must* be numbered `head + 1`: a refused commit burns no number.
pub async fn commits_are_numbered_without_gaps(store: &dyn Store) {
    for number in 1..=20 {
        refused(store, "x", vec![change("lamp_0", columns(None, None), Seq::new(99))]).await;
        let unfounded =
            guarded(commit_of("y", vec![create("lamp_y", columns(None, None))]), Guard::HeadAt(Seq::new(99)));
        refusal("a guard", store.commit(&unfounded).await);
        refused(store, "z", vec![]).await;
        let id = format!("lamp_{number}");
        let committed = done(store, &id, vec![create(&id, columns(None, None))]).await;
        assert_eq!((committed.head.seq, committed.repeated), (Seq::new(number), false));
    }
}

/// `at` *must* move forward to the unit's last commit when a clock ran back, in the answer, in the head and in the log.
pub async fn instants_never_run_back(store: &dyn Store) {
    let first = done(store, "one", vec![create("lamp_1", columns(None, None))]).await;
    assert_eq!(first.head.at, Some(Instant::from_micros(AT)));
    let mut early = commit_of("two", vec![create("lamp_2", columns(None, None))]);
    early.meta.at = Instant::from_micros(5);
    assert_eq!(store.commit(&early).await.unwrap().head.at, first.head.at);
    assert_eq!(head(store).await.at, first.head.at);
    let mut late = commit_of("three", vec![create("lamp_3", columns(None, None))]);
    late.meta.at = Instant::from_micros(1_800_000_000_000_001);
    assert_eq!(store.commit(&late).await.unwrap().head.at, Some(late.meta.at));
    let instants: Vec<i64> = verified(store).await.iter().map(|row| row.commit.at.micros()).collect();
    assert_eq!(instants, [AT, AT, 1_800_000_000_000_001]);
}

/// The chain *must* be linked with `chain::summary` and `chain::link` over every row, and *must* be told in answer, head and log.
pub async fn the_chain_is_linked_over_every_row(store: &dyn Store) {
    let mut before = Head::default();
    for number in 1..=5 {
        let mut ops =
            vec![create(&format!("lamp_{number}"), columns(None, Some(number))), set("lamp_0", columns(None, None))];
        if number == 4 {
            ops.push(delete("lamp_1"));
        }
        let commit = commit_of(&format!("commit {number}"), ops);
        let mut summary = chain::summary(commit.meta.at, &commit.meta);
        for op in &commit.ops {
            match op {
                Op::Put(put) => summary.row(&put.key, put.nature, &put.digest),
                _ => summary.row(op.key(), Nature::Delete, &chain::digest_bare(op.key(), Nature::Delete)),
            }
        }
        let expected = chain::link(&before.chain, before.seq.next(), &summary.finish());
        before = store.commit(&commit).await.unwrap().head;
        assert_eq!(before.chain, expected, "commit {number}");
        assert_eq!(head(store).await, before);
    }
    let log = verified(store).await;
    assert_eq!(log.last().unwrap().commit.chain, before.chain);
}

/// A unique order *must* refuse equals, name the record that was not written, and let nulls be.
pub async fn a_unique_order_refuses_equals_and_lets_nulls_be(store: &dyn Store) {
    done(store, "one", vec![create("lamp_1", serial(Some("a")))]).await;
    let error = refused(store, "two", vec![create("lamp_2", serial(Some("a")))]).await;
    assert_eq!((error.code(), error.is_conflict()), ("store.unique", true));
    assert_eq!((error.get("order"), error.get("key")), (Some("by_serial"), Some("trial.lamp/lamp_2")));
    let twins = vec![create("lamp_3", serial(Some("b"))), create("lamp_4", serial(Some("b")))];
    assert_eq!(refused(store, "three", twins).await.get("key"), Some("trial.lamp/lamp_4"));
    done(store, "four", vec![create("lamp_5", serial(None)), create("lamp_6", serial(None))]).await;
    done(store, "five", vec![set("lamp_1", serial(Some("a")))]).await;
    done(store, "six", vec![create("lamp_7", serial(Some("A"))), create("lamp_8", serial(Some("a ")))]).await;
}

/// Unique values *must* hold after the commit, not between its operations: two records may swap theirs.
pub async fn unique_values_may_be_swapped_in_one_commit(store: &dyn Store) {
    let pair = |a, b, expect| {
        let put = |id, value| put_of(LAMP, id, serial(Some(value)), expect, Nature::Correct);
        vec![put("lamp_1", a), put("lamp_2", b)]
    };
    done(store, "one", pair("a", "b", Expect::Absent)).await;
    done(store, "two", pair("b", "a", Expect::Rev(Seq::new(1)))).await;
    assert_eq!(found(store, lamps().order("by_serial")).await, ["lamp_2", "lamp_1"]);
    done(store, "three", vec![create("lamp_3", serial(Some("b"))), delete("lamp_1")]).await;
    assert_eq!(found(store, lamps().order("by_serial")).await, ["lamp_2", "lamp_3"]);
}

/// A commit without operation, with a record twice, or with content that its declaration does not fit *must* be refused.
pub async fn a_shapeless_commit_is_refused(store: &dyn Store) {
    let lamp_of = |values| vec![create("lamp_1", values)];
    let with = |place: usize, value: Value| {
        let mut values = columns(None, None);
        values[place] = value;
        values
    };
    let content = || Content {
        version: 1,
        subject: lamp("lamp_1"),
        salt: salt(),
        columns: columns(None, None),
        body: "{}".into(),
    };
    let twice = vec![create("lamp_1", columns(None, None)), delete("lamp_1")];
    let natured = put_body(LAMP, lamp("lamp_1"), content(), Expect::Absent, Nature::Delete);
    let versioned = |version| {
        let content = Content { version, ..content() };
        vec![put_body(LAMP, lamp("lamp_1"), content, Expect::Absent, Nature::Create)]
    };
    let nameless = put_body(LAMP, lamp(""), content(), Expect::Absent, Nature::Create);
    let stranger = Op::Delete { key: Key::new("trial.tree", "tree_1"), expect: Expect::Any };
    for (ops, code) in [
        (vec![], "store.commit.empty"),
        (twice, "store.commit.twice"),
        (lamp_of(vec![]), "store.commit.shape"),
        (lamp_of(vec![Value::Null; 7]), "store.commit.shape"),
        (lamp_of(with(1, "sixty".into())), "store.commit.shape"),
        (lamp_of(with(2, 1.into())), "store.commit.shape"),
        (lamp_of(with(3, "2023".into())), "store.commit.shape"),
        (lamp_of(with(0, "a\0b".into())), "store.commit.shape"),
        (vec![natured], "store.commit.shape"),
        (versioned(0), "store.commit.shape"),
        (versioned(2), "store.commit.shape"),
        (vec![nameless], "store.commit.shape"),
        (vec![create("lamp\0", columns(None, None))], "store.commit.shape"),
        (vec![stranger], "schema.kind.unknown"),
    ] {
        let text = format!("{ops:?}");
        assert_eq!(refused(store, "one", ops).await.code(), code, "{text}");
    }
    assert_eq!(head(store).await, Head::default());
}

/// Every nature *must* come back from the log as it was written.
pub async fn natures_are_kept(store: &dyn Store) {
    let natures = [Nature::Create, Nature::Change, Nature::Correct];
    for (nature, request) in natures.into_iter().zip(["a", "b", "c"]) {
        done(store, request, vec![put_of(LAMP, "lamp_1", columns(None, None), Expect::Any, nature)]).await;
    }
    done(store, "d", vec![delete("lamp_1")]).await;
    let found: Vec<_> = verified(store).await.iter().map(|row| row.nature).collect();
    assert_eq!(found, [Nature::Create, Nature::Change, Nature::Correct, Nature::Delete]);
}

/// A kind without history *must* be written, changed and deleted like any other.
pub async fn a_kind_without_history_is_written_like_any_other(store: &dyn Store) {
    let note = |text: &str, expect| put_of(NOTE, "note_1", vec![text.into()], expect, Nature::Change);
    done(store, "one", vec![note("a", Expect::Absent)]).await;
    done(store, "two", vec![note("b", Expect::Rev(Seq::new(1)))]).await;
    let stale = commit(store, "three", vec![note("c", Expect::Rev(Seq::new(1)))]).await;
    assert_eq!(refusal("three", stale).code(), "store.expect");
    let query = Query::of(NOTE.name).filter(Filter::eq("text", "b"));
    assert_eq!(found(store, query.clone()).await, ["note_1"]);
    done(store, "four", vec![Op::Delete { key: Key::new(NOTE.name, "note_1"), expect: Expect::Rev(Seq::new(2)) }])
        .await;
    assert!(found(store, query).await.is_empty());
    assert_eq!(verified(store).await.len(), 3);
}
