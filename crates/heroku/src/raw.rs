//! The raw door: any verb on any path.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::answer::Answer;
use crate::{Error, ListRange, ListRequest, Operation, Page, Parts, Request};

/// A request to any path with any verb, for what the typed requests do not know.
///
/// It has the same credentials, settings and errors as every other request. The answer is
/// JSON of any shape, unless [`Raw::decode`] or [`Raw::discard`] say otherwise.
///
/// ```
/// use heroku::Raw;
///
/// let usage = Raw::get("/apps/example-app/usage?format=short");
/// let rename = Raw::patch("/apps/example-app").json(&serde_json::json!({ "name": "other" }));
/// # let _ = (usage, rename);
/// ```
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct Raw<T = Value> {
    method: Method,
    target: String,
    range: Option<ListRange>,
    body: RawBody,
    output: PhantomData<fn() -> T>,
}

#[derive(Clone, Default)]
enum RawBody {
    #[default]
    None,
    Json(Result<Bytes, String>),
    Bytes(Cow<'static, str>, Bytes),
}

impl fmt::Debug for RawBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Json(_) => f.write_str("JSON"),
            Self::Bytes(_, bytes) => write!(f, "{} bytes", bytes.len()),
        }
    }
}

impl Raw {
    /// Any verb on `target`, a path that starts with `/` and may end with a query.
    pub fn new(method: Method, target: impl Into<String>) -> Self {
        Self {
            method,
            target: target.into(),
            range: None,
            body: RawBody::None,
            output: PhantomData,
        }
    }

    /// Asks for `target`.
    pub fn get(target: impl Into<String>) -> Self {
        Self::new(Method::GET, target)
    }

    /// Posts to `target`.
    pub fn post(target: impl Into<String>) -> Self {
        Self::new(Method::POST, target)
    }

    /// Puts to `target`.
    pub fn put(target: impl Into<String>) -> Self {
        Self::new(Method::PUT, target)
    }

    /// Changes `target`.
    pub fn patch(target: impl Into<String>) -> Self {
        Self::new(Method::PATCH, target)
    }

    /// Deletes `target`.
    pub fn delete(target: impl Into<String>) -> Self {
        Self::new(Method::DELETE, target)
    }
}

impl<T> Raw<T> {
    /// Sends `body` as JSON.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = RawBody::Json(
            serde_json::to_vec(body)
                .map(Bytes::from)
                .map_err(|error| error.to_string()),
        );
        self
    }

    /// Sends `body` as it is; with an empty content type, without that header.
    pub fn bytes(
        mut self,
        content_type: impl Into<Cow<'static, str>>,
        body: impl Into<Bytes>,
    ) -> Self {
        self.body = RawBody::Bytes(content_type.into(), body.into());
        self
    }

    /// Asks for a part of a list, or for another order.
    pub fn range(mut self, range: ListRange) -> Self {
        self.range = Some(range);
        self
    }

    /// Reads the answer as a type of your own.
    pub fn decode<U: DeserializeOwned>(self) -> Raw<U> {
        Raw {
            method: self.method,
            target: self.target,
            range: self.range,
            body: self.body,
            output: PhantomData,
        }
    }

    /// Reads the answer as a list, which [`Client::list`](crate::Client::list) walks.
    pub fn pages<U: DeserializeOwned>(self) -> RawList<U> {
        RawList(self.decode())
    }

    /// Does not read the answer: that the call succeeded is enough.
    pub fn discard(self) -> RawDiscard {
        RawDiscard(self.decode())
    }

    fn write_into(&self, parts: &mut Parts) {
        parts.target(self.method.clone(), &self.target);
        parts.range(self.range.as_ref());
        match &self.body {
            RawBody::None => {}
            RawBody::Json(Ok(body)) => {
                parts.json_bytes(body.clone());
            }
            RawBody::Json(Err(problem)) => {
                parts.refuse(format!("the body cannot be written as JSON: {problem}"));
            }
            RawBody::Bytes(content_type, body) => {
                let content_type = Some(&**content_type).filter(|text| !text.is_empty());
                parts.bytes(content_type, body.clone());
            }
        }
    }
}

impl<T> fmt::Debug for Raw<T> {
    /// The query and whole URLs may hold secrets, so they are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.target.split(['?', '#']).next().unwrap_or_default();
        let is_path = path.starts_with('/') && !path.contains("//") && !path.contains("%3A%2F%2F");
        f.debug_struct("Raw")
            .field("method", &self.method)
            .field("path", &if is_path { path } else { "[hidden]" })
            .field("range", &self.range)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

static RAW: Operation = Operation::new("Raw", Method::GET, "").opaque();
static RAW_LIST: Operation = Operation::new("Raw", Method::GET, "").opaque().list(&[]);

impl<T: DeserializeOwned> Request for Raw<T> {
    type Output = T;

    const OPERATION: &'static Operation = &RAW;

    fn write(&self, parts: &mut Parts) {
        self.write_into(parts);
    }

    fn read(answer: &Answer<'_>) -> Result<T, Error> {
        answer.json()
    }
}

/// A raw request whose answer is not read; made by [`Raw::discard`].
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct RawDiscard(Raw<()>);

impl Request for RawDiscard {
    type Output = ();

    const OPERATION: &'static Operation = &RAW;

    fn write(&self, parts: &mut Parts) {
        self.0.write_into(parts);
    }

    fn read(answer: &Answer<'_>) -> Result<(), Error> {
        answer.nothing()
    }
}

/// A raw request whose answer is a list; made by [`Raw::pages`].
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct RawList<T>(Raw<T>);

impl<T: DeserializeOwned> Request for RawList<T> {
    type Output = Page<T>;

    const OPERATION: &'static Operation = &RAW_LIST;

    fn write(&self, parts: &mut Parts) {
        self.0.write_into(parts);
    }

    fn read(answer: &Answer<'_>) -> Result<Page<T>, Error> {
        answer.json_page()
    }
}

impl<T: DeserializeOwned> ListRequest for RawList<T> {
    type Item = T;
}
