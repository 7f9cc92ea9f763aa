//! How a filter holds, in memory: the meaning that every backend must give it.

use std::collections::{BTreeSet, HashMap};

use crate::schema::{KindSpec, Value};
use crate::store::Filter;
use crate::value::Plain;

/// Whether the id and the columns of a record hold a checked filter.
pub fn holds(spec: &KindSpec, filter: &Filter, id: &str, columns: &[Value]) -> bool {
    let value = |name: &str| spec.column(name).and_then(|place| columns.get(place)).filter(|value| !value.is_null());
    let compare = |name: &str, test: &dyn Fn(&Value) -> bool| value(name).is_some_and(test);
    match filter {
        Filter::All(parts) => parts.iter().all(|part| holds(spec, part, id, columns)),
        Filter::Any(parts) => parts.iter().any(|part| holds(spec, part, id, columns)),
        Filter::Not(part) => !holds(spec, part, id, columns),
        Filter::Eq(name, wanted) => compare(name, &|found| found == wanted),
        Filter::In(name, wanted) => compare(name, &|found| wanted.contains(found)),
        Filter::Lt(name, wanted) => compare(name, &|found| found < wanted),
        Filter::Le(name, wanted) => compare(name, &|found| found <= wanted),
        Filter::Gt(name, wanted) => compare(name, &|found| found > wanted),
        Filter::Ge(name, wanted) => compare(name, &|found| found >= wanted),
        Filter::IsNull(name) => value(name).is_none(),
        Filter::StartsWith(name, start) => {
            compare(name, &|found| matches!(found, Value::Text(text) if text.starts_with(&**start)))
        }
        Filter::Ids(ids) => ids.iter().any(|wanted| **wanted == *id),
        Filter::ValidOn { from, until, day } => {
            let day = Value::from(day.plain());
            value(from).is_none_or(|from| *from <= day) && value(until).is_none_or(|until| day < *until)
        }
    }
}

/// The equalities that every record of a filter meets.
pub(crate) fn equalities(filter: &Filter) -> HashMap<&str, &Value> {
    match filter {
        Filter::Eq(name, value) => HashMap::from([(&**name, value)]),
        Filter::All(parts) => parts.iter().flat_map(equalities).collect(),
        _ => HashMap::new(),
    }
}

/// The ids to one of which every record of a filter is bound.
pub(crate) fn ids(filter: &Filter) -> Option<BTreeSet<&str>> {
    match filter {
        Filter::Ids(ids) => Some(ids.iter().map(|id| &**id).collect()),
        Filter::All(parts) => parts.iter().find_map(ids),
        _ => None,
    }
}
