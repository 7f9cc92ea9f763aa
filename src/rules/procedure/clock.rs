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

/// A stay in a state: from and until when, and how many steps had been taken when it began.
#[derive(Debug, Clone, Copy)]
struct Stay {
    state: usize,
    from: Day,
    until: Option<Day>,
    at: usize,
}

/// What moves a deadline, on which day, and as which step.
#[derive(Debug, Clone, Copy)]
struct Shift<'p> {
    on: Day,
    at: usize,
    by: By<'p>,
}

#[derive(Debug, Clone, Copy)]
enum By<'p> {
    /// The clock stood until a day, or stands.
    Pause(Option<Day>),
    /// It was put off by a parameter.
    Extension(&'p str),
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
            stays.push(Stay { state: self.first(), from, until: None, at: 0 });
        }
        for (place, taken) in self.taken().iter().enumerate() {
            let Some(step) = self.step_of(taken) else { continue };
            if let Some(last) = stays.last_mut().filter(|last| last.state != step.to) {
                last.until = Some(taken.on);
                stays.push(Stay { state: step.to, from: taken.on, until: None, at: place + 1 });
            }
        }
        stays
    }

    fn shifts(&self, stays: &[Stay]) -> Vec<Shift<'p>> {
        let pauses = stays.iter().filter(|stay| self.is_paused(stay.state));
        let mut shifts: Vec<Shift<'p>> =
            pauses.map(|stay| Shift { on: stay.from, at: stay.at, by: By::Pause(stay.until) }).collect();
        for (place, taken) in self.taken().iter().enumerate() {
            if let Some(by) = self.step_of(taken).and_then(|step| step.extends.as_deref()) {
                shifts.push(Shift { on: taken.on, at: place + 1, by: By::Extension(by) });
            }
        }
        shifts.sort_by_key(|shift| shift.at);
        shifts
    }

    /// The term of the state in which the clock last ran, and the stay with which it began there; waiting in between does not begin it anew.
    fn stayed_since(&self, stays: &[Stay]) -> Option<(&'p str, Stay)> {
        let mut running = stays.iter().rev().filter(|stay| !self.is_paused(stay.state)).peekable();
        let mut began = *running.next()?;
        let sla = self.procedure().states.get(began.state)?.sla.as_deref()?;
        while let Some(before) = running.next_if(|stay| stay.state == began.state) {
            began = *before;
        }
        Some((sla, began))
    }

    /// The stay with which the clock of the whole began; none once it is done.
    fn whole_since(&self, stays: &[Stay]) -> Option<Stay> {
        let ends = |stay: &Stay| self.procedure().states.get(stay.state).is_some_and(|state| state.stops || state.last);
        if stays.last().is_none_or(ends) {
            return None;
        }
        let reopened = stays.iter().rposition(ends).map_or(0, |place| place + 1);
        stays.get(reopened).copied()
    }

    fn is_paused(&self, state: usize) -> bool {
        self.procedure().states.get(state).is_some_and(|state| state.paused)
    }
}

/// The last day of a term, moved by what came after it began and before it ran out; none while the clock stands.
fn deadline(rules: &Rulebook, sla: &str, began: Stay, shifts: &[Shift<'_>]) -> Result<Option<Day>> {
    let book = rules.on(began.from);
    if book.number_if(sla)?.is_none() {
        return Ok(None);
    }
    let workdays = rules.parameters.get(sla).is_some_and(|parameter| parameter.unit == Unit::Workdays);
    let mut due = book.after(sla, began.from)?;
    for shift in shifts.iter().filter(|shift| shift.at > began.at) {
        if shift.on > due {
            break;
        }
        match shift.by {
            By::Pause(None) => return Ok(None),
            By::Pause(Some(until)) if workdays => {
                let waited = rules.workdays().working_days_between(shift.on, until)?;
                due = rules.workdays().plus_working_days(due, waited)?.max(until);
            }
            By::Pause(Some(until)) => due = due.plus_days(until.days_since(shift.on)),
            By::Extension(by) => due = rules.on(shift.on).after(by, due)?,
        }
    }
    Ok(Some(due))
}
