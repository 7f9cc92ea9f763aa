//! 导入导出 Workbooks and CSV in and out: rows typed once, read and written by the same declaration.
//!
//! A sheet is a struct declared with [`row!`](crate::row) that implements [`Register`]. Reading collects every problem of
//! every row; a plan is shown, then run as one commit; the same file again changes nothing.

mod cell;
mod forbidden;
mod layout;
mod plan;
mod problem;
mod registry;
mod report;
mod row;
mod sheet;
pub mod sheets;
mod stage;
mod table;

pub use crate::ledger::Held;
pub use crate::schema::AnyRecord;
pub use cell::Cell;
pub use layout::Skipped;
pub use plan::{Nature, Options, Plan, Planned};
pub use problem::{Problem, Severity};
pub use report::{ImportReport, SheetReport};
#[doc(hidden)]
pub use row::private;
pub use row::{ColumnSpec, Field, RowReader, SheetRow, SheetSpec};
pub use sheet::{SheetHandler, Sheets, handler};
pub use stage::{Register, Stage};
pub use table::{RowSource, Table, TableRow};
