//! The tables of a kind, their statements written once when a store is opened.

use std::collections::BTreeMap;

use crate::schema::{ColumnType, Index, KindSpec};
use crate::store::Catalog;
use crate::store::sql::text::quoted;
use crate::store::sql::{Dialect, Holds, Insert};

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
    /// What each of them holds.
    pub(super) holds: Box<[Holds]>,
    /// The same, in one list.
    pub(super) all: Box<str>,
    /// The declared columns of a table called `versions` in one list, each behind a comma: a column may be called as one of the log.
    pub(super) declared: Box<str>,
}

/// The columns that every record has before its declared ones; the body comes last.
const HEAD: [(&str, Holds); 6] = [
    ("unit", Holds::Unit),
    ("id", Holds::Text),
    ("rev", Holds::Int),
    ("body_version", Holds::Int),
    ("subject_key", Holds::Text),
    ("salt", Holds::Bytes),
];

/// Columns that are inserted into, and what each holds.
#[derive(Debug)]
pub(super) struct Columns(Vec<Box<str>>, Vec<Holds>);

impl Columns {
    fn of<const N: usize>(columns: [(&str, Holds); N]) -> Self {
        let (names, holds) = columns.into_iter().map(|(name, holds)| (Box::from(name), holds)).unzip();
        Self(names, holds)
    }

    /// An insert into these columns of a table.
    pub(super) fn of_table<'a>(&'a self, table: &'a str) -> Insert<'a> {
        Insert { table, columns: &self.0, holds: &self.1 }
    }
}

/// The tables that every store has, quoted, and the columns of those that each commit writes.
#[derive(Debug)]
pub(super) struct SystemTables {
    pub(super) log_columns: Columns,
    pub(super) commit_columns: Columns,
    pub(super) key_columns: Columns,
    pub(super) meta: String,
    pub(super) kind: String,
    pub(super) column: String,
    pub(super) order: String,
    pub(super) unit: String,
    pub(super) commit: String,
    pub(super) log: String,
    pub(super) key: String,
}

impl SystemTables {
    pub(super) fn new(dialect: &Dialect) -> Self {
        use Holds::{Bytes, Int, Text, Unit};
        Self {
            log_columns: Columns::of([
                ("unit", Unit),
                ("seq", Int),
                ("ord", Int),
                ("kind", Text),
                ("id", Text),
                ("nature", Text),
                ("digest", Bytes),
            ]),
            commit_columns: Columns::of([
                ("unit", Unit),
                ("seq", Int),
                ("at", Int),
                ("request", Text),
                ("actor", Text),
                ("purpose", Text),
                ("reason", Text),
                ("replica", Text),
                ("branch", Text),
                ("base", Text),
                ("row_count", Int),
                ("chain", Bytes),
            ]),
            key_columns: Columns::of([("unit", Unit), ("subject", Text), ("rev", Int), ("wrapped", Text)]),
            meta: dialect.table("cunwu_meta"),
            kind: dialect.table("cunwu_kind"),
            column: dialect.table("cunwu_column"),
            order: dialect.table("cunwu_order"),
            unit: dialect.table("cunwu_unit"),
            commit: dialect.table("cunwu_commit"),
            log: dialect.table("cunwu_log"),
            key: dialect.table("cunwu_key"),
        }
    }
}

impl KindTables {
    fn new(dialect: &Dialect, spec: &'static KindSpec) -> Self {
        let declared = spec.columns.iter().map(|column| (column.name, held(column.ty)));
        let (columns, holds): (Vec<Box<str>>, Vec<Holds>) = HEAD
            .into_iter()
            .chain(declared)
            .chain([("body", Holds::Text)])
            .map(|(name, holds)| (Box::from(quoted(name)), holds))
            .unzip();
        let list: Vec<&str> = columns.iter().map(|name| &**name).collect();
        let behind = |column: &crate::schema::Column| format!(", versions.{}", quoted(column.name));
        Self {
            spec,
            table: dialect.table(spec.name).into(),
            past: dialect.table(&format!("{}_past", spec.name)).into(),
            all: list.join(", ").into(),
            declared: spec.columns.iter().map(behind).collect::<String>().into(),
            columns: columns.into(),
            holds: holds.into(),
        }
    }

    /// The tables' definitions.
    pub(super) fn create(&self, dialect: &Dialect) -> Vec<String> {
        let Dialect { unit, text, int, bytes, wide_table, .. } = dialect;
        let mut declared = String::new();
        for column in self.spec.columns {
            declared.extend([&quoted(column.name), " ", column_type(dialect, column.ty), ", "]);
        }
        let table = |name: &str, until: &str, key: &str| {
            format!(
                "CREATE TABLE IF NOT EXISTS {name} (unit {unit} NOT NULL, id {text} NOT NULL, rev {int} NOT NULL, \
                 {until}body_version {int} NOT NULL, subject_key {text}, salt {bytes} NOT NULL, {declared}\
                 body {text} NOT NULL, PRIMARY KEY ({key})){wide_table}"
            )
        };
        let subject = |name: &str, of: &str| {
            let index = quoted(&dialect.fitted(&format!("{name}~subject")));
            format!("CREATE INDEX IF NOT EXISTS {index} ON {of} (unit, subject_key) WHERE subject_key IS NOT NULL")
        };
        let mut sql = vec![table(&self.table, "", "unit, id"), subject(self.spec.name, &self.table)];
        if self.spec.history {
            let until = format!("until_rev {int} NOT NULL, ");
            sql.push(table(&self.past, &until, "unit, id, rev"));
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
        let name = quoted(&dialect.fitted(&format!("{}~{}", self.spec.name, index.name)));
        let nulls = dialect.index_nulls;
        let mut columns = String::new();
        for column in index.columns {
            columns.extend([", ", &quoted(column), nulls]);
        }
        let (unique, id) = if index.unique { ("UNIQUE ", "") } else { ("", ", id") };
        let table = &self.table;
        [
            format!("DROP INDEX IF EXISTS {}", dialect.within(&name)),
            format!("CREATE {unique}INDEX {name} ON {table} (unit{columns}{id})"),
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

fn held(ty: ColumnType) -> Holds {
    match ty {
        ColumnType::Text | ColumnType::Day => Holds::Text,
        ColumnType::Int => Holds::Int,
        ColumnType::Bool => Holds::Bool,
    }
}

/// Every kind's tables.
pub(super) fn of_catalog(dialect: &Dialect, catalog: &Catalog) -> BTreeMap<&'static str, KindTables> {
    catalog.kinds().map(|spec| (spec.name, KindTables::new(dialect, spec))).collect()
}

/// The tables of units: heads, commits, log, data keys; each with its definitions.
pub(super) fn of_units(dialect: &Dialect, names: &SystemTables) -> Vec<(String, Vec<String>)> {
    let Dialect { unit, text, int, bytes, wide_table: wide, narrow_table: narrow, .. } = dialect;
    let SystemTables { unit: units, commit, log, key, .. } = names;
    let index = |name: &str| quoted(&dialect.fitted(name));
    let (by_request, by_id) = (index("cunwu_commit~request"), index("cunwu_log~id"));
    let identity = if dialect.numbered_units {
        format!("unit {unit} PRIMARY KEY, name {text} NOT NULL UNIQUE")
    } else {
        format!("unit {unit} NOT NULL PRIMARY KEY")
    };
    let table = |name: &str, columns: &str, kind: &str| format!("CREATE TABLE IF NOT EXISTS {name} ({columns}){kind}");
    vec![
        (
            units.clone(),
            vec![table(units, &format!("{identity}, seq {int} NOT NULL, chain {bytes} NOT NULL, at {int}"), wide)],
        ),
        (
            commit.clone(),
            vec![
                table(
                    commit,
                    &format!(
                        "unit {unit} NOT NULL, seq {int} NOT NULL, at {int} NOT NULL, request {text} NOT NULL, actor \
                         {text} NOT NULL, purpose {text} NOT NULL, reason {text}, replica {text} NOT NULL, branch \
                         {text} NOT NULL, base {text} NOT NULL, row_count {int} NOT NULL, chain {bytes} NOT NULL, \
                         PRIMARY KEY (unit, seq)"
                    ),
                    narrow,
                ),
                format!("CREATE UNIQUE INDEX IF NOT EXISTS {by_request} ON {commit} (unit, request)"),
            ],
        ),
        (
            log.clone(),
            vec![
                table(
                    log,
                    &format!(
                        "unit {unit} NOT NULL, seq {int} NOT NULL, ord {int} NOT NULL, kind {text} NOT NULL, id {text} \
                         NOT NULL, nature {text} NOT NULL, digest {bytes} NOT NULL, PRIMARY KEY (unit, seq, ord)"
                    ),
                    narrow,
                ),
                format!("CREATE INDEX IF NOT EXISTS {by_id} ON {log} (unit, id)"),
            ],
        ),
        (
            key.clone(),
            vec![table(
                key,
                &format!(
                    "unit {unit} NOT NULL, subject {text} NOT NULL, rev {int} NOT NULL, wrapped {text} NOT NULL, \
                     PRIMARY KEY (unit, subject)"
                ),
                narrow,
            )],
        ),
    ]
}

/// The tables that say what a database was made with.
pub(super) fn of_the_database(dialect: &Dialect, names: &SystemTables) -> Vec<String> {
    let Dialect { text, int, narrow_table: narrow, .. } = dialect;
    let SystemTables { meta, kind, column, order, .. } = names;
    let table = |name: &str, columns: &str| format!("CREATE TABLE IF NOT EXISTS {name} ({columns}){narrow}");
    vec![
        table(meta, &format!("name {text} NOT NULL PRIMARY KEY, value {text} NOT NULL")),
        table(
            kind,
            &format!(
                "kind {text} NOT NULL PRIMARY KEY, zh {text} NOT NULL, version {int} NOT NULL, history {int} NOT NULL"
            ),
        ),
        table(
            column,
            &format!(
                "kind {text} NOT NULL, name {text} NOT NULL, type {text} NOT NULL, zh {text} NOT NULL, since {int} NOT \
                 NULL, filled {int} NOT NULL, PRIMARY KEY (kind, name)"
            ),
        ),
        table(
            order,
            &format!("kind {text} NOT NULL, name {text} NOT NULL, columns {text} NOT NULL, PRIMARY KEY (kind, name)"),
        ),
    ]
}
