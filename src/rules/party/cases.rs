//! 案例 How cases ask the rules on Party organisations.

use crate::error::Result;
use crate::model::{Ballot, PartyOrganisationKind as Kind, StandingKind};
use crate::rules::cases::{CaseCheck, Given};
use crate::rules::duty;
use crate::rules::party::{PartyAct, WithoutVote, calendar, commitments, election, forming, members, special, term};
use crate::rules::{Attending, Entitled, Level};
use crate::value::{Day, Plain};

/// The checks of forming, special forms, members and elections.
pub(in crate::rules) const CASES: &[(&str, CaseCheck)] = &[
    ("party.branch.full", |book, given| forming::branch_full(book, given.count("full")?)),
    ("party.joint.unit", |book, given| forming::joint_unit(book, given.count("largest")?)),
    ("party.joint.units", |book, given| forming::joint_units(book, given.count("units")?)),
    ("party.branch.size", |book, given| forming::branch_size(book, given.count("members")?)),
    ("party.branch.project", |book, given| forming::branch_project(book, given.count("months")?)),
    ("party.branch.secretary", |book, given| forming::secretary(book, given.count("secretaries")?)),
    ("party.branch.deputies", |book, given| forming::deputies(book, given.count("full")?, given.count("deputies")?)),
    ("party.branch.committee", |book, given| {
        forming::branch_committee(book, given.count("full")?, given.count("committee")?)
    }),
    ("party.branch.committee_usual", |book, given| forming::committee_usual(book, given.count("committee")?)),
    ("party.branch.committee_most", |book, given| forming::committee_most(book, given.count("committee")?)),
    ("party.general_branch.members", |book, given| {
        forming::general_branch_members(book, given.count("members")?, given.flag("need")?)
    }),
    ("party.committee.members", |book, given| forming::committee_members(book, given.count("members")?)),
    ("party.committee.need", |book, given| forming::committee_need(book, given.flag("need")?)),
    ("party.committee.approval", |book, given| forming::committee_approval(book, level(given, "by")?)),
    ("party.committee.township", |book, given| forming::committee_township(book, level(given, "above")?)),
    ("party.committee.branches", |book, given| forming::committee_branches(book, given.count("branches")?)),
    ("party.village.approval", |book, given| forming::village_approval(book, level(given, "by")?)),
    ("party.congress.members", |book, given| forming::congress_members(book, given.count("members")?)),
    ("party.congress.approval", |book, given| forming::congress_approval(book, level(given, "by")?)),
    ("party.group.members", |book, given| forming::group_members(book, given.count("members")?)),
    ("party.group.leader", |book, given| forming::group_leader(book, given.count("leaders")?)),
    ("party.term.late", |book, given| term::late(book, given.flag("village")?, given.day("began")?, given.day("on")?)),
    ("party.term.early", |book, given| {
        term::early(book, given.flag("village")?, given.day("began")?, given.day("on")?)
    }),
    ("party.term.approval", |book, given| {
        let (village, approved) = (given.flag("village")?, given.flag("approved")?);
        term::approval(book, village, given.day("began")?, given.day("on")?, approved)
    }),
    ("party.term.elected", |book, given| term::elected(book, given.flag("elected")?)),
    ("party.dissolve.members", |book, given| forming::dissolve_members(book, given.count("members")?)),
    ("party.provisional.acts", |book, given| special::may(book, Kind::ProvisionalBranch, act(given)?)),
    ("party.functional.acts", |book, given| special::may(book, Kind::FunctionalBranch, act(given)?)),
    ("party.provisional.officers", |book, given| special::provisional_officers(book, given.flag("named")?)),
    ("party.provisional.ended", |book, given| {
        special::provisional_ended(book, Some(given.day("ended")?), given.day("day")?)
    }),
    ("party.membership.formal", |book, given| {
        special::one_formal_branch(book, given.count("formal")?, given.count("functional")?)
    }),
    ("party.big_committee.part_time", |book, given| special::part_time_members(book, given.count("own")?)),
    ("party.big_branch.place", |book, given| special::big_branch_place(book, given.count("places")?)),
    ("party.double_report", |book, given| special::double_report(book, given.count("unit")?, given.count("member")?)),
    ("party.floating.transfer", |book, given| {
        special::floating_transfer(book, given.count("months")?, given.flag("fixed")?, given.flag("moved")?)
    }),
    ("party.first_secretary.term", |book, given| {
        special::first_secretary_term(book, given.day("began")?, given.day("until")?)
    }),
    ("party.pledge.result", |book, given| {
        let published = given.day("day")?;
        commitments::pledge_result(book.rules().on(published.max(book.day())), given.day("due")?, Some(published))
    }),
    ("party.pledge.badge", |book, given| commitments::pledge_badge(book, given.count("badges")?)),
    ("party.pairing.parts", |book, given| {
        let (contact, reviewed) = (given.flag("contact")?, given.flag("reviewed")?);
        let always = ["双方", "期限", "需求清单", "资源清单", "项目清单"].map(|part| (part, true));
        let [a, b, c, d, e] = always;
        commitments::pairing_parts(book, [a, b, c, d, e, ("联络人", contact), ("评估", reviewed)])
    }),
    ("party.member.vote", |book, given| members::votes(book, standing(given)?)),
    ("party.matter.members_meeting", |book, given| {
        members::matter_discussed(book, given.flag("interest")?, given.flag("discussed")?)
    }),
    ("party.left_out.ground", |book, given| {
        let told = given.text("ground")?;
        let kind = StandingKind::parse(told).ok();
        let told = if let Some(kind) = kind { kind.label() } else { told };
        members::left_out_ground(book, kind, told)
    }),
    ("party.left_out.months", |book, given| {
        members::left_out_months(book, StandingKind::parse(given.text("ground")?)?, given.count("months")?)
    }),
    ("party.left_out.decided", |book, given| members::left_out_decided(book, given.flag("decided")?)),
    ("party.probation.over", |book, given| {
        let extended = if given.has("extended") { given.count("extended")? } else { 0 };
        members::probation_over(book, given.day("joined")?, extended, given.day("on")?)
    }),
    ("party.probation.extension", |book, given| members::probation_extension(book, given.count("months")?)),
    ("party.admit.individually", |book, given| members::individually(book, given.flag("individually")?)),
    ("party.admit.ballot", |book, given| members::admission_ballot(book, Ballot::parse(given.text("ballot")?)?)),
    ("party.admit.attendance", |book, given| {
        let attending = Attending::new(given.count("attending")?);
        members::admission_attendance(book, Entitled::new(given.count("entitled")?), attending)
    }),
    ("party.admit.pass", |book, given| {
        members::admission_pass(book, Entitled::new(given.count("entitled")?), given.count("agreed")?)
    }),
    ("party.election.attendance", |book, given| {
        let attending = Attending::new(given.count("attending")?);
        election::attendance(book, Entitled::new(given.count("entitled")?), attending)
    }),
    ("party.election.pass", |book, given| {
        election::pass(book, Attending::new(given.count("attending")?), given.count("votes")?)
    }),
    ("party.election.surplus", |book, given| {
        election::surplus(book, given.count("posts")?, given.count("candidates")?)
    }),
    ("party.election.ballot", |book, given| election::ballot(book, Ballot::parse(given.text("ballot")?)?)),
    ("party.election.returned", |book, given| {
        election::returned(book, given.count("issued")?, given.count("returned")?)
    }),
    ("party.election.approved", |book, given| election::approved(book, level(given, "by")?)),
    ("party.theme_day.fixed", |book, given| {
        let on = Day::of(2023, 6, given.count("day")?);
        on.map_or(Ok(None), |on| calendar::theme_day_fixed(book, given.count("fixed")?, on))
    }),
    ("party.life.members_meeting", |book, given| duty::case(book, "party.life.members_meeting", given)),
    ("party.life.committee_meeting", |book, given| duty::case(book, "party.life.committee_meeting", given)),
    ("party.life.group_meeting", |book, given| duty::case(book, "party.life.group_meeting", given)),
    ("party.life.lecture", |book, given| duty::case(book, "party.life.lecture", given)),
    ("party.life.secretary_lecture", |book, given| duty::case(book, "party.life.secretary_lecture", given)),
    ("party.life.theme_day", |book, given| duty::case(book, "party.life.theme_day", given)),
    ("party.life.life_meeting", |book, given| duty::case(book, "party.life.life_meeting", given)),
    ("party.life.appraisal", |book, given| duty::case(book, "party.life.appraisal", given)),
    ("party.life.talks", |book, given| duty::case(book, "party.life.talks", given)),
    ("party.life.floating_contact", |book, given| duty::case(book, "party.life.floating_contact", given)),
    ("party.life.report_appraisal", |book, given| duty::case(book, "party.life.report_appraisal", given)),
];

fn level(given: &Given, name: &str) -> Result<Option<Level>> {
    given.has(name).then(|| Level::parse(given.text(name)?)).transpose()
}

fn act(given: &Given) -> Result<PartyAct> {
    PartyAct::parse(given.text("act")?)
}

/// `full`, `probationary`, or what limits the member.
fn standing(given: &Given) -> Result<Option<WithoutVote>> {
    Ok(match given.text("standing")? {
        "full" => None,
        "probationary" => Some(WithoutVote::Probationary),
        other => Some(WithoutVote::Limited(StandingKind::parse(other)?)),
    })
}
