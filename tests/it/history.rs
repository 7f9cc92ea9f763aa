//! 历史 What was known when, of which day: as-of answers against a naive replay of the log, and the scenarios of history.

use std::collections::BTreeMap;
use std::sync::Arc;

use cunwu::schema::{Key, KindSpec, Value};
use cunwu::store::{
    AsOf, Change, Content, Expect, Filter, Guard, Known, LogQuery, MemoryStore, Migrate, Nature, Op, Query, Record,
    Seq, SqlStore, Store, Sum, Tally, TallyQuery, copy,
};
use cunwu::value::Day;

use crate::random_run::{Dice, KEEPER, MEMO, STALL, catalog, commit_of, day, fill, put, unit};

/// What a naive replay holds of one kind: each record's commit and content.
type Replayed = BTreeMap<Box<str>, (Seq, Content)>;

/// The records of a kind after a commit, by going through the log row by row.
fn replay(log: &[Change], spec: &KindSpec, seq: Seq) -> Replayed {
    let mut held = Replayed::new();
    for row in log.iter().filter(|row| row.commit.seq <= seq && *row.key.kind == *spec.name) {
        match &row.content {
            Some(content) => drop(held.insert(row.key.id.clone(), (row.commit.seq, content.clone()))),
            None => drop(held.remove(&row.key.id)),
        }
    }
    held
}

/// Whether the period in a stall's last two columns holds a day.
fn holds(content: &Content, on: &str) -> bool {
    let text = |place: usize| match &content.columns[place] {
        Value::Text(text) => Some(&**text),
        _ => None,
    };
    text(3).is_none_or(|from| from <= on) && text(4).is_none_or(|until| on < until)
}

fn record(kind: &str, id: &str, (rev, content): &(Seq, Content)) -> Record {
    Record { key: Key::new(kind, id), rev: *rev, version: content.version, body: content.body.clone() }
}

/// The records in an order, as a page gives them.
fn ordered(held: &Replayed, columns: &[usize], descending: bool) -> Vec<Record> {
    let mut sorted: Vec<_> = held.iter().collect();
    let key = |held: &(Seq, Content)| columns.iter().map(|place| held.1.columns[*place].clone()).collect::<Vec<_>>();
    sorted.sort_by_key(|(id, held)| (key(held), (*id).clone()));
    if descending {
        sorted.reverse();
    }
    sorted.into_iter().map(|(id, held)| record(STALL.name, id, held)).collect()
}

fn tallied(held: &Replayed) -> Vec<Tally> {
    let mut groups: BTreeMap<Value, (u64, Sum)> = BTreeMap::new();
    for (_, content) in held.values() {
        let (count, sum) = groups.entry(content.columns[0].clone()).or_default();
        *count += 1;
        if let Value::Int(rent) = content.columns[1] {
            *sum = Sum { total: sum.total + rent, counted: sum.counted + 1 };
        }
    }
    groups.into_iter().map(|(place, (count, sum))| Tally { group: vec![place], count, sums: vec![sum] }).collect()
}

async fn paged(store: &dyn Store, mut query: Query) -> Vec<Record> {
    let mut all = Vec::new();
    for _ in 0..100 {
        let page = store.query(unit(), &query).await.unwrap();
        all.extend(page.records);
        query.after = page.next;
        if query.after.is_none() {
            return all;
        }
    }
    panic!("paging does not end");
}

/// Asks everything as of one commit, of a store that answers "now" or of one that is asked for the past.
async fn agrees(store: &dyn Store, known: Known, log: &[Change], seq: Seq) {
    let held = replay(log, STALL, seq);
    let orders: [(&str, &[usize]); 3] = [("id", &[]), ("by_place", &[0]), ("by_rent", &[1, 0])];
    for (order, columns) in orders {
        for descending in [false, true] {
            let query = Query { descending, ..Query::of(STALL.name).order(order).limit(3).known(known) };
            assert_eq!(paged(store, query).await, ordered(&held, columns, descending), "{order} as of {seq}");
        }
    }
    for number in 0..9 {
        let on = day(number);
        let valid: Replayed =
            held.iter().filter(|(_, held)| holds(&held.1, &on)).map(|(id, held)| (id.clone(), held.clone())).collect();
        let filter = Filter::valid_on("from_day", "until_day", on.parse::<Day>().unwrap());
        let query = Query::of(STALL.name).filter(filter.clone()).order("by_rent").limit(2).known(known);
        assert_eq!(paged(store, query).await, ordered(&valid, &[1, 0], false), "{on} as of {seq}");
        let tally = TallyQuery::of(STALL.name).filter(filter).by("place").sum("rent").known(known);
        assert_eq!(store.tally(unit(), &tally).await.unwrap(), tallied(&valid), "{on} as of {seq}");
    }
    let keepers = replay(log, KEEPER, seq);
    let found = paged(store, Query::of(KEEPER.name).known(known)).await;
    assert_eq!(found, keepers.iter().map(|(id, held)| record(KEEPER.name, id, held)).collect::<Vec<_>>());
}

/// What only a store as of a commit can be asked: heads, records by key, the log.
async fn whole(then: &dyn Store, log: &[Change], seq: Seq) {
    let head = then.head(unit()).await.unwrap();
    let last = log.iter().rfind(|row| row.commit.seq == seq).map(|row| &row.commit);
    assert_eq!((head.seq, head.chain, head.at), last.map_or_else(Default::default, |c| (c.seq, c.chain, Some(c.at))));
    let mut keys: Vec<Key> = (0..9).map(|number| Key::new(STALL.name, &format!("stall_{number}"))).collect();
    keys.extend((0..4).map(|number| Key::new(KEEPER.name, &format!("keeper_{number}"))));
    keys.reverse();
    let (stalls, keepers) = (replay(log, STALL, seq), replay(log, KEEPER, seq));
    let wanted = keys.iter().map(|key| {
        let of_kind = if *key.kind == *STALL.name { &stalls } else { &keepers };
        of_kind.get(&key.id).map(|found| record(&key.kind, &key.id, found))
    });
    assert_eq!(then.fetch(unit(), &keys).await.unwrap(), wanted.collect::<Vec<_>>(), "as of {seq}");
    let mut query = LogQuery::after(Seq::ZERO).limit(7);
    let mut read = Vec::new();
    loop {
        let page = then.log(unit(), &query).await.unwrap();
        let Some(last) = page.last() else { break };
        query = query.from(last.mark());
        read.extend(page);
    }
    let prefix: Vec<Change> = log.iter().filter(|row| row.commit.seq <= seq).cloned().collect();
    assert_eq!(read, prefix);
    let memo = then.query(unit(), &Query::of(MEMO.name)).await.unwrap_err();
    assert_eq!(memo.code(), "store.known.no_history");
    let memo = then.fetch(unit(), &[Key::new(MEMO.name, "memo_1")]).await.unwrap_err();
    assert_eq!(memo.code(), "store.known.no_history");
}

#[tokio::test]
async fn as_of_answers_equal_a_naive_replay_at_every_day_and_commit() {
    let mut erased = 0;
    for seed in 100..106 {
        let memory = Arc::new(MemoryStore::new(catalog()));
        let head = fill(&memory, seed, 22).await;
        let sqlite = Arc::new(SqlStore::sqlite_in_memory(catalog()).unwrap());
        sqlite.migrate(&Migrate::default()).await.unwrap();
        copy(&memory, &sqlite, unit()).await.unwrap();
        let log = memory.log(unit(), &LogQuery::after(Seq::ZERO).limit(Query::MOST)).await.unwrap();
        erased += log.iter().filter(|row| row.nature == Nature::Erase).count();
        let stores: [Arc<dyn Store>; 2] = [memory, sqlite];
        for store in stores {
            for seq in (0..=head.get()).map(Seq::new) {
                agrees(&*store, Known::At(seq), &log, seq).await;
                let then = AsOf::new(Arc::clone(&store), seq);
                agrees(&then, Known::Now, &log, seq).await;
                whole(&then, &log, seq).await;
            }
            agrees(&*store, Known::Now, &log, head).await;
        }
    }
    assert!(erased > 5, "{erased}");
}

#[tokio::test]
async fn a_past_that_was_read_page_by_page_stays_while_others_write() {
    let store = MemoryStore::new(catalog());
    let seq = fill(&store, 7, 20).await;
    let then = AsOf::new(&store, seq);
    let before = paged(&then, Query::of(STALL.name)).await;
    let mut query = Query::of(STALL.name).limit(1);
    let mut read = Vec::new();
    let mut dice = Dice::new(5);
    for turn in 0..100 {
        let page = then.query(unit(), &query).await.unwrap();
        read.extend(page.records);
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
        let id = format!("stall_{}", dice.roll(8));
        let op = put(STALL, &id, Key::new(STALL.name, &id), vec![Value::Null; 5], Nature::Change, 9);
        store.commit(&commit_of(&format!("meanwhile {turn}"), vec![op])).await.unwrap();
    }
    assert_eq!((read, before.len() > 3), (before, true));
}

/// A store for a scenario.
struct Ledger(MemoryStore);

impl Ledger {
    fn new() -> Self {
        Self(MemoryStore::new(catalog()))
    }

    async fn commit(&self, request: &str, ops: Vec<Op>) -> Seq {
        self.0.commit(&commit_of(request, ops)).await.unwrap().head.seq
    }

    /// The places that count on a day, as known at a commit.
    async fn places(&self, on: &str, seq: Seq) -> Vec<String> {
        let filter = Filter::valid_on("from_day", "until_day", on.parse::<Day>().unwrap());
        let tally = TallyQuery::of(STALL.name).filter(filter).by("place").known(Known::At(seq));
        let groups = self.0.tally(unit(), &tally).await.unwrap();
        groups
            .into_iter()
            .map(|tally| match &tally.group[0] {
                Value::Text(text) => format!("{text} {}", tally.count),
                other => panic!("{other:?}"),
            })
            .collect()
    }
}

/// A record at a place for a period.
fn at(id: &str, place: &str, period: [Option<&str>; 2], nature: Nature) -> Op {
    let columns = vec![place.into(), Value::Null, Value::Null, period[0].into(), period[1].into()];
    put(STALL, id, Key::new(STALL.name, id), columns, nature, 1)
}

#[tokio::test]
async fn deleting_keeps_history() {
    let ledger = Ledger::new();
    let made = ledger.commit("made", vec![at("stall_1", "东门", [None, None], Nature::Create)]).await;
    let key = Key::new(STALL.name, "stall_1");
    let gone = ledger.commit("gone", vec![Op::Delete { key: key.clone(), expect: Expect::Rev(made) }]).await;
    assert_eq!(ledger.places("2023-06-01", made).await, ["东门 1"]);
    assert!(ledger.places("2023-06-01", gone).await.is_empty());
    let log = ledger.0.log(unit(), &LogQuery::of(key)).await.unwrap();
    assert_eq!(log.iter().map(|row| row.nature).collect::<Vec<_>>(), [Nature::Create, Nature::Delete]);
    assert!(log[0].content.is_some(), "the deleted version is still there");
}

#[tokio::test]
async fn a_correction_is_told_from_a_change() {
    let ledger = Ledger::new();
    let period = [Some("2023-06-01"), None];
    ledger.commit("made", vec![at("stall_1", "东门", period, Nature::Create)]).await;
    ledger.commit("moved", vec![at("stall_1", "西门", [Some("2023-06-10"), None], Nature::Change)]).await;
    let mut commit = commit_of("was wrong", vec![at("stall_1", "南门", [Some("2023-06-10"), None], Nature::Correct)]);
    commit.meta.reason = Some("核对租约".into());
    ledger.0.commit(&commit).await.unwrap();
    let log = ledger.0.log(unit(), &LogQuery::of(Key::new(STALL.name, "stall_1"))).await.unwrap();
    let told: Vec<_> = log.iter().map(|row| (row.nature, row.commit.reason.as_deref())).collect();
    assert_eq!(told, [(Nature::Create, None), (Nature::Change, None), (Nature::Correct, Some("核对租约"))]);
}

#[tokio::test]
async fn a_correction_of_a_move_filed_after_the_report_moves_the_figure_and_leaves_the_report() {
    let ledger = Ledger::new();
    let ops = vec![
        at("stall_1", "甲屋", [Some("2023-06-01"), None], Nature::Create),
        at("stall_2", "乙屋", [Some("2023-06-01"), None], Nature::Create),
    ];
    let filed = ledger.commit("month", ops).await;
    assert_eq!(ledger.places("2023-06-30", filed).await, ["乙屋 1", "甲屋 1"]);
    // In July it comes out that he had moved on 20 June already.
    let ops = vec![
        at("stall_1", "甲屋", [Some("2023-06-01"), Some("2023-06-20")], Nature::Correct),
        at("stall_3", "乙屋", [Some("2023-06-20"), None], Nature::Create),
    ];
    let now = ledger.commit("correction", ops).await;
    assert_eq!(ledger.places("2023-06-30", now).await, ["乙屋 2"]);
    assert_eq!(ledger.places("2023-06-19", now).await, ["乙屋 1", "甲屋 1"]);
    assert_eq!(ledger.places("2023-06-30", filed).await, ["乙屋 1", "甲屋 1"], "the report as it was filed");
}

#[tokio::test]
async fn a_grid_redrawn_in_the_middle_of_a_month_counts_by_the_day() {
    let ledger = Ledger::new();
    let first = ledger.commit("old", vec![at("stall_1", "第一网格", [None, None], Nature::Create)]).await;
    // Split into two from the 15th, before anybody has drawn them.
    let ops = vec![
        at("stall_1", "第一网格", [None, Some("2023-06-15")], Nature::Change),
        at("stall_2", "第一网格东", [Some("2023-06-15"), None], Nature::Create),
        at("stall_3", "第一网格西", [Some("2023-06-15"), None], Nature::Create),
    ];
    let split = ledger.commit("split", ops).await;
    let keeper = |id: &str| put(KEEPER, id, Key::new(KEEPER.name, id), vec!["2023-06-15".into()], Nature::Create, 1);
    let drawn = ledger.commit("drawn", vec![keeper("keeper_1"), keeper("keeper_2")]).await;
    assert_eq!(ledger.places("2023-06-14", drawn).await, ["第一网格 1"]);
    assert_eq!(ledger.places("2023-06-15", drawn).await, ["第一网格东 1", "第一网格西 1"]);
    assert_eq!(ledger.places("2023-06-15", first).await, ["第一网格 1"], "as known before the split");
    let outlines = |seq| TallyQuery::of(KEEPER.name).known(Known::At(seq));
    assert_eq!(ledger.0.tally(unit(), &outlines(split)).await.unwrap()[0].count, 0, "split before it was drawn");
    assert_eq!(ledger.0.tally(unit(), &outlines(drawn)).await.unwrap()[0].count, 2);
}

#[tokio::test]
async fn a_member_ended_now_is_ended_now() {
    let ledger = Ledger::new();
    ledger.commit("joined", vec![at("stall_1", "支部", [Some("2023-06-01"), None], Nature::Create)]).await;
    let left = vec![at("stall_1", "支部", [Some("2023-06-01"), Some("2023-06-20")], Nature::Change)];
    let now = ledger.commit("left", left).await;
    assert!(ledger.places("2023-06-20", now).await.is_empty());
    assert_eq!(ledger.places("2023-06-19", now).await, ["支部 1"]);
}

#[tokio::test]
async fn an_attribute_does_not_outlive_its_object() {
    let ledger = Ledger::new();
    let house = ledger.commit("house", vec![at("stall_1", "甲屋", [None, None], Nature::Create)]).await;
    let key = Key::new(STALL.name, "stall_1");
    let mut attribute = commit_of("attribute", vec![at("stall_2", "甲屋", [None, None], Nature::Create)]);
    attribute.guards.push(Guard::Unchanged(key.clone(), house));
    ledger.0.commit(&attribute).await.unwrap();
    // The object cannot go while something stands under it …
    let mut end = commit_of("end", vec![Op::Delete { key: key.clone(), expect: Expect::Rev(house) }]);
    end.guards.push(Guard::Count { kind: STALL.name.into(), filter: Filter::eq("place", "甲屋"), is: 1 });
    assert_eq!(ledger.0.commit(&end).await.unwrap_err().code(), "store.guard");
    ledger.commit("clear", vec![Op::Delete { key: Key::new(STALL.name, "stall_2"), expect: Expect::Any }]).await;
    ledger.0.commit(&end).await.unwrap();
    // … and nothing can be put under it once it is gone.
    attribute.meta.request = "too late".into();
    assert_eq!(ledger.0.commit(&attribute).await.unwrap_err().code(), "store.guard");
}
