//! 设置 Forming branches, general branches, committees and groups: how many members, who leads, who approves.

use crate::error::Result;
use crate::model::{PartyOrganisation, PartyOrganisationKind as Kind};
use crate::rules::party::EntitledMembers;
use crate::rules::{Book, Finding, Findings, Level};
use crate::value::Text;

/// 党组织情况 What is known of an organisation that is formed or looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// 组织类型 Kind.
    pub kind: Kind,
    /// 正式党员 Full members.
    pub full: u32,
    /// 党员 Full and probationary members.
    pub members: u32,
    /// 书记(组长) Secretaries, or leaders of a group.
    pub secretaries: u32,
    /// 副书记 Deputy secretaries.
    pub deputies: u32,
    /// 委员会人数 Members of its committee, secretary and deputies among them; 0 where there is none.
    pub committee: u32,
    /// 联合单位 Full members of each unit that joins in a joint branch.
    pub units: Vec<u32>,
    /// 下设支部 Formal branches below it.
    pub branches: u32,
    /// 工作需要 Whether a real need is stated.
    pub need: bool,
    /// 批准机关 Who approved it.
    pub approved_by: Option<Level>,
    /// 上级 The level of the organisation above it; the village's own counts as [`Level::Charter`].
    pub above: Option<Level>,
    /// 对应合作社或网格 To how many cooperatives or grids it belongs.
    pub places: u32,
}

impl Organisation {
    /// An organisation of a kind of which nothing else is known yet.
    pub fn of(kind: Kind) -> Self {
        Self {
            kind,
            full: 0,
            members: 0,
            secretaries: 0,
            deputies: 0,
            committee: 0,
            units: Vec::new(),
            branches: 0,
            need: false,
            approved_by: None,
            above: None,
            places: 0,
        }
    }

    /// 据台账 What the register knows of an organisation: its members from the roll, its officers as listed, its superior by name. Whether a
    /// need was stated no register says.
    pub fn of_record(
        record: &PartyOrganisation,
        roll: &EntitledMembers,
        branches: u32,
        approved_by: Option<Level>,
    ) -> Self {
        let listed = |list: Option<&Text>| list.map_or(0, |list| count(list.as_str().split('、').count()));
        let (secretaries, deputies) = (u32::from(record.secretary.is_some()), listed(record.deputies.as_ref()));
        let others = listed(record.members.as_ref());
        let outside = record.superior_outside.as_ref().and_then(|name| level_of(name.as_str()));
        Self {
            full: roll.full(),
            members: roll.members(),
            secretaries,
            deputies,
            committee: if others == 0 { 0 } else { secretaries + deputies + others },
            branches,
            approved_by,
            above: record.superior.as_ref().map(|_| Level::Charter).or(outside),
            places: u32::from(record.cooperative.is_some()) + u32::from(record.grid.is_some()),
            ..Self::of(record.kind)
        }
    }

    /// 检查设置 Every rule on forming an organisation of its kind.
    ///
    /// # Errors
    /// Those of the rulebook.
    pub fn check(&self, book: Book<'_>) -> Result<Findings> {
        let mut found = Findings::default();
        match self.kind {
            Kind::Branch | Kind::BigBranch => {
                found.add(branch_full(book, self.full)?);
                found.add(branch_size(book, self.members)?);
                self.leaders(book, &mut found)?;
            }
            Kind::JointBranch => {
                found.add(branch_full(book, self.full)?);
                found.add(joint_unit(book, self.units.iter().copied().max().unwrap_or_default())?);
                found.add(joint_units(book, count(self.units.len()))?);
                found.add(branch_size(book, self.members)?);
                self.leaders(book, &mut found)?;
            }
            Kind::GeneralBranch => {
                found.add(general_branch_members(book, self.members, self.need)?);
                found.add(secretary(book, self.secretaries)?);
            }
            Kind::VillageCommittee => {
                found.add(committee_members(book, self.members)?);
                found.add(committee_need(book, self.need)?);
                found.add(committee_approval(book, self.approved_by)?);
                found.add(committee_township(book, self.above)?);
                found.add(committee_branches(book, self.branches)?);
                found.add(secretary(book, self.secretaries)?);
            }
            Kind::Group => {
                found.add(group_members(book, self.members)?);
                found.add(group_leader(book, self.secretaries)?);
            }
            Kind::BigCommittee | Kind::FunctionalBranch | Kind::ProvisionalBranch => {
                found.add(secretary(book, self.secretaries)?);
            }
        }
        if self.kind == Kind::BigBranch {
            found.add(super::big_branch_place(book, self.places)?);
        }
        if !matches!(self.kind, Kind::Group | Kind::VillageCommittee) {
            found.add(village_approval(book, self.approved_by)?);
        }
        Ok(found)
    }

    fn leaders(&self, book: Book<'_>, found: &mut Findings) -> Result<()> {
        found.add(secretary(book, self.secretaries)?);
        found.add(deputies(book, self.full, self.deputies)?);
        found.add(branch_committee(book, self.full, self.committee)?);
        if needs_committee(book, self.full)? {
            found.add(committee_usual(book, self.committee)?);
            found.add(committee_most(book, self.committee)?);
        }
        Ok(())
    }
}

/// The level of a Party organisation outside the village, told from its name: 中共新塘镇委员会 is a township's.
fn level_of(name: &str) -> Option<Level> {
    let place = name.strip_prefix("中共").unwrap_or(name);
    let place = place.strip_suffix("工作委员会").or_else(|| place.strip_suffix("委员会"))?;
    match place.chars().last()? {
        '镇' | '乡' | '道' => Some(Level::Town),
        '区' | '县' => Some(Level::District),
        '市' => Some(Level::City),
        _ => None,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// 正式党员三人以上 Whether a branch has enough full members (农村基层组织工作条例 art. 5).
///
/// # Errors
/// Those of the rulebook; so all checks here.
pub fn branch_full(book: Book<'_>, full: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.branch.full")? else { return Ok(None) };
    Ok(Some(check.at_least(book.number("party.branch.full_least")?, full)))
}

/// 联合支部的单位 Whether no unit that joins a joint branch has enough full members for a branch of its own.
///
/// # Errors
/// As [`branch_full`].
pub fn joint_unit(book: Book<'_>, largest: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.joint.unit")? else { return Ok(None) };
    Ok(Some(check.at_most(book.number("party.branch.full_least")? - 1, largest)))
}

/// 联合单位数 Whether a joint branch covers no more units than usual.
///
/// # Errors
/// As [`branch_full`].
pub fn joint_units(book: Book<'_>, units: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.joint.units")? else { return Ok(None) };
    Ok(Some(check.at_most(book.number("party.joint.units_most")?, units)))
}

/// 支部人数 Whether a branch has no more members than usual.
///
/// # Errors
/// As [`branch_full`].
pub fn branch_size(book: Book<'_>, members: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.branch.size")? else { return Ok(None) };
    Ok(Some(check.at_most(book.number("party.branch.members_most")?, members)))
}

/// 项目支部 Whether a project lasts long enough for a branch.
///
/// # Errors
/// As [`branch_full`].
pub fn branch_project(book: Book<'_>, months: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.branch.project")? else { return Ok(None) };
    Ok(Some(check.at_least(book.number("party.branch.project_months")?, months)))
}

/// 书记 Whether there is one secretary.
///
/// # Errors
/// As [`branch_full`].
pub fn secretary(book: Book<'_>, secretaries: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.branch.secretary")? else { return Ok(None) };
    Ok(Some(check.saw("has", secretaries).when(secretaries == 1)))
}

/// 应设支委会 Whether a branch of so many full members has a committee.
///
/// # Errors
/// As [`branch_full`].
pub fn needs_committee(book: Book<'_>, full: u32) -> Result<bool> {
    Ok(i64::from(full) >= book.number("party.branch.committee_from")?)
}

/// 副书记 Whether a branch without committee has no more deputies than allowed; nothing where it needs a committee.
///
/// # Errors
/// As [`branch_full`].
pub fn deputies(book: Book<'_>, full: u32, deputies: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.branch.deputies")? else { return Ok(None) };
    if needs_committee(book, full)? {
        return Ok(None);
    }
    Ok(Some(check.saw("full", full).at_most(book.number("party.branch.deputies_most")?, deputies)))
}

/// 支部委员会 Whether a branch that needs a committee has one; nothing of a smaller branch.
///
/// # Errors
/// As [`branch_full`].
pub fn branch_committee(book: Book<'_>, full: u32, committee: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.branch.committee")? else { return Ok(None) };
    if !needs_committee(book, full)? {
        return Ok(None);
    }
    Ok(Some(check.saw("full", full).at_least(book.number("party.branch.committee_least")?, committee)))
}

/// 支委会一般人数 Whether a branch committee is no larger than usual.
///
/// # Errors
/// As [`branch_full`].
pub fn committee_usual(book: Book<'_>, committee: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.branch.committee_usual")? else { return Ok(None) };
    Ok(Some(check.at_most(book.number("party.branch.committee_usual")?, committee)))
}

/// 支委会人数上限 Whether a branch committee is no larger than allowed.
///
/// # Errors
/// As [`branch_full`].
pub fn committee_most(book: Book<'_>, committee: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.branch.committee_most")? else { return Ok(None) };
    Ok(Some(check.at_most(book.number("party.branch.committee_most")?, committee)))
}

/// 党总支 Whether there are more members than a branch takes, or a real need.
///
/// # Errors
/// As [`branch_full`].
pub fn general_branch_members(book: Book<'_>, members: u32, need: bool) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.general_branch.members")? else { return Ok(None) };
    let least = book.number("party.general_branch.over")? + 1;
    if need {
        return Ok(Some(check.saw("needs", least).saw("has", members).when(true)));
    }
    Ok(Some(check.at_least(least, members)))
}

/// 村党委人数 Whether there are members enough for a village Party committee.
///
/// # Errors
/// As [`branch_full`].
pub fn committee_members(book: Book<'_>, members: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.committee.members")? else { return Ok(None) };
    Ok(Some(check.at_least(book.number("party.committee.members_least")?, members)))
}

/// 村党委的需要 Whether the need of a village Party committee is stated.
///
/// # Errors
/// As [`branch_full`].
pub fn committee_need(book: Book<'_>, need: bool) -> Result<Option<Finding>> {
    Ok(book.check("party.committee.need")?.map(|check| check.when(need)))
}

fn named(level: Option<Level>) -> &'static str {
    match level {
        None => "未载明",
        Some(Level::Charter) => "本村",
        Some(level) => level.label(),
    }
}

/// 县级批准 Whether the county level approved a village Party committee.
///
/// # Errors
/// As [`branch_full`].
pub fn committee_approval(book: Book<'_>, by: Option<Level>) -> Result<Option<Finding>> {
    let check = book.check("party.committee.approval")?;
    Ok(check.map(|check| check.saw("by", named(by)).when(by == Some(Level::District))))
}

/// 乡镇领导 Whether a village Party committee stands below the township's.
///
/// # Errors
/// As [`branch_full`].
pub fn committee_township(book: Book<'_>, above: Option<Level>) -> Result<Option<Finding>> {
    let check = book.check("party.committee.township")?;
    Ok(check.map(|check| check.saw("above", named(above)).when(above == Some(Level::Town))))
}

/// 下设支部 Whether several branches stand below a village Party committee.
///
/// # Errors
/// As [`branch_full`].
pub fn committee_branches(book: Book<'_>, branches: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.committee.branches")? else { return Ok(None) };
    Ok(Some(check.at_least(book.number("party.committee.branches_least")?, branches)))
}

/// 乡镇批准 Whether the township or a level above it approved forming or dissolving an organisation of the village.
///
/// # Errors
/// As [`branch_full`].
pub fn village_approval(book: Book<'_>, by: Option<Level>) -> Result<Option<Finding>> {
    let check = book.check("party.village.approval")?;
    Ok(check.map(|check| check.saw("by", named(by)).when(by.is_some_and(|by| by != Level::Charter))))
}

/// 代表大会人数 Whether there are members enough for a congress of delegates.
///
/// # Errors
/// As [`branch_full`].
pub fn congress_members(book: Book<'_>, members: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.congress.members")? else { return Ok(None) };
    Ok(Some(check.at_least(book.number("party.congress.members_least")?, members)))
}

/// 代表大会批准 Whether the township approved a congress of delegates.
///
/// # Errors
/// As [`branch_full`].
pub fn congress_approval(book: Book<'_>, by: Option<Level>) -> Result<Option<Finding>> {
    let check = book.check("party.congress.approval")?;
    Ok(check.map(|check| check.saw("by", named(by)).when(by.is_some_and(|by| by != Level::Charter))))
}

/// 党小组人数 Whether a group has as many members as usual.
///
/// # Errors
/// As [`branch_full`].
pub fn group_members(book: Book<'_>, members: u32) -> Result<Option<Finding>> {
    let Some(check) = book.check("party.group.members")? else { return Ok(None) };
    Ok(Some(check.at_least(book.number("party.group.members_least")?, members)))
}

/// 党小组组长 Whether a group has a leader.
///
/// # Errors
/// As [`branch_full`].
pub fn group_leader(book: Book<'_>, leaders: u32) -> Result<Option<Finding>> {
    Ok(book.check("party.group.leader")?.map(|check| check.when(leaders > 0)))
}

/// 撤销 Whether no member's relation is left in an organisation that is dissolved.
///
/// # Errors
/// As [`branch_full`].
pub fn dissolve_members(book: Book<'_>, members: u32) -> Result<Option<Finding>> {
    Ok(book.check("party.dissolve.members")?.map(|check| check.at_most(0, members)))
}
