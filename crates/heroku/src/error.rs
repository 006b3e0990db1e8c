//! The one error of the library.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::Operation;
use crate::api_error::ApiError;
use crate::response::request_ids;
#[cfg(feature = "net")]
use crate::scrub::Scrub;
use crate::transport::Sent;
#[cfg(feature = "net")]
use crate::transport::{TransportError, TransportErrorKind};

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a call failed, with all that is known about it.
///
/// It shows itself in one line, as in
/// `AppCreate: 422 invalid_params: Name is already taken (request 1f2e…)`.
/// Ask it with the `is_` methods, or take it apart with [`Error::api`], [`Error::status`] and
/// [`Error::body`]. No secret is ever printed; [`Error::body`] hands out what arrived as it is.
pub struct Error(Box<Inner>);

#[expect(
    clippy::struct_excessive_bools,
    reason = "each tells something of its own, and none is ever an argument"
)]
struct Inner {
    kind: ErrorKind,
    operation: Cow<'static, str>,
    message: String,
    status: Option<StatusCode>,
    headers: HeaderMap,
    api: ApiError,
    body: Bytes,
    json_path: Option<String>,
    request_id: String,
    /// How far the last try came.
    sent: Sent,
    /// How far the tries before came.
    sent_before: Sent,
    attempts: u32,
    /// Whether the request only reads, so that it never has an effect.
    is_read: bool,
    /// Whether an earlier try of the same call may have taken effect.
    had_effect: bool,
    /// Whether the action was answered by 303, so that only asking for its outcome failed.
    has_acted: bool,
    is_too_large: bool,
    retry_after: Option<Duration>,
    source: Option<Source>,
}

/// What kind of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client could not be set up: a bad URL, variable or file. Nothing was sent.
    Setup,
    /// The request was refused before it was sent: an empty argument, a header with a line break.
    Request,
    /// Heroku could not be reached, or the connection broke.
    Transport,
    /// The time for the call, or for the next piece of its answer, ran out.
    Timeout,
    /// Heroku answered with an error; see [`Error::api`].
    Api,
    /// Heroku answered with a redirect that must not or cannot be followed.
    Redirect,
    /// The call **succeeded**, but its answer cannot be read; see [`Error::body`].
    Decode,
    /// The answer broke off, or is larger than the client takes.
    Body,
    /// The list goes in circles: the server sent a `Next-Range` that it had sent before.
    Paging,
    /// There were no credentials to be had: their source failed. Nothing was sent.
    Credentials,
    /// The rate budget is spent, and the client was told not to wait, or not for so long. Nothing
    /// was sent; [`Error::retry_after`] tells when the budget allows the call.
    Budget,
}

impl Error {
    pub(crate) fn new(
        kind: ErrorKind,
        operation: &'static Operation,
        message: impl Into<String>,
    ) -> Self {
        Self::named(kind, operation.name, message)
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
            sent_before: Sent::NotSent,
            attempts: 0,
            is_read: false,
            had_effect: false,
            has_acted: false,
            is_too_large: false,
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
        this.0.attempts = 1;
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
        self.0.headers = headers;
        self.0.body = body;
        self.0.api = api;
        self.0.sent = Sent::Sent;
        self.0.attempts = 1;
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
    pub(crate) fn with_tries(mut self, tries: &Tries) -> Self {
        let inner = &mut *self.0;
        inner.is_read = tries.is_read;
        inner.had_effect = tries.had_effect;
        inner.sent_before = tries.sent;
        // Where there were no credentials or no budget, this try was none.
        let is_none = inner.sent == Sent::NotSent
            && matches!(
                inner.kind,
                ErrorKind::Request | ErrorKind::Credentials | ErrorKind::Budget
            );
        inner.attempts = tries.count.saturating_sub(u32::from(is_none));
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
        self.0.attempts = 1;
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
        scrub.clean(&mut api.id);
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

    /// What kind of failure this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The action that failed, as in `AppCreate`.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.0.operation
    }

    /// What Heroku said, if it answered with an error.
    ///
    /// Its fields are empty where the answer was no JSON; [`Error::body`] has it all.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        (self.0.kind == ErrorKind::Api).then_some(&self.0.api)
    }

    /// The status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The headers of the answer; none if there was no answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// What arrived of the answer, as it is: it may hold secrets.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The ids by which Heroku knows the request: those of the answer, and the one that was sent.
    #[must_use]
    pub fn request_ids(&self) -> Vec<&str> {
        let sent = if self.may_have_been_sent() {
            self.0.request_id.as_str()
        } else {
            ""
        };
        request_ids(&self.0.headers, sent)
    }

    /// Where in the answer reading failed, as in `[3].owner.id`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// Whether Heroku does not know what was asked for (404).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is_status(StatusCode::NOT_FOUND) || self.is_hidden("not_found")
    }

    /// Whether the answer says that nothing changed (304), though the client had not asked.
    #[must_use]
    pub fn is_not_modified(&self) -> bool {
        self.is_status(StatusCode::NOT_MODIFIED)
    }

    /// Whether the credentials are missing or not accepted (401).
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.is_status(StatusCode::UNAUTHORIZED)
    }

    /// Whether the credentials do not allow the call (403), a second factor aside.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.is_status(StatusCode::FORBIDDEN) && !self.needs_two_factor()
    }

    /// Whether Heroku refuses the arguments (422).
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        self.is_status(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// Whether the rate limit is used up: Heroku says so (429), or the client's own budget does.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.is_status(StatusCode::TOO_MANY_REQUESTS) || self.0.kind == ErrorKind::Budget
    }

    /// Whether the thing changed since the `ETag` that the request named (412).
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.is_status(StatusCode::PRECONDITION_FAILED)
    }

    /// Whether the call wants a code of the second factor (403 `two_factor`).
    #[must_use]
    pub fn needs_two_factor(&self) -> bool {
        self.is_status(StatusCode::FORBIDDEN)
            && (self.0.api.id == "two_factor"
                || self.0.headers.contains_key("heroku-two-factor-required"))
    }

    /// Whether the time ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether Heroku may have received the request, so that it may have taken effect.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.0.sent.max(self.0.sent_before) != Sent::NotSent
    }

    /// Whether the call may have changed something at Heroku, in any of its tries.
    ///
    /// It is `false` for what only reads, where nothing was sent, and where Heroku said no.
    /// It is `true` where the answer got lost, where Heroku failed (5xx), and where the call
    /// succeeded but its answer cannot be read.
    #[must_use]
    pub fn may_have_taken_effect(&self) -> bool {
        !self.0.is_read && (self.0.had_effect || self.0.has_effect_of_its_own())
    }

    /// Whether Heroku's refusal may come from an earlier try of this same call, which took
    /// effect: a thing that is gone (404, 410) when its deletion was repeated, or changed (412)
    /// when `If-Match` was.
    #[must_use]
    pub fn may_be_own_doing(&self) -> bool {
        let status = self.0.status.map_or(0, |status| status.as_u16());
        self.0.kind == ErrorKind::Api
            && self.may_have_taken_effect()
            && !self.0.has_effect_of_its_own()
            && matches!(status, 404 | 410 | 412)
    }

    /// When another try makes sense, as far as Heroku or the rate budget says.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How often the request was tried; 0 if it was refused before.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    fn is_status(&self, status: StatusCode) -> bool {
        self.0.kind == ErrorKind::Api && self.0.status == Some(status)
    }

    /// Whether Heroku gave an error the status of success, with this id in it.
    fn is_hidden(&self, id: &str) -> bool {
        let is_success = self.0.status.is_some_and(|status| status.is_success());
        self.0.kind == ErrorKind::Api && is_success && self.0.api.id == id
    }
}

impl Inner {
    fn has_effect_of_its_own(&self) -> bool {
        // Who answers with 3xx or 4xx did nothing; but 303 tells where to find what was done, and
        // 408 that the server gave up half-way.
        let is_refused = self.status.is_some_and(|status| {
            let is_done = [StatusCode::SEE_OTHER, StatusCode::REQUEST_TIMEOUT].contains(&status);
            (300..500).contains(&status.as_u16()) && !is_done
        });
        self.has_acted || self.sent != Sent::NotSent && !is_refused
    }
}

/// What is known of the tries of a call so far.
#[cfg(feature = "net")]
#[derive(Clone, Copy)]
pub(crate) struct Tries {
    /// How many there were.
    pub(crate) count: u32,
    /// How far the furthest of those before the last came.
    pub(crate) sent: Sent,
    /// Whether an earlier one than the last may have taken effect.
    pub(crate) had_effect: bool,
    /// Whether the request only reads.
    pub(crate) is_read: bool,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        f.write_str(&inner.operation)?;
        if let (ErrorKind::Api, Some(status)) = (inner.kind, inner.status) {
            write!(f, ": {}", status.as_u16())?;
            match (inner.api.id.as_str(), status.canonical_reason()) {
                ("", Some(reason)) => write!(f, " {reason}")?,
                ("", None) => {}
                (id, _) => write!(f, " {}", one_line(id))?,
            }
            if !inner.api.message.is_empty() {
                write!(f, ": {}", one_line(&inner.api.message))?;
            }
        }
        if !inner.message.is_empty() {
            write!(f, ": {}", one_line(&inner.message))?;
        }
        match self.request_ids().first() {
            Some(id) => write!(f, " (request {})", one_line(id)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("display", &format_args!("{self}"))
            .field("attempts", &self.0.attempts)
            .field("may_have_been_sent", &self.may_have_been_sent())
            .field("may_have_taken_effect", &self.may_have_taken_effect())
            .field("body", &format_args!("{} bytes", self.0.body.len()))
            .field("source", &self.0.source)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// The text without line breaks and control characters, which do not belong into a log line.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    line
}
