//! 最近 The nearest houses of a point: squares around it, each twice as wide, until enough houses are surely nearer than its edge.

use std::ops::Range;

use super::scan::{Take, scan};
use super::snapshot::Snapshot;
use super::tile::Tile;
use crate::map::exact::{Edge, Spot, edges};
use crate::map::ground::{distance, square};
use crate::value::{Datum, Metres, Point};

/// 邻近 Something near, and how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Near<K> {
    /// 距离 How far, on the ground.
    pub metres: Metres,
    /// What it is.
    pub key: K,
}

/// Where the first square ends.
const FIRST: Metres = Metres::new(50);

impl<K: Ord, D: Datum> Snapshot<K, D> {
    /// 最近房屋 The nearest houses of a point, at most so many and no farther than `within`, the nearest first; of equally near ones the first
    /// by key. Houses without a place are not among them. Distances are geodesic and rounded to centimetres; for the offset datums GCJ-02 and
    /// BD-09 approximate.
    pub fn nearest(&self, to: Point<D>, number: usize, within: Metres) -> Vec<Near<&K>> {
        let mut reach = FIRST.min(within);
        loop {
            let ring = square(to, reach);
            let sides: Vec<Edge> = edges(&ring).collect();
            let mut found = Found { to, reach, near: Vec::new() };
            scan(&self.bands, &sides, &mut found);
            if found.near.len() >= number || reach == within {
                found.near.sort_unstable_by_key(|near| (near.metres, near.key));
                found.near.truncate(number);
                return found.near;
            }
            reach = Metres::from_centimetres(reach.centimetres().saturating_mul(2)).min(within);
        }
    }
}

/// Keeps what is near enough.
struct Found<'t, K, D> {
    to: Point<D>,
    reach: Metres,
    near: Vec<Near<&'t K>>,
}

impl<'t, K, D: Datum> Take<'t, K> for Found<'t, K, D> {
    fn houses(&mut self, tile: &'t Tile<K>, _: usize, houses: Range<usize>) {
        let (xs, ys) = tile.spots(&houses);
        for (key, (x, y)) in tile.keys(&houses).iter().zip(xs.iter().zip(ys)) {
            let metres = Spot { x: *x, y: *y }.point().ok().and_then(|at| distance(self.to, at));
            if let Some(metres) = metres.filter(|metres| *metres <= self.reach) {
                self.near.push(Near { metres, key });
            }
        }
    }
}
