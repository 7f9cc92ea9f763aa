//! Filters, right and wrong: a second reading of their meaning, with one quirk at a time.

use cunwu::schema::{KindSpec, Value};
use cunwu::store::Filter;

/// What is wrong with a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quirk {
    /// A comparison with null is unknown, and so is its negation.
    ThreeValued,
    /// None of no alternatives is everything.
    EmptyAny,
    /// `%` and `_` are wild cards.
    WildCards,
    /// A prefix folds case.
    Folded,
    /// A period holds its `until`.
    Closed,
    /// A period without first day holds no day.
    Bounded,
}

pub(crate) fn holds(spec: &KindSpec, filter: &Filter, id: &str, columns: &[Value], quirk: Option<Quirk>) -> bool {
    truth(spec, filter, id, columns, quirk) == Some(true)
}

/// True, false, or unknown to the three-valued.
fn truth(spec: &KindSpec, filter: &Filter, id: &str, columns: &[Value], quirk: Option<Quirk>) -> Option<bool> {
    let is = |wanted| quirk == Some(wanted);
    let value = |name: &str| Some(&columns[spec.column(name)?]).filter(|value| !value.is_null());
    let unknown = if is(Quirk::ThreeValued) { None } else { Some(false) };
    let compare = |name: &str, test: &dyn Fn(&Value) -> bool| value(name).map_or(unknown, |found| Some(test(found)));
    let parts = |parts: &[Filter]| -> Vec<Option<bool>> {
        parts.iter().map(|part| truth(spec, part, id, columns, quirk)).collect()
    };
    match filter {
        Filter::All(of) => decided(&parts(of), false),
        Filter::Any(of) if of.is_empty() && is(Quirk::EmptyAny) => Some(true),
        Filter::Any(of) => decided(&parts(of), true),
        Filter::Not(of) => truth(spec, of, id, columns, quirk).map(|holds| !holds),
        Filter::Eq(name, wanted) => compare(name, &|found| found == wanted),
        Filter::In(name, wanted) => compare(name, &|found| wanted.contains(found)),
        Filter::Lt(name, wanted) => compare(name, &|found| found < wanted),
        Filter::Le(name, wanted) => compare(name, &|found| found <= wanted),
        Filter::Gt(name, wanted) => compare(name, &|found| found > wanted),
        Filter::Ge(name, wanted) => compare(name, &|found| found >= wanted),
        Filter::IsNull(name) => Some(value(name).is_none()),
        Filter::StartsWith(name, start) => compare(name, &|found| match found {
            Value::Text(text) if is(Quirk::WildCards) => like(text, start),
            Value::Text(text) if is(Quirk::Folded) => text.to_lowercase().starts_with(&start.to_lowercase()),
            Value::Text(text) => text.starts_with(&**start),
            _ => false,
        }),
        Filter::Ids(ids) => Some(ids.iter().any(|wanted| **wanted == *id)),
        Filter::ValidOn { from, until, day } => {
            let day = Value::from(*day);
            let begun = value(from).map_or(!is(Quirk::Bounded), |from| *from <= day);
            let open = value(until).is_none_or(|until| day < *until || (is(Quirk::Closed) && day == *until));
            Some(begun && open)
        }
    }
}

/// The first part that decides, else unknown if one is, else the other truth.
fn decided(parts: &[Option<bool>], deciding: bool) -> Option<bool> {
    if parts.contains(&Some(deciding)) {
        return Some(deciding);
    }
    if parts.contains(&None) { None } else { Some(!deciding) }
}

/// Whether a text begins with a pattern of SQL.
fn like(text: &str, pattern: &str) -> bool {
    let (mut text, mut pattern) = (text.chars(), pattern.chars());
    while let Some(wanted) = pattern.next() {
        match wanted {
            '%' => {
                let rest = pattern.as_str();
                return (0..=text.as_str().chars().count()).any(|skip| {
                    let tail: String = text.clone().skip(skip).collect();
                    like(&tail, rest)
                });
            }
            '_' if text.next().is_some() => {}
            wanted if text.next() == Some(wanted) => {}
            _ => return false,
        }
    }
    true
}
