//! 数 Counts and money, without floats.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, code};
use crate::value::{Form, Plain};

/// 数 A count of things or people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Count(u32);

impl Count {
    /// A count.
    pub const fn new(count: u32) -> Self {
        Self(count)
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Plain for Count {
    const WHAT: &'static str = "数 count";
    const FORM: Form = Form::Number;

    fn plain(&self) -> String {
        self.0.to_string()
    }

    fn parse(text: &str) -> Result<Self> {
        let clean = text.trim().replace(',', "");
        clean.parse().map(Self).map_err(|_| Error::new(code::value::COUNT).with("value", text))
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// 金额 Money in fen (分), exact; may be negative. Plain text is yuan with two decimals: `852343.75`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// So many fen.
    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// The fen.
    pub const fn fen(self) -> i64 {
        self.0
    }
}

impl Plain for Money {
    const WHAT: &'static str = "金额 money";
    const FORM: Form = Form::Number;

    fn plain(&self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", fen / 100, fen % 100)
    }

    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::value::MONEY).with("value", text);
        let clean = text.trim().trim_end_matches('元').replace(',', "");
        let (negative, digits) = clean.strip_prefix('-').map_or((false, clean.as_str()), |rest| (true, rest));
        let (yuan, fen) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(yuan) || !all_digits(fen) || fen.len() > 2 {
            return Err(wrong());
        }
        let yuan: i64 = yuan.parse().map_err(|_| wrong())?;
        let cents: i64 = format!("{fen:0<2}").parse().map_err(|_| wrong())?;
        let total = yuan.checked_mul(100).and_then(|whole| whole.checked_add(cents)).ok_or_else(wrong)?;
        Ok(Self(if negative { -total } else { total }))
    }
}
