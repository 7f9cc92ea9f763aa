//! The tables of a kind, their statements written once when a store is opened.

use std::collections::BTreeMap;

use crate::schema::{ColumnType, Index, KindSpec};
use crate::store::Catalog;
use crate::store::sql::Dialect;
use crate::store::sql::text::quoted;

/// The tables of one kind.
#[derive(Debug)]
pub(super) struct KindTables {
    pub(super) spec: &'static KindSpec,
    /// Current versions, quoted.
    pub(super) table: Box<str>,
    /// Superseded versions, quoted.
    pub(super) past: Box<str>,
    /// Every column of the table, quoted, in the order of the insert.
    pub(super) columns: Box<[Box<str>]>,
    /// The same, in one list.
    pub(super) all: Box<str>,
    /// The declared columns in one list, each behind a comma.
    pub(super) declared: Box<str>,
}

/// The columns that every record has before its declared ones; the body comes last.
const HEAD: [&str; 6] = ["unit_no", "id", "rev", "body_version", "subject_key", "salt"];

impl KindTables {
    fn new(spec: &'static KindSpec) -> Self {
        let declared = spec.columns.iter().map(|column| column.name);
        let columns: Box<[Box<str>]> =
            HEAD.into_iter().chain(declared).chain(["body"]).map(|name| quoted(name).into()).collect();
        let list: Vec<&str> = columns.iter().map(|name| &**name).collect();
        let behind = |column: &crate::schema::Column| format!(", {}", quoted(column.name));
        Self {
            spec,
            table: quoted(spec.name).into(),
            past: quoted(&format!("{}_past", spec.name)).into(),
            all: list.join(", ").into(),
            declared: spec.columns.iter().map(behind).collect::<String>().into(),
            columns,
        }
    }

    /// The tables' definitions.
    pub(super) fn create(&self, dialect: &Dialect) -> Vec<String> {
        let Dialect { text, int, bytes, wide_table, .. } = dialect;
        let mut declared = String::new();
        for column in self.spec.columns {
            declared.extend([&quoted(column.name), " ", column_type(dialect, column.ty), ", "]);
        }
        let table = |name: &str, until: &str, key: &str| {
            format!(
                "CREATE TABLE IF NOT EXISTS {name} (unit_no {int} NOT NULL, id {text} NOT NULL, rev {int} NOT NULL, \
                 {until}body_version {int} NOT NULL, subject_key {text}, salt {bytes} NOT NULL, {declared}\
                 body {text} NOT NULL, PRIMARY KEY ({key})){wide_table}"
            )
        };
        let subject = |name: &str, of: &str| {
            let index = quoted(&format!("{name}~subject"));
            format!("CREATE INDEX IF NOT EXISTS {index} ON {of} (unit_no, subject_key) WHERE subject_key IS NOT NULL")
        };
        let mut sql = vec![table(&self.table, "", "unit_no, id"), subject(self.spec.name, &self.table)];
        if self.spec.history {
            let until = format!("until_rev {int} NOT NULL, ");
            sql.push(table(&self.past, &until, "unit_no, id, rev"));
            sql.push(subject(&format!("{}_past", self.spec.name), &self.past));
        }
        sql
    }

    /// The definition of an added column.
    pub(super) fn add_column(&self, dialect: &Dialect, name: &str, ty: ColumnType) -> Vec<String> {
        let ty = column_type(dialect, ty);
        let add = |table: &str| format!("ALTER TABLE {table} ADD COLUMN {} {ty}", quoted(name));
        let mut sql = vec![add(&self.table)];
        if self.spec.history {
            sql.push(add(&self.past));
        }
        sql
    }

    /// The definition of a declared order.
    pub(super) fn create_index(&self, dialect: &Dialect, index: &Index) -> [String; 2] {
        let name = quoted(&format!("{}~{}", self.spec.name, index.name));
        let nulls = dialect.index_nulls;
        let mut columns = String::new();
        for column in index.columns {
            columns.extend([", ", &quoted(column), nulls]);
        }
        let (unique, id) = if index.unique { ("UNIQUE ", "") } else { ("", ", id") };
        let table = &self.table;
        [
            format!("DROP INDEX IF EXISTS {name}"),
            format!("CREATE {unique}INDEX {name} ON {table} (unit_no{columns}{id})"),
        ]
    }
}

fn column_type(dialect: &Dialect, ty: ColumnType) -> &'static str {
    match ty {
        ColumnType::Text | ColumnType::Day => dialect.text,
        ColumnType::Int => dialect.int,
        ColumnType::Bool => dialect.bool,
    }
}

/// Every kind's tables.
pub(super) fn of_catalog(catalog: &Catalog) -> BTreeMap<&'static str, KindTables> {
    catalog.kinds().map(|spec| (spec.name, KindTables::new(spec))).collect()
}

/// The tables that every store has: units with their heads, commits, log, data keys, and what the store was made with.
pub(super) fn system(dialect: &Dialect) -> Vec<String> {
    let Dialect { text, int, bytes, serial, wide_table: wide, narrow_table: narrow, .. } = dialect;
    let table = |name: &str, columns: &str, kind: &str| format!("CREATE TABLE IF NOT EXISTS {name} ({columns}){kind}");
    vec![
        table("cunwu_meta", &format!("name {text} NOT NULL PRIMARY KEY, value {text} NOT NULL"), narrow),
        table(
            "cunwu_kind",
            &format!("kind {text} NOT NULL PRIMARY KEY, zh {text} NOT NULL, version {int} NOT NULL"),
            narrow,
        ),
        table(
            "cunwu_column",
            &format!("kind {text} NOT NULL, name {text} NOT NULL, type {text} NOT NULL, PRIMARY KEY (kind, name)"),
            narrow,
        ),
        table(
            "cunwu_order",
            &format!("kind {text} NOT NULL, name {text} NOT NULL, columns {text} NOT NULL, PRIMARY KEY (kind, name)"),
            narrow,
        ),
        table(
            "cunwu_unit",
            &format!(
                "unit_no {serial}, unit {text} NOT NULL UNIQUE, seq {int} NOT NULL, chain {bytes} NOT NULL, at {int}"
            ),
            wide,
        ),
        table(
            "cunwu_commit",
            &format!(
                "unit_no {int} NOT NULL, seq {int} NOT NULL, at {int} NOT NULL, request {text} NOT NULL, actor {text} \
                 NOT NULL, purpose {text} NOT NULL, reason {text}, replica {text} NOT NULL, branch {text} NOT NULL, \
                 base {text} NOT NULL, row_count {int} NOT NULL, chain {bytes} NOT NULL, PRIMARY KEY (unit_no, seq)"
            ),
            narrow,
        ),
        "CREATE UNIQUE INDEX IF NOT EXISTS \"cunwu_commit~request\" ON cunwu_commit (unit_no, request)".to_owned(),
        table(
            "cunwu_log",
            &format!(
                "unit_no {int} NOT NULL, seq {int} NOT NULL, ord {int} NOT NULL, kind {text} NOT NULL, id {text} NOT \
                 NULL, nature {text} NOT NULL, digest {bytes} NOT NULL, PRIMARY KEY (unit_no, seq, ord)"
            ),
            narrow,
        ),
        "CREATE INDEX IF NOT EXISTS \"cunwu_log~id\" ON cunwu_log (unit_no, id)".to_owned(),
        table(
            "cunwu_key",
            &format!(
                "unit_no {int} NOT NULL, subject {text} NOT NULL, rev {int} NOT NULL, wrapped {text} NOT NULL, PRIMARY \
                 KEY (unit_no, subject)"
            ),
            narrow,
        ),
    ]
}
