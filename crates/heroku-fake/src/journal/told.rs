//! A request and its answer as JSON, with what is secret masked.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::{Received, mask};

/// One line on a request: all but headers and bodies.
pub(crate) fn summary(received: &Received) -> Map<String, Value> {
    let query = received.query();
    let query = query.map(|query| mask::query(received.action, query));
    let faults = received.faults().iter().map(|id| json!(id.number()));
    let fields = [
        ("sequence", json!(received.sequence())),
        ("world", json!(received.world())),
        ("operation", json!(received.operation())),
        ("method", json!(received.method().as_str())),
        ("path", json!(mask::path(received.path()))),
        ("query", json!(query)),
        (
            "status",
            json!(received.status().map(|status| status.as_u16())),
        ),
        ("faults", faults.collect()),
        (
            "duration_ms",
            json!((received.duration().as_secs_f64() * 1e6).round() / 1e3),
        ),
    ];
    let fields = fields.into_iter();
    fields
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// All on a request.
pub(crate) fn detail(received: &Received) -> Value {
    let mut told = summary(received);
    let body = mask::request_body(received.action, received.body());
    let request = json!({ "headers": mask::headers(received.headers()), "body": body });
    told.insert("request".to_owned(), request);
    let answer = received.answer_headers().map(|headers| {
        let granted = received.status().is_some_and(|status| status.is_success());
        let body = mask::answer_body(received.action, granted, headers, received.answer_body());
        json!({ "headers": mask::headers(headers), "body": body })
    });
    told.insert("answer".to_owned(), json!(answer));
    Value::Object(told)
}

/// The first words to a listener, so that it knows at once that it is heard, and by which fake.
pub(super) fn greeting(fake: &str) -> Bytes {
    let hello = json!({ "fake": fake });
    format!("retry: 1000\nevent: hello\ndata: {hello}\n\n").into()
}

/// A request as a server-sent event.
pub(super) fn event(received: &Received) -> Bytes {
    let summary = Value::Object(summary(received));
    format!("id: {}\ndata: {summary}\n\n", received.sequence()).into()
}

/// What tells that all entries were forgotten.
pub(super) fn cleared() -> Bytes {
    Bytes::from_static(b"event: cleared\ndata: {}\n\n")
}
