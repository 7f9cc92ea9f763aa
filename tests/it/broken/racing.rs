//! Stores that are right alone and wrong when several use them at once.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use cunwu::error::Result;
use cunwu::schema::{Key, UnitId};
use cunwu::store::{
    Change, Commit, Committed, Expect, Head, LogQuery, MemoryStore, Migrate, Migrated, Op, Page, Put, Query, Record,
    Store, StoreInfo, Tally, TallyQuery, conformance,
};

use super::{Entry, entry};

/// What goes wrong between two polls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Race {
    /// Expectations and guards are checked, then the task waits, then it writes.
    CheckThenWrite,
    /// The second half of a commit shows later than the first.
    HalfShown,
    /// The answer comes before the write, which the next commit does.
    WriteBehind,
}

#[derive(Debug)]
struct Racing {
    inner: MemoryStore,
    race: Race,
    hidden: Mutex<Vec<Key>>,
    waiting: Mutex<Option<Commit>>,
}

impl Racing {
    fn new(race: Race) -> Self {
        let inner = MemoryStore::new(conformance::catalog());
        Self { inner, race, hidden: Mutex::default(), waiting: Mutex::default() }
    }

    fn shown(&self, key: &Key) -> bool {
        !self.hidden.lock().unwrap().contains(key)
    }
}

/// Waits once.
async fn pause() {
    let waited = AtomicBool::new(false);
    std::future::poll_fn(|context| {
        if waited.swap(true, Ordering::Relaxed) {
            return std::task::Poll::Ready(());
        }
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

#[async_trait]
impl Store for Racing {
    fn info(&self) -> &StoreInfo {
        self.inner.info()
    }
    async fn migrate(&self, how: &Migrate) -> Result<Migrated> {
        self.inner.migrate(how).await
    }
    async fn head(&self, unit: UnitId) -> Result<Head> {
        self.inner.head(unit).await
    }
    async fn fetch(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>> {
        let found = self.inner.fetch(unit, keys).await?;
        Ok(found.into_iter().map(|record| record.filter(|record| self.shown(&record.key))).collect())
    }
    async fn query(&self, unit: UnitId, query: &Query) -> Result<Page> {
        let mut page = self.inner.query(unit, query).await?;
        page.records.retain(|record| self.shown(&record.key));
        Ok(page)
    }
    async fn tally(&self, unit: UnitId, tally: &TallyQuery) -> Result<Vec<Tally>> {
        self.inner.tally(unit, tally).await
    }
    async fn log(&self, unit: UnitId, query: &LogQuery) -> Result<Vec<Change>> {
        self.inner.log(unit, query).await
    }
    async fn commit(&self, commit: &Commit) -> Result<Committed> {
        match self.race {
            Race::CheckThenWrite => {
                let checked = self.inner.fork().commit(commit).await?;
                pause().await;
                if checked.repeated {
                    return Ok(checked);
                }
                let mut late = Commit { guards: Vec::new(), ..commit.clone() };
                for op in &mut late.ops {
                    if let Op::Put(Put { expect, .. }) | Op::Delete { expect, .. } = op {
                        *expect = Expect::Any;
                    }
                }
                self.inner.commit(&late).await
            }
            Race::HalfShown => {
                let half = commit.ops.iter().skip(commit.ops.len().div_ceil(2)).map(|op| op.key().clone());
                let done = self.inner.commit(commit).await?;
                *self.hidden.lock().unwrap() = half.collect();
                pause().await;
                self.hidden.lock().unwrap().clear();
                Ok(done)
            }
            Race::WriteBehind => {
                let before = self.waiting.lock().unwrap().take();
                if let Some(before) = before {
                    self.inner.commit(&before).await?;
                }
                let answer = self.inner.fork().commit(commit).await?;
                *self.waiting.lock().unwrap() = Some(commit.clone());
                Ok(answer)
            }
        }
    }
}

pub(crate) fn races() -> Vec<Entry> {
    vec![
        entry("checked first, written later", || Racing::new(Race::CheckThenWrite)),
        entry("half a commit shows", || Racing::new(Race::HalfShown)),
        entry("answered before written", || Racing::new(Race::WriteBehind)),
    ]
}
