//! 危房修缮与加装电梯 Repairs of dangerous houses, and lifts added to old buildings.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{above_zero, adds_up, empty_while, filled_while, in_order, within};
use crate::model::{House, Ref, SafetyGrade};
use crate::schema::Id;
use crate::value::{Count, Day, Money, PersonName, Plain, RefNo, SquareMetres};

labels! {
    /// 项目类型 What a project does.
    #[doc(alias = "项目类型")]
    pub enum RepairKind: "项目类型 kind of project" {
        /// 危房修缮 Repair of a dangerous house.
        DangerousHouse = "dangerous_house" / "危房修缮",
        /// 加装电梯 A lift added to an existing building.
        Lift = "lift" / "加装电梯",
    }
}

labels! {
    /// 项目状态 How far a project has come.
    pub enum RepairState: "状态 state of the project" {
        /// 已立项 Approved.
        Approved = "approved" / "已立项",
        /// 已表决待报建 Voted, waiting for its building permit.
        Voted = "voted" / "已表决待报建",
        /// 施工中 Under construction.
        UnderWay = "under_way" / "施工中",
        /// 已竣工 Completed.
        Completed = "completed" / "已竣工" | "竣工",
        /// 已终止 Called off.
        CalledOff = "called_off" / "已终止",
    }
}

/// 资金 Where the money comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairFunds {
    /// 总投资 All of it.
    pub total: Money,
    /// 财政补助 From the budget.
    pub budget: Money,
    /// 慈善资助 From charity.
    pub charity: Money,
    /// 自筹 From the owners.
    pub own: Money,
}

/// 业主份额 Some of the owners, by households and by floor space: a vote on a lift counts both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnersShare {
    /// 户数 Households.
    pub households: Count,
    /// 面积 Floor space.
    pub area: SquareMetres,
}

impl OwnersShare {
    /// Whether both households and floor space reach `num`/`den` of another share, the number itself included
    /// (Civil Code art. 1259).
    fn reaches(&self, num: i64, den: i64, of: &Self) -> bool {
        let households = (i64::from(self.households.get()), i64::from(of.households.get()));
        let area = (self.area.hundredths(), of.area.hundredths());
        [households, area]
            .iter()
            .all(|(part, whole)| i128::from(*part) * i128::from(den) >= i128::from(*whole) * i128::from(num))
    }

    fn is_within(&self, of: &Self, headings: [(&'static str, &'static str); 2]) -> Result<()> {
        let [(households, all_households), (area, all_area)] = headings;
        within((households, self.households), (all_households, of.households))?;
        if self.area > of.area {
            return Err(Error::new(code::model::COUNT_EXCEEDS)
                .with("column", area)
                .with("value", self.area.plain())
                .with("limit_name", all_area)
                .with("limit", of.area.plain()));
        }
        Ok(())
    }
}

/// 加装电梯表决 The owners' vote on a lift.
#[doc(alias = "加装电梯表决")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiftVote {
    /// 总户数、总面积 All owners of the building.
    pub all: OwnersShare,
    /// 参与户数、参与面积 Those who voted.
    pub taking_part: OwnersShare,
    /// 同意户数、同意面积 Those in favour.
    pub agreed: OwnersShare,
}

impl LiftVote {
    /// Whether enough owners took part: two thirds of households and of floor space, at least (Civil Code art. 278).
    pub fn enough_took_part(&self) -> bool {
        self.taking_part.reaches(2, 3, &self.all)
    }

    /// Whether enough of those taking part agreed: three quarters of both, at least (Civil Code art. 278).
    pub fn enough_agreed(&self) -> bool {
        self.agreed.reaches(3, 4, &self.taking_part)
    }

    /// 表决通过 Whether the vote carries under Civil Code art. 278, in force since 2021-01-01.
    pub fn carries(&self) -> bool {
        self.enough_took_part() && self.enough_agreed()
    }

    fn check(&self) -> Result<()> {
        above_zero("总户数", i64::from(self.all.households.get()))?;
        above_zero("总面积", self.all.area.hundredths())?;
        self.taking_part.is_within(&self.all, [("参与户数", "总户数"), ("参与面积", "总面积")])?;
        self.agreed.is_within(&self.taking_part, [("同意户数", "参与户数"), ("同意面积", "参与面积")])
    }
}

/// 修缮项目 The repair of a dangerous house, or a lift for a building.
#[doc(alias = "危房修缮")]
#[doc(alias = "加装电梯")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepairProject {
    /// 编号 Id.
    pub id: Id<RepairProject>,
    /// 项目编号 Number.
    pub no: RefNo,
    /// 项目类型 What it does.
    pub kind: RepairKind,
    /// 房屋 The house.
    pub house: Ref<House>,
    /// 危房等级 Safety grade found before the repair.
    pub grade: Option<SafetyGrade>,
    /// 业主（代表） The owner, or who speaks for the owners.
    pub owner: PersonName,
    /// 立项日期 Day of approval.
    pub approved: Day,
    /// 开工日期 Day work began.
    pub started: Option<Day>,
    /// 竣工日期 Day of completion.
    pub completed: Option<Day>,
    /// 资金 Where the money comes from.
    pub funds: RepairFunds,
    /// 加装电梯表决 The vote on a lift.
    pub vote: Option<LiftVote>,
    /// 状态 How far it has come.
    pub state: RepairState,
}

crate::entity! {
    RepairProject: "repair_project", "rprj", v1, "修缮项目";
    columns {
        no "项目编号": Text = |it| it.no.as_str(),
        project_kind "项目类型": Text = |it| it.kind.code(),
        house "房屋": Text = |it| &it.house,
        grade "危房等级": Text = |it| it.grade.map(SafetyGrade::code),
        approved "立项日期": Day = |it| it.approved,
        completed "竣工日期": Day = |it| it.completed,
        total "总投资（分）": Int = |it| it.funds.total,
        state "状态": Text = |it| it.state.code(),
    }
    indexes { by_no(no), by_house(house), by_kind(project_kind, no), by_state(state, no) }
    secrets {}
    subject = |it| it.id.key();
}

impl RepairProject {
    fn check(&self) -> Result<()> {
        let RepairFunds { total, budget, charity, own } = self.funds;
        above_zero("总投资(元)", total.fen())?;
        adds_up(("总投资(元)", total), &[("财政补助(元)", budget), ("慈善资助(元)", charity), ("自筹(元)", own)])?;
        match self.kind {
            RepairKind::DangerousHouse => {
                filled_while(("危房等级", self.grade.is_some()), self.kind)?;
                empty_while(("总户数", self.vote.is_some()), self.kind)?;
            }
            RepairKind::Lift => empty_while(("危房等级", self.grade.is_some()), self.kind)?,
        }
        if let Some(vote) = &self.vote {
            vote.check()?;
        }
        self.check_state()?;
        in_order(&[("立项日期", Some(self.approved)), ("开工日期", self.started), ("竣工日期", self.completed)])
    }

    fn check_state(&self) -> Result<()> {
        let (started, completed) = (("开工日期", self.started.is_some()), ("竣工日期", self.completed.is_some()));
        match self.state {
            RepairState::CalledOff => empty_while(completed, self.state),
            RepairState::Approved | RepairState::Voted => {
                if self.state == RepairState::Voted {
                    filled_while(("总户数", self.vote.is_some()), self.state)?;
                }
                empty_while(started, self.state)?;
                empty_while(completed, self.state)
            }
            RepairState::UnderWay => {
                filled_while(started, self.state)?;
                empty_while(completed, self.state)
            }
            RepairState::Completed => {
                filled_while(started, self.state)?;
                filled_while(completed, self.state)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn share(households: &str, area: &str) -> OwnersShare {
        OwnersShare { households: v(households), area: v(area) }
    }

    fn lift() -> RepairProject {
        let funds = RepairFunds { total: v("480000"), budget: v("100000"), charity: v("0"), own: v("380000") };
        let vote =
            LiftVote { all: share("24", "2160"), taking_part: share("20", "1811.5"), agreed: share("17", "1544") };
        RepairProject {
            id: id(1),
            no: v("DT2023-01"),
            kind: RepairKind::Lift,
            house: id(2).into(),
            grade: None,
            owner: v("陈焕坤"),
            approved: v("2023-03-06"),
            started: Some(v("2023-05-08")),
            completed: None,
            funds,
            vote: Some(vote),
            state: RepairState::UnderWay,
        }
    }

    #[test]
    fn a_vote_carries_with_exactly_two_thirds_and_three_quarters_of_both() {
        let exact =
            LiftVote { all: share("24", "2400"), taking_part: share("16", "1600"), agreed: share("12", "1200") };
        assert!(exact.carries());
        assert!(!LiftVote { taking_part: share("16", "1599.99"), ..exact }.carries(), "floor space counts too");
        assert!(!LiftVote { agreed: share("11", "1200"), ..exact }.carries());
        assert!(lift().vote.unwrap().carries());
    }

    #[test]
    fn funds_add_up_and_votes_nest() {
        assert!(lift().check().is_ok());
        let mut wrong = lift();
        wrong.funds.own = v("380000.01");
        assert_eq!(wrong.check().unwrap_err().code(), "model.amount.sum");
        let mut wrong = lift();
        wrong.vote = Some(LiftVote { agreed: share("17", "1811.51"), ..wrong.vote.unwrap() });
        assert_eq!(wrong.check().unwrap_err().get("column"), Some("同意面积"));
    }

    #[test]
    fn the_state_goes_with_the_days_and_the_kind_with_the_grade() {
        let wrong = RepairProject { state: RepairState::Completed, ..lift() };
        assert_eq!(wrong.check().unwrap_err().get("column"), Some("竣工日期"));
        let wrong = RepairProject { state: RepairState::Voted, ..lift() };
        assert_eq!(wrong.check().unwrap_err().get("column"), Some("开工日期"));
        let wrong = RepairProject { kind: RepairKind::DangerousHouse, ..lift() };
        assert_eq!(wrong.check().unwrap_err().get("column"), Some("危房等级"));
        let wrong = RepairProject { started: Some(v("2023-03-05")), ..lift() };
        assert_eq!(wrong.check().unwrap_err().code(), "model.days.order");
    }
}
