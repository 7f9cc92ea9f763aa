//! Reading: line by line, without store and without keys.

use std::io::BufRead;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::io;
use super::line::{ContentLine, EndLine, Header, Line, RowLine, salt_of};
use crate::error::{Error, Result, code};
use crate::schema::{Key, UnitId, Value};
use crate::store::verify::Fit;
use crate::store::{Catalog, Change, CommitInfo, Content, Digest, FORMAT, Head, Nature, Salt, Verified, chain};

/// 条目 One row of the log as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The commit it belongs to.
    pub commit: Arc<CommitInfo>,
    /// Its place within the commit, from 0.
    pub ord: u32,
    /// The record.
    pub key: Key,
    /// What happened to it.
    pub nature: Nature,
    /// The digest of the salted content.
    pub digest: Digest,
    /// The content, `None` when it is gone.
    pub content: Option<Named>,
}

/// 内容 The content of a version, its columns by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The version of the body's format.
    pub version: u32,
    /// Whose data key seals it.
    pub subject: Key,
    /// The salt of its digest.
    pub salt: Salt,
    /// The columns that the digest covers, in its order.
    pub columns: Vec<(Box<str>, Value)>,
    /// JSON, secrets sealed.
    pub body: Box<str>,
}

impl Entry {
    /// The change as a store gives it, its columns as a catalog declares them. A column that is younger than the body is
    /// computed from it, else it has no value.
    ///
    /// # Errors
    /// `schema.kind.unknown`; `schema.column.unknown` for a column that the catalog lacks.
    pub fn change(self, catalog: &Catalog) -> Result<Change> {
        let Self { commit, ord, key, nature, digest, content } = self;
        let content = content.map(|content| content.in_catalog(catalog, &key)).transpose()?;
        Ok(Change { commit, ord, key, nature, digest, content })
    }

    /// Whether the content is what the digest says; `None` when there is none.
    fn holds(&self) -> Option<bool> {
        let Named { version, subject, salt, columns, body } = self.content.as_ref()?;
        let columns = columns.iter().map(|(name, value)| (&**name, value));
        Some(chain::digest_named(&self.key, self.nature, *version, subject, salt, columns, body) == self.digest)
    }
}

impl Named {
    fn in_catalog(self, catalog: &Catalog, key: &Key) -> Result<Content> {
        let spec = catalog.kind(&key.kind)?;
        let Self { version, subject, salt, columns: named, body } = self;
        let mut columns = vec![Value::Null; spec.columns.len()];
        if let Some(project) = spec.project.filter(|_| spec.columns.iter().any(|column| column.since > version)) {
            let computed = project(key, version, &body)?;
            for ((column, slot), value) in spec.columns.iter().zip(&mut columns).zip(computed) {
                if column.since > version {
                    *slot = value;
                }
            }
        }
        for (name, value) in named {
            let (place, _) = crate::store::check::column(spec, &name)?;
            if let Some(slot) = columns.get_mut(place) {
                *slot = value;
            }
        }
        Ok(Content { version, subject, salt, columns, body })
    }
}

/// 读取器 Reads the file of a log entry by entry.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    line: u64,
    /// Of the bytes of all lines before the one that was read last.
    hash: Sha256,
    header: Header,
    from: Head,
    to: Head,
    commit: Option<Arc<CommitInfo>>,
    end: Option<EndLine>,
    /// Whether the sum stands at the end, and fits.
    sum: Option<bool>,
}

impl<R: BufRead> Reader<R> {
    /// Reads the first line.
    ///
    /// # Errors
    /// `store.bundle.line` when it is none of such a file; `store.format.newer`; `store.bundle.io`.
    pub fn new(mut input: R) -> Result<Self> {
        let first = raw(&mut input)?.unwrap_or_default();
        let json: serde_json::Value = serde_json::from_slice(&first).map_err(|error| wrong(1, &error))?;
        let format = json.pointer("/bundle/format").and_then(serde_json::Value::as_u64).unwrap_or_default();
        if format > u64::from(FORMAT) {
            let error = Error::new(code::store::FORMAT_NEWER).with("place", "bundle");
            return Err(error.with("found", format).with("known", FORMAT));
        }
        let Line::Bundle(header) = serde_json::from_slice(&first).map_err(|error| wrong(1, &error))? else {
            return Err(wrong(1, &"it is no header"));
        };
        let (from, to) = (header.from.head().map_err(|error| wrong(1, &error))?, header.to.head());
        let to = to.map_err(|error| wrong(1, &error))?;
        let hash = Sha256::new_with_prefix(&first);
        Ok(Self { input, line: 1, hash, header, from, to, commit: None, end: None, sum: None })
    }

    /// The unit.
    pub fn unit(&self) -> UnitId {
        self.header.unit
    }

    /// The head behind which the log begins.
    pub fn from(&self) -> &Head {
        &self.from
    }

    /// The head at which it ends.
    pub fn to(&self) -> &Head {
        &self.to
    }

    /// The digest of the kinds that it was written with.
    pub fn catalog(&self) -> &str {
        &self.header.catalog
    }

    /// The next entry; `None` at the end. That the file is whole, [`super::verify`] finds out.
    ///
    /// # Errors
    /// `store.bundle.line` for a line that is none, `store.bundle.io`.
    #[allow(clippy::should_implement_trait, reason = "an iterator would go on after an error")]
    pub fn next(&mut self) -> Result<Option<Entry>> {
        while let Some(text) = raw(&mut self.input)? {
            self.line += 1;
            let number = self.line;
            let line = serde_json::from_slice(&text).map_err(|error| wrong(number, &error))?;
            if self.end.is_some() {
                self.ended(&line, &text)?;
                continue;
            }
            self.hash.update(&text);
            match line {
                Line::Commit(commit) => {
                    self.commit = Some(Arc::new(commit.info().map_err(|error| wrong(number, &error))?));
                }
                Line::Row(row) => return self.entry(row).map(Some),
                Line::End(end) => self.end = Some(end),
                Line::Bundle(_) | Line::Sum(_) => return Err(wrong(number, &"it is out of place")),
            }
        }
        Ok(None)
    }

    /// Behind the end there is the sum, as it must have been written, and nothing else.
    fn ended(&mut self, line: &Line, text: &[u8]) -> Result<()> {
        if self.sum.is_some() || !matches!(line, Line::Sum(_)) {
            return Err(wrong(self.line, &"it stands behind the end"));
        }
        let sum = Digest::from_bytes(self.hash.clone().finalize().into());
        self.sum = Some(text == format!("{{\"sum\":\"{sum}\"}}\n").as_bytes());
        Ok(())
    }

    fn entry(&self, row: RowLine) -> Result<Entry> {
        let wrong = |reason: &dyn std::fmt::Display| wrong(self.line, reason);
        let commit = self.commit.as_ref().map(Arc::clone).ok_or_else(|| wrong(&"a row without commit"))?;
        let nature = Nature::of_code(&row.nature).ok_or_else(|| wrong(&"an unknown nature"))?;
        let digest = row.digest.parse().map_err(|error: Error| wrong(&error))?;
        let content = row.content.map(named).transpose().map_err(|error| wrong(&error))?;
        Ok(Entry { commit, ord: row.ord, key: Key { kind: row.kind, id: row.id }, nature, digest, content })
    }

    /// How an entry's content fits its digest.
    pub(super) fn fit(&self, entry: &Entry) -> Fit {
        let fits = |yes| if yes { Fit::Fits } else { Fit::Differs };
        let bare = matches!(entry.nature, Nature::Delete | Nature::Erase);
        match entry.holds() {
            Some(holds) => fits(holds && !bare),
            None if bare => fits(chain::digest_bare(&entry.key, entry.nature) == entry.digest),
            None if self.header.no_history.contains(&entry.key.kind) => Fit::Fits,
            None => Fit::Gone,
        }
    }

    /// Whether somebody was erased after the end.
    pub(super) fn erased_later(&self) -> bool {
        self.end.as_ref().is_some_and(|end| end.erased_later)
    }

    /// Whether the file has its end and its sum, and so many commits and rows as it says.
    pub(super) fn is_whole(&self, verified: &Verified) -> bool {
        let counted = self.end.as_ref().is_some_and(|end| (end.commits, end.rows) == (verified.commits, verified.rows));
        counted && self.sum == Some(true)
    }
}

/// The next line with its end, `None` behind the last.
fn raw(input: &mut impl BufRead) -> Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = input.read_until(b'\n', &mut line).map_err(io)?;
    Ok((read > 0).then_some(line))
}

fn wrong(line: u64, reason: &(impl std::fmt::Display + ?Sized)) -> Error {
    Error::new(code::store::BUNDLE_LINE).with("line", line).with("reason", reason)
}

fn named(line: ContentLine) -> Result<Named> {
    let columns = line.columns.into_iter().map(|(name, cell)| (name, cell.value())).collect();
    Ok(Named { version: line.version, subject: line.subject, salt: salt_of(&line.salt)?, columns, body: line.body })
}
