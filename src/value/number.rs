//! 数 Counts and money, without floats.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::value::decimal::Decimal;
use crate::value::plain::{display_as_plain, from_str_as_plain};
use crate::value::{Form, Plain, normalise};

/// 数 A count of things or people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Count(u32);

impl Count {
    /// A count.
    pub const fn new(count: u32) -> Self {
        Self(count)
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Plain for Count {
    const WHAT: &'static str = "数 count";
    const FORM: Form = Form::Number;

    fn plain(&self) -> String {
        self.0.to_string()
    }

    fn parse(text: &str) -> Result<Self> {
        let whole = Decimal::parse(&normalise(text)).and_then(|number| number.scaled(0));
        let count = whole.and_then(|number| u32::try_from(number).ok());
        count.map(Self).ok_or_else(|| Error::new(code::value::COUNT).with("value", text))
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// 金额 Money in fen (分), exact; may be negative. Plain text is yuan with two decimals: `852343.75`. Parsing also
/// takes `¥`, `元`, `万元` and commas between thousands.
#[doc(alias = "金额")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// So many fen.
    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// The fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The sum; `None` beyond what fits.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }
}

impl Plain for Money {
    const WHAT: &'static str = "金额 money";
    const FORM: Form = Form::Number;

    fn plain(&self) -> String {
        hundredths(self.0)
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::value::MONEY).with("value", text);
        let clean = normalise(text);
        let yuan = clean.trim_start_matches(['¥', '￥']).trim_end_matches('元');
        Decimal::parse(yuan).and_then(|amount| amount.scaled(2)).map(Self).ok_or_else(wrong)
    }
}

/// 平方米 An area in hundredths of a square metre, not negative. Plain text is square metres without needless zeros:
/// `397.53`. Parsing also takes `平方米`, `㎡` and `m²`.
#[doc(alias = "面积")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SquareMetres(i64);

impl SquareMetres {
    /// So many hundredths of a square metre; a negative number counts as none.
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(if hundredths < 0 { 0 } else { hundredths })
    }

    /// The hundredths of a square metre.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// The sum; `None` beyond what fits.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }
}

impl Plain for SquareMetres {
    const WHAT: &'static str = "面积 area in square metres";

    fn plain(&self) -> String {
        let text = hundredths(self.0);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::value::SQUARE_METRES).with("value", text);
        let clean = normalise(text);
        let number = ["平方米", "㎡", "m²", "m2"].iter().find_map(|unit| clean.strip_suffix(unit)).unwrap_or(&clean);
        let area = Decimal::parse(number.trim_end()).and_then(|area| area.scaled(2)).ok_or_else(wrong)?;
        if area < 0 { Err(wrong()) } else { Ok(Self(area)) }
    }
}

/// 米 A distance on the ground, in centimetres, 0 to 100 km. Plain text is metres without needless zeros: `50`, `12.5`. Parsing also takes
/// `米` and `m`.
#[doc(alias = "距离")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metres(u32);

impl Metres {
    /// The greatest distance: 100 km.
    pub const MOST: Self = Self(10_000_000);

    /// So many whole metres; more than [`Metres::MOST`] counts as that.
    pub const fn new(metres: u32) -> Self {
        Self::from_centimetres(metres.saturating_mul(100))
    }

    /// So many centimetres; more than [`Metres::MOST`] counts as that.
    pub const fn from_centimetres(centimetres: u32) -> Self {
        Self(if centimetres > Self::MOST.0 { Self::MOST.0 } else { centimetres })
    }

    /// The centimetres.
    pub const fn centimetres(self) -> u32 {
        self.0
    }
}

impl Plain for Metres {
    const WHAT: &'static str = "距离 distance in metres";

    fn plain(&self) -> String {
        let text = hundredths(self.0.into());
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::value::METRES).with("value", text);
        let clean = normalise(text);
        let number = ["米", "m"].iter().find_map(|unit| clean.strip_suffix(unit)).unwrap_or(&clean);
        let distance = Decimal::parse(number.trim_end()).and_then(|distance| distance.scaled(2)).ok_or_else(wrong)?;
        let distance = u32::try_from(distance).map_err(|_| wrong())?;
        if distance > Self::MOST.0 { Err(wrong()) } else { Ok(Self(distance)) }
    }
}

fn hundredths(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let size = number.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

from_str_as_plain!(Count, Money, SquareMetres, Metres);
display_as_plain!(Money, SquareMetres, Metres);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::{fixed, reads_back};

    #[test]
    fn thirty_two_deals_have_the_mean_of_the_village() {
        let total = Money::parse("27,275,000.00").unwrap();
        assert_eq!(total, Money::parse("2727.5万元").unwrap());
        assert_eq!(Money::from_fen(total.fen() / 32).plain(), "852343.75");
        assert_eq!(total.fen() % 32, 0);
    }

    #[test]
    fn money_and_areas_refuse_what_they_cannot_hold_exactly() {
        for text in ["", "1.234", "1,2", "元", "--1", "1e3", "十元"] {
            assert_eq!(Money::parse(text).unwrap_err().code(), "value.money", "{text}");
        }
        for text in ["-1", "1.005", "m²", "92233720368547758070"] {
            assert_eq!(SquareMetres::parse(text).unwrap_err().code(), "value.square_metres", "{text}");
        }
        for text in ["-1", "0.005", "m", "100000.01", "一百米"] {
            assert_eq!(Metres::parse(text).unwrap_err().code(), "value.metres", "{text}");
        }
        assert_eq!(
            ["100 米", "12.50m", "100000"].map(|text| Metres::parse(text).unwrap().centimetres()),
            [10_000, 1_250, 10_000_000]
        );
        assert_eq!((Metres::new(u32::MAX), Metres::new(50).plain()), (Metres::MOST, "50".to_owned()));
        assert_eq!(SquareMetres::parse("３９７.５３平方米").unwrap().plain(), "397.53");
        assert_eq!(SquareMetres::parse("108963").unwrap().plain(), "108963");
        assert_eq!(Count::parse("１,４９５").unwrap().get(), 1495);
        assert_eq!(Count::parse("-1").unwrap_err().code(), "value.count");
    }

    #[test]
    fn a_count_that_a_spreadsheet_wrote_with_decimals_is_still_a_count() {
        assert_eq!(Count::parse("12.0").unwrap().get(), 12);
        assert_eq!(Count::parse("12.5").unwrap_err().code(), "value.count");
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn numbers_read_back(fen in any::<i64>(), area in 0..i64::MAX, count in any::<u32>()) {
            reads_back(&Money::from_fen(fen));
            reads_back(&SquareMetres::from_hundredths(area));
            reads_back(&Count::new(count));
            reads_back(&Metres::from_centimetres(count));
        }
    }
}
