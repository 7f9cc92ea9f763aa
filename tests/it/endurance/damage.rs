//! 损坏 Bytes of a file are changed, or its end is cut off: an error, or the right answer, or a finding of the checks. Never a wrong answer
//! that nothing shows.

use std::path::{Path, PathBuf};

use cunwu::sample::Rng;
use cunwu::store::sql::Sqlite;
use cunwu::store::{Change, Filter, Head, Migrate, Page, Query, SqlStore, Store, Tally, TallyQuery, verify};
use cunwu::{Error, Result};

use super::goods::{COUNTER, HALF, Ledger, catalog, commit_some, log_after, unit};

/// Everything that is there, asked in every way.
#[derive(Debug, Default, PartialEq)]
struct Answers {
    heads: Vec<Head>,
    pages: Vec<Page>,
    tallies: Vec<Tally>,
    log: Vec<Change>,
}

async fn answers(path: &Path) -> Result<Answers> {
    let store = SqlStore::sqlite(path, catalog())?;
    let mut all = Answers::default();
    for unit in [unit(0), unit(1)] {
        all.heads.push(store.head(unit).await?);
        for kind in [HALF.name, COUNTER.name] {
            for order in ["id", "by_turn"] {
                let mut query = Query::of(kind).order(order).limit(7);
                for _ in 0..1000 {
                    let page = store.query(unit, &query).await?;
                    query.after.clone_from(&page.next);
                    let last = page.next.is_none();
                    all.pages.push(page);
                    if last {
                        break;
                    }
                }
            }
            let filter = Filter::eq("turn", 7_i64);
            all.pages.push(store.query(unit, &Query::of(kind).filter(filter)).await?);
            all.tallies.extend(store.tally(unit, &TallyQuery::of(kind).by("turn")).await?);
        }
        let query = cunwu::store::LogQuery::after(cunwu::store::Seq::ZERO).limit(Query::MOST);
        all.log.extend(store.log(unit, &query).await?);
    }
    Ok(all)
}

/// A file of some sixty pages that was closed, and what it answers.
async fn sound(folder: &Path) -> (PathBuf, Answers) {
    let path = folder.join("sound.db");
    let store: std::sync::Arc<dyn Store> = std::sync::Arc::new(SqlStore::sqlite(&path, catalog()).unwrap());
    store.migrate(&Migrate::default()).await.unwrap();
    let mut ledger = Ledger::default();
    commit_some(&store, &mut ledger, 0, 200).await;
    ledger.check(&*store).await;
    drop(store);
    let all = answers(&path).await.unwrap();
    assert!(all.log.len() == 600 && all.heads.len() == 2);
    (path, all)
}

/// What damage came to.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Came {
    /// An error when the file was read.
    Error,
    /// Every answer is right.
    Right,
    /// An answer is wrong, and SQLite's own check says that the file is damaged.
    Damaged,
    /// An answer is wrong, and the log's verification finds the edit.
    Edited,
}

const TOLD: [&str; 5] =
    ["store.damaged", "store.not_database", "store.corrupt", "store.not_migrated", "store.database"];

fn told(error: &Error) {
    assert!(TOLD.contains(&error.code()), "{error:?}");
}

async fn came(path: &Path, sound: &Answers) -> Came {
    match answers(path).await {
        Err(error) => {
            told(&error);
            Came::Error
        }
        Ok(found) if found == *sound => Came::Right,
        Ok(found) => {
            if let Err(error) = Sqlite::check(path) {
                told(&error);
                return Came::Damaged;
            }
            assert!(edited(path).await, "a wrong answer that nothing shows: {}", differing(&found, sound));
            Came::Edited
        }
    }
}

/// What differs first, for the report of a failure.
fn differing(found: &Answers, sound: &Answers) -> String {
    fn first<T: PartialEq + std::fmt::Debug>(what: &str, found: &[T], sound: &[T]) -> Option<String> {
        let place = found.iter().zip(sound).position(|(a, b)| a != b)?;
        Some(format!("{what} {place}: {:?} where {:?} was due", found[place], sound[place]))
    }
    first("head", &found.heads, &sound.heads)
        .or_else(|| first("page", &found.pages, &sound.pages))
        .or_else(|| first("count", &found.tallies, &sound.tallies))
        .or_else(|| first("change", &found.log, &sound.log))
        .unwrap_or_else(|| "one has more than the other".to_owned())
}

/// Whether the log does not verify, or lacks the content of a version.
async fn edited(path: &Path) -> bool {
    let store = SqlStore::sqlite(path, catalog()).unwrap();
    for unit in [unit(0), unit(1)] {
        let head = store.head(unit).await.unwrap();
        let log = log_after(&store, unit, cunwu::store::Seq::ZERO).await;
        let findings = verify(&store.info().catalog, &Head::default(), &log, &head).unwrap();
        // Nothing was deleted or erased here, so every version has its content.
        if !findings.is_empty() || log.iter().any(|change| change.content.is_none()) {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn bytes_that_change_are_an_error_or_found_by_a_check() {
    let folder = tempfile::tempdir().unwrap();
    let (path, sound) = sound(folder.path()).await;
    let bytes = std::fs::read(&path).unwrap();
    let mut rng = Rng::new(11);
    let mut seen = std::collections::BTreeMap::new();
    let pages = bytes.len() / 8192;
    for page in 0..pages {
        for _ in 0..3 {
            let mut spoilt = bytes.clone();
            let at = page * 8192 + rng.below(8192 - 16) as usize;
            for byte in &mut spoilt[at..at + 16] {
                *byte ^= u8::try_from(rng.between(1, 255)).unwrap();
            }
            let copy = folder.path().join("spoilt.db");
            std::fs::write(&copy, &spoilt).unwrap();
            *seen.entry(came(&copy, &sound).await).or_insert(0) += 1;
            remove(&copy);
        }
    }
    assert!(pages > 20 && seen.contains_key(&Came::Error), "{pages} pages: {seen:?}");
    assert!(seen.contains_key(&Came::Damaged) && seen.contains_key(&Came::Edited), "{seen:?}");
}

#[tokio::test]
async fn a_file_that_ends_too_soon_is_an_error_or_found_by_a_check() {
    let folder = tempfile::tempdir().unwrap();
    let (path, sound) = sound(folder.path()).await;
    let bytes = std::fs::read(&path).unwrap();
    let mut rng = Rng::new(12);
    for _ in 0..3 {
        let end = rng.below(u32::try_from(bytes.len()).unwrap()) as usize;
        let copy = folder.path().join("cut.db");
        std::fs::write(&copy, &bytes[..end]).unwrap();
        let came = came(&copy, &sound).await;
        assert!(matches!(came, Came::Error | Came::Damaged), "cut at {end}: {came:?}");
        remove(&copy);
    }
    std::fs::write(&path, []).unwrap();
    assert_eq!(answers(&path).await.unwrap_err().code(), "store.not_migrated");
}

/// Removes a database and what stands beside it.
fn remove(path: &Path) {
    for tail in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(tail);
        let gone = std::fs::remove_file(&name);
        assert!(gone.is_ok() || !Path::new(&name).exists());
    }
}
