//! 应办 Duties: what is due of whom, about which period or occasion, until when, and what closed it.
//!
//! Which duties there are stands in the layers of the rulebook (`[[duty]]`), each under the norm that asks for it; their terms are
//! parameters. [`Rulebook::duties`] makes the items of a stretch of time, [`close`] closes them by evidence.
//!
//! ```
//! use cunwu::rules::{Rulebook, duty};
//! use cunwu::value::{Plain, Year};
//! let rules = Rulebook::guangzhou()?;
//! let year = cunwu::value::Period::parse("2022-01-01至2022-12-31")?;
//! let mut due = rules.duties("village", "东华村", year)?;
//! let about = due[0].about.clone();
//! let posted = duty::Evidence {
//!     norm: due[0].rule().into(),
//!     subject: "东华村".into(),
//!     on: due[0].due.next(),
//!     about: Some(about),
//!     record: "公开 2022-01".into(),
//! };
//! assert!(duty::close(&mut due, &[posted]).is_empty());
//! assert_eq!(due[0].state_on(year.from().plus_months(2)), duty::DutyState::ClosedLate);
//! # Ok::<(), cunwu::Error>(())
//! ```

mod bodies;
mod generate;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

pub use bodies::{Convener, appraised, met, of_election, resolved};
pub use generate::{DutyRule, Occasion, When};

use crate::error::Result;
use crate::rules::cases::Given;
use crate::rules::{Book, Finding, Findings, Norm, NormText, Rulebook};
use crate::value::{Day, StatPeriod};

labels! {
    /// 应办状态 How a duty stands on a day.
    #[doc(alias = "到期提醒")]
    pub enum DutyState: "应办状态 state of a duty" {
        /// 未开始 It cannot be done yet.
        Coming = "coming" / "未开始",
        /// 待办 It can be done, and its last day is still to come.
        Open = "open" / "待办",
        /// 今日到期 Today is its last day.
        Due = "due" / "今日到期",
        /// 逾期 Its last day has passed.
        Overdue = "overdue" / "逾期",
        /// 已办 It was done in time.
        Closed = "closed" / "已办",
        /// 逾期已办 It was done too late.
        ClosedLate = "closed_late" / "逾期已办",
    }
}

/// 所属期间 What a duty is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// 期间 A period: the quarter whose matters are disclosed, the month in which a meeting is held.
    Period(StatPeriod),
    /// 事项 An occasion, such as an assembly or a major matter, by the name that the host gives it.
    Occasion(Arc<str>),
}

impl From<StatPeriod> for About {
    fn from(period: StatPeriod) -> Self {
        Self::Period(period)
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Period(period) => f.write_str(&period.label()),
            Self::Occasion(name) => f.write_str(name),
        }
    }
}

/// 应办事项 Something due: the norm that asks for it, of whom, about what, from when until when, and what closed it.
#[doc(alias = "应办事项")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    norm: Arc<Norm>,
    text: usize,
    /// 责任主体 Of whom: the village, a branch, a collective; the id or name that the caller gave.
    pub subject: Arc<str>,
    /// 所属期间 What it is about.
    pub about: About,
    /// 第几次 Which time, where it is due several times in one period; from 1.
    pub nth: u32,
    /// 起始日 The first day on which it can be done.
    pub opens: Day,
    /// 到期日 The last day on which it is in time.
    pub due: Day,
    /// 办结 What closed it.
    pub closed: Option<Closing>,
}

/// 办结 What closed a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The day on which it was done.
    pub on: Day,
    /// 凭证 The record that proves it.
    pub record: Box<str>,
}

/// 凭证 Evidence that something due was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The norm that asks for it.
    pub norm: Box<str>,
    /// 责任主体 Who did it.
    pub subject: Box<str>,
    /// 办理日期 The day on which it was done.
    pub on: Day,
    /// 所属期间 What it is about; `None` takes what its day falls to.
    pub about: Option<About>,
    /// The record that proves it.
    pub record: Box<str>,
}

impl Duty {
    /// The id of the norm that asks for it.
    pub fn rule(&self) -> &str {
        &self.norm.id
    }

    /// The norm that asks for it.
    pub fn norm(&self) -> &Norm {
        &self.norm
    }

    /// 依据 The version of the norm that was in force when it opened.
    pub fn source(&self) -> Option<&NormText> {
        self.norm.texts.get(self.text)
    }

    /// 状态 How it stands on a day; of what was done afterwards the day knows nothing.
    pub fn state_on(&self, day: Day) -> DutyState {
        match self.closed.as_ref().filter(|closed| closed.on <= day) {
            Some(closed) if closed.on > self.due => DutyState::ClosedLate,
            Some(_) => DutyState::Closed,
            None if day > self.due => DutyState::Overdue,
            None if day == self.due => DutyState::Due,
            None if day >= self.opens => DutyState::Open,
            None => DutyState::Coming,
        }
    }

    /// 逾期天数 By how many days it is late on a day, or was when it was done; 0 when it is in time.
    pub fn days_late(&self, day: Day) -> i64 {
        let until = self.closed.as_ref().map_or(day, |closed| closed.on.min(day));
        until.days_since(self.due).max(0)
    }

    /// 检查 What the norm says of it on a day: nothing while it may still be done in time.
    ///
    /// # Errors
    /// Those of the rulebook.
    pub fn finding(&self, rules: &Rulebook, day: Day) -> Result<Option<Finding>> {
        let done = match self.state_on(day) {
            DutyState::Coming | DutyState::Open | DutyState::Due => return Ok(None),
            DutyState::Overdue => day,
            DutyState::Closed | DutyState::ClosedLate => self.closed.as_ref().map_or(day, |closed| closed.on),
        };
        let Some(check) = rules.on(self.opens).check(self.rule())? else { return Ok(None) };
        let check = check.at(format!("{} {}", self.subject, self.about)).saw("about", self.about.to_string());
        Ok(Some(check.not_after(self.due, done)))
    }

    fn takes(&self, evidence: &Evidence) -> bool {
        self.closed.is_none()
            && self.opens <= evidence.on
            && evidence.about.as_ref().is_none_or(|about| *about == self.about)
    }
}

/// 逾期清单 Of these, what is late on a day, or was done late, each with what the rules say of it.
///
/// # Errors
/// Those of the rulebook.
pub fn late(rules: &Rulebook, duties: &[Duty], day: Day) -> Result<Findings> {
    let mut findings = Findings::default();
    for duty in duties {
        if matches!(duty.state_on(day), DutyState::Overdue | DutyState::ClosedLate) {
            findings.add(duty.finding(rules, day)?);
        }
    }
    Ok(findings)
}

/// 销号 Closes duties by evidence, in the order of its days. Evidence that names what it is about closes that, also late; evidence that
/// does not closes the duty that was last opened before its day: a meeting in April is no meeting of March. Nothing is closed before
/// it opens. Gives back the places of the evidence that closed nothing.
pub fn close(duties: &mut [Duty], evidence: &[Evidence]) -> Vec<usize> {
    let mut open: BTreeMap<(Box<str>, Box<str>), Vec<usize>> = BTreeMap::new();
    for (place, duty) in duties.iter().enumerate() {
        open.entry((duty.rule().into(), (*duty.subject).into())).or_default().push(place);
    }
    for places in open.values_mut() {
        places.sort_by_key(|place| duties.get(*place).map(|duty| (duty.opens, duty.nth)));
    }
    let mut order: Vec<usize> = (0..evidence.len()).collect();
    order.sort_by_key(|place| evidence.get(*place).map(|evidence| evidence.on));
    let mut spare = Vec::new();
    for place in order {
        let Some(given) = evidence.get(place) else { continue };
        let places = open.get(&(given.norm.clone(), given.subject.clone())).map_or(&[][..], Vec::as_slice);
        if !take(duties, places, given) {
            spare.push(place);
        }
    }
    spare.sort_unstable();
    spare
}

fn take(duties: &mut [Duty], places: &[usize], given: &Evidence) -> bool {
    let opened = |place: &&usize| duties.get(**place).is_some_and(|duty| duty.opens <= given.on);
    let last = places.iter().rfind(opened).and_then(|place| duties.get(*place)).map(|duty| duty.opens);
    let fits = |place: &&usize| {
        duties.get(**place).is_some_and(|duty| duty.takes(given) && (given.about.is_some() || Some(duty.opens) == last))
    };
    let Some(place) = places.iter().find(fits).copied() else { return false };
    if let Some(duty) = duties.get_mut(place) {
        duty.closed = Some(Closing { on: given.on, record: given.record.clone() });
    }
    true
}

/// How a case asks the norm of a duty: `about` is a day of the period, or `event` the day of the occasion (and `known` the day since
/// which it was fixed); `done` is the day on which it was done.
pub(super) fn case(book: Book<'_>, norm: &str, given: &Given) -> Result<Option<Finding>> {
    let (rules, done) = (book.rules(), given.day("done")?);
    let mut duties = if given.has("event") {
        let on = given.day("event")?;
        let known = if given.has("known") { given.day("known")? } else { on };
        let occasion = Occasion { name: "事项".into(), on, known };
        rules.duty_on(norm, "甲", &occasion)?.into_iter().collect::<Vec<_>>()
    } else {
        rules.duties_about(norm, "甲", given.day("about")?)?
    };
    if given.has("nth") {
        let nth = given.count("nth")?;
        duties.retain(|duty| duty.nth == nth);
    }
    let Some(duty) = duties.first_mut() else { return Ok(None) };
    duty.closed = Some(Closing { on: done, record: "凭证".into() });
    duty.finding(rules, done)
}

#[cfg(test)]
mod tests;
