//! 民意 What villagers ask, suggest and complain of, and what they are told.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{empty_while, filled_while, in_order, needs, together};
use crate::model::{Grid, Ref, Satisfaction};
use crate::schema::{Id, Secret};
use crate::value::{Day, PersonName, Phone, RefNo, Text};

crate::labels! {
    /// 收集渠道 How an opinion came in.
    #[doc(alias = "收集渠道")]
    pub enum OpinionChannel: "收集渠道 channel of an opinion" {
        /// 民意收集站 Opinion station.
        Station = "station" / "民意收集站",
        /// 乡贤工作室 Elders' studio.
        Elders = "elders" / "乡贤工作室",
        /// 网格员入户 Grid officer at the door.
        GridOfficer = "grid_officer" / "网格员入户",
        /// “心连心”服务站 Party members' station.
        PartyMembers = "party_members" / "“心连心”服务站" | "心连心服务站",
        /// 代表接待日 Deputies' reception day.
        ReceptionDay = "reception_day" / "代表接待日",
        /// 其他 Any other.
        Other = "other" / "其他",
    }
}

crate::labels! {
    /// 民意类型 What sort of opinion it is.
    #[doc(alias = "民意类型")]
    pub enum OpinionKind: "民意类型 kind of opinion" {
        /// 问需 A need (问需于民).
        Need = "need" / "问需",
        /// 问计 Advice asked for and given (问计于民).
        Advice = "advice" / "问计",
        /// 建议 A suggestion.
        Suggestion = "suggestion" / "建议",
        /// 投诉 A complaint.
        Complaint = "complaint" / "投诉",
    }
}

crate::labels! {
    /// 民意状态 How far an opinion has come.
    pub enum OpinionState: "民意状态 state of an opinion" {
        /// 待转办 Not yet routed.
        Received = "received" / "待转办" | "已收集",
        /// 办理中 Routed, not yet answered.
        InHand = "in_hand" / "办理中",
        /// 已答复 Answered.
        Replied = "replied" / "已答复" | "已办结",
    }
}

/// 民意 An opinion: collected, routed, due, answered, and how content its author is. The author may stay unnamed.
#[doc(alias = "民意")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opinion {
    /// 编号 Id.
    pub id: Id<Opinion>,
    /// 编号 Number.
    pub no: RefNo,
    /// 收集日期 Day of collection.
    pub received: Day,
    /// 收集渠道 Channel.
    pub channel: OpinionChannel,
    /// 反映人 Author; empty when anonymous (匿名).
    pub author: Option<PersonName>,
    /// 联系电话 Telephone of a named author.
    pub phone: Option<Secret<Phone>>,
    /// 类型 Kind.
    pub kind: OpinionKind,
    /// 内容 What it says.
    pub content: Text,
    /// 网格编码 The grid it concerns.
    pub grid: Option<Ref<Grid>>,
    /// 转办去向 To whom it was routed.
    pub routed_to: Option<Text>,
    /// 转办日期 Day of routing.
    pub routed: Option<Day>,
    /// 答复期限 Last day for the reply: three months after routing (代表法 2025; hard ones six).
    pub due: Option<Day>,
    /// 答复日期 Day of the reply.
    pub replied: Option<Day>,
    /// 答复内容 The reply.
    pub reply: Option<Text>,
    /// 满意度 How content the author is with it.
    pub satisfaction: Option<Satisfaction>,
    /// 状态 State.
    pub state: OpinionState,
}

crate::entity! {
    Opinion: "opinion", "opin", v1, "民意";
    columns {
        no "编号": Text = |it| it.no.as_str(),
        received "收集日期": Day = |it| it.received,
        channel "收集渠道": Text = |it| it.channel.code(),
        opinion_kind "类型": Text = |it| it.kind.code(),
        grid "网格": Text = |it| it.grid.as_ref(),
        routed_to "转办去向": Text = |it| it.routed_to.as_ref().map(Text::as_str),
        due "答复期限": Day = |it| it.due,
        replied "答复日期": Day = |it| it.replied,
        satisfaction "满意度": Text = |it| it.satisfaction.map(Satisfaction::code),
        state "状态": Text = |it| it.state.code(),
    }
    indexes { by_no(no), by_received(received), by_state(state, due), by_grid(grid) }
    secrets { phone "联系电话": "phone" }
    subject = |it| it.id.key();
}

impl Opinion {
    /// Own invariants: nobody unnamed has a telephone; collected, routed and answered in that order; due after routing;
    /// reply and its day together; only what is answered has a satisfaction; the state is what the days say.
    fn check(&self) -> Result<()> {
        needs(("联系电话", self.phone.is_some()), ("反映人", self.author.is_some()))?;
        in_order(&[("收集日期", Some(self.received)), ("转办日期", self.routed), ("答复日期", self.replied)])?;
        in_order(&[("收集日期", Some(self.received)), ("转办日期", self.routed), ("答复期限", self.due)])?;
        let (routed, replied) = (("转办日期", self.routed.is_some()), ("答复日期", self.replied.is_some()));
        together(("转办去向", self.routed_to.is_some()), routed)?;
        together(("答复内容", self.reply.is_some()), replied)?;
        needs(("满意度", self.satisfaction.is_some()), replied)?;
        match self.state {
            OpinionState::Received => empty_while(routed, self.state).and_then(|()| empty_while(replied, self.state)),
            OpinionState::InHand => filled_while(routed, self.state).and_then(|()| empty_while(replied, self.state)),
            OpinionState::Replied => filled_while(replied, self.state),
        }
    }

    /// 已答复 Whether it was answered by that day.
    pub fn is_replied_on(&self, day: Day) -> bool {
        self.replied.is_some_and(|replied| replied <= day)
    }

    /// 逾期 Whether its last day had passed without a reply by that day.
    pub fn is_overdue_on(&self, day: Day) -> bool {
        self.due.is_some_and(|due| due < day) && !self.is_replied_on(day)
    }

    /// 逾期答复 Whether the reply came after the last day.
    pub fn is_replied_late(&self) -> bool {
        self.replied.zip(self.due).is_some_and(|(replied, due)| due < replied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn opinion() -> Opinion {
        Opinion {
            id: id(1),
            no: v("MY2022-058"),
            received: v("2022-03-02"),
            channel: OpinionChannel::Station,
            author: None,
            phone: None,
            kind: OpinionKind::Need,
            content: v("暑期儿童看护"),
            grid: None,
            routed_to: Some(v("村两委干部会议")),
            routed: Some(v("2022-03-09")),
            due: Some(v("2022-06-09")),
            replied: Some(v("2022-05-04")),
            reply: Some(v("与学校合办暑期课堂")),
            satisfaction: Some(Satisfaction::Content),
            state: OpinionState::Replied,
        }
    }

    fn open() -> Opinion {
        Opinion { replied: None, reply: None, satisfaction: None, state: OpinionState::InHand, ..opinion() }
    }

    #[test]
    fn an_open_opinion_is_overdue_from_the_day_after_its_last() {
        assert!(opinion().check().is_ok() && open().check().is_ok());
        assert!(!open().is_overdue_on(v("2022-06-09")) && open().is_overdue_on(v("2022-06-10")));
        assert!(!opinion().is_overdue_on(v("2022-06-10")) && !opinion().is_replied_late());
        assert!(opinion().is_replied_on(v("2022-05-04")) && !opinion().is_replied_on(v("2022-05-03")));
        let late = Opinion { replied: Some(v("2022-06-10")), ..opinion() };
        assert!(late.check().is_ok() && late.is_replied_late());
    }

    #[test]
    fn collected_routed_answered_in_that_order() {
        let early = Opinion { routed: Some(v("2022-03-01")), ..opinion() };
        assert_eq!(early.check().unwrap_err().get("column"), Some("转办日期"));
        let early = Opinion { replied: Some(v("2022-03-08")), ..opinion() };
        assert_eq!(early.check().unwrap_err().get("column"), Some("答复日期"));
        let due = Opinion { due: Some(v("2022-03-08")), ..opinion() };
        assert_eq!(due.check().unwrap_err().get("column"), Some("答复期限"));
    }

    #[test]
    fn state_reply_and_satisfaction_agree() {
        let silent = Opinion { reply: None, ..opinion() };
        assert_eq!(silent.check().unwrap_err().get("column"), Some("答复内容"));
        let content = Opinion { satisfaction: Some(Satisfaction::Content), ..open() };
        assert_eq!(content.check().unwrap_err().code(), "model.field.needs");
        let state = Opinion { state: OpinionState::Replied, ..open() };
        assert_eq!(state.check().unwrap_err().code(), "model.field.due");
        let state = Opinion { state: OpinionState::InHand, ..opinion() };
        assert_eq!(state.check().unwrap_err().code(), "model.field.undue");
        let unnamed = Opinion { phone: Some(Secret::open(v("15400000001"))), ..opinion() };
        assert_eq!(unnamed.check().unwrap_err().get("column"), Some("反映人"));
    }
}
