//! The shape of the house: which room may use which, and what must not be in the lock file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The arrows of DESIGN.md. `error` and `value` are open to all.
fn allowed() -> BTreeMap<&'static str, Vec<&'static str>> {
    [
        ("error", vec![]),
        ("value", vec![]),
        ("schema", vec![]),
        ("model", vec!["schema"]),
        ("rules", vec!["model"]),
        ("store", vec!["schema"]),
        ("access", vec!["schema", "store"]),
        ("ledger", vec!["access", "map", "model", "rules", "schema", "search", "store"]),
        ("map", vec!["access", "model", "schema", "store"]),
        ("search", vec!["access", "model", "schema", "store"]),
        ("report", vec!["ledger", "map", "model", "rules", "schema", "search"]),
        ("exchange", vec!["ledger", "map", "model", "rules", "schema"]),
        ("sample", vec!["ledger", "model", "schema"]),
    ]
    .into_iter()
    .collect()
}

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            out.push(path);
        }
    }
}

/// Every room named after `crate::` in a source, comments and test modules included.
fn rooms_used(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        if text[..at].ends_with('$') {
            continue;
        }
        let rest = &text[at + "crate::".len()..];
        let names: Vec<String> = match rest.strip_prefix('{') {
            Some(group) => {
                let inside = group.split('}').next().unwrap_or_default();
                inside.split(',').map(|part| part.trim().split("::").next().unwrap_or_default().to_owned()).collect()
            }
            None => vec![rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()],
        };
        found.extend(names);
    }
    found
}

#[test]
fn every_use_between_rooms_is_an_arrow_of_the_design() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed = allowed();
    let mut files = Vec::new();
    sources(&src, &mut files);
    assert!(files.len() > 20, "the sources were found");
    let mut wrong = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&src).unwrap();
        let room = inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if room == "lib" {
            continue;
        }
        let may =
            allowed.get(room.as_str()).unwrap_or_else(|| panic!("room `{room}` is not in the table of DESIGN.md"));
        for used in rooms_used(&fs::read_to_string(&file).unwrap()) {
            let known = allowed.contains_key(used.as_str());
            let open = matches!(used.as_str(), "error" | "value") || used == room;
            if known && !open && !may.contains(&used.as_str()) {
                wrong.push(format!("{} uses crate::{used}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that DESIGN.md does not have:\n{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_arrows_sees_groups_and_plain_uses() {
    assert_eq!(
        rooms_used("use crate::store::Seq; crate::{model::House, ledger}; $crate::map"),
        ["store", "model", "ledger"]
    );
}

#[test]
fn design_md_has_the_same_arrows_as_this_test() {
    let design = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("DESIGN.md")).unwrap();
    for (room, may) in allowed() {
        if matches!(room, "error" | "value") {
            continue;
        }
        let line =
            if may.is_empty() { format!("| `{room}` | – |") } else { format!("| `{room}` | {} |", may.join(", ")) };
        assert!(design.contains(&line), "DESIGN.md lacks the row: {line}");
    }
}

#[test]
fn no_dependency_drags_in_a_second_sqlite_driver() {
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    assert!(!lock.contains("name = \"sqlx-sqlite\""), "sqlx-sqlite makes current rusqlite unresolvable");
}

#[test]
fn every_error_code_is_dotted_unique_and_says_the_same_places_in_both_languages() {
    let places = |text: &str| {
        let mut found: Vec<String> =
            text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name.to_owned()).collect();
        found.sort();
        found.dedup();
        found
    };
    let mut seen = std::collections::BTreeSet::new();
    let mut table = String::new();
    for code in cunwu::error::all() {
        assert!(seen.insert(code.id), "{} stands twice", code.id);
        assert!(
            code.id.contains('.')
                && code.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c)),
            "{}",
            code.id
        );
        assert_eq!(places(code.zh), places(code.en), "{}: zh and en name different places", code.id);
        writeln!(table, "{}\t{:?}\t{}\t{}", code.id, code.kind, code.zh, code.en).unwrap();
    }
    crate::golden::check("errors.tsv", &table);
}
