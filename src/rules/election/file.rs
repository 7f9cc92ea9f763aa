//! 选举卷宗 An election of the villagers' committee as its records tell it: the run that its days make, and what the rules say of each step.

use crate::error::Result;
use crate::model::{Election, VillageElection, Voter, VoterClass, VoterObjection};
use crate::rules::election::{
    VoterFacts, candidates_surplus, check_election, handover, handover_watched, list_decision, list_notice,
    list_objection, valid,
};
use crate::rules::procedure::Run;
use crate::rules::{Body, Findings, Procedure, RegisteredVoters, Rulebook, Voting};
use crate::value::{Day, Plain as _};

/// 选举卷宗 An election and the records that belong to it.
#[derive(Debug, Clone, Copy)]
pub struct ElectionFile<'r> {
    /// 选举 The election.
    pub work: &'r VillageElection,
    /// 异议 Objections to its list.
    pub objections: &'r [&'r VoterObjection],
    /// 投票 The count of its poll.
    pub poll: Option<&'r Election>,
    /// 另行选举 The count of the second round.
    pub second: Option<&'r Election>,
}

impl ElectionFile<'_> {
    /// 办理过程 The run that its days make.
    ///
    /// # Errors
    /// As [`Run::take`], when a step could not have been taken; `value.…` when a body's code is none.
    pub fn run<'p>(&self, table: &'p Procedure, rules: &Rulebook) -> Result<Run<'p>> {
        let (work, committee) = (self.work, Body::ElectionCommittee);
        let mut run = table.begin_on(work.began);
        if let Some(chosen) = &work.chosen {
            run.take("choose_committee", Body::parse(chosen.by.as_str())?, chosen.on, None, rules)?;
        }
        if let Some(published) = work.published {
            run.take("publish_list", committee, published, None, rules)?;
        }
        for void in &work.voids {
            run.take("nominate", Body::Villager, void.nominated, None, rules)?;
            run.take("void", committee, void.on, Some("投票未过半数"), rules)?;
        }
        if let Some(nomination) = &work.nomination {
            run.take("nominate", Body::Villager, nomination.on, None, rules)?;
        }
        if let Some(poll) = self.poll {
            run.take(self.poll_step(poll), Body::Villager, poll.on, None, rules)?;
        }
        if let Some(second) = self.second {
            run.take("second_round", Body::Villager, second.on, None, rules)?;
        }
        if let Some(vacant) = &work.vacant {
            run.take("leave_vacant", committee, vacant.on, Some(vacant.reason.as_str()), rules)?;
        }
        if let Some(announced) = work.announced {
            run.take("announce", committee, announced, None, rules)?;
        }
        if let Some(done) = &work.handover {
            let late = done.late.as_ref().map(crate::value::Text::as_str);
            let step = if late.is_some() { "hand_over_late" } else { "hand_over" };
            run.take(step, Body::parse(done.chaired_by.as_str())?, done.on, late, rules)?;
        }
        Ok(run)
    }

    /// 投票步骤 Which step a poll was: one that filled every post, or one that left some vacant.
    pub fn poll_step(&self, poll: &Election) -> &'static str {
        if poll.elected_count() < self.work.posts { "poll_partly" } else { "poll" }
    }

    /// 检查选举 What the rules say of each step, by the rules of its day: list, objections, candidates, ballots, handover.
    ///
    /// # Errors
    /// Those of the rulebook; `value.…` when a body's code is none.
    pub fn check(&self, rules: &Rulebook) -> Result<Findings> {
        let (work, mut found) = (self.work, Findings::default());
        let polled = self.poll.map(|poll| poll.on);
        if let Some(published) = work.published {
            let polling = polled.unwrap_or(work.polling);
            found.add(list_notice(rules.on(polling), published, polling)?);
            for objection in self.objections {
                found.add(objected(rules, objection, published, polled)?);
            }
        }
        if let Some(nomination) = &work.nomination {
            let candidates = u32::try_from(nomination.candidates.len()).unwrap_or(u32::MAX);
            found.add(candidates_surplus(rules.on(nomination.on), work.posts.get(), candidates)?);
        }
        for count in self.poll.into_iter().chain(self.second) {
            found.add(check_election(rules.on(count.on), count)?);
        }
        if let Some((announced, done)) = work.announced.zip(work.handover.as_ref()) {
            let book = rules.on(announced);
            found.add(handover(book, announced, done.on)?);
            let (by, watched) = (Body::parse(done.chaired_by.as_str())?, Body::parse(done.watched_by.as_str())?);
            found.add(handover_watched(book, by, watched)?);
        }
        Ok(found)
    }

    /// 是否有效 What the rules say of how many voted, before anything else is counted.
    ///
    /// # Errors
    /// Those of the rulebook.
    pub fn turnout(rules: &Rulebook, on: Day, registered: u32, voting: u32) -> Result<Findings> {
        let mut found = Findings::default();
        found.add(valid(rules.on(on), RegisteredVoters::new(registered), Voting::new(voting))?);
        Ok(found)
    }
}

/// What the rules say of an objection: it came in time, and was answered in time; by polling day it has its answer.
fn objected(rules: &Rulebook, objection: &VoterObjection, published: Day, polled: Option<Day>) -> Result<Findings> {
    let mut found = Findings::default();
    let book = rules.on(objection.on);
    let placed = objection.about.as_str();
    found.add(list_objection(book, published, objection.on)?.map(|finding| finding.placed(placed)));
    let answered = objection.decision.as_ref().map(|decision| decision.on).or(polled);
    if let Some(answered) = answered {
        found.add(list_decision(book, objection.on, answered)?.map(|finding| finding.placed(placed)));
    }
    Ok(found)
}

/// 选民情况 What a record on the list tells of a person; that he has his rights and stands on one list only, whoever entered him confirmed.
pub fn voter_facts(voter: &Voter) -> VoterFacts {
    VoterFacts {
        birth: voter.birth,
        deprived: false,
        registered: voter.class != VoterClass::Newcomer,
        resident_since: voter.resident_since.or((voter.class == VoterClass::Resident).then_some(voter.entered)),
        declared: voter.declared.is_some(),
        applied: voter.consent.is_some(),
        agreed: voter.consent.as_ref().is_some_and(|consent| {
            Body::parse(consent.by.as_str())
                .is_ok_and(|body| matches!(body, Body::VillagersAssembly | Body::Representatives))
        }),
        lists: 1,
    }
}
