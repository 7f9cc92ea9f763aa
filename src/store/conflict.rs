//! 冲突 The texts of conflicts: what was expected, what is there, who wrote it and when.

use crate::error::{Error, code};
use crate::schema::Key;
use crate::store::{CommitInfo, Expect, Guard, Rev};

fn there(rev: Option<Rev>) -> String {
    rev.map_or_else(|| "absent".to_owned(), |rev| format!("revision {rev}"))
}

fn by(error: Error, writer: Option<&CommitInfo>) -> Error {
    match writer {
        Some(info) => error.with("actor", &info.actor).with("at", info.at),
        None => error.with("actor", "-").with("at", "-"),
    }
}

/// An operation met another record than expected.
pub fn expect(key: &Key, expected: Expect, found: Option<Rev>, writer: Option<&CommitInfo>) -> Error {
    let expected = match expected {
        Expect::Absent => "absent".to_owned(),
        Expect::Rev(rev) => format!("revision {rev}"),
        Expect::Any => "present".to_owned(),
    };
    let error = Error::new(code::store::EXPECT).with("key", key).with("expected", expected).with("found", there(found));
    by(error, writer)
}

/// What a commit relied on has changed.
pub fn guard(guard: &Guard, found: &str, writer: Option<&CommitInfo>) -> Error {
    let text = match guard {
        Guard::HeadAt(seq) => format!("head at {seq}"),
        Guard::Unchanged(key, rev) => format!("{key} at revision {rev}"),
        Guard::Absent(key) => format!("no {key}"),
        Guard::Count { kind, is, .. } => format!("{is} matching `{kind}`"),
    };
    by(Error::new(code::store::GUARD).with("guard", text).with("found", found), writer)
}

/// The record that a guard relied on has changed.
pub fn guard_record(changed: &Guard, found: Option<Rev>, writer: Option<&CommitInfo>) -> Error {
    guard(changed, &there(found), writer)
}

/// Whether a record meets an expectation; a deletion needs one.
pub fn meets(expected: Expect, found: Option<Rev>, deletes: bool) -> bool {
    match expected {
        Expect::Absent => found.is_none() && !deletes,
        Expect::Rev(rev) => found == Some(rev),
        Expect::Any => found.is_some() || !deletes,
    }
}

/// Two current records agree in a unique order.
pub fn unique(kind: &str, order: &str, key: &Key) -> Error {
    Error::new(code::store::UNIQUE).with("kind", kind).with("order", order).with("key", key)
}

/// A data key was made or replaced by somebody else.
pub fn key_exists(subject: &Key) -> Error {
    Error::new(code::store::KEY_EXISTS).with("subject", subject)
}
