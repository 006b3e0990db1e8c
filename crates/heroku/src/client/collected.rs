//! The pieces of a body.

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;

/// The most room that is taken before the bytes for it are there: whoever tells how many will come
/// may be wrong.
pub(super) const MOST_AHEAD: usize = 4 * 1024 * 1024;

/// The pieces of a body; a single one is kept as it is.
pub(super) struct Collected {
    first: Bytes,
    all: Vec<u8>,
    /// How many bytes to take room for.
    expected: usize,
}

impl Collected {
    /// Of an answer with these headers, from which up to `limit` bytes are taken.
    pub(super) fn of(headers: &HeaderMap, limit: usize) -> Self {
        let length = headers
            .get(CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse().ok())
            .unwrap_or(0);
        Self {
            first: Bytes::new(),
            all: Vec::new(),
            expected: MOST_AHEAD.min(limit).min(length),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.first.len().max(self.all.len())
    }

    pub(super) fn push(&mut self, piece: Bytes) {
        if self.first.is_empty() && self.all.is_empty() {
            self.first = piece;
            return;
        }
        if self.all.is_empty() {
            let first = std::mem::take(&mut self.first);
            let room = self.expected.max(first.len() + piece.len());
            self.all.reserve_exact(room);
            self.all.extend_from_slice(&first);
        }
        self.all.extend_from_slice(&piece);
    }

    pub(super) fn into_bytes(self) -> Bytes {
        if self.all.is_empty() {
            self.first
        } else {
            self.all.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const LIMIT: usize = 64 * 1024 * 1024;

    fn told(length: &'static str, limit: usize) -> Collected {
        let length = HeaderValue::from_static(length);
        let mut collected = Collected::of(&HeaderMap::from_iter([(CONTENT_LENGTH, length)]), limit);
        collected.push(Bytes::from_static(b"abc"));
        collected.push(Bytes::from_static(b"def"));
        collected
    }

    #[test]
    fn room_is_taken_once_for_all_that_was_told() {
        let mut collected = told("100000", LIMIT);
        assert_eq!(collected.all.capacity(), 100_000);
        collected.push(vec![b'x'; 100_000 - 6].into());
        assert_eq!(collected.all.capacity(), 100_000);
        assert!(collected.into_bytes().starts_with(b"abcdefx"));
    }

    #[test]
    fn whoever_tells_of_too_much_gets_no_more_than_some_room() {
        for lie in ["1152921504606846976", "18446744073709551615"] {
            assert_eq!(told(lie, LIMIT).all.capacity(), MOST_AHEAD);
            assert_eq!(told(lie, 1000).all.capacity(), 1000);
        }
        assert_eq!(told("1e9", LIMIT).all.capacity(), 6);
    }

    #[test]
    fn more_than_was_told_is_kept_as_well() {
        assert_eq!(told("4", LIMIT).into_bytes(), "abcdef");
    }

    #[test]
    fn a_single_piece_is_kept_as_it_is() {
        let piece = Bytes::from_static(b"abc");
        let mut collected = Collected::of(&HeaderMap::new(), LIMIT);
        collected.push(piece.clone());
        assert_eq!(collected.into_bytes().as_ptr(), piece.as_ptr());
    }
}
