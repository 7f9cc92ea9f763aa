//! 专项行动一览表 The list of campaigns.

use crate::error::Result;
use crate::exchange::sheets::deal::through;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Campaign, CampaignLevel};
use crate::schema::Key;
use crate::value::{Day, Period, Text};

crate::row! {
    /// 专项行动 A row of the list of campaigns.
    pub struct CampaignRow {
        sheet: "专项行动", title: "专项行动一览表", key: [name];
        name: Text = "名称",
        level: CampaignLevel = "级别",
        from: Day = "开始日期",
        last: Option<Day> = "结束日期",
        leader: Text = "牵头单位",
        note: Option<Text> = "说明",
    }
}

impl Register for CampaignRow {
    type Primary = Campaign;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        let period = match self.last {
            Some(last) => through(self.from, last, "结束日期")?,
            None => Period::since(self.from),
        };
        to.put(Campaign {
            id,
            name: self.name.clone(),
            level: self.level,
            period,
            leader: self.leader.clone(),
            note: self.note.clone(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        Ok(held.all::<Campaign>().iter().map(|it| (row_of(it), vec![it.id.key()])).collect())
    }
}

fn row_of(it: &Campaign) -> CampaignRow {
    CampaignRow {
        name: it.name.clone(),
        level: it.level,
        from: it.period.from(),
        last: it.period.last_day(),
        leader: it.leader.clone(),
        note: it.note.clone(),
    }
}
