//! One village, three stores: the example's reports and map sheets are the same bytes from memory, SQLite and PostgreSQL.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::cluster::{self, Locale};

/// Runs the example and gives every file that it wrote, but ledger and keys.
fn run(store: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let example = std::env::current_exe().unwrap().parent().unwrap().with_file_name("examples/donghua");
    assert!(example.is_file(), "build it first: cargo build --example donghua");
    let out = tempfile::tempdir().unwrap();
    let run = Command::new(&example).arg("--store").args(store).arg("--out").arg(out.path()).output().unwrap();
    assert!(run.status.success(), "{store:?}: {}", String::from_utf8_lossy(&run.stderr));
    let mut files = BTreeMap::new();
    gather(out.path(), out.path(), &mut files);
    files
}

fn gather(top: &Path, folder: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(top, &path, into);
            continue;
        }
        let name = path.strip_prefix(top).unwrap().display().to_string();
        // A workbook carries the moment of its making.
        if !name.starts_with("donghua.") && path.extension().is_none_or(|kind| kind != "xlsx") {
            into.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

#[test]
fn donghua_gives_the_same_bytes_from_memory_sqlite_and_postgres() {
    let memory = run(&["memory"]);
    assert!(memory.len() > 20 && memory.contains_key("profile.md"), "{:?}", memory.keys());
    let mut others = vec![("sqlite", run(&["sqlite"]))];
    if let Some(cluster) = cluster::wanted("Donghua in PostgreSQL") {
        others.push(("postgres", run(&["postgres", cluster.url(Locale::C).unwrap()])));
    }
    for (store, files) in others {
        assert_eq!(files.keys().collect::<Vec<_>>(), memory.keys().collect::<Vec<_>>(), "{store}");
        for (name, bytes) in &files {
            assert!(memory[name] == *bytes, "{name} differs between memory and {store}");
        }
    }
}
