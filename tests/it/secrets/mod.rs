//! 密文 The whole workbook in a sealed ledger on disk, with moves, rotations and erasures: no secret and no key is in any file, in
//! the log, in a bundle, in error texts, or in what `Debug` shows; and the village is still counted, reported and exported.

mod patterns;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use cunwu::access::{Actor, FileKeyRing, Kinds, Purpose, Role, Sealer, SecretKey, XChaCha};
use cunwu::exchange::{Options, Plan, RowSource, Table, Workbook, run, sheets};
use cunwu::ledger::{Held, Means, MoveOut, Relocate, Session, Village, catalog};
use cunwu::map::VillageCount;
use cunwu::model::{Household, MoveOutReason, PartyMember, Residence, Resident};
use cunwu::report::village::{FiveGovernance, VillageProfile};
use cunwu::report::{Markdown, Render, Report};
use cunwu::schema::{Entity, Key, UnitId};
use cunwu::store::{Filter, Head, KEY_KIND, LogQuery, Mark, Nature, Query, SqlStore, Store, Verifier};
use cunwu::value::{Day, IdNumber, Phone, Sensitive};
use patterns::{Patterns, base64, unbase64};

const UNIT: &str = "unit_01h45gqk00e8sr1dz6x2v4b9tm";

fn day() -> Day {
    Day::of(2023, 6, 30).unwrap()
}

fn tables() -> Vec<Table> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/donghua/data/东华村台账.xlsx");
    Workbook::open(path).unwrap().tables().unwrap()
}

async fn open(folder: &Path) -> Village {
    let means = Means::new(FileKeyRing::open(folder.join("keys/donghua.keys")).unwrap()).unwrap();
    let store = SqlStore::sqlite(folder.join("ledger/village.db"), catalog().unwrap()).unwrap();
    Village::open(store, UNIT.parse().unwrap(), means).await.unwrap()
}

fn clerk(village: &Village) -> Session<'_> {
    village.session(Actor::clerk("chen"), Purpose::of("核对台账"))
}

fn steward(village: &Village) -> Session<'_> {
    village.session(Actor::new("wang", Role::steward()), Purpose::of("保管密钥"))
}

async fn planned(village: &Village, tables: &[Table]) -> Plan {
    let clerk = clerk(village);
    let before = clerk.held_for_import().await.unwrap();
    Plan::build(&sheets::all(), tables, &before, &Options::default(), &mut || clerk.uuid()).unwrap()
}

/// Every declared secret of the plan's records, as it would be sealed and as it is tagged; how many are too short to look for.
fn secrets_of(plan: &mut Plan, patterns: &mut Patterns) -> usize {
    let mut short = 0;
    for planned in &mut plan.records {
        for (spec, slot) in planned.record.secrets() {
            for text in [slot.exposed(), slot.canonical()].into_iter().flatten() {
                short += usize::from(!patterns.add(text.as_bytes(), spec.name));
            }
        }
    }
    short
}

/// The keys in the key file: use and version with the bytes.
fn unit_keys(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let text = std::fs::read_to_string(folder.join("keys/donghua.keys")).unwrap();
    let line = |line: &str| {
        let mut parts = line.split(' ').skip(1);
        (format!("{} {}", parts.next().unwrap(), parts.next().unwrap()), unbase64(parts.next().unwrap()))
    };
    text.lines().map(line).collect()
}

/// Every data key, unwrapped by hand with the unit keys of the file.
async fn data_keys(store: &dyn Store, unit: UnitId, keys: &[(String, Vec<u8>)]) -> Vec<Vec<u8>> {
    let mut open = Vec::new();
    let mut query = Query::of(KEY_KIND).limit(Query::MOST);
    loop {
        let page = store.query(unit, &query).await.unwrap();
        for record in &page.records {
            let (version, body) = record.body.split_once('.').unwrap();
            let (_, key) = keys.iter().find(|(name, _)| *name == format!("wrap {version}")).unwrap();
            let (kind, id) = record.key.id.split_once('/').unwrap();
            let mut bound = Vec::new();
            for part in ["cunwu.wrap.1", UNIT, kind, id] {
                bound.extend(u32::try_from(part.len()).unwrap().to_le_bytes());
                bound.extend(part.as_bytes());
            }
            let key = SecretKey::from_bytes(key.as_slice().try_into().unwrap());
            open.push(XChaCha.open(&key, &bound, &unbase64(body)).unwrap());
        }
        query.after = page.next;
        if query.after.is_none() {
            return open;
        }
    }
}

/// The log as a host would export it, every row with its content, in JSON; and what `Debug` makes of it.
async fn exported_log(village: &Village) -> (String, u64) {
    let (mut text, mut rows) = (String::new(), 0);
    let mut query = LogQuery { after: Mark::default(), key: None, limit: 10_000, bodies: true };
    let mut from = Head::default();
    loop {
        let page = village.store().log(village.unit(), &query).await.unwrap();
        let Some(last) = page.last() else { break };
        query.after = last.mark();
        for change in &page {
            let body = change.content.as_ref().map(|content| content.body.to_string());
            let columns = change.content.as_ref().map(|content| format!("{:?}", content.columns));
            let row = serde_json::json!({
                "seq": change.commit.seq.get(), "key": change.key, "nature": change.nature.code(),
                "reason": change.commit.reason, "body": body, "columns": columns,
            });
            writeln!(text, "{row}").unwrap();
            if rows % 97 == 0 {
                writeln!(text, "{change:?}").unwrap();
            }
            rows += 1;
        }
        from = Head { seq: last.commit.seq, chain: last.commit.chain, at: Some(last.commit.at) };
    }
    let head = village.head().await.unwrap();
    assert_eq!((from.seq, from.chain), (head.seq, head.chain));
    (text, rows)
}

/// Texts of errors that were made with secrets in hand.
async fn provoked(village: &Village, held: &Held) -> String {
    let clerk = clerk(village);
    let mut texts = String::new();
    let mut tell = |error: &cunwu::Error| {
        writeln!(texts, "{error}\n{error:?}\n{}", error.text(cunwu::error::Lang::Zh)).unwrap();
        let mut cause = std::error::Error::source(error);
        while let Some(below) = cause {
            writeln!(texts, "{below} {below:?}").unwrap();
            cause = below.source();
        }
    };
    let residents = held.all::<Resident>();
    for resident in residents.iter().take(40) {
        let document = resident.document.get().unwrap();
        let number = Sensitive::canonical(document);
        // A number that does not parse: cut, with a character more, as another type.
        tell(&number[..number.len() - 1].parse::<IdNumber>().unwrap_err());
        tell(&format!("{number}0").parse::<IdNumber>().unwrap_err());
        tell(&number.parse::<Phone>().unwrap_err());
        // An open record cannot be serialised.
        tell(&cunwu::schema::encode(resident).unwrap_err());
    }
    let one = residents[0].clone();
    tell(&clerk.residents().records().create(one.clone()).await.unwrap_err());
    tell(&clerk.residents().records().change(one.clone(), cunwu::store::Seq::new(999)).await.unwrap_err());
    let grid = village.session(Actor::new("liu", Role::grid_officer()), Purpose::routine());
    tell(&grid.residents().records().reveal(&[one.id]).await.unwrap_err());
    // A sealed text in the place of another is written, and does not open.
    let room = clerk.residents();
    let records = room.records();
    let mut stored = records.get(one.id).await.unwrap().unwrap();
    let own = stored.entity.clone();
    stored.entity.document = records.get(residents[1].id).await.unwrap().unwrap().entity.document;
    let done = records.change(stored.entity.clone(), stored.rev).await.unwrap().unwrap();
    tell(&records.reveal(&[one.id]).await.unwrap_err());
    records.correct(own, done.head.seq, "试验后改回").await.unwrap();
    texts
}

/// What `Debug` shows of records, open and sealed.
fn shown(held: &Held) -> String {
    let mut text = String::new();
    held.all::<Resident>().iter().step_by(20).for_each(|one| writeln!(text, "{one:?}").unwrap());
    held.all::<Household>().iter().step_by(5).for_each(|one| writeln!(text, "{one:?}").unwrap());
    held.all::<PartyMember>().iter().for_each(|one| writeln!(text, "{one:?}").unwrap());
    held.all::<cunwu::model::CareEntry>().iter().for_each(|one| writeln!(text, "{one:#?}").unwrap());
    held.all::<cunwu::model::Allowance>().iter().for_each(|one| writeln!(text, "{one:?}").unwrap());
    writeln!(text, "{held:?}").unwrap();
    text
}

/// One who heads a household, and one who is in the Party.
fn two(held: &Held) -> [Key; 2] {
    let heading = held.all::<Household>().iter().find_map(|household| household.head).unwrap();
    let members = held.all::<PartyMember>().iter().filter_map(|member| member.resident);
    let member = members.into_iter().find(|member| *member != heading).unwrap();
    [heading, member].map(cunwu::schema::Id::key)
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.clone(), std::fs::read(&path).unwrap())).collect()
}

#[tokio::test]
async fn no_secret_and_no_key_leaves_the_ledger_and_the_erased_leave_it_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::create_dir(path.join("ledger")).unwrap();
    std::os::unix::fs::DirBuilderExt::mode(&mut std::fs::DirBuilder::new(), 0o700).create(path.join("keys")).unwrap();
    let village = open(path).await;
    let tables = tables();
    let mut plan = planned(&village, &tables).await;
    let mut patterns = Patterns::new();
    let short = secrets_of(&mut plan, &mut patterns);
    assert!(patterns.len() > 20_000, "{}", patterns.len());
    assert!(short < 2_000, "{short} are too short to look for");
    run(&clerk(&village), plan).await.unwrap();
    let mut keys = unit_keys(path);
    let mut data = data_keys(village.store(), village.unit(), &keys).await;

    // Moves, a correction, then both kinds of keys.
    let held = clerk(&village).held_open(cunwu::access::Act::Export).await.unwrap();
    let texts = provoked(&village, &held).await;
    let debug = shown(&held);
    let homes: Vec<&Residence> = held.all::<Residence>().iter().filter(|home| home.is_open()).take(20).collect();
    for pair in homes.chunks_exact(2) {
        let leave = MoveOut { resident: pair[0].resident, on: day(), reason: MoveOutReason::OtherCity };
        clerk(&village).residents().move_out(leave).await.unwrap();
        let (house, room) = (pair[0].house.id().unwrap(), pair[0].room.clone());
        let relocate = Relocate { resident: pair[1].resident, house, room, on: day() };
        if let Err(error) = clerk(&village).residents().relocate(relocate).await {
            assert_eq!(error.code(), "ledger.move.same_place");
        }
    }
    let rotated = steward(&village).rotate_keys("年度轮换").await.unwrap();
    assert_eq!(rotated.done as usize, data.len());
    let stale = Filter::starts_with("document_tag", "1.");
    let all = held.all::<Resident>().len() as u64;
    assert_eq!(clerk(&village).residents().records().count(stale.clone()).await.unwrap(), all);
    steward(&village).rotate_index_keys(Kinds::default(), "年度轮换").await.unwrap();
    assert_eq!(clerk(&village).residents().records().count(stale).await.unwrap(), 0);
    let document = held.all::<Resident>()[7].document.get().unwrap();
    let found = clerk(&village).residents().by_document(document).await.unwrap().unwrap();
    assert_eq!(found.entity.id, held.all::<Resident>()[7].id);
    let history = clerk(&village).residents().records().history(found.entity.id).await.unwrap();
    assert_eq!(history.last().unwrap().nature, Nature::Reseal);
    keys.extend(unit_keys(path));

    erased(&village, &tables, &held).await;

    village.close().await.unwrap();
    let (log, rows) = exported_log(&village).await;
    let mut bundle = Vec::new();
    cunwu::store::bundle::write(village.store(), village.unit(), &mut bundle).await.unwrap();
    let bundle = String::from_utf8(bundle).unwrap();
    assert!(bundle.len() > 1_000_000, "the bundle holds the village's log");
    assert!(rows > 40_000, "{rows}");
    keys.extend(unit_keys(path));
    data.extend(data_keys(village.store(), village.unit(), &unit_keys(path)).await);
    for (_, key) in &keys {
        patterns.add_key(key, "unit key");
    }
    for key in &data {
        patterns.add_key(key, "data key");
    }
    let ledger = files(&path.join("ledger"));
    assert!(ledger.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > 10_000_000);
    for (file, bytes) in &ledger {
        assert_eq!(patterns.found_in(bytes), None, "in {}", file.display());
    }
    for (what, text) in [("log", &log), ("bundle", &bundle), ("errors", &texts), ("debug", &debug)] {
        assert!(text.len() > 10_000, "{what} is {} bytes", text.len());
        assert_eq!(patterns.found_in(text.as_bytes()), None, "in the {what}");
    }
    // That something would be found: the key file has keys, and so has a planted text, number and key.
    let ring = std::fs::read(path.join("keys/donghua.keys")).unwrap();
    assert_eq!(patterns.found_in(&ring).unwrap().0, "unit key");
    let number = Sensitive::canonical(document);
    for (planted, what) in
        [(number.into_bytes(), "document"), (base64(&data[3]).into_bytes(), "data key"), (data[9].clone(), "data key")]
    {
        let mut bytes = ledger[0].1[..5_000].to_vec();
        let place = bytes.len();
        bytes.extend(planted);
        bytes.extend([0; 100]);
        assert_eq!(patterns.found_in(&bytes), Some((what, place)));
    }
}

/// Erases two persons; what is left reads, counts, reports, exports and imports.
async fn erased(village: &Village, tables: &[Table], before: &Held) {
    let gone = two(before);
    let refused = clerk(village).permit(cunwu::access::Act::Erase, Resident::SPEC.name).unwrap_err();
    assert_eq!(refused.code(), "access.denied");
    assert!(before.all::<Household>().iter().any(|household| household.head.is_some_and(|head| head.key() == gone[0])));
    let mut plan = None;
    for subject in &gone {
        let erased = steward(village).erase(subject, "本人申请").await.unwrap();
        assert_eq!(&erased.records[0], subject);
        for link in &erased.dangling {
            assert!(erased.records.contains(&link.to) && !erased.records.contains(&link.from));
        }
        assert!(village.store().fetch(village.unit(), &erased.records).await.unwrap().iter().all(Option::is_none));
        if plan.is_none() {
            let of = |kind: &str| erased.records.iter().any(|key| &*key.kind == kind);
            assert!(of("residence") && of("household"), "{:?}", erased.records);
            assert!(
                erased.dangling.iter().any(|link| &*link.to.kind == "household"),
                "his family's link to the household"
            );
            // Every secret of everybody else opens, and the paper is compared with what is left.
            plan = Some(planned(village, tables).await);
        }
    }
    let plan = plan.unwrap();
    let [_, new, ..] = plan.report.totals();
    assert!(new >= 2, "whoever is on paper and not in the ledger would come back as somebody new: {new}");
    assert!(run(&clerk(village), plan).await.is_err_and(|error| error.is_conflict()), "a plan of before is refused");

    let held = clerk(village).held().await.unwrap();
    assert_eq!(held.all::<Resident>().len(), before.all::<Resident>().len() - 2);
    let count = VillageCount::build(held.people(), held.seq(), day()).unwrap();
    assert!(count.total().counters.residents > 11_500);
    let profile = VillageProfile::on(day()).compute(&held).await.unwrap();
    let five = FiveGovernance::on(day()).compute(&held).await.unwrap();
    assert!(Markdown.to_text(&profile).unwrap().len() + Markdown.to_text(&five).unwrap().len() > 5_000);

    let kinds = catalog().unwrap();
    let mut verifier = Verifier::new(&Head::default());
    let mut query = LogQuery { after: Mark::default(), key: None, limit: 10_000, bodies: true };
    loop {
        let page = village.store().log(village.unit(), &query).await.unwrap();
        let Some(last) = page.last() else { break };
        query.after = last.mark();
        for change in &page {
            verifier.push(&kinds, change).unwrap();
        }
    }
    let whole = verifier.finish(&village.head().await.unwrap());
    assert!(whole.is_sound(), "{whole:?}");
}
