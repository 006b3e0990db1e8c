//! Settings for one call alone.

use std::fmt;
#[cfg(feature = "net")]
use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, HeaderMap, HeaderName, HeaderValue, IF_MATCH};

use crate::headers;
#[cfg(feature = "net")]
use crate::retry::RetryPolicy;
use crate::{Field, Variant};

/// Settings for one call alone; attached by [`Request::with`](crate::Request::with).
#[derive(Clone, Default)]
#[must_use]
pub struct Settings {
    timeout: Field<Duration>,
    attempt_timeout: Field<Duration>,
    /// A list, which takes less memory than a map: most requests have none.
    headers: Vec<(HeaderName, HeaderValue)>,
    etag: Option<HeaderValue>,
    is_idempotent: Option<bool>,
    #[cfg(feature = "net")]
    retry: Field<Retry>,
    problem: Option<String>,
}

/// A policy that can be cloned.
#[cfg(feature = "net")]
type Retry = Arc<dyn RetryPolicy>;

impl Settings {
    /// Nothing set: the client's own settings hold.
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits how long the whole call may take, from its first try to the last byte of the
    /// answer, waits included; `None` for no limit.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = Field::from(timeout.into());
        self
    }

    /// Limits how long each try may take; `None` for no limit but that of the whole call.
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.attempt_timeout = Field::from(timeout.into());
        self
    }

    /// Says whether sending the request twice has the effect of sending it once, so that it can
    /// be repeated when its answer got lost.
    ///
    /// By itself, the library takes that for granted of GET, HEAD, PUT and DELETE, and of a few
    /// actions that are known for it; see
    /// [`Operation::is_idempotent`](crate::Operation::is_idempotent).
    pub fn idempotent(mut self, is_idempotent: bool) -> Self {
        self.is_idempotent = Some(is_idempotent);
        self
    }

    /// Decides by `policy` whether the call is tried again when it fails.
    #[cfg(feature = "net")]
    pub fn retry(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Field::Value(Arc::new(policy));
        self
    }

    /// Tries once and no more.
    #[cfg(feature = "net")]
    pub fn no_retry(mut self) -> Self {
        self.retry = Field::Null;
        self
    }

    /// Adds a header; any default header of the same name is left out.
    ///
    /// A name or value that no header can have makes the call fail before anything is sent.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match headers::own(name, value) {
            Ok((name, value)) => {
                self.headers.push((name, value));
            }
            Err(problem) => self.problem = Some(problem),
        }
        self
    }

    /// Makes the call succeed only if the thing is still as it was answered with this `ETag`.
    ///
    /// If it changed, the error tells the status 412, see [`Error::is_stale`](crate::Error::is_stale).
    pub fn if_match(mut self, etag: &str) -> Self {
        match HeaderValue::try_from(etag) {
            Ok(etag) => self.etag = Some(etag),
            Err(_) => self.problem = Some("the ETag cannot be sent as a header".to_owned()),
        }
        self
    }

    /// Asks in another variant of the API, as for the fields that only `3.sdk` answers with.
    pub fn variant(mut self, variant: Variant) -> Self {
        self.headers.retain(|(name, _)| *name != ACCEPT);
        self.headers.push((ACCEPT, variant.accept_header()));
        self
    }

    /// Asks Heroku to answer with whole objects where it gives stubs, as in `addon_service,plan`.
    pub fn expand(self, what: &str) -> Self {
        self.header("accept-expansion", what)
    }

    pub(crate) fn merge(&mut self, later: &Self) {
        if !later.timeout.is_absent() {
            self.timeout.clone_from(&later.timeout);
        }
        if !later.attempt_timeout.is_absent() {
            self.attempt_timeout.clone_from(&later.attempt_timeout);
        }
        self.is_idempotent = later.is_idempotent.or(self.is_idempotent);
        #[cfg(feature = "net")]
        if !later.retry.is_absent() {
            self.retry.clone_from(&later.retry);
        }
        let is_replaced = |name: &HeaderName| later.headers.iter().any(|(other, _)| other == name);
        self.headers.retain(|(name, _)| !is_replaced(name));
        self.headers.extend_from_slice(&later.headers);
        if later.etag.is_some() {
            self.etag.clone_from(&later.etag);
        }
        if later.problem.is_some() {
            self.problem.clone_from(&later.problem);
        }
    }

    /// Puts the headers that are set in place of those of a request, or tells which of them
    /// cannot be sent.
    pub(crate) fn apply(&self, headers: &mut HeaderMap) -> Result<(), String> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        if let Some(etag) = &self.etag {
            headers.insert(IF_MATCH, etag.clone());
        }
        for (name, _) in &self.headers {
            headers.remove(name);
        }
        for (name, value) in &self.headers {
            headers.append(name, value.clone());
        }
        Ok(())
    }

    #[cfg(feature = "net")]
    pub(crate) fn timeout_or(&self, default: Option<Duration>) -> Option<Duration> {
        self.timeout.clone().or(default)
    }

    #[cfg(feature = "net")]
    pub(crate) fn attempt_timeout_or(&self, default: Option<Duration>) -> Option<Duration> {
        self.attempt_timeout.clone().or(default)
    }

    #[cfg(feature = "net")]
    pub(crate) fn is_idempotent(&self) -> Option<bool> {
        self.is_idempotent
    }

    #[cfg(feature = "net")]
    pub(crate) fn retry_or(&self, default: Option<&Retry>) -> Option<Retry> {
        self.retry.clone().or(default.cloned())
    }
}

impl fmt::Debug for Settings {
    /// Headers may hold credentials, so only their names are shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Settings")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("headers", &names)
            .field("if_match", &self.etag)
            .field("idempotent", &self.is_idempotent)
            .finish_non_exhaustive()
    }
}
