//! Reads: heads, records by key, pages, tallies.

use std::collections::HashMap;

use super::text::{Statement, Stretch, quoted, stretches};
use super::{Bind, Cell, KindTables, Row, Rows, SqlStore, Tx, UnitRef, ended};
use crate::error::{Error, Result, code};
use crate::schema::{ColumnType, Index, Key, UnitId, Value};
use crate::store::{
    Cursor, Digest, Filter, Head, KEY_KIND, Known, Page, Query, Record, Seq, Sum, Tally, TallyQuery, filter,
};
use crate::value::Instant;

/// How many keys one statement looks up.
pub(super) const KEYS_AT_ONCE: usize = 256;

impl SqlStore {
    /// How rows name the unit, and its head.
    pub(super) async fn unit_row(&self, tx: &mut dyn Tx, unit: UnitId, lock: bool) -> Result<Option<(UnitRef, Head)>> {
        let known = self.known_unit(unit);
        let text = unit.text();
        let mut ask = Statement::new(self.dialect());
        let number = if known.is_none() { ", unit" } else { "" };
        ask.push(&format!("SELECT seq, chain, at{number} FROM {} WHERE ", self.names.unit));
        match known {
            Some(known) => ask.push("unit = ").bind(known),
            None => ask.push("name = ").bind(&*text),
        };
        if lock {
            ask.push(self.dialect().for_update);
        }
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        let Some(mut row) = rows.iter_mut().next() else { return Ok(None) };
        let seq = Seq::new(row.int());
        let chain = row.bytes().ok_or_else(|| self.corrupt("a head without chain"))?;
        let at = match row.cell() {
            Cell::Int(micros) => Some(Instant::from_micros(micros)),
            _ => None,
        };
        let unit = known.unwrap_or_else(|| UnitRef::Number(row.int()));
        Ok(Some((unit, Head { seq, chain: Digest::from_bytes(chain), at })))
    }

    /// How rows name the unit; `None` for a numbered unit that was never written.
    pub(super) async fn unit_ref(&self, tx: &mut dyn Tx, unit: UnitId) -> Result<Option<UnitRef>> {
        if let Some(known) = self.known_unit(unit) {
            return Ok(Some(known));
        }
        let found = self.unit_row(tx, unit, false).await?.map(|(found, _)| found);
        if let Some(UnitRef::Number(number)) = found {
            self.remember_unit(unit, number);
        }
        Ok(found)
    }

    pub(super) async fn read_head(&self, unit: UnitId) -> Result<Head> {
        let mut tx = self.driver.read_one().await?;
        let row = self.unit_row(tx.as_mut(), unit, false).await;
        let Some((_, head)) = ended(tx, row).await? else { return Ok(Head::default()) };
        self.remember_head(unit, head);
        Ok(head)
    }

    pub(super) async fn read_keys(&self, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>> {
        let one = keys.len() == 1 && self.known_unit(unit).is_some();
        let mut tx = if one { self.driver.read_one().await? } else { self.driver.read().await? };
        let found = self.records(tx.as_mut(), unit, keys).await;
        ended(tx, found).await
    }

    pub(super) async fn records(&self, tx: &mut dyn Tx, unit: UnitId, keys: &[Key]) -> Result<Vec<Option<Record>>> {
        let mut found = vec![None; keys.len()];
        let Some(unit) = self.unit_ref(tx, unit).await? else { return Ok(found) };
        let mut kinds: HashMap<&str, HashMap<&str, Vec<usize>>> = HashMap::new();
        // No stored id holds NUL, and not every database takes one.
        for (place, key) in keys.iter().enumerate().filter(|(_, key)| !key.id.contains('\0')) {
            kinds.entry(&key.kind).or_default().entry(&key.id).or_default().push(place);
        }
        for (kind, places) in kinds {
            let ids: Vec<&str> = places.keys().copied().collect();
            for ids in ids.chunks(KEYS_AT_ONCE) {
                let mut ask = Statement::new(self.dialect());
                if kind == KEY_KIND {
                    ask.push(&format!("SELECT subject, rev, 1, wrapped FROM {} WHERE unit = ", self.names.key));
                    ask.bind(unit).push(" AND subject IN ");
                } else {
                    ask.push("SELECT id, rev, body_version, body FROM ").push(&self.tables(kind)?.table);
                    ask.push(" WHERE unit = ").bind(unit).push(" AND id IN ");
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

    pub(super) async fn read_page(
        &self,
        unit: UnitId,
        query: &Query,
        tables: &KindTables,
        index: &Index,
    ) -> Result<Page> {
        let asked = Asked { unit, query, tables, index, rest: rest(unit, query, index)? };
        // A page of now that is not empty tells the head by itself, in one statement.
        if query.known == Known::Now
            && asked.rest.len() == 1
            && let Some(in_rows) = self.known_unit(unit)
        {
            let mut tx = self.driver.read_one().await?;
            let page = self.page(tx.as_mut(), &asked, in_rows, None).await;
            if let Some(page) = ended(tx, page).await? {
                return Ok(page);
            }
        }
        let mut tx = self.driver.read().await?;
        let page = self.page_and_head(tx.as_mut(), &asked).await;
        ended(tx, page).await
    }

    async fn page_and_head(&self, tx: &mut dyn Tx, asked: &Asked<'_>) -> Result<Page> {
        let found = self.unit_row(tx, asked.unit, false).await?;
        let seq = found.map_or(Seq::ZERO, |(_, head)| head.seq);
        knowable(asked.tables, asked.query.known, seq)?;
        let empty = Page { records: Vec::new(), next: None, seq };
        let Some((in_rows, _)) = found else { return Ok(empty) };
        Ok(self.page(tx, asked, in_rows, Some(seq)).await?.unwrap_or(empty))
    }

    /// A page that is not empty; without a head that was read before, the statement reads it too.
    async fn page(
        &self,
        tx: &mut dyn Tx,
        asked: &Asked<'_>,
        in_rows: UnitRef,
        head: Option<Seq>,
    ) -> Result<Option<Page>> {
        let Asked { unit, query, tables, index, rest } = asked;
        let limit = query.limit as usize;
        let mut rows = Rows::default();
        for stretch in rest {
            let mut found = self.stretch(tx, asked, in_rows, stretch.as_ref(), head.is_none()).await?;
            rows.width = rows.width.max(found.width);
            rows.cells.append(&mut found.cells);
            if rows.len() > limit {
                break;
            }
        }
        let more = rows.len() > limit;
        let mut records = Vec::with_capacity(rows.len().min(limit));
        let mut next = None;
        let mut seq = head.unwrap_or_default();
        for (place, mut row) in rows.iter_mut().take(limit).enumerate() {
            if head.is_none() {
                seq = Seq::new(row.int());
            }
            let record = self.record(tables.spec.name, &mut row)?;
            if more && place + 1 == limit {
                let types = index.columns.iter().map(|name| column_type(tables, name));
                let values = types.map(|ty| value(ty, row.cell())).collect();
                next = Some(Cursor::new(*unit, query, values, record.key.id.clone()));
            }
            records.push(record);
        }
        Ok((!records.is_empty()).then_some(Page { records, next, seq }))
    }

    /// The first rows of an order, or of a stretch of it.
    async fn stretch(
        &self,
        tx: &mut dyn Tx,
        asked: &Asked<'_>,
        unit: UnitRef,
        stretch: Option<&Stretch<'_>>,
        with_head: bool,
    ) -> Result<Rows> {
        let Asked { query, tables, index, .. } = asked;
        let mut ask = Statement::new(self.dialect());
        ask.push("SELECT ");
        if with_head {
            ask.push(&format!("(SELECT seq FROM {} WHERE unit = ", self.names.unit))
                .bind(unit)
                .push(") AS cunwu_head, ");
        }
        ask.push("id, rev, body_version, body");
        for column in index.columns {
            ask.push(", ").push(&quoted(column));
        }
        source(&mut ask, tables, unit, query.known);
        narrowed(&mut ask, &query.filter);
        if let Some(stretch) = stretch {
            ask.stretch(stretch);
        }
        let direction = if query.descending { " DESC" } else { "" };
        let nulls = if query.descending { "NULLS LAST" } else { "NULLS FIRST" };
        ask.push(" ORDER BY ");
        for column in index.columns {
            ask.push(&format!("{}{direction} {nulls}, ", quoted(column)));
        }
        // The number stands in the text, so that a plan made once knows that few rows are wanted; it is the same for every
        // stretch, so that few statements serve all pages.
        ask.push("id").push(direction).push(&format!(" LIMIT {}", i64::from(query.limit) + 1));
        tx.rows(&ask.sql, &ask.binds).await
    }

    pub(super) async fn read_tally(&self, unit: UnitId, query: &TallyQuery, tables: &KindTables) -> Result<Vec<Tally>> {
        let one = query.known == Known::Now && self.known_unit(unit).is_some();
        let mut tx = if one { self.driver.read_one().await? } else { self.driver.read().await? };
        let tallies = self.tallies(tx.as_mut(), unit, query, tables).await;
        ended(tx, tallies).await
    }

    async fn tallies(
        &self,
        tx: &mut dyn Tx,
        unit: UnitId,
        query: &TallyQuery,
        tables: &KindTables,
    ) -> Result<Vec<Tally>> {
        let found = if query.known == Known::Now {
            self.unit_ref(tx, unit).await?
        } else {
            let found = self.unit_row(tx, unit, false).await?;
            knowable(tables, query.known, found.map_or(Seq::ZERO, |(_, head)| head.seq))?;
            found.map(|(unit, _)| unit)
        };
        let Some(unit) = found else {
            let nothing = Tally { group: Vec::new(), count: 0, sums: vec![Sum::default(); query.sums.len()] };
            return Ok(if query.group.is_empty() { vec![nothing] } else { Vec::new() });
        };
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
        source(&mut ask, tables, unit, query.known);
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
        unit: UnitRef,
        tables: &KindTables,
        condition: &Filter,
    ) -> Result<u64> {
        let mut ask = Statement::new(self.dialect());
        ask.push("SELECT COUNT(*)");
        source(&mut ask, tables, unit, Known::Now);
        narrowed(&mut ask, condition);
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        Ok(rows.iter_mut().next().map_or(0, |mut row| row.int().unsigned_abs()))
    }
}

/// A checked query: what it asks for, and where the page before ended.
struct Asked<'a> {
    unit: UnitId,
    query: &'a Query,
    tables: &'a KindTables,
    index: &'a Index,
    /// What is left of the order; `None`: all of it.
    rest: Vec<Option<Stretch<'a>>>,
}

/// The stretches of an order behind the place where the page before ended.
fn rest<'a>(unit: UnitId, query: &'a Query, index: &Index) -> Result<Vec<Option<Stretch<'a>>>> {
    let Some(cursor) = &query.after else { return Ok(vec![None]) };
    let (values, id) = cursor.open(unit, query)?;
    let same = filter::equalities(&query.filter);
    let same = |column: &str| same.contains_key(column);
    Ok(stretches(index.columns, values, id, query.descending, same).into_iter().map(Some).collect())
}

/// Whether a kind can be asked as of a commit.
fn knowable(tables: &KindTables, known: Known, head: Seq) -> Result<()> {
    match known {
        Known::At(_) if !tables.spec.history => {
            Err(Error::new(code::store::KNOWN_NO_HISTORY).with("kind", tables.spec.name))
        }
        Known::At(seq) if seq > head => Err(Error::new(code::store::KNOWN_FUTURE).with("seq", seq).with("head", head)),
        Known::Now | Known::At(_) => Ok(()),
    }
}

/// `FROM` and the first `WHERE` of the records that a question is about.
pub(super) fn source(ask: &mut Statement<'_>, tables: &KindTables, unit: UnitRef, known: Known) {
    let Known::At(seq) = known else {
        ask.push(" FROM ").push(&tables.table).push(" WHERE unit = ").bind(unit);
        return;
    };
    let all = &tables.all;
    ask.push(&format!(" FROM (SELECT {all} FROM {} WHERE unit = ", tables.table)).bind(unit);
    ask.push(" AND rev <= ").bind(seq.get());
    ask.push(&format!(" UNION ALL SELECT {all} FROM {} WHERE unit = ", tables.past)).bind(unit);
    ask.push(" AND rev <= ").bind(seq.get()).push(" AND until_rev > ").bind(seq.get());
    ask.push(") AS versions WHERE 1 = 1");
}

pub(super) fn narrowed<'a>(ask: &mut Statement<'a>, condition: &'a Filter) {
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
