//! Kinds and operations that the cases are made of.

use uuid::Uuid;

use crate::schema::{Column, ColumnType, Index, Key, KindSpec, UnitId, Value};
use crate::store::{
    Catalog, Commit, Committed, Content, Expect, Meta, Nature, Op, Origin, Put, Query, Record, Rev, Salt, Store, chain,
};
use crate::value::Instant;

pub(crate) const LAMP: &KindSpec = &KindSpec {
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

pub(crate) const NOTE: &KindSpec = &KindSpec {
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

pub(crate) fn catalog() -> Catalog {
    Catalog::new([LAMP, NOTE]).unwrap()
}

pub(crate) fn unit(number: u128) -> UnitId {
    UnitId::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn here() -> UnitId {
    unit(1)
}

pub(crate) fn lamp(id: &str) -> Key {
    Key::new(LAMP.name, id)
}

pub(crate) fn meta(request: &str) -> Meta {
    Meta {
        request: request.into(),
        actor: "clerk".into(),
        purpose: "test".into(),
        reason: None,
        at: Instant::from_micros(1_700_000_000_000_000),
        origin: Origin::default(),
    }
}

/// A lamp's columns: place, watts; the others null.
pub(crate) fn columns(place: Option<&str>, watts: Option<i64>) -> Vec<Value> {
    vec![place.into(), watts.into(), Value::Null, Value::Null, Value::Null, Value::Null]
}

pub(crate) fn put_of(spec: &'static KindSpec, id: &str, columns: Vec<Value>, expect: Expect, nature: Nature) -> Op {
    let key = Key::new(spec.name, id);
    put_for(spec, key.clone(), key, columns, expect, nature)
}

pub(crate) fn put_for(
    spec: &'static KindSpec,
    key: Key,
    subject: Key,
    columns: Vec<Value>,
    expect: Expect,
    nature: Nature,
) -> Op {
    let body = format!("{{\"id\":\"{}\",\"columns\":\"{columns:?}\"}}", key.id).replace('\\', "").into();
    let content = Content { version: 1, subject, salt: Salt::from_bytes([7; 16]), columns, body };
    let digest = chain::digest(spec, &key, nature, &content);
    Op::Put(Put { key, content, expect, nature, digest })
}

pub(crate) fn create(id: &str, columns: Vec<Value>) -> Op {
    put_of(LAMP, id, columns, Expect::Absent, Nature::Create)
}

pub(crate) fn change(id: &str, columns: Vec<Value>, rev: Rev) -> Op {
    put_of(LAMP, id, columns, Expect::Rev(rev), Nature::Change)
}

pub(crate) fn commit_of(request: &str, ops: Vec<Op>) -> Commit {
    Commit { unit: here(), meta: meta(request), guards: Vec::new(), ops, keys: Vec::new() }
}

pub(crate) async fn commit(store: &dyn Store, request: &str, ops: Vec<Op>) -> crate::Result<Committed> {
    store.commit(&commit_of(request, ops)).await
}

pub(crate) fn ids(records: &[Record]) -> Vec<&str> {
    records.iter().map(|record| &*record.key.id).collect()
}

pub(crate) async fn found(store: &dyn Store, query: Query) -> Vec<String> {
    ids(&store.query(here(), &query).await.unwrap().records).into_iter().map(str::to_owned).collect()
}

pub(crate) fn lamps() -> Query {
    Query::of(LAMP.name)
}
