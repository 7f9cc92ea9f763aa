//! 统计数字 Figures as others state them: exact, about, more than, nearly.

use crate::error::{Error, Result, code};
use crate::value::decimal::Decimal;
use crate::value::plain::{display_as_plain, from_str_as_plain, serde_as_plain};
use crate::value::{Plain, normalise};

crate::labels! {
    /// 准确程度 How exact a stated figure is.
    #[doc(alias = "约数")]
    pub enum Exactness: "准确程度 exactness" {
        /// 准确
        Exact = "exact" / "准确" | "准确数",
        /// 约
        About = "about" / "约" | "约数" | "概数" | "≈",
        /// 逾、余、超过
        MoreThan = "more_than" / "逾" | "余" | "超过" | ">",
        /// 近、不足
        Nearly = "nearly" / "近" | "不足" | "<",
    }
}

/// 统计数字 A figure that somebody states, with its mark and its exact decimals: it is shown beside what is counted and
/// never merged with it. Plain text is `1867`, `约1.5`, `逾700`, `近8500`.
///
/// Parsing takes the marks of papers: `约`, `大约`, `≈`, `左右`, `上下`; `逾`, `超`, `超过`, `>`, `余`, `多`; `近`, `不足`,
/// `不到`, `<`; and `万`, `亿`.
/// ```
/// use cunwu::value::{Figure, Plain};
/// let outside = Figure::parse("≈8,500")?;
/// assert_eq!(outside.to_string(), "约8500");
/// assert_eq!(outside.symbol(), "≈8500");
/// assert_eq!(outside.whole(), Some(8500));
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "概数")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Figure {
    exactness: Exactness,
    number: Decimal,
}

impl Figure {
    /// A whole number with its exactness.
    pub const fn of(exactness: Exactness, number: u32) -> Self {
        Self { exactness, number: Decimal::whole(number) }
    }

    /// How exact it is.
    pub const fn exactness(self) -> Exactness {
        self.exactness
    }

    /// Whether it is stated as exact.
    pub const fn is_exact(self) -> bool {
        matches!(self.exactness, Exactness::Exact)
    }

    /// The number as text, without the mark: `1.5`.
    pub fn number(self) -> String {
        self.number.to_string()
    }

    /// The number, when it is whole.
    pub fn whole(self) -> Option<i64> {
        self.number.scaled(0)
    }

    /// The number times ten to the power of `decimals`, when that holds it exactly.
    pub fn scaled(self, decimals: u8) -> Option<i64> {
        self.number.scaled(u32::from(decimals))
    }

    /// With a sign instead of a word: `≈1.5`, `>700`, `<8500`.
    pub fn symbol(self) -> String {
        let sign = match self.exactness {
            Exactness::Exact => "",
            Exactness::About => "≈",
            Exactness::MoreThan => ">",
            Exactness::Nearly => "<",
        };
        format!("{sign}{}", self.number)
    }
}

const BEFORE: &[(&str, Exactness)] = &[
    ("大约", Exactness::About),
    ("约", Exactness::About),
    ("≈", Exactness::About),
    ("超过", Exactness::MoreThan),
    ("逾", Exactness::MoreThan),
    ("超", Exactness::MoreThan),
    (">", Exactness::MoreThan),
    ("不足", Exactness::Nearly),
    ("不到", Exactness::Nearly),
    ("近", Exactness::Nearly),
    ("<", Exactness::Nearly),
];

const BEHIND: &[(&str, Exactness)] =
    &[("左右", Exactness::About), ("上下", Exactness::About), ("余", Exactness::MoreThan), ("多", Exactness::MoreThan)];

/// The marks found, and the number between them: `120余万` has its mark before the unit.
fn marks(text: &str) -> (Vec<Exactness>, String) {
    let mut found = Vec::new();
    let mut rest = text.to_owned();
    if let Some((mark, meaning)) = BEFORE.iter().find(|(mark, _)| rest.starts_with(mark)) {
        found.push(*meaning);
        rest.drain(..mark.len());
    }
    if let Some((mark, meaning)) = BEHIND.iter().find(|(mark, _)| rest.contains(mark)) {
        found.push(*meaning);
        rest = rest.replacen(mark, "", 1);
    }
    (found, rest)
}

impl Plain for Figure {
    const WHAT: &'static str = "数值 stated figure";

    fn plain(&self) -> String {
        let word = match self.exactness {
            Exactness::Exact => "",
            other => other.label(),
        };
        format!("{word}{}", self.number)
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::value::FIGURE).with("value", text);
        let clean = normalise(text);
        let (found, number) = marks(&clean);
        let exactness = match found.as_slice() {
            [] => Exactness::Exact,
            [one] => *one,
            [one, other] if one == other => *one,
            _ => return Err(wrong()),
        };
        Decimal::parse(number.trim()).map(|number| Self { exactness, number }).ok_or_else(wrong)
    }
}

serde_as_plain!(Figure);
from_str_as_plain!(Figure);
display_as_plain!(Figure);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::{fixed, reads_back};

    #[test]
    fn the_marks_of_papers_are_kept() {
        for (text, plain, symbol) in [
            ("1867", "1867", "1867"),
            ("约1.5", "约1.5", "≈1.5"),
            ("≈8,500", "约8500", "≈8500"),
            ("50左右", "约50", "≈50"),
            (">700", "逾700", ">700"),
            ("＞700", "逾700", ">700"),
            ("逾30", "逾30", ">30"),
            ("120余", "逾120", ">120"),
            ("近8500", "近8500", "<8500"),
            ("2727.5万", "27275000", "27275000"),
            ("3万多", "逾30000", ">30000"),
            ("120余万", "逾1200000", ">1200000"),
        ] {
            let figure = Figure::parse(text).unwrap();
            assert_eq!((figure.plain().as_str(), figure.symbol().as_str()), (plain, symbol), "{text}");
            reads_back(&figure);
            assert_eq!(Figure::parse(&figure.symbol()).unwrap(), figure);
        }
    }

    #[test]
    fn what_is_no_figure_is_refused() {
        for text in ["", "约", "约8500至9000", "若干", "近120余", "东华村", "1.5e3"] {
            assert_eq!(Figure::parse(text).unwrap_err().code(), "value.figure", "{text}");
        }
    }

    #[test]
    fn an_about_is_not_equal_to_an_exact() {
        assert_ne!(Figure::parse("8500").unwrap(), Figure::parse("约8500").unwrap());
        assert_eq!(Figure::of(Exactness::About, 8500), Figure::parse("约8500").unwrap());
        assert_eq!(Figure::parse("约1.5").unwrap().whole(), None);
        assert_eq!(Figure::parse("约1.5").unwrap().scaled(2), Some(150));
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn figures_read_back(number in -1_000_000_i64..1_000_000_000, part in 0_u32..1000, kind in 0_usize..4) {
            let mark = ["", "约", "逾", "近"][kind];
            reads_back(&Figure::parse(&format!("{mark}{number}.{part:03}")).unwrap());
        }
    }
}
