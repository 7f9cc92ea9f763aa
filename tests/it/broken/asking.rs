//! Stores that answer questions wrongly.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Mutex;

use cunwu::error::Result;
use cunwu::schema::{Key, Value};
use cunwu::store::{Cursor, Filter, KEY_KIND, Known, Page, Query, Seq, Store, Sum, Tally, TallyQuery};

use super::filters::{self, Quirk};
use super::wrap::{Broken, Making, RIGHT, now, page, records};
use super::{Entry, entry};

/// A store whose pages are made so.
fn made(making: Making) -> Broken {
    Broken::new().query(move |inner, unit, query| page(inner, unit, query, &making))
}

fn text_order(a: &Value, b: &Value, key: fn(&str) -> Vec<u32>) -> Ordering {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => key(a).cmp(&key(b)),
        (a, b) => a.cmp(b),
    }
}

fn empty_page() -> Page {
    Page { records: Vec::new(), next: None, seq: Seq::ZERO }
}

/// Answers an error of this code with nothing.
fn or_empty<T>(answer: Result<T>, code: &str, empty: T) -> Result<T> {
    match answer {
        Err(error) if error.code() == code => Ok(empty),
        answer => answer,
    }
}

pub(crate) fn pages() -> Vec<Entry> {
    vec![
        entry("locale order", || {
            made(Making {
                compare: |a, b| text_order(a, b, |text| text.to_lowercase().chars().map(u32::from).collect()),
                ..RIGHT
            })
        }),
        entry("UTF-16 order", || {
            made(Making {
                compare: |a, b| text_order(a, b, |text| text.encode_utf16().map(u32::from).collect()),
                ..RIGHT
            })
        }),
        entry("nulls last", || {
            made(Making { compare: |a, b| a.is_null().cmp(&b.is_null()).then_with(|| a.cmp(b)), ..RIGHT })
        }),
        entry("ties by age backwards", || made(Making { ties: |a, b| b.cmp(a), ..RIGHT })),
        entry("NULL under NOT", || {
            made(Making { holds: |s, f, i, c| filters::holds(s, f, i, c, Some(Quirk::ThreeValued)), ..RIGHT })
        }),
        entry("no alternative is every record", || {
            made(Making { holds: |s, f, i, c| filters::holds(s, f, i, c, Some(Quirk::EmptyAny)), ..RIGHT })
        }),
        entry("prefix with wild cards", || {
            made(Making { holds: |s, f, i, c| filters::holds(s, f, i, c, Some(Quirk::WildCards)), ..RIGHT })
        }),
        entry("prefix folds case", || {
            made(Making { holds: |s, f, i, c| filters::holds(s, f, i, c, Some(Quirk::Folded)), ..RIGHT })
        }),
        entry("period holds its last day", || {
            made(Making { holds: |s, f, i, c| filters::holds(s, f, i, c, Some(Quirk::Closed)), ..RIGHT })
        }),
        entry("period without begin holds nothing", || {
            made(Making { holds: |s, f, i, c| filters::holds(s, f, i, c, Some(Quirk::Bounded)), ..RIGHT })
        }),
        entry("cursor repeats its record", || made(Making { behind: Ordering::is_ge, ..RIGHT })),
        entry("cursor skips a record", || {
            Broken::new().query(|inner, unit, query| {
                let mut page = now(inner.query(unit, query))?;
                if query.after.is_some() && !page.records.is_empty() {
                    page.records.remove(0);
                }
                Ok(page)
            })
        }),
        entry("cursor is an offset", || {
            Broken::new().query(|inner, unit, query| {
                let known = now(inner.query(unit, query))?;
                let skip = query.after.as_ref().map(|cursor| cursor.open(unit, query)).transpose()?;
                let skip: usize = skip.map_or(0, |(_, place)| place.parse().unwrap_or(0));
                let whole = Query { after: None, limit: Query::MOST, ..query.clone() };
                let mut records = now(inner.query(unit, &whole))?.records;
                records.drain(..skip.min(records.len()));
                let more = records.len() > query.limit as usize;
                records.truncate(query.limit as usize);
                let place = (skip + records.len()).to_string();
                let next = more.then(|| Cursor::new(unit, query, Vec::new(), place.into()));
                Ok(Page { records, next, seq: known.seq })
            })
        }),
        entry("cursor serves any query", || {
            let places: Mutex<HashMap<String, (Vec<Value>, Box<str>)>> = Mutex::default();
            Broken::new().query(move |inner, unit, query| {
                let mut query = query.clone();
                if let Some(cursor) = query.after.take() {
                    let (values, id) = places.lock().unwrap().get(&cursor.to_string()).cloned().unwrap_or_default();
                    query.after = Some(Cursor::new(unit, &query, values, id));
                }
                let page = page(inner, unit, &query, &RIGHT)?;
                if let Some(next) = &page.next {
                    let (values, id) = next.open(unit, &query)?;
                    places.lock().unwrap().insert(next.to_string(), (values.to_vec(), id.into()));
                }
                Ok(page)
            })
        }),
        entry("page limit ignored", || {
            Broken::new().query(|inner, unit, query| {
                now(inner.query(unit, query))?;
                now(inner.query(unit, &query.clone().limit(Query::MOST)))
            })
        }),
        entry("page limit unchecked", || {
            Broken::new().query(|inner, unit, query| {
                now(inner.query(unit, &query.clone().limit(query.limit.clamp(1, Query::MOST))))
            })
        }),
        entry("last page does not say so", || {
            Broken::new().query(|inner, unit, query| {
                let mut page = now(inner.query(unit, query))?;
                if let (Some(last), None, "id") = (page.records.last(), &page.next, &*query.order) {
                    page.next = Some(Cursor::new(unit, query, Vec::new(), last.key.id.clone()));
                }
                Ok(page)
            })
        }),
    ]
}

pub(crate) fn past() -> Vec<Entry> {
    vec![
        entry("as-of ignores known", || {
            Broken::new().query(|inner, unit, query| {
                now(inner.query(unit, query))?;
                now(inner.query(unit, &Query { known: Known::Now, after: None, ..query.clone() }))
            })
        }),
        entry("as-of forgets what was deleted", || {
            Broken::new().query(|inner, unit, query| {
                let mut page = now(inner.query(unit, query))?;
                if query.known != Known::Now {
                    let keys: Vec<Key> = page.records.iter().map(|record| record.key.clone()).collect();
                    let there = now(inner.fetch(unit, &keys))?;
                    let mut there = there.iter().map(Option::is_some);
                    page.records.retain(|_| there.next().unwrap_or(false));
                }
                Ok(page)
            })
        }),
        entry("as-of is one commit late", || {
            Broken::new().query(|inner, unit, query| {
                now(inner.query(unit, query))?;
                let mut query = query.clone();
                if let (Known::At(seq), None) = (query.known, &query.after) {
                    query.known = Known::At(Seq::new(seq.get() - 1));
                }
                now(inner.query(unit, &query))
            })
        }),
        entry("the future is now", || {
            Broken::new().query(|inner, unit, query| match now(inner.query(unit, query)) {
                Err(error) if error.code() == "store.known.future" => {
                    now(inner.query(unit, &query.clone().known(Known::Now)))
                }
                answer => answer,
            })
        }),
        entry("no history is the present", || {
            Broken::new().query(|inner, unit, query| match now(inner.query(unit, query)) {
                Err(error) if error.code() == "store.known.no_history" => {
                    now(inner.query(unit, &query.clone().known(Known::Now)))
                }
                answer => answer,
            })
        }),
        entry("tally ignores known", || {
            Broken::new().tally(|inner, unit, tally| {
                now(inner.tally(unit, tally))?;
                now(inner.tally(unit, &tally.clone().known(Known::Now)))
            })
        }),
    ]
}

pub(crate) fn refusals() -> Vec<Entry> {
    let unknown = "schema.column.unknown";
    vec![
        entry("unknown column answered as empty", move || {
            Broken::new()
                .query(move |inner, unit, query| or_empty(now(inner.query(unit, query)), unknown, empty_page()))
        }),
        entry("unknown column in a tally answered as none", move || {
            Broken::new().tally(move |inner, unit, tally| or_empty(now(inner.tally(unit, tally)), unknown, Vec::new()))
        }),
        entry("unknown kind answered as empty", || {
            let kind = "schema.kind.unknown";
            Broken::new()
                .query(move |inner, unit, query| or_empty(now(inner.query(unit, query)), kind, empty_page()))
                .fetch(move |inner, unit, keys| or_empty(now(inner.fetch(unit, keys)), kind, vec![None; keys.len()]))
                .log(move |inner, unit, query| or_empty(now(inner.log(unit, query)), kind, Vec::new()))
        }),
        entry("unknown order is by id", || {
            Broken::new().query(|inner, unit, query| match now(inner.query(unit, query)) {
                Err(error) if error.code() == "store.order.unknown" => {
                    now(inner.query(unit, &query.clone().order("id")))
                }
                answer => answer,
            })
        }),
        entry("mistyped filter is every record", || {
            Broken::new().query(|inner, unit, query| match now(inner.query(unit, query)) {
                Err(error) if error.code() == "store.filter.type" => {
                    now(inner.query(unit, &Query { filter: Filter::default(), ..query.clone() }))
                }
                answer => answer,
            })
        }),
        entry("fetch leaves out what is missing", || {
            Broken::new().fetch(|inner, unit, keys| {
                let found = now(inner.fetch(unit, keys))?;
                Ok(found.into_iter().filter(Option::is_some).collect())
            })
        }),
        entry("fetch in the order of keys", || {
            Broken::new().fetch(|inner, unit, keys| {
                let mut found = now(inner.fetch(unit, keys))?;
                found.sort_by(|a, b| a.as_ref().map(|record| &record.key).cmp(&b.as_ref().map(|record| &record.key)));
                Ok(found)
            })
        }),
        entry("fetch takes a thousand keys", || {
            Broken::new().fetch(|inner, unit, keys| {
                let mut found = now(inner.fetch(unit, &keys[..keys.len().min(1_000)]))?;
                found.resize(keys.len(), None);
                Ok(found)
            })
        }),
    ]
}

fn sums(
    inner: &cunwu::store::MemoryStore,
    unit: cunwu::schema::UnitId,
    tally: &TallyQuery,
    add: fn(i64, i64) -> i64,
) -> Result<Vec<Tally>> {
    if tally.kind == KEY_KIND {
        return now(inner.tally(unit, tally));
    }
    let spec = inner.info().catalog.kind(&tally.kind)?;
    let without = TallyQuery { sums: Vec::new(), ..tally.clone() };
    let mut groups = match now(inner.tally(unit, tally)) {
        Err(error) if error.code() == "store.tally.overflow" => now(inner.tally(unit, &without))?,
        answer => answer?,
    };
    let place = |name: &str| spec.column(name).unwrap();
    let rows = records(inner, unit, &tally.kind, tally.known);
    for group in &mut groups {
        let of = |(record, columns): &&(cunwu::store::Record, Vec<Value>)| {
            filters::holds(spec, &tally.filter, &record.key.id, columns, None)
                && tally.group.iter().zip(&group.group).all(|(name, value)| columns[place(name)] == *value)
        };
        let rows: Vec<_> = rows.iter().filter(of).collect();
        group.sums = tally
            .sums
            .iter()
            .map(|name| {
                let values = rows.iter().filter_map(|(_, columns)| match columns[place(name)] {
                    Value::Int(number) => Some(number),
                    _ => None,
                });
                values
                    .fold(Sum::default(), |sum, number| Sum { total: add(sum.total, number), counted: sum.counted + 1 })
            })
            .collect();
    }
    Ok(groups)
}

pub(crate) fn tallies() -> Vec<Entry> {
    vec![
        entry("tally overflow wraps", || {
            Broken::new().tally(|inner, unit, tally| sums(inner, unit, tally, i64::wrapping_add))
        }),
        entry("tally overflow sticks at the bound", || {
            Broken::new().tally(|inner, unit, tally| sums(inner, unit, tally, i64::saturating_add))
        }),
        entry("sums in floating point", || {
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "this is what is wrong")]
            Broken::new().tally(|inner, unit, tally| {
                now(inner.tally(unit, tally))?;
                sums(inner, unit, tally, |a, b| (a as f64 + b as f64) as i64)
            })
        }),
        entry("sum counts nulls", || {
            Broken::new().tally(|inner, unit, tally| {
                let mut groups = now(inner.tally(unit, tally))?;
                groups.iter_mut().for_each(|group| group.sums.iter_mut().for_each(|sum| sum.counted = group.count));
                Ok(groups)
            })
        }),
        entry("null makes no group", || {
            Broken::new().tally(|inner, unit, tally| {
                let mut groups = now(inner.tally(unit, tally))?;
                groups.retain(|group| !group.group.iter().any(Value::is_null));
                Ok(groups)
            })
        }),
        entry("groups descend", || {
            Broken::new().tally(|inner, unit, tally| {
                now(inner.tally(unit, tally)).map(|groups| groups.into_iter().rev().collect())
            })
        }),
        entry("nothing makes no group", || {
            Broken::new().tally(|inner, unit, tally| {
                let mut groups = now(inner.tally(unit, tally))?;
                groups.retain(|group| group.count > 0 || tally.kind == KEY_KIND);
                Ok(groups)
            })
        }),
        entry("tally ignores its filter", || {
            Broken::new().tally(|inner, unit, tally| {
                now(inner.tally(unit, tally))?;
                now(inner.tally(unit, &TallyQuery { filter: Filter::default(), ..tally.clone() }))
            })
        }),
    ]
}
