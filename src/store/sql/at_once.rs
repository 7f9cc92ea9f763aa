//! 一次往返 A small commit as one statement, which looks, writes and commits by itself.
//!
//! It moves the unit's head on from where this store last saw it, on condition that what the commit relies on holds; everything else is
//! written only where the head was moved. This is as good as locking the head first: the statement sees one state, and whoever
//! commits in a unit moves its head. If the head is the expected one in that state and nobody moves it before the statement does,
//! all that the statement saw is as of this head. If somebody does, the database lets the statement wait for him and look at the
//! head again, which by then has another chain, so that nothing is written.
//!
//! Where nothing is written, or a unique index refuses, the ordinary transaction locks the head and writes after all, or says why not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use super::one::{GATE, How, Parts};
use super::read::{narrowed, source};
use super::text::Statement;
use super::write::{LogRow, Writing, heads, log_row};
use super::{Bind, Holds, KindTables, SqlStore, Step, UnitRef, ended};
use crate::error::{Result, code};
use crate::schema::UnitId;
use crate::store::{Commit, Committed, Expect, Filter, Guard, Head, Known, Op, Put, Seq};

/// How many operations go at once at most.
const MOST: usize = 256;

/// Records by kind and id, and what is told of each.
type Told<'c, T> = BTreeMap<&'c str, BTreeSet<(&'c str, T)>>;

impl SqlStore {
    /// Writes commits of one unit that do not touch each other's records, all or none; `None`: none.
    pub(super) async fn write_at_once(&self, commits: &[&Commit]) -> Result<Option<Vec<Committed>>> {
        let Some((unit, before)) = self.fit_at_once(commits) else { return Ok(None) };
        let seqs = std::iter::successors(Some(before.seq.next()), |seq| Some(seq.next()));
        let writings = commits.iter().zip(seqs).enumerate();
        let writings: Vec<_> = writings.map(|(place, (commit, seq))| Writing { place, commit, seq }).collect();
        let rows: Vec<Vec<LogRow<'_>>> =
            commits.iter().map(|commit| commit.ops.iter().map(log_row).collect()).collect();
        let heads = heads(before, &writings, &rows);
        let statement = self.at_once(unit, before, &writings, &rows, &heads)?;
        let mut tx = self.driver.write_one().await?;
        let written = match tx.run(&statement.sql, &statement.binds).await {
            Ok(0) => Ok(None),
            Ok(_) => {
                tx.commit().await?;
                for (commit, head) in commits.iter().zip(&heads) {
                    self.remember_head(commit.unit, *head);
                }
                let committed = heads.into_iter().map(|head| Committed { head, repeated: false });
                return Ok(Some(committed.collect()));
            }
            Err(error) if error.code() == code::store::UNIQUE.id => Ok(None),
            Err(error) => Err(error),
        };
        ended(tx, written).await
    }

    /// The unit of commits that can go at once, and its head as last seen.
    fn fit_at_once(&self, commits: &[&Commit]) -> Option<(UnitRef, Head)> {
        let unit = commits.first().filter(|_| self.dialect().at_once)?.unit;
        let before = self.heads.lock().unwrap_or_else(PoisonError::into_inner).get(&unit).copied()?;
        let few = commits.iter().map(|commit| commit.ops.len()).sum::<usize>() <= MOST;
        let fit = few && commits.iter().all(|commit| commit.unit == unit && fits(commit, before.seq));
        self.known_unit(unit).filter(|_| fit).map(|unit| (unit, before))
    }

    /// Remembers a head that was seen. A wrong one does no harm.
    pub(super) fn remember_head(&self, unit: UnitId, head: Head) {
        if self.dialect().at_once {
            self.heads.lock().unwrap_or_else(PoisonError::into_inner).insert(unit, head);
        }
    }

    fn at_once<'c>(
        &'c self,
        unit: UnitRef,
        before: Head,
        writings: &[Writing<'c>],
        rows: &'c [Vec<LogRow<'c>>],
        heads: &'c [Head],
    ) -> Result<Statement<'c>> {
        let mut parts = Parts::new();
        let after = heads.last().copied().unwrap_or(before);
        let conditions = self.conditions(writings)?;
        parts.named(GATE, |gate| {
            self.moved_head(gate, unit, after);
            gate.push(" AND chain = ").bind(Bind::Digest(*before.chain.bytes()));
            for condition in conditions {
                condition.write(gate.push(" AND "), unit);
            }
            gate.push(" RETURNING 1");
        });
        self.supersede_at_once(&mut parts, unit, writings)?;
        let over = self.puts(unit, writings, |put| put.expect != Expect::Absent)?;
        let fresh = self.puts(unit, writings, |put| put.expect == Expect::Absent)?;
        let rest = self.new_data_keys(unit, writings).into_iter().chain([self.log_step(unit, writings, rows)]);
        let over = over.into_iter().map(|step| (step, How::Over));
        for (step, how) in over.chain(fresh.into_iter().chain(rest).map(|step| (step, How::Gated))) {
            if let Step::Insert(insert, binds) = step {
                parts.part(|part| part.insert(&insert, binds, how));
            }
        }
        let last = self.commit_step(unit, writings, rows, heads);
        Ok(parts.last(|part| {
            if let Step::Insert(insert, binds) = last {
                part.insert(&insert, binds, How::Gated);
            }
        }))
    }

    /// What must hold for these commits.
    fn conditions<'c>(&'c self, writings: &[Writing<'c>]) -> Result<Vec<Condition<'c>>> {
        let mut conditions = Vec::new();
        for (kind, records) in expected(writings) {
            conditions.push(Condition::Records(self.tables(kind)?, records));
        }
        for guard in writings.iter().flat_map(|writing| &writing.commit.guards) {
            if let Guard::Count { kind, filter, is } = guard {
                let is = i64::try_from(*is).unwrap_or(i64::MAX);
                conditions.push(Condition::Count(self.tables(kind)?, filter, is));
            }
        }
        Ok(conditions)
    }

    /// Copies to the past what is written over or deleted, and deletes.
    fn supersede_at_once<'c>(&'c self, parts: &mut Parts<'c>, unit: UnitRef, writings: &[Writing<'c>]) -> Result<()> {
        for (kind, records) in superseded(writings) {
            let tables = self.tables(kind)?;
            if tables.spec.history {
                parts.part(|part| to_past(part, unit, tables, records));
            }
        }
        for (kind, ids) in deleted(writings) {
            let table = &self.tables(kind)?.table;
            parts.part(|part| {
                part.push("DELETE FROM ").push(table).push(" WHERE unit = ").bind(unit).push(" AND id = ANY (");
                part.values(Holds::Text, ids.into_iter().map(|(id, ())| Bind::from(id)).collect());
                part.push(") AND EXISTS (SELECT FROM ").push(GATE).push(")");
            });
        }
        Ok(())
    }
}

/// What must hold for a commit.
enum Condition<'c> {
    /// These records have these revisions; `None`: there is none.
    Records(&'c KindTables, BTreeSet<(&'c str, Option<i64>)>),
    /// So many records match.
    Count(&'c KindTables, &'c Filter, i64),
}

impl<'c> Condition<'c> {
    fn write(self, gate: &mut Statement<'c>, unit: UnitRef) {
        match self {
            Self::Records(tables, records) => holding(gate, unit, tables, records),
            Self::Count(tables, filter, is) => {
                gate.push("(SELECT COUNT(*)");
                source(gate, tables, unit, Known::Now);
                narrowed(gate, filter);
                gate.push(") = ").bind(is);
            }
        }
    }
}

/// Whether a commit can go at once while this is the last one. The others need more than one look.
fn fits(commit: &Commit, last: Seq) -> bool {
    let guard = |guard: &Guard| match guard {
        Guard::HeadAt(seq) => *seq == last,
        Guard::Unchanged(..) | Guard::Absent(_) | Guard::Count { .. } => true,
    };
    let op = |op: &Op| match op {
        Op::Put(_) => true,
        Op::Delete { expect, .. } => matches!(expect, Expect::Rev(_)),
        Op::Erase { .. } | Op::Gone { .. } => false,
    };
    commit.guards.iter().all(guard) && commit.ops.iter().all(op) && commit.keys.iter().all(|key| key.replaces.is_none())
}

/// The revisions that records must have; `None`: that there must be no such record. New records are left to the primary key.
fn expected<'c>(writings: &[Writing<'c>]) -> Told<'c, Option<i64>> {
    let mut told = Told::new();
    let mut tell = |kind: &'c str, id: &'c str, rev| told.entry(kind).or_default().insert((id, rev));
    for writing in writings {
        for guard in &writing.commit.guards {
            match guard {
                Guard::Unchanged(key, rev) => tell(&key.kind, &key.id, Some(rev.get())),
                Guard::Absent(key) => tell(&key.kind, &key.id, None),
                Guard::HeadAt(_) | Guard::Count { .. } => false,
            };
        }
        for op in &writing.commit.ops {
            if let Op::Put(Put { key, expect: Expect::Rev(rev), .. }) | Op::Delete { key, expect: Expect::Rev(rev) } =
                op
            {
                tell(&key.kind, &key.id, Some(rev.get()));
            }
        }
    }
    told
}

/// The records that are written over or deleted, each with the commit that does it.
fn superseded<'c>(writings: &[Writing<'c>]) -> Told<'c, i64> {
    let mut told = Told::new();
    for writing in writings {
        for op in &writing.commit.ops {
            if !matches!(op, Op::Put(put) if put.expect == Expect::Absent) {
                let key = op.key();
                told.entry(&*key.kind).or_default().insert((&*key.id, writing.seq.get()));
            }
        }
    }
    told
}

fn deleted<'c>(writings: &[Writing<'c>]) -> Told<'c, ()> {
    let mut told = Told::new();
    for op in writings.iter().flat_map(|writing| &writing.commit.ops) {
        if let Op::Delete { key, .. } = op {
            told.entry(&*key.kind).or_default().insert((&*key.id, ()));
        }
    }
    told
}

/// That these records have these revisions. Each is looked up by itself, so that the index of ids serves whatever the planner thinks.
fn holding<'c>(
    gate: &mut Statement<'c>,
    unit: UnitRef,
    tables: &'c KindTables,
    records: BTreeSet<(&'c str, Option<i64>)>,
) {
    if let (Some((id, rev)), 1) = (records.first(), records.len()) {
        let exists = if rev.is_some() { "EXISTS" } else { "NOT EXISTS" };
        gate.push(exists).push(" (SELECT FROM ").push(&tables.table).push(" WHERE unit = ").bind(unit);
        gate.push(" AND id = ").bind(*id);
        if let Some(rev) = rev {
            gate.push(" AND rev = ").bind(*rev);
        }
        gate.push(")");
        return;
    }
    let (ids, revs) = records.into_iter().map(|(id, rev)| (Bind::from(id), rev.map_or(Bind::Null, Bind::Int))).unzip();
    gate.push("NOT EXISTS (SELECT FROM unnest(").values(Holds::Text, ids).push(", ").values(Holds::Int, revs);
    gate.push(") AS named (_id, _rev) WHERE (SELECT rev FROM ").push(&tables.table).push(" WHERE unit = ").bind(unit);
    gate.push(" AND id = _id) IS DISTINCT FROM _rev)");
}

/// Copies versions to the past; they are read as they were before the statement.
fn to_past<'c>(part: &mut Statement<'c>, unit: UnitRef, tables: &'c KindTables, records: BTreeSet<(&'c str, i64)>) {
    let all = &tables.all;
    part.push("INSERT INTO ").push(&tables.past).push(" (").push(all).push(", until_rev) SELECT ").push(all);
    if let (Some((id, until)), 1) = (records.first(), records.len()) {
        part.push(", ").bind(*until).push(" FROM ").push(&tables.table).push(" WHERE unit = ").bind(unit);
        part.push(" AND id = ").bind(*id).push(" AND EXISTS (SELECT FROM ").push(GATE).push(")");
        return;
    }
    let (ids, untils) = records.into_iter().map(|(id, until)| (Bind::from(id), Bind::Int(until))).unzip();
    part.push(", _until FROM ").push(GATE).push(", unnest(").values(Holds::Text, ids).push(", ");
    part.values(Holds::Int, untils).push(") AS named (_id, _until) JOIN ").push(&tables.table);
    part.push(" ON unit = ").bind(unit).push(" AND id = _id");
}
