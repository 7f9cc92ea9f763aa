//! 复制 A copy has the same log, the same past and the same keys, however often it was interrupted.

use cunwu::schema::Key;
use cunwu::store::{
    Chaos, Commit, Expect, KEY_KIND, KeyWrite, Known, LogQuery, MemoryStore, Migrate, Moment, Nature, Op, Query, Seq,
    SqlStore, Store, StoreExt, copy,
};

use crate::random_run::{KEEPER, MEMO, Run, STALL, catalog, commit_of, fill, put, unit};

async fn sqlite() -> SqlStore {
    let store = SqlStore::sqlite_in_memory(catalog()).unwrap();
    store.migrate(&Migrate::default()).await.unwrap();
    store
}

fn memory() -> MemoryStore {
    MemoryStore::new(catalog())
}

async fn log(store: &dyn Store) -> Vec<cunwu::store::Change> {
    store.log(unit(), &LogQuery::after(Seq::ZERO).limit(Query::MOST)).await.unwrap()
}

async fn keys(store: &dyn Store) -> Vec<(String, String)> {
    let page = store.query(unit(), &Query::of(KEY_KIND).limit(Query::MOST)).await.unwrap();
    assert!(page.next.is_none());
    page.records.into_iter().map(|record| (record.key.id.into(), record.body.into())).collect()
}

/// That two stores are one in everything that can be asked of this unit.
async fn same(one: &dyn Store, other: &dyn Store) {
    let head = one.head(unit()).await.unwrap();
    assert_eq!(head, other.head(unit()).await.unwrap());
    let (mine, theirs) = (log(one).await, log(other).await);
    assert_eq!(mine.len(), theirs.len());
    for (mine, theirs) in mine.iter().zip(&theirs) {
        assert_eq!(mine, theirs);
    }
    for seq in 0..=head.seq.get() {
        for spec in [STALL, KEEPER] {
            let query = Query::of(spec.name).known(Known::At(Seq::new(seq)));
            let (mine, theirs) = (one.query(unit(), &query).await.unwrap(), other.query(unit(), &query).await.unwrap());
            assert_eq!(mine, theirs, "as of {seq}");
        }
    }
    for spec in [STALL, KEEPER, MEMO] {
        let query = Query::of(spec.name);
        assert_eq!(one.query(unit(), &query).await.unwrap(), other.query(unit(), &query).await.unwrap());
    }
    assert_eq!(keys(one).await, keys(other).await);
    assert!(other.verify(unit()).await.unwrap().is_sound());
}

#[tokio::test]
async fn from_memory_to_sqlite_and_back_everything_is_equal() {
    let mut erased = 0;
    for seed in 1..=12 {
        let (source, middle, target) = (memory(), sqlite().await, memory());
        fill(&source, seed, 60).await;
        let copied = copy(&source, &middle, unit()).await.unwrap();
        assert_eq!((copied.commits, copied.head), (60, source.head(unit()).await.unwrap()));
        assert_eq!(copied.rows, log(&source).await.len() as u64);
        same(&source, &middle).await;
        copy(&middle, &target, unit()).await.unwrap();
        same(&source, &target).await;
        let nothing = copy(&middle, &target, unit()).await.unwrap();
        assert_eq!((nothing.commits, nothing.rows, nothing.head), (0, 0, copied.head));
        erased += log(&source).await.iter().filter(|row| row.nature == Nature::Erase).count();
    }
    assert!(erased > 20, "{erased}");
}

#[tokio::test]
async fn a_copy_that_follows_the_source_step_by_step_loses_what_is_erased_there() {
    for seed in 20..=25 {
        let (source, target, lazy) = (memory(), sqlite().await, memory());
        let mut run = Run::new(seed);
        for number in 0..50 {
            source.commit(&run.next()).await.unwrap();
            assert_eq!(copy(&source, &target, unit()).await.unwrap().commits, 1);
            if number % 7 == 6 {
                copy(&source, &lazy, unit()).await.unwrap();
            }
        }
        copy(&source, &lazy, unit()).await.unwrap();
        same(&source, &target).await;
        same(&source, &lazy).await;
    }
}

#[tokio::test]
async fn an_interrupted_copy_goes_on_where_it_stopped() {
    let source = memory();
    fill(&source, 30, 20).await;
    for nth in 1..=20 {
        for moment in [Moment::Before, Moment::After] {
            let target = Chaos::new(memory(), nth, moment);
            assert_eq!(copy(&source, &target, unit()).await.unwrap_err().code(), "store.fault");
            let reached = target.head(unit()).await.unwrap().seq.get();
            let wanted = i64::try_from(nth).unwrap() - i64::from(moment == Moment::Before);
            assert_eq!(reached, wanted);
            copy(&source, &target, unit()).await.unwrap();
            same(&source, &target).await;
        }
    }
}

#[tokio::test]
async fn a_target_that_has_diverged_is_refused_and_told_where() {
    let source = memory();
    fill(&source, 31, 20).await;
    for from in 1..=20_i64 {
        let target = memory();
        let mut run = Run::new(31);
        for number in 1..=20 {
            let mut commit = run.next();
            if number >= from {
                commit.meta.actor = "somebody".into();
            }
            target.commit(&commit).await.unwrap();
        }
        let before = target.head(unit()).await.unwrap();
        let error = copy(&source, &target, unit()).await.unwrap_err();
        assert_eq!((error.code(), error.get("seq")), ("store.copy.diverged", Some(from.to_string().as_str())));
        assert_eq!(target.head(unit()).await.unwrap(), before);
    }
    let ahead = memory();
    fill(&ahead, 31, 23).await;
    let error = copy(&source, &ahead, unit()).await.unwrap_err();
    assert_eq!((error.code(), error.get("seq")), ("store.copy.diverged", Some("21")));
}

#[tokio::test]
async fn a_source_that_was_tampered_with_is_refused_before_the_commit_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("village.db");
    let source = SqlStore::sqlite(&path, catalog()).unwrap();
    source.migrate(&Migrate::default()).await.unwrap();
    for number in 1..=3 {
        let id = format!("stall_{number}");
        let op = put(STALL, &id, Key::new(STALL.name, &id), vec![cunwu::schema::Value::Null; 5], Nature::Create, 1);
        source.commit(&commit_of(&id, vec![op])).await.unwrap();
    }
    let raw = rusqlite::Connection::open(&path).unwrap();
    assert_eq!(raw.execute("UPDATE \"trial.stall\" SET rent = 1 WHERE id = 'stall_2'", []).unwrap(), 1);
    let target = memory();
    let error = copy(&source, &target, unit()).await.unwrap_err();
    assert_eq!(error.code(), "store.corrupt");
    assert!(error.get("reason").unwrap().contains("commit 2"), "{error}");
    assert_eq!(target.head(unit()).await.unwrap().seq, Seq::new(1));
    assert_eq!(raw.execute("UPDATE \"trial.stall\" SET rent = NULL WHERE id = 'stall_2'", []).unwrap(), 1);
    assert_eq!(raw.execute("UPDATE cunwu_commit SET actor = 'x' WHERE seq = 3", []).unwrap(), 1);
    assert!(copy(&source, &target, unit()).await.unwrap_err().get("reason").unwrap().contains("commit 3"));
    assert_eq!(target.head(unit()).await.unwrap().seq, Seq::new(2));
}

/// A commit that replaces data keys beside some other write.
fn rotation(request: &str, id: &str, keys: Vec<KeyWrite>) -> Commit {
    let op = put(MEMO, id, Key::new(MEMO.name, id), vec!["x".into()], Nature::Create, 3);
    Commit { keys, ..commit_of(request, vec![op]) }
}

#[tokio::test]
async fn data_keys_that_rotate_or_come_again_reach_the_copy() {
    let keeper = |number: u32| Key::new(KEEPER.name, &format!("keeper_{number:04}"));
    let write = |number: u32, wrapped: &str, replaces: Option<&str>| KeyWrite {
        subject: keeper(number),
        wrapped: wrapped.into(),
        replaces: replaces.map(Into::into),
    };
    let (source, target) = (memory(), sqlite().await);
    // Keys of subjects without any record, more than are compared at once.
    let all = (0..2500).map(|number| write(number, "old", None)).collect();
    source.commit(&rotation("one", "memo_1", all)).await.unwrap();
    copy(&source, &target, unit()).await.unwrap();
    same(&source, &target).await;
    let half = (0..2500).step_by(2).map(|number| write(number, "new", Some("old"))).collect();
    source.commit(&rotation("two", "memo_2", half)).await.unwrap();
    source.commit(&rotation("three", "memo_3", vec![write(9999, "late", None)])).await.unwrap();
    copy(&source, &target, unit()).await.unwrap();
    same(&source, &target).await;
    // Erased, and later known again under another key.
    source.commit(&commit_of("four", vec![Op::Erase { subject: keeper(7) }])).await.unwrap();
    source.commit(&rotation("five", "memo_4", vec![write(7, "again", None)])).await.unwrap();
    source
        .commit(&commit_of("six", vec![Op::Delete { key: Key::new(MEMO.name, "memo_4"), expect: Expect::Any }]))
        .await
        .unwrap();
    let fresh = memory();
    for copied in [&target as &dyn Store, &fresh] {
        copy(&source, copied, unit()).await.unwrap();
        same(&source, copied).await;
    }
    assert_eq!(keys(&fresh).await.len(), 2501);
}

#[tokio::test]
async fn a_record_that_went_with_its_person_keeps_the_versions_of_its_own_time() {
    let own = Key::new(STALL.name, "stall_1");
    let keeper = Key::new(KEEPER.name, "keeper_1");
    let stall = |subject: &Key, nature, salt| {
        put(STALL, "stall_1", subject.clone(), vec![cunwu::schema::Value::Null; 5], nature, salt)
    };
    let source = memory();
    source.commit(&commit_of("one", vec![stall(&own, Nature::Create, 1)])).await.unwrap();
    source.commit(&commit_of("two", vec![stall(&keeper, Nature::Change, 2)])).await.unwrap();
    let followed = memory();
    copy(&source, &followed, unit()).await.unwrap();
    source.commit(&commit_of("three", vec![Op::Erase { subject: keeper }])).await.unwrap();
    let kept = log(&source).await;
    assert_eq!(kept.iter().map(|row| row.content.is_some()).collect::<Vec<_>>(), [true, false, false, false]);
    let fresh = sqlite().await;
    for target in [&followed as &dyn Store, &fresh] {
        copy(&source, target, unit()).await.unwrap();
        same(&source, target).await;
    }
}
