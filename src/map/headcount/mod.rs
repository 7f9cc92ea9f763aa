//! 人数统计 Houses by place, and the exact count of any area at once.

mod near;
mod scan;
mod snapshot;
mod tile;

use std::collections::BTreeMap;
use std::fmt;

pub use self::near::Near;
pub use self::snapshot::Snapshot;
use self::tile::{Cell, Placed, Sums, Tile};
use crate::error::{Error, Result, code};
use crate::map::exact::Spot;
use crate::map::{Area, Counters};
use crate::value::{Datum, Metres, Point};

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

impl fmt::Display for Exactness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact => f.write_str("准确"),
            Self::Partial { unlocated_residents, unlocated_houses } => {
                write!(f, "部分：另有 {unlocated_residents} 人、{unlocated_houses} 间房屋无法落图")
            }
        }
    }
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
    /// Where each house stands.
    places: BTreeMap<K, Option<Point<D>>>,
    /// Houses without a place.
    unlocated: BTreeMap<K, Counters>,
    now: Snapshot<K, D>,
}

impl<K: Ord + Clone + fmt::Debug, D: Datum> Headcount<K, D> {
    /// An empty index.
    pub fn new() -> Self {
        Self { places: BTreeMap::new(), unlocated: BTreeMap::new(), now: Snapshot::new() }
    }

    /// Builds the index from all houses at once; a house without a place is `None`.
    ///
    /// # Errors
    /// `map.headcount.twice` when a house is named twice, `map.headcount.full`.
    pub fn of_houses(houses: impl IntoIterator<Item = (K, Option<Point<D>>, Counters)>) -> Result<Self> {
        let full = || Error::new(code::map::HEADCOUNT_FULL);
        let mut index = Self::new();
        let mut places = Vec::new();
        let mut standing: Vec<Placed<K>> = Vec::new();
        for (key, at, counters) in houses {
            index.now.counters = index.now.counters.plus(&counters).ok_or_else(full)?;
            places.push((key.clone(), at));
            if let Some(at) = at {
                standing.push((Spot::of(at), key, Sums(counters.values())));
            } else {
                // A part of `total`, which has been checked.
                index.now.unlocated = index.now.unlocated.plus(&counters).ok_or_else(full)?;
                index.unlocated.insert(key, counters);
            }
        }
        u32::try_from(places.len()).map_err(|_| full())?;
        places.sort_by(|(one, _), (other, _)| one.cmp(other));
        let twice = places.iter().zip(places.iter().skip(1)).find(|((one, _), (other, _))| one == other);
        if let Some(((key, _), _)) = twice {
            return Err(Error::new(code::map::HEADCOUNT_TWICE).with("key", format!("{key:?}")));
        }
        index.places = places.into_iter().collect();
        index.tally();
        standing.sort_unstable_by_key(|(spot, ..)| {
            let cell = Cell::of(*spot);
            (cell.tile(), cell)
        });
        let mut rest = standing.into_iter().peekable();
        while let Some(tile) = rest.peek().map(|(spot, ..)| Cell::of(*spot).tile()) {
            let mut here = Vec::new();
            while let Some(house) = rest.next_if(|(spot, ..)| Cell::of(*spot).tile() == tile) {
                here.push(house);
            }
            index.now.bands.entry(tile.0).or_default().push((tile.1, Tile::of_sorted(here.into_iter())));
        }
        Ok(index)
    }

    /// Sets place and counters of a house, new or known.
    ///
    /// # Errors
    /// `map.headcount.full` when a sum would pass its range; nothing is changed then.
    pub fn put(&mut self, key: K, at: Option<Point<D>>, counters: Counters) -> Result<()> {
        let known = self.places.get(&key).copied();
        let before = known.map_or_else(Counters::default, |place| self.held(&key, place));
        let full = || Error::new(code::map::HEADCOUNT_FULL);
        let total = self.now.counters.minus(&before).and_then(|rest| rest.plus(&counters)).ok_or_else(full)?;
        if known.is_none() && u32::try_from(self.places.len()).is_ok_and(|held| held == u32::MAX) {
            return Err(full());
        }
        if let (Some(Some(there)), Some(here)) = (known, at)
            && there == here
        {
            let cell = Cell::of(Spot::of(here));
            if let Some(tile) = self.tile_mut(cell) {
                tile.set(cell, &key, &Sums(counters.values()));
            }
            self.now.counters = total;
            return Ok(());
        }
        self.remove(&key);
        self.now.counters = total;
        if let Some(at) = at {
            let spot = Spot::of(at);
            let (band, column) = Cell::of(spot).tile();
            let tiles = self.now.bands.entry(band).or_default();
            let place = tiles.partition_point(|(other, _)| *other < column);
            if tiles.get(place).is_none_or(|(other, _)| *other != column) {
                tiles.insert(place, (column, Tile::new()));
            }
            if let Some((_, tile)) = tiles.get_mut(place) {
                tile.insert(spot, key.clone(), &Sums(counters.values()));
            }
        } else {
            // A part of `total`, which has been checked.
            self.now.unlocated = self.now.unlocated.plus(&counters).ok_or_else(full)?;
            self.unlocated.insert(key.clone(), counters);
        }
        self.places.insert(key, at);
        self.tally();
        Ok(())
    }

    /// Takes a house out; its counters when it was there.
    pub fn remove(&mut self, key: &K) -> Option<Counters> {
        let at = self.places.remove(key)?;
        let Some(at) = at else {
            let counters = self.unlocated.remove(key).unwrap_or_default();
            self.now.counters = self.now.counters.minus(&counters).unwrap_or_default();
            self.now.unlocated = self.now.unlocated.minus(&counters).unwrap_or_default();
            self.tally();
            return Some(counters);
        };
        let cell = Cell::of(Spot::of(at));
        let (band, column) = cell.tile();
        let tiles = self.now.bands.get_mut(&band)?;
        let place = tiles.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        let (_, tile) = tiles.get_mut(place)?;
        let counters = Counters::of(tile.remove(cell, key)?.0);
        if tile.is_empty() {
            tiles.remove(place);
            if tiles.is_empty() {
                self.now.bands.remove(&band);
            }
        }
        self.now.counters = self.now.counters.minus(&counters).unwrap_or_default();
        self.tally();
        Some(counters)
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
        self.now.homeless = people;
    }

    /// The counters of one house.
    ///
    /// # Errors
    /// `map.headcount.unknown`.
    pub fn house(&self, key: &K) -> Result<Counters> {
        self.place(key).map(|at| self.held(key, at))
    }

    /// 坐标 Where a house stands; `None` where it has no place.
    ///
    /// # Errors
    /// `map.headcount.unknown`.
    pub fn place(&self, key: &K) -> Result<Option<Point<D>>> {
        let wrong = || Error::new(code::map::HEADCOUNT_UNKNOWN).with("key", format!("{key:?}"));
        self.places.get(key).copied().ok_or_else(wrong)
    }

    /// 快照 What it holds now, for others to count while this one changes: it costs a few nanoseconds for each 2 km² of village, and
    /// what changes afterwards is copied then, a tile at a time.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<K, D> {
        self.now.clone()
    }

    /// As [`Snapshot::count`].
    pub fn count(&self, area: &Area<D>) -> AreaCount {
        self.now.count(area)
    }

    /// As [`Snapshot::counts`].
    pub fn counts<'a>(&self, areas: impl IntoIterator<Item = &'a Area<D>>) -> Vec<AreaCount> {
        self.now.counts(areas)
    }

    /// As [`Snapshot::houses_in`].
    pub fn houses_in(&self, area: &Area<D>) -> Vec<&K> {
        self.now.houses_in(area)
    }

    /// As [`Snapshot::nearest`].
    pub fn nearest(&self, to: Point<D>, number: usize, within: Metres) -> Vec<Near<&K>> {
        self.now.nearest(to, number, within)
    }

    /// As [`Snapshot::total`].
    pub fn total(&self) -> AreaCount {
        self.now.total()
    }

    /// As [`Snapshot::bytes`].
    pub fn bytes(&self) -> usize {
        self.now.bytes()
    }

    /// Counts the houses anew.
    fn tally(&mut self) {
        let number = |held: usize| u32::try_from(held).unwrap_or(u32::MAX);
        self.now.houses = (number(self.places.len()), number(self.unlocated.len()));
    }

    fn set(&mut self, key: &K, counters: Counters) -> Result<()> {
        let at = self.places.get(key).copied().flatten();
        self.put(key.clone(), at, counters)
    }

    /// The counters of a house that stands there.
    fn held(&self, key: &K, at: Option<Point<D>>) -> Counters {
        let Some(at) = at else { return self.unlocated.get(key).copied().unwrap_or_default() };
        let cell = Cell::of(Spot::of(at));
        let (band, column) = cell.tile();
        let tiles = self.now.bands.get(&band).map(Vec::as_slice).unwrap_or_default();
        let place = tiles.binary_search_by_key(&column, |(column, _)| *column).ok();
        let tile = place.and_then(|place| tiles.get(place));
        tile.and_then(|(_, tile)| tile.get(cell, key)).map(|sums| Counters::of(sums.0)).unwrap_or_default()
    }

    fn tile_mut(&mut self, cell: Cell) -> Option<&mut Tile<K>> {
        let (band, column) = cell.tile();
        let tiles = self.now.bands.get_mut(&band)?;
        let place = tiles.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        tiles.get_mut(place).map(|(_, tile)| tile)
    }
}

impl<K: Ord + Clone + fmt::Debug, D: Datum> Default for Headcount<K, D> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, D: Datum> fmt::Debug for Headcount<K, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let residents = self.now.counters.residents;
        write!(f, "Headcount({}, {} houses, {residents} residents)", D::NAME, self.places.len())
    }
}

#[cfg(test)]
mod tests;
