//! 平安与摸查 Surveys, disorders, incidents and mediations as lines. Incidents are monthly totals only.

use super::inputs::{how_many, monthly, tallies};
use super::tables::number;
use crate::ledger::Held;
use crate::model::{
    Case, CaseState, Disorder, DisputeKind, IncidentMeasure, IncidentStatistics, Mediation, Survey, SurveyKind,
};
use crate::report::five::{DisorderLine, IncidentLine, Inputs, SurveyLine};
use crate::value::{Count, Day, Month};

pub(super) fn fill(inputs: &mut Inputs, held: &Held, day: Day) {
    inputs.surveys = SurveyKind::ALL.iter().map(|kind| survey(held, day, *kind)).collect();
    inputs.surveys.retain(|line| line.grids.get() > 0);
    let disorder = |kind: &Disorder| DisorderLine {
        kind: kind.label().to_owned(),
        found: how_many(held, |one: &Case| one.disorder == *kind && one.found <= day),
        fixed: how_many(held, |one: &Case| {
            let done = one.state == CaseState::Done && one.completed.is_some_and(|done| done <= day);
            one.disorder == *kind && done
        }),
    };
    inputs.disorders = Disorder::ALL.iter().map(disorder).filter(|line| line.found.get() > 0).collect();
    inputs.mediations = tallies(DisputeKind::ALL, DisputeKind::label, |kind| {
        how_many(held, |one: &Mediation| one.kind == kind && one.accepted <= day)
    });
    incidents(inputs, held, day);
}

fn survey(held: &Held, day: Day, kind: SurveyKind) -> SurveyLine {
    let of = || held.all::<Survey>().iter().filter(move |one| one.kind == kind);
    let in_time =
        |one: &&Survey| one.done == one.due && one.completed.is_some_and(|done| done <= one.deadline.min(day));
    SurveyLine {
        kind: kind.label().to_owned(),
        due: Count::new(of().map(|one| one.due.get()).sum()),
        done: Count::new(of().map(|one| one.done.get()).sum()),
        in_time: number(of().filter(in_time).count()),
        grids: number(of().count()),
    }
}

fn incidents(inputs: &mut Inputs, held: &Held, day: Day) {
    let list = || held.all::<IncidentStatistics>().iter().filter(|one| one.month.last_day() <= day);
    let april = u16::try_from(day.year()).ok().and_then(|year| Month::of(year, 4));
    let of = |month: Month| list().find(|one| one.month == month);
    if let Some((this, last)) = april.and_then(|month| of(month).zip(of(month.plus(-12)))) {
        let line = |measure: &IncidentMeasure| IncidentLine {
            kind: measure.label().to_owned(),
            before: last.of(*measure),
            after: this.of(*measure),
        };
        inputs.incidents = IncidentMeasure::ALL.iter().map(line).collect();
    }
    let totals = list().flat_map(|one| {
        IncidentMeasure::ALL.iter().map(move |measure| (one.month, measure.label(), one.of(*measure).get()))
    });
    inputs.incident_months = monthly(totals);
}
