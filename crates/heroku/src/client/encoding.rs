//! Taking the compression off an answer, within bounds.

use std::io::Read;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use crate::transport::{Sent, TransportError, TransportErrorKind};

/// The plain bytes of `body`, but no more than `limit`.
pub(super) fn decode(
    headers: &mut HeaderMap,
    body: Bytes,
    limit: usize,
) -> Result<Bytes, TransportError> {
    let is_gzip = headers
        .get(CONTENT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|encoding| {
            matches!(
                encoding.trim().to_ascii_lowercase().as_str(),
                "gzip" | "x-gzip"
            )
        });
    if !is_gzip || body.is_empty() {
        return Ok(body);
    }
    let mut plain = Vec::with_capacity(body.len().saturating_mul(4).min(limit));
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(&*body)
        .take(most)
        .read_to_end(&mut plain)
        .map_err(|error| {
            TransportError::new(TransportErrorKind::Interrupted, Sent::Sent).because(error)
        })?;
    if plain.len() > limit {
        return Err(TransportError::new(
            TransportErrorKind::TooLarge,
            Sent::Sent,
        ));
    }
    headers.remove(CONTENT_ENCODING);
    headers.remove(CONTENT_LENGTH);
    Ok(plain.into())
}
