//! 现有记录 What a ledger holds at one commit, decoded: what reports count and imports compare with.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;

use crate::schema::{Entity, Id};

/// 现有记录 Everything the ledger holds of the kinds that were read, in id order. Secrets are sealed, or open where the
/// reader had a permit. A kind that was not read cannot be imported: put in an empty list where there is none.
#[derive(Default)]
pub struct Held {
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

    /// The records of the kind, `None` when the kind was not read.
    pub fn list<E: Entity>(&self) -> Option<&[E]> {
        self.kinds.get(&TypeId::of::<E>())?.downcast_ref::<Vec<E>>().map(Vec::as_slice)
    }
}
