//! 所述数字 What somebody outside states, and whether what we count agrees with it.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::{Error, Result, code};
use crate::report::Number;
use crate::value::{Exactness, Figure, Plain};

/// 数量 What a figure says: a number, a range of numbers, or words that must match as they stand.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Measure {
    /// One number.
    Number(Number),
    /// From the lower to the higher number, both included.
    Range(Number, Number),
    /// Words, dates and compound figures: `2023-01`, `4+2`.
    Words(String),
}

/// 口径 How a stated number is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Mark {
    /// As it stands.
    Exact,
    /// 约 `≈`: rounded.
    About,
    /// 逾 `>`: strictly more.
    MoreThan,
    /// 不少于 `≥`: that many or more.
    AtLeast,
    /// 近 `<`: a little less.
    Nearly,
}

/// 所述数字 What an outside source states: a [`Figure`], and beyond it a lower bound, a range, or words. Plain text: `271`,
/// `≈8500`, `>30`, `≥1`, `-66.67..-42.86`, `2023-01`; it also reads what `Figure` reads, such as `约1.5` and `700多`.
#[doc(alias = "所述数字")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Stated {
    /// How it is meant.
    pub mark: Mark,
    /// What it says.
    pub measure: Measure,
}

/// 比对结论 Whether a computed figure agrees with the stated one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// 相符 The same number, range or words.
    Equal,
    /// 在口径内 Not the same, but what `≈`, `>`, `≥` or the range allows.
    WithinMark,
    /// 不符 Neither.
    Differs,
    /// 无所述数字 The source states nothing; the computed figure stands alone.
    NotStated,
}

impl Verdict {
    /// 中文名 The Chinese label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Equal => "相符",
            Self::WithinMark => "在口径内",
            Self::Differs => "不符",
            Self::NotStated => "无所述数字",
        }
    }

    /// The English label.
    pub const fn label_en(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::WithinMark => "within its mark",
            Self::Differs => "DIFFERS",
            Self::NotStated => "not stated",
        }
    }
}

impl Stated {
    /// An exact number.
    pub const fn exact(number: Number) -> Self {
        Self { mark: Mark::Exact, measure: Measure::Number(number) }
    }

    /// 比对 Compares what we computed with what is stated, exactly:
    /// - no mark: the same number, the same range, or the same words; a range also admits what lies inside it;
    /// - `≈`: the computed number rounds to the stated one. It may be off by half a step of the last digit that is not
    ///   zero (8,500 stands for 8,450–8,550, 1.5 for 1.45–1.55), and never by more than 5 % (50 for 47.5–52.5), both ends included;
    /// - `>`: strictly more; `≥`: as much or more; `<` (近): less by at most 5 %.
    pub fn compare(&self, computed: &Measure) -> Verdict {
        match (&self.measure, computed) {
            (Measure::Number(stated), Measure::Number(found)) => self.compare_numbers(*stated, *found),
            (Measure::Range(low, high), Measure::Range(from, to)) => {
                if (low, high) == (from, to) {
                    Verdict::Equal
                } else if low <= from && to <= high {
                    Verdict::WithinMark
                } else {
                    Verdict::Differs
                }
            }
            (Measure::Range(low, high), Measure::Number(found)) if low <= found && found <= high => Verdict::WithinMark,
            (Measure::Words(stated), Measure::Words(found)) if stated == found => Verdict::Equal,
            _ => Verdict::Differs,
        }
    }

    fn compare_numbers(&self, stated: Number, found: Number) -> Verdict {
        let allowed = match self.mark {
            Mark::Exact => stated == found,
            Mark::About => 20 * (found.fine() - stated.fine()).abs() <= slack(stated),
            Mark::MoreThan => found > stated,
            Mark::AtLeast => found >= stated,
            Mark::Nearly => found < stated && 20 * (stated.fine() - found.fine()) <= stated.fine().abs(),
        };
        match (allowed, stated == found && !matches!(self.mark, Mark::MoreThan | Mark::Nearly)) {
            (_, true) => Verdict::Equal,
            (true, false) => Verdict::WithinMark,
            (false, false) => Verdict::Differs,
        }
    }

    /// As people read it: `≈8,500`, `>30`, `−66.67 … −42.86`.
    pub fn shown(&self) -> String {
        self.mark.sign().to_owned() + &self.measure.shown()
    }
}

/// Twenty times how far a number of `≈ stated` may be off, at nine places.
fn slack(stated: Number) -> i128 {
    let whole = stated.fine().abs();
    if whole == 0 {
        return 0;
    }
    let mut step = 1;
    while whole % (step * 10) == 0 {
        step *= 10;
    }
    (step * 10).min(whole)
}

impl Mark {
    /// The sign before the number; empty for an exact one.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Exact => "",
            Self::About => "≈",
            Self::MoreThan => ">",
            Self::AtLeast => "≥",
            Self::Nearly => "<",
        }
    }
}

impl Measure {
    /// As people read it.
    pub fn shown(&self) -> String {
        match self {
            Self::Number(number) => number.grouped(),
            Self::Range(low, high) => format!("{} … {}", low.grouped(), high.grouped()),
            Self::Words(words) => words.clone(),
        }
    }
}

impl<T: Into<Number>> From<T> for Measure {
    fn from(number: T) -> Self {
        Self::Number(number.into())
    }
}

impl Plain for Measure {
    const WHAT: &'static str = "数量 measure";

    fn plain(&self) -> String {
        match self {
            Self::Number(number) => number.plain(),
            Self::Range(low, high) => format!("{low}..{high}"),
            Self::Words(words) => words.clone(),
        }
    }

    /// A number or a range where the text is one, words otherwise.
    fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if let Some((low, high)) = text.split_once("..") {
            let (low, high) = (Number::parse(low)?, Number::parse(high)?);
            return if low <= high {
                Ok(Self::Range(low, high))
            } else {
                Err(Error::new(code::report::STATED).with("value", text))
            };
        }
        if text.is_empty() {
            return Err(Error::new(code::report::STATED).with("value", text));
        }
        Ok(Number::parse(text).map_or_else(|_| Self::Words(text.to_owned()), Self::Number))
    }
}

impl Plain for Stated {
    const WHAT: &'static str = "所述数字 stated figure";

    fn plain(&self) -> String {
        self.mark.sign().to_owned() + &self.measure.plain()
    }

    fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let wrong = || Error::new(code::report::STATED).with("value", text);
        if let Some(rest) = ["≥", "不少于"].iter().find_map(|sign| text.strip_prefix(sign)) {
            let measure = Measure::Number(Number::parse(rest).map_err(|_| wrong())?);
            return Ok(Self { mark: Mark::AtLeast, measure });
        }
        if let Ok(figure) = Figure::parse(text) {
            return Ok(figure.into());
        }
        if text.starts_with(['≈', '约', '>', '＞', '逾', '<', '＜', '近']) {
            return Err(wrong());
        }
        Ok(Self { mark: Mark::Exact, measure: Measure::parse(text)? })
    }
}

/// 统计数字 The figure of a paper, with its mark.
impl From<Figure> for Stated {
    fn from(figure: Figure) -> Self {
        let mark = match figure.exactness() {
            Exactness::Exact => Mark::Exact,
            Exactness::About => Mark::About,
            Exactness::MoreThan => Mark::MoreThan,
            Exactness::Nearly => Mark::Nearly,
        };
        let text = figure.number();
        let measure = Number::parse(&text).map_or_else(|_| Measure::Words(text), Measure::Number);
        Self { mark, measure }
    }
}

macro_rules! serde_plain {
    ($($name:ty),+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
                to.serialize_str(&self.plain())
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
                Self::parse(&text).map_err(de::Error::custom)
            }
        }
    )+};
}
serde_plain!(Measure, Stated);

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(stated: &str, computed: &str) -> Verdict {
        Stated::parse(stated).unwrap().compare(&Measure::parse(computed).unwrap())
    }

    #[test]
    fn an_exact_figure_admits_only_itself() {
        assert_eq!(verdict("1867", "1867"), Verdict::Equal);
        assert_eq!(verdict("1867", "1868"), Verdict::Differs);
        assert_eq!(verdict("27275000", "27275000.00"), Verdict::Equal);
        assert_eq!(verdict("2023-01", "2023-01"), Verdict::Equal);
        assert_eq!(verdict("2023-01", "2023-02"), Verdict::Differs);
    }

    #[test]
    fn about_admits_what_rounds_to_it_and_at_most_five_percent() {
        for (stated, inside, outside) in [
            ("≈8500", ["8450", "8503", "8550"], ["8449", "8551", "11608"]),
            ("≈1.5", ["1.45", "1.498774", "1.55"], ["1.44", "1.56", "15"]),
            ("≈50", ["48", "49", "52"], ["47", "53", "5"]),
        ] {
            for found in inside {
                assert_eq!(verdict(stated, found), Verdict::WithinMark, "{stated} {found}");
            }
            for found in outside {
                assert_eq!(verdict(stated, found), Verdict::Differs, "{stated} {found}");
            }
        }
        assert_eq!(verdict("≈8500", "8500"), Verdict::Equal);
        assert_eq!(verdict("≈0", "1"), Verdict::Differs);
    }

    #[test]
    fn more_than_is_strict_and_at_least_is_not() {
        assert_eq!(verdict(">30", "34"), Verdict::WithinMark);
        assert_eq!(verdict(">30", "30"), Verdict::Differs);
        assert_eq!(verdict("≥1", "1"), Verdict::Equal);
        assert_eq!(verdict("≥1", "2"), Verdict::WithinMark);
        assert_eq!(verdict("≥1", "0"), Verdict::Differs);
        assert_eq!(verdict("近8500", "8400"), Verdict::WithinMark);
        assert_eq!(verdict("近8500", "8500"), Verdict::Differs);
        assert_eq!(verdict("近8500", "8000"), Verdict::Differs);
    }

    #[test]
    fn a_range_admits_what_lies_inside() {
        let stated = "-66.67..-42.86";
        assert_eq!(verdict(stated, stated), Verdict::Equal);
        assert_eq!(verdict(stated, "-60..-50"), Verdict::WithinMark);
        assert_eq!(verdict(stated, "-52.78"), Verdict::WithinMark);
        assert_eq!(verdict(stated, "-66.67..-42.85"), Verdict::Differs);
    }

    #[test]
    fn plain_text_reads_back_and_chinese_marks_are_read() {
        for text in ["271", "≈1.5", ">30", "≥1", "-66.67..-42.86", "2023-01", "4+2"] {
            assert_eq!(Stated::parse(text).unwrap().plain(), text);
        }
        for (zh, plain) in
            [("约8500", "≈8500"), ("逾30", ">30"), ("700多", ">700"), ("120余", ">120"), ("不少于1", "≥1")]
        {
            assert_eq!(Stated::parse(zh).unwrap().plain(), plain);
        }
        for bad in ["", "≈many", ">", "3..1"] {
            assert!(Stated::parse(bad).is_err(), "{bad}");
        }
    }
}
