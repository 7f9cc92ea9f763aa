//! 可用性 What is proven of a table before it may run.

use std::collections::BTreeSet;

use crate::error::{Error, Result, code};
use crate::rules::procedure::{Procedure, State, Step, Term};
use crate::rules::{Book, Rulebook, Unit};
use crate::value::Day;

/// Refuses a table that could get stuck.
pub(super) fn prove(table: &Procedure, rules: &Rulebook) -> Result<()> {
    let wrong =
        |reason: String| Err(Error::new(code::rules::PROCEDURE).with("procedure", &table.id).with("reason", reason));
    if table.states.is_empty() {
        return wrong("it has no state 没有状态".to_owned());
    }
    if let Some(twice) = twice(table.states.iter().map(|state| &*state.id)) {
        return wrong(format!("state {twice} stands twice 状态重复"));
    }
    for step in &table.steps {
        if step.by.is_empty() {
            return wrong(format!("nobody may take {} 没有人可以办理“{}”", step.id, step.zh));
        }
        if step.from.is_empty() {
            return wrong(format!("{} can be taken in no state “{}”没有起始状态", step.id, step.zh));
        }
        if let Some(state) = step.from.iter().filter_map(|from| table.states.get(*from)).find(|state| state.last) {
            return wrong(format!("{} leaves {}, which is an end “{}”离开了终结状态", step.id, state.id, step.zh));
        }
    }
    if let Some(step) = ambiguous(table) {
        return wrong(format!("{} leads two ways from one state 同一状态下“{}”有两个去向", step.id, step.zh));
    }
    let reached = reachable(table);
    if let Some((_, state)) = table.states.iter().enumerate().find(|(place, _)| !reached.contains(place)) {
        return wrong(format!("no step leads to {} 没有步骤通向“{}”", state.id, state.zh));
    }
    let ending = ending(table);
    if let Some((_, state)) = table.states.iter().enumerate().find(|(place, _)| !ending.contains(place)) {
        return wrong(format!("no end can be reached from {} 从“{}”到不了终结", state.id, state.zh));
    }
    for step in &table.steps {
        for term in step.waits.iter().chain(&step.ahead).chain(&step.within) {
            if let Err(reason) = counted(table, step, term, rules) {
                return wrong(reason);
            }
        }
        if let Some(reason) = impossible(step, rules)? {
            return wrong(reason);
        }
    }
    if let Some(reason) = answered_for(table).or(timed(table, rules)) {
        return wrong(reason);
    }
    match too_long(table, rules)? {
        Some(reason) => wrong(reason),
        None => Ok(()),
    }
}

/// Where one state says who answers for it, every state but the ends does.
fn answered_for(table: &Procedure) -> Option<String> {
    let silent = |state: &&State| state.responsible.is_none() && !state.last;
    let spoken = table.states.iter().any(|state| state.responsible.is_some());
    let state = table.states.iter().find(silent).filter(|_| spoken)?;
    Some(format!("nobody answers for {} “{}”没有责任主体", state.id, state.zh))
}

/// Terms of states and of the whole are times, and limits are numbers of times.
fn timed(table: &Procedure, rules: &Rulebook) -> Option<String> {
    let is_time = |unit: Unit| matches!(unit, Unit::Days | Unit::Workdays | Unit::Months | Unit::Years);
    let terms = table.states.iter().filter_map(|state| state.sla.as_deref()).chain(table.overall.as_deref());
    let terms = terms.chain(table.steps.iter().filter_map(|step| step.extends.as_deref()));
    for id in terms {
        if !unit(rules, id).is_some_and(is_time) {
            return Some(format!("{id} is no time 不是时间参数"));
        }
    }
    let id = table
        .steps
        .iter()
        .filter_map(|step| step.at_most.as_deref())
        .find(|id| unit(rules, id) != Some(Unit::Times))?;
    Some(format!("{id} is no number of times 不是次数参数"))
}

fn unit(rules: &Rulebook, id: &str) -> Option<Unit> {
    rules.parameters().find(|parameter| *parameter.id == *id).map(|parameter| parameter.unit)
}

/// Whatever state it passes, a run whose states use all their time must be able to keep to the time of the whole on the quickest way.
fn too_long(table: &Procedure, rules: &Rulebook) -> Result<Option<String>> {
    let Some(overall) = table.overall.as_deref() else { return Ok(None) };
    let terms = table.states.iter().filter_map(|state| state.sla.as_deref());
    let days = turning_days(rules, &terms.chain([overall]).collect::<Vec<_>>());
    for day in days {
        let book = rules.on(day);
        let Some(most) = book.number_if(overall)? else { continue };
        let mut costs = Vec::with_capacity(table.states.len());
        for state in &table.states {
            let sla = state.sla.as_deref().filter(|id| unit(rules, id) == unit(rules, overall));
            costs.push(sla.map(|id| book.number_if(id)).transpose()?.flatten().unwrap_or(0));
        }
        for (state, least) in table.states.iter().zip(quickest(table, &costs)) {
            if let Some(least) = least.filter(|least| *least > most) {
                let told = format!("by way of {} its states take {least} and the whole only {most} on {day}", state.id);
                return Ok(Some(format!("{told} 经过“{}”时各环节时限合计 {least}，超过总时限 {most}", state.zh)));
            }
        }
    }
    Ok(None)
}

/// For each state the least sum of costs from the first state through it to where the whole is done.
fn quickest(table: &Procedure, costs: &[i64]) -> Vec<Option<i64>> {
    let count = table.states.len();
    let stops = table.states.iter().any(|state| state.stops);
    let done = |state: &State| if stops { state.stops } else { state.last };
    let mut before: Vec<Option<i64>> = (0..count).map(|place| (place == 0).then_some(0)).collect();
    let mut after: Vec<Option<i64>> = table.states.iter().map(|state| done(state).then_some(0)).collect();
    let lower = |slot: Option<&mut Option<i64>>, sum: i64| {
        if let Some(slot) = slot {
            *slot = Some(slot.map_or(sum, |known| known.min(sum)));
        }
    };
    let at = |list: &[Option<i64>], place: usize| list.get(place).copied().flatten();
    for _ in 0..count {
        for (step, from) in table.steps.iter().flat_map(|step| step.from.iter().map(move |from| (step, *from))) {
            let cost = costs.get(from).copied().unwrap_or_default();
            if let Some(spent) = at(&before, from) {
                lower(before.get_mut(step.to), spent + cost);
            }
            if let Some(left) = at(&after, step.to) {
                lower(after.get_mut(from), left + cost);
            }
        }
    }
    before.into_iter().zip(after).map(|(spent, left)| Some(spent? + left?)).collect()
}

fn twice<'a>(ids: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = BTreeSet::new();
    ids.into_iter().find(|id| !seen.insert(*id))
}

/// A step of one id that could lead two ways.
fn ambiguous(table: &Procedure) -> Option<&Step> {
    let mut seen = BTreeSet::new();
    table.steps.iter().find(|step| step.from.iter().any(|from| !seen.insert((&step.id, *from))))
}

fn reachable(table: &Procedure) -> BTreeSet<usize> {
    let mut reached = BTreeSet::from([0]);
    loop {
        let next = table.steps.iter().filter(|step| step.from.iter().any(|from| reached.contains(from)));
        let next: Vec<usize> = next.map(|step| step.to).filter(|to| !reached.contains(to)).collect();
        if next.is_empty() {
            return reached;
        }
        reached.extend(next);
    }
}

/// The states from which an end can be reached without a step that may be used up.
fn ending(table: &Procedure) -> BTreeSet<usize> {
    let ends = table.states.iter().enumerate().filter(|(_, state)| state.last).map(|(place, _)| place);
    let mut good: BTreeSet<usize> = ends.collect();
    loop {
        let before = good.len();
        for step in table.steps.iter().filter(|step| step.at_most.is_none()) {
            if good.contains(&step.to) {
                good.extend(&step.from);
            }
        }
        if good.len() == before {
            return good;
        }
    }
}

/// A term must be a time, and count from a step that was taken on every way to the step that it binds.
fn counted(table: &Procedure, step: &Step, term: &Term, rules: &Rulebook) -> Result<(), String> {
    let Some(parameter) = rules.parameters().find(|parameter| *parameter.id == *term.parameter) else {
        return Err(format!("{} counts by {}, which is no parameter 没有该参数", step.id, term.parameter));
    };
    if !matches!(parameter.unit, Unit::Days | Unit::Workdays | Unit::Months | Unit::Years) {
        return Err(format!("{} counts by {}, which is no time 参数不是时间", step.id, term.parameter));
    }
    if table.step(&term.since).is_none() {
        return Err(format!("{} counts from {}, which is no step 没有该步骤", step.id, term.since));
    }
    // Without the step from which it is counted, the states that can still be reached must not allow the step.
    let without: Vec<&Step> = table.steps.iter().filter(|other| other.id != term.since).collect();
    let mut reached = BTreeSet::from([0]);
    loop {
        let next = without.iter().filter(|other| other.from.iter().any(|from| reached.contains(from)));
        let next: Vec<usize> = next.map(|other| other.to).filter(|to| !reached.contains(to)).collect();
        if next.is_empty() {
            break;
        }
        reached.extend(next);
    }
    if step.from.iter().any(|from| reached.contains(from)) {
        return Err(format!(
            "{} counts from {}, which need not have been taken “{}”的期限从一个可以跳过的步骤起算",
            step.id, term.since, step.zh
        ));
    }
    Ok(())
}

/// Of two terms from the same step: the one to wait for must be over while the other still runs. Both are looked at on every day on
/// which one of their values begins, from that day as counted by the calendar; working days are taken as at least as many calendar days.
fn impossible(step: &Step, rules: &Rulebook) -> Result<Option<String>> {
    // After a term that is waited for, the day after it is the first; a term by which a step comes ahead may end on the day itself.
    let waits = step.waits.iter().map(|term| (term, 1)).chain(step.ahead.iter().map(|term| (term, 0)));
    for (wait, spare) in waits {
        for within in step.within.iter().filter(|within| within.since == wait.since) {
            for day in turning_days(rules, &[&wait.parameter, &within.parameter]) {
                let book = rules.on(day);
                let (Some(least), Some(most)) = (span(book, &wait.parameter)?, span(book, &within.parameter)?) else {
                    continue;
                };
                if least + spare > most {
                    return Ok(Some(format!(
                        "{}: {} is not over before {} ends on {day} “{}”的期限无法遵守",
                        step.id, wait.parameter, within.parameter, step.zh
                    )));
                }
            }
        }
    }
    Ok(None)
}

fn turning_days(rules: &Rulebook, ids: &[&str]) -> Vec<Day> {
    let named = rules.parameters().filter(|parameter| ids.contains(&&*parameter.id));
    let mut days: Vec<Day> =
        named.flat_map(|parameter| &parameter.settings).filter_map(|setting| setting.from).collect();
    days.extend(Day::of(2023, 1, 1));
    days.sort_unstable();
    days.dedup();
    days
}

/// The least number of calendar days that a term can take.
fn span(book: Book<'_>, id: &str) -> Result<Option<i64>> {
    let unit = book.rules().parameters().find(|parameter| *parameter.id == *id).map(|parameter| parameter.unit);
    let Some(number) = book.number_if(id)? else { return Ok(None) };
    Ok(match unit {
        Some(Unit::Months) => Some(number * 28),
        Some(Unit::Years) => Some(number * 365),
        _ => Some(number),
    })
}
