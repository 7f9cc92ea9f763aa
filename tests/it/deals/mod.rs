//! 集体资产交易 Deals in collective assets at random, held against a slow reader of their records that knows nothing of the crate's rules.

mod books;
mod calendar;
mod checker;
mod commands;
mod force;
mod given;
mod mended;

mod rent;
