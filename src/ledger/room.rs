//! 室 The general room: reads and plain writes of one kind.

use std::marker::PhantomData;

use crate::access::Act;
use crate::error::Result;
use crate::ledger::{Session, Write};
use crate::schema::{Entity, Id};
use crate::store::{
    Committed, Expect, Filter, Found, Guard, Nature, Query, Rev, Store, StoreExt, Stored, Tally, TallyQuery, Version,
};

/// 室 What can be done with the records of one kind. What it reads has its secrets sealed; only [`Room::reveal`] opens
/// them. Rooms of kinds with commands of their own, such as [`super::Residents`], stand beside it.
#[derive(Debug)]
pub struct Room<'s, E> {
    session: &'s Session<'s>,
    kind: PhantomData<fn() -> E>,
}

impl<'s, E: Entity> Room<'s, E> {
    pub(super) fn new(session: &'s Session<'_>) -> Self {
        Self { session, kind: PhantomData }
    }

    fn store(&self) -> &'s dyn Store {
        &*self.session.village.store
    }

    async fn noted(&self, act: Act, count: usize) -> Result<()> {
        let permit = self.session.permit(act, E::KIND)?;
        self.session.note(&permit, E::KIND, count).await
    }

    /// One record, secrets sealed; `None` when there is none.
    ///
    /// # Errors
    /// `access.…` without the right to read; those of the store. So all reads of the room.
    pub async fn get(&self, id: Id<E>) -> Result<Option<Stored<E>>> {
        self.noted(Act::Read, 1).await?;
        self.store().load(self.session.village.unit, id).await
    }

    /// One page of a query that began with [`crate::store::select`].
    ///
    /// # Errors
    /// As [`Room::get`]; `schema.column.unknown` and the like when the query names what is not declared.
    pub async fn find(&self, query: &Query) -> Result<Found<E>> {
        let found = self.store().find(self.session.village.unit, query).await?;
        self.noted(Act::Read, found.records.len()).await?;
        Ok(found)
    }

    /// Every record, in the order of ids.
    ///
    /// # Errors
    /// As [`Room::get`].
    pub async fn all(&self) -> Result<Vec<Stored<E>>> {
        let all = self.store().all(self.session.village.unit).await?;
        self.noted(Act::Read, all.len()).await?;
        Ok(all)
    }

    /// How many records match. Counting is no reading of a person.
    ///
    /// # Errors
    /// As [`Room::find`].
    pub async fn count(&self, filter: Filter) -> Result<u64> {
        self.session.permit(Act::Read, E::KIND)?;
        let tally = self.store().tally(self.session.village.unit, &TallyQuery::of(E::KIND).filter(filter)).await?;
        Ok(tally.iter().map(|group| group.count).sum())
    }

    /// Counts and sums by declared columns; begin with `TallyQuery::of(E::KIND)`.
    ///
    /// # Errors
    /// As [`Room::find`].
    pub async fn tally(&self, query: &TallyQuery) -> Result<Vec<Tally>> {
        self.session.permit(Act::Read, E::KIND)?;
        self.store().tally(self.session.village.unit, query).await
    }

    /// 历史 Every version of a record: who wrote it when, what for, and whether it was a change or a correction.
    ///
    /// # Errors
    /// As [`Room::get`].
    pub async fn history(&self, id: Id<E>) -> Result<Vec<Version<E>>> {
        self.noted(Act::Read, 1).await?;
        self.store().history(self.session.village.unit, id).await
    }

    /// 明文 Records with their secrets open; the reading is durable in the log before this returns.
    ///
    /// # Errors
    /// `access.denied`, `access.purpose.missing`; `store.record.missing` when one is not there.
    pub async fn reveal(&self, ids: &[Id<E>]) -> Result<Vec<E>> {
        let village = self.session.village;
        let permit = self.session.permit(Act::Unmask, E::KIND)?;
        self.session.note(&permit, E::KIND, ids.len()).await?;
        let mut records = Vec::with_capacity(ids.len());
        for id in ids {
            records.push(village.store.need(village.unit, *id).await?.entity);
        }
        village.vault.reveal(&*village.store, &mut records, &permit).await?;
        Ok(records)
    }

    /// 新增 Writes a new record.
    ///
    /// # Errors
    /// `model.…` when it refuses itself; a conflict when its id is taken.
    pub async fn create(&self, record: E) -> Result<Option<Committed>> {
        self.put(record, Nature::Create, Expect::Absent, None).await
    }

    /// 变更 Writes a new version: the world moved. `rev` is the revision on which the change was decided.
    ///
    /// # Errors
    /// A conflict when somebody wrote in between; `model.…` when the record refuses itself.
    pub async fn change(&self, record: E, rev: Rev) -> Result<Option<Committed>> {
        self.put(record, Nature::Change, Expect::Rev(rev), None).await
    }

    /// 更正 Writes a new version: the record was wrong, for the reason named.
    ///
    /// # Errors
    /// As [`Room::change`].
    pub async fn correct(&self, record: E, rev: Rev, reason: &str) -> Result<Option<Committed>> {
        self.put(record, Nature::Correct, Expect::Rev(rev), Some(reason)).await
    }

    async fn put(&self, record: E, nature: Nature, expect: Expect, reason: Option<&str>) -> Result<Option<Committed>> {
        let write = Write { record: Box::new(record), nature, expect };
        self.session.write(Act::Write, vec![write], Vec::<Guard>::new(), reason).await
    }
}
