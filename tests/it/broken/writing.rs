//! Stores that commit wrongly.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use cunwu::error::Result;
use cunwu::schema::{Index, Key, KindSpec, UnitId, Value};
use cunwu::store::conformance::trial::{CARD, LAMP, NOTE};
use cunwu::store::{
    Catalog, Commit, Committed, Expect, Filter, Guard, Head, KEY_KIND, MemoryStore, Nature, Op, Put, Query, Record,
    Seq, Store, chain,
};
use cunwu::value::Instant;

use super::wrap::{Broken, log_of, now, records};
use super::{Entry, entry};

/// A store that changes each commit before it writes it.
fn changed(change: fn(&mut Commit)) -> Broken {
    Broken::new().commit(move |inner, _, commit| {
        let mut commit = commit.clone();
        change(&mut commit);
        now(inner.commit(&commit))
    })
}

/// Changes the columns of every version, and the digests with them.
fn columns(commit: &mut Commit, change: fn(&mut Value)) {
    for op in &mut commit.ops {
        let Op::Put(Put { key, content, nature, digest, .. }) = op else { continue };
        content.columns.iter_mut().for_each(change);
        let spec = [LAMP, NOTE, CARD].into_iter().find(|spec| *spec.name == *key.kind);
        if let Some(spec) = spec.filter(|spec| spec.columns.len() == content.columns.len()) {
            *digest = chain::digest(spec, key, *nature, content);
        }
    }
}

fn expecting(commit: &mut Commit, change: fn(Expect) -> Expect) {
    for op in &mut commit.ops {
        match op {
            Op::Put(Put { expect, .. }) => *expect = change(*expect),
            Op::Delete { expect, .. } if *expect != Expect::Absent => *expect = change(*expect),
            _ => {}
        }
    }
}

/// Retries what fails with this code after a change.
fn retried(code: &'static str, change: impl Fn(&MemoryStore, &mut Commit) + Send + Sync + 'static) -> Broken {
    Broken::new().commit(move |inner, _, commit| match now(inner.commit(commit)) {
        Err(error) if error.code() == code => {
            let mut commit = commit.clone();
            change(inner, &mut commit);
            now(inner.commit(&commit))
        }
        answer => answer,
    })
}

fn unguarded(is: fn(&Guard) -> bool) -> Broken {
    Broken::new().commit(move |inner, _, commit| {
        let mut commit = commit.clone();
        let guards = std::mem::take(&mut commit.guards);
        (commit.guards, _) = guards.into_iter().partition(|guard| !is(guard));
        now(inner.commit(&commit))
    })
}

/// The lamp without its unique order.
const LOOSE: &KindSpec = &KindSpec {
    indexes: &[
        Index { name: "by_place", columns: &["place"], unique: false },
        Index { name: "by_watts", columns: &["watts", "place"], unique: false },
        Index { name: "by_serial", columns: &["serial"], unique: false },
    ],
    ..*LAMP
};

pub(crate) fn expectations() -> Vec<Entry> {
    vec![
        entry("lost update", || {
            changed(|commit| expecting(commit, |expect| if let Expect::Rev(_) = expect { Expect::Any } else { expect }))
        }),
        entry("create overwrites", || {
            changed(|commit| expecting(commit, |expect| if expect == Expect::Absent { Expect::Any } else { expect }))
        }),
        entry("delete of nothing succeeds", || {
            retried("store.expect", |inner, commit| {
                let keys: Vec<Key> = commit.ops.iter().map(|op| op.key().clone()).collect();
                let there = now(inner.fetch(commit.unit, &keys)).unwrap();
                let mut there = there.iter().map(Option::is_some);
                commit.ops.retain(|op| there.next().unwrap_or(true) || !matches!(op, Op::Delete { .. }));
            })
        }),
        entry("head guard ignored", || unguarded(|guard| matches!(guard, Guard::HeadAt(_)))),
        entry("guard of an unchanged record ignored", || unguarded(|guard| matches!(guard, Guard::Unchanged(..)))),
        entry("guard of an absent record ignored", || unguarded(|guard| matches!(guard, Guard::Absent(_)))),
        entry("count guard ignored", || unguarded(|guard| matches!(guard, Guard::Count { .. }))),
        entry("only the first guard counts", || {
            Broken::new().commit(|inner, _, commit| {
                now(inner
                    .commit(&Commit { guards: commit.guards.first().cloned().into_iter().collect(), ..commit.clone() }))
            })
        }),
        entry("count guard is a lower bound", || {
            retried("store.guard", |inner, commit| {
                for guard in &mut commit.guards {
                    if let Guard::Count { kind, filter, is } = guard {
                        let tally = cunwu::store::TallyQuery::of(kind.clone()).filter(filter.clone());
                        *is = now(inner.tally(commit.unit, &tally)).unwrap()[0].count.max(*is);
                    }
                }
            })
        }),
        entry("guards see what the commit writes", || {
            Broken::new().commit(|inner, _, commit| {
                let done = now(inner.fork().commit(commit));
                let fork = inner.fork();
                if done.is_ok_and(|done| !done.repeated)
                    && now(fork.commit(&Commit { guards: Vec::new(), ..commit.clone() })).is_ok()
                {
                    let mut probe = commit_of_probe(commit);
                    probe.guards.retain(|guard| !matches!(guard, Guard::HeadAt(_)));
                    now(fork.commit(&probe))?;
                }
                now(inner.commit(commit))
            })
        }),
        entry("expectations before guards", || {
            Broken::new().commit(|inner, _, commit| {
                if now(inner.commit(commit)).is_err() {
                    now(inner.fork().commit(&Commit { guards: Vec::new(), ..commit.clone() }))?;
                }
                now(inner.commit(commit))
            })
        }),
        entry("unique ignored", || Broken::of(Catalog::new([LOOSE, NOTE, CARD]).unwrap())),
        entry("unique refuses two nulls", || {
            Broken::new().commit(|inner, unit, commit| {
                let nulls = |op: &Op| matches!(op, Op::Put(put) if *put.key.kind == *LAMP.name && put.content.columns.last().is_some_and(Value::is_null));
                let query = Query::of(LAMP.name).filter(Filter::is_null("serial")).limit(1);
                let there = !now(inner.query(unit, &query))?.records.is_empty();
                if commit.ops.iter().filter(|op| nulls(op)).count() + usize::from(there) > 1 && commit.ops.iter().any(nulls) {
                    let clash = commit_of_twins(commit);
                    return now(MemoryStore::new(cunwu::store::conformance::catalog()).commit(&clash));
                }
                now(inner.commit(commit))
            })
        }),
        entry("unique holds between operations", || {
            Broken::new().commit(|inner, unit, commit| {
                let taken = |put: &Put| {
                    let Some(Value::Text(serial)) = put.content.columns.get(5) else { return false };
                    let query = Query::of(LAMP.name).filter(Filter::eq("serial", &**serial));
                    now(inner.query(unit, &query))
                        .is_ok_and(|page| page.records.iter().any(|record| record.key != put.key))
                };
                let clash =
                    commit.ops.iter().any(|op| matches!(op, Op::Put(put) if *put.key.kind == *LAMP.name && taken(put)));
                if clash && now(inner.fork().commit(commit)).is_ok_and(|done| !done.repeated) {
                    return now(MemoryStore::new(cunwu::store::conformance::catalog()).commit(&commit_of_twins(commit)));
                }
                now(inner.commit(commit))
            })
        }),
    ]
}

/// A commit that any store refuses for its unique order.
fn commit_of_twins(commit: &Commit) -> Commit {
    use cunwu::store::conformance::trial::{create, serial};
    let ops = vec![create("twin_1", serial(Some("twin"))), create("twin_2", serial(Some("twin")))];
    Commit { ops, guards: Vec::new(), keys: Vec::new(), ..commit.clone() }
}

/// A commit of one new record under the same guards.
fn commit_of_probe(commit: &Commit) -> Commit {
    use cunwu::store::conformance::trial::{columns, put_of};
    let ops = vec![put_of(NOTE, "probe", columns(None, None)[..1].to_vec(), Expect::Any, Nature::Change)];
    let meta = cunwu::store::Meta { request: "probe of what was written".into(), ..commit.meta.clone() };
    Commit { ops, meta, keys: Vec::new(), ..commit.clone() }
}

/// A head that a broken store tells instead of the right one.
type Heads = Arc<Mutex<HashMap<(UnitId, Seq), Head>>>;

/// Tells other heads, in answers, as head and in the log.
fn heads(other: fn(&Head, &Commit) -> Head) -> Broken {
    let heads = Heads::default();
    let (told, logged) = (Arc::clone(&heads), Arc::clone(&heads));
    Broken::new()
        .commit(move |inner, unit, commit| {
            let mut done = now(inner.commit(commit))?;
            let mut heads = heads.lock().unwrap();
            let head = *heads.entry((unit, done.head.seq)).or_insert_with(|| other(&done.head, commit));
            done.head = head;
            Ok(done)
        })
        .head(move |inner, unit, ()| {
            let head = now(inner.head(unit))?;
            Ok(told.lock().unwrap().get(&(unit, head.seq)).copied().unwrap_or(head))
        })
        .log(move |inner, unit, query| {
            let mut log = now(inner.log(unit, query))?;
            for row in &mut log {
                let mut info = (*row.commit).clone();
                if let Some(head) = logged.lock().unwrap().get(&(unit, info.seq)) {
                    (info.chain, info.at) = (head.chain, head.at.unwrap_or(info.at));
                }
                row.commit = info.into();
            }
            Ok(log)
        })
}

pub(crate) fn requests() -> Vec<Entry> {
    vec![
        entry("request written again", || {
            let turn = std::sync::atomic::AtomicU32::new(0);
            Broken::new().commit(move |inner, unit, commit| {
                let seen = log_of(inner, unit).iter().any(|row| row.commit.request == commit.meta.request);
                let mut commit = commit.clone();
                if seen {
                    let turn = turn.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    commit.meta.request = format!("again {turn}").into();
                }
                now(inner.commit(&commit))
            })
        }),
        entry("guards before a request that is known", || {
            Broken::new().commit(|inner, unit, commit| {
                if log_of(inner, unit).iter().any(|row| row.commit.request == commit.meta.request) {
                    let meta = cunwu::store::Meta { request: "probe of guards".into(), ..commit.meta.clone() };
                    now(inner.fork().commit(&Commit { meta, ..commit.clone() }))?;
                }
                now(inner.commit(commit))
            })
        }),
        entry("a known request gets the last head", || {
            Broken::new().commit(|inner, unit, commit| {
                let done = now(inner.commit(commit))?;
                if done.repeated { Ok(Committed { head: now(inner.head(unit))?, ..done }) } else { Ok(done) }
            })
        }),
        entry("a known request is not said to be", || {
            Broken::new().commit(|inner, _, commit| Ok(Committed { repeated: false, ..now(inner.commit(commit))? }))
        }),
        entry("names of requests fold case", || {
            changed(|commit| commit.meta.request = commit.meta.request.to_lowercase().into())
        }),
        entry("names of requests are cut", || {
            Broken::new().commit(|inner, _, commit| {
                let mut commit = commit.clone();
                let cut: String = commit.meta.request.chars().take(66).collect();
                commit.meta.request = cut.into();
                now(inner.commit(&commit))
            })
        }),
        entry("requests are known across units", || {
            let seen: Mutex<HashMap<Box<str>, UnitId>> = Mutex::default();
            Broken::new().commit(move |inner, unit, commit| {
                let first = seen.lock().unwrap().get(&commit.meta.request).copied();
                let done = now(inner.commit(commit))?;
                seen.lock().unwrap().entry(commit.meta.request.clone()).or_insert(unit);
                Ok(Committed { repeated: done.repeated || first.is_some(), ..done })
            })
        }),
        entry("time runs back", || heads(|head, commit| Head { at: Some(commit.meta.at), ..*head })),
        entry("unchained commit", || {
            heads(|head, commit| {
                let mut summary = chain::summary(commit.meta.at, &commit.meta);
                for op in &commit.ops {
                    if let Op::Put(put) = op {
                        summary.row(&put.key, put.nature, &put.digest);
                    }
                }
                Head { chain: chain::link(&cunwu::store::Digest::ZERO, head.seq, &summary.finish()), ..*head }
            })
        }),
        entry("instants in milliseconds", || {
            changed(|commit| commit.meta.at = Instant::from_micros(commit.meta.at.micros() / 1_000 * 1_000))
        }),
    ]
}

/// Writes what can be written of a commit that is refused.
fn piecewise(inner: &MemoryStore, commit: &Commit) -> Result<Committed> {
    let answer = now(inner.commit(commit));
    if answer.as_ref().is_err_and(cunwu::Error::is_conflict) {
        for (place, op) in commit.ops.iter().enumerate() {
            let mut part = Commit { ops: vec![op.clone()], ..commit.clone() };
            part.meta.request =
                format!("{} part {place}", commit.meta.request).chars().take(60).collect::<String>().into();
            let _refused_too = now(inner.commit(&part));
        }
    }
    answer
}

pub(crate) fn atomicity() -> Vec<Entry> {
    vec![
        entry(super::CAUGHT_BY_LONG, || {
            Broken::new().commit(|inner, _, commit| {
                let most = commit.ops.len().min(1_000);
                now(inner.commit(&Commit { ops: commit.ops[..most].to_vec(), ..commit.clone() }))
            })
        }),
        entry("non-atomic commit", || Broken::new().commit(|inner, _, commit| piecewise(inner, commit))),
        entry("data keys written although the commit fails", || {
            Broken::new().commit(|inner, _, commit| {
                let answer = now(inner.commit(commit));
                if answer.is_err() && !commit.keys.is_empty() {
                    let mut keys = Commit {
                        guards: Vec::new(),
                        ops: vec![cunwu::store::conformance::trial::set(
                            "keys",
                            cunwu::store::conformance::trial::columns(None, None),
                        )],
                        ..commit.clone()
                    };
                    keys.meta.request = format!("keys of {}", commit.meta.request).into();
                    let _refused_too = now(inner.commit(&keys));
                }
                answer
            })
        }),
        entry("burnt sequence number", || {
            let burnt: Arc<Mutex<HashMap<UnitId, i64>>> = Arc::default();
            let told = Arc::clone(&burnt);
            let more = |head: Head, burnt: i64| {
                if head.seq == Seq::ZERO { head } else { Head { seq: Seq::new(head.seq.get() + burnt), ..head } }
            };
            Broken::new()
                .commit(move |inner, unit, commit| {
                    let answer = now(inner.commit(commit));
                    let mut burnt = burnt.lock().unwrap();
                    let count = burnt.entry(unit).or_default();
                    match answer {
                        Ok(done) => Ok(Committed { head: more(done.head, *count), ..done }),
                        Err(error) => {
                            *count += i64::from(error.is_conflict());
                            Err(error)
                        }
                    }
                })
                .head(move |inner, unit, ()| {
                    Ok(more(now(inner.head(unit))?, told.lock().unwrap().get(&unit).copied().unwrap_or_default()))
                })
        }),
        entry("data key overwritten", || {
            retried("store.key.exists", |inner, commit| {
                for key in &mut commit.keys {
                    let stored = now(inner.fetch(commit.unit, &[Key::new(KEY_KIND, &key.subject.to_string())]))
                        .unwrap()
                        .remove(0);
                    key.replaces = stored.map(|record| record.body);
                }
            })
        }),
        entry("NUL accepted", || {
            retried("store.commit.shape", |_, commit| {
                columns(commit, |value| {
                    if let Value::Text(text) = value {
                        *text = text.replace('\0', " ").into();
                    }
                });
            })
        }),
        entry("empty text is null", || {
            changed(|commit| {
                columns(commit, |value| {
                    if *value == Value::from("") {
                        *value = Value::Null
                    }
                })
            })
        }),
        entry("text is trimmed", || {
            changed(|commit| {
                columns(commit, |value| {
                    if let Value::Text(text) = value {
                        *text = text.trim_end().into();
                    }
                });
            })
        }),
        entry("text is cut at 32 KiB", || {
            changed(|commit| {
                columns(commit, |value| {
                    if let Value::Text(text) = value {
                        *text = text.chars().take(32_768).collect::<String>().into();
                    }
                });
            })
        }),
        entry("numbers in floating point", || {
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "this is what is wrong")]
            changed(|commit| {
                columns(commit, |value| {
                    if let Value::Int(number) = value {
                        *number = *number as f64 as i64;
                    }
                });
            })
        }),
        entry("natures are all changes", || {
            changed(|commit| {
                for op in &mut commit.ops {
                    if let Op::Put(put) = op {
                        put.nature = Nature::Change;
                    }
                }
                columns(commit, |_| {});
            })
        }),
        entry("a record twice is the last", || {
            retried("store.commit.twice", |_, commit| {
                let mut seen = std::collections::HashSet::new();
                commit.ops.reverse();
                commit.ops.retain(|op| seen.insert(op.key().clone()));
                commit.ops.reverse();
            })
        }),
        entry("an empty commit is a commit", || {
            retried("store.commit.empty", |_, commit| {
                commit.ops.push(cunwu::store::conformance::trial::set(
                    "none",
                    cunwu::store::conformance::trial::columns(None, None),
                ));
            })
        }),
        entry("bodies are rewritten", || {
            let rewritten = |record: &mut Record| {
                if let Ok(json) = serde_json::from_str::<serde_json::Value>(&record.body) {
                    record.body = json.to_string().into();
                }
            };
            Broken::new()
                .fetch(move |inner, unit, keys| {
                    let mut found = now(inner.fetch(unit, keys))?;
                    found.iter_mut().flatten().for_each(rewritten);
                    Ok(found)
                })
                .query(move |inner, unit, query| {
                    let mut page = now(inner.query(unit, query))?;
                    page.records.iter_mut().for_each(rewritten);
                    Ok(page)
                })
        }),
        entry("read from a stale copy", || {
            let stale: Arc<Mutex<Option<MemoryStore>>> = Arc::default();
            let read = Arc::clone(&stale);
            Broken::new()
                .commit(move |inner, _, commit| {
                    *stale.lock().unwrap() = Some(inner.fork());
                    now(inner.commit(commit))
                })
                .query(move |inner, unit, query| match &*read.lock().unwrap() {
                    Some(stale) if now(stale.query(unit, query)).is_ok() => now(stale.query(unit, query)),
                    _ => now(inner.query(unit, query)),
                })
        }),
        entry("a changed record is not found by its new values", || {
            Broken::new().query(|inner, unit, query| {
                let page = now(inner.query(unit, query))?;
                if query.kind == KEY_KIND || query.filter == Filter::default() {
                    return Ok(page);
                }
                let first = records(inner, unit, &query.kind, query.known);
                let log = log_of(inner, unit);
                let rev = |key: &Key| {
                    log.iter().find(|row| row.key == *key && row.content.is_some()).map(|row| row.commit.seq)
                };
                let stale: Vec<Key> = first
                    .iter()
                    .filter(|(record, _)| rev(&record.key) != Some(record.rev))
                    .map(|(record, _)| record.key.clone())
                    .collect();
                let records = page.records.into_iter().filter(|record| !stale.contains(&record.key)).collect();
                Ok(cunwu::store::Page { records, ..page })
            })
        }),
    ]
}
