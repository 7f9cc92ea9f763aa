//! The integration tests, one binary: scenarios on real inputs, golden files, and the shape of the house.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![allow(clippy::similar_names, reason = "what was held stands beside whether it is held")]

mod assets;
mod at_once;
mod backup;
mod broken;
mod browser;
mod bundle;
mod cluster;
mod committee;
mod complaints;
mod conformance;
mod copying;
mod count;
mod deals;
mod decisions;
mod dirty;
mod donghua;
mod duties;
mod endurance;
mod figures;
mod golden;
mod history;
mod house;
mod keys;
mod party;
mod party_donghua;
mod party_rules;
mod past_sessions;
mod place;
mod postgres;
mod random_run;
mod report;
mod rulebook;
mod rules_ending;
mod schema;
mod search;
#[cfg(unix)]
mod secrets;
mod self_rule;
mod stored;
mod stores;
mod tamper;
mod trade;
mod versions;
mod workflow;
