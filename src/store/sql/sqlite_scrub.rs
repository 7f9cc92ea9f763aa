//! 擦净 What erasure asks of an SQLite file: deleted bytes are overwritten in its pages, and its write-ahead log is emptied.

use super::{Driver, Sqlite};
use crate::error::{Error, Result, code};

impl Sqlite {
    /// Writes the log's pages into the file and cuts the log to nothing; waits for readers of earlier states as long as for
    /// writers.
    pub(super) async fn truncate_log(&self) -> Result<()> {
        if !self.durable() {
            return Ok(());
        }
        let mut tx = self.between()?;
        let mut rows = tx.rows("PRAGMA wal_checkpoint(TRUNCATE)", &[]).await?;
        let busy = rows.iter_mut().next().is_none_or(|mut row| row.int() != 0);
        tx.end().await?;
        if busy {
            return Err(Error::new(code::store::SCRUB).with("place", self.place()));
        }
        Ok(())
    }
}
