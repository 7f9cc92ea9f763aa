//! 导入导出 Workbooks and CSV in and out: rows typed once, read and written by the same declaration.
//!
//! A sheet is a struct declared with [`row!`](crate::row) that implements [`Register`]. Reading collects every problem of
//! every row; a plan is shown, then run as one commit; the same file again changes nothing.

mod book;
mod cell;
#[cfg(feature = "csv")]
mod csv;
mod export;
mod forbidden;
mod layout;
#[cfg(feature = "map")]
mod maps;
mod plan;
mod problem;
mod registry;
mod report;
mod row;
mod run;
mod sheet;
pub mod sheets;
mod stage;
mod table;
#[cfg(test)]
mod tests;
#[cfg(feature = "xlsx")]
mod workbook;

pub use crate::ledger::Held;
pub use crate::schema::AnyRecord;
pub use cell::Cell;
#[cfg(feature = "csv")]
pub use csv::CsvFile;
#[cfg(feature = "csv")]
pub use export::CsvEncoding;
pub use export::ExportSheet;
#[cfg(feature = "xlsx")]
pub use export::{workbook_bytes, write_workbook};
pub use layout::Skipped;
#[cfg(feature = "map")]
pub use maps::MapFile;
pub use plan::{Nature, Options, Plan, Planned};
pub use problem::{Problem, Severity};
pub use report::{ImportReport, SheetReport};
#[doc(hidden)]
pub use row::private;
pub use row::{ColumnSpec, Field, RowReader, SheetRow, SheetSpec};
pub use run::{Book, plan, run};
pub use sheet::{SheetHandler, Sheets, handler};
pub use stage::{Also, Register, Stage};
pub use table::{RowSource, Table, TableRow};
#[cfg(feature = "xlsx")]
pub use workbook::Workbook;

/// The name of a file, as problems show it.
#[cfg(any(feature = "xlsx", feature = "csv", feature = "map"))]
fn file_name(path: &std::path::Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
