//! # cunwu (村务)
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod access;
pub mod error;
pub mod exchange;
#[macro_use]
pub mod value;
pub mod ledger;
#[cfg(feature = "map")]
#[cfg_attr(docsrs, doc(cfg(feature = "map")))]
pub mod map;
pub mod model;
pub mod report;
#[cfg(feature = "sample")]
#[cfg_attr(docsrs, doc(cfg(feature = "sample")))]
pub mod sample;
pub mod schema;
pub mod store;

pub use error::{Error, Result};
#[doc(hidden)]
pub use schema::private as __private;
