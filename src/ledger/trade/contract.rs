//! 签约与备案 The contract that a deal leads to: signed on a token of the decision, then put on file.

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::Write;
use crate::ledger::decide::{Spending, spend};
use crate::ledger::trade::bidding::round_of;
use crate::ledger::trade::{Trading, agreed, created, owner_body, round_number};
use crate::model::{
    Asset, AssetState, Contract, ContractNature, ContractPeriod, Deal, DealState, Escalation, FailedRound, Price,
    Trade, months_begun,
};
use crate::rules::Findings;
use crate::rules::asset;
use crate::rules::gate::{AssetDeal, Permitted};
use crate::schema::{Id, Prefixed as _};
use crate::store::{Committed, Expect, Filter, Guard, Nature, Stored};
use crate::value::{Count, Day, Money, Period, Plain, RefNo};

/// 签约 The winner signs.
#[derive(Debug, Clone)]
pub struct Sign {
    /// 交易 The deal.
    pub trade: Id<Trade>,
    /// 交易编号 Number of the deal on the platform.
    pub deal_no: RefNo,
    /// 合同编号 Number of the contract.
    pub contract_no: RefNo,
    /// 签订日期 The day.
    pub on: Day,
    /// 租期 The term; a sale has none.
    pub term: Option<Period>,
    /// 递增方式 How the rent rises.
    pub escalation: Escalation,
    /// 书面 Whether it is in writing.
    pub written: bool,
}

/// 合同备案 The contract goes on file.
#[derive(Debug, Clone)]
pub struct Record {
    /// 交易 The deal.
    pub trade: Id<Trade>,
    /// 日期 The day.
    pub on: Day,
}

/// 已签约 What signing wrote.
#[derive(Debug)]
pub struct Signed {
    /// 交易 The deal's record.
    pub deal: Id<Deal>,
    /// 合同 The contract's record.
    pub contract: Id<Contract>,
    /// 合同总金额 Its total.
    pub total: Money,
    /// 检查结果 What was checked, with margins.
    pub findings: Findings,
}

impl Trading<'_> {
    /// 合同总金额 The total of a contract at a price, to ask a token for: the sum over the stretches that term and escalation give.
    ///
    /// # Errors
    /// `ledger.trade.schedule` where they do not say, as an escalation in words.
    pub async fn total(&self, how: &Sign) -> Result<Money> {
        let trade = self.need(how.trade).await?;
        let contract = self.draft(&trade, how)?;
        total(&contract, &stretches(&contract, &trade)?)
    }

    /// 签约 Signs: writes deal, contract, its periods and the asset's new state, and spends the token, all in one commit.
    ///
    /// # Errors
    /// `rules.refused` before the result was on show long enough, too late, over an objection, for a term beyond law or resolution;
    /// `ledger.trade.token` when the token is for another decision, asset, amount or day; `ledger.permit.stale` and conflicts when the
    /// decision's file changed since; a conflict when the token was spent or a number is taken.
    pub async fn sign(&self, token: Permitted<AssetDeal>, how: Sign) -> Result<Signed> {
        let stored = self.need(how.trade).await?;
        let mut trade = stored.entity.clone();
        let asset_id =
            trade.asset.id().ok_or_else(|| Error::new(code::ledger::TRADE_ROUND).with("project", &trade.project_no))?;
        let asset = self.need(asset_id).await?;
        let contract = self.draft(&stored, &how)?;
        let stretches = stretches(&contract, &trade)?;
        let total = total(&contract, &stretches)?;
        let findings = self.check_signing(&trade, &contract, &how)?;
        fits(&token, &trade, &asset, total, how.on)?;
        let Spending { write: spent, mut guards } = spend(self.session, token).await?;
        let by = owner_body(&trade);
        self.take(&mut trade, "sign", by, how.on, None)?;
        let contract = Contract { total, ..contract };
        let deal = deal_of(&trade, &contract, &how)?;
        deal.agrees_with(&contract)?;
        let signed = Signed { deal: deal.id, contract: contract.id, total, findings };
        let mut let_asset = asset.entity.clone();
        let_asset.contract = Some(contract.id.into());
        let_asset.state =
            if contract.nature == ContractNature::Transfer { AssetState::Disposed } else { AssetState::Let };
        let mut writes = vec![
            Write { record: Box::new(trade), nature: Nature::Change, expect: Expect::Rev(stored.rev) },
            Write { record: Box::new(let_asset), nature: Nature::Change, expect: Expect::Rev(asset.rev) },
            spent,
        ];
        for failed in self.of::<FailedRound>("project_no", deal.project_no.as_str(), "by_project").await? {
            let mut record = failed.entity.clone();
            record.later_deal = Some(deal.id.into());
            writes.push(Write { record: Box::new(record), nature: Nature::Change, expect: Expect::Rev(failed.rev) });
        }
        for (seq, (period, instalments)) in (1_u32..).zip(stretches) {
            let amount = instalments.amount().ok_or_else(|| no_schedule(&contract))?;
            let (contract, deal) = (contract.id.into(), deal.id.into());
            let id = self.session.mint();
            writes.push(created(ContractPeriod {
                id,
                contract,
                deal,
                seq: Count::new(seq),
                period,
                instalments,
                amount,
            }));
        }
        let no = deal.no.as_str().to_owned();
        guards.push(Guard::Count { kind: Deal::KIND.into(), filter: Filter::eq("no", no.as_str()), is: 0 });
        let same = Filter::eq("no", contract.no.as_str());
        guards.push(Guard::Count { kind: Contract::KIND.into(), filter: same, is: 0 });
        writes.push(created(deal));
        writes.push(created(contract));
        self.session.write(Act::Write, writes, guards, None).await?;
        Ok(signed)
    }

    /// 合同备案 Puts the contract on file.
    ///
    /// # Errors
    /// `rules.step.closed` before it is signed.
    pub async fn record(&self, how: Record) -> Result<Committed> {
        let stored = self.need(how.trade).await?;
        let mut trade = stored.entity.clone();
        let by = owner_body(&trade);
        self.take(&mut trade, "record", by, how.on, None)?;
        let mut with = Vec::new();
        for deal in
            self.of::<Deal>("asset", trade.asset.id().map(|id| id.to_string()).unwrap_or_default(), "by_asset").await?
        {
            if deal.project_no == trade.project_no {
                let record = Deal { state: DealState::Recorded, ..deal.entity.clone() };
                with.push(Write { record: Box::new(record), nature: Nature::Change, expect: Expect::Rev(deal.rev) });
            }
        }
        self.commit(trade, stored.rev, with, None).await
    }

    fn check_signing(&self, trade: &Trade, contract: &Contract, how: &Sign) -> Result<Findings> {
        let book = self.rules().on(how.on);
        let winner = trade.winner.as_ref().map(|winner| winner.price).unwrap_or_default();
        let mut checks = vec![
            asset::objection(book, trade.open_objections())?,
            asset::contract_price(book, contract.price.amount, winner)?,
        ];
        if let Some(shown) = trade.shown {
            checks.push(asset::sign_early(book, shown, how.on)?);
            if let Some(last) = shown.last_day() {
                checks.push(asset::sign_late(book, last, how.on)?);
            }
        }
        if let Some(term) = how.term {
            if trade.nature == ContractNature::Lease {
                checks.push(asset::lease_longest(book, term)?);
                checks.push(asset::lease_written(book, term, how.written)?);
            }
            if let Some(resolved) = trade.resolved_months {
                checks.push(asset::resolution_term(book, months_begun(term), resolved.get())?);
            }
        }
        agreed(checks)
    }

    fn draft(&self, trade: &Trade, how: &Sign) -> Result<Contract> {
        let winner = trade
            .winner
            .as_ref()
            .ok_or_else(|| Error::new(code::ledger::TRADE_ROUND).with("project", &trade.project_no))?;
        Ok(Contract {
            id: self.session.mint(),
            no: how.contract_no.clone(),
            // Both ids are minted in one commit; `deal` takes this one.
            deal: self.session.mint::<Deal>().into(),
            asset: trade.asset.clone(),
            nature: trade.nature,
            lessor: trade.lessor.clone(),
            signed: how.on,
            lessee: winner.name.clone(),
            lessee_code: winner.code.clone(),
            term: how.term,
            price: Price::new(winner.price, trade.resolved_floor.unit),
            escalation: how.escalation.clone(),
            total: Money::from_fen(1),
            written: Some(how.written),
        })
    }
}

/// The deal as it is written when it is signed.
fn deal_of(trade: &Trade, contract: &Contract, how: &Sign) -> Result<Deal> {
    let round = round_of(trade)?;
    let missing = || Error::new(code::ledger::TRADE_ROUND).with("project", &trade.project_no);
    Ok(Deal {
        id: contract.deal.id().ok_or_else(missing)?,
        no: how.deal_no.clone(),
        project_no: trade.project_no.clone(),
        asset: trade.asset.clone(),
        asset_name: trade.asset_name.clone(),
        asset_kind: trade.asset_kind,
        area: trade.area,
        lessor: trade.lessor.clone(),
        method: trade.method,
        round: Count::new(round_number(trade)),
        floor: round.floor.amount,
        price: contract.price,
        deposit: round.deposit,
        announced: round.announced,
        sign_up_by: round.sign_up_by,
        auctioned: round.auction_on,
        publicity: trade.shown.ok_or_else(missing)?,
        decision: Some(trade.decision.clone()),
        households: trade.households,
        state: DealState::Signed,
    })
}

type Stretches = Vec<(Period, crate::model::Instalments)>;

fn stretches(contract: &Contract, trade: &Trade) -> Result<Stretches> {
    contract.schedule(trade.area).ok_or_else(|| no_schedule(contract))
}

fn no_schedule(contract: &Contract) -> Error {
    Error::new(code::ledger::TRADE_SCHEDULE)
        .with("contract", &contract.no)
        .with("escalation", contract.escalation.plain())
}

fn total(contract: &Contract, stretches: &Stretches) -> Result<Money> {
    let mut total = Money::default();
    for (_, instalments) in stretches {
        let amount = instalments.amount().and_then(|amount| total.checked_add(amount));
        total = amount.ok_or_else(|| no_schedule(contract))?;
    }
    Ok(total)
}

/// Whether the token is for this deal, this asset, this total and this day.
fn fits(token: &Permitted<AssetDeal>, trade: &Trade, asset: &Stored<Asset>, total: Money, on: Day) -> Result<()> {
    let facts = &token.act().0;
    let amount = facts.amount.map_or_else(|| "-".to_owned(), |amount| amount.plain());
    let differs = [
        (
            "决策 decision",
            trade.decision.id() == Some(token.decision().id),
            token.decision().no.to_string(),
            "-".to_owned(),
        ),
        ("标的 object", *facts.object == *asset.no.as_str(), facts.object.to_string(), asset.no.to_string()),
        ("金额 amount", facts.amount == Some(total), amount, total.plain()),
        ("日期 day", facts.on == on, facts.on.to_string(), on.to_string()),
    ];
    match differs.into_iter().find(|(_, same, ..)| !same) {
        Some((what, _, token, act)) => {
            Err(Error::new(code::ledger::TRADE_TOKEN).with("what", what).with("token", token).with("act", act))
        }
        None => Ok(()),
    }
}
