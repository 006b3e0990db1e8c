//! The body of a request, as it comes.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use tokio::time::timeout;

/// Why a body was not read to its end.
pub(super) enum Unread {
    TooLarge,
    TooSlow,
}

/// All of a body, if it has so many bytes at most, and never pauses for longer than the patience.
pub(super) async fn whole(
    body: Incoming,
    largest: usize,
    patience: Duration,
) -> Result<Bytes, Unread> {
    let mut body = Limited::new(body, largest);
    let mut pieces: Vec<Bytes> = Vec::new();
    loop {
        match timeout(patience, body.frame()).await {
            Ok(Some(Ok(frame))) => pieces.extend(frame.into_data().ok()),
            Ok(Some(Err(_))) => return Err(Unread::TooLarge),
            Ok(None) => break,
            Err(_) => return Err(Unread::TooSlow),
        }
    }
    Ok(match pieces.as_slice() {
        [only] => only.clone(),
        pieces => pieces.concat().into(),
    })
}
