//! Random commits with fixed seeds: what the tests of history, tampering and copying run over.

use cunwu::schema::{Column, ColumnType, Index, Key, KindSpec, UnitId, Value};
use cunwu::store::{
    Catalog, Commit, Content, Expect, KeyWrite, Meta, Nature, Op, Origin, Put, Salt, Seq, Store, chain,
};
use cunwu::value::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// 摊位 A stall with a period in which it holds.
pub(crate) const STALL: &KindSpec = &KindSpec {
    name: "trial.stall",
    prefix: "stall",
    version: 1,
    zh: "摊位",
    columns: &[
        Column::new("place", ColumnType::Text).zh("位置"),
        Column::new("rent", ColumnType::Int).zh("租金"),
        Column::new("open", ColumnType::Bool).zh("营业"),
        Column::new("from_day", ColumnType::Day).zh("自"),
        Column::new("until_day", ColumnType::Day).zh("至"),
    ],
    indexes: &[
        Index { name: "by_place", columns: &["place"], unique: false },
        Index { name: "by_rent", columns: &["rent", "place"], unique: false },
    ],
    secrets: &[],
    project: None,
    history: true,
};

/// 摊主 A person whose stalls go with him when he is erased.
pub(crate) const KEEPER: &KindSpec = &KindSpec {
    name: "trial.keeper",
    prefix: "keeper",
    version: 1,
    zh: "摊主",
    columns: &[Column::new("since", ColumnType::Day).zh("自")],
    indexes: &[],
    secrets: &[],
    project: None,
    history: true,
};

/// 便条 A note, of which only the last version is kept.
pub(crate) const MEMO: &KindSpec = &KindSpec {
    name: "trial.memo",
    prefix: "memo",
    version: 1,
    zh: "便条",
    columns: &[Column::new("text", ColumnType::Text).zh("内容")],
    indexes: &[],
    secrets: &[],
    project: None,
    history: false,
};

pub(crate) fn catalog() -> Catalog {
    Catalog::new([STALL, KEEPER, MEMO]).unwrap()
}

pub(crate) fn unit() -> UnitId {
    "unit_01k3d0n6hwa000000000000000".parse().unwrap()
}

/// Numbers that only their seed decides.
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// 0 to `below - 1`.
    pub(crate) fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % below
    }

    pub(crate) fn one_of<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.roll(of.len() as u64)).unwrap()]
    }
}

pub(crate) fn day(number: u64) -> String {
    format!("2023-06-{:02}", number + 1)
}

/// A version with a body of its own.
pub(crate) fn put(
    spec: &'static KindSpec,
    id: &str,
    subject: Key,
    columns: Vec<Value>,
    nature: Nature,
    salt: u8,
) -> Op {
    let key = Key::new(spec.name, id);
    let body =
        format!("{{\"id\":\"{id}\",\"note\":\"第{salt}版 {columns:?}\"}}").replace("Text(\"", "(").replace("\")", ")");
    let content = Content { version: 1, subject, salt: Salt::from_bytes([salt; 16]), columns, body: body.into() };
    let digest = chain::digest(spec, &key, nature, &content);
    Op::Put(Put { key, content, expect: Expect::Any, nature, digest })
}

pub(crate) fn meta(request: &str, micros: i64) -> Meta {
    Meta {
        request: request.into(),
        actor: "chen".into(),
        purpose: "日常办理".into(),
        reason: None,
        at: Instant::from_micros(1_685_548_800_000_000 + micros),
        origin: Origin::default(),
    }
}

pub(crate) fn commit_of(request: &str, ops: Vec<Op>) -> Commit {
    Commit { unit: unit(), meta: meta(request, 0), guards: Vec::new(), ops, keys: Vec::new() }
}

/// What a run knows of the store, so that each of its commits can hold.
#[derive(Debug)]
pub(crate) struct Run {
    dice: Dice,
    number: u64,
    /// Each current record and its subject.
    live: BTreeMap<Key, Key>,
    keyed: BTreeSet<Key>,
}

impl Run {
    pub(crate) fn new(seed: u64) -> Self {
        Self { dice: Dice::new(seed), number: 0, live: BTreeMap::new(), keyed: BTreeSet::new() }
    }

    /// The next commit; it holds after those before it.
    pub(crate) fn next(&mut self) -> Commit {
        self.number += 1;
        let mut touched = BTreeSet::new();
        let mut ops = Vec::new();
        let mut keys = Vec::new();
        for _ in 0..=self.dice.roll(4) {
            let key = self.some_key();
            if !touched.insert(key.clone()) {
                continue;
            }
            ops.push(self.some_op(&key, &mut keys));
        }
        // Erasures stand alone: what a commit writes it cannot erase.
        if self.dice.roll(9) == 0 {
            let number = self.dice.roll(3);
            let subject = Key::new(KEEPER.name, &format!("keeper_{number}"));
            self.live.retain(|_, whose| *whose != subject);
            self.keyed.remove(&subject);
            (ops, keys) = (vec![Op::Erase { subject }], Vec::new());
        }
        self.settle(&ops);
        let mut meta = meta(&format!("step {}", self.number), 0);
        let jitter = i64::try_from(self.dice.roll(1000)).unwrap();
        meta.at = meta.at.plus_micros(i64::try_from(self.number).unwrap() * 400 + jitter);
        meta.actor = (*self.dice.one_of(&["chen", "liang", "何"])).into();
        meta.reason = (self.dice.roll(3) == 0).then(|| "核对后更正".into());
        if self.dice.roll(2) == 0 {
            meta.origin = Origin { replica: "phone-2".into(), branch: "main".into(), base: "step 1".into() };
        }
        Commit { unit: unit(), meta, guards: Vec::new(), ops, keys }
    }

    fn settle(&mut self, ops: &[Op]) {
        for op in ops {
            match op {
                Op::Put(put) => drop(self.live.insert(put.key.clone(), put.content.subject.clone())),
                Op::Delete { key, .. } => drop(self.live.remove(key)),
                Op::Erase { .. } | Op::Gone { .. } => {}
            }
        }
    }

    fn some_key(&mut self) -> Key {
        let (spec, most) = *self.dice.one_of(&[(STALL, 8), (STALL, 8), (STALL, 8), (KEEPER, 3), (MEMO, 3)]);
        Key::new(spec.name, &format!("{}_{}", spec.prefix, self.dice.roll(most)))
    }

    fn some_op(&mut self, key: &Key, keys: &mut Vec<KeyWrite>) -> Op {
        if self.live.contains_key(key) && self.dice.roll(4) == 0 {
            return Op::Delete { key: key.clone(), expect: Expect::Any };
        }
        let nature = match (self.live.contains_key(key), self.dice.roll(2)) {
            (false, _) => Nature::Create,
            (true, 0) => Nature::Change,
            (true, _) => Nature::Correct,
        };
        let salt = u8::try_from(self.number % 251).unwrap();
        let dice = &mut self.dice;
        if *key.kind == *MEMO.name {
            return put(MEMO, &key.id, key.clone(), vec![Value::from(format!("便条{}", dice.roll(50)))], nature, salt);
        }
        if *key.kind == *KEEPER.name {
            if self.keyed.insert(key.clone()) {
                let wrapped = format!("1.wrapped-{}-{}", key.id, self.number);
                keys.push(KeyWrite { subject: key.clone(), wrapped: wrapped.into(), replaces: None });
            }
            return put(KEEPER, &key.id, key.clone(), vec![Value::from(day(dice.roll(9)))], nature, salt);
        }
        let subject = match dice.roll(4) {
            3 => key.clone(),
            number => Key::new(KEEPER.name, &format!("keeper_{number}")),
        };
        let from = dice.roll(8);
        let place = dice.one_of(&[None, Some("东门"), Some("东"), Some("gate"), Some("Gate")]);
        let columns = vec![
            Value::from(*place),
            if dice.roll(5) == 0 { Value::Null } else { Value::Int(i64::try_from(dice.roll(6)).unwrap() * 100) },
            Value::from(*dice.one_of(&[None, Some(true), Some(false)])),
            if dice.roll(4) == 0 { Value::Null } else { Value::from(day(from)) },
            if dice.roll(3) == 0 { Value::Null } else { Value::from(day(from + 1 + dice.roll(4))) },
        ];
        put(STALL, &key.id, subject, columns, nature, salt)
    }
}

/// Fills a store with a run; the last commit.
pub(crate) async fn fill(store: &dyn Store, seed: u64, commits: usize) -> Seq {
    let mut run = Run::new(seed);
    let mut last = Seq::ZERO;
    for _ in 0..commits {
        last = store.commit(&run.next()).await.unwrap().head.seq;
    }
    last
}
