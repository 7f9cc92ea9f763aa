//! 新时代乡贤工作室成员及考核表 Members of the studio of respected villagers, with their assessment.

use crate::error::Result;
use crate::exchange::{Held, Register, SheetRow, Stage};
use crate::model::{Assessment, Resident, StudioMember};
use crate::schema::{Key, Secret};
use crate::value::{Count, Day, IdNumber, PersonName, Phone, Plain, Sex, Text, Year};

crate::row! {
    /// 乡贤工作室 A row of the list of members.
    pub struct StudioMemberRow {
        sheet: "乡贤工作室", title: "新时代乡贤工作室成员及考核表", key: [identity];
        name: PersonName = "姓名",
        sex: Sex = "性别",
        identity: IdNumber = "身份证号" | "证件号码",
        age: Option<Count> = "年龄",
        phone: Option<Phone> = "联系电话",
        standing: Text = "身份",
        appointed: Day = "聘任日期",
        years: Count = "聘期(年)" | "聘期",
        assessed: Option<Year> = "考核年度" as number,
        assessment: Option<Assessment> = "考核结果",
    }
}

impl Register for StudioMemberRow {
    type Primary = StudioMember;

    /// Identity number, and the name under which mediations know him.
    fn natural(&self) -> Vec<String> {
        vec![self.key(), self.name.plain()]
    }

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        let resident = to.find::<Resident>(&self.identity.plain());
        to.put(StudioMember {
            id,
            resident,
            name: self.name.clone(),
            sex: self.sex,
            identity: Secret::open(self.identity.clone()),
            stated_age: self.age,
            phone: self.phone.clone().map(Secret::open),
            standing: self.standing.clone(),
            appointed: self.appointed,
            years: self.years,
            assessed: self.assessed,
            assessment: self.assessment,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<StudioMember>().iter().map(|it| Ok((row_of(it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(it: &StudioMember) -> Result<StudioMemberRow> {
    Ok(StudioMemberRow {
        name: it.name.clone(),
        sex: it.sex,
        identity: it.identity.get()?.clone(),
        age: it.stated_age,
        phone: it.phone.as_ref().map(|phone| phone.get().cloned()).transpose()?,
        standing: it.standing.clone(),
        appointed: it.appointed,
        years: it.years,
        assessed: it.assessed,
        assessment: it.assessment,
    })
}
