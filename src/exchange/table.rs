//! 表格 A sheet as cells, wherever it came from, and where its header and rows stand.

use std::fmt;

use crate::error::Result;
use crate::exchange::cell::Cell;

/// 表格 One sheet of a file: its name and its cells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// File, as problems name it.
    pub file: Box<str>,
    /// Name of the sheet, or of the file without its ending where a file is one sheet.
    pub name: Box<str>,
    /// Rows in order; rows without any cell may be left out.
    pub rows: Vec<TableRow>,
}

/// 表格行 One row of a sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableRow {
    /// Row number as Excel shows it, from 1.
    pub number: u32,
    /// Cells from column A on; blank ones at the end may be left out.
    pub cells: Vec<Cell>,
}

impl Table {
    /// A table without rows.
    pub fn new(file: &str, name: &str) -> Self {
        Self { file: file.into(), name: name.into(), rows: Vec::new() }
    }

    /// Adds the next row.
    #[must_use]
    pub fn row<C: Into<Cell>>(mut self, cells: impl IntoIterator<Item = C>) -> Self {
        let number = self.rows.last().map_or(1, |row| row.number + 1);
        self.rows.push(TableRow { number, cells: cells.into_iter().map(Into::into).collect() });
        self
    }
}

impl TableRow {
    /// A cell, [`Cell::Empty`] beyond the end.
    pub fn cell(&self, at: usize) -> &Cell {
        self.cells.get(at).unwrap_or(&Cell::Empty)
    }

    /// The cells that are not blank, with their columns.
    pub(crate) fn filled(&self) -> impl Iterator<Item = (usize, &Cell)> {
        self.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank())
    }
}

/// 数据来源 Where tables come from. The crate reads workbooks and CSV; a host may read whatever else it has.
pub trait RowSource: fmt::Debug {
    /// Reads every table.
    ///
    /// # Errors
    /// `exchange.file.…` when the source cannot be read at all. What is wrong within rows is found later.
    fn tables(&mut self) -> Result<Vec<Table>>;
}

impl RowSource for Vec<Table> {
    fn tables(&mut self) -> Result<Vec<Table>> {
        Ok(std::mem::take(self))
    }
}
