//! 当时 The ledger as it was known after one commit.

use std::marker::PhantomData;

use crate::access::Act;
use crate::error::Result;
use crate::ledger::{Held, Session, kinds};
use crate::schema::{Entity, Id, UnitId};
use crate::store::{AsOf, Filter, Found, Query, Seq, Store, StoreExt, Stored, Tally, TallyQuery};
use crate::value::Instant;

impl Session<'_> {
    /// 当时所知 The ledger as it was known after a commit. With a filter such as
    /// `Filter::valid_on("from_day", "until_day", day)` it answers what was known at the commit of what held on the day.
    ///
    /// ```
    /// # #[cfg(feature = "crypto")] {
    /// # use cunwu::access::{Actor, MemoryKeyRing, Purpose};
    /// # use cunwu::ledger::{Means, Village, catalog};
    /// use cunwu::model::Residence;
    /// use cunwu::store::Filter;
    /// use cunwu::value::Day;
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// # let unit: cunwu::schema::UnitId = "unit_01k3d0n6hwa000000000000000".parse()?;
    /// # let store = cunwu::store::MemoryStore::new(catalog()?);
    /// # let village = Village::open(store, unit, Means::new(MemoryKeyRing::default())?).await?;
    /// # let clerk = village.session(Actor::clerk("chen"), Purpose::routine());
    /// let filed = village.head().await?.seq; // kept with the report
    /// let living = Filter::valid_on("from_day", "until_day", "2023-06-30".parse::<Day>()?);
    /// let then = clerk.as_of(filed).kind::<Residence>().count(living).await?;
    /// assert_eq!(then, 0);
    /// # Ok::<(), cunwu::Error>(()) }).unwrap();
    /// # }
    /// ```
    pub fn as_of(&self, seq: Seq) -> Then<'_> {
        Then { session: self, seq }
    }

    /// 当时所知 The ledger as it was known at an instant: after the last commit that was not later.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn at(&self, instant: Instant) -> Result<Then<'_>> {
        let seq = self.village.store.seq_at(self.village.unit, instant).await?;
        Ok(self.as_of(seq))
    }
}

/// 当时 The ledger as it was known after one commit, for reading. Rights, notes of readings and data keys are those of now.
#[doc(alias = "当时所知")]
#[derive(Debug, Clone, Copy)]
pub struct Then<'s> {
    session: &'s Session<'s>,
    seq: Seq,
}

impl<'s> Then<'s> {
    /// The commit.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// Who asks.
    #[cfg(feature = "map")]
    pub(super) fn session(&self) -> &'s Session<'s> {
        self.session
    }

    /// The records of one kind as they were.
    pub fn kind<E: Entity>(&self) -> PastRoom<'s, E> {
        PastRoom { session: self.session, seq: self.seq, kind: PhantomData }
    }

    /// 当时记录 Everything the ledger held then, secrets sealed: a report over it is the report as it was filed, as far as nobody
    /// was erased since.
    ///
    /// # Errors
    /// `access.…` without the right to read; `store.known.future` when there is no such commit yet; those of the store.
    pub async fn held(&self) -> Result<Held> {
        let village = self.session.village;
        let permit = self.session.permit(Act::Read, "*")?;
        let held = kinds::load(&*village.store, village.unit, Some(self.seq)).await?.at(self.seq);
        self.session.note(&permit, "*", held.len()).await?;
        Ok(held)
    }
}

/// 往室 The records of one kind as they were known after one commit; secrets sealed but for [`PastRoom::reveal`].
#[derive(Debug, Clone, Copy)]
pub struct PastRoom<'s, E> {
    session: &'s Session<'s>,
    seq: Seq,
    kind: PhantomData<fn() -> E>,
}

impl<'s, E: Entity> PastRoom<'s, E> {
    fn store(&self) -> AsOf<&'s dyn Store> {
        AsOf::new(&*self.session.village.store, self.seq)
    }

    fn unit(&self) -> UnitId {
        self.session.village.unit
    }

    async fn noted(&self, act: Act, count: usize) -> Result<()> {
        let permit = self.session.permit(act, E::KIND)?;
        self.session.note(&permit, E::KIND, count).await
    }

    /// One record as it was; `None` when there was none.
    ///
    /// # Errors
    /// `access.…` without the right to read; `store.known.future` when there is no such commit yet; `store.known.no_history`;
    /// those of the store. So all reads of the past.
    pub async fn get(&self, id: Id<E>) -> Result<Option<Stored<E>>> {
        self.noted(Act::Read, 1).await?;
        self.store().load(self.unit(), id).await
    }

    /// One page as it was, of a query that began with [`crate::store::select`].
    ///
    /// # Errors
    /// As [`PastRoom::get`].
    pub async fn find(&self, query: &Query) -> Result<Found<E>> {
        let found = self.store().find(self.unit(), query).await?;
        self.noted(Act::Read, found.records.len()).await?;
        Ok(found)
    }

    /// Every record as it was, in the order of ids.
    ///
    /// # Errors
    /// As [`PastRoom::get`].
    pub async fn all(&self) -> Result<Vec<Stored<E>>> {
        let all = self.store().all(self.unit()).await?;
        self.noted(Act::Read, all.len()).await?;
        Ok(all)
    }

    /// How many records matched then. Counting is no reading of a person.
    ///
    /// # Errors
    /// As [`PastRoom::get`].
    pub async fn count(&self, filter: Filter) -> Result<u64> {
        let tally = self.tally(&TallyQuery::of(E::KIND).filter(filter)).await?;
        Ok(tally.iter().map(|group| group.count).sum())
    }

    /// Counts and sums as they were; begin with `TallyQuery::of(E::KIND)`.
    ///
    /// # Errors
    /// As [`PastRoom::get`].
    pub async fn tally(&self, query: &TallyQuery) -> Result<Vec<Tally>> {
        self.session.permit(Act::Read, E::KIND)?;
        self.store().tally(self.unit(), query).await
    }

    /// 明文 Records as they were with their secrets open; the reading is durable in the log before this returns.
    ///
    /// # Errors
    /// As [`PastRoom::get`]; `store.record.missing` when one was not there; `access.key.lost` when a person was erased.
    pub async fn reveal(&self, ids: &[Id<E>]) -> Result<Vec<E>> {
        let village = self.session.village;
        let permit = self.session.permit(Act::Unmask, E::KIND)?;
        self.session.note(&permit, E::KIND, ids.len()).await?;
        let mut records = Vec::with_capacity(ids.len());
        for id in ids {
            records.push(self.store().need(village.unit, *id).await?.entity);
        }
        village.vault.reveal(&*village.store, &mut records, &permit).await?;
        Ok(records)
    }
}
