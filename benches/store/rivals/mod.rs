//! What the store is measured against: drivers by themselves, with the same bytes and no history, log, digest or sealing.

pub(crate) mod postgres;
pub(crate) mod sqlite;
