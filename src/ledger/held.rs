//! 现有记录 What a ledger holds at one commit, decoded: what reports count and imports compare with.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;

use crate::model::People;
use crate::rules::asset::DealRecords;
use crate::schema::{Entity, Id};
use crate::store::Seq;

/// 现有记录 Everything the ledger holds of the kinds that were read, in id order. Secrets are sealed, or open where the
/// reader had a permit. A kind that was not read cannot be imported: put in an empty list where there is none.
#[derive(Default)]
pub struct Held {
    seq: Seq,
    kinds: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
    names: Vec<(&'static str, usize)>,
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.names.iter().copied()).finish()
    }
}

impl Held {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// As of this commit.
    #[must_use]
    pub fn at(mut self, seq: Seq) -> Self {
        self.seq = seq;
        self
    }

    /// The commit at which it was read; zero for what was put together by hand or from an empty ledger.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// How many records, all kinds together.
    pub fn len(&self) -> usize {
        self.names.iter().map(|(_, count)| count).sum()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts in all records of one kind.
    #[must_use]
    pub fn with<E: Entity>(mut self, records: Vec<E>) -> Self {
        self.insert(records);
        self
    }

    /// Puts in all records of one kind.
    pub fn insert<E: Entity>(&mut self, mut records: Vec<E>) {
        records.sort_by_key(Entity::id);
        self.names.retain(|(name, _)| *name != E::KIND);
        self.names.push((E::KIND, records.len()));
        self.kinds.insert(TypeId::of::<E>(), Box::new(records));
    }

    /// Every record of the kind, in id order.
    pub fn all<E: Entity>(&self) -> &[E] {
        self.list::<E>().unwrap_or_default()
    }

    /// One record.
    pub fn get<E: Entity>(&self, id: Id<E>) -> Option<&E> {
        let list = self.list::<E>()?;
        list.get(list.binary_search_by_key(&id, Entity::id).ok()?)
    }

    /// 人与屋 Who lives where, for a headcount.
    pub fn people(&self) -> People<'_> {
        People {
            houses: self.all(),
            residences: self.all(),
            residents: self.all(),
            care: self.all(),
            members: self.all(),
        }
    }

    /// 交易记录 What dossiers of deals are put together from.
    pub fn deal_records(&self) -> DealRecords<'_> {
        DealRecords {
            failed: self.all(),
            steps: self.all(),
            evidence: self.all(),
            terms: self.all(),
            trades: self.all(),
            contracts: self.all(),
            periods: self.all(),
        }
    }

    /// The records of the kind, `None` when the kind was not read.
    pub fn list<E: Entity>(&self) -> Option<&[E]> {
        self.kinds.get(&TypeId::of::<E>())?.downcast_ref::<Vec<E>>().map(Vec::as_slice)
    }

    /// The records of a kind that was read, to open their secrets in place.
    pub(super) fn list_mut<E: Entity>(&mut self) -> &mut [E] {
        let list = self.kinds.get_mut(&TypeId::of::<E>()).and_then(|list| list.downcast_mut::<Vec<E>>());
        list.map(Vec::as_mut_slice).unwrap_or_default()
    }
}
