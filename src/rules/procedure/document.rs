//! 程序图册 Every procedure drawn: its diagram, its states and its steps, from the tables that run.

use std::fmt::Write as _;

use crate::error::Result;
use crate::rules::procedure::{Procedure, Step, Term, shipped};
use crate::rules::{Body, Mark, Parameter, Rulebook, Setting};
use crate::value::Day;

/// 程序图册 A page of Markdown with every shipped procedure, as the rulebook stands on a day: state diagram (Mermaid), who answers in each
/// state and how long, and each step with who takes it, what it waits for, its limits and their sources.
///
/// # Errors
/// As [`shipped`].
pub fn document(rules: &Rulebook, on: Day) -> Result<String> {
    let mut out = String::from("# 程序图册 Procedures\n\n");
    let _ = writeln!(
        out,
        "Generated from the tables that run (`cunwu::rules::procedure::document`), with the terms as they stand on {on}. A term marked with\n\
         ＊ is unverified, or a choice of this library. Each table is proven before it runs: every state can be reached, an end can be reached\n\
         from every state, every step has somebody who may take it, and its terms can be kept.\n"
    );
    for procedure in shipped(rules)? {
        procedure.describe(rules, on, &mut out);
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    Ok(out)
}

impl Procedure {
    /// Its diagram and its tables, as Markdown.
    fn describe(&self, rules: &Rulebook, on: Day, out: &mut String) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "## {} {}\n\n`{}`. {}", self.zh, self.en, self.id, self.source);
        if let Some(overall) = &self.overall {
            let _ = writeln!(out, "\n总时限 The whole: {}.", told(rules, on, overall));
        }
        let _ = writeln!(out, "\n```mermaid\n{}```\n", self.mermaid());
        if self.states.iter().any(|state| state.responsible.is_some()) {
            let _ = writeln!(out, "| 状态 state | 责任主体 who answers | 时限 term | 计时 clock |\n|---|---|---|---|");
            for state in &self.states {
                let clock = match state {
                    it if it.last => "终结 ends",
                    it if it.stops => "停止 stops",
                    it if it.paused => "暂停 stands",
                    _ => "",
                };
                let term = state.sla.as_deref().map(|id| told(rules, on, id)).unwrap_or_default();
                let body = state.responsible.map_or("", Body::label);
                let _ = writeln!(out, "| {} {} | {body} | {term} | {clock} |", state.zh, state.en);
            }
            out.push('\n');
        }
        let _ = writeln!(
            out,
            "| 步骤 step | 自 from | 至 to | 办理主体 by | 须满 waits | 限期 limit | 理由 reason |\n|---|---|---|---|---|---|---|"
        );
        for step in &self.steps {
            let _ = writeln!(out, "{}", self.row(step, rules, on));
        }
        out.push('\n');
    }

    fn row(&self, step: &Step, rules: &Rulebook, on: Day) -> String {
        let name = |place: &usize| self.states.get(*place).map_or("", |state| &*state.zh);
        let from: Vec<&str> = step.from.iter().map(name).collect();
        let by: Vec<&str> = step.by.iter().map(|body| body.label()).collect();
        let terms = |terms: &[Term]| {
            let told = terms.iter().map(|term| {
                let since = self.step(&term.since).map_or("", |since| &*since.zh);
                format!("{since}起 {}", told(rules, on, &term.parameter))
            });
            told.collect::<Vec<_>>().join("；")
        };
        let ahead = |told: String| if told.is_empty() { told } else { format!("提前：{told}") };
        let waits = [terms(&step.waits), ahead(terms(&step.ahead))];
        let waits: Vec<&str> = waits.iter().map(String::as_str).filter(|told| !told.is_empty()).collect();
        let mut limits: Vec<String> = Some(terms(&step.within)).into_iter().filter(|told| !told.is_empty()).collect();
        limits.extend(step.at_most.as_deref().map(|id| format!("最多 {}", told(rules, on, id))));
        limits.extend(step.extends.as_deref().map(|id| format!("延长 {}", told(rules, on, id))));
        format!(
            "| {} {} | {} | {} | {} | {} | {} | {} |",
            step.zh,
            step.en,
            from.join("、"),
            name(&step.to),
            by.join("、"),
            waits.join("；"),
            limits.join("；"),
            if step.reason { "须说明" } else { "" }
        )
    }
}

/// A parameter with its value on the day, unit and source.
fn told(rules: &Rulebook, on: Day, id: &str) -> String {
    let Some(parameter) = rules.parameters().find(|parameter| *parameter.id == *id) else { return String::new() };
    parameter.on(on).map_or_else(|| format!("`{id}` 未定 unset"), |setting| value(parameter, setting))
}

fn value(parameter: &Parameter, setting: &Setting) -> String {
    let star = if setting.mark.is_unverified() || setting.mark == Mark::Design { "＊" } else { "" };
    format!("{} {}{star}（{}）", setting.amount.zh(), parameter.unit.zh(), setting.source)
}
