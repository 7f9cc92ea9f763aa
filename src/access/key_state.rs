//! 密钥状态 Which keys of a unit are in use, and how far their rotations have come; no key stands in either.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Result;
use crate::schema::{Id, Key, UnitId};
use crate::value::{Count, Instant};

/// 密钥状态 The unit's one record that every commit with sealed secrets is guarded by: it changes when a rotation or an erasure begins,
/// so that nothing is sealed under a key on its way out, or for somebody who is gone.
#[doc(alias = "密钥状态")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyState {
    /// Id, by the unit's.
    pub id: Id<KeyState>,
    /// 包装密钥版本 Whoever wraps must know this version of the wrapping key.
    pub wrap: Count,
    /// 索引密钥版本 Whoever tags or searches must know this version of the index key.
    pub index: Count,
}

crate::entity! {
    KeyState: "key_state", "keys", v1, "密钥状态";
    columns {
        wrap "包装密钥版本": Int = |state| state.wrap,
        index_version "索引密钥版本": Int = |state| state.index,
    }
    indexes {}
    secrets {}
    subject = |state| state.id.key();
}

impl KeyState {
    /// The id of a unit's record.
    pub fn of(unit: UnitId) -> Id<Self> {
        Id::from_uuid(Uuid::from_u128(unit.uuid().as_u128()))
    }

    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "what every kind offers")]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

crate::labels! {
    /// 密钥用途 What a unit key is for.
    pub enum KeyUse: "密钥用途" {
        /// 包装 Wraps data keys.
        Wrap = "wrap" / "包装",
        /// 索引 Makes blind tags.
        Index = "index" / "索引",
    }
}

/// 密钥轮换 One rotation: who began it and when, from which version to which, how far it has come. Whoever finds one unfinished can go on
/// with it.
#[doc(alias = "密钥轮换")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyRotation {
    /// Id.
    pub id: Id<KeyRotation>,
    /// 用途 Which keys.
    pub of: KeyUse,
    /// 原版本 The newest version before.
    pub from: Count,
    /// 新版本 The version that replaces it and all older ones.
    pub to: Count,
    /// 擦除 Whom the same commit erased; empty: nobody.
    pub erases: Vec<Key>,
    /// 操作人 The account that began it.
    pub by: Box<str>,
    /// 开始 When it began.
    pub begun: Instant,
    /// 已处理 How many data keys or records are done.
    pub done: Count,
    /// 完成 When it was finished: nothing was left under an older version, and the ring has dropped it.
    pub finished: Option<Instant>,
}

crate::entity! {
    KeyRotation: "key_rotation", "rot", v1, "密钥轮换";
    columns {
        of "用途": Text = |rotation| rotation.of.code(),
        from_version "原版本": Int = |rotation| rotation.from,
        to_version "新版本": Int = |rotation| rotation.to,
        erased "擦除对象": Text = |rotation| rotation.erases.first().map(ToString::to_string).as_deref(),
        by "操作人": Text = |rotation| &*rotation.by,
        begun_micros "开始时刻": Int = |rotation| rotation.begun.micros(),
        done "已处理数": Int = |rotation| rotation.done,
        finished "是否完成": Bool = |rotation| rotation.finished.is_some(),
    }
    indexes { by_finished(finished, of, to_version), by_erased(erased, to_version) }
    secrets {}
    subject = |rotation| rotation.id.key();
}

impl KeyRotation {
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "what every kind offers")]
    fn check(&self) -> Result<()> {
        Ok(())
    }
}
