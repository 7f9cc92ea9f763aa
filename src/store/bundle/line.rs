//! The lines of the file, as JSON.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};
use crate::schema::{Key, UnitId, Value};
use crate::store::check::type_name;
use crate::store::{Catalog, CommitInfo, Digest, Head, Origin, Salt, Seq};
use crate::value::{Instant, Plain};

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    Bundle(Header),
    Commit(CommitLine),
    Row(RowLine),
    End(EndLine),
    Sum(String),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) format: u32,
    pub(super) unit: UnitId,
    pub(super) catalog: String,
    pub(super) no_history: Vec<Box<str>>,
    pub(super) from: HeadLine,
    pub(super) to: HeadLine,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadLine {
    seq: i64,
    chain: String,
    at: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommitLine {
    seq: i64,
    at: String,
    request: Box<str>,
    actor: Box<str>,
    purpose: Box<str>,
    reason: Option<Box<str>>,
    replica: Box<str>,
    branch: Box<str>,
    base: Box<str>,
    rows: u32,
    chain: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowLine {
    pub(super) ord: u32,
    pub(super) kind: Box<str>,
    pub(super) id: Box<str>,
    pub(super) nature: Box<str>,
    pub(super) digest: String,
    pub(super) content: Option<ContentLine>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContentLine {
    pub(super) version: u32,
    pub(super) subject: Key,
    pub(super) salt: String,
    pub(super) columns: Vec<(Box<str>, Cell)>,
    pub(super) body: Box<str>,
}

/// A column's value.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Cell {
    Bool(bool),
    Int(i64),
    Text(Box<str>),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EndLine {
    pub(super) commits: u64,
    pub(super) rows: u64,
    pub(super) erased_later: bool,
}

impl From<&Head> for HeadLine {
    fn from(head: &Head) -> Self {
        Self { seq: head.seq.get(), chain: head.chain.to_string(), at: head.at.map(|at| at.plain()) }
    }
}

impl HeadLine {
    pub(super) fn head(&self) -> Result<Head> {
        let at = self.at.as_deref().map(Instant::parse).transpose()?;
        Ok(Head { seq: Seq::new(self.seq), chain: self.chain.parse()?, at })
    }
}

impl From<&CommitInfo> for CommitLine {
    fn from(info: &CommitInfo) -> Self {
        Self {
            seq: info.seq.get(),
            at: info.at.plain(),
            request: info.request.clone(),
            actor: info.actor.clone(),
            purpose: info.purpose.clone(),
            reason: info.reason.clone(),
            replica: info.origin.replica.clone(),
            branch: info.origin.branch.clone(),
            base: info.origin.base.clone(),
            rows: info.rows,
            chain: info.chain.to_string(),
        }
    }
}

impl CommitLine {
    pub(super) fn info(self) -> Result<CommitInfo> {
        Ok(CommitInfo {
            seq: Seq::new(self.seq),
            at: Instant::parse(&self.at)?,
            request: self.request,
            actor: self.actor,
            purpose: self.purpose,
            reason: self.reason,
            origin: Origin { replica: self.replica, branch: self.branch, base: self.base },
            rows: self.rows,
            chain: self.chain.parse()?,
        })
    }
}

impl Cell {
    /// The cell of a value that is not null.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Bool(yes) => Some(Self::Bool(*yes)),
            Value::Int(number) => Some(Self::Int(*number)),
            Value::Text(text) => Some(Self::Text(text.clone())),
        }
    }

    pub(super) fn value(self) -> Value {
        match self {
            Self::Bool(yes) => Value::Bool(yes),
            Self::Int(number) => Value::Int(number),
            Self::Text(text) => Value::Text(text),
        }
    }
}

/// The hex text of a salt.
pub(super) fn salt_text(salt: &Salt) -> String {
    // A salt is as long as half a digest, which knows how to print.
    let mut wide = [0; 32];
    for (to, from) in wide.iter_mut().zip(salt.bytes()) {
        *to = *from;
    }
    Digest::from_bytes(wide).to_string().chars().take(32).collect()
}

/// The salt of a hex text.
pub(super) fn salt_of(text: &str) -> Result<Salt, Error> {
    let wide: Digest = format!("{text}{}", "0".repeat(32)).parse()?;
    let mut salt = [0; 16];
    for (to, from) in salt.iter_mut().zip(wide.bytes()) {
        *to = *from;
    }
    Ok(Salt::from_bytes(salt))
}

/// 目录摘要 The digest of what kinds and columns a catalog declares.
pub(super) fn catalog_digest(catalog: &Catalog) -> Digest {
    let mut hash = Sha256::new();
    for spec in catalog.kinds() {
        hash.update(format!("{} v{} history {}\n", spec.name, spec.version, spec.history).as_bytes());
        for column in spec.columns {
            hash.update(format!("  {} {} since {}\n", column.name, type_name(column.ty), column.since).as_bytes());
        }
    }
    Digest::from_bytes(hash.finalize().into())
}
