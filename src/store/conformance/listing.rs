//! Cases of listing the wrapped data keys, and of versions that were sealed anew.

use super::trial::{LAMP, columns, commit, commit_of, create, here, ids, lamp, put_of, unit};
use crate::schema::Key;
use crate::store::{Expect, Filter, KEY_KIND, KeyWrite, Known, LogQuery, Nature, Query, Seq, Store, verify};

fn key_of(subject: Key, wrapped: &str) -> KeyWrite {
    KeyWrite { subject, wrapped: wrapped.into(), replaces: None }
}

/// The reserved kind *must* list the wrapped data keys by id, page by page, as they are now; any other question about it is an error.
pub async fn data_keys_are_listed_page_by_page(store: &dyn Store) {
    let listing = Query::of(KEY_KIND);
    assert_eq!(store.query(here(), &listing).await.unwrap().records, vec![]);
    let mut first = commit_of("one", vec![create("lamp_1", columns(None, None))]);
    // In the order of the texts `kind/id`: a dot stands before the slash, an underscore behind it.
    let kinds = ["trial", "trial.lamp", "trial_x", "a", "trial.a"];
    for (kind, number) in kinds.iter().zip(0..) {
        for id in ["b", "a"] {
            first.keys.push(key_of(Key::new(kind, id), &format!("{number}-{id}")));
        }
    }
    store.commit(&first).await.unwrap();
    let mut other = commit_of("one", vec![create("lamp_1", columns(None, None))]);
    other.unit = unit(2);
    other.keys.push(key_of(Key::new(LAMP.name, "elsewhere"), "w"));
    store.commit(&other).await.unwrap();
    let mut wanted: Vec<String> = kinds.iter().flat_map(|kind| [format!("{kind}/a"), format!("{kind}/b")]).collect();
    wanted.sort_unstable();
    let whole = store.query(here(), &listing).await.unwrap();
    assert_eq!(
        (ids(&whole.records), whole.next, whole.seq),
        (wanted.iter().map(String::as_str).collect(), None, Seq::new(1))
    );
    for limit in 1..=11 {
        let mut query = listing.clone().limit(limit);
        let mut met = Vec::new();
        for _ in 0..12 {
            let page = store.query(here(), &query).await.unwrap();
            assert!(page.records.len() <= limit as usize);
            met.extend(page.records);
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!(met, whole.records, "pages of {limit}");
    }
    let fetched = store.fetch(here(), &whole.records.iter().map(|record| record.key.clone()).collect::<Vec<_>>()).await;
    assert_eq!(fetched.unwrap(), whole.records.into_iter().map(Some).collect::<Vec<_>>());
    for (query, code) in [
        (listing.clone().descending(), "store.order.unknown"),
        (listing.clone().order("by_place"), "store.order.unknown"),
        (listing.clone().filter(Filter::eq("subject", "a")), "schema.column.unknown"),
        (listing.clone().known(Known::At(Seq::new(1))), "store.known.no_history"),
        (listing.clone().limit(0), "store.limit"),
    ] {
        assert_eq!(store.query(here(), &query).await.unwrap_err().code(), code, "{query:?}");
    }
    let cursor = store.query(here(), &listing.clone().limit(1)).await.unwrap().next;
    assert!(cursor.is_some());
    let other = store.query(here(), &Query::of(LAMP.name).after(cursor)).await;
    assert_eq!(other.unwrap_err().code(), "store.cursor");
}

/// A replaced data key *must* be listed once, as it is now, and an erased one not.
pub async fn a_replaced_data_key_is_listed_once_and_an_erased_one_not(store: &dyn Store) {
    let mut first = commit_of("one", vec![create("lamp_1", columns(None, None))]);
    first.keys.extend(["lamp_1", "lamp_2"].map(|id| key_of(Key::new(LAMP.name, id), "old")));
    store.commit(&first).await.unwrap();
    let mut second = commit_of("two", vec![create("lamp_3", columns(None, None))]);
    let replaces = Some("old".into());
    second.keys.push(KeyWrite { replaces, ..key_of(Key::new(LAMP.name, "lamp_2"), "new") });
    store.commit(&second).await.unwrap();
    let listed = store.query(here(), &Query::of(KEY_KIND)).await.unwrap().records;
    let bodies: Vec<_> = listed.iter().map(|record| (&*record.body, record.rev)).collect();
    assert_eq!(bodies, [("old", Seq::new(1)), ("new", Seq::new(2))]);
    let erase = crate::store::Op::Erase { subject: Key::new(LAMP.name, "lamp_1") };
    store.commit(&commit_of("three", vec![erase])).await.unwrap();
    let listed = store.query(here(), &Query::of(KEY_KIND)).await.unwrap().records;
    assert_eq!(ids(&listed), ["trial.lamp/lamp_2"]);
}

/// A version that was sealed anew *must* supersede like any other, under a nature of its own.
pub async fn a_resealed_version_supersedes_and_is_told_from_changes(store: &dyn Store) {
    commit(store, "one", vec![create("lamp_1", columns(Some("old"), None))]).await.unwrap();
    let reseal = put_of(LAMP, "lamp_1", columns(Some("new"), None), Expect::Rev(Seq::new(1)), Nature::Reseal);
    let done = commit(store, "two", vec![reseal]).await.unwrap();
    let log = store.log(here(), &LogQuery::of(lamp("lamp_1"))).await.unwrap();
    let natures: Vec<_> = log.iter().map(|row| row.nature).collect();
    assert_eq!(natures, [Nature::Create, Nature::Reseal]);
    assert!(log.iter().all(|row| row.content.is_some()));
    let found = verify(&store.info().catalog, &crate::store::Head::default(), &log, &done.head).unwrap();
    assert_eq!(found, vec![]);
}
