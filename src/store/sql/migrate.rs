//! Makes and extends the tables that a catalog needs; refuses what cannot be done in place.

use std::collections::{BTreeMap, BTreeSet};

use super::{SqlStore, Tx, ended};
use crate::error::{Error, Result, code};
use crate::schema::Index;
use crate::store::check::type_name;
use crate::store::sql::tables;
use crate::store::sql::text::Statement;
use crate::store::{FORMAT, Migrated};

/// What a database was made with.
#[derive(Debug, Default)]
struct Made {
    kinds: BTreeSet<Box<str>>,
    columns: BTreeMap<(Box<str>, Box<str>), Box<str>>,
    orders: BTreeMap<(Box<str>, Box<str>), Box<str>>,
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
        for mut row in tx.rows(&format!("SELECT kind FROM {}", self.names.kind), &[]).await?.iter_mut() {
            made.kinds.extend(row.text());
        }
        let (columns, orders) = (&mut made.columns, &mut made.orders);
        for (what, table, into) in [("type", &self.names.column, columns), ("columns", &self.names.order, orders)] {
            for mut row in tx.rows(&format!("SELECT kind, name, {what} FROM {table}"), &[]).await?.iter_mut() {
                if let (Some(kind), Some(name), Some(what)) = (row.text(), row.text(), row.text()) {
                    into.insert((kind, name), what);
                }
            }
        }
        Ok(made)
    }

    /// What the database lacks of the catalog, and the statements that make it.
    fn lacking(&self, made: &Made) -> Result<(Migrated, Vec<String>)> {
        let dialect = self.dialect();
        let mut done = Migrated::default();
        let mut sql = Vec::new();
        for tables in self.kinds.values() {
            let spec = tables.spec;
            let at = |name: &str| (Box::from(spec.name), Box::from(name));
            let new = !made.kinds.contains(spec.name);
            if new {
                done.kinds.push(spec.name.into());
                sql.extend(tables.create(dialect));
                let past = spec.history.then_some(&tables.past);
                for table in [Some(&tables.table), past].into_iter().flatten() {
                    sql.extend(self.after_table(table));
                }
            }
            for column in spec.columns {
                match made.columns.get(&at(column.name)) {
                    Some(found) if **found == *type_name(column.ty) => {}
                    Some(found) => {
                        return Err(Error::new(code::store::MIGRATE_COLUMN)
                            .with("kind", spec.name)
                            .with("column", column.name)
                            .with("found", found)
                            .with("wanted", type_name(column.ty)));
                    }
                    None if new => {}
                    None => {
                        done.columns.push(format!("{}.{}", spec.name, column.name).into());
                        sql.extend(tables.add_column(dialect, column.name, column.ty));
                    }
                }
            }
            for index in spec.indexes {
                if made.orders.get(&at(index.name)).is_none_or(|found| **found != *order_text(index)) {
                    if !new {
                        done.orders.push(format!("{}.{}", spec.name, index.name).into());
                    }
                    sql.extend(tables.create_index(dialect, index));
                }
            }
        }
        Ok((done, sql))
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
        Ok(self.lacking(&made)?.0)
    }

    /// What is run once a table of units is made.
    fn after_table(&self, table: &str) -> Vec<String> {
        self.dialect().after_table.iter().map(|sql| sql.replace("{table}", table)).collect()
    }

    pub(super) async fn apply_migration(&self) -> Result<Migrated> {
        self.driver.ready_to_migrate().await?;
        let mut tx = self.driver.write().await?;
        match self.migrate_in(tx.as_mut()).await {
            Ok(done) => {
                tx.commit().await?;
                Ok(done)
            }
            failed => ended(tx, failed).await,
        }
    }

    async fn migrate_in(&self, tx: &mut dyn Tx) -> Result<Migrated> {
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
        let (done, sql) = self.lacking(&made)?;
        for sql in &sql {
            tx.run(sql, &[]).await?;
        }
        if !done.is_empty() {
            self.write_catalog(tx).await?;
        }
        Ok(done)
    }

    /// Writes down what the tables were made with, for every kind of the catalog.
    async fn write_catalog(&self, tx: &mut dyn Tx) -> Result<()> {
        for tables in self.kinds.values() {
            let spec = tables.spec;
            // Columns that are no longer declared stay in the table, so they stay in the list.
            for table in [&self.names.kind, &self.names.order] {
                let mut delete = Statement::new(self.dialect());
                delete.push(&format!("DELETE FROM {table} WHERE kind = ")).bind(spec.name);
                tx.run(&delete.sql, &delete.binds).await?;
            }
            let mut kind = Statement::new(self.dialect());
            kind.push(&format!("INSERT INTO {} (kind, zh, version) VALUES (", self.names.kind));
            kind.bind(spec.name).push(", ").bind(spec.zh);
            kind.push(", ").bind(i64::from(spec.version)).push(")");
            tx.run(&kind.sql, &kind.binds).await?;
            let columns = spec.columns.iter().map(|column| (column.name, type_name(column.ty).to_owned()));
            let orders = spec.indexes.iter().map(|index| (index.name, order_text(index)));
            let into_columns = format!("{} (kind, name, type)", self.names.column);
            let into_orders = format!("{} (kind, name, columns)", self.names.order);
            let columns = columns.map(|(name, text)| (&into_columns, name, text));
            let orders = orders.map(|(name, text)| (&into_orders, name, text));
            for (into, name, text) in columns.chain(orders) {
                let mut row = Statement::new(self.dialect());
                row.push(&format!("INSERT INTO {into} VALUES (")).bind(spec.name).push(", ").bind(name).push(", ");
                row.bind(text.as_str()).push(") ON CONFLICT (kind, name) DO NOTHING");
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
        if !self.plan().await?.is_empty() || self.is_bare().await? {
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
