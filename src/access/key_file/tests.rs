use std::os::unix::fs::MetadataExt;

use uuid::Uuid;

use super::*;
use crate::access::{IdGen, SeededIds, keys_or_fresh};

fn unit(number: u128) -> UnitId {
    UnitId::from_uuid(Uuid::from_u128(number))
}

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn keys_outlive_the_ring_and_a_loose_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.keys");
    let ids = SeededIds::new(1, 0);
    let ring = FileKeyRing::open(&path).unwrap();
    assert_eq!(ring.keys(unit(1)).await.unwrap_err().code(), "access.unit_key.missing");
    let made = keys_or_fresh(&ring, unit(1), &ids).await.unwrap();
    let again = FileKeyRing::open(&path).unwrap();
    let read = keys_or_fresh(&again, unit(1), &ids).await.unwrap();
    assert!(made.is(&read));
    mode(&path, 0o640);
    let error = FileKeyRing::open(&path).unwrap_err();
    assert_eq!((error.code(), error.get("found")), ("access.key_file.mode", Some("640")));
    assert_eq!(ring.keys(unit(1)).await.unwrap_err().code(), "access.key_file.mode", "an open ring looks again");
    mode(&path, 0o600);
    std::fs::write(&path, "nonsense\n").unwrap();
    assert_eq!(FileKeyRing::open(&path).unwrap_err().code(), "access.key_file");
}

#[test]
fn a_folder_in_which_others_write_is_refused_unless_sticky() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.keys");
    for (loose, found) in [(0o777, "777"), (0o770, "770"), (0o702, "702")] {
        mode(folder.path(), loose);
        let error = FileKeyRing::open(&path).unwrap_err();
        assert_eq!((error.code(), error.get("found")), ("access.key_file.folder", Some(found)));
    }
    for sound in [0o1777, 0o755, 0o700] {
        mode(folder.path(), sound);
        FileKeyRing::open(&path).unwrap();
    }
}

#[tokio::test]
async fn a_ring_lets_nobody_overwrite_what_another_process_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.keys");
    let ids = SeededIds::new(1, 0);
    let key = || SecretKey::from_bytes(IdGen::bytes(&ids));
    let (one, other) = (FileKeyRing::open(&path).unwrap(), FileKeyRing::open(&path).unwrap());
    let first = keys_or_fresh(&one, unit(1), &ids).await.unwrap();
    keys_or_fresh(&other, unit(2), &ids).await.unwrap();
    assert!(one.keys(unit(1)).await.unwrap().is(&first), "the other unit's keys were added to the file as it was");
    one.keep(unit(1), Some(&first), UnitKeys::clone(&first).wrap(2, key())).await.unwrap();
    let late = UnitKeys::clone(&first).wrap(2, key());
    let refused = other.keep(unit(1), Some(&first), late).await.unwrap_err();
    assert_eq!((refused.code(), refused.is_conflict()), ("access.key_ring.changed", true));
    assert_eq!(other.keep(unit(2), None, UnitKeys::fresh(&ids)).await.unwrap_err().code(), "access.key_ring.changed");
    let kept = other.keys(unit(1)).await.unwrap();
    let fresh = UnitKeys::clone(&kept).wrap_from(2);
    other.keep(unit(1), Some(&kept), fresh).await.unwrap();
    assert!(one.keys(unit(1)).await.unwrap().wrap_key(1).is_none());
    assert!(one.keys(unit(2)).await.unwrap().wrap_key(1).is_some());
}

#[tokio::test]
async fn a_dropped_key_is_overwritten_where_it_stood() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.keys");
    let ids = SeededIds::new(1, 0);
    let ring = FileKeyRing::open(&path).unwrap();
    let keys = keys_or_fresh(&ring, unit(1), &ids).await.unwrap();
    // A second name shows what becomes of the bytes.
    let kept = folder.path().join("second name");
    std::fs::hard_link(&path, &kept).unwrap();
    let before = std::fs::read(&kept).unwrap();
    let next = UnitKeys::clone(&keys).wrap(2, SecretKey::from_bytes(IdGen::bytes(&ids))).wrap_from(2);
    ring.keep(unit(1), Some(&keys), next).await.unwrap();
    let after = std::fs::read(&kept).unwrap();
    assert_eq!(after, vec![0; before.len()]);
    let lost = text::encode(keys.wrap_key(1).unwrap().bytes());
    assert!(before.windows(lost.len()).any(|window| window == lost.as_bytes()));
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(lost.len()).any(|window| window == lost.as_bytes()));
    }
}

#[tokio::test]
async fn a_link_is_followed_and_the_file_behind_it_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real.keys"), folder.path().join("link.keys"));
    FileKeyRing::open(&real).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let ring = FileKeyRing::open(&link).unwrap();
    let before = std::fs::metadata(&real).unwrap().ino();
    keys_or_fresh(&ring, unit(1), &SeededIds::new(1, 0)).await.unwrap();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_ne!(std::fs::metadata(&real).unwrap().ino(), before);
    assert!(FileKeyRing::open(&real).unwrap().keys(unit(1)).await.is_ok());
}

#[test]
fn threads_that_keep_at_once_lose_no_unit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.keys");
    std::thread::scope(|scope| {
        for number in 1..=8 {
            let path = &path;
            scope.spawn(move || {
                let ring = FileKeyRing::open(path).unwrap();
                let ids = SeededIds::new(7, 0);
                let made = keys_or_fresh(&ring, unit(number), &ids);
                tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(made).unwrap();
            });
        }
    });
    assert_eq!(FileKeyRing::open(&path).unwrap().read().unwrap().len(), 8);
}
