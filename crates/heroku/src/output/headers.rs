//! What the headers of an answer say of the part of the output that it brings.

use http::HeaderMap;
use http::header::CONTENT_RANGE;

use crate::stream_head::content_type;
pub(super) use crate::stream_head::{are_of_events, are_of_packed, are_of_page};

/// Whether the answer holds several parts, each with headers of its own.
pub(super) fn are_of_parts(headers: &HeaderMap) -> bool {
    content_type(headers).eq_ignore_ascii_case("multipart/byteranges")
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
