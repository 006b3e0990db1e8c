//! A page of a list as it arrived.

use std::fmt;

use bytes::Bytes;
use serde::Deserialize;

use crate::client::Arrived;
use crate::{Cursor, Error, Response};

/// A page of a list as it arrived, to be read as types of one's own that borrow from it.
///
/// A walk that needs only some fields of many items spends most of its time on making owned ones
/// of all of them. What borrows from the page does not:
///
/// ```no_run
/// # fn main() -> Result<(), heroku::Error> {
/// use heroku::app::AppList;
/// use heroku::blocking::Client;
///
/// #[derive(serde::Deserialize)]
/// struct Named<'a> {
///     name: &'a str,
/// }
///
/// for page in Client::from_env()?.list(AppList::new()).unread() {
///     let page = page?;
///     for app in page.read::<Named>()? {
///         println!("{}", app.name);
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// A `&str` can only borrow text without escapes; where there may be some, take a
/// `Cow<str>` with `#[serde(borrow)]`.
pub struct UnreadPage {
    arrived: Arrived,
    next: Option<Cursor>,
}

impl UnreadPage {
    pub(crate) fn new(arrived: Arrived) -> Self {
        let next = arrived.answer().next();
        Self { arrived, next }
    }

    /// Reads the items, which may borrow from the page.
    ///
    /// Unlike the models they are read strictly, as their type says.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) where they cannot be read.
    pub fn read<'a, T: Deserialize<'a>>(&'a self) -> Result<Vec<T>, Error> {
        let items = self.arrived.answer().borrowed();
        items.map_err(|error| self.arrived.unreadable(error))
    }

    /// The page as it arrived; it may hold secrets.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.arrived.body
    }

    /// Whether the list goes on behind this page.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.next.is_some()
    }

    /// Where the list goes on, if it does.
    #[must_use]
    pub fn next(&self) -> Option<&Cursor> {
        self.next.as_ref()
    }

    /// All that came with the page: headers, ids, what is left of the rate limit.
    #[must_use]
    pub fn into_response(self) -> Response<()> {
        self.arrived.into_response((), Vec::new())
    }
}

impl fmt::Debug for UnreadPage {
    /// The bytes may hold secrets, so they are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnreadPage")
            .field("operation", &self.arrived.operation.name)
            .field("bytes", &self.body().len())
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}
