//! What is said at the head of a stream, by those who ask for it and by its answer.

use std::time::Duration;

use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderName};

/// Says behind which event a stream is to go on.
pub(crate) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// No server makes one wait longer than that before a reconnect.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Whether the answer is a stream of events, and no plain text.
pub(crate) fn are_of_events(headers: &HeaderMap) -> bool {
    content_type(headers).eq_ignore_ascii_case("text/event-stream")
}

/// Whether the answer is a web page.
pub(crate) fn are_of_page(headers: &HeaderMap) -> bool {
    content_type(headers).eq_ignore_ascii_case("text/html")
}

/// Whether the answer is packed, so that its bytes are not those of the stream.
pub(crate) fn are_of_packed(headers: &HeaderMap) -> bool {
    let encodings = headers.get_all(CONTENT_ENCODING).into_iter();
    encodings
        .flat_map(|value| value.as_bytes().split(|&byte| byte == b','))
        .any(|name| !matches!(name.trim_ascii(), b"" | b"identity"))
}

/// The type of the content without its parameters; empty where there is none.
pub(crate) fn content_type(headers: &HeaderMap) -> &str {
    let text = headers.get(CONTENT_TYPE);
    let text = text.and_then(|value| value.to_str().ok());
    text.unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
}
