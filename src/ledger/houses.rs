//! 房屋 Houses, and who lives in them.

use crate::access::Act;
use crate::error::Result;
use crate::ledger::{Room, Session};
use crate::model::{House, Residence, Resident, ResidentCategory, Room as HouseRoom};
use crate::schema::{Entity, Id, Prefixed};
use crate::store::{Filter, StoreExt, Stored, select};
use crate::value::{Day, RefNo, Sensitive};

/// 在住人员（掩码） One who lives in a house, masked: what a screen may show without further permit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occupant {
    /// Record id.
    pub resident: Id<Resident>,
    /// 姓名 Name, masked.
    pub name: String,
    /// 人员类别 Category.
    pub category: ResidentCategory,
    /// 房号 Part of the house.
    pub room: HouseRoom,
    /// 入住日期 Since when.
    pub from: Day,
}

/// 房屋 The room of houses.
#[derive(Debug)]
pub struct Houses<'s> {
    session: &'s Session<'s>,
}

impl<'s> Houses<'s> {
    pub(super) fn new(session: &'s Session<'_>) -> Self {
        Self { session }
    }

    /// Reads and plain writes of houses.
    pub fn records(&self) -> Room<'_, House> {
        self.session.kind()
    }

    /// The house of a number; `None` when there is none.
    ///
    /// # Errors
    /// Those of [`Room::find`].
    pub async fn by_number(&self, number: &RefNo) -> Result<Option<Stored<House>>> {
        let found = self.records().find(&select::<House>().filter(Filter::eq("no", number))).await?;
        Ok(found.records.into_iter().next())
    }

    /// 以屋找人 Who lives in a house on a day, masked, in the order of rooms. Listing people is logged before it returns.
    ///
    /// # Errors
    /// `access.…` without the right to list; those of the store.
    pub async fn occupants(&self, house: Id<House>, day: Day) -> Result<Vec<Occupant>> {
        let (session, village) = (self.session, self.session.village);
        let permit = session.permit(Act::List, Resident::KIND)?;
        let lives = Filter::eq("house", house).and(Filter::valid_on("from_day", "until_day", day));
        let mut places = Vec::new();
        let keep = |place: Stored<Residence>| {
            places.push(place.entity);
            Ok(())
        };
        village.store.each(village.unit, &select::<Residence>().filter(lives).order("by_house"), keep).await?;
        session.note(&permit, Resident::KIND, places.len()).await?;
        let ids: Vec<Id<Resident>> = places.iter().map(|place| place.resident).collect();
        let people = village.store.load_many(village.unit, &ids).await?;
        let mut occupants: Vec<Occupant> = places
            .into_iter()
            .zip(people)
            .filter_map(|(place, person)| {
                let person = person?.entity;
                Some(Occupant {
                    resident: Entity::id(&person),
                    name: person.name.masked(),
                    category: person.category,
                    room: place.room,
                    from: place.from,
                })
            })
            .collect();
        occupants.sort_by(|a, b| (&a.room, a.from, a.resident).cmp(&(&b.room, b.from, b.resident)));
        Ok(occupants)
    }
}
