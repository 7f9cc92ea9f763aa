//! “代表接待日”登记表 The register of deputies' reception days.

use crate::error::Result;
use crate::exchange::sheets::person::link_text;
use crate::exchange::{Held, Register, Stage};
use crate::model::{DeputyLevel, ReceptionDay};
use crate::schema::Key;
use crate::value::{Count, Day, Text, YesNo};

crate::row! {
    /// 接待日 A row of the register of reception days.
    pub struct ReceptionDayRow {
        sheet: "接待日", title: "“代表接待日”登记表", key: [station, day];
        day: Day = "接待日期",
        announced: Day = "公告日期",
        station: Text = "站点" | "站点名称",
        deputies: Text = "接待代表",
        level: DeputyLevel = "代表层级",
        received: Count = "接待人数",
        opinions: Count = "收集意见数",
        topic: Option<Text> = "主题",
        recorded: YesNo = "记录",
    }
}

const STATION: &str = "站点";

impl Register for ReceptionDayRow {
    type Primary = ReceptionDay;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let station = to.link(STATION, self.station.as_str())?;
        let id = to.id();
        to.put(ReceptionDay {
            id,
            day: self.day,
            announced: self.announced,
            station,
            deputies: self.deputies.clone(),
            level: self.level,
            received: self.received,
            opinions: self.opinions,
            topic: self.topic.clone(),
            recorded: self.recorded.is_yes(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<ReceptionDay>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(held: &Held, it: &ReceptionDay) -> Result<ReceptionDayRow> {
    Ok(ReceptionDayRow {
        day: it.day,
        announced: it.announced,
        station: link_text(held, &it.station, |station| station.name.clone())?,
        deputies: it.deputies.clone(),
        level: it.level,
        received: it.received,
        opinions: it.opinions,
        topic: it.topic.clone(),
        recorded: it.recorded.into(),
    })
}
