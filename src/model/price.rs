//! 价格 Prices with their unit, and how rents rise.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::value::{Count, Day, Money, Period, Plain, SquareMetres, Text};

labels! {
    /// 计价单位 What a price is paid for.
    #[doc(alias = "计价单位")]
    pub enum PriceUnit: "计价单位 price unit" {
        /// 元/月 Yuan a month.
        PerMonth = "per_month" / "元/月",
        /// 元/年 Yuan a year.
        PerYear = "per_year" / "元/年",
        /// 元/㎡·月 Yuan a square metre and month.
        PerSquareMetreMonth = "per_square_metre_month" / "元/㎡·月" | "元/m²·月" | "元/m2·月" | "元/平方米·月" | "元/平方米/月",
        /// 元/次 Yuan once: a sale.
        Once = "once" / "元/次" | "元/宗",
    }
}

labels! {
    /// 期数单位 What instalments are counted in.
    #[doc(alias = "期数单位")]
    pub enum InstalmentUnit: "期数单位 instalment unit" {
        /// 月 Months.
        Month = "month" / "月" | "个月",
        /// 年 Years.
        Year = "year" / "年",
        /// 次 Once.
        Once = "once" / "次",
    }
}

impl PriceUnit {
    /// 期数单位 The instalments in which such a price is paid.
    pub const fn instalment(self) -> InstalmentUnit {
        match self {
            Self::PerMonth | Self::PerSquareMetreMonth => InstalmentUnit::Month,
            Self::PerYear => InstalmentUnit::Year,
            Self::Once => InstalmentUnit::Once,
        }
    }

    /// Whether the area enters into the rent.
    pub const fn by_area(self) -> bool {
        matches!(self, Self::PerSquareMetreMonth)
    }
}

/// 单价 A price and what it is paid for.
#[doc(alias = "单价")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Price {
    /// 金额 Yuan for one unit, exact to the fen.
    pub amount: Money,
    /// 计价单位 The unit.
    pub unit: PriceUnit,
}

impl Price {
    /// A price.
    pub const fn new(amount: Money, unit: PriceUnit) -> Self {
        Self { amount, unit }
    }

    /// 每期租金 What one instalment comes to, rounded half up to the fen; `None` for a price by area without the area.
    pub fn instalment(self, area: Option<SquareMetres>) -> Option<Money> {
        if !self.unit.by_area() {
            return Some(self.amount);
        }
        let hundredths = i128::from(self.amount.fen()) * i128::from(area?.hundredths());
        i64::try_from(half_up(hundredths, 100)).ok().map(Money::from_fen)
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount.plain(), self.unit)
    }
}

/// 递增方式 How the unit price rises over the term. Each rise is on the price before it, rounded half up to the fen.
#[doc(alias = "递增方式")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Escalation {
    /// 无递增 Not at all.
    None,
    /// 每N年递增P% By the same share every so many years.
    Every {
        /// Years between rises, at least one.
        years: u32,
        /// The rise in hundredths of a percent: 500 is 5 %.
        basis_points: u32,
    },
    /// 另行约定 Otherwise, in the words of the contract.
    Other(Text),
}

impl Escalation {
    /// The price after one rise; unchanged where the rise is in words only.
    #[must_use]
    pub fn raise(&self, price: Money) -> Money {
        match self {
            Self::Every { basis_points, .. } => {
                let raised = i128::from(price.fen()) * i128::from(10_000 + u64::from(*basis_points));
                i64::try_from(half_up(raised, 10_000)).map_or(price, Money::from_fen)
            }
            Self::None | Self::Other(_) => price,
        }
    }
}

impl Plain for Escalation {
    const WHAT: &'static str = "递增方式 escalation";

    fn plain(&self) -> String {
        match self {
            Self::None => "无递增".to_owned(),
            Self::Every { years, basis_points } => {
                let (whole, part) = (basis_points / 100, basis_points % 100);
                let share = if part == 0 { whole.to_string() } else { format!("{whole}.{part:02}") };
                format!("每{years}年递增{}%", if part == 0 { share.as_str() } else { share.trim_end_matches('0') })
            }
            Self::Other(text) => text.plain(),
        }
    }

    fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if matches!(text, "无递增" | "无" | "不递增") {
            return Ok(Self::None);
        }
        match every(text) {
            Some(rise) => Ok(rise),
            None => Text::parse(text).map(Self::Other),
        }
    }
}

/// Reads `每3年递增5%`.
fn every(text: &str) -> Option<Escalation> {
    let (years, share) = text.strip_prefix('每')?.strip_suffix('%')?.split_once("年递增")?;
    let years = if years.is_empty() { 1 } else { years.parse().ok().filter(|years| *years > 0)? };
    let (whole, part) = share.split_once('.').unwrap_or((share, ""));
    if part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let part: u32 = format!("{part:0<2}").parse().ok()?;
    let basis_points = whole.checked_mul(100)?.checked_add(part)?;
    (basis_points > 0 && basis_points <= 100_000).then_some(Escalation::Every { years, basis_points })
}

/// 分期 One stretch of a lease during which the rent stays the same.
#[doc(alias = "合同分期")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalments {
    /// 单价 Unit price of the stretch.
    pub price: Price,
    /// 每期租金 Rent of one instalment.
    pub rent: Money,
    /// 期数 How many instalments.
    pub number: Count,
}

impl Instalments {
    /// 金额 Rent times number; `None` beyond what money can hold.
    pub fn amount(&self) -> Option<Money> {
        self.rent.fen().checked_mul(i64::from(self.number.get())).map(Money::from_fen)
    }
}

/// 整月数 The whole months from one day to the corresponding day of a later month (Civil Code art. 202); `None` where
/// the days do not correspond.
pub fn whole_months(from: Day, until: Day) -> Option<u32> {
    let month_of = |day: Day| i64::from(day.year()) * 12 + i64::from(day.month());
    let months = u32::try_from(month_of(until) - month_of(from)).ok()?;
    (from.plus_months(months) == until).then_some(months)
}

/// 起算月数 The months that a term takes up, counted from its first day; a month that it begins counts. `u32::MAX` without an end.
pub fn months_begun(term: Period) -> u32 {
    let Some(until) = term.until() else { return u32::MAX };
    (0_u32..=12_000).find(|months| term.from().plus_months(*months) >= until).unwrap_or(u32::MAX)
}

/// A division rounded half away from nothing.
fn half_up(value: i128, by: i128) -> i128 {
    (value.abs() + by / 2) / by * value.signum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    #[test]
    fn a_rent_by_area_rounds_half_up_to_the_fen() {
        let price = Price::new(yuan("18.23"), PriceUnit::PerSquareMetreMonth);
        let area = SquareMetres::parse("1920.5").unwrap();
        assert_eq!(price.instalment(Some(area)), Some(yuan("35010.72")), "35,010.715 rounds up");
        assert_eq!(price.instalment(None), None);
        assert_eq!(Price::new(yuan("800"), PriceUnit::PerMonth).instalment(None), Some(yuan("800")));
    }

    #[test]
    fn escalations_read_back_and_unknown_ones_stay_in_words() {
        for text in ["无递增", "每3年递增5%", "每2年递增2.5%", "每2年递增0.75%", "第5、8年各递增一成"]
        {
            assert_eq!(Escalation::parse(text).unwrap().plain(), text);
        }
        assert_eq!(Escalation::parse("每年递增3%").unwrap(), Escalation::Every { years: 1, basis_points: 300 });
        assert!(matches!(Escalation::parse("每0年递增3%").unwrap(), Escalation::Other(_)));
    }

    #[test]
    fn each_rise_is_on_the_rounded_price_before_it() {
        let rise = Escalation::parse("每2年递增3%").unwrap();
        let second = rise.raise(yuan("17.70"));
        assert_eq!(second, yuan("18.23"));
        assert_eq!(rise.raise(second), yuan("18.78"));
        assert_eq!(Escalation::None.raise(second), second);
    }

    #[test]
    fn a_month_that_a_term_begins_counts() {
        let term = |text| Period::parse(text).unwrap();
        assert_eq!(months_begun(term("2022-08-01至2027-07-31")), 60);
        assert_eq!(months_begun(term("2022-08-01至2027-08-01")), 61);
        assert_eq!(months_begun(term("2022-01-31至2022-02-27")), 1);
        assert_eq!(months_begun(Period::new(Day::parse("2022-01-31").unwrap(), None).unwrap()), u32::MAX);
    }

    #[test]
    fn months_count_between_corresponding_days_only() {
        let day = |text| Day::parse(text).unwrap();
        assert_eq!(whole_months(day("2022-03-01"), day("2028-03-01")), Some(72));
        assert_eq!(whole_months(day("2022-01-31"), day("2022-02-28")), Some(1));
        assert_eq!(whole_months(day("2022-03-01"), day("2022-04-02")), None);
        assert_eq!(whole_months(day("2022-03-01"), day("2022-02-01")), None);
    }
}
