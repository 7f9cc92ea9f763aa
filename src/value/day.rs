//! 日 A day in UTC+08:00.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::{Error, Result, code};
use crate::value::text::serde_as_plain;
use crate::value::{Form, Plain};

/// 日 A calendar day in UTC+08:00, from year 1800 to 2999. Plain text is `2023-06-30`; parsing also takes `2023/6/30`,
/// `2023年6月30日` and `20230630`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(NaiveDate);

impl Day {
    /// The day of a year, month and day of month; `None` where the calendar has none.
    pub fn of(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1800..3000).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// Year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// Day of month, 1 to 31.
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The day after.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus_days(1)
    }

    /// So many days later, or earlier when negative; stays within the calendar's range.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let step = Days::new(days.unsigned_abs());
        let moved = if days < 0 { self.0.checked_sub_days(step) } else { self.0.checked_add_days(step) };
        Self(moved.unwrap_or(self.0))
    }

    /// So many months later, on the corresponding day, or the last of the month (Civil Code art. 202).
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        Self(self.0.checked_add_months(Months::new(months)).unwrap_or(self.0))
    }

    /// Days from `earlier` to this day; negative when it comes later.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// 周岁 Full years on this day for one born on `birth`: reached on the birthday; for 29 February on the last of
    /// February in common years (Civil Code art. 202 by analogy). `None` before birth.
    pub fn age_of(self, birth: Self) -> Option<u32> {
        if self < birth {
            return None;
        }
        let years = u32::try_from(self.year() - birth.year()).ok()?;
        let reached = birth.plus_months(years * 12) <= self;
        if reached { Some(years) } else { years.checked_sub(1) }
    }

    /// The calendar date below.
    pub fn naive(self) -> NaiveDate {
        self.0
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

impl Plain for Day {
    const WHAT: &'static str = "日期 day";
    const FORM: Form = Form::Date;

    fn plain(&self) -> String {
        self.to_string()
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::value::DAY).with("value", text);
        let clean = text.trim();
        let parts: Vec<&str> = if clean.len() == 8 && clean.bytes().all(|b| b.is_ascii_digit()) {
            [clean.get(..4), clean.get(4..6), clean.get(6..)].into_iter().flatten().collect()
        } else if let Some(chinese) = clean.strip_suffix('日') {
            chinese.split(['年', '月']).collect()
        } else {
            let mark = if clean.contains('/') { '/' } else { '-' };
            clean.split(mark).collect()
        };
        let [year, month, day] = parts.as_slice() else { return Err(wrong()) };
        if year.len() != 4 || [year, month, day].iter().any(|part| !part.bytes().all(|b| b.is_ascii_digit())) {
            return Err(wrong());
        }
        let number = |part: &str| part.parse::<u32>().map_err(|_| wrong());
        let year = i32::try_from(number(year)?).map_err(|_| wrong())?;
        Self::of(year, number(month)?, number(day)?).ok_or_else(wrong)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_as_plain!(Day);
