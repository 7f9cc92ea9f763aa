//! 自然键登记 Under which texts (house number, identity number, name of a co-operative) records can be linked.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

/// What a natural key leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// One record.
    One(Uuid),
    /// More than one.
    Many,
    /// A record whose row was refused.
    Refused,
    /// Nothing.
    Nothing,
}

/// Natural keys by kind.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    kinds: HashMap<&'static str, HashMap<Box<str>, Option<Uuid>>>,
    refused: HashMap<&'static str, HashSet<Box<str>>>,
    /// Ids whose every row was refused and that the ledger does not hold.
    dangling: HashSet<Uuid>,
}

impl Registry {
    /// The one record under a key.
    pub(crate) fn one(&self, kind: &str, natural: &str) -> Option<Uuid> {
        *self.kinds.get(kind)?.get(natural)?
    }

    /// Enters a key; two records under one key make it ambiguous.
    pub(crate) fn enter(&mut self, kind: &'static str, natural: &str, id: Uuid) {
        let keys = self.kinds.entry(kind).or_default();
        match keys.get_mut(natural) {
            Some(known) if *known == Some(id) => {}
            Some(known) => *known = None,
            None => {
                keys.insert(natural.into(), Some(id));
            }
        }
    }

    /// Notes a text of a row that was refused.
    pub(crate) fn refuse(&mut self, kind: &'static str, text: &str) {
        self.refused.entry(kind).or_default().insert(text.into());
    }

    /// Notes that nothing will be stored under an id.
    pub(crate) fn drop_id(&mut self, id: Uuid) {
        self.dangling.insert(id);
    }

    /// What a key leads to.
    pub(crate) fn find(&self, kind: &str, natural: &str) -> Found {
        match self.kinds.get(kind).and_then(|keys| keys.get(natural)) {
            Some(Some(id)) if self.dangling.contains(id) => Found::Refused,
            Some(Some(id)) => Found::One(*id),
            Some(None) => Found::Many,
            None if self.refused.get(kind).is_some_and(|texts| texts.contains(natural)) => Found::Refused,
            None => Found::Nothing,
        }
    }
}
