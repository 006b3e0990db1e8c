//! What the log is told of a call: a span for it, one in it for each try, and no secret.

use http::{HeaderMap, Method, StatusCode};
use tracing::Span;
use tracing::field::{Empty, debug};

use super::request_id::RequestId;
use crate::error::Error;
use crate::headers::REMAINING;
use crate::operation::Operation;

/// The span of a call.
pub(super) fn call(operation: &Operation, method: &Method, request_id: &RequestId) -> Span {
    tracing::debug_span!(
        target: "heroku",
        "call",
        operation = operation.name,
        %method,
        request_id = &*request_id.text(),
        attempts = Empty,
        status = Empty,
        error = Empty,
    )
}

/// The span of one try, within that of its call.
pub(super) fn attempt(number: u32) -> Span {
    tracing::debug_span!(
        target: "heroku",
        "attempt",
        number,
        status = Empty,
        remaining = Empty,
        error = Empty,
    )
}

/// Adds to the span of the try what its answer told: the status, and what is left of the budget.
pub(super) fn answered(span: &Span, status: StatusCode, headers: &HeaderMap) {
    if span.is_disabled() {
        return;
    }
    span.record("status", status.as_u16());
    // The text itself could be anything.
    let remaining = headers
        .get(&REMAINING)
        .and_then(|value| value.to_str().ok()?.trim().parse::<u64>().ok());
    if let Some(remaining) = remaining {
        span.record("remaining", remaining);
    }
}

/// Adds to the span of a try how it failed.
pub(super) fn failed(span: &Span, error: Option<&Error>) {
    if let Some(error) = error {
        span.record("error", debug(error.kind()));
    }
}

/// Adds to the span of a call how it ended. An answer that succeeded has its status in the try.
pub(super) fn done(span: &Span, attempts: u32, error: Option<&Error>) {
    span.record("attempts", attempts);
    failed(span, error);
    if let Some(status) = error.and_then(Error::status) {
        span.record("status", status.as_u16());
    }
}
