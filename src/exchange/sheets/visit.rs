//! 走访 The log of calls.

use crate::error::Result;
use crate::exchange::sheets::person::{household_no, link_text};
use crate::exchange::{Held, Register, Stage};
use crate::model::{Festival, House, Household, Resident, Visit, VisitChannel};
use crate::schema::{Key, Secret};
use crate::value::{Day, HouseholdNo, IdNumber, PersonName, Plain, RefNo, Text};

crate::row! {
    /// 走访 A row of the log of calls.
    pub struct VisitRow {
        sheet: "走访", title: "特殊重点人群连访及走访慰问记录", key: [no];
        no: RefNo = "编号" | "走访编号",
        on: Day = "日期" | "走访日期",
        channel: VisitChannel = "方式" | "走访方式",
        name: PersonName = "对象姓名" | "姓名",
        number: IdNumber = "身份证号" | "身份证号码",
        household: Option<HouseholdNo> = "户号",
        house: RefNo = "房屋编号",
        festival: Option<Festival> = "节日",
        visitor: PersonName = "走访人",
        gifts: Option<Text> = "慰问品",
        finding: Text = "情况",
        follow_up: Option<Text> = "后续事项",
    }
}

impl Register for VisitRow {
    type Primary = Visit;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let house = to.link::<House>("房屋编号", self.house.as_str())?;
        let numbered = self.household.as_ref();
        let household = numbered.map(|no| to.link::<Household>("户号", &no.plain())).transpose()?;
        let visit = Visit {
            id: to.id(),
            no: self.no.clone(),
            on: self.on,
            channel: self.channel,
            resident: to.find::<Resident>(&self.number.plain()),
            name: self.name.clone(),
            number: Secret::open(self.number.clone()),
            household,
            house,
            festival: self.festival,
            visitor: self.visitor.clone(),
            gifts: self.gifts.clone(),
            finding: Secret::open(self.finding.clone()),
            follow_up: self.follow_up.clone(),
        };
        to.put(visit);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Visit>().iter().map(|visit| Ok((Self::of(visit, held)?, vec![visit.id.key()]))).collect()
    }
}

impl VisitRow {
    fn of(visit: &Visit, held: &Held) -> Result<Self> {
        let household = visit.household.as_ref();
        Ok(Self {
            no: visit.no.clone(),
            on: visit.on,
            channel: visit.channel,
            name: visit.name.clone(),
            number: visit.number.get()?.clone(),
            household: household_no(held, household)?,
            house: link_text(held, &visit.house, |house: &House| house.no.clone())?,
            festival: visit.festival,
            visitor: visit.visitor.clone(),
            gifts: visit.gifts.clone(),
            finding: visit.finding.get()?.clone(),
            follow_up: visit.follow_up.clone(),
        })
    }
}
