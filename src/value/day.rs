//! 日 A day in UTC+08:00.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::error::{Error, Result, code};
use crate::value::plain::{from_str_as_plain, serde_as_plain};
use crate::value::{Form, Month, Plain, normalise};

/// 日 A calendar day in UTC+08:00, from year 1800 to 2999. Plain text is `2023-06-30`; parsing also takes `2023/6/30`,
/// `2023年6月30日` and `20230630`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(NaiveDate);

impl Day {
    /// The first day there is: 1800-01-01.
    pub const MIN: Self = Self(match NaiveDate::from_ymd_opt(1800, 1, 1) {
        Some(date) => date,
        None => NaiveDate::MIN,
    });

    /// The last day there is: 2999-12-31.
    pub const MAX: Self = Self(match NaiveDate::from_ymd_opt(2999, 12, 31) {
        Some(date) => date,
        None => NaiveDate::MAX,
    });

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

    /// The day before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.plus_days(-1)
    }

    /// So many days later, or earlier when negative; never beyond [`Day::MIN`] and [`Day::MAX`].
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let step = Days::new(days.unsigned_abs());
        if days < 0 {
            self.0.checked_sub_days(step).map_or(Self::MIN, |date| Self(date).max(Self::MIN))
        } else {
            self.0.checked_add_days(step).map_or(Self::MAX, |date| Self(date).min(Self::MAX))
        }
    }

    /// So many months later, on the corresponding day, or the last of the month (Civil Code art. 202); never beyond
    /// [`Day::MAX`].
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        self.0.checked_add_months(Months::new(months)).map_or(Self::MAX, |date| Self(date).min(Self::MAX))
    }

    /// The month it lies in.
    pub fn in_month(self) -> Month {
        Month::containing(self)
    }

    /// 星期 The day of the week: 1 Monday to 7 Sunday.
    pub fn weekday(self) -> u32 {
        self.0.weekday().number_from_monday()
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
        let clean = normalise(text);
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
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_as_plain!(Day);
from_str_as_plain!(Day);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::{fixed, reads_back};

    #[test]
    fn the_four_spellings_mean_the_same_day() {
        let day = Day::of(2023, 6, 3).unwrap();
        for text in ["2023-06-03", "2023/6/3", "2023年6月3日", "20230603", " ２０２３／６／３　"] {
            assert_eq!(Day::parse(text).unwrap(), day, "{text}");
        }
        for text in ["2023-02-29", "23-06-30", "2023-06", "2023-6-31", "", "45107"] {
            assert_eq!(Day::parse(text).unwrap_err().code(), "value.day", "{text}");
        }
    }

    #[test]
    fn an_age_is_reached_on_the_birthday_and_after_a_leap_day_on_the_last_of_february() {
        let day = |y, m, d| Day::of(y, m, d).unwrap();
        assert_eq!(day(2023, 4, 12).age_of(day(1953, 4, 13)), Some(69));
        assert_eq!(day(2023, 4, 13).age_of(day(1953, 4, 13)), Some(70));
        assert_eq!(day(2023, 2, 28).age_of(day(2012, 2, 29)), Some(11));
        assert_eq!(day(2024, 2, 28).age_of(day(2012, 2, 29)), Some(11));
        assert_eq!(day(1953, 4, 12).age_of(day(1953, 4, 13)), None);
    }

    #[test]
    fn months_end_on_the_corresponding_day_or_the_last() {
        let day = Day::of(2023, 1, 31).unwrap();
        assert_eq!(day.plus_months(1), Day::of(2023, 2, 28).unwrap());
        assert_eq!(Day::MAX.next(), Day::MAX);
        assert_eq!(Day::MIN.previous(), Day::MIN);
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn days_read_back_and_differences_undo_steps(start in 0_i64..438_000, step in -400_000_i64..400_000) {
            let day = Day::MIN.plus_days(start);
            reads_back(&day);
            let moved = day.plus_days(step);
            if moved != Day::MIN && moved != Day::MAX {
                prop_assert_eq!(moved.days_since(day), step);
            }
        }
    }
}
