//! 编号 Typed ids that print as `res_01k3…`, and the keys of records.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

use crate::error::{Error, Result, code};
use crate::schema::Value;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What an [`Id`] needs to know of its kind.
pub trait Prefixed: 'static {
    /// Prefix of ids, such as `res`.
    const PREFIX: &'static str;
    /// Stored name of the kind.
    const KIND: &'static str;
}

/// 编号 The id of a record of kind `K`: minted once, anywhere, never reused. Prints as prefix, underscore and 26
/// characters, and is stored as that text.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

/// 单位编号 A unit: a village, town, bureau or district. Opaque; its 12-digit code is a dated fact of the unit.
pub type UnitId = Id<Unit>;

/// 单位 Marks ids of units.
#[derive(Debug)]
pub enum Unit {}

impl Prefixed for Unit {
    const PREFIX: &'static str = "unit";
    const KIND: &'static str = "unit";
}

impl<K> Id<K> {
    /// Wraps a uuid; version 7 keeps ids of one time together.
    pub fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }

    /// The uuid inside.
    pub fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<K: Prefixed> Id<K> {
    /// The text that is stored and shown.
    pub fn text(self) -> Box<str> {
        self.to_string().into()
    }

    /// The key of the record.
    pub fn key(self) -> Key {
        Key { kind: K::KIND.into(), id: self.text() }
    }
}

impl<K: Prefixed> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(K::PREFIX)?;
        let bits = self.uuid.as_u128();
        let mut text = [b'_'; 27];
        for (place, slot) in text.iter_mut().skip(1).enumerate() {
            let digit = (bits >> (5 * (25 - place))) & 31;
            *slot = ALPHABET.get(usize::try_from(digit).unwrap_or(0)).copied().unwrap_or(b'0');
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl<K: Prefixed> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K> From<Uuid> for Id<K> {
    fn from(uuid: Uuid) -> Self {
        Self::from_uuid(uuid)
    }
}

impl<K: Prefixed> FromStr for Id<K> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::new(code::schema::ID_TEXT).with("value", text).with("prefix", K::PREFIX);
        let digits = text.strip_prefix(K::PREFIX).and_then(|rest| rest.strip_prefix('_')).ok_or_else(wrong)?;
        if digits.len() != 26 || digits.as_bytes().first().is_none_or(|first| *first > b'7') {
            return Err(wrong());
        }
        let mut bits = 0_u128;
        for byte in digits.bytes() {
            let digit = ALPHABET.iter().position(|known| *known == byte).ok_or_else(wrong)?;
            bits = (bits << 5) | digit as u128;
        }
        Ok(Self::from_uuid(Uuid::from_u128(bits)))
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<K: Prefixed> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de, K: Prefixed> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.parse().map_err(|error: Error| de::Error::custom(error))
    }
}

impl<K: Prefixed> From<Id<K>> for Value {
    fn from(id: Id<K>) -> Self {
        Self::Text(id.text())
    }
}

/// 键 The key of a record within its unit: kind and id, both as stored.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// Stored name of the kind.
    pub kind: Box<str>,
    /// Stored id.
    pub id: Box<str>,
}

impl Key {
    /// A key from its parts.
    pub fn new(kind: &str, id: &str) -> Self {
        Self { kind: kind.into(), id: id.into() }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_prints_and_reads_back_and_refuses_another_kind() {
        let id = UnitId::from_uuid(Uuid::from_u128(0x0192_8c5a_0000_7000_8000_0000_0000_00ff));
        let text = id.to_string();
        assert_eq!(text.len(), "unit_".len() + 26);
        assert_eq!(text.parse::<UnitId>().unwrap(), id);
        assert_eq!(text.replace("unit", "res").parse::<UnitId>().unwrap_err().code(), "schema.id.text");
        assert!("unit_8zzzzzzzzzzzzzzzzzzzzzzzzz".parse::<UnitId>().is_err(), "more than 128 bits");
    }
}
