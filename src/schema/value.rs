//! 列值 What a declared column holds.

use std::cmp::Ordering;

use crate::value::{
    Count, CreditCode, Day, DivisionCode, GridCode, HouseholdNo, Instant, Lattice, Money, Month, PartialDate, Plain,
    RefNo, SquareMetres, StatPeriod, Text, Year,
};

/// 列值 The content of one column of one record. Days are ISO text, so that text order is time order.
/// Nulls sort first; text sorts by bytes on every backend.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text, or a day as `YYYY-MM-DD`.
    Text(Box<str>),
}

impl Value {
    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(_) => 1,
            Self::Int(_) => 2,
            Self::Text(_) => 3,
        }
    }

    /// Whether nothing is there.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

impl From<Day> for Value {
    fn from(value: Day) -> Self {
        Self::Text(value.plain().into())
    }
}

impl From<Count> for Value {
    fn from(value: Count) -> Self {
        Self::Int(i64::from(value.get()))
    }
}

impl From<Money> for Value {
    fn from(value: Money) -> Self {
        Self::Int(value.fen())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Values that a column holds as their plain text.
macro_rules! as_text {
    ($($name:ty),+ $(,)?) => {$(
        impl From<$name> for Value {
            fn from(value: $name) -> Self {
                Self::from(&value)
            }
        }

        impl From<&$name> for Value {
            fn from(value: &$name) -> Self {
                Self::Text(value.plain().into())
            }
        }
    )+};
}

/// Values that a column holds as a whole number.
macro_rules! as_int {
    ($($name:ty = |$v:ident| $int:expr),+ $(,)?) => {$(
        impl From<$name> for Value {
            fn from($v: $name) -> Self {
                Self::Int(i64::from($int))
            }
        }
    )+};
}

as_text!(Text, RefNo, Month, HouseholdNo, GridCode, DivisionCode, CreditCode, PartialDate, StatPeriod);
as_int!(
    Year = |year| year.get(),
    SquareMetres = |area| area.hundredths(),
    Lattice = |angle| angle.steps(),
    Instant = |instant| instant.micros(),
);
