//! Commits, several in one transaction: what one task waits for with others costs one wait for the disk.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::pin::Pin;

use super::text::{Statement, bind};
use super::{Bind, Holds, Insert, KindTables, SqlStore, Step, Tx, UnitRef, ended, is_own_subject};
use crate::error::{Error, Result, code};
use crate::schema::{Key, UnitId};
use crate::store::sql::read::KEYS_AT_ONCE;
use crate::store::{
    Commit, CommitInfo, Committed, Digest, Expect, Guard, Head, KeyWrite, Nature, Op, Put, Rev, Seq, chain, conflict,
};
use crate::value::Instant;

/// From how many rows of one kind on a commit refreshes the planner's statistics.
const BULK: usize = 10_000;

/// A commit being written: its place among the answers, and its number.
pub(super) struct Writing<'c> {
    pub(super) place: usize,
    pub(super) commit: &'c Commit,
    pub(super) seq: Seq,
}

/// A row of the log to be.
pub(super) struct LogRow<'c> {
    kind: &'c str,
    id: std::borrow::Cow<'c, str>,
    nature: Nature,
    digest: Digest,
}

/// The revisions of records that commits name, by kind and id.
type Revs<'c> = HashMap<(&'c str, &'c str), Rev>;

/// One answer for each commit.
pub(super) type Answers = Vec<Result<Committed>>;

impl SqlStore {
    /// Writes one commit in a transaction of its own.
    pub(super) async fn write_alone(&self, commit: &Commit) -> Result<Committed> {
        if let Some(committed) = self.write_at_once(&[commit]).await?.and_then(|mut all| all.pop()) {
            return Ok(committed);
        }
        let mut tx = self.driver.write().await?;
        match self.write_all(tx.as_mut(), &[commit]).await.and_then(only) {
            Ok(committed) if committed.repeated => ended(tx, Ok(committed)).await,
            Ok(committed) => {
                tx.commit().await?;
                self.remember_head(commit.unit, committed.head);
                Ok(committed)
            }
            Err(error) => {
                let error = ended::<Committed>(tx, Err(error)).await.err().unwrap_or_else(|| self.corrupt("no error"));
                if !explains(&error) {
                    return Err(error);
                }
                let mut tx = self.driver.read().await?;
                let explained = self.explain(tx.as_mut(), commit, error).await;
                ended(tx, explained).await
            }
        }
    }

    /// Writes commits that do not touch each other's records in one transaction. An error in the answers concerns one commit, of
    /// which nothing was written; an error of the whole leaves nothing of any, and each should then be written alone.
    pub(super) async fn write_together(&self, commits: &[&Commit]) -> Result<Answers> {
        if let Some(all) = self.write_at_once(commits).await? {
            return Ok(all.into_iter().map(Ok).collect());
        }
        let mut tx = self.driver.write().await?;
        match self.write_all(tx.as_mut(), commits).await {
            Ok(answers) => {
                tx.commit().await?;
                for (commit, answer) in commits.iter().zip(&answers) {
                    if let Ok(Committed { head, repeated: false }) = answer {
                        self.remember_head(commit.unit, *head);
                    }
                }
                Ok(answers)
            }
            failed => ended(tx, failed).await,
        }
    }

    /// Writes commits within a transaction; see [`SqlStore::write_together`].
    pub(super) fn write_all<'a>(
        &'a self,
        tx: &'a mut (dyn Tx + 'a),
        commits: &'a [&'a Commit],
    ) -> Pin<Box<dyn Future<Output = Result<Answers>> + Send + 'a>> {
        // Boxed: the compiler cannot see through so many layers that the future is `Send`.
        Box::pin(self.write_units(tx, commits))
    }

    async fn write_units(&self, tx: &mut dyn Tx, commits: &[&Commit]) -> Result<Answers> {
        let mut units: BTreeMap<UnitId, Vec<(usize, &Commit)>> = BTreeMap::new();
        for (place, commit) in commits.iter().enumerate() {
            units.entry(commit.unit).or_default().push((place, commit));
        }
        let mut answers: Vec<Option<Result<Committed>>> = commits.iter().map(|_| None).collect();
        for (unit, commits) in units {
            for (place, answer) in self.write_unit(tx, unit, &commits).await? {
                if let Some(slot) = answers.get_mut(place) {
                    *slot = Some(answer);
                }
            }
        }
        Ok(answers.into_iter().map(|answer| answer.unwrap_or_else(|| Err(self.corrupt("no answer")))).collect())
    }

    /// Writes the commits of one unit, in order.
    async fn write_unit(
        &self,
        tx: &mut dyn Tx,
        unit: UnitId,
        commits: &[(usize, &Commit)],
    ) -> Result<Vec<(usize, Result<Committed>)>> {
        let (unit, before) = self.unit_for_writing(tx, unit).await?;
        let mut answers = Vec::with_capacity(commits.len());
        let revs = self.revs_of(tx, unit, commits).await?;
        let mut writings = Vec::with_capacity(commits.len());
        let mut seq = before.seq;
        for (place, commit) in commits.iter().copied() {
            if let Some(answer) = self.refusal(tx, unit, before, commit, &revs).await? {
                answers.push((place, answer));
                continue;
            }
            seq = seq.next();
            writings.push(Writing { place, commit, seq });
        }
        if writings.is_empty() {
            return Ok(answers);
        }
        for writing in &writings {
            self.supersede(tx, unit, writing, &revs).await?;
        }
        let mut rows: Vec<Vec<LogRow<'_>>> = Vec::with_capacity(writings.len());
        for writing in &writings {
            rows.push(self.log_rows_of(tx, unit, writing).await?);
        }
        let heads = heads(before, &writings, &rows);
        let mut steps = self.puts(unit, &writings, |_| true)?;
        steps.extend(self.new_data_keys(unit, &writings));
        steps.push(self.log_step(unit, &writings, &rows));
        steps.push(self.commit_step(unit, &writings, &rows, &heads));
        steps.push(self.head_step(unit, heads.last().copied().unwrap_or(before)));
        tx.write(&steps).await?;
        self.replace_data_keys(tx, unit, &writings).await?;
        let done = writings.iter().zip(heads);
        answers.extend(done.map(|(writing, head)| (writing.place, Ok(Committed { head, repeated: false }))));
        Ok(answers)
    }

    /// The answer to a commit that is not written: a guard or an expectation does not hold, unless its request was seen before,
    /// which then gets the first result. A request that was seen and still fits is told by the unique index of requests.
    async fn refusal(
        &self,
        tx: &mut dyn Tx,
        unit: UnitRef,
        before: Head,
        commit: &Commit,
        revs: &Revs<'_>,
    ) -> Result<Option<Result<Committed>>> {
        let Some(error) = self.holds(tx, unit, before, commit, revs).await? else { return Ok(None) };
        let known = self.repeated(tx, unit, commit).await?;
        Ok(Some(known.map_or(Err(error), |head| Ok(Committed { head, repeated: true }))))
    }

    async fn unit_for_writing(&self, tx: &mut dyn Tx, unit: UnitId) -> Result<(UnitRef, Head)> {
        if let Some(found) = self.unit_row(tx, unit, true).await? {
            if let (UnitRef::Number(number), _) = found {
                self.remember_unit(unit, number);
            }
            return Ok(found);
        }
        let dialect = self.dialect();
        let (text, column) = (unit.text(), if dialect.numbered_units { "name" } else { "unit" });
        let mut insert = Statement::new(dialect);
        insert.push(&format!("INSERT INTO {} ({column}, seq, chain) VALUES (", self.names.unit));
        if dialect.numbered_units {
            insert.bind(&*text);
        } else {
            insert.bind(UnitRef::Uuid(unit.uuid()));
        }
        insert
            .push(", 0, ")
            .bind(Bind::Bytes(Digest::ZERO.bytes()))
            .push(&format!(") ON CONFLICT ({column}) DO NOTHING"));
        tx.run(&insert.sql, &insert.binds).await?;
        let made = self.unit_row(tx, unit, true).await?;
        made.ok_or_else(|| self.corrupt("a unit that was just made is missing"))
    }

    /// The head after the commit of this request, if the unit has seen it.
    pub(super) async fn repeated(&self, tx: &mut dyn Tx, unit: UnitRef, commit: &Commit) -> Result<Option<Head>> {
        let mut ask = Statement::new(self.dialect());
        ask.push("SELECT seq, chain, at FROM ").push(&self.names.commit).push(" WHERE unit = ").bind(unit);
        ask.push(" AND request = ").bind(&*commit.meta.request);
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        let Some(mut row) = rows.iter_mut().next() else { return Ok(None) };
        let (seq, chain) = (Seq::new(row.int()), row.bytes());
        let chain = chain.ok_or_else(|| self.corrupt("a commit without chain"))?;
        Ok(Some(Head { seq, chain: Digest::from_bytes(chain), at: Some(Instant::from_micros(row.int())) }))
    }

    pub(super) async fn commit_info(&self, tx: &mut dyn Tx, unit: UnitRef, seq: Seq) -> Result<Option<CommitInfo>> {
        let commits = self.commits(tx, unit, &BTreeSet::from([seq.get()])).await?;
        Ok(commits.into_values().next().map(|info| (*info).clone()))
    }

    /// The revisions of the records that these commits guard, or write without expecting them to be absent. Those are not looked
    /// up: the primary key refuses them, and [`SqlStore::explain`] says why.
    async fn revs_of<'c>(&self, tx: &mut dyn Tx, unit: UnitRef, commits: &[(usize, &'c Commit)]) -> Result<Revs<'c>> {
        let mut revs = HashMap::new();
        for (kind, ids) in named(commits) {
            let found = self.revs(tx, unit, self.tables(kind)?, &ids).await?;
            revs.extend(ids.into_iter().filter_map(|id| found.get(id).map(|rev| ((kind, id), *rev))));
        }
        Ok(revs)
    }

    /// The revisions of those of these records that are there.
    pub(super) async fn revs(
        &self,
        tx: &mut dyn Tx,
        unit: UnitRef,
        tables: &KindTables,
        ids: &[&str],
    ) -> Result<HashMap<Box<str>, Rev>> {
        let mut found = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(KEYS_AT_ONCE) {
            let mut ask = Statement::new(self.dialect());
            ask.push("SELECT id, rev FROM ").push(&tables.table).push(" WHERE unit = ").bind(unit);
            ask.push(" AND id IN ").list(ids.iter().map(|id| Bind::from(*id)));
            let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
            found.extend(rows.iter_mut().filter_map(|mut row| Some((row.text()?, Seq::new(row.int())))));
        }
        Ok(found)
    }

    /// Why a commit cannot be written: a guard or an expectation that does not hold.
    async fn holds(
        &self,
        tx: &mut dyn Tx,
        unit: UnitRef,
        before: Head,
        commit: &Commit,
        revs: &Revs<'_>,
    ) -> Result<Option<Error>> {
        for guard in &commit.guards {
            if let Some(error) = self.guard(tx, unit, before.seq, guard, revs).await? {
                return Ok(Some(error));
            }
        }
        for (key, expect, deletes) in commit.ops.iter().filter_map(superseding) {
            let found = revs.get(&(&*key.kind, &*key.id)).copied();
            if !conflict::meets(expect, found, deletes) {
                let writer = self.writer(tx, unit, found).await?;
                return Ok(Some(conflict::expect(key, expect, found, writer.as_ref())));
            }
        }
        Ok(None)
    }

    /// Moves what is superseded or deleted to the past.
    async fn supersede(&self, tx: &mut dyn Tx, unit: UnitRef, writing: &Writing<'_>, revs: &Revs<'_>) -> Result<()> {
        let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (key, ..) in writing.commit.ops.iter().filter_map(superseding) {
            if revs.contains_key(&(&*key.kind, &*key.id)) {
                kinds.entry(&key.kind).or_default().push(&key.id);
            }
        }
        for (kind, ids) in kinds {
            self.move_to_past(tx, unit, writing.seq, self.tables(kind)?, &ids).await?;
        }
        Ok(())
    }

    async fn move_to_past(
        &self,
        tx: &mut dyn Tx,
        unit: UnitRef,
        until: Seq,
        tables: &KindTables,
        ids: &[&str],
    ) -> Result<()> {
        for ids in ids.chunks(KEYS_AT_ONCE) {
            if tables.spec.history && self.dialect().moves_rows {
                let mut moved = Statement::new(self.dialect());
                let (past, all) = (&tables.past, &tables.all);
                moved.push(&format!("WITH gone AS (DELETE FROM {} WHERE unit = ", tables.table)).bind(unit);
                moved.push(" AND id IN ").list(ids.iter().map(|id| Bind::from(*id))).push(" RETURNING *) INSERT INTO ");
                moved.push(&format!("{past} ({all}, until_rev) SELECT {all}, CAST(")).bind(until.get());
                moved.push(" AS ").push(self.dialect().int).push(") FROM gone");
                tx.run(&moved.sql, &moved.binds).await?;
                continue;
            }
            if tables.spec.history {
                let mut copy = Statement::new(self.dialect());
                let (past, all) = (&tables.past, &tables.all);
                copy.push(&format!("INSERT INTO {past} ({all}, until_rev) SELECT {all}, CAST("));
                copy.bind(until.get()).push(" AS ").push(self.dialect().int).push(") FROM ").push(&tables.table);
                copy.push(" WHERE unit = ").bind(unit);
                copy.push(" AND id IN ").list(ids.iter().map(|id| Bind::from(*id)));
                tx.run(&copy.sql, &copy.binds).await?;
            }
            let mut delete = Statement::new(self.dialect());
            delete.push("DELETE FROM ").push(&tables.table).push(" WHERE unit = ").bind(unit);
            delete.push(" AND id IN ").list(ids.iter().map(|id| Bind::from(*id)));
            tx.run(&delete.sql, &delete.binds).await?;
        }
        Ok(())
    }

    /// The versions that are put, those of these.
    pub(super) fn puts<'c>(
        &'c self,
        unit: UnitRef,
        writings: &[Writing<'c>],
        these: impl Fn(&Put) -> bool,
    ) -> Result<Vec<Step<'c>>> {
        let mut kinds: BTreeMap<&str, Vec<(&Put, Seq)>> = BTreeMap::new();
        for writing in writings {
            for op in &writing.commit.ops {
                if let Op::Put(put) = op
                    && these(put)
                {
                    kinds.entry(&put.key.kind).or_default().push((put, writing.seq));
                }
            }
        }
        let mut steps = Vec::with_capacity(kinds.len() + 4);
        for (kind, puts) in kinds {
            let tables = self.tables(kind)?;
            let mut binds = Vec::with_capacity(puts.len() * tables.columns.len());
            for (put, seq) in &puts {
                let content = &put.content;
                let subject = if is_own_subject(tables.spec, &put.key.id, &content.subject) {
                    Bind::Null
                } else {
                    Bind::Text(content.subject.to_string().into())
                };
                binds.extend([
                    Bind::from(unit),
                    Bind::from(&*put.key.id),
                    Bind::Int(seq.get()),
                    Bind::Int(i64::from(content.version)),
                    subject,
                    Bind::Bytes(content.salt.bytes()),
                ]);
                binds.extend(content.columns.iter().map(bind));
                binds.push(Bind::from(&*content.body));
            }
            let insert = Insert { table: &tables.table, columns: &tables.columns, holds: &tables.holds };
            steps.push(Step::Insert(insert, binds));
            if puts.len() >= BULK {
                let analyze = self.dialect().analyze.iter();
                steps.extend(analyze.map(|sql| Step::Run(sql.replace("{table}", &tables.table), Vec::new())));
            }
        }
        Ok(steps)
    }

    /// Replaces data keys, each known by what it replaces.
    async fn replace_data_keys(&self, tx: &mut dyn Tx, unit: UnitRef, writings: &[Writing<'_>]) -> Result<()> {
        for (key, seq) in data_keys(writings, true) {
            let subject = key.subject.to_string();
            let mut update = Statement::new(self.dialect());
            update.push(&format!("UPDATE {} SET wrapped = ", self.names.key)).bind(&*key.wrapped).push(", rev = ");
            update.bind(seq.get()).push(" WHERE unit = ").bind(unit).push(" AND subject = ");
            update.bind(subject.as_str()).push(" AND wrapped = ").bind(key.replaces.as_deref().unwrap_or_default());
            if tx.run(&update.sql, &update.binds).await? != 1 {
                return Err(conflict::key_exists(&key.subject));
            }
        }
        Ok(())
    }

    /// The data keys that are new.
    pub(super) fn new_data_keys<'c>(&'c self, unit: UnitRef, writings: &[Writing<'c>]) -> Option<Step<'c>> {
        let fresh = data_keys(writings, false);
        let mut binds = Vec::with_capacity(fresh.len() * 4);
        for (key, seq) in &fresh {
            binds.extend([
                Bind::from(unit),
                Bind::Text(key.subject.to_string().into()),
                Bind::Int(seq.get()),
                Bind::from(&*key.wrapped),
            ]);
        }
        (!fresh.is_empty()).then(|| Step::Insert(self.names.key_columns.of_table(&self.names.key), binds))
    }

    /// Drops a subject's versions and data key; a row for each current record that went and is not named by the commit.
    async fn erase(
        &self,
        tx: &mut dyn Tx,
        unit: UnitRef,
        subject: &Key,
        named: &HashSet<&Key>,
    ) -> Result<Vec<LogRow<'static>>> {
        let text = subject.to_string();
        let mut rows = Vec::new();
        for (kind, tables) in &self.kinds {
            let whose = |sql: &mut Statement<'_>, start: &str| {
                sql.push(start).push(" WHERE unit = ").bind(unit);
                sql.push(" AND (subject_key = ").bind(Bind::Text(text.clone().into()));
                if *subject.kind == **kind {
                    sql.push(" OR (subject_key IS NULL AND id = ").bind(Bind::Text(subject.id.to_string().into()));
                    sql.push(")");
                }
                sql.push(")");
            };
            let mut ask = Statement::new(self.dialect());
            whose(&mut ask, &format!("SELECT id FROM {}", tables.table));
            ask.push(" ORDER BY id");
            for mut row in tx.rows(&ask.sql, &ask.binds).await?.iter_mut() {
                let key = Key { kind: (*kind).into(), id: row.text().unwrap_or_default() };
                if !named.contains(&key) {
                    let digest = chain::digest_bare(&key, Nature::Erase);
                    rows.push(LogRow { kind, id: String::from(key.id).into(), nature: Nature::Erase, digest });
                }
            }
            let both = [Some(&tables.table), tables.spec.history.then_some(&tables.past)];
            for table in both.into_iter().flatten() {
                let mut delete = Statement::new(self.dialect());
                whose(&mut delete, &format!("DELETE FROM {table}"));
                tx.run(&delete.sql, &delete.binds).await?;
            }
        }
        let mut delete = Statement::new(self.dialect());
        delete.push(&format!("DELETE FROM {} WHERE unit = ", self.names.key)).bind(unit);
        delete.push(" AND subject = ").bind(text.as_str());
        tx.run(&delete.sql, &delete.binds).await?;
        Ok(rows)
    }

    /// The rows that a commit adds to the log; erases what it erases, which adds rows.
    async fn log_rows_of<'c>(&self, tx: &mut dyn Tx, unit: UnitRef, writing: &Writing<'c>) -> Result<Vec<LogRow<'c>>> {
        let ops = &writing.commit.ops;
        let mut rows: Vec<LogRow<'c>> = ops.iter().map(log_row).collect();
        if ops.iter().any(|op| matches!(op, Op::Erase { .. })) {
            let named: HashSet<&Key> = ops.iter().map(Op::key).collect();
            for op in ops {
                if let Op::Erase { subject } = op {
                    rows.extend(self.erase(tx, unit, subject, &named).await?);
                }
            }
        }
        Ok(rows)
    }

    pub(super) fn log_step<'s>(
        &'s self,
        unit: UnitRef,
        writings: &[Writing<'_>],
        rows: &'s [Vec<LogRow<'_>>],
    ) -> Step<'s> {
        let mut binds = Vec::with_capacity(rows.iter().map(Vec::len).sum::<usize>() * 7);
        for (writing, rows) in writings.iter().zip(rows) {
            for (row, ord) in rows.iter().zip(0_i64..) {
                binds.extend([
                    Bind::from(unit),
                    Bind::Int(writing.seq.get()),
                    Bind::Int(ord),
                    Bind::from(row.kind),
                    Bind::from(&*row.id),
                    Bind::from(row.nature.code()),
                    Bind::Bytes(row.digest.bytes()),
                ]);
            }
        }
        Step::Insert(self.names.log_columns.of_table(&self.names.log), binds)
    }

    pub(super) fn commit_step<'s>(
        &'s self,
        unit: UnitRef,
        writings: &[Writing<'s>],
        rows: &[Vec<LogRow<'_>>],
        heads: &'s [Head],
    ) -> Step<'s> {
        let mut binds = Vec::with_capacity(writings.len() * 12);
        for ((writing, rows), head) in writings.iter().zip(rows).zip(heads) {
            let meta = &writing.commit.meta;
            binds.extend([
                Bind::from(unit),
                Bind::Int(head.seq.get()),
                Bind::Int(head.at.map_or(0, Instant::micros)),
                Bind::from(&*meta.request),
                Bind::from(&*meta.actor),
                Bind::from(&*meta.purpose),
                meta.reason.as_deref().map_or(Bind::Null, Bind::from),
                Bind::from(&*meta.origin.replica),
                Bind::from(&*meta.origin.branch),
                Bind::from(&*meta.origin.base),
                Bind::Int(i64::try_from(rows.len()).unwrap_or(i64::MAX)),
                Bind::Bytes(head.chain.bytes()),
            ]);
        }
        Step::Insert(self.names.commit_columns.of_table(&self.names.commit), binds)
    }

    fn head_step<'s>(&self, unit: UnitRef, head: Head) -> Step<'s> {
        let mut update = Statement::new(self.dialect());
        self.moved_head(&mut update, unit, head);
        Step::Run(update.sql, update.binds)
    }

    pub(super) fn moved_head(&self, update: &mut Statement<'_>, unit: UnitRef, head: Head) {
        update.push("UPDATE ").push(&self.names.unit).push(" SET seq = ").bind(head.seq.get());
        update.push(", chain = ").bind(Bind::Digest(*head.chain.bytes())).push(", at = ");
        let at = head.at.map_or(Bind::NullOf(Holds::Int), |at| Bind::Int(at.micros()));
        update.bind(at).push(" WHERE unit = ").bind(unit);
    }
}

/// The head after each commit: the chain linked, the clock never running back.
pub(super) fn heads(before: Head, writings: &[Writing<'_>], rows: &[Vec<LogRow<'_>>]) -> Vec<Head> {
    let mut head = before;
    let next = writings.iter().zip(rows).map(|(writing, rows)| {
        let meta = &writing.commit.meta;
        let at = head.at.map_or(meta.at, |last| last.max(meta.at));
        let mut summary = chain::summary(at, meta);
        for row in rows {
            summary.parts(row.kind, &row.id, row.nature, &row.digest);
        }
        let chain = chain::link(&head.chain, writing.seq, &summary.finish());
        head = Head { seq: writing.seq, chain, at: Some(at) };
        head
    });
    next.collect()
}

/// The records that these commits guard, or write without expecting them to be absent, by kind.
fn named<'c>(commits: &[(usize, &'c Commit)]) -> Vec<(&'c str, Vec<&'c str>)> {
    let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let guards = commits.iter().flat_map(|(_, commit)| &commit.guards).filter_map(|guard| match guard {
        Guard::Unchanged(key, _) | Guard::Absent(key) => Some(key),
        Guard::HeadAt(_) | Guard::Count { .. } => None,
    });
    let written = commits.iter().flat_map(|(_, commit)| &commit.ops).filter_map(superseding);
    for key in guards.chain(written.map(|(key, ..)| key)) {
        kinds.entry(&key.kind).or_default().insert(&key.id);
    }
    kinds.into_iter().map(|(kind, ids)| (kind, ids.into_iter().collect())).collect()
}

/// The data keys that these commits replace, or that they create.
fn data_keys<'c>(writings: &[Writing<'c>], replacing: bool) -> Vec<(&'c KeyWrite, Seq)> {
    let of_one = |writing: &Writing<'c>| {
        let (commit, seq) = (writing.commit, writing.seq);
        commit.keys.iter().map(move |key| (key, seq))
    };
    writings.iter().flat_map(of_one).filter(|(key, _)| key.replaces.is_some() == replacing).collect()
}

/// Whether a request that was seen before may fail so, or what stood in the way is worth a look.
pub(super) fn explains(error: &Error) -> bool {
    [code::store::UNIQUE.id, code::store::KEY_EXISTS.id].contains(&error.code())
}

/// The one answer to one commit.
fn only(answers: Answers) -> Result<Committed> {
    let none = || Err(Error::new(code::store::COMMIT_EMPTY));
    answers.into_iter().next().unwrap_or_else(none)
}

/// The record that an operation supersedes or deletes, what it expects, and whether it deletes.
fn superseding(op: &Op) -> Option<(&Key, Expect, bool)> {
    match op {
        Op::Put(put) if put.expect == Expect::Absent => None,
        Op::Put(put) => Some((&put.key, put.expect, false)),
        Op::Delete { key, expect } => Some((key, *expect, true)),
        Op::Gone { key, nature, .. } if *nature != Nature::Erase => Some((key, Expect::Any, false)),
        Op::Gone { .. } | Op::Erase { .. } => None,
    }
}

pub(super) fn log_row(op: &Op) -> LogRow<'_> {
    match op {
        Op::Put(put) => {
            LogRow { kind: &put.key.kind, id: (&*put.key.id).into(), nature: put.nature, digest: put.digest }
        }
        Op::Gone { key, nature, digest } => {
            LogRow { kind: &key.kind, id: (&*key.id).into(), nature: *nature, digest: *digest }
        }
        Op::Delete { key, .. } | Op::Erase { subject: key } => {
            let nature = if matches!(op, Op::Delete { .. }) { Nature::Delete } else { Nature::Erase };
            let digest = chain::digest_bare(key, nature);
            LogRow { kind: &key.kind, id: (&*key.id).into(), nature, digest }
        }
    }
}
