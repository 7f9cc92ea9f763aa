//! 时限 The clock of a run: until when it may stand where it stands, and until when the whole must be done.
//!
//! Working days are counted by the calendar. The clock stands while the run waits for somebody outside; what was used before is not given
//! back. A term of 0 ends with the day on which it began.

use crate::error::Result;
use crate::rules::procedure::Run;
use crate::rules::{Rulebook, Unit};
use crate::value::Day;

/// 到期 Until when something is to be done, as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// 本环节到期日 The last day for the state; none while the clock stands, or where the state has no term.
    pub of_state: Option<Day>,
    /// 总到期日 The last day for the whole; none while the clock stands, once it is done, or where it has no term.
    pub overall: Option<Day>,
    /// 暂停计时 Whether the clock stands.
    pub paused: bool,
}

impl Due {
    /// 最近到期日 Whichever comes first.
    pub fn first(self) -> Option<Day> {
        self.of_state.into_iter().chain(self.overall).min()
    }

    /// 逾期 Whether either had passed on a day.
    pub fn is_late_on(self, day: Day) -> bool {
        self.first().is_some_and(|due| day > due)
    }
}

/// A stay in a state, and whether it is the last.
#[derive(Debug, Clone, Copy)]
struct Stay {
    state: usize,
    from: Day,
    until: Option<Day>,
}

/// What moves a deadline.
#[derive(Debug, Clone, Copy)]
enum Shift<'p> {
    Pause(Day, Option<Day>),
    Extension(Day, &'p str),
}

impl Shift<'_> {
    fn on(self) -> Day {
        match self {
            Self::Pause(on, _) | Self::Extension(on, _) => on,
        }
    }
}

impl<'p> Run<'p> {
    /// 到期 Until when it may stand where it stands, and until when the whole must be done.
    ///
    /// # Errors
    /// Those of the rulebook's parameters; `value.calendar.year` without a table of working days.
    pub fn due(&self, rules: &Rulebook) -> Result<Due> {
        let stays = self.stays();
        let shifts = self.shifts(&stays);
        let paused = self.state().is_some_and(|state| state.paused);
        let of_state = match self.stayed_since(&stays) {
            Some((sla, began)) => deadline(rules, sla, began, &shifts)?,
            None => None,
        };
        let overall = match (&self.procedure().overall, self.whole_since(&stays)) {
            (Some(sla), Some(began)) => deadline(rules, sla, began, &shifts)?,
            _ => None,
        };
        Ok(Due { of_state, overall, paused })
    }

    fn stays(&self) -> Vec<Stay> {
        let mut stays: Vec<Stay> = Vec::with_capacity(self.taken().len() + 1);
        if let Some(from) = self.began() {
            stays.push(Stay { state: 0, from, until: None });
        }
        for taken in self.taken() {
            let Some(step) = self.step_of(taken) else { continue };
            if let Some(last) = stays.last_mut().filter(|last| last.state != step.to) {
                last.until = Some(taken.on);
                stays.push(Stay { state: step.to, from: taken.on, until: None });
            }
        }
        stays
    }

    fn shifts(&self, stays: &[Stay]) -> Vec<Shift<'p>> {
        let pauses = stays.iter().filter(|stay| self.is_paused(stay.state));
        let mut shifts: Vec<Shift<'p>> = pauses.map(|stay| Shift::Pause(stay.from, stay.until)).collect();
        let steps = self.taken().iter().filter_map(|taken| Some((taken.on, self.step_of(taken)?)));
        shifts.extend(steps.filter_map(|(on, step)| Some(Shift::Extension(on, step.extends.as_deref()?))));
        shifts.sort_by_key(|shift| shift.on());
        shifts
    }

    /// The term of the state in which the clock last ran, and since when it stands there; waiting in between does not begin it anew.
    fn stayed_since(&self, stays: &[Stay]) -> Option<(&'p str, Day)> {
        let mut running = stays.iter().rev().filter(|stay| !self.is_paused(stay.state)).peekable();
        let last = *running.next()?;
        let sla = self.procedure().states.get(last.state)?.sla.as_deref()?;
        let mut began = last.from;
        while let Some(before) = running.next_if(|stay| stay.state == last.state) {
            began = before.from;
        }
        Some((sla, began))
    }

    /// Since when the clock of the whole runs; not at all once it is done.
    fn whole_since(&self, stays: &[Stay]) -> Option<Day> {
        let ends = |stay: &Stay| self.procedure().states.get(stay.state).is_some_and(|state| state.stops || state.last);
        if stays.last().is_none_or(ends) {
            return None;
        }
        let reopened = stays.iter().rev().find(|stay| ends(stay)).and_then(|stay| stay.until);
        reopened.or_else(|| self.began())
    }

    fn is_paused(&self, state: usize) -> bool {
        self.procedure().states.get(state).is_some_and(|state| state.paused)
    }
}

/// The last day of a term, moved by what came after it began and before it ran out; none while the clock stands.
fn deadline(rules: &Rulebook, sla: &str, began: Day, shifts: &[Shift<'_>]) -> Result<Option<Day>> {
    let book = rules.on(began);
    if book.number_if(sla)?.is_none() {
        return Ok(None);
    }
    let workdays = rules.parameters.get(sla).is_some_and(|parameter| parameter.unit == Unit::Workdays);
    let mut due = book.after(sla, began)?;
    for shift in shifts.iter().filter(|shift| shift.on() >= began) {
        if shift.on() > due {
            break;
        }
        match *shift {
            Shift::Pause(_, None) => return Ok(None),
            Shift::Pause(from, Some(until)) if workdays => {
                let waited = rules.workdays().working_days_between(from, until)?;
                due = rules.workdays().plus_working_days(due, waited)?.max(until);
            }
            Shift::Pause(from, Some(until)) => due = due.plus_days(until.days_since(from)),
            Shift::Extension(on, by) => due = rules.on(on).after(by, due)?,
        }
    }
    Ok(Some(due))
}
