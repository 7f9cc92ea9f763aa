//! 组织生活 Meetings, lectures and theme days of Party organisations (三会一课、主题党日).

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{empty_while, filled_while, within};
use crate::model::{PartyMember, PartyOrganisation, Resident};
use crate::schema::Id;
use crate::value::{Count, Day, PersonName, Text};

crate::labels! {
    /// 组织生活类别 What sort of meeting it was.
    #[doc(alias = "三会一课")]
    pub enum PartyMeetingKind: "组织生活类别 kind of Party meeting" {
        /// 党员大会 All members of the organisation.
        Members = "members" / "党员大会" | "支部党员大会",
        /// 支部委员会会议 Its committee.
        Committee = "committee" / "支部委员会会议" | "支委会",
        /// 党小组会 A group.
        Group = "group" / "党小组会",
        /// 党课 A lecture.
        Lecture = "lecture" / "党课",
        /// 书记讲党课 A lecture by the secretary himself.
        SecretaryLecture = "secretary_lecture" / "书记讲党课",
        /// 主题党日 The theme Party day.
        ThemeDay = "theme_day" / "主题党日",
        /// 组织生活会 The organisation-life meeting.
        Life = "life" / "组织生活会",
        /// 民主评议党员 The appraisal of members.
        Appraisal = "appraisal" / "民主评议党员",
        /// 谈心谈话 Heart-to-heart talks.
        Talks = "talks" / "谈心谈话",
        /// 流动党员联系 Contact with one floating member.
        FloatingContact = "floating_contact" / "流动党员联系",
    }
}

/// 组织生活记录 What a Party organisation held.
#[doc(alias = "组织生活")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartyMeeting {
    /// 编号 Id.
    pub id: Id<PartyMeeting>,
    /// 党组织 The organisation.
    pub organisation: Id<PartyOrganisation>,
    /// 类别 What sort.
    pub kind: PartyMeetingKind,
    /// 日期 Day.
    pub on: Day,
    /// 地点 Place.
    pub place: Text,
    /// 应到 Who should attend.
    pub entitled: Count,
    /// 实到 Present.
    pub present: Count,
    /// 议题 What it was about.
    pub topics: Text,
    /// 主持人 Chair.
    pub chair: PersonName,
    /// 记录人 Who took the minutes.
    pub recorder: PersonName,
    /// 流动党员 The floating member who was contacted.
    pub member: Option<Id<PartyMember>>,
    /// The resident he is, where he lives in the village.
    pub resident: Option<Id<Resident>>,
}

crate::entity! {
    PartyMeeting: "party_meeting", "pmtg", v1, "组织生活";
    columns {
        organisation "党组织": Text = |it| it.organisation,
        meeting_kind "类别": Text = |it| it.kind.code(),
        held "日期": Day = |it| it.on,
        entitled "应到": Int = |it| it.entitled,
        present "实到": Int = |it| it.present,
        member "流动党员": Text = |it| it.member,
    }
    indexes { by_day(held), by_organisation(organisation, held), by_kind(meeting_kind, held), by_member(member, held) }
    secrets {}
    subject = |it| it.resident.map(Id::key).or_else(|| it.member.map(Id::key)).unwrap_or_else(|| it.id.key());
}

impl PartyMeeting {
    /// Own invariants: no more present than entitled; a contact names the member, nothing else does.
    fn check(&self) -> Result<()> {
        within(("实到", self.present), ("应到", self.entitled))?;
        let member = ("流动党员", self.member.is_some());
        match self.kind {
            PartyMeetingKind::FloatingContact => filled_while(member, self.kind),
            _ => empty_while(member, self.kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    #[test]
    fn a_contact_names_the_member_and_no_more_are_present_than_entitled() {
        let meeting = PartyMeeting {
            id: id(1),
            organisation: id(2),
            kind: PartyMeetingKind::Members,
            on: v("2023-03-15"),
            place: v("党群服务中心"),
            entitled: v("31"),
            present: v("28"),
            topics: v("学习"),
            chair: v("刘启源"),
            recorder: v("郭明"),
            member: None,
            resident: None,
        };
        assert!(meeting.check().is_ok());
        let more = PartyMeeting { present: v("32"), ..meeting.clone() };
        assert_eq!(more.check().unwrap_err().code(), "model.count.exceeds");
        let contact = PartyMeeting { kind: PartyMeetingKind::FloatingContact, ..meeting.clone() };
        assert_eq!(contact.check().unwrap_err().code(), "model.field.due");
        assert!(PartyMeeting { member: Some(id(3)), ..contact }.check().is_ok());
        assert_eq!(PartyMeeting { member: Some(id(3)), ..meeting }.check().unwrap_err().code(), "model.field.undue");
    }
}
