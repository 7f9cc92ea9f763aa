//! 流拍记录 Rounds of a deal that closed nothing.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::{above_zero, in_order};
use crate::model::{Asset, Deal, Price, Ref};
use crate::schema::Id;
use crate::value::{Count, Day, RefNo, Text};

labels! {
    /// 结果 How a round ended.
    pub enum RoundOutcome: "结果 outcome" {
        /// 交易失败 Failed.
        Failed = "failed" / "交易失败" | "流拍",
        /// 交易中止 Called off.
        CalledOff = "called_off" / "交易中止" | "中止",
    }
}

labels! {
    /// 流拍原因 Why a round failed.
    #[doc(alias = "流拍原因")]
    pub enum FailureReason: "原因 reason" {
        /// 无人报名 Nobody signed up.
        NoBidder = "no_bidder" / "无人报名" | "无人竞投",
        /// 仅一家报名 Only one signed up.
        OneBidder = "one_bidder" / "仅一家报名",
        /// 保证金未按时到账 The deposit did not come in time.
        DepositUnpaid = "deposit_unpaid" / "保证金未按时到账" | "保证金未到账",
        /// 撤回 Withdrawn by the lessor.
        Withdrawn = "withdrawn" / "撤回",
        /// 异议成立 An objection was upheld.
        ObjectionUpheld = "objection_upheld" / "异议成立",
        /// 其他 Another.
        Other = "other" / "其他",
    }
}

/// 流拍记录 A failed round. Whether the floor may drop in the next one is for a new vote.
#[doc(alias = "流拍")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FailedRound {
    /// 编号 Id.
    pub id: Id<FailedRound>,
    /// 项目编号 Number of the project.
    pub project_no: RefNo,
    /// 资产 The asset.
    pub asset: Ref<Asset>,
    /// 资产名称 Its name at the time.
    pub asset_name: Text,
    /// 轮次 The round, from 1.
    pub round: Count,
    /// 公告日期 Day of the announcement.
    pub announced: Day,
    /// 竞投日期 Day of the auction.
    pub auctioned: Day,
    /// 底价 Floor price with its unit.
    pub floor: Price,
    /// 结果 How it ended.
    pub outcome: RoundOutcome,
    /// 原因 Why.
    pub reason: FailureReason,
    /// 后续成交 The deal that a later round closed.
    pub later_deal: Option<Ref<Deal>>,
}

crate::entity! {
    FailedRound: "failed_round", "frnd", v1, "流拍记录";
    columns {
        project_no "项目编号": Text = |it| it.project_no.as_str(),
        asset "资产": Text = |it| &it.asset,
        round "轮次": Int = |it| it.round,
        auctioned "竞投日期": Day = |it| it.auctioned,
        reason "原因": Text = |it| it.reason.code(),
        later_deal "后续成交": Text = |it| it.later_deal.as_ref().and_then(Ref::id),
    }
    indexes { by_project(project_no, round), by_asset(asset, auctioned), by_deal(later_deal) }
    secrets {}
    subject = |it| it.id.key();
}

impl FailedRound {
    fn check(&self) -> Result<()> {
        above_zero("轮次", i64::from(self.round.get()))?;
        above_zero("底价", self.floor.amount.fen())?;
        in_order(&[("公告日期", Some(self.announced)), ("竞投日期", Some(self.auctioned))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PriceUnit;
    use crate::model::checks::given::{id, v};

    #[test]
    fn a_round_is_announced_before_it_is_held_and_has_a_floor() {
        let round = FailedRound {
            id: id(1),
            project_no: v("东华村项〔2022〕09"),
            asset: id(2).into(),
            asset_name: v("东华工业区1号厂房"),
            round: v("1"),
            announced: v("2022-04-08"),
            auctioned: v("2022-04-20"),
            floor: Price::new(v("39280"), PriceUnit::PerMonth),
            outcome: RoundOutcome::Failed,
            reason: FailureReason::OneBidder,
            later_deal: None,
        };
        assert!(round.check().is_ok());
        let wrong = FailedRound { announced: v("2022-04-21"), ..round.clone() };
        assert_eq!(wrong.check().unwrap_err().code(), "model.days.order");
        let wrong = FailedRound { round: v("0"), ..round };
        assert_eq!(wrong.check().unwrap_err().code(), "model.amount.zero");
    }
}
