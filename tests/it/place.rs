//! A village of a hundred houses and eight hundred residents, on any store, with a clock that a test sets.

use std::sync::Arc;

use cunwu::access::{Act, Actor, Clock, FixedClock, MemoryKeyRing, Purpose, SeededIds};
use cunwu::ledger::{Means, MoveIn, Session, Village, Write};
use cunwu::model::{House, Resident, ResidentCategory, Room};
use cunwu::sample::{Scale, identity_number, phone, village as sample};
use cunwu::schema::{AnyRecord, Id, UnitId};
use cunwu::store::Store;
use cunwu::value::{Day, PersonName, Plain, Sensitive, Sex};

pub(crate) fn v<T: Plain>(text: &str) -> T {
    T::parse(text).unwrap()
}

pub(crate) fn unit() -> UnitId {
    "unit_01k3d0n6hwa000000000000000".parse().unwrap()
}

pub(crate) struct Place {
    pub(crate) village: Village,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) houses: Vec<House>,
    pub(crate) residents: Vec<Resident>,
}

impl Place {
    /// A hundred houses, eight hundred residents.
    pub(crate) async fn open(store: impl Store + 'static) -> Self {
        let place = Self::empty(store).await;
        place.settle().await;
        place
    }

    /// Nobody yet.
    pub(crate) async fn empty(store: impl Store + 'static) -> Self {
        let clock = Arc::new(FixedClock::on(v("2023-07-01")));
        let mut means = Means::new(MemoryKeyRing::default()).unwrap().ids(SeededIds::new(3, 1_688_000_000_000));
        means.clock = Arc::<FixedClock>::clone(&clock);
        let village = Village::open(store, unit(), means).await.unwrap();
        let made = sample(11, Scale::SMALL).unwrap();
        Self { village, clock, houses: made.houses, residents: made.residents }
    }

    /// Everybody comes in one commit.
    pub(crate) async fn settle(&self) {
        let made = sample(11, Scale::SMALL).unwrap();
        let mut records: Vec<Box<dyn AnyRecord>> = Vec::new();
        macro_rules! all {
            ($($list:ident)+) => { $(records.extend(made.$list.into_iter().map(|one| Box::new(one) as Box<dyn AnyRecord>));)+ };
        }
        all!(cooperatives grids sheets houses households residents residences);
        let writes = records.into_iter().map(Write::created).collect();
        self.clerk().write(Act::Import, writes, Vec::new(), None).await.unwrap();
    }

    pub(crate) fn clerk(&self) -> Session<'_> {
        self.village.session(Actor::clerk("chen"), Purpose::of("接待来访"))
    }

    pub(crate) fn day(&self, day: &str) {
        self.clock.set(FixedClock::on(v::<Day>(day)).now());
    }
}

/// Somebody who was not in the ledger; one and the same whenever it is called with one number.
pub(crate) fn newcomer(number: u64, house: Id<House>, from: &str) -> MoveIn {
    let mut rng = cunwu::sample::Rng::new(number);
    let birth = v("1990-05-06");
    MoveIn {
        name: v::<PersonName>("单乐山"),
        sex: Sex::Male,
        document: v(&identity_number(&mut rng, "440199", Sex::Male, birth).unwrap().expose()),
        birth,
        phone: Some(phone(&mut rng).unwrap()),
        category: ResidentCategory::Migrant,
        registered_at: None,
        household: None,
        house,
        room: Room::parse("301").unwrap(),
        from: v(from),
        registration: None,
    }
}
