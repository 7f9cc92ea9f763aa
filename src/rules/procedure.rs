//! 程序 Procedures as tables: states, steps, who may take them, what must have passed before. One engine runs them all.

mod clock;
mod document;
mod run;
mod soundness;

use serde::Deserialize;

pub use clock::Due;
pub use document::document;
pub use run::{Act, Run, Taken, Window};

use crate::error::{Error, Result, code};
use crate::rules::form::Source;
use crate::rules::{Body, Rulebook};
use crate::value::Day;

/// The tables that the crate ships.
const FILES: &[(&str, &str)] = &[
    ("four_deliberations.toml", include_str!("data/procedures/four_deliberations.toml")),
    ("branch_forming.toml", include_str!("data/procedures/branch_forming.toml")),
    ("party_election.toml", include_str!("data/procedures/party_election.toml")),
    ("committee_election.toml", include_str!("data/procedures/committee_election.toml")),
    ("voter_objection.toml", include_str!("data/procedures/voter_objection.toml")),
    ("dismissal.toml", include_str!("data/procedures/dismissal.toml")),
    ("service_order.toml", include_str!("data/procedures/service_order.toml")),
    ("village_rules.toml", include_str!("data/procedures/village_rules.toml")),
    ("disclosure_complaint.toml", include_str!("data/procedures/disclosure_complaint.toml")),
    ("case.toml", include_str!("data/procedures/case.toml")),
    ("opinion.toml", include_str!("data/procedures/opinion.toml")),
    ("mediation.toml", include_str!("data/procedures/mediation.toml")),
    ("asset_trade.toml", include_str!("data/procedures/asset_trade.toml")),
];

/// 全部程序 The procedures that the crate ships, each proven against the rulebook whose parameters its terms name.
///
/// # Errors
/// `rules.form`, which a test rules out; `rules.procedure` when the rulebook sets terms that cannot be kept.
pub fn shipped(rules: &Rulebook) -> Result<Vec<Procedure>> {
    FILES.iter().map(|(file, text)| Procedure::load(file, text, rules)).collect()
}

/// 状态 Where a procedure can stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Its id.
    pub id: Box<str>,
    /// 名称 Its name.
    pub zh: Box<str>,
    /// Its name in English.
    pub en: Box<str>,
    /// 终结 Whether the procedure ends here.
    pub last: bool,
    /// 责任主体 Who answers for it here; a table that says so of one state says so of all, so that it is never nobody and never two.
    pub responsible: Option<Body>,
    /// 办理时限 The parameter that says how long it may stand here; 0 is until the end of the day.
    pub sla: Option<Box<str>>,
    /// 暂停计时 Whether the clock stands while it waits here for somebody outside.
    pub paused: bool,
    /// 停止计时 Whether the whole is done here, so that its clock stops; left again, it starts anew.
    pub stops: bool,
}

/// 期限 A term counted from the day of an earlier step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The step from whose day it is counted; the last time that it was taken.
    pub since: Box<str>,
    /// The parameter that says how long.
    pub parameter: Box<str>,
}

/// 步骤 A step: from which states to which, by whom, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its id.
    pub id: Box<str>,
    /// 名称 Its name.
    pub zh: Box<str>,
    /// Its name in English.
    pub en: Box<str>,
    /// The states in which it may be taken, by place in the table.
    pub from: Vec<usize>,
    /// The state to which it leads.
    pub to: usize,
    /// 办理主体 Who may take it.
    pub by: Vec<Body>,
    /// 须满 What must have passed before: not before the term's last day is over.
    pub waits: Vec<Term>,
    /// 提前 How far ahead of it earlier steps must have been taken: twenty days ahead of polling is the twentieth day before it.
    pub ahead: Vec<Term>,
    /// 限期 Until when it can be taken.
    pub within: Vec<Term>,
    /// 须说明理由 Whether it needs a reason.
    pub reason: bool,
    /// 次数上限 The parameter that says how often it may be taken.
    pub at_most: Option<Box<str>>,
    /// 延期 The parameter by which it puts off what is due; only while that is not yet late.
    pub extends: Option<Box<str>>,
    /// 重新分派 Whether whoever it was assigned to is released; otherwise he keeps it.
    pub releases: bool,
}

/// 程序 A procedure.
///
/// [`Procedure::load`] refuses a table with unreachable states, dead ends, steps that nobody may take, or terms that cannot be kept.
#[doc(alias = "程序")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// Its id, such as `four_deliberations`.
    pub id: Box<str>,
    /// 名称 Its name.
    pub zh: Box<str>,
    /// Its name in English.
    pub en: Box<str>,
    /// 依据 Where it stands.
    pub source: Box<str>,
    /// 总时限 The parameter that says how long the whole may take.
    pub overall: Option<Box<str>>,
    /// Its states; it begins in the first.
    pub states: Vec<State>,
    /// Its steps.
    pub steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    procedure: HeadForm,
    state: Vec<StateForm>,
    step: Vec<StepForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadForm {
    id: String,
    zh: String,
    en: String,
    source: String,
    overall: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StateForm {
    id: String,
    zh: String,
    en: String,
    #[serde(default)]
    last: bool,
    responsible: Option<Body>,
    sla: Option<String>,
    #[serde(default)]
    paused: bool,
    #[serde(default)]
    stops: bool,
}

impl From<StateForm> for State {
    fn from(form: StateForm) -> Self {
        let (id, zh, en) = (form.id.into(), form.zh.into(), form.en.into());
        let StateForm { last, responsible, paused, stops, .. } = form;
        Self { id, zh, en, last, responsible, sla: form.sla.map(Into::into), paused, stops }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepForm {
    id: String,
    zh: String,
    en: String,
    from: Vec<String>,
    to: String,
    by: Vec<Body>,
    #[serde(default)]
    waits: Vec<TermForm>,
    #[serde(default)]
    ahead: Vec<TermForm>,
    #[serde(default)]
    within: Vec<TermForm>,
    #[serde(default)]
    reason: bool,
    at_most: Option<String>,
    extends: Option<String>,
    #[serde(default)]
    releases: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermForm {
    since: String,
    parameter: String,
}

impl From<TermForm> for Term {
    fn from(form: TermForm) -> Self {
        Self { since: form.since.into(), parameter: form.parameter.into() }
    }
}

impl Procedure {
    /// Reads a table and proves it against the rulebook whose parameters its terms name.
    ///
    /// # Errors
    /// `rules.form` at line and key when the text is none; `rules.procedure` with the path that fails: a state that no step reaches, a
    /// state from which no end can be reached, a step that nobody may take, a term that counts from a step which need not have been
    /// taken, one that must be over before it may begin, or states that together may take longer than the whole.
    pub fn load(file: &str, toml: &str, rules: &Rulebook) -> Result<Self> {
        let form: FileForm = Source::new(file, toml).read()?;
        let states: Vec<State> = form.state.into_iter().map(State::from).collect();
        let head = form.procedure;
        let wrong =
            |reason: String| Error::new(code::rules::PROCEDURE).with("procedure", &head.id).with("reason", reason);
        let place = |id: &str| {
            let found = states.iter().position(|state| *state.id == *id);
            found.ok_or_else(|| wrong(format!("no state {id} 没有状态 {id}")))
        };
        let mut steps = Vec::with_capacity(form.step.len());
        for step in form.step {
            steps.push(Step {
                from: step.from.iter().map(|id| place(id)).collect::<Result<_>>()?,
                to: place(&step.to)?,
                id: step.id.into(),
                zh: step.zh.into(),
                en: step.en.into(),
                by: step.by,
                waits: step.waits.into_iter().map(Term::from).collect(),
                ahead: step.ahead.into_iter().map(Term::from).collect(),
                within: step.within.into_iter().map(Term::from).collect(),
                reason: step.reason,
                at_most: step.at_most.map(Into::into),
                extends: step.extends.map(Into::into),
                releases: step.releases,
            });
        }
        let (id, zh, en) = (head.id.clone().into(), head.zh.clone().into(), head.en.clone().into());
        let (source, overall) = (head.source.clone().into(), head.overall.clone().map(Into::into));
        let procedure = Self { id, zh, en, source, overall, states, steps };
        soundness::prove(&procedure, rules)?;
        Ok(procedure)
    }

    /// 开始 Begins it.
    pub fn begin(&self) -> Run<'_> {
        Run::new(self)
    }

    /// 自某日开始 Begins it on a day, from which the clock of its first state and of the whole runs.
    pub fn begin_on(&self, day: Day) -> Run<'_> {
        Run::since(self, day)
    }

    /// 自某状态开始 A run that stands in a state since a day, as for what papers tell of without the steps that led there.
    ///
    /// # Errors
    /// `rules.procedure` when the table has no such state.
    pub fn standing_in(&self, state: &str, since: Day) -> Result<Run<'_>> {
        let place = self.states.iter().position(|known| *known.id == *state);
        let place = place
            .ok_or_else(|| Error::new(code::rules::PROCEDURE).with("procedure", &self.id).with("reason", state))?;
        Ok(Run::standing(self, place, since))
    }

    /// A step by its id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| *step.id == *id)
    }

    /// 状态图 The diagram of states, in Mermaid, Chinese names on states and steps.
    pub fn mermaid(&self) -> String {
        use std::fmt::Write as _;
        let mut out = String::from("stateDiagram-v2\n");
        for state in &self.states {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "    {}: {}", state.id, state.zh);
        }
        if let Some(first) = self.states.first() {
            let _ = writeln!(out, "    [*] --> {}", first.id);
        }
        let name = |place: &usize| self.states.get(*place).map_or("", |state| &state.id);
        for step in &self.steps {
            let by: Vec<&str> = step.by.iter().map(|body| body.label()).collect();
            for from in &step.from {
                let _ = writeln!(out, "    {} --> {}: {}（{}）", name(from), name(&step.to), step.zh, by.join("、"));
            }
        }
        for state in self.states.iter().filter(|state| state.last) {
            let _ = writeln!(out, "    {} --> [*]", state.id);
        }
        out
    }
}

#[cfg(test)]
mod tests;
