//! 规则库 The rulebook as a whole: what is printed is what runs, and every figure of the fact sheet's worked numbers is a case.

use std::collections::BTreeMap;

use cunwu::error::Lang;
use cunwu::report::{Markdown, Render, RulebookText};
use cunwu::rules::{Rulebook, cases};

use crate::golden;

#[test]
fn the_printed_rulebook_is_the_one_that_runs() {
    let document = RulebookText::default().document(&Rulebook::guangzhou().unwrap()).unwrap();
    golden::check_at("docs/rulebook.md", &Markdown.to_text(&document).unwrap());
}

#[test]
fn every_case_names_its_law_and_the_section_that_it_was_taken_from() {
    let all = cases::shipped().unwrap();
    assert!(all.len() >= 150, "{} cases", all.len());
    let mut sections: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &all {
        assert!(!case.law.trim().is_empty(), "{} {}", case.rule, case.zh);
        let section = case.line.split('.').next().unwrap();
        assert!(section.parse::<u32>().is_ok_and(|section| (0..=11).contains(&section)), "{} {}", case.rule, case.line);
        *sections.entry(section).or_default() += 1;
    }
    for section in ["1", "2", "3", "4", "7", "11"] {
        assert!(sections.contains_key(section), "no case of section {section}: {sections:?}");
    }
}

#[test]
fn what_nobody_has_read_in_full_says_so() {
    let rules = Rulebook::guangzhou().unwrap();
    let texts = rules.norms().flat_map(|norm| norm.texts.iter().map(|text| (&norm.id, text.mark, &text.source)));
    let settings = rules.parameters().flat_map(|it| it.settings.iter().map(|set| (&it.id, set.mark, &set.source)));
    let silent: Vec<String> = texts
        .chain(settings)
        .filter(|(_, mark, source)| mark.is_unverified() && !source.contains('未'))
        .map(|(id, mark, source)| format!("{id} [{}] {source}", mark.code()))
        .collect();
    assert!(silent.is_empty(), "unverified sources that do not say so: {silent:#?}");
}

#[test]
fn the_readmes_say_how_many_kinds_norms_cases_and_procedures_there_are() {
    let rules = Rulebook::guangzhou().unwrap();
    let (norms, cases) = (rules.norms().count(), cases::shipped().unwrap().len());
    let procedures = cunwu::rules::procedure::shipped(&rules).unwrap().len();
    let kinds = cunwu::ledger::catalog().unwrap().kinds().count() - cunwu::access::KINDS.len();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let (english, chinese) = (readme("README.md"), readme("README.zh-CN.md"));
    for told in [
        format!("{kinds} kinds"),
        format!("{norms} norms"),
        format!("{cases} cases in a form"),
        format!("{procedures} of them run"),
    ] {
        assert!(english.contains(&told), "README.md does not say `{told}`");
    }
    for told in [
        format!("{kinds} 种记录"),
        format!("{norms} 条规则"),
        format!("另有 {cases} 个"),
        format!("{procedures} 个程序"),
    ] {
        assert!(chinese.contains(&told), "README.zh-CN.md does not say `{told}`");
    }
}

#[test]
fn every_refusal_says_what_to_do_and_leaves_no_number_out() {
    let rules = Rulebook::guangzhou().unwrap();
    for norm in rules.norms() {
        assert!(norm.refusal_zh.contains('请'), "{}: {}", norm.id, norm.refusal_zh);
        assert!(norm.refusal_en.contains(';'), "{}: {}", norm.id, norm.refusal_en);
    }
    let mut told = 0;
    for case in cases::shipped().unwrap().iter().filter(|case| case.holds == Some(false)) {
        let finding = case.run(&rules).unwrap().unwrap();
        for lang in [Lang::Zh, Lang::En] {
            let text = finding.text(lang);
            assert!(!text.contains('?') && !text.contains('{'), "{} {}: {text}", case.rule, case.zh);
            told += 1;
        }
        assert!(!finding.citation().is_empty());
    }
    assert!(told > 500, "{told}");
}
