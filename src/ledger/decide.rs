//! 四议两公开 Decisions: each command puts one step into the file of a decision, after the procedure and the rules of its day agreed.

mod command;
mod file;
mod rolls;
mod spend;

pub use command::{
    AnswerObjection, Carry, Deliberate, Emergency, Held as HeldMeeting, Object, Propose, Publish, Resolve,
    ResolvingBody, Subject,
};
pub use file::DecisionFile;
pub use rolls::{Concerned, Conflict, RollOf};
pub(in crate::ledger) use spend::{Spending, spend};

use std::fmt;

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::{Room, Session, Write};
use crate::model::{
    Answer, AnswerKind, Attendance, Decision, DecisionMove, DecisionStep, DecisionTerms, MoveKind, Objection, Ref,
    Roll, StepKind, StepOutcome,
};
use crate::rules::Body;
use crate::rules::decision::Examined;
use crate::rules::gate::{self, Permitted};
use crate::rules::procedure::State;
use crate::rules::roll;
use crate::schema::{Entity, Id, Key, Prefixed as _};
use crate::store::{Expect, Filter, Guard, Nature, StoreExt};
use crate::value::{Day, Text};

/// 四议两公开 The room of decisions.
///
/// What a command is given is put into the dossier first and the whole dossier is checked; only when nothing is refused is it written, with
/// guards that the file is as it was read.
#[doc(alias = "四议两公开")]
#[derive(Debug)]
pub struct Decide<'s> {
    session: &'s Session<'s>,
}

impl<'s> Decide<'s> {
    pub(super) fn new(session: &'s Session<'_>) -> Self {
        Self { session }
    }

    /// Reads and plain writes of decisions.
    pub fn records(&self) -> Room<'_, Decision> {
        self.session.kind()
    }

    /// 卷宗 The file of a decision as it stands.
    ///
    /// # Errors
    /// `ledger.decision.missing`; `access.…` without the right to read; those of the store.
    pub async fn file(&self, decision: Id<Decision>) -> Result<DecisionFile> {
        DecisionFile::read(self.session, decision).await
    }

    /// 审查 Checks the file of a decision and says where it stands.
    ///
    /// # Errors
    /// As [`Decide::file`]; those of the rulebook.
    pub async fn examine(&self, decision: Id<Decision>) -> Result<Examined> {
        self.file(decision).await?.examine(self.session)
    }

    /// 提议 The Party committee proposes a matter; where one person holds both posts, both committees may propose and consult at once.
    ///
    /// # Errors
    /// `rules.refused` with every rule that is not met. So all commands of this room, which besides give `ledger.decision.missing`, `access.…`,
    /// `model.…` and a conflict when somebody wrote to the file in between.
    pub async fn propose(&self, how: Propose) -> Result<(Id<Decision>, Examined)> {
        let session = self.session;
        let id = session.mint();
        let numbered = Filter::eq("no", how.no.as_str());
        let guards = vec![Guard::Count { kind: Decision::KIND.into(), filter: numbered, is: 0 }];
        let decision = Decision { id, no: how.no, matter: how.matter, deal: how.deal.map(Ref::Known) };
        let terms = how.subject.terms(session.mint(), id);
        let kind = if how.jointly {
            (StepKind::Consult, Body::BothCommittees)
        } else {
            (StepKind::Propose, Body::PartyCommittee)
        };
        let mut file = DecisionFile::fresh(decision.clone(), terms.clone());
        let mut writes = vec![created(decision), created(terms)];
        let (on, conflicts) = (how.held.on, self.unrecused(&how.held).await?);
        writes.extend(how.held.put(session, &mut file, kind)?);
        let examined = self.commit(&file, writes, guards).await?;
        Ok((id, self.pointed_out(examined, on, conflicts)?))
    }

    /// 重新提议 Proposes anew what was sent back to the draft.
    ///
    /// # Errors
    /// As [`Decide::propose`].
    pub async fn propose_again(&self, how: Deliberate) -> Result<Examined> {
        self.step(how, (StepKind::Propose, Body::PartyCommittee)).await
    }

    /// 商议 Both committees consult.
    ///
    /// # Errors
    /// As [`Decide::propose`].
    pub async fn consult(&self, how: Deliberate) -> Result<Examined> {
        self.step(how, (StepKind::Consult, Body::BothCommittees)).await
    }

    /// 审议 The Party members' meeting reviews.
    ///
    /// # Errors
    /// As [`Decide::propose`].
    pub async fn review(&self, how: Deliberate) -> Result<Examined> {
        self.step(how, (StepKind::Review, Body::PartyMembers)).await
    }

    /// 决议 The assembly or its representatives resolve.
    ///
    /// # Errors
    /// As [`Decide::propose`].
    pub async fn resolve(&self, how: Resolve) -> Result<Examined> {
        self.step(Deliberate { decision: how.decision, held: how.held }, how.by.step()).await
    }

    async fn step(&self, how: Deliberate, kind: (StepKind, Body)) -> Result<Examined> {
        let mut file = self.file(how.decision).await?;
        let guards = file.guards();
        let (on, conflicts) = (how.held.on, self.unrecused(&how.held).await?);
        let writes = how.held.put(self.session, &mut file, kind)?;
        let examined = self.commit(&file, writes, guards).await?;
        self.pointed_out(examined, on, conflicts)
    }

    /// How many of those who attend are near to whom the matter concerns, by the register, and not recused.
    async fn unrecused(&self, held: &HeldMeeting) -> Result<u32> {
        let Roll::Named(roll) = &held.roll else { return Ok(0) };
        if held.concerned.is_nobody() {
            return Ok(0);
        }
        let conflicts = self.conflicts(roll, &held.concerned).await?;
        let votes = |record: &Text| {
            let member = roll.members.iter().find(|member| member.record == *record);
            member.is_some_and(|it| it.recused.is_none() && !matches!(it.attendance, Attendance::Absent(_)))
        };
        let open = conflicts.iter().filter(|conflict| votes(&conflict.record)).count();
        Ok(u32::try_from(open).unwrap_or(u32::MAX))
    }

    fn pointed_out(&self, mut examined: Examined, on: Day, conflicts: u32) -> Result<Examined> {
        if conflicts > 0 {
            examined.findings.add(roll::conflicts(self.session.village.rules().on(on), conflicts)?);
        }
        Ok(examined)
    }

    /// 决议公开 Puts the resolution on show.
    ///
    /// # Errors
    /// As [`Decide::propose`].
    pub async fn publish_resolution(&self, how: Publish) -> Result<Examined> {
        self.publish(how, StepKind::PublishResolution).await
    }

    /// 实施结果公开 Puts the result on show.
    ///
    /// # Errors
    /// As [`Decide::propose`].
    pub async fn publish_result(&self, how: Publish) -> Result<Examined> {
        self.publish(how, StepKind::PublishResult).await
    }

    async fn publish(&self, how: Publish, kind: StepKind) -> Result<Examined> {
        let mut file = self.file(how.decision).await?;
        let guards = file.guards();
        let step = DecisionStep {
            id: self.session.mint(),
            decision: how.decision.into(),
            kind,
            held_by: how.means,
            on: how.shown.period.from(),
            votes: None,
            outcome: StepOutcome::NoObjection,
            publicity: Some(how.shown),
            chair: how.watched_by,
        };
        file.steps.push(step.clone());
        self.commit(&file, vec![created(step)], guards).await
    }

    /// 提出异议 Somebody objects to a resolution on show; who, stands in the paper.
    ///
    /// # Errors
    /// As [`Decide::propose`].
    pub async fn object(&self, how: Object) -> Result<Id<Objection>> {
        let mut file = self.file(how.decision).await?;
        let guards = file.guards();
        let id = self.session.mint();
        let objection = Objection { id, decision: how.decision.into(), on: how.on, text: how.text, answer: None };
        file.objections.push(objection.clone());
        self.commit(&file, vec![created(objection)], guards).await?;
        Ok(id)
    }

    /// 答复异议 Answers an objection. One that is upheld sends the matter back to the draft.
    ///
    /// # Errors
    /// As [`Decide::propose`]; `ledger.objection.missing`.
    pub async fn answer(&self, how: AnswerObjection) -> Result<Examined> {
        let session = self.session;
        let missing = || Error::new(code::ledger::OBJECTION_MISSING).with("objection", how.objection);
        let known = session.village.store.load::<Objection>(session.village.unit, how.objection).await?;
        let known = known.ok_or_else(missing)?;
        let decision = known.decision.id().ok_or_else(missing)?;
        let mut file = self.file(decision).await?;
        let guards = file.guards();
        let answer = Answer { on: how.on, kind: how.kind, text: how.text.clone() };
        let answered = Objection { answer: Some(answer), ..known.entity.clone() };
        let guards = guards.into_iter().filter(|guard| !of_key(guard, &how.objection.key())).collect();
        for objection in file.objections.iter_mut().filter(|objection| objection.id == how.objection) {
            *objection = answered.clone();
        }
        let expect = Expect::Rev(known.rev);
        let mut writes = vec![Write { record: Box::new(answered), nature: Nature::Change, expect }];
        if how.kind == AnswerKind::Upheld {
            let back = moved(session, decision, MoveKind::UpholdObjection, how.on, Some(how.text));
            file.moves.push(back.clone());
            writes.push(created(back));
        }
        self.commit(&file, writes, guards).await
    }

    /// 紧急情况 Declares, with its reason, that a resolution cannot wait for its publicity: it may then be carried out at once.
    ///
    /// # Errors
    /// `ledger.decision.terms` when the ledger does not know what the decision allows; `rules.step.closed` when it is carried out already or
    /// at an end; as [`Decide::propose`].
    pub async fn declare_emergency(&self, how: Emergency) -> Result<Examined> {
        let mut file = self.file(how.decision).await?;
        let examined = file.examine(self.session)?;
        // A proposal may be urgent from its first day; what is being carried out, or was, cannot become so.
        let begun = |state: &State| examined.is_executing() || state.last || &*state.id == "result_published";
        if let Some(state) = examined.state.as_ref().filter(|state| begun(state)) {
            return Err(closed_in(Some(state), "宣布紧急情况", "实施结果公开 publish the result"));
        }
        let missing = || Error::new(code::ledger::DECISION_TERMS).with("decision", how.decision);
        let terms = file.terms.clone().ok_or_else(missing)?;
        let guards = file.guards();
        let id = terms.id;
        let guards = guards.into_iter().filter(|guard| !of_key(guard, &id.key())).collect();
        let known = self.session.village.store.load::<DecisionTerms>(self.session.village.unit, id).await?;
        let expect = Expect::Rev(known.ok_or_else(missing)?.rev);
        let urgent = DecisionTerms { emergency: Some(how.reason), ..terms };
        file.terms = Some(urgent.clone());
        self.commit(&file, vec![Write { record: Box::new(urgent), nature: Nature::Change, expect }], guards).await
    }

    /// 开始实施 Carries the resolution out; with an urgent reason, given here or declared before, also while it is on show.
    ///
    /// # Errors
    /// As [`Decide::propose`].
    pub async fn execute(&self, how: Carry) -> Result<Examined> {
        let file = self.file(how.decision).await?;
        let declared = file.terms.as_ref().is_some_and(|terms| terms.emergency.is_some());
        let waited = file.examine(self.session)?.executable.is_some_and(|day| how.on >= day);
        let urgent = how.reason.is_some() || (declared && !waited);
        self.carry(how, if urgent { MoveKind::ExecuteUrgently } else { MoveKind::Execute }).await
    }

    /// 实施完毕 Says that it has been carried out; the result is then due to be published.
    ///
    /// # Errors
    /// As [`Decide::propose`].
    pub async fn complete(&self, how: Carry) -> Result<()> {
        let mut file = self.file(how.decision).await?;
        let guards = file.guards();
        let examined = file.examine(self.session)?;
        if !examined.is_executing() {
            return Err(closed_in(examined.state.as_ref(), MoveKind::Complete, MoveKind::Execute));
        }
        let done = moved(self.session, how.decision, MoveKind::Complete, how.on, how.reason);
        file.moves.push(done.clone());
        self.commit(&file, vec![created(done)], guards).await?;
        Ok(())
    }

    /// 归档 Files the papers.
    ///
    /// # Errors
    /// As [`Decide::propose`].
    pub async fn archive(&self, how: Carry) -> Result<Examined> {
        self.carry(how, MoveKind::Archive).await
    }

    /// 撤回 Withdraws the proposal, with its reason.
    ///
    /// # Errors
    /// As [`Decide::propose`].
    pub async fn withdraw(&self, how: Carry) -> Result<Examined> {
        self.carry(how, MoveKind::Withdraw).await
    }

    async fn carry(&self, how: Carry, kind: MoveKind) -> Result<Examined> {
        let mut file = self.file(how.decision).await?;
        let guards = file.guards();
        let done = moved(self.session, how.decision, kind, how.on, how.reason);
        file.moves.push(done.clone());
        self.commit(&file, vec![created(done)], guards).await
    }

    /// 准予 Holds an act against a decision: the token, or the refusal that says what is missing.
    ///
    /// # Errors
    /// `rules.refused`; as [`Decide::file`].
    pub async fn permit<A: gate::Act>(&self, decision: Id<Decision>, act: A) -> Result<Permitted<A>> {
        self.file(decision).await?.permit(self.session, act)
    }

    /// 使用决议 Uses a token for an act that leaves no record of its own in the ledger, such as spending: the decision is noted as spent for
    /// the act and its object, in a commit guarded by the decision.
    ///
    /// # Errors
    /// `ledger.permit.stale` when the decision changed since; a conflict when the decision was used for it before; `rules.refused`.
    pub async fn spend<A: gate::Act>(&self, permitted: Permitted<A>) -> Result<()> {
        let Spending { write, guards } = spend(self.session, permitted).await?;
        self.session.write(Act::Write, vec![write], guards, None).await?;
        Ok(())
    }

    /// Checks the file as it would be, and writes when nothing is refused.
    async fn commit(&self, file: &DecisionFile, writes: Vec<Write>, guards: Vec<Guard>) -> Result<Examined> {
        let examined = file.examine(self.session)?;
        let executing = examined.is_executing();
        // That the result of what is done is still to be published is due, and no reason to refuse what comes before.
        let due = |rule: &str| executing && rule == "decision.result_published";
        let examined = if examined.findings.broken().any(|finding| !due(finding.rule())) {
            Examined { findings: examined.findings.or_refuse()?, ..examined }
        } else {
            examined
        };
        self.session.write(Act::Write, writes, guards, None).await?;
        Ok(examined)
    }
}

fn created<E: Entity>(record: E) -> Write {
    Write::created(Box::new(record))
}

fn of_key(guard: &Guard, of: &Key) -> bool {
    matches!(guard, Guard::Unchanged(key, _) if key == of)
}

fn closed_in(state: Option<&State>, step: impl fmt::Display, open: impl fmt::Display) -> Error {
    Error::new(code::rules::STEP_CLOSED)
        .with("procedure", "四议两公开")
        .with("state", state.map_or("", |state| &state.zh))
        .with("step", step)
        .with("open", open)
}

fn moved(session: &Session<'_>, decision: Id<Decision>, kind: MoveKind, on: Day, reason: Option<Text>) -> DecisionMove {
    DecisionMove { id: session.mint(), decision: decision.into(), kind, on, reason }
}
