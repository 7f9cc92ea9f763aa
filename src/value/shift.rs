//! 坐标偏移 Between the offset systems of Chinese web maps (GCJ-02, BD-09) and WGS84, and to CGCS2000.
//!
//! The state publishes no algorithm for GCJ-02. What stands here is the re-implementation in common use (ellipsoid of
//! Krasovsky); it agrees with the maps to a few metres within the mainland. The way back is solved by iteration and
//! returns to the start within 0.1 m. Use it to read what others give; survey coordinates come from the survey.
//! Parameters between the national system and independent city systems are secret and not part of this crate.
//!
//! ```
//! use cunwu::value::{Point, Wgs84, shift};
//! let gate = Point::<Wgs84>::of_degrees(113.606_065_1, 23.120_824)?;
//! let on_web_map = shift::gcj02_of_wgs84(&gate)?;
//! assert_eq!(shift::wgs84_of_gcj02(&on_web_map)?, gate);
//! # Ok::<(), cunwu::Error>(())
//! ```

use std::f64::consts::PI;

use crate::error::Result;
use crate::value::{Bd09, Cgcs2000, Gcj02, Point, Wgs84};

/// Semi-major axis of the ellipsoid of Krasovsky, metres.
const AXIS: f64 = 6_378_245.0;
/// Its eccentricity, squared.
const ECCENTRICITY: f64 = 0.006_693_421_622_965_943;
/// The angle that BD-09 works with.
const BAIDU: f64 = PI * 3000.0 / 180.0;

/// The same numbers in the national system: WGS84 and CGCS2000 lie centimetres apart, which village work ignores.
///
/// # Errors
/// None for a point that exists.
pub fn cgcs2000_of_wgs84(point: &Point<Wgs84>) -> Result<Point<Cgcs2000>> {
    Point::of(point.lon(), point.lat())
}

/// The same numbers in WGS84: as [`cgcs2000_of_wgs84`].
///
/// # Errors
/// None for a point that exists.
pub fn wgs84_of_cgcs2000(point: &Point<Cgcs2000>) -> Result<Point<Wgs84>> {
    Point::of(point.lon(), point.lat())
}

/// 火星坐标 GCJ-02 of a WGS84 point, good to a few metres; unchanged outside the box around the mainland.
///
/// # Errors
/// `value.point` when the result is no point.
pub fn gcj02_of_wgs84(point: &Point<Wgs84>) -> Result<Point<Gcj02>> {
    let (lon, lat) = offset(point.degrees());
    Point::of_degrees(lon, lat)
}

/// WGS84 of a GCJ-02 point, by iteration: back at the start within 0.1 m.
///
/// # Errors
/// `value.point` when the result is no point.
pub fn wgs84_of_gcj02(point: &Point<Gcj02>) -> Result<Point<Wgs84>> {
    let (lon, lat) = point.degrees();
    let mut guess = (lon, lat);
    for _ in 0..8 {
        let (x, y) = offset(guess);
        guess = (guess.0 + lon - x, guess.1 + lat - y);
    }
    Point::of_degrees(guess.0, guess.1)
}

/// 百度坐标 BD-09 of a GCJ-02 point.
///
/// # Errors
/// `value.point` when the result is no point.
pub fn bd09_of_gcj02(point: &Point<Gcj02>) -> Result<Point<Bd09>> {
    let (lon, lat) = baidu(point.degrees());
    Point::of_degrees(lon, lat)
}

/// GCJ-02 of a BD-09 point, by iteration.
///
/// # Errors
/// `value.point` when the result is no point.
pub fn gcj02_of_bd09(point: &Point<Bd09>) -> Result<Point<Gcj02>> {
    let (lon, lat) = point.degrees();
    let mut guess = (lon - 0.0065, lat - 0.006);
    for _ in 0..8 {
        let (x, y) = baidu(guess);
        guess = (guess.0 + lon - x, guess.1 + lat - y);
    }
    Point::of_degrees(guess.0, guess.1)
}

fn offset((lon, lat): (f64, f64)) -> (f64, f64) {
    if !(72.004..=137.8347).contains(&lon) || !(0.8293..=55.8271).contains(&lat) {
        return (lon, lat);
    }
    let (x, y) = (lon - 105.0, lat - 35.0);
    let both = 20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin();
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + (both + waves(y, [20.0, 40.0, 160.0, 320.0], 30.0)) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + (both + waves(x, [20.0, 40.0, 150.0, 300.0], 30.0)) * 2.0 / 3.0;
    let radians = lat.to_radians();
    let magic = 1.0 - ECCENTRICITY * radians.sin().powi(2);
    let meridian = AXIS * (1.0 - ECCENTRICITY) / (magic * magic.sqrt());
    let parallel = AXIS / magic.sqrt() * radians.cos();
    (lon + (east / parallel).to_degrees(), lat + (north / meridian).to_degrees())
}

/// The slow waves of the offset: periods of 1, 1/3, 1/12 and 1/30 of half a turn a degree.
fn waves(angle: f64, [first, second, third, fourth]: [f64; 4], slowest: f64) -> f64 {
    first * (angle * PI).sin()
        + second * (angle / 3.0 * PI).sin()
        + third * (angle / 12.0 * PI).sin()
        + fourth * (angle * PI / slowest).sin()
}

fn baidu((lon, lat): (f64, f64)) -> (f64, f64) {
    let radius = lon.hypot(lat) + 0.00002 * (lat * BAIDU).sin();
    let angle = lat.atan2(lon) + 0.000_003 * (lon * BAIDU).cos();
    (radius * angle.cos() + 0.0065, radius * angle.sin() + 0.006)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::Lattice;
    use crate::value::testing::fixed;

    /// Metres between two points that lie near each other.
    fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
        let east = (a.0 - b.0) * 111_320.0 * a.1.to_radians().cos();
        east.hypot((a.1 - b.1) * 110_900.0)
    }

    #[test]
    fn the_offset_of_donghua_is_several_hundred_metres() {
        let gate = Point::<Wgs84>::of_degrees(113.606_065_1, 23.120_824).unwrap();
        let moved = gcj02_of_wgs84(&gate).unwrap();
        let far = metres(gate.degrees(), moved.degrees());
        assert!((300.0..900.0).contains(&far), "{far}");
        assert_eq!(cgcs2000_of_wgs84(&gate).unwrap().degrees(), gate.degrees());
        assert_eq!(wgs84_of_cgcs2000(&cgcs2000_of_wgs84(&gate).unwrap()).unwrap(), gate);
    }

    #[test]
    fn known_pairs_of_the_re_implementations_come_out() {
        for (wgs, gcj) in [
            ((121.527_210_6, 31.177_427_6), (121.531_541_859, 31.175_303_984)),
            ((113.912_316, 22.543_847), (113.917_176_481, 22.540_796_132)),
            ((116.377_817, 39.911_954), (116.384_047_225, 39.913_345_455)),
        ] {
            let moved = gcj02_of_wgs84(&Point::of_degrees(wgs.0, wgs.1).unwrap()).unwrap();
            assert!(metres(moved.degrees(), gcj) < 0.1, "{moved:?}");
        }
    }

    #[test]
    fn outside_the_box_nothing_moves() {
        let helsinki = Point::<Wgs84>::of_degrees(24.94, 60.17).unwrap();
        assert_eq!(gcj02_of_wgs84(&helsinki).unwrap().degrees(), helsinki.degrees());
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn there_and_back_ends_within_a_tenth_of_a_metre(
            lon in 750_000_000_i32..1_350_000_000, lat in 180_000_000_i32..530_000_000,
        ) {
            let start = Point::<Wgs84>::of(Lattice::of(lon).unwrap(), Lattice::of(lat).unwrap()).unwrap();
            let gcj = gcj02_of_wgs84(&start).unwrap();
            let bd = bd09_of_gcj02(&gcj).unwrap();
            prop_assert!(metres(gcj02_of_bd09(&bd).unwrap().degrees(), gcj.degrees()) < 0.1);
            prop_assert!(metres(wgs84_of_gcj02(&gcj).unwrap().degrees(), start.degrees()) < 0.1);
        }
    }
}
