//! 密钥文件 A ring in a file that its owner alone may read.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use super::keys::missing;
use super::text;
use crate::access::{KeyRing, SecretKey, UnitKeys};
use crate::error::{Error, Result, code};
use crate::schema::UnitId;

/// 密钥文件 Keys in a file of mode 0600, one line a key: unit, `wrap` or `index`, version, key. A looser file is refused. Keep
/// copies of it apart from copies of the store: together they are as good as clear text.
#[derive(Debug)]
pub struct FileKeyRing {
    path: PathBuf,
    units: Mutex<BTreeMap<UnitId, Arc<UnitKeys>>>,
}

impl FileKeyRing {
    /// Opens a key file, or makes an empty one.
    ///
    /// # Errors
    /// `access.key_file.mode` when others than the owner have any right on it; `access.key_file` when it cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_path_buf();
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
        let mut file = opened.map_err(|error| failed(&path, &error))?;
        let mode = file.metadata().map_err(|error| failed(&path, &error))?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(Error::new(code::access::KEY_FILE_MODE)
                .with("path", path.display())
                .with("found", format!("{mode:03o}")));
        }
        let mut content = String::new();
        file.read_to_string(&mut content).map_err(|error| failed(&path, &error))?;
        let mut units: BTreeMap<UnitId, UnitKeys> = BTreeMap::new();
        for (line, number) in content.lines().zip(1..) {
            let wrong = || failed(&path, &format!("line {number} is no key"));
            let (unit, what, version, key) = parse(line).ok_or_else(wrong)?;
            let keys = units.remove(&unit).unwrap_or_default();
            let keys = if what == "wrap" { keys.wrap(version, key) } else { keys.index(version, key) };
            units.insert(unit, keys);
        }
        zeroed(content);
        let units = units.into_iter().map(|(unit, keys)| (unit, Arc::new(keys))).collect();
        Ok(Self { path, units: Mutex::new(units) })
    }

    /// Writes a new file beside the old one and puts it in its place, so that a crash leaves one or the other.
    fn save(&self, units: &BTreeMap<UnitId, Arc<UnitKeys>>) -> std::io::Result<()> {
        let beside = self.path.with_extension("new");
        match std::fs::remove_file(&beside) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        for (unit, keys) in units {
            let lines = keys.lines(*unit);
            file.write_all(lines.as_bytes())?;
            zeroed(lines);
        }
        file.sync_all()?;
        std::fs::rename(&beside, &self.path)?;
        match self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) => File::open(folder)?.sync_all(),
            None => File::open(".")?.sync_all(),
        }
    }
}

#[async_trait]
impl KeyRing for FileKeyRing {
    async fn keys(&self, unit: UnitId) -> Result<Arc<UnitKeys>> {
        let units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
        units.get(&unit).map(Arc::clone).ok_or_else(|| missing(unit, "-"))
    }

    async fn keep(&self, unit: UnitId, keys: UnitKeys) -> Result<()> {
        let mut units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed = units.clone();
        changed.insert(unit, Arc::new(keys));
        self.save(&changed).map_err(|error| failed(&self.path, &error))?;
        *units = changed;
        Ok(())
    }
}

fn parse(line: &str) -> Option<(UnitId, &str, u32, SecretKey)> {
    let mut parts = line.split(' ');
    let (unit, what, version, key) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let mut bytes = text::decode(key)?;
    let key = SecretKey::from_bytes(bytes.as_slice().try_into().ok()?);
    bytes.fill(0);
    let known = matches!(what, "wrap" | "index") && parts.next().is_none();
    known.then_some((unit.parse().ok()?, what, version.parse().ok()?, key))
}

/// Wipes text that held keys.
fn zeroed(text: String) {
    let mut bytes = text.into_bytes();
    #[cfg(feature = "crypto")]
    zeroize::Zeroize::zeroize(&mut bytes);
    #[cfg(not(feature = "crypto"))]
    bytes.fill(0);
}

fn failed(path: &Path, reason: &dyn std::fmt::Display) -> Error {
    Error::new(code::access::KEY_FILE).with("path", path.display()).with("reason", reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{SeededIds, keys_or_fresh};
    use uuid::Uuid;

    #[tokio::test]
    async fn keys_outlive_the_ring_and_a_loose_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("village.keys");
        let unit = UnitId::from_uuid(Uuid::from_u128(1));
        let ids = SeededIds::new(1, 0);
        let ring = FileKeyRing::open(&path).unwrap();
        assert_eq!(ring.keys(unit).await.unwrap_err().code(), "access.unit_key.missing");
        let made = keys_or_fresh(&ring, unit, &ids).await.unwrap();
        let again = FileKeyRing::open(&path).unwrap();
        let read = keys_or_fresh(&again, unit, &ids).await.unwrap();
        assert_eq!(made.newest_wrap().unwrap().1.bytes(), read.newest_wrap().unwrap().1.bytes());
        assert_eq!(made.newest_index().unwrap().1.bytes(), read.newest_index().unwrap().1.bytes());
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let error = FileKeyRing::open(&path).unwrap_err();
        assert_eq!((error.code(), error.get("found")), ("access.key_file.mode", Some("640")));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(&path, "nonsense\n").unwrap();
        assert_eq!(FileKeyRing::open(&path).unwrap_err().code(), "access.key_file");
    }
}
