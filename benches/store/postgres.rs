//! PostgreSQL: the store and raw sqlx on one server, over the same loopback connection.

use std::cell::{Cell, RefCell};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cunwu::ledger::catalog;
use cunwu::model::Resident;
use cunwu::schema::{AnyRecord, Entity as _, Key};
use cunwu::store::{Commit, Migrate, PgOptions, PgStore, Query, Store as _, select};
use tokio::runtime::{Builder, Runtime};

use crate::cluster::{Cluster, Locale, schema};
use crate::pair::{Pair, Target};
use crate::rivals::postgres::Raw;
use crate::sample::{Desk, KINDS, by_kind, donghua, puts, unit};

/// How many reads one run makes.
const READS: u32 = 100;
/// How many tasks commit at once.
const TASKS: u32 = 64;

/// Everything that is measured, loaded once.
pub(crate) struct Bed {
    url: &'static str,
    /// Connections belong to the runtime that they were made in.
    runtime: Runtime,
    records: Vec<Box<dyn AnyRecord>>,
    desk: Desk,
    bulk: Commit,
    store: Arc<PgStore>,
    raw: RefCell<Raw>,
    ids: Vec<Box<str>>,
    next: Cell<usize>,
}

impl Bed {
    pub(crate) fn new(cluster: &'static Cluster) -> Self {
        let url = cluster.url(Locale::C).expect("a database");
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (desk, records) = (Desk::new(), donghua());
        let mut copies: Vec<_> = records.iter().map(|record| record.copied()).collect();
        let (store, bulk, raw) = runtime.block_on(async {
            let store = store_in(url, &schema()).await;
            let bulk = desk.commit(&store, &mut copies).await;
            store.commit(&bulk).await.expect("a commit");
            let mut raw = Raw::create(url, &schema(), &KINDS).await;
            raw.copy(&by_kind(&bulk), 1).await;
            raw.run("ANALYZE").await;
            (Arc::new(store), bulk, RefCell::new(raw))
        });
        let residents = puts(&bulk).filter(|put| *put.key.kind == *Resident::SPEC.name);
        let mut ids: Vec<Box<str>> = residents.map(|put| put.key.id.clone()).collect();
        cunwu::sample::Rng::new(5).shuffle(&mut ids);
        Self { url, runtime, records, desk, bulk, store, raw, ids, next: Cell::new(0) }
    }

    pub(crate) fn pairs(&self) -> Vec<Pair<'_>> {
        let [copy, rows] = self.bulk();
        vec![copy, rows, self.durable(), self.group(), self.point(), self.page()]
    }

    /// From open records to a durable commit, beside COPY and beside one statement a row.
    fn bulk(&self) -> [Pair<'_>; 2] {
        let ours = || {
            let name = schema();
            let mut records: Vec<_> = self.records.iter().map(|record| record.copied()).collect();
            let store = self.runtime.block_on(store_in(self.url, &name));
            let took = self.timed(async {
                let commit = self.desk.commit(&store, &mut records).await;
                store.commit(&commit).await.expect("a commit")
            });
            self.dropped(&name);
            took
        };
        let theirs = |copy: bool| {
            move || {
                let name = schema();
                let mut raw = self.runtime.block_on(Raw::create(self.url, &name, &KINDS));
                let rows = by_kind(&self.bulk);
                let took =
                    self.timed(async { if copy { raw.copy(&rows, 1).await } else { raw.row_by_row(&rows, 1).await } });
                self.dropped(&name);
                took
            }
        };
        let count = u32::try_from(self.records.len()).expect("a number");
        let copy = self.pair("PostgreSQL: bulk, sealed", Target::Times(2.5), (count, 5), ours, theirs(true));
        let rows = self.pair("PostgreSQL: bulk beside rows", Target::None, (count, 3), ours, theirs(false));
        [Pair { rival: "COPY", ..copy }, rows]
    }

    fn dropped(&self, name: &str) {
        self.runtime.block_on(self.raw.borrow_mut().run(&format!("DROP SCHEMA {name} CASCADE")));
    }

    /// One new resident, sealed and durable.
    fn durable(&self) -> Pair<'_> {
        let ours = || {
            let mut record = [self.desk.newcomer()];
            self.timed(async {
                let commit = self.desk.commit(&self.store, &mut record).await;
                self.store.commit(&commit).await.expect("a commit")
            })
        };
        let theirs = || {
            let commits = self.newcomers(1);
            let put = commits.iter().flat_map(puts).next().expect("a record");
            let mut raw = self.raw.borrow_mut();
            self.timed(raw.one(Resident::SPEC, put, 1))
        };
        self.pair("PostgreSQL: one durable commit, sealed", Target::Times(1.4), (1, 300), ours, theirs)
    }

    /// Commits of one new resident each.
    fn newcomers(&self, count: u32) -> Vec<Commit> {
        let mut commits = Vec::new();
        for _ in 0..count {
            commits.push(self.runtime.block_on(self.desk.commit(&self.store, &mut [self.desk.newcomer()])));
        }
        commits
    }

    /// 64 tasks with one commit each, beside one task with 64.
    fn group(&self) -> Pair<'_> {
        let ours = || {
            let commits = self.newcomers(TASKS);
            self.timed(async {
                let one = |commit: Commit| {
                    let store = Arc::clone(&self.store);
                    tokio::spawn(async move { store.commit(&commit).await.expect("a commit") })
                };
                let tasks: Vec<_> = commits.into_iter().map(one).collect();
                for task in tasks {
                    task.await.expect("a task");
                }
            })
        };
        let theirs = || {
            let commits = self.newcomers(TASKS);
            self.timed(async {
                for commit in &commits {
                    self.store.commit(commit).await.expect("a commit");
                }
            })
        };
        let pair = self.pair("PostgreSQL: 64 tasks at once", Target::Faster(10.0), (TASKS, 21), ours, theirs);
        Pair { rival: "one task", ..pair }
    }

    /// Bodies by id, undecoded.
    fn point(&self) -> Pair<'_> {
        let ours = || {
            let keys: Vec<[Key; 1]> = self.some().map(|id| [Key::new(Resident::SPEC.name, id)]).collect();
            self.timed(async {
                for key in &keys {
                    black_box(self.store.fetch(unit(), key).await.expect("a record"));
                }
            })
        };
        let theirs = || {
            let mut raw = self.raw.borrow_mut();
            self.timed(async {
                for id in self.some() {
                    black_box(raw.point(Resident::SPEC.name, id).await);
                }
            })
        };
        self.pair("PostgreSQL: point read", Target::Times(4.0), (READS, 21), ours, theirs)
    }

    /// Twenty records behind an id, undecoded.
    fn page(&self) -> Pair<'_> {
        let first = select::<Resident>().limit(20);
        let mut queries: Vec<Query> = vec![first.clone()];
        while let Some(query) = queries.last().filter(|_| queries.len() < READS as usize) {
            let page = self.runtime.block_on(self.store.query(unit(), query)).expect("a page");
            queries.push(first.clone().after(page.next));
        }
        let ours = move || {
            self.timed(async {
                for query in &queries {
                    black_box(self.store.query(unit(), query).await.expect("a page"));
                }
            })
        };
        let theirs = || {
            let mut raw = self.raw.borrow_mut();
            self.timed(async {
                for id in self.some() {
                    black_box(raw.page(Resident::SPEC.name, id).await);
                }
            })
        };
        self.pair("PostgreSQL: page of 20", Target::Times(2.0), (READS, 21), ours, theirs)
    }

    /// The next ids to read.
    fn some(&self) -> impl Iterator<Item = &str> {
        let from = self.next.get();
        self.next.set(from + READS as usize);
        self.ids.iter().cycle().skip(from % self.ids.len()).take(READS as usize).map(|id| &**id)
    }

    fn timed<T>(&self, run: impl Future<Output = T>) -> Duration {
        self.runtime.block_on(async {
            let begun = Instant::now();
            black_box(run.await);
            begun.elapsed()
        })
    }

    #[allow(clippy::unused_self, reason = "ties the lifetimes")]
    fn pair<'a>(
        &'a self,
        name: &'static str,
        target: Target,
        (operations, runs): (u32, usize),
        ours: impl FnMut() -> Duration + 'a,
        theirs: impl FnMut() -> Duration + 'a,
    ) -> Pair<'a> {
        let (ours, theirs) = (Box::new(ours), Box::new(theirs));
        Pair { name, rival: "raw sqlx", target, operations, runs, ours, theirs }
    }
}

async fn store_in(url: &str, name: &str) -> PgStore {
    let options = PgOptions::default().schema(name);
    let store = PgStore::new(url, &options, catalog().expect("a catalog")).expect("a store");
    store.migrate(&Migrate::default()).await.expect("tables");
    store
}
