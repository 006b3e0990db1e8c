//! One try of a call: credentials, budget, exchange, redirects, and what comes back.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tokio::time::{Instant, timeout_at};

use super::cache::{Kept, Key};
use super::call::{Call, Payload};
use super::redirect::{self, Step, Trail};
use super::sending::Sending;
use super::trace;
use crate::error::{Error, ErrorKind};
use crate::prepared::Head;
use crate::rate::{Permit, Refused};
use crate::transport::{Body, Sent, TransportError, TransportErrorKind};

const TWO_FACTOR_CODE: HeaderName = HeaderName::from_static("heroku-two-factor-code");

/// An answer of which only the head has arrived.
pub(super) struct Arriving {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    pub(super) place: Option<Place>,
}

/// Where in the cache an answer belongs, and what is kept there now.
pub(super) struct Place {
    pub(super) key: Key,
    pub(super) kept: Option<Arc<Kept>>,
}

/// What a caller takes of an answer.
pub(super) trait Take: Sized + Send {
    /// Takes it, or tells what is wrong with the answer.
    fn take(
        call: &Call,
        arriving: &mut Arriving,
    ) -> impl Future<Output = Result<Self, Error>> + Send;
}

impl Call {
    pub(super) async fn attempt<T: Take>(
        &mut self,
        head: &mut Head,
        payload: &mut Payload,
    ) -> Result<T, Error> {
        self.trail = Trail::default();
        self.put_credentials(head).await?;
        let place = self.place(head);
        let code = self.code.take();
        if let Some(code) = &code {
            let mut value = HeaderValue::try_from(code.expose()).map_err(|_| {
                let problem = "the code of the second factor cannot be sent as a header";
                Error::new(ErrorKind::Request, self.operation, problem)
            })?;
            value.set_sensitive(true);
            head.headers.insert(TWO_FACTOR_CODE, value);
        }
        if let Some(kept) = place.as_ref().and_then(|place| place.kept.as_ref()) {
            head.headers.insert(IF_NONE_MATCH, kept.etag.clone());
        }
        let is_conditional = place.is_some() && head.headers.contains_key(IF_NONE_MATCH);
        let result = self.follow(head, payload, is_conditional).await;
        if is_conditional {
            head.headers.remove(IF_NONE_MATCH);
        }
        // Be it ours or the caller's own: no code counts twice.
        head.headers.remove(TWO_FACTOR_CODE);
        let mut arriving = match result.map_err(|error| self.behind_redirects(error)) {
            Ok(arriving) => arriving,
            Err(error) => {
                if error.sent() == Sent::NotSent {
                    self.code = code;
                }
                return Err(error);
            }
        };
        arriving.place = place.filter(|_| self.trail.hops == 0);
        let taken = T::take(self, &mut arriving).await;
        taken.map_err(|error| self.behind_redirects(error))
    }

    /// The error as it counts for the whole try, of which it may concern the last request only.
    fn behind_redirects(&self, error: Error) -> Error {
        match self.trail {
            Trail { hops: 0, .. } => error,
            Trail { has_acted, .. } => error.behind_redirect(has_acted),
        }
    }

    /// Adds what the source of credentials gives, if the client has one.
    async fn put_credentials(&mut self, head: &mut Head) -> Result<(), Error> {
        if !self.is_own || self.has_authorization {
            return Ok(());
        }
        let Some(source) = self.core.credential_source() else {
            return Ok(());
        };
        let refused = |problem: &str| Error::new(ErrorKind::Credentials, self.operation, problem);
        let asking = source.credentials();
        let given = match self.limits.deadline() {
            None => asking.await,
            Some(deadline) => timeout_at(deadline, asking)
                .await
                .map_err(|_elapsed| refused("the source of credentials took too long"))?,
        };
        let given =
            given.map_err(|error| refused("the source of credentials has none").because(error))?;
        let header = given.header().map_err(|problem| refused(&problem))?;
        head.headers.insert(AUTHORIZATION, header);
        self.scrub.extend(&given.scrub());
        self.given = Some(given);
        Ok(())
    }

    fn place(&self, head: &Head) -> Option<Place> {
        // Who wants answers as they come does not want them from a cache.
        let is_kept = self.is_own && !self.leaves_redirects;
        let cache = self.core.cache.as_ref().filter(|_| is_kept)?;
        let key = Key::of(head)?;
        let kept = cache.find(&key);
        Some(Place { key, kept })
    }

    /// Sends a request, and goes where it is redirected to. A condition that the cache added holds
    /// for the first place only.
    async fn follow(
        &mut self,
        head: &Head,
        payload: &mut Payload,
        is_conditional: bool,
    ) -> Result<Arriving, Error> {
        let mut body = match payload {
            Payload::Stream(stream) => {
                self.dump_request(head, None);
                let stream = stream.take().unwrap_or_default();
                let permit = self.permit(head).await?;
                let started = Instant::now();
                // On the heap: it is large, and few calls need it.
                let arriving = Box::pin(self.upload(head, stream, permit)).await;
                self.limits.extend(started.elapsed());
                return arriving;
            }
            Payload::Bytes(bytes) => bytes.clone(),
        };
        let mut redirected: Option<Box<Head>> = None;
        loop {
            let hops = self.trail.hops;
            let head = redirected.as_deref().unwrap_or(head);
            let permit = self.permit(head).await?;
            if hops == 0 {
                self.limits.begin_attempt();
            }
            self.dump_request(head, Some(&body));
            let (request, mut sending) = self.outgoing(head, body.clone().into(), permit);
            let exchange = self.core.transport.exchange(request);
            let arriving = match self.limits.within(exchange).await {
                Ok(result) => self.arriving(result, sending)?,
                Err(limit) => return Err(self.out_of_time(Some(limit.0), sending.so_far())),
            };
            if self.leaves_redirects {
                return Ok(arriving);
            }
            match redirect::step(head, arriving.status, &arriving.headers, hops) {
                Ok(Step::Stay) => return Ok(arriving),
                Ok(Step::Follow {
                    head: mut next,
                    with_body,
                }) => {
                    self.dump_answer(arriving.status, &arriving.headers, Some(&[]));
                    next.headers.remove(TWO_FACTOR_CODE);
                    if is_conditional {
                        next.headers.remove(IF_NONE_MATCH);
                    }
                    self.trail = Trail {
                        hops: hops + 1,
                        has_acted: self.trail.has_acted || next.method != head.method,
                        is_astray: !self.core.is_own(&next.uri),
                    };
                    redirected = Some(next);
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

    /// Waits until the rate budget allows a request, if it counts at all.
    async fn permit(&self, head: &Head) -> Result<Option<Permit>, Error> {
        if !self.is_own || self.trail.is_astray {
            return Ok(None);
        }
        let budget = self.core.rate_budget(head.headers.get(AUTHORIZATION));
        if self.operation.is_free {
            return Ok(Some(budget.acquire_free()));
        }
        let acquired = budget.acquire(self.core.rate_policy, self.limits.deadline());
        acquired.await.map(Some).map_err(|Refused { wait }| {
            let problem = match wait {
                Some(wait) => format!("the rate budget is spent; it allows the call in {wait:.1?}"),
                None => {
                    "the first answers, which tell what is left of the rate budget, did not come"
                        .to_owned()
                }
            };
            Error::new(ErrorKind::Budget, self.operation, problem).with_retry_after(wait)
        })
    }

    /// An HTTP request as it goes to the transport.
    pub(super) fn outgoing(
        &self,
        head: &Head,
        body: Body,
        permit: Option<Permit>,
    ) -> (http::Request<Body>, Sending) {
        let mut request = http::Request::new(body);
        *request.method_mut() = head.method.clone();
        *request.uri_mut() = head.uri.clone();
        request.headers_mut().clone_from(&head.headers);
        let sending = Sending::watch(&self.core, &mut request, permit);
        (request, sending)
    }

    /// What the transport gave for a request.
    pub(super) fn arriving(
        &self,
        result: Result<http::Response<Body>, TransportError>,
        sending: Sending,
    ) -> Result<Arriving, Error> {
        let response = match result {
            Ok(response) => response,
            Err(error) => {
                sending.failed(error.sent());
                return Err(Error::transport(self.operation, error));
            }
        };
        let (head, body) = response.into_parts();
        trace::answered(&self.span, head.status, &head.headers);
        sending.answered(&head);
        Ok(Arriving {
            status: head.status,
            headers: head.headers,
            body,
            place: None,
        })
    }

    pub(super) fn out_of_time(&self, limit: Option<std::time::Duration>, sent: Sent) -> Error {
        let limit = limit.unwrap_or_default();
        let error = TransportError::new(TransportErrorKind::Timeout, sent);
        Error::transport(
            self.operation,
            error.because(format!("the limit was {limit:?}")),
        )
    }
}
