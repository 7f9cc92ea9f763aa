//! 工具 What a store of one's own is put together from, beside [`super::check`] (what must be refused) and [`super::chain`] (digests):
//! filters, orders, pages, tallies, the rows of a commit and the head after it, and the conflicts with their texts.
//! The store in memory is put together so.

use std::collections::BTreeMap;

use crate::error::{Error, Result, code};
use crate::schema::{Index, Key, KindSpec, UnitId, Value};
pub use crate::store::conflict::{expect, guard, guard_record, key_exists, meets, unique};
pub use crate::store::filter::holds;
use crate::store::{
    Content, Cursor, Digest, Head, Known, Meta, Name, Nature, Op, Page, Query, Record, Rev, Seq, Sum, Tally,
    TallyQuery, chain,
};

/// 版本 A version that was found: of a kind's records, the one that held when the question is about.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'v> {
    /// The record's id.
    pub id: &'v str,
    /// The commit that wrote it.
    pub rev: Rev,
    /// What it holds.
    pub content: &'v Content,
}

impl Hit<'_> {
    /// The record, as pages and fetches give it.
    pub fn record(&self, kind: &str) -> Record {
        let Content { version, body, .. } = self.content;
        Record { key: Key::new(kind, self.id), rev: self.rev, version: *version, body: body.clone() }
    }
}

/// The commit as of which a question is answered; `None` is now.
///
/// # Errors
/// `store.known.future`, `store.known.no_history`.
pub fn known(spec: &KindSpec, known: Known, head: Seq) -> Result<Option<Seq>> {
    match known {
        Known::Now => Ok(None),
        Known::At(_) if !spec.history => Err(Error::new(code::store::KNOWN_NO_HISTORY).with("kind", spec.name)),
        Known::At(seq) if seq > head => Err(Error::new(code::store::KNOWN_FUTURE).with("seq", seq).with("head", head)),
        Known::At(seq) => Ok(Some(seq)),
    }
}

/// The values by which an order sorts a record; they compare as the order does, and the id breaks ties.
pub fn ordering(spec: &KindSpec, index: &Index, columns: &[Value]) -> Vec<Value> {
    let value = |name: &&str| spec.column(name).and_then(|place| columns.get(place)).cloned().unwrap_or_default();
    index.columns.iter().map(value).collect()
}

/// One page of a checked query, out of all versions that held then, in whatever order; `head` is the unit's.
///
/// # Errors
/// `store.cursor`.
pub fn page<'v>(
    unit: UnitId,
    query: &Query,
    (spec, index): (&KindSpec, &Index),
    hits: impl IntoIterator<Item = Hit<'v>>,
    head: Seq,
) -> Result<Page> {
    let after = query.after.as_ref().map(|cursor| cursor.open(unit, query)).transpose()?;
    let mut found: Vec<(Vec<Value>, Hit<'v>)> = hits
        .into_iter()
        .filter(|hit| holds(spec, &query.filter, hit.id, &hit.content.columns))
        .map(|hit| (ordering(spec, index, &hit.content.columns), hit))
        .filter(|(values, hit)| {
            after.is_none_or(|(last, last_id)| {
                let order = values.as_slice().cmp(last).then_with(|| hit.id.cmp(last_id));
                if query.descending { order.is_lt() } else { order.is_gt() }
            })
        })
        .collect();
    found.sort_unstable_by(|(a, a_hit), (b, b_hit)| a.cmp(b).then_with(|| a_hit.id.cmp(b_hit.id)));
    if query.descending {
        found.reverse();
    }
    let limit = query.limit as usize;
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more);
    let next = last.map(|(values, hit)| Cursor::new(unit, query, values.clone(), hit.id.into()));
    Ok(Page { records: found.iter().map(|(_, hit)| hit.record(spec.name)).collect(), next, seq: head })
}

/// The groups of a checked tally, out of all versions that held then.
///
/// # Errors
/// `store.tally.overflow`.
pub fn tally<'v>(query: &TallyQuery, spec: &KindSpec, hits: impl IntoIterator<Item = Hit<'v>>) -> Result<Vec<Tally>> {
    let places = |names: &[Name]| -> Vec<usize> { names.iter().filter_map(|name| spec.column(name)).collect() };
    let (group, sums) = (places(&query.group), places(&query.sums));
    let mut groups: BTreeMap<Vec<Value>, (u64, Vec<Sum>)> = BTreeMap::new();
    if group.is_empty() {
        groups.insert(Vec::new(), (0, vec![Sum::default(); sums.len()]));
    }
    for hit in hits.into_iter().filter(|hit| holds(spec, &query.filter, hit.id, &hit.content.columns)) {
        let value = |place: &usize| hit.content.columns.get(*place).cloned().unwrap_or_default();
        let key: Vec<Value> = group.iter().map(value).collect();
        let (count, totals) = groups.entry(key).or_insert_with(|| (0, vec![Sum::default(); sums.len()]));
        *count += 1;
        for ((place, sum), name) in sums.iter().zip(totals).zip(&query.sums) {
            if let Value::Int(number) = value(place) {
                let overflow = || Error::new(code::store::TALLY_OVERFLOW).with("column", name);
                sum.total = sum.total.checked_add(number).ok_or_else(overflow)?;
                sum.counted += 1;
            }
        }
    }
    Ok(groups.into_iter().map(|(group, (count, sums))| Tally { group, count, sums }).collect())
}

/// 日志行 A row of the log, as an operation makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The record.
    pub key: Key,
    /// What happened to it.
    pub nature: Nature,
    /// The digest of the content, or that of a row without.
    pub digest: Digest,
}

impl Row {
    /// The row of an operation.
    pub fn of(op: &Op) -> Self {
        match op {
            Op::Put(put) => Self { key: put.key.clone(), nature: put.nature, digest: put.digest },
            Op::Delete { key, .. } => Self::bare(key.clone(), Nature::Delete),
            Op::Erase { subject } => Self::bare(subject.clone(), Nature::Erase),
            Op::Gone { key, nature, digest } => Self { key: key.clone(), nature: *nature, digest: *digest },
        }
    }

    /// A row without content: a deletion, or a record that an erasure took.
    pub fn bare(key: Key, nature: Nature) -> Self {
        let digest = chain::digest_bare(&key, nature);
        Self { key, nature, digest }
    }
}

/// The head after a commit of these rows: numbered, its instant moved forward if a clock ran back, chained.
pub fn head_after(before: &Head, meta: &Meta, rows: &[Row]) -> Head {
    let (seq, at) = (before.seq.next(), before.at.map_or(meta.at, |last| last.max(meta.at)));
    let mut summary = chain::summary(at, meta);
    for row in rows {
        summary.row(&row.key, row.nature, &row.digest);
    }
    Head { seq, chain: chain::link(&before.chain, seq, &summary.finish()), at: Some(at) }
}
