//! Where the walk of a list stands, whichever client walks.

use std::collections::HashSet;

use crate::error::{Error, ErrorKind};
use crate::{Cursor, ListRequest, Page, Parts};

/// Where the walk of a list stands.
pub(crate) struct Walk<R> {
    request: R,
    position: Position,
    seen: HashSet<Cursor>,
}

enum Position {
    /// Nothing was fetched yet.
    Start,
    /// The next page starts here.
    At(Cursor),
    /// There are no more pages.
    End,
}

impl<R: ListRequest> Walk<R> {
    pub(crate) fn new(request: R) -> Self {
        Self {
            request,
            position: Position::Start,
            seen: HashSet::new(),
        }
    }

    pub(crate) fn resume(&mut self, cursor: Cursor) {
        self.position = Position::At(cursor);
    }

    pub(crate) fn cursor(&self) -> Option<&Cursor> {
        match &self.position {
            Position::At(cursor) => Some(cursor),
            Position::Start | Position::End => None,
        }
    }

    /// What to ask for next; `None` behind the last page.
    pub(crate) fn parts(&self) -> Option<Parts> {
        if matches!(self.position, Position::End) {
            return None;
        }
        let mut parts = Parts::new(R::OPERATION);
        self.request.write(&mut parts);
        if let Position::At(cursor) = &self.position {
            parts.continue_at(cursor.as_str());
        }
        Some(parts)
    }

    /// Moves behind `page`, unless that leads to where the walk has been before.
    pub(crate) fn turn(&mut self, page: &Page<R::Item>) -> Result<(), Error> {
        let next = page.next().cloned();
        self.position = match next {
            None => Position::End,
            Some(cursor) if self.seen.insert(cursor.clone()) => Position::At(cursor),
            Some(cursor) => {
                self.position = Position::End;
                let problem = format!("the list goes in circles: `{cursor}` came up before");
                return Err(Error::new(ErrorKind::Paging, R::OPERATION, problem));
            }
        };
        Ok(())
    }
}
