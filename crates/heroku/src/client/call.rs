//! The path of a call, from a request that is ready to an answer that has arrived.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode};
use tokio::time::{Instant, timeout, timeout_at};
use uuid::Uuid;

use super::collected::Collected;
use super::core::{Arrived, Core};
use super::redirect::{self, Head, Step};
use super::{encoding, origin};
use crate::Settings;
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::response::warnings;
use crate::scrub::Scrub;
use crate::transport::{Body, Sent, TransportError, TransportErrorKind};

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// An answer of which only the head has arrived.
pub(super) struct Arriving {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

/// One call under way: what belongs to it alone.
pub(super) struct Call {
    pub(super) core: Arc<Core>,
    pub(super) operation: &'static Operation,
    /// What must not be printed: the credentials, and the secrets of the request.
    scrub: Scrub,
    request_id: String,
    limit: Option<Duration>,
    deadline: Option<Instant>,
}

impl Core {
    /// Sends a request and waits for the whole of its answer.
    pub(crate) async fn call(
        self: Arc<Self>,
        operation: &'static Operation,
        finished: Result<(http::Request<Bytes>, Settings), Error>,
    ) -> Result<Arrived, Error> {
        let (request, settings) = finished?;
        let limit = settings.timeout_or(self.timeout);
        let (parts, body) = request.into_parts();
        let mut call = Call::new(self, operation, &parts.extensions, limit);
        let mut head = Head {
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
        };
        let encodings = head.headers.entry(ACCEPT_ENCODING);
        encodings.or_insert(HeaderValue::from_static("gzip"));
        call.complete(&mut head);
        match call.follow(head, body).await {
            Ok(arriving) => call.finish(arriving).await,
            Err(error) => Err(error),
        }
        .map_err(|error| call.explained(error))
    }
}

impl Call {
    pub(super) fn new(
        core: Arc<Core>,
        operation: &'static Operation,
        extensions: &Extensions,
        limit: Option<Duration>,
    ) -> Self {
        let mut scrub = core.scrub.clone();
        if let Some(own) = extensions.get::<Scrub>() {
            scrub.extend(own);
        }
        Self {
            core,
            operation,
            scrub,
            request_id: String::new(),
            limit,
            deadline: limit.and_then(|limit| Instant::now().checked_add(limit)),
        }
    }

    /// Adds what every request has: an id, and the credentials if it goes to Heroku itself.
    pub(super) fn complete(&mut self, head: &mut Head) {
        let id = head.headers.entry(REQUEST_ID).or_insert_with(|| {
            let mut buffer = Uuid::encode_buffer();
            let id = Uuid::new_v4().hyphenated().encode_lower(&mut buffer);
            HeaderValue::from_str(id).unwrap_or_else(|_| HeaderValue::from_static("none"))
        });
        self.request_id = String::from_utf8_lossy(id.as_bytes()).into_owned();
        if let Some(authorization) = &self.core.authorization
            && origin::is_same(&head.uri, &self.core.base_uri)
            && !head.headers.contains_key(AUTHORIZATION)
        {
            head.headers.insert(AUTHORIZATION, authorization.clone());
        }
    }

    /// Sends a request, and goes where it is redirected to.
    async fn follow(&self, mut head: Head, mut body: Bytes) -> Result<Arriving, Error> {
        let mut hops = 0;
        loop {
            self.dump_request(&head, Some(&body));
            let sending = self.exchange(&head, body.clone().into());
            let arriving = self.within_deadline(sending, Sent::MaybeSent).await?;
            match redirect::step(&head, arriving.status, &arriving.headers, hops) {
                Ok(Step::Stay) => return Ok(arriving),
                Ok(Step::Follow {
                    head: next,
                    with_body,
                }) => {
                    self.dump_answer(arriving.status, &arriving.headers, Some(&[]));
                    head = *next;
                    hops += 1;
                    if !with_body {
                        body = Bytes::new();
                    }
                }
                Err(problem) => {
                    self.dump_answer(arriving.status, &arriving.headers, Some(&[]));
                    return Err(Error::new(ErrorKind::Redirect, self.operation, problem)
                        .with_answer(arriving.status, arriving.headers, Bytes::new()));
                }
            }
        }
    }

    /// Waits for the rest of an answer and takes it apart.
    async fn finish(&self, arriving: Arriving) -> Result<Arrived, Error> {
        let (status, mut headers, body) = self.collect(arriving).await?;
        let body = encoding::decode(&mut headers, body, self.core.max_body).map_err(|error| {
            Error::transport(self.operation, error).with_answer(
                status,
                headers.clone(),
                Bytes::new(),
            )
        })?;
        self.dump_answer(status, &headers, Some(&body));
        self.tell_warnings(&headers);
        if !status.is_success() {
            return Err(Error::status_of(self.operation, status, headers, body));
        }
        Ok(Arrived {
            core: Arc::clone(&self.core),
            operation: self.operation,
            request_id: self.request_id.clone(),
            status,
            headers,
            body,
        })
    }

    /// Sends one HTTP request and waits for the head of its answer.
    pub(super) async fn exchange(&self, head: &Head, body: Body) -> Result<Arriving, Error> {
        let mut request = http::Request::new(body);
        *request.method_mut() = head.method.clone();
        *request.uri_mut() = head.uri.clone();
        request.headers_mut().clone_from(&head.headers);
        let response = self
            .core
            .transport
            .exchange(request)
            .await
            .map_err(|error| Error::transport(self.operation, error))?;
        let (head, body) = response.into_parts();
        Ok(Arriving {
            status: head.status,
            headers: head.headers,
            body,
        })
    }

    /// Waits for all of a body, as long as it keeps coming.
    pub(super) async fn collect(
        &self,
        arriving: Arriving,
    ) -> Result<(StatusCode, HeaderMap, Bytes), Error> {
        let Arriving {
            status,
            headers,
            mut body,
        } = arriving;
        let mut all = Collected::default();
        let problem = loop {
            let next = async {
                match self.core.idle_timeout {
                    None => Ok(body.chunk().await),
                    Some(limit) => timeout(limit, body.chunk())
                        .await
                        .map_err(|_elapsed| self.out_of_time(Some(limit), Sent::Sent)),
                }
            };
            match self.within_deadline(next, Sent::Sent).await {
                Ok(None) => return Ok((status, headers, all.into_bytes())),
                Ok(Some(Ok(piece))) if all.len() + piece.len() <= self.core.max_body => {
                    all.push(piece);
                }
                Ok(Some(Ok(_))) => {
                    let error = TransportError::new(TransportErrorKind::TooLarge, Sent::Sent);
                    break Error::transport(self.operation, error);
                }
                Ok(Some(Err(error))) => break Error::transport(self.operation, error),
                Err(error) => break error,
            }
        };
        let kept = all.into_bytes();
        self.dump_answer(status, &headers, Some(&kept));
        Err(problem.with_answer(status, headers, kept))
    }

    pub(super) async fn within_deadline<T>(
        &self,
        work: impl Future<Output = Result<T, Error>>,
        sent: Sent,
    ) -> Result<T, Error> {
        match self.deadline {
            None => work.await,
            Some(deadline) => timeout_at(deadline, work)
                .await
                .unwrap_or_else(|_elapsed| Err(self.out_of_time(self.limit, sent))),
        }
    }

    pub(super) fn out_of_time(&self, limit: Option<Duration>, sent: Sent) -> Error {
        let limit = limit.unwrap_or_default();
        let error = TransportError::new(TransportErrorKind::Timeout, sent);
        Error::transport(
            self.operation,
            error.because(format!("the limit was {limit:?}")),
        )
    }

    pub(super) fn tell_warnings(&self, headers: &HeaderMap) {
        for mut warning in warnings(headers) {
            self.scrub.clean(&mut warning);
            tracing::warn!(target: "heroku", "{warning}");
            if let Some(hook) = &self.core.on_warning {
                hook(&warning);
            }
        }
    }

    pub(super) fn dump_request(&self, head: &Head, body: Option<&[u8]>) {
        if let Some(dump) = &self.core.dump {
            let is_own = origin::is_same(&head.uri, &self.core.base_uri);
            dump.request(self.operation, head, is_own, body, &self.scrub);
        }
    }

    pub(super) fn dump_answer(&self, status: StatusCode, headers: &HeaderMap, body: Option<&[u8]>) {
        if let Some(dump) = &self.core.dump {
            dump.answer(self.operation, status, headers, body, &self.scrub);
        }
    }

    /// An error that tells the id that was sent, and no secret.
    pub(super) fn explained(&self, error: Error) -> Error {
        let mut error = error.with_request_id(&self.request_id);
        if error.is_unauthorized() && self.core.authorization.is_none() {
            error =
                error.with_hint("no credentials were sent; give a token, or set HEROKU_API_KEY");
        }
        error.scrub(&self.scrub);
        error
    }
}
