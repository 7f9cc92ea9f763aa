//! 东华村 The whole path on real input: a clerk's workbook and four maps in; a ledger, counts, map sheets and reports out.
//!
//! `cargo run --release --example donghua -- --help` lists the options.

mod args;
mod progress;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use args::{Args, Asked, StoreKind};
use cunwu::access::{Actor, FileKeyRing, MemoryKeyRing, Purpose};
use cunwu::error::Lang;
use cunwu::exchange::{MapFile, Options, Plan, RowSource, Workbook, sheets};
use cunwu::ledger::{Held, Means, Nature, Relocate, Seq, Village, Write, catalog};
use cunwu::map::sheet::Atlas;
use cunwu::map::{Area, AreaCount, VillageCount};
use cunwu::model::{Grid, House, MapSheet, Outline, OutlineOf, Residence, Resident};
use cunwu::report::village::VillageBook;
use cunwu::report::village::{FiveGovernance, VillageProfile};
use cunwu::report::{AssetReport, Html, Markdown, Render, Report, Xlsx};
use cunwu::rules::Rulebook;
use cunwu::schema::{Id, UnitId};
use cunwu::store::{MemoryStore, PgOptions, PgStore, SqlStore};
use cunwu::value::{Cgcs2000, Day, Point};
use progress::Progress;

/// Importing makes and frees very many small texts, which this allocator is made for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The unit of this example; a host mints one for each village, once.
const UNIT: &str = "unit_01h45gqk00e8sr1dz6x2v4b9tm";

fn main() -> ExitCode {
    let args = match args::read(std::env::args_os().skip(1)) {
        Ok(Asked::Run(args)) => args,
        Ok(Asked::Help) => {
            print!("{}", args::HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\n\n{}", args::HELP);
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(&args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            let mut source = error.source();
            while let Some(below) = source {
                eprintln!("  {below}");
                source = below.source();
            }
            ExitCode::FAILURE
        }
    }
}

/// 台账日期 The day on which the sample's figures hold.
fn ledger_day() -> Outcome<Day> {
    Ok(Day::of(2023, 6, 30).ok_or("2023-06-30")?)
}

async fn open(args: &Args) -> Outcome<Village> {
    let unit: UnitId = UNIT.parse()?;
    Ok(match &args.store {
        StoreKind::Memory => {
            Village::open(MemoryStore::new(catalog()?), unit, Means::new(MemoryKeyRing::default())?).await?
        }
        StoreKind::Sqlite => {
            let ring = FileKeyRing::open(args.out.join("donghua.keys"))?;
            Village::open(SqlStore::sqlite(args.out.join("donghua.db"), catalog()?)?, unit, Means::new(ring)?).await?
        }
        StoreKind::Postgres(url) => {
            let ring = FileKeyRing::open(args.out.join("donghua.keys"))?;
            let store = PgStore::new(url, &PgOptions::default(), catalog()?)?;
            Village::open(store, unit, Means::new(ring)?).await?
        }
    })
}

async fn run(args: &Args) -> Outcome<()> {
    let mut progress = Progress::new();
    fs::create_dir_all(&args.out).map_err(|error| format!("--out {}: {error}", args.out.display()))?;
    let day = ledger_day()?;

    progress.begin("读工作簿 reading the workbook", 0);
    let tables = Workbook::open(args.data.join("东华村台账.xlsx"))?.tables()?;
    progress.end(&format!("读入工作簿 {} 张表", tables.len()));
    let maps = [
        ("village.geojson", OutlineOf::Village),
        ("grids.geojson", OutlineOf::Grid),
        ("sheets.geojson", OutlineOf::Sheet),
        ("houses.geojson", OutlineOf::House),
    ];
    let maps =
        maps.into_iter().map(|(file, of)| MapFile::open(args.data.join(file), of)).collect::<Result<Vec<_>, _>>()?;

    let village = open(args).await?;
    let clerk = village.session(Actor::clerk("donghua"), Purpose::of("台账导入与统计"));

    progress.begin("核对每一行 checking every row", 0);
    let before = clerk.held_for_import().await?;
    let options = Options { change_on: args.change_on };
    let mut plan = Plan::build(&sheets::all(), &tables, &before, &options, &mut || clerk.uuid())?;
    plan.add_maps(&maps, &before, &mut || clerk.uuid())?;
    let [rows, new, changed, unchanged, refused, absent] = plan.report.totals();
    progress.end(&format!(
        "核对 {rows} 行：新增 {new}，有改动 {changed}，无变化 {unchanged}，未导入 {refused}，文件中没有 {absent}"
    ));
    fs::write(args.out.join("import.md"), plan.report.markdown(Lang::Zh))?;
    fs::write(args.out.join("import.csv"), plan.report.csv())?;
    for problem in plan.report.errors().take(10) {
        eprintln!("  {} {} 行 {:?} {}", problem.sheet, problem.file, problem.row, problem.zh);
    }
    if args.dry_run {
        println!("试算：将写入 {} 条记录，未写台账；见 {}", plan.records.len(), args.out.join("import.md").display());
        return Ok(());
    }

    progress.begin("写台账 writing the ledger", 0);
    let written = plan.records.len();
    cunwu::exchange::run(&clerk, plan).await?;
    progress.end(&match written {
        0 => "台账与文件一致，没有改动".to_owned(),
        written => format!("一次提交写入 {written} 条记录"),
    });

    progress.begin("统计 counting", 0);
    let held = clerk.held().await?;
    let count = VillageCount::build(held.people(), held.seq(), day)?;
    let drawn = drawn_area()?;
    println!("划定区域（示例）{}", line(&count.count(&drawn)));
    progress.end("划定区域居住人员数量即时统计");
    by_area(&held, &count)?;
    // Reports, map sheets and the move need nothing of each other, so they go side by side.
    let reports = std::thread::scope(|scope| -> Outcome<String> {
        let writer = scope.spawn(|| write_reports(&held, day, &args.out).map_err(|error| error.to_string()));
        let mover = scope.spawn(|| {
            let counts = block(moved(&held, &count, &drawn)).and_then(|counts| counts);
            counts.map_err(|error| error.to_string())
        });
        draw(&held, &count, &args.out, &mut progress)?;
        let (before, after) = mover.join().map_err(|_| "the thread that moves a resident stopped")??;
        println!("一人从区域内迁到区域外：{before} 人 → {after} 人（居住人员情况同步更新）");
        progress.begin("编报告 writing reports", 0);
        Ok(writer.join().map_err(|_| "the thread that writes reports stopped")??)
    })?;
    progress.end("村情概况、五治报告、数字对照");
    println!("{reports}");
    village.close().await?;
    println!("输出：{}", args.out.display());
    Ok(())
}

/// Runs a future to its end on a thread of its own making.
fn block<T>(future: impl Future<Output = T>) -> Outcome<T> {
    Ok(tokio::runtime::Builder::new_current_thread().build()?.block_on(future))
}

/// Draws the map sheets and their index.
fn draw(held: &Held, count: &VillageCount, out: &Path, progress: &mut Progress) -> Outcome<()> {
    let atlas = Atlas {
        village: "东华村",
        sheets: held.all::<MapSheet>(),
        grids: held.all::<Grid>(),
        houses: held.all::<House>(),
        residents: held.all::<Resident>(),
        residences: held.all::<Residence>(),
        outlines: held.all::<Outline>(),
    };
    let (sheets, overview) = atlas.draw(count, "index.html")?;
    progress.begin("出图 drawing map sheets", sheets.len() as u64);
    let folder = out.join("sheets");
    fs::create_dir_all(&folder)?;
    for sheet in &sheets {
        fs::write(folder.join(format!("{}.html", sheet.no)), sheet.input.html())?;
        progress.part();
    }
    fs::write(folder.join("index.html"), overview.html())?;
    progress.end(&format!("人屋关联网格图 {} 份", sheets.len()));
    Ok(())
}

/// 划定区域 An area as somebody might draw it, across grids.
fn drawn_area() -> Outcome<Area<Cgcs2000>> {
    let corners =
        [(113.6058, 23.1190), (113.6092, 23.1186), (113.6104, 23.1204), (113.6083, 23.1219), (113.6060, 23.1212)];
    let corners = corners.into_iter().map(|(lon, lat)| Point::of_degrees(lon, lat)).collect::<Result<Vec<_>, _>>()?;
    Ok(Area::of_outline(corners)?)
}

fn line(count: &AreaCount) -> String {
    let people = &count.counters;
    format!(
        "房屋 {} 间，居住人员 {} 人（户籍 {}，外来 {}），{}",
        count.houses,
        people.residents,
        people.registered,
        people.outside(),
        count.exactness
    )
}

/// The headcount of each grid and each sheet, from their outlines.
fn by_area(held: &Held, count: &VillageCount) -> Outcome<()> {
    let mut outlines: Vec<&Outline> = held
        .all::<Outline>()
        .iter()
        .filter(|outline| matches!(outline.of, OutlineOf::Grid | OutlineOf::Sheet))
        .collect();
    outlines.sort_by(|a, b| (a.of, &a.code).cmp(&(b.of, &b.code)));
    for outline in outlines {
        println!("{} {}：{}", outline.of, outline.code, line(&count.count(&Area::of_record(outline)?)));
    }
    println!("全村：{}", line(&count.total()));
    Ok(())
}

/// Moves one resident out of the drawn area and counts it again. It happens in a ledger in memory that holds the houses
/// concerned and who lives there, so that the village's own ledger stays as the clerk has it.
async fn moved(held: &Held, full: &VillageCount, drawn: &Area<Cgcs2000>) -> Outcome<(u32, u32)> {
    let (inside, day) = (full.houses_in(drawn), full.day());
    let outside = held.all::<House>().iter().find(|house| !inside.contains(&house.id)).ok_or("no house outside")?;
    let concerned =
        |house: Option<Id<House>>| house.is_some_and(|house| house == outside.id || inside.contains(&house));

    let village =
        Village::open(MemoryStore::new(catalog()?), UNIT.parse()?, Means::new(MemoryKeyRing::default())?).await?;
    let clerk = village.session(Actor::clerk("donghua"), Purpose::of("演示村内搬迁"));
    let mut writes: Vec<Write> = Vec::new();
    for house in held.all::<House>().iter().filter(|house| concerned(Some(house.id))) {
        writes.push(Write::over(Box::new(house.clone()), Nature::Create));
    }
    for residence in held.all::<Residence>().iter().filter(|residence| concerned(residence.house.id())) {
        writes.push(Write::over(Box::new(residence.clone()), Nature::Create));
        if let Some(resident) = held.get(residence.resident) {
            writes.push(Write::over(Box::new(resident.clone()), Nature::Create));
        }
    }
    clerk.import(writes, Seq::ZERO, "演示").await?;

    let copy = clerk.held().await?;
    let mut count = VillageCount::build(copy.people(), copy.seq(), day)?;
    let before = count.count(drawn).counters.residents;
    let mover = copy.all::<Residence>().iter().find(|residence| {
        residence.current_on(day) && residence.house.id().is_some_and(|house| inside.contains(&house))
    });
    let mover = mover.ok_or("nobody lives in the drawn area")?;
    let relocate = Relocate { resident: mover.resident, house: outside.id, room: mover.room.clone(), on: day };
    clerk.residents().relocate(relocate).await?;
    count.refresh(village.store(), village.unit()).await?;
    Ok((before, count.count(drawn).counters.residents))
}

/// Computes and writes the documents; gives the profile as text.
fn write_reports(held: &Held, day: Day, out: &Path) -> Outcome<String> {
    let profile = block(VillageProfile::on(day).compute(held))??;
    let text = Markdown.to_text(&profile)?;
    fs::write(out.join("profile.md"), &text)?;
    fs::write(out.join("profile.html"), Html.to_text(&profile)?)?;
    let five = block(FiveGovernance::on(day).compute(held))??;
    fs::write(out.join("five_governance.md"), Markdown.to_text(&five)?)?;
    fs::write(out.join("five_governance.html"), Html.to_text(&five)?)?;
    fs::write(out.join("five_governance.xlsx"), Xlsx.to_bytes(&five)?)?;
    let figures = VillageBook::new(held, day).figures()?.to_document()?;
    fs::write(out.join("figures.md"), Markdown.to_text(&figures)?)?;
    let rules = Rulebook::guangzhou()?;
    let assets = Markdown.to_text(&block(AssetReport { rules: &rules, day }.compute(held))??)?;
    fs::write(out.join("assets.md"), &assets)?;
    // The figures stand above the first table: deals, how many are lawful, the total, and the rules met by least.
    let above: Vec<&str> = assets.lines().take_while(|line| !line.starts_with("| 增新东资交")).collect();
    Ok(format!("{text}\n{}", above.join("\n")))
}
