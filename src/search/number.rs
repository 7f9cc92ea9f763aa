//! 号码 Numbers turned round, so that all that end alike stand together.

/// Places of an identity number (GB 11643): 18, the last of which may be an X.
const PLACES: u32 = 18;
/// Places of other papers that are kept: of longer numbers the last twelve.
const PAPER_PLACES: u32 = 12;

/// The fewest characters of a tail that are searched for.
pub(super) const SHORTEST: usize = 4;

/// 数字号码 A number of at most 18 digits, the last of them perhaps an X, turned round: its last character counts most. `None`
/// when it is no such number.
pub(super) fn digits(number: &str) -> Option<u64> {
    (1..=PLACES as usize).contains(&number.len()).then_some(())?;
    let mut turned = 0_u64;
    for (place, byte) in number.bytes().rev().enumerate() {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'X' if place == 0 => 10,
            _ => return None,
        };
        turned = turned * 11 + u64::from(digit);
    }
    Some(turned * 11_u64.pow(PLACES - u32::try_from(number.len()).ok()?))
}

/// The turned numbers that end in this tail, both ends included.
pub(super) fn tail(number: &str) -> Option<(u64, u64)> {
    let low = digits(number)?;
    let open = PLACES.checked_sub(u32::try_from(number.len()).ok()?)?;
    Some((low, low + (11_u64.pow(open) - 1)))
}

/// 其他证件号 A number of letters and digits, of its last twelve characters, turned round. `None` when it holds anything else.
pub(super) fn paper(number: &str) -> Option<u64> {
    if number.is_empty() {
        return None;
    }
    let (mut turned, mut used) = (0_u64, 0);
    for byte in number.bytes().rev() {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0' + 1,
            b'A'..=b'Z' => byte - b'A' + 11,
            _ => return None,
        };
        if used < PAPER_PLACES {
            turned = turned * 37 + u64::from(digit);
            used += 1;
        }
    }
    Some(turned * 37_u64.pow(PAPER_PLACES - used))
}

/// The turned papers that end in this tail, both ends included.
pub(super) fn paper_tail(number: &str) -> Option<(u64, u64)> {
    let low = paper(number)?;
    let open = PAPER_PLACES.saturating_sub(u32::try_from(number.len()).ok()?);
    Some((low, low + (37_u64.pow(open) - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_holds_what_ends_in_it_and_nothing_else() {
        let number = digits("44011819491001001X").unwrap();
        for tail_of in ["001X", "1001001X", "44011819491001001X"] {
            let (low, high) = tail(tail_of).unwrap();
            assert!((low..=high).contains(&number), "{tail_of}");
        }
        for other in ["0010", "101X", "4401", "54011819491001001X"] {
            let (low, high) = tail(other).unwrap();
            assert!(!(low..=high).contains(&number), "{other}");
        }
        assert!(digits("X001").is_none() && digits("1234567890123456789").is_none() && digits("").is_none());
        assert!(digits("999999999999999999").is_some() && digits("99999999999999999X").is_some());
    }

    #[test]
    fn papers_of_other_kinds_have_tails_too() {
        let number = paper("HK12345678").unwrap();
        for tail_of in ["5678", "45678", "HK12345678"] {
            let (low, high) = paper_tail(tail_of).unwrap();
            assert!((low..=high).contains(&number), "{tail_of}");
        }
        let (low, high) = paper_tail("5679").unwrap();
        assert!(!(low..=high).contains(&number));
        let long = paper("ABCDEF1234567890").unwrap();
        let (low, high) = paper_tail("4567890").unwrap();
        assert!((low..=high).contains(&long));
        assert!(paper("ZZZZZZZZZZZZ").is_some() && paper("A-1").is_none());
    }
}
