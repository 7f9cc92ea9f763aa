//! 快照 What an index holds at one moment: everything that can be asked, nothing that changes.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use super::scan::{Bands, Take, scan};
use super::tile::{Sums, Tile};
use super::{AreaCount, Exactness};
use crate::map::exact::Edge;
use crate::map::{Area, Counters};
use crate::value::Datum;

/// 快照 What a [`Headcount`](super::Headcount) held at one moment. It answers as the index did then, whatever happens to that one; threads may
/// share it. Clones share their memory.
///
/// ```
/// use cunwu::map::{Area, Counters, Headcount};
/// use cunwu::value::{Cgcs2000, Point};
/// let yard = Area::<Cgcs2000>::rectangle(Point::of_degrees(113.60, 23.11)?, Point::of_degrees(113.61, 23.12)?)?;
/// let four = Counters { residents: 4, ..Counters::default() };
/// let mut village = Headcount::of_houses([("a", Some(Point::of_degrees(113.605, 23.115)?), four)])?;
/// let before = village.snapshot();
/// village.take(&"a", &four)?;
/// assert_eq!((before.count(&yard).counters.residents, village.count(&yard).counters.residents), (4, 0));
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "快照")]
pub struct Snapshot<K, D> {
    /// Houses with a place, and their counters.
    pub(super) bands: Bands<K>,
    /// How many houses there are, and how many of them have no place.
    pub(super) houses: (u32, u32),
    /// All in houses.
    pub(super) counters: Counters,
    /// Those in houses without a place.
    pub(super) unlocated: Counters,
    /// Those without a house.
    pub(super) homeless: Counters,
    datum: PhantomData<fn() -> D>,
}

impl<K, D> Snapshot<K, D> {
    pub(super) fn new() -> Self {
        Self {
            bands: Bands::new(),
            houses: (0, 0),
            counters: Counters::default(),
            unlocated: Counters::default(),
            homeless: Counters::default(),
            datum: PhantomData,
        }
    }
}

impl<K: Ord, D: Datum> Snapshot<K, D> {
    /// 划定区域统计 The count of an area, exact: a house is inside when its point is, by the rule of [`Area`].
    pub fn count(&self, area: &Area<D>) -> AreaCount {
        let edges: Vec<Edge> = area.edges().collect();
        let mut sum = Sum::default();
        scan(&self.bands, &edges, &mut sum);
        AreaCount { houses: sum.houses, counters: Counters::of(sum.counters.0), exactness: self.exactness() }
    }

    /// 批量统计 The counts of many areas, in their order, all of one state.
    pub fn counts<'a>(&self, areas: impl IntoIterator<Item = &'a Area<D>>) -> Vec<AreaCount> {
        areas.into_iter().map(|area| self.count(area)).collect()
    }

    /// 区域内房屋 The houses of an area, in the order of their keys.
    pub fn houses_in(&self, area: &Area<D>) -> Vec<&K> {
        let edges: Vec<Edge> = area.edges().collect();
        let mut keys = Keys(Vec::new());
        scan(&self.bands, &edges, &mut keys);
        keys.0.sort();
        keys.0
    }

    /// 全部 All houses and people, also those without a place.
    pub fn total(&self) -> AreaCount {
        let counters = self.counters.plus(&self.homeless).unwrap_or(self.counters);
        AreaCount { houses: self.houses.0, counters, exactness: self.exactness() }
    }

    /// 内存 Bytes that the tiles hold: places, keys and running sums of the houses.
    pub fn bytes(&self) -> usize {
        let tiles = self.bands.values().flatten();
        tiles.map(|(_, tile)| size_of::<(i32, Tile<K>)>() + tile.bytes()).sum()
    }

    pub(super) fn exactness(&self) -> Exactness {
        let residents = self.unlocated.residents.saturating_add(self.homeless.residents);
        if residents == 0 && self.houses.1 == 0 {
            return Exactness::Exact;
        }
        Exactness::Partial { unlocated_residents: residents, unlocated_houses: self.houses.1 }
    }
}

/// Adds up what is inside.
#[derive(Default)]
pub(super) struct Sum {
    pub(super) houses: u32,
    pub(super) counters: Sums,
}

impl<K> Take<'_, K> for Sum {
    fn houses(&mut self, tile: &Tile<K>, row: usize, houses: Range<usize>) {
        self.houses = self.houses.wrapping_add(u32::try_from(houses.len()).unwrap_or(u32::MAX));
        tile.sum(row, &houses, &mut self.counters);
    }
}

/// Lists the keys of what is inside.
struct Keys<'t, K>(Vec<&'t K>);

impl<'t, K> Take<'t, K> for Keys<'t, K> {
    fn houses(&mut self, tile: &'t Tile<K>, _: usize, houses: Range<usize>) {
        self.0.extend(tile.keys(&houses));
    }
}

impl<K, D> Clone for Snapshot<K, D> {
    fn clone(&self) -> Self {
        Self { bands: self.bands.clone(), ..*self }
    }
}

impl<K, D: Datum> fmt::Debug for Snapshot<K, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snapshot({}, {} houses, {} residents)", D::NAME, self.houses.0, self.counters.residents)
    }
}
