//! Raw sqlx, and COPY: one table a kind with id, revision, the typed columns and the body, and the declared orders as indexes.

use cunwu::schema::{Column, ColumnType, KindSpec, Value};
use cunwu::store::Put;
use sqlx::postgres::{PgArguments, PgConnection};
use sqlx::{Connection as _, Executor as _, Row as _};

/// A connection of a developer who needs no more than rows.
#[derive(Debug)]
pub(crate) struct Raw {
    connection: PgConnection,
    schema: String,
}

type Ask<'q> = sqlx::query::Query<'q, sqlx::Postgres, PgArguments>;

fn bound<'q>(ask: Ask<'q>, column: &Column, value: &'q Value) -> Ask<'q> {
    match (column.ty, value) {
        (_, Value::Text(text)) => ask.bind(&**text),
        (_, Value::Int(number)) => ask.bind(*number),
        (_, Value::Bool(yes)) => ask.bind(*yes),
        (ColumnType::Text | ColumnType::Day, Value::Null) => ask.bind(None::<&str>),
        (ColumnType::Int, Value::Null) => ask.bind(None::<i64>),
        (ColumnType::Bool, Value::Null) => ask.bind(None::<bool>),
    }
}

/// Text as COPY reads it.
fn escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
}

fn copied(put: &Put, rev: i64, out: &mut String) {
    escaped(&put.key.id, out);
    out.push('\t');
    out.push_str(&rev.to_string());
    for value in &put.content.columns {
        out.push('\t');
        match value {
            Value::Null => out.push_str("\\N"),
            Value::Bool(yes) => out.push(if *yes { 't' } else { 'f' }),
            Value::Int(number) => out.push_str(&number.to_string()),
            Value::Text(text) => escaped(text, out),
        }
    }
    out.push('\t');
    escaped(&put.content.body, out);
    out.push('\n');
}

impl Raw {
    /// Tables for each of these kinds in a schema of this name.
    pub(crate) async fn create(url: &str, schema: &str, kinds: &[&'static KindSpec]) -> Self {
        let mut connection = PgConnection::connect(url).await.expect("a server");
        let mut sql = vec![format!("CREATE SCHEMA {schema}")];
        for spec in kinds {
            let columns: String = spec
                .columns
                .iter()
                .map(|column| match column.ty {
                    ColumnType::Text | ColumnType::Day => format!("\"{}\" text COLLATE \"C\", ", column.name),
                    ColumnType::Int => format!("\"{}\" bigint, ", column.name),
                    ColumnType::Bool => format!("\"{}\" boolean, ", column.name),
                })
                .collect();
            let table = format!("{schema}.\"{}\"", spec.name);
            sql.push(format!(
                "CREATE TABLE {table} (id text COLLATE \"C\" PRIMARY KEY, rev bigint NOT NULL, {columns}body text NOT NULL)"
            ));
            for index in spec.indexes {
                let names: Vec<String> = index.columns.iter().map(|name| format!("\"{name}\"")).collect();
                sql.push(format!("CREATE INDEX ON {table} ({}, id)", names.join(", ")));
            }
        }
        connection.execute(&*sql.join("; ")).await.expect("tables");
        Self { connection, schema: schema.to_owned() }
    }

    fn table(&self, spec: &KindSpec) -> String {
        let names: Vec<String> = spec.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        format!("{}.\"{}\" (id, rev, {}, body)", self.schema, spec.name, names.join(", "))
    }

    /// Every row through COPY, in one transaction.
    pub(crate) async fn copy(&mut self, kinds: &[(&'static KindSpec, Vec<&Put>)], rev: i64) {
        self.connection.execute("BEGIN").await.expect("a transaction");
        for (spec, puts) in kinds {
            let sql = format!("COPY {} FROM STDIN", self.table(spec));
            let mut copy = self.connection.copy_in_raw(&sql).await.expect("a copy");
            for puts in puts.chunks(1_000) {
                let mut text = String::with_capacity(1 << 20);
                for put in puts {
                    copied(put, rev, &mut text);
                }
                copy.send(text.as_bytes()).await.expect("rows");
            }
            copy.finish().await.expect("rows");
        }
        self.connection.execute("COMMIT").await.expect("a commit");
    }

    /// Every row by a statement of its own, in one transaction.
    pub(crate) async fn row_by_row(&mut self, kinds: &[(&'static KindSpec, Vec<&Put>)], rev: i64) {
        self.connection.execute("BEGIN").await.expect("a transaction");
        for (spec, puts) in kinds {
            for put in puts {
                self.one(spec, put, rev).await;
            }
        }
        self.connection.execute("COMMIT").await.expect("a commit");
    }

    /// One row, durable unless a transaction is open.
    pub(crate) async fn one(&mut self, spec: &'static KindSpec, put: &Put, rev: i64) {
        let places: Vec<String> = (1..=spec.columns.len() + 3).map(|place| format!("${place}")).collect();
        let sql = format!("INSERT INTO {} VALUES ({})", self.table(spec), places.join(", "));
        let mut ask = sqlx::query(&sql).bind(&*put.key.id).bind(rev);
        for (column, value) in spec.columns.iter().zip(&put.content.columns) {
            ask = bound(ask, column, value);
        }
        ask.bind(&*put.content.body).execute(&mut self.connection).await.expect("a row");
    }

    /// The body of a row by its id.
    pub(crate) async fn point(&mut self, kind: &str, id: &str) -> (i64, String) {
        let sql = format!("SELECT rev, body FROM {}.\"{kind}\" WHERE id = $1", self.schema);
        let row = sqlx::query(&sql).bind(id).fetch_one(&mut self.connection).await.expect("a row");
        (row.get(0), row.get(1))
    }

    /// Twenty rows behind an id.
    pub(crate) async fn page(&mut self, kind: &str, after: &str) -> Vec<(String, i64, String)> {
        let sql = format!("SELECT id, rev, body FROM {}.\"{kind}\" WHERE id > $1 ORDER BY id LIMIT 20", self.schema);
        let rows = sqlx::query(&sql).bind(after).fetch_all(&mut self.connection).await.expect("rows");
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
    }

    /// Runs a statement.
    pub(crate) async fn run(&mut self, sql: &str) {
        self.connection.execute(sql).await.expect("a statement");
    }
}
