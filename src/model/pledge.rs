//! 党员亮诺 Promises that members make in public, what became of them, and the badge they wear.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::in_order;
use crate::model::{PartyMember, PartyOrganisation, PersonMark, Ref, Resident};
use crate::schema::{Id, Secret};
use crate::value::{Day, IdNumber, PersonName, RefNo, Text};

labels! {
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

labels! {
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
        no: Text = |it| it.no.as_str(),
        member: Text = |it| it.member,
        branch: Text = |it| &it.branch,
        category: Text = |it| it.category.code(),
        promised: Day = |it| it.promised,
        due: Day = |it| it.due,
        published: Day = |it| it.achievement.as_ref().map(|result| result.published),
        badge: Text = |it| it.badge.as_ref().map(|badge| badge.kind.code()),
    }
    indexes { by_no(no), by_member(member), by_due(due), by_category(category) }
    secrets { identity: "cn_id" }
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
