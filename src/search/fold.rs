//! 归一 Texts as they are searched: one width, upper case, no marks between, numerals of addresses as digits.

use crate::value::normalise;

/// Units before which a Chinese numeral is a number of an address.
const UNITS: &str = "巷号栋幢座楼层单室弄街路横";

/// 归一 As a text is searched: full-width characters become plain, letters upper case; spaces, dots, dashes and brackets go; a
/// Chinese numeral before 巷, 号, 栋 … becomes digits, so that 三巷 is 3巷.
///
/// ```
/// use cunwu::search::fold;
/// assert_eq!(fold("dh01-0001"), "DH010001");
/// assert_eq!(fold("桃源街十二巷（９号）"), "桃源街12巷9号");
/// ```
pub fn fold(text: &str) -> String {
    let plain = normalise(text);
    let mut folded = String::with_capacity(plain.len());
    let mut numeral = String::new();
    for c in plain.chars() {
        if is_mark(c) {
            continue;
        }
        if numeral_of(c).is_some() {
            numeral.push(c);
            continue;
        }
        settle(&mut folded, &mut numeral, UNITS.contains(c));
        folded.extend(c.to_uppercase());
    }
    settle(&mut folded, &mut numeral, false);
    folded
}

/// Marks that stand between parts and mean nothing.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || "·•・.．-—–_－/\\()（）[]【】,，、;；:：'\"“”‘’#".contains(c)
}

fn numeral_of(c: char) -> Option<u32> {
    let place = "零一二三四五六七八九十".chars().position(|digit| digit == c)?;
    u32::try_from(place).ok()
}

/// Writes a run of numerals: as digits before a unit, as it was elsewhere and when it is no number below 100.
fn settle(folded: &mut String, numeral: &mut String, unit: bool) {
    if numeral.is_empty() {
        return;
    }
    let digits: Vec<u32> = numeral.chars().filter_map(numeral_of).collect();
    let number = match digits.as_slice() {
        _ if !unit => None,
        [10] => Some(10),
        [ones @ 0..=9] => Some(*ones),
        [10, ones @ 1..=9] => Some(10 + ones),
        [tens @ 1..=9, 10] => Some(tens * 10),
        [tens @ 1..=9, 10, ones @ 1..=9] => Some(tens * 10 + ones),
        _ => None,
    };
    match number {
        Some(number) => folded.push_str(&number.to_string()),
        None => folded.push_str(numeral),
    }
    numeral.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_become_digits_before_a_unit_only() {
        assert_eq!(fold("三巷二十一号"), "3巷21号");
        assert_eq!(fold("二十巷十号"), "20巷10号");
        assert_eq!(fold("王三一"), "王三一");
        assert_eq!(fold("五一路"), "五一路", "no number below 100 is written so");
        assert_eq!(fold("七星岗十"), "七星岗十");
    }

    #[test]
    fn marks_between_parts_go() {
        assert_eq!(fold("粤A·D2020"), "粤AD2020");
        assert_eq!(fold("阿不都·热合曼"), "阿不都热合曼");
        assert_eq!(fold(" John  Smith "), "JOHNSMITH");
    }
}
