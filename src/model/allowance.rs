//! 长寿保健金 The longevity allowance of one person.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::model::{Resident, identity};
use crate::schema::{Id, Key, Secret};
use crate::value::{BankTail, Count, Day, IdNumber, Money, Month, PersonName, Plain, Sex, Text};

crate::labels! {
    /// 年龄档 Age band of the allowance, in full years (周岁).
    pub enum AllowanceBand: "年龄档 age band" {
        /// 70-79周岁
        Seventies = "70_79" / "70-79周岁",
        /// 80-89周岁
        Eighties = "80_89" / "80-89周岁",
        /// 90-99周岁
        Nineties = "90_99" / "90-99周岁",
        /// 100周岁及以上
        HundredUp = "100_up" / "100周岁及以上" | "100周岁以上",
    }
}

impl AllowanceBand {
    /// The band of an age in full years; none under 70.
    pub const fn of(age: u32) -> Option<Self> {
        match age {
            0..=69 => None,
            70..=79 => Some(Self::Seventies),
            80..=89 => Some(Self::Eighties),
            90..=99 => Some(Self::Nineties),
            _ => Some(Self::HundredUp),
        }
    }

    /// 月标准 The monthly standard in every district of Guangzhou but Huangpu, which pays its own (as published by the
    /// districts in 2022 and 2023).
    pub const fn monthly(self) -> Money {
        Money::from_fen(match self {
            Self::Seventies => 3_000,
            Self::Eighties => 10_000,
            Self::Nineties => 20_000,
            Self::HundredUp => 30_000,
        })
    }
}

crate::labels! {
    /// 确认方式 Where the information was confirmed.
    pub enum ConfirmationWay: "确认方式 way of confirmation" {
        /// 穗好办APP In the city's application.
        App = "app" / "穗好办APP" | "穗好办",
        /// 村委会 At the villagers' committee.
        Committee = "committee" / "村委会" | "村居委会",
    }
}

crate::labels! {
    /// 发放状态 Whether it is paid.
    pub enum AllowanceStatus: "发放状态 status" {
        /// 发放中 Paid monthly.
        Paid = "paid" / "发放中",
        /// 提前申报 Declared before turning 70; not paid yet.
        DeclaredEarly = "declared_early" / "提前申报",
        /// 停发 Stopped: died, or registered elsewhere.
        Stopped = "stopped" / "停发" | "已停发",
    }
}

/// 长寿保健金 The allowance of one person, as the month's list states it.
#[doc(alias = "长寿保健金")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Allowance {
    /// Record id.
    pub id: Id<Allowance>,
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
    /// 年龄 Age in full years that the list states.
    pub stated_age: Count,
    /// 年龄档 Band; none before 70.
    pub band: Option<AllowanceBand>,
    /// 月标准 Yuan a month; none before 70.
    pub monthly: Option<Money>,
    /// 起发年月 First month paid; not kept for those paid since before 2021.
    pub since: Option<Month>,
    /// 确认方式 Where the information was confirmed.
    pub confirmed_by: ConfirmationWay,
    /// 确认日期 When.
    pub confirmed: Day,
    /// 发放状态 Status.
    pub status: AllowanceStatus,
    /// 应发月份 The month of which the list speaks.
    pub month: Month,
    /// 应发 What is due for that month.
    pub due: Money,
    /// 开户行 Bank.
    pub bank: Option<Text>,
    /// 账号末四位 Last four digits of the account.
    pub account_tail: Option<Secret<BankTail>>,
    /// 备注 Note.
    pub note: Option<Text>,
}

crate::entity! {
    Allowance: "allowance", "alw", v1, "长寿保健金";
    columns {
        resident "居住人员": Text = |allowance| allowance.resident,
        birth "出生日期": Day = |allowance| allowance.birth,
        band "年龄档": Text = |allowance| allowance.band.map(AllowanceBand::code),
        status "发放状态": Text = |allowance| allowance.status.code(),
        month "应发月份": Text = |allowance| allowance.month.plain(),
        due "应发（分）": Int = |allowance| allowance.due,
    }
    indexes { by_resident(resident), by_birth(birth), by_status(status, birth) }
    secrets { number "身份证号": "cn_id", account_tail "账号末四位" }
    subject = |allowance| allowance.subject_key();
}

impl Allowance {
    /// 满70周岁日期 The day on which the person turns 70; born on 29 February: the last of February (Civil Code art. 202).
    pub fn seventieth(&self) -> Day {
        self.birth.plus_months(70 * 12)
    }

    fn subject_key(&self) -> Key {
        self.resident.map_or_else(|| self.id.key(), Id::key)
    }

    fn check(&self) -> Result<()> {
        self.check_band()?;
        self.check_payment()?;
        let Ok(number) = self.number.get() else { return Ok(()) };
        identity::agrees(number, self.birth, self.sex)
    }

    fn check_band(&self) -> Result<()> {
        if self.band != AllowanceBand::of(self.stated_age.get()) {
            return Err(Error::new(code::model::ALLOWANCE_BAND)
                .with("column", "年龄档")
                .with("value", self.band.map_or("", AllowanceBand::label))
                .with("age", self.stated_age)
                .with("band", self.band.map_or("—", AllowanceBand::label)));
        }
        let owed = self.band.map(AllowanceBand::monthly);
        if self.monthly == owed {
            return Ok(());
        }
        let yuan = |money: Option<Money>| money.map_or_else(|| "—".to_owned(), |money| money.plain());
        Err(Error::new(code::model::ALLOWANCE_RATE)
            .with("column", "月标准(元)")
            .with("value", yuan(self.monthly))
            .with("band", self.band.map_or("—", AllowanceBand::label))
            .with("stated", yuan(self.monthly))
            .with("owed", yuan(owed)))
    }

    fn check_payment(&self) -> Result<()> {
        let status = |column: &'static str, value: String| {
            Error::new(code::model::ALLOWANCE_STATUS)
                .with("column", column)
                .with("value", value)
                .with("status", self.status)
                .with("due", self.due.plain())
                .with("age", self.stated_age)
        };
        match self.status {
            AllowanceStatus::Paid if self.band.is_none() => Err(status("发放状态", self.status.plain())),
            AllowanceStatus::DeclaredEarly if self.band.is_some() => Err(status("发放状态", self.status.plain())),
            AllowanceStatus::DeclaredEarly | AllowanceStatus::Stopped if self.due.fen() != 0 => {
                Err(status("due", self.due.plain()))
            }
            _ => self.check_start(),
        }
    }

    fn check_start(&self) -> Result<()> {
        let turns = self.seventieth();
        match self.since {
            Some(since) if since < Month::containing(turns) => Err(Error::new(code::model::ALLOWANCE_START)
                .with("column", "起发年月")
                .with("value", since.plain())
                .with("since", since.plain())
                .with("turns", Month::containing(turns).plain())),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn allowance(birth: &str, age: u32, yuan: i64) -> Allowance {
        let band = AllowanceBand::of(age);
        Allowance {
            id: Id::from_uuid(Uuid::from_u128(1)),
            resident: None,
            name: PersonName::parse("张三").unwrap(),
            sex: Sex::Female,
            number: Secret::open(IdNumber::parse("440118195304130124").unwrap()),
            birth: Day::parse(birth).unwrap(),
            stated_age: Count::new(age),
            band,
            monthly: band.map(|_| Money::from_fen(yuan * 100)),
            since: None,
            confirmed_by: ConfirmationWay::Committee,
            confirmed: Day::parse("2023-01-04").unwrap(),
            status: if band.is_some() { AllowanceStatus::Paid } else { AllowanceStatus::DeclaredEarly },
            month: Month::parse("2023-06").unwrap(),
            due: Money::from_fen(if band.is_some() { yuan * 100 } else { 0 }),
            bank: None,
            account_tail: None,
            note: None,
        }
    }

    fn code(allowance: &Allowance) -> &'static str {
        allowance.check().map_or_else(|error| error.code(), |()| "ok")
    }

    #[test]
    fn each_band_has_its_one_rate() {
        let rates = [(70, 30), (79, 30), (80, 100), (89, 100), (90, 200), (99, 200), (100, 300), (115, 300)];
        for (age, yuan) in rates {
            assert_eq!(code(&allowance("1953-04-13", age, yuan)), "ok", "{age}");
            assert_eq!(code(&allowance("1953-04-13", age, yuan + 20)), "model.allowance.rate", "{age}");
        }
        let other = Allowance { band: Some(AllowanceBand::Eighties), ..allowance("1953-04-13", 70, 30) };
        assert_eq!(code(&other), "model.allowance.band");
    }

    #[test]
    fn nothing_is_paid_before_seventy_or_after_the_stop() {
        let early = allowance("1953-04-13", 69, 0);
        assert_eq!(code(&early), "ok");
        assert_eq!(code(&Allowance { status: AllowanceStatus::Paid, ..early.clone() }), "model.allowance.status");
        assert_eq!(code(&Allowance { due: Money::from_fen(3_000), ..early }), "model.allowance.status");
        let stopped = Allowance { status: AllowanceStatus::Stopped, ..allowance("1953-04-13", 70, 30) };
        assert_eq!(code(&stopped), "model.allowance.status");
    }

    #[test]
    fn it_starts_in_the_month_of_turning_seventy_at_the_earliest() {
        let since = |month: &str| Allowance { since: Month::parse(month).ok(), ..allowance("1953-04-13", 70, 30) };
        assert_eq!(code(&since("2023-04")), "ok");
        assert_eq!(code(&since("2023-05")), "ok", "confirmed late");
        assert_eq!(code(&since("2023-03")), "model.allowance.start");
        assert_eq!(allowance("1952-02-29", 71, 30).seventieth(), Day::parse("2022-02-28").unwrap());
    }
}
