//! Why a commit is refused: guards that no longer hold, and which record stood in the way.

use std::collections::HashSet;

use super::write::Writing;
use super::{SqlStore, Tx};
use crate::error::{Error, Result};
use crate::schema::Value;
use crate::store::{Commit, CommitInfo, Expect, Guard, Op, Rev, conflict};

impl SqlStore {
    pub(super) async fn guard(&self, tx: &mut dyn Tx, writing: &Writing<'_>, guard: &Guard) -> Result<()> {
        let (number, head) = (writing.number, writing.before.seq);
        let (key, wanted) = match guard {
            Guard::HeadAt(seq) if *seq == head => return Ok(()),
            Guard::HeadAt(_) => {
                let writer = self.commit_info(tx, number, head).await?;
                return Err(conflict::guard(guard, &format!("head at {head}"), writer.as_ref()));
            }
            Guard::Count { kind, filter, is } => {
                let count = self.count(tx, number, self.tables(kind)?, filter).await?;
                if count == *is {
                    return Ok(());
                }
                let writer = self.commit_info(tx, number, head).await?;
                return Err(conflict::guard(guard, &count.to_string(), writer.as_ref()));
            }
            Guard::Unchanged(key, rev) => (key, Some(*rev)),
            Guard::Absent(key) => (key, None),
        };
        let found = self.revs(tx, number, self.tables(&key.kind)?, &[&*key.id]).await?.values().next().copied();
        if found == wanted {
            return Ok(());
        }
        let writer = self.writer(tx, number, found).await?;
        Err(conflict::guard_record(guard, found, writer.as_ref()))
    }

    pub(super) async fn writer(&self, tx: &mut dyn Tx, number: i64, rev: Option<Rev>) -> Result<Option<CommitInfo>> {
        match rev {
            Some(rev) => self.commit_info(tx, number, rev).await,
            None => Ok(None),
        }
    }

    /// Says which record stood in the way of a commit that a unique index refused.
    pub(super) async fn explain(&self, commit: &Commit, error: Error) -> Result<Error> {
        let mut tx = self.driver.read().await?;
        let (number, _) = self.unit_row(tx.as_mut(), commit.unit, false).await?.unwrap_or_default();
        for op in &commit.ops {
            let Op::Put(put) = op else { continue };
            if put.expect != Expect::Absent {
                continue;
            }
            let tables = self.tables(&put.key.kind)?;
            let found = self.revs(tx.as_mut(), number, tables, &[&*put.key.id]).await?.into_values().next();
            if found.is_some() {
                let writer = self.writer(tx.as_mut(), number, found).await?;
                return Ok(conflict::expect(&put.key, put.expect, found, writer.as_ref()));
            }
        }
        let mut seen = HashSet::new();
        for op in &commit.ops {
            let Op::Put(put) = op else { continue };
            let tables = self.tables(&put.key.kind)?;
            for index in tables.spec.indexes.iter().filter(|index| index.unique) {
                let column = |name: &&str| tables.spec.column(name).and_then(|place| put.content.columns.get(place));
                let values: Vec<&Value> = index.columns.iter().filter_map(column).collect();
                if values.iter().any(|value| value.is_null()) {
                    continue;
                }
                if !seen.insert((&put.key.kind, index.name, values.clone())) {
                    return Ok(conflict::unique(&put.key.kind, index.name, &put.key));
                }
                let other = self.agreeing(tx.as_mut(), number, tables, index.columns, &values).await?;
                if other.is_some_and(|id| id != put.key.id) {
                    return Ok(conflict::unique(&put.key.kind, index.name, &put.key));
                }
            }
        }
        Ok(error)
    }
}
