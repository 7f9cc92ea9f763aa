//! 集体资产报告 Deals with the margins by which they are lawful, contracts that end soon, and rent that is owed.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::error::{Lang, Result};
use crate::ledger::Held;
use crate::model::{Contract, ContractChange, ContractPeriod, Deal, RentReceipt};
use crate::report::{Cell, Column, Document, KeyFigure, Report, Table};
use crate::rules::asset::{self, DealDossier, Receipt, RentRoll, schedule};
use crate::rules::{Finding, Findings, Rulebook};
use crate::value::{Day, Money, Period};

/// The rule that points out what the records of a deal do not tell; the report sums it up below the table.
const UNTOLD: &str = "asset.on_file";

/// 集体资产报告 The deals of a ledger with what was checked, the contracts that end soon after a day, and the rent that is owed on it.
///
/// Rent is told only for contracts with receipts on record: where none were noted, nothing is known of what was paid.
#[doc(alias = "欠租")]
#[doc(alias = "到期提醒")]
#[derive(Debug, Clone, Copy)]
pub struct AssetReport<'r> {
    /// 规则库 By which rules.
    pub rules: &'r Rulebook,
    /// 日期 The day.
    pub day: Day,
}

#[async_trait]
impl Report<Held> for AssetReport<'_> {
    fn id(&self) -> &'static str {
        "assets"
    }

    fn title(&self) -> &'static str {
        "集体资产交易、合同到期与欠租"
    }

    async fn compute(&self, held: &Held) -> Result<Document> {
        let mut document = Document::new(self.id(), (self.title(), "Deals, contracts that end, and arrears"));
        self.deals(held, &mut document)?;
        self.expiring(held, &mut document)?;
        self.arrears(held, &mut document)?;
        Ok(document.as_of(self.day))
    }
}

impl AssetReport<'_> {
    fn deals(&self, held: &Held, document: &mut Document) -> Result<()> {
        let records = held.deal_records();
        let columns =
            [("交易", "Deal"), ("合同总金额（元）", "Total"), ("检查", "Checks"), ("最小余量", "Smallest margin")];
        let mut table = Table::new("deals", ("交易核对", "Deals checked"), columns.map(Column::new));
        let mut deals: Vec<&Deal> = held.all::<Deal>().iter().collect();
        deals.sort_by_key(|deal| deal.no.as_str());
        let (mut total, mut sound, mut least) = (0_i64, 0_u32, None::<(i64, String)>);
        let mut untold: BTreeMap<String, usize> = BTreeMap::new();
        for deal in &deals {
            let contract = held.all::<Contract>().iter().find(|contract| contract.deal.id() == Some(deal.id));
            let amount = contract.map_or(0, |contract| contract.total.fen());
            total = total.saturating_add(amount);
            let found = asset::deal(self.rules, &DealDossier::of(deal, &records))?;
            sound += u32::from(found.holds());
            let missing = found.warned().filter(|finding| finding.rule() == UNTOLD);
            for what in missing.filter_map(|finding| finding.get("what")) {
                *untold.entry(what.to_string()).or_default() += 1;
            }
            if let Some((margin, finding)) = least_of(&found)
                && least.as_ref().is_none_or(|(before, _)| margin < *before)
            {
                least = Some((margin, format!("{margin}（{} {}）", deal.no, finding.norm().zh)));
            }
            table.push([
                Cell::text(deal.no.as_str()),
                Money::from_fen(amount).into(),
                Cell::text(ended(&found)),
                Cell::text(tightest(&found)),
            ])?;
        }
        let number = u32::try_from(deals.len()).unwrap_or(u32::MAX);
        document.key_figures([
            KeyFigure::new(("成交", "Deals"), Cell::count(number)).unit("宗"),
            KeyFigure::new(("符合规则", "Lawful"), Cell::count(sound)).unit("宗"),
            KeyFigure::new(("合同总金额", "Total"), Money::from_fen(total)).unit("元"),
            KeyFigure::new(
                ("最小余量", "Smallest margin"),
                Cell::text(least.map_or_else(String::new, |(_, told)| told)),
            ),
        ]);
        let untold: Vec<String> = untold.iter().map(|(what, number)| format!("{what}（{number} 项）")).collect();
        if !untold.is_empty() {
            table = table.note(format!("档案没有载明、无法核对：{}。", untold.join("、")));
        }
        document.push(table);
        Ok(())
    }

    fn expiring(&self, held: &Held, document: &mut Document) -> Result<()> {
        let columns = [("合同", "Contract"), ("承租方", "Lessee"), ("到期日期", "Last day")];
        let mut table = Table::new("expiring", ("即将到期的合同", "Contracts that end soon"), columns.map(Column::new));
        let mut soon = Vec::new();
        for contract in held.all::<Contract>() {
            let Some(starts) = contract.term.map(|term| term.from()) else { continue };
            let Some(until) = asset::contract_ends(contract, &changes_of(held, contract)) else { continue };
            let term = Period::new(starts.min(until), Some(until))?;
            if asset::expiring(self.rules.on(self.day), term)? {
                soon.push((until.previous(), contract));
            }
        }
        soon.sort_by_key(|(last, contract)| (*last, contract.no.as_str()));
        for (last, contract) in soon {
            table.push([Cell::text(contract.no.as_str()), Cell::text(contract.lessee.as_str()), last.into()])?;
        }
        document.push(table);
        Ok(())
    }

    fn arrears(&self, held: &Held, document: &mut Document) -> Result<()> {
        let columns = [
            ("合同", "Contract"),
            ("已到期（元）", "Due"),
            ("已收（元）", "Paid"),
            ("欠租（元）", "Owed"),
            ("最早欠付", "Since"),
            ("其时效至", "Its limitation ends"),
        ];
        let mut table = Table::new("arrears", ("欠租", "Arrears"), columns.map(Column::new));
        let mut untold = 0_u32;
        for contract in held.all::<Contract>() {
            let receipts =
                held.all::<RentReceipt>().iter().filter(|receipt| receipt.contract.id() == Some(contract.id));
            let receipts: Vec<Receipt> =
                receipts.map(|receipt| Receipt { on: receipt.on, amount: receipt.amount }).collect();
            if receipts.is_empty() {
                untold += 1;
                continue;
            }
            let periods =
                held.all::<ContractPeriod>().iter().filter(|period| period.contract.id() == Some(contract.id));
            let periods: Vec<ContractPeriod> = periods.cloned().collect();
            let roll = RentRoll::new(schedule(&periods, 0)?, receipts)?;
            let roll = roll.with_changes(contract, &periods, &changes_of(held, contract), 0)?;
            let owed = roll.arrears(self.day);
            if let Some((since, _)) = owed.unpaid.first() {
                table.push([
                    Cell::text(contract.no.as_str()),
                    owed.due.into(),
                    owed.paid.into(),
                    owed.owed.into(),
                    (*since).into(),
                    self.rules.on(self.day).last_day("asset.rent.limitation", *since)?.into(),
                ])?;
            }
        }
        document.push(table.note(format!("另有 {untold} 份合同没有收款记录，不计欠租。")));
        Ok(())
    }
}

/// The changes of a contract, oldest first.
fn changes_of(held: &Held, contract: &Contract) -> Vec<ContractChange> {
    let mine = held.all::<ContractChange>().iter().filter(|change| change.contract.id() == Some(contract.id));
    let mut mine: Vec<ContractChange> = mine.cloned().collect();
    mine.sort_by_key(|change| change.from);
    mine
}

fn ended(found: &Findings) -> String {
    let pointed_out = found.warned().filter(|finding| finding.rule() != UNTOLD);
    let told: Vec<String> = found.broken().chain(pointed_out).map(|finding| finding.text(Lang::Zh)).collect();
    let met = found.all().iter().filter(|finding| finding.holds()).count();
    if told.is_empty() { format!("{met} 项均符合") } else { told.join("；") }
}

/// The rule that is met by least, with its margin; margins of money are not compared with those of votes and days.
fn tightest(found: &Findings) -> String {
    least_of(found).map_or_else(String::new, |(margin, finding)| format!("{margin}（{}）", finding.norm().zh))
}

fn least_of(found: &Findings) -> Option<(i64, &Finding)> {
    let counted = found
        .all()
        .iter()
        .filter(|finding| finding.holds() && !matches!(finding.rule(), "asset.price" | "asset.floor"));
    counted.filter_map(|finding| Some((finding.margin()?, finding))).min_by_key(|(margin, _)| *margin)
}
