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
    /// 书面形式 Whether it is in writing, where that is on record.
    pub written: Option<bool>,
}

crate::entity! {
    Contract: "contract", "ctr", v2, "合同";
    columns {
        no "合同编号": Text = |it| it.no.as_str(),
        deal "资产交易": Text = |it| &it.deal,
        asset "资产": Text = |it| &it.asset,
        nature "合同性质": Text = |it| it.nature.code(),
        cooperative "出租（发包）合作社": Text = |it| it.lessor.cooperative(),
        signed "签订日期": Day = |it| it.signed,
        lessee_code "承租方统一社会信用代码": Text = |it| it.lessee_code.as_ref().map(Plain::plain),
        starts "租期起": Day = |it| it.term.map(|term| term.from()),
        ends "租期止次日": Day = |it| it.term.and_then(|term| term.until()),
        total "合同总金额（分）": Int = |it| it.total,
        written "书面形式": Bool since v2 = |it| it.written,
    }
    indexes { by_no(no), by_deal(deal), by_asset(asset, signed), by_end(ends), by_lessee(lessee_code) }
    secrets {}
    subject = |it| it.id.key();
    upcast = crate::schema::unchanged;
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
        contract "合同": Text = |it| &it.contract,
        deal "资产交易": Text = |it| &it.deal,
        seq "期次": Int = |it| it.seq,
        starts "起始日期": Day = |it| it.period.from(),
        ends "截止次日": Day = |it| it.period.until(),
        amount "金额（分）": Int = |it| it.amount,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PriceUnit;
    use crate::model::checks::given::{id, v};
    use crate::model::deal::tests::won;

    fn lease() -> Contract {
        let deal = won();
        Contract {
            id: id(10),
            no: v("东华合〔2022〕03号"),
            deal: deal.id.into(),
            asset: deal.asset.clone(),
            nature: ContractNature::Lease,
            lessor: deal.lessor.clone(),
            signed: v("2022-02-07"),
            lessee: v("增城东样苗圃"),
            lessee_code: None,
            term: Some(v("2022-03-01至2027-02-28")),
            price: deal.price,
            escalation: v("每2年递增4%"),
            total: v("183783.52"),
            written: Some(true),
        }
    }

    #[test]
    fn the_schedule_follows_price_term_and_escalation() {
        let schedule = lease().schedule(None).unwrap();
        let amounts: Vec<String> = schedule.iter().map(|(_, paid)| paid.amount().unwrap().plain()).collect();
        assert_eq!(amounts, ["69400.00", "72176.00", "37531.52"]);
        assert_eq!(schedule.last().unwrap().0, v("2026-03-01至2027-02-28"));
        assert_eq!(lease().months(), Some(60));
        let words = Contract { escalation: v("第三年起另行商定"), ..lease() };
        assert_eq!(words.schedule(None), None, "words are not guessed at");
        let broken = Contract { term: Some(v("2022-03-01至2027-03-15")), ..lease() };
        assert_eq!((broken.schedule(None), broken.months()), (None, None));
    }

    #[test]
    fn twenty_years_are_the_longest_lease() {
        let longest = Contract { term: Some(v("2023-04-01至2043-03-31")), ..lease() };
        assert!(longest.check().is_ok());
        let longer = Contract { term: Some(v("2023-04-01至2043-04-01")), ..lease() };
        let error = longer.check().unwrap_err();
        assert_eq!((error.code(), error.get("latest")), ("model.contract.too_long", Some("2043-03-31")));
        assert!(
            Contract { nature: ContractNature::Contracting, ..longer }.check().is_ok(),
            "land has terms of its own"
        );
    }

    #[test]
    fn a_sale_has_one_price_and_no_term() {
        let price = Price::new(v("88069.12"), PriceUnit::Once);
        let sale = Contract { nature: ContractNature::Transfer, term: None, price, total: v("88069.12"), ..lease() };
        assert!(sale.check().is_ok());
        assert_eq!(sale.schedule(None).unwrap().len(), 1);
        let wrong = Contract { nature: ContractNature::Lease, ..sale.clone() };
        assert_eq!(wrong.check().unwrap_err().code(), "model.field.due");
        let wrong = Contract { term: lease().term, ..sale };
        assert_eq!(wrong.check().unwrap_err().code(), "model.contract.shape");
    }

    #[test]
    fn a_contract_is_its_deals_or_says_what_differs() {
        assert!(won().agrees_with(&lease()).is_ok());
        let other = Contract { price: Price::new(v("34800"), PriceUnit::PerYear), ..lease() };
        assert_eq!(won().agrees_with(&other).unwrap_err().get("column"), Some("成交价"));
        let early = Contract { signed: v("2022-01-26"), ..lease() };
        assert_eq!(won().agrees_with(&early).unwrap_err().code(), "model.days.order");
    }

    fn stretch() -> ContractPeriod {
        let price = Price::new(v("34700"), PriceUnit::PerYear);
        ContractPeriod {
            id: id(20),
            contract: lease().id.into(),
            deal: lease().deal,
            seq: v("1"),
            period: v("2022-03-01至2024-02-29"),
            instalments: Instalments { price, rent: v("34700"), number: v("2") },
            amount: v("69400"),
        }
    }

    #[test]
    fn a_stretch_is_rent_times_number_and_fills_its_days() {
        assert!(stretch().check().is_ok());
        assert_eq!(
            ContractPeriod { amount: v("69400.01"), ..stretch() }.check().unwrap_err().code(),
            "model.contract_period.amount"
        );
        let shorter = ContractPeriod { period: v("2022-03-01至2024-02-28"), ..stretch() };
        assert_eq!(shorter.check().unwrap_err().code(), "model.contract_period.number");
        let mut other = stretch();
        other.instalments.rent = v("34600");
        other.amount = v("69200");
        assert_eq!(other.check().unwrap_err().code(), "model.contract_period.rent");
        assert_eq!(lease().difference(&[stretch()]).unwrap(), v("114383.52"));
    }
}
