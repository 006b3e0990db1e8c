//! The path of a call, from a request that is ready to an answer that has arrived.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use uuid::Uuid;

use super::dump::Dump;
use super::encoding;
use super::idle::IdleLimited;
use super::origin;
use super::redirect::{self, Head, Step};
use crate::error::{Error, ErrorKind};
use crate::model::Drift;
use crate::operation::Operation;
use crate::parts::Base;
use crate::response::{Response, warnings};
use crate::transport::{Body, Sent, Transport, TransportError, TransportErrorKind};
use crate::{Secret, Settings};

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// A function that is told of something, warnings or drift.
pub(super) type Hook<T> = Arc<dyn Fn(&T) + Send + Sync>;

/// What all clones of a client share.
pub(crate) struct Core {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) base: Base,
    pub(super) base_uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) authorization: Option<HeaderValue>,
    pub(super) secret: Option<Secret>,
    pub(super) timeout: Option<Duration>,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) max_body: usize,
    pub(super) dump: Option<Dump>,
    pub(super) on_warning: Option<Hook<str>>,
    pub(super) on_drift: Option<Hook<Drift>>,
}

/// A whole answer of a call that succeeded.
pub(crate) struct Arrived {
    core: Arc<Core>,
    operation: &'static Operation,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Core {
    pub(super) fn base(&self) -> &Base {
        &self.base
    }

    pub(super) fn base_url(&self) -> &str {
        self.base.as_str()
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Sends a request and waits for the whole of its answer.
    pub(crate) async fn call(
        self: Arc<Self>,
        operation: &'static Operation,
        finished: Result<(http::Request<Bytes>, Settings), Error>,
    ) -> Result<Arrived, Error> {
        let (request, settings) = finished?;
        let timeout = settings.timeout_or(self.timeout);
        let call = self.call_without_limit(operation, request);
        let result = match timeout {
            None => call.await,
            Some(timeout) => tokio::time::timeout(timeout, call)
                .await
                .unwrap_or_else(|_elapsed| Err(timed_out(operation, timeout))),
        };
        result.map_err(|error| self.scrubbed(error))
    }

    async fn call_without_limit(
        self: &Arc<Self>,
        operation: &'static Operation,
        request: http::Request<Bytes>,
    ) -> Result<Arrived, Error> {
        let (head, body) = request.into_parts();
        let mut head = Head {
            method: head.method,
            uri: head.uri,
            headers: head.headers,
        };
        if !head.headers.contains_key(ACCEPT_ENCODING) {
            head.headers
                .insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        }
        self.complete(&mut head);
        self.dump_request(operation, &head, Some(&body));
        let mut outgoing = body.clone();
        let mut hops = 0;
        let (status, mut headers, arriving) =
            loop {
                let (status, headers, arriving) = self
                    .exchange(operation, &head, outgoing.clone().into())
                    .await?;
                match redirect::step(&head, status, &headers, hops) {
                    Ok(Step::Stay) => break (status, headers, arriving),
                    Ok(Step::Follow {
                        head: next,
                        with_body,
                    }) => {
                        head = *next;
                        hops += 1;
                        if !with_body {
                            outgoing = Bytes::new();
                        }
                        self.dump_request(operation, &head, Some(&outgoing));
                    }
                    Err(problem) => {
                        return Err(Error::new(ErrorKind::Redirect, operation, problem)
                            .with_answer(status, headers, Bytes::new()));
                    }
                }
            };
        let body = match self.collect(operation, arriving).await {
            Ok(body) => encoding::decode(&mut headers, body, self.max_body)
                .map_err(|error| Error::transport(operation, error)),
            Err(error) => Err(error),
        };
        let body = body.map_err(|error| {
            let kept = error.body().clone();
            error.with_answer(status, headers.clone(), kept)
        })?;
        self.dump_answer(operation, status, &headers, Some(&body));
        self.tell_warnings(&headers);
        if !status.is_success() {
            return Err(Error::status_of(operation, status, headers, body));
        }
        Ok(Arrived {
            core: Arc::clone(self),
            operation,
            status,
            headers,
            body,
        })
    }

    /// Sends a request of the caller's own; the answer's body is left to the caller.
    pub(crate) async fn execute(
        self: Arc<Self>,
        request: http::Request<Body>,
    ) -> Result<http::Response<Body>, Error> {
        static OPERATION: Operation =
            Operation::new("Client::execute", http::Method::GET, "").opaque();
        let (mut head, body) = request.into_parts();
        if head.uri.authority().is_none() {
            let target = head
                .uri
                .path_and_query()
                .map_or("/", |target| target.as_str());
            head.uri = format!("{}{target}", self.base_url())
                .parse()
                .map_err(|error| {
                    Error::new(
                        ErrorKind::Request,
                        &OPERATION,
                        format!("the path cannot be sent: {error}"),
                    )
                })?;
        }
        let mut head = Head {
            method: head.method,
            uri: head.uri,
            headers: head.headers,
        };
        if origin::is_same(&head.uri, &self.base_uri) {
            for name in self.headers.keys() {
                if !head.headers.contains_key(name) {
                    for value in self.headers.get_all(name) {
                        head.headers.append(name, value.clone());
                    }
                }
            }
            if !head.headers.contains_key(http::header::ACCEPT) {
                let accept = HeaderValue::from_static(crate::Variant::Platform.accept());
                head.headers.insert(http::header::ACCEPT, accept);
            }
        }
        self.complete(&mut head);
        self.dump_request(&OPERATION, &head, body.as_bytes());
        let exchange = self.exchange(&OPERATION, &head, body);
        let result = match self.timeout {
            None => exchange.await,
            Some(timeout) => tokio::time::timeout(timeout, exchange)
                .await
                .unwrap_or_else(|_elapsed| Err(timed_out(&OPERATION, timeout))),
        };
        let (status, headers, arriving) = result.map_err(|error| self.scrubbed(error))?;
        self.tell_warnings(&headers);
        if status.is_client_error() || status.is_server_error() {
            let body = self.collect(&OPERATION, arriving).await?;
            self.dump_answer(&OPERATION, status, &headers, Some(&body));
            return Err(self.scrubbed(Error::status_of(&OPERATION, status, headers, body)));
        }
        self.dump_answer(&OPERATION, status, &headers, None);
        let arriving = match self.idle_timeout {
            Some(limit) => Body::stream(IdleLimited::new(arriving, limit)),
            None => arriving,
        };
        let mut response = http::Response::new(arriving);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }

    /// Adds what every request has: an id, and the credentials if it goes to Heroku itself.
    fn complete(&self, head: &mut Head) {
        head.headers.entry(REQUEST_ID).or_insert_with(|| {
            let mut buffer = Uuid::encode_buffer();
            let id = Uuid::new_v4().hyphenated().encode_lower(&mut buffer);
            HeaderValue::from_str(id).unwrap_or_else(|_| HeaderValue::from_static("none"))
        });
        if let Some(authorization) = &self.authorization
            && origin::is_same(&head.uri, &self.base_uri)
            && !head.headers.contains_key(AUTHORIZATION)
        {
            head.headers.insert(AUTHORIZATION, authorization.clone());
        }
    }

    async fn exchange(
        &self,
        operation: &'static Operation,
        head: &Head,
        body: Body,
    ) -> Result<(StatusCode, HeaderMap, Body), Error> {
        let mut request = http::Request::new(body);
        *request.method_mut() = head.method.clone();
        *request.uri_mut() = head.uri.clone();
        request.headers_mut().clone_from(&head.headers);
        let response = self
            .transport
            .exchange(request)
            .await
            .map_err(|error| Error::transport(operation, error))?;
        let (head, body) = response.into_parts();
        Ok((head.status, head.headers, body))
    }

    /// Waits for all of a body, as long as it keeps coming.
    async fn collect(&self, operation: &'static Operation, mut body: Body) -> Result<Bytes, Error> {
        let mut all = Collected::default();
        loop {
            let next = match self.idle_timeout {
                None => Ok(body.chunk().await),
                Some(limit) => tokio::time::timeout(limit, body.chunk()).await,
            };
            let problem = match next {
                Ok(None) => return Ok(all.into_bytes()),
                Ok(Some(Ok(piece))) if all.len() + piece.len() <= self.max_body => {
                    all.push(piece);
                    continue;
                }
                Ok(Some(Ok(_))) => TransportError::new(TransportErrorKind::TooLarge, Sent::Sent),
                Ok(Some(Err(error))) => error,
                Err(_elapsed) => TransportError::new(TransportErrorKind::Timeout, Sent::Sent),
            };
            return Err(Error::transport(operation, problem).with_body(all.into_bytes()));
        }
    }

    fn tell_warnings(&self, headers: &HeaderMap) {
        for warning in warnings(headers) {
            tracing::warn!(target: "heroku", "{warning}");
            if let Some(hook) = &self.on_warning {
                hook(&warning);
            }
        }
    }

    fn dump_request(&self, operation: &'static Operation, head: &Head, body: Option<&[u8]>) {
        if let Some(dump) = &self.dump {
            dump.request(operation, head, body);
        }
    }

    fn dump_answer(
        &self,
        operation: &'static Operation,
        status: StatusCode,
        headers: &HeaderMap,
        body: Option<&[u8]>,
    ) {
        if let Some(dump) = &self.dump {
            dump.answer(operation, status, headers, body);
        }
    }

    fn scrubbed(&self, mut error: Error) -> Error {
        if let Some(secret) = &self.secret {
            error.scrub(secret.expose());
        }
        error
    }
}

impl Arrived {
    /// Tells the log and the callback how the answer drifted.
    pub(crate) fn report(&self, drift: &[Drift]) {
        for drift in drift {
            tracing::debug!(target: "heroku", operation = self.operation.name, "the answer drifted: {drift}");
            if let Some(hook) = &self.core.on_drift {
                hook(drift);
            }
        }
    }

    pub(crate) fn into_response<T>(self, value: T, drift: Vec<Drift>) -> Response<T> {
        Response::new(value, self.status, self.headers, self.body, drift)
    }
}

fn timed_out(operation: &'static Operation, limit: Duration) -> Error {
    let error = TransportError::new(TransportErrorKind::Timeout, Sent::MaybeSent);
    Error::transport(operation, error.because(format!("the limit was {limit:?}")))
}

/// Pieces of a body; a single one is kept as it is.
#[derive(Default)]
struct Collected {
    first: Bytes,
    all: Vec<u8>,
}

impl Collected {
    fn len(&self) -> usize {
        self.first.len().max(self.all.len())
    }

    fn push(&mut self, piece: Bytes) {
        if self.first.is_empty() && self.all.is_empty() {
            self.first = piece;
            return;
        }
        if self.all.is_empty() {
            self.all.extend_from_slice(&std::mem::take(&mut self.first));
        }
        self.all.extend_from_slice(&piece);
    }

    fn into_bytes(self) -> Bytes {
        if self.all.is_empty() {
            self.first
        } else {
            self.all.into()
        }
    }
}
