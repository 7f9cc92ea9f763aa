//! A slow reader of a dossier, written from the words of the statutes and the usual local rules, and from nothing of the crate's rules.

use cunwu::model::{AnswerKind, Attendance, MatterKind, ProxyRelation, Roll, RollUnit};
use cunwu::rules::Body;
use cunwu::rules::decision::{DecisionAct, Delegation, Dossier, Event};
use cunwu::value::Day;

/// 到某日为止 What a publicity of seven days allows: it begins on the first, which is not counted, and is over at the end of the seventh.
fn seventh(from: Day) -> Day {
    (0..7).fold(from, |day, _| day.next())
}

/// Reads a dossier to its end: nothing when it is lawful as far as it goes.
///
/// # Errors
/// What is unlawful, in words.
pub(crate) fn read(dossier: &Dossier) -> Result<&'static str, String> {
    let mut stage = "draft";
    let mut before: Option<Day> = None;
    for (place, event) in dossier.events.iter().enumerate() {
        if before.is_some_and(|before| event.on < before) {
            return Err(format!("{} is backdated", event.act));
        }
        before = Some(event.on);
        stage = next(dossier, stage, place, event)?;
    }
    result(dossier)?;
    Ok(if stage == "executing urgently" { "executing" } else { stage })
}

fn why(event: &Event) -> bool {
    event.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty())
}

fn next(dossier: &Dossier, stage: &str, place: usize, event: &Event) -> Result<&'static str, String> {
    use DecisionAct as A;
    let assembly = matches!(
        event.by,
        Body::VillagersAssembly | Body::Representatives | Body::CollectiveMembers | Body::CollectiveRepresentatives
    );
    match (stage, event.act) {
        ("draft", A::Propose) if event.by == Body::PartyCommittee => {
            last_round(dossier, place, event)?;
            Ok("proposed")
        }
        ("draft", A::ProposeJointly) if event.by == Body::BothCommittees && dossier.terms.one_shoulder => {
            last_round(dossier, place, event)?;
            Ok("consulted")
        }
        ("proposed", A::Consult) if event.by == Body::BothCommittees => {
            last_round(dossier, place, event)?;
            Ok("consulted")
        }
        ("consulted", A::Review) if event.by == Body::PartyMembers => {
            last_round(dossier, place, event)?;
            Ok("reviewed")
        }
        ("reviewed", A::Resolve) if assembly => {
            last_round(dossier, place, event)?;
            Ok("resolved")
        }
        ("draft" | "proposed" | "consulted" | "reviewed", A::Reject)
            if why(event)
                && (assembly
                    || matches!(event.by, Body::PartyCommittee | Body::BothCommittees | Body::PartyMembers)) =>
        {
            if event.vote.as_ref().is_some_and(|vote| vote.passed) {
                return Err("sent back although it was announced as passed".to_owned());
            }
            Ok("draft")
        }
        ("resolved", A::PublishResolution) if event.by == Body::Committee => Ok("published"),
        ("published" | "executing urgently", A::UpholdObjection)
            if why(event) && (assembly || event.by == Body::Committee) =>
        {
            Ok("draft")
        }
        ("published", A::Execute) if event.by == Body::Committee => {
            let published = published_before(dossier, place);
            let last = published.shown.and_then(|shown| shown.last_day());
            let began = published.shown.map_or(published.on, |shown| shown.from().max(published.on));
            if event.on <= seventh(began) || last.is_some_and(|last| event.on <= last) {
                return Err("carried out while the resolution was on show".to_owned());
            }
            objections(dossier, published, event)?;
            Ok("executing")
        }
        ("published", A::ExecuteUrgently) if event.by == Body::Committee => {
            if !why(event) && dossier.terms.emergency.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
                return Err("urgent without a reason".to_owned());
            }
            objections(dossier, published_before(dossier, place), event)?;
            Ok("executing urgently")
        }
        ("executing" | "executing urgently", A::PublishResult) if event.by == Body::Committee => {
            upheld(dossier, published_before(dossier, place), event)?;
            Ok("result_published")
        }
        ("result_published", A::Archive) if event.by == Body::Committee => {
            let result = dossier.events[..place].iter().rev().find(|it| it.act == A::PublishResult).unwrap();
            if event.on <= seventh(result.on) {
                return Err("filed while the result was on show".to_owned());
            }
            Ok("archived")
        }
        ("draft" | "proposed" | "consulted" | "reviewed", A::Withdraw)
            if why(event) && event.by == Body::PartyCommittee =>
        {
            Ok("withdrawn")
        }
        (stage, act) => Err(format!("{act} by {} is out of place at {stage}", event.by)),
    }
}

/// A round that was sent back may have failed in any way; the round that stands must be lawful in every vote.
fn last_round(dossier: &Dossier, place: usize, event: &Event) -> Result<(), String> {
    let sent_back = |it: &Event| matches!(it.act, DecisionAct::Reject | DecisionAct::UpholdObjection);
    if dossier.events[place..].iter().any(sent_back) {
        return Ok(());
    }
    if let Some(stated) = &event.unknown_body {
        return Err(format!("nobody knows what meeting `{stated}` is"));
    }
    vote(event)?;
    match event.act {
        DecisionAct::Review => match event.notified {
            Some(sent) if (0..3).fold(sent, |day, _| day.next()) > event.on => Err("the plan came too late".to_owned()),
            _ => Ok(()),
        },
        DecisionAct::Resolve => resolution(dossier, event),
        _ => Ok(()),
    }
}

/// 施行 The first day of the law on the organisations of the collective.
fn law(on: Day) -> bool {
    on >= Day::of(2025, 5, 1).unwrap()
}

fn resolution(dossier: &Dossier, event: &Event) -> Result<(), String> {
    use MatterKind as M;
    let matter = dossier.terms.matter;
    let property = matches!(
        matter,
        M::CollectiveIncome
            | M::LandContracting
            | M::CollectiveProject
            | M::Homestead
            | M::LandCompensation
            | M::AssetDeal
            | M::Membership
            | M::IncomeShares
    );
    let called_late =
        |days: usize| event.notified.is_some_and(|called| (0..days).fold(called, |day, _| day.next()) > event.on);
    match event.by {
        Body::CollectiveMembers | Body::CollectiveRepresentatives if !property => {
            Err("it is the village's and not the collective's".to_owned())
        }
        Body::CollectiveMembers if law(event.on) && called_late(10) => {
            Err("the members were called too late".to_owned())
        }
        Body::CollectiveMembers => Ok(()),
        Body::CollectiveRepresentatives => match matter {
            M::CollectiveIncome | M::CollectiveProject | M::AssetDeal => Ok(()),
            M::LandContracting if !law(event.on) => Ok(()),
            _ => Err("it is for all members of the collective".to_owned()),
        },
        _ if law(event.on) && property => Err("it belongs to the members of the collective".to_owned()),
        Body::Representatives if matches!(matter, M::VillageRules | M::Membership | M::IncomeShares) => {
            Err("it belongs to the villagers' assembly".to_owned())
        }
        Body::Representatives if dossier.terms.delegation == Delegation::Reserved => {
            Err("the assembly kept it for itself".to_owned())
        }
        Body::VillagersAssembly if called_late(10) => Err("the assembly was called too late".to_owned()),
        _ => Ok(()),
    }
}

/// 票 A vote, read from its roll.
fn vote(event: &Event) -> Result<(), String> {
    let Some(vote) = &event.vote else { return Err("no vote".to_owned()) };
    let Some(roll) = &vote.roll else { return Err("a vote without a roll".to_owned()) };
    if !vote.passed {
        return Err("it was announced as lost and went on".to_owned());
    }
    let (mut listed, mut came, mut sent, mut recused, mut marked) = (0_u64, 0_u64, 0_u64, 0_u64, None);
    let by_household;
    // The collective's law of 2025 lets one of the same household come for a member, for as many as live there.
    let of_household = event.by == Body::CollectiveMembers && law(event.on);
    match roll {
        Roll::Counted(roll) => {
            listed = roll.entitled.get().into();
            came = roll.in_person.get().into();
            sent = roll.by_proxy.get().into();
            recused = roll.recused.get().into();
            by_household = roll.unit == RollUnit::Households;
        }
        Roll::Named(roll) => {
            if roll.frozen_on > event.on {
                return Err("the roll is younger than the meeting".to_owned());
            }
            by_household = roll.unit == RollUnit::Households;
            for (place, member) in roll.members.iter().enumerate() {
                if roll.members[..place].iter().any(|other| other.record == member.record) {
                    return Err("somebody stands twice".to_owned());
                }
                listed += 1;
                match &member.attendance {
                    Attendance::Present => came += 1,
                    Attendance::Proxy(proxy) => {
                        sent += 1;
                        let right = match proxy.relation {
                            ProxyRelation::Household => true,
                            ProxyRelation::NearRelative => !of_household,
                            ProxyRelation::Other => false,
                        };
                        if !proxy.written || !right {
                            return Err("a proxy that is none".to_owned());
                        }
                        let same = |it: &&cunwu::model::RollMember| matches!(&it.attendance, Attendance::Proxy(other) if other.holder == proxy.holder);
                        if !of_household && roll.members.iter().filter(same).count() > 3 {
                            return Err("one holds more than three".to_owned());
                        }
                    }
                    Attendance::Absent(_) => {}
                }
                if member.recused.is_some() && !matches!(member.attendance, Attendance::Absent(_)) {
                    recused += 1;
                }
                if member.voted {
                    *marked.get_or_insert(0_u64) += 1;
                }
            }
            marked = marked.or(Some(0));
        }
    }
    let assembly = matches!(event.by, Body::VillagersAssembly | Body::CollectiveMembers);
    if sent > 0 && !assembly {
        return Err("this body takes no proxies".to_owned());
    }
    let votes = &vote.votes;
    if u64::from(votes.entitled.get()) != listed || u64::from(votes.present.get()) != came + sent {
        return Err("record and roll differ".to_owned());
    }
    let agreed = u64::from(votes.agreed.get());
    let given = agreed + u64::from(votes.against.get()) + u64::from(votes.abstained.get());
    if given + recused > came + sent {
        return Err("more votes than voters".to_owned());
    }
    if let Some(papers) = &vote.papers {
        let [issued, cast, spoiled, lost] =
            [papers.issued, papers.cast, papers.spoiled, papers.unreturned].map(|it| u64::from(it.get()));
        if issued != cast + spoiled + lost || cast != given || marked.is_some_and(|marked| marked != cast + spoiled) {
            return Err("the papers do not add up".to_owned());
        }
    }
    let attending = came + sent;
    let (quorum, passes) = match event.by {
        Body::PartyCommittee => (came * 2 >= listed && listed > 0, agreed * 2 > listed),
        Body::PartyMembers => (came * 3 >= listed * 2 && listed > 0, agreed * 2 > listed && agreed * 2 >= attending),
        Body::Representatives => (came * 3 >= listed * 2 && listed > 0, agreed * 2 > attending),
        Body::VillagersAssembly if by_household => (came * 3 >= listed * 2 && listed > 0, agreed * 2 > attending),
        Body::BothCommittees | Body::VillagersAssembly => (came * 2 > listed, agreed * 2 > attending),
        // Two thirds of all members: of full capacity, there themselves or by their household, and of all in favour.
        Body::CollectiveMembers if of_household => {
            (!by_household && attending * 3 >= listed * 2 && listed > 0, agreed * 3 >= listed * 2)
        }
        Body::CollectiveMembers if by_household => (came * 3 >= listed * 2 && listed > 0, agreed * 2 > attending),
        Body::CollectiveMembers => (came * 2 >= listed && listed > 0, agreed * 2 > attending),
        Body::CollectiveRepresentatives if law(event.on) => (listed > 20, agreed * 3 >= listed * 2),
        Body::CollectiveRepresentatives => {
            (came * 3 >= listed * 2 && listed > 0, agreed > 0 && agreed * 3 >= attending * 2)
        }
        _ => (false, false),
    };
    if !quorum {
        return Err("too few came".to_owned());
    }
    if !passes {
        return Err("too few agreed".to_owned());
    }
    Ok(())
}

fn published_before(dossier: &Dossier, place: usize) -> &Event {
    dossier.events[..place].iter().rev().find(|event| event.act == DecisionAct::PublishResolution).unwrap()
}

/// 异议 Every objection of the publicity that was there when it was carried out had its answer.
fn objections(dossier: &Dossier, published: &Event, done: &Event) -> Result<(), String> {
    let last = published.shown.and_then(|shown| shown.last_day());
    for objection in &dossier.objections {
        let within = objection.on >= published.on && last.is_none_or(|last| objection.on <= last);
        if within && objection.on <= done.on && objection.answer.is_none_or(|(on, _)| on > done.on) {
            return Err("an objection was not answered".to_owned());
        }
    }
    upheld(dossier, published, done)
}

fn upheld(dossier: &Dossier, published: &Event, done: &Event) -> Result<(), String> {
    let last = published.shown.and_then(|shown| shown.last_day());
    for objection in &dossier.objections {
        let within = objection.on >= published.on && last.is_none_or(|last| objection.on <= last);
        if within && objection.answer.is_some_and(|(on, kind)| kind == AnswerKind::Upheld && on <= done.on) {
            return Err("an upheld objection was passed over".to_owned());
        }
    }
    Ok(())
}

/// 公示 What was shown was shown for seven days, and what is done is published.
fn result(dossier: &Dossier) -> Result<(), String> {
    let last = |act| dossier.events.iter().rposition(|event| event.act == act);
    let back = last(DecisionAct::Reject).max(last(DecisionAct::UpholdObjection));
    for act in [DecisionAct::PublishResolution, DecisionAct::PublishResult] {
        let Some(place) = last(act) else { continue };
        if act == DecisionAct::PublishResolution && back > Some(place) {
            continue;
        }
        let event = &dossier.events[place];
        let Some(shown) = event.shown else { continue };
        let from = if act == DecisionAct::PublishResolution { shown.from().max(event.on) } else { shown.from() };
        if shown.last_day().is_some_and(|until| until < seventh(from)) {
            return Err("shown for less than seven days".to_owned());
        }
    }
    let published = last(DecisionAct::PublishResult).map(|place| dossier.events[place].on);
    if dossier.completed.is_some_and(|done| published.is_none_or(|on| on < done)) {
        return Err("done and not published".to_owned());
    }
    Ok(())
}
