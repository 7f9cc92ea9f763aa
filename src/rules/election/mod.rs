//! 选举与罢免 Electing the villagers' committee, the committee in office, dismissal, and the supervision committee.

mod cases;
mod committee;
mod dismissal;
mod file;
mod vote;
mod voters;

pub(super) use cases::CASES;
pub use committee::{
    Composition, appraisal_chaired, appraisals, audit, audit_items, boundary, by_election, elected_by, handover,
    handover_watched, minority, post_lasts, supervision_elected, supervision_finance, supervision_relatives, term,
};
pub use dismissal::{
    Dismissal, carried, check_dismissal, defence, dismissal_run, passed, petition, reasons, valid as dismissal_valid,
};
pub use file::{ElectionFile, voter_facts};
pub use vote::{
    candidates_surplus, check as check_election, elected, nominated, public_count, second_round, secret, valid,
};
use voters::yes;
pub use voters::{
    ProxyFacts, VoterFacts, age, agreed, class, declared, is_near_relative, list_decision, list_notice, list_objection,
    once, proxy_absent, proxy_published, proxy_relative, residence, rights,
};

#[cfg(test)]
mod tests;
