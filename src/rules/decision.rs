//! 四议两公开 The dossier of a decision, and whether what stands in it is lawful on its days.

mod cases;
mod examine;
mod matter;
mod records;

pub(super) use cases::CASES;
pub(in crate::rules) use examine::shown_long_enough;
pub use examine::{Examined, examine, unanswered};
pub use matter::{delegated, may_decide};
pub use records::File;

use crate::error::Result;
use crate::model::{AnswerKind, GatedAct, Limits, MatterKind, Papers, Roll, Votes};
use crate::rules::{Body, Findings, Procedure, Rulebook};
use crate::value::{Day, Money, Period};

labels! {
    /// 决策办理 A step of the procedure, by the id that it has in the table.
    pub enum DecisionAct: "决策办理 act of a decision" {
        /// 村党组织提议 Propose.
        Propose = "propose" / "村党组织提议",
        /// 提议与商议合并 Propose and consult at once.
        ProposeJointly = "propose_jointly" / "提议与商议合并",
        /// 村“两委”会议商议 Consult.
        Consult = "consult" / "村“两委”会议商议",
        /// 党员大会审议 Review.
        Review = "review" / "党员大会审议",
        /// 村民（代表）会议决议 Resolve.
        Resolve = "resolve" / "村民（代表）会议决议",
        /// 未通过退回 Not agreed to: back to the draft.
        Reject = "reject" / "未通过退回",
        /// 决议公开 Put the resolution on show.
        PublishResolution = "publish_resolution" / "决议公开",
        /// 异议成立退回 An objection is upheld: back to the draft.
        UpholdObjection = "uphold_objection" / "异议成立退回",
        /// 开始实施 Carry it out.
        Execute = "execute" / "开始实施",
        /// 紧急实施 Carry it out before the publicity is over.
        ExecuteUrgently = "execute_urgently" / "紧急实施",
        /// 实施结果公开 Put the result on show.
        PublishResult = "publish_result" / "实施结果公开",
        /// 归档 File the papers.
        Archive = "archive" / "归档",
        /// 撤回 Withdraw it.
        Withdraw = "withdraw" / "撤回",
    }
}

impl DecisionAct {
    /// Whether it carries the resolution out.
    pub const fn executes(self) -> bool {
        matches!(self, Self::Execute | Self::ExecuteUrgently)
    }

    /// Whether it sends the matter back to the draft.
    pub const fn sends_back(self) -> bool {
        matches!(self, Self::Reject | Self::UpholdObjection)
    }
}

/// 授权 Whether the assembly handed the matter to its representatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delegation {
    /// By a clause or resolution that is on file.
    Shown(Box<str>),
    /// The file does not say.
    Unknown,
    /// The assembly kept it for itself.
    Reserved,
}

/// 决议内容 What is being decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// 事项类别 Kind of matter.
    pub matter: MatterKind,
    /// 标的 Its object, where it has one.
    pub object: Option<Box<str>>,
    /// 金额上限 The most that may be spent or dealt for, by kind of act.
    pub limits: Limits,
    /// 有效期止 The last day on which it may be acted on.
    pub valid_through: Option<Day>,
    /// 一肩挑 Whether one person is Party secretary and director.
    pub one_shoulder: bool,
    /// 紧急理由 Why it had to be carried out before its publicity was over.
    pub emergency: Option<Box<str>>,
    /// 授权 Whether the assembly handed it to its representatives.
    pub delegation: Delegation,
}

impl Terms {
    /// A matter of this kind, without object, amount and term.
    pub const fn of(matter: MatterKind) -> Self {
        Self {
            matter,
            object: None,
            limits: Limits::NONE,
            valid_through: None,
            one_shoulder: false,
            emergency: None,
            delegation: Delegation::Unknown,
        }
    }
}

/// 表决 A vote as the dossier shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// 表决情况 The record of the vote.
    pub votes: Votes,
    /// 名册 The roll: totals on paper, or by name.
    pub roll: Option<Roll>,
    /// 票数核对 The papers.
    pub papers: Option<Papers>,
    /// 宣布结果 Whether it was announced as passed.
    pub passed: bool,
    /// 会议记录 Whether minutes, or another paper of the meeting, are attached.
    pub minutes: bool,
    /// 应回避未回避 Members with a conflict by the register who are not recused.
    pub unrecused: u32,
}

/// 办理 Something that happened to a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub act: DecisionAct,
    /// By whom; where the record does not tell, the body whose step it is.
    pub by: Body,
    /// 无法认定的会议 What the record says of the meeting, where it names no body that the library knows.
    pub unknown_body: Option<Box<str>>,
    /// On which day.
    pub on: Day,
    /// Why, where it needs a reason.
    pub reason: Option<Box<str>>,
    /// 表决 The vote of a deliberation.
    pub vote: Option<Vote>,
    /// 公示期 What a publicity step put on show.
    pub shown: Option<Period>,
    /// 通知日期 When the meeting was announced, or the plan sent to all who attend.
    pub notified: Option<Day>,
}

impl Event {
    /// An act by a body on a day, with nothing else.
    pub const fn of(act: DecisionAct, by: Body, on: Day) -> Self {
        Self { act, by, unknown_body: None, on, reason: None, vote: None, shown: None, notified: None }
    }
}

/// 异议 An objection, and when and how it was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Objected {
    /// 提出日期 The day.
    pub on: Day,
    /// 答复 The answer.
    pub answer: Option<(Day, AnswerKind)>,
}

/// 已用 An act that was done under the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    /// The act.
    pub act: GatedAct,
    /// Its object.
    pub object: Box<str>,
    /// Its amount, where it has one.
    pub amount: Option<Money>,
    /// The day.
    pub on: Day,
}

/// 决策卷宗 Everything that is known of a decision, in the order in which it happened.
#[doc(alias = "卷宗")]
#[doc(alias = "四议两公开")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// 决策编号 Number.
    pub no: Box<str>,
    /// 事项 The matter, in words.
    pub matter: Box<str>,
    /// 决议内容 What is being decided.
    pub terms: Terms,
    /// 办理过程 What happened, in order.
    pub events: Vec<Event>,
    /// 异议 Objections.
    pub objections: Vec<Objected>,
    /// 实施完毕日期 When it had been carried out.
    pub completed: Option<Day>,
    /// 已用 Acts done under it.
    pub spent: Vec<Spent>,
}

impl Dossier {
    /// 截至某日 As it stood at the end of a day.
    #[must_use]
    pub fn until(&self, day: Day) -> Self {
        let mut then = self.clone();
        then.events.retain(|event| event.on <= day);
        then.objections.retain(|objection| objection.on <= day);
        for objection in &mut then.objections {
            objection.answer = objection.answer.filter(|(on, _)| *on <= day);
        }
        then.completed = then.completed.filter(|on| *on <= day);
        then
    }

    /// The last event of an act.
    pub fn last(&self, act: DecisionAct) -> Option<&Event> {
        self.events.iter().rev().find(|event| event.act == act)
    }

    /// 凭据类别 What kinds of roll its votes rest on: `(totals on paper, by name, none)`.
    pub fn rolls(&self) -> (usize, usize, usize) {
        let votes = || self.events.iter().filter_map(|event| event.vote.as_ref());
        let counted = votes().filter(|vote| matches!(vote.roll, Some(Roll::Counted(_)))).count();
        let named = votes().filter(|vote| matches!(vote.roll, Some(Roll::Named(_)))).count();
        (counted, named, votes().count() - counted - named)
    }
}

/// 检查 Checks a dossier as far as it has come: order, bodies, attendance, votes, notices, publicity, objections, result.
///
/// # Errors
/// Those of the rulebook; `value.calendar.year` where a term counts working days of a year without a table.
pub fn check(dossier: &Dossier, procedure: &Procedure, rules: &Rulebook) -> Result<Findings> {
    Ok(examine(dossier, procedure, rules)?.findings)
}
