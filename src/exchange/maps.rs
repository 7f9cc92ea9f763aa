//! 地图导入 Outlines from GeoJSON into an import plan: the same plan, report and commit as the workbook's.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::error::{Error, Result, code};
use crate::exchange::plan::{Nature, Plan, Planned};
use crate::exchange::problem::{Problem, Severity};
use crate::exchange::report::SheetReport;
use crate::ledger::Held;
use crate::map::Area;
use crate::map::geojson::{self, Extent};
use crate::model::{Grid, House, MapSheet, Outline, OutlineOf, SheetDatum};
use crate::schema::{Entity, Id};
use crate::value::{Cgcs2000, Plain, RefNo};

/// 地图文件 A GeoJSON file whose coordinates are CGCS2000, and what its outlines are of.
#[derive(Debug, Clone)]
pub struct MapFile {
    /// File, as problems name it.
    pub file: Box<str>,
    /// What its outlines are of; the property `行政区划代码`, `网格编码`, `图幅编号` or `房屋编号` says which one.
    pub of: OutlineOf,
    /// Its text.
    pub text: String,
}

impl MapFile {
    /// A file from disk.
    ///
    /// # Errors
    /// `exchange.file.open`.
    pub fn open(path: impl AsRef<std::path::Path>, of: OutlineOf) -> Result<Self> {
        let path = path.as_ref();
        let file = crate::exchange::file_name(path);
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::new(code::exchange::FILE_OPEN).with("file", path.display()).with("reason", &error).because(error)
        })?;
        Ok(Self { file: file.into(), of, text })
    }
}

/// The property that names the outlined object.
const fn code_property(of: OutlineOf) -> &'static str {
    match of {
        OutlineOf::Village => "行政区划代码",
        OutlineOf::Grid => "网格编码",
        OutlineOf::Sheet => "图幅编号",
        OutlineOf::House => "房屋编号",
    }
}

impl Plan {
    /// 加入地图 Adds the outlines of map files: each feature is checked by itself, good ones go in, bad ones are reported
    /// under their running number, and an outline that is held already is left or corrected. Its object must be held or
    /// come in with this plan.
    ///
    /// # Errors
    /// `map.geojson…` when a file as a whole cannot be read.
    pub fn add_maps(&mut self, files: &[MapFile], held: &Held, mint: &mut dyn FnMut() -> Uuid) -> Result<()> {
        for file in files {
            self.files.push(file.file.clone());
            let known = self.known_codes(file.of, held);
            let old: HashMap<&str, &Outline> = held
                .all::<Outline>()
                .iter()
                .filter(|outline| outline.of == file.of)
                .map(|outline| (outline.code.as_str(), outline))
                .collect();
            let reading = geojson::read::<Map<String, Value>, Cgcs2000>(&file.text, Some(Extent::CHINA))?;
            let mut report = SheetReport::new(file.of.label());
            report.file = file.file.clone();
            report.rows = reading.features.len() + reading.problems.len();
            for problem in &reading.problems {
                report.refused += 1;
                self.refuse(file, problem.index, &problem.error);
            }
            let mut seen = HashSet::new();
            for (index, feature) in reading.features.into_iter().enumerate() {
                match outline(file.of, &feature.properties, &feature.area, known.as_ref(), &mut seen) {
                    Ok((code, parts)) => self.take(file.of, code, parts, &old, mint, &mut report),
                    Err(error) => {
                        report.refused += 1;
                        self.refuse(file, index, &error);
                    }
                }
            }
            let at = self.report.sheets.len();
            self.report.sheets.push((at, report));
        }
        Ok(())
    }

    fn take(
        &mut self,
        of: OutlineOf,
        code: RefNo,
        parts: Vec<Vec<crate::model::OutlineRing>>,
        old: &HashMap<&str, &Outline>,
        mint: &mut dyn FnMut() -> Uuid,
        report: &mut SheetReport,
    ) {
        let old = old.get(code.as_str()).copied();
        let id = old.map_or_else(|| Id::from_uuid(mint()), |outline| outline.id);
        let record = Outline { id, of, code, datum: SheetDatum::Cgcs2000, parts };
        let (nature, counter) = match old {
            None => (Nature::Create, &mut report.new),
            Some(same) if *same == record => {
                report.unchanged += 1;
                return;
            }
            Some(_) if self.options.change_on.is_some() => (Nature::Change, &mut report.changed),
            Some(_) => (Nature::Correct, &mut report.changed),
        };
        *counter += 1;
        self.records.push(Planned { record: Box::new(record), nature, sheet: of.label(), row: None });
    }

    fn refuse(&mut self, file: &MapFile, index: usize, error: &Error) {
        let mut problem = Problem::of(error, Severity::Error);
        problem.file = file.file.clone();
        problem.sheet = file.of.label().into();
        problem.row = u32::try_from(index + 1).ok();
        self.report.problems.push(problem);
    }

    /// The codes that outlines may name; `None` when any code will do.
    fn known_codes(&self, of: OutlineOf, held: &Held) -> Option<HashSet<String>> {
        match of {
            OutlineOf::Village => None,
            OutlineOf::Grid => Some(self.codes::<Grid>(held, |grid| grid.code.plain())),
            OutlineOf::Sheet => Some(self.codes::<MapSheet>(held, |sheet| sheet.no.plain())),
            OutlineOf::House => Some(self.codes::<House>(held, |house| house.no.plain())),
        }
    }

    fn codes<E: Entity>(&self, held: &Held, code: impl Fn(&E) -> String) -> HashSet<String> {
        let planned = self.records.iter().filter_map(|planned| planned.record.typed::<E>());
        held.all::<E>().iter().chain(planned).map(code).collect()
    }
}

type Found = (RefNo, Vec<Vec<crate::model::OutlineRing>>);

fn outline(
    of: OutlineOf,
    properties: &Map<String, Value>,
    area: &Area<Cgcs2000>,
    known: Option<&HashSet<String>>,
    seen: &mut HashSet<String>,
) -> Result<Found> {
    let property = code_property(of);
    let text = match properties.get(property) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return Err(Error::new(code::value::EMPTY).with("what", property).with("column", property)),
    };
    let code = RefNo::parse(&text)?;
    if known.is_some_and(|known| !known.contains(code.as_str())) {
        return Err(Error::new(code::exchange::REFERENCE_UNKNOWN)
            .with("column", property)
            .with("value", &code)
            .with("kind", of.label()));
    }
    if !seen.insert(code.plain()) {
        return Err(Error::new(code::exchange::MAP_TWICE).with("column", property).with("value", &code));
    }
    Ok((code, area.to_record_parts()))
}
