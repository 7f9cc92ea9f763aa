//! 核验 An offline verifier of an exported log: finds a changed, removed, swapped, inserted or truncated entry.

use std::fmt;

use crate::error::Result;
use crate::schema::Key;
use crate::store::{Catalog, Change, Digest, Head, Meta, Nature, Seq, chain};

/// 核验发现 What does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The content of a version is not what its digest says.
    Content {
        /// The commit.
        seq: Seq,
        /// The record.
        key: Key,
    },
    /// Rows of a commit are missing, doubled or out of order.
    Rows {
        /// The commit.
        seq: Seq,
    },
    /// A commit's rows or meta are not what its chain says.
    Chain {
        /// The commit.
        seq: Seq,
    },
    /// Commits are missing or out of order: this one was due.
    Gap {
        /// The commit that was due.
        seq: Seq,
    },
    /// The log does not end at the head that was noted.
    End {
        /// The head that was noted.
        seq: Seq,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Content { seq, key } => write!(f, "commit {seq}: the content of {key} was changed"),
            Self::Rows { seq } => write!(f, "commit {seq}: rows are missing, doubled or out of order"),
            Self::Chain { seq } => write!(f, "commit {seq}: rows or meta were changed"),
            Self::Gap { seq } => write!(f, "commit {seq} is missing or out of order"),
            Self::End { seq } => write!(f, "the log does not end at commit {seq} as noted"),
        }
    }
}

/// 核验 Checks a stretch of the log between two heads that were noted elsewhere ([`Head::default`] is the beginning), read with bodies
/// and without a key. Content that is gone (erased, deleted, no history) leaves its digest, which still counts.
///
/// # Errors
/// `schema.kind.unknown` when the log holds a kind that the catalog lacks.
pub fn verify(catalog: &Catalog, from: &Head, changes: &[Change], to: &Head) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut chain = from.chain;
    let mut seq = from.seq;
    for rows in changes.chunk_by(|a, b| a.commit.seq == b.commit.seq) {
        let Some(first) = rows.first() else { continue };
        let info = &first.commit;
        if info.seq != seq.next() {
            findings.push(Finding::Gap { seq: seq.next() });
        }
        seq = info.seq;
        let whole = rows.len() == info.rows as usize && rows.iter().zip(0_u32..).all(|(row, ord)| row.ord == ord);
        if !whole {
            findings.push(Finding::Rows { seq });
        }
        for row in rows {
            if !content_fits(catalog, row)? {
                findings.push(Finding::Content { seq, key: row.key.clone() });
            }
        }
        let expected = recomputed(&chain, rows, first);
        if expected != info.chain {
            findings.push(Finding::Chain { seq });
        }
        // Go on from what is stored, so that one change is one finding.
        chain = info.chain;
    }
    if (seq, chain) != (to.seq, to.chain) {
        findings.push(Finding::End { seq: to.seq });
    }
    Ok(findings)
}

fn content_fits(catalog: &Catalog, row: &Change) -> Result<bool> {
    let bare = matches!(row.nature, Nature::Delete | Nature::Erase);
    match &row.content {
        Some(content) => {
            let spec = catalog.kind(&row.key.kind)?;
            Ok(!bare && chain::digest(spec, &row.key, row.nature, content) == row.digest)
        }
        None => Ok(!bare || chain::digest_bare(&row.key, row.nature) == row.digest),
    }
}

fn recomputed(previous: &Digest, rows: &[Change], first: &Change) -> Digest {
    let info = &first.commit;
    let meta = Meta {
        request: info.request.clone(),
        actor: info.actor.clone(),
        purpose: info.purpose.clone(),
        reason: info.reason.clone(),
        at: info.at,
        origin: info.origin.clone(),
    };
    let mut summary = chain::summary(info.at, &meta);
    for row in rows {
        summary.row(&row.key, row.nature, &row.digest);
    }
    chain::link(previous, info.seq, &summary.finish())
}
