//! 机动车 A vehicle, with the two kinds of evidence that it belongs here.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::{House, Ref, Resident};
use crate::schema::{Id, Key, Secret};
use crate::value::{Day, IdDocument, PersonName, Plain, Plate, Sensitive, Text};

crate::labels! {
    /// 车辆类型 Kind of vehicle.
    pub enum VehicleKind: "车辆类型 vehicle kind" {
        /// 小型汽车 Car.
        Car = "car" / "小型汽车" | "小型轿车",
        /// 小型新能源汽车 New-energy car.
        NewEnergyCar = "new_energy_car" / "小型新能源汽车" | "新能源汽车",
        /// 小型普通货车 Light lorry.
        LightLorry = "light_lorry" / "小型普通货车" | "轻型货车",
        /// 大型汽车 Bus or lorry.
        Large = "large" / "大型汽车",
        /// 普通摩托车 Motorcycle.
        Motorcycle = "motorcycle" / "普通摩托车" | "摩托车",
        /// 电动自行车 Electric bicycle.
        ElectricBicycle = "electric_bicycle" / "电动自行车",
        /// 其他 Another.
        Other = "other" / "其他",
    }
}

crate::labels! {
    /// 核查结果 What the two kinds of evidence say together.
    pub enum VehicleFinding: "核查结果 finding" {
        /// 一致 Declared, and found at night.
        Agrees = "agrees" / "一致",
        /// 仅申报待核实 Declared, not found yet.
        DeclaredOnly = "declared_only" / "仅申报待核实",
        /// 仅核查待核实 Found at night, declared by nobody yet.
        NightOnly = "night_only" / "仅核查待核实",
    }
}

crate::labels! {
    /// 是否常驻 Whether the vehicle is kept in the village.
    pub enum VehicleStanding: "是否常驻 standing" {
        /// 是 Kept here.
        Kept = "kept" / "是",
        /// 否 Not kept here.
        NotKept = "not_kept" / "否",
        /// 待核实 Not known yet.
        Pending = "pending" / "待核实",
    }
}

/// 凌晨核查 What the night check found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NightCheck {
    /// 凌晨核查日期 Day of the check.
    pub on: Day,
    /// 核查停放地点 Where it stood.
    pub place: Text,
}

/// 机动车 A vehicle. Self-declaration and night check are two sources; one alone proves nothing.
#[doc(alias = "机动车")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vehicle {
    /// Record id.
    pub id: Id<Vehicle>,
    /// 号牌号码 Plate (GA 36), or the local number of an electric bicycle.
    pub plate: Plate,
    /// 车辆类型 Kind.
    pub kind: VehicleKind,
    /// 使用人 Who uses it, as declared.
    pub user_name: Option<PersonName>,
    /// 使用人证件号 The user's identity document.
    pub user_document: Option<Secret<IdDocument>>,
    /// The user among the residents, if he is one.
    pub user: Option<Id<Resident>>,
    /// 房屋 The user's house.
    pub house: Option<Ref<House>>,
    /// 自主申报日期 Day on which the user declared it.
    pub declared: Option<Day>,
    /// 凌晨核查 What the night check found.
    pub night: Option<NightCheck>,
    /// 是否常驻 Whether it is kept in the village; pending as long as there is one source only.
    pub standing: VehicleStanding,
}

crate::entity! {
    Vehicle: "vehicle", "veh", v1, "机动车";
    columns {
        plate "号牌号码": Text = |vehicle| vehicle.plate.plain(),
        kind "车辆类型": Text = |vehicle| vehicle.kind.code(),
        user "使用人": Text = |vehicle| vehicle.user,
        house "房屋": Text = |vehicle| vehicle.house.as_ref().and_then(Ref::id),
        declared "自主申报日期": Day = |vehicle| vehicle.declared,
        night_check "凌晨核查日期": Day = |vehicle| vehicle.night.as_ref().map(|night| night.on),
        standing "是否常驻": Text = |vehicle| vehicle.standing.code(),
    }
    indexes { by_plate(plate), by_house(house), by_user(user), by_standing(standing, plate) }
    secrets { user_document "使用人证件号": "cn_id" }
    subject = |vehicle| vehicle.subject_key();
}

impl Vehicle {
    /// 核查结果 What the evidence says; none without evidence.
    pub fn finding(&self) -> Option<VehicleFinding> {
        match (self.declared, &self.night) {
            (Some(_), Some(_)) => Some(VehicleFinding::Agrees),
            (Some(_), None) => Some(VehicleFinding::DeclaredOnly),
            (None, Some(_)) => Some(VehicleFinding::NightOnly),
            (None, None) => None,
        }
    }

    fn subject_key(&self) -> Key {
        self.user.map_or_else(|| self.id.key(), Id::key)
    }

    fn check(&self) -> Result<()> {
        let Some(finding) = self.finding() else {
            return Err(Error::new(code::model::VEHICLE_EVIDENCE)
                .with("column", "自主申报日期")
                .with("plate", self.plate.masked()));
        };
        if finding != VehicleFinding::Agrees && self.standing != VehicleStanding::Pending {
            return Err(Error::new(code::model::VEHICLE_STANDING)
                .with("column", "是否常驻")
                .with("value", self.standing)
                .with("standing", self.standing)
                .with("finding", finding));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn vehicle(declared: Option<&str>, checked: Option<&str>, standing: VehicleStanding) -> Vehicle {
        let day = |text: &str| Day::parse(text).unwrap();
        Vehicle {
            id: Id::from_uuid(Uuid::from_u128(1)),
            plate: Plate::parse("粤A2D020").unwrap(),
            kind: VehicleKind::Car,
            user_name: None,
            user_document: None,
            user: None,
            house: None,
            declared: declared.map(day),
            night: checked.map(|on| NightCheck { on: day(on), place: Text::parse("祠堂街").unwrap() }),
            standing,
        }
    }

    #[test]
    fn one_source_alone_settles_nothing() {
        let (declared, checked) = (Some("2022-08-07"), Some("2022-09-29"));
        let code = |vehicle: Vehicle| vehicle.check().map_or_else(|error| error.code(), |()| "ok");
        assert_eq!(code(vehicle(declared, checked, VehicleStanding::Kept)), "ok");
        assert_eq!(code(vehicle(declared, checked, VehicleStanding::NotKept)), "ok");
        assert_eq!(code(vehicle(declared, None, VehicleStanding::Pending)), "ok");
        assert_eq!(code(vehicle(declared, None, VehicleStanding::Kept)), "model.vehicle.standing");
        assert_eq!(code(vehicle(None, checked, VehicleStanding::NotKept)), "model.vehicle.standing");
        assert_eq!(code(vehicle(None, None, VehicleStanding::Pending)), "model.vehicle.evidence");
    }
}
