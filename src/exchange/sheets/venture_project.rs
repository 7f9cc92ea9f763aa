//! 公益创投项目表 The list of public-welfare venture projects.

use crate::error::Result;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Societies, VentureCategory, VentureProject, VentureStage};
use crate::schema::Key;
use crate::value::{CreditCode, Day, Money, RefNo, Text};

crate::row! {
    /// 公益创投 A row of the list of venture projects.
    pub struct VentureProjectRow {
        sheet: "公益创投", title: "公益创投项目表", key: [no];
        no: RefNo = "项目编号",
        name: Text = "项目名称",
        category: VentureCategory = "类别",
        applicant: Text = "申报单位",
        credit_code: CreditCode = "统一社会信用代码",
        budget: Money = "项目预算(元)",
        grant: Money = "申请资助(元)",
        own_funds: Money = "自筹(元)",
        applied: Day = "申报日期",
        reviewed: Option<Day> = "评审日期",
        published: Option<Day> = "公示日期",
        signed: Option<Day> = "签约日期",
        stage: VentureStage = "阶段",
        societies: Societies = "五社联动",
        clients: Text = "服务对象",
    }
}

impl Register for VentureProjectRow {
    type Primary = VentureProject;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        to.put(VentureProject {
            id,
            no: self.no.clone(),
            name: self.name.clone(),
            category: self.category,
            applicant: self.applicant.clone(),
            credit_code: self.credit_code.clone(),
            budget: self.budget,
            grant: self.grant,
            own_funds: self.own_funds,
            applied: self.applied,
            reviewed: self.reviewed,
            published: self.published,
            signed: self.signed,
            stage: self.stage,
            societies: self.societies.clone(),
            clients: self.clients.clone(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        Ok(held.all::<VentureProject>().iter().map(|it| (row_of(it), vec![it.id.key()])).collect())
    }
}

fn row_of(it: &VentureProject) -> VentureProjectRow {
    VentureProjectRow {
        no: it.no.clone(),
        name: it.name.clone(),
        category: it.category,
        applicant: it.applicant.clone(),
        credit_code: it.credit_code.clone(),
        budget: it.budget,
        grant: it.grant,
        own_funds: it.own_funds,
        applied: it.applied,
        reviewed: it.reviewed,
        published: it.published,
        signed: it.signed,
        stage: it.stage,
        societies: it.societies.clone(),
        clients: it.clients.clone(),
    }
}
