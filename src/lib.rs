//! # cunwu (村务)
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod error;
#[macro_use]
pub mod value;
pub mod model;
pub mod report;
pub mod schema;

pub use error::{Error, Result};
#[doc(hidden)]
pub use schema::private as __private;
