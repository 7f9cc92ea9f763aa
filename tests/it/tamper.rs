//! 防篡改 Every way of tampering with one entry of a log, at every position.

use std::sync::Arc;

use cunwu::schema::{Key, Value};
use cunwu::store::{
    Change, Checkpoint, CommitInfo, Content, Digest, Finding, Head, LogQuery, Mark, MemoryStore, Nature, Query, Salt,
    Seq, Store, StoreExt, Verified, Verifier, chain, verify,
};
use cunwu::value::Instant;

use crate::random_run::{MEMO, STALL, catalog, fill, unit};

async fn random_log(seed: u64, commits: usize) -> (Vec<Change>, Head) {
    let store = MemoryStore::new(catalog());
    fill(&store, seed, commits).await;
    let log = store.log(unit(), &LogQuery::after(Seq::ZERO).limit(Query::MOST)).await.unwrap();
    (log, store.head(unit()).await.unwrap())
}

fn whole(log: &[Change], head: &Head, checkpoints: &[Checkpoint]) -> Verified {
    let mut verifier = Verifier::new(&Head::default()).against(unit(), checkpoints).unwrap();
    log.iter().try_for_each(|change| verifier.push(&catalog(), change)).unwrap();
    verifier.finish_whole(head)
}

fn flipped(digest: Digest, place: usize) -> Digest {
    let mut bytes = *digest.bytes();
    bytes[place] ^= 1;
    Digest::from_bytes(bytes)
}

type Edit = (&'static str, Box<dyn Fn(&mut CommitInfo)>);

/// Every edit of what a commit says of itself.
fn commit_edits() -> Vec<Edit> {
    let edit = |what, edit: fn(&mut CommitInfo)| -> Edit { (what, Box::new(edit)) };
    vec![
        edit("seq up", |info| info.seq = info.seq.next()),
        edit("seq down", |info| info.seq = Seq::new(info.seq.get() - 1)),
        edit("at", |info| info.at = info.at.plus_micros(1)),
        edit("request", |info| info.request = format!("{}x", info.request).into()),
        edit("actor", |info| info.actor = "somebody".into()),
        edit("purpose", |info| info.purpose = "".into()),
        edit("reason", |info| info.reason = if info.reason.is_some() { None } else { Some("".into()) }),
        edit("replica", |info| info.origin.replica = format!("{}x", info.origin.replica).into()),
        edit("branch", |info| info.origin.branch = format!("{}x", info.origin.branch).into()),
        edit("base", |info| info.origin.base = format!("{}x", info.origin.base).into()),
        edit("rows up", |info| info.rows += 1),
        edit("rows down", |info| info.rows -= 1),
        edit("chain", |info| info.chain = flipped(info.chain, 31)),
    ]
}

/// Every edit of one row: what it is called, and the edited row.
fn row_edits(row: &Change) -> Vec<(String, Change)> {
    let mut edits: Vec<(String, Change)> = Vec::new();
    let mut edit = |what: &str, change: &dyn Fn(&mut Change)| {
        let mut edited = row.clone();
        change(&mut edited);
        edits.push((what.to_owned(), edited));
    };
    edit("ord up", &|row| row.ord += 1);
    edit("ord down", &|row| row.ord = row.ord.wrapping_sub(1));
    edit("kind", &|row| row.key.kind = if *row.key.kind == *STALL.name { MEMO.name.into() } else { STALL.name.into() });
    edit("id", &|row| row.key.id = format!("{}0", row.key.id).into());
    for byte in [0, 15, 31] {
        edit("digest", &|row| row.digest = flipped(row.digest, byte));
    }
    for nature in [Nature::Create, Nature::Change, Nature::Correct, Nature::Delete, Nature::Erase, Nature::Reseal] {
        if nature != row.nature {
            edit("nature", &|row| row.nature = nature);
        }
    }
    let Some(content) = &row.content else {
        let key = row.key.clone();
        let columns = catalog().kind(&key.kind).unwrap().columns.iter().map(|_| Value::Null).collect();
        let forged = Content { version: 1, subject: key, salt: Salt::default(), columns, body: "{}".into() };
        edit("content put in", &|row| row.content = Some(forged.clone()));
        return edits;
    };
    let mut inside = |what: &str, change: &dyn Fn(&mut Content)| {
        edit(what, &|row| change(row.content.as_mut().unwrap()));
    };
    inside("version", &|content| content.version += 1);
    inside("subject kind", &|content| content.subject.kind = "trial.other".into());
    inside("subject id", &|content| content.subject.id = "other".into());
    inside("salt", &|content| content.salt = Salt::from_bytes([255; 16]));
    inside("body", &|content| content.body = content.body.replacen('{', "{ ", 1).into());
    inside("a column more", &|content| content.columns.push(Value::Int(1)));
    for place in 0..content.columns.len() {
        inside("column", &|content| {
            let value = match &content.columns[place] {
                Value::Null => Value::Int(0),
                Value::Bool(yes) => Value::Bool(!yes),
                Value::Int(number) => Value::Int(number + 1),
                Value::Text(text) => Value::from(format!("{text}x")),
            };
            content.columns[place] = value;
        });
        if !content.columns[place].is_null() {
            inside("column emptied", &|content| content.columns[place] = Value::Null);
        }
    }
    edits
}

#[tokio::test]
async fn an_untouched_log_fits_whole_and_in_every_stretch() {
    for seed in 1..=20 {
        let (log, head) = random_log(seed, 24).await;
        let found = whole(&log, &head, &[]);
        assert!(found.is_sound(), "seed {seed}: {:?}", found.findings);
        assert_eq!((found.rows, found.commits, found.head), (log.len() as u64, 24, head));
        let heads: Vec<Head> = heads(&log);
        for (from, to) in [(3, 9), (0, 24), (10, 10), (23, 24)] {
            let stretch = log.iter().filter(|row| {
                let seq = row.commit.seq.get();
                seq > from && seq <= to
            });
            let stretch: Vec<Change> = stretch.cloned().collect();
            let (from, to) = (heads[usize::try_from(from).unwrap()], heads[usize::try_from(to).unwrap()]);
            assert_eq!(verify(&catalog(), &from, &stretch, &to).unwrap(), vec![]);
        }
    }
}

/// The head after each commit, the beginning first.
fn heads(log: &[Change]) -> Vec<Head> {
    let mut heads = vec![Head::default()];
    for rows in log.chunk_by(|a, b| a.commit.seq == b.commit.seq) {
        let info = &rows[0].commit;
        heads.push(Head { seq: info.seq, chain: info.chain, at: Some(info.at) });
    }
    heads
}

#[tokio::test]
async fn every_edit_of_every_field_of_every_entry_is_found() {
    for seed in [1, 2] {
        let (log, head) = random_log(seed, 16).await;
        let mut tried = 0;
        for place in 0..log.len() {
            for (what, edited) in row_edits(&log[place]) {
                let mut log = log.clone();
                log[place] = edited;
                assert!(!whole(&log, &head, &[]).is_sound(), "seed {seed}, entry {place}: {what}");
                tried += 1;
            }
            for (what, edit) in commit_edits() {
                let mut info = (*log[place].commit).clone();
                edit(&mut info);
                let info = Arc::new(info);
                // Of this entry alone, and of its whole commit.
                let mut alone = log.clone();
                alone[place].commit = Arc::clone(&info);
                assert!(!whole(&alone, &head, &[]).is_sound(), "seed {seed}, entry {place} alone: {what}");
                let mut all = log.clone();
                let seq = all[place].commit.seq;
                all.iter_mut().filter(|row| row.commit.seq == seq).for_each(|row| row.commit = Arc::clone(&info));
                assert!(!whole(&all, &head, &[]).is_sound(), "seed {seed}, commit of entry {place}: {what}");
                tried += 2;
            }
        }
        assert!(tried > 1_000, "{tried}");
    }
}

#[tokio::test]
async fn content_that_is_taken_out_is_found_unless_an_erasure_or_a_kind_without_history_may_explain_it() {
    let (mut found_some, mut explained) = (false, false);
    for seed in 1..=5 {
        let (log, head) = random_log(seed, 24).await;
        for place in (0..log.len()).filter(|place| log[*place].content.is_some()) {
            let mut taken = log.clone();
            taken[place].content = None;
            let erased = log[place..].iter().any(|row| row.nature == Nature::Erase);
            let kept = *log[place].key.kind != *MEMO.name;
            let found = whole(&taken, &head, &[]);
            assert_eq!(found.is_sound(), erased || !kept, "seed {seed}, entry {place}");
            if kept && !erased {
                let (seq, key) = (log[place].commit.seq, log[place].key.clone());
                assert_eq!(found.findings, [Finding::Gone { seq, key }]);
                found_some = true;
            }
            explained |= kept && erased;
        }
    }
    assert!(found_some && explained);
}

#[tokio::test]
async fn every_removal_swap_and_insertion_is_found() {
    for seed in [4, 5] {
        let (log, head) = random_log(seed, 10).await;
        let sound = |log: &[Change]| whole(log, &head, &[]).is_sound();
        for place in 0..log.len() {
            let mut removed = log.clone();
            removed.remove(place);
            assert!(!sound(&removed), "entry {place} removed");
            let seq = log[place].commit.seq;
            let without: Vec<Change> = log.iter().filter(|row| row.commit.seq != seq).cloned().collect();
            assert!(!sound(&without), "commit {seq} removed");
            for other in 0..log.len() {
                let mut inserted = log.clone();
                inserted.insert(place, log[other].clone());
                assert!(!sound(&inserted), "entry {other} doubled at {place}");
                if other <= place {
                    continue;
                }
                let mut swapped = log.clone();
                swapped.swap(place, other);
                assert!(!sound(&swapped), "{place} and {other} swapped");
                // What they say swapped, their places kept.
                let (a, b) = (&log[place], &log[other]);
                if (&a.key, a.nature, a.digest) == (&b.key, b.nature, b.digest) {
                    continue;
                }
                let mut crossed = log.clone();
                crossed[place] = Change { commit: Arc::clone(&a.commit), ord: a.ord, ..b.clone() };
                crossed[other] = Change { commit: Arc::clone(&b.commit), ord: b.ord, ..a.clone() };
                assert!(!sound(&crossed), "{place} and {other} crossed");
            }
        }
        let mut appended = log.clone();
        appended.push(log[0].clone());
        assert!(!sound(&appended));
    }
}

#[tokio::test]
async fn truncation_at_either_end_is_found_by_what_was_noted_and_else_by_a_checkpoint() {
    let (log, head) = random_log(6, 24).await;
    let heads = heads(&log);
    // A cut may take an erasure away that explains what is gone: that is not what is looked at here.
    let cut_off = |log: &[Change], head: &Head, checkpoints: &[Checkpoint]| {
        let mut verifier = Verifier::new(&Head::default()).against(unit(), checkpoints).unwrap();
        log.iter().try_for_each(|change| verifier.push(&catalog(), change)).unwrap();
        verifier.finish(head)
    };
    let kept = Checkpoint::new(unit(), heads[20]);
    for cut in 1..=log.len() {
        assert!(!whole(&log[cut..], &head, &[]).is_sound(), "the first {cut} cut");
        let rest = &log[..log.len() - cut];
        assert!(!whole(rest, &head, &[]).is_sound(), "the last {cut} cut");
        // Whoever can cut the log can also note the head that is left.
        let at_end = rest.last().is_none_or(|row| row.ord + 1 == row.commit.rows);
        let forged = rest.last().map_or(Head::default(), |row| heads[usize::try_from(row.commit.seq.get()).unwrap()]);
        let alone = cut_off(rest, &forged, &[]);
        assert_eq!(alone.is_sound(), at_end, "only whole commits go unseen: {cut}");
        let seen = cut_off(rest, &forged, &[kept]);
        assert_eq!(seen.is_sound(), at_end && forged.seq >= kept.head.seq, "{cut}");
        if at_end && forged.seq < kept.head.seq {
            assert_eq!(seen.findings, [Finding::Checkpoint { seq: kept.head.seq }]);
        }
    }
}

/// The log with another actor in one commit and all chains from there on computed anew.
fn rewritten(log: &[Change], from: Seq) -> (Vec<Change>, Head) {
    let mut forged = Vec::new();
    let mut head = Head::default();
    for rows in log.chunk_by(|a, b| a.commit.seq == b.commit.seq) {
        let mut info = (*rows[0].commit).clone();
        if info.seq == from {
            info.actor = "somebody".into();
        }
        let meta = cunwu::store::Meta {
            request: info.request.clone(),
            actor: info.actor.clone(),
            purpose: info.purpose.clone(),
            reason: info.reason.clone(),
            at: info.at,
            origin: info.origin.clone(),
        };
        let mut summary = chain::summary(info.at, &meta);
        for row in rows {
            summary.row(&row.key, row.nature, &row.digest);
        }
        info.chain = chain::link(&head.chain, info.seq, &summary.finish());
        head = Head { seq: info.seq, chain: info.chain, at: Some(info.at) };
        let info = Arc::new(info);
        forged.extend(rows.iter().map(|row| Change { commit: Arc::clone(&info), ..row.clone() }));
    }
    (forged, head)
}

#[tokio::test]
async fn a_rewritten_suffix_with_a_fresh_chain_is_found_by_every_later_checkpoint_and_by_no_other() {
    let (log, head) = random_log(7, 24).await;
    let heads = heads(&log);
    for from in 1..=head.seq.get() {
        let (forged, forged_head) = rewritten(&log, Seq::new(from));
        assert!(whole(&forged, &forged_head, &[]).is_sound(), "it fits in itself");
        assert!(!whole(&forged, &head, &[]).is_sound(), "but not the head that was noted");
        for (seq, noted) in heads.iter().enumerate() {
            let kept = Checkpoint::new(unit(), *noted);
            let found = whole(&forged, &forged_head, &[kept]);
            assert_eq!(found.is_sound(), i64::try_from(seq).unwrap() < from, "from {from}, checkpoint at {seq}");
        }
        let all: Vec<_> = heads.iter().map(|head| Checkpoint::new(unit(), *head)).collect();
        let found = whole(&forged, &forged_head, &all).findings;
        assert_eq!(found.first(), Some(&Finding::Checkpoint { seq: Seq::new(from) }));
        assert_eq!(found.len(), usize::try_from(head.seq.get() - from).unwrap() + 1);
    }
}

#[tokio::test]
async fn a_store_verifies_itself_and_a_checkpoint_serves_its_own_unit() {
    let store = MemoryStore::new(catalog());
    fill(&store, 8, 10).await;
    let kept: Checkpoint = store.checkpoint(unit()).await.unwrap().to_string().parse().unwrap();
    let other = MemoryStore::new(catalog());
    fill(&other, 8, 30).await;
    let verified = other.verify_against(unit(), &[kept]).await.unwrap();
    assert!(verified.is_sound(), "a longer log of the same beginning");
    assert_eq!((verified.commits, verified.head), (30, other.head(unit()).await.unwrap()));
    let strange = MemoryStore::new(catalog());
    fill(&strange, 9, 30).await;
    let found = strange.verify_against(unit(), &[kept]).await.unwrap();
    assert_eq!(found.findings, [Finding::Checkpoint { seq: Seq::new(10) }]);
    assert!(strange.verify(unit()).await.unwrap().is_sound());
    let mut moved = kept;
    moved.head.at = Some(Instant::from_micros(5));
    assert!(!other.verify_against(unit(), &[moved]).await.unwrap().is_sound());
    moved.unit = "unit_01k3d0n6hwa000000000000001".parse().unwrap();
    let error = other.verify_against(unit(), &[moved]).await.unwrap_err();
    assert_eq!(error.code(), "store.checkpoint.unit");
    let late = Head { seq: Seq::new(11), ..Head::default() };
    assert_eq!(Verifier::new(&late).against(unit(), &[kept]).unwrap_err().code(), "store.checkpoint.outside");
    let past = other.as_of(Seq::new(10));
    assert_eq!(past.checkpoint(unit()).await.unwrap(), kept);
    let found = past.verify_against(unit(), &[kept]).await.unwrap().findings;
    assert!(found.iter().all(|finding| matches!(finding, Finding::Gone { .. })), "what was erased since: {found:?}");
    let none = past.log(unit(), &LogQuery::after(Seq::ZERO).from(Mark::after(Seq::new(10)))).await.unwrap();
    assert_eq!(none, vec![]);
    let gone = Key::new(STALL.name, "stall_99");
    assert!(past.fetch(unit(), &[gone]).await.unwrap()[0].is_none());
}
