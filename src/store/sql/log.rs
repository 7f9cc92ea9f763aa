//! The log: rows in order, commits beside them, bodies joined from where each version stands.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::text::Statement;
use super::{KindTables, Row, SqlStore, Tx, UnitRef, ended};
use crate::error::Result;
use crate::schema::{Key, UnitId};
use crate::store::sql::Bind;
use crate::store::sql::read::{KEYS_AT_ONCE, value};
use crate::store::{Change, CommitInfo, Content, Digest, LogQuery, Mark, Nature, Origin, Salt, Seq};
use crate::value::Instant;

/// A row of the log before its commit and content are joined.
struct Bare {
    mark: Mark,
    key: Key,
    nature: Nature,
    digest: Digest,
}

impl SqlStore {
    pub(super) async fn read_log(&self, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>> {
        let mut tx = self.driver.read().await?;
        let changes = self.changes(tx.as_mut(), unit, query).await;
        ended(tx, changes).await
    }

    async fn changes(&self, tx: &mut dyn Tx, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>> {
        let Some(unit) = self.unit_ref(tx, unit).await? else { return Ok(Vec::new()) };
        let bare = self.log_rows(tx, unit, query).await?;
        let seqs: BTreeSet<i64> = bare.iter().map(|row| row.mark.seq.get()).collect();
        let commits = self.commits(tx, unit, &seqs).await?;
        let mut contents = BTreeMap::new();
        if query.bodies
            && let (Some(first), Some(last)) = (bare.first(), bare.last())
        {
            let kinds: BTreeSet<&str> = bare.iter().map(|row| &*row.key.kind).collect();
            for kind in kinds {
                let tables = self.tables(kind)?;
                for past in [false, true] {
                    if !past || tables.spec.history {
                        let stretch = Stretch { unit, key: query.key.as_ref(), first: first.mark, last: last.mark };
                        self.contents(tx, tables, past, &stretch, &mut contents).await?;
                    }
                }
            }
        }
        bare.into_iter()
            .map(|row| {
                let commit = commits.get(&row.mark.seq).map(Arc::clone);
                let commit = commit.ok_or_else(|| self.corrupt("a row of the log without commit"))?;
                let content = contents.remove(&row.mark);
                Ok(Change { commit, ord: row.mark.ord, key: row.key, nature: row.nature, digest: row.digest, content })
            })
            .collect()
    }

    async fn log_rows(&self, tx: &mut dyn Tx, unit: UnitRef, query: &LogQuery) -> Result<Vec<Bare>> {
        let mut ask = Statement::new(self.dialect());
        ask.push("SELECT seq, ord, kind, id, nature, digest FROM ").push(&self.names.log);
        ask.push(" WHERE unit = ").bind(unit);
        ask.push(" AND (seq, ord) > (").bind(query.after.seq.get()).push(", ");
        ask.bind(ord_before(query.after)).push(")");
        if let Some(key) = &query.key {
            ask.push(" AND id = ").bind(&*key.id).push(" AND kind = ").bind(&*key.kind);
        }
        ask.push(" ORDER BY seq, ord LIMIT ").bind(i64::from(query.limit));
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        let bare = rows.iter_mut().map(|mut row| {
            let (seq, ord) = (Seq::new(row.int()), u32::try_from(row.int()));
            let (kind, id, nature) = (row.text(), row.text(), row.text());
            let nature = nature.as_deref().and_then(Nature::of_code);
            match (ord, kind, id, nature, row.bytes()) {
                (Ok(ord), Some(kind), Some(id), Some(nature), Some(digest)) => Ok(Bare {
                    mark: Mark { seq, ord },
                    key: Key { kind, id },
                    nature,
                    digest: Digest::from_bytes(digest),
                }),
                _ => Err(self.corrupt("an unreadable row of the log")),
            }
        });
        bare.collect()
    }

    pub(super) async fn commits(
        &self,
        tx: &mut dyn Tx,
        unit: UnitRef,
        seqs: &BTreeSet<i64>,
    ) -> Result<BTreeMap<Seq, Arc<CommitInfo>>> {
        let mut commits = BTreeMap::new();
        let seqs: Vec<i64> = seqs.iter().copied().collect();
        for seqs in seqs.chunks(KEYS_AT_ONCE) {
            let mut ask = Statement::new(self.dialect());
            ask.push(&format!(
                "SELECT seq, at, row_count, chain, reason, request, actor, purpose, replica, branch, base FROM {} \
                 WHERE unit = ",
                self.names.commit
            ));
            ask.bind(unit).push(" AND seq IN ").list(seqs.iter().map(|seq| Bind::Int(*seq)));
            for mut row in tx.rows(&ask.sql, &ask.binds).await?.iter_mut() {
                let info = commit_info(&mut row).ok_or_else(|| self.corrupt("an unreadable commit"))?;
                commits.insert(info.seq, Arc::new(info));
            }
        }
        Ok(commits)
    }

    async fn contents(
        &self,
        tx: &mut dyn Tx,
        tables: &KindTables,
        past: bool,
        stretch: &Stretch<'_>,
        into: &mut BTreeMap<Mark, Content>,
    ) -> Result<()> {
        let spec = tables.spec;
        let mut ask = Statement::new(self.dialect());
        let table = if past { &tables.past } else { &tables.table };
        ask.push(&format!(
            "SELECT log.seq, log.ord, log.id, body_version, subject_key, salt, body{} FROM {} AS log JOIN {table} AS versions \
             ON versions.unit = log.unit AND versions.id = log.id AND versions.rev = log.seq WHERE log.unit = ",
            tables.declared, self.names.log
        ));
        ask.bind(stretch.unit).push(" AND (log.seq, log.ord) >= (").bind(stretch.first.seq.get()).push(", ");
        ask.bind(i64::from(stretch.first.ord)).push(") AND (log.seq, log.ord) <= (").bind(stretch.last.seq.get());
        ask.push(", ").bind(i64::from(stretch.last.ord)).push(") AND log.kind = ").bind(spec.name);
        if let Some(key) = stretch.key {
            ask.push(" AND log.id = ").bind(&*key.id);
        }
        for mut row in tx.rows(&ask.sql, &ask.binds).await?.iter_mut() {
            let mark = Mark { seq: Seq::new(row.int()), ord: u32::try_from(row.int()).unwrap_or(u32::MAX) };
            let content = content(tables, &mut row).ok_or_else(|| self.corrupt("an unreadable version"))?;
            into.insert(mark, content);
        }
        Ok(())
    }
}

/// A stretch of the log, of one record or of all.
struct Stretch<'a> {
    unit: UnitRef,
    key: Option<&'a Key>,
    first: Mark,
    last: Mark,
}

fn ord_before(mark: Mark) -> i64 {
    // Before the first commit there is no row 0 to be behind of.
    if mark.seq == Seq::ZERO { i64::from(u32::MAX) } else { i64::from(mark.ord) }
}

fn content(tables: &KindTables, row: &mut Row<'_>) -> Option<Content> {
    let spec = tables.spec;
    let id = row.text()?;
    let version = u32::try_from(row.int()).ok()?;
    let subject = match row.text() {
        Some(text) => text.split_once('/').map(|(kind, id)| Key::new(kind, id))?,
        None => Key { kind: spec.name.into(), id },
    };
    let salt = Salt::from_bytes(row.bytes()?);
    let body = row.text()?;
    let columns = spec.columns.iter().map(|column| value(column.ty, row.cell())).collect();
    Some(Content { version, subject, salt, columns, body })
}

fn commit_info(row: &mut Row<'_>) -> Option<CommitInfo> {
    let seq = Seq::new(row.int());
    let at = Instant::from_micros(row.int());
    let rows = u32::try_from(row.int()).ok()?;
    let chain = Digest::from_bytes(row.bytes()?);
    let reason = row.text();
    let (request, actor, purpose) = (row.text()?, row.text()?, row.text()?);
    let origin = Origin { replica: row.text()?, branch: row.text()?, base: row.text()? };
    Some(CommitInfo { seq, at, request, actor, purpose, reason, origin, rows, chain })
}
