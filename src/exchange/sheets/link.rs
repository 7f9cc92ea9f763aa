//! 关联的写法 How a link is written into a sheet.

use crate::error::{Error, Result, code};
use crate::exchange::Held;
use crate::model::Ref;
use crate::schema::Entity;
use crate::value::Plain;

/// What a sheet says for a link: the natural key of its record, or the key for which it still waits.
pub(super) fn written<E: Entity, T: Plain>(
    held: &Held,
    column: &'static str,
    link: &Ref<E>,
    natural: impl FnOnce(&E) -> T,
) -> Result<T> {
    match link {
        Ref::Pending(key) => T::parse(key.as_str()),
        Ref::Known(id) => held.get(*id).map(natural).ok_or_else(|| {
            Error::new(code::exchange::REFERENCE_UNKNOWN)
                .with("column", column)
                .with("value", id)
                .with("kind", E::SPEC.zh)
        }),
    }
}

/// The same for a link that may be absent.
pub(super) fn written_if<E: Entity, T: Plain>(
    held: &Held,
    column: &'static str,
    link: Option<&Ref<E>>,
    natural: impl FnOnce(&E) -> T,
) -> Result<Option<T>> {
    link.map(|link| written(held, column, link, natural)).transpose()
}
