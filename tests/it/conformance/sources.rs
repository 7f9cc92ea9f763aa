//! The suite's own book-keeping: every case that is written is also run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cunwu::store::conformance::{self, CASES, lasting};

use custom_store::JournalStore;

#[path = "../../../examples/custom_store.rs"]
#[allow(dead_code, reason = "its main is for whoever watches")]
mod custom_store;

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

/// The documentation of `Store`, block by block: paragraphs and items of lists.
fn blocks() -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/verbs.rs");
    let text = std::fs::read_to_string(file).unwrap();
    let (_, text) = text.split_once("/// 存储 Where the records of units live.").unwrap();
    let (text, _) = text.split_once("/// 密钥种类").unwrap();
    let mut blocks = vec![String::new()];
    for line in text.lines() {
        let doc = line.trim().strip_prefix("///").map(str::trim);
        let begins = doc.is_none_or(|doc| {
            doc.is_empty() || doc.starts_with("- ") || doc.starts_with(|first: char| first.is_ascii_digit())
        });
        if begins {
            blocks.push(String::new());
        }
        if let (Some(doc), Some(block)) = (doc, blocks.last_mut()) {
            block.push_str(doc);
            block.push(' ');
        }
    }
    blocks.retain(|block| !block.trim().is_empty());
    blocks
}

/// The names of cases in a block: `room::case`.
fn named(block: &str) -> Vec<String> {
    let ticked = block.split('`').skip(1).step_by(2);
    let case = |text: &&str| {
        text.split_once("::").is_some_and(|(room, case)| {
            !["crate", "conformance", "store"].contains(&room)
                && [room, case]
                    .iter()
                    .all(|part| part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
        })
    };
    ticked.filter(case).map(str::to_owned).collect()
}

#[test]
fn each_must_of_store_names_the_case_that_proves_it() {
    let lasting = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/conformance/lasting.rs");
    let lasting = std::fs::read_to_string(lasting).unwrap();
    let known = |case: &String| {
        CASES.iter().any(|known| known.name == case)
            || case.strip_prefix("lasting::").is_some_and(|case| lasting.contains(&format!("pub async fn {case}")))
    };
    let mut musts = 0;
    for block in blocks() {
        let named = named(&block);
        let unknown: Vec<_> = named.iter().filter(|case| !known(case)).collect();
        assert!(unknown.is_empty(), "no such case: {unknown:?} in: {block}");
        // A must and what proves it, up to the next must.
        let parts: Vec<&str> = block.split("*must*").flat_map(|part| part.split("*Must*")).collect();
        let introduces = block.contains("stands at the verb");
        for part in parts.iter().skip(1).filter(|_| !introduces) {
            musts += 1;
            assert!(!self::named(part).is_empty(), "no case proves this must: {part}\nin: {block}");
        }
    }
    assert!(musts >= 20, "{musts} musts were found");
}

#[test]
fn the_custom_store_of_the_example_is_short() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/custom_store.rs");
    let lines = std::fs::read_to_string(file).unwrap().lines().count();
    assert!(lines < 300, "examples/custom_store.rs has {lines} lines");
}

#[tokio::test]
async fn the_custom_store_of_the_example_passes_every_case() {
    let folder = tempfile::tempdir().unwrap();
    let mut number = 0;
    let open = || {
        number += 1;
        let path = folder.path().join(format!("{number}.redb"));
        async move { JournalStore::open(&path, conformance::catalog()).unwrap() }
    };
    let outcomes = conformance::run(open, |_| {}).await;
    let failed: Vec<_> = outcomes.iter().filter(|outcome| outcome.failure.is_some()).collect();
    assert!(failed.is_empty() && outcomes.len() == CASES.len(), "{failed:?}");
    let path = folder.path().join("lasting.redb");
    let again = |catalog| std::future::ready(JournalStore::open(&path, catalog).unwrap());
    lasting::what_was_committed_is_there_when_opened_again(again).await;
}
