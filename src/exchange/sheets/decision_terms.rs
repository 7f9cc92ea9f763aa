//! 决议内容登记表 What decisions allow, a row a decision: bounds, and what was fixed of a deal in an asset.

use crate::error::Result;
use crate::exchange::sheets::deal::half;
use crate::exchange::sheets::person::link_text;
use crate::exchange::{Held, Register, Stage};
use crate::model::{
    ContractNature, DealMethod, DealTerms, Decision, DecisionTerms, Limits, MatterKind, Price, PriceUnit,
};
use crate::schema::Key;
use crate::value::{Count, Day, Money, RefNo, Text, YesNo};

const DECISION: &str = "决策编号";
const DEAL: &str = "资产交易";

crate::row! {
    /// 决议内容 A row of the register of what decisions allow.
    pub struct DecisionTermsRow {
        sheet: "决议内容", title: "决议内容登记表", key: [decision];
        decision: RefNo = "决策编号",
        matter: MatterKind = "事项类别",
        object: Option<Text> = "标的",
        spending: Option<Money> = ["金额上限"] "开支上限(元)" | "开支上限",
        project: Option<Money> = ["金额上限"] "项目金额上限(元)" | "项目金额上限",
        deal_limit: Option<Money> = ["金额上限"] "交易金额上限(元)" | "交易金额上限",
        valid_through: Option<Day> = "有效期止",
        method: Option<DealMethod> = ["资产交易"] "交易方式",
        nature: Option<ContractNature> = ["资产交易"] "合同性质",
        floor: Option<Money> = ["资产交易"] "决议底价",
        unit: Option<PriceUnit> = ["资产交易"] "计价单位",
        months: Option<Count> = ["资产交易"] "决议租期(月)" | "决议租期",
        one_shoulder: YesNo = "一肩挑",
        delegated_by: Option<Text> = "授权依据",
        reserved: YesNo = "村民会议保留",
        emergency: Option<Text> = "紧急理由",
    }
}

impl Register for DecisionTermsRow {
    type Primary = DecisionTerms;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let decision = to.link::<Decision>(DECISION, self.decision.as_str())?;
        let id = to.id();
        to.put(DecisionTerms {
            id,
            decision,
            matter: self.matter,
            object: self.object.clone(),
            limits: Limits { spending: self.spending, project: self.project, deal: self.deal_limit },
            valid_through: self.valid_through,
            deal: self.deal()?,
            one_shoulder: self.one_shoulder.is_yes(),
            emergency: self.emergency.clone(),
            delegated_by: self.delegated_by.clone(),
            reserved: self.reserved.is_yes(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<DecisionTerms>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

impl DecisionTermsRow {
    fn deal(&self) -> Result<Option<DealTerms>> {
        match (self.method, self.nature, self.floor, self.unit) {
            (Some(method), Some(nature), Some(floor), Some(unit)) => {
                Ok(Some(DealTerms { method, nature, floor: Price::new(floor, unit), months: self.months }))
            }
            (None, None, None, None) if self.months.is_none() => Ok(None),
            (None, ..) => Err(half("交易方式", DEAL)),
            (_, None, ..) => Err(half("合同性质", DEAL)),
            (_, _, None, _) => Err(half("决议底价", DEAL)),
            (_, _, _, None) => Err(half("计价单位", DEAL)),
        }
    }
}

fn row_of(held: &Held, it: &DecisionTerms) -> Result<DecisionTermsRow> {
    Ok(DecisionTermsRow {
        decision: link_text(held, &it.decision, |decision| decision.no.clone())?,
        matter: it.matter,
        object: it.object.clone(),
        spending: it.limits.spending,
        project: it.limits.project,
        deal_limit: it.limits.deal,
        valid_through: it.valid_through,
        method: it.deal.map(|deal| deal.method),
        nature: it.deal.map(|deal| deal.nature),
        floor: it.deal.map(|deal| deal.floor.amount),
        unit: it.deal.map(|deal| deal.floor.unit),
        months: it.deal.and_then(|deal| deal.months),
        one_shoulder: it.one_shoulder.into(),
        delegated_by: it.delegated_by.clone(),
        reserved: it.reserved.into(),
        emergency: it.emergency.clone(),
    })
}
