//! SQLite: the store and raw rusqlite on files of one folder.

use std::cell::{Cell, RefCell};
use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cunwu::ledger::catalog;
use cunwu::model::{House, Resident};
use cunwu::schema::{AnyRecord, Entity as _, Key};
use cunwu::store::{
    Commit, Head, Known, LogQuery, Migrate, Put, Query, Seq, SqlStore, Store as _, StoreExt as _, TallyQuery, select,
    verify,
};
use tempfile::TempDir;

use crate::block;
use crate::pair::{Pair, Target};
use crate::rivals::sqlite::{Raw, pages};
use crate::sample::{Desk, KINDS, by_kind, donghua, puts, unit};

/// How many reads one run makes.
const READS: u32 = 200;
/// How many tasks commit at once.
const TASKS: u32 = 64;

/// Everything that is measured, loaded once.
pub(crate) struct Bed {
    folder: TempDir,
    made: Cell<u32>,
    records: Vec<Box<dyn AnyRecord>>,
    desk: Desk,
    /// All records as one commit, ready for a store.
    bulk: Commit,
    /// Holds the bulk, and changes of a thousand records of it.
    store: Arc<SqlStore>,
    raw: RefCell<Raw>,
    /// Residents' ids, in the order in which they are read.
    ids: Vec<Box<str>>,
}

impl Bed {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let desk = Desk::new();
        let records = donghua();
        let store = Arc::new(store_at(folder.path().join("read.db")));
        let mut copies: Vec<_> = records.iter().map(|record| record.copied()).collect();
        let bulk = block(desk.commit(&store, &mut copies));
        block(store.commit(&bulk)).expect("a commit");
        block(store.commit(&desk.changed(&bulk, 1000))).expect("a commit");
        let raw = Raw::create(&folder.path().join("read.raw"), &KINDS);
        raw.bulk(&by_kind(&bulk), 1);
        let residents = puts(&bulk).filter(|put| *put.key.kind == *Resident::SPEC.name);
        let mut ids: Vec<Box<str>> = residents.map(|put| put.key.id.clone()).collect();
        cunwu::sample::Rng::new(5).shuffle(&mut ids);
        Self { folder, made: Cell::new(0), records, desk, bulk, store, raw: RefCell::new(raw), ids }
    }

    /// A file that is not there yet.
    fn fresh(&self) -> PathBuf {
        self.made.set(self.made.get() + 1);
        self.folder.path().join(format!("{}.db", self.made.get()))
    }

    pub(crate) fn pairs(&self) -> Vec<Pair<'_>> {
        let mut pairs = vec![self.bulk(), self.bulk_prepared(), self.durable()];
        pairs.extend(self.group());
        pairs.extend([self.point(), self.typed(), self.page(), self.tally(), self.as_of(), self.verified()]);
        pairs
    }

    fn raw_bulk(&self) -> Duration {
        let path = self.fresh();
        let raw = Raw::create(&path, &KINDS);
        let rows = by_kind(&self.bulk);
        let took = timed(|| raw.bulk(&rows, 1));
        drop(raw);
        remove(&path);
        took
    }

    /// From open records to a durable commit.
    fn bulk(&self) -> Pair<'_> {
        let ours = || {
            let path = self.fresh();
            let store = store_at(path.clone());
            let mut records: Vec<_> = self.records.iter().map(|record| record.copied()).collect();
            let took = timed(|| {
                block(async {
                    let commit = self.desk.commit(&store, &mut records).await;
                    store.commit(&commit).await
                })
                .expect("a commit")
            });
            drop(store);
            remove(&path);
            took
        };
        self.pair("bulk, sealed", Target::Times(4.0), (self.count(), 9), ours, || self.raw_bulk())
    }

    /// The same without sealing, encoding and hashing: what the store itself takes.
    fn bulk_prepared(&self) -> Pair<'_> {
        let ours = || {
            let path = self.fresh();
            let store = store_at(path.clone());
            let took = timed(|| block(store.commit(&self.bulk)).expect("a commit"));
            drop(store);
            remove(&path);
            took
        };
        self.pair("bulk, the store alone", Target::None, (self.count(), 9), ours, || self.raw_bulk())
    }

    /// One new resident, sealed and durable.
    fn durable(&self) -> Pair<'_> {
        let ours = || {
            let mut record = [self.desk.newcomer()];
            timed(|| {
                block(async {
                    let commit = self.desk.commit(&self.store, &mut record).await;
                    self.store.commit(&commit).await
                })
                .expect("a commit")
            })
        };
        let theirs = || {
            let commit = self.newcomers(1).remove(0);
            let put: &Put = puts(&commit).next().expect("a record");
            timed(|| self.raw.borrow().one(Resident::SPEC, put, 1))
        };
        self.pair("one durable commit, sealed", Target::Times(1.4), (1, 500), ours, theirs)
    }

    /// Commits of one new resident each.
    fn newcomers(&self, count: u32) -> Vec<Commit> {
        let one = |_| block(async { self.desk.commit(&self.store, &mut [self.desk.newcomer()]).await });
        (0..count).map(one).collect()
    }

    /// 64 tasks with one commit each, beside one task with 64: on one thread, and on two.
    fn group(&self) -> [Pair<'_>; 2] {
        let one_by_one = |runtime: tokio::runtime::Runtime| {
            move || {
                let (store, commits) = (Arc::clone(&self.store), self.newcomers(TASKS));
                timed(|| {
                    runtime.block_on(async move {
                        for commit in &commits {
                            store.commit(commit).await.expect("a commit");
                        }
                    });
                })
            }
        };
        let at_once = |runtime: tokio::runtime::Runtime| {
            move || {
                let commits = self.newcomers(TASKS);
                timed(|| {
                    runtime.block_on(async {
                        let tasks: Vec<_> = commits
                            .into_iter()
                            .map(|commit| {
                                let store = Arc::clone(&self.store);
                                tokio::spawn(async move { store.commit(&commit).await.expect("a commit") })
                            })
                            .collect();
                        for task in tasks {
                            task.await.expect("a task");
                        }
                    });
                })
            }
        };
        let one = || tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let two = || tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime");
        let pair = |name, ours, theirs| Pair {
            rival: "one task",
            ..self.boxed(name, Target::Faster(10.0), (TASKS, 31), ours, theirs)
        };
        [
            pair("64 tasks at once, one thread", Box::new(at_once(one())), Box::new(one_by_one(one()))),
            pair("64 tasks at once, two threads", Box::new(at_once(two())), Box::new(one_by_one(two()))),
        ]
    }

    /// Bodies by id, undecoded.
    fn point(&self) -> Pair<'_> {
        let mut ids = self.ids.iter().cycle();
        let ours = move || {
            let keys: Vec<[Key; 1]> = some(&mut ids).map(|id| [Key::new(Resident::SPEC.name, id)]).collect();
            timed(|| {
                block(async {
                    for key in &keys {
                        black_box(self.store.fetch(unit(), key).await.expect("a record"));
                    }
                });
            })
        };
        let within = Target::Within(Duration::from_micros(15));
        self.pair("point read", within, (READS, 51), ours, self.raw_point())
    }

    /// Records by id, decoded.
    fn typed(&self) -> Pair<'_> {
        let mut ids = self.ids.iter().cycle();
        let ours = move || {
            let ids: Vec<_> = some(&mut ids).map(|id| id.parse().expect("an id")).collect();
            timed(|| {
                block(async {
                    for id in &ids {
                        black_box(self.store.load::<Resident>(unit(), *id).await.expect("a record"));
                    }
                });
            })
        };
        let within = Target::Within(Duration::from_micros(15));
        self.pair("point read, decoded", within, (READS, 51), ours, self.raw_point())
    }

    fn raw_point(&self) -> impl FnMut() -> Duration + '_ {
        let mut ids = self.ids.iter().cycle();
        move || {
            let ids: Vec<&str> = some(&mut ids).collect();
            let raw = self.raw.borrow();
            timed(|| {
                for id in &ids {
                    black_box(raw.point(Resident::SPEC.name, id));
                }
            })
        }
    }

    /// Pages that begin all over the kind.
    fn queries(&self, known: Known) -> Vec<Query> {
        let first = select::<Resident>().limit(20).known(known);
        let mut queries = vec![first.clone()];
        while let Some(query) = queries.last().filter(|_| queries.len() < READS as usize) {
            let page = block(self.store.query(unit(), query)).expect("a page");
            queries.push(first.clone().after(page.next));
        }
        queries
    }

    fn pages_of(&self, queries: &[Query]) -> Duration {
        timed(|| {
            block(async {
                for query in queries {
                    black_box(self.store.query(unit(), query).await.expect("a page"));
                }
            });
        })
    }

    /// Twenty records behind an id, undecoded.
    fn page(&self) -> Pair<'_> {
        let queries = self.queries(Known::Now);
        let mut ids = self.ids.iter().cycle();
        let theirs = move || {
            let ids: Vec<&str> = some(&mut ids).collect();
            let raw = self.raw.borrow();
            timed(|| {
                for id in &ids {
                    black_box(raw.page(Resident::SPEC.name, id));
                }
            })
        };
        self.pair("page of 20", Target::Times(2.0), (READS, 51), move || self.pages_of(&queries), theirs)
    }

    /// The same page as of the first commit, which later ones changed; the rival reads what is there now.
    fn as_of(&self) -> Pair<'_> {
        let (then, now) = (self.queries(Known::At(Seq::new(1))), self.queries(Known::Now));
        let pair = self.pair("page of 20 as of a commit", Target::None, (READS, 21), move || self.pages_of(&then), {
            move || self.pages_of(&now)
        });
        Pair { rival: "the same page now", ..pair }
    }

    /// Houses by grid.
    fn tally(&self) -> Pair<'_> {
        let query = TallyQuery::of(House::SPEC.name).by("grid");
        let ours = move || timed(|| black_box(block(self.store.tally(unit(), &query)).expect("counts")));
        let theirs = || timed(|| black_box(self.raw.borrow().tally(House::SPEC.name, "grid")));
        self.pair("tally by grid", Target::None, (1, 101), ours, theirs)
    }

    /// Verifying 100,000 entries of the log, beside reading them.
    fn verified(&self) -> Pair<'_> {
        let read = || {
            block(async {
                let mut log = Vec::new();
                let mut query = LogQuery::after(Seq::ZERO).limit(Query::MOST);
                while log.len() < 100_000 {
                    let part = self.store.log(unit(), &query).await.expect("a log");
                    let Some(last) = part.last() else { break };
                    query.after = last.mark();
                    log.extend(part);
                }
                log
            })
        };
        let log = read();
        let entries = u32::try_from(log.len()).expect("a number");
        let last = &log.last().expect("an entry").commit;
        let head = Head { seq: last.seq, chain: last.chain, at: Some(last.at) };
        let ours = move || {
            timed(|| {
                let found = verify(&self.store.info().catalog, &Head::default(), &log, &head).expect("a catalog");
                assert!(found.is_empty(), "{found:?}");
            }) * 100_000
                / entries
        };
        let theirs = move || {
            let mut entries = 0;
            let took = timed(|| entries = read().len());
            took * 100_000 / u32::try_from(entries).expect("a number")
        };
        let pair = self.pair("verify, 100,000 entries", Target::None, (1, 7), ours, theirs);
        Pair { rival: "reading them", ..pair }
    }

    fn count(&self) -> u32 {
        u32::try_from(self.records.len()).expect("a number")
    }

    fn pair<'a>(
        &'a self,
        name: &'static str,
        target: Target,
        times: (u32, usize),
        ours: impl FnMut() -> Duration + 'a,
        theirs: impl FnMut() -> Duration + 'a,
    ) -> Pair<'a> {
        self.boxed(name, target, times, Box::new(ours), Box::new(theirs))
    }

    #[allow(clippy::unused_self, reason = "ties the lifetimes")]
    fn boxed<'a>(
        &'a self,
        name: &'static str,
        target: Target,
        (operations, runs): (u32, usize),
        ours: Box<dyn FnMut() -> Duration + 'a>,
        theirs: Box<dyn FnMut() -> Duration + 'a>,
    ) -> Pair<'a> {
        Pair { name, rival: "raw rusqlite", target, operations, runs, ours, theirs }
    }

    /// Prints bytes on disk for a record beside its body: tables of the measured kinds, their indexes and the data keys.
    pub(crate) fn sizes(&self) {
        let path = self.fresh();
        let store = store_at(path.clone());
        block(store.commit(&self.bulk)).expect("a commit");
        drop(store);
        let raw = self.fresh();
        Raw::create(&raw, &KINDS).bulk(&by_kind(&self.bulk), 1);
        let count = f64::from(self.count());
        let length: u32 = puts(&self.bulk).map(|put| u32::try_from(put.content.body.len()).expect("a body")).sum();
        let body = f64::from(length) / count;
        let kinds = KINDS.map(|spec| spec.name);
        for (who, pages) in [("store", pages(&path)), ("raw rusqlite", pages(&raw))] {
            let of = |tables: &[&str]| {
                let wanted = pages.iter().filter(|(table, ..)| tables.contains(&table.as_str()));
                f64::from(wanted.map(|(_, _, bytes)| bytes).sum::<u32>()) / count
            };
            let (kept, keys, log) = (of(&kinds), of(&["cunwu_key"]), of(&["cunwu_log", "cunwu_commit"]));
            let beyond = kept + keys - body;
            println!(
                "{who} on disk, a record: body {body:.0} bytes and {beyond:.0} beyond (the store's target: 350), log {log:.0} aside; of that:"
            );
            for (table, name, bytes) in pages {
                if kinds.contains(&table.as_str()) || table == "cunwu_key" {
                    println!("    {name}: {:.0}", f64::from(bytes) / count);
                }
            }
        }
    }
}

fn store_at(path: PathBuf) -> SqlStore {
    let store = SqlStore::sqlite(path, catalog().expect("a catalog")).expect("a file");
    block(store.migrate(&Migrate::default())).expect("tables");
    store
}

fn remove(path: &std::path::Path) {
    std::fs::remove_file(path).expect("a file");
}

fn some<'a>(ids: &mut (impl Iterator<Item = &'a Box<str>> + 'a)) -> impl Iterator<Item = &'a str> {
    ids.by_ref().take(READS as usize).map(|id| &**id).collect::<Vec<_>>().into_iter()
}

fn timed<T>(run: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    black_box(run());
    begun.elapsed()
}
