//! The side table of wrapped data keys: listed and counted.

use super::text::Statement;
use super::{SqlStore, Tx, ended};
use crate::error::Result;
use crate::schema::UnitId;
use crate::store::{Cursor, KEY_KIND, Page, Query, Seq, Tally};

impl SqlStore {
    /// One page of the wrapped data keys, in the order of the texts of their subjects.
    pub(super) async fn list_keys(&self, unit: UnitId, query: &Query) -> Result<Page> {
        let after = query.after.as_ref().map(|cursor| cursor.open(unit, query)).transpose()?;
        let mut tx = self.driver.read().await?;
        let page = self.key_page(tx.as_mut(), unit, query, after.map(|(_, subject)| subject)).await;
        ended(tx, page).await
    }

    async fn key_page(&self, tx: &mut dyn Tx, unit: UnitId, query: &Query, after: Option<&str>) -> Result<Page> {
        let Some((in_rows, head)) = self.unit_row(tx, unit, false).await? else {
            return Ok(Page { records: Vec::new(), next: None, seq: Seq::ZERO });
        };
        let mut ask = Statement::new(self.dialect());
        ask.push(&format!("SELECT subject, rev, 1, wrapped FROM {} WHERE unit = ", self.names.key)).bind(in_rows);
        if let Some(subject) = after {
            ask.push(" AND subject > ").bind(subject);
        }
        ask.push(" ORDER BY subject LIMIT ").bind(i64::from(query.limit) + 1);
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        let limit = query.limit as usize;
        let more = rows.len() > limit;
        let records: Vec<_> =
            rows.iter_mut().take(limit).map(|mut row| self.record(KEY_KIND, &mut row)).collect::<Result<_>>()?;
        let last = records.last().filter(|_| more);
        let next = last.map(|last| Cursor::new(unit, query, Vec::new(), last.key.id.clone()));
        Ok(Page { records, next, seq: head.seq })
    }

    /// How many wrapped data keys there are.
    pub(super) async fn count_keys(&self, unit: UnitId) -> Result<Vec<Tally>> {
        let mut tx = self.driver.read().await?;
        let count = self.key_count(tx.as_mut(), unit).await;
        Ok(vec![Tally { group: Vec::new(), count: ended(tx, count).await?, sums: Vec::new() }])
    }

    async fn key_count(&self, tx: &mut dyn Tx, unit: UnitId) -> Result<u64> {
        let Some(unit) = self.unit_ref(tx, unit).await? else { return Ok(0) };
        let mut ask = Statement::new(self.dialect());
        ask.push(&format!("SELECT COUNT(*) FROM {} WHERE unit = ", self.names.key)).bind(unit);
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        Ok(rows.iter_mut().next().map_or(0, |mut row| row.int().unsigned_abs()))
    }
}
