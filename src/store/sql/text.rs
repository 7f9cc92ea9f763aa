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
        Self { sql: String::with_capacity(256), binds: Vec::new(), placeholder: dialect.placeholder }
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

    /// Behind the place where the page before ended: columns in order, then the id; nulls first.
    pub(super) fn behind(&mut self, columns: &[&'static str], values: &'a [Value], id: &'a str, descending: bool) {
        // The bound on the first column lets the index seek.
        if let (Some(column), Some(value)) = (columns.first(), values.first())
            && !value.is_null()
            && !descending
        {
            self.push(&quoted(column)).push(" >= ").bind(bind(value)).push(" AND ");
        }
        for (column, value) in columns.iter().zip(values) {
            let column = quoted(column);
            self.push("(");
            match (value.is_null(), descending) {
                (true, false) => self.push(&format!("{column} IS NOT NULL OR ({column} IS NULL AND ")),
                (true, true) => self.push(&format!("({column} IS NULL AND ")),
                (false, false) => {
                    self.push(&format!("{column} > ")).bind(bind(value));
                    self.push(&format!(" OR ({column} = ")).bind(bind(value)).push(" AND ")
                }
                (false, true) => {
                    self.push(&format!("{column} < ")).bind(bind(value));
                    self.push(&format!(" OR {column} IS NULL OR ({column} = ")).bind(bind(value)).push(" AND ")
                }
            };
        }
        self.push(if descending { "id < " } else { "id > " }).bind(id);
        for _ in columns {
            self.push("))");
        }
    }
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
