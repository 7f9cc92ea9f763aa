//! 密钥 Keys of units, and the rings that keep them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;

use super::clear::wipe;
use crate::access::IdGen;
use crate::error::{Error, Result, code};
use crate::schema::UnitId;

/// 密钥 32 secret bytes; shown nowhere, wiped when dropped.
#[derive(Clone)]
pub struct SecretKey([u8; 32]);

impl SecretKey {
    /// Wraps 32 bytes that nobody can guess.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for ciphers.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl SecretKey {
    /// Whether both are the same bytes; takes as long for any two keys.
    fn is(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |found, (a, b)| found | (a ^ b)) == 0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

impl Drop for SecretKey {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// 单位密钥 A unit's keys by version: those that wrap data keys, and those that make blind tags. The two rotate apart; the
/// newest of each is used for writing.
#[derive(Debug, Clone, Default)]
pub struct UnitKeys {
    wrap: BTreeMap<u32, SecretKey>,
    index: BTreeMap<u32, SecretKey>,
}

impl UnitKeys {
    /// New keys, version 1.
    pub fn fresh(ids: &dyn IdGen) -> Self {
        let key = || SecretKey::from_bytes(ids.bytes());
        Self::default().wrap(1, key()).index(1, key())
    }

    /// Adds a wrapping key.
    #[must_use]
    pub fn wrap(mut self, version: u32, key: SecretKey) -> Self {
        self.wrap.insert(version, key);
        self
    }

    /// Adds an index key.
    #[must_use]
    pub fn index(mut self, version: u32, key: SecretKey) -> Self {
        self.index.insert(version, key);
        self
    }

    /// The newest wrapping key.
    pub fn newest_wrap(&self) -> Option<(u32, &SecretKey)> {
        self.wrap.last_key_value().map(|(version, key)| (*version, key))
    }

    /// A wrapping key.
    pub fn wrap_key(&self, version: u32) -> Option<&SecretKey> {
        self.wrap.get(&version)
    }

    /// The newest index key.
    pub fn newest_index(&self) -> Option<(u32, &SecretKey)> {
        self.index.last_key_value().map(|(version, key)| (*version, key))
    }

    /// Every live index key: a search asks under each.
    pub fn index_keys(&self) -> impl Iterator<Item = (u32, &SecretKey)> {
        self.index.iter().map(|(version, key)| (*version, key))
    }

    /// Every live wrapping key.
    pub fn wrap_keys(&self) -> impl Iterator<Item = (u32, &SecretKey)> {
        self.wrap.iter().map(|(version, key)| (*version, key))
    }

    /// Without the wrapping keys older than this version.
    #[must_use]
    pub fn wrap_from(mut self, version: u32) -> Self {
        self.wrap.retain(|known, _| *known >= version);
        self
    }

    /// Without the index keys older than this version.
    #[must_use]
    pub fn index_from(mut self, version: u32) -> Self {
        self.index.retain(|known, _| *known >= version);
        self
    }

    /// Whether these are the same keys under the same versions: what a ring compares before it lets one set replace another.
    pub fn is(&self, other: &Self) -> bool {
        let same = |a: &BTreeMap<u32, SecretKey>, b: &BTreeMap<u32, SecretKey>| {
            a.len() == b.len() && a.iter().zip(b).all(|((av, ak), (bv, bk))| av == bv && ak.is(bk))
        };
        same(&self.wrap, &other.wrap) && same(&self.index, &other.index)
    }
}

/// 密钥环 Keeps unit keys, and nothing else: data keys are wrapped and stand in the store. Several processes may use one ring.
#[async_trait]
pub trait KeyRing: fmt::Debug + Send + Sync {
    /// The keys of a unit as they are now: a vault asks again when it meets a version that it does not know, so a ring must not
    /// answer with what it once read.
    ///
    /// # Errors
    /// `access.unit_key.missing` when the ring has none.
    async fn keys(&self, unit: UnitId) -> Result<Arc<UnitKeys>>;

    /// Keeps the keys of a unit in the place of `was`, or where there are none, in one step: two processes that rotate at once
    /// must not overwrite each other. Returns only once the keys are kept safely, for what is sealed under a lost key is lost; and
    /// only once a key that they no longer hold is destroyed, for that is how erasure reaches old copies of the store.
    ///
    /// # Errors
    /// `access.key_ring.changed` when the ring holds other keys than `was` ([`UnitKeys::is`]).
    async fn keep(&self, unit: UnitId, was: Option<&UnitKeys>, keys: UnitKeys) -> Result<()>;
}

/// The keys of a unit, made when the ring has none yet.
///
/// # Errors
/// Whatever the ring refuses.
pub async fn keys_or_fresh(ring: &dyn KeyRing, unit: UnitId, ids: &dyn IdGen) -> Result<Arc<UnitKeys>> {
    match ring.keys(unit).await {
        Err(error) if error.code() == code::access::UNIT_KEY_MISSING.id => {
            match ring.keep(unit, None, UnitKeys::fresh(ids)).await {
                // Another process was faster; its keys are the unit's.
                Err(error) if error.is_conflict() => {}
                kept => kept?,
            }
            ring.keys(unit).await
        }
        found => found,
    }
}

pub(super) fn missing(unit: UnitId, version: impl fmt::Display) -> Error {
    Error::new(code::access::UNIT_KEY_MISSING).with("unit", unit).with("version", version)
}

/// Whether a ring that holds `found` may let go of it for somebody who read `was`.
///
/// # Errors
/// `access.key_ring.changed`.
pub(super) fn unchanged(unit: UnitId, was: Option<&UnitKeys>, found: Option<&UnitKeys>) -> Result<()> {
    let same = match (was, found) {
        (Some(was), Some(found)) => was.is(found),
        (None, None) => true,
        _ => false,
    };
    if same { Ok(()) } else { Err(Error::new(code::access::KEY_RING_CHANGED).with("unit", unit)) }
}

/// 内存密钥环 Keys that are gone with the process: for tests and samples.
#[derive(Debug, Default)]
pub struct MemoryKeyRing(RwLock<BTreeMap<UnitId, Arc<UnitKeys>>>);

#[async_trait]
impl KeyRing for MemoryKeyRing {
    async fn keys(&self, unit: UnitId) -> Result<Arc<UnitKeys>> {
        let units = self.0.read().unwrap_or_else(PoisonError::into_inner);
        units.get(&unit).map(Arc::clone).ok_or_else(|| missing(unit, "-"))
    }

    async fn keep(&self, unit: UnitId, was: Option<&UnitKeys>, keys: UnitKeys) -> Result<()> {
        let mut units = self.0.write().unwrap_or_else(PoisonError::into_inner);
        unchanged(unit, was, units.get(&unit).map(|keys| &**keys))?;
        units.insert(unit, Arc::new(keys));
        Ok(())
    }
}
