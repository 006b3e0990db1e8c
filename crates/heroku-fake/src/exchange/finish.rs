//! The headers that every answer has, and the bytes of its body.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE,
    ETAG, LAST_MODIFIED, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::Value;

use super::modified::modified;
use super::{Refusal, origin, tag};
use crate::range::Cut;
use crate::world::World;

/// Smaller bodies are not worth compressing.
const COMPRESS_FROM: usize = 1024;
/// Longer lists of request ids are not repeated.
const REQUEST_IDS: usize = 7 * 1024;

/// An answer that only lacks the headers that all have.
pub(super) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let mut answer = Self::new(refusal.status, refusal.body());
        for (name, value) in refusal.headers() {
            answer.header(HeaderName::from_static(name), value);
        }
        answer
    }
}

impl Answer {
    pub(super) fn new(status: StatusCode, body: Value) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body,
        }
    }

    /// A part of a list, or all of it.
    pub(super) fn list(fields: &[&str], cut: Cut) -> Self {
        let more = cut.next_range.is_some();
        let status = if more {
            StatusCode::PARTIAL_CONTENT
        } else {
            StatusCode::OK
        };
        let mut answer = Self::new(status, Value::Array(cut.rows));
        answer.header(ACCEPT_RANGES, &fields.join(", "));
        answer.header(CONTENT_RANGE, &cut.content_range);
        if let Some(next) = &cut.next_range {
            answer.header(HeaderName::from_static("next-range"), next);
        }
        answer
    }

    /// The tag of the answer, where it grants.
    pub(super) fn tag(&self) -> Option<String> {
        let body = self.body.to_string();
        self.status.is_success().then(|| tag::of(body.as_bytes()))
    }

    /// What the answer tells.
    pub(super) fn body(&self) -> &Value {
        &self.body
    }

    /// Sets a header.
    pub(super) fn header(&mut self, name: HeaderName, value: &str) {
        // Only texts of the world come here; one that fits no header is left out.
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            self.headers.insert(name, value);
        }
    }
}

/// The answer as it is sent: with the headers that all have, and its body as the client takes it.
pub(super) fn finish(
    world: &mut World,
    request: &Request<Bytes>,
    mut answer: Answer,
) -> Response<Bytes> {
    let body = answer.body.to_string().into_bytes();
    let tag = tag::of(&body);
    common_headers(world, request, &tag, &mut answer);
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    if reads && answer.status.is_success() && tag::is_known(request.headers(), &tag) {
        answer.status = StatusCode::NOT_MODIFIED;
        answer.headers.remove(CONTENT_TYPE);
    }
    let is_empty = request.method() == Method::HEAD || answer.status == StatusCode::NOT_MODIFIED;
    let body = if is_empty {
        Vec::new()
    } else if body.len() >= COMPRESS_FROM && accepts_gzip(request.headers()) {
        compress(body, &mut answer)
    } else {
        body
    };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    response
}

/// Sets the headers that all answers have.
fn common_headers(world: &mut World, request: &Request<Bytes>, tag: &str, answer: &mut Answer) {
    let modified = modified(&answer.body).unwrap_or(world.clock.now());
    let modified = DateTimePrinter::new().timestamp_to_rfc9110_string(&modified);
    let ids = request_ids(world, request.headers());
    let remaining = world.rate.remaining(world.clock.now());
    for (name, value) in [
        (CACHE_CONTROL, "private, no-cache"),
        (CONTENT_TYPE, "application/json"),
        (ETAG, tag),
        (LAST_MODIFIED, &modified.unwrap_or_default()),
        (HeaderName::from_static("ratelimit-multiplier"), "1"),
        (
            HeaderName::from_static("ratelimit-remaining"),
            &remaining.to_string(),
        ),
        (HeaderName::from_static("request-id"), &ids),
        (VARY, "Authorization,Accept-Encoding"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("x-runtime"), "0.012"),
    ] {
        answer.header(name, value);
    }
    answer.headers.extend(origin::headers(request));
}

/// The ids that the request came with, behind one of our own.
fn request_ids(world: &mut World, headers: &HeaderMap) -> String {
    let own = world.ids.uuid();
    let sent = headers
        .get("request-id")
        .and_then(|value| value.to_str().ok());
    match sent.map(str::trim) {
        Some(sent) if !sent.is_empty() && sent.len() <= REQUEST_IDS => format!("{own},{sent}"),
        _ => own,
    }
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight
            .trim()
            .strip_prefix("q=")
            .and_then(|text| text.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight != Some(0.0)
    })
}

fn compress(body: Vec<u8>, answer: &mut Answer) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    match encoder.write_all(&body).and_then(|()| encoder.finish()) {
        Ok(compressed) => {
            answer.header(CONTENT_ENCODING, "gzip");
            compressed
        }
        Err(_) => body,
    }
}
