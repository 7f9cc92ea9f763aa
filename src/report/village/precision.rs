//! 精准治理 Rows 62 to 82: surveys, residence registration, lettings, decisions, village rules.

use std::collections::BTreeSet;

use super::counter::{Counter, source, whole};
use crate::error::Result;
use crate::ledger::Held;
use crate::model::{
    Decision, DecisionStep, Grid, House, Letting, Post, PostClass, Ref, RegistrationWay, Residence, RulesClause,
    RulesState, StepKind, Survey, SurveyKind, Vehicle, VehicleFinding, VehicleStanding, Venue, VillageRules,
};
use crate::report::Measure;
use crate::schema::Id;
use crate::value::{Day, YesNo};

pub(super) fn count(counter: &mut Counter<'_>) -> Result<()> {
    forces(counter)?;
    surveys(counter)?;
    vehicles(counter)?;
    lettings(counter)?;
    decisions(counter)?;
    rules(counter)
}

fn forces(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let officer = |post: &Post| matches!(post.class, PostClass::FullTimeOfficer | PostClass::PartTimeOfficer);
    counter.distinct::<Post, _>(63, "在任专职与兼职网格员，按人去重", |post| {
        (officer(post) && post.holds_on(day)).then(|| post.person())
    })?;
    let of = |grid: &Grid, class: PostClass| {
        let posts = counter.held.all::<Post>().iter();
        let here = |post: &&Post| post.grid.as_ref().and_then(Ref::id) == Some(grid.id) && post.holds_on(day);
        posts.filter(here).any(|post| post.class == class)
    };
    let officers = [PostClass::FullTimeOfficer, PostClass::PartTimeOfficer];
    let full = counter.list::<Grid>().map(|grids| {
        let full = |grid: &&Grid| grid.leader.is_some() && officers.iter().all(|class| of(grid, *class));
        whole(grids.iter().filter(full).count())
    });
    counter.put(64, full, source::<Grid>("有网格长，并有在任专职、兼职网格员【任职】的网格（1+1+N）"))
}

fn surveys(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let in_time = |one: &Survey| one.done == one.due && one.completed.is_some_and(|done| done <= one.deadline.min(day));
    let words = counter.list::<Survey>().map(|list| {
        let done = list.iter().filter(|one| in_time(one)).count();
        Measure::Words(format!("{done}/{}", list.len()))
    });
    counter.put(65, words, source::<Survey>("查完且不晚于期限的项数/全部项数（网格×类别）"))?;
    let done = |kind: SurveyKind| move |one: &Survey| (one.kind == kind).then(|| one.done.get());
    counter.count::<Residence>(66, "在住人员中以粤居码登记的居住", |one| {
        one.current_on(day) && one.registration.is_some_and(|how| how.way == RegistrationWay::ResidenceCode)
    })?;
    counter.sum::<Survey>(67, "类别“屋”（洗楼）已查数之和", done(SurveyKind::Houses))?;
    counter.sum::<Survey>(68, "类别“场”（巡业）已查数之和", done(SurveyKind::Venues))?;
    counter.sum::<Survey>(69, "类别“人”（以屋找人）已查数之和", done(SurveyKind::Persons))?;
    counter.count::<Venue>(70, "以业管人的场所", |_| true)
}

fn vehicles(counter: &mut Counter<'_>) -> Result<()> {
    counter.count::<Vehicle>(71, "自主申报与凌晨核查一致的", |one| {
        one.finding() == Some(VehicleFinding::Agrees)
    })?;
    counter.count::<Vehicle>(72, "确认常驻的", |one| one.standing == VehicleStanding::Kept)?;
    counter.sum::<Survey>(73, "类别“人”“车”已查数之和", |one| {
        matches!(one.kind, SurveyKind::Persons | SurveyKind::Vehicles).then(|| one.done.get())
    })
}

fn lettings(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    counter.distinct::<Residence, _>(74, "有在住人员的房屋，按房屋去重", |one| {
        if one.current_on(day) { one.house.id() } else { None }
    })?;
    counter.count::<Letting>(75, "已线下自主申报的出租屋", |one| {
        one.declared.is_some_and(|declared| declared <= day)
    })?;
    counter.count::<House>(77, "登记为出租的房屋", |one| one.is_let == YesNo::Yes)
}

/// 已完成决策 Decisions with all six steps by that day.
fn complete(held: &Held, day: Day) -> usize {
    let of = |id: Id<Decision>| -> Vec<DecisionStep> {
        let steps = held.all::<DecisionStep>().iter();
        steps.filter(|step| step.decision.id() == Some(id) && step.on <= day).cloned().collect()
    };
    held.all::<Decision>().iter().filter(|one| Decision::is_complete(&of(one.id))).count()
}

fn decisions(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let steps = counter.list::<DecisionStep>().map(|list| {
        let held = list.iter().filter(|step| step.on <= day).map(|step| step.kind);
        let (shown, talked): (BTreeSet<_>, BTreeSet<_>) =
            held.map(|kind| (kind.is_publicity(), kind.number())).partition(|(publicity, _)| *publicity);
        Measure::Words(format!("{}+{}", talked.len(), shown.len()))
    });
    let how = format!("记录中的议事步骤+公开步骤，按步骤去重；六步齐全且依次的决策 {} 项", complete(counter.held, day));
    counter.put(79, steps, source::<DecisionStep>(&how))?;
    counter.count::<DecisionStep>(80, "村“两委”会议商议的次数", |step| {
        step.kind == StepKind::Consult && step.on <= day
    })
}

fn rules(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let Some(versions) = counter.list::<VillageRules>() else { return Ok(()) };
    let in_force = |one: &&VillageRules| {
        one.state == RulesState::InForce && one.effective.is_some_and(|effective| effective <= day)
    };
    let Some(current) = versions.iter().filter(in_force).max_by_key(|one| one.effective) else { return Ok(()) };
    let how = format!("{} 修订条款的主题，去重", current.version);
    counter.distinct::<RulesClause, _>(81, &how, |clause| {
        (clause.rules.id() == Some(current.id)).then(|| clause.topic.as_str())
    })?;
    let reviewed = current.review.as_ref().map(|review| {
        let before_vote = current.vote.as_ref().is_none_or(|vote| review.on <= vote.on);
        let done = before_vote && review.reviewer.as_str().contains('镇');
        let how = format!("{}：{} {} 审查，结论“{}”", current.version, review.on, review.reviewer, review.finding);
        (Measure::Words(if done { "已完成" } else { "未完成" }.to_owned()), how)
    });
    let (done, how) =
        reviewed.unwrap_or_else(|| (Measure::Words("未完成".to_owned()), format!("{}：没有审查记录", current.version)));
    counter.put(82, Some(done), source::<VillageRules>(&how))
}
