//! How cases ask the rules of meetings.

use crate::error::Result;
use crate::model::RollUnit;
use crate::rules::cases::{CaseCheck, Given};
use crate::rules::meeting::{self, Turnout};
use crate::rules::{Attending, Body, Book, Finding, Findings, Heads, Of, WholeBody, duty};
use crate::value::Plain as _;

type Shared<D> = fn(Book<'_>, Of<D>, u32) -> Result<Option<Finding>>;

fn share<D: crate::rules::Denominator>(check: Shared<D>, book: Book<'_>, given: &Given) -> Result<Option<Finding>> {
    check(book, Of::new(given.count(D::CODE)?), given.count("has")?)
}

fn turnout(given: &Given) -> Result<Turnout> {
    Ok(if given.has("households") {
        Turnout::Households(Of::new(given.count("households")?), given.count("has")?)
    } else {
        Turnout::Adults(Of::new(given.count("entitled")?), given.count("has")?)
    })
}

/// The rules of meetings.
pub(in crate::rules) const CASES: &[(&str, CaseCheck)] = &[
    ("assembly.quorum", |book, given| meeting::assembly_quorum(book, turnout(given)?)),
    ("assembly.pass", |book, given| share(meeting::assembly_pass, book, given)),
    ("assembly.notice", |book, given| meeting::assembly_notice(book, given.day("notified")?, given.day("held")?)),
    ("assembly.proposal.villagers", |book, given| share(meeting::assembly_proposal_by_villagers, book, given)),
    ("assembly.proposal.representatives", |book, given| {
        share(meeting::assembly_proposal_by_representatives, book, given)
    }),
    ("representatives.proposal", |book, given| share(meeting::representatives_proposal, book, given)),
    ("meeting.convene", |book, given| meeting::convened(book, given.day("proposed")?, given.day("by")?)),
    ("representatives.quorum", |book, given| {
        let (body, attending) = (given.count("whole_body")?, given.count("attending")?);
        meeting::representatives_quorum(book, WholeBody::new(body), Attending::new(attending))
    }),
    ("representatives.pass", |book, given| {
        let (body, attending) = (given.count("whole_body")?, given.count("attending")?);
        meeting::representatives_pass(book, WholeBody::new(body), Attending::new(attending), given.count("has")?)
    }),
    ("representatives.composition", |book, given| share(meeting::representatives_composition, book, given)),
    ("representatives.women", |book, given| share(meeting::representatives_women, book, given)),
    ("representatives.households", |book, given| {
        meeting::representatives_households(book, given.count("representatives")?, given.count("households")?)
    }),
    ("representatives.meetings", |book, given| duty::case(book, "representatives.meetings", given)),
    ("vote.body", |book, given| {
        let body = Body::parse(given.text("body")?)?;
        let heads = Heads { entitled: 9, in_person: 9, by_proxy: 0, recused: 0, unit: RollUnit::People };
        let mut found = Findings::default();
        meeting::quorum(book, body, &heads, &mut found)?;
        match found.into_iter().find(|finding| finding.rule() == "vote.body") {
            Some(finding) => Ok(Some(finding)),
            None => meeting::without_rule(book, None),
        }
    }),
    ("group.quorum", |book, given| meeting::group_quorum(book, turnout(given)?)),
    ("group.pass", |book, given| share(meeting::group_pass, book, given)),
    ("committee.size", |book, given| meeting::committee_size(book, given.count("members")?)),
    ("committee.women", |book, given| meeting::committee_women(book, given.count("women")?)),
    ("committees.quorum", |book, given| share(meeting::committees_quorum, book, given)),
    ("committees.pass", |book, given| share(meeting::committees_pass, book, given)),
    ("party_committee.quorum", |book, given| share(meeting::party_committee_quorum, book, given)),
    ("party_committee.pass", |book, given| share(meeting::party_committee_pass, book, given)),
    ("review.attendance", |book, given| share(meeting::review_attendance, book, given)),
    ("review.attendance_local", |book, given| share(meeting::review_attendance_local, book, given)),
    ("review.pass", |book, given| share(meeting::review_pass, book, given)),
    ("review.pass_local", |book, given| share(meeting::review_pass_local, book, given)),
    ("review.plan", |book, given| meeting::review_plan(book, given.day("notified")?, given.day("held")?)),
];
