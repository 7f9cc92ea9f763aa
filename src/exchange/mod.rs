//! 导入导出 Workbooks and CSV in and out: rows typed once, read and written by the same declaration.
//!
//! A sheet is a struct declared with [`row!`](crate::row) that implements [`Register`]. Reading collects every problem of
//! every row; a plan is shown, then run as one commit; the same file again changes nothing.

mod problem;

mod registry;
mod row;
mod stage;

pub use crate::ledger::Held;
pub use crate::schema::AnyRecord;
pub use problem::{Problem, Severity};
#[doc(hidden)]
pub use row::private;
pub use row::{ColumnSpec, Field, RowReader, SheetRow, SheetSpec};
pub use stage::{Register, Stage};
