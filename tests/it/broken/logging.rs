//! Stores whose log, erasure or units are wrong.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use cunwu::schema::{Key, UnitId};
use cunwu::store::{
    Change, KEY_KIND, Known, LogQuery, MemoryStore, Migrated, Nature, Op, Query, Record, Store, TallyQuery,
};

use super::wrap::{Broken, log_of, now};
use super::{Entry, entry};

/// A store that changes each stretch of the log.
fn told(change: fn(&LogQuery, &mut Vec<Change>)) -> Broken {
    Broken::new().log(move |inner, unit, query| {
        let mut log = now(inner.log(unit, query))?;
        change(query, &mut log);
        Ok(log)
    })
}

pub(crate) fn logs() -> Vec<Entry> {
    vec![
        entry("log with a gap behind a row", || {
            told(|query, log| {
                if query.after.ord != u32::MAX && query.key.is_none() && !log.is_empty() {
                    log.remove(0);
                }
            })
        }),
        entry("log with a gap at the thousandth", || {
            told(|_, log| {
                if log.len() > 500 {
                    log.remove(500);
                }
            })
        }),
        entry("log out of order", || {
            told(|_, log| log.sort_by_key(|row| (row.commit.seq, std::cmp::Reverse(row.ord))))
        }),
        entry("log newest first", || told(|_, log| log.reverse())),
        entry("a mark skips its commit", || {
            Broken::new().log(|inner, unit, query| {
                let mut query = query.clone();
                if query.after.seq.get() > 0 {
                    query.after.ord = u32::MAX;
                }
                now(inner.log(unit, &query))
            })
        }),
        entry("log limit ignored", || {
            Broken::new().log(|inner, unit, query| {
                now(inner.log(unit, query))?;
                now(inner.log(unit, &query.clone().limit(Query::MOST)))
            })
        }),
        entry("history begins at the last return", || {
            told(|query, log| {
                if query.key.is_some()
                    && let Some(end) = log.iter().rposition(|row| row.nature == Nature::Delete)
                    && end + 1 < log.len()
                {
                    log.drain(..=end);
                }
            })
        }),
        entry("log without who", || {
            told(|_, log| {
                for row in log {
                    row.commit = Arc::new(cunwu::store::CommitInfo { actor: "-".into(), ..(*row.commit).clone() });
                }
            })
        }),
        entry("log without why", || {
            told(|_, log| {
                for row in log {
                    let reason = row.commit.reason.clone().filter(|reason| !reason.is_empty());
                    row.commit = Arc::new(cunwu::store::CommitInfo { reason, ..(*row.commit).clone() });
                }
            })
        }),
        entry("log always with bodies", || {
            Broken::new().log(|inner, unit, query| now(inner.log(unit, &LogQuery { bodies: true, ..query.clone() })))
        }),
        entry("log gives current content for every version", || {
            Broken::new().log(|inner, unit, query| {
                let whole = log_of(inner, unit);
                let mut log = now(inner.log(unit, query))?;
                for row in log.iter_mut().filter(|row| row.content.is_some()) {
                    row.content = whole
                        .iter()
                        .rev()
                        .find(|other| other.key == row.key && other.content.is_some())
                        .and_then(|other| other.content.clone());
                }
                Ok(log)
            })
        }),
        entry("log forgets superseded content", || {
            Broken::new().log(|inner, unit, query| {
                let mut log = now(inner.log(unit, query))?;
                for row in log.iter_mut().filter(|row| row.content.is_some()) {
                    let current = now(inner.fetch(unit, std::slice::from_ref(&row.key)))?.remove(0);
                    if current.is_none_or(|record| record.rev != row.commit.seq) {
                        row.content = None;
                    }
                }
                Ok(log)
            })
        }),
    ]
}

/// A copy from before each erasure.
type Kept = Arc<Mutex<Vec<MemoryStore>>>;

fn keeping() -> (Kept, Broken) {
    let kept = Kept::default();
    let copies = Arc::clone(&kept);
    let store = Broken::new().commit(move |inner, _, commit| {
        let before = commit.ops.iter().any(|op| matches!(op, Op::Erase { .. })).then(|| inner.fork());
        let done = now(inner.commit(commit))?;
        copies.lock().unwrap().extend(before.filter(|_| !done.repeated));
        Ok(done)
    });
    (kept, store)
}

/// Where rows of erased records are left out.
fn without_erased(log: &mut Vec<Change>) {
    let erased: BTreeSet<Key> =
        log.iter().filter(|row| row.nature == Nature::Erase).map(|row| row.key.clone()).collect();
    log.retain(|row| row.nature == Nature::Erase || !erased.contains(&row.key));
}

pub(crate) fn erasures() -> Vec<Entry> {
    vec![
        entry("erase keeps the past", || {
            let (kept, store) = keeping();
            store.query(move |inner, unit, query| {
                let page = now(inner.query(unit, query))?;
                let kept = kept.lock().unwrap();
                let then = kept.last().filter(|_| query.known != Known::Now && query.after.is_none());
                Ok(then
                    .and_then(|copy| now(copy.query(unit, query)).ok())
                    .map_or(page.clone(), |then| cunwu::store::Page { seq: page.seq, ..then }))
            })
        }),
        entry("erase keeps bodies in the log", || {
            let (kept, store) = keeping();
            store.log(move |inner, unit, query| {
                let mut log = now(inner.log(unit, query))?;
                let kept = kept.lock().unwrap();
                let before: Vec<Change> = kept.last().map(|copy| log_of(copy, unit)).unwrap_or_default();
                for row in log.iter_mut().filter(|row| row.content.is_none() && query.bodies) {
                    let old = before.iter().find(|old| old.mark() == row.mark());
                    row.content = old.and_then(|old| old.content.clone());
                }
                Ok(log)
            })
        }),
        entry("erase breaks the chain", || told(|_, log| without_erased(log))),
        entry("erase keeps the data key", || {
            let (kept, store) = keeping();
            let count = Arc::clone(&kept);
            store
                .fetch(move |inner, unit, keys| {
                    let mut found = now(inner.fetch(unit, keys))?;
                    let kept = kept.lock().unwrap();
                    for (slot, key) in
                        found.iter_mut().zip(keys).filter(|(slot, key)| slot.is_none() && &*key.kind == KEY_KIND)
                    {
                        *slot = kept
                            .iter()
                            .find_map(|copy| now(copy.fetch(unit, std::slice::from_ref(key))).ok()?.remove(0));
                    }
                    Ok(found)
                })
                .tally(move |inner, unit, tally| match count.lock().unwrap().last() {
                    Some(copy) if *tally == TallyQuery::of(KEY_KIND) => now(copy.tally(unit, tally)),
                    _ => now(inner.tally(unit, tally)),
                })
        }),
        entry("erase is a deletion", || {
            Broken::new().commit(|inner, unit, commit| {
                let mut commit = commit.clone();
                for op in &mut commit.ops {
                    let Op::Erase { subject } = op else { continue };
                    if now(inner.fetch(unit, std::slice::from_ref(subject)))?[0].is_some() {
                        *op = Op::Delete { key: subject.clone(), expect: cunwu::store::Expect::Any };
                    }
                }
                now(inner.commit(&commit))
            })
        }),
        entry("erase takes the whole kind", || {
            Broken::new().commit(|inner, unit, commit| {
                let mut commit = commit.clone();
                let named: Vec<Key> = commit.ops.iter().map(|op| op.key().clone()).collect();
                let erased = commit.ops.iter().find_map(|op| matches!(op, Op::Erase { .. }).then(|| op.key().clone()));
                if let Some(subject) = erased {
                    let others = now(inner.query(unit, &Query::of(subject.kind.to_string())))?.records;
                    let others = others.into_iter().map(|record| record.key).filter(|key| !named.contains(key));
                    commit.ops.extend(others.map(|key| Op::Delete { key, expect: cunwu::store::Expect::Any }));
                }
                now(inner.commit(&commit))
            })
        }),
    ]
}

/// The units that were written.
type Units = Arc<Mutex<BTreeSet<UnitId>>>;

fn noting() -> (Units, Broken) {
    let units = Units::default();
    let noted = Arc::clone(&units);
    let store = Broken::new().commit(move |inner, unit, commit| {
        noted.lock().unwrap().insert(unit);
        now(inner.commit(commit))
    });
    (units, store)
}

pub(crate) fn units() -> Vec<Entry> {
    vec![
        entry("leak between units in fetch", || {
            let (units, store) = noting();
            store.fetch(move |inner, unit, keys| {
                let mut found = now(inner.fetch(unit, keys))?;
                for other in units.lock().unwrap().iter() {
                    let theirs = now(inner.fetch(*other, keys))?;
                    found = found.into_iter().zip(theirs).map(|(mine, theirs)| mine.or(theirs)).collect();
                }
                Ok(found)
            })
        }),
        entry("leak between units in queries", || {
            let (units, store) = noting();
            store.query(move |inner, unit, query| {
                let mut page = now(inner.query(unit, query))?;
                if query.after.is_none() && page.next.is_none() {
                    for other in units.lock().unwrap().iter().filter(|other| **other != unit) {
                        let theirs = now(inner.query(*other, query)).map(|page| page.records).unwrap_or_default();
                        page.records.extend(theirs);
                    }
                    page.records.truncate(query.limit as usize);
                }
                Ok(page)
            })
        }),
        entry("leak between units in tallies", || {
            let (units, store) = noting();
            store.tally(move |inner, unit, tally| {
                let mut groups = now(inner.tally(unit, tally))?;
                if let ([group], true) = (&mut groups[..], tally.group.is_empty()) {
                    for other in units.lock().unwrap().iter().filter(|other| **other != unit) {
                        group.count += now(inner.tally(*other, tally)).map_or(0, |theirs| theirs[0].count);
                    }
                }
                Ok(groups)
            })
        }),
        entry("leak between units in the log", || {
            let (units, store) = noting();
            store.log(move |inner, unit, query| {
                let log = now(inner.log(unit, query))?;
                let other = units.lock().unwrap().iter().find(|other| **other != unit).copied();
                if log.is_empty() {
                    other.map_or(Ok(Vec::new()), |other| now(inner.log(other, query)))
                } else {
                    Ok(log)
                }
            })
        }),
        entry("data keys shared between units", || {
            let (units, store) = noting();
            store.fetch(move |inner, unit, keys| {
                let mut found = now(inner.fetch(unit, keys))?;
                for (slot, key) in
                    found.iter_mut().zip(keys).filter(|(slot, key)| slot.is_none() && &*key.kind == KEY_KIND)
                {
                    let theirs = |other: &UnitId| -> Option<Record> {
                        now(inner.fetch(*other, std::slice::from_ref(key))).ok()?.remove(0)
                    };
                    *slot = units.lock().unwrap().iter().find_map(theirs);
                }
                Ok(found)
            })
        }),
        entry("info changes", || Broken::new().fickle()),
        entry("migrating always finds work", || {
            Broken::new().migrated(Migrated { kinds: vec!["trial.lamp".into()], ..Migrated::default() })
        }),
    ]
}
