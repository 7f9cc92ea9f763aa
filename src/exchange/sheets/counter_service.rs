//! 政务自助终端服务量统计表 Monthly counts of the self-service terminals.

use crate::error::Result;
use crate::exchange::sheets::incident_statistics::month_of;
use crate::exchange::{Held, Register, Stage};
use crate::model::CounterService;
use crate::schema::Key;
use crate::value::{Count, Text, Year};

crate::row! {
    /// 政务自助 A row of the monthly counts.
    pub struct CounterServiceRow {
        sheet: "政务自助", title: "政务自助终端服务量统计表", key: [year, month, terminal, item];
        year: Year = "年份" as number,
        month: Count = "月份",
        terminal: Text = "终端",
        item: Text = "事项",
        handled: Count = "办理件数",
        by_face: Count = "刷脸登录件数",
        completed: Count = "办结件数",
    }
}

impl Register for CounterServiceRow {
    type Primary = CounterService;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        to.put(CounterService {
            id,
            month: month_of(self.year, self.month)?,
            terminal: self.terminal.clone(),
            item: self.item.clone(),
            handled: self.handled,
            by_face: self.by_face,
            completed: self.completed,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        Ok(held.all::<CounterService>().iter().map(|it| (row_of(it), vec![it.id.key()])).collect())
    }
}

fn row_of(it: &CounterService) -> CounterServiceRow {
    CounterServiceRow {
        year: it.month.year(),
        month: Count::new(u32::from(it.month.month())),
        terminal: it.terminal.clone(),
        item: it.item.clone(),
        handled: it.handled,
        by_face: it.by_face,
        completed: it.completed,
    }
}
