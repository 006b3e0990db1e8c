//! The blocking client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::runtime::Runtime;
use super::{Body, List, Output, WaitFor};
use crate::client::{Arrived, Core, Fetch};
use crate::error::{Error, ErrorKind};
use crate::{ListRequest, Progress, Rate, Request, Response, Secret, transport, wait};

/// Talks to Heroku and waits for the answer. Cheap to clone, and shared by clones.
///
/// It has the words of the asynchronous [`Client`](crate::Client). It works on a thread of its
/// own, so it may be used and dropped anywhere, inside an asynchronous runtime too (where it
/// holds up the thread that waits).
#[derive(Clone)]
pub struct Client {
    pub(super) client: crate::Client,
    pub(super) runtime: Arc<Runtime>,
}

impl Client {
    /// A client for `https://api.heroku.com` with the credentials of the environment.
    ///
    /// See [`Builder::from_env`](crate::Builder::from_env) for what is read.
    ///
    /// # Errors
    /// [`ErrorKind::Setup`] where a variable or `.netrc` makes no sense.
    pub fn from_env() -> Result<Self, Error> {
        Self::new(&crate::Client::from_env()?)
    }

    /// A blocking client with the settings of `client`, and connections of its own.
    ///
    /// A [transport](crate::Builder::transport) of one's own is shared with `client`, and so are
    /// its connections, as those of a `reqwest::Client`. One that keeps connections should be given
    /// to one client only: they live in the runtime that made them, and end with it.
    ///
    /// # Errors
    /// [`ErrorKind::Setup`] where no thread can be started.
    pub fn new(client: &crate::Client) -> Result<Self, Error> {
        let runtime = Runtime::start().map_err(|error| {
            let problem = format!("no thread for the blocking client: {error}");
            Error::named(ErrorKind::Setup, "Client", problem)
        })?;
        Ok(Self {
            client: client.with_own_connections(),
            runtime: Arc::new(runtime),
        })
    }

    /// Sends one request and reads its answer.
    ///
    /// # Errors
    /// See [`Error`]; it tells whether the request may have taken effect.
    pub fn send<R: Request>(&self, request: R) -> Result<R::Output, Error> {
        let arrived = self.arrived::<R>(&request)?;
        arrived.value::<R>()
    }

    /// Sends one request and gives all that came with its answer.
    ///
    /// # Errors
    /// See [`Error`]; it tells whether the request may have taken effect.
    pub fn exchange<R: Request>(&self, request: R) -> Result<Response<R::Output>, Error> {
        let arrived = self.arrived::<R>(&request)?;
        let (value, drift) = arrived.read::<R>();
        arrived.report(&drift);
        Ok(arrived.into_response(value?, drift))
    }

    /// Walks a list, page by page, as its items are taken.
    pub fn list<R: ListRequest>(&self, request: R) -> List<R> {
        List::new(self.clone(), request)
    }

    /// The output of a build or a release, by the URL in `output_stream_url`.
    ///
    /// See [`Client::output`](crate::Client::output).
    pub fn output(&self, url: &Secret) -> Output {
        Output::new(self.client.output(url), Arc::clone(&self.runtime))
    }

    /// Waits until what `request` asks for has come to its end, well or badly.
    ///
    /// See [`Client::wait_for`](crate::Client::wait_for).
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
    /// [`ErrorKind::Request`] where the request cannot be sent as it is.
    pub fn prepare<R: Request>(
        &self,
        request: &R,
    ) -> Result<http::Request<transport::Body>, Error> {
        self.client.prepare(request)
    }

    /// Sends an HTTP request of one's own and gives its answer as it comes, unread.
    ///
    /// See [`Client::execute`](crate::Client::execute).
    ///
    /// # Errors
    /// See [`Error`]; an answer with a status of 400 and more is one.
    pub fn execute<B: Into<transport::Body>>(
        &self,
        request: http::Request<B>,
    ) -> Result<http::Response<Body>, Error> {
        let call = Core::execute(self.client.core(), request.map(Into::into));
        let answer = self.runtime.wait("Client::execute", call)?;
        Ok(answer.map(|body| Body::new(body, Arc::clone(&self.runtime))))
    }

    /// How the rate budget stands, as far as the answers so far told. Nothing is sent.
    ///
    /// See [`Client::rate_limit`](crate::Client::rate_limit).
    #[must_use]
    pub fn rate_limit(&self) -> Option<Rate> {
        self.client.rate_limit()
    }

    /// The same client with a code of the second factor, which goes along with the first request
    /// for which Heroku asks for one, and with no other.
    ///
    /// See [`Client::with_two_factor`](crate::Client::with_two_factor).
    #[must_use]
    pub fn with_two_factor(&self, code: impl Into<Secret>) -> Self {
        Self {
            client: self.client.with_two_factor(code),
            runtime: Arc::clone(&self.runtime),
        }
    }

    /// Where requests go, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.client.base_url()
    }

    fn arrived<R: Request>(&self, request: &R) -> Result<Arrived, Error> {
        self.runtime
            .wait(R::OPERATION.name, self.client.start(request))
    }

    /// Waits for the next page of a walk.
    pub(super) fn page<R: ListRequest>(
        &self,
        fetch: &mut Fetch<R>,
    ) -> Option<Result<Arrived, Error>> {
        let page = fetch.take_page()?;
        Some(self.runtime.wait(R::OPERATION.name, page))
    }

    /// What [`wait::poll`] gives.
    pub(super) fn poll<R: Request>(
        &self,
        request: &R,
        deadline: Option<Instant>,
    ) -> Result<Option<Result<Arrived, Error>>, Error> {
        let call = self.client.start(request);
        let work = async move { Ok(wait::poll(call, deadline).await) };
        self.runtime.wait(R::OPERATION.name, work)
    }

    pub(super) fn sleep(&self, operation: &'static str, wait: Duration) -> Result<(), Error> {
        self.runtime.wait(operation, async move {
            tokio::time::sleep(wait).await;
            Ok(())
        })
    }

    pub(super) fn last_lines(&self, url: Secret) -> wait::Log {
        let log = wait::last_lines(self.client.clone(), url);
        let waited = self
            .runtime
            .wait("Client::output", async move { Ok(log.await) });
        waited.unwrap_or_else(|error| wait::Log {
            error: Some(error),
            ..wait::Log::default()
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("blocking::Client")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}
