//! 居住人员 The person-house register: a row is a resident and the residence that has not ended.

use std::collections::HashMap;

use crate::error::{Error, Result, code};
use crate::exchange::sheets::person::{DocumentNo, household_no, link_text, opened};
use crate::exchange::{Held, Register, Stage};
use crate::model::{
    House, Household, MoveOutReason, Ref, Registration, RegistrationWay, Residence, Resident, ResidentCategory, Room,
};
use crate::schema::{Id, Key, Secret};
use crate::value::{Day, DocumentKind, HouseholdNo, Kinship, PersonName, Phone, Plain, RefNo, Sex, Text};

crate::row! {
    /// 居住人员 A row of the person-house register.
    pub struct ResidentRow {
        sheet: "居住人员", title: "居住人员台账（“人屋关联”）", key: [number];
        name: PersonName = ["基本信息"] "姓名",
        sex: Sex = ["基本信息"] "性别",
        document: DocumentKind = ["基本信息"] "证件类型" | "证件种类",
        number: DocumentNo = ["基本信息"] "证件号码" | "身份证号" | "证件号",
        birth: Day = ["基本信息"] "出生日期",
        phone: Option<Phone> = ["基本信息"] "联系电话" | "电话" | "手机号码",
        category: ResidentCategory = ["户籍信息"] "人员类别",
        registered_at: Option<Text> = ["户籍信息"] "户籍地址",
        household: Option<HouseholdNo> = ["户籍信息"] "户号",
        kinship: Option<Kinship> = ["户籍信息"] "与户主关系",
        house: RefNo = ["居住信息"] "房屋编号",
        room: Room = ["居住信息"] "房号" | "房间号",
        from: Day = ["居住信息"] "入住日期",
        until: Option<Day> = ["居住信息"] "迁出日期",
        registered: Option<Day> = ["居住信息"] "居住登记日期" as text,
        registered_by: Option<RegistrationWay> = ["居住信息"] "登记方式",
        work: Option<Text> = "工作单位或学校" | "工作单位",
        note: Option<Text> = "备注",
    }
}

/// The natural key that only rows of moved-out people have: this stay is over.
pub(crate) fn moved_out(number: &str, from: Day) -> String {
    format!("迁出|{number}|{from}")
}

impl Register for ResidentRow {
    type Primary = Resident;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let document = self.number.of_kind(self.document).map_err(|error| error.with("column", "证件号码"))?;
        let registration = self.registration()?;
        if self.from < self.birth {
            return Err(Error::new(code::model::BEFORE_BIRTH)
                .with("column", "入住日期")
                .with("value", self.from)
                .with("day", self.from));
        }
        let numbered = self.household.as_ref();
        let household = numbered.map(|no| to.link::<Household>("户号", &no.plain())).transpose()?;
        let house = to.link::<House>("房屋编号", self.house.as_str())?;
        let resident = Resident {
            id: to.id(),
            name: self.name.clone(),
            sex: self.sex,
            document: Secret::open(document),
            birth: self.birth,
            phone: self.phone.clone().map(Secret::open),
            category: self.category,
            registered_at: self.registered_at.clone(),
            household,
            kinship: self.kinship,
            work: self.work.clone(),
            note: self.note.clone(),
        };
        let id = self.stay(to, &house);
        to.put(Residence {
            id,
            resident: resident.id,
            house,
            room: self.room.clone(),
            from: self.from,
            until: self.until,
            reason: None,
            registration,
        });
        to.put(resident);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let listed = listed_residences(held);
        let residents = held.all::<Resident>().iter();
        residents
            .filter_map(|resident| Some((resident, *listed.get(&resident.id)?)))
            .map(|(resident, residence)| {
                Ok((Self::of(resident, residence, held)?, vec![resident.id.key(), residence.id.key()]))
            })
            .collect()
    }
}

impl ResidentRow {
    fn registration(&self) -> Result<Option<Registration>> {
        match (self.registered, self.registered_by) {
            (Some(on), Some(way)) => Ok(Some(Registration { on, way })),
            (None, None) => Ok(None),
            (on, _) => {
                let column = if on.is_some() { "登记方式" } else { "居住登记日期" };
                Err(Error::new(code::model::REGISTRATION_HALF).with("column", column).with("missing", column))
            }
        }
    }

    /// The id of the residence that this row tells of. It is the one that the person has, unless that stay is over:
    /// another row closes it, or the run says that the world moved and the person lives in another house now.
    fn stay(&self, to: &mut Stage<'_>, house: &Ref<House>) -> Id<Residence> {
        let Some(old) = to.old::<Residence>().cloned() else { return to.id() };
        if old.from == self.from {
            return to.id();
        }
        if to.find::<Resident>(&moved_out(self.number.as_str(), old.from)).is_some() {
            return to.mint();
        }
        if to.change_on().is_some() && old.house != *house && old.from < self.from {
            let id = to.mint();
            to.put_also(Residence { until: Some(self.from), reason: Some(MoveOutReason::WithinVillage), ..old });
            return id;
        }
        to.id()
    }

    fn of(resident: &Resident, residence: &Residence, held: &Held) -> Result<Self> {
        let document = resident.document.get()?;
        let household = resident.household.as_ref();
        Ok(Self {
            name: resident.name.clone(),
            sex: resident.sex,
            document: document.kind(),
            number: DocumentNo::parse(document.number())?,
            birth: resident.birth,
            phone: opened(resident.phone.as_ref())?,
            category: resident.category,
            registered_at: resident.registered_at.clone(),
            household: household_no(held, household)?,
            kinship: resident.kinship,
            house: link_text(held, &residence.house, |house: &House| house.no.clone())?,
            room: residence.room.clone(),
            from: residence.from,
            until: residence.until,
            registered: residence.registration.map(|registration| registration.on),
            registered_by: residence.registration.map(|registration| registration.way),
            work: resident.work.clone(),
            note: resident.note.clone(),
        })
    }
}

/// The residence of each resident that the register lists: one that no row of 迁出人员 closed. Of several, the one that
/// has not ended, then the latest.
pub(crate) fn listed_residences(held: &Held) -> HashMap<Id<Resident>, &Residence> {
    let mut listed: HashMap<Id<Resident>, &Residence> = HashMap::new();
    for residence in held.all::<Residence>().iter().filter(|residence| residence.reason.is_none()) {
        let kept = listed.entry(residence.resident).or_insert(residence);
        if (kept.is_open(), kept.from) < (residence.is_open(), residence.from) {
            *kept = residence;
        }
    }
    listed
}
