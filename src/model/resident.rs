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
        name: Text = |resident| resident.name.as_str(),
        sex: Text = |resident| resident.sex.code(),
        birth: Day = |resident| resident.birth,
        category: Text = |resident| resident.category.code(),
        household: Text = |resident| resident.household.as_ref().and_then(Ref::id),
        work: Text = |resident| resident.work.as_ref().map(Text::as_str),
    }
    indexes { by_name(name), by_birth(birth), by_household(household), by_category(category) }
    secrets { document: "cn_id", phone: "phone" }
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
