//! 名册 Rolls, proxies, recusals and papers: whether the numbers of a vote can be relied on.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::model::{Attendance, Ballot, Papers, ProxyRelation, Roll, RollMember, RollUnit, Votes};
use crate::rules::meeting::Turnout;
use crate::rules::{Body, Book, Finding, Findings, Of, collective};
use crate::value::Day;

mod cases;

pub(super) use cases::CASES;

/// 人数 What a roll counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heads {
    /// 应到 Entitled: everybody on the roll.
    pub entitled: u32,
    /// 亲自到会 Present in person.
    pub in_person: u32,
    /// 委托 Attending by proxy.
    pub by_proxy: u32,
    /// 回避 Attending, and recused.
    pub recused: u32,
    /// 计数单位 People or households.
    pub unit: RollUnit,
}

impl Heads {
    /// Counts a roll.
    pub fn of(roll: &Roll) -> Self {
        match roll {
            Roll::Counted(roll) => Self {
                entitled: roll.entitled.get(),
                in_person: roll.in_person.get(),
                by_proxy: roll.by_proxy.get(),
                recused: roll.recused.get(),
                unit: roll.unit,
            },
            Roll::Named(roll) => {
                let number = |of: fn(&RollMember) -> bool| count(roll.members.iter().filter(|member| of(member)));
                Self {
                    entitled: count(roll.members.iter()),
                    in_person: number(|member| member.attendance == Attendance::Present),
                    by_proxy: number(|member| matches!(member.attendance, Attendance::Proxy(_))),
                    recused: number(|member| {
                        member.recused.is_some() && !matches!(member.attendance, Attendance::Absent(_))
                    }),
                    unit: roll.unit,
                }
            }
        }
    }

    /// 到会 Attending, in person or by proxy.
    pub const fn attending(&self) -> u32 {
        self.in_person.saturating_add(self.by_proxy)
    }

    /// As the law counts attendance by adults or by households, of whom so many count.
    pub(super) const fn turnout(&self, has: u32) -> Turnout {
        match self.unit {
            RollUnit::People => Turnout::Adults(Of::new(self.entitled), has),
            RollUnit::Households => Turnout::Households(Of::new(self.entitled), has),
        }
    }
}

fn count<'a>(members: impl Iterator<Item = &'a RollMember>) -> u32 {
    u32::try_from(members.count()).unwrap_or(u32::MAX)
}

/// 名册附卷 Whether a vote has a roll.
///
/// # Errors
/// Those of the rulebook.
pub fn shown(book: Book<'_>, roll: bool) -> Result<Option<Finding>> {
    Ok(book.check("roll.shown")?.map(|check| check.when(roll)))
}

/// 名册基准日 Whether the roll was frozen by the day of the meeting.
///
/// # Errors
/// Those of the rulebook.
pub fn frozen(book: Book<'_>, frozen_on: Day, held: Day) -> Result<Option<Finding>> {
    Ok(book.check("roll.frozen")?.map(|check| check.not_after(held, frozen_on)))
}

/// Whether nothing of a kind is there that should not be.
fn none(book: Book<'_>, rule: &str, has: u32) -> Result<Option<Finding>> {
    Ok(book.check(rule)?.map(|check| check.at_most(0_u32, has)))
}

/// 记录与名册一致 Whether the record of a vote has the numbers of the roll.
///
/// # Errors
/// Those of the rulebook.
pub fn agrees(book: Book<'_>, votes: &Votes, heads: &Heads) -> Result<Option<Finding>> {
    let Some(check) = book.check("roll.agrees")? else { return Ok(None) };
    let (entitled, present) = (votes.entitled.get(), votes.present.get());
    let check = check.saw("entitled", entitled).saw("present", present);
    let check = check.saw("listed", heads.entitled).saw("attending", heads.attending());
    Ok(Some(check.when(entitled == heads.entitled && present == heads.attending())))
}

/// The parameter that says whether a body takes proxies; the bodies that meet in private take none.
const fn proxy_parameter(body: Body) -> &'static str {
    match body {
        Body::VillagersAssembly => "proxy.allowed.assembly",
        Body::GroupMeeting => "proxy.allowed.group",
        Body::Representatives => "proxy.allowed.representatives",
        Body::PartyMembers => "proxy.allowed.review",
        Body::CollectiveMembers => "proxy.allowed.collective",
        _ => "proxy.allowed.committees",
    }
}

/// 可否委托 Whether the body takes proxies, where there are any.
///
/// # Errors
/// Those of the rulebook.
pub fn proxies_allowed(book: Book<'_>, body: Body, proxies: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("proxy.allowed")? else { return Ok(None) };
    let check = check.saw("body", body.label()).saw("has", proxies);
    Ok(Some(check.when(proxies == 0 || book.flag(proxy_parameter(body))?)))
}

/// 每人受托人数 Whether nobody holds more proxies than one may.
///
/// # Errors
/// Those of the rulebook.
pub fn proxies_held(book: Book<'_>, most: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("proxy.per_holder")? else { return Ok(None) };
    Ok(Some(check.at_most(book.number("proxy.per_holder")?, most)))
}

/// 本人到会达到法定人数 Whether a quorum is reached without proxies; refused, or pointed out where a charter lets them count.
///
/// # Errors
/// Those of the rulebook.
pub fn quorum_in_person(book: Book<'_>, needs: i64, heads: &Heads) -> Result<Option<Finding>> {
    let counts = book.flag("proxy.to_quorum")?;
    let Some(check) = book.check(if counts { "proxy.quorum_noted" } else { "proxy.quorum" })? else { return Ok(None) };
    let (has, with) = (i64::from(heads.in_person), i64::from(heads.attending()));
    let check = check.saw("needs", needs).saw("has", has).saw("proxies", heads.by_proxy);
    Ok(Some(check.when(has >= needs || with < needs)))
}

/// 回避人员不投票 Whether no more votes were cast than those who are not recused can cast.
///
/// # Errors
/// Those of the rulebook.
pub fn recused_do_not_vote(book: Book<'_>, heads: &Heads, cast: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("recusal.no_vote")? else { return Ok(None) };
    let check = check.saw("attending", heads.attending()).saw("recused", heads.recused);
    Ok(Some(check.at_most(heads.attending().saturating_sub(heads.recused), cast)))
}

/// 应回避未回避 Points out members with a conflict by the register who are not recused.
///
/// # Errors
/// Those of the rulebook.
pub fn conflicts(book: Book<'_>, unrecused: u32) -> Result<Option<Finding>> {
    none(book, "recusal.conflict", unrecused)
}

/// 票数核对 Checks the papers of a vote: issued = cast + spoiled + unreturned, the votes add up, and as many came back as are marked off.
///
/// # Errors
/// Those of the rulebook.
pub fn papers(
    book: Book<'_>,
    votes: &Votes,
    papers: Option<&Papers>,
    roll: Option<&Roll>,
    into: &mut Findings,
) -> Result<()> {
    let Some(papers) = papers else {
        into.add(papers_shown(book, votes.ballot, false)?);
        return Ok(());
    };
    let (cast, spoiled) = (papers.cast.get(), papers.spoiled.get());
    let found = cast.saturating_add(spoiled).saturating_add(papers.unreturned.get());
    into.add(reconciled(book, papers.issued.get(), found)?);
    into.add(adds_up(book, cast, given(votes))?);
    if let Some(Roll::Named(roll)) = roll {
        let marked = count(roll.members.iter().filter(|member| member.voted));
        into.add(marked_off(book, cast.saturating_add(spoiled), marked)?);
    }
    Ok(())
}

/// Votes for, against and abstaining.
pub(super) const fn given(votes: &Votes) -> u32 {
    votes.agreed.get().saturating_add(votes.against.get()).saturating_add(votes.abstained.get())
}

/// 票数核对附卷 Points out a vote on paper whose papers are not accounted for.
///
/// # Errors
/// Those of the rulebook.
pub fn papers_shown(book: Book<'_>, ballot: Ballot, shown: bool) -> Result<Option<Finding>> {
    let Some(check) = book.check("ballot.papers")? else { return Ok(None) };
    let on_paper = matches!(ballot, Ballot::Secret | Ballot::Signed);
    Ok(Some(check.saw("ballot", ballot.label()).when(shown || !on_paper)))
}

/// 发出等于收回 Whether the papers issued are accounted for.
///
/// # Errors
/// Those of the rulebook.
pub fn reconciled(book: Book<'_>, issued: u32, found: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("ballot.reconciled")? else { return Ok(None) };
    Ok(Some(check.saw("issued", issued).saw("has", found).when(issued == found)))
}

/// 票数相加 Whether the votes add up to the papers cast.
///
/// # Errors
/// Those of the rulebook.
pub fn adds_up(book: Book<'_>, cast: u32, votes: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("ballot.cast")? else { return Ok(None) };
    Ok(Some(check.saw("cast", cast).saw("has", votes).when(cast == votes)))
}

/// 票数与标记一致 Whether as many papers came back as members are marked off.
///
/// # Errors
/// Those of the rulebook.
pub fn marked_off(book: Book<'_>, returned: u32, marked: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("ballot.marked")? else { return Ok(None) };
    Ok(Some(check.saw("returned", returned).saw("has", marked).when(returned == marked)))
}

/// 宣布结果与票数一致 Whether what was announced follows from the votes.
///
/// # Errors
/// Those of the rulebook.
pub fn announced(book: Book<'_>, announced: bool, counted: bool) -> Result<Option<Finding>> {
    let Some(check) = book.check("vote.announced")? else { return Ok(None) };
    let told = |passed| if passed { "通过" } else { "未通过" };
    Ok(Some(check.saw("announced", told(announced)).saw("counted", told(counted)).when(announced == counted)))
}

/// 名册检查 Checks a roll in itself and against the record of the vote: frozen in time, nobody twice, proxies within their limits, nobody
/// recused votes.
///
/// # Errors
/// Those of the rulebook.
pub fn check(book: Book<'_>, body: Body, roll: &Roll, votes: &Votes, held: Day, into: &mut Findings) -> Result<()> {
    let heads = Heads::of(roll);
    into.add(agrees(book, votes, &heads)?);
    into.add(proxies_allowed(book, body, heads.by_proxy)?);
    into.add(recused_do_not_vote(book, &heads, given(votes))?);
    let Roll::Named(named) = roll else { return Ok(()) };
    into.add(frozen(book, named.frozen_on, held)?);
    let mut seen: Vec<&str> = named.members.iter().map(|member| member.record.as_str()).collect();
    seen.sort_unstable();
    let twice = seen.windows(2).filter(|pair| matches!(pair, [one, other] if one == other)).count();
    into.add(none(book, "roll.once", u32::try_from(twice).unwrap_or(u32::MAX))?);
    if heads.by_proxy > 0 {
        proxies(book, body, &named.members, into)?;
    }
    Ok(())
}

/// 同户委托 Whether the law itself lets one of the same household come for a member, as that of the collective does since 2025-05-01.
pub(super) fn of_household(book: Book<'_>, body: Body) -> Result<bool> {
    Ok(body == Body::CollectiveMembers && book.check("collective.members.proxy")?.is_some())
}

fn proxies(book: Book<'_>, body: Body, members: &[RollMember], into: &mut Findings) -> Result<()> {
    let (mut unwritten, mut strangers, mut foreign) = (0, 0, 0);
    let mut held: BTreeMap<&str, u32> = BTreeMap::new();
    for member in members {
        let Attendance::Proxy(proxy) = &member.attendance else { continue };
        unwritten += u32::from(!proxy.written);
        strangers += u32::from(proxy.relation == ProxyRelation::Other);
        foreign += u32::from(proxy.relation != ProxyRelation::Household);
        *held.entry(proxy.holder.as_str()).or_default() += 1;
    }
    into.add(none(book, "proxy.written", unwritten)?);
    if of_household(book, body)? {
        // The collective's law binds a proxy to the household, and sets no number for each holder.
        into.add(collective::members_proxy(book, foreign)?);
    } else {
        into.add(none(book, "proxy.relation", strangers)?);
        into.add(proxies_held(book, held.into_values().max().unwrap_or_default())?);
    }
    Ok(())
}
