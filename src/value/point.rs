//! 坐标 Points that carry their datum, on a lattice of 1e-7 degrees.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::value::normalise::all_digits;
use crate::value::plain::{display_as_plain, from_str_as_plain};
use crate::value::{Plain, normalise};

/// Lattice steps in one degree.
const DEGREE: i64 = 10_000_000;

/// 格点度数 An angle in steps of 1e-7 degrees, about 1 cm on the ground: -180 to 180. Plain text is decimal degrees
/// without needless zeros: `113.6060651`. Further decimals are rounded, halves away from 0.
#[doc(alias = "经度")]
#[doc(alias = "纬度")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lattice(i32);

impl Lattice {
    /// So many steps of 1e-7 degrees; `None` beyond 180 degrees either way.
    pub const fn of(steps: i32) -> Option<Self> {
        if steps.unsigned_abs() > 1_800_000_000 { None } else { Some(Self(steps)) }
    }

    /// The step next to decimal degrees; `None` for what is no angle.
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked before")]
    pub fn of_degrees(degrees: f64) -> Option<Self> {
        if degrees.is_finite() && degrees.abs() <= 180.0 { Some(Self((degrees * 1e7).round() as i32)) } else { None }
    }

    /// The steps of 1e-7 degrees.
    pub const fn steps(self) -> i32 {
        self.0
    }

    /// Decimal degrees.
    pub fn degrees(self) -> f64 {
        f64::from(self.0) / 1e7
    }
}

impl Plain for Lattice {
    const WHAT: &'static str = "度数 degrees";

    fn plain(&self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = i64::from(self.0).abs();
        let text = format!("{sign}{}.{:07}", size / DEGREE, size % DEGREE);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::value::DEGREES).with("value", text);
        let clean = normalise(text);
        let number = clean.strip_suffix('°').unwrap_or(&clean);
        let (negative, size) = number.strip_prefix('-').map_or((false, number), |size| (true, size));
        let (whole, part) = size.split_once('.').unwrap_or((size, "0"));
        if !all_digits(whole) || !all_digits(part) || whole.len() > 3 {
            return Err(wrong());
        }
        let eight: String = part.chars().chain("00000000".chars()).take(8).collect();
        let tenths: i64 = format!("{whole}{eight}").parse().map_err(|_| wrong())?;
        let steps = (tenths + 5) / 10;
        i32::try_from(if negative { -steps } else { steps }).ok().and_then(Self::of).ok_or_else(wrong)
    }
}

/// 基准 A geodetic datum: points of different datums are different types and do not mix.
pub trait Datum: fmt::Debug + Clone + Copy + Send + Sync + 'static {
    /// The name: `CGCS2000`.
    const NAME: &'static str;
    /// The EPSG code of its longitude and latitude; `None` for the offset systems of Chinese web maps.
    const EPSG: Option<u32>;
}

macro_rules! datums {
    ($($(#[$meta:meta])* $name:ident = $text:literal, $epsg:expr;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub struct $name;

        impl Datum for $name {
            const NAME: &'static str = $text;
            const EPSG: Option<u32> = $epsg;
        }
    )+};
}

datums! {
    /// 2000 国家大地坐标系 The one national system (Surveying and Mapping Law art. 10).
    #[doc(alias = "国家大地坐标系")]
    Cgcs2000 = "CGCS2000", Some(4490);
    /// WGS84 The system of satellite positioning; centimetres from CGCS2000.
    Wgs84 = "WGS84", Some(4326);
    /// 火星坐标 GCJ-02, the mandatory offset of public Chinese web maps, up to several hundred metres.
    #[doc(alias = "火星坐标")]
    Gcj02 = "GCJ-02", None;
    /// 百度坐标 BD-09, Baidu's second offset on GCJ-02.
    #[doc(alias = "百度坐标")]
    Bd09 = "BD-09", None;
}

/// 坐标点 A point by longitude and latitude in a datum. Plain text is `113.6060651,23.120824`, longitude first.
///
/// ```
/// use cunwu::value::{Cgcs2000, Plain, Point};
/// let house = Point::<Cgcs2000>::parse("113.6060651, 23.120824")?;
/// assert_eq!(house.lat().plain(), "23.120824");
/// # Ok::<(), cunwu::Error>(())
/// ```
/// A point of one datum is no point of another:
/// ```compile_fail
/// use cunwu::value::{Cgcs2000, Gcj02, Point};
/// fn on_the_map(_: Point<Cgcs2000>) {}
/// on_the_map(Point::<Gcj02>::of_degrees(113.6, 23.1).unwrap());
/// ```
#[doc(alias = "坐标")]
pub struct Point<D> {
    lon: Lattice,
    lat: Lattice,
    datum: PhantomData<fn() -> D>,
}

impl<D: Datum> Point<D> {
    /// A point of a longitude and a latitude.
    ///
    /// # Errors
    /// `value.point` when the latitude is beyond 90 degrees.
    pub fn of(lon: Lattice, lat: Lattice) -> Result<Self> {
        if lat.steps().unsigned_abs() > 900_000_000 {
            return Err(Error::new(code::value::POINT).with("value", format!("{},{}", lon.plain(), lat.plain())));
        }
        Ok(Self { lon, lat, datum: PhantomData })
    }

    /// A point of decimal degrees, longitude first.
    ///
    /// # Errors
    /// `value.point` when they are no angles.
    pub fn of_degrees(lon: f64, lat: f64) -> Result<Self> {
        match (Lattice::of_degrees(lon), Lattice::of_degrees(lat)) {
            (Some(lon), Some(lat)) => Self::of(lon, lat),
            _ => Err(Error::new(code::value::POINT).with("value", format!("{lon},{lat}"))),
        }
    }

    /// 经度 The longitude, positive to the east.
    pub const fn lon(&self) -> Lattice {
        self.lon
    }

    /// 纬度 The latitude, positive to the north.
    pub const fn lat(&self) -> Lattice {
        self.lat
    }

    /// Longitude and latitude in decimal degrees.
    pub fn degrees(&self) -> (f64, f64) {
        (self.lon.degrees(), self.lat.degrees())
    }
}

impl<D: Datum> Plain for Point<D> {
    const WHAT: &'static str = "坐标 point";

    fn plain(&self) -> String {
        format!("{},{}", self.lon.plain(), self.lat.plain())
    }

    fn parse(text: &str) -> Result<Self> {
        let clean = normalise(text);
        let (lon, lat) = clean.split_once(',').ok_or_else(|| Error::new(code::value::POINT).with("value", text))?;
        Self::of(Lattice::parse(lon)?, Lattice::parse(lat)?)
    }
}

impl<D> Clone for Point<D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D> Copy for Point<D> {}

impl<D> PartialEq for Point<D> {
    fn eq(&self, other: &Self) -> bool {
        (self.lon, self.lat) == (other.lon, other.lat)
    }
}

impl<D> Eq for Point<D> {}

impl<D> Hash for Point<D> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.lon, self.lat).hash(state);
    }
}

/// By longitude, then latitude.
impl<D> Ord for Point<D> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.lon, self.lat).cmp(&(other.lon, other.lat))
    }
}

impl<D> PartialOrd for Point<D> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<D: Datum> fmt::Debug for Point<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", D::NAME, self.plain())
    }
}

impl<D: Datum> fmt::Display for Point<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain())
    }
}

impl<D: Datum> std::str::FromStr for Point<D> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl<D: Datum> Serialize for Point<D> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.serialize_str(&self.plain())
    }
}

impl<'de, D: Datum> Deserialize<'de> for Point<D> {
    fn deserialize<F: serde::Deserializer<'de>>(from: F) -> std::result::Result<Self, F::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

from_str_as_plain!(Lattice);
display_as_plain!(Lattice);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::{fixed, reads_back};

    #[test]
    fn seven_decimals_are_kept_and_more_are_rounded() {
        assert_eq!(Lattice::parse("113.6060651").unwrap().steps(), 1_136_060_651);
        assert_eq!(Lattice::parse("113.60606510000001").unwrap().steps(), 1_136_060_651);
        assert_eq!(Lattice::parse("-0.00000005").unwrap().steps(), -1);
        assert_eq!(Lattice::parse("２３.１２").unwrap().plain(), "23.12");
        assert_eq!(Lattice::parse("180").unwrap().plain(), "180");
        for text in ["", "180.0000001", "1e2", "23.", "N23.1", "1136060651"] {
            assert_eq!(Lattice::parse(text).unwrap_err().code(), "value.degrees", "{text}");
        }
    }

    #[test]
    fn a_point_shows_its_datum_and_refuses_swapped_axes() {
        let point = Point::<Cgcs2000>::of_degrees(113.606_065_1, 23.120_824).unwrap();
        assert_eq!(format!("{point:?}"), "CGCS2000(113.6060651,23.120824)");
        assert_eq!(serde_json::to_string(&point).unwrap(), "\"113.6060651,23.120824\"");
        assert_eq!(Point::<Cgcs2000>::of_degrees(23.1, 113.6).unwrap_err().code(), "value.point");
        assert_eq!(Point::<Wgs84>::of_degrees(f64::NAN, 0.0).unwrap_err().code(), "value.point");
        assert_eq!(Point::<Wgs84>::parse("113.6").unwrap_err().code(), "value.point");
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn points_read_back_as_text_and_as_degrees(
            lon in -1_800_000_000_i32..=1_800_000_000, lat in -900_000_000_i32..=900_000_000,
        ) {
            let point = Point::<Bd09>::of(Lattice::of(lon).unwrap(), Lattice::of(lat).unwrap()).unwrap();
            reads_back(&point);
            reads_back(&point.lon());
            let (x, y) = point.degrees();
            prop_assert_eq!(Point::<Bd09>::of_degrees(x, y).unwrap(), point);
        }
    }
}
