//! 文本 Free text, numbers of papers, and names of people.

use std::fmt;

use crate::error::{Error, Result, code};
use crate::value::plain::{from_str_as_plain, serde_as_plain};
use crate::value::{Plain, Sensitive, normalise};

fn no_control(what: &str, text: &str) -> Result<()> {
    match text.chars().find(|c| c.is_control() && *c != '\n') {
        Some(bad) => Err(Error::new(code::value::TEXT_CONTROL).with("what", what).with("value", bad.escape_unicode())),
        None => Ok(()),
    }
}

/// 文本 Text that is not empty, without spaces around it and without control characters but line ends.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(Box<str>);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Plain for Text {
    const WHAT: &'static str = "文本 text";

    fn plain(&self) -> String {
        self.0.to_string()
    }

    fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::new(code::value::EMPTY).with("what", Self::WHAT));
        }
        no_control(Self::WHAT, text)?;
        Ok(Self(text.into()))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Sensitive for Text {
    const SHOWN: bool = true;

    fn expose(&self) -> String {
        self.0.to_string()
    }

    fn from_exposed(text: &str) -> Result<Self> {
        Self::parse(text)
    }

    fn masked(&self) -> String {
        "***".to_owned()
    }
}

/// 编号 The number of a paper, house, asset or case: 1–64 characters, no spaces inside.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RefNo(Box<str>);

impl RefNo {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Plain for RefNo {
    const WHAT: &'static str = "编号 reference number";

    fn plain(&self) -> String {
        self.0.to_string()
    }

    fn parse(text: &str) -> Result<Self> {
        let text = normalise(text);
        if text.is_empty() {
            return Err(Error::new(code::value::EMPTY).with("what", Self::WHAT));
        }
        if text.chars().count() > 64 || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Error::new(code::value::REF_NO).with("value", &text));
        }
        Ok(Self(text.as_ref().into()))
    }
}

impl fmt::Display for RefNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 姓名 A person's name: 1–50 characters (GB/T 31000), spaces within a Chinese name removed. Not printable: `Debug`
/// and [`Sensitive::masked`] show the first character.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonName(Box<str>);

impl PersonName {
    /// The clear name, for those with a permit.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Plain for PersonName {
    const WHAT: &'static str = "姓名 name";

    fn plain(&self) -> String {
        self.0.to_string()
    }

    fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let han = text.chars().all(|c| c.is_whitespace() || ('\u{3400}'..='\u{9fff}').contains(&c));
        let clean: String = if han { text.chars().filter(|c| !c.is_whitespace()).collect() } else { text.to_owned() };
        if clean.is_empty() {
            return Err(Error::new(code::value::EMPTY).with("what", Self::WHAT));
        }
        if clean.chars().count() > 50 || clean.chars().any(|c| c.is_control() || c.is_ascii_digit()) {
            return Err(Error::new(code::value::PERSON_NAME).with("value", "***"));
        }
        Ok(Self(clean.into()))
    }
}

impl Sensitive for PersonName {
    fn expose(&self) -> String {
        self.plain()
    }

    fn from_exposed(text: &str) -> Result<Self> {
        Self::parse(text)
    }

    fn masked(&self) -> String {
        let shown = self.surname();
        shown.to_owned() + &"*".repeat(self.0.chars().count().saturating_sub(shown.chars().count()).max(1))
    }

    fn masked_strictly(&self) -> String {
        self.surname().to_owned() + "某"
    }
}

/// Surnames of two characters that are met with; others count as one character.
const COMPOUND: &[&str] = &[
    "欧阳", "上官", "司马", "司徒", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "东方",
    "独孤", "南宫", "端木", "轩辕", "百里", "呼延", "东郭", "西门", "公冶", "钟离", "淳于", "单于", "太史", "申屠",
    "闻人", "澹台", "赫连", "濮阳", "万俟", "闾丘", "第五", "鲜于", "司空", "司寇", "亓官", "子车", "颛孙", "巫马",
    "漆雕", "乐正", "公羊", "公西", "拓跋", "夹谷", "宰父", "谷梁", "段干", "东门", "南门", "羊舌", "微生",
];

impl PersonName {
    /// 姓 What a mask shows: the surname, compound ones whole; the first character of names in other scripts.
    fn surname(&self) -> &str {
        let one = self.0.chars().next().map_or(0, char::len_utf8);
        let compound = COMPOUND.iter().find(|name| self.0.starts_with(**name) && self.0.len() > name.len());
        compound.copied().unwrap_or_else(|| self.0.get(..one).unwrap_or_default())
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

serde_as_plain!(Text, RefNo, PersonName);
from_str_as_plain!(Text, RefNo, PersonName);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::reads_back;

    fn name(text: &str) -> PersonName {
        PersonName::parse(text).unwrap()
    }

    #[test]
    fn masks_keep_the_surname() {
        assert_eq!(name("张立龙").masked(), "张**");
        assert_eq!(name("张三").masked(), "张*");
        assert_eq!(name("欧阳娜").masked(), "欧阳*");
        assert_eq!(name("欧阳").masked(), "欧*");
        assert_eq!(name("买买提·艾力").masked(), "买*****");
        assert_eq!(name("欧阳娜").masked_strictly(), "欧阳某");
        assert_eq!(format!("{:?}", name("John Baker")), "J*********");
    }

    #[test]
    fn names_lose_spaces_between_chinese_characters_and_keep_those_of_other_scripts() {
        assert_eq!(name(" 张　 三 ").as_str(), "张三");
        assert_eq!(name("NGUYEN THI LAN").as_str(), "NGUYEN THI LAN");
        reads_back(&name("买买提·艾力"));
        assert_eq!(PersonName::parse("张3").unwrap_err().code(), "value.person_name");
        assert_eq!(PersonName::parse("　").unwrap_err().code(), "value.empty");
    }

    #[test]
    fn numbers_of_papers_have_no_spaces_and_their_width_does_not_matter() {
        assert_eq!(RefNo::parse("ＤＨ０１－０００２ ").unwrap().as_str(), "DH01-0002");
        assert_eq!(RefNo::parse("增新委〔2011〕32号").unwrap().as_str(), "增新委〔2011〕32号");
        assert_eq!(RefNo::parse("DH 01").unwrap_err().code(), "value.ref_no");
        assert_eq!(RefNo::parse(&"9".repeat(65)).unwrap_err().code(), "value.ref_no");
    }

    #[test]
    fn text_keeps_its_own_punctuation_and_refuses_what_cannot_be_seen() {
        assert_eq!(Text::parse("　约1.5，含内街（一） ").unwrap().as_str(), "约1.5，含内街（一）");
        assert_eq!(Text::parse("a\u{0}b").unwrap_err().code(), "value.text.control");
        assert_eq!(Text::parse(" ").unwrap_err().code(), "value.empty");
        reads_back(&Text::parse("一行\n二行").unwrap());
    }
}
