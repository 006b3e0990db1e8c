//! The door to blobs: what was put there can be had again.

use bytes::Bytes;
use http::{Method, Response, StatusCode};

use super::Visit;
use super::plain::plain;
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
                Some(bytes) => blob(bytes),
                None => plain(StatusCode::NOT_FOUND, "Nothing was uploaded here.\n"),
            };
        }
        _ => {
            let message = "A blob can be put, had and deleted.\n";
            return plain(StatusCode::METHOD_NOT_ALLOWED, message);
        }
    };
    if done {
        blob("")
    } else {
        plain(
            StatusCode::NOT_FOUND,
            "There is no place for a blob here.\n",
        )
    }
}

fn blob(bytes: impl Into<Bytes>) -> Response<Content> {
    Content::whole(bytes).answer(StatusCode::OK, "application/octet-stream")
}
