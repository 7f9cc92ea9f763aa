//! 结对共建 Written agreements between a Party organisation of the village and one outside.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{above_zero, in_order};
use crate::model::{PartyOrganisation, Ref};
use crate::schema::Id;
use crate::value::{Count, Day, PersonName, RefNo, Text};

crate::labels! {
    /// 结对层级 Between which levels a pairing stands.
    pub enum PairingLevel: "结对层级 level of a pairing" {
        /// 党委与机关党委 Village committee and a bureau's committee.
        Committee = "committee" / "党委与机关党委",
        /// 合作社党支部与处室党支部 Cooperative's branch and a division's branch.
        Branch = "branch" / "合作社党支部与处室党支部" | "党支部与党支部",
    }
}

/// 结对共建 A co-building agreement with its three lists: needs, resources, projects.
#[doc(alias = "结对共建")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pairing {
    /// 编号 Id.
    pub id: Id<Pairing>,
    /// 协议编号 Number of the agreement.
    pub no: RefNo,
    /// 甲方 The village's organisation.
    pub organisation: Ref<PartyOrganisation>,
    /// 乙方 The unit's organisation.
    pub partner: Text,
    /// 层级 Level.
    pub level: PairingLevel,
    /// 签订日期 Day of signing.
    pub signed: Day,
    /// 期限 Term in years.
    pub years: Count,
    /// 需求清单 Needs.
    pub needs: Text,
    /// 资源清单 Resources.
    pub resources: Text,
    /// 项目清单 Projects.
    pub projects: Text,
    /// 联络人 Contact.
    pub contact: Option<PersonName>,
    /// 评估日期 Day of the review.
    pub reviewed: Option<Day>,
}

crate::entity! {
    Pairing: "pairing", "pair", v1, "结对共建";
    columns {
        no "协议编号": Text = |it| it.no.as_str(),
        organisation "甲方": Text = |it| &it.organisation,
        partner "乙方": Text = |it| it.partner.as_str(),
        level "层级": Text = |it| it.level.code(),
        signed "签订日期": Day = |it| it.signed,
        last_day "到期日": Day = |it| it.last_day(),
    }
    indexes { by_no(no), by_signed(signed) }
    secrets {}
    subject = |it| it.id.key();
}

impl Pairing {
    /// Own invariants: a term of a year or more, no review before signing.
    fn check(&self) -> Result<()> {
        above_zero("期限(年)", i64::from(self.years.get()))?;
        in_order(&[("签订日期", Some(self.signed)), ("评估日期", self.reviewed)])
    }

    /// 到期日 The last day of the term: the day of signing is not counted, the term ends on the corresponding day
    /// (Civil Code arts 201, 202).
    pub fn last_day(&self) -> Day {
        self.signed.plus_months(self.years.get().saturating_mul(12))
    }

    /// 有效 Whether the agreement is in force on that day.
    pub fn in_force_on(&self, day: Day) -> bool {
        self.signed <= day && day <= self.last_day()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn pairing() -> Pairing {
        Pairing {
            id: id(1),
            no: v("GJ2022-01"),
            organisation: Ref::Known(id(2)),
            partner: v("中共某局机关委员会"),
            level: PairingLevel::Committee,
            signed: v("2022-09-22"),
            years: Count::new(2),
            needs: v("党建指导"),
            resources: v("专家授课"),
            projects: v("党建学堂"),
            contact: None,
            reviewed: Some(v("2023-05-12")),
        }
    }

    #[test]
    fn a_term_ends_on_the_corresponding_day() {
        let pairing = pairing();
        assert!(pairing.check().is_ok());
        assert!(pairing.in_force_on(v("2022-09-22")) && pairing.in_force_on(v("2024-09-22")));
        assert!(!pairing.in_force_on(v("2024-09-23")) && !pairing.in_force_on(v("2022-09-21")));
    }

    #[test]
    fn an_agreement_has_a_term_and_is_reviewed_after_signing() {
        let none = Pairing { years: Count::new(0), ..pairing() };
        assert_eq!(none.check().unwrap_err().code(), "model.amount.zero");
        let early = Pairing { reviewed: Some(v("2022-05-12")), ..pairing() };
        assert_eq!(early.check().unwrap_err().get("column"), Some("评估日期"));
    }
}
