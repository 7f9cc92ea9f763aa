//! 党组织 Party organisations: forming and changing, special forms, members and their rights, terms and elections, pledges and pairings.

mod calendar;
mod cases;
mod commitments;
mod election;
mod forming;
mod members;
mod special;
mod term;

pub use calendar::{Calendar, CalendarCount, PartyRecords, calendar, theme_day_fixed};
pub(super) use cases::CASES;
pub use commitments::{CrossHolding, pairing, pledge, pledge_badge, pledge_result};
pub use election::{approved, attendance, ballot, check as check_election, elected, pass, returned, surplus};
pub use forming::{
    Organisation, branch_committee, branch_full, branch_project, branch_size, committee_approval, committee_branches,
    committee_members, committee_most, committee_need, committee_township, committee_usual, congress_approval,
    congress_members, deputies, dissolve_members, general_branch_members, group_leader, group_members, joint_unit,
    joint_units, needs_committee, secretary, village_approval,
};
pub use members::{
    EntitledMembers, MemberVote, WithoutVote, admission_attendance, admission_ballot, admission_pass, confirmation,
    entitled, individually, left_out, left_out_decided, left_out_ground, left_out_months, matter_discussed,
    probation_extension, probation_over, votes,
};
pub use special::{
    PartyAct, big_branch_place, double_report, first_secretary_term, floating_transfer, may, one_formal_branch,
    part_time_members, provisional_ended, provisional_officers,
};
pub use term::{approval, early, elected as elected_by_members, election_time, late, term_ends};
