//! 不完整日期 Dates of which only the month, the year or a bound is known.

use std::cmp::Ordering;

use crate::error::{Error, Result, code};
use crate::value::plain::{display_as_plain, from_str_as_plain, serde_as_plain};
use crate::value::{Day, Month, Plain, Year, normalise};

/// 不完整日期 A date as far as it is known. Plain text is `2023-06-30`, `2023-06`, `2023`, `<1950-01-01` or `不详`.
///
/// It has no total order: whether one date lies before another may be unknown, and then the answer is `None`.
/// ```
/// use cunwu::value::{Day, PartialDate, Plain};
/// let born = PartialDate::parse("1953年")?;
/// let day = Day::parse("2023-06-30")?;
/// assert_eq!(born.age_on(day).to_string(), "69–70");
/// assert_eq!(born.age_on(day).at_least(70), None, "perhaps");
/// assert_eq!(born.age_on(day).at_least(60), Some(true));
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "不详日期")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartialDate {
    /// 确切日期 This day.
    Exact(Day),
    /// 仅知年月 Some day of this month.
    Month(Month),
    /// 仅知年份 Some day of this year.
    Year(Year),
    /// 某日以前 Some day before this one.
    Before(Day),
    /// 不详 Nothing is known.
    Unknown,
}

impl PartialDate {
    /// The first day it may be; `None` without a bound.
    pub fn earliest(self) -> Option<Day> {
        match self {
            Self::Exact(day) => Some(day),
            Self::Month(month) => Some(month.first_day()),
            Self::Year(year) => Some(year.first_day()),
            Self::Before(_) | Self::Unknown => None,
        }
    }

    /// The last day it may be; `None` without a bound.
    pub fn latest(self) -> Option<Day> {
        match self {
            Self::Exact(day) => Some(day),
            Self::Month(month) => Some(month.last_day()),
            Self::Year(year) => Some(year.last_day()),
            Self::Before(day) => Some(day.previous()),
            Self::Unknown => None,
        }
    }

    /// The day, when it is exact.
    pub fn exact(self) -> Option<Day> {
        match self {
            Self::Exact(day) => Some(day),
            _ => None,
        }
    }

    /// Whether it lies before the day; `None` when that is unknown.
    pub fn is_before(self, day: Day) -> Option<bool> {
        if self.latest().is_some_and(|latest| latest < day) {
            Some(true)
        } else if self.earliest().is_some_and(|earliest| earliest >= day) {
            Some(false)
        } else {
            None
        }
    }

    /// How it lies to another date; `None` when that is unknown. Two dates are equal only when both are exact.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        if let (Self::Exact(a), Self::Exact(b)) = (self, other) {
            return Some(a.cmp(&b));
        }
        let ends_before = |a: Self, b: Self| a.latest().zip(b.earliest()).is_some_and(|(last, first)| last < first);
        if ends_before(self, other) {
            Some(Ordering::Less)
        } else if ends_before(other, self) {
            Some(Ordering::Greater)
        } else {
            None
        }
    }

    /// Whether the exact day is one that this date may be.
    pub fn may_be(self, day: Day) -> bool {
        self.earliest().is_none_or(|first| first <= day) && self.latest().is_none_or(|last| day <= last)
    }

    /// 年龄 The age on a day of one born on this date, as far as it is known.
    pub fn age_on(self, day: Day) -> AgeRange {
        let youngest = self.latest().map_or(0, |born| day.age_of(born).unwrap_or(0));
        let oldest = self.earliest().map(|born| day.age_of(born).unwrap_or(0));
        AgeRange { youngest, oldest }
    }
}

/// 年龄段 An age in full years as far as it is known: from the youngest to the oldest that it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AgeRange {
    youngest: u32,
    oldest: Option<u32>,
}

impl AgeRange {
    /// The youngest age that it may be.
    pub const fn youngest(self) -> u32 {
        self.youngest
    }

    /// The oldest age that it may be; `None` without a bound.
    pub const fn oldest(self) -> Option<u32> {
        self.oldest
    }

    /// The age, when there is only one.
    pub fn exact(self) -> Option<u32> {
        self.oldest.filter(|oldest| *oldest == self.youngest)
    }

    /// 满…周岁 Whether so many years are reached; `None` when that is unknown.
    pub fn at_least(self, years: u32) -> Option<bool> {
        if self.youngest >= years {
            Some(true)
        } else if self.oldest.is_some_and(|oldest| oldest < years) {
            Some(false)
        } else {
            None
        }
    }

    /// Whether the age lies in a band, both ends included; `None` when that is unknown.
    pub fn within(self, from: u32, to: u32) -> Option<bool> {
        match (self.at_least(from), self.at_least(to.saturating_add(1))) {
            (Some(true), Some(false)) => Some(true),
            (Some(false), _) | (_, Some(true)) => Some(false),
            _ => None,
        }
    }
}

impl std::fmt::Display for AgeRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.oldest {
            Some(oldest) if oldest == self.youngest => write!(f, "{oldest}"),
            Some(oldest) => write!(f, "{}–{oldest}", self.youngest),
            None => write!(f, "≥{}", self.youngest),
        }
    }
}

impl Plain for PartialDate {
    const WHAT: &'static str = "日期(可不完整) date as far as known";

    fn plain(&self) -> String {
        match self {
            Self::Exact(day) => day.plain(),
            Self::Month(month) => month.plain(),
            Self::Year(year) => year.plain(),
            Self::Before(day) => format!("<{day}"),
            Self::Unknown => "不详".to_owned(),
        }
    }

    /// Also takes `1950年以前` (before the first day of that year) and `未知`.
    fn parse(text: &str) -> Result<Self> {
        let clean = normalise(text);
        if matches!(clean.as_ref(), "不详" | "未知" | "unknown") {
            return Ok(Self::Unknown);
        }
        let before =
            clean.strip_prefix('<').or_else(|| clean.strip_suffix("以前")).or_else(|| clean.strip_suffix("之前"));
        let date =
            part(before.unwrap_or(&clean)).ok_or_else(|| Error::new(code::value::PARTIAL_DATE).with("value", text))?;
        Ok(match before.and(date.earliest()) {
            Some(first) => Self::Before(first),
            None => date,
        })
    }
}

fn part(text: &str) -> Option<PartialDate> {
    Day::parse(text)
        .map(PartialDate::Exact)
        .or_else(|_| Month::parse(text).map(PartialDate::Month))
        .or_else(|_| Year::parse(text).map(PartialDate::Year))
        .ok()
}

impl From<Day> for PartialDate {
    fn from(day: Day) -> Self {
        Self::Exact(day)
    }
}

serde_as_plain!(PartialDate);
from_str_as_plain!(PartialDate);
display_as_plain!(PartialDate);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::{fixed, reads_back};

    fn date(text: &str) -> PartialDate {
        PartialDate::parse(text).unwrap()
    }

    #[test]
    fn each_precision_has_its_spelling() {
        for (text, plain) in [
            ("2023/6/30", "2023-06-30"),
            ("2023年6月", "2023-06"),
            ("1953年", "1953"),
            ("1950年以前", "<1950-01-01"),
            ("<1950-07-01", "<1950-07-01"),
            ("未知", "不详"),
        ] {
            assert_eq!(date(text).plain(), plain);
            reads_back(&date(text));
        }
        assert_eq!(PartialDate::parse("去年").unwrap_err().code(), "value.partial_date");
        assert_eq!(PartialDate::parse("").unwrap_err().code(), "value.partial_date");
    }

    #[test]
    fn comparing_says_unknown_when_it_is() {
        assert_eq!(date("2022").compare(date("2023-01")), Some(Ordering::Less));
        assert_eq!(date("2023").compare(date("2023-01")), None);
        assert_eq!(date("2023").compare(date("2023")), None);
        assert_eq!(date("2023-06-30").compare(date("2023-06-30")), Some(Ordering::Equal));
        assert_eq!(date("<1950-01-01").compare(date("1950")), Some(Ordering::Less));
        assert_eq!(date("不详").compare(date("1950")), None);
    }

    #[test]
    fn ages_are_bands_when_the_birth_is_not_exact() {
        let day = Day::of(2023, 6, 30).unwrap();
        assert_eq!(date("1953-04-13").age_on(day).exact(), Some(70));
        assert_eq!(date("1953").age_on(day).to_string(), "69–70");
        assert_eq!(date("<1943-01-01").age_on(day).to_string(), "≥80");
        assert_eq!(date("<1943-01-01").age_on(day).at_least(80), Some(true));
        assert_eq!(date("<1943-01-01").age_on(day).within(80, 89), None);
        assert_eq!(date("1953").age_on(day).within(60, 79), Some(true));
        assert_eq!(date("不详").age_on(day).at_least(1), None);
        assert_eq!(date("1953").age_on(day).within(71, 79), Some(false));
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn answers_agree_with_every_day_that_it_may_be(
            year in 2000_u16..2004, month in 1_u8..13, kind in 0..4, day in 300_i64..2600,
        ) {
            let (of_year, of_month) = (Year::of(year).unwrap(), Month::of(year, month).unwrap());
            let date = match kind {
                0 => PartialDate::Exact(of_month.last_day()),
                1 => PartialDate::Month(of_month),
                2 => PartialDate::Year(of_year),
                _ => PartialDate::Before(of_month.first_day()),
            };
            reads_back(&date);
            let around = Day::of(1998, 1, 1).unwrap();
            let day = around.plus_days(day);
            let may: Vec<Day> = (0..2922).map(|n| around.plus_days(n)).filter(|d| date.may_be(*d)).collect();
            let before = may.iter().filter(|d| **d < day).count();
            let expected = match before {
                n if n == may.len() => Some(true),
                0 if kind != 3 => Some(false),
                _ => None,
            };
            prop_assert_eq!(date.is_before(day), expected);
        }
    }
}
