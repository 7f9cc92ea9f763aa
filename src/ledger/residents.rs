//! 居住人员 Residents: moving in, within the village, and out; who lives where on a day.

use crate::access::Act;
use crate::error::{Error, Result, code};
use crate::ledger::{Room, Session, Village, Write};
use crate::model::Household;
use crate::model::{House, MoveOutReason, Ref, Registration, Residence, Resident, ResidentCategory, Room as HouseRoom};
use crate::schema::{Entity, Id, Prefixed, Secret};
use crate::store::{Committed, Expect, Filter, Guard, Nature, StoreExt, Stored, TallyQuery, select};
use crate::value::{Day, IdDocument, Kinship, PersonName, Phone, Sensitive, Sex, Text};

/// 入住 Somebody who was not in the ledger moves into a house.
#[derive(Debug, Clone)]
pub struct MoveIn {
    /// 姓名 Name.
    pub name: PersonName,
    /// 性别 Sex.
    pub sex: Sex,
    /// 证件 Identity document; nobody else in the ledger may have it.
    pub document: IdDocument,
    /// 出生日期 Birth date, which must be the identity number's where there is one.
    pub birth: Day,
    /// 联系电话 Telephone.
    pub phone: Option<Phone>,
    /// 人员类别 Category.
    pub category: ResidentCategory,
    /// 户籍地址 Registered address.
    pub registered_at: Option<Text>,
    /// 户、与户主关系 Household and relation to its head, of one registered in the village.
    pub household: Option<(Id<Household>, Kinship)>,
    /// 房屋 House.
    pub house: Id<House>,
    /// 房号 Part of the house.
    pub room: HouseRoom,
    /// 入住日期 First day.
    pub from: Day,
    /// 居住登记 Registration, if there is one.
    pub registration: Option<Registration>,
}

/// 村内搬迁 A resident moves to another house or room of the village.
#[derive(Debug, Clone)]
pub struct Relocate {
    /// 居住人员 Resident.
    pub resident: Id<Resident>,
    /// 新房屋 House.
    pub house: Id<House>,
    /// 新房号 Part of the house.
    pub room: HouseRoom,
    /// 搬迁日期 First day in the new house, and the first that no longer counts in the old one.
    pub on: Day,
}

/// 迁出 A resident leaves the village.
#[derive(Debug, Clone)]
pub struct MoveOut {
    /// 居住人员 Resident.
    pub resident: Id<Resident>,
    /// 迁出日期 First day that no longer counts.
    pub on: Day,
    /// 迁出原因 Reason.
    pub reason: MoveOutReason,
}

/// 居住人员 The room of residents and their residences.
#[derive(Debug)]
pub struct Residents<'s> {
    session: &'s Session<'s>,
}

impl<'s> Residents<'s> {
    pub(super) fn new(session: &'s Session<'_>) -> Self {
        Self { session }
    }

    /// Reads and plain writes of residents.
    pub fn records(&self) -> Room<'_, Resident> {
        self.session.kind()
    }

    /// Reads and plain writes of residences.
    pub fn residences(&self) -> Room<'_, Residence> {
        self.session.kind()
    }

    /// 入住 Writes the resident and his residence in one commit, guarded so that no other record has his document.
    ///
    /// # Errors
    /// `ledger.resident.duplicate` when the document is in the ledger already; `ledger.house.missing`; `model.…`.
    pub async fn move_in(&self, how: MoveIn) -> Result<Id<Resident>> {
        let (session, village) = (self.session, self.session.village);
        let house = self.house(how.house).await?;
        let keys = village.vault.current(&*village.store).await?;
        let tags = village.vault.tags(&*village.store, "cn_id", &how.document.canonical()).await?;
        let same = Filter::within("document_tag", tags);
        if self.records().count(same.clone()).await? > 0 {
            return Err(Error::new(code::ledger::RESIDENT_DUPLICATE).with("value", how.document.masked()));
        }
        let id = session.mint();
        let (household, kinship) = how.household.map(|(household, kinship)| (Ref::Known(household), kinship)).unzip();
        let resident = Resident {
            id,
            name: how.name,
            sex: how.sex,
            document: Secret::open(how.document),
            birth: how.birth,
            phone: how.phone.map(Secret::open),
            category: how.category,
            registered_at: how.registered_at,
            household,
            kinship,
            work: None,
            note: None,
        };
        let residence = Residence {
            id: session.mint(),
            resident: id,
            house: Ref::Known(how.house),
            room: how.room,
            from: how.from,
            until: None,
            reason: None,
            registration: how.registration,
        };
        // Under every live index key; and none may have come or gone before the commit.
        let guards = vec![
            keys,
            Guard::Count { kind: Resident::KIND.into(), filter: same, is: 0 },
            Guard::Unchanged(house.entity.id.key(), house.rev),
        ];
        session.write(Act::Write, vec![create(resident), create(residence)], guards, None).await?;
        Ok(id)
    }

    /// 村内搬迁 Ends the current residence and begins the next in one commit.
    ///
    /// # Errors
    /// `ledger.resident.not_living` when he lives nowhere in the village on that day; `ledger.move.same_place`;
    /// `ledger.move.before_start` when the day is not after the current residence began.
    pub async fn relocate(&self, how: Relocate) -> Result<Option<Committed>> {
        let house = self.house(how.house).await?;
        let current = self.current(how.resident, how.on).await?;
        if current.house.id() == Some(how.house) && current.room == how.room {
            return Err(Error::new(code::ledger::MOVE_SAME_PLACE).with("resident", how.resident));
        }
        let ended = ended(&current, how.on, MoveOutReason::WithinVillage)?;
        let next = Residence {
            id: self.session.mint(),
            resident: how.resident,
            house: Ref::Known(how.house),
            room: how.room,
            from: how.on,
            until: None,
            reason: None,
            registration: None,
        };
        let guards = vec![Guard::Unchanged(how.house.key(), house.rev)];
        self.session.write(Act::Write, vec![ended, create(next)], guards, None).await
    }

    /// 迁出 Ends the current residence.
    ///
    /// # Errors
    /// As [`Residents::relocate`].
    pub async fn move_out(&self, how: MoveOut) -> Result<Option<Committed>> {
        let current = self.current(how.resident, how.on).await?;
        let ended = ended(&current, how.on, how.reason)?;
        self.session.write(Act::Write, vec![ended], Vec::new(), None).await
    }

    /// 以证找人 The resident with this document, secrets sealed, by exact search over blind tags.
    ///
    /// # Errors
    /// Those of [`Room::find`].
    pub async fn by_document(&self, document: &IdDocument) -> Result<Option<Stored<Resident>>> {
        let Village { vault, store, .. } = self.session.village;
        let tags = vault.tags(&**store, "cn_id", &document.canonical()).await?;
        let found = self.records().find(&select::<Resident>().filter(Filter::within("document_tag", tags))).await?;
        Ok(found.records.into_iter().next())
    }

    /// Where a resident lived: every residence, oldest first.
    ///
    /// # Errors
    /// Those of [`Room::find`].
    pub async fn places_of(&self, resident: Id<Resident>) -> Result<Vec<Stored<Residence>>> {
        let query = select::<Residence>().filter(Filter::eq("resident", resident)).order("by_resident").limit(1000);
        Ok(self.residences().find(&query).await?.records)
    }

    /// 在住人数 How many residences count on a day: `(house, count)` for each house with any, and `None` for those whose
    /// house waits for its record.
    ///
    /// # Errors
    /// Those of [`Room::tally`].
    pub async fn by_house(&self, day: Day) -> Result<Vec<(Option<Id<House>>, u64)>> {
        let query = TallyQuery::of(Residence::KIND).filter(Filter::valid_on("from_day", "until_day", day)).by("house");
        let tallies = self.residences().tally(&query).await?;
        tallies
            .into_iter()
            .map(|tally| {
                let house = match tally.group.first() {
                    Some(crate::schema::Value::Text(text)) => Some(text.parse()?),
                    _ => None,
                };
                Ok((house, tally.count))
            })
            .collect()
    }

    async fn house(&self, id: Id<House>) -> Result<Stored<House>> {
        let village = self.session.village;
        let found = village.store.load::<House>(village.unit, id).await?;
        found.ok_or_else(|| Error::new(code::ledger::HOUSE_MISSING).with("house", id))
    }

    async fn current(&self, resident: Id<Resident>, on: Day) -> Result<Stored<Residence>> {
        let places = self.places_of(resident).await?;
        let current = places.into_iter().find(|place| place.until.is_none() || place.current_on(on));
        current.ok_or_else(|| Error::new(code::ledger::RESIDENT_NOT_LIVING).with("resident", resident).with("day", on))
    }
}

fn create<E: Entity>(record: E) -> Write {
    Write { record: Box::new(record), nature: Nature::Create, expect: Expect::Absent }
}

/// The current residence, ended on a day.
fn ended(current: &Stored<Residence>, on: Day, reason: MoveOutReason) -> Result<Write> {
    if on <= current.from {
        return Err(Error::new(code::ledger::MOVE_BEFORE_START)
            .with("resident", current.resident)
            .with("day", on)
            .with("from", current.from));
    }
    let mut record = current.entity.clone();
    record.until = Some(on);
    record.reason = Some(reason);
    Ok(Write { record: Box::new(record), nature: Nature::Change, expect: Expect::Rev(current.rev) })
}
