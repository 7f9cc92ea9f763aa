//! 四议两公开 Decisions: scenarios, the village's own 32, and that nothing passes which a slow reader of the statutes rejects.

mod apart;
pub(crate) mod checker;
mod commands;
mod donghua;
mod folder;
pub(crate) mod given;
pub(crate) mod random;
mod scenarios;
