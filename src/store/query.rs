//! 查询 What can be asked of a kind: pages in a declared order, counts and sums, the log.

use std::borrow::Cow;
use std::sync::Arc;

use crate::schema::{Key, Value};
use crate::store::{Content, Cursor, Digest, Nature, Origin, Record, Seq};
use crate::value::{Day, Instant};

/// A declared name: of a kind, a column or an order.
pub type Name = Cow<'static, str>;

/// 所知时点 As of which commit a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Known {
    /// What is stored now.
    #[default]
    Now,
    /// What was stored after this commit; asking beyond the head is an error.
    At(Seq),
}

/// 条件 Which records. Two-valued on every backend: a comparison with null is false and its `Not` is true, so `Not` keeps
/// records without a value. Text compares by bytes, false before true.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Filter {
    /// All of these hold; every record when empty.
    All(Vec<Filter>),
    /// One of these holds; none when empty.
    Any(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// The column has this value, which must not be null.
    Eq(Name, Value),
    /// The column has one of these values, none of them null; no record when empty.
    In(Name, Vec<Value>),
    /// The column's value is smaller.
    Lt(Name, Value),
    /// The column's value is smaller or equal.
    Le(Name, Value),
    /// The column's value is greater.
    Gt(Name, Value),
    /// The column's value is greater or equal.
    Ge(Name, Value),
    /// The column has no value.
    IsNull(Name),
    /// The text column's value begins with this text.
    StartsWith(Name, Box<str>),
    /// 编号 The record has one of these ids; no record when empty. With [`Known::At`] it fetches records as they were.
    Ids(Vec<Box<str>>),
    /// 某日有效 The half-open period `[from, until)` of two day columns holds the day. No `from` is since ever, no `until` is until
    /// further notice.
    ValidOn {
        /// The column of the first day.
        from: Name,
        /// The column of the first day that no longer counts.
        until: Name,
        /// The day.
        day: Day,
    },
}

impl Default for Filter {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Filter {
    /// The column has this value.
    pub fn eq(column: impl Into<Name>, value: impl Into<Value>) -> Self {
        Self::Eq(column.into(), value.into())
    }

    /// The column has one of these values.
    pub fn within<V: Into<Value>>(column: impl Into<Name>, values: impl IntoIterator<Item = V>) -> Self {
        Self::In(column.into(), values.into_iter().map(Into::into).collect())
    }

    /// The text column begins with this text.
    pub fn starts_with(column: impl Into<Name>, text: &str) -> Self {
        Self::StartsWith(column.into(), text.into())
    }

    /// The record has one of these ids.
    pub fn ids<I: Into<Box<str>>>(ids: impl IntoIterator<Item = I>) -> Self {
        Self::Ids(ids.into_iter().map(Into::into).collect())
    }

    /// The column has no value.
    pub fn is_null(column: impl Into<Name>) -> Self {
        Self::IsNull(column.into())
    }

    /// The period of the columns `from` and `until` holds the day.
    pub fn valid_on(from: impl Into<Name>, until: impl Into<Name>, day: Day) -> Self {
        Self::ValidOn { from: from.into(), until: until.into(), day }
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match self {
            Self::All(parts) if parts.is_empty() => other,
            Self::All(mut parts) => {
                parts.push(other);
                Self::All(parts)
            }
            first => Self::All(vec![first, other]),
        }
    }

    /// It does not hold.
    #[must_use]
    pub fn negate(self) -> Self {
        Self::Not(Box::new(self))
    }
}

/// 查询 One page of a kind's records in a declared order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    /// The kind.
    pub kind: Name,
    /// Which records.
    pub filter: Filter,
    /// A declared order ([`crate::schema::Index`]) or `id`, the order of creation. Nulls first; the id breaks ties.
    pub order: Name,
    /// The order reversed.
    pub descending: bool,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// How many records at most, 1 to [`Query::MOST`].
    pub limit: u32,
    /// As of which commit.
    pub known: Known,
}

impl Query {
    /// The largest page.
    pub const MOST: u32 = 10_000;

    /// The first 100 records of a kind in the order of their ids.
    pub fn of(kind: impl Into<Name>) -> Self {
        Self {
            kind: kind.into(),
            filter: Filter::default(),
            order: Name::Borrowed("id"),
            descending: false,
            after: None,
            limit: 100,
            known: Known::Now,
        }
    }

    /// Only these records.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = self.filter.and(filter);
        self
    }

    /// In this declared order.
    #[must_use]
    pub fn order(mut self, order: impl Into<Name>) -> Self {
        self.order = order.into();
        self
    }

    /// In the reverse order.
    #[must_use]
    pub fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    /// At most so many.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit;
        self
    }

    /// The page after this place.
    #[must_use]
    pub fn after(mut self, cursor: Option<Cursor>) -> Self {
        self.after = cursor;
        self
    }

    /// As of this commit.
    #[must_use]
    pub fn known(mut self, known: Known) -> Self {
        self.known = known;
        self
    }
}

/// 页 Records, where the next page begins, and the commit at which the page was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The records in order.
    pub records: Vec<Record>,
    /// Where the next page begins; `None` when this is the last.
    pub next: Option<Cursor>,
    /// The head when the page was read.
    pub seq: Seq,
}

/// 计数 Counts and sums of a kind's records by declared columns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TallyQuery {
    /// The kind.
    pub kind: Name,
    /// Which records.
    pub filter: Filter,
    /// Columns whose values make a group each; none: one group, also when there is no record.
    pub group: Vec<Name>,
    /// Whole-number columns to add up.
    pub sums: Vec<Name>,
    /// As of which commit.
    pub known: Known,
}

impl TallyQuery {
    /// How many records of a kind.
    pub fn of(kind: impl Into<Name>) -> Self {
        Self { kind: kind.into(), filter: Filter::default(), group: Vec::new(), sums: Vec::new(), known: Known::Now }
    }

    /// Only these records.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = self.filter.and(filter);
        self
    }

    /// By this column too.
    #[must_use]
    pub fn by(mut self, column: impl Into<Name>) -> Self {
        self.group.push(column.into());
        self
    }

    /// The sum of this column too.
    #[must_use]
    pub fn sum(mut self, column: impl Into<Name>) -> Self {
        self.sums.push(column.into());
        self
    }

    /// As of this commit.
    #[must_use]
    pub fn known(mut self, known: Known) -> Self {
        self.known = known;
        self
    }
}

/// 分组数 One group of a tally; groups come in ascending order of their values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The values of the group's columns.
    pub group: Vec<Value>,
    /// How many records.
    pub count: u64,
    /// The sums, as asked for.
    pub sums: Vec<Sum>,
}

/// 合计 A sum and how many records had a value to add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// The exact total.
    pub total: i64,
    /// How many records had a value.
    pub counted: u64,
}

/// 日志位置 A place in the log: after this row of this commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Mark {
    /// The commit.
    pub seq: Seq,
    /// The row within the commit, from 0; [`Mark::after`] stands behind all rows of a commit.
    pub ord: u32,
}

impl Mark {
    /// Behind all rows of this commit.
    pub const fn after(seq: Seq) -> Self {
        Self { seq, ord: u32::MAX }
    }
}

/// 日志查询 A stretch of the log, oldest first, without gaps.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LogQuery {
    /// Begin behind this place.
    pub after: Mark,
    /// Only changes of this record.
    pub key: Option<Key>,
    /// How many changes at most, 1 to [`Query::MOST`].
    pub limit: u32,
    /// Whether to join the content of each version.
    pub bodies: bool,
}

impl LogQuery {
    /// Everything after a commit, 1,000 changes at a time, with bodies.
    pub fn after(seq: Seq) -> Self {
        Self { after: Mark::after(seq), key: None, limit: 1000, bodies: true }
    }

    /// The changes of one record, with bodies.
    pub fn of(key: Key) -> Self {
        Self { after: Mark::default(), key: Some(key), limit: 1000, bodies: true }
    }

    /// At most so many.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit;
        self
    }

    /// Continues behind this place.
    #[must_use]
    pub fn from(mut self, mark: Mark) -> Self {
        self.after = mark;
        self
    }

    /// Without bodies.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bodies = false;
        self
    }
}

/// 变更 One row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
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
    /// The content of that version: `None` when deleted, erased, superseded in a kind without history, or not asked for.
    pub content: Option<Content>,
}

impl Change {
    /// Its place in the log.
    pub fn mark(&self) -> Mark {
        Mark { seq: self.commit.seq, ord: self.ord }
    }
}

/// 提交信息 What the log knows of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitInfo {
    /// Its number.
    pub seq: Seq,
    /// When; never before the commit before it.
    pub at: Instant,
    /// The name of the request, unique within the unit.
    pub request: Box<str>,
    /// Who.
    pub actor: Box<str>,
    /// What for.
    pub purpose: Box<str>,
    /// Why, in words.
    pub reason: Option<Box<str>>,
    /// Which copy made it.
    pub origin: Origin,
    /// How many rows the commit has.
    pub rows: u32,
    /// The chain after it.
    pub chain: Digest,
}
