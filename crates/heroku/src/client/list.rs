//! Walking a list, page by page.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::Client;
use super::core::Core;
use super::walk::Walk;
use crate::{Cursor, Error, ListRequest, Page};

type Fetching<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>> + Send>>;

/// All pages of a list, one after the other; made by [`List::pages`].
///
/// It is a `Stream` of [`Page`]s, and has [`Pages::next`] for those who have no use for one.
#[must_use = "a list fetches nothing until its pages are taken"]
pub struct Pages<R: ListRequest> {
    client: Client,
    walk: Walk<R>,
    fetching: Option<Fetching<R::Item>>,
}

impl<R: ListRequest> Unpin for Pages<R> {}

impl<R: ListRequest> Pages<R> {
    fn new(client: Client, request: R) -> Self {
        Self {
            client,
            walk: Walk::new(request),
            fetching: None,
        }
    }

    /// The next page; `None` behind the last one.
    ///
    /// An error ends the walk; [`Pages::cursor`] tells where to take it up again.
    pub async fn next(&mut self) -> Option<Result<Page<R::Item>, Error>>
    where
        R: 'static,
    {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Where the walk goes on, or the page that failed; `None` at the first page and behind the
    /// last one.
    #[must_use]
    pub fn cursor(&self) -> Option<&Cursor> {
        self.walk.cursor()
    }
}

async fn read_page<R: ListRequest>(
    arrived: impl Future<Output = Result<super::Arrived, Error>> + Send,
) -> Result<Page<R::Item>, Error> {
    let arrived = arrived.await?;
    let (page, drift) = arrived.read::<R>();
    arrived.report(&drift);
    page
}

impl<R: ListRequest> Stream for Pages<R>
where
    R: 'static,
{
    type Item = Result<Page<R::Item>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.fetching.is_none() {
            let parts = match this.walk.parts() {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(parts)) => parts,
            };
            let finished = this.client.finish(parts);
            let call = Core::call(Arc::clone(&this.client.core), R::OPERATION, finished);
            this.fetching = Some(Box::pin(read_page::<R>(call)));
        }
        let Some(fetching) = &mut this.fetching else {
            return Poll::Ready(None);
        };
        let result = ready!(fetching.as_mut().poll(context));
        this.fetching = None;
        this.walk.turn(&result);
        Poll::Ready(Some(result))
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
///
/// It is a `Stream` of items, and has [`List::next`] and [`List::all`] for those who have no use
/// for one. What is never taken is never fetched.
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
    pages: Pages<R>,
    items: std::vec::IntoIter<R::Item>,
    left: usize,
}

impl<R: ListRequest> Unpin for List<R> {}

impl<R: ListRequest> List<R> {
    pub(super) fn new(client: Client, request: R) -> Self {
        Self {
            pages: Pages::new(client, request),
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
        self.pages.fetching = None;
        self.items = Vec::new().into_iter();
        self
    }

    /// Walks whole pages in place of items; what [`List::max`] said does not hold for them.
    pub fn pages(self) -> Pages<R> {
        self.pages
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
        if self.items.as_slice().is_empty() {
            self.pages.cursor()
        } else {
            None
        }
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

impl<R: ListRequest> Stream for List<R>
where
    R: 'static,
{
    type Item = Result<R::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if this.left == 0 {
                return Poll::Ready(None);
            }
            if let Some(item) = this.items.next() {
                this.left -= 1;
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Ok(page)) => this.items = page.into_items().into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
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
