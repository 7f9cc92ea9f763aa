//! 轮换密钥 Rotation of unit keys without downtime: a new key in the ring, every data key wrapped anew, then the old key destroyed.

use crate::access::vault::wrap_version;
use crate::access::{Act, Clock, KeyRotation, KeyState, KeyUse, Permit, SecretKey, UnitKeys, Vault, mint};
use crate::error::{Error, Result, code};
use crate::schema::Key;
use crate::store::{
    Filter, Guard, KEY_KIND, KeyWrite, Meta, Origin, Query, Record, Rev, Seq, Store, StoreExt, Stored, UnitOfWork,
    select,
};
use crate::value::Count;

/// 密钥保管 Rotates keys and erases persons, for a permit and with a reason. Each step is a commit of its own or a change of the
/// ring, and each may be the last one before the process dies: run the same thing again, and it goes on.
///
/// Others keep reading and writing meanwhile. What they seal is guarded by the unit's [`KeyState`], so whoever began before a rotation
/// and commits after it gets a conflict and seals again; nothing is lost.
#[derive(Debug, Clone, Copy)]
pub struct KeyKeeper<'a> {
    pub(super) vault: &'a Vault,
    pub(super) store: &'a dyn Store,
    pub(super) clock: &'a dyn Clock,
    pub(super) permit: &'a Permit,
    pub(super) reason: &'a str,
    pub(super) batch: u32,
}

/// 轮换结果 What a rotation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotated {
    /// Which keys.
    pub of: KeyUse,
    /// The newest version before.
    pub from: u32,
    /// The only version now, unless another rotation began meanwhile.
    pub to: u32,
    /// How many data keys were wrapped anew, or records tagged anew, also before it was interrupted.
    pub done: u32,
}

/// How often a step is tried again when somebody wrote in between, and how often all is gone through.
pub(super) const TRIES: usize = 32;

impl<'a> KeyKeeper<'a> {
    /// Who acts is in the permit; the reason stands in the log and holds no personal data.
    ///
    /// # Errors
    /// `access.reason.missing` when it is blank.
    pub fn new(
        vault: &'a Vault,
        store: &'a dyn Store,
        clock: &'a dyn Clock,
        permit: &'a Permit,
        reason: &'a str,
    ) -> Result<Self> {
        if reason.trim().is_empty() {
            return Err(Error::new(code::access::REASON_MISSING).with("act", permit.act()));
        }
        Ok(Self { vault, store, clock, permit, reason, batch: 500 })
    }

    /// So many data keys or records in one commit, at least 1; 500 by default.
    #[must_use]
    pub fn batch(mut self, batch: u32) -> Self {
        self.batch = batch.clamp(1, Query::MOST);
        self
    }

    /// 轮换包装密钥 Wraps every data key under a new unit key and destroys the old ones; goes on with a rotation that was left.
    ///
    /// # Errors
    /// `access.permit`; `access.rotation.unfinished` when others rotate at the same time; `access.unseal` when a data key is
    /// corrupt. The old key then stays.
    pub async fn rotate_unit_key(&self) -> Result<Rotated> {
        self.permit.serves(Act::Rekey, "*")?;
        for left in self.unfinished(KeyUse::Wrap).await? {
            if !left.erases.is_empty() {
                self.erased_again(left).await?;
            }
        }
        let running = self.running_or_begun(KeyUse::Wrap).await?;
        self.finish_wrapping(running).await
    }

    /// The rotations that are not finished, oldest version first.
    pub(super) async fn unfinished(&self, of: KeyUse) -> Result<Vec<Stored<KeyRotation>>> {
        let filter = Filter::eq("finished", false).and(Filter::eq("of", of.code()));
        let query = select::<KeyRotation>().order("by_finished").filter(filter);
        Ok(self.store.find(self.vault.unit(), &query).await?.records)
    }

    pub(super) async fn running_or_begun(&self, of: KeyUse) -> Result<Stored<KeyRotation>> {
        for _ in 0..TRIES {
            if let Some(running) = self.unfinished(of).await?.pop() {
                return Ok(running);
            }
            match self.begin(of, &[], None).await {
                Err(error) if error.is_conflict() => {}
                begun => return begun,
            }
        }
        Err(unfinished())
    }

    /// Puts a new key into the ring, then says in one commit that it is in use, and erases whom it shall. A ring that got its key
    /// before a crash keeps it beside: the next rotation drops it.
    pub(super) async fn begin(&self, of: KeyUse, erases: &[Key], at: Option<Seq>) -> Result<Stored<KeyRotation>> {
        let (from, to) = self.new_version(of).await?;
        let (unit, ids) = (self.vault.unit(), &*self.vault.ids);
        let mut work = UnitOfWork::new(self.store, unit);
        let known = work.load(KeyState::of(unit)).await?.map(|stored| stored.entity);
        let fresh = known.is_none();
        let first = || KeyState { id: KeyState::of(unit), wrap: Count::new(1), index: Count::new(1) };
        let mut state = known.unwrap_or_else(first);
        match of {
            KeyUse::Wrap => state.wrap = Count::new(to),
            KeyUse::Index => state.index = Count::new(to),
        }
        if fresh { work.create(&state) } else { work.change(&state) }?;
        let rotation = KeyRotation {
            id: mint(ids),
            of,
            from: Count::new(from),
            to: Count::new(to),
            erases: erases.to_vec(),
            by: self.permit.actor().name().into(),
            begun: self.clock.now(),
            done: Count::new(0),
            finished: None,
        };
        work.create(&rotation)?;
        for subject in erases {
            work.erase(subject.clone());
        }
        if let Some(seq) = at {
            work.guard(Guard::HeadAt(seq));
        }
        let done = work.commit(self.meta(&begin_request(&rotation)), &ids.seed()).await?;
        let rev: Rev = done.map(|done| done.head.seq).ok_or_else(unfinished)?;
        Ok(Stored { rev, entity: rotation })
    }

    /// The newest version before and the one that the ring has now.
    async fn new_version(&self, of: KeyUse) -> Result<(u32, u32)> {
        let bytes = self.vault.ids.bytes();
        let newest = |keys: &UnitKeys| match of {
            KeyUse::Wrap => keys.newest_wrap().map_or(0, |(version, _)| version),
            KeyUse::Index => keys.newest_index().map_or(0, |(version, _)| version),
        };
        let add = |keys: &UnitKeys| {
            let (next, key) = (newest(keys).checked_add(1)?, SecretKey::from_bytes(bytes));
            Some(match of {
                KeyUse::Wrap => keys.clone().wrap(next, key),
                KeyUse::Index => keys.clone().index(next, key),
            })
        };
        let to = newest(&*self.vault.change_ring(add).await?);
        Ok((to.saturating_sub(1), to))
    }

    pub(super) async fn finish_wrapping(&self, mut rotation: Stored<KeyRotation>) -> Result<Rotated> {
        let to = rotation.to.get();
        // A pass that finds nothing is the proof: since the rotation began, nobody can commit a key under an older version.
        let mut passes = 0..TRIES;
        while self.wrap_pass(&mut rotation).await? > 0 {
            passes.next().ok_or_else(unfinished)?;
        }
        let old = |keys: &UnitKeys| keys.wrap_keys().any(|(version, _)| version < to);
        self.vault.change_ring(|keys| old(keys).then(|| keys.clone().wrap_from(to))).await?;
        self.finish(rotation).await
    }

    /// Goes through all data keys once; how many were under an older version.
    async fn wrap_pass(&self, rotation: &mut Stored<KeyRotation>) -> Result<usize> {
        let to = rotation.to.get();
        let mut query = Query::of(KEY_KIND).limit(self.batch);
        let (mut stale, mut refused) = (0, 0..TRIES);
        loop {
            let page = self.store.query(self.vault.unit(), &query).await?;
            let mut keys = Vec::new();
            for record in &page.records {
                keys.extend(self.rewrapped(record, to)?);
            }
            if !keys.is_empty() {
                let count = keys.len();
                let staged = self.progress(rotation, count, |work| {
                    work.keys(keys);
                    Ok(())
                });
                match staged.await {
                    // Somebody was erased, or another process wraps the same keys: look at this page again.
                    Err(error) if error.is_conflict() => {
                        refused.next().ok_or_else(unfinished)?;
                        *rotation = self.store.need(self.vault.unit(), rotation.id).await?;
                        continue;
                    }
                    written => written?,
                }
                stale += count;
            }
            query.after = page.next;
            if query.after.is_none() {
                return Ok(stale);
            }
        }
    }

    /// What replaces a data key that is wrapped under an older version.
    fn rewrapped(&self, record: &Record, to: u32) -> Result<Option<KeyWrite>> {
        let broken = || Error::new(code::access::UNSEAL).with("key", &record.key.id).with("field", "data key");
        if wrap_version(&record.body).ok_or_else(broken)? >= to {
            return Ok(None);
        }
        let subject = record.key.id.split_once('/').map(|(kind, id)| Key::new(kind, id)).ok_or_else(broken)?;
        let wrapped = self.vault.rewrap(&subject, &record.body, to)?;
        Ok(Some(KeyWrite { subject, wrapped, replaces: Some(record.body.clone()) }))
    }

    /// Commits one batch together with the count of what is done.
    pub(super) async fn progress(
        &self,
        rotation: &mut Stored<KeyRotation>,
        count: usize,
        stage: impl FnOnce(&mut UnitOfWork<'_, dyn Store + 'a>) -> Result<()>,
    ) -> Result<()> {
        let mut next = rotation.entity.clone();
        next.done = Count::new(next.done.get().saturating_add(u32::try_from(count).unwrap_or(u32::MAX)));
        let mut work: UnitOfWork<'_, dyn Store + 'a> = UnitOfWork::new(self.store, self.vault.unit());
        work.remember(rotation.id.key(), Some(rotation.rev));
        work.change(&next)?;
        stage(&mut work)?;
        let ids = &*self.vault.ids;
        let done = work.commit(self.meta(&ids.uuid().to_string()), &ids.seed()).await?;
        *rotation = Stored { rev: done.map_or(rotation.rev, |done| done.head.seq), entity: next };
        Ok(())
    }

    /// Marks this rotation, and any that it overtook, as finished.
    pub(super) async fn finish(&self, rotation: Stored<KeyRotation>) -> Result<Rotated> {
        let (unit, ids) = (self.vault.unit(), &*self.vault.ids);
        for _ in 0..TRIES {
            let mut work = UnitOfWork::new(self.store, unit);
            for open in self.unfinished(rotation.of).await? {
                if open.to <= rotation.to {
                    work.remember(open.id.key(), Some(open.rev));
                    work.change(&KeyRotation { finished: Some(self.clock.now()), ..open.entity })?;
                }
            }
            match work.commit(self.meta(&ids.uuid().to_string()), &ids.seed()).await {
                Err(error) if error.is_conflict() => {}
                written => {
                    written?;
                    let KeyRotation { of, from, to, done, .. } = self.store.need(unit, rotation.id).await?.entity;
                    return Ok(Rotated { of, from: from.get(), to: to.get(), done: done.get() });
                }
            }
        }
        Err(unfinished())
    }

    pub(super) fn meta(&self, request: &str) -> Meta {
        Meta {
            request: request.into(),
            actor: self.permit.actor().name().into(),
            purpose: self.permit.purpose().text().into(),
            reason: Some(self.reason.into()),
            at: self.clock.now(),
            origin: Origin::default(),
        }
    }
}

/// The request under which a rotation began, so that its commit can be asked for again.
pub(super) fn begin_request(rotation: &KeyRotation) -> String {
    format!("begin {}", rotation.id)
}

pub(super) fn unfinished() -> Error {
    Error::new(code::access::ROTATION_UNFINISHED)
}
