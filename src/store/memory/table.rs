//! One kind of one unit: current versions, declared orders, superseded versions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::error::Result;
use crate::schema::{Index, Key, KindSpec, UnitId, Value};
use crate::store::{Content, Filter, Page, Query, Record, Rev, Seq, Tally, TallyQuery, filter, kit};

/// A version of a record.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) rev: Rev,
    pub(super) content: Content,
}

type Id = Arc<str>;
/// A declared order: the values of its columns, then the id.
type Order = BTreeSet<(Vec<Value>, Id)>;
type Hit<'a> = (&'a Id, &'a Arc<Version>);

#[derive(Debug, Clone)]
pub(super) struct Table {
    spec: &'static KindSpec,
    current: BTreeMap<Id, Arc<Version>>,
    /// Superseded versions and the commit from which each no longer held, oldest first.
    past: BTreeMap<Id, Vec<(Arc<Version>, Seq)>>,
    orders: Vec<Order>,
}

impl Table {
    pub(super) fn new(spec: &'static KindSpec) -> Self {
        let orders = vec![BTreeSet::new(); spec.indexes.len()];
        Self { spec, current: BTreeMap::new(), past: BTreeMap::new(), orders }
    }

    pub(super) fn rev(&self, id: &str) -> Option<Rev> {
        self.current.get(id).map(|version| version.rev)
    }

    pub(super) fn record(&self, key: &Key) -> Option<Record> {
        self.current
            .get(&*key.id)
            .map(|version| kit::Hit { id: &key.id, rev: version.rev, content: &version.content }.record(self.spec.name))
    }

    pub(super) fn version(&self, id: &str, rev: Rev) -> Option<&Version> {
        if let Some(version) = self.current.get(id).filter(|version| version.rev == rev) {
            return Some(version);
        }
        self.past.get(id)?.iter().find(|(version, _)| version.rev == rev).map(|(version, _)| &**version)
    }

    fn ordering(&self, index: &Index, version: &Version) -> Vec<Value> {
        kit::ordering(self.spec, index, &version.content.columns)
    }

    fn entries(&self, id: &Id, version: &Version) -> Vec<(Vec<Value>, Id)> {
        self.spec.indexes.iter().map(|index| (self.ordering(index, version), Id::clone(id))).collect()
    }

    /// Takes a current version out.
    pub(super) fn take(&mut self, id: &str) -> Option<(Id, Arc<Version>)> {
        let (id, version) = self.current.remove_entry(id)?;
        let entries = self.entries(&id, &version);
        for (order, entry) in self.orders.iter_mut().zip(&entries) {
            order.remove(entry);
        }
        Some((id, version))
    }

    /// Puts a current version in, whatever the unique orders say; `clash` finds it out before.
    pub(super) fn place(&mut self, id: Id, version: Arc<Version>) {
        let entries = self.entries(&id, &version);
        for (order, entry) in self.orders.iter_mut().zip(entries) {
            order.insert(entry);
        }
        self.current.insert(id, version);
    }

    /// The unique order in which a version would agree with a current record.
    pub(super) fn clash(&self, version: &Version) -> Option<&'static str> {
        self.spec.indexes.iter().zip(&self.orders).filter(|(index, _)| index.unique).find_map(|(index, order)| {
            let values = self.ordering(index, version);
            if values.iter().any(Value::is_null) {
                return None;
            }
            let first = order.range((values.clone(), Id::from(""))..).next();
            first.is_some_and(|(found, _)| *found == values).then_some(index.name)
        })
    }

    pub(super) fn supersede(&mut self, id: &Id, version: Arc<Version>, until: Seq) {
        if self.spec.history {
            self.past.entry(Id::clone(id)).or_default().push((version, until));
        }
    }

    /// Takes back the last [`Table::supersede`] of a record.
    pub(super) fn restore(&mut self, id: &Id) {
        if self.spec.history
            && let Some(versions) = self.past.get_mut(id)
        {
            versions.pop();
            if versions.is_empty() {
                self.past.remove(id);
            }
        }
    }

    /// Drops every version of a subject; gives the ids of the current ones.
    pub(super) fn erase(&mut self, subject: &Key) -> Vec<Id> {
        for versions in self.past.values_mut() {
            versions.retain(|(version, _)| version.content.subject != *subject);
        }
        self.past.retain(|_, versions| !versions.is_empty());
        let of_subject = |(id, version): Hit<'_>| (version.content.subject == *subject).then(|| Id::clone(id));
        let ids: Vec<Id> = self.current.iter().filter_map(of_subject).collect();
        for id in &ids {
            self.take(id);
        }
        ids
    }

    /// Records among which are all that hold a filter, in no particular order.
    fn candidates<'a>(&'a self, condition: &Filter, at: Option<Seq>) -> Vec<Hit<'a>> {
        if let Some(ids) = filter::ids(condition) {
            return self.of_ids(&ids, at);
        }
        match at {
            None => match self.narrow(condition) {
                Some((order, values)) => order
                    .range((values.clone(), Id::from(""))..)
                    .take_while(|(found, _)| found.starts_with(&values))
                    .filter_map(|(_, id)| self.current.get_key_value(id))
                    .collect(),
                None => self.current.iter().collect(),
            },
            Some(seq) => {
                let now = self.current.iter().filter(|(_, version)| version.rev <= seq);
                let then = self
                    .past
                    .iter()
                    .flat_map(|(id, versions)| versions.iter().filter(held_at(seq)).map(move |past| (id, &past.0)));
                now.chain(then).collect()
            }
        }
    }

    /// The records of these ids, now or as of a commit.
    fn of_ids<'a>(&'a self, ids: &BTreeSet<&str>, at: Option<Seq>) -> Vec<Hit<'a>> {
        let mut hits = Vec::with_capacity(ids.len());
        for id in ids {
            let now = self.current.get_key_value(*id);
            hits.extend(now.filter(|(_, version)| at.is_none_or(|seq| version.rev <= seq)));
            if let (Some(seq), Some((id, versions))) = (at, self.past.get_key_value(*id)) {
                hits.extend(versions.iter().find(held_at(seq)).map(|(version, _)| (id, version)));
            }
        }
        hits
    }

    /// A declared order in which the records that a filter's equalities allow stand together.
    fn narrow(&self, condition: &Filter) -> Option<(&Order, Vec<Value>)> {
        let equal = filter::equalities(condition);
        let prefix = |index: &Index| -> Vec<Value> {
            index.columns.iter().map_while(|column| equal.get(*column).map(|value| (*value).clone())).collect()
        };
        let narrowed = self.spec.indexes.iter().zip(&self.orders).map(|(index, order)| (order, prefix(index)));
        narrowed.filter(|(_, values)| !values.is_empty()).max_by_key(|(_, values)| values.len())
    }

    pub(super) fn page(&self, unit: UnitId, query: &Query, index: &Index, at: Option<Seq>, head: Seq) -> Result<Page> {
        kit::page(unit, query, (self.spec, index), self.hits(&query.filter, at), head)
    }

    pub(super) fn count(&self, condition: &Filter) -> u64 {
        let holds = |hit: &kit::Hit<'_>| filter::holds(self.spec, condition, hit.id, &hit.content.columns);
        self.hits(condition, None).filter(holds).count() as u64
    }

    pub(super) fn tally(&self, query: &TallyQuery, at: Option<Seq>) -> Result<Vec<Tally>> {
        kit::tally(query, self.spec, self.hits(&query.filter, at))
    }

    fn hits(&self, condition: &Filter, at: Option<Seq>) -> impl Iterator<Item = kit::Hit<'_>> {
        let found = self.candidates(condition, at).into_iter();
        found.map(|(id, version)| kit::Hit { id, rev: version.rev, content: &version.content })
    }
}

/// Whether a superseded version held at a commit.
fn held_at(seq: Seq) -> impl Fn(&&(Arc<Version>, Seq)) -> bool {
    move |(version, until)| version.rev <= seq && seq < *until
}
