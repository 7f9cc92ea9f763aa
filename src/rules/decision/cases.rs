//! How cases ask the rules of decisions.

use crate::error::Result;
use crate::model::MatterKind;
use crate::rules::cases::{CaseCheck, Given};
use crate::rules::decision::{DecisionAct, Delegation, Dossier, Event, Terms, delegated, examine, may_decide};
use crate::rules::{Body, Book, Finding, procedure};
use crate::value::Plain;

/// A dossier of the events that a case gives: `acts` as `act 组织 day reason`, with `;` between.
fn dossier(given: &Given) -> Result<Dossier> {
    let mut events = Vec::new();
    for told in given.text("acts")?.split(';') {
        let mut words = told.split_whitespace();
        let mut next = || words.next().unwrap_or_default();
        let mut event = Event::of(DecisionAct::parse(next())?, Body::parse(next())?, crate::value::Day::parse(next())?);
        event.reason = words.next().map(Into::into);
        events.push(event);
    }
    Ok(Dossier {
        no: "东华村决〔2022〕01号".into(),
        matter: "试例".into(),
        terms: Terms::of(MatterKind::AssetDeal),
        events,
        objections: Vec::new(),
        completed: None,
        spent: Vec::new(),
    })
}

/// The rule as the table finds it; where nothing is wrong, it holds.
fn run(book: Book<'_>, rule: &str, given: &Given) -> Result<Option<Finding>> {
    let tables = procedure::shipped(book.rules())?;
    let Some(table) = tables.iter().find(|table| &*table.id == "four_deliberations") else { return Ok(None) };
    let found = examine(&dossier(given)?, table, book.rules())?.findings;
    let broken = found.into_iter().find(|finding| finding.rule() == rule);
    Ok(match broken {
        Some(finding) => Some(finding),
        None => book.check(rule)?.map(|check| check.when(true)),
    })
}

fn matter(given: &Given) -> Result<MatterKind> {
    MatterKind::parse(given.text("matter")?)
}

fn delegation(given: &Given) -> Result<Delegation> {
    Ok(match given.text("delegation")? {
        "已授权" => Delegation::Shown("章程第十条".into()),
        "保留" => Delegation::Reserved,
        _ => Delegation::Unknown,
    })
}

/// The rules of decisions.
pub(in crate::rules) const CASES: &[(&str, CaseCheck)] = &[
    ("decision.sequence", |book, given| run(book, "decision.sequence", given)),
    ("decision.dates", |book, given| run(book, "decision.dates", given)),
    ("decision.step_body", |book, given| run(book, "decision.step_body", given)),
    ("decision.body_known", |book, given| {
        let stated = given.text("held_by")?;
        super::examine::body_known(book, Body::parse(stated).is_err().then_some(stated))
    }),
    ("decision.minutes", |book, given| super::examine::minutes(book, given.count("without")?)),
    ("decision.reason", |book, given| run(book, "decision.reason", given)),
    ("decision.merged", |book, given| super::examine::merged(book, given.flag("one_shoulder")?)),
    ("decision.publicity", |book, given| {
        super::examine::carried_out(book, given.day("from")?, given.day("last")?, given.day("done")?)
    }),
    ("decision.shown", |book, given| {
        super::examine::shown_long_enough(book, "decision.shown", given.day("from")?, given.day("last")?)
    }),
    ("decision.emergency", |book, given| super::examine::emergency(book, given.day("done")?, given.flag("reason")?)),
    ("decision.objections", |book, given| super::examine::answered(book, given.day("last")?, given.count("open")?)),
    ("decision.objection_upheld", |book, given| super::examine::passed_over(book, given.count("upheld")?)),
    ("decision.result_published", |book, given| {
        let published = if given.has("published") { Some(given.day("published")?) } else { None };
        super::examine::result_published(book, given.day("completed")?, published)
    }),
    ("decision.result_shown", |book, given| {
        super::examine::shown_long_enough(book, "decision.result_shown", given.day("from")?, given.day("last")?)
    }),
    ("decision.matter_body", |book, given| may_decide(book, Body::parse(given.text("body")?)?, matter(given)?)),
    ("decision.delegated", |book, given| {
        let [holds, _] = delegated(book, matter(given)?, &delegation(given)?)?;
        Ok(holds)
    }),
    ("decision.delegation_shown", |book, given| {
        let [_, shown] = delegated(book, matter(given)?, &delegation(given)?)?;
        Ok(shown)
    }),
    ("decision.notice_shown", |book, given| {
        super::examine::notice_shown(book, ["会议通知", "the meeting was called"], given.flag("notice")?)
    }),
];
