//! 驱动 What the engine needs of a SQL database.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use async_trait::async_trait;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::error::{Error, Result, code};

/// 驱动 A SQL database. The engine generates every statement; a driver opens transactions and runs them.
#[async_trait]
pub trait Driver: fmt::Debug + Send + Sync + 'static {
    /// How this database spells things.
    fn dialect(&self) -> &Dialect;

    /// Name of the backend, such as `sqlite`.
    fn backend(&self) -> &'static str;

    /// File or database, without credentials.
    fn place(&self) -> &str;

    /// Whether a commit outlives the process.
    fn durable(&self) -> bool;

    /// Whether the whole database has one writer at a time, so that waiting commits of all units go together.
    fn one_writer(&self) -> bool;

    /// Whether a migration can begin, beyond what its statements would say.
    ///
    /// # Errors
    /// `store.distributed.missing` where tables shall be distributed and the database cannot.
    async fn ready_to_migrate(&self) -> Result<()>;

    /// A transaction that reads one consistent state.
    async fn read(&self) -> Result<Box<dyn Tx>>;

    /// As [`Driver::read`], for one statement alone, which sees one consistent state without a transaction too.
    async fn read_one(&self) -> Result<Box<dyn Tx>>;

    /// As [`Driver::write`], for one statement alone, which may be durable before [`Tx::commit`]. It may be sent twice when a connection
    /// turns out to be lost, so it *must* write nothing the second time. Asked for where [`Dialect::at_once`] says so.
    ///
    /// # Errors
    /// As [`Driver::write`].
    async fn write_one(&self) -> Result<Box<dyn Tx>> {
        self.write().await
    }

    /// A transaction that writes. Two that touch the same row of `cunwu_unit` *must* be serial.
    ///
    /// # Errors
    /// `store.busy` when another writer does not let go in time.
    async fn write(&self) -> Result<Box<dyn Tx>>;

    /// Makes sure that no page or file of the database holds what was deleted: asked for once an erasure is durable, and again when
    /// it is asked for again under the same request. A database that frees its dead rows by and by, in a vacuum of its own, does
    /// nothing here and says so in its documents.
    ///
    /// # Errors
    /// `store.scrub` when somebody still reads the state of before.
    async fn scrub(&self) -> Result<()> {
        Ok(())
    }

    /// Writes the whole database as it is at this moment into a new file, while others write.
    ///
    /// # Errors
    /// `store.backup.unsupported` unless the driver can; `store.backup.exists` when there is such a file.
    async fn backup(&self, _to: &Path) -> Result<()> {
        Err(Error::new(code::store::BACKUP_UNSUPPORTED).with("backend", self.backend()))
    }
}

/// 事务 An open transaction. Dropping it *must* take everything back; [`Tx::end`] does so without leaving work behind.
#[async_trait]
pub trait Tx: Send {
    /// The rows of a query.
    ///
    /// # Errors
    /// `store.tally.overflow` when a sum leaves 64 bits, else `store.database`.
    async fn rows(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<Rows>;

    /// Runs a statement; how many rows it touched.
    ///
    /// # Errors
    /// `store.unique` when a unique index forbids it, else `store.database`.
    async fn run(&mut self, sql: &str, binds: &[Bind<'_>]) -> Result<u64>;

    /// Runs these steps, one after the other or, as they touch nothing of each other, all as one.
    ///
    /// # Errors
    /// As [`Tx::run`].
    async fn write(&mut self, steps: &[Step<'_>]) -> Result<()>;

    /// Makes it durable.
    async fn commit(self: Box<Self>) -> Result<()>;

    /// Takes everything back, and frees what the transaction held.
    async fn end(self: Box<Self>) -> Result<()>;
}

/// 方言 How a database spells what SQL leaves open.
#[derive(Debug, Clone)]
pub struct Dialect {
    /// The schema that all tables stand in; `None`: the one that the database takes by itself.
    pub schema: Option<Box<str>>,
    /// What every table's name begins with; may be empty.
    pub prefix: Box<str>,
    /// What stands before the number of a placeholder: `?`, `$`.
    pub placeholder: &'static str,
    /// The type of text, ordered by bytes.
    pub text: &'static str,
    /// The type of 64-bit whole numbers.
    pub int: &'static str,
    /// The type of truth values; the engine binds [`Bind::Bool`] and reads [`Cell::Int`] 0 or 1.
    pub bool: &'static str,
    /// The type of byte strings.
    pub bytes: &'static str,
    /// The type of the column `unit`.
    pub unit: &'static str,
    /// Whether `unit` is a small number that `cunwu_unit` gives, and not the unit's uuid.
    pub numbered_units: bool,
    /// Behind `CREATE TABLE … (…)` of a table with wide rows.
    pub wide_table: &'static str,
    /// Behind `CREATE TABLE … (…)` of a table with narrow rows.
    pub narrow_table: &'static str,
    /// Behind each column of an index, so that nulls stand first.
    pub index_nulls: &'static str,
    /// Whether `DELETE … RETURNING` can feed an `INSERT` of one statement.
    pub moves_rows: bool,
    /// Whether a small commit crosses as one statement: its `WITH` writes several tables, seen together with what it reads, and it
    /// takes [`Bind::List`].
    pub at_once: bool,
    /// Behind the `SELECT` that locks a unit's row.
    pub for_update: &'static str,
    /// Counts tables of the name in placeholder 1: quoted as [`Dialect::table`] does, or bare where `table_exists_bare`.
    pub table_exists: &'static str,
    /// Whether `table_exists` takes the name without quotes and schema.
    pub table_exists_bare: bool,
    /// Run first in a migration, so that two processes take turns.
    pub before_migration: Vec<String>,
    /// Run on every table of units that a migration made, with `{table}` for its quoted name.
    pub after_table: Vec<String>,
    /// An instant in microseconds, `{micros}`, as text in UTC+08:00, for the views of analysts.
    pub instant_text: &'static str,
    /// Brings the planner's statistics of `{table}` up to date after a bulk load; may be empty.
    pub analyze: &'static [&'static str],
}

/// How long a name may be in every database.
const LONGEST_NAME: usize = 63;

impl Dialect {
    /// A name that every database takes whole: a longer one is cut and told apart by a digest.
    pub fn fitted(&self, name: &str) -> String {
        let name = format!("{}{name}", self.prefix);
        if name.len() <= LONGEST_NAME {
            return name;
        }
        let digest: [u8; 32] = Sha256::digest(name.as_bytes()).into();
        let tail = digest.iter().take(8).fold(0_u64, |tail, byte| (tail << 8) | u64::from(*byte));
        format!("{}~{tail:016x}", name.get(..LONGEST_NAME - 17).unwrap_or_default())
    }

    /// The quoted name of a table, within its schema.
    pub fn table(&self, name: &str) -> String {
        self.within(&format!("\"{}\"", self.fitted(name)))
    }

    /// A quoted name, within the schema.
    pub fn within(&self, quoted: &str) -> String {
        match &self.schema {
            Some(schema) => format!("\"{schema}\".{quoted}"),
            None => quoted.to_owned(),
        }
    }
}

/// 列的存储类型 What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// The unit.
    Unit,
    /// Text, days too.
    Text,
    /// A whole number.
    Int,
    /// A truth value.
    Bool,
    /// Bytes.
    Bytes,
}

/// 批量写入 A table and its columns to insert into.
#[derive(Debug, Clone, Copy)]
pub struct Insert<'a> {
    /// The table, quoted.
    pub table: &'a str,
    /// The columns, quoted.
    pub columns: &'a [Box<str>],
    /// What each column holds.
    pub holds: &'a [Holds],
}

/// 写入步骤 One step of a commit.
#[derive(Debug, Clone)]
pub enum Step<'a> {
    /// Inserts rows; the values stand one after the other, `columns.len()` for each row.
    Insert(Insert<'a>, Vec<Bind<'a>>),
    /// Runs a statement.
    Run(String, Vec<Bind<'a>>),
}

/// 绑定值 A value bound to a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bind<'a> {
    /// No value.
    Null,
    /// No value, where a database must know what the column holds.
    NullOf(Holds),
    /// A whole number.
    Int(i64),
    /// A truth value.
    Bool(bool),
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(&'a [u8]),
    /// A digest.
    Digest([u8; 32]),
    /// A unit by its uuid.
    Uuid(Uuid),
    /// The values of one column of several rows, for databases that commit at once ([`Dialect::at_once`]).
    List(Holds, Vec<Bind<'a>>),
}

impl<'a> From<&'a str> for Bind<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<i64> for Bind<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

/// 单元 A cell of a result.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell {
    /// No value.
    #[default]
    Null,
    /// A whole number, or a truth value as 0 or 1.
    Int(i64),
    /// Text.
    Text(Box<str>),
    /// Bytes.
    Bytes(Box<[u8]>),
}

/// 结果 The rows of a result, cell by cell.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// How many columns.
    pub width: usize,
    /// The cells, row by row.
    pub cells: Vec<Cell>,
}

impl Rows {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or(0)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The rows, to be taken apart.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = Row<'_>> {
        self.cells.chunks_exact_mut(self.width.max(1)).map(|cells| Row { cells: cells.iter_mut() })
    }
}

/// 行 One row, read from left to right.
#[derive(Debug)]
pub struct Row<'a> {
    cells: std::slice::IterMut<'a, Cell>,
}

impl Row<'_> {
    /// The next cell.
    pub fn cell(&mut self) -> Cell {
        self.cells.next().map(std::mem::take).unwrap_or_default()
    }

    /// The next cell, a whole number; 0 where there is none.
    pub fn int(&mut self) -> i64 {
        match self.cell() {
            Cell::Int(number) => number,
            _ => 0,
        }
    }

    /// The next cell, text if there is any.
    pub fn text(&mut self) -> Option<Box<str>> {
        match self.cell() {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The next cell, bytes of exactly this length.
    pub fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        match self.cell() {
            Cell::Bytes(bytes) => <[u8; N]>::try_from(&*bytes).ok(),
            _ => None,
        }
    }
}
