//! 提交 What changes the store: one commit, all or nothing.

use crate::schema::{Key, UnitId, Value};
use crate::store::{Digest, Filter, Head, Name, Rev, Salt, Seq};
use crate::value::Instant;

/// 记录 A stored record. Its body is the truth; [`crate::schema::decode`] reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Kind and id.
    pub key: Key,
    /// The commit that wrote this version.
    pub rev: Rev,
    /// The version of the body's format.
    pub version: u32,
    /// JSON, secrets sealed.
    pub body: Box<str>,
}

/// 版本内容 The whole content of one version, as its digest covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The version of the body's format.
    pub version: u32,
    /// Whose data key seals it.
    pub subject: Key,
    /// The salt of its digest.
    pub salt: Salt,
    /// The declared columns, in declared order.
    pub columns: Vec<Value>,
    /// JSON, secrets sealed.
    pub body: Box<str>,
}

/// 性质 What a change means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nature {
    /// 新增 A new record.
    Create,
    /// 变动 The world moved.
    Change,
    /// 更正 The record was wrong.
    Correct,
    /// 删除 The record is gone; its versions stay in history.
    Delete,
    /// 擦除 The record's versions are gone for good.
    Erase,
    /// 重封 Only the sealed form was written anew, as when keys rotate: neither the world moved nor was the record wrong.
    Reseal,
}

impl Nature {
    /// Every nature.
    pub const ALL: [Self; 6] = [Self::Create, Self::Change, Self::Correct, Self::Delete, Self::Erase, Self::Reseal];

    /// Stable stored text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Change => "change",
            Self::Correct => "correct",
            Self::Delete => "delete",
            Self::Erase => "erase",
            Self::Reseal => "reseal",
        }
    }

    /// The nature of a stored text.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nature| nature.code() == code)
    }
}

/// 预期 What must be true of the record that an operation writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expect {
    /// There is none.
    Absent,
    /// It has this revision.
    Rev(Rev),
    /// Anything.
    Any,
}

/// 守卫 What must be true of records that were only read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Guard {
    /// The unit's last commit is this one.
    HeadAt(Seq),
    /// The record still has this revision.
    Unchanged(Key, Rev),
    /// There is no such record.
    Absent(Key),
    /// Exactly so many records match.
    Count {
        /// The kind.
        kind: Name,
        /// Which records.
        filter: Filter,
        /// How many.
        is: u64,
    },
}

/// 操作 One operation of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// Writes a version of a record.
    Put(Put),
    /// Ends a record; its versions stay in history.
    Delete {
        /// The record, which must be there.
        key: Key,
        /// What must be true of it.
        expect: Expect,
    },
    /// 擦除 Drops every version of every record of this subject, salts and columns included, and its data key. The one act that
    /// removes content. The log gets a row for the subject, and behind those of all operations one for each current record that
    /// went and that the commit does not name itself.
    Erase {
        /// The person.
        subject: Key,
    },
    /// 已失内容 A row of another copy's log whose content is gone (erased, or superseded in a kind without history), written as
    /// it stands there so that both copies have one chain. A current record of this key moves to history, but for `Erase`, where
    /// an [`Op::Erase`] of the same commit took it. Only [`copy`](fn@crate::store::copy) needs it.
    Gone {
        /// The record.
        key: Key,
        /// What the row says.
        nature: Nature,
        /// The digest of the content that is gone; that of a bare row for `Delete` and `Erase`.
        digest: Digest,
    },
}

/// 写入 A version to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// Kind and id.
    pub key: Key,
    /// Content, its salt included.
    pub content: Content,
    /// What must be true of the record before.
    pub expect: Expect,
    /// `Create`, `Change`, `Correct` or `Reseal`.
    pub nature: Nature,
    /// [`crate::store::chain::digest`] of key, nature and content.
    pub digest: Digest,
}

impl Op {
    /// The record, or the subject, that it names.
    pub fn key(&self) -> &Key {
        match self {
            Self::Put(put) => &put.key,
            Self::Delete { key, .. } | Self::Gone { key, .. } => key,
            Self::Erase { subject } => subject,
        }
    }
}

/// 数据密钥 A wrapped data key for the side table. It stands outside log, feed and chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyWrite {
    /// Whose key.
    pub subject: Key,
    /// The wrapped key, as text.
    pub wrapped: Box<str>,
    /// The wrapped key that it replaces; `None`: there must be none.
    pub replaces: Option<Box<str>>,
}

/// 来源 Which copy made a commit; named in the format from the first day, for copies that will merge.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Origin {
    /// The copy.
    pub replica: Box<str>,
    /// The branch within the copy.
    pub branch: Box<str>,
    /// The request of the commit that the branch began at.
    pub base: Box<str>,
}

/// 提交说明 Who commits, when, what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// The name of the request: the same one twice within a unit gets the first result and writes nothing.
    pub request: Box<str>,
    /// Who.
    pub actor: Box<str>,
    /// What for.
    pub purpose: Box<str>,
    /// Why, in words, without personal data.
    pub reason: Option<Box<str>>,
    /// When; a store moves it forward to the unit's last commit, never back.
    pub at: Instant,
    /// Which copy.
    pub origin: Origin,
}

/// 提交 Operations on one unit that happen together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The unit.
    pub unit: UnitId,
    /// Who, when, what for.
    pub meta: Meta,
    /// What must be true of what was only read; checked before any operation.
    pub guards: Vec<Guard>,
    /// At least one; each record at most once.
    pub ops: Vec<Op>,
    /// Wrapped data keys that the commit creates or replaces.
    pub keys: Vec<KeyWrite>,
}

/// 提交结果 What a commit became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// The unit's head after it.
    pub head: Head,
    /// The same request had been committed before; nothing was written now.
    pub repeated: bool,
}
