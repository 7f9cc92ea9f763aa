//! Circles and streets against the distance of every point.

use proptest::prelude::*;

use super::*;
use crate::map::distance;
use crate::value::testing::fixed;
use crate::value::{Cgcs2000, Lattice};

fn at(x: i32, y: i32) -> Point<Cgcs2000> {
    Point::of(Lattice::of(1_136_060_000 + x).unwrap(), Lattice::of(231_208_000 + y).unwrap()).unwrap()
}

fn spot() -> impl Strategy<Value = Point<Cgcs2000>> {
    (-40_000..40_000, -40_000..40_000).prop_map(|(x, y)| at(x, y))
}

/// Whether the area says of the point what the distance says, as far as it is no matter of centimetres.
fn agrees(area: &Area<Cgcs2000>, point: Point<Cgcs2000>, apart: f64, radius: Metres) -> bool {
    let edge = f64::from(radius.centimetres());
    (apart - edge).abs() <= 3.0 || area.contains(point) == (apart < edge)
}

/// Centimetres from a point to a stretch, in a plane that touches the village.
fn apart(point: Point<Cgcs2000>, from: Point<Cgcs2000>, to: Point<Cgcs2000>) -> f64 {
    let (lon, lat) = from.degrees();
    let (east, north) = (distance(from, Point::of_degrees(lon + 0.01, lat).unwrap()).unwrap(), 110_750.0);
    let east = f64::from(east.centimetres());
    let plane = |point: Point<Cgcs2000>| {
        let (x, y) = point.degrees();
        ((x - lon) / 0.01 * east, (y - lat) * north * 100.0)
    };
    let ((px, py), (tx, ty)) = (plane(point), plane(to));
    let length = tx * tx + ty * ty;
    let along = if length == 0.0 { 0.0 } else { ((px * tx + py * ty) / length).clamp(0.0, 1.0) };
    (px - along * tx).hypot(py - along * ty)
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn a_circle_holds_what_is_nearer_than_its_radius(centre in spot(), metres in 1_u32..400, others in prop::collection::vec(spot(), 60)) {
        let radius = Metres::new(metres);
        let circle = Area::circle(centre, radius).unwrap();
        for other in others {
            prop_assert!(agrees(&circle, other, f64::from(distance(centre, other).unwrap().centimetres()), radius));
        }
        // And just inside and outside, all around.
        for degrees in 0..72 {
            let inner = away(centre, f64::from(degrees) * 5.0, Metres::from_centimetres(metres * 100 - 4));
            let outer = away(centre, f64::from(degrees) * 5.0, Metres::from_centimetres(metres * 100 + 4));
            prop_assert!(circle.contains(inner.point().unwrap()) && !circle.contains(outer.point().unwrap()));
        }
    }

    #[test]
    fn what_lies_around_points_is_near_one_of_them(centres in prop::collection::vec(spot(), 1..60), metres in 1_u32..300, others in prop::collection::vec(spot(), 60)) {
        let radius = Metres::new(metres);
        let area = Area::around(centres.clone(), radius).unwrap();
        for other in others {
            let nearest = centres.iter().map(|centre| distance(*centre, other).unwrap().centimetres()).min().unwrap();
            prop_assert!(agrees(&area, other, f64::from(nearest), radius));
        }
    }

    #[test]
    fn what_lies_along_a_street_is_near_one_of_its_stretches(line in prop::collection::vec(spot(), 1..8), metres in 3_u32..120, others in prop::collection::vec(spot(), 60)) {
        let width = Metres::new(metres);
        let area = Area::along(line.clone(), width).unwrap();
        for other in others {
            let nearest = line.iter().zip(line.iter().skip(1)).map(|(from, to)| apart(other, *from, *to)).fold(f64::MAX, f64::min);
            let nearest = if line.len() == 1 { apart(other, line[0], line[0]) } else { nearest };
            // The plane of the check bends away by less than a thousandth.
            let slack = nearest * 1e-3 + 5.0;
            let edge = f64::from(width.centimetres());
            prop_assert!((nearest - edge).abs() <= slack || area.contains(other) == (nearest < edge), "{nearest} of {edge}");
        }
    }
}

#[test]
fn a_ring_of_circles_leaves_the_middle_out() {
    let ring = (0..12).map(|hour| away(at(0, 0), f64::from(hour) * 30.0, Metres::new(200)).point().unwrap());
    let area = Area::around(ring.clone(), Metres::new(60)).unwrap();
    assert!(!area.contains(at(0, 0)) && area.parts() == 1);
    assert!(Area::around(ring.clone(), Metres::new(50)).unwrap().parts() == 12, "the centres are 103.5 m apart");
    assert!(Area::around(ring, Metres::new(201)).unwrap().contains(at(0, 0)));
}

#[test]
fn what_is_no_circle_is_refused_with_the_reason() {
    let code = |area: Result<Area<Cgcs2000>>| area.unwrap_err().code();
    assert_eq!(code(Area::circle(at(0, 0), Metres::from_centimetres(9))), "map.area.radius");
    assert!(Area::circle(at(0, 0), Metres::from_centimetres(10)).is_ok());
    assert_eq!(code(Area::around([], Metres::new(10))), "map.area.empty");
    assert_eq!(code(Area::along([], Metres::new(10))), "map.area.empty");
    let far = |lon, lat| Area::circle(Point::<Cgcs2000>::of_degrees(lon, lat).unwrap(), Metres::new(1_000));
    assert_eq!(code(far(179.999, 20.0)), "map.area.beyond");
    assert_eq!(code(far(10.0, 89.995)), "map.area.beyond");
    let both = [-170.0, 170.0].map(|lon| Point::<Cgcs2000>::of_degrees(lon, 20.0).unwrap());
    assert_eq!(code(Area::around(both, Metres::new(10))), "map.area.beyond", "two sides of the world");
    assert!(far(179.98, 20.0).is_ok() && far(10.0, 89.9).is_ok());
    let round = Area::circle(at(0, 0), Metres::MOST).unwrap();
    assert_eq!(round.edges().count(), 7_025);
}
