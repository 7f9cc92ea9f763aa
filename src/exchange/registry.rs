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

/// Natural key → its record, `None` where there are several.
type Keys = HashMap<Box<str>, Option<Uuid>>;

/// Natural keys by kind.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    /// First natural keys: which record a row stands for.
    identities: HashMap<&'static str, HashMap<Box<str>, Uuid>>,
    /// Keys of the rows of this run.
    current: HashMap<&'static str, Keys>,
    /// Keys of what was held before.
    former: HashMap<&'static str, Keys>,
    /// Texts of refused rows.
    refused: HashMap<&'static str, HashSet<Box<str>>>,
    /// Ids made in this run.
    minted: HashSet<Uuid>,
    /// Ids made in this run under which nothing will be stored, as their rows were refused.
    dangling: HashSet<Uuid>,
}

impl Registry {
    /// The record that a first natural key names.
    pub(crate) fn identity(&self, kind: &str, natural: &str) -> Option<Uuid> {
        self.identities.get(kind)?.get(natural).copied()
    }

    /// Names a record by its first natural key; who comes first keeps it.
    pub(crate) fn identify(&mut self, kind: &'static str, natural: &str, id: Uuid) {
        let keys = self.identities.entry(kind).or_default();
        if !keys.contains_key(natural) {
            keys.insert(natural.into(), id);
        }
    }

    /// Enters a key of a row of this run; two records under one key make it ambiguous.
    pub(crate) fn enter(&mut self, kind: &'static str, natural: &str, id: Uuid) {
        enter(self.current.entry(kind).or_default(), natural, id);
    }

    /// Enters a key of a held row; it serves where no row of this run has that key.
    pub(crate) fn enter_former(&mut self, kind: &'static str, natural: &str, id: Uuid) {
        enter(self.former.entry(kind).or_default(), natural, id);
    }

    /// Notes a text of a row that was refused.
    pub(crate) fn refuse(&mut self, kind: &'static str, text: &str) {
        self.refused.entry(kind).or_default().insert(text.into());
    }

    /// Notes an id made in this run.
    pub(crate) fn minted(&mut self, id: Uuid) -> Uuid {
        self.minted.insert(id);
        id
    }

    /// Marks the ids made in this run under which nothing is going to be stored; tells whether one of them, not known
    /// before, is linked to.
    pub(crate) fn settle(&mut self, stored: impl Fn(Uuid) -> bool, linked: &HashSet<Uuid>) -> bool {
        let lost: Vec<Uuid> =
            self.minted.iter().copied().filter(|id| !stored(*id) && !self.dangling.contains(id)).collect();
        let again = lost.iter().any(|id| linked.contains(id));
        self.dangling.extend(lost);
        again
    }

    /// Whether the id was made in this run.
    pub(crate) fn is_new(&self, id: Uuid) -> bool {
        self.minted.contains(&id)
    }

    /// What a key leads to: a row of this run, else a refused row that is not held, else what is held.
    pub(crate) fn find(&self, kind: &str, natural: &str) -> Found {
        let within = |keys: &HashMap<&'static str, Keys>| keys.get(kind).and_then(|keys| keys.get(natural)).copied();
        match within(&self.current).or_else(|| within(&self.former)) {
            Some(Some(id)) if self.dangling.contains(&id) => Found::Refused,
            Some(Some(id)) => Found::One(id),
            Some(None) => Found::Many,
            None if self.refused.get(kind).is_some_and(|texts| texts.contains(natural)) => Found::Refused,
            None => Found::Nothing,
        }
    }
}

fn enter(keys: &mut Keys, natural: &str, id: Uuid) {
    match keys.get_mut(natural) {
        Some(known) if *known == Some(id) => {}
        Some(known) => *known = None,
        None => {
            keys.insert(natural.into(), Some(id));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_this_run_come_before_what_was_held_and_two_records_make_a_key_ambiguous() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut registry = Registry::default();
        registry.enter_former("coop", "一社", a);
        assert_eq!(registry.find("coop", "一社"), Found::One(a));
        registry.enter("coop", "一社", b);
        assert_eq!(registry.find("coop", "一社"), Found::One(b));
        registry.enter("coop", "一社", a);
        assert_eq!(registry.find("coop", "一社"), Found::Many);
        assert_eq!(registry.find("house", "一社"), Found::Nothing);
        registry.refuse("house", "DH01");
        assert_eq!(registry.find("house", "DH01"), Found::Refused);
    }
}
