//! 受赠台账与受赠物资分配表 Gifts received, and what was given out of them.

use crate::error::Result;
use crate::exchange::sheets::person::link_text;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Allocation, Donation, DonationKind, Quantity};
use crate::schema::Key;
use crate::value::{Day, PersonName, RefNo, Text, YesNo};

crate::row! {
    /// 捐赠 A row of the register of gifts.
    pub struct DonationRow {
        sheet: "捐赠", title: "受赠台账", key: [no];
        no: RefNo = "捐赠编号" | "编号",
        donor: Text = "捐赠人" | "捐赠单位",
        channel: Option<Text> = "接收渠道",
        item: Text = "物资名称",
        kind: DonationKind = "类别",
        quantity: Quantity = "数量" as number,
        unit: Text = "单位",
        purpose: Text = "用途",
        beneficiary: Text = "受益对象",
        received: Day = "接收日期",
        receiver: PersonName = "接收人",
        receipt: Option<RefNo> = "票据号",
        agreement: YesNo = "捐赠协议",
        device_registration: Option<RefNo> = "医疗器械注册证号",
        note: Option<Text> = "备注",
    }
}

impl Register for DonationRow {
    type Primary = Donation;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let id = to.id();
        to.put(Donation {
            id,
            no: self.no.clone(),
            donor: self.donor.clone(),
            channel: self.channel.clone(),
            item: self.item.clone(),
            kind: self.kind,
            quantity: self.quantity,
            unit: self.unit.clone(),
            purpose: self.purpose.clone(),
            beneficiary: self.beneficiary.clone(),
            received: self.received,
            receiver: self.receiver.clone(),
            receipt: self.receipt.clone(),
            agreement: self.agreement.is_yes(),
            device_registration: self.device_registration.clone(),
            note: self.note.clone(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        Ok(held.all::<Donation>().iter().map(|it| (donation_row(it), vec![it.id.key()])).collect())
    }
}

fn donation_row(it: &Donation) -> DonationRow {
    DonationRow {
        no: it.no.clone(),
        donor: it.donor.clone(),
        channel: it.channel.clone(),
        item: it.item.clone(),
        kind: it.kind,
        quantity: it.quantity,
        unit: it.unit.clone(),
        purpose: it.purpose.clone(),
        beneficiary: it.beneficiary.clone(),
        received: it.received,
        receiver: it.receiver.clone(),
        receipt: it.receipt.clone(),
        agreement: it.agreement.into(),
        device_registration: it.device_registration.clone(),
        note: it.note.clone(),
    }
}

crate::row! {
    /// 捐赠分配 A row of the list of what was given out.
    pub struct AllocationRow {
        sheet: "捐赠分配", title: "受赠物资分配表", key: [no];
        no: RefNo = "分配编号" | "编号",
        donation: RefNo = "捐赠编号",
        recipient: Text = "领用对象",
        item: Text = "物资名称",
        quantity: Quantity = "数量" as number,
        unit: Text = "单位",
        day: Day = "分配日期",
        signed_by: PersonName = "签领人",
        published: YesNo = "是否公示",
    }
}

const DONATION: &str = "捐赠编号";

impl Register for AllocationRow {
    type Primary = Allocation;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let donation = to.link(DONATION, self.donation.as_str())?;
        let id = to.id();
        to.put(Allocation {
            id,
            no: self.no.clone(),
            donation,
            recipient: self.recipient.clone(),
            item: self.item.clone(),
            quantity: self.quantity,
            unit: self.unit.clone(),
            day: self.day,
            signed_by: self.signed_by.clone(),
            published: self.published.is_yes(),
        });
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Allocation>().iter().map(|it| Ok((allocation_row(held, it)?, vec![it.id.key()]))).collect()
    }
}

fn allocation_row(held: &Held, it: &Allocation) -> Result<AllocationRow> {
    Ok(AllocationRow {
        no: it.no.clone(),
        donation: link_text(held, &it.donation, |donation| donation.no.clone())?,
        recipient: it.recipient.clone(),
        item: it.item.clone(),
        quantity: it.quantity,
        unit: it.unit.clone(),
        day: it.day,
        signed_by: it.signed_by.clone(),
        published: it.published.into(),
    })
}
