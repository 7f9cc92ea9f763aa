//! 命令 What the commands of the room take, and how a meeting goes into the file.

use crate::error::Result;
use crate::ledger::decide::{Concerned, DecisionFile};
use crate::ledger::{Session, Write};
use crate::model::{
    AnswerKind, Attachment, Ballot, Deal, DealTerms, Decision, DecisionStep, DecisionTerms, Limits, MatterKind,
    Objection, Papers, Publicity, Roll, StepEvidence, StepKind, StepOutcome, Votes,
};
use crate::rules::{Body, Heads};
use crate::schema::Id;
use crate::store::{Rev, Stored};
use crate::value::{Count, Day, PersonName, Plain as _, RefNo, Text};

/// 事项 What is to be decided, and within which bounds.
#[derive(Debug, Clone)]
pub struct Subject {
    /// 事项类别 Kind of matter.
    pub matter: MatterKind,
    /// 标的 Its object: number of the asset, of the project, version of the rules.
    pub object: Option<Text>,
    /// 金额上限 The most that may be spent or dealt for, by kind of act.
    pub limits: Limits,
    /// 有效期止 The last day on which it may be acted on.
    pub valid_through: Option<Day>,
    /// 交易要素 What is fixed of a deal in an asset, where it is about one.
    pub terms_of_deal: Option<DealTerms>,
    /// 一肩挑 Whether one person is Party secretary and director.
    pub one_shoulder: bool,
    /// 授权依据 By what the assembly handed such matters to its representatives.
    pub delegated_by: Option<Text>,
    /// 村民会议保留 Whether the assembly kept such matters for itself, so that its representatives cannot resolve.
    pub reserved: bool,
}

impl Subject {
    /// A matter of this kind, without object, amount, term and delegation.
    pub const fn of(matter: MatterKind) -> Self {
        let (object, valid_through, terms_of_deal, delegated_by) = (None, None, None, None);
        Self {
            matter,
            object,
            limits: Limits::NONE,
            valid_through,
            terms_of_deal,
            one_shoulder: false,
            delegated_by,
            reserved: false,
        }
    }

    pub(super) fn terms(self, id: Id<DecisionTerms>, decision: Id<Decision>) -> DecisionTerms {
        DecisionTerms {
            id,
            decision: decision.into(),
            matter: self.matter,
            object: self.object,
            limits: self.limits,
            valid_through: self.valid_through,
            deal: self.terms_of_deal,
            one_shoulder: self.one_shoulder,
            emergency: None,
            delegated_by: self.delegated_by,
            reserved: self.reserved,
        }
    }
}

/// 会议 A meeting that was held: who was entitled and came, and how they voted.
#[derive(Debug, Clone)]
pub struct Held {
    /// 日期 The day.
    pub on: Day,
    /// 名册 The roll; without one there is no vote.
    pub roll: Roll,
    /// 赞成 In favour.
    pub agreed: u32,
    /// 反对 Against.
    pub against: u32,
    /// 弃权 Abstaining.
    pub abstained: u32,
    /// 表决方式 How they voted.
    pub ballot: Ballot,
    /// 票数核对 The papers, where papers were used.
    pub papers: Option<Papers>,
    /// 宣布结果 Whether it was announced as passed; otherwise the matter goes back to the draft.
    pub passed: bool,
    /// 通知日期 When the meeting was called.
    pub notified: Option<Day>,
    /// 方案送达日期 When the plan was sent to all who attend.
    pub plan_sent: Option<Day>,
    /// 主持人 Who presided.
    pub chair: PersonName,
    /// 附件 Minutes, pictures, scans, by their digests.
    pub attachments: Vec<Attachment>,
    /// 当事人 Whom the matter concerns: members of a roll by name who are near to them and not recused are pointed out.
    pub concerned: Concerned,
}

impl Held {
    /// Puts the step and what proves it into the file, and gives both to be written.
    pub(super) fn put(
        self,
        session: &Session<'_>,
        file: &mut DecisionFile,
        (kind, body): (StepKind, Body),
    ) -> Result<Vec<Write>> {
        let heads = Heads::of(&self.roll);
        let (id, decision) = (session.mint(), file.decision.entity.id);
        let votes = Votes {
            entitled: Count::new(heads.entitled),
            present: Count::new(heads.attending()),
            agreed: Count::new(self.agreed),
            against: Count::new(self.against),
            abstained: Count::new(self.abstained),
            ballot: self.ballot,
        };
        let step = DecisionStep {
            id,
            decision: decision.into(),
            kind,
            held_by: Text::parse(body.label())?,
            on: self.on,
            votes: Some(votes),
            outcome: if self.passed { StepOutcome::Passed } else { StepOutcome::NotPassed },
            publicity: None,
            chair: self.chair,
        };
        let evidence = StepEvidence {
            id: session.mint(),
            step: id.into(),
            notified: self.notified,
            plan_sent: self.plan_sent,
            roll: Some(self.roll),
            papers: self.papers,
            attachments: self.attachments,
        };
        file.steps.push(step.clone());
        file.evidence.push(evidence.clone());
        Ok(vec![Write::created(Box::new(step)), Write::created(Box::new(evidence))])
    }
}

/// 提议 The Party committee proposes a matter.
#[derive(Debug, Clone)]
pub struct Propose {
    /// 决策编号 Number.
    pub no: RefNo,
    /// 事项 The matter, in words.
    pub matter: Text,
    /// 关联交易 The deal that it is about.
    pub deal: Option<Id<Deal>>,
    /// 决议内容 What is to be decided.
    pub subject: Subject,
    /// 合并商议 Whether both committees proposed and consulted at once, which only a village under one shoulder may.
    pub jointly: bool,
    /// 会议 The meeting.
    pub held: Held,
}

/// 议事 A body deliberates on a decision.
#[derive(Debug, Clone)]
pub struct Deliberate {
    /// 决策 The decision.
    pub decision: Id<Decision>,
    /// 会议 The meeting.
    pub held: Held,
}

/// 决议主体 Which body resolves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResolvingBody {
    /// 村民代表会议 The representatives.
    Representatives,
    /// 村民会议 The villagers' assembly.
    Assembly,
    /// 集体成员大会 The members of the collective.
    CollectiveMembers,
    /// 集体成员代表大会 The representatives of the collective.
    CollectiveRepresentatives,
}

impl ResolvingBody {
    /// The step that it takes, and the body by name.
    pub(super) const fn step(self) -> (StepKind, Body) {
        match self {
            Self::Representatives => (StepKind::ResolveByRepresentatives, Body::Representatives),
            Self::Assembly => (StepKind::ResolveByAssembly, Body::VillagersAssembly),
            Self::CollectiveMembers => (StepKind::ResolveByAssembly, Body::CollectiveMembers),
            Self::CollectiveRepresentatives => (StepKind::ResolveByRepresentatives, Body::CollectiveRepresentatives),
        }
    }
}

/// 决议 A body resolves.
#[derive(Debug, Clone)]
pub struct Resolve {
    /// 决策 The decision.
    pub decision: Id<Decision>,
    /// 决议主体 Which body.
    pub by: ResolvingBody,
    /// 会议 The meeting.
    pub held: Held,
}

/// 公开 A resolution or its result is put on show.
#[derive(Debug, Clone)]
pub struct Publish {
    /// 决策 The decision.
    pub decision: Id<Decision>,
    /// 公示 From when through when, and where.
    pub shown: Publicity,
    /// 载体 By what means.
    pub means: Text,
    /// 监督人 Who watched it.
    pub watched_by: PersonName,
}

/// 提出异议 Somebody objects.
#[derive(Debug, Clone)]
pub struct Object {
    /// 决策 The decision.
    pub decision: Id<Decision>,
    /// 日期 The day.
    pub on: Day,
    /// 异议内容 What he says.
    pub text: Text,
}

/// 答复异议 An objection is answered.
#[derive(Debug, Clone)]
pub struct AnswerObjection {
    /// 异议 The objection.
    pub objection: Id<Objection>,
    /// 日期 The day.
    pub on: Day,
    /// 处理 How.
    pub kind: AnswerKind,
    /// 答复内容 What is answered.
    pub text: Text,
}

/// 紧急情况 A decision is to be carried out before its publicity is over.
#[derive(Debug, Clone)]
pub struct Emergency {
    /// 决策 The decision.
    pub decision: Id<Decision>,
    /// 紧急理由 Why it cannot wait.
    pub reason: Text,
}

/// 办理 Something is done with a decision on a day.
#[derive(Debug, Clone)]
pub struct Carry {
    /// 决策 The decision.
    pub decision: Id<Decision>,
    /// 日期 The day.
    pub on: Day,
    /// 理由 Why, where it needs a reason: in an emergency, or to withdraw.
    pub reason: Option<Text>,
}

impl DecisionFile {
    /// The file of a decision that is about to be proposed.
    pub(super) fn fresh(decision: Decision, terms: DecisionTerms) -> Self {
        Self {
            decision: Stored { rev: Rev::ZERO, entity: decision },
            steps: Vec::new(),
            terms: Some(terms),
            evidence: Vec::new(),
            moves: Vec::new(),
            objections: Vec::new(),
            spent: Vec::new(),
            deal: None,
            rev: Rev::ZERO,
            guards: Vec::new(),
        }
    }
}
