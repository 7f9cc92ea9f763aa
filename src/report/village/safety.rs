//! 平安治理 Rows 83 to 98: campaigns, disorders, patrols, incidents, mediation.

use std::collections::BTreeSet;

use super::counter::{Counter, source, spread, whole};
use super::foundation::given;
use super::setting::since;
use super::terms::{Liveability, Sighting};
use crate::error::Result;
use crate::model::{
    Allocation, Campaign, Case, Disorder, IncidentMeasure, IncidentStatistics, Mediation, PatrolSighting, Recognition,
    RecognitionKind, Station, StationKind, StudioMember,
};
use crate::report::Number;
use crate::value::{Month, Plain, YesNo};

pub(super) fn count(counter: &mut Counter<'_>) -> Result<()> {
    prevention(counter)?;
    year_on_year(counter)?;
    since_2022(counter)?;
    elders(counter)
}

fn prevention(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    counter.put_as_of(83, None, Some(whole(Liveability::ALL.len())), "枚举“宜居、宜业、宜商”的项数；没有记录")?;
    counter.count::<PatrolSighting>(84, "巡防次数", |one| one.on <= day)?;
    let campaign = counter.list::<Campaign>().and_then(|list| list.iter().find(|one| one.name.as_str() == "百日行动"));
    let days = campaign.filter(|one| one.period.from() <= day).and_then(Campaign::days_inclusive);
    counter.put(85, days.map(Number::whole), source::<Campaign>("“百日行动”起止天数，含首尾"))?;
    let all = Disorder::ALL.len();
    counter.distinct::<Case, _>(
        86,
        &format!("记录中的类型，去重；枚举“六乱”共 {all} 类"),
        |one| (one.found <= day).then_some(one.disorder),
    )?;
    let seen = counter.list::<PatrolSighting>().map(|list| {
        let of = |one: &PatrolSighting| {
            [(Sighting::Officers, one.officers), (Sighting::Cars, one.cars), (Sighting::Lights, one.lights)]
        };
        let seen = list.iter().filter(|one| one.on <= day).flat_map(of);
        seen.filter(|(_, seen)| *seen == YesNo::Yes).map(|(sighting, _)| sighting).collect::<BTreeSet<_>>().len()
    });
    let how = format!("记录中见到的种类，去重；枚举“三见警”共 {} 类", Sighting::ALL.len());
    counter.put(87, seen.map(whole), source::<PatrolSighting>(&how))
}

/// 同比 April against April of the year before: rows 89 and 90. Monthly totals only.
fn year_on_year(counter: &mut Counter<'_>) -> Result<()> {
    let april = u16::try_from(counter.day.year()).ok().and_then(|year| Month::of(year, 4));
    let Some((totals, april)) = counter.list::<IncidentStatistics>().zip(april) else { return Ok(()) };
    let of = |month: Month| totals.iter().find(|one| one.month == month);
    let Some((this, last)) = of(april).zip(of(april.plus(-12))) else { return Ok(()) };
    let change = |measure: IncidentMeasure| {
        let percent = this.year_on_year(last, measure)?.percent(2);
        Some((measure, Number::of_percent(percent)?))
    };
    let told = |measure: &IncidentMeasure, percent: Number| {
        format!("{} {}→{}（{}%）", measure.label(), last.of(*measure), this.of(*measure), percent.grouped())
    };
    let (reported, kinds): (Vec<_>, Vec<_>) = IncidentMeasure::ALL
        .iter()
        .filter_map(|measure| change(*measure))
        .partition(|(measure, _)| *measure == IncidentMeasure::Reported);
    for (row, changes) in [(89, reported), (90, kinds)] {
        let parts: Vec<String> = changes.iter().map(|(measure, percent)| told(measure, *percent)).collect();
        let months = format!("{} 比 {}，", april.plain(), april.plus(-12).plain());
        let how = months + &parts.join("；") + "；（本月−上年同月）÷上年同月，四舍五入到两位";
        let value = spread(changes.into_iter().map(|(_, percent)| percent));
        counter.put_as_of(row, Some(april.last_day()), value, source::<IncidentStatistics>(&how))?;
    }
    Ok(())
}

fn since_2022(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let first = since().map(Month::containing);
    counter.sum::<IncidentStatistics>(88, "本年各月报案数量之和（月度总数）", |one| {
        let this_year = i32::from(one.month.year().get()) == day.year();
        (this_year && one.month.last_day() <= day).then(|| one.reported.get())
    })?;
    counter.sum::<IncidentStatistics>(91, "2022 年 1 月以来各月抓获违法人员之和", |one| {
        (first <= Some(one.month) && one.month.last_day() <= day).then(|| one.caught.get())
    })?;
    counter
        .count::<Recognition>(92, "类型为表扬信的", |one| one.kind == RecognitionKind::Letter && one.day <= day)
}

fn elders(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let members = |one: &StudioMember| one.appointed <= day && day < one.until();
    let serving = counter.list::<StudioMember>().map_or(0, |list| list.iter().filter(|one| members(one)).count());
    counter.count::<Station>(
        94,
        &format!("类型为乡贤工作室、已启用的；在聘乡贤 {serving} 人"),
        |one| one.kind == StationKind::Elders && one.is_open_on(day),
    )?;
    counter.count::<StudioMember>(95, "已按规章考核的在聘乡贤", |one| {
        members(one) && one.assessment.is_some()
    })?;
    counter.count::<Mediation>(96, "2022-01-01 以来受理、由乡贤调解的", |one| {
        let in_time = since().is_some_and(|since| since <= one.accepted) && one.accepted <= day;
        in_time && one.worthy.is_some()
    })?;
    given(counter, 97, "电动巡逻车", "批", "物资为电动摩托车、电动巡逻车等，以批计的数量之和；1 批不折算件数")?;
    counter.count::<Allocation>(98, "领用对象为网格员的", |one| {
        one.recipient.as_str().contains("网格员") && one.day <= day
    })
}
