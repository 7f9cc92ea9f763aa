//! 密钥与擦除 Rotation of a unit's keys, and erasure of a person, as a session does them.

use crate::access::{Act, Erased, KeyKeeper, Kinds, Permit, Rotated};
use crate::error::Result;
use crate::ledger::{Session, kinds};
use crate::schema::Key;

impl Session<'_> {
    fn keeper<'a>(&'a self, permit: &'a Permit, reason: &'a str) -> Result<KeyKeeper<'a>> {
        let village = self.village;
        KeyKeeper::new(&village.vault, &*village.store, &*village.means.clock, permit, reason)
    }

    /// 轮换密钥 Wraps every data key under a new unit key and destroys the old one, while others go on working; goes on with a rotation
    /// that was left ([`crate::access::KeyRotation`]).
    ///
    /// # Errors
    /// `access.…` without the right or the reason; as [`KeyKeeper::rotate_unit_key`].
    pub async fn rotate_keys(&self, reason: &str) -> Result<Rotated> {
        let permit = self.permit(Act::Rekey, "*")?;
        self.keeper(&permit, reason)?.rotate_unit_key().await
    }

    /// 轮换索引密钥 Tags every record anew under a new index key and destroys the old one, while others go on working. `host`
    /// names the kinds with blind tags that the host declares; those of the model are known.
    ///
    /// # Errors
    /// As [`KeyKeeper::rotate_index_key`].
    pub async fn rotate_index_keys(&self, host: Kinds, reason: &str) -> Result<Rotated> {
        let permit = self.permit(Act::Rekey, "*")?;
        self.keeper(&permit, reason)?.rotate_index_key(&kinds::of_model().with(host)).await
    }

    /// 擦除 Erases a person for good: every version of his records, his data key, and the unit key under which old copies of the
    /// store could give it back. The chain still verifies. What of others pointed to him is listed. Call it again when it was interrupted.
    ///
    /// # Errors
    /// `access.…` without the right or the reason; as [`KeyKeeper::erase`].
    pub async fn erase(&self, subject: &Key, reason: &str) -> Result<Erased> {
        let permit = self.permit(Act::Erase, &subject.kind)?;
        self.keeper(&permit, reason)?.erase(subject).await
    }
}
