//! The suite's own book-keeping: every case that is written is also run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cunwu::store::conformance::CASES;

/// The cases that the sources hold, as `room::case`.
fn written() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/conformance");
    let files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let mut found = BTreeSet::new();
    for file in files {
        let room = file.file_stem().unwrap().to_str().unwrap().to_owned();
        if matches!(&*room, "mod" | "trial" | "at_once" | "lasting") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let names = text.lines().filter_map(|line| line.strip_prefix("pub async fn ")?.split_once('('));
        found.extend(names.map(|(name, _)| format!("{room}::{name}")));
    }
    found
}

#[test]
fn every_case_that_is_written_is_in_the_table_once() {
    let listed: BTreeSet<String> = CASES.iter().map(|case| case.name.to_owned()).collect();
    assert_eq!(written(), listed);
    assert_eq!(listed.len(), CASES.len(), "a case stands twice");
    assert!(CASES.len() >= 45, "{} cases", CASES.len());
}
