//! 单元格 What a cell holds, and the one text that it is read as.

use std::borrow::Cow;

use crate::error::{Error, Result, code};
use crate::value::{Day, Plain};

/// 单元格 The content of a cell, before any column says what it means.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text, as it was typed.
    Text(Box<str>),
    /// A number, as spreadsheets keep it: about 15 digits.
    Number(f64),
    /// A real date.
    Date(Day),
    /// True or false.
    Bool(bool),
    /// A formula that failed, such as `#N/A`.
    Error(Box<str>),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.into()) }
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Self::Date(day)
    }
}

impl Cell {
    /// The trimmed, half-width text; `None` when blank. Numbers become their shortest decimal, dates ISO text.
    ///
    /// # Errors
    /// `exchange.cell.mangled_number` for a number too long for a spreadsheet, or the text such a number leaves
    /// (`4.40118E+17`); `exchange.cell.formula` for a formula that failed. Neither is ever guessed at.
    pub fn text(&self) -> Result<Option<Cow<'_, str>>> {
        match self {
            Self::Empty => Ok(None),
            Self::Text(text) => {
                let text = normalise(text);
                if is_mangled(&text) {
                    return Err(mangled(&text));
                }
                Ok(if text.is_empty() { None } else { Some(text) })
            }
            Self::Number(number) => number_text(*number).map(|text| Some(Cow::Owned(text))),
            Self::Date(day) => Ok(Some(Cow::Owned(day.plain()))),
            Self::Bool(yes) => Ok(Some(Cow::Borrowed(if *yes { "是" } else { "否" }))),
            Self::Error(text) => Err(Error::new(code::exchange::CELL_FORMULA).with("value", text)),
        }
    }

    /// Whether there is nothing but spaces.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(|c| is_space(c) || is_invisible(c)),
            _ => false,
        }
    }

    /// The text for recognising headers, notes and totals; never fails.
    pub(crate) fn label(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => normalise(text),
            other => other.text().ok().flatten().unwrap_or_default(),
        }
    }
}

fn mangled(value: &str) -> Error {
    Error::new(code::exchange::CELL_MANGLED).with("value", value)
}

/// Digits with a decimal point and a signed exponent: what spreadsheets make of a long number.
fn is_mangled(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    exponent.strip_prefix('+').is_some_and(digits)
        && mantissa.split_once('.').map_or_else(|| digits(mantissa), |(whole, rest)| digits(whole) && digits(rest))
}

/// The shortest decimal of a number of at most 15 significant digits, as a spreadsheet shows it.
fn number_text(number: f64) -> Result<String> {
    const LONG: f64 = 1e15;
    if !number.is_finite() || number.abs() >= LONG {
        return Err(mangled(&format!("{number:E}")));
    }
    let text = number.to_string();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 {
        return Ok(text);
    }
    // The noise of sums (`0.30000000000000004`) is beyond the 15 digits that a spreadsheet keeps.
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    Ok(rounded.to_string())
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\u{a0}' | '\u{3000}' | '\u{2002}'..='\u{200a}' | '\u{202f}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The half-width form of full-width letters, digits and the signs that occur in numbers and codes. Chinese
/// punctuation （，；：！？） stays.
fn half_width(c: char) -> Option<char> {
    let code = u32::from(c);
    let plain = char::from_u32(code.checked_sub(0xfee0)?)?;
    let wanted = plain.is_ascii_alphanumeric()
        || matches!(plain, '-' | '.' | '/' | '+' | '_' | '#' | '%' | '&' | '@' | '*' | '=');
    wanted.then_some(plain)
}

fn is_clean(text: &str) -> bool {
    let mut last = ' ';
    for c in text.chars() {
        let two_spaces = c == ' ' && last == ' ';
        if two_spaces || (c != ' ' && is_space(c)) || is_invisible(c) || half_width(c).is_some() {
            return false;
        }
        last = c;
    }
    last != ' ' || text.is_empty()
}

/// 规整 Trims, makes spaces single and plain, drops invisible characters, and makes letters and digits half-width.
/// Borrows when there is nothing to do.
pub(crate) fn normalise(text: &str) -> Cow<'_, str> {
    if is_clean(text) && !text.starts_with('\n') && !text.ends_with('\n') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        if is_space(c) {
            space = true;
            continue;
        }
        if c == '\n' {
            space = false;
            if !out.is_empty() {
                out.push('\n');
            }
            continue;
        }
        if space && !out.is_empty() && !out.ends_with('\n') {
            out.push(' ');
        }
        space = false;
        out.push(half_width(c).unwrap_or(c));
    }
    while out.ends_with('\n') {
        out.pop();
    }
    Cow::Owned(out)
}

/// The text of a header for comparison: no spaces or line breaks, brackets half-width, no mark of a required column.
pub(crate) fn header_key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_space(*c) && !is_invisible(*c) && *c != '\n') {
        out.push(match c {
            '（' => '(',
            '）' => ')',
            '：' => ':',
            '，' => ',',
            '＊' => '*',
            other => half_width(other).unwrap_or(other),
        });
    }
    out.trim_matches('*').trim_end_matches(':').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &Cell) -> Option<String> {
        cell.text().unwrap().map(Cow::into_owned)
    }

    #[test]
    fn full_width_and_stray_spaces_vanish_and_chinese_punctuation_stays() {
        for (typed, read) in [
            ("　ＤＨ０１－０００１ ", "DH01-0001"),
            ("粤Ａ２Ｄ０２０", "粤A2D020"),
            ("第一\u{3000}\u{3000}综合  网格", "第一 综合 网格"),
            ("“人屋关联”、（东）；是，否", "“人屋关联”、（东）；是，否"),
            ("\u{feff}约1.5\u{200b}", "约1.5"),
            ("一行\r\n 二行\n", "一行\n二行"),
        ] {
            assert_eq!(normalise(typed), read);
            assert!(matches!(normalise(read), Cow::Borrowed(_)), "{read} is clean");
        }
        assert!(Cell::from("　\u{a0} ").is_blank());
        assert_eq!(read(&Cell::from(" \u{3000}")), None);
    }

    #[test]
    fn numbers_read_as_the_sheet_shows_them() {
        for (number, text) in [
            (397.53, "397.53"),
            (1569.0, "1569"),
            (113.606_065_1, "113.6060651"),
            (0.1 + 0.2, "0.3"),
            (440_118_101_224_001.0, "440118101224001"),
            (-52.78, "-52.78"),
        ] {
            assert_eq!(read(&Cell::Number(number)).unwrap(), text);
        }
    }

    #[test]
    fn a_mangled_number_is_an_error_and_never_a_guess() {
        for cell in [
            Cell::Number(4.401_181_990e17),
            Cell::from("4.40118E+17"),
            Cell::from("４.40118ｅ+17"),
            Cell::from("4E+17"),
        ] {
            assert_eq!(cell.text().unwrap_err().code(), "exchange.cell.mangled_number");
        }
        assert_eq!(read(&Cell::from("3E2")).unwrap(), "3E2", "a room number");
        assert_eq!(Cell::Error("#N/A".into()).text().unwrap_err().code(), "exchange.cell.formula");
    }

    #[test]
    fn headers_compare_without_spaces_brackets_or_marks() {
        assert_eq!(header_key(" 户主（产权人）\n* "), header_key("户主(产权人)"));
        assert_eq!(header_key("联系　电话："), "联系电话");
    }
}
