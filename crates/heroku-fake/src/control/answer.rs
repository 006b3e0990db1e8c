//! Answers of the control paths.

use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use crate::outcome::{Content, Outcome};
use crate::state::StateError;

/// Why a request to a control path is refused.
pub(super) struct Refused {
    status: StatusCode,
    body: Value,
    /// The methods that there are, where this one is none.
    allowed: Option<String>,
}

impl Refused {
    fn new(status: StatusCode, id: &str, message: &str) -> Self {
        Self {
            status,
            body: json!({ "id": id, "message": message }),
            allowed: None,
        }
    }

    /// A field of the body or the query is not what it must be; an empty name stands for more than
    /// one of them.
    pub(super) fn field(field: &str, message: &str) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let mut refused = Self::new(status, "invalid_params", message);
        if !field.is_empty() {
            refused.body["field"] = field.into();
        }
        refused
    }

    /// There is no such thing.
    pub(super) fn not_found(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// The body is no JSON object.
    pub(super) fn bad_request(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    /// What was done is not in the file that was to keep it.
    pub(super) fn not_kept(error: &StateError) -> Self {
        let message = format!("What was done cannot be kept: {error}.");
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "internal_server_error", &message)
    }

    /// The request comes from where none may come from.
    pub(super) fn forbidden(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// The path has other methods.
    pub(super) fn method(allowed: &[&str]) -> Self {
        let allowed = allowed.join(", ");
        let message = format!("This path takes {allowed}.");
        Self {
            allowed: Some(allowed),
            ..Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                &message,
            )
        }
    }

    pub(super) fn with_paths(mut self, paths: &[&str]) -> Self {
        self.body["paths"] = json!(paths);
        self
    }

    pub(super) fn outcome(self) -> Outcome {
        let mut outcome = answer(self.status, &self.body);
        if let (Some(allowed), Some(answer)) = (self.allowed, &mut outcome.answer)
            && let Ok(allowed) = HeaderValue::from_str(&allowed)
        {
            answer.headers_mut().insert(ALLOW, allowed);
        }
        outcome
    }
}

/// An answer that holds JSON.
pub(super) fn answer(status: StatusCode, body: &Value) -> Outcome {
    let body = Content::whole(body.to_string());
    content(status, "application/json", body)
}

/// An answer that all went well, and holds JSON.
#[expect(
    clippy::needless_pass_by_value,
    reason = "each value is made for its answer"
)]
pub(super) fn ok(body: Value) -> Outcome {
    answer(StatusCode::OK, &body)
}

/// An answer without content.
pub(super) fn done() -> Outcome {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    Outcome::at_once(response)
}

/// An answer that holds anything.
pub(super) fn content(status: StatusCode, kind: &'static str, body: Content) -> Outcome {
    let mut answer = body.answer(status, kind);
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer.into()
}
