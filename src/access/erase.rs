//! 擦除 Erases a person: every version of his records, their salts and tags, his data key, and the unit key that could bring it back.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::access::rotate::{TRIES, begin_request, unfinished};
use crate::access::{Act, KeyKeeper, KeyRotation, KeyUse, Rotated};
use crate::error::{Error, Result, code};
use crate::schema::{Key, Prefixed};
use crate::store::{Filter, KEY_KIND, LogQuery, Mark, Nature, Query, Seq, StoreExt, Stored, UnitOfWork, select};

/// 擦除结果 What is gone, and what of others now points to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The person.
    pub subject: Key,
    /// 已擦除 The records that stood in the ledger and went, the person's own first.
    pub records: Vec<Key>,
    /// 悬空引用 Links of others' records to what went. They read as before and lead nowhere.
    pub dangling: Vec<Link>,
    /// 轮换 The rotation that makes old copies of the store useless for it.
    pub rotated: Rotated,
}

/// 引用 A link from one record to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Link {
    /// The record that holds it.
    pub from: Key,
    /// What it points to.
    pub to: Key,
}

/// What the log says of a person's records, as far as it was read.
#[derive(Default)]
struct Traces {
    read: Mark,
    head: Seq,
    /// Records with a version of which he is the subject.
    his: BTreeSet<Key>,
    /// Records with a version of which they are their own subject.
    own: BTreeSet<Key>,
}

impl Traces {
    /// The person, and those of his records whose earlier versions stood for themselves, before they were linked to him.
    fn subjects(&self, subject: &Key) -> Vec<Key> {
        let linked_later = self.his.iter().filter(|key| *key != subject && self.own.contains(*key));
        std::iter::once(subject).chain(linked_later).cloned().collect()
    }
}

impl KeyKeeper<'_> {
    /// 擦除 Drops every version of the records whose subject a person is, also of those that were linked to him only later, and
    /// his data key; then wraps everybody else's data key under a new unit key and destroys the old one, so that old copies of the store,
    /// opened with the ring as it is now, give nobody's secrets back. Digests stay and the chain verifies.
    ///
    /// When the process dies or the store fails half-way, call it again for the same person: it goes on, and what was done is
    /// told again.
    ///
    /// What it does not reach: words about him in others' records, superseded digests (salted, and the salts are gone), copies of the *ring*
    /// from before, and guesses by somebody who has an old copy of the store and the living index key: rotate that too
    /// ([`KeyKeeper::rotate_index_key`]) where old copies are about.
    ///
    /// # Errors
    /// `access.permit`; `store.record.missing` when nothing is stored of him; as [`KeyKeeper::rotate_unit_key`].
    pub async fn erase(&self, subject: &Key) -> Result<Erased> {
        self.permit.serves(Act::Erase, &subject.kind)?;
        let rotation = match self.erasures(subject).await?.pop() {
            Some(left) if left.finished.is_none() => self.erased_again(left).await?,
            done => self.erase_now(subject, done).await?,
        };
        let records = self.gone(&rotation).await?;
        let dangling = self.dangling(&records).await?;
        let rotated = self.finish_wrapping(rotation).await?;
        Ok(Erased { subject: subject.clone(), records, dangling, rotated })
    }

    /// The rotations that began with this person's erasure.
    async fn erasures(&self, subject: &Key) -> Result<Vec<Stored<KeyRotation>>> {
        let query = select::<KeyRotation>().order("by_erased").filter(Filter::eq("erased", &*subject.to_string()));
        Ok(self.store.find(self.vault.unit(), &query).await?.records)
    }

    async fn erase_now(&self, subject: &Key, done: Option<Stored<KeyRotation>>) -> Result<Stored<KeyRotation>> {
        let mut traces = Traces::default();
        for _ in 0..TRIES {
            self.trace(subject, &mut traces).await?;
            let key = Key::new(KEY_KIND, &subject.to_string());
            let found = self.store.fetch(self.vault.unit(), &[key]).await?;
            if traces.his.is_empty() && found.iter().all(Option::is_none) {
                return done.ok_or_else(|| Error::new(code::store::RECORD_MISSING).with("key", subject));
            }
            match self.begin(KeyUse::Wrap, &traces.subjects(subject), Some(traces.head)).await {
                Err(error) if error.is_conflict() => {}
                begun => return begun,
            }
        }
        Err(unfinished())
    }

    /// Reads what was added to the log since it was last read.
    async fn trace(&self, subject: &Key, traces: &mut Traces) -> Result<()> {
        let unit = self.vault.unit();
        loop {
            let head = self.store.head(unit).await?.seq;
            let query = LogQuery::after(Seq::ZERO).from(traces.read).limit(self.batch.max(1000));
            let changes = self.store.log(unit, &query).await?;
            for change in &changes {
                let Some(content) = &change.content else { continue };
                if content.subject == *subject {
                    traces.his.insert(change.key.clone());
                } else if content.subject == change.key {
                    traces.own.insert(change.key.clone());
                }
            }
            let Some(last) = changes.last() else {
                traces.head = head;
                return Ok(());
            };
            traces.read = last.mark();
        }
    }

    /// Asks for the erasure once more under its own name: the store then makes sure that its pages are gone too.
    pub(super) async fn erased_again(&self, left: Stored<KeyRotation>) -> Result<Stored<KeyRotation>> {
        let mut work = UnitOfWork::new(self.store, self.vault.unit());
        for subject in &left.erases {
            work.erase(subject.clone());
        }
        work.commit(self.meta(&begin_request(&left)), &self.vault.ids.seed()).await?;
        Ok(left)
    }

    /// The records that the rotation's first commit erased.
    async fn gone(&self, rotation: &KeyRotation) -> Result<Vec<Key>> {
        let unit = self.vault.unit();
        let first = self.store.log(unit, &LogQuery::of(rotation.id.key()).limit(1).bare()).await?;
        let Some(begun) = first.first().map(|change| Arc::clone(&change.commit)) else { return Ok(Vec::new()) };
        let rows = begun.rows.clamp(1, Query::MOST);
        let mut query = LogQuery::after(Seq::new(begun.seq.get() - 1)).limit(rows).bare();
        let mut gone = Vec::new();
        loop {
            let changes = self.store.log(unit, &query).await?;
            let of_commit = changes.iter().filter(|change| change.commit.seq == begun.seq);
            gone.extend(of_commit.filter(|change| change.nature == Nature::Erase).map(|change| change.key.clone()));
            match changes.last() {
                Some(last) if last.commit.seq == begun.seq => query = query.from(last.mark()),
                _ => break,
            }
        }
        let mut seen = BTreeSet::new();
        gone.retain(|key| seen.insert(key.clone()));
        Ok(gone)
    }

    /// Every current record that names one of these.
    async fn dangling(&self, gone: &[Key]) -> Result<Vec<Link>> {
        let mut links = Vec::new();
        let kinds = self.store.info().catalog.kinds().map(|spec| spec.name);
        for kind in kinds.filter(|kind| *kind != KeyRotation::KIND) {
            let mut query = Query::of(kind).limit(1000);
            loop {
                let page = self.store.query(self.vault.unit(), &query).await?;
                for record in &page.records {
                    let named = gone.iter().filter(|key| record.body.contains(&*key.id));
                    links.extend(named.map(|to| Link { from: record.key.clone(), to: to.clone() }));
                }
                query.after = page.next;
                if query.after.is_none() {
                    break;
                }
            }
        }
        Ok(links)
    }
}
