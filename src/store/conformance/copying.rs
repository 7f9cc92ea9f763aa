//! Cases of what copies and the past need: records by id as they were, and rows whose content is gone.

use super::trial::{LAMP, NOTE, change, columns, commit, create, found, here, lamp, lamps, put_for, put_of};
use crate::schema::Key;
use crate::store::{
    Expect, Filter, Guard, KEY_KIND, KeyWrite, Known, LogQuery, MemoryStore, Nature, Op, Query, Record, Seq, Store,
    TallyQuery, chain, copy, verify,
};

/// A filter by ids *must* find those records, now and as they were at a commit.
pub async fn records_are_found_by_id_now_and_as_they_were(store: &dyn Store) {
    commit(store, "one", vec![create("lamp_1", columns(Some("a"), None)), create("lamp_2", columns(None, None))])
        .await
        .unwrap();
    commit(store, "two", vec![change("lamp_1", columns(Some("b"), None), Seq::new(1))]).await.unwrap();
    commit(store, "three", vec![Op::Delete { key: lamp("lamp_2"), expect: Expect::Any }]).await.unwrap();
    let of = |ids: &[&str]| lamps().filter(Filter::ids(ids.iter().copied()));
    assert_eq!(found(store, of(&["lamp_2", "lamp_1", "lamp_1", "lamp_9"])).await, ["lamp_1"]);
    assert!(found(store, of(&[])).await.is_empty());
    assert_eq!(found(store, lamps().filter(Filter::ids(["lamp_2"]).negate())).await, ["lamp_1"]);
    assert_eq!(
        found(store, lamps().filter(Filter::Any(vec![Filter::ids(["lamp_2"]), Filter::eq("place", "b")]))).await,
        ["lamp_1"]
    );
    let then = of(&["lamp_1", "lamp_2"]).known(Known::At(Seq::new(1)));
    let page = store.query(here(), &then).await.unwrap();
    let revs: Vec<_> = page.records.iter().map(|record| (&*record.key.id, record.rev.get())).collect();
    assert_eq!(revs, [("lamp_1", 1), ("lamp_2", 1)]);
    assert!(page.records[0].body.contains("Text(\\\"a\\\")"), "{page:?}");
    assert_eq!(
        found(store, of(&["lamp_1"]).filter(Filter::eq("place", "a")).known(Known::At(Seq::new(2)))).await,
        [""; 0]
    );
    let tally = TallyQuery::of(LAMP.name).filter(Filter::ids(["lamp_1", "lamp_2"])).known(Known::At(Seq::new(2)));
    assert_eq!(store.tally(here(), &tally).await.unwrap()[0].count, 2);
    let nul = store.query(here(), &of(&["a\0b"])).await.unwrap_err();
    assert_eq!(nul.code(), "store.filter.type");
    let note = Query::of(NOTE.name).filter(Filter::ids(["note_1"])).known(Known::At(Seq::new(1)));
    assert_eq!(store.query(here(), &note).await.unwrap_err().code(), "store.known.no_history");
}

/// The row of a version whose content is not at hand.
fn gone(id: &str, nature: Nature) -> Op {
    let key = lamp(id);
    let digest = match put_of(LAMP, id, columns(Some("gone"), None), Expect::Any, nature) {
        Op::Put(put) if !matches!(nature, Nature::Delete | Nature::Erase) => put.digest,
        _ => chain::digest_bare(&key, nature),
    };
    Op::Gone { key, nature, digest }
}

/// A row whose content is gone *must* be written as it stands, end the record, and *must* keep its digest.
pub async fn a_row_without_content_ends_the_record_and_keeps_its_digest(store: &dyn Store) {
    commit(store, "one", vec![create("lamp_1", columns(Some("a"), None))]).await.unwrap();
    commit(store, "two", vec![gone("lamp_1", Nature::Change), gone("lamp_2", Nature::Create)]).await.unwrap();
    assert!(found(store, lamps()).await.is_empty());
    assert_eq!(found(store, lamps().known(Known::At(Seq::new(1)))).await, ["lamp_1"]);
    commit(store, "three", vec![gone("lamp_2", Nature::Delete)]).await.unwrap();
    let again = put_of(LAMP, "lamp_1", columns(Some("c"), None), Expect::Absent, Nature::Change);
    commit(store, "four", vec![again]).await.unwrap();
    let log = store.log(here(), &LogQuery::after(Seq::ZERO)).await.unwrap();
    let rows: Vec<_> = log.iter().map(|row| (row.nature, row.content.is_some())).collect();
    assert_eq!(
        rows,
        [
            (Nature::Create, true),
            (Nature::Change, false),
            (Nature::Create, false),
            (Nature::Delete, false),
            (Nature::Change, true)
        ]
    );
    let Op::Gone { digest, .. } = gone("lamp_1", Nature::Change) else { unreachable!() };
    assert_eq!(log[1].digest, digest);
    let head = store.head(here()).await.unwrap();
    assert_eq!(verify(&store.info().catalog, &crate::store::Head::default(), &log, &head).unwrap(), vec![]);
    let other = chain::digest_bare(&lamp("lamp_9"), Nature::Delete);
    let forged = Op::Gone { key: lamp("lamp_1"), nature: Nature::Delete, digest: other };
    assert_eq!(commit(store, "five", vec![forged]).await.unwrap_err().code(), "store.commit.shape");
}

/// A commit that fails *must* take back such rows too.
pub async fn a_failed_commit_takes_back_rows_without_content(store: &dyn Store) {
    commit(store, "one", vec![create("lamp_1", columns(Some("a"), None))]).await.unwrap();
    let bad = vec![gone("lamp_1", Nature::Change), change("lamp_2", columns(None, None), Seq::new(9))];
    assert!(commit(store, "two", bad).await.unwrap_err().is_conflict());
    let mut late = super::trial::commit_of("three", vec![gone("lamp_1", Nature::Delete)]);
    late.guards.push(Guard::HeadAt(Seq::ZERO));
    assert!(store.commit(&late).await.unwrap_err().is_conflict());
    assert_eq!(found(store, lamps().filter(Filter::eq("place", "a"))).await, ["lamp_1"]);
    assert_eq!(store.log(here(), &LogQuery::of(lamp("lamp_1"))).await.unwrap().len(), 1);
}

/// An erasure *must* add a row for each current record that went, but for those that the commit names itself.
pub async fn an_erasure_adds_no_row_for_what_the_commit_names(store: &dyn Store) {
    let of_subject =
        |id: &str| put_for(LAMP, lamp(id), lamp("lamp_1"), columns(Some("a"), None), Expect::Absent, Nature::Create);
    commit(store, "one", vec![of_subject("lamp_1"), of_subject("lamp_2"), of_subject("lamp_3")]).await.unwrap();
    let ops = vec![Op::Erase { subject: lamp("lamp_1") }, gone("lamp_3", Nature::Erase)];
    commit(store, "two", ops).await.unwrap();
    assert!(found(store, lamps()).await.is_empty());
    assert!(found(store, lamps().known(Known::At(Seq::new(1)))).await.is_empty());
    let log = store.log(here(), &LogQuery::after(Seq::new(1))).await.unwrap();
    let rows: Vec<_> = log.iter().map(|row| (row.ord, row.nature, &*row.key.id)).collect();
    let erase = Nature::Erase;
    assert_eq!(rows, [(0, erase, "lamp_1"), (1, erase, "lamp_3"), (2, erase, "lamp_2")]);
    assert_eq!(store.fetch(here(), &[Key::new(LAMP.name, "lamp_3")]).await.unwrap(), vec![None]);
}

/// What a copy must carry over: changes, a deletion, an erasure, a kind without history, data keys.
async fn eventful(store: &dyn Store) {
    let of_subject =
        |id: &str, expect, nature| put_for(LAMP, lamp(id), lamp("lamp_1"), columns(Some("a"), None), expect, nature);
    let note = |text: &str| put_of(NOTE, "note_1", vec![text.into()], Expect::Any, Nature::Change);
    let ops = ["lamp_1", "lamp_2", "lamp_3"].map(|id| of_subject(id, Expect::Absent, Nature::Create));
    let mut first = super::trial::commit_of("one", ops.into());
    let key = |subject: Key, wrapped: &str| KeyWrite { subject, wrapped: wrapped.into(), replaces: None };
    first.keys.extend([key(lamp("lamp_1"), "1.a"), key(lamp("lamp_9"), "1.b")]);
    store.commit(&first).await.unwrap();
    commit(store, "two", vec![note("x"), create("lamp_4", columns(Some("b"), Some(3)))]).await.unwrap();
    commit(store, "three", vec![note("y"), change("lamp_4", columns(None, Some(4)), Seq::new(2))]).await.unwrap();
    let own = put_of(LAMP, "lamp_3", columns(Some("c"), None), Expect::Any, Nature::Correct);
    commit(store, "four", vec![own, Op::Delete { key: lamp("lamp_4"), expect: Expect::Any }]).await.unwrap();
    commit(store, "five", vec![Op::Erase { subject: lamp("lamp_1") }]).await.unwrap();
    commit(store, "six", vec![create("lamp_4", columns(Some("d"), None))]).await.unwrap();
}

async fn is_copy(store: &dyn Store, of: &dyn Store) {
    assert_eq!(store.head(here()).await.unwrap(), of.head(here()).await.unwrap());
    let all = LogQuery::after(Seq::ZERO);
    assert_eq!(store.log(here(), &all).await.unwrap(), of.log(here(), &all).await.unwrap());
    let mut queries: Vec<Query> = (0..=6).map(|seq| lamps().known(Known::At(Seq::new(seq)))).collect();
    queries.extend([lamps(), Query::of(NOTE.name)]);
    for query in queries {
        assert_eq!(store.query(here(), &query).await.unwrap(), of.query(here(), &query).await.unwrap());
    }
    let key = [Key::new(KEY_KIND, &lamp("lamp_1").to_string()), Key::new(KEY_KIND, &lamp("lamp_9").to_string())];
    let bodies = |found: Vec<Option<Record>>| found.into_iter().map(|key| key.map(|key| key.body)).collect::<Vec<_>>();
    let found = bodies(store.fetch(here(), &key).await.unwrap());
    assert_eq!(found, [None, Some("1.b".into())]);
    assert_eq!(found, bodies(of.fetch(here(), &key).await.unwrap()));
}

/// A copy into the store and one out of it *must* have the same log, past and data keys; copying over others' commits *must* fail.
pub async fn a_copy_into_and_out_of_the_store_has_the_same_log(store: &dyn Store) {
    let (source, target) =
        (MemoryStore::new(store.info().catalog.clone()), MemoryStore::new(store.info().catalog.clone()));
    eventful(&source).await;
    assert_eq!(copy(&source, store, here()).await.unwrap().commits, 6);
    is_copy(store, &source).await;
    copy(store, &target, here()).await.unwrap();
    is_copy(&target, &source).await;
    commit(store, "apart", vec![create("lamp_7", columns(None, None))]).await.unwrap();
    commit(&source, "seven", vec![create("lamp_7", columns(None, None))]).await.unwrap();
    let error = copy(&source, store, here()).await.unwrap_err();
    assert_eq!((error.code(), error.get("seq")), ("store.copy.diverged", Some("7")));
}

/// What is erased in the source *must* go from a copy that follows it, content and data key, while the log stays equal.
pub async fn a_copy_that_follows_loses_what_is_erased_in_the_source(store: &dyn Store) {
    let source = MemoryStore::new(store.info().catalog.clone());
    let of_subject =
        |id: &str| put_for(LAMP, lamp(id), lamp("lamp_1"), columns(Some("a"), None), Expect::Absent, Nature::Create);
    let mut first = super::trial::commit_of("one", vec![of_subject("lamp_1"), of_subject("lamp_2")]);
    first.keys.push(KeyWrite { subject: lamp("lamp_1"), wrapped: "1.a".into(), replaces: None });
    source.commit(&first).await.unwrap();
    copy(&source, store, here()).await.unwrap();
    assert_eq!(found(store, lamps()).await, ["lamp_1", "lamp_2"]);
    commit(&source, "two", vec![Op::Erase { subject: lamp("lamp_1") }]).await.unwrap();
    copy(&source, store, here()).await.unwrap();
    let log = store.log(here(), &LogQuery::after(Seq::ZERO)).await.unwrap();
    assert_eq!(log, source.log(here(), &LogQuery::after(Seq::ZERO)).await.unwrap());
    assert!(log.iter().all(|row| row.content.is_none()));
    let key = Key::new(KEY_KIND, &lamp("lamp_1").to_string());
    assert_eq!(store.fetch(here(), &[key]).await.unwrap(), vec![None]);
    assert!(found(store, lamps().known(Known::At(Seq::new(1)))).await.is_empty());
}
