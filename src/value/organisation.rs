//! 机构代码 Unified social credit codes (GB 32100) and organisation codes (GB 11714).

use crate::error::{Error, Result, code};
use crate::value::check_digit::{gb_11714, mod_31_3};
use crate::value::normalise::all_digits;
use crate::value::plain::{display_as_plain, from_str_as_plain, serde_as_plain};
use crate::value::{DivisionCode, Plain, normalise_code};

crate::labels! {
    /// 登记管理部门 The department that registers an organisation: the first character of its credit code.
    #[doc(alias = "登记管理部门")]
    pub enum Registry: "登记管理部门 registry" {
        /// 1 机构编制
        Establishment = "establishment" / "机构编制" | "1",
        /// 2 外交
        ForeignAffairs = "foreign_affairs" / "外交" | "2",
        /// 3 司法行政
        Justice = "justice" / "司法行政" | "3",
        /// 4 文化
        Culture = "culture" / "文化" | "4",
        /// 5 民政
        CivilAffairs = "civil_affairs" / "民政" | "5",
        /// 6 旅游
        Tourism = "tourism" / "旅游" | "6",
        /// 7 宗教
        Religion = "religion" / "宗教" | "7",
        /// 8 工会
        TradeUnions = "trade_unions" / "工会" | "8",
        /// 9 工商（市场监管）
        Market = "market" / "工商" | "市场监管" | "9",
        /// A 中央军委改革和编制办公室
        Military = "military" / "军委改革和编制" | "A",
        /// N 农业
        Agriculture = "agriculture" / "农业" | "N",
        /// Y 其他
        Other = "other" / "其他" | "Y",
    }
}

/// 统一社会信用代码 A unified social credit code of 18 characters (GB 32100-2015, MOD 31-3): registry 1, class 1, area
/// of the registry 6, organisation code 9, check 1.
///
/// ```
/// use cunwu::value::{CreditCode, Plain, Registry};
/// let code = CreditCode::parse("91350100M000100Y43")?;
/// assert_eq!(code.registry(), Registry::Market);
/// assert_eq!(code.organisation().to_string(), "M000100Y4");
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "统一社会信用代码")]
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CreditCode(Box<str>);

impl CreditCode {
    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 登记管理部门 The registry.
    pub fn registry(&self) -> Registry {
        Registry::parse(self.part(0, 1)).unwrap_or(Registry::Other)
    }

    /// 机构类别 The class within the registry, as its character. Villagers' and residents' committees carry 54 or 55:
    /// no type is inferred.
    pub fn class(&self) -> &str {
        self.part(1, 2)
    }

    /// What registry and class mean together; `None` where the table has no entry.
    pub fn kind(&self) -> Option<&'static str> {
        Some(match self.part(0, 2) {
            "11" => "机关",
            "12" => "事业单位",
            "13" => "群众团体",
            "51" => "社会团体",
            "52" => "民办非企业单位",
            "53" => "基金会",
            "91" => "企业",
            "92" => "个体工商户",
            "93" => "农民专业合作社",
            "N1" => "组级集体经济组织",
            "N2" => "村级集体经济组织",
            "N3" => "乡镇级集体经济组织",
            _ => return None,
        })
    }

    /// 登记管理机关区划 The six digits of the registry's area.
    pub fn area(&self) -> &str {
        self.part(2, 8)
    }

    /// The area as a division; `None` where it is no code of a division, such as 100000 for the whole country.
    pub fn division(&self) -> Option<DivisionCode> {
        DivisionCode::parse(self.area()).ok()
    }

    /// 主体标识码 The organisation code inside.
    pub fn organisation(&self) -> OrganisationCode {
        OrganisationCode(self.part(8, 17).into())
    }

    fn part(&self, from: usize, to: usize) -> &str {
        self.0.get(from..to).unwrap_or_default()
    }
}

impl Plain for CreditCode {
    const WHAT: &'static str = "统一社会信用代码 unified social credit code";

    fn plain(&self) -> String {
        self.0.to_string()
    }

    /// Checks, in this order: length, characters and registry, check of the organisation code, check of the whole.
    fn parse(text: &str) -> Result<Self> {
        let clean = normalise_code(text);
        let wrong = |code| Error::new(code).with("value", &clean);
        let length = clean.chars().count();
        if length != 18 {
            return Err(wrong(code::value::CREDIT_CODE_LENGTH).with("length", length));
        }
        let charset = || wrong(code::value::CREDIT_CODE_CHARSET);
        let (body, last) = clean.split_at_checked(17).ok_or_else(charset)?;
        let check = mod_31_3(body).ok_or_else(charset)?;
        let known = clean.get(..1).is_some_and(|registry| Registry::parse(registry).is_ok());
        if !known || !clean.get(2..8).is_some_and(all_digits) {
            return Err(charset());
        }
        OrganisationCode::parse(clean.get(8..17).unwrap_or_default())
            .map_err(|error| wrong(code::value::CREDIT_CODE_ORGANISATION).because(error))?;
        if !last.starts_with(check) {
            return Err(wrong(code::value::CREDIT_CODE_CHECK));
        }
        Ok(Self(clean.into()))
    }
}

/// 组织机构代码 An organisation code of nine characters (GB 11714): eight and a check, which may be `X`. Parsing takes the
/// hyphen that papers print before the check.
#[doc(alias = "组织机构代码")]
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganisationCode(Box<str>);

impl OrganisationCode {
    /// The nine characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Plain for OrganisationCode {
    const WHAT: &'static str = "组织机构代码 organisation code";

    fn plain(&self) -> String {
        self.0.to_string()
    }

    fn parse(text: &str) -> Result<Self> {
        let clean = normalise_code(text).replace('-', "");
        let wrong = || Error::new(code::value::ORGANISATION_CODE).with("value", &clean);
        if clean.len() != 9 {
            return Err(wrong());
        }
        let (body, last) = clean.split_at_checked(8).ok_or_else(wrong)?;
        if gb_11714(body).is_some_and(|check| last.starts_with(check)) { Ok(Self(clean.into())) } else { Err(wrong()) }
    }
}

serde_as_plain!(CreditCode, OrganisationCode);
from_str_as_plain!(CreditCode, OrganisationCode);
display_as_plain!(CreditCode, OrganisationCode);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::{fixed, reads_back};

    #[test]
    fn every_worked_example_parses() {
        for (text, registry, kind, organisation) in [
            ("91350100M000100Y43", Registry::Market, "企业", "M000100Y4"),
            ("N2440118MF1234567U", Registry::Agriculture, "村级集体经济组织", "MF1234567"),
            ("N1440118MF0000013H", Registry::Agriculture, "组级集体经济组织", "MF0000013"),
            ("52440118MJK000014Y", Registry::CivilAffairs, "民办非企业单位", "MJK000014"),
            ("N2440118MF1002205K", Registry::Agriculture, "村级集体经济组织", "MF1002205"),
        ] {
            let code = CreditCode::parse(text).unwrap();
            assert_eq!((code.registry(), code.kind()), (registry, Some(kind)), "{text}");
            assert_eq!(code.organisation().as_str(), organisation);
            assert_eq!(OrganisationCode::parse(organisation).unwrap(), code.organisation());
            reads_back(&code);
        }
        assert_eq!(CreditCode::parse("N2440118MF1234567U").unwrap().division().unwrap().short(), "440118");
    }

    #[test]
    fn each_fault_has_its_code() {
        let code_of = |text: &str| CreditCode::parse(text).unwrap_err().code();
        assert_eq!(code_of("91350100M000100Y4"), "value.credit_code.length");
        assert_eq!(code_of("91350100M00O100Y43"), "value.credit_code.charset");
        assert_eq!(code_of("B1350100M000100Y43"), "value.credit_code.charset");
        assert_eq!(code_of("91350100M000100Y53"), "value.credit_code.organisation");
        assert_eq!(code_of("91350100M000100Y44"), "value.credit_code.check_digit");
    }

    #[test]
    fn an_organisation_code_may_carry_its_hyphen() {
        assert_eq!(OrganisationCode::parse("d2143569-x").unwrap().to_string(), "D2143569X");
        assert_eq!(OrganisationCode::parse("D2143569-1").unwrap_err().code(), "value.organisation_code");
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn made_codes_read_back(head in "[1-9ANY][1-9][0-9]{6}", body in "[0-9A-HJ-NPQRTUWXY]{8}") {
            let organisation = format!("{body}{}", gb_11714(&body).unwrap());
            let start = format!("{head}{organisation}");
            let code = CreditCode::parse(&format!("{start}{}", mod_31_3(&start).unwrap())).unwrap();
            reads_back(&code);
            reads_back(&code.organisation());
        }
    }
}
