//! 类型化读取 Typed reads over any store.

use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;

use crate::error::{Error, Result, code};
use crate::schema::{Entity, Id, UnitId, decode};
use crate::store::{
    AsOf, Change, Checkpoint, CommitInfo, Cursor, Head, Known, LogQuery, Nature, Query, Record, Rev, Seq, Store,
    Verified, Verifier,
};
use crate::value::Instant;

/// 已存记录 A record as it is stored, its secrets sealed, and its revision. Derefs to the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<E> {
    /// The commit that wrote it.
    pub rev: Rev,
    /// The record.
    pub entity: E,
}

impl<E> Deref for Stored<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.entity
    }
}

/// 结果页 One page of typed records.
#[derive(Debug, Clone)]
pub struct Found<E> {
    /// The records in order.
    pub records: Vec<Stored<E>>,
    /// Where the next page begins; `None` when this is the last.
    pub next: Option<Cursor>,
    /// The head when the page was read.
    pub seq: Seq,
}

/// 历史版本 One change of a record.
#[derive(Debug, Clone)]
pub struct Version<E> {
    /// Who, when, what for.
    pub commit: Arc<CommitInfo>,
    /// What it meant.
    pub nature: Nature,
    /// The record as it was then; `None` when deleted, erased, or superseded in a kind without history.
    pub entity: Option<E>,
}

/// 类型化读取 Typed reads, given to every [`Store`]. Secrets stay sealed: `access` reveals them.
pub trait StoreExt: Store {
    /// One record.
    fn load<E: Entity>(&self, unit: UnitId, id: Id<E>) -> impl Future<Output = Result<Option<Stored<E>>>> + Send;

    /// Records of these ids, each in the place of its id.
    fn load_many<E: Entity>(
        &self,
        unit: UnitId,
        ids: &[Id<E>],
    ) -> impl Future<Output = Result<Vec<Option<Stored<E>>>>> + Send;

    /// One record that must be there.
    ///
    /// # Errors
    /// `store.record.missing` when it is not.
    fn need<E: Entity>(&self, unit: UnitId, id: Id<E>) -> impl Future<Output = Result<Stored<E>>> + Send;

    /// One page. `query.kind` must be the kind of `E`; [`select`] begins such a query.
    fn find<E: Entity>(&self, unit: UnitId, query: &Query) -> impl Future<Output = Result<Found<E>>> + Send;

    /// Every record of a query, page by page, `query.limit` aside.
    fn each<E: Entity>(
        &self,
        unit: UnitId,
        query: &Query,
        visit: impl FnMut(Stored<E>) -> Result<()> + Send,
    ) -> impl Future<Output = Result<()>> + Send;

    /// 逐次提交 Every commit after one, in order, each whole however many pages of the log it fills: whoever follows the feed with it never
    /// knows half a commit, and after an error goes on where he was.
    fn each_commit(
        &self,
        unit: UnitId,
        after: Seq,
        visit: impl FnMut(Seq, Vec<Change>) -> Result<()> + Send,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Every current record of a kind, in the order of ids, as of one commit.
    fn all<E: Entity>(&self, unit: UnitId) -> impl Future<Output = Result<Vec<Stored<E>>>> + Send;

    /// Every change of a record, oldest first.
    fn history<E: Entity>(&self, unit: UnitId, id: Id<E>) -> impl Future<Output = Result<Vec<Version<E>>>> + Send;

    /// 当时所知 The store as it was after a commit: a store to read from, with these typed reads. [`AsOf::new`] over a store or an
    /// `Arc` of one makes an owned one.
    fn as_of(&self, seq: Seq) -> AsOf<&Self> {
        AsOf::new(self, seq)
    }

    /// The last commit not after an instant, [`Seq::ZERO`] when all are later.
    fn seq_at(&self, unit: UnitId, at: Instant) -> impl Future<Output = Result<Seq>> + Send;

    /// 核验 Reads the whole log of a unit, page by page, and checks it.
    fn verify(&self, unit: UnitId) -> impl Future<Output = Result<Verified>> + Send;

    /// 对照检查点 As [`StoreExt::verify`], and compares with checkpoints that somebody else kept.
    ///
    /// # Errors
    /// `store.checkpoint.unit` when one was taken of another unit.
    fn verify_against(&self, unit: UnitId, checkpoints: &[Checkpoint])
    -> impl Future<Output = Result<Verified>> + Send;

    /// 检查点 Where the unit's log stands, for somebody else to keep.
    fn checkpoint(&self, unit: UnitId) -> impl Future<Output = Result<Checkpoint>> + Send;
}

/// A query of everything of one kind.
pub fn select<E: Entity>() -> Query {
    Query::of(E::KIND)
}

impl<S: Store + ?Sized> StoreExt for S {
    async fn load<E: Entity>(&self, unit: UnitId, id: Id<E>) -> Result<Option<Stored<E>>> {
        let found = self.fetch(unit, &[id.key()]).await?;
        found.into_iter().next().flatten().map(|record| typed(&record)).transpose()
    }

    async fn load_many<E: Entity>(&self, unit: UnitId, ids: &[Id<E>]) -> Result<Vec<Option<Stored<E>>>> {
        let keys: Vec<_> = ids.iter().map(|id| id.key()).collect();
        let found = self.fetch(unit, &keys).await?;
        found.iter().map(|record| record.as_ref().map(typed).transpose()).collect()
    }

    async fn need<E: Entity>(&self, unit: UnitId, id: Id<E>) -> Result<Stored<E>> {
        self.load(unit, id).await?.ok_or_else(|| Error::new(code::store::RECORD_MISSING).with("key", id.key()))
    }

    async fn find<E: Entity>(&self, unit: UnitId, query: &Query) -> Result<Found<E>> {
        of_kind::<E>(query)?;
        let page = self.query(unit, query).await?;
        let records = page.records.iter().map(typed).collect::<Result<_>>()?;
        Ok(Found { records, next: page.next, seq: page.seq })
    }

    async fn each<E: Entity>(
        &self,
        unit: UnitId,
        query: &Query,
        mut visit: impl FnMut(Stored<E>) -> Result<()> + Send,
    ) -> Result<()> {
        let mut query = query.clone().limit(1000);
        loop {
            let found = self.find::<E>(unit, &query).await?;
            found.records.into_iter().try_for_each(&mut visit)?;
            if found.next.is_none() {
                return Ok(());
            }
            query.after = found.next;
        }
    }

    async fn each_commit(
        &self,
        unit: UnitId,
        after: Seq,
        mut visit: impl FnMut(Seq, Vec<Change>) -> Result<()> + Send,
    ) -> Result<()> {
        let mut query = LogQuery::after(after);
        let mut held: Vec<Change> = Vec::new();
        loop {
            let page = self.log(unit, &query).await?;
            let next = page.last().map(Change::mark);
            for change in page {
                if let Some(seq) = held.first().map(|first| first.commit.seq).filter(|seq| *seq != change.commit.seq) {
                    visit(seq, std::mem::take(&mut held))?;
                }
                held.push(change);
            }
            match next {
                Some(mark) => query.after = mark,
                None => break,
            }
        }
        held.first().map(|first| first.commit.seq).map_or(Ok(()), |seq| visit(seq, held))
    }

    async fn all<E: Entity>(&self, unit: UnitId) -> Result<Vec<Stored<E>>> {
        let mut all = Vec::new();
        let mut query = select::<E>().limit(Query::MOST);
        let first = self.find::<E>(unit, &query).await?;
        all.extend(first.records);
        let Some(mut next) = first.next else { return Ok(all) };
        // More than a page: later pages are read as of the first, so that the whole is one state. A kind without history
        // offers no such state and is read as it stands.
        if E::SPEC.history {
            query = query.known(Known::At(first.seq));
            all.clear();
            let again = self.find::<E>(unit, &query).await?;
            all.extend(again.records);
            let Some(after) = again.next else { return Ok(all) };
            next = after;
        }
        loop {
            let found = self.find::<E>(unit, &query.clone().after(Some(next))).await?;
            all.extend(found.records);
            match found.next {
                Some(after) => next = after,
                None => return Ok(all),
            }
        }
    }

    async fn history<E: Entity>(&self, unit: UnitId, id: Id<E>) -> Result<Vec<Version<E>>> {
        let mut versions = Vec::new();
        let mut query = LogQuery::of(id.key());
        loop {
            let changes = self.log(unit, &query).await?;
            let Some(last) = changes.last() else { return Ok(versions) };
            query.after = last.mark();
            for change in &changes {
                versions.push(version(change)?);
            }
        }
    }

    async fn seq_at(&self, unit: UnitId, at: Instant) -> Result<Seq> {
        let head = self.head(unit).await?;
        let (mut low, mut high) = (0, head.seq.get());
        while low < high {
            let middle = low + (high - low + 1) / 2;
            let query = LogQuery::after(Seq::new(middle - 1)).limit(1).bare();
            let changes = self.log(unit, &query).await?;
            let reached = changes.first().is_some_and(|change| change.commit.at <= at);
            if reached {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Ok(Seq::new(low))
    }

    async fn verify(&self, unit: UnitId) -> Result<Verified> {
        self.verify_against(unit, &[]).await
    }

    async fn verify_against(&self, unit: UnitId, checkpoints: &[Checkpoint]) -> Result<Verified> {
        let head = self.head(unit).await?;
        let mut verifier = Verifier::new(&Head::default()).against(unit, checkpoints)?;
        let mut query = LogQuery::after(Seq::ZERO);
        'pages: loop {
            let changes = self.log(unit, &query).await?;
            let Some(last) = changes.last() else { break };
            query.after = last.mark();
            for change in &changes {
                // What is committed meanwhile is for the next time.
                if change.commit.seq > head.seq {
                    break 'pages;
                }
                verifier.push(&self.info().catalog, change)?;
            }
        }
        if verifier.lacks_content() && erased_after(self, unit, head.seq).await? {
            return Ok(verifier.finish(&head));
        }
        Ok(verifier.finish_whole(&head))
    }

    async fn checkpoint(&self, unit: UnitId) -> Result<Checkpoint> {
        Ok(Checkpoint::new(unit, self.head(unit).await?))
    }
}

/// Whether anything was erased after a commit.
pub(crate) async fn erased_after<S: Store + ?Sized>(store: &S, unit: UnitId, seq: Seq) -> Result<bool> {
    let mut query = LogQuery::after(seq).bare();
    loop {
        let changes = store.log(unit, &query).await?;
        let Some(last) = changes.last() else { return Ok(false) };
        query.after = last.mark();
        if changes.iter().any(|change| change.nature == Nature::Erase) {
            return Ok(true);
        }
    }
}

/// The typed form of a record.
pub(crate) fn typed<E: Entity>(record: &Record) -> Result<Stored<E>> {
    Ok(Stored { rev: record.rev, entity: decode(&record.key, record.version, &record.body)? })
}

fn version<E: Entity>(change: &Change) -> Result<Version<E>> {
    let content = change.content.as_ref();
    let entity = content.map(|content| decode(&change.key, content.version, &content.body)).transpose()?;
    Ok(Version { commit: Arc::clone(&change.commit), nature: change.nature, entity })
}

fn of_kind<E: Entity>(query: &Query) -> Result<()> {
    if query.kind == E::KIND {
        return Ok(());
    }
    Err(Error::new(code::schema::KIND_UNKNOWN).with("kind", &query.kind).with("wanted", E::KIND))
}
