//! 村的搜索索引 The finder of a village, built from its records and kept current by the change feed.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::{Permit, Vault};
use crate::error::{Error, Result, code};
use crate::model::{Cooperative, Grid, Home, House, Household, Ref, Residence, Resident, Station, Vehicle, Venue};
use crate::schema::{Entity, Id, Key, Prefixed, Secret, UnitId, decode};
use crate::search::{Entry, Field, Finder, Found, Hit, Kind, Question, Subject, Why};
use crate::store::{Change, Filter, Seq, Store, StoreExt, Stored, select};
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

        /// The kinds of the feed that tell something.
        const FOLLOWED: &[&str] = &[Residence::KIND, $($kind::KIND),+];

        impl VillageFinder {
            async fn read_all(&mut self, from: &Reading<'_>, homes: &Homes) -> Result<()> {
                $(self.read::<$kind>(from, homes).await?;)+
                Ok(())
            }
        }

        impl News {
            async fn of_all(&mut self, from: &Reading<'_>, last: &Last) -> Result<()> {
                $(self.of::<$kind>(from, last).await?;)+
                Ok(())
            }
        }
    };
}

/// Where everybody lives or lived.
type Homes = BTreeMap<Id<Resident>, Vec<Home>>;
/// The last change of each record.
type Last = BTreeMap<Key, Change>;

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
        let mut homes = Homes::new();
        let keep = |place: Stored<Residence>| {
            homes.entry(place.resident).or_default().push(Home::of(&place));
            Ok(())
        };
        store.each(unit, &select::<Residence>(), keep).await?;
        for (resident, homes) in &homes {
            made.note(*resident, homes);
        }
        made.read_all(&Reading { store, vault, permit }, &homes).await?;
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
        let (mut seq, mut last) = (self.seq, Last::new());
        let whole = |of: Seq, changes: Vec<Change>| {
            seq = of;
            // What a record was in between is of no interest.
            let ours = changes.into_iter().filter(|change| FOLLOWED.contains(&&*change.key.kind));
            last.extend(ours.map(|change| (change.key.clone(), change)));
            Ok(())
        };
        store.each_commit(self.unit, self.seq, whole).await?;

        let now = (day.next(), Id::from_uuid(uuid::Uuid::nil()));
        let mut moved: BTreeSet<Id<Resident>> = self.dates.range(..now).map(|(_, resident)| *resident).collect();
        let mut news = News::on(day);
        for change in last.values() {
            match &*change.key.kind {
                // Whoever was ever said to live there: a correction may have changed it.
                Residence::KIND => {
                    for version in store.history::<Residence>(self.unit, change.key.id.parse()?).await? {
                        moved.extend(version.entity.map(|place| place.resident));
                    }
                }
                Resident::KIND => {
                    moved.insert(change.key.id.parse()?);
                }
                _ => news.looked += 1,
            }
        }
        news.of_all(&from, &last).await?;
        for resident in moved {
            news.look_at(&from, self.unit, resident).await?;
        }

        // All is read: nothing but a full finder can stop it now, and then it is told again what it was told.
        news.gone.iter().for_each(|subject| {
            self.finder.remove(*subject);
        });
        news.told.iter().try_for_each(|told| self.finder.put(&told.entry()))?;
        (self.seq, self.day) = (seq, day);
        self.dates = self.dates.split_off(&now);
        for (resident, homes) in news.homes {
            self.note(resident, &homes);
        }
        Ok(news.looked)
    }

    /// Reads every record of a kind, page by page.
    async fn read<E: Findable>(&mut self, from: &Reading<'_>, homes: &Homes) -> Result<()> {
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
        let (house, here) = if E::KIND_OF == Kind::Resident {
            let main = Home::main_on(homes, day);
            (main.and_then(|home| home.house), main.is_some())
        } else {
            (entity.in_house(), true)
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

/// 新情况 What is new since a finder last looked, read and not yet told.
struct News {
    day: Day,
    gone: Vec<Subject>,
    told: Vec<Told>,
    homes: Vec<(Id<Resident>, Vec<Home>)>,
    looked: usize,
}

impl News {
    /// Nothing yet, for a day.
    fn on(day: Day) -> Self {
        Self { day, gone: Vec::new(), told: Vec::new(), homes: Vec::new(), looked: 0 }
    }

    /// What the changes say of one kind; residents are looked at with their homes.
    async fn of<E: Findable>(&mut self, from: &Reading<'_>, last: &Last) -> Result<()> {
        if E::KIND_OF == Kind::Resident {
            return Ok(());
        }
        let mut entities: Vec<E> = Vec::new();
        for change in last.values().filter(|change| *change.key.kind == *E::KIND) {
            match &change.content {
                Some(content) => entities.push(decode(&change.key, content.version, &content.body)?),
                None => self.gone.push(E::subject_of(change.key.id.parse()?)),
            }
        }
        self.tell(from, entities, &[]).await
    }

    /// Looks at a resident and where he lives anew.
    async fn look_at(&mut self, from: &Reading<'_>, unit: UnitId, resident: Id<Resident>) -> Result<()> {
        self.looked += 1;
        let Some(record) = from.store.load::<Resident>(unit, resident).await? else {
            self.gone.push(Resident::subject_of(resident));
            return Ok(());
        };
        let mut homes = Vec::new();
        let keep = |place: Stored<Residence>| {
            homes.push(Home::of(&place));
            Ok(())
        };
        let his = select::<Residence>().filter(Filter::eq("resident", resident)).order("by_resident");
        from.store.each(unit, &his, keep).await?;
        self.tell(from, vec![record.entity], &homes).await?;
        self.homes.push((resident, homes));
        Ok(())
    }

    async fn tell<E: Findable>(&mut self, from: &Reading<'_>, mut entities: Vec<E>, homes: &[Home]) -> Result<()> {
        from.vault.reveal(from.store, &mut entities, from.permit).await?;
        let told = entities.iter().map(|entity| Told::of(entity, homes, self.day));
        self.told.extend(told.collect::<Result<Vec<_>>>()?);
        Ok(())
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
