//! 荣誉、试点与认可情况 The list of recognitions.

use crate::error::Result;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Recognition, RecognitionKind};
use crate::schema::Key;
use crate::value::{Day, Text};

crate::row! {
    /// 荣誉与试点 A row of the list of recognitions.
    pub struct RecognitionRow {
        sheet: "荣誉与试点", title: "荣誉、试点与认可情况", key: [name];
        name: Text = "名称",
        kind: RecognitionKind = "类型",
        granted_by: Text = "授予单位",
        day: Day = "日期",
        note: Option<Text> = "说明" | "备注",
    }
}

impl Register for RecognitionRow {
    type Primary = Recognition;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        to.put(Recognition {
            id,
            name: self.name.clone(),
            kind: self.kind,
            granted_by: self.granted_by.clone(),
            day: self.day,
            note: self.note.clone(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let row = |it: &Recognition| Self {
            name: it.name.clone(),
            kind: it.kind,
            granted_by: it.granted_by.clone(),
            day: it.day,
            note: it.note.clone(),
        };
        Ok(held.all::<Recognition>().iter().map(|it| (row(it), vec![it.id.key()])).collect())
    }
}
