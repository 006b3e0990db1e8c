//! HTTP requests of the caller's own, with streams for bodies.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::ACCEPT;
use http::{HeaderValue, Method, Uri};
use tokio::time::{Instant, timeout_at};

use super::call::{Arriving, Call};
use super::core::Core;
use super::idle::IdleLimited;
use super::origin;
use super::redirect::Head;
use crate::Variant;
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::transport::{Body, Sent, TransportError};

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
        let limit = self.timeout;
        let mut call = Call::new(self, &OPERATION, &parts.extensions, limit);
        call.complete(&mut head);
        call.dump_request(&head, body.as_bytes());
        let arriving = if body.as_bytes().is_some() {
            let exchange = call.exchange(&head, body);
            call.within_deadline(exchange, Sent::MaybeSent).await
        } else {
            call.upload(&head, body, limit).await
        };
        match arriving {
            Ok(arriving) => call.hand_over(arriving).await,
            Err(error) => Err(error),
        }
        .map_err(|error| call.explained(error))
    }

    fn absolute(&self, uri: Uri) -> Result<Uri, Error> {
        if uri.authority().is_some() {
            return Ok(uri);
        }
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        format!("{}{target}", self.base_url())
            .parse()
            .map_err(|error| {
                let problem = format!("the path cannot be sent: {error}");
                Error::new(ErrorKind::Request, &OPERATION, problem)
            })
    }

    /// Adds the client's headers where the request has none of that name, if it goes to Heroku.
    fn add_defaults(&self, head: &mut Head) {
        if !origin::is_same(&head.uri, &self.base_uri) {
            return;
        }
        for name in self.headers.keys() {
            if !head.headers.contains_key(name) {
                for value in self.headers.get_all(name) {
                    head.headers.append(name, value.clone());
                }
            }
        }
        let accept = HeaderValue::from_static(Variant::Platform.accept());
        head.headers.entry(ACCEPT).or_insert(accept);
    }
}

impl Call {
    /// Sends a stream, which may take as long as it moves; the limit counts from its last piece.
    async fn upload(
        &self,
        head: &Head,
        body: Body,
        limit: Option<Duration>,
    ) -> Result<Arriving, Error> {
        let Some(limit) = limit else {
            return self.exchange(head, body).await;
        };
        let moved = Moved::default();
        let body = Body::stream(Watched {
            body,
            moved: moved.clone(),
        });
        let mut exchange = std::pin::pin!(self.exchange(head, body));
        loop {
            let last = moved.last();
            let Some(until) = last.checked_add(limit) else {
                return exchange.await;
            };
            match timeout_at(until, exchange.as_mut()).await {
                Ok(result) => return result,
                Err(_elapsed) if moved.last() > last => {}
                Err(_elapsed) => return Err(self.out_of_time(Some(limit), Sent::MaybeSent)),
            }
        }
    }

    async fn hand_over(&self, arriving: Arriving) -> Result<http::Response<Body>, Error> {
        self.tell_warnings(&arriving.headers);
        if arriving.status.is_client_error() || arriving.status.is_server_error() {
            let (status, headers, body) = self.collect(arriving).await?;
            self.dump_answer(status, &headers, Some(&body));
            return Err(Error::status_of(self.operation, status, headers, body));
        }
        self.dump_answer(arriving.status, &arriving.headers, None);
        let body = match self.core.idle_timeout {
            Some(limit) => Body::stream(IdleLimited::new(arriving.body, limit)),
            None => arriving.body,
        };
        let mut response = http::Response::new(body);
        *response.status_mut() = arriving.status;
        *response.headers_mut() = arriving.headers;
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
