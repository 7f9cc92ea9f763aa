//! 办件 Cases, opinions, mediations and complaints about disclosure under way: who takes which step, where each stands, and what is due.

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::complaints;
use crate::ledger::{Room, Session, Write};
use crate::model::{
    Agreement, Case, CaseState, Disclosure, DisclosureComplaint, Mediation, Opinion, OpinionState, Performance,
    Satisfaction, WorkStep,
};
use crate::rules::procedure::{self, Run};
use crate::rules::workflow::{self, Item, Recorded, Standing};
use crate::rules::{Body, Procedure};
use crate::schema::{Entity, Id, Key, Prefixed};
use crate::store::{Expect, Filter, Guard, Nature, Stored, select};
use crate::value::{Count, Day, PersonName, Plain, Text, YesNo};

/// 办件 What is worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// 六乱整治 A case.
    Case(Id<Case>),
    /// 民意 An opinion.
    Opinion(Id<Opinion>),
    /// 调解 A mediation.
    Mediation(Id<Mediation>),
    /// 村务公开投诉 A complaint about disclosure.
    Complaint(Id<DisclosureComplaint>),
}

impl Work {
    /// The id of its procedure.
    pub fn procedure(self) -> &'static str {
        match self {
            Self::Case(_) => "case",
            Self::Opinion(_) => "opinion",
            Self::Mediation(_) => "mediation",
            Self::Complaint(_) => "disclosure_complaint",
        }
    }

    /// The id of its record, as steps name it.
    pub fn item(self) -> String {
        match self {
            Self::Case(id) => id.to_string(),
            Self::Opinion(id) => id.to_string(),
            Self::Mediation(id) => id.to_string(),
            Self::Complaint(id) => id.to_string(),
        }
    }

    fn key(self) -> Key {
        match self {
            Self::Case(id) => id.key(),
            Self::Opinion(id) => id.key(),
            Self::Mediation(id) => id.key(),
            Self::Complaint(id) => complaints::key(id),
        }
    }
}

/// 结果 What a step brings with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// 转办去向 To whom an opinion is routed.
    Routed(Text),
    /// 答复 The reply to an opinion or a complaint.
    Reply(Text),
    /// 满意度 How content its author is.
    Rating(Satisfaction),
    /// 协议 The agreement of a mediation.
    Agreement(Agreement),
    /// 责令内容 What a complaint about disclosure makes the authority order to be published.
    Ordered(Text),
    /// 责令后公开 The posting that follows such an order.
    Posted(Id<Disclosure>),
}

/// 办理一步 A step is taken.
#[derive(Debug, Clone)]
pub struct Take {
    /// 办件 Of what.
    pub work: Work,
    /// 环节 The step's id.
    pub step: &'static str,
    /// 办理主体 Who takes it.
    pub by: Body,
    /// 办理日期 Day.
    pub on: Day,
    /// 理由 Why, where it needs a reason.
    pub reason: Option<Text>,
    /// 承办人 Whom it is assigned to from now on; without one, it stays with whoever had it.
    pub assignee: Option<PersonName>,
    /// 办理意见 What is said of it.
    pub opinion: Option<Text>,
    /// 结果 What it brings.
    pub outcome: Option<Outcome>,
}

/// 办件 The room in which cases, opinions, mediations and complaints about disclosure are worked on.
#[derive(Debug)]
pub struct Casework<'s> {
    session: &'s Session<'s>,
}

/// A record that is worked on, and the day on which that began.
enum Record {
    Case(Stored<Case>),
    Opinion(Stored<Opinion>),
    Mediation(Stored<Mediation>),
    Complaint(Stored<DisclosureComplaint>),
}

impl<'s> Casework<'s> {
    pub(super) fn new(session: &'s Session<'_>) -> Self {
        Self { session }
    }

    /// Reads and plain writes of steps.
    pub fn steps(&self) -> Room<'_, WorkStep> {
        self.session.kind()
    }

    /// 办理一步 Takes a step: writes it, and what it changes in the record, in one commit that nobody else's step may come before.
    ///
    /// # Errors
    /// `ledger.work.missing`, `.done` when it was done before its steps were kept; `rules.step.…` when the step cannot be taken; `ledger.work.outcome` without what it must bring; `rules.refused` when a
    /// posting does not answer the order; a conflict when somebody took a step in between.
    pub async fn take(&self, how: Take) -> Result<Standing> {
        let village = self.session.village();
        let record = self.record(how.work).await?;
        let steps = self.steps_of(how.work).await?;
        let mut item = self.begun(how.work, &record, &steps)?;
        let mut run = item.run(village.rules())?;
        let reason = how.reason.as_ref().map(Text::as_str);
        let assignee = how.assignee.as_ref().map(PersonName::as_str);
        run.act(procedure::Act { step: how.step, by: how.by, on: how.on, reason, assignee }, village.rules())?;
        let changed = record.after(&run, &how, run.due(village.rules())?.of_state)?;
        let taken = self.recorded(&how, steps.len())?;
        item.steps.push(read(&taken)?);
        let mut writes = vec![Write::created(Box::new(taken))];
        let mut guards = vec![Guard::Count {
            kind: WorkStep::KIND.into(),
            filter: Filter::eq("item", how.work.item()),
            is: u64::try_from(steps.len()).unwrap_or(u64::MAX),
        }];
        if let Record::Complaint(complaint) = &record {
            guards.extend(self.session.disclose().answers_order(complaint, &how).await?);
        }
        match changed {
            Some(write) => writes.push(write),
            None => guards.push(Guard::Unchanged(how.work.key(), record.rev())),
        }
        self.session.write(Act::Write, writes, guards, reason).await?;
        item.standing(village.rules(), how.on)
    }

    /// 办理情况 Where one stands on a day.
    ///
    /// # Errors
    /// `ledger.work.missing`; those of [`Item::standing`].
    pub async fn standing(&self, work: Work, day: Day) -> Result<Standing> {
        let record = self.record(work).await?;
        let steps = self.steps_of(work).await?;
        self.begun(work, &record, &steps)?.standing(self.session.village().rules(), day)
    }

    /// 到期扫描 Where every case, opinion, mediation and complaint that has steps, or is open, stands on a day. Each has an answer of its own; one that
    /// fails keeps no other from its answer.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn due(&self, day: Day) -> Result<Vec<(String, Result<Standing>)>> {
        let mut steps: std::collections::BTreeMap<String, Vec<WorkStep>> = std::collections::BTreeMap::new();
        for step in self.steps().all().await? {
            steps.entry(step.item.as_str().to_owned()).or_default().push(step.entity);
        }
        let mut open: Vec<(Work, Day)> = Vec::new();
        for case in self.session.cases().all().await? {
            let id = Work::Case(case.entity.id);
            if case.state == CaseState::Open || steps.contains_key(&id.item()) {
                open.push((id, case.found));
            }
        }
        for opinion in self.session.opinions().all().await? {
            let id = Work::Opinion(opinion.entity.id);
            if opinion.state != OpinionState::Replied || steps.contains_key(&id.item()) {
                open.push((id, opinion.received));
            }
        }
        for mediation in self.session.mediations().all().await? {
            let id = Work::Mediation(mediation.entity.id);
            if mediation.agreement.is_none() || steps.contains_key(&id.item()) {
                open.push((id, mediation.accepted));
            }
        }
        for complaint in self.session.disclosure_complaints().all().await? {
            let id = Work::Complaint(complaint.entity.id);
            if !complaint.is_done() || steps.contains_key(&id.item()) {
                open.push((id, complaint.received));
            }
        }
        let rules = self.session.village().rules();
        let answers = open.into_iter().map(|(work, began)| {
            let mut taken = steps.remove(&work.item()).unwrap_or_default();
            taken.sort_by_key(|step| step.ord);
            let answer = self.item(work, began, &taken).and_then(|item| item.standing(rules, day));
            (work.item(), answer)
        });
        Ok(answers.collect())
    }

    /// 待办 What one body answers for on a day, or within it one person, most urgent first; what cannot be read stays out and is listed by
    /// [`Casework::due`].
    ///
    /// # Errors
    /// Those of the store.
    pub async fn inbox(&self, body: Body, assignee: Option<&PersonName>, day: Day) -> Result<Vec<Standing>> {
        let all = self.due(day).await?.into_iter().filter_map(|(_, answer)| answer.ok());
        let mine = |standing: &Standing| {
            standing.responsible == Some(body)
                && standing.alert != workflow::Alert::Done
                && assignee.is_none_or(|name| standing.assignee.as_deref() == Some(name.as_str()))
        };
        let mut mine: Vec<Standing> = all.filter(mine).collect();
        mine.sort_by_key(|standing| (standing.due.first().is_none(), standing.due.first(), standing.id.clone()));
        Ok(mine)
    }

    /// 重复事件 Cases of the same disorder in the same house, or without a house in the same grid, found shortly before: to be linked instead of
    /// filed again. How long before is a parameter.
    ///
    /// # Errors
    /// Those of the rulebook and of the store.
    pub async fn repeats(&self, of: &Case) -> Result<Vec<Stored<Case>>> {
        let days = self.session.village().rules().on(of.found).number("case.repeat.window")?;
        let earliest = of.found.plus_days(-days);
        let near = |case: &Stored<Case>| {
            case.id != of.id
                && case.disorder == of.disorder
                && case.grid == of.grid
                && case.house == of.house
                && (earliest..=of.found).contains(&case.found)
        };
        let mut found: Vec<Stored<Case>> = self.session.cases().all().await?.into_iter().filter(near).collect();
        found.sort_by_key(|case| std::cmp::Reverse(case.found));
        Ok(found)
    }

    async fn record(&self, work: Work) -> Result<Record> {
        let missing = || Error::new(code::ledger::WORK_MISSING).with("item", work.item());
        Ok(match work {
            Work::Case(id) => Record::Case(self.session.cases().get(id).await?.ok_or_else(missing)?),
            Work::Opinion(id) => Record::Opinion(self.session.opinions().get(id).await?.ok_or_else(missing)?),
            Work::Mediation(id) => Record::Mediation(self.session.mediations().get(id).await?.ok_or_else(missing)?),
            Work::Complaint(id) => {
                Record::Complaint(self.session.disclosure_complaints().get(id).await?.ok_or_else(missing)?)
            }
        })
    }

    async fn steps_of(&self, work: Work) -> Result<Vec<WorkStep>> {
        let query = select::<WorkStep>().filter(Filter::eq("item", work.item())).order("by_item").limit(1000);
        Ok(self.steps().find(&query).await?.records.into_iter().map(|step| step.entity).collect())
    }

    /// The item, unless it was done before its steps were kept.
    fn begun(&self, work: Work, record: &Record, steps: &[WorkStep]) -> Result<Item<'s>> {
        if steps.is_empty() && record.is_done() {
            return Err(Error::new(code::ledger::WORK_DONE).with("item", work.item()));
        }
        self.item(work, record.began(), steps)
    }

    fn item(&self, work: Work, began: Day, steps: &[WorkStep]) -> Result<Item<'s>> {
        let procedure: &'s Procedure = self.session.village.procedure(work.procedure())?;
        let steps = steps.iter().map(read).collect::<Result<_>>()?;
        Ok(Item { id: work.item().into(), procedure, began, steps })
    }

    fn recorded(&self, how: &Take, before: usize) -> Result<WorkStep> {
        Ok(WorkStep {
            id: self.session.mint(),
            procedure: Text::parse(how.work.procedure())?,
            item: Text::parse(&how.work.item())?,
            ord: Count::new(u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)),
            step: Text::parse(how.step)?,
            by: Text::parse(how.by.code())?,
            on: how.on,
            reason: how.reason.clone(),
            assignee: how.assignee.clone(),
            opinion: how.opinion.clone(),
        })
    }
}

/// A step as the engine takes it.
fn read(step: &WorkStep) -> Result<Recorded> {
    Ok(Recorded {
        step: step.step.as_str().into(),
        by: Body::parse(step.by.as_str())?,
        on: step.on,
        reason: step.reason.as_ref().map(|reason| reason.as_str().into()),
        assignee: step.assignee.as_ref().map(|name| name.as_str().into()),
    })
}

impl Record {
    fn began(&self) -> Day {
        match self {
            Self::Case(case) => case.found,
            Self::Opinion(opinion) => opinion.received,
            Self::Mediation(mediation) => mediation.accepted,
            Self::Complaint(complaint) => complaint.received,
        }
    }

    fn is_done(&self) -> bool {
        match self {
            Self::Case(case) => case.state == CaseState::Done,
            Self::Opinion(opinion) => opinion.state == OpinionState::Replied,
            Self::Mediation(mediation) => mediation.agreement.is_some(),
            Self::Complaint(complaint) => complaint.is_done(),
        }
    }

    fn rev(&self) -> crate::store::Rev {
        match self {
            Self::Case(case) => case.rev,
            Self::Opinion(opinion) => opinion.rev,
            Self::Mediation(mediation) => mediation.rev,
            Self::Complaint(complaint) => complaint.rev,
        }
    }

    /// The record as a step leaves it; nothing, where the step changes nothing in it.
    fn after(&self, run: &Run<'_>, how: &Take, due: Option<Day>) -> Result<Option<Write>> {
        let state = run.state().map_or("", |state| &state.id);
        match self {
            Self::Case(case) => {
                let mut now = case.entity.clone();
                match how.step {
                    "close" => (now.state, now.completed) = (CaseState::Done, Some(how.on)),
                    "reopen" => (now.state, now.completed) = (CaseState::Open, None),
                    _ => {}
                }
                Ok(changed(now, case))
            }
            Self::Opinion(opinion) => {
                let mut now = opinion.entity.clone();
                after_opinion(&mut now, how, due.filter(|_| state == "in_hand"))?;
                Ok(changed(now, opinion))
            }
            Self::Mediation(mediation) => {
                let mut now = mediation.entity.clone();
                after_mediation(&mut now, how)?;
                Ok(changed(now, mediation))
            }
            Self::Complaint(complaint) => {
                let mut now = complaint.entity.clone();
                complaints::after(&mut now, how)?;
                Ok(changed(now, complaint))
            }
        }
    }
}

fn after_opinion(now: &mut Opinion, how: &Take, due: Option<Day>) -> Result<()> {
    match (how.step, &how.outcome) {
        ("route" | "reroute", Some(Outcome::Routed(to))) => {
            (now.routed_to, now.routed, now.state) = (Some(to.clone()), Some(how.on), OpinionState::InHand);
        }
        ("reply", Some(Outcome::Reply(reply))) => {
            (now.replied, now.reply, now.state) = (Some(how.on), Some(reply.clone()), OpinionState::Replied);
        }
        ("rate", Some(Outcome::Rating(rating))) => now.satisfaction = Some(*rating),
        ("reopen", _) => {
            (now.replied, now.reply, now.satisfaction, now.state) = (None, None, None, OpinionState::InHand);
        }
        ("route" | "reroute", _) => return Err(lacking(how, "转办去向 whom it is routed to")),
        ("reply", _) => return Err(lacking(how, "答复内容 the reply")),
        ("rate", _) => return Err(lacking(how, "满意度 how content he is")),
        _ => {}
    }
    now.due = due.or(now.due);
    Ok(())
}

fn after_mediation(now: &mut Mediation, how: &Take) -> Result<()> {
    match (how.step, &how.outcome) {
        ("agree", Some(Outcome::Agreement(agreement))) => {
            now.agreement = Some(Agreement { on: how.on, ..agreement.clone() });
        }
        ("agree", _) => return Err(lacking(how, "协议 the agreement")),
        ("confirm", _) => (now.confirmed, now.confirmed_on) = (YesNo::Yes, Some(how.on)),
        ("perform", _) => (now.performed, now.performance) = (Some(how.on), Some(Performance::Performed)),
        ("breach", _) => now.performance = Some(Performance::NotPerformed),
        _ => {}
    }
    Ok(())
}

pub(super) fn lacking(how: &Take, wanted: &str) -> Error {
    Error::new(code::ledger::WORK_OUTCOME).with("step", how.step).with("wanted", wanted)
}

fn changed<E: Entity + PartialEq>(now: E, known: &Stored<E>) -> Option<Write> {
    let differs = now != known.entity;
    differs.then(|| Write { record: Box::new(now), nature: Nature::Change, expect: Expect::Rev(known.rev) })
}
