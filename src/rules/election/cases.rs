//! 案例 How cases ask the rules on elections and dismissals.

use crate::error::Result;
use crate::model::Ballot;
use crate::rules::cases::{CaseCheck, Given};
use crate::rules::election::{committee, dismissal, vote, voters};
use crate::rules::{Body, Entitled, RegisteredVoters, Voting, duty};
use crate::value::{Kinship, Plain};

/// The checks of elections, of the committee in office, and of dismissals.
pub(in crate::rules) const CASES: &[(&str, CaseCheck)] = &[
    ("election.voter.age", |book, given| voters::age(book, given.day("birth")?, given.day("polled")?)),
    ("election.voter.rights", |book, given| voters::rights(book, given.flag("deprived")?)),
    ("election.voter.class", |book, given| voters::class(book, given.flag("registered")?, given.flag("resident")?)),
    ("election.voter.declared", |book, given| voters::declared(book, given.flag("declared")?)),
    ("election.voter.residence", |book, given| voters::residence(book, given.day("since")?, given.day("polled")?)),
    ("election.voter.agreed", |book, given| voters::agreed(book, given.flag("applied")?, given.flag("agreed")?)),
    ("election.voter.once", |book, given| voters::once(book, given.count("lists")?)),
    ("election.list.notice", |book, given| voters::list_notice(book, given.day("published")?, given.day("polled")?)),
    ("election.list.objection", |book, given| {
        voters::list_objection(book, given.day("published")?, given.day("objected")?)
    }),
    ("election.list.decision", |book, given| {
        voters::list_decision(book, given.day("objected")?, given.day("decided")?)
    }),
    ("election.candidates.surplus", |book, given| {
        vote::candidates_surplus(book, given.count("posts")?, given.count("candidates")?)
    }),
    ("election.candidates.nominated", |book, given| vote::nominated(book, body(given)?)),
    ("election.valid", |book, given| vote::valid(book, registered(given)?, voting(given)?)),
    ("election.elected", |book, given| vote::elected(book, voting(given)?, given.count("votes")?)),
    ("election.second_round", |book, given| vote::second_round(book, voting(given)?, given.count("votes")?)),
    ("election.ballot.secret", |book, given| vote::secret(book, Ballot::parse(given.text("ballot")?)?)),
    ("election.count.public", |book, given| vote::public_count(book, given.flag("public")?, given.flag("announced")?)),
    ("election.proxy.absent", |book, given| voters::proxy_absent(book, given.flag("absent")?, given.flag("written")?)),
    ("election.proxy.relative", |book, given| {
        voters::proxy_relative(book, Kinship::parse(given.text("kin")?)?, given.flag("voter")?)
    }),
    ("election.proxy.published", |book, given| voters::proxy_published(book, given.flag("published")?)),
    ("committee.minority", |book, given| committee::minority(book, given.flag("several")?, given.count("minority")?)),
    ("committee.elected", |book, given| committee::elected_by(book, body(given)?)),
    ("committee.term", |book, given| committee::term(book, given.day("began")?, given.day("last")?)),
    ("committee.by_election", |book, given| committee::by_election(book, given.day("running")?, given.day("last")?)),
    ("committee.handover", |book, given| committee::handover(book, given.day("elected")?, given.day("done")?)),
    ("committee.handover.watched", |book, given| {
        committee::handover_watched(book, body(given)?, Body::parse(given.text("watched")?)?)
    }),
    ("committee.post_ends", |book, given| {
        committee::post_lasts(book, given.flag("lost")?, given.flag("sentenced")?, None)
    }),
    ("committee.appraisal.yearly", |book, given| duty::case(book, "committee.appraisal.yearly", given)),
    ("supervision.appraisal.yearly", |book, given| duty::case(book, "supervision.appraisal.yearly", given)),
    ("committee.appraisal.chaired", |book, given| committee::appraisal_chaired(book, body(given)?)),
    ("committee.appraisal", |book, given| {
        let told: Vec<bool> = given.text("appraisals")?.split_whitespace().map(|one| one == "不称职").collect();
        committee::appraisals(book, &told)
    }),
    ("committee.audit", |book, given| committee::audit(book, given.day("published")?, given.day("polled")?)),
    ("committee.audit_items", |book, given| committee::audit_items(book, registered(given)?, given.count("signed")?)),
    ("committee.boundary", |book, given| {
        committee::boundary(book, given.flag("proposed")?, given.flag("agreed")?, given.flag("approved")?)
    }),
    ("dismissal.petition", |book, given| {
        let representatives = (Entitled::new(given.count("total")?), given.count("representatives")?);
        dismissal::petition(book, (registered(given)?, given.count("villagers")?), representatives)
    }),
    ("dismissal.reasons", |book, given| dismissal::reasons(book, given.flag("reasons")?)),
    ("dismissal.defence", |book, given| dismissal::defence(book, given.flag("heard")?)),
    ("dismissal.valid", |book, given| dismissal::valid(book, registered(given)?, voting(given)?)),
    ("dismissal.passed", |book, given| dismissal::passed(book, voting(given)?, given.count("agreed")?)),
    ("supervision.elected", |book, given| committee::supervision_elected(book, body(given)?)),
    ("supervision.relatives", |book, given| committee::supervision_relatives(book, given.count("barred")?)),
    ("supervision.finance", |book, given| committee::supervision_finance(book, given.count("finance")?)),
];

fn body(given: &Given) -> Result<Body> {
    Body::parse(given.text("by")?)
}

fn registered(given: &Given) -> Result<RegisteredVoters> {
    Ok(RegisteredVoters::new(given.count("registered")?))
}

fn voting(given: &Given) -> Result<Voting> {
    Ok(Voting::new(given.count("voting")?))
}
