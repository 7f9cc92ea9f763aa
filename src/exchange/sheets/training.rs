//! 技能培训班学员及补贴表 Learners of one skill class and who paid for them.

use crate::error::Result;
use crate::exchange::sheets::person::opened;
use crate::exchange::{Held, Register, Stage};
use crate::model::{ExamResult, ResidentCategory, Training, TrainingOutcome};
use crate::schema::{Key, Secret};
use crate::value::{Count, Day, IdNumber, Money, PersonName, Phone, Plain, RefNo, Sex};

crate::row! {
    /// 技能培训 A row of the list of one class. A learner stands once on it, so his identity number is the key.
    pub struct TrainingRow {
        sheet: "技能培训", title: "专项技能培训班学员及补贴表", key: [identity];
        name: PersonName = "姓名",
        sex: Sex = "性别",
        identity: IdNumber = "身份证号" | "身份证号码" | "公民身份号码",
        age: Count = "年龄",
        phone: Option<Phone> = "联系电话" | "电话" | "手机号码",
        category: ResidentCategory = "人员类别",
        result: ExamResult = "考核结果",
        certificate: Option<RefNo> = "证书编号",
        issued: Option<Day> = "发证日期",
        applied: Option<Day> = "补贴申请日期",
        fee: Money = "培训费(元)",
        subsidy: Money = "政府补贴(元)",
        own_share: Money = "个人自付(元)",
        outcome: Option<TrainingOutcome> = "就业去向",
    }
}

impl Register for TrainingRow {
    type Primary = Training;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let (id, resident) = (to.id(), to.find(&self.identity.plain()));
        to.put(Training {
            id,
            resident,
            name: self.name.clone(),
            sex: self.sex,
            identity: Secret::open(self.identity.clone()),
            age: self.age,
            phone: self.phone.clone().map(Secret::open),
            category: self.category,
            result: self.result,
            certificate: self.certificate.clone(),
            issued: self.issued,
            applied: self.applied,
            fee: self.fee,
            subsidy: self.subsidy,
            own_share: self.own_share,
            outcome: self.outcome,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Training>().iter().map(|it| Ok((row_of(it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(it: &Training) -> Result<TrainingRow> {
    Ok(TrainingRow {
        name: it.name.clone(),
        sex: it.sex,
        identity: it.identity.get()?.clone(),
        age: it.age,
        phone: opened(it.phone.as_ref())?,
        category: it.category,
        result: it.result,
        certificate: it.certificate.clone(),
        issued: it.issued,
        applied: it.applied,
        fee: it.fee,
        subsidy: it.subsidy,
        own_share: it.own_share,
        outcome: it.outcome,
    })
}
