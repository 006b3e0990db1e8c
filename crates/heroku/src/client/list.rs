//! Walking the items of a list.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio::runtime::Handle;

use super::Client;
use super::fetch::Fetch;
use super::items::Items;
use super::pages::{Pages, UnreadPages};
use crate::{Cursor, Error, ListRequest};

type Pause = Pin<Box<dyn Future<Output = ()> + Send>>;

/// All items of a list, fetched page by page as they are taken; made by [`Client::list`].
///
/// It is a `Stream` of items, and has [`List::next`] and [`List::all`] for those who have no use
/// for one. What is never taken is never fetched, but for one page: the next one is fetched while
/// the items of a page are taken, from the first of them on, unless [`List::max`] says that it is
/// not needed. It counts against the rate limit as all pages do.
///
/// Items are read as they are taken. Should one be unreadable, those before it on its page were
/// given by then, and the cursor takes up the walk at the start of that page.
///
/// ```no_run
/// # async fn run(heroku: heroku::Client) -> Result<(), heroku::Error> {
/// use heroku::app::AppList;
///
/// let mut apps = heroku.list(AppList::new()).max(1000);
/// while let Some(app) = apps.next().await {
///     println!("{}", app?.name);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a list fetches nothing until its items are taken"]
pub struct List<R: ListRequest> {
    fetch: Fetch<R>,
    items: Items<R>,
    /// Lets others work before the items of a page are taken, so that the next page is asked for.
    pause: Option<Pause>,
}

impl<R: ListRequest> Unpin for List<R> {}

impl<R: ListRequest> List<R> {
    pub(super) fn new(client: Client, request: R) -> Self {
        Self {
            fetch: Fetch::new(client, request),
            items: Items::new(),
            pause: None,
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
        Pages::new(self.fetch)
    }

    /// Walks whole pages that are not read, from the next one on, for items of one's own that borrow
    /// from them; what [`List::max`] said does not hold for them.
    pub fn unread(self) -> UnreadPages<R> {
        UnreadPages::new(self.fetch)
    }

    /// The next item; `None` behind the last one.
    ///
    /// An error ends the walk; [`List::cursor`] tells where to take it up again.
    pub async fn next(&mut self) -> Option<Result<R::Item, Error>>
    where
        R: 'static,
    {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
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
    /// The first that occurs; the items before it are lost. Walk with [`List::next`] to keep them.
    pub async fn all(mut self) -> Result<Vec<R::Item>, Error>
    where
        R: 'static,
    {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }
}

impl<R: ListRequest + 'static> Stream for List<R> {
    type Item = Result<R::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(pause) = &mut this.pause {
                ready!(pause.as_mut().poll(context));
                this.pause = None;
            }
            if this.items.are_enough() {
                return Poll::Ready(None);
            }
            if let Some(item) = this.items.next() {
                if item.is_err() {
                    this.fetch.fail_within();
                }
                return Poll::Ready(Some(item));
            }
            let Some(page) = this.fetch.page() else {
                return Poll::Ready(None);
            };
            let arrived = ready!(page.as_mut().poll(context));
            let items = &mut this.items;
            let opened = this.fetch.turn(arrived, |page| Ok(((), items.open(page)?)));
            if let Err(error) = opened {
                return Poll::Ready(Some(Err(error)));
            }
            this.go_ahead();
        }
    }
}

impl<R: ListRequest> List<R> {
    /// Starts to fetch the next page if it will be needed.
    fn go_ahead(&mut self) {
        if self.items.need_next_page(&self.fetch.walk)
            && let Ok(runtime) = Handle::try_current()
            && self.fetch.go_ahead(&runtime)
        {
            self.pause = Some(Box::pin(tokio::task::yield_now()));
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
