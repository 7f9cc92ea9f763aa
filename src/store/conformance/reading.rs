//! Cases of fetching and of an empty store.

use super::trial::{
    LAMP, NOTE, change, columns, create, delete, done, fetched, five_lamps, found, head, here, lamp, lamps, put_of,
    tallied,
};
use crate::schema::{Key, Value};
use crate::store::{Expect, Head, LogQuery, Nature, Seq, Store, TallyQuery};

/// `fetch` *must* give each record in the place of its key, `None` where there is none, also for a key asked twice.
pub async fn fetch_keeps_the_order_of_keys(store: &dyn Store) {
    five_lamps(store).await;
    let keys = [lamp("lamp_5"), lamp("lamp_9"), lamp("lamp_1"), lamp("lamp_5"), Key::new(NOTE.name, "lamp_1")];
    let records = store.fetch(here(), &keys).await.unwrap();
    let ids: Vec<_> = records.iter().map(|record| record.as_ref().map(|record| &*record.key.id)).collect();
    assert_eq!(ids, [Some("lamp_5"), None, Some("lamp_1"), Some("lamp_5"), None]);
}

/// `fetch` *must* take as many keys as a caller has.
pub async fn fetch_takes_thousands_of_keys(store: &dyn Store) {
    let id = |number: usize| format!("lamp_{number:04}");
    done(store, "fill", (0..1_000).map(|number| create(&id(number), columns(None, None))).collect()).await;
    let keys: Vec<Key> = (0..2_000).rev().map(|number| lamp(&id(number))).collect();
    let records = store.fetch(here(), &keys).await.unwrap();
    assert_eq!(records.len(), 2_000);
    for (key, record) in keys.iter().zip(&records) {
        let there = &*key.id < "lamp_1000";
        assert_eq!(record.as_ref().map(|record| &record.key), there.then_some(key));
    }
}

/// What was committed *must* be read at once: the last version, with the number of its commit as revision.
pub async fn what_is_committed_is_read_at_once(store: &dyn Store) {
    for number in 1..=20 {
        let place = format!("p{number}");
        let values = columns(Some(&place), Some(number));
        let op = match number {
            1 => create("lamp_1", values.clone()),
            _ => change("lamp_1", values.clone(), Seq::new(number - 1)),
        };
        let committed = done(store, &place, vec![op]).await;
        assert_eq!(head(store).await, committed.head);
        let record = fetched(store, lamp("lamp_1")).await.unwrap();
        assert_eq!((record.rev, record.version), (Seq::new(number), 1));
        assert!(record.body.contains(&place), "{} is not the last version", record.body);
        let by_place = found(store, lamps().filter(crate::store::Filter::eq("place", &*place))).await;
        assert_eq!(by_place, ["lamp_1"]);
        assert_eq!(tallied(store, &TallyQuery::of(LAMP.name).sum("watts")).await[0].sums[0].total, number);
        let log = store.log(here(), &LogQuery::after(Seq::new(number - 1))).await.unwrap();
        assert_eq!(log[0].content.as_ref().unwrap().columns, values);
    }
}

/// A kind *must* be part of a record's name: the same id in two kinds is two records.
pub async fn the_same_id_in_two_kinds_is_two_records(store: &dyn Store) {
    let note = put_of(NOTE, "one", vec![Value::from("a")], Expect::Absent, Nature::Create);
    done(store, "one", vec![note, create("one", columns(None, None))]).await;
    done(store, "two", vec![delete("one")]).await;
    assert_eq!(fetched(store, lamp("one")).await, None);
    assert_eq!(fetched(store, Key::new(NOTE.name, "one")).await.unwrap().rev, Seq::new(1));
    let log = store.log(here(), &LogQuery::of(Key::new(NOTE.name, "one"))).await.unwrap();
    assert_eq!(log.len(), 1);
}

/// A unit never written *must* answer every question: the head of nothing, no record, one group, no change.
pub async fn an_empty_store_answers_everything(store: &dyn Store) {
    assert_eq!(head(store).await, Head::default());
    assert!(found(store, lamps().order("by_watts")).await.is_empty());
    let tally = tallied(store, &TallyQuery::of(LAMP.name).sum("watts")).await;
    assert_eq!((tally.len(), tally[0].count), (1, 0));
    assert_eq!(store.fetch(here(), &[]).await.unwrap(), vec![]);
    assert_eq!(store.fetch(here(), &[lamp("lamp_1")]).await.unwrap(), vec![None]);
    assert!(store.log(here(), &LogQuery::of(lamp("lamp_1"))).await.unwrap().is_empty());
    assert!(store.log(here(), &LogQuery::after(Seq::ZERO)).await.unwrap().is_empty());
}
