//! 记录 A record of any kind, as plans and sealing carry it.

use std::any::Any;
use std::fmt;

use uuid::Uuid;

use crate::error::Result;
use crate::schema::{self, Entity, Key, KindSpec, SecretSlot, SecretSpec, Value};

/// 记录 An [`Entity`] whose kind is not known at compile time. Its secrets are open until the ledger seals them through
/// [`AnyRecord::secrets`]; only then can it be encoded.
pub trait AnyRecord: Any + fmt::Debug + Send + Sync {
    /// The declaration of its kind.
    fn spec(&self) -> &'static KindSpec;
    /// Its key.
    fn key(&self) -> Key;
    /// The uuid of its id.
    fn uuid(&self) -> Uuid;
    /// Whose data key seals its secrets.
    fn subject(&self) -> Key;
    /// Its secret fields.
    fn secrets(&mut self) -> Vec<(&'static SecretSpec, &mut dyn SecretSlot)>;
    /// Its own invariants.
    ///
    /// # Errors
    /// `model.…`
    fn check(&self) -> Result<()>;
    /// The body as it is stored.
    ///
    /// # Errors
    /// `schema.secret.open` while a secret is open.
    fn encode(&self) -> Result<Box<str>>;
    /// The values of the declared columns.
    fn project(&self) -> Vec<Value>;
    /// A copy.
    fn copied(&self) -> Box<dyn AnyRecord>;
    /// The typed record.
    fn as_any(&self) -> &dyn Any;
    /// Whether the other is of the same kind and content.
    fn same(&self, other: &dyn AnyRecord) -> bool;
}

impl<E: Entity> AnyRecord for E {
    fn spec(&self) -> &'static KindSpec {
        E::SPEC
    }

    fn key(&self) -> Key {
        self.id().key()
    }

    fn uuid(&self) -> Uuid {
        self.id().uuid()
    }

    fn subject(&self) -> Key {
        Entity::subject(self)
    }

    fn secrets(&mut self) -> Vec<(&'static SecretSpec, &mut dyn SecretSlot)> {
        Entity::secrets(self)
    }

    fn check(&self) -> Result<()> {
        Entity::check(self)
    }

    fn encode(&self) -> Result<Box<str>> {
        schema::encode(self)
    }

    fn project(&self) -> Vec<Value> {
        schema::project(self)
    }

    fn copied(&self) -> Box<dyn AnyRecord> {
        Box::new(self.clone())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn same(&self, other: &dyn AnyRecord) -> bool {
        other.as_any().downcast_ref::<E>() == Some(self)
    }
}

impl dyn AnyRecord {
    /// The record as its own type, if it is of that type.
    pub fn typed<E: Entity>(&self) -> Option<&E> {
        self.as_any().downcast_ref::<E>()
    }
}
