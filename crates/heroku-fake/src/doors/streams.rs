//! The door to the output of builds and release phases. Whoever opens it gets all of it: the
//! clock of the world moves on until the output has ended.

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_RANGES, CONTENT_RANGE, RANGE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};

use super::Visit;
use super::plain::{last_seen, plain};
use crate::behaviour::outputs;
use crate::outcome::Content;
use crate::world::World;

/// Gives an output as text, or as events where they are asked for.
pub(super) fn open(world: &mut World, visit: &Visit<'_>) -> Response<Content> {
    let request = visit.request;
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let message = "An output can only be read, by GET.\n";
        return plain(StatusCode::METHOD_NOT_ALLOWED, message);
    }
    let Some(text) = outputs::whole(world, visit.secret) else {
        return plain(StatusCode::NOT_FOUND, "There is no such output.\n");
    };
    if wants_events(request.headers()) {
        let seen = last_seen(request.headers()).unwrap_or_default();
        let body = Content::whole(events(&text, seen));
        return body.answer(StatusCode::OK, "text/event-stream");
    }
    part(text, request.headers())
}

/// The part of the text that a range asks for; all of it where there is none.
fn part(text: String, headers: &HeaderMap) -> Response<Content> {
    let whole = text.len();
    let Some((start, end)) = range(headers) else {
        let mut all = plain(StatusCode::OK, text);
        header(&mut all, ACCEPT_RANGES, "bytes");
        return all;
    };
    if start >= whole || end < start {
        let mut refused = plain(StatusCode::RANGE_NOT_SATISFIABLE, "");
        header(&mut refused, CONTENT_RANGE, &format!("bytes */{whole}"));
        return refused;
    }
    let end = end.min(whole - 1);
    let bytes = Bytes::from(text).slice(start..=end);
    let mut part = plain(StatusCode::PARTIAL_CONTENT, bytes);
    let told = format!("bytes {start}-{end}/{whole}");
    header(&mut part, CONTENT_RANGE, &told);
    part
}

/// First and last byte of `Range: bytes=5-9`; other forms count as no range.
fn range(headers: &HeaderMap) -> Option<(usize, usize)> {
    let text = headers.get(RANGE)?.to_str().ok()?.trim();
    let (start, end) = text.strip_prefix("bytes=")?.split_once('-')?;
    let end = match end.trim() {
        "" => usize::MAX,
        end => end.parse().ok()?,
    };
    Some((start.trim().parse().ok()?, end))
}

/// The lines as events; the id of each counts the bytes up to its end. Those that were seen are
/// left out.
fn events(text: &str, seen: usize) -> String {
    let (mut events, mut end) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        end += line.len();
        if end > seen {
            // What ends a line for the reader of events must not begin another field.
            let data = line.trim_end_matches('\n').replace('\r', "\ndata: ");
            events.push(format!("id: {end}\ndata: {data}\ndata:\n\n"));
        }
    }
    events.concat()
}

/// Whether events are named before plain text; clients name first what they like best.
fn wants_events(headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(ACCEPT).into_iter();
    let texts = accepts.filter_map(|value| value.to_str().ok());
    let mut kinds = texts.flat_map(|text| text.split(',')).map(str::trim);
    let known = kinds.find(|kind| kind.starts_with("text/"));
    known.is_some_and(|kind| kind.starts_with("text/event-stream"))
}

fn header(response: &mut Response<Content>, name: HeaderName, value: &str) {
    // What is told are numbers, which fit every header.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
