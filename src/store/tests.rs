//! Typed reads, units of work and layers, over the store in memory.

#![allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "the trial kind has no rule of its own")]

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::schema::{Entity, Id, Prefixed};
use crate::store::conformance::trial::{here, meta};
use crate::store::{
    AsOf, Catalog, Change, Chaos, Known, LogQuery, MemoryStore, Migrate, Moment, Nature, Query, ReadOnly, Seed, Seq,
    Store, StoreExt, UnitOfWork, select,
};
use crate::value::{Instant, Plain, Text};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Tree {
    id: Id<Tree>,
    kind: Text,
}

crate::entity! {
    Tree: "trial.tree", "tree", v1, "树";
    columns { kind "树种": Text = |tree| tree.kind.as_str() }
    indexes { by_kind(kind) }
    secrets {}
    subject = |tree| tree.id.key();
}

impl Tree {
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

fn tree(number: u128, kind: &str) -> Tree {
    Tree { id: Id::from_uuid(Uuid::from_u128(number)), kind: Text::parse(kind).unwrap() }
}

fn seed() -> Seed {
    Seed::from_bytes([1; 32])
}

fn store() -> MemoryStore {
    MemoryStore::new(Catalog::new([Tree::SPEC]).unwrap())
}

async fn plant(store: &dyn Store, request: &str, trees: &[Tree]) {
    let mut work = UnitOfWork::new(store, here());
    for tree in trees {
        work.create(tree).unwrap();
    }
    work.commit(meta(request), &seed()).await.unwrap();
}

#[tokio::test]
async fn a_unit_of_work_writes_once_and_guards_what_it_read() {
    let store = store();
    plant(&store, "plant", &[tree(1, "榕树"), tree(2, "木棉")]).await;
    let mut work = UnitOfWork::new(&store, here());
    let read = work.need(tree(1, "x").id).await.unwrap();
    assert_eq!(work.change(&tree(2, "荔枝")).unwrap_err().code(), "store.staged.unread");
    work.load(tree(2, "x").id).await.unwrap();
    work.change(&tree(2, "荔枝")).unwrap();
    work.correct(&tree(2, "龙眼")).unwrap();
    work.create(&tree(3, "芒果")).unwrap();
    work.create(&tree(4, "芒果")).unwrap();
    work.delete(tree(4, "x").id).unwrap();
    assert_eq!((work.len(), read.kind.as_str()), (2, "榕树"));
    let commit = work.into_commit(meta("tend"), &seed());
    assert_eq!((commit.ops.len(), commit.guards.len()), (2, 1));

    let mut other = UnitOfWork::new(&store, here());
    other.need(tree(1, "x").id).await.unwrap();
    other.change(&tree(1, "黄皮")).unwrap();
    other.commit(meta("other"), &seed()).await.unwrap();
    let error = store.commit(&commit).await.unwrap_err();
    assert_eq!((error.code(), error.is_conflict()), ("store.guard", true));
    assert_eq!(store.all::<Tree>(here()).await.unwrap().len(), 2);
    assert!(UnitOfWork::new(&store, here()).commit(meta("nothing"), &seed()).await.unwrap().is_none());
}

#[tokio::test]
async fn history_and_the_past_are_typed() {
    let store = store();
    plant(&store, "one", &[tree(1, "榕树")]).await;
    for (request, kind) in [("two", "木棉"), ("three", "荔枝")] {
        let mut work = UnitOfWork::new(&store, here());
        work.need(tree(1, "x").id).await.unwrap();
        work.correct(&tree(1, kind)).unwrap();
        let mut meta = meta(request);
        meta.at = Instant::from_micros(meta.at.micros() + if request == "two" { 10 } else { 20 });
        work.commit(meta, &seed()).await.unwrap();
    }
    let id = tree(1, "x").id;
    let history = store.history(here(), id).await.unwrap();
    let kinds: Vec<_> = history.iter().map(|version| version.entity.as_ref().unwrap().kind.as_str()).collect();
    assert_eq!((kinds, history[2].nature), (vec!["榕树", "木棉", "荔枝"], Nature::Correct));
    let start = meta("x").at.micros();
    for (micros, seq) in [(start - 1, 0), (start, 1), (start + 9, 1), (start + 10, 2), (start + 99, 3)] {
        assert_eq!(store.seq_at(here(), Instant::from_micros(micros)).await.unwrap(), Seq::new(seq));
    }
    let then = store.as_of(Seq::new(2));
    assert_eq!(then.load(here(), id).await.unwrap().unwrap().kind.as_str(), "木棉");
    assert_eq!(then.all::<Tree>(here()).await.unwrap()[0].kind.as_str(), "木棉");
    assert!(store.as_of(Seq::ZERO).load(here(), id).await.unwrap().is_none());
    let wrong = store.find::<Tree>(here(), &Query::of("trial.lamp")).await.unwrap_err();
    assert_eq!(wrong.code(), "schema.kind.unknown");
}

#[tokio::test]
async fn a_store_as_of_a_commit_is_a_whole_store_to_read_from() {
    let store = std::sync::Arc::new(store());
    plant(&store, "one", &[tree(1, "榕树"), tree(2, "木棉")]).await;
    let first = store.head(here()).await.unwrap();
    for (request, number, kind) in [("two", 1, "荔枝"), ("three", 1, "龙眼")] {
        let mut work = UnitOfWork::new(&*store, here());
        work.need(tree(number, "x").id).await.unwrap();
        work.change(&tree(number, kind)).unwrap();
        work.delete(tree(2, "x").id).unwrap_err();
        work.commit(meta(request), &seed()).await.unwrap();
    }
    let kinds = async |then: &dyn Store| {
        let all = then.all::<Tree>(here()).await.unwrap();
        all.iter().map(|tree| (tree.kind.as_str().to_owned(), tree.rev.get())).collect::<Vec<_>>()
    };
    let then: Box<dyn Store> = Box::new(AsOf::new(std::sync::Arc::clone(&store), Seq::new(1)));
    assert_eq!(kinds(&*then).await, [("榕树".to_owned(), 1), ("木棉".to_owned(), 1)]);
    assert_eq!(kinds(&store.as_of(Seq::new(2))).await[0], ("荔枝".to_owned(), 2));
    assert_eq!(kinds(&store.as_of(Seq::new(2)).as_of(Seq::new(1))).await[0], ("榕树".to_owned(), 1));
    assert_eq!(then.head(here()).await.unwrap(), first);
    let ids = [tree(1, "x").id, tree(9, "x").id, tree(2, "x").id, tree(1, "x").id];
    let loaded = then.load_many(here(), &ids).await.unwrap();
    let found: Vec<_> = loaded.iter().map(|tree| tree.as_ref().map(|tree| tree.kind.as_str())).collect();
    assert_eq!(found, [Some("榕树"), None, Some("木棉"), Some("榕树")]);
    assert_eq!(then.history(here(), ids[0]).await.unwrap().len(), 1);
    assert_eq!(store.as_of(Seq::new(2)).history(here(), ids[0]).await.unwrap().len(), 2);
    let page = then.query(here(), &select::<Tree>().order("by_kind").limit(1)).await.unwrap();
    assert_eq!((page.seq, page.next.is_some()), (Seq::new(1), true));
    let rest = then.query(here(), &select::<Tree>().order("by_kind").limit(1).after(page.next)).await.unwrap();
    assert_eq!((rest.records.len(), rest.next), (1, None));
    assert!(then.migrate(&Migrate::default()).await.unwrap().is_empty());
    let mut work = UnitOfWork::new(&*then, here());
    work.create(&tree(3, "芒果")).unwrap();
    assert_eq!(work.commit(meta("four"), &seed()).await.unwrap_err().code(), "store.read_only");
    let beyond = select::<Tree>().known(Known::At(Seq::new(2)));
    assert_eq!(then.query(here(), &beyond).await.unwrap_err().code(), "store.known.future");
    let early = store.as_of(Seq::new(9));
    assert_eq!(early.head(here()).await.unwrap_err().code(), "store.known.future");
    assert_eq!(early.load(here(), ids[0]).await.unwrap_err().code(), "store.known.future");
    assert_eq!(early.history(here(), ids[0]).await.unwrap_err().code(), "store.known.future");
    let mut last = LogQuery::after(Seq::new(1));
    assert_eq!(then.log(here(), &last).await.unwrap(), vec![]);
    last.key = Some(crate::schema::Key::new("trial.nothing", "x"));
    assert_eq!(then.log(here(), &last).await.unwrap_err().code(), "schema.kind.unknown");
}

#[tokio::test]
async fn each_meets_more_records_than_a_page_holds() {
    let store = store();
    let trees: Vec<Tree> = (1..=2_500).map(|number| tree(number, "榕树")).collect();
    plant(&store, "one", &trees).await;
    let mut met = 0;
    let count = |_| {
        met += 1;
        Ok(())
    };
    store.each::<Tree>(here(), &select::<Tree>().known(Known::At(Seq::new(1))), count).await.unwrap();
    assert_eq!((met, store.all::<Tree>(here()).await.unwrap().len()), (2_500, 2_500));
    let fork = store.fork();
    plant(&fork, "two", &[tree(9_999, "木棉")]).await;
    assert_eq!((store.head(here()).await.unwrap().seq, Tree::KIND), (Seq::new(1), "trial.tree"));
}

#[tokio::test]
async fn the_log_is_met_commit_by_commit_each_whole_whatever_page_it_ends_on() {
    let store = store();
    let sizes = [1_500, 1, 1_200, 3, 296];
    let mut next = 0;
    for (request, size) in ["one", "two", "three", "four", "five"].into_iter().zip(sizes) {
        let trees: Vec<Tree> = (next + 1..=next + size).map(|number| tree(number, "榕树")).collect();
        plant(&store, request, &trees).await;
        next += size;
    }
    let expected = [(1, 1_500), (2, 1), (3, 1_200), (4, 3), (5, 296)].map(|(seq, size)| (Seq::new(seq), size));
    for after in 0..=5 {
        let mut met = Vec::new();
        let note = |seq, changes: Vec<Change>| {
            assert!(changes.iter().all(|change| change.commit.seq == seq));
            met.push((seq, changes.len()));
            Ok(())
        };
        store.each_commit(here(), Seq::new(after), note).await.unwrap();
        let later = expected.iter().filter(|(seq, _)| *seq > Seq::new(after));
        assert!(met.iter().eq(later), "{met:?} after {after}");
    }
}

#[tokio::test]
async fn a_layer_refuses_or_fails_as_told_and_a_lost_answer_is_asked_again() {
    let refusing = ReadOnly(store());
    let mut work = UnitOfWork::new(&refusing, here());
    work.create(&tree(1, "榕树")).unwrap();
    assert_eq!(work.commit(meta("one"), &seed()).await.unwrap_err().code(), "store.read_only");
    for (moment, repeated) in [(Moment::Before, false), (Moment::After, true)] {
        let chaos = Chaos::new(store(), 1, moment);
        let mut work = UnitOfWork::new(&chaos, here());
        work.create(&tree(1, "榕树")).unwrap();
        let commit = work.into_commit(meta("one"), &seed());
        assert_eq!(chaos.commit(&commit).await.unwrap_err().code(), "store.fault");
        assert_eq!(chaos.commit(&commit).await.unwrap().repeated, repeated);
        assert_eq!(chaos.head(here()).await.unwrap().seq, Seq::new(1));
    }
}
