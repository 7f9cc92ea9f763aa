//! 整数几何 Exact predicates on the lattice of 1e-7 degree: no rounding, no tolerance.

use std::fmt;

use crate::error::{Error, Result, code};
use crate::value::{Datum, Lattice, Point};

/// 格点 A point of the lattice: longitude and latitude in 1e-7 degree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Spot {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

/// Lattice steps in a degree.
pub(crate) const STEPS: f64 = 1e7;

impl Spot {
    /// The lattice place of a point.
    pub(crate) fn of<D: Datum>(point: Point<D>) -> Self {
        Self { x: point.lon().steps(), y: point.lat().steps() }
    }

    /// The point of that place.
    pub(crate) fn point<D: Datum>(self) -> Result<Point<D>> {
        let wrong = || Error::new(code::value::POINT).with("value", self);
        Point::of(Lattice::of(self.x).ok_or_else(wrong)?, Lattice::of(self.y).ok_or_else(wrong)?)
    }

    /// Degrees, longitude first.
    pub(crate) fn degrees(self) -> (f64, f64) {
        (f64::from(self.x) / STEPS, f64::from(self.y) / STEPS)
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lon, lat) = self.degrees();
        write!(f, "({lon:.7}, {lat:.7})")
    }
}

impl fmt::Debug for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A straight edge from `a` to `b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Edge {
    pub(crate) a: Spot,
    pub(crate) b: Spot,
}

/// How two edges meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meeting {
    /// Their inner points cross at this place (rounded to the lattice).
    Cross(Spot),
    /// An end of one lies on the other, here.
    Touch(Spot),
    /// They run along each other; this is one common point.
    Along(Spot),
}

/// Twice the signed area of the triangle: positive when `c` lies left of `a → b`.
pub(crate) fn turn(a: Spot, b: Spot, c: Spot) -> i128 {
    let across = |p: i32, q: i32| i128::from(q) - i128::from(p);
    across(a.x, b.x) * across(a.y, c.y) - across(a.y, b.y) * across(a.x, c.x)
}

impl Edge {
    /// Whether the ray from `p` to the right crosses this edge. The rule is half-open: the edge counts for
    /// `y_min ≤ p.y < y_max`, and only when it lies strictly right of `p`. It is the answer for the point moved by an
    /// infinitesimal step right and a yet smaller one up, so areas that tile a region share its points exactly once.
    pub(crate) fn is_right_of(self, p: Spot) -> bool {
        let upward = self.b.y > p.y;
        if (self.a.y > p.y) == upward {
            return false;
        }
        let side = turn(self.a, self.b, p);
        if upward { side > 0 } else { side < 0 }
    }

    fn holds(self, p: Spot) -> bool {
        let between = |from: i32, to: i32, at: i32| from.min(to) <= at && at <= from.max(to);
        turn(self.a, self.b, p) == 0 && between(self.a.x, self.b.x, p.x) && between(self.a.y, self.b.y, p.y)
    }

    /// Whether `p` lies on the edge but is none of its ends.
    pub(crate) fn holds_inside(self, p: Spot) -> bool {
        p != self.a && p != self.b && self.holds(p)
    }

    /// How this edge meets another, if at all.
    pub(crate) fn meets(self, other: Self) -> Option<Meeting> {
        let sides = (turn(self.a, self.b, other.a), turn(self.a, self.b, other.b));
        let others = (turn(other.a, other.b, self.a), turn(other.a, other.b, self.b));
        if sides.0.signum() * sides.1.signum() < 0 && others.0.signum() * others.1.signum() < 0 {
            return Some(Meeting::Cross(self.crossing(others.0, others.1)));
        }
        let mut common: Vec<Spot> = [other.a, other.b].into_iter().filter(|p| self.holds(*p)).collect();
        common.extend([self.a, self.b].into_iter().filter(|p| other.holds(*p)));
        let first = *common.first()?;
        if common.iter().any(|p| *p != first) { Some(Meeting::Along(first)) } else { Some(Meeting::Touch(first)) }
    }

    /// The crossing point, given on which sides of the other edge the two ends lie.
    fn crossing(self, from: i128, to: i128) -> Spot {
        let (part, whole) = if from > to { (from, from - to) } else { (-from, to - from) };
        let along = |start: i32, end: i32| {
            let step = (i128::from(end) - i128::from(start)) * part;
            let rounded = (2 * step + whole).div_euclid(2 * whole);
            i32::try_from(i128::from(start) + rounded).unwrap_or(start)
        };
        Spot { x: along(self.a.x, self.b.x), y: along(self.a.y, self.b.y) }
    }
}

/// The edges of a ring, from each point to the next and back to the first.
pub(crate) fn edges(ring: &[Spot]) -> impl Iterator<Item = Edge> + '_ {
    let ends = ring.iter().skip(1).chain(ring.first());
    ring.iter().zip(ends).map(|(a, b)| Edge { a: *a, b: *b })
}

/// Twice the signed area of a ring: positive when it runs counter-clockwise.
pub(crate) fn doubled_area(ring: &[Spot]) -> i128 {
    edges(ring).map(|e| i128::from(e.a.x) * i128::from(e.b.y) - i128::from(e.a.y) * i128::from(e.b.x)).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(x: i32, y: i32) -> Spot {
        Spot { x, y }
    }

    fn edge(a: (i32, i32), b: (i32, i32)) -> Edge {
        Edge { a: at(a.0, a.1), b: at(b.0, b.1) }
    }

    #[test]
    fn edges_cross_touch_run_along_or_miss() {
        let flat = edge((0, 0), (10, 0));
        assert_eq!(flat.meets(edge((4, -3), (4, 3))), Some(Meeting::Cross(at(4, 0))));
        assert_eq!(flat.meets(edge((4, 0), (4, 3))), Some(Meeting::Touch(at(4, 0))));
        assert_eq!(flat.meets(edge((10, 0), (12, 5))), Some(Meeting::Touch(at(10, 0))));
        assert!(matches!(flat.meets(edge((5, 0), (15, 0))), Some(Meeting::Along(_))));
        assert_eq!(flat.meets(edge((11, 0), (15, 0))), None);
        assert_eq!(flat.meets(edge((0, 1), (10, 1))), None);
        let (rising, falling) = (edge((-4, -4), (9, 9)), edge((-4, 4), (9, -9)));
        for (one, two) in [(rising, falling), (falling, rising)] {
            assert_eq!(one.meets(two), Some(Meeting::Cross(at(0, 0))));
        }
    }

    #[test]
    fn the_whole_range_of_the_lattice_does_not_overflow() {
        let ends = (at(i32::MIN, i32::MIN), at(i32::MAX, i32::MAX));
        let rising = Edge { a: ends.0, b: ends.1 };
        let falling = edge((i32::MIN, i32::MAX), (i32::MAX, i32::MIN));
        assert!(matches!(rising.meets(falling), Some(Meeting::Cross(_))));
        assert!(!rising.is_right_of(at(0, 0)), "a point on the edge has it not to its right");
        assert!(rising.is_right_of(at(-1, 0)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(9), ..ProptestConfig::default() })]

        #[test]
        fn meeting_does_not_depend_on_order_or_direction(v in prop::array::uniform8(-6_i32..6)) {
            let (one, two) = (edge((v[0], v[1]), (v[2], v[3])), edge((v[4], v[5]), (v[6], v[7])));
            let kind = |m: Option<Meeting>| m.map(|m| std::mem::discriminant(&m));
            let back = Edge { a: one.b, b: one.a };
            prop_assert_eq!(kind(one.meets(two)), kind(two.meets(one)));
            prop_assert_eq!(kind(one.meets(two)), kind(back.meets(two)));
        }
    }
}
