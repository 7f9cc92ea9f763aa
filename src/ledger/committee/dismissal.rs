//! 罢免与职务终止 Dismissing a member of the committee by the villagers' vote, and what else ends a post.

use std::collections::BTreeSet;

use super::{Committee, changed, created};
use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::Write;
use crate::model::{
    Appraisal, Appraised, AppraisedBody, Ballot, Dismissal, DismissalState, DismissalVote, Hearing, Petition, Post,
    PostClass, PostEnd, PostEnding, VillageElection, Withdrawal,
};
use crate::rules::election::{
    appraisals, carried, check_dismissal, defence, dismissal_run, petition, post_lasts, reasons,
};
use crate::rules::{Body, Entitled, Findings, RegisteredVoters};
use crate::schema::{Id, Prefixed as _};
use crate::store::{Filter, Guard, Stored};
use crate::value::{Count, Day, Text};

/// 提出罢免 Villagers or representatives ask for a dismissal.
#[derive(Debug, Clone)]
pub struct PetitionDismissal {
    /// 职务 The post of the member whom they want dismissed.
    pub post: Id<Post>,
    /// 提出日期 Day.
    pub on: Day,
    /// 联名村民 Villagers with the vote who signed.
    pub villagers: Count,
    /// 有选举权的村民 Of how many; without a number, as many as stand on the list of the last election.
    pub of_villagers: Option<Count>,
    /// 联名村民代表 Representatives who signed.
    pub representatives: Count,
    /// 村民代表 Of how many; without a number, as many as hold the post on the day.
    pub of_representatives: Option<Count>,
    /// 理由 Reasons.
    pub reasons: Option<Text>,
}

/// 罢免表决 The villagers voted. Whether the member is dismissed follows from the votes.
#[derive(Debug, Clone)]
pub struct VoteDismissal {
    /// 罢免 Which.
    pub dismissal: Id<Dismissal>,
    /// 表决日期 Day.
    pub on: Day,
    /// 登记人数 Registered voters; without a number, as many as stand on the list of the last election.
    pub registered: Option<Count>,
    /// 投票人数 Who voted.
    pub voting: Count,
    /// 赞成罢免 For it.
    pub agreed: Count,
    /// 表决方式 How they voted.
    pub ballot: Ballot,
    /// 依据文书 The record of the vote.
    pub paper: Text,
}

/// 职务自行终止 A post ends by itself.
#[derive(Debug, Clone)]
pub struct EndPost {
    /// 职务 Which.
    pub post: Id<Post>,
    /// 终止情形 What ended it; a dismissal is a vote of its own.
    pub ground: PostEnding,
    /// 终止日期 First day on which he holds it no more.
    pub on: Day,
    /// 依据文书 The paper on which it rests.
    pub paper: Text,
}

impl Committee<'_> {
    /// 提出罢免 Notes a petition that enough villagers or enough representatives signed, with its reasons.
    ///
    /// # Errors
    /// `rules.refused` (`dismissal.petition`, `dismissal.reasons`); `ledger.committee.post` when it is no post on the committee that is held
    /// on the day; `.registered` without a list or a number; `.missing`.
    pub async fn petition_dismissal(&self, how: PetitionDismissal) -> Result<(Id<Dismissal>, Findings)> {
        let post = self.post(how.post, how.on).await?;
        let mut guards = vec![Guard::Unchanged(how.post.key(), post.rev)];
        let of_villagers = self.voters_on(how.on, how.of_villagers, &mut guards).await?;
        let of_representatives = match how.of_representatives {
            Some(stated) => stated,
            None => self.representatives_on(how.on).await?,
        };
        let (book, mut findings) = (self.book(how.on), Findings::default());
        findings.add(petition(
            book,
            (RegisteredVoters::new(of_villagers.get()), how.villagers.get()),
            (Entitled::new(of_representatives.get()), how.representatives.get()),
        )?);
        findings.add(reasons(book, how.reasons.is_some())?);
        let findings = findings.or_refuse()?;
        // Also in a time without the rule, a petition says why.
        let table = self.session.village.procedure("dismissal")?;
        let unsaid = || Error::new(code::rules::STEP_REASON).with("procedure", &table.zh).with("step", "petition");
        let reasons = how.reasons.ok_or_else(unsaid)?;
        let (villagers, representatives) = (how.villagers, how.representatives);
        let id = self.session.mint();
        let record = Dismissal {
            id,
            post: how.post,
            resident: post.resident,
            on: how.on,
            petition: Petition { villagers, of_villagers, representatives, of_representatives },
            reasons,
            called: None,
            hearing: None,
            vote: None,
            withdrawn: None,
            state: DismissalState::Open,
        };
        dismissal_run(table, &record, self.rules())?;
        self.session.write(Act::Write, vec![created(record)], guards, None).await?;
        Ok((id, findings))
    }

    /// 召集表决 The committee calls the vote.
    ///
    /// # Errors
    /// `rules.step.…` when another body calls it, or it is not its turn; `ledger.committee.missing`.
    pub async fn call_dismissal(&self, dismissal: Id<Dismissal>, by: Body, on: Day) -> Result<()> {
        let known = self.load(dismissal).await?;
        self.dismissal_step(&known, "call", by, on, None)?;
        self.put_dismissal(&known, Dismissal { called: Some(on), ..known.entity.clone() }).await
    }

    /// 听取申辩 Notes that the member was heard, or without a statement that he had the chance and waived it.
    ///
    /// # Errors
    /// `rules.step.…`; `ledger.committee.missing`.
    pub async fn hear_defence(&self, dismissal: Id<Dismissal>, on: Day, statement: Option<Text>) -> Result<()> {
        let known = self.load(dismissal).await?;
        self.dismissal_step(&known, "hear", Body::Committee, on, None)?;
        let hearing = Some(Hearing { on, statement });
        self.put_dismissal(&known, Dismissal { hearing, ..known.entity.clone() }).await
    }

    /// 表决 Records the vote: the member is dismissed where more than half of those registered voted and more than half of those agree, and his
    /// post then ends in the same commit; otherwise he is kept, and what was short is given back.
    ///
    /// # Errors
    /// `rules.refused` (`dismissal.defence`) before he was heard; `rules.step.…`; `ledger.committee.post` when he no longer holds the post;
    /// `.registered`, `.missing`; `model.…` when more voted than are registered.
    pub async fn vote_dismissal(&self, how: VoteDismissal) -> Result<(DismissalState, Findings)> {
        let known = self.load(how.dismissal).await?;
        let mut guards = Vec::new();
        let registered = self.voters_on(how.on, how.registered, &mut guards).await?;
        let (voting, agreed, ballot) = (how.voting, how.agreed, how.ballot);
        let vote = DismissalVote { on: how.on, registered, voting, agreed, ballot };
        let book = self.book(how.on);
        let mut heard = Findings::default();
        if known.called.is_some() {
            heard.add(defence(book, known.hearing.is_some())?);
        }
        let mut findings = heard.or_refuse()?;
        let (dismissed, told) = carried(book, &vote)?;
        findings.add(told);
        self.dismissal_step(&known, if dismissed { "dismiss" } else { "keep" }, Body::Villager, how.on, None)?;
        let post = self.post(known.post, how.on).await?;
        let state = if dismissed { DismissalState::Dismissed } else { DismissalState::Kept };
        let mut writes = vec![changed(Dismissal { vote: Some(vote), state, ..known.entity.clone() }, &known)];
        if dismissed {
            writes.extend(self.ended(&post, PostEnding::Dismissal, how.on.next(), how.paper, Some(how.dismissal))?);
        }
        self.session.write(Act::Write, writes, guards, None).await?;
        Ok((state, findings))
    }

    /// 撤回 Those who asked for it withdraw the petition.
    ///
    /// # Errors
    /// `rules.step.…` once the member was heard; `ledger.committee.missing`.
    pub async fn withdraw_dismissal(&self, dismissal: Id<Dismissal>, by: Body, on: Day, reason: Text) -> Result<()> {
        let known = self.load(dismissal).await?;
        self.dismissal_step(&known, "withdraw", by, on, Some(reason.as_str()))?;
        let withdrawn = Some(Withdrawal { on, reason });
        self.put_dismissal(&known, Dismissal { withdrawn, state: DismissalState::Withdrawn, ..known.entity.clone() })
            .await
    }

    /// 检查罢免 What the rules say of a dismissal, also of one that was imported.
    ///
    /// # Errors
    /// `ledger.committee.missing`; those of the rulebook.
    pub async fn check_dismissal(&self, dismissal: Id<Dismissal>) -> Result<Findings> {
        check_dismissal(self.rules(), &*self.load(dismissal).await?)
    }

    /// 职务自行终止 Ends a post on the committee by itself: loss of capacity, a sentence, or two incompetent appraisals in a row, which must be
    /// on record. Given back is what the rules say of it.
    ///
    /// # Errors
    /// `ledger.committee.appraisals` when the record has not that many in a row; `ledger.committee.post`; `.missing`; `model.field.due` for a
    /// dismissal, which needs its vote; `value.period.…` when the day is not after the term began.
    pub async fn end_post(&self, how: EndPost) -> Result<Findings> {
        let post = self.post(how.post, how.on.previous()).await?;
        let (book, mut findings, mut guards) = (self.book(how.on), Findings::default(), Vec::new());
        match how.ground {
            PostEnding::Incapacity => findings.add(post_lasts(book, true, false, Some(how.on))?),
            PostEnding::Sentence => findings.add(post_lasts(book, false, true, Some(how.on))?),
            PostEnding::Appraisals => {
                let grades = self.grades(&post, how.on, &mut guards).await?;
                let finding = appraisals(book, &grades)?;
                if finding.as_ref().is_none_or(crate::rules::Finding::holds) {
                    return Err(Error::new(code::ledger::COMMITTEE_APPRAISALS).with("title", post.title.as_str()));
                }
                findings.add(finding);
            }
            PostEnding::Dismissal => {}
        }
        let writes = self.ended(&post, how.ground, how.on, how.paper, None)?;
        self.session.write(Act::Write, writes, guards, None).await?;
        Ok(findings)
    }

    /// The writes that end a post: its term, and the record that says why.
    fn ended(
        &self,
        post: &Stored<Post>,
        ground: PostEnding,
        on: Day,
        paper: Text,
        dismissal: Option<Id<Dismissal>>,
    ) -> Result<Vec<Write>> {
        let term = post.term.ended(on)?;
        let (id, resident) = (self.session.mint(), post.resident);
        let end = PostEnd { id, post: post.entity.id, resident, ground, on, paper, dismissal };
        Ok(vec![created(end), changed(Post { term, ..post.entity.clone() }, post)])
    }

    /// Whether the holder was found incompetent, in each appraisal of the committee by the day, oldest first.
    async fn grades(&self, post: &Post, on: Day, guards: &mut Vec<Guard>) -> Result<Vec<bool>> {
        let mut known = self.every::<Appraisal>(Filter::default()).await?;
        let is = u64::try_from(known.len()).unwrap_or(u64::MAX);
        guards.push(Guard::Count { kind: Appraisal::KIND.into(), filter: Filter::default(), is });
        known.retain(|one| one.of == AppraisedBody::Committee && one.on <= on && one.on >= post.term.from());
        known.sort_by_key(|one| one.on);
        let grades = known.iter().filter_map(|one| one.grade(&post.name));
        Ok(grades.map(|grade| grade == Appraised::Incompetent).collect())
    }

    /// A post on the villagers' committee that is held on a day.
    async fn post(&self, id: Id<Post>, on: Day) -> Result<Stored<Post>> {
        let post = self.load(id).await?;
        if post.is_committee_cadre() && post.holds_on(on) {
            return Ok(post);
        }
        Err(Error::new(code::ledger::COMMITTEE_POST).with("title", post.title.as_str()).with("day", on))
    }

    /// 登记人数 How many are registered to vote on a day: as stated, or as many as stand on the list of the last election that was announced.
    async fn voters_on(&self, on: Day, stated: Option<Count>, guards: &mut Vec<Guard>) -> Result<Count> {
        if let Some(stated) = stated {
            return Ok(stated);
        }
        let elections = self.every::<VillageElection>(Filter::default()).await?;
        let announced = |it: &&Stored<VillageElection>| it.announced.is_some_and(|announced| announced <= on);
        let last = elections.iter().filter(announced).max_by_key(|it| it.announced);
        let last = last.ok_or_else(|| Error::new(code::ledger::COMMITTEE_REGISTERED).with("day", on))?;
        guards.push(Guard::Unchanged(last.entity.id.key(), last.rev));
        Ok(Count::new(self.registered(last).await?))
    }

    /// How many villagers' representatives hold their post on a day, each person once.
    async fn representatives_on(&self, on: Day) -> Result<Count> {
        let posts = self.every::<Post>(Filter::valid_on("term_from", "term_until", on)).await?;
        let mut seen = BTreeSet::new();
        posts.iter().filter(|post| post.class == PostClass::Representative).for_each(|post| {
            seen.insert(post.person());
        });
        Ok(Count::new(u32::try_from(seen.len()).unwrap_or(u32::MAX)))
    }

    fn dismissal_step(&self, known: &Dismissal, step: &str, by: Body, on: Day, reason: Option<&str>) -> Result<()> {
        let table = self.session.village.procedure("dismissal")?;
        dismissal_run(table, known, self.rules())?.take(step, by, on, reason, self.rules())
    }

    async fn put_dismissal(&self, known: &Stored<Dismissal>, now: Dismissal) -> Result<()> {
        self.session.write(Act::Write, vec![changed(now, known)], Vec::new(), None).await?;
        Ok(())
    }
}
