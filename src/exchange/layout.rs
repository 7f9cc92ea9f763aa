//! 版式 Finds title, unit line, headers of one or two rows, notes and totals of a sheet, and which column is which.

use std::collections::HashMap;

use crate::error::{Code, Error, code};
use crate::exchange::cell::header_key;
use crate::exchange::forbidden::forbidden;
use crate::exchange::problem::{Problem, Severity};
use crate::exchange::row::{ColumnSpec, SheetSpec};
use crate::exchange::table::{Table, TableRow};

/// How far down a header is looked for.
const HEADER_WITHIN: usize = 12;

/// Headers of a running number, which is no data.
const RUNNING: &[&str] = &["序号", "序", "行号", "No.", "No", "NO."];

/// 版式 Where things stand in a table.
#[derive(Debug)]
pub(crate) struct Layout {
    /// Position in the table of each declared column, if it is there.
    pub(crate) columns: Vec<Option<usize>>,
    /// Indexes into the table's rows that are data.
    pub(crate) data: Vec<usize>,
    /// Rows that were passed over.
    pub(crate) skipped: Skipped,
    /// What should be known of the sheet though it is read.
    pub(crate) problems: Vec<Problem>,
}

/// 跳过的行 Rows that are no data, by number as Excel shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Skipped {
    /// 空行 Blank rows, or with a running number alone.
    pub blank: Vec<u32>,
    /// 填表说明 Notes.
    pub notes: Vec<u32>,
    /// 合计 Total rows.
    pub totals: Vec<u32>,
    /// Headers repeated further down.
    pub headers: Vec<u32>,
}

/// A header: its text and the group above it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Header {
    shown: String,
    key: String,
    group: String,
}

impl Layout {
    /// Finds the layout of a table that should be the sheet.
    ///
    /// # Errors
    /// The problems for which the whole sheet is left out.
    pub(crate) fn find(spec: &'static SheetSpec, table: &Table) -> Result<Self, Vec<Problem>> {
        let refuse = |error: Error| vec![Problem::of(&error, Severity::Error)];
        let known = Known::of(spec);
        let Some((at, depth, headers)) = best_header(&known, table) else {
            return Err(refuse(
                told(code::exchange::SHEET_HEADER, spec, required(spec).map(|column| column.header))
                    .with("rows", HEADER_WITHIN.min(table.rows.len())),
            ));
        };
        let matched =
            known.assign(&headers).map_err(|twice| refuse(told(code::exchange::COLUMN_TWICE, spec, twice)))?;
        let extra = || {
            headers
                .iter()
                .enumerate()
                .filter(|(place, header)| is_extra(header) && !matched.contains(&Some(*place)))
                .map(|(_, header)| header)
        };
        let persons = headers.iter().any(|header| header.key == "姓名");
        if let Some(bad) = extra().find(|header| forbidden(&header.key, persons) || forbidden(&header.group, persons)) {
            return Err(refuse(told(code::exchange::COLUMN_FORBIDDEN, spec, [bad.shown.as_str()])));
        }
        let missing: Vec<&str> = spec
            .columns
            .iter()
            .zip(&matched)
            .filter(|(column, place)| column.required && place.is_none())
            .map(|(column, _)| column.header)
            .collect();
        if !missing.is_empty() {
            return Err(refuse(told(code::exchange::COLUMN_MISSING, spec, missing)));
        }
        let unknown: Vec<&str> = extra().map(|header| header.shown.as_str()).collect();
        let problems = if unknown.is_empty() {
            Vec::new()
        } else {
            vec![Problem::of(&told(code::exchange::COLUMN_UNKNOWN, spec, unknown), Severity::Warning)]
        };
        let mut layout = Self { columns: matched, data: Vec::new(), skipped: Skipped::default(), problems };
        layout.sort_rows(table, at + depth, &headers);
        Ok(layout)
    }

    fn sort_rows(&mut self, table: &Table, from: usize, headers: &[Header]) {
        let running: Vec<usize> = headers
            .iter()
            .enumerate()
            .filter(|(_, header)| RUNNING.contains(&header.key.as_str()))
            .map(|(place, _)| place)
            .collect();
        for (place, row) in table.rows.iter().enumerate().skip(from) {
            match what_is(row, &running, headers) {
                RowKind::Data => self.data.push(place),
                RowKind::Blank => self.skipped.blank.push(row.number),
                RowKind::Note => self.skipped.notes.push(row.number),
                RowKind::Total => self.skipped.totals.push(row.number),
                RowKind::Header => self.skipped.headers.push(row.number),
            }
        }
    }
}

fn told<'a>(code: &'static Code, spec: &SheetSpec, columns: impl IntoIterator<Item = &'a str>) -> Error {
    let columns: Vec<&str> = columns.into_iter().collect();
    Error::new(code).with("sheet", spec.name).with("column", columns.join("、"))
}

fn required(spec: &SheetSpec) -> impl Iterator<Item = &ColumnSpec> {
    spec.columns.iter().filter(|column| column.required)
}

fn is_extra(header: &Header) -> bool {
    !header.key.is_empty() && !RUNNING.contains(&header.key.as_str())
}

/// The declared headers by comparable text.
struct Known {
    columns: &'static [ColumnSpec],
    /// Comparable header or synonym → declared columns, those named by header first.
    by_key: HashMap<String, Vec<(usize, bool)>>,
    groups: Vec<String>,
}

impl Known {
    fn of(spec: &'static SheetSpec) -> Self {
        let mut by_key: HashMap<String, Vec<(usize, bool)>> = HashMap::new();
        for (at, column) in spec.columns.iter().enumerate() {
            by_key.entry(header_key(column.header)).or_default().push((at, true));
            if let Some(group) = column.group {
                let full = header_key(&format!("{group}/{}", column.header));
                by_key.entry(full).or_default().push((at, true));
            }
            for synonym in column.synonyms {
                by_key.entry(header_key(synonym)).or_default().push((at, false));
            }
        }
        let groups = spec.columns.iter().map(|column| column.group.map(header_key).unwrap_or_default()).collect();
        Self { columns: spec.columns, by_key, groups }
    }

    /// How many declared columns the headers name.
    fn score(&self, headers: &[Header]) -> usize {
        let mut seen = vec![false; self.columns.len()];
        for header in headers {
            let Some(found) = self.by_key.get(&header.key) else { continue };
            let free = found.iter().find(|(at, _)| seen.get(*at) == Some(&false));
            if let Some(slot) = free.and_then(|(at, _)| seen.get_mut(*at)) {
                *slot = true;
            }
        }
        seen.into_iter().filter(|found| *found).count()
    }

    /// The place of each declared column. Groups only decide between equal headers; headers come before synonyms.
    ///
    /// # Errors
    /// The header that occurs twice where one is declared.
    fn assign<'h>(&self, headers: &'h [Header]) -> Result<Vec<Option<usize>>, Option<&'h str>> {
        let mut places: Vec<Option<usize>> = vec![None; self.columns.len()];
        let mut left: Vec<usize> = Vec::new();
        // First those that agree in header and group, then by header alone, then by synonym.
        for (place, header) in headers.iter().enumerate() {
            let fits = |(at, exact): &&(usize, bool)| {
                *exact && places.get(*at) == Some(&None) && self.groups.get(*at) == Some(&header.group)
            };
            match self.by_key.get(&header.key).and_then(|found| found.iter().find(fits)) {
                Some((at, _)) => fill(&mut places, *at, place),
                None => left.push(place),
            }
        }
        for wanted in [true, false] {
            left.retain(|place| {
                let Some(found) = headers.get(*place).and_then(|header| self.by_key.get(&header.key)) else {
                    return true;
                };
                let free = found.iter().find(|(at, exact)| *exact == wanted && places.get(*at) == Some(&None));
                let Some((at, _)) = free else { return true };
                fill(&mut places, *at, *place);
                false
            });
        }
        let twice = left.iter().filter_map(|place| headers.get(*place)).find(|header| {
            let same = |other: &usize| {
                headers.get(*other).is_some_and(|taken| taken.group == header.group && taken.key == header.key)
            };
            self.by_key.contains_key(&header.key) && places.iter().flatten().any(same)
        });
        match twice {
            Some(header) => Err(Some(header.shown.as_str())),
            None => Ok(places),
        }
    }
}

fn fill(places: &mut [Option<usize>], at: usize, place: usize) {
    if let Some(slot) = places.get_mut(at) {
        *slot = Some(place);
    }
}

/// The header row that names most declared columns: its index, how many rows it takes, its headers.
fn best_header(known: &Known, table: &Table) -> Option<(usize, usize, Vec<Header>)> {
    let mut best: Option<(usize, usize, usize, Vec<Header>)> = None;
    for (at, row) in table.rows.iter().enumerate().take(HEADER_WITHIN) {
        for depth in [1, 2] {
            let below = if depth == 2 { table.rows.get(at + 1) } else { None };
            if depth == 2 && below.is_none() {
                continue;
            }
            let headers = headers_of(row, below);
            let score = known.score(&headers);
            if best.as_ref().is_none_or(|(most, ..)| score > *most) {
                best = Some((score, at, depth, headers));
            }
        }
    }
    let (score, at, depth, headers) = best?;
    let needed = known.columns.iter().filter(|column| column.required).count();
    let enough = score * 2 >= needed && score >= known.columns.len().min(2);
    enough.then_some((at, depth, headers))
}

/// The headers of one row, or of two: the lower text is the header and the upper one, carried right over the merged
/// cells, its group; where there is no lower text the upper one is the header, merged downwards.
fn headers_of(upper: &TableRow, lower: Option<&TableRow>) -> Vec<Header> {
    let width = upper.cells.len().max(lower.map_or(0, |row| row.cells.len()));
    let mut group = String::new();
    let mut headers = Vec::with_capacity(width);
    for at in 0..width {
        let above = upper.cell(at).label();
        if !above.is_empty() {
            group = header_key(&above);
        }
        let below = lower.map(|row| row.cell(at).label()).unwrap_or_default();
        headers.push(if below.is_empty() {
            Header { shown: above.replace('\n', ""), key: header_key(&above), group: String::new() }
        } else {
            Header { shown: below.replace('\n', ""), key: header_key(&below), group: group.clone() }
        });
    }
    headers
}

enum RowKind {
    Data,
    Blank,
    Note,
    Total,
    Header,
}

fn what_is(row: &TableRow, running: &[usize], headers: &[Header]) -> RowKind {
    let mut filled = row.filled();
    let Some((first_at, first)) = filled.next() else { return RowKind::Blank };
    let mut others = filled.filter(|(at, _)| !running.contains(at));
    let second = others.next();
    if running.contains(&first_at) && second.is_none() && !is_word(first.label().as_ref()) {
        return RowKind::Blank;
    }
    if !matches!(first, crate::exchange::Cell::Text(_)) {
        return RowKind::Data;
    }
    let label = header_key(&first.label());
    let alone = second.is_none();
    if label.starts_with("填表说明") || (alone && is_note(&label)) {
        return RowKind::Note;
    }
    if matches!(label.as_str(), "合计" | "总计" | "小计" | "累计" | "共计" | "本页小计" | "本页合计")
    {
        return RowKind::Total;
    }
    let repeats = |(at, cell): (usize, &crate::exchange::Cell)| {
        headers
            .get(at)
            .is_some_and(|header| header.key == header_key(&cell.label()) || header.group == header_key(&cell.label()))
    };
    if headers.get(first_at).is_some_and(|header| header.key == label) && row.filled().all(repeats) {
        return RowKind::Header;
    }
    RowKind::Data
}

fn is_word(label: &str) -> bool {
    label.chars().any(|c| !c.is_ascii_digit() && c != '.')
}

fn is_note(label: &str) -> bool {
    ["说明:", "备注:", "注:", "填报人", "填表人", "制表", "审核", "填报单位", "填报日期", "数据来源", "单位负责人"]
        .iter()
        .any(|start| label.starts_with(start))
}
