//! 网格与合作社 Lines by grid and by cooperative, each count beside what its sheet states.

use std::collections::{BTreeMap, BTreeSet};

use super::people::{Living, living_on};
use crate::ledger::Held;
use crate::model::{
    Cooperative, Grid, House, Household, MapSheet, PersonMark, Post, PostClass, Ref, Resident, ResidentCategory,
};
use crate::report::five::{Beside, CooperativeLine, GridCheckLine, GridLine};
use crate::schema::Id;
use crate::value::{Count, Day, YesNo};

/// How many there are.
pub(super) fn number(count: usize) -> Count {
    Count::new(u32::try_from(count).unwrap_or(u32::MAX))
}

/// What every grid is counted by.
struct Ground<'a> {
    held: &'a Held,
    day: Day,
    living: BTreeMap<Id<Resident>, Living>,
}

impl Ground<'_> {
    fn houses(&self, grid: &Grid) -> BTreeSet<Id<House>> {
        let houses = self.held.all::<House>().iter();
        houses.filter(|house| house.grid.id() == Some(grid.id)).map(|house| house.id).collect()
    }

    fn officers(&self, grid: &Grid, class: PostClass) -> Count {
        let ours = |post: &&Post| {
            let here = post.grid.as_ref().and_then(Ref::id) == Some(grid.id);
            here && post.class == class && post.holds_on(self.day)
        };
        let posts = self.held.all::<Post>().iter().filter(ours);
        number(posts.map(Post::person).collect::<BTreeSet<PersonMark>>().len())
    }

    /// A person who lives in two grids counts in both; nobody counts twice in one.
    fn grid(&self, grid: &Grid) -> GridLine {
        let houses = self.houses(grid);
        let residents = |category: ResidentCategory| {
            let ours = self.living.values().filter(|one| one.category == category);
            number(ours.filter(|one| !one.houses.is_disjoint(&houses)).count())
        };
        let of_house = self.held.all::<House>().iter().filter(|house| houses.contains(&house.id));
        let sheets = self.held.all::<MapSheet>().iter().filter(|sheet| sheet.grid.id() == Some(grid.id));
        GridLine {
            name: grid.name.as_str().to_owned(),
            houses: number(houses.len()),
            registered: residents(ResidentCategory::Registered),
            floating: residents(ResidentCategory::Migrant),
            abroad: residents(ResidentCategory::Overseas),
            lets: number(of_house.filter(|house| house.is_let == YesNo::Yes).count()),
            full_time: self.officers(grid, PostClass::FullTimeOfficer),
            part_time: self.officers(grid, PostClass::PartTimeOfficer),
            sheets: number(sheets.count()),
        }
    }
}

/// 网格行 Every grid in order of its code, with the check against its sheet.
pub(super) fn grids(held: &Held, day: Day) -> (Vec<GridLine>, Vec<GridCheckLine>) {
    let ground = Ground { held, day, living: living_on(held, day).unwrap_or_default() };
    let mut grids: Vec<&Grid> = held.all::<Grid>().iter().collect();
    grids.sort_by_key(|grid| grid.code);
    let lines: Vec<(GridLine, &Grid)> = grids.into_iter().map(|grid| (ground.grid(grid), grid)).collect();
    let checks = lines.iter().map(|(line, grid)| check(line, grid)).collect();
    (lines.into_iter().map(|(line, _)| line).collect(), checks)
}

fn check(line: &GridLine, grid: &Grid) -> GridCheckLine {
    let all = [line.registered, line.floating, line.abroad].iter().map(|count| count.get()).sum();
    let beside = |counted, stated| Beside { counted, stated };
    GridCheckLine {
        name: line.name.clone(),
        houses: beside(line.houses, grid.stated.houses),
        residents: beside(Count::new(all), grid.stated.residents),
        lets: beside(line.lets, grid.stated.lettings),
        sheets: beside(line.sheets, grid.stated.sheets),
        part_time: beside(line.part_time, grid.stated.part_time),
    }
}

/// 合作社行 Every cooperative in order of its code.
pub(super) fn cooperatives(held: &Held, day: Day) -> Vec<CooperativeLine> {
    let living = living_on(held, day).unwrap_or_default();
    let mut of_household: BTreeMap<Id<Household>, usize> = BTreeMap::new();
    let here = held.all::<Resident>().iter().filter(|one| !one.is_outside() && living.contains_key(&one.id));
    for household in here.filter_map(|one| one.household.as_ref()?.id()) {
        *of_household.entry(household).or_default() += 1;
    }
    let mut cooperatives: Vec<&Cooperative> = held.all::<Cooperative>().iter().collect();
    cooperatives.sort_by(|a, b| a.credit_code.cmp(&b.credit_code));
    let line = |one: &Cooperative| {
        let households = held.all::<Household>().iter().filter(|house| house.cooperative.id() == Some(one.id));
        let households: Vec<Id<Household>> = households.map(|household| household.id).collect();
        let registered = households.iter().filter_map(|id| of_household.get(id)).sum();
        let houses = held.all::<House>().iter();
        let houses = houses.filter(|house| house.cooperative.as_ref().and_then(Ref::id) == Some(one.id)).count();
        CooperativeLine {
            name: one.name.as_str().to_owned(),
            households: Beside { counted: number(households.len()), stated: one.stated.households },
            registered: Beside { counted: number(registered), stated: one.stated_registered(day) },
            houses: Beside { counted: number(houses), stated: one.stated.houses },
        }
    };
    cooperatives.into_iter().map(line).collect()
}
