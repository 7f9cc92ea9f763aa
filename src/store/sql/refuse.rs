//! Why a commit is refused: guards that no longer hold, and which record stood in the way.

use std::collections::{HashMap, HashSet};
use std::pin::Pin;

use super::text::{Statement, bind, quoted};
use super::{SqlStore, Tx, UnitRef};
use crate::error::{Error, Result, code};
use crate::schema::{Key, Value};
use crate::store::{Commit, CommitInfo, Committed, Expect, Guard, KEY_KIND, Op, Put, Rev, Seq, conflict};

/// A unique order, its columns, and a record's values in them.
type Unique<'c> = (&'static str, &'static [&'static str], Vec<&'c Value>);

impl SqlStore {
    /// Why a guard does not hold, with the revisions of the records that guards name.
    pub(super) async fn guard(
        &self,
        tx: &mut dyn Tx,
        unit: UnitRef,
        head: Seq,
        guard: &Guard,
        revs: &HashMap<(&str, &str), Rev>,
    ) -> Result<Option<Error>> {
        let (key, wanted) = match guard {
            Guard::HeadAt(seq) if *seq == head => return Ok(None),
            Guard::HeadAt(_) => {
                let writer = self.commit_info(tx, unit, head).await?;
                return Ok(Some(conflict::guard(guard, &format!("head at {head}"), writer.as_ref())));
            }
            Guard::Count { kind, filter, is } => {
                let count = self.count(tx, unit, self.tables(kind)?, filter).await?;
                if count == *is {
                    return Ok(None);
                }
                let writer = self.commit_info(tx, unit, head).await?;
                return Ok(Some(conflict::guard(guard, &count.to_string(), writer.as_ref())));
            }
            Guard::Unchanged(key, rev) => (key, Some(*rev)),
            Guard::Absent(key) => (key, None),
        };
        let found = revs.get(&(&*key.kind, &*key.id)).copied();
        if found == wanted {
            return Ok(None);
        }
        let writer = self.writer(tx, unit, found).await?;
        Ok(Some(conflict::guard_record(guard, found, writer.as_ref())))
    }

    pub(super) async fn writer(&self, tx: &mut dyn Tx, unit: UnitRef, rev: Option<Rev>) -> Result<Option<CommitInfo>> {
        match rev {
            Some(rev) => self.commit_info(tx, unit, rev).await,
            None => Ok(None),
        }
    }

    /// What a unique index refused: a request that was seen, which gets its first result, or a record or data key in the way.
    pub(super) fn explain<'a>(
        &'a self,
        tx: &'a mut (dyn Tx + 'a),
        commit: &'a Commit,
        error: Error,
    ) -> Pin<Box<dyn Future<Output = Result<Committed>> + Send + 'a>> {
        // Boxed: the compiler cannot see through so many layers that the future is `Send`.
        Box::pin(self.explained(tx, commit, error))
    }

    async fn explained(&self, tx: &mut dyn Tx, commit: &Commit, error: Error) -> Result<Committed> {
        let Some((unit, _)) = self.unit_row(tx, commit.unit, false).await? else { return Err(error) };
        if let Some(head) = self.repeated(tx, unit, commit).await? {
            return Ok(Committed { head, repeated: true });
        }
        if error.code() != code::store::UNIQUE.id {
            return Err(error);
        }
        for op in &commit.ops {
            let Op::Put(put) = op else { continue };
            if put.expect == Expect::Absent
                && let Some(taken) = self.taken(tx, unit, put).await?
            {
                return Err(taken);
            }
        }
        let mut seen = HashSet::new();
        for op in &commit.ops {
            let Op::Put(put) = op else { continue };
            for (order, columns, values) in self.unique_values(put)? {
                if !seen.insert((&put.key.kind, order, values.clone()))
                    || self.agreeing(tx, unit, put, columns, &values).await?
                {
                    return Err(conflict::unique(&put.key.kind, order, &put.key));
                }
            }
        }
        for key in commit.keys.iter().filter(|key| key.replaces.is_none()) {
            let asked = Key::new(KEY_KIND, &key.subject.to_string());
            if self.records(tx, commit.unit, &[asked]).await?.iter().any(Option::is_some) {
                return Err(conflict::key_exists(&key.subject));
            }
        }
        Err(error)
    }

    /// That a record which should be absent is there.
    async fn taken(&self, tx: &mut dyn Tx, unit: UnitRef, put: &Put) -> Result<Option<Error>> {
        let tables = self.tables(&put.key.kind)?;
        let found = self.revs(tx, unit, tables, &[&*put.key.id]).await?.into_values().next();
        if found.is_none() {
            return Ok(None);
        }
        let writer = self.writer(tx, unit, found).await?;
        Ok(Some(conflict::expect(&put.key, put.expect, found, writer.as_ref())))
    }

    /// The unique orders of a record that has a value in all their columns: name, columns, values.
    fn unique_values<'c>(&self, put: &'c Put) -> Result<Vec<Unique<'c>>> {
        let spec = self.tables(&put.key.kind)?.spec;
        let value = |name: &&str| spec.column(name).and_then(|place| put.content.columns.get(place));
        let orders = spec.indexes.iter().filter(|index| index.unique);
        let all = orders.map(|index| (index.name, index.columns, index.columns.iter().filter_map(value).collect()));
        Ok(all.filter(|(.., values): &Unique<'c>| !values.iter().any(|value| value.is_null())).collect())
    }

    /// Whether another current record agrees with these values.
    async fn agreeing(
        &self,
        tx: &mut dyn Tx,
        unit: UnitRef,
        put: &Put,
        columns: &[&str],
        values: &[&Value],
    ) -> Result<bool> {
        let mut ask = Statement::new(self.dialect());
        ask.push("SELECT id FROM ").push(&self.tables(&put.key.kind)?.table).push(" WHERE unit = ").bind(unit);
        for (column, value) in columns.iter().zip(values) {
            ask.push(" AND ").push(&quoted(column)).push(" = ").bind(bind(value));
        }
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        Ok(rows.iter_mut().any(|mut row| row.text().is_some_and(|id| id != put.key.id)))
    }
}
