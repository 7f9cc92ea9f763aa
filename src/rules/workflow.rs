//! 办件 What is under way and until when: a batch of items, each with its own answer, and the rules of replies and mediation.
//!
//! An item is its procedure, the day on which it began, and the steps taken. [`due`] replays each and says where it stands on a day; one
//! item that cannot be replayed never keeps the others from their answers.

use crate::error::Result;
use crate::rules::cases::CaseCheck;
use crate::rules::procedure::{Act, Due, Run};
use crate::rules::{Body, Book, Finding, Procedure, Rulebook};
use crate::value::Day;

/// How cases ask the rules of this area.
pub(super) const CASES: &[(&str, CaseCheck)] = &[
    ("mediation.confirmation", |book, given| confirmation(book, given.day("agreed")?, given.day("applied")?)),
    ("mediation.term", |book, given| mediation_term(book, given.day("accepted")?, given.day("settled")?)),
    ("mediation.willing", |book, given| willing(book, given.flag("refused")?)),
    ("opinion.reply", |book, given| reply(book, given.day("routed")?, given.day("replied")?, given.flag("hard")?)),
];

labels! {
    /// 预警 How urgent an item is.
    #[doc(alias = "预警")]
    pub enum Alert: "预警 alert" {
        /// 正常 In time.
        None = "none" / "正常",
        /// 暂停计时 The clock stands.
        Paused = "paused" / "暂停计时",
        /// 今日到期 Today is the last day.
        Today = "today" / "今日到期",
        /// 环节逾期 The state is late.
        StateLate = "state_late" / "环节逾期",
        /// 总体逾期 The whole is late.
        OverallLate = "overall_late" / "总体逾期",
        /// 已办结 It is done.
        Done = "done" / "已办结",
    }
}

/// 已办环节 A step that was taken, as records tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The step's id.
    pub step: Box<str>,
    /// Who took it.
    pub by: Body,
    /// The day.
    pub on: Day,
    /// Why.
    pub reason: Option<Box<str>>,
    /// 承办人 Whom it was assigned to with it.
    pub assignee: Option<Box<str>>,
}

/// 办件 An item under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'p> {
    /// The record that it is about.
    pub id: Box<str>,
    /// Its procedure.
    pub procedure: &'p Procedure,
    /// 开始日期 The day on which it began.
    pub began: Day,
    /// 已办环节 What was taken, in order.
    pub steps: Vec<Recorded>,
}

/// 办理情况 Where an item stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The record that it is about.
    pub id: Box<str>,
    /// Its state's id.
    pub state: Box<str>,
    /// 责任主体 Who answers for it; nobody once it has ended.
    pub responsible: Option<Body>,
    /// 承办人 Whom it is assigned to.
    pub assignee: Option<Box<str>>,
    /// 到期 Until when.
    pub due: Due,
    /// 预警 How urgent it is.
    pub alert: Alert,
    /// 逾期天数 By how many calendar days it is late.
    pub days_late: i64,
}

impl<'p> Item<'p> {
    /// 重演 The run that its steps make.
    ///
    /// # Errors
    /// As [`Run::act`], when a step could not have been taken.
    pub fn run(&self, rules: &Rulebook) -> Result<Run<'p>> {
        let mut run = self.procedure.begin_on(self.began);
        for taken in &self.steps {
            let (step, by, on) = (&*taken.step, taken.by, taken.on);
            run.act(Act { step, by, on, reason: taken.reason.as_deref(), assignee: taken.assignee.as_deref() }, rules)?;
        }
        Ok(run)
    }

    /// 办理情况 Where it stands on a day.
    ///
    /// # Errors
    /// As [`Item::run`]; `value.calendar.year` without a table of working days.
    pub fn standing(&self, rules: &Rulebook, day: Day) -> Result<Standing> {
        let run = self.run(rules)?;
        let due = run.due(rules)?;
        let late = |last: Option<Day>| last.is_some_and(|last| day > last);
        let done = run.is_over() || run.state().is_some_and(|state| state.stops);
        let alert = if done {
            Alert::Done
        } else if late(due.overall) {
            Alert::OverallLate
        } else if late(due.of_state) {
            Alert::StateLate
        } else if due.paused {
            Alert::Paused
        } else if due.first() == Some(day) {
            Alert::Today
        } else {
            Alert::None
        };
        let days_late = due.first().filter(|_| !done).map_or(0, |last| day.days_since(last).max(0));
        Ok(Standing {
            id: self.id.clone(),
            state: run.state().map_or_else(Box::default, |state| state.id.clone()),
            responsible: run.responsible(),
            assignee: run.assignee().map(Into::into),
            due,
            alert,
            days_late,
        })
    }
}

/// 到期扫描 Where each item stands on a day. Every item has an answer of its own: one that fails is an error in its place, and stops nothing.
pub fn due<'i, 'p: 'i>(
    items: impl IntoIterator<Item = &'i Item<'p>>,
    rules: &Rulebook,
    day: Day,
) -> Vec<(&'i str, Result<Standing>)> {
    items.into_iter().map(|item| (&*item.id, item.standing(rules, day))).collect()
}

/// 司法确认期限 Whether both parties asked a court in time to confirm their agreement (人民调解法 art. 33).
///
/// # Errors
/// Those of the rulebook.
pub fn confirmation(book: Book<'_>, agreed: Day, applied: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("mediation.confirmation")? else { return Ok(None) };
    Ok(Some(check.not_after(book.after("mediation.confirmation", agreed)?, applied)))
}

/// 调解期限 Whether a dispute was settled within the usual time.
///
/// # Errors
/// Those of the rulebook.
pub fn mediation_term(book: Book<'_>, accepted: Day, settled: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("mediation.term")? else { return Ok(None) };
    Ok(Some(check.not_after(book.after("mediation.term", accepted)?, settled)))
}

/// 自愿调解 Whether no party clearly refuses (人民调解法 art. 17).
///
/// # Errors
/// Those of the rulebook.
pub fn willing(book: Book<'_>, refused: bool) -> Result<Option<Finding>> {
    Ok(book.check("mediation.willing")?.map(|check| check.when(!refused)))
}

/// 答复期限 Whether an opinion was answered in time; a hard one has longer.
///
/// # Errors
/// Those of the rulebook.
pub fn reply(book: Book<'_>, routed: Day, replied: Day, hard: bool) -> Result<Option<Finding>> {
    let Some(check) = book.check("opinion.reply")? else { return Ok(None) };
    let mut latest = book.after("opinion.sla.reply", routed)?;
    if hard {
        latest = book.after("opinion.extension", latest)?;
    }
    Ok(Some(check.not_after(latest, replied)))
}
