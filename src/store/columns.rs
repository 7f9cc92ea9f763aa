//! 列核对 Whether the columns of stored versions are what their bodies say.
//!
//! A digest covers body and columns as they were written, and [`crate::store::verify`] proves them without knowing any type. A column
//! that was filled in later is younger than the body and stands outside the digest; this is the proof for it.

use std::fmt;

use crate::error::Result;
use crate::schema::Key;
use crate::store::{Catalog, Change, Seq};

/// 列不符 A column of a stored version that its body does not bear out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The commit.
    pub seq: Seq,
    /// The record.
    pub key: Key,
    /// The column.
    pub column: &'static str,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "commit {}: column `{}` of {} is not what its body says", self.seq, self.column, self.key)
    }
}

/// 列核对 Computes the columns of every version anew, for a stretch of the log read with bodies. A kind that says not how
/// ([`crate::schema::KindSpec::project`]) is left out. A finding need not be tampering: a program that computes a column
/// differently from the one that wrote it finds that too.
///
/// # Errors
/// `schema.kind.unknown` for a kind that the catalog lacks; `schema.body` for a body that no longer fits its kind.
pub fn verify_columns(catalog: &Catalog, changes: &[Change]) -> Result<Vec<Misfit>> {
    let mut misfits = Vec::new();
    for change in changes {
        let spec = catalog.kind(&change.key.kind)?;
        let (Some(content), Some(project)) = (&change.content, spec.project) else { continue };
        let values = project(&change.key, content.version, &content.body)?;
        for (place, column) in spec.columns.iter().enumerate() {
            if values.get(place) != content.columns.get(place) {
                misfits.push(Misfit { seq: change.commit.seq, key: change.key.clone(), column: column.name });
            }
        }
    }
    Ok(misfits)
}
