//! 会议 How bodies meet and decide: notice, quorum, majority, composition, and who can have them convened.
//!
//! ```
//! use cunwu::rules::{Of, Rulebook, meeting};
//! let rules = Rulebook::china()?;
//! let book = rules.on("2022-03-19".parse()?);
//! // Of 118 Party members with the right to vote, 59 agree: half is not more than half, however many came.
//! let found = meeting::review_pass(book, Of::new(118), 59)?.expect("in force since 2018");
//! assert_eq!((found.holds(), found.needs(), found.margin()), (false, Some(60), Some(-1)));
//! # Ok::<(), cunwu::Error>(())
//! ```

use crate::error::Result;
use crate::model::RollUnit;
use crate::rules::{
    Attending, AttendingKind, Body, Book, Denominator, Entitled, EntitledKind, Finding, Findings, Heads, Households,
    HouseholdsKind, Level, Of, WholeBody, WholeBodyKind, collective, roll,
};
use crate::value::Day;

pub(super) use cases::CASES;

mod cases;

/// A rule of one share, whose parameter has the rule's own id.
fn share<D: Denominator>(book: Book<'_>, rule: &str, of: Of<D>, has: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check(rule)? else { return Ok(None) };
    let share = book.share::<D>(rule)?;
    Ok(Some(check.saw(D::CODE, of.get()).at_least(share.least(of), has)))
}

macro_rules! shares {
    ($($(#[$meta:meta])* $name:ident($kind:ident) = $rule:literal;)+) => {
        $(
            $(#[$meta])*
            ///
            /// # Errors
            /// Those of the rulebook.
            pub fn $name(book: Book<'_>, of: Of<$kind>, has: u32) -> Result<Option<Finding>> {
                share::<$kind>(book, $rule, of, has)
            }
        )+
    };
}

shares! {
    /// 村民会议表决 Whether a vote passes in the villagers' assembly (村民委员会组织法 art. 22).
    assembly_pass(AttendingKind) = "assembly.pass";
    /// 村民提议召开村民会议 Whether so many villagers can have the assembly convened (art. 21).
    assembly_proposal_by_villagers(EntitledKind) = "assembly.proposal.villagers";
    /// 村民代表提议召开村民会议 Whether so many representatives can have the assembly convened (art. 21).
    assembly_proposal_by_representatives(EntitledKind) = "assembly.proposal.representatives";
    /// 村民代表提议召开代表会议 Whether so many representatives can have their assembly convened (art. 26).
    representatives_proposal(EntitledKind) = "representatives.proposal";
    /// 村民代表占比 Whether enough of the representative assembly are representatives (art. 25).
    representatives_composition(WholeBodyKind) = "representatives.composition";
    /// 妇女代表占比 Whether enough of them are women representatives (art. 25).
    representatives_women(WholeBodyKind) = "representatives.women";
    /// 村民小组表决 Whether a vote passes in a group meeting (art. 28).
    group_pass(AttendingKind) = "group.pass";
    /// “两委”会议到会 Whether enough of both committees attend.
    committees_quorum(WholeBodyKind) = "committees.quorum";
    /// “两委”会议表决 Whether both committees agree.
    committees_pass(AttendingKind) = "committees.pass";
    /// 村党组织会议到会 Whether enough of the Party committee attend (支部工作条例 art. 12, unverified).
    party_committee_quorum(WholeBodyKind) = "party_committee.quorum";
    /// 村党组织提议 Whether the Party committee puts a proposal forward.
    party_committee_pass(WholeBodyKind) = "party_committee.pass";
    /// 党员大会到会 Whether enough members with the right to vote attend (支部工作条例 art. 11).
    review_attendance(EntitledKind) = "review.attendance";
    /// 党员大会到会（当地规定） Whether as many attend as local rules ask for.
    review_attendance_local(EntitledKind) = "review.attendance_local";
    /// 党员大会表决 Whether more than half of those with the right to vote agree (支部工作条例 art. 11).
    review_pass(EntitledKind) = "review.pass";
    /// 党员大会表决（当地规定） Whether as many of those present agree as local rules ask for.
    review_pass_local(AttendingKind) = "review.pass_local";
}

/// 村民代表会议法定人数 Whether enough members of the representative assembly attend (村民委员会组织法 art. 26).
///
/// # Errors
/// Those of the rulebook.
pub fn representatives_quorum(book: Book<'_>, body: WholeBody, attending: Attending) -> Result<Option<Finding>> {
    share::<WholeBodyKind>(book, "representatives.quorum", body, attending.get())
}

/// 村民代表会议表决 Whether a vote passes among the representatives: more than half of those attending (art. 26), and of the whole body as
/// many as a charter may ask for.
///
/// # Errors
/// Those of the rulebook.
pub fn representatives_pass(
    book: Book<'_>,
    body: WholeBody,
    attending: Attending,
    agreed: u32,
) -> Result<Option<Finding>> {
    let Some(check) = book.check("representatives.pass")? else { return Ok(None) };
    let least = book.share::<AttendingKind>("representatives.pass")?.least(attending);
    let of_body = book.share_if::<WholeBodyKind>("representatives.pass_of_body")?.map_or(0, |share| share.least(body));
    let check = check.saw("whole_body", body.get()).saw("attending", attending.get());
    Ok(Some(check.at_least(least.max(of_body), agreed)))
}

/// 到会计数 How attendance is counted where the law gives two ways: adults, or households by their representatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turnout {
    /// 成年村民 Adults: those entitled, and how many attend.
    Adults(Entitled, u32),
    /// 户代表 Households, and how many are represented.
    Households(Households, u32),
}

fn turnout(book: Book<'_>, rule: &str, by: [&str; 2], turnout: Turnout) -> Result<Option<Finding>> {
    let Some(check) = book.check(rule)? else { return Ok(None) };
    let [adults, households] = by;
    Ok(Some(match turnout {
        Turnout::Adults(of, has) => {
            let least = book.share::<EntitledKind>(adults)?.least(of);
            check.saw("unit", "成年村民").saw("of", of.get()).at_least(least, has)
        }
        Turnout::Households(of, has) => {
            let least = book.share::<HouseholdsKind>(households)?.least(of);
            check.saw("unit", "户代表").saw("of", of.get()).at_least(least, has)
        }
    }))
}

/// 村民会议法定人数 Whether enough attend the villagers' assembly, counted by adults or by households (art. 22).
///
/// # Errors
/// Those of the rulebook.
pub fn assembly_quorum(book: Book<'_>, by: Turnout) -> Result<Option<Finding>> {
    turnout(book, "assembly.quorum", ["assembly.quorum.adults", "assembly.quorum.households"], by)
}

/// 村民小组会议法定人数 Whether enough attend a group meeting, counted by adults or by households (art. 28).
///
/// # Errors
/// Those of the rulebook.
pub fn group_quorum(book: Book<'_>, by: Turnout) -> Result<Option<Finding>> {
    turnout(book, "group.quorum", ["group.quorum.adults", "group.quorum.households"], by)
}

/// Whether a meeting came no earlier than a notice allows. The day of the notice is not counted (民法典 art. 201).
fn notice(book: Book<'_>, rule: &str, notified: Day, held: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check(rule)? else { return Ok(None) };
    Ok(Some(check.saw("notified", notified).not_before(book.after(rule, notified)?, held)))
}

/// 村民会议通知期限 Whether the villagers were told in time (art. 21).
///
/// # Errors
/// Those of the rulebook.
pub fn assembly_notice(book: Book<'_>, notified: Day, held: Day) -> Result<Option<Finding>> {
    notice(book, "assembly.notice", notified, held)
}

/// 方案送达期限 Whether the plan was with all Party members in time.
///
/// # Errors
/// Those of the rulebook.
pub fn review_plan(book: Book<'_>, sent: Day, held: Day) -> Result<Option<Finding>> {
    notice(book, "review.plan", sent, held)
}

/// 依法提议后召集 Whether what was lawfully proposed is convened in time; `by` is the day of the meeting, or today.
///
/// # Errors
/// Those of the rulebook.
pub fn convened(book: Book<'_>, proposed: Day, by: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("meeting.convene")? else { return Ok(None) };
    Ok(Some(check.saw("proposed", proposed).not_after(book.after("meeting.convene", proposed)?, by)))
}

/// 代表户数 Whether the households behind the representatives lie between five and fifteen for each (art. 25).
///
/// # Errors
/// Those of the rulebook.
pub fn representatives_households(book: Book<'_>, representatives: u32, households: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("representatives.households")? else { return Ok(None) };
    let times = |id| Ok::<i64, crate::Error>(book.number(id)?.saturating_mul(i64::from(representatives)));
    let (least, most) = (times("representatives.households.least")?, times("representatives.households.most")?);
    let has = i64::from(households);
    let check = check.saw("representatives", representatives).saw("has", has).saw("least", least).saw("most", most);
    Ok(Some(check.when(least <= has && has <= most)))
}

/// 村民委员会人数 Whether the committee has as many members as it may (art. 6).
///
/// # Errors
/// Those of the rulebook.
pub fn committee_size(book: Book<'_>, members: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("committee.size")? else { return Ok(None) };
    let (least, most) = (book.number("committee.least")?, book.number("committee.most")?);
    let has = i64::from(members);
    Ok(Some(check.saw("has", has).saw("least", least).saw("most", most).when(least <= has && has <= most)))
}

/// 妇女委员 Whether women are on the committee (art. 6).
///
/// # Errors
/// Those of the rulebook.
pub fn committee_women(book: Book<'_>, women: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("committee.women")? else { return Ok(None) };
    Ok(Some(check.at_least(book.number("committee.women")?, women)))
}

/// 法定人数 Checks the attendance of a body against its quorum: those who came themselves, and proxies where they count.
///
/// A branch's meetings go by the rules of the village's Party meetings (支部工作条例 arts. 11, 12). A body for which no rule is known is a
/// finding: its votes prove nothing.
///
/// # Errors
/// Those of the rulebook.
pub fn quorum(book: Book<'_>, body: Body, heads: &Heads, into: &mut Findings) -> Result<()> {
    // The law of the collective itself lets one of the same household come for a member.
    let household = roll::of_household(book, body)?;
    let has = heads.in_person + if household || book.flag("proxy.to_quorum")? { heads.by_proxy } else { 0 };
    let start = into.all().len();
    match body {
        Body::VillagersAssembly => into.add(assembly_quorum(book, heads.turnout(has))?),
        Body::GroupMeeting => into.add(group_quorum(book, heads.turnout(has))?),
        Body::Representatives => {
            into.add(representatives_quorum(book, WholeBody::new(heads.entitled), Attending::new(has))?);
        }
        Body::BothCommittees => into.add(committees_quorum(book, Of::new(heads.entitled), has)?),
        Body::PartyCommittee | Body::BranchCommittee => {
            into.add(party_committee_quorum(book, Of::new(heads.entitled), has)?);
        }
        Body::BranchMembers => into.add(review_attendance(book, Of::new(heads.entitled), has)?),
        Body::PartyMembers => {
            into.add(review_attendance(book, Of::new(heads.entitled), has)?);
            into.add(review_attendance_local(book, Of::new(heads.entitled), has)?);
        }
        _ if by_households(body, heads) => {
            into.add(collective::households_body(book, true)?);
            into.add(collective::households_quorum(book, Of::new(heads.entitled), has)?);
        }
        Body::Council => {
            into.add(collective::council_quorum(book, WholeBody::new(heads.entitled), Attending::new(has))?);
        }
        Body::CollectiveMembers => {
            into.add(collective::members_quorum(book, Entitled::new(heads.entitled), Attending::new(has))?);
        }
        Body::CollectiveRepresentatives => {
            into.add(collective::representatives_quorum(book, WholeBody::new(heads.entitled), Attending::new(has))?);
        }
        _ => into.add(without_rule(book, Some(body))?),
    }
    let needs = into.all().iter().skip(start).filter_map(Finding::needs).max();
    if let (Some(needs), true) = (needs, heads.by_proxy > 0 && !household) {
        into.add(roll::quorum_in_person(book, needs, heads)?);
    }
    Ok(())
}

/// 表决结果 Checks the votes in favour against what the body needs.
///
/// # Errors
/// Those of the rulebook.
pub fn pass(book: Book<'_>, body: Body, heads: &Heads, agreed: u32, into: &mut Findings) -> Result<()> {
    let present = heads.in_person + heads.by_proxy;
    let less = |base: u32, share| Ok::<u32, crate::Error>(base.saturating_sub(leaving(book, share, heads)?));
    match body {
        Body::VillagersAssembly => into.add(assembly_pass(book, Of::new(less(present, "assembly.pass")?), agreed)?),
        Body::GroupMeeting => into.add(group_pass(book, Of::new(less(present, "group.pass")?), agreed)?),
        Body::Representatives => {
            let (whole, present) = (WholeBody::new(heads.entitled), less(present, "representatives.pass")?);
            into.add(representatives_pass(book, whole, Attending::new(present), agreed)?);
        }
        Body::BothCommittees => into.add(committees_pass(book, Of::new(less(present, "committees.pass")?), agreed)?),
        Body::PartyCommittee | Body::BranchCommittee => {
            into.add(party_committee_pass(book, Of::new(heads.entitled), agreed)?);
        }
        Body::BranchMembers => {
            into.add(review_pass(book, Of::new(less(heads.entitled, "review.pass")?), agreed)?);
        }
        Body::PartyMembers => {
            into.add(review_pass(book, Of::new(less(heads.entitled, "review.pass")?), agreed)?);
            into.add(review_pass_local(book, Of::new(less(present, "review.pass_local")?), agreed)?);
        }
        _ if by_households(body, heads) => {
            let present = less(present, "collective.households.pass")?;
            into.add(collective::households_pass(book, Attending::new(present), agreed)?);
        }
        Body::Council => into.add(collective::council_pass(book, WholeBody::new(heads.entitled), agreed)?),
        Body::CollectiveMembers => {
            let present = Attending::new(less(present, "collective.members.pass_attending")?);
            let whole = WholeBody::new(heads.entitled);
            into.add(collective::members_pass(book, whole, present, agreed)?);
        }
        Body::CollectiveRepresentatives => {
            let present = Attending::new(less(present, "collective.representatives.pass_attending")?);
            let whole = WholeBody::new(heads.entitled);
            into.add(collective::representatives_pass(book, whole, present, agreed)?);
        }
        // The check of the quorum says so.
        _ => {}
    }
    Ok(())
}

/// Whether the collective met by households: its household representatives, or its assembly whose roll counts households.
fn by_households(body: Body, heads: &Heads) -> bool {
    body == Body::HouseholdRepresentatives || (body == Body::CollectiveMembers && heads.unit == RollUnit::Households)
}

/// 无表决规则 The finding about a body for which no rule says when it meets and decides; without a body, that there is none.
///
/// # Errors
/// Those of the rulebook.
pub fn without_rule(book: Book<'_>, body: Option<Body>) -> Result<Option<Finding>> {
    let Some(check) = book.check("vote.body")? else { return Ok(None) };
    Ok(Some(check.saw("body", body.map_or("", Body::label)).when(body.is_none())))
}

/// Those recused who leave the base of a share: none where the state's law sets it, whatever a charter says.
fn leaving(book: Book<'_>, share: &str, heads: &Heads) -> Result<u32> {
    let statute = book.setting(share)?.is_some_and(|setting| setting.level == Level::National);
    Ok(if !statute && book.flag("recusal.leaves")? { heads.recused } else { 0 })
}
