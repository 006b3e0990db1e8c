//! What doors answer in plain text, and what clients say who come back.

use std::str::FromStr;

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};

use crate::outcome::Content;

/// The kind of plain text.
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";

/// An answer in plain text.
pub(super) fn plain(status: StatusCode, text: impl Into<Bytes>) -> Response<Content> {
    Content::whole(text).answer(status, PLAIN)
}

/// The id of the event that a client saw last before its stream broke.
pub(super) fn last_seen<T: FromStr>(headers: &HeaderMap) -> Option<T> {
    let id = headers.get("last-event-id")?.to_str().ok()?;
    id.trim().parse().ok()
}
