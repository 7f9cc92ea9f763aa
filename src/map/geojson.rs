//! GeoJSON 读写 GeoJSON in and out. Good features come in, bad ones are reported one by one; nothing is guessed.

use geojson::{Feature as RawFeature, GeometryValue, JsonObject, Position, feature::Id};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::{Error, Lang, Result, code};
use crate::map::Area;
use crate::map::exact::Spot;
use crate::map::outline::{self, Part};
use crate::value::{Datum, Point};

/// 要素 A feature: its properties, read as `P`, and its area.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature<P, D: Datum> {
    /// The feature's own id, text or number, if it has one.
    pub id: Option<Id>,
    /// Properties; `serde_json::Map<String, Value>` takes any.
    pub properties: P,
    /// Polygon or multipolygon.
    pub area: Area<D>,
}

impl<P, D: Datum> Feature<P, D> {
    /// A feature without an id.
    pub fn new(properties: P, area: Area<D>) -> Self {
        Self { id: None, properties, area }
    }
}

/// 读入报告 What was read of a file: the good features in file order, and one problem for each bad one.
#[derive(Debug)]
pub struct Reading<P, D: Datum> {
    /// The collection's `name`, if it has one.
    pub name: Option<String>,
    /// Features that passed every check.
    pub features: Vec<Feature<P, D>>,
    /// Features that did not.
    pub problems: Vec<Problem>,
}

/// 问题要素 A feature that was left out, and why.
#[derive(Debug)]
pub struct Problem {
    /// Place of the feature in the file, from 0.
    pub index: usize,
    /// Its properties as they stand in the file, to find it again; empty when there are none.
    pub properties: JsonObject,
    /// What is wrong.
    pub error: Error,
}

impl Problem {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.error.code()
    }

    /// What is wrong and what to do, in one language.
    pub fn advice(&self, lang: Lang) -> String {
        self.error.text(lang)
    }
}

/// 预期范围 The rectangle in which all coordinates are expected, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// Least longitude.
    pub west: f64,
    /// Least latitude.
    pub south: f64,
    /// Greatest longitude.
    pub east: f64,
    /// Greatest latitude.
    pub north: f64,
}

impl Extent {
    /// 中国 Mainland, islands and seas, generously.
    pub const CHINA: Self = Self { west: 73.0, south: 3.0, east: 136.0, north: 54.0 };

    fn holds(&self, lon: f64, lat: f64) -> bool {
        (self.west..=self.east).contains(&lon) && (self.south..=self.north).contains(&lat)
    }
}

/// 读入 Reads a feature collection whose datum is `D`; the file's `crs`, when it names one, must agree. Coordinates outside
/// `expected` are refused ([`Extent::CHINA`] for villages, `None` for anywhere on earth).
///
/// Coordinates round to 1e-7 degree, heights are dropped, rings may run either way but must be closed.
///
/// # Errors
/// `map.geojson.text`, `map.geojson.crs_unknown` and `map.geojson.crs_differs` for the file as a whole. Everything else
/// is a [`Problem`] of one feature.
pub fn read<P: DeserializeOwned, D: Datum>(text: &str, expected: Option<Extent>) -> Result<Reading<P, D>> {
    let wrong = |reason: String| Error::new(code::map::GEOJSON_TEXT).with("reason", reason);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut file: JsonObject = serde_json::from_str(text).map_err(|e| wrong(e.to_string()).because(e))?;
    if file.get("type").and_then(Value::as_str) != Some("FeatureCollection") {
        return Err(wrong(format!("type = {}", file.get("type").unwrap_or(&Value::Null))));
    }
    check_crs::<D>(file.get("crs"))?;
    let Some(Value::Array(raw)) = file.remove("features") else { return Err(wrong("features = []?".to_owned())) };
    let name = file.get("name").and_then(Value::as_str).map(str::to_owned);
    let mut reading = Reading { name, features: Vec::with_capacity(raw.len()), problems: Vec::new() };
    for (index, value) in raw.into_iter().enumerate() {
        match feature(&value, expected.as_ref()) {
            Ok(feature) => reading.features.push(feature),
            Err(error) => {
                let properties = value.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
                reading.problems.push(Problem { index, properties, error });
            }
        }
    }
    Ok(reading)
}

/// 写出 Writes a feature collection as RFC 7946 asks: outer rings counter-clockwise, closed, longitude first, at most 7
/// decimals. A datum other than WGS84 is named in `crs`, which RFC 7946 leaves to agreement between the parties.
/// [`read`] gives the same features back.
///
/// # Errors
/// `map.geojson.properties` when properties do not serialise to an object.
pub fn write<P: Serialize, D: Datum>(name: Option<&str>, features: &[Feature<P, D>]) -> Result<String> {
    let wrong = |reason: String| Error::new(code::map::GEOJSON_PROPERTIES).with("reason", reason);
    let mut head = vec!["\"type\":\"FeatureCollection\"".to_owned()];
    head.extend(name.map(|name| format!("\"name\":{}", Value::from(name))));
    // 4326 is the datum that RFC 7946 takes for granted.
    if let Some(epsg) = D::EPSG.filter(|epsg| *epsg != 4326) {
        let crs = json!({"type": "name", "properties": {"name": format!("urn:ogc:def:crs:EPSG::{epsg}")}});
        head.push(format!("\"crs\":{crs}"));
    }
    let row = |feature: &Feature<P, D>| -> Result<String> {
        let properties = serde_json::to_value(&feature.properties).map_err(|e| wrong(e.to_string()).because(e))?;
        if !properties.is_object() {
            return Err(wrong(properties.to_string()));
        }
        let id =
            feature.id.as_ref().map(serde_json::to_value).transpose().map_err(|e| wrong(e.to_string()).because(e))?;
        let id = id.map(|id| format!("\"id\":{id},")).unwrap_or_default();
        let geometry = geometry(&feature.area);
        Ok(format!("{{\"type\":\"Feature\",{id}\"properties\":{properties},\"geometry\":{geometry}}}"))
    };
    let rows = features.iter().map(row).collect::<Result<Vec<_>>>()?;
    Ok(format!("{{{},\"features\":[\n{}\n]}}\n", head.join(","), rows.join(",\n")))
}

fn check_crs<D: Datum>(crs: Option<&Value>) -> Result<()> {
    let Some(crs) = crs.filter(|crs| !crs.is_null()) else { return Ok(()) };
    let name = crs.pointer("/properties/name").and_then(Value::as_str);
    let tail = name.map(|name| name.rsplit(':').next().unwrap_or(name).to_ascii_uppercase());
    let found = match tail.as_deref() {
        Some("CRS84" | "4326") => 4326,
        Some("4490") => 4490,
        _ => {
            let found = name.map_or_else(|| crs.to_string(), str::to_owned);
            return Err(Error::new(code::map::GEOJSON_CRS_UNKNOWN).with("found", found));
        }
    };
    if D::EPSG == Some(found) {
        return Ok(());
    }
    Err(Error::new(code::map::GEOJSON_CRS_DIFFERS).with("found", format!("EPSG:{found}")).with("stated", D::NAME))
}

fn feature<P: DeserializeOwned, D: Datum>(value: &Value, expected: Option<&Extent>) -> Result<Feature<P, D>> {
    let wrong = |reason: String| Error::new(code::map::GEOJSON_FEATURE).with("reason", reason);
    let raw: RawFeature = RawFeature::deserialize(value).map_err(|e| wrong(e.to_string()).because(e))?;
    let other = |found: &str| Err(Error::new(code::map::GEOJSON_GEOMETRY).with("found", found));
    let parts = match raw.geometry.map(|geometry| geometry.value) {
        Some(GeometryValue::Polygon { coordinates }) => vec![coordinates],
        Some(GeometryValue::MultiPolygon { coordinates }) => coordinates,
        Some(found) => return other(found.type_name()),
        None => return other("null"),
    };
    let parts = parts.iter().map(|rings| part::<D>(rings, expected)).collect::<Result<Vec<_>>>()?;
    let area = Area::of_parts(parts)?;
    let properties = serde_json::from_value(Value::Object(raw.properties.unwrap_or_default()))
        .map_err(|e| Error::new(code::map::GEOJSON_PROPERTIES).with("reason", &e).because(e))?;
    Ok(Feature { id: raw.id, properties, area })
}

fn part<D: Datum>(rings: &[Vec<Position>], expected: Option<&Extent>) -> Result<Part> {
    let mut rings = rings.iter().map(|ring| spots::<D>(ring, expected));
    let outer = rings.next().unwrap_or_else(|| Err(Error::new(code::map::AREA_EMPTY)))?;
    let holes = rings.map(|hole| outline::ring(hole?, false)).collect::<Result<_>>()?;
    Ok(Part { outer: outline::ring(outer, true)?, holes })
}

fn spots<D: Datum>(ring: &[Position], expected: Option<&Extent>) -> Result<Vec<Spot>> {
    let spots = ring.iter().map(|position| spot::<D>(position, expected)).collect::<Result<Vec<_>>>()?;
    match (spots.first(), spots.last()) {
        (Some(first), Some(last)) if first != last => Err(Error::new(code::map::GEOJSON_RING_OPEN).with("at", first)),
        _ => Ok(spots),
    }
}

fn spot<D: Datum>(position: &Position, expected: Option<&Extent>) -> Result<Spot> {
    let [lon, lat, ..] = position.as_slice() else {
        return Err(
            Error::new(code::map::GEOJSON_FEATURE).with("reason", format!("position {:?}", position.as_slice()))
        );
    };
    let (lon, lat) = (*lon, *lat);
    if let Some(extent) = expected.filter(|extent| !extent.holds(lon, lat)) {
        let code = if extent.holds(lat, lon) { code::map::COORDINATE_SWAPPED } else { code::map::COORDINATE_OUTSIDE };
        let Extent { west, south, east, north } = extent;
        let text = format!("{west}–{east}°E, {south}–{north}°N");
        return Err(Error::new(code).with("lon", lon).with("lat", lat).with("extent", text));
    }
    Point::<D>::of_degrees(lon, lat).map(Spot::of)
}

/// The geometry member of an area.
fn geometry<D: Datum>(area: &Area<D>) -> Value {
    let shape = area.shape();
    let line = |line: &geo_types::LineString<f64>| -> Value { line.coords().map(|c| json!([c.x, c.y])).collect() };
    let polygon = |polygon: &geo_types::Polygon<f64>| -> Value {
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(line).collect()
    };
    match shape.0.as_slice() {
        [one] => json!({"type": "Polygon", "coordinates": polygon(one)}),
        many => json!({"type": "MultiPolygon", "coordinates": many.iter().map(polygon).collect::<Vec<_>>()}),
    }
}
