//! 摸查进度 How far the surveys have come.

use crate::error::Result;
use crate::exchange::sheets::person::link_text;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Grid, Survey, SurveyKind};
use crate::schema::Key;
use crate::value::{Count, Day, GridCode, PersonName, Plain, Text, YesNo};

crate::row! {
    /// 摸查进度 A row of the list of surveys.
    pub struct SurveyRow {
        sheet: "摸查进度", title: "“人屋车场网”摸查进度表", key: [grid, kind];
        grid: GridCode = "网格编码",
        kind: SurveyKind = "摸查类别",
        method: Text = "方式",
        due: Count = "应查数",
        done: Count = "已查数",
        deadline: Day = "完成期限",
        completed: Option<Day> = "完成日期",
        officer: Option<PersonName> = "责任人",
        on_time: Option<YesNo> = "是否按期",
    }
}

impl Register for SurveyRow {
    type Primary = Survey;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let grid = to.link::<Grid>("网格编码", &self.grid.plain())?;
        let survey = Survey {
            id: to.id(),
            grid,
            kind: self.kind,
            method: self.method.clone(),
            due: self.due,
            done: self.done,
            deadline: self.deadline,
            completed: self.completed,
            officer: self.officer.clone(),
            on_time: self.on_time,
        };
        to.put(survey);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Survey>().iter().map(|survey| Ok((Self::of(survey, held)?, vec![survey.id.key()]))).collect()
    }
}

impl SurveyRow {
    fn of(survey: &Survey, held: &Held) -> Result<Self> {
        Ok(Self {
            grid: link_text(held, &survey.grid, |grid: &Grid| grid.code)?,
            kind: survey.kind,
            method: survey.method.clone(),
            due: survey.due,
            done: survey.done,
            deadline: survey.deadline,
            completed: survey.completed,
            officer: survey.officer.clone(),
            on_time: survey.on_time,
        })
    }
}
