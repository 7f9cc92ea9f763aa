//! 大党委成员单位表 The units on the big Party committee.

use crate::error::Result;
use crate::exchange::{Held, Register, Stage};
use crate::model::BigCommitteeMember;
use crate::schema::Key;
use crate::value::{Day, PersonName, Text};

crate::row! {
    /// 大党委成员单位 A row of the list of units on the big Party committee.
    pub struct BigCommitteeMemberRow {
        sheet: "大党委成员单位", title: "“大党委”成员单位表", key: [unit];
        unit: Text = "成员单位党组织" | "成员单位",
        delegate: PersonName = "兼职委员",
        duty: Text = "职务",
        since: Day = "纳入日期",
        resources: Option<Text> = "资源清单",
    }
}

impl Register for BigCommitteeMemberRow {
    type Primary = BigCommitteeMember;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        to.put(BigCommitteeMember {
            id,
            unit: self.unit.clone(),
            delegate: self.delegate.clone(),
            duty: self.duty.clone(),
            since: self.since,
            resources: self.resources.clone(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        let row = |it: &BigCommitteeMember| Self {
            unit: it.unit.clone(),
            delegate: it.delegate.clone(),
            duty: it.duty.clone(),
            since: it.since,
            resources: it.resources.clone(),
        };
        Ok(held.all::<BigCommitteeMember>().iter().map(|it| (row(it), vec![it.id.key()])).collect())
    }
}
