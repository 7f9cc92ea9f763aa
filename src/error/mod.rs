//! 错误 The one error of the crate: a stable code, a kind, context and texts in two languages.
//!
//! Each code is dotted, documented in one table ([`all`]) and never reused. Both texts end with what to do.
//! ```
//! let wrong = "44011819491001001X".parse::<cunwu::value::IdNumber>().unwrap_err();
//! assert_eq!(wrong.code(), "value.id_number.check_digit");
//! assert!(!wrong.is_retryable());
//! ```
use std::error::Error as StdError;
use std::fmt;

pub mod code;

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// 错误种类 What sort of failure it is; what a caller can decide on without reading the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// The input cannot be right; correct it.
    Invalid,
    /// A name (column, kind, filter, role, sheet) that is not declared. Fail closed.
    Unknown,
    /// Nothing is stored under that key.
    NotFound,
    /// Somebody else wrote first; read again and decide.
    Conflict,
    /// A governance rule forbids it.
    Refused,
    /// The actor has no permit for it.
    Denied,
    /// Try again later; nothing was written.
    Busy,
    /// This build, backend or format version cannot do it.
    Unsupported,
    /// Stored data contradict themselves.
    Corrupt,
    /// The system below (file, database, network) failed.
    Io,
}

/// 错误码 One row of the table of errors: stable id, kind, and both texts with `{placeholders}`.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Dotted and never reused, such as `value.id_number.check_digit`.
    pub id: &'static str,
    /// What sort of failure it is.
    pub kind: Kind,
    /// Chinese text: what is wrong, then what to do.
    pub zh: &'static str,
    /// English text: what is wrong, then what to do.
    pub en: &'static str,
}

/// 语言 The language of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

/// 错误 What went wrong, where, and what to do. Displays in English; [`Error::text`] gives either language.
#[derive(thiserror::Error)]
#[error("{} [{}]", self.text(Lang::En), self.code.id)]
pub struct Error {
    code: &'static Code,
    context: Vec<(&'static str, String)>,
    #[source]
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of this code, without context yet.
    pub fn new(code: &'static Code) -> Self {
        Self { code, context: Vec::new(), source: None }
    }

    /// Names a place or value that the texts of the code mention as `{key}`, or that only [`Error::context`] shows.
    /// Never pass a secret in the clear: mask it first.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl fmt::Display) -> Self {
        self.context.push((key, value.to_string()));
        self
    }

    /// Keeps the error below as the source.
    #[must_use]
    pub fn because(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// The stable code, such as `value.id_number.check_digit`.
    pub fn code(&self) -> &'static str {
        self.code.id
    }

    /// What sort of failure it is.
    pub fn kind(&self) -> Kind {
        self.code.kind
    }

    /// Places and values, in the order in which they were named.
    pub fn context(&self) -> &[(&'static str, String)] {
        &self.context
    }

    /// The value of one place, if it was named.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.context.iter().rev().find(|(name, _)| *name == key).map(|(_, value)| value.as_str())
    }

    /// 文本 The text in one language: what is wrong, then what to do.
    pub fn text(&self, lang: Lang) -> String {
        let template = match lang {
            Lang::Zh => self.code.zh,
            Lang::En => self.code.en,
        };
        let mut out = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            out.push_str(self.place(name, lang).unwrap_or("?"));
            rest = tail;
        }
        out.push_str(rest);
        out
    }

    /// A place in one language: words that come in both stand under `name` and `name.zh`.
    fn place(&self, name: &str, lang: Lang) -> Option<&str> {
        let mut zh = self.context.iter().filter(|(key, _)| lang == Lang::Zh && key.strip_suffix(".zh") == Some(name));
        zh.next_back().map(|(_, value)| value.as_str()).or_else(|| self.get(name))
    }

    /// Somebody else wrote first: read again, decide, and try anew.
    pub fn is_conflict(&self) -> bool {
        self.code.kind == Kind::Conflict
    }

    /// The same call may succeed later; nothing was written.
    pub fn is_retryable(&self) -> bool {
        self.code.kind == Kind::Busy
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        for (key, value) in &self.context {
            write!(f, "\n  {key} = {value}")?;
        }
        if let Some(source) = &self.source {
            write!(f, "\n  because {source:?}")?;
        }
        Ok(())
    }
}

/// 错误码表 Every code of the crate, room by room.
pub fn all() -> impl Iterator<Item = &'static Code> {
    code::ALL.iter().flat_map(|room| room.iter().copied())
}
