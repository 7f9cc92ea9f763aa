//! 市捐赠站与人大代表联络站 Rows 142 to 168: the theme Party day, allowances, the cross-inspection.

use std::collections::BTreeSet;

use super::counter::{Counter, source, whole};
use super::terms::{ForumItem, StationGoal};
use crate::error::Result;
use crate::model::{Activity, ActivityKind, Allowance, AllowanceStatus, Campaign, Donation, InspectionItem};
use crate::report::{Measure, Number};
use crate::value::Month;

const DAY: &str = "凝心聚力、奋楫笃行";

pub(super) fn count(counter: &mut Counter<'_>) -> Result<()> {
    theme_day(counter)?;
    requirements(counter)?;
    allowances(counter)?;
    inspection(counter)?;
    let goals = StationGoal::ALL.len();
    counter.put_as_of(168, None, Some(whole(goals)), "枚举“规范化、标准化、常态化”的项数；没有记录")
}

fn theme_day(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    counter.distinct::<Activity, _>(142, "主办单位中的捐赠站党支部，去重", |one| {
        let branch = one.host.as_str().ends_with("捐赠站党支部") && one.ends() <= day;
        branch.then(|| one.host.as_str())
    })?;
    let ours =
        |one: &Activity| one.kind == ActivityKind::ThemeDay && one.name.as_str().contains(DAY) && one.ends() <= day;
    counter.count::<Activity>(143, &format!("“{DAY}”主题党日"), ours)?;
    let parts = |one: &Activity| ours(one).then(|| u32::try_from(one.parts().len()).unwrap_or(u32::MAX));
    counter.sum::<Activity>(144, "该次主题党日“内容或环节”的项数", parts)?;
    let items = ForumItem::ALL.len();
    counter.put_as_of(148, None, Some(whole(items)), "枚举“小结讲评、汇报业务”的项数；没有记录")?;
    counter.sum::<Activity>(149, "该次主题党日“学习资料”的种数", |one| {
        ours(one).then(|| u32::try_from(one.material_list().len()).unwrap_or(u32::MAX))
    })?;
    counter.sum::<Activity>(150, "该次主题党日各环节中的专题党课", |one| {
        let lectures = one.parts().iter().filter(|part| part.contains("专题党课")).count();
        ours(one).then(|| u32::try_from(lectures).unwrap_or(u32::MAX))
    })
}

/// 总要求 The four requirements, as the campaign's own record lists them.
fn requirements(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let campaign = counter.list::<Campaign>();
    let campaign =
        campaign.and_then(|list| list.iter().find(|one| one.name.as_str() == "主题教育" && one.runs_on(day)));
    let listed = campaign.and_then(|one| Some(one.note.as_ref()?.as_str().split('、').collect::<BTreeSet<_>>().len()));
    counter.put(153, listed.map(whole), source::<Campaign>("“主题教育”说明所列的总要求，逐项去重"))?;
    counter.count::<Donation>(154, "已接收的捐赠", |one| one.received <= day)
}

fn allowances(counter: &mut Counter<'_>) -> Result<()> {
    let month = Month::containing(counter.day);
    let rates = counter.list::<Allowance>().map(|list| {
        let paid = list.iter().filter(|one| one.status == AllowanceStatus::Paid && one.month <= month);
        let rates: BTreeSet<i64> = paid.filter_map(|one| Some(one.monthly?.fen())).collect();
        let yuan = |fen: &i64| Number::of(*fen, 2).filter(|rate| rate.rounded(0) == *rate);
        let texts =
            rates.iter().map(|fen| yuan(fen).map_or_else(|| format!("{fen}分"), |rate| rate.rounded(0).grouped()));
        Measure::Words(texts.collect::<Vec<_>>().join("/"))
    });
    let paid = counter
        .list::<Allowance>()
        .map_or(0, |list| list.iter().filter(|one| one.status == AllowanceStatus::Paid && one.month <= month).count());
    let how = format!("发放中的月标准，去重，由低到高；发放中 {paid} 人");
    counter.put(155, rates, source::<Allowance>(&how))
}

fn inspection(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let Some(items) = counter.list::<InspectionItem>() else { return Ok(()) };
    let done: Vec<&InspectionItem> = items.iter().filter(|one| one.day <= day).collect();
    let days: BTreeSet<String> =
        done.iter().map(|one| format!("{:02}-{:02}", one.day.month(), one.day.day())).collect();
    let days = (!days.is_empty()).then(|| Measure::Words(days.into_iter().collect::<Vec<_>>().join("、")));
    counter.put(156, days, source::<InspectionItem>("检查日期（月-日），去重"))?;
    let units: BTreeSet<&str> = done.iter().flat_map(|one| [one.inspector.as_str(), one.inspected.as_str()]).collect();
    counter.put(158, Some(whole(units.len())), source::<InspectionItem>("检查与被检查单位，去重"))?;
    let levels: BTreeSet<_> = done.iter().map(|one| one.level).collect();
    counter.put(159, Some(whole(levels.len())), source::<InspectionItem>("被检查站点的层级，去重"))?;
    let checks = [(160, "牌匾"), (161, "二维码"), (162, "上墙资料"), (163, "台账资料")];
    for (row, name) in checks {
        counter.count::<InspectionItem>(row, &format!("检查项目为“{name}”的次数"), |one| {
            one.item.as_str().contains(name) && one.day <= day
        })?;
    }
    let standards: BTreeSet<&str> = done.iter().flat_map(|one| standards_of(one.standard.as_str())).collect();
    counter.put(164, Some(whole(standards.len())), source::<InspectionItem>("对照标准，逐项去重"))?;
    counter.count::<InspectionItem>(167, "发现的问题中按期整改的", |one| {
        one.day <= day && one.is_fixed_in_time()
    })
}

/// The standards that a text lists: 市人大 and 区人大 of `市人大、区人大要求`.
fn standards_of(text: &str) -> impl Iterator<Item = &str> {
    text.trim_end_matches("要求").split('、').map(str::trim).filter(|part| !part.is_empty())
}
