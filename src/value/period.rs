//! 时段 Half-open periods of days.

use crate::error::{Error, Result, code};
use crate::value::plain::{display_as_plain, from_str_as_plain, serde_as_plain};
use crate::value::{Day, Month, Plain, normalise};

/// 时段 The days from `from` up to, and without, `until`; without `until` it goes on. It never ends before it starts;
/// with `from == until` it holds no day (moved in and out on one day).
///
/// Papers name the *last* day (到期, 止, 至): [`Period::through`]. 迁出日期 is the first day that no longer counts:
/// [`Period::new`]. Plain text is `2023-01-01..2023-07-01`, or `2023-01-01..`; parsing also takes `2023-01-01至2023-06-30`.
///
/// ```
/// use cunwu::value::{Day, Period, Plain};
/// let lease = Period::parse("2023-01-01至2023-06-30")?;
/// assert_eq!(lease.until(), Some(Day::parse("2023-07-01")?));
/// assert!(lease.contains(Day::parse("2023-06-30")?));
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "有效期")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    from: Day,
    until: Option<Day>,
}

impl Period {
    /// From a day up to, and without, another.
    ///
    /// # Errors
    /// `value.period` when it would end before it starts.
    pub fn new(from: Day, until: Option<Day>) -> Result<Self> {
        if let Some(end) = until.filter(|end| *end < from) {
            return Err(Error::new(code::value::PERIOD).with("from", from).with("until", end));
        }
        Ok(Self { from, until })
    }

    /// From a day on, without an end.
    pub const fn since(from: Day) -> Self {
        Self { from, until: None }
    }

    /// 起止 From a day through its last day: 到期, 止, 至.
    ///
    /// # Errors
    /// `value.period` when the last day comes before the first.
    pub fn through(from: Day, last: Day) -> Result<Self> {
        Self::new(from, Some(last.next())).and_then(|period| {
            if last < from {
                Err(Error::new(code::value::PERIOD).with("from", from).with("until", last))
            } else {
                Ok(period)
            }
        })
    }

    /// One day.
    pub fn of_day(day: Day) -> Self {
        Self { from: day, until: Some(day.next()) }
    }

    /// The days of a month.
    pub fn of_month(month: Month) -> Self {
        Self { from: month.first_day(), until: Some(month.last_day().next()) }
    }

    /// The first day.
    #[allow(clippy::wrong_self_convention, reason = "the first day is called from")]
    pub const fn from(&self) -> Day {
        self.from
    }

    /// The first day that no longer counts; `None` while it goes on.
    pub const fn until(&self) -> Option<Day> {
        self.until
    }

    /// 止 The last day that counts; `None` while it goes on, and when it holds no day.
    pub fn last_day(&self) -> Option<Day> {
        self.until.filter(|until| *until > self.from).map(Day::previous)
    }

    /// Whether it holds no day.
    pub fn is_empty(&self) -> bool {
        self.until == Some(self.from)
    }

    /// How many days; `None` while it goes on.
    pub fn days(&self) -> Option<i64> {
        self.until.map(|until| until.days_since(self.from))
    }

    /// Whether the day counts.
    pub fn contains(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Whether every day of `other` counts.
    pub fn covers(&self, other: &Self) -> bool {
        other.is_empty() || (self.from <= other.from && end(*self) >= end(*other))
    }

    /// 重叠 Whether some day counts in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.intersection(other).is_some()
    }

    /// 衔接 Whether one ends as the other starts.
    pub fn meets(&self, other: &Self) -> bool {
        self.until == Some(other.from) || other.until == Some(self.from)
    }

    /// The days of both; `None` when there are none.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let from = self.from.max(other.from);
        let until = [self.until, other.until].into_iter().flatten().min();
        if until.is_some_and(|until| until <= from) { None } else { Some(Self { from, until }) }
    }

    /// The days of either, when they overlap or meet; `None` when a gap lies between.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Option<Self> {
        if !self.overlaps(other) && !self.meets(other) && !self.is_empty() && !other.is_empty() {
            return None;
        }
        match (self.is_empty(), other.is_empty()) {
            (true, _) => Some(*other),
            (_, true) => Some(*self),
            _ => Some(Self {
                from: self.from.min(other.from),
                until: if end(*self) >= end(*other) { self.until } else { other.until },
            }),
        }
    }

    /// The days of this one that are not in `other`: none, one or two periods, in order.
    pub fn minus(&self, other: &Self) -> Vec<Self> {
        let Some(common) = self.intersection(other) else {
            return if self.is_empty() { Vec::new() } else { vec![*self] };
        };
        let before = Self { from: self.from, until: Some(common.from) };
        let after = common.until.map(|from| Self { from, until: self.until });
        [Some(before), after].into_iter().flatten().filter(|part| !part.is_empty()).collect()
    }

    /// The same start with another end.
    ///
    /// # Errors
    /// `value.period` when it would end before it starts.
    pub fn ended(&self, until: Day) -> Result<Self> {
        Self::new(self.from, Some(until))
    }
}

/// The end for comparing: no end comes after every end.
fn end(period: Period) -> (bool, Option<Day>) {
    (period.until.is_none(), period.until)
}

impl Plain for Period {
    const WHAT: &'static str = "时段 period";

    fn plain(&self) -> String {
        self.until.map_or_else(|| format!("{}..", self.from), |until| format!("{}..{until}", self.from))
    }

    fn parse(text: &str) -> Result<Self> {
        let clean = normalise(text);
        if let Some((from, until)) = clean.split_once("..") {
            let until = if until.trim().is_empty() { None } else { Some(Day::parse(until)?) };
            return Self::new(Day::parse(from)?, until);
        }
        let (from, last) = clean
            .split_once(['至', '~', '—'])
            .ok_or_else(|| Error::new(code::value::PERIOD_FORM).with("value", text))?;
        match last.trim() {
            "今" => Ok(Self::since(Day::parse(from)?)),
            last => Self::through(Day::parse(from)?, Day::parse(last)?),
        }
    }
}

serde_as_plain!(Period);
from_str_as_plain!(Period);
display_as_plain!(Period);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::{fixed, reads_back};

    fn day(number: i64) -> Day {
        Day::of(2023, 1, 1).unwrap().plus_days(number)
    }

    /// The days of a period as a set, over a calendar of 60 days.
    fn days_of(period: Period) -> BTreeSet<i64> {
        (0..60).filter(|n| period.contains(day(*n))).collect()
    }

    fn periods() -> impl Strategy<Value = Period> {
        (0_i64..50, proptest::option::of(0_i64..10))
            .prop_map(|(from, length)| Period::new(day(from), length.map(|n| day(from + n))).unwrap())
    }

    #[test]
    fn papers_name_the_last_day_and_moving_out_the_first_that_no_longer_counts() {
        let lease = Period::through(day(0), day(30)).unwrap();
        assert_eq!((lease.until(), lease.last_day(), lease.days()), (Some(day(31)), Some(day(30)), Some(31)));
        let stay = Period::new(day(0), Some(day(30))).unwrap();
        assert!(stay.contains(day(29)) && !stay.contains(day(30)));
        assert_eq!(Period::parse("2023-01-01 至 2023年1月31日").unwrap(), lease);
        assert_eq!(Period::parse("2023-01-01至今").unwrap(), Period::since(day(0)));
    }

    #[test]
    fn a_period_never_ends_before_it_starts() {
        assert_eq!(Period::new(day(1), Some(day(0))).unwrap_err().code(), "value.period");
        assert_eq!(Period::through(day(1), day(0)).unwrap_err().code(), "value.period");
        assert_eq!(Period::parse("2023-01-02..2023-01-01").unwrap_err().code(), "value.period");
        assert_eq!(Period::parse("2023-01-02").unwrap_err().code(), "value.period.form");
        let empty = Period::new(day(1), Some(day(1))).unwrap();
        assert!(empty.is_empty() && empty.last_day().is_none());
        reads_back(&empty);
    }

    #[test]
    fn one_stay_after_another_meets_and_does_not_overlap() {
        let (first, second) = (Period::parse("2022-01-01..2023-01-01").unwrap(), Period::since(day(0)));
        assert!(first.meets(&second) && second.meets(&first) && !first.overlaps(&second));
        assert_eq!(first.joined(&second).unwrap().plain(), "2022-01-01..");
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn the_algebra_agrees_with_sets_of_days(a in periods(), b in periods()) {
            let (set_a, set_b) = (days_of(a), days_of(b));
            reads_back(&a);
            let both: BTreeSet<i64> = set_a.intersection(&set_b).copied().collect();
            prop_assert_eq!(a.overlaps(&b), !both.is_empty());
            prop_assert_eq!(a.intersection(&b).map_or_else(BTreeSet::new, days_of), both.clone());
            prop_assert_eq!(a.covers(&b), set_b.is_subset(&set_a) && (a.until().is_none() || b.until().is_some()));
            let left: BTreeSet<i64> = a.minus(&b).into_iter().flat_map(days_of).collect();
            prop_assert_eq!(left, set_a.difference(&set_b).copied().collect::<BTreeSet<i64>>());
            if let Some(joined) = a.joined(&b) {
                prop_assert_eq!(days_of(joined), set_a.union(&set_b).copied().collect::<BTreeSet<i64>>());
            } else {
                prop_assert!(both.is_empty());
            }
        }
    }
}
