//! The tags of answers, and the conditions that requests make by them.

use http::HeaderMap;
use http::header::{AsHeaderName, IF_MATCH, IF_NONE_MATCH};

use crate::world::digest;

/// The tag of an answer with a body: 32 digits in quotes.
pub(super) fn of(body: &[u8]) -> String {
    format!("\"{:032x}\"", digest(body))
}

/// Whether the client has the answer with a tag already.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    words(headers, IF_NONE_MATCH).any(|word| word == "*" || word.trim_start_matches("W/") == tag)
}

/// Whether the request depends on what the thing is now.
pub(super) fn has_condition(headers: &HeaderMap) -> bool {
    headers.contains_key(IF_MATCH)
}

/// Whether what there is now, with its tag, is what the request depends on. Weak tags never are.
pub(super) fn is_met(headers: &HeaderMap, current: Option<&str>) -> bool {
    current.is_some_and(|tag| words(headers, IF_MATCH).any(|word| word == "*" || word == tag))
}

/// The words of a header that is a list. Our own tags hold no comma, so that one with a comma is
/// of somebody else, and its parts fit nothing.
fn words(headers: &HeaderMap, name: impl AsHeaderName) -> impl Iterator<Item = &str> {
    let values = headers.get_all(name).into_iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(',')).map(str::trim)
}
