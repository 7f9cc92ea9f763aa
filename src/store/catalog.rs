//! 种类目录 The kinds that a store is opened with.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::error::{Error, Result, code};
use crate::schema::KindSpec;
use crate::store::KEY_KIND;

/// Names that a column cannot have, because a store keeps its own columns under them.
pub const RESERVED_COLUMNS: &[&str] =
    &["unit_no", "id", "rev", "until_rev", "body_version", "subject_key", "salt", "digest", "body"];

/// 种类目录 The kinds that a store is opened with: the crate's and the host's. Whatever is not in it is an error.
#[doc(alias = "目录")]
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    kinds: Arc<BTreeMap<&'static str, &'static KindSpec>>,
}

impl Catalog {
    /// A catalog of these kinds.
    ///
    /// # Errors
    /// `store.catalog` when a declaration contradicts itself or another.
    pub fn new(kinds: impl IntoIterator<Item = &'static KindSpec>) -> Result<Self> {
        let mut known = BTreeMap::new();
        let mut prefixes = BTreeSet::new();
        for spec in kinds {
            sound(spec)?;
            if !prefixes.insert(spec.prefix) {
                return Err(wrong(spec, format!("its id prefix `{}` is taken", spec.prefix)));
            }
            if known.insert(spec.name, spec).is_some() {
                return Err(wrong(spec, "it is declared twice".to_owned()));
            }
        }
        Ok(Self { kinds: Arc::new(known) })
    }

    /// The same catalog and more kinds.
    ///
    /// # Errors
    /// As [`Catalog::new`].
    pub fn and(&self, kinds: impl IntoIterator<Item = &'static KindSpec>) -> Result<Self> {
        Self::new(self.kinds().chain(kinds))
    }

    /// The declaration of a kind.
    ///
    /// # Errors
    /// `schema.kind.unknown` when it is not registered.
    pub fn kind(&self, name: &str) -> Result<&'static KindSpec> {
        self.kinds.get(name).copied().ok_or_else(|| Error::new(code::schema::KIND_UNKNOWN).with("kind", name))
    }

    /// Every kind, by name.
    pub fn kinds(&self) -> impl Iterator<Item = &'static KindSpec> + '_ {
        self.kinds.values().copied()
    }

    /// Whether a kind declares secrets.
    pub fn has_secrets(&self) -> bool {
        self.kinds().any(|spec| !spec.secrets.is_empty())
    }
}

fn wrong(spec: &KindSpec, reason: String) -> Error {
    Error::new(code::store::CATALOG).with("kind", spec.name).with("reason", reason)
}

fn snake(name: &str) -> bool {
    name.bytes().next().is_some_and(|first| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && name.len() <= 48
}

fn sound(spec: &KindSpec) -> Result<()> {
    if !spec.name.split('.').all(snake) || spec.name.split('.').count() > 2 {
        return Err(wrong(spec, "its name is not snake_case with at most one dot".to_owned()));
    }
    if spec.name == KEY_KIND || spec.name.starts_with("cunwu_") || spec.name.ends_with("_past") {
        return Err(wrong(spec, "names that begin with `cunwu_` or end with `_past` are the store's own".to_owned()));
    }
    let mut columns = BTreeSet::new();
    for column in spec.columns {
        if !snake(column.name) || RESERVED_COLUMNS.contains(&column.name) {
            return Err(wrong(spec, format!("column `{}` is not snake_case, or reserved", column.name)));
        }
        if !columns.insert(column.name) {
            return Err(wrong(spec, format!("column `{}` is declared twice", column.name)));
        }
    }
    let mut orders = BTreeSet::new();
    for index in spec.indexes {
        if !snake(index.name) || index.name == "id" || !orders.insert(index.name) {
            return Err(wrong(spec, format!("order `{}` is not snake_case, reserved, or declared twice", index.name)));
        }
        if index.columns.is_empty() || index.columns.iter().any(|column| !columns.contains(column)) {
            return Err(wrong(spec, format!("order `{}` names a column that is not declared", index.name)));
        }
    }
    Ok(())
}
