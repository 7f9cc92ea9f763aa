//! Cases of units: none sees or disturbs another.

use super::trial::{
    LAMP, NOTE, change, columns, commit_of, create, delete, done, fetched, five_lamps, found, guarded, head, here,
    lamp, lamps, log, paged, put_of, refusal, serial, set, tallied, unit, verified,
};
use crate::schema::Key;
use crate::store::{
    Commit, Expect, Filter, Guard, Head, Known, LogQuery, Nature, Op, Query, Seq, Store, TallyQuery, verify,
};

fn in_unit(number: u128, mut commit: Commit) -> Commit {
    commit.unit = unit(number);
    commit
}

/// No reading verb *must* show anything of another unit.
pub async fn no_verb_reads_another_unit(store: &dyn Store) {
    let ops = vec![
        create("lamp_1", serial(Some("a"))),
        put_of(NOTE, "note_1", vec!["n".into()], Expect::Any, Nature::Change),
    ];
    store.commit(&in_unit(2, commit_of("one", ops))).await.unwrap();
    store.commit(&in_unit(2, commit_of("two", vec![set("lamp_1", columns(Some("b"), None))]))).await.unwrap();
    assert_eq!(head(store).await, Head::default());
    assert_eq!(store.fetch(here(), &[lamp("lamp_1"), Key::new(NOTE.name, "note_1")]).await.unwrap(), vec![None, None]);
    for order in ["id", "by_place", "by_serial"] {
        assert!(found(store, lamps().order(order)).await.is_empty());
    }
    assert!(found(store, lamps().filter(Filter::eq("place", "b"))).await.is_empty());
    assert!(found(store, lamps().known(Known::At(Seq::ZERO))).await.is_empty());
    assert_eq!(tallied(store, &TallyQuery::of(LAMP.name)).await[0].count, 0);
    assert!(log(store).await.is_empty());
    assert!(store.log(here(), &LogQuery::of(lamp("lamp_1"))).await.unwrap().is_empty());
    let beyond =
        refusal("as of another unit's commit", store.query(here(), &lamps().known(Known::At(Seq::new(1)))).await);
    assert_eq!(beyond.code(), "store.known.future");
}

/// Expectations, guards and unique orders *must* look at the commit's unit only.
pub async fn no_commit_meets_another_unit(store: &dyn Store) {
    let first = || commit_of("one", vec![create("lamp_1", serial(Some("a")))]);
    for number in 1..=3 {
        let guards = [
            Guard::HeadAt(Seq::ZERO),
            Guard::Absent(lamp("lamp_1")),
            Guard::Count { kind: LAMP.name.into(), filter: Filter::default(), is: 0 },
        ];
        let commit = guards.into_iter().fold(in_unit(number, first()), guarded);
        let committed = store.commit(&commit).await.unwrap();
        assert_eq!((committed.head.seq, committed.repeated), (Seq::new(1), false), "unit {number}");
    }
    let theirs = in_unit(4, commit_of("two", vec![change("lamp_1", columns(None, None), Seq::new(1))]));
    assert_eq!(refusal("another unit's record", store.commit(&theirs).await).code(), "store.expect");
}

/// The same ids in two units *must* live apart: numbers, chains, versions, erasure.
pub async fn units_live_apart(store: &dyn Store) {
    five_lamps(store).await;
    store.commit(&in_unit(2, commit_of("five", vec![create("lamp_1", columns(Some("theirs"), None))]))).await.unwrap();
    for number in 0..5 {
        store
            .commit(&in_unit(2, commit_of(&format!("{number}"), vec![set("lamp_1", columns(None, Some(number)))])))
            .await
            .unwrap();
    }
    store
        .commit(&in_unit(2, commit_of("erase", vec![Op::Erase { subject: lamp("lamp_2") }, delete("lamp_1")])))
        .await
        .unwrap();
    assert_eq!(head(store).await.seq, Seq::new(1));
    assert_eq!(found(store, lamps()).await.len(), 5);
    assert_eq!(fetched(store, lamp("lamp_1")).await.unwrap().rev, Seq::new(1));
    assert_eq!(verified(store).await.len(), 5);
    let theirs = store.log(unit(2), &LogQuery::after(Seq::ZERO)).await.unwrap();
    let their_head = store.head(unit(2)).await.unwrap();
    assert_eq!((theirs.len(), their_head.seq), (8, Seq::new(7)));
    assert_eq!(verify(&store.info().catalog, &Head::default(), &theirs, &their_head).unwrap(), vec![]);
    let then = Query::of(LAMP.name).known(Known::At(Seq::new(1)));
    assert_eq!(store.query(unit(2), &then).await.unwrap().records.len(), 1);
}

/// Many units *must* be kept apart, however their commits interleave.
pub async fn many_units_are_kept_apart(store: &dyn Store) {
    for turn in 0..3 {
        for number in 1..=20 {
            let ops = vec![
                create(&format!("lamp_{turn}"), columns(Some("x"), Some(number))),
                set("lamp_x", columns(None, None)),
            ];
            let number = u128::try_from(number).unwrap();
            let committed = store.commit(&in_unit(number, commit_of(&format!("turn {turn}"), ops))).await.unwrap();
            assert_eq!(committed.head.seq, Seq::new(turn + 1));
        }
    }
    for number in 1..=20 {
        let tally = TallyQuery::of(LAMP.name).sum("watts");
        let answer = store.tally(unit(number), &tally).await.unwrap();
        assert_eq!((answer[0].count, answer[0].sums[0].total), (4, 3 * i64::try_from(number).unwrap()));
    }
    assert_eq!(paged(store, lamps().limit(1)).await, ["lamp_0", "lamp_1", "lamp_2", "lamp_x"]);
    done(store, "end", vec![delete("lamp_0")]).await;
    assert_eq!(store.fetch(unit(2), &[lamp("lamp_0")]).await.unwrap()[0].as_ref().unwrap().rev, Seq::new(1));
}
