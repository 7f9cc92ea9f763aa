//! 特殊群体 The care roll: people to be called on, by consent or statutory duty.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::{House, PersonMark, Ref, Resident, ResidentCategory, identity};
use crate::schema::{Id, Key, Secret};
use crate::value::{Day, IdNumber, PersonName, Phone, Plain, Sex};

crate::labels! {
    /// 群体类别 Why somebody is on the care roll. The roll exists to give service; it ranks nobody.
    pub enum CareGroup: "群体类别 care group" {
        /// 老年人 Elderly (60 and over).
        Elderly = "elderly" / "老年人",
        /// 孕产妇 Pregnant, or a young mother.
        Maternity = "maternity" / "孕产妇",
        /// 残疾人 Disabled.
        Disabled = "disabled" / "残疾人",
        /// 重大疾病患者 Seriously ill.
        SeriouslyIll = "seriously_ill" / "重大疾病患者",
        /// 困难家庭成员 Member of a family in hardship.
        Hardship = "hardship" / "困难家庭成员",
        /// 困境儿童 Child in hardship.
        ChildInHardship = "child_in_hardship" / "困境儿童",
    }
}

crate::labels! {
    /// 连访频次 How often the person in charge calls.
    pub enum CareFrequency: "连访频次 frequency" {
        /// 每周 Weekly.
        Weekly = "weekly" / "每周",
        /// 每两周 Every two weeks.
        Fortnightly = "fortnightly" / "每两周" | "每半月",
        /// 每月 Monthly.
        Monthly = "monthly" / "每月",
        /// 每季度 Quarterly.
        Quarterly = "quarterly" / "每季度",
    }
}

crate::labels! {
    /// 处理依据 On which ground these sensitive data may be kept (Personal Information Protection Law arts. 13, 29, 31).
    pub enum CareBasis: "处理依据 legal basis" {
        /// 本人同意 Separate consent of the person.
        Consent = "consent" / "本人同意" | "本人单独同意",
        /// 监护人同意 Consent of the guardian; needed for anybody under 14.
        GuardianConsent = "guardian_consent" / "监护人同意",
        /// 法定职责 Statutory duty.
        StatutoryDuty = "statutory_duty" / "法定职责",
    }
}

/// 群体类别（可多类） One or more care groups, none twice; on forms set apart by `、`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CareGroups(Vec<CareGroup>);

impl CareGroups {
    /// The groups, in the order of the form.
    pub fn iter(&self) -> impl Iterator<Item = CareGroup> + '_ {
        self.0.iter().copied()
    }

    /// Whether this group is among them.
    pub fn contains(&self, group: CareGroup) -> bool {
        self.0.contains(&group)
    }
}

impl Plain for CareGroups {
    const WHAT: &'static str = "群体类别 care groups";

    fn plain(&self) -> String {
        self.0.iter().map(|group| group.label()).collect::<Vec<_>>().join("、")
    }

    fn parse(text: &str) -> Result<Self> {
        let mut groups = Vec::new();
        for part in text.split(['、', ',', '，', ';', '；']) {
            let group = CareGroup::parse(part.trim())?;
            if groups.contains(&group) {
                return Err(Error::new(code::model::CARE_GROUP_TWICE)
                    .with("column", "群体类别")
                    .with("value", text)
                    .with("group", group));
            }
            groups.push(group);
        }
        Ok(Self(groups))
    }
}

impl fmt::Display for CareGroups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain())
    }
}

/// 特殊群体人员 Somebody on the care roll. Sensitive personal information: kept for service alone, on the ground that
/// `basis` names; lists of the roll are logged, and it is never published but as counts.
#[doc(alias = "特殊群体")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CareEntry {
    /// Record id.
    pub id: Id<CareEntry>,
    /// 居住人员 The person among the residents, if he is one.
    pub resident: Option<Id<Resident>>,
    /// 姓名 Name.
    pub name: PersonName,
    /// 性别 Sex.
    pub sex: Sex,
    /// 身份证号 Identity number.
    pub number: Secret<IdNumber>,
    /// 出生日期 Birth date.
    pub birth: Day,
    /// 联系电话 Telephone.
    pub phone: Option<Secret<Phone>>,
    /// 人员类别 Category.
    pub category: ResidentCategory,
    /// 房屋 The house where the person is called on.
    pub house: Ref<House>,
    /// 群体类别 Groups.
    pub groups: CareGroups,
    /// 连访频次 Frequency of calls.
    pub frequency: CareFrequency,
    /// 责任人 Who calls.
    pub officer: PersonName,
    /// 处理依据 Legal basis; no entry without one.
    pub basis: CareBasis,
    /// 建档日期 Day on which the entry was made.
    pub filed: Day,
}

crate::entity! {
    CareEntry: "care_entry", "care", v1, "特殊群体人员";
    columns {
        resident "居住人员": Text = |entry| entry.resident,
        house "房屋": Text = |entry| &entry.house,
        frequency "连访频次": Text = |entry| entry.frequency.code(),
        officer "责任人": Text = |entry| entry.officer.as_str(),
        filed "建档日期": Day = |entry| entry.filed,
    }
    indexes { by_resident(resident), by_house(house), by_officer(officer, filed) }
    secrets { number "身份证号": "cn_id", phone "联系电话": "phone" }
    subject = |entry| entry.subject_key();
}

impl CareEntry {
    /// 同一人标记 Equal for all records of one person.
    pub fn person(&self) -> PersonMark {
        PersonMark::of(self.resident, &self.number)
    }

    fn subject_key(&self) -> Key {
        self.resident.map_or_else(|| self.id.key(), Id::key)
    }

    fn check(&self) -> Result<()> {
        if self.filed < self.birth {
            return Err(Error::new(code::model::BEFORE_BIRTH)
                .with("column", "建档日期")
                .with("value", self.filed)
                .with("day", self.filed));
        }
        let Ok(number) = self.number.get() else { return Ok(()) };
        identity::agrees(number, self.birth, self.sex)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_read_back_and_none_stands_twice() {
        let groups = CareGroups::parse("重大疾病患者、老年人").unwrap();
        assert!(groups.contains(CareGroup::Elderly) && !groups.contains(CareGroup::Disabled));
        assert_eq!(groups.iter().count(), 2);
        assert_eq!(CareGroups::parse(&groups.plain()).unwrap(), groups);
        assert_eq!(CareGroups::parse("老年人，老年人").unwrap_err().code(), "model.care.group_twice");
        assert_eq!(CareGroups::parse("老年人、").unwrap_err().code(), "value.label");
        assert_eq!(CareGroups::parse("重点人员").unwrap_err().code(), "value.label", "no register of the police");
    }
}
