//! 公民身份号码 Identity numbers of GB 11643, with their parts.

use crate::error::{Error, Result, code};
use crate::value::check_digit::mod_11_2;
use crate::value::normalise::{all_digits, digits, stars};
use crate::value::plain::{from_str_as_plain, sensitive_as_plain};
use crate::value::{Day, DivisionCode, Plain, Sex, normalise_code};

/// The first two digits of GB/T 2260 in use, and of the residence permits of Hong Kong, Macao and Taiwan.
const PROVINCES: &[u8] = &[
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82, 83,
];

/// The oldest age that is believed.
const OLDEST: u32 = 130;

/// 公民身份号码 An identity number of 18 characters (GB 11643-1999): area of first registration, birth date, sequence
/// (odd male, even female), check character by ISO 7064 MOD 11-2. Not printable: `Debug` shows the mask.
///
/// The residence permits of Hong Kong, Macao and Taiwan residents and the foreigners' permanent residence card of 2023
/// share the form; [`IdNumber::holder`] tells them apart.
///
/// ```
/// use cunwu::value::{Day, IdNumber, Plain, Sex};
/// let number = IdNumber::parse("440118195304130124")?;
/// assert_eq!(Some(number.birth()), Day::of(1953, 4, 13));
/// assert_eq!(number.sex(), Sex::Female);
/// assert_eq!(format!("{number:?}"), "440**************4");
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "身份证号")]
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdNumber(Box<str>);

/// 持证人 Whose number it is, by its area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdHolder {
    /// 内地居民
    Mainland,
    /// 香港居民 `810000`
    HongKong,
    /// 澳门居民 `820000`
    Macao,
    /// 台湾居民 `830000`
    Taiwan,
    /// 外国人 first digit 9
    Foreigner,
}

impl IdNumber {
    /// 15 位旧号转换 A legacy number of 15 digits (no century, no check character) as 18: `19` goes after the area, the
    /// check character is computed.
    ///
    /// # Errors
    /// `value.id_number.legacy` unless there are 15 digits, then as for 18.
    pub fn from_legacy(text: &str) -> Result<Self> {
        let clean = normalise_code(text);
        let wrong = || Error::new(code::value::ID_NUMBER_LEGACY).with("value", stars(&clean, 3, 1));
        if clean.len() != 15 || !all_digits(&clean) {
            return Err(wrong());
        }
        let (area, rest) = clean.split_at_checked(6).ok_or_else(wrong)?;
        let body = format!("{area}19{rest}");
        let check = mod_11_2(&body).ok_or_else(wrong)?;
        Self::parse(&format!("{body}{check}"))
    }

    /// 编排 The number of an area of six digits, a birth date and a sequence (three digits, odd male, even female); the
    /// check character is computed.
    ///
    /// # Errors
    /// `value.id_number.…` unless area, year and sequence have their places.
    pub fn of_parts(area: &str, birth: Day, sequence: u32) -> Result<Self> {
        let body = format!("{area}{:04}{:02}{:02}{sequence:03}", birth.year(), birth.month(), birth.day());
        let check = mod_11_2(&body).unwrap_or('0');
        Self::parse(&format!("{body}{check}"))
    }

    /// The clear number, for those with a permit.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 地址码 The six digits of the area of first registration: neither where the person lives nor, always, a code
    /// that is still in use.
    pub fn area(&self) -> &str {
        self.part(0, 6)
    }

    /// The area as a division of county level; `None` for foreigners.
    pub fn division(&self) -> Option<DivisionCode> {
        DivisionCode::parse(self.area()).ok().filter(|_| self.holder() != IdHolder::Foreigner)
    }

    /// Whether the area begins with a province of GB/T 2260 or is that of a permit. A question, never an error: codes
    /// are abolished (Zengcheng was 440125 and 440183 before 440118), numbers stay.
    pub fn area_known(&self) -> bool {
        match self.holder() {
            IdHolder::Foreigner => true,
            _ => digits(self.part(0, 2)).is_some_and(|province: u8| PROVINCES.contains(&province)),
        }
    }

    /// 持证人 Whose number it is.
    pub fn holder(&self) -> IdHolder {
        match self.area() {
            "810000" => IdHolder::HongKong,
            "820000" => IdHolder::Macao,
            "830000" => IdHolder::Taiwan,
            area if area.starts_with('9') => IdHolder::Foreigner,
            _ => IdHolder::Mainland,
        }
    }

    /// 出生日期 The birth date.
    pub fn birth(&self) -> Day {
        birth_of(&self.0).unwrap_or(Day::MIN)
    }

    /// 性别 The sex: the sequence is odd for men, even for women.
    pub fn sex(&self) -> Sex {
        match digits::<u32>(self.part(16, 17)) {
            Some(sequence) if sequence % 2 == 1 => Sex::Male,
            _ => Sex::Female,
        }
    }

    /// Refuses a birth date that is absurd on `day`: in the future, or more than 130 years ago.
    ///
    /// # Errors
    /// `value.id_number.age`.
    pub fn check_on(&self, day: Day) -> Result<()> {
        match day.age_of(self.birth()) {
            Some(age) if age <= OLDEST => Ok(()),
            _ => Err(self::absurd(&self.0)),
        }
    }

    fn part(&self, from: usize, to: usize) -> &str {
        self.0.get(from..to).unwrap_or_default()
    }
}

fn birth_of(text: &str) -> Option<Day> {
    let field = |from: usize, to: usize| text.get(from..to).and_then(digits::<u32>);
    Day::of(i32::try_from(field(6, 10)?).ok()?, field(10, 12)?, field(12, 14)?)
}

fn absurd(text: &str) -> Error {
    Error::new(code::value::ID_NUMBER_AGE).with("value", stars(text, 3, 1))
}

/// A number that a spreadsheet turned into a float: `4.40118E+17`.
fn mangled(clean: &str) -> bool {
    clean
        .split_once("E+")
        .is_some_and(|(number, power)| all_digits(power) && number.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

impl Plain for IdNumber {
    const WHAT: &'static str = "身份证号 identity number";

    fn plain(&self) -> String {
        self.0.to_string()
    }

    /// Checks, in this order: length, characters, calendar date, a birth from 1880 to 2099, check character. What is
    /// absurd on a given day is [`IdNumber::check_on`]; an unknown area is a question, [`IdNumber::area_known`].
    fn parse(text: &str) -> Result<Self> {
        let clean = normalise_code(text);
        let wrong = |code| Error::new(code).with("value", stars(&clean, 3, 1));
        if mangled(&clean) {
            return Err(wrong(code::value::ID_NUMBER_MANGLED));
        }
        let count = clean.chars().count();
        if count != 18 {
            return Err(wrong(code::value::ID_NUMBER_LENGTH).with("length", count));
        }
        let last = clean.chars().last();
        let body: String = clean.chars().take(17).collect();
        if !all_digits(&body) || body.starts_with('0') || !last.is_some_and(|c| c.is_ascii_digit() || c == 'X') {
            return Err(wrong(code::value::ID_NUMBER_CHARSET));
        }
        let birth = birth_of(&clean).ok_or_else(|| wrong(code::value::ID_NUMBER_BIRTH))?;
        if !(1880..2100).contains(&birth.year()) {
            return Err(absurd(&clean));
        }
        if mod_11_2(&body) != last {
            return Err(wrong(code::value::ID_NUMBER_CHECK));
        }
        Ok(Self(clean.into()))
    }
}

sensitive_as_plain!(IdNumber, |id| stars(&id.0, 3, 1), |id| "*".repeat(id.0.len()));
crate::value::plain::serde_as_plain!(IdNumber);
from_str_as_plain!(IdNumber);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::Sensitive;
    use crate::value::testing::{fixed, reads_back};

    fn code_of(text: &str) -> &'static str {
        IdNumber::parse(text).unwrap_err().code()
    }

    #[test]
    fn every_worked_example_parses_with_its_parts() {
        for (text, sex, birth) in [
            ("440118194910010013", Sex::Male, (1949, 10, 1)),
            ("440183197001010025", Sex::Female, (1970, 1, 1)),
            ("440125195312310030", Sex::Male, (1953, 12, 31)),
            ("440118195304130124", Sex::Female, (1953, 4, 13)),
            ("440118201202290037", Sex::Male, (2012, 2, 29)),
        ] {
            let number = IdNumber::parse(text).unwrap();
            assert_eq!(number.sex(), sex);
            assert_eq!(number.birth(), Day::of(birth.0, birth.1, birth.2).unwrap());
            assert!(number.area_known());
            assert_eq!(number.holder(), IdHolder::Mainland);
            reads_back(&number);
        }
    }

    #[test]
    fn permits_of_hong_kong_macao_taiwan_and_foreigners_share_the_form() {
        for (text, holder) in [
            ("810000199001010019", IdHolder::HongKong),
            ("820000198506150022", IdHolder::Macao),
            ("830000200002290015", IdHolder::Taiwan),
            ("944840198501010018", IdHolder::Foreigner),
        ] {
            let number = IdNumber::parse(text).unwrap();
            assert_eq!(number.holder(), holder);
            assert!(number.area_known());
        }
    }

    #[test]
    fn faults_are_found_in_the_order_of_the_standard() {
        assert_eq!(code_of("44011819491001001"), "value.id_number.length");
        assert_eq!(code_of("4401181949100100１３９"), "value.id_number.length");
        assert_eq!(code_of("44O118194910010013"), "value.id_number.charset");
        assert_eq!(code_of("4401181949100100X3"), "value.id_number.charset");
        assert_eq!(code_of("440118202302290015"), "value.id_number.birth_date");
        assert_eq!(code_of("440118187910010013"), "value.id_number.age");
        assert_eq!(code_of("44011819491001001X"), "value.id_number.check_digit");
        assert_eq!(code_of("4.40118E+17"), "value.id_number.mangled");
    }

    #[test]
    fn an_error_never_shows_the_number() {
        let text = IdNumber::parse("440118194910010014").unwrap_err().to_string();
        assert!(text.contains("440**************4"), "{text}");
    }

    #[test]
    fn full_width_spaces_and_small_x_are_accepted() {
        assert_eq!(IdNumber::parse("　11010519491231002ｘ ").unwrap().as_str(), "11010519491231002X");
    }

    #[test]
    fn a_number_of_fifteen_digits_gains_century_and_check() {
        let number = IdNumber::from_legacy("440118491001001").unwrap();
        assert_eq!(number.as_str(), "440118194910010013");
        assert_eq!(IdNumber::from_legacy("44011849100100").unwrap_err().code(), "value.id_number.legacy");
        assert_eq!(code_of("440118491001001"), "value.id_number.length");
    }

    #[test]
    fn absurd_on_a_day_is_future_or_beyond_130() {
        let number = IdNumber::parse("440118201202290037").unwrap();
        assert!(number.check_on(Day::of(2012, 2, 29).unwrap()).is_ok());
        assert_eq!(number.check_on(Day::of(2012, 2, 28).unwrap()).unwrap_err().code(), "value.id_number.age");
        assert!(number.check_on(Day::of(2143, 3, 1).unwrap()).is_err());
    }

    #[test]
    fn an_unknown_area_is_a_question_not_an_error() {
        let body = "19011819491001001";
        let number = IdNumber::parse(&format!("{body}{}", mod_11_2(body).unwrap())).unwrap();
        assert!(!number.area_known());
    }

    #[test]
    fn the_masks_hide_birth_and_sex() {
        let number = IdNumber::parse("440118195304130124").unwrap();
        assert_eq!(number.masked(), "440**************4");
        assert_eq!(number.masked_strictly(), "*".repeat(18));
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn made_numbers_read_back_and_one_changed_digit_is_seen(
            area in 110_000_u32..660_000, days in 0_i64..40_000, sequence in 0_u32..1000, at in 14_usize..17, by in 1_u32..10,
        ) {
            let birth = Day::of(1910, 1, 1).unwrap().plus_days(days);
            let body = format!("{area}{}{sequence:03}", birth.to_string().replace('-', ""));
            let number = IdNumber::parse(&format!("{body}{}", mod_11_2(&body).unwrap())).unwrap();
            reads_back(&number);
            prop_assert_eq!(number.birth(), birth);
            prop_assert_eq!(number.sex() == Sex::Male, sequence % 2 == 1);
            let mut wrong: Vec<u32> = body.chars().map(|c| c.to_digit(10).unwrap()).collect();
            wrong[at] = (wrong[at] + by) % 10;
            let wrong: String = wrong.iter().map(u32::to_string).collect();
            prop_assert_eq!(code_of(&(wrong + &number.as_str()[17..])), "value.id_number.check_digit");
        }
    }
}
