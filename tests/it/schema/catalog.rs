//! The catalog and the data dictionary as golden files: a change of what is stored shows in a review.

use std::fmt::Write as _;

use cunwu::schema::KindSpec;
use cunwu::store::dictionary;

fn described(spec: &KindSpec) -> String {
    let history = if spec.history { "kept" } else { "none" };
    let mut text = format!("{} {} v{} {} history {history}\n", spec.name, spec.prefix, spec.version, spec.zh);
    for column in spec.columns {
        let _ = writeln!(text, "  column {} {:?} {} since v{}", column.name, column.ty, column.zh, column.since);
    }
    for index in spec.indexes {
        let unique = if index.unique { " unique" } else { "" };
        let _ = writeln!(text, "  order {} ({}){unique}", index.name, index.columns.join(", "));
    }
    for secret in spec.secrets {
        let _ = writeln!(text, "  secret {} {} {}", secret.name, secret.zh, secret.scheme.unwrap_or("-"));
    }
    text
}

#[test]
fn the_catalog_is_its_golden_file() {
    let catalog = cunwu::ledger::catalog().unwrap();
    crate::golden::check("catalog.txt", &catalog.kinds().map(described).collect::<String>());
}

#[test]
fn the_data_dictionary_is_up_to_date_and_names_every_column_but_tags() {
    let catalog = cunwu::ledger::catalog().unwrap();
    let (page, csv) = (dictionary::markdown(&catalog), dictionary::csv(&catalog));
    crate::golden::check_at("DATA_DICTIONARY.md", &page);
    crate::golden::check("data_dictionary.csv", &csv);
    let width = csv.lines().next().unwrap().split(',').count();
    assert!(csv.lines().all(|line| line.split(',').count() == width), "no field of ours needs quotes");
    for spec in catalog.kinds() {
        for column in spec.columns.iter().filter(|column| !column.zh.ends_with("标签")) {
            let row = format!("v_{},{},{},", spec.zh, column.zh, column.name);
            assert!(csv.contains(&row) && page.contains(&format!("| {} | `{}` |", column.zh, column.name)), "{row}");
        }
    }
    assert!(!csv.contains("_tag"), "tags are for the machine");
}
