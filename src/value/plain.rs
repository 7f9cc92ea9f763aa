//! 纯文本 How values and plain text turn into each other, and how sensitive values stay unprinted.

use crate::error::Result;

/// 单元格形式 What a workbook cell holds a value as. CSV and forms always take the plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Form {
    /// Text: names, codes, numbers of papers, approximate figures.
    #[default]
    Text,
    /// A number that may be summed.
    Number,
    /// A real date.
    Date,
}

/// 纯文本 A value with one plain text form that reads back: `T::parse(&v.plain()) == v`.
/// Forms, workbooks and CSV files go through it.
pub trait Plain: Sized {
    /// What the value is called, Chinese first, for error texts: `身份证号 identity number`.
    const WHAT: &'static str;

    /// 单元格形式 How a workbook holds it.
    const FORM: Form = Form::Text;

    /// The text that [`Plain::parse`] reads back. A sensitive value gives its clear text: mask before showing.
    fn plain(&self) -> String;

    /// Reads text that is already trimmed and half-width.
    ///
    /// # Errors
    /// A code of this value, naming what is wrong; never guesses.
    fn parse(text: &str) -> Result<Self>;
}

/// 敏感值 A value that must not be printed: no `Display`, masked `Debug`, sealed where it is stored.
pub trait Sensitive: Sized {
    /// Whether a column of these values may be shown in import reports; free text is sensitive only where it is sealed.
    const SHOWN: bool = false;

    /// The clear text, for sealing and for those with a permit.
    fn expose(&self) -> String;

    /// Reads back what [`Sensitive::expose`] gave.
    ///
    /// # Errors
    /// As parsing the value.
    fn from_exposed(text: &str) -> Result<Self>;

    /// The text for blind tags: equal for equal values however they were written.
    fn canonical(&self) -> String {
        self.expose()
    }

    /// 掩码 The default mask: what a screen may show.
    fn masked(&self) -> String;

    /// 从严掩码 The stricter mask, for lists that leave the house; hides all unless the value says otherwise.
    fn masked_strictly(&self) -> String {
        "***".to_owned()
    }
}

/// Makes a value serialise as its plain text.
macro_rules! serde_as_plain {
    ($($name:ty),+ $(,)?) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
                to.serialize_str(&$crate::value::Plain::plain(self))
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize<'de>>::deserialize(from)?;
                <$name as $crate::value::Plain>::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    )+};
}
pub(crate) use serde_as_plain;

/// Lets `text.parse::<T>()` read a value as [`Plain::parse`] does.
macro_rules! from_str_as_plain {
    ($($name:ty),+ $(,)?) => {$(
        impl std::str::FromStr for $name {
            type Err = $crate::Error;
            fn from_str(text: &str) -> $crate::Result<Self> {
                <$name as $crate::value::Plain>::parse(text)
            }
        }
    )+};
}
pub(crate) use from_str_as_plain;

/// Displays a value that is no secret as its plain text.
macro_rules! display_as_plain {
    ($($name:ty),+ $(,)?) => {$(
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::value::Plain::plain(self))
            }
        }
    )+};
}
pub(crate) use display_as_plain;

/// Opens and reads a sensitive value by its plain text, and shows only the mask in `Debug`.
macro_rules! sensitive_as_plain {
    ($name:ty, |$m:ident| $mask:expr, |$s:ident| $strict:expr) => {
        impl $crate::value::Sensitive for $name {
            fn expose(&self) -> String {
                $crate::value::Plain::plain(self)
            }
            fn from_exposed(text: &str) -> $crate::Result<Self> {
                <$name as $crate::value::Plain>::parse(text)
            }
            fn masked(&self) -> String {
                let $m = self;
                $mask
            }
            fn masked_strictly(&self) -> String {
                let $s = self;
                $strict
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::value::Sensitive::masked(self))
            }
        }
    };
}
pub(crate) use sensitive_as_plain;
