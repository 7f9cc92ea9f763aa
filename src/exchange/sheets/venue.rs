//! 场所 The register of venues.

use crate::error::Result;
use crate::exchange::sheets::person::{link_text, opened};
use crate::exchange::{Held, Register, SheetRow, Stage};
use crate::model::{Grid, House, Venue, VenueClass, VenueHazard};
use crate::schema::{Key, Secret};
use crate::value::{Count, CreditCode, Day, GridCode, PersonName, Phone, Plain, RefNo, Text};

crate::row! {
    /// 场所 A row of the register of venues.
    pub struct VenueRow {
        sheet: "场所", title: "场所台账（以业管人）", key: [name];
        name: Text = "场所名称" | "名称",
        kind: Text = "类别" | "场所类别",
        class: VenueClass = "管理类别",
        house: RefNo = "房屋编号",
        address: Text = "地址",
        grid: GridCode = "网格编码",
        keeper: PersonName = "负责人",
        phone: Option<Phone> = "联系电话" | "电话",
        staff: Count = "从业人数",
        credit_code: Option<CreditCode> = "统一社会信用代码",
        licensed: Option<Day> = "发证日期" as text,
        patrolled: Option<Day> = "最近巡业日期",
        hazard: VenueHazard = "隐患",
    }
}

impl Register for VenueRow {
    type Primary = Venue;

    fn natural(&self) -> Vec<String> {
        let code = self.credit_code.as_ref().map(Plain::plain);
        std::iter::once(self.key()).chain(code).collect()
    }

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let house = to.link::<House>("房屋编号", self.house.as_str())?;
        let grid = to.link::<Grid>("网格编码", &self.grid.plain())?;
        let venue = Venue {
            id: to.id(),
            name: self.name.clone(),
            kind: self.kind.clone(),
            class: self.class,
            house,
            address: self.address.clone(),
            grid,
            keeper: self.keeper.clone(),
            phone: self.phone.clone().map(Secret::open),
            staff: self.staff,
            credit_code: self.credit_code.clone(),
            licensed: self.licensed,
            patrolled: self.patrolled,
            hazard: self.hazard,
        };
        to.put(venue);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Venue>().iter().map(|venue| Ok((Self::of(venue, held)?, vec![venue.id.key()]))).collect()
    }
}

impl VenueRow {
    fn of(venue: &Venue, held: &Held) -> Result<Self> {
        Ok(Self {
            name: venue.name.clone(),
            kind: venue.kind.clone(),
            class: venue.class,
            house: link_text(held, &venue.house, |house: &House| house.no.clone())?,
            address: venue.address.clone(),
            grid: link_text(held, &venue.grid, |grid: &Grid| grid.code)?,
            keeper: venue.keeper.clone(),
            phone: opened(venue.phone.as_ref())?,
            staff: venue.staff,
            credit_code: venue.credit_code.clone(),
            licensed: venue.licensed,
            patrolled: venue.patrolled,
            hazard: venue.hazard,
        })
    }
}
