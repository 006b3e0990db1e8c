//! What of a request or an answer may be printed: only what is known to hold no secret.

use std::borrow::Cow;

use http::{HeaderName, HeaderValue, Uri};

use crate::Operation;
use crate::api::visible::VISIBLE;
use crate::headers;
use crate::scrub::Scrub;
use crate::shown::{HIDDEN, Shown};

/// Fields of an error body whose values are shown.
const ERROR_FIELDS: [&str; 6] = [
    "error",
    "error_description",
    "id",
    "message",
    "resource",
    "url",
];

/// A header's value, if it is one that is shown.
pub(crate) fn header<'a>(name: &HeaderName, value: &'a HeaderValue) -> Cow<'a, str> {
    if headers::is_harmless(name) && !value.is_sensitive() {
        String::from_utf8_lossy(value.as_bytes())
    } else {
        Cow::Borrowed(HIDDEN)
    }
}

/// A URL without what may be secret: of Heroku's own, whole URLs in the path and the values of the
/// query; of any other host all but its name, since such a URL is a key by itself.
pub(crate) fn target(uri: &Uri, is_own: bool) -> String {
    let mut text = String::new();
    if let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) {
        text = format!("{scheme}://{host}");
        if let Some(port) = uri.port_u16() {
            text.push(':');
            text.push_str(&port.to_string());
        }
    }
    if !is_own {
        text.push('/');
        text.push_str(HIDDEN);
        return text;
    }
    for segment in uri.path().split('/').skip(1) {
        text.push('/');
        text.push_str(if segment.to_ascii_uppercase().contains("%3A%2F%2F") {
            HIDDEN
        } else {
            segment
        });
    }
    for (place, pair) in uri
        .query()
        .into_iter()
        .flat_map(|query| query.split('&'))
        .enumerate()
    {
        text.push(if place == 0 { '?' } else { '&' });
        let name = pair.split('=').next().unwrap_or_default();
        text.push_str(name);
        text.push('=');
        text.push_str(HIDDEN);
    }
    text
}

/// A body with only those values that are known to hold no secret. The secrets that are known must
/// be taken out of what is printed of it.
pub(crate) fn body(operation: &Operation, body: &[u8], scrub: &Scrub) -> String {
    let show: &dyn Fn(&str) -> bool = if operation.is_opaque {
        &|_name| false
    } else {
        &|name| VISIBLE.binary_search(&name).is_ok()
    };
    json_or_size(body, show, scrub)
}

/// The body of an error.
pub(crate) fn error_body(body: &[u8], scrub: &Scrub) -> String {
    json_or_size(body, &|name| ERROR_FIELDS.contains(&name), scrub)
}

fn json_or_size(body: &[u8], show: &dyn Fn(&str) -> bool, scrub: &Scrub) -> String {
    if body.is_empty() {
        return String::new();
    }
    let text = std::str::from_utf8(body).ok();
    let shown = text.and_then(|text| Shown::of(text, show, scrub));
    shown.unwrap_or_else(|| format!("[{} bytes]", body.len()))
}
