//! 会议 Meetings held in the village.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{filled_while, within};
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
        /// 成员大会 The members' assembly of a collective.
        CollectiveMembers = "collective_members" / "成员大会" | "集体成员大会",
        /// 成员代表大会 The representatives' assembly of a collective.
        CollectiveRepresentatives = "collective_representatives" / "成员代表大会" | "集体成员代表大会",
        /// 理事会会议 The council of a collective.
        Council = "council" / "理事会会议" | "理事会",
        /// 村务监督委员会会议 The supervision committee.
        Supervision = "supervision" / "村务监督委员会会议",
        /// 其他 Another.
        Other = "other" / "其他",
    }
}

impl MeetingKind {
    /// 集体会议 Whether a body of a collective meets, of which a village has several.
    pub const fn is_of_collective(self) -> bool {
        matches!(self, Self::CollectiveMembers | Self::CollectiveRepresentatives | Self::Council)
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
    /// 会议主体 Whose meeting it was, where it is not the village's own: the collective, by its name.
    pub held_by: Option<Text>,
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
    Meeting: "meeting", "mtg", v2, "会议";
    columns {
        meeting_kind "会议类型": Text = |it| it.kind.code(),
        held "日期": Day = |it| it.on,
        entitled "应到": Int = |it| it.entitled,
        present "实到": Int = |it| it.present,
        held_by "会议主体": Text since v2 = |it| it.held_by.as_ref().map(Text::as_str),
    }
    indexes { by_day(held), by_kind(meeting_kind, held) }
    secrets {}
    subject = |it| it.id.key();
    upcast = crate::schema::unchanged;
}

impl Meeting {
    fn check(&self) -> Result<()> {
        if self.kind.is_of_collective() {
            filled_while(("会议主体", self.held_by.is_some()), self.kind)?;
        }
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
            held_by: None,
            on: v("2021-12-20"),
            place: v("党群服务中心会议室"),
            entitled: v("53"),
            present: v("53"),
            topics: v("集体资产招租"),
            chair: v("张立龙"),
            recorder: v("郭明"),
        };
        assert!(meeting.check().is_ok());
        let assembly = Meeting { kind: MeetingKind::CollectiveMembers, ..meeting.clone() };
        assert_eq!(assembly.check().unwrap_err().get("column"), Some("会议主体"));
        assert!(Meeting { held_by: Some(v("东华经济联合社")), ..assembly }.check().is_ok());
        let wrong = Meeting { present: v("54"), ..meeting };
        assert_eq!(wrong.check().unwrap_err().code(), "model.count.exceeds");
    }
}
