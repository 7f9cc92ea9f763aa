//! 迁出人员 People who left a house: a row is a residence that ended.

use crate::error::{Error, Result, code};
use crate::exchange::sheets::person::{DocumentNo, held_record, link_text};
use crate::exchange::sheets::resident::moved_out;
use crate::exchange::{Held, Register, Stage};
use crate::model::{House, MoveOutReason, Residence, Resident, ResidentCategory, Room};
use crate::schema::{Id, Key, Secret};
use crate::value::{Day, DocumentKind, IdDocument, PersonName, Plain, RefNo, Sex};

crate::row! {
    /// 迁出人员 A row of the register of people who moved out.
    pub struct MovedOutRow {
        sheet: "迁出人员", title: "迁出人员记录表", key: [number, from];
        name: PersonName = "姓名",
        sex: Sex = "性别",
        document: DocumentKind = "证件类型" | "证件种类",
        number: DocumentNo = "证件号码" | "身份证号" | "证件号",
        birth: Day = "出生日期",
        category: ResidentCategory = "人员类别",
        house: RefNo = "原房屋编号" | "房屋编号",
        room: Room = "原房号" | "房号",
        from: Day = "入住日期",
        until: Day = "迁出日期",
        reason: MoveOutReason = "迁出原因",
    }
}

impl Register for MovedOutRow {
    type Primary = Resident;

    fn natural(&self) -> Vec<String> {
        vec![self.number.plain(), moved_out(self.number.as_str(), self.from)]
    }

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let document = self.number.of_kind(self.document).map_err(|error| error.with("column", "证件号码"))?;
        if self.from < self.birth {
            return Err(Error::new(code::model::BEFORE_BIRTH)
                .with("column", "入住日期")
                .with("value", self.from)
                .with("day", self.from));
        }
        let house = to.link::<House>("原房屋编号", self.house.as_str())?;
        let id = to.id::<Resident>();
        let known = to.staged::<Resident>(id).or_else(|| to.old::<Resident>()).cloned();
        let stay = self.stay(to, id);
        let registration = to.held().get(stay).and_then(|old: &Residence| old.registration);
        to.put(Residence {
            id: stay,
            resident: id,
            house,
            room: self.room.clone(),
            from: self.from,
            until: Some(self.until),
            reason: Some(self.reason),
            registration,
        });
        to.put(self.person(id, Secret::open(document), known));
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let mut rows = Vec::new();
        for residence in held.all::<Residence>() {
            let (Some(until), Some(reason)) = (residence.until, residence.reason) else { continue };
            let resident = held_record(held, residence.resident)?;
            let document = resident.document.get()?;
            let row = Self {
                name: resident.name.clone(),
                sex: resident.sex,
                document: document.kind(),
                number: DocumentNo::parse(document.number())?,
                birth: resident.birth,
                category: resident.category,
                house: link_text(held, &residence.house, |house: &House| house.no.clone())?,
                room: residence.room.clone(),
                from: residence.from,
                until,
                reason,
            };
            rows.push((row, vec![resident.id.key(), residence.id.key()]));
        }
        Ok(rows)
    }
}

impl MovedOutRow {
    /// The stay that ended: the one that the ledger has from that day, or a new one.
    fn stay(&self, to: &mut Stage<'_>, resident: Id<Resident>) -> Id<Residence> {
        let stays = to.held().all::<Residence>().iter();
        let known = stays.filter(|stay| stay.resident == resident && stay.from == self.from).map(|stay| stay.id).next();
        known.unwrap_or_else(|| to.mint())
    }

    /// The person: what is known of him, with what this row says.
    fn person(&self, id: Id<Resident>, document: Secret<IdDocument>, known: Option<Resident>) -> Resident {
        let (name, sex, birth) = (self.name.clone(), self.sex, self.birth);
        match known {
            Some(known) => Resident { name, sex, birth, ..known },
            None => Resident {
                id,
                name,
                sex,
                document,
                birth,
                phone: None,
                category: self.category,
                registered_at: None,
                household: None,
                kinship: None,
                work: None,
                note: None,
            },
        }
    }
}
