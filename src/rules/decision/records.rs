//! 由记录成卷 A dossier put together from the records of a ledger.

use crate::model::{
    Deal, Decision, DecisionMove, DecisionStep, DecisionTerms, MatterKind, MoveKind, Objection, SpentPermit,
    StepEvidence, StepKind, StepOutcome, Votes,
};
use crate::rules::Body;
use crate::rules::decision::{DecisionAct, Delegation, Dossier, Event, Objected, Spent, Terms, Vote};
use crate::value::Plain;

/// 卷内记录 The records of one decision.
#[derive(Debug, Clone, Copy, Default)]
pub struct File<'a> {
    /// 步骤 Its steps.
    pub steps: &'a [DecisionStep],
    /// 决议内容 What it allows.
    pub terms: Option<&'a DecisionTerms>,
    /// 会议凭据 What proves its steps.
    pub evidence: &'a [StepEvidence],
    /// 办理 What happened to it besides.
    pub moves: &'a [DecisionMove],
    /// 异议 Objections.
    pub objections: &'a [Objection],
    /// 已用 Acts done under it.
    pub spent: &'a [SpentPermit],
    /// 关联交易 The deal that carried it out, where it is about one.
    pub deal: Option<&'a Deal>,
}

/// A place in the order of the procedure, and the event.
type Ranked = (u32, Event);

impl Dossier {
    /// 由记录成卷 Puts a dossier together.
    ///
    /// A vote has the roll that its evidence shows, and none without evidence: the numbers of the record prove nothing by themselves.
    /// Where no move says when the resolution was carried out, a linked deal did on the day of its announcement and was done when its
    /// result had been on show; else it had been by the day on which its result was published.
    pub fn from_records(decision: &Decision, file: &File<'_>) -> Self {
        let terms = terms(decision, file);
        let mut events: Vec<Ranked> = file.steps.iter().map(|step| step_event(step, file, &terms)).collect();
        events.extend(file.moves.iter().filter_map(move_event));
        let executed = events.iter().any(|(_, event)| event.act.executes());
        let published = file.steps.iter().find(|step| step.kind == StepKind::PublishResult).map(|step| step.on);
        if let (Some(day), false) = (file.deal.map(|deal| deal.announced).or(published), executed) {
            events.push((6, Event::of(DecisionAct::Execute, Body::Committee, day)));
        }
        let completed = file.moves.iter().find(|done| done.kind == MoveKind::Complete).map(|done| done.on);
        let objections = file.objections.iter();
        let spent = file.spent.iter();
        Self {
            no: decision.no.as_str().into(),
            matter: decision.matter.as_str().into(),
            terms,
            events: in_order(events),
            objections: objections
                .map(|it| Objected { on: it.on, answer: it.answer.as_ref().map(|answer| (answer.on, answer.kind)) })
                .collect(),
            completed: completed.or_else(|| file.deal.and_then(|deal| deal.publicity.last_day())),
            spent: spent
                .map(|it| Spent { act: it.act, object: it.object.as_str().into(), amount: it.amount, on: it.on })
                .collect(),
        }
    }
}

/// In the order of the procedure where nothing was sent back, so that a day before its time shows; else by days, and on one day in the
/// order of the procedure.
fn in_order(mut events: Vec<Ranked>) -> Vec<Event> {
    if !events.iter().any(|(_, event)| event.act.sends_back()) {
        events.sort_by_key(|(rank, event)| (*rank, event.on));
        return events.into_iter().map(|(_, event)| event).collect();
    }
    events.sort_by_key(|(rank, event)| (event.on, *rank));
    let mut ordered = Vec::with_capacity(events.len());
    let mut reached = 0;
    while let Some((_, first)) = events.first() {
        let day = first.on;
        let same = events.iter().take_while(|(_, event)| event.on == day);
        let next = same.clone().position(|(rank, _)| *rank > reached).unwrap_or(0);
        let (rank, event) = events.remove(next);
        reached = if event.act.sends_back() { 0 } else { rank };
        ordered.push(event);
    }
    ordered
}

fn terms(decision: &Decision, file: &File<'_>) -> Terms {
    let Some(stated) = file.terms else {
        let matter = if decision.deal.is_some() { MatterKind::AssetDeal } else { MatterKind::Other };
        return Terms::of(matter);
    };
    let delegation = match &stated.delegated_by {
        _ if stated.reserved => Delegation::Reserved,
        Some(by) => Delegation::Shown(by.as_str().into()),
        None => Delegation::Unknown,
    };
    Terms {
        matter: stated.matter,
        object: stated.object.as_ref().map(|object| object.as_str().into()),
        limits: stated.limits,
        valid_through: stated.valid_through,
        one_shoulder: stated.one_shoulder,
        emergency: stated.emergency.as_ref().map(|reason| reason.as_str().into()),
        delegation,
    }
}

fn step_event(step: &DecisionStep, file: &File<'_>, terms: &Terms) -> Ranked {
    let proposed = || file.steps.iter().any(|other| other.kind == StepKind::Propose);
    let (act, by) = match step.kind {
        StepKind::Propose => (DecisionAct::Propose, Body::PartyCommittee),
        StepKind::Consult if terms.one_shoulder && !proposed() => (DecisionAct::ProposeJointly, Body::BothCommittees),
        StepKind::Consult => (DecisionAct::Consult, Body::BothCommittees),
        StepKind::Review => (DecisionAct::Review, Body::PartyMembers),
        StepKind::ResolveByRepresentatives => (DecisionAct::Resolve, Body::Representatives),
        StepKind::ResolveByAssembly => (DecisionAct::Resolve, Body::VillagersAssembly),
        StepKind::PublishResolution => (DecisionAct::PublishResolution, Body::Committee),
        StepKind::PublishResult => (DecisionAct::PublishResult, Body::Committee),
    };
    let rejected = step.outcome == StepOutcome::NotPassed;
    // The body that the record names held it. What names none is told for a deliberation; a publicity names its means.
    let stated = Body::parse(step.held_by.as_str()).ok();
    let unknown_body = (stated.is_none() && !step.kind.is_publicity()).then(|| step.held_by.as_str().into());
    let evidence = file.evidence.iter().find(|it| it.step.id() == Some(step.id));
    let rank = match step.kind {
        StepKind::PublishResult => 7,
        kind => kind.number(),
    };
    let event = Event {
        act: if rejected { DecisionAct::Reject } else { act },
        by: stated.unwrap_or(by),
        unknown_body,
        on: step.on,
        reason: rejected.then(|| format!("{}未通过", step.kind.label()).into()),
        vote: step.votes.map(|votes| vote(votes, step, evidence)),
        shown: step.publicity.as_ref().map(|shown| shown.period),
        // A review asks when the plan was with the members, an assembly when it was called.
        notified: evidence.and_then(|it| if step.kind == StepKind::Review { it.plan_sent } else { it.notified }),
    };
    (rank, event)
}

fn vote(votes: Votes, step: &DecisionStep, evidence: Option<&StepEvidence>) -> Vote {
    let passed = step.outcome != StepOutcome::NotPassed;
    let minutes = evidence.is_some_and(|it| !it.attachments.is_empty());
    let roll = evidence.and_then(|it| it.roll.clone());
    Vote { votes, roll, papers: evidence.and_then(|it| it.papers), minutes, passed, unrecused: 0 }
}

fn move_event(done: &DecisionMove) -> Option<Ranked> {
    let (rank, act, by) = match done.kind {
        // The step that did not pass is itself the event.
        MoveKind::Reject | MoveKind::Complete => return None,
        MoveKind::UpholdObjection => (6, DecisionAct::UpholdObjection, Body::Committee),
        MoveKind::Withdraw => (9, DecisionAct::Withdraw, Body::PartyCommittee),
        MoveKind::Execute => (6, DecisionAct::Execute, Body::Committee),
        MoveKind::ExecuteUrgently => (6, DecisionAct::ExecuteUrgently, Body::Committee),
        MoveKind::Archive => (8, DecisionAct::Archive, Body::Committee),
    };
    let reason = done.reason.as_ref().map(|reason| reason.as_str().into());
    Some((rank, Event { reason, ..Event::of(act, by, done.on) }))
}
