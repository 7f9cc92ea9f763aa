//! CSV The tables of a document, for programs and spreadsheets.

use std::io::Write;

use super::{Render, write_failed, write_text};
use crate::error::Result;
use crate::report::{Block, Cell, Document, Table};

/// CSV The tables, charts and key figures of a document as comma-separated values (RFC 4180); text blocks have no place in it.
///
/// One table ([`Csv::of_table`]) is a header row and its rows. A whole document is a section a table: a row with the title, the
/// header, the rows, and an empty line between sections. Numbers have no separators, percentages no sign. Text that a
/// spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab, return at its start) gets an apostrophe before it; numbers do not.
#[derive(Debug, Clone, Default)]
pub struct Csv {
    bom: bool,
    table: Option<String>,
}

impl Csv {
    /// Every table of the document as a section.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only the table of that id.
    pub fn of_table(id: impl Into<String>) -> Self {
        Self { bom: false, table: Some(id.into()) }
    }

    /// Starts the file with a byte order mark, without which Excel takes UTF-8 for something else.
    #[must_use]
    pub fn for_spreadsheets(mut self) -> Self {
        self.bom = true;
        self
    }
}

impl Render for Csv {
    fn media(&self) -> &'static str {
        "text/csv; charset=utf-8"
    }

    fn extension(&self) -> &'static str {
        "csv"
    }

    fn render(&self, document: &Document, to: &mut dyn Write) -> Result<()> {
        if self.bom {
            write_text(to, "\u{feff}")?;
        }
        if let Some(id) = &self.table {
            return write_rows(to, &rows_of(document.table(id)?));
        }
        for (at, (title, table)) in sections(document).into_iter().enumerate() {
            write_text(to, if at == 0 { "" } else { "\n" })?;
            let title = vec![safe(&title)];
            let rows: Vec<Vec<String>> = std::iter::once(title).chain(rows_of(&table)).collect();
            write_rows(to, &rows)?;
        }
        Ok(())
    }
}

fn write_rows(to: &mut dyn Write, rows: &[Vec<String>]) -> Result<()> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(to);
    for row in rows {
        writer.write_record(row).map_err(|err| write_failed(&err))?;
    }
    writer.flush().map_err(|err| write_failed(&err))
}

/// Everything tabular in a document, with its title.
fn sections(document: &Document) -> Vec<(String, Table)> {
    let mut figures = 0_usize;
    let section = |block: &Block| match block {
        Block::Table(table) => Some((table.title().zh.clone(), table.clone())),
        Block::Chart(chart) => Some((format!("图：{}", chart.label()), chart.to_table())),
        Block::KeyFigures { figures: content } => {
            figures += 1;
            Some(("关键数字".to_owned(), super::key_figure_table(figures, content)))
        }
        _ => None,
    };
    document.blocks.iter().filter_map(section).collect()
}

fn rows_of(table: &Table) -> Vec<Vec<String>> {
    let head = table.columns().iter().map(|column| safe(&column.label())).collect();
    let rows = table.rows().iter().map(Vec::as_slice).chain(table.total_row());
    std::iter::once(head).chain(rows.map(|row| row.iter().map(field).collect())).collect()
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => safe(text),
        other => other.machine(),
    }
}

/// Text that no spreadsheet takes for a formula.
fn safe(text: &str) -> String {
    let risky = text.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if risky { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Chart, Form, KeyFigure, Number};

    fn document() -> Document {
        let table = Table::new("t", "表", ["甲", "乙"])
            .row([Cell::text("=1+1"), Cell::Number(Number::whole(-3))])
            .and_then(|table| table.row([Cell::text("a,\"b\"\n"), Cell::count(11_608)]))
            .unwrap();
        let mut document = Document::new("d", "题");
        document.key_figures([KeyFigure::new("人数", Cell::count(3)).unit("人")]);
        document.push(table);
        document.push(Chart::new("c", "图", Form::Columns, ["一"]).series("数", [5_u32]).unwrap());
        document
    }

    #[test]
    fn a_formula_in_text_stays_text_and_a_negative_number_a_number() {
        let text = Csv::of_table("t").to_text(&document()).unwrap();
        assert_eq!(text, "甲,乙\n'=1+1,-3\n\"a,\"\"b\"\"\n\",11608\n");
    }

    #[test]
    fn a_document_is_a_section_a_table() {
        let text = Csv::new().for_spreadsheets().to_text(&document()).unwrap();
        assert!(text.starts_with("\u{feff}关键数字\n项目,数值,单位,所述数字,说明\n人数,3,人,,\n"), "{text}");
        assert!(text.contains("\n图：图\n类目,数\n一,5\n"), "{text}");
    }

    #[test]
    fn an_unknown_table_is_an_error() {
        assert_eq!(Csv::of_table("x").to_text(&document()).unwrap_err().code(), "report.table.unknown");
    }
}
