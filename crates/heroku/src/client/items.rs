//! The items of a walk, whichever client walks.

use super::core::Arrived;
use super::reading::Reading;
use super::walk::Walk;
use crate::{Cursor, Error, ListRequest};

/// How many items are read before the first of them is given: few, so that they stay at hand.
const AT_ONCE: usize = 1;

/// The items of the page at hand that were not taken yet, and how many more are wanted.
pub(crate) struct Items<R: ListRequest> {
    read: std::vec::IntoIter<R::Item>,
    /// The page, as long as items of it are unread.
    page: Option<Reading<R>>,
    /// How many more are wanted, if not all.
    left: Option<usize>,
}

impl<R: ListRequest> Items<R> {
    pub(crate) fn new() -> Self {
        Self {
            read: Vec::new().into_iter(),
            page: None,
            left: None,
        }
    }

    /// Ends after `count` more.
    pub(crate) fn max(&mut self, count: usize) {
        self.left = Some(count);
    }

    /// Leaves the page at hand.
    pub(crate) fn clear(&mut self) {
        self.read = Vec::new().into_iter();
        self.page = None;
    }

    /// Whether no more are wanted.
    pub(crate) fn are_enough(&self) -> bool {
        self.left == Some(0)
    }

    /// Whether all of the page at hand were taken.
    pub(crate) fn are_taken(&self) -> bool {
        self.read.as_slice().is_empty() && self.page.is_none()
    }

    /// Whether there is another page, and more are wanted than the page at hand has. Where it is
    /// not certain, the answer is no.
    pub(crate) fn need_next_page(&self, walk: &Walk<R>) -> bool {
        if !walk.goes_on() {
            return false;
        }
        let Some(left) = self.left else { return true };
        if walk.page_size().is_some_and(|most| left > most) {
            return true;
        }
        let left = left.saturating_sub(self.read.len());
        let unread = match &self.page {
            Some(page) => page.unread(left),
            None => Some(0),
        };
        unread.is_some_and(|unread| left > unread)
    }

    /// Turns to a page, and tells where the list goes on behind it.
    pub(crate) fn open(&mut self, page: Arrived) -> Result<Option<Cursor>, Error> {
        let mut page = Reading::new(page);
        let first = page.read(AT_ONCE)?;
        let next = first.next().cloned();
        self.read = first.into_items().into_iter();
        self.page = Some(page).filter(|page| !page.is_over());
        Ok(next)
    }

    /// The next item of the page at hand; `None` behind its last one.
    pub(crate) fn next(&mut self) -> Option<Result<R::Item, Error>> {
        while self.read.as_slice().is_empty() {
            let mut page = self.page.take()?;
            match page.read(AT_ONCE) {
                Ok(more) => self.read = more.into_items().into_iter(),
                Err(error) => return Some(Err(error)),
            }
            self.page = Some(page).filter(|page| !page.is_over());
        }
        self.left = self.left.map(|left| left.saturating_sub(1));
        self.read.next().map(Ok)
    }
}
