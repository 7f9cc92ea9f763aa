//! 摸查 How far a grid's survey of persons, houses, vehicles, venues and networks has come.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::{Grid, Ref};
use crate::schema::Id;
use crate::value::{Count, Day, PersonName, Text, YesNo};

crate::labels! {
    /// 摸查类别 What is surveyed: 人屋车场网.
    pub enum SurveyKind: "摸查类别 survey kind" {
        /// 人 Persons.
        Persons = "persons" / "人",
        /// 屋 Houses.
        Houses = "houses" / "屋",
        /// 车 Vehicles.
        Vehicles = "vehicles" / "车",
        /// 场 Venues.
        Venues = "venues" / "场",
        /// 网 Networks.
        Networks = "networks" / "网",
    }
}

/// 摸查进度 Progress of one survey in one grid.
#[doc(alias = "摸查进度")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    /// Record id.
    pub id: Id<Survey>,
    /// 网格 The grid.
    pub grid: Ref<Grid>,
    /// 摸查类别 What is surveyed.
    pub kind: SurveyKind,
    /// 方式 How.
    pub method: Text,
    /// 应查数 How many are to be checked.
    pub due: Count,
    /// 已查数 How many have been; never more than are due.
    pub done: Count,
    /// 完成期限 Last day for it.
    pub deadline: Day,
    /// 完成日期 Day of completion.
    pub completed: Option<Day>,
    /// 责任人 Person in charge.
    pub officer: Option<PersonName>,
    /// 是否按期 Whether it was completed in time, as stated.
    pub on_time: Option<YesNo>,
}

crate::entity! {
    Survey: "survey", "srv", v1, "摸查进度";
    columns {
        grid "网格": Text = |survey| &survey.grid,
        kind "摸查类别": Text = |survey| survey.kind.code(),
        due "应查数": Int = |survey| survey.due,
        done "已查数": Int = |survey| survey.done,
        deadline "完成期限": Day = |survey| survey.deadline,
        completed "完成日期": Day = |survey| survey.completed,
    }
    indexes { by_grid(grid, kind), by_kind(kind) }
    secrets {}
    subject = |survey| survey.id.key();
}

impl Survey {
    fn check(&self) -> Result<()> {
        if self.done > self.due {
            return Err(Error::new(code::model::SURVEY_DONE)
                .with("column", "已查数")
                .with("value", self.done)
                .with("done", self.done)
                .with("due", self.due));
        }
        let (Some(completed), Some(stated)) = (self.completed, self.on_time) else { return Ok(()) };
        if (completed <= self.deadline) == (stated == YesNo::Yes) {
            return Ok(());
        }
        Err(Error::new(code::model::SURVEY_ON_TIME)
            .with("column", "是否按期")
            .with("value", stated)
            .with("stated", stated)
            .with("completed", completed)
            .with("deadline", self.deadline))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::value::Plain;

    #[test]
    fn no_more_is_done_than_due_and_in_time_means_by_the_deadline() {
        let day = |text: &str| Day::parse(text).unwrap();
        let survey = Survey {
            id: Id::from_uuid(Uuid::from_u128(1)),
            grid: Ref::Pending(Text::parse("440118101224001").unwrap()),
            kind: SurveyKind::Houses,
            method: Text::parse("洗楼").unwrap(),
            due: Count::new(204),
            done: Count::new(204),
            deadline: day("2023-06-30"),
            completed: Some(day("2023-06-30")),
            officer: None,
            on_time: Some(YesNo::Yes),
        };
        assert!(survey.check().is_ok(), "the last day is in time");
        let late = Survey { completed: Some(day("2023-07-01")), ..survey.clone() };
        assert_eq!(late.check().unwrap_err().code(), "model.survey.on_time");
        let more = Survey { done: Count::new(205), ..survey };
        assert_eq!(more.check().unwrap_err().code(), "model.survey.done");
    }
}
