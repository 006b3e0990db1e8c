//! Serves the page.

use bytes::Bytes;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use http::header::{X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};
use http::{HeaderValue, Method, Request, Response};

use crate::control;
use crate::outcome::Outcome;

/// The whole page: it loads nothing else, and gets its data from the control paths.
const PAGE: &str = include_str!("window.html");
/// The page's own script and style, and data from where it comes from: nothing else has a place.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; \
    connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page, where who asks for the root does not want the API; none for all other requests.
pub(crate) fn respond(request: &Request<Bytes>) -> Option<Outcome> {
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    if !reads || request.uri().path() != "/" || wants_api(request) {
        return None;
    }
    if let Some(refused) = control::guard_name(request) {
        return Some(refused);
    }
    let body = if request.method() == Method::HEAD {
        ""
    } else {
        PAGE
    };
    let mut response = Response::new(Bytes::from_static(body.as_bytes()));
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    Some(Outcome::at_once(response))
}

fn wants_api(request: &Request<Bytes>) -> bool {
    let accepts = request.headers().get_all(ACCEPT).iter();
    let mut accepts = accepts.filter_map(|value| value.to_str().ok());
    accepts.any(|value| value.to_ascii_lowercase().contains("json"))
}
