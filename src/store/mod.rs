//! 存储 Where records live: one trait of eight verbs, an embedded SQL engine, a store in memory, layers, and typed access.
//!
//! A *record store with declared columns*. An entity is JSON (`body`, the truth) and is projected into typed columns for filter,
//! order and count. Each version is stored once: a kind holds current records, its twin the superseded ones with the
//! commits between which they held; the log says which commit did what and joins their bodies.
//!
//! Users rarely meet [`Store`]: [`StoreExt`] gives typed reads, [`UnitOfWork`] stages changes and commits once.
//! Whoever brings a database of his own implements [`Store`], or [`sql::Driver`] when it speaks SQL.

mod as_of;
pub mod bundle;
mod catalog;
pub mod chain;
pub mod check;
mod checkpoint;
mod columns;
mod commit;
mod conflict;
#[cfg(any(test, feature = "conformance"))]
#[cfg_attr(docsrs, doc(cfg(feature = "conformance")))]
pub mod conformance;
mod copy;
mod cursor;
pub mod dictionary;
mod diff;
mod filter;
pub mod kit;
mod layers;
mod memory;
mod number;
mod query;
pub mod sql;
#[cfg(test)]
mod tests;
mod typed;
mod verbs;
mod verify;
mod work;

pub use as_of::AsOf;
pub use catalog::{Catalog, RESERVED_CHINESE, RESERVED_COLUMNS};
pub use checkpoint::Checkpoint;
pub use columns::{Misfit, verify_columns};
pub use commit::{Commit, Committed, Content, Expect, Guard, KeyWrite, Meta, Nature, Op, Origin, Put, Record};
pub use copy::{Copied, copy};
pub use cursor::Cursor;
pub use diff::{FieldChange, Side, changes};
pub use layers::{Chaos, Moment, ReadOnly, Trace, Traced, Verb};
pub use memory::MemoryStore;
pub use number::{Digest, Head, Rev, Salt, Seed, Seq};
pub use query::{Change, CommitInfo, Filter, Known, LogQuery, Mark, Name, Page, Query, Sum, Tally, TallyQuery};
pub use sql::SqlStore;
#[cfg(feature = "sqlx")]
pub use sql::{PgOptions, PgStore};
pub use typed::{Found, StoreExt, Stored, Version, select};
pub use verbs::{FORMAT, KEY_KIND, Migrate, Migrated, Store, StoreInfo};
pub use verify::{Finding, Verified, Verifier, verify};
pub use work::UnitOfWork;
