//! Typed reads, units of work and layers, over the store in memory.

#![allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "the trial kind has no rule of its own")]

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::schema::{Entity, Id, Prefixed};
use crate::store::conformance::trial::{here, meta};
use crate::store::{
    Catalog, Chaos, Known, MemoryStore, Moment, Nature, Query, ReadOnly, Seed, Seq, Store, StoreExt, UnitOfWork, select,
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
