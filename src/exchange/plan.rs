//! 导入计划 What an import would do: the same object is shown and run.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::error::{Error, Result, code};
use crate::exchange::cell::header_key;
use crate::exchange::forbidden::forbidden;
use crate::exchange::layout::Layout;
use crate::exchange::problem::{Problem, Severity};
use crate::exchange::registry::Registry;
use crate::exchange::report::{ImportReport, SheetReport};
use crate::exchange::row::SheetSpec;
use crate::exchange::sheet::{Bench, Refusal, SheetRun, Sheets};
use crate::exchange::stage::{Compared, Staged};
use crate::exchange::table::Table;
use crate::ledger::{Held, Seq};
use crate::schema::{AnyRecord, Entity};
use crate::value::Day;

/// Sheets that list the others and hold no records.
const COVERS: &[&str] = &["目录", "封面", "说明", "填表说明"];

/// 导入选项 How an import is to be understood.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// 变更日 The day on which the world moved; `None`: a row that differs corrects what was wrong.
    pub change_on: Option<Day>,
}

/// 性质 What putting a record means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nature {
    /// 新增 Nothing was held under its id.
    Create,
    /// 变更 The world moved on the day of the run.
    Change,
    /// 更正 What was held was wrong.
    Correct,
}

/// 计划项 A record to put, and the row that it comes from.
#[derive(Debug)]
pub struct Planned {
    /// The record; its secrets are open until the ledger seals them.
    pub record: Box<dyn AnyRecord>,
    /// What putting it means.
    pub nature: Nature,
    /// Sheet of the row; for a link that closes without a row in the file, the sheet that it would stand in.
    pub sheet: &'static str,
    /// Row as Excel shows it; `None` for a link that closes.
    pub row: Option<u32>,
}

/// 导入计划 Everything that an import would write, in one commit, and the report of what it found. Building it writes
/// nothing; a plan without records changes nothing.
#[derive(Debug)]
pub struct Plan {
    /// Records to put, in sheet order.
    pub records: Vec<Planned>,
    /// What was found.
    pub report: ImportReport,
    /// The options that it was built with.
    pub options: Options,
    /// The commit that it was compared with; running it demands that nothing was committed since.
    pub held_at: Seq,
    /// The files that it was made from.
    pub files: Vec<Box<str>>,
}

/// Records that the rows so far put.
#[derive(Debug, Default)]
pub(crate) struct Written {
    entries: Vec<Entry>,
    by_id: HashMap<Uuid, usize>,
}

#[derive(Debug)]
struct Entry {
    record: Box<dyn AnyRecord>,
    compared: Compared,
    sheet: &'static str,
    row: Option<u32>,
    /// Closes a link of a held row: always a correction.
    relinked: bool,
}

impl Written {
    /// A record by id.
    pub(crate) fn get(&self, id: Uuid) -> Option<&dyn AnyRecord> {
        Some(self.entry(id)?.record.as_ref())
    }

    /// Every record of a kind.
    pub(crate) fn every<E: Entity>(&self) -> impl Iterator<Item = &E> {
        self.entries.iter().filter_map(|entry| entry.record.typed())
    }

    fn entry(&self, id: Uuid) -> Option<&Entry> {
        self.entries.get(*self.by_id.get(&id)?)
    }

    /// Takes what a row puts, all or nothing; gives the ids.
    fn take(&mut self, staged: Staged, sheet: &'static str, row: Option<u32>) -> Result<Vec<Uuid>, Error> {
        for new in &staged.records {
            let Some(earlier) = self.entry(new.record.uuid()) else { continue };
            if !new.also && !earlier.record.same(new.record.as_ref()) {
                return Err(Error::new(code::exchange::RECORD_TWICE)
                    .with("sheet", earlier.sheet)
                    .with("first", earlier.row.unwrap_or_default())
                    .with("kind", new.record.spec().zh));
            }
        }
        let mut ids = Vec::with_capacity(staged.records.len());
        for new in staged.records {
            let id = new.record.uuid();
            ids.push(id);
            if let Some(entry) = self.by_id.get(&id).and_then(|at| self.entries.get_mut(*at)) {
                entry.record = new.record;
                entry.compared = new.compared;
            } else {
                self.by_id.insert(id, self.entries.len());
                let entry = Entry { record: new.record, compared: new.compared, sheet, row, relinked: false };
                self.entries.push(entry);
            }
        }
        Ok(ids)
    }

    /// Takes a held row whose link now closes, where that changes a record.
    fn relink(&mut self, staged: Staged, sheet: &'static str) {
        for new in staged.records {
            let id = new.record.uuid();
            if new.compared == Compared::Different && !self.by_id.contains_key(&id) {
                self.by_id.insert(id, self.entries.len());
                let entry = Entry { record: new.record, compared: new.compared, sheet, row: None, relinked: true };
                self.entries.push(entry);
            }
        }
    }
}

/// A register during a run, with the table that was found for it.
struct Part {
    spec: &'static SheetSpec,
    run: Box<dyn SheetRun>,
    table: Option<usize>,
    report: SheetReport,
    /// Ids that each row put; empty where it was refused.
    puts: Vec<Option<Vec<Uuid>>>,
    /// Problems of staging.
    staging: Vec<Problem>,
}

impl Plan {
    /// 编制计划 Reads the tables against the registers and against what is held. Writes nothing, and gives the same plan
    /// for the same input but for the new ids, which `mint` makes.
    ///
    /// # Errors
    /// `exchange.kind.not_loaded`, or when held records contradict each other. What is wrong in the tables is in the
    /// report and no error.
    pub fn build(
        sheets: &Sheets,
        tables: &[Table],
        held: &Held,
        options: &Options,
        mint: &mut dyn FnMut() -> Uuid,
    ) -> Result<Self> {
        let mut found: Vec<Vec<Problem>> = vec![Vec::new(); tables.len()];
        let places = match_tables(sheets, tables, &mut found);
        let mut registry = Registry::default();
        let mut parts = Vec::new();
        for (handler, table) in sheets.iter().zip(places) {
            let run = handler.begin(held)?;
            run.identify(&mut registry);
            let report = SheetReport::new(handler.spec().name);
            parts.push(Part { spec: handler.spec(), run, table, report, puts: Vec::new(), staging: Vec::new() });
        }
        for part in &mut parts {
            part.read(tables, &mut registry, &mut found);
        }
        for part in &mut parts {
            part.run.register(&mut registry, mint);
        }
        let written = stage_all(&mut parts, tables, held, &mut registry, options, mint)?;
        let mut files: Vec<Box<str>> = Vec::new();
        for table in tables {
            if !files.contains(&table.file) {
                files.push(table.file.clone());
            }
        }
        Ok(Self { held_at: held.seq(), files, ..Self::finish(parts, written, found, options) })
    }

    /// Whether running it would change anything.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    fn finish(parts: Vec<Part>, written: Written, mut found: Vec<Vec<Problem>>, options: &Options) -> Self {
        let mut report = ImportReport::default();
        for mut part in parts {
            let Some(at) = part.table else { continue };
            part.count(&written);
            let problems = found.get_mut(at);
            if let Some(problems) = problems {
                problems.append(&mut part.staging);
                problems.sort_by_key(|problem| problem.row);
                if !part.report.left_out {
                    problems.extend(part.absent());
                }
            }
            report.sheets.push((at, part.report));
        }
        report.sheets.sort_by_key(|(at, _)| *at);
        let mut records = Vec::new();
        for entry in written.entries {
            let nature = match (entry.compared, options.change_on) {
                (Compared::Same, _) => continue,
                (Compared::New, _) => Nature::Create,
                (Compared::Different, Some(_)) if !entry.relinked => Nature::Change,
                (Compared::Different, _) => Nature::Correct,
            };
            report.relinked += usize::from(entry.relinked);
            records.push(Planned { record: entry.record, nature, sheet: entry.sheet, row: entry.row });
        }
        report.problems = found.into_iter().flatten().collect();
        Self { records, report, options: options.clone(), held_at: Seq::ZERO, files: Vec::new() }
    }
}

impl Part {
    fn read(&mut self, tables: &[Table], registry: &mut Registry, found: &mut [Vec<Problem>]) {
        let Some((at, table)) = self.table.and_then(|at| Some((at, tables.get(at)?))) else { return };
        self.report.file = table.file.clone();
        let Some(problems) = found.get_mut(at) else { return };
        let mut note = |mut more: Vec<Problem>| {
            for problem in &mut more {
                problem.place(table, None);
            }
            problems.append(&mut more);
        };
        match Layout::find(self.spec, table) {
            Err(refusals) => {
                self.report.left_out = true;
                note(refusals);
            }
            Ok(mut layout) => {
                note(std::mem::take(&mut layout.problems));
                let reading = self.run.read(table, &layout, registry);
                self.report.rows = reading.rows;
                self.report.refused = reading.refused;
                self.report.skipped = layout.skipped;
                problems.extend(reading.problems);
            }
        }
    }

    fn stage(
        &mut self,
        at: usize,
        table: &Table,
        bench: &mut Bench<'_>,
        linked: &mut HashSet<Uuid>,
    ) -> Result<Option<Staged>> {
        let number = self.run.number(at);
        match self.run.stage(at, bench) {
            Ok((mut staged, links)) => {
                linked.extend(links);
                let mut warnings = std::mem::take(&mut staged.problems);
                for problem in &mut warnings {
                    problem.place(table, Some(number));
                }
                self.staging.append(&mut warnings);
                Ok(Some(staged))
            }
            Err(Refusal::Run(error)) => Err(error),
            Err(Refusal::Row(mut problem)) => {
                problem.place(table, Some(number));
                self.staging.push(*problem);
                Ok(None)
            }
        }
    }

    /// Counts the rows by what became of their records.
    fn count(&mut self, written: &Written) {
        for put in &self.puts {
            let Some(ids) = put else {
                self.report.refused += 1;
                continue;
            };
            let outcomes = || ids.iter().filter_map(|id| written.entry(*id)).map(|entry| entry.compared);
            if outcomes().any(|outcome| outcome == Compared::New) {
                self.report.new += 1;
            } else if outcomes().any(|outcome| outcome == Compared::Different) {
                self.report.changed += 1;
            } else {
                self.report.unchanged += 1;
            }
        }
    }

    /// A note for each held row that the file does not have.
    fn absent(&mut self) -> Vec<Problem> {
        let absent = self.run.absent();
        self.report.absent = absent.len();
        let notes = absent.into_iter().map(|key| {
            let error = Error::new(code::exchange::ROW_ABSENT).with("value", key);
            let mut problem = Problem::of(&error, Severity::Note);
            problem.file = self.report.file.clone();
            problem.sheet = self.report.sheet.into();
            problem
        });
        notes.collect()
    }
}

/// Stages every row, again as long as links lead to rows that were refused.
fn stage_all(
    parts: &mut [Part],
    tables: &[Table],
    held: &Held,
    registry: &mut Registry,
    options: &Options,
    mint: &mut dyn FnMut() -> Uuid,
) -> Result<Written> {
    loop {
        let mut written = Written::default();
        let mut linked = HashSet::new();
        for part in &mut *parts {
            let Some(table) = part.table.and_then(|at| tables.get(at)) else { continue };
            part.staging.clear();
            part.puts.clear();
            for at in 0..part.run.len() {
                let mut bench = Bench { held, registry, written: &written, options, mint };
                let staged = part.stage(at, table, &mut bench, &mut linked)?;
                let taken = staged.map(|staged| written.take(staged, part.spec.name, Some(part.run.number(at))));
                part.puts.push(match taken {
                    None => None,
                    Some(Ok(ids)) => Some(ids),
                    Some(Err(error)) => {
                        let mut problem = Problem::of_row(&error, part.spec);
                        problem.place(table, Some(part.run.number(at)));
                        part.staging.push(problem);
                        None
                    }
                });
            }
        }
        if !registry.settle(|id| written.by_id.contains_key(&id), &linked) {
            close_links(parts, held, registry, options, mint, &mut written);
            return Ok(written);
        }
    }
}

/// Closes links of held rows, absent from the file, that waited for records of this run.
fn close_links(
    parts: &[Part],
    held: &Held,
    registry: &Registry,
    options: &Options,
    mint: &mut dyn FnMut() -> Uuid,
    written: &mut Written,
) {
    if !written.entries.iter().any(|entry| registry.is_new(entry.record.uuid())) {
        return;
    }
    for part in parts {
        let mut bench = Bench { held, registry, written: &*written, options, mint };
        for (staged, links) in part.run.stage_absent(&mut bench) {
            if links.iter().any(|id| registry.is_new(*id)) {
                written.relink(staged, part.spec.name);
            }
        }
    }
}

/// Finds the table of each register: by the sheet's name, else by its title; notes what is left over.
fn match_tables(sheets: &Sheets, tables: &[Table], found: &mut [Vec<Problem>]) -> Vec<Option<usize>> {
    let mut taken = vec![false; tables.len()];
    let mut places = Vec::new();
    let names: Vec<String> = tables.iter().map(|table| header_key(&table.name)).collect();
    for handler in sheets.iter() {
        let wanted = header_key(handler.spec().name);
        let place = names.iter().position(|name| *name == wanted);
        if let Some(slot) = place.and_then(|at| taken.get_mut(at)) {
            *slot = true;
        }
        places.push(place);
    }
    for (handler, place) in sheets.iter().zip(&mut places).filter(|(_, place)| place.is_none()) {
        let title = header_key(handler.spec().title);
        let titled = |table: &Table| {
            let first =
                table.rows.iter().find_map(|row| row.filled().next().map(|(_, cell)| header_key(&cell.label())));
            first.is_some_and(|first| first == title)
        };
        *place = tables.iter().zip(&taken).position(|(table, taken)| !taken && titled(table));
        if let Some(slot) = place.and_then(|at| taken.get_mut(at)) {
            *slot = true;
        }
    }
    for ((table, name), (taken, problems)) in tables.iter().zip(&names).zip(taken.iter().zip(found)) {
        if *taken || COVERS.contains(&name.as_str()) || table.rows.iter().all(|row| row.filled().next().is_none()) {
            continue;
        }
        let twice = sheets.iter().any(|handler| header_key(handler.spec().name) == *name);
        let (code, severity) = if forbidden(name, true) {
            (code::exchange::COLUMN_FORBIDDEN, Severity::Error)
        } else if twice {
            (code::exchange::SHEET_TWICE, Severity::Error)
        } else {
            (code::exchange::SHEET_UNKNOWN, Severity::Note)
        };
        let error = Error::new(code).with("sheet", &table.name).with("column", &table.name);
        let mut problem = Problem::of(&error, severity);
        problem.column = None;
        problem.place(table, None);
        problems.push(problem);
    }
    places
}
