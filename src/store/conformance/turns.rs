//! Cases of several tasks at once, polled in turns.

use super::at_once::{Task, all, turn};
use super::trial::{
    LAMP, change, columns, commit_of, create, delete, done, fetched, found, guarded, head, here, lamp, lamps, put_of,
    serial, verified,
};
use crate::error::Result;
use crate::store::{Commit, Committed, Expect, Filter, Guard, LogQuery, Nature, Seq, Store, TallyQuery};

/// How often a task tries again.
const TRIES: u32 = 1_000;

/// Commits until it goes in or is refused for good.
async fn until_answered(store: &dyn Store, commit: &Commit) -> Result<Committed> {
    for _ in 0..TRIES {
        match store.commit(commit).await {
            Err(error) if error.is_retryable() => turn().await,
            answer => return answer,
        }
    }
    panic!("busy {TRIES} times: {commit:?}");
}

async fn writer(store: &dyn Store, writer: u32) {
    for round in 0..8 {
        let mut tries = 0..TRIES;
        loop {
            assert!(tries.next().is_some(), "writer {writer} never got its turn");
            let record = fetched(store, lamp("lamp_0")).await.unwrap();
            turn().await;
            let request = format!("{writer}-{round}-{}", record.rev);
            let ops = vec![change("lamp_0", columns(None, Some(i64::from(writer))), record.rev)];
            match store.commit(&commit_of(&request, ops)).await {
                Ok(_) => break,
                Err(error) => assert!(error.is_conflict() || error.is_retryable(), "{error}"),
            }
            turn().await;
        }
    }
}

/// Commits of one unit *must* be serial: of writers who read and write at once, none *must* lose an update.
pub async fn writers_at_once_lose_nothing(store: &dyn Store) {
    done(store, "start", vec![create("lamp_0", columns(None, Some(0)))]).await;
    all((1..=4).map(|number| Box::pin(writer(store, number)) as Task<'_, ()>).collect()).await;
    assert_eq!(head(store).await.seq, Seq::new(33));
    let versions = store.log(here(), &LogQuery::of(lamp("lamp_0"))).await.unwrap();
    assert_eq!(versions.len(), 33);
    verified(store).await;
}

/// Commits made at once *must* be numbered 1, 2, 3 … without gaps and linked in that order.
pub async fn commits_at_once_are_numbered_in_turn(store: &dyn Store) {
    let task = |number: i64| -> Task<'_, Seq> {
        Box::pin(async move {
            let commit = commit_of(
                &format!("task {number}"),
                vec![create(&format!("lamp_{number:02}"), columns(None, Some(number)))],
            );
            until_answered(store, &commit).await.unwrap().head.seq
        })
    };
    let mut numbers = all((0..40).map(task).collect()).await;
    numbers.sort();
    assert_eq!(numbers, (1..=40).map(Seq::new).collect::<Vec<_>>());
    assert_eq!(verified(store).await.len(), 40);
    assert_eq!(found(store, lamps()).await.len(), 40);
}

/// A reader *must* see whole commits only: in pages, tallies, fetches and the log.
pub async fn readers_see_whole_commits(store: &dyn Store) {
    done(store, "start", vec![create("left", columns(None, Some(0))), create("right", columns(None, Some(0)))]).await;
    let write: Task<'_, ()> = Box::pin(async move {
        for number in 1..=20_i64 {
            let set = |id, watts| put_of(LAMP, id, columns(None, Some(watts)), Expect::Any, Nature::Change);
            let commit = commit_of(&format!("move {number}"), vec![set("left", -number), set("right", number)]);
            until_answered(store, &commit).await.unwrap();
            turn().await;
        }
    });
    let reader = |_| -> Task<'_, ()> {
        Box::pin(async move {
            for _ in 0..40 {
                let tally = store.tally(here(), &TallyQuery::of(LAMP.name).sum("watts")).await.unwrap();
                assert_eq!((tally[0].count, tally[0].sums[0].total), (2, 0), "half a commit was counted");
                let page = store.query(here(), &lamps()).await.unwrap();
                assert_eq!(page.records.len(), 2);
                assert!(page.records.iter().all(|record| record.rev == page.seq), "half a commit was read: {page:?}");
                let pair = store.fetch(here(), &[lamp("right"), lamp("left")]).await.unwrap();
                let revs: Vec<_> = pair.iter().flatten().map(|record| record.rev).collect();
                assert!(revs.len() == 2 && revs[0] == revs[1], "half a commit was fetched: {revs:?}");
                let log = store.log(here(), &LogQuery::after(page.seq)).await.unwrap();
                assert_eq!(log.len() % 2, 0, "half a commit is in the log");
                turn().await;
            }
        })
    };
    all(vec![reader(0), write, reader(1)]).await;
    assert_eq!(head(store).await.seq, Seq::new(21));
}

/// A request that comes several times at once *must* be written once, and each *must* get the same result.
pub async fn a_request_at_once_is_written_once(store: &dyn Store) {
    let commit = commit_of("one", vec![create("lamp_1", columns(None, None))]);
    let tasks = (0..6).map(|_| Box::pin(until_answered(store, &commit)) as Task<'_, Result<Committed>>).collect();
    let answers: Vec<_> = all(tasks).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
    assert!(answers.iter().all(|answer| answer.head == answers[0].head));
    assert_eq!((head(store).await.seq, verified(store).await.len()), (Seq::new(1), 1));
}

/// Of several that make the same record, or take the same unique value, at once, exactly one *must* win.
pub async fn one_of_several_wins(store: &dyn Store) {
    for (what, code) in [("record", "store.expect"), ("value", "store.unique")] {
        let commits: Vec<_> = (0..5)
            .map(|number| {
                let id = if what == "record" { "lamp_1".to_owned() } else { format!("lamp_{}", number + 10) };
                let value = if what == "record" { None } else { Some("a") };
                commit_of(&format!("{what} {number}"), vec![create(&id, serial(value))])
            })
            .collect();
        let tasks = commits
            .iter()
            .map(|commit| Box::pin(until_answered(store, commit)) as Task<'_, Result<Committed>>)
            .collect();
        let answers = all(tasks).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{what}");
        for error in answers.into_iter().filter_map(Result::err) {
            assert_eq!(error.code(), code, "{what}");
        }
    }
    assert_eq!(found(store, lamps()).await.len(), 2);
}

/// A guard *must* hold against everything that was committed meanwhile: of several that take the last place, one wins.
pub async fn a_guard_holds_against_what_came_meanwhile(store: &dyn Store) {
    let task = |number: u32| -> Task<'_, bool> {
        Box::pin(async move {
            for round in 0..TRIES {
                let there = found(store, lamps().filter(Filter::eq("place", "bench"))).await.len() as u64;
                turn().await;
                if there == 3 {
                    return false;
                }
                let op = create(&format!("lamp_{number}"), columns(Some("bench"), None));
                let guard = Guard::Count { kind: LAMP.name.into(), filter: Filter::eq("place", "bench"), is: there };
                match store.commit(&guarded(commit_of(&format!("{number} {round}"), vec![op]), guard)).await {
                    Ok(_) => return true,
                    Err(error) => assert!(error.is_conflict() || error.is_retryable(), "{error}"),
                }
                turn().await;
            }
            panic!("task {number} never got its turn");
        })
    };
    let seated = all((0..8).map(task).collect()).await;
    assert_eq!(seated.into_iter().filter(|seated| *seated).count(), 3);
    assert_eq!(found(store, lamps()).await.len(), 3);
    done(store, "leave", vec![delete(&found(store, lamps()).await[0])]).await;
}
