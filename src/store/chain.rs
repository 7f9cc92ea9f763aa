//! 防篡改链 Digests of what is written, and the chain over them: a changed, removed, swapped, inserted or truncated entry shows.
//!
//! A version's [`digest`] covers its salted content, so it can stay when the content is erased. A commit's [`summary`] covers its
//! meta and every row of the log; [`link`] ties it to the commit before.

use sha2::{Digest as _, Sha256};

use crate::schema::{Key, KindSpec, Value};
use crate::store::{Content, Digest, Meta, Nature, Salt, Seed, Seq};
use crate::value::Instant;

/// Frames fields so that no two lists of fields hash alike.
struct Frame(Vec<u8>);

impl Frame {
    fn new(what: &str) -> Self {
        let mut frame = Self(Vec::with_capacity(1024));
        frame.bytes(what.as_bytes());
        frame
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    fn number(&mut self, number: i64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn key(&mut self, key: &Key) {
        self.bytes(key.kind.as_bytes());
        self.bytes(key.id.as_bytes());
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.0.push(0),
            Value::Bool(yes) => self.0.extend_from_slice(&[1, u8::from(*yes)]),
            Value::Int(number) => {
                self.0.push(2);
                self.number(*number);
            }
            Value::Text(text) => {
                self.0.push(3);
                self.bytes(text.as_bytes());
            }
        }
    }

    fn finish(self) -> Digest {
        Digest::from_bytes(Sha256::digest(&self.0).into())
    }
}

/// The digest of a version. Columns that are younger than the body's version do not count, so that filling one in later changes no
/// digest; nor do columns without value.
pub fn digest(spec: &KindSpec, key: &Key, nature: Nature, content: &Content) -> Digest {
    let Content { version, subject, salt, body, .. } = content;
    digest_named(key, nature, *version, subject, salt, covered(spec, content), body)
}

/// The columns that a digest covers, by name, in declared order.
pub(crate) fn covered<'a>(spec: &'a KindSpec, content: &'a Content) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let columns = spec.columns.iter().zip(&content.columns);
    let covered = columns.filter(|(column, value)| !value.is_null() && column.since <= content.version);
    covered.map(|(column, value)| (column.name, value))
}

/// The digest of a version whose covered columns come by name, as [`digest`] computes it.
pub(crate) fn digest_named<'a>(
    key: &Key,
    nature: Nature,
    version: u32,
    subject: &Key,
    salt: &Salt,
    columns: impl Iterator<Item = (&'a str, &'a Value)>,
    body: &str,
) -> Digest {
    let mut frame = Frame::new("cunwu.version.1");
    frame.bytes(nature.code().as_bytes());
    frame.key(key);
    frame.number(i64::from(version));
    frame.key(subject);
    frame.bytes(salt.bytes());
    for (name, value) in columns {
        frame.bytes(name.as_bytes());
        frame.value(value);
    }
    frame.bytes(body.as_bytes());
    frame.finish()
}

/// The digest of a row without content: a deletion or an erasure.
pub fn digest_bare(key: &Key, nature: Nature) -> Digest {
    let mut frame = Frame::new("cunwu.bare.1");
    frame.bytes(nature.code().as_bytes());
    frame.key(key);
    frame.finish()
}

/// The salt of the `place`th operation of a unit of work.
pub fn salt(seed: &Seed, place: u32) -> Salt {
    let mut hash = Sha256::new();
    hash.update(seed.bytes());
    hash.update(place.to_le_bytes());
    let full: [u8; 32] = hash.finalize().into();
    let mut salt = [0; 16];
    for (to, from) in salt.iter_mut().zip(full) {
        *to = from;
    }
    Salt::from_bytes(salt)
}

/// 提交摘要 The digest of a commit: its instant as stored, its meta, and its rows in order.
#[derive(Debug)]
pub struct Summary {
    hash: Sha256,
    rows: u32,
}

impl Summary {
    /// Adds the next row.
    pub fn row(&mut self, key: &Key, nature: Nature, digest: &Digest) {
        self.parts(&key.kind, &key.id, nature, digest);
    }

    /// Adds the next row, by the parts of its key.
    pub(crate) fn parts(&mut self, kind: &str, id: &str, nature: Nature, digest: &Digest) {
        self.hash.update([nature as u8]);
        for part in [kind, id] {
            self.hash.update((part.len() as u64).to_le_bytes());
            self.hash.update(part.as_bytes());
        }
        self.hash.update(digest.bytes());
        self.rows += 1;
    }

    /// The digest.
    pub fn finish(mut self) -> Digest {
        self.hash.update(self.rows.to_le_bytes());
        Digest::from_bytes(self.hash.finalize().into())
    }
}

/// Begins the digest of a commit made `at` this instant.
pub fn summary(at: Instant, meta: &Meta) -> Summary {
    let mut frame = Frame::new("cunwu.commit.1");
    frame.number(at.micros());
    for text in [&meta.request, &meta.actor, &meta.purpose] {
        frame.bytes(text.as_bytes());
    }
    frame.number(i64::from(meta.reason.is_some()));
    frame.bytes(meta.reason.as_deref().unwrap_or_default().as_bytes());
    for text in [&meta.origin.replica, &meta.origin.branch, &meta.origin.base] {
        frame.bytes(text.as_bytes());
    }
    Summary { hash: Sha256::new_with_prefix(&frame.0), rows: 0 }
}

/// 链接 The chain after a commit: `H(previous chain, seq, digest)`.
pub fn link(previous: &Digest, seq: Seq, digest: &Digest) -> Digest {
    let mut frame = Frame::new("cunwu.chain.1");
    frame.bytes(previous.bytes());
    frame.number(seq.get());
    frame.bytes(digest.bytes());
    frame.finish()
}
