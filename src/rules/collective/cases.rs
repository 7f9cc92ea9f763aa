//! How cases ask the rules of the collective.

use crate::error::Result;
use crate::model::MembershipReason;
use crate::rules::cases::{CaseCheck, Given};
use crate::rules::collective::{
    CollectiveMatter, OfficerAct, SupervisorTies, capacity, challenge, council_pass, council_quorum, council_relatives,
    council_size, derivative_members, derivative_wait, distribution, households_body, households_pass,
    households_quorum, land_outsider, land_term, land_vote, members_notice, members_pass, members_proxy,
    members_quorum, members_told, membership_child, membership_kept, name_of, officers_forbidden, party_study,
    personal_account, quantified, registration, report_laid_open, representatives_households, representatives_matter,
    representatives_number, representatives_pass, representatives_quorum, reward, supervisors_barred, supervisors_size,
    term, undivided,
};
use crate::rules::{Attending, Entitled, Households, WholeBody, duty};
use crate::value::{Day, Money, Period, Plain};

fn body(given: &Given, name: &str) -> Result<WholeBody> {
    given.count(name).map(WholeBody::new)
}

fn attending(given: &Given) -> Result<Attending> {
    given.count("attending").map(Attending::new)
}

fn day_if(given: &Given, name: &str) -> Result<Option<Day>> {
    given.has(name).then(|| given.day(name)).transpose()
}

fn money(given: &Given, name: &str) -> Result<Money> {
    Money::parse(given.text(name)?)
}

/// How cases ask the rules of this area.
pub(in crate::rules) const CASES: &[(&str, CaseCheck)] = &[
    ("collective.members.notice", |book, given| members_notice(book, given.day("told")?, given.day("held")?)),
    ("collective.members.told", |book, given| members_told(book, day_if(given, "told")?, given.day("held")?)),
    ("collective.members.quorum", |book, given| {
        members_quorum(book, Entitled::new(given.count("entitled")?), attending(given)?)
    }),
    ("collective.members.pass", |book, given| {
        members_pass(book, body(given, "members")?, attending(given)?, given.count("agreed")?)
    }),
    ("collective.members.proxy", |book, given| members_proxy(book, given.count("foreign")?)),
    ("collective.members.yearly", |book, given| duty::case(book, "collective.members.yearly", given)),
    ("collective.party_study", |book, given| party_study(book, day_if(given, "studied")?, given.day("held")?)),
    ("collective.reward", |book, given| reward(book, body(given, "members")?, given.count("agreed")?)),
    ("collective.households.quorum", |book, given| {
        households_quorum(book, Households::new(given.count("households")?), given.count("present")?)
    }),
    ("collective.households.pass", |book, given| {
        households_pass(book, Attending::new(given.count("present")?), given.count("agreed")?)
    }),
    ("collective.households.body", |book, given| households_body(book, given.flag("by_households")?)),
    ("collective.representatives.number", |book, given| representatives_number(book, body(given, "representatives")?)),
    ("collective.representatives.households", |book, given| {
        let households = Households::new(given.count("households")?);
        representatives_households(book, body(given, "representatives")?, households)
    }),
    ("collective.representatives.quorum", |book, given| {
        representatives_quorum(book, body(given, "representatives")?, attending(given)?)
    }),
    ("collective.representatives.pass", |book, given| {
        representatives_pass(book, body(given, "representatives")?, attending(given)?, given.count("agreed")?)
    }),
    ("collective.representatives.matter", |book, given| {
        representatives_matter(book, CollectiveMatter::parse(given.text("matter")?)?)
    }),
    ("collective.land.vote", |book, given| land_vote(book, body(given, "body")?, given.count("agreed")?)),
    ("collective.land.term", |book, given| land_term(book, given.day("from")?, given.day("last")?)),
    ("collective.registration", |book, given| {
        registration(book, given.flag("charter")?, given.flag("members")?, given.flag("council")?)
    }),
    ("collective.land.outsider", |book, given| land_outsider(book, given.flag("outsider")?, given.flag("approved")?)),
    ("collective.council.size", |book, given| council_size(book, given.count("members")?)),
    ("collective.council.relatives", |book, given| council_relatives(book, given.count("pairs")?)),
    ("collective.council.quorum", |book, given| council_quorum(book, body(given, "council")?, attending(given)?)),
    ("collective.council.pass", |book, given| council_pass(book, body(given, "council")?, given.count("agreed")?)),
    ("collective.supervisors.size", |book, given| supervisors_size(book, given.count("supervisors")?)),
    ("collective.supervisors.barred", |book, given| {
        let (council, finance) = (given.count("council")?, given.count("finance")?);
        supervisors_barred(book, SupervisorTies { council, finance, relatives: given.count("relatives")? })
    }),
    ("collective.term", |book, given| term(book, Period::new(given.day("from")?, Some(given.day("until")?))?)),
    ("collective.capacity", |book, given| capacity(book, given.count("age")?, given.flag("lives_by_own_work")?)),
    ("collective.membership.child", |book, given| {
        membership_child(book, given.flag("child")?, given.flag("confirmed")?)
    }),
    ("collective.membership.kept", |book, given| {
        membership_kept(book, MembershipReason::parse(given.text("reason")?)?, given.flag("elsewhere")?)
    }),
    ("collective.officers.forbidden", |book, given| {
        let act = if given.has("act") { Some(OfficerAct::parse(given.text("act")?)?) } else { None };
        officers_forbidden(book, act)
    }),
    ("collective.name", |book, given| {
        name_of(book, given.text("name")?, given.text("place")?, day_if(given, "registered")?)
    }),
    ("collective.undivided", |book, given| undivided(book, given.flag("divides")?)),
    ("collective.quantified", |book, given| quantified(book, given.flag("operating")?)),
    ("collective.distribution", |book, given| {
        let (income, losses) = (money(given, "income")?, money(given, "losses")?);
        distribution(book, income, losses, money(given, "funds")?, money(given, "distributed")?)
    }),
    ("collective.account", |book, given| personal_account(book, given.flag("personal")?)),
    ("collective.report", |book, given| report_laid_open(book, given.day("laid_open")?, given.day("assembly")?)),
    ("collective.challenge", |book, given| {
        challenge(book, given.day("decided")?, given.day("known")?, given.day("filed")?)
    }),
    ("collective.derivative.members", |book, given| derivative_members(book, given.count("asking")?)),
    ("collective.derivative.wait", |book, given| derivative_wait(book, given.day("asked")?, given.day("filed")?)),
];
