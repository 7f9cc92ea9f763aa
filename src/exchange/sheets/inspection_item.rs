//! 人大代表联络站交叉检查记录 The record of stations checked by one another.

use crate::error::Result;
use crate::exchange::{Held, Register, Stage};
use crate::model::{FixState, InspectionItem, InspectionResult, StationLevel};
use crate::schema::Key;
use crate::value::{Day, Text};

crate::row! {
    /// 交叉检查 A row of the record of cross-checks.
    pub struct InspectionItemRow {
        sheet: "交叉检查", title: "人大代表联络站交叉检查记录", key: [day, inspector, inspected, level, item];
        day: Day = "检查日期",
        inspector: Text = "检查单位",
        inspected: Text = "被检查单位",
        level: StationLevel = "站点层级",
        item: Text = "检查项目",
        standard: Text = "对照标准",
        result: InspectionResult = "检查结果",
        finding: Option<Text> = "问题" | "发现的问题",
        fix_due: Option<Day> = "整改期限",
        fixed: Option<Day> = "整改日期",
        fix_state: Option<FixState> = "整改状态",
    }
}

impl Register for InspectionItemRow {
    type Primary = InspectionItem;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        to.put(InspectionItem {
            id,
            day: self.day,
            inspector: self.inspector.clone(),
            inspected: self.inspected.clone(),
            level: self.level,
            item: self.item.clone(),
            standard: self.standard.clone(),
            result: self.result,
            finding: self.finding.clone(),
            fix_due: self.fix_due,
            fixed: self.fixed,
            fix_state: self.fix_state,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        Ok(held.all::<InspectionItem>().iter().map(|it| (row_of(it), vec![it.id.key()])).collect())
    }
}

fn row_of(it: &InspectionItem) -> InspectionItemRow {
    InspectionItemRow {
        day: it.day,
        inspector: it.inspector.clone(),
        inspected: it.inspected.clone(),
        level: it.level,
        item: it.item.clone(),
        standard: it.standard.clone(),
        result: it.result,
        finding: it.finding.clone(),
        fix_due: it.fix_due,
        fixed: it.fixed,
        fix_state: it.fix_state,
    }
}
