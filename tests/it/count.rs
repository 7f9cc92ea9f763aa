//! 划定区域居住人员数量即时统计 Headcounts over a ledger: every one equals what a look at every record gives, on any day, as known at any commit, while others
//! write.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "small test numbers"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use cunwu::access::{Act, Actor, MemoryKeyRing, Purpose, ReadEntry, Role, RoleTable};
use cunwu::ledger::{Held, Means, MoveOut, Relocate, Session, Village, catalog};
use cunwu::map::{Area, AreaCount, Exactness, VillageCount, VillageSnapshot};
use cunwu::model::{
    CareBasis, CareEntry, CareFrequency, House, Membership, MoveOutReason, PartyMember, Ref, Residence, Resident,
    ResidentCategory, Room,
};
use cunwu::sample::{Rng, identity_number};
use cunwu::schema::{Entity, Id, Secret};
use cunwu::store::{MemoryStore, Meta, Origin, Seed, Seq, SqlStore, Store, UnitOfWork};
use cunwu::value::{Cgcs2000, Day, IdNumber, Instant, Metres, Plain, Sensitive, Sex};

use crate::place::{Place, newcomer, unit, v};

/// What a count says, in a form that a look at every record gives too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Said {
    houses: u32,
    residents: u32,
    registered: u32,
    women: u32,
    elderly: u32,
    care: u32,
    party: u32,
}

fn said(count: &AreaCount) -> Said {
    let counters = count.counters;
    Said {
        houses: count.houses,
        residents: counters.residents,
        registered: counters.registered,
        women: counters.female,
        elderly: counters.age_60_69 + counters.age_70_79 + counters.age_80_up,
        care: counters.care,
        party: counters.party,
    }
}

/// Where a resident lives on a day by the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lives {
    /// He moved out, or has not come yet.
    Elsewhere,
    /// Nothing says where, or nobody registered the house.
    Somewhere,
    In(Id<House>),
}

impl Lives {
    fn house(self) -> Option<Id<House>> {
        if let Self::In(house) = self { Some(house) } else { None }
    }
}

/// At the residence that began last.
fn home_of(held: &Held, who: Id<Resident>, day: Day) -> Lives {
    let all: Vec<&Residence> = held.all::<Residence>().iter().filter(|one| one.resident == who).collect();
    let here = all.iter().filter(|one| one.from <= day && one.until.is_none_or(|until| until > day));
    match here.max_by_key(|one| (one.from, one.id)) {
        None if all.is_empty() => Lives::Somewhere,
        None => Lives::Elsewhere,
        Some(main) => {
            let house = main.house.id().filter(|house| held.get::<House>(*house).is_some());
            house.map_or(Lives::Somewhere, Lives::In)
        }
    }
}

/// A look at every record: what lies in the area, or everything without one; and how many have no place.
fn looked(held: &Held, day: Day, area: Option<&Area<Cgcs2000>>) -> (Said, u32) {
    let inside = |house: &House| area.is_none_or(|area| area.contains(house.point));
    let houses = held.all::<House>().iter().filter(|house| inside(house)).count();
    let mut said = Said { houses: houses as u32, residents: 0, registered: 0, women: 0, elderly: 0, care: 0, party: 0 };
    let mut unplaced = 0;
    for one in held.all::<Resident>() {
        let home = home_of(held, one.id, day);
        if home == Lives::Elsewhere {
            continue;
        }
        let house = home.house().and_then(|house| held.get::<House>(house));
        unplaced += u32::from(house.is_none());
        if !house.map_or(area.is_none(), inside) {
            continue;
        }
        said.residents += 1;
        said.registered += u32::from(one.category == ResidentCategory::Registered);
        said.women += u32::from(one.sex == Sex::Female);
        said.elderly += u32::from(day.age_of(one.birth).is_some_and(|age| age >= 60));
        let care = held.all::<CareEntry>().iter().any(|entry| entry.resident == Some(one.id) && entry.filed <= day);
        let party = held.all::<PartyMember>().iter().any(|entry| entry.resident == Some(one.id) && entry.joined <= day);
        said.care += u32::from(care);
        said.party += u32::from(party);
    }
    (said, unplaced)
}

/// Boxes over parts of the village, and one around a house.
fn areas(houses: &[House]) -> Vec<Area<Cgcs2000>> {
    let mut areas: Vec<Area<Cgcs2000>> = [(0, 50), (20, 70), (3, 99)]
        .iter()
        .filter_map(|(one, other)| Area::rectangle(houses[*one].point, houses[*other].point).ok())
        .collect();
    areas.push(Area::circle(houses[10].point, Metres::new(60)).unwrap());
    areas.push(Area::along([houses[5].point, houses[40].point, houses[80].point], Metres::new(25)).unwrap());
    areas
}

fn agrees(count: &VillageCount, held: &Held, areas: &[Area<Cgcs2000>]) {
    let day = count.day();
    let (all, unplaced) = looked(held, day, None);
    let total = count.total();
    assert_eq!(said(&total), all, "the whole village on {day}");
    let expected = match unplaced {
        0 => Exactness::Exact,
        unlocated_residents => Exactness::Partial { unlocated_residents, unlocated_houses: 0 },
    };
    assert_eq!(total.exactness, expected);
    for (area, counted) in areas.iter().zip(count.counts(areas)) {
        assert_eq!(said(&counted), looked(held, day, Some(area)).0, "on {day}");
        let listed = count.residents_page(area, None, usize::MAX);
        assert_eq!((listed.of, listed.ids.len()), (counted.counters.residents as usize, listed.of));
        assert!(listed.ids.iter().all(|who| {
            let house = home_of(held, *who, day).house().and_then(|house| held.get::<House>(house));
            house.is_some_and(|house| area.contains(house.point))
        }));
    }
}

fn care(clerk: &Session<'_>, of: &Resident, house: Id<House>, filed: Day, number: u64) -> CareEntry {
    let identity = identity_number(&mut Rng::new(number), "440199", of.sex, of.birth).unwrap();
    CareEntry {
        id: clerk.mint(),
        resident: Some(of.id),
        name: of.name.clone(),
        sex: of.sex,
        number: Secret::open(identity),
        birth: of.birth,
        phone: None,
        category: of.category,
        house: house.into(),
        groups: v("困难家庭成员"),
        frequency: CareFrequency::Monthly,
        officer: v("单乐水"),
        basis: CareBasis::Consent,
        filed,
    }
}

fn member(clerk: &Session<'_>, of: &Resident, joined: Day, number: u64) -> PartyMember {
    let identity: IdNumber = identity_number(&mut Rng::new(number), "440199", of.sex, of.birth).unwrap();
    PartyMember {
        id: clerk.mint(),
        no: v(&format!("DY{number}")),
        resident: Some(of.id),
        name: of.name.clone(),
        sex: of.sex,
        identity: Secret::open(identity),
        birth: of.birth,
        phone: None,
        joined,
        confirmed: None,
        membership: Membership::Probationary,
        branch: Ref::Pending(v("中共东华村第一支部")),
        group: None,
        functional_branch: None,
        floating: None,
    }
}

/// The ledger of [`Place`] with one who has two homes, one who left yesterday, one who comes tomorrow, one whose house nobody registered, and
/// one of whom no home is known.
#[tokio::test]
async fn two_homes_count_once_who_left_yesterday_counts_no_more_and_who_has_no_place_is_named() {
    let place = Place::open(MemoryStore::new(catalog().unwrap())).await;
    let clerk = place.clerk();
    let today: Day = v("2023-07-01");
    let (one, other) = (&place.houses[0], &place.houses[1]);
    let around = |house: &House| Area::circle(house.point, Metres::from_centimetres(50)).unwrap();
    let mut count = clerk.headcount(today).await.unwrap();
    let of = |count: &VillageCount, house: &House| {
        let counted = count.count(&around(house));
        assert_eq!(counted.counters, count.house(house.id).unwrap(), "nobody else stands there");
        counted.counters.residents
    };
    let (here, there, total) = (of(&count, one), of(&count, other), count.total().counters.residents);

    // Two homes at once: the register allows it, the count takes the one that began last.
    let first = clerk.residents().move_in(newcomer(1, one.id, "2023-06-01")).await.unwrap();
    let second = Residence {
        id: clerk.mint(),
        resident: first,
        house: other.id.into(),
        room: Room::parse("2").unwrap(),
        from: v("2023-06-20"),
        until: None,
        reason: None,
        registration: None,
    };
    clerk.kind::<Residence>().create(second).await.unwrap();
    assert_eq!(clerk.refresh(&mut count).await.unwrap(), 3, "a person and two residences");
    assert_eq!((of(&count, one), of(&count, other), count.total().counters.residents), (here, there + 1, total + 1));
    count.advance_to(v("2023-06-19")).unwrap();
    assert_eq!((of(&count, one), of(&count, other)), (here + 1, there), "the day before, his only home");
    count.advance_to(today).unwrap();

    // Out yesterday, and in tomorrow.
    let left = clerk.residents().move_in(newcomer(2, one.id, "2023-06-01")).await.unwrap();
    let leave = MoveOut { resident: left, on: v("2023-07-01"), reason: MoveOutReason::OtherCity };
    clerk.residents().move_out(leave).await.unwrap();
    clerk.residents().move_in(newcomer(3, one.id, "2023-07-02")).await.unwrap();
    clerk.refresh(&mut count).await.unwrap();
    assert_eq!((of(&count, one), count.total().counters.residents), (here, total + 1));
    count.advance_to(v("2023-06-30")).unwrap();
    assert_eq!((of(&count, one), count.total().counters.residents), (here + 1, total + 2), "his last day");
    count.advance_to(v("2023-07-02")).unwrap();
    assert_eq!((of(&count, one), count.total().counters.residents), (here + 1, total + 2), "the other one's first");
    count.advance_to(today).unwrap();
    assert_eq!(count.total().exactness, Exactness::Exact);

    // A house that nobody registered yet, and no home at all: both are in no area, and every count says so.
    let nowhere = clerk.residents().move_in(newcomer(4, one.id, "2023-06-01")).await.unwrap();
    let homes = clerk.kind::<Residence>().all().await.unwrap();
    let home = homes.iter().find(|home| home.entity.resident == nowhere).unwrap();
    let pending = Residence { house: Ref::Pending(v("DH99-0001")), ..home.entity.clone() };
    clerk.kind::<Residence>().correct(pending, home.rev, "门牌看错").await.unwrap();
    let known = clerk.residents().records().get(nowhere).await.unwrap().unwrap().entity;
    let unhoused = Resident { id: clerk.mint(), document: open_document(5, &known), ..known };
    clerk.residents().records().create(unhoused).await.unwrap();
    clerk.refresh(&mut count).await.unwrap();
    assert_eq!((of(&count, one), count.total().counters.residents), (here, total + 3));
    let partial = Exactness::Partial { unlocated_residents: 2, unlocated_houses: 0 };
    assert_eq!(count.count(&around(one)).exactness, partial);
    assert_eq!(partial.to_string(), "部分：另有 2 人、0 间房屋无法落图");
    agrees(&count, &clerk.held().await.unwrap(), &areas(&place.houses));
}

fn open_document(number: u64, like: &Resident) -> Secret<cunwu::value::IdDocument> {
    let identity = identity_number(&mut Rng::new(number), "440199", like.sex, like.birth).unwrap();
    Secret::open(v(&identity.expose()))
}

#[tokio::test]
async fn the_care_roll_counts_from_its_filing_and_the_party_from_joining() {
    let place = Place::open(MemoryStore::new(catalog().unwrap())).await;
    let clerk = place.clerk();
    let held = clerk.held().await.unwrap();
    let mut count = clerk.headcount(v("2023-07-01")).await.unwrap();
    let grown = |day: &str| place.residents.iter().filter(|one| one.age_on(v(day)).is_some_and(|age| age >= 18)).nth(3);
    let one = held.get::<Resident>(grown("2022-01-01").unwrap().id).unwrap();
    let house = home_of(&held, one.id, v("2023-07-01")).house().unwrap();
    let entry = care(&clerk, one, house, v("2023-06-15"), 21);
    let filed = entry.id;
    clerk.kind::<CareEntry>().create(entry).await.unwrap();
    clerk.kind::<PartyMember>().create(member(&clerk, one, v("2023-06-20"), 22)).await.unwrap();
    assert_eq!(clerk.refresh(&mut count).await.unwrap(), 2);
    for (day, expected) in
        [("2023-06-14", (0, 0)), ("2023-06-15", (1, 0)), ("2023-06-19", (1, 0)), ("2023-06-20", (1, 1))]
    {
        count.advance_to(v(day)).unwrap();
        let total = count.total().counters;
        assert_eq!((total.care, total.party), expected, "{day}");
    }
    let mut work = UnitOfWork::new(place.village.store(), unit());
    work.need(filed).await.unwrap();
    work.delete(filed).unwrap();
    work.commit(meta("off the roll"), &Seed::from_bytes([9; 32])).await.unwrap();
    clerk.refresh(&mut count).await.unwrap();
    assert_eq!((count.total().counters.care, count.total().counters.party), (0, 1));
    agrees(&count, &clerk.held().await.unwrap(), &areas(&place.houses));
}

fn meta(request: &str) -> Meta {
    let at = Instant::parse("2023-07-01T08:00:00Z").unwrap();
    let (actor, purpose) = ("wang".into(), "更正".into());
    Meta { request: request.into(), actor, purpose, reason: None, at, origin: Origin::default() }
}

#[tokio::test]
async fn any_day_as_known_at_any_commit_is_what_the_records_of_that_commit_say_of_that_day() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Place::open(SqlStore::sqlite(folder.path().join("village.db"), catalog().unwrap()).unwrap()).await;
    let memory = Place::open(MemoryStore::new(catalog().unwrap())).await;
    for place in [memory, sqlite] {
        let clerk = place.clerk();
        let areas = areas(&place.houses);
        let mut rng = Rng::new(8);
        let mut followed = clerk.headcount(v("2023-07-01")).await.unwrap();
        let first = followed.seq();
        for turn in 0..40_u64 {
            act(&place, &clerk, &mut rng, turn).await;
            if turn % 5 == 4 {
                clerk.refresh(&mut followed).await.unwrap();
                let held = clerk.held().await.unwrap();
                assert_eq!(followed.seq(), held.seq());
                agrees(&followed, &held, &areas);
                followed.advance_to(some_day(&mut rng)).unwrap();
                agrees(&followed, &held, &areas);
                assert_eq!(
                    followed.occupants(),
                    VillageCount::build(held.people(), held.seq(), followed.day()).unwrap().occupants()
                );
            }
        }
        let head = place.village.head().await.unwrap().seq;
        assert!(head.get() - first.get() >= 30, "most acts were done");
        for _ in 0..12 {
            let seq = Seq::new(first.get() + i64::from(rng.below((head.get() - first.get()) as u32 + 1)));
            let then = clerk.as_of(seq);
            agrees(&then.headcount(some_day(&mut rng)).await.unwrap(), &then.held().await.unwrap(), &areas);
        }
    }
}

/// Around the day on which the sample stands, and far from it.
fn some_day(rng: &mut Rng) -> Day {
    let near = v::<Day>("2023-06-10").plus_days(i64::from(rng.below(45)));
    if rng.below(5) == 0 { v("2029-02-28") } else { near }
}

/// One act of a random run; what is refused changes nothing.
async fn act(place: &Place, clerk: &Session<'_>, rng: &mut Rng, turn: u64) {
    let house = place.houses[rng.below(100) as usize].id;
    let one = &place.residents[rng.below(800) as usize];
    let day = some_day(rng);
    match rng.below(7) {
        0 => drop(clerk.residents().move_in(newcomer(1_000 + turn, house, &day.to_string())).await),
        1 => {
            let leave = MoveOut { resident: one.id, on: day, reason: MoveOutReason::OtherCity };
            drop(clerk.residents().move_out(leave).await);
        }
        2 | 3 => {
            let relocate = Relocate { resident: one.id, house, room: Room::parse("7").unwrap(), on: day };
            drop(clerk.residents().relocate(relocate).await);
        }
        4 => {
            let known = clerk.residents().records().get(one.id).await.unwrap().unwrap();
            clerk.kind::<CareEntry>().create(care(clerk, &known.entity, house, day, 5_000 + turn)).await.unwrap();
        }
        5 => {
            let known = clerk.houses().records().get(house).await.unwrap().unwrap();
            let other = place.houses[rng.below(100) as usize].point;
            let corrected = House { point: other, ..known.entity };
            clerk.houses().records().correct(corrected, known.rev, "点位有误").await.unwrap();
        }
        _ => delete(place, rng, turn).await,
    }
}

/// Takes a record out of the store: a residence, a care entry, a house with people in it.
async fn delete(place: &Place, rng: &mut Rng, turn: u64) {
    let store = place.village.store();
    let mut work = UnitOfWork::new(store, unit());
    match rng.below(3) {
        0 => gone::<CareEntry>(&mut work, rng).await,
        1 => gone::<House>(&mut work, rng).await,
        _ => gone::<Residence>(&mut work, rng).await,
    }
    work.commit(meta(&format!("gone {turn}")), &Seed::from_bytes([turn as u8; 32])).await.unwrap();
}

async fn gone<E: Entity>(work: &mut UnitOfWork<'_, dyn Store + '_>, rng: &mut Rng) {
    let found = work.find::<E>(&cunwu::store::select::<E>().limit(50)).await.unwrap().records;
    if !found.is_empty() {
        work.delete(found[rng.below(found.len() as u32) as usize].entity.id()).unwrap();
    }
}

#[tokio::test]
async fn pages_of_ids_hold_each_once_in_order_and_listing_is_in_the_log_before_it_returns() {
    let place = Place::open(MemoryStore::new(catalog().unwrap())).await;
    let clerk = place.clerk();
    let count = clerk.headcount(v("2023-07-01")).await.unwrap();
    let area = Area::rectangle(place.houses[3].point, place.houses[99].point).unwrap();
    let all = count.residents_page(&area, None, usize::MAX);
    assert!(all.of > 60 && all.next.is_none(), "{}", all.of);
    let (mut met, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = clerk.residents_in(&count, &area, after, 25).await.unwrap();
        assert_eq!(page.of, all.of);
        pages += 1;
        met.extend(page.ids);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((met, pages), (all.ids, all.of.div_ceil(25)));
    let lists: Vec<u32> = clerk
        .kind::<ReadEntry>()
        .all()
        .await
        .unwrap()
        .into_iter()
        .filter(|entry| entry.entity.act == Act::List)
        .map(|entry| entry.entity.count.get())
        .collect();
    assert_eq!((lists.len(), lists.iter().sum::<u32>() as usize), (pages, all.of));
    let houses = count.houses_page(&area, None, 7);
    assert_eq!((houses.ids.len(), houses.of), (7, count.houses_in(&area).len()));
    let rest = count.houses_page(&area, houses.next, usize::MAX);
    assert_eq!([houses.ids, rest.ids].concat(), count.houses_in(&area));
    let mut means = Means::new(MemoryKeyRing::default()).unwrap();
    means = means.policy(RoleTable::default().role(Role::new("counter"), &[Act::Read]));
    let other = "unit_01k3d0n6hwa000000000000001".parse().unwrap();
    let elsewhere = Village::open(MemoryStore::new(catalog().unwrap()), other, means).await.unwrap();
    let counter = elsewhere.session(Actor::new("lin", Role::new("counter")), Purpose::routine());
    let mut none = counter.headcount(v("2023-07-01")).await.unwrap();
    assert_eq!(counter.residents_in(&none, &area, None, 5).await.unwrap_err().code(), "access.denied");
    for error in
        [counter.residents_in(&count, &area, None, 5).await.unwrap_err(), clerk.refresh(&mut none).await.unwrap_err()]
    {
        assert_eq!(error.code(), "map.headcount.other_unit");
    }
}

#[tokio::test]
async fn near_dense_empty_and_within_reach_are_what_the_records_say() {
    let place = Place::open(MemoryStore::new(catalog().unwrap())).await;
    let clerk = place.clerk();
    let held = clerk.held().await.unwrap();
    let count = clerk.headcount(v("2023-07-01")).await.unwrap();
    let hazard = place.houses[42].point;
    let metres = |house: &House| cunwu::map::distance(hazard, house.point).unwrap();
    let mut by_distance: Vec<(Metres, Id<House>)> =
        place.houses.iter().map(|house| (metres(house), house.id)).collect();
    by_distance.sort_unstable();
    let nearest: Vec<(Metres, Id<House>)> =
        count.nearest(hazard, 12, Metres::MOST).into_iter().map(|near| (near.metres, near.key)).collect();
    assert_eq!(nearest, by_distance[..12]);
    assert_eq!(nearest[0], (Metres::new(0), place.houses[42].id));

    let hundred = Metres::new(100);
    let near: Vec<Id<House>> = by_distance.iter().filter(|(metres, _)| *metres < hundred).map(|(_, id)| *id).collect();
    let within = count.within(hazard, hundred).unwrap();
    let living = |house: &Id<House>| count.house(*house).unwrap().residents;
    assert_eq!((within.houses as usize, within.counters.residents), (near.len(), near.iter().map(living).sum()));

    let reach = count.reach([hazard, place.houses[7].point], hundred).unwrap();
    assert_eq!(reach.inside, count.count(&reach.area));
    assert_eq!(
        reach.residents().map(|part| (part.num(), part.den())),
        Some((i64::from(reach.inside.counters.residents), 800))
    );

    let area = Area::circle(hazard, hundred).unwrap();
    let density = count.density(&area);
    let per_hectare = density.residents_per_hectare().unwrap();
    assert_eq!(per_hectare.num(), i64::from(within.counters.residents) * 1_000_000);
    assert!((3_141_000..3_141_600).contains(&per_hectare.den()), "3.14 hectares in hundredths of a square metre");
    assert_eq!(density.houses_per_hectare().unwrap().num(), i64::from(within.houses) * 1_000_000);

    // Empty as soon as the last one has left.
    let house = near[1];
    assert!(!count.empty_houses_in(&area).contains(&house));
    let there: Vec<Id<Resident>> = count.occupants().remove(&house).unwrap();
    for resident in &there {
        let leave = MoveOut { resident: *resident, on: v("2023-07-01"), reason: MoveOutReason::OtherCity };
        clerk.residents().move_out(leave).await.unwrap();
    }
    let mut later = count;
    clerk.refresh(&mut later).await.unwrap();
    let empty = later.empty_houses_in(&area);
    assert!(empty.contains(&house) && empty.iter().all(|house| later.house(*house).unwrap().residents == 0));
    assert_eq!(held.seq().get() + there.len() as i64, later.seq().get());
}

/// Eight writers move people about, eight readers count with an index of their own or on a shared snapshot; whatever they
/// saw is what the ledger held at the commit that they name.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_a_reader_counts_among_eight_writers_is_some_committed_state() {
    const WRITERS: usize = 8;
    const MOVES: usize = 12;
    let place = Arc::new(Place::open(MemoryStore::new(catalog().unwrap())).await);
    let areas = Arc::new(areas(&place.houses));
    let today: Day = v("2023-07-01");
    let count = place.clerk().headcount(today).await.unwrap();
    let shared: Arc<RwLock<VillageSnapshot>> = Arc::new(RwLock::new(count.snapshot()));
    let working = Arc::new(AtomicUsize::new(WRITERS));
    let seen: Arc<Mutex<BTreeMap<Seq, Vec<Said>>>> = Arc::default();
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let (place, working) = (Arc::clone(&place), Arc::clone(&working));
        tasks.spawn(async move {
            let clerk = place.clerk();
            for turn in 0..MOVES {
                let resident = place.residents[writer * 90 + turn].id;
                let house = place.houses[(writer * 13 + turn * 7) % 100].id;
                let relocate = Relocate { resident, house, room: Room::parse("9").unwrap(), on: v("2023-07-01") };
                match clerk.residents().relocate(relocate).await {
                    Ok(_) => {}
                    Err(refused) => assert!(
                        ["ledger.move.same_place", "ledger.move.too_early", "ledger.move.not_here"]
                            .contains(&refused.code()),
                        "{refused}"
                    ),
                }
                tokio::task::yield_now().await;
            }
            working.fetch_sub(1, Ordering::SeqCst);
        });
    }
    for reader in 0..8 {
        let (place, working, shared, areas, seen) =
            (Arc::clone(&place), Arc::clone(&working), Arc::clone(&shared), Arc::clone(&areas), Arc::clone(&seen));
        tasks.spawn(async move {
            let clerk = place.clerk();
            let mut own = clerk.headcount(today).await.unwrap();
            loop {
                let last = working.load(Ordering::SeqCst) == 0;
                let snapshot = if reader % 2 == 0 {
                    clerk.refresh(&mut own).await.unwrap();
                    *shared.write().unwrap() = own.snapshot();
                    own.snapshot()
                } else {
                    shared.read().unwrap().clone()
                };
                let counts: Vec<Said> = areas
                    .iter()
                    .map(|area| said(&snapshot.count(area)))
                    .chain([said(&snapshot.houses().total())])
                    .collect();
                let known = seen.lock().unwrap().entry(snapshot.seq()).or_insert_with(|| counts.clone()).clone();
                assert_eq!(known, counts, "two readers of one commit");
                if last {
                    break;
                }
                tokio::task::yield_now().await;
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let clerk = place.clerk();
    let seen = Arc::into_inner(seen).unwrap().into_inner().unwrap();
    assert!(seen.len() > 3, "readers saw {} states", seen.len());
    let head = place.village.head().await.unwrap().seq;
    assert!(seen.contains_key(&head), "the last state was seen by the next reading of the feed");
    for (seq, counts) in &seen {
        let held = clerk.as_of(*seq).held().await.unwrap();
        let expected: Vec<Said> =
            areas.iter().map(Some).chain([None]).map(|area| looked(&held, today, area).0).collect();
        assert_eq!(*counts, expected, "at commit {seq}");
    }
}
