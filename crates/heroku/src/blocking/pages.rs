//! Walking whole pages of a list.

use std::fmt;

use super::Client;
use crate::client::Fetch;
use crate::{Cursor, Error, ListRequest, Page, UnreadPage};

/// All pages of a list, one after the other; made by [`List::pages`](super::List::pages).
#[must_use = "a list fetches nothing until its pages are taken"]
pub struct Pages<R: ListRequest> {
    client: Client,
    fetch: Fetch<R>,
}

impl<R: ListRequest> Pages<R> {
    pub(super) fn new(client: Client, fetch: Fetch<R>) -> Self {
        Self { client, fetch }
    }

    /// Where the walk goes on, or the page that failed; `None` at the first page and behind the
    /// last one.
    #[must_use]
    pub fn cursor(&self) -> Option<&Cursor> {
        self.fetch.walk.cursor()
    }
}

impl<R: ListRequest> Iterator for Pages<R> {
    type Item = Result<Page<R::Item>, Error>;

    /// The next page. An error ends the walk; [`Pages::cursor`] tells where to take it up again.
    fn next(&mut self) -> Option<Self::Item> {
        let arrived = self.client.page(&mut self.fetch)?;
        Some(self.fetch.read_page(arrived))
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

/// All pages of a list, unread; made by [`List::unread`](super::List::unread).
#[must_use = "a list fetches nothing until its pages are taken"]
pub struct UnreadPages<R: ListRequest> {
    client: Client,
    fetch: Fetch<R>,
}

impl<R: ListRequest> UnreadPages<R> {
    pub(super) fn new(client: Client, fetch: Fetch<R>) -> Self {
        Self { client, fetch }
    }

    /// Where the walk goes on, or the page that failed; `None` at the first page and behind the
    /// last one.
    #[must_use]
    pub fn cursor(&self) -> Option<&Cursor> {
        self.fetch.walk.cursor()
    }
}

impl<R: ListRequest> Iterator for UnreadPages<R> {
    type Item = Result<UnreadPage, Error>;

    /// The next page. An error ends the walk; [`UnreadPages::cursor`] tells where to take it up again.
    fn next(&mut self) -> Option<Self::Item> {
        let arrived = self.client.page(&mut self.fetch)?;
        Some(self.fetch.unread_page(arrived))
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
