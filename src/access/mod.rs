//! 权限 Who may see and do what: actors, roles, permits; sealing and masking; the log of readings; clocks and ids.
//!
//! A secret is open only in memory. [`Vault::sealing`] seals it before it is written, under its person's data key;
//! [`Vault::reveal`] opens it for a [`Permit`], which a [`Policy`] grants to an [`Actor`] for a [`Purpose`].

mod clock;
mod ids;
#[cfg(unix)]
mod key_file;
mod keys;
mod policy;
mod read_log;
mod sealer;
#[cfg(test)]
#[cfg(feature = "crypto")]
mod tests;
mod text;
mod vault;

pub use clock::{Clock, FixedClock, SystemClock};
#[cfg(feature = "crypto")]
pub use ids::RandomIds;
pub use ids::{IdGen, SeededIds, mint};
#[cfg(unix)]
pub use key_file::FileKeyRing;
pub use keys::{KeyRing, MemoryKeyRing, SecretKey, UnitKeys, keys_or_fresh};
pub use policy::{Act, Actor, Permit, Policy, Purpose, Role, RoleTable, grant};
pub use read_log::{ReadEntry, ReadLog};
pub use sealer::Sealer;
#[cfg(feature = "crypto")]
pub use sealer::XChaCha;
pub use vault::{Sealing, Vault};
