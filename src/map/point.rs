//! 坐标点 Points on the lattice, tagged with their datum so that datums cannot mix.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::error::{Error, Result, code};
use crate::map::exact::{STEPS, Spot};

/// 坐标系 A datum, as a mark of points and areas. 测绘法 art. 10: one national system, CGCS2000.
pub trait Datum: Copy + fmt::Debug + Send + Sync + 'static {
    /// Name as printed on maps.
    const NAME: &'static str;
    /// The name that GeoJSON files use for it in `crs`, if it has one.
    const CRS: Option<&'static str>;
}

macro_rules! datums {
    ($($(#[$meta:meta])* $name:ident = $text:literal, $crs:expr;)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {}
        impl Datum for $name {
            const NAME: &'static str = $text;
            const CRS: Option<&'static str> = $crs;
        }
    )*};
}

datums! {
    /// 国家大地坐标系 The legal datum of China, EPSG:4490.
    Cgcs2000 = "CGCS2000", Some("urn:ogc:def:crs:EPSG::4490");
    /// The datum of GPS and of RFC 7946; differs from CGCS2000 by centimetres, but keeps its tag.
    Wgs84 = "WGS84", Some("urn:ogc:def:crs:OGC:1.3:CRS84");
    /// 火星坐标 The offset datum of public Chinese internet maps.
    Gcj02 = "GCJ-02", None;
    /// 百度坐标 Baidu's second offset.
    Bd09 = "BD-09", None;
}

/// 坐标点 A point of datum `D` on the lattice of 1e-7 degree (about 1 cm).
pub struct Point<D> {
    spot: Spot,
    datum: PhantomData<fn() -> D>,
}

impl<D> Point<D> {
    /// The lattice point with these whole numbers of 1e-7 degree, longitude first.
    ///
    /// # Errors
    /// `map.coordinate` outside ±180° or ±90°.
    pub fn of_lattice(lon: i32, lat: i32) -> Result<Self> {
        if lon.unsigned_abs() > 1_800_000_000 || lat.unsigned_abs() > 900_000_000 {
            let spot = Spot { x: lon, y: lat }.degrees();
            return Err(Error::new(code::map::COORDINATE).with("lon", spot.0).with("lat", spot.1));
        }
        Ok(Self::at(Spot { x: lon, y: lat }))
    }

    /// The lattice point nearest to these degrees, longitude first.
    ///
    /// # Errors
    /// `map.coordinate` for what is no longitude and latitude; `map.coordinate.swapped` when latitude comes first.
    pub fn of_degrees(lon: f64, lat: f64) -> Result<Self> {
        let fault = |code| Err(Error::new(code).with("lon", lon).with("lat", lat));
        if !lon.is_finite() || !lat.is_finite() {
            return fault(code::map::COORDINATE);
        }
        if lon.abs() > 180.0 || lat.abs() > 90.0 {
            let swapped = lon.abs() <= 90.0 && lat.abs() <= 180.0;
            return fault(if swapped { code::map::COORDINATE_SWAPPED } else { code::map::COORDINATE });
        }
        Ok(Self::at(Spot { x: nearest(lon), y: nearest(lat) }))
    }

    /// Longitude in 1e-7 degree.
    pub fn lon(self) -> i32 {
        self.spot.x
    }

    /// Latitude in 1e-7 degree.
    pub fn lat(self) -> i32 {
        self.spot.y
    }

    /// Degrees, longitude first.
    pub fn degrees(self) -> (f64, f64) {
        self.spot.degrees()
    }

    pub(crate) fn at(spot: Spot) -> Self {
        Self { spot, datum: PhantomData }
    }

    pub(crate) fn spot(self) -> Spot {
        self.spot
    }
}

/// Rounds degrees within ±180 to the lattice, half away from zero.
#[expect(clippy::cast_possible_truncation, reason = "±180e7 fits an i32; the caller has checked the range")]
fn nearest(degrees: f64) -> i32 {
    (degrees * STEPS).round() as i32
}

impl<D> Clone for Point<D> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<D> Copy for Point<D> {}
impl<D> PartialEq for Point<D> {
    fn eq(&self, other: &Self) -> bool {
        self.spot == other.spot
    }
}
impl<D> Eq for Point<D> {}
impl<D> PartialOrd for Point<D> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<D> Ord for Point<D> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.spot.cmp(&other.spot)
    }
}
impl<D> Hash for Point<D> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.spot.hash(state);
    }
}

impl<D: Datum> fmt::Debug for Point<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", D::NAME, self.spot)
    }
}
