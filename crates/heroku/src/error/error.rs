//! What an error knows, and how to ask it.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::ErrorKind;
use super::tries::Tries;
use crate::api_error::ApiError;
use crate::response::request_ids;
use crate::transport::Sent;

/// Where an error comes from.
pub(super) type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a call failed, with all that is known about it.
///
/// It shows itself in one line, as in
/// `AppCreate: 422 invalid_params: Name is already taken (request 1f2e…)`.
/// Ask it with the `is_` methods, or take it apart with [`Error::api`], [`Error::status`] and
/// [`Error::body`]. No secret is ever printed; [`Error::body`] hands out what arrived as it is.
pub struct Error(pub(super) Box<Inner>);

pub(super) struct Inner {
    pub(super) kind: ErrorKind,
    pub(super) operation: Cow<'static, str>,
    pub(super) message: String,
    pub(super) status: Option<StatusCode>,
    pub(super) headers: HeaderMap,
    pub(super) api: ApiError,
    pub(super) body: Bytes,
    pub(super) json_path: Option<String>,
    pub(super) request_id: String,
    /// How far the last try came.
    pub(super) sent: Sent,
    /// Whether the action was answered by 303, so that only asking for its outcome failed.
    pub(super) has_acted: bool,
    #[cfg(feature = "net")]
    pub(super) is_too_large: bool,
    /// All tries, the last one included.
    pub(super) tries: Tries,
    pub(super) retry_after: Option<Duration>,
    pub(super) source: Option<Source>,
}

impl Error {
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
        self.0.status == Some(StatusCode::TOO_MANY_REQUESTS) || self.0.kind == ErrorKind::Budget
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
        self.0.sent.max(self.0.tries.sent) != Sent::NotSent
    }

    /// Whether the call may have changed something at Heroku, in any of its tries.
    ///
    /// It is `false` for what only reads, where nothing was sent, and where Heroku said no.
    /// It is `true` where the answer got lost, where Heroku failed (5xx), and where the call
    /// succeeded but its answer cannot be read.
    #[must_use]
    pub fn may_have_taken_effect(&self) -> bool {
        !self.0.tries.is_read && (self.0.tries.had_effect || self.0.has_effect_of_its_own())
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
        self.0.tries.count
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
    pub(super) fn has_effect_of_its_own(&self) -> bool {
        // Who answers with 3xx or 4xx did nothing; but 303 tells where to find what was done, and
        // 408 that the server gave up half-way.
        let is_refused = self.status.is_some_and(|status| {
            let is_done = [StatusCode::SEE_OTHER, StatusCode::REQUEST_TIMEOUT].contains(&status);
            (300..500).contains(&status.as_u16()) && !is_done
        });
        self.has_acted || self.sent != Sent::NotSent && !is_refused
    }
}
