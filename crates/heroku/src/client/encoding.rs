//! Taking the compression off an answer, within bounds.

use std::io::{self, Read};

use bytes::Bytes;
use flate2::bufread::GzDecoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use super::collected::MOST_AHEAD;
use crate::transport::{Sent, TransportError, TransportErrorKind};

/// How a member of gzip starts.
const START: [u8; 2] = [0x1f, 0x8b];

/// The plain bytes of `body`, but no more than `limit`.
///
/// What is not compressed by gzip stays as it is, whatever the headers say: its reader tells
/// what is wrong with it.
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
    if !is_gzip || !body.starts_with(&START) {
        return Ok(body);
    }
    let plain = expand(&body, limit).map_err(|error| {
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

/// The text of all members of gzip, up to one byte beyond `limit`; what follows them and is none
/// is left out.
fn expand(body: &[u8], limit: usize) -> io::Result<Vec<u8>> {
    let mut plain = Vec::with_capacity(told_length(body).min(limit).min(MOST_AHEAD));
    let mut rest = body;
    while rest.starts_with(&START) && plain.len() <= limit {
        let most = (limit - plain.len()) as u64;
        let mut member = GzDecoder::new(rest).take(most.saturating_add(1));
        member.read_to_end(&mut plain)?;
        rest = member.into_inner().into_inner();
    }
    Ok(plain)
}

/// How long the text of a body is, as the end of its last member says.
fn told_length(body: &[u8]) -> usize {
    let told = body.last_chunk().copied().map_or(0, u32::from_le_bytes);
    usize::try_from(told).unwrap_or(usize::MAX)
}
