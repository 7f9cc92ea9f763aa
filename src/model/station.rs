//! 站点 Service stations, deputies' reception days, and the inspection of stations by one another.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{empty_while, entries, filled_while, in_order, together};
use crate::model::{House, Ref};
use crate::schema::{Id, Secret};
use crate::value::{Cgcs2000, Count, Day, PersonName, Phone, Point, SquareMetres, Text};

crate::labels! {
    /// 站点类型 What a station is for.
    #[doc(alias = "站点类型")]
    pub enum StationKind: "站点类型 kind of station" {
        /// 人大代表联络站 Deputies' liaison station.
        Deputies = "deputies" / "人大代表联络站",
        /// 民意收集站 Opinion collection.
        Opinions = "opinions" / "民意收集站",
        /// 乡贤工作室 Elders' studio.
        Elders = "elders" / "乡贤工作室",
        /// 党员服务站 Party members' service station.
        PartyMembers = "party_members" / "党员服务站",
        /// 党群服务中心 Party–mass service centre.
        PartyCentre = "party_centre" / "党群服务中心",
        /// 政务自助终端 Self-service terminal.
        Terminal = "terminal" / "政务自助终端",
        /// 卫生站 Health station.
        Health = "health" / "卫生站",
        /// 治保值班室 Security duty room.
        Security = "security" / "治保值班室",
        /// 社工服务点 Social-work point.
        SocialWork = "social_work" / "社工服务点",
        /// 镇社工站 Town's social-work station.
        TownSocialWork = "town_social_work" / "镇社工站",
        /// 其他 Any other.
        Other = "other" / "其他",
    }
}

crate::labels! {
    /// 站点层级 On which level a station stands.
    #[doc(alias = "站点层级")]
    pub enum StationLevel: "站点层级 level of a station" {
        /// 村级 Village.
        Village = "village" / "村级",
        /// 镇级 Town or street.
        Town = "town" / "镇级" | "街道级",
        /// 代表中心联络站 Central liaison station.
        CentralLiaison = "central_liaison" / "代表中心联络站" | "中心联络站",
        /// 片区联络站 Area liaison station.
        AreaLiaison = "area_liaison" / "片区联络站",
        /// 联络点 Contact point.
        ContactPoint = "contact_point" / "联络点" | "代表联络点",
    }
}

/// 站点 A station where people are served.
#[doc(alias = "站点")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Station {
    /// 编号 Id.
    pub id: Id<Station>,
    /// 站点名称 Name.
    pub name: Text,
    /// 类型 Kind.
    pub kind: StationKind,
    /// 层级 Level.
    pub level: StationLevel,
    /// 房屋编号 The house it is in, inside the village.
    pub house: Option<Ref<House>>,
    /// 地址 Address.
    pub address: Text,
    /// 坐标 Where it is.
    pub point: Option<Point<Cgcs2000>>,
    /// 面积 Floor area.
    pub area: Option<SquareMetres>,
    /// 启用日期 Day of opening.
    pub opened: Day,
    /// 负责人 Head.
    pub head: PersonName,
    /// 联系电话 Telephone.
    pub phone: Option<Secret<Phone>>,
    /// 室外牌匾 Whether it has an outdoor plaque.
    pub plaque: bool,
    /// 二维码 Whether it shows a code to scan.
    pub qr_code: bool,
    /// 说明 Note.
    pub note: Option<Text>,
}

crate::entity! {
    Station: "station", "station", v1, "站点";
    columns {
        name "站点名称": Text = |it| it.name.as_str(),
        station_kind "类型": Text = |it| it.kind.code(),
        level "层级": Text = |it| it.level.code(),
        house "房屋": Text = |it| it.house.as_ref(),
        opened "启用日期": Day = |it| it.opened,
    }
    indexes { by_name(name), by_kind(station_kind), by_house(house) }
    secrets { phone "联系电话": "phone" }
    subject = |it| it.id.key();
}

impl Station {
    /// Every field stands for itself; a point outside the world cannot be written.
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "each kind has a check")]
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// 启用 Whether it was open on that day.
    pub fn is_open_on(&self, day: Day) -> bool {
        self.opened <= day
    }
}

crate::labels! {
    /// 代表层级 Deputies of which congresses receive.
    pub enum DeputyLevel: "代表层级 level of deputies" {
        /// 镇人大代表 Town.
        Town = "town" / "镇人大代表",
        /// 区人大代表 District.
        District = "district" / "区人大代表",
        /// 区、镇人大代表 District and town.
        DistrictAndTown = "district_and_town" / "区、镇人大代表" | "区镇人大代表",
        /// 市人大代表 City.
        City = "city" / "市人大代表",
    }
}

/// 代表接待日 A day on which deputies receive people, once every month, announced before.
#[doc(alias = "代表接待日")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceptionDay {
    /// 编号 Id.
    pub id: Id<ReceptionDay>,
    /// 接待日期 Day.
    pub day: Day,
    /// 公告日期 Day of the notice.
    pub announced: Day,
    /// 站点 Station.
    pub station: Ref<Station>,
    /// 接待代表 Deputies.
    pub deputies: Text,
    /// 代表层级 Their level.
    pub level: DeputyLevel,
    /// 接待人数 People received.
    pub received: Count,
    /// 收集意见数 Opinions heard.
    pub opinions: Count,
    /// 主题 Subject.
    pub topic: Option<Text>,
    /// 记录 Whether there is a record.
    pub recorded: bool,
}

crate::entity! {
    ReceptionDay: "reception_day", "recep", v1, "接待日";
    columns {
        day "接待日期": Day = |it| it.day,
        station "站点": Text = |it| &it.station,
        level "代表层级": Text = |it| it.level.code(),
        received "接待人数": Int = |it| it.received,
        opinions "收集意见数": Int = |it| it.opinions,
    }
    indexes { by_day(day), by_station(station, day) }
    secrets {}
    subject = |it| it.id.key();
}

impl ReceptionDay {
    /// Own invariant: announced before the day.
    fn check(&self) -> Result<()> {
        if self.announced >= self.day {
            return Err(Error::new(code::model::NOTICE_LATE)
                .with("column", "公告日期")
                .with("value", self.announced)
                .with("day", self.day));
        }
        Ok(())
    }

    /// 提前天数 Days between notice and reception; practice asks for two or three.
    pub fn notice_days(&self) -> i64 {
        self.day.days_since(self.announced)
    }

    /// 接待代表 The deputies one by one.
    pub fn deputy_list(&self) -> Vec<&str> {
        entries(self.deputies.as_str())
    }
}

crate::labels! {
    /// 检查结果 What a check found.
    pub enum InspectionResult: "检查结果 result of a check" {
        /// 符合 As it should be.
        Conforms = "conforms" / "符合",
        /// 发现问题 A finding.
        Finding = "finding" / "发现问题" | "不符合",
    }
}

crate::labels! {
    /// 整改状态 What became of a finding.
    pub enum FixState: "整改状态 state of a fix" {
        /// 整改中 Being fixed.
        Open = "open" / "整改中" | "未整改",
        /// 已整改 Fixed.
        Fixed = "fixed" / "已整改",
    }
}

/// 交叉检查项目 One item that one unit checked at another's station, with what it found and when that was fixed.
#[doc(alias = "交叉检查")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InspectionItem {
    /// 编号 Id.
    pub id: Id<InspectionItem>,
    /// 检查日期 Day of the check.
    pub day: Day,
    /// 检查单位 Who checks.
    pub inspector: Text,
    /// 被检查单位 Who is checked.
    pub inspected: Text,
    /// 站点层级 Level of the station.
    pub level: StationLevel,
    /// 检查项目 What is checked.
    pub item: Text,
    /// 对照标准 Against which standard.
    pub standard: Text,
    /// 检查结果 Result.
    pub result: InspectionResult,
    /// 问题 The finding.
    pub finding: Option<Text>,
    /// 整改期限 Last day to fix it.
    pub fix_due: Option<Day>,
    /// 整改日期 Day on which it was fixed.
    pub fixed: Option<Day>,
    /// 整改状态 State of the fix.
    pub fix_state: Option<FixState>,
}

crate::entity! {
    InspectionItem: "inspection_item", "insp", v1, "交叉检查";
    columns {
        day "检查日期": Day = |it| it.day,
        inspector "检查单位": Text = |it| it.inspector.as_str(),
        inspected "被检查单位": Text = |it| it.inspected.as_str(),
        level "站点层级": Text = |it| it.level.code(),
        item "检查项目": Text = |it| it.item.as_str(),
        result "检查结果": Text = |it| it.result.code(),
        fix_due "整改期限": Day = |it| it.fix_due,
        fixed "整改日期": Day = |it| it.fixed,
    }
    indexes { by_day(day), by_inspected(inspected, day) }
    secrets {}
    subject = |it| it.id.key();
}

impl InspectionItem {
    /// Own invariants: nobody checks himself; a finding has its text and state, what conforms has none; due and fixed
    /// not before the check; fixed is what has a day of fixing.
    fn check(&self) -> Result<()> {
        if self.inspector == self.inspected {
            return Err(Error::new(code::model::INSPECTION_SELF)
                .with("column", "被检查单位")
                .with("value", &self.inspected));
        }
        let fields = [("问题", self.finding.is_some()), ("整改状态", self.fix_state.is_some())];
        let days = [("整改期限", self.fix_due.is_some()), ("整改日期", self.fixed.is_some())];
        match self.result {
            InspectionResult::Finding => fields.into_iter().try_for_each(|field| filled_while(field, self.result))?,
            InspectionResult::Conforms => {
                fields.into_iter().chain(days).try_for_each(|field| empty_while(field, self.result))?;
            }
        }
        together(("整改日期", self.fixed.is_some()), ("整改状态", self.fix_state == Some(FixState::Fixed)))?;
        in_order(&[("检查日期", Some(self.day)), ("整改期限", self.fix_due)])?;
        in_order(&[("检查日期", Some(self.day)), ("整改日期", self.fixed)])
    }

    /// 立查立改 Whether a finding was fixed by its last day.
    pub fn is_fixed_in_time(&self) -> bool {
        self.fixed.is_some_and(|fixed| self.fix_due.is_none_or(|due| fixed <= due))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    #[test]
    fn a_reception_day_is_announced_before_it() {
        let day = ReceptionDay {
            id: id(1),
            day: v("2022-01-20"),
            announced: v("2022-01-15"),
            station: Ref::Known(id(2)),
            deputies: v("张三、李四"),
            level: DeputyLevel::Town,
            received: Count::new(3),
            opinions: Count::new(1),
            topic: Some(v("长者服务")),
            recorded: true,
        };
        assert!(day.check().is_ok());
        assert_eq!((day.notice_days(), day.deputy_list()), (5, vec!["张三", "李四"]));
        let late = ReceptionDay { announced: v("2022-01-20"), ..day };
        assert_eq!(late.check().unwrap_err().code(), "model.notice.late");
    }

    fn finding() -> InspectionItem {
        InspectionItem {
            id: id(1),
            day: v("2023-06-13"),
            inspector: v("甲街道工委"),
            inspected: v("乙街道工委"),
            level: StationLevel::CentralLiaison,
            item: v("台账资料"),
            standard: v("市人大、区人大要求"),
            result: InspectionResult::Finding,
            finding: Some(v("台账缺5月份记录")),
            fix_due: Some(v("2023-06-20")),
            fixed: Some(v("2023-06-14")),
            fix_state: Some(FixState::Fixed),
        }
    }

    #[test]
    fn a_finding_is_fixed_in_time_or_late() {
        assert!(finding().check().is_ok() && finding().is_fixed_in_time());
        let late = InspectionItem { fixed: Some(v("2023-06-21")), ..finding() };
        assert!(late.check().is_ok() && !late.is_fixed_in_time());
        let open = InspectionItem { fixed: None, fix_state: Some(FixState::Open), ..finding() };
        assert!(open.check().is_ok() && !open.is_fixed_in_time());
        let early = InspectionItem { fixed: Some(v("2023-06-12")), ..finding() };
        assert_eq!(early.check().unwrap_err().get("column"), Some("整改日期"));
    }

    #[test]
    fn what_conforms_has_no_finding_and_nobody_checks_himself() {
        let conforms = InspectionItem { result: InspectionResult::Conforms, ..finding() };
        assert_eq!(conforms.check().unwrap_err().code(), "model.field.undue");
        let undated = InspectionItem { fixed: None, ..finding() };
        assert_eq!(undated.check().unwrap_err().code(), "model.field.needs");
        let itself = InspectionItem { inspector: v("乙街道工委"), ..finding() };
        assert_eq!(itself.check().unwrap_err().code(), "model.inspection.self");
    }
}
