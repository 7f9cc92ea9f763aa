//! 危房修缮与农民公寓加装电梯项目表 Repairs of dangerous houses and lifts for farmers' apartments.

use crate::error::Result;
use crate::exchange::sheets::deal::half;
use crate::exchange::sheets::person::link_text;
use crate::exchange::{Held, Register, Stage};
use crate::model::{House, LiftVote, OwnersShare, RepairFunds, RepairKind, RepairProject, RepairState, SafetyGrade};
use crate::schema::Key;
use crate::value::{Count, Day, Money, PersonName, RefNo, SquareMetres};

const HOUSE: &str = "房屋编号";

crate::row! {
    /// 危房修缮与加装电梯 A row of the list of projects.
    pub struct RepairProjectRow {
        sheet: "危房修缮与加装电梯", title: "危房修缮与农民公寓加装电梯项目表", key: [no];
        no: RefNo = "项目编号",
        kind: RepairKind = "项目类型",
        house: RefNo = "房屋编号",
        grade: Option<SafetyGrade> = "危房等级",
        owner: PersonName = "业主(代表)" | "业主",
        approved: Day = "立项日期",
        started: Option<Day> = "开工日期",
        completed: Option<Day> = "竣工日期",
        total: Money = ["资金"] "总投资(元)" | "总投资",
        budget: Money = ["资金"] "财政补助(元)" | "财政补助",
        charity: Money = ["资金"] "慈善资助(元)" | "慈善资助",
        own: Money = ["资金"] "自筹(元)" | "自筹",
        all_households: Option<Count> = ["加装电梯表决"] "总户数",
        all_area: Option<SquareMetres> = ["加装电梯表决"] "总面积",
        voting_households: Option<Count> = ["加装电梯表决"] "参与户数",
        voting_area: Option<SquareMetres> = ["加装电梯表决"] "参与面积",
        agreed_households: Option<Count> = ["加装电梯表决"] "同意户数",
        agreed_area: Option<SquareMetres> = ["加装电梯表决"] "同意面积",
        state: RepairState = "状态",
    }
}

impl Register for RepairProjectRow {
    type Primary = RepairProject;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        let house = to.link::<House>(HOUSE, self.house.as_str())?;
        let funds = RepairFunds { total: self.total, budget: self.budget, charity: self.charity, own: self.own };
        to.put(RepairProject {
            id,
            no: self.no.clone(),
            kind: self.kind,
            house,
            grade: self.grade,
            owner: self.owner.clone(),
            approved: self.approved,
            started: self.started,
            completed: self.completed,
            funds,
            vote: self.vote()?,
            state: self.state,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<RepairProject>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

impl RepairProjectRow {
    fn vote(&self) -> Result<Option<LiftVote>> {
        let all = share((self.all_households, "总户数"), (self.all_area, "总面积"))?;
        let taking_part = share((self.voting_households, "参与户数"), (self.voting_area, "参与面积"))?;
        let agreed = share((self.agreed_households, "同意户数"), (self.agreed_area, "同意面积"))?;
        match (all, taking_part, agreed) {
            (Some(all), Some(taking_part), Some(agreed)) => Ok(Some(LiftVote { all, taking_part, agreed })),
            (None, None, None) => Ok(None),
            (None, ..) => Err(half("总户数", "加装电梯表决")),
            (_, None, _) => Err(half("参与户数", "加装电梯表决")),
            (_, _, None) => Err(half("同意户数", "加装电梯表决")),
        }
    }
}

/// Households and floor space go together.
fn share(
    (households, households_column): (Option<Count>, &'static str),
    (area, area_column): (Option<SquareMetres>, &'static str),
) -> Result<Option<OwnersShare>> {
    match (households, area) {
        (Some(households), Some(area)) => Ok(Some(OwnersShare { households, area })),
        (None, None) => Ok(None),
        (Some(_), None) => Err(half(area_column, households_column)),
        (None, Some(_)) => Err(half(households_column, area_column)),
    }
}

fn row_of(held: &Held, it: &RepairProject) -> Result<RepairProjectRow> {
    let RepairFunds { total, budget, charity, own } = it.funds;
    Ok(RepairProjectRow {
        no: it.no.clone(),
        kind: it.kind,
        house: link_text(held, &it.house, |house| house.no.clone())?,
        grade: it.grade,
        owner: it.owner.clone(),
        approved: it.approved,
        started: it.started,
        completed: it.completed,
        total,
        budget,
        charity,
        own,
        all_households: it.vote.map(|vote| vote.all.households),
        all_area: it.vote.map(|vote| vote.all.area),
        voting_households: it.vote.map(|vote| vote.taking_part.households),
        voting_area: it.vote.map(|vote| vote.taking_part.area),
        agreed_households: it.vote.map(|vote| vote.agreed.households),
        agreed_area: it.vote.map(|vote| vote.agreed.area),
        state: it.state,
    })
}
