//! 资产交易办理 A deal under way: its steps, its rounds, who signed up, what was objected.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{above_zero, filled_while, in_order, together, within};
use crate::model::{
    Asset, AssetKind, CollectiveOwner, ContractNature, DealMethod, Decision, FailureReason, Price, Ref,
};
use crate::schema::Id;
use crate::value::{Count, CreditCode, Day, Money, Period, RefNo, SquareMetres, Text};

/// 已办步骤 A step of the procedure that was taken; the engine takes them again when the record is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TradeStep {
    /// 步骤 Its id in the table `asset_trade`.
    pub step: Text,
    /// 日期 The day.
    pub on: Day,
    /// 办理主体 Who took it, by code.
    pub by: Text,
    /// 理由 Why, where the step needs a reason.
    pub reason: Option<Text>,
}

/// 轮次 A round: what was announced, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TradeRound {
    /// 公告日期 Announced.
    pub announced: Day,
    /// 报名截止 Last day for signing up and for the deposit.
    pub sign_up_by: Day,
    /// 竞投日期 Day of the auction.
    pub auction_on: Day,
    /// 底价 Floor.
    pub floor: Price,
    /// 自动加价幅度 Increment.
    pub increment: Money,
    /// 最高加价幅度 The most by which one bid may raise.
    pub highest_raise: Money,
    /// 保证金 Deposit asked.
    pub deposit: Option<Money>,
    /// 重新表决 The new vote by which the floor dropped since the round before.
    pub voted_anew: Option<Day>,
    /// 降价决策 The decision that was this vote.
    pub lowered_by: Option<Ref<Decision>>,
    /// 失败原因 Why it failed, if it did.
    pub failed: Option<FailureReason>,
}

/// 异议 What was said against the result while it was on show, and the answer. No name stands here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultObjection {
    /// 提出日期 Raised.
    pub on: Day,
    /// 内容 What was said.
    pub text: Text,
    /// 答复 The day of the answer and what it says.
    pub answer: Option<(Day, Text)>,
    /// 是否成立 Whether it was upheld.
    pub upheld: bool,
}

/// 竞得人 Who won, and for how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TradeWinner {
    /// 竞得人 Name of the firm or of the person who signed up.
    pub name: Text,
    /// 统一社会信用代码 Credit code.
    pub code: Option<CreditCode>,
    /// 成交价 Price, in the unit of the floor.
    pub price: Money,
}

/// 成员大会（代表大会）表决 A vote of the collective's members or of their representatives (农村集体经济组织法 arts. 26–28).
#[doc(alias = "成员大会")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembersVote {
    /// 会议日期 The day.
    pub on: Day,
    /// 通知日期 When the members were told.
    pub told: Option<Day>,
    /// 成员代表大会 Whether representatives met.
    pub by_representatives: bool,
    /// 应到 Members of full capacity, or all representatives.
    pub entitled: Count,
    /// 实到 Those attending, proxies of the same household among them.
    pub attending: Count,
    /// 跨户委托 Proxies given to another household.
    pub foreign_proxies: Count,
    /// 同意 In favour.
    pub agreed: Count,
}

/// 资产交易办理 A deal under way, from the draft to the contract on file.
#[doc(alias = "资产交易")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trade {
    /// 编号 Id.
    pub id: Id<Trade>,
    /// 项目编号 Number of the project; every round carries it.
    pub project_no: RefNo,
    /// 资产 The asset.
    pub asset: Ref<Asset>,
    /// 资产名称 Its name at the time.
    pub asset_name: Text,
    /// 资产类别 What it is.
    pub asset_kind: AssetKind,
    /// 面积 The area dealt in.
    pub area: Option<SquareMetres>,
    /// 出租（发包）方 Who lets it.
    pub lessor: CollectiveOwner,
    /// 交易方式 How it is to be closed, as it was resolved.
    pub method: DealMethod,
    /// 合同性质 Lease, contracting or sale, as it was resolved.
    pub nature: ContractNature,
    /// 决策 The decision of the village that allows it.
    pub decision: Ref<Decision>,
    /// 决议底价 The least floor that was resolved, by the decision or by the last one that lowered it.
    pub resolved_floor: Price,
    /// 决议租期 The longest term that was resolved, in months; a sale has none.
    pub resolved_months: Option<Count>,
    /// 合作社户代表会议 The vote of the cooperative's households, where the asset is a cooperative's.
    pub households: Option<crate::model::HouseholdVote>,
    /// 成员大会表决 The vote of the collective's members, where they or their representatives voted.
    pub members: Option<MembersVote>,
    /// 步骤 The steps taken.
    pub steps: Vec<TradeStep>,
    /// 状态 Where the procedure stands, by its id in the table.
    pub state: Text,
    /// 轮次 The rounds, first to last.
    pub rounds: Vec<TradeRound>,
    /// 竞得人 Who won the last round.
    pub winner: Option<TradeWinner>,
    /// 结果公示期 When the result is on show.
    pub shown: Option<Period>,
    /// 异议 Objections to the result.
    pub objections: Vec<ResultObjection>,
}

crate::entity! {
    Trade: "trade", "trde", v1, "资产交易办理";
    columns {
        project_no "项目编号": Text = |it| it.project_no.as_str(),
        asset "资产": Text = |it| &it.asset,
        decision "决策": Text = |it| &it.decision,
        state "状态": Text = |it| it.state.as_str(),
        round "轮次": Int = |it| i64::try_from(it.rounds.len()).unwrap_or(i64::MAX),
    }
    indexes { by_project(project_no), by_asset(asset, project_no), by_state(state, project_no) }
    secrets {}
    subject = |it| it.id.key();
}

impl Trade {
    /// 本轮 The round under way.
    pub fn round(&self) -> Option<&TradeRound> {
        self.rounds.last()
    }

    /// 未答复异议 How many objections have no answer.
    pub fn open_objections(&self) -> u32 {
        let open = self.objections.iter().filter(|objection| objection.answer.is_none()).count();
        u32::try_from(open).unwrap_or(u32::MAX)
    }

    fn check(&self) -> Result<()> {
        above_zero("决议底价", self.resolved_floor.amount.fen())?;
        filled_while(("状态", !self.state.as_str().is_empty()), "办理中")?;
        for round in &self.rounds {
            above_zero("底价", round.floor.amount.fen())?;
            in_order(&[
                ("公告日期", Some(round.announced)),
                ("报名截止", Some(round.sign_up_by)),
                ("竞投日期", Some(round.auction_on)),
            ])?;
            if round.floor.unit != self.resolved_floor.unit {
                return Err(Error::new(code::model::TRADE_UNIT)
                    .with("column", "底价")
                    .with("value", round.floor)
                    .with("unit", self.resolved_floor.unit));
            }
        }
        if let Some(vote) = &self.members {
            within(("实到", vote.attending), ("应到", vote.entitled))?;
            within(("同意", vote.agreed), ("实到", vote.attending))?;
        }
        for objection in &self.objections {
            let answered = objection.answer.as_ref().map(|(on, _)| *on);
            in_order(&[("提出日期", Some(objection.on)), ("答复日期", answered)])?;
        }
        Ok(())
    }
}

labels! {
    /// 保证金去向 What became of a deposit.
    #[doc(alias = "保证金")]
    pub enum DepositState: "保证金去向 state of the deposit" {
        /// 在存 Held.
        Held = "held" / "在存",
        /// 已退还 Given back.
        Refunded = "refunded" / "已退还",
        /// 转为合同保证金 Kept as the contract's deposit.
        ToContract = "to_contract" / "转为合同保证金",
        /// 抵租 Set against rent.
        ToRent = "to_rent" / "抵租",
        /// 不予退还 Forfeited: the winner did not sign.
        Forfeited = "forfeited" / "不予退还",
    }
}

/// 报名 Somebody who signed up for a round, with his deposit.
#[doc(alias = "报名")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// 编号 Id.
    pub id: Id<SignUp>,
    /// 资产交易办理 The deal.
    pub trade: Ref<Trade>,
    /// 轮次 The round, from 1.
    pub round: Count,
    /// 竞投人 The bidder: a firm, or a person under the name on the form.
    pub bidder: Text,
    /// 统一社会信用代码 Credit code.
    pub code: Option<CreditCode>,
    /// 报名日期 The day.
    pub on: Day,
    /// 缴纳人 Who paid the deposit: the bidder himself.
    pub payer: Text,
    /// 缴款凭证号 Number of the payment; one payment serves one deal.
    pub voucher: RefNo,
    /// 保证金 How much came.
    pub deposit: Money,
    /// 到账日期 When it came.
    pub paid_on: Day,
    /// 保证金去向 What became of it.
    pub state: DepositState,
    /// 处理日期 When that was done.
    pub settled_on: Option<Day>,
}

crate::entity! {
    SignUp: "sign_up", "sgup", v1, "报名";
    columns {
        trade "资产交易办理": Text = |it| &it.trade,
        round "轮次": Int = |it| it.round,
        voucher "缴款凭证号": Text = |it| it.voucher.as_str(),
        deposit "保证金（分）": Int = |it| it.deposit,
        state "保证金去向": Text = |it| it.state.code(),
        paid_on "到账日期": Day = |it| it.paid_on,
    }
    indexes { by_trade(trade, round), by_voucher(voucher), by_state(state, paid_on) }
    secrets {}
    subject = |it| it.id.key();
}

impl SignUp {
    fn check(&self) -> Result<()> {
        above_zero("轮次", i64::from(self.round.get()))?;
        above_zero("保证金", self.deposit.fen())?;
        together(("保证金已处理", self.state != DepositState::Held), ("处理日期", self.settled_on.is_some()))?;
        in_order(&[("到账日期", Some(self.paid_on)), ("处理日期", self.settled_on)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn signed_up() -> SignUp {
        SignUp {
            id: id(1),
            trade: id(2).into(),
            round: v("1"),
            bidder: v("广州东样物流有限公司"),
            code: None,
            on: v("2022-07-10"),
            payer: v("广州东样物流有限公司"),
            voucher: v("SK-0001"),
            deposit: v("30000"),
            paid_on: v("2022-07-11"),
            state: DepositState::Held,
            settled_on: None,
        }
    }

    #[test]
    fn a_deposit_that_was_dealt_with_says_when_and_not_before_it_came() {
        assert!(signed_up().check().is_ok());
        let wrong = SignUp { state: DepositState::Refunded, ..signed_up() };
        assert_eq!(wrong.check().unwrap_err().code(), "model.field.needs");
        let wrong = SignUp { settled_on: Some(v("2022-07-10")), ..wrong };
        assert_eq!(wrong.check().unwrap_err().code(), "model.days.order");
    }
}
