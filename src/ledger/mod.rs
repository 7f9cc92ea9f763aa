//! 台账 The face that users call.

mod held;

pub use held::Held;
