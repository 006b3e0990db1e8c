//! Settings for one call alone.

use std::fmt;
use std::time::Duration;

use http::header::{ACCEPT, HeaderMap, HeaderValue};

use crate::headers;
use crate::{Field, Variant};

/// Settings for one call alone; attached by [`Request::with`](crate::Request::with).
#[derive(Clone, Default)]
#[must_use]
pub struct Settings {
    timeout: Field<Duration>,
    headers: HeaderMap,
    etag: Option<HeaderValue>,
    problem: Option<String>,
}

impl Settings {
    /// Nothing set: the client's own settings hold.
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits how long the whole call may take, from connecting to the last byte of the answer;
    /// `None` for no limit.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = Field::from(timeout.into());
        self
    }

    /// Adds a header; any default header of the same name is left out.
    ///
    /// A name or value that no header can have makes the call fail before anything is sent.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match headers::own(name, value) {
            Ok((name, value)) => {
                self.headers.append(name, value);
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
        let accept = HeaderValue::from_static(variant.accept());
        self.headers.insert(ACCEPT, accept);
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
        for name in later.headers.keys() {
            self.headers.remove(name);
        }
        for (name, value) in &later.headers {
            self.headers.append(name, value.clone());
        }
        if later.etag.is_some() {
            self.etag.clone_from(&later.etag);
        }
        if later.problem.is_some() {
            self.problem.clone_from(&later.problem);
        }
    }

    pub(crate) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    pub(crate) fn etag(&self) -> Option<&HeaderValue> {
        self.etag.as_ref()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    #[cfg(feature = "net")]
    pub(crate) fn timeout_or(&self, default: Option<Duration>) -> Option<Duration> {
        match self.timeout {
            Field::Absent => default,
            Field::Null => None,
            Field::Value(limit) => Some(limit),
        }
    }
}

impl fmt::Debug for Settings {
    /// Headers may hold credentials, so only their names are shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.keys().collect();
        f.debug_struct("Settings")
            .field("timeout", &self.timeout)
            .field("headers", &names)
            .field("if_match", &self.etag)
            .finish_non_exhaustive()
    }
}
