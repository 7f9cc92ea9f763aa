//! 人数统计 Houses by place, and the exact count of any area at once.

use std::collections::BTreeMap;
use std::fmt;

use crate::error::{Error, Result, code};
use crate::map::{Area, Counters};
use crate::value::{Datum, Point};

/// Cells are 2^12 lattice steps wide: about 45 m, a few houses each in a village.
const CELL_BITS: u32 = 12;

/// Row and column of a cell.
type Cell = (i32, i32);

fn cell<D: Datum>(at: Point<D>) -> Cell {
    (at.lat().steps() >> CELL_BITS, at.lon().steps() >> CELL_BITS)
}

/// 是否准确 Whether a count could place everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exactness {
    /// Every house and resident that the index knows has a place.
    Exact,
    /// So many could not be placed; any of them may be inside or outside.
    Partial {
        /// Residents of houses without a place, and residents without a house.
        unlocated_residents: u32,
        /// Houses without a place.
        unlocated_houses: u32,
    },
}

/// 区域人数 What an area holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AreaCount {
    /// 房屋数 Houses whose point is inside.
    pub houses: u32,
    /// Sums over those houses.
    pub counters: Counters,
    /// Whether everybody could be placed.
    pub exactness: Exactness,
}

/// A house as the index keeps it.
struct House<D> {
    at: Option<Point<D>>,
    counters: Counters,
}

/// 人数统计索引 Headcounts of houses by place: any area is counted exactly and at once, and a move shows in the next count.
/// `K` names a house (its number or id).
///
/// ```
/// use cunwu::map::{Area, Counters, Exactness, Headcount};
/// use cunwu::value::{Cgcs2000, Point};
/// let mut village = Headcount::<&str, Cgcs2000>::new();
/// let family = Counters { residents: 4, registered: 4, ..Counters::default() };
/// village.put("DH01-0001", Some(Point::of_degrees(113.6060651, 23.120824)?), family)?;
/// village.put("DH01-0002", Some(Point::of_degrees(113.6061785, 23.1209301)?), Counters::default())?;
///
/// let drawn = Area::rectangle(Point::of_degrees(113.606, 23.1208)?, Point::of_degrees(113.6061, 23.1209)?)?;
/// let count = village.count(&drawn);
/// assert_eq!((count.houses, count.counters.residents, count.exactness), (1, 4, Exactness::Exact));
///
/// let one = Counters { residents: 1, registered: 1, ..Counters::default() };
/// village.transfer(&"DH01-0001", &"DH01-0002", &one)?;
/// assert_eq!(village.count(&drawn).counters.residents, 3);
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "划定区域居住人员数量即时统计")]
pub struct Headcount<K, D> {
    houses: BTreeMap<K, House<D>>,
    cells: BTreeMap<Cell, Vec<(Point<D>, K)>>,
    unlocated: (u32, Counters),
    homeless: Counters,
    total: Counters,
}

impl<K: Ord + Clone + fmt::Debug, D: Datum> Headcount<K, D> {
    /// An empty index.
    pub fn new() -> Self {
        Self {
            houses: BTreeMap::new(),
            cells: BTreeMap::new(),
            unlocated: (0, Counters::default()),
            homeless: Counters::default(),
            total: Counters::default(),
        }
    }

    /// Builds the index from all houses at once; a house without a place is `None`.
    ///
    /// # Errors
    /// `map.headcount.twice` when a house is named twice, `map.headcount.full`.
    pub fn of_houses(houses: impl IntoIterator<Item = (K, Option<Point<D>>, Counters)>) -> Result<Self> {
        let mut index = Self::new();
        for (key, at, counters) in houses {
            if index.houses.contains_key(&key) {
                return Err(Error::new(code::map::HEADCOUNT_TWICE).with("key", format!("{key:?}")));
            }
            index.put(key, at, counters)?;
        }
        Ok(index)
    }

    /// Sets place and counters of a house, new or known.
    ///
    /// # Errors
    /// `map.headcount.full` when a sum would pass its range; nothing is changed then.
    pub fn put(&mut self, key: K, at: Option<Point<D>>, counters: Counters) -> Result<()> {
        let old = self.houses.get(&key).map(|house| house.counters);
        let before = old.unwrap_or_default();
        let full = || Error::new(code::map::HEADCOUNT_FULL);
        let total = self.total.minus(&before).and_then(|rest| rest.plus(&counters)).ok_or_else(full)?;
        if old.is_none() && u32::try_from(self.houses.len()).is_ok_and(|held| held == u32::MAX) {
            return Err(full());
        }
        self.remove(&key);
        self.total = total;
        if let Some(at) = at {
            self.cells.entry(cell(at)).or_default().push((at, key.clone()));
        } else {
            // A part of `total`, which has been checked.
            let sum = self.unlocated.1.plus(&counters).ok_or_else(full)?;
            self.unlocated = (self.unlocated.0.saturating_add(1), sum);
        }
        self.houses.insert(key, House { at, counters });
        Ok(())
    }

    /// Takes a house out; its counters when it was there.
    pub fn remove(&mut self, key: &K) -> Option<Counters> {
        let house = self.houses.remove(key)?;
        self.total = self.total.minus(&house.counters).unwrap_or_default();
        let Some(at) = house.at else {
            let rest = self.unlocated.1.minus(&house.counters).unwrap_or_default();
            self.unlocated = (self.unlocated.0.saturating_sub(1), rest);
            return Some(house.counters);
        };
        if let Some(held) = self.cells.get_mut(&cell(at)) {
            held.retain(|(_, other)| other != key);
            if held.is_empty() {
                self.cells.remove(&cell(at));
            }
        }
        Some(house.counters)
    }

    /// 迁入 Adds people to a house.
    ///
    /// # Errors
    /// `map.headcount.unknown`, `map.headcount.full`; nothing is changed then.
    pub fn add(&mut self, key: &K, people: &Counters) -> Result<()> {
        let counters = self.house(key)?.plus(people).ok_or_else(|| Error::new(code::map::HEADCOUNT_FULL))?;
        self.set(key, counters)
    }

    /// 迁出 Takes people out of a house.
    ///
    /// # Errors
    /// `map.headcount.unknown`, `map.headcount.below_zero`; nothing is changed then.
    pub fn take(&mut self, key: &K, people: &Counters) -> Result<()> {
        let wrong = || Error::new(code::map::HEADCOUNT_BELOW_ZERO).with("key", format!("{key:?}"));
        let counters = self.house(key)?.minus(people).ok_or_else(wrong)?;
        self.set(key, counters)
    }

    /// 搬迁 Moves people from one house to another.
    ///
    /// # Errors
    /// As [`Headcount::take`] and [`Headcount::add`]; nothing is changed then.
    pub fn transfer(&mut self, from: &K, to: &K, people: &Counters) -> Result<()> {
        self.house(to)?;
        self.take(from, people)?;
        if let Err(error) = self.add(to, people) {
            self.add(from, people)?;
            return Err(error);
        }
        Ok(())
    }

    /// 无房屋人员 People whom the ledger knows without any house; every count names them as unlocated.
    pub fn set_without_house(&mut self, people: Counters) {
        self.homeless = people;
    }

    /// The counters of one house.
    ///
    /// # Errors
    /// `map.headcount.unknown`.
    pub fn house(&self, key: &K) -> Result<Counters> {
        let wrong = || Error::new(code::map::HEADCOUNT_UNKNOWN).with("key", format!("{key:?}"));
        self.houses.get(key).map(|house| house.counters).ok_or_else(wrong)
    }

    /// 划定区域统计 The count of an area, exact: a house is inside when its point is, by the rule of [`Area`].
    pub fn count(&self, area: &Area<D>) -> AreaCount {
        let inside = self.located_in(area).filter_map(|(_, key)| self.houses.get(key));
        let mut houses = 0_u32;
        let mut counters = Counters::default();
        for house in inside {
            houses = houses.saturating_add(1);
            // A part of `total`, so it cannot pass the range.
            counters = counters.plus(&house.counters).unwrap_or(counters);
        }
        AreaCount { houses, counters, exactness: self.exactness() }
    }

    /// 区域内房屋 The houses of an area, in the order of their keys.
    pub fn houses_in(&self, area: &Area<D>) -> Vec<&K> {
        let mut keys: Vec<&K> = self.located_in(area).map(|(_, key)| key).collect();
        keys.sort();
        keys
    }

    /// 全部 All houses and people, also those without a place.
    pub fn total(&self) -> AreaCount {
        let houses = u32::try_from(self.houses.len()).unwrap_or(u32::MAX);
        let counters = self.total.plus(&self.homeless).unwrap_or(self.total);
        AreaCount { houses, counters, exactness: self.exactness() }
    }

    fn set(&mut self, key: &K, counters: Counters) -> Result<()> {
        let at = self.houses.get(key).and_then(|house| house.at);
        self.put(key.clone(), at, counters)
    }

    fn located_in<'s, 'a>(&'s self, area: &'a Area<D>) -> impl Iterator<Item = &'s (Point<D>, K)> + use<'s, 'a, K, D> {
        let (low, high) = area.bounds();
        let ((south, west), (north, east)) = (cell(low), cell(high));
        (south..=north)
            .flat_map(move |row| self.cells.range((row, west)..=(row, east)))
            .flat_map(|(_, held)| held)
            .filter(|(at, _)| area.contains(*at))
    }

    fn exactness(&self) -> Exactness {
        let residents = self.unlocated.1.residents.saturating_add(self.homeless.residents);
        if residents == 0 && self.unlocated.0 == 0 {
            return Exactness::Exact;
        }
        Exactness::Partial { unlocated_residents: residents, unlocated_houses: self.unlocated.0 }
    }
}

impl<K: Ord + Clone + fmt::Debug, D: Datum> Default for Headcount<K, D> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, D: Datum> fmt::Debug for Headcount<K, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let residents = self.total.residents;
        write!(f, "Headcount({}, {} houses, {residents} residents)", D::NAME, self.houses.len())
    }
}
