//! 乡贤工作室纠纷调解登记表 The register of mediations.

use crate::error::Result;
use crate::exchange::sheets::deal::half;
use crate::exchange::sheets::person::link_text_if;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Agreement, AgreementForm, DisputeKind, Mediation, Performance, StudioMember};
use crate::schema::Key;
use crate::value::{Day, PersonName, RefNo, Text, YesNo};

const WORTHY: &str = "调解乡贤";

crate::row! {
    /// 调解 A row of the register of mediations.
    pub struct MediationRow {
        sheet: "调解", title: "乡贤工作室纠纷调解登记表", key: [no];
        no: RefNo = "编号",
        accepted: Day = "受理日期",
        kind: DisputeKind = "纠纷类型",
        summary: Text = "简要情况",
        first_party: PersonName = "当事人甲",
        second_party: PersonName = "当事人乙",
        worthy: Option<PersonName> = "调解乡贤",
        mediator: Option<PersonName> = "人民调解员",
        agreed: Option<Day> = "达成日期",
        content: Option<Text> = "协议内容",
        form: Option<AgreementForm> = "协议形式",
        performed: Option<Day> = "履行日期",
        performance: Option<Performance> = "履行情况",
        confirmed: YesNo = "司法确认",
        confirmed_on: Option<Day> = "司法确认日期",
    }
}

impl Register for MediationRow {
    type Primary = Mediation;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        let worthy = self.worthy.as_ref().map(|name| to.link::<StudioMember>(WORTHY, name.as_str())).transpose()?;
        to.put(Mediation {
            id,
            no: self.no.clone(),
            accepted: self.accepted,
            kind: self.kind,
            summary: self.summary.clone(),
            first_party: self.first_party.clone(),
            second_party: self.second_party.clone(),
            worthy,
            mediator: self.mediator.clone(),
            agreement: self.agreement()?,
            performed: self.performed,
            performance: self.performance,
            confirmed: self.confirmed,
            confirmed_on: self.confirmed_on,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Mediation>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

impl MediationRow {
    fn agreement(&self) -> Result<Option<Agreement>> {
        match (self.agreed, &self.content, self.form) {
            (Some(on), Some(content), Some(form)) => Ok(Some(Agreement { on, content: content.clone(), form })),
            (None, None, None) => Ok(None),
            (None, ..) => Err(half("达成日期", "协议内容或形式")),
            (_, None, _) => Err(half("协议内容", "达成日期或协议形式")),
            (_, _, None) => Err(half("协议形式", "达成日期或协议内容")),
        }
    }
}

fn row_of(held: &Held, it: &Mediation) -> Result<MediationRow> {
    let agreement = it.agreement.as_ref();
    Ok(MediationRow {
        no: it.no.clone(),
        accepted: it.accepted,
        kind: it.kind,
        summary: it.summary.clone(),
        first_party: it.first_party.clone(),
        second_party: it.second_party.clone(),
        worthy: link_text_if(held, it.worthy.as_ref(), |worthy| worthy.name.clone())?,
        mediator: it.mediator.clone(),
        agreed: agreement.map(|agreement| agreement.on),
        content: agreement.map(|agreement| agreement.content.clone()),
        form: agreement.map(|agreement| agreement.form),
        performed: it.performed,
        performance: it.performance,
        confirmed: it.confirmed,
        confirmed_on: it.confirmed_on,
    })
}
