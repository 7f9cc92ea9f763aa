//! 地面距离 Metres on the ground: between points, and how many steps of the lattice they surely take.

use geo::{Destination, Distance, Geodesic};

use crate::map::exact::{STEPS, Spot};
use crate::value::{Datum, Metres, Point};

/// 距离 How far two points are apart, along the geodesic of the ellipsoid of WGS84; `None` beyond [`Metres::MOST`].
pub fn distance<D: Datum>(one: Point<D>, other: Point<D>) -> Option<Metres> {
    let centimetres = (Geodesic.distance(geo_point(one), geo_point(other)) * 100.0).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1e7")]
    let within = (centimetres <= f64::from(Metres::MOST.centimetres())).then_some(centimetres as u32);
    within.map(Metres::from_centimetres)
}

/// The point so many metres away, by degrees clockwise from north.
pub(super) fn away<D: Datum>(from: Point<D>, degrees: f64, metres: Metres) -> Spot {
    let to = Geodesic.destination(geo_point(from), degrees, f64::from(metres.centimetres()) / 100.0);
    Spot { x: nearest_step(to.x()), y: nearest_step(to.y()) }
}

/// A square that surely holds everything within so many metres, as a ring.
pub(super) fn square<D: Datum>(around: Point<D>, metres: Metres) -> [Spot; 4] {
    let (lon, lat) = around.degrees();
    // A degree of latitude has at least 110.5 km, one of longitude 111.3 km times the cosine; a hundredth more for the curve.
    let metres = f64::from(metres.centimetres()) / 100.0 * 1.01 + 0.1;
    let tall = metres / 110_500.0;
    let pole = lat.abs() + tall;
    let wide = if pole < 80.0 { metres / (111_300.0 * pole.to_radians().cos()) } else { 360.0 };
    let (west, east) = (nearest_step((lon - wide).max(-180.0)), nearest_step((lon + wide).min(180.0)));
    let (south, north) = (nearest_step((lat - tall).max(-90.0)), nearest_step((lat + tall).min(90.0)));
    [Spot { x: west, y: south }, Spot { x: east, y: south }, Spot { x: east, y: north }, Spot { x: west, y: north }]
}

fn geo_point<D: Datum>(point: Point<D>) -> geo_types::Point<f64> {
    point.degrees().into()
}

#[expect(clippy::cast_possible_truncation, reason = "degrees between -180 and 180")]
fn nearest_step(degrees: f64) -> i32 {
    (degrees * STEPS).round() as i32
}
