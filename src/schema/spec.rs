//! 种类声明 The declaration of a stored kind, as data.

use crate::error::Result;
use crate::schema::{Key, Value};

/// 列类型 The type of a declared column; every column may be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// Text, ordered by bytes.
    Text,
    /// A whole number of 64 bits.
    Int,
    /// True or false.
    Bool,
    /// A day, kept as ISO text.
    Day,
}

/// 列 A declared column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name in snake_case, and in SQL.
    pub name: &'static str,
    /// Type.
    pub ty: ColumnType,
    /// 中文名 Chinese name, for views and the data dictionary.
    pub zh: &'static str,
    /// 起始版本 The version of the kind that first had the column. Digests of bodies of older versions leave it out, so that filling
    /// it in later changes none.
    pub since: u32,
}

impl Column {
    /// A column of the first version; its Chinese name is its name until [`Column::zh`] gives one.
    pub const fn new(name: &'static str, ty: ColumnType) -> Self {
        Self { name, ty, zh: name, since: 1 }
    }

    /// 中文名 With this Chinese name.
    #[must_use]
    pub const fn zh(self, zh: &'static str) -> Self {
        Self { zh, ..self }
    }

    /// 起始版本 That this version of the kind was the first to have it.
    #[must_use]
    pub const fn since(self, since: u32) -> Self {
        Self { since, ..self }
    }
}

/// 索引 A declared order: queries may ask for it, and only for declared ones. The record id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// Name of the order.
    pub name: &'static str,
    /// Columns, first to last.
    pub columns: &'static [&'static str],
    /// For technical keys only: no two current records of a unit agree in all columns (nulls never agree).
    pub unique: bool,
}

/// 敏感字段 A field that is sealed under its subject's data key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretSpec {
    /// Field name; bound into the sealed text.
    pub name: &'static str,
    /// 中文名 Chinese name, for the data dictionary; its tag column is called so and 标签.
    pub zh: &'static str,
    /// Scheme of the keyed blind tag (`cn_id`, `phone`): equal values of one scheme get equal tags, across kinds.
    /// The tag stands in a text column `{name}_tag`. `None`: cannot be searched.
    pub scheme: Option<&'static str>,
}

/// 投影 Computes the values of every declared column from a stored body: key, version of the body, body.
pub type Project = fn(&Key, u32, &str) -> Result<Vec<Value>>;

/// 种类 A stored kind.
#[derive(Debug)]
pub struct KindSpec {
    /// Stored name in snake_case; a host's kinds contain a dot (`xintang.lamp`), ours never do.
    pub name: &'static str,
    /// Prefix of ids, such as `res`.
    pub prefix: &'static str,
    /// Version of the body's format.
    pub version: u32,
    /// 中文名 Chinese name.
    pub zh: &'static str,
    /// Declared columns; the tag columns of secrets come last.
    pub columns: &'static [Column],
    /// Declared orders. The order by record id (name `id`) is always there.
    pub indexes: &'static [Index],
    /// Sealed fields.
    pub secrets: &'static [SecretSpec],
    /// Whether superseded versions are kept.
    pub history: bool,
    /// 投影 How columns are computed from a body, so that one declared later is filled from the bodies that are there
    /// already. Without it, columns can only be added while no record is stored.
    pub project: Option<Project>,
}

/// Declarations are equal when they declare the same; how a body is projected cannot be compared.
impl PartialEq for KindSpec {
    fn eq(&self, other: &Self) -> bool {
        let named = |spec: &Self| (spec.name, spec.prefix, spec.version, spec.zh, spec.history);
        let listed = |spec: &Self| (spec.columns, spec.indexes, spec.secrets);
        named(self) == named(other) && listed(self) == listed(other)
    }
}
impl Eq for KindSpec {}

impl KindSpec {
    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// A declared order by name.
    pub fn index(&self, name: &str) -> Option<&'static Index> {
        self.indexes.iter().find(|index| index.name == name)
    }
}
