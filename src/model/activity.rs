//! 活动 Activities, and how many times people came.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{entries, in_order};
use crate::schema::Id;
use crate::value::{Count, Day, Money, RefNo, Text};

crate::labels! {
    /// 活动类别 What sort of activity it is.
    #[doc(alias = "活动类别")]
    pub enum ActivityKind: "活动类别 kind of activity" {
        /// 义诊 Free clinic.
        Clinic = "clinic" / "义诊",
        /// 健康讲座 Health lecture.
        HealthLecture = "health_lecture" / "健康讲座",
        /// 专题讲座 Lecture on another subject.
        Lecture = "lecture" / "专题讲座",
        /// 送政策 Policies explained.
        Policy = "policy" / "送政策",
        /// 送关爱 Care brought.
        Care = "care" / "送关爱",
        /// 节日慰问 Festival visits.
        FestivalVisit = "festival_visit" / "节日慰问",
        /// 六一活动 Children's Day.
        ChildrensDay = "childrens_day" / "六一活动",
        /// 主题党日 Theme Party day, one fixed day every month (支部工作条例 arts 15, 16).
        ThemeDay = "theme_day" / "主题党日",
        /// 民政党建学堂 Party-building classroom.
        Classroom = "classroom" / "民政党建学堂" | "党建学堂",
        /// 结对共建 Co-building.
        Pairing = "pairing" / "结对共建",
        /// 技能培训 Skill class.
        Training = "training" / "技能培训",
        /// 平安活动 Safety.
        Safety = "safety" / "平安活动",
        /// 其他 Anything else.
        Other = "other" / "其他",
    }
}

crate::labels! {
    /// 活动形式 How people take part.
    pub enum ActivityMode: "活动形式 mode of an activity" {
        /// 现场 On the spot.
        OnSite = "on_site" / "现场",
        /// 远程视频 By video.
        Video = "video" / "远程视频" | "视频",
        /// 现场加视频 Both.
        Both = "both" / "现场与远程视频" | "线上线下",
    }
}

/// 活动 An activity. Attendance is in person-times (人次): a person who comes twice counts twice.
#[doc(alias = "活动")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// 编号 Id.
    pub id: Id<Activity>,
    /// 活动编号 Number.
    pub no: RefNo,
    /// 活动名称 Name.
    pub name: Text,
    /// 类别 Kind.
    pub kind: ActivityKind,
    /// 日期 First day.
    pub day: Day,
    /// 结束日期 Last day, of several.
    pub last_day: Option<Day>,
    /// 地点 Place.
    pub place: Text,
    /// 形式 Mode.
    pub mode: ActivityMode,
    /// 主办单位 Host.
    pub host: Text,
    /// 协办单位 Co-host.
    pub co_host: Option<Text>,
    /// 主讲人 Speaker, by name or by rank.
    pub speaker: Option<Text>,
    /// 参加人次 Attendance in person-times.
    pub attendance: Count,
    /// 内容或环节 Content, or parts.
    pub content: Text,
    /// 学习资料 Study material.
    pub materials: Option<Text>,
    /// 补贴标准 Subsidy a head.
    pub subsidy_per_head: Option<Money>,
    /// 义诊备案日期 Day on which a clinic was filed with the health authority, before it was held.
    pub clinic_filed: Option<Day>,
}

crate::entity! {
    Activity: "activity", "act", v1, "活动";
    columns {
        no "活动编号": Text = |it| it.no.as_str(),
        name "活动名称": Text = |it| it.name.as_str(),
        activity_kind "类别": Text = |it| it.kind.code(),
        day "日期": Day = |it| it.day,
        last_day "结束日期": Day = |it| it.ends(),
        mode "形式": Text = |it| it.mode.code(),
        host "主办单位": Text = |it| it.host.as_str(),
        attendance "参加人次": Int = |it| it.attendance,
    }
    indexes { by_no(no), by_day(day), by_kind(activity_kind, day) }
    secrets {}
    subject = |it| it.id.key();
}

impl Activity {
    /// Own invariants: filed before the first day, which is not after the last.
    fn check(&self) -> Result<()> {
        in_order(&[("义诊备案日期", self.clinic_filed), ("日期", Some(self.day)), ("结束日期", self.last_day)])
    }

    /// 参加人次 Attendance in person-times, never a number of persons.
    #[doc(alias = "人次")]
    pub fn person_times(&self) -> Count {
        self.attendance
    }

    /// 最后一日 The last day, which is the first for most.
    pub fn ends(&self) -> Day {
        self.last_day.unwrap_or(self.day)
    }

    /// 天数 On how many calendar days it was held.
    pub fn days(&self) -> i64 {
        self.ends().days_since(self.day) + 1
    }

    /// 举办期间 Whether it falls, in part or in whole, between these days, both included.
    pub fn is_between(&self, first: Day, last: Day) -> bool {
        self.day <= last && first <= self.ends()
    }

    /// 环节 The parts one by one: a theme Party day has study, lecture and discussion.
    pub fn parts(&self) -> Vec<&str> {
        entries(self.content.as_str())
    }

    /// 学习资料 The study material one by one.
    pub fn material_list(&self) -> Vec<&str> {
        self.materials.as_ref().map(|list| entries(list.as_str())).unwrap_or_default()
    }

    /// 义诊未备案 Whether it is a clinic without a filing before it (义诊须事先向卫生健康部门备案).
    pub fn lacks_filing(&self) -> bool {
        self.kind == ActivityKind::Clinic && self.clinic_filed.is_none_or(|filed| filed >= self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn clinic() -> Activity {
        Activity {
            id: id(1),
            no: v("HD2022-01"),
            name: v("老人健康义诊"),
            kind: ActivityKind::Clinic,
            day: v("2022-03-11"),
            last_day: None,
            place: v("村卫生站"),
            mode: ActivityMode::OnSite,
            host: v("村卫生站"),
            co_host: None,
            speaker: None,
            attendance: Count::new(62),
            content: v("免费健康咨询、血压血糖检测"),
            materials: None,
            subsidy_per_head: None,
            clinic_filed: Some(v("2022-02-11")),
        }
    }

    #[test]
    fn an_activity_of_several_days_counts_both_ends() {
        let week = Activity { last_day: Some(v("2022-03-15")), ..clinic() };
        assert!(week.check().is_ok());
        assert_eq!((week.days(), clinic().days()), (5, 1));
        assert!(
            week.is_between(v("2022-03-15"), v("2022-03-31")) && !week.is_between(v("2022-03-16"), v("2022-03-31"))
        );
        let back = Activity { last_day: Some(v("2022-03-10")), ..clinic() };
        assert_eq!(back.check().unwrap_err().get("column"), Some("结束日期"));
    }

    #[test]
    fn a_clinic_is_filed_before_it_is_held() {
        assert!(!clinic().lacks_filing());
        assert!(Activity { clinic_filed: None, ..clinic() }.lacks_filing());
        let late = Activity { clinic_filed: Some(v("2022-03-12")), ..clinic() };
        assert_eq!(late.check().unwrap_err().code(), "model.days.order");
        let lecture = Activity { kind: ActivityKind::Lecture, clinic_filed: None, ..clinic() };
        assert!(!lecture.lacks_filing());
    }

    #[test]
    fn the_parts_of_a_theme_day_are_told_apart() {
        let day = Activity {
            kind: ActivityKind::ThemeDay,
            content: v("集中学习；专题党课；座谈交流“话传统、励斗志”"),
            materials: Some(v("《专题摘编》；《著作选读》第一卷")),
            ..clinic()
        };
        assert_eq!(day.parts(), ["集中学习", "专题党课", "座谈交流“话传统、励斗志”"]);
        assert_eq!(day.material_list().len(), 2);
        assert_eq!(clinic().material_list().len(), 0);
    }
}
