//! The commit: checked, applied, undone when it cannot be completed.

use std::collections::HashSet;
use std::sync::Arc;

use super::table::{Table, Version};
use super::{Logged, Unit};
use crate::error::Result;
use crate::schema::Key;
use crate::store::{
    Catalog, Commit, CommitInfo, Committed, Expect, Guard, Head, KeyWrite, Nature, Op, Rev, Seq, conflict, kit,
};
use kit::Row;

/// What takes back one operation.
struct Undo<'c> {
    key: &'c Key,
    before: Option<(Arc<str>, Arc<Version>)>,
}

impl Unit {
    pub(super) fn commit(&mut self, catalog: &Catalog, commit: &Commit) -> Result<Committed> {
        if let Some(info) = self.requests.get(&commit.meta.request).and_then(|seq| self.info(*seq)) {
            let head = Head { seq: info.seq, chain: info.chain, at: Some(info.at) };
            return Ok(Committed { head, repeated: true });
        }
        commit.guards.iter().try_for_each(|guard| self.guard(guard))?;
        let seq = self.head.seq.next();
        let mut undo = Vec::with_capacity(commit.ops.len());
        let applied = self.apply(catalog, commit, seq, &mut undo);
        if let Err(error) = applied.and_then(|()| commit.keys.iter().try_for_each(|key| self.key_free(key))) {
            self.take_back(undo);
            return Err(error);
        }
        for key in &commit.keys {
            self.keys.insert(key.subject.to_string().into(), (key.wrapped.clone(), seq));
        }
        Ok(Committed { head: self.write_log(commit, seq), repeated: false })
    }

    fn rev(&self, key: &Key) -> Option<Rev> {
        self.tables.get(&*key.kind).and_then(|table| table.rev(&key.id))
    }

    fn writer(&self, rev: Option<Rev>) -> Option<&CommitInfo> {
        rev.and_then(|rev| self.info(rev))
    }

    fn guard(&self, guard: &Guard) -> Result<()> {
        let expected = match guard {
            Guard::HeadAt(seq) if *seq == self.head.seq => return Ok(()),
            Guard::HeadAt(_) => {
                let head = self.head.seq;
                return Err(conflict::guard(guard, &format!("head at {head}"), self.info(head)));
            }
            Guard::Count { kind, filter, is } => {
                let count = self.tables.get(&**kind).map_or(0, |table| table.count(filter));
                if count == *is {
                    return Ok(());
                }
                return Err(conflict::guard(guard, &count.to_string(), self.info(self.head.seq)));
            }
            Guard::Unchanged(key, rev) => (key, Some(*rev)),
            Guard::Absent(key) => (key, None),
        };
        let found = self.rev(expected.0);
        if found == expected.1 { Ok(()) } else { Err(conflict::guard_record(guard, found, self.writer(found))) }
    }

    fn key_free(&self, key: &KeyWrite) -> Result<()> {
        let found = self.keys.get(&*key.subject.to_string()).map(|(wrapped, _)| wrapped);
        if found == key.replaces.as_ref() { Ok(()) } else { Err(conflict::key_exists(&key.subject)) }
    }

    /// Takes out everything that is superseded, then puts everything in, so that unique orders hold after the commit.
    fn apply<'c>(&mut self, catalog: &Catalog, commit: &'c Commit, seq: Seq, undo: &mut Vec<Undo<'c>>) -> Result<()> {
        for op in &commit.ops {
            let (key, expect, deletes) = match op {
                Op::Put(put) => (&put.key, put.expect, false),
                Op::Delete { key, expect } => (key, *expect, true),
                Op::Gone { key, nature, .. } if *nature != Nature::Erase => (key, Expect::Any, false),
                Op::Gone { .. } | Op::Erase { .. } => continue,
            };
            self.take(catalog, key, expect, deletes, seq, undo)?;
        }
        for op in &commit.ops {
            let Op::Put(put) = op else { continue };
            let Some(table) = self.tables.get_mut(&*put.key.kind) else { continue };
            let version = Version { rev: seq, content: put.content.clone() };
            if let Some(order) = table.clash(&version) {
                return Err(conflict::unique(&put.key.kind, order, &put.key));
            }
            table.place(Arc::from(&*put.key.id), Arc::new(version));
        }
        Ok(())
    }

    fn take<'c>(
        &mut self,
        catalog: &Catalog,
        key: &'c Key,
        expect: Expect,
        deletes: bool,
        seq: Seq,
        undo: &mut Vec<Undo<'c>>,
    ) -> Result<()> {
        let spec = catalog.kind(&key.kind)?;
        let found = self.rev(key);
        if !conflict::meets(expect, found, deletes) {
            return Err(conflict::expect(key, expect, found, self.writer(found)));
        }
        let table = self.tables.entry(spec.name).or_insert_with(|| Table::new(spec));
        let before = table.take(&key.id);
        if let Some((id, version)) = &before {
            table.supersede(id, Arc::clone(version), seq);
        }
        undo.push(Undo { key, before });
        Ok(())
    }

    fn take_back(&mut self, undo: Vec<Undo<'_>>) {
        for step in undo.into_iter().rev() {
            let Some(table) = self.tables.get_mut(&*step.key.kind) else { continue };
            table.take(&step.key.id);
            if let Some((id, version)) = step.before {
                table.restore(&id);
                table.place(id, version);
            }
        }
    }

    /// Nothing fails from here on: erases, writes the rows, links the chain.
    fn write_log(&mut self, commit: &Commit, seq: Seq) -> Head {
        let meta = &commit.meta;
        let mut rows: Vec<Row> = commit.ops.iter().map(Row::of).collect();
        let named: HashSet<&Key> = commit.ops.iter().map(Op::key).collect();
        for op in &commit.ops {
            if let Op::Erase { subject } = op {
                rows.extend(self.erase(subject, &named));
            }
        }
        self.head = kit::head_after(&self.head, meta, &rows);
        self.requests.insert(meta.request.clone(), seq);
        let info = CommitInfo {
            seq,
            at: self.head.at.unwrap_or(meta.at),
            request: meta.request.clone(),
            actor: meta.actor.clone(),
            purpose: meta.purpose.clone(),
            reason: meta.reason.clone(),
            origin: meta.origin.clone(),
            rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            chain: self.head.chain,
        };
        self.commits.push(Logged { info: Arc::new(info), rows: Arc::new(rows) });
        self.head
    }

    /// Drops a subject's versions and data key; a row for each current record that went and is not named by the commit.
    fn erase(&mut self, subject: &Key, named: &HashSet<&Key>) -> Vec<Row> {
        self.keys.remove(&*subject.to_string());
        let mut rows = Vec::new();
        for (kind, table) in &mut self.tables {
            for id in table.erase(subject) {
                let key = Key::new(kind, &id);
                if !named.contains(&key) {
                    rows.push(Row::bare(key, Nature::Erase));
                }
            }
        }
        rows
    }
}
