//! The door to blobs: what was put there can be had again.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Response, StatusCode};

use super::Visit;
use crate::behaviour::blobs;
use crate::outcome::Content;
use crate::world::World;

/// Stores, gives back or removes a blob.
pub(super) fn open(world: &mut World, visit: &Visit<'_>) -> Response<Content> {
    let (secret, method) = (visit.secret, visit.request.method());
    let done = match *method {
        Method::PUT | Method::POST => blobs::put(world, secret, visit.request.body()),
        Method::DELETE => blobs::clear(world, secret),
        Method::GET | Method::HEAD => {
            return match blobs::get(world, secret) {
                Some(bytes) => answer(StatusCode::OK, bytes),
                None => answer(StatusCode::NOT_FOUND, "Nothing was uploaded here.\n"),
            };
        }
        _ => {
            let message = "A blob can be put, had and deleted.\n";
            return answer(StatusCode::METHOD_NOT_ALLOWED, message);
        }
    };
    if done {
        answer(StatusCode::OK, "")
    } else {
        answer(
            StatusCode::NOT_FOUND,
            "There is no place for a blob here.\n",
        )
    }
}

fn answer(status: StatusCode, body: impl Into<Bytes>) -> Response<Content> {
    let mut response = Response::new(Content::Whole(body.into()));
    *response.status_mut() = status;
    let kind = if status.is_success() {
        "application/octet-stream"
    } else {
        "text/plain; charset=utf-8"
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
