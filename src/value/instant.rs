//! 时刻 Instants in UTC microseconds.

use serde::{Deserialize, Serialize};

use chrono::DateTime;

use crate::error::{Error, Result, code};
use crate::value::plain::{display_as_plain, from_str_as_plain};
use crate::value::{Day, Plain, normalise};

const DAY: i64 = 86_400_000_000;
/// UTC+08:00, fixed.
const OFFSET: i64 = 8 * 3_600_000_000;

/// 时刻 An instant in microseconds since 1970-01-01 UTC, within the days 1800-01-01 to 2999-12-31 of UTC+08:00. Plain
/// text is `2023-06-30T08:00:00.000000+08:00`; parsing takes RFC 3339 with any offset.
#[doc(alias = "时刻")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub struct Instant(i64);

impl Instant {
    /// So many microseconds since 1970-01-01 UTC; brought back into the range of [`Day`].
    pub fn from_micros(micros: i64) -> Self {
        let start = Self::epoch_day(Day::MIN) * DAY - OFFSET;
        let end = (Self::epoch_day(Day::MAX) + 1) * DAY - OFFSET - 1;
        Self(micros.clamp(start, end))
    }

    /// The microseconds since 1970-01-01 UTC.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// 零点 The first instant of a day in UTC+08:00.
    pub fn start_of(day: Day) -> Self {
        Self(Self::epoch_day(day) * DAY - OFFSET)
    }

    /// The day in UTC+08:00.
    pub fn day(self) -> Day {
        Day::MIN.plus_days((self.0 + OFFSET).div_euclid(DAY) - Self::epoch_day(Day::MIN))
    }

    /// So many microseconds later, or earlier when negative; stays in range.
    #[must_use]
    pub fn plus_micros(self, micros: i64) -> Self {
        Self::from_micros(self.0.saturating_add(micros))
    }

    fn epoch_day(day: Day) -> i64 {
        Day::of(1970, 1, 1).map_or(0, |epoch| day.days_since(epoch))
    }
}

impl From<i64> for Instant {
    fn from(micros: i64) -> Self {
        Self::from_micros(micros)
    }
}

impl From<Instant> for i64 {
    fn from(instant: Instant) -> Self {
        instant.0
    }
}

impl Plain for Instant {
    const WHAT: &'static str = "时刻 instant";

    fn plain(&self) -> String {
        let clock = (self.0 + OFFSET).rem_euclid(DAY);
        let (seconds, micros) = (clock / 1_000_000, clock % 1_000_000);
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        format!("{}T{hours:02}:{minutes:02}:{:02}.{micros:06}+08:00", self.day(), seconds % 60)
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::value::INSTANT).with("value", text);
        let parsed = DateTime::parse_from_rfc3339(&normalise(text)).map_err(|error| wrong().because(error))?;
        let micros = parsed.timestamp_micros();
        let instant = Self::from_micros(micros);
        if instant.0 == micros { Ok(instant) } else { Err(wrong()) }
    }
}

from_str_as_plain!(Instant);
display_as_plain!(Instant);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::{fixed, reads_back};

    #[test]
    fn a_day_begins_at_sixteen_hours_utc_the_day_before() {
        let last = Instant::parse("2023-06-29T15:59:59.999999Z").unwrap();
        assert_eq!(last.day(), Day::of(2023, 6, 29).unwrap());
        let first = last.plus_micros(1);
        assert_eq!(first, Instant::start_of(Day::of(2023, 6, 30).unwrap()));
        assert_eq!(first.plain(), "2023-06-30T00:00:00.000000+08:00");
    }

    #[test]
    fn what_is_no_instant_is_refused_and_extremes_stay_in_range() {
        assert_eq!(Instant::parse("2023-06-30").unwrap_err().code(), "value.instant");
        assert_eq!(Instant::parse("0001-01-01T00:00:00Z").unwrap_err().code(), "value.instant");
        assert_eq!(Instant::from_micros(i64::MAX).day(), Day::MAX);
        assert_eq!(Instant::from_micros(i64::MIN).day(), Day::MIN);
        reads_back(&Instant::from_micros(i64::MAX));
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn instants_read_back(micros in -5_000_000_000_000_000_i64..32_000_000_000_000_000) {
            reads_back(&Instant::from_micros(micros));
        }
    }
}
