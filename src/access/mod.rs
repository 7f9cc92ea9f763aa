//! 权限 Who may see and do what: actors, roles, permits; sealing and masking; the log of readings; clocks and ids.
//!
//! A secret is open only in memory. [`Vault::sealing`] seals it before it is written, under its person's data key;
//! [`Vault::reveal`] opens it for a [`Permit`], which a [`Policy`] grants to an [`Actor`] for a [`Purpose`]. [`KeyKeeper`] rotates keys
//! and erases persons.

mod clear;
mod clock;
mod erase;
mod ids;
#[cfg(unix)]
mod key_file;
mod key_state;
mod keys;
mod policy;
mod read_log;
mod retag;
mod rotate;
mod sealer;
#[cfg(test)]
#[cfg(feature = "crypto")]
mod tests;
mod text;
mod vault;

pub use clock::{Clock, FixedClock, SystemClock};
pub use erase::{Erased, Link};
#[cfg(feature = "crypto")]
pub use ids::RandomIds;
pub use ids::{IdGen, SeededIds, mint};
#[cfg(unix)]
pub use key_file::FileKeyRing;
pub use key_state::{KeyRotation, KeyState, KeyUse};
pub use keys::{KeyRing, MemoryKeyRing, SecretKey, UnitKeys, keys_or_fresh};
pub use policy::{Act, Actor, Permit, Policy, Purpose, Role, RoleTable, grant};
pub use read_log::{ReadEntry, ReadLog};
pub use retag::Kinds;
pub use rotate::{KeyKeeper, Rotated};
pub use sealer::Sealer;
#[cfg(feature = "crypto")]
pub use sealer::XChaCha;
pub use vault::{Sealing, Vault};

use crate::schema::{Entity, KindSpec};

/// The kinds that sealing and the log of readings need in the catalog of a store.
pub const KINDS: [&KindSpec; 3] = [ReadEntry::SPEC, KeyState::SPEC, KeyRotation::SPEC];
