//! 查阅日志 Who read how many records of which kind, when and what for; no personal data.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::access::{Act, Clock, IdGen, Permit, mint};
use crate::error::Result;
use crate::schema::{Id, UnitId};
use crate::store::{Meta, Origin, Store, UnitOfWork};
use crate::value::{Count, Instant};

/// 查阅记录 One reading of named persons.
#[doc(alias = "查阅记录")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadEntry {
    /// Id.
    pub id: Id<ReadEntry>,
    /// The account.
    pub actor: Box<str>,
    /// The role in which he acted.
    pub role: Box<str>,
    /// What for.
    pub purpose: Box<str>,
    /// What he did.
    pub act: Act,
    /// The kind of the records; `*`: several.
    pub of: Box<str>,
    /// How many records.
    pub count: Count,
    /// When.
    pub at: Instant,
}

crate::entity! {
    ReadEntry: "read_entry", "read", v1, "查阅记录";
    columns {
        actor "查阅人账号": Text = |entry| &*entry.actor,
        act "查阅行为": Text = |entry| entry.act.code(),
        of "查阅种类": Text = |entry| &*entry.of,
        count "查阅件数": Int = |entry| entry.count,
        at_micros "查阅时间（微秒）": Int = |entry| entry.at.micros(),
    }
    indexes { by_actor(actor, at_micros) }
    secrets {}
    subject = |entry| entry.id.key();
}

impl ReadEntry {
    #[allow(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "what every kind offers; an entry has no rule of its own"
    )]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// 查阅日志 Entries wait here for the next commit of the unit; those of unmasking, export and lists are committed at once. Call
/// [`ReadLog::flush`] on close.
#[derive(Debug, Default)]
pub struct ReadLog(Mutex<Vec<ReadEntry>>);

impl ReadLog {
    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<ReadEntry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many entries wait.
    pub fn len(&self) -> usize {
        self.waiting().len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.waiting().is_empty()
    }

    /// Notes a reading under a permit, to be written with the next commit.
    pub fn note(&self, permit: &Permit, kind: &str, count: u32, clock: &dyn Clock, ids: &dyn IdGen) {
        let entry = ReadEntry {
            id: mint(ids),
            actor: permit.actor().name().into(),
            role: permit.actor().role().name().into(),
            purpose: permit.purpose().text().into(),
            act: permit.act(),
            of: kind.into(),
            count: Count::new(count),
            at: clock.now(),
        };
        self.waiting().push(entry);
    }

    /// Notes a reading, and makes it durable before it returns when the act asks for it ([`Act::logs_first`]): call it before
    /// anything is shown.
    #[allow(clippy::too_many_arguments, reason = "what a session holds apart, without a type for it alone")]
    pub async fn record(
        &self,
        store: &dyn Store,
        unit: UnitId,
        permit: &Permit,
        kind: &str,
        count: u32,
        clock: &dyn Clock,
        ids: &dyn IdGen,
    ) -> Result<()> {
        self.note(permit, kind, count, clock, ids);
        if permit.act().logs_first() { self.flush(store, unit, clock, ids).await } else { Ok(()) }
    }

    /// Moves what waits into a unit of work; give the entries back with [`ReadLog::put_back`] when its commit fails.
    pub fn stage<S: Store + ?Sized>(&self, work: &mut UnitOfWork<'_, S>) -> Result<Vec<ReadEntry>> {
        let entries = std::mem::take(&mut *self.waiting());
        for entry in &entries {
            if let Err(error) = work.create(entry) {
                self.put_back(entries);
                return Err(error);
            }
        }
        Ok(entries)
    }

    /// Takes entries back whose commit failed.
    pub fn put_back(&self, mut entries: Vec<ReadEntry>) {
        let mut waiting = self.waiting();
        entries.append(&mut waiting);
        *waiting = entries;
    }

    /// Commits what waits.
    pub async fn flush(&self, store: &dyn Store, unit: UnitId, clock: &dyn Clock, ids: &dyn IdGen) -> Result<()> {
        let mut work = UnitOfWork::new(store, unit);
        let entries = self.stage(&mut work)?;
        let meta = Meta {
            request: ids.uuid().to_string().into(),
            actor: "cunwu".into(),
            purpose: "查阅日志".into(),
            reason: None,
            at: clock.now(),
            origin: Origin::default(),
        };
        match work.commit(meta, &ids.seed()).await {
            Ok(_) => Ok(()),
            Err(error) => {
                self.put_back(entries);
                Err(error)
            }
        }
    }
}
