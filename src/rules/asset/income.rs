//! 收益分配 Income divided by shares, exact to the fen.

use crate::error::{Error, Result, code};
use crate::value::{Money, Ratio};

/// 按份额分配 Divides an amount by shares, exactly: each gets its part rounded down to the fen; the fen that are left go one each to those
/// with the largest remainders, equal ones in the order of the register. Nothing is left over and nobody is a fen away from his part.
///
/// ```
/// use cunwu::rules::asset::distribute;
/// use cunwu::value::{Money, Plain, Ratio};
/// let share = |text| Ratio::parse(text);
/// let parts = distribute(Money::parse("100")?, &[share("1/1")?, share("1/1")?, share("1/1")?])?;
/// assert_eq!(parts.iter().map(|part| part.plain()).collect::<Vec<_>>(), ["33.34", "33.33", "33.33"]);
/// # Ok::<(), cunwu::Error>(())
/// ```
///
/// # Errors
/// `rules.shares` when a share is below nothing, when there is none above, when the amount is below nothing, or when the fractions have no
/// common denominator that fits.
pub fn distribute(amount: Money, shares: &[Ratio]) -> Result<Vec<Money>> {
    if amount.fen() < 0 {
        return Err(wrong("the amount is below nothing 可分配金额为负"));
    }
    let weights = weights(shares)?;
    let whole = weights.iter().try_fold(0_i128, |sum, weight| sum.checked_add(*weight)).ok_or_else(too_fine)?;
    if whole == 0 {
        return Err(wrong("nobody holds a share 没有人持有份额"));
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut left = i128::from(amount.fen());
    for (place, weight) in weights.iter().enumerate() {
        let scaled = weight.checked_mul(i128::from(amount.fen())).ok_or_else(too_fine)?;
        left -= scaled / whole;
        parts.push((place, scaled / whole, scaled % whole));
    }
    parts.sort_by(|one, two| two.2.cmp(&one.2).then(one.0.cmp(&two.0)));
    for part in &mut parts {
        if left == 0 {
            break;
        }
        part.1 += 1;
        left -= 1;
    }
    parts.sort_by_key(|part| part.0);
    parts.iter().map(|(_, fen, _)| i64::try_from(*fen).map(Money::from_fen).map_err(|_| too_fine())).collect()
}

/// The shares as whole numbers over their common denominator.
fn weights(shares: &[Ratio]) -> Result<Vec<i128>> {
    let mut common = 1_i128;
    for share in shares {
        if share.num() < 0 {
            return Err(wrong("a share is below nothing 份额为负"));
        }
        let den = i128::from(share.den());
        common = common.checked_mul(den / gcd(common, den)).ok_or_else(too_fine)?;
    }
    let weight = |share: &Ratio| i128::from(share.num()).checked_mul(common / i128::from(share.den()));
    shares.iter().map(|share| weight(share).ok_or_else(too_fine)).collect()
}

fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

fn wrong(reason: &str) -> Error {
    Error::new(code::rules::SHARES).with("reason", reason)
}

fn too_fine() -> Error {
    wrong("the fractions are too fine 份额分母过大")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::fixed;

    fn of(num: i64, den: u64) -> Ratio {
        Ratio::of(num, den).unwrap()
    }

    #[test]
    fn shares_that_make_no_division_are_refused() {
        let ten = Money::from_fen(1000);
        for shares in [vec![], vec![of(0, 1)], vec![of(1, 1), of(-1, 2)]] {
            assert_eq!(distribute(ten, &shares).unwrap_err().code(), "rules.shares");
        }
        assert_eq!(distribute(Money::from_fen(-1), &[of(1, 1)]).unwrap_err().code(), "rules.shares");
    }

    #[test]
    fn the_rest_goes_to_the_largest_remainders() {
        let parts = distribute(Money::from_fen(10), &[of(1, 2), of(1, 3), of(1, 6)]).unwrap();
        assert_eq!(parts.iter().map(|part| part.fen()).collect::<Vec<_>>(), [5, 3, 2], "1.67 is nearer to its fen");
        let parts = distribute(Money::from_fen(7), &[of(3, 2), of(1, 1), of(1, 1)]).unwrap();
        assert_eq!(parts.iter().map(|part| part.fen()).collect::<Vec<_>>(), [3, 2, 2]);
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn nothing_is_left_and_nobody_is_a_fen_away(
            fen in 0_i64..100_000_000, shares in prop::collection::vec((0_i64..50, 1_u64..13), 1..40),
        ) {
            let shares: Vec<Ratio> = shares.into_iter().map(|(num, den)| of(num, den)).collect();
            prop_assume!(shares.iter().any(|share| share.num() > 0));
            let parts = distribute(Money::from_fen(fen), &shares).unwrap();
            prop_assert_eq!(parts.iter().map(|part| part.fen()).sum::<i64>(), fen);
            // All denominators divide 27,720.
            let weight = |share: &Ratio| i128::from(share.num()) * i128::from(27_720 / share.den());
            let whole: i128 = shares.iter().map(weight).sum();
            for (part, share) in parts.iter().zip(&shares) {
                let away = i128::from(part.fen()) * whole - i128::from(fen) * weight(share);
                prop_assert!(away.abs() < whole);
            }
        }
    }
}
