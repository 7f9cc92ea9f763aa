//! The village's bodies through the ledger: the meetings and appraisals that they owe, and what is late.

use cunwu::access::{Actor, Purpose};
use cunwu::ledger::{Appraise, Session, Village, catalog};
use cunwu::model::{
    AppraisalResult, Appraised, AppraisedBody, Decision, DecisionStep, Meeting, MeetingKind, StepKind, StepOutcome,
    Votes,
};
use cunwu::rules::duty::Convener;
use cunwu::rules::{Body, DutyState, Refusal};
use cunwu::store::{MemoryStore, PgOptions, PgStore, SqlStore};
use cunwu::value::{Day, Period, Plain};

use crate::donghua::open;

fn v<T: Plain>(text: &str) -> T {
    T::parse(text).unwrap()
}

/// A village on each store.
pub(crate) async fn villages(what: &str) -> Vec<Village> {
    let mut all = vec![
        open(MemoryStore::new(catalog().unwrap())).await,
        open(SqlStore::sqlite_in_memory(catalog().unwrap()).unwrap()).await,
    ];
    if let Some(cluster) = crate::cluster::wanted(what) {
        let options = PgOptions::default().schema(&crate::cluster::schema()).connections(2);
        let url = cluster.url(crate::cluster::Locale::C).unwrap();
        all.push(open(PgStore::new(url, &options, catalog().unwrap()).unwrap()).await);
    }
    all
}

fn clerk(village: &Village) -> Session<'_> {
    village.session(Actor::clerk("chen"), Purpose::routine())
}

async fn met(clerk: &Session<'_>, kind: MeetingKind, held_by: Option<&str>, on: &str) {
    let meeting = Meeting {
        id: clerk.mint(),
        kind,
        held_by: held_by.map(v),
        on: v(on),
        place: v("党群服务中心会议室"),
        entitled: v("53"),
        present: v("41"),
        topics: v("集体资产招租"),
        chair: v("张立龙"),
        recorder: v("郭明"),
    };
    clerk.self_rule().meetings().create(meeting).await.unwrap();
}

/// How the duties of a body under a norm stand on a day.
async fn states(clerk: &Session<'_>, of: (Convener, &str), norm: &str, within: &str, on: &str) -> Vec<DutyState> {
    let due = clerk.self_rule().due(of.0, of.1, Period::parse(within).unwrap()).await.unwrap();
    due.iter().filter(|duty| duty.rule() == norm).map(|duty| duty.state_on(v::<Day>(on))).collect()
}

fn grades(first: Appraised) -> Vec<AppraisalResult> {
    let grade = |name, grade| AppraisalResult { name: v(name), grade };
    vec![grade("张立龙", first), grade("郭明", Appraised::Competent)]
}

fn appraise(of: AppraisedBody, on: &str, first: Appraised) -> Appraise {
    Appraise { of, on: v(on), chaired_by: Body::Supervision, results: grades(first) }
}

#[tokio::test]
async fn the_representatives_meet_once_a_quarter_and_a_late_meeting_shows_on_every_store() {
    for village in villages("meetings that are due on PostgreSQL").await {
        let clerk = clerk(&village);
        met(&clerk, MeetingKind::Representatives, None, "2022-03-31").await;
        met(&clerk, MeetingKind::AllCadres, None, "2022-05-10").await;
        met(&clerk, MeetingKind::Representatives, None, "2022-07-01").await;
        // That they resolved proves that they met.
        let decision =
            Decision { id: clerk.mint(), no: v("东华村决〔2022〕01号"), matter: v("村道"), deal: None };
        let of = decision.id;
        clerk.decisions().create(decision).await.unwrap();
        let votes = Votes {
            entitled: v("53"),
            present: v("41"),
            agreed: v("41"),
            against: v("0"),
            abstained: v("0"),
            ballot: cunwu::model::Ballot::Hands,
        };
        let step = DecisionStep {
            id: clerk.mint(),
            decision: of.into(),
            kind: StepKind::ResolveByRepresentatives,
            held_by: v("村民代表会议"),
            on: v("2022-12-31"),
            votes: Some(votes),
            outcome: StepOutcome::Passed,
            publicity: None,
            chair: v("张立龙"),
        };
        clerk.decision_steps().create(step).await.unwrap();
        let of = (Convener::Committee, "东华村");
        let year = states(&clerk, of, "representatives.meetings", "2022-01-01至2022-12-31", "2022-12-31").await;
        assert_eq!(year, [DutyState::Closed, DutyState::Overdue, DutyState::Closed, DutyState::Closed]);
        let room = clerk.self_rule();
        let due = room.due(of.0, of.1, v("2022-01-01至2022-12-31")).await.unwrap();
        let late = room.late(&due, v("2022-12-31")).unwrap();
        assert_eq!(late.all().iter().map(cunwu::rules::Finding::margin).collect::<Vec<_>>(), [Some(-184)]);
        assert!(
            late.all()[0].text(cunwu::error::Lang::Zh).contains("2022年第二季度"),
            "{}",
            late.all()[0].text(cunwu::error::Lang::Zh)
        );
        assert!(room.late(&due, v("2022-06-30")).unwrap().all().is_empty(), "its last day is not late");
    }
}

#[tokio::test]
async fn the_members_of_each_collective_meet_once_a_year_and_another_collectives_meeting_is_not_theirs() {
    for village in villages("assemblies that are due on PostgreSQL").await {
        let clerk = clerk(&village);
        met(&clerk, MeetingKind::CollectiveMembers, Some("东华经济联合社"), "2026-12-31").await;
        met(&clerk, MeetingKind::CollectiveRepresentatives, Some("第一经济合作社"), "2026-12-31").await;
        let norm = "collective.members.yearly";
        let years = "2025-01-01至2026-12-31";
        let of = |name| (Convener::Council, name);
        assert_eq!(
            states(&clerk, of("东华经济联合社"), norm, years, "2027-01-01").await,
            [DutyState::Closed],
            "the law is of 2025-05-01"
        );
        assert_eq!(states(&clerk, of("第一经济合作社"), norm, years, "2027-01-01").await, [DutyState::Overdue]);
        let nobody = Meeting {
            held_by: None,
            id: clerk.mint(),
            ..clerk.self_rule().meetings().all().await.unwrap()[0].entity.clone()
        };
        let refused = clerk.self_rule().meetings().create(nobody).await.unwrap_err();
        assert_eq!((refused.code(), refused.get("column")), ("model.field.due", Some("会议主体")));
    }
}

#[tokio::test]
async fn each_year_both_bodies_are_appraised_and_two_incompetent_grades_in_a_row_end_the_post() {
    for village in villages("appraisals on PostgreSQL").await {
        let clerk = clerk(&village);
        let room = clerk.self_rule();
        let own = Appraise {
            chaired_by: Body::Committee,
            ..appraise(AppraisedBody::Committee, "2022-12-20", Appraised::Competent)
        };
        let refused = room.appraise(own).await.unwrap_err();
        assert_eq!(Refusal::of(&refused).unwrap().rules(), ["committee.appraisal.chaired"]);
        assert!(room.appraisals().all().await.unwrap().is_empty(), "nothing was written");
        let broken = async |of, on, first| {
            let (_, findings) = room.appraise(appraise(of, on, first)).await.unwrap();
            findings.broken().map(|it| (it.rule().to_owned(), it.place().map(str::to_owned))).collect::<Vec<_>>()
        };
        let (committee, supervision) = (AppraisedBody::Committee, AppraisedBody::Supervision);
        assert!(broken(committee, "2022-12-20", Appraised::Incompetent).await.is_empty());
        assert!(broken(supervision, "2022-12-31", Appraised::Incompetent).await.is_empty(), "another body's");
        let ends = ("committee.appraisal".to_owned(), Some("张立龙".to_owned()));
        assert_eq!(broken(committee, "2024-01-02", Appraised::Incompetent).await, [ends]);
        let of = (Convener::Supervision, "东华村");
        let years = "2022-01-01至2024-12-31";
        let stood = states(&clerk, of, "committee.appraisal.yearly", years, "2024-12-31").await;
        assert_eq!(stood, [DutyState::Closed, DutyState::Overdue, DutyState::Closed]);
        let stood = states(&clerk, of, "supervision.appraisal.yearly", years, "2024-12-31").await;
        assert_eq!(stood, [DutyState::Closed, DutyState::Overdue, DutyState::Due]);
    }
}
