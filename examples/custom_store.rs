//! 自备存储 A store that a stranger writes: a journal in a file of `redb`, from which the state in memory is made again when it is
//! opened. It is put to every case of the conformance suite while you watch: `cargo run --example custom_store`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "JSON gives null for what is missing; the run ends where it must"
)]
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{PoisonError, RwLock};

use async_trait::async_trait;
use cunwu::error::{Error, Result, code};
use cunwu::schema::{Key, UnitId, Value};
use cunwu::store::conformance::{self, lasting};
use cunwu::store::{
    Catalog, Change, Commit, Committed, Content, Expect, FORMAT, Head, KeyWrite, LogQuery, Mark, MemoryStore, Meta,
    Migrate, Migrated, Nature, Op, Origin, Page, Put, Query, Record, Salt, Seq, Store, StoreInfo, Tally, TallyQuery,
};
use cunwu::value::Instant;
use redb::{Database, Durability, ReadableDatabase, ReadableTable, TableDefinition};
use serde_json::{Value as Json, json};

/// Unit and number of a commit: what it wrote.
const JOURNAL: TableDefinition<'_, (&str, u64), &str> = TableDefinition::new("journal");

/// 日志存储 A journal on disk, and what it adds up to in memory.
#[derive(Debug)]
pub(crate) struct JournalStore {
    info: StoreInfo,
    db: Database,
    state: RwLock<MemoryStore>,
}

/// What the file says when it fails.
fn failed(error: impl Into<redb::Error>) -> Error {
    let error = error.into();
    Error::new(code::store::DATABASE).with("place", "redb").with("reason", &error).because(error)
}

fn corrupt(reason: impl std::fmt::Display) -> Error {
    Error::new(code::store::CORRUPT).with("place", "redb").with("reason", reason)
}

/// A future of the store in memory, which is ready at once.
fn ready<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    match std::pin::pin!(future).poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(answer) => answer,
        std::task::Poll::Pending => Err(corrupt("the store in memory waits")),
    }
}

impl JournalStore {
    pub(crate) fn open(path: &Path, catalog: Catalog) -> Result<Self> {
        let db = Database::create(path).map_err(failed)?;
        let tx = db.begin_write().map_err(failed)?;
        tx.open_table(JOURNAL).map_err(failed)?;
        tx.commit().map_err(failed)?;
        let place = path.display().to_string().into();
        let info = StoreInfo { backend: "journal", place, format: FORMAT, durable: true, catalog };
        let state = RwLock::new(MemoryStore::new(info.catalog.clone()));
        let store = Self { info, db, state };
        *store.state.write().unwrap_or_else(PoisonError::into_inner) = store.replayed()?;
        Ok(store)
    }

    /// The state that the journal adds up to.
    fn replayed(&self) -> Result<MemoryStore> {
        let state = MemoryStore::new(self.info.catalog.clone());
        let tx = self.db.begin_read().map_err(failed)?;
        for entry in tx.open_table(JOURNAL).map_err(failed)?.iter().map_err(failed)? {
            let (key, text) = entry.map_err(failed)?;
            let entry = serde_json::from_str(text.value()).map_err(corrupt)?;
            let unit = key.value().0.parse()?;
            let commit = commit_of(unit, &entry).ok_or_else(|| corrupt("an entry of the journal"))?;
            ready(state.commit(&commit))?;
        }
        Ok(state)
    }

    fn state(&self) -> std::sync::RwLockReadGuard<'_, MemoryStore> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what a commit did to the state, and takes out of earlier entries what it erased.
    fn journal(&self, state: &MemoryStore, commit: &Commit, seq: Seq) -> Result<()> {
        let (unit, unit_text) = (commit.unit, commit.unit.to_string());
        let mut rows = Vec::new();
        let mut query = LogQuery::after(Seq::new(seq.get() - 1)).limit(Query::MOST);
        loop {
            let stretch = ready(state.log(unit, &query))?;
            let Some(last) = stretch.last() else { break };
            query = query.from(Mark { seq, ord: last.ord });
            rows.extend(stretch);
        }
        let mut tx = self.db.begin_write().map_err(failed)?;
        tx.set_durability(Durability::Immediate).map_err(failed)?;
        {
            let mut table = tx.open_table(JOURNAL).map_err(failed)?;
            let entry = entry_of(&rows, &commit.keys);
            table.insert((&*unit_text, seq.get().unsigned_abs()), &*entry.to_string()).map_err(failed)?;
            let subjects = commit.ops.iter().filter(|op| matches!(op, Op::Erase { .. }));
            let subjects: Vec<Json> = subjects.map(|op| key_json(op.key())).collect();
            let mut changed = Vec::new();
            if !subjects.is_empty() {
                let range = table.range((&*unit_text, 0)..=(&*unit_text, u64::MAX)).map_err(failed)?;
                for entry in range {
                    let (key, text) = entry.map_err(failed)?;
                    let mut entry: Json = serde_json::from_str(text.value()).map_err(corrupt)?;
                    without(&mut entry, &subjects);
                    changed.push((key.value().1, entry.to_string()));
                }
            }
            for (number, text) in changed {
                table.insert((&*unit_text, number), &*text).map_err(failed)?;
            }
        }
        tx.commit().map_err(failed)
    }
}

fn key_json(key: &Key) -> Json {
    json!([key.kind, key.id])
}

/// A commit as the journal has it: meta, rows with their content, data keys.
fn entry_of(rows: &[Change], keys: &[KeyWrite]) -> Json {
    let content = |content: &Content| {
        let columns = content.columns.iter().map(|value| match value {
            Value::Null => Json::Null,
            Value::Bool(yes) => json!(yes),
            Value::Int(number) => json!(number),
            Value::Text(text) => json!(text),
        });
        let columns: Vec<Json> = columns.collect();
        json!([content.version, key_json(&content.subject), content.salt.bytes(), columns, content.body])
    };
    let row = |row: &Change| {
        json!([key_json(&row.key), row.nature.code(), row.digest.to_string(), row.content.as_ref().map(content)])
    };
    let key = |key: &KeyWrite| json!([key_json(&key.subject), key.wrapped, key.replaces]);
    let meta = rows.first().map(|row| {
        let (info, origin) = (&row.commit, &row.commit.origin);
        let whence = [&origin.replica, &origin.branch, &origin.base];
        json!([info.request, info.actor, info.purpose, info.reason, info.at.micros(), whence])
    });
    let (rows, keys): (Vec<Json>, Vec<Json>) = (rows.iter().map(row).collect(), keys.iter().map(key).collect());
    json!({ "meta": meta, "rows": rows, "keys": keys })
}

/// Takes the content and the data keys of these subjects out of an entry; digests stay.
fn without(entry: &mut Json, subjects: &[Json]) {
    for row in entry["rows"].as_array_mut().into_iter().flatten() {
        if subjects.contains(&row[3][1]) {
            row[3] = Json::Null;
        }
    }
    if let Some(keys) = entry["keys"].as_array_mut() {
        keys.retain(|key| !subjects.contains(&key[0]));
    }
}

/// The commit that makes an entry's rows again, one for one, so that the chain is the same.
fn commit_of(unit: UnitId, entry: &Json) -> Option<Commit> {
    let text = |json: &Json| json.as_str().map(Box::<str>::from);
    let key = |json: &Json| Some(Key { kind: text(&json[0])?, id: text(&json[1])? });
    let meta = &entry["meta"];
    let whence = &meta[5];
    let origin = Origin { replica: text(&whence[0])?, branch: text(&whence[1])?, base: text(&whence[2])? };
    let at = Instant::from_micros(meta[4].as_i64()?);
    let (request, actor, purpose) = (text(&meta[0])?, text(&meta[1])?, text(&meta[2])?);
    let meta = Meta { request, actor, purpose, reason: text(&meta[3]), at, origin };
    let value = |json: &Json| match json {
        Json::Bool(yes) => Some(Value::Bool(*yes)),
        Json::Number(number) => number.as_i64().map(Value::Int),
        Json::String(text) => Some(Value::from(&**text)),
        _ => Some(Value::Null),
    };
    let content = |json: &Json| {
        let version = u32::try_from(json[0].as_u64()?).ok()?;
        let salt: [u8; 16] = serde_json::from_value(json[2].clone()).ok()?;
        let columns = json[3].as_array()?.iter().map(value).collect::<Option<_>>()?;
        let (subject, body) = (key(&json[1])?, text(&json[4])?);
        Some(Content { version, subject, salt: Salt::from_bytes(salt), columns, body })
    };
    let op = |row: &Json| {
        let (key, digest) = (key(&row[0])?, row[2].as_str()?.parse().ok()?);
        let nature = Nature::of_code(row[1].as_str()?)?;
        Some(match &row[3] {
            Json::Null => Op::Gone { key, nature, digest },
            stored => Op::Put(Put { key, content: content(stored)?, expect: Expect::Any, nature, digest }),
        })
    };
    let ops = entry["rows"].as_array()?.iter().map(op).collect::<Option<_>>()?;
    let write =
        |json: &Json| Some(KeyWrite { subject: key(&json[0])?, wrapped: text(&json[1])?, replaces: text(&json[2]) });
    let keys = entry["keys"].as_array()?.iter().map(write).collect::<Option<_>>()?;
    Some(Commit { unit, meta, guards: Vec::new(), ops, keys })
}

#[async_trait]
impl Store for JournalStore {
    fn info(&self) -> &StoreInfo {
        &self.info
    }
    async fn migrate(&self, _how: &Migrate) -> Result<Migrated> {
        Ok(Migrated::default())
    }
    async fn head(&self, unit: UnitId) -> Result<Head> {
        ready(self.state().head(unit))
    }
    async fn fetch(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>> {
        ready(self.state().fetch(unit, keys))
    }
    async fn query(&self, unit: UnitId, query: &Query) -> Result<Page> {
        ready(self.state().query(unit, query))
    }
    async fn tally(&self, unit: UnitId, tally: &TallyQuery) -> Result<Vec<Tally>> {
        ready(self.state().tally(unit, tally))
    }
    async fn log(&self, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>> {
        ready(self.state().log(unit, query))
    }
    async fn commit(&self, commit: &Commit) -> Result<Committed> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let done = ready(state.commit(commit))?;
        if !done.repeated
            && let Err(error) = self.journal(&state, commit, done.head.seq)
        {
            // Nobody has seen the state: the lock is still held.
            *state = self.replayed()?;
            return Err(error);
        }
        Ok(done)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut number = 0;
    let open = || {
        number += 1;
        let path = folder.path().join(format!("{number}.redb"));
        async move { JournalStore::open(&path, conformance::catalog()).expect("a new journal") }
    };
    let mut out = std::io::stdout();
    let outcomes = conformance::run(open, |outcome| writeln!(out, "{outcome}").expect("standard output")).await;
    let path = folder.path().join("lasting.redb");
    let again = async |catalog| JournalStore::open(&path, catalog).expect("the same journal");
    lasting::what_was_committed_is_there_when_opened_again(again).await;
    let failed = outcomes.iter().filter(|outcome| outcome.failure.is_some()).count();
    writeln!(out, "{} cases, {failed} failed; opened again, everything was there", outcomes.len()).expect("output");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
