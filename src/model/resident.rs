//! 居住人员 A person who lives, or lived, in the village.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::{Household, Ref, identity};
use crate::schema::{Id, Secret};
use crate::value::{Day, DocumentKind, IdDocument, Kinship, PersonName, Phone, Sex, Text};

crate::labels! {
    /// 人员类别 Category of a resident.
    pub enum ResidentCategory: "人员类别 category" {
        /// 户籍 Registered in the village.
        Registered = "registered" / "户籍" | "户籍人口" | "户籍人员",
        /// 流动 Registered elsewhere in China.
        Migrant = "migrant" / "流动" | "流动人口" | "流动人员",
        /// 境外 From Hong Kong, Macao, Taiwan or abroad.
        Overseas = "overseas" / "境外" | "境外人员",
    }
}

impl ResidentCategory {
    /// 外来人员 Whether he belongs to the outside population: migrant and overseas.
    pub const fn is_outside(self) -> bool {
        matches!(self, Self::Migrant | Self::Overseas)
    }
}

crate::labels! {
    /// 年龄段 Age band in full years (周岁) for counts.
    pub enum AgeBand: "年龄段 age band" {
        /// 0-5岁
        Infant = "0_5" / "0-5岁",
        /// 6-13岁
        Child = "6_13" / "6-13岁",
        /// 14-17岁
        Youth = "14_17" / "14-17岁",
        /// 18-34岁
        YoungAdult = "18_34" / "18-34岁",
        /// 35-59岁
        Adult = "35_59" / "35-59岁",
        /// 60-69岁
        Sixties = "60_69" / "60-69岁",
        /// 70-79岁
        Seventies = "70_79" / "70-79岁",
        /// 80岁及以上
        EightyUp = "80_up" / "80岁及以上",
    }
}

impl AgeBand {
    /// The band of an age in full years.
    pub const fn of(age: u32) -> Self {
        match age {
            0..=5 => Self::Infant,
            6..=13 => Self::Child,
            14..=17 => Self::Youth,
            18..=34 => Self::YoungAdult,
            35..=59 => Self::Adult,
            60..=69 => Self::Sixties,
            70..=79 => Self::Seventies,
            _ => Self::EightyUp,
        }
    }
}

/// 居住人员 A resident: who he is. Where he lives stands in his [`Residence`](crate::model::Residence)s.
#[doc(alias = "居住人员")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resident {
    /// Record id.
    pub id: Id<Resident>,
    /// 姓名 Name.
    pub name: PersonName,
    /// 性别 Sex (GB/T 2261.1).
    pub sex: Sex,
    /// 证件 Kind and number of the identity document.
    pub document: Secret<IdDocument>,
    /// 出生日期 Birth date.
    pub birth: Day,
    /// 联系电话 Telephone.
    pub phone: Option<Secret<Phone>>,
    /// 人员类别 Category.
    pub category: ResidentCategory,
    /// 户籍地址 Registered address, or country or region.
    pub registered_at: Option<Text>,
    /// 户 The household of one registered in the village.
    pub household: Option<Ref<Household>>,
    /// 与户主关系 Relation to its head (GB/T 4761).
    pub kinship: Option<Kinship>,
    /// 工作单位或学校 Employer or school.
    pub work: Option<Text>,
    /// 备注 Note.
    pub note: Option<Text>,
}

crate::entity! {
    Resident: "resident", "res", v1, "居住人员";
    columns {
        name "姓名": Text = |resident| resident.name.as_str(),
        sex "性别": Text = |resident| resident.sex.code(),
        birth "出生日期": Day = |resident| resident.birth,
        category "人员类别": Text = |resident| resident.category.code(),
        household "户": Text = |resident| resident.household.as_ref().and_then(Ref::id),
        work "工作单位或学校": Text = |resident| resident.work.as_ref().map(Text::as_str),
    }
    indexes { by_name(name), by_birth(birth), by_household(household), by_category(category) }
    secrets { document "证件号码": "cn_id", phone "联系电话": "phone" }
    subject = |resident| resident.id.key();
}

impl Resident {
    /// 人员类别 Category.
    pub fn category(&self) -> ResidentCategory {
        self.category
    }

    /// 外来人员 Whether he belongs to the outside population.
    pub fn is_outside(&self) -> bool {
        self.category.is_outside()
    }

    /// 周岁 Age in full years on a day; `None` before birth.
    pub fn age_on(&self, day: Day) -> Option<u32> {
        day.age_of(self.birth)
    }

    /// 年龄段 Age band on a day; `None` before birth.
    pub fn age_band_on(&self, day: Day) -> Option<AgeBand> {
        self.age_on(day).map(AgeBand::of)
    }

    fn check(&self) -> Result<()> {
        if self.category == ResidentCategory::Registered {
            let missing = match (&self.household, self.kinship) {
                (None, _) => Some("户号"),
                (_, None) => Some("与户主关系"),
                _ => None,
            };
            if let Some(column) = missing {
                return Err(Error::new(code::model::RESIDENT_HOUSEHOLD).with("column", column).with("missing", column));
            }
        }
        let Ok(document) = self.document.get() else { return Ok(()) };
        if is_mainland(document.kind()) == (self.category == ResidentCategory::Overseas) {
            return Err(Error::new(code::model::RESIDENT_CATEGORY)
                .with("column", "人员类别")
                .with("value", self.category)
                .with("category", self.category)
                .with("document", document.kind()));
        }
        document.id_number().map_or(Ok(()), |number| identity::agrees(number, self.birth, self.sex))
    }
}

/// Whether a document belongs to somebody registered on the mainland.
fn is_mainland(kind: DocumentKind) -> bool {
    matches!(kind, DocumentKind::IdCard | DocumentKind::HouseholdBook | DocumentKind::ChinesePassport)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::Residence;
    use crate::schema::Entity;
    use crate::value::{IdNumber, Plain};

    fn resident(number: &str) -> Resident {
        let number = IdNumber::parse(number).unwrap();
        Resident {
            id: Id::from_uuid(Uuid::from_u128(1)),
            name: PersonName::parse("张三").unwrap(),
            sex: number.sex(),
            birth: number.birth(),
            document: Secret::open(number.into()),
            phone: None,
            category: ResidentCategory::Migrant,
            registered_at: None,
            household: None,
            kinship: None,
            work: None,
            note: None,
        }
    }

    #[test]
    fn birth_date_and_sex_are_those_of_the_identity_number() {
        let good = resident("44189919870201877X");
        assert!(good.check().is_ok());
        let other_day = Resident { birth: good.birth.next(), ..good.clone() };
        let error = other_day.check().unwrap_err();
        assert_eq!((error.code(), error.get("part")), ("model.person.birth", Some("日")));
        assert_eq!(error.get("document"), Some("441**************X"));
        assert!(!error.to_string().contains("1987"), "only the part that differs is shown: {error}");
        let other_sex = Resident { sex: Sex::Female, ..good.clone() };
        assert_eq!(other_sex.check().unwrap_err().code(), "model.person.sex");
        assert!(Resident { sex: Sex::NotStated, ..good }.check().is_ok(), "not stated contradicts nothing");
    }

    #[test]
    fn a_registered_resident_has_a_household_and_a_place_in_it() {
        let registered = Resident { category: ResidentCategory::Registered, ..resident("44189919870201877X") };
        assert_eq!(registered.check().unwrap_err().get("missing"), Some("户号"));
        let housed = Resident { household: Some(Id::from_uuid(Uuid::from_u128(2)).into()), ..registered };
        assert_eq!(housed.check().unwrap_err().get("missing"), Some("与户主关系"));
        assert!(Resident { kinship: Some(Kinship::parse("户主").unwrap()), ..housed }.check().is_ok());
    }

    #[test]
    fn papers_from_abroad_make_an_overseas_resident_and_nobody_else() {
        let permit = IdDocument::of(DocumentKind::HkMacaoPermit, "H09990001").unwrap();
        let visitor = Resident {
            document: Secret::open(permit),
            category: ResidentCategory::Overseas,
            ..resident("44189919870201877X")
        };
        assert!(visitor.check().is_ok(), "a permit tells neither birth date nor sex");
        let migrant = Resident { category: ResidentCategory::Migrant, ..visitor };
        assert_eq!(migrant.check().unwrap_err().code(), "model.resident.category");
        let overseas = Resident { category: ResidentCategory::Overseas, ..resident("44189919870201877X") };
        assert_eq!(overseas.check().unwrap_err().code(), "model.resident.category");
    }

    #[test]
    fn a_sealed_resident_still_passes_its_check_and_prints_no_secret() {
        let mut sealed = resident("44189919870201877X");
        for (_, slot) in Entity::secrets(&mut sealed) {
            slot.seal(crate::schema::Sealed { text: "x".into(), tag: Some("1.t".into()) });
        }
        assert!(sealed.check().is_ok());
        assert_eq!(Entity::tags(&sealed), [Some("1.t"), None]);
        let shown = format!("{sealed:?}{:?}", resident("44189919870201877X"));
        assert!(!shown.contains("8702018") && !shown.contains("张三"), "{shown}");
    }

    #[test]
    fn ages_fall_into_bands_on_the_birthday() {
        let born = resident("44189919870201877X");
        let on = |day: &str| born.age_band_on(Day::parse(day).unwrap());
        assert_eq!(on("2022-01-31"), Some(AgeBand::YoungAdult));
        assert_eq!(on("2022-02-01"), Some(AgeBand::Adult));
        assert_eq!(on("1987-01-31"), None);
        let edges = [(5, "0_5"), (6, "6_13"), (13, "6_13"), (14, "14_17"), (18, "18_34"), (60, "60_69"), (80, "80_up")];
        assert!(edges.into_iter().all(|(age, code)| AgeBand::of(age).code() == code));
    }

    #[test]
    fn a_stay_counts_from_its_first_day_to_the_day_before_its_end() {
        let day = |text: &str| Day::parse(text).unwrap();
        let stay = Residence {
            id: Id::from_uuid(Uuid::from_u128(3)),
            resident: Id::from_uuid(Uuid::from_u128(1)),
            house: Ref::Pending(Text::parse("H1").unwrap()),
            room: crate::model::Room::Whole,
            from: day("2023-01-31"),
            until: Some(day("2023-06-30")),
            reason: None,
            registration: None,
        };
        let on = |text: &str| stay.current_on(day(text));
        assert_eq!(
            [on("2023-01-30"), on("2023-01-31"), on("2023-06-29"), on("2023-06-30")],
            [false, true, true, false]
        );
        assert!(Entity::check(&stay).is_ok());
        let empty = Residence { until: Some(stay.from), ..stay.clone() };
        assert_eq!(Entity::check(&empty).unwrap_err().code(), "model.residence.until");
        let unended = Residence { until: None, reason: Some(crate::model::MoveOutReason::Home), ..stay };
        assert_eq!(Entity::check(&unended).unwrap_err().code(), "model.residence.reason");
    }
}
