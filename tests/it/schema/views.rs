//! Chinese-named views: what an analyst reads, on both databases; they follow the declaration.

use cunwu::schema::{Column, ColumnType, Index, Key, KindSpec, Project, SecretSpec, UnitId, Value};
use cunwu::store::{
    Catalog, Commit, Content, Expect, Meta, Migrate, Nature, Op, Origin, PgOptions, PgStore, Put, Salt, SqlStore,
    Store, chain,
};
use cunwu::value::Instant;
use uuid::Uuid;

use crate::cluster::{self, Locale};

const SHOP: &KindSpec = &KindSpec {
    name: "trial.shop",
    prefix: "shop",
    version: 1,
    zh: "商铺",
    columns: &[
        Column::new("name", ColumnType::Text).zh("店名"),
        Column::new("is_open", ColumnType::Bool).zh("是否营业"),
        Column::new("licensed", ColumnType::Day).zh("发证日期"),
        Column::new("phone_tag", ColumnType::Text).zh("电话标签"),
    ],
    indexes: &[Index { name: "by_name", columns: &["name"], unique: false }],
    secrets: &[SecretSpec { name: "phone", zh: "电话", scheme: Some("phone") }],
    history: true,
    project: None,
};

#[expect(clippy::unnecessary_wraps, reason = "the shape of every projection")]
fn rented(_: &Key, _: u32, _: &str) -> cunwu::Result<Vec<Value>> {
    Ok(vec![Value::Null, Value::Null, Value::Null, Value::Null, Value::Int(120_000)])
}

/// The same kind later: another Chinese name, and one more column.
const LATER: &KindSpec = &KindSpec {
    version: 2,
    zh: "铺位",
    columns: &[
        Column::new("name", ColumnType::Text).zh("店名"),
        Column::new("is_open", ColumnType::Bool).zh("是否营业"),
        Column::new("licensed", ColumnType::Day).zh("发证日期"),
        Column::new("phone_tag", ColumnType::Text).zh("电话标签"),
        Column::new("rent", ColumnType::Int).zh("月租（分）").since(2),
    ],
    project: Some(rented as Project),
    ..*SHOP
};

fn here() -> UnitId {
    UnitId::from_uuid(Uuid::from_u128(7))
}

fn commit() -> Commit {
    let key = Key::new("trial.shop", "shop_1");
    let columns = vec!["利民五金".into(), true.into(), "2024-05-01".into(), "1.blind".into()];
    let content =
        Content { version: 1, subject: key.clone(), salt: Salt::from_bytes([7; 16]), columns, body: "{}".into() };
    let digest = chain::digest(SHOP, &key, Nature::Create, &content);
    let put = Put { key, content, expect: Expect::Absent, nature: Nature::Create, digest };
    let meta = Meta {
        request: "r1".into(),
        actor: "clerk".into(),
        purpose: "登记".into(),
        reason: Some("新开".into()),
        at: Instant::from_micros(1_700_000_000_000_000),
        origin: Origin::default(),
    };
    Commit { unit: here(), meta, guards: Vec::new(), ops: vec![Op::Put(put)], keys: Vec::new() }
}

fn catalog(kind: &'static KindSpec) -> Catalog {
    Catalog::new([kind]).unwrap()
}

const SHOPS: &str = "SELECT \"账本单位\", \"记录编号\", \"版次\", \"店名\", \"是否营业\", \"发证日期\" FROM {}";
const CHANGES: &str = "SELECT \"账本单位\", \"提交序号\", \"行号\", \"提交时间\", \"操作人\", \"目的\", \"理由\", \"种类\", \"记录编号\", \"性质\" FROM {}";

/// What the views say of the one commit of a unit so named.
fn told(unit: &str) -> [String; 2] {
    [
        format!("{unit}|shop_1|1|利民五金|是|2024-05-01"),
        format!("{unit}|1|0|2023-11-15 06:13:20|clerk|登记|新开|商铺|shop_1|新增"),
    ]
}

/// The names of a view's columns, and the rows of a query, joined by bars.
fn asked(path: &std::path::Path, sql: &str) -> (Vec<String>, Vec<String>) {
    let raw = rusqlite::Connection::open(path).unwrap();
    let mut ask = raw.prepare(sql).unwrap();
    let names: Vec<String> = ask.column_names().map(str::to_owned).collect();
    let width = names.len();
    let row = |row: &rusqlite::Row<'_>| {
        let cell = |place| match row.get::<_, rusqlite::types::Value>(place).unwrap() {
            rusqlite::types::Value::Text(text) => text,
            rusqlite::types::Value::Integer(number) => number.to_string(),
            other => format!("{other:?}"),
        };
        Ok((0..width).map(cell).collect::<Vec<_>>().join("|"))
    };
    let rows = ask.query_map([], row).unwrap().map(Result::unwrap).collect();
    (names, rows)
}

#[tokio::test]
async fn an_analyst_reads_chinese_views_on_sqlite_and_they_follow_the_declaration() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    let store = SqlStore::sqlite(&path, catalog(SHOP)).unwrap();
    let made = store.migrate(&Migrate::default()).await.unwrap();
    assert_eq!(made.views, ["v_商铺", "v_提交记录", "v_变更记录"].map(Box::from));
    assert!(store.migrate(&Migrate::default()).await.unwrap().is_empty());
    store.commit(&commit()).await.unwrap();
    let (names, _) = asked(&path, "SELECT * FROM \"v_商铺\"");
    assert_eq!(names, ["账本单位", "记录编号", "版次", "店名", "是否营业", "发证日期"], "no secret, no salt, no tag");
    let [shop, change] = told(&here().to_string());
    assert_eq!(asked(&path, &SHOPS.replace("{}", "\"v_商铺\"")).1, [shop]);
    assert_eq!(asked(&path, &CHANGES.replace("{}", "\"v_变更记录\"")).1, [change]);
    assert_eq!(asked(&path, "SELECT \"请求名\", \"变更数\" FROM \"v_提交记录\"").1, ["r1|1"]);
    drop(store);
    let store = SqlStore::sqlite(&path, catalog(LATER)).unwrap();
    let made = store.migrate(&Migrate::default()).await.unwrap();
    assert_eq!(made.views, ["v_铺位", "v_变更记录"].map(Box::from), "what reads as before is left alone");
    assert_eq!(asked(&path, "SELECT \"店名\", \"月租（分）\" FROM \"v_铺位\"").1, ["利民五金|120000"]);
    let views = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'view' AND name = 'v_商铺'";
    assert_eq!(asked(&path, views).1, ["0"], "the view of the former name is gone");
}

#[tokio::test]
async fn a_missing_view_keeps_nobody_from_reading_and_is_made_by_the_next_migration() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    SqlStore::sqlite(&path, catalog(SHOP)).unwrap().migrate(&Migrate::default()).await.unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute_batch("DROP VIEW \"v_商铺\"; DELETE FROM cunwu_meta WHERE name = 'view:trial.shop'").unwrap();
    let store = cunwu::store::ReadOnly(SqlStore::sqlite(&path, catalog(SHOP)).unwrap());
    assert!(store.migrate(&Migrate::default()).await.unwrap().is_empty(), "views can wait for a writer");
    store.head(here()).await.unwrap();
    let made = store.0.migrate(&Migrate::default()).await.unwrap();
    assert_eq!((made.is_needed(), made.views), (false, vec!["v_商铺".into()]));
}

#[tokio::test]
async fn an_analyst_reads_the_same_views_on_postgres() {
    let Some(cluster) = cluster::wanted("views on PostgreSQL") else { return };
    let (url, schema) = (cluster.url(Locale::C).unwrap(), cluster::schema());
    let options = || PgOptions::default().schema(&schema).connections(2);
    let store = PgStore::new(url, &options(), catalog(SHOP)).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    store.commit(&commit()).await.unwrap();
    let ask = |sql: &str, view: &str| {
        cluster.sql(&sql.replace("{}", &format!("\"{schema}\".\"{view}\""))).unwrap().trim().to_owned()
    };
    assert_eq!([ask(SHOPS, "v_商铺"), ask(CHANGES, "v_变更记录")], told(&here().uuid().to_string()));
    drop(store);
    let store = PgStore::new(url, &options(), catalog(LATER)).unwrap();
    let made = store.migrate(&Migrate::default()).await.unwrap();
    assert_eq!((&*made.filled, made.views.len()), (&[Box::from("trial.shop.rent")][..], 2));
    assert_eq!(ask("SELECT \"店名\", \"月租（分）\" FROM {}", "v_铺位"), "利民五金|120000");
}

#[tokio::test]
async fn every_view_of_the_crate_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    let catalog = cunwu::ledger::catalog().unwrap();
    let store = SqlStore::sqlite(&path, catalog.clone()).unwrap();
    let made = store.migrate(&Migrate::default()).await.unwrap();
    assert_eq!(made.views.len(), catalog.kinds().count() + 2);
    for view in &made.views {
        assert_eq!(asked(&path, &format!("SELECT * FROM \"{view}\"")).1.len(), 0);
    }
    let Some(cluster) = cluster::wanted("the crate's views on PostgreSQL") else { return };
    let schema = cluster::schema();
    let options = PgOptions::default().schema(&schema).connections(2);
    let store = PgStore::new(cluster.url(Locale::C).unwrap(), &options, catalog).unwrap();
    for view in store.migrate(&Migrate::default()).await.unwrap().views {
        assert_eq!(cluster.sql(&format!("SELECT * FROM \"{schema}\".\"{view}\"")).unwrap(), "");
    }
}
