//! 行 A sheet's row as a struct: one declaration reads it and writes it.

use std::borrow::Cow;
use std::fmt;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result, code};
use crate::exchange::problem::{Problem, Severity};
use crate::value::{Form, Plain};

/// 列 A column of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Name of the field.
    pub field: &'static str,
    /// 组名 The merged header above, in sheets with two header rows.
    pub group: Option<&'static str>,
    /// 列名 The header as export writes it.
    pub header: &'static str,
    /// Other headers that import takes for it.
    pub synonyms: &'static [&'static str],
    /// A row without it is refused, and so is a sheet without the column.
    pub required: bool,
    /// Its values are masked in reports of problems.
    pub secret: bool,
    /// How export writes it into a workbook.
    pub form: Form,
}

/// 表 What is declared of a sheet.
#[derive(Debug, PartialEq, Eq)]
pub struct SheetSpec {
    /// 表名 Name of the sheet.
    pub name: &'static str,
    /// 标题 The title that export writes above it.
    pub title: &'static str,
    /// Columns in order; the running number (序号) is not among them.
    pub columns: &'static [ColumnSpec],
    /// Fields whose texts make the natural key; none: the digest of the whole row.
    pub key: &'static [&'static str],
}

impl SheetSpec {
    /// The column of a field or header.
    pub fn column(&self, name: &str) -> Option<&'static ColumnSpec> {
        self.columns.iter().find(|column| column.field == name || column.header == name)
    }

    /// The headers of the key columns, for texts.
    pub(crate) fn key_headers(&self) -> String {
        if self.key.is_empty() {
            return "整行".to_owned();
        }
        let headers = self.key.iter().filter_map(|field| self.column(field)).map(|column| column.header);
        headers.collect::<Vec<_>>().join("、")
    }
}

/// 表行 A row of a sheet. [`row!`](crate::row) writes it.
pub trait SheetRow: Sized + Clone + PartialEq + fmt::Debug + Send + Sync + 'static {
    /// The declaration.
    const SHEET: &'static SheetSpec;

    /// Reads every column, so that all problems of the row are recorded; `None` if there was any.
    fn read(cells: &mut RowReader<'_>) -> Option<Self>;

    /// The plain texts in declared order.
    fn write(&self) -> Vec<Option<String>>;

    /// 自然键 The natural key: the key columns joined by `|`, or the digest of the row.
    fn key(&self) -> String;
}

/// 字段 What a column can hold: a value that must be there, or an option of one.
pub trait Field: Sized {
    /// Whether it must be filled in.
    const REQUIRED: bool;
    /// How a workbook holds it.
    const FORM: Form;

    /// Reads the trimmed text of the cell, `None` when it is blank.
    ///
    /// # Errors
    /// Those of the value; `value.empty` when a required one is blank.
    fn read(text: Option<&str>) -> Result<Self>;

    /// The plain text.
    fn text(&self) -> Option<String>;
}

impl<T: Plain> Field for T {
    const REQUIRED: bool = true;
    const FORM: Form = T::FORM;

    fn read(text: Option<&str>) -> Result<Self> {
        T::parse(text.ok_or_else(|| Error::new(code::value::EMPTY).with("what", T::WHAT))?)
    }

    fn text(&self) -> Option<String> {
        Some(self.plain())
    }
}

impl<T: Plain> Field for Option<T> {
    const REQUIRED: bool = false;
    const FORM: Form = T::FORM;

    fn read(text: Option<&str>) -> Result<Self> {
        text.map(T::parse).transpose()
    }

    fn text(&self) -> Option<String> {
        self.as_ref().map(Plain::plain)
    }
}

/// What a reader finds in one column of its row.
pub(crate) type CellText<'a> = Result<Option<Cow<'a, str>>>;

/// 行读取器 Hands the cells of one row to [`SheetRow::read`] column by column and keeps every problem.
pub struct RowReader<'a> {
    spec: &'static SheetSpec,
    cell: &'a dyn Fn(usize) -> CellText<'a>,
    next: usize,
    keys: Vec<(usize, String)>,
    problems: Vec<Problem>,
}

impl fmt::Debug for RowReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowReader").field("sheet", &self.spec.name).field("next", &self.next).finish_non_exhaustive()
    }
}

impl<'a> RowReader<'a> {
    /// A reader over the cells by declared column.
    pub(crate) fn new(spec: &'static SheetSpec, cell: &'a dyn Fn(usize) -> CellText<'a>) -> Self {
        Self { spec, cell, next: 0, keys: Vec::new(), problems: Vec::new() }
    }

    /// The next column in declared order; `None` when it cannot be read, with the problem kept.
    pub fn field<T: Field>(&mut self) -> Option<T> {
        let at = self.next;
        self.next += 1;
        let column = self.spec.columns.get(at)?;
        let text = match (self.cell)(at) {
            Ok(text) => text,
            Err(error) => return self.refuse(column, None, error),
        };
        match T::read(text.as_deref()) {
            Ok(value) => {
                if self.spec.key.contains(&column.field) {
                    self.keys.push((at, value.text().unwrap_or_default()));
                }
                Some(value)
            }
            Err(error) => self.refuse(column, text.as_deref(), error),
        }
    }

    fn refuse<T>(&mut self, column: &ColumnSpec, text: Option<&str>, error: Error) -> Option<T> {
        let mut problem = Problem::of(&error.with("column", column.header), Severity::Error);
        if let Some(text) = text {
            problem.value = Some(if column.secret { mask(text) } else { text.to_owned() }.into());
        }
        self.problems.push(problem);
        None
    }

    /// The natural key, as far as the key columns could be read.
    pub(crate) fn key(&self) -> Option<String> {
        let whole = !self.spec.key.is_empty() && self.keys.len() == self.spec.key.len();
        whole.then(|| {
            let texts = self.spec.key.iter().filter_map(|field| {
                let at = self.spec.columns.iter().position(|column| column.field == *field)?;
                self.keys.iter().find(|(place, _)| *place == at).map(|(_, text)| text.as_str())
            });
            texts.collect::<Vec<_>>().join("|")
        })
    }

    /// The problems found, in column order.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}

/// 掩码 Text that could not be read as a sensitive value: its ends only.
pub(crate) fn mask(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (head, tail) = match chars.len() {
        0 => return String::new(),
        1..=6 => (1, 0),
        7..=11 => (3, 2),
        _ => (4, 2),
    };
    let shown = |range: &[char]| range.iter().collect::<String>();
    let stars = chars.len().saturating_sub(head + tail).max(1);
    shown(chars.get(..head).unwrap_or_default())
        + &"*".repeat(stars)
        + &shown(chars.get(chars.len() - tail..).unwrap_or_default())
}

/// The digest of a row without key columns: 32 hexadecimal digits of SHA-256 over its texts.
pub(crate) fn digest(texts: &[Option<String>]) -> String {
    use fmt::Write as _;
    let mut hash = Sha256::new();
    for text in texts {
        match text {
            Some(text) => {
                hash.update([1]);
                hash.update(text.as_bytes());
            }
            None => hash.update([0]),
        }
        hash.update([0x1f]);
    }
    let mut out = String::with_capacity(32);
    for byte in hash.finalize().iter().take(16) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// 声明表行 Declares a row of a sheet: fields with their headers, in sheet order.
///
/// A header may stand under a group (`["建筑信息"] "结构"`), may have synonyms (`"地址" | "房屋地址"`), and may say how a
/// workbook holds it (`as text`, `as number`, `as date`; the type decides otherwise). `Option` fields may be blank.
/// ```
/// use cunwu::exchange::SheetRow;
/// use cunwu::value::{Count, PersonName, Plain, RefNo, Text};
///
/// cunwu::row! {
///     /// 路灯 A row of the register of street lamps.
///     pub struct LampRow {
///         sheet: "路灯", title: "路灯台账", key: [no];
///         no: RefNo = "路灯编号" | "编号",
///         place: Text = ["位置"] "地点",
///         watts: Option<Count> = "功率(瓦)",
///         keeper: Option<PersonName> = "看管人",
///     }
/// }
/// let row = LampRow { no: RefNo::parse("LD-01")?, place: Text::parse("桥头")?, watts: Some(Count::new(60)), keeper: None };
/// assert_eq!(row.key(), "LD-01");
/// assert_eq!(row.write(), [Some("LD-01".to_owned()), Some("桥头".to_owned()), Some("60".to_owned()), None]);
/// assert!(LampRow::SHEET.columns[3].secret && !LampRow::SHEET.columns[1].secret);
/// # Ok::<(), cunwu::Error>(())
/// ```
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        sheet: $sheet:literal, title: $title:literal, key: [$($key:ident),* $(,)?];
        $($(#[$fmeta:meta])* $field:ident: $ty:ty = $([$group:literal])? $header:literal $(| $syn:literal)* $(as $form:ident)?),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        $vis struct $name {
            $(#[doc = $header] $(#[$fmeta])* pub $field: $ty,)+
        }

        impl $crate::exchange::SheetRow for $name {
            const SHEET: &'static $crate::exchange::SheetSpec = &$crate::exchange::SheetSpec {
                name: $sheet,
                title: $title,
                columns: &[$($crate::exchange::ColumnSpec {
                    field: stringify!($field),
                    group: $crate::__row!(group $($group)?),
                    header: $header,
                    synonyms: &[$($syn),*],
                    required: <$ty as $crate::exchange::Field>::REQUIRED,
                    secret: {
                        #[allow(unused_imports)]
                        use $crate::exchange::private::Shown as _;
                        $crate::exchange::private::Probe::<$ty>::SECRET
                    },
                    form: $crate::__row!(form $ty, $($form)?),
                }),+],
                key: &[$(stringify!($key)),*],
            };

            fn read(cells: &mut $crate::exchange::RowReader<'_>) -> Option<Self> {
                $(let $field = cells.field::<$ty>();)+
                Some(Self { $($field: $field?),+ })
            }

            fn write(&self) -> Vec<Option<String>> {
                vec![$($crate::exchange::Field::text(&self.$field)),+]
            }

            fn key(&self) -> String {
                let texts: Vec<Option<String>> = vec![$($crate::exchange::Field::text(&self.$key)),*];
                $crate::exchange::private::key_of(&texts, || self.write())
            }
        }
    };
}

/// Parts of [`row!`](crate::row).
#[doc(hidden)]
#[macro_export]
macro_rules! __row {
    (group) => {
        None
    };
    (group $group:literal) => {
        Some($group)
    };
    (form $ty:ty,) => {
        <$ty as $crate::exchange::Field>::FORM
    };
    (form $ty:ty, text) => {
        $crate::value::Form::Text
    };
    (form $ty:ty, number) => {
        $crate::value::Form::Number
    };
    (form $ty:ty, date) => {
        $crate::value::Form::Date
    };
}

/// What [`row!`](crate::row) expands to; no part of the public interface.
#[doc(hidden)]
pub mod private {
    use std::marker::PhantomData;

    use crate::value::Sensitive;

    /// Tells at compile time whether a column's values are sensitive.
    #[derive(Debug)]
    pub struct Probe<T>(PhantomData<T>);

    impl<T: Sensitive> Probe<T> {
        /// Sensitive unless its type says that it may be shown.
        pub const SECRET: bool = !T::SHOWN;
    }

    impl<T: Sensitive> Probe<Option<T>> {
        /// As the value inside.
        pub const SECRET: bool = !T::SHOWN;
    }

    /// The answer for every other type.
    pub trait Shown {
        /// Not sensitive.
        const SECRET: bool = false;
    }

    impl<T> Shown for Probe<T> {}

    /// The key columns joined, or the digest of the row.
    pub fn key_of(key: &[Option<String>], row: impl FnOnce() -> Vec<Option<String>>) -> String {
        if key.is_empty() {
            return super::digest(&row());
        }
        let texts: Vec<&str> = key.iter().map(|text| text.as_deref().unwrap_or_default()).collect();
        texts.join("|")
    }
}
