//! Erasure: of history, of keys, of old copies, and interrupted.

use super::rotation::Yielding;
use super::*;
use crate::error::Result;
use crate::schema::Key;
use crate::store::{Chaos, Expect, Head, LogQuery, Moment, Nature, Seq, verify};

/// A call of a neighbour: his own, or somebody's who is not linked yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Call {
    id: Id<Call>,
    by: Option<Id<Neighbour>>,
    about: Option<Id<Neighbour>>,
    what: Text,
    phone: Secret<Text>,
}

crate::entity! {
    Call: "trial.call", "call", v1, "来电";
    columns { by "来电人": Text = |one| one.by }
    indexes {}
    secrets { phone "来电号码": "phone" }
    subject = |one| one.by.map_or_else(|| one.id.key(), Id::key);
}

impl Call {
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

fn with_calls() -> Catalog {
    Catalog::new(KINDS.into_iter().chain([Neighbour::SPEC, Call::SPEC])).unwrap()
}

const PHONE: &str = "13800138000";

impl Desk {
    fn call(&self, by: Option<Id<Neighbour>>, about: Option<Id<Neighbour>>, what: &str) -> Call {
        let what = Text::parse(what).unwrap();
        Call { id: mint(&*self.ids), by, about, what, phone: Secret::open(Text::parse(PHONE).unwrap()) }
    }

    async fn put<E: Entity>(&self, store: &dyn Store, request: &str, record: &E, nature: Nature) {
        let mut sealed = [record.clone()];
        let mut sealing = self.vault.sealing();
        sealing.seal_all(store, &mut sealed).await.unwrap();
        let mut work = UnitOfWork::new(store, self.unit);
        let expect = if nature == Nature::Create { Expect::Absent } else { Expect::Any };
        work.put(&sealed[0], nature, expect).unwrap();
        sealing.stage(&mut work);
        work.commit(meta(request), &self.ids.seed()).await.unwrap();
    }

    async fn verified(&self, store: &dyn Store) {
        let log = store.log(self.unit, &LogQuery::after(Seq::ZERO).limit(Query::MOST)).await.unwrap();
        let head = store.head(self.unit).await.unwrap();
        assert_eq!(verify(&with_calls(), &Head::default(), &log, &head).unwrap(), vec![]);
    }
}

async fn erase(vault: &Vault, store: &dyn Store, subject: &Key) -> Result<Erased> {
    let permit = steward(Act::Erase);
    KeyKeeper::new(vault, store, &*NOON, &permit, "本人申请").unwrap().batch(2).erase(subject).await
}

/// One who goes and four who stay, with calls among them.
struct Street {
    gone: Neighbour,
    stay: Vec<Neighbour>,
    linked_later: Call,
    his: Call,
    about_him: Call,
}

async fn street(desk: &Desk, store: &dyn Store) -> Street {
    let gone = desk.neighbour();
    let stay: Vec<Neighbour> = (0..4).map(|_| desk.named("某某某")).collect();
    desk.write(store, "people", &[std::slice::from_ref(&gone), stay.as_slice()].concat()).await;
    let mut moved = gone.clone();
    moved.grid = Text::parse("二网格").unwrap();
    desk.put(store, "moved", &moved, Nature::Change).await;
    let his = desk.call(Some(gone.id), None, "路灯不亮");
    let about_him = desk.call(Some(stay[0].id), Some(gone.id), "邻里纠纷");
    let mut linked_later = desk.call(None, None, "渠道堵塞");
    for (request, call) in [("his", &his), ("about", &about_him), ("later", &linked_later)] {
        desk.put(store, request, call, Nature::Create).await;
    }
    linked_later.by = Some(gone.id);
    desk.put(store, "linked", &linked_later, Nature::Correct).await;
    Street { gone: moved, stay, linked_later, his, about_him }
}

impl Street {
    /// What must hold once he is erased.
    async fn holds(&self, desk: &Desk, store: &dyn Store, erased: &Erased) {
        let mut records = erased.records.clone();
        records.sort();
        let mut his = vec![self.gone.id.key(), self.his.id.key(), self.linked_later.id.key()];
        assert_eq!(erased.records[0], self.gone.id.key());
        his.sort();
        assert_eq!(records, his);
        let link = Link { from: self.about_him.id.key(), to: self.gone.id.key() };
        assert_eq!(erased.dangling, [link]);
        for key in &his {
            let log = store.log(desk.unit, &LogQuery::of(key.clone())).await.unwrap();
            assert!(log.iter().all(|change| change.content.is_none()), "{key} has content");
            assert_eq!(log.last().unwrap().nature, Nature::Erase);
        }
        assert_eq!(store.fetch(desk.unit, &his).await.unwrap(), vec![None, None, None]);
        let mut stay = self.stay.clone();
        stay.sort_by_key(|one| one.id);
        assert_eq!(opened(&desk.vault, store).await, stay);
        assert_eq!(opened(&desk.other_vault().await, store).await, stay);
        let mut calls = [store.load(desk.unit, self.about_him.id).await.unwrap().unwrap().entity];
        desk.vault.reveal(store, &mut calls, &permit(Act::Unmask)).await.unwrap();
        assert_eq!(calls[0], self.about_him, "a dangling link reads as before");
        let keys = desk.unit_keys().await;
        assert_eq!(keys.wrap_keys().map(|(version, _)| version).collect::<Vec<_>>(), [erased.rotated.to]);
        let wrapped = wrapped(store, desk.unit).await;
        assert_eq!(wrapped.len(), 4);
        assert!(wrapped.iter().all(|(_, version)| *version == erased.rotated.to));
        assert!(rotations(store, desk.unit).await.iter().all(|rotation| rotation.finished.is_some()));
        desk.verified(store).await;
    }
}

#[tokio::test]
async fn a_person_goes_with_every_version_and_the_others_stay() {
    let desk = desk().await;
    let store = MemoryStore::new(with_calls());
    let street = street(&desk, &store).await;
    let erased = erase(&desk.vault, &store, &street.gone.id.key()).await.unwrap();
    assert_eq!((&erased.subject, erased.rotated.to), (&street.gone.id.key(), 2));
    street.holds(&desk, &store, &erased).await;
    let head = store.head(desk.unit).await.unwrap();
    assert_eq!(erase(&desk.vault, &store, &street.gone.id.key()).await.unwrap(), erased, "told again");
    assert_eq!(store.head(desk.unit).await.unwrap(), head, "and nothing written");
    let nobody = erase(&desk.vault, &store, &desk.neighbour().id.key()).await.unwrap_err();
    assert_eq!(nobody.code(), "store.record.missing");
    let begun = store.log(desk.unit, &LogQuery::of(street.gone.id.key())).await.unwrap();
    let commit = &begun.last().unwrap().commit;
    assert_eq!((&*commit.actor, commit.reason.as_deref()), ("wang", Some("本人申请")));
}

#[tokio::test]
async fn an_erasure_that_breaks_off_at_any_commit_goes_on_when_asked_again() {
    for moment in [Moment::Before, Moment::After] {
        // Begun, two batches, finished.
        for nth in 1..=4 {
            let desk = desk().await;
            let store = Arc::new(MemoryStore::new(with_calls()));
            let street = street(&desk, &store).await;
            let broken = Chaos::new(Arc::clone(&store), nth, moment);
            let subject = street.gone.id.key();
            assert_eq!(erase(&desk.vault, &broken, &subject).await.unwrap_err().code(), "store.fault");
            let erased = erase(&desk.other_vault().await, &store, &subject).await.unwrap();
            street.holds(&desk, &store, &erased).await;
        }
    }
}

#[tokio::test]
async fn a_rotation_finishes_an_erasure_that_was_left() {
    let desk = desk().await;
    let store = Arc::new(MemoryStore::new(with_calls()));
    let street = street(&desk, &store).await;
    let broken = Chaos::new(Arc::clone(&store), 2, Moment::Before);
    assert!(erase(&desk.vault, &broken, &street.gone.id.key()).await.is_err());
    assert_eq!(desk.unit_keys().await.wrap_keys().count(), 2, "the old key is still there");
    let permit = steward(Act::Rekey);
    let keeper = KeyKeeper::new(&desk.vault, &store, &*NOON, &permit, "接续").unwrap();
    assert_eq!(keeper.rotate_unit_key().await.unwrap().to, 2);
    assert_eq!(desk.unit_keys().await.wrap_keys().count(), 1);
    desk.verified(&store).await;
}

#[tokio::test]
async fn whoever_sealed_for_him_before_cannot_commit_after() {
    let desk = desk().await;
    let store = MemoryStore::new(with_calls());
    let street = street(&desk, &store).await;
    let mut late = [desk.call(Some(street.gone.id), None, "又一次")];
    let mut sealing = desk.vault.sealing();
    sealing.seal_all(&store, &mut late).await.unwrap();
    erase(&desk.other_vault().await, &store, &street.gone.id.key()).await.unwrap();
    let mut work = UnitOfWork::new(&store, desk.unit);
    work.create(&late[0]).unwrap();
    sealing.stage(&mut work);
    assert!(work.commit(meta("late"), &desk.ids.seed()).await.unwrap_err().is_conflict());
}

#[tokio::test]
async fn erasures_and_writers_at_once_leave_nothing_half_done() {
    let desk = desk().await;
    let store = Yielding(MemoryStore::new(with_calls()));
    let street = street(&desk, &store).await;
    let (a, b) = (desk.other_vault().await, desk.other_vault().await);
    let (second, third) = (street.stay[1].id.key(), street.stay[2].id.key());
    let first = street.gone.id.key();
    let writing = async {
        for turn in 0..30 {
            let call = desk.call(Some(street.stay[3].id), None, "日常来电");
            for attempt in 0..20 {
                let mut sealed = [call.clone()];
                let mut sealing = desk.vault.sealing();
                sealing.seal_all(&store, &mut sealed).await.unwrap();
                let mut work = UnitOfWork::new(&store as &dyn Store, desk.unit);
                work.create(&sealed[0]).unwrap();
                sealing.stage(&mut work);
                match work.commit(meta(&format!("call {turn} {attempt}")), &desk.ids.seed()).await {
                    Ok(_) => break,
                    Err(error) => assert!(error.is_conflict() && attempt < 19, "{error}"),
                }
            }
        }
    };
    let (one, two, (), ()) =
        tokio::join!(erase(&desk.vault, &store, &first), erase(&a, &store, &second), writing, async {
            erase(&b, &store, &third).await.unwrap();
        });
    one.unwrap();
    two.unwrap();
    let left = opened(&desk.other_vault().await, &store).await;
    assert_eq!(left.len(), 2);
    assert_eq!(store.all::<Call>(desk.unit).await.unwrap().len(), 1 + 30);
    let permit = steward(Act::Rekey);
    let keeper = KeyKeeper::new(&desk.vault, &store, &*NOON, &permit, "年度轮换").unwrap();
    let last = keeper.rotate_unit_key().await.unwrap();
    assert!(wrapped(&store, desk.unit).await.iter().all(|(_, version)| *version == last.to));
    assert_eq!(desk.unit_keys().await.wrap_keys().count(), 1);
    desk.verified(&store).await;
}

#[cfg(feature = "rusqlite")]
mod on_disk {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::store::sql::{SqlStore, Sqlite, SqliteOptions};

    async fn file(path: &Path) -> SqlStore {
        let driver = Sqlite::open_with(path, SqliteOptions::default().wait(Duration::from_millis(1))).unwrap();
        let store = SqlStore::new(driver, with_calls());
        store.migrate(&Migrate::default()).await.unwrap();
        store
    }

    /// Which of these texts stand in the files of a folder, and in how many bytes was looked.
    fn traces<'t>(folder: &Path, texts: &'t [String]) -> (Vec<&'t str>, usize) {
        let files = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
        let files: Vec<Vec<u8>> = files.collect();
        let stands = |text: &&String| {
            files.iter().any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
        };
        (texts.iter().filter(stands).map(String::as_str).collect(), files.iter().map(Vec::len).sum())
    }

    /// Everything of his that stands in the database: sealed texts, tags, wrapped keys, clear words.
    async fn everything(desk: &Desk, store: &dyn Store, street: &Street) -> Vec<String> {
        let mut texts = vec!["路灯不亮".to_owned(), "渠道堵塞".to_owned(), "二网格".to_owned()];
        for key in [street.gone.id.key(), street.his.id.key(), street.linked_later.id.key()] {
            for change in store.log(desk.unit, &LogQuery::of(key.clone())).await.unwrap() {
                let body: serde_json::Value = serde_json::from_str(&change.content.unwrap().body).unwrap();
                for field in ["name", "note", "phone"] {
                    for part in ["sealed", "tag"] {
                        texts.extend(body[field][part].as_str().map(str::to_owned));
                    }
                }
            }
            let key = Key::new(KEY_KIND, &key.to_string());
            texts.extend(store.fetch(desk.unit, &[key]).await.unwrap().remove(0).map(|record| record.body.into()));
        }
        // Others have the same phone, so its tag is theirs as well.
        let shared = desk.vault.tags(store, "phone", PHONE).await.unwrap();
        texts.retain(|text| !shared.contains(text));
        texts.sort();
        texts.dedup();
        texts
    }

    #[tokio::test]
    async fn no_trace_of_him_is_in_the_files_and_an_old_copy_opens_nobody() {
        let desk = desk().await;
        let (folder, copies) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let path = folder.path().join("village.db");
        let store = file(&path).await;
        let street = street(&desk, &store).await;
        let texts = everything(&desk, &store, &street).await;
        assert_eq!(
            texts.len(),
            3 + 1 + 4 + 3 + 2,
            "words, a tag, two versions, three versions of calls, two data keys"
        );
        assert_eq!(traces(folder.path(), &texts).0.len(), texts.len(), "all of it stands there before");
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let from = entry.unwrap().path();
            std::fs::copy(&from, copies.path().join(from.file_name().unwrap())).unwrap();
        }
        let old = file(&copies.path().join("village.db")).await;
        assert_eq!(opened(&desk.vault, &old).await.len(), 5, "the copy is whole");
        let erased = erase(&desk.vault, &store, &street.gone.id.key()).await.unwrap();
        street.holds(&desk, &store, &erased).await;
        let (found, looked) = traces(folder.path(), &texts);
        assert_eq!(found, Vec::<&str>::new());
        assert!(looked > 100_000, "the files were read: {looked}");
        let others = ["某某某".to_owned(), "邻里纠纷".to_owned()];
        assert_eq!(traces(folder.path(), &others).0, ["邻里纠纷"], "the others' words stand, their names are sealed");
        // The copy of before, with the ring of after: nobody's secrets open, his least of all.
        let neighbours = old.all::<Neighbour>(desk.unit).await.unwrap();
        assert_eq!(neighbours.len(), 5);
        for vault in [desk.other_vault().await, desk.vault.clone()] {
            for stored in &neighbours {
                let mut one = [stored.entity.clone()];
                let error = vault.reveal(&old, &mut one, &permit(Act::Unmask)).await.unwrap_err();
                assert_eq!((error.code(), error.get("version")), ("access.unit_key.missing", Some("1")));
            }
        }
        store.migrate(&Migrate::default()).await.unwrap();
        assert_eq!(opened(&desk.vault, &store).await.len(), 4);
    }

    #[tokio::test]
    async fn while_somebody_reads_the_old_state_the_erasure_says_so_and_goes_on_later() {
        let desk = desk().await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("village.db");
        let store = file(&path).await;
        let street = street(&desk, &store).await;
        let texts = everything(&desk, &store, &street).await;
        let reader = rusqlite::Connection::open(&path).unwrap();
        reader.execute_batch("BEGIN").unwrap();
        let seen: i64 = reader.query_row("SELECT COUNT(*) FROM \"trial.call\"", [], |row| row.get(0)).unwrap();
        assert_eq!(seen, 3);
        let subject = street.gone.id.key();
        let held = erase(&desk.vault, &store, &subject).await.unwrap_err();
        assert_eq!((held.code(), held.is_retryable()), ("store.scrub", true));
        assert!(!traces(folder.path(), &texts).0.is_empty(), "the log still has him");
        assert_eq!(erase(&desk.vault, &store, &subject).await.unwrap_err().code(), "store.scrub");
        reader.execute_batch("COMMIT").unwrap();
        let erased = erase(&desk.vault, &store, &subject).await.unwrap();
        street.holds(&desk, &store, &erased).await;
        assert_eq!(traces(folder.path(), &texts).0, Vec::<&str>::new());
    }
}
