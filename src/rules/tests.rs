//! The rulebook as a whole: layers, dates, refusals.

use super::*;
use crate::error::Lang;
use crate::value::{Day, Plain};

pub(super) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

const HEAD: &str = "layer = { id = \"charter\", zh = \"章程\", en = \"charter\" }\n";

fn charter(set: &str) -> crate::Result<Rulebook> {
    Rulebook::china()?.with("charter.toml", &format!("{HEAD}{set}"))
}

fn set(parameter: &str, value: &str) -> String {
    format!(
        "[[set]]\nparameter = \"{parameter}\"\nvalue = {value}\nlevel = \"charter\"\nmark = \"T\"\nsource = \"章程第三条\"\n"
    )
}

#[test]
fn statute_is_tightened_and_never_loosened() {
    let stricter = charter(&set("representatives.quorum", "'at_least 3/4'")).unwrap();
    let share = stricter.on(day("2022-03-19")).share::<WholeBodyKind>("representatives.quorum").unwrap();
    assert_eq!(share.least(WholeBody::new(53)), 40);
    let looser = charter(&set("representatives.quorum", "'more_than 1/2'")).unwrap_err();
    assert_eq!((looser.code(), looser.get("line")), ("rules.looser", Some("2")));
    assert_eq!(looser.get("floor"), Some("at_least 2/3"));
}

#[test]
fn what_is_no_statute_is_set_either_way_by_a_named_source() {
    for days in [5, 10] {
        let book = charter(&set("resolution.publicity", &days.to_string())).unwrap();
        assert_eq!(book.on(day("2022-03-19")).number("resolution.publicity").unwrap(), days);
    }
    let silent = set("resolution.publicity", "5").replace("章程第三条", " ");
    assert_eq!(charter(&silent).unwrap_err().code(), "rules.form");
}

#[test]
fn a_layer_that_is_none_is_refused_at_line_and_key() {
    for (text, line, key) in [
        (set("no.such", "5"), "2", "no.such"),
        (set("resolution.publicity", "'at_least 1/2'"), "2", "resolution.publicity"),
        (set("representatives.quorum", "3"), "2", "representatives.quorum"),
        (set("resolution.publicity", "-1"), "2", "resolution.publicity"),
        (set("resolution.publicity", "5").replace("mark = \"T\"", "mark = \"Z\""), "6", "mark"),
        (set("resolution.publicity", "5").replace("source", "sources"), "7", "sources"),
        (set("resolution.publicity", "5") + "from = '2022-01-02'\nuntil = '2022-01-02'\n", "2", "resolution.publicity"),
        (set("resolution.publicity", "5") + "[[norms]]\n", "8", "[[norms]]"),
    ] {
        let error = charter(&text).unwrap_err();
        assert_eq!(
            (error.code(), error.get("line"), error.get("key")),
            ("rules.form", Some(line), Some(key)),
            "{error}"
        );
    }
}

#[test]
fn a_refusal_names_rule_article_numbers_and_remedy_in_both_languages() {
    let rules = Rulebook::china().unwrap();
    let on = day("2022-03-19");
    let quorum = |attending: u32| {
        let book = rules.on(on);
        let share = book.share::<WholeBodyKind>("representatives.quorum").unwrap();
        let check = book.check("representatives.quorum").unwrap().unwrap().at("第4步");
        check.saw("whole_body", 53_u32).at_least(share.least(WholeBody::new(53)), attending)
    };
    assert_eq!((quorum(36).holds(), quorum(36).margin()), (true, Some(0)));
    assert_eq!(quorum(40).margin(), Some(4));
    let mut findings = Findings::default();
    findings.add([quorum(35)]);
    let error = findings.or_refuse().unwrap_err();
    assert_eq!((error.code(), error.get("rules")), ("rules.refused", Some("representatives.quorum")));
    let told = "第4步：组成人员 53 人，到会 35 人，不足 36 人。请达到法定人数后再开会。（村民委员会组织法（2018年修正）第二十六条；村民委员会组织法第二十六条）";
    assert!(error.text(Lang::Zh).contains(told), "{}", error.text(Lang::Zh));
    assert!(error.to_string().contains("35 of 53 members attend and 36 are needed"), "{error}");
    let refusal = Refusal::of(&error).unwrap();
    assert_eq!(refusal.findings().all()[0].get("has"), Some(&Seen::Number(35)));
}

#[test]
fn a_rule_is_taken_in_the_version_of_the_day_and_not_at_all_before_it() {
    let rules = Rulebook::china().unwrap();
    let source = |on: &str| {
        let finding = rules.on(day(on)).check("representatives.quorum").unwrap()?.when(true);
        Some((finding.source()?.source.to_string(), finding.mark()?))
    };
    assert_eq!(source("2010-10-27"), None);
    assert!(source("2025-12-31").is_some_and(|(source, mark)| source.contains("2018") && mark == Mark::Text));
    assert!(source("2026-01-01").is_some_and(|(source, mark)| source.contains("2025") && mark == Mark::Likely));
    assert_eq!(rules.on(day("2022-01-01")).check("no.such").unwrap_err().code(), "rules.norm.unknown");
}

#[test]
fn a_parameter_is_read_as_what_it_is() {
    let rules = Rulebook::china().unwrap();
    let book = rules.on(day("2022-03-19"));
    assert_eq!(book.share::<AttendingKind>("representatives.quorum").unwrap_err().code(), "rules.parameter.kind");
    assert_eq!(book.number("representatives.quorum").unwrap_err().code(), "rules.parameter.kind");
    assert_eq!(book.number("no.such").unwrap_err().code(), "rules.parameter.unknown");
    let before = rules.on(day("2010-01-01")).share::<WholeBodyKind>("representatives.quorum").unwrap_err();
    assert_eq!((before.code(), before.get("day")), ("rules.parameter.unset", Some("2010-01-01")));
    assert_eq!(book.after("resolution.publicity", day("2022-03-19")).unwrap(), day("2022-03-26"));
}

#[test]
fn a_term_that_ends_on_a_holiday_ends_on_the_next_working_day() {
    let rules = Rulebook::guangzhou().unwrap();
    let ends = |id: &str, began: &str, asked: &str| rules.on(day("2022-07-04")).ends(id, day(began), day(asked));
    // The thirtieth day is a Saturday, lies in the holidays of October, is a Saturday that is worked, is a plain working day.
    for (began, end) in [
        ("2022-07-28", "2022-08-29"),
        ("2022-09-03", "2022-10-08"),
        ("2022-09-08", "2022-10-08"),
        ("2022-07-26", "2022-08-25"),
    ] {
        for asked in ["2022-07-27", "2022-12-31"] {
            assert_eq!(ends("works.sign", began, asked).unwrap(), day(end), "{began}");
        }
    }
    assert_eq!(ends("asset.result_publicity", "2022-09-30", "2022-10-14").unwrap(), day("2022-10-12"), "working days");
    // In a year without a table: what no holiday could change, and what it could.
    assert_eq!(ends("works.sign", "2027-01-01", "2027-01-31").unwrap(), day("2027-01-31"));
    assert_eq!(ends("works.sign", "2027-01-01", "2027-02-01").unwrap_err().code(), "value.calendar.year");
    assert_eq!(ends("works.bidders", "2022-07-04", "2022-07-04").unwrap_err().code(), "rules.parameter.kind");
}
