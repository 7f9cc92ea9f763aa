//! Cases of reads.

use super::trial::{LAMP, change, columns, commit, create, found, here, lamp, lamps, put_of};
use crate::schema::{Key, Value};
use crate::store::{
    Expect, Filter, Finding, Head, Known, LogQuery, Nature, Op, Query, Seq, Store, Sum, TallyQuery, verify,
};
use crate::value::Day;

/// Five lamps: two places, one without, watts and days.
async fn filled(store: &dyn Store) {
    let lamp = |id: &str, place: Option<&str>, watts: Option<i64>, lit: Option<bool>, days: [Option<&str>; 2]| {
        let [from, until] = days;
        create(id, vec![place.into(), watts.into(), lit.into(), from.into(), until.into(), Value::Null])
    };
    let ops = vec![
        lamp("lamp_1", Some("东门"), Some(60), Some(true), [Some("2023-01-01"), Some("2023-06-01")]),
        lamp("lamp_2", Some("东门口"), Some(100), Some(false), [None, None]),
        lamp("lamp_3", None, Some(60), None, [Some("2023-06-01"), None]),
        lamp("lamp_4", Some("gate"), None, Some(true), [None, Some("2023-01-01")]),
        lamp("lamp_5", Some("Gate"), Some(-5), Some(false), [Some("2023-02-01"), Some("2023-02-01")]),
    ];
    commit(store, "fill", ops).await.unwrap();
}

async fn which(store: &dyn Store, filter: Filter) -> String {
    let ids = found(store, lamps().filter(filter)).await;
    ids.iter().map(|id| id.trim_start_matches("lamp_")).collect()
}

pub(crate) async fn fetch_keeps_the_order_of_keys(store: &dyn Store) {
    filled(store).await;
    let keys = [lamp("lamp_5"), lamp("lamp_9"), lamp("lamp_1"), lamp("lamp_5"), Key::new("trial.note", "lamp_1")];
    let records = store.fetch(here(), &keys).await.unwrap();
    let ids: Vec<_> = records.iter().map(|record| record.as_ref().map(|record| &*record.key.id)).collect();
    assert_eq!(ids, [Some("lamp_5"), None, Some("lamp_1"), Some("lamp_5"), None]);
}

pub(crate) async fn negation_keeps_records_without_value(store: &dyn Store) {
    filled(store).await;
    assert_eq!(which(store, Filter::eq("place", "gate").negate()).await, "1235");
    assert_eq!(which(store, Filter::Lt("watts".into(), 100.into()).negate()).await, "24");
    assert_eq!(which(store, Filter::within("watts", [60, 100]).negate()).await, "45");
    assert_eq!(which(store, Filter::starts_with("place", "东").negate()).await, "345");
    assert_eq!(which(store, Filter::eq("place", "gate").negate().negate()).await, "4");
    let both = Filter::eq("watts", 60).and(Filter::eq("place", "东门"));
    assert_eq!(which(store, both.negate()).await, "2345");
    let either = Filter::Any(vec![Filter::eq("watts", 60), Filter::eq("place", "gate")]);
    assert_eq!(which(store, either.negate()).await, "25");
}

pub(crate) async fn every_filter_agrees_with_its_meaning(store: &dyn Store) {
    filled(store).await;
    assert_eq!(which(store, Filter::default()).await, "12345");
    assert_eq!(which(store, Filter::Any(vec![])).await, "");
    assert_eq!(which(store, Filter::Any(vec![]).negate()).await, "12345");
    assert_eq!(which(store, Filter::In("watts".into(), vec![])).await, "");
    assert_eq!(which(store, Filter::eq("lit", true)).await, "14");
    assert_eq!(which(store, Filter::Le("watts".into(), 60.into())).await, "135");
    assert_eq!(which(store, Filter::Gt("watts".into(), 60.into())).await, "2");
    assert_eq!(which(store, Filter::Ge("place".into(), "gate".into())).await, "124");
    assert_eq!(which(store, Filter::is_null("place")).await, "3");
    assert_eq!(which(store, Filter::starts_with("place", "东门")).await, "12");
    assert_eq!(which(store, Filter::starts_with("place", "")).await, "1245");
    assert_eq!(which(store, Filter::within("place", ["gate", "东门", "x"])).await, "14");
    let valid = |day: &str| Filter::valid_on("from", "until", day_of(day));
    assert_eq!(which(store, valid("2023-01-01")).await, "12");
    assert_eq!(which(store, valid("2022-12-31")).await, "24");
    assert_eq!(which(store, valid("2023-05-31")).await, "12");
    assert_eq!(which(store, valid("2023-06-01")).await, "23");
    assert_eq!(which(store, valid("2023-02-01").negate()).await, "345");
    assert_eq!(which(store, Filter::starts_with("place", "%")).await, "", "no wild cards");
}

fn day_of(text: &str) -> Day {
    crate::value::Plain::parse(text).unwrap()
}

pub(crate) async fn text_is_ordered_by_bytes_and_nulls_come_first(store: &dyn Store) {
    filled(store).await;
    assert_eq!(found(store, lamps().order("by_place")).await, ["lamp_3", "lamp_5", "lamp_4", "lamp_1", "lamp_2"]);
    let back = lamps().order("by_place").descending();
    assert_eq!(found(store, back).await, ["lamp_2", "lamp_1", "lamp_4", "lamp_5", "lamp_3"]);
    assert_eq!(found(store, lamps().order("by_watts")).await, ["lamp_4", "lamp_5", "lamp_3", "lamp_1", "lamp_2"]);
}

pub(crate) async fn pages_meet_each_record_once_in_both_directions(store: &dyn Store) {
    let op = |number: i64| {
        let place = (number % 3 != 0).then(|| format!("p{}", number % 5));
        let watts = (number % 4 != 0).then_some(number % 7);
        create(&format!("lamp_{number:03}"), columns(place.as_deref(), watts))
    };
    commit(store, "fill", (0..100).map(op).collect()).await.unwrap();
    for order in ["id", "by_place", "by_watts"] {
        for size in [1, 7, 99, 100] {
            let forth = paged(store, lamps().order(order).limit(size)).await;
            let mut back = paged(store, lamps().order(order).limit(size).descending()).await;
            let whole = found(store, lamps().order(order)).await;
            back.reverse();
            assert_eq!((&forth, &back), (&whole, &whole), "{order} by {size}");
            let then = paged(store, lamps().order(order).limit(size).known(Known::At(Seq::new(1)))).await;
            assert_eq!(then, whole);
        }
    }
    let some = lamps().order("by_watts").limit(3).filter(Filter::Gt("watts".into(), 2.into()));
    assert_eq!(paged(store, some.clone()).await, found(store, some.limit(100)).await);
}

async fn paged(store: &dyn Store, mut query: Query) -> Vec<String> {
    let mut all = Vec::new();
    for _ in 0..200 {
        let page = store.query(here(), &query).await.unwrap();
        all.extend(page.records.iter().map(|record| record.key.id.to_string()));
        let Some(next) = page.next else { return all };
        query.after = Some(next.to_string().parse().unwrap());
    }
    panic!("paging does not end");
}

pub(crate) async fn a_cursor_serves_no_other_query(store: &dyn Store) {
    filled(store).await;
    let page = store.query(here(), &lamps().limit(2)).await.unwrap();
    let others = [
        lamps().order("by_place"),
        lamps().descending(),
        lamps().filter(Filter::eq("lit", true)),
        lamps().known(Known::At(Seq::new(1))),
        Query::of("trial.note"),
    ];
    for other in others {
        let error = store.query(here(), &other.after(page.next.clone())).await.unwrap_err();
        assert_eq!(error.code(), "store.cursor");
    }
    let elsewhere = store.query(super::trial::unit(2), &lamps().after(page.next)).await;
    assert_eq!(elsewhere.unwrap_err().code(), "store.cursor");
}

pub(crate) async fn unknown_names_and_types_are_errors(store: &dyn Store) {
    let code = async |query: Query| store.query(here(), &query).await.unwrap_err().code();
    assert_eq!(code(Query::of("trial.tree")).await, "schema.kind.unknown");
    assert_eq!(code(lamps().order("by_moon")).await, "store.order.unknown");
    assert_eq!(code(lamps().order("place")).await, "store.order.unknown");
    assert_eq!(code(lamps().filter(Filter::eq("moon", 1))).await, "schema.column.unknown");
    assert_eq!(code(lamps().filter(Filter::eq("id", "lamp_1"))).await, "schema.column.unknown");
    assert_eq!(code(lamps().filter(Filter::eq("watts", "60"))).await, "store.filter.type");
    assert_eq!(code(lamps().filter(Filter::eq("watts", Value::Null))).await, "store.filter.type");
    assert_eq!(code(lamps().filter(Filter::eq("from", "2023"))).await, "store.filter.type");
    assert_eq!(code(lamps().filter(Filter::starts_with("watts", "6"))).await, "store.filter.type");
    assert_eq!(
        code(lamps().filter(Filter::valid_on("place", "until", day_of("2023-01-01")))).await,
        "store.filter.type"
    );
    assert_eq!(code(lamps().filter(Filter::is_null("moon").negate())).await, "schema.column.unknown");
    assert_eq!(code(lamps().limit(0)).await, "store.limit");
    assert_eq!(code(lamps().limit(10_001)).await, "store.limit");
    assert_eq!(code(lamps().known(Known::At(Seq::new(1)))).await, "store.known.future");
    let tally = async |query: TallyQuery| store.tally(here(), &query).await.unwrap_err().code();
    assert_eq!(tally(TallyQuery::of(LAMP.name).by("moon")).await, "schema.column.unknown");
    assert_eq!(tally(TallyQuery::of(LAMP.name).sum("place")).await, "store.filter.type");
    assert_eq!(tally(TallyQuery::of(crate::store::KEY_KIND).by("subject")).await, "schema.column.unknown");
    assert!(store.fetch(here(), &[Key::new("trial.tree", "tree_1")]).await.is_err());
    assert!(store.log(here(), &LogQuery::of(Key::new("trial.tree", "tree_1"))).await.is_err());
}

pub(crate) async fn a_page_may_be_asked_as_of_a_commit(store: &dyn Store) {
    commit(store, "one", vec![create("lamp_1", columns(Some("a"), None))]).await.unwrap();
    commit(store, "two", vec![create("lamp_2", columns(Some("a"), None))]).await.unwrap();
    commit(store, "three", vec![change("lamp_1", columns(Some("b"), None), Seq::new(1))]).await.unwrap();
    let at = |seq| lamps().filter(Filter::eq("place", "a")).known(Known::At(Seq::new(seq)));
    assert!(found(store, at(0)).await.is_empty());
    assert_eq!(found(store, at(1)).await, ["lamp_1"]);
    assert_eq!(found(store, at(2)).await, ["lamp_1", "lamp_2"]);
    assert_eq!(found(store, at(3)).await, ["lamp_2"]);
    let page = store.query(here(), &at(1)).await.unwrap();
    assert_eq!((page.records[0].rev, page.seq), (Seq::new(1), Seq::new(3)));
    let tally = TallyQuery::of(LAMP.name).by("place").known(Known::At(Seq::new(2)));
    assert_eq!(store.tally(here(), &tally).await.unwrap()[0].count, 2);
}

pub(crate) async fn tallies_count_and_sum_by_columns(store: &dyn Store) {
    filled(store).await;
    let tally = TallyQuery::of(LAMP.name).by("lit").sum("watts");
    let answer = store.tally(here(), &tally).await.unwrap();
    let lines: Vec<_> = answer.iter().map(|row| (row.group[0].clone(), row.count, row.sums[0])).collect();
    assert_eq!(
        lines,
        [
            (Value::Null, 1, Sum { total: 60, counted: 1 }),
            (Value::Bool(false), 2, Sum { total: 95, counted: 2 }),
            (Value::Bool(true), 2, Sum { total: 60, counted: 1 }),
        ]
    );
    let none = TallyQuery::of(LAMP.name).filter(Filter::eq("place", "nowhere")).sum("watts");
    let answer = store.tally(here(), &none).await.unwrap();
    assert_eq!((answer.len(), answer[0].count, answer[0].sums[0]), (1, 0, Sum::default()));
    assert!(store.tally(here(), &none.by("lit")).await.unwrap().is_empty());
    let two = TallyQuery::of(LAMP.name).by("watts").by("lit");
    assert_eq!(store.tally(here(), &two).await.unwrap().len(), 5);
}

pub(crate) async fn a_sum_beyond_64_bits_is_an_error(store: &dyn Store) {
    let ops = (1..=2).map(|number| create(&format!("lamp_{number}"), columns(None, Some(i64::MAX)))).collect();
    commit(store, "one", ops).await.unwrap();
    let error = store.tally(here(), &TallyQuery::of(LAMP.name).sum("watts")).await.unwrap_err();
    assert_eq!((error.code(), error.get("column")), ("store.tally.overflow", Some("watts")));
}

async fn history(store: &dyn Store) -> Head {
    filled(store).await;
    for number in 1..=4 {
        let watts = columns(Some("东"), Some(number));
        let op = put_of(LAMP, "lamp_1", watts, Expect::Rev(Seq::new(number)), Nature::Correct);
        commit(store, &format!("change {number}"), vec![op]).await.unwrap();
    }
    commit(store, "end", vec![Op::Delete { key: lamp("lamp_2"), expect: Expect::Any }]).await.unwrap();
    store.head(here()).await.unwrap()
}

pub(crate) async fn the_log_is_gapless_and_pages_anywhere(store: &dyn Store) {
    let head = history(store).await;
    let whole = store.log(here(), &LogQuery::after(Seq::ZERO)).await.unwrap();
    assert_eq!(whole.len(), 10);
    let marks: Vec<_> = whole.iter().map(|row| (row.commit.seq.get(), row.ord)).collect();
    assert_eq!(marks, [(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0)]);
    for size in 1..=10 {
        let mut query = LogQuery::after(Seq::ZERO).limit(size);
        let mut paged = Vec::new();
        loop {
            let page = store.log(here(), &query).await.unwrap();
            let Some(last) = page.last() else { break };
            query = query.from(last.mark());
            paged.extend(page);
        }
        assert_eq!(paged, whole, "by {size}");
    }
    assert_eq!(store.log(here(), &LogQuery::after(Seq::new(4))).await.unwrap().len(), 2);
    assert_eq!(store.log(here(), &LogQuery::after(head.seq)).await.unwrap(), vec![]);
    assert!(whole.iter().all(|row| row.content.is_some() != (row.nature == Nature::Delete)));
    assert_eq!(whole[9].commit.chain, head.chain);
}

pub(crate) async fn the_history_of_a_record_is_in_its_log(store: &dyn Store) {
    history(store).await;
    let log = store.log(here(), &LogQuery::of(lamp("lamp_1"))).await.unwrap();
    let watts: Vec<_> = log.iter().map(|row| row.content.as_ref().unwrap().columns[1].clone()).collect();
    assert_eq!(watts, [60, 1, 2, 3, 4].map(Value::Int));
    assert_eq!(log[0].nature, Nature::Create);
    assert_eq!(log[4].nature, Nature::Correct);
    let bare = store.log(here(), &LogQuery::of(lamp("lamp_2")).bare()).await.unwrap();
    assert_eq!((bare.len(), bare[1].nature, &bare[0].content), (2, Nature::Delete, &None));
}

pub(crate) async fn the_verifier_finds_what_was_changed(store: &dyn Store) {
    let head = history(store).await;
    let catalog = &store.info().catalog;
    let log = store.log(here(), &LogQuery::after(Seq::ZERO)).await.unwrap();
    let check = |log: &[crate::store::Change]| verify(catalog, &Head::default(), log, &head).unwrap();
    assert_eq!(check(&log), vec![]);
    let mut edited = log.clone();
    edited[2].content.as_mut().unwrap().body = "{}".into();
    assert_eq!(check(&edited), vec![Finding::Content { seq: Seq::new(1), key: lamp("lamp_3") }]);
    let mut column = log.clone();
    column[2].content.as_mut().unwrap().columns[1] = Value::Int(61);
    assert_eq!(check(&column).len(), 1);
    let mut covered = edited.clone();
    let content = covered[2].content.clone().unwrap();
    covered[2].digest = crate::store::chain::digest(LAMP, &covered[2].key, Nature::Create, &content);
    assert_eq!(check(&covered), vec![Finding::Chain { seq: Seq::new(1) }]);
    let mut removed = log.clone();
    removed.remove(2);
    assert!(check(&removed).contains(&Finding::Rows { seq: Seq::new(1) }));
    let mut swapped = log.clone();
    swapped.swap(5, 6);
    assert!(!check(&swapped).is_empty());
    let gap: Vec<_> = log.iter().filter(|row| row.commit.seq != Seq::new(3)).cloned().collect();
    assert!(check(&gap).contains(&Finding::Gap { seq: Seq::new(3) }));
    assert_eq!(check(&log[..9]), vec![Finding::End { seq: Seq::new(6) }]);
    let mut actor = log.clone();
    let mut info = (*actor[9].commit).clone();
    info.actor = "somebody".into();
    actor[9].commit = info.into();
    assert_eq!(check(&actor), vec![Finding::Chain { seq: Seq::new(6) }]);
}

pub(crate) async fn an_empty_store_answers_everything(store: &dyn Store) {
    assert_eq!(store.head(here()).await.unwrap(), Head::default());
    assert!(found(store, lamps().order("by_watts")).await.is_empty());
    let tally = store.tally(here(), &TallyQuery::of(LAMP.name).sum("watts")).await.unwrap();
    assert_eq!((tally.len(), tally[0].count), (1, 0));
    assert_eq!(store.fetch(here(), &[]).await.unwrap(), vec![]);
    assert!(store.log(here(), &LogQuery::of(lamp("lamp_1"))).await.unwrap().is_empty());
}
