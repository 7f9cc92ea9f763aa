//! 年月 Years and months.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::value::normalise::digits;
use crate::value::plain::{display_as_plain, from_str_as_plain, serde_as_plain};
use crate::value::{Day, Plain, normalise};

/// 年 A year, 1800 to 2999. Plain text is `2023`; parsing also takes `2023年`.
#[doc(alias = "年份")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Year(u16);

impl Year {
    /// A year from 1800 to 2999.
    pub const fn of(year: u16) -> Option<Self> {
        if year >= 1800 && year < 3000 { Some(Self(year)) } else { None }
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The year of a day.
    pub fn containing(day: Day) -> Self {
        Self(u16::try_from(day.year()).unwrap_or(1800))
    }

    /// 1 January.
    pub fn first_day(self) -> Day {
        Day::of(i32::from(self.0), 1, 1).unwrap_or(Day::MIN)
    }

    /// 31 December.
    pub fn last_day(self) -> Day {
        Day::of(i32::from(self.0), 12, 31).unwrap_or(Day::MAX)
    }
}

impl TryFrom<u16> for Year {
    type Error = Error;

    fn try_from(year: u16) -> Result<Self> {
        Self::of(year).ok_or_else(|| Error::new(code::value::YEAR).with("value", year))
    }
}

impl From<Year> for u16 {
    fn from(year: Year) -> Self {
        year.0
    }
}

impl Plain for Year {
    const WHAT: &'static str = "年份 year";

    fn plain(&self) -> String {
        self.0.to_string()
    }

    fn parse(text: &str) -> Result<Self> {
        let clean = normalise(text);
        let year = clean.strip_suffix('年').unwrap_or(&clean).trim_end();
        digits(year)
            .filter(|_| year.len() == 4)
            .and_then(Self::of)
            .ok_or_else(|| Error::new(code::value::YEAR).with("value", text))
    }
}

/// 年月 A month of a year. Plain text is `2023-04`; parsing also takes `2023/4`, `2023年4月` and `202304`.
#[doc(alias = "月份")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    year: Year,
    month: u8,
}

impl Month {
    /// A month, 1 to 12, of a year.
    pub fn of(year: u16, month: u8) -> Option<Self> {
        if (1..=12).contains(&month) { Year::of(year).map(|year| Self { year, month }) } else { None }
    }

    /// The month of a day.
    pub fn containing(day: Day) -> Self {
        Self { year: Year::containing(day), month: u8::try_from(day.month()).unwrap_or(1) }
    }

    /// The year.
    pub const fn year(self) -> Year {
        self.year
    }

    /// The month of the year, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The first day.
    pub fn first_day(self) -> Day {
        Day::of(i32::from(self.year.get()), u32::from(self.month), 1).unwrap_or(Day::MIN)
    }

    /// The last day.
    pub fn last_day(self) -> Day {
        let day = |day| Day::of(i32::from(self.year.get()), u32::from(self.month), day);
        (28..=31).rev().find_map(day).unwrap_or(Day::MAX)
    }

    /// So many months later, or earlier when negative; stays within the years 1800 to 2999.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let index = i64::from(self.year.get()) * 12 + i64::from(self.month) - 1 + i64::from(months);
        let index = index.clamp(1800 * 12, 2999 * 12 + 11);
        let year = u16::try_from(index / 12).ok().and_then(Year::of).unwrap_or(self.year);
        Self { year, month: u8::try_from(index % 12 + 1).unwrap_or(1) }
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.plus(-1)
    }

    /// Whether the day lies in it.
    pub fn contains(self, day: Day) -> bool {
        Self::containing(day) == self
    }

    /// The months from this one up to and with `last`; nothing when `last` comes before.
    pub fn up_to(self, last: Self) -> impl Iterator<Item = Self> {
        let mut next = (self <= last).then_some(self);
        std::iter::from_fn(move || {
            let month = next?;
            next = (month < last).then(|| month.next());
            Some(month)
        })
    }
}

impl Plain for Month {
    const WHAT: &'static str = "年月 month";

    fn plain(&self) -> String {
        format!("{}-{:02}", self.year, self.month)
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::value::MONTH).with("value", text);
        let clean = normalise(text);
        let (year, month) = match clean.strip_suffix('月') {
            Some(chinese) => chinese.split_once('年'),
            None if clean.len() == 6 && !clean.contains(['-', '/']) => clean.split_at_checked(4),
            None => clean.split_once(['-', '/']),
        }
        .ok_or_else(wrong)?;
        if year.len() != 4 || month.len() > 2 {
            return Err(wrong());
        }
        Self::of(digits(year).ok_or_else(wrong)?, digits(month).ok_or_else(wrong)?).ok_or_else(wrong)
    }
}

serde_as_plain!(Month);
from_str_as_plain!(Year, Month);
display_as_plain!(Year, Month);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::{fixed, reads_back};

    #[test]
    fn months_and_years_take_the_usual_spellings() {
        let april = Month::of(2023, 4).unwrap();
        for text in ["2023-04", "2023/4", "2023年4月", "202304", "２０２３－０４"] {
            assert_eq!(Month::parse(text).unwrap(), april, "{text}");
        }
        for text in ["2023", "2023-13", "2023-0", "2023-06-30", "23-04", "2023-004"] {
            assert_eq!(Month::parse(text).unwrap_err().code(), "value.month", "{text}");
        }
        assert_eq!(Year::parse("2008年").unwrap().get(), 2008);
        for text in ["208", "20080", "1799", "3000", "-2008"] {
            assert_eq!(Year::parse(text).unwrap_err().code(), "value.year", "{text}");
        }
    }

    #[test]
    fn months_know_their_days_at_both_ends_of_time() {
        assert_eq!(Month::of(2024, 2).unwrap().last_day(), Day::of(2024, 2, 29).unwrap());
        assert_eq!(Month::of(2999, 12).unwrap().last_day(), Day::MAX);
        assert_eq!(Month::of(2999, 12).unwrap().next(), Month::of(2999, 12).unwrap());
        let months: Vec<String> =
            Month::of(2022, 11).unwrap().up_to(Month::of(2023, 2).unwrap()).map(|m| m.plain()).collect();
        assert_eq!(months, ["2022-11", "2022-12", "2023-01", "2023-02"]);
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn steps_of_months_undo_each_other(days in 100_000_i64..300_000, step in -1000_i32..1000) {
            let month = Day::MIN.plus_days(days).in_month();
            reads_back(&month);
            reads_back(&month.year());
            prop_assert_eq!(month.plus(step).plus(-step), month);
            prop_assert_eq!(month.last_day().next(), month.next().first_day());
        }
    }
}
