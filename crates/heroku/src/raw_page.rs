//! A page of a list as it arrived.

use std::fmt;

use bytes::Bytes;
use serde::Deserialize;

use crate::answer::Answer;
use crate::{Cursor, Error, Operation, Response};

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
/// for page in Client::from_env()?.list(AppList::new()).raw() {
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
#[derive(Clone)]
pub struct RawPage {
    operation: &'static Operation,
    response: Response<()>,
    next: Option<Cursor>,
}

impl RawPage {
    pub(crate) fn new(operation: &'static Operation, response: Response<()>) -> Self {
        let mut page = Self {
            operation,
            response,
            next: None,
        };
        page.next = page.answer().next();
        page
    }

    /// Reads the items, which may borrow from the page.
    ///
    /// Unlike the models they are read strictly, as their type says.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) where they cannot be read.
    pub fn read<'a, T: Deserialize<'a>>(&'a self) -> Result<Vec<T>, Error> {
        self.answer().borrowed()
    }

    /// The page as it arrived; it may hold secrets.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        self.response.body()
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
    pub fn response(&self) -> &Response<()> {
        &self.response
    }

    fn answer(&self) -> Answer<'_> {
        Answer {
            operation: self.operation,
            status: self.response.status(),
            headers: self.response.headers(),
            body: self.response.body(),
            piece: None,
        }
    }
}

impl fmt::Debug for RawPage {
    /// The bytes may hold secrets, so they are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawPage")
            .field("operation", &self.operation.name)
            .field("bytes", &self.body().len())
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}
