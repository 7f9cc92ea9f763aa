//! 问题 What is wrong with a cell, a row or a sheet, and what to do about it.

use crate::error::{Error, Lang};
use crate::exchange::row::{SheetSpec, mask};
use crate::exchange::table::Table;

/// 严重程度 What a problem did to its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// 错误 The row (or the sheet, when no row is named) was left out.
    Error,
    /// 警告 The row went in; somebody should look at it.
    Warning,
    /// 提示 Nothing to do with the rows that went in.
    Note,
}

impl Severity {
    /// 中文名 The Chinese label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Warning => "警告",
            Self::Note => "提示",
        }
    }
}

/// 问题 One problem of an import: where, what, and what to do, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// File, as the caller named it.
    pub file: Box<str>,
    /// Sheet.
    pub sheet: Box<str>,
    /// Row as Excel shows it; `None` for the whole sheet.
    pub row: Option<u32>,
    /// Header of the column, if it is about one.
    pub column: Option<Box<str>>,
    /// The value found, masked where the column is sensitive.
    pub value: Option<Box<str>>,
    /// Stable code, such as `value.id_number.check_digit`.
    pub code: &'static str,
    /// What it did.
    pub severity: Severity,
    /// Chinese text, ending with what to do.
    pub zh: Box<str>,
    /// English text, ending with what to do.
    pub en: Box<str>,
}

impl Problem {
    /// The problem that an error makes, without a place yet.
    pub(crate) fn of(error: &Error, severity: Severity) -> Self {
        Self {
            file: "".into(),
            sheet: "".into(),
            row: None,
            column: error.get("column").map(Into::into),
            value: error.get("value").map(Into::into),
            code: error.code(),
            severity,
            zh: error.text(Lang::Zh).into(),
            en: error.text(Lang::En).into(),
        }
    }

    /// The problem of an error that staging a row gave: fields become headers, sensitive values are masked.
    pub(crate) fn of_row(error: &Error, spec: &SheetSpec) -> Self {
        let mut problem = Self::of(error, Severity::Error);
        let named = error.get("column").or_else(|| error.get("field"));
        if let Some(column) = named.and_then(|name| spec.column(name)) {
            problem.column = Some(column.header.into());
            if column.secret && error.get("value").is_some_and(|value| !value.contains('*')) {
                problem.value = problem.value.as_deref().map(|value| mask(value).into());
            }
        }
        problem
    }

    /// Says where it was found.
    pub(crate) fn place(&mut self, table: &Table, row: Option<u32>) {
        self.file = table.file.clone();
        self.sheet = table.name.clone();
        self.row = row;
    }
}
