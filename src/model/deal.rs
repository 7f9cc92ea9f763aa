//! 资产交易 Deals in collective assets, closed in public.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{above_zero, filled_while, in_order, within};
use crate::model::{Asset, AssetKind, CollectiveOwner, Contract, Decision, Price, Ref};
use crate::schema::Id;
use crate::value::{Count, Day, Money, Period, Plain, RefNo, SquareMetres, Text};

labels! {
    /// 交易方式 How a deal was closed.
    #[doc(alias = "交易方式")]
    pub enum DealMethod: "交易方式 method" {
        /// 公开竞投 Public auction.
        Auction = "auction" / "公开竞投" | "公开竞价" | "网上竞投",
        /// 公开招标 Public tender.
        Tender = "tender" / "公开招标" | "公开招投标",
        /// 公开协商 Public negotiation.
        Negotiation = "negotiation" / "公开协商",
    }
}

labels! {
    /// 交易状态 How far a deal that was won has come.
    #[doc(alias = "交易状态")]
    pub enum DealState: "状态 state of the deal" {
        /// 结果公示中 The result is on show.
        ResultOnShow = "result_on_show" / "结果公示中" | "公示中",
        /// 已签约 Signed.
        Signed = "signed" / "已签约",
        /// 已签约备案 Signed and on file.
        Recorded = "recorded" / "已签约备案" | "已备案",
    }
}

/// 合作社户代表会议 The vote of a cooperative's household representatives on a deal (增城区实施细则 art. 3).
#[doc(alias = "户代表会议")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdVote {
    /// 会议日期 Day of the meeting.
    pub on: Day,
    /// 应到户数 Households entitled to vote.
    pub entitled: Count,
    /// 实到户数 Households present.
    pub present: Count,
    /// 同意户数 Households in favour.
    pub agreed: Count,
}

impl HouseholdVote {
    fn check(&self) -> Result<()> {
        within(("实到户数", self.present), ("应到户数", self.entitled))?;
        within(("同意户数", self.agreed), ("实到户数", self.present))
    }
}

/// 资产交易 A deal that was won: the round that closed it, its prices and its days.
#[doc(alias = "资产交易")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deal {
    /// 编号 Id.
    pub id: Id<Deal>,
    /// 交易编号 Number of the deal on the platform.
    pub no: RefNo,
    /// 项目编号 Number of the project; failed rounds before carry it too.
    pub project_no: RefNo,
    /// 资产 The asset.
    pub asset: Ref<Asset>,
    /// 资产名称 Its name at the time.
    pub asset_name: Text,
    /// 资产类别 What it was at the time.
    pub asset_kind: AssetKind,
    /// 面积 The area dealt in.
    pub area: Option<SquareMetres>,
    /// 出租（发包）方 Who lets it.
    pub lessor: CollectiveOwner,
    /// 交易方式 How it was closed.
    pub method: DealMethod,
    /// 成交轮次 The round that closed it, from 1.
    pub round: Count,
    /// 底价 Floor price, in the unit of the price.
    pub floor: Money,
    /// 成交价 Winning price with its unit.
    pub price: Price,
    /// 保证金 Deposit asked of bidders.
    pub deposit: Option<Money>,
    /// 公告日期 Day of the announcement.
    pub announced: Day,
    /// 报名截止 Last day for signing up.
    pub sign_up_by: Day,
    /// 竞投日期 Day of the auction or the opening of tenders.
    pub auctioned: Day,
    /// 结果公示期 How long the result was on show.
    pub publicity: Period,
    /// 决策 The decision of the village that allowed it.
    pub decision: Option<Ref<Decision>>,
    /// 合作社户代表会议 The vote of the cooperative's households, where the asset is a cooperative's.
    pub households: Option<HouseholdVote>,
    /// 状态 How far it has come.
    pub state: DealState,
}

crate::entity! {
    Deal: "deal", "deal", v1, "资产交易";
    columns {
        no "交易编号": Text = |it| it.no.as_str(),
        project_no "项目编号": Text = |it| it.project_no.as_str(),
        asset "资产": Text = |it| &it.asset,
        asset_kind "资产类别": Text = |it| it.asset_kind.code(),
        cooperative "出租（发包）合作社": Text = |it| it.lessor.cooperative(),
        round "成交轮次": Int = |it| it.round,
        announced "公告日期": Day = |it| it.announced,
        auctioned "竞投日期": Day = |it| it.auctioned,
        decision "决策": Text = |it| it.decision.as_ref().and_then(Ref::id),
        state "状态": Text = |it| it.state.code(),
    }
    indexes { by_no(no), by_asset(asset, auctioned), by_day(auctioned), by_decision(decision), by_state(state, no) }
    secrets {}
    subject = |it| it.id.key();
}

impl Deal {
    /// 溢价 How far the winning price stands above the floor, in the unit of the price.
    pub fn premium(&self) -> Money {
        Money::from_fen(self.price.amount.fen() - self.floor.fen())
    }

    /// 与合同一致 Whether a contract can be this deal's: same asset and lessor, the winning price, and signed after the
    /// result was on show.
    ///
    /// # Errors
    /// `model.deal.contract` names what differs, `model.days.order` that it was signed too early.
    pub fn agrees_with(&self, contract: &Contract) -> Result<()> {
        let same = [
            ("资产编号", self.asset == contract.asset),
            ("出租(发包)方", self.lessor == contract.lessor),
            ("成交价", self.price == contract.price),
        ];
        if let Some((what, _)) = same.iter().find(|(_, same)| !same) {
            return Err(Error::new(code::model::DEAL_CONTRACT)
                .with("column", what)
                .with("deal", &self.no)
                .with("contract", &contract.no));
        }
        in_order(&[("结果公示止", self.publicity.last_day()), ("签订日期", Some(contract.signed))])
    }

    fn check(&self) -> Result<()> {
        above_zero("成交轮次", i64::from(self.round.get()))?;
        above_zero("底价", self.floor.fen())?;
        if self.price.amount < self.floor {
            return Err(Error::new(code::model::DEAL_BELOW_FLOOR)
                .with("column", "成交价")
                .with("value", self.price.amount.plain())
                .with("floor", self.floor.plain()));
        }
        if self.price.unit.by_area() {
            filled_while(("面积(平方米)", self.area.is_some()), self.price.unit)?;
        }
        if let Some(vote) = &self.households {
            vote.check()?;
        }
        in_order(&[
            ("合作社户代表会议日期", self.households.map(|vote| vote.on)),
            ("公告日期", Some(self.announced)),
            ("报名截止", Some(self.sign_up_by)),
            ("竞投日期", Some(self.auctioned)),
            ("结果公示起", Some(self.publicity.from())),
            ("结果公示止", self.publicity.last_day()),
        ])
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::PriceUnit;
    use crate::model::checks::given::{id, v};

    pub(in crate::model) fn won() -> Deal {
        Deal {
            id: id(1),
            no: v("增新东资交〔2022〕03号"),
            project_no: v("东华村项〔2021〕03"),
            asset: id(2).into(),
            asset_name: v("苗圃地"),
            asset_kind: AssetKind::Land,
            area: Some(v("12400")),
            lessor: CollectiveOwner::Cooperative(id(3).into()),
            method: DealMethod::Auction,
            round: v("1"),
            floor: v("34700"),
            price: Price::new(v("34700"), PriceUnit::PerYear),
            deposit: Some(v("8600")),
            announced: v("2022-01-05"),
            sign_up_by: v("2022-01-17"),
            auctioned: v("2022-01-19"),
            publicity: v("2022-01-20至2022-01-27"),
            decision: Some(id(4).into()),
            households: Some(HouseholdVote {
                on: v("2021-12-11"),
                entitled: v("125"),
                present: v("114"),
                agreed: v("108"),
            }),
            state: DealState::Recorded,
        }
    }

    #[test]
    fn a_deal_may_close_at_the_floor_and_not_below() {
        assert!(won().check().is_ok());
        assert_eq!(won().premium(), v("0"));
        let below = Deal { floor: v("34700.01"), ..won() };
        assert_eq!(below.check().unwrap_err().code(), "model.deal.below_floor");
    }

    #[test]
    fn its_days_come_in_order() {
        for wrong in [
            Deal { announced: v("2022-01-18"), ..won() },
            Deal { sign_up_by: v("2022-01-20"), ..won() },
            Deal { publicity: v("2022-01-18至2022-01-27"), ..won() },
            Deal { announced: v("2021-12-10"), ..won() },
        ] {
            assert_eq!(wrong.check().unwrap_err().code(), "model.days.order");
        }
    }

    #[test]
    fn nobody_agrees_who_is_not_there() {
        let mut wrong = won();
        wrong.households =
            Some(HouseholdVote { on: v("2021-12-11"), entitled: v("125"), present: v("114"), agreed: v("115") });
        let error = wrong.check().unwrap_err();
        assert_eq!((error.code(), error.get("column")), ("model.count.exceeds", Some("同意户数")));
    }

    #[test]
    fn a_price_by_area_needs_the_area() {
        let price = Price::new(v("16.4"), PriceUnit::PerSquareMetreMonth);
        let wrong = Deal { price, floor: v("16.1"), area: None, ..won() };
        assert_eq!(wrong.check().unwrap_err().code(), "model.field.due");
    }
}
