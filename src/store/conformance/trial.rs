//! 试验种类 Kinds and operations that the cases are made of; for further cases of a host's own.

use uuid::Uuid;

use crate::error::{Error, Result};
use crate::schema::{Column, ColumnType, Index, Key, KindSpec, SecretSpec, UnitId, Value};
use crate::store::{
    Catalog, Change, Commit, Committed, Content, Expect, Guard, Head, KEY_KIND, KeyWrite, LogQuery, Meta, Nature, Op,
    Origin, Page, Put, Query, Record, Rev, Salt, Seq, Store, Tally, TallyQuery, chain, verify,
};
use crate::value::Instant;

/// 路灯 A kind with every type of column, three orders (one unique) and history.
pub const LAMP: &KindSpec = &KindSpec {
    name: "trial.lamp",
    prefix: "lamp",
    version: 1,
    zh: "路灯",
    columns: &[
        Column::new("place", ColumnType::Text),
        Column::new("watts", ColumnType::Int),
        Column::new("lit", ColumnType::Bool),
        Column::new("from", ColumnType::Day),
        Column::new("until", ColumnType::Day),
        Column::new("serial", ColumnType::Text),
    ],
    indexes: &[
        Index { name: "by_place", columns: &["place"], unique: false },
        Index { name: "by_watts", columns: &["watts", "place"], unique: false },
        Index { name: "by_serial", columns: &["serial"], unique: true },
    ],
    secrets: &[],
    history: true,
    project: None,
};

/// 便条 A kind without history.
pub const NOTE: &KindSpec = &KindSpec {
    name: "trial.note",
    prefix: "note",
    version: 1,
    zh: "便条",
    columns: &[Column::new("text", ColumnType::Text)],
    indexes: &[],
    secrets: &[],
    history: false,
    project: None,
};

/// 卡片 A kind with a secret and its tag, whose bodies are in their third version.
pub const CARD: &KindSpec = &KindSpec {
    name: "trial.card",
    prefix: "card",
    version: 3,
    zh: "卡片",
    columns: &[Column::new("holder", ColumnType::Text), Column::new("number_tag", ColumnType::Text)],
    indexes: &[Index { name: "number_tag", columns: &["number_tag"], unique: false }],
    secrets: &[SecretSpec { name: "number", zh: "号码", scheme: Some("trial") }],
    history: true,
    project: None,
};

/// The three kinds.
pub fn catalog() -> Catalog {
    Catalog::new([LAMP, NOTE, CARD]).unwrap()
}

/// A unit.
pub fn unit(number: u128) -> UnitId {
    UnitId::from_uuid(Uuid::from_u128(number))
}

/// The unit in which most cases play.
pub fn here() -> UnitId {
    unit(1)
}

/// The key of a lamp.
pub fn lamp(id: &str) -> Key {
    Key::new(LAMP.name, id)
}

/// The instant of [`meta`].
pub const AT: i64 = 1_700_000_000_123_457;

/// The meta of a commit, by the name of its request.
pub fn meta(request: &str) -> Meta {
    Meta {
        request: request.into(),
        actor: "clerk".into(),
        purpose: "test".into(),
        reason: None,
        at: Instant::from_micros(AT),
        origin: Origin::default(),
    }
}

/// A lamp's columns: place, watts; the others null.
pub fn columns(place: Option<&str>, watts: Option<i64>) -> Vec<Value> {
    vec![place.into(), watts.into(), Value::Null, Value::Null, Value::Null, Value::Null]
}

/// A lamp's columns: nothing but a serial number, which is unique.
pub fn serial(serial: Option<&str>) -> Vec<Value> {
    vec![Value::Null, Value::Null, Value::Null, Value::Null, Value::Null, serial.into()]
}

/// Writes a version of a record that is its own subject.
pub fn put_of(spec: &'static KindSpec, id: &str, columns: Vec<Value>, expect: Expect, nature: Nature) -> Op {
    let key = Key::new(spec.name, id);
    put_for(spec, key.clone(), key, columns, expect, nature)
}

/// Writes a version of a record that belongs to a subject.
pub fn put_for(
    spec: &'static KindSpec,
    key: Key,
    subject: Key,
    columns: Vec<Value>,
    expect: Expect,
    nature: Nature,
) -> Op {
    let body = serde_json::json!({ "id": key.id, "columns": format!("{columns:?}") }).to_string();
    put_body(spec, key, Content { version: 1, subject, salt: salt(), columns, body: body.into() }, expect, nature)
}

/// Writes a version with this content.
pub fn put_body(spec: &'static KindSpec, key: Key, content: Content, expect: Expect, nature: Nature) -> Op {
    let digest = chain::digest(spec, &key, nature, &content);
    Op::Put(Put { key, content, expect, nature, digest })
}

/// The salt of every trial version.
pub fn salt() -> Salt {
    Salt::from_bytes([7; 16])
}

/// A new lamp.
pub fn create(id: &str, columns: Vec<Value>) -> Op {
    put_of(LAMP, id, columns, Expect::Absent, Nature::Create)
}

/// A lamp, whether new or not.
pub fn set(id: &str, columns: Vec<Value>) -> Op {
    put_of(LAMP, id, columns, Expect::Any, Nature::Change)
}

/// A lamp that changed.
pub fn change(id: &str, columns: Vec<Value>, rev: Rev) -> Op {
    put_of(LAMP, id, columns, Expect::Rev(rev), Nature::Change)
}

/// The end of a lamp.
pub fn delete(id: &str) -> Op {
    Op::Delete { key: lamp(id), expect: Expect::Any }
}

/// A commit of these operations.
pub fn commit_of(request: &str, ops: Vec<Op>) -> Commit {
    Commit { unit: here(), meta: meta(request), guards: Vec::new(), ops, keys: Vec::new() }
}

/// The same commit under a guard.
pub fn guarded(mut commit: Commit, guard: Guard) -> Commit {
    commit.guards.push(guard);
    commit
}

/// A data key for a subject.
pub fn key_write(subject: Key, wrapped: &str, replaces: Option<&str>) -> KeyWrite {
    KeyWrite { subject, wrapped: wrapped.into(), replaces: replaces.map(Into::into) }
}

/// Commits these operations.
pub async fn commit(store: &dyn Store, request: &str, ops: Vec<Op>) -> Result<Committed> {
    store.commit(&commit_of(request, ops)).await
}

/// Commits these operations; they must go in.
pub async fn done(store: &dyn Store, request: &str, ops: Vec<Op>) -> Committed {
    commit(store, request, ops).await.unwrap_or_else(|error| panic!("`{request}` was refused: {error:?}"))
}

/// Commits these operations; they must be refused.
pub async fn refused(store: &dyn Store, request: &str, ops: Vec<Op>) -> Error {
    refusal(request, commit(store, request, ops).await)
}

/// The refusal of what must be refused.
pub fn refusal<T: std::fmt::Debug>(what: &str, result: Result<T>) -> Error {
    match result {
        Ok(answer) => panic!("`{what}` must be refused, and was answered with {answer:?}"),
        Err(error) => error,
    }
}

/// The unit's head.
pub async fn head(store: &dyn Store) -> Head {
    store.head(here()).await.unwrap()
}

/// The current record of a key.
pub async fn fetched(store: &dyn Store, key: Key) -> Option<Record> {
    store.fetch(here(), &[key]).await.unwrap().remove(0)
}

/// The ids of records.
pub fn ids(records: &[Record]) -> Vec<&str> {
    records.iter().map(|record| &*record.key.id).collect()
}

/// One page.
pub async fn page(store: &dyn Store, query: &Query) -> Page {
    store.query(here(), query).await.unwrap_or_else(|error| panic!("{query:?}: {error:?}"))
}

/// The ids of one page.
pub async fn found(store: &dyn Store, query: Query) -> Vec<String> {
    ids(&page(store, &query).await.records).into_iter().map(str::to_owned).collect()
}

/// The ids of all pages; cursors cross as text. At most 1,000 pages.
pub async fn paged(store: &dyn Store, mut query: Query) -> Vec<String> {
    let mut all = Vec::new();
    for _ in 0..1_000 {
        let page = page(store, &query).await;
        assert!(page.records.len() <= query.limit as usize, "a page is larger than asked for: {query:?}");
        all.extend(page.records.iter().map(|record| record.key.id.to_string()));
        let Some(next) = page.next else { return all };
        query.after = Some(next.to_string().parse().unwrap());
    }
    panic!("paging does not end: {query:?}");
}

/// A tally.
pub async fn tallied(store: &dyn Store, query: &TallyQuery) -> Vec<Tally> {
    store.tally(here(), query).await.unwrap_or_else(|error| panic!("{query:?}: {error:?}"))
}

/// How many wrapped data keys there are.
pub async fn key_count(store: &dyn Store) -> u64 {
    tallied(store, &TallyQuery::of(KEY_KIND)).await[0].count
}

/// The wrapped data key of a subject.
pub async fn wrapped(store: &dyn Store, subject: &Key) -> Option<Box<str>> {
    fetched(store, Key::new(KEY_KIND, &subject.to_string())).await.map(|record| record.body)
}

/// The log of the unit, at most one page.
pub async fn log(store: &dyn Store) -> Vec<Change> {
    store.log(here(), &LogQuery::after(Seq::ZERO).limit(Query::MOST)).await.unwrap()
}

/// The log of the unit, which must verify.
pub async fn verified(store: &dyn Store) -> Vec<Change> {
    let (log, head) = (log(store).await, head(store).await);
    let findings = verify(&store.info().catalog, &Head::default(), &log, &head).unwrap();
    assert_eq!(findings, vec![], "the log must verify");
    log
}

/// Commit and row of each row of a log.
pub fn marks(log: &[Change]) -> Vec<(i64, u32)> {
    log.iter().map(|row| (row.commit.seq.get(), row.ord)).collect()
}

/// The first 100 lamps in the order of their ids.
pub fn lamps() -> Query {
    Query::of(LAMP.name)
}

/// Five lamps in one commit: two places, one without, watts and days.
pub async fn five_lamps(store: &dyn Store) -> Committed {
    let lamp = |id: &str, place: Option<&str>, watts: Option<i64>, lit: Option<bool>, days: [Option<&str>; 2]| {
        let [from, until] = days;
        create(id, vec![place.into(), watts.into(), lit.into(), from.into(), until.into(), Value::Null])
    };
    let ops = vec![
        lamp("lamp_1", Some("东门"), Some(60), Some(true), [Some("2023-01-01"), Some("2023-06-01")]),
        lamp("lamp_2", Some("东门口"), Some(100), Some(false), [None, None]),
        lamp("lamp_3", None, Some(60), None, [Some("2023-06-01"), None]),
        lamp("lamp_4", Some("gate"), None, Some(true), [None, Some("2023-01-01")]),
        lamp("lamp_5", Some("Gate"), Some(-5), Some(false), [Some("2023-02-01"), Some("2023-02-01")]),
    ];
    done(store, "five lamps", ops).await
}
