//! The requests that came.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Method, Request};

use crate::schema::Schema;

/// Older requests are forgotten.
const KEPT: usize = 10_000;
/// Headers that hold credentials.
const SECRET: [&str; 4] = [
    "authorization",
    "cookie",
    "heroku-two-factor-code",
    "proxy-authorization",
];

/// A request that came, without its credentials.
///
/// `Debug` shows the method and the path only, without what is secret in it, since bodies and
/// headers may hold secrets too.
///
/// ```
/// use bytes::Bytes;
/// use heroku_fake::Fake;
/// use http::Request;
///
/// let fake = Fake::new();
/// let request = Request::get("/apps?page=1").header("Authorization", "Bearer token");
/// let _ = fake.handle(request.body(Bytes::new())?);
///
/// let received = &fake.received()[0];
/// assert_eq!((received.method().as_str(), received.path()), ("GET", "/apps"));
/// assert_eq!(received.query(), Some("page=1"));
/// assert_eq!(received.header("Authorization"), None);
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone)]
pub struct Received {
    method: Method,
    uri: http::Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl Received {
    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path, as it was sent.
    #[must_use]
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The query, as it was sent, if there was one.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.uri.query()
    }

    /// The first value of a header; headers that hold credentials are left out.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All headers but those that hold credentials.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, as it was sent.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = Schema::shared().path_without_secrets(self.method.as_str(), self.path());
        write!(f, "Received({} {path})", self.method)
    }
}

/// The requests that came.
#[derive(Default)]
pub(crate) struct Journal {
    entries: Mutex<VecDeque<Received>>,
}

impl Journal {
    pub(crate) fn note(&self, request: &Request<Bytes>) {
        let mut headers = request.headers().clone();
        for name in SECRET {
            headers.remove(name);
        }
        let received = Received {
            method: request.method().clone(),
            uri: request.uri().clone(),
            headers,
            body: request.body().clone(),
        };
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() == KEPT {
            entries.pop_front();
        }
        entries.push_back(received);
    }

    pub(crate) fn entries(&self) -> Vec<Received> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.iter().cloned().collect()
    }
}
