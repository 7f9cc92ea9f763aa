//! 登记表册 The registers that an import knows, each behind one plain interface.

use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;

use uuid::Uuid;

use crate::error::{Error, Result, code};
use crate::exchange::layout::Layout;
use crate::exchange::plan::{Options, Written};
use crate::exchange::problem::{Problem, Severity};
use crate::exchange::registry::Registry;
use crate::exchange::row::{CellText, RowReader, SheetSpec, mask};
use crate::exchange::stage::{Register, RowIds, Stage, Staged};
use crate::exchange::table::{Table, TableRow};
use crate::ledger::Held;
use crate::schema::{Id, Key, KindSpec, Prefixed};

/// 登记表 A [`Register`] whose row type is not known at compile time; made by [`handler`].
#[derive(Debug, Clone, Copy)]
pub struct SheetHandler(&'static dyn AnyRegister);

/// The handler of a register.
pub const fn handler<R: Register>() -> SheetHandler {
    SheetHandler(&Of::<R>(PhantomData))
}

impl SheetHandler {
    /// The declaration of the sheet.
    pub fn spec(&self) -> &'static SheetSpec {
        self.0.spec()
    }

    /// The kind that other sheets link to.
    pub fn primary(&self) -> &'static KindSpec {
        self.0.primary()
    }

    /// 导出行 The rows of what the ledger holds, as plain texts in declared order, in the clear.
    ///
    /// # Errors
    /// When held records contradict each other.
    pub fn export(&self, held: &Held) -> Result<Vec<Vec<Option<String>>>> {
        self.0.export(held)
    }

    /// Begins a run: reads the rows that are held.
    ///
    /// # Errors
    /// When held records contradict each other.
    pub(crate) fn begin(&self, held: &Held) -> Result<Box<dyn SheetRun>> {
        self.0.begin(held)
    }
}

trait AnyRegister: fmt::Debug + Send + Sync {
    fn spec(&self) -> &'static SheetSpec;
    fn primary(&self) -> &'static KindSpec;
    fn export(&self, held: &Held) -> Result<Vec<Vec<Option<String>>>>;
    fn begin(&self, held: &Held) -> Result<Box<dyn SheetRun>>;
}

/// 登记表册 The registers of an import or export, in order: rows are staged sheet by sheet.
#[derive(Debug, Clone, Default)]
pub struct Sheets {
    handlers: Vec<SheetHandler>,
}

impl Sheets {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a register after the others; one of the same name is replaced.
    #[must_use]
    pub fn with(mut self, handler: SheetHandler) -> Self {
        match self.handlers.iter_mut().find(|known| known.spec().name == handler.spec().name) {
            Some(known) => *known = handler,
            None => self.handlers.push(handler),
        }
        self
    }

    /// Adds registers after the others.
    #[must_use]
    pub fn with_all(self, handlers: impl IntoIterator<Item = SheetHandler>) -> Self {
        handlers.into_iter().fold(self, Self::with)
    }

    /// The registers in order.
    pub fn iter(&self) -> impl Iterator<Item = SheetHandler> + '_ {
        self.handlers.iter().copied()
    }
}

struct Of<R>(PhantomData<fn() -> R>);

impl<R: Register> fmt::Debug for Of<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Register").field(&R::SHEET.name).finish()
    }
}

impl<R: Register> AnyRegister for Of<R> {
    fn spec(&self) -> &'static SheetSpec {
        R::SHEET
    }

    fn primary(&self) -> &'static KindSpec {
        <R::Primary as crate::schema::Entity>::SPEC
    }

    fn export(&self, held: &Held) -> Result<Vec<Vec<Option<String>>>> {
        Ok(R::rows(held)?.iter().map(|(row, _)| row.write()).collect())
    }

    fn begin(&self, held: &Held) -> Result<Box<dyn SheetRun>> {
        let held: Vec<HeldRow<R>> = R::rows(held)?
            .into_iter()
            .map(|(row, keys)| HeldRow { key: row.key().into(), row, keys, seen: false })
            .collect();
        let by_key = held.iter().enumerate().map(|(at, row)| (row.key.clone(), at)).collect();
        Ok(Box::new(Run { held, by_key, rows: Vec::new(), first: HashMap::new() }))
    }
}

/// A row that the ledger holds.
struct HeldRow<R> {
    key: Box<str>,
    row: R,
    keys: Vec<Key>,
    seen: bool,
}

/// A row of the file that could be read.
struct Line<R> {
    number: u32,
    row: R,
    ids: RowIds,
}

/// What the engine asks of a sheet during a run, whatever its rows are.
pub(crate) trait SheetRun {
    /// Enters the first natural keys of the held rows.
    fn identify(&self, registry: &mut Registry);
    /// Reads the data rows of a table; refused rows leave their problems.
    fn read(&mut self, table: &Table, layout: &Layout, registry: &mut Registry) -> Reading;
    /// Takes ids for the rows read and enters their natural keys.
    fn register(&mut self, registry: &mut Registry, mint: &mut dyn FnMut() -> Uuid);
    /// How many rows were read whole.
    fn len(&self) -> usize;
    /// The row number as Excel shows it.
    fn number(&self, at: usize) -> u32;
    /// Stages a row of the file.
    fn stage(&mut self, at: usize, bench: &mut Bench<'_>) -> Attempt;
    /// Stages every held row that the file does not have; gives those that can be staged.
    fn stage_absent(&self, bench: &mut Bench<'_>) -> Vec<(Staged, Vec<Uuid>)>;
    /// The keys of held rows that the file does not have, masked where they are sensitive.
    fn absent(&self) -> Vec<String>;
}

/// What reading a table gave.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// Data rows.
    pub(crate) rows: usize,
    /// Rows left out.
    pub(crate) refused: usize,
    /// Problems with their row numbers.
    pub(crate) problems: Vec<Problem>,
}

/// What all attempts at staging share.
pub(crate) struct Bench<'a> {
    pub(crate) held: &'a Held,
    pub(crate) registry: &'a Registry,
    pub(crate) written: &'a Written,
    pub(crate) options: &'a Options,
    pub(crate) mint: &'a mut dyn FnMut() -> Uuid,
}

impl fmt::Debug for Bench<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bench").field("held", &self.held).finish_non_exhaustive()
    }
}

/// One attempt at staging a row: what it gave and linked to, or why it was refused.
pub(crate) type Attempt = Result<(Staged, Vec<Uuid>), Refusal>;

/// Why a row could not be staged.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The row is wrong.
    Row(Box<Problem>),
    /// The run cannot go on.
    Run(Error),
}

struct Run<R> {
    held: Vec<HeldRow<R>>,
    by_key: HashMap<Box<str>, usize>,
    rows: Vec<Line<R>>,
    /// Key → row number of its first row in the file.
    first: HashMap<Box<str>, u32>,
}

impl<R: Register> Run<R> {
    /// Whether the key was met before, and where.
    fn met(&mut self, key: &str, number: u32) -> Option<u32> {
        if let Some(first) = self.first.get(key) {
            return Some(*first);
        }
        self.first.insert(key.into(), number);
        if let Some(row) = self.by_key.get(key).and_then(|at| self.held.get_mut(*at)) {
            row.seen = true;
        }
        None
    }

    fn read_row(&mut self, table: &Table, row: &TableRow, layout: &Layout) -> Result<R, Vec<Problem>> {
        let cell = |at: usize| -> CellText<'_> {
            let place = layout.columns.get(at).copied().flatten();
            place.map_or(Ok(None), |place| row.cell(place).text())
        };
        let mut reader = RowReader::new(R::SHEET, &cell);
        let read = R::read(&mut reader);
        let key = read.as_ref().map(R::key).or_else(|| reader.key());
        let mut problems = reader.into_problems();
        if let Some((first, key)) = key.and_then(|key| Some((self.met(&key, row.number)?, key))) {
            problems.push(repeated::<R>(first, &key));
        }
        for problem in &mut problems {
            problem.place(table, Some(row.number));
        }
        match read {
            Some(read) if problems.is_empty() => Ok(read),
            _ => Err(problems),
        }
    }

    fn refuse(registry: &mut Registry, row: &TableRow, layout: &Layout) {
        for (_, cell) in row.filled() {
            if let Ok(Some(text)) = cell.text() {
                for kind in [R::Primary::KIND].iter().chain(R::ALSO) {
                    registry.refuse(kind, &text);
                }
            }
        }
        let cell = |field: &str| -> Option<String> {
            let at = R::SHEET.columns.iter().position(|column| column.field == field)?;
            let place = layout.columns.get(at).copied().flatten()?;
            row.cell(place).text().ok().flatten().map(Into::into)
        };
        for natural in R::natural_of_refused(&cell) {
            registry.refuse(R::Primary::KIND, &natural);
        }
    }

    fn attempt(row: &R, ids: &mut RowIds, bench: &mut Bench<'_>) -> Attempt {
        let mut stage = Stage::new(R::SHEET, ids, bench);
        let result = row.stage(&mut stage);
        let (out, links) = stage.finish().map_err(Refusal::Run)?;
        let checked = result.and_then(|()| out.records.iter().try_for_each(|staged| staged.record.check()));
        checked.map_err(|error| Refusal::Row(Box::new(Problem::of_row(&error, R::SHEET))))?;
        Ok((out, links))
    }
}

fn primary_id<E: Prefixed>(keys: &[Key]) -> Option<Uuid> {
    keys.iter().find(|key| &*key.kind == E::KIND)?.id.parse::<Id<E>>().ok().map(Id::uuid)
}

impl<R: Register> SheetRun for Run<R> {
    fn identify(&self, registry: &mut Registry) {
        let kind = R::Primary::KIND;
        for held in &self.held {
            let Some(id) = primary_id::<R::Primary>(&held.keys) else { continue };
            for (at, natural) in held.row.natural().iter().enumerate() {
                if at == 0 {
                    registry.identify(kind, natural, id);
                }
                registry.enter_former(kind, natural, id);
            }
            for also in held.row.also() {
                if let Some(id) = also.among(&held.keys) {
                    registry.enter_former(also.kind, &also.natural, id);
                }
            }
        }
    }

    fn read(&mut self, table: &Table, layout: &Layout, registry: &mut Registry) -> Reading {
        let mut reading = Reading { rows: layout.data.len(), ..Reading::default() };
        self.rows.reserve(layout.data.len());
        self.first.reserve(layout.data.len());
        for row in layout.data.iter().filter_map(|at| table.rows.get(*at)) {
            match self.read_row(table, row, layout) {
                Ok(read) => self.rows.push(Line { number: row.number, row: read, ids: RowIds::default() }),
                Err(problems) => {
                    Self::refuse(registry, row, layout);
                    reading.refused += 1;
                    reading.problems.extend(problems);
                }
            }
        }
        reading
    }

    fn register(&mut self, registry: &mut Registry, mint: &mut dyn FnMut() -> Uuid) {
        let kind = R::Primary::KIND;
        for line in &mut self.rows {
            let known = self.by_key.get(line.row.key().as_str()).and_then(|at| self.held.get(*at));
            if let Some(known) = known {
                line.ids.old.clone_from(&known.keys);
            }
            let naturals = line.row.natural();
            let id = primary_id::<R::Primary>(&line.ids.old)
                .or_else(|| registry.identity(kind, naturals.first()?))
                .unwrap_or_else(|| registry.minted(mint()));
            line.ids.taken.push((kind, id));
            for (at, natural) in naturals.iter().enumerate() {
                if at == 0 {
                    registry.identify(kind, natural, id);
                }
                registry.enter(kind, natural, id);
            }
            for also in line.row.also() {
                let id = also.among(&line.ids.old).unwrap_or_else(|| registry.minted(mint()));
                line.ids.taken.push((also.kind, id));
                registry.enter(also.kind, &also.natural, id);
            }
        }
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn number(&self, at: usize) -> u32 {
        self.rows.get(at).map_or(0, |line| line.number)
    }

    fn stage(&mut self, at: usize, bench: &mut Bench<'_>) -> Attempt {
        match self.rows.get_mut(at) {
            Some(line) => Self::attempt(&line.row, &mut line.ids, bench),
            None => Ok((Staged::default(), Vec::new())),
        }
    }

    fn stage_absent(&self, bench: &mut Bench<'_>) -> Vec<(Staged, Vec<Uuid>)> {
        let absent = self.held.iter().filter(|row| !row.seen);
        absent
            .filter_map(|row| {
                let id = primary_id::<R::Primary>(&row.keys)?;
                let mut ids = RowIds { taken: vec![(R::Primary::KIND, id)], old: row.keys.clone(), minted: Vec::new() };
                // A held row that cannot be staged anew stays as it is: nothing in this file is about it.
                Self::attempt(&row.row, &mut ids, bench).ok()
            })
            .collect()
    }

    fn absent(&self) -> Vec<String> {
        let texts = |row: &HeldRow<R>| {
            if R::SHEET.key.is_empty() {
                return first_texts::<R>(&row.row);
            }
            masked_key(R::SHEET, &row.key)
        };
        self.held.iter().filter(|row| !row.seen).map(texts).collect()
    }
}

/// The first three filled columns of a row, masked, where no key names it.
fn first_texts<R: Register>(row: &R) -> String {
    let texts = row.write();
    let filled = texts.iter().zip(R::SHEET.columns).filter_map(|(text, column)| {
        let text = text.as_deref()?;
        Some(if column.secret { mask(text) } else { text.to_owned() })
    });
    filled.take(3).collect::<Vec<_>>().join(" ")
}

/// The problem of a row whose key an earlier row has.
fn repeated<R: Register>(first: u32, key: &str) -> Problem {
    let error = Error::new(code::exchange::ROW_DUPLICATE).with("first", first).with("column", R::SHEET.key_headers());
    let mut problem = Problem::of(&error, Severity::Error);
    if R::SHEET.key.is_empty() {
        problem.column = None;
    } else {
        problem.value = Some(masked_key(R::SHEET, key).into());
    }
    problem
}

/// The parts of a key, masked where their columns are sensitive.
fn masked_key(spec: &SheetSpec, key: &str) -> String {
    let secret = |field: &&str| spec.column(field).is_some_and(|column| column.secret);
    let parts = key.split('|').zip(spec.key);
    let shown = parts.map(|(part, field)| if secret(field) { mask(part) } else { part.to_owned() });
    shown.collect::<Vec<_>>().join(" ")
}
