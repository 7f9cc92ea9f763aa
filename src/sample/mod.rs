//! 样本 Deterministic synthetic villages, and faults planted in good sheets: for tests, benches and training.
//!
//! Everything here is invented: the areas of identity numbers end in 99, which no county has, and telephones are in
//! segments that no operator was given.

mod dirty;
mod people;
mod rng;
mod village;

pub use dirty::{Fault, FaultKind, Planted, TextSheet, faults, plant};
pub use people::{identity_number, person_name, phone};
pub use rng::Rng;
pub use village::{Scale, Village, village};
