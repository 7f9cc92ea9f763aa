//! 货 What is written while things break: two halves that belong together and a counter that is written over and over.

use std::sync::Arc;

use cunwu::schema::{Column, ColumnType, Index, Key, KindSpec, UnitId, Value};
use cunwu::store::{
    Catalog, Commit, Content, Expect, Head, LogQuery, Meta, Nature, Op, Origin, Put, Query, Salt, Seq, Store,
    TallyQuery, chain, verify,
};
use cunwu::value::Instant;
use uuid::Uuid;

pub(crate) const HALF: &KindSpec = &KindSpec {
    name: "endure.half",
    prefix: "half",
    version: 1,
    zh: "半份",
    columns: &[Column::new("task", ColumnType::Int).zh("任务"), Column::new("turn", ColumnType::Int).zh("轮次")],
    indexes: &[Index { name: "by_turn", columns: &["turn", "task"], unique: false }],
    secrets: &[],
    history: true,
    project: None,
};

pub(crate) const COUNTER: &KindSpec = &KindSpec {
    name: "endure.counter",
    prefix: "ctr",
    version: 1,
    zh: "计数",
    columns: &[Column::new("turn", ColumnType::Int).zh("轮次")],
    indexes: &[Index { name: "by_turn", columns: &["turn"], unique: false }],
    secrets: &[],
    history: true,
    project: None,
};

/// How many rows the log has of one commit.
const ROWS: usize = 3;

pub(crate) fn catalog() -> Catalog {
    Catalog::new([HALF, COUNTER]).unwrap()
}

/// The unit of a task: even and odd ones share one each.
pub(crate) fn unit(task: u32) -> UnitId {
    UnitId::from_uuid(Uuid::from_u128(u128::from(task % 2) + 1))
}

/// Which commit: of which run, by which task, in which turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Which {
    pub(crate) run: u32,
    pub(crate) task: u32,
    pub(crate) turn: u32,
}

impl Which {
    pub(crate) fn halves(self) -> [Key; 2] {
        let Self { run, task, turn } = self;
        ["a", "b"].map(|half| Key::new(HALF.name, &format!("half_{run}_{task}_{turn}_{half}")))
    }

    fn counter(self) -> Key {
        Key::new(COUNTER.name, &format!("ctr_{}", self.task))
    }

    /// The commit, with bodies of about so many bytes.
    pub(crate) fn commit(self, bytes: usize) -> Commit {
        let Self { run, task, turn } = self;
        let columns = vec![Value::Int(task.into()), Value::Int(turn.into())];
        let mut ops: Vec<Op> =
            self.halves().map(|key| put(HALF, key, columns.clone(), (Expect::Absent, Nature::Create), bytes)).into();
        ops.push(put(COUNTER, self.counter(), vec![Value::Int(turn.into())], (Expect::Any, Nature::Change), bytes));
        let meta = Meta {
            request: format!("{run} {task} {turn}").into(),
            actor: "endurance".into(),
            purpose: "test".into(),
            reason: None,
            at: Instant::from_micros(1_700_000_000_000_000),
            origin: Origin::default(),
        };
        Commit { unit: unit(task), meta, guards: Vec::new(), ops, keys: Vec::new() }
    }
}

fn put(spec: &'static KindSpec, key: Key, columns: Vec<Value>, (expect, nature): (Expect, Nature), bytes: usize) -> Op {
    let body = format!("{{\"id\":\"{}\",\"filler\":\"{}\"}}", key.id, "村".repeat(bytes / 3)).into();
    let content = Content { version: 1, subject: key.clone(), salt: Salt::from_bytes([9; 16]), columns, body };
    let digest = chain::digest(spec, &key, nature, &content);
    Op::Put(Put { key, content, expect, nature, digest })
}

/// What was acknowledged, and up to where the log was verified.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    acknowledged: Vec<(Which, Seq)>,
    verified: [Head; 2],
}

impl Ledger {
    pub(crate) fn acknowledge(&mut self, which: Which, seq: Seq) {
        self.acknowledged.push((which, seq));
    }

    pub(crate) fn len(&self) -> usize {
        self.acknowledged.len()
    }

    /// That all acknowledged commits are there whole, that no commit is there in part, and that the chain holds; looks at
    /// what is new since it last did.
    pub(crate) async fn check(&mut self, store: &dyn Store) {
        for (which, seq) in self.acknowledged.drain(..) {
            let found = store.fetch(unit(which.task), &which.halves()).await.unwrap();
            let revs: Vec<_> = found.into_iter().map(|record| record.map(|record| record.rev)).collect();
            assert_eq!(revs, [Some(seq), Some(seq)], "{which:?} was acknowledged");
        }
        for task in 0..2 {
            let from = self.verified[task as usize];
            let head = store.head(unit(task)).await.unwrap();
            let log = log_after(store, unit(task), from.seq).await;
            let catalog = &store.info().catalog;
            assert_eq!(verify(catalog, &from, &log, &head).unwrap(), vec![], "unit {task} from {}", from.seq);
            for rows in log.chunk_by(|a, b| a.commit.seq == b.commit.seq) {
                assert_eq!(rows.len(), ROWS, "{:?}", rows[0].commit);
            }
            let halves = store.tally(unit(task), &TallyQuery::of(HALF.name)).await.unwrap();
            assert_eq!(i64::try_from(halves[0].count).unwrap(), head.seq.get() * 2, "two halves a commit");
            self.verified[task as usize] = head;
        }
    }

    /// How many commits the units hold.
    pub(crate) fn commits(&self) -> i64 {
        self.verified.iter().map(|head| head.seq.get()).sum()
    }
}

/// The log of a unit behind a commit, with bodies.
pub(crate) async fn log_after(store: &dyn Store, unit: UnitId, seq: Seq) -> Vec<cunwu::store::Change> {
    let mut log = Vec::new();
    let mut query = LogQuery::after(seq).limit(Query::MOST);
    for _ in 0..1000 {
        let part = store.log(unit, &query).await.unwrap();
        let Some(last) = part.last() else { return log };
        query.after = last.mark();
        log.extend(part);
    }
    panic!("a log of more than ten million rows");
}

/// Commits so many turns of one task; the ledger knows them then.
pub(crate) async fn commit_some(store: &Arc<dyn Store>, ledger: &mut Ledger, run: u32, turns: u32) {
    for turn in 0..turns {
        let which = Which { run, task: turn % 4, turn };
        let done = store.commit(&which.commit(60)).await.unwrap();
        ledger.acknowledge(which, done.head.seq);
    }
}
