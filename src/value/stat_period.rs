//! 统计期 Statistical periods with codes in the manner of ISO 8601.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::error::{Error, Result, code};
use crate::value::normalise::digits;
use crate::value::plain::{display_as_plain, from_str_as_plain, serde_as_plain};
use crate::value::{Day, Month, Period, Plain, Year, normalise_code};

crate::labels! {
    /// 统计期类型 The length of a statistical period, shortest first.
    #[doc(alias = "报告期")]
    pub enum StatKind: "统计期类型 kind of statistical period" {
        /// 日
        Day = "day" / "日" | "日报",
        /// 周, from Monday (ISO 8601)
        Week = "week" / "周" | "周报",
        /// 旬: 1–10, 11–20, 21 to the end
        TenDays = "ten_days" / "旬" | "旬报",
        /// 月
        Month = "month" / "月" | "月报",
        /// 季
        Quarter = "quarter" / "季" | "季度" | "季报",
        /// 半年
        HalfYear = "half_year" / "半年" | "半年报",
        /// 年
        Year = "year" / "年" | "年报",
    }
}

/// 统计期 A day, week, ten days, month, quarter, half-year or year. Plain text is its code: `2023-06-30`, `2023-W26`,
/// `2023-06-X1` (上旬) to `X3`, `2023-06`, `2023-Q2`, `2023-H1`, `2023`.
///
/// ```
/// use cunwu::value::{Day, Plain, StatKind, StatPeriod};
/// let quarter = StatPeriod::containing(StatKind::Quarter, Day::parse("2023-06-30")?);
/// assert_eq!(quarter.to_string(), "2023-Q2");
/// assert_eq!(quarter.previous().plain(), "2023-Q1");
/// assert_eq!(quarter.same_last_year().map(|last| last.plain()), Some("2022-Q2".to_owned()));
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "统计期")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StatPeriod {
    kind: StatKind,
    first: Day,
}

impl StatPeriod {
    /// The period of a kind that a day lies in.
    pub fn containing(kind: StatKind, day: Day) -> Self {
        let month = day.in_month();
        let start = |length: u8| Month::of(month.year().get(), (month.month() - 1) / length * length + 1);
        let first = match kind {
            StatKind::Day => day,
            StatKind::Week => day.plus_days(1 - i64::from(day.weekday())),
            StatKind::TenDays => month.first_day().plus_days(i64::from((day.day() - 1) / 10).min(2) * 10),
            StatKind::Month => month.first_day(),
            StatKind::Quarter => start(3).map_or(day, Month::first_day),
            StatKind::HalfYear => start(6).map_or(day, Month::first_day),
            StatKind::Year => month.year().first_day(),
        };
        Self { kind, first }
    }

    /// The kind.
    pub const fn kind(self) -> StatKind {
        self.kind
    }

    /// The first day.
    pub const fn first_day(self) -> Day {
        self.first
    }

    /// The last day.
    pub fn last_day(self) -> Day {
        let months_on = |months: i32| self.first.in_month().plus(months - 1).last_day();
        match self.kind {
            StatKind::Day => self.first,
            StatKind::Week => self.first.plus_days(6),
            StatKind::TenDays if self.first.day() < 21 => self.first.plus_days(9),
            StatKind::TenDays | StatKind::Month => months_on(1),
            StatKind::Quarter => months_on(3),
            StatKind::HalfYear => months_on(6),
            StatKind::Year => months_on(12),
        }
    }

    /// Its days as a half-open period.
    pub fn period(self) -> Period {
        Period::through(self.first, self.last_day()).unwrap_or_else(|_| Period::of_day(self.first))
    }

    /// Whether the day lies in it.
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.last_day()
    }

    /// 上期 The period before, of the same kind.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::containing(self.kind, self.first.previous())
    }

    /// 下期 The period after, of the same kind.
    #[must_use]
    pub fn next(self) -> Self {
        Self::containing(self.kind, self.last_day().next())
    }

    /// 上年同期 The same period of the year before. The last of February stands for 29 February; `None` for week 53 of
    /// a year whose predecessor has 52.
    pub fn same_last_year(self) -> Option<Self> {
        if self.kind == StatKind::Week {
            let (year, week) = self.iso_week();
            return of_week(year - 1, week);
        }
        let month = self.first.in_month().plus(-12);
        let day = self.first.day().min(month.last_day().day());
        let first = Day::of(i32::from(month.year().get()), u32::from(month.month()), day)?;
        Some(Self { kind: self.kind, first })
    }

    /// The periods of a shorter kind that begin in it, in order.
    pub fn parts(self, kind: StatKind) -> Vec<Self> {
        let last = self.last_day();
        let start = Self::containing(kind, self.first);
        let start = if start.first < self.first { start.next() } else { start };
        let mut parts = Vec::new();
        let mut part = start;
        while part.first <= last {
            parts.push(part);
            let next = part.next();
            if next.first <= part.first {
                break;
            }
            part = next;
        }
        parts
    }

    /// 中文名 The name that reports use: `2023年第二季度`, `2023年6月上旬`.
    pub fn label(self) -> String {
        let month = self.first.in_month();
        let (year, number) = (month.year(), month.month());
        let ordinal = |index: u8| ["一", "二", "三", "四"].get(usize::from(index)).copied().unwrap_or_default();
        match self.kind {
            StatKind::Day => format!("{year}年{number}月{}日", self.first.day()),
            StatKind::Week => {
                let (year, week) = self.iso_week();
                format!("{year}年第{week}周")
            }
            StatKind::TenDays => {
                let part = ["上", "中", "下"].get(self.part_of_month()).copied().unwrap_or_default();
                format!("{year}年{number}月{part}旬")
            }
            StatKind::Month => format!("{year}年{number}月"),
            StatKind::Quarter => format!("{year}年第{}季度", ordinal((number - 1) / 3)),
            StatKind::HalfYear => format!("{year}年{}半年", if number == 1 { "上" } else { "下" }),
            StatKind::Year => format!("{year}年"),
        }
    }

    fn iso_week(self) -> (i32, u32) {
        let week = self.first.naive().iso_week();
        (week.year(), week.week())
    }

    /// 0, 1 or 2: which ten days of the month.
    fn part_of_month(self) -> usize {
        usize::try_from((self.first.day() - 1) / 10).unwrap_or(0)
    }
}

/// By first day, then by kind, shorter first.
impl Ord for StatPeriod {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.first, self.kind).cmp(&(other.first, other.kind))
    }
}

impl PartialOrd for StatPeriod {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

fn of_week(year: i32, week: u32) -> Option<StatPeriod> {
    let monday = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)?;
    let first = Day::of(monday.year(), monday.month(), monday.day())?;
    Some(StatPeriod { kind: StatKind::Week, first })
}

fn of_month(kind: StatKind, year: Year, month: u8) -> Option<StatPeriod> {
    Some(StatPeriod { kind, first: Month::of(year.get(), month)?.first_day() })
}

impl Plain for StatPeriod {
    const WHAT: &'static str = "统计期 statistical period";

    fn plain(&self) -> String {
        let month = self.first.in_month();
        let (year, number) = (month.year(), month.month());
        match self.kind {
            StatKind::Day => self.first.plain(),
            StatKind::Week => {
                let (year, week) = self.iso_week();
                format!("{year}-W{week:02}")
            }
            StatKind::TenDays => format!("{month}-X{}", self.part_of_month() + 1),
            StatKind::Month => month.plain(),
            StatKind::Quarter => format!("{year}-Q{}", (number - 1) / 3 + 1),
            StatKind::HalfYear => format!("{year}-H{}", (number - 1) / 6 + 1),
            StatKind::Year => year.plain(),
        }
    }

    fn parse(text: &str) -> Result<Self> {
        let clean = normalise_code(text);
        read(&clean).ok_or_else(|| Error::new(code::value::STAT_PERIOD).with("value", text))
    }
}

fn read(clean: &str) -> Option<StatPeriod> {
    let Some((head, tail)) = clean.rsplit_once('-') else {
        return Some(StatPeriod { kind: StatKind::Year, first: Year::parse(clean).ok()?.first_day() });
    };
    let (mark, rest) = tail.split_at_checked(1)?;
    match (mark, rest.len()) {
        ("W", 2) => {
            let year = Year::parse(head).ok()?;
            of_week(i32::from(year.get()), digits(rest)?)
        }
        ("X", 1) => {
            let part = digits::<i64>(rest).filter(|part| (1..=3).contains(part))?;
            let first = Month::parse(head).ok()?.first_day().plus_days((part - 1) * 10);
            Some(StatPeriod { kind: StatKind::TenDays, first })
        }
        ("Q", 1) => {
            let quarter = digits::<u8>(rest).filter(|quarter| (1..=4).contains(quarter))?;
            of_month(StatKind::Quarter, Year::parse(head).ok()?, quarter * 3 - 2)
        }
        ("H", 1) => {
            let half = digits::<u8>(rest).filter(|half| (1..=2).contains(half))?;
            of_month(StatKind::HalfYear, Year::parse(head).ok()?, half * 6 - 5)
        }
        _ if head.contains('-') => Day::parse(clean).ok().map(|first| StatPeriod { kind: StatKind::Day, first }),
        _ => Month::parse(clean).ok().map(|month| StatPeriod { kind: StatKind::Month, first: month.first_day() }),
    }
}

serde_as_plain!(StatPeriod);
from_str_as_plain!(StatPeriod);
display_as_plain!(StatPeriod);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::{fixed, reads_back};

    fn period(text: &str) -> StatPeriod {
        StatPeriod::parse(text).unwrap()
    }

    #[test]
    fn each_kind_has_its_code_days_and_name() {
        for (text, first, last, label) in [
            ("2023-06-30", "2023-06-30", "2023-06-30", "2023年6月30日"),
            ("2023-W26", "2023-06-26", "2023-07-02", "2023年第26周"),
            ("2023-W01", "2023-01-02", "2023-01-08", "2023年第1周"),
            ("2023-06-X1", "2023-06-01", "2023-06-10", "2023年6月上旬"),
            ("2023-02-X3", "2023-02-21", "2023-02-28", "2023年2月下旬"),
            ("2023-06", "2023-06-01", "2023-06-30", "2023年6月"),
            ("2023-Q2", "2023-04-01", "2023-06-30", "2023年第二季度"),
            ("2023-H1", "2023-01-01", "2023-06-30", "2023年上半年"),
            ("2023-H2", "2023-07-01", "2023-12-31", "2023年下半年"),
            ("2023", "2023-01-01", "2023-12-31", "2023年"),
        ] {
            let found = period(text);
            assert_eq!((found.first_day().to_string(), found.last_day().to_string()), (first.into(), last.into()));
            assert_eq!((found.plain(), found.label()), (text.to_owned(), label.to_owned()));
            reads_back(&found);
        }
    }

    #[test]
    fn codes_that_name_no_period_are_refused() {
        for text in
            ["", "2023-W00", "2023-W53", "2023-W1", "2023-06-X4", "2023-Q5", "2023-H3", "2023-13", "23", "2023-S1"]
        {
            assert_eq!(StatPeriod::parse(text).unwrap_err().code(), "value.stat_period", "{text}");
        }
        assert_eq!(period("2020-W53").first_day().to_string(), "2020-12-28");
    }

    #[test]
    fn the_same_period_of_last_year_is_of_the_same_name() {
        let last = |text| period(text).same_last_year().map(|p| p.plain());
        assert_eq!(last("2023-06").as_deref(), Some("2022-06"));
        assert_eq!(last("2023-W26").as_deref(), Some("2022-W26"));
        assert_eq!(last("2020-W53"), None);
        assert_eq!(last("2024-02-29").as_deref(), Some("2023-02-28"));
        assert_eq!(last("2023-06-X3").as_deref(), Some("2022-06-X3"));
    }

    #[test]
    fn a_year_has_twelve_months_and_thirty_six_ten_days() {
        assert_eq!(period("2023").parts(StatKind::Month).len(), 12);
        assert_eq!(period("2023").parts(StatKind::TenDays).len(), 36);
        assert_eq!(period("2023-H1").parts(StatKind::Quarter), [period("2023-Q1"), period("2023-Q2")]);
        assert_eq!(period("2023").parts(StatKind::Week).len(), 52);
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn every_day_lies_in_one_period_of_each_kind_and_they_follow_without_gap(day in 40_000_i64..400_000) {
            let day = Day::MIN.plus_days(day);
            for kind in StatKind::ALL {
                let found = StatPeriod::containing(*kind, day);
                reads_back(&found);
                prop_assert!(found.contains(day) && found.period().contains(day));
                prop_assert_eq!(found.next().first_day(), found.last_day().next());
                prop_assert_eq!(found.next().previous(), found);
                prop_assert_eq!(StatPeriod::containing(*kind, found.last_day()), found);
            }
        }
    }
}
