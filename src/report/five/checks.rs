//! 对照 What sheets state, beside what records give: shown side by side, never merged.

use super::inputs::{Beside, Inputs};
use crate::error::Result;
use crate::report::{Cell, Column, Document, Measure, Table};
use crate::value::Plain;

/// What agrees, and what does not.
const fn verdict(agrees: bool) -> &'static str {
    if agrees { "相符" } else { "不符" }
}

/// The fact sheet. Nothing is said where it states nothing.
pub(super) fn facts(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if inputs.facts.is_empty() {
        return Ok(());
    }
    let columns = ["项目", "所述", "所述时点", "计得", "计得时点", "单位", "结论"];
    let mut table = Table::new("facts", ("填报数与计得数", "Statements beside counts"), columns);
    for line in &inputs.facts {
        let counted = match &line.counted {
            Some(Measure::Number(number)) => Cell::Number(*number),
            Some(measure) => Cell::text(measure.shown()),
            None => Cell::Empty,
        };
        let found = line.counted.as_ref().map(|counted| line.stated.compare(counted).label());
        table.push([
            Cell::text(line.item.clone()),
            line.stated.clone().into(),
            Cell::text(line.stated_as_of.clone()),
            counted,
            line.counted_as_of.into(),
            Cell::text(line.unit.clone()),
            found.into(),
        ])?;
    }
    document.push(table.note("所述为基本情况表所填，计得由记录计算；时点、口径不同的数并列，不相加、不合并。"));
    Ok(())
}

fn pair(of: Beside) -> [Cell; 2] {
    [of.counted.into(), of.stated.into()]
}

/// Two columns, counted and stated, for each name and unit.
fn columns(first: &str, pairs: &[(&str, &str)]) -> Vec<Column> {
    let mut columns = vec![Column::new(first)];
    for (name, unit) in pairs {
        for what in ["计得", "所述"] {
            let column = Column::new(format!("{name}（{what}）")).unit(*unit);
            columns.push(if *unit == "人" { column.persons_alone() } else { column });
        }
    }
    columns.push(Column::new("结论"));
    columns
}

/// Grids. Nothing is said where none is checked.
pub(super) fn grids(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if inputs.grid_checks.is_empty() {
        return Ok(());
    }
    let heads =
        columns("网格", &[("房屋", "间"), ("居住人员", "人"), ("出租屋", "间"), ("图幅", "份"), ("兼职网格员", "名")]);
    let mut table = Table::new("grid_checks", ("各网格计得与填报", "Grids: counted and stated"), heads);
    for line in &inputs.grid_checks {
        let pairs = [line.houses, line.residents, line.lets, line.sheets, line.part_time];
        let agrees = pairs.iter().all(Beside::agrees);
        let head = std::iter::once(Cell::text(line.name.clone()));
        table.push(head.chain(pairs.into_iter().flat_map(pair)).chain([verdict(agrees).into()]))?;
    }
    document.push(table.note(format!("计得时点 {}；所述为网格表所填。", inputs.as_of.plain())));
    Ok(())
}

/// Cooperatives. Nothing is said where there is none.
pub(super) fn cooperatives(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if inputs.cooperatives.is_empty() {
        return Ok(());
    }
    let heads = columns("合作社", &[("户数", "户"), ("户籍人口", "人"), ("房屋", "间")]);
    let mut table = Table::new("cooperatives", ("经济合作社", "Cooperatives"), heads);
    for line in &inputs.cooperatives {
        let pairs = [line.households, line.registered, line.houses];
        let agrees = pairs.iter().all(Beside::agrees);
        let head = std::iter::once(Cell::text(line.name.clone()));
        table.push(head.chain(pairs.into_iter().flat_map(pair)).chain([verdict(agrees).into()]))?;
    }
    document.push(table);
    Ok(())
}
