//! 机动车 The register of vehicles.

use crate::error::{Error, Result, code};
use crate::exchange::sheets::person::{DocumentNo, link_text};
use crate::exchange::{Held, Register, Stage};
use crate::model::{House, NightCheck, Resident, Vehicle, VehicleFinding, VehicleKind, VehicleStanding};
use crate::schema::{Key, Secret};
use crate::value::{Day, PersonName, Plain, Plate, RefNo, Sensitive, Text};

crate::row! {
    /// 机动车 A row of the register of vehicles.
    pub struct VehicleRow {
        sheet: "机动车", title: "村内常驻机动车台账（自主申报+凌晨行动）", key: [plate];
        plate: Plate = "号牌号码" | "车牌号码" | "车牌号",
        kind: VehicleKind = "车辆类型",
        user_name: Option<PersonName> = "使用人",
        user_number: Option<DocumentNo> = "使用人证件号" | "使用人身份证号",
        house: Option<RefNo> = "房屋编号",
        declared: Option<Day> = ["自主申报"] "自主申报日期" as text,
        checked: Option<Day> = ["凌晨行动"] "凌晨核查日期",
        place: Option<Text> = ["凌晨行动"] "核查停放地点",
        finding: VehicleFinding = "核查结果",
        standing: VehicleStanding = "是否常驻",
    }
}

impl Register for VehicleRow {
    type Primary = Vehicle;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let number = self.user_number.as_ref();
        let document =
            number.map(DocumentNo::guess).transpose().map_err(|error| error.with("column", "使用人证件号"))?;
        let house = self.house.as_ref().map(|no| to.link::<House>("房屋编号", no.as_str())).transpose()?;
        let vehicle = Vehicle {
            id: to.id(),
            plate: self.plate.clone(),
            kind: self.kind,
            user_name: self.user_name.clone(),
            user_document: document.map(Secret::open),
            user: number.and_then(|number| to.find::<Resident>(number.as_str())),
            house,
            declared: self.declared,
            night: self.night()?,
            standing: self.standing,
        };
        if vehicle.finding().is_some_and(|finding| finding != self.finding) {
            return Err(Error::new(code::model::VEHICLE_FINDING)
                .with("column", "核查结果")
                .with("value", self.finding)
                .with("stated", self.finding)
                .with("finding", vehicle.finding().map_or("", VehicleFinding::label)));
        }
        to.put(vehicle);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Vehicle>().iter().map(|vehicle| Ok((Self::of(vehicle, held)?, vec![vehicle.id.key()]))).collect()
    }
}

impl VehicleRow {
    fn night(&self) -> Result<Option<NightCheck>> {
        match (self.checked, &self.place) {
            (Some(on), Some(place)) => Ok(Some(NightCheck { on, place: place.clone() })),
            (None, None) => Ok(None),
            (on, _) => {
                let missing = if on.is_some() { "核查停放地点" } else { "凌晨核查日期" };
                Err(Error::new(code::model::VEHICLE_NIGHT).with("column", missing).with("missing", missing))
            }
        }
    }

    fn of(vehicle: &Vehicle, held: &Held) -> Result<Self> {
        let document = vehicle.user_document.as_ref().map(Secret::get).transpose()?;
        let finding = vehicle
            .finding()
            .ok_or_else(|| Error::new(code::model::VEHICLE_EVIDENCE).with("plate", vehicle.plate.masked()))?;
        let house = vehicle.house.as_ref();
        Ok(Self {
            plate: vehicle.plate.clone(),
            kind: vehicle.kind,
            user_name: vehicle.user_name.clone(),
            user_number: document.map(|document| DocumentNo::parse(document.number())).transpose()?,
            house: house.map(|link| link_text(held, link, |house| house.no.clone())).transpose()?,
            declared: vehicle.declared,
            checked: vehicle.night.as_ref().map(|night| night.on),
            place: vehicle.night.as_ref().map(|night| night.place.clone()),
            finding,
            standing: vehicle.standing,
        })
    }
}
