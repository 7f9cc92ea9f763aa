//! 经济合作社 The register of cooperatives.

use crate::error::Result;
use crate::exchange::sheets::person::opened;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Cooperative, CooperativeFigures, DatedCount};
use crate::schema::{Key, Secret};
use crate::value::{Count, CreditCode, Day, PersonName, Phone, Plain, Text};

crate::row! {
    /// 经济合作社 A row of the register of cooperatives.
    pub struct CooperativeRow {
        sheet: "经济合作社", title: "经济合作社登记表", key: [name];
        name: Text = "名称" | "合作社名称",
        credit_code: CreditCode = "统一社会信用代码",
        registrar: Option<Text> = "登记赋码机关" | "登记机关",
        registered: Option<Day> = "登记日期",
        head: Option<PersonName> = "社长",
        deputy: Option<PersonName> = "副社长",
        phone: Option<Phone> = "联系电话" | "电话",
        parent: Option<Text> = "上级组织",
        households: Option<Count> = "户数",
        registered_january: Option<Count> = "户籍人口(2023年1月31日)",
        registered_june: Option<Count> = "户籍人口(2023年6月30日)",
        houses: Option<Count> = "房屋数",
        representatives: Option<Count> = "成员代表数",
    }
}

/// The days in the headers of the two columns of registered population.
const FIGURE_DAYS: [(i32, u32, u32); 2] = [(2023, 1, 31), (2023, 6, 30)];

fn figure_days() -> [Option<Day>; 2] {
    FIGURE_DAYS.map(|(year, month, day)| Day::of(year, month, day))
}

impl Register for CooperativeRow {
    type Primary = Cooperative;

    fn natural(&self) -> Vec<String> {
        vec![self.name.plain(), self.credit_code.plain()]
    }

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let counts = [self.registered_january, self.registered_june];
        let figures = figure_days().into_iter().zip(counts);
        let cooperative = Cooperative {
            id: to.id(),
            name: self.name.clone(),
            credit_code: self.credit_code.clone(),
            registrar: self.registrar.clone(),
            registered: self.registered,
            head: self.head.clone(),
            deputy: self.deputy.clone(),
            phone: self.phone.clone().map(Secret::open),
            parent: self.parent.clone(),
            stated: CooperativeFigures {
                households: self.households,
                registered: figures.filter_map(|(on, count)| Some(DatedCount { on: on?, count: count? })).collect(),
                houses: self.houses,
                representatives: self.representatives,
            },
        };
        to.put(cooperative);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Cooperative>().iter().map(|held| Ok((Self::of(held)?, vec![held.id.key()]))).collect()
    }
}

impl CooperativeRow {
    fn of(cooperative: &Cooperative) -> Result<Self> {
        let [january, june] = figure_days().map(|day| cooperative.stated_registered(day?));
        Ok(Self {
            name: cooperative.name.clone(),
            credit_code: cooperative.credit_code.clone(),
            registrar: cooperative.registrar.clone(),
            registered: cooperative.registered,
            head: cooperative.head.clone(),
            deputy: cooperative.deputy.clone(),
            phone: opened(cooperative.phone.as_ref())?,
            parent: cooperative.parent.clone(),
            households: cooperative.stated.households,
            registered_january: january,
            registered_june: june,
            houses: cooperative.stated.houses,
            representatives: cooperative.stated.representatives,
        })
    }
}
