//! 人屋搜索 One box for people, houses, shops, plates, telephones and codes: by any part of a name, by pinyin, by the tail of a number,
//! by parts of an address in any order.
//!
//! Identity numbers and telephones stay sealed on disk; the [`Finder`] holds them turned round in memory only, gives none of them back,
//! and is gone with the process. [`VillageFinder`] is built from a ledger and follows it; what a session shows of it is masked, and each
//! search is noted in the log of readings with its purpose.

mod finder;
mod fold;
mod hit;
mod number;
mod question;
mod shape;
mod sorted;
mod sound;
mod village;
mod words;

pub use finder::Finder;
pub use fold::fold;
pub use hit::{Entry, Field, Found, Hit, How, Kind, Subject, Why};
pub use question::{MOST, Question, USUAL};
pub use village::{Card, VillageFinder};

/// The lines of a data file that say something.
pub(crate) fn data_lines(data: &'static str) -> impl Iterator<Item = &'static str> {
    data.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests;
