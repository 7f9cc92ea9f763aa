//! 强基治理 Rows 33 to 61: the Party's organisation, pairing, social forces.

use std::collections::BTreeSet;

use super::counter::{Counter, source, whole};
use crate::error::Result;
use crate::model::{
    Activity, ActivityKind, ActivityMode, BigCommitteeMember, Campaign, Donation, OrderState, Pairing, PairingLevel,
    PartyOrganisation, PartyOrganisationKind, Pledge, Ref, ServiceOrder, ServiceTeam, Society, Station, StationKind,
    TeamNature, VentureProject,
};
use crate::report::{Measure, Number};
use crate::value::Text;

pub(super) fn count(counter: &mut Counter<'_>) -> Result<()> {
    organisation(counter)?;
    pairing(counter)?;
    classroom(counter)?;
    donations(counter)?;
    ventures(counter)
}

fn organisation(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let of = |kind: PartyOrganisationKind| move |one: &PartyOrganisation| one.kind == kind && one.founded <= day;
    let (big, cooperative, functional) = (
        of(PartyOrganisationKind::BigCommittee),
        of(PartyOrganisationKind::BigBranch),
        of(PartyOrganisationKind::FunctionalBranch),
    );
    counter.count::<PartyOrganisation>(33, "时点前成立的各级各类党组织", |one| one.founded <= day)?;
    counter.count::<PartyOrganisation>(34, "类型为大党委的", big)?;
    counter.count::<BigCommitteeMember>(35, "已纳入大党委的成员单位", |one| one.since <= day)?;
    counter.distinct::<PartyOrganisation, _>(36, "建有大支部的经济合作社，按社去重", |one| {
        if cooperative(one) { one.cooperative.as_ref().and_then(Ref::id) } else { None }
    })?;
    counter.distinct::<PartyOrganisation, _>(37, "成立功能性党支部的网格，按网格去重", |one| {
        if functional(one) { one.grid.as_ref().and_then(Ref::id) } else { None }
    })?;
    counter.count::<ServiceTeam>(38, "性质为常态化、已组建的", |one| {
        one.nature == TeamNature::Standing && one.formed <= day
    })?;
    let shown = counter.list::<Pledge>().map_or(0, |list| list.iter().filter(|one| one.is_shown_on(day)).count());
    counter.distinct::<Pledge, _>(39, &format!("已亮诺的党员，按人去重；已亮绩 {shown} 份"), |one| {
        (one.promised <= day).then(|| one.person())
    })
}

fn pairing(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let of = |level: PairingLevel| move |one: &Pairing| one.level == level && one.in_force_on(day);
    counter
        .count::<Pairing>(6, "时点有效的结对，党委层级与支部层级合计", |one| one.in_force_on(day))?;
    counter.count::<Pairing>(41, "党委与机关党委层级、时点有效的", of(PairingLevel::Committee))?;
    counter.count::<Pairing>(42, "合作社党支部与处室党支部层级、时点有效的", of(PairingLevel::Branch))?;
    counter.count::<Pairing>(43, "已签订的协议", |one| one.signed <= day)?;
    counter.count::<Station>(44, "类型为镇社工站、已启用的", |one| {
        one.kind == StationKind::TownSocialWork && one.is_open_on(day)
    })?;
    counter.count::<ServiceOrder>(45, "已有单位接单的", |one| {
        one.accepted.is_some_and(|accepted| accepted <= day)
    })?;
    counter.count::<ServiceOrder>(46, "已办结的", |one| {
        one.state == OrderState::Done && one.done.is_some_and(|done| done <= day)
    })
}

fn classroom(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    let session = |one: &Activity| one.kind == ActivityKind::Classroom && one.ends() <= day;
    counter.count::<Activity>(47, "类别为民政党建学堂、已举办的场次", session)?;
    counter.count::<Activity>(48, "其中以远程视频举办的", |one| {
        session(one) && one.mode == ActivityMode::Video
    })?;
    counter.sum::<Activity>(49, "民政党建学堂各场参加人次之和（人次，不是人数）", |one| {
        session(one).then(|| one.person_times().get())
    })?;
    counter.count::<Campaign>(50, "时点进行中、名称为主题教育的", |one| {
        one.name.as_str() == "主题教育" && one.runs_on(day)
    })
}

/// A donation of goods whose name contains one of these words, in this unit.
fn is_of(one: &Donation, words: &str, unit: &str) -> bool {
    one.item.as_str().contains(words) && one.unit.as_str() == unit
}

/// The quantity given of some goods, exact.
pub(super) fn given(counter: &mut Counter<'_>, row: u16, words: &str, unit: &str, how: &str) -> Result<()> {
    let day = counter.day;
    let quantity = counter.list::<Donation>().map(|list| {
        let wanted = list.iter().filter(|one| one.received <= day && is_of(one, words, unit));
        wanted.map(|one| one.quantity.thousandths()).sum::<i64>()
    });
    let number = quantity.and_then(|thousandths| Number::of(thousandths, 3));
    let number = number.map(|exact| if exact.rounded(0) == exact { exact.rounded(0) } else { exact });
    counter.put(row, number, source::<Donation>(how))
}

fn donations(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    counter
        .distinct::<Donation, _>(51, "捐赠人，去重", |one| (one.received <= day).then(|| one.donor.as_str()))?;
    counter.distinct::<Donation, _>(52, "接收渠道中的慈善会，去重", |one| {
        let channel = one.channel.as_ref().filter(|channel| channel.as_str().contains("慈善会"));
        channel.filter(|_| one.received <= day).map(Text::as_str)
    })?;
    given(counter, 53, "饮料", "瓶", "物资为饮料、以瓶计的数量之和")?;
    counter.count::<Donation>(54, "用途为疫情防控的", |one| {
        one.received <= day && one.purpose.as_str().contains("疫情防控")
    })?;
    given(counter, 55, "电脑", "批", "物资为电脑、打印机，以批计的数量之和；1 批不折算件数")?;
    given(counter, 56, "电疗超声治疗仪", "台", "物资为电疗超声治疗仪、以台计的数量之和")?;
    counter.count::<Station>(57, "类型为卫生站、已启用的", |one| {
        one.kind == StationKind::Health && one.is_open_on(day)
    })
}

fn ventures(counter: &mut Counter<'_>) -> Result<()> {
    let day = counter.day;
    counter.distinct::<VentureProject, _>(58, "申报单位，按统一社会信用代码去重", |one| {
        (one.applied <= day).then(|| one.credit_code.clone())
    })?;
    counter.count::<VentureProject>(59, "已申报的项目", |one| one.applied <= day)?;
    let projects = counter.list::<VentureProject>();
    let parties: Option<BTreeSet<Society>> = projects.map(|list| {
        let list = list.iter().filter(|one| one.applied <= day);
        list.flat_map(|one| one.societies.as_slice()).copied().collect()
    });
    let how = format!("参与联动的各方，去重；枚举“五社”共 {} 方", Society::ALL.len());
    counter.put(60, parties.map(|parties| Measure::Number(whole(parties.len()))), source::<VentureProject>(&how))
}
