//! What the headers of an answer say of the part of the output that it brings.

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE};

/// Whether the answer is a stream of events, and no plain text.
pub(super) fn are_of_events(headers: &HeaderMap) -> bool {
    content_type(headers).eq_ignore_ascii_case("text/event-stream")
}

/// Whether the answer is a web page, and no output.
pub(super) fn are_of_a_page(headers: &HeaderMap) -> bool {
    content_type(headers).eq_ignore_ascii_case("text/html")
}

/// Whether the answer holds several parts, each with headers of its own.
pub(super) fn are_of_parts(headers: &HeaderMap) -> bool {
    content_type(headers).eq_ignore_ascii_case("multipart/byteranges")
}

/// Whether the answer is packed, so that its bytes are not those of the output.
pub(super) fn are_of_packed(headers: &HeaderMap) -> bool {
    let encodings = headers.get_all(CONTENT_ENCODING).into_iter();
    encodings
        .flat_map(|value| value.as_bytes().split(|&byte| byte == b','))
        .any(|name| !matches!(name.trim_ascii(), b"" | b"identity"))
}

/// Where the answer starts, by `Content-Range: bytes 5-9/10`.
pub(super) fn start(headers: &HeaderMap) -> Option<u64> {
    content_range(headers)?.split_once('-')?.0.parse().ok()
}

/// How long the output is, by `Content-Range: bytes */10` of a refusal.
pub(super) fn length(headers: &HeaderMap) -> Option<u64> {
    content_range(headers)?.strip_prefix("*/")?.parse().ok()
}

fn content_range(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    let (unit, range) = text.trim().split_once(' ')?;
    unit.eq_ignore_ascii_case("bytes").then(|| range.trim())
}

fn content_type(headers: &HeaderMap) -> &str {
    let text = headers.get(CONTENT_TYPE);
    let text = text.and_then(|value| value.to_str().ok());
    text.unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
}
