//! The commit, in one transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::text::{Statement, bind};
use super::{Bind, Insert, KindTables, SqlStore, Tx, is_own_subject};
use crate::error::{Result, code};
use crate::schema::Key;
use crate::store::sql::read::KEYS_AT_ONCE;
use crate::store::{
    Commit, CommitInfo, Committed, Digest, Expect, Head, KeyWrite, Nature, Op, Put, Rev, Seq, chain, conflict,
};

/// A commit being written: the unit's number, its head before, and the commit's number.
pub(super) struct Writing<'c> {
    commit: &'c Commit,
    pub(super) number: i64,
    pub(super) before: Head,
    seq: Seq,
}

/// A row of the log to be.
struct LogRow<'c> {
    kind: &'c str,
    id: std::borrow::Cow<'c, str>,
    nature: Nature,
    digest: Digest,
}

impl SqlStore {
    pub(super) async fn write(&self, commit: &Commit) -> Result<Committed> {
        let mut tx = self.driver.write().await?;
        let (number, before) = self.unit_for_writing(tx.as_mut(), commit).await?;
        if let Some(head) = self.repeated(tx.as_mut(), number, commit).await? {
            return Ok(Committed { head, repeated: true });
        }
        let writing = Writing { commit, number, before, seq: before.seq.next() };
        match self.write_in(tx.as_mut(), &writing).await {
            Ok(head) => {
                tx.commit().await?;
                self.remember_unit(commit.unit, number);
                Ok(Committed { head, repeated: false })
            }
            Err(error) => {
                drop(tx);
                if error.code() == code::store::UNIQUE.id {
                    Err(self.explain(commit, error).await?)
                } else {
                    Err(error)
                }
            }
        }
    }

    async fn write_in(&self, tx: &mut dyn Tx, writing: &Writing<'_>) -> Result<Head> {
        let commit = writing.commit;
        for guard in &commit.guards {
            self.guard(tx, writing, guard).await?;
        }
        self.supersede(tx, writing).await?;
        self.insert_puts(tx, writing).await?;
        self.write_data_keys(tx, writing).await?;
        let mut rows: Vec<LogRow<'_>> = commit.ops.iter().map(log_row).collect();
        let named: HashSet<&Key> = commit.ops.iter().map(Op::key).collect();
        for op in &commit.ops {
            if let Op::Erase { subject } = op {
                rows.extend(self.erase(tx, writing.number, subject, &named).await?);
            }
        }
        self.write_log(tx, writing, &rows).await
    }

    async fn unit_for_writing(&self, tx: &mut dyn Tx, commit: &Commit) -> Result<(i64, Head)> {
        if let Some(found) = self.unit_row(tx, commit.unit, true).await? {
            return Ok(found);
        }
        let text = commit.unit.text();
        let mut insert = Statement::new(self.dialect());
        insert.push("INSERT INTO cunwu_unit (unit, seq, chain) VALUES (").bind(&*text).push(", 0, ");
        insert.bind(Bind::Bytes(Digest::ZERO.bytes())).push(") ON CONFLICT (unit) DO NOTHING");
        tx.run(&insert.sql, &insert.binds).await?;
        let made = self.unit_row(tx, commit.unit, true).await?;
        made.ok_or_else(|| self.corrupt("a unit that was just made is missing"))
    }

    async fn repeated(&self, tx: &mut dyn Tx, number: i64, commit: &Commit) -> Result<Option<Head>> {
        let mut ask = Statement::new(self.dialect());
        ask.push("SELECT seq FROM cunwu_commit WHERE unit_no = ").bind(number).push(" AND request = ");
        ask.bind(&*commit.meta.request);
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        let Some(seq) = rows.iter_mut().next().map(|mut row| Seq::new(row.int())) else { return Ok(None) };
        let info = self.commit_info(tx, number, seq).await?;
        Ok(info.map(|info| Head { seq, chain: info.chain, at: Some(info.at) }))
    }

    pub(super) async fn commit_info(&self, tx: &mut dyn Tx, number: i64, seq: Seq) -> Result<Option<CommitInfo>> {
        let commits = self.commits(tx, number, &BTreeSet::from([seq.get()])).await?;
        Ok(commits.into_values().next().map(|info| (*info).clone()))
    }

    /// The revisions of those of these records that are there.
    pub(super) async fn revs(
        &self,
        tx: &mut dyn Tx,
        number: i64,
        tables: &KindTables,
        ids: &[&str],
    ) -> Result<HashMap<Box<str>, Rev>> {
        let mut found = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(KEYS_AT_ONCE) {
            let mut ask = Statement::new(self.dialect());
            ask.push("SELECT id, rev FROM ").push(&tables.table).push(" WHERE unit_no = ").bind(number);
            ask.push(" AND id IN ").list(ids.iter().map(|id| Bind::from(*id)));
            let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
            found.extend(rows.iter_mut().filter_map(|mut row| Some((row.text()?, Seq::new(row.int())))));
        }
        Ok(found)
    }

    /// Checks expectations and moves what is superseded or deleted to the past. A record that is expected to be absent is not
    /// looked up: the primary key refuses it, and [`SqlStore::explain`] says why.
    async fn supersede(&self, tx: &mut dyn Tx, writing: &Writing<'_>) -> Result<()> {
        let mut kinds: BTreeMap<&str, Vec<(&Key, Expect, bool)>> = BTreeMap::new();
        for op in &writing.commit.ops {
            let (key, expect, deletes) = match op {
                Op::Put(put) => (&put.key, put.expect, false),
                Op::Delete { key, expect } => (key, *expect, true),
                Op::Gone { key, nature, .. } if *nature != Nature::Erase => (key, Expect::Any, false),
                Op::Gone { .. } | Op::Erase { .. } => continue,
            };
            if expect != Expect::Absent || deletes {
                kinds.entry(&key.kind).or_default().push((key, expect, deletes));
            }
        }
        for (kind, wanted) in kinds {
            let tables = self.tables(kind)?;
            let ids: Vec<&str> = wanted.iter().map(|(key, ..)| &*key.id).collect();
            let revs = self.revs(tx, writing.number, tables, &ids).await?;
            for (key, expect, deletes) in &wanted {
                let found = revs.get(&key.id).copied();
                if !conflict::meets(*expect, found, *deletes) {
                    let writer = self.writer(tx, writing.number, found).await?;
                    return Err(conflict::expect(key, *expect, found, writer.as_ref()));
                }
            }
            let there: Vec<&str> = ids.into_iter().filter(|id| revs.contains_key(*id)).collect();
            self.move_to_past(tx, writing, tables, &there).await?;
        }
        Ok(())
    }

    async fn move_to_past(
        &self,
        tx: &mut dyn Tx,
        writing: &Writing<'_>,
        tables: &KindTables,
        ids: &[&str],
    ) -> Result<()> {
        for ids in ids.chunks(KEYS_AT_ONCE) {
            if tables.spec.history {
                let mut copy = Statement::new(self.dialect());
                let (past, all) = (&tables.past, &tables.all);
                copy.push(&format!("INSERT INTO {past} ({all}, until_rev) SELECT {all}, CAST("));
                copy.bind(writing.seq.get()).push(" AS ").push(self.dialect().int).push(") FROM ").push(&tables.table);
                copy.push(" WHERE unit_no = ").bind(writing.number);
                copy.push(" AND id IN ").list(ids.iter().map(|id| Bind::from(*id)));
                tx.run(&copy.sql, &copy.binds).await?;
            }
            let mut delete = Statement::new(self.dialect());
            delete.push("DELETE FROM ").push(&tables.table).push(" WHERE unit_no = ").bind(writing.number);
            delete.push(" AND id IN ").list(ids.iter().map(|id| Bind::from(*id)));
            tx.run(&delete.sql, &delete.binds).await?;
        }
        Ok(())
    }

    async fn insert_puts(&self, tx: &mut dyn Tx, writing: &Writing<'_>) -> Result<()> {
        let mut kinds: BTreeMap<&str, Vec<&Put>> = BTreeMap::new();
        for op in &writing.commit.ops {
            if let Op::Put(put) = op {
                kinds.entry(&put.key.kind).or_default().push(put);
            }
        }
        for (kind, puts) in kinds {
            let tables = self.tables(kind)?;
            let mut binds = Vec::with_capacity(puts.len() * tables.columns.len());
            for put in puts {
                let content = &put.content;
                let subject = if is_own_subject(tables.spec, &put.key.id, &content.subject) {
                    Bind::Null
                } else {
                    Bind::Text(content.subject.to_string().into())
                };
                binds.extend([
                    Bind::Int(writing.number),
                    Bind::from(&*put.key.id),
                    Bind::Int(writing.seq.get()),
                    Bind::Int(i64::from(content.version)),
                    subject,
                    Bind::Bytes(content.salt.bytes()),
                ]);
                binds.extend(content.columns.iter().map(bind));
                binds.push(Bind::from(&*content.body));
            }
            tx.insert(&Insert { table: &tables.table, columns: &tables.columns }, &binds).await?;
        }
        Ok(())
    }

    async fn write_data_keys(&self, tx: &mut dyn Tx, writing: &Writing<'_>) -> Result<()> {
        let (fresh, replacing): (Vec<&KeyWrite>, Vec<&KeyWrite>) =
            writing.commit.keys.iter().partition(|key| key.replaces.is_none());
        for key in replacing {
            let subject = key.subject.to_string();
            let mut update = Statement::new(self.dialect());
            update.push("UPDATE cunwu_key SET wrapped = ").bind(&*key.wrapped).push(", rev = ");
            update.bind(writing.seq.get()).push(" WHERE unit_no = ").bind(writing.number).push(" AND subject = ");
            update.bind(subject.as_str()).push(" AND wrapped = ").bind(key.replaces.as_deref().unwrap_or_default());
            if tx.run(&update.sql, &update.binds).await? != 1 {
                return Err(conflict::key_exists(&key.subject));
            }
        }
        let subjects: Vec<String> = fresh.iter().map(|key| key.subject.to_string()).collect();
        let mut binds = Vec::with_capacity(fresh.len() * 4);
        for (key, subject) in fresh.iter().zip(&subjects) {
            binds.push(Bind::Int(writing.number));
            binds.push(Bind::from(subject.as_str()));
            binds.push(Bind::Int(writing.seq.get()));
            binds.push(Bind::from(&*key.wrapped));
        }
        let columns = ["unit_no", "subject", "rev", "wrapped"].map(Box::from);
        let insert = Insert { table: "cunwu_key", columns: &columns };
        tx.insert(&insert, &binds).await.map_err(|error| match fresh.first() {
            Some(key) if error.code() == code::store::UNIQUE.id => conflict::key_exists(&key.subject),
            _ => error,
        })
    }

    /// Drops a subject's versions and data key; a row for each current record that went and is not named by the commit.
    async fn erase(
        &self,
        tx: &mut dyn Tx,
        number: i64,
        subject: &Key,
        named: &HashSet<&Key>,
    ) -> Result<Vec<LogRow<'static>>> {
        let text = subject.to_string();
        let mut rows = Vec::new();
        for (kind, tables) in &self.kinds {
            let whose = |sql: &mut Statement<'_>, start: &str| {
                sql.push(start).push(" WHERE unit_no = ").bind(number);
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
        delete.push("DELETE FROM cunwu_key WHERE unit_no = ").bind(number).push(" AND subject = ").bind(text.as_str());
        tx.run(&delete.sql, &delete.binds).await?;
        Ok(rows)
    }

    async fn write_log(&self, tx: &mut dyn Tx, writing: &Writing<'_>, rows: &[LogRow<'_>]) -> Result<Head> {
        let meta = &writing.commit.meta;
        let (number, seq) = (writing.number, writing.seq);
        let at = writing.before.at.map_or(meta.at, |last| last.max(meta.at));
        let mut summary = chain::summary(at, meta);
        let mut binds = Vec::with_capacity(rows.len() * 7);
        for (row, ord) in rows.iter().zip(0_i64..) {
            summary.parts(row.kind, &row.id, row.nature, &row.digest);
            binds.extend([
                Bind::Int(number),
                Bind::Int(seq.get()),
                Bind::Int(ord),
                Bind::from(row.kind),
                Bind::from(&*row.id),
                Bind::from(row.nature.code()),
                Bind::Bytes(row.digest.bytes()),
            ]);
        }
        let columns = ["unit_no", "seq", "ord", "kind", "id", "nature", "digest"].map(Box::from);
        tx.insert(&Insert { table: "cunwu_log", columns: &columns }, &binds).await?;
        let link = chain::link(&writing.before.chain, seq, &summary.finish());
        let reason = meta.reason.as_deref().map_or(Bind::Null, Bind::from);
        let binds = [
            Bind::Int(number),
            Bind::Int(seq.get()),
            Bind::Int(at.micros()),
            Bind::from(&*meta.request),
            Bind::from(&*meta.actor),
            Bind::from(&*meta.purpose),
            reason,
            Bind::from(&*meta.origin.replica),
            Bind::from(&*meta.origin.branch),
            Bind::from(&*meta.origin.base),
            Bind::Int(i64::try_from(rows.len()).unwrap_or(i64::MAX)),
            Bind::Bytes(link.bytes()),
        ];
        let columns = [
            "unit_no",
            "seq",
            "at",
            "request",
            "actor",
            "purpose",
            "reason",
            "replica",
            "branch",
            "base",
            "row_count",
            "chain",
        ];
        let columns = columns.map(Box::from);
        tx.insert(&Insert { table: "cunwu_commit", columns: &columns }, &binds).await?;
        let mut update = Statement::new(self.dialect());
        update.push("UPDATE cunwu_unit SET seq = ").bind(seq.get()).push(", chain = ").bind(Bind::Bytes(link.bytes()));
        update.push(", at = ").bind(at.micros()).push(" WHERE unit_no = ").bind(number);
        tx.run(&update.sql, &update.binds).await?;
        Ok(Head { seq, chain: link, at: Some(at) })
    }
}

fn log_row(op: &Op) -> LogRow<'_> {
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
