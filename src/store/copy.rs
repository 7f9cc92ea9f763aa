//! 复制 Copies a unit from any store to any store: the same commits, rows and digests, so the same chain.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::error::{Error, Result, code};
use crate::schema::{Key, KindSpec, UnitId};
use crate::store::verify::{Fit, fit, meta};
use crate::store::{
    Catalog, Change, Commit, CommitInfo, Content, Expect, Guard, Head, KEY_KIND, KeyWrite, LogQuery, Nature, Op, Put,
    Query, Seq, Store, chain,
};

/// 复制结果 What a copy did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// How many commits were written to the target.
    pub commits: u64,
    /// How many rows they have.
    pub rows: u64,
    /// Where both logs stand.
    pub head: Head,
}

/// How many rows of the log are read at once.
const ROWS_AT_ONCE: u32 = 2000;
/// How many data keys are compared with each commit.
const KEYS_AT_ONCE: u32 = 1000;

/// 复制 Writes a unit's commits, from where the target's log ends to the source's head, into the target, which must be migrated. Both
/// logs are then equal row by row: numbers, instants, requests, salts, digests and chain. Whose content is gone in the source
/// (erased, or superseded in a kind without history) is not brought along, and what the target still had of it goes.
/// Wrapped data keys come along as they are now. Instants are not moved.
///
/// It may be interrupted at any moment: called again, it goes on where the target ends; called later, it brings what is new.
/// Memory is bounded by the largest commit. Nobody else may write the unit in the target meanwhile.
///
/// # Errors
/// `store.copy.diverged` when the target holds other commits than the source; `store.copy.kind` when both declare a
/// kind differently; `store.corrupt` when the source's log does not verify, and then before anything of that commit is
/// written; those of both stores.
pub async fn copy<A, B>(from: &A, to: &B, unit: UnitId) -> Result<Copied>
where
    A: Store + ?Sized,
    B: Store + ?Sized,
{
    let (end, start) = (from.head(unit).await?, to.head(unit).await?);
    same_beginning(from, to, unit, &end, &start).await?;
    let mut copy = Copy { from, to, unit, end: end.seq, head: start, keys: Keys { after: None, done: false } };
    let mut copied = Copied { commits: 0, rows: 0, head: start };
    let mut query = LogQuery::after(start.seq).limit(ROWS_AT_ONCE);
    let mut rows: Vec<Change> = Vec::new();
    while copy.head.seq < end.seq {
        let page = from.log(unit, &query).await?;
        let Some(last) = page.last() else { return Err(copy.broken(copy.head.seq.next(), "it is missing")) };
        query.after = last.mark();
        for row in page {
            if rows.first().is_some_and(|first| first.commit.seq != row.commit.seq) {
                return Err(copy.broken(row.commit.seq, "the commit before it lacks rows"));
            }
            let all = row.commit.rows as usize;
            rows.push(row);
            if rows.len() == all && copy.head.seq < end.seq {
                copied.commits += 1;
                copied.rows += rows.len() as u64;
                copy.replay(std::mem::take(&mut rows)).await?;
                copied.head = copy.head;
            }
            if copy.head.seq == end.seq {
                break;
            }
        }
    }
    Ok(copied)
}

/// That what the target holds is what the source begins with.
async fn same_beginning<A, B>(from: &A, to: &B, unit: UnitId, end: &Head, start: &Head) -> Result<()>
where
    A: Store + ?Sized,
    B: Store + ?Sized,
{
    let common = end.seq.min(start.seq);
    if start.seq <= end.seq && same_at(from, to, unit, common).await? {
        return Ok(());
    }
    // Chains that differ differ ever after: the first that does is found by halving.
    let (mut same, mut differs) = (0, common.get() + 1);
    while same + 1 < differs {
        let middle = same + (differs - same) / 2;
        if same_at(from, to, unit, Seq::new(middle)).await? {
            same = middle;
        } else {
            differs = middle;
        }
    }
    Err(Error::new(code::store::COPY_DIVERGED).with("place", &to.info().place).with("seq", differs))
}

async fn same_at<A, B>(from: &A, to: &B, unit: UnitId, seq: Seq) -> Result<bool>
where
    A: Store + ?Sized,
    B: Store + ?Sized,
{
    if seq == Seq::ZERO {
        return Ok(true);
    }
    let query = LogQuery::after(Seq::new(seq.get() - 1)).limit(1).bare();
    let (one, other) = (from.log(unit, &query).await?, to.log(unit, &query).await?);
    Ok(one.first().map(|row| row.commit.chain) == other.first().map(|row| row.commit.chain))
}

/// A copy under way.
struct Copy<'s, A: ?Sized, B: ?Sized> {
    from: &'s A,
    to: &'s B,
    unit: UnitId,
    end: Seq,
    /// The target's head.
    head: Head,
    keys: Keys,
}

/// How far the data keys are compared.
struct Keys {
    after: Option<crate::store::Cursor>,
    done: bool,
}

impl<A: Store + ?Sized, B: Store + ?Sized> Copy<'_, A, B> {
    fn broken(&self, seq: Seq, reason: &str) -> Error {
        let reason = format!("commit {seq}: {reason}");
        Error::new(code::store::CORRUPT).with("place", &self.from.info().place).with("reason", reason)
    }

    /// Writes one commit to the target as it stands in the source.
    async fn replay(&mut self, rows: Vec<Change>) -> Result<()> {
        let Some(info) = rows.first().map(|row| Arc::clone(&row.commit)) else { return Ok(()) };
        self.check(&info, &rows)?;
        let mut ops = Vec::with_capacity(rows.len());
        let subjects: BTreeSet<Key> =
            rows.iter().filter_map(|row| row.content.as_ref().map(|content| content.subject.clone())).collect();
        for row in rows {
            ops.push(self.op(row, &subjects).await?);
        }
        let erased: BTreeSet<&Key> = ops.iter().filter(|op| matches!(op, Op::Erase { .. })).map(Op::key).collect();
        let mut keys = self.keys_of(subjects.into_iter().collect()).await?;
        keys.extend(self.more_keys(info.seq == self.end).await?);
        keys.retain(|subject, _| !erased.contains(subject));
        let guards = vec![Guard::HeadAt(self.head.seq)];
        let keys = keys.into_values().collect();
        let done = self.to.commit(&Commit { unit: self.unit, meta: meta(&info), guards, ops, keys }).await?;
        if (done.head.seq, done.head.chain) != (info.seq, info.chain) {
            return Err(Error::new(code::store::COPY_DIVERGED)
                .with("place", &self.to.info().place)
                .with("seq", info.seq));
        }
        self.head = done.head;
        Ok(())
    }

    /// That a commit is the next, whole, and what its digests and its chain say.
    fn check(&self, info: &CommitInfo, rows: &[Change]) -> Result<()> {
        if info.seq != self.head.seq.next() {
            return Err(self.broken(info.seq, "it is out of order"));
        }
        let mut summary = chain::summary(info.at, &meta(info));
        for (row, ord) in rows.iter().zip(0_u32..) {
            if row.ord != ord || fit(&self.from.info().catalog, row)? == Fit::Differs {
                return Err(self.broken(info.seq, &format!("{} is not what its digest says", row.key)));
            }
            summary.row(&row.key, row.nature, &row.digest);
        }
        let chain = chain::link(&self.head.chain, info.seq, &summary.finish());
        if chain == info.chain {
            Ok(())
        } else {
            Err(self.broken(info.seq, "rows or meta are not what its chain says"))
        }
    }

    async fn op(&self, row: Change, subjects: &BTreeSet<Key>) -> Result<Op> {
        let Change { commit, key, nature, digest, content, .. } = row;
        match content {
            Some(content) => {
                let content = fitted(&self.from.info().catalog, &self.to.info().catalog, &key, content)?;
                let spec = self.to.info().catalog.kind(&key.kind)?;
                if chain::digest(spec, &key, nature, &content) != digest {
                    return Err(declared_otherwise(&key));
                }
                Ok(Op::Put(Put { key, content, expect: Expect::Any, nature, digest }))
            }
            None if nature == Nature::Erase
                && !subjects.contains(&key)
                && self.was_subject(&key, commit.seq).await? =>
            {
                Ok(Op::Erase { subject: key })
            }
            None => Ok(Op::Gone { key, nature, digest }),
        }
    }

    /// Whether a row of erasure may name the subject, and not only a record that went with him: the source then holds nothing of
    /// him from before, so that the target may hold nothing either.
    async fn was_subject(&self, key: &Key, erased: Seq) -> Result<bool> {
        let mut query = LogQuery::of(key.clone());
        loop {
            let page = self.from.log(self.unit, &query).await?;
            let Some(last) = page.last() else { return Ok(true) };
            query.after = last.mark();
            for row in page.iter().take_while(|row| row.commit.seq <= erased) {
                if row.content.as_ref().is_some_and(|content| content.subject == *key) {
                    return Ok(false);
                }
            }
            if query.after.seq > erased {
                return Ok(true);
            }
        }
    }

    /// The data keys of these subjects that the target lacks or has otherwise.
    async fn keys_of(&self, subjects: Vec<Key>) -> Result<BTreeMap<Key, KeyWrite>> {
        if subjects.is_empty() {
            return Ok(BTreeMap::new());
        }
        let asked: Vec<Key> = subjects.iter().map(|subject| Key::new(KEY_KIND, &subject.to_string())).collect();
        let mine = self.from.fetch(self.unit, &asked).await?;
        let theirs = self.to.fetch(self.unit, &asked).await?;
        let pairs = subjects.into_iter().zip(mine.into_iter().zip(theirs));
        let differing = pairs.filter_map(|(subject, (mine, theirs))| {
            let (wrapped, replaces) = (mine?.body, theirs.map(|record| record.body));
            (replaces.as_ref() != Some(&wrapped)).then(|| (subject.clone(), KeyWrite { subject, wrapped, replaces }))
        });
        Ok(differing.collect())
    }

    /// Data keys that changed without a record of their subject: a page with each commit, and with the last commit
    /// whatever differs then.
    async fn more_keys(&mut self, last: bool) -> Result<BTreeMap<Key, KeyWrite>> {
        let mut found = BTreeMap::new();
        if last {
            self.keys = Keys { after: None, done: false };
        }
        while !self.keys.done {
            let query = Query::of(KEY_KIND).limit(KEYS_AT_ONCE).after(self.keys.after.take());
            let page = self.from.query(self.unit, &query).await?;
            self.keys = Keys { done: page.next.is_none(), after: page.next };
            let subjects = page.records.iter().filter_map(|record| record.key.id.split_once('/'));
            let subjects = subjects.map(|(kind, id)| Key::new(kind, id)).collect();
            found.extend(self.keys_of(subjects).await?);
            if !last {
                break;
            }
        }
        Ok(found)
    }
}

fn declared_otherwise(key: &Key) -> Error {
    Error::new(code::store::COPY_KIND).with("kind", &key.kind).with("key", key)
}

/// A content with its columns as the target declares them. A column that only the target has is computed from the body.
fn fitted(from: &Catalog, to: &Catalog, key: &Key, mut content: Content) -> Result<Content> {
    let (mine, theirs): (&KindSpec, &KindSpec) = (from.kind(&key.kind)?, to.kind(&key.kind)?);
    if std::ptr::eq(mine, theirs) || mine.columns == theirs.columns {
        return Ok(content);
    }
    let computed = theirs.project.map(|project| project(key, content.version, &content.body)).transpose()?;
    let columns = theirs.columns.iter().enumerate().map(|(place, column)| match mine.column(column.name) {
        Some(place) => content.columns.get(place).cloned().ok_or_else(|| declared_otherwise(key)),
        None => computed.as_ref().and_then(|values| values.get(place)).cloned().ok_or_else(|| declared_otherwise(key)),
    });
    content.columns = columns.collect::<Result<_>>()?;
    Ok(content)
}
