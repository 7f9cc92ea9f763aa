//! 校验码 Check characters: ISO 7064 MOD 11-2, MOD 31-3 of GB 32100, and GB 11714.

/// The characters of a unified social credit code, by value: no I, O, S, V, Z.
const ALPHABET_31: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// ISO 7064 MOD 11-2 over digits: `X` stands for 10. `None` when `body` is not all digits.
pub(crate) fn mod_11_2(body: &str) -> Option<char> {
    let sum = body.bytes().try_fold(0_u32, |sum, byte| {
        let digit = char::from(byte).to_digit(10)?;
        Some((sum + digit) * 2 % 11)
    })?;
    digit_or_x((12 - sum) % 11)
}

/// GB 32100: `(31 − Σ aᵢ·3^(i−1) mod 31) mod 31`, for a body of 17. `None` on a character outside the alphabet.
pub(crate) fn mod_31_3(body: &str) -> Option<char> {
    let (sum, _) = body.bytes().try_fold((0_u32, 1_u32), |(sum, weight), byte| {
        let value = u32::try_from(ALPHABET_31.iter().position(|known| *known == byte)?).ok()?;
        Some(((sum + value * weight) % 31, weight * 3 % 31))
    })?;
    let check = usize::try_from((31 - sum) % 31).ok()?;
    ALPHABET_31.get(check).map(|byte| char::from(*byte))
}

/// GB 11714: `11 − Σ aᵢwᵢ mod 11` over eight digits or letters; 10 is `X`, 11 is `0`.
pub(crate) fn gb_11714(body: &str) -> Option<char> {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    if body.len() != WEIGHTS.len() {
        return None;
    }
    let sum = body.chars().zip(WEIGHTS).try_fold(0, |sum, (c, weight)| {
        let value = if c.is_ascii_lowercase() { None } else { c.to_digit(36) };
        value.map(|value| sum + value * weight)
    })?;
    digit_or_x((11 - sum % 11) % 11)
}

fn digit_or_x(value: u32) -> Option<char> {
    if value == 10 { Some('X') } else { char::from_digit(value, 10) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::fixed;

    /// As the standard prints it: weights and a table of remainders.
    fn table_11_2(body: &str) -> char {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = body.chars().zip(weights).map(|(c, w)| c.to_digit(10).unwrap() * w).sum();
        "10X98765432".chars().nth((sum % 11) as usize).unwrap()
    }

    fn table_31_3(body: &str) -> char {
        let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
        let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
        let sum: usize = body.chars().zip(weights).map(|(c, w)| alphabet.find(c).unwrap() * w).sum();
        alphabet.chars().nth((31 - sum % 31) % 31).unwrap()
    }

    #[test]
    fn the_samples_of_the_standards_agree() {
        assert_eq!(mod_11_2("11010519491231002"), Some('X'));
        assert_eq!(mod_31_3("91350100M000100Y4"), Some('3'));
        assert_eq!(gb_11714("M000100Y"), Some('4'));
        assert_eq!(gb_11714("D2143569"), Some('X'));
        assert_eq!(mod_31_3("9135O100M000100Y4"), None);
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn running_sums_equal_the_printed_tables(id in "[0-9]{17}", credit in "[0-9A-HJ-NPQRTUWXY]{17}") {
            prop_assert_eq!(mod_11_2(&id), Some(table_11_2(&id)));
            prop_assert_eq!(mod_31_3(&credit), Some(table_31_3(&credit)));
        }
    }
}
