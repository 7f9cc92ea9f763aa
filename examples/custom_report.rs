//! 自定义报告 A stranger's report and a stranger's renderer: a department asks for the let houses of each grid, as a plain
//! text list, and the village gives it from facts that the ledger already has.
use std::io::Write;

use async_trait::async_trait;
use cunwu::access::{Actor, MemoryKeyRing, Purpose};
use cunwu::exchange::{self, Options, Workbook, sheets};
use cunwu::ledger::{Held, Means, Village, catalog};
use cunwu::model::{Grid, House, Letting};
use cunwu::report::{Block, Cell, Column, Document, Html, Render, Report, Table};
use cunwu::store::SqlStore;

/// 各网格出租屋 Let houses by grid: a form that a housing department might ask for.
#[derive(Debug)]
struct LetHouses;

#[async_trait]
impl Report<Held> for LetHouses {
    fn id(&self) -> &'static str {
        "let_houses"
    }

    fn title(&self) -> &'static str {
        "各网格出租屋"
    }

    async fn compute(&self, held: &Held) -> cunwu::Result<Document> {
        let columns = [Column::new("网格"), Column::new("出租屋").unit("间"), Column::new("租住人数").unit("人")];
        let mut table = Table::new(self.id(), self.title(), columns);
        let mut grids: Vec<&Grid> = held.all::<Grid>().iter().collect();
        grids.sort_by_key(|grid| grid.code);
        for grid in grids {
            let here = |letting: &&Letting| {
                let house = letting.house.id().and_then(|house| held.get::<House>(house));
                house.is_some_and(|house| house.grid.id() == Some(grid.id))
            };
            let lettings: Vec<&Letting> = held.all::<Letting>().iter().filter(here).collect();
            let tenants: u32 = lettings.iter().map(|letting| letting.stated_tenants.get()).sum();
            let houses = u32::try_from(lettings.len()).unwrap_or(u32::MAX);
            table.push([Cell::text(grid.name.as_str()), Cell::count(houses), Cell::count(tenants)])?;
        }
        let mut document = Document::new(self.id(), self.title());
        document.push(table);
        Ok(document)
    }
}

/// A renderer of the department's own: one line a row, fields parted by `;`.
#[derive(Debug)]
struct Lines;

impl Render for Lines {
    fn media(&self) -> &'static str {
        "text/plain"
    }

    fn extension(&self) -> &'static str {
        "txt"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> cunwu::Result<()> {
        let mut text = String::new();
        for block in &document.blocks {
            if let Block::Table(table) = block {
                for row in table.rows() {
                    let fields: Vec<String> = row.iter().map(Cell::shown).collect();
                    text.push_str(&fields.join(";"));
                    text.push('\n');
                }
            }
        }
        out.write_all(text.as_bytes())
            .map_err(|error| cunwu::Error::new(cunwu::error::code::report::WRITE).with("reason", &error).because(error))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> cunwu::Result<()> {
    let store = SqlStore::sqlite_in_memory(catalog()?)?;
    let unit = "unit_01h45gqk00e8sr1dz6x2v4b9tm".parse()?;
    let village = Village::open(store, unit, Means::new(MemoryKeyRing::default())?).await?;
    let clerk = village.session(Actor::clerk("chen"), Purpose::of("报送出租屋数"));
    let mut book = Workbook::open("examples/donghua/data/东华村台账.xlsx")?;
    let plan = exchange::plan(&clerk, &sheets::all(), &mut [&mut book], &Options::default()).await?;
    exchange::run(&clerk, plan).await?;

    let document = LetHouses.compute(&clerk.held().await?).await?;
    print!("{}", Lines.to_text(&document)?);
    println!("{} bytes as HTML", Html.to_bytes(&document)?.len());
    Ok(())
}
