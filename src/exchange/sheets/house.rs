//! 房屋 The register of houses.

use crate::error::Result;
use crate::exchange::sheets::person::{link_text, opened};
use crate::exchange::{Held, Register, Stage};
use crate::model::{Cooperative, Grid, House, HouseUse, MapSheet, SafetyGrade, Structure};
use crate::schema::{Key, Secret};
use crate::value::{Count, GridCode, Lattice, PersonName, Phone, Plain, Point, RefNo, SquareMetres, Text, Year, YesNo};

crate::row! {
    /// 房屋 A row of the register of houses.
    pub struct HouseRow {
        sheet: "房屋", title: "房屋台账", key: [no];
        no: RefNo = "房屋编号",
        address: Text = "地址" | "房屋地址",
        grid: GridCode = "网格编码",
        map_sheet: RefNo = "图幅编号",
        structure: Structure = ["建筑信息"] "结构" | "房屋结构",
        floors: Count = ["建筑信息"] "层数",
        rooms: Count = ["建筑信息"] "房间数",
        area: SquareMetres = ["建筑信息"] "建筑面积(平方米)" | "建筑面积",
        built: Option<Year> = ["建筑信息"] "建成年份" | "建造年份" as number,
        usage: HouseUse = ["建筑信息"] "用途" | "房屋用途",
        safety: Option<SafetyGrade> = ["建筑信息"] "安全等级",
        owner: Option<PersonName> = ["权属信息"] "户主(产权人)" | "户主" | "产权人",
        cooperative: Option<Text> = ["权属信息"] "所属经济合作社" | "经济合作社",
        phone: Option<Phone> = ["权属信息"] "联系电话" | "电话",
        is_let: YesNo = "是否出租",
        lon: Lattice = ["坐标(CGCS2000)"] "经度" as number,
        lat: Lattice = ["坐标(CGCS2000)"] "纬度" as number,
    }
}

impl Register for HouseRow {
    type Primary = House;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let grid = to.link::<Grid>("网格编码", &self.grid.plain())?;
        let sheet = to.link::<MapSheet>("图幅编号", self.map_sheet.as_str())?;
        let named = self.cooperative.as_ref();
        let cooperative = named.map(|name| to.link::<Cooperative>("所属经济合作社", name.as_str())).transpose()?;
        let house = House {
            id: to.id(),
            no: self.no.clone(),
            address: self.address.clone(),
            grid,
            sheet,
            structure: self.structure,
            floors: self.floors,
            rooms: self.rooms,
            area: self.area,
            built: self.built,
            usage: self.usage,
            safety: self.safety,
            owner: self.owner.clone(),
            cooperative,
            phone: self.phone.clone().map(Secret::open),
            is_let: self.is_let,
            point: Point::of(self.lon, self.lat)?,
        };
        to.put(house);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<House>().iter().map(|house| Ok((Self::of(house, held)?, vec![house.id.key()]))).collect()
    }
}

impl HouseRow {
    fn of(house: &House, held: &Held) -> Result<Self> {
        let cooperative = house.cooperative.as_ref();
        Ok(Self {
            no: house.no.clone(),
            address: house.address.clone(),
            grid: link_text(held, &house.grid, |grid: &Grid| grid.code)?,
            map_sheet: link_text(held, &house.sheet, |sheet: &MapSheet| sheet.no.clone())?,
            structure: house.structure,
            floors: house.floors,
            rooms: house.rooms,
            area: house.area,
            built: house.built,
            usage: house.usage,
            safety: house.safety,
            owner: house.owner.clone(),
            cooperative: cooperative
                .map(|link| link_text(held, link, |cooperative| cooperative.name.clone()))
                .transpose()?,
            phone: opened(house.phone.as_ref())?,
            is_let: house.is_let,
            lon: house.point.lon(),
            lat: house.point.lat(),
        })
    }
}
