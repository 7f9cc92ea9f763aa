//! 出租屋 A let house: who lets it, how full it is, how safe it is.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::{Grid, House, Ref};
use crate::schema::{Id, Secret};
use crate::value::{Count, Day, PersonName, Phone, Text, YesNo};

crate::labels! {
    /// 房屋二维码 Whether the house's code plate hangs, by which tenants register themselves.
    pub enum CodePlate: "房屋二维码 code plate" {
        /// 已贴 It hangs.
        Hangs = "hangs" / "已贴" | "是" | "有",
        /// 未贴 It is missing.
        Missing = "missing" / "未贴" | "否" | "无",
    }
}

crate::labels! {
    /// 灭火器 Whether there are fire extinguishers.
    pub enum Extinguisher: "灭火器 extinguisher" {
        /// 有 There are.
        Present = "present" / "有" | "是" | "齐全",
        /// 缺 There are none, or too few.
        Missing = "missing" / "缺" | "无" | "否",
    }
}

crate::labels! {
    /// 逃生出口 State of the emergency exit.
    pub enum EmergencyExit: "逃生出口 emergency exit" {
        /// 合格 In order.
        Passed = "passed" / "合格",
        /// 待整改 To be put right.
        ToFix = "to_fix" / "待整改" | "不合格",
    }
}

crate::labels! {
    /// 隐患类型 A hazard found in a let house (GB/T 31000 has a code table that is not published; these are in use).
    pub enum LettingHazard: "隐患类型 hazard" {
        /// 私拉电线 Wires laid without leave.
        Wiring = "wiring" / "私拉电线" | "乱拉电线",
        /// 防盗网无逃生口 Window bars without a way out.
        WindowBars = "window_bars" / "防盗网无逃生口",
        /// 电动车室内充电 Electric bicycle charged indoors.
        IndoorCharging = "indoor_charging" / "电动车室内充电",
        /// 其他 Another.
        Other = "other" / "其他",
    }
}

crate::labels! {
    /// 管理等级 Colour by which the village sets how often it calls.
    pub enum LettingGrade: "管理等级 grade" {
        /// 绿 Green.
        Green = "green" / "绿" | "绿色",
        /// 黄 Yellow.
        Yellow = "yellow" / "黄" | "黄色",
        /// 橙 Orange.
        Orange = "orange" / "橙" | "橙色",
        /// 红 Red.
        Red = "red" / "红" | "红色",
    }
}

/// 出租屋 A let house, as its landlord declares it and the inspection finds it.
#[doc(alias = "出租屋")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Letting {
    /// Record id.
    pub id: Id<Letting>,
    /// 房屋 The house.
    pub house: Ref<House>,
    /// 地址 Address as declared.
    pub address: Text,
    /// 网格 The grid whose officer looks after it.
    pub grid: Ref<Grid>,
    /// 出租人 Landlord: a person, or the name of the cooperative or firm.
    pub landlord: PersonName,
    /// 联系电话 The landlord's telephone.
    pub phone: Option<Secret<Phone>>,
    /// 可租间数 Rooms that can be let.
    pub lettable: Count,
    /// 已租间数 Rooms that are let; never more than can be.
    pub occupied: Count,
    /// 租住人数 Tenants that the sheet states.
    pub stated_tenants: Count,
    /// 线下申报日期 Day on which the landlord declared it in person.
    pub declared: Option<Day>,
    /// 房屋二维码 Code plate.
    pub plate: CodePlate,
    /// 合同备案 Whether the contract is filed.
    pub filed: YesNo,
    /// 灭火器 Extinguishers.
    pub extinguisher: Extinguisher,
    /// 逃生出口 Emergency exit.
    pub exit: EmergencyExit,
    /// 隐患类型 The hazard found last, if any.
    pub hazard: Option<LettingHazard>,
    /// 最近检查日期 Day of the last inspection.
    pub inspected: Option<Day>,
    /// 管理等级 Grade.
    pub grade: LettingGrade,
}

crate::entity! {
    Letting: "letting", "let", v1, "出租屋";
    columns {
        house "房屋": Text = |letting| &letting.house,
        grid "网格": Text = |letting| &letting.grid,
        occupied "已租间数": Int = |letting| letting.occupied,
        declared "线下申报日期": Day = |letting| letting.declared,
        filed "合同备案": Bool = |letting| letting.filed == YesNo::Yes,
        hazard "隐患类型": Text = |letting| letting.hazard.map(LettingHazard::code),
        inspected "最近检查日期": Day = |letting| letting.inspected,
        grade "管理等级": Text = |letting| letting.grade.code(),
    }
    indexes { by_house(house), by_grid(grid, grade), by_inspected(inspected) }
    secrets { phone "联系电话": "phone" }
    subject = |letting| letting.id.key();
}

impl Letting {
    /// 待整改 Whether the last inspection left anything to put right.
    pub fn has_hazard(&self) -> bool {
        self.hazard.is_some() || self.extinguisher == Extinguisher::Missing || self.exit == EmergencyExit::ToFix
    }

    fn check(&self) -> Result<()> {
        if self.occupied > self.lettable {
            return Err(Error::new(code::model::LETTING_ROOMS)
                .with("column", "已租间数")
                .with("value", self.occupied)
                .with("occupied", self.occupied)
                .with("lettable", self.lettable));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::value::Plain;

    #[test]
    fn no_more_rooms_are_let_than_can_be() {
        let text = |text: &str| Text::parse(text).unwrap();
        let letting = Letting {
            id: Id::from_uuid(Uuid::from_u128(1)),
            house: Ref::Pending(text("DH01-0001")),
            address: text("桃源街1巷90号"),
            grid: Ref::Pending(text("440118101224001")),
            landlord: PersonName::parse("关文").unwrap(),
            phone: None,
            lettable: Count::new(12),
            occupied: Count::new(12),
            stated_tenants: Count::new(20),
            declared: None,
            plate: CodePlate::Hangs,
            filed: YesNo::Yes,
            extinguisher: Extinguisher::Present,
            exit: EmergencyExit::Passed,
            hazard: None,
            inspected: None,
            grade: LettingGrade::Green,
        };
        assert!(letting.check().is_ok() && !letting.has_hazard());
        assert!(Letting { exit: EmergencyExit::ToFix, ..letting.clone() }.has_hazard());
        let over = Letting { occupied: Count::new(13), ..letting };
        assert_eq!(over.check().unwrap_err().code(), "model.letting.rooms");
    }
}
