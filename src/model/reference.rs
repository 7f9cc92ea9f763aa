//! 关联 A link to another record, which may still wait for that record.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::Error;
use crate::schema::{Id, Prefixed, Value};
use crate::value::{Plain, Text};

/// 关联 A link to a record of kind `K`: its id, or, while the row of that record waits for correction, the natural key
/// (house number, identity number, paper number) under which it will be found. Stored as the id's text, or as `?` and
/// the key; a pending link has no column value, so nothing is counted under it.
pub enum Ref<K> {
    /// The record is there.
    Known(Id<K>),
    /// The record's own row was refused; the link closes when that row is imported again.
    Pending(Text),
}

impl<K> Ref<K> {
    /// The id, unless pending.
    pub fn id(&self) -> Option<Id<K>> {
        match self {
            Self::Known(id) => Some(*id),
            Self::Pending(_) => None,
        }
    }

    /// The natural key while pending.
    pub fn pending(&self) -> Option<&Text> {
        match self {
            Self::Known(_) => None,
            Self::Pending(key) => Some(key),
        }
    }
}

impl<K> Clone for Ref<K> {
    fn clone(&self) -> Self {
        match self {
            Self::Known(id) => Self::Known(*id),
            Self::Pending(key) => Self::Pending(key.clone()),
        }
    }
}

impl<K> PartialEq for Ref<K> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => a == b,
            (Self::Pending(a), Self::Pending(b)) => a == b,
            _ => false,
        }
    }
}

impl<K> Eq for Ref<K> {}

impl<K: Prefixed> fmt::Debug for Ref<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(id) => fmt::Display::fmt(id, f),
            Self::Pending(_) => write!(f, "{}?", K::PREFIX),
        }
    }
}

impl<K> From<Id<K>> for Ref<K> {
    fn from(id: Id<K>) -> Self {
        Self::Known(id)
    }
}

impl<K: Prefixed> From<&Ref<K>> for Value {
    fn from(link: &Ref<K>) -> Self {
        link.id().into()
    }
}

impl<K: Prefixed> Serialize for Ref<K> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(id) => to.collect_str(id),
            Self::Pending(key) => to.collect_str(&format_args!("?{key}")),
        }
    }
}

impl<'de, K: Prefixed> Deserialize<'de> for Ref<K> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        match text.strip_prefix('?') {
            Some(key) => Text::parse(key).map(Self::Pending).map_err(de::Error::custom),
            None => text.parse().map(Self::Known).map_err(|error: Error| de::Error::custom(error)),
        }
    }
}
