//! 保险库 Seals secrets before they are written and reveals them to those with a permit.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use super::clear::Clear;
use super::text;
use crate::access::keys::missing;
use crate::access::{IdGen, KeyRing, KeyState, Permit, Sealer, SecretKey, UnitKeys};
use crate::error::{Error, Result, code};
use crate::schema::{AnyRecord, Entity, Key, Sealed, SecretSpec, UnitId};
use crate::store::{Guard, KEY_KIND, KeyWrite, Store, StoreExt, TallyQuery, UnitOfWork};

/// 保险库 The secrets of one unit. Each person has a data key of his own, wrapped under the unit's key in the store's side table;
/// sealed text is bound to unit, subject, kind and field, so that it opens nowhere else.
///
/// Keys may rotate while this vault is open, in another process too: it reads its ring again when it meets a version that it
/// does not know, and what it seals is guarded by the unit's [`KeyState`], so that nothing is sealed under a key on its way out.
#[doc(alias = "保险库")]
#[derive(Debug, Clone)]
pub struct Vault {
    unit: UnitId,
    unit_text: Box<str>,
    pub(super) ids: Arc<dyn IdGen>,
    means: Option<Arc<Means>>,
}

/// Cipher, ring, and the unit's keys as last read from it.
#[derive(Debug)]
struct Means {
    sealer: Arc<dyn Sealer>,
    ring: Arc<dyn KeyRing>,
    keys: RwLock<Arc<UnitKeys>>,
    state: RwLock<Option<State>>,
}

/// What held of the unit's [`KeyState`] when it was last read, and the keys to seal with while it holds.
#[derive(Debug, Clone)]
struct State {
    guard: Guard,
    keys: Arc<UnitKeys>,
}

impl Means {
    fn keys(&self) -> Arc<UnitKeys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn refresh(&self, unit: UnitId) -> Result<Arc<UnitKeys>> {
        let keys = self.ring.keys(unit).await?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&keys);
        // It holds keys that the ring may have dropped.
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(keys)
    }
}

/// From how many subjects on it is worth asking whether the unit has any data key at all.
const MANY: usize = 256;

/// How often a ring that others change at the same time is read again.
const RING_TRIES: usize = 16;

impl Vault {
    /// The vault of a unit whose keys the ring has.
    ///
    /// # Errors
    /// `access.unit_key.missing` when it has none.
    pub async fn open(
        unit: UnitId,
        ring: Arc<dyn KeyRing>,
        sealer: Arc<dyn Sealer>,
        ids: Arc<dyn IdGen>,
    ) -> Result<Self> {
        let keys = RwLock::new(ring.keys(unit).await?);
        let means = Means { sealer, ring, keys, state: RwLock::default() };
        Ok(Self { unit, unit_text: unit.text(), ids, means: Some(Arc::new(means)) })
    }

    /// A vault without cipher, for stores without secrets: it refuses to seal and to reveal.
    ///
    /// # Errors
    /// `access.crypto.missing` when the unit already holds secrets.
    pub async fn without_cipher(unit: UnitId, store: &dyn Store, ids: Arc<dyn IdGen>) -> Result<Self> {
        match data_key_count(store, unit).await? {
            0 => Ok(Self { unit, unit_text: unit.text(), ids, means: None }),
            count => Err(Error::new(code::access::CRYPTO_MISSING).with("count", count)),
        }
    }

    /// The unit.
    pub fn unit(&self) -> UnitId {
        self.unit
    }

    fn means(&self) -> Result<&Means> {
        self.means.as_deref().ok_or_else(|| Error::new(code::access::CRYPTO_MISSING).with("count", 0))
    }

    /// The unit's keys, as last read from the ring.
    pub(super) fn keys(&self) -> Result<Arc<UnitKeys>> {
        self.means().map(Means::keys)
    }

    /// Replaces the keys in the ring by what `change` makes of them; `None` leaves them. Gives the keys as they then are.
    pub(super) async fn change_ring(&self, change: impl Fn(&UnitKeys) -> Option<UnitKeys>) -> Result<Arc<UnitKeys>> {
        let means = self.means()?;
        let mut refused = None;
        for _ in 0..RING_TRIES {
            let was = means.refresh(self.unit).await?;
            let Some(keys) = change(&was) else { return Ok(was) };
            match means.ring.keep(self.unit, Some(&was), keys).await {
                Err(error) if error.is_conflict() => refused = Some(error),
                kept => {
                    kept?;
                    return means.refresh(self.unit).await;
                }
            }
        }
        Err(refused.unwrap_or_else(|| missing(self.unit, "-")))
    }

    /// Reads the unit's [`KeyState`], and the ring again when this vault lacks a key that is in use by now. What is then sealed,
    /// tagged or searched holds as long as the guard does: put it into the commit that relies on it.
    ///
    /// # Errors
    /// `access.unit_key.missing` when the ring lacks the key as well.
    pub async fn current(&self, store: &dyn Store) -> Result<Guard> {
        Ok(self.state(store).await?.guard)
    }

    /// Reads the state of the keys and the keys that serve under it, and remembers both.
    async fn state(&self, store: &dyn Store) -> Result<State> {
        let means = self.means()?;
        let id = KeyState::of(self.unit);
        let mut keys = means.keys();
        let guard = match store.load(self.unit, id).await? {
            None => Guard::Absent(id.key()),
            Some(state) => {
                let lacks = |keys: &UnitKeys| {
                    let old =
                        |newest: Option<(u32, &SecretKey)>, wanted: u32| newest.is_none_or(|(known, _)| known < wanted);
                    let (wrap, index) = (state.wrap.get(), state.index.get());
                    (old(keys.newest_wrap(), wrap).then_some(wrap)).or(old(keys.newest_index(), index).then_some(index))
                };
                if lacks(&keys).is_some() {
                    keys = means.refresh(self.unit).await?;
                }
                if let Some(version) = lacks(&keys) {
                    return Err(missing(self.unit, version));
                }
                Guard::Unchanged(id.key(), state.rev)
            }
        };
        let state = State { guard, keys };
        *means.state.write().unwrap_or_else(PoisonError::into_inner) = Some(state.clone());
        Ok(state)
    }

    /// 盲标签 The tags under which a value may be stored, one per live index key: search with
    /// `Filter::within("id_number_tag", tags)`. A commit that relies on finding nothing needs the guard of
    /// [`Vault::current`] besides, taken before.
    ///
    /// # Errors
    /// Those of [`Vault::current`].
    pub async fn tags(&self, store: &dyn Store, scheme: &str, canonical: &str) -> Result<Vec<String>> {
        self.current(store).await?;
        let means = self.means()?;
        let tagged = |(version, key)| tag(&*means.sealer, version, key, scheme, canonical.as_bytes());
        Ok(means.keys().index_keys().map(tagged).collect())
    }

    /// The tag of a value under one index key.
    pub(super) fn tag(&self, version: u32, scheme: &str, canonical: &[u8]) -> Result<String> {
        let means = self.means()?;
        let keys = means.keys();
        let key = keys.index_keys().find(|(known, _)| *known == version).map(|(_, key)| key);
        let key = key.ok_or_else(|| missing(self.unit, version))?;
        Ok(tag(&*means.sealer, version, key, scheme, canonical))
    }

    /// Begins sealing for one unit of work.
    pub fn sealing(&self) -> Sealing<'_> {
        Sealing { vault: self, as_known: false, unit_keys: None, guard: None, keys: HashMap::new(), minted: Vec::new() }
    }

    /// As [`Vault::sealing`], under the state of the keys as this vault last read it, which saves reading it before each commit.
    /// Where keys rotated or somebody was erased meanwhile, in another process too, the commit is a conflict (`store.guard`) and
    /// *must* be sealed again with [`Vault::sealing`].
    pub fn sealing_as_known(&self) -> Sealing<'_> {
        Sealing { as_known: true, ..self.sealing() }
    }

    /// The data keys of those of these subjects that have one.
    async fn data_keys(&self, store: &dyn Store, subjects: &[Key]) -> Result<HashMap<Key, SecretKey>> {
        let means = self.means()?;
        let first = self.unwrap_all(store, &means.keys(), subjects).await;
        match first {
            // Keys rotated meanwhile: the ring has newer ones, and the store may have other wrappings.
            Err(error) if error.code() == code::access::UNIT_KEY_MISSING.id => {
                self.unwrap_all(store, &*means.refresh(self.unit).await?, subjects).await
            }
            found => found,
        }
    }

    async fn unwrap_all(
        &self,
        store: &dyn Store,
        keys: &UnitKeys,
        subjects: &[Key],
    ) -> Result<HashMap<Key, SecretKey>> {
        if subjects.len() > MANY && data_key_count(store, self.unit).await? == 0 {
            // The first import: whoever writes a data key meanwhile is told by the commit.
            return Ok(HashMap::new());
        }
        let asked: Vec<Key> = subjects.iter().map(|subject| Key::new(KEY_KIND, &subject.to_string())).collect();
        let found = store.fetch(self.unit, &asked).await?;
        let mut open = HashMap::with_capacity(subjects.len());
        for (subject, record) in subjects.iter().zip(found) {
            if let Some(record) = record {
                open.insert(subject.clone(), self.unwrap(keys, subject, &record.body)?);
            }
        }
        Ok(open)
    }

    fn unwrap(&self, keys: &UnitKeys, subject: &Key, wrapped: &str) -> Result<SecretKey> {
        let broken = || Error::new(code::access::UNSEAL).with("key", subject).with("field", "data key");
        let (version, body) = wrap_version(wrapped).zip(wrapped.split_once('.')).ok_or_else(broken)?;
        let key = keys.wrap_key(version).ok_or_else(|| missing(self.unit, version))?;
        let bytes = text::decode(body.1).ok_or_else(broken)?;
        let opened = self.means()?.sealer.open(key, &self.wrap_bound(subject), &bytes);
        let clear = Clear(opened.ok_or_else(broken)?);
        clear.0.as_slice().try_into().map(SecretKey::from_bytes).map_err(|_| broken())
    }

    fn wrap(&self, keys: &UnitKeys, version: u32, subject: &Key, key: &SecretKey) -> Result<Box<str>> {
        let wrapping = keys.wrap_key(version).ok_or_else(|| missing(self.unit, version))?;
        let wrapped = self.means()?.sealer.seal(wrapping, self.ids.bytes(), &self.wrap_bound(subject), key.bytes())?;
        Ok(format!("{version}.{}", text::encode(&wrapped)).into())
    }

    /// The same data key, wrapped under another unit key.
    pub(super) fn rewrap(&self, subject: &Key, wrapped: &str, version: u32) -> Result<Box<str>> {
        let keys = self.keys()?;
        let key = self.unwrap(&keys, subject, wrapped)?;
        self.wrap(&keys, version, subject, &key)
    }

    fn wrap_bound(&self, subject: &Key) -> Vec<u8> {
        bound(&["cunwu.wrap.1", &self.unit_text, &subject.kind, &subject.id])
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

    pub(super) async fn open_all(&self, store: &dyn Store, records: &mut [&mut dyn AnyRecord]) -> Result<()> {
        let subjects = distinct(records.iter_mut().filter_map(|record| {
            let sealed = record.secrets().iter().any(|(_, slot)| slot.sealed().is_some());
            sealed.then(|| record.subject())
        }));
        if subjects.is_empty() {
            return Ok(());
        }
        let sealer = &*self.means()?.sealer;
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
    /// Whether the state of the keys need not be read when it was read before.
    as_known: bool,
    /// The unit's keys when the first subject was prepared, and what must still hold of their state when it is committed.
    unit_keys: Option<Arc<UnitKeys>>,
    guard: Option<Guard>,
    /// The keys of subjects that were looked up; `None`: has none yet.
    keys: HashMap<Key, Option<SecretKey>>,
    minted: Vec<KeyWrite>,
}

impl Sealing<'_> {
    /// Reads the state of the keys, unless it is known well enough.
    async fn begin(&mut self, store: &dyn Store) -> Result<()> {
        if self.unit_keys.is_none() {
            let state = &self.vault.means()?.state;
            let known = state.read().unwrap_or_else(PoisonError::into_inner).clone().filter(|_| self.as_known);
            let state = match known {
                Some(state) => state,
                None => self.vault.state(store).await?,
            };
            (self.guard, self.unit_keys) = (Some(state.guard), Some(state.keys));
        }
        Ok(())
    }

    /// As [`Sealing::prepare`], for subjects that the same commit creates: they are taken to have no data key yet. If one has, the
    /// commit is a conflict (`store.key.exists`), and the subject *must* be prepared with [`Sealing::prepare`].
    pub async fn prepare_new(&mut self, store: &dyn Store, subjects: impl IntoIterator<Item = Key>) -> Result<()> {
        self.begin(store).await?;
        for subject in subjects {
            self.keys.entry(subject).or_default();
        }
        Ok(())
    }

    /// Looks up the data keys of these subjects, all at once.
    pub async fn prepare(&mut self, store: &dyn Store, subjects: impl IntoIterator<Item = Key>) -> Result<()> {
        self.begin(store).await?;
        let subjects = distinct(subjects.into_iter().filter(|subject| !self.keys.contains_key(subject)));
        if subjects.is_empty() {
            return Ok(());
        }
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
        let sealer = &*vault.means()?.sealer;
        let unready = || Error::new(code::access::SUBJECT_UNREADY).with("subject", &subject);
        let keys = self.unit_keys.clone().ok_or_else(unready)?;
        let data_key = self.data_key(&keys, &subject)?;
        for (spec, slot) in record.secrets() {
            let Some(clear) = slot.exposed() else { continue };
            let clear = Clear(clear.into_bytes());
            let tag = match spec.scheme {
                Some(scheme) => {
                    let (version, key) = keys.newest_index().ok_or_else(|| missing(vault.unit, "-"))?;
                    let canonical = Clear(slot.canonical().unwrap_or_default().into_bytes());
                    Some(tag(sealer, version, key, scheme, &canonical.0).into())
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

    fn data_key(&mut self, keys: &UnitKeys, subject: &Key) -> Result<&SecretKey> {
        let unready = || Error::new(code::access::SUBJECT_UNREADY).with("subject", subject);
        let vault = self.vault;
        let slot = self.keys.get_mut(subject).ok_or_else(unready)?;
        if slot.is_none() {
            let key = SecretKey::from_bytes(vault.ids.bytes());
            let (version, _) = keys.newest_wrap().ok_or_else(|| missing(vault.unit, "-"))?;
            let wrapped = vault.wrap(keys, version, subject, &key)?;
            self.minted.push(KeyWrite { subject: subject.clone(), wrapped, replaces: None });
            *slot = Some(key);
        }
        slot.as_ref().ok_or_else(unready)
    }

    /// Hands over to the unit of work that writes what was sealed: the wrapped keys of new subjects, and the guard that no key
    /// rotates and nobody is erased before it commits.
    pub fn stage<S: Store + ?Sized>(self, work: &mut UnitOfWork<'_, S>) {
        work.keys(self.minted);
        if let Some(guard) = self.guard {
            work.guard(guard);
        }
    }
}

/// How many data keys a unit has.
async fn data_key_count(store: &dyn Store, unit: UnitId) -> Result<u64> {
    let tally = store.tally(unit, &TallyQuery::of(KEY_KIND)).await?;
    Ok(tally.first().map_or(0, |tally| tally.count))
}

/// The version of the unit key under which a data key is wrapped.
pub(super) fn wrap_version(wrapped: &str) -> Option<u32> {
    wrapped.split_once('.').and_then(|(version, _)| version.parse().ok())
}

/// Whether a record holds an open secret.
fn is_open<E: Entity>(entity: &mut E) -> bool {
    entity.secrets().iter().any(|(_, slot)| slot.is_open())
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

/// Key version, a dot, and the tag of scheme and canonical text.
fn tag(sealer: &dyn Sealer, version: u32, key: &SecretKey, scheme: &str, canonical: &[u8]) -> String {
    let mut framed = Clear(Vec::with_capacity(128 + canonical.len()));
    framed.0.extend_from_slice(&bound(&["cunwu.tag.1", scheme]));
    framed.0.extend_from_slice(canonical);
    format!("{version}.{}", text::encode(&sealer.tag(key, &framed.0)))
}
