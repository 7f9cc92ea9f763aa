//! 会议和评议 What proves that the village's bodies met and were appraised.

use std::sync::Arc;

use crate::model::{
    Appraisal, AppraisedBody, DecisionStep, Meeting, MeetingKind, StepKind, VillageElection, VoterObjection,
};
use crate::rules::Body;
use crate::rules::duty::{About, Evidence, Occasion};
use crate::value::{Day, Plain as _};

/// 村级会议 A body that owes meetings or appraisals, by what the rulebook's duties call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Convener {
    /// 村民委员会 The committee convenes the representatives.
    Committee,
    /// 村务监督委员会 The supervision committee has the committee, and itself, appraised.
    Supervision,
    /// 理事会 The council of a collective convenes its members.
    Council,
    /// 村民选举委员会 The election committee publishes the voter list, answers objections and presides over the handover.
    ElectionCommittee,
}

impl Convener {
    /// The word under which the rulebook states its duties.
    pub const fn of(self) -> &'static str {
        match self {
            Self::Committee => "villagers_committee",
            Self::Supervision => "supervision_committee",
            Self::Council => "collective_council",
            Self::ElectionCommittee => "election_committee",
        }
    }
}

/// 会议凭据 What meetings prove: the representatives' of the village, the members' of the collective that held it.
pub fn met(village: &str, meeting: &Meeting) -> Option<Evidence> {
    let (norm, subject) = match meeting.kind {
        MeetingKind::Representatives => ("representatives.meetings", village),
        MeetingKind::CollectiveMembers => ("collective.members.yearly", meeting.held_by.as_ref()?.as_str()),
        _ => return None,
    };
    Some(proof(norm, subject, meeting.on, meeting.id.to_string()))
}

/// 决议凭据 That the village's representatives resolved on a day proves that they met.
pub fn resolved(village: &str, step: &DecisionStep) -> Option<Evidence> {
    let representatives = Body::parse(step.held_by.as_str()).is_ok_and(|body| body == Body::Representatives);
    (step.kind == StepKind::ResolveByRepresentatives && representatives)
        .then(|| proof("representatives.meetings", village, step.on, step.id.to_string()))
}

/// 评议凭据 What an appraisal proves.
pub fn appraised(village: &str, appraisal: &Appraisal) -> Evidence {
    let norm = match appraisal.of {
        AppraisedBody::Committee => "committee.appraisal.yearly",
        AppraisedBody::Supervision => "supervision.appraisal.yearly",
    };
    proof(norm, village, appraisal.on, appraisal.id.to_string())
}

/// 选举事项 What an election makes due and what of it is done: the list ahead of polling day, answers to objections, the handover. Each is
/// an occasion of its own, by the id of its record.
pub fn of_election(
    election: &VillageElection,
    objections: &[&VoterObjection],
) -> Vec<(&'static str, Occasion, Option<Evidence>)> {
    let id: Arc<str> = election.id.to_string().into();
    let polling = Occasion { name: Arc::clone(&id), on: election.polling, known: election.began };
    let mut all = vec![("election.list.notice", polling, election.published)];
    for objection in objections {
        let occasion = Occasion { name: objection.id.to_string().into(), on: objection.on, known: objection.on };
        all.push(("election.list.decision", occasion, objection.decision.as_ref().map(|decision| decision.on)));
    }
    if let Some(announced) = election.announced {
        let done = election.handover.as_ref().map(|handover| handover.on);
        all.push(("committee.handover", Occasion { name: id, on: announced, known: announced }, done));
    }
    let closed = |norm: &'static str, occasion: Occasion, done: Option<Day>| {
        let about = Some(About::Occasion(Arc::clone(&occasion.name)));
        let record = occasion.name.as_ref().into();
        let evidence = done.map(|on| Evidence { norm: norm.into(), subject: "".into(), on, about, record });
        (norm, occasion, evidence)
    };
    all.into_iter().map(|(norm, occasion, done)| closed(norm, occasion, done)).collect()
}

fn proof(norm: &str, subject: &str, on: Day, record: String) -> Evidence {
    Evidence { norm: norm.into(), subject: subject.into(), on, about: None, record: record.into() }
}
