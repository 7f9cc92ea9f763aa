//! 租金与合同变更 Rent that comes in, what is owed on any day, how contracts change, and which end soon.

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::decide::{DecisionFile, Spending, spend};
use crate::ledger::trade::{Trading, agreed, created, differs};
use crate::model::{
    Contract, ContractChange, ContractChangeKind, ContractNature, ContractPeriod, Decision, RentReceipt, months_begun,
};
use crate::rules::Finding;
use crate::rules::asset::{self, Arrears, Receipt, RentRoll, schedule};
use crate::rules::duty::{Duty, Occasion};
use crate::rules::gate::{AssetDeal, Permitted};
use crate::schema::{Id, Prefixed as _};
use crate::store::{Committed, Filter, Guard, Stored, select};
use crate::value::{Day, Money, Period, Plain, RefNo, Text};

/// 收租 Rent comes in.
#[derive(Debug, Clone)]
pub struct Receive {
    /// 收据号 Number of the receipt.
    pub no: RefNo,
    /// 合同 The contract.
    pub contract: Id<Contract>,
    /// 到账日期 When.
    pub on: Day,
    /// 金额 How much.
    pub amount: Money,
}

/// 变更合同 A contract changes, is renewed, or ends before its time.
#[derive(Debug, Clone)]
pub struct ChangeContract {
    /// 合同 The contract.
    pub contract: Id<Contract>,
    /// 变更类别 How.
    pub kind: ContractChangeKind,
    /// 签订日期 Signed.
    pub signed: Day,
    /// 生效日期 From which day on.
    pub from: Day,
    /// 每期租金 The rent of an instalment from then on.
    pub rent: Option<Money>,
    /// 到期日期 The last day of a renewed term.
    pub last: Option<Day>,
    /// 决策 The decision on file, where no token is needed.
    pub decision: Option<Id<Decision>>,
    /// 理由 Why.
    pub reason: Text,
}

/// 时效将届满的欠租 Rent that is owed and can soon not be claimed any more.
#[derive(Debug, Clone)]
pub struct LapsingRent {
    /// 合同 The contract.
    pub contract: Id<Contract>,
    /// 合同编号 Its number.
    pub no: RefNo,
    /// 应付日 The last day on which it was to be paid.
    pub due: Day,
    /// 欠款 What is left of it.
    pub owed: Money,
    /// 时效届满日 The last day of the limitation.
    pub last: Day,
    /// 检查结果 What the rules say on the day; broken once the limitation has run out.
    pub finding: Option<Finding>,
}

impl Trading<'_> {
    /// 收租 Notes rent that came in.
    ///
    /// # Errors
    /// `store.record.missing` when there is no such contract; `ledger.trade.receipt` when the receipt is noted already; `model.…`.
    pub async fn receive(&self, how: Receive) -> Result<Option<Committed>> {
        let contract = self.need(how.contract).await?;
        if !self.of::<RentReceipt>("no", how.no.as_str(), "by_no").await?.is_empty() {
            return Err(Error::new(code::ledger::TRADE_RECEIPT).with("value", &how.no));
        }
        let guards = vec![
            Guard::Unchanged(how.contract.key(), contract.rev),
            Guard::Count { kind: "rent_receipt".into(), filter: Filter::eq("no", how.no.as_str()), is: 0 },
        ];
        let (contract, on) = (how.contract.into(), how.on);
        let receipt = RentReceipt { id: self.session.mint(), no: how.no, contract, on, amount: how.amount };
        self.session.write(Act::Write, vec![created(receipt)], guards, None).await
    }

    /// 变更金额 What a change comes to, to ask a token for: all rent of the instalments that begin on its first day or later.
    ///
    /// # Errors
    /// `ledger.trade.change` outside the contract's term, before it was signed, and for a renewal of what was ended; as
    /// [`Trading::rent_roll`].
    pub async fn change_total(&self, how: &ChangeContract) -> Result<Money> {
        let contract = self.need(how.contract).await?;
        let change = self.drafted(&contract, how).await?;
        self.comes_to(&contract, &change).await
    }

    /// 变更合同 Changes a contract. Another rent and a renewal dispose of collective property, so they spend a token, for the day of signing and
    /// for what the change comes to ([`Trading::change_total`]), and keep to the floor and the term that its decision fixed.
    ///
    /// # Errors
    /// `ledger.trade.token` without one, or with one for another asset, nature, amount or day; `ledger.trade.change` as
    /// [`Trading::change_total`]; `model.trade.unit` where the decision fixed a floor in another unit; `rules.refused` for a lease that is
    /// renewed for more than twenty years from the day of signing, a rent below the resolved floor, a term beyond the resolved one.
    pub async fn change(&self, token: Option<Permitted<AssetDeal>>, how: ChangeContract) -> Result<Option<Committed>> {
        let contract = self.need(how.contract).await?;
        let mut change = self.drafted(&contract, &how).await?;
        if let (Some(until), ContractNature::Lease) = (change.until, contract.nature) {
            // Twenty years from the day on which it is renewed: a term to come is no way around them.
            let bound = Period::new(change.from.min(change.signed), Some(until))?;
            agreed([asset::lease_longest(self.rules().on(change.signed), bound)?])?;
        }
        let mut guards = vec![Guard::Unchanged(how.contract.key(), contract.rev)];
        let of = Filter::eq("contract", how.contract);
        let known = u64::try_from(self.changes(how.contract).await?.len()).unwrap_or(u64::MAX);
        guards.push(Guard::Count { kind: ContractChange::KIND.into(), filter: of, is: known });
        let mut writes = Vec::new();
        match token {
            Some(token) => {
                self.fits_change(&token, &contract, &change).await?;
                change.decision = Some(token.decision().id.into());
                let Spending { write, guards: more } = spend(self.session, token).await?;
                writes.push(write);
                guards.extend(more);
            }
            None if change.kind != ContractChangeKind::Termination => {
                return Err(differs("决议 decision", "-", change.kind));
            }
            None => {}
        }
        writes.push(created(change));
        self.session.write(Act::Write, writes, guards, None).await
    }

    /// The record of a change, signed no earlier than the contract, which must lie within its term, or for a renewal begin the day after it;
    /// what was ended is not renewed.
    async fn drafted(&self, contract: &Stored<Contract>, how: &ChangeContract) -> Result<ContractChange> {
        let changes = self.changes(contract.id).await?;
        let until = asset::contract_ends(contract, changes.iter().map(|change| &change.entity));
        let ended = changes.iter().any(|change| change.kind == ContractChangeKind::Termination);
        let starts = contract.term.map(|term| term.from());
        let fits = match how.kind {
            ContractChangeKind::Renewal => until == Some(how.from) && !ended,
            _ => starts.is_some_and(|starts| starts <= how.from) && until.is_some_and(|until| how.from < until),
        };
        if !fits || how.signed < contract.signed {
            let term = contract.term.map_or_else(|| "-".to_owned(), |term| term.plain());
            return Err(Error::new(code::ledger::TRADE_CHANGE)
                .with("contract", &contract.no)
                .with("day", how.from)
                .with("signed", how.signed)
                .with("term", term));
        }
        let renewed = how.last.map(|last| Period::through(how.from, last)).transpose()?;
        Ok(ContractChange {
            id: self.session.mint(),
            contract: how.contract.into(),
            kind: how.kind,
            signed: how.signed,
            from: how.from,
            rent: how.rent,
            until: renewed.and_then(|renewed| renewed.until()),
            decision: how.decision.map(Into::into),
            reason: how.reason.clone(),
        })
    }

    /// What is due from the first day of a change on, once it is made.
    async fn comes_to(&self, contract: &Stored<Contract>, change: &ContractChange) -> Result<Money> {
        Ok(self.roll(contract, Some(change), 0).await?.total_from(change.from))
    }

    /// Whether the token is for this change, and what its decision fixed is kept.
    async fn fits_change(
        &self,
        token: &Permitted<AssetDeal>,
        contract: &Stored<Contract>,
        change: &ContractChange,
    ) -> Result<()> {
        let asset = match contract.asset.id() {
            Some(asset) => self.need(asset).await?.no.to_string(),
            None => String::new(),
        };
        let facts = &token.act().0;
        if *facts.object != *asset {
            return Err(differs("标的 object", &facts.object, asset));
        }
        if facts.on != change.signed {
            return Err(differs("日期 day", facts.on, change.signed));
        }
        if change.kind == ContractChangeKind::Termination {
            return Ok(());
        }
        let total = self.comes_to(contract, change).await?;
        if facts.amount != Some(total) {
            let named = facts.amount.map_or_else(|| "-".to_owned(), |amount| amount.plain());
            return Err(differs("金额 amount", named, total.plain()));
        }
        self.keeps_to_resolution(token.decision(), contract, change).await
    }

    /// Whether rent and term of a change are within what its decision fixed.
    async fn keeps_to_resolution(
        &self,
        decision: &Decision,
        contract: &Stored<Contract>,
        change: &ContractChange,
    ) -> Result<()> {
        let book = self.rules().on(change.signed);
        let file = DecisionFile::read(self.session, decision.id).await?;
        let fixed = file.terms.as_ref().and_then(|terms| terms.deal);
        agreed([asset::resolution_stated(book, decision.no.as_str(), fixed.is_some())?])?;
        let Some(fixed) = fixed else { return Ok(()) };
        if fixed.nature != contract.nature {
            return Err(differs("合同性质 nature", fixed.nature, contract.nature));
        }
        if fixed.floor.unit != contract.price.unit {
            return Err(Error::new(code::model::TRADE_UNIT)
                .with("column", "决议底价")
                .with("value", fixed.floor)
                .with("unit", contract.price.unit));
        }
        let area = match contract.deal.id() {
            Some(deal) => self.need(deal).await?.area,
            None => None,
        };
        let mut checks = Vec::new();
        if let (Some(rent), Some(floor)) = (change.rent, fixed.floor.instalment(area)) {
            checks.push(asset::resolution_floor(book, rent, floor)?);
        }
        if let (Some(until), Some(months)) = (change.until, fixed.months) {
            let renewed = Period::new(change.from, Some(until))?;
            checks.push(asset::resolution_term(book, months_begun(renewed), months.get())?);
        }
        agreed(checks)?;
        Ok(())
    }

    /// The changes of a contract, oldest first.
    async fn changes(&self, contract: Id<Contract>) -> Result<Vec<Stored<ContractChange>>> {
        self.of::<ContractChange>("contract", contract, "by_contract").await
    }

    /// The day after a contract's last, with its renewals and its end.
    async fn ends(&self, contract: &Stored<Contract>) -> Result<Option<Day>> {
        let changes = self.changes(contract.id).await?;
        Ok(asset::contract_ends(contract, changes.iter().map(|change| &change.entity)))
    }

    /// 租金账 The rent of a contract: instalments by its periods and changes, and what came in. Rent is due on the first day of each
    /// instalment, `days` later where the contract says so.
    ///
    /// # Errors
    /// `store.record.missing` when there is no such contract; `rules.rent` when its periods overlap.
    pub async fn rent_roll(&self, contract: Id<Contract>, days: u32) -> Result<RentRoll> {
        let stored = self.need(contract).await?;
        self.roll(&stored, None, days).await
    }

    /// The roll with the changes on record, and one that is to be.
    async fn roll(&self, contract: &Stored<Contract>, more: Option<&ContractChange>, days: u32) -> Result<RentRoll> {
        let periods = self.of::<ContractPeriod>("contract", contract.id, "by_contract").await?;
        let periods: Vec<ContractPeriod> = periods.into_iter().map(|period| period.entity).collect();
        let receipts = self.of::<RentReceipt>("contract", contract.id, "by_contract").await?;
        let receipts = receipts.iter().map(|receipt| Receipt { on: receipt.on, amount: receipt.amount }).collect();
        let roll = RentRoll::new(schedule(&periods, days)?, receipts)?;
        let changes = self.changes(contract.id).await?;
        let mut changes: Vec<&ContractChange> = changes.iter().map(|change| &change.entity).chain(more).collect();
        changes.sort_by_key(|change| change.from);
        roll.with_changes(contract, &periods, changes, days)
    }

    /// 欠租 What is owed under a contract on a day.
    ///
    /// # Errors
    /// As [`Trading::rent_roll`].
    pub async fn arrears(&self, contract: Id<Contract>, days: u32, on: Day) -> Result<Arrears> {
        Ok(self.rent_roll(contract, days).await?.arrears(on))
    }

    /// 时效提醒 The rent of every contract that is owed on a day and whose limitation has run out or soon will (民法典 art. 188), oldest first: before
    /// it runs out there is still time to claim it. Each instalment counts from its own last day to pay; demands are not on record.
    ///
    /// # Errors
    /// As [`Trading::rent_roll`]; those of the rulebook.
    pub async fn lapsing(&self, days: u32, on: Day) -> Result<Vec<LapsingRent>> {
        let book = self.rules().on(on);
        let mut lapsing = Vec::new();
        for contract in self.session.kind::<Contract>().all().await? {
            for (due, owed) in self.roll(&contract, None, days).await?.arrears(on).unpaid {
                if asset::limitation_near(book, due)? {
                    let last = book.last_day("asset.rent.limitation", due)?;
                    let finding = asset::rent_limitation(book, due, on)?;
                    lapsing.push(LapsingRent {
                        contract: contract.entity.id,
                        no: contract.no.clone(),
                        due,
                        owed,
                        last,
                        finding,
                    });
                }
            }
        }
        lapsing.sort_by(|one, other| (one.last, &one.no).cmp(&(other.last, &other.no)));
        Ok(lapsing)
    }

    /// 应公布事项 What is to be disclosed to the members of a collective: every contract signed in a stretch of time, and every change of one
    /// (农村集体经济组织法 art. 45). Nothing before the law.
    ///
    /// # Errors
    /// `access.…` without the right to read; those of the store and of [`crate::rules::Rulebook::duty_on`].
    pub async fn disclosures(&self, subject: &str, within: Period) -> Result<Vec<Duty>> {
        let mut occasions = Vec::new();
        for contract in self.session.kind::<Contract>().all().await? {
            occasions.push((contract.signed, format!("{} 签订", contract.no)));
            for change in self.changes(contract.id).await? {
                occasions.push((change.signed, format!("{} {}", contract.no, change.kind)));
            }
        }
        occasions.retain(|(on, _)| within.contains(*on));
        occasions.sort();
        let mut duties = Vec::new();
        for (on, name) in occasions {
            let occasion = Occasion { name: name.into(), on, known: on };
            duties.extend(self.rules().duty_on("disclosure.asset", subject, &occasion)?);
        }
        Ok(duties)
    }

    /// 到期提醒 The contracts that end soon after a day and were not renewed or ended, soonest first.
    ///
    /// # Errors
    /// `access.…` without the right to read; those of the store.
    pub async fn expiring(&self, on: Day) -> Result<Vec<(Stored<Contract>, Day)>> {
        let query = select::<Contract>().order("by_end").limit(1000);
        let mut found = self.session.kind::<Contract>().find(&query).await?;
        let mut all = found.records;
        while found.next.is_some() {
            found = self.session.kind::<Contract>().find(&query.clone().after(found.next)).await?;
            all.append(&mut found.records);
        }
        let mut soon = Vec::new();
        for contract in all {
            let (Some(starts), Some(until)) = (contract.term.map(|term| term.from()), self.ends(&contract).await?)
            else {
                continue;
            };
            let term = Period::new(starts.min(until), Some(until))?;
            if asset::expiring(self.rules().on(on), term)? {
                soon.push((contract, until.previous()));
            }
        }
        soon.sort_by_key(|(_, last)| *last);
        Ok(soon)
    }
}
