//! Raw rusqlite: one table a kind with id, revision, the typed columns and the body, and the declared orders as indexes;
//! prepared statements, write-ahead log, `synchronous = FULL`, and the same page and cache sizes as the store's.

use std::path::Path;

use cunwu::schema::{ColumnType, KindSpec, Value};
use cunwu::store::Put;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql};

/// A database of a developer who needs no more than rows.
#[derive(Debug)]
pub(crate) struct Raw {
    connection: Connection,
}

/// A column value, bound without a copy.
struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Bool(yes) => ValueRef::Integer(i64::from(*yes)),
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

fn insert_sql(spec: &KindSpec) -> String {
    let names: Vec<&str> =
        ["id", "rev"].into_iter().chain(spec.columns.iter().map(|c| c.name)).chain(["body"]).collect();
    format!("INSERT INTO \"{}\" ({}) VALUES ({})", spec.name, quoted(&names), vec!["?"; names.len()].join(", "))
}

fn insert(statement: &mut Statement<'_>, put: &Put, rev: i64) {
    statement.raw_bind_parameter(1, &*put.key.id).expect("an id");
    statement.raw_bind_parameter(2, rev).expect("a revision");
    let mut place = 3;
    for value in &put.content.columns {
        statement.raw_bind_parameter(place, Bound(value)).expect("a column");
        place += 1;
    }
    statement.raw_bind_parameter(place, &*put.content.body).expect("a body");
    statement.raw_execute().expect("a row");
}

impl Raw {
    /// A new database with a table for each of these kinds.
    pub(crate) fn create(path: &Path, kinds: &[&'static KindSpec]) -> Self {
        let connection = Connection::open(path).expect("a file");
        connection.set_prepared_statement_cache_capacity(256);
        for (pragma, value) in
            [("page_size", "8192"), ("cache_size", "-65536"), ("temp_store", "MEMORY"), ("journal_mode", "WAL")]
        {
            connection.pragma_update(None, pragma, value).expect("a pragma");
        }
        connection.pragma_update(None, "synchronous", "FULL").expect("a pragma");
        for spec in kinds {
            let columns: String = spec
                .columns
                .iter()
                .map(|column| match column.ty {
                    ColumnType::Text | ColumnType::Day => format!("\"{}\" TEXT, ", column.name),
                    ColumnType::Int | ColumnType::Bool => format!("\"{}\" INTEGER, ", column.name),
                })
                .collect();
            let table = format!(
                "CREATE TABLE \"{}\" (id TEXT PRIMARY KEY, rev INTEGER NOT NULL, {columns}body TEXT NOT NULL) STRICT",
                spec.name
            );
            connection.execute(&table, []).expect("a table");
            for index in spec.indexes {
                let sql = format!(
                    "CREATE INDEX \"{0}~{1}\" ON \"{0}\" ({2}, id)",
                    spec.name,
                    index.name,
                    quoted(index.columns)
                );
                connection.execute(&sql, []).expect("an index");
            }
        }
        Self { connection }
    }

    /// Every row in one transaction.
    pub(crate) fn bulk(&self, kinds: &[(&'static KindSpec, Vec<&Put>)], rev: i64) {
        let begun = self.connection.unchecked_transaction().expect("a transaction");
        for (spec, puts) in kinds {
            let mut statement = self.connection.prepare_cached(&insert_sql(spec)).expect("a statement");
            for put in puts {
                insert(&mut statement, put, rev);
            }
        }
        begun.commit().expect("a commit");
    }

    /// One row, durable.
    pub(crate) fn one(&self, spec: &'static KindSpec, put: &Put, rev: i64) {
        let mut statement = self.connection.prepare_cached(&insert_sql(spec)).expect("a statement");
        insert(&mut statement, put, rev);
    }

    /// The body of a row by its id.
    pub(crate) fn point(&self, kind: &str, id: &str) -> (i64, String) {
        let sql = format!("SELECT rev, body FROM \"{kind}\" WHERE id = ?1");
        let mut statement = self.connection.prepare_cached(&sql).expect("a statement");
        statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).expect("a row")
    }

    /// Twenty rows behind an id.
    pub(crate) fn page(&self, kind: &str, after: &str) -> Vec<(String, i64, String)> {
        let sql = format!("SELECT id, rev, body FROM \"{kind}\" WHERE id > ?1 ORDER BY id LIMIT 20");
        let mut statement = self.connection.prepare_cached(&sql).expect("a statement");
        let rows = statement.query_map([after], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("rows");
        rows.collect::<Result<_, _>>().expect("rows")
    }

    /// How many rows for each value of a column.
    pub(crate) fn tally(&self, kind: &str, column: &str) -> Vec<(Option<String>, i64)> {
        let sql = format!("SELECT \"{column}\", COUNT(*) FROM \"{kind}\" GROUP BY \"{column}\" ORDER BY \"{column}\"");
        let mut statement = self.connection.prepare_cached(&sql).expect("a statement");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
        rows.collect::<Result<_, _>>().expect("rows")
    }
}

/// Bytes of the pages of each table and index, with the table that it belongs to.
pub(crate) fn pages(path: &Path) -> Vec<(String, String, u32)> {
    let connection = Connection::open(path).expect("a file");
    let sql = "SELECT m.tbl_name, m.name, SUM(s.pgsize) FROM dbstat AS s JOIN sqlite_master AS m ON m.name = s.name GROUP BY 1, 2";
    let mut statement = connection.prepare(sql).expect("a statement");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("rows")
}
