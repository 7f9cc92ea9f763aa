//! A small village of test kinds and sheets, and a ledger in memory.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Error, Result, code};
use crate::exchange::{Held, Options, Plan, Register, SheetRow, Sheets, Stage, Table, handler};
use crate::model::Ref;
use crate::schema::{Entity, Id, Key, Secret};
use crate::value::{Count, Day, Money, PersonName, Plain, RefNo, Sensitive, Text};

/// A card number of 8 digits whose sum is even.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct CardNo(String);

impl Plain for CardNo {
    const WHAT: &'static str = "证号 card number";
    fn plain(&self) -> String {
        self.0.clone()
    }
    fn parse(text: &str) -> Result<Self> {
        let sum: u32 = text.chars().filter_map(|c| c.to_digit(10)).sum();
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) && sum.is_multiple_of(2) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::new(code::value::REF_NO).with("value", "***"))
        }
    }
}

impl Sensitive for CardNo {
    fn expose(&self) -> String {
        self.0.clone()
    }
    fn from_exposed(text: &str) -> Result<Self> {
        Self::parse(text)
    }
    fn masked(&self) -> String {
        "***".to_owned()
    }
}

impl fmt::Debug for CardNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Coop {
    pub(super) id: Id<Coop>,
    pub(super) code: RefNo,
    pub(super) name: Text,
    pub(super) capital: Money,
}

crate::entity! {
    Coop: "test.coop", "tcoop", v1, "合作社";
    columns { name "名称": Text = |coop| coop.name.as_str() }
    indexes {}
    secrets {}
    subject = |coop| coop.id.key();
}

impl Coop {
    fn check(&self) -> Result<()> {
        if self.capital.fen() < 0 {
            let told = Error::new(code::exchange::ROW_RULE).with("column", "capital").with("reason", "不能为负");
            return Err(told.with("value", self.capital.plain()));
        }
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct House {
    pub(super) id: Id<House>,
    pub(super) no: RefNo,
    pub(super) floors: Count,
    pub(super) built: Option<Day>,
    pub(super) coop: Ref<Coop>,
    pub(super) owner_phone: Option<Text>,
    pub(super) tenant_phone: Option<Text>,
}

crate::entity! {
    House: "test.house", "thouse", v1, "房屋";
    columns { no "编号": Text = |house| house.no.as_str() }
    indexes {}
    secrets {}
    subject = |house| house.id.key();
}

impl House {
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "nothing to hold")]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Person {
    pub(super) id: Id<Person>,
    pub(super) number: Secret<CardNo>,
    pub(super) name: Secret<PersonName>,
    pub(super) house: Ref<House>,
    pub(super) since: Day,
}

crate::entity! {
    Person: "test.person", "tperson", v1, "人员";
    columns { since "入住日期": Day = |person| person.since }
    indexes {}
    secrets { number "证件号码": "test", name "姓名" }
    subject = |person| person.id.key();
}

impl Person {
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "nothing to hold")]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Meeting {
    pub(super) id: Id<Meeting>,
    pub(super) day: Day,
    pub(super) topic: Text,
    pub(super) held_by: Option<Text>,
}

crate::entity! {
    Meeting: "test.meeting", "tmeeting", v1, "会议";
    columns { day "日期": Day = |meeting| meeting.day }
    indexes {}
    secrets {}
    subject = |meeting| meeting.id.key();
}

impl Meeting {
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "nothing to hold")]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

crate::row! {
    /// 合作社
    pub(super) struct CoopRow {
        sheet: "合作社", title: "经济合作社登记表", key: [code];
        code: RefNo = "代码" | "统一社会信用代码",
        name: Text = "名称",
        capital: Money = "资金(元)",
    }
}

crate::row! {
    /// 房屋
    pub(super) struct HouseRow {
        sheet: "房屋", title: "房屋台账", key: [no];
        no: RefNo = "房屋编号" | "编号",
        floors: Count = ["建筑信息"] "层数",
        built: Option<Day> = ["建筑信息"] "建成日期",
        coop: Text = ["权属信息"] "所属合作社",
        owner_phone: Option<Text> = ["权属信息"] "联系电话",
        tenant_phone: Option<Text> = ["租户信息"] "联系电话",
    }
}

crate::row! {
    /// 居住人员
    pub(super) struct PersonRow {
        sheet: "居住人员", title: "居住人员台账", key: [number];
        name: PersonName = "姓名",
        number: CardNo = "证件号码",
        house: RefNo = "房屋编号",
        since: Day = "入住日期",
    }
}

crate::row! {
    /// 会议
    pub(super) struct MeetingRow {
        sheet: "会议", title: "会议登记表", key: [];
        day: Day = "日期",
        topic: Text = "主要议题",
        held_by: Option<Text> = "主持人",
    }
}

impl Register for CoopRow {
    type Primary = Coop;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let coop = Coop { id: to.id(), code: self.code.clone(), name: self.name.clone(), capital: self.capital };
        to.put(coop);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let row = |coop: &Coop| Self { code: coop.code.clone(), name: coop.name.clone(), capital: coop.capital };
        Ok(held.all::<Coop>().iter().map(|coop| (row(coop), vec![coop.id.key()])).collect())
    }

    fn natural(&self) -> Vec<String> {
        vec![self.key(), self.name.plain()]
    }
}

impl Register for HouseRow {
    type Primary = House;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let coop = to.link::<Coop>("所属合作社", self.coop.as_str())?;
        if self.floors.get() == 0 {
            return Err(Error::new(code::exchange::ROW_RULE)
                .with("column", "层数")
                .with("value", 0)
                .with("reason", "至少一层"));
        }
        let house = House {
            id: to.id(),
            no: self.no.clone(),
            floors: self.floors,
            built: self.built,
            coop,
            owner_phone: self.owner_phone.clone(),
            tenant_phone: self.tenant_phone.clone(),
        };
        to.put(house);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let row = |house: &House| {
            let coop = match &house.coop {
                Ref::Known(id) => held.get(*id).map(|coop| coop.name.clone()),
                Ref::Pending(key) => Some(key.clone()),
            };
            Ok(Self {
                no: house.no.clone(),
                floors: house.floors,
                built: house.built,
                coop: coop.ok_or_else(|| Error::new(code::exchange::REFERENCE_UNKNOWN))?,
                owner_phone: house.owner_phone.clone(),
                tenant_phone: house.tenant_phone.clone(),
            })
        };
        held.all::<House>().iter().map(|house| Ok((row(house)?, vec![house.id.key()]))).collect()
    }
}

impl Register for PersonRow {
    type Primary = Person;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let house = to.link("房屋编号", self.house.as_str())?;
        let person = Person {
            id: to.id(),
            number: Secret::open(self.number.clone()),
            name: Secret::open(self.name.clone()),
            house,
            since: self.since,
        };
        to.put(person);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let row = |person: &Person| {
            let house = match &person.house {
                Ref::Known(id) => held.get(*id).map(|house| house.no.plain()).unwrap_or_default(),
                Ref::Pending(key) => key.plain(),
            };
            Ok(Self {
                name: person.name.get()?.clone(),
                number: person.number.get()?.clone(),
                house: RefNo::parse(&house)?,
                since: person.since,
            })
        };
        held.all::<Person>().iter().map(|person| Ok((row(person)?, vec![person.id.key()]))).collect()
    }
}

impl Register for MeetingRow {
    type Primary = Meeting;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let meeting = Meeting { id: to.id(), day: self.day, topic: self.topic.clone(), held_by: self.held_by.clone() };
        to.put(meeting);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let row = |meeting: &Meeting| Self {
            day: meeting.day,
            topic: meeting.topic.clone(),
            held_by: meeting.held_by.clone(),
        };
        Ok(held.all::<Meeting>().iter().map(|meeting| (row(meeting), vec![meeting.id.key()])).collect())
    }
}

/// Persons come before houses, so that their links lead forward.
pub(super) fn sheets() -> Sheets {
    Sheets::new().with_all([
        handler::<PersonRow>(),
        handler::<HouseRow>(),
        handler::<CoopRow>(),
        handler::<MeetingRow>(),
    ])
}

/// A ledger in memory.
#[derive(Default)]
pub(super) struct Memory {
    coops: Vec<Coop>,
    houses: Vec<House>,
    persons: Vec<Person>,
    meetings: Vec<Meeting>,
    last: u128,
}

impl Memory {
    pub(super) fn held(&self) -> Held {
        Held::new()
            .with(self.coops.clone())
            .with(self.houses.clone())
            .with(self.persons.clone())
            .with(self.meetings.clone())
    }

    pub(super) fn plan(&mut self, tables: &[Table]) -> Plan {
        self.plan_with(tables, &Options::default())
    }

    pub(super) fn plan_with(&mut self, tables: &[Table], options: &Options) -> Plan {
        let held = self.held();
        let last = &mut self.last;
        let mut mint = || {
            *last += 1;
            Uuid::from_u128(*last)
        };
        Plan::build(&sheets(), tables, &held, options, &mut mint).unwrap()
    }

    pub(super) fn import(&mut self, tables: &[Table]) -> Plan {
        let plan = self.plan(tables);
        for planned in &plan.records {
            let record = &planned.record;
            put(&mut self.coops, record.typed());
            put(&mut self.houses, record.typed());
            put(&mut self.persons, record.typed());
            put(&mut self.meetings, record.typed());
        }
        plan
    }

    pub(super) fn house(&self, no: &str) -> Option<&House> {
        self.houses.iter().find(|house| house.no.as_str() == no)
    }

    pub(super) fn persons(&self) -> &[Person] {
        &self.persons
    }
}

fn put<E: Entity>(list: &mut Vec<E>, record: Option<&E>) {
    let Some(record) = record else { return };
    list.retain(|old| Entity::id(old) != Entity::id(record));
    list.push(record.clone());
}
