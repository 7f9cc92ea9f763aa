//! 存量格式 Files that earlier versions wrote, opened by this one: what they hold is what they held, their secrets open under the key file
//! beside them, their chain verifies, and they can be written on.
//!
//! `tests/data/stored/v1` was written once and stays as it is. A later format gets a folder of its own, written by
//! `CUNWU_STORED=write cargo test --test it stored::`, which refuses to touch one that is there.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use cunwu::access::{Act, Actor, FileKeyRing, FixedClock, Purpose, Role, SeededIds};
use cunwu::exchange::{MapFile, Options, Plan, RowSource as _, Workbook, sheets};
use cunwu::ledger::{Held, Means, Village, Write, catalog};
use cunwu::model::{House, HouseUse, OutlineOf};
use cunwu::schema::{AnyRecord, Entity};
use cunwu::store::{FORMAT, Head, LogQuery, Nature, Query, Seq, SqlStore, StoreExt as _, verify};
use cunwu::value::Day;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

const UNIT: &str = "unit_01h45gqk00e8sr1dz6x2v4b9tm";
/// How many records of each kind.
const OF_EACH: usize = 2;

fn folder(format: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/stored/v{format}"))
}

fn clerk(village: &Village) -> cunwu::ledger::Session<'_> {
    village.session(Actor::clerk("chen"), Purpose::of("样本"))
}

async fn open(path: &Path, seed: u64) -> Village {
    let ring = FileKeyRing::open(path.join("village.keys")).unwrap();
    let ids = SeededIds::new(seed, 1_688_000_000_000);
    let clock = FixedClock::on(Day::of(2023, 6, 30).unwrap());
    let store = SqlStore::sqlite(path.join("village.db"), catalog().unwrap()).unwrap();
    Village::open(store, UNIT.parse().unwrap(), Means::new(ring).unwrap().ids(ids).clock(clock)).await.unwrap()
}

/// The secrets of one kind, open.
fn secrets<E: Entity>(held: &Held, facts: &mut String) {
    for record in held.all::<E>() {
        let mut record = record.clone();
        let key = Entity::id(&record).key();
        for (spec, slot) in Entity::secrets(&mut record) {
            if let Some(clear) = slot.exposed() {
                writeln!(facts, "secret\t{key}\t{}\t{clear}", spec.name).unwrap();
            }
        }
    }
}

/// The secrets of every kind that format 1 began with.
macro_rules! all_secrets {
    ($($kind:ident)+) => {
        fn all_secrets(held: &Held, facts: &mut String) {
            $(secrets::<cunwu::model::$kind>(held, facts);)+
        }
    };
}

all_secrets! {
    Activity Allocation Allowance Asset BigCommitteeMember Campaign CareEntry Case Contract ContractPeriod Cooperative
    CounterService Deal Decision DecisionStep Donation FailedRound Grid House Household IncidentStatistics InspectionItem
    Letting MapSheet Mediation Meeting Opinion Outline Pairing PartyMember PartyOrganisation PatrolSighting Pledge Post
    ReceptionDay Recognition RepairProject Residence Resident RulesClause ServiceOrder ServiceTeam StatedFigure Station
    StudioMember Survey Training Vehicle VentureProject Venue VillageRules Visit WorkbookIndex
}

/// Everything that the ledger holds, as text: heads, every record as it is stored, every version, every secret.
async fn facts(village: &Village) -> String {
    let (store, unit) = (village.store(), village.unit());
    let head = store.head(unit).await.unwrap();
    let mut facts = format!("head\t{}\t{}\n", head.seq, head.chain);
    for spec in catalog().unwrap().kinds() {
        let page = store.query(unit, &Query::of(spec.name).limit(Query::MOST)).await.unwrap();
        assert!(page.next.is_none());
        for record in page.records {
            let body: [u8; 32] = Sha256::digest(record.body.as_bytes()).into();
            let hex: String = body.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
            writeln!(facts, "record\t{}\t{}\t{}\t{hex}", record.key, record.rev, record.version).unwrap();
        }
    }
    let log = store.log(unit, &LogQuery::after(Seq::ZERO).limit(Query::MOST)).await.unwrap();
    for change in &log {
        let there = if change.content.is_some() { "there" } else { "gone" };
        writeln!(
            facts,
            "change\t{}\t{}\t{}\t{}\t{there}",
            change.commit.seq,
            change.ord,
            change.nature.code(),
            change.key
        )
        .unwrap();
    }
    assert_eq!(verify(&store.info().catalog, &Head::default(), &log, &head).unwrap(), vec![]);
    let session = clerk(village);
    let open = session.held_open(Act::Export).await.unwrap();
    all_secrets(&open, &mut facts);
    facts
}

/// Some records of every kind, from the sample of the example.
fn records(held: &Held, ids: &SeededIds) -> Vec<Box<dyn AnyRecord>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/donghua/data");
    let tables = Workbook::open(data.join("东华村台账.xlsx")).unwrap().tables().unwrap();
    let mut mint = || cunwu::access::IdGen::uuid(ids);
    let mut plan = Plan::build(&sheets::all(), &tables, held, &Options::default(), &mut mint).unwrap();
    let maps = [("village", OutlineOf::Village), ("grids", OutlineOf::Grid)];
    let maps: Vec<MapFile> =
        maps.map(|(file, of)| MapFile::open(data.join(format!("{file}.geojson")), of).unwrap()).into();
    plan.add_maps(&maps, held, &mut mint).unwrap();
    let mut count = std::collections::BTreeMap::new();
    let records = plan.records.into_iter().map(|planned| planned.record);
    records
        .filter(|record| {
            let seen = count.entry(record.spec().name).or_insert(0);
            *seen += 1;
            *seen <= OF_EACH
        })
        .collect()
}

/// Writes the files of this format: an import, corrections, an erasure, a rotation of the unit's key.
async fn write(to: &Path) {
    let inside = tempfile::tempdir().unwrap();
    let village = open(inside.path(), 1).await;
    let session = clerk(&village);
    let empty = session.held_for_import().await.unwrap();
    let records = records(&empty, &SeededIds::new(2, 1_687_000_000_000));
    let kinds: std::collections::BTreeSet<_> = records.iter().map(|record| record.spec().name).collect();
    let missing: Vec<_> =
        catalog().unwrap().kinds().map(|spec| spec.name).filter(|name| !kinds.contains(name)).collect();
    assert_eq!(missing, ["key_rotation", "key_state", "read_entry"], "what the ledger itself writes comes below");
    let created: Vec<Write> = records.iter().map(|record| Write::created(record.copied())).collect();
    session.import(created, Seq::ZERO, "样本").await.unwrap().unwrap();
    let again = |kind: &'static str| records.iter().filter(move |record| record.spec().name == kind);
    let corrected = again("house").map(|record| Write::over(record.copied(), Nature::Correct));
    session.write(Act::Import, corrected.collect(), Vec::new(), Some("更正")).await.unwrap().unwrap();
    let changed = again("resident").chain(again("letting")).map(|record| Write::over(record.copied(), Nature::Change));
    session.write(Act::Import, changed.collect(), Vec::new(), Some("变动")).await.unwrap().unwrap();
    let keeper = village.session(Actor::new("keeper", Role::steward()), Purpose::of("样本"));
    keeper.rotate_keys("轮换").await.unwrap();
    let person = again("resident").next().unwrap().subject();
    keeper.erase(&person, "样本").await.unwrap();
    session.held_open(Act::Export).await.unwrap();
    village.close().await.unwrap();
    drop(village);
    std::fs::create_dir_all(to).unwrap();
    let packed = std::fs::File::create_new(to.join("village.db.gz")).expect("files of a format are written once");
    let mut packed = GzEncoder::new(packed, flate2::Compression::best());
    packed.write_all(&std::fs::read(inside.path().join("village.db")).unwrap()).unwrap();
    packed.finish().unwrap();
    std::fs::copy(inside.path().join("village.keys"), to.join("village.keys")).unwrap();
    let copy = unpacked(to);
    std::fs::write(to.join("facts.tsv"), facts(&open(copy.path(), 3).await).await).unwrap();
}

/// A copy of the files, to be opened: the key file for its owner's eyes alone, as a checkout does not leave it.
fn unpacked(from: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    let mut database = Vec::new();
    GzDecoder::new(std::fs::File::open(from.join("village.db.gz")).unwrap()).read_to_end(&mut database).unwrap();
    std::fs::write(copy.path().join("village.db"), database).unwrap();
    let keys = copy.path().join("village.keys");
    std::fs::copy(from.join("village.keys"), &keys).unwrap();
    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o600)).unwrap();
    copy
}

/// The formats whose files are kept.
fn kept() -> impl Iterator<Item = (u32, PathBuf)> {
    (1..=FORMAT).map(|format| (format, folder(format)))
}

fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test may read the tester's wish")]
fn files_of_every_format_hold_what_they_held() {
    if std::env::var("CUNWU_STORED").is_ok_and(|wish| wish == "write") {
        block(write(&folder(FORMAT)));
    }
    for (format, folder) in kept() {
        let expected = std::fs::read_to_string(folder.join("facts.tsv")).unwrap();
        let copy = unpacked(&folder);
        let found = block(async { facts(&open(copy.path(), 4).await).await });
        let first = expected.lines().zip(found.lines()).find(|(expected, found)| expected != found);
        assert_eq!(first, None, "format {format}: due and found");
        assert_eq!(expected.lines().count(), found.lines().count(), "format {format}");
        for what in ["record\t", "secret\t", "\terase\t", "\tcorrect\t", "\tchange\t", "\tgone"] {
            assert!(found.contains(what), "format {format} holds {what:?}");
        }
    }
}

#[test]
fn files_of_every_format_can_be_written_on() {
    for (format, folder) in kept() {
        let copy = unpacked(&folder);
        block(async {
            let village = open(copy.path(), 5).await;
            let (store, unit) = (village.store(), village.unit());
            let before = village.head().await.unwrap();
            let session = clerk(&village);
            let open = session.held_open(Act::Export).await.unwrap();
            let mut house = open.all::<House>()[0].clone();
            house.usage = if house.usage == HouseUse::Vacant { HouseUse::Let } else { HouseUse::Vacant };
            let write = Write::over(Box::new(house.clone()), Nature::Change);
            let done = session.write(Act::Write, vec![write], Vec::new(), None).await.unwrap().unwrap();
            assert!(done.head.seq > before.seq);
            let now = store.need::<House>(unit, house.id).await.unwrap();
            assert_eq!((now.rev, now.usage), (done.head.seq, house.usage), "format {format}");
            let then = store.as_of(before.seq).load::<House>(unit, house.id).await.unwrap().unwrap();
            assert_ne!(then.usage, house.usage, "format {format}");
            let log = store.log(unit, &LogQuery::after(Seq::ZERO).limit(Query::MOST)).await.unwrap();
            let end = village.head().await.unwrap();
            assert_eq!(verify(&store.info().catalog, &Head::default(), &log, &end).unwrap(), vec![]);
        });
    }
}

#[test]
fn another_key_file_opens_no_secret_of_the_kept_files() {
    let copy = unpacked(&folder(1));
    let keys = copy.path().join("village.keys");
    let mut changed = String::new();
    for line in std::fs::read_to_string(&keys).unwrap().lines() {
        let (rest, key) = line.rsplit_once(' ').unwrap();
        writeln!(changed, "{rest} {}", key.chars().rev().collect::<String>()).unwrap();
    }
    std::fs::write(&keys, changed).unwrap();
    let refused = block(async {
        let village = open(copy.path(), 6).await;
        clerk(&village).held_open(Act::Export).await.unwrap_err()
    });
    assert_eq!(refused.code(), "access.unseal");
}
