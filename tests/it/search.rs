//! 人屋搜索 The finder over a ledger: every resident is found by what is known of him, masked; each search is noted; what is committed, and
//! the day, show in it; who is erased is gone from memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cunwu::access::{Act, Actor, MemoryKeyRing, Purpose, ReadEntry, Role, RoleTable};
use cunwu::error::{Error, code};
use cunwu::ledger::{Means, MoveOut, Relocate, Session, Village, Write, catalog};
use cunwu::map::VillageCount;
use cunwu::model::{
    House, MoveOutReason, Resident, Room, Vehicle, VehicleKind, VehicleStanding, Venue, VenueClass, VenueHazard,
};
use cunwu::schema::{AnyRecord, Id};
use cunwu::search::{Card, Field, How, Kind, Question, VillageFinder};
use cunwu::store::{MemoryStore, SqlStore, Store};
use cunwu::value::{Instant, Plain, Sensitive};

use crate::broken::wrap::{Broken, now};
use crate::place::{Place, newcomer, v};

fn cards(clerk: &Session<'_>, finder: &VillageFinder, asked: &str) -> Vec<Card> {
    clerk.find(finder, &Question::of(asked).unwrap().limit(50)).unwrap().cards
}

fn persons(clerk: &Session<'_>, finder: &VillageFinder, asked: &str) -> Vec<Id<Resident>> {
    cards(clerk, finder, asked).iter().filter_map(|card| card.subject.id_of()).collect()
}

#[tokio::test]
async fn everybody_is_found_by_number_tail_telephone_and_name_and_leads_to_his_house() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Place::open(SqlStore::sqlite(folder.path().join("village.db"), catalog().unwrap()).unwrap()).await;
    let memory = Place::open(MemoryStore::new(catalog().unwrap())).await;
    for place in [memory, sqlite] {
        let clerk = place.clerk();
        let finder = clerk.finder().await.unwrap();
        assert!(finder.len() > 900 && finder.day() == v("2023-07-01"));
        for resident in place.residents.iter().step_by(7) {
            let number = resident.document.get().unwrap().number().to_owned();
            for asked in [&number[..], &number[number.len() - 6..]] {
                assert!(persons(&clerk, &finder, asked).contains(&resident.id), "{}", resident.id);
            }
            let found = cards(&clerk, &finder, &number);
            assert!(
                found.iter().all(|card| card.why[0].how == How::Whole),
                "himself, and his household where he is its head"
            );
            assert_eq!(found[0].subject.id_of(), Some(resident.id));
            assert!(found[0].house.is_some() && found[0].here);
            if let Some(phone) = &resident.phone {
                let number = phone.get().unwrap().expose();
                assert!(persons(&clerk, &finder, &number[number.len() - 4..]).contains(&resident.id));
            }
            let name = Question::of(resident.name.as_str()).unwrap().only(&[Kind::Resident]).limit(50);
            let answer = clerk.find(&finder, &name).unwrap();
            let found: Vec<Id<Resident>> = answer.cards.iter().filter_map(|card| card.subject.id_of()).collect();
            assert!(answer.more || found.contains(&resident.id));
        }
        let house = &place.houses[3];
        let found = cards(&clerk, &finder, house.no.as_str());
        assert_eq!(found[0].subject.id_of(), Some(house.id));
        let inside = clerk.inside(&finder, house.id).await.unwrap();
        assert_eq!(inside.len(), found[0].inside);
        let back = inside.iter().filter(|card| card.subject.kind != Kind::House);
        assert!(back.into_iter().all(|card| card.house.as_ref().is_some_and(|(id, _)| *id == house.id)));
    }
}

#[tokio::test]
async fn nothing_that_is_shown_or_printed_is_clear_and_every_search_is_noted_with_its_purpose() {
    let place = Place::open(MemoryStore::new(catalog().unwrap())).await;
    let clerk = place.clerk();
    let finder = clerk.finder().await.unwrap();
    let resident = &place.residents[0];
    let number = resident.document.get().unwrap().number().to_owned();
    let found = cards(&clerk, &finder, &number);
    let shown = format!("{found:?} {finder:?} {:?}", Question::of(&number).unwrap());
    for secret in [number.as_str(), resident.name.as_str()] {
        assert!(!shown.contains(secret));
    }
    assert_eq!(found[0].title, resident.name.masked());
    assert!(found[0].details.is_empty(), "numbers are never given back");

    place.village.close().await.unwrap();
    let notes = clerk.kind::<ReadEntry>().all().await.unwrap();
    let acts: Vec<(Act, u32)> = notes.iter().map(|note| (note.entity.act, note.entity.count.get())).collect();
    assert!(acts.contains(&(Act::Search, 1)) && acts.iter().any(|(act, count)| *act == Act::Index && *count > 900));
    assert!(
        notes.iter().all(|note| &*note.entity.purpose == "接待来访" && !format!("{:?}", note.entity).contains(&number))
    );
}

#[tokio::test]
async fn who_may_not_search_or_index_is_refused() {
    let place = Place::open(MemoryStore::new(catalog().unwrap())).await;
    let clerk = place.clerk();
    let finder = clerk.finder().await.unwrap();
    let question = Question::of("张").unwrap();
    let of = |role: Role| place.village.session(Actor::new("lin", role), Purpose::of("核查"));
    assert!(of(Role::supervisor()).find(&finder, &question).is_ok(), "masked, he may");
    assert_eq!(of(Role::supervisor()).finder().await.unwrap_err().code(), "access.denied");
    assert_eq!(of(Role::new("visitor")).find(&finder, &question).unwrap_err().code(), "access.role.unknown");
    let means = Means::new(MemoryKeyRing::default()).unwrap();
    let means = means.policy(RoleTable::default().role(Role::new("counter"), &[Act::Read]));
    let other = "unit_01k3d0n6hwa000000000000001".parse().unwrap();
    let elsewhere = Village::open(MemoryStore::new(catalog().unwrap()), other, means).await.unwrap();
    let counter = elsewhere.session(Actor::new("lin", Role::new("counter")), Purpose::routine());
    assert_eq!(counter.find(&finder, &question).unwrap_err().code(), "search.other_unit");
    assert_eq!(
        elsewhere.session(Actor::clerk("chen"), Purpose::routine()).find(&finder, &question).unwrap_err().code(),
        "search.other_unit"
    );
}

#[tokio::test]
async fn a_move_a_plate_a_correction_and_the_day_show_at_the_next_look() {
    let place = Place::open(MemoryStore::new(catalog().unwrap())).await;
    let clerk = place.clerk();
    let mut finder = clerk.finder().await.unwrap();
    let (one, other) = (place.houses[0].id, place.houses[1].id);
    let at = |finder: &VillageFinder| {
        let found = cards(&clerk, finder, "shanleshan");
        found.first().map(|card| (card.here, card.house.as_ref().map(|(house, _)| *house)))
    };
    let resident = clerk.residents().move_in(newcomer(99, one, "2023-07-01")).await.unwrap();
    assert_eq!(at(&finder), None);
    assert_eq!(clerk.follow(&mut finder).await.unwrap(), 1);
    assert_eq!(at(&finder), Some((true, Some(one))));

    // A move that begins in ten days is known, and counts when its day has come.
    clerk
        .residents()
        .relocate(Relocate { resident, house: other, room: Room::parse("2").unwrap(), on: v("2023-07-11") })
        .await
        .unwrap();
    clerk.follow(&mut finder).await.unwrap();
    assert_eq!(at(&finder), Some((true, Some(one))));
    let neighbour = &place.residents[0];
    let later = Relocate { resident: neighbour.id, house: other, room: Room::parse("9").unwrap(), on: v("2023-07-15") };
    clerk.residents().relocate(later).await.unwrap();
    clerk.follow(&mut finder).await.unwrap();
    place.day("2023-07-11");
    assert_eq!(clerk.follow(&mut finder).await.unwrap(), 1);
    assert_eq!(at(&finder), Some((true, Some(other))));
    assert_eq!(clerk.follow(&mut finder).await.unwrap(), 0, "nothing is new, and the day stays");

    let known = clerk.residents().records().get(resident).await.unwrap().unwrap();
    let renamed = Resident { name: v("单乐水"), ..known.entity };
    clerk.residents().records().change(renamed, known.rev).await.unwrap();
    clerk.follow(&mut finder).await.unwrap();
    assert_eq!(at(&finder), None);
    assert_eq!(persons(&clerk, &finder, "单乐水"), [resident]);

    let car = car(&clerk, resident, Some(other));
    let id = car.id;
    clerk.vehicles().create(car).await.unwrap();
    clerk.follow(&mut finder).await.unwrap();
    let found = cards(&clerk, &finder, "d020");
    assert_eq!((found.len(), found[0].subject.id_of(), found[0].why[0].field), (1, Some(id), Field::Plate));
    assert!(found[0].title != "粤A2D020" && found[0].house.as_ref().is_some_and(|(house, _)| *house == other));

    clerk
        .residents()
        .move_out(MoveOut { resident, on: v("2023-07-12"), reason: MoveOutReason::OtherCity })
        .await
        .unwrap();
    place.day("2023-07-12");
    clerk.follow(&mut finder).await.unwrap();
    let left = cards(&clerk, &finder, "单乐水").into_iter().find(|card| card.subject.kind == Kind::Resident).unwrap();
    assert!(!left.here && left.house.is_none());

    place.day("2023-07-15");
    assert_eq!(clerk.follow(&mut finder).await.unwrap(), 1, "the other one moves on his day");
    let number = neighbour.document.get().unwrap().number();
    let moved = cards(&clerk, &finder, number)[0].house.as_ref().map(|(house, _)| *house);
    assert_eq!(moved, Some(other));

    // What followed is what is built anew.
    let anew = clerk.finder().await.unwrap();
    for asked in ["单乐水", "单", "sls", "d020", "桃源", "zhang", "90号", "1234"] {
        assert_eq!(cards(&clerk, &finder, asked), cards(&clerk, &anew, asked), "{asked}");
    }
    assert_eq!((finder.seq(), finder.len()), (anew.seq(), anew.len()));

    place.clock.set(Instant::from_micros(0));
    assert_eq!(clerk.follow(&mut finder).await.unwrap_err().code(), "search.backwards");
}

#[tokio::test]
async fn who_is_erased_is_found_no_more() {
    let place = Place::open(MemoryStore::new(catalog().unwrap())).await;
    let steward = place.village.session(Actor::new("wang", Role::steward()), Purpose::of("本人要求删除"));
    let mut finder = steward.finder().await.unwrap();
    let resident = &place.residents[5];
    let number = resident.document.get().unwrap().number().to_owned();
    assert_eq!(persons(&steward, &finder, &number), [resident.id]);
    let car = car(&steward, resident.id, None);
    steward.vehicles().create(car).await.unwrap();
    steward.follow(&mut finder).await.unwrap();
    assert_eq!(cards(&steward, &finder, "d020").len(), 1);
    steward.erase(&resident.key(), "本人要求").await.unwrap();
    steward.follow(&mut finder).await.unwrap();
    assert!(persons(&steward, &finder, &number).is_empty());
    assert!(!persons(&steward, &finder, resident.name.as_str()).contains(&resident.id));
    assert!(cards(&steward, &finder, "d020").is_empty(), "his car is gone with him");
    assert_eq!(finder.len(), steward.finder().await.unwrap().len());
}

fn car(session: &Session<'_>, user: Id<Resident>, house: Option<Id<House>>) -> Vehicle {
    Vehicle {
        id: session.mint(),
        plate: v("粤A2D020"),
        kind: VehicleKind::Car,
        user_name: Some(v("单乐水")),
        user_document: None,
        user: Some(user),
        house: house.map(cunwu::model::Ref::Known),
        declared: Some(v("2023-07-02")),
        night: None,
        standing: VehicleStanding::Pending,
    }
}

/// The store in memory, whose log cannot be read beyond the first page as long as `down`.
fn failing(down: &Arc<AtomicBool>) -> Broken {
    let down = Arc::clone(down);
    Broken::of(catalog().unwrap()).log(move |store, unit, query| {
        let second = query.after.ord > 0;
        if second && down.load(Ordering::Relaxed) {
            return Err(Error::new(code::store::CONNECTION).with("reason", "cut off"));
        }
        now(store.log(unit, query))
    })
}

#[tokio::test]
async fn a_store_that_fails_amid_a_commit_leaves_the_finder_where_it_was_and_nothing_is_skipped_afterwards() {
    let down = Arc::new(AtomicBool::new(true));
    let place = Place::empty(failing(&down)).await;
    let clerk = place.clerk();
    let mut finder = clerk.finder().await.unwrap();
    place.settle().await;
    assert_eq!(clerk.follow(&mut finder).await.unwrap_err().code(), "store.connection");
    assert!(finder.is_empty() && finder.seq() < place.village.head().await.unwrap().seq);
    down.store(false, Ordering::Relaxed);
    clerk.follow(&mut finder).await.unwrap();
    let anew = clerk.finder().await.unwrap();
    assert!(finder.len() > 900 && (finder.len(), finder.seq()) == (anew.len(), anew.seq()));

    // Whoever moves on a day is not forgotten when the store fails on that day.
    let (one, other) = (place.houses[0].id, place.houses[1].id);
    let resident = clerk.residents().move_in(newcomer(99, one, "2023-07-01")).await.unwrap();
    let room = Room::parse("2").unwrap();
    clerk.residents().relocate(Relocate { resident, house: other, room, on: v("2023-07-11") }).await.unwrap();
    clerk.follow(&mut finder).await.unwrap();
    place.day("2023-07-11");
    let more = (0..1_001).map(|number| venue(&clerk, number, one)).collect();
    clerk.write(Act::Import, more, Vec::new(), None).await.unwrap();
    down.store(true, Ordering::Relaxed);
    assert_eq!(clerk.follow(&mut finder).await.unwrap_err().code(), "store.connection");
    assert_eq!(finder.day(), v("2023-07-01"));
    down.store(false, Ordering::Relaxed);
    assert_eq!(clerk.follow(&mut finder).await.unwrap(), 1_002);
    let house = cards(&clerk, &finder, "shanleshan")[0].house.as_ref().map(|(house, _)| *house);
    assert_eq!(house, Some(other));
}

#[tokio::test]
async fn a_store_that_fails_amid_a_commit_leaves_the_headcount_at_a_committed_state() {
    let down = Arc::new(AtomicBool::new(true));
    let place = Place::empty(failing(&down)).await;
    let clerk = place.clerk();
    let held = clerk.held().await.unwrap();
    let mut count = VillageCount::build(held.people(), held.seq(), v("2023-07-01")).unwrap();
    place.settle().await;
    let (store, unit) = (place.village.store(), place.village.unit());
    assert_eq!(count.refresh(store, unit).await.unwrap_err().code(), "store.connection");
    assert_eq!((count.total().houses, count.total().counters.residents), (0, 0), "not a part of the commit");
    down.store(false, Ordering::Relaxed);
    count.refresh(store, unit).await.unwrap();
    assert_eq!((count.total().houses, count.total().counters.residents), (100, 800));
    assert_eq!(count.seq(), place.village.head().await.unwrap().seq);
}

fn venue(clerk: &Session<'_>, number: u32, house: Id<House>) -> Write {
    let grid = cunwu::model::Ref::Pending(v("440118101224001"));
    Write::created(Box::new(Venue {
        id: clerk.mint(),
        name: v(&format!("小店{number}")),
        kind: v("餐饮店"),
        class: VenueClass::Ordinary,
        house: house.into(),
        address: v("桃源街"),
        grid,
        keeper: v("单乐水"),
        phone: None,
        staff: v("1"),
        credit_code: None,
        licensed: None,
        patrolled: None,
        hazard: VenueHazard::Nothing,
    }))
}
