//! 乡贤工作室 Members of the studio of respected villagers.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::Resident;
use crate::model::checks::{above_zero, as_on_identity, needs};
use crate::schema::{Id, Secret};
use crate::value::{Count, Day, IdNumber, PersonName, Phone, Sex, Text, Year};

labels! {
    /// 考核结果 Result of the yearly assessment.
    #[doc(alias = "考核结果")]
    pub enum Assessment: "考核结果 assessment" {
        /// 优秀 Excellent.
        Excellent = "excellent" / "优秀",
        /// 合格 Passed.
        Passed = "passed" / "合格",
        /// 不合格 Failed: the appointment ends.
        Failed = "failed" / "不合格",
    }
}

/// 乡贤 A member of the studio, appointed for a term and assessed every year.
#[doc(alias = "乡贤")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StudioMember {
    /// 编号 Id.
    pub id: Id<StudioMember>,
    /// The resident he is, where he lives in the village.
    pub resident: Option<Id<Resident>>,
    /// 姓名 Name.
    pub name: PersonName,
    /// 性别 Sex.
    pub sex: Sex,
    /// 身份证号 Identity number.
    pub identity: Secret<IdNumber>,
    /// 年龄 Age as the list states it, on the list's own day; ages are computed from the identity number.
    pub stated_age: Option<Count>,
    /// 联系电话 Telephone.
    pub phone: Option<Secret<Phone>>,
    /// 身份 What he was or is: an old Party member, a retired teacher …
    pub standing: Text,
    /// 聘任日期 Day of appointment.
    pub appointed: Day,
    /// 聘期（年） Term in years.
    pub years: Count,
    /// 考核年度 Year of the latest assessment.
    pub assessed: Option<Year>,
    /// 考核结果 Its result.
    pub assessment: Option<Assessment>,
}

crate::entity! {
    StudioMember: "studio_member", "stud", v1, "乡贤";
    columns {
        resident "居住人员": Text = |it| it.resident,
        sex "性别": Text = |it| it.sex.code(),
        standing "身份": Text = |it| it.standing.as_str(),
        appointed "聘任日期": Day = |it| it.appointed,
        assessment "考核结果": Text = |it| it.assessment.map(Assessment::code),
    }
    indexes { by_appointed(appointed), by_assessment(assessment) }
    secrets { identity "身份证号": "cn_id", phone "联系电话": "phone" }
    subject = |it| it.resident.map_or_else(|| it.id.key(), Id::key);
}

impl StudioMember {
    /// 聘期届满 The first day after the term.
    pub fn until(&self) -> Day {
        self.appointed.plus_months(self.years.get().saturating_mul(12))
    }

    fn check(&self) -> Result<()> {
        above_zero("聘期(年)", i64::from(self.years.get()))?;
        needs(("考核结果", self.assessment.is_some()), ("考核年度", self.assessed.is_some()))?;
        let Ok(number) = self.identity.get() else { return Ok(()) };
        as_on_identity(&self.identity, self.sex, number.birth())?;
        let known = self.appointed.age_of(number.birth());
        if let (Some(stated), Some(known)) = (self.stated_age, known)
            && stated.get() < known
        {
            return Err(Error::new(code::model::PERSON_AGE)
                .with("column", "年龄")
                .with("value", stated)
                .with("known", known));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    fn member() -> StudioMember {
        StudioMember {
            id: id(1),
            resident: None,
            name: v("黄浩祥"),
            sex: Sex::Male,
            identity: Secret::open(v("440199195912253812")),
            stated_age: Some(v("63")),
            phone: None,
            standing: v("老党员"),
            appointed: v("2022-01-18"),
            years: v("3"),
            assessed: Some(v("2022")),
            assessment: Some(Assessment::Excellent),
        }
    }

    #[test]
    fn the_term_runs_to_the_corresponding_day() {
        assert!(member().check().is_ok());
        assert_eq!(member().until(), v("2025-01-18"));
    }

    #[test]
    fn age_and_sex_are_those_of_the_identity_number() {
        assert_eq!(StudioMember { sex: Sex::Female, ..member() }.check().unwrap_err().code(), "model.person.sex");
        let younger = StudioMember { stated_age: Some(v("61")), ..member() };
        assert_eq!(younger.check().unwrap_err().code(), "model.person.age", "he was 62 when appointed");
    }

    #[test]
    fn a_result_is_that_of_a_year() {
        let wrong = StudioMember { assessed: None, ..member() };
        assert_eq!(wrong.check().unwrap_err().get("column"), Some("考核年度"));
    }
}
