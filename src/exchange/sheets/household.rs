//! 户 The register of households.

use crate::error::Result;
use crate::exchange::sheets::person::{link_text, opened};
use crate::exchange::{Held, Register, Stage};
use crate::model::{Cooperative, House, Household, HouseholdKind, Resident};
use crate::schema::{Key, Secret};
use crate::value::{Count, HouseholdNo, IdNumber, PersonName, Phone, Plain, RefNo, Text};

crate::row! {
    /// 户 A row of the register of households.
    pub struct HouseholdRow {
        sheet: "户", title: "户籍户台账", key: [no];
        no: HouseholdNo = "户号",
        head_name: PersonName = "户主姓名" | "户主",
        head_number: IdNumber = "户主身份证号" | "户主身份证号码",
        cooperative: Text = "所属经济合作社" | "经济合作社",
        members: Count = "家庭人数",
        women: Count = "其中女性",
        kind: HouseholdKind = "户类型",
        address: Text = "户籍地址",
        house: Option<RefNo> = "现住房屋编号" | "房屋编号",
        phone: Option<Phone> = "联系电话" | "电话",
        representative: Option<PersonName> = "推选的村民代表" | "村民代表",
    }
}

impl Register for HouseholdRow {
    type Primary = Household;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let cooperative = to.link::<Cooperative>("所属经济合作社", self.cooperative.as_str())?;
        let lived_in = self.house.as_ref();
        let house = lived_in.map(|no| to.link::<House>("现住房屋编号", no.as_str())).transpose()?;
        let household = Household {
            id: to.id(),
            no: self.no,
            head_name: self.head_name.clone(),
            head_number: Secret::open(self.head_number.clone()),
            head: to.find::<Resident>(&self.head_number.plain()),
            cooperative,
            stated_members: self.members,
            stated_women: self.women,
            kind: self.kind,
            address: self.address.clone(),
            house,
            phone: self.phone.clone().map(Secret::open),
            representative: self.representative.clone(),
        };
        to.put(household);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let households = held.all::<Household>().iter();
        households.map(|household| Ok((Self::of(household, held)?, vec![household.id.key()]))).collect()
    }
}

impl HouseholdRow {
    fn of(household: &Household, held: &Held) -> Result<Self> {
        let house = household.house.as_ref();
        Ok(Self {
            no: household.no,
            head_name: household.head_name.clone(),
            head_number: household.head_number.get()?.clone(),
            cooperative: link_text(held, &household.cooperative, |held: &Cooperative| held.name.clone())?,
            members: household.stated_members,
            women: household.stated_women,
            kind: household.kind,
            address: household.address.clone(),
            house: house.map(|link| link_text(held, link, |house| house.no.clone())).transpose()?,
            phone: opened(household.phone.as_ref())?,
            representative: household.representative.clone(),
        })
    }
}
