//! 划定区域统计 Whatever is drawn on the map is counted at once: an outline, a circle around a hazard, a street, the reach of stations; on any day, as
//! known at any commit, and while others write.
//!
//! `cargo run --example drawn_area` counts parts of Donghua; `cargo run --example drawn_area -- 113.606,23.119 113.609,23.121 113.607,23.122`
//! counts your outline.

use cunwu::access::{Actor, MemoryKeyRing, Purpose};
use cunwu::error::Lang;
use cunwu::exchange::{self, Options, Workbook, sheets};
use cunwu::ledger::{Means, Relocate, Village, catalog};
use cunwu::map::{Area, AreaCount};
use cunwu::model::{House, Ref, Room, Station};
use cunwu::store::SqlStore;
use cunwu::value::{Cgcs2000, Day, Metres, Plain, Point};

fn line(of: &str, count: &AreaCount) {
    let all = count.counters;
    println!(
        "{of}：房屋 {}，居住 {}（户籍 {}，外来 {}），60岁以上 {}，特殊群体 {}，党员 {}；{}",
        count.houses,
        all.residents,
        all.registered,
        all.outside(),
        all.age_60_69 + all.age_70_79 + all.age_80_up,
        all.care,
        all.party,
        count.exactness
    );
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> cunwu::Result<()> {
    let unit = "unit_01h45gqk00e8sr1dz6x2v4b9tm".parse()?;
    let store = SqlStore::sqlite_in_memory(catalog()?)?;
    let village = Village::open(store, unit, Means::new(MemoryKeyRing::default())?).await?;
    let clerk = village.session(Actor::clerk("chen"), Purpose::of("走访安排"));
    let mut book = Workbook::open("examples/donghua/data/东华村台账.xlsx")?;
    let plan = exchange::plan(&clerk, &sheets::all(), &mut [&mut book], &Options::default()).await?;
    exchange::run(&clerk, plan).await?;

    let today: Day = "2023-06-30".parse()?;
    let mut count = clerk.headcount(today).await?;
    let drawn = std::env::args().skip(1).map(|point| Point::parse(&point)).collect::<cunwu::Result<Vec<_>>>()?;
    if !drawn.is_empty() {
        line("划定区域", &count.count(&Area::of_outline(drawn)?));
        return Ok(());
    }

    // Any outline. What it cannot be is said with its place.
    let at = |lon, lat| Point::<Cgcs2000>::of_degrees(lon, lat);
    let outline = [at(113.606, 23.119)?, at(113.609, 23.119)?, at(113.609, 23.121)?, at(113.6075, 23.122)?];
    let area = Area::of_outline(outline)?;
    line("划定区域", &count.count(&area));
    let [one, two, three, four] = outline;
    if let Err(error) = Area::of_outline([one, three, two, four]) {
        println!("画错的边界：{}", error.text(Lang::Zh));
    }
    let density = count.density(&area);
    if let Some(per_hectare) = density.residents_per_hectare() {
        println!("面积 {} 平方米，每公顷 {} 人", density.size, per_hectare.num() / per_hectare.den().cast_signed());
    }
    println!("其中空置房屋 {} 间", count.empty_houses_in(&area).len());

    // Around a house where something is dangerous, along a street, within reach of the stations.
    let Some(house) = clerk.houses().by_number(&Plain::parse("DH01-0002")?).await? else { return Ok(()) };
    line("隐患点周边 100 米", &count.within(house.entity.point, Metres::new(100))?);
    for near in count.nearest(house.entity.point, 3, Metres::new(500)) {
        let counters = count.house(near.key)?;
        println!("  {} 米：{}，{} 人", near.metres, near.key, counters.residents);
    }
    let street = Area::along([one, two, three], Metres::new(15))?;
    line("沿线 15 米", &count.count(&street));
    let stations = clerk.kind::<Station>().all().await?;
    let mut places = Vec::new();
    for station in &stations {
        let house = station.entity.house.as_ref().and_then(Ref::id);
        let at = match (station.entity.point, house) {
            (Some(point), _) => Some(point),
            (None, Some(house)) => count.place(house)?,
            (None, None) => None,
        };
        places.extend(at);
    }
    let reach = count.reach(places, Metres::new(300))?;
    line("站点 300 米以内", &reach.inside);
    if let Some(part) = reach.residents() {
        println!("  覆盖 {} / {} 人", part.num(), part.den());
    }

    // A move, committed by anybody, shows at the next look at the feed; a snapshot stays as it was.
    let before = count.snapshot();
    let inside = clerk.residents_in(&count, &area, None, 20).await?;
    println!("名单第一页 {} 人，共 {} 人（已记入查阅日志）", inside.ids.len(), inside.of);
    let outside = clerk.kind::<House>().all().await?.into_iter().find(|house| !area.contains(house.entity.point));
    if let (Some(resident), Some(outside)) = (inside.ids.first().copied(), outside) {
        let how = Relocate { resident, house: outside.entity.id, room: Room::Whole, on: today };
        clerk.residents().relocate(how).await?;
        clerk.refresh(&mut count).await?;
        line("搬迁之后", &count.count(&area));
        line("搬迁之前", &before.count(&area));
        let filed = clerk.as_of(before.seq()).headcount(today).await?;
        assert_eq!(filed.count(&area), before.count(&area), "what was known then can be had again");
    }

    // Other days: residences begin and end, people grow older.
    for day in ["2022-12-31", "2023-06-30", "2024-06-30"] {
        count.advance_to(day.parse()?)?;
        line(day, &count.count(&area));
    }
    village.close().await
}
