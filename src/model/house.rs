//! 房屋 A house: where it stands, what it is, who owns it.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::{Cooperative, Grid, MapSheet, Ref};
use crate::schema::{Id, Secret};
use crate::value::{Cgcs2000, Count, PersonName, Phone, Point, RefNo, SquareMetres, Text, Year, YesNo};

crate::labels! {
    /// 房屋结构 What a house is built of.
    pub enum Structure: "房屋结构 structure" {
        /// 框架 Concrete frame.
        Frame = "frame" / "框架" | "框架结构" | "钢筋混凝土",
        /// 砖混 Brick and concrete.
        BrickConcrete = "brick_concrete" / "砖混" | "砖混结构",
        /// 砖木 Brick and timber.
        BrickTimber = "brick_timber" / "砖木" | "砖木结构",
        /// 土木 Earth and timber.
        EarthTimber = "earth_timber" / "土木" | "土木结构",
        /// 钢结构 Steel.
        Steel = "steel" / "钢结构" | "钢构",
        /// 其他 Anything else.
        Other = "other" / "其他",
    }
}

crate::labels! {
    /// 房屋用途 What a house is used for.
    pub enum HouseUse: "房屋用途 use" {
        /// 居住 Lived in by its owners.
        OwnerOccupied = "owner_occupied" / "居住" | "自住",
        /// 自住兼出租 Owners and tenants.
        Mixed = "mixed" / "自住兼出租" | "部分出租",
        /// 出租 Let.
        Let = "let" / "出租" | "全部出租",
        /// 空置 Empty.
        Vacant = "vacant" / "空置",
        /// 公共服务 Public service.
        Public = "public" / "公共服务" | "公共",
        /// 其他 Anything else.
        Other = "other" / "其他",
    }
}

crate::labels! {
    /// 房屋安全等级 Safety grade of the dangerous-house appraisal (JGJ 125): A sound … D dangerous as a whole.
    pub enum SafetyGrade: "安全等级 safety grade" {
        /// A级 Sound.
        A = "a" / "A级" | "A",
        /// B级 A few parts dangerous, sound as a whole.
        B = "b" / "B级" | "B",
        /// C级 Dangerous in part.
        C = "c" / "C级" | "C",
        /// D级 Dangerous as a whole.
        D = "d" / "D级" | "D",
    }
}

/// 房屋 A house of the register. It belongs to the one grid that holds its point.
#[doc(alias = "房屋")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct House {
    /// Record id.
    pub id: Id<House>,
    /// 房屋编号 Number of the house, unique in the village.
    pub no: RefNo,
    /// 地址 Address within the village.
    pub address: Text,
    /// 网格 The grid that holds the point.
    pub grid: Ref<Grid>,
    /// 图幅 The map sheet that shows it.
    pub sheet: Ref<MapSheet>,
    /// 结构 What it is built of.
    pub structure: Structure,
    /// 层数 Floors, at least one.
    pub floors: Count,
    /// 房间数 Rooms.
    pub rooms: Count,
    /// 建筑面积 Floor space in m².
    pub area: SquareMetres,
    /// 建成年份 Year of completion, if known.
    pub built: Option<Year>,
    /// 用途 What it is used for.
    pub usage: HouseUse,
    /// 安全等级 Safety grade, if appraised.
    pub safety: Option<SafetyGrade>,
    /// 户主（产权人） Owner: a person, or the name of the cooperative or firm.
    pub owner: Option<PersonName>,
    /// 所属经济合作社 The cooperative on whose land it stands.
    pub cooperative: Option<Ref<Cooperative>>,
    /// 联系电话 The owner's telephone.
    pub phone: Option<Secret<Phone>>,
    /// 是否出租 Whether any room is let.
    pub is_let: YesNo,
    /// 坐标 The point of the house.
    pub point: Point<Cgcs2000>,
}

crate::entity! {
    House: "house", "hse", v1, "房屋";
    columns {
        no "房屋编号": Text = |house| house.no.as_str(),
        address "地址": Text = |house| house.address.as_str(),
        grid "网格": Text = |house| &house.grid,
        sheet "图幅": Text = |house| &house.sheet,
        cooperative "所属经济合作社": Text = |house| house.cooperative.as_ref().and_then(Ref::id),
        usage "用途": Text = |house| house.usage.code(),
        safety "安全等级": Text = |house| house.safety.map(SafetyGrade::code),
        is_let "是否出租": Bool = |house| house.is_let == YesNo::Yes,
        lon "经度（千万分之一度）": Int = |house| i64::from(house.point.lon().steps()),
        lat "纬度（千万分之一度）": Int = |house| i64::from(house.point.lat().steps()),
    }
    indexes { by_no(no), by_grid(grid, no), by_sheet(sheet, no), by_place(lon, lat) }
    secrets { phone "联系电话": "phone" }
    subject = |house| house.id.key();
}

impl House {
    /// 坐标 The point of the house, longitude first, in CGCS2000 (EPSG:4490).
    pub fn point(&self) -> Point<Cgcs2000> {
        self.point
    }

    /// 是否危房 Whether it was appraised dangerous, in part (C) or as a whole (D).
    pub fn is_dangerous(&self) -> bool {
        matches!(self.safety, Some(SafetyGrade::C | SafetyGrade::D))
    }

    fn check(&self) -> Result<()> {
        if self.floors.get() == 0 {
            return Err(Error::new(code::model::HOUSE_FLOORS)
                .with("column", "层数")
                .with("value", 0)
                .with("house", &self.no));
        }
        if self.area.hundredths() <= 0 {
            return Err(Error::new(code::model::HOUSE_AREA)
                .with("column", "建筑面积(平方米)")
                .with("value", self.area)
                .with("house", &self.no));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::schema::{Entity, Value};
    use crate::value::Plain;

    fn house() -> House {
        let text = |text: &str| Text::parse(text).unwrap();
        House {
            id: Id::from_uuid(Uuid::from_u128(1)),
            no: RefNo::parse("DH01-0001").unwrap(),
            address: text("桃源街1巷90号"),
            grid: Ref::Pending(text("440118101224001")),
            sheet: Ref::Pending(text("DH-T02")),
            structure: Structure::Frame,
            floors: Count::new(4),
            rooms: Count::new(12),
            area: SquareMetres::parse("397.53").unwrap(),
            built: None,
            usage: HouseUse::Let,
            safety: Some(SafetyGrade::C),
            owner: None,
            cooperative: None,
            phone: None,
            is_let: YesNo::Yes,
            point: Point::parse("113.6060651,23.120824").unwrap(),
        }
    }

    #[test]
    fn a_house_has_a_floor_and_floor_space() {
        assert!(house().check().is_ok() && house().is_dangerous());
        let flat = House { floors: Count::new(0), ..house() };
        assert_eq!(flat.check().unwrap_err().code(), "model.house.floors");
        let empty = House { area: SquareMetres::from_hundredths(0), ..house() };
        assert_eq!(empty.check().unwrap_err().code(), "model.house.area");
    }

    #[test]
    fn its_point_is_found_in_whole_steps_and_a_pending_link_counts_nowhere() {
        let columns = House::SPEC.columns.iter().map(|column| column.name).zip(Entity::columns(&house()));
        let column = |name| columns.clone().find(|(known, _)| *known == name).map(|(_, value)| value);
        assert_eq!(column("lon"), Some(Value::Int(1_136_060_651)));
        assert_eq!(column("lat"), Some(Value::Int(231_208_240)));
        assert_eq!(column("grid"), Some(Value::Null));
    }
}
