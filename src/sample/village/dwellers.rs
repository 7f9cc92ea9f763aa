//! 样本居民 Who lives in the houses: households registered in the village, and migrants in let rooms.

use std::collections::HashSet;

use super::Maker;
use super::land::Land;
use crate::error::Result;
use crate::model::{
    CodePlate, EmergencyExit, Extinguisher, House, HouseUse, Household, HouseholdKind, Letting, LettingGrade,
    LettingHazard, Ref, Registration, RegistrationWay, Residence, Resident, ResidentCategory, Room,
};
use crate::sample::{Rng, identity_number, person_name, phone};
use crate::value::{Count, Day, HouseholdNo, IdDocument, IdNumber, Kinship, Plain, RefNo, Sex, Text, YesNo};

/// Of a hundred inhabited houses, how many a household of the village lives in.
const LIVED_IN_BY_OWNERS: u32 = 33;
/// Where migrants come from: an area of identity numbers, and its place.
const HOMES: [(&str, &str); 6] = [
    ("441899", "广东省清远市"),
    ("451299", "广西壮族自治区河池市"),
    ("430499", "湖南省衡阳市"),
    ("500199", "重庆市"),
    ("520699", "贵州省铜仁市"),
    ("360799", "江西省赣州市"),
];
const WORK: [&str; 4] = ["快递外卖配送", "样本制衣厂", "个体经营", "灵活就业"];

/// The people, and what the landlords declared of them.
#[derive(Default)]
pub(super) struct Dwellers {
    pub(super) households: Vec<Household>,
    pub(super) residents: Vec<Resident>,
    pub(super) residences: Vec<Residence>,
    pub(super) lettings: Vec<Letting>,
    numbers: HashSet<IdNumber>,
}

/// One person to come.
struct Person<'a> {
    sex: Sex,
    /// Years of birth, the last included.
    born: [u32; 2],
    /// Area of the identity number.
    area: &'a str,
}

pub(super) fn dwellers(maker: &mut Maker, land: &mut Land, residents: u32) -> Result<Dwellers> {
    let mut all = Dwellers::default();
    let houses = u64::try_from(land.houses.len()).unwrap_or(u64::MAX);
    for (at, house) in (0_u64..).zip(&mut land.houses) {
        // Spread evenly: the houses so far hold their share of all.
        let share = |houses_so_far: u64| u64::from(residents) * houses_so_far / houses;
        let people = u32::try_from(share(at + 1) - share(at)).unwrap_or(u32::MAX);
        let own = if maker.rng.percent(LIVED_IN_BY_OWNERS) { people.min(4) } else { 0 };
        if own > 0 {
            all.household(maker, house, own)?;
        }
        for tenant in own..people {
            all.migrant(maker, house, tenant - own)?;
        }
        if people > own {
            house.usage = if own > 0 { HouseUse::Mixed } else { HouseUse::Let };
            house.is_let = YesNo::Yes;
            all.letting(maker, house, people - own)?;
        } else if people == 0 {
            house.usage = HouseUse::Vacant;
        }
    }
    Ok(all)
}

fn day_between(rng: &mut Rng, years: [u32; 2]) -> Day {
    let year = i32::try_from(rng.between(years[0], years[1])).unwrap_or(2000);
    let first = Day::of(year, 1, 1).unwrap_or(Day::MIN);
    first.plus_days(i64::from(rng.below(365)))
}

impl Dwellers {
    /// An identity number that nobody else here has.
    fn number(&mut self, rng: &mut Rng, person: &Person<'_>) -> Result<IdNumber> {
        loop {
            let birth = day_between(rng, person.born);
            let number = identity_number(rng, person.area, person.sex, birth)?;
            if self.numbers.insert(number.clone()) {
                return Ok(number);
            }
        }
    }

    fn resident(&mut self, maker: &mut Maker, person: &Person<'_>) -> Result<Resident> {
        let number = self.number(&mut maker.rng, person)?;
        Ok(Resident {
            id: maker.id(),
            name: person_name(&mut maker.rng, person.sex)?,
            sex: person.sex,
            birth: number.birth(),
            document: IdDocument::from(number).into(),
            phone: Some(phone(&mut maker.rng)?.into()),
            category: ResidentCategory::Migrant,
            registered_at: None,
            household: None,
            kinship: None,
            work: None,
            note: None,
        })
    }

    /// A household of the village in its own house: head, wife, and children.
    fn household(&mut self, maker: &mut Maker, house: &House, members: u32) -> Result<()> {
        const FAMILY: [(Sex, [u32; 2], Kinship); 4] = [
            (Sex::Male, [1950, 1975], Kinship::Head),
            (Sex::Female, [1952, 1978], Kinship::Wife),
            (Sex::Male, [1984, 2012], Kinship::Son),
            (Sex::Female, [1984, 2018], Kinship::Daughter),
        ];
        let Some(cooperative) = house.cooperative.clone() else { return Ok(()) };
        let no = HouseholdNo::parse(&format!("224{:06}", self.households.len() + 1))?;
        let address = Text::parse(&format!("广东省广州市增城区样本镇{}", house.address))?;
        let (id, mut head) = (maker.id(), None);
        let mut women = 0;
        for (sex, born, kinship) in FAMILY.into_iter().take(members as usize) {
            let mut resident = self.resident(maker, &Person { sex, born, area: "440199" })?;
            resident.category = ResidentCategory::Registered;
            resident.registered_at = Some(address.clone());
            resident.household = Some(Ref::Known(id));
            resident.kinship = Some(kinship);
            women += u32::from(sex == Sex::Female);
            let residence = Residence {
                id: maker.id(),
                resident: resident.id,
                house: house.id.into(),
                room: Room::Whole,
                from: resident.birth.max(day_between(&mut maker.rng, [2000, 2010])),
                until: None,
                reason: None,
                registration: None,
            };
            self.residences.push(residence);
            head.get_or_insert_with(|| resident.clone());
            self.residents.push(resident);
        }
        let Some(head) = head else { return Ok(()) };
        let Some(head_number) = head.document.get()?.id_number().cloned() else { return Ok(()) };
        self.households.push(Household {
            id,
            no,
            head_name: head.name,
            head_number: head_number.into(),
            head: Some(head.id),
            cooperative,
            stated_members: Count::new(members),
            stated_women: Count::new(women),
            kind: HouseholdKind::Ordinary,
            address,
            house: Some(house.id.into()),
            phone: head.phone,
            representative: None,
        });
        Ok(())
    }

    /// A migrant in the next room: two share one.
    fn migrant(&mut self, maker: &mut Maker, house: &House, tenant: u32) -> Result<()> {
        let sex = if maker.rng.percent(53) { Sex::Male } else { Sex::Female };
        let (area, home) = maker.rng.pick(&HOMES).copied().unwrap_or(("441899", "广东省清远市"));
        let mut resident = self.resident(maker, &Person { sex, born: [1960, 2014], area })?;
        resident.registered_at = Some(Text::parse(&format!("{home}样本村"))?);
        resident.work = maker.rng.pick(&WORK).map(|work| Text::parse(work)).transpose()?;
        let from = day_between(&mut maker.rng, [2016, 2022]);
        let ways = [RegistrationWay::AtTheDoor, RegistrationWay::Counter, RegistrationWay::ResidenceCode];
        let way = maker.rng.pick(&ways).copied().unwrap_or(RegistrationWay::Counter);
        let room = tenant / 2;
        let number = RefNo::parse(&format!("{}{:02}", room / 4 + 1, room % 4 + 1))?;
        self.residences.push(Residence {
            id: maker.id(),
            resident: resident.id,
            house: house.id.into(),
            room: Room::Number(number),
            from,
            until: None,
            reason: None,
            registration: Some(Registration { on: from.plus_days(i64::from(maker.rng.below(30))), way }),
        });
        self.residents.push(resident);
        Ok(())
    }

    /// What the landlord declared.
    fn letting(&mut self, maker: &mut Maker, house: &House, tenants: u32) -> Result<()> {
        let Some(landlord) = house.owner.clone() else { return Ok(()) };
        let rng = &mut maker.rng;
        let occupied = tenants.div_ceil(2);
        let hazards = [LettingHazard::Wiring, LettingHazard::WindowBars, LettingHazard::IndoorCharging];
        let hazard = if rng.percent(8) { rng.pick(&hazards).copied() } else { None };
        self.lettings.push(Letting {
            house: house.id.into(),
            address: house.address.clone(),
            grid: house.grid.clone(),
            landlord,
            phone: Some(phone(rng)?.into()),
            lettable: Count::new(house.rooms.get().max(occupied)),
            occupied: Count::new(occupied),
            stated_tenants: Count::new(tenants),
            declared: Some(day_between(rng, [2022, 2022])),
            plate: if rng.percent(95) { CodePlate::Hangs } else { CodePlate::Missing },
            filed: rng.percent(80).into(),
            extinguisher: if rng.percent(90) { Extinguisher::Present } else { Extinguisher::Missing },
            exit: if rng.percent(95) { EmergencyExit::Passed } else { EmergencyExit::ToFix },
            hazard,
            inspected: Some(day_between(rng, [2022, 2022])),
            grade: if hazard.is_some() { LettingGrade::Yellow } else { LettingGrade::Green },
            id: maker.id(),
        });
        Ok(())
    }
}
