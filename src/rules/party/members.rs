//! 党员 Who votes, who is counted among those who should attend, how long probation lasts, how members are admitted.

use crate::error::Result;
use crate::model::{Ballot, PartyMember, PartyStanding, StandingKind};
use crate::rules::{Attending, Book, Entitled, EntitledKind, Finding, Findings};
use crate::value::{Day, RefNo};

/// 无表决权原因 Why a member is not among those who should attend and vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WithoutVote {
    /// 预备党员 Probationary.
    Probationary,
    /// 权利受限 Rights limited for a time.
    Limited(StandingKind),
    /// 不计入应到会 Left out by a decision.
    LeftOut(StandingKind),
}

impl WithoutVote {
    /// 原因 In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Self::Probationary => "预备党员",
            Self::Limited(kind) | Self::LeftOut(kind) => kind.label(),
        }
    }
}

/// 应到会名单 The members of an organisation on a day: who should attend and vote, and who not and why.
#[doc(alias = "应到会人数")]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntitledMembers {
    /// 应到会 Who should attend and vote, by number on the roll of members.
    pub entitled: Vec<RefNo>,
    /// 其他党员 The other members, by number, and why they are not counted.
    pub without: Vec<(RefNo, WithoutVote)>,
}

impl EntitledMembers {
    /// 应到会人数 How many should attend.
    pub fn count(&self) -> Entitled {
        Entitled::new(u32::try_from(self.entitled.len()).unwrap_or(u32::MAX))
    }

    /// 正式党员人数 Full members, counted or not.
    pub fn full(&self) -> u32 {
        let probationary = self.without.iter().filter(|(_, why)| *why == WithoutVote::Probationary).count();
        self.members().saturating_sub(u32::try_from(probationary).unwrap_or(u32::MAX))
    }

    /// 党员人数 Full and probationary members, counted or not.
    pub fn members(&self) -> u32 {
        u32::try_from(self.entitled.len() + self.without.len()).unwrap_or(u32::MAX)
    }
}

/// 应到会 Who should attend and vote on a day, from the roll of members and what limits them: full members, without those whose rights are
/// limited and those left out by decision. Floating members are counted unless they are left out. Who has moved away, left or died is
/// no member any more.
///
/// ```
/// use cunwu::rules::party::entitled;
/// assert_eq!(entitled(&[], &[], cunwu::value::Day::of(2023, 6, 30).unwrap()).count().get(), 0);
/// ```
pub fn entitled<'m>(
    members: impl IntoIterator<Item = &'m PartyMember>,
    standings: &[PartyStanding],
    day: Day,
) -> EntitledMembers {
    let mut roll = EntitledMembers::default();
    for member in members.into_iter().filter(|member| member.is_member_on(day)) {
        let held = || standings.iter().filter(|one| one.member == member.id && one.holds_on(day)).map(|one| one.kind);
        if held().any(StandingKind::ends_membership) {
            continue;
        }
        let why = if member.is_probationary_on(day) {
            Some(WithoutVote::Probationary)
        } else if let Some(kind) = held().find(|kind| kind.suspends_vote()) {
            Some(WithoutVote::Limited(kind))
        } else {
            held().find(|kind| kind.is_left_out()).map(WithoutVote::LeftOut)
        };
        match why {
            Some(why) => roll.without.push((member.no.clone(), why)),
            None => roll.entitled.push(member.no.clone()),
        }
    }
    roll.entitled.sort_unstable();
    roll.without.sort_unstable();
    roll
}

/// 表决权 Whether a member votes; `why` is what keeps him from it. Whoever is left out of those who should attend keeps his vote.
///
/// # Errors
/// Those of the rulebook; so all checks here.
pub fn votes(book: Book<'_>, why: Option<WithoutVote>) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.member.vote")? else { return Ok(None) };
    let limited = why.filter(|why| !matches!(why, WithoutVote::LeftOut(_)));
    Ok(Some(check.saw("reason", limited.map_or("", WithoutVote::label)).when(limited.is_none())))
}

/// 切身利益事项 Whether a matter that touches the villagers' interests was discussed by the members' meeting.
///
/// # Errors
/// As [`votes`].
pub fn matter_discussed(book: Book<'_>, interest: bool, discussed: bool) -> Result<Option<Finding>> {
    Ok(book.check("party.matter.members_meeting")?.map(|check| check.when(!interest || discussed)))
}

/// 不计入应到会 Whether a member may be left out of those who should attend: a ground of the list, half a year where it counts, a decision.
///
/// # Errors
/// As [`votes`].
pub fn left_out(book: Book<'_>, kind: StandingKind, months: u32, decided: bool) -> Result<Findings> {
    let mut found = Findings::default();
    found.add(left_out_ground(book, Some(kind), kind.label())?);
    found.add(left_out_months(book, kind, months)?);
    found.add(left_out_decided(book, decided)?);
    Ok(found)
}

/// 情形 Whether the ground is one of the list; `None` is a ground that the list does not know.
///
/// # Errors
/// As [`votes`].
pub fn left_out_ground(book: Book<'_>, kind: Option<StandingKind>, told: &str) -> Result<Option<Finding>> {
    let check = book.check("party.left_out.ground")?;
    Ok(check.map(|check| check.saw("ground", told).when(kind.is_some_and(StandingKind::is_left_out))))
}

/// 期限 Whether it lasts long enough; nothing of a ground that does not count by months.
///
/// # Errors
/// As [`votes`].
pub fn left_out_months(book: Book<'_>, kind: StandingKind, months: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.left_out.months")?.filter(|_| kind.counts_months()) else { return Ok(None) };
    Ok(Some(check.at_least(book.number("party.left_out.months_least")?, months)))
}

/// 决定 Whether the members' meeting or the committee decided it.
///
/// # Errors
/// As [`votes`].
pub fn left_out_decided(book: Book<'_>, decided: bool) -> Result<Option<Finding>> {
    Ok(book.check("party.left_out.decided")?.map(|check| check.when(decided)))
}

/// 转正 Whether probation, with what it was extended by, is over, and was not extended too far.
///
/// # Errors
/// As [`votes`].
pub fn confirmation(book: Book<'_>, joined: Day, extended: u32, on: Day) -> Result<Findings> {
    let mut found = Findings::default();
    found.add(probation_extension(book, extended)?);
    found.add(probation_over(book, joined, extended, on)?);
    Ok(found)
}

/// 预备期满 Whether a year, and the months by which it was extended, have passed.
///
/// # Errors
/// As [`votes`].
pub fn probation_over(book: Book<'_>, joined: Day, extended: u32, on: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.probation.over")? else { return Ok(None) };
    let ends = joined.plus_months(book.count("party.probation.months")?.saturating_add(extended));
    Ok(Some(check.not_before(ends, on)))
}

/// 延长预备期 Whether probation is not extended too far.
///
/// # Errors
/// As [`votes`].
pub fn probation_extension(book: Book<'_>, months: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.probation.extension")? else { return Ok(None) };
    Ok(Some(check.at_most(book.number("party.probation.extension_most")?, months)))
}

/// 党员大会表决 How a branch meeting voted on one member's admission, confirmation or penalty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberVote {
    /// 应到会有表决权 Who should attend.
    pub entitled: Entitled,
    /// 到会 Who attended.
    pub attending: Attending,
    /// 赞成 In favour.
    pub agreed: u32,
    /// 逐个表决 Whether each member was discussed and voted on by himself.
    pub individually: bool,
    /// 表决方式 How they voted.
    pub ballot: Ballot,
}

impl MemberVote {
    /// 检查表决 Every rule on such a vote.
    ///
    /// # Errors
    /// As [`votes`].
    pub fn check(&self, book: Book<'_>) -> Result<Findings> {
        let mut found = Findings::default();
        found.add(individually(book, self.individually)?);
        found.add(admission_ballot(book, self.ballot)?);
        found.add(admission_attendance(book, self.entitled, self.attending)?);
        found.add(admission_pass(book, self.entitled, self.agreed)?);
        Ok(found)
    }
}

/// 逐个表决 Whether each was voted on by himself.
///
/// # Errors
/// As [`votes`].
pub fn individually(book: Book<'_>, individually: bool) -> Result<Option<Finding>> {
    Ok(book.check("party.admit.individually")?.map(|check| check.when(individually)))
}

/// 票决 Whether they voted by secret ballot.
///
/// # Errors
/// As [`votes`].
pub fn admission_ballot(book: Book<'_>, ballot: Ballot) -> Result<Option<Finding>> {
    let check = book.check("party.admit.ballot")?;
    Ok(check.map(|check| check.saw("ballot", ballot.label()).when(ballot == Ballot::Secret)))
}

/// 到会 Whether enough attend.
///
/// # Errors
/// As [`votes`].
pub fn admission_attendance(book: Book<'_>, entitled: Entitled, attending: Attending) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.admit.attendance")? else { return Ok(None) };
    let share = book.share::<EntitledKind>("party.admit.attendance")?;
    Ok(Some(check.saw("entitled", entitled.get()).at_least(share.least(entitled), attending.get())))
}

/// 通过 Whether enough agree.
///
/// # Errors
/// As [`votes`].
pub fn admission_pass(book: Book<'_>, entitled: Entitled, agreed: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.admit.pass")? else { return Ok(None) };
    let share = book.share::<EntitledKind>("party.admit.pass")?;
    Ok(Some(check.saw("entitled", entitled.get()).at_least(share.least(entitled), agreed)))
}
