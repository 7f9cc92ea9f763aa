//! 选举 Elections of Party organisations and of the villagers' committee.

use super::organisations::not_dissolved;
use super::{Party, change, create, level};
use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::model::{Ballot, Candidate, Election, ElectionKind, PartyApprover, PartyOrganisation};
use crate::rules::party::{self, PartyAct};
use crate::rules::{Attending, Findings, Voting, election};
use crate::schema::Id;
use crate::store::Committed;
use crate::value::{Count, Day, PersonName, Text};

/// 选举依据 What an election rests on.
#[derive(Debug, Clone)]
pub enum Standing {
    /// 党组织 A Party organisation elects its committee; who should attend is counted from the register.
    Party {
        /// 党组织 Which.
        organisation: Id<PartyOrganisation>,
        /// 补选 Whether it fills a vacant post; the term then goes on.
        vacancy: bool,
        /// 上届产生日期 The day on which the running term began; a new organisation has none.
        term_began: Option<Day>,
        /// 延期提前经批准 Whether the superior approved an election that is not on time.
        moved_with_approval: bool,
    },
    /// 村民委员会 The villagers elect their committee.
    Committee {
        /// 换届、补选或者另行选举 Which of the three.
        kind: ElectionKind,
        /// 名单公布日期 The day on which the voter list was published.
        list_published: Day,
        /// 登记人数 Registered voters.
        registered: Count,
    },
}

/// 举行选举 An election was held and counted. Who is elected follows from the votes; nobody states it.
#[derive(Debug, Clone)]
pub struct HoldElection {
    /// 依据 Who elects.
    pub of: Standing,
    /// 日期 Day of the ballot.
    pub on: Day,
    /// 应选名额 Posts.
    pub posts: Count,
    /// 到会或者投票人数 Who attended, or cast a ballot.
    pub attending: Count,
    /// 发出选票 Ballots given out.
    pub issued: Count,
    /// 收回选票 Ballots that came back.
    pub returned: Count,
    /// 废票 Spoiled ballots.
    pub spoiled: Count,
    /// 表决方式 How they voted.
    pub ballot: Ballot,
    /// 候选人 Candidates and their votes.
    pub candidates: Vec<(PersonName, Count)>,
    /// 备注 Note.
    pub note: Option<Text>,
}

/// 批准选举结果 The superior approves the result of a Party election.
#[derive(Debug, Clone)]
pub struct ApproveElection {
    /// 选举 Which.
    pub election: Id<Election>,
    /// 批准机关 Who approves.
    pub approver: PartyApprover,
    /// 批准文号 The paper.
    pub paper: Text,
}

impl Party<'_> {
    /// 举行选举 Records an election that the rules of its day allow, with those elected whom the votes elect. Posts that nobody won stay
    /// vacant: fewer are elected than there are posts.
    ///
    /// # Errors
    /// `rules.refused` with what is not met; `ledger.party.missing`, `.dissolved`, `.early`; `model.…` when the count does not add up.
    pub async fn hold_election(&self, how: HoldElection) -> Result<(Id<Election>, Findings)> {
        let book = self.book(how.on);
        let mut findings = Findings::default();
        let (kind, organisation, entitled, needs, guards) = match &how.of {
            Standing::Party { organisation, vacancy, term_began, moved_with_approval } => {
                let stored = self.standing(*organisation, how.on).await?;
                findings.add(party::may(book, stored.kind, PartyAct::Reelect)?);
                if let Some(began) = term_began.filter(|_| !vacancy) {
                    for finding in party::election_time(book, true, began, how.on, *moved_with_approval)? {
                        findings.add([finding]);
                    }
                }
                let roll = self.roll(&stored.entity, how.on).await?;
                let attending = Attending::new(how.attending.get());
                let share = book.share::<crate::rules::AttendingKind>("party.election.pass")?;
                let mut guards = roll.guards;
                guards.push(not_dissolved(*organisation));
                let kind = if *vacancy { ElectionKind::PartyVacancy } else { ElectionKind::Party };
                let entitled = Count::new(roll.counted.count().get());
                (kind, Some(*organisation), entitled, share.least(attending), guards)
            }
            Standing::Committee { kind, list_published, registered } => {
                let voting = Voting::new(how.attending.get());
                let parameter = match kind {
                    ElectionKind::SecondRound => "election.second_round",
                    _ => "election.elected",
                };
                let share = book.share::<crate::rules::VotingKind>(parameter)?;
                findings.add(election::list_notice(book, *list_published, how.on)?);
                (*kind, None, *registered, share.least(voting), Vec::new())
            }
        };
        let votes: Vec<u32> = how.candidates.iter().map(|(_, votes)| votes.get()).collect();
        let posts = usize::try_from(how.posts.get()).unwrap_or(usize::MAX);
        let won = party::elected(&votes, needs, posts);
        let candidates = how.candidates.into_iter().enumerate();
        let candidates =
            candidates.map(|(place, (name, votes))| Candidate { name, votes, elected: won.contains(&place) });
        let id = self.session.mint();
        let record = Election {
            id,
            kind,
            organisation,
            on: how.on,
            posts: how.posts,
            entitled,
            attending: how.attending,
            issued: how.issued,
            returned: how.returned,
            spoiled: how.spoiled,
            ballot: how.ballot,
            candidates: candidates.collect(),
            approver: None,
            note: how.note,
        };
        let counted = if kind.is_party() {
            party::check_election(book, &record)?
        } else {
            election::check_election(book, &record)?
        };
        for finding in counted {
            findings.add([finding]);
        }
        let findings = findings.or_refuse()?;
        self.session.write(Act::Write, vec![create(record)], guards, None).await?;
        Ok((id, findings))
    }

    /// 批准选举结果 Notes the superior's approval; a result is approved once.
    ///
    /// # Errors
    /// `rules.refused` when the village approves itself; `ledger.party.approved` when it is approved already, or needs no approval;
    /// `ledger.party.missing`.
    pub async fn approve_election(&self, how: ApproveElection) -> Result<Option<Committed>> {
        let mut stored = self.load(how.election).await?;
        if stored.approver.is_some() || !stored.kind.is_party() {
            return Err(Error::new(code::ledger::PARTY_APPROVED).with("day", stored.on));
        }
        let mut findings = Findings::default();
        findings.add(party::approved(self.book(stored.on), Some(level(how.approver)))?);
        findings.or_refuse()?;
        stored.entity.approver = Some(how.approver);
        stored.entity.note = Some(how.paper);
        self.session.write(Act::Write, vec![change(stored.entity, stored.rev)], Vec::new(), None).await
    }
}
