//! “六乱”整治台账 The register of disorders put right.

use crate::error::Result;
use crate::exchange::sheets::person::{link_text, link_text_if};
use crate::exchange::{Held, Register, Stage};
use crate::model::{Case, CaseSource, CaseState, Disorder, Grid, House};
use crate::schema::Key;
use crate::value::{Day, GridCode, PersonName, Plain, RefNo, Text};

const GRID: &str = "网格编码";
const HOUSE: &str = "房屋编号";

crate::row! {
    /// 六乱整治 A row of the register of disorders.
    pub struct CaseRow {
        sheet: "六乱整治", title: "“六乱”整治台账", key: [no];
        no: RefNo = "编号",
        found: Day = "发现日期",
        disorder: Disorder = "类型",
        grid: GridCode = "网格编码",
        house: Option<RefNo> = "房屋编号",
        source: CaseSource = "来源",
        situation: Text = "情况",
        due: Day = "整治期限",
        completed: Option<Day> = "完成日期",
        state: CaseState = "状态",
        officer: PersonName = "责任人",
    }
}

impl Register for CaseRow {
    type Primary = Case;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        let grid = to.link::<Grid>(GRID, &self.grid.plain())?;
        let house = self.house.as_ref().map(|no| to.link::<House>(HOUSE, no.as_str())).transpose()?;
        to.put(Case {
            id,
            no: self.no.clone(),
            found: self.found,
            disorder: self.disorder,
            grid,
            house,
            source: self.source,
            situation: self.situation.clone(),
            due: self.due,
            completed: self.completed,
            state: self.state,
            officer: self.officer.clone(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Case>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(held: &Held, it: &Case) -> Result<CaseRow> {
    Ok(CaseRow {
        no: it.no.clone(),
        found: it.found,
        disorder: it.disorder,
        grid: link_text(held, &it.grid, |grid| grid.code.clone())?,
        house: link_text_if(held, it.house.as_ref(), |house| house.no.clone())?,
        source: it.source,
        situation: it.situation.clone(),
        due: it.due,
        completed: it.completed,
        state: it.state,
        officer: it.officer.clone(),
    })
}
