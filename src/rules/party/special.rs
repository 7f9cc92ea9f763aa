//! 特殊形式 Provisional and functional branches, big committees and branches, floating members, first secretaries.

use crate::error::Result;
use crate::model::PartyOrganisationKind as Kind;
use crate::rules::{Book, Finding};
use crate::value::Day;

labels! {
    /// 党组织活动 What a Party organisation does.
    pub enum PartyAct: "党组织活动 act of a Party organisation" {
        /// 学习教育 Study, education, management and supervision of members.
        Study = "study" / "学习教育管理监督",
        /// 发展党员 Admitting and confirming members.
        Recruit = "recruit" / "发展党员",
        /// 处分处置党员 Penalising members.
        Penalise = "penalise" / "处分处置党员",
        /// 收缴党费 Collecting dues.
        Dues = "dues" / "收缴党费",
        /// 选举代表 Electing delegates to a congress.
        Delegates = "delegates" / "选举党代表大会代表",
        /// 换届 Electing its officers anew.
        Reelect = "reelect" / "换届",
    }
}

impl PartyAct {
    /// The parameter that would allow it; the first is for provisional branches, the second for functional ones.
    const fn allowed_by(self) -> Option<[&'static str; 2]> {
        match self {
            Self::Study => None,
            Self::Recruit => Some(["party.provisional.may_recruit", "party.functional.may_recruit"]),
            Self::Penalise => Some(["party.provisional.may_penalise", "party.functional.may_penalise"]),
            Self::Dues => Some(["party.provisional.may_dues", "party.functional.may_dues"]),
            Self::Delegates => Some(["party.provisional.may_delegates", "party.functional.may_delegates"]),
            Self::Reelect => Some(["party.provisional.may_reelect", "party.functional.may_reelect"]),
        }
    }
}

/// 能否开展 Whether an organisation of a kind may do that; nothing of a formal one, to which everything is open.
///
/// # Errors
/// Those of the rulebook; so all checks here.
pub fn may(book: Book<'_>, kind: Kind, act: PartyAct) -> Result<Option<Finding>> {
    let (rule, place) = match kind {
        Kind::ProvisionalBranch => ("party.provisional.acts", 0),
        Kind::FunctionalBranch => ("party.functional.acts", 1),
        _ => return Ok(None),
    };
    let Some(check) = book.check(rule)? else { return Ok(None) };
    let allowed = match act.allowed_by().as_ref().and_then(|parameters| parameters.get(place)) {
        Some(parameter) => book.flag(parameter)?,
        None => true,
    };
    Ok(Some(check.saw("act", act.label()).when(allowed)))
}

/// 指定班子 Whether the superior named the officers of a provisional branch.
///
/// # Errors
/// As [`may`].
pub fn provisional_officers(book: Book<'_>, named_by_superior: bool) -> Result<Option<Finding>> {
    Ok(book.check("party.provisional.officers")?.map(|check| check.when(named_by_superior)))
}

/// 自然撤销 Whether a provisional branch acts while its body is still there; nothing while the body has no end.
///
/// # Errors
/// As [`may`].
pub fn provisional_ended(book: Book<'_>, ended: Option<Day>, on: Day) -> Result<Option<Finding>> {
    let Some(ended) = ended else { return Ok(None) };
    Ok(book.check("party.provisional.ended")?.map(|check| check.not_after(ended, on)))
}

/// 一个正式党支部 Whether a member belongs to exactly one formal branch; in how many functional ones he takes part is his matter.
///
/// # Errors
/// As [`may`].
pub fn one_formal_branch(book: Book<'_>, formal: u32, functional: u32) -> Result<Option<Finding>> {
    let check = book.check("party.membership.formal")?;
    Ok(check.map(|check| check.saw("functional", functional).saw("has", formal).when(formal == 1)))
}

/// 兼职委员 Whether no part-time member of a big committee sits on the village's own committee.
///
/// # Errors
/// As [`may`].
pub fn part_time_members(book: Book<'_>, own: u32) -> Result<Option<Finding>> {
    Ok(book.check("party.big_committee.part_time")?.map(|check| check.at_most(0, own)))
}

/// 大支部 Whether a big branch belongs to a grid or cooperative.
///
/// # Errors
/// As [`may`].
pub fn big_branch_place(book: Book<'_>, places: u32) -> Result<Option<Finding>> {
    Ok(book.check("party.big_branch.place")?.map(|check| check.saw("places", places).when(places > 0)))
}

/// 双报到 Whether the unit reported to the local organisation, and the member to where he lives.
///
/// # Errors
/// As [`may`].
pub fn double_report(book: Book<'_>, unit: u32, member: u32) -> Result<Option<Finding>> {
    let check = book.check("party.double_report")?;
    Ok(check.map(|check| check.saw("unit", unit).saw("member", member).when(unit > 0 && member > 0)))
}

/// 转移组织关系 Whether a floating member who is away for long at a fixed place had his relation moved.
///
/// # Errors
/// As [`may`].
pub fn floating_transfer(book: Book<'_>, months: u32, fixed: bool, moved: bool) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.floating.transfer")? else { return Ok(None) };
    let limit = book.number("party.floating.transfer_months")? - 1;
    if !fixed || moved {
        return Ok(Some(check.saw("limit", limit).saw("has", months).when(true)));
    }
    Ok(Some(check.at_most(limit, months)))
}

/// 第一书记任期 Whether a first secretary serves as long as usual, in full months from the first day to the day after the last.
///
/// # Errors
/// As [`may`].
pub fn first_secretary_term(book: Book<'_>, began: Day, until: Day) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.first_secretary.term")? else { return Ok(None) };
    let needs = book.number("party.first_secretary.months")?;
    let mut months = 0_u32;
    while began.plus_months(months + 1) <= until && i64::from(months) < needs {
        months += 1;
    }
    Ok(Some(check.at_least(needs, months)))
}
