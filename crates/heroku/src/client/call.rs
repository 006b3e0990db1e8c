//! The path of a call: tries, until there is an answer or nothing more can be done.

use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION};
use http::{HeaderValue, Method};
use tracing::{Instrument, Span};

use super::attempt::Take;
use super::core::{Arrived, Core};
use super::limits::Limits;
use super::redirect::Trail;
use super::request_id::RequestId;
use super::trace;
use crate::credentials::Credentials;
use crate::error::{Error, Tries};
use crate::operation::Operation;
use crate::prepared::{Head, Prepared};
use crate::retry::{Attempt, RetryPolicy};
use crate::scrub::Scrub;
use crate::transport::{Body, Sent};
use crate::{Parts, RatePolicy, Secret, Settings};

/// One call under way: what belongs to it alone.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each tells something of its own, and none is ever an argument"
)]
pub(super) struct Call {
    pub(super) core: Arc<Core>,
    pub(super) operation: &'static Operation,
    /// What must not be printed: the credentials, and the secrets of the request.
    pub(super) scrub: Scrub,
    pub(super) request_id: RequestId,
    pub(super) limits: Limits,
    /// Whether the request goes to Heroku as the client's own: with credentials and on its budget.
    pub(super) is_own: bool,
    /// Whether redirects are left to the caller.
    pub(super) leaves_redirects: bool,
    /// Whether the caller brought credentials of their own for this request.
    pub(super) has_authorization: bool,
    /// What the source of credentials gave for the last try.
    pub(super) given: Option<Credentials>,
    /// A code of the second factor for the next try, and for no other.
    pub(super) code: Option<Secret>,
    pub(super) has_asked_for_code: bool,
    pub(super) tries: Tries,
    /// How often it went about a try, even if it came to none.
    rounds: u32,
    /// The span of the try under way.
    pub(super) span: Span,
    /// Where the last try was redirected to.
    pub(super) trail: Trail,
    is_idempotent: bool,
    pub(super) has_renewed: bool,
    pub(super) retry: Option<Arc<dyn RetryPolicy>>,
}

/// What is sent: bytes, again and again if need be, or a stream, once.
pub(super) enum Payload {
    Bytes(Bytes),
    Stream(Option<Body>),
}

/// A call under way.
pub(crate) type Calling = Pin<Box<dyn Future<Output = Result<Arrived, Error>> + Send>>;

impl Core {
    /// Sends what was written and waits for the whole of its answer.
    ///
    /// In a box: it is large, and would be moved about by each future around it. What it needs is
    /// made before, so that it stands there but once.
    pub(crate) fn call(
        self: Arc<Self>,
        operation: &'static Operation,
        parts: Result<Parts, Error>,
    ) -> Calling {
        let prepared = parts.and_then(|parts| parts.finish(self.base(), self.headers()));
        let Prepared {
            mut head,
            body,
            scrub,
            settings,
        } = match prepared {
            Ok(prepared) => prepared,
            Err(error) => return Box::pin(ready(Err(error))),
        };
        let encodings = head.headers.entry(ACCEPT_ENCODING);
        encodings.or_insert(HeaderValue::from_static("gzip"));
        let mut call = Call::new(self, operation, Some(&scrub), &settings, &mut head);
        let mut payload = Payload::Bytes(body);
        Box::pin(async move {
            // It may have been made long before somebody waits for it.
            call.limits.begin();
            // Apart, since allocators have blocks below 1 KiB at hand, and search for larger ones.
            Box::pin(call.run(&mut head, &mut payload)).await
        })
    }
}

impl Call {
    /// A call that goes to Heroku itself, or to wherever the caller says.
    pub(super) fn new(
        core: Arc<Core>,
        operation: &'static Operation,
        own: Option<&Scrub>,
        settings: &Settings,
        head: &mut Head,
    ) -> Self {
        let mut call = Self::elsewhere(core, operation, settings, head);
        if let Some(own) = own {
            call.scrub.extend(own);
        }
        call.has_authorization = head.headers.contains_key(AUTHORIZATION);
        call.is_own = call.core.is_own(&head.uri);
        if let Some(authorization) = call.core.fixed_authorization()
            && call.is_own
            && !call.has_authorization
        {
            head.headers.insert(AUTHORIZATION, authorization.clone());
        }
        call
    }

    /// A call that needs no credentials and gets none, wherever it goes.
    pub(super) fn elsewhere(
        core: Arc<Core>,
        operation: &'static Operation,
        settings: &Settings,
        head: &mut Head,
    ) -> Self {
        let request_id = RequestId::among(&mut head.headers);
        let is_idempotent = settings.is_idempotent().unwrap_or_else(|| {
            // Requests of the caller's own have one operation for all verbs.
            if head.method == operation.method {
                operation.is_idempotent
            } else {
                Operation::new("", head.method.clone(), "").is_idempotent
            }
        });
        let mut scrub = core.scrub.clone();
        scrub.add_headers(head.headers.iter());
        Self {
            operation,
            scrub,
            request_id,
            limits: Limits::new(
                settings.timeout_or(core.timeout),
                settings.attempt_timeout_or(core.attempt_timeout),
            ),
            is_own: false,
            leaves_redirects: false,
            has_authorization: false,
            given: None,
            code: None,
            has_asked_for_code: false,
            tries: Tries {
                count: 0,
                sent: Sent::NotSent,
                had_effect: false,
                is_read: matches!(head.method, Method::GET | Method::HEAD),
            },
            rounds: 0,
            span: Span::none(),
            trail: Trail::default(),
            is_idempotent,
            has_renewed: false,
            retry: settings.retry_or(core.retry.as_ref()),
            core,
        }
    }

    /// Tries until there is an answer, or nothing more to be done.
    pub(super) async fn run<T: Take>(
        &mut self,
        head: &mut Head,
        payload: &mut Payload,
    ) -> Result<T, Error> {
        let span = trace::call(self.operation, &head.method, &self.request_id);
        let result = self
            .try_until_done(head, payload)
            .instrument(span.clone())
            .await;
        trace::done(&span, self.tries.count, result.as_ref().err());
        result.map_err(|error| self.explained(error))
    }

    async fn try_until_done<T: Take>(
        &mut self,
        head: &mut Head,
        payload: &mut Payload,
    ) -> Result<T, Error> {
        let mut answered = None;
        loop {
            let mut error = match self.next_try(head, payload).await {
                Ok(value) => {
                    self.core.spending.repaid();
                    return Ok(value);
                }
                Err(error) => {
                    self.tries.count -= u32::from(error.is_of_no_try());
                    error.with_tries(self.tries)
                }
            };
            if matches!(payload, Payload::Stream(_)) {
                return Err(self.unrepeatable(error));
            }
            self.tries.sent = self.tries.sent.max(error.sent());
            self.tries.had_effect |= error.has_effect_of_its_own();
            let remedied = self.remedies(&error, head).await;
            if remedied.map_err(|failed| failed.with_tries(self.tries))? {
                continue;
            }
            error.scrub(&self.scrub);
            if !self.waits_for_another_try(&error).await {
                return Err(self.most_telling(answered, error));
            }
            answered = Some(error)
                .filter(|error| error.status().is_some())
                .or(answered);
        }
    }

    async fn next_try<T: Take>(
        &mut self,
        head: &mut Head,
        payload: &mut Payload,
    ) -> Result<T, Error> {
        self.rounds += 1;
        self.tries.count += 1;
        let span = trace::attempt(self.rounds);
        self.span = span.clone();
        let result = self.attempt(head, payload).instrument(span).await;
        trace::failed(&self.span, result.as_ref().err());
        self.span = Span::none();
        result
    }

    /// The last error, or the last one with an answer of Heroku's if that one has none.
    ///
    /// A refusal is no longer true of an action that was sent again and may have taken effect.
    fn most_telling(&self, answered: Option<Error>, last: Error) -> Error {
        let is_new = |answered: &Error| {
            !self.tries.is_read && last.has_effect_of_its_own() && !answered.has_effect_of_its_own()
        };
        match answered.filter(|answered| !is_new(answered)) {
            Some(answered) if last.status().is_none() => {
                answered.with_tries(self.tries).followed_by(&last)
            }
            _ => last,
        }
    }

    /// The error of a stream, which is gone once it was sent.
    fn unrepeatable(&mut self, error: Error) -> Error {
        if self.is_refusal_of_credentials(&error) {
            self.renews_credentials();
        }
        if self.retry.is_some() && self.failed(&error).is_transient() {
            return error.with_hint("its body is a stream, so it was not tried again");
        }
        error
    }

    fn failed<'a>(&self, error: &'a Error) -> Attempt<'a> {
        Attempt {
            operation: self.operation,
            number: self.rounds,
            elapsed: self.limits.elapsed(),
            error,
        }
    }

    /// Gets what the request lacked, so that it can be sent again at once.
    async fn remedies(&mut self, error: &Error, head: &Head) -> Result<bool, Error> {
        if self.is_refusal_of_credentials(error) {
            return Ok(self.renews_credentials());
        }
        if error.needs_two_factor() && !self.trail.is_astray {
            // On the heap: it is rare, and holds a whole call of its own.
            return Box::pin(self.passes_second_factor(error, head)).await;
        }
        Ok(false)
    }

    /// Whether Heroku itself does not accept the credentials; a wrong code says nothing of them.
    fn is_refusal_of_credentials(&self, error: &Error) -> bool {
        let is_about_code = error
            .api()
            .is_some_and(|api| api.id == "invalid_two_factor_code");
        error.is_unauthorized() && !is_about_code && !self.trail.is_astray
    }

    /// Whether other credentials may be had than those that were refused; once a call.
    fn renews_credentials(&mut self) -> bool {
        if self.has_renewed {
            return false;
        }
        self.has_renewed = true;
        match (self.core.credential_source(), &self.given) {
            (Some(source), Some(given)) => source.refused(given),
            _ => false,
        }
    }

    /// Waits as the policy says, if a repeat is safe, wanted, timely and affordable.
    async fn waits_for_another_try(&self, error: &Error) -> bool {
        let is_safe = self.is_idempotent || !error.has_effect_of_its_own();
        let Some(policy) = self.retry.as_ref().filter(|_| is_safe) else {
            return false;
        };
        if error.is_rate_limited() && self.core.rate_policy == RatePolicy::Fail {
            return false;
        }
        let Some(wait) = policy.retry(&self.failed(error)) else {
            return false;
        };
        let told = error.retry_after().unwrap_or_default();
        let wait = wait.max(told);
        if !self.limits.allow(wait, told) {
            return false;
        }
        // Being refused for too many calls is no outage: the rate budget sees to that.
        if !error.is_rate_limited() && !self.core.spending.affords_retry() {
            tracing::debug!(target: "heroku", "too much fails: not tried again");
            return false;
        }
        tracing::debug!(
            target: "heroku",
            kind = ?error.kind(),
            status = error.status().map(|status| status.as_u16()),
            ?wait,
            "trying again"
        );
        tokio::time::sleep(wait).await;
        true
    }
}
