use super::*;
use crate::rules::tests::day;
use crate::value::{Period, Plain, StatKind};

fn rules() -> Rulebook {
    let text = r#"
layer = { id = "test", zh = "试验", en = "test" }
[[parameter]]
id = "t.by"
zh = "几日前"
en = "by"
unit = "days"
stricter = "less"
[[parameter]]
id = "t.times"
zh = "次数"
en = "times"
unit = "times"
stricter = "more"
values = [{ value = 2, level = "party", mark = "D", source = "甲" }]
[[norm]]
id = "t.meet"
zh = "会议"
en = "meeting"
refusal_zh = "{about} 应于 {latest} 前，{day}。请补开。"
refusal_en = "{about} {latest} {day}; hold it"
warns = true
texts = [{ from = "2022-02-01", until = "2023-01-01", level = "party", mark = "D", source = "甲", zh = "甲", en = "a" }]
[[norm]]
id = "t.talk"
zh = "谈话"
en = "talk"
refusal_zh = "请补。"
refusal_en = "hold it"
texts = [{ level = "party", mark = "D", source = "甲", zh = "甲", en = "a" }]
[[duty]]
norm = "t.meet"
of = "branch"
each = "month"
by = "t.by"
[[duty]]
norm = "t.talk"
of = "branch"
each = "year"
times = "t.times"
"#;
    Rulebook::china().unwrap().with("test.toml", text).unwrap()
}

fn due(within: &str) -> Vec<Duty> {
    rules().duties("branch", "一支部", Period::parse(within).unwrap()).unwrap()
}

fn done(norm: &str, on: &str, about: Option<About>) -> Evidence {
    Evidence { norm: norm.into(), subject: "一支部".into(), on: day(on), about, record: on.into() }
}

fn month(first: &str) -> About {
    StatPeriod::containing(StatKind::Month, day(first)).into()
}

#[test]
fn what_recurs_is_due_once_a_period_while_its_norm_is_in_force() {
    let all = due("2022-01-01至2023-12-31");
    let meetings: Vec<&Duty> = all.iter().filter(|duty| duty.rule() == "t.meet").collect();
    assert_eq!(meetings.len(), 11, "from February 2022 to December 2022");
    assert_eq!((meetings[0].opens, meetings[0].due), (day("2022-02-01"), day("2022-02-28")));
    assert_eq!(all.iter().filter(|duty| duty.rule() == "t.talk").count(), 4, "twice a year");
    assert!(due("2022-02-01至2022-02-27").is_empty(), "nothing ends in those days");
    let endless = rules().duties("branch", "一支部", Period::since(day("2022-01-01"))).unwrap_err();
    assert_eq!(endless.code(), "rules.duty.open");
    assert!(rules().duties("nobody", "一支部", Period::of_day(day("2022-02-28"))).unwrap().is_empty());
}

#[test]
fn a_charter_brings_the_last_day_forward_and_never_beyond_the_period() {
    for (days, last) in [(10, "2022-02-10"), (40, "2022-02-28")] {
        let set = format!(
            "layer = {{ id = 'c', zh = '章程', en = 'c' }}\n[[set]]\nparameter = 't.by'\nvalue = {days}\nlevel = 'charter'\nmark = 'T'\nsource = '章程'\n"
        );
        let book = rules().with("c.toml", &set).unwrap();
        let all = book.duties("branch", "一支部", Period::parse("2022-02-01至2022-02-28").unwrap()).unwrap();
        assert_eq!(all[0].due, day(last));
    }
}

#[test]
fn a_duty_is_coming_open_due_and_overdue_by_the_day() {
    let all = due("2022-02-01至2022-02-28");
    let states = [
        ("2022-01-31", DutyState::Coming),
        ("2022-02-01", DutyState::Open),
        ("2022-02-27", DutyState::Open),
        ("2022-02-28", DutyState::Due),
        ("2022-03-01", DutyState::Overdue),
    ];
    for (on, state) in states {
        assert_eq!(all[0].state_on(day(on)), state, "{on}");
    }
    assert_eq!((all[0].days_late(day("2022-02-28")), all[0].days_late(day("2022-03-03"))), (0, 3));
}

#[test]
fn evidence_closes_what_its_day_falls_to_or_what_it_names() {
    let mut all = due("2022-02-01至2022-04-30");
    let evidence = [
        done("t.meet", "2022-04-02", None),
        done("t.meet", "2022-04-03", Some(month("2022-03-01"))),
        done("t.meet", "2022-04-04", None),
        done("t.meet", "2022-01-31", Some(month("2022-02-01"))),
        done("t.other", "2022-04-04", None),
    ];
    assert_eq!(close(&mut all, &evidence), [2, 3, 4], "a second one of April, one before it opened, one of no norm");
    let states: Vec<DutyState> = all.iter().map(|duty| duty.state_on(day("2022-04-30"))).collect();
    assert_eq!(states, [DutyState::Overdue, DutyState::ClosedLate, DutyState::Closed]);
    assert_eq!(all[1].state_on(day("2022-04-02")), DutyState::Overdue, "of what was done later the day knows nothing");
    assert_eq!(all[1].days_late(day("2022-12-31")), 3);
}

#[test]
fn what_is_due_twice_takes_two_records() {
    let mut all = due("2022-12-31至2022-12-31");
    assert_eq!(all.iter().filter(|duty| duty.rule() == "t.talk").map(|duty| duty.nth).collect::<Vec<_>>(), [1, 2]);
    let talks = [done("t.talk", "2022-03-01", None), done("t.talk", "2022-05-01", None)];
    assert!(close(&mut all, &talks).is_empty());
    assert!(all.iter().filter(|duty| duty.rule() == "t.talk").all(|duty| duty.closed.is_some()));
}

#[test]
fn a_late_duty_gives_a_finding_and_an_open_one_none() {
    let (rules, mut all) = (rules(), due("2022-02-01至2022-02-28"));
    assert_eq!(all[0].finding(&rules, day("2022-02-28")).unwrap(), None);
    let late = all[0].finding(&rules, day("2022-03-02")).unwrap().unwrap();
    assert_eq!((late.margin(), late.holds(), late.place()), (Some(-2), false, Some("一支部 2022年2月")));
    assert_eq!(
        late.text(crate::error::Lang::Zh),
        "一支部 2022年2月：2022年2月 应于 2022-02-28 前，2022-03-02。请补开。"
    );
    close(&mut all, &[done("t.meet", "2022-02-28", None)]);
    assert!(all[0].finding(&rules, day("2022-03-02")).unwrap().unwrap().holds());
}

#[test]
fn an_occasion_makes_something_due_after_or_ahead_of_it() {
    let rules = Rulebook::guangzhou().unwrap();
    let occasion = Occasion { name: "成员大会".into(), on: day("2025-12-20"), known: day("2025-12-01") };
    let report = rules.duty_on("disclosure.annual_report", "联社", &occasion).unwrap().unwrap();
    assert_eq!((report.opens, report.due), (day("2025-12-01"), day("2025-12-10")));
    let before_law = Occasion { on: day("2025-04-20"), known: day("2025-04-01"), ..occasion.clone() };
    assert_eq!(rules.duty_on("disclosure.annual_report", "联社", &before_law).unwrap(), None);
    assert_eq!(rules.duty_on("t.none", "联社", &occasion).unwrap_err().code(), "rules.duty.unknown");
    assert_eq!(rules.duty_on("disclosure.ordinary", "村", &occasion).unwrap_err().code(), "rules.duty.unknown");
}

#[test]
fn a_duty_that_is_none_is_refused_at_its_line() {
    let head = "layer = { id = 't', zh = '试', en = 't' }\n";
    for (duty, told) in [
        ("norm = 'no.such'\nof = 'village'\neach = 'month'", "no such norm"),
        ("norm = 'disclosure.display'\nof = 'village'\neach = 'month'\nby = 'none'", "names parameter none"),
        ("norm = 'disclosure.ordinary'\nof = 'village'\neach = 'month'", "twice"),
        ("norm = 'disclosure.display'\nof = 'village'", "exactly one"),
        ("norm = 'disclosure.display'\nof = 'village'\nafter = 'disclosure.display'\ntimes = 'x'", "exactly one"),
    ] {
        let error = Rulebook::guangzhou().unwrap().with("t.toml", &format!("{head}[[duty]]\n{duty}\n")).unwrap_err();
        assert_eq!((error.code(), error.get("line")), ("rules.form", Some("2")), "{error}");
        assert!(error.get("reason").unwrap().contains(told), "{error}");
    }
}
