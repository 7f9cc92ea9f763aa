//! 号牌 Vehicle plates (GA 36-2018) and local plates of electric bicycles.

use crate::error::{Error, Result, code};
use crate::value::normalise::all_digits;
use crate::value::plain::{from_str_as_plain, sensitive_as_plain, serde_as_plain};
use crate::value::{Plain, normalise_code};

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

crate::labels! {
    /// 号牌种类 The kind of a plate, as its form shows.
    #[doc(alias = "号牌种类")]
    pub enum PlateKind: "号牌种类 kind of plate" {
        /// 普通号牌, of cars and motorcycles
        Ordinary = "ordinary" / "普通号牌",
        /// 小型新能源
        NewEnergySmall = "new_energy_small" / "小型新能源汽车号牌",
        /// 大型新能源
        NewEnergyLarge = "new_energy_large" / "大型新能源汽车号牌",
        /// 挂
        Trailer = "trailer" / "挂车号牌",
        /// 学
        Learner = "learner" / "教练车号牌",
        /// 警
        Police = "police" / "警车号牌",
        /// 港
        HongKong = "hong_kong" / "香港出入境车号牌",
        /// 澳
        Macao = "macao" / "澳门出入境车号牌",
        /// 使
        Embassy = "embassy" / "使馆号牌",
        /// 领
        Consulate = "consulate" / "领馆号牌",
        /// 电动自行车等地方号牌: the form is the city's own
        Local = "local" / "电动自行车号牌" | "地方号牌",
    }
}

/// 号牌号码 A plate: upper case, without spaces and dots. Not printable: `Debug` shows the mask.
///
/// A text that begins with a province and a letter must have a form of GA 36. Anything else that begins with Chinese
/// characters and goes on with 3 to 10 letters or digits (增城834638) is a local plate.
#[doc(alias = "车牌")]
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Plate(Box<str>);

impl Plate {
    /// The clear plate, for those with a permit.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 号牌种类 The kind.
    pub fn kind(&self) -> PlateKind {
        kind_of(&self.0).unwrap_or(PlateKind::Local)
    }

    /// 发牌机关 The beginning that names the issuer: `粤A`, `增城`; `使` of embassies.
    pub fn issuer(&self) -> &str {
        let end = match self.kind() {
            PlateKind::Local | PlateKind::Embassy => self.0.find(|c: char| c.is_ascii()),
            _ => self.0.char_indices().nth(2).map(|(at, _)| at),
        };
        self.0.get(..end.unwrap_or(0)).unwrap_or_default()
    }

    fn mask(&self) -> String {
        let issuer = self.issuer();
        let rest: Vec<char> = self.0.chars().skip(issuer.chars().count()).collect();
        let hidden = rest.len().saturating_sub(2).max(1);
        issuer.to_owned() + &"*".repeat(hidden) + &rest.iter().skip(hidden).collect::<String>()
    }

    fn strict_mask(&self) -> String {
        let first: String = self.0.chars().take(1).collect();
        first + &"*".repeat(self.0.chars().count().saturating_sub(1))
    }
}

/// Letters without I and O.
fn letter(c: char) -> bool {
    c.is_ascii_uppercase() && c != 'I' && c != 'O'
}

fn serial(c: char) -> bool {
    c.is_ascii_digit() || letter(c)
}

/// The letters that mark new-energy vehicles: D A B C E battery electric, F G H J K other.
fn energy(c: char) -> bool {
    ('A'..='K').contains(&c) && c != 'I'
}

fn kind_of(plate: &str) -> Option<PlateKind> {
    let mut chars = plate.chars();
    let (first, second) = (chars.next()?, chars.next()?);
    let rest = chars.as_str();
    if first == '使' {
        let number = plate.get(first.len_utf8()..)?;
        return (number.len() == 6 && all_digits(number)).then_some(PlateKind::Embassy);
    }
    if !PROVINCES.contains(first) {
        return city_plate(plate);
    }
    if !second.is_ascii_alphabetic() {
        return if second.is_ascii_digit() { None } else { city_plate(plate) };
    }
    if !letter(second) {
        return None;
    }
    match rest.chars().count() {
        5 => five(rest),
        6 => six(rest),
        _ => None,
    }
}

fn five(rest: &str) -> Option<PlateKind> {
    let last = rest.chars().last()?;
    let kind = match last {
        '挂' => PlateKind::Trailer,
        '学' => PlateKind::Learner,
        '警' => PlateKind::Police,
        '港' => PlateKind::HongKong,
        '澳' => PlateKind::Macao,
        '使' => PlateKind::Embassy,
        '领' => PlateKind::Consulate,
        other => return (serial(other) && rest.chars().all(serial)).then_some(PlateKind::Ordinary),
    };
    rest.strip_suffix(last).is_some_and(|body| body.chars().all(serial)).then_some(kind)
}

fn six(rest: &str) -> Option<PlateKind> {
    let mut chars = rest.chars();
    let (first, second) = (chars.next()?, chars.next()?);
    if energy(first) && serial(second) && all_digits(chars.as_str()) {
        return Some(PlateKind::NewEnergySmall);
    }
    let (number, mark) = rest.split_at_checked(5)?;
    (all_digits(number) && mark.chars().all(energy)).then_some(PlateKind::NewEnergyLarge)
}

fn city_plate(plate: &str) -> Option<PlateKind> {
    let at = plate.find(|c: char| c.is_ascii())?;
    let (town, number) = plate.split_at_checked(at)?;
    let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let fits = (1..=6).contains(&town.chars().count())
        && town.chars().all(chinese)
        && (3..=10).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then_some(PlateKind::Local)
}

impl Plain for Plate {
    const WHAT: &'static str = "号牌号码 plate";

    fn plain(&self) -> String {
        self.0.to_string()
    }

    fn parse(text: &str) -> Result<Self> {
        let mut clean = normalise_code(text);
        clean.retain(|c| !matches!(c, '·' | '•' | '-' | '.'));
        if kind_of(&clean).is_some() {
            return Ok(Self(clean.into()));
        }
        let shown: String = clean.chars().take(2).collect();
        Err(Error::new(code::value::PLATE).with("value", format!("{shown}***")))
    }
}

sensitive_as_plain!(Plate, |plate| plate.mask(), |plate| plate.strict_mask());
serde_as_plain!(Plate);
from_str_as_plain!(Plate);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::Sensitive;
    use crate::value::testing::{fixed, reads_back};

    #[test]
    fn each_form_has_its_kind() {
        for (text, kind) in [
            ("粤A2D020", PlateKind::Ordinary),
            ("湘EZM501", PlateKind::Ordinary),
            ("粤AD12345", PlateKind::NewEnergySmall),
            ("粤AF12345", PlateKind::NewEnergySmall),
            ("粤ADA1234", PlateKind::NewEnergySmall),
            ("粤A12345D", PlateKind::NewEnergyLarge),
            ("粤A1234挂", PlateKind::Trailer),
            ("粤A1234学", PlateKind::Learner),
            ("粤A1234警", PlateKind::Police),
            ("粤Z12A4港", PlateKind::HongKong),
            ("粤Z1234澳", PlateKind::Macao),
            ("使014578", PlateKind::Embassy),
            ("粤A1234领", PlateKind::Consulate),
            ("增城834638", PlateKind::Local),
            ("广州A12345", PlateKind::Local),
        ] {
            let plate = Plate::parse(text).unwrap();
            assert_eq!(plate.kind(), kind, "{text}");
            reads_back(&plate);
        }
    }

    #[test]
    fn full_width_dots_spaces_and_small_letters_are_made_alike() {
        for text in ["　粤ＡＡ４６７３４", "粤a·A46734 ", "粤A A46734"] {
            assert_eq!(Plate::parse(text).unwrap().as_str(), "粤AA46734");
        }
    }

    #[test]
    fn plates_that_cannot_be_are_refused() {
        for text in ["", "粤A123", "粤I12345", "粤AO2345", "粤A123456", "粤AL12345", "粤123456", "A12345", "粤A12I45"]
        {
            assert_eq!(Plate::parse(text).unwrap_err().code(), "value.plate", "{text}");
        }
    }

    #[test]
    fn masks_keep_issuer_and_tail() {
        let mask = |text| Plate::parse(text).unwrap().masked();
        assert_eq!(mask("粤A12345"), "粤A***45");
        assert_eq!(mask("增城834638"), "增城****38");
        assert_eq!(Plate::parse("粤A12345").unwrap().masked_strictly(), "粤******");
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn ordinary_and_new_energy_plates_read_back(
            ordinary in "粤[A-HJ-NP-Z][A-HJ-NP-Z0-9]{5}", small in "湘[A-HJ-NP-Z][A-HJK][A-HJ-NP-Z0-9][0-9]{4}",
        ) {
            let (ordinary, small) = (Plate::parse(&ordinary).unwrap(), Plate::parse(&small).unwrap());
            prop_assert_eq!(ordinary.kind(), PlateKind::Ordinary);
            prop_assert_eq!(small.kind(), PlateKind::NewEnergySmall);
            reads_back(&ordinary);
            reads_back(&small);
        }
    }
}
