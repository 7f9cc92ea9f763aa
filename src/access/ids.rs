//! 编号来源 Where ids and random bytes come from.

use std::fmt;
use std::sync::Mutex;
use std::sync::PoisonError;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::schema::{Id, Prefixed};
use crate::store::Seed;

#[cfg(feature = "crypto")]
use crate::access::{Clock, SystemClock};
#[cfg(feature = "crypto")]
use crate::error::{Error, Result, code};

/// 编号来源 A source of ids and random bytes that the host chooses.
#[doc(alias = "编号来源")]
pub trait IdGen: fmt::Debug + Send + Sync {
    /// A new uuid, version 7; later ones of one source are greater.
    fn uuid(&self) -> Uuid;

    /// 32 bytes that nobody can guess, for salts and keys.
    fn bytes(&self) -> [u8; 32];

    /// The seed of one unit of work.
    fn seed(&self) -> Seed {
        Seed::from_bytes(self.bytes())
    }
}

/// A new id of a kind.
pub fn mint<K: Prefixed>(ids: &dyn IdGen) -> Id<K> {
    Id::from_uuid(ids.uuid())
}

/// Version 7: 48 bits of milliseconds, then a counter and random bits, so that ids of one source grow.
fn version7(millis: u64, counter: u16, tail: u64) -> Uuid {
    let high = (u128::from(millis) << 80) | (0x7 << 76) | (u128::from(counter & 0xfff) << 64);
    let low = (0b10 << 62) | (u128::from(tail) & ((1 << 62) - 1));
    Uuid::from_u128(high | low)
}

/// A generator of bytes: SHA-256 of a secret key and a counter.
struct Stream {
    key: [u8; 32],
    turn: u64,
}

impl Stream {
    fn next(&mut self) -> [u8; 32] {
        self.turn += 1;
        Sha256::new_with_prefix(self.key).chain_update(self.turn.to_le_bytes()).finalize().into()
    }
}

struct State {
    stream: Stream,
    millis: u64,
    counter: u16,
}

impl State {
    /// The next uuid, at `now` or, when the counter of that millisecond is used up or the clock ran back, later.
    fn uuid(&mut self, now: u64) -> Uuid {
        if now > self.millis {
            (self.millis, self.counter) = (now, 0);
        } else if self.counter < 0xfff {
            self.counter += 1;
        } else {
            (self.millis, self.counter) = (self.millis + 1, 0);
        }
        let bytes = self.stream.next();
        let tail = bytes.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        version7(self.millis, self.counter, tail)
    }
}

/// 确定编号 Ids and bytes from a seed: the same in every run, so for tests and samples alone.
pub struct SeededIds(Mutex<State>);

impl SeededIds {
    /// The source of this seed; ids begin at `millis` since 1970.
    pub fn new(seed: u64, millis: u64) -> Self {
        let key = Sha256::digest(seed.to_le_bytes()).into();
        Self(Mutex::new(State { stream: Stream { key, turn: 0 }, millis, counter: 0 }))
    }
}

impl fmt::Debug for SeededIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SeededIds")
    }
}

impl IdGen for SeededIds {
    fn uuid(&self) -> Uuid {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).uuid(0)
    }

    fn bytes(&self) -> [u8; 32] {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).stream.next()
    }
}

/// 随机编号 Ids of time and random bytes; bytes come from a stream keyed by the machine, keyed anew for each process.
#[cfg(feature = "crypto")]
pub struct RandomIds(Mutex<State>);

#[cfg(feature = "crypto")]
impl RandomIds {
    /// A source keyed by the machine's random bytes.
    ///
    /// # Errors
    /// `access.random` when the machine gives none.
    pub fn new() -> Result<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| Error::new(code::access::RANDOM).with("reason", error))?;
        Ok(Self(Mutex::new(State { stream: Stream { key, turn: 0 }, millis: 0, counter: 0 })))
    }
}

#[cfg(feature = "crypto")]
impl fmt::Debug for RandomIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RandomIds")
    }
}

#[cfg(feature = "crypto")]
impl IdGen for RandomIds {
    fn uuid(&self) -> Uuid {
        let now = u64::try_from(SystemClock.now().micros() / 1000).unwrap_or(0);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).uuid(now)
    }

    fn bytes(&self) -> [u8; 32] {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).stream.next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_source_grow_and_are_version_seven() {
        let ids = SeededIds::new(1, 1_700_000_000_000);
        let uuids: Vec<Uuid> = (0..10_000).map(|_| ids.uuid()).collect();
        assert!(uuids.is_sorted() && uuids.iter().all(|uuid| uuid.get_version_num() == 7));
        assert_eq!(uuids[0], SeededIds::new(1, 1_700_000_000_000).uuid());
        assert_ne!(uuids[0], SeededIds::new(2, 1_700_000_000_000).uuid());
        assert_ne!(ids.bytes(), ids.bytes());
    }
}
