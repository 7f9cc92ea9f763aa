//! 时刻 A moment in UTC, to the microsecond.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};

use crate::error::{Error, Result, code};
use crate::value::text::serde_as_plain;
use crate::value::{Day, Plain};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// 时刻 Microseconds since 1970 in UTC. Plain text is `2023-06-30T08:05:00.000000Z`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant(i64);

impl Instant {
    /// So many microseconds since 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// 日 The day in UTC+08:00.
    pub fn day(self) -> Day {
        let utc = DateTime::<Utc>::from_timestamp_micros(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let east = FixedOffset::east_opt(8 * 3600)
            .map_or_else(|| utc.naive_utc(), |zone| utc.with_timezone(&zone).naive_local());
        Day::from(east.date())
    }
}

impl Plain for Instant {
    const WHAT: &'static str = "时刻 instant";

    fn plain(&self) -> String {
        self.to_string()
    }

    fn parse(text: &str) -> Result<Self> {
        NaiveDateTime::parse_from_str(text.trim(), "%Y-%m-%dT%H:%M:%S%.fZ")
            .map(|at| Self(at.and_utc().timestamp_micros()))
            .map_err(|error| Error::new(code::value::INSTANT).with("value", text).because(error))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let utc = DateTime::<Utc>::from_timestamp_micros(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        write!(f, "{}", utc.format("%Y-%m-%dT%H:%M:%S%.6fZ"))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_as_plain!(Instant);
