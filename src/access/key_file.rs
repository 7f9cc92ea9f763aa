//! 密钥文件 A ring in a file that its owner alone may read.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;

use super::clear::Clear;
use super::keys::{missing, unchanged};
use super::text;
use crate::access::{KeyRing, SecretKey, UnitKeys};
use crate::error::{Error, Result, code};
use crate::schema::UnitId;

type Units = BTreeMap<UnitId, UnitKeys>;

/// 密钥文件 Keys in a file of mode 0600, one line a key: unit, `wrap` or `index`, version, key. A looser file is refused, and a folder
/// in which others may write. Keep copies of it apart from copies of the store: together they are as good as clear text; and a
/// copy of it from before an erasure opens copies of the store from before that erasure.
///
/// Processes on one machine may share the file. It is read anew for each question, and replaced under a lock on a file beside it
/// (`….lock`, which the system lets go when a process dies). The new file is written beside the old one, forced to the disk
/// and renamed over it, so that a crash leaves one or the other; then the old one's bytes are overwritten and forced to the disk. A
/// disk that keeps old blocks by itself (flash, snapshots) is beyond that: give the file a disk of its own that is encrypted.
#[derive(Debug)]
pub struct FileKeyRing {
    path: PathBuf,
}

impl FileKeyRing {
    /// Opens a key file, or makes an empty one.
    ///
    /// # Errors
    /// `access.key_file.mode` when others than the owner have any right on it; `access.key_file.folder` when others may write in its
    /// folder, unless it is sticky like `/tmp`; `access.key_file` when it cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let fail = |error| failed(path, &error);
        // A link is followed once and for all: renaming over it would leave the old keys where it points.
        let path = match std::fs::canonicalize(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let new = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path);
                drop(new.map_err(fail)?);
                std::fs::canonicalize(path).map_err(fail)?
            }
            found => found.map_err(fail)?,
        };
        folder_is_safe(&path)?;
        let ring = Self { path };
        let _shared = ring.locked(false).map_err(|error| failed(&ring.path, &error))?;
        ring.read()?;
        Ok(ring)
    }

    /// The lock beside the file: shared for reading, alone for writing. Let go when dropped.
    fn locked(&self, alone: bool) -> std::io::Result<File> {
        let open =
            OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(beside(&self.path, "lock"))?;
        if alone { open.lock() } else { open.lock_shared() }?;
        Ok(open)
    }

    /// Reads the file under a lock.
    fn read(&self) -> Result<Units> {
        let fail = |error| failed(&self.path, &error);
        let mut file = File::open(&self.path).map_err(fail)?;
        let meta = file.metadata().map_err(fail)?;
        let mode = meta.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(Error::new(code::access::KEY_FILE_MODE)
                .with("path", self.path.display())
                .with("found", format!("{mode:03o}")));
        }
        // Room for all of it, so that no copy is left behind when it grows.
        let mut content = Clear(Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0) + 64));
        file.read_to_end(&mut content.0).map_err(fail)?;
        let text = std::str::from_utf8(&content.0).map_err(|_| failed(&self.path, &"it is no text"))?;
        let mut units = Units::new();
        for (line, number) in text.lines().zip(1..) {
            let wrong = || failed(&self.path, &format!("line {number} is no key"));
            let (unit, what, version, key) = parse(line).ok_or_else(wrong)?;
            let keys = units.remove(&unit).unwrap_or_default();
            let keys = if what == "wrap" { keys.wrap(version, key) } else { keys.index(version, key) };
            units.insert(unit, keys);
        }
        Ok(units)
    }

    /// Writes a new file beside the old one, puts it in its place, and overwrites what was there.
    fn save(&self, units: &Units) -> std::io::Result<()> {
        let new = beside(&self.path, "new");
        match std::fs::remove_file(&new) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
        let content = content(units);
        file.write_all(&content.0)?;
        file.sync_all()?;
        let mut old = OpenOptions::new().write(true).open(&self.path)?;
        std::fs::rename(&new, &self.path)?;
        File::open(folder(&self.path))?.sync_all()?;
        let length = usize::try_from(old.metadata()?.len()).unwrap_or(0);
        old.seek(SeekFrom::Start(0))?;
        old.write_all(&vec![0; length])?;
        old.sync_all()
    }
}

#[async_trait]
impl KeyRing for FileKeyRing {
    async fn keys(&self, unit: UnitId) -> Result<Arc<UnitKeys>> {
        let _shared = self.locked(false).map_err(|error| failed(&self.path, &error))?;
        self.read()?.remove(&unit).map(Arc::new).ok_or_else(|| missing(unit, "-"))
    }

    async fn keep(&self, unit: UnitId, was: Option<&UnitKeys>, keys: UnitKeys) -> Result<()> {
        let _alone = self.locked(true).map_err(|error| failed(&self.path, &error))?;
        let mut units = self.read()?;
        unchanged(unit, was, units.get(&unit))?;
        units.insert(unit, keys);
        self.save(&units).map_err(|error| failed(&self.path, &error))
    }
}

/// The file of this name with something behind it.
fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(what);
    PathBuf::from(name)
}

/// The folder of a canonical path.
fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("/"))
}

fn folder_is_safe(path: &Path) -> Result<()> {
    let folder = folder(path);
    let mode = std::fs::metadata(folder).map_err(|error| failed(path, &error))?.permissions().mode() & 0o7777;
    if mode & 0o022 == 0 || mode & 0o1000 != 0 {
        return Ok(());
    }
    let found = format!("{:03o}", mode & 0o777);
    Err(Error::new(code::access::KEY_FILE_FOLDER).with("path", folder.display()).with("found", found))
}

/// The file's text, written into room that is wiped.
fn content(units: &Units) -> Clear {
    let count: usize = units.values().map(|keys| keys.wrap_keys().count() + keys.index_keys().count()).sum();
    let mut content = Clear(Vec::with_capacity(count * 128));
    for (unit, keys) in units {
        let wrap = keys.wrap_keys().map(|(version, key)| ("wrap", version, key));
        let index = keys.index_keys().map(|(version, key)| ("index", version, key));
        for (what, version, key) in wrap.chain(index) {
            let key = Clear(text::encode(key.bytes()).into_bytes());
            content.0.extend_from_slice(format!("{unit} {what} {version} ").as_bytes());
            content.0.extend_from_slice(&key.0);
            content.0.push(b'\n');
        }
    }
    content
}

fn parse(line: &str) -> Option<(UnitId, &str, u32, SecretKey)> {
    let mut parts = line.split(' ');
    let (unit, what, version, key) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let bytes = Clear(text::decode(key)?);
    let key = SecretKey::from_bytes(bytes.0.as_slice().try_into().ok()?);
    let known = matches!(what, "wrap" | "index") && parts.next().is_none();
    known.then_some((unit.parse().ok()?, what, version.parse().ok()?, key))
}

fn failed(path: &Path, reason: &dyn std::fmt::Display) -> Error {
    Error::new(code::access::KEY_FILE).with("path", path.display()).with("reason", reason)
}

#[cfg(test)]
mod tests;
