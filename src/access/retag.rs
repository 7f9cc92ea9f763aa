//! 轮换索引密钥 Rotation of index keys: every blind tag made anew, record by record, while searches ask under both keys.

use std::collections::BTreeMap;

use crate::access::rotate::{TRIES, unfinished};
use crate::access::{Act, KeyKeeper, KeyRotation, KeyUse, Rotated, UnitKeys};
use crate::error::{Error, Result, code};
use crate::schema::{AnyRecord, Entity, Key, KindSpec, Sealed, decode};
use crate::store::{Expect, Filter, Nature, Query, Record, Rev, StoreExt, Stored};

/// 种类表 Kinds whose records can be read without knowing them when compiled: those with blind tags must be in it, the host's own
/// included, for [`KeyKeeper::rotate_index_key`].
#[derive(Debug, Clone, Default)]
pub struct Kinds(BTreeMap<&'static str, Decode>);

type Decode = fn(&Record) -> Result<Box<dyn AnyRecord>>;

impl Kinds {
    /// With these kinds too.
    #[must_use]
    pub fn with(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// With this kind too.
    #[must_use]
    pub fn and<E: Entity>(mut self) -> Self {
        self.0.insert(E::KIND, |record| Ok(Box::new(decode::<E>(&record.key, record.version, &record.body)?)));
        self
    }
}

/// A record that cannot be written anew, and why.
type Refused = (Key, Error);

impl KeyKeeper<'_> {
    /// 轮换索引密钥 Tags every current record anew under a new index key and destroys the old ones; goes on with a rotation that was left.
    /// Each rewritten record gets a version of nature [`Nature::Reseal`]. Superseded versions keep the tags that they had: under a
    /// destroyed key those tell nobody anything, and a search as of an earlier commit begins with the record of today.
    ///
    /// # Errors
    /// `access.permit`; `access.rotation.kind` when the catalog has a tagged kind that `kinds` lacks, before anything is done;
    /// `access.rotation.refused` when records refuse to be written, after all others; `access.rotation.unfinished`. The old key then stays.
    pub async fn rotate_index_key(&self, kinds: &Kinds) -> Result<Rotated> {
        self.permit.serves(Act::Rekey, "*")?;
        let tagged: Vec<&'static KindSpec> = self.store.info().catalog.kinds().filter(|spec| is_tagged(spec)).collect();
        if let Some(spec) = tagged.iter().find(|spec| !kinds.0.contains_key(spec.name)) {
            return Err(Error::new(code::access::ROTATION_KIND).with("kind", spec.name));
        }
        let mut rotation = self.running_or_begun(KeyUse::Index).await?;
        let to = rotation.to.get();
        let mut passes = 0..TRIES;
        loop {
            let (mut stale, mut refused) = (0, Vec::new());
            for spec in &tagged {
                let Some(decode) = kinds.0.get(spec.name) else { continue };
                stale += self.tag_pass(&mut rotation, spec, *decode, &mut refused).await?;
            }
            if let Some((key, reason)) = refused.first() {
                let count = refused.len();
                let error = Error::new(code::access::ROTATION_REFUSED).with("count", count).with("key", key);
                return Err(error.with("reason", reason));
            }
            if stale == 0 {
                break;
            }
            passes.next().ok_or_else(unfinished)?;
        }
        let old = |keys: &UnitKeys| keys.index_keys().any(|(version, _)| version < to);
        self.vault.change_ring(|keys| old(keys).then(|| keys.clone().index_from(to))).await?;
        self.finish(rotation).await
    }

    /// Goes through the records of one kind that have a tag under an older key; how many there were.
    async fn tag_pass(
        &self,
        rotation: &mut Stored<KeyRotation>,
        spec: &'static KindSpec,
        decode: Decode,
        refused: &mut Vec<Refused>,
    ) -> Result<usize> {
        let keys = self.vault.keys()?;
        let live = keys.index_keys().map(|(version, _)| version).filter(|version| *version >= rotation.to.get());
        let stale_tags = stale_tags(spec, &live.collect::<Vec<_>>());
        let mut query = Query::of(spec.name).filter(stale_tags).limit(self.batch);
        let (mut stale, mut conflicts) = (0, 0..TRIES);
        loop {
            let page = self.store.query(self.vault.unit(), &query).await?;
            if !page.records.is_empty() {
                match self.tag_batch(rotation, &page.records, decode, refused).await {
                    Err(error) if error.is_conflict() => {
                        conflicts.next().ok_or_else(unfinished)?;
                        *rotation = self.store.need(self.vault.unit(), rotation.id).await?;
                        continue;
                    }
                    written => stale += written?,
                }
            }
            query.after = page.next;
            if query.after.is_none() {
                return Ok(stale);
            }
        }
    }

    async fn tag_batch(
        &self,
        rotation: &mut Stored<KeyRotation>,
        records: &[Record],
        decode: Decode,
        refused: &mut Vec<Refused>,
    ) -> Result<usize> {
        let mut fresh: Vec<(Rev, Box<dyn AnyRecord>)> = Vec::with_capacity(records.len());
        let mut unfit = Vec::new();
        for record in records {
            match decode(record) {
                Ok(open) => fresh.push((record.rev, open)),
                Err(error) => unfit.push((record.key.clone(), error)),
            }
        }
        self.tag_anew(&mut fresh, rotation.to.get()).await?;
        let mut count = 0;
        let mut ready = Vec::with_capacity(fresh.len());
        for (rev, record) in fresh {
            match record.check() {
                Ok(()) => ready.push((rev, record)),
                Err(error) => unfit.push((record.key(), error)),
            }
        }
        if !ready.is_empty() {
            count = ready.len();
            let staged = self.progress(rotation, count, |work| {
                ready.iter().try_for_each(|(rev, record)| work.put(&**record, Nature::Reseal, Expect::Rev(*rev)))
            });
            staged.await?;
        }
        refused.extend(unfit);
        Ok(count)
    }

    /// Puts new tags beside the sealed texts, which stay as they are.
    async fn tag_anew(&self, records: &mut [(Rev, Box<dyn AnyRecord>)], to: u32) -> Result<()> {
        let mut kept: Vec<Vec<Option<Sealed>>> = Vec::with_capacity(records.len());
        for (_, record) in records.iter_mut() {
            kept.push(record.secrets().iter().map(|(_, slot)| slot.sealed().cloned()).collect());
        }
        let mut open: Vec<&mut dyn AnyRecord> = records.iter_mut().map(|(_, record)| &mut **record).collect();
        self.vault.open_all(self.store, &mut open).await?;
        for ((_, record), kept) in records.iter_mut().zip(kept) {
            for ((spec, slot), sealed) in record.secrets().into_iter().zip(kept) {
                let Some(mut sealed) = sealed else { continue };
                if let Some(scheme) = spec.scheme {
                    let canonical = super::clear::Clear(slot.canonical().unwrap_or_default().into_bytes());
                    sealed.tag = Some(self.vault.tag(to, scheme, &canonical.0)?.into());
                }
                slot.seal(sealed);
            }
        }
        Ok(())
    }
}

fn is_tagged(spec: &KindSpec) -> bool {
    spec.secrets.iter().any(|secret| secret.scheme.is_some())
}

/// The records that have a tag under none of these versions.
fn stale_tags(spec: &KindSpec, live: &[u32]) -> Filter {
    let stale = |column: String| {
        let under = |version: &u32| Filter::starts_with(column.clone(), &format!("{version}."));
        Filter::Any(live.iter().map(under).chain([Filter::is_null(column.clone())]).collect()).negate()
    };
    let tagged = spec.secrets.iter().filter(|secret| secret.scheme.is_some());
    Filter::Any(tagged.map(|secret| stale(format!("{}_tag", secret.name))).collect())
}
