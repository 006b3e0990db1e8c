//! Fetching the pages of a walk, the next one ahead of time if so wished.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::Client;
use super::ahead::Ahead;
use super::call::Calling;
use super::core::{Arrived, Core};
use super::walk::Walk;
use crate::{Cursor, Error, ListRequest, Operation, Page, Parts, UnreadPage};

/// The pages of a walk as they are fetched, whichever client waits for them.
pub(crate) struct Fetch<R> {
    client: Client,
    pub(crate) walk: Walk<R>,
    /// The page that is waited for.
    fetching: Option<Calling>,
    /// The page behind the one at hand.
    ahead: Option<Ahead>,
}

impl<R: ListRequest> Fetch<R> {
    pub(crate) fn new(client: Client, request: R) -> Self {
        Self {
            client,
            walk: Walk::new(request),
            fetching: None,
            ahead: None,
        }
    }

    /// Starts anew at `cursor`, whatever came before and is under way.
    pub(crate) fn resume(&mut self, cursor: Cursor) {
        self.walk.resume(cursor);
        self.fetching = None;
        self.ahead = None;
    }

    /// The page under way, or else the next one; `None` behind the last one and after a failure.
    pub(crate) fn page(&mut self) -> Option<&mut Calling> {
        if self.fetching.is_none() {
            self.fetching = Some(self.take_page()?);
        }
        self.fetching.as_mut()
    }

    /// The page under way, or else the next one, for who waits for it elsewhere.
    pub(crate) fn take_page(&mut self) -> Option<Calling> {
        if let Some(fetching) = self.fetching.take() {
            return Some(fetching);
        }
        let next = self.next()?;
        Some(match self.ahead.take() {
            Some(ahead) => ahead.wait_for(next),
            None => next.call(),
        })
    }

    /// Starts to fetch the next page while this one is taken, if there is one.
    pub(crate) fn go_ahead(&mut self, runtime: &Handle) -> bool {
        let is_wanted = self.fetching.is_none() && self.ahead.is_none() && self.walk.goes_on();
        if is_wanted && let Some(next) = self.next() {
            self.ahead = Some(Ahead::start(runtime, next.call()));
        }
        is_wanted
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
    pub(crate) fn unread_page(
        &mut self,
        arrived: Result<Arrived, Error>,
    ) -> Result<UnreadPage, Error> {
        self.turn(arrived, |arrived| {
            let page = UnreadPage::new(arrived);
            let next = page.next().cloned();
            Ok((page, next))
        })
    }

    /// Ends within the page at hand; what was fetched ahead is of no use any more.
    pub(crate) fn fail_within(&mut self) {
        self.ahead = None;
        self.walk.fail_within();
    }

    fn next(&mut self) -> Option<Next> {
        Some(Next {
            parts: self.walk.parts()?,
            operation: R::OPERATION,
            core: self.client.core(),
        })
    }
}

/// The page that comes next, not yet asked for.
pub(super) struct Next {
    core: Arc<Core>,
    operation: &'static Operation,
    parts: Result<Parts, Error>,
}

impl Next {
    /// Asks for it.
    pub(super) fn call(self) -> Calling {
        Core::call(self.core, self.operation, self.parts)
    }
}
