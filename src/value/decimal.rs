//! 小数 Exact decimals as they are written, below money, areas and figures.

use std::fmt;

use crate::value::normalise::all_digits;

/// A decimal number: `units / 10^scale`, without needless zeros behind the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    units: i64,
    scale: u32,
}

impl Decimal {
    /// Reads `-27,275,000.00`, and `2727.5万`. Commas may only stand between thousands. `None` when it is no number or
    /// too long to be held exactly.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (number, power) = match text.strip_suffix('万') {
            Some(rest) => (rest, 4),
            None => text.strip_suffix('亿').map_or((text, 0), |rest| (rest, 8)),
        };
        let (negative, digits) = match number.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, number),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let whole = without_commas(whole)?;
        if !all_digits(&whole) || !all_digits(part) {
            return None;
        }
        let part = part.trim_end_matches('0');
        let scale = u32::try_from(part.len()).ok()?;
        let size: i128 = format!("{whole}{part}").parse().ok()?;
        let (size, scale) = shift(size, scale, power)?;
        Some(Self { units: i64::try_from(if negative { -size } else { size }).ok()?, scale })
    }

    /// The number times `10^scale`; `None` when that is not whole or too large.
    pub(crate) fn scaled(self, scale: u32) -> Option<i64> {
        let more = scale.checked_sub(self.scale)?;
        self.units.checked_mul(10_i64.checked_pow(more)?)
    }

    /// A whole number.
    pub(crate) const fn whole(number: u32) -> Self {
        Self { units: number as i64, scale: 0 }
    }
}

/// Moves the point to the right.
fn shift(size: i128, scale: u32, power: u32) -> Option<(i128, u32)> {
    let used = scale.min(power);
    let grown = size.checked_mul(10_i128.checked_pow(power - used)?)?;
    Some((grown, scale - used))
}

fn without_commas(whole: &str) -> Option<String> {
    if !whole.contains(',') {
        return Some(whole.to_owned());
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    fits.then(|| whole.replace(',', ""))
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let width = usize::try_from(self.scale).unwrap_or(0) + 1;
        let digits = format!("{:0>width$}", self.units.unsigned_abs());
        let (whole, part) = digits.split_at_checked(digits.len() + 1 - width).unwrap_or((&digits, ""));
        if part.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{part}") }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::fixed;

    #[test]
    fn decimals_are_kept_as_written_but_for_needless_zeros() {
        for (text, shown) in [
            ("1.50", "1.5"),
            ("0.05", "0.05"),
            ("-0.5", "-0.5"),
            ("27,275,000.00", "27275000"),
            ("2727.5万", "27275000"),
            ("1.23456万", "12345.6"),
            ("007", "7"),
        ] {
            assert_eq!(Decimal::parse(text).unwrap().to_string(), shown, "{text}");
        }
        for text in ["", ".", "1.", ".5", "1,2", "1,23,456", "+1", "1e5", "万", "1.2.3", "99999999999999999999"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn shown_decimals_read_back(units in any::<i64>(), scale in 0_u32..9) {
            let text = format!("{}{}.{:0w$}", if units < 0 { "-" } else { "" }, units.unsigned_abs() / 10_u64.pow(scale),
                units.unsigned_abs() % 10_u64.pow(scale), w = scale as usize);
            let text = text.trim_end_matches('.');
            let number = Decimal::parse(if scale == 0 { text.split('.').next().unwrap() } else { text }).unwrap();
            prop_assert_eq!(Decimal::parse(&number.to_string()), Some(number));
            prop_assert_eq!(number.scaled(8), units.checked_mul(10_i64.pow(8 - scale)));
        }
    }
}
