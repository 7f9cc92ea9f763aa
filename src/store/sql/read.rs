//! Reads: heads, records by key, pages, tallies.

use std::collections::HashMap;

use super::text::{Statement, bind, quoted};
use super::{Bind, Cell, KindTables, Row, SqlStore, Tx};
use crate::error::{Error, Result, code};
use crate::schema::{ColumnType, Index, Key, UnitId, Value};
use crate::store::{Cursor, Digest, Filter, Head, KEY_KIND, Known, Page, Query, Record, Seq, Sum, Tally, TallyQuery};
use crate::value::Instant;

/// How many keys one statement looks up.
pub(super) const KEYS_AT_ONCE: usize = 256;

impl SqlStore {
    /// A unit's number and head.
    pub(super) async fn unit_row(&self, tx: &mut dyn Tx, unit: UnitId, lock: bool) -> Result<Option<(i64, Head)>> {
        let text = unit.text();
        let mut ask = Statement::new(self.dialect());
        ask.push("SELECT unit_no, seq, chain, at FROM cunwu_unit WHERE unit = ").bind(&*text);
        if lock {
            ask.push(self.dialect().for_update);
        }
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        let Some(mut row) = rows.iter_mut().next() else { return Ok(None) };
        let (number, seq) = (row.int(), Seq::new(row.int()));
        let chain = row.bytes().ok_or_else(|| self.corrupt("a head without chain"))?;
        let at = match row.cell() {
            Cell::Int(micros) => Some(Instant::from_micros(micros)),
            _ => None,
        };
        Ok(Some((number, Head { seq, chain: Digest::from_bytes(chain), at })))
    }

    pub(super) async fn unit_no(&self, tx: &mut dyn Tx, unit: UnitId) -> Result<Option<i64>> {
        if let Some(number) = self.known_unit(unit) {
            return Ok(Some(number));
        }
        let number = self.unit_row(tx, unit, false).await?.map(|(number, _)| number);
        if let Some(number) = number {
            self.remember_unit(unit, number);
        }
        Ok(number)
    }

    pub(super) async fn read_head(&self, unit: UnitId) -> Result<Head> {
        let mut tx = self.driver.read().await?;
        Ok(self.unit_row(tx.as_mut(), unit, false).await?.map(|(_, head)| head).unwrap_or_default())
    }

    pub(super) async fn read_keys(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>> {
        let mut found = vec![None; keys.len()];
        let mut tx = self.driver.read().await?;
        let Some(number) = self.unit_no(tx.as_mut(), unit).await? else { return Ok(found) };
        let mut kinds: HashMap<&str, HashMap<&str, Vec<usize>>> = HashMap::new();
        for (place, key) in keys.iter().enumerate() {
            kinds.entry(&key.kind).or_default().entry(&key.id).or_default().push(place);
        }
        for (kind, places) in kinds {
            let ids: Vec<&str> = places.keys().copied().collect();
            for ids in ids.chunks(KEYS_AT_ONCE) {
                let mut ask = Statement::new(self.dialect());
                if kind == KEY_KIND {
                    ask.push("SELECT subject, rev, 1, wrapped FROM cunwu_key WHERE unit_no = ").bind(number);
                    ask.push(" AND subject IN ");
                } else {
                    ask.push("SELECT id, rev, body_version, body FROM ").push(&self.tables(kind)?.table);
                    ask.push(" WHERE unit_no = ").bind(number).push(" AND id IN ");
                }
                ask.list(ids.iter().map(|id| Bind::from(*id)));
                for mut row in tx.rows(&ask.sql, &ask.binds).await?.iter_mut() {
                    let record = self.record(kind, &mut row)?;
                    for place in places.get(&*record.key.id).into_iter().flatten() {
                        if let Some(slot) = found.get_mut(*place) {
                            *slot = Some(record.clone());
                        }
                    }
                }
            }
        }
        Ok(found)
    }

    /// A record from id, revision, version and body.
    pub(super) fn record(&self, kind: &str, row: &mut Row<'_>) -> Result<Record> {
        let id = row.text();
        let (rev, version) = (Seq::new(row.int()), u32::try_from(row.int()));
        match (id, version, row.text()) {
            (Some(id), Ok(version), Some(body)) => {
                Ok(Record { key: Key { kind: kind.into(), id }, rev, version, body })
            }
            _ => Err(self.corrupt("a record without id, version or body")),
        }
    }

    /// `FROM` and the first `WHERE` of the records that a question is about.
    fn source(ask: &mut Statement<'_>, tables: &KindTables, number: i64, known: Known, head: Seq) -> Result<()> {
        let Known::At(seq) = known else {
            ask.push(" FROM ").push(&tables.table).push(" WHERE unit_no = ").bind(number);
            return Ok(());
        };
        if !tables.spec.history {
            return Err(Error::new(code::store::KNOWN_NO_HISTORY).with("kind", tables.spec.name));
        }
        if seq > head {
            return Err(Error::new(code::store::KNOWN_FUTURE).with("seq", seq).with("head", head));
        }
        let all = &tables.all;
        ask.push(&format!(" FROM (SELECT {all} FROM {} WHERE unit_no = ", tables.table)).bind(number);
        ask.push(" AND rev <= ").bind(seq.get());
        ask.push(&format!(" UNION ALL SELECT {all} FROM {} WHERE unit_no = ", tables.past)).bind(number);
        ask.push(" AND rev <= ").bind(seq.get()).push(" AND until_rev > ").bind(seq.get());
        ask.push(") AS versions WHERE 1 = 1");
        Ok(())
    }

    pub(super) async fn read_page(
        &self,
        unit: UnitId,
        query: &Query,
        tables: &KindTables,
        index: &Index,
    ) -> Result<Page> {
        let after = query.after.as_ref().map(|cursor| cursor.open(unit, query)).transpose()?;
        let mut tx = self.driver.read().await?;
        let unit_row = self.unit_row(tx.as_mut(), unit, false).await?;
        let (number, head) = unit_row.unwrap_or_default();
        let mut ask = Statement::new(self.dialect());
        ask.push("SELECT id, rev, body_version, body");
        for column in index.columns {
            ask.push(", ").push(&quoted(column));
        }
        Self::source(&mut ask, tables, number, query.known, head.seq)?;
        narrowed(&mut ask, &query.filter);
        if let Some((values, id)) = after {
            ask.push(" AND (");
            ask.behind(index.columns, values, id, query.descending);
            ask.push(")");
        }
        let direction = if query.descending { " DESC" } else { "" };
        let nulls = if query.descending { "NULLS LAST" } else { "NULLS FIRST" };
        ask.push(" ORDER BY ");
        for column in index.columns {
            ask.push(&format!("{}{direction} {nulls}, ", quoted(column)));
        }
        ask.push("id").push(direction).push(" LIMIT ").bind(i64::from(query.limit) + 1);
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        let limit = query.limit as usize;
        let more = rows.len() > limit;
        let mut records = Vec::with_capacity(rows.len().min(limit));
        let mut next = None;
        for (place, mut row) in rows.iter_mut().take(limit).enumerate() {
            let record = self.record(tables.spec.name, &mut row)?;
            if more && place + 1 == limit {
                let types = index.columns.iter().map(|name| column_type(tables, name));
                let values = types.map(|ty| value(ty, row.cell())).collect();
                next = Some(Cursor::new(unit, query, values, record.key.id.clone()));
            }
            records.push(record);
        }
        Ok(Page { records, next, seq: head.seq })
    }

    pub(super) async fn read_tally(&self, unit: UnitId, query: &TallyQuery, tables: &KindTables) -> Result<Vec<Tally>> {
        let mut tx = self.driver.read().await?;
        let (number, head) = self.unit_row(tx.as_mut(), unit, false).await?.unwrap_or_default();
        let mut ask = Statement::new(self.dialect());
        let group: Vec<String> = query.group.iter().map(|name| quoted(name)).collect();
        ask.push("SELECT ");
        for column in &group {
            ask.push(column).push(", ");
        }
        ask.push("COUNT(*)");
        for column in query.sums.iter().map(|name| quoted(name)) {
            ask.push(&format!(", CAST(COALESCE(SUM({column}), 0) AS BIGINT), COUNT({column})"));
        }
        Self::source(&mut ask, tables, number, query.known, head.seq)?;
        narrowed(&mut ask, &query.filter);
        if !group.is_empty() {
            let order: Vec<String> = group.iter().map(|column| format!("{column} NULLS FIRST")).collect();
            ask.push(&format!(" GROUP BY {} ORDER BY {}", group.join(", "), order.join(", ")));
        }
        let mut rows = tx.rows(&ask.sql, &ask.binds).await.map_err(|error| match query.sums.first() {
            Some(column) if error.code() == code::store::TALLY_OVERFLOW.id => error.with("column", column),
            _ => error,
        })?;
        let types: Vec<ColumnType> = query.group.iter().map(|name| column_type(tables, name)).collect();
        let tallied = rows.iter_mut().map(|mut row| {
            let group = types.iter().map(|ty| value(*ty, row.cell())).collect();
            let count = row.int().unsigned_abs();
            let sum = |row: &mut Row<'_>| Sum { total: row.int(), counted: row.int().unsigned_abs() };
            Tally { group, count, sums: query.sums.iter().map(|_| sum(&mut row)).collect() }
        });
        Ok(tallied.collect())
    }

    /// How many current records match.
    pub(super) async fn count(
        &self,
        tx: &mut dyn Tx,
        number: i64,
        tables: &KindTables,
        condition: &Filter,
    ) -> Result<u64> {
        let mut ask = Statement::new(self.dialect());
        ask.push("SELECT COUNT(*)");
        Self::source(&mut ask, tables, number, Known::Now, Seq::ZERO)?;
        narrowed(&mut ask, condition);
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        Ok(rows.iter_mut().next().map_or(0, |mut row| row.int().unsigned_abs()))
    }

    /// The current record that agrees with these values in an order's columns.
    pub(super) async fn agreeing(
        &self,
        tx: &mut dyn Tx,
        number: i64,
        tables: &KindTables,
        columns: &[&str],
        values: &[&Value],
    ) -> Result<Option<Box<str>>> {
        let mut ask = Statement::new(self.dialect());
        ask.push("SELECT id FROM ").push(&tables.table).push(" WHERE unit_no = ").bind(number);
        for (column, value) in columns.iter().zip(values) {
            ask.push(" AND ").push(&quoted(column)).push(" = ").bind(bind(value));
        }
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        Ok(rows.iter_mut().next().and_then(|mut row| row.text()))
    }
}

fn narrowed<'a>(ask: &mut Statement<'a>, condition: &'a Filter) {
    if *condition != Filter::default() {
        ask.push(" AND (");
        ask.filter(condition, false);
        ask.push(")");
    }
}

fn column_type(tables: &KindTables, name: &str) -> ColumnType {
    let column = tables.spec.columns.iter().find(|column| column.name == name);
    column.map_or(ColumnType::Text, |column| column.ty)
}

/// The column value of a cell.
pub(super) fn value(ty: ColumnType, cell: Cell) -> Value {
    match cell {
        Cell::Int(number) if ty == ColumnType::Bool => Value::Bool(number != 0),
        Cell::Int(number) => Value::Int(number),
        Cell::Text(text) => Value::Text(text),
        Cell::Null | Cell::Bytes(_) => Value::Null,
    }
}
