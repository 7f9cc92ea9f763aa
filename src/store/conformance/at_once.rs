//! Running several futures at once without a runtime: they are polled in turns within one task.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// A future among others.
pub(super) type Task<'s, T> = Pin<Box<dyn Future<Output = T> + Send + 's>>;

/// Polls all of them in turns until each is done; their results in the order in which they were given.
pub(super) async fn all<T>(mut tasks: Vec<Task<'_, T>>) -> Vec<T> {
    let mut done: Vec<Option<T>> = tasks.iter().map(|_| None).collect();
    poll_fn(move |context| {
        for (task, done) in tasks.iter_mut().zip(&mut done) {
            if done.is_none()
                && let Poll::Ready(result) = task.as_mut().poll(context)
            {
                *done = Some(result);
            }
        }
        if done.iter().all(Option::is_some) { Poll::Ready(done.drain(..).flatten().collect()) } else { Poll::Pending }
    })
    .await
}

/// Lets the others have a turn.
pub(super) async fn turn() {
    let mut waited = false;
    poll_fn(move |context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
