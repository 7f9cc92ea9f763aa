//! 比率 Exact ratios and percentages, without floats.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::error::{Error, Result, code};
use crate::value::normalise::digits;
use crate::value::plain::{display_as_plain, from_str_as_plain, serde_as_plain};
use crate::value::{Plain, normalise};

/// 比率 An exact ratio: a whole number over one greater than 0, kept as counted (`7/7`) and compared by cross
/// multiplication. Plain text is `7/7`.
///
/// ```
/// use cunwu::value::Ratio;
/// assert_eq!(Ratio::change(4, 7).map(|change| change.percent(2).to_string()), Some("-42.86%".to_owned()));
/// assert_eq!(Ratio::change(4, 0), None, "nothing to compare with");
/// ```
#[doc(alias = "比率")]
#[derive(Debug, Clone, Copy)]
pub struct Ratio {
    num: i64,
    den: u64,
}

impl Ratio {
    /// A number over another; `None` over 0.
    pub const fn of(num: i64, den: u64) -> Option<Self> {
        if den == 0 { None } else { Some(Self { num, den }) }
    }

    /// 占比 A part of a whole; `None` of nothing.
    pub fn share(part: u32, whole: u32) -> Option<Self> {
        Self::of(i64::from(part), u64::from(whole))
    }

    /// 同比、环比 The change `(this − last) / last`; `None` when last was 0.
    pub fn change(this: u32, last: u32) -> Option<Self> {
        Self::of(i64::from(this) - i64::from(last), u64::from(last))
    }

    /// The number above.
    pub const fn num(self) -> i64 {
        self.num
    }

    /// The number below.
    pub const fn den(self) -> u64 {
        self.den
    }

    /// 百分比 In hundredths, rounded half up (away from 0) to so many decimals, 6 at most.
    pub fn percent(self, decimals: u8) -> Percent {
        let decimals = decimals.min(Percent::MOST);
        let scaled = self.rounded(100 * 10_i128.pow(u32::from(decimals)));
        Percent { scaled, decimals }
    }

    /// The whole number next to `self × factor`, halves away from 0.
    fn rounded(self, factor: i128) -> i128 {
        let (num, den) = (i128::from(self.num) * factor, i128::from(self.den));
        (num.abs() * 2 + den) / (den * 2) * num.signum()
    }

    fn reduced(self) -> (i64, u64) {
        let (mut a, mut b) = (self.num.unsigned_abs(), self.den);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let divisor = a.max(1);
        let num = i128::from(self.num) / i128::from(divisor);
        (i64::try_from(num).unwrap_or(self.num), self.den / divisor)
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = i128::from(self.num) * i128::from(other.den);
        left.cmp(&(i128::from(other.num) * i128::from(self.den)))
    }
}

impl Hash for Ratio {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.reduced().hash(state);
    }
}

impl Plain for Ratio {
    const WHAT: &'static str = "比率 ratio";

    fn plain(&self) -> String {
        format!("{}/{}", self.num, self.den)
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::value::RATIO).with("value", text);
        let clean = normalise(text);
        let (num, den) = clean.split_once('/').ok_or_else(wrong)?;
        let (negative, size) = num.trim().strip_prefix('-').map_or((false, num.trim()), |size| (true, size));
        let size: i128 = digits(size).ok_or_else(wrong)?;
        let num = i64::try_from(if negative { -size } else { size }).map_err(|_| wrong())?;
        Self::of(num, digits(den.trim()).ok_or_else(wrong)?).ok_or_else(wrong)
    }
}

/// 百分比 A percentage rounded to a number of decimals, which it shows: `-42.86%`, `100.00%`.
#[doc(alias = "百分比")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Percent {
    scaled: i128,
    decimals: u8,
}

impl Percent {
    /// Decimals at most.
    pub const MOST: u8 = 6;

    /// The decimals it shows.
    pub const fn decimals(self) -> u8 {
        self.decimals
    }

    /// The percentage times ten to the power of its decimals: -4286 for -42.86 %.
    pub const fn scaled(self) -> i128 {
        self.scaled
    }

    /// Without the sign of percent: `-42.86`.
    pub fn number(self) -> String {
        let text = self.to_string();
        text.trim_end_matches('%').to_owned()
    }

    fn at(self, decimals: u8) -> i128 {
        self.scaled * 10_i128.pow(u32::from(decimals.saturating_sub(self.decimals)))
    }
}

impl PartialOrd for Percent {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Percent {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at(Self::MOST).cmp(&other.at(Self::MOST)).then(self.decimals.cmp(&other.decimals))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_u128.pow(u32::from(self.decimals));
        let (size, width) = (self.scaled.unsigned_abs(), usize::from(self.decimals));
        let sign = if self.scaled < 0 { "-" } else { "" };
        write!(f, "{sign}{}", size / unit)?;
        if width > 0 {
            write!(f, ".{:0width$}", size % unit)?;
        }
        f.write_str("%")
    }
}

impl Plain for Percent {
    const WHAT: &'static str = "百分比 percentage";

    fn plain(&self) -> String {
        self.to_string()
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::value::PERCENT).with("value", text);
        let clean = normalise(text);
        let number = clean.strip_suffix('%').ok_or_else(wrong)?.trim_end();
        let (negative, size) = match number.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, number),
        };
        let (whole, part) = size.split_once('.').map_or((size, None), |(whole, part)| (whole, Some(part)));
        let decimals = u8::try_from(part.map_or(0, str::len)).ok().filter(|n| *n <= Self::MOST).ok_or_else(wrong)?;
        if whole.is_empty() || part == Some("") || whole.len() > 28 {
            return Err(wrong());
        }
        let scaled: i128 = digits(&format!("{whole}{}", part.unwrap_or_default())).ok_or_else(wrong)?;
        Ok(Self { scaled: if negative { -scaled } else { scaled }, decimals })
    }
}

serde_as_plain!(Ratio, Percent);
from_str_as_plain!(Ratio, Percent);
display_as_plain!(Ratio);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::{fixed, reads_back};

    fn change(this: u32, last: u32) -> String {
        Ratio::change(this, last).unwrap().percent(2).to_string()
    }

    #[test]
    fn the_published_changes_come_out() {
        assert_eq!(change(4, 7), "-42.86%");
        assert_eq!(change(1, 3), "-66.67%");
        assert_eq!(change(17, 36), "-52.78%");
        assert_eq!(change(3, 2), "50.00%");
        assert_eq!(Ratio::change(3, 0), None);
    }

    #[test]
    fn the_worked_numbers_of_the_village_come_out() {
        let share = |part, whole, decimals| Ratio::share(part, whole).unwrap().percent(decimals).to_string();
        assert_eq!([share(46, 49, 1), share(46, 51, 1), share(46, 53, 1)], ["93.9%", "90.2%", "86.8%"]);
        assert_eq!(share(7, 7, 2), "100.00%");
        assert_eq!(share(7, 7, 0), "100%");
        assert!(Ratio::share(34, 51).unwrap() >= Ratio::of(2, 3).unwrap());
        assert!(Ratio::share(33, 51).unwrap() < Ratio::of(2, 3).unwrap());
    }

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(Ratio::of(1, 8).unwrap().percent(0).to_string(), "13%");
        assert_eq!(Ratio::of(-1, 8).unwrap().percent(0).to_string(), "-13%");
        assert_eq!(Ratio::of(1, 200_000).unwrap().percent(2).to_string(), "0.00%");
        assert_eq!(Ratio::of(1, 20_000).unwrap().percent(2).to_string(), "0.01%");
    }

    #[test]
    fn equal_ratios_are_equal_however_counted() {
        assert_eq!(Ratio::of(7, 7), Ratio::of(1, 1));
        assert_eq!(Ratio::parse("14 / 21").unwrap(), Ratio::of(2, 3).unwrap());
        for text in ["1/0", "1", "a/b", "1/-2", "/", "9223372036854775808/1"] {
            assert_eq!(Ratio::parse(text).unwrap_err().code(), "value.ratio", "{text}");
        }
        for text in ["42", "%", "1.%", ".5%", "1.2345678%", "--1%"] {
            assert_eq!(Percent::parse(text).unwrap_err().code(), "value.percent", "{text}");
        }
        assert_eq!(Percent::parse("−42.86%").unwrap().number(), "-42.86");
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn ratios_agree_with_long_arithmetic(
            a in any::<i64>(), b in 1..u64::MAX, c in any::<i64>(), d in 1..u64::MAX, decimals in 0_u8..7,
        ) {
            let (x, y) = (Ratio::of(a, b).unwrap(), Ratio::of(c, d).unwrap());
            reads_back(&x);
            prop_assert_eq!(x.cmp(&y), (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b))));
            let percent = x.percent(decimals);
            reads_back(&percent);
            let exact = i128::from(a) * 100 * 10_i128.pow(u32::from(decimals));
            prop_assert!((percent.scaled() * i128::from(b) - exact).abs() * 2 <= i128::from(b));
        }

        #[test]
        fn equal_ratios_hash_alike(num in -1000_i64..1000, den in 1_u64..1000, times in 1_i64..1000) {
            use std::collections::hash_map::DefaultHasher;
            let hash = |ratio: Ratio| { let mut to = DefaultHasher::new(); ratio.hash(&mut to); to.finish() };
            let (x, y) = (Ratio::of(num, den).unwrap(), Ratio::of(num * times, den * times.unsigned_abs()).unwrap());
            prop_assert_eq!(x, y);
            prop_assert_eq!(hash(x), hash(y));
        }
    }
}
