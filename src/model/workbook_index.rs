//! 目录 What the index of a workbook says about its sheets.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::schema::Id;
use crate::value::{Count, Text};

/// 目录项 One sheet as the workbook's index states it; the import report sets it beside what was read.
#[doc(alias = "目录")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkbookIndex {
    /// Record id.
    pub id: Id<WorkbookIndex>,
    /// 表名 Name of the sheet.
    pub sheet: Text,
    /// 标题 Its title.
    pub title: Text,
    /// 行数 Rows of data that the index states.
    pub stated_rows: Count,
    /// 首个数据行 The first row of data as a spreadsheet numbers it.
    pub first_row: Count,
}

crate::entity! {
    WorkbookIndex: "workbook_index", "wbx", v1, "目录";
    columns {
        sheet "表名": Text = |entry| entry.sheet.as_str(),
        stated_rows "行数": Int = |entry| entry.stated_rows,
    }
    indexes { by_sheet(sheet) }
    secrets {}
    subject = |entry| entry.id.key();
}

impl WorkbookIndex {
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}
