//! 实体 The plain trait behind every stored kind, and the macro that declares one.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result, code};
use crate::schema::{Id, Key, KindSpec, Prefixed, SecretSlot, SecretSpec, Value};

/// 实体 A stored kind. [`entity!`](crate::entity) writes it; a host may write it by hand.
pub trait Entity:
    Prefixed + Serialize + DeserializeOwned + Clone + PartialEq + fmt::Debug + Send + Sync + Sized
{
    /// The declaration.
    const SPEC: &'static KindSpec;

    /// The id of the record.
    fn id(&self) -> Id<Self>;

    /// The values of the declared columns, in declared order, without the tag columns.
    fn columns(&self) -> Vec<Value>;

    /// 信息主体 Whose data key seals the secrets: the person himself, or the record where it stands for nobody else.
    fn subject(&self) -> Key;

    /// The secret fields, in declared order.
    fn secrets(&mut self) -> Vec<(&'static SecretSpec, &mut dyn SecretSlot)>;

    /// The blind tags of the secret fields that have a scheme, in declared order.
    fn tags(&self) -> Vec<Option<&str>>;

    /// 自身不变式 What must hold within the record alone.
    ///
    /// # Errors
    /// `model.…`, naming the field, the value and the remedy.
    fn check(&self) -> Result<()>;

    /// Brings the body of an older version to the current one.
    ///
    /// # Errors
    /// `schema.version.newer` when there is nothing to do it with.
    fn upcast(from: u32, body: serde_json::Value) -> Result<serde_json::Value>;
}

/// The body as it is stored.
///
/// # Errors
/// `schema.secret.open` when a secret is not sealed, `model.…` when the record's own invariants do not hold.
pub fn encode<E: Entity>(entity: &E) -> Result<Box<str>> {
    entity.check()?;
    serde_json::to_string(entity)
        .map(String::into_boxed_str)
        .map_err(|error| Error::new(code::schema::SECRET_OPEN).with("key", entity.id().key()).because(error))
}

/// The record of a stored body, its secrets sealed.
///
/// # Errors
/// `schema.body` when the body does not fit, `schema.version.newer` when a later version wrote it.
pub fn decode<E: Entity>(key: &Key, version: u32, body: &str) -> Result<E> {
    let corrupt = |error: serde_json::Error| {
        Error::new(code::schema::BODY).with("key", key).with("kind", E::KIND).with("reason", &error).because(error)
    };
    if version == E::SPEC.version {
        return serde_json::from_str(body).map_err(corrupt);
    }
    if version > E::SPEC.version {
        return Err(Error::new(code::schema::VERSION_NEWER)
            .with("key", key)
            .with("found", version)
            .with("known", E::SPEC.version));
    }
    let old = serde_json::from_str(body).map_err(corrupt)?;
    serde_json::from_value(E::upcast(version, old)?).map_err(corrupt)
}

/// The values of every declared column, tag columns last.
pub fn project<E: Entity>(entity: &E) -> Vec<Value> {
    let mut values = entity.columns();
    values.extend(entity.tags().into_iter().map(Value::from));
    values
}

/// 声明实体 Declares a stored kind beside its struct: name, id prefix, version, Chinese name, then columns, orders and
/// secrets. The struct has a field `id: Id<Self>`, and a method `check` for its own invariants.
///
/// ```
/// use cunwu::schema::{Entity, Id, Key, Secret};
/// use cunwu::value::{Day, PersonName, Text};
/// use serde::{Deserialize, Serialize};
///
/// /// 路灯 A street lamp, a kind that the host adds.
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
/// pub struct Lamp {
///     pub id: Id<Lamp>,
///     pub place: Text,
///     pub lit_since: Option<Day>,
///     pub keeper: Option<Secret<PersonName>>,
/// }
///
/// cunwu::entity! {
///     Lamp: "xintang.lamp", "lamp", v1, "路灯";
///     columns {
///         place: Text = |lamp| lamp.place.as_str(),
///         lit_since: Day = |lamp| lamp.lit_since,
///     }
///     indexes { by_place(place) }
///     secrets { keeper: "name" }
///     subject = |lamp| lamp.id.key();
/// }
///
/// impl Lamp {
///     fn check(&self) -> cunwu::Result<()> {
///         Ok(())
///     }
/// }
/// assert_eq!(Lamp::SPEC.columns.len(), 3, "two of its own, one blind tag");
/// ```
#[macro_export]
macro_rules! entity {
    (
        $name:ident: $kind:literal, $prefix:literal, v1, $zh:literal;
        columns { $($col:ident: $ty:ident = |$c:ident| $value:expr),* $(,)? }
        indexes { $($index:ident($($icol:ident),+)),* $(,)? }
        secrets { $($secret:ident $(: $scheme:literal)?),* $(,)? }
        subject = |$s:ident| $subject:expr;
    ) => {
        impl $crate::schema::Prefixed for $name {
            const PREFIX: &'static str = $prefix;
            const KIND: &'static str = $kind;
        }

        impl $crate::schema::Entity for $name {
            const SPEC: &'static $crate::schema::KindSpec = &$crate::schema::KindSpec {
                name: $kind,
                prefix: $prefix,
                version: 1,
                zh: $zh,
                columns: &[
                    $($crate::schema::Column::new(stringify!($col), $crate::schema::ColumnType::$ty),)*
                    $($($crate::schema::Column::new(
                        $crate::__private::tag_column!($secret, $scheme),
                        $crate::schema::ColumnType::Text,
                    ),)?)*
                ],
                indexes: &[
                    $($crate::schema::Index {
                        name: stringify!($index),
                        columns: &[$(stringify!($icol)),+],
                        unique: false,
                    },)*
                    $($($crate::schema::Index {
                        name: $crate::__private::tag_column!($secret, $scheme),
                        columns: &[$crate::__private::tag_column!($secret, $scheme)],
                        unique: false,
                    },)?)*
                ],
                secrets: &[$($crate::schema::SecretSpec {
                    name: stringify!($secret),
                    scheme: $crate::__private::scheme!($($scheme)?),
                },)*],
                history: true,
            };

            fn id(&self) -> $crate::schema::Id<Self> {
                self.id
            }

            fn columns(&self) -> Vec<$crate::schema::Value> {
                vec![$({
                    let $c = self;
                    $crate::schema::Value::from($value)
                },)*]
            }

            fn subject(&self) -> $crate::schema::Key {
                let $s = self;
                $subject
            }

            fn secrets(
                &mut self,
            ) -> Vec<(&'static $crate::schema::SecretSpec, &mut dyn $crate::schema::SecretSlot)> {
                let Self { $($secret,)* .. } = self;
                let specs: &'static [$crate::schema::SecretSpec] = <Self as $crate::schema::Entity>::SPEC.secrets;
                let slots: Vec<&mut dyn $crate::schema::SecretSlot> = vec![$($secret),*];
                specs.iter().zip(slots).collect()
            }

            fn tags(&self) -> Vec<Option<&str>> {
                vec![$($($crate::__private::tag_of(&self.$secret, $scheme),)?)*]
            }

            fn check(&self) -> $crate::Result<()> {
                $name::check(self)
            }

            fn upcast(from: u32, body: $crate::__private::Json) -> $crate::Result<$crate::__private::Json> {
                $crate::__private::no_upcast($kind, from, body)
            }
        }
    };
}

/// What the exported macros expand to; no part of the public interface.
#[doc(hidden)]
pub mod private {
    use super::{Error, Result, SecretSlot, code};
    pub use crate::{__scheme as scheme, __tag_column as tag_column};
    pub use serde::de::Error as DeError;
    pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
    pub use serde_json::Value as Json;

    /// The tag of a sealed slot.
    pub fn tag_of<'a>(slot: &'a dyn SecretSlot, _scheme: &str) -> Option<&'a str> {
        slot.sealed().and_then(|sealed| sealed.tag.as_deref())
    }

    /// A first version has nothing to come from.
    pub fn no_upcast(kind: &str, from: u32, _body: Json) -> Result<Json> {
        Err(Error::new(code::schema::BODY)
            .with("key", kind)
            .with("kind", kind)
            .with("reason", format!("no way from version {from} to 1")))
    }
}

/// The name of a tag column.
#[doc(hidden)]
#[macro_export]
macro_rules! __tag_column {
    ($secret:ident, $scheme:literal) => {
        concat!(stringify!($secret), "_tag")
    };
}

/// The scheme of a secret, if any.
#[doc(hidden)]
#[macro_export]
macro_rules! __scheme {
    () => {
        None
    };
    ($scheme:literal) => {
        Some($scheme)
    };
}
