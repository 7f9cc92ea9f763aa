//! Random commits and questions: the store *must* answer as the store in memory does.

use std::collections::BTreeSet;

use super::trial::{CARD, LAMP, NOTE, catalog, commit_of, delete, guarded, lamp, lamps, put_for, unit};
use crate::schema::{Key, UnitId, Value};
use crate::store::{
    Commit, Expect, Filter, Guard, Head, KEY_KIND, KeyWrite, Known, LogQuery, MemoryStore, Nature, Op, Query, Seq,
    Store, TallyQuery, chain, verify,
};
use crate::value::Day;

/// Runs, each in a unit of its own.
const RUNS: u64 = 24;

/// A small generator of numbers; the same seed gives the same numbers everywhere.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    /// A number from 0 to `faces - 1`.
    fn roll(&mut self, faces: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % faces
    }

    fn whole(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.roll(u64::try_from(to - from).unwrap())).unwrap()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.roll(of.len() as u64)).unwrap()]
    }

    fn value(&mut self, column: &str) -> Value {
        if self.roll(4) == 0 {
            return Value::Null;
        }
        match column {
            "place" => {
                self.one(&["", "a", "A", "ab", "b", "东", "东门", "é", "\u{ffff}", "\u{10000}", "%", "_"]).into()
            }
            "watts" => self.whole(-3, 4).into(),
            "lit" => (self.roll(2) == 0).into(),
            "serial" => format!("s{}", self.roll(7)).into(),
            _ => format!("2023-01-{:02}", self.roll(4) + 1).into(),
        }
    }

    fn expect(&mut self) -> Expect {
        match self.roll(6) {
            0 => Expect::Absent,
            1 => Expect::Rev(Seq::new(self.whole(1, 12))),
            _ => Expect::Any,
        }
    }

    fn op(&mut self, number: u64) -> Op {
        let key = lamp(&format!("lamp_{number}"));
        match self.roll(13) {
            12 => {
                let nature = self.one(&[Nature::Create, Nature::Change, Nature::Delete, Nature::Erase]);
                Op::Gone { digest: chain::digest_bare(&key, nature), key, nature }
            }
            0 | 1 => Op::Delete { key, expect: self.expect() },
            2 => Op::Erase { subject: key },
            3 => {
                let (subject, values) = (lamp(&format!("lamp_{}", self.roll(8))), vec![self.value("place")]);
                put_for(NOTE, Key::new(NOTE.name, &key.id), subject, values, self.expect(), Nature::Change)
            }
            4 => {
                let values = vec![self.value("place"), self.value("serial")];
                put_for(CARD, Key::new(CARD.name, &key.id), key, values, self.expect(), Nature::Reseal)
            }
            _ => {
                let subject = if self.roll(4) == 0 { lamp("lamp_0") } else { key.clone() };
                let values = LAMP.columns.iter().map(|column| self.value(column.name)).collect();
                put_for(LAMP, key, subject, values, self.expect(), Nature::Change)
            }
        }
    }

    fn guard(&mut self, head: Seq) -> Guard {
        let key = lamp(&format!("lamp_{}", self.roll(8)));
        match self.roll(4) {
            0 => Guard::HeadAt(head),
            1 => Guard::Absent(key),
            2 => Guard::Unchanged(key, Seq::new(self.whole(0, 12))),
            _ => Guard::Count { kind: LAMP.name.into(), filter: self.filter(2), is: self.roll(3) },
        }
    }

    fn commit(&mut self, unit: UnitId, step: usize, head: Seq) -> Commit {
        let mut seen = BTreeSet::new();
        let numbers: Vec<u64> =
            (0..=self.roll(5)).map(|_| self.roll(8)).filter(|number| seen.insert(*number)).collect();
        let ops = numbers.into_iter().map(|number| self.op(number)).collect();
        // Now and then an old request comes again.
        let name = if self.roll(8) == 0 { step / 2 } else { step };
        let mut commit = commit_of(&format!("step {name}"), ops);
        commit.unit = unit;
        if self.roll(5) == 0 {
            let guard = self.guard(head);
            commit = guarded(commit, guard);
        }
        if self.roll(4) == 0 {
            let replaces = (self.roll(2) == 0).then(|| "w0".into());
            let subject = lamp(&format!("lamp_{}", self.roll(4)));
            commit.keys.push(KeyWrite { subject, wrapped: format!("w{}", self.roll(2)).into(), replaces });
        }
        commit
    }

    fn filter(&mut self, depth: u32) -> Filter {
        let column = self.one(&["place", "watts", "lit", "from", "serial"]);
        match if depth == 0 { 3 + self.roll(10) } else { self.roll(13) } {
            12 => Filter::ids((0..self.roll(4)).map(|_| format!("lamp_{}", self.roll(9)))),
            0 => Filter::All((0..self.roll(3)).map(|_| self.filter(depth - 1)).collect()),
            1 => Filter::Any((0..self.roll(3)).map(|_| self.filter(depth - 1)).collect()),
            2 => self.filter(depth - 1).negate(),
            3 => Filter::starts_with("place", self.one(&["", "a", "A", "东", "%", "_", "\u{ffff}"])),
            4 => Filter::valid_on("from", "until", Day::of(2023, 1, self.one(&[1, 2, 3, 4])).unwrap()),
            5 => {
                let values = (0..self.roll(4)).map(|_| self.value(column)).filter(|value| !value.is_null());
                Filter::In(column.into(), values.collect())
            }
            how => match (self.value(column), how) {
                (Value::Null, _) => Filter::IsNull(column.into()),
                (value, 6) => Filter::Lt(column.into(), value),
                (value, 7) => Filter::Le(column.into(), value),
                (value, 8) => Filter::Gt(column.into(), value),
                (value, 9) => Filter::Ge(column.into(), value),
                (value, _) => Filter::Eq(column.into(), value),
            },
        }
    }

    fn known(&mut self, head: Seq) -> Known {
        if self.roll(2) == 0 { Known::Now } else { Known::At(Seq::new(self.whole(0, head.get() + 1))) }
    }
}

/// The answers of both stores, which must be equal.
struct Both<'s> {
    store: &'s dyn Store,
    memory: MemoryStore,
    unit: UnitId,
}

impl Both<'_> {
    async fn commit(&self, commit: &Commit, whence: &str) {
        match (self.store.commit(commit).await, self.memory.commit(commit).await) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{whence}: {commit:?}"),
            (Err(found), Err(expected)) => assert_eq!(found.code(), expected.code(), "{whence}: {commit:?}"),
            (found, expected) => panic!("{whence}: {found:?} instead of {expected:?} for {commit:?}"),
        }
    }

    async fn head(&self) -> Head {
        self.memory.head(self.unit).await.unwrap()
    }

    async fn pages(&self, mut query: Query, whence: &str) {
        for _ in 0..100 {
            let found = self.store.query(self.unit, &query).await.unwrap_or_else(|error| panic!("{whence}: {error:?}"));
            assert_eq!(found, self.memory.query(self.unit, &query).await.unwrap(), "{whence}: {query:?}");
            query.after = found.next;
            if query.after.is_none() {
                return;
            }
        }
        panic!("{whence}: paging does not end: {query:?}");
    }

    async fn tally(&self, tally: &TallyQuery, whence: &str) {
        let found = self.store.tally(self.unit, tally).await.unwrap_or_else(|error| panic!("{whence}: {error:?}"));
        assert_eq!(found, self.memory.tally(self.unit, tally).await.unwrap(), "{whence}: {tally:?}");
    }

    async fn whole_log(&self, whence: &str) {
        let all = LogQuery::after(Seq::ZERO).limit(Query::MOST);
        let found = self.store.log(self.unit, &all).await.unwrap_or_else(|error| panic!("{whence}: {error:?}"));
        assert_eq!(found, self.memory.log(self.unit, &all).await.unwrap(), "{whence}: the log");
        assert_eq!(self.store.head(self.unit).await.unwrap(), self.head().await, "{whence}: the head");
        let findings = verify(&catalog(), &Head::default(), &found, &self.head().await).unwrap();
        assert_eq!(findings, vec![], "{whence}: the log must verify");
    }

    async fn keys(&self, whence: &str) {
        let subjects = (0..4).map(|number| Key::new(KEY_KIND, &lamp(&format!("lamp_{number}")).to_string()));
        let keys: Vec<Key> = subjects.chain((0..8).map(|number| lamp(&format!("lamp_{number}")))).collect();
        let found = self.store.fetch(self.unit, &keys).await.unwrap_or_else(|error| panic!("{whence}: {error:?}"));
        assert_eq!(found, self.memory.fetch(self.unit, &keys).await.unwrap(), "{whence}: records and data keys");
    }
}

/// Whatever is committed and asked, the store *must* answer as [`MemoryStore`] does. The seeds are fixed; a failure names seed and
/// step.
pub async fn random_commits_and_questions_are_answered_as_in_memory(store: &dyn Store) {
    for seed in 0..RUNS {
        let unit = unit(1_000 + u128::from(seed));
        let both = Both { store, memory: MemoryStore::new(catalog()), unit };
        let mut dice = Dice(seed);
        for step in 0..12 {
            let whence = format!("seed {seed}, step {step}");
            let commit = dice.commit(unit, step, both.head().await.seq);
            both.commit(&commit, &whence).await;
            let head = both.head().await.seq;
            let order = dice.one(&["id", "by_place", "by_watts", "by_serial"]);
            let query = lamps().order(order).limit(dice.one(&[1, 2, 5])).filter(dice.filter(3));
            let query = Query { descending: dice.roll(2) == 0, ..query.known(dice.known(head)) };
            both.pages(query, &whence).await;
            let tally = TallyQuery::of(LAMP.name).filter(dice.filter(2)).sum("watts").known(dice.known(head));
            both.tally(&dice.one(&["place", "lit", "from", "watts"]).split('|').fold(tally, TallyQuery::by), &whence)
                .await;
        }
        let whence = format!("seed {seed}, at the end");
        both.whole_log(&whence).await;
        both.keys(&whence).await;
        for kind in [NOTE.name, CARD.name] {
            both.pages(Query::of(kind).limit(3), &whence).await;
        }
        let history = LogQuery::of(lamp("lamp_0"));
        assert_eq!(
            store.log(unit, &history).await.unwrap(),
            both.memory.log(unit, &history).await.unwrap(),
            "{whence}"
        );
        both.commit(&Commit { unit, ..commit_of("last", vec![delete("lamp_9")]) }, &whence).await;
    }
}
