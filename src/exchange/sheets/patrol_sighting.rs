//! 重点场所“三见警”巡防记录 Patrols at key venues.

use crate::error::Result;
use crate::exchange::sheets::person::link_text;
use crate::exchange::{Held, Register, Stage};
use crate::model::{House, PatrolSighting, Venue};
use crate::schema::Key;
use crate::value::{Count, Day, PersonName, RefNo, Text, YesNo};

const VENUE: &str = "场所名称";
const HOUSE: &str = "房屋编号";

crate::row! {
    /// 三见警 A row of the record of patrols; a blank mark means not seen.
    pub struct PatrolSightingRow {
        sheet: "三见警", title: "重点场所“三见警”巡防记录", key: [on, venue, hour];
        on: Day = "日期",
        venue: Text = "场所名称",
        house: RefNo = "房屋编号",
        officers: Option<YesNo> = ["三见警"] "见警察",
        cars: Option<YesNo> = ["三见警"] "见警车",
        lights: Option<YesNo> = ["三见警"] "见警灯",
        hour: Count = "时段(时)" | "时段",
        people: Count = "巡防人数",
        leader: PersonName = "带队人",
    }
}

impl Register for PatrolSightingRow {
    type Primary = PatrolSighting;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        let venue = to.link::<Venue>(VENUE, self.venue.as_str())?;
        let house = to.link::<House>(HOUSE, self.house.as_str())?;
        to.put(PatrolSighting {
            id,
            on: self.on,
            venue,
            house,
            officers: self.officers.unwrap_or(YesNo::No),
            cars: self.cars.unwrap_or(YesNo::No),
            lights: self.lights.unwrap_or(YesNo::No),
            hour: self.hour,
            people: self.people,
            leader: self.leader.clone(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<PatrolSighting>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(held: &Held, it: &PatrolSighting) -> Result<PatrolSightingRow> {
    let mark = |seen: YesNo| (seen == YesNo::Yes).then_some(seen);
    Ok(PatrolSightingRow {
        on: it.on,
        venue: link_text(held, &it.venue, |venue| venue.name.clone())?,
        house: link_text(held, &it.house, |house| house.no.clone())?,
        officers: mark(it.officers),
        cars: mark(it.cars),
        lights: mark(it.lights),
        hour: it.hour,
        people: it.people,
        leader: it.leader.clone(),
    })
}
