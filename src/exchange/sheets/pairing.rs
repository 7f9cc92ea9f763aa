//! 结对共建台账 The register of pairings.

use crate::error::Result;
use crate::exchange::sheets::person::link_text;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Pairing, PairingLevel};
use crate::schema::Key;
use crate::value::{Count, Day, PersonName, RefNo, Text};

crate::row! {
    /// 结对共建 A row of the register of pairings.
    pub struct PairingRow {
        sheet: "结对共建", title: "结对共建台账", key: [no];
        no: RefNo = "协议编号",
        organisation: Text = ["签约双方"] "甲方(村)" | "甲方",
        partner: Text = ["签约双方"] "乙方(单位)" | "乙方",
        level: PairingLevel = "层级",
        signed: Day = "签订日期",
        years: Count = "期限(年)",
        needs: Text = ["三张清单"] "需求清单",
        resources: Text = ["三张清单"] "资源清单",
        projects: Text = ["三张清单"] "项目清单",
        contact: Option<PersonName> = "联络人",
        reviewed: Option<Day> = "评估日期",
    }
}

const ORGANISATION: &str = "甲方(村)";

impl Register for PairingRow {
    type Primary = Pairing;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let organisation = to.link(ORGANISATION, self.organisation.as_str())?;
        let id = to.id();
        to.put(Pairing {
            id,
            no: self.no.clone(),
            organisation,
            partner: self.partner.clone(),
            level: self.level,
            signed: self.signed,
            years: self.years,
            needs: self.needs.clone(),
            resources: self.resources.clone(),
            projects: self.projects.clone(),
            contact: self.contact.clone(),
            reviewed: self.reviewed,
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Pairing>().iter().map(|it| Ok((row_of(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn row_of(held: &Held, it: &Pairing) -> Result<PairingRow> {
    Ok(PairingRow {
        no: it.no.clone(),
        organisation: link_text(held, &it.organisation, |one| one.name.clone())?,
        partner: it.partner.clone(),
        level: it.level,
        signed: it.signed,
        years: it.years,
        needs: it.needs.clone(),
        resources: it.resources.clone(),
        projects: it.projects.clone(),
        contact: it.contact.clone(),
        reviewed: it.reviewed,
    })
}
