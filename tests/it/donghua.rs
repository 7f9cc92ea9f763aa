//! 东华村 The whole path through a ledger: workbook and maps in, counts, sheets and reports out, on SQLite and in memory.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use cunwu::access::{Actor, MemoryKeyRing, Purpose};
use cunwu::exchange::{Cell, MapFile, Options, Plan, RowSource, Table, Workbook, run, sheets};
use cunwu::ledger::{Held, Means, MoveOut, Relocate, Village, catalog};
use cunwu::map::sheet::{Atlas, SheetInput};
use cunwu::map::{Area, Exactness, VillageCount};
use cunwu::model::{House, MoveOutReason, Outline, OutlineOf, Residence, Roll, StepEvidence};
use cunwu::report::village::{FiveGovernance, VillageBook, VillageProfile};
use cunwu::report::{Markdown, Render, Report};
use cunwu::store::{Head, LogQuery, MemoryStore, SqlStore, Store, verify};
use cunwu::value::{Cgcs2000, Count, Day};

fn day() -> Day {
    Day::of(2023, 6, 30).unwrap()
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/donghua/data").join(name)
}

fn tables() -> &'static [Table] {
    static TABLES: OnceLock<Vec<Table>> = OnceLock::new();
    TABLES.get_or_init(|| Workbook::open(data("东华村台账.xlsx")).unwrap().tables().unwrap())
}

fn maps() -> Vec<MapFile> {
    [
        ("village.geojson", OutlineOf::Village),
        ("grids.geojson", OutlineOf::Grid),
        ("sheets.geojson", OutlineOf::Sheet),
        ("houses.geojson", OutlineOf::House),
    ]
    .into_iter()
    .map(|(file, of)| MapFile::open(data(file), of).unwrap())
    .collect()
}

pub(crate) fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

pub(crate) async fn open(store: impl Store + 'static) -> Village {
    let unit = "unit_01h45gqk00e8sr1dz6x2v4b9tm".parse().unwrap();
    Village::open(store, unit, Means::new(MemoryKeyRing::default()).unwrap()).await.unwrap()
}

/// Imports workbook and maps; gives the counts of the report: rows, new, changed, unchanged, refused, absent.
pub(crate) async fn import(village: &Village) -> [usize; 6] {
    let clerk = village.session(Actor::clerk("chen"), Purpose::of("导入"));
    let before = clerk.held_for_import().await.unwrap();
    let mut plan = Plan::build(&sheets::all(), tables(), &before, &Options::default(), &mut || clerk.uuid()).unwrap();
    plan.add_maps(&maps(), &before, &mut || clerk.uuid()).unwrap();
    run(&clerk, plan).await.unwrap().totals()
}

/// What the ledger in memory holds after the import, secrets sealed.
pub(crate) fn held() -> &'static Held {
    static HELD: OnceLock<Held> = OnceLock::new();
    HELD.get_or_init(|| {
        block(async {
            let village = open(MemoryStore::new(catalog().unwrap())).await;
            import(&village).await;
            village.session(Actor::clerk("chen"), Purpose::routine()).held().await.unwrap()
        })
    })
}

/// The 15 map sheets, drawn from the ledger.
pub(crate) fn map_sheets() -> Vec<SheetInput<Cgcs2000>> {
    let held = held();
    let count = VillageCount::build(held.people(), held.seq(), day()).unwrap();
    let atlas = Atlas {
        village: "东华村",
        sheets: held.all(),
        grids: held.all(),
        houses: held.all(),
        residents: held.all(),
        residences: held.all(),
        outlines: held.all(),
    };
    atlas.draw(&count, "index.html").unwrap().0.into_iter().map(|sheet| sheet.input).collect()
}

fn documents(held: &Held) -> String {
    block(async {
        let profile = VillageProfile::on(day()).compute(held).await.unwrap();
        let five = FiveGovernance::on(day()).compute(held).await.unwrap();
        Markdown.to_text(&profile).unwrap() + &Markdown.to_text(&five).unwrap()
    })
}

#[test]
fn grids_and_sheets_add_up_to_the_village_and_every_figure_comes_from_sealed_records() {
    let held = held();
    let count = VillageCount::build(held.people(), held.seq(), day()).unwrap();
    let total = count.total();
    assert_eq!((total.houses, total.counters.residents, total.counters.registered), (1_495, 11_608, 1_884));
    assert_eq!(total.exactness, Exactness::Exact);
    for (of, parts) in [(OutlineOf::Grid, 7), (OutlineOf::Sheet, 15), (OutlineOf::Village, 1)] {
        let outlines: Vec<&Outline> = held.all::<Outline>().iter().filter(|outline| outline.of == of).collect();
        assert_eq!(outlines.len(), parts);
        let counts: Vec<_> = outlines.iter().map(|outline| count.count(&Area::of_record(outline).unwrap())).collect();
        assert_eq!(counts.iter().map(|count| count.houses).sum::<u32>(), 1_495, "{of}");
        assert_eq!(counts.iter().map(|count| count.counters.residents).sum::<u32>(), 11_608, "{of}");
        assert_eq!(counts.iter().map(|count| count.counters.outside()).sum::<u32>(), 9_724, "{of}");
    }
    let figures = VillageBook::new(held, day()).figures().unwrap();
    assert_eq!((figures.missing(), figures.differing()), (vec![], vec![]));
}

#[test]
fn evidence_that_says_more_than_the_workbook_stays_and_other_totals_are_corrected() {
    block(async {
        let village = open(MemoryStore::new(catalog().unwrap())).await;
        import(&village).await;
        let clerk = village.session(Actor::clerk("chen"), Purpose::of("补凭据"));
        let all = clerk.kind::<StepEvidence>().all().await.unwrap();
        assert_eq!(all.len(), 132, "33 decisions with four votes each");
        let mut more = all[0].entity.clone();
        more.plan_sent = Some(day());
        let Some(Roll::Counted(roll)) = &mut more.roll else { panic!("totals") };
        (roll.in_person, roll.by_proxy) = (Count::new(roll.in_person.get() - 1), Count::new(1));
        clerk.kind::<StepEvidence>().correct(more.clone(), all[0].rev, "有一人委托").await.unwrap();
        let mut wrong = all[1].entity.clone();
        let Some(Roll::Counted(roll)) = &mut wrong.roll else { panic!("totals") };
        roll.entitled = Count::new(roll.entitled.get() + 1);
        clerk.kind::<StepEvidence>().correct(wrong, all[1].rev, "抄错").await.unwrap();
        import(&village).await;
        let again = clerk.kind::<StepEvidence>().all().await.unwrap();
        assert_eq!(again.len(), 132);
        assert_eq!((&again[0].entity, &again[1].entity), (&more, &all[1].entity));
    });
}

#[test]
fn the_same_file_again_changes_nothing_and_reports_are_the_same_on_sqlite_and_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    let on_disk = block(async {
        let village = open(SqlStore::sqlite(&path, catalog().unwrap()).unwrap()).await;
        let [rows, new, changed, unchanged, refused, absent] = import(&village).await;
        assert_eq!((new, changed, unchanged, refused, absent), (rows, 0, 0, 0, 0));
        let head = village.head().await.unwrap();
        let [_, new, changed, unchanged, refused, absent] = import(&village).await;
        assert_eq!((new, changed, unchanged, refused, absent), (0, 0, rows, 0, 0));
        assert_eq!(village.head().await.unwrap(), head, "nothing was committed");
        village.session(Actor::clerk("chen"), Purpose::routine()).held().await.unwrap()
    });
    assert_eq!(documents(&on_disk), documents(held()));
    no_secret_is_in(folder.path());
}

fn plain(cell: &Cell) -> String {
    cell.text().unwrap().map(|text| text.trim().to_owned()).unwrap_or_default()
}

/// No identity number, document number or telephone of the workbook stands in any file of the folder.
fn no_secret_is_in(folder: &Path) {
    let specs: Vec<_> = sheets::all().iter().map(|sheet| sheet.spec()).collect();
    let mut secrets = std::collections::HashSet::new();
    for table in tables() {
        let Some(spec) = specs.iter().find(|spec| *table.name == *spec.name) else { continue };
        let headers: Vec<&str> =
            spec.columns.iter().filter(|column| column.secret).map(|column| column.header).collect();
        let places: Vec<usize> = table
            .rows
            .iter()
            .take(5)
            .flat_map(|row| row.cells.iter().enumerate())
            .filter(|(_, cell)| headers.contains(&&*plain(cell)))
            .map(|(place, _)| place)
            .collect();
        for row in table.rows.iter().skip(2) {
            secrets.extend(places.iter().map(|place| plain(row.cell(*place)).to_uppercase()));
        }
    }
    secrets.retain(|secret| secret.len() >= 11 && secret.bytes().filter(u8::is_ascii_digit).count() >= 10);
    assert!(secrets.len() > 20_000, "{}", secrets.len());
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let content = std::fs::read(entry.unwrap().path()).unwrap();
        bytes += content.len();
        for length in [11, 12, 18] {
            for window in content.windows(length).filter(|window| window[0].is_ascii_digit()) {
                let digits = window.iter().filter(|byte| byte.is_ascii_digit()).count() + 2 > length;
                let found = digits && std::str::from_utf8(window).is_ok_and(|text| secrets.contains(text));
                assert!(!found, "a secret of {length} characters is on disk in the clear");
            }
        }
    }
    assert!(bytes > 10_000_000, "the ledger was read");
}

#[test]
fn a_move_changes_the_counts_at_once_and_the_chain_verifies() {
    block(async {
        let village = open(MemoryStore::new(catalog().unwrap())).await;
        import(&village).await;
        let clerk = village.session(Actor::clerk("chen"), Purpose::of("办理搬迁"));
        let held = clerk.held().await.unwrap();
        let mut count = VillageCount::build(held.people(), held.seq(), day()).unwrap();
        let grids: Vec<Area<Cgcs2000>> = held
            .all::<Outline>()
            .iter()
            .filter(|outline| outline.of == OutlineOf::Grid)
            .map(|outline| Area::of_record(outline).unwrap())
            .collect();
        let of = |count: &VillageCount, grid: usize| count.count(&grids[grid]).counters.residents;
        let (here, there) = (of(&count, 0), of(&count, 1));

        let inside = count.houses_in(&grids[0]);
        let home = held
            .all::<Residence>()
            .iter()
            .find(|home| home.is_open() && home.house.id().is_some_and(|house| inside.contains(&house)));
        let home = home.unwrap();
        let house = count.houses_in(&grids[1])[0];
        let relocate = Relocate { resident: home.resident, house, room: home.room.clone(), on: day() };
        clerk.residents().relocate(relocate.clone()).await.unwrap();
        assert_eq!(
            (of(&count, 0), of(&count, 1)),
            (here, there),
            "an index that has not read the feed stays as it was"
        );
        assert_eq!(count.refresh(village.store(), village.unit()).await.unwrap(), 2, "one residence ended, one began");
        assert_eq!((of(&count, 0), of(&count, 1)), (here - 1, there + 1));
        let again = clerk.residents().relocate(relocate).await.unwrap_err();
        assert_eq!(again.code(), "ledger.move.same_place");

        let leave = MoveOut { resident: home.resident, on: day().next(), reason: MoveOutReason::OtherCity };
        clerk.residents().move_out(leave).await.unwrap();
        count.refresh(village.store(), village.unit()).await.unwrap();
        assert_eq!(count.total().counters.residents, 11_608, "he still lives here today");
        count.advance_to(day().next()).unwrap();
        assert_eq!(count.total().counters.residents, 11_607, "and no longer tomorrow");
        let rebuilt = clerk.held().await.unwrap();
        let rebuilt = VillageCount::build(rebuilt.people(), rebuilt.seq(), day().next()).unwrap();
        assert_eq!(rebuilt.total(), count.total(), "the feed gives what a new reading gives");
        assert_eq!(held.get::<House>(house).unwrap().id, house);

        village.close().await.unwrap();
        let mut changes = Vec::new();
        let mut query = LogQuery { after: cunwu::store::Mark::default(), key: None, limit: 10_000, bodies: true };
        loop {
            let page = village.store().log(village.unit(), &query).await.unwrap();
            let Some(last) = page.last() else { break };
            query.after = last.mark();
            changes.extend(page);
        }
        let end = village.head().await.unwrap();
        assert_eq!(verify(&catalog().unwrap(), &Head::default(), &changes, &end).unwrap(), []);
        changes.remove(7);
        assert_ne!(verify(&catalog().unwrap(), &Head::default(), &changes, &end).unwrap(), []);
    });
}
