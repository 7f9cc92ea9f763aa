//! What PostgreSQL alone can show: the host's transaction, schemas and prefixes, lost connections, two processes that migrate.

use cunwu::Error;
use cunwu::store::conformance::lasting;
use cunwu::store::conformance::trial::{catalog, columns, commit, commit_of, create, found, here, lamps};
use cunwu::store::{Catalog, Head, LogQuery, Migrate, PgOptions, PgStore, Seq, Store, verify};
use sqlx::{Connection as _, Executor as _, PgConnection};

use crate::cluster::{self, Cluster, Locale};

fn server() -> Option<&'static Cluster> {
    cluster::wanted("PostgreSQL")
}

async fn bed(cluster: &Cluster) -> (PgStore, PgConnection) {
    let store = cluster.store(Locale::C, catalog()).await;
    (store, PgConnection::connect(cluster.url(Locale::C).unwrap()).await.unwrap())
}

#[tokio::test]
async fn a_commit_joins_the_hosts_transaction_and_goes_with_it() {
    let Some(cluster) = server() else { return };
    let (store, mut host) = bed(cluster).await;
    let first = commit_of("one", vec![create("lamp_1", columns(Some("gate"), None))]);

    host.execute("BEGIN").await.unwrap();
    store.commit_in(&mut host, &first).await.unwrap();
    assert!(found(&store, lamps()).await.is_empty(), "nobody sees it before the host commits");
    host.execute("ROLLBACK").await.unwrap();
    assert_eq!(store.head(here()).await.unwrap(), Head::default());

    host.execute("BEGIN").await.unwrap();
    let done = store.commit_in(&mut host, &first).await.unwrap();
    let taken = store.commit_in(&mut host, &commit_of("two", vec![create("lamp_1", columns(None, None))])).await;
    assert_eq!(taken.unwrap_err().code(), "store.expect");
    let again = store.commit_in(&mut host, &first).await.unwrap();
    assert!(again.repeated && again.head == done.head, "the host's transaction goes on after an error");
    host.execute("COMMIT").await.unwrap();
    assert_eq!(found(&store, lamps()).await, ["lamp_1"]);
    assert_eq!(store.head(here()).await.unwrap(), done.head);
    let log = store.log(here(), &LogQuery::after(Seq::ZERO)).await.unwrap();
    assert_eq!(verify(&store.info().catalog, &Head::default(), &log, &done.head).unwrap(), vec![]);
    let alone = store.commit_in(&mut host, &commit_of("three", vec![create("lamp_2", columns(None, None))])).await;
    assert_eq!(alone.unwrap_err().code(), "store.database", "without a transaction there is none to join");
}

#[tokio::test]
async fn a_bulk_load_leaves_statistics_and_the_hosts_settings_as_they_were() {
    let Some(cluster) = server() else { return };
    let (store, mut host) = bed(cluster).await;
    let lamps = (0..10_000).map(|number| create(&format!("lamp_{number}"), columns(Some("gate"), Some(number))));
    host.execute("SET default_statistics_target = 77").await.unwrap();
    host.execute("BEGIN").await.unwrap();
    store.commit_in(&mut host, &commit_of("bulk", lamps.collect())).await.unwrap();
    let target: String = sqlx::query_scalar("SHOW default_statistics_target").fetch_one(&mut host).await.unwrap();
    let schema = store.info().place.split('#').nth(1).unwrap();
    let known = "SELECT COUNT(*) FROM pg_stats WHERE schemaname = $1 AND tablename = 'trial.lamp' AND attname = 'watts' AND \
                 array_length(histogram_bounds, 1) = 11";
    let known: i64 = sqlx::query_scalar(known).bind(schema).fetch_one(&mut host).await.unwrap();
    assert_eq!((target.as_str(), known), ("77", 1));
}

/// A function that opens one schema again and again.
fn same_schema(cluster: &'static Cluster) -> (String, impl FnMut(Catalog) -> std::future::Ready<PgStore>) {
    let (name, url) = (cluster::schema(), cluster.url(Locale::C).unwrap());
    let options = PgOptions::default().schema(&name).connections(2);
    (name, move |catalog| std::future::ready(PgStore::new(url, &options, catalog).unwrap()))
}

#[tokio::test]
async fn what_was_committed_to_a_schema_is_there_when_opened_again() {
    let Some(cluster) = server() else { return };
    lasting::what_was_committed_is_there_when_opened_again(same_schema(cluster).1).await;
}

#[tokio::test]
async fn a_schema_without_its_tables_says_migrate() {
    let Some(cluster) = server() else { return };
    lasting::a_place_without_its_tables_says_migrate(same_schema(cluster).1).await;
}

#[tokio::test]
async fn migrating_a_schema_adds_and_drops_nothing() {
    let Some(cluster) = server() else { return };
    lasting::migrating_adds_and_drops_nothing(same_schema(cluster).1).await;
}

#[tokio::test]
async fn two_may_migrate_one_schema_at_once() {
    let Some(cluster) = server() else { return };
    lasting::two_may_migrate_one_place_at_once(same_schema(cluster).1).await;
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let Some(cluster) = server() else { return };
    let (name, mut open) = same_schema(cluster);
    open(catalog()).await.migrate(&Migrate::default()).await.unwrap();
    cluster.sql(&format!("UPDATE \"{name}\".cunwu_meta SET value = '2' WHERE name = 'format'")).unwrap();
    lasting::a_newer_format_is_refused(&open(catalog()).await).await;
}

#[test]
fn the_example_runs_twice_on_either_database() {
    let Some(cluster) = server() else { return };
    let example = std::env::current_exe().unwrap().parent().unwrap().with_file_name("examples/postgres");
    assert!(example.is_file(), "build it first: cargo build --example postgres");
    for locale in [Locale::C, Locale::C, Locale::Chinese] {
        let Some(url) = cluster.url(locale) else { continue };
        let output = std::process::Command::new(&example).arg(url).output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
        assert!(told.contains("after rollback: 0 盏路灯 lamps, 0 张工单 orders"), "{told}");
        assert!(told.contains("after commit: 1 盏路灯 lamps, 1 张工单 orders"), "{told}");
    }
}

#[tokio::test]
async fn two_stores_share_a_database_by_schema_or_prefix_without_seeing_each_other() {
    let Some(cluster) = server() else { return };
    let url = cluster.url(Locale::C).unwrap();
    let schema = cluster::schema();
    let prefixed = PgOptions::default().schema(&schema).prefix("cun_");
    let (one, other) = (
        PgStore::new(url, &PgOptions::default().schema(&schema), catalog()).unwrap(),
        PgStore::new(url, &prefixed, catalog()).unwrap(),
    );
    assert_eq!(one.head(here()).await.unwrap_err().code(), "store.not_migrated");
    for store in [&one, &other] {
        store.migrate(&Migrate::default()).await.unwrap();
        assert!(store.migrate(&Migrate::default()).await.unwrap().is_empty());
    }
    commit(&one, "one", vec![create("lamp_1", columns(None, None))]).await.unwrap();
    assert!(found(&other, lamps()).await.is_empty());
    let code =
        |options: PgOptions| PgStore::new(url, &options, catalog()).map(|_| ()).map_err(|error: Error| error.code());
    assert_eq!(code(PgOptions::default().schema("a\"b")), Err("store.options"));
    assert_eq!(code(PgOptions::default().prefix("Ä")), Err("store.options"));
}

#[tokio::test]
async fn distributing_without_the_extension_is_a_clear_error_and_makes_nothing() {
    let Some(cluster) = server() else { return };
    let url = cluster.url(Locale::C).unwrap();
    let schema = cluster::schema();
    let store = PgStore::new(url, &PgOptions::default().schema(&schema).distributed(), catalog()).unwrap();
    assert_eq!(store.migrate(&Migrate::default()).await.unwrap_err().code(), "store.distributed.missing");
    let count = cluster.sql(&format!("SELECT COUNT(*) FROM pg_namespace WHERE nspname = '{schema}'")).unwrap();
    assert_eq!(count.trim(), "0");
}

#[tokio::test]
async fn connections_that_were_cut_off_while_they_waited_are_replaced_unseen() {
    let Some(cluster) = server() else { return };
    let (store, mut host) = bed(cluster).await;
    commit(&store, "one", vec![create("lamp_1", columns(None, None))]).await.unwrap();
    let cut = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'cunwu' AND query LIKE \
               '%' || $1 || '%'";
    let schema = store.info().place.split('#').nth(1).unwrap().to_owned();
    for round in 0..3 {
        sqlx::query(cut).bind(&schema).execute(&mut host).await.unwrap();
        if round == 1 {
            assert_eq!(found(&store, lamps()).await, ["lamp_1", "lamp_of_round_0"]);
        } else {
            let id = format!("round {round}");
            commit(&store, &id, vec![create(&format!("lamp_of_round_{round}"), columns(None, None))]).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_and_a_wrong_password_are_told_apart_from_data() {
    let options = PgOptions::default();
    let gone = PgStore::new("postgres://clerk:geheim@127.0.0.1:1/village", &options, catalog()).unwrap();
    let error = gone.head(here()).await.unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), ("store.connection", true));
    let shown = format!("{error:?} {:?}", gone.info());
    assert!(shown.contains("127.0.0.1:1/village") && !shown.contains("geheim"), "{shown}");
    let wrong = PgStore::new("mysql://clerk:geheim@127.0.0.1/village", &options, catalog()).unwrap_err();
    assert!(wrong.code() == "store.options" && !format!("{wrong:?}").contains("geheim"));
}

#[tokio::test]
async fn a_row_locked_by_another_is_busy_and_can_be_tried_again() {
    let Some(cluster) = server() else { return };
    let (store, mut host) = bed(cluster).await;
    commit(&store, "one", vec![create("lamp_1", columns(None, None))]).await.unwrap();
    let schema = store.info().place.split('#').nth(1).unwrap();
    let hasty = PgOptions::default().schema(schema).lock_timeout_ms(1);
    let hasty = PgStore::new(cluster.url(Locale::C).unwrap(), &hasty, catalog()).unwrap();
    host.execute("BEGIN").await.unwrap();
    host.execute(format!("SELECT * FROM \"{schema}\".cunwu_unit FOR UPDATE").as_str()).await.unwrap();
    let two = commit_of("two", vec![create("lamp_2", columns(None, None))]);
    let error = hasty.commit(&two).await.unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), ("store.busy", true));
    host.execute("ROLLBACK").await.unwrap();
    hasty.commit(&two).await.unwrap();
}
