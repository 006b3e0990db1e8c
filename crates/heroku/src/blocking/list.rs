//! Walking a list, page by page.

use std::fmt;

use super::Client;
use crate::client::Walk;
use crate::{Cursor, Error, ListRequest, Page};

/// All pages of a list, one after the other; made by [`List::pages`].
#[must_use = "a list fetches nothing until its pages are taken"]
pub struct Pages<R: ListRequest> {
    client: Client,
    walk: Walk<R>,
}

impl<R: ListRequest> Pages<R> {
    /// Where the walk goes on, or the page that failed; `None` at the first page and behind the
    /// last one.
    #[must_use]
    pub fn cursor(&self) -> Option<&Cursor> {
        self.walk.cursor()
    }

    fn fetch(&mut self) -> Option<Result<Page<R::Item>, Error>> {
        let page = match self.walk.parts()? {
            Ok(parts) => self
                .client
                .arrived_by_parts::<R>(parts)
                .and_then(|arrived| {
                    let (page, drift) = arrived.read::<R>();
                    arrived.report(&drift);
                    page
                }),
            Err(error) => return Some(Err(error)),
        };
        self.walk.turn(&page);
        Some(page)
    }
}

impl<R: ListRequest> Iterator for Pages<R> {
    type Item = Result<Page<R::Item>, Error>;

    /// The next page. An error ends the walk; [`Pages::cursor`] tells where to take it up again.
    fn next(&mut self) -> Option<Self::Item> {
        self.fetch()
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

/// All items of a list, fetched page by page as they are taken; made by [`Client::list`].
#[must_use = "a list fetches nothing until its items are taken"]
pub struct List<R: ListRequest> {
    pages: Pages<R>,
    items: std::vec::IntoIter<R::Item>,
    left: usize,
}

impl<R: ListRequest> List<R> {
    pub(super) fn new(client: Client, request: R) -> Self {
        Self {
            pages: Pages {
                client,
                walk: Walk::new(request),
            },
            items: Vec::new().into_iter(),
            left: usize::MAX,
        }
    }

    /// Ends after `count` items, and fetches no page beyond them.
    pub fn max(mut self, count: usize) -> Self {
        self.left = count;
        self
    }

    /// Starts where an earlier walk stopped, be it that of this list; see [`Page::next`] and
    /// [`Pages::cursor`].
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.pages.walk.resume(cursor);
        self.items = Vec::new().into_iter();
        self
    }

    /// Walks whole pages in place of items; what [`List::max`] said does not hold for them.
    pub fn pages(self) -> Pages<R> {
        self.pages
    }

    /// Where to take the walk up again by [`List::resume`], once all items of a page are taken
    /// and as after an error; `None` within a page, at the start and at the end.
    ///
    /// To stop anywhere, walk [`List::pages`].
    #[must_use]
    pub fn cursor(&self) -> Option<&Cursor> {
        if self.items.as_slice().is_empty() {
            self.pages.cursor()
        } else {
            None
        }
    }

    /// All the items at once.
    ///
    /// # Errors
    /// The first that occurs; the items before it are lost. Iterate to keep them.
    pub fn all(self) -> Result<Vec<R::Item>, Error> {
        self.collect()
    }
}

impl<R: ListRequest> Iterator for List<R> {
    type Item = Result<R::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.left == 0 {
                return None;
            }
            if let Some(item) = self.items.next() {
                self.left -= 1;
                return Some(Ok(item));
            }
            match self.pages.next()? {
                Ok(page) => self.items = page.into_items().into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<R: ListRequest> fmt::Debug for List<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
