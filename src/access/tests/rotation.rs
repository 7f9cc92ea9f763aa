//! Rotation of wrapping keys: whole, interrupted, and while others write.

use async_trait::async_trait;

use super::*;
use crate::error::Result;
use crate::schema::Key;
use crate::store::{
    Change, Chaos, Commit, Committed, Head, LogQuery, Migrated, Moment, Page, StoreInfo, Tally, TallyQuery,
};

async fn rotate(vault: &Vault, store: &dyn Store, batch: u32) -> Result<Rotated> {
    let permit = steward(Act::Rekey);
    KeyKeeper::new(vault, store, &*NOON, &permit, "年度轮换").unwrap().batch(batch).rotate_unit_key().await
}

#[tokio::test]
async fn every_data_key_is_wrapped_anew_and_the_old_unit_key_is_gone() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let mut all: Vec<Neighbour> = (0..7).map(|_| desk.neighbour()).collect();
    desk.write(&store, "one", &all).await;
    let before = desk.unit_keys().await;
    let done = rotate(&desk.vault, &store, 3).await.unwrap();
    assert_eq!(done, Rotated { of: KeyUse::Wrap, from: 1, to: 2, done: 7 });
    let keys = desk.unit_keys().await;
    assert_eq!((keys.wrap_keys().count(), keys.newest_wrap().unwrap().0), (1, 2));
    assert!(!keys.wrap_key(2).unwrap().bytes().eq(before.wrap_key(1).unwrap().bytes()));
    assert!(wrapped(&store, desk.unit).await.iter().all(|(_, version)| *version == 2));
    all.sort_by_key(|one| one.id);
    assert_eq!(opened(&desk.vault, &store).await, all);
    assert_eq!(opened(&desk.other_vault().await, &store).await, all);
    let rotation = rotations(&store, desk.unit).await.remove(0);
    assert_eq!((rotation.of, &*rotation.by, rotation.done.get()), (KeyUse::Wrap, "wang", 7));
    assert_eq!((rotation.from.get(), rotation.to.get(), rotation.finished), (1, 2, Some(NOON.now())));
    let commits = store.history(desk.unit, rotation.id).await.unwrap();
    assert_eq!(commits.len(), 1 + 3 + 1, "begun, three batches, finished");
    assert!(commits.iter().all(|version| version.commit.reason.as_deref() == Some("年度轮换")));
    assert_eq!(rotate(&desk.vault, &store, 3).await.unwrap().to, 3, "and again");
}

#[tokio::test]
async fn it_takes_the_permit_and_a_reason() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let permit = steward(Act::Read);
    let keeper = KeyKeeper::new(&desk.vault, &store, &*NOON, &permit, "年度轮换").unwrap();
    assert_eq!(keeper.rotate_unit_key().await.unwrap_err().code(), "access.permit");
    assert_eq!(keeper.rotate_index_key(&Kinds::default()).await.unwrap_err().code(), "access.permit");
    assert_eq!(keeper.erase(&desk.neighbour().id.key()).await.unwrap_err().code(), "access.permit");
    let blank = KeyKeeper::new(&desk.vault, &store, &*NOON, &permit, " ").unwrap_err();
    assert_eq!(blank.code(), "access.reason.missing");
    let clerk = grant(&RoleTable::default(), &Actor::clerk("zhang"), &Purpose::of("x"), Act::Rekey, "*").unwrap_err();
    assert_eq!(clerk.code(), "access.denied");
}

#[tokio::test]
async fn a_rotation_that_breaks_off_at_any_commit_is_taken_up_again() {
    for moment in [Moment::Before, Moment::After] {
        // Begun, four batches of two, finished.
        for nth in 1..=6 {
            let desk = desk().await;
            let store = Arc::new(MemoryStore::new(catalog()));
            let mut all: Vec<Neighbour> = (0..7).map(|_| desk.neighbour()).collect();
            desk.write(&store, "one", &all).await;
            let broken = Chaos::new(Arc::clone(&store), nth, moment);
            let fault = rotate(&desk.vault, &broken, 2).await.unwrap_err();
            assert_eq!(fault.code(), "store.fault", "{moment:?} {nth}");
            all.sort_by_key(|one| one.id);
            assert_eq!(opened(&desk.other_vault().await, &store).await, all, "nothing is lost half-way");
            let done = rotate(&desk.other_vault().await, &store, 2).await.unwrap();
            assert_eq!(done.done, 7, "{moment:?} {nth}");
            let keys = desk.unit_keys().await;
            assert_eq!(keys.wrap_keys().map(|(version, _)| version).collect::<Vec<_>>(), [done.to]);
            assert!(wrapped(&store, desk.unit).await.iter().all(|(_, version)| *version == done.to));
            assert!(rotations(&store, desk.unit).await.iter().all(|rotation| rotation.finished.is_some()));
            assert_eq!(opened(&desk.vault, &store).await, all);
        }
    }
}

/// A ring whose nth change fails, before or after it was kept.
#[derive(Debug)]
struct BrokenRing {
    ring: Arc<MemoryKeyRing>,
    left: std::sync::atomic::AtomicUsize,
    after: bool,
}

#[async_trait]
impl KeyRing for BrokenRing {
    async fn keys(&self, unit: UnitId) -> Result<Arc<UnitKeys>> {
        self.ring.keys(unit).await
    }

    async fn keep(&self, unit: UnitId, was: Option<&UnitKeys>, keys: UnitKeys) -> Result<()> {
        let fails = self.left.fetch_sub(1, std::sync::atomic::Ordering::Relaxed) == 1;
        if self.after || !fails {
            self.ring.keep(unit, was, keys).await?;
        }
        if fails {
            Err(Error::new(code::access::KEY_FILE).with("path", "-").with("reason", "torn out"))
        } else {
            Ok(())
        }
    }
}

#[tokio::test]
async fn a_ring_that_breaks_costs_no_key() {
    for after in [false, true] {
        for nth in 1..=2 {
            let desk = desk().await;
            let store = MemoryStore::new(catalog());
            let mut all: Vec<Neighbour> = (0..5).map(|_| desk.neighbour()).collect();
            desk.write(&store, "one", &all).await;
            let ring = Arc::new(BrokenRing { ring: desk.ring.clone(), left: nth.into(), after });
            let vault = Vault::open(desk.unit, ring, Arc::new(XChaCha), desk.ids.clone()).await.unwrap();
            assert_eq!(rotate(&vault, &store, 2).await.unwrap_err().code(), "access.key_file");
            all.sort_by_key(|one| one.id);
            assert_eq!(opened(&desk.vault, &store).await, all, "{after} {nth}");
            let done = rotate(&vault, &store, 2).await.unwrap();
            let keys = desk.unit_keys().await;
            assert_eq!(keys.wrap_keys().map(|(version, _)| version).collect::<Vec<_>>(), [done.to]);
            assert_eq!(opened(&desk.vault, &store).await, all, "{after} {nth}");
        }
    }
}

#[tokio::test]
async fn a_vault_of_before_reads_and_writes_on() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let (one, other) = (desk.neighbour(), desk.neighbour());
    desk.write(&store, "one", std::slice::from_ref(&one)).await;
    rotate(&desk.other_vault().await, &store, 500).await.unwrap();
    assert_eq!(opened(&desk.vault, &store).await, std::slice::from_ref(&one), "the ring is read again");
    rotate(&desk.other_vault().await, &store, 500).await.unwrap();
    desk.write(&store, "two", std::slice::from_ref(&other)).await;
    let keys = wrapped(&store, desk.unit).await;
    assert!(keys.iter().all(|(_, version)| *version == 3), "{keys:?}");
    assert_eq!(opened(&desk.vault, &store).await.len(), 2);
}

#[tokio::test]
async fn what_was_sealed_before_a_rotation_is_not_committed_after_it() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    desk.write(&store, "one", &[desk.neighbour()]).await;
    let late = desk.neighbour();
    let mut sealed = [late.clone()];
    let mut sealing = desk.vault.sealing();
    sealing.seal_all(&store, &mut sealed).await.unwrap();
    rotate(&desk.other_vault().await, &store, 500).await.unwrap();
    let mut work = UnitOfWork::new(&store, desk.unit);
    work.create(&sealed[0]).unwrap();
    sealing.stage(&mut work);
    let refused = work.commit(meta("two"), &desk.ids.seed()).await.unwrap_err();
    assert_eq!((refused.code(), refused.is_conflict()), ("store.guard", true));
    desk.write(&store, "three", std::slice::from_ref(&late)).await;
    assert!(opened(&desk.vault, &store).await.contains(&late));
}

#[tokio::test]
async fn what_is_sealed_as_known_is_refused_after_a_rotation_elsewhere_until_it_is_sealed_anew() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    desk.write(&store, "one", &[desk.neighbour()]).await;
    let commit = async |mut sealing: Sealing<'_>, request: &str| {
        let mut one = [desk.neighbour()];
        sealing.prepare_new(&store, [one[0].id.key()]).await.unwrap();
        sealing.seal(&mut one[0]).unwrap();
        let mut work = UnitOfWork::new(&store, desk.unit);
        work.create(&one[0]).unwrap();
        sealing.stage(&mut work);
        work.commit(meta(request), &desk.ids.seed()).await
    };
    commit(desk.vault.sealing_as_known(), "two").await.unwrap();
    rotate(&desk.other_vault().await, &store, 500).await.unwrap();
    for turn in 0..2 {
        let refused = commit(desk.vault.sealing_as_known(), &format!("refused {turn}")).await.unwrap_err();
        assert_eq!(refused.code(), "store.guard", "it was not told");
    }
    commit(desk.vault.sealing(), "three").await.unwrap();
    commit(desk.vault.sealing_as_known(), "four").await.unwrap();
    let keys = wrapped(&store, desk.unit).await;
    assert_eq!(keys.iter().map(|(_, version)| *version).collect::<Vec<_>>(), [2; 4]);
    assert_eq!(opened(&desk.other_vault().await, &store).await.len(), 4);
}

#[tokio::test]
async fn a_subject_that_is_taken_to_be_new_and_is_not_is_a_conflict() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let one = desk.neighbour();
    desk.write(&store, "one", std::slice::from_ref(&one)).await;
    let mut again = [one.clone()];
    let mut sealing = desk.vault.sealing();
    sealing.prepare_new(&store, [one.id.key()]).await.unwrap();
    // Once taken to be new, he is.
    sealing.seal_all(&store, &mut again).await.unwrap();
    let mut work = UnitOfWork::new(&store, desk.unit);
    work.load(one.id).await.unwrap();
    work.correct(&again[0]).unwrap();
    sealing.stage(&mut work);
    let refused = work.commit(meta("two"), &desk.ids.seed()).await.unwrap_err();
    assert_eq!((refused.code(), refused.is_conflict()), ("store.key.exists", true));
    assert_eq!(opened(&desk.vault, &store).await, [one]);
}

#[tokio::test]
async fn many_subjects_of_a_unit_without_data_keys_are_not_looked_up_one_by_one() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let asked = std::sync::Mutex::new(Vec::new());
    let asked = Arc::new(asked);
    let into = Arc::clone(&asked);
    let store = crate::store::Traced::new(store, move |trace: &crate::store::Trace<'_>| {
        into.lock().unwrap().push(trace.to_string());
    });
    let many: Vec<Neighbour> = (0..300).map(|_| desk.neighbour()).collect();
    let sealed = async || {
        asked.lock().unwrap().clear();
        desk.vault.sealing().seal_all(&store, &mut many.clone()).await.unwrap();
        asked.lock().unwrap().iter().filter(|line| line.contains("asked 300")).count()
    };
    assert_eq!(sealed().await, 0);
    desk.write(&store, "one", &many[..1]).await;
    assert_eq!(sealed().await, 1);
    desk.write(&store, "two", &many).await;
    assert_eq!(opened(&desk.vault, &store).await.len(), 300);
}

#[tokio::test]
async fn a_corrupt_data_key_stops_the_rotation_and_the_old_key_stays() {
    let desk = desk().await;
    let store = MemoryStore::new(catalog());
    let all = [desk.neighbour(), desk.neighbour()];
    desk.write(&store, "one", &all).await;
    let subject = all[1].id.key();
    let key = Key::new(KEY_KIND, &subject.to_string());
    let good = store.fetch(desk.unit, &[key]).await.unwrap().remove(0).unwrap().body;
    let spoil = |wrapped: &str, replaces: &str| crate::store::KeyWrite {
        subject: subject.clone(),
        wrapped: wrapped.into(),
        replaces: Some(replaces.into()),
    };
    let replace = async |request: &str, write| {
        let mut work = UnitOfWork::new(&store as &dyn Store, desk.unit);
        let mut record = store.need(desk.unit, all[0].id).await.unwrap();
        work.load(all[0].id).await.unwrap();
        record.entity.grid = Text::parse(request).unwrap();
        work.change(&record.entity).unwrap();
        work.keys([write]);
        work.commit(meta(request), &desk.ids.seed()).await.unwrap();
    };
    replace("spoilt", spoil("1.AAAA", &good)).await;
    assert_eq!(rotate(&desk.vault, &store, 1).await.unwrap_err().code(), "access.unseal");
    assert!(desk.unit_keys().await.wrap_key(1).is_some());
    replace("mended", spoil(&good, "1.AAAA")).await;
    rotate(&desk.vault, &store, 1).await.unwrap();
    assert_eq!(opened(&desk.vault, &store).await.len(), 2);
}

/// A store that lets others run before each of its verbs, so that tasks interleave.
#[derive(Debug)]
pub(super) struct Yielding<S>(pub(super) S);

macro_rules! yielding {
    ($($verb:ident($($name:ident: $ty:ty),*) -> $answer:ty;)+) => {
        #[async_trait]
        impl<S: Store> Store for Yielding<S> {
            fn info(&self) -> &StoreInfo {
                self.0.info()
            }
            $(async fn $verb(&self $(, $name: $ty)*) -> Result<$answer> {
                tokio::task::yield_now().await;
                self.0.$verb($($name),*).await
            })+
        }
    };
}

yielding! {
    migrate(how: &Migrate) -> Migrated;
    head(unit: UnitId) -> Head;
    fetch(unit: UnitId, keys: &[Key]) -> Vec<Option<Record>>;
    query(unit: UnitId, query: &Query) -> Page;
    tally(unit: UnitId, tally: &TallyQuery) -> Vec<Tally>;
    log(unit: UnitId, query: &LogQuery) -> Vec<Change>;
    commit(commit: &Commit) -> Committed;
}

const TURNS: u32 = 40;

/// Writes new neighbours one after the other, sealing anew after each conflict; how many conflicts there were.
async fn newcomers(desk: &Desk, vault: &Vault, store: &dyn Store, who: u32) -> u32 {
    let mut conflicts = 0;
    for turn in 0..TURNS {
        let one = desk.neighbour();
        let mut written = false;
        for attempt in 0..20 {
            let mut sealed = [one.clone()];
            let mut sealing = vault.sealing();
            sealing.seal_all(store, &mut sealed).await.unwrap();
            for _ in 0..(turn + attempt) % 4 {
                tokio::task::yield_now().await;
            }
            let mut work = UnitOfWork::new(store, desk.unit);
            work.create(&sealed[0]).unwrap();
            sealing.stage(&mut work);
            match work.commit(meta(&format!("{who}-{turn}-{attempt}")), &desk.ids.seed()).await {
                Ok(_) => {
                    written = true;
                    break;
                }
                Err(error) => assert!(error.is_conflict(), "{error}"),
            }
            conflicts += 1;
        }
        assert!(written);
    }
    conflicts
}

#[tokio::test]
async fn others_write_while_two_processes_rotate_and_nothing_is_lost() {
    let desk = desk().await;
    let store = Yielding(MemoryStore::new(catalog()));
    let first: Vec<Neighbour> = (0..9).map(|_| desk.neighbour()).collect();
    desk.write(&store, "one", &first).await;
    let (a, b, c) = (desk.vault.clone(), desk.other_vault().await, desk.other_vault().await);
    let again = async {
        for _ in 0..6 {
            rotate(&a, &store, 2).await.unwrap();
        }
    };
    let ((), other, refused, also) =
        tokio::join!(again, rotate(&b, &store, 3), newcomers(&desk, &c, &store, 1), newcomers(&desk, &b, &store, 2));
    other.unwrap();
    assert!(refused + also > 0, "some sealing met a rotation");
    assert!(refused + also <= 2 * 7, "and only where one began");
    let last = rotate(&c, &store, 100).await.unwrap();
    let keys = wrapped(&store, desk.unit).await;
    assert_eq!(keys.len(), 9 + 2 * TURNS as usize);
    assert!(keys.iter().all(|(_, version)| *version == last.to));
    assert_eq!(opened(&desk.other_vault().await, &store).await.len(), 9 + 2 * TURNS as usize);
    assert!(rotations(&store, desk.unit).await.iter().all(|rotation| rotation.finished.is_some()));
    assert_eq!(desk.unit_keys().await.wrap_keys().count(), 1);
}
