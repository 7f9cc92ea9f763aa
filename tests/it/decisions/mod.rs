//! 四议两公开 Decisions: scenarios, the village's own 32, and that nothing passes which a slow reader of the statutes rejects.

mod apart;
mod checker;
mod commands;
mod donghua;
mod folder;
mod given;
mod random;
mod scenarios;
