//! 警情月度统计表 The police's monthly totals.

use crate::error::{Error, Result, code};
use crate::exchange::{Held, Register, Stage};
use crate::model::IncidentStatistics;
use crate::schema::Key;
use crate::value::{Count, Month, Year};

crate::row! {
    /// 警情统计 A row of the monthly totals.
    pub struct IncidentStatisticsRow {
        sheet: "警情统计", title: "警情月度统计表", key: [year, month];
        year: Year = "年份" as number,
        month: Count = "月份",
        reported: Count = "报案数量",
        public_order: Count = ["其中"] "治安",
        theft: Count = ["其中"] "盗窃",
        fraud: Count = ["其中"] "诈骗",
        injury: Count = ["其中"] "伤害",
        caught: Count = "抓获违法人员",
    }
}

/// The month of two cells.
pub(super) fn month_of(year: Year, month: Count) -> Result<Month> {
    let wrong = || Error::new(code::value::MONTH).with("column", "月份").with("value", month);
    u8::try_from(month.get()).ok().and_then(|month| Month::of(year.get(), month)).ok_or_else(wrong)
}

impl Register for IncidentStatisticsRow {
    type Primary = IncidentStatistics;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        to.put(IncidentStatistics {
            id,
            month: month_of(self.year, self.month)?,
            reported: self.reported,
            public_order: self.public_order,
            theft: self.theft,
            fraud: self.fraud,
            injury: self.injury,
            caught: self.caught,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        Ok(held.all::<IncidentStatistics>().iter().map(|it| (row_of(it), vec![it.id.key()])).collect())
    }
}

fn row_of(it: &IncidentStatistics) -> IncidentStatisticsRow {
    IncidentStatisticsRow {
        year: it.month.year(),
        month: Count::new(u32::from(it.month.month())),
        reported: it.reported,
        public_order: it.public_order,
        theft: it.theft,
        fraud: it.fraud,
        injury: it.injury,
        caught: it.caught,
    }
}
