//! 会议 Meetings held in the village.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::within;
use crate::schema::Id;
use crate::value::{Count, Day, PersonName, Text};

labels! {
    /// 会议类型 What body met.
    #[doc(alias = "会议类型")]
    pub enum MeetingKind: "会议类型 kind of meeting" {
        /// 党员大会 Party members.
        PartyMembers = "party_members" / "党员大会",
        /// 村党委会议 The village's Party committee.
        PartyCommittee = "party_committee" / "村党委会议",
        /// 村民会议 The villagers' assembly.
        Assembly = "assembly" / "村民会议",
        /// 村民代表大会 The villagers' representatives.
        Representatives = "representatives" / "村民代表大会" | "村民代表会议",
        /// 村两委干部会议 Both committees.
        BothCommittees = "both_committees" / "村两委干部会议" | "村“两委”会议" | "村两委会议",
        /// 村社全体干部会议 All cadres of village and cooperatives.
        AllCadres = "all_cadres" / "村社全体干部会议",
        /// 合作社户代表会议 A cooperative's household representatives.
        Households = "households" / "合作社户代表会议" | "户代表会议",
        /// 村务监督委员会会议 The supervision committee.
        Supervision = "supervision" / "村务监督委员会会议",
        /// 其他 Another.
        Other = "other" / "其他",
    }
}

/// 会议 A meeting and its attendance.
#[doc(alias = "会议")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// 编号 Id.
    pub id: Id<Meeting>,
    /// 会议类型 What body met.
    pub kind: MeetingKind,
    /// 日期 Day.
    pub on: Day,
    /// 地点 Place.
    pub place: Text,
    /// 应到 Entitled or called.
    pub entitled: Count,
    /// 实到 Present.
    pub present: Count,
    /// 主要议题 What it was about.
    pub topics: Text,
    /// 主持人 Chair.
    pub chair: PersonName,
    /// 记录人 Who took the minutes.
    pub recorder: PersonName,
}

crate::entity! {
    Meeting: "meeting", "mtg", v1, "会议";
    columns {
        meeting_kind "会议类型": Text = |it| it.kind.code(),
        held "日期": Day = |it| it.on,
        entitled "应到": Int = |it| it.entitled,
        present "实到": Int = |it| it.present,
    }
    indexes { by_day(held), by_kind(meeting_kind, held) }
    secrets {}
    subject = |it| it.id.key();
}

impl Meeting {
    fn check(&self) -> Result<()> {
        within(("实到", self.present), ("应到", self.entitled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    #[test]
    fn no_more_are_present_than_are_entitled() {
        let meeting = Meeting {
            id: id(1),
            kind: MeetingKind::Representatives,
            on: v("2021-12-20"),
            place: v("党群服务中心会议室"),
            entitled: v("53"),
            present: v("53"),
            topics: v("集体资产招租"),
            chair: v("张立龙"),
            recorder: v("郭明"),
        };
        assert!(meeting.check().is_ok());
        let wrong = Meeting { present: v("54"), ..meeting };
        assert_eq!(wrong.check().unwrap_err().code(), "model.count.exceeds");
    }
}
