//! How an SQLite file is opened.

use std::time::Duration;

use rusqlite::Connection;

/// SQLite 选项 How a file is opened: how long a writer waits for another process, and how large the file may grow.
///
/// ```
/// use std::time::Duration;
/// use cunwu::store::sql::SqliteOptions;
/// let options = SqliteOptions::default().wait(Duration::from_millis(200)).most_bytes(1 << 30);
/// # let _ = options;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SqliteOptions {
    pub(super) wait: Duration,
    most_bytes: Option<u64>,
}

impl Default for SqliteOptions {
    /// Five seconds; no limit but the disk's.
    fn default() -> Self {
        Self { wait: Duration::from_secs(5), most_bytes: None }
    }
}

impl SqliteOptions {
    /// 等待 How long to wait for another process that is writing, before `store.busy`.
    #[must_use]
    pub fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// 容量上限 How large the file may grow, in whole pages: what would not fit is refused with `store.full`. A file that is
    /// already larger keeps what it has and grows no more.
    #[must_use]
    pub fn most_bytes(mut self, most: u64) -> Self {
        self.most_bytes = Some(most);
        self
    }

    /// Tells the writer its limit.
    pub(super) fn limit(self, writer: &Connection) -> rusqlite::Result<()> {
        let Some(most) = self.most_bytes else { return Ok(()) };
        let page: u64 = writer.pragma_query_value(None, "page_size", |row| row.get::<_, i64>(0))?.unsigned_abs();
        let pages = i64::try_from(most / page.max(1)).unwrap_or(i64::MAX).max(1);
        // The pragma answers with the limit that now holds.
        writer.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
    }
}
