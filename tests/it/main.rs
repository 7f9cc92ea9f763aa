//! The integration tests, one binary: scenarios on real inputs, golden files, and the shape of the house.

mod browser;
mod dirty;
mod golden;
mod house;
mod report;
