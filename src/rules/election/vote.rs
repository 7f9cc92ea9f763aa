//! 投票 Candidates, ballots and who is elected to the villagers' committee.

use crate::error::Result;
use crate::model::{Ballot, Election, ElectionKind};
use crate::rules::election::yes;
use crate::rules::{Body, Book, Finding, Findings, RegisteredKind, RegisteredVoters, Voting, VotingKind};

/// 检查选举 The rules on an election of the villagers' committee as it was counted: candidates more than posts, turnout, secrecy, and the
/// votes of each who is recorded as elected. A second round needs a third of the ballots cast instead of more than half.
///
/// # Errors
/// Those of the rulebook; so all checks here.
pub fn check(book: Book<'_>, election: &Election) -> Result<Findings> {
    let voting = Voting::new(election.attending.get());
    let candidates = u32::try_from(election.candidates.len()).unwrap_or(u32::MAX);
    let mut found = Findings::default();
    found.add(candidates_surplus(book, election.posts.get(), candidates)?);
    found.add(secret(book, election.ballot)?);
    if election.kind != ElectionKind::SecondRound {
        found.add(valid(book, RegisteredVoters::new(election.entitled.get()), voting)?);
    }
    for candidate in election.elected() {
        let votes = candidate.votes.get();
        found.add(match election.kind {
            ElectionKind::SecondRound => second_round(book, voting, votes)?,
            _ => elected(book, voting, votes)?,
        });
    }
    Ok(found)
}

/// 差额选举 Whether there are more candidates than posts.
///
/// # Errors
/// As [`check`].
pub fn candidates_surplus(book: Book<'_>, posts: u32, candidates: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("election.candidates.surplus")? else { return Ok(None) };
    let needs = i64::from(posts) + book.number("election.candidates.more")?;
    Ok(Some(check.saw("posts", posts).at_least(needs, candidates)))
}

/// 直接提名 Whether registered voters nominated.
///
/// # Errors
/// As [`check`].
pub fn nominated(book: Book<'_>, by: Body) -> Result<Option<Finding>> {
    let check = book.check("election.candidates.nominated")?;
    Ok(check.map(|check| check.saw("by", by.label()).when(by == Body::Villager)))
}

/// 选举有效 Whether enough registered voters voted.
///
/// # Errors
/// As [`check`].
pub fn valid(book: Book<'_>, registered: RegisteredVoters, voting: Voting) -> Result<Option<Finding>> {
    let Some(check) = book.check("election.valid")? else { return Ok(None) };
    let share = book.share::<RegisteredKind>("election.valid")?;
    Ok(Some(check.saw("registered", registered.get()).at_least(share.least(registered), voting.get())))
}

/// 当选 Whether so many votes elect.
///
/// # Errors
/// As [`check`].
pub fn elected(book: Book<'_>, voting: Voting, votes: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("election.elected")? else { return Ok(None) };
    let share = book.share::<VotingKind>("election.elected")?;
    Ok(Some(check.saw("voting", voting.get()).at_least(share.least(voting), votes)))
}

/// 另行选举当选 Whether so many votes elect in the second round.
///
/// # Errors
/// As [`check`].
pub fn second_round(book: Book<'_>, cast: Voting, votes: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("election.second_round")? else { return Ok(None) };
    let share = book.share::<VotingKind>("election.second_round")?;
    Ok(Some(check.saw("voting", cast.get()).at_least(share.least(cast), votes)))
}

/// 无记名投票 Whether the ballot was secret.
///
/// # Errors
/// As [`check`].
pub fn secret(book: Book<'_>, ballot: Ballot) -> Result<Option<Finding>> {
    let check = book.check("election.ballot.secret")?;
    Ok(check.map(|check| check.saw("ballot", ballot.label()).when(ballot == Ballot::Secret)))
}

/// 公开计票、当场公布 Whether the count was public and the result announced on the spot.
///
/// # Errors
/// As [`check`].
pub fn public_count(book: Book<'_>, public: bool, announced: bool) -> Result<Option<Finding>> {
    let check = book.check("election.count.public")?;
    Ok(check.map(|check| check.saw("public", yes(public)).saw("announced", yes(announced)).when(public && announced)))
}
