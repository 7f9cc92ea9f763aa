//! 生成 Which duties the rulebook knows, and the items that they make of a stretch of time.

use std::sync::Arc;

use crate::error::{Error, Result, code};
use crate::rules::duty::{About, Duty};
use crate::rules::{Book, Norm, Rulebook, Unit};
use crate::value::{Day, Period, StatKind, StatPeriod};

/// 应办规则 A duty as the rulebook states it: the norm that asks for it, of whom, and when.
#[doc(alias = "应办规则")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyRule {
    /// The norm.
    pub norm: Box<str>,
    /// 责任主体 Of what: `village`, `branch`, `collective`, or a word of the host's own.
    pub of: Box<str>,
    /// 时间 When it is due.
    pub when: When,
}

/// 时间 When a duty is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// 每期 In each period of a kind.
    Each {
        /// Month, quarter, half-year or year.
        kind: StatKind,
        /// 次期办理 Whether it is done in the period after the one that it is about, as what is disclosed of a quarter.
        following: bool,
        /// 期内第几日 The parameter that says within how many days from the start of the period in which it is done; without one, or
        /// while nobody set it, until the end of that period.
        by: Option<Box<str>>,
        /// 次数 The parameter that says how often; without one, once.
        times: Option<Box<str>>,
    },
    /// 事后 Within a term after an occasion, named by its parameter.
    After(Box<str>),
    /// 法定期限 Within a statutory term after an occasion: a last day that is no working day moves to the next one (民法典 art. 203).
    Within(Box<str>),
    /// 事前 Ahead of an occasion by a term, named by its parameter.
    Before(Box<str>),
}

impl When {
    /// The parameters that it takes.
    pub fn parameters(&self) -> Vec<&str> {
        match self {
            Self::Each { by, times, .. } => by.iter().chain(times).map(|id| &**id).collect(),
            Self::After(id) | Self::Within(id) | Self::Before(id) => vec![id],
        }
    }
}

/// 事项 An occasion that makes something due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// Its name: the id of the record, or words.
    pub name: Arc<str>,
    /// 日期 The day on which it happens.
    pub on: Day,
    /// 确定日期 The day since which it is fixed; what is due before the occasion can be done from then on.
    pub known: Day,
}

impl Rulebook {
    /// 应办规则 Every duty that the layers state.
    pub fn duty_rules(&self) -> &[DutyRule] {
        &self.duties
    }

    /// 应办清单 What is due of a subject of this sort within a stretch of time, by last day: what recurs. A duty whose norm was not in force
    /// when it would have opened is none.
    ///
    /// # Errors
    /// `rules.duty.open` when the stretch has no end; those of the parameters; `value.calendar.year` without a table of working days.
    pub fn duties(&self, of: &str, subject: &str, within: Period) -> Result<Vec<Duty>> {
        let Some(last) = within.last_day() else {
            return Err(Error::new(code::rules::DUTY_OPEN).with("from", within.from()));
        };
        let subject: Arc<str> = subject.into();
        let mut out = Vec::new();
        for rule in self.duties.iter().filter(|rule| *rule.of == *of) {
            let When::Each { kind, following, .. } = &rule.when else { continue };
            let mut period = StatPeriod::containing(*kind, within.from());
            while period.first_day() <= last {
                let about = if *following { period.previous() } else { period };
                self.of_period(rule, &subject, about, period, &mut out)?;
                period = period.next();
            }
        }
        out.retain(|duty: &Duty| within.contains(duty.due));
        out.sort_by(|one, other| (one.due, one.rule(), one.nth).cmp(&(other.due, other.rule(), other.nth)));
        Ok(out)
    }

    /// 应办事项 What a norm asks for about the period in which a day lies.
    ///
    /// # Errors
    /// `rules.duty.unknown` when the norm makes no recurring duty; as [`Rulebook::duties`].
    pub fn duties_about(&self, norm: &str, subject: &str, day: Day) -> Result<Vec<Duty>> {
        let rule = self.duty_rule(norm)?;
        let When::Each { kind, following, .. } = &rule.when else { return Err(unknown(norm)) };
        let about = StatPeriod::containing(*kind, day);
        let done_in = if *following { about.next() } else { about };
        let mut out = Vec::new();
        self.of_period(rule, &subject.into(), about, done_in, &mut out)?;
        Ok(out)
    }

    /// 应办事项 What a norm asks for on an occasion; `None` when it was not in force on the day of the occasion.
    ///
    /// # Errors
    /// `rules.duty.unknown` when the norm makes no duty on occasions; as [`Rulebook::duties`].
    pub fn duty_on(&self, norm: &str, subject: &str, occasion: &Occasion) -> Result<Option<Duty>> {
        let rule = self.duty_rule(norm)?;
        let Some((norm, text)) = self.in_force(norm, occasion.on)? else { return Ok(None) };
        let book = self.on(occasion.on);
        let (opens, due) = match &rule.when {
            When::Each { .. } => return Err(unknown(&norm.id)),
            When::After(id) => (occasion.on, book.after(id, occasion.on)?),
            When::Within(id) => (occasion.on, book.last_day(id, occasion.on)?),
            When::Before(id) => {
                let due = book.ahead(id, occasion.on)?;
                (occasion.known.min(due), due)
            }
        };
        let about = About::Occasion(Arc::clone(&occasion.name));
        Ok(Some(Duty {
            norm: Arc::clone(norm),
            text,
            subject: subject.into(),
            about,
            nth: 1,
            opens,
            due,
            closed: None,
        }))
    }

    fn duty_rule(&self, norm: &str) -> Result<&DutyRule> {
        self.duties.iter().find(|rule| *rule.norm == *norm).ok_or_else(|| unknown(norm))
    }

    fn of_period(
        &self,
        rule: &DutyRule,
        subject: &Arc<str>,
        about: StatPeriod,
        done_in: StatPeriod,
        out: &mut Vec<Duty>,
    ) -> Result<()> {
        let When::Each { by, times, .. } = &rule.when else { return Ok(()) };
        let (opens, last) = (done_in.first_day(), done_in.last_day());
        let book = self.on(opens);
        let due =
            by.as_deref().map(|id| book.nth_day(id, opens)).transpose()?.flatten().map_or(last, |due| due.min(last));
        let times = times.as_deref().map(|id| book.number_if(id)).transpose()?.flatten().unwrap_or(1);
        let Some((norm, text)) = self.in_force(&rule.norm, opens)? else { return Ok(()) };
        for nth in 1..=u32::try_from(times).unwrap_or_default() {
            let (norm, subject, about) = (Arc::clone(norm), Arc::clone(subject), about.into());
            out.push(Duty { norm, text, subject, about, nth, opens, due, closed: None });
        }
        Ok(())
    }

    /// The norm and its version in force on a day.
    fn in_force(&self, norm: &str, on: Day) -> Result<Option<(&Arc<Norm>, usize)>> {
        let known = self.norms.get(norm).ok_or_else(|| Error::new(code::rules::NORM_UNKNOWN).with("rule", norm))?;
        Ok(known.on(on).map(|(text, _)| (known, text)))
    }
}

impl Book<'_> {
    /// 提前 The last day on which what a term asks for ahead of a day is in time: 10 days ahead of the 20th is the 10th.
    ///
    /// # Errors
    /// As [`Book::after`].
    pub fn ahead(self, id: &str, of: Day) -> Result<Day> {
        let number = self.number(id)?;
        let short = u32::try_from(number).unwrap_or(u32::MAX);
        match self.unit(id)? {
            Unit::Workdays => self.rules().workdays().minus_working_days(of, short),
            Unit::Days => Ok(of.plus_days(-number)),
            unit => Err(no_days(id, unit)),
        }
    }

    /// The n-th day, or working day, from a first one, which counts; `None` where nobody set the parameter.
    fn nth_day(self, id: &str, first: Day) -> Result<Option<Day>> {
        let Some(number) = self.number_if(id)? else { return Ok(None) };
        let short = u32::try_from(number).unwrap_or(u32::MAX);
        match self.unit(id)? {
            Unit::Workdays => self.rules().workdays().plus_working_days(first.previous(), short).map(Some),
            Unit::Days => Ok(Some(first.previous().plus_days(number))),
            unit => Err(no_days(id, unit)),
        }
    }

    fn unit(self, id: &str) -> Result<Unit> {
        let parameter = self.rules().parameters.get(id);
        parameter.map(|it| it.unit).ok_or_else(|| Error::new(code::rules::PARAMETER_UNKNOWN).with("key", id))
    }
}

fn no_days(id: &str, unit: Unit) -> Error {
    let wanted = "日或工作日 days or working days";
    Error::new(code::rules::PARAMETER_KIND).with("key", id).with("unit", unit.zh()).with("wanted", wanted)
}

fn unknown(norm: &str) -> Error {
    Error::new(code::rules::DUTY_UNKNOWN).with("norm", norm)
}
