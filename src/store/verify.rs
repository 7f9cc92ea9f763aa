//! 核验 An offline verifier of an exported log: finds a changed, removed, swapped, inserted or truncated entry.
//!
//! What it can know of what it is given: every single edit, removal, swap or insertion breaks a digest, the count of rows, the
//! numbering or the chain, and so does a cut at the end that is noted. Whoever rewrites a whole suffix and computes its chain
//! anew, noted end included, is found only by a [`Checkpoint`] that somebody else keeps. What he cannot do is to rewrite what
//! lies before a checkpoint that he does not hold.

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, Result, code};
use crate::schema::{Key, UnitId};
use crate::store::chain::Summary;
use crate::store::{Catalog, Change, Checkpoint, CommitInfo, Digest, Head, Meta, Nature, Seq, chain};

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
    /// The content of a version is gone, and nothing was erased since.
    Gone {
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
    /// A file was changed or cut since it was written, wherever.
    File,
    /// The log is not the one of which a checkpoint was taken, or ends before it.
    Checkpoint {
        /// The commit of the checkpoint.
        seq: Seq,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Content { seq, key } => write!(f, "commit {seq}: the content of {key} was changed"),
            Self::Gone { seq, key } => {
                write!(f, "commit {seq}: the content of {key} is gone and nothing was erased since")
            }
            Self::Rows { seq } => write!(f, "commit {seq}: rows are missing, doubled or out of order"),
            Self::Chain { seq } => write!(f, "commit {seq}: rows or meta were changed"),
            Self::Gap { seq } => write!(f, "commit {seq} is missing or out of order"),
            Self::End { seq } => write!(f, "the log does not end at commit {seq} as noted"),
            Self::File => f.write_str("the file was changed or cut since it was written"),
            Self::Checkpoint { seq } => {
                write!(f, "the log is not the one of which the checkpoint at commit {seq} was taken")
            }
        }
    }
}

/// 核验结果 What a verification met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// What does not fit, in the order of the log; the first [`Verified::MOST`].
    pub findings: Vec<Finding>,
    /// How many more findings there are.
    pub more: u64,
    /// How many commits were read.
    pub commits: u64,
    /// How many rows were read.
    pub rows: u64,
    /// Where the log ended.
    pub head: Head,
}

impl Verified {
    /// How many findings are listed.
    pub const MOST: usize = 1000;

    /// Whether everything fits.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty() && self.more == 0
    }

    pub(crate) fn note(&mut self, finding: Finding) {
        if self.findings.len() < Self::MOST {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }
}

/// 核验 Checks a stretch of the log between two heads that were noted elsewhere ([`Head::default`] is the beginning), read with bodies
/// and without a key. Content that is gone (erased, no history) leaves its digest, which still counts.
///
/// # Errors
/// `schema.kind.unknown` when the log holds a kind that the catalog lacks.
pub fn verify(catalog: &Catalog, from: &Head, changes: &[Change], to: &Head) -> Result<Vec<Finding>> {
    let mut verifier = Verifier::new(from);
    changes.iter().try_for_each(|change| verifier.push(catalog, change))?;
    Ok(verifier.finish(to).findings)
}

/// 核验器 Checks a log of any length row by row, in constant memory.
#[derive(Debug)]
pub struct Verifier {
    /// The commit and the chain before the one that is open.
    seq: Seq,
    chain: Digest,
    open: Option<Open>,
    verified: Verified,
    /// Versions whose content is gone since the last erasure.
    gone: Verified,
    checkpoints: Vec<Checkpoint>,
}

/// A commit whose rows are being read.
#[derive(Debug)]
struct Open {
    info: Arc<CommitInfo>,
    summary: Summary,
    rows: u32,
    whole: bool,
    alike: bool,
}

/// 内容状态 How the content of a row fits its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// As it says, or gone as may be.
    Fits,
    /// Other content.
    Differs,
    /// Gone, which only an erasure explains.
    Gone,
}

impl Verifier {
    /// Begins behind a head that was noted elsewhere.
    pub fn new(from: &Head) -> Self {
        let verified = Verified { head: *from, ..Verified::default() };
        Self {
            seq: from.seq,
            chain: from.chain,
            open: None,
            verified,
            gone: Verified::default(),
            checkpoints: Vec::new(),
        }
    }

    /// 对照检查点 Compares with these checkpoints of the unit too.
    ///
    /// # Errors
    /// `store.checkpoint.unit` when one was taken of another unit; `store.checkpoint.outside` when one lies before the beginning.
    pub fn against(mut self, unit: UnitId, checkpoints: &[Checkpoint]) -> Result<Self> {
        for checkpoint in checkpoints {
            let seq = checkpoint.head.seq;
            if checkpoint.unit != unit {
                return Err(Error::new(code::store::CHECKPOINT_UNIT).with("found", checkpoint.unit).with("unit", unit));
            }
            if seq < self.seq {
                return Err(Error::new(code::store::CHECKPOINT_OUTSIDE).with("seq", seq).with("from", self.seq));
            }
            if seq == self.seq && checkpoint.head.chain != self.chain {
                self.verified.note(Finding::Checkpoint { seq });
            } else if seq > self.seq {
                self.checkpoints.push(*checkpoint);
            }
        }
        // The next one last.
        self.checkpoints.sort_by_key(|checkpoint| std::cmp::Reverse(checkpoint.head.seq));
        Ok(self)
    }

    /// Checks the next row of a log that was read with bodies.
    ///
    /// # Errors
    /// `schema.kind.unknown` when the catalog lacks the kind of its content.
    pub fn push(&mut self, catalog: &Catalog, change: &Change) -> Result<()> {
        let fit = fit(catalog, change)?;
        self.row(&change.commit, change.ord, &change.key, change.nature, &change.digest, fit);
        Ok(())
    }

    /// Checks the next row.
    pub(crate) fn row(
        &mut self,
        info: &Arc<CommitInfo>,
        ord: u32,
        key: &Key,
        nature: Nature,
        digest: &Digest,
        fit: Fit,
    ) {
        if self.open.as_ref().is_some_and(|open| open.info.seq != info.seq) {
            self.close();
        }
        let open = self.open.get_or_insert_with(|| Open {
            info: Arc::clone(info),
            summary: chain::summary(info.at, &meta(info)),
            rows: 0,
            whole: true,
            alike: true,
        });
        open.whole &= ord == open.rows;
        open.alike &= Arc::ptr_eq(&open.info, info) || open.info == *info;
        open.rows = open.rows.saturating_add(1);
        open.summary.row(key, nature, digest);
        self.verified.rows += 1;
        let seq = info.seq;
        if nature == Nature::Erase {
            self.gone = Verified::default();
        }
        match fit {
            Fit::Fits => {}
            Fit::Differs => self.verified.note(Finding::Content { seq, key: key.clone() }),
            Fit::Gone => self.gone.note(Finding::Gone { seq, key: key.clone() }),
        }
    }

    /// Ends the open commit.
    fn close(&mut self) {
        let Some(Open { info, summary, rows, whole, alike }) = self.open.take() else { return };
        let seq = info.seq;
        if seq != self.seq.next() {
            self.verified.note(Finding::Gap { seq: self.seq.next() });
        }
        if !whole || rows != info.rows {
            self.verified.note(Finding::Rows { seq });
        }
        if !alike || chain::link(&self.chain, seq, &summary.finish()) != info.chain {
            self.verified.note(Finding::Chain { seq });
        }
        while let Some(next) = self.checkpoints.pop_if(|next| next.head.seq <= seq) {
            let head = next.head;
            if (head.seq, head.chain, head.at) != (seq, info.chain, Some(info.at)) {
                self.verified.note(Finding::Checkpoint { seq: head.seq });
            }
        }
        // Go on from what is stored, so that one change is one finding.
        (self.seq, self.chain) = (seq, info.chain);
        self.verified.head = Head { seq, chain: info.chain, at: Some(info.at) };
        self.verified.commits += 1;
    }

    /// Whether content is gone without an erasure since: an erasure behind the stretch may explain it.
    pub(crate) fn lacks_content(&mut self) -> bool {
        self.close();
        !self.gone.is_sound()
    }

    /// Ends at a head that was noted elsewhere. That content is gone is no finding: what explains it may lie behind.
    #[must_use]
    pub fn finish(mut self, to: &Head) -> Verified {
        self.close();
        if (self.seq, self.chain) != (to.seq, to.chain) {
            self.verified.note(Finding::End { seq: to.seq });
        }
        while let Some(next) = self.checkpoints.pop() {
            self.verified.note(Finding::Checkpoint { seq: next.head.seq });
        }
        self.verified
    }

    /// Ends at the end of the log, so that content which is gone without an erasure is a finding too.
    #[must_use]
    pub fn finish_whole(mut self, to: &Head) -> Verified {
        self.close();
        let gone = std::mem::take(&mut self.gone);
        let mut verified = self.finish(to);
        verified.more += gone.more;
        gone.findings.into_iter().for_each(|finding| verified.note(finding));
        verified
    }
}

/// How the content of a row fits its digest.
pub(crate) fn fit(catalog: &Catalog, row: &Change) -> Result<Fit> {
    let fits = |yes| if yes { Fit::Fits } else { Fit::Differs };
    let bare = matches!(row.nature, Nature::Delete | Nature::Erase);
    match &row.content {
        Some(content) => {
            let spec = catalog.kind(&row.key.kind)?;
            let whole = !bare && content.columns.len() == spec.columns.len();
            Ok(fits(whole && chain::digest(spec, &row.key, row.nature, content) == row.digest))
        }
        None if bare => Ok(fits(chain::digest_bare(&row.key, row.nature) == row.digest)),
        None if catalog.kind(&row.key.kind).is_ok_and(|spec| !spec.history) => Ok(Fit::Fits),
        None => Ok(Fit::Gone),
    }
}

/// What was told of a commit, as its chain covers it.
pub(crate) fn meta(info: &CommitInfo) -> Meta {
    Meta {
        request: info.request.clone(),
        actor: info.actor.clone(),
        purpose: info.purpose.clone(),
        reason: info.reason.clone(),
        at: info.at,
        origin: info.origin.clone(),
    }
}
