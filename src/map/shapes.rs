//! 圆与沿线 Areas by distance: a circle, what lies around some points, what lies along a street.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;

use crate::error::{Error, Result, code};
use crate::map::Area;
use crate::map::exact::{Spot, turn};
use crate::map::ground::away;
use crate::map::outline::{self, Part};
use crate::value::{Datum, Metres, Plain, Point};

/// The least radius: below it the lattice of 1 cm holds no circle.
const LEAST: Metres = Metres::from_centimetres(10);

/// How far a side of a polygon may run inside the circle, in centimetres.
const SLACK: f64 = 1.0;

impl<D: Datum> Area<D> {
    /// 圆形区域 What lies within so many metres of a point. The outline is a polygon whose sides run within 2 cm of the geodesic
    /// circle; for the offset datums GCJ-02 and BD-09 distances are approximate.
    ///
    /// ```
    /// use cunwu::map::Area;
    /// use cunwu::value::{Cgcs2000, Metres, Point};
    /// let hazard = Point::<Cgcs2000>::of_degrees(113.606, 23.1208)?;
    /// let near = Area::circle(hazard, Metres::new(100))?;
    /// assert!((31_410..31_416).contains(&(near.square_metres().hundredths() / 100)), "π · 100² = 31 415.9 m²");
    /// # Ok::<(), cunwu::Error>(())
    /// ```
    ///
    /// # Errors
    /// `map.area.radius` below 10 cm; `map.area.beyond` when it reaches beyond a pole or the 180th meridian.
    #[doc(alias = "圆形区域")]
    pub fn circle(centre: Point<D>, radius: Metres) -> Result<Self> {
        Self::of_outline(points(&disc(centre, radius)?)?)
    }

    /// 周边区域 What lies within so many metres of any of the points: the reach of stations, the surroundings of several hazards. Circles as in
    /// [`Area::circle`], joined.
    ///
    /// # Errors
    /// As [`Area::circle`]; `map.area.empty` without a point.
    #[doc(alias = "服务半径")]
    pub fn around(centres: impl IntoIterator<Item = Point<D>>, radius: Metres) -> Result<Self> {
        joined(&centres.into_iter().map(|centre| disc(centre, radius)).collect::<Result<Vec<_>>>()?, radius)
    }

    /// 沿线区域 What lies within so many metres of a line, such as a street: both sides, with round ends. The line runs straight on the
    /// map between its points, as every edge does; over stretches of up to 1 km the outline lies within 3 cm of where it should.
    ///
    /// # Errors
    /// As [`Area::around`].
    #[doc(alias = "沿街区域")]
    pub fn along(line: impl IntoIterator<Item = Point<D>>, width: Metres) -> Result<Self> {
        let discs = line.into_iter().map(|point| disc(point, width)).collect::<Result<Vec<_>>>()?;
        let [only] = discs.as_slice() else {
            let stretches = discs.iter().zip(discs.iter().skip(1));
            return joined(
                &stretches.map(|(from, to)| hull(from.iter().chain(to).copied())).collect::<Vec<_>>(),
                width,
            );
        };
        Self::of_outline(points(only)?)
    }
}

/// The circle as a ring, counter-clockwise.
fn disc<D: Datum>(centre: Point<D>, radius: Metres) -> Result<Vec<Spot>> {
    if radius < LEAST {
        return Err(Error::new(code::map::AREA_RADIUS).with("value", radius.plain()));
    }
    // A side over an angle of 2a runs r (1 - cos a) inside its circle.
    let half = (1.0 - SLACK / f64::from(radius.centimetres())).acos();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 4 and 7,025")]
    let sides = (std::f64::consts::PI / half).ceil() as u32;
    let ring: Vec<Spot> =
        (0..sides).rev().map(|side| away(centre, 360.0 * f64::from(side) / f64::from(sides), radius)).collect();
    // Beyond the 180th meridian longitudes begin anew, and over a pole the ring no longer goes round.
    let (lon, lat) = (centre.lon().steps(), centre.lat().steps());
    let torn = ring.iter().any(|spot| spot.x.abs_diff(lon) > 900_000_000) || holds_pole(lat, radius);
    if torn { Err(beyond(Spot::of(centre), radius)) } else { Ok(hull(ring)) }
}

fn beyond(at: Spot, radius: Metres) -> Error {
    Error::new(code::map::AREA_BEYOND).with("at", at).with("metres", radius.plain())
}

fn holds_pole(lat: i32, radius: Metres) -> bool {
    // A degree of latitude has at least 110.5 km.
    i64::from(lat.unsigned_abs()) + i64::from(radius.centimetres()) * 1_000 / 1_105 >= 900_000_000
}

/// 凸包 The smallest convex ring around some spots, counter-clockwise.
fn hull(spots: impl IntoIterator<Item = Spot>) -> Vec<Spot> {
    let mut sorted: Vec<Spot> = spots.into_iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let half = |spots: &mut dyn Iterator<Item = &Spot>| {
        let mut chain: Vec<Spot> = Vec::new();
        for spot in spots {
            while let [.., before, last] = chain.as_slice()
                && turn(*before, *last, *spot) <= 0
            {
                chain.pop();
            }
            chain.push(*spot);
        }
        chain.pop();
        chain
    };
    let mut ring = half(&mut sorted.iter());
    ring.extend(half(&mut sorted.iter().rev()));
    ring
}

/// 合并 The rings as one area, without what they have in common twice.
fn joined<D: Datum>(rings: &[Vec<Spot>], radius: Metres) -> Result<Area<D>> {
    let Some(origin) = rings.first().and_then(|ring| ring.first()).copied() else {
        return Err(Error::new(code::map::AREA_EMPTY));
    };
    let shift = |spot: &Spot| Some(IntPoint::new(spot.x.checked_sub(origin.x)?, spot.y.checked_sub(origin.y)?));
    let contours = rings.iter().map(|ring| ring.iter().map(shift).collect()).collect::<Option<Vec<Vec<_>>>>();
    let contours = contours.ok_or_else(|| beyond(origin, radius))?;
    let mut overlay =
        Overlay::new_custom(contours.iter().map(Vec::len).sum(), IntOverlayOptions::ogc(), Solver::default());
    overlay.add_contours(&contours, ShapeType::Subject);
    let shapes = overlay.overlay(OverlayRule::Subject, FillRule::NonZero);
    let ring = |contour: &Vec<IntPoint>, outer: bool| {
        outline::ring(contour.iter().map(|at| Spot { x: at.x + origin.x, y: at.y + origin.y }), outer)
    };
    let part = |shape: &Vec<Vec<IntPoint>>| -> Result<Part> {
        let [outer, holes @ ..] = shape.as_slice() else { return Err(Error::new(code::map::AREA_EMPTY)) };
        let holes = holes.iter().map(|hole| ring(hole, false)).collect::<Result<_>>()?;
        Ok(Part { outer: ring(outer, true)?, holes })
    };
    Area::of_parts(shapes.iter().map(part).collect::<Result<Vec<_>>>()?)
}

fn points<D: Datum>(ring: &[Spot]) -> Result<Vec<Point<D>>> {
    ring.iter().map(|spot| spot.point()).collect()
}

#[cfg(test)]
mod tests;
