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
        let mut chars = self.0.chars();
        let first = chars.next().into_iter().collect::<String>();
        first + &"*".repeat(chars.count().max(1))
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

serde_as_plain!(Text, RefNo, PersonName);
from_str_as_plain!(Text, RefNo, PersonName);
