//! How values cross: parameters, cells, rows of a `COPY`, and what errors mean.

use std::borrow::Cow;

use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgColumn, PgRow, PgTypeInfo};
use sqlx::{Arguments as _, Column as _, Row as _, Type, TypeInfo as _, ValueRef as _};
use uuid::Uuid;

use super::super::driver::{Bind, Cell, Holds};
use crate::error::{Error, Result, code};

/// A uuid as PostgreSQL takes it. sqlx's own feature for it is not taken, because it makes current rusqlite unresolvable.
struct PgUuid(Uuid);

impl Type<sqlx::Postgres> for PgUuid {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(2950))
    }
}

impl Encode<'_, sqlx::Postgres> for PgUuid {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }
}

/// Adds values to the parameters of a statement.
struct Parameters<'p> {
    place: &'p str,
    arguments: PgArguments,
}

impl Parameters<'_> {
    fn add<'q, T: Encode<'q, sqlx::Postgres> + Type<sqlx::Postgres> + 'q>(&mut self, value: T) -> Result<()> {
        self.arguments.add(value).map_err(|error| {
            Error::new(code::store::DATABASE).with("place", self.place).with("reason", error.to_string())
        })
    }

    fn bind(&mut self, bind: &Bind<'_>) -> Result<()> {
        match bind {
            Bind::Null => self.add(None::<&str>),
            Bind::NullOf(holds) => self.null(*holds),
            Bind::List(holds, values) => self.list(*holds, values),
            Bind::Int(number) => self.add(*number),
            Bind::Bool(yes) => self.add(*yes),
            Bind::Text(text) => self.add(&**text),
            Bind::Bytes(bytes) => self.add(*bytes),
            Bind::Digest(bytes) => self.add(bytes.as_slice()),
            Bind::Uuid(uuid) => self.add(PgUuid(*uuid)),
        }
    }

    /// No value, of the type of a column that holds this.
    fn null(&mut self, holds: Holds) -> Result<()> {
        match holds {
            Holds::Unit => self.add(None::<PgUuid>),
            Holds::Text => self.add(None::<&str>),
            Holds::Int => self.add(None::<i64>),
            Holds::Bool => self.add(None::<bool>),
            Holds::Bytes => self.add(None::<&[u8]>),
        }
    }

    fn list(&mut self, holds: Holds, values: &[Bind<'_>]) -> Result<()> {
        match holds {
            Holds::Text => self.add(values.iter().map(text).collect::<Vec<Option<&str>>>()),
            Holds::Int => self.add(values.iter().map(int).collect::<Vec<Option<i64>>>()),
            Holds::Bool => self.add(values.iter().map(truth).collect::<Vec<Option<bool>>>()),
            Holds::Bytes => self.add(values.iter().map(bytes).collect::<Vec<Option<&[u8]>>>()),
            // A statement is about one unit.
            Holds::Unit => self.null(holds),
        }
    }
}

/// The parameters of a statement.
pub(super) fn arguments(place: &str, binds: &[Bind<'_>]) -> Result<PgArguments> {
    let mut parameters = Parameters { place, arguments: PgArguments::default() };
    binds.iter().try_for_each(|bind| parameters.bind(bind))?;
    Ok(parameters.arguments)
}

fn text<'b>(bind: &'b Bind<'_>) -> Option<&'b str> {
    if let Bind::Text(text) = bind { Some(text) } else { None }
}

fn int(bind: &Bind<'_>) -> Option<i64> {
    if let Bind::Int(number) = bind { Some(*number) } else { None }
}

fn truth(bind: &Bind<'_>) -> Option<bool> {
    if let Bind::Bool(yes) = bind { Some(*yes) } else { None }
}

fn bytes<'b>(bind: &'b Bind<'_>) -> Option<&'b [u8]> {
    match bind {
        Bind::Bytes(bytes) => Some(bytes),
        Bind::Digest(bytes) => Some(bytes),
        _ => None,
    }
}

/// What begins a binary `COPY`.
pub(super) fn copy_head(buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(b"PGCOPY\n\xff\r\n\0");
    buffer.extend_from_slice(&[0; 8]);
}

/// One row of a binary `COPY`.
pub(super) fn copy_row(buffer: &mut Vec<u8>, row: &[Bind<'_>]) {
    buffer.extend_from_slice(&u16::try_from(row.len()).unwrap_or(u16::MAX).to_be_bytes());
    for bind in row {
        let mut field = |bytes: &[u8]| {
            buffer.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
            buffer.extend_from_slice(bytes);
        };
        match bind {
            // No row holds a list.
            Bind::Null | Bind::NullOf(_) | Bind::List(..) => buffer.extend_from_slice(&(-1_i32).to_be_bytes()),
            Bind::Int(number) => field(&number.to_be_bytes()),
            Bind::Bool(yes) => field(&[u8::from(*yes)]),
            Bind::Text(text) => field(text.as_bytes()),
            Bind::Bytes(bytes) => field(bytes),
            Bind::Digest(bytes) => field(bytes),
            Bind::Uuid(uuid) => field(uuid.as_bytes()),
        }
    }
}

/// What ends a binary `COPY`.
pub(super) fn copy_end(buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(&(-1_i16).to_be_bytes());
}

/// The types that the engine's statements give.
#[derive(Debug, Clone, Copy)]
pub(super) enum Gives {
    Bool,
    Int2,
    Int4,
    Int8,
    Text,
    Bytes,
    Other,
}

/// The types of a result's columns.
pub(super) fn types(columns: &[PgColumn]) -> Vec<Gives> {
    let of = |column: &PgColumn| match column.type_info().oid().map(|oid| oid.0) {
        Some(16) => Gives::Bool,
        Some(17) => Gives::Bytes,
        Some(20) => Gives::Int8,
        Some(21) => Gives::Int2,
        Some(23) => Gives::Int4,
        Some(19 | 25 | 1042 | 1043) => Gives::Text,
        _ => Gives::Other,
    };
    columns.iter().map(of).collect()
}

/// One cell of a result.
pub(super) fn cell(place: &str, row: &PgRow, column: usize, gives: Gives) -> Result<Cell> {
    let wrong = |reason: String| Error::new(code::store::CORRUPT).with("place", place).with("reason", reason);
    let raw = row.try_get_raw(column).map_err(|error| failed(place, error))?;
    if raw.is_null() {
        return Ok(Cell::Null);
    }
    let bytes = raw.as_bytes().map_err(|error| wrong(error.to_string()))?;
    let short = |_| wrong(format!("a cell of {} bytes", bytes.len()));
    Ok(match gives {
        Gives::Bool => Cell::Int(i64::from(bytes != [0])),
        Gives::Int2 => Cell::Int(i64::from(i16::from_be_bytes(bytes.try_into().map_err(short)?))),
        Gives::Int4 => Cell::Int(i64::from(i32::from_be_bytes(bytes.try_into().map_err(short)?))),
        Gives::Int8 => Cell::Int(i64::from_be_bytes(bytes.try_into().map_err(short)?)),
        Gives::Text => Cell::Text(std::str::from_utf8(bytes).map_err(|error| wrong(error.to_string()))?.into()),
        Gives::Bytes => Cell::Bytes(bytes.into()),
        Gives::Other => return Err(wrong(format!("a column of type {}", raw.type_info().name()))),
    })
}

/// What an error of PostgreSQL means: a unique index, a busy row, a lost connection, or something else.
#[allow(clippy::needless_pass_by_value, reason = "so that it fits map_err")]
pub(super) fn failed(place: &str, error: sqlx::Error) -> Error {
    let state = error.as_database_error().and_then(|error| error.code().map(Cow::into_owned));
    let what = match (&error, state.as_deref()) {
        (_, Some("23505")) => code::store::UNIQUE,
        (_, Some("40001")) => code::store::SERIALISATION,
        (_, Some("40P01")) => code::store::DEADLOCK,
        (_, Some("55P03")) => code::store::BUSY,
        (_, Some("25006")) => code::store::READ_ONLY,
        (_, Some("22003")) => code::store::TALLY_OVERFLOW,
        (_, Some("53100")) => code::store::FULL,
        (_, Some("XX001" | "XX002")) => code::store::DAMAGED,
        // Shut down, crashed, starting up, or no connection left: 08, 57P and 53300.
        (_, Some(state)) if state.starts_with("08") || state.starts_with("57P") || state == "53300" => {
            code::store::CONNECTION
        }
        (sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed, _) => code::store::CONNECTION,
        _ => code::store::DATABASE,
    };
    // The server's detail and the failing row may hold what somebody wrote; the message alone names tables and indexes.
    let reason = match error.as_database_error() {
        Some(below) => below.message().to_owned(),
        None => error.to_string(),
    };
    Error::new(what).with("place", place).with("reason", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binary_copy_is_framed_as_postgres_reads_it() {
        let mut buffer = Vec::new();
        copy_head(&mut buffer);
        assert_eq!(buffer.len(), 19);
        buffer.clear();
        copy_row(&mut buffer, &[Bind::Null, Bind::Int(-2), Bind::Bool(true), Bind::from("东"), Bind::Bytes(&[7])]);
        let wanted: &[u8] = &[
            0, 5, 255, 255, 255, 255, 0, 0, 0, 8, 255, 255, 255, 255, 255, 255, 255, 254, 0, 0, 0, 1, 1, 0, 0, 0, 3,
            228, 184, 156, 0, 0, 0, 1, 7,
        ];
        assert_eq!(buffer, wanted);
    }
}
