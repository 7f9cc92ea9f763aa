//! 归一 Full-width characters, stray spaces and invisible marks, treated alike for every value.

use std::borrow::Cow;

/// 归一 Full-width ASCII becomes ASCII, the ideographic and the no-break space become a space, invisible marks go, and
/// spaces around the text go. Chinese characters and Chinese punctuation outside that range stay.
///
/// ```
/// assert_eq!(cunwu::value::normalise("　粤ＡＡ４６７３４ "), "粤AA46734");
/// ```
pub fn normalise(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    if trimmed.chars().all(|c| half_width(c) == Some(c)) {
        return Cow::Borrowed(trimmed);
    }
    let clean: String = trimmed.chars().filter_map(half_width).collect();
    Cow::Owned(clean.trim().to_owned())
}

/// 代码归一 [`normalise`], then upper case and without spaces inside: for codes, numbers and plates.
///
/// ```
/// assert_eq!(cunwu::value::normalise_code("11010519491231002x "), "11010519491231002X");
/// ```
pub fn normalise_code(text: &str) -> String {
    normalise(text).chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}

fn half_width(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{3000}' | '\u{a0}' => Some(' '),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        other => Some(other),
    }
}

/// Whether there is something and all of it is ASCII digits.
pub(crate) fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A number of digits alone: no sign, no space.
pub(crate) fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    if all_digits(text) { text.parse().ok() } else { None }
}

/// `text` with at most `head` characters kept in front and `tail` behind; never less than half of it hidden.
pub(crate) fn stars(text: &str, head: usize, tail: usize) -> String {
    let all: Vec<char> = text.chars().collect();
    let (head, tail) = if (head + tail) * 2 > all.len() { (0, 0) } else { (head, tail) };
    let hidden = all.len() - head - tail;
    let front: String = all.iter().take(head).collect();
    let back: String = all.iter().skip(head + hidden).collect();
    front + &"*".repeat(hidden.max(1)) + &back
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_digits_letters_and_spaces_become_plain() {
        assert_eq!(normalise("\u{3000}４４０１１８，ｘ\u{a0}"), "440118,x");
        assert_eq!(normalise("增新委〔2011〕32号"), "增新委〔2011〕32号");
        assert_eq!(normalise_code(" 4401 18x"), "440118X");
    }

    #[test]
    fn clean_text_is_not_copied() {
        assert!(matches!(normalise(" 东华村 "), Cow::Borrowed("东华村")));
    }

    #[test]
    fn a_mask_never_shows_more_than_half() {
        assert_eq!(stars("440118194910010013", 3, 1), "440**************3");
        assert_eq!(stars("1234", 3, 1), "****");
    }
}
