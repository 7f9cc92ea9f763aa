//! PostgreSQL The server is killed by turns with its client, connections are cut, locks are held, transactions run into each other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use cunwu::sample::Rng;
use cunwu::store::{Migrate, PgOptions, PgStore, SqlStore, Store as _};
use sqlx::{Connection as _, Executor as _, PgConnection};

use super::goods::{Ledger, Which, catalog, unit};
use super::process::{Other, TASKS, acknowledged, open_at};
use crate::cluster::{Cluster, Locale, private, schema, wanted};

/// How often the server or its client is killed.
const KILLS: u32 = 50;
/// After how many acknowledgements a kill comes at the latest.
const ACKS: u32 = 60;
/// How often connections are cut.
const CUTS: u32 = 20;
/// More turns than a task needs, and more questions than a server needs to become quiet.
const BOUND: u32 = 20_000;

fn which(run: u32, task: u32) -> Which {
    Which { run, task, turn: 0 }
}

/// Lets a process commit, and kills it or the server after so many acknowledgements.
fn commit_and_kill(cluster: &Cluster, place: &str, run: u32, rng: &mut Rng, ledger: &mut Ledger) {
    let mut other = Other::start("commit", &format!("{run} {place}"));
    let mut note = |line: &str| {
        let (which, seq) = acknowledged(run, line);
        ledger.acknowledge(which, seq);
    };
    for _ in 0..rng.below(ACKS) {
        note(&other.line().expect("it commits until it is killed"));
    }
    for _ in 0..rng.below(1_000_000) {
        std::hint::spin_loop();
    }
    let server = run % 2 == 1;
    if server {
        cluster.kill().unwrap();
    } else {
        other.kill();
    }
    while let Some(line) = other.line() {
        match line.strip_prefix("error ") {
            // Nobody may know what became of such a commit; it is there whole or not at all.
            Some(code) if server => assert_eq!(code, "store.connection"),
            Some(code) => panic!("{code} with the server running"),
            None => note(&line),
        }
    }
    if server {
        cluster.run(&[]).unwrap();
    }
}

/// Waits until the server has ended what a killed client had begun.
fn quiet(cluster: &Cluster) {
    let going_on = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'cunwu' AND state <> 'idle'";
    assert!((0..BOUND).any(|_| cluster.sql(going_on).unwrap().trim() == "0"), "a client that is gone goes on");
}

#[tokio::test]
async fn fifty_kills_of_server_and_client_and_cut_connections_lose_nothing_that_was_acknowledged() {
    let Some(cluster) = private("killing PostgreSQL") else { return };
    let place = format!("{}#killed", cluster.url(Locale::C).unwrap());
    let (mut rng, mut ledger, mut count) = (Rng::new(3), Ledger::default(), 0);
    let store = Arc::new(open_at(&place, catalog()));
    store.migrate(&Migrate::default()).await.unwrap();
    for run in 0..KILLS {
        commit_and_kill(&cluster, &place, run, &mut rng, &mut ledger);
        quiet(&cluster);
        count += i64::try_from(ledger.len()).unwrap();
        // The store stayed open: its connections were cut with the server, which must not show.
        ledger.check(&*store).await;
    }
    assert!(count > i64::from(KILLS) && ledger.commits() >= count, "{count} of {}", ledger.commits());
    cut(&cluster, &store, &mut ledger).await;
}

/// Eight tasks commit while the connections are cut: a commit that fails says that the connection was lost, and the same request
/// gets its result.
async fn cut(cluster: &Cluster, store: &Arc<SqlStore>, ledger: &mut Ledger) {
    let (over, lost) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let (store, over, lost) = (Arc::clone(store), Arc::clone(&over), Arc::clone(&lost));
            tokio::spawn(async move {
                let mut done = Vec::new();
                for turn in 0..BOUND {
                    if over.load(Ordering::SeqCst) {
                        break;
                    }
                    let which = Which { run: KILLS, task, turn };
                    let mut answer = store.commit(&which.commit(200)).await;
                    for _ in 0..CUTS {
                        let Err(error) = &answer else { break };
                        assert_eq!((error.code(), error.is_retryable()), ("store.connection", true), "{error}");
                        lost.fetch_add(1, Ordering::SeqCst);
                        answer = store.commit(&which.commit(200)).await;
                    }
                    done.push((which, answer.unwrap().head.seq));
                }
                done
            })
        })
        .collect();
    let mut connection = PgConnection::connect(cluster.url(Locale::C).unwrap()).await.unwrap();
    let sql =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cunwu' AND state <> 'idle'";
    for cuts in 0..BOUND {
        connection.execute(sql).await.unwrap();
        if cuts >= CUTS && lost.load(Ordering::SeqCst) >= CUTS {
            break;
        }
        tokio::task::yield_now().await;
    }
    over.store(true, Ordering::SeqCst);
    for task in tasks {
        for (which, seq) in task.await.unwrap() {
            ledger.acknowledge(which, seq);
        }
    }
    assert!(lost.load(Ordering::SeqCst) >= CUTS, "{} commits lost their connection", lost.load(Ordering::SeqCst));
    ledger.check(&**store).await;
}

/// A store of its own and a connection of the host to the same database.
async fn store_and_host(cluster: &'static Cluster, options: PgOptions) -> (PgStore, [PgConnection; 2]) {
    let url = cluster.url(Locale::C).unwrap();
    let store = PgStore::new(url, &options, catalog()).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    for task in 0..2 {
        store.commit(&which(0, task).commit(60)).await.unwrap();
    }
    (store, [PgConnection::connect(url).await.unwrap(), PgConnection::connect(url).await.unwrap()])
}

#[tokio::test]
async fn a_unit_that_another_transaction_writes_is_busy_and_other_units_do_not_wait() {
    let Some(cluster) = wanted("waiting for a unit on PostgreSQL") else { return };
    let options = PgOptions::default().schema(&schema()).lock_timeout_ms(20);
    let (store, [mut host, _]) = store_and_host(cluster, options).await;
    host.execute("BEGIN").await.unwrap();
    store.commit_in(&mut host, &which(1, 0).commit(60)).await.unwrap();
    let error = store.commit(&which(2, 0).commit(60)).await.unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), ("store.busy", true), "{error}");
    store.commit(&which(2, 1).commit(60)).await.unwrap();
    host.execute("COMMIT").await.unwrap();
    assert!(!store.commit(&which(2, 0).commit(60)).await.unwrap().repeated);
    Ledger::default().check(&store).await;
}

#[tokio::test]
async fn a_deadlock_ends_one_transaction_with_an_error_that_may_be_tried_again() {
    let Some(cluster) = wanted("deadlocks on PostgreSQL") else { return };
    let (store, [mut one, mut other]) = store_and_host(cluster, PgOptions::default().schema(&schema())).await;
    for (host, task) in [(&mut one, 0), (&mut other, 1)] {
        host.execute("SET deadlock_timeout = '20ms'").await.unwrap();
        host.execute("BEGIN").await.unwrap();
        store.commit_in(host, &which(1, task).commit(60)).await.unwrap();
    }
    let cross = async |host: &mut PgConnection, task: u32| {
        let answer = store.commit_in(host, &which(2, task).commit(60)).await;
        host.execute(if answer.is_ok() { "COMMIT" } else { "ROLLBACK" }).await.unwrap();
        answer
    };
    let answers = tokio::join!(cross(&mut one, 1), cross(&mut other, 0));
    let (failed, again) = match answers {
        (Err(error), Ok(_)) => (error, [which(1, 0), which(2, 1)]),
        (Ok(_), Err(error)) => (error, [which(1, 1), which(2, 0)]),
        both => panic!("one of two should fail: {both:?}"),
    };
    assert_eq!((failed.code(), failed.is_retryable()), ("store.deadlock", true), "{failed}");
    for which in again {
        assert!(!store.commit(&which.commit(60)).await.unwrap().repeated, "{which:?} was taken back");
    }
    Ledger::default().check(&store).await;
}

#[tokio::test]
async fn a_transaction_that_cannot_be_serialised_says_so_and_succeeds_when_begun_anew() {
    let Some(cluster) = wanted("serialisation on PostgreSQL") else { return };
    let (store, [mut host, _]) = store_and_host(cluster, PgOptions::default().schema(&schema())).await;
    host.execute("BEGIN ISOLATION LEVEL SERIALIZABLE").await.unwrap();
    host.execute("SELECT COUNT(*) FROM pg_class").await.unwrap();
    store.commit(&which(1, 0).commit(60)).await.unwrap();
    let error = store.commit_in(&mut host, &which(2, 0).commit(60)).await.unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), ("store.serialisation", true), "{error}");
    host.execute("ROLLBACK").await.unwrap();
    host.execute("BEGIN ISOLATION LEVEL SERIALIZABLE").await.unwrap();
    store.commit_in(&mut host, &which(2, 0).commit(60)).await.unwrap();
    host.execute("COMMIT").await.unwrap();
    Ledger::default().check(&store).await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_lost_connection() {
    let Some(cluster) = wanted("a server that is not there") else { return };
    let url = cluster.url(Locale::C).unwrap();
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (_, database) = url.rsplit_once('/').unwrap();
    let store = open_at(&format!("postgres://cunwu@{nowhere}/{database}#nobody"), catalog());
    let error = store.head(unit(0)).await.unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), ("store.connection", true), "{error}");
}
