//! 检查 What every backend checks before it acts: names and types against the catalog. Fail closed.

use std::collections::HashSet;

use crate::error::{Error, Result, code};
use crate::schema::{Column, ColumnType, Index, Key, KindSpec, Value};
use crate::store::{Catalog, Commit, Filter, Guard, KEY_KIND, Known, Nature, Op, Put, Query, TallyQuery, chain};

/// The order by record id, which every kind has.
const BY_ID: Index = Index { name: "id", columns: &[], unique: false };

/// The column of a name.
///
/// # Errors
/// `schema.column.unknown`.
pub fn column(spec: &'static KindSpec, name: &str) -> Result<(usize, &'static Column)> {
    spec.columns.iter().enumerate().find(|(_, column)| column.name == name).ok_or_else(|| {
        let known: Vec<_> = spec.columns.iter().map(|column| column.name).collect();
        Error::new(code::schema::COLUMN_UNKNOWN)
            .with("kind", spec.name)
            .with("column", name)
            .with("known", known.join(", "))
    })
}

/// The order of a name.
///
/// # Errors
/// `store.order.unknown`.
pub fn order(spec: &'static KindSpec, name: &str) -> Result<&'static Index> {
    if name == BY_ID.name {
        return Ok(&BY_ID);
    }
    spec.index(name).ok_or_else(|| {
        let known: Vec<_> = spec.indexes.iter().map(|index| index.name).collect();
        Error::new(code::store::ORDER_UNKNOWN)
            .with("kind", spec.name)
            .with("order", name)
            .with("known", format!("id, {}", known.join(", ")))
    })
}

/// The name of a column type.
pub(crate) const fn type_name(ty: ColumnType) -> &'static str {
    match ty {
        ColumnType::Text => "text",
        ColumnType::Int => "int",
        ColumnType::Bool => "bool",
        ColumnType::Day => "day",
    }
}

const fn value_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Text(_) => "text",
    }
}

fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(place, byte)| match place {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn fits(ty: ColumnType, value: &Value) -> bool {
    match (ty, value) {
        (ColumnType::Bool, Value::Bool(_)) | (ColumnType::Int, Value::Int(_)) => true,
        (ColumnType::Text, Value::Text(text)) => !text.contains('\0'),
        (ColumnType::Day, Value::Text(text)) => is_day(text),
        _ => false,
    }
}

fn typed(spec: &'static KindSpec, name: &str, values: &[Value]) -> Result<()> {
    let (_, column) = column(spec, name)?;
    match values.iter().find(|value| !fits(column.ty, value)) {
        Some(value) => Err(mistyped(column, value_name(value))),
        None => Ok(()),
    }
}

fn mistyped(column: &Column, found: &str) -> Error {
    Error::new(code::store::FILTER_TYPE)
        .with("column", column.name)
        .with("wanted", type_name(column.ty))
        .with("found", found)
}

fn of_type(spec: &'static KindSpec, name: &str, ty: ColumnType) -> Result<()> {
    let (_, column) = column(spec, name)?;
    if column.ty == ty { Ok(()) } else { Err(mistyped(column, type_name(ty))) }
}

/// Checks a filter's columns and types.
///
/// # Errors
/// `schema.column.unknown`, `store.filter.type`.
pub fn filter(spec: &'static KindSpec, condition: &Filter) -> Result<()> {
    match condition {
        Filter::All(parts) | Filter::Any(parts) => parts.iter().try_for_each(|part| filter(spec, part)),
        Filter::Not(part) => filter(spec, part),
        Filter::Eq(name, value)
        | Filter::Lt(name, value)
        | Filter::Le(name, value)
        | Filter::Gt(name, value)
        | Filter::Ge(name, value) => typed(spec, name, std::slice::from_ref(value)),
        Filter::In(name, values) => typed(spec, name, values),
        Filter::IsNull(name) => column(spec, name).map(|_| ()),
        Filter::Ids(ids) if ids.iter().any(|id| id.contains('\0')) => {
            Err(mistyped(&Column::new("id", ColumnType::Text), "text with NUL"))
        }
        Filter::Ids(_) => Ok(()),
        Filter::StartsWith(name, text) => {
            of_type(spec, name, ColumnType::Text)?;
            typed(spec, name, &[Value::from(&**text)])
        }
        Filter::ValidOn { from, until, .. } => {
            of_type(spec, from, ColumnType::Day)?;
            of_type(spec, until, ColumnType::Day)
        }
    }
}

/// The kind and the order of a checked query.
///
/// # Errors
/// Whatever is unknown, mistyped or out of range.
pub fn query(catalog: &Catalog, query: &Query) -> Result<(&'static KindSpec, &'static Index)> {
    let spec = catalog.kind(&query.kind)?;
    filter(spec, &query.filter)?;
    limit(query.limit)?;
    Ok((spec, order(spec, &query.order)?))
}

/// Checks that the kind of a key is registered, or the reserved kind of wrapped data keys.
///
/// # Errors
/// `schema.kind.unknown`.
pub fn key(catalog: &Catalog, key: &Key) -> Result<()> {
    if &*key.kind == KEY_KIND { Ok(()) } else { catalog.kind(&key.kind).map(|_| ()) }
}

/// Whether a tally asks for the number of wrapped data keys.
///
/// # Errors
/// `schema.column.unknown` when it asks for more of them than that.
pub fn counts_keys(query: &TallyQuery) -> Result<bool> {
    if query.kind != KEY_KIND {
        return Ok(false);
    }
    if *query == TallyQuery::of(KEY_KIND) {
        return Ok(true);
    }
    Err(Error::new(code::schema::COLUMN_UNKNOWN).with("kind", KEY_KIND).with("column", "*").with("known", "-"))
}

/// Whether a query lists the wrapped data keys.
///
/// # Errors
/// When it asks for anything but all of them in the order of their ids, as they are now.
pub fn lists_keys(query: &Query) -> Result<bool> {
    if query.kind != KEY_KIND {
        return Ok(false);
    }
    limit(query.limit)?;
    if query.filter != Filter::default() {
        return Err(Error::new(code::schema::COLUMN_UNKNOWN)
            .with("kind", KEY_KIND)
            .with("column", "*")
            .with("known", "-"));
    }
    if query.order != BY_ID.name || query.descending {
        let order = if query.descending { format!("{} descending", query.order) } else { query.order.to_string() };
        return Err(Error::new(code::store::ORDER_UNKNOWN)
            .with("kind", KEY_KIND)
            .with("order", order)
            .with("known", "id, ascending"));
    }
    match query.known {
        Known::Now => Ok(true),
        Known::At(_) => Err(Error::new(code::store::KNOWN_NO_HISTORY).with("kind", KEY_KIND)),
    }
}

/// Checks the size of a page.
///
/// # Errors
/// `store.limit`.
pub fn limit(limit: u32) -> Result<()> {
    if (1..=Query::MOST).contains(&limit) {
        return Ok(());
    }
    Err(Error::new(code::store::LIMIT).with("value", limit).with("most", Query::MOST))
}

/// The kind of a checked tally.
///
/// # Errors
/// Whatever is unknown or mistyped.
pub fn tally(catalog: &Catalog, query: &TallyQuery) -> Result<&'static KindSpec> {
    let spec = catalog.kind(&query.kind)?;
    filter(spec, &query.filter)?;
    query.group.iter().try_for_each(|name| column(spec, name).map(|_| ()))?;
    query.sums.iter().try_for_each(|name| of_type(spec, name, ColumnType::Int))?;
    Ok(spec)
}

/// Checks that a commit has the shape that the catalog declares.
///
/// # Errors
/// `store.commit.…`, `store.request`, or whatever a guard names wrongly.
pub fn commit(catalog: &Catalog, commit: &Commit) -> Result<()> {
    let request = &commit.meta.request;
    if request.is_empty() || request.len() > 200 {
        return Err(Error::new(code::store::REQUEST));
    }
    if commit.ops.is_empty() {
        return Err(Error::new(code::store::COMMIT_EMPTY));
    }
    for guard in &commit.guards {
        match guard {
            Guard::HeadAt(_) => {}
            Guard::Unchanged(key, _) | Guard::Absent(key) => catalog.kind(&key.kind).map(|_| ())?,
            Guard::Count { kind, filter: condition, .. } => filter(catalog.kind(kind)?, condition)?,
        }
    }
    let erased: HashSet<_> = commit.ops.iter().filter(|op| matches!(op, Op::Erase { .. })).map(Op::key).collect();
    if let Some(key) = commit.keys.iter().find(|key| erased.contains(&key.subject)) {
        return Err(misshaped(&key.subject, "a data key for a subject that the same commit erases"));
    }
    let mut seen = HashSet::with_capacity(commit.ops.len());
    for op in &commit.ops {
        let spec = catalog.kind(&op.key().kind)?;
        if !seen.insert(op.key()) {
            return Err(Error::new(code::store::COMMIT_TWICE).with("key", op.key()));
        }
        match op {
            Op::Put(put) => {
                shape(spec, put)?;
                if erased.contains(&put.content.subject) {
                    return Err(misshaped(&put.key, "the same commit erases its subject"));
                }
            }
            Op::Gone { key, nature: nature @ (Nature::Delete | Nature::Erase), digest } => {
                if *digest != chain::digest_bare(key, *nature) {
                    return Err(misshaped(key, "its digest is not that of a row without content"));
                }
            }
            Op::Gone { .. } | Op::Delete { .. } | Op::Erase { .. } => {}
        }
        // What a row names must be storable everywhere.
        if op.key().id.is_empty() || op.key().id.contains('\0') {
            return Err(misshaped(op.key(), "the id is empty or holds NUL"));
        }
    }
    let mut subjects = HashSet::with_capacity(commit.keys.len());
    match commit.keys.iter().find(|key| !subjects.insert(&key.subject)) {
        Some(twice) => Err(Error::new(code::store::COMMIT_TWICE).with("key", &twice.subject)),
        None => Ok(()),
    }
}

fn misshaped(key: &Key, reason: &str) -> Error {
    Error::new(code::store::COMMIT_SHAPE).with("key", key).with("reason", reason)
}

/// Checks that there is a value for each declared column, of its type or null.
///
/// # Errors
/// `store.commit.shape`.
pub fn columns(spec: &KindSpec, key: &Key, values: &[Value]) -> Result<()> {
    let wrong = |reason: String| Error::new(code::store::COMMIT_SHAPE).with("key", key).with("reason", reason);
    if values.len() != spec.columns.len() {
        return Err(wrong(format!("{} columns of {}", values.len(), spec.columns.len())));
    }
    for (column, value) in spec.columns.iter().zip(values) {
        if !value.is_null() && !fits(column.ty, value) {
            let (wanted, found) = (type_name(column.ty), value_name(value));
            return Err(wrong(format!("column `{}` is {wanted}, not {found}", column.name)));
        }
    }
    Ok(())
}

fn shape(spec: &'static KindSpec, put: &Put) -> Result<()> {
    let wrong = |reason: String| misshaped(&put.key, &reason);
    if !matches!(put.nature, Nature::Create | Nature::Change | Nature::Correct | Nature::Reseal) {
        return Err(wrong(format!("nature `{}` writes nothing", put.nature.code())));
    }
    if put.content.version == 0 || put.content.version > spec.version {
        return Err(wrong(format!("version {} of a kind at version {}", put.content.version, spec.version)));
    }
    columns(spec, &put.key, &put.content.columns)?;
    Ok(())
}
