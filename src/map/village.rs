//! 村的人数 The headcount of a village, built from its records and kept current by the change feed.

mod feed;
mod person;
mod places;

use std::collections::{BTreeMap, BTreeSet};

use self::feed::Update;
use self::person::{Counted, Facts, Person};
use crate::error::{Error, Result, code};
use crate::map::exact::Spot;
use crate::map::outline::{self, Part};
use crate::map::{Area, AreaCount, Counters, Headcount, Snapshot};
use crate::model::{CareEntry, Home, House, Outline, OutlineRing, PartyMember, People, Residence, Resident};
use crate::schema::{Id, UnitId};
use crate::store::{Change, Seq, Store, StoreExt};
use crate::value::{Cgcs2000, Day, Lattice, Point};

pub use self::places::{Density, IdPage, Reach};

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

/// 居住人员即时统计 The headcount of a village as of a commit and a day: who lives where, counted once, at his main residence (the
/// current one that began last). [`VillageCount::refresh`] applies what was committed since; [`VillageCount::advance_to`]
/// lets time pass; [`VillageCount::snapshot`] is for those who count meanwhile.
#[doc(alias = "居住人员情况同步更新")]
#[derive(Debug)]
pub struct VillageCount {
    /// The village, once it is known.
    unit: Option<UnitId>,
    seq: Seq,
    day: Day,
    index: Headcount<Id<House>, Cgcs2000>,
    people: BTreeMap<Id<Resident>, Person>,
    /// Who has, had or will have a home in a house.
    linked: BTreeMap<Id<House>, BTreeSet<Id<Resident>>>,
    /// Whose record it is.
    residences: BTreeMap<Id<Residence>, Id<Resident>>,
    care: BTreeMap<Id<CareEntry>, Id<Resident>>,
    members: BTreeMap<Id<PartyMember>, Id<Resident>>,
    without_house: Counters,
}

/// 村快照 What a [`VillageCount`] said at one commit and day; threads may share it, and clones share their memory.
#[derive(Debug, Clone)]
#[doc(alias = "村快照")]
pub struct VillageSnapshot {
    seq: Seq,
    day: Day,
    houses: Snapshot<Id<House>, Cgcs2000>,
}

impl VillageSnapshot {
    /// The commit up to which it knows.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// The day for which it counts.
    pub fn day(&self) -> Day {
        self.day
    }

    /// The houses and who lives in them: everything that can be asked.
    pub fn houses(&self) -> &Snapshot<Id<House>, Cgcs2000> {
        &self.houses
    }

    /// 划定区域居住人员数量即时统计 The count of an area.
    pub fn count(&self, area: &Area<Cgcs2000>) -> AreaCount {
        self.houses.count(area)
    }
}

impl VillageCount {
    /// Counts the village on a day, from records as of a commit.
    ///
    /// # Errors
    /// `map.headcount…`.
    pub fn build(from: People<'_>, seq: Seq, day: Day) -> Result<Self> {
        let houses = from.houses.iter().map(|house| (house.id, Some(house.point), Counters::default()));
        let mut count = Self {
            unit: None,
            seq,
            day,
            index: Headcount::of_houses(houses)?,
            people: BTreeMap::new(),
            linked: BTreeMap::new(),
            residences: BTreeMap::new(),
            care: BTreeMap::new(),
            members: BTreeMap::new(),
            without_house: Counters::default(),
        };
        for resident in from.residents {
            count.people.entry(resident.id).or_default().facts = Some(Facts::of(resident));
        }
        for residence in from.residences {
            count.link(residence);
        }
        for entry in from.care {
            count.file(entry.id, feed::care(entry));
        }
        for member in from.members {
            count.join(member.id, feed::member(member));
        }
        count.recount_all()?;
        Ok(count)
    }

    /// The count is of this village from now on, and of no other.
    ///
    /// # Errors
    /// `map.headcount.other_unit` when it is of another.
    pub(crate) fn of_unit(&mut self, unit: UnitId) -> Result<()> {
        match *self.unit.get_or_insert(unit) {
            known if known == unit => Ok(()),
            known => Err(Error::new(code::map::HEADCOUNT_OTHER_UNIT).with("found", known).with("wanted", unit)),
        }
    }

    /// The village, once it is known: of a count that a session built, or that followed a feed.
    pub fn unit(&self) -> Option<UnitId> {
        self.unit
    }

    /// The commit up to which it knows.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// The day for which it counts.
    pub fn day(&self) -> Day {
        self.day
    }

    /// 快照 What it says now, for others to count while this one goes on.
    #[must_use]
    pub fn snapshot(&self) -> VillageSnapshot {
        VillageSnapshot { seq: self.seq, day: self.day, houses: self.index.snapshot() }
    }

    /// 划定区域居住人员数量即时统计 The count of an area.
    pub fn count(&self, area: &Area<Cgcs2000>) -> AreaCount {
        self.index.count(area)
    }

    /// 批量统计 The counts of many areas, in their order.
    pub fn counts<'a>(&self, areas: impl IntoIterator<Item = &'a Area<Cgcs2000>>) -> Vec<AreaCount> {
        self.index.counts(areas)
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

    /// Lets time pass, or goes back: residences begin and end, people grow older, join the Party and come on the care roll.
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
    /// next call goes on with it. `map.headcount.other_unit` when it counts another village.
    pub async fn refresh(&mut self, store: &dyn Store, unit: UnitId) -> Result<usize> {
        self.of_unit(unit)?;
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
        let touched: [Option<Id<Resident>>; 2] = match update {
            Update::House(id, now) => return self.house_changed(now, id),
            Update::Resident(id, now) => {
                self.people.entry(id).or_default().facts = now;
                [Some(id), None]
            }
            Update::Residence(id, now) => [self.unlink(id), now.map(|residence| self.link(&residence))],
            Update::Care(id, now) => [self.unfile(id), self.file(id, now)],
            Update::Member(id, now) => [self.leave(id), self.join(id, now)],
        };
        touched.into_iter().flatten().try_for_each(|who| self.recount(who))
    }

    fn link(&mut self, residence: &Residence) -> Id<Resident> {
        let who = residence.resident;
        self.residences.insert(residence.id, who);
        let home = Home::of(residence);
        if let Some(house) = home.house {
            self.linked.entry(house).or_default().insert(who);
        }
        self.people.entry(who).or_default().homes.push(home);
        who
    }

    fn unlink(&mut self, id: Id<Residence>) -> Option<Id<Resident>> {
        let who = self.residences.remove(&id)?;
        let person = self.people.get_mut(&who)?;
        let gone = person.homes.iter().find(|home| home.residence == id).and_then(|home| home.house);
        person.homes.retain(|home| home.residence != id);
        if let Some(house) = gone.filter(|house| person.homes.iter().all(|home| home.house != Some(*house)))
            && let Some(linked) = self.linked.get_mut(&house)
        {
            linked.remove(&who);
            if linked.is_empty() {
                self.linked.remove(&house);
            }
        }
        Some(who)
    }

    fn file(&mut self, id: Id<CareEntry>, entry: Option<(Id<Resident>, Day)>) -> Option<Id<Resident>> {
        let (who, day) = entry?;
        self.care.insert(id, who);
        self.people.entry(who).or_default().care.push((id, day));
        Some(who)
    }

    fn unfile(&mut self, id: Id<CareEntry>) -> Option<Id<Resident>> {
        let who = self.care.remove(&id)?;
        self.people.get_mut(&who)?.care.retain(|(entry, _)| *entry != id);
        Some(who)
    }

    fn join(&mut self, id: Id<PartyMember>, member: Option<(Id<Resident>, Day)>) -> Option<Id<Resident>> {
        let (who, day) = member?;
        self.members.insert(id, who);
        self.people.entry(who).or_default().party.push((id, day));
        Some(who)
    }

    fn leave(&mut self, id: Id<PartyMember>) -> Option<Id<Resident>> {
        let who = self.members.remove(&id)?;
        self.people.get_mut(&who)?.party.retain(|(member, _)| *member != id);
        Some(who)
    }

    /// People of a house that came or went move between counted there and without a house.
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
        let here: Vec<_> = self.linked.get(&id).into_iter().flatten().copied().collect();
        here.into_iter().try_for_each(|who| self.recount(who))
    }

    fn recount_all(&mut self) -> Result<()> {
        let everybody: Vec<Id<Resident>> = self.people.keys().copied().collect();
        everybody.into_iter().try_for_each(|who| self.recount(who))
    }

    /// Takes a person out of where he is counted and counts him where he lives now.
    fn recount(&mut self, who: Id<Resident>) -> Result<()> {
        let Some(person) = self.people.get_mut(&who) else { return Ok(()) };
        let (before, now) = (person.counted, person.on(self.day, |house| self.index.house(&house).is_ok()));
        person.counted = now;
        if person.is_forgotten() {
            self.people.remove(&who);
        }
        if before != now {
            before.map_or(Ok(()), |counted| self.take(counted))?;
            now.map_or(Ok(()), |counted| self.add(counted))?;
            self.index.set_without_house(self.without_house);
        }
        Ok(())
    }

    fn take(&mut self, counted: Counted) -> Result<()> {
        let counters = counted.as_what.counters();
        match counted.house {
            Some(house) if self.index.house(&house).is_ok() => self.index.take(&house, &counters)?,
            // His counters went with the house.
            Some(_) => {}
            None => self.without_house = self.without_house.minus(&counters).ok_or_else(full)?,
        }
        Ok(())
    }

    fn add(&mut self, counted: Counted) -> Result<()> {
        let counters = counted.as_what.counters();
        match counted.house {
            Some(house) => self.index.add(&house, &counters)?,
            None => self.without_house = self.without_house.plus(&counters).ok_or_else(full)?,
        }
        Ok(())
    }
}

fn full() -> Error {
    Error::new(code::map::HEADCOUNT_FULL)
}
