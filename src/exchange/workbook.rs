//! 工作簿 Workbooks as tables.

use std::fmt;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};

use crate::error::{Error, Result, code};
use crate::exchange::cell::Cell;
use crate::exchange::table::{RowSource, Table, TableRow};
use crate::value::Day;

/// 工作簿 A workbook (`.xlsx`) to import from. Hidden sheets, rows and columns are read like all others.
pub struct Workbook {
    file: String,
    inner: Xlsx<Cursor<Vec<u8>>>,
}

impl fmt::Debug for Workbook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workbook").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Workbook {
    /// Opens a file; problems name it by its file name.
    ///
    /// # Errors
    /// `exchange.file.open`, `exchange.file.format`.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|error| {
            Error::new(code::exchange::FILE_OPEN).with("file", path.display()).with("reason", &error).because(error)
        })?;
        Self::from_bytes(&super::file_name(path), bytes)
    }

    /// Reads a workbook from memory; `file` names it in problems.
    ///
    /// # Errors
    /// `exchange.file.format`.
    pub fn from_bytes(file: &str, bytes: Vec<u8>) -> Result<Self> {
        let inner = Xlsx::new(Cursor::new(bytes)).map_err(|error| wrong(file, error))?;
        Ok(Self { file: file.to_owned(), inner })
    }

    fn table(&mut self, name: &str) -> Result<Table> {
        let file = self.file.clone();
        let mut table = Table::new(&file, name);
        let mut reader = self.inner.worksheet_cells_reader(name).map_err(|error| wrong(&file, error))?;
        while let Some(cell) = reader.next_cell().map_err(|error| wrong(&file, error))? {
            let (row, column) = cell.get_position();
            let content = cell_of(cell.get_value());
            if content != Cell::Empty {
                put(&mut table, row + 1, column as usize, content);
            }
        }
        Ok(table)
    }
}

impl RowSource for Workbook {
    fn tables(&mut self) -> Result<Vec<Table>> {
        let sheets = self.inner.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
        names.iter().map(|name| self.table(name)).collect()
    }
}

fn wrong(file: &str, error: XlsxError) -> Error {
    Error::new(code::exchange::FILE_FORMAT).with("file", file).with("reason", &error).because(error)
}

/// Puts a cell behind those of its row; cells arrive row by row, left to right.
fn put(table: &mut Table, number: u32, column: usize, content: Cell) {
    if table.rows.last().is_none_or(|row| row.number != number) {
        let width = table.rows.last().map_or(8, |row| row.cells.len());
        table.rows.push(TableRow { number, cells: Vec::with_capacity(width) });
    }
    let Some(row) = table.rows.last_mut() else { return };
    if row.cells.len() <= column {
        row.cells.resize(column, Cell::Empty);
        row.cells.push(content);
    } else if let Some(slot) = row.cells.get_mut(column) {
        *slot = content;
    }
}

fn cell_of(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::SharedString(text) => Cell::from(*text),
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::from(text.as_str()),
        DataRef::Float(number) => Cell::Number(*number),
        #[expect(clippy::cast_precision_loss, reason = "beyond 15 digits it is refused as mangled anyway")]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Bool(yes) => Cell::Bool(*yes),
        DataRef::DateTime(moment) => date_of(*moment),
        DataRef::DateTimeIso(text) => {
            let day = text.strip_suffix("T00:00:00").unwrap_or(text);
            crate::value::Plain::parse(day).map_or_else(|_| Cell::from(text.as_str()), Cell::Date)
        }
        DataRef::Error(error) => Cell::Error(Data::Error(error.clone()).to_string().into()),
    }
}

/// A date, or the text of a moment that is more than a date.
fn date_of(moment: ExcelDateTime) -> Cell {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if moment.is_duration() || moment.as_f64() < 1.0 {
        return Cell::Text(time.into());
    }
    match Day::of(i32::from(year), u32::from(month), u32::from(day)) {
        Some(date) if moment.as_f64().fract() == 0.0 => Cell::Date(date),
        _ => Cell::Text(format!("{year}-{month:02}-{day:02} {time}").into()),
    }
}
