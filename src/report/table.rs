//! 表 A table of typed cells that is always rectangular.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::report::{Caption, Cell};

/// 表 A table: columns with captions and units, rows of typed cells, an optional total row. Always rectangular.
#[doc(alias = "表")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts")]
pub struct Table {
    id: String,
    title: Caption,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Vec<Cell>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// 列 A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// What it is called.
    pub head: Caption,
    /// Unit of its numbers: 人, 元, 平方米.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Whether its counts are of persons, and how they add up: what suppression must know.
    #[serde(default, skip_serializing_if = "Role::is_plain")]
    pub role: Role,
}

/// 列的统计角色 What a column counts, for publishing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// Nothing that could name a person.
    #[default]
    Plain,
    /// 人数 A count of persons; adds up to the table's total row.
    Persons,
    /// 人数合计 The sum of the `Persons` columns of its row.
    PersonsTotal,
    /// 人数(不参与合计) A count of persons that adds up in its own column only.
    PersonsAlone,
    /// 由人数算出 Computed from the persons of its row, such as money paid at a fixed rate: withheld with them.
    Derived,
}

impl Role {
    // serde asks for a reference
    #[allow(clippy::trivially_copy_pass_by_ref)]
    fn is_plain(&self) -> bool {
        *self == Self::Plain
    }
}

impl Column {
    /// A column called so.
    pub fn new(head: impl Into<Caption>) -> Self {
        Self { head: head.into(), unit: None, role: Role::Plain }
    }

    /// Its unit.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// It counts persons, and the persons columns of a row add up.
    #[must_use]
    pub fn persons(mut self) -> Self {
        self.role = Role::Persons;
        self
    }

    /// It is the sum of the persons columns.
    #[must_use]
    pub fn persons_total(mut self) -> Self {
        self.role = Role::PersonsTotal;
        self
    }

    /// It counts persons, apart from the other columns.
    #[must_use]
    pub fn persons_alone(mut self) -> Self {
        self.role = Role::PersonsAlone;
        self
    }

    /// It is computed from the persons of its row.
    #[must_use]
    pub fn derived(mut self) -> Self {
        self.role = Role::Derived;
        self
    }

    /// The Chinese head with its unit: `建筑面积（平方米）`.
    pub fn label(&self) -> String {
        match &self.unit {
            Some(unit) => format!("{}（{unit}）", self.head.zh),
            None => self.head.zh.clone(),
        }
    }
}

impl<T: Into<Caption>> From<T> for Column {
    fn from(head: T) -> Self {
        Self::new(head)
    }
}

impl Table {
    /// An empty table. `id` is stable, ASCII and unique in its document: file names and anchors come from it.
    pub fn new<C: Into<Column>>(
        id: impl Into<String>,
        title: impl Into<Caption>,
        columns: impl IntoIterator<Item = C>,
    ) -> Self {
        let columns = columns.into_iter().map(Into::into).collect();
        Self { id: id.into(), title: title.into(), columns, rows: Vec::new(), total: None, note: None }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// `report.table.shape` unless it has one cell a column.
    pub fn push(&mut self, cells: impl IntoIterator<Item = Cell>) -> Result<()> {
        let cells = self.checked(cells, self.rows.len() + 1)?;
        self.rows.push(cells);
        Ok(())
    }

    /// Adds a row, in a chain.
    ///
    /// # Errors
    /// As [`Table::push`].
    pub fn row(mut self, cells: impl IntoIterator<Item = Cell>) -> Result<Self> {
        self.push(cells)?;
        Ok(self)
    }

    /// 合计 Sets the total row.
    ///
    /// # Errors
    /// As [`Table::push`].
    pub fn total(mut self, cells: impl IntoIterator<Item = Cell>) -> Result<Self> {
        self.total = Some(self.checked(cells, self.rows.len() + 1)?);
        Ok(self)
    }

    /// Sets the note under the table.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    fn checked(&self, cells: impl IntoIterator<Item = Cell>, row: usize) -> Result<Vec<Cell>> {
        let cells: Vec<Cell> = cells.into_iter().collect();
        if cells.len() == self.columns.len() {
            return Ok(cells);
        }
        Err(Error::new(code::report::TABLE_SHAPE)
            .with("table", &self.id)
            .with("row", row)
            .with("found", cells.len())
            .with("wanted", self.columns.len()))
    }

    /// Stable id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Title.
    pub fn title(&self) -> &Caption {
        &self.title
    }

    /// Columns, left to right.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Rows without the total.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// The total row.
    pub fn total_row(&self) -> Option<&[Cell]> {
        self.total.as_deref()
    }

    /// The note under the table.
    pub fn footnote(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Whether a column stands to the right: it has numbers and no text.
    pub fn is_numeric(&self, column: usize) -> bool {
        let cells = || self.rows.iter().chain(&self.total).filter_map(|row| row.get(column));
        cells().any(Cell::is_numeric)
            && !self
                .rows
                .iter()
                .filter_map(|row| row.get(column))
                .any(|cell| matches!(cell, Cell::Text(_) | Cell::Day(_)))
    }

    /// Rows and total row for a change in place that keeps the shape.
    pub(crate) fn cells_mut(&mut self) -> (&mut [Vec<Cell>], Option<&mut Vec<Cell>>) {
        (&mut self.rows, self.total.as_mut())
    }
}

/// What is read before the shape is checked.
#[derive(Deserialize)]
struct Parts {
    id: String,
    title: Caption,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    #[serde(default)]
    total: Option<Vec<Cell>>,
    #[serde(default)]
    note: Option<String>,
}

impl TryFrom<Parts> for Table {
    type Error = Error;

    fn try_from(parts: Parts) -> Result<Self> {
        let mut table = Self::new(parts.id, parts.title, parts.columns);
        for row in parts.rows {
            table.push(row)?;
        }
        table.note = parts.note;
        match parts.total {
            Some(total) => table.total(total),
            None => Ok(table),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ragged_row_is_refused_also_when_read() {
        let table = Table::new("t", "表", ["甲", "乙"]);
        let err = table.clone().row([Cell::count(1)]).unwrap_err();
        assert_eq!(err.code(), "report.table.shape");
        let mut json = serde_json::to_value(table.row([Cell::count(1), Cell::Empty]).unwrap()).unwrap();
        json["rows"][0].as_array_mut().unwrap().pop();
        assert!(serde_json::from_value::<Table>(json).unwrap_err().to_string().contains("report.table.shape"));
    }

    #[test]
    fn a_column_with_text_stands_to_the_left() {
        let table = Table::new("t", "表", ["甲", "乙"])
            .row([Cell::text("一"), Cell::count(1)])
            .unwrap()
            .row([Cell::count(2), Cell::Empty])
            .unwrap();
        assert!(!table.is_numeric(0));
        assert!(table.is_numeric(1));
    }
}
