//! 罢免 Dismissing a member of the villagers' committee (村民委员会组织法 art. 16).

use crate::error::Result;
use crate::model::{self, DismissalState, DismissalVote};
use crate::rules::procedure::Run;
use crate::rules::{
    Body, Book, Entitled, EntitledKind, Finding, Findings, Procedure, RegisteredKind, RegisteredVoters, Rulebook,
    Voting, VotingKind,
};

/// 罢免 A petition and the vote on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dismissal {
    /// 有选举权的村民 Registered voters.
    pub registered: RegisteredVoters,
    /// 村民代表 Villagers' representatives.
    pub representatives: Entitled,
    /// 联名村民 Voters who signed.
    pub signed_by_villagers: u32,
    /// 联名村民代表 Representatives who signed.
    pub signed_by_representatives: u32,
    /// 说明理由 Whether reasons are given.
    pub reasons: bool,
    /// 申辩 Whether the member had his say.
    pub heard: bool,
    /// 投票 How many voted.
    pub voting: Voting,
    /// 赞成罢免 How many were for it.
    pub agreed: u32,
}

impl Dismissal {
    /// 检查罢免 Every rule on it.
    ///
    /// # Errors
    /// Those of the rulebook.
    pub fn check(&self, book: Book<'_>) -> Result<Findings> {
        let mut found = Findings::default();
        found.add(petition(
            book,
            (self.registered, self.signed_by_villagers),
            (self.representatives, self.signed_by_representatives),
        )?);
        found.add(reasons(book, self.reasons)?);
        found.add(defence(book, self.heard)?);
        found.add(valid(book, self.registered, self.voting)?);
        found.add(passed(book, self.voting, self.agreed)?);
        Ok(found)
    }
}

/// 联名 Whether enough voters or enough representatives signed; either is enough, and the margin is that of the better one.
///
/// # Errors
/// Those of the rulebook; so all checks here.
pub fn petition(
    book: Book<'_>,
    villagers: (RegisteredVoters, u32),
    representatives: (Entitled, u32),
) -> Result<Option<Finding>> {
    let Some(check) = book.check("dismissal.petition")? else { return Ok(None) };
    let of_villagers = book.share::<RegisteredKind>("dismissal.petition_villagers")?.least(villagers.0);
    let of_delegates = book.share::<EntitledKind>("dismissal.petition_representatives")?.least(representatives.0);
    let check = check
        .saw("villagers", villagers.1)
        .saw("villagers_needed", of_villagers)
        .saw("representatives", representatives.1)
        .saw("representatives_needed", of_delegates);
    let by_villagers = i64::from(villagers.1) - i64::from(of_villagers);
    let by_delegates = i64::from(representatives.1) - i64::from(of_delegates);
    Ok(Some(if by_villagers >= by_delegates {
        check.at_least(of_villagers, villagers.1)
    } else {
        check.at_least(of_delegates, representatives.1)
    }))
}

/// 理由 Whether reasons are given.
///
/// # Errors
/// As [`petition`].
pub fn reasons(book: Book<'_>, reasons: bool) -> Result<Option<Finding>> {
    Ok(book.check("dismissal.reasons")?.map(|check| check.when(reasons)))
}

/// 申辩 Whether the member had his say.
///
/// # Errors
/// As [`petition`].
pub fn defence(book: Book<'_>, heard: bool) -> Result<Option<Finding>> {
    Ok(book.check("dismissal.defence")?.map(|check| check.when(heard)))
}

/// 表决有效 Whether enough registered voters voted.
///
/// # Errors
/// As [`petition`].
pub fn valid(book: Book<'_>, registered: RegisteredVoters, voting: Voting) -> Result<Option<Finding>> {
    let Some(check) = book.check("dismissal.valid")? else { return Ok(None) };
    let share = book.share::<RegisteredKind>("dismissal.valid")?;
    Ok(Some(check.saw("registered", registered.get()).at_least(share.least(registered), voting.get())))
}

/// 罢免通过 Whether enough of those voting were for it.
///
/// # Errors
/// As [`petition`].
pub fn passed(book: Book<'_>, voting: Voting, agreed: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("dismissal.passed")? else { return Ok(None) };
    let share = book.share::<VotingKind>("dismissal.passed")?;
    Ok(Some(check.saw("voting", voting.get()).at_least(share.least(voting), agreed)))
}

/// 是否罢免 Whether the vote dismisses: enough voted and enough of those agreed. Where no rule is in force, it does not.
///
/// # Errors
/// As [`petition`].
pub fn carried(book: Book<'_>, vote: &DismissalVote) -> Result<(bool, Findings)> {
    let (registered, voting) = (RegisteredVoters::new(vote.registered.get()), Voting::new(vote.voting.get()));
    let (valid, passed) = (valid(book, registered, voting)?, passed(book, voting, vote.agreed.get())?);
    let carried = [&valid, &passed].into_iter().all(|found| found.as_ref().is_some_and(Finding::holds));
    let mut found = Findings::default();
    found.add(valid);
    found.add(passed);
    Ok((carried, found))
}

/// 检查罢免记录 What the rules say of a dismissal on record, each step by the rules of its day. A vote that failed is no breach: nobody is
/// dismissed.
///
/// # Errors
/// As [`petition`].
pub fn check_dismissal(rules: &Rulebook, record: &model::Dismissal) -> Result<Findings> {
    let mut found = Findings::default();
    let (book, signed) = (rules.on(record.on), record.petition);
    let villagers = (RegisteredVoters::new(signed.of_villagers.get()), signed.villagers.get());
    let representatives = (Entitled::new(signed.of_representatives.get()), signed.representatives.get());
    found.add(petition(book, villagers, representatives)?);
    found.add(reasons(book, true)?);
    if let Some(vote) = &record.vote {
        let book = rules.on(vote.on);
        found.add(defence(book, record.hearing.is_some())?);
        if record.state == DismissalState::Dismissed {
            found.add(carried(book, vote)?.1);
        }
    }
    Ok(found)
}

/// 罢免程序 The run that a dismissal's days make.
///
/// # Errors
/// As [`Run::take`], when a step could not have been taken.
pub fn dismissal_run<'p>(table: &'p Procedure, record: &model::Dismissal, rules: &Rulebook) -> Result<Run<'p>> {
    let mut run = table.begin_on(record.on);
    run.take("petition", petitioners(record), record.on, Some(record.reasons.as_str()), rules)?;
    if let Some(on) = record.called {
        run.take("call", Body::Committee, on, None, rules)?;
    }
    if let Some(hearing) = &record.hearing {
        run.take("hear", Body::Committee, hearing.on, None, rules)?;
    }
    if let Some(vote) = record.vote {
        let step = if record.state == DismissalState::Dismissed { "dismiss" } else { "keep" };
        run.take(step, Body::Villager, vote.on, None, rules)?;
    }
    if let Some(back) = &record.withdrawn {
        run.take("withdraw", petitioners(record), back.on, Some(back.reason.as_str()), rules)?;
    }
    Ok(run)
}

/// Whose petition it is: that of the villagers, unless only representatives signed.
const fn petitioners(record: &model::Dismissal) -> Body {
    if record.petition.villagers.get() == 0 { Body::Representatives } else { Body::Villager }
}
