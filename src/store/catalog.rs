//! 种类目录 The kinds that a store is opened with.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::error::{Error, Result, code};
use crate::schema::KindSpec;
use crate::store::KEY_KIND;
use crate::store::dictionary::{CHANGES_VIEW, COMMITS_VIEW};

/// Names that a column cannot have, because a store keeps its own columns under them.
pub const RESERVED_COLUMNS: &[&str] =
    &["unit", "id", "rev", "until_rev", "body_version", "subject_key", "salt", "digest", "body"];

/// Chinese names that no column or secret can have, because the views for analysts keep their own columns under them.
pub const RESERVED_CHINESE: &[&str] = &["账本单位", "记录编号", "版次"];

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
        let mut chinese = BTreeSet::new();
        for spec in kinds {
            sound(spec)?;
            if !chinese.insert(spec.zh.to_ascii_lowercase()) {
                return Err(wrong(spec, format!("its Chinese name “{}” is taken", spec.zh)));
            }
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
    let own = ["cunwu_", "v_"].iter().any(|start| spec.name.starts_with(start)) || spec.name.ends_with("_past");
    if spec.name == KEY_KIND || own {
        let reason = "names that begin with `cunwu_` or `v_`, or end with `_past`, are the store's own";
        return Err(wrong(spec, reason.to_owned()));
    }
    sound_chinese(spec)?;
    let mut columns = BTreeSet::new();
    for column in spec.columns {
        if !snake(column.name) || RESERVED_COLUMNS.contains(&column.name) {
            return Err(wrong(spec, format!("column `{}` is not snake_case, or reserved", column.name)));
        }
        if column.since == 0 || column.since > spec.version {
            let reason =
                format!("column `{}` is there since version {} of {}", column.name, column.since, spec.version);
            return Err(wrong(spec, reason));
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

/// Whether a Chinese name can name a column of a view: not empty, at most 60 bytes, nothing that would need escaping.
fn nameable(zh: &str) -> bool {
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, '"' | '\'' | '`' | '|' | '\\');
    !zh.is_empty() && zh.len() <= 60 && zh.chars().all(plain)
}

/// Checks that every Chinese name names one thing. SQL compares names without regard to the case of ASCII letters.
fn sound_chinese(spec: &KindSpec) -> Result<()> {
    if [COMMITS_VIEW, CHANGES_VIEW].contains(&&*crate::store::dictionary::view(spec)) {
        return Err(wrong(spec, format!("its Chinese name “{}” is that of a view which stores keep", spec.zh)));
    }
    if !nameable(spec.zh) {
        return Err(wrong(
            spec,
            format!("its Chinese name “{}” is empty, too long, or holds spaces or quotes", spec.zh),
        ));
    }
    let mut seen: BTreeSet<String> = RESERVED_CHINESE.iter().map(|&name| name.to_owned()).collect();
    let columns = spec.columns.iter().map(|column| (column.name, column.zh));
    for (name, zh) in columns.chain(spec.secrets.iter().map(|secret| (secret.name, secret.zh))) {
        if !nameable(zh) {
            let reason = format!("the Chinese name “{zh}” of `{name}` is empty, too long, or holds spaces or quotes");
            return Err(wrong(spec, reason));
        }
        if !seen.insert(zh.to_ascii_lowercase()) {
            return Err(wrong(spec, format!("the Chinese name “{zh}” of `{name}` is taken or reserved")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Column, ColumnType, SecretSpec};

    const TREE: &KindSpec = &KindSpec {
        name: "trial.tree",
        prefix: "tree",
        version: 1,
        zh: "树",
        columns: &[Column::new("kind", ColumnType::Text).zh("树种")],
        indexes: &[],
        secrets: &[],
        history: true,
        project: None,
    };

    fn reason(kinds: &[&'static KindSpec]) -> String {
        let error = Catalog::new(kinds.iter().copied()).unwrap_err();
        assert_eq!(error.code(), "store.catalog");
        error.to_string()
    }

    #[test]
    fn chinese_names_are_there_and_name_one_thing_each() {
        const NAMELESS: &KindSpec = &KindSpec { zh: "", ..*TREE };
        const EMPTY: &KindSpec = &KindSpec { columns: &[Column::new("kind", ColumnType::Text).zh("")], ..*TREE };
        const TWICE: &KindSpec = &KindSpec {
            columns: &[
                Column::new("kind", ColumnType::Text).zh("a树种"),
                Column::new("sort", ColumnType::Text).zh("A树种"),
            ],
            ..*TREE
        };
        const RESERVED: &KindSpec =
            &KindSpec { columns: &[Column::new("kind", ColumnType::Text).zh("记录编号")], ..*TREE };
        const SECRET: &KindSpec =
            &KindSpec { secrets: &[SecretSpec { name: "planter", zh: "树种", scheme: None }], ..*TREE };
        const QUOTE: &KindSpec =
            &KindSpec { columns: &[Column::new("kind", ColumnType::Text).zh("树\"种")], ..*TREE };
        const YOUNGER: &KindSpec = &KindSpec { columns: &[Column::new("kind", ColumnType::Text).since(2)], ..*TREE };
        const OTHER: &KindSpec = &KindSpec { name: "trial.bush", prefix: "bush", ..*TREE };
        assert_eq!(Catalog::new([TREE]).unwrap().kinds().count(), 1);
        for (kind, part) in [
            (NAMELESS, "its Chinese name “” is empty"),
            (EMPTY, "of `kind` is empty"),
            (TWICE, "of `sort` is taken"),
            (RESERVED, "of `kind` is taken or reserved"),
            (SECRET, "of `planter` is taken"),
            (QUOTE, "of `kind` is empty, too long, or holds spaces or quotes"),
            (YOUNGER, "column `kind` is there since version 2 of 1"),
        ] {
            let told = reason(&[kind]);
            assert!(told.contains(part), "{told}");
        }
        assert!(reason(&[TREE, OTHER]).contains("its Chinese name “树” is taken"));
    }
}
