//! 数量 Quantities of goods in the unit of their paper.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::schema::Value;
use crate::value::{Money, Plain};

/// 数量 An amount of goods in thousandths of a unit that stands beside it (瓶, 台, 批, 千克), exact. Plain text has no
/// needless zeros: `3000`, `1.5`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(i64);

impl Quantity {
    /// So many whole units.
    pub const fn of(units: u32) -> Self {
        Self(units as i64 * 1000)
    }

    /// Thousandths of a unit.
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// Whether it is a whole number of units.
    pub const fn is_whole(self) -> bool {
        self.0 % 1000 == 0
    }

    /// The sum; `None` when it is too large to be a quantity of anything.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// What is left after taking `other` away; `None` when it is more than there is.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).filter(|left| *left >= 0).map(Self)
    }

    /// As money, where the unit is yuan; `None` for less than a fen.
    pub fn as_yuan(self) -> Option<Money> {
        (self.0 % 10 == 0).then(|| Money::from_fen(self.0 / 10))
    }
}

impl Plain for Quantity {
    const WHAT: &'static str = "数量 quantity";

    fn plain(&self) -> String {
        let (whole, part) = (self.0 / 1000, self.0.unsigned_abs() % 1000);
        if part == 0 { whole.to_string() } else { format!("{whole}.{part:03}").trim_end_matches('0').to_owned() }
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::model::QUANTITY).with("value", text);
        let clean = text.trim().replace(',', "");
        let (whole, part) = clean.split_once('.').unwrap_or((&clean, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > 3 {
            return Err(wrong());
        }
        let whole: i64 = whole.parse().map_err(|_| wrong())?;
        let part: i64 = format!("{part:0<3}").parse().map_err(|_| wrong())?;
        whole.checked_mul(1000).and_then(|whole| whole.checked_add(part)).map(Self).ok_or_else(wrong)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain())
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Quantity> for Value {
    fn from(quantity: Quantity) -> Self {
        Self::Int(quantity.thousandths())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quantities_are_exact_and_never_negative() {
        assert_eq!(Quantity::parse("3,000").unwrap(), Quantity::of(3000));
        assert_eq!(Quantity::parse("1.50").unwrap().plain(), "1.5");
        assert!(!Quantity::parse("1.5").unwrap().is_whole());
        assert_eq!(Quantity::parse("12.34").unwrap().as_yuan(), Some(Money::from_fen(1234)));
        assert_eq!(Quantity::parse("0.001").unwrap().as_yuan(), None);
        for wrong in ["", "-1", "1.2345", "1.", "约3000", "1e3"] {
            assert_eq!(Quantity::parse(wrong).unwrap_err().code(), "model.quantity", "{wrong}");
        }
        assert_eq!(Quantity::of(1).minus(Quantity::of(2)), None);
    }

    proptest! {
        #[test]
        fn plain_text_reads_back(thousandths in 0_i64..1_000_000_000_000) {
            let quantity = Quantity(thousandths);
            prop_assert_eq!(Quantity::parse(&quantity.plain()).unwrap(), quantity);
        }
    }
}
