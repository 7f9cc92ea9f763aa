//! 特殊群体 The care roll.

use crate::error::Result;
use crate::exchange::sheets::person::{link_text, opened};
use crate::exchange::{Held, Register, Stage};
use crate::model::{CareBasis, CareEntry, CareFrequency, CareGroups, House, Resident, ResidentCategory};
use crate::schema::{Key, Secret};
use crate::value::{Day, IdNumber, PersonName, Phone, Plain, RefNo, Sex};

crate::row! {
    /// 特殊群体 A row of the care roll.
    pub struct CareRow {
        sheet: "特殊群体", title: "特殊重点人群关爱名册", key: [number];
        name: PersonName = ["基本信息"] "姓名",
        sex: Sex = ["基本信息"] "性别",
        number: IdNumber = ["基本信息"] "身份证号" | "身份证号码" | "证件号码",
        birth: Day = ["基本信息"] "出生日期",
        phone: Option<Phone> = ["基本信息"] "联系电话" | "电话",
        category: ResidentCategory = ["基本信息"] "人员类别",
        house: RefNo = ["基本信息"] "房屋编号",
        groups: CareGroups = ["关爱信息"] "群体类别",
        frequency: CareFrequency = ["关爱信息"] "连访频次",
        officer: PersonName = ["关爱信息"] "责任人",
        basis: CareBasis = ["关爱信息"] "处理依据",
        filed: Day = ["关爱信息"] "建档日期",
    }
}

impl Register for CareRow {
    type Primary = CareEntry;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let house = to.link::<House>("房屋编号", self.house.as_str())?;
        let entry = CareEntry {
            id: to.id(),
            resident: to.find::<Resident>(&self.number.plain()),
            name: self.name.clone(),
            sex: self.sex,
            number: Secret::open(self.number.clone()),
            birth: self.birth,
            phone: self.phone.clone().map(Secret::open),
            category: self.category,
            house,
            groups: self.groups.clone(),
            frequency: self.frequency,
            officer: self.officer.clone(),
            basis: self.basis,
            filed: self.filed,
        };
        to.put(entry);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<CareEntry>().iter().map(|entry| Ok((Self::of(entry, held)?, vec![entry.id.key()]))).collect()
    }
}

impl CareRow {
    fn of(entry: &CareEntry, held: &Held) -> Result<Self> {
        Ok(Self {
            name: entry.name.clone(),
            sex: entry.sex,
            number: entry.number.get()?.clone(),
            birth: entry.birth,
            phone: opened(entry.phone.as_ref())?,
            category: entry.category,
            house: link_text(held, &entry.house, |house: &House| house.no.clone())?,
            groups: entry.groups.clone(),
            frequency: entry.frequency,
            officer: entry.officer.clone(),
            basis: entry.basis,
            filed: entry.filed,
        })
    }
}
