//! 办理环节 The steps by which a case, an opinion, a mediation or a complaint is worked on.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::model::checks::above_zero;
use crate::schema::Id;
use crate::value::{Count, Day, PersonName, Text};

/// 办理环节 A step that was taken in a procedure (GB/T 31000: stage, unit, time, person, opinion).
#[doc(alias = "处置环节")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkStep {
    /// 编号 Id.
    pub id: Id<WorkStep>,
    /// 程序 The id of the procedure.
    pub procedure: Text,
    /// 办件 The id of the record that it is about.
    pub item: Text,
    /// 序号 Its place in the order of steps, from 1.
    pub ord: Count,
    /// 环节 The id of the step.
    pub step: Text,
    /// 办理主体 The body that took it, by its code.
    pub by: Text,
    /// 办理日期 Day.
    pub on: Day,
    /// 理由 Why.
    pub reason: Option<Text>,
    /// 承办人 Whom it was assigned to with it.
    pub assignee: Option<PersonName>,
    /// 办理意见 What was said.
    pub opinion: Option<Text>,
}

crate::entity! {
    WorkStep: "work_step", "wstp", v1, "办理环节";
    columns {
        procedure "程序": Text = |it| it.procedure.as_str(),
        item "办件": Text = |it| it.item.as_str(),
        ord "序号": Int = |it| it.ord,
        step "环节": Text = |it| it.step.as_str(),
        by_body "办理主体": Text = |it| it.by.as_str(),
        taken "办理日期": Day = |it| it.on,
    }
    indexes { by_item(item, ord), by_taken(taken), by_procedure(procedure, taken) }
    secrets {}
    subject = |it| it.id.key();
}

impl WorkStep {
    fn check(&self) -> Result<()> {
        above_zero("序号", i64::from(self.ord.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::given::{id, v};

    #[test]
    fn steps_are_numbered_from_one() {
        let step = WorkStep {
            id: id(1),
            procedure: v("case"),
            item: v("case_01k3d0n6hwa000000000000000"),
            ord: v("1"),
            step: v("report"),
            by: v("grid_officer"),
            on: v("2023-03-01"),
            reason: None,
            assignee: None,
            opinion: None,
        };
        assert!(step.check().is_ok());
        assert_eq!(WorkStep { ord: v("0"), ..step }.check().unwrap_err().code(), "model.amount.zero");
    }
}
