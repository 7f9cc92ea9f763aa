//! 制定村规民约 Making village rules: draft, opinions, legality review, vote, filing, publication, in force; withdrawing and repealing them.

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::{Room, Session, Write};
use crate::model::{
    LegalityReview, Ref, RulesClause, RulesEnding, RulesEndingKind, RulesState, RulesVote, VillageRules,
};
use crate::rules::charter::{self, Charter, Clause};
use crate::rules::procedure::Run;
use crate::rules::{Body, Findings, Procedure};
use crate::schema::{Entity, Id, Prefixed};
use crate::store::{Expect, Filter, Guard, Nature, Stored};
use crate::value::{Count, Day, Period, RefNo, Text};

/// 起草 A draft.
#[derive(Debug, Clone)]
pub struct Draft {
    /// 版本 Version.
    pub version: RefNo,
    /// 修订主题 What it revises.
    pub theme: Text,
    /// 条款数 Number of clauses of the whole.
    pub clauses: Count,
    /// 起草日期 Day.
    pub drafted: Day,
    /// 条款 The clauses that it brings, changes, or deletes.
    pub changes: Vec<ClauseDraft>,
}

/// 条款草案 A clause of a draft.
#[derive(Debug, Clone)]
pub struct ClauseDraft {
    /// 条次 Number.
    pub article: Text,
    /// 主题 What it is about.
    pub topic: Text,
    /// 原条款 Wording before, where the ledger does not know it; where it does, the ledger's own is taken.
    pub stood: Option<Text>,
    /// 修订后条款 Wording after; none deletes it.
    pub after: Option<Text>,
}

/// 征集民意 Villagers were asked.
#[derive(Debug, Clone)]
pub struct Hear {
    /// 版本 The draft.
    pub rules: Id<VillageRules>,
    /// 征求意见期 When.
    pub asked: Period,
    /// 征集意见数 How many opinions came.
    pub opinions: Count,
}

/// 合法性审查 What the review found.
#[derive(Debug, Clone)]
pub struct Review {
    /// 版本 The draft.
    pub rules: Id<VillageRules>,
    /// 审查 The review.
    pub review: LegalityReview,
    /// 是否同意提请表决 Whether the draft may be voted on; otherwise it goes back, and must be heard again.
    pub upheld: bool,
}

/// 表决 The villagers' assembly passed the draft.
#[derive(Debug, Clone)]
pub struct PassRules {
    /// 版本 The draft.
    pub rules: Id<VillageRules>,
    /// 表决 The vote.
    pub vote: RulesVote,
}

/// 备案 It is filed with the township.
#[derive(Debug, Clone)]
pub struct FileRules {
    /// 版本 The version.
    pub rules: Id<VillageRules>,
    /// 备案日期 Day.
    pub on: Day,
    /// 逾期原因 Why it is late, where it is.
    pub late: Option<Text>,
}

/// 施行 It takes effect.
#[derive(Debug, Clone)]
pub struct TakeEffect {
    /// 版本 The version.
    pub rules: Id<VillageRules>,
    /// 施行日期 Day.
    pub from: Day,
}

/// 撤回草案 The committee withdraws a draft that was not yet voted on.
#[derive(Debug, Clone)]
pub struct WithdrawDraft {
    /// 版本 The draft.
    pub rules: Id<VillageRules>,
    /// 撤回日期 Day.
    pub on: Day,
    /// 事由 Why.
    pub reason: Text,
}

/// 废止 The villagers' assembly repeals rules in force.
#[derive(Debug, Clone)]
pub struct RepealRules {
    /// 版本 The version.
    pub rules: Id<VillageRules>,
    /// 表决 The vote.
    pub vote: RulesVote,
    /// 公布日期 The day on which the repeal was published.
    pub published: Day,
    /// 废止日期 The first day on which the rules bind no more.
    pub from: Day,
    /// 事由 Why.
    pub reason: Text,
}

/// 制定村规民约 The room in which village rules are made, withdrawn and repealed.
#[derive(Debug)]
pub struct RulesMaking<'s> {
    session: &'s Session<'s>,
}

impl<'s> RulesMaking<'s> {
    pub(super) fn new(session: &'s Session<'_>) -> Self {
        Self { session }
    }

    /// Reads and plain writes of versions.
    pub fn records(&self) -> Room<'_, VillageRules> {
        self.session.kind()
    }

    /// Reads and plain writes of clauses.
    pub fn clauses(&self) -> Room<'_, RulesClause> {
        self.session.kind()
    }

    /// Reads and plain writes of withdrawals and repeals.
    pub fn endings(&self) -> Room<'_, RulesEnding> {
        self.session.kind()
    }

    /// 起草 Writes a draft and its clauses. Clauses that set fines are refused; what else is to be looked at is given back.
    ///
    /// # Errors
    /// `rules.refused` with the sentence of each clause that sets a fine; `ledger.rules.before` when a clause does not stand as is said;
    /// `model.…`.
    pub async fn draft(&self, how: Draft) -> Result<(Id<VillageRules>, Findings)> {
        let id = self.session.mint();
        let version = VillageRules {
            id,
            version: how.version,
            theme: how.theme,
            clauses: how.clauses,
            drafted: how.drafted,
            comment: None,
            opinions: Count::new(0),
            review: None,
            vote: None,
            filed: None,
            published: None,
            effective: None,
            state: RulesState::Drafting,
        };
        let (versions, clauses) = self.all().await?;
        let endings = self.endings().all().await?;
        let charter = of(&versions, &clauses).ending(endings.iter().map(|it| &it.entity));
        let standing = charter.in_force(version.drafted).and_then(|known| charter.text(known)).unwrap_or_default();
        let changes: Vec<RulesClause> =
            how.changes.into_iter().map(|change| self.clause(id, change, &standing)).collect::<Result<_>>()?;
        let rules = self.session.village().rules();
        let findings = charter::check_clauses(rules.on(version.drafted), &changes)?.or_refuse()?;
        // Nobody may have changed what the draft was written against.
        let mut guards: Vec<Guard> =
            versions.iter().map(|known| Guard::Unchanged(known.entity.id.key(), known.rev)).collect();
        let count = u64::try_from(versions.len()).unwrap_or(u64::MAX);
        guards.push(Guard::Count { kind: VillageRules::KIND.into(), filter: Filter::default(), is: count });
        let mut writes = vec![Write::created(Box::new(version))];
        writes.extend(changes.into_iter().map(|change| Write::created(Box::new(change))));
        self.session.write(Act::Write, writes, guards, None).await?;
        Ok((id, findings))
    }

    /// 征集民意 Notes when villagers were asked.
    ///
    /// # Errors
    /// `ledger.rules.missing`; `rules.step.…` when the draft does not stand there.
    pub async fn hear(&self, how: Hear) -> Result<()> {
        let known = self.version(how.rules).await?;
        self.step(&known, "hear", Body::Committee, how.asked.last_day().unwrap_or(how.asked.from()), None)?;
        let heard = VillageRules { comment: Some(how.asked), opinions: how.opinions, ..known.entity.clone() };
        self.put(&known, heard, Vec::new(), None).await
    }

    /// 合法性审查 Notes the township's review; a draft that it does not uphold goes back and is heard again.
    ///
    /// # Errors
    /// As [`RulesMaking::hear`].
    pub async fn review(&self, how: Review) -> Result<()> {
        let known = self.version(how.rules).await?;
        let (on, finding) = (how.review.on, how.review.finding.clone());
        if how.upheld {
            self.step(&known, "review", Body::Township, on, None)?;
            let reviewed = VillageRules { review: Some(how.review), ..known.entity.clone() };
            return self.put(&known, reviewed, Vec::new(), None).await;
        }
        self.step(&known, "object", Body::Township, on, Some(finding.as_str()))?;
        let back = VillageRules { comment: None, opinions: Count::new(0), ..known.entity.clone() };
        self.put(&known, back, Vec::new(), Some(finding.as_str())).await
    }

    /// 表决通过 Notes the assembly's vote. Whatever the rules refuse of the vote or of a clause is refused here, with its numbers.
    ///
    /// # Errors
    /// `rules.refused`; as [`RulesMaking::hear`].
    pub async fn pass(&self, how: PassRules) -> Result<Findings> {
        let known = self.version(how.rules).await?;
        let clauses = self.clauses_of(how.rules).await?;
        let rules = self.session.village().rules();
        let mut findings = charter::check_vote(rules, &known.entity, &how.vote)?;
        findings.add(charter::check_clauses(rules.on(how.vote.on), clauses.iter().map(|clause| &clause.entity))?);
        let findings = findings.or_refuse()?;
        self.step(&known, "vote", Body::VillagersAssembly, how.vote.on, None)?;
        let passed = VillageRules { vote: Some(how.vote), ..known.entity.clone() };
        let count = u64::try_from(clauses.len()).unwrap_or(u64::MAX);
        let mut guards: Vec<Guard> =
            clauses.iter().map(|clause| Guard::Unchanged(clause.entity.id.key(), clause.rev)).collect();
        guards.push(Guard::Count { kind: RulesClause::KIND.into(), filter: Filter::eq("rules", how.rules), is: count });
        self.put(&known, passed, guards, None).await?;
        Ok(findings)
    }

    /// 备案 Notes the filing; one that is late needs its reason, and the finding stays with the version.
    ///
    /// # Errors
    /// `rules.step.late` when it is late and no reason is given; as [`RulesMaking::hear`].
    pub async fn file(&self, how: FileRules) -> Result<()> {
        let known = self.version(how.rules).await?;
        let reason = how.late.as_ref().map(Text::as_str);
        self.step(&known, if reason.is_some() { "file_late" } else { "file" }, Body::Committee, how.on, reason)?;
        let filed = VillageRules { filed: Some(how.on), ..known.entity.clone() };
        self.put(&known, filed, Vec::new(), reason).await
    }

    /// 公布 Notes the publication.
    ///
    /// # Errors
    /// As [`RulesMaking::hear`].
    pub async fn publish(&self, rules: Id<VillageRules>, on: Day) -> Result<()> {
        let known = self.version(rules).await?;
        self.step(&known, "publish", Body::Committee, on, None)?;
        let published = VillageRules { published: Some(on), ..known.entity.clone() };
        self.put(&known, published, Vec::new(), None).await
    }

    /// 施行 The version takes effect once it is filed and published; in the same commit the one before is revised.
    ///
    /// # Errors
    /// `rules.refused`; as [`RulesMaking::hear`].
    pub async fn take_effect(&self, how: TakeEffect) -> Result<()> {
        let known = self.version(how.rules).await?;
        self.step(&known, "effect", Body::Committee, how.from, None)?;
        let now = VillageRules { effective: Some(how.from), state: RulesState::InForce, ..known.entity.clone() };
        let rules = self.session.village().rules();
        if let Some(published) = now.published {
            let mut findings = Findings::default();
            findings.add(charter::publication(rules.on(published), published, how.from)?);
            findings.or_refuse()?;
        }
        let mut writes = vec![changed(now, &known)];
        for before in self.records().all().await? {
            if before.state == RulesState::InForce && before.id != how.rules {
                // Newer rules do not bind before the older ones did.
                self.step(&before, "revise", Body::Committee, how.from, None)?;
                let revised = VillageRules { state: RulesState::Revised, ..before.entity.clone() };
                writes.push(changed(revised, &before));
            }
        }
        self.session.write(Act::Write, writes, Vec::new(), None).await?;
        Ok(())
    }

    /// 撤回草案 Withdraws a draft before its vote. It stays on record with its reason, and takes no more steps.
    ///
    /// # Errors
    /// As [`RulesMaking::hear`]: `rules.step.closed` once it was voted on or withdrawn, `rules.step.early` before its last step.
    pub async fn withdraw(&self, how: WithdrawDraft) -> Result<()> {
        let known = self.version(how.rules).await?;
        self.step(&known, "withdraw", Body::Committee, how.on, Some(how.reason.as_str()))?;
        let withdrawn = VillageRules { state: RulesState::Withdrawn, ..known.entity.clone() };
        let (kind, reason) = (RulesEndingKind::Withdrawn, how.reason.clone());
        let ending = self.ending(how.rules, kind, how.on, reason);
        self.end(&known, withdrawn, ending, &how.reason).await
    }

    /// 废止 Repeals rules in force: by the villagers' assembly, with the vote that making them takes, published before it counts. From its day
    /// on nothing of them binds, and a later draft starts from nothing.
    ///
    /// # Errors
    /// `rules.refused`; `ledger.rules.missing`; `rules.step.closed` when the version is not in force; `rules.step.early` when the assembly voted
    /// before it was; `model.…`.
    pub async fn repeal(&self, how: RepealRules) -> Result<Findings> {
        let known = self.version(how.rules).await?;
        self.step(&known, "repeal", Body::VillagersAssembly, how.vote.on, Some(how.reason.as_str()))?;
        let rules = self.session.village().rules();
        let findings = charter::check_repeal(rules, &how.vote, how.published, how.from)?.or_refuse()?;
        let repealed = VillageRules { state: RulesState::Repealed, ..known.entity.clone() };
        let (kind, reason) = (RulesEndingKind::Repealed, how.reason.clone());
        let ending = RulesEnding {
            vote: Some(how.vote),
            published: Some(how.published),
            ..self.ending(how.rules, kind, how.from, reason)
        };
        self.end(&known, repealed, ending, &how.reason).await?;
        Ok(findings)
    }

    /// 全程审查 What the rules say of the making of a version and of its clauses.
    ///
    /// # Errors
    /// `ledger.rules.missing`; those of the rulebook.
    pub async fn check(&self, rules: Id<VillageRules>) -> Result<Findings> {
        let known = self.version(rules).await?;
        let clauses = self.clauses_of(rules).await?;
        charter::check(self.session.village().rules(), &known, clauses.iter().map(|clause| &clause.entity))
    }

    /// 过时审查 Which clauses in force on a day are older than a law on their topic.
    ///
    /// # Errors
    /// Those of the rulebook and of the store.
    pub async fn stale(&self, on: Day) -> Result<Findings> {
        let (versions, clauses) = self.all().await?;
        let endings = self.endings().all().await?;
        let charter = of(&versions, &clauses).ending(endings.iter().map(|it| &it.entity));
        let Some(version) = charter.in_force(on) else { return Ok(Findings::default()) };
        let text = charter.text(version).unwrap_or_default();
        charter::check_stale(self.session.village().rules().on(on), &text, version)
    }

    /// 全部版本 All versions with their clauses, to read one as a whole ([`Charter::text`]) and to compare two ([`Charter::diff`]): put them
    /// into [`Charter::of`], and [`RulesMaking::endings`] into [`Charter::ending`].
    ///
    /// # Errors
    /// Those of the store.
    pub async fn all(&self) -> Result<(Vec<Stored<VillageRules>>, Vec<Stored<RulesClause>>)> {
        Ok((self.records().all().await?, self.clauses().all().await?))
    }

    async fn version(&self, id: Id<VillageRules>) -> Result<Stored<VillageRules>> {
        let found = self.records().get(id).await?;
        found.ok_or_else(|| Error::new(code::ledger::RULES_MISSING).with("rules", id))
    }

    async fn clauses_of(&self, rules: Id<VillageRules>) -> Result<Vec<Stored<RulesClause>>> {
        let all = self.clauses().all().await?;
        Ok(all.into_iter().filter(|clause| clause.rules.id() == Some(rules)).collect())
    }

    fn clause(&self, rules: Id<VillageRules>, change: ClauseDraft, standing: &[Clause<'_>]) -> Result<RulesClause> {
        let known = standing.iter().find(|clause| *clause.article == change.article).map(|clause| clause.text.clone());
        if let (Some(known), Some(stood)) = (&known, &change.stood)
            && known != stood
        {
            return Err(Error::new(code::ledger::RULES_BEFORE)
                .with("article", change.article.as_str())
                .with("value", stood.as_str())
                .with("known", known.as_str()));
        }
        Ok(RulesClause {
            id: self.session.mint(),
            rules: Ref::Known(rules),
            article: change.article,
            topic: change.topic,
            before: known.or(change.stood),
            after: change.after,
            opinion: None,
        })
    }

    fn ending(&self, rules: Id<VillageRules>, kind: RulesEndingKind, on: Day, reason: Text) -> RulesEnding {
        let (vote, published) = (None, None);
        RulesEnding { id: self.session.mint(), rules: Ref::Known(rules), kind, on, reason, vote, published }
    }

    async fn end(
        &self,
        known: &Stored<VillageRules>,
        now: VillageRules,
        ending: RulesEnding,
        reason: &Text,
    ) -> Result<()> {
        let writes = vec![changed(now, known), Write::created(Box::new(ending))];
        self.session.write(Act::Write, writes, Vec::new(), Some(reason.as_str())).await?;
        Ok(())
    }

    /// Takes a step of the run that a draft's days make, or from the state of a version that is none any more: what papers tell of it need
    /// not be whole, and rules made improperly can be repealed like any others.
    fn step(&self, known: &VillageRules, step: &str, by: Body, on: Day, reason: Option<&str>) -> Result<()> {
        let village = self.session.village();
        let table = village.procedure("village_rules")?;
        let mut run = match known.state {
            RulesState::Drafting => replayed(table, known, village.rules())?,
            state => table.standing_in(state.code(), known.effective.unwrap_or(known.drafted))?,
        };
        run.take(step, by, on, reason, village.rules())
    }

    async fn put(
        &self,
        known: &Stored<VillageRules>,
        now: VillageRules,
        guards: Vec<Guard>,
        reason: Option<&str>,
    ) -> Result<()> {
        self.session.write(Act::Write, vec![changed(now, known)], guards, reason).await?;
        Ok(())
    }
}

/// The versions and clauses as a whole to read and to compare.
fn of<'c>(versions: &'c [Stored<VillageRules>], clauses: &'c [Stored<RulesClause>]) -> Charter<'c> {
    Charter::of(versions.iter().map(|it| &it.entity), clauses.iter().map(|it| &it.entity))
}

fn changed<E: Entity>(now: E, known: &Stored<E>) -> Write {
    Write { record: Box::new(now), nature: Nature::Change, expect: Expect::Rev(known.rev) }
}

/// The run that a version's days make.
fn replayed<'p>(table: &'p Procedure, known: &VillageRules, rules: &crate::rules::Rulebook) -> Result<Run<'p>> {
    let mut run = table.begin_on(known.drafted);
    if let Some(asked) = known.comment {
        run.take("hear", Body::Committee, asked.last_day().unwrap_or(asked.from()), None, rules)?;
    }
    if let Some(review) = &known.review {
        run.take("review", Body::Township, review.on, None, rules)?;
    }
    if let Some(vote) = &known.vote {
        run.take("vote", Body::VillagersAssembly, vote.on, None, rules)?;
    }
    let mut last = [("file", known.filed), ("publish", known.published), ("effect", known.effective)];
    last.sort_by_key(|(_, on)| *on);
    for (step, on) in last.into_iter().filter_map(|(step, on)| Some((step, on?))) {
        match run.take(step, Body::Committee, on, None, rules) {
            Err(error) if step == "file" && error.code() == code::rules::STEP_LATE.id => {
                run.take("file_late", Body::Committee, on, Some("逾期"), rules)?;
            }
            done => done?,
        }
    }
    Ok(run)
}
