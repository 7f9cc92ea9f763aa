//! 日志文件 A unit's log as a file that anybody can verify, without store and without keys.
//!
//! JSON lines in UTF-8, one object a line with one field that names what the line is:
//!
//! | line | content |
//! |---|---|
//! | `bundle` | first; `format` (1), `unit`, `catalog` (digest of the kinds that it was written with), `no_history` (kinds of which only the last version is kept), `from` and `to` (heads: `seq`, `chain`, `at`) |
//! | `commit` | `seq`, `at`, `request`, `actor`, `purpose`, `reason`, `replica`, `branch`, `base`, `rows` (how many follow), `chain` |
//! | `row` | `ord`, `kind`, `id`, `nature`, `digest`, `content`: null, or `version`, `subject`, `salt`, `columns` (pairs of name and value, those that the digest covers, in its order), `body` (the stored text, secrets sealed) |
//! | `end` | `commits`, `rows`, `erased_later` (whether somebody was erased after `to`, which explains content that is gone) |
//! | `sum` | last; SHA-256 of all bytes before this line |
//!
//! Digests and salts are hex, instants RFC 3339. Wrapped data keys are not in it, so nothing sealed can be opened from it.
//! A slip or a single edit anywhere is found by `sum` and by the chain. Whoever computes everything anew is found by a
//! [`Checkpoint`] that somebody else keeps. The unit itself stands in no digest: a checkpoint names it.
//!
//! ```
//! use cunwu::store::{Catalog, MemoryStore, bundle};
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let store = MemoryStore::new(Catalog::new([])?);
//! let mut file = Vec::new();
//! let kept = bundle::write(&store, "unit_01k3d0n6hwa000000000000000".parse()?, &mut file).await?;
//! assert!(bundle::verify(file.as_slice(), &[kept])?.is_sound());
//! # Ok::<(), cunwu::Error>(()) }).unwrap();
//! ```

mod line;
mod read;
mod write;

use std::io::BufRead;

use crate::error::{Error, Result, code};
use crate::store::{Checkpoint, Finding, Verified, Verifier};
pub use read::{Entry, Named, Reader};
pub use write::{write, write_after};

/// 核验文件 Checks a file of a log, and compares it with checkpoints that somebody else kept, in constant memory.
///
/// # Errors
/// `store.bundle.line` for a line that is none; `store.format.newer`; `store.bundle.io`; `store.checkpoint.unit` and
/// `store.checkpoint.outside` for checkpoints that do not belong to the stretch.
pub fn verify(input: impl BufRead, checkpoints: &[Checkpoint]) -> Result<Verified> {
    let mut reader = Reader::new(input)?;
    let mut verifier = Verifier::new(reader.from()).against(reader.unit(), checkpoints)?;
    while let Some(entry) = reader.next()? {
        let fit = reader.fit(&entry);
        verifier.row(&entry.commit, entry.ord, &entry.key, entry.nature, &entry.digest, fit);
    }
    let to = *reader.to();
    let explained = reader.erased_later();
    let mut result = if explained { verifier.finish(&to) } else { verifier.finish_whole(&to) };
    if !reader.is_whole(&result) {
        result.note(Finding::File);
    }
    Ok(result)
}

fn io(error: std::io::Error) -> Error {
    Error::new(code::store::BUNDLE_IO).with("reason", &error).because(error)
}
