//! 租金 When which rent is due, what came in, and what is owed on any day.

use crate::error::{Error, Result, code};
use crate::model::{Contract, ContractChange, ContractChangeKind, ContractPeriod, InstalmentUnit};
use crate::value::{Day, Money, Period};

/// 应收 One instalment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// 应付日 The last day on which it is paid in time.
    pub on: Day,
    /// 所属期间 What it is paid for.
    pub covers: Period,
    /// 金额 How much.
    pub amount: Money,
}

/// 收款 Money that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// 到账日期 When.
    pub on: Day,
    /// 金额 How much.
    pub amount: Money,
}

/// 欠租 What is owed on a day. Money pays the oldest instalment first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrears {
    /// 已到期应收 Everything whose day to pay has passed.
    pub due: Money,
    /// 已收 Everything that came in.
    pub paid: Money,
    /// 欠款 What is owed.
    pub owed: Money,
    /// 预收 What came in beyond what is due.
    pub credit: Money,
    /// 欠款明细 The instalments not paid in full, oldest first: last day to pay, and what is left.
    pub unpaid: Vec<(Day, Money)>,
}

/// 租金表 The instalments that the periods of a contract give, oldest first. Each is due `days` after its first day.
///
/// # Errors
/// `rules.rent` when the periods overlap or do not end.
pub fn schedule(periods: &[ContractPeriod], days: u32) -> Result<Vec<Due>> {
    let mut periods: Vec<&ContractPeriod> = periods.iter().collect();
    periods.sort_by_key(|period| period.period.from());
    let mut dues = Vec::new();
    for period in periods {
        let number = period.instalments.number.get();
        let step = match period.instalments.price.unit.instalment() {
            InstalmentUnit::Month => 1,
            InstalmentUnit::Year => 12,
            InstalmentUnit::Once => 0,
        };
        let first = period.period.from();
        for place in 0..number {
            let from = first.plus_months(step * place);
            let until =
                if place + 1 == number { period.period.until() } else { Some(first.plus_months(step * (place + 1))) };
            let until =
                until.filter(|until| from < *until).ok_or_else(|| wrong("a period has no end 分期没有终止日期"))?;
            let covers = Period::new(from, Some(until))?;
            dues.push(Due { on: from.plus_days(i64::from(days)), covers, amount: period.instalments.rent });
        }
    }
    if dues.windows(2).any(|pair| matches!(pair, [one, two] if one.covers.overlaps(&two.covers))) {
        return Err(wrong("periods overlap 分期重叠"));
    }
    Ok(dues)
}

fn wrong(reason: &str) -> Error {
    Error::new(code::rules::RENT).with("reason", reason)
}

/// 租金账 The rent of a contract: what is due when, what came in.
///
/// ```
/// use cunwu::rules::asset::{Due, Receipt, RentRoll};
/// use cunwu::value::{Day, Money, Period, Plain};
/// let day = |text| Day::parse(text);
/// let month = Period::parse("2023-03-01至2023-03-31")?;
/// let due = Due { on: day("2023-03-10")?, covers: month, amount: Money::parse("5550")? };
/// let roll = RentRoll::new(vec![due], vec![Receipt { on: day("2023-03-20")?, amount: Money::parse("5000")? }])?;
/// assert_eq!(roll.arrears(day("2023-03-10")?).owed, Money::parse("0")?, "its last day has not passed");
/// assert_eq!(roll.arrears(day("2023-03-11")?).owed, Money::parse("5550")?);
/// assert_eq!(roll.arrears(day("2023-03-20")?).owed, Money::parse("550")?);
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "租金账")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RentRoll {
    dues: Vec<Due>,
    receipts: Vec<Receipt>,
}

impl RentRoll {
    /// The roll of these instalments and receipts, in any order.
    ///
    /// # Errors
    /// `rules.rent` for an amount below nothing, and beyond what money can hold.
    pub fn new(mut dues: Vec<Due>, mut receipts: Vec<Receipt>) -> Result<Self> {
        dues.sort_by_key(|due| (due.on, due.covers.from()));
        receipts.sort_by_key(|receipt| receipt.on);
        let sums =
            checked(dues.iter().map(|due| due.amount)).zip(checked(receipts.iter().map(|receipt| receipt.amount)));
        if sums.is_none() {
            return Err(wrong("an amount is below nothing or too large 金额为负或者过大"));
        }
        Ok(Self { dues, receipts })
    }

    /// The instalments, by day to pay.
    pub fn dues(&self) -> &[Due] {
        &self.dues
    }

    /// 应收总额 Everything that is or will be due.
    pub fn total(&self) -> Money {
        sum(self.dues.iter().map(|due| due.amount))
    }

    /// 自某日起应收 What is or will be due for the instalments that begin on a day or later.
    pub fn total_from(&self, from: Day) -> Money {
        sum(self.dues.iter().filter(|due| due.covers.from() >= from).map(|due| due.amount))
    }

    /// 欠租 What is owed on a day: instalments whose day to pay has passed, less what came in through that day.
    pub fn arrears(&self, on: Day) -> Arrears {
        let passed = || self.dues.iter().take_while(|due| due.on < on);
        let due = sum(passed().map(|due| due.amount));
        let paid = sum(self.receipts.iter().take_while(|receipt| receipt.on <= on).map(|receipt| receipt.amount));
        let mut left = paid.fen();
        let mut unpaid = Vec::new();
        for instalment in passed() {
            let covered = left.min(instalment.amount.fen());
            left -= covered;
            if covered < instalment.amount.fen() {
                unpaid.push((instalment.on, Money::from_fen(instalment.amount.fen() - covered)));
            }
        }
        let owed = Money::from_fen((due.fen() - paid.fen()).max(0));
        Arrears { due, paid, owed, credit: Money::from_fen((paid.fen() - due.fen()).max(0)), unpaid }
    }

    /// 变更租金 With this rent for every instalment that begins on the day or later.
    #[must_use]
    pub fn changed(mut self, from: Day, rent: Money) -> Self {
        for due in self.dues.iter_mut().filter(|due| due.covers.from() >= from) {
            due.amount = rent;
        }
        self
    }

    /// 合同变更 With the changes of a contract, in the order in which they take effect: another rent, a renewal, an end before its time, which
    /// nothing follows. Rent of a renewal that states none is the one in force before it.
    ///
    /// # Errors
    /// `rules.rent` beyond what money can hold.
    pub fn with_changes<'c>(
        self,
        contract: &Contract,
        periods: &[ContractPeriod],
        changes: impl IntoIterator<Item = &'c ContractChange>,
        days: u32,
    ) -> Result<Self> {
        let mut in_force = periods.iter().max_by_key(|period| period.seq).map(|period| period.instalments.rent);
        let months = match contract.price.unit.instalment() {
            InstalmentUnit::Month => 1,
            InstalmentUnit::Year => 12,
            InstalmentUnit::Once => return Ok(self),
        };
        let mut roll = self;
        for change in changes {
            in_force = change.rent.or(in_force);
            match (change.kind, in_force, change.until) {
                (ContractChangeKind::Rent, Some(rent), _) => roll = roll.changed(change.from, rent),
                (ContractChangeKind::Renewal, rent, Some(until)) => {
                    roll = roll.renewed(change.from, until, months, rent.unwrap_or_default(), days)?;
                }
                (ContractChangeKind::Termination, ..) => return Ok(roll.ended(change.from)),
                _ => {}
            }
        }
        Ok(roll)
    }

    /// 续订 Renewed: with instalments of so many months at this rent from a day until the day after the last; each is due `days` after it
    /// begins, and the last one is owed by days where the term is not of whole instalments.
    ///
    /// # Errors
    /// `rules.rent` when an instalment has no month, and beyond what money can hold.
    pub fn renewed(mut self, from: Day, until: Day, months: u32, rent: Money, days: u32) -> Result<Self> {
        if months == 0 {
            return Err(wrong("an instalment has no month 每期没有月数"));
        }
        let mut place = 0_u32;
        loop {
            let (start, end) = (from.plus_months(months * place), from.plus_months(months * (place + 1)));
            if start >= until {
                break;
            }
            let covers = Period::new(start, Some(end))?;
            self.dues.push(Due { on: start.plus_days(i64::from(days)), covers, amount: rent });
            place += 1;
        }
        Ok(Self::new(self.dues, self.receipts)?.ended(until))
    }

    /// 终止 Ended before its time: what begins on the day or later falls away, and the instalment under way is owed by days, rounded half
    /// up to the fen.
    #[must_use]
    pub fn ended(mut self, until: Day) -> Self {
        self.dues.retain(|due| due.covers.from() < until);
        for due in &mut self.dues {
            let Some((days, end)) = due.covers.days().zip(due.covers.until()).filter(|(_, end)| *end > until) else {
                continue;
            };
            let (used, days) = (i128::from(until.days_since(due.covers.from())), i128::from(days));
            let fen = (i128::from(due.amount.fen()) * used * 2 + days) / (days * 2);
            due.amount = Money::from_fen(i64::try_from(fen).unwrap_or(due.amount.fen()));
            due.covers = Period::new(due.covers.from(), Some(until.min(end))).unwrap_or(due.covers);
        }
        self
    }
}

/// The sum; `None` where an amount is below nothing or the sum beyond what money can hold.
fn checked(mut amounts: impl Iterator<Item = Money>) -> Option<Money> {
    amounts.try_fold(Money::default(), |sum, amount| sum.checked_add(amount).filter(|_| amount.fen() >= 0))
}

fn sum(amounts: impl Iterator<Item = Money>) -> Money {
    Money::from_fen(amounts.fold(0_i64, |sum, amount| sum.saturating_add(amount.fen())))
}

#[cfg(test)]
mod tests;
