//! 长寿保健金 The month's list of the longevity allowance.

use crate::error::{Error, Result, code};
use crate::exchange::sheets::person::opened;
use crate::exchange::{Held, Register, Stage};
use crate::model::{Allowance, AllowanceBand, AllowanceStatus, ConfirmationWay, Resident};
use crate::schema::{Key, Secret};
use crate::value::{BankTail, Count, Day, IdNumber, Money, Month, PersonName, Plain, Sex, Text};

crate::row! {
    /// 长寿保健金 A row of the list of June 2023.
    pub struct AllowanceRow {
        sheet: "长寿保健金", title: "长者长寿保健金发放名册（2023年6月）", key: [number];
        name: PersonName = ["基本信息"] "姓名",
        sex: Sex = ["基本信息"] "性别",
        number: IdNumber = ["基本信息"] "身份证号" | "身份证号码",
        birth: Day = ["基本信息"] "出生日期",
        seventieth: Day = ["资格"] "满70周岁日期",
        age: Count = ["资格"] "年龄(周岁)" | "年龄",
        band: Option<AllowanceBand> = ["资格"] "年龄档",
        monthly: Option<Money> = ["资格"] "月标准(元)" | "月标准",
        since: Option<Month> = ["资格"] "起发年月",
        confirmed_by: ConfirmationWay = ["确认"] "确认方式",
        confirmed: Day = ["确认"] "确认日期",
        status: AllowanceStatus = ["发放"] "发放状态",
        due: Money = ["发放"] "2023年6月应发(元)",
        bank: Option<Text> = ["发放"] "开户行",
        account_tail: Option<BankTail> = ["发放"] "账号末四位",
        note: Option<Text> = "备注",
    }
}

/// The month in the header of the column 应发.
const LIST_MONTH: &str = "2023-06";

impl Register for AllowanceRow {
    type Primary = Allowance;

    fn stage(&self, to: &mut Stage<'_>) -> Result<()> {
        let allowance = Allowance {
            id: to.id(),
            resident: to.find::<Resident>(&self.number.plain()),
            name: self.name.clone(),
            sex: self.sex,
            number: Secret::open(self.number.clone()),
            birth: self.birth,
            stated_age: self.age,
            band: self.band,
            monthly: self.monthly,
            since: self.since,
            confirmed_by: self.confirmed_by,
            confirmed: self.confirmed,
            status: self.status,
            month: Month::parse(LIST_MONTH)?,
            due: self.due,
            bank: self.bank.clone(),
            account_tail: self.account_tail.map(Secret::open),
            note: self.note.clone(),
        };
        if allowance.seventieth() != self.seventieth {
            return Err(Error::new(code::model::ALLOWANCE_SEVENTIETH)
                .with("column", "满70周岁日期")
                .with("value", format_args!("{}-**-**", self.seventieth.year()))
                .with("stated", self.seventieth.year())
                .with("turns", allowance.seventieth().year()));
        }
        to.put(allowance);
        Ok(())
    }

    fn rows(held: &Held) -> Result<Vec<(Self, Vec<Key>)>> {
        held.all::<Allowance>().iter().map(|allowance| Ok((Self::of(allowance)?, vec![allowance.id.key()]))).collect()
    }
}

impl AllowanceRow {
    fn of(allowance: &Allowance) -> Result<Self> {
        Ok(Self {
            name: allowance.name.clone(),
            sex: allowance.sex,
            number: allowance.number.get()?.clone(),
            birth: allowance.birth,
            seventieth: allowance.seventieth(),
            age: allowance.stated_age,
            band: allowance.band,
            monthly: allowance.monthly,
            since: allowance.since,
            confirmed_by: allowance.confirmed_by,
            confirmed: allowance.confirmed,
            status: allowance.status,
            due: allowance.due,
            bank: allowance.bank.clone(),
            account_tail: opened(allowance.account_tail.as_ref())?,
            note: allowance.note.clone(),
        })
    }
}
