//! Where the walk of a list stands, whichever client walks.

use std::collections::HashSet;

use crate::error::{Error, ErrorKind};
use crate::{Cursor, ListRequest, Parts};

/// Where the walk of a list stands.
pub(crate) struct Walk<R> {
    request: R,
    position: Position,
    /// Where the page at hand starts, if it is not the first.
    page: Option<Cursor>,
    seen: HashSet<Cursor>,
    has_failed: bool,
}

enum Position {
    /// Nothing was fetched yet.
    Start,
    /// The next page starts here.
    At(Cursor),
    /// The list leads back to where the walk has been before.
    Circle(Cursor),
    /// There are no more pages.
    End,
}

impl<R: ListRequest> Walk<R> {
    pub(crate) fn new(request: R) -> Self {
        Self {
            request,
            position: Position::Start,
            page: None,
            seen: HashSet::new(),
            has_failed: false,
        }
    }

    /// Starts anew at `cursor`, whatever came before.
    pub(crate) fn resume(&mut self, cursor: Cursor) {
        self.seen = HashSet::from([cursor.clone()]);
        self.position = Position::At(cursor);
        self.page = None;
        self.has_failed = false;
    }

    /// The page that comes next, or the one that failed.
    pub(crate) fn cursor(&self) -> Option<&Cursor> {
        match &self.position {
            Position::At(cursor) | Position::Circle(cursor) => Some(cursor),
            Position::Start | Position::End => None,
        }
    }

    /// How many items a page has at most, as the server tells with where the list goes on.
    pub(crate) fn page_size(&self) -> Option<usize> {
        self.cursor()?.page_size()
    }

    /// Whether there is another page to ask for.
    pub(crate) fn goes_on(&self) -> bool {
        matches!(self.position, Position::At(_)) && !self.has_failed
    }

    /// What to ask for next; `None` behind the last page, and after a failure.
    pub(crate) fn parts(&mut self) -> Option<Result<Parts, Error>> {
        if self.has_failed {
            return None;
        }
        let mut parts = Parts::of(&self.request);
        match &self.position {
            Position::Start => {}
            Position::At(cursor) => parts.continue_at(cursor.as_str()),
            Position::Circle(cursor) => {
                let problem = format!("the list goes in circles: `{cursor}` came up before");
                self.has_failed = true;
                return Some(Err(Error::new(ErrorKind::Paging, R::OPERATION, problem)));
            }
            Position::End => return None,
        }
        Some(Ok(parts))
    }

    /// Moves behind a page, to where its answer says that the list goes on.
    pub(crate) fn turn(&mut self, next: Option<Cursor>) {
        let position = match next {
            None => Position::End,
            Some(cursor) if self.seen.insert(cursor.clone()) => Position::At(cursor),
            Some(cursor) => Position::Circle(cursor),
        };
        self.page = match std::mem::replace(&mut self.position, position) {
            Position::At(cursor) => Some(cursor),
            Position::Start | Position::Circle(_) | Position::End => None,
        };
    }

    /// Ends before the next page, which failed: whoever goes on regardless, as
    /// `filter_map(Result::ok)` does, must not ask without end.
    pub(crate) fn fail(&mut self) {
        self.has_failed = true;
    }

    /// Ends within the page at hand, which turned out to be unreadable.
    pub(crate) fn fail_within(&mut self) {
        self.has_failed = true;
        self.position = match self.page.take() {
            Some(cursor) => Position::At(cursor),
            None => Position::Start,
        };
    }
}
