//! PostgreSQL The ledger in a district's own database: opened from a URL, and written within the host's own transaction.
//!
//! `cargo run --example postgres -- postgres://user:password@host:port/database`
#![allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "the lamp has no rule of its own")]

use std::error::Error;
use std::process::ExitCode;

use cunwu::access::{IdGen, RandomIds, mint};
use cunwu::schema::{Id, UnitId};
use cunwu::store::{Meta, Migrate, Origin, PgOptions, PgStore, Store, StoreExt, TallyQuery, UnitOfWork, select};
use cunwu::value::{Instant, Plain, Text};
use serde::{Deserialize, Serialize};
use sqlx::{Connection, Executor, PgConnection};

/// 路灯 A street lamp, a kind that the host adds to the crate's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Lamp {
    id: Id<Lamp>,
    place: Text,
    watts: u32,
}

cunwu::entity! {
    Lamp: "xintang.lamp", "lamp", v1, "路灯";
    columns {
        place "位置": Text = |lamp| lamp.place.as_str(),
        watts "功率（瓦）": Int = |lamp| lamp.watts,
    }
    indexes { by_place(place) }
    secrets {}
    subject = |lamp| lamp.id.key();
}

impl Lamp {
    fn check(&self) -> cunwu::Result<()> {
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some(url) = std::env::args().nth(1) else {
        eprintln!("用法 usage: cargo run --example postgres -- postgres://user:password@host:port/database");
        return ExitCode::from(2);
    };
    match run(&url).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(url: &str) -> Result<(), Box<dyn Error>> {
    // A schema of its own in the host's database; the host's tables are not touched.
    let options = PgOptions::default().schema("cunwu_example");
    let store = PgStore::new(url, &options, cunwu::ledger::catalog()?.and([<Lamp as cunwu::schema::Entity>::SPEC])?)?;
    let made = store.migrate(&Migrate::default()).await?;
    println!("建表 made {} kinds in {}", made.kinds.len(), store.info().place);

    let ids = RandomIds::new()?;
    let unit: UnitId = mint(&ids);
    let lamp = Lamp { id: mint(&ids), place: Text::parse("东华大街 1 号")?, watts: 60 };

    // The host's own table and the ledger change together, or not at all.
    let mut host = PgConnection::connect(url).await?;
    host.execute("CREATE TEMPORARY TABLE work_order (lamp text PRIMARY KEY, done boolean NOT NULL)").await?;
    for keep in [false, true] {
        let mut transaction = host.begin().await?;
        sqlx::query("INSERT INTO work_order (lamp, done) VALUES ($1, true)")
            .bind(lamp.id.to_string())
            .execute(&mut *transaction)
            .await?;
        let mut work = UnitOfWork::new(&store, unit);
        work.create(&lamp)?;
        store.commit_in(&mut transaction, &work.into_commit(meta(&ids)?, &ids.seed())).await?;
        if keep {
            transaction.commit().await?;
        } else {
            transaction.rollback().await?;
        }
        let lamps = store.tally(unit, &TallyQuery::of("xintang.lamp")).await?;
        let (orders,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM work_order").fetch_one(&mut host).await?;
        let how = if keep { "提交后 after commit" } else { "回滚后 after rollback" };
        println!("{how}: {} 盏路灯 lamps, {orders} 张工单 orders", lamps.iter().map(|group| group.count).sum::<u64>());
    }
    let found = store.find::<Lamp>(unit, &select::<Lamp>().order("by_place")).await?;
    println!("{:?}", found.records.iter().map(|stored| stored.place.as_str()).collect::<Vec<_>>());
    Ok(())
}

fn meta(ids: &dyn IdGen) -> cunwu::Result<Meta> {
    Ok(Meta {
        request: ids.uuid().to_string().into(),
        actor: "chen".into(),
        purpose: "路灯登记".into(),
        reason: None,
        at: Instant::from_micros(1_687_000_000_000_000),
        origin: Origin::default(),
    })
}
