//! An answer with all that came with it.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode};

use crate::headers::{REMAINING, least};
use crate::model::Drift;

/// What [`Client::exchange`](crate::Client::exchange) gives: the value, and all that came with it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    drift: Vec<Drift>,
    request_id: String,
    attempts: u32,
    is_cached: bool,
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    /// The bytes and the headers may hold secrets, so they are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("status", &self.status)
            .field("request_ids", &self.request_ids())
            .field("drift", &self.drift)
            .finish_non_exhaustive()
    }
}

impl<T> Response<T> {
    pub(crate) fn new(
        value: T,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        drift: Vec<Drift>,
    ) -> Self {
        Self {
            value,
            status,
            headers,
            body,
            drift,
            request_id: String::new(),
            attempts: 1,
            is_cached: false,
        }
    }

    /// Adds the id that was sent.
    #[cfg(feature = "net")]
    pub(crate) fn with_request_id(mut self, id: String) -> Self {
        self.request_id = id;
        self
    }

    /// Adds how it came about.
    #[cfg(feature = "net")]
    pub(crate) fn with_history(mut self, attempts: u32, is_cached: bool) -> Self {
        self.attempts = attempts;
        self.is_cached = is_cached;
        self
    }

    /// What the action answered.
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What the action answered, owned.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The bytes of the answer, as they are: they may hold secrets.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The ids by which Heroku knows the request: those of the answer, and the one that was sent.
    #[must_use]
    pub fn request_ids(&self) -> Vec<&str> {
        request_ids(&self.headers, &self.request_id)
    }

    /// The tag of this state of the thing, for [`Settings::if_match`](crate::Settings::if_match).
    #[must_use]
    pub fn etag(&self) -> Option<&str> {
        self.headers.get(http::header::ETAG)?.to_str().ok()
    }

    /// How many calls the account has left before Heroku refuses more, as of this answer.
    ///
    /// Should the answer tell several numbers, the smallest counts.
    #[must_use]
    pub fn rate_remaining(&self) -> Option<u32> {
        least(&self.headers, &REMAINING)
    }

    /// How often the request was tried until this answer came.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether Heroku said that nothing changed, so that the value comes from the client's
    /// [`Cache`](crate::Cache).
    #[must_use]
    pub fn is_cached(&self) -> bool {
        self.is_cached
    }

    /// What Heroku warns of.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        warnings(&self.headers)
    }

    /// Where the answer differed from what the schema promises.
    #[must_use]
    pub fn drift(&self) -> &[Drift] {
        &self.drift
    }
}

/// The headers by which Heroku warns.
const WARNINGS: [HeaderName; 2] = [
    HeaderName::from_static("x-heroku-warning"),
    HeaderName::from_static("warning-message"),
];

/// No id of a request is longer than this; what is would flood the log.
const MOST: usize = 200;

/// The ids of an answer, and `sent` if it is not among them.
pub(crate) fn request_ids<'a>(headers: &'a HeaderMap, sent: &'a str) -> Vec<&'a str> {
    let mut ids: Vec<&str> = headers
        .get_all("request-id")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|id| !id.is_empty() && id.len() <= MOST)
        .collect();
    if !sent.is_empty() && !ids.contains(&sent) {
        ids.push(sent);
    }
    ids
}

/// The warnings of both header names, each once, one a line, without the word in front.
pub(crate) fn warnings(headers: &HeaderMap) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in &WARNINGS {
        for value in headers.get_all(name) {
            let text = String::from_utf8_lossy(value.as_bytes());
            for line in text.split(['\n', '\r']) {
                let line = line.trim();
                let line = match line.get(..8) {
                    Some(word) if word.eq_ignore_ascii_case("warning:") => line[8..].trim(),
                    _ => line,
                };
                if !line.is_empty() && !found.iter().any(|known| known == line) {
                    found.push(line.to_owned());
                }
            }
        }
    }
    found
}
