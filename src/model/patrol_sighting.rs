//! 三见警 Police seen at key venues: officers, cars, lights.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::above_zero;
use crate::model::{House, Ref, Venue};
use crate::schema::Id;
use crate::value::{Count, Day, PersonName, YesNo};

/// 三见警 A patrol at a venue and what of the police was seen there (见警察、见警车、见警灯).
#[doc(alias = "三见警")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatrolSighting {
    /// 编号 Id.
    pub id: Id<PatrolSighting>,
    /// 日期 Day.
    pub on: Day,
    /// 场所 The venue.
    pub venue: Ref<Venue>,
    /// 房屋 The house it is in.
    pub house: Ref<House>,
    /// 见警察 Officers seen.
    pub officers: YesNo,
    /// 见警车 Cars seen.
    pub cars: YesNo,
    /// 见警灯 Lights seen.
    pub lights: YesNo,
    /// 时段 Hour of the day, 0 to 23.
    pub hour: Count,
    /// 巡防人数 People on patrol.
    pub people: Count,
    /// 带队人 Who led them.
    pub leader: PersonName,
}

crate::entity! {
    PatrolSighting: "patrol_sighting", "psgt", v1, "三见警";
    columns {
        held "日期": Day = |it| it.on,
        venue "场所": Text = |it| &it.venue,
        house "房屋": Text = |it| &it.house,
        hour "时段": Int = |it| it.hour,
        people "巡防人数": Int = |it| it.people,
        all_three "三见齐全": Bool = |it| it.all_three(),
    }
    indexes { by_day(held), by_venue(venue, held) }
    secrets {}
    subject = |it| it.id.key();
}

impl PatrolSighting {
    /// 三见齐全 Whether officers, cars and lights were all seen.
    pub fn all_three(&self) -> bool {
        [self.officers, self.cars, self.lights].iter().all(|seen| *seen == YesNo::Yes)
    }

    fn check(&self) -> Result<()> {
        if self.hour.get() > 23 {
            return Err(Error::new(code::model::HOUR).with("column", "时段(时)").with("value", self.hour));
        }
        above_zero("巡防人数", i64::from(self.people.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    #[test]
    fn a_patrol_has_an_hour_of_the_day_and_people() {
        let patrol = PatrolSighting {
            id: id(1),
            on: v("2022-07-01"),
            venue: id(2).into(),
            house: id(3).into(),
            officers: YesNo::Yes,
            cars: YesNo::Yes,
            lights: YesNo::No,
            hour: v("23"),
            people: v("4"),
            leader: v("朱海光"),
        };
        assert!(patrol.check().is_ok() && !patrol.all_three());
        assert!(PatrolSighting { lights: YesNo::Yes, ..patrol.clone() }.all_three());
        assert_eq!(PatrolSighting { hour: v("24"), ..patrol.clone() }.check().unwrap_err().code(), "model.hour");
        assert_eq!(PatrolSighting { people: v("0"), ..patrol }.check().unwrap_err().code(), "model.amount.zero");
    }
}
