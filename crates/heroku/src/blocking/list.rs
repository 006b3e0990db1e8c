//! Walking the items of a list.

use std::fmt;

use super::{Client, Pages, UnreadPages};
use crate::client::{Fetch, Items};
use crate::{Cursor, Error, ListRequest};

/// All items of a list, fetched page by page as they are taken; made by [`Client::list`].
///
/// The next page is fetched while the items of a page are taken, as by the asynchronous
/// [`List`](crate::List).
#[must_use = "a list fetches nothing until its items are taken"]
pub struct List<R: ListRequest> {
    client: Client,
    fetch: Fetch<R>,
    items: Items<R>,
}

impl<R: ListRequest> List<R> {
    pub(super) fn new(client: Client, request: R) -> Self {
        Self {
            fetch: Fetch::new(client.client.clone(), request),
            items: Items::new(),
            client,
        }
    }

    /// Ends after `count` items, and fetches no page beyond them. How large a page is, the range of
    /// the request says: [`ListRange::max`](crate::ListRange::max).
    pub fn max(mut self, count: usize) -> Self {
        self.items.max(count);
        self
    }

    /// Starts where an earlier walk stopped, be it that of this list; see
    /// [`Page::next`](crate::Page::next) and [`Pages::cursor`].
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.fetch.resume(cursor);
        self.items.clear();
        self
    }

    /// Walks whole pages in place of items, from the next one on; what [`List::max`] said does not
    /// hold for them.
    pub fn pages(self) -> Pages<R> {
        Pages::new(self.client, self.fetch)
    }

    /// Walks whole pages that are not read, from the next one on, for items of one's own that borrow
    /// from them; what [`List::max`] said does not hold for them.
    pub fn unread(self) -> UnreadPages<R> {
        UnreadPages::new(self.client, self.fetch)
    }

    /// Where to take the walk up again by [`List::resume`], once all items of a page are taken
    /// and as after an error; `None` within a page, at the start and at the end.
    ///
    /// To stop anywhere, walk [`List::pages`].
    #[must_use]
    pub fn cursor(&self) -> Option<&Cursor> {
        self.fetch.walk.cursor().filter(|_| self.items.are_taken())
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
            if self.items.are_enough() {
                return None;
            }
            if let Some(item) = self.items.next() {
                if item.is_err() {
                    self.fetch.fail_within();
                }
                return Some(item);
            }
            let arrived = self.client.page(&mut self.fetch)?;
            let items = &mut self.items;
            let opened = self.fetch.turn(arrived, |page| Ok(((), items.open(page)?)));
            if let Err(error) = opened {
                return Some(Err(error));
            }
            if self.items.need_next_page(&self.fetch.walk) {
                self.fetch.go_ahead(self.client.runtime.handle());
            }
        }
    }
}

impl<R: ListRequest> fmt::Debug for List<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("operation", &R::OPERATION.name)
            .field("cursor", &self.cursor())
            .finish_non_exhaustive()
    }
}
