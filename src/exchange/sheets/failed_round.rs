//! 集体资产交易失败记录 Rounds that closed nothing.

use crate::error::Result;
use crate::exchange::sheets::person::{link_text, link_text_if};
use crate::exchange::{Held, Register, Stage};
use crate::model::{Asset, Deal, FailedRound, FailureReason, Price, PriceUnit, RoundOutcome};
use crate::schema::Key;
use crate::value::{Count, Day, Money, RefNo, Text};

const ASSET: &str = "资产编号";
const LATER: &str = "后续成交编号";

crate::row! {
    /// 流拍记录 A row of the list of failed rounds.
    pub struct FailedRoundRow {
        sheet: "流拍记录", title: "集体资产交易失败记录", key: [project_no, round];
        project_no: RefNo = "项目编号",
        asset: RefNo = "资产编号",
        asset_name: Text = "资产名称",
        round: Count = "轮次",
        announced: Day = "公告日期",
        auctioned: Day = "竞投日期",
        floor: Money = "底价",
        unit: PriceUnit = "计价单位",
        outcome: RoundOutcome = "结果",
        reason: FailureReason = "原因",
        later_deal: Option<RefNo> = "后续成交编号",
    }
}

impl Register for FailedRoundRow {
    type Primary = FailedRound;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        let asset = to.link::<Asset>(ASSET, self.asset.as_str())?;
        let later_deal = self.later_deal.as_ref().map(|no| to.link::<Deal>(LATER, no.as_str())).transpose()?;
        to.put(FailedRound {
            id,
            project_no: self.project_no.clone(),
            asset,
            asset_name: self.asset_name.clone(),
            round: self.round,
            announced: self.announced,
            auctioned: self.auctioned,
            floor: Price::new(self.floor, self.unit),
            outcome: self.outcome,
            reason: self.reason,
            later_deal,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<FailedRound>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(held: &Held, it: &FailedRound) -> Result<FailedRoundRow> {
    Ok(FailedRoundRow {
        project_no: it.project_no.clone(),
        asset: link_text(held, &it.asset, |asset| asset.no.clone())?,
        asset_name: it.asset_name.clone(),
        round: it.round,
        announced: it.announced,
        auctioned: it.auctioned,
        floor: it.floor.amount,
        unit: it.floor.unit,
        outcome: it.outcome,
        reason: it.reason,
        later_deal: link_text_if(held, it.later_deal.as_ref(), |deal| deal.no.clone())?,
    })
}
