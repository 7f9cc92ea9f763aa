//! 小数 An exact decimal number, for figures that are stated or printed with a fixed number of places.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::{Error, Result, code};
use crate::value::{Count, Money, Percent, Plain, SquareMetres};

/// The most decimal places a number keeps.
const PLACES_MAX: u8 = 9;

/// 小数 An exact decimal: `units` in steps of `10^-places`. `1.50` and `1.5` compare equal and print as written.
/// Plain text is the digits without separators: `27275000.00`.
#[doc(alias = "小数")]
#[derive(Debug, Clone, Copy)]
pub struct Number {
    units: i64,
    places: u8,
}

impl Number {
    /// A number of `units` steps of `10^-places`; `None` for more than 9 places.
    pub const fn of(units: i64, places: u8) -> Option<Self> {
        if places > PLACES_MAX { None } else { Some(Self { units, places }) }
    }

    /// A whole number.
    pub const fn whole(units: i64) -> Self {
        Self { units, places: 0 }
    }

    /// The steps of `10^-places`.
    pub const fn units(self) -> i64 {
        self.units
    }

    /// Decimal places.
    pub const fn places(self) -> u8 {
        self.places
    }

    /// The number of a percentage, without its sign; `None` beyond what fits.
    pub fn of_percent(percent: Percent) -> Option<Self> {
        Self::of(i64::try_from(percent.scaled()).ok()?, percent.decimals())
    }

    /// Rounded to so many places, half up away from zero; unchanged when it has no more than that.
    #[must_use]
    pub fn rounded(self, places: u8) -> Self {
        if places >= self.places {
            return self;
        }
        let step = 10_i128.pow(u32::from(self.places - places));
        let units = i128::from(self.units);
        let half_up = (2 * units.abs() + step) / (2 * step) * units.signum();
        Self { units: i64::try_from(half_up).unwrap_or(self.units), places }
    }

    /// Whether it is zero.
    pub const fn is_zero(self) -> bool {
        self.units == 0
    }

    /// The units at nine places, in which any two numbers compare exactly.
    pub(crate) fn fine(self) -> i128 {
        i128::from(self.units) * 10_i128.pow(u32::from(PLACES_MAX - self.places))
    }

    /// The nearest float, for drawing only.
    #[cfg(feature = "chart")]
    #[allow(clippy::cast_precision_loss)] // positions on paper
    pub(crate) fn drawn(self) -> f64 {
        self.units as f64 / 10_f64.powi(i32::from(self.places))
    }

    /// 千分位 The digits with a comma at each third: `27,275,000.00`; minus is `−`.
    pub fn grouped(self) -> String {
        let plain = self.plain();
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("−", rest));
        let (whole, rest) = digits.split_once('.').map_or((digits, None), |(w, r)| (w, Some(r)));
        let mut out = String::from(sign);
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if let Some(rest) = rest {
            out.push('.');
            out.push_str(rest);
        }
        out
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.fine() == other.fine()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.fine().cmp(&other.fine())
    }
}

impl std::hash::Hash for Number {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.fine().hash(state);
    }
}

impl From<Count> for Number {
    fn from(count: Count) -> Self {
        Self::whole(i64::from(count.get()))
    }
}

impl From<u32> for Number {
    fn from(count: u32) -> Self {
        Self::whole(i64::from(count))
    }
}

/// In yuan, with two places.
impl From<Money> for Number {
    fn from(money: Money) -> Self {
        Self { units: money.fen(), places: 2 }
    }
}

/// In square metres, with two places.
impl From<SquareMetres> for Number {
    fn from(area: SquareMetres) -> Self {
        Self { units: area.hundredths(), places: 2 }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain())
    }
}

impl Plain for Number {
    const WHAT: &'static str = "数值 number";

    fn plain(&self) -> String {
        let sign = if self.units < 0 { "-" } else { "" };
        let units = self.units.unsigned_abs();
        if self.places == 0 {
            return format!("{sign}{units}");
        }
        let step = 10_u64.pow(u32::from(self.places));
        format!("{sign}{}.{:0width$}", units / step, units % step, width = usize::from(self.places))
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::report::NUMBER).with("value", text);
        let clean = text.trim().replace(',', "").replace('−', "-");
        let (negative, digits) = clean.strip_prefix('-').map_or((false, clean.as_str()), |rest| (true, rest));
        let (whole, rest) = digits.split_once('.').map_or((digits, ""), |(w, r)| (w, r));
        let good = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !good(whole) || !good(rest) || digits.ends_with('.') || rest.len() > 9 {
            return Err(wrong());
        }
        let units: i64 = format!("{whole}{rest}").parse().map_err(|_| wrong())?;
        let places = u8::try_from(rest.len()).map_err(|_| wrong())?;
        Ok(Self { units: if negative { -units } else { units }, places })
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.serialize_str(&self.plain())
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_reads_back_and_groups() {
        for text in ["0", "11608", "-42.86", "27275000.00", "0.05"] {
            assert_eq!(Number::parse(text).unwrap().plain(), text);
        }
        assert_eq!(Number::parse("27275000.00").unwrap().grouped(), "27,275,000.00");
        assert_eq!(Number::parse("-1234").unwrap().grouped(), "−1,234");
        assert_eq!(Number::parse("123").unwrap().grouped(), "123");
        assert_eq!(Number::parse("1.5").unwrap(), Number::parse("1.50").unwrap());
        for bad in ["", ".5", "5.", "1e3", "--1", "1.0000000001", "99999999999999999999"] {
            assert!(Number::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn rounding_is_half_up_away_from_zero() {
        let rounded = |text: &str, places| Number::parse(text).unwrap().rounded(places).plain();
        assert_eq!(rounded("52.78", 0), "53");
        assert_eq!(rounded("-42.5", 0), "-43");
        assert_eq!(rounded("1.5", 2), "1.5");
    }
}
