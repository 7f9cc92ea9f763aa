//! 工作单元 Remembers what was read, stages what changes, commits once.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::error::{Error, Result, code};
use crate::schema::{AnyRecord, Entity, Id, Key, KindSpec, UnitId};
use crate::store::typed::{Found, typed};
use crate::store::{
    Commit, Committed, Content, Digest, Expect, Guard, KeyWrite, Meta, Nature, Op, Put, Query, Rev, Seed, Store,
    StoreExt, Stored, chain,
};

/// 工作单元 What one command read and wants to write. Nothing is written before [`UnitOfWork::commit`], and then everything or
/// nothing. Whatever was read and not written guards the commit: if somebody changed it meanwhile, the commit is a conflict.
///
/// Secrets must be sealed before staging; `access` does it and hands over new data keys for [`UnitOfWork::keys`].
#[derive(Debug)]
pub struct UnitOfWork<'s, S: Store + ?Sized = dyn Store> {
    store: &'s S,
    unit: UnitId,
    read: BTreeMap<Key, Option<Rev>>,
    staged: Vec<Staged>,
    places: HashMap<Key, usize>,
    guards: Vec<Guard>,
    keys: Vec<KeyWrite>,
}

#[derive(Debug)]
enum Staged {
    Put { spec: &'static KindSpec, key: Key, content: Content, expect: Expect, nature: Nature },
    Delete { key: Key, expect: Expect },
    Erase { subject: Key },
    Nothing,
}

impl<'s, S: Store + ?Sized> UnitOfWork<'s, S> {
    /// Nothing read, nothing staged.
    pub fn new(store: &'s S, unit: UnitId) -> Self {
        Self {
            store,
            unit,
            read: BTreeMap::new(),
            staged: Vec::new(),
            places: HashMap::new(),
            guards: Vec::new(),
            keys: Vec::new(),
        }
    }

    /// The unit.
    pub fn unit(&self) -> UnitId {
        self.unit
    }

    /// How many operations are staged.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether nothing is staged.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Loads a record and remembers it, also when there is none.
    pub async fn load<E: Entity>(&mut self, id: Id<E>) -> Result<Option<Stored<E>>> {
        let found = self.store.load(self.unit, id).await?;
        self.remember(id.key(), found.as_ref().map(|stored| stored.rev));
        Ok(found)
    }

    /// Loads a record that must be there, and remembers it.
    ///
    /// # Errors
    /// `store.record.missing` when it is not.
    pub async fn need<E: Entity>(&mut self, id: Id<E>) -> Result<Stored<E>> {
        self.load(id).await?.ok_or_else(|| Error::new(code::store::RECORD_MISSING).with("key", id.key()))
    }

    /// Reads one page and remembers each of its records. That no further record matches is not guarded: use [`Guard::Count`].
    pub async fn find<E: Entity>(&mut self, query: &Query) -> Result<Found<E>> {
        let page = self.store.query(self.unit, query).await?;
        let mut records = Vec::with_capacity(page.records.len());
        for record in &page.records {
            self.remember(record.key.clone(), Some(record.rev));
            records.push(typed(record)?);
        }
        Ok(Found { records, next: page.next, seq: page.seq })
    }

    /// Remembers what was read elsewhere: a revision, or that there was no such record.
    pub fn remember(&mut self, key: Key, rev: Option<Rev>) {
        // The first reading counts: what was decided on it must still hold.
        self.read.entry(key).or_insert(rev);
    }

    /// Adds a guard.
    pub fn guard(&mut self, guard: Guard) {
        self.guards.push(guard);
    }

    /// Adds wrapped data keys that the commit creates or replaces.
    pub fn keys(&mut self, keys: impl IntoIterator<Item = KeyWrite>) {
        self.keys.extend(keys);
    }

    /// 新增 Stages a new record.
    ///
    /// # Errors
    /// `schema.secret.open`, or what the record's own check finds.
    pub fn create<E: Entity>(&mut self, entity: &E) -> Result<()> {
        self.put(entity, Nature::Create, Expect::Absent)
    }

    /// 变动 Stages a new version: the world moved. The record must have been read in this unit of work.
    ///
    /// # Errors
    /// `store.staged.unread`; or as [`UnitOfWork::create`].
    pub fn change<E: Entity>(&mut self, entity: &E) -> Result<()> {
        let expect = self.expected(&entity.id().key())?;
        self.put(entity, Nature::Change, expect)
    }

    /// 更正 Stages a new version: the record was wrong. The record must have been read in this unit of work.
    ///
    /// # Errors
    /// As [`UnitOfWork::change`].
    pub fn correct<E: Entity>(&mut self, entity: &E) -> Result<()> {
        let expect = self.expected(&entity.id().key())?;
        self.put(entity, Nature::Correct, expect)
    }

    /// Stages a version with an expectation of the caller's own. A record staged twice is written once, as last staged.
    ///
    /// # Errors
    /// As [`UnitOfWork::create`].
    pub fn put(&mut self, record: &dyn AnyRecord, nature: Nature, expect: Expect) -> Result<()> {
        let spec = record.spec();
        let content = Content {
            version: spec.version,
            subject: record.subject(),
            salt: crate::store::Salt::default(),
            columns: record.project(),
            body: record.encode()?,
        };
        self.stage(Staged::Put { spec, key: record.key(), content, expect, nature });
        Ok(())
    }

    /// 删除 Stages the end of a record that was read in this unit of work.
    ///
    /// # Errors
    /// `store.staged.unread`.
    pub fn delete<E: Entity>(&mut self, id: Id<E>) -> Result<()> {
        let key = id.key();
        if let Some(place) = self.places.get(&key).copied()
            && let Some(slot) = self.staged.get_mut(place)
            && matches!(slot, Staged::Put { expect: Expect::Absent, .. })
        {
            // Created and deleted in one unit of work: never there.
            *slot = Staged::Nothing;
            self.places.remove(&key);
            return Ok(());
        }
        let expect = self.expected(&key)?;
        self.stage(Staged::Delete { key, expect });
        Ok(())
    }

    /// 擦除 Stages the erasure of everything whose subject this is.
    pub fn erase(&mut self, subject: Key) {
        self.stage(Staged::Erase { subject });
    }

    /// What a record was when read; a record created here stays new.
    fn expected(&self, key: &Key) -> Result<Expect> {
        if let Some(Staged::Put { expect, .. } | Staged::Delete { expect, .. }) =
            self.places.get(key).and_then(|place| self.staged.get(*place))
        {
            return Ok(*expect);
        }
        match self.read.get(key) {
            Some(Some(rev)) => Ok(Expect::Rev(*rev)),
            _ => Err(Error::new(code::store::STAGED_UNREAD).with("key", key)),
        }
    }

    fn stage(&mut self, staged: Staged) {
        let key = match &staged {
            Staged::Put { key, .. } | Staged::Delete { key, .. } | Staged::Erase { subject: key } => key.clone(),
            Staged::Nothing => return,
        };
        match self.places.entry(key) {
            Entry::Vacant(free) => {
                free.insert(self.staged.len());
                self.staged.push(staged);
            }
            Entry::Occupied(taken) => {
                if let Some(slot) = self.staged.get_mut(*taken.get()) {
                    *slot = merged(std::mem::replace(slot, Staged::Nothing), staged);
                }
            }
        }
    }

    /// Commits once what is staged; `None` when nothing is. `seed` is 32 fresh random bytes for the salts.
    ///
    /// # Errors
    /// A conflict when somebody else wrote what was read or staged: read again and decide. Whatever [`Store::commit`] refuses.
    pub async fn commit(self, meta: Meta, seed: &Seed) -> Result<Option<Committed>> {
        if self.is_empty() {
            return Ok(None);
        }
        let store = self.store;
        store.commit(&self.into_commit(meta, seed)).await.map(Some)
    }

    /// The commit that [`UnitOfWork::commit`] would make.
    pub fn into_commit(self, meta: Meta, seed: &Seed) -> Commit {
        let Self { unit, read, staged, places, mut guards, keys, .. } = self;
        guards.extend(read.into_iter().filter(|(key, _)| !places.contains_key(key)).map(|(key, rev)| match rev {
            Some(rev) => Guard::Unchanged(key, rev),
            None => Guard::Absent(key),
        }));
        let ops = staged.into_iter().zip(0_u32..).filter_map(|(staged, place)| op(staged, place, seed)).collect();
        Commit { unit, meta, guards, ops, keys }
    }
}

/// A later operation on the same record: content and nature as last staged, expectation and newness as first staged.
fn merged(first: Staged, then: Staged) -> Staged {
    match (first, then) {
        (Staged::Put { expect: before, nature: Nature::Create, .. }, Staged::Put { spec, key, content, .. }) => {
            Staged::Put { spec, key, content, expect: before, nature: Nature::Create }
        }
        (
            Staged::Put { expect: before, .. } | Staged::Delete { expect: before, .. },
            Staged::Put { spec, key, content, nature, .. },
        ) => Staged::Put { spec, key, content, expect: before, nature },
        (_, then) => then,
    }
}

fn op(staged: Staged, place: u32, seed: &Seed) -> Option<Op> {
    match staged {
        Staged::Put { spec, key, mut content, expect, nature } => {
            content.salt = chain::salt(seed, place);
            let digest: Digest = chain::digest(spec, &key, nature, &content);
            Some(Op::Put(Put { key, content, expect, nature, digest }))
        }
        Staged::Delete { key, expect } => Some(Op::Delete { key, expect }),
        Staged::Erase { subject } => Some(Op::Erase { subject }),
        Staged::Nothing => None,
    }
}
