//! 居住 Where a resident lives, from when, until when.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::{House, Ref, Resident};
use crate::schema::Id;
use crate::value::{Day, Plain, RefNo};

crate::labels! {
    /// 登记方式 How the residence was registered.
    pub enum RegistrationWay: "登记方式 way of registration" {
        /// 网格员上门 At the door, by the grid officer.
        AtTheDoor = "at_the_door" / "网格员上门" | "上门登记",
        /// 来穗中心窗口 At the counter of the service centre for migrants.
        Counter = "counter" / "来穗中心窗口" | "窗口",
        /// 粤居码 By the province's residence code.
        ResidenceCode = "residence_code" / "粤居码",
        /// 派出所临时住宿登记 Temporary lodging of people from abroad, at the police station (Exit-Entry Law art. 39).
        PoliceLodging = "police_lodging" / "派出所临时住宿登记",
    }
}

crate::labels! {
    /// 迁出原因 Why a residence ended.
    pub enum MoveOutReason: "迁出原因 reason for moving out" {
        /// 村内搬迁 To another house of the village.
        WithinVillage = "within_village" / "村内搬迁",
        /// 迁往本区其他镇街 To another town of the district.
        WithinDistrict = "within_district" / "迁往本区其他镇街",
        /// 迁往本市其他区 To another district of the city.
        WithinCity = "within_city" / "迁往本市其他区",
        /// 迁往外市 To another city.
        OtherCity = "other_city" / "迁往外市",
        /// 离穗返乡 Back home.
        Home = "home" / "离穗返乡",
        /// 去世 Died.
        Died = "died" / "去世" | "死亡",
        /// 迁出,去向未登记 Left, nobody knows where to.
        Unknown = "unknown" / "迁出,去向未登记" | "迁出，去向未登记" | "去向未登记",
    }
}

/// 房号 Which part of a house somebody lives in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// 全栋 The whole house.
    Whole,
    /// One room, by its number.
    Number(RefNo),
}

impl Plain for Room {
    const WHAT: &'static str = "房号 room";

    fn plain(&self) -> String {
        match self {
            Self::Whole => "全栋".to_owned(),
            Self::Number(number) => number.plain(),
        }
    }

    fn parse(text: &str) -> Result<Self> {
        match text {
            "全栋" | "整栋" => Ok(Self::Whole),
            _ => RefNo::parse(text).map(Self::Number),
        }
    }
}

impl fmt::Display for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain())
    }
}

/// 居住登记 When and how a residence was registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// 居住登记日期 Day of registration.
    pub on: Day,
    /// 登记方式 Way of registration.
    pub way: RegistrationWay,
}

/// 居住 A residence: one person in one house from a day on, until a day that no longer counts.
#[doc(alias = "居住")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Residence {
    /// Record id.
    pub id: Id<Residence>,
    /// 居住人员 The resident.
    pub resident: Id<Resident>,
    /// 房屋 The house.
    pub house: Ref<House>,
    /// 房号 Which part of it.
    pub room: Room,
    /// 入住日期 First day.
    pub from: Day,
    /// 迁出日期 First day that no longer counts; none while he lives there.
    pub until: Option<Day>,
    /// 迁出原因 Why it ended.
    pub reason: Option<MoveOutReason>,
    /// 居住登记 Registration, if there was one.
    pub registration: Option<Registration>,
}

crate::entity! {
    Residence: "residence", "rsd", v1, "居住";
    columns {
        resident "居住人员": Text = |residence| residence.resident,
        house "房屋": Text = |residence| &residence.house,
        room "房号": Text = |residence| residence.room.plain(),
        from_day "入住日期": Day = |residence| residence.from,
        until_day "迁出日期": Day = |residence| residence.until,
        registered "居住登记日期": Day = |residence| residence.registration.map(|registration| registration.on),
    }
    indexes { by_resident(resident, from_day), by_house(house, from_day), by_from(from_day), by_until(until_day) }
    secrets {}
    subject = |residence| residence.resident.key();
}

/// 住处 What of a residence tells where somebody lives; small, so that a count or an index can keep one for everybody.
#[derive(Debug, Clone, Copy, PartialEq)]
#[doc(alias = "住处")]
pub struct Home {
    /// 居住 The residence that says so.
    pub residence: Id<Residence>,
    /// 房屋 The house, if the register has it.
    pub house: Option<Id<House>>,
    /// 入住日期 First day.
    pub from: Day,
    /// 迁出日期 First day that no longer counts; none while he lives there.
    pub until: Option<Day>,
}

impl Home {
    /// 住处 Of a residence.
    pub fn of(residence: &Residence) -> Self {
        Self { residence: residence.id, house: residence.house.id(), from: residence.from, until: residence.until }
    }

    /// 某日在住 Whether it counts on a day: `from` counts, `until` no longer does.
    pub fn counts_on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// 主要住处 Where somebody with these counts on a day: the current one that began last, so that whoever has two
    /// homes is counted once.
    pub fn main_on(homes: &[Self], day: Day) -> Option<&Self> {
        homes.iter().filter(|home| home.counts_on(day)).max_by_key(|home| (home.from, home.residence))
    }
}

impl Residence {
    /// 某日在住 Whether it counts on a day: `from` counts, `until` no longer does.
    pub fn current_on(&self, day: Day) -> bool {
        Home::of(self).counts_on(day)
    }

    /// 在住 Whether it has not ended.
    pub fn is_open(&self) -> bool {
        self.until.is_none()
    }

    fn check(&self) -> Result<()> {
        match (self.until, self.reason) {
            (Some(until), _) if until <= self.from => {
                return Err(Error::new(code::model::RESIDENCE_UNTIL)
                    .with("column", "迁出日期")
                    .with("value", until)
                    .with("from", self.from)
                    .with("until", until));
            }
            (None, Some(reason)) => {
                return Err(Error::new(code::model::RESIDENCE_REASON)
                    .with("column", "迁出日期")
                    .with("reason", reason));
            }
            _ => {}
        }
        match self.registration {
            Some(registration) if registration.on < self.from => Err(Error::new(code::model::RESIDENCE_REGISTERED)
                .with("column", "居住登记日期")
                .with("value", registration.on)
                .with("registered", registration.on)
                .with("from", self.from)),
            _ => Ok(()),
        }
    }
}
