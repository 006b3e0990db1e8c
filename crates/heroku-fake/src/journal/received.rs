//! One request that came, with what was answered.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use heroku_schema::Action;
use http::{HeaderMap, Method, Request, Response, StatusCode};

use super::mask;
use crate::faults::FaultId;
use crate::outcome::{Content, Outcome};

/// More of an answer's body is not kept.
const ANSWER: usize = 256 * 1024;
/// Headers that hold credentials.
const SECRET: [&str; 4] = [
    "authorization",
    "cookie",
    "heroku-two-factor-code",
    "proxy-authorization",
];

/// A request that came, without its credentials, and what was answered.
///
/// `Debug` shows the method, the path and the status only, without what is secret in them, since
/// bodies and headers may hold secrets too.
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
/// assert_eq!(received.operation(), "AppList");
/// assert_eq!(received.status().map(|status| status.as_u16()), Some(406));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone)]
pub struct Received {
    pub(super) sequence: u64,
    pub(super) action: Option<&'static Action>,
    world: String,
    method: Method,
    uri: http::Uri,
    headers: HeaderMap,
    body: Bytes,
    answer: Option<Answered>,
    faults: Vec<FaultId>,
    duration: Duration,
}

/// What was answered.
#[derive(Clone)]
struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// What the journal is told of a request besides the request and its outcome.
pub(crate) struct Note {
    pub(crate) action: Option<&'static Action>,
    /// The id of the world that it was for.
    pub(crate) world: String,
    /// The faults that struck it.
    pub(crate) faults: Vec<FaultId>,
    /// How long the answer took to be made.
    pub(crate) took: Duration,
}

impl Received {
    pub(super) fn new(note: Note, request: &Request<Bytes>, outcome: &Outcome) -> Self {
        let mut headers = request.headers().clone();
        for name in SECRET {
            headers.remove(name);
        }
        Self {
            sequence: 0,
            action: note.action,
            world: note.world,
            method: request.method().clone(),
            uri: request.uri().clone(),
            headers,
            body: request.body().clone(),
            answer: outcome.answer.as_ref().map(Answered::new),
            faults: note.faults,
            duration: note.took.saturating_add(outcome.delay),
        }
    }

    /// The number of the request: the first that the fake got is 1, and each has one more.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The id of the world that the request was for; it tells nothing of the world's key.
    ///
    /// All requests with one key have the same, in every run. Requests without a key belong to no
    /// world: theirs is empty.
    #[must_use]
    pub fn world(&self) -> &str {
        &self.world
    }

    /// The operation, by the name of its type in `heroku`, as in `AppInfo`; empty where the path
    /// leads to none.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.action.map_or("", |action| &action.name)
    }

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

    /// The status of the answer; none where a fault reset the connection in place of an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.answer.as_ref().map(|answer| answer.status)
    }

    /// The first value of a header of the answer.
    #[must_use]
    pub fn answer_header(&self, name: &str) -> Option<&str> {
        self.answer_headers()?.get(name)?.to_str().ok()
    }

    /// All headers of the answer, if there was one.
    #[must_use]
    pub fn answer_headers(&self) -> Option<&HeaderMap> {
        self.answer.as_ref().map(|answer| &answer.headers)
    }

    /// The body of the answer as it was sent, compressed perhaps, up to 256 KiB of it.
    ///
    /// It is empty where there was no answer, and for bodies that come bit by bit.
    #[must_use]
    pub fn answer_body(&self) -> &[u8] {
        self.answer.as_ref().map_or(&[], |answer| &answer.body)
    }

    /// The faults that struck the request, in the order in which they were injected.
    #[must_use]
    pub fn faults(&self) -> &[FaultId] {
        &self.faults
    }

    /// How long it took to answer, with the delay that faults ordered.
    #[must_use]
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// How many bytes it keeps alive, about.
    pub(super) fn size(&self) -> usize {
        let answer_headers = self.answer_headers().map_or(0, size_of_headers);
        let path = self.uri.path().len() + self.uri.query().map_or(0, str::len);
        path + size_of_headers(&self.headers)
            + self.body.len()
            + answer_headers
            + self.answer_body().len()
    }
}

fn size_of_headers(headers: &HeaderMap) -> usize {
    let sizes = headers.iter();
    sizes
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum()
}

impl Answered {
    fn new(response: &Response<Content>) -> Self {
        let body = match response.body() {
            Content::Whole(body) | Content::Cut(body) if body.len() <= ANSWER => body.clone(),
            // A slice would keep all of it alive.
            Content::Whole(body) | Content::Cut(body) => Bytes::copy_from_slice(&body[..ANSWER]),
            Content::Stream(_) => Bytes::new(),
        };
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            body,
        }
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = mask::path(self.path());
        write!(f, "Received({} {path}", self.method)?;
        match self.status() {
            Some(status) => write!(f, " -> {})", status.as_u16()),
            None => write!(f, " -> reset)"),
        }
    }
}
