//! Cases under way: terms in working days, what stands still, what never stops the others, and who answers.

use cunwu::rules::procedure::{self, Act};
use cunwu::rules::workflow::{Alert, Item, Recorded, due};
use cunwu::rules::{Body, Procedure, Rulebook};
use cunwu::value::{Day, Plain};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn rules() -> Rulebook {
    Rulebook::guangzhou().unwrap()
}

/// The rulebook with one term set anew by the town.
fn with(rules: Rulebook, parameter: &str, value: i64) -> Rulebook {
    let layer = format!(
        "layer = {{ id = \"town\", zh = \"镇规定\", en = \"town\" }}\narea = {{ zh = \"镇规定\", en = \"town\" }}\n[[set]]\nparameter = \"{parameter}\"\nvalue = {value}\nlevel = \"town\"\nmark = \"C\"\nsource = \"镇办件规定\"\n"
    );
    rules.with("town.toml", &layer).unwrap()
}

fn table(rules: &Rulebook, id: &str) -> Procedure {
    procedure::shipped(rules).unwrap().into_iter().find(|table| &*table.id == id).unwrap()
}

/// Reason and assignee come after the day, where they are told.
fn taken(step: &str, by: Body, on: &str, more: &[&str]) -> Recorded {
    let told = |at: usize| more.get(at).filter(|text| !text.is_empty()).map(|text| Box::from(*text));
    Recorded { step: step.into(), by, on: day(on), reason: told(0), assignee: told(1) }
}

fn item<'p>(procedure: &'p Procedure, id: &str, began: &str, steps: Vec<Recorded>) -> Item<'p> {
    Item { id: id.into(), procedure, began: day(began), steps }
}

/// Reported, accepted and dispatched to somebody on one day.
fn dispatched(on: &str) -> Vec<Recorded> {
    vec![
        taken("report", Body::GridOfficer, on, &[]),
        taken("accept", Body::Township, on, &[]),
        taken("dispatch", Body::Township, on, &["", "陈美云"]),
    ]
}

/// Dispatched, fed back, verified and closed on one day.
fn closed(on: &str) -> Vec<Recorded> {
    let mut steps = dispatched(on);
    steps.extend([
        taken("feed_back", Body::Handler, on, &[]),
        taken("verify", Body::GridOfficer, on, &[]),
        taken("close", Body::Township, on, &[]),
    ]);
    steps
}

#[test]
fn a_term_over_spring_festival_skips_the_holiday_and_counts_the_moved_working_days() {
    let rules = rules();
    let case = table(&rules, "case");
    // 2023: 21 to 27 January off, Saturday 28 and Sunday 29 made up for. Five working days from the 19th: 20, 28, 29, 30, 31.
    let one = item(&case, "一", "2023-01-19", dispatched("2023-01-19"));
    let at = |on: &str| one.standing(&rules, day(on)).unwrap();
    assert_eq!(at("2023-01-20").due.of_state, Some(day("2023-01-31")));
    assert_eq!((at("2023-01-30").alert, at("2023-01-31").alert), (Alert::None, Alert::Today));
    assert_eq!((at("2023-02-01").alert, at("2023-02-01").days_late), (Alert::StateLate, 1));
    // 2022: 31 January to 6 February off, Saturday 29 and Sunday 30 January made up for.
    let two = item(&case, "二", "2022-01-27", dispatched("2022-01-27"));
    assert_eq!(two.standing(&rules, day("2022-01-28")).unwrap().due.of_state, Some(day("2022-02-08")));
    // The whole: 25 working days.
    assert_eq!(two.standing(&rules, day("2022-01-28")).unwrap().due.overall, Some(day("2022-03-08")));
}

#[test]
fn a_term_of_nought_ends_with_its_day_and_is_not_no_term() {
    let rules = rules();
    let case = table(&rules, "case");
    let found = item(&case, "一", "2023-03-01", Vec::new());
    let at = |on: &str| found.standing(&rules, day(on)).unwrap();
    assert_eq!(at("2023-03-01").due.of_state, Some(day("2023-03-01")));
    assert_eq!((at("2023-03-01").alert, at("2023-03-01").days_late), (Alert::Today, 0));
    assert_eq!((at("2023-03-02").alert, at("2023-03-02").days_late), (Alert::StateLate, 1));
    let longer = with(rules, "case.sla.report", 1);
    assert_eq!(found.standing(&longer, day("2023-03-02")).unwrap().alert, Alert::Today);
}

#[test]
fn one_item_that_fails_stops_nobody_else() {
    let rules = rules();
    let case = table(&rules, "case");
    let items = [
        item(&case, "好一", "2023-03-01", dispatched("2023-03-01")),
        item(&case, "没有这一步", "2023-03-01", vec![taken("no_such_step", Body::Township, "2023-03-01", &[])]),
        item(&case, "没有年度表", "2035-03-01", dispatched("2035-03-01")),
        item(&case, "主体不对", "2023-03-01", vec![taken("report", Body::Villager, "2023-03-01", &[])]),
        item(&case, "好二", "2023-03-01", closed("2023-03-02")),
    ];
    let answers = due(&items, &rules, day("2023-03-20"));
    let codes: Vec<(&str, String)> = answers
        .iter()
        .map(|(id, answer)| match answer {
            Ok(standing) => (*id, standing.alert.code().to_owned()),
            Err(error) => (*id, error.code().to_owned()),
        })
        .collect();
    let told: Vec<(&str, &str)> = codes.iter().map(|(id, code)| (*id, code.as_str())).collect();
    assert_eq!(
        told,
        [
            ("好一", "state_late"),
            ("没有这一步", "rules.step.closed"),
            ("没有年度表", "value.calendar.year"),
            ("主体不对", "rules.step.body"),
            ("好二", "done"),
        ]
    );
}

#[test]
fn whoever_has_an_item_keeps_it_until_it_is_given_to_somebody_else_or_bounced() {
    let rules = rules();
    let case = table(&rules, "case");
    let mut steps = dispatched("2023-03-01");
    let assignee = |steps: &[Recorded]| {
        let item = item(&case, "一", "2023-03-01", steps.to_vec());
        item.standing(&rules, day("2023-03-10")).unwrap().assignee
    };
    assert_eq!(assignee(&steps).as_deref(), Some("陈美云"));
    for step in [
        taken("ask", Body::Handler, "2023-03-02", &["缺照片"]),
        taken("answer", Body::Reporter, "2023-03-03", &[]),
        taken("supervise", Body::Township, "2023-03-03", &["催办"]),
        taken("feed_back", Body::Handler, "2023-03-06", &[]),
        taken("reject", Body::GridOfficer, "2023-03-06", &["仍在堆放"]),
    ] {
        steps.push(step);
        assert_eq!(assignee(&steps).as_deref(), Some("陈美云"), "after {}", steps.last().unwrap().step);
    }
    steps.push(taken("reassign", Body::Township, "2023-03-07", &["换人", "方佩芬"]));
    assert_eq!(assignee(&steps).as_deref(), Some("方佩芬"));
    steps.push(taken("bounce", Body::Handler, "2023-03-08", &["不属职责"]));
    assert_eq!(assignee(&steps), None, "bounced, it waits to be dispatched anew");
}

#[test]
fn a_closed_item_is_reopened_on_the_last_day_with_a_reason_and_not_on_the_day_after() {
    let rules = rules();
    let case = table(&rules, "case");
    let reopen = |on: &str, reason: Option<&str>| {
        let mut run = item(&case, "一", "2023-01-12", closed("2023-01-12")).run(&rules).unwrap();
        let act = Act { step: "reopen", by: Body::Reporter, on: day(on), reason, assignee: None };
        run.act(act, &rules).map(|()| run.due(&rules).unwrap())
    };
    // Ten working days after 12 January 2023 over Spring Festival: 13, 16 to 20, 28 to 31.
    let due = reopen("2023-01-31", Some("又乱堆放")).unwrap();
    assert_eq!(due.overall, Some(day("2023-03-07")), "the clock of the whole starts anew");
    let late = reopen("2023-02-01", Some("又乱堆放")).unwrap_err();
    assert_eq!((late.code(), late.get("latest")), ("rules.step.late", Some("2023-01-31")));
    assert_eq!(reopen("2023-01-31", None).unwrap_err().code(), "rules.step.reason");
    // On the last day it can be reopened, so it is archived only after it.
    let archive = |on: &str| {
        let mut run = item(&case, "一", "2023-01-12", closed("2023-01-12")).run(&rules).unwrap();
        run.take("archive", Body::Township, day(on), None, &rules)
    };
    assert_eq!(archive("2023-01-31").unwrap_err().code(), "rules.step.early");
    archive("2023-02-01").unwrap();
}

#[test]
fn a_case_is_handed_to_the_district_twice_refused_twice_and_stays_with_one_body_all_along() {
    let rules = rules();
    let case = table(&rules, "case");
    let mut run = item(&case, "一", "2023-03-01", dispatched("2023-03-01")).run(&rules).unwrap();
    let mut answers = vec![run.responsible()];
    let mut take = |run: &mut procedure::Run<'_>, step: &str, by: Body, reason: &str| {
        let done = run.take(step, by, day("2023-03-02"), Some(reason), &rules);
        answers.push(run.responsible());
        done
    };
    take(&mut run, "hand_over", Body::Township, "超出职权").unwrap();
    take(&mut run, "refuse", Body::District, "属镇职责").unwrap();
    take(&mut run, "hand_over", Body::Township, "需区执法").unwrap();
    take(&mut run, "refuse", Body::District, "仍属镇职责").unwrap();
    let third = take(&mut run, "hand_over", Body::Township, "再移").unwrap_err();
    assert_eq!((third.code(), third.get("most")), ("rules.step.often", Some("2")));
    let silent = run.take("refuse", Body::District, day("2023-03-02"), Some("无"), &rules).unwrap_err();
    assert_eq!(silent.code(), "rules.step.closed", "what was not handed over cannot be refused");
    let (town, handler) = (Some(Body::Township), Some(Body::Handler));
    assert_eq!(
        answers,
        [handler, town, handler, town, handler, handler],
        "until the district takes it, the town answers"
    );
    run.take("feed_back", Body::Handler, day("2023-03-03"), None, &rules).unwrap();
    let mut taken = item(&case, "二", "2023-03-01", dispatched("2023-03-01")).run(&rules).unwrap();
    taken.take("hand_over", Body::Township, day("2023-03-02"), Some("超出职权"), &rules).unwrap();
    taken.take("acknowledge", Body::District, day("2023-03-03"), None, &rules).unwrap();
    assert_eq!(taken.responsible(), Some(Body::District));
}

#[test]
fn in_every_state_of_every_shipped_procedure_that_names_bodies_exactly_one_answers() {
    let rules = rules();
    let tables = procedure::shipped(&rules).unwrap();
    let named = tables.iter().filter(|table| table.states.iter().any(|state| state.responsible.is_some()));
    let mut count = 0;
    for table in named {
        count += 1;
        for state in table.states.iter().filter(|state| !state.last) {
            assert!(state.responsible.is_some(), "{}: nobody answers for {}", table.id, state.id);
        }
    }
    assert!(count >= 4, "case, opinion, mediation, complaint");
}

#[test]
fn the_clock_stands_while_the_reporter_is_waited_for_and_goes_on_where_it_stood() {
    let rules = rules();
    let case = table(&rules, "case");
    let mut steps = dispatched("2023-03-01");
    steps.push(taken("ask", Body::Handler, "2023-03-03", &["缺照片"]));
    let at = |steps: &[Recorded], on: &str| {
        item(&case, "一", "2023-03-01", steps.to_vec()).standing(&rules, day(on)).unwrap()
    };
    let waiting = at(&steps, "2023-05-31");
    assert_eq!((waiting.alert, waiting.due.of_state, waiting.due.overall), (Alert::Paused, None, None));
    // Two of five working days were used by Friday the 3rd; the answer comes on Friday the 10th; three are left: 13, 14, 15.
    steps.push(taken("answer", Body::Reporter, "2023-03-10", &[]));
    assert_eq!(at(&steps, "2023-03-10").due.of_state, Some(day("2023-03-15")));
    assert_eq!(
        at(&steps, "2023-03-10").due.overall,
        Some(day("2023-04-13")),
        "25 working days and the 5 that it waited"
    );
    // Asked on the last day, the rest is nothing: it is due on the day of the answer.
    let mut last = dispatched("2023-03-01");
    last.push(taken("ask", Body::Handler, "2023-03-08", &["缺照片"]));
    last.push(taken("answer", Body::Reporter, "2023-03-11", &[]));
    assert_eq!(at(&last, "2023-03-11").due.of_state, Some(day("2023-03-11")));
    // Asked on the day after, it was late already: no waiting makes it good.
    let mut late = dispatched("2023-03-01");
    late.push(taken("ask", Body::Handler, "2023-03-09", &["缺照片"]));
    assert_eq!(at(&late, "2023-03-20").due.of_state, Some(day("2023-03-08")));
    assert_eq!(at(&late, "2023-03-20").alert, Alert::StateLate);
}

#[test]
fn nobody_is_waited_for_longer_than_the_term_and_not_shorter_either() {
    let rules = rules();
    let case = table(&rules, "case");
    let mut steps = dispatched("2023-03-01");
    steps.push(taken("ask", Body::Handler, "2023-03-03", &["缺照片"]));
    let resume = |on: &str| {
        let mut run = item(&case, "一", "2023-03-01", steps.clone()).run(&rules).unwrap();
        run.take("resume", Body::Handler, day(on), Some("逾期未补充"), &rules)
    };
    assert_eq!(resume("2023-03-17").unwrap_err().get("earliest"), Some("2023-03-18"), "ten working days");
    resume("2023-03-18").unwrap();
}

#[test]
fn an_extension_comes_before_the_last_day_is_over_and_only_once() {
    let rules = rules();
    let case = table(&rules, "case");
    let extend = |more: &[&str]| {
        let mut run = item(&case, "一", "2023-03-01", dispatched("2023-03-01")).run(&rules).unwrap();
        let mut done = Ok(());
        for on in more {
            done = run.take("extend", Body::Township, day(on), Some("雨天"), &rules);
        }
        done.map(|()| run.due(&rules).unwrap())
    };
    let due = extend(&["2023-03-08"]).unwrap();
    assert_eq!((due.of_state, due.overall), (Some(day("2023-03-15")), Some(day("2023-04-13"))));
    assert_eq!(extend(&["2023-03-09"]).unwrap_err().get("latest"), Some("2023-03-08"));
    assert_eq!(extend(&["2023-03-07", "2023-03-08"]).unwrap_err().code(), "rules.step.often");
}

#[test]
fn an_extension_moves_the_state_that_it_was_asked_for_and_not_the_next_one_on_the_same_day() {
    let rules = rules();
    let case = table(&rules, "case");
    let mut steps = dispatched("2023-03-01");
    steps.push(taken("extend", Body::Township, "2023-03-06", &["雨天"]));
    steps.push(taken("feed_back", Body::Handler, "2023-03-06", &[]));
    let next = item(&case, "一", "2023-03-01", steps).standing(&rules, day("2023-03-06")).unwrap();
    assert_eq!(next.due.of_state, Some(day("2023-03-08")), "two working days to verify, as always");
    assert_eq!(next.due.overall, Some(day("2023-04-13")), "the whole is put off");
}

#[test]
fn what_was_sent_back_and_reopened_has_its_own_terms() {
    let rules = rules();
    let case = table(&rules, "case");
    let steps = vec![
        taken("report", Body::GridOfficer, "2023-03-01", &[]),
        taken("send_back", Body::Township, "2023-03-02", &["地址不清"]),
    ];
    let back = item(&case, "一", "2023-03-01", steps).standing(&rules, day("2023-03-02")).unwrap();
    assert_eq!((&*back.state, back.due.of_state), ("returned", Some(day("2023-03-06"))));
    let spot = vec![taken("solve", Body::GridOfficer, "2023-03-01", &[])];
    let spot = item(&case, "二", "2023-03-01", spot).standing(&rules, day("2023-03-01")).unwrap();
    assert_eq!(&*spot.state, "fed_back", "solved on the spot it still is verified");
    let done = item(&case, "三", "2023-03-01", closed("2023-03-01")).standing(&rules, day("2024-03-01")).unwrap();
    assert_eq!((done.alert, done.days_late, done.due.overall), (Alert::Done, 0, None));
}

#[test]
fn a_reply_is_due_in_three_months_and_a_hard_one_in_six() {
    let rules = rules();
    let opinion = table(&rules, "opinion");
    let mut run = opinion.begin_on(day("2022-03-01"));
    run.take("route", Body::Committee, day("2022-03-09"), None, &rules).unwrap();
    assert_eq!(run.due(&rules).unwrap().of_state, Some(day("2022-06-09")));
    run.take("extend", Body::Committee, day("2022-06-09"), Some("涉及多部门"), &rules).unwrap();
    assert_eq!(run.due(&rules).unwrap().of_state, Some(day("2022-09-09")));
    run.take("reply", Body::Handler, day("2022-09-09"), None, &rules).unwrap();
    assert_eq!(run.due(&rules).unwrap().of_state, None);
}

#[test]
fn an_agreement_is_confirmed_within_thirty_days_or_not_by_this_way() {
    let rules = rules();
    let table = table(&rules, "mediation");
    let agreed = || {
        let mut run = table.begin_on(day("2023-03-30"));
        run.take("accept", Body::Mediators, day("2023-03-31"), None, &rules).unwrap();
        assert_eq!(run.due(&rules).unwrap().of_state, Some(day("2023-04-30")), "a month");
        run.take("agree", Body::Mediators, day("2023-04-11"), None, &rules).unwrap();
        run
    };
    agreed().take("confirm", Body::Reporter, day("2023-05-11"), None, &rules).unwrap();
    let late = agreed().take("confirm", Body::Reporter, day("2023-05-12"), None, &rules).unwrap_err();
    assert_eq!((late.code(), late.get("latest")), ("rules.step.late", Some("2023-05-11")));
    let mut refused = table.begin_on(day("2023-03-30"));
    refused.take("decline", Body::Mediators, day("2023-03-31"), Some("一方明确拒绝"), &rules).unwrap();
    assert!(refused.is_over());
}

#[test]
fn terms_that_add_up_to_more_than_the_whole_are_refused_with_the_table() {
    let short = with(rules(), "case.sla.overall", 21);
    let error = procedure::shipped(&short).unwrap_err();
    assert_eq!(error.code(), "rules.procedure");
    assert!(
        error.get("reason").unwrap().contains("by way of district its states take 22 and the whole only 21"),
        "{error}"
    );
    procedure::shipped(&with(rules(), "case.sla.overall", 22)).unwrap();
}

#[test]
fn every_procedure_is_drawn_from_the_table_that_runs() {
    let rules = rules();
    let page = procedure::document(&rules, day("2026-01-01")).unwrap();
    crate::golden::check_at("docs/procedures.md", &page);
    for table in procedure::shipped(&rules).unwrap() {
        assert!(page.contains(&table.mermaid()), "{} is not drawn", table.id);
        for step in &table.steps {
            assert!(page.contains(&format!("| {} {} |", step.zh, step.en)), "{}: {}", table.id, step.id);
        }
    }
}
