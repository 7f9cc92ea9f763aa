//! Cases of the log: gapless, in order, and enough to verify everything offline.

use super::trial::{
    LAMP, NOTE, columns, create, delete, done, five_lamps, head, here, lamp, log, marks, put_of, set, verified,
};
use crate::schema::{Key, Value};
use crate::store::{Change, Expect, Finding, Head, LogQuery, Mark, Nature, Op, Seq, Store, verify};

/// Five lamps, four corrections of one, the end of another.
async fn history(store: &dyn Store) -> Head {
    five_lamps(store).await;
    for number in 1..=4 {
        let watts = columns(Some("东"), Some(number));
        let op = put_of(LAMP, "lamp_1", watts, Expect::Rev(Seq::new(number)), Nature::Correct);
        done(store, &format!("change {number}"), vec![op]).await;
    }
    done(store, "end", vec![delete("lamp_2")]).await.head
}

async fn read(store: &dyn Store, query: &LogQuery) -> Vec<Change> {
    store.log(here(), query).await.unwrap_or_else(|error| panic!("{query:?}: {error:?}"))
}

/// Commits and rows *must* come oldest first and without gaps.
pub async fn the_log_is_gapless_and_in_order(store: &dyn Store) {
    let head = history(store).await;
    let whole = verified(store).await;
    assert_eq!(marks(&whole), [(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0)]);
    assert!(whole.iter().all(|row| row.content.is_some() != (row.nature == Nature::Delete)));
    assert!(whole.iter().all(|row| row.commit.rows == if row.commit.seq == Seq::new(1) { 5 } else { 1 }));
    assert_eq!((whole[9].commit.seq, whole[9].commit.chain), (head.seq, head.chain));
}

/// A stretch *must* begin right behind its mark, also within a commit, whatever its length.
pub async fn the_log_pages_anywhere(store: &dyn Store) {
    history(store).await;
    let whole = log(store).await;
    for size in 1..=10 {
        let mut query = LogQuery::after(Seq::ZERO).limit(size);
        let mut paged = Vec::new();
        for _ in 0..20 {
            let page = read(store, &query).await;
            assert!(page.len() <= size as usize, "a stretch is longer than asked for");
            let Some(last) = page.last() else { break };
            query = query.from(last.mark());
            paged.extend(page);
        }
        assert_eq!(paged, whole, "by {size}");
    }
    for (place, row) in whole.iter().enumerate() {
        assert_eq!(
            read(store, &LogQuery::after(Seq::ZERO).from(row.mark())).await,
            whole[place + 1..],
            "{:?}",
            row.mark()
        );
    }
}

/// A mark behind a commit *must* skip all of it; an empty answer *must* mean that nothing is behind the mark yet.
pub async fn nothing_is_behind_the_head(store: &dyn Store) {
    let head = history(store).await;
    let whole = log(store).await;
    for seq in 0..=6 {
        let behind: Vec<_> = whole.iter().filter(|row| row.commit.seq > Seq::new(seq)).cloned().collect();
        assert_eq!(read(store, &LogQuery::after(Seq::new(seq))).await, behind, "after {seq}");
    }
    let mark = Mark { seq: Seq::new(1), ord: 4 };
    assert_eq!(read(store, &LogQuery::after(Seq::ZERO).from(mark)).await, whole[5..]);
    for beyond in [head.seq, head.seq.next(), Seq::new(i64::MAX - 1)] {
        assert_eq!(read(store, &LogQuery::after(beyond)).await, vec![]);
    }
    done(store, "more", vec![create("lamp_9", columns(None, None))]).await;
    assert_eq!(read(store, &LogQuery::after(head.seq)).await.len(), 1);
}

/// The log of one record *must* hold each of its versions with its content and digest.
pub async fn the_history_of_a_record_is_in_its_log(store: &dyn Store) {
    history(store).await;
    let versions = read(store, &LogQuery::of(lamp("lamp_1"))).await;
    let watts: Vec<_> = versions.iter().map(|row| row.content.as_ref().unwrap().columns[1].clone()).collect();
    assert_eq!(watts, [60, 1, 2, 3, 4].map(Value::Int));
    assert_eq!((versions[0].nature, versions[4].nature), (Nature::Create, Nature::Correct));
    let of_whole: Vec<_> = log(store).await.into_iter().filter(|row| row.key == lamp("lamp_1")).collect();
    assert_eq!(versions, of_whole);
    assert!(read(store, &LogQuery::of(lamp("lamp_9"))).await.is_empty());
    assert!(read(store, &LogQuery::of(lamp("lamp"))).await.is_empty());
}

/// The log of one record *must* go on over its end and its return, and *must* be read in stretches.
pub async fn the_history_of_a_record_outlives_it(store: &dyn Store) {
    for turn in 0..5 {
        done(
            store,
            &format!("make {turn}"),
            vec![create("lamp_1", columns(None, Some(turn))), set("lamp_2", columns(None, None))],
        )
        .await;
        done(store, &format!("end {turn}"), vec![set("lamp_3", columns(None, None)), delete("lamp_1")]).await;
    }
    let whole = read(store, &LogQuery::of(lamp("lamp_1"))).await;
    let expected: Vec<_> = (1..=10).map(|seq| (seq, u32::from(seq % 2 == 0))).collect();
    assert_eq!(marks(&whole), expected);
    let kept: Vec<_> =
        whole.iter().filter_map(|row| row.content.as_ref()).map(|content| content.columns[1].clone()).collect();
    assert_eq!(kept, [0, 1, 2, 3, 4].map(Value::Int));
    for size in 1..=4 {
        let mut query = LogQuery::of(lamp("lamp_1")).limit(size);
        let mut paged = Vec::new();
        for _ in 0..20 {
            let page = read(store, &query).await;
            let Some(last) = page.last() else { break };
            query = query.from(last.mark());
            paged.extend(page);
        }
        assert_eq!(paged, whole, "by {size}");
    }
}

/// Without bodies the log *must* differ in nothing but the content.
pub async fn a_log_without_bodies_differs_in_nothing_else(store: &dyn Store) {
    history(store).await;
    let mut whole = log(store).await;
    for row in &mut whole {
        row.content = None;
    }
    assert_eq!(read(store, &LogQuery::after(Seq::ZERO).bare()).await, whole);
    let bare = read(store, &LogQuery::of(lamp("lamp_2")).bare()).await;
    assert_eq!((bare.len(), bare[1].nature, &bare[0].content), (2, Nature::Delete, &None));
}

/// A kind without history *must* keep every row of the log, and of content only what is current.
pub async fn a_kind_without_history_keeps_its_rows(store: &dyn Store) {
    let note = |text: &str| put_of(NOTE, "note_1", vec![text.into()], Expect::Any, Nature::Change);
    for text in ["a", "b", "c"] {
        done(store, text, vec![note(text)]).await;
    }
    let contents = |log: Vec<Change>| -> Vec<Option<Value>> {
        log.into_iter().map(|row| row.content.map(|content| content.columns[0].clone())).collect()
    };
    assert_eq!(contents(verified(store).await), [None, None, Some("c".into())]);
    done(store, "end", vec![Op::Delete { key: Key::new(NOTE.name, "note_1"), expect: Expect::Any }]).await;
    assert_eq!(contents(verified(store).await), [None, None, None, None]);
}

/// What the log gives *must* let the verifier find every change.
pub async fn the_verifier_finds_what_was_changed(store: &dyn Store) {
    let head = history(store).await;
    let catalog = &store.info().catalog;
    let log = verified(store).await;
    let check = |log: &[Change]| verify(catalog, &Head::default(), log, &head).unwrap();
    let mut edited = log.clone();
    edited[2].content.as_mut().unwrap().body = "{}".into();
    assert_eq!(check(&edited), vec![Finding::Content { seq: Seq::new(1), key: lamp("lamp_3") }]);
    let mut column = log.clone();
    column[2].content.as_mut().unwrap().columns[1] = Value::Int(61);
    assert_eq!(check(&column).len(), 1);
    let mut covered = edited.clone();
    let content = covered[2].content.clone().unwrap();
    covered[2].digest = crate::store::chain::digest(LAMP, &covered[2].key, Nature::Create, &content);
    assert_eq!(check(&covered), vec![Finding::Chain { seq: Seq::new(1) }]);
    let mut removed = log.clone();
    removed.remove(2);
    assert!(check(&removed).contains(&Finding::Rows { seq: Seq::new(1) }));
    let mut swapped = log.clone();
    swapped.swap(5, 6);
    assert!(!check(&swapped).is_empty());
    let gap: Vec<_> = log.iter().filter(|row| row.commit.seq != Seq::new(3)).cloned().collect();
    assert!(check(&gap).contains(&Finding::Gap { seq: Seq::new(3) }));
    assert_eq!(check(&log[..9]), vec![Finding::End { seq: Seq::new(6) }]);
    let mut actor = log.clone();
    let mut info = (*actor[9].commit).clone();
    info.actor = "somebody".into();
    actor[9].commit = info.into();
    assert_eq!(check(&actor), vec![Finding::Chain { seq: Seq::new(6) }]);
}

/// A log of thousands of commits *must* be read in stretches, and *must* verify.
pub async fn a_long_log_is_read_in_stretches(store: &dyn Store) {
    for number in 0..300 {
        let ops = (0..=number % 4).map(|place| set(&format!("lamp_{place}"), columns(None, Some(number)))).collect();
        done(store, &format!("commit {number}"), ops).await;
    }
    let whole = verified(store).await;
    assert_eq!(whole.len(), 750);
    let mut query = LogQuery::after(Seq::ZERO).limit(64);
    let mut paged = Vec::new();
    for _ in 0..20 {
        let page = read(store, &query).await;
        let Some(last) = page.last() else { break };
        query = query.from(last.mark());
        paged.extend(page);
    }
    assert_eq!(marks(&paged), marks(&whole));
    assert_eq!(head(store).await.seq, Seq::new(300));
}
