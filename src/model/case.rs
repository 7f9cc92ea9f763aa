//! 六乱整治 Cases of disorder in the streets, found and put right.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{empty_while, filled_while, in_order};
use crate::model::{Grid, House, Ref};
use crate::schema::Id;
use crate::value::{Day, PersonName, RefNo, Text};

labels! {
    /// 六乱 The six disorders.
    #[doc(alias = "六乱")]
    pub enum Disorder: "类型 disorder" {
        /// 乱搭建 Building without leave.
        Building = "building" / "乱搭建" | "乱搭乱建",
        /// 乱堆放 Heaps of goods or rubbish.
        Heaping = "heaping" / "乱堆放" | "乱堆乱放",
        /// 乱拉挂 Wires and lines hung across.
        Hanging = "hanging" / "乱拉挂" | "乱拉乱挂",
        /// 乱张贴 Bills on walls.
        Posting = "posting" / "乱张贴" | "乱贴乱画",
        /// 乱摆卖 Stalls in the way.
        Stalls = "stalls" / "乱摆卖" | "乱摆乱卖",
        /// 乱停放 Vehicles in the way.
        Parking = "parking" / "乱停放" | "乱停乱放",
    }
}

labels! {
    /// 来源 How a case came to be known.
    pub enum CaseSource: "来源 source" {
        /// 网格员巡查 A grid officer's round.
        GridOfficer = "grid_officer" / "网格员巡查",
        /// 服务队巡查 A service team's round.
        ServiceTeam = "service_team" / "服务队巡查",
        /// 镇执法检查 A check by the town.
        TownCheck = "town_check" / "镇执法检查",
        /// 群众反映 People told of it.
        Public = "public" / "群众反映" | "群众举报",
        /// 其他 Otherwise.
        Other = "other" / "其他",
    }
}

labels! {
    /// 整治状态 How far a case has come.
    pub enum CaseState: "状态 state of the case" {
        /// 整治中 Open.
        Open = "open" / "整治中" | "待整治",
        /// 已整治 Put right.
        Done = "done" / "已整治" | "已完成",
    }
}

/// 六乱整治 A case of disorder.
#[doc(alias = "六乱整治")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// 编号 Id.
    pub id: Id<Case>,
    /// 编号 Number.
    pub no: RefNo,
    /// 发现日期 Day it was found.
    pub found: Day,
    /// 类型 Which disorder.
    pub disorder: Disorder,
    /// 网格 Grid.
    pub grid: Ref<Grid>,
    /// 房屋 The house it is at, if it is at one.
    pub house: Option<Ref<House>>,
    /// 来源 How it came to be known.
    pub source: CaseSource,
    /// 情况 What was found.
    pub situation: Text,
    /// 整治期限 Last day for putting it right.
    pub due: Day,
    /// 完成日期 Day it was put right.
    pub completed: Option<Day>,
    /// 状态 How far it has come.
    pub state: CaseState,
    /// 责任人 Who sees to it.
    pub officer: PersonName,
}

crate::entity! {
    Case: "disorder_case", "case", v1, "六乱整治";
    columns {
        no "编号": Text = |it| it.no.as_str(),
        found "发现日期": Day = |it| it.found,
        disorder "类型": Text = |it| it.disorder.code(),
        grid "网格": Text = |it| &it.grid,
        house "房屋": Text = |it| it.house.as_ref().and_then(Ref::id),
        source "来源": Text = |it| it.source.code(),
        due "整治期限": Day = |it| it.due,
        completed "完成日期": Day = |it| it.completed,
        state "状态": Text = |it| it.state.code(),
    }
    indexes { by_no(no), by_found(found), by_disorder(disorder, found), by_grid(grid, found), by_state(state, due) }
    secrets {}
    subject = |it| it.id.key();
}

impl Case {
    /// 整治用时 Days from finding to putting right.
    pub fn days(&self) -> Option<i64> {
        self.completed.map(|completed| completed.days_since(self.found))
    }

    /// 逾期 Whether the limit had passed on that day without the case being put right, or it was put right too late.
    pub fn is_late_on(&self, day: Day) -> bool {
        self.completed.unwrap_or(day) > self.due && day > self.due
    }

    fn check(&self) -> Result<()> {
        in_order(&[("发现日期", Some(self.found)), ("整治期限", Some(self.due))])?;
        in_order(&[("发现日期", Some(self.found)), ("完成日期", self.completed)])?;
        match self.state {
            CaseState::Open => empty_while(("完成日期", self.completed.is_some()), self.state),
            CaseState::Done => filled_while(("完成日期", self.completed.is_some()), self.state),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn wires() -> Case {
        Case {
            id: id(1),
            no: v("LZ2023-001"),
            found: v("2023-05-10"),
            disorder: Disorder::Hanging,
            grid: id(2).into(),
            house: None,
            source: CaseSource::Public,
            situation: v("飞线充电"),
            due: v("2023-05-17"),
            completed: Some(v("2023-05-17")),
            state: CaseState::Done,
            officer: v("陈美云"),
        }
    }

    #[test]
    fn a_case_is_done_when_it_has_a_day_of_completion_and_not_before_it_was_found() {
        assert!(wires().check().is_ok());
        assert_eq!(wires().days(), Some(7));
        assert_eq!(Case { completed: None, ..wires() }.check().unwrap_err().code(), "model.field.due");
        assert_eq!(Case { state: CaseState::Open, ..wires() }.check().unwrap_err().code(), "model.field.undue");
        let early = Case { completed: Some(v("2023-05-09")), ..wires() };
        assert_eq!(early.check().unwrap_err().code(), "model.days.order");
    }

    #[test]
    fn a_case_is_late_from_the_day_after_its_limit() {
        let open = Case { completed: None, state: CaseState::Open, ..wires() };
        assert!(!open.is_late_on(v("2023-05-17")) && open.is_late_on(v("2023-05-18")));
        assert!(!wires().is_late_on(v("2023-06-30")));
        let late = Case { completed: Some(v("2023-05-20")), ..wires() };
        assert!(late.is_late_on(v("2023-06-30")) && !late.is_late_on(v("2023-05-16")));
    }
}
