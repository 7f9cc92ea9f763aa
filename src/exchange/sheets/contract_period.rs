//! 集体资产合同分期金额表 The stretches of contracts and what they come to.

use crate::error::{Error, Result, code};
use crate::exchange::sheets::deal::through;
use crate::exchange::sheets::person::link_text;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Contract, ContractPeriod, Deal, InstalmentUnit, Instalments, Price, PriceUnit};
use crate::schema::Key;
use crate::value::{Count, Day, Money, RefNo};

const CONTRACT: &str = "合同编号";
const DEAL: &str = "交易编号";

crate::row! {
    /// 合同分期 A row of the list of stretches.
    pub struct ContractPeriodRow {
        sheet: "合同分期", title: "集体资产合同分期金额表", key: [contract, seq];
        contract: RefNo = "合同编号",
        deal: RefNo = "交易编号",
        seq: Count = "期次",
        from: Day = "起始日期",
        last: Day = "终止日期",
        price: Money = "单价",
        unit: PriceUnit = "计价单位",
        rent: Money = "每期租金(元)" | "每期租金",
        number: Count = "期数",
        instalment: InstalmentUnit = "期数单位",
        amount: Money = "金额(元)" | "金额",
    }
}

impl Register for ContractPeriodRow {
    type Primary = ContractPeriod;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        if self.instalment != self.unit.instalment() {
            return Err(Error::new(code::model::PERIOD_UNIT)
                .with("column", "期数单位")
                .with("value", self.instalment)
                .with("unit", self.unit));
        }
        let id = to.id();
        let contract = to.link::<Contract>(CONTRACT, self.contract.as_str())?;
        let deal = to.link::<Deal>(DEAL, self.deal.as_str())?;
        let price = Price::new(self.price, self.unit);
        to.put(ContractPeriod {
            id,
            contract,
            deal,
            seq: self.seq,
            period: through(self.from, self.last, "终止日期")?,
            instalments: Instalments { price, rent: self.rent, number: self.number },
            amount: self.amount,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<ContractPeriod>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(held: &Held, it: &ContractPeriod) -> Result<ContractPeriodRow> {
    let Instalments { price, rent, number } = it.instalments;
    Ok(ContractPeriodRow {
        contract: link_text(held, &it.contract, |contract| contract.no.clone())?,
        deal: link_text(held, &it.deal, |deal| deal.no.clone())?,
        seq: it.seq,
        from: it.period.from(),
        last: it.period.last_day().unwrap_or(it.period.from()),
        price: price.amount,
        unit: price.unit,
        rent,
        number,
        instalment: price.unit.instalment(),
        amount: it.amount,
    })
}
