//! An answer that refuses.

use http::StatusCode;
use serde_json::{Map, Value, json};

/// An answer that refuses, with Heroku's status and id.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(super) status: StatusCode,
    id: &'static str,
    message: String,
    more: Box<More>,
}

/// What few refusals have.
#[derive(Clone, Debug, Default)]
struct More {
    /// What the body holds beside id and message.
    fields: Map<String, Value>,
    headers: Vec<(&'static str, &'static str)>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, id: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            id,
            message: message.into(),
            more: Box::default(),
        }
    }

    /// The refusal with something more in its body.
    pub(crate) fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.more.fields.insert(field.to_owned(), value.into());
        self
    }

    /// The refusal with a header of its own.
    pub(crate) fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.more.headers.push((name, value));
        self
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
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
            .with("resource", resource_name(table))
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

    /// The thing is not what the request takes it for. The id is a guess: it is documented nowhere.
    pub(crate) fn precondition_failed() -> Self {
        let message = "What is here has another ETag than If-Match says.";
        let status = StatusCode::PRECONDITION_FAILED;
        Self::new(status, "precondition_failed", message)
    }

    /// The account has sent too many requests.
    pub(crate) fn rate_limit() -> Self {
        let message = "The account has sent as many requests as it may for now.\n\
                       Wait a little before the next one.";
        let url = "https://devcenter.heroku.com/articles/platform-api-reference#rate-limits";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limit", message).with("url", url)
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

    /// The status.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of its own.
    pub(super) fn headers(&self) -> &[(&'static str, &'static str)] {
        &self.more.headers
    }

    /// What is told.
    pub(crate) fn body(&self) -> Value {
        let mut body = json!({ "id": self.id, "message": self.message });
        for (field, value) in &self.more.fields {
            body[field] = value.clone();
        }
        body
    }
}

/// What refusals call the things of a table, as clients compare it.
fn resource_name(table: &str) -> String {
    let name = table.replace('-', "_");
    name.strip_prefix("oauth_").unwrap_or(&name).to_owned()
}
