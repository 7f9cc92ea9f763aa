//! 成员大会、成员代表大会、户代表会议 The assemblies of the collective.

use crate::error::Result;
use crate::rules::collective::{after_term, as_due, none_of, reach};
use crate::rules::{
    Attending, AttendingKind, Book, Check, Denominator, Entitled, Finding, Findings, Households, Of, WholeBody,
    WholeBodyKind,
};
use crate::value::Day;

labels! {
    /// 成员大会事项 What the members' assembly decides (农村集体经济组织法 art. 26), item by item.
    #[doc(alias = "成员大会事项")]
    pub enum CollectiveMatter: "事项 matter of the collective" {
        /// 章程 The charter.
        Charter = "charter" / "制定、修改章程" | "章程",
        /// 内部管理制度 Internal rules.
        InternalRules = "internal_rules" / "内部管理制度",
        /// 成员确认 Who is a member.
        Membership = "membership" / "确认成员",
        /// 选举 Elections and dismissals.
        Election = "election" / "选举、罢免理事和监事",
        /// 工作报告 Reports.
        Reports = "reports" / "审议工作报告",
        /// 报酬 Pay.
        Pay = "pay" / "决定报酬",
        /// 规划、预算、分配 Plan, budget and distribution.
        Plan = "plan" / "发展规划、预算和收益分配方案",
        /// 土地承包、宅基地、股权量化 Land contracting, homesteads, shares.
        Land = "land" / "土地承包、宅基地使用、股权量化方案",
        /// 集体经营性建设用地 Use, lease and transfer of construction land.
        ConstructionLand = "construction_land" / "集体经营性建设用地使用、出让、出租",
        /// 土地补偿费 Compensation for land.
        Compensation = "compensation" / "土地补偿费等的分配、使用",
        /// 投资 Investment and other large matters.
        Investment = "investment" / "投资等重大事项",
        /// 合并、分立 Merger and split.
        Merger = "merger" / "合并、分立等",
    }
}

impl CollectiveMatter {
    /// 项 Its item in article 26.
    pub fn item(self) -> u32 {
        let place = Self::ALL.iter().position(|matter| *matter == self).unwrap_or_default();
        u32::try_from(place + 1).unwrap_or(u32::MAX)
    }

    /// 专属 Whether only the members' assembly decides it (art. 28).
    pub const fn for_members_only(self) -> bool {
        matches!(self, Self::Charter | Self::Membership | Self::Land | Self::Compensation | Self::Merger)
    }
}

/// 表决 A vote of the members' assembly or of the members' representatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssemblyVote {
    /// 会议日期 The day.
    pub on: Day,
    /// 通知日期 When the members were told.
    pub told: Option<Day>,
    /// 党组织研究日期 When the Party organisation had studied the matter.
    pub studied: Option<Day>,
    /// 事项 What was decided.
    pub matter: CollectiveMatter,
    /// 成员代表大会 Whether representatives met, not the members.
    pub by_representatives: bool,
    /// 应到 Members of full capacity, or representatives.
    pub entitled: Entitled,
    /// 实到 Those attending, proxies of the same household among them.
    pub attending: Attending,
    /// 跨户委托 Proxies given to another household.
    pub foreign_proxies: u32,
    /// 同意 Votes in favour.
    pub agreed: u32,
}

/// 全面核对 Everything that binds a vote of the collective on its day.
///
/// # Errors
/// Those of the rulebook.
pub fn assembly(book: Book<'_>, vote: &AssemblyVote) -> Result<Findings> {
    let mut found = Findings::default();
    let whole = WholeBody::new(vote.entitled.get());
    found.add(party_study(book, vote.studied, vote.on)?);
    if vote.by_representatives {
        found.add(representatives_matter(book, vote.matter)?);
        found.add(representatives_number(book, whole)?);
        found.add(representatives_quorum(book, whole, vote.attending)?);
        found.add(representatives_pass(book, whole, vote.attending, vote.agreed)?);
    } else {
        found.add(members_told(book, vote.told, vote.on)?);
        if let Some(told) = vote.told {
            found.add(members_notice(book, told, vote.on)?);
        }
        found.add(members_proxy(book, vote.foreign_proxies)?);
        found.add(members_quorum(book, vote.entitled, vote.attending)?);
        found.add(members_pass(book, whole, vote.attending, vote.agreed)?);
    }
    Ok(found)
}

/// 通知 Whether the members were told in time (农村集体经济组织法 art. 27).
///
/// # Errors
/// Those of the rulebook; so all checks of this room.
pub fn members_notice(book: Book<'_>, told: Day, held: Day) -> Result<Option<Finding>> {
    after_term(book, "collective.members.notice", "collective.members.notice", told, held)
}

/// 通知有据 Whether it stands on record when the members were told (art. 27): without the day nobody can say that it was in time.
///
/// # Errors
/// Those of the rulebook.
pub fn members_told(book: Book<'_>, told: Option<Day>, held: Day) -> Result<Option<Finding>> {
    Ok(book.check("collective.members.told")?.map(|check| check.saw("day", held).when(told.is_some())))
}

/// 法定人数 Whether enough members of full capacity attend (art. 27).
///
/// # Errors
/// Those of the rulebook.
pub fn members_quorum(book: Book<'_>, entitled: Entitled, attending: Attending) -> Result<Option<Finding>> {
    reach(book, "collective.members.quorum", entitled, attending.get())
}

/// 通过 Whether enough agree: of all members since the law, of those present under the decree before (art. 27).
///
/// # Errors
/// Those of the rulebook.
pub fn members_pass(book: Book<'_>, members: WholeBody, attending: Attending, agreed: u32) -> Result<Option<Finding>> {
    pass(book, "collective.members.pass", "collective.members.pass_attending", members, attending, agreed)
}

/// 委托 Whether all proxies are of the same household (art. 27).
///
/// # Errors
/// Those of the rulebook.
pub fn members_proxy(book: Book<'_>, foreign: u32) -> Result<Option<Finding>> {
    none_of(book, "collective.members.proxy", foreign)
}

/// 党组织研究 Whether the Party organisation studied the matter before the assembly (art. 26).
///
/// # Errors
/// Those of the rulebook.
pub fn party_study(book: Book<'_>, studied: Option<Day>, held: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.party_study")? else { return Ok(None) };
    Ok(Some(studied_before(check, studied, held)))
}

pub(in crate::rules) fn studied_before(check: Check, studied: Option<Day>, held: Day) -> Finding {
    let told = studied.map_or_else(|| "无 none".to_owned(), |day| day.to_string());
    check.saw("studied", told).saw("day", held).when(studied.is_some_and(|day| day <= held))
}

/// 奖励非成员 Whether enough members agree to reward somebody who is none (art. 15).
///
/// # Errors
/// Those of the rulebook.
pub fn reward(book: Book<'_>, members: WholeBody, agreed: u32) -> Result<Option<Finding>> {
    reach(book, "collective.reward", members, agreed)
}

/// 户代表会议法定人数 Whether enough households are represented, before 2025-05-01 (Decree 109).
///
/// # Errors
/// Those of the rulebook.
pub fn households_quorum(book: Book<'_>, households: Households, present: u32) -> Result<Option<Finding>> {
    reach(book, "collective.households.quorum", households, present)
}

/// 户代表会议通过 Whether enough of the households present agree, before 2025-05-01 (Decree 109).
///
/// # Errors
/// Those of the rulebook.
pub fn households_pass(book: Book<'_>, present: Attending, agreed: u32) -> Result<Option<Finding>> {
    reach(book, "collective.households.pass", present, agreed)
}

/// 户代表会议 Whether household representatives may decide at all: since 2025-05-01 the law knows only the members' assembly and their
/// representatives (arts. 26–28).
///
/// # Errors
/// Those of the rulebook.
pub fn households_body(book: Book<'_>, by_households: bool) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.households.body")? else { return Ok(None) };
    Ok(Some(check.saw("day", book.day()).when(!by_households)))
}

/// 代表人数 Whether there are enough representatives (art. 28).
///
/// # Errors
/// Those of the rulebook.
pub fn representatives_number(book: Book<'_>, representatives: WholeBody) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.representatives.number")? else { return Ok(None) };
    let more_than = book.number("collective.representatives.more_than")?;
    Ok(Some(check.at_least(more_than + 1, representatives.get())))
}

/// 代表名额 Whether the number of representatives fits the number of households (art. 28).
///
/// # Errors
/// Those of the rulebook.
pub fn representatives_households(
    book: Book<'_>,
    representatives: WholeBody,
    households: Households,
) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.representatives.households")? else { return Ok(None) };
    let least = book.count("collective.representatives.least_households")?.max(1);
    let most = book.count("collective.representatives.most_households")?.max(1);
    let (low, high) = (households.get().div_ceil(most), households.get() / least);
    let has = representatives.get();
    let check = check.saw("households", households.get()).saw("representatives", has).saw("low", low).saw("high", high);
    Ok(Some(check.when(low <= has && has <= high)))
}

/// 代表大会法定人数 Whether enough representatives attend, before 2025-05-01 (Decree 109); the law asks for votes of all instead.
///
/// # Errors
/// Those of the rulebook.
pub fn representatives_quorum(book: Book<'_>, body: WholeBody, attending: Attending) -> Result<Option<Finding>> {
    reach(book, "collective.representatives.quorum", body, attending.get())
}

/// 代表大会通过 Whether enough representatives agree (art. 28; Decree 109 before).
///
/// # Errors
/// Those of the rulebook.
pub fn representatives_pass(
    book: Book<'_>,
    body: WholeBody,
    attending: Attending,
    agreed: u32,
) -> Result<Option<Finding>> {
    pass(book, "collective.representatives.pass", "collective.representatives.pass_attending", body, attending, agreed)
}

/// 专属事项 Whether the representatives may decide the matter (art. 28).
///
/// # Errors
/// Those of the rulebook.
pub fn representatives_matter(book: Book<'_>, matter: CollectiveMatter) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.representatives.matter")? else { return Ok(None) };
    Ok(Some(check.saw("matter", matter.label()).saw("item", matter.item()).when(!matter.for_members_only())))
}

/// 土地承包表决 Whether two thirds of the members or representatives agree (农村土地承包法 arts. 19, 52).
///
/// # Errors
/// Those of the rulebook.
pub fn land_vote(book: Book<'_>, body: WholeBody, agreed: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.land.vote")? else { return Ok(None) };
    let share = book.share::<WholeBodyKind>("collective.land")?;
    Ok(Some(check.saw("whole", body.get()).at_least(share.least(body), agreed)))
}

/// 对外发包 Whether the township approved a contractor from outside (农村土地承包法 art. 52).
///
/// # Errors
/// Those of the rulebook.
pub fn land_outsider(book: Book<'_>, outsider: bool, approved: bool) -> Result<Option<Finding>> {
    as_due(book, "collective.land.outsider", !outsider || approved)
}

/// 耕地承包期 Whether a contract of arable land lasts the statutory term; `last` is its last day (农村土地承包法 art. 21).
///
/// # Errors
/// Those of the rulebook.
pub fn land_term(book: Book<'_>, from: Day, last: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.land.term")? else { return Ok(None) };
    let ends = book.after("collective.land.arable", from)?.previous();
    Ok(Some(check.saw("from", from).saw("ends", ends).saw("last", last).when(last == ends)))
}

/// 申请登记 Whether charter, members and council were there when a collective applied for registration (农村集体经济组织法 art. 22).
///
/// # Errors
/// Those of the rulebook.
pub fn registration(book: Book<'_>, charter: bool, members: bool, council: bool) -> Result<Option<Finding>> {
    let word = |done: bool| if done { "是" } else { "否" };
    let check = book.check("collective.registration")?;
    Ok(check.map(|check| {
        let check = check.saw("charter", word(charter)).saw("members", word(members)).saw("council", word(council));
        check.when(charter && members && council)
    }))
}

/// Votes held against the whole body where the law of the day counts it, else against those attending.
fn pass(
    book: Book<'_>,
    whole: &str,
    present: &str,
    body: WholeBody,
    attending: Attending,
    agreed: u32,
) -> Result<Option<Finding>> {
    let Some(check) = book.check(whole)? else { return Ok(None) };
    if let Some(share) = book.share_if::<WholeBodyKind>(whole)? {
        return Ok(Some(of(check, body).at_least(share.least(body), agreed)));
    }
    let Some(share) = book.share_if::<AttendingKind>(present)? else { return Ok(None) };
    Ok(Some(of(check, attending).at_least(share.least(attending), agreed)))
}

fn of<D: Denominator>(check: Check, of: Of<D>) -> Check {
    check.saw("of", D::ZH).saw("of_en", D::EN).saw("whole", of.get())
}
