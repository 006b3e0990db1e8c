//! A small client for the tests: one request, one answer.
#![allow(dead_code, reason = "each test file uses its own part")]

pub(crate) mod addons;
#[path = "../../src/schema/conform.rs"]
pub(crate) mod conform;
pub(crate) mod furnished;
pub(crate) mod place;
pub(crate) mod sound;

use bytes::Bytes;
use heroku_fake::Fake;
use http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};

/// The header that asks for `version=3.sdk`.
pub(crate) const SDK: (&str, &str) = ("accept", "application/vnd.heroku+json; version=3.sdk");

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// A header as text; empty where it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("headers are text"))
    }

    /// The body of an answer that must have a certain status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    /// The message of a refusal that must have a certain status and id.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, id: &str) -> String {
        let body = self.expect(status);
        assert_eq!(body["id"], id, "{body}");
        body["message"]
            .as_str()
            .expect("refusals have a message")
            .to_owned()
    }
}

/// Sends a request with the usual headers, and more.
pub(crate) fn send_with(
    fake: &Fake,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in [
        ("accept", "application/vnd.heroku+json; version=3"),
        ("authorization", "Bearer test-token"),
    ] {
        if !headers.iter().any(|(given, _)| *given == name) {
            request = request.header(name, value);
        }
    }
    for (name, value) in headers.iter().filter(|(_, value)| *value != "none") {
        request = request.header(*name, *value);
    }
    let request = request
        .body(body.into())
        .expect("the test's request is well formed");
    let (head, body) = fake.handle(request).into_parts();
    let body = if body.is_empty() || head.headers.contains_key("content-encoding") {
        Value::Null
    } else {
        serde_json::from_slice(&body).expect("answers are JSON")
    };
    Answer {
        status: head.status,
        headers: head.headers,
        body,
    }
}

pub(crate) fn get(fake: &Fake, path: &str) -> Answer {
    send_with(fake, "GET", path, &[], "")
}

pub(crate) fn delete(fake: &Fake, path: &str) -> Answer {
    send_with(fake, "DELETE", path, &[], "")
}

#[expect(clippy::needless_pass_by_value, reason = "tests read better so")]
pub(crate) fn post(fake: &Fake, path: &str, body: Value) -> Answer {
    send_with(fake, "POST", path, &[], body.to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "tests read better so")]
pub(crate) fn patch(fake: &Fake, path: &str, body: Value) -> Answer {
    send_with(fake, "PATCH", path, &[], body.to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "tests read better so")]
pub(crate) fn put(fake: &Fake, path: &str, body: Value) -> Answer {
    send_with(fake, "PUT", path, &[], body.to_string())
}

/// A GET for a part of a list.
pub(crate) fn range(fake: &Fake, path: &str, range: &str) -> Answer {
    send_with(fake, "GET", path, &[("range", range)], "")
}

/// A fake with one app.
pub(crate) fn with_app(name: &str) -> Fake {
    let fake = Fake::new();
    post(&fake, "/apps", json!({ "name": name })).expect(201);
    fake
}

/// The values of one field in a list.
pub(crate) fn column(list: &Value, field: &str) -> Vec<String> {
    let rows = list.as_array().expect("a list");
    rows.iter()
        .map(|row| match &row[field] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
        .collect()
}

/// A value that must be text.
#[track_caller]
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
