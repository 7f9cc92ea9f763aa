//! 人屋搜索 One box: a name, pinyin, a tail of a number, parts of an address; masked, noted, and current after a move.
//!
//! `cargo run --example find` asks some questions; `cargo run --example find -- 张 桃源街` asks yours.

use cunwu::access::{Actor, MemoryKeyRing, Purpose};
use cunwu::exchange::{self, Options, Workbook, sheets};
use cunwu::ledger::{Means, Relocate, Session, Village, catalog};
use cunwu::model::{Resident, Room};
use cunwu::search::{Question, VillageFinder};
use cunwu::store::SqlStore;
use cunwu::value::Sensitive;

fn ask(clerk: &Session<'_>, finder: &VillageFinder, asked: &str) -> cunwu::Result<()> {
    let question = match Question::of(asked) {
        Ok(question) => question.limit(5),
        Err(error) => {
            println!("【{asked}】{error}");
            return Ok(());
        }
    };
    let answer = clerk.find(finder, &question)?;
    println!("【{asked}】{}{}", answer.cards.len(), if answer.more { "+" } else { "" });
    for card in answer.cards {
        let house = card.house.map(|(_, house)| format!(" @ {house}")).unwrap_or_default();
        let inside = if card.inside > 0 { format!("（在内 {}）", card.inside) } else { String::new() };
        let texts: Vec<&str> =
            std::iter::once(&card.title).chain(card.details.iter().map(|(_, text)| text)).map(String::as_str).collect();
        let why: Vec<String> = card.why.iter().map(ToString::to_string).collect();
        println!("  {} {}{house}{inside} ← {}", card.subject.kind, texts.join(" "), why.join("，"));
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> cunwu::Result<()> {
    let unit = "unit_01h45gqk00e8sr1dz6x2v4b9tm".parse()?;
    let store = SqlStore::sqlite_in_memory(catalog()?)?;
    let village = Village::open(store, unit, Means::new(MemoryKeyRing::default())?).await?;
    let clerk = village.session(Actor::clerk("chen"), Purpose::of("接待来访"));
    let mut book = Workbook::open("examples/donghua/data/东华村台账.xlsx")?;
    let plan = exchange::plan(&clerk, &sheets::all(), &mut [&mut book], &Options::default()).await?;
    exchange::run(&clerk, plan).await?;

    // Memory only: numbers stay sealed in the store, and the finder never gives one back.
    let mut finder = clerk.finder().await?;
    println!("{} persons and things", finder.len());

    let own: Vec<String> = std::env::args().skip(1).collect();
    if !own.is_empty() {
        return ask(&clerk, &finder, &own.join(" "));
    }

    // Somebody of the register, to ask for by what is known of him.
    let some = clerk.kind::<Resident>().all().await?;
    let Some(one) = some.into_iter().nth(100).map(|stored| stored.entity) else { return Ok(()) };
    let open = clerk.kind::<Resident>().reveal(&[one.id]).await?;
    let number =
        open.first().map(|one| one.document.get().map(|it| it.number().to_owned())).transpose()?.unwrap_or_default();
    let tail: String = number.chars().skip(12).collect();
    for asked in
        [one.name.as_str(), "zhang", "lj", "9号 桃源街", "桃源街1巷90号", "DH01-0001", "超市", &tail, "12", "x"]
    {
        ask(&clerk, &finder, asked)?;
    }

    // A move, committed by anybody, shows at the next look.
    let clinic = clerk.houses().by_number(&cunwu::value::Plain::parse("DH01-0002")?).await?;
    if let Some(house) = clinic {
        let how = Relocate { resident: one.id, house: house.entity.id, room: Room::Whole, on: clerk.today() };
        clerk.residents().relocate(how).await?;
        println!("looked at anew: {}", clerk.follow(&mut finder).await?);
        ask(&clerk, &finder, &tail)?;
        println!("inside {}: {}", house.entity.no.as_str(), clerk.inside(&finder, house.entity.id).await?.len());
    }
    println!("shown of {}: {}", one.id, one.name.masked());
    village.close().await
}
