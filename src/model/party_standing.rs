//! 党员状态 What limits a member's rights for a time, leaves him out of those who should attend, or ends his membership.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{filled_while, in_order};
use crate::model::{PartyMember, Resident};
use crate::schema::Id;
use crate::value::{Day, Period, Text};

crate::labels! {
    /// 党员状态 What it is. Without such a record a member is full or probationary by his days and counted.
    #[doc(alias = "党员状态")]
    pub enum StandingKind: "党员状态 standing of a member" {
        /// 留党察看 On probation within the Party: no vote (党章).
        UnderProbation = "under_probation" / "留党察看",
        /// 暂停行使权利 Rights suspended by decision, as during detention (基层组织选举工作条例 art. 5); why is not kept here.
        Suspended = "suspended" / "暂停行使权利",
        /// 患精神病或者严重疾病 Mentally or seriously ill.
        Ill = "ill" / "患精神病或者严重疾病" | "患严重疾病",
        /// 自费出国半年以上 Abroad half a year or more at his own cost.
        Abroad = "abroad" / "自费出国半年以上" | "自费出国",
        /// 服刑 Serving a sentence that no heavier Party penalty has followed.
        Sentence = "sentence" / "被判刑未受更重处分" | "服刑",
        /// 年老体弱卧床 Old and bedridden.
        Bedridden = "bedridden" / "年老体弱卧床",
        /// 调动、挂职、学习半年以上 Transferred, seconded or studying half a year or more, the relation not yet moved.
        Away = "away" / "工作调动挂职学习半年以上",
        /// 退休异地定居 Retired and settled elsewhere.
        Settled = "settled" / "退休后异地定居",
        /// 组织关系转出 The relation was moved to another organisation.
        MovedOut = "moved_out" / "组织关系转出" | "转出",
        /// 出党 Left or was expelled.
        Left = "left" / "出党" | "退党" | "除名" | "开除党籍",
        /// 去世 Died.
        Deceased = "deceased" / "去世",
    }
}

impl StandingKind {
    /// 停止行使权利 Whether the member neither votes nor elects nor is elected while it lasts.
    pub const fn suspends_vote(self) -> bool {
        matches!(self, Self::UnderProbation | Self::Suspended)
    }

    /// 可不计入应到会 Whether it is a ground for leaving a member out of those who should attend.
    pub const fn is_left_out(self) -> bool {
        matches!(self, Self::Ill | Self::Abroad | Self::Sentence | Self::Bedridden | Self::Away | Self::Settled)
    }

    /// 须满期限 Whether the ground counts only from half a year on.
    pub const fn counts_months(self) -> bool {
        matches!(self, Self::Abroad | Self::Away)
    }

    /// 党籍终止 Whether the member is no longer on the village's books.
    pub const fn ends_membership(self) -> bool {
        matches!(self, Self::MovedOut | Self::Left | Self::Deceased)
    }
}

/// 党员状态记录 What holds of a member during a period, and who decided it.
#[doc(alias = "不计入应到会人数")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartyStanding {
    /// 编号 Id.
    pub id: Id<PartyStanding>,
    /// 党员 The member.
    pub member: Id<PartyMember>,
    /// The resident he is, where he lives in the village.
    pub resident: Option<Id<Resident>>,
    /// 状态 What it is.
    pub kind: StandingKind,
    /// 起止 From when until when.
    pub period: Period,
    /// 决定日期 Day of the meeting or committee that decided it.
    pub decided: Option<Day>,
    /// 决定机构 Who decided it.
    pub decided_by: Option<Text>,
}

crate::entity! {
    PartyStanding: "party_standing", "psta", v1, "党员状态";
    columns {
        member "党员": Text = |it| it.member,
        standing "状态": Text = |it| it.kind.code(),
        from_day "起": Day = |it| it.period.from(),
        until_day "止次日": Day = |it| it.period.until(),
        decided "决定日期": Day = |it| it.decided,
    }
    indexes { by_member(member, from_day), by_standing(standing) }
    secrets {}
    subject = |it| it.resident.map_or_else(|| it.member.key(), Id::key);
}

impl PartyStanding {
    /// Own invariants: who is left out was decided on, by somebody, and not after it begins to count.
    fn check(&self) -> Result<()> {
        if self.kind.is_left_out() {
            filled_while(("决定日期", self.decided.is_some()), self.kind)?;
            filled_while(("决定机构", self.decided_by.is_some()), self.kind)?;
            return in_order(&[("决定日期", self.decided), ("起", Some(self.period.from()))]);
        }
        Ok(())
    }

    /// 当日有效 Whether it holds on that day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.period.contains(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn ill() -> PartyStanding {
        PartyStanding {
            id: id(1),
            member: id(2),
            resident: None,
            kind: StandingKind::Ill,
            period: Period::since(v("2022-03-01")),
            decided: Some(v("2022-03-01")),
            decided_by: Some(v("支部党员大会")),
        }
    }

    #[test]
    fn who_is_left_out_was_decided_on_before() {
        assert!(ill().check().is_ok());
        let silent = PartyStanding { decided: None, decided_by: None, ..ill() };
        assert_eq!(silent.check().unwrap_err().code(), "model.field.due");
        let late = PartyStanding { decided: Some(v("2022-03-02")), ..ill() };
        assert_eq!(late.check().unwrap_err().code(), "model.days.order");
        let moved = PartyStanding { kind: StandingKind::MovedOut, decided: None, decided_by: None, ..ill() };
        assert!(moved.check().is_ok());
    }

    #[test]
    fn each_kind_does_one_of_three_things() {
        for kind in StandingKind::ALL {
            let does = [kind.suspends_vote(), kind.is_left_out(), kind.ends_membership()];
            assert_eq!(does.iter().filter(|one| **one).count(), 1, "{kind}");
            assert!(!kind.counts_months() || kind.is_left_out());
        }
    }
}
