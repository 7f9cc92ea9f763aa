//! 时钟 Where time comes from; nothing else in the crate asks for it.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::value::{Day, Instant};

/// 时钟 A clock that the host chooses.
#[doc(alias = "时钟")]
pub trait Clock: fmt::Debug + Send + Sync {
    /// Now.
    fn now(&self) -> Instant;

    /// 今天 Today in UTC+08:00.
    fn today(&self) -> Day {
        self.now().day()
    }
}

/// 系统时钟 The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Instant {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// 固定时钟 A clock that stands still until it is set, for tests and reproducible runs.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// Stands at this instant.
    pub fn at(instant: Instant) -> Self {
        Self(AtomicI64::new(instant.micros()))
    }

    /// 正午 Stands at noon, UTC+08:00, of this day.
    pub fn on(day: Day) -> Self {
        let noon = day.naive().and_hms_opt(4, 0, 0).map_or(0, |noon| noon.and_utc().timestamp_micros());
        Self(AtomicI64::new(noon))
    }

    /// Sets it.
    pub fn set(&self, instant: Instant) {
        self.0.store(instant.micros(), Ordering::Relaxed);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::Relaxed))
    }
}
