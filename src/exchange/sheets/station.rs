//! 服务站点一览表 The list of service stations.

use crate::error::{Error, Result, code};
use crate::exchange::sheets::person::{link_text_if, opened};
use crate::exchange::{Held, Register, Stage};
use crate::model::{Station, StationKind, StationLevel};
use crate::schema::{Key, Secret};
use crate::value::{Cgcs2000, Day, Lattice, PersonName, Phone, Point, RefNo, SquareMetres, Text, YesNo};

crate::row! {
    /// 站点 A row of the list of stations.
    pub struct StationRow {
        sheet: "站点", title: "服务站点一览表", key: [name];
        name: Text = "站点名称" | "名称",
        kind: StationKind = "类型",
        level: StationLevel = "层级",
        house: Option<RefNo> = "房屋编号",
        address: Text = "地址",
        longitude: Option<Lattice> = "经度" as number,
        latitude: Option<Lattice> = "纬度" as number,
        area: Option<SquareMetres> = "面积(平方米)" | "面积",
        opened: Day = "启用日期",
        head: PersonName = "负责人",
        phone: Option<Phone> = "联系电话" | "电话",
        plaque: YesNo = "室外牌匾",
        qr_code: YesNo = "二维码",
        note: Option<Text> = "说明" | "备注",
    }
}

const HOUSE: &str = "房屋编号";

impl StationRow {
    fn point(&self) -> Result<Option<Point<Cgcs2000>>> {
        match (self.longitude, self.latitude) {
            (Some(longitude), Some(latitude)) => Point::of(longitude, latitude).map(Some),
            (None, None) => Ok(None),
            (Some(_), None) => Err(Error::new(code::model::FIELD_NEEDS).with("column", "纬度").with("field", "经度")),
            (None, Some(_)) => Err(Error::new(code::model::FIELD_NEEDS).with("column", "经度").with("field", "纬度")),
        }
    }
}

impl Register for StationRow {
    type Primary = Station;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let point = self.point()?;
        let house = self.house.as_ref().map(|no| to.link(HOUSE, no.as_str())).transpose()?;
        let id = to.id();
        to.put(Station {
            id,
            name: self.name.clone(),
            kind: self.kind,
            level: self.level,
            house,
            address: self.address.clone(),
            point,
            area: self.area,
            opened: self.opened,
            head: self.head.clone(),
            phone: self.phone.clone().map(Secret::open),
            plaque: self.plaque.is_yes(),
            qr_code: self.qr_code.is_yes(),
            note: self.note.clone(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Station>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(held: &Held, it: &Station) -> Result<StationRow> {
    Ok(StationRow {
        name: it.name.clone(),
        kind: it.kind,
        level: it.level,
        house: link_text_if(held, it.house.as_ref(), |house| house.no.clone())?,
        address: it.address.clone(),
        longitude: it.point.map(|point| point.lon()),
        latitude: it.point.map(|point| point.lat()),
        area: it.area,
        opened: it.opened,
        head: it.head.clone(),
        phone: opened(it.phone.as_ref())?,
        plaque: it.plaque.into(),
        qr_code: it.qr_code.into(),
        note: it.note.clone(),
    })
}
