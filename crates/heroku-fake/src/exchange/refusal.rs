//! An answer that refuses.

use http::StatusCode;
use serde_json::{Value, json};

/// An answer that refuses, with Heroku's status and id.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(super) status: StatusCode,
    id: &'static str,
    message: String,
    resource: Option<String>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, id: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            id,
            message: message.into(),
            resource: None,
        }
    }

    /// The body is not what any action takes.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    /// The request tells nobody who asks.
    pub(crate) fn unauthorized() -> Self {
        let message = "There are no valid credentials in the request.";
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message)
    }

    /// The path or the method leads nowhere.
    pub(crate) fn no_such_route() -> Self {
        let message = "There is nothing at this path for this method.";
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// The path leads to a thing that does not exist; `table` tells which kind.
    pub(crate) fn not_found(table: &str) -> Self {
        let message = format!("There is no such {}.", table.replace(['-', '_'], " "));
        let resource = Some(table.replace('-', "_"));
        Self {
            resource,
            ..Self::new(StatusCode::NOT_FOUND, "not_found", message)
        }
    }

    /// What a request names does not exist; `table` tells which kind of thing that is.
    pub(crate) fn missing(table: &str, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            ..Self::not_found(table)
        }
    }

    /// It cannot be done now, because of something else.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", message)
    }

    /// Who asks may not do that.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// Another refusal with status 422, under an id that clients look for.
    pub(crate) fn unprocessable(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, id, message)
    }

    /// The request asks for no version that exists.
    pub(crate) fn not_acceptable() -> Self {
        let message =
            "The header Accept must ask for application/vnd.heroku+json; version=3.".to_owned();
        Self::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", message)
    }

    /// The range makes no sense for the list.
    pub(crate) fn bad_range(message: impl Into<String>) -> Self {
        let status = StatusCode::RANGE_NOT_SATISFIABLE;
        Self::new(status, "requested_range_not_satisfiable", message)
    }

    /// A field is not what it must be; the message names it, and never repeats its value.
    pub(crate) fn invalid_params(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_params", message)
    }

    /// The body is larger than the fake takes.
    pub(crate) fn too_large() -> Self {
        let message = "The body is larger than this server takes.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", message)
    }

    /// The fake itself has failed.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "internal_server_error", message)
    }

    pub(super) fn body(&self) -> Value {
        let mut body = json!({ "id": self.id, "message": self.message });
        if let Some(resource) = &self.resource {
            body["resource"] = resource.as_str().into();
        }
        body
    }
}
