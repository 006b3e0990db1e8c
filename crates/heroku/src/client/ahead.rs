//! A page that is fetched before it is needed.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use super::call::Calling;
use super::core::Arrived;
use super::fetch::Next;
use crate::Error;

/// A page under way that nobody waits for yet. A task drives it; who needs the page takes it over,
/// so that it does not hang if the task is driven no more, as in a runtime that waits or is gone.
pub(super) struct Ahead {
    shared: Arc<Mutex<State>>,
    task: AbortHandle,
}

enum State {
    UnderWay(Calling),
    Over(Box<Result<Arrived, Error>>),
    TakenOver,
}

impl Ahead {
    /// Starts a call in `runtime`.
    pub(super) fn start(runtime: &Handle, call: Calling) -> Self {
        let call = Box::pin(call.in_current_span().with_current_subscriber());
        let shared = Arc::new(Mutex::new(State::UnderWay(call)));
        let task = runtime.spawn(Driver(Arc::clone(&shared))).abort_handle();
        Self { shared, task }
    }

    /// Waits for the page. Where it got no answer, `again` asks for it anew: its time may have run
    /// out while nothing drove it, and what was out of order then may be in order now.
    pub(super) fn wait_for(self, again: Next) -> Calling {
        let state = self.take();
        Box::pin(async move {
            let result = match state {
                State::UnderWay(call) => call.await,
                State::Over(result) => *result,
                State::TakenOver => return again.call().await,
            };
            match result {
                Err(error) if error.status().is_none() => {
                    tracing::debug!(
                        target: "heroku",
                        kind = ?error.kind(),
                        "the page ahead got no answer: asking for it again"
                    );
                    again.call().await
                }
                result => result,
            }
        })
    }

    fn take(&self) -> State {
        self.task.abort();
        std::mem::replace(&mut *lock(&self.shared), State::TakenOver)
    }
}

impl Drop for Ahead {
    /// Ends the call at once, whenever the task is told that it was aborted.
    fn drop(&mut self) {
        drop(self.take());
    }
}

/// What drives the call as long as nobody takes it over.
struct Driver(Arc<Mutex<State>>);

impl Future for Driver {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = lock(&self.0);
        if let State::UnderWay(call) = &mut *state {
            let result = ready!(call.as_mut().poll(context));
            *state = State::Over(Box::new(result));
        }
        Poll::Ready(())
    }
}

fn lock(shared: &Mutex<State>) -> MutexGuard<'_, State> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
