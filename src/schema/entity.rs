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

/// 重投影 The values of every declared column of a stored body, whichever version wrote it; tags come from the sealed text.
///
/// # Errors
/// As [`decode`].
pub fn reproject<E: Entity>(key: &Key, version: u32, body: &str) -> Result<Vec<Value>> {
    decode::<E>(key, version, body).map(|entity| project(&entity))
}

/// 原样 The `upcast` of a kind whose later versions only added columns, or fields that may be absent.
///
/// # Errors
/// Never.
#[allow(clippy::unnecessary_wraps, reason = "the shape of every upcast")]
pub fn unchanged(_from: u32, body: serde_json::Value) -> Result<serde_json::Value> {
    Ok(body)
}

/// 声明实体 Declares a stored kind beside its struct: name, id prefix, version, Chinese name, then columns, orders and
/// secrets, each column and secret with its Chinese name. The struct has a field `id: Id<Self>`, and a method `check`
/// for its own invariants.
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
///         place "地点": Text = |lamp| lamp.place.as_str(),
///         lit_since "启用日期": Day = |lamp| lamp.lit_since,
///     }
///     indexes { by_place(place) }
///     secrets { keeper "看管人姓名": "name" }
///     subject = |lamp| lamp.id.key();
/// }
///
/// impl Lamp {
///     fn check(&self) -> cunwu::Result<()> {
///         Ok(())
///     }
/// }
/// assert_eq!(Lamp::SPEC.columns.len(), 3, "two of its own, one blind tag");
/// assert_eq!(Lamp::SPEC.columns[2].zh, "看管人姓名标签");
/// ```
///
/// A kind may also say, in this order: `unique { by_no(no) }` behind the indexes, orders in which no two current records agree;
/// `history = none;` behind the subject, so that superseded versions are not kept; and from version 2 on
/// `upcast = function;`, which brings the body of an older version to the current one. Without it the declaration does not compile.
///
/// A column added to a kind that is in use makes a new version, which the column names (`since v2`): stored records get it filled
/// from their bodies when the store migrates, their digests stay, and an older program, which would write records without it, is
/// refused. Where nothing else changed, [`unchanged`](crate::schema::unchanged) is the way from the older version.
///
/// ```
/// use cunwu::schema::{Entity, Id, Key, decode};
/// use cunwu::value::{RefNo, Text};
/// use serde::{Deserialize, Serialize};
/// use serde_json::Value;
///
/// /// 路牌 A signpost. Version 1 called its number `serial` and had no text.
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
/// pub struct Signpost {
///     pub id: Id<Signpost>,
///     pub no: RefNo,
///     pub text: Text,
/// }
///
/// cunwu::entity! {
///     Signpost: "xintang.signpost", "sign", v2, "路牌";
///     columns {
///         no "编号": Text = |sign| sign.no.as_str(),
///         text "文字": Text since v2 = |sign| sign.text.as_str(),
///     }
///     indexes {}
///     unique { by_no(no) }
///     secrets {}
///     subject = |sign| sign.id.key();
///     history = none;
///     upcast = Signpost::from_version_1;
/// }
///
/// impl Signpost {
///     fn check(&self) -> cunwu::Result<()> {
///         Ok(())
///     }
///
///     fn from_version_1(_from: u32, mut body: Value) -> cunwu::Result<Value> {
///         if let Some(fields) = body.as_object_mut() {
///             let serial = fields.remove("serial").unwrap_or_default();
///             fields.insert("no".into(), serial);
///             fields.insert("text".into(), "（无字）".into());
///         }
///         Ok(body)
///     }
/// }
///
/// let id = "sign_00000000000000000000000001";
/// let old = format!(r#"{{"id":"{id}","serial":"L-7"}}"#);
/// let sign: Signpost = decode(&Key::new(Signpost::SPEC.name, id), 1, &old)?;
/// assert_eq!((sign.no.as_str(), sign.text.as_str()), ("L-7", "（无字）"));
/// # Ok::<_, cunwu::Error>(())
/// ```
///
/// A column without a Chinese name is refused, and so is a later version that cannot read the first:
///
/// ```compile_fail
/// # use cunwu::schema::{Id, Key};
/// # #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
/// # pub struct Lamp { pub id: Id<Lamp> }
/// # impl Lamp { fn check(&self) -> cunwu::Result<()> { Ok(()) } }
/// cunwu::entity! {
///     Lamp: "xintang.lamp", "lamp", v2, "路灯";
///     columns {}
///     indexes {}
///     secrets {}
///     subject = |lamp| lamp.id.key();
/// }
/// ```
#[macro_export]
macro_rules! entity {
    (
        $name:ident: $kind:literal, $prefix:literal, $version:ident, $zh:literal;
        columns { $($col:ident $col_zh:literal: $ty:ident $(since $since:ident)? = |$c:ident| $value:expr),* $(,)? }
        indexes { $($index:ident($($icol:ident),+)),* $(,)? }
        $(unique { $($unique:ident($($ucol:ident),+)),* $(,)? })?
        secrets { $($secret:ident $secret_zh:literal $(: $scheme:literal $(since $tagged:ident)?)?),* $(,)? }
        subject = |$s:ident| $subject:expr;
        $(history = $history:ident;)?
        $(upcast = $upcast:expr;)?
    ) => {
        impl $crate::schema::Prefixed for $name {
            const PREFIX: &'static str = $prefix;
            const KIND: &'static str = $kind;
        }

        const _: () = $crate::__private::can_read_older(
            $crate::__private::version(stringify!($version)),
            &[$(stringify!($upcast))?],
        );

        impl $crate::schema::Entity for $name {
            const SPEC: &'static $crate::schema::KindSpec = &$crate::schema::KindSpec {
                name: $kind,
                prefix: $prefix,
                version: $crate::__private::version(stringify!($version)),
                zh: $zh,
                columns: &[
                    $($crate::schema::Column::new(stringify!($col), $crate::schema::ColumnType::$ty)
                        .zh($col_zh)
                        $(.since($crate::__private::version(stringify!($since))))?,)*
                    $($($crate::schema::Column::new(
                        $crate::__private::tag_column!($secret, $scheme),
                        $crate::schema::ColumnType::Text,
                    )
                    .zh(concat!($secret_zh, "标签"))
                    $(.since($crate::__private::version(stringify!($tagged))))?,)?)*
                ],
                indexes: &[
                    $($crate::schema::Index {
                        name: stringify!($index),
                        columns: &[$(stringify!($icol)),+],
                        unique: false,
                    },)*
                    $($($crate::schema::Index {
                        name: stringify!($unique),
                        columns: &[$(stringify!($ucol)),+],
                        unique: true,
                    },)*)?
                    $($($crate::schema::Index {
                        name: $crate::__private::tag_column!($secret, $scheme),
                        columns: &[$crate::__private::tag_column!($secret, $scheme)],
                        unique: false,
                    },)?)*
                ],
                secrets: &[$($crate::schema::SecretSpec {
                    name: stringify!($secret),
                    zh: $secret_zh,
                    scheme: $crate::__private::scheme!($($scheme)?),
                },)*],
                history: $crate::__private::history!($($history)?),
                project: Some($crate::schema::reproject::<$name>),
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
                let ways: &[$crate::__private::Upcast] = &[$($upcast)?];
                $crate::__private::upcast(<Self as $crate::schema::Entity>::SPEC, ways, from, body)
            }
        }
    };
}

/// What the exported macros expand to; no part of the public interface.
#[doc(hidden)]
pub mod private {
    use super::{Error, KindSpec, Result, SecretSlot, code};
    pub use crate::{__history as history, __scheme as scheme, __tag_column as tag_column};
    pub use serde::de::Error as DeError;
    pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
    pub use serde_json::Value as Json;

    /// The tag of a sealed slot.
    pub fn tag_of<'a>(slot: &'a dyn SecretSlot, _scheme: &str) -> Option<&'a str> {
        slot.sealed().and_then(|sealed| sealed.tag.as_deref())
    }

    /// What brings the body of an older version to the current one.
    pub type Upcast = fn(u32, Json) -> Result<Json>;

    /// The body of an older version, brought to the current one if the kind says how.
    pub fn upcast(spec: &KindSpec, ways: &[Upcast], from: u32, body: Json) -> Result<Json> {
        match ways {
            [way, ..] => way(from, body),
            [] => Err(Error::new(code::schema::BODY)
                .with("key", spec.name)
                .with("kind", spec.name)
                .with("reason", format!("no way from version {from} to {}", spec.version))),
        }
    }

    /// The number of a version written `v1`, `v2`, …
    pub const fn version(text: &str) -> u32 {
        let mut digits = match text.as_bytes() {
            [b'v', digits @ ..] => digits,
            _ => &[],
        };
        let mut number = 0;
        while let [digit, rest @ ..] = digits {
            assert!(digit.is_ascii_digit(), "a version is written v1, v2, …");
            number = number * 10 + (*digit - b'0') as u32;
            digits = rest;
        }
        assert!(number > 0, "a version is written v1, v2, …");
        number
    }

    /// That a first version says nothing of older ones, and that a later one says how to read them.
    pub const fn can_read_older(version: u32, ways: &[&str]) {
        assert!(version == 1 || !ways.is_empty(), "from version 2 on, `upcast = …;` says how to read older bodies");
        assert!(version > 1 || ways.is_empty(), "version 1 has no older bodies to upcast");
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

/// Whether superseded versions are kept.
#[doc(hidden)]
#[macro_export]
macro_rules! __history {
    () => {
        true
    };
    (none) => {
        false
    };
}
