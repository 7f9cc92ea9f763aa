//! 党组织 Party organisations of the village: committee, branches, groups.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{empty_while, needs, together};
use crate::model::{Cooperative, Grid, Ref};
use crate::schema::Id;
use crate::value::{Count, Day, PersonName, RefNo, Text};

crate::labels! {
    /// 党组织类型 What sort of Party organisation it is.
    #[doc(alias = "党组织类型")]
    pub enum PartyOrganisationKind: "组织类型 kind of Party organisation" {
        /// 村党委 Village Party committee: 100 members or more, approved by the county level (农村基层组织工作条例 art. 5).
        VillageCommittee = "village_committee" / "村党委" | "党委",
        /// 大党委 Big Party committee: the village's own and the Party organisations of units in the village.
        BigCommittee = "big_committee" / "大党委" | "“大党委”",
        /// 党总支 General branch: more than 50 members.
        GeneralBranch = "general_branch" / "党总支" | "总支",
        /// 大支部 Big branch of a cooperative.
        BigBranch = "big_branch" / "大支部" | "“大支部”",
        /// 党支部 Branch: three full members or more (党章 art. 30).
        Branch = "branch" / "党支部" | "支部",
        /// 联合党支部 Joint branch of units with fewer than three full members each.
        JointBranch = "joint_branch" / "联合党支部",
        /// 功能性党支部 Functional branch of a grid, project or team: the same members as the formal branches, no dues, no
        /// recruiting, so that its members are never added to theirs.
        FunctionalBranch = "functional_branch" / "功能性党支部" | "功能型党支部",
        /// 临时党支部 Provisional branch of a temporary body.
        ProvisionalBranch = "provisional_branch" / "临时党支部",
        /// 党小组 Party group of a branch.
        Group = "group" / "党小组",
    }
}

impl PartyOrganisationKind {
    /// 党籍所在 Whether a member's relation stands here, so that members may be summed over all of this kind.
    pub const fn holds_relations(self) -> bool {
        matches!(self, Self::BigBranch | Self::Branch | Self::JointBranch)
    }

    /// Whether it always stands below another organisation of the village.
    pub const fn is_below_another(self) -> bool {
        matches!(self, Self::Group | Self::FunctionalBranch)
    }
}

/// 党组织 A Party organisation. The stated counts are what the paper says; members are counted from
/// [`PartyMember`](crate::model::PartyMember).
#[doc(alias = "党组织")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartyOrganisation {
    /// 编号 Id.
    pub id: Id<PartyOrganisation>,
    /// 组织编码 Code within the village.
    pub code: RefNo,
    /// 组织名称 Name.
    pub name: Text,
    /// 组织类型 Kind.
    pub kind: PartyOrganisationKind,
    /// 上级党组织 The superior, where it is one of the village's own.
    pub superior: Option<Ref<PartyOrganisation>>,
    /// 上级党组织 The superior outside the village, by name.
    pub superior_outside: Option<Text>,
    /// 书记(组长) Secretary, or leader of a group.
    pub secretary: Option<PersonName>,
    /// 副书记 Deputy secretaries, as the paper lists them.
    pub deputies: Option<Text>,
    /// 委员 Committee members or contact persons, as the paper lists them.
    pub members: Option<Text>,
    /// 成立日期 Day of founding.
    pub founded: Day,
    /// 批准文号 Number of the paper that approved it.
    pub approval: Option<Text>,
    /// 正式党员数 Full members as stated.
    pub stated_full: Option<Count>,
    /// 预备党员数 Probationary members as stated.
    pub stated_probationary: Option<Count>,
    /// 对应合作社 The cooperative it belongs to.
    pub cooperative: Option<Ref<Cooperative>>,
    /// 对应网格 The grid it belongs to.
    pub grid: Option<Ref<Grid>>,
    /// 说明 Note.
    pub note: Option<Text>,
}

crate::entity! {
    PartyOrganisation: "party_organisation", "porg", v1, "党组织";
    columns {
        code "组织编码": Text = |it| it.code.as_str(),
        name "组织名称": Text = |it| it.name.as_str(),
        organisation_kind "组织类型": Text = |it| it.kind.code(),
        superior "上级党组织": Text = |it| it.superior.as_ref(),
        founded "成立日期": Day = |it| it.founded,
        cooperative "对应合作社": Text = |it| it.cooperative.as_ref(),
        grid "对应网格": Text = |it| it.grid.as_ref(),
    }
    indexes { by_code(code), by_kind(organisation_kind, code), by_superior(superior) }
    secrets {}
    subject = |it| it.id.key();
}

impl PartyOrganisation {
    /// Own invariants: a group or functional branch stands below an organisation of the village, nothing stands below
    /// itself, one superior at most, one of cooperative and grid at most, both stated counts or none.
    fn check(&self) -> Result<()> {
        let below = self.superior.as_ref();
        if (self.kind.is_below_another() && below.is_none()) || below.and_then(Ref::id) == Some(self.id) {
            return Err(Error::new(code::model::PARTY_SUPERIOR).with("column", "上级党组织").with("value", &self.name));
        }
        if below.is_some() {
            empty_while(("上级党组织", self.superior_outside.is_some()), "上级党组织在本村")?;
        }
        if self.grid.is_some() {
            empty_while(("对应合作社或网格", self.cooperative.is_some()), "对应网格")?;
        }
        needs(("副书记", self.deputies.is_some()), ("书记(组长)", self.secretary.is_some()))?;
        together(("正式党员数", self.stated_full.is_some()), ("预备党员数", self.stated_probationary.is_some()))
    }

    /// 简称 The name within its superior: `第三党小组` of `第一合作社大支部第三党小组`.
    pub fn short_name(&self) -> &str {
        Self::short_name_of(self.name.as_str())
    }

    /// 简称 What follows the branch in the name of a group.
    pub fn short_name_of(name: &str) -> &str {
        name.rsplit_once("支部").map_or(name, |(_, tail)| tail)
    }

    /// 党员数 Full and probationary members as stated, together.
    pub fn stated_members(&self) -> Option<Count> {
        Some(Count::new(self.stated_full?.get().saturating_add(self.stated_probationary?.get())))
    }

    /// 应设支委会 Whether it must have a branch committee: seven full members or more (支部工作条例).
    pub fn needs_committee(&self) -> bool {
        self.kind.holds_relations() && self.stated_full.is_some_and(|full| full.get() >= 7)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn group() -> PartyOrganisation {
        PartyOrganisation {
            id: id(1),
            code: v("DHZ1-3"),
            name: v("第一合作社大支部第三党小组"),
            kind: PartyOrganisationKind::Group,
            superior: Some(Ref::Known(id(2))),
            superior_outside: None,
            secretary: Some(v("何芬")),
            deputies: None,
            members: None,
            founded: v("2022-10-25"),
            approval: None,
            stated_full: Some(v("9")),
            stated_probationary: Some(v("1")),
            cooperative: Some(Ref::Known(id(3))),
            grid: None,
            note: None,
        }
    }

    #[test]
    fn a_group_goes_by_what_follows_its_branch() {
        assert!(group().check().is_ok());
        assert_eq!(group().short_name(), "第三党小组");
        assert_eq!(group().stated_members(), Some(Count::new(10)));
    }

    #[test]
    fn a_group_stands_below_an_organisation_of_the_village_and_never_below_itself() {
        let alone = PartyOrganisation { superior: None, superior_outside: Some(v("中共某镇委员会")), ..group() };
        assert_eq!(alone.check().unwrap_err().code(), "model.party.superior");
        let itself = PartyOrganisation { superior: Some(Ref::Known(id(1))), ..group() };
        assert_eq!(itself.check().unwrap_err().code(), "model.party.superior");
        let committee =
            PartyOrganisation { kind: PartyOrganisationKind::VillageCommittee, cooperative: None, ..alone.clone() };
        assert!(committee.check().is_ok());
    }

    #[test]
    fn an_organisation_belongs_to_one_place_and_states_both_counts_or_none() {
        let both = PartyOrganisation { grid: Some(Ref::Known(id(4))), ..group() };
        assert_eq!(both.check().unwrap_err().code(), "model.field.undue");
        let half = PartyOrganisation { stated_probationary: None, ..group() };
        assert_eq!(half.check().unwrap_err().get("column"), Some("预备党员数"));
    }

    #[test]
    fn members_of_functional_branches_are_never_added() {
        let summed: Vec<_> = PartyOrganisationKind::ALL.iter().filter(|kind| kind.holds_relations()).collect();
        assert!(!summed.contains(&&PartyOrganisationKind::FunctionalBranch));
        assert!(!summed.contains(&&PartyOrganisationKind::Group));
        assert!(summed.contains(&&PartyOrganisationKind::BigBranch));
    }
}
