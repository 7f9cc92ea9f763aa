//! 各节图表 The tables and charts of each heading.

use super::checks;
use super::inputs::{Inputs, Monthly, Tally};
use crate::error::Result;
use crate::report::{Cell, Chart, Column, Document, Form, Table};
use crate::value::{Count, Plain};

/// Adds what the inputs hold for a heading.
pub(super) fn fill(document: &mut Document, section: &str, inputs: &Inputs) -> Result<()> {
    match section {
        "population" => {
            checks::facts(document, inputs)?;
            residents(document, inputs)
        }
        "economy" => {
            checks::cooperatives(document, inputs)?;
            deals(document, inputs)
        }
        "party_system" => organisation(document, inputs),
        "pairing" => pairing(document, inputs),
        "social_forces" => donations(document, inputs),
        "groundwork" => groundwork(document, inputs),
        "mass_base" => tallies(document, "decisions", "四议两公开事项", "项", &inputs.decisions, false),
        "mass_prevention" => disorders(document, inputs),
        "fewer_incidents" => incidents(document, inputs),
        "elders" => tallies(document, "mediations", "调解纠纷类型", "宗", &inputs.mediations, false),
        "grid_maps" => {
            residents(document, inputs)?;
            checks::grids(document, inputs)
        }
        "counter" => monthly(document, "counter_months", "政务自助办理量", "件", &inputs.counter_months),
        "care" => care(document, inputs),
        "opinions" => opinions(document, inputs),
        "training" => activities(document, inputs),
        "donation_work" => allowances(document, inputs),
        "cross_inspection" => inspections(document, inputs),
        _ => Ok(()),
    }
}

/// Says that the ledger holds nothing of a kind; `true` when it holds something.
fn holds<T>(document: &mut Document, items: &[T], what: &str) -> bool {
    if items.is_empty() {
        document.note(format!("台账没有“{what}”的记录。"));
    }
    !items.is_empty()
}

/// A sum for a total row; beyond what a count holds there is none, and the cell stays empty.
fn sum(counts: impl Iterator<Item = Count>) -> Cell {
    let total: u64 = counts.map(|count| u64::from(count.get())).sum();
    u32::try_from(total).map_or(Cell::Empty, Cell::count)
}

fn unit(head: &str, unit: &str) -> Column {
    Column::new(head).unit(unit)
}

fn residents(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if !holds(document, &inputs.grids, "综合网格") {
        return Ok(());
    }
    let total = |line: &super::GridLine| {
        let all = [line.registered, line.floating, line.abroad];
        Count::new(all.iter().map(|count| count.get()).fold(0, u32::saturating_add))
    };
    let columns = [
        Column::new("网格"),
        unit("房屋", "间"),
        unit("户籍", "人").persons(),
        unit("流动", "人").persons(),
        unit("境外", "人").persons(),
        unit("居住人员", "人").persons_total(),
        unit("出租屋", "间"),
        unit("图幅", "份"),
    ];
    let mut table = Table::new("residents_by_grid", ("各综合网格居住人员", "Residents by grid"), columns);
    for line in &inputs.grids {
        let persons = [line.registered, line.floating, line.abroad, total(line)].map(Cell::from);
        let rest = [line.lets, line.sheets].map(Cell::from);
        let row = [Cell::text(line.name.clone()), line.houses.into()].into_iter().chain(persons);
        table.push(row.chain(rest))?;
    }
    let grids = &inputs.grids;
    document.push(table.total([
        Cell::text("合计"),
        sum(grids.iter().map(|line| line.houses)),
        sum(grids.iter().map(|line| line.registered)),
        sum(grids.iter().map(|line| line.floating)),
        sum(grids.iter().map(|line| line.abroad)),
        sum(grids.iter().map(total)),
        sum(grids.iter().map(|line| line.lets)),
        sum(grids.iter().map(|line| line.sheets)),
    ])?);
    let names = grids.iter().map(|line| line.name.clone());
    let chart = Chart::new("residents_by_grid_chart", "各综合网格居住人员", Form::Stacked, names);
    document.push(
        chart
            .unit("人")
            .persons()
            .series("户籍", grids.iter().map(|line| line.registered))?
            .series("流动", grids.iter().map(|line| line.floating))?
            .series("境外", grids.iter().map(|line| line.abroad))?,
    );
    Ok(())
}

fn deals(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if !holds(document, &inputs.deals, "资产交易") {
        return Ok(());
    }
    let columns = [Column::new("时期"), unit("成交", "宗"), unit("合同金额", "元")];
    let mut table = Table::new("deals", ("集体资产交易", "Deals of collective assets"), columns);
    for line in &inputs.deals {
        table.push([Cell::text(line.period.clone()), line.deals.into(), line.amount.into()])?;
    }
    let amount = inputs.deals.iter().try_fold(0_i64, |sum, line| sum.checked_add(line.amount.fen()));
    let amount = amount.map(crate::value::Money::from_fen);
    document.push(table.total([Cell::text("合计"), sum(inputs.deals.iter().map(|line| line.deals)), amount.into()])?);
    let periods = inputs.deals.iter().map(|line| line.period.clone());
    let chart = Chart::new("deals_chart", "成交宗数", Form::Columns, periods).unit("宗");
    document.push(chart.series("成交", inputs.deals.iter().map(|line| line.deals))?);
    Ok(())
}

fn organisation(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if holds(document, &inputs.branches, "党组织") {
        let columns = [Column::new("党组织"), unit("正式党员", "人"), unit("预备党员", "人")];
        let mut table = Table::new("branches", ("党组织", "Party organisations"), columns);
        for line in &inputs.branches {
            table.push([Cell::text(line.name.clone()), line.full.into(), line.probationary.into()])?;
        }
        document.push(table.note("功能性党支部与大支部的党员是同一批人，人数不相加。"));
    }
    if holds(document, &inputs.teams, "服务队") {
        let names = inputs.teams.iter().map(|line| line.name.clone());
        let chart = Chart::new("teams", "党群服务队累计服务", Form::Bars, names).unit("次");
        document.push(chart.series("服务", inputs.teams.iter().map(|line| line.services))?);
    }
    Ok(())
}

fn pairing(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if holds(document, &inputs.pairings, "结对共建") {
        let columns = ["村内党组织", "结对党组织", "签订日期"];
        let mut table = Table::new("pairings", ("结对共建", "Pairings"), columns);
        for line in &inputs.pairings {
            table.push([Cell::text(line.ours.clone()), Cell::text(line.theirs.clone()), line.signed.into()])?;
        }
        document.push(table);
    }
    tallies(document, "orders", "点单接单", "单", &inputs.orders, false)
}

fn donations(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if !holds(document, &inputs.donations, "捐赠") {
        return Ok(());
    }
    let columns = ["接收日期", "物资", "数量", "单位", "渠道", "用途"];
    let mut table = Table::new("donations", ("捐赠", "Donations"), columns);
    for line in &inputs.donations {
        let texts = [&line.measure, &line.channel, &line.purpose].map(|text| Cell::text(text.clone()));
        let head = [line.received.into(), Cell::text(line.goods.clone()), line.quantity.into()];
        table.push(head.into_iter().chain(texts))?;
    }
    document.push(table);
    Ok(())
}

fn groundwork(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if !holds(document, &inputs.surveys, "摸查") {
        return Ok(());
    }
    let columns = ["类别", "应查", "已查", "完成率", "按期网格", "网格"];
    let mut table = Table::new("surveys", ("“人屋车场网”摸查", "Surveys"), columns);
    for line in &inputs.surveys {
        let rate = Cell::Share { part: line.done, whole: line.due };
        let counts = [line.due.into(), line.done.into(), rate, line.in_time.into(), line.grids.into()];
        table.push(std::iter::once(Cell::text(line.kind.clone())).chain(counts))?;
    }
    document.push(table);
    Ok(())
}

fn disorders(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if !holds(document, &inputs.disorders, "六乱整治") {
        return Ok(());
    }
    let kinds = inputs.disorders.iter().map(|line| line.kind.clone());
    let chart = Chart::new("disorders", "“六乱”整治", Form::Columns, kinds).unit("处");
    document.push(
        chart
            .series("发现", inputs.disorders.iter().map(|line| line.found))?
            .series("已整治", inputs.disorders.iter().map(|line| line.fixed))?,
    );
    Ok(())
}

fn incidents(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if holds(document, &inputs.incidents, "警情同比") {
        // Small monthly counts name people as surely as counts of people do: published, they are withheld alike.
        let columns = [
            Column::new("类别"),
            unit("上年同月", "宗").persons_alone(),
            unit("本年", "宗").persons_alone(),
            Column::new("同比").persons_alone(),
        ];
        let mut table = Table::new("incidents", ("警情同比", "Incidents, year on year"), columns);
        for line in &inputs.incidents {
            let change = Cell::Change { before: line.before, after: line.after };
            table.push([Cell::text(line.kind.clone()), line.before.into(), line.after.into(), change])?;
        }
        document.push(table.note("派出所月度汇总；“报案”为全部报案数，与其下各类不相加。"));
    }
    let chart = monthly_chart("incident_months", "警情月度总数", "宗", &inputs.incident_months)?;
    match chart {
        Some(chart) => document.push(chart.persons()),
        None => document.note("台账没有“警情月度总数”的记录。"),
    };
    Ok(())
}

fn care(document: &mut Document, inputs: &Inputs) -> Result<()> {
    tallies(document, "care", "特殊重点人群", "人", &inputs.care, true)?;
    if holds(document, &inputs.visits, "走访") {
        let columns = [Column::new("方式"), unit("走访", "次"), unit("对象", "人或户").persons_alone()];
        let mut table = Table::new("visits", ("走访连访", "Visits"), columns);
        for line in &inputs.visits {
            table.push([Cell::text(line.channel.clone()), line.visits.into(), line.reached.into()])?;
        }
        document.push(table);
    }
    if let Some(chart) = monthly_chart("visit_months", "每月走访连访", "次", &inputs.visit_months)? {
        document.push(chart);
    }
    Ok(())
}

fn opinions(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if holds(document, &inputs.opinions, "民意") {
        let mut table = Table::new("opinions", ("民意", "Opinions"), ["类型", "收集", "已答复", "答复率"]);
        for line in &inputs.opinions {
            let rate = Cell::Share { part: line.answered, whole: line.received };
            table.push([Cell::text(line.kind.clone()), line.received.into(), line.answered.into(), rate])?;
        }
        document.push(table);
    }
    if holds(document, &inputs.projects, "修缮与加装电梯") {
        let columns = [Column::new("类型"), unit("项目", "个"), unit("已竣工", "个"), unit("总投资", "元")];
        let mut table = Table::new("projects", ("修缮与加装电梯", "Repairs and lifts"), columns);
        for line in &inputs.projects {
            let cells = [line.projects.into(), line.finished.into(), line.invested.into()];
            table.push(std::iter::once(Cell::text(line.kind.clone())).chain(cells))?;
        }
        document.push(table);
    }
    Ok(())
}

fn activities(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if !holds(document, &inputs.activities, "活动") {
        return Ok(());
    }
    let columns = [Column::new("类别"), unit("场次", "场"), unit("参加", "人次")];
    let mut table = Table::new("activities", ("活动", "Activities"), columns);
    for line in &inputs.activities {
        table.push([Cell::text(line.kind.clone()), line.sessions.into(), line.person_times.into()])?;
    }
    document.push(table.total([
        Cell::text("合计"),
        sum(inputs.activities.iter().map(|line| line.sessions)),
        sum(inputs.activities.iter().map(|line| line.person_times)),
    ])?);
    Ok(())
}

fn allowances(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if !holds(document, &inputs.allowances, "长寿保健金") {
        return Ok(());
    }
    let columns =
        [Column::new("年龄档"), unit("人数", "人").persons(), unit("月标准", "元"), unit("本月应发", "元").derived()];
    let mut table = Table::new("allowances", ("长者长寿保健金", "Longevity allowance"), columns);
    for line in &inputs.allowances {
        table.push([Cell::text(line.band.clone()), line.persons.into(), line.rate.into(), line.paid.into()])?;
    }
    document.push(table);
    Ok(())
}

fn inspections(document: &mut Document, inputs: &Inputs) -> Result<()> {
    if !holds(document, &inputs.inspections, "交叉检查") {
        return Ok(());
    }
    let mut table =
        Table::new("inspections", ("交叉检查", "Cross-inspection"), ["项目", "检查站点", "发现问题", "已整改"]);
    for line in &inputs.inspections {
        table.push([Cell::text(line.item.clone()), line.checked.into(), line.found.into(), line.fixed.into()])?;
    }
    document.push(table);
    Ok(())
}

/// Counts by name as horizontal bars.
fn tallies(document: &mut Document, id: &str, title: &str, unit: &str, counts: &[Tally], persons: bool) -> Result<()> {
    if !holds(document, counts, title) {
        return Ok(());
    }
    let names = counts.iter().map(|tally| tally.name.clone());
    let chart = Chart::new(id, title, Form::Bars, names).unit(unit);
    let chart = chart.series(title, counts.iter().map(|tally| tally.count))?;
    document.push(if persons { chart.persons() } else { chart });
    Ok(())
}

fn monthly(document: &mut Document, id: &str, title: &str, unit: &str, counts: &Monthly) -> Result<()> {
    match monthly_chart(id, title, unit, counts)? {
        Some(chart) => document.push(chart),
        None => document.note(format!("台账没有“{title}”的记录。")),
    };
    Ok(())
}

/// Lines over months; `None` without any month.
fn monthly_chart(id: &str, title: &str, unit: &str, counts: &Monthly) -> Result<Option<Chart>> {
    if counts.months.is_empty() {
        return Ok(None);
    }
    let chart = Chart::new(id, title, Form::Lines, counts.months.iter().map(Plain::plain)).unit(unit);
    let lines = counts.series.iter();
    lines
        .map(|(name, values)| (name, values.iter().map(|count| count.map(Into::into))))
        .try_fold(chart, |chart, (name, values)| chart.series_with_gaps(name.as_str(), values))
        .map(Some)
}
