//! 合同 Contracts over collective assets, and the stretches in which their rent is paid.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::checks::{above_zero, filled_while};
use crate::model::{Asset, CollectiveOwner, Deal, Escalation, InstalmentUnit, Instalments, Price, Ref, whole_months};
use crate::schema::Id;
use crate::value::{Count, CreditCode, Day, Money, Period, Plain, RefNo, SquareMetres, Text};

/// 租赁最长期限 The longest lease, in months: 20 years (Civil Code art. 705); what goes beyond is void.
pub const LONGEST_LEASE_MONTHS: u32 = 240;

labels! {
    /// 合同性质 What a contract does with the asset.
    #[doc(alias = "合同性质")]
    pub enum ContractNature: "合同性质 nature" {
        /// 租赁 Lease: at most 20 years.
        Lease = "lease" / "租赁" | "出租",
        /// 承包 Contracting of land, whose terms the land contracting law sets.
        Contracting = "contracting" / "承包" | "发包",
        /// 转让 Sale.
        Transfer = "transfer" / "转让" | "出让",
    }
}

/// 合同 A contract over an asset of the collective.
#[doc(alias = "合同")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contract {
    /// 编号 Id.
    pub id: Id<Contract>,
    /// 合同编号 Number.
    pub no: RefNo,
    /// 资产交易 The deal that led to it.
    pub deal: Ref<Deal>,
    /// 资产 The asset.
    pub asset: Ref<Asset>,
    /// 合同性质 Lease, contracting or sale.
    pub nature: ContractNature,
    /// 出租（发包）方 Who lets it.
    pub lessor: CollectiveOwner,
    /// 签订日期 Day of signing.
    pub signed: Day,
    /// 承租（受让）方 Who takes it.
    pub lessee: Text,
    /// 承租方统一社会信用代码 His credit code.
    pub lessee_code: Option<CreditCode>,
    /// 租期 First day and the day after the last (到期日期 is the last); a sale has none.
    pub term: Option<Period>,
    /// 单价 The price of the first stretch.
    pub price: Price,
    /// 递增方式 How it rises.
    pub escalation: Escalation,
    /// 合同总金额 The total: the sum over its stretches.
    pub total: Money,
}

crate::entity! {
    Contract: "contract", "ctr", v1, "合同";
    columns {
        no: Text = |it| it.no.as_str(),
        deal: Text = |it| &it.deal,
        asset: Text = |it| &it.asset,
        nature: Text = |it| it.nature.code(),
        cooperative: Text = |it| it.lessor.cooperative(),
        signed: Day = |it| it.signed,
        lessee_code: Text = |it| it.lessee_code.as_ref().map(Plain::plain),
        starts: Day = |it| it.term.map(|term| term.from()),
        ends: Day = |it| it.term.and_then(|term| term.until()),
        total: Int = |it| it.total,
    }
    indexes { by_no(no), by_deal(deal), by_asset(asset, signed), by_end(ends), by_lessee(lessee_code) }
    secrets {}
    subject = |it| it.id.key();
}

impl Contract {
    /// 合同总金额 The total that the contract states.
    pub fn total(&self) -> Money {
        self.total
    }

    /// 租期(月) The term in whole months; `None` for a sale, and where the term is not of whole months.
    pub fn months(&self) -> Option<u32> {
        let term = self.term?;
        whole_months(term.from(), term.until()?)
    }

    /// 在租 Whether the term covers that day.
    pub fn runs_on(&self, day: Day) -> bool {
        self.term.is_some_and(|term| term.contains(day))
    }

    /// 应有分期 The stretches that price, term and escalation give; `None` where they do not say: an escalation in words,
    /// a price by area without the area, or a term that is not whole months or years.
    pub fn schedule(&self, area: Option<SquareMetres>) -> Option<Vec<(Period, Instalments)>> {
        let Some(term) = self.term else {
            let once = Instalments { price: self.price, rent: self.price.amount, number: Count::new(1) };
            let day = Period::new(self.signed, Some(self.signed.next())).ok()?;
            return (self.price.unit.instalment() == InstalmentUnit::Once).then(|| vec![(day, once)]);
        };
        let until = term.until()?;
        let step = match self.escalation {
            Escalation::None => None,
            Escalation::Every { years, .. } => Some(years.checked_mul(12)?),
            Escalation::Other(_) => return None,
        };
        let (mut out, mut from, mut price, mut months) = (Vec::new(), term.from(), self.price, 0_u32);
        while from < until {
            months += step.unwrap_or(0);
            let end = step.map_or(until, |_| term.from().plus_months(months).min(until));
            let number = instalments_between(from, end, price.unit.instalment())?;
            let rent = price.instalment(area)?;
            out.push((Period::new(from, Some(end)).ok()?, Instalments { price, rent, number }));
            price.amount = self.escalation.raise(price.amount);
            from = end;
        }
        Some(out)
    }

    /// 差额 The total less the sum of its stretches; nothing when the books agree.
    ///
    /// # Errors
    /// `model.contract.sum_overflow` beyond what money can hold.
    pub fn difference(&self, periods: &[ContractPeriod]) -> Result<Money> {
        let sum = periods.iter().try_fold(0_i64, |sum, period| sum.checked_add(period.amount.fen()));
        let rest = sum.and_then(|sum| self.total.fen().checked_sub(sum));
        rest.map(Money::from_fen)
            .ok_or_else(|| Error::new(code::model::CONTRACT_SUM_OVERFLOW).with("contract", &self.no))
    }

    fn check(&self) -> Result<()> {
        above_zero("成交价", self.price.amount.fen())?;
        above_zero("合同总金额(元)", self.total.fen())?;
        let once = self.price.unit.instalment() == InstalmentUnit::Once;
        match (self.nature, self.term) {
            (ContractNature::Transfer, None) if once => Ok(()),
            (ContractNature::Transfer, _) => Err(self.shape("起租日期")),
            (_, None) => filled_while(("起租日期", false), self.nature),
            (_, Some(_)) if once => Err(self.shape("计价单位")),
            (ContractNature::Lease, Some(term)) => self.check_longest(term),
            (ContractNature::Contracting, Some(_)) => Ok(()),
        }
    }

    fn shape(&self, column: &'static str) -> Error {
        Error::new(code::model::CONTRACT_SHAPE)
            .with("column", column)
            .with("nature", self.nature)
            .with("unit", self.price.unit)
    }

    fn check_longest(&self, term: Period) -> Result<()> {
        let Some(until) = term.until() else { return filled_while(("到期日期", false), self.nature) };
        if until > term.from().plus_months(LONGEST_LEASE_MONTHS) {
            return Err(Error::new(code::model::CONTRACT_TOO_LONG)
                .with("column", "到期日期")
                .with("value", until.plus_days(-1))
                .with("latest", term.from().plus_months(LONGEST_LEASE_MONTHS).plus_days(-1)));
        }
        Ok(())
    }
}

/// 合同分期 A stretch of a contract during which the rent stays the same.
#[doc(alias = "合同分期")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContractPeriod {
    /// 编号 Id.
    pub id: Id<ContractPeriod>,
    /// 合同 The contract.
    pub contract: Ref<Contract>,
    /// 资产交易 The deal, as the sheet names it.
    pub deal: Ref<Deal>,
    /// 期次 The place of the stretch, from 1.
    pub seq: Count,
    /// 起止日期 First day and the day after the last.
    pub period: Period,
    /// 租金 Price, rent and number of instalments.
    pub instalments: Instalments,
    /// 金额 Rent times number.
    pub amount: Money,
}

crate::entity! {
    ContractPeriod: "contract_period", "cper", v1, "合同分期";
    columns {
        contract: Text = |it| &it.contract,
        deal: Text = |it| &it.deal,
        seq: Int = |it| it.seq,
        starts: Day = |it| it.period.from(),
        ends: Day = |it| it.period.until(),
        amount: Int = |it| it.amount,
    }
    indexes { by_contract(contract, seq), by_deal(deal, seq), by_start(starts) }
    secrets {}
    subject = |it| it.id.key();
}

impl ContractPeriod {
    fn check(&self) -> Result<()> {
        let paid = &self.instalments;
        above_zero("期次", i64::from(self.seq.get()))?;
        above_zero("单价", paid.price.amount.fen())?;
        if !paid.price.unit.by_area() && paid.rent != paid.price.amount {
            return Err(Error::new(code::model::PERIOD_RENT)
                .with("column", "每期租金(元)")
                .with("value", paid.rent.plain())
                .with("price", paid.price));
        }
        if paid.amount() != Some(self.amount) {
            return Err(Error::new(code::model::PERIOD_AMOUNT)
                .with("column", "金额(元)")
                .with("value", self.amount.plain())
                .with("rent", paid.rent.plain())
                .with("number", paid.number));
        }
        let unit = paid.price.unit.instalment();
        let fits = self.period.until().and_then(|until| instalments_between(self.period.from(), until, unit));
        if fits != Some(paid.number) {
            return Err(Error::new(code::model::PERIOD_NUMBER)
                .with("column", "期数")
                .with("value", paid.number)
                .with("unit", unit)
                .with("from", self.period.from())
                .with("last", self.period.last_day().map_or_else(String::new, |day| day.to_string())));
        }
        Ok(())
    }
}

/// How many instalments lie between two days; `None` where they are not whole.
fn instalments_between(from: Day, until: Day, unit: InstalmentUnit) -> Option<Count> {
    let number = match unit {
        InstalmentUnit::Once => 1,
        InstalmentUnit::Month => whole_months(from, until)?,
        InstalmentUnit::Year => whole_months(from, until).filter(|months| months % 12 == 0)? / 12,
    };
    (number > 0).then_some(Count::new(number))
}
