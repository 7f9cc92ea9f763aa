//! 规则库文本 The rulebook as a document: norm, check, parameters and cases side by side, with their evidence.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use async_trait::async_trait;

use crate::error::Result;
use crate::report::{Cell, Column, Document, Report, Table};
use crate::rules::cases::{self, Case};
use crate::rules::{Area, Mark, Norm, Parameter, Rulebook, Setting, Severity};
use crate::value::Day;

/// 规则库文本 Prints a [`Rulebook`]: chapter by chapter what the norms say, what is checked and said when it is not met, the numbers by date,
/// and the cases, so that a lawyer can review them without reading code.
/// ```
/// use cunwu::report::{Markdown, Render, RulebookText};
/// use cunwu::rules::Rulebook;
/// let text = Markdown.to_text(&RulebookText::default().document(&Rulebook::china()?)?)?;
/// assert!(text.contains("村民委员会组织法"));
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "规则库文本")]
#[derive(Debug, Clone, Default)]
pub struct RulebookText {
    own: Vec<Case>,
}

impl RulebookText {
    /// With a host's own cases beside those that the crate ships.
    #[must_use]
    pub fn and(mut self, cases: impl IntoIterator<Item = Case>) -> Self {
        self.own.extend(cases);
        self
    }

    /// The document.
    ///
    /// # Errors
    /// `rules.form`, `rules.case` when a case cannot be read or run.
    pub fn document(&self, rules: &Rulebook) -> Result<Document> {
        let mut document = Document::new("rulebook", ("规则库", "The rulebook"));
        document.paragraph(
            "每条规则一行：左起为条文（各版本的期间、依据和依据等级）、检查（不符时的说明）、参数（各期取值）、案例。参数和案例可由规则文件增补，不须改动程序。",
        );
        layers(&mut document, rules);
        evidence(&mut document, rules)?;
        let shipped = cases::shipped()?;
        let mut chapters: BTreeMap<&Area, Vec<&Norm>> = BTreeMap::new();
        for norm in rules.norms() {
            chapters.entry(&norm.area).or_default().push(norm);
        }
        for (number, (area, norms)) in (1_u32..).zip(chapters) {
            document.heading(1, (&*area.zh, &*area.en));
            let columns = [("条文", "Norm"), ("检查", "Check"), ("参数", "Parameters"), ("案例", "Cases")];
            let mut table = Table::new(format!("norms_{number}"), &*area.zh, columns.map(Column::new));
            for norm in norms {
                let of_norm = shipped.iter().chain(&self.own).filter(|case| *case.rule == *norm.id);
                let told: Vec<String> = of_norm.map(|case| told(case, rules)).collect::<Result<_>>()?;
                table.push([
                    Cell::text(words(norm)),
                    Cell::text(check(norm)),
                    Cell::text(numbers(norm, rules)),
                    Cell::text(told.join("\n")),
                ])?;
            }
            document.push(table);
        }
        spare(&mut document, rules)?;
        Ok(document)
    }
}

#[async_trait]
impl Report<Rulebook> for RulebookText {
    fn id(&self) -> &'static str {
        "rulebook"
    }

    fn title(&self) -> &'static str {
        "规则库"
    }

    async fn compute(&self, rules: &Rulebook) -> Result<Document> {
        self.document(rules)
    }
}

fn layers(document: &mut Document, rules: &Rulebook) {
    document.heading(1, ("规则层", "Layers"));
    document.paragraph("后一层覆盖前一层：法定标准（全文）只能从严，其他的由写明依据的一层另定。");
    document.list(rules.layers().iter().map(|layer| format!("{}（{}）", layer.zh, layer.id)));
}

/// How many versions and values rest on which evidence.
fn evidence(document: &mut Document, rules: &Rulebook) -> Result<()> {
    document.heading(1, ("依据等级", "Evidence"));
    let texts: Vec<Mark> = rules.norms().flat_map(|norm| &norm.texts).map(|text| text.mark).collect();
    let values: Vec<Mark> =
        rules.parameters().flat_map(|parameter| &parameter.settings).map(|setting| setting.mark).collect();
    let mut table = Table::new(
        "evidence",
        ("依据等级", "Evidence marks"),
        [("等级", "Mark"), ("含义", "Meaning"), ("条文", "Texts"), ("参数取值", "Values")].map(Column::new),
    );
    for mark in Mark::ALL {
        let count = |marks: &[Mark]| {
            let number = marks.iter().filter(|other| *other == mark).count();
            Cell::count(u32::try_from(number).unwrap_or(u32::MAX))
        };
        let meaning = format!("{} {}", mark.label(), mark.en());
        table.push([Cell::text(mark.code()), Cell::text(meaning), count(&texts), count(&values)])?;
    }
    document.push(table);
    Ok(())
}

/// Parameters that no norm names: they serve procedures and duties.
fn spare(document: &mut Document, rules: &Rulebook) -> Result<()> {
    let named = |parameter: &&Parameter| rules.norms().any(|norm| norm.parameters.contains(&parameter.id));
    let spare: Vec<&Parameter> = rules.parameters().filter(|parameter| !named(parameter)).collect();
    if spare.is_empty() {
        return Ok(());
    }
    document.heading(1, ("程序和期限的参数", "Parameters of procedures and duties"));
    let columns = [("参数", "Parameter"), ("名称", "Name"), ("取值", "Values")].map(Column::new);
    let mut table = Table::new("parameters", ("参数", "Parameters"), columns);
    for parameter in spare {
        let name = format!("{}\n{}", parameter.zh, parameter.en);
        table.push([Cell::text(&*parameter.id), Cell::text(name), Cell::text(values(parameter))])?;
    }
    document.push(table);
    Ok(())
}

/// 条文 What the norm says, version by version.
fn words(norm: &Norm) -> String {
    let mut out = format!("{}\n{}\n{}", norm.zh, norm.en, norm.id);
    for text in &norm.texts {
        let (time, mark) = (time(text.from, text.until), text.mark);
        // Writing to a string cannot fail.
        let _ = write!(out, "\n{time}［{}］{}：{} {}", mark.code(), text.source, text.zh, text.en);
    }
    out
}

/// 检查 What is said when it is not met.
fn check(norm: &Norm) -> String {
    let follows = match norm.severity {
        Severity::Refuse => "不符则拒绝",
        Severity::Warn => "不符则提示",
    };
    format!("{follows}：{}\n{}", norm.refusal_zh, norm.refusal_en)
}

fn numbers(norm: &Norm, rules: &Rulebook) -> String {
    let of_norm = rules.parameters().filter(|parameter| norm.parameters.contains(&parameter.id));
    let told = of_norm.map(|parameter| format!("{}（{}）\n{}", parameter.zh, parameter.id, values(parameter)));
    told.collect::<Vec<_>>().join("\n")
}

/// The values by date; of a parameter that nobody has set, that it waits for a layer.
fn values(parameter: &Parameter) -> String {
    if parameter.settings.is_empty() {
        return format!("（未设定；单位：{}）", parameter.unit.zh());
    }
    let told = parameter.settings.iter().map(|setting| value(parameter, setting));
    told.collect::<Vec<_>>().join("\n")
}

fn value(parameter: &Parameter, setting: &Setting) -> String {
    let (unit, amount) = (parameter.unit, setting.amount.zh());
    let amount = match unit {
        crate::rules::Unit::Share(_) => format!("{}的{amount}", unit.zh()),
        crate::rules::Unit::Flag => amount,
        _ => format!("{amount}{}", unit.zh()),
    };
    format!("{} {amount}［{}］{}", time(setting.from, setting.until), setting.mark.code(), setting.source)
}

fn time(from: Option<Day>, until: Option<Day>) -> String {
    match (from, until) {
        (None, None) => "一直".to_owned(),
        (Some(from), None) => format!("{from}起"),
        (None, Some(until)) => format!("至{}", until.previous()),
        (Some(from), Some(until)) => format!("{from}至{}", until.previous()),
    }
}

/// A case as it ends, run while printing: the page cannot say what the check does not.
fn told(case: &Case, rules: &Rulebook) -> Result<String> {
    let finding = case.run(rules)?;
    let ended = match finding.as_ref().map(crate::rules::Finding::holds) {
        None => "不适用",
        Some(true) => "符合",
        Some(false) => "不符",
    };
    let margin = finding.and_then(|finding| finding.margin()).map(|margin| format!("，余量 {margin}"));
    let given = case.told();
    let given = if given.is_empty() { given } else { format!("（{given}）") };
    Ok(format!("{} {}{given}：{ended}{}。{}", case.on, case.zh, margin.unwrap_or_default(), case.law))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Markdown, Render as _};

    #[test]
    fn norm_check_parameters_and_cases_stand_in_one_row_with_their_evidence() {
        let document = RulebookText::default().document(&Rulebook::guangzhou().unwrap()).unwrap();
        let rows = document.tables().flat_map(Table::rows);
        let row: Vec<String> = rows
            .map(|row| row.iter().map(Cell::shown).collect::<Vec<_>>())
            .find(|row| row[0].contains("\nrepresentatives.quorum\n"))
            .unwrap();
        assert!(row[0].contains("2010-10-28至2025-12-31［T］村民委员会组织法（2018年修正）第二十六条"), "{}", row[0]);
        assert!(row[0].contains("2026-01-01起［K2］"), "{}", row[0]);
        assert!(row[1].starts_with("不符则拒绝："), "{}", row[1]);
        assert!(row[2].contains("全体组成人员的2/3以上［T］"), "{}", row[2]);
        assert!(row[3].contains("（attending = 35，whole_body = 53）：不符，余量 -1"), "{}", row[3]);
    }

    #[test]
    fn a_layer_of_ones_own_and_ones_own_cases_are_printed_too() {
        let charter = "layer = { id = \"charter\", zh = \"某村章程\", en = \"charter\" }\n[[set]]\nparameter = \"representatives.quorum\"\nvalue = \"at_least 3/4\"\nlevel = \"charter\"\nmark = \"T\"\nsource = \"某村章程第三条\"\n";
        let rules = Rulebook::guangzhou().unwrap().with("charter.toml", charter).unwrap();
        let own = "[[case]]\nrule = \"representatives.quorum\"\nzh = \"章程从严\"\nlaw = \"某村章程第三条\"\nline = \"1.5\"\non = \"2022-03-19\"\ngiven = { whole_body = 53, attending = 39 }\nholds = false\n";
        let text = RulebookText::default().and(cases::read("own.toml", own).unwrap());
        let page = Markdown.to_text(&text.document(&rules).unwrap()).unwrap();
        assert!(page.contains("某村章程（charter）") && page.contains("3/4以上［T］某村章程第三条"), "{page}");
        assert!(page.contains("章程从严（attending = 39，whole\\_body = 53）：不符，余量 -1"), "{page}");
    }
}
