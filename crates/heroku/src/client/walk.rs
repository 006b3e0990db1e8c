//! Where the walk of a list stands, whichever client walks.

use std::collections::HashSet;

use crate::error::{Error, ErrorKind};
use crate::{Cursor, ListRequest, Page, Parts};

/// Where the walk of a list stands.
pub(crate) struct Walk<R> {
    request: R,
    position: Position,
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
            seen: HashSet::new(),
            has_failed: false,
        }
    }

    /// Starts anew at `cursor`, whatever came before.
    pub(crate) fn resume(&mut self, cursor: Cursor) {
        self.seen = HashSet::from([cursor.clone()]);
        self.position = Position::At(cursor);
        self.has_failed = false;
    }

    /// The page that comes next, or the one that failed.
    pub(crate) fn cursor(&self) -> Option<&Cursor> {
        match &self.position {
            Position::At(cursor) | Position::Circle(cursor) => Some(cursor),
            Position::Start | Position::End => None,
        }
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

    /// Moves behind a page, or ends with a failure: whoever goes on regardless, as
    /// `filter_map(Result::ok)` does, must not ask without end.
    pub(crate) fn turn(&mut self, page: &Result<Page<R::Item>, Error>) {
        let Ok(page) = page else {
            self.has_failed = true;
            return;
        };
        self.position = match page.next().cloned() {
            None => Position::End,
            Some(cursor) if self.seen.insert(cursor.clone()) => Position::At(cursor),
            Some(cursor) => Position::Circle(cursor),
        };
    }
}
