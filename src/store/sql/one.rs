//! 一条语句 Several steps as one statement, for databases where each statement is a journey: all parts but the last stand in its
//! `WITH`, which is run to the end, too.

use std::fmt::Write as _;

#[cfg(feature = "sqlx")]
use super::Step;
use super::text::Statement;
use super::{Bind, Holds, Insert};

/// The part that the others may hang on: they write only where it touched a row. A name that no table can have.
pub(super) const GATE: &str = "\"Gate\"";

/// A statement of several parts.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    statement: Statement<'a>,
    count: usize,
}

impl<'a> Parts<'a> {
    /// Nothing yet; what it needs of a database, only such have whose placeholders are numbered so.
    pub(super) fn new() -> Self {
        Self { statement: Statement::of("$"), count: 0 }
    }

    /// These steps, whatever else happens; at least one.
    #[cfg(feature = "sqlx")]
    pub(super) fn of_steps(steps: Vec<Step<'a>>) -> Statement<'a> {
        let mut parts = Self::new();
        let before_last = steps.len().saturating_sub(1);
        let mut steps = steps.into_iter();
        for step in steps.by_ref().take(before_last) {
            parts.part(|part| part.step(step));
        }
        parts.last(|part| steps.for_each(|step| part.step(step)))
    }

    /// The next part, under a name of its own.
    pub(super) fn part(&mut self, write: impl FnOnce(&mut Statement<'a>)) {
        let name = format!("\"Step{}\"", self.count);
        self.named(&name, write);
    }

    /// The next part, under this name.
    pub(super) fn named(&mut self, name: &str, write: impl FnOnce(&mut Statement<'a>)) {
        let before = if self.count == 0 { "WITH " } else { ", " };
        self.count += 1;
        self.statement.push(before).push(name).push(" AS (");
        write(&mut self.statement);
        self.statement.push(")");
    }

    /// The last part, whose rows are counted.
    pub(super) fn last(mut self, write: impl FnOnce(&mut Statement<'a>)) -> Statement<'a> {
        if self.count > 0 {
            self.statement.push(" ");
        }
        write(&mut self.statement);
        self.statement
    }
}

/// How rows are inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Whatever else happens.
    Always,
    /// Where the gate touched a row.
    Gated,
    /// Where the gate touched a row; over the record of this unit and id, if there is one.
    Over,
}

impl<'a> Statement<'a> {
    /// A list of values, `$1::text[]`.
    pub(super) fn values(&mut self, holds: Holds, values: Vec<Bind<'a>>) -> &mut Self {
        self.bind(Bind::List(holds, values)).push(match holds {
            Holds::Unit => "::uuid[]",
            Holds::Text => "::text[]",
            Holds::Int => "::bigint[]",
            Holds::Bool => "::boolean[]",
            Holds::Bytes => "::bytea[]",
        })
    }

    #[cfg(feature = "sqlx")]
    fn step(&mut self, step: Step<'a>) {
        match step {
            Step::Insert(insert, binds) => self.insert(&insert, binds, How::Always),
            Step::Run(sql, binds) => self.run(&sql, binds),
        }
    }

    /// A whole statement, whose placeholders then begin behind those that are there.
    #[cfg(feature = "sqlx")]
    fn run(&mut self, sql: &str, binds: Vec<Bind<'a>>) {
        let before = self.binds.len();
        for (number, part) in sql.split('$').enumerate() {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            match part.split_at_checked(digits) {
                Some((place, rest)) if number > 0 && digits > 0 => {
                    let place: usize = place.parse().unwrap_or_default();
                    // Writing to a String cannot fail.
                    let _ = write!(self.sql, "${}{rest}", place + before);
                }
                _ => self.sql.push_str(part),
            }
        }
        self.binds.extend(binds);
    }

    /// Inserts rows, whose values stand one after the other.
    pub(super) fn insert(&mut self, insert: &Insert<'_>, binds: Vec<Bind<'a>>, how: How) {
        self.push("INSERT INTO ").push(insert.table).push(" (");
        self.listed(insert.columns.iter().map(|column| &**column)).push(") ");
        match (binds.len() <= insert.columns.len(), how) {
            (true, How::Always) => {
                self.push("VALUES (");
                self.row(insert.holds, binds);
                self.push(")");
            }
            (true, _) => {
                self.push("SELECT ");
                self.row(insert.holds, binds);
                self.push(" FROM ").push(GATE);
            }
            (false, how) => self.rows(insert.holds, binds, how != How::Always),
        }
        if how == How::Over {
            self.push(" ON CONFLICT (unit, id) DO UPDATE SET ");
            // Unit and id come first.
            for (place, column) in insert.columns.iter().skip(2).enumerate() {
                self.push(if place > 0 { ", " } else { "" }).push(column).push(" = EXCLUDED.").push(column);
            }
        }
    }

    fn listed<'t>(&mut self, texts: impl Iterator<Item = &'t str>) -> &mut Self {
        for (place, text) in texts.enumerate() {
            self.push(if place > 0 { ", " } else { "" }).push(text);
        }
        self
    }

    /// The values of one row.
    fn row(&mut self, holds: &[Holds], binds: Vec<Bind<'a>>) {
        for (place, (holds, bind)) in holds.iter().zip(binds).enumerate() {
            self.push(if place > 0 { ", " } else { "" });
            self.bind(if bind == Bind::Null { Bind::NullOf(*holds) } else { bind });
        }
    }

    /// The values of some rows, as a list for each column; the unit, the same in all rows, is a value.
    fn rows(&mut self, holds: &[Holds], mut binds: Vec<Bind<'a>>, gated: bool) {
        self.push("SELECT ");
        for (place, what) in holds.iter().enumerate() {
            self.push(if place > 0 { ", " } else { "" });
            match (what, binds.get_mut(place)) {
                (Holds::Unit, Some(unit)) => self.bind(std::mem::replace(unit, Bind::Null)),
                _ => self.column(place),
            };
        }
        self.push(" FROM ");
        if gated {
            self.push(GATE).push(", ");
        }
        self.push("unnest(");
        let listed = || holds.iter().enumerate().filter(|(_, what)| **what != Holds::Unit);
        for (number, (place, what)) in listed().enumerate() {
            let cells = binds.iter_mut().skip(place).step_by(holds.len().max(1));
            let cells = cells.map(|cell| std::mem::replace(cell, Bind::Null)).collect();
            self.push(if number > 0 { ", " } else { "" }).values(*what, cells);
        }
        self.push(") AS rows (");
        for (number, (place, _)) in listed().enumerate() {
            self.push(if number > 0 { ", " } else { "" }).column(place);
        }
        self.push(")");
    }

    fn column(&mut self, place: usize) -> &mut Self {
        // Writing to a String cannot fail.
        let _ = write!(self.sql, "c{place}");
        self
    }
}
