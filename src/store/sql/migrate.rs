//! Makes and extends the tables that a catalog needs; refuses what cannot be done in place.

use std::collections::BTreeMap;

use super::fill::Waiting;
use super::{KindTables, SqlStore, Tx, ended};
use crate::error::{Error, Result, code};
use crate::schema::{Column, Index, KindSpec};
use crate::store::check::type_name;
use crate::store::sql::tables::{self, SystemTables};
use crate::store::sql::text::Statement;
use crate::store::{FORMAT, Migrated};

/// What a database was made with.
#[derive(Debug, Default)]
struct Made {
    kinds: BTreeMap<Box<str>, MadeKind>,
    columns: BTreeMap<(Box<str>, Box<str>), MadeColumn>,
    orders: BTreeMap<(Box<str>, Box<str>), Box<str>>,
    views: BTreeMap<Box<str>, Box<str>>,
}

/// What a kind was made with.
#[derive(Debug, Clone, Copy)]
struct MadeKind {
    version: i64,
    history: bool,
}

/// What a column was made with.
#[derive(Debug)]
struct MadeColumn {
    ty: Box<str>,
    since: i64,
    filled: bool,
}

/// What a database lacks of a catalog.
#[derive(Debug, Default)]
struct Lacking {
    done: Migrated,
    /// The statements that make it.
    sql: Vec<String>,
    /// The columns to fill from stored bodies.
    waiting: Waiting,
}

impl SqlStore {
    /// The format of the database, `None` when it has no tables yet.
    async fn format(&self, tx: &mut dyn Tx) -> Result<Option<u32>> {
        let dialect = self.dialect();
        let name = if dialect.table_exists_bare { dialect.fitted("cunwu_meta") } else { self.names.meta.clone() };
        let mut rows = tx.rows(dialect.table_exists, &[name.as_str().into()]).await?;
        if rows.iter_mut().next().is_none_or(|mut row| row.int() == 0) {
            return Ok(None);
        }
        let mut rows = tx.rows(&format!("SELECT value FROM {} WHERE name = 'format'", self.names.meta), &[]).await?;
        let text = rows.iter_mut().next().and_then(|mut row| row.text());
        let found = text.as_deref().and_then(|text| text.parse::<u32>().ok());
        let found = found.ok_or_else(|| self.corrupt("its format version is unreadable"))?;
        if found > FORMAT {
            return Err(Error::new(code::store::FORMAT_NEWER)
                .with("place", self.driver.place())
                .with("found", found)
                .with("known", FORMAT));
        }
        Ok(Some(found))
    }

    async fn made(&self, tx: &mut dyn Tx) -> Result<Made> {
        let mut made = Made::default();
        let SystemTables { kind, column, order, .. } = &self.names;
        for mut row in tx.rows(&format!("SELECT kind, version, history FROM {kind}"), &[]).await?.iter_mut() {
            if let Some(kind) = row.text() {
                made.kinds.insert(kind, MadeKind { version: row.int(), history: row.int() != 0 });
            }
        }
        for mut row in tx.rows(&format!("SELECT kind, name, type, since, filled FROM {column}"), &[]).await?.iter_mut()
        {
            if let (Some(kind), Some(name), Some(ty)) = (row.text(), row.text(), row.text()) {
                let column = MadeColumn { ty, since: row.int(), filled: row.int() != 0 };
                made.columns.insert((kind, name), column);
            }
        }
        for mut row in tx.rows(&format!("SELECT kind, name, columns FROM {order}"), &[]).await?.iter_mut() {
            if let (Some(kind), Some(name), Some(columns)) = (row.text(), row.text(), row.text()) {
                made.orders.insert((kind, name), columns);
            }
        }
        made.views = self.noted_views(tx).await?;
        Ok(made)
    }

    /// What the database lacks of the catalog.
    fn lacking(&self, made: &Made) -> Result<Lacking> {
        let mut lacking = Lacking::default();
        for tables in self.kinds.values() {
            match made.kinds.get(tables.spec.name) {
                None => self.lacks_kind(tables, &mut lacking),
                Some(kind) => self.lacks_of_kind(tables, *kind, made, &mut lacking)?,
            }
        }
        lacking.done.views = self.lacking_views(&made.views);
        Ok(lacking)
    }

    /// A kind that the database does not have.
    fn lacks_kind(&self, tables: &KindTables, lacking: &mut Lacking) {
        let (spec, dialect) = (tables.spec, self.dialect());
        lacking.done.kinds.push(spec.name.into());
        lacking.sql.extend(tables.create(dialect));
        let past = spec.history.then_some(&tables.past);
        for table in [Some(&tables.table), past].into_iter().flatten() {
            lacking.sql.extend(self.after_table(table));
        }
        lacking.sql.extend(spec.indexes.iter().flat_map(|index| tables.create_index(dialect, index)));
    }

    /// What a kind lacks that the database has.
    fn lacks_of_kind(&self, tables: &KindTables, kind: MadeKind, made: &Made, lacking: &mut Lacking) -> Result<()> {
        let (spec, dialect) = (tables.spec, self.dialect());
        let at = |name: &str| (Box::from(spec.name), Box::from(name));
        self.may_be_extended(spec, kind)?;
        if kind.version < i64::from(spec.version) {
            lacking.done.versions.push(format!("{}.v{}", spec.name, spec.version).into());
        }
        for (place, column) in spec.columns.iter().enumerate() {
            let stored = made.columns.get(&at(column.name));
            if stored.is_none() {
                may_be_added(spec, column, kind)?;
                lacking.done.columns.push(format!("{}.{}", spec.name, column.name).into());
                lacking.sql.extend(tables.add_column(dialect, column.name, column.ty));
            }
            if let Some(stored) = stored {
                is_the_same(spec, column, stored)?;
            }
            if stored.is_none_or(|stored| !stored.filled) {
                lacking.done.filled.push(format!("{}.{}", spec.name, column.name).into());
                lacking.waiting.entry(spec.name).or_default().push(place);
            }
        }
        for index in spec.indexes {
            if made.orders.get(&at(index.name)).is_none_or(|found| **found != *order_text(index)) {
                lacking.done.orders.push(format!("{}.{}", spec.name, index.name).into());
                lacking.sql.extend(tables.create_index(dialect, index));
            }
        }
        Ok(())
    }

    /// Refuses a kind whose stored bodies this program cannot read, or whose law of history changed.
    fn may_be_extended(&self, spec: &KindSpec, made: MadeKind) -> Result<()> {
        if made.version > i64::from(spec.version) {
            return Err(Error::new(code::store::KIND_NEWER)
                .with("place", self.driver.place())
                .with("kind", spec.name)
                .with("found", made.version)
                .with("known", spec.version));
        }
        if made.history == spec.history {
            return Ok(());
        }
        let (found, wanted) = (history_name(made.history), history_name(spec.history));
        Err(Error::new(code::store::MIGRATE_HISTORY)
            .with("kind", spec.name)
            .with("found", found)
            .with("wanted", wanted))
    }

    /// Says what a migration would do, without doing it.
    pub(super) async fn plan(&self) -> Result<Migrated> {
        let mut tx = self.driver.read().await?;
        let made = match self.format(tx.as_mut()).await {
            Ok(Some(_)) => self.made(tx.as_mut()).await,
            Ok(None) => Ok(Made::default()),
            Err(error) => Err(error),
        };
        let made = ended(tx, made).await?;
        Ok(self.lacking(&made)?.done)
    }

    /// What is run once a table of units is made.
    fn after_table(&self, table: &str) -> Vec<String> {
        self.dialect().after_table.iter().map(|sql| sql.replace("{table}", table)).collect()
    }

    pub(super) async fn apply_migration(&self) -> Result<Migrated> {
        self.driver.ready_to_migrate().await?;
        let mut tx = self.driver.write().await?;
        let lacking = match self.migrate_in(tx.as_mut()).await {
            Ok(lacking) => {
                tx.commit().await?;
                lacking
            }
            Err(error) => return ended(tx, Err(error)).await,
        };
        self.fill(&lacking.waiting).await?;
        Ok(lacking.done)
    }

    async fn migrate_in(&self, tx: &mut dyn Tx) -> Result<Lacking> {
        let dialect = self.dialect();
        for sql in &dialect.before_migration {
            tx.run(sql, &[]).await?;
        }
        if self.format(tx).await?.is_none() {
            for sql in tables::of_the_database(dialect, &self.names) {
                tx.run(&sql, &[]).await?;
            }
            for (table, definitions) in tables::of_units(dialect, &self.names) {
                for sql in definitions.into_iter().chain(self.after_table(&table)) {
                    tx.run(&sql, &[]).await?;
                }
            }
            let mut insert = Statement::new(dialect);
            insert.push(&format!("INSERT INTO {} (name, value) VALUES ('format', ", self.names.meta));
            insert.bind(FORMAT_TEXT).push(")");
            tx.run(&insert.sql, &insert.binds).await?;
        }
        let made = self.made(tx).await?;
        let lacking = self.lacking(&made)?;
        self.can_be_filled(tx, &lacking.waiting).await?;
        for sql in &lacking.sql {
            tx.run(sql, &[]).await?;
        }
        if !lacking.done.is_empty() {
            self.write_catalog(tx, &lacking.waiting).await?;
            self.make_views(tx, &made.views).await?;
        }
        Ok(lacking)
    }

    /// Writes down what the tables were made with, for every kind of the catalog.
    async fn write_catalog(&self, tx: &mut dyn Tx, waiting: &Waiting) -> Result<()> {
        for tables in self.kinds.values() {
            let spec = tables.spec;
            // Columns that are no longer declared stay in the table, so they stay in the list.
            for table in [&self.names.kind, &self.names.order] {
                let mut delete = Statement::new(self.dialect());
                delete.push(&format!("DELETE FROM {table} WHERE kind = ")).bind(spec.name);
                tx.run(&delete.sql, &delete.binds).await?;
            }
            let mut kind = Statement::new(self.dialect());
            kind.push(&format!("INSERT INTO {} (kind, zh, version, history) VALUES (", self.names.kind));
            kind.bind(spec.name).push(", ").bind(spec.zh).push(", ").bind(i64::from(spec.version)).push(", ");
            kind.bind(i64::from(spec.history)).push(")");
            tx.run(&kind.sql, &kind.binds).await?;
            for (place, column) in spec.columns.iter().enumerate() {
                let waits = waiting.get(spec.name).is_some_and(|columns| columns.contains(&place));
                let mut row = Statement::new(self.dialect());
                row.push(&format!("INSERT INTO {} (kind, name, type, zh, since, filled) VALUES (", self.names.column));
                row.bind(spec.name).push(", ").bind(column.name).push(", ").bind(type_name(column.ty)).push(", ");
                row.bind(column.zh).push(", ").bind(i64::from(column.since)).push(", ").bind(i64::from(!waits));
                row.push(") ON CONFLICT (kind, name) DO UPDATE SET zh = excluded.zh");
                tx.run(&row.sql, &row.binds).await?;
            }
            for index in spec.indexes {
                let columns = order_text(index);
                let mut row = Statement::new(self.dialect());
                row.push(&format!("INSERT INTO {} (kind, name, columns) VALUES (", self.names.order)).bind(spec.name);
                row.push(", ").bind(index.name).push(", ").bind(columns.as_str()).push(")");
                tx.run(&row.sql, &row.binds).await?;
            }
        }
        Ok(())
    }

    /// That the tables are there, looked at once.
    pub(super) async fn ready(&self) -> Result<()> {
        use std::sync::atomic::Ordering::{Acquire, Release};
        if self.ready.load(Acquire) {
            return Ok(());
        }
        if self.plan().await?.is_needed() || self.is_bare().await? {
            return Err(Error::new(code::store::NOT_MIGRATED).with("place", self.driver.place()));
        }
        self.ready.store(true, Release);
        Ok(())
    }

    async fn is_bare(&self) -> Result<bool> {
        let mut tx = self.driver.read().await?;
        let format = self.format(tx.as_mut()).await;
        Ok(ended(tx, format).await?.is_none())
    }

    pub(super) fn corrupt(&self, reason: &str) -> Error {
        Error::new(code::store::CORRUPT).with("place", self.driver.place()).with("reason", reason)
    }
}

const FORMAT_TEXT: &str = "1";

/// How an order is written down.
fn order_text(index: &Index) -> String {
    let unique = if index.unique { "unique " } else { "" };
    format!("{unique}{}", index.columns.join(" "))
}

const fn history_name(history: bool) -> &'static str {
    if history { "kept" } else { "none" }
}

/// Refuses a column that stored versions may lack without saying so: an older program would write records without it.
fn may_be_added(spec: &KindSpec, column: &Column, made: MadeKind) -> Result<()> {
    if i64::from(column.since) > made.version {
        return Ok(());
    }
    Err(Error::new(code::store::MIGRATE_SINCE)
        .with("kind", spec.name)
        .with("column", column.name)
        .with("found", column.since)
        .with("wanted", made.version + 1))
}

/// Refuses a column that changed its type, or the version that first had it, on which digests depend.
fn is_the_same(spec: &KindSpec, column: &Column, made: &MadeColumn) -> Result<()> {
    let changed = |found: &dyn std::fmt::Display, wanted: &dyn std::fmt::Display| {
        Err(Error::new(code::store::MIGRATE_COLUMN)
            .with("kind", spec.name)
            .with("column", column.name)
            .with("found", found)
            .with("wanted", wanted))
    };
    if *made.ty != *type_name(column.ty) {
        return changed(&made.ty, &type_name(column.ty));
    }
    if made.since != i64::from(column.since) {
        return changed(&format!("since v{}", made.since), &format!("since v{}", column.since));
    }
    Ok(())
}
