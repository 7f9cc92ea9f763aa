//! 边界检查 What an outline must be: simple rings, holes inside, parts apart. A fault names its place.

use geo::{Coord, LineString, MultiPolygon, Polygon, Validation};

use crate::error::{Error, Result, code};
use crate::map::exact::{Edge, Meeting, Spot, doubled_area, edges};

/// A ring without its closing point, at least three distinct points.
pub(crate) type Ring = Box<[Spot]>;

/// One part of an area: the outer ring counter-clockwise, the holes clockwise.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Part {
    pub(crate) outer: Ring,
    pub(crate) holes: Box<[Ring]>,
}

impl Part {
    /// Outer ring, then holes.
    pub(crate) fn rings(&self) -> impl Iterator<Item = &Ring> {
        std::iter::once(&self.outer).chain(&self.holes)
    }
}

/// Cleans a ring: the closing point and repeated points go, the direction is set.
pub(crate) fn ring(points: impl IntoIterator<Item = Spot>, counter_clockwise: bool) -> Result<Ring> {
    let mut spots: Vec<Spot> = points.into_iter().collect();
    spots.dedup();
    while spots.len() > 1 && spots.first() == spots.last() {
        spots.pop();
    }
    let Some(first) = spots.first().copied() else { return Err(Error::new(code::map::AREA_EMPTY)) };
    if spots.len() < 3 {
        return Err(Error::new(code::map::OUTLINE_FEW).with("at", first));
    }
    let doubled = doubled_area(&spots);
    if (doubled > 0) != counter_clockwise {
        spots.reverse();
        spots.rotate_right(1); // the first point stays first
    }
    Ok(spots.into())
}

/// Checks all parts of an area together.
pub(crate) fn check(parts: &[Part]) -> Result<()> {
    if parts.is_empty() {
        return Err(Error::new(code::map::AREA_EMPTY));
    }
    check_crossings(parts)?;
    for ring in parts.iter().flat_map(Part::rings) {
        if let (0, Some(first)) = (doubled_area(ring), ring.first()) {
            return Err(Error::new(code::map::OUTLINE_FLAT).with("at", first));
        }
    }
    let nested = parts.len() > 1 || parts.iter().any(|part| !part.holes.is_empty());
    if nested { check_nesting(parts) } else { Ok(()) }
}

/// An edge with its place: part, ring in the part, place in the ring and length of the ring.
struct Placed {
    edge: Edge,
    part: usize,
    ring: usize,
    place: usize,
    of: usize,
}

/// Sweeps all edges from west to east and looks at each pair whose spans of longitude and latitude overlap.
fn check_crossings(parts: &[Part]) -> Result<()> {
    let mut all = Vec::new();
    for (part, shape) in parts.iter().enumerate() {
        for (ring, spots) in shape.rings().enumerate() {
            all.extend(edges(spots).enumerate().map(|(place, edge)| Placed {
                edge,
                part,
                ring,
                place,
                of: spots.len(),
            }));
        }
    }
    all.sort_by_key(|placed| placed.edge.a.x.min(placed.edge.b.x));
    let mut open: Vec<&Placed> = Vec::new();
    for next in &all {
        let west = next.edge.a.x.min(next.edge.b.x);
        open.retain(|placed| placed.edge.a.x.max(placed.edge.b.x) >= west);
        for placed in &open {
            check_pair(placed, next)?;
        }
        open.push(next);
    }
    Ok(())
}

fn check_pair(one: &Placed, two: &Placed) -> Result<()> {
    let (low, high) = (one.edge.a.y.min(one.edge.b.y), one.edge.a.y.max(one.edge.b.y));
    if two.edge.a.y.min(two.edge.b.y) > high || two.edge.a.y.max(two.edge.b.y) < low {
        return Ok(());
    }
    let Some(meeting) = one.edge.meets(two.edge) else { return Ok(()) };
    let (Meeting::Cross(at) | Meeting::Touch(at) | Meeting::Along(at)) = meeting;
    let touch = matches!(meeting, Meeting::Touch(_));
    if one.part != two.part || one.ring != two.ring {
        // Rings may touch in single points; whether they also stay apart is a question of nesting.
        let parts_side_by_side = one.part != two.part && !matches!(meeting, Meeting::Cross(_));
        return if touch || parts_side_by_side {
            Ok(())
        } else {
            Err(Error::new(code::map::OUTLINE_RINGS_CROSS).with("at", at))
        };
    }
    let neighbours = (one.place + 1) % one.of == two.place || (two.place + 1) % one.of == one.place;
    if neighbours && touch { Ok(()) } else { Err(Error::new(code::map::OUTLINE_CROSSES).with("at", at)) }
}

/// Holes lie inside their outer ring and apart, parts do not overlap. The predicates of `geo` are exact on whole numbers.
fn check_nesting(parts: &[Part]) -> Result<()> {
    use geo::algorithm::validation::{InvalidMultiPolygon as Fault, InvalidPolygon as Inner, RingRole};
    let shape = MultiPolygon(parts.iter().map(|part| polygon(part, |spot| (spot.x.into(), spot.y.into()))).collect());
    let Err(fault) = shape.check_validation() else { return Ok(()) };
    let part_at = |index: usize| parts.get(index).or_else(|| parts.first());
    let (code, at) = match fault {
        Fault::InvalidPolygon(index, inner) => {
            let hole = match inner {
                Inner::IntersectingRingsOnALine(_, RingRole::Interior(hole))
                | Inner::IntersectingRingsOnAnArea(_, RingRole::Interior(hole))
                | Inner::InteriorRingNotContainedInExteriorRing(RingRole::Interior(hole)) => Some(hole),
                _ => None,
            };
            let part = part_at(index.0);
            let ring = hole.map_or(part.map(|p| &p.outer), |hole| part.and_then(|p| p.holes.get(hole)));
            (code::map::OUTLINE_HOLE, ring.and_then(|ring| ring.first()))
        }
        Fault::ElementsOverlaps(_, index) | Fault::ElementsTouchOnALine(_, index) => {
            (code::map::OUTLINE_PARTS, part_at(index.0).and_then(|part| part.outer.first()))
        }
    };
    Err(at.map_or_else(|| Error::new(code), |at| Error::new(code).with("at", at)))
}

/// The part as a shape of `geo`, in the units that `coordinate` gives.
pub(crate) fn polygon(part: &Part, coordinate: impl Fn(Spot) -> (f64, f64)) -> Polygon<f64> {
    let line = |ring: &Ring| -> LineString<f64> {
        let closed = ring.iter().chain(ring.first());
        closed.map(|spot| coordinate(*spot)).map(|(x, y)| Coord { x, y }).collect()
    };
    Polygon::new(line(&part.outer), part.holes.iter().map(line).collect())
}
