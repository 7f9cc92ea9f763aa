//! 报告输入 The tables and charts of profile and report, from what is held.

use std::collections::{BTreeMap, BTreeSet};

use super::setting::is_won;
use super::tables::{self, number};
use super::{facts, order};
use crate::error::Result;
use crate::ledger::Held;
use crate::model::{
    Activity, ActivityKind, Allowance, AllowanceBand, AllowanceStatus, CareEntry, CareGroup, Contract, CounterService,
    Deal, Decision, Donation, InspectionItem, Opinion, OpinionKind, OrderState, Pairing, PartyMember,
    PartyOrganisation, Ref, RepairKind, RepairProject, ServiceOrder, ServiceTeam, StatedFigure, Visit, VisitChannel,
};
use crate::report::five::{
    ActivityLine, AllowanceLine, BranchLine, DealLine, DonationLine, Inputs, InspectionLine, Monthly, OpinionLine,
    PairingLine, ProjectLine, Tally, TeamLine, VisitLine,
};
use crate::report::{FigureSet, Number};
use crate::schema::{Entity, Id};
use crate::value::{Count, Day, Money, Month, Plain};

/// How many records of a kind are wanted.
pub(super) fn how_many<E: Entity>(held: &Held, wanted: impl Fn(&E) -> bool) -> Count {
    number(held.all::<E>().iter().filter(|one| wanted(one)).count())
}

/// Counts by name, in the order of the names given; names without any are left out.
pub(super) fn tallies<T: Copy>(names: &[T], label: fn(T) -> &'static str, count: impl Fn(T) -> Count) -> Vec<Tally> {
    let lines = names.iter().map(|one| Tally { name: label(*one).to_owned(), count: count(*one) });
    lines.filter(|tally| tally.count.get() > 0).collect()
}

pub(super) fn of(held: &Held, day: Day, figures: &FigureSet) -> Result<Inputs> {
    let name = held.all::<StatedFigure>().iter().find(|fact| fact.item.as_str() == "村名");
    let mut inputs = Inputs::new(name.map_or_else(|| "本村".to_owned(), |fact| fact.value.plain()), day);
    (inputs.grids, inputs.grid_checks) = tables::grids(held, day);
    inputs.cooperatives = tables::cooperatives(held, day);
    inputs.facts = facts::of(held, day, figures)?;
    inputs.deals = deals(held, day);
    party(&mut inputs, held, day);
    order::fill(&mut inputs, held, day);
    care(&mut inputs, held, day);
    people(&mut inputs, held, day);
    Ok(inputs)
}

/// 资产交易 By quarter of the auction: `2022Q3`.
fn deals(held: &Held, day: Day) -> Vec<DealLine> {
    let amounts: BTreeMap<Id<Deal>, Money> =
        held.all::<Contract>().iter().filter_map(|one| Some((one.deal.id()?, one.total()))).collect();
    let mut quarters: BTreeMap<String, (usize, i64)> = BTreeMap::new();
    for deal in held.all::<Deal>().iter().filter(|deal| is_won(deal, day)) {
        let quarter = format!("{}Q{}", deal.auctioned.year(), deal.auctioned.month().div_ceil(3));
        let line = quarters.entry(quarter).or_default();
        line.0 += 1;
        line.1 += amounts.get(&deal.id).map_or(0, |amount| amount.fen());
    }
    let line = |(period, (deals, fen))| DealLine { period, deals: number(deals), amount: Money::from_fen(fen) };
    quarters.into_iter().map(line).collect()
}

fn party(inputs: &mut Inputs, held: &Held, day: Day) {
    let branch = |one: &PartyOrganisation| {
        let ours = |member: &PartyMember| member.branch.id() == Some(one.id);
        BranchLine {
            name: one.name.as_str().to_owned(),
            full: how_many(held, |member: &PartyMember| ours(member) && member.is_full_on(day)),
            probationary: how_many(held, |member: &PartyMember| ours(member) && member.is_probationary_on(day)),
        }
    };
    let mut branches: Vec<&PartyOrganisation> = held.all::<PartyOrganisation>().iter().collect();
    branches.retain(|one| one.kind.holds_relations() && one.founded <= day);
    branches.sort_by(|a, b| a.code.as_str().cmp(b.code.as_str()));
    inputs.branches = branches.into_iter().map(branch).collect();
    let teams = held.all::<ServiceTeam>().iter().filter(|team| team.formed <= day);
    inputs.teams = teams
        .map(|team| TeamLine { name: team.name.as_str().to_owned(), members: team.size(), services: team.times_served })
        .collect();
    let name = |id: Option<Id<PartyOrganisation>>| {
        id.and_then(|id| held.get(id)).map(|one| one.name.as_str().to_owned()).unwrap_or_default()
    };
    let mut pairings: Vec<&Pairing> = held.all::<Pairing>().iter().filter(|one| one.in_force_on(day)).collect();
    pairings.sort_by(|a, b| a.no.as_str().cmp(b.no.as_str()));
    let line = |one: &Pairing| PairingLine {
        ours: name(one.organisation.id()),
        theirs: one.partner.as_str().to_owned(),
        signed: one.signed,
    };
    inputs.pairings = pairings.into_iter().map(line).collect();
    inputs.orders = tallies(OrderState::ALL, OrderState::label, |state| {
        how_many(held, |order: &ServiceOrder| order.state == state && order.ordered <= day)
    });
    inputs.donations = donations(held, day);
    inputs.decisions = decisions(held);
}

fn donations(held: &Held, day: Day) -> Vec<DonationLine> {
    let mut donations: Vec<&Donation> = held.all::<Donation>().iter().filter(|one| one.received <= day).collect();
    donations.sort_by_key(|one| one.received);
    let quantity = |one: &Donation| {
        let exact = Number::of(one.quantity.thousandths(), 3).unwrap_or(Number::whole(0));
        if exact.rounded(0) == exact { exact.rounded(0) } else { exact }
    };
    let line = |one: &Donation| DonationLine {
        received: one.received,
        goods: one.item.as_str().to_owned(),
        quantity: quantity(one),
        measure: one.unit.as_str().to_owned(),
        channel: one.channel.as_ref().map(Plain::plain).unwrap_or_default(),
        purpose: one.purpose.as_str().to_owned(),
    };
    donations.into_iter().map(line).collect()
}

fn decisions(held: &Held) -> Vec<Tally> {
    if held.all::<Decision>().is_empty() {
        return Vec::new();
    }
    let about_deal = |yes: bool| how_many(held, |one: &Decision| one.deal.is_some() == yes);
    let line = |name: &str, count| Tally { name: name.to_owned(), count };
    vec![line("集体资产交易", about_deal(true)), line("其他事项", about_deal(false))]
}

fn care(inputs: &mut Inputs, held: &Held, day: Day) {
    inputs.care = tallies(CareGroup::ALL, CareGroup::label, |group| {
        how_many(held, |one: &CareEntry| one.filed <= day && one.groups.contains(group))
    });
    let of =
        |channel: VisitChannel| held.all::<Visit>().iter().filter(move |one| one.channel == channel && one.on <= day);
    let line = |channel: &VisitChannel| {
        let persons = of(*channel).map(Visit::person).collect::<BTreeSet<_>>().len();
        let households = of(*channel).filter_map(|one| one.household.as_ref().and_then(Ref::id));
        let households = households.collect::<BTreeSet<_>>().len();
        VisitLine {
            channel: channel.label().to_owned(),
            visits: number(of(*channel).count()),
            reached: number(if *channel == VisitChannel::AtHome { households } else { persons }),
        }
    };
    inputs.visits = VisitChannel::ALL.iter().map(line).filter(|line| line.visits.get() > 0).collect();
    let visits = held.all::<Visit>().iter().filter(|one| one.on <= day);
    let visits = visits.map(|one| (Month::containing(one.on), one.channel.label(), 1));
    inputs.visit_months = monthly(visits);
    let services = held.all::<CounterService>().iter().filter(|one| one.month.last_day() <= day);
    inputs.counter_months = monthly(services.map(|one| (one.month, one.terminal.as_str(), one.handled.get())));
}

/// Sums by name and month, from the first month to the last; a month without any is nought.
pub(super) fn monthly<'a>(counts: impl Iterator<Item = (Month, &'a str, u32)>) -> Monthly {
    let mut sums: BTreeMap<&str, BTreeMap<Month, u32>> = BTreeMap::new();
    for (month, name, count) in counts {
        let sum = sums.entry(name).or_default().entry(month).or_default();
        *sum = sum.saturating_add(count);
    }
    let all = || sums.values().flat_map(BTreeMap::keys).copied();
    let Some((first, last)) = all().min().zip(all().max()) else { return Monthly::default() };
    let months: Vec<Month> = first.up_to(last).collect();
    let series = sums.iter().map(|(name, by_month)| {
        let values = months.iter().map(|month| Some(Count::new(by_month.get(month).copied().unwrap_or(0))));
        ((*name).to_owned(), values.collect())
    });
    Monthly { series: series.collect(), months: months.clone() }
}

fn people(inputs: &mut Inputs, held: &Held, day: Day) {
    let opinion = |kind: &OpinionKind| OpinionLine {
        kind: kind.label().to_owned(),
        received: how_many(held, |one: &Opinion| one.kind == *kind && one.received <= day),
        answered: how_many(held, |one: &Opinion| one.kind == *kind && one.is_replied_on(day)),
    };
    inputs.opinions = OpinionKind::ALL.iter().map(opinion).filter(|line| line.received.get() > 0).collect();
    let of =
        |kind: ActivityKind| held.all::<Activity>().iter().filter(move |one| one.kind == kind && one.ends() <= day);
    let activity = |kind: &ActivityKind| ActivityLine {
        kind: kind.label().to_owned(),
        sessions: number(of(*kind).count()),
        person_times: Count::new(of(*kind).map(|one| one.person_times().get()).sum()),
    };
    inputs.activities = ActivityKind::ALL.iter().map(activity).filter(|line| line.sessions.get() > 0).collect();
    let of = |kind: RepairKind| {
        held.all::<RepairProject>().iter().filter(move |one| one.kind == kind && one.approved <= day)
    };
    let project = |kind: &RepairKind| ProjectLine {
        kind: kind.label().to_owned(),
        projects: number(of(*kind).count()),
        finished: number(of(*kind).filter(|one| one.completed.is_some_and(|done| done <= day)).count()),
        invested: Money::from_fen(of(*kind).map(|one| one.funds.total.fen()).sum()),
    };
    inputs.projects = RepairKind::ALL.iter().map(project).filter(|line| line.projects.get() > 0).collect();
    inputs.allowances = allowances(held, day);
    inputs.inspections = inspections(held, day);
}

fn allowances(held: &Held, day: Day) -> Vec<AllowanceLine> {
    let month = Month::containing(day);
    let paid = |band: AllowanceBand| {
        let list = held.all::<Allowance>().iter();
        list.filter(move |one| one.status == AllowanceStatus::Paid && one.month == month && one.band == Some(band))
    };
    let line = |band: &AllowanceBand| AllowanceLine {
        band: band.label().to_owned(),
        persons: number(paid(*band).count()),
        rate: band.monthly(),
        paid: Money::from_fen(paid(*band).map(|one| one.due.fen()).sum()),
    };
    AllowanceBand::ALL.iter().map(line).filter(|line| line.persons.get() > 0).collect()
}

fn inspections(held: &Held, day: Day) -> Vec<InspectionLine> {
    let items = || held.all::<InspectionItem>().iter().filter(|one| one.day <= day);
    let names: BTreeSet<&str> = items().map(|one| one.item.as_str()).collect();
    let line = |name: &str| {
        let of = || items().filter(|one| one.item.as_str() == name);
        InspectionLine {
            item: name.to_owned(),
            checked: number(of().count()),
            found: number(of().filter(|one| one.finding.is_some()).count()),
            fixed: number(of().filter(|one| one.fixed.is_some_and(|fixed| fixed <= day)).count()),
        }
    };
    names.into_iter().map(line).collect()
}
