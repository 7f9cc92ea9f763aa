//! 单元格 One typed value of a document, and how it reads.

use serde::{Deserialize, Serialize};

use crate::report::{Number, Stated};
use crate::value::{Count, Day, Figure, Money, Plain, Ratio, SquareMetres};

/// 单元格 One typed value of a table or key figure. Serialises as `{"count": 1495}`.
#[doc(alias = "单元格")]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cell {
    /// 空 Nothing to say here.
    #[default]
    Empty,
    /// 文字 Text.
    Text(String),
    /// 个数 A count; the column says of what.
    Count(Count),
    /// 金额 Money in fen, shown in yuan.
    Money(Money),
    /// 数值 An exact number in the column's unit, such as square metres.
    Number(Number),
    /// 百分比 A percentage that is already computed.
    Percent(Number),
    /// 占比 A part of a whole, shown in percent with two places. Keeps both counts, so that publishing can judge the base.
    Share {
        /// The part.
        part: Count,
        /// The whole.
        whole: Count,
    },
    /// 同比 The change between two counts, shown in percent with two places; `—` from zero.
    Change {
        /// The earlier count.
        before: Count,
        /// The later count.
        after: Count,
    },
    /// 日期 A day.
    Day(Day),
    /// 所述数字 A figure that somebody states, with its mark `≈`, `>` or `≥`.
    Stated(Stated),
    /// 不公开 Withheld: published, it could name a person. Shown as `*`.
    Withheld,
}

/// What a withheld cell shows.
pub(crate) const WITHHELD: &str = "*";
/// What a rate without a base shows.
const NO_RATE: &str = "—";

impl Cell {
    /// A text cell; an empty text is an empty cell.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A count cell.
    pub const fn count(count: u32) -> Self {
        Self::Count(Count::new(count))
    }

    /// The plain text of any value: its cell reads as the value prints.
    pub fn plain_of(value: &impl Plain) -> Self {
        Self::text(value.plain())
    }

    /// 阅读文字 As people read it: `1,495`, `27,275,000.00`, `−52.78%`, `≈8,500`, `2023-06-30`.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Count(count) => Number::from(*count).grouped(),
            Self::Money(money) => Number::from(*money).grouped(),
            Self::Number(number) => number.grouped(),
            Self::Stated(stated) => stated.shown(),
            Self::Day(day) => day.to_string(),
            Self::Withheld => WITHHELD.to_owned(),
            Self::Percent(_) | Self::Share { .. } | Self::Change { .. } => {
                self.rate().map_or_else(|| NO_RATE.to_owned(), |rate| rate.grouped() + "%")
            }
        }
    }

    /// 机读文字 As a program reads it: no separators of thousands, an ASCII minus; a percentage without its sign.
    pub fn machine(&self) -> String {
        match self {
            Self::Count(count) => count.plain(),
            Self::Money(money) => money.plain(),
            Self::Number(number) => number.plain(),
            Self::Stated(stated) => stated.plain(),
            Self::Percent(_) | Self::Share { .. } | Self::Change { .. } => {
                self.rate().map_or_else(String::new, |rate| rate.plain())
            }
            Self::Empty | Self::Text(_) | Self::Day(_) | Self::Withheld => self.shown(),
        }
    }

    /// The rate in percent, for the three kinds of percentage; `None` when it has no base.
    pub fn rate(&self) -> Option<Number> {
        match self {
            Self::Percent(rate) => Some(*rate),
            Self::Share { part, whole } => rate_of(Ratio::share(part.get(), whole.get())),
            Self::Change { before, after } => rate_of(Ratio::change(after.get(), before.get())),
            _ => None,
        }
    }

    /// The number it holds, if it holds one.
    pub fn number(&self) -> Option<Number> {
        match self {
            Self::Count(count) => Some((*count).into()),
            Self::Money(money) => Some((*money).into()),
            Self::Number(number) => Some(*number),
            _ => self.rate(),
        }
    }

    /// Whether it reads as a number and stands to the right of its column.
    pub fn is_numeric(&self) -> bool {
        !matches!(self, Self::Empty | Self::Text(_) | Self::Day(_))
    }
}

/// In percent with two places.
fn rate_of(ratio: Option<Ratio>) -> Option<Number> {
    ratio.and_then(|ratio| Number::of_percent(ratio.percent(2)))
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

macro_rules! cell_from {
    ($($from:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$from> for Cell {
            fn from(value: $from) -> Self {
                Self::$variant(value)
            }
        }
    )+};
}
cell_from!(Count => Count, Money => Money, Number => Number, Day => Day, Stated => Stated);

impl From<SquareMetres> for Cell {
    fn from(area: SquareMetres) -> Self {
        Self::Number(area.into())
    }
}

impl From<Figure> for Cell {
    fn from(figure: Figure) -> Self {
        Self::Stated(figure.into())
    }
}

/// A missing value is an empty cell.
impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_reads_for_people_and_for_programs() {
        let cells: [(Cell, &str, &str); 9] = [
            (Cell::count(11_608), "11,608", "11608"),
            (Money::from_fen(2_727_500_000).into(), "27,275,000.00", "27275000.00"),
            (Cell::Change { before: Count::new(36), after: Count::new(17) }, "−52.78%", "-52.78"),
            (Cell::Change { before: Count::new(3), after: Count::new(1) }, "−66.67%", "-66.67"),
            (Cell::Change { before: Count::new(0), after: Count::new(1) }, "—", ""),
            (Cell::Share { part: Count::new(7), whole: Count::new(7) }, "100.00%", "100.00"),
            (Stated::parse("≈8500").unwrap().into(), "≈8,500", "≈8500"),
            (Cell::Withheld, "*", "*"),
            (Cell::text(""), "", ""),
        ];
        for (cell, shown, machine) in cells {
            assert_eq!((cell.shown().as_str(), cell.machine().as_str()), (shown, machine));
        }
    }
}
