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

    /// 掩码 The default mask of section 8.6: what a screen may show.
    fn masked(&self) -> String;
}
