//! 行为规范 What officers and the organisation may not do, and in what order income is used.

use crate::error::Result;
use crate::rules::collective::{after_term, as_due};
use crate::rules::{Book, Finding};
use crate::value::{Day, Money};

labels! {
    /// 禁止行为 What officers of the collective may not do (农村集体经济组织法 art. 35).
    #[doc(alias = "禁止行为")]
    pub enum OfficerAct: "禁止行为 forbidden act" {
        /// 侵占、私分 Embezzling or splitting collective property.
        Embezzle = "embezzle" / "侵占、挪用、截留、哄抢、私分、破坏集体财产" | "侵占、私分集体财产",
        /// 借用 Borrowing from the organisation.
        Borrow = "borrow" / "直接或者间接向集体经济组织借款" | "向集体借款",
        /// 担保 Pledging collective property for others.
        Pledge = "pledge" / "以集体财产为本人或者他人债务提供担保" | "以集体财产为他人担保",
        /// 为政府举债 Raising debt for the government.
        DebtForGovernment = "debt_for_government" / "为地方政府举借债务",
        /// 非法集资 Illegal fund-raising.
        FundRaising = "fund_raising" / "以集体经济组织名义开展非法集资",
        /// 低价处置 Selling, letting or contributing cheaply.
        CheapDisposal = "cheap_disposal" / "将集体财产低价折股、转让、租赁" | "低价处置集体财产",
        /// 普通合伙人 Becoming a general partner.
        GeneralPartner = "general_partner" / "以集体经济组织名义成为普通合伙人" | "成为普通合伙人",
        /// 收受回扣 Taking kickbacks.
        Kickback = "kickback" / "接受交易佣金归为己有" | "收受回扣",
        /// 泄露秘密 Leaking secrets.
        LeakSecrets = "leak_secrets" / "泄露集体经济组织的商业秘密" | "泄露秘密",
    }
}

impl OfficerAct {
    /// 项 Its item in article 35.
    pub fn item(self) -> u32 {
        let place = Self::ALL.iter().position(|act| *act == self).unwrap_or_default();
        u32::try_from(place + 1).unwrap_or(u32::MAX)
    }

    /// 无效 Whether the act is void in itself.
    pub const fn is_void(self) -> bool {
        matches!(self, Self::Pledge)
    }
}

/// 禁止行为 Refuses what officers may not do; an act that is none of these is not refused (art. 35).
///
/// # Errors
/// Those of the rulebook.
pub fn officers_forbidden(book: Book<'_>, act: Option<OfficerAct>) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.officers.forbidden")? else { return Ok(None) };
    let Some(act) = act else { return Ok(Some(check.when(true))) };
    let (void, void_en) = if act.is_void() { ("，且担保无效", " and void") } else { ("", "") };
    let check = check.saw("act", act.label()).saw("item", act.item()).saw("void", void).saw("void_en", void_en);
    Ok(Some(check.when(false)))
}

/// What a collective was called before the law (Decree 109, art. 3).
const OLD_NAMES: [&str; 3] = ["经济联合总社", "经济联合社", "经济合作社"];
/// What the name of a collective says under the law (art. 21).
const NAME: &str = "集体经济组织";

/// 名称 Whether a name says what it must; one registered under the decree stays valid (arts. 21, 65). `place` is the county, town,
/// village or group.
///
/// # Errors
/// Those of the rulebook.
pub fn name_of(book: Book<'_>, name: &str, place: &str, registered: Option<Day>) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.name")? else { return Ok(None) };
    // The texts of the norm say since when the law names the organisation: what was registered before keeps its name.
    let before = |finding: &Finding| finding.source().and_then(|text| text.from);
    let begun = book.check("collective.name")?.map(|check| check.when(true)).as_ref().and_then(before);
    let kept = match (begun, registered) {
        (None, _) => true,
        (Some(begun), Some(registered)) => registered < begun,
        (Some(_), None) => false,
    };
    let old = OLD_NAMES.iter().any(|ending| name.contains(ending));
    let (named, placed) = (name.contains(NAME) || (kept && old), place.is_empty() || name.contains(place));
    let (lacks, lacks_en) = match (named, placed) {
        (false, _) => ("没有标明组织类型", "the kind of organisation is missing"),
        (true, false) => ("没有标明所在地", "the place is missing"),
        (true, true) => ("", ""),
    };
    Ok(Some(check.saw("name", name).saw("lacks", lacks).saw("lacks_en", lacks_en).when(named && placed)))
}

/// 不得分割 Whether property would be divided among individuals (art. 36).
///
/// # Errors
/// Those of the rulebook.
pub fn undivided(book: Book<'_>, divides: bool) -> Result<Option<Finding>> {
    as_due(book, "collective.undivided", !divides)
}

/// 量化 Whether the income of the asset may be turned into shares (art. 40).
///
/// # Errors
/// Those of the rulebook.
pub fn quantified(book: Book<'_>, operating: bool) -> Result<Option<Finding>> {
    as_due(book, "collective.quantified", operating)
}

/// 账户 Whether the account is in a person's name (art. 44).
///
/// # Errors
/// Those of the rulebook.
pub fn personal_account(book: Book<'_>, personal: bool) -> Result<Option<Finding>> {
    as_due(book, "collective.account", !personal)
}

/// 备查 Whether the yearly report was open to members in time before the assembly (arts. 45, 46).
///
/// # Errors
/// Those of the rulebook.
pub fn report_laid_open(book: Book<'_>, laid_open: Day, assembly: Day) -> Result<Option<Finding>> {
    after_term(book, "collective.report", "collective.report.before", laid_open, assembly)
}

/// 收益分配 Whether no more is distributed than what losses and funds leave (art. 42).
///
/// # Errors
/// Those of the rulebook.
pub fn distribution(
    book: Book<'_>,
    income: Money,
    losses: Money,
    funds: Money,
    distributed: Money,
) -> Result<Option<Finding>> {
    let Some(check) = book.check("collective.distribution")? else { return Ok(None) };
    let left = income.fen().saturating_sub(losses.fen()).saturating_sub(funds.fen()).max(0);
    let limit = if funds.fen() > 0 { left } else { 0 };
    let check = check.saw("income", income).saw("losses", losses).saw("funds", funds);
    Ok(Some(check.at_most_money(Money::from_fen(limit), distributed)))
}
