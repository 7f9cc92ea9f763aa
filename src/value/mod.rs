//! 值 Parsed values: what exists is valid. No I/O, no clock, no randomness.

#[macro_use]
mod labels;
mod day;
mod instant;
mod number;
mod plain;
mod text;

pub use day::Day;
pub use instant::Instant;
#[doc(hidden)]
pub use labels::unknown_label;
pub use number::{Count, Money};
pub use plain::{Form, Plain, Sensitive};
pub use text::{PersonName, RefNo, Text};
