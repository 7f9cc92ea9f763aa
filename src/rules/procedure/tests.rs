use super::*;
use crate::value::Plain;

const RULES: &str = r#"
layer = { id = "test", zh = "试验", en = "test" }
[[parameter]]
id = "show"
zh = "公示"
en = "on show"
unit = "days"
stricter = "more"
values = [{ value = 7, level = "national", mark = "T", source = "甲法" }]
[[parameter]]
id = "file"
zh = "备案"
en = "filing"
unit = "days"
stricter = "less"
values = [{ value = 10, level = "national", mark = "T", source = "甲法" }]
[[parameter]]
id = "heads"
zh = "人数"
en = "heads"
unit = "people"
stricter = "more"
values = [{ value = 10, level = "national", mark = "T", source = "甲法" }]
"#;

const TABLE: &str = r#"
procedure = { id = "p", zh = "表决", en = "vote", source = "甲法" }
[[state]]
id = "draft"
zh = "起草"
en = "draft"
[[state]]
id = "shown"
zh = "公示中"
en = "on show"
[[state]]
id = "done"
zh = "完成"
en = "done"
last = true
[[step]]
id = "show"
zh = "公示"
en = "show"
from = ["draft"]
to = "shown"
by = ["committee"]
[[step]]
id = "finish"
zh = "备案"
en = "file"
from = ["shown"]
to = "done"
by = ["committee", "township"]
waits = [{ since = "show", parameter = "show" }]
within = [{ since = "show", parameter = "file" }]
[[step]]
id = "back"
zh = "退回"
en = "send back"
from = ["shown"]
to = "draft"
by = ["township"]
reason = true
"#;

fn rules() -> Rulebook {
    Rulebook::china().unwrap().with("test.toml", RULES).unwrap()
}

fn table(change: impl Fn(String) -> String) -> Result<Procedure> {
    Procedure::load("p.toml", &change(TABLE.to_owned()), &rules())
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn a_step_is_taken_in_its_state_by_its_body_in_its_time() {
    let (rules, table) = (rules(), table(|text| text).unwrap());
    let mut run = table.begin();
    let closed = run.take("finish", Body::Committee, day("2022-03-01"), None, &rules).unwrap_err();
    assert_eq!((closed.code(), closed.get("open")), ("rules.step.closed", Some("公示")));
    let body = run.take("show", Body::Township, day("2022-03-01"), None, &rules).unwrap_err();
    assert_eq!((body.code(), body.get("wanted")), ("rules.step.body", Some("村民委员会")));
    run.take("show", Body::Committee, day("2022-03-01"), None, &rules).unwrap();
    let early = run.take("finish", Body::Committee, day("2022-03-08"), None, &rules).unwrap_err();
    assert_eq!((early.code(), early.get("earliest")), ("rules.step.early", Some("2022-03-09")));
    let late = run.take("finish", Body::Committee, day("2022-03-12"), None, &rules).unwrap_err();
    assert_eq!((late.code(), late.get("latest")), ("rules.step.late", Some("2022-03-11")));
    run.take("finish", Body::Township, day("2022-03-09"), None, &rules).unwrap();
    assert!(run.is_over() && run.open().next().is_none());
}

#[test]
fn a_term_counts_from_the_last_time_and_no_step_goes_back_in_time() {
    let (rules, table) = (rules(), table(|text| text).unwrap());
    let mut run = table.begin();
    run.take("show", Body::Committee, day("2022-03-01"), None, &rules).unwrap();
    let silent = run.take("back", Body::Township, day("2022-03-02"), Some(" "), &rules).unwrap_err();
    assert_eq!(silent.code(), "rules.step.reason");
    run.take("back", Body::Township, day("2022-03-02"), Some("文字有误"), &rules).unwrap();
    let before = run.take("show", Body::Committee, day("2022-03-01"), None, &rules).unwrap_err();
    assert_eq!((before.code(), before.get("earliest")), ("rules.step.early", Some("2022-03-02")));
    run.take("show", Body::Committee, day("2022-03-05"), None, &rules).unwrap();
    assert!(run.take("finish", Body::Committee, day("2022-03-12"), None, &rules).is_err());
    run.take("finish", Body::Committee, day("2022-03-13"), None, &rules).unwrap();
    assert_eq!(run.taken().len(), 4);
}

#[test]
fn a_table_that_could_get_stuck_is_refused_with_the_path_that_fails() {
    let replaced = |from: &'static str, to: &'static str| table(move |text| text.replacen(from, to, 1)).unwrap_err();
    for (error, told) in [
        (replaced("by = [\"committee\"]", "by = []"), "nobody may take show"),
        (replaced("to = \"shown\"", "to = \"draft\""), "no step leads to shown"),
        (replaced("to = \"done\"", "to = \"shown\""), "no step leads to done"),
        (replaced("last = true", ""), "no end can be reached from draft"),
        (replaced("from = [\"shown\"]", "from = [\"draft\"]"), "counts from show, which need not have been taken"),
        (replaced("parameter = \"show\"", "parameter = \"file\""), "is not over before"),
        (replaced("parameter = \"show\"", "parameter = \"heads\""), "no time"),
        (replaced("parameter = \"show\"", "parameter = \"none\""), "no parameter"),
        (replaced("since = \"show\"", "since = \"none\""), "no step"),
        (replaced("from = [\"draft\"]", "from = [\"nowhere\"]"), "no state nowhere"),
        (replaced("from = [\"draft\"]", "from = [\"done\"]"), "which is an end"),
        (replaced("id = \"back\"", "id = \"finish\""), "leads two ways"),
    ] {
        assert_eq!(error.code(), "rules.procedure");
        assert!(error.get("reason").unwrap().contains(told), "{error}");
    }
    let unknown = replaced("by = [\"committee\"]", "by = [\"everybody\"]");
    assert_eq!((unknown.code(), unknown.get("line")), ("rules.form", Some("22")));
}

#[test]
fn what_comes_ahead_of_a_step_by_a_term_may_be_followed_by_it_on_the_last_day() {
    let ahead = |text: String| text.replace("waits = [{ since = \"show\"", "ahead = [{ since = \"show\"");
    let (rules, table) = (rules(), table(ahead).unwrap());
    let mut run = table.begin();
    run.take("show", Body::Committee, day("2022-03-01"), None, &rules).unwrap();
    let early = run.clone().take("finish", Body::Committee, day("2022-03-07"), None, &rules).unwrap_err();
    assert_eq!(
        (early.code(), early.get("earliest"), early.get("reason")),
        ("rules.step.early", Some("2022-03-08"), Some("show"))
    );
    run.take("finish", Body::Committee, day("2022-03-08"), None, &rules).unwrap();
}

#[test]
fn the_diagram_names_states_steps_and_bodies() {
    let drawn = table(|text| text).unwrap().mermaid();
    assert!(drawn.contains("    shown --> done: 备案（村民委员会、镇街）\n"), "{drawn}");
    assert!(drawn.contains("    [*] --> draft\n") && drawn.contains("    done --> [*]\n"));
}

#[test]
fn every_shipped_table_is_sound_and_has_an_id_of_its_own() {
    let tables = shipped(&Rulebook::guangzhou().unwrap()).unwrap();
    let mut ids: Vec<&str> = tables.iter().map(|table| &*table.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), tables.len()), (FILES.len(), FILES.len()));
}

const TIMED: &str = r#"
procedure = { id = "q", zh = "办件", en = "case", source = "甲法", overall = "whole" }
[[state]]
id = "open"
zh = "办理中"
en = "open"
responsible = "handler"
sla = "file"
[[state]]
id = "away"
zh = "移交中"
en = "away"
responsible = "township"
sla = "file"
[[state]]
id = "done"
zh = "完成"
en = "done"
last = true
[[step]]
id = "hand"
zh = "移交"
en = "hand over"
from = ["open"]
to = "away"
by = ["handler"]
at_most = "twice"
[[step]]
id = "back"
zh = "退回"
en = "back"
from = ["away"]
to = "open"
by = ["district"]
[[step]]
id = "finish"
zh = "办结"
en = "finish"
from = ["open"]
to = "done"
by = ["handler"]
[[step]]
id = "extend"
zh = "延期"
en = "extend"
from = ["open"]
to = "open"
by = ["township"]
extends = "show"
"#;

const TIMES: &str = r#"
layer = { id = "times", zh = "试验", en = "test" }
area = { zh = "试验", en = "test" }
[[parameter]]
id = "whole"
zh = "总时限"
en = "whole"
unit = "days"
stricter = "less"
values = [{ value = 30, level = "national", mark = "D", source = "甲法" }]
[[parameter]]
id = "twice"
zh = "次数"
en = "times"
unit = "times"
stricter = "less"
values = [{ value = 2, level = "national", mark = "D", source = "甲法" }]
"#;

#[test]
fn a_timed_table_says_who_answers_and_that_its_terms_can_be_kept() {
    let rules = rules().with("times.toml", TIMES).unwrap();
    let load = |from: &str, to: &str| Procedure::load("q.toml", &TIMED.replacen(from, to, 1), &rules);
    load("", "").unwrap();
    for (from, to, told) in [
        ("responsible = \"township\"\n", "", "nobody answers for away"),
        ("sla = \"file\"", "sla = \"heads\"", "heads is no time"),
        ("sla = \"file\"", "sla = \"none\"", "none is no time"),
        ("extends = \"show\"", "extends = \"twice\"", "twice is no time"),
        ("at_most = \"twice\"", "at_most = \"file\"", "file is no number of times"),
        ("overall = \"whole\"", "overall = \"show\"", "by way of open its states take 10 and the whole only 7"),
        (
            "by = [\"handler\"]\n[[step]]\nid = \"extend\"",
            "by = [\"handler\"]\nat_most = \"twice\"\n[[step]]\nid = \"extend\"",
            "no end can be reached from open",
        ),
    ] {
        let error = load(from, to).unwrap_err();
        assert!(error.get("reason").is_some_and(|reason| reason.contains(told)), "{told}: {error}");
    }
    // Through `away` the states take 10 + 10 + 10.
    let short = TIMES.replace("value = 30", "value = 29");
    let error = Procedure::load("q.toml", TIMED, &self::rules().with("times.toml", &short).unwrap()).unwrap_err();
    assert!(
        error.get("reason").unwrap().contains("by way of away its states take 30 and the whole only 29"),
        "{error}"
    );
}

#[test]
fn a_run_without_a_first_day_begins_with_its_first_step() {
    let rules = rules().with("times.toml", TIMES).unwrap();
    let table = Procedure::load("q.toml", TIMED, &rules).unwrap();
    let mut run = table.begin();
    assert_eq!(run.due(&rules).unwrap().first(), None, "nothing began yet");
    run.take("hand", Body::Handler, day("2022-03-03"), None, &rules).unwrap();
    assert_eq!(run.due(&rules).unwrap().overall, Some(day("2022-04-02")));
    assert!(
        run.due(&rules).unwrap().is_late_on(day("2022-03-14"))
            && !run.due(&rules).unwrap().is_late_on(day("2022-03-13"))
    );
    let mut named = table.begin_on(day("2022-03-01"));
    let early = named.take("hand", Body::Handler, day("2022-02-28"), None, &rules).unwrap_err();
    assert_eq!(early.code(), "rules.step.early", "no step comes before the beginning");
}
