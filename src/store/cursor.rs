//! 游标 Where a page ended, bound to the query that gave it.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result, code};
use crate::schema::{UnitId, Value};
use crate::store::Query;

/// 游标 Where a page ended: the ordering columns and the id of its last record, and the digest of the query, so that another
/// query refuses it. Prints as text that a host may hand out; it holds column values, so treat it like the page.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor {
    binding: [u8; 8],
    values: Vec<Value>,
    id: Box<str>,
}

impl Cursor {
    /// The cursor behind a record.
    pub fn new(unit: UnitId, query: &Query, values: Vec<Value>, id: Box<str>) -> Self {
        Self { binding: binding(unit, query), values, id }
    }

    /// The ordering columns and the id, if this query gave the cursor.
    ///
    /// # Errors
    /// `store.cursor` for any other query.
    pub fn open(&self, unit: UnitId, query: &Query) -> Result<(&[Value], &str)> {
        if self.binding == binding(unit, query) { Ok((&self.values, &self.id)) } else { Err(refused()) }
    }
}

fn refused() -> Error {
    Error::new(code::store::CURSOR)
}

/// Everything of a query but place and size of the page.
fn binding(unit: UnitId, query: &Query) -> [u8; 8] {
    let text =
        format!("{unit}|{}|{:?}|{}|{}|{:?}", query.kind, query.filter, query.order, query.descending, query.known);
    let full: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let mut binding = [0; 8];
    for (to, from) in binding.iter_mut().zip(full) {
        *to = from;
    }
    binding
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cursor({:016x})", u64::from_be_bytes(self.binding))
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.binding))?;
        let mut part = |mark: char, text: &str| {
            f.write_char(mark)?;
            text.bytes().try_for_each(|byte| write!(f, "{byte:02x}"))
        };
        part('i', &self.id)?;
        self.values.iter().try_for_each(|value| match value {
            Value::Null => part('n', ""),
            Value::Bool(yes) => part('y', if *yes { "1" } else { "0" }),
            Value::Int(number) => part('z', &number.to_string()),
            Value::Text(text) => part('t', text),
        })
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let hex = |byte: char| byte.is_ascii_hexdigit();
        let (head, mut rest) = text.split_at_checked(16).ok_or_else(refused)?;
        let binding = u64::from_str_radix(head, 16).map_err(|_| refused())?.to_be_bytes();
        let mut id = None;
        let mut values = Vec::new();
        while let Some(mark) = rest.chars().next() {
            let body = rest.get(mark.len_utf8()..).ok_or_else(refused)?;
            let end = body.find(|byte: char| !hex(byte)).unwrap_or(body.len());
            let (part, tail) = body.split_at_checked(end).ok_or_else(refused)?;
            let clear = unhex(part)?;
            match mark {
                'i' if id.is_none() => id = Some(clear.into_boxed_str()),
                'n' => values.push(Value::Null),
                'y' => values.push(Value::Bool(clear == "1")),
                'z' => values.push(Value::Int(clear.parse().map_err(|_| refused())?)),
                't' => values.push(Value::Text(clear.into())),
                _ => return Err(refused()),
            }
            rest = tail;
        }
        Ok(Self { binding, values, id: id.ok_or_else(refused)? })
    }
}

fn unhex(text: &str) -> Result<String> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for place in (0..text.len()).step_by(2) {
        let pair = text.get(place..place + 2).ok_or_else(refused)?;
        bytes.push(u8::from_str_radix(pair, 16).map_err(|_| refused())?);
    }
    String::from_utf8(bytes).map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_cursor_prints_and_reads_back_and_is_bound_to_its_query() {
        let unit = UnitId::from_uuid(Uuid::from_u128(7));
        let query = Query::of("house");
        let values = vec![Value::Null, Value::Bool(true), Value::Int(-3), Value::from("东华")];
        let cursor = Cursor::new(unit, &query, values, "house_1".into());
        let back: Cursor = cursor.to_string().parse().unwrap();
        assert_eq!(back, cursor);
        assert!(back.open(unit, &query).is_ok());
        assert!(back.open(unit, &query.clone().limit(3)).is_ok(), "the size of a page may change");
        assert_eq!(back.open(unit, &query.descending()).unwrap_err().code(), "store.cursor");
        assert!("zz".parse::<Cursor>().is_err());
        assert!("0000000000000000t4".parse::<Cursor>().is_err());
    }
}
