//! 目录 The index of a workbook.

use crate::error::Result;
use crate::exchange::{Held, Register, Stage};
use crate::model::WorkbookIndex;
use crate::schema::Key;
use crate::value::{Count, Text};

crate::row! {
    /// 目录 A row of the index of a workbook.
    pub struct IndexRow {
        sheet: "目录", title: "村务台账目录", key: [name];
        name: Text = "表名",
        heading: Text = "标题",
        rows: Count = "行数",
        first_row: Count = "首个数据行",
    }
}

impl Register for IndexRow {
    type Primary = WorkbookIndex;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let entry = WorkbookIndex {
            id: to.id(),
            sheet: self.name.clone(),
            title: self.heading.clone(),
            stated_rows: self.rows,
            first_row: self.first_row,
        };
        to.put(entry);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let row = |entry: &WorkbookIndex| Self {
            name: entry.sheet.clone(),
            heading: entry.title.clone(),
            rows: entry.stated_rows,
            first_row: entry.first_row,
        };
        Ok(held.all::<WorkbookIndex>().iter().map(|entry| (row(entry), vec![entry.id.key()])).collect())
    }
}
