//! The side table of wrapped data keys: listed and counted.

use super::SqlStore;
use super::text::Statement;
use crate::error::Result;
use crate::schema::UnitId;
use crate::store::{Cursor, KEY_KIND, Page, Query, Tally};

impl SqlStore {
    /// One page of the wrapped data keys, in the order of the texts of their subjects.
    pub(super) async fn list_keys(&self, unit: UnitId, query: &Query) -> Result<Page> {
        let after = query.after.as_ref().map(|cursor| cursor.open(unit, query)).transpose()?;
        let mut tx = self.driver.read().await?;
        let (number, head) = self.unit_row(tx.as_mut(), unit, false).await?.unwrap_or_default();
        let mut ask = Statement::new(self.dialect());
        ask.push("SELECT subject, rev, 1, wrapped FROM cunwu_key WHERE unit_no = ").bind(number);
        if let Some((_, subject)) = after {
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
        let number = self.unit_no(tx.as_mut(), unit).await?.unwrap_or_default();
        let mut ask = Statement::new(self.dialect());
        ask.push("SELECT COUNT(*) FROM cunwu_key WHERE unit_no = ").bind(number);
        let mut rows = tx.rows(&ask.sql, &ask.binds).await?;
        let count = rows.iter_mut().next().map_or(0, |mut row| row.int().unsigned_abs());
        Ok(vec![Tally { group: Vec::new(), count, sums: Vec::new() }])
    }
}
