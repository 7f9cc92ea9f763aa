//! # cunwu (村务)
//!
//! The ledger of an urban village (城中村台账) as a library: dated records with their own invariants, stored where the host
//! chooses, counted exactly, imported from the clerk's workbooks and written out as maps and reports.
//!
//! The way in: open a store with [`ledger::catalog`], open a [`ledger::Village`] over it, begin a
//! [`ledger::Session`] with actor and purpose, and go into a room.
//!
//! | room | what stands in it |
//! |---|---|
//! | [`value`] | parsed values: codes, numbers, names, money, dates, coordinates |
//! | [`schema`] | what a stored kind is, and [`entity!`], which declares one |
//! | [`model`] | the village's nouns |
//! | [`rules`] | what must hold: dated rulebook, majorities, procedures |
//! | [`store`] | where records live |
//! | [`access`] | who may see what; sealing, keys, the log of readings |
//! | [`ledger`] | the face that users call |
//! | [`exchange`] | workbooks, CSV and maps in and out |
//! | `map` | areas and headcounts, grid topology, map sheets (feature `map`) |
//! | `search` | one box for persons and things (feature `search`) |
//! | [`report`] | figures, documents, renderers |
//! | `sample` | synthetic villages and planted faults (feature `sample`) |
//! | [`error`] | the one error and the table of its codes |
//!
//! Without the default features only [`error`], [`value`] and [`schema`] are there; feature `village` brings the rest.
//!
//! What it does not do: it runs no server, starts no thread, reads no clock but the one it is given, keeps no police
//! register and scores nobody.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::print_stdout)]

#[cfg(feature = "village")]
#[cfg_attr(docsrs, doc(cfg(feature = "village")))]
pub mod access;
pub mod error;
#[cfg(feature = "village")]
#[cfg_attr(docsrs, doc(cfg(feature = "village")))]
pub mod exchange;
#[macro_use]
pub mod value;
#[cfg(feature = "village")]
#[cfg_attr(docsrs, doc(cfg(feature = "village")))]
pub mod ledger;
#[cfg(feature = "map")]
#[cfg_attr(docsrs, doc(cfg(feature = "map")))]
pub mod map;
#[cfg(feature = "village")]
#[cfg_attr(docsrs, doc(cfg(feature = "village")))]
pub mod model;
#[cfg(feature = "village")]
#[cfg_attr(docsrs, doc(cfg(feature = "village")))]
pub mod report;
#[cfg(feature = "village")]
#[cfg_attr(docsrs, doc(cfg(feature = "village")))]
pub mod rules;
#[cfg(feature = "sample")]
#[cfg_attr(docsrs, doc(cfg(feature = "sample")))]
pub mod sample;
pub mod schema;
#[cfg(feature = "search")]
#[cfg_attr(docsrs, doc(cfg(feature = "search")))]
pub mod search;
#[cfg(feature = "village")]
#[cfg_attr(docsrs, doc(cfg(feature = "village")))]
pub mod store;

pub use error::{Error, Result};
#[doc(hidden)]
pub use schema::private as __private;

/// The quick starts of both README files, compiled.
#[cfg(all(doctest, feature = "map", feature = "xlsx", feature = "rusqlite", feature = "crypto"))]
mod readme {
    #[doc = include_str!("../README.md")]
    struct English;
    #[doc = include_str!("../README.zh-CN.md")]
    struct Chinese;
}
