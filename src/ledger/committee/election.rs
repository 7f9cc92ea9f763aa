//! 选举 An election of the villagers' committee, from its beginning to the handover.

use super::voters::listing;
use super::{Committee, File, changed, count_of, created};
use crate::access::Act;
use crate::error::Result;
use crate::ledger::Write;
use crate::model::{
    Ballot, Candidate, ChosenCommittee, Election, ElectionKind, Handover, LeftVacant, Nomination, VillageElection,
    VoidPoll, Voter, VoterObjection,
};
use crate::rules::election::{
    ElectionFile, candidates_surplus, handover, handover_watched, list_notice, nominated, voter_facts,
};
use crate::rules::{Body, Book, Findings, Voting, VotingKind, party};
use crate::schema::Id;
use crate::store::Guard;
use crate::value::{Count, Day, PersonName, Plain as _, Text};

/// 开始选举 An election begins.
#[derive(Debug, Clone)]
pub struct BeginElection {
    /// 届次 Its name.
    pub name: Text,
    /// 类别 The end of a term, or a vacant post.
    pub kind: ElectionKind,
    /// 应选名额 Posts.
    pub posts: Count,
    /// 开始日期 Day.
    pub on: Day,
    /// 选举日 The day on which it is planned to vote.
    pub polling: Day,
}

/// 公布名单 The voter list is published.
#[derive(Debug, Clone)]
pub struct PublishList {
    /// 选举 Whose list.
    pub election: Id<VillageElection>,
    /// 公布日期 Day.
    pub on: Day,
    /// 公布地点 Where.
    pub place: Text,
    /// 选举日 The day on which people vote, as published with it.
    pub polling: Day,
}

/// 投票 People voted, and the ballots were counted. Who is elected follows from the votes.
#[derive(Debug, Clone)]
pub struct Poll {
    /// 选举 Which.
    pub election: Id<VillageElection>,
    /// 日期 Day.
    pub on: Day,
    /// 投票人数 Who cast a ballot.
    pub voting: Count,
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

/// 工作移交 The old committee hands over.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// 选举 After which election.
    pub election: Id<VillageElection>,
    /// 移交日期 Day on which it was complete.
    pub on: Day,
    /// 主持 Which body presided.
    pub chaired_by: Body,
    /// 监督 Which body watched.
    pub watched_by: Body,
    /// 移交内容 What was handed over.
    pub items: Text,
    /// 逾期原因 Why it is late, where it is.
    pub late: Option<Text>,
}

impl Committee<'_> {
    /// 开始选举 Notes that an election began; voters can be entered from then on.
    ///
    /// # Errors
    /// `model.…` when it is of a Party organisation or its days are not in order.
    pub async fn begin_election(&self, how: BeginElection) -> Result<Id<VillageElection>> {
        let id = self.session.mint();
        let record = VillageElection {
            id,
            name: how.name,
            kind: how.kind,
            posts: how.posts,
            began: how.on,
            polling: how.polling,
            chosen: None,
            registered: Count::new(0),
            published: None,
            place: None,
            nomination: None,
            voids: Vec::new(),
            poll: None,
            second: None,
            vacant: None,
            announced: None,
            handover: None,
        };
        self.session.write(Act::Write, vec![created(record)], Vec::new(), None).await?;
        Ok(id)
    }

    /// 推选村民选举委员会 Notes which body chose the election committee.
    ///
    /// # Errors
    /// `rules.step.…` when the body may not, or it was done; `ledger.committee.missing`.
    pub async fn choose_committee(&self, election: Id<VillageElection>, by: Body, on: Day) -> Result<()> {
        let file = self.file(election).await?;
        self.step(&file, "choose_committee", by, on, None)?;
        let chosen = Some(ChosenCommittee { on, by: Text::parse(by.code())? });
        self.put(&file, VillageElection { chosen, ..file.work.entity.clone() }, Vec::new(), None).await
    }

    /// 公布名单 Publishes the list, far enough ahead of polling day; everybody on it is looked at once more for that day.
    ///
    /// # Errors
    /// `rules.refused` (`election.list.notice`, or what bars somebody at his name); `rules.step.…`; `ledger.committee.list` while nobody
    /// stands on it; `ledger.committee.missing`.
    pub async fn publish_list(&self, how: PublishList) -> Result<Findings> {
        let file = self.file(how.election).await?;
        let voters = self.entered(how.election).await?;
        if voters.is_empty() {
            return Err(listing(&file.work, "nobody stands on it 没有选民"));
        }
        let book = self.book(how.polling);
        let mut findings = Findings::default();
        findings.add(list_notice(book, how.on, how.polling)?);
        for voter in voters.iter().filter(|voter| voter.is_listed()) {
            let of = voter_facts(voter).check(book, how.polling)?;
            findings.add(of.into_iter().filter(|it| !it.holds()).map(|it| it.placed(voter.name.as_str())));
        }
        let findings = findings.or_refuse()?;
        self.step(&file, "publish_list", Body::ElectionCommittee, how.on, None)?;
        let guards = vec![count_of::<Voter>(how.election, voters.len())];
        let (published, place) = (Some(how.on), Some(how.place));
        let now = VillageElection { published, place, polling: how.polling, ..file.work.entity.clone() };
        self.put(&file, now, guards, None).await?;
        Ok(findings)
    }

    /// 提名候选人 Notes the candidates whom registered voters nominated.
    ///
    /// # Errors
    /// `rules.refused` when another body nominated, or there are too few; `rules.step.…`; `ledger.committee.missing`.
    pub async fn nominate(
        &self,
        election: Id<VillageElection>,
        by: Body,
        on: Day,
        candidates: Vec<PersonName>,
    ) -> Result<Findings> {
        let file = self.file(election).await?;
        let (book, mut findings) = (self.book(on), Findings::default());
        findings.add(nominated(book, by)?);
        let count = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
        findings.add(candidates_surplus(book, file.work.posts.get(), count)?);
        let findings = findings.or_refuse()?;
        self.step(&file, "nominate", by, on, None)?;
        let nomination = Some(Nomination { on, candidates });
        self.put(&file, VillageElection { nomination, ..file.work.entity.clone() }, Vec::new(), None).await?;
        Ok(findings)
    }

    /// 投票 Records a poll that is valid by the rules of its day; the votes say who is elected, and posts that nobody won stay vacant. Those
    /// registered are counted from the list.
    ///
    /// # Errors
    /// `rules.refused` when too few voted (then [`Committee::void_poll`] notes it), the list was not published early enough, or an objection
    /// has no answer in time; `rules.step.…`; `model.…` when the count does not add up; `ledger.committee.missing`.
    pub async fn poll(&self, how: Poll) -> Result<(Id<Election>, Findings)> {
        let file = self.file(how.election).await?;
        let posts = file.work.posts;
        let (count, guards) = self.counted(&file, how, file.work.kind, posts).await?;
        let now = VillageElection { poll: Some(count.id), ..file.work.entity.clone() };
        let as_polled =
            file.with(|known| ElectionFile { work: &now, poll: Some(&count), ..known }.check(self.rules()))?;
        let findings = as_polled.or_refuse()?;
        let step = file.with(|known| Ok(known.poll_step(&count)))?;
        self.step(&file, step, Body::Villager, count.on, None)?;
        self.write_count(&file, now, count, guards, findings).await
    }

    /// 选举无效 Notes a poll in which too few voted: the candidates are nominated anew.
    ///
    /// # Errors
    /// `rules.step.closed` when enough voted, or there was no nomination; `ledger.committee.missing`.
    pub async fn void_poll(&self, election: Id<VillageElection>, on: Day, voting: Count) -> Result<Findings> {
        let file = self.file(election).await?;
        let registered = self.registered(&file.work).await?;
        let findings = ElectionFile::turnout(self.rules(), on, registered, voting.get())?;
        let mut run = self.run(&file)?;
        // A poll in which enough voted is counted, not voided.
        let reason = findings.all().iter().find(|finding| !finding.holds());
        let reason = reason.map(|finding| finding.text(crate::error::Lang::Zh));
        run.take("void", Body::ElectionCommittee, on, reason.as_deref(), self.rules())?;
        let Some(nomination) = file.work.nomination.clone() else { return Ok(findings) };
        let mut now = VillageElection { nomination: None, ..file.work.entity.clone() };
        now.voids.push(VoidPoll { nominated: nomination.on, on, voting, registered: Count::new(registered) });
        self.put(&file, now, Vec::new(), reason.as_deref()).await?;
        Ok(findings)
    }

    /// 另行选举 Records the second round for the posts that the poll left vacant: the highest votes win, with a third of those cast at least.
    ///
    /// # Errors
    /// As [`Committee::poll`].
    pub async fn second_round(&self, how: Poll) -> Result<(Id<Election>, Findings)> {
        let file = self.file(how.election).await?;
        let filled = file.poll.as_ref().map_or(0, |poll| poll.elected_count().get());
        let posts = Count::new(file.work.posts.get().saturating_sub(filled));
        let (count, guards) = self.counted(&file, how, ElectionKind::SecondRound, posts).await?;
        self.step(&file, "second_round", Body::Villager, count.on, None)?;
        let now = VillageElection { second: Some(count.id), ..file.work.entity.clone() };
        let whole =
            file.with(|known| ElectionFile { work: &now, second: Some(&count), ..known }.check(self.rules()))?;
        self.write_count(&file, now, count, guards, whole.or_refuse()?).await
    }

    /// 名额暂缺 Leaves posts vacant instead of a second round.
    ///
    /// # Errors
    /// `rules.step.…` when no post is vacant; `ledger.committee.missing`.
    pub async fn leave_vacant(&self, election: Id<VillageElection>, on: Day, reason: Text) -> Result<()> {
        let file = self.file(election).await?;
        self.step(&file, "leave_vacant", Body::ElectionCommittee, on, Some(reason.as_str()))?;
        let vacant = Some(LeftVacant { on, reason });
        self.put(&file, VillageElection { vacant, ..file.work.entity.clone() }, Vec::new(), None).await
    }

    /// 公布选举结果 Announces the result: the new committee is there, and the handover is due.
    ///
    /// # Errors
    /// `rules.step.…`; `ledger.committee.missing`.
    pub async fn announce(&self, election: Id<VillageElection>, on: Day) -> Result<()> {
        let file = self.file(election).await?;
        self.step(&file, "announce", Body::ElectionCommittee, on, None)?;
        self.put(&file, VillageElection { announced: Some(on), ..file.work.entity.clone() }, Vec::new(), None).await
    }

    /// 工作移交 Notes the handover; one that is late needs its reason, and the finding stays with it.
    ///
    /// # Errors
    /// `rules.refused` (`committee.handover.watched`) when another body presided or watched; `rules.step.late` when it is late and no reason
    /// is given; `ledger.committee.missing`.
    pub async fn hand_over(&self, how: HandOver) -> Result<Findings> {
        let file = self.file(how.election).await?;
        let late = how.late.as_ref().map(Text::as_str);
        let mut findings = Findings::default();
        findings.add(handover_watched(self.book(how.on), how.chaired_by, how.watched_by)?);
        let mut findings = findings.or_refuse()?;
        let step = if late.is_some() { "hand_over_late" } else { "hand_over" };
        self.step(&file, step, how.chaired_by, how.on, late)?;
        if let Some(announced) = file.work.announced {
            findings.add(handover(self.book(announced), announced, how.on)?);
        }
        let done = Handover {
            on: how.on,
            chaired_by: Text::parse(how.chaired_by.code())?,
            watched_by: Text::parse(how.watched_by.code())?,
            items: how.items,
            late: how.late,
        };
        let now = VillageElection { handover: Some(done), ..file.work.entity.clone() };
        self.put(&file, now, Vec::new(), None).await?;
        Ok(findings)
    }

    /// The record of a count, with those elected whom the votes elect, and the guards that list and objections are still the same.
    async fn counted(
        &self,
        file: &File,
        how: Poll,
        kind: ElectionKind,
        posts: Count,
    ) -> Result<(Election, Vec<Guard>)> {
        let entered = self.entered(how.election).await?.len();
        let registered = self.registered(&file.work).await?;
        let needs = needed(self.book(how.on), kind, how.voting)?;
        let votes: Vec<u32> = how.candidates.iter().map(|(_, votes)| votes.get()).collect();
        let won = party::elected(&votes, needs, usize::try_from(posts.get()).unwrap_or(usize::MAX));
        let candidates = how.candidates.into_iter().enumerate();
        let candidates =
            candidates.map(|(place, (name, votes))| Candidate { name, votes, elected: won.contains(&place) });
        let record = Election {
            id: self.session.mint(),
            kind,
            organisation: None,
            on: how.on,
            posts,
            entitled: Count::new(registered),
            attending: how.voting,
            issued: how.issued,
            returned: how.returned,
            spoiled: how.spoiled,
            ballot: how.ballot,
            candidates: candidates.collect(),
            approver: None,
            note: how.note,
        };
        let mut guards = vec![
            count_of::<Voter>(how.election, entered),
            count_of::<VoterObjection>(how.election, file.objections.len()),
        ];
        guards.extend(file.objections.iter().map(|one| Guard::Unchanged(one.entity.id.key(), one.rev)));
        Ok((record, guards))
    }

    async fn write_count(
        &self,
        file: &File,
        now: VillageElection,
        count: Election,
        guards: Vec<Guard>,
        findings: Findings,
    ) -> Result<(Id<Election>, Findings)> {
        let id = count.id;
        let writes: Vec<Write> = vec![created(count), changed(now, &file.work)];
        self.session.write(Act::Write, writes, guards, None).await?;
        Ok((id, findings))
    }

    async fn put(&self, file: &File, now: VillageElection, guards: Vec<Guard>, reason: Option<&str>) -> Result<()> {
        self.session.write(Act::Write, vec![changed(now, &file.work)], guards, reason).await?;
        Ok(())
    }
}

/// The votes with which one is elected, of so many who voted.
fn needed(book: Book<'_>, kind: ElectionKind, voting: Count) -> Result<u32> {
    let parameter = if kind == ElectionKind::SecondRound { "election.second_round" } else { "election.elected" };
    Ok(book.share::<VotingKind>(parameter)?.least(Voting::new(voting.get())))
}
