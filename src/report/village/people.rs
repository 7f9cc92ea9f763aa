//! 在住人员 Who lives where on a day.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::Held;
use crate::model::{House, Residence, Resident, ResidentCategory};
use crate::schema::Id;
use crate::value::Day;

/// A person who lives in the village: his category and the houses he lives in, one for nearly all.
pub(super) struct Living {
    pub(super) category: ResidentCategory,
    pub(super) houses: BTreeSet<Id<House>>,
}

/// Everybody with a residence on that day, each once; `None` when residents or residences were not read.
pub(super) fn living_on(held: &Held, day: Day) -> Option<BTreeMap<Id<Resident>, Living>> {
    let (residents, residences) = (held.list::<Resident>()?, held.list::<Residence>()?);
    let categories: BTreeMap<_, _> = residents.iter().map(|one| (one.id, one.category())).collect();
    let mut living: BTreeMap<Id<Resident>, Living> = BTreeMap::new();
    for residence in residences.iter().filter(|residence| residence.current_on(day)) {
        let Some(category) = categories.get(&residence.resident) else { continue };
        let one =
            living.entry(residence.resident).or_insert_with(|| Living { category: *category, houses: BTreeSet::new() });
        one.houses.extend(residence.house.id());
    }
    Some(living)
}

/// How many of them are of the wanted categories.
pub(super) fn of_category(living: &BTreeMap<Id<Resident>, Living>, wanted: impl Fn(ResidentCategory) -> bool) -> usize {
    living.values().filter(|one| wanted(one.category)).count()
}
