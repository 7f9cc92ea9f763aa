//! 保险库 Seals secrets before they are written and reveals them to those with a permit.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::text;
use crate::access::keys::missing;
use crate::access::{IdGen, KeyRing, Permit, Sealer, SecretKey, UnitKeys};
use crate::error::{Error, Result, code};
use crate::schema::{AnyRecord, Entity, Key, Sealed, SecretSpec, UnitId};
use crate::store::{KEY_KIND, KeyWrite, Store, TallyQuery};

/// 保险库 The secrets of one unit. Each person has a data key of his own, wrapped under the unit's key in the store's side table;
/// sealed text is bound to unit, subject, kind and field, so that it opens nowhere else.
#[doc(alias = "保险库")]
#[derive(Debug, Clone)]
pub struct Vault {
    unit: UnitId,
    unit_text: Box<str>,
    ids: Arc<dyn IdGen>,
    means: Option<(Arc<dyn Sealer>, Arc<UnitKeys>)>,
}

impl Vault {
    /// The vault of a unit whose keys the ring has.
    ///
    /// # Errors
    /// `access.unit_key.missing` when it has none.
    pub async fn open(unit: UnitId, ring: &dyn KeyRing, sealer: Arc<dyn Sealer>, ids: Arc<dyn IdGen>) -> Result<Self> {
        let keys = ring.keys(unit).await?;
        Ok(Self { unit, unit_text: unit.text(), ids, means: Some((sealer, keys)) })
    }

    /// A vault without cipher, for stores without secrets: it refuses to seal and to reveal.
    ///
    /// # Errors
    /// `access.crypto.missing` when the unit already holds secrets.
    pub async fn without_cipher(unit: UnitId, store: &dyn Store, ids: Arc<dyn IdGen>) -> Result<Self> {
        let tally = store.tally(unit, &TallyQuery::of(KEY_KIND)).await?;
        match tally.first().map_or(0, |tally| tally.count) {
            0 => Ok(Self { unit, unit_text: unit.text(), ids, means: None }),
            count => Err(Error::new(code::access::CRYPTO_MISSING).with("count", count)),
        }
    }

    /// The unit.
    pub fn unit(&self) -> UnitId {
        self.unit
    }

    fn means(&self) -> Result<(&dyn Sealer, &UnitKeys)> {
        let means = self.means.as_ref().map(|(sealer, keys)| (&**sealer, &**keys));
        means.ok_or_else(|| Error::new(code::access::CRYPTO_MISSING).with("count", 0))
    }

    /// 盲标签 The tags under which a value may be stored, one per live index key: search with
    /// `Filter::within("id_number_tag", tags)`.
    pub fn tags(&self, scheme: &str, canonical: &str) -> Result<Vec<String>> {
        let (sealer, keys) = self.means()?;
        Ok(keys.index_keys().map(|(version, key)| tag(sealer, version, key, scheme, canonical)).collect())
    }

    /// Begins sealing for one unit of work.
    pub fn sealing(&self) -> Sealing<'_> {
        Sealing { vault: self, keys: HashMap::new(), minted: Vec::new() }
    }

    /// The data keys of those of these subjects that have one.
    async fn data_keys(&self, store: &dyn Store, subjects: &[Key]) -> Result<HashMap<Key, SecretKey>> {
        let (sealer, keys) = self.means()?;
        let asked: Vec<Key> = subjects.iter().map(|subject| Key::new(KEY_KIND, &subject.to_string())).collect();
        let found = store.fetch(self.unit, &asked).await?;
        let mut open = HashMap::with_capacity(subjects.len());
        for (subject, record) in subjects.iter().zip(found) {
            if let Some(record) = record {
                open.insert(subject.clone(), self.unwrap(sealer, keys, subject, &record.body)?);
            }
        }
        Ok(open)
    }

    fn unwrap(&self, sealer: &dyn Sealer, keys: &UnitKeys, subject: &Key, wrapped: &str) -> Result<SecretKey> {
        let broken = || Error::new(code::access::UNSEAL).with("key", subject).with("field", "data key");
        let (version, body) = wrapped.split_once('.').ok_or_else(broken)?;
        let version: u32 = version.parse().map_err(|_| broken())?;
        let key = keys.wrap_key(version).ok_or_else(|| missing(self.unit, version))?;
        let bytes = text::decode(body).ok_or_else(broken)?;
        let bound = bound(&["cunwu.wrap.1", &self.unit_text, &subject.kind, &subject.id]);
        let clear = Clear(sealer.open(key, &bound, &bytes).ok_or_else(broken)?);
        clear.0.as_slice().try_into().map(SecretKey::from_bytes).map_err(|_| broken())
    }

    fn wrap(&self, subject: &Key, key: &SecretKey) -> Result<Box<str>> {
        let (sealer, keys) = self.means()?;
        let (version, wrapping) = keys.newest_wrap().ok_or_else(|| missing(self.unit, "-"))?;
        let bound = bound(&["cunwu.wrap.1", &self.unit_text, &subject.kind, &subject.id]);
        let wrapped = sealer.seal(wrapping, self.ids.bytes(), &bound, key.bytes())?;
        Ok(format!("{version}.{}", text::encode(&wrapped)).into())
    }

    /// 揭示 Opens every sealed secret of these records, for a permit whose act opens their kind.
    ///
    /// # Errors
    /// `access.permit` when the permit does not serve; `access.key.lost` when a person was erased; `access.unseal` when
    /// text or keys are others.
    pub async fn reveal<E: Entity>(&self, store: &dyn Store, entities: &mut [E], permit: &Permit) -> Result<()> {
        self.reveal_records(store, &mut any(entities), permit).await
    }

    /// 揭示 As [`Vault::reveal`], for records of whatever kinds.
    ///
    /// # Errors
    /// As [`Vault::reveal`].
    pub async fn reveal_records(
        &self,
        store: &dyn Store,
        records: &mut [&mut dyn AnyRecord],
        permit: &Permit,
    ) -> Result<()> {
        records.iter().try_for_each(|record| permit.opens(record.spec().name))?;
        self.open_all(store, records).await
    }

    /// 掩码 The masked texts of these records' secrets, in declared order; the records stay sealed. Any permit serves.
    pub async fn masked<E: Entity>(
        &self,
        store: &dyn Store,
        entities: &[E],
        _permit: &Permit,
    ) -> Result<Vec<Vec<Option<String>>>> {
        let mut open = entities.to_vec();
        self.open_all(store, &mut any(&mut open)).await?;
        Ok(open.iter_mut().map(|entity| entity.secrets().iter().map(|(_, slot)| slot.masked()).collect()).collect())
    }

    async fn open_all(&self, store: &dyn Store, records: &mut [&mut dyn AnyRecord]) -> Result<()> {
        let subjects = distinct(records.iter_mut().filter_map(|record| {
            let sealed = record.secrets().iter().any(|(_, slot)| slot.sealed().is_some());
            sealed.then(|| record.subject())
        }));
        if subjects.is_empty() {
            return Ok(());
        }
        let (sealer, _) = self.means()?;
        let keys = self.data_keys(store, &subjects).await?;
        for record in records {
            let (subject, id, kind) = (record.subject(), record.key(), record.spec().name);
            for (spec, slot) in record.secrets() {
                let Some(text) = slot.sealed().map(|sealed| &sealed.text) else { continue };
                let lost = || Error::new(code::access::KEY_LOST).with("subject", &subject);
                let broken = || Error::new(code::access::UNSEAL).with("key", &id).with("field", spec.name);
                let key = keys.get(&subject).ok_or_else(lost)?;
                let bytes = text::decode(text).ok_or_else(broken)?;
                let bound = self.bound(&subject, kind, spec);
                let clear = Clear(sealer.open(key, &bound, &bytes).ok_or_else(broken)?);
                slot.unseal(std::str::from_utf8(&clear.0).map_err(|_| broken())?)?;
            }
        }
        Ok(())
    }

    fn bound(&self, subject: &Key, kind: &str, spec: &SecretSpec) -> Vec<u8> {
        bound(&["cunwu.seal.1", &self.unit_text, &subject.kind, &subject.id, kind, spec.name])
    }
}

/// 密封 Sealing for one unit of work: looks data keys up, mints those of new subjects, and hands the new ones over for the commit.
/// Drop it when the commit fails: its new keys were then not written.
#[derive(Debug)]
pub struct Sealing<'v> {
    vault: &'v Vault,
    /// The keys of subjects that were looked up; `None`: has none yet.
    keys: HashMap<Key, Option<SecretKey>>,
    minted: Vec<KeyWrite>,
}

impl Sealing<'_> {
    /// Looks up the data keys of these subjects, all at once.
    pub async fn prepare(&mut self, store: &dyn Store, subjects: impl IntoIterator<Item = Key>) -> Result<()> {
        let subjects = distinct(subjects.into_iter().filter(|subject| !self.keys.contains_key(subject)));
        let mut found = self.vault.data_keys(store, &subjects).await?;
        for subject in subjects {
            let key = found.remove(&subject);
            self.keys.insert(subject, key);
        }
        Ok(())
    }

    /// Seals every open secret of a record whose subject was prepared; mints a data key for a new subject.
    ///
    /// # Errors
    /// `access.subject.unready` when the subject was not prepared; `access.crypto.missing` without a cipher.
    pub fn seal(&mut self, record: &mut dyn AnyRecord) -> Result<()> {
        if record.secrets().iter().all(|(_, slot)| !slot.is_open()) {
            return Ok(());
        }
        let (subject, kind) = (record.subject(), record.spec().name);
        let vault = self.vault;
        let (sealer, keys) = vault.means()?;
        let data_key = self.data_key(&subject)?;
        for (spec, slot) in record.secrets() {
            let Some(clear) = slot.exposed() else { continue };
            let clear = Clear(clear.into_bytes());
            let tag = match spec.scheme {
                Some(scheme) => {
                    let (version, key) = keys.newest_index().ok_or_else(|| missing(vault.unit, "-"))?;
                    let canonical = Clear(slot.canonical().unwrap_or_default().into_bytes());
                    Some(tag_bytes(sealer, version, key, scheme, &canonical.0).into())
                }
                None => None,
            };
            let bound = vault.bound(&subject, kind, spec);
            let bytes = sealer.seal(data_key, vault.ids.bytes(), &bound, &clear.0)?;
            slot.seal(Sealed { text: text::encode(&bytes).into(), tag });
        }
        Ok(())
    }

    /// Prepares and seals many records.
    pub async fn seal_all<E: Entity>(&mut self, store: &dyn Store, entities: &mut [E]) -> Result<()> {
        let subjects: Vec<Key> =
            entities.iter_mut().filter_map(|entity| is_open(entity).then(|| entity.subject())).collect();
        if subjects.is_empty() {
            return Ok(());
        }
        self.prepare(store, subjects).await?;
        entities.iter_mut().try_for_each(|entity| self.seal(entity))
    }

    fn data_key(&mut self, subject: &Key) -> Result<&SecretKey> {
        let unready = || Error::new(code::access::SUBJECT_UNREADY).with("subject", subject);
        let slot = self.keys.get_mut(subject).ok_or_else(unready)?;
        if slot.is_none() {
            let key = SecretKey::from_bytes(self.vault.ids.bytes());
            let wrapped = self.vault.wrap(subject, &key)?;
            self.minted.push(KeyWrite { subject: subject.clone(), wrapped, replaces: None });
            *slot = Some(key);
        }
        slot.as_ref().ok_or_else(unready)
    }

    /// The wrapped keys of new subjects, for [`crate::store::UnitOfWork::keys`] of the commit that writes what was sealed.
    #[must_use]
    pub fn into_keys(self) -> Vec<KeyWrite> {
        self.minted
    }
}

/// Whether a record holds an open secret.
fn is_open<E: Entity>(entity: &mut E) -> bool {
    entity.secrets().iter().any(|(_, slot)| slot.is_open())
}

/// Clear text, wiped when dropped (feature `crypto`).
struct Clear(Vec<u8>);

#[cfg(feature = "crypto")]
impl Drop for Clear {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

/// Records as the vault handles them.
fn any<E: Entity>(entities: &mut [E]) -> Vec<&mut dyn AnyRecord> {
    entities.iter_mut().map(|entity| entity as &mut dyn AnyRecord).collect()
}

fn distinct(keys: impl Iterator<Item = Key>) -> Vec<Key> {
    let mut seen = HashSet::new();
    keys.filter(|key| seen.insert(key.clone())).collect()
}

/// Frames the parts so that no two lists of parts are bound alike.
fn bound(parts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(160);
    for part in parts {
        bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

fn tag(sealer: &dyn Sealer, version: u32, key: &SecretKey, scheme: &str, canonical: &str) -> String {
    tag_bytes(sealer, version, key, scheme, canonical.as_bytes())
}

/// Key version, a dot, and the tag of scheme and canonical text.
fn tag_bytes(sealer: &dyn Sealer, version: u32, key: &SecretKey, scheme: &str, canonical: &[u8]) -> String {
    let mut framed = Clear(bound(&["cunwu.tag.1", scheme]));
    framed.0.extend_from_slice(canonical);
    format!("{version}.{}", text::encode(&sealer.tag(key, &framed.0)))
}
