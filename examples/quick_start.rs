//! 快速上手 A clerk's workbook into a ledger on SQLite, then the residents of a drawn area.
use cunwu::access::{Actor, MemoryKeyRing, Purpose};
use cunwu::exchange::{self, Options, Workbook, sheets};
use cunwu::ledger::{Means, Village, catalog};
use cunwu::map::Area;
use cunwu::store::SqlStore;
use cunwu::value::{Day, Point};

#[tokio::main(flavor = "current_thread")]
async fn main() -> cunwu::Result<()> {
    let unit = "unit_01h45gqk00e8sr1dz6x2v4b9tm".parse()?; // minted once for each village
    let (store, keys) = (SqlStore::sqlite_in_memory(catalog()?)?, MemoryKeyRing::default());
    let village = Village::open(store, unit, Means::new(keys)?).await?;
    let clerk = village.session(Actor::clerk("chen"), Purpose::of("导入台账"));
    let mut book = Workbook::open("examples/donghua/data/东华村台账.xlsx")?;
    let plan = exchange::plan(&clerk, &sheets::all(), &mut [&mut book], &Options::default()).await?;
    exchange::run(&clerk, plan).await?;
    let count = clerk.headcount("2023-06-30".parse::<Day>()?).await?;
    let area = Area::rectangle(Point::of_degrees(113.606, 23.119)?, Point::of_degrees(113.609, 23.121)?)?;
    let here = count.count(&area);
    println!("{} houses, {} residents ({})", here.houses, here.counters.residents, here.exactness);
    Ok(())
}
