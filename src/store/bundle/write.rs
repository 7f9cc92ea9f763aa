//! Writing: page by page, so that a log of any length needs no more memory than a page.

use std::io::Write;

use sha2::{Digest as _, Sha256};

use super::io;
use super::line::{Cell, CommitLine, ContentLine, EndLine, Header, Line, RowLine, catalog_digest, salt_text};
use crate::error::{Error, Result, code};
use crate::schema::UnitId;
use crate::store::typed::erased_after;
use crate::store::{Catalog, Change, Checkpoint, Content, Digest, FORMAT, Head, LogQuery, Seq, Store, chain};

/// 导出日志 Writes a unit's whole log up to the head; the checkpoint of that head, for somebody else to keep.
///
/// # Errors
/// `store.bundle.io`; those of the store.
pub async fn write<S: Store + ?Sized>(store: &S, unit: UnitId, out: impl Write + Send) -> Result<Checkpoint> {
    write_after(store, unit, Seq::ZERO, out).await
}

/// 续导日志 As [`write()`], of what came after a commit: each month's file goes on where the last one ended.
///
/// # Errors
/// `store.known.future` when there is no such commit yet; as [`write()`].
pub async fn write_after<S: Store + ?Sized>(
    store: &S,
    unit: UnitId,
    after: Seq,
    out: impl Write + Send,
) -> Result<Checkpoint> {
    let to = store.head(unit).await?;
    let from = head_at(store, unit, after, &to).await?;
    let catalog = &store.info().catalog;
    let mut out = Out { out, hash: Sha256::new() };
    out.line(&Line::Bundle(header(catalog, unit, &from, &to)))?;
    let mut query = LogQuery::after(after);
    let mut end = EndLine { commits: 0, rows: 0, erased_later: false };
    let mut seq = after;
    'pages: while seq < to.seq || end.commits > 0 {
        let page = store.log(unit, &query).await?;
        let Some(last) = page.last() else { break };
        query.after = last.mark();
        for change in page {
            if change.commit.seq > to.seq {
                break 'pages;
            }
            if change.commit.seq > seq {
                seq = change.commit.seq;
                end.commits += 1;
                out.line(&Line::Commit(CommitLine::from(&*change.commit)))?;
            }
            end.rows += 1;
            out.line(&Line::Row(row(catalog, change)?))?;
        }
    }
    end.erased_later = erased_after(store, unit, to.seq).await?;
    out.line(&Line::End(end))?;
    out.sum()?;
    Ok(Checkpoint::new(unit, to))
}

/// The head after a commit that is not later than the head.
async fn head_at<S: Store + ?Sized>(store: &S, unit: UnitId, seq: Seq, head: &Head) -> Result<Head> {
    if seq > head.seq {
        return Err(Error::new(code::store::KNOWN_FUTURE).with("seq", seq).with("head", head.seq));
    }
    if seq == Seq::ZERO {
        return Ok(Head::default());
    }
    let query = LogQuery::after(Seq::new(seq.get() - 1)).limit(1).bare();
    let found = store.log(unit, &query).await?;
    let missing = || {
        Error::new(code::store::CORRUPT)
            .with("place", &store.info().place)
            .with("reason", format!("commit {seq} is not in the log"))
    };
    let commit = &found.first().ok_or_else(missing)?.commit;
    Ok(Head { seq: commit.seq, chain: commit.chain, at: Some(commit.at) })
}

fn header(catalog: &Catalog, unit: UnitId, from: &Head, to: &Head) -> Header {
    let no_history = catalog.kinds().filter(|spec| !spec.history).map(|spec| spec.name.into()).collect();
    let catalog = catalog_digest(catalog).to_string();
    Header { format: FORMAT, unit, catalog, no_history, from: from.into(), to: to.into() }
}

fn row(catalog: &Catalog, change: Change) -> Result<RowLine> {
    let Change { ord, key, nature, digest, content, .. } = change;
    let content = match content {
        Some(content) => Some(content_line(catalog, &key.kind, content)?),
        None => None,
    };
    Ok(RowLine { ord, kind: key.kind, id: key.id, nature: nature.code().into(), digest: digest.to_string(), content })
}

fn content_line(catalog: &Catalog, kind: &str, content: Content) -> Result<ContentLine> {
    let covered = chain::covered(catalog.kind(kind)?, &content);
    let columns = covered.filter_map(|(name, value)| Some((name.into(), Cell::of(value)?))).collect();
    let salt = salt_text(&content.salt);
    Ok(ContentLine { version: content.version, subject: content.subject, salt, columns, body: content.body })
}

/// Lines on their way out, and the sum of them.
struct Out<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> Out<W> {
    fn line(&mut self, line: &Line) -> Result<()> {
        let mut text = serde_json::to_vec(line).map_err(|error| io(error.into()))?;
        text.push(b'\n');
        self.hash.update(&text);
        self.out.write_all(&text).map_err(io)
    }

    fn sum(mut self) -> Result<()> {
        let sum = Digest::from_bytes(std::mem::take(&mut self.hash).finalize().into());
        self.line(&Line::Sum(sum.to_string()))?;
        self.out.flush().map_err(io)
    }
}
