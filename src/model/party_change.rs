//! 党组织变更 How a Party organisation was formed, changed, given other officers, or dissolved, and who approved it.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::PartyOrganisation;
use crate::schema::Id;
use crate::value::{Day, Text};

crate::labels! {
    /// 变更类别 What happened.
    pub enum PartyChangeKind: "变更类别 kind of change" {
        /// 成立 Formed.
        Formed = "formed" / "成立",
        /// 变更 Its name, kind, superior or place changed.
        Changed = "changed" / "变更",
        /// 指定班子 The superior named its officers.
        Named = "named" / "指定班子",
        /// 撤销 Dissolved.
        Dissolved = "dissolved" / "撤销",
    }
}

crate::labels! {
    /// 批准机关 Who approved it.
    pub enum PartyApprover: "批准机关 approving organisation" {
        /// 县（市、区）党委 County level.
        County = "county" / "县（市、区）党委" | "区委" | "县委",
        /// 乡镇（街道）党（工）委 Township.
        Township = "township" / "乡镇（街道）党（工）委" | "镇党委",
        /// 本村党组织 The village's own organisation.
        Village = "village" / "本村党组织",
    }
}

/// 党组织变更 An event in the life of a Party organisation.
#[doc(alias = "党组织变更")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartyChange {
    /// 编号 Id.
    pub id: Id<PartyChange>,
    /// 党组织 The organisation.
    pub organisation: Id<PartyOrganisation>,
    /// 类别 What happened.
    pub kind: PartyChangeKind,
    /// 日期 Day.
    pub on: Day,
    /// 批准机关 Who approved it.
    pub approver: PartyApprover,
    /// 批准文号 Number of the paper.
    pub paper: Text,
    /// 事由 Why.
    pub reason: Text,
}

crate::entity! {
    PartyChange: "party_change", "pchg", v1, "党组织变更";
    columns {
        organisation "党组织": Text = |it| it.organisation,
        change "类别": Text = |it| it.kind.code(),
        happened "日期": Day = |it| it.on,
        approver "批准机关": Text = |it| it.approver.code(),
    }
    indexes { by_organisation(organisation, happened), by_change(change, happened) }
    secrets {}
    subject = |it| it.id.key();
}

impl PartyChange {
    /// Every field stands for itself.
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "each kind has a check")]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}
