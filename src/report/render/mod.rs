//! 渲染 How a document is written.

use std::fmt;
use std::io::Write;

use crate::error::{Error, Result, code};
use crate::report::Document;
#[cfg(any(feature = "csv", feature = "xlsx"))]
use crate::report::{Cell, KeyFigure, Table};

#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "html")]
mod html;
mod json;
mod markdown;
#[cfg(feature = "chart")]
mod scale;
#[cfg(feature = "chart")]
pub(crate) mod svg;
#[cfg(feature = "xlsx")]
mod xlsx;

#[cfg(feature = "csv")]
pub use csv::Csv;
#[cfg(feature = "html")]
pub use html::Html;
pub use json::Json;
pub use markdown::Markdown;
#[cfg(feature = "xlsx")]
pub use xlsx::Xlsx;

/// 渲染 Writes a [`Document`] in one format. The same document gives the same bytes.
#[doc(alias = "渲染")]
pub trait Render: fmt::Debug + Send + Sync {
    /// Media type, such as `text/html; charset=utf-8`.
    fn media(&self) -> &str;

    /// Extension of its files, without the dot.
    fn extension(&self) -> &str;

    /// Writes the document.
    ///
    /// # Errors
    /// `report.write` when the writer fails; codes of `report` where the format cannot hold the content.
    fn render(&self, document: &Document, to: &mut dyn Write) -> Result<()>;

    /// The document as bytes.
    ///
    /// # Errors
    /// As [`Render::render`].
    fn to_bytes(&self, document: &Document) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.render(document, &mut bytes)?;
        Ok(bytes)
    }

    /// The document as text, for formats that are text.
    ///
    /// # Errors
    /// As [`Render::render`]; `report.write` when the format is not UTF-8 text.
    fn to_text(&self, document: &Document) -> Result<String> {
        String::from_utf8(self.to_bytes(document)?).map_err(|err| write_failed(&err))
    }

    /// The name of its file: the document's id and the extension.
    fn file_name(&self, document: &Document) -> String {
        format!("{}.{}", document.id, self.extension())
    }
}

/// The error of a writer that failed.
pub(super) fn write_failed(reason: &dyn fmt::Display) -> Error {
    Error::new(code::report::WRITE).with("reason", reason)
}

/// Writes a whole text.
pub(super) fn write_text(to: &mut dyn Write, text: &str) -> Result<()> {
    to.write_all(text.as_bytes()).map_err(|err| write_failed(&err))
}

/// Key figures as a table, for formats of rows and columns.
#[cfg(any(feature = "csv", feature = "xlsx"))]
fn key_figure_table(at: usize, figures: &[KeyFigure]) -> Table {
    let table = Table::new(format!("key_figures_{at}"), "关键数字", ["项目", "数值", "单位", "所述数字", "说明"]);
    figures.iter().fold(table, |mut table, figure| {
        let unit = figure.unit.clone().map(Cell::text);
        let note = figure.note.clone().map(Cell::text);
        let cells = [Cell::text(figure.label.zh.clone()), figure.value.clone(), unit.into()];
        let pushed = table.push(cells.into_iter().chain([figure.stated.clone().into(), note.into()]));
        debug_assert!(pushed.is_ok(), "five cells for five columns");
        table
    })
}
