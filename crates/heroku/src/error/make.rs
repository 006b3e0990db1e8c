//! How errors are made, and what is added to them on their way out.

use std::borrow::Cow;
#[cfg(feature = "net")]
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use super::error::Inner;
#[cfg(feature = "net")]
use super::error::Source;
use super::tries::Tries;
use super::{Error, ErrorKind};
use crate::Operation;
use crate::api_error::ApiError;
#[cfg(feature = "net")]
use crate::retry::retry_after;
#[cfg(feature = "net")]
use crate::scrub::Scrub;
use crate::transport::Sent;
#[cfg(feature = "net")]
use crate::transport::{TransportError, TransportErrorKind};

impl Error {
    pub(crate) fn new(
        kind: ErrorKind,
        operation: &'static Operation,
        message: impl Into<String>,
    ) -> Self {
        let mut this = Self::named(kind, operation.name, message);
        // Requests of the caller's own have one operation for all verbs, which tells nothing.
        this.0.tries.is_read =
            !operation.path.is_empty() && matches!(operation.method, Method::GET | Method::HEAD);
        this
    }

    pub(crate) fn named(
        kind: ErrorKind,
        operation: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: operation.into(),
            message: message.into(),
            status: None,
            headers: HeaderMap::new(),
            api: ApiError::default(),
            body: Bytes::new(),
            json_path: None,
            request_id: String::new(),
            sent: Sent::NotSent,
            has_acted: false,
            #[cfg(feature = "net")]
            is_too_large: false,
            tries: Tries::NONE,
            retry_after: None,
            source: None,
        }))
    }

    #[cfg(feature = "net")]
    pub(crate) fn transport(operation: &'static Operation, error: TransportError) -> Self {
        let kind = match error.kind() {
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::TooLarge | TransportErrorKind::Interrupted => ErrorKind::Body,
            _ => ErrorKind::Transport,
        };
        let mut this = Self::new(kind, operation, error.to_string());
        this.0.sent = error.sent();
        this.0.tries.count = 1;
        this.0.is_too_large = error.kind() == TransportErrorKind::TooLarge;
        this.0.source = error.into_source();
        this
    }

    /// An answer whose status says that the call failed.
    pub(crate) fn status_of(
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        let api = ApiError::read(&body);
        Self::new(ErrorKind::Api, operation, "").answered(status, headers, body, api)
    }

    fn answered(
        mut self,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        api: ApiError,
    ) -> Self {
        self.0.status = Some(status);
        #[cfg(feature = "net")]
        {
            self.0.retry_after = retry_after(&headers);
        }
        self.0.headers = headers;
        self.0.body = body;
        self.0.api = api;
        self.0.sent = Sent::Sent;
        self.0.tries.count = 1;
        self
    }

    /// Adds what may help.
    #[cfg(feature = "net")]
    pub(crate) fn with_hint(mut self, hint: &str) -> Self {
        let message = &mut self.0.message;
        if !message.is_empty() {
            message.push_str("; ");
        }
        message.push_str(hint);
        self
    }

    /// Adds how the last try failed, which got no answer.
    #[cfg(feature = "net")]
    pub(crate) fn followed_by(self, last: &Self) -> Self {
        let hint = format!("then {}", last.0.message);
        self.with_hint(&hint)
    }

    /// Adds what it comes from.
    #[cfg(feature = "net")]
    pub(crate) fn because(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Adds when another try makes sense.
    #[cfg(feature = "net")]
    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    /// Adds what is known of the tries of its call.
    #[cfg(feature = "net")]
    pub(crate) fn with_tries(mut self, tries: Tries) -> Self {
        self.0.tries = tries;
        self
    }

    /// Whether its try was none, as where there were no credentials or no budget.
    #[cfg(feature = "net")]
    pub(crate) fn is_of_no_try(&self) -> bool {
        self.0.sent == Sent::NotSent
            && matches!(
                self.0.kind,
                ErrorKind::Request | ErrorKind::Credentials | ErrorKind::Budget
            )
    }

    /// Says that it concerns another request than that of its call.
    #[cfg(feature = "net")]
    pub(crate) fn of_another_request(mut self) -> Self {
        self.0.sent = Sent::NotSent;
        self.0.has_acted = false;
        self
    }

    /// Says that the request was redirected before this happened, so that it was sent.
    #[cfg(feature = "net")]
    pub(crate) fn behind_redirect(mut self, has_acted: bool) -> Self {
        self.0.sent = self.0.sent.max(Sent::MaybeSent);
        self.0.has_acted = has_acted;
        self
    }

    /// Whether this try, seen alone, may have taken effect.
    #[cfg(feature = "net")]
    pub(crate) fn has_effect_of_its_own(&self) -> bool {
        self.0.has_effect_of_its_own()
    }

    #[cfg(feature = "net")]
    pub(crate) fn sent(&self) -> Sent {
        self.0.sent
    }

    #[cfg(feature = "net")]
    pub(crate) fn is_too_large(&self) -> bool {
        self.0.is_too_large
    }

    /// Adds the id that was sent.
    #[cfg(feature = "net")]
    pub(crate) fn with_request_id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.0.request_id);
        self
    }

    /// Says that the request may have arrived.
    #[cfg(feature = "net")]
    pub(crate) fn maybe_sent(mut self) -> Self {
        self.0.sent = Sent::MaybeSent;
        self.0.tries.count = 1;
        self
    }

    /// Adds what arrived before the failure.
    pub(crate) fn with_answer(self, status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        self.answered(status, headers, body, ApiError::default())
    }

    pub(crate) fn with_json_path(mut self, path: String) -> Self {
        self.0.json_path = Some(path);
        self
    }

    /// Takes secrets out of what is printed, should the server or the transport have repeated
    /// them.
    #[cfg(feature = "net")]
    pub(crate) fn scrub(&mut self, scrub: &Scrub) {
        let inner = &mut *self.0;
        scrub.clean(&mut inner.message);
        let api = &mut inner.api;
        // Programs go by the id; a word of the API's own is no secret.
        if !api
            .id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        {
            scrub.clean(&mut api.id);
        }
        scrub.clean(&mut api.message);
        let others = [&mut api.url, &mut api.resource, &mut api.app];
        for text in others.into_iter().flatten() {
            scrub.clean(text);
        }
        let source = inner.source.as_deref();
        if let Some(causes) = source.and_then(|source| scrub.cleaned_causes(source)) {
            inner.source = Some(causes.into());
        }
    }
}
