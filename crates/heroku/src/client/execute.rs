//! HTTP requests of the caller's own, and streams by their URL: answers as they come.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::header::{ACCEPT, USER_AGENT};
use http::{HeaderMap, Method, Uri};
use tokio::time::{Instant, timeout_at};

use super::attempt::{Arriving, Take};
use super::call::{Call, Payload};
use super::core::Core;
use super::idle::IdleLimited;
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::prepared::Head;
use crate::rate::Permit;
use crate::transport::{Body, TransportError};
use crate::{Secret, Settings, Variant};

static OPERATION: Operation = Operation::new("Client::execute", Method::GET, "").opaque();

impl Core {
    /// Sends a request of the caller's own; the answer's body is left to the caller.
    pub(crate) async fn execute(
        self: Arc<Self>,
        request: http::Request<Body>,
    ) -> Result<http::Response<Body>, Error> {
        let (parts, body) = request.into_parts();
        let uri = self.absolute(parts.uri)?;
        let mut head = Head {
            method: parts.method,
            uri,
            headers: parts.headers,
        };
        self.add_defaults(&mut head);
        let settings: Settings = parts.extensions.get().cloned().unwrap_or_default();
        settings
            .apply(&mut head.headers)
            .map_err(|problem| Error::new(ErrorKind::Request, &OPERATION, problem))?;
        let own = parts.extensions.get();
        let mut call = Call::new(self, &OPERATION, own, &settings, &mut head);
        call.leaves_redirects = true;
        let mut payload = match body.into_bytes() {
            Ok(bytes) => Payload::Bytes(bytes),
            Err(stream) => Payload::Stream(Some(stream)),
        };
        call.run(&mut head, &mut payload).await
    }

    /// Opens the URL of a stream that Heroku gave out. No credentials go there, and none of the
    /// client's own headers: the URL is a key by itself.
    pub(crate) async fn open(
        self: Arc<Self>,
        operation: &'static Operation,
        url: &Secret,
        headers: HeaderMap,
    ) -> Result<http::Response<Body>, Error> {
        let uri = url.expose().parse::<Uri>().ok().filter(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.authority().is_some()
        });
        let Some(uri) = uri else {
            let problem = "Heroku gave no URL of a stream";
            return Err(Error::new(ErrorKind::Request, operation, problem));
        };
        let mut head = Head {
            method: Method::GET,
            uri,
            headers,
        };
        if let Some(agent) = self.headers.get(&USER_AGENT) {
            head.headers.insert(USER_AGENT, agent.clone());
        }
        // Whoever opens a stream opens it again, and counts how often.
        let mut call = Call::elsewhere(self, operation, &Settings::new().no_retry(), &mut head);
        call.scrub.add_url(url.expose());
        let mut payload = Payload::Bytes(Bytes::new());
        call.run(&mut head, &mut payload).await
    }

    fn absolute(&self, uri: Uri) -> Result<Uri, Error> {
        if matches!(uri.scheme_str(), Some("http" | "https")) {
            return Ok(uri);
        }
        let target = uri.path_and_query().map_or("", |target| target.as_str());
        if uri.authority().is_some() || !target.starts_with('/') {
            let problem =
                "the target is no path that starts with `/`, and no http:// or https:// URL";
            return Err(Error::new(ErrorKind::Request, &OPERATION, problem));
        }
        format!("{}{target}", self.base_url())
            .parse()
            .map_err(|error| {
                let problem = format!("the path cannot be sent: {error}");
                Error::new(ErrorKind::Request, &OPERATION, problem)
            })
    }

    /// Adds the client's headers where the request has none of that name, if it goes to Heroku.
    fn add_defaults(&self, head: &mut Head) {
        if !self.is_own(&head.uri) {
            return;
        }
        self.headers.complete(&mut head.headers);
        let accept = Variant::Platform.accept_header();
        head.headers.entry(ACCEPT).or_insert(accept);
    }
}

impl Call {
    /// Sends a stream, which may take as long as it moves; the limit counts from its last piece.
    pub(super) async fn upload(
        &self,
        head: &Head,
        body: Body,
        permit: Option<Permit>,
    ) -> Result<Arriving, Error> {
        let Some(limit) = self.limits.of_silence() else {
            let (request, sending) = self.outgoing(head, body, permit);
            let result = self.core.transport.exchange(request).await;
            return self.arriving(result, sending);
        };
        let moved = Moved::default();
        let body = Body::stream(Watched {
            body,
            moved: moved.clone(),
        });
        let (request, mut sending) = self.outgoing(head, body, permit);
        let mut exchange = self.core.transport.exchange(request);
        loop {
            let last = moved.last();
            let Some(until) = last.checked_add(limit) else {
                return self.arriving(exchange.await, sending);
            };
            match timeout_at(until, exchange.as_mut()).await {
                Ok(result) => return self.arriving(result, sending),
                Err(_elapsed) if moved.last() > last => {}
                Err(_elapsed) => {
                    drop(exchange);
                    return Err(self.out_of_time(Some(limit), sending.so_far()));
                }
            }
        }
    }
}

impl Take for http::Response<Body> {
    async fn take(call: &Call, arriving: &mut Arriving) -> Result<Self, Error> {
        call.tell_warnings(&arriving.headers);
        let status = arriving.status;
        if status.is_client_error() || status.is_server_error() {
            let body = call.collect(arriving).await?;
            let headers = std::mem::take(&mut arriving.headers);
            call.dump_answer(status, &headers, Some(&body));
            return Err(Error::status_of(call.operation, status, headers, body));
        }
        call.dump_answer(status, &arriving.headers, None);
        let body = std::mem::take(&mut arriving.body);
        let mut response = Self::new(match call.core.idle_timeout {
            Some(limit) => Body::stream(IdleLimited::new(body, limit)),
            None => body,
        });
        *response.status_mut() = status;
        *response.headers_mut() = std::mem::take(&mut arriving.headers);
        Ok(response)
    }
}

/// When a stream last moved.
#[derive(Clone)]
struct Moved(Arc<Mutex<Instant>>);

impl Default for Moved {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }
}

impl Moved {
    fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

/// A body that tells when it moves.
struct Watched {
    body: Body,
    moved: Moved,
}

impl Stream for Watched {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = std::task::ready!(Pin::new(&mut self.body).poll_next(context));
        self.moved.now();
        Poll::Ready(piece)
    }
}
