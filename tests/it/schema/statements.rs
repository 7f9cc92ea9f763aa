//! Every statement of the engine: as golden files, carrying the unit, and served by an index.

use std::collections::BTreeSet;

use cunwu::schema::{ColumnType, Index, Key, KindSpec, UnitId, Value};
use cunwu::store::sql::{Driver, Postgres, Sqlite};
use cunwu::store::{
    Catalog, Commit, Content, Expect, Filter, Guard, KeyWrite, Known, LogQuery, Meta, Migrate, Name, Nature, Op,
    Origin, PgOptions, Put, Query, Salt, Seq, SqlStore, Store, TallyQuery, chain,
};
use cunwu::value::Instant;
use uuid::Uuid;

use super::recorder::{Explain, Record, Recorder, Sent};
use crate::cluster::{self, Locale};

/// How many records of each kind are stored.
const RECORDS: u32 = 40;
/// How many records a page has: two pages are read.
const PAGE: u32 = 7;

const ON_SQLITE: Explain = Explain { before: "", ask: "EXPLAIN QUERY PLAN" };
/// What is switched off is used only where nothing else is possible.
const ON_POSTGRES: Explain = Explain {
    before: "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true), \
             set_config('enable_bitmapscan', 'off', true)",
    ask: "EXPLAIN (COSTS OFF)",
};

fn here() -> UnitId {
    UnitId::from_uuid(Uuid::from_u128(7))
}

fn catalog() -> Catalog {
    cunwu::ledger::catalog().unwrap()
}

/// The value of the `place`th column of the `number`th record: some null, some equal, most apart.
fn value(ty: ColumnType, place: usize, number: u32) -> Value {
    let spread = (number * 7 + u32::try_from(place).unwrap()) % RECORDS;
    if number.is_multiple_of(5) {
        return Value::Null;
    }
    match ty {
        ColumnType::Text => format!("t{:02}", spread / 2).into(),
        ColumnType::Int => i64::from(spread / 2).into(),
        ColumnType::Bool => spread.is_multiple_of(2).into(),
        ColumnType::Day => format!("2024-01-{:02}", 1 + spread / 2).into(),
    }
}

fn put(spec: &'static KindSpec, number: u32, expect: Expect, nature: Nature) -> Op {
    let key = Key::new(spec.name, &format!("{}_{number:03}", spec.prefix));
    let columns = spec.columns.iter().enumerate().map(|(place, column)| value(column.ty, place, number)).collect();
    let (subject, salt) = (Key::new("resident", "res_1"), Salt::from_bytes([1; 16]));
    let content = Content { version: spec.version, subject, salt, columns, body: "{}".into() };
    let digest = chain::digest(spec, &key, nature, &content);
    Op::Put(Put { key, content, expect, nature, digest })
}

fn commit_of(request: &str, ops: Vec<Op>) -> Commit {
    let meta = Meta {
        request: request.into(),
        actor: "clerk".into(),
        purpose: "test".into(),
        reason: None,
        at: Instant::from_micros(1_700_000_000_000_000),
        origin: Origin::default(),
    };
    Commit { unit: here(), meta, guards: Vec::new(), ops, keys: Vec::new() }
}

/// Records of every kind, each with a version that was superseded.
async fn fill(store: &dyn Store) {
    let catalog = store.info().catalog.clone();
    for spec in catalog.kinds() {
        let ops = (1..=RECORDS).map(|number| put(spec, number, Expect::Absent, Nature::Create)).collect();
        store.commit(&commit_of(spec.name, ops)).await.unwrap();
        let ops = (1..=RECORDS).map(|number| put(spec, number, Expect::Any, Nature::Change)).collect();
        store.commit(&commit_of(&format!("{} again", spec.name), ops)).await.unwrap();
    }
}

fn equal(spec: &KindSpec, column: &'static str) -> Filter {
    let place = spec.column(column).unwrap();
    Filter::Eq(Name::Borrowed(column), value(spec.columns[place].ty, place, 3))
}

/// A stretch of a column, as its type has it.
fn stretch(spec: &KindSpec, column: &'static str) -> Filter {
    let place = spec.column(column).unwrap();
    let name = || Name::Borrowed(column);
    let (low, high) = (value(spec.columns[place].ty, place, 6), value(spec.columns[place].ty, place, 4));
    match spec.columns[place].ty {
        ColumnType::Text => Filter::starts_with(name(), "t0"),
        ColumnType::Bool => equal(spec, column),
        ColumnType::Int | ColumnType::Day => Filter::Gt(name(), low).and(Filter::Le(name(), high)),
    }
}

/// What an order serves: everything, equality on a prefix, and a stretch of the column behind it.
fn served(spec: &KindSpec, index: &Index) -> Vec<Filter> {
    let mut filters = vec![Filter::default()];
    let mut prefix = Filter::default();
    for column in index.columns {
        filters.push(prefix.clone().and(stretch(spec, column)));
        prefix = prefix.and(equal(spec, column));
        filters.push(prefix.clone());
    }
    filters
}

fn described(spec: &KindSpec, query: &Query) -> String {
    let direction = if query.descending { " descending" } else { "" };
    let page = if query.after.is_some() { ", later page" } else { "" };
    format!("{} by {}{direction}{page}, {:?}", spec.name, query.order, query.filter)
}

/// The statements that read the page among those that were sent: the head is read beside it.
fn of_page(sent: Vec<Sent>) -> Vec<Sent> {
    let page: Vec<Sent> = sent.into_iter().filter(|sent| sent.sql.contains("ORDER BY")).collect();
    assert!(!page.is_empty(), "a page is ordered");
    page
}

/// A page and the next, in both directions, of every order and what it serves.
async fn each_page(store: &dyn Store, record: &Record, mut see: impl FnMut(String, Sent)) {
    let catalog = store.info().catalog.clone();
    for spec in catalog.kinds() {
        let by_id = Index { name: "id", columns: &[], unique: false };
        for index in spec.indexes.iter().chain([&by_id]) {
            for filter in served(spec, index) {
                for descending in [false, true] {
                    let mut query = Query::of(spec.name).order(index.name).filter(filter.clone()).limit(PAGE);
                    query.descending = descending;
                    record.take();
                    let page = store.query(here(), &query).await.unwrap();
                    for sent in of_page(record.take()) {
                        see(described(spec, &query), sent);
                    }
                    if page.next.is_some() {
                        query = query.after(page.next);
                        store.query(here(), &query).await.unwrap();
                        for sent in of_page(record.take()) {
                            see(described(spec, &query), sent);
                        }
                    }
                }
            }
        }
    }
}

/// The other questions that must not look through a table.
async fn each_lookup(store: &dyn Store, record: &Record, mut see: impl FnMut(String, Sent)) {
    let key = Key::new("resident", "res_003");
    let mut all = |what: &str, record: &Record| {
        for sent in record.take() {
            see(what.to_owned(), sent);
        }
    };
    record.take();
    store.head(here()).await.unwrap();
    all("head", record);
    store.fetch(here(), &[key.clone(), Key::new("house", "hse_001")]).await.unwrap();
    all("fetch", record);
    store.fetch(here(), &[Key::new(cunwu::store::KEY_KIND, "resident/res_1")]).await.unwrap();
    all("data key", record);
    store.log(here(), &LogQuery::of(key)).await.unwrap();
    all("history", record);
    store.log(here(), &LogQuery::after(Seq::new(3)).limit(5)).await.unwrap();
    all("log", record);
    store.log(here(), &LogQuery::after(Seq::new(3)).limit(5).bare()).await.unwrap();
    all("bare log", record);
    let at = Known::At(Seq::new(5));
    store.query(here(), &Query::of("resident").order("by_name").known(at)).await.unwrap();
    all("as of", record);
    store.tally(here(), &TallyQuery::of("house").by("grid").sum("lon")).await.unwrap();
    all("tally", record);
    store.tally(here(), &TallyQuery::of("house").by("grid").known(at)).await.unwrap();
    all("tally as of", record);
}

/// A commit with every sort of guard and operation, and the same request again.
async fn each_write(store: &dyn Store) {
    let spec = store.info().catalog.kind("resident").unwrap();
    let resident = Key::new("resident", "res_002");
    let mut commit = commit_of("every sort", vec![put(spec, 3, Expect::Any, Nature::Correct)]);
    commit.ops.push(Op::Delete { key: Key::new("house", "hse_004"), expect: Expect::Any });
    commit.guards = vec![
        Guard::HeadAt(store.head(here()).await.unwrap().seq),
        Guard::Absent(Key::new("resident", "res_999")),
        Guard::Count { kind: Name::Borrowed("resident"), filter: Filter::eq("name", "nobody"), is: 0 },
    ];
    commit.keys = vec![KeyWrite { subject: resident.clone(), wrapped: "wrapped".into(), replaces: None }];
    assert!(!store.commit(&commit).await.unwrap().repeated);
    assert!(store.commit(&commit).await.unwrap().repeated);
    let seq = store.head(here()).await.unwrap().seq;
    let rev = async |key: &Key| store.fetch(here(), std::slice::from_ref(key)).await.unwrap()[0].as_ref().unwrap().rev;
    let (house, other) = (Key::new("house", "hse_005"), Key::new("house", "hse_006"));
    let mut commit = commit_of("looked at by id", vec![put(spec, 3, Expect::Rev(seq), Nature::Change)]);
    commit.ops.push(Op::Delete { key: house.clone(), expect: Expect::Rev(rev(&house).await) });
    commit.guards = vec![Guard::Unchanged(other.clone(), rev(&other).await)];
    commit.keys = vec![KeyWrite { subject: house, wrapped: "wrapped".into(), replaces: None }];
    assert!(!store.commit(&commit).await.unwrap().repeated);
    store.commit(&commit_of("erasure", vec![Op::Erase { subject: resident }])).await.unwrap();
}

fn recorded(driver: impl Driver) -> (SqlStore, Record) {
    let (driver, record) = Recorder::new(driver);
    let store = SqlStore::new(driver, catalog());
    (store, record)
}

fn once(sent: Vec<Sent>, hide: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let shown = |sent: Sent| if hide.is_empty() { sent.sql } else { sent.sql.replace(hide, "village") };
    sent.into_iter().map(shown).filter(|sql| seen.insert(sql.clone())).collect()
}

fn golden(name: &str, statements: &[String]) {
    crate::golden::check(&format!("sql/{name}.sql"), &(statements.join(";\n") + ";\n"));
}

/// That a statement carries the unit, so that a city can be distributed by it; what a database was made with has none.
fn carries_the_unit(sql: &str) {
    let free = ["cunwu_meta", "cunwu_kind", "cunwu_column", "cunwu_order", "sqlite_master", "to_regclass"];
    let free = free.iter().any(|table| sql.contains(table)) || sql.starts_with("DROP ");
    let names =
        ["SELECT pg_advisory", "SELECT set_config", "CREATE SCHEMA", "ANALYZE", "SAVEPOINT", "RELEASE", "ROLLBACK"];
    if free || names.iter().any(|start| sql.starts_with(start)) || sql.starts_with("CREATE VIEW") {
        return;
    }
    let of_units = sql.contains("cunwu_unit") && (sql.contains(" name = ") || sql.contains("(name, "));
    assert!(
        sql.contains("unit = ")
            || sql.contains("unit, ")
            || sql.contains("(unit")
            || sql.contains("(\"unit\"")
            || of_units,
        "{sql}"
    );
    if sql.starts_with("CREATE TABLE") && !sql.contains("cunwu_unit") {
        assert!(sql.contains("PRIMARY KEY (unit, "), "{sql}");
    }
    if sql.starts_with("CREATE UNIQUE INDEX") || sql.starts_with("CREATE INDEX") {
        assert!(sql.contains(" (unit, "), "{sql}");
    }
}

/// The kinds whose statements stand for all in the golden files: with a prefix to compare, with days, with a tag.
const SHOWN: [&str; 3] = ["resident", "residence", "house"];

async fn statements_of(store: &SqlStore, record: &Record, backend: &str, hide: &str) {
    store.migrate(&Migrate::default()).await.unwrap();
    let ddl = once(record.take(), hide);
    for sql in &ddl {
        carries_the_unit(sql);
    }
    let notes = |sql: &&String| !sql.starts_with("DELETE") && !sql.starts_with("INSERT");
    golden(&format!("{backend}_tables"), &ddl.iter().filter(notes).cloned().collect::<Vec<_>>());
    fill(store).await;
    let mut sent = record.take();
    each_page(store, record, |_, page| sent.push(page)).await;
    each_lookup(store, record, |_, lookup| sent.push(lookup)).await;
    each_write(store).await;
    sent.extend(record.take());
    let all = once(sent, hide);
    for sql in &all {
        carries_the_unit(sql);
    }
    let kinds: Vec<String> = catalog().kinds().map(|spec| format!("\"{}", spec.name)).collect();
    let table = |sql: &str, name: &str| sql.contains(&format!("{name}\"")) || sql.contains(&format!("{name}_past\""));
    let shown = |sql: &&String| {
        let others = kinds.iter().filter(|kind| !SHOWN.contains(&kind.trim_start_matches('"')));
        // The head that a page reads along has a WHERE of its own.
        let asked = sql.split_once(") AS cunwu_head, ").map_or(sql.as_str(), |(_, asked)| asked);
        // A commit in one statement names its kinds anywhere; a column may be called as a kind.
        let (asked, before) = if sql.starts_with("WITH ") {
            (asked, "\"village\".")
        } else {
            (asked.split(" WHERE ").next().unwrap(), "")
        };
        !others.into_iter().any(|kind| table(asked, &format!("{before}{kind}")))
    };
    // What a commit touches is sent in no order that matters, so the file has its own.
    let mut shown: Vec<String> = all.iter().filter(shown).cloned().collect();
    shown.sort_unstable();
    golden(&format!("{backend}_statements"), &shown);
}

#[tokio::test]
async fn the_statements_of_sqlite_are_their_golden_files() {
    let (store, record) = recorded(Sqlite::in_memory().unwrap());
    statements_of(&store, &record, "sqlite", "").await;
}

#[tokio::test]
async fn the_statements_of_postgres_are_their_golden_files() {
    let Some(cluster) = cluster::wanted("statements of PostgreSQL") else { return };
    let schema = cluster::schema();
    let options = PgOptions::default().schema(&schema).connections(2);
    let (store, record) = recorded(Postgres::new(cluster.url(Locale::C).unwrap(), &options).unwrap());
    statements_of(&store, &record, "postgres", &schema).await;
}

/// The plan's lines that look through a whole table or sort what an index has in order.
fn faults(backend: &str, what: &str, sent: &Sent) -> Vec<String> {
    let past = what.contains("as of");
    let fault = |line: &&String| match backend {
        "sqlite" => {
            let through =
                line.starts_with("SCAN ") && !line.starts_with("SCAN (") && !line.starts_with("SCAN versions");
            through || (line.contains("TEMP B-TREE") && !past && !what.starts_with("tally"))
        }
        _ => line.contains("Seq Scan") || (line.trim_start().starts_with("Sort") && !past && what.contains(" by ")),
    };
    let lines = sent.plan.iter().filter(fault);
    lines.map(|line| format!("{what}\n    {line}\n    {}", sent.sql)).collect()
}

async fn plans_of(store: &SqlStore, record: &Record, explain: Explain) {
    let backend = store.info().backend;
    store.migrate(&Migrate::default()).await.unwrap();
    fill(store).await;
    record.explain(explain);
    let (mut faulty, mut count) = (Vec::new(), 0);
    let mut see = |what: String, sent: Sent| {
        assert!(!sent.plan.is_empty(), "{}", sent.sql);
        faulty.extend(faults(backend, &what, &sent));
        faulty.extend(seeks(backend, &what, &sent));
        count += 1;
    };
    each_page(store, record, &mut see).await;
    each_lookup(store, record, &mut see).await;
    record.take();
    each_write(store).await;
    for sent in record.take().into_iter().filter(|sent| !sent.plan.is_empty()) {
        see("write".to_owned(), sent);
    }
    assert!(faulty.is_empty(), "{} of {count}:\n{}", faulty.len(), faulty[..faulty.len().min(12)].join("\n"));
    assert!(count > 2_000, "{count}");
}

/// A later page begins where the page before ended, and not where the order begins.
fn seeks(backend: &str, what: &str, sent: &Sent) -> Option<String> {
    if !what.contains("later page") {
        return None;
    }
    let bounds = if backend == "sqlite" { &["(unit=? AND "][..] } else { &["Index Cond:", "unit = ", " AND "][..] };
    let seeks = sent.plan.iter().any(|line| bounds.iter().all(|bound| line.contains(bound)));
    (!seeks).then(|| format!("{what} walks to its place\n    {}\n    {}", sent.plan.join("\n    "), sent.sql))
}

#[tokio::test]
async fn no_order_filter_or_look_up_looks_through_a_table_on_sqlite() {
    let (store, record) = recorded(Sqlite::in_memory().unwrap());
    plans_of(&store, &record, ON_SQLITE).await;
}

#[tokio::test]
async fn no_order_filter_or_look_up_looks_through_a_table_on_postgres() {
    let Some(cluster) = cluster::wanted("plans of PostgreSQL") else { return };
    let options = PgOptions::default().schema(&cluster::schema()).connections(2);
    let (store, record) = recorded(Postgres::new(cluster.url(Locale::C).unwrap(), &options).unwrap());
    plans_of(&store, &record, ON_POSTGRES).await;
}
