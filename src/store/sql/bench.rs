//! Measurements, to be run in release: `cargo test --release --lib store::sql::bench -- --ignored --nocapture`.

use std::time::Instant as Stopwatch;

use crate::schema::{Key, Value};
use crate::store::conformance::trial::{LAMP, columns, here, lamps, meta};
use crate::store::{
    Catalog, Commit, Content, Expect, Filter, LogQuery, Migrate, Nature, Op, Put, Salt, Seed, Seq, Store, chain,
    sql::SqlStore,
};

const RECORDS: usize = 45_000;

fn rate(took: std::time::Duration) -> f64 {
    f64::from(u32::try_from(RECORDS).unwrap()) / took.as_secs_f64()
}

fn ops(seed: &Seed) -> Vec<Op> {
    let filler = "x".repeat(450);
    (0..RECORDS)
        .zip(0_u32..)
        .map(|(number, place)| {
            let key = Key::new(LAMP.name, &format!("lamp_{number:026}"));
            let mut values = columns(Some("广州市增城区新塘镇东华村"), Some(i64::from(place % 400)));
            values[2] = Value::Bool(place % 3 == 0);
            values[3] = Value::from("2023-01-01");
            let body = format!("{{\"id\":\"{}\",\"text\":\"{filler}\"}}", key.id).into();
            let content =
                Content { version: 1, subject: key.clone(), salt: chain::salt(seed, place), columns: values, body };
            let digest = chain::digest(LAMP, &key, Nature::Create, &content);
            Op::Put(Put { key, content, expect: Expect::Absent, nature: Nature::Create, digest })
        })
        .collect()
}

#[tokio::test]
#[ignore = "a measurement, to be run in release"]
async fn bulk_and_point() {
    let folder = tempfile::tempdir_in("target").unwrap();
    let path = folder.path().join("village.db");
    let store = SqlStore::sqlite(&path, Catalog::new([LAMP]).unwrap()).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    let seed = Seed::from_bytes([3; 32]);
    let begin = Stopwatch::now();
    let ops = ops(&seed);
    println!("building {RECORDS} operations with digests: {:?}", begin.elapsed());
    let commit = Commit { unit: here(), meta: meta("bulk"), guards: vec![], ops, keys: vec![] };
    let begin = Stopwatch::now();
    store.commit(&commit).await.unwrap();
    let took = begin.elapsed();
    println!("one commit of {RECORDS}: {took:?}, {:.0} records/s", rate(took));
    let size = std::fs::metadata(&path).unwrap().len() / RECORDS as u64;
    println!("on disk: {size} bytes a record, body {}", 450 + 55);
    let begin = Stopwatch::now();
    for number in 0..10_000 {
        let key = Key::new(LAMP.name, &format!("lamp_{:026}", number * 4));
        assert!(store.fetch(here(), &[key]).await.unwrap()[0].is_some());
    }
    println!("point read: {:?}", begin.elapsed() / 10_000);
    let begin = Stopwatch::now();
    for number in 0..2_000 {
        let query = lamps().order("by_watts").limit(20).filter(Filter::eq("watts", number % 400));
        assert_eq!(store.query(here(), &query).await.unwrap().records.len(), 20);
    }
    println!("page of 20: {:?}", begin.elapsed() / 2_000);
    let begin = Stopwatch::now();
    for number in 0..200_u32 {
        let key = Key::new(LAMP.name, &format!("more_{number:026}"));
        let content = Content {
            version: 1,
            subject: key.clone(),
            salt: Salt::default(),
            columns: columns(Some("y"), None),
            body: "{}".into(),
        };
        let digest = chain::digest(LAMP, &key, Nature::Create, &content);
        let op = Op::Put(Put { key, content, expect: Expect::Absent, nature: Nature::Create, digest });
        let one =
            Commit { unit: here(), meta: meta(&format!("one {number}")), guards: vec![], ops: vec![op], keys: vec![] };
        store.commit(&one).await.unwrap();
    }
    println!("one durable commit: {:?}", begin.elapsed() / 200);
    let begin = Stopwatch::now();
    let mut query = LogQuery::after(Seq::ZERO).limit(10_000);
    let mut read = 0;
    loop {
        let page = store.log(here(), &query).await.unwrap();
        let Some(last) = page.last() else { break };
        query = query.from(last.mark());
        read += page.len();
    }
    println!("the whole log with bodies, {read} rows: {:?}", begin.elapsed());
}

#[test]
#[ignore = "a measurement, to be run in release"]
fn raw_rusqlite_for_comparison() {
    let folder = tempfile::tempdir_in("target").unwrap();
    let connection = rusqlite::Connection::open(folder.path().join("raw.db")).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection.pragma_update(None, "synchronous", "FULL").unwrap();
    let table = "CREATE TABLE lamp (id TEXT NOT NULL PRIMARY KEY, place TEXT, watts INTEGER, lit INTEGER, since TEXT, body TEXT) STRICT";
    connection.execute(table, []).unwrap();
    let body = "x".repeat(505);
    let begin = Stopwatch::now();
    connection.execute_batch("BEGIN").unwrap();
    let mut insert = connection.prepare("INSERT INTO lamp VALUES (?1, ?2, ?3, ?4, ?5, ?6)").unwrap();
    for number in 0..RECORDS {
        let id = format!("lamp_{number:026}");
        insert.execute(rusqlite::params![id, "广州市增城区新塘镇东华村", 60, 1, "2023-01-01", body]).unwrap();
    }
    connection.execute_batch("COMMIT").unwrap();
    let took = begin.elapsed();
    println!("raw rusqlite, no index, no log: {took:?}, {:.0} rows/s", rate(took));
    drop(insert);
    let begin = Stopwatch::now();
    for number in 0..200 {
        connection.execute("INSERT INTO lamp VALUES (?1, '', 1, 1, '', '')", [format!("m{number}")]).unwrap();
    }
    println!("raw durable commit: {:?}", begin.elapsed() / 200);
}
