//! Which headers may be printed, and which are marked as sensitive.

use std::str::FromStr;

use http::{HeaderMap, HeaderName, HeaderValue};

/// How many calls the account has left.
pub(crate) const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");

/// Whether the header is known to hold no secret.
pub(crate) fn is_harmless(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "accept"
            | "accept-encoding"
            | "accept-expansion"
            | "accept-inclusion"
            | "accept-ranges"
            | "cache-control"
            | "connection"
            | "content-encoding"
            | "content-length"
            | "content-range"
            | "content-type"
            | "date"
            | "etag"
            | "if-match"
            | "if-none-match"
            | "last-modified"
            | "next-range"
            | "oauth-scope"
            | "oauth-scope-accepted"
            | "range"
            | "ratelimit-multiplier"
            | "ratelimit-remaining"
            | "request-id"
            | "retry-after"
            | "server"
            | "transfer-encoding"
            | "user-agent"
            | "vary"
            | "via"
            | "warning-message"
            | "x-content-type-options"
            | "x-heroku-warning"
            | "x-runtime"
    )
}

/// A header of the caller's own, marked as sensitive unless it is known to hold no secret.
///
/// What is wrong with it, if no header can be like that; the value is not repeated.
pub(crate) fn own(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let name = HeaderName::try_from(name)
        .map_err(|_| format!("`{}` is no header name", name.escape_debug()))?;
    let mut value = HeaderValue::try_from(value)
        .map_err(|_| format!("the value of the header `{name}` cannot be sent"))?;
    value.set_sensitive(!is_harmless(&name));
    Ok((name, value))
}

/// A header that is a number of this kind; of several, or of a list, the smallest.
pub(crate) fn least<T: FromStr + PartialOrd>(headers: &HeaderMap, name: &HeaderName) -> Option<T> {
    let values = headers.get_all(name);
    // Nearly always there is one value, which is one number.
    let first = values.iter().next()?.to_str().ok();
    let only = first.filter(|_| values.iter().nth(1).is_none());
    if let Some(number) = only.and_then(|text| text.parse().ok()) {
        return Some(number);
    }
    values
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|number| number.trim().parse().ok())
        .reduce(|one: T, other| if other < one { other } else { one })
}
