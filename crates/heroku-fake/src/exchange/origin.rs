//! What browsers need to let pages of any origin use the API.

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use http::{HeaderName, HeaderValue, Method, Request};

/// The methods that pages may use.
const METHODS: &str = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
/// What pages send where they do not say.
const SENT: &str =
    "Accept, Authorization, Content-Type, If-Match, If-None-Match, Range, Request-Id";
/// What pages may read of an answer beside the usual.
const TOLD: &str = "Accept-Ranges, Content-Range, ETag, Heroku-Two-Factor-Required, Next-Range, \
                    Oauth-Scope, Oauth-Scope-Accepted, Ratelimit-Multiplier, Ratelimit-Remaining, \
                    Request-Id, Warning-Message, X-Heroku-Warning";

/// Whether the request only asks what a page of another origin may send.
pub(super) fn is_preflight(request: &Request<Bytes>) -> bool {
    let headers = request.headers();
    request.method() == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// The headers that tell a browser what a page may do; none where no page asks.
pub(super) fn headers(request: &Request<Bytes>) -> Vec<(HeaderName, HeaderValue)> {
    if !request.headers().contains_key(ORIGIN) {
        return Vec::new();
    }
    let fixed = HeaderValue::from_static;
    let mut told = vec![(ACCESS_CONTROL_ALLOW_ORIGIN, fixed("*"))];
    if is_preflight(request) {
        let asked = request.headers().get(ACCESS_CONTROL_REQUEST_HEADERS);
        let sent = asked.cloned().unwrap_or_else(|| fixed(SENT));
        told.push((ACCESS_CONTROL_ALLOW_METHODS, fixed(METHODS)));
        told.push((ACCESS_CONTROL_ALLOW_HEADERS, sent));
        told.push((ACCESS_CONTROL_MAX_AGE, fixed("86400")));
    } else {
        told.push((ACCESS_CONTROL_EXPOSE_HEADERS, fixed(TOLD)));
    }
    told
}
