//! 选民名单 Entering voters, objecting to the list, answering objections.

use std::collections::BTreeSet;

use super::suggest::{known_facts, resident_since};
use super::{Committee, changed, count_of, created};
use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::{Village, Write};
use crate::model::{
    Resident, ResidentCategory, VillageElection, Voter, VoterClaim, VoterClass, VoterConsent, VoterDecision,
    VoterObjection,
};
use crate::rules::election::{VoterFacts, list_decision, list_objection, voter_facts};
use crate::rules::{Body, Findings};
use crate::schema::{Id, Prefixed as _, Secret};
use crate::store::{Filter, Guard, Stored, TallyQuery};
use crate::value::{Count, Day, IdDocument, IdNumber, PersonName, Sensitive as _, Text};

/// 登记对象 Whom to enter.
#[derive(Debug, Clone)]
pub enum Who {
    /// 居住人员 A resident of the ledger.
    Resident(Id<Resident>),
    /// 户籍在本村而台账没有的人 Somebody registered in the village whom the ledger has not, because he lives elsewhere.
    Away {
        /// 姓名 Name.
        name: PersonName,
        /// 身份证号 Identity number; a resident who has it is entered instead.
        identity: IdNumber,
    },
}

/// 登记选民 Somebody is entered on a voter list, and the clerk confirms what the ledger does not know.
#[derive(Debug, Clone)]
pub struct EnterVoter {
    /// 对象 Whom.
    pub who: Who,
    /// 被剥夺政治权利 Whether he is deprived of political rights: asked, checked, and never stored.
    pub deprived: bool,
    /// 已在其他村登记 Whether he is registered to vote in another village: likewise.
    pub elsewhere: bool,
    /// 表示参加日期 Day on which one who lives elsewhere said that he takes part.
    pub declared: Option<Day>,
    /// 同意参加 What was agreed to of one who is not registered here.
    pub consent: Option<VoterConsent>,
}

/// 登记选民 Voters are entered before the list is published.
#[derive(Debug, Clone)]
pub struct EnterVoters {
    /// 选举 Whose list.
    pub election: Id<VillageElection>,
    /// 登记日期 Day.
    pub on: Day,
    /// 选民 Whom.
    pub voters: Vec<EnterVoter>,
}

/// 提出异议 Somebody objects to the list.
#[derive(Debug, Clone)]
pub struct ObjectToList {
    /// 选举 Whose list.
    pub election: Id<VillageElection>,
    /// 申诉人 Who objects.
    pub by: PersonName,
    /// 申诉日期 Day.
    pub on: Day,
    /// 异议内容 What is asked.
    pub claim: VoterClaim,
    /// 对象 About whom.
    pub about: PersonName,
    /// 理由 Why.
    pub reason: Text,
}

/// 名单更正 What an objection that is upheld changes in the list.
#[derive(Debug, Clone)]
pub enum ListChange {
    /// 补登 Somebody is entered.
    Enter(Box<EnterVoter>),
    /// 除名 Somebody is struck.
    Strike(Id<Voter>),
}

/// 处理异议 The election committee answers an objection.
#[derive(Debug, Clone)]
pub struct AnswerListObjection {
    /// 异议 Which.
    pub objection: Id<VoterObjection>,
    /// 处理主体 Which body answers.
    pub by: Body,
    /// 处理日期 Day.
    pub on: Day,
    /// 是否成立 Whether it is upheld.
    pub upheld: bool,
    /// 处理决定 What is decided, as it is published.
    pub text: Text,
    /// 名单更正 What changes in the list; nothing where only what it says of somebody was wrong.
    pub change: Option<ListChange>,
}

/// Whom a voter stands for.
struct Person {
    resident: Option<Stored<Resident>>,
    identity: Option<IdNumber>,
    name: PersonName,
    birth: Day,
    registered: bool,
    /// What tells him from everybody else who is entered with him.
    key: String,
}

impl Person {
    fn living(resident: Stored<Resident>) -> Self {
        Self {
            identity: None,
            name: resident.name.clone(),
            birth: resident.birth,
            registered: resident.category == ResidentCategory::Registered,
            key: resident.entity.id.to_string(),
            resident: Some(resident),
        }
    }

    fn away(name: PersonName, identity: IdNumber) -> Self {
        let (birth, key) = (identity.birth(), identity.canonical());
        Self { resident: None, identity: Some(identity), name, birth, registered: true, key }
    }
}

/// A voter to be written, and what the rules say of him.
struct Entry {
    voter: Voter,
    findings: Findings,
    guards: Vec<Guard>,
}

impl Committee<'_> {
    /// 登记选民 Enters voters whom the rules allow on polling day: all or none. Class and time of residence are the ledger's own.
    ///
    /// # Errors
    /// `rules.refused`, each finding at its person's name; `ledger.committee.missing`, `.list` once the list is published; a conflict when
    /// somebody wrote in between.
    pub async fn enter_voters(&self, how: EnterVoters) -> Result<Vec<Id<Voter>>> {
        let work = self.load(how.election).await?;
        if !work.is_listing() {
            return Err(listing(&work, "it is published 已公布"));
        }
        let known = self.entered(how.election).await?;
        let (mut findings, mut writes) = (Findings::default(), Vec::with_capacity(how.voters.len()));
        let mut guards = vec![count_of::<Voter>(how.election, known.len())];
        let (mut ids, mut seen) = (Vec::new(), BTreeSet::new());
        for entry in how.voters {
            let entry = self.entry(&work, &known, entry, how.on, &mut seen).await?;
            findings.add(entry.findings);
            guards.extend(entry.guards);
            ids.push(entry.voter.id);
            writes.push(created(entry.voter));
        }
        findings.or_refuse()?;
        let listed = known.iter().filter(|voter| voter.is_listed()).count().saturating_add(ids.len());
        writes.push(recounted(&work, listed));
        self.session.write(Act::Write, writes, guards, None).await?;
        Ok(ids)
    }

    /// 提出异议 Notes an objection to a published list; one that comes too late is refused.
    ///
    /// # Errors
    /// `rules.refused` (`election.list.objection`) when it is late; `ledger.committee.missing`, `.list` before the list is published.
    pub async fn object_to_list(&self, how: ObjectToList) -> Result<(Id<VoterObjection>, Findings)> {
        let work = self.load(how.election).await?;
        let Some(published) = work.published.filter(|published| *published <= how.on) else {
            return Err(listing(&work, "it is not published yet 尚未公布"));
        };
        let mut findings = Findings::default();
        findings.add(list_objection(self.book(how.on), published, how.on)?);
        let findings = findings.or_refuse()?;
        let id = self.session.mint();
        let record = VoterObjection {
            id,
            election: how.election.into(),
            by: how.by,
            on: how.on,
            claim: how.claim,
            about: how.about,
            reason: how.reason,
            decision: None,
        };
        let guards = vec![Guard::Unchanged(how.election.key(), work.rev)];
        self.session.write(Act::Write, vec![created(record)], guards, None).await?;
        Ok((id, findings))
    }

    /// 处理异议 Notes the answer, and changes the list where it is upheld, in one commit. An answer that is late is pointed out, and stands.
    ///
    /// # Errors
    /// `rules.step.…` when another body answers, or it is answered already; `rules.refused` when the person to be entered may not be;
    /// `ledger.committee.change` when the change is not what was asked for; `ledger.committee.missing`; a conflict when somebody wrote in
    /// between.
    pub async fn answer_list_objection(&self, how: AnswerListObjection) -> Result<Findings> {
        let known = self.load(how.objection).await?;
        let Some(election) = known.election.id() else {
            return Err(Error::new(code::ledger::COMMITTEE_MISSING).with("kind", "选举").with("id", "?"));
        };
        let work = self.load(election).await?;
        let voters = self.entered(election).await?;
        self.answering(&known, &how)?;
        let mut findings = Findings::default();
        findings.add(list_decision(self.book(known.on), known.on, how.on)?);
        let decision = VoterDecision { on: how.on, upheld: how.upheld, text: how.text };
        let mut writes = vec![changed(VoterObjection { decision: Some(decision), ..known.entity.clone() }, &known)];
        let mut guards = vec![count_of::<Voter>(election, voters.len())];
        let listed = voters.iter().filter(|voter| voter.is_listed()).count();
        match how.change {
            Some(ListChange::Enter(entry)) => {
                let entry = self.entry(&work, &voters, *entry, how.on, &mut BTreeSet::new()).await?;
                findings.add(entry.findings.or_refuse()?);
                guards.extend(entry.guards);
                writes.push(created(entry.voter));
                writes.push(recounted(&work, listed.saturating_add(1)));
            }
            Some(ListChange::Strike(id)) => {
                let struck = voters.iter().find(|voter| voter.entity.id == id && voter.is_listed());
                let Some(struck) = struck else {
                    return Err(Error::new(code::ledger::COMMITTEE_MISSING).with("kind", "选民").with("id", id));
                };
                writes.push(changed(Voter { struck: Some(how.on), ..struck.entity.clone() }, struck));
                writes.push(recounted(&work, listed.saturating_sub(1)));
            }
            None => guards.push(Guard::Unchanged(election.key(), work.rev)),
        }
        self.session.write(Act::Write, writes, guards, None).await?;
        Ok(findings)
    }

    /// The step of the objection's own table, and that the change is what was asked for.
    fn answering(&self, known: &Stored<VoterObjection>, how: &AnswerListObjection) -> Result<()> {
        let (rules, step) = (self.rules(), |upheld| if upheld { "uphold" } else { "reject" });
        let mut run = self.session.village.procedure("voter_objection")?.begin_on(known.on);
        if let Some(before) = &known.decision {
            let by = Body::ElectionCommittee;
            run.take(step(before.upheld), by, before.on, Some(before.text.as_str()), rules)?;
        }
        run.take(step(how.upheld), how.by, how.on, Some(how.text.as_str()), rules)?;
        let wanted = match (how.upheld, known.claim, &how.change) {
            (true, VoterClaim::Missing, Some(ListChange::Enter(_)))
            | (true, VoterClaim::Undue, Some(ListChange::Strike(_)))
            | (true, VoterClaim::Wrong, _)
            | (false, _, None) => return Ok(()),
            (true, VoterClaim::Missing, _) => "补登 enter the person",
            (true, VoterClaim::Undue, _) => "除名 strike the person",
            (false, ..) => "不更正 change nothing",
        };
        let outcome = if how.upheld { "成立 upheld" } else { "不成立 rejected" };
        Err(Error::new(code::ledger::COMMITTEE_CHANGE)
            .with("about", known.about.as_str())
            .with("claim", known.claim)
            .with("outcome", outcome)
            .with("wanted", wanted))
    }

    /// Somebody to be entered, with what the ledger and the clerk know of him on polling day.
    async fn entry(
        &self,
        work: &Stored<VillageElection>,
        known: &[Stored<Voter>],
        entry: EnterVoter,
        on: Day,
        seen: &mut BTreeSet<String>,
    ) -> Result<Entry> {
        let polling = work.polling;
        let person = self.person(entry.who).await?;
        let (mut guards, mut listed, mut since) = (Vec::new(), 0, None);
        if let Some(resident) = &person.resident {
            let homes = self.session.residents().places_of(resident.entity.id).await?;
            let homes: Vec<_> = homes.into_iter().map(|home| home.entity).collect();
            since = resident_since(&homes, polling);
            guards.push(Guard::Unchanged(resident.entity.id.key(), resident.rev));
            listed += known.iter().filter(|it| it.resident == Some(resident.entity.id) && it.is_listed()).count();
        }
        if let Some(identity) = &person.identity {
            listed += self.listed_away(work, identity, &mut guards).await?;
        }
        if !seen.insert(person.key) {
            listed += 1;
        }
        let Person { resident, name, identity, birth, registered, .. } = person;
        let facts = known_facts(birth, registered, since);
        let class = facts.class();
        let voter = Voter {
            id: self.session.mint(),
            election: work.entity.id.into(),
            resident: resident.as_ref().map(|resident| resident.entity.id),
            name: name.clone(),
            birth,
            identity: identity.map(Secret::open),
            class: class.unwrap_or(VoterClass::Newcomer),
            resident_since: facts.resident_since,
            declared: entry.declared.filter(|_| class == Some(VoterClass::Absent)),
            consent: entry.consent.filter(|_| class == Some(VoterClass::Newcomer)),
            entered: on,
            struck: None,
        };
        let told = voter_facts(&voter);
        let lists = 1 + u32::from(entry.elsewhere) + u32::try_from(listed).unwrap_or(u32::MAX - 2);
        let whole = VoterFacts {
            deprived: entry.deprived,
            declared: told.declared,
            applied: told.applied,
            agreed: told.agreed,
            lists,
            ..facts
        };
        let mut findings = Findings::default();
        let of = whole.check(self.book(polling), polling)?;
        findings.add(of.into_iter().map(|finding| finding.placed(name.as_str())));
        Ok(Entry { voter, findings, guards })
    }

    async fn person(&self, who: Who) -> Result<Person> {
        Ok(match who {
            Who::Resident(id) => Person::living(self.load(id).await?),
            Who::Away { name, identity } => {
                let document = IdDocument::from(identity.clone());
                let found = self.session.residents().by_document(&document).await?;
                found.map_or_else(|| Person::away(name, identity), Person::living)
            }
        })
    }

    /// How often somebody whom the ledger has not as a resident stands on the list already, and that it stays so.
    async fn listed_away(
        &self,
        work: &Stored<VillageElection>,
        identity: &IdNumber,
        guards: &mut Vec<Guard>,
    ) -> Result<usize> {
        let Village { vault, store, unit, .. } = self.session.village;
        let tags = vault.tags(&**store, "cn_id", &identity.canonical()).await?;
        let filter = Filter::All(vec![
            Filter::eq("election", work.entity.id),
            Filter::within("identity_tag", tags),
            Filter::IsNull("struck".into()),
        ]);
        let tallies = store.tally(*unit, &TallyQuery::of(Voter::KIND).filter(filter.clone())).await?;
        let is: u64 = tallies.iter().map(|tally| tally.count).sum();
        guards.push(Guard::Count { kind: Voter::KIND.into(), filter, is });
        Ok(usize::try_from(is).unwrap_or(usize::MAX - 2))
    }
}

/// The election with the number of those who stand on its list now.
fn recounted(work: &Stored<VillageElection>, listed: usize) -> Write {
    let registered = Count::new(u32::try_from(listed).unwrap_or(u32::MAX));
    changed(VillageElection { registered, ..work.entity.clone() }, work)
}

pub(super) fn listing(work: &VillageElection, reason: &str) -> Error {
    Error::new(code::ledger::COMMITTEE_LIST).with("election", work.name.as_str()).with("reason", reason)
}
