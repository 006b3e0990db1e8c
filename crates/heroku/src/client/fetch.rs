//! Fetching the pages of a walk, the next one ahead of time if so wished.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use super::Client;
use super::call::Calling;
use super::core::{Arrived, Core};
use super::walk::Walk;
use crate::error::{Error, ErrorKind};
use crate::{Cursor, ListRequest, Page, RawPage};

/// The pages of a walk as they are fetched, whichever client waits for them.
pub(crate) struct Fetch<R> {
    client: Client,
    pub(crate) walk: Walk<R>,
    /// The page under way.
    fetching: Option<Calling>,
}

impl<R: ListRequest> Fetch<R> {
    pub(crate) fn new(client: Client, request: R) -> Self {
        Self {
            client,
            walk: Walk::new(request),
            fetching: None,
        }
    }

    /// Starts anew at `cursor`, whatever came before and is under way.
    pub(crate) fn resume(&mut self, cursor: Cursor) {
        self.walk.resume(cursor);
        self.fetching = None;
    }

    /// The page under way, or else the next one; `None` behind the last one and after a failure.
    pub(crate) fn page(&mut self) -> Option<&mut Calling> {
        if self.fetching.is_none() {
            self.fetching = Some(self.call()?);
        }
        self.fetching.as_mut()
    }

    /// The page under way, or else the next one, for who waits for it elsewhere.
    pub(crate) fn take_page(&mut self) -> Option<Calling> {
        self.fetching.take().or_else(|| self.call())
    }

    /// Starts to fetch the next page while this one is taken, if there is one.
    pub(crate) fn go_ahead(&mut self, runtime: &Handle) -> bool {
        if self.fetching.is_some() || !self.walk.goes_on() {
            return false;
        }
        self.fetching = self.call().map(|call| ahead(runtime, call));
        true
    }

    /// Moves behind a page that was waited for, and that `read` makes something of.
    pub(crate) fn turn<T>(
        &mut self,
        arrived: Result<Arrived, Error>,
        read: impl FnOnce(Arrived) -> Result<(T, Option<Cursor>), Error>,
    ) -> Result<T, Error> {
        self.fetching = None;
        match arrived.and_then(read) {
            Ok((page, next)) => {
                self.walk.turn(next);
                Ok(page)
            }
            Err(error) => {
                self.walk.fail();
                Err(error)
            }
        }
    }

    /// Moves behind a page, which is read as a whole.
    pub(crate) fn read_page(
        &mut self,
        arrived: Result<Arrived, Error>,
    ) -> Result<Page<R::Item>, Error> {
        self.turn(arrived, |arrived| {
            let (page, drift) = arrived.read::<R>();
            arrived.report(&drift);
            let page = page?;
            let next = page.next().cloned();
            Ok((page, next))
        })
    }

    /// Moves behind a page, which is left unread.
    pub(crate) fn raw_page(&mut self, arrived: Result<Arrived, Error>) -> Result<RawPage, Error> {
        self.turn(arrived, |arrived| {
            let page = RawPage::new(R::OPERATION, arrived.into_response((), Vec::new()));
            let next = page.next().cloned();
            Ok((page, next))
        })
    }

    /// Ends within the page at hand; what was fetched ahead is of no use any more.
    pub(crate) fn fail_within(&mut self) {
        self.fetching = None;
        self.walk.fail_within();
    }

    fn call(&mut self) -> Option<Calling> {
        let finished = match self.walk.parts()? {
            Ok(parts) => self.client.finish(parts),
            Err(error) => Err(error),
        };
        let core = Arc::clone(&self.client.core);
        Some(Core::call(core, R::OPERATION, finished))
    }
}

/// A call that goes on by itself, until nobody waits for it any more.
fn ahead(runtime: &Handle, call: Calling) -> Calling {
    let task = runtime.spawn(call.in_current_span().with_current_subscriber());
    let mut task = AbortOnDrop(task);
    Box::pin(async move {
        match (&mut task.0).await {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_cancelled) => Err(shut_down()),
            },
        }
    })
}

fn shut_down() -> Error {
    let problem = "the runtime shut down while the next page was under way";
    Error::named(ErrorKind::Transport, "List", problem).maybe_sent()
}

struct AbortOnDrop(JoinHandle<Result<Arrived, Error>>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
