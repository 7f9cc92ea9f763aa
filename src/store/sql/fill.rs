//! 重投影 Fills columns that were declared after records were stored, page by page, from the bodies that are there.
//!
//! The declaration computes the values ([`crate::schema::KindSpec::project`]); the engine never opens a body. A column counts as filled
//! once it is noted in `cunwu_column`: until then every verb but `migrate` is refused, and whoever migrates next begins
//! it again, so that a crash or a race of two processes loses nothing. Filling writes the same values whoever does it.

use std::collections::BTreeMap;

use super::text::{Statement, bind, quoted};
use super::{KindTables, SqlStore, Tx, UnitRef, ended};
use crate::error::{Error, Result, code};
use crate::schema::{Column, ColumnType, Key, KindSpec, Project, UnitId, Value};
use crate::store::check;

/// How many versions are read and filled in one transaction.
const AT_ONCE: usize = 500;

/// The columns of one kind that wait to be filled, by place among the declared ones.
pub(super) type Waiting = BTreeMap<&'static str, Vec<usize>>;

/// A stored version whose columns are to be filled.
struct Version {
    id: Box<str>,
    rev: i64,
    values: Vec<Value>,
}

/// What is being filled.
struct Filling<'t> {
    tables: &'t KindTables,
    /// Quoted; of current or of superseded versions.
    table: &'t str,
    columns: &'t [usize],
    project: Project,
}

impl SqlStore {
    /// Fills what waits, kind by kind.
    pub(super) async fn fill(&self, waiting: &Waiting) -> Result<()> {
        for (kind, columns) in waiting {
            let tables = self.tables(kind)?;
            let both = [Some(&tables.table), tables.spec.history.then_some(&tables.past)];
            // Without a projection nothing is stored: the migration saw to it.
            if let Some(project) = tables.spec.project {
                for table in both.into_iter().flatten() {
                    self.fill_table(&Filling { tables, table, columns, project }).await?;
                }
            }
            self.note_filled(tables.spec, columns).await?;
        }
        Ok(())
    }

    /// Refuses to add columns to a kind that cannot be projected while any version is stored that would lack them.
    pub(super) async fn can_be_filled(&self, tx: &mut dyn Tx, waiting: &Waiting) -> Result<()> {
        for kind in waiting.keys() {
            let tables = self.tables(kind)?;
            let both = [Some(&tables.table), tables.spec.history.then_some(&tables.past)];
            let unprojected = both.into_iter().flatten().filter(|_| tables.spec.project.is_none());
            for table in unprojected {
                if !tx.rows(&format!("SELECT id FROM {table} LIMIT 1"), &[]).await?.is_empty() {
                    return Err(Error::new(code::store::MIGRATE_PROJECT).with("kind", tables.spec.name));
                }
            }
        }
        Ok(())
    }

    async fn fill_table(&self, filling: &Filling<'_>) -> Result<()> {
        for unit in self.stored_units().await? {
            let mut after = Some((Box::from(""), -1));
            while let Some(place) = after {
                let mut tx = self.driver.write().await?;
                match self.fill_page(tx.as_mut(), filling, unit, place).await {
                    Ok(next) => {
                        tx.commit().await?;
                        after = next;
                    }
                    failed => return ended(tx, failed).await.map(|_| ()),
                }
            }
        }
        Ok(())
    }

    async fn stored_units(&self) -> Result<Vec<UnitId>> {
        let mut tx = self.driver.read().await?;
        let numbered = self.dialect().numbered_units;
        let name = if numbered { "name" } else { "CAST(unit AS text)" };
        let rows = tx.rows(&format!("SELECT {name} FROM {} ORDER BY 1", self.names.unit), &[]).await;
        let mut rows = ended(tx, rows).await?;
        let unreadable = || self.corrupt("a unit without a readable id");
        let unit = |text: &str| if numbered { text.parse().ok() } else { text.parse().ok().map(UnitId::from_uuid) };
        rows.iter_mut().map(|mut row| row.text().and_then(|text| unit(&text)).ok_or_else(unreadable)).collect()
    }

    /// Fills one page and says where the next begins. Two processes take turns, page by page.
    async fn fill_page(
        &self,
        tx: &mut dyn Tx,
        filling: &Filling<'_>,
        unit: UnitId,
        (id, rev): (Box<str>, i64),
    ) -> Result<Option<(Box<str>, i64)>> {
        for sql in &self.dialect().before_migration {
            tx.run(sql, &[]).await?;
        }
        let Some(unit) = self.unit_ref(tx, unit).await? else { return Ok(None) };
        let spec = filling.tables.spec;
        let since =
            filling.columns.iter().filter_map(|place| spec.columns.get(*place)).map(|column| column.since).max();
        let mut ask = Statement::new(self.dialect());
        ask.push(&format!("SELECT id, rev, body_version, body FROM {} WHERE unit = ", filling.table)).bind(unit);
        ask.push(" AND (id, rev) > (").bind(&*id).push(", ").bind(rev).push(") AND body_version < ");
        ask.bind(i64::from(since.unwrap_or_default())).push(" ORDER BY id, rev LIMIT ");
        ask.bind(i64::try_from(AT_ONCE).unwrap_or(i64::MAX));
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        let mut versions = Vec::with_capacity(rows.len());
        for mut row in rows.iter_mut() {
            let (id, rev, version) = (row.text(), row.int(), u32::try_from(row.int()));
            let (Some(id), Ok(version), Some(body)) = (id, version, row.text()) else {
                return Err(self.corrupt("a version without id, version or body"));
            };
            let key = Key::new(spec.name, &id);
            let values = projected(spec, filling, &key, version, &body)?;
            versions.push(Version { id, rev, values });
        }
        if !versions.is_empty() {
            self.write_filled(tx, filling, unit, &versions).await?;
        }
        let next = versions.pop().filter(|_| rows.len() == AT_ONCE);
        Ok(next.map(|last| (last.id, last.rev)))
    }

    async fn write_filled(
        &self,
        tx: &mut dyn Tx,
        filling: &Filling<'_>,
        unit: UnitRef,
        versions: &[Version],
    ) -> Result<()> {
        let columns: Vec<&Column> =
            filling.columns.iter().filter_map(|place| filling.tables.spec.columns.get(*place)).collect();
        let names: Vec<String> = columns.iter().map(|column| quoted(column.name)).collect();
        let mut sql = Statement::new(self.dialect());
        sql.push(&format!("WITH filled (id, rev, {}) AS (VALUES ", names.join(", ")));
        for (place, version) in versions.iter().enumerate() {
            sql.push(if place == 0 { "(CAST(" } else { ", (CAST(" }).bind(&*version.id).push(" AS text), CAST(");
            sql.bind(version.rev).push(" AS bigint)");
            for (column, value) in columns.iter().zip(&version.values) {
                sql.push(", CAST(").bind(bind(value)).push(cast(column.ty));
            }
            sql.push(")");
        }
        sql.push(&format!(") UPDATE {} SET ", filling.table));
        let set: Vec<String> = names.iter().map(|name| format!("{name} = filled.{name}")).collect();
        let table = filling.table;
        sql.push(&set.join(", ")).push(&format!(" FROM filled WHERE {table}.unit = ")).bind(unit);
        sql.push(&format!(" AND {table}.id = filled.id AND {table}.rev = filled.rev"));
        tx.run(&sql.sql, &sql.binds).await.map(|_| ()).map_err(|error| {
            let unique = filling.tables.spec.indexes.iter().find(|index| index.unique);
            match (error.code() == code::store::UNIQUE.id, unique) {
                (true, Some(index)) => error.with("kind", filling.tables.spec.name).with("order", index.name),
                _ => error,
            }
        })
    }

    async fn note_filled(&self, spec: &KindSpec, columns: &[usize]) -> Result<()> {
        let mut tx = self.driver.write().await?;
        for column in columns.iter().filter_map(|place| spec.columns.get(*place)) {
            let mut note = Statement::new(self.dialect());
            note.push(&format!("UPDATE {} SET filled = 1 WHERE kind = ", self.names.column)).bind(spec.name);
            note.push(" AND name = ").bind(column.name);
            if let Err(error) = tx.run(&note.sql, &note.binds).await {
                return ended(tx, Err(error)).await;
            }
        }
        tx.commit().await
    }
}

/// The values of the waiting columns, of the types that were declared.
fn projected(
    spec: &'static KindSpec,
    filling: &Filling<'_>,
    key: &Key,
    version: u32,
    body: &str,
) -> Result<Vec<Value>> {
    let values = (filling.project)(key, version, body)?;
    check::columns(spec, key, &values)?;
    Ok(filling.columns.iter().filter_map(|place| values.get(*place)).cloned().collect())
}

/// The end of a cast, which tells every database the type of a bound value, also of null.
const fn cast(ty: ColumnType) -> &'static str {
    match ty {
        ColumnType::Text | ColumnType::Day => " AS text)",
        ColumnType::Int => " AS bigint)",
        ColumnType::Bool => " AS boolean)",
    }
}
