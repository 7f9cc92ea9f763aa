//! SQLite: the default database, in a file or in memory.

use std::path::Path;
use std::sync::{Arc, Condvar, LazyLock, Mutex, PoisonError};

use async_trait::async_trait;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql};

use super::driver::{Bind, Cell, Dialect, Driver, Insert, Rows, Step, Tx};
use super::sqlite_options::SqliteOptions;
use crate::error::{Error, Result, code};

/// SQLite spells it so.
static DIALECT: LazyLock<Dialect> = LazyLock::new(|| Dialect {
    schema: None,
    prefix: "".into(),
    placeholder: "?",
    text: "TEXT",
    int: "INTEGER",
    bool: "INTEGER",
    bytes: "BLOB",
    unit: "INTEGER",
    numbered_units: true,
    wide_table: " STRICT",
    narrow_table: " STRICT, WITHOUT ROWID",
    index_nulls: "",
    moves_rows: false,
    at_once: false,
    for_update: "",
    table_exists: "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?1",
    table_exists_bare: true,
    before_migration: Vec::new(),
    after_table: Vec::new(),
    instant_text: "datetime({micros} / 1000000, 'unixepoch', '+8 hours')",
    analyze: &["ANALYZE {table}"],
});

/// How many readers are kept open.
const READERS: usize = 4;
/// How many rows one `INSERT` of a bulk writes.
const ROWS_AT_ONCE: usize = 16;
/// How many values one statement may bind.
const MOST_BINDS: usize = 32_766;

/// SQLite 驱动 One writer and some readers on one file, STRICT tables, write-ahead log, `synchronous = FULL`. It starts no thread:
/// statements run inline, in microseconds, and a commit blocks its executor until the disk has it. Nothing waits while
/// it holds a connection, so waiting for one ends.
#[derive(Debug)]
pub struct Sqlite {
    place: Box<str>,
    options: SqliteOptions,
    writer: Arc<Pool>,
    /// In memory there is but one connection.
    readers: Option<(Arc<Pool>, Box<Path>)>,
}

/// Connections that are free, and how many there are in all.
#[derive(Debug, Default)]
struct Pool {
    free: Mutex<(Vec<Connection>, usize)>,
    returned: Condvar,
}

impl Pool {
    fn of(connection: Connection) -> Arc<Self> {
        Arc::new(Self { free: Mutex::new((vec![connection], 1)), returned: Condvar::new() })
    }

    /// A free connection, a new one while there are fewer than `most`, or the next that is returned.
    fn take(&self, most: usize, open: impl FnOnce() -> Result<Connection>) -> Result<Connection> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(connection) = free.0.pop() {
                return Ok(connection);
            }
            if free.1 < most {
                let connection = open()?;
                free.1 += 1;
                return Ok(connection);
            }
            free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn put(&self, connection: Connection) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).0.push(connection);
        self.returned.notify_one();
    }
}

/// How often the mode of a new file is asked for while others open it, too.
const OPENING: u32 = 50;

/// Turns on the write-ahead log. SQLite does not wait for another process that does the same at this moment, but refuses: so it waits, as
/// long as the options allow, for the write lock, and asks again.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    for _ in 0..OPENING {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(rusqlite::Error::SqliteFailure(error, _)) if error.code == rusqlite::ErrorCode::DatabaseBusy => {
                connection.execute_batch("BEGIN IMMEDIATE; COMMIT")?;
            }
            done => return done,
        }
    }
    connection.pragma_update(None, "journal_mode", "WAL")
}

impl Sqlite {
    /// Opens or makes a file.
    ///
    /// # Errors
    /// `store.open` when the file cannot be opened, `store.not_database` when it is none of SQLite.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with(path, SqliteOptions::default())
    }

    /// Opens or makes a file, with options.
    ///
    /// # Errors
    /// As [`Sqlite::open`].
    pub fn open_with(path: impl AsRef<Path>, options: SqliteOptions) -> Result<Self> {
        let path = path.as_ref();
        let place: Box<str> = path.display().to_string().into();
        let fail = |error| failed(&place, error);
        let writer = Connection::open(path).map_err(fail)?;
        tuned(&writer, options).map_err(fail)?;
        write_ahead(&writer).map_err(fail)?;
        writer.pragma_update(None, "synchronous", "FULL").map_err(fail)?;
        options.limit(&writer).map_err(fail)?;
        let readers = Some((Arc::new(Pool::default()), Box::from(path)));
        Ok(Self { place, options, writer: Pool::of(writer), readers })
    }

    /// 自检 Whether a file is whole, as SQLite itself sees it: every page, and every index against its table. It reads all of the file
    /// and writes nothing. What [`crate::store::verify`] finds is another matter: that nobody edited what is there.
    ///
    /// # Errors
    /// `store.damaged` with what was found first; as [`Sqlite::open`] when the file cannot be opened.
    pub fn check(path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let place = path.display().to_string();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let found = Connection::open_with_flags(path, flags).and_then(|connection| {
            connection.pragma_update(None, "query_only", true)?;
            connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0))
        });
        match found.map_err(|error| failed(&place, error))?.as_str() {
            "ok" => Ok(()),
            found => Err(Error::new(code::store::DAMAGED).with("place", place).with("reason", found)),
        }
    }

    /// A database in memory.
    ///
    /// # Errors
    /// `store.database` when there is no memory for it.
    pub fn in_memory() -> Result<Self> {
        let place: Box<str> = ":memory:".into();
        let options = SqliteOptions::default();
        let writer = Connection::open_in_memory().map_err(|error| failed(&place, error))?;
        tuned(&writer, options).map_err(|error| failed(&place, error))?;
        Ok(Self { place, options, writer: Pool::of(writer), readers: None })
    }

    /// The file; `None` in memory.
    pub(super) fn file(&self) -> Option<&Path> {
        self.readers.as_ref().map(|(_, path)| &**path)
    }

    /// How long to wait for others.
    pub(super) fn wait(&self) -> std::time::Duration {
        self.options.wait
    }

    /// Does something on the writing connection while nobody else has it.
    pub(super) fn with_writer<T>(&self, act: impl FnOnce(&Connection) -> T) -> Result<T> {
        let connection = self.writer.take(1, || Err(no_connection(&self.place)))?;
        let done = act(&connection);
        self.writer.put(connection);
        Ok(done)
    }

    fn reading(&self, begin: Option<&str>) -> Result<Box<dyn Tx>> {
        let Some((pool, path)) = &self.readers else {
            let connection = self.writer.take(1, || Err(no_connection(&self.place)))?;
            return self.begin(&self.writer, connection, begin);
        };
        let open = || {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let reader = Connection::open_with_flags(path, flags).and_then(|reader| {
                tuned(&reader, self.options)?;
                reader.pragma_update(None, "query_only", true)?;
                Ok(reader)
            });
            reader.map_err(|error| failed(&self.place, error))
        };
        self.begin(pool, pool.take(READERS, open)?, begin)
    }

    /// The writer's connection without a transaction.
    pub(super) fn between(&self) -> Result<Box<dyn Tx>> {
        let connection = self.writer.take(1, || Err(no_connection(&self.place)))?;
        self.begin(&self.writer, connection, None)
    }

    fn begin(&self, pool: &Arc<Pool>, connection: Connection, how: Option<&str>) -> Result<Box<dyn Tx>> {
        let tx =
            SqliteTx { place: self.place.clone(), pool: Arc::clone(pool), connection: Some(connection), open: false };
        let mut tx = Box::new(tx);
        if let Some(how) = how {
            tx.execute(how)?;
            tx.open = true;
        }
        Ok(tx)
    }
}

fn tuned(connection: &Connection, options: SqliteOptions) -> rusqlite::Result<()> {
    connection.busy_timeout(options.wait)?;
    connection.set_prepared_statement_cache_capacity(256);
    // Else each new value of a range would have the statement planned anew, which costs more than many a page.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "page_size", 8192)?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // What is deleted or moved is overwritten, so that an erased person is in no free page.
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))
}

#[async_trait]
impl Driver for Sqlite {
    fn dialect(&self) -> &Dialect {
        &DIALECT
    }

    fn backend(&self) -> &'static str {
        "sqlite"
    }

    fn place(&self) -> &str {
        &self.place
    }

    fn durable(&self) -> bool {
        self.readers.is_some()
    }

    fn one_writer(&self) -> bool {
        true
    }

    async fn ready_to_migrate(&self) -> Result<()> {
        Ok(())
    }

    async fn read(&self) -> Result<Box<dyn Tx>> {
        self.reading(Some("BEGIN"))
    }

    async fn read_one(&self) -> Result<Box<dyn Tx>> {
        self.reading(None)
    }

    async fn write(&self) -> Result<Box<dyn Tx>> {
        let connection = self.writer.take(1, || Err(no_connection(&self.place)))?;
        self.begin(&self.writer, connection, Some("BEGIN IMMEDIATE"))
    }

    async fn scrub(&self) -> Result<()> {
        self.truncate_log().await
    }

    async fn backup(&self, to: &Path) -> Result<()> {
        self.backup_to(to)
    }
}

/// An open transaction; holds its connection until dropped.
#[derive(Debug)]
struct SqliteTx {
    place: Box<str>,
    pool: Arc<Pool>,
    connection: Option<Connection>,
    open: bool,
}

impl SqliteTx {
    fn connection(&self) -> Result<&Connection> {
        self.connection.as_ref().ok_or_else(|| no_connection(&self.place))
    }

    fn fail(&self, error: rusqlite::Error) -> Error {
        failed(&self.place, error)
    }

    fn execute(&self, sql: &str) -> Result<()> {
        let mut statement = self.connection()?.prepare_cached(sql).map_err(|error| self.fail(error))?;
        statement.raw_execute().map(|_| ()).map_err(|error| self.fail(error))
    }

    fn all_rows(&self, sql: &str, binds: &[Bind<'_>]) -> Result<Rows, rusqlite::Error> {
        let Some(connection) = &self.connection else { return Ok(Rows::default()) };
        let mut statement = connection.prepare_cached(sql)?;
        let width = statement.column_count();
        for (value, place) in binds.iter().zip(1..) {
            statement.raw_bind_parameter(place, value)?;
        }
        let mut cells = Vec::new();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            for place in 0..width {
                cells.push(match row.get_ref(place)? {
                    ValueRef::Null => Cell::Null,
                    ValueRef::Integer(number) => Cell::Int(number),
                    ValueRef::Text(text) => {
                        let text =
                            std::str::from_utf8(text).map_err(|error| rusqlite::Error::Utf8Error(place, error))?;
                        Cell::Text(text.into())
                    }
                    ValueRef::Blob(bytes) => Cell::Bytes(bytes.into()),
                    // STRICT tables hold no floats; a sum of integers is an integer.
                    ValueRef::Real(_) => return Err(rusqlite::Error::IntegralValueOutOfRange(place, 0)),
                });
            }
        }
        Ok(Rows { width, cells })
    }

    fn execute_with(&self, sql: &str, binds: &[Bind<'_>]) -> Result<u64, rusqlite::Error> {
        let Some(connection) = &self.connection else { return Ok(0) };
        let mut statement = connection.prepare_cached(sql)?;
        for (value, place) in binds.iter().zip(1..) {
            statement.raw_bind_parameter(place, value)?;
        }
        statement.raw_execute().map(|touched| touched as u64)
    }

    fn insert_all(&self, insert: &Insert<'_>, binds: &[Bind<'_>]) -> Result<(), rusqlite::Error> {
        let width = insert.columns.len().max(1);
        let at_once = ROWS_AT_ONCE.min(MOST_BINDS / width).max(1);
        let mut chunks = binds.chunks_exact(width * at_once);
        if chunks.len() > 0 {
            let sql = insert_sql(insert, at_once);
            for chunk in chunks.by_ref() {
                self.execute_with(&sql, chunk)?;
            }
        }
        let rest = chunks.remainder();
        if !rest.is_empty() {
            let sql = insert_sql(insert, 1);
            for row in rest.chunks_exact(width) {
                self.execute_with(&sql, row)?;
            }
        }
        Ok(())
    }
}

fn insert_sql(insert: &Insert<'_>, rows: usize) -> String {
    let row = format!("({})", vec!["?"; insert.columns.len()].join(", "));
    // The transaction is rolled back on any failure, so no statement journal is needed to undo half a statement.
    format!(
        "INSERT OR FAIL INTO {} ({}) VALUES {}",
        insert.table,
        insert.columns.join(", "),
        vec![row; rows].join(", ")
    )
}

#[async_trait]
impl Tx for SqliteTx {
    async fn rows(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<Rows> {
        self.all_rows(sql, binds).map_err(|error| self.fail(error))
    }

    async fn run(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<u64> {
        self.execute_with(sql, binds).map_err(|error| self.fail(error))
    }

    async fn write(&mut self, steps: &[Step<'_>]) -> Result<()> {
        for step in steps {
            let done = match step {
                Step::Insert(insert, binds) => self.insert_all(insert, binds),
                Step::Run(sql, binds) => self.execute_with(sql, binds).map(|_| ()),
            };
            done.map_err(|error| self.fail(error))?;
        }
        Ok(())
    }

    async fn commit(mut self: Box<Self>) -> Result<()> {
        self.execute("COMMIT")?;
        self.open = false;
        Ok(())
    }

    async fn end(self: Box<Self>) -> Result<()> {
        // Dropping it rolls back.
        Ok(())
    }
}

impl Drop for SqliteTx {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        if self.open {
            // What cannot be rolled back is not committed either: SQLite has then rolled back by itself.
            let rolled_back = connection.prepare_cached("ROLLBACK").and_then(|mut statement| statement.raw_execute());
            drop(rolled_back);
        }
        self.pool.put(connection);
    }
}

impl ToSql for Bind<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null | Self::NullOf(_) => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Bool(yes) => ValueRef::Integer(i64::from(*yes)),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Digest(bytes) => ValueRef::Blob(bytes),
            Self::Uuid(uuid) => ValueRef::Blob(uuid.as_bytes()),
            Self::List(..) => return Err(rusqlite::Error::ToSqlConversionFailure("SQLite takes no lists".into())),
        }))
    }
}

fn no_connection(place: &str) -> Error {
    Error::new(code::store::DATABASE).with("place", place).with("reason", "the connection is gone")
}

pub(super) fn failed(place: &str, error: rusqlite::Error) -> Error {
    let found = error.sqlite_error().map(|error| (error.code, error.extended_code));
    let what = match found {
        Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)) => code::store::BUSY,
        // 2067: a unique index; 1555: a primary key.
        Some((ErrorCode::ConstraintViolation, 2067 | 1555)) => code::store::UNIQUE,
        Some((ErrorCode::DiskFull, _)) => code::store::FULL,
        Some((ErrorCode::ReadOnly | ErrorCode::PermissionDenied, _)) => code::store::NOT_WRITABLE,
        Some((ErrorCode::CannotOpen, _)) => code::store::OPEN,
        Some((ErrorCode::NotADatabase, _)) => code::store::NOT_DATABASE,
        Some((ErrorCode::DatabaseCorrupt, _)) => code::store::DAMAGED,
        _ if error.to_string().contains("integer overflow") => code::store::TALLY_OVERFLOW,
        _ => code::store::DATABASE,
    };
    Error::new(what).with("place", place).with("reason", &error).because(error)
}
