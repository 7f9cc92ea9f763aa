//! 备份 A consistent copy of an SQLite database in one file, taken while others write.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::Driver as _;
use super::SqlStore;
use super::sqlite::{Sqlite, failed};
use crate::error::{Error, Result, code};

impl SqlStore {
    /// 备份 Writes the database as it is at this moment into a new file: every unit, whole commits, keys still wrapped. Others go on
    /// writing meanwhile, and what they commit is wholly in it or not at all. The file appears under its name only once it is
    /// complete and on the disk; it holds no trace of what was erased before. Opening it is restoring it:
    /// [`SqlStore::sqlite`] on a copy of the file.
    ///
    /// It runs inline and reads the whole database: call it where blocking does no harm. The key ring is not in it; keep
    /// both, and not in one place. For PostgreSQL use `pg_dump` of the schema, or [`copy`](fn@crate::store::copy) into a file of SQLite, unit
    /// by unit.
    ///
    /// # Errors
    /// `store.backup.exists` when there is such a file; `store.backup.unsupported` when the database is none of SQLite; those of disk and
    /// database.
    pub async fn backup_to(&self, path: impl AsRef<Path> + Send) -> Result<()> {
        let path = path.as_ref().to_owned();
        self.driver.backup(&path).await
    }
}

impl Sqlite {
    /// 备份 As [`SqlStore::backup_to`].
    ///
    /// # Errors
    /// As there.
    pub fn backup_to(&self, path: &Path) -> Result<()> {
        let shown = path.display().to_string();
        if path.exists() {
            return Err(Error::new(code::store::BACKUP_EXISTS).with("path", shown));
        }
        let part = part_of(path);
        let disk = |error: std::io::Error| {
            Error::new(code::store::DATABASE).with("place", &shown).with("reason", &error).because(error)
        };
        // Left by a backup that was interrupted.
        if part.exists() {
            fs::remove_file(&part).map_err(disk)?;
        }
        self.vacuum_into(&part)?;
        fs::rename(&part, path).map_err(disk)?;
        synced(path).map_err(disk)
    }

    fn vacuum_into(&self, part: &Path) -> Result<()> {
        let into = |connection: &Connection| connection.execute("VACUUM INTO ?1", [part.to_string_lossy()]).map(|_| ());
        let done = match self.file() {
            Some(path) => {
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                Connection::open_with_flags(path, flags).and_then(|connection| {
                    connection.busy_timeout(self.wait())?;
                    connection.pragma_update(None, "synchronous", "FULL")?;
                    into(&connection)
                })
            }
            None => self.with_writer(into)?,
        };
        done.map_err(|error| failed(self.place(), error))
    }
}

/// The name under which a file is written before it is complete.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".cunwu-part");
    name.into()
}

/// Makes the new name durable, not only the file.
fn synced(path: &Path) -> std::io::Result<()> {
    fs::File::open(path)?.sync_all()?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
