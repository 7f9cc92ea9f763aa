//! 大党委成员单位 The units whose Party organisations sit on the big Party committee.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::entries;
use crate::schema::Id;
use crate::value::{Day, PersonName, Text};

/// 大党委成员单位 A unit's Party organisation on the village's big Party committee, with its part-time member, who
/// keeps his own line of report, and the resources it offers.
#[doc(alias = "大党委")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BigCommitteeMember {
    /// 编号 Id.
    pub id: Id<BigCommitteeMember>,
    /// 成员单位党组织 The unit's Party organisation.
    pub unit: Text,
    /// 兼职委员 Part-time member.
    pub delegate: PersonName,
    /// 职务 His post in the unit.
    pub duty: Text,
    /// 纳入日期 Day from which the unit belongs to it.
    pub since: Day,
    /// 资源清单 Resources, as listed.
    pub resources: Option<Text>,
}

crate::entity! {
    BigCommitteeMember: "big_committee_member", "bcm", v1, "大党委成员单位";
    columns {
        member_unit "成员单位党组织": Text = |it| it.unit.as_str(),
        since "纳入日期": Day = |it| it.since,
    }
    indexes { by_unit(member_unit) }
    secrets {}
    subject = |it| it.id.key();
}

impl BigCommitteeMember {
    /// Every field stands for itself.
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "each kind has a check")]
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// 资源清单 The resources one by one.
    pub fn resource_list(&self) -> Vec<&str> {
        self.resources.as_ref().map(|list| entries(list.as_str())).unwrap_or_default()
    }
}
