//! 集体成员 Who is a member of a collective, on which ground, and how membership ended.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{in_order, together};
use crate::model::{CollectiveOwner, Ref, Resident};
use crate::schema::Id;
use crate::value::{Day, RefNo, YesNo};

labels! {
    /// 成员身份取得方式 How membership was gained (农村集体经济组织法 arts. 11, 12).
    #[doc(alias = "成员身份取得")]
    pub enum MembershipGround: "取得方式 ground of membership" {
        /// 原始取得 From the beginning: hukou here and land of the collective as basic security.
        Original = "original" / "原始取得",
        /// 出生 Born to a member: must be confirmed.
        Birth = "birth" / "成员所生子女" | "出生",
        /// 婚姻 By marriage.
        Marriage = "marriage" / "婚姻",
        /// 收养 By adoption.
        Adoption = "adoption" / "收养",
        /// 政策性移民 By migration under a policy.
        Resettlement = "resettlement" / "政策性移民",
        /// 其他 Otherwise, as the charter says.
        Other = "other" / "章程规定的其他情形",
    }
}

labels! {
    /// 变动原因 A reason that is given for ending somebody's membership; only some of them do (农村集体经济组织法 arts. 17, 18).
    #[doc(alias = "成员身份丧失")]
    pub enum MembershipReason: "变动原因 reason" {
        /// 死亡 Death.
        Death = "death" / "死亡",
        /// 丧失国籍 Loss of nationality.
        Nationality = "nationality" / "丧失中华人民共和国国籍",
        /// 取得其他集体成员身份 Membership gained elsewhere.
        Elsewhere = "elsewhere" / "已取得其他集体经济组织成员身份",
        /// 成为公务员 Became a civil servant, other than by contract.
        CivilServant = "civil_servant" / "成为公务员（聘任制除外）",
        /// 章程规定 What else the charter says.
        Charter = "charter" / "法律、章程规定的其他情形",
        /// 就学 Study.
        Study = "study" / "就学",
        /// 服役 Army.
        Army = "army" / "服役",
        /// 务工 Work elsewhere.
        Work = "work" / "务工",
        /// 经商 Trade.
        Trade = "trade" / "经商",
        /// 离婚 Divorce.
        Divorce = "divorce" / "离婚",
        /// 丧偶 Widowhood.
        Widowhood = "widowhood" / "丧偶",
        /// 服刑 Prison.
        Prison = "prison" / "服刑",
        /// 结婚 Marriage elsewhere.
        Marriage = "marriage" / "结婚" | "外嫁" | "入赘",
    }
}

impl MembershipReason {
    /// 丧失 Whether membership ends for this reason alone.
    pub const fn ends_membership(self) -> bool {
        matches!(self, Self::Death | Self::Nationality | Self::Elsewhere | Self::CivilServant | Self::Charter)
    }
}

/// 集体成员 A member on the roster of a collective, which is filed with township and county (art. 12).
///
/// Women have equal rights whatever their marital state (art. 8): there is no column for it.
#[doc(alias = "成员名册")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CollectiveMember {
    /// 编号 Id.
    pub id: Id<CollectiveMember>,
    /// 成员编号 Number on the roster.
    pub no: RefNo,
    /// 集体经济组织 The collective.
    pub collective: CollectiveOwner,
    /// 人员 The person.
    pub resident: Ref<Resident>,
    /// 取得方式 Ground.
    pub ground: MembershipGround,
    /// 确认日期 Day from which he or she is a member.
    pub since: Day,
    /// 以自己劳动收入为主要生活来源 Whether a member of 16 or 17 lives mainly by his own work.
    pub lives_by_own_work: YesNo,
    /// 丧失日期 First day on which he or she is no member any more.
    pub until: Option<Day>,
    /// 丧失原因 Why it ended.
    pub ended_by: Option<MembershipReason>,
}

crate::entity! {
    CollectiveMember: "collective_member", "cmem", v1, "集体成员";
    columns {
        no "成员编号": Text = |it| it.no.as_str(),
        cooperative "经济合作社": Text = |it| it.collective.cooperative(),
        resident "人员": Text = |it| &it.resident,
        ground "取得方式": Text = |it| it.ground.code(),
        since "确认日期": Day = |it| it.since,
        until_day "丧失日期": Day = |it| it.until,
        ended_by "丧失原因": Text = |it| it.ended_by.map(MembershipReason::code),
    }
    indexes { by_no(no), by_cooperative(cooperative, no), by_resident(resident, since) }
    secrets {}
    subject = |it| it.resident.id().map_or_else(|| it.id.key(), Id::key);
}

impl CollectiveMember {
    /// 某日是否成员 Whether he or she is a member on that day.
    pub fn is_member_on(&self, day: Day) -> bool {
        self.since <= day && self.until.is_none_or(|until| day < until)
    }

    fn check(&self) -> Result<()> {
        together(("丧失日期", self.until.is_some()), ("丧失原因", self.ended_by.is_some()))?;
        if let Some(reason) = self.ended_by.filter(|reason| !reason.ends_membership()) {
            return Err(Error::new(code::model::MEMBERSHIP_KEPT).with("column", "丧失原因").with("value", reason));
        }
        in_order(&[("确认日期", Some(self.since)), ("丧失日期", self.until)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn member() -> CollectiveMember {
        CollectiveMember {
            id: id(1),
            no: v("一社0042"),
            collective: CollectiveOwner::Cooperative(id(2).into()),
            resident: id(3).into(),
            ground: MembershipGround::Birth,
            since: v("1990-05-04"),
            lives_by_own_work: YesNo::No,
            until: None,
            ended_by: None,
        }
    }

    #[test]
    fn a_married_woman_stays_a_member_until_she_is_one_elsewhere() {
        let ended = |reason| CollectiveMember { until: Some(v("2025-06-01")), ended_by: Some(reason), ..member() };
        for kept in [MembershipReason::Marriage, MembershipReason::Army, MembershipReason::Prison] {
            assert_eq!(ended(kept).check().unwrap_err().code(), "model.membership.kept");
        }
        let elsewhere = ended(MembershipReason::Elsewhere);
        assert!(elsewhere.check().is_ok());
        assert!(elsewhere.is_member_on(v("2025-05-31")) && !elsewhere.is_member_on(v("2025-06-01")));
    }

    #[test]
    fn an_end_has_a_day_and_a_reason_and_comes_after_the_beginning() {
        let half = CollectiveMember { until: Some(v("2025-06-01")), ..member() };
        assert_eq!(half.check().unwrap_err().get("column"), Some("丧失原因"));
        let early =
            CollectiveMember { until: Some(v("1990-05-03")), ended_by: Some(MembershipReason::Death), ..member() };
        assert_eq!(early.check().unwrap_err().code(), "model.days.order");
    }
}
