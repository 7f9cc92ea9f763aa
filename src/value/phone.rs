//! 电话 Phones, tails of bank accounts, numbers of households.

use crate::error::{Error, Result, code};
use crate::value::normalise::{all_digits, digits, stars};
use crate::value::plain::{display_as_plain, from_str_as_plain, sensitive_as_plain, serde_as_plain};
use crate::value::{Plain, normalise_code};

/// 联系电话 A phone: a mobile of 11 digits, a landline `020-82601100` with its area, or a number abroad `+85291234567`.
/// Not printable: `Debug` shows the mask.
#[doc(alias = "手机号")]
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(Box<str>);

crate::labels! {
    /// 电话类型 The kind of a phone.
    pub enum PhoneKind: "电话类型 phone kind" {
        /// 手机
        Mobile = "mobile" / "手机",
        /// 固定电话
        Landline = "landline" / "固定电话" | "座机",
        /// 境外电话
        Abroad = "abroad" / "境外电话",
    }
}

impl Phone {
    /// The clear number, for those with a permit.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kind.
    pub fn kind(&self) -> PhoneKind {
        if self.0.starts_with('+') {
            PhoneKind::Abroad
        } else if self.0.starts_with('1') {
            PhoneKind::Mobile
        } else {
            PhoneKind::Landline
        }
    }

    /// The last four digits.
    pub fn tail(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default()
    }

    fn head(&self, chars: usize) -> &str {
        self.0.get(..chars).unwrap_or_default()
    }

    fn mask(&self) -> String {
        match self.kind() {
            PhoneKind::Mobile => format!("{}****{}", self.head(3), self.tail()),
            PhoneKind::Landline => match self.0.split_once('-') {
                Some((area, rest)) => format!("{area}-{}{}", "*".repeat(rest.len() - 4), self.tail()),
                None => stars(&self.0, 0, 4),
            },
            PhoneKind::Abroad => stars(&self.0, 3, 2),
        }
    }

    fn strict_mask(&self) -> String {
        match self.kind() {
            PhoneKind::Mobile => stars(&self.0, 3, 0),
            PhoneKind::Landline | PhoneKind::Abroad => stars(&self.0, 0, 0),
        }
    }
}

/// `1[3-9]` and nine digits.
fn mobile(number: &str) -> bool {
    number.len() == 11
        && all_digits(number)
        && number.starts_with('1')
        && number.get(1..2).is_some_and(|second| second >= "3")
}

/// Area and number of a landline: areas of three digits (010, 02x) have numbers of eight.
fn landline(number: &str) -> Option<(&str, &str)> {
    let width = if number.starts_with("01") || number.starts_with("02") { 3 } else { 4 };
    let (area, rest) = match number.split_once('-') {
        Some((area, rest)) => (area, rest),
        None => number.split_at_checked(width)?,
    };
    let sizes = if width == 3 { 8..=8 } else { 7..=8 };
    let fits = area.starts_with('0')
        && area.len() == width
        && all_digits(area)
        && all_digits(rest)
        && sizes.contains(&rest.len())
        && !rest.starts_with(['0', '1']);
    fits.then_some((area, rest))
}

/// Digits of an international number, without the plus.
fn abroad(number: &str) -> bool {
    (8..=15).contains(&number.len()) && all_digits(number) && !number.starts_with('0')
}

impl Plain for Phone {
    const WHAT: &'static str = "联系电话 phone";

    fn plain(&self) -> String {
        self.0.to_string()
    }

    /// Takes `+86`, spaces, brackets and hyphens as people write them.
    fn parse(text: &str) -> Result<Self> {
        let clean: String = normalise_code(text)
            .chars()
            .filter(|c| *c != '(')
            .map(|c| if matches!(c, ')' | '—' | '–' | '－') { '-' } else { c })
            .collect();
        let home = clean.strip_prefix("+86").or_else(|| clean.strip_prefix("0086"));
        let number = home.unwrap_or(&clean).trim_start_matches('-');
        let bare = number.replace('-', "");
        if mobile(&bare) {
            return Ok(Self(bare.into()));
        }
        if let Some((area, rest)) = landline(number) {
            return Ok(Self(format!("{area}-{rest}").into()));
        }
        match clean.strip_prefix('+') {
            Some(rest) if home.is_none() && abroad(&rest.replace('-', "")) => {
                Ok(Self(format!("+{}", rest.replace('-', "")).into()))
            }
            _ => Err(Error::new(code::value::PHONE).with("value", stars(&clean, 3, 1))),
        }
    }
}

/// 账号末四位 The last four digits of a bank account: all that is kept of it. Not printable.
#[doc(alias = "银行账号")]
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BankTail(u16);

impl Plain for BankTail {
    const WHAT: &'static str = "账号末四位 last four digits of a bank account";

    fn plain(&self) -> String {
        format!("{:04}", self.0)
    }

    fn parse(text: &str) -> Result<Self> {
        let clean = normalise_code(text);
        digits(&clean)
            .filter(|_| clean.len() == 4)
            .map(Self)
            .ok_or_else(|| Error::new(code::value::BANK_TAIL).with("length", clean.chars().count()))
    }
}

/// 户号 The number of a registered household: nine digits (GB/T 31000, C9).
#[doc(alias = "户号")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HouseholdNo(u32);

impl HouseholdNo {
    /// The number without leading zeros.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Plain for HouseholdNo {
    const WHAT: &'static str = "户号 household number";

    fn plain(&self) -> String {
        format!("{:09}", self.0)
    }

    fn parse(text: &str) -> Result<Self> {
        let clean = normalise_code(text);
        digits(&clean)
            .filter(|_| clean.len() == 9)
            .map(Self)
            .ok_or_else(|| Error::new(code::value::HOUSEHOLD_NO).with("value", clean))
    }
}

sensitive_as_plain!(Phone, |phone| phone.mask(), |phone| phone.strict_mask());
sensitive_as_plain!(BankTail, |tail| tail.plain(), |_tail| "****".to_owned());
serde_as_plain!(Phone, BankTail, HouseholdNo);
from_str_as_plain!(Phone, BankTail, HouseholdNo);
display_as_plain!(HouseholdNo);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::Sensitive;
    use crate::value::testing::{fixed, reads_back};

    #[test]
    fn mobiles_landlines_and_numbers_abroad_take_one_form() {
        for (text, plain, kind) in [
            ("16490403915", "16490403915", PhoneKind::Mobile),
            (" +86 164-9040-3915", "16490403915", PhoneKind::Mobile),
            ("１６４９０４０３９１５", "16490403915", PhoneKind::Mobile),
            ("020-82601100", "020-82601100", PhoneKind::Landline),
            ("(020)82601100", "020-82601100", PhoneKind::Landline),
            ("02082601100", "020-82601100", PhoneKind::Landline),
            ("0763-3601100", "0763-3601100", PhoneKind::Landline),
            ("+852 9123 4567", "+85291234567", PhoneKind::Abroad),
        ] {
            let phone = Phone::parse(text).unwrap();
            assert_eq!((phone.as_str(), phone.kind()), (plain, kind), "{text}");
            reads_back(&phone);
        }
    }

    #[test]
    fn wrong_phones_are_refused_and_stay_hidden() {
        for text in ["", "12490403915", "1649040391", "164904039150", "82601100", "020-8260110", "2.4E+10", "+8612345"]
        {
            assert_eq!(Phone::parse(text).unwrap_err().code(), "value.phone", "{text}");
        }
        assert!(!Phone::parse("164904039150").unwrap_err().to_string().contains("90403915"));
    }

    #[test]
    fn masks_follow_the_convention() {
        let mobile = Phone::parse("16490403915").unwrap();
        assert_eq!(mobile.masked(), "164****3915");
        assert_eq!(mobile.masked_strictly(), "164********");
        assert_eq!(format!("{:?}", Phone::parse("020-82601100").unwrap()), "020-****1100");
    }

    #[test]
    fn tails_and_households_keep_leading_zeros() {
        assert_eq!(BankTail::parse("0012").unwrap().plain(), "0012");
        assert!(BankTail::parse("12").is_err());
        assert_eq!(HouseholdNo::parse("024100001").unwrap().to_string(), "024100001");
        assert!(HouseholdNo::parse("22410001").is_err());
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn every_mobile_reads_back(number in "1[3-9][0-9]{9}") {
            let phone = Phone::parse(&number).unwrap();
            prop_assert_eq!(phone.as_str(), number);
            reads_back(&phone);
        }
    }
}
