//! 人 What counts of a person, and as what he counts on a day.

use crate::map::Counters;
use crate::model::{AgeBand, CareEntry, Home, House, PartyMember, Resident, ResidentCategory};
use crate::schema::Id;
use crate::value::{Day, Sex};

/// What the register says of him.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    sex: Sex,
    birth: Day,
    category: ResidentCategory,
}

impl Facts {
    pub(super) fn of(resident: &Resident) -> Self {
        Self { sex: resident.sex, birth: resident.birth, category: resident.category }
    }
}

/// 计数标志 The counters of one person, each one or nothing: a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks(u16);

impl Marks {
    fn of(counters: &Counters) -> Self {
        let set = |marks, (value, bit): (u32, u32)| if value > 0 { marks | 1 << bit } else { marks };
        Self(counters.values().into_iter().zip(0..).fold(0, set))
    }

    pub(super) fn counters(self) -> Counters {
        Counters::of(std::array::from_fn(|bit| u32::from(self.0 >> bit & 1)))
    }
}

/// Where somebody is counted, and as what; in no house where none is known, or the register has not his house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) house: Option<Id<House>>,
    pub(super) as_what: Marks,
}

/// 人 Everything that decides where and as what somebody counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    /// Nothing while only residences and rolls name him.
    pub(super) facts: Option<Facts>,
    pub(super) homes: Vec<Home>,
    pub(super) care: Vec<(Id<CareEntry>, Day)>,
    pub(super) party: Vec<(Id<PartyMember>, Day)>,
    pub(super) counted: Option<Counted>,
}

impl Person {
    /// 计入何处 Where he counts on the day: at his main residence. Whoever has no residence at all counts without a house, for he is known and
    /// not known to be elsewhere; whoever moved out, or has not come yet, does not count.
    pub(super) fn on(&self, day: Day, is_known: impl Fn(Id<House>) -> bool) -> Option<Counted> {
        let facts = self.facts?;
        let home = Home::main_on(&self.homes, day);
        if home.is_none() && !self.homes.is_empty() {
            return None;
        }
        let house = home.and_then(|home| home.house).filter(|house| is_known(*house));
        Some(Counted { house, as_what: self.marks(facts, day) })
    }

    /// Whether nothing is known of him any more.
    pub(super) fn is_forgotten(&self) -> bool {
        self.facts.is_none() && self.homes.is_empty() && self.care.is_empty() && self.party.is_empty()
    }

    /// On the care roll from the day on which his entry was made, a Party member from the day on which he joined.
    fn marks(&self, facts: Facts, day: Day) -> Marks {
        let care = self.care.iter().any(|(_, filed)| *filed <= day);
        let party = self.party.iter().any(|(_, joined)| *joined <= day);
        let mut one = Counters { residents: 1, care: care.into(), party: party.into(), ..Counters::default() };
        match facts.category {
            ResidentCategory::Registered => one.registered = 1,
            ResidentCategory::Migrant => one.migrant = 1,
            ResidentCategory::Overseas => one.overseas = 1,
        }
        match facts.sex {
            Sex::Male => one.male = 1,
            Sex::Female => one.female = 1,
            Sex::Unknown | Sex::NotStated => {}
        }
        let band = match day.age_of(facts.birth).map(AgeBand::of) {
            Some(AgeBand::Infant) => &mut one.age_0_5,
            Some(AgeBand::Child | AgeBand::Youth) => &mut one.age_6_17,
            Some(AgeBand::YoungAdult) => &mut one.age_18_34,
            Some(AgeBand::Adult) => &mut one.age_35_59,
            Some(AgeBand::Sixties) => &mut one.age_60_69,
            Some(AgeBand::Seventies) => &mut one.age_70_79,
            Some(AgeBand::EightyUp) => &mut one.age_80_up,
            None => &mut one.age_unknown,
        };
        *band = 1;
        Marks::of(&one)
    }
}
