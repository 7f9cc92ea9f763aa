//! 日志文件 The log as a file: its format, its verification without a store, and every byte of it changed.

use cunwu::store::{Checkpoint, Finding, LogQuery, MemoryStore, Query, Seq, Store, StoreExt, Verified, bundle};

use crate::random_run::{Dice, catalog, fill, unit};

async fn written(seed: u64, commits: usize) -> (MemoryStore, Vec<u8>, Checkpoint) {
    let store = MemoryStore::new(catalog());
    fill(&store, seed, commits).await;
    let mut file = Vec::new();
    let kept = bundle::write(&store, unit(), &mut file).await.unwrap();
    (store, file, kept)
}

/// Whether a file passes; a file that cannot be read does not.
fn sound(file: &[u8], kept: &[Checkpoint]) -> bool {
    bundle::verify(file, kept).is_ok_and(|verified| verified.is_sound())
}

#[tokio::test]
async fn the_format_is_as_it_was() {
    let (_, file, _) = written(11, 7).await;
    crate::golden::check("store/log.jsonl", &String::from_utf8(file).unwrap());
}

#[tokio::test]
async fn a_file_verifies_alone_and_reads_back_as_the_store_gives_it() {
    for seed in 1..=10 {
        let (store, file, kept) = written(seed, 25).await;
        let verified = bundle::verify(file.as_slice(), &[kept]).unwrap();
        assert!(verified.is_sound(), "seed {seed}: {:?}", verified.findings);
        let log = store.log(unit(), &LogQuery::after(Seq::ZERO).limit(Query::MOST)).await.unwrap();
        let expected = Verified { commits: 25, rows: log.len() as u64, head: kept.head, ..Verified::default() };
        assert_eq!(verified, expected);
        let mut reader = bundle::Reader::new(file.as_slice()).unwrap();
        let mut read = Vec::new();
        while let Some(entry) = reader.next().unwrap() {
            read.push(entry.change(&catalog()).unwrap());
        }
        assert_eq!((read, reader.unit(), *reader.to()), (log, unit(), store.head(unit()).await.unwrap()));
        let text = String::from_utf8(file).unwrap();
        assert!(!text.contains("wrapped"), "no data keys");
    }
}

#[tokio::test]
async fn months_continue_each_other_and_an_erasure_after_the_end_explains_what_is_gone() {
    let store = MemoryStore::new(catalog());
    fill(&store, 3, 30).await;
    for at in [0, 1, 12, 29, 30] {
        let mut file = Vec::new();
        let kept = bundle::write_after(&store, unit(), Seq::new(at), &mut file).await.unwrap();
        let verified = bundle::verify(file.as_slice(), &[kept]).unwrap();
        assert!(verified.is_sound(), "{at}: {:?}", verified.findings);
        assert_eq!(verified.commits, 30 - u64::try_from(at).unwrap());
        let before = store.as_of(Seq::new(at)).checkpoint(unit()).await.unwrap();
        assert!(sound(&file, &[before, kept]), "it begins where the last one ended");
    }
    let beyond = bundle::write_after(&store, unit(), Seq::new(31), Vec::new()).await.unwrap_err();
    assert_eq!(beyond.code(), "store.known.future");
}

#[tokio::test]
async fn every_byte_that_is_changed_or_cut_is_found() {
    let (_, file, _) = written(11, 7).await;
    let mut dice = Dice::new(3);
    for place in 0..file.len() {
        let mut edited = file.clone();
        edited[place] ^= 1 << dice.roll(8);
        assert!(!sound(&edited, &[]), "byte {place}: {}", String::from_utf8_lossy(&edited[place.saturating_sub(20)..]));
        if place % 7 == 0 {
            assert!(!sound(&file[..place], &[]), "cut at {place}");
            let mut without = file.clone();
            without.remove(place);
            assert!(!sound(&without, &[]), "byte {place} removed");
        }
    }
    assert!(!sound(&[&file[..], b"\n"].concat(), &[]));
    assert!(!sound(&[&file[..], &file[..]].concat(), &[]));
    let lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
    for one in 0..lines.len() {
        for other in one + 1..lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(one, other);
            if swapped != lines {
                assert!(!sound(&swapped.concat(), &[]), "lines {one} and {other}");
            }
        }
    }
}

#[tokio::test]
async fn a_forged_file_needs_a_checkpoint_to_be_found() {
    let (store, _, _) = written(11, 7).await;
    // A file of another past, written with every sum and chain in order.
    let (_, forged, _) = written(12, 7).await;
    let kept = store.checkpoint(unit()).await.unwrap();
    assert!(sound(&forged, &[]));
    let found = bundle::verify(forged.as_slice(), &[kept]).unwrap();
    assert_eq!(found.findings, [Finding::Checkpoint { seq: Seq::new(7) }]);
    // The unit stands in no digest of the log: a checkpoint of the unit refuses the file of another.
    let other = Checkpoint { unit: "unit_01k3d0n6hwa000000000000001".parse().unwrap(), ..kept };
    assert_eq!(bundle::verify(forged.as_slice(), &[other]).unwrap_err().code(), "store.checkpoint.unit");
}

#[tokio::test]
async fn what_is_no_such_file_is_told_by_its_line() {
    let code = |text: &str| bundle::verify(text.as_bytes(), &[]).unwrap_err();
    assert_eq!((code("").code(), code("").get("line")), ("store.bundle.line", Some("1")));
    assert_eq!(code("序号,姓名\n").code(), "store.bundle.line");
    assert_eq!(code("{\"bundle\":{\"format\":2}}\n").code(), "store.format.newer");
    let (_, file, _) = written(11, 7).await;
    let text = String::from_utf8(file).unwrap().replacen("\"create\"", "\"made\"", 1);
    assert_eq!(code(&text).get("line"), Some("3"));
}
