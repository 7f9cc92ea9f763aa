//! 村的搜索索引 The finder of a village, built from its records and kept current by the change feed.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::{Permit, Vault};
use crate::error::{Error, Result, code};
use crate::model::{Cooperative, Grid, House, Household, Ref, Residence, Resident, Station, Vehicle, Venue};
use crate::schema::{Entity, Id, Prefixed, Secret, UnitId, decode};
use crate::search::{Entry, Field, Finder, Found, Hit, Kind, Question, Subject, Why};
use crate::store::{Change, Filter, LogQuery, Seq, Store, StoreExt, select};
use crate::value::{Day, PersonName, Phone, Plain, Plate, Sensitive};

impl Subject {
    /// The subject of a record.
    ///
    /// ```
    /// use cunwu::model::House;
    /// use cunwu::schema::Id;
    /// use cunwu::search::{Kind, Subject};
    /// let id = Id::<House>::from_uuid(uuid::Uuid::from_u128(7));
    /// let house = Subject { kind: Kind::House, id: id.uuid() };
    /// assert_eq!(house.id_of::<House>(), Some(id));
    /// assert_eq!(house.id_of::<cunwu::model::Resident>(), None);
    /// ```
    pub fn id_of<E: Prefixed>(self) -> Option<Id<E>> {
        (self.kind.code() == E::KIND).then(|| Id::from_uuid(self.id))
    }
}

/// What of a kind is found, and by what.
trait Findable: Entity {
    const KIND_OF: Kind;
    /// Its texts and numbers, its secrets being open.
    fn tell(&self, tell: &mut dyn FnMut(Field, &str)) -> Result<()>;
    fn in_house(&self) -> Option<Id<House>>;

    fn subject_of(id: Id<Self>) -> Subject {
        Subject { kind: Self::KIND_OF, id: id.uuid() }
    }
}

fn phone(phone: Option<&Secret<Phone>>, tell: &mut dyn FnMut(Field, &str)) -> Result<()> {
    if let Some(phone) = phone {
        tell(Field::Phone, &phone.get()?.expose());
    }
    Ok(())
}

fn name(field: Field, name: Option<&PersonName>, tell: &mut dyn FnMut(Field, &str)) {
    if let Some(name) = name {
        tell(field, name.as_str());
    }
}

/// Says of each kind what it is found by.
macro_rules! findable {
    ($($kind:ident: |$entity:ident, $tell:ident| $body:block, $house:expr;)+) => {
        $(impl Findable for $kind {
            const KIND_OF: Kind = Kind::$kind;

            fn tell(&self, $tell: &mut dyn FnMut(Field, &str)) -> Result<()> {
                let $entity = self;
                $body
                Ok(())
            }

            fn in_house(&self) -> Option<Id<House>> {
                let $entity = self;
                $house
            }
        })+
    };
}

findable! {
    House: |house, tell| {
        tell(Field::Number, house.no.as_str());
        tell(Field::Address, house.address.as_str());
        name(Field::Owner, house.owner.as_ref(), tell);
        phone(house.phone.as_ref(), tell)?;
    }, { let _ = house; None };
    Venue: |venue, tell| {
        tell(Field::Title, venue.name.as_str());
        name(Field::Keeper, Some(&venue.keeper), tell);
        if let Some(code) = &venue.credit_code {
            tell(Field::Number, &code.plain());
        }
        phone(venue.phone.as_ref(), tell)?;
    }, venue.house.id();
    Vehicle: |vehicle, tell| {
        tell(Field::Plate, vehicle.plate.as_str());
        name(Field::User, vehicle.user_name.as_ref(), tell);
        if let Some(document) = &vehicle.user_document {
            tell(Field::Document, document.get()?.number());
        }
    }, vehicle.house.as_ref().and_then(Ref::id);
    Household: |household, tell| {
        tell(Field::Number, &household.no.plain());
        name(Field::Name, Some(&household.head_name), tell);
        tell(Field::Document, &household.head_number.get()?.expose());
        phone(household.phone.as_ref(), tell)?;
    }, household.house.as_ref().and_then(Ref::id);
    Grid: |grid, tell| {
        tell(Field::Title, grid.name.as_str());
        tell(Field::Number, &grid.code.plain());
        name(Field::Keeper, grid.officer.as_ref(), tell);
        phone(grid.officer_phone.as_ref(), tell)?;
    }, { let _ = grid; None };
    Station: |station, tell| {
        tell(Field::Title, station.name.as_str());
        tell(Field::Address, station.address.as_str());
        name(Field::Keeper, Some(&station.head), tell);
        phone(station.phone.as_ref(), tell)?;
    }, station.house.as_ref().and_then(Ref::id);
    Cooperative: |cooperative, tell| {
        tell(Field::Title, cooperative.name.as_str());
        tell(Field::Number, &cooperative.credit_code.plain());
        name(Field::Keeper, cooperative.head.as_ref(), tell);
        phone(cooperative.phone.as_ref(), tell)?;
    }, { let _ = cooperative; None };
    Resident: |resident, tell| {
        tell(Field::Name, resident.name.as_str());
        tell(Field::Document, resident.document.get()?.number());
        phone(resident.phone.as_ref(), tell)?;
    }, { let _ = resident; None };
}

/// 人屋搜索引擎 The finder of a village as of a commit and a day. Residents are found at their main residence (the current one that began
/// last), those who moved out after those who live here. Built and kept current by a session, which asks for the permit:
/// `Session::finder`, `Session::follow`, `Session::find`.
#[doc(alias = "人屋搜索引擎")]
#[derive(Debug)]
pub struct VillageFinder {
    unit: UnitId,
    seq: Seq,
    day: Day,
    finder: Finder,
    /// Days on which a residence begins or ends, and whose.
    dates: BTreeSet<(Day, Id<Resident>)>,
}

/// 卡片 What a screen may show of a hit: masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// 对象 What was found.
    pub subject: Subject,
    /// Whether a person lives, or a thing is, in the village now.
    pub here: bool,
    /// 标题 Masked name, number, plate or title.
    pub title: String,
    /// What else is known of it, masked.
    pub details: Vec<(Field, String)>,
    /// 所在房屋 The house it is in: its record, number and address.
    pub house: Option<(Id<House>, String)>,
    /// Of a house: how many persons and things are in it.
    pub inside: usize,
    /// 匹配依据 Why it was found; empty when it was not searched for.
    pub why: Vec<Why>,
}

impl VillageFinder {
    /// Reads a village, secrets opened in memory.
    pub(crate) async fn build(
        store: &dyn Store,
        vault: &Vault,
        unit: UnitId,
        permit: &Permit,
        day: Day,
    ) -> Result<Self> {
        let seq = store.head(unit).await?.seq;
        let mut made = Self { unit, seq, day, finder: Finder::loading(), dates: BTreeSet::new() };
        let mut homes: BTreeMap<Id<Resident>, Vec<Home>> = BTreeMap::new();
        let keep = |place: crate::store::Stored<Residence>| {
            homes.entry(place.resident).or_default().push(Home::of(&place));
            Ok(())
        };
        store.each(unit, &select::<Residence>(), keep).await?;
        for (resident, homes) in &homes {
            made.note(*resident, homes);
        }
        let from = Reading { store, vault, permit };
        made.read::<House>(&from, &BTreeMap::new()).await?;
        made.read::<Resident>(&from, &homes).await?;
        made.read::<Venue>(&from, &homes).await?;
        made.read::<Vehicle>(&from, &homes).await?;
        made.read::<Household>(&from, &homes).await?;
        made.read::<Grid>(&from, &homes).await?;
        made.read::<Station>(&from, &homes).await?;
        made.read::<Cooperative>(&from, &homes).await?;
        made.finder.loaded();
        Ok(made)
    }

    /// The unit.
    pub fn unit(&self) -> UnitId {
        self.unit
    }

    /// The commit up to which it knows.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// The day for which it knows who lives where.
    pub fn day(&self) -> Day {
        self.day
    }

    /// How many persons and things it knows.
    pub fn len(&self) -> usize {
        self.finder.len()
    }

    /// Whether it knows nothing.
    pub fn is_empty(&self) -> bool {
        self.finder.is_empty()
    }

    /// 内存 Bytes held: of the texts themselves, and of all else.
    pub fn bytes(&self) -> (usize, usize) {
        self.finder.bytes()
    }

    pub(crate) fn find(&self, question: &Question) -> Found {
        self.finder.find(question)
    }

    /// What a screen may show of a hit.
    pub(crate) fn card(&self, hit: &Hit) -> Card {
        Card { here: hit.here, why: hit.why().collect(), ..self.plain_card(hit.subject) }
    }

    /// Who and what is in a house, masked.
    pub(crate) fn inside(&self, house: Id<House>) -> Vec<Card> {
        self.finder.at_house(house.uuid()).map(|subject| self.plain_card(subject)).collect()
    }

    fn plain_card(&self, subject: Subject) -> Card {
        let mut texts = self.finder.texts(subject).map(|(field, text)| (field, masked(field, text)));
        let title = texts.next().map(|(_, text)| text).unwrap_or_default();
        let details = texts.collect();
        let house = self.finder.house_of(subject).map(|id| {
            let texts: Vec<&str> =
                self.finder.texts(Subject { kind: Kind::House, id }).take(2).map(|(_, text)| text).collect();
            (Id::from_uuid(id), texts.join(" "))
        });
        let inside = if subject.kind == Kind::House { self.finder.at_house(subject.id).count() } else { 0 };
        Card { subject, here: true, title, details, house, inside, why: Vec::new() }
    }

    /// 同步更新 Applies everything committed since, and lets time pass until a day; how many persons and things were looked at anew.
    pub(crate) async fn follow(
        &mut self,
        store: &dyn Store,
        vault: &Vault,
        permit: &Permit,
        day: Day,
    ) -> Result<usize> {
        if day < self.day {
            return Err(Error::new(code::search::BACKWARDS).with("day", self.day).with("asked", day));
        }
        let from = Reading { store, vault, permit };
        let mut moved: BTreeSet<Id<Resident>> = BTreeSet::new();
        let later = self.dates.split_off(&(day.next(), Id::from_uuid(uuid::Uuid::nil())));
        moved.extend(std::mem::replace(&mut self.dates, later).into_iter().map(|(_, resident)| resident));
        self.day = day;
        let mut looked = 0;
        let mut query = LogQuery::after(self.seq);
        loop {
            let changes = store.log(self.unit, &query).await?;
            let Some(last) = changes.last() else { break };
            query.after = last.mark();
            let seq = last.commit.seq;
            looked += self.apply(&from, &changes, &mut moved).await?;
            self.seq = seq;
        }
        looked += moved.len();
        for resident in moved {
            self.look_at(&from, resident).await?;
        }
        Ok(looked)
    }

    /// Applies a page of the feed; whose residences changed is only noted.
    async fn apply(
        &mut self,
        from: &Reading<'_>,
        changes: &[Change],
        moved: &mut BTreeSet<Id<Resident>>,
    ) -> Result<usize> {
        // What a record was in between is of no interest.
        let mut last: BTreeMap<(&str, &str), &Change> = BTreeMap::new();
        for change in changes {
            last.insert((&change.key.kind, &change.key.id), change);
        }
        let of = |kind: &str| -> Vec<&Change> {
            last.iter().filter(|((held, _), _)| *held == kind).map(|(_, change)| *change).collect()
        };
        for change in of(Residence::KIND) {
            let id: Id<Residence> = change.key.id.parse()?;
            // Whoever was ever said to live there: a correction may have changed it.
            for version in from.store.history::<Residence>(self.unit, id).await? {
                moved.extend(version.entity.map(|place| place.resident));
            }
        }
        for change in of(Resident::KIND) {
            moved.insert(change.key.id.parse()?);
        }
        Ok(self.changed::<House>(from, of(House::KIND)).await?
            + self.changed::<Venue>(from, of(Venue::KIND)).await?
            + self.changed::<Vehicle>(from, of(Vehicle::KIND)).await?
            + self.changed::<Household>(from, of(Household::KIND)).await?
            + self.changed::<Grid>(from, of(Grid::KIND)).await?
            + self.changed::<Station>(from, of(Station::KIND)).await?
            + self.changed::<Cooperative>(from, of(Cooperative::KIND)).await?)
    }

    async fn changed<E: Findable>(&mut self, from: &Reading<'_>, changes: Vec<&Change>) -> Result<usize> {
        let mut entities: Vec<E> = Vec::new();
        let looked = changes.len();
        for change in changes {
            match &change.content {
                Some(content) => entities.push(decode(&change.key, content.version, &content.body)?),
                None => {
                    self.finder.remove(E::subject_of(change.key.id.parse()?));
                }
            }
        }
        from.vault.reveal(from.store, &mut entities, from.permit).await?;
        entities.iter().try_for_each(|entity| self.put(entity, &[]))?;
        Ok(looked)
    }

    /// Looks at a resident and where he lives anew.
    async fn look_at(&mut self, from: &Reading<'_>, resident: Id<Resident>) -> Result<()> {
        let Some(record) = from.store.load::<Resident>(self.unit, resident).await? else {
            self.finder.remove(Resident::subject_of(resident));
            return Ok(());
        };
        let mut homes = Vec::new();
        let keep = |place: crate::store::Stored<Residence>| {
            homes.push(Home::of(&place));
            Ok(())
        };
        let his = select::<Residence>().filter(Filter::eq("resident", resident)).order("by_resident");
        from.store.each(self.unit, &his, keep).await?;
        self.note(resident, &homes);
        let mut entities = vec![record.entity];
        from.vault.reveal(from.store, &mut entities, from.permit).await?;
        entities.iter().try_for_each(|entity| self.put(entity, &homes))
    }

    /// Reads every record of a kind, page by page.
    async fn read<E: Findable>(&mut self, from: &Reading<'_>, homes: &BTreeMap<Id<Resident>, Vec<Home>>) -> Result<()> {
        let mut all: Vec<Told> = Vec::new();
        let mut query = select::<E>().limit(1000);
        loop {
            let page = from.store.find::<E>(self.unit, &query).await?;
            let mut entities: Vec<E> = page.records.into_iter().map(|stored| stored.entity).collect();
            from.vault.reveal(from.store, &mut entities, from.permit).await?;
            for entity in &entities {
                let his = homes.get(&Id::from_uuid(entity.id().uuid())).map(Vec::as_slice).unwrap_or_default();
                all.push(Told::of(entity, his, self.day)?);
            }
            if page.next.is_none() {
                break;
            }
            query.after = page.next;
        }
        // Those who are found together then lie together in memory.
        all.sort_by(|one, other| one.first().cmp(&other.first()));
        all.iter().try_for_each(|told| self.finder.put(&told.entry()))
    }

    fn put<E: Findable>(&mut self, entity: &E, homes: &[Home]) -> Result<()> {
        self.finder.put(&Told::of(entity, homes, self.day)?.entry())
    }

    /// Notes the days to come on which a residence begins or ends.
    fn note(&mut self, resident: Id<Resident>, homes: &[Home]) {
        let days = homes.iter().flat_map(|home| [Some(home.from), home.until]).flatten();
        self.dates.extend(days.filter(|day| *day > self.day).map(|day| (day, resident)));
    }
}

/// What a record tells of itself.
struct Told {
    subject: Subject,
    texts: Vec<(Field, String)>,
    house: Option<Id<House>>,
    here: bool,
}

impl Told {
    /// Of a record, its secrets open; a resident is where he lives on the day.
    fn of<E: Findable>(entity: &E, homes: &[Home], day: Day) -> Result<Self> {
        let mut texts: Vec<(Field, String)> = Vec::with_capacity(4);
        entity.tell(&mut |field, text| texts.push((field, text.to_owned())))?;
        let current = homes.iter().filter(|home| home.counts_on(day));
        let main = current.max_by_key(|home| (home.from, home.residence));
        let (house, here) = match (E::KIND_OF, main) {
            (Kind::Resident, main) => (main.and_then(|home| home.house), main.is_some()),
            _ => (entity.in_house(), true),
        };
        Ok(Self { subject: E::subject_of(entity.id()), texts, house, here })
    }

    fn first(&self) -> Option<&str> {
        self.texts.first().map(|(_, text)| text.as_str())
    }

    fn entry(&self) -> Entry<'_> {
        let mut entry = Entry::of(self.subject);
        for (field, text) in &self.texts {
            entry = entry.text(*field, text);
        }
        if let Some(house) = self.house {
            entry = entry.house(house.uuid());
        }
        if self.here { entry } else { entry.away() }
    }
}

/// Where records come from, and by whose leave their secrets are opened.
struct Reading<'r> {
    store: &'r dyn Store,
    vault: &'r Vault,
    permit: &'r Permit,
}

/// One residence of a person.
#[derive(Debug, Clone, Copy)]
struct Home {
    residence: Id<Residence>,
    house: Option<Id<House>>,
    from: Day,
    until: Option<Day>,
}

impl Home {
    fn of(residence: &Residence) -> Self {
        Self { residence: residence.id, house: residence.house.id(), from: residence.from, until: residence.until }
    }

    fn counts_on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// A text as a screen may show it.
fn masked(field: Field, text: &str) -> String {
    let hidden = || "***".to_owned();
    match field {
        Field::Name | Field::Owner | Field::Keeper | Field::User => {
            PersonName::parse(text).map_or_else(|_| hidden(), |name| name.masked())
        }
        Field::Plate => Plate::parse(text).map_or_else(|_| hidden(), |plate| plate.masked()),
        Field::Title | Field::Number | Field::Address => text.to_owned(),
        Field::Document | Field::Phone => hidden(),
    }
}
