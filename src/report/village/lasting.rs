//! 长效治理 Rows 113 to 141: care, activities, opinions, stations, training.

use std::collections::{BTreeMap, BTreeSet};

use super::counter::{Counter, number_before, source, spread, whole};
use crate::error::Result;
use crate::model::{
    Activity, ActivityKind, Campaign, CampaignLevel, CareEntry, Meeting, MeetingKind, Opinion, OpinionKind,
    ReceptionDay, Ref, RepairKind, RepairProject, Station, StationKind, Training, TrainingOutcome, Visit, VisitChannel,
};
use crate::report::{Measure, Number};
use crate::value::{Month, Text};

pub(super) fn count(counter: &mut Counter<'_>) -> Result<()> {
    care(counter)?;
    activities(counter)?;
    opinions(counter)?;
    stations(counter)?;
    training(counter)?;
    hundred_thousand(counter)
}

fn care(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    counter
        .distinct::<CareEntry, _>(114, "在册人员，按人去重", |one| (one.filed <= day).then(|| one.person()))?;
    let groups = counter.list::<CareEntry>().map(|list| {
        let groups = list.iter().filter(|one| one.filed <= day).flat_map(|one| one.groups.iter());
        groups.collect::<BTreeSet<_>>().len()
    });
    counter.put(115, groups.map(whole), source::<CareEntry>("在册人员所属的群体类别，去重；敏感信息只出计数"))?;
    counter
        .distinct::<Visit, _>(116, "走访慰问的节日，去重", |one| if one.on <= day { one.festival } else { None })?;
    counter.distinct::<Visit, _>(117, "走访人中的党团服务队，去重", |one| {
        let team = one.visitor.as_str().ends_with("党团服务队") && one.on <= day;
        team.then(|| one.visitor.as_str())
    })?;
    counter.distinct::<Visit, _>(122, "入户走访的户，按户去重", |one| {
        let at_home = one.channel == VisitChannel::AtHome && one.on <= day;
        if at_home { one.household.as_ref().and_then(Ref::id) } else { None }
    })
}

fn activities(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let of = |kind: ActivityKind| move |one: &Activity| one.kind == kind && one.ends() <= day;
    let named = |kind, name: &'static str| move |one: &Activity| of(kind)(one) && one.name.as_str().contains(name);
    counter.count::<Activity>(118, "类别为六一活动、地点为新星学校的", |one| {
        of(ActivityKind::ChildrensDay)(one) && one.place.as_str().contains("新星学校")
    })?;
    counter.count::<Activity>(
        119,
        "名称含“骨与关节保健”的健康讲座",
        named(ActivityKind::HealthLecture, "骨与关节保健"),
    )?;
    counter.count::<Activity>(120, "类别为义诊的场次", of(ActivityKind::Clinic))?;
    let deliveries = [ActivityKind::Policy, ActivityKind::Clinic, ActivityKind::Care];
    counter.distinct::<Activity, _>(121, "送政策、义诊、送关爱中已举办的类别，去重", |one| {
        (deliveries.contains(&one.kind) && one.ends() <= day).then_some(one.kind)
    })?;
    counter.distinct::<Activity, _>(134, "健康讲座和义诊的协办医院，去重", |one| {
        let medical = matches!(one.kind, ActivityKind::HealthLecture | ActivityKind::Clinic) && one.ends() <= day;
        one.co_host.as_ref().map(Text::as_str).filter(|unit| medical && unit.ends_with('院'))
    })?;
    counter.count::<Activity>(135, "名称含“电子商务”的专题讲座", named(ActivityKind::Lecture, "电子商务"))?;
    counter.count::<Activity>(136, "名称含“网商运营”的技能培训", named(ActivityKind::Training, "网商运营"))
}

fn opinions(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let replied = counter.list::<Opinion>().map_or(0, |list| list.iter().filter(|one| one.is_replied_on(day)).count());
    counter
        .count::<Opinion>(124, &format!("已收集的民意；已答复 {replied} 件"), |one| one.received <= day)?;
    counter.count::<Opinion>(128, "其中问需、问计的", |one| {
        matches!(one.kind, OpinionKind::Need | OpinionKind::Advice) && one.received <= day
    })?;
    let meetings = [
        (125, MeetingKind::BothCommittees, "村两委干部会议次数"),
        (126, MeetingKind::AllCadres, "村社全体干部会议次数"),
        (127, MeetingKind::Representatives, "村民代表大会次数"),
    ];
    for (row, kind, how) in meetings {
        counter.count::<Meeting>(row, how, |one| one.kind == kind && one.on <= day)?;
    }
    Ok(())
}

fn stations(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let stations = [
        (123, StationKind::Opinions, "类型为民意收集站、已启用的"),
        (129, StationKind::Deputies, "类型为人大代表联络站、已启用的"),
        (131, StationKind::PartyMembers, "类型为党员服务站、已启用的"),
    ];
    for (row, kind, how) in stations {
        counter.count::<Station>(row, how, |one| one.kind == kind && one.is_open_on(day))?;
    }
    receptions(counter)?;
    let of = |kind: RepairKind| move |one: &RepairProject| one.kind == kind && one.approved <= day;
    counter.count::<RepairProject>(132, "类型为危房修缮、已立项的", of(RepairKind::DangerousHouse))?;
    counter.count::<RepairProject>(133, "类型为加装电梯、已立项的", of(RepairKind::Lift))
}

/// Every month from the first reception to the last whole month has its count; the same in all months is one number.
fn receptions(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let Some(receptions) = counter.list::<ReceptionDay>() else { return Ok(()) };
    let mut by_month: BTreeMap<Month, u32> = BTreeMap::new();
    for one in receptions.iter().filter(|one| one.day <= day) {
        *by_month.entry(Month::containing(one.day)).or_default() += 1;
    }
    let Some(first) = by_month.keys().next().copied() else { return Ok(()) };
    let this = Month::containing(day);
    let last = if this.last_day() == day { this } else { this.previous() };
    let counts: Vec<u32> = first.up_to(last).map(|month| by_month.get(&month).copied().unwrap_or(0)).collect();
    let how = format!("每月接待日次数，首次所在月至时点共 {} 个整月，最少与最多", counts.len());
    counter.put(130, spread(counts.into_iter().map(Number::from)), source::<ReceptionDay>(&how))
}

fn training(counter: &mut Counter<'_>) -> Result<()> {
    let Some(learners) = counter.list::<Training>() else { return Ok(()) };
    let full = learners.iter().filter(|one| one.is_fully_subsidised()).count();
    let how = format!("每名学员的政府补贴，最少与最多；学员 {} 人，全额补贴 {full} 人", learners.len());
    let subsidies = learners.iter().map(|one| Number::from(one.subsidy));
    counter.put(137, spread(subsidies), source::<Training>(&how))?;
    counter.count::<Training>(138, "已知就业去向的学员", |one| {
        !matches!(one.outcome, None | Some(TrainingOutcome::Unknown))
    })
}

fn hundred_thousand(counter: &mut Counter<'_>) -> Result<()> {
    let project = |one: &&Campaign| one.level == CampaignLevel::Province && one.name.as_str().contains("百县千镇万村");
    let campaign = counter.list::<Campaign>().and_then(|list| list.iter().find(project));
    let note = campaign.and_then(|one| Some(one.note.as_ref()?.as_str()));
    let numbers = note.map(|note| ["县", "镇", "村"].map(|what| number_before(note, what).map(|n| n.to_string())));
    let words = numbers.and_then(|numbers| numbers.into_iter().collect::<Option<Vec<String>>>());
    let words = words.map(|numbers| Measure::Words(numbers.join("/")));
    counter.put(141, words, source::<Campaign>("“百县千镇万村高质量发展工程”说明所列的县/镇/村数（概数，名义数）"))
}
