//! Walking whole pages of a list.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::fetch::Fetch;
use crate::{Cursor, Error, ListRequest, Page, UnreadPage};

/// All pages of a list, one after the other; made by [`List::pages`](crate::List::pages).
///
/// It is a `Stream` of [`Page`]s, and has [`Pages::next`] for those who have no use for one. A page
/// is fetched when it is asked for, and no earlier.
#[must_use = "a list fetches nothing until its pages are taken"]
pub struct Pages<R: ListRequest> {
    fetch: Fetch<R>,
}

impl<R: ListRequest> Unpin for Pages<R> {}

impl<R: ListRequest> Pages<R> {
    pub(super) fn new(fetch: Fetch<R>) -> Self {
        Self { fetch }
    }

    /// The next page; `None` behind the last one.
    ///
    /// An error ends the walk; [`Pages::cursor`] tells where to take it up again.
    pub async fn next(&mut self) -> Option<Result<Page<R::Item>, Error>>
    where
        R: 'static,
    {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Where the walk goes on, or the page that failed; `None` at the first page and behind the
    /// last one.
    #[must_use]
    pub fn cursor(&self) -> Option<&Cursor> {
        self.fetch.walk.cursor()
    }
}

impl<R: ListRequest + 'static> Stream for Pages<R> {
    type Item = Result<Page<R::Item>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(page) = self.fetch.page() else {
            return Poll::Ready(None);
        };
        let arrived = ready!(page.as_mut().poll(context));
        Poll::Ready(Some(self.fetch.read_page(arrived)))
    }
}

impl<R: ListRequest> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &R::OPERATION.name)
            .field("cursor", &self.cursor())
            .finish_non_exhaustive()
    }
}

/// All pages of a list, unread; made by [`List::unread`](crate::List::unread).
///
/// It is a `Stream` of [`UnreadPage`]s, and has [`UnreadPages::next`] for those who have no use for one.
/// A page is fetched when it is asked for, and no earlier.
#[must_use = "a list fetches nothing until its pages are taken"]
pub struct UnreadPages<R: ListRequest> {
    fetch: Fetch<R>,
}

impl<R: ListRequest> Unpin for UnreadPages<R> {}

impl<R: ListRequest> UnreadPages<R> {
    pub(super) fn new(fetch: Fetch<R>) -> Self {
        Self { fetch }
    }

    /// The next page; `None` behind the last one.
    ///
    /// An error ends the walk; [`UnreadPages::cursor`] tells where to take it up again.
    pub async fn next(&mut self) -> Option<Result<UnreadPage, Error>>
    where
        R: 'static,
    {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Where the walk goes on, or the page that failed; `None` at the first page and behind the
    /// last one.
    #[must_use]
    pub fn cursor(&self) -> Option<&Cursor> {
        self.fetch.walk.cursor()
    }
}

impl<R: ListRequest + 'static> Stream for UnreadPages<R> {
    type Item = Result<UnreadPage, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(page) = self.fetch.page() else {
            return Poll::Ready(None);
        };
        let arrived = ready!(page.as_mut().poll(context));
        Poll::Ready(Some(self.fetch.unread_page(arrived)))
    }
}

impl<R: ListRequest> fmt::Debug for UnreadPages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnreadPages")
            .field("operation", &R::OPERATION.name)
            .field("cursor", &self.cursor())
            .finish_non_exhaustive()
    }
}
