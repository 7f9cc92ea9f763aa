//! 村民委员会 The villagers' committee: who may vote, how it is elected, how it hands over, what ends a post.

mod dismissal;
mod election;
mod suggest;
mod voters;

pub use dismissal::{EndPost, PetitionDismissal, VoteDismissal};
pub use election::{BeginElection, HandOver, Poll, PublishList};
pub use suggest::VoterSuggestion;
pub use voters::{AnswerListObjection, EnterVoter, EnterVoters, ListChange, ObjectToList, Who};

use crate::error::{Error, Result, code};
use crate::ledger::{Room, Session, Write};
use crate::model::{Dismissal, Election, PostEnd, VillageElection, Voter, VoterObjection};
use crate::rules::election::ElectionFile;
use crate::rules::procedure::Run;
use crate::rules::{Body, Book, Findings, Rulebook};
use crate::schema::{Entity, Id, Prefixed};
use crate::store::{Expect, Filter, Guard, Nature, Query, StoreExt, Stored, select};
use crate::value::Day;

/// 村民委员会 The room of the villagers' committee. Each command asks the rules of its day and takes the step of its procedure's table; what
/// either refuses is not written.
#[doc(alias = "村民委员会")]
#[derive(Debug)]
pub struct Committee<'s> {
    session: &'s Session<'s>,
}

/// An election as it is stored, and what belongs to it.
struct File {
    work: Stored<VillageElection>,
    objections: Vec<Stored<VoterObjection>>,
    poll: Option<Stored<Election>>,
    second: Option<Stored<Election>>,
}

impl File {
    /// Asks something of it as of one file.
    fn with<T>(&self, ask: impl FnOnce(ElectionFile<'_>) -> Result<T>) -> Result<T> {
        let objections: Vec<&VoterObjection> = self.objections.iter().map(|one| &one.entity).collect();
        ask(ElectionFile {
            work: &self.work,
            objections: &objections,
            poll: self.poll.as_ref().map(|one| &one.entity),
            second: self.second.as_ref().map(|one| &one.entity),
        })
    }
}

impl<'s> Committee<'s> {
    pub(super) fn new(session: &'s Session<'_>) -> Self {
        Self { session }
    }

    /// 选举 Reads of elections; its plain writes are the register's import path and ask no rule.
    pub fn elections(&self) -> Room<'_, VillageElection> {
        self.session.kind()
    }

    /// 选民 Reads of voter lists; its plain writes are the register's import path and ask no rule.
    pub fn voters(&self) -> Room<'_, Voter> {
        self.session.kind()
    }

    /// 异议 Reads of objections to voter lists; its plain writes are the register's import path and ask no rule.
    pub fn objections(&self) -> Room<'_, VoterObjection> {
        self.session.kind()
    }

    /// 罢免 Reads of dismissals; its plain writes are the register's import path and ask no rule.
    pub fn dismissals(&self) -> Room<'_, Dismissal> {
        self.session.kind()
    }

    /// 职务终止 Reads of posts that ended before their term; its plain writes are the register's import path and ask no rule.
    pub fn post_ends(&self) -> Room<'_, PostEnd> {
        self.session.kind()
    }

    /// 名单 Everybody who stands on the list of an election.
    ///
    /// # Errors
    /// `access.…` without the right to read; those of the store.
    pub async fn list(&self, election: Id<VillageElection>) -> Result<Vec<Stored<Voter>>> {
        let permit = self.session.permit(crate::access::Act::Read, Voter::KIND)?;
        let mut voters = self.entered(election).await?;
        voters.retain(|voter| voter.is_listed());
        self.session.note(&permit, Voter::KIND, voters.len()).await?;
        Ok(voters)
    }

    /// 全程审查 What the rules say of an election, also of one that was imported: each step by the rules of its day, and everybody on its list.
    ///
    /// # Errors
    /// `ledger.committee.missing`; those of the rulebook and of the store.
    pub async fn check(&self, election: Id<VillageElection>) -> Result<Findings> {
        let file = self.file(election).await?;
        let rules = self.rules();
        let mut found = file.with(|file| file.check(rules))?;
        let polling = file.poll.as_ref().map_or(file.work.polling, |poll| poll.on);
        for voter in self.list(election).await? {
            let of = crate::rules::election::voter_facts(&voter).check(rules.on(polling), polling)?;
            found.add(of.into_iter().map(|finding| finding.placed(voter.name.as_str())));
        }
        Ok(found)
    }

    fn rules(&self) -> &'s Rulebook {
        self.session.village.rules()
    }

    fn book(&self, day: Day) -> Book<'s> {
        self.rules().on(day)
    }

    async fn load<E: Entity>(&self, id: Id<E>) -> Result<Stored<E>> {
        let village = self.session.village;
        let found = village.store.load::<E>(village.unit, id).await?;
        found.ok_or_else(|| Error::new(code::ledger::COMMITTEE_MISSING).with("kind", E::SPEC.zh).with("id", id))
    }

    /// Every record of a kind that matches, page by page.
    async fn every<E: Entity>(&self, filter: Filter) -> Result<Vec<Stored<E>>> {
        let village = self.session.village;
        let mut query = select::<E>().filter(filter).limit(Query::MOST);
        let mut records = Vec::new();
        loop {
            let page = village.store.find::<E>(village.unit, &query).await?;
            records.extend(page.records);
            if page.next.is_none() {
                return Ok(records);
            }
            query = query.after(page.next);
        }
    }

    async fn file(&self, id: Id<VillageElection>) -> Result<File> {
        let work = self.load(id).await?;
        let objections = self.every::<VoterObjection>(Filter::eq("election", id)).await?;
        let (mut poll, mut second) = (None, None);
        if let Some(id) = work.poll {
            poll = Some(self.load(id).await?);
        }
        if let Some(id) = work.second {
            second = Some(self.load(id).await?);
        }
        Ok(File { work, objections, poll, second })
    }

    /// Everybody who was ever entered on the list of an election.
    async fn entered(&self, election: Id<VillageElection>) -> Result<Vec<Stored<Voter>>> {
        self.every(Filter::eq("election", election)).await
    }

    /// The run that an election's days make.
    fn run(&self, file: &File) -> Result<Run<'s>> {
        let table = self.session.village.procedure("committee_election")?;
        file.with(|file| file.run(table, self.rules()))
    }

    /// Takes a step of an election's run; only where it can be taken is anything written.
    fn step(&self, file: &File, step: &str, by: Body, on: Day, reason: Option<&str>) -> Result<()> {
        self.run(file)?.take(step, by, on, reason, self.rules())
    }

    /// How many are registered on the list of an election: those who stand on it, or where a register brought totals alone, its total.
    async fn registered(&self, work: &VillageElection) -> Result<u32> {
        let entered = self.entered(work.id).await?;
        if entered.is_empty() {
            return Ok(work.registered.get());
        }
        Ok(u32::try_from(entered.iter().filter(|voter| voter.is_listed()).count()).unwrap_or(u32::MAX))
    }
}

fn created<E: Entity>(record: E) -> Write {
    Write::created(Box::new(record))
}

fn changed<E: Entity>(now: E, known: &Stored<E>) -> Write {
    Write { record: Box::new(now), nature: Nature::Change, expect: Expect::Rev(known.rev) }
}

/// That no record of a kind under an election was added or taken away.
fn count_of<E: Entity>(election: Id<VillageElection>, known: usize) -> Guard {
    let is = u64::try_from(known).unwrap_or(u64::MAX);
    Guard::Count { kind: E::KIND.into(), filter: Filter::eq("election", election), is }
}
