//! 村的人数 The headcount of a village, built from its records and kept current by the change feed.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result, code};
use crate::map::exact::Spot;
use crate::map::outline::{self, Part};
use crate::map::{Area, AreaCount, Counters, Headcount};
use crate::model::{
    AgeBand, CareEntry, Home, House, Outline, OutlineRing, PartyMember, People, Residence, Resident, ResidentCategory,
};
use crate::schema::{Entity, Id, Prefixed, UnitId, decode};
use crate::store::{Change, Seq, Store, StoreExt};
use crate::value::{Cgcs2000, Day, Lattice, Point, Sex};

impl Area<Cgcs2000> {
    /// The area of a stored outline.
    ///
    /// # Errors
    /// `map.outline…` naming the place of a fault.
    pub fn of_record(record: &Outline) -> Result<Self> {
        let ring = |ring: &OutlineRing, outer: bool| -> Result<outline::Ring> {
            let spots = ring.iter().map(|[lon, lat]| {
                let wrong = || Error::new(code::value::POINT).with("value", format!("{lon},{lat}"));
                let (lon, lat) = (Lattice::of(*lon).ok_or_else(wrong)?, Lattice::of(*lat).ok_or_else(wrong)?);
                Point::<Cgcs2000>::of(lon, lat).map(Spot::of)
            });
            outline::ring(spots.collect::<Result<Vec<_>>>()?, outer)
        };
        let part = |rings: &Vec<OutlineRing>| -> Result<Part> {
            let [outer, holes @ ..] = rings.as_slice() else { return Err(Error::new(code::map::AREA_EMPTY)) };
            let holes = holes.iter().map(|hole| ring(hole, false)).collect::<Result<_>>()?;
            Ok(Part { outer: ring(outer, true)?, holes })
        };
        Self::of_parts(record.parts.iter().map(part).collect::<Result<Vec<_>>>()?)
    }

    /// The parts as an outline record holds them.
    pub fn to_record_parts(&self) -> Vec<Vec<OutlineRing>> {
        let ring = |ring: &outline::Ring| ring.iter().map(|spot| [spot.x, spot.y]).collect();
        self.shape_parts().map(|part| part.rings().map(ring).collect()).collect()
    }
}

/// What counts of a person.
#[derive(Debug, Clone)]
struct Person {
    sex: Sex,
    birth: Day,
    category: ResidentCategory,
}

/// 居住人员即时统计 The headcount of a village as of a commit and a day: who lives where, counted once, at his main residence (the
/// current one that began last). [`VillageCount::refresh`] applies what was committed since; [`VillageCount::advance_to`]
/// lets time pass.
#[doc(alias = "居住人员情况同步更新")]
#[derive(Debug)]
pub struct VillageCount {
    seq: Seq,
    day: Day,
    index: Headcount<Id<House>, Cgcs2000>,
    people: BTreeMap<Id<Resident>, Person>,
    homes: BTreeMap<Id<Resident>, Vec<Home>>,
    owner_of: BTreeMap<Id<Residence>, Id<Resident>>,
    care: BTreeMap<Id<CareEntry>, Option<Id<Resident>>>,
    members: BTreeMap<Id<PartyMember>, Option<Id<Resident>>>,
    cared: BTreeSet<Id<Resident>>,
    in_party: BTreeSet<Id<Resident>>,
    /// Where each person is counted now, and as what.
    counted: BTreeMap<Id<Resident>, (Option<Id<House>>, Counters)>,
    without_house: Counters,
}

impl VillageCount {
    /// Counts the village on a day, from records as of a commit.
    ///
    /// # Errors
    /// `map.headcount…`.
    pub fn build(from: People<'_>, seq: Seq, day: Day) -> Result<Self> {
        let houses = from.houses.iter().map(|house| (house.id, Some(house.point), Counters::default()));
        let mut count = Self {
            seq,
            day,
            index: Headcount::of_houses(houses)?,
            people: from.residents.iter().map(|resident| (resident.id, Person::of(resident))).collect(),
            homes: BTreeMap::new(),
            owner_of: BTreeMap::new(),
            care: from.care.iter().map(|entry| (entry.id, entry.resident)).collect(),
            members: from.members.iter().map(|member| (member.id, member.resident)).collect(),
            cared: BTreeSet::new(),
            in_party: BTreeSet::new(),
            counted: BTreeMap::new(),
            without_house: Counters::default(),
        };
        for residence in from.residences {
            count.owner_of.insert(residence.id, residence.resident);
            count.homes.entry(residence.resident).or_default().push(Home::of(residence));
        }
        count.cared = count.care.values().copied().flatten().collect();
        count.in_party = count.members.values().copied().flatten().collect();
        count.recount_all()?;
        Ok(count)
    }

    /// The commit up to which it knows.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// The day for which it counts.
    pub fn day(&self) -> Day {
        self.day
    }

    /// 划定区域居住人员数量即时统计 The count of an area.
    pub fn count(&self, area: &Area<Cgcs2000>) -> AreaCount {
        self.index.count(area)
    }

    /// The whole village, also who has no place.
    pub fn total(&self) -> AreaCount {
        self.index.total()
    }

    /// The counters of one house.
    ///
    /// # Errors
    /// `map.headcount.unknown`.
    pub fn house(&self, house: Id<House>) -> Result<Counters> {
        self.index.house(&house)
    }

    /// The houses of an area.
    pub fn houses_in(&self, area: &Area<Cgcs2000>) -> Vec<Id<House>> {
        self.index.houses_in(area).into_iter().copied().collect()
    }

    /// Who is counted in a house, by id.
    pub fn occupants(&self) -> BTreeMap<Id<House>, Vec<Id<Resident>>> {
        let mut living: BTreeMap<Id<House>, Vec<Id<Resident>>> = BTreeMap::new();
        for (resident, (house, _)) in &self.counted {
            if let Some(house) = house {
                living.entry(*house).or_default().push(*resident);
            }
        }
        living
    }

    /// Lets time pass, or goes back: residences begin and end, people grow older.
    ///
    /// # Errors
    /// `map.headcount…`.
    pub fn advance_to(&mut self, day: Day) -> Result<()> {
        self.day = day;
        self.recount_all()
    }

    /// 同步更新 Applies everything committed since, commit by commit; gives how many changes of people and houses that were.
    ///
    /// # Errors
    /// Those of the store; `schema.body` when a record does not read. Of a commit that could not be read whole nothing is counted, and the
    /// next call goes on with it.
    pub async fn refresh(&mut self, store: &dyn Store, unit: UnitId) -> Result<usize> {
        let (mut applied, known) = (0, self.seq);
        let whole = |seq, changes: Vec<Change>| {
            // All are read before the first is applied.
            let updates =
                changes.iter().filter_map(|change| Update::of(change).transpose()).collect::<Result<Vec<_>>>()?;
            applied += updates.len();
            updates.into_iter().try_for_each(|update| self.apply(update))?;
            self.seq = seq;
            Ok(())
        };
        store.each_commit(unit, known, whole).await?;
        Ok(applied)
    }

    fn apply(&mut self, update: Update) -> Result<()> {
        match update {
            Update::Residence(id, now) => self.residence(now, id),
            Update::Resident(id, now) => {
                match now {
                    Some(person) => self.people.insert(id, person),
                    None => self.people.remove(&id),
                };
                self.recount(id)
            }
            Update::House(id, now) => self.house_changed(now, id),
            Update::Care(id, now) => {
                let before = self.care.insert(id, now).flatten();
                self.cared = self.care.values().copied().flatten().collect();
                self.recount_both(before, now)
            }
            Update::Member(id, now) => {
                let before = self.members.insert(id, now).flatten();
                self.in_party = self.members.values().copied().flatten().collect();
                self.recount_both(before, now)
            }
        }
    }

    fn residence(&mut self, now: Option<Residence>, id: Id<Residence>) -> Result<()> {
        let before = self.owner_of.remove(&id);
        if let Some(homes) = before.and_then(|resident| self.homes.get_mut(&resident)) {
            homes.retain(|home| home.residence != id);
        }
        if let Some(residence) = &now {
            self.owner_of.insert(id, residence.resident);
            self.homes.entry(residence.resident).or_default().push(Home::of(residence));
        }
        self.recount_both(before, now.map(|residence| residence.resident))
    }

    fn house_changed(&mut self, now: Option<House>, id: Id<House>) -> Result<()> {
        match now {
            Some(house) => {
                let counters = self.index.house(&id).unwrap_or_default();
                self.index.put(id, Some(house.point), counters)?;
            }
            None => {
                self.index.remove(&id);
            }
        }
        // People of a house that came or went move between counted and without a house.
        let here: Vec<_> = self
            .homes
            .iter()
            .filter(|(_, homes)| homes.iter().any(|home| home.house == Some(id)))
            .map(|(who, _)| *who)
            .collect();
        here.into_iter().try_for_each(|who| self.recount(who))
    }

    fn recount_both(&mut self, one: Option<Id<Resident>>, other: Option<Id<Resident>>) -> Result<()> {
        if let Some(one) = one {
            self.recount(one)?;
        }
        match other {
            Some(other) if Some(other) != one => self.recount(other),
            _ => Ok(()),
        }
    }

    fn recount_all(&mut self) -> Result<()> {
        let who: BTreeSet<Id<Resident>> = self.homes.keys().chain(self.counted.keys()).copied().collect();
        who.into_iter().try_for_each(|who| self.recount(who))
    }

    /// Takes a person out of where he is counted and counts him where he lives now.
    fn recount(&mut self, who: Id<Resident>) -> Result<()> {
        let full = || Error::new(code::map::HEADCOUNT_FULL);
        let now = self.lives(who);
        if self.counted.get(&who) == now.as_ref() {
            return Ok(());
        }
        if let Some((house, counters)) = self.counted.remove(&who) {
            match house {
                Some(house) if self.index.house(&house).is_ok() => self.index.take(&house, &counters)?,
                Some(_) => {}
                None => self.without_house = self.without_house.minus(&counters).ok_or_else(full)?,
            }
        }
        if let Some((house, counters)) = now {
            match house {
                Some(house) => self.index.add(&house, &counters)?,
                None => self.without_house = self.without_house.plus(&counters).ok_or_else(full)?,
            }
            self.counted.insert(who, (house, counters));
        }
        self.index.set_without_house(self.without_house);
        Ok(())
    }

    /// Where a person counts on the day, and as what.
    fn lives(&self, who: Id<Resident>) -> Option<(Option<Id<House>>, Counters)> {
        let person = self.people.get(&who)?;
        let homes = self.homes.get(&who)?;
        let main = Home::main_on(homes, self.day)?;
        let house = main.house.filter(|house| self.index.house(house).is_ok());
        let counters = person.counters(self.day, self.cared.contains(&who), self.in_party.contains(&who));
        Some((house, counters))
    }
}

impl Person {
    fn of(resident: &Resident) -> Self {
        Self { sex: resident.sex, birth: resident.birth, category: resident.category }
    }

    fn counters(&self, day: Day, care: bool, party: bool) -> Counters {
        let mut one = Counters { residents: 1, care: care.into(), party: party.into(), ..Counters::default() };
        match self.category {
            ResidentCategory::Registered => one.registered = 1,
            ResidentCategory::Migrant => one.migrant = 1,
            ResidentCategory::Overseas => one.overseas = 1,
        }
        match self.sex {
            Sex::Male => one.male = 1,
            Sex::Female => one.female = 1,
            Sex::Unknown | Sex::NotStated => {}
        }
        let band = match day.age_of(self.birth).map(AgeBand::of) {
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
        one
    }
}

/// 更新 What a change of the feed says of people and houses; nothing where a record was deleted.
enum Update {
    Residence(Id<Residence>, Option<Residence>),
    Resident(Id<Resident>, Option<Person>),
    House(Id<House>, Option<House>),
    Care(Id<CareEntry>, Option<Id<Resident>>),
    Member(Id<PartyMember>, Option<Id<Resident>>),
}

impl Update {
    /// `None` for a change of anything else.
    fn of(change: &Change) -> Result<Option<Self>> {
        let id = &change.key.id;
        Ok(Some(match &*change.key.kind {
            Residence::KIND => Self::Residence(id.parse()?, read(change)?),
            Resident::KIND => Self::Resident(id.parse()?, read::<Resident>(change)?.as_ref().map(Person::of)),
            House::KIND => Self::House(id.parse()?, read(change)?),
            CareEntry::KIND => Self::Care(id.parse()?, read::<CareEntry>(change)?.and_then(|entry| entry.resident)),
            PartyMember::KIND => {
                Self::Member(id.parse()?, read::<PartyMember>(change)?.and_then(|member| member.resident))
            }
            _ => return Ok(None),
        }))
    }
}

/// The record of a change, `None` when it was deleted.
fn read<E: Entity>(change: &Change) -> Result<Option<E>> {
    change.content.as_ref().map(|content| decode(&change.key, content.version, &content.body)).transpose()
}
