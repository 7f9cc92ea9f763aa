//! 区域 Areas on the lattice, with holes and several parts.

use std::fmt;

use geo::GeodesicArea;
use geo_types::{LineString, MultiPolygon, Polygon};

use crate::error::{Error, Result, code};
use crate::map::exact::{Edge, Spot, edges};
use crate::map::outline::{self, Part};
use crate::value::{Datum, Lattice, Point, SquareMetres};

/// 区域 A polygon or multipolygon of datum `D` on the lattice of 1e-7 degree: simple rings, holes inside, parts apart.
///
/// **Who owns a point on the edge.** A ray goes from the point to the east; an edge counts when `y_min ≤ y < y_max` and it
/// lies strictly east of the point; an odd number of counted edges is inside. So a point on a west or south edge is
/// inside, one on an east or north edge is outside, and areas that tile a region share each of its points exactly once.
///
/// ```
/// use cunwu::map::Area;
/// use cunwu::value::{Cgcs2000, Point};
/// let yard = Area::<Cgcs2000>::rectangle(Point::of_degrees(113.60, 23.11)?, Point::of_degrees(113.61, 23.12)?)?;
/// assert!(yard.contains(Point::of_degrees(113.60, 23.11)?), "south-west corner");
/// assert!(!yard.contains(Point::of_degrees(113.61, 23.12)?), "north-east corner");
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "区域")]
pub struct Area<D> {
    parts: Box<[Part]>,
    low: Point<D>,
    high: Point<D>,
}

impl<D: Datum> Area<D> {
    /// From shapes in degrees, longitude first. Coordinates round to the lattice, rings may run either way.
    ///
    /// # Errors
    /// `value.point` for what is no longitude and latitude, `map.outline…` naming the place of a fault, `map.area.empty`.
    pub fn of_shape(shape: &MultiPolygon<f64>) -> Result<Self> {
        let line = |line: &LineString<f64>| -> Result<Vec<Spot>> {
            line.coords().map(|c| Point::<D>::of_degrees(c.x, c.y).map(Spot::of)).collect()
        };
        let part = |polygon: &Polygon<f64>| -> Result<Part> {
            let holes =
                polygon.interiors().iter().map(|hole| outline::ring(line(hole)?, false)).collect::<Result<_>>()?;
            Ok(Part { outer: outline::ring(line(polygon.exterior())?, true)?, holes })
        };
        Self::of_parts(shape.iter().map(part).collect::<Result<Vec<_>>>()?)
    }

    /// 划定区域 From one drawn outline; the last point joins the first.
    ///
    /// # Errors
    /// As [`Area::of_shape`].
    pub fn of_outline(points: impl IntoIterator<Item = Point<D>>) -> Result<Self> {
        let outer = outline::ring(points.into_iter().map(Spot::of), true)?;
        Self::of_parts(vec![Part { outer, holes: Box::default() }])
    }

    /// 矩形 The rectangle with these two opposite corners.
    ///
    /// # Errors
    /// `map.outline.few_points` or `map.outline.flat` when it encloses nothing.
    pub fn rectangle(one: Point<D>, other: Point<D>) -> Result<Self> {
        Self::of_outline([one, Point::of(other.lon(), one.lat())?, other, Point::of(one.lon(), other.lat())?])
    }

    pub(crate) fn of_parts(parts: Vec<Part>) -> Result<Self> {
        outline::check(&parts)?;
        let spots = || parts.iter().flat_map(|part| part.outer.iter());
        let wrong = || Error::new(code::map::AREA_EMPTY);
        let end = |found: Option<i32>| found.and_then(Lattice::of).ok_or_else(wrong);
        let low = Point::of(end(spots().map(|spot| spot.x).min())?, end(spots().map(|spot| spot.y).min())?)?;
        let high = Point::of(end(spots().map(|spot| spot.x).max())?, end(spots().map(|spot| spot.y).max())?)?;
        Ok(Self { low, high, parts: parts.into() })
    }

    /// Whether the point is inside, by the rule of [`Area`]; exact.
    pub fn contains(&self, point: Point<D>) -> bool {
        let spot = Spot::of(point);
        let near = (self.low.lon()..=self.high.lon()).contains(&point.lon())
            && (self.low.lat()..=self.high.lat()).contains(&point.lat());
        near && self.edges().filter(|edge| edge.is_right_of(spot)).count() % 2 == 1
    }

    /// South-west and north-east corner of the smallest rectangle around the area.
    pub fn bounds(&self) -> (Point<D>, Point<D>) {
        (self.low, self.high)
    }

    /// 面积 Square metres on the ellipsoid of WGS84, which for an area equals that of CGCS2000 to 1 part in 10⁸. For the offset
    /// datums GCJ-02 and BD-09 it is approximate.
    pub fn square_metres(&self) -> SquareMetres {
        rounded(self.shape().geodesic_area_unsigned())
    }

    /// Number of parts, at least one.
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// The shape in degrees: outer rings counter-clockwise, holes clockwise, all closed (RFC 7946).
    pub fn shape(&self) -> MultiPolygon<f64> {
        MultiPolygon(self.parts.iter().map(|part| outline::polygon(part, Spot::degrees)).collect())
    }

    /// The parts, each an outer ring and its holes.
    pub(crate) fn shape_parts(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter()
    }

    /// All rings, outer ring before its holes.
    pub(crate) fn rings(&self) -> impl Iterator<Item = &outline::Ring> {
        self.parts.iter().flat_map(Part::rings)
    }

    /// The shape in lattice units, whole numbers.
    pub(crate) fn lattice_shape(&self) -> MultiPolygon<f64> {
        MultiPolygon(self.parts.iter().map(|part| outline::polygon(part, |s| (s.x.into(), s.y.into()))).collect())
    }

    /// All edges of all rings.
    pub(crate) fn edges(&self) -> impl Iterator<Item = Edge> + '_ {
        self.rings().flat_map(|ring| edges(ring))
    }
}

/// Hundredths of a square metre; nothing on earth is too large for them.
#[expect(clippy::cast_possible_truncation, reason = "the earth has 5.1e16 hundredths of a square metre")]
pub(crate) fn rounded(square_metres: f64) -> SquareMetres {
    SquareMetres::from_hundredths((square_metres * 100.0).round() as i64)
}

impl<D: Datum> TryFrom<&Polygon<f64>> for Area<D> {
    type Error = Error;

    fn try_from(shape: &Polygon<f64>) -> Result<Self> {
        Self::of_shape(&MultiPolygon(vec![shape.clone()]))
    }
}

impl<D: Datum> TryFrom<&MultiPolygon<f64>> for Area<D> {
    type Error = Error;

    fn try_from(shape: &MultiPolygon<f64>) -> Result<Self> {
        Self::of_shape(shape)
    }
}

impl<D> Clone for Area<D> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), low: self.low, high: self.high }
    }
}

impl<D> PartialEq for Area<D> {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}
impl<D> Eq for Area<D> {}

impl<D: Datum> fmt::Debug for Area<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Area({} {:?})", D::NAME, self.parts)
    }
}
