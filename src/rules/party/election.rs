//! 党内选举 Elections within the Party: attendance, surplus, ballots, who is elected.

use crate::error::Result;
use crate::model::{Ballot, Election};
use crate::rules::{Attending, AttendingKind, Book, Entitled, EntitledKind, Finding, Findings, Level};

/// 检查选举 Every rule on a Party election as it was counted: attendance, surplus, secrecy, ballots, and the votes of each who is
/// recorded as elected. Approval comes afterwards: [`approved`].
///
/// # Errors
/// Those of the rulebook; so all checks here.
pub fn check(book: Book<'_>, election: &Election) -> Result<Findings> {
    let attending = Attending::new(election.attending.get());
    let mut found = Findings::default();
    found.add(attendance(book, Entitled::new(election.entitled.get()), attending)?);
    let candidates = u32::try_from(election.candidates.len()).unwrap_or(u32::MAX);
    found.add(surplus(book, election.posts.get(), candidates)?);
    found.add(ballot(book, election.ballot)?);
    found.add(returned(book, election.issued.get(), election.returned.get())?);
    for candidate in election.elected() {
        found.add(pass(book, attending, candidate.votes.get())?);
    }
    Ok(found)
}

/// 到会 Whether enough attend.
///
/// # Errors
/// As [`check`].
pub fn attendance(book: Book<'_>, entitled: Entitled, attending: Attending) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.election.attendance")? else { return Ok(None) };
    let share = book.share::<EntitledKind>("party.election.attendance")?;
    Ok(Some(check.saw("entitled", entitled.get()).at_least(share.least(entitled), attending.get())))
}

/// 当选 Whether so many votes elect.
///
/// # Errors
/// As [`check`].
pub fn pass(book: Book<'_>, attending: Attending, votes: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.election.pass")? else { return Ok(None) };
    let share = book.share::<AttendingKind>("party.election.pass")?;
    Ok(Some(check.saw("attending", attending.get()).at_least(share.least(attending), votes)))
}

/// 差额 Whether there are enough more candidates than posts; a fraction of a candidate is a candidate.
///
/// # Errors
/// As [`check`].
pub fn surplus(book: Book<'_>, posts: u32, candidates: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.election.surplus")? else { return Ok(None) };
    let more = i64::from(posts) * book.number("party.election.surplus")?;
    let needs = i64::from(posts) + (more + 999) / 1000;
    Ok(Some(check.saw("posts", posts).at_least(needs, candidates)))
}

/// 无记名投票 Whether the ballot was secret.
///
/// # Errors
/// As [`check`].
pub fn ballot(book: Book<'_>, ballot: Ballot) -> Result<Option<Finding>> {
    let check = book.check("party.election.ballot")?;
    Ok(check.map(|check| check.saw("ballot", ballot.label()).when(ballot == Ballot::Secret)))
}

/// 选票 Whether no more ballots came back than were given out.
///
/// # Errors
/// As [`check`].
pub fn returned(book: Book<'_>, issued: u32, returned: u32) -> Result<Option<Finding>> {
    Ok(book.check("party.election.returned")?.map(|check| check.at_most(issued, returned)))
}

/// 批准 Whether the superior approved the result.
///
/// # Errors
/// As [`check`].
pub fn approved(book: Book<'_>, by: Option<Level>) -> Result<Option<Finding>> {
    let check = book.check("party.election.approved")?;
    Ok(check.map(|check| check.when(by.is_some_and(|by| by != Level::Charter))))
}

/// 当选名单 The places of those who are elected when so many votes are needed: the highest votes first, no more than there are posts. Where
/// the last posts are wanted by several with equal votes, none of them is elected; they stand again for those posts.
///
/// ```
/// use cunwu::rules::party::elected;
/// assert_eq!(elected(&[50, 61, 48, 61], 48, 3), [1, 3, 0]);
/// assert_eq!(elected(&[50, 61, 50], 48, 2), [1], "50 and 50 stand again for the last post");
/// assert!(elected(&[47], 48, 1).is_empty());
/// ```
pub fn elected(votes: &[u32], needs: u32, posts: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..votes.len()).collect();
    let of = |place: usize| votes.get(place).copied().unwrap_or_default();
    places.retain(|place| of(*place) >= needs);
    places.sort_by_key(|place| (std::cmp::Reverse(of(*place)), *place));
    if let Some(next) = places.get(posts).map(|place| of(*place)) {
        places.truncate(posts);
        places.retain(|place| of(*place) > next);
    }
    places
}
