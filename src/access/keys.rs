//! 密钥 Keys of units, and the rings that keep them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;

use crate::access::IdGen;
use crate::error::{Error, Result, code};
use crate::schema::UnitId;

/// 密钥 32 secret bytes; shown nowhere, wiped when dropped (feature `crypto`).
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

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

#[cfg(feature = "crypto")]
impl Drop for SecretKey {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
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

    #[cfg(unix)]
    pub(super) fn lines(&self, unit: UnitId) -> String {
        let line = |what: &str, (version, key): (&u32, &SecretKey)| {
            format!("{unit} {what} {version} {}\n", super::text::encode(key.bytes()))
        };
        let wrap = self.wrap.iter().map(|entry| line("wrap", entry));
        wrap.chain(self.index.iter().map(|entry| line("index", entry))).collect()
    }
}

/// 密钥环 Keeps unit keys, and nothing else: data keys are wrapped and stand in the store.
#[async_trait]
pub trait KeyRing: fmt::Debug + Send + Sync {
    /// The keys of a unit.
    ///
    /// # Errors
    /// `access.unit_key.missing` when the ring has none.
    async fn keys(&self, unit: UnitId) -> Result<Arc<UnitKeys>>;

    /// Keeps the keys of a unit, in the place of what it had. Returns only once they are kept safely: what is sealed under a key
    /// that is lost is lost.
    async fn keep(&self, unit: UnitId, keys: UnitKeys) -> Result<()>;
}

/// The keys of a unit, made when the ring has none yet.
///
/// # Errors
/// Whatever the ring refuses.
pub async fn keys_or_fresh(ring: &dyn KeyRing, unit: UnitId, ids: &dyn IdGen) -> Result<Arc<UnitKeys>> {
    match ring.keys(unit).await {
        Err(error) if error.code() == code::access::UNIT_KEY_MISSING.id => {
            ring.keep(unit, UnitKeys::fresh(ids)).await?;
            ring.keys(unit).await
        }
        found => found,
    }
}

pub(super) fn missing(unit: UnitId, version: impl fmt::Display) -> Error {
    Error::new(code::access::UNIT_KEY_MISSING).with("unit", unit).with("version", version)
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

    async fn keep(&self, unit: UnitId, keys: UnitKeys) -> Result<()> {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(unit, Arc::new(keys));
        Ok(())
    }
}
