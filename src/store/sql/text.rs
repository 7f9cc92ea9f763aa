//! Builds statements: text and bound values together, so that no value ever stands in the text.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::schema::Value;
use crate::store::sql::{Bind, Dialect};
use crate::store::{Filter, Name};
use crate::value::Plain;

/// A name in double quotes. Names come from checked declarations alone.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// The bound form of a column value.
pub(super) fn bind(value: &Value) -> Bind<'_> {
    match value {
        Value::Null => Bind::Null,
        Value::Bool(yes) => Bind::Bool(*yes),
        Value::Int(number) => Bind::Int(*number),
        Value::Text(text) => Bind::Text(Cow::Borrowed(text)),
    }
}

/// A statement under construction.
#[derive(Debug)]
pub(super) struct Statement<'a> {
    pub(super) sql: String,
    pub(super) binds: Vec<Bind<'a>>,
    placeholder: &'static str,
}

impl<'a> Statement<'a> {
    pub(super) fn new(dialect: &Dialect) -> Self {
        Self::of(dialect.placeholder)
    }

    /// With what stands before the number of a placeholder.
    pub(super) fn of(placeholder: &'static str) -> Self {
        Self { sql: String::with_capacity(256), binds: Vec::new(), placeholder }
    }

    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.sql.push_str(text);
        self
    }

    pub(super) fn bind(&mut self, value: impl Into<Bind<'a>>) -> &mut Self {
        self.binds.push(value.into());
        self.sql.push_str(self.placeholder);
        // Writing to a String cannot fail.
        let _ = write!(self.sql, "{}", self.binds.len());
        self
    }

    /// `(?1, ?2, …)` of at least one text. The number of placeholders is rounded up to a power of two by repeating the last,
    /// so that few statements serve all sizes.
    pub(super) fn list(&mut self, texts: impl ExactSizeIterator<Item = Bind<'a>>) -> &mut Self {
        let padded = texts.len().next_power_of_two();
        let mut last = Bind::Null;
        self.push("(");
        let mut count = 0;
        for text in texts {
            if count > 0 {
                self.push(", ");
            }
            last = text.clone();
            self.bind(text);
            count += 1;
        }
        while count < padded {
            self.push(", ").bind(last.clone());
            count += 1;
        }
        self.push(")")
    }

    /// A filter. Under a negation a comparison with null must be false, not unknown, so it says so.
    pub(super) fn filter(&mut self, filter: &'a Filter, negated: bool) {
        match filter {
            Filter::All(parts) => self.join(parts, " AND ", "1 = 1", negated),
            Filter::Any(parts) => self.join(parts, " OR ", "1 = 0", negated),
            Filter::Not(part) => {
                self.push("NOT (");
                self.filter(part, true);
                self.push(")");
            }
            Filter::Eq(name, value) => self.compare(name, " = ", value, negated),
            Filter::Lt(name, value) => self.compare(name, " < ", value, negated),
            Filter::Le(name, value) => self.compare(name, " <= ", value, negated),
            Filter::Gt(name, value) => self.compare(name, " > ", value, negated),
            Filter::Ge(name, value) => self.compare(name, " >= ", value, negated),
            Filter::IsNull(name) => {
                self.push(&quoted(name)).push(" IS NULL");
            }
            Filter::In(_, values) if values.is_empty() => {
                self.push("1 = 0");
            }
            Filter::In(name, values) => self.known(name, negated, |this| {
                this.push(&quoted(name)).push(" IN ").list(values.iter().map(bind));
            }),
            Filter::Ids(ids) if ids.is_empty() => {
                self.push("1 = 0");
            }
            Filter::Ids(ids) => {
                self.push("id IN ").list(ids.iter().map(|id| Bind::from(&**id)));
            }
            Filter::StartsWith(name, start) => self.known(name, negated, |this| {
                this.push(&quoted(name)).push(" >= ").bind(&**start);
                if let Some(end) = behind(start) {
                    this.push(" AND ").push(&quoted(name)).push(" < ").bind(Bind::Text(Cow::Owned(end)));
                }
            }),
            Filter::ValidOn { from, until, day } => {
                let day = day.plain();
                let (from, until) = (quoted(from), quoted(until));
                self.push(&format!("({from} IS NULL OR {from} <= ")).bind(Bind::Text(Cow::Owned(day.clone())));
                self.push(&format!(") AND ({until} IS NULL OR {until} > ")).bind(Bind::Text(Cow::Owned(day)));
                self.push(")");
            }
        }
    }

    fn join(&mut self, parts: &'a [Filter], between: &str, empty: &str, negated: bool) {
        if parts.is_empty() {
            self.push(empty);
        }
        for (place, part) in parts.iter().enumerate() {
            if place > 0 {
                self.push(between);
            }
            self.push("(");
            self.filter(part, negated);
            self.push(")");
        }
    }

    fn compare(&mut self, name: &Name, operator: &str, value: &'a Value, negated: bool) {
        self.known(name, negated, |this| {
            this.push(&quoted(name)).push(operator).bind(bind(value));
        });
    }

    fn known(&mut self, name: &Name, negated: bool, test: impl FnOnce(&mut Self)) {
        if negated {
            self.push(&quoted(name)).push(" IS NOT NULL AND ");
        }
        test(self);
    }

    /// One stretch of an order ([`stretches`]).
    pub(super) fn stretch(&mut self, stretch: &Stretch<'a>) {
        for (column, value) in &stretch.fixed {
            let column = quoted(column);
            if value.is_null() {
                self.push(&format!(" AND {column} IS NULL"));
            } else {
                self.push(&format!(" AND {column} = ")).bind(bind(value));
            }
        }
        match &stretch.behind {
            Behind::Id(id) => {
                self.push(stretch.sign(" AND id > ", " AND id < ")).bind(*id);
            }
            Behind::Value(column, value) => {
                self.push(" AND ").push(&quoted(column)).push(stretch.sign(" > ", " < ")).bind(bind(value));
            }
            Behind::ValueAndId(column, value, id) => {
                // The first bound lets the index seek, the second tells equals apart.
                let column = quoted(column);
                self.push(" AND ").push(&column).push(stretch.sign(" >= ", " <= ")).bind(bind(value));
                self.push(" AND (").push(&column).push(stretch.sign(" > ", " < ")).bind(bind(value));
                self.push(stretch.sign(" OR id > ", " OR id < ")).bind(*id).push(")");
            }
            Behind::Nulls(column) => {
                self.push(" AND ").push(&quoted(column)).push(stretch.sign(" IS NOT NULL", " IS NULL"));
            }
        }
    }
}

/// A stretch of an order behind the place where a page ended: rows that agree in the first columns and lie behind in the next. An index
/// seeks to its beginning and reads on in order.
#[derive(Debug)]
pub(super) struct Stretch<'a> {
    fixed: Vec<(&'static str, &'a Value)>,
    behind: Behind<'a>,
    descending: bool,
}

#[derive(Debug)]
enum Behind<'a> {
    Id(&'a str),
    Value(&'static str, &'a Value),
    ValueAndId(&'static str, &'a Value, &'a str),
    /// Behind the nulls, or, descending, the nulls behind all values.
    Nulls(&'static str),
}

impl Stretch<'_> {
    const fn sign(&self, ascending: &'static str, descending: &'static str) -> &'static str {
        if self.descending { descending } else { ascending }
    }
}

/// What lies behind a place of an order, as stretches in order: one after the other makes the rest of the order. `same` are columns
/// in which the filter lets all rows agree.
pub(super) fn stretches<'a>(
    columns: &[&'static str],
    values: &'a [Value],
    id: &'a str,
    descending: bool,
    same: impl Fn(&str) -> bool,
) -> Vec<Stretch<'a>> {
    let open: Vec<(&'static str, &'a Value)> =
        columns.iter().copied().zip(values).filter(|(column, _)| !same(column)).collect();
    let mut all = Vec::new();
    // The deepest stretch comes first: equal in all columns but the last, behind in that one.
    for place in (0..=open.len()).rev() {
        let fixed = |until: usize| open.iter().take(until).copied().collect::<Vec<_>>();
        let mut stretch = |fixed, behind| all.push(Stretch { fixed, behind, descending });
        let Some((column, value)) = open.get(place).copied() else {
            // Equal in all columns; where the last has a value, its own stretch tells equals apart.
            if open.last().is_none_or(|(_, value)| value.is_null()) {
                stretch(fixed(place), Behind::Id(id));
            }
            continue;
        };
        match (value.is_null(), descending) {
            (true, true) => {}
            (true, false) => stretch(fixed(place), Behind::Nulls(column)),
            (false, _) => {
                let last = place + 1 == open.len();
                let behind = if last { Behind::ValueAndId(column, value, id) } else { Behind::Value(column, value) };
                stretch(fixed(place), behind);
                if descending {
                    stretch(fixed(place), Behind::Nulls(column));
                }
            }
        }
    }
    all
}

/// The first text behind all texts that begin with `start`, by bytes; `None` when there is none.
fn behind(start: &str) -> Option<String> {
    let mut chars: Vec<char> = start.chars().collect();
    while let Some(last) = chars.pop() {
        let next = (u32::from(last) + 1..=u32::from(char::MAX)).find_map(char::from_u32);
        if let Some(next) = next {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_behind_a_prefix_skips_surrogates_and_full_characters() {
        assert_eq!(behind("东华"), Some("东\u{534f}".to_owned()));
        assert_eq!(behind("a\u{d7ff}").unwrap(), "a\u{e000}");
        assert_eq!(behind("a\u{10ffff}").unwrap(), "b");
        assert_eq!(behind("\u{10ffff}"), None);
        assert_eq!(behind(""), None);
    }
}
