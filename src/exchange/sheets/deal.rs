//! 农村集体资产公开交易台账 The register of deals; a row is a deal that was won and its contract.

use std::collections::HashMap;

use crate::error::{Error, Result, code};
use crate::exchange::sheets::asset::{owner, owner_name};
use crate::exchange::sheets::person::{link_text, link_text_if};
use crate::exchange::{Also, Held, Register, Stage};
use crate::model::{
    Asset, AssetKind, CollectiveOwner, Contract, ContractNature, Deal, DealMethod, DealState, Decision, Escalation,
    HouseholdVote, Price, PriceUnit, Ref,
};
use crate::schema::{Id, Key, Prefixed};
use crate::value::{Count, CreditCode, Day, Money, Period, RefNo, SquareMetres, Text, YesNo};

const ASSET: &str = "资产编号";
const LESSOR: &str = "出租(发包)方";
const DECISION: &str = "决策编号";

crate::row! {
    /// 资产交易 A row of the register of deals.
    pub struct DealRow {
        sheet: "资产交易", title: "农村集体资产公开交易台账", key: [no];
        no: RefNo = "交易编号",
        project_no: RefNo = "项目编号",
        asset: RefNo = ["资产信息"] "资产编号",
        asset_name: Text = ["资产信息"] "资产名称",
        asset_kind: AssetKind = ["资产信息"] "资产类别",
        area: Option<SquareMetres> = ["资产信息"] "面积(平方米)" | "面积",
        lessor: Text = ["交易信息"] "出租(发包)方" | "出租方" | "发包方",
        method: DealMethod = ["交易信息"] "交易方式",
        round: Count = ["交易信息"] "成交轮次",
        floor: Money = ["交易信息"] "底价",
        winning: Money = ["交易信息"] "成交价",
        unit: PriceUnit = ["交易信息"] "计价单位",
        deposit: Option<Money> = ["交易信息"] "保证金(元)" | "保证金",
        announced: Day = ["交易信息"] "公告日期",
        sign_up_by: Day = ["交易信息"] "报名截止",
        auctioned: Day = ["交易信息"] "竞投日期",
        shown_from: Day = ["交易信息"] "结果公示起",
        shown_last: Day = ["交易信息"] "结果公示止",
        contract: RefNo = ["合同信息"] "合同编号",
        signed: Day = ["合同信息"] "签订日期",
        lessee: Text = ["合同信息"] "承租(受让)方" | "承租方",
        lessee_code: Option<CreditCode> = ["合同信息"] "承租方统一社会信用代码",
        starts: Option<Day> = ["合同信息"] "起租日期",
        last: Option<Day> = ["合同信息"] "到期日期",
        months: Option<Count> = ["合同信息"] "租期(月)",
        escalation: Escalation = ["合同信息"] "递增方式",
        total: Money = ["合同信息"] "合同总金额(元)" | "合同总金额",
        written: Option<YesNo> = ["合同信息"] "书面形式" | "是否书面订立",
        decision: Option<RefNo> = ["民主决策"] "决策编号",
        households_on: Option<Day> = ["民主决策"] "合作社户代表会议日期",
        households_entitled: Option<Count> = ["民主决策"] "应到户数",
        households_present: Option<Count> = ["民主决策"] "实到户数",
        households_agreed: Option<Count> = ["民主决策"] "同意户数",
        state: DealState = "状态",
    }
}

impl Register for DealRow {
    type Primary = Deal;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let (deal, contract) = (to.id::<Deal>(), to.id::<Contract>());
        let asset = to.link::<Asset>(ASSET, self.asset.as_str())?;
        let lessor = owner(to, LESSOR, &self.lessor)?;
        let decision = self.decision.as_ref().map(|no| to.link::<Decision>(DECISION, no.as_str())).transpose()?;
        let deal = self.deal(deal, asset.clone(), lessor.clone(), decision)?;
        let contract = self.contract(to, contract, &deal)?;
        deal.agrees_with(&contract)?;
        to.put(deal);
        to.put(contract);
        Ok(())
    }

    /// The sheet lists deals that led to a contract; one whose result is still on show has no row yet.
    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let contracts: HashMap<Id<Deal>, &Contract> =
            held.all::<Contract>().iter().filter_map(|contract| Some((contract.deal.id()?, contract))).collect();
        let signed = held.all::<Deal>().iter().filter_map(|deal| Some((deal, *contracts.get(&deal.id)?)));
        signed
            .map(|(deal, contract)| Ok((row_of(held, deal, contract)?, vec![deal.id.key(), contract.id.key()])))
            .collect()
    }

    const ALSO: &'static [&'static str] = &[Contract::KIND];

    fn also(&self) -> Vec<Also> {
        vec![Also::of::<Contract>(self.contract.as_str())]
    }
}

impl DealRow {
    fn deal(
        &self,
        id: Id<Deal>,
        asset: Ref<Asset>,
        lessor: CollectiveOwner,
        decision: Option<Ref<Decision>>,
    ) -> Result<Deal> {
        Ok(Deal {
            id,
            no: self.no.clone(),
            project_no: self.project_no.clone(),
            asset,
            asset_name: self.asset_name.clone(),
            asset_kind: self.asset_kind,
            area: self.area,
            lessor,
            method: self.method,
            round: self.round,
            floor: self.floor,
            price: Price::new(self.winning, self.unit),
            deposit: self.deposit,
            announced: self.announced,
            sign_up_by: self.sign_up_by,
            auctioned: self.auctioned,
            publicity: through(self.shown_from, self.shown_last, "结果公示止")?,
            decision,
            households: self.households()?,
            state: self.state,
        })
    }

    fn contract(&self, to: &Stage<'_>, id: Id<Contract>, deal: &Deal) -> Result<Contract> {
        let term = self.term()?;
        let contract = Contract {
            id,
            no: self.contract.clone(),
            deal: deal.id.into(),
            asset: deal.asset.clone(),
            nature: nature(term, to.old::<Contract>()),
            lessor: deal.lessor.clone(),
            signed: self.signed,
            lessee: self.lessee.clone(),
            lessee_code: self.lessee_code.clone(),
            term,
            price: deal.price,
            escalation: self.escalation.clone(),
            total: self.total,
            // A register without the column does not unsay what is known.
            written: self.written.map(YesNo::is_yes).or_else(|| to.old::<Contract>()?.written),
        };
        if let Some(stated) = self.months.filter(|stated| contract.months() != Some(stated.get())) {
            return Err(Error::new(code::model::CONTRACT_MONTHS)
                .with("column", "租期(月)")
                .with("value", stated)
                .with("found", contract.months().map_or_else(|| "—".to_owned(), |months| months.to_string())));
        }
        Ok(contract)
    }

    fn term(&self) -> Result<Option<Period>> {
        match (self.starts, self.last) {
            (Some(from), Some(last)) => through(from, last, "到期日期").map(Some),
            (None, None) => Ok(None),
            (Some(_), None) => Err(half("到期日期", "起租日期")),
            (None, Some(_)) => Err(half("起租日期", "到期日期")),
        }
    }

    fn households(&self) -> Result<Option<HouseholdVote>> {
        let fields = (self.households_on, self.households_entitled, self.households_present, self.households_agreed);
        match fields {
            (Some(on), Some(entitled), Some(present), Some(agreed)) => {
                Ok(Some(HouseholdVote { on, entitled, present, agreed }))
            }
            (None, None, None, None) => Ok(None),
            (None, ..) => Err(half("合作社户代表会议日期", "户代表表决")),
            (_, None, ..) => Err(half("应到户数", "户代表表决")),
            (_, _, None, _) => Err(half("实到户数", "户代表表决")),
            (_, _, _, None) => Err(half("同意户数", "户代表表决")),
        }
    }
}

/// The nature that a row gives away: without a term a sale, with one a lease, unless it is known to be contracting.
fn nature(term: Option<Period>, old: Option<&Contract>) -> ContractNature {
    match (term, old.map(|old| old.nature)) {
        (None, _) => ContractNature::Transfer,
        (Some(_), Some(ContractNature::Contracting)) => ContractNature::Contracting,
        (Some(_), _) => ContractNature::Lease,
    }
}

/// A period from its first through its last day; the error names the cell of the last.
pub(super) fn through(from: Day, last: Day, column: &'static str) -> Result<Period> {
    Period::through(from, last).map_err(|error| error.with("column", column).with("value", last))
}

/// One of two cells that go together is blank.
pub(super) fn half(missing: &'static str, given: &'static str) -> Error {
    Error::new(code::model::FIELD_NEEDS).with("column", missing).with("field", given)
}

fn row_of(held: &Held, deal: &Deal, contract: &Contract) -> Result<DealRow> {
    let votes = deal.households;
    Ok(DealRow {
        no: deal.no.clone(),
        project_no: deal.project_no.clone(),
        asset: link_text(held, &deal.asset, |asset| asset.no.clone())?,
        asset_name: deal.asset_name.clone(),
        asset_kind: deal.asset_kind,
        area: deal.area,
        lessor: owner_name(held, &deal.lessor)?,
        method: deal.method,
        round: deal.round,
        floor: deal.floor,
        winning: deal.price.amount,
        unit: deal.price.unit,
        deposit: deal.deposit,
        announced: deal.announced,
        sign_up_by: deal.sign_up_by,
        auctioned: deal.auctioned,
        shown_from: deal.publicity.from(),
        shown_last: deal.publicity.last_day().unwrap_or(deal.publicity.from()),
        contract: contract.no.clone(),
        signed: contract.signed,
        lessee: contract.lessee.clone(),
        lessee_code: contract.lessee_code.clone(),
        starts: contract.term.map(|term| term.from()),
        last: contract.term.and_then(|term| term.last_day()),
        months: contract.months().map(Count::new),
        escalation: contract.escalation.clone(),
        total: contract.total,
        written: contract.written.map(YesNo::from),
        decision: link_text_if(held, deal.decision.as_ref(), |decision| decision.no.clone())?,
        households_on: votes.map(|votes| votes.on),
        households_entitled: votes.map(|votes| votes.entitled),
        households_present: votes.map(|votes| votes.present),
        households_agreed: votes.map(|votes| votes.agreed),
        state: deal.state,
    })
}
