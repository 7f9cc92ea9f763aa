//! 租金与合同变更 What came in under a contract, and how the contract changed.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{above_zero, empty_while, filled_while, in_order};
use crate::model::{Asset, CollectiveMember, CollectiveOwner, Contract, Decision, Ref};
use crate::schema::Id;
use crate::value::{Day, Money, Period, Ratio, RefNo, Text};

/// 租金收款 Money that came in under a contract.
#[doc(alias = "租金收款")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RentReceipt {
    /// 编号 Id.
    pub id: Id<RentReceipt>,
    /// 收据号 Number of the receipt.
    pub no: RefNo,
    /// 合同 The contract.
    pub contract: Ref<Contract>,
    /// 到账日期 When it came.
    pub on: Day,
    /// 金额 How much.
    pub amount: Money,
}

crate::entity! {
    RentReceipt: "rent_receipt", "rrct", v1, "租金收款";
    columns {
        no "收据号": Text = |it| it.no.as_str(),
        contract "合同": Text = |it| &it.contract,
        received "到账日期": Day = |it| it.on,
        amount "金额（分）": Int = |it| it.amount,
    }
    indexes { by_no(no), by_contract(contract, received), by_day(received) }
    secrets {}
    subject = |it| it.id.key();
}

impl RentReceipt {
    fn check(&self) -> Result<()> {
        above_zero("金额", self.amount.fen())
    }
}

labels! {
    /// 变更类别 How a contract changed.
    #[doc(alias = "合同变更")]
    pub enum ContractChangeKind: "变更类别 kind of change" {
        /// 租金变更 Another rent from a day on.
        Rent = "rent" / "租金变更",
        /// 续订 Renewed: at most the longest term again, from its day.
        Renewal = "renewal" / "续订",
        /// 终止 Ended before its time.
        Termination = "termination" / "终止",
    }
}

/// 合同变更 A change of a contract, which a decision allows.
#[doc(alias = "合同变更")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractChange {
    /// 编号 Id.
    pub id: Id<ContractChange>,
    /// 合同 The contract.
    pub contract: Ref<Contract>,
    /// 变更类别 How.
    pub kind: ContractChangeKind,
    /// 签订日期 Signed.
    pub signed: Day,
    /// 生效日期 From which day on.
    pub from: Day,
    /// 每期租金 The new rent of an instalment.
    pub rent: Option<Money>,
    /// 到期日期次日 The day after the last of a renewed term.
    pub until: Option<Day>,
    /// 决策 The decision that allows it.
    pub decision: Option<Ref<Decision>>,
    /// 理由 Why.
    pub reason: Text,
}

crate::entity! {
    ContractChange: "contract_change", "cchg", v1, "合同变更";
    columns {
        contract "合同": Text = |it| &it.contract,
        change_kind "变更类别": Text = |it| it.kind.code(),
        effective "生效日期": Day = |it| it.from,
        decision "决策": Text = |it| it.decision.as_ref().and_then(Ref::id),
    }
    indexes { by_contract(contract, effective), by_kind(change_kind, effective) }
    secrets {}
    subject = |it| it.id.key();
}

impl ContractChange {
    fn check(&self) -> Result<()> {
        match self.kind {
            ContractChangeKind::Rent => {
                filled_while(("每期租金", self.rent.is_some()), self.kind)?;
                empty_while(("到期日期", self.until.is_some()), self.kind)?;
            }
            ContractChangeKind::Renewal => filled_while(("到期日期", self.until.is_some()), self.kind)?,
            ContractChangeKind::Termination => {
                empty_while(("每期租金", self.rent.is_some()), self.kind)?;
                empty_while(("到期日期", self.until.is_some()), self.kind)?;
            }
        }
        if let Some(rent) = self.rent {
            above_zero("每期租金", rent.fen())?;
        }
        in_order(&[("生效日期", Some(self.from)), ("到期日期次日", self.until)])
    }
}

/// 资产评估 What an asset was found to be worth.
#[doc(alias = "资产评估")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Valuation {
    /// 编号 Id.
    pub id: Id<Valuation>,
    /// 评估报告号 Number of the report.
    pub no: RefNo,
    /// 资产 The asset.
    pub asset: Ref<Asset>,
    /// 评估基准日 The day for which it was valued.
    pub on: Day,
    /// 评估价值 The value.
    pub value: Money,
    /// 评估机构 Who valued it.
    pub by: Text,
    /// 评估目的 What for.
    pub purpose: Text,
}

crate::entity! {
    Valuation: "valuation", "valn", v1, "资产评估";
    columns {
        no "评估报告号": Text = |it| it.no.as_str(),
        asset "资产": Text = |it| &it.asset,
        valued "评估基准日": Day = |it| it.on,
        value "评估价值（分）": Int = |it| it.value,
    }
    indexes { by_no(no), by_asset(asset, valued) }
    secrets {}
    subject = |it| it.id.key();
}

impl Valuation {
    fn check(&self) -> Result<()> {
        above_zero("评估价值", self.value.fen())
    }
}

/// 收益权份额 The share of a member in the income of operating assets (农村集体经济组织法 art. 40): an exact fraction.
#[doc(alias = "收益权份额")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomeShare {
    /// 编号 Id.
    pub id: Id<IncomeShare>,
    /// 集体经济组织 The collective.
    pub collective: CollectiveOwner,
    /// 成员 The member.
    pub member: Ref<CollectiveMember>,
    /// 份额 How many shares, exactly.
    pub share: Ratio,
    /// 持有期间 From when until when.
    pub period: Period,
    /// 决策 The decision of the members that gave it, where it was given in the ledger.
    pub decision: Option<Ref<Decision>>,
}

crate::entity! {
    IncomeShare: "income_share", "ishr", v1, "收益权份额";
    columns {
        cooperative "经济合作社": Text = |it| it.collective.cooperative(),
        member "成员": Text = |it| &it.member,
        from_day "起始日期": Day = |it| it.period.from(),
        until_day "截止次日": Day = |it| it.period.until(),
        decision "决策": Text = |it| it.decision.as_ref().and_then(Ref::id),
    }
    indexes { by_cooperative(cooperative, from_day), by_member(member, from_day) }
    secrets {}
    subject = |it| it.id.key();
}

impl IncomeShare {
    fn check(&self) -> Result<()> {
        above_zero("份额", self.share.num())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    #[test]
    fn a_change_carries_what_its_kind_needs_and_nothing_else() {
        let rent = ContractChange {
            id: id(1),
            contract: id(2).into(),
            kind: ContractChangeKind::Rent,
            signed: v("2023-01-05"),
            from: v("2023-02-01"),
            rent: Some(v("5000")),
            until: None,
            decision: None,
            reason: v("修路影响经营"),
        };
        assert!(rent.check().is_ok());
        let none = ContractChange { rent: None, ..rent.clone() };
        assert_eq!(none.check().unwrap_err().get("column"), Some("每期租金"));
        let ended = ContractChange { kind: ContractChangeKind::Termination, ..rent.clone() };
        assert_eq!(ended.check().unwrap_err().code(), "model.field.undue");
        let renewed = ContractChange { kind: ContractChangeKind::Renewal, until: Some(v("2023-01-31")), ..rent };
        assert_eq!(renewed.check().unwrap_err().code(), "model.days.order");
    }

    #[test]
    fn shares_and_values_are_more_than_nothing() {
        let share = IncomeShare {
            id: id(1),
            collective: CollectiveOwner::Cooperative(id(2).into()),
            member: id(3).into(),
            share: v("3/2"),
            period: Period::since(v("2023-01-01")),
            decision: None,
        };
        assert!(share.check().is_ok());
        assert_eq!(IncomeShare { share: v("0/1"), ..share }.check().unwrap_err().code(), "model.amount.zero");
        let value = Valuation {
            id: id(1),
            no: v("评字001"),
            asset: id(2).into(),
            on: v("2022-05-01"),
            value: v("0"),
            by: v("广州东样资产评估有限公司"),
            purpose: v("出租底价"),
        };
        assert_eq!(value.check().unwrap_err().code(), "model.amount.zero");
    }
}
