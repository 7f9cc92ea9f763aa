//! 办理 A procedure under way: what was taken, what is open, and from when until when.

use crate::error::{Error, Result, code};
use crate::rules::procedure::{Procedure, State, Step, Term};
use crate::rules::{Body, Rulebook};
use crate::value::Day;

/// 已办步骤 A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The step, by place in the table.
    step: usize,
    /// Its id.
    pub id: Box<str>,
    /// The day.
    pub on: Day,
    /// Who took it.
    pub by: Body,
    /// Why, where it needs a reason.
    pub reason: Option<Box<str>>,
    /// 承办人 Whom it was assigned to with this step, where somebody was named.
    pub assignee: Option<Box<str>>,
}

/// 办理 The taking of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act<'a> {
    /// The step's id.
    pub step: &'a str,
    /// Who takes it.
    pub by: Body,
    /// The day.
    pub on: Day,
    /// Why.
    pub reason: Option<&'a str>,
    /// 承办人 Whom it is assigned to from now on; without one, it stays with whoever had it.
    pub assignee: Option<&'a str>,
}

/// 可办期间 From when and until when a step can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// 最早 The first day.
    pub earliest: Option<Day>,
    /// 最迟 The last day.
    pub latest: Option<Day>,
}

/// 办理 A procedure under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run<'p> {
    procedure: &'p Procedure,
    since: Option<Day>,
    first: usize,
    state: usize,
    taken: Vec<Taken>,
}

impl<'p> Run<'p> {
    pub(super) fn new(procedure: &'p Procedure) -> Self {
        Self { procedure, since: None, first: 0, state: 0, taken: Vec::new() }
    }

    pub(super) fn since(procedure: &'p Procedure, day: Day) -> Self {
        Self::standing(procedure, 0, day)
    }

    pub(super) fn standing(procedure: &'p Procedure, state: usize, since: Day) -> Self {
        Self { procedure, since: Some(since), first: state, state, taken: Vec::new() }
    }

    /// The state in which it began, by place in the table.
    pub(super) fn first(&self) -> usize {
        self.first
    }

    /// The table.
    pub fn procedure(&self) -> &'p Procedure {
        self.procedure
    }

    /// 开始日期 The day on which it began, where it was named, or else of its first step.
    pub fn began(&self) -> Option<Day> {
        self.since.or_else(|| self.taken.first().map(|taken| taken.on))
    }

    /// 责任主体 Who answers for it now.
    pub fn responsible(&self) -> Option<Body> {
        self.state().and_then(|state| state.responsible)
    }

    /// 承办人 Whom it is assigned to: whoever was named last, until a step releases him.
    pub fn assignee(&self) -> Option<&str> {
        for taken in self.taken.iter().rev() {
            if taken.assignee.is_some() {
                return taken.assignee.as_deref();
            }
            if self.step_of(taken).is_some_and(|step| step.releases) {
                return None;
            }
        }
        None
    }

    /// How often a step was taken.
    pub fn times(&self, step: &str) -> usize {
        self.taken.iter().filter(|taken| *taken.id == *step).count()
    }

    /// Where it stands.
    pub fn state(&self) -> Option<&'p State> {
        self.procedure.states.get(self.state)
    }

    /// 已终结 Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.state().is_some_and(|state| state.last)
    }

    /// What was taken, in order.
    pub fn taken(&self) -> &[Taken] {
        &self.taken
    }

    /// The day on which a step was last taken.
    pub fn day_of(&self, step: &str) -> Option<Day> {
        self.taken.iter().rev().find(|taken| *taken.id == *step).map(|taken| taken.on)
    }

    /// 可办步骤 The steps that its state leaves open.
    pub fn open(&self) -> impl Iterator<Item = &'p Step> {
        self.procedure.steps.iter().filter(|step| step.from.contains(&self.state))
    }

    /// From when and until when a step can be taken, as the terms stand on the days from which they are counted. A term runs through
    /// its last day, which moves to the next working day where it is none (民法典 art. 203); what must wait for it can be done on the day
    /// after. What must be taken ahead of a step by a term may be followed by it on the term's last day.
    ///
    /// # Errors
    /// Those of the rulebook's parameters; `value.calendar.year` without a table of working days.
    pub fn window(&self, step: &Step, rules: &Rulebook) -> Result<Window> {
        let waited = self.terms(&step.waits, rules)?.into_iter().map(Day::next);
        let ahead = self.terms(&step.ahead, rules)?;
        let ends = self.begun(&step.within).map(|(term, began)| rules.on(began).last_day(&term.parameter, began));
        let latest = ends.collect::<Result<Vec<_>>>()?.into_iter().min();
        let last = self.taken.last().map(|taken| taken.on).or(self.since);
        Ok(Window { earliest: waited.chain(ahead).chain(last).max(), latest })
    }

    fn terms(&self, terms: &[Term], rules: &Rulebook) -> Result<Vec<Day>> {
        self.begun(terms).map(|(term, began)| rules.on(began).after(&term.parameter, began)).collect()
    }

    /// The terms that have begun, each with its first day.
    fn begun<'t>(&self, terms: &'t [Term]) -> impl Iterator<Item = (&'t Term, Day)> {
        terms.iter().filter_map(|term| Some((term, self.day_of(&term.since)?)))
    }

    /// 办理一步 Takes a step.
    ///
    /// # Errors
    /// `rules.step.closed` when the state does not allow it, `.body` when another body is to take it, `.early` and `.late` outside its
    /// window or before the step before, `.reason` without a reason where it needs one; those of [`Run::window`].
    pub fn take(&mut self, step: &str, by: Body, on: Day, reason: Option<&str>, rules: &Rulebook) -> Result<()> {
        self.act(Act { step, by, on, reason, assignee: None }, rules)
    }

    /// 办理一步 Takes a step, and says whom it is assigned to.
    ///
    /// # Errors
    /// As [`Run::take`]; `.often` when the step was taken as often as it may be; `.late` when it puts off what is late already.
    pub fn act(&mut self, act: Act<'_>, rules: &Rulebook) -> Result<()> {
        let Act { step, by, on, reason, assignee } = act;
        let open = self
            .procedure
            .steps
            .iter()
            .enumerate()
            .find(|(_, known)| *known.id == *step && known.from.contains(&self.state));
        let Some((place, known)) = open else { return Err(self.closed(step)) };
        let named = |code| Error::new(code).with("procedure", &self.procedure.zh).with("step", &known.zh);
        if !known.by.contains(&by) {
            let wanted: Vec<&str> = known.by.iter().map(|body| body.label()).collect();
            return Err(named(code::rules::STEP_BODY).with("wanted", wanted.join("或")).with("body", by));
        }
        let window = self.window(known, rules)?;
        if let Some(earliest) = window.earliest.filter(|earliest| on < *earliest) {
            let reason = self.why(known.waits.iter().chain(&known.ahead), "不早于前一步骤");
            return Err(named(code::rules::STEP_EARLY)
                .with("day", on)
                .with("earliest", earliest)
                .with("reason", reason));
        }
        if let Some(latest) = window.latest.filter(|latest| on > *latest) {
            // In a year without a table of working days, whether it is late is not guessed.
            for (term, began) in self.begun(&known.within) {
                rules.on(began).ends(&term.parameter, began, on)?;
            }
            let reason = self.why(&known.within, "");
            return Err(named(code::rules::STEP_LATE).with("day", on).with("latest", latest).with("reason", reason));
        }
        if let Some(id) = &known.at_most {
            let most = rules.on(on).count(id)?;
            if u32::try_from(self.times(step)).unwrap_or(u32::MAX) >= most {
                return Err(named(code::rules::STEP_OFTEN).with("most", most));
            }
        }
        if known.extends.is_some() {
            let due = self.due(rules)?;
            if let Some(latest) = due.of_state.into_iter().chain(due.overall).min().filter(|latest| on > *latest) {
                let late = named(code::rules::STEP_LATE).with("day", on).with("latest", latest);
                return Err(late.with("reason", "逾期后不得延期"));
            }
        }
        if known.reason && reason.is_none_or(|reason| reason.trim().is_empty()) {
            return Err(named(code::rules::STEP_REASON));
        }
        let reason = reason.filter(|_| known.reason).map(Into::into);
        self.taken.push(Taken {
            step: place,
            id: known.id.clone(),
            on,
            by,
            reason,
            assignee: assignee.map(Into::into),
        });
        self.state = known.to;
        Ok(())
    }

    /// The step in the table that a taken one was.
    pub fn step_of(&self, taken: &Taken) -> Option<&'p Step> {
        self.procedure.steps.get(taken.step)
    }

    fn why<'t>(&self, terms: impl IntoIterator<Item = &'t Term>, otherwise: &str) -> String {
        let told = terms.into_iter().filter(|term| self.day_of(&term.since).is_some()).map(|term| &*term.parameter);
        let told: Vec<&str> = told.collect();
        if told.is_empty() { otherwise.to_owned() } else { told.join("、") }
    }

    fn closed(&self, step: &str) -> Error {
        let name = self.procedure.step(step).map_or(step, |step| &step.zh);
        let open: Vec<&str> = self.open().map(|step| &*step.zh).collect();
        let open = if open.is_empty() { "无 nothing".to_owned() } else { open.join("、") };
        Error::new(code::rules::STEP_CLOSED)
            .with("procedure", &self.procedure.zh)
            .with("state", self.state().map_or("", |state| &state.zh))
            .with("step", name)
            .with("open", open)
    }
}
