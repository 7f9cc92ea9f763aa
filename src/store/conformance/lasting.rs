//! Cases that open one place several times: what is durable, and what migrating keeps. Each takes a function that opens a store over the
//! *same* place with the catalog that it is given, without migrating it. They are no part of [`super::CASES`]: a store whose
//! `info` says that it is not durable has no place to open again.

use std::future::Future;

use super::at_once::{Task, all};
use super::trial::{
    LAMP, NOTE, catalog, commit_of, create, done, fetched, five_lamps, found, head, key_write, lamp, lamps, log, paged,
    put_of, refusal, verified, wrapped,
};
use crate::schema::{Column, ColumnType, Index, Key, KindSpec, Value};
use crate::store::{Catalog, Expect, Filter, Known, Migrate, Migrated, Nature, Query, Seq, Store};

/// Projects nothing but the colour in which a lamp was painted.
#[allow(clippy::unnecessary_wraps, reason = "the shape of every projection")]
fn painted(key: &Key, _version: u32, _body: &str) -> crate::Result<Vec<Value>> {
    let mut values = vec![Value::Null; LAMP.columns.len()];
    values.push(Value::from(format!("red of {}", key.id)));
    Ok(values)
}

/// 路灯 The lamp of a later build: one column and one order more, and one order over other columns.
pub const WIDER: &KindSpec = &KindSpec {
    version: 2,
    project: Some(painted),
    columns: &[
        Column::new("place", ColumnType::Text),
        Column::new("watts", ColumnType::Int),
        Column::new("lit", ColumnType::Bool),
        Column::new("from", ColumnType::Day),
        Column::new("until", ColumnType::Day),
        Column::new("serial", ColumnType::Text),
        Column::new("colour", ColumnType::Text).since(2),
    ],
    indexes: &[
        Index { name: "by_place", columns: &["place", "watts"], unique: false },
        Index { name: "by_watts", columns: &["watts", "place"], unique: false },
        Index { name: "by_serial", columns: &["serial"], unique: true },
        Index { name: "by_colour", columns: &["colour"], unique: false },
    ],
    ..*LAMP
};

async fn migrated<S: Store>(store: S) -> S {
    store.migrate(&Migrate::default()).await.unwrap();
    store
}

/// A commit that was answered *must* be there when the place is opened again: records, history, data keys, head, log, requests.
pub async fn what_was_committed_is_there_when_opened_again<S: Store, F: Future<Output = S>>(
    mut open: impl FnMut(Catalog) -> F,
) {
    let store = migrated(open(catalog()).await).await;
    assert!(store.info().durable, "a store that is not durable has no place to open again");
    five_lamps(&store).await;
    let mut commit = commit_of("two", vec![create("lamp_6", LAMP.columns.iter().map(|_| Value::Null).collect())]);
    commit.keys.push(key_write(lamp("lamp_6"), "w", None));
    store.commit(&commit).await.unwrap();
    done(&store, "three", vec![super::trial::delete("lamp_1")]).await;
    done(&store, "erase", vec![crate::store::Op::Erase { subject: lamp("lamp_3") }]).await;
    let before = (head(&store).await, log(&store).await, found(&store, lamps().order("by_place")).await);
    drop(store);
    for _ in 0..2 {
        let store = migrated(open(catalog()).await).await;
        assert_eq!(before, (head(&store).await, log(&store).await, found(&store, lamps().order("by_place")).await));
        assert_eq!(found(&store, lamps().known(Known::At(Seq::new(2)))).await.len(), 5);
        assert_eq!(wrapped(&store, &lamp("lamp_6")).await.as_deref(), Some("w"));
        assert!(store.commit(&commit).await.unwrap().repeated, "the request is known");
        verified(&store).await;
    }
    let store = migrated(open(catalog()).await).await;
    assert_eq!(
        done(&store, "four", vec![create("lamp_1", super::trial::columns(None, None))]).await.head.seq,
        Seq::new(5)
    );
}

/// A place never migrated *must* say so instead of answering; a dry run *must* tell what migrating then does, and do nothing.
pub async fn a_place_without_its_tables_says_migrate<S: Store, F: Future<Output = S>>(
    mut open: impl FnMut(Catalog) -> F,
) {
    let store = open(catalog()).await;
    let plan = store.migrate(&Migrate { dry_run: true }).await.unwrap();
    for _ in 0..2 {
        assert_eq!(refusal("head", store.head(super::trial::here()).await).code(), "store.not_migrated");
        let query = store.query(super::trial::here(), &lamps()).await;
        assert_eq!(refusal("query", query).code(), "store.not_migrated");
        assert_eq!(store.migrate(&Migrate { dry_run: true }).await.unwrap(), plan);
    }
    let mut kinds = plan.kinds.clone();
    kinds.sort();
    assert_eq!(kinds, ["trial.card".into(), "trial.lamp".into(), "trial.note".into()]);
    assert_eq!(store.migrate(&Migrate::default()).await.unwrap(), plan);
    assert!(store.migrate(&Migrate::default()).await.unwrap().is_empty());
    head(&store).await;
}

/// Migrating *must* add kinds, columns and orders, fill a column from the bodies of stored versions, and *must* drop nothing: old
/// records are found, old digests hold, and a kind that a catalog leaves out is still there for the next that has it. A kind whose bodies
/// have a later version *must* be refused (`store.kind.newer`).
pub async fn migrating_adds_and_drops_nothing<S: Store, F: Future<Output = S>>(mut open: impl FnMut(Catalog) -> F) {
    let (old, new) = (Catalog::new([LAMP, NOTE]).unwrap(), Catalog::new([WIDER, super::trial::CARD]).unwrap());
    let store = migrated(open(old).await).await;
    five_lamps(&store).await;
    done(&store, "note", vec![put_of(NOTE, "note_1", vec!["kept".into()], Expect::Absent, Nature::Create)]).await;
    let before = head(&store).await;
    drop(store);
    let store = open(new).await;
    assert_eq!(refusal("head", store.head(super::trial::here()).await).code(), "store.not_migrated");
    let Migrated { kinds, columns, mut orders, filled, versions, views: _ } =
        store.migrate(&Migrate::default()).await.unwrap();
    orders.retain(|order| order.starts_with("trial.lamp"));
    orders.sort();
    assert_eq!((&*kinds, &*columns), (&["trial.card".into()][..], &["trial.lamp.colour".into()][..]));
    assert_eq!(orders, ["trial.lamp.by_colour".into(), "trial.lamp.by_place".into()]);
    assert_eq!((filled, versions), (columns, vec!["trial.lamp.v2".into()]));
    assert_eq!(head(&store).await, before);
    assert_eq!(found(&store, lamps().filter(Filter::eq("colour", "red of lamp_3"))).await, ["lamp_3"]);
    assert_eq!(paged(&store, lamps().order("by_colour").limit(2)).await.len(), 5);
    assert_eq!(found(&store, lamps().order("by_place").known(Known::At(Seq::new(1)))).await.len(), 5);
    drop(store);
    let both = Catalog::new([WIDER, NOTE, super::trial::CARD]).unwrap();
    let store = migrated(open(both).await).await;
    assert_eq!(found(&store, Query::of(NOTE.name).filter(Filter::eq("text", "kept"))).await, ["note_1"]);
    verified(&store).await;
    drop(store);
    let older = open(Catalog::new([LAMP]).unwrap()).await;
    let refused = older.migrate(&Migrate::default()).await;
    assert_eq!(refusal("bodies of a later version", refused).code(), "store.kind.newer");
}

/// Two that migrate one place at once *must* both succeed, and *must* be able to commit in turn.
pub async fn two_may_migrate_one_place_at_once<S: Store, F: Future<Output = S>>(mut open: impl FnMut(Catalog) -> F) {
    let (one, other) = (open(catalog()).await, open(catalog()).await);
    let migrate = |store| -> Task<'_, Migrated> {
        let store: &S = store;
        Box::pin(async move {
            for _ in 0..1_000 {
                match store.migrate(&Migrate::default()).await {
                    Err(error) if error.is_retryable() => super::at_once::turn().await,
                    answer => return answer.unwrap(),
                }
            }
            panic!("migrating stays busy");
        })
    };
    let done_by = all(vec![migrate(&one), migrate(&other)]).await;
    let kinds: usize = done_by.iter().map(|migrated| migrated.kinds.len()).sum();
    assert_eq!(kinds, 3, "each kind is made once: {done_by:?}");
    for number in 0..6 {
        let store = if number % 2 == 0 { &one } else { &other };
        let id = format!("lamp_{number}");
        done(store, &id, vec![create(&id, super::trial::columns(None, None))]).await;
        assert!(fetched(if number % 2 == 0 { &other } else { &one }, lamp(&id)).await.is_some());
    }
    assert_eq!(head(&one).await, head(&other).await);
}

/// A place whose format is newer than [`crate::store::FORMAT`] *must* be refused (`store.format.newer`): the host marks a place so and
/// opens it.
pub async fn a_newer_format_is_refused(store: &dyn Store) {
    assert_eq!(refusal("migrate", store.migrate(&Migrate::default()).await).code(), "store.format.newer");
    assert_eq!(refusal("head", store.head(super::trial::here()).await).code(), "store.format.newer");
    let commit = commit_of("one", vec![create("lamp_1", super::trial::columns(None, None))]);
    assert_eq!(refusal("commit", store.commit(&commit).await).code(), "store.format.newer");
}
