//! How cases ask the rules of rolls.

use crate::error::Result;
use crate::model::{Ballot, RollUnit, Votes};
use crate::rules::cases::{CaseCheck, Given};
use crate::rules::roll::{self, Heads};
use crate::rules::{Body, Book, Finding, Findings};
use crate::value::{Count, Plain};

fn heads(given: &Given) -> Result<Heads> {
    let count = |name| if given.has(name) { given.count(name) } else { Ok(0) };
    Ok(Heads {
        entitled: count("entitled")?,
        in_person: count("in_person")?,
        by_proxy: count("by_proxy")?,
        recused: count("recused")?,
        unit: RollUnit::People,
    })
}

fn votes(entitled: u32, present: u32) -> Votes {
    let none = Count::new(0);
    let (entitled, present) = (Count::new(entitled), Count::new(present));
    Votes { entitled, present, agreed: none, against: none, abstained: none, ballot: Ballot::Hands }
}

/// Nothing of what a rule counts may be there.
fn none(book: Book<'_>, rule: &str, given: &Given) -> Result<Option<Finding>> {
    roll::none(book, rule, given.count("has")?)
}

/// The rule of a member who is recused and stays in the denominator or leaves it, seen through the vote of the members' meeting.
fn counted(book: Book<'_>, given: &Given) -> Result<Option<Finding>> {
    let heads = heads(given)?;
    let mut findings = Findings::default();
    crate::rules::meeting::quorum(book, Body::parse(given.text("body")?)?, &heads, &mut findings)?;
    Ok(findings.into_iter().find(|finding| finding.rule().starts_with("proxy.quorum")))
}

/// The rules of rolls.
pub(in crate::rules) const CASES: &[(&str, CaseCheck)] = &[
    ("roll.shown", |book, given| roll::shown(book, given.flag("roll")?)),
    ("roll.frozen", |book, given| roll::frozen(book, given.day("frozen")?, given.day("held")?)),
    ("roll.once", |book, given| none(book, "roll.once", given)),
    ("roll.agrees", |book, given| {
        roll::agrees(book, &votes(given.count("stated_entitled")?, given.count("stated_present")?), &heads(given)?)
    }),
    ("proxy.allowed", |book, given| {
        roll::proxies_allowed(book, Body::parse(given.text("body")?)?, given.count("by_proxy")?)
    }),
    ("proxy.written", |book, given| none(book, "proxy.written", given)),
    ("proxy.relation", |book, given| none(book, "proxy.relation", given)),
    ("proxy.per_holder", |book, given| roll::proxies_held(book, given.count("most")?)),
    ("proxy.quorum", counted),
    ("proxy.quorum_noted", |book, given| {
        let heads = heads(given)?;
        let check = book.check("proxy.quorum_noted")?;
        let (needs, has) = (given.number("needs")?, i64::from(heads.in_person));
        let saw = |check: crate::rules::Check| check.saw("needs", needs).saw("has", has).saw("proxies", heads.by_proxy);
        Ok(check.map(|check| saw(check).when(has >= needs)))
    }),
    ("recusal.no_vote", |book, given| roll::recused_do_not_vote(book, &heads(given)?, given.count("cast")?)),
    ("recusal.conflict", |book, given| roll::conflicts(book, given.count("unrecused")?)),
    ("ballot.reconciled", |book, given| roll::reconciled(book, given.count("issued")?, given.count("found")?)),
    ("ballot.cast", |book, given| roll::adds_up(book, given.count("cast")?, given.count("votes")?)),
    ("ballot.marked", |book, given| roll::marked_off(book, given.count("returned")?, given.count("marked")?)),
    ("ballot.papers", |book, given| {
        roll::papers_shown(book, Ballot::parse(given.text("ballot")?)?, given.flag("papers")?)
    }),
    ("vote.announced", |book, given| roll::announced(book, given.flag("announced")?, given.flag("counted")?)),
];
