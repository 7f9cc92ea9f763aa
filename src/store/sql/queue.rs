//! 组提交 Group commit: whoever commits first leads; he yields once, so that others can line up, then writes the whole line in one
//! transaction, with one wait for the disk. No threads and no runtime: those behind him wait for his word.
//!
//! A leader that is dropped on the way hands the line to the next in it. What he was writing may have become durable or not; it is
//! written again, and a request that was committed gives its first result.

use std::collections::{HashMap, HashSet, VecDeque};
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use super::SqlStore;
use crate::error::Result;
use crate::schema::{Key, UnitId};
use crate::store::{Commit, Committed, Expect, Guard, Op};

/// How many commits go together at most.
const MOST_COMMITS: usize = 256;
/// From how many operations on a commit goes alone.
const LARGE: usize = 1_000;

/// The lines of waiting commits: one for the whole database where it has one writer, else one for each unit.
#[derive(Debug, Default)]
pub(super) struct Queue {
    lines: Mutex<HashMap<Option<UnitId>, VecDeque<Arc<Waiting>>>>,
}

/// A commit in line.
#[derive(Debug)]
struct Waiting {
    commit: Commit,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    word: Word,
    waker: Option<Waker>,
}

/// What the leader says to one in line.
#[derive(Debug, Default)]
enum Word {
    #[default]
    Wait,
    /// The line is yours.
    Lead,
    /// It is written, or refused.
    Done(Result<Committed>),
    /// Nobody waits for it any more.
    Gone,
}

impl Waiting {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the word, unless nobody waits for it.
    fn say(&self, word: Word) -> bool {
        let mut state = self.state();
        if matches!(state.word, Word::Gone) {
            return false;
        }
        state.word = word;
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
        true
    }
}

impl Queue {
    fn lines(&self) -> MutexGuard<'_, HashMap<Option<UnitId>, VecDeque<Arc<Waiting>>>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the lead of a line that nobody leads, or joins it.
    fn join(&self, line: Option<UnitId>, commit: &Commit) -> Option<Arc<Waiting>> {
        let mut lines = self.lines();
        let Some(waiting) = lines.get_mut(&line) else {
            lines.insert(line, VecDeque::new());
            return None;
        };
        let joined = Arc::new(Waiting { commit: commit.clone(), state: Mutex::default() });
        waiting.push_back(Arc::clone(&joined));
        Some(joined)
    }

    /// Takes those out of a line who can be written together with `first`.
    fn company(&self, line: Option<UnitId>, first: &Commit, is_wide: impl Fn(&Commit) -> bool) -> Vec<Arc<Waiting>> {
        let mut lines = self.lines();
        let Some(waiting) = lines.get_mut(&line) else { return Vec::new() };
        waiting.retain(|one| !matches!(one.state().word, Word::Gone));
        let all: Vec<Arc<Waiting>> = waiting.drain(..).collect();
        let mut together = Together::default();
        together.admits(first, is_wide(first));
        let mut admitted = 1;
        let fits = all.iter().map(|one| {
            let fits = admitted < MOST_COMMITS && together.admits(&one.commit, is_wide(&one.commit));
            admitted += usize::from(fits);
            fits
        });
        let fits: Vec<bool> = fits.collect();
        let (company, left): (Vec<_>, Vec<_>) = all.into_iter().zip(fits).partition(|(_, fits)| *fits);
        waiting.extend(left.into_iter().map(|(one, _)| one));
        company.into_iter().map(|(one, _)| one).collect()
    }

    /// Ends a lead: the next in line who still waits takes it; `back` returns to the head of the line.
    fn hand_over(&self, line: Option<UnitId>, back: Vec<Arc<Waiting>>) {
        let mut lines = self.lines();
        let Some(waiting) = lines.get_mut(&line) else { return };
        for one in back.into_iter().rev() {
            waiting.push_front(one);
        }
        while let Some(next) = waiting.pop_front() {
            if next.say(Word::Lead) {
                return;
            }
        }
        lines.remove(&line);
    }
}

/// Commits that touch nothing of each other, so that their order does not matter to any of them.
#[derive(Debug, Default)]
struct Together<'c> {
    written: HashSet<(UnitId, &'c Key)>,
    /// Only looked at: many commits may rely on one record, such as the state of the unit's keys.
    guarded: HashSet<(UnitId, &'c Key)>,
    keys: HashSet<(UnitId, &'c Key)>,
    requests: HashSet<(UnitId, &'c str)>,
    closed: bool,
}

impl<'c> Together<'c> {
    /// Takes a commit in when it fits with those already in. One that looks at the whole unit fits with no other.
    fn admits(&mut self, commit: &'c Commit, wide: bool) -> bool {
        if self.closed || (wide && !self.requests.is_empty()) {
            return false;
        }
        let unit = commit.unit;
        let guarded = commit.guards.iter().filter_map(|guard| match guard {
            Guard::Unchanged(key, _) | Guard::Absent(key) => Some(key),
            Guard::HeadAt(_) | Guard::Count { .. } => None,
        });
        let written: Vec<_> = commit.ops.iter().map(|op| (unit, op.key())).collect();
        let guarded: Vec<_> = guarded.map(|key| (unit, key)).collect();
        let apart = written.iter().all(|key| !self.written.contains(key) && !self.guarded.contains(key))
            && guarded.iter().all(|key| !self.written.contains(key))
            && commit.keys.iter().all(|key| !self.keys.contains(&(unit, &key.subject)))
            && !self.requests.contains(&(unit, &*commit.meta.request));
        if apart {
            self.written.extend(written);
            self.guarded.extend(guarded);
            self.keys.extend(commit.keys.iter().map(|key| (unit, &key.subject)));
            self.requests.insert((unit, &*commit.meta.request));
            self.closed = wide;
        }
        apart
    }
}

/// Leads a line until dropped: whoever was taken out and has no answer goes back into it.
struct Lead<'q> {
    queue: &'q Queue,
    line: Option<UnitId>,
    company: Vec<Arc<Waiting>>,
}

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        self.queue.hand_over(self.line, std::mem::take(&mut self.company));
    }
}

/// Waits for the leader's word; who stops waiting says so, and hands on a lead that he was given.
struct Follow<'q> {
    queue: &'q Queue,
    line: Option<UnitId>,
    waiting: Arc<Waiting>,
}

impl Follow<'_> {
    /// The answer, or `None` when the line is his to lead.
    async fn word(&self) -> Option<Result<Committed>> {
        poll_fn(|context| {
            let mut state = self.waiting.state();
            match std::mem::take(&mut state.word) {
                Word::Wait | Word::Gone => {
                    state.waker = Some(context.waker().clone());
                    Poll::Pending
                }
                Word::Lead => {
                    state.word = Word::Gone;
                    Poll::Ready(None)
                }
                Word::Done(answer) => {
                    state.word = Word::Gone;
                    Poll::Ready(Some(answer))
                }
            }
        })
        .await
    }
}

impl Drop for Follow<'_> {
    fn drop(&mut self) {
        let word = std::mem::replace(&mut self.waiting.state().word, Word::Gone);
        if matches!(word, Word::Lead) {
            self.queue.hand_over(self.line, Vec::new());
        }
    }
}

/// Lets whoever is ready run once before going on.
async fn yield_once() {
    let mut yielded = false;
    poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl SqlStore {
    /// Whether a commit looks at more than the records that it names, or frees a unique value that another may take, or is large.
    fn is_wide(&self, commit: &Commit) -> bool {
        let frees = |op: &Op| match op {
            Op::Put(put) if put.expect == Expect::Absent => false,
            Op::Erase { .. } => true,
            op => self.kinds.get(&*op.key().kind).is_none_or(|tables| tables.spec.indexes.iter().any(|one| one.unique)),
        };
        commit.ops.len() > LARGE
            || commit.guards.iter().any(|guard| matches!(guard, Guard::HeadAt(_) | Guard::Count { .. }))
            || commit.ops.iter().any(frees)
    }

    /// Writes a commit, together with others that wait at the same time.
    pub(super) async fn write_queued(&self, commit: &Commit) -> Result<Committed> {
        let line = (!self.driver.one_writer()).then_some(commit.unit);
        if let Some(waiting) = self.queue.join(line, commit) {
            let follow = Follow { queue: &self.queue, line, waiting };
            if let Some(answer) = follow.word().await {
                return answer;
            }
        }
        let mut lead = Lead { queue: &self.queue, line, company: Vec::new() };
        yield_once().await;
        lead.company = self.queue.company(line, commit, |commit| self.is_wide(commit));
        if lead.company.is_empty() {
            return self.write_alone(commit).await;
        }
        let commits: Vec<&Commit> = std::iter::once(commit).chain(lead.company.iter().map(|one| &one.commit)).collect();
        if let Ok(mut answers) = self.write_together(&commits).await {
            let own = answers.remove(0);
            for (one, answer) in lead.company.drain(..).zip(answers) {
                one.say(Word::Done(answer));
            }
            return own;
        }
        // Nothing of any was written, and the error does not say whose fault it was: each for himself.
        let own = self.write_alone(commit).await;
        while !lead.company.is_empty() {
            let answer = match lead.company.first() {
                Some(next) => self.write_alone(&next.commit).await,
                None => break,
            };
            lead.company.remove(0).say(Word::Done(answer));
        }
        own
    }
}

#[cfg(test)]
#[cfg(feature = "rusqlite")]
mod tests {
    use std::pin::Pin;
    use std::task::Context;

    use super::*;
    use crate::store::conformance::trial::{catalog, columns, commit_of, create, found, here, lamps};
    use crate::store::{Migrate, Seq, Store};

    async fn store() -> SqlStore {
        let store = SqlStore::sqlite_in_memory(catalog()).unwrap();
        store.migrate(&Migrate::default()).await.unwrap();
        store
    }

    fn commits(count: u32) -> Vec<Commit> {
        let lamp = |number| vec![create(&format!("lamp_{number}"), columns(None, None))];
        (0..count).map(|number| commit_of(&format!("request {number}"), lamp(number))).collect()
    }

    type Writing<'s> = Pin<Box<dyn Future<Output = Result<Committed>> + Send + 's>>;

    /// Whether a commit has its answer after one more turn; commits and runs nothing else.
    fn turn(writing: &mut Writing<'_>) -> Option<Result<Committed>> {
        match writing.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => Some(answer),
            Poll::Pending => None,
        }
    }

    /// All of these commits in line, the first one leading.
    fn lined_up<'s>(store: &'s SqlStore, commits: &'s [Commit]) -> Vec<Writing<'s>> {
        let mut line: Vec<Writing<'s>> = commits.iter().map(|commit| store.commit(commit)).collect();
        assert!(line.iter_mut().all(|writing| turn(writing).is_none()));
        line
    }

    fn ended(mut line: Vec<Writing<'_>>) -> Vec<Result<Committed>> {
        let mut answers = Vec::new();
        for _ in 0..10 {
            line.retain_mut(|writing| turn(writing).map(|answer| answers.push(answer)).is_none());
        }
        assert!(line.is_empty(), "{} still wait", line.len());
        answers
    }

    #[tokio::test]
    async fn those_in_line_are_written_by_the_leader_in_his_turn() {
        let (store, commits) = (store().await, commits(5));
        let mut line = lined_up(&store, &commits);
        assert!(turn(&mut line[0]).unwrap().is_ok());
        for writing in line.iter_mut().skip(1) {
            assert!(turn(writing).unwrap().is_ok(), "written without a turn of his own");
        }
        assert_eq!(store.head(here()).await.unwrap().seq, Seq::new(5));
        assert!(store.queue.lines().is_empty(), "nobody leads any more");
    }

    #[tokio::test]
    async fn a_leader_that_is_dropped_hands_on_and_so_does_the_next() {
        let (store, commits) = (store().await, commits(5));
        let mut line = lined_up(&store, &commits);
        drop(line.remove(0));
        drop(line.remove(0));
        assert!(ended(line).iter().all(Result::is_ok));
        assert_eq!(found(&store, lamps()).await, ["lamp_2", "lamp_3", "lamp_4"]);
        assert!(store.queue.lines().is_empty());
    }

    #[tokio::test]
    async fn whoever_stops_waiting_is_not_written() {
        let (store, commits) = (store().await, commits(4));
        let mut line = lined_up(&store, &commits);
        drop(line.remove(2));
        assert!(ended(line).iter().all(Result::is_ok));
        assert_eq!(found(&store, lamps()).await, ["lamp_0", "lamp_1", "lamp_3"]);
    }

    #[tokio::test]
    async fn one_that_is_refused_costs_the_others_nothing() {
        let (store, mut commits) = (store().await, commits(3));
        commits.push(commit_of("taken", vec![create("lamp_1", columns(None, None))]));
        store.commit(&commits[1]).await.unwrap();
        let answers = ended(lined_up(&store, &commits));
        let refused: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().err()).collect();
        assert_eq!((answers.len(), refused.len(), refused[0].code()), (4, 1, "store.expect"));
        assert_eq!(answers.iter().flatten().filter(|committed| committed.repeated).count(), 1);
        assert_eq!(store.head(here()).await.unwrap().seq, Seq::new(3));
    }
}
