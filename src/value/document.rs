//! 证件 Papers that say who somebody is: kind and number.

use crate::error::{Error, Result, code};
use crate::value::identity::IdHolder;
use crate::value::normalise::{all_digits, stars};
use crate::value::plain::{from_str_as_plain, serde_as_plain};
use crate::value::{IdNumber, Plain, Sensitive, normalise, normalise_code};

crate::labels! {
    /// 证件类型 The kind of an identity document.
    pub enum DocumentKind: "证件类型 document kind" {
        /// 居民身份证
        IdCard = "id_card" / "居民身份证" | "身份证" | "二代身份证" | "111",
        /// 居民户口簿, with the identity number of the person
        HouseholdBook = "household_book" / "居民户口簿" | "户口簿" | "户口本" | "113",
        /// 港澳居民居住证
        HkMacaoResidence = "hk_macao_residence" / "港澳居民居住证" | "港澳居住证",
        /// 台湾居民居住证
        TaiwanResidence = "taiwan_residence" / "台湾居民居住证" | "台湾居住证",
        /// 港澳居民来往内地通行证（回乡证）
        HkMacaoPermit = "hk_macao_permit" / "港澳居民来往内地通行证" | "回乡证" | "港澳通行证" | "516",
        /// 台湾居民来往大陆通行证（台胞证）
        TaiwanPermit = "taiwan_permit" / "台湾居民来往大陆通行证" | "台胞证" | "511",
        /// 外国人永久居留身份证
        ForeignerCard = "foreigner_card" / "外国人永久居留身份证" | "外国人永久居留证",
        /// 外国护照
        ForeignPassport = "foreign_passport" / "外国护照" | "护照",
        /// 中国护照
        ChinesePassport = "chinese_passport" / "中国护照" | "普通护照" | "414",
    }
}

/// 证件 An identity document: its kind and a number of the form of that kind. Not printable: `Debug` shows the kind and
/// the mask. Plain text is `居民身份证:440118195304130124`.
#[doc(alias = "证件号码")]
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdDocument {
    kind: DocumentKind,
    number: Number,
}

#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Number {
    Id(IdNumber),
    Other(Box<str>),
}

impl IdDocument {
    /// A document of a kind.
    ///
    /// # Errors
    /// `value.id_number.…` for the kinds that carry an identity number, `value.id_document.holder` when that number
    /// belongs to another kind, `value.id_document.form` for the others.
    pub fn of(kind: DocumentKind, number: &str) -> Result<Self> {
        let clean = normalise_code(number);
        let number = match kind {
            DocumentKind::ForeignerCard if old_foreigner_card(&clean) => Number::Other(clean.into()),
            DocumentKind::IdCard
            | DocumentKind::HouseholdBook
            | DocumentKind::HkMacaoResidence
            | DocumentKind::TaiwanResidence
            | DocumentKind::ForeignerCard => Number::Id(held_by(kind, IdNumber::parse(&clean)?)?),
            other if has_form(other, &clean) => Number::Other(clean.into()),
            other => {
                return Err(Error::new(code::value::ID_DOCUMENT_FORM)
                    .with("kind", other)
                    .with("value", stars(&clean, 2, 1))
                    .with("form", form(other)));
            }
        };
        Ok(Self { kind, number })
    }

    /// The kind.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The clear number, for those with a permit.
    pub fn number(&self) -> &str {
        match &self.number {
            Number::Id(number) => number.as_str(),
            Number::Other(number) => number,
        }
    }

    /// The identity number, of the kinds that carry one.
    pub fn id_number(&self) -> Option<&IdNumber> {
        match &self.number {
            Number::Id(number) => Some(number),
            Number::Other(_) => None,
        }
    }
}

impl From<IdNumber> for IdDocument {
    /// 居民身份证, residence permit or card, by the holder of the number.
    fn from(number: IdNumber) -> Self {
        let kind = match number.holder() {
            IdHolder::Mainland => DocumentKind::IdCard,
            IdHolder::HongKong | IdHolder::Macao => DocumentKind::HkMacaoResidence,
            IdHolder::Taiwan => DocumentKind::TaiwanResidence,
            IdHolder::Foreigner => DocumentKind::ForeignerCard,
        };
        Self { kind, number: Number::Id(number) }
    }
}

fn held_by(kind: DocumentKind, number: IdNumber) -> Result<IdNumber> {
    let own = match number.holder() {
        IdHolder::Mainland => matches!(kind, DocumentKind::IdCard | DocumentKind::HouseholdBook),
        IdHolder::HongKong | IdHolder::Macao => kind == DocumentKind::HkMacaoResidence,
        IdHolder::Taiwan => kind == DocumentKind::TaiwanResidence,
        IdHolder::Foreigner => kind == DocumentKind::ForeignerCard,
    };
    if own { Ok(number) } else { Err(Error::new(code::value::ID_DOCUMENT_HOLDER).with("kind", kind)) }
}

/// The card before the 2023 edition: three letters of the nationality and 12 digits.
fn old_foreigner_card(text: &str) -> bool {
    letters_then_digits(text, 3..=3, 12..=12)
}

fn has_form(kind: DocumentKind, text: &str) -> bool {
    match kind {
        DocumentKind::HkMacaoPermit => {
            text.starts_with(['H', 'M']) && letters_then_digits(text, 1..=1, 8..=10) && text.len() != 10
        }
        DocumentKind::TaiwanPermit => all_digits(text) && matches!(text.len(), 8 | 10),
        DocumentKind::ChinesePassport => letters_then_digits(text, 1..=2, 7..=8),
        _ => (5..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric()),
    }
}

fn letters_then_digits(
    text: &str,
    letters: std::ops::RangeInclusive<usize>,
    numerals: std::ops::RangeInclusive<usize>,
) -> bool {
    let head = text.bytes().take_while(u8::is_ascii_uppercase).count();
    text.get(head..).is_some_and(|rest| letters.contains(&head) && numerals.contains(&rest.len()) && all_digits(rest))
}

fn form(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::HkMacaoPermit => "H/M + 8 digits",
        DocumentKind::TaiwanPermit => "8 digits",
        DocumentKind::ChinesePassport => "E12345678",
        _ => "5–20 letters or digits",
    }
}

impl Plain for IdDocument {
    const WHAT: &'static str = "证件 identity document";

    fn plain(&self) -> String {
        format!("{}:{}", self.kind.label(), self.number())
    }

    /// `kind:number`; a number alone must be an identity number, whose holder then tells the kind.
    fn parse(text: &str) -> Result<Self> {
        match normalise(text).split_once(':') {
            Some((kind, number)) => Self::of(DocumentKind::parse(kind.trim())?, number),
            None => IdNumber::parse(text).map(Self::from),
        }
    }
}

impl Sensitive for IdDocument {
    /// The code of the kind and the number: labels may change, what is sealed may not.
    fn expose(&self) -> String {
        format!("{}:{}", self.kind.code(), self.number())
    }

    fn from_exposed(text: &str) -> Result<Self> {
        Self::parse(text)
    }

    /// The number alone where it is an identity number: one person has one tag, whatever paper shows the number.
    fn canonical(&self) -> String {
        if self.id_number().is_some() { self.number().to_owned() } else { self.expose() }
    }

    fn masked(&self) -> String {
        let head = if self.id_number().is_some() { 3 } else { 1 };
        format!("{}:{}", self.kind.label(), stars(self.number(), head, 1))
    }

    fn masked_strictly(&self) -> String {
        format!("{}:{}", self.kind.label(), "*".repeat(self.number().len()))
    }
}

impl std::fmt::Debug for IdDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

serde_as_plain!(IdDocument);
from_str_as_plain!(IdDocument);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::reads_back;

    #[test]
    fn each_kind_accepts_its_own_form_and_reads_back() {
        for (kind, number) in [
            ("居民身份证", "44189919870201877x"),
            ("港澳居民居住证", "810000199001010019"),
            ("港澳居民居住证", "820000198506150022"),
            ("台湾居民居住证", "830000200002290015"),
            ("港澳居民来往内地通行证", "H09990001"),
            ("台湾居民来往大陆通行证", "09990001"),
            ("外国人永久居留身份证", "944840198501010018"),
            ("外国人永久居留身份证", "NGA440086052501"),
            ("外国护照", "C9990001"),
            ("外国护照", "599900017"),
            ("中国护照", "E99900017"),
        ] {
            let document = IdDocument::of(DocumentKind::parse(kind).unwrap(), number).unwrap();
            assert_eq!(document.kind().label(), kind);
            reads_back(&document);
        }
    }

    #[test]
    fn a_number_of_another_kind_is_refused() {
        let wrong = |kind, number| IdDocument::of(kind, number).unwrap_err().code();
        assert_eq!(wrong(DocumentKind::IdCard, "810000199001010019"), "value.id_document.holder");
        assert_eq!(wrong(DocumentKind::TaiwanResidence, "440118194910010013"), "value.id_document.holder");
        assert_eq!(wrong(DocumentKind::HkMacaoPermit, "K09990001"), "value.id_document.form");
        assert_eq!(wrong(DocumentKind::TaiwanPermit, "0999"), "value.id_document.form");
        assert_eq!(wrong(DocumentKind::IdCard, "440118194910010014"), "value.id_number.check_digit");
    }

    #[test]
    fn what_is_sealed_reads_back_and_one_number_has_one_tag() {
        let number = IdNumber::parse("440118194910010013").unwrap();
        let card = IdDocument::of(DocumentKind::IdCard, number.as_str()).unwrap();
        assert_eq!(card.expose(), "id_card:440118194910010013");
        assert_eq!(IdDocument::from_exposed(&card.expose()).unwrap(), card);
        assert_eq!(card.canonical(), number.canonical());
        let permit = IdDocument::of(DocumentKind::HkMacaoPermit, "H09990001").unwrap();
        assert_eq!(permit.canonical(), "hk_macao_permit:H09990001");
    }

    #[test]
    fn a_number_alone_tells_its_kind() {
        assert_eq!(IdDocument::parse("830000200002290015").unwrap().kind(), DocumentKind::TaiwanResidence);
        assert_eq!(IdDocument::parse("440118194910010013").unwrap().kind(), DocumentKind::IdCard);
    }

    #[test]
    fn debug_shows_the_mask() {
        let document = IdDocument::of(DocumentKind::HkMacaoPermit, "H09990001").unwrap();
        assert_eq!(format!("{document:?}"), "港澳居民来往内地通行证:H*******1");
        assert_eq!(document.masked_strictly(), "港澳居民来往内地通行证:*********");
    }
}
