//! 审查 The check of a dossier: the table runs it, and each event is held against the rules of its day.

use crate::error::{Error, Lang, Result, code};
use crate::model::AnswerKind;
use crate::rules::decision::{DecisionAct, Dossier, Event, Vote, delegated, may_decide};
use crate::rules::procedure::State;
use crate::rules::roll::{self, Heads};
use crate::rules::{Body, Book, Finding, Findings, Procedure, Rulebook, Verdict, WholeBody, collective, meeting};
use crate::value::{Day, Period};

/// 审查结果 What the check of a dossier found, and where the decision stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// 检查结果 What was checked.
    pub findings: Findings,
    /// 状态 Where it stands, as far as its steps could be taken.
    pub state: Option<State>,
    /// 决议日期 The day of the resolution of the last round.
    pub resolved: Option<Day>,
    /// 可实施日期 The first day on which it can be carried out, once it is on show.
    pub executable: Option<Day>,
}

impl Examined {
    fn is_at(&self, states: &[&str]) -> bool {
        self.state.as_ref().is_some_and(|state| states.contains(&&*state.id))
    }

    /// 实施中 Whether it is being carried out, in an emergency or after its publicity.
    pub fn is_executing(&self) -> bool {
        self.is_at(&["executing", "executing_urgently"])
    }

    /// 公开中或实施中 Whether what it allows may be done: it is on show, or being carried out.
    pub fn stands(&self) -> bool {
        self.is_at(&["published"]) || self.is_executing()
    }
}

/// 审查 Runs a dossier through the table and holds each event against the rules of its day.
///
/// # Errors
/// Those of the rulebook; `value.calendar.year` where a term counts working days of a year without a table.
pub fn examine(dossier: &Dossier, procedure: &Procedure, rules: &Rulebook) -> Result<Examined> {
    let mut findings = Findings::default();
    let mut votes = Findings::default();
    let mut run = procedure.begin();
    let (mut stopped, mut last, mut resolved, mut unsaid) = (false, None, None, None);
    for event in &dossier.events {
        let book = rules.on(event.on);
        if !stopped {
            let urgent = dossier.terms.emergency.as_deref().filter(|_| event.act == DecisionAct::ExecuteUrgently);
            let reason = event.reason.as_deref().or(urgent);
            if let Err(error) = run.take(event.act.code(), event.by, event.on, reason, rules) {
                stopped = true;
                match misstep(book, event, last, error)? {
                    Misstep::Found(finding) => {
                        findings.add(finding.map(|finding| finding.placed(event.act.label())));
                    }
                    Misstep::SaidLater(error) => unsaid = Some((book, event, error)),
                }
            }
        }
        last = Some(event.on);
        if event.act.sends_back() {
            // What was found of the votes of a round that failed is no fault of the decision.
            votes = Findings::default();
            resolved = None;
            if let Some(vote) = &event.vote {
                votes.add(placed(vote_findings(book, event, vote)?, event));
            }
            continue;
        }
        if event.act == DecisionAct::Resolve {
            resolved = Some(event.on);
        }
        votes.add(placed(event_findings(dossier, book, event)?, event));
    }
    findings.add(votes);
    let executable = publicity(dossier, rules, &mut findings)?;
    objections(dossier, rules, &mut findings)?;
    result(dossier, rules, &mut findings)?;
    if let Some(archived) = dossier.last(DecisionAct::Archive) {
        let votes = dossier.events.iter().filter_map(|event| event.vote.as_ref());
        let without = narrow(votes.filter(|vote| !vote.minutes).count());
        findings.add(minutes(rules.on(archived.on), without)?);
    }
    if let Some((book, event, error)) = unsaid.filter(|_| findings.holds()) {
        findings.add(told(book, "decision.sequence", &error)?.map(|finding| finding.placed(event.act.label())));
    }
    Ok(Examined { findings, state: run.state().cloned(), resolved, executable })
}

fn placed(findings: Findings, event: &Event) -> impl Iterator<Item = Finding> {
    let place = event.act.label();
    findings.into_iter().map(move |finding| finding.placed(place))
}

/// What becomes of a step that the table refuses.
enum Misstep {
    /// The rule behind it.
    Found(Option<Finding>),
    /// The check of publicity and emergency says it with their days.
    SaidLater(Error),
}

/// The rule behind what the table refuses.
fn misstep(book: Book<'_>, event: &Event, last: Option<Day>, error: Error) -> Result<Misstep> {
    let backdated = last.is_some_and(|last| event.on < last);
    let rule = match error.code() {
        code if code == code::rules::STEP_CLOSED.id => "decision.sequence",
        code if code == code::rules::STEP_BODY.id => "decision.step_body",
        code if code == code::rules::STEP_EARLY.id && backdated => "decision.dates",
        code if code == code::rules::STEP_EARLY.id => return Ok(Misstep::SaidLater(error)),
        code if code == code::rules::STEP_REASON.id && event.act == DecisionAct::ExecuteUrgently => {
            return Ok(Misstep::SaidLater(error));
        }
        code if code == code::rules::STEP_REASON.id => "decision.reason",
        _ => return Err(error),
    };
    Ok(Misstep::Found(told(book, rule, &error)?))
}

fn told(book: Book<'_>, rule: &str, error: &Error) -> Result<Option<Finding>> {
    let Some(check) = book.check(rule)? else { return Ok(None) };
    Ok(Some(check.saw("reason", error.text(Lang::Zh)).saw("reason_en", error.text(Lang::En)).when(false)))
}

/// What the rules of the day say of one event.
fn event_findings(dossier: &Dossier, book: Book<'_>, event: &Event) -> Result<Findings> {
    let mut findings = match &event.vote {
        Some(vote) => vote_findings(book, event, vote)?,
        None => Findings::default(),
    };
    if let Some(stated) = &event.unknown_body {
        findings.add(body_known(book, Some(stated))?);
    }
    match event.act {
        DecisionAct::Propose | DecisionAct::Consult if event.vote.is_none() => findings.add(roll::shown(book, false)?),
        DecisionAct::ProposeJointly => {
            findings.add(merged(book, dossier.terms.one_shoulder)?);
            if event.vote.is_none() {
                findings.add(roll::shown(book, false)?);
            }
        }
        DecisionAct::Review => {
            if event.vote.is_none() {
                findings.add(roll::shown(book, false)?);
            }
            match event.notified {
                Some(sent) => findings.add(meeting::review_plan(book, sent, event.on)?),
                None => findings.add(notice_shown(book, ["方案送达", "the plan was sent"], false)?),
            }
        }
        DecisionAct::Resolve => resolution(dossier, book, event, &mut findings)?,
        _ => {}
    }
    Ok(findings)
}

fn resolution(dossier: &Dossier, book: Book<'_>, event: &Event, findings: &mut Findings) -> Result<()> {
    if event.vote.is_none() {
        findings.add(roll::shown(book, false)?);
    }
    findings.add(may_decide(book, event.by, dossier.terms.matter)?);
    match event.by {
        Body::Representatives => {
            findings.add(delegated(book, dossier.terms.matter, &dossier.terms.delegation)?.into_iter().flatten());
        }
        Body::VillagersAssembly => match event.notified {
            Some(notified) => findings.add(meeting::assembly_notice(book, notified, event.on)?),
            None => findings.add(notice_shown(book, ["会议通知", "the meeting was called"], false)?),
        },
        Body::CollectiveMembers => match event.notified {
            Some(notified) => findings.add(collective::members_notice(book, notified, event.on)?),
            None => findings.add(notice_shown(book, ["会议通知", "the meeting was called"], false)?),
        },
        Body::CollectiveRepresentatives => {
            let roll = event.vote.as_ref().and_then(|vote| vote.roll.as_ref()).map(Heads::of);
            if let Some(heads) = roll {
                findings.add(collective::representatives_number(book, WholeBody::new(heads.entitled))?);
            }
        }
        _ => {}
    }
    Ok(())
}

/// 会议可认定 Whether the record names the body that met.
pub(super) fn body_known(book: Book<'_>, unknown: Option<&str>) -> Result<Option<Finding>> {
    let Some(check) = book.check("decision.body_known")? else { return Ok(None) };
    Ok(Some(check.saw("stated", unknown.unwrap_or_default()).when(unknown.is_none())))
}

/// 会议记录附卷 Whether no meeting of a file that is archived lacks its minutes (村民委员会组织法 art. 34; 农村集体经济组织法 art. 33).
pub(super) fn minutes(book: Book<'_>, without: u32) -> Result<Option<Finding>> {
    Ok(book.check("decision.minutes")?.map(|check| check.at_most(0_u32, without)))
}

/// 合并提议与商议 Whether proposal and consultation may be one meeting.
pub(super) fn merged(book: Book<'_>, one_shoulder: bool) -> Result<Option<Finding>> {
    let allowed = one_shoulder && book.flag("merge.one_shoulder")?;
    Ok(book.check("decision.merged")?.map(|check| check.when(allowed)))
}

/// 通知附卷 Points out that the file does not say when notice was given.
pub(super) fn notice_shown(book: Book<'_>, what: [&str; 2], shown: bool) -> Result<Option<Finding>> {
    let [zh, en] = what;
    Ok(book.check("decision.notice_shown")?.map(|check| check.saw("what", zh).saw("what_en", en).when(shown)))
}

/// Roll, papers, quorum and majority of one vote.
fn vote_findings(book: Book<'_>, event: &Event, vote: &Vote) -> Result<Findings> {
    let mut findings = Findings::default();
    let Some(listed) = &vote.roll else {
        findings.add(roll::shown(book, false)?);
        return Ok(findings);
    };
    let heads = Heads::of(listed);
    roll::check(book, event.by, listed, &vote.votes, event.on, &mut findings)?;
    roll::papers(book, &vote.votes, vote.papers.as_ref(), vote.roll.as_ref(), &mut findings)?;
    if vote.unrecused > 0 {
        findings.add(roll::conflicts(book, vote.unrecused)?);
    }
    let mut counted = Findings::default();
    meeting::quorum(book, event.by, &heads, &mut counted)?;
    meeting::pass(book, event.by, &heads, vote.votes.agreed.get(), &mut counted)?;
    let passes = counted.holds();
    // A vote that was announced as lost need not reach anything; one that was announced as won must.
    if vote.passed {
        findings.add(counted);
    } else {
        findings.add(counted.into_iter().filter(|finding| finding.verdict() != Verdict::Broken));
        findings.add(roll::announced(book, false, passes)?);
    }
    let agrees = (event.act == DecisionAct::Reject) != vote.passed;
    if !agrees {
        findings.add(roll::announced(book, vote.passed, event.act != DecisionAct::Reject)?);
    }
    Ok(findings)
}

/// 决议公开 Whether the resolution was on show long enough, and before it was carried out; gives the first day on which it can be.
fn publicity(dossier: &Dossier, rules: &Rulebook, findings: &mut Findings) -> Result<Option<Day>> {
    let Some(place) = dossier.events.iter().rposition(|event| event.act == DecisionAct::PublishResolution) else {
        return Ok(None);
    };
    let (Some(event), since) = (dossier.events.get(place), dossier.events.iter().skip(place)) else { return Ok(None) };
    if since.clone().any(|later| later.act.sends_back()) {
        return Ok(None);
    }
    let book = rules.on(event.on);
    let began = event.shown.as_ref().map_or(event.on, |shown| shown.from().max(event.on));
    let ends = event.shown.as_ref().and_then(Period::last_day);
    let due = book.after("resolution.publicity", began)?;
    if let Some(last) = ends {
        findings.add(shown_long_enough(book, "decision.shown", began, last)?);
    }
    let earliest = due.max(ends.unwrap_or(due)).next();
    let mut since = since;
    if let Some(done) = since.find(|done| done.act.executes()) {
        let reason = done.reason.as_deref().or(dossier.terms.emergency.as_deref());
        let told = reason.is_some_and(|reason| !reason.trim().is_empty());
        findings.add(match done.act {
            DecisionAct::ExecuteUrgently => emergency(book, done.on, told)?,
            _ => carried_out(book, began, ends.unwrap_or(due), done.on)?,
        });
        // What does not say until when it was on show counts as shown on its first day alone.
        if ends.is_none() && done.act == DecisionAct::Execute {
            findings.add(shown_long_enough(book, "decision.shown", began, began)?);
        }
    }
    Ok(Some(earliest))
}

/// 公示天数 Whether something was on show through the last day that it should be.
pub(in crate::rules) fn shown_long_enough(
    book: Book<'_>,
    rule: &str,
    began: Day,
    last: Day,
) -> Result<Option<Finding>> {
    let parameter = if rule == "decision.shown" { "resolution.publicity" } else { "result.publicity" };
    let Some(check) = book.check(rule)? else { return Ok(None) };
    Ok(Some(check.saw("published", began).not_before(book.after(parameter, began)?, last)))
}

/// 期满实施 Whether it was carried out after the publicity.
pub(super) fn carried_out(book: Book<'_>, began: Day, last: Day, done: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("decision.publicity")? else { return Ok(None) };
    let due = book.after("resolution.publicity", began)?.max(last).next();
    Ok(Some(check.saw("published", began).saw("shown", last).not_before(due, done)))
}

/// 紧急理由 Whether what was carried out within the publicity says why.
pub(super) fn emergency(book: Book<'_>, done: Day, told: bool) -> Result<Option<Finding>> {
    Ok(book.check("decision.emergency")?.map(|check| check.saw("day", done).when(told)))
}

/// 异议 Whether objections within the publicity were answered before it was carried out, and none that was upheld was passed over.
fn objections(dossier: &Dossier, rules: &Rulebook, findings: &mut Findings) -> Result<()> {
    let Some(event) = dossier.last(DecisionAct::PublishResolution) else { return Ok(()) };
    let last = event.shown.as_ref().and_then(Period::last_day);
    let within = || {
        let raised = dossier.objections.iter().filter(|objection| objection.on >= event.on);
        raised.filter(|objection| last.is_none_or(|last| objection.on <= last))
    };
    let after = |act: fn(DecisionAct) -> bool| dossier.events.iter().find(|done| done.on >= event.on && act(done.act));
    let done = after(DecisionAct::executes);
    if let Some(done) = done {
        // In an emergency it could be carried out before somebody objected.
        let due = within().filter(|objection| objection.on <= done.on);
        let open = due.filter(|objection| objection.answer.is_none_or(|(on, _)| on > done.on)).count();
        findings.add(answered(rules.on(done.on), last.unwrap_or(done.on), narrow(open))?);
    }
    let closed = after(|act| matches!(act, DecisionAct::PublishResult | DecisionAct::Archive));
    if let Some(end) = closed.or(done) {
        let upheld = |objection: &&super::Objected| {
            objection.answer.is_some_and(|(on, kind)| kind == AnswerKind::Upheld && on <= end.on)
        };
        findings.add(passed_over(rules.on(end.on), narrow(within().filter(upheld).count()))?);
    }
    Ok(())
}

/// 未答复异议 Whether an act may be done now, as far as objections within the publicity go: none is open, and none was upheld.
///
/// # Errors
/// Those of the rulebook.
pub fn unanswered(dossier: &Dossier, book: Book<'_>) -> Result<[Option<Finding>; 2]> {
    let Some(event) = dossier.last(DecisionAct::PublishResolution) else { return Ok([None, None]) };
    let last = event.shown.as_ref().and_then(Period::last_day);
    let raised = || {
        let raised = dossier.objections.iter().filter(|objection| objection.on >= event.on);
        raised.filter(|objection| last.is_none_or(|last| objection.on <= last))
    };
    let open = raised().filter(|objection| objection.answer.is_none()).count();
    let upheld = raised().filter(|objection| objection.answer.is_some_and(|(_, kind)| kind == AnswerKind::Upheld));
    Ok([answered(book, last.unwrap_or(event.on), narrow(open))?, passed_over(book, narrow(upheld.count()))?])
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// 异议答复 Whether no objection is open.
pub(super) fn answered(book: Book<'_>, shown: Day, open: u32) -> Result<Option<Finding>> {
    Ok(book.check("decision.objections")?.map(|check| check.saw("shown", shown).at_most(0_u32, open)))
}

/// 异议成立 Whether no upheld objection was passed over.
pub(super) fn passed_over(book: Book<'_>, upheld: u32) -> Result<Option<Finding>> {
    Ok(book.check("decision.objection_upheld")?.map(|check| check.at_most(0_u32, upheld)))
}

/// 实施结果公开 Whether the result was published once it was done, and long enough.
fn result(dossier: &Dossier, rules: &Rulebook, findings: &mut Findings) -> Result<()> {
    let published = dossier.last(DecisionAct::PublishResult);
    if let Some(completed) = dossier.completed {
        findings.add(result_published(rules.on(completed), completed, published.map(|event| event.on))?);
    }
    let shown = published.and_then(|event| event.shown.as_ref());
    if let Some((shown, last)) = shown.and_then(|shown| Some((shown, shown.last_day()?))) {
        let book = rules.on(shown.from());
        findings.add(shown_long_enough(book, "decision.result_shown", shown.from(), last)?);
    }
    Ok(())
}

/// 结果公开 Whether the result was published after it was done.
pub(super) fn result_published(book: Book<'_>, completed: Day, published: Option<Day>) -> Result<Option<Finding>> {
    let Some(check) = book.check("decision.result_published")? else { return Ok(None) };
    Ok(Some(check.saw("completed", completed).when(published.is_some_and(|day| day >= completed))))
}
