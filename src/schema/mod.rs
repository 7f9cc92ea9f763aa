//! 种类 What a stored kind is: its columns, indexes and secrets, and the [`entity!`](crate::entity) declaration.
//!
//! A kind's body is JSON and the truth; its declared columns are what can be filtered, ordered and counted.

mod any;
mod entity;
mod id;
mod secret;
mod spec;
mod value;

pub use any::AnyRecord;
#[doc(hidden)]
pub use entity::private;
pub use entity::{Entity, decode, encode, project, reproject, unchanged};
pub use id::{Id, Key, Prefixed, UnitId};
pub use secret::{Sealed, Secret, SecretSlot};
pub use spec::{Column, ColumnType, Index, KindSpec, Project, SecretSpec};
pub use value::Value;
