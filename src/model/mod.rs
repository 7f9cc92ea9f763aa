//! 模型 The village's nouns, one file an aggregate: data and own invariants, nothing else.

mod reference;

pub use reference::Ref;
