//! The asynchronous client.

mod ahead;
mod apart;
mod attempt;
mod builder;
mod cache;
mod call;
mod collected;
mod core;
mod dump;
mod encoding;
mod env;
mod execute;
mod fetch;
mod hooks;
mod idle;
mod items;
mod limits;
mod list;
mod origin;
mod pages;
mod reading;
mod redirect;
mod request_id;
mod second_factor;
mod sending;
mod spending;
mod tell;
mod trace;
mod two_factor;
mod walk;
mod whole;

use std::fmt;
use std::sync::Arc;

use crate::answer::{self, Answer};
use crate::transport::Body;
use crate::{
    Error, ListRequest, Output, Parts, Progress, Rate, Request, Response, Secret, WaitFor,
};

pub use builder::Builder;
pub use cache::Cache;
pub use list::List;
pub use pages::{Pages, UnreadPages};
pub use two_factor::TwoFactorNeed;

pub(crate) use call::Calling;
pub(crate) use core::{Arrived, Core};
pub(crate) use fetch::Fetch;
pub(crate) use items::Items;

/// Talks to Heroku. Cheap to clone, and shared by clones: connections, settings, credentials.
///
/// ```
/// # fn main() -> Result<(), heroku::Error> {
/// use heroku::Client;
///
/// let heroku = Client::builder().token("HRKU-01234567").build()?;
/// # let _ = heroku;
/// # Ok(())
/// # }
/// ```
///
/// It needs a Tokio runtime when it sends. Without one, take
/// [`blocking::Client`](crate::blocking::Client).
#[derive(Clone)]
pub struct Client {
    core: Arc<Core>,
}

impl Client {
    /// A client for `https://api.heroku.com` with the credentials of the environment.
    ///
    /// See [`Builder::from_env`] for what is read. Without any credentials it calls without, which
    /// Heroku refuses by 401.
    ///
    /// # Errors
    /// [`ErrorKind::Setup`](crate::ErrorKind::Setup) where a variable or `.netrc` makes no sense.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().from_env()?.build()
    }

    /// A client of one's own making.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Sends one request and reads its answer.
    ///
    /// # Errors
    /// See [`Error`]; it tells whether the request may have taken effect.
    pub fn send<R: Request>(
        &self,
        request: R,
    ) -> impl Future<Output = Result<R::Output, Error>> + Send + use<R> {
        let arrived = self.start::<R>(&request);
        async move {
            let arrived = arrived.await?;
            arrived.value::<R>()
        }
    }

    /// Sends one request and gives all that came with its answer.
    ///
    /// # Errors
    /// See [`Error`]; it tells whether the request may have taken effect.
    pub fn exchange<R: Request>(
        &self,
        request: R,
    ) -> impl Future<Output = Result<Response<R::Output>, Error>> + Send + use<R> {
        let arrived = self.start::<R>(&request);
        async move {
            let arrived = arrived.await?;
            let (value, drift) = arrived.read::<R>();
            arrived.report(&drift);
            Ok(arrived.into_response(value?, drift))
        }
    }

    /// Walks a list, page by page, as its items are taken.
    ///
    /// Nothing is sent until the first item is asked for. Without a
    /// [`ListRange`](crate::ListRange), Heroku sorts by id.
    pub fn list<R: ListRequest>(&self, request: R) -> List<R> {
        List::new(self.clone(), request)
    }

    /// The output of a build or a release, by the URL in `output_stream_url`.
    ///
    /// Nothing is sent until its first line is asked for. The URL is a key by itself: neither
    /// credentials nor the client's own headers go there, wherever it leads.
    pub fn output(&self, url: &Secret) -> Output {
        Output::new(self, url)
    }

    /// Waits until what `request` asks for has come to its end, well or badly.
    ///
    /// Nothing is sent until [`WaitFor::outcome`]. See [`Progress`] for what can be waited for.
    pub fn wait_for<R>(&self, request: R) -> WaitFor<R>
    where
        R: Request,
        R::Output: Progress,
    {
        WaitFor::new(self.clone(), request)
    }

    /// The HTTP request for `request`, without credentials. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Request`](crate::ErrorKind::Request) where the request cannot be sent as it is.
    pub fn prepare<R: Request>(&self, request: &R) -> Result<http::Request<Body>, Error> {
        let parts = Parts::of(request);
        let prepared = parts.finish(self.core.base(), self.core.headers())?;
        Ok(prepared.into_http())
    }

    /// Sends an HTTP request of one's own and gives its answer as it comes, unread.
    ///
    /// The target is a path (`/apps`), or a whole URL. If it is on the client's own host, the
    /// client's headers are added where the request has none of that name, and its credentials.
    /// [`Settings`](crate::Settings) among the request's extensions hold for it, their headers in
    /// place of others. Redirects are not followed, and compression is not taken off. A stream that
    /// is sent may take as long as it moves. The body may be a stream, and so is that of the answer:
    ///
    /// ```no_run
    /// # async fn run(heroku: heroku::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = http::Request::get("/apps/example-app").body(())?;
    /// let answer = heroku.execute(request).await?;
    /// answer.into_body().write_to(&mut std::io::stdout()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Error`]; an answer with a status of 400 and more is one.
    pub fn execute<B: Into<Body>>(
        &self,
        request: http::Request<B>,
    ) -> impl Future<Output = Result<http::Response<Body>, Error>> + Send + use<B> {
        Core::execute(Arc::clone(&self.core), request.map(Into::into))
    }

    /// How the rate budget stands, as far as the answers so far told. Nothing is sent.
    ///
    /// It is that of the credentials, which all clients of this process share. `None` as long as
    /// no answer has told, and where the server does not count.
    #[must_use]
    pub fn rate_limit(&self) -> Option<Rate> {
        self.core.rate()
    }

    /// The same client with a code of the second factor.
    ///
    /// The code goes along with the first request for which Heroku asks for one (that request is
    /// then sent again), and with no other: a code counts once. See
    /// [`Builder::two_factor`] for a program that asks somebody each time.
    ///
    /// ```no_run
    /// # async fn run(heroku: heroku::Client) -> Result<(), heroku::Error> {
    /// use heroku::app::AppDelete;
    ///
    /// let delete = AppDelete::new("example-app");
    /// match heroku.send(&delete).await {
    ///     Err(error) if error.needs_two_factor() => {
    ///         heroku.with_two_factor("123456").send(&delete).await?;
    ///     }
    ///     other => {
    ///         other?;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_two_factor(&self, code: impl Into<Secret>) -> Self {
        let mut own = Core::clone(&self.core);
        own.two_factor = own.two_factor.with_code(code.into());
        Self {
            core: Arc::new(own),
        }
    }

    /// Where requests go, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.core.base_url()
    }

    pub(crate) fn start<R: Request>(&self, request: &R) -> Calling {
        Core::call(self.core(), R::OPERATION, Ok(Parts::of(request)))
    }

    /// The same client with connections of its own.
    pub(crate) fn with_own_connections(&self) -> Self {
        Self {
            core: Arc::new(self.core.with_own_connections()),
        }
    }

    pub(crate) fn core(&self) -> Arc<Core> {
        Arc::clone(&self.core)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}

impl Arrived {
    /// Reads the answer, and tells how it drifted.
    pub(crate) fn read<R: Request>(&self) -> (Result<R::Output, Error>, Vec<crate::Drift>) {
        let (value, drift) = answer::read_answer::<R>(self.status, &self.headers, &self.body);
        (value.map_err(|error| self.unreadable(error)), drift)
    }

    /// Reads the answer, and tells the log and the callback how it drifted.
    pub(crate) fn value<R: Request>(&self) -> Result<R::Output, Error> {
        let (value, drift) = self.read::<R>();
        self.report(&drift);
        value
    }

    /// The answer, for who reads it otherwise.
    pub(crate) fn answer(&self) -> Answer<'_> {
        Answer {
            operation: self.operation,
            status: self.status,
            headers: &self.headers,
            body: &self.body,
            piece: None,
        }
    }

    /// Completes an error of reading. What cannot be read is not kept.
    pub(crate) fn unreadable(&self, error: Error) -> Error {
        self.forget();
        error
            .with_request_id(&self.request_id.text())
            .with_tries(self.tries)
    }
}
