//! 村民自治 The village's bodies at work: the meetings and appraisals that they owe, and what is recorded of them.

use crate::access::Act;
use crate::error::Result;
use crate::ledger::{Room, Session, Write};
use crate::model::{Appraisal, AppraisalResult, Appraised, AppraisedBody, Meeting, VoterObjection};
use crate::rules::duty::{self, Convener, Evidence};
use crate::rules::{Body, Duty, Findings, election};
use crate::schema::{Id, Prefixed as _};
use crate::store::{Filter, Guard};
use crate::value::{Day, Period, Plain as _, Text};

/// 民主评议 The members of a body are appraised.
#[derive(Debug, Clone)]
pub struct Appraise {
    /// 评议对象 Whose members.
    pub of: AppraisedBody,
    /// 日期 Day.
    pub on: Day,
    /// 主持 Which body presides.
    pub chaired_by: Body,
    /// 结果 Each member's grade.
    pub results: Vec<AppraisalResult>,
}

/// 村民自治 The room of the village's bodies.
#[doc(alias = "村民自治")]
#[derive(Debug)]
pub struct SelfRule<'s> {
    session: &'s Session<'s>,
}

impl<'s> SelfRule<'s> {
    pub(super) fn new(session: &'s Session<'_>) -> Self {
        Self { session }
    }

    /// 会议 Reads and plain writes of meetings.
    pub fn meetings(&self) -> Room<'_, Meeting> {
        self.session.kind()
    }

    /// 民主评议 Reads and plain writes of appraisals.
    pub fn appraisals(&self) -> Room<'_, Appraisal> {
        self.session.kind()
    }

    /// 应办清单 What a body owes within a stretch of time, closed by the meetings, resolutions and appraisals on record; the election committee's
    /// list, answers and handover by the elections themselves. `subject` is the
    /// village's name, or for a council that of its collective, as meetings name it.
    ///
    /// # Errors
    /// As [`Rulebook::duties`](crate::rules::Rulebook::duties); those of the store.
    pub async fn due(&self, convener: Convener, subject: &str, within: Period) -> Result<Vec<Duty>> {
        let mut duties = self.session.village().rules().duties(convener.of(), subject, within)?;
        if convener == Convener::ElectionCommittee {
            duties.extend(self.of_elections(subject, within).await?);
            duties.sort_by_key(|duty| duty.due);
            return Ok(duties);
        }
        let evidence = self.evidence(subject).await?;
        // What closes none of these is about another time.
        duty::close(&mut duties, &evidence);
        Ok(duties)
    }

    /// What each election makes due within a stretch of time, closed by its own records.
    async fn of_elections(&self, subject: &str, within: Period) -> Result<Vec<Duty>> {
        let rules = self.session.village().rules();
        let elections = self.session.village_elections().all().await?;
        let objections = self.session.voter_objections().all().await?;
        let mut out = Vec::new();
        for election in &elections {
            let own = objections.iter().filter(|one| one.election.id() == Some(election.entity.id));
            let own: Vec<&VoterObjection> = own.map(|one| &one.entity).collect();
            for (norm, occasion, done) in duty::of_election(election, &own) {
                let Some(due) = rules.duty_on(norm, subject, &occasion)? else { continue };
                let mut due = [due];
                let evidence = done.map(|done| Evidence { subject: subject.into(), ..done });
                duty::close(&mut due, &Vec::from_iter(evidence));
                out.extend(due.into_iter().filter(|due| within.contains(due.due)));
            }
        }
        Ok(out)
    }

    /// 逾期清单 Of these, what is late on a day, or was done late, each with what the rules say of it.
    ///
    /// # Errors
    /// Those of the rulebook.
    pub fn late(&self, duties: &[Duty], day: Day) -> Result<Findings> {
        duty::late(self.session.village().rules(), duties, day)
    }

    async fn evidence(&self, subject: &str) -> Result<Vec<Evidence>> {
        let meetings = self.meetings().all().await?;
        let steps = self.session.decision_steps().all().await?;
        let appraisals = self.appraisals().all().await?;
        let met = meetings.iter().filter_map(|meeting| duty::met(subject, meeting));
        let resolved = steps.iter().filter_map(|step| duty::resolved(subject, step));
        let appraised = appraisals.iter().map(|appraisal| duty::appraised(subject, appraisal));
        Ok(met.chain(resolved).chain(appraised).collect())
    }

    /// 民主评议 Records an appraisal, which closes what was due of it. Given back is what the rules say: whose post ends, because he was found
    /// incompetent as often in a row as the rules bear, is a broken `committee.appraisal` at his name.
    ///
    /// # Errors
    /// `rules.refused` when another body than the supervisory one presides; `model.…`; a conflict when another appraisal was recorded in
    /// between.
    pub async fn appraise(&self, how: Appraise) -> Result<(Id<Appraisal>, Findings)> {
        let book = self.session.village().rules().on(how.on);
        let mut chaired = Findings::default();
        chaired.add(election::appraisal_chaired(book, how.chaired_by)?);
        let mut findings = chaired.or_refuse()?;
        let before = self.appraisals().all().await?;
        let guards = vec![Guard::Count {
            kind: Appraisal::KIND.into(),
            filter: Filter::default(),
            is: u64::try_from(before.len()).unwrap_or(u64::MAX),
        }];
        let id = self.session.mint();
        let (of, on, results) = (how.of, how.on, how.results);
        let appraisal = Appraisal { id, of, on, chaired_by: Text::parse(how.chaired_by.label())?, results };
        let mut all: Vec<&Appraisal> = before.iter().map(|known| &known.entity).collect();
        all.push(&appraisal);
        all.retain(|known| known.of == of);
        all.sort_by_key(|known| known.on);
        for result in &appraisal.results {
            let grades: Vec<bool> = all
                .iter()
                .filter_map(|known| known.grade(&result.name))
                .map(|grade| grade == Appraised::Incompetent)
                .collect();
            let finding = election::appraisals(book, &grades)?;
            findings.add(finding.map(|finding| finding.placed(result.name.as_str())));
        }
        self.session.write(Act::Write, vec![Write::created(Box::new(appraisal))], guards, None).await?;
        Ok((id, findings))
    }
}
