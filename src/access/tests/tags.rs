//! Rotation of index keys: searches go on, history shows what was only resealed.

use super::rotation::Yielding;
use super::*;
use crate::error::Result;
use crate::schema::Value;
use crate::store::{Chaos, Expect, Moment, Nature, Op, TallyQuery, chain};

fn kinds() -> Kinds {
    Kinds::default().and::<Neighbour>()
}

async fn retag(vault: &Vault, store: &dyn Store, batch: u32) -> Result<Rotated> {
    let permit = steward(Act::Rekey);
    KeyKeeper::new(vault, store, &*NOON, &permit, "年度轮换").unwrap().batch(batch).rotate_index_key(&kinds()).await
}

/// How many neighbours a search by name finds.
async fn found(vault: &Vault, store: &dyn Store) -> usize {
    let tags = vault.tags(store, "name", NAME).await.unwrap();
    let query = select::<Neighbour>().filter(Filter::within("name_tag", tags));
    store.find::<Neighbour>(vault.unit(), &query).await.unwrap().records.len()
}

async fn tagged(store: &dyn Store, unit: UnitId, version: u32) -> u64 {
    let under = Filter::starts_with("name_tag", &format!("{version}."));
    store.tally(unit, &TallyQuery::of("trial.neighbour").filter(under)).await.unwrap()[0].count
}

#[tokio::test]
async fn every_record_is_tagged_anew_and_history_says_that_nothing_moved() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let mut all: Vec<Neighbour> = (0..7).map(|_| desk.neighbour()).collect();
    desk.write(&store, "one", &all).await;
    let before = store.load(desk.unit, all[0].id).await.unwrap().unwrap();
    let old = desk.other_vault().await;
    let done = retag(&desk.vault, &store, 3).await.unwrap();
    assert_eq!(done, Rotated { of: KeyUse::Index, from: 1, to: 2, done: 7 });
    let keys = desk.unit_keys().await;
    assert_eq!(keys.index_keys().map(|(version, _)| version).collect::<Vec<_>>(), [2]);
    assert_eq!(keys.newest_wrap().unwrap().0, 1, "the wrapping key stays");
    assert_eq!((tagged(&store, desk.unit, 1).await, tagged(&store, desk.unit, 2).await), (0, 7));
    let after = store.load(desk.unit, all[0].id).await.unwrap().unwrap();
    assert_ne!(before.name.tag(), after.name.tag());
    assert_eq!(before.name.sealed().unwrap().text, after.name.sealed().unwrap().text);
    assert_eq!(before.note, after.note);
    all.sort_by_key(|one| one.id);
    assert_eq!(opened(&desk.vault, &store).await, all);
    assert_eq!((found(&desk.vault, &store).await, found(&old, &store).await), (7, 7));
    let history = store.history(desk.unit, all[0].id).await.unwrap();
    let natures: Vec<Nature> = history.iter().map(|version| version.nature).collect();
    assert_eq!(natures, [Nature::Create, Nature::Reseal]);
    assert_eq!((&*history[1].commit.actor, history[1].commit.reason.as_deref()), ("wang", Some("年度轮换")));
    assert_eq!(history[0].entity.as_ref().unwrap().name, before.name, "past versions keep their tags");
    desk.write(&store, "two", &[desk.neighbour()]).await;
    assert_eq!((tagged(&store, desk.unit, 2).await, found(&old, &store).await), (8, 8));
}

#[tokio::test]
async fn a_tagging_that_breaks_off_is_taken_up_again_and_searches_find_all_meanwhile() {
    for moment in [Moment::Before, Moment::After] {
        for nth in 1..=6 {
            let desk = desk().await;
            let store = Arc::new(MemoryStore::new(catalog()));
            let all: Vec<Neighbour> = (0..7).map(|_| desk.neighbour()).collect();
            desk.write(&store, "one", &all).await;
            let stale = desk.other_vault().await;
            let broken = Chaos::new(Arc::clone(&store), nth, moment);
            assert_eq!(retag(&desk.vault, &broken, 2).await.unwrap_err().code(), "store.fault");
            let both = tagged(&store, desk.unit, 1).await > 0 && tagged(&store, desk.unit, 2).await > 0;
            assert_eq!(both, matches!((moment, nth), (Moment::Before, 3..=5) | (Moment::After, 2..=4)));
            assert_eq!((found(&stale, &store).await, found(&desk.vault, &store).await), (7, 7), "{moment:?} {nth}");
            desk.write(&store, "two", &[desk.neighbour()]).await;
            let done = retag(&desk.other_vault().await, &store, 2).await.unwrap();
            assert_eq!(tagged(&store, desk.unit, done.to).await, 8, "{moment:?} {nth}");
            assert_eq!(desk.unit_keys().await.index_keys().count(), 1);
            assert_eq!(found(&stale, &store).await, 8);
            assert!(rotations(&store, desk.unit).await.iter().all(|rotation| rotation.finished.is_some()));
        }
    }
}

#[tokio::test]
async fn a_tagged_kind_that_was_not_handed_over_is_named_before_anything_is_done() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    desk.write(&store, "one", &[desk.neighbour()]).await;
    let permit = steward(Act::Rekey);
    let keeper = KeyKeeper::new(&desk.vault, &store, &*NOON, &permit, "年度轮换").unwrap();
    let refused = keeper.rotate_index_key(&Kinds::default()).await.unwrap_err();
    assert_eq!((refused.code(), refused.get("kind")), ("access.rotation.kind", Some("trial.neighbour")));
    assert_eq!(store.head(desk.unit).await.unwrap().seq.get(), 1);
    assert_eq!(desk.unit_keys().await.index_keys().count(), 1);
}

#[tokio::test]
async fn a_record_that_refuses_itself_is_named_and_keeps_the_old_key() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let all: Vec<Neighbour> = (0..5).map(|_| desk.neighbour()).collect();
    desk.write(&store, "one", &all).await;
    // Written when the kind still took this grid.
    let stored = store.load(desk.unit, all[2].id).await.unwrap().unwrap();
    let mut work = UnitOfWork::new(&store as &dyn Store, desk.unit);
    work.put(&stored.entity, Nature::Correct, Expect::Rev(stored.rev)).unwrap();
    let mut commit = work.into_commit(meta("two"), &desk.ids.seed());
    let Op::Put(put) = &mut commit.ops[0] else { panic!("a version") };
    put.content.body = put.content.body.replace("一网格", ABOLISHED).into();
    put.content.columns[0] = Value::from(ABOLISHED);
    put.digest = chain::digest(Neighbour::SPEC, &put.key, put.nature, &put.content);
    store.commit(&commit).await.unwrap();
    let refused = retag(&desk.vault, &store, 2).await.unwrap_err();
    let named = (refused.code(), refused.get("count"), refused.get("key"));
    assert_eq!(named, ("access.rotation.refused", Some("1"), Some(&*all[2].id.key().to_string())));
    assert_eq!((tagged(&store, desk.unit, 1).await, tagged(&store, desk.unit, 2).await), (1, 4));
    assert_eq!((desk.unit_keys().await.index_keys().count(), found(&desk.vault, &store).await), (2, 5));
    let mut mended = store.load(desk.unit, all[2].id).await.unwrap().unwrap();
    mended.entity.grid = Text::parse("一网格").unwrap();
    let mut work = UnitOfWork::new(&store as &dyn Store, desk.unit);
    work.put(&mended.entity, Nature::Correct, Expect::Rev(mended.rev)).unwrap();
    work.commit(meta("three"), &desk.ids.seed()).await.unwrap();
    assert_eq!(retag(&desk.vault, &store, 2).await.unwrap().done, 5);
    assert_eq!((desk.unit_keys().await.index_keys().count(), found(&desk.vault, &store).await), (1, 5));
}

#[tokio::test]
async fn a_guard_against_doubles_holds_while_index_keys_rotate() {
    // Three writers race to be the one with this name, through vaults that do not know of the rotation.
    for start in 0..6 {
        let desk = desk().await;
        let store = Yielding(MemoryStore::new(catalog()));
        let others: Vec<Neighbour> = (0..start).map(|_| desk.named("某某某")).collect();
        desk.write(&store, "others", &others).await;
        let vaults = [desk.other_vault().await, desk.other_vault().await, desk.other_vault().await];
        let claim = async |vault: &Vault, who: &str| {
            for attempt in 0..20 {
                let guard = vault.current(&store).await.unwrap();
                let same = Filter::within("name_tag", vault.tags(&store, "name", NAME).await.unwrap());
                let there = TallyQuery::of("trial.neighbour").filter(same.clone());
                if store.tally(desk.unit, &there).await.unwrap()[0].count > 0 {
                    return false;
                }
                let mut sealed = [desk.neighbour()];
                let mut sealing = vault.sealing();
                sealing.seal_all(&store, &mut sealed).await.unwrap();
                let mut work = UnitOfWork::new(&store as &dyn Store, desk.unit);
                work.create(&sealed[0]).unwrap();
                work.guard(guard);
                work.guard(crate::store::Guard::Count { kind: "trial.neighbour".into(), filter: same, is: 0 });
                sealing.stage(&mut work);
                match work.commit(meta(&format!("{who}-{attempt}")), &desk.ids.seed()).await {
                    Ok(_) => return true,
                    Err(error) => assert!(error.is_conflict(), "{error}"),
                }
            }
            panic!("no end of conflicts")
        };
        let (rotated, a, b, c) =
            tokio::join!(retag(&desk.vault, &store, 1), claim(&vaults[0], "a"), claim(&vaults[1], "b"), async {
                for _ in 0..start * 3 {
                    tokio::task::yield_now().await;
                }
                claim(&vaults[2], "c").await
            });
        rotated.unwrap();
        assert_eq!([a, b, c].iter().filter(|won| **won).count(), 1, "{start}");
        assert_eq!(found(&vaults[0], &store).await, 1);
        assert_eq!(tagged(&store, desk.unit, 1).await, 0);
    }
}
