//! 党员亮诺 Promises that members make in public, what became of them, and the badge they wear.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::in_order;
use crate::model::{PartyMember, PartyOrganisation, PersonMark, Ref, Resident};
use crate::schema::{Id, Secret};
use crate::value::{Day, IdNumber, PersonName, RefNo, Text};

crate::labels! {
    /// 承诺类别 What a promise is about.
    pub enum PledgeCategory: "承诺类别 category of a pledge" {
        /// 政策宣传 Explaining policy.
        Policy = "policy" / "政策宣传",
        /// 环境卫生 Cleanliness.
        Environment = "environment" / "环境卫生",
        /// 平安巡防 Patrols.
        Patrol = "patrol" / "平安巡防",
        /// 扶弱助困 Helping the weak.
        Care = "care" / "扶弱助困",
        /// 纠纷调解 Settling disputes.
        Mediation = "mediation" / "纠纷调解",
        /// 志愿服务 Volunteering.
        Volunteering = "volunteering" / "志愿服务",
        /// 出租屋管理 Orderly letting.
        Letting = "letting" / "出租屋管理",
        /// 其他 Anything else.
        Other = "other" / "其他",
    }
}

crate::labels! {
    /// 亮牌方式 How a member shows that he is one.
    pub enum BadgeKind: "亮牌方式 kind of badge" {
        /// 佩戴党徽 Emblem worn.
        Emblem = "emblem" / "佩戴党徽",
        /// 党员户门牌 Plate on the door.
        DoorPlate = "door_plate" / "党员户门牌",
        /// 党员示范岗 Model post.
        ModelPost = "model_post" / "党员示范岗",
    }
}

/// 亮绩 What became of a promise, as published.
#[doc(alias = "亮绩")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Achievement {
    /// 实绩 Evidence.
    pub evidence: Text,
    /// 公示日期 Day of publication.
    pub published: Day,
}

/// 亮牌 The badge, and where promise and result are published.
#[doc(alias = "亮牌")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Badge {
    /// 亮牌方式 Kind.
    pub kind: BadgeKind,
    /// 公示地点 Place of publication.
    pub place: Text,
}

/// 党员亮诺 A member's public promise (亮诺), its result (亮绩) and his badge (亮牌).
#[doc(alias = "亮诺")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pledge {
    /// 编号 Id.
    pub id: Id<Pledge>,
    /// 编号 Number on the register.
    pub no: RefNo,
    /// The member; empty while his own row waits for correction. His number stays sealed here until then.
    pub member: Option<Id<PartyMember>>,
    /// The resident he is, where he lives in the village.
    pub resident: Option<Id<Resident>>,
    /// 姓名 Name.
    pub name: PersonName,
    /// 身份证号 Identity number.
    pub identity: Secret<IdNumber>,
    /// 所在党支部 Branch.
    pub branch: Ref<PartyOrganisation>,
    /// 承诺类别 Category.
    pub category: PledgeCategory,
    /// 承诺内容 What he promised.
    pub promise: Text,
    /// 承诺日期 Day of the promise.
    pub promised: Day,
    /// 完成期限 Last day to keep it.
    pub due: Day,
    /// 亮绩 Result, once published.
    pub achievement: Option<Achievement>,
    /// 亮牌 Badge.
    pub badge: Option<Badge>,
}

crate::entity! {
    Pledge: "pledge", "pledge", v1, "党员亮诺";
    columns {
        no "编号": Text = |it| it.no.as_str(),
        member "党员": Text = |it| it.member,
        branch "所在党支部": Text = |it| &it.branch,
        category "承诺类别": Text = |it| it.category.code(),
        promised "承诺日期": Day = |it| it.promised,
        due "完成期限": Day = |it| it.due,
        published "亮绩日期": Day = |it| it.achievement.as_ref().map(|result| result.published),
        badge "亮牌": Text = |it| it.badge.as_ref().map(|badge| badge.kind.code()),
    }
    indexes { by_no(no), by_member(member), by_due(due), by_category(category) }
    secrets { identity "身份证号": "cn_id" }
    subject = |it| it.resident.map_or_else(|| it.id.key(), Id::key);
}

impl Pledge {
    /// Own invariants: due and published not before the promise.
    fn check(&self) -> Result<()> {
        in_order(&[("承诺日期", Some(self.promised)), ("完成期限", Some(self.due))])?;
        let published = self.achievement.as_ref().map(|result| result.published);
        in_order(&[("承诺日期", Some(self.promised)), ("公示日期", published)])
    }

    /// 已亮绩 Whether a result was published by that day.
    pub fn is_shown_on(&self, day: Day) -> bool {
        self.achievement.as_ref().is_some_and(|result| result.published <= day)
    }

    /// 逾期 Whether the last day has passed without a published result.
    pub fn is_overdue_on(&self, day: Day) -> bool {
        self.due < day && !self.is_shown_on(day)
    }

    /// 同一人标记 Equal to the mark of the member.
    pub fn person(&self) -> PersonMark {
        PersonMark::of(self.resident, &self.identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn pledge() -> Pledge {
        Pledge {
            id: id(1),
            no: v("LN001"),
            member: Some(id(2)),
            resident: None,
            name: v("张三"),
            identity: Secret::open(v("440199198001150015")),
            branch: Ref::Known(id(3)),
            category: PledgeCategory::Patrol,
            promise: v("每月参加夜间巡逻2次"),
            promised: v("2022-12-13"),
            due: v("2023-06-30"),
            achievement: None,
            badge: Some(Badge { kind: BadgeKind::Emblem, place: v("村党务公开栏") }),
        }
    }

    #[test]
    fn a_promise_is_overdue_from_the_day_after_its_last_unless_shown() {
        let open = pledge();
        assert!(open.check().is_ok());
        assert!(!open.is_overdue_on(v("2023-06-30")) && open.is_overdue_on(v("2023-07-01")));
        let kept = Achievement { evidence: v("参加巡逻4次"), published: v("2023-06-15") };
        let kept = Pledge { achievement: Some(kept), ..open };
        assert!(kept.check().is_ok());
        assert!(!kept.is_shown_on(v("2023-06-14")) && kept.is_shown_on(v("2023-06-15")));
        assert!(!kept.is_overdue_on(v("2023-07-01")));
    }

    #[test]
    fn neither_due_nor_result_comes_before_the_promise() {
        let due = Pledge { due: v("2022-12-12"), ..pledge() };
        assert_eq!(due.check().unwrap_err().get("column"), Some("完成期限"));
        let early = Achievement { evidence: v("参加巡逻4次"), published: v("2022-12-01") };
        let early = Pledge { achievement: Some(early), ..pledge() };
        assert_eq!(early.check().unwrap_err().get("column"), Some("公示日期"));
    }
}
