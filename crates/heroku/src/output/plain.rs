//! Where in plain text the reading stands, over all connections.

use bytes::Bytes;

use super::headers;
use http::header::RANGE;
use http::{HeaderMap, HeaderValue, StatusCode};

/// Where in plain text the reading stands.
///
/// Heroku sends a NUL now and then while a build says nothing, so that the connection is kept.
/// Those are no part of the output: they are left out, and count neither here nor in a range.
#[derive(Default)]
pub(super) struct Plain {
    /// How many bytes were given out.
    given: u64,
    /// How many bytes this connection repeats first.
    repeated: u64,
    /// Whether only the whole output can be asked for: the server does not say which part it
    /// sends, or its bytes cannot be counted for the NULs among them.
    is_whole: bool,
}

impl Plain {
    pub(super) fn ask(&self, headers: &mut HeaderMap) {
        if let Some(range) = self.range() {
            headers.insert(RANGE, range);
        }
    }

    /// Whether a part of the output is asked for.
    pub(super) fn is_partial(&self) -> bool {
        self.range().is_some()
    }

    /// Asks for the whole output from now on.
    pub(super) fn ask_for_whole(&mut self) {
        self.is_whole = true;
    }

    pub(super) fn given(&self) -> u64 {
        self.given
    }

    /// Takes note of where an answer starts; `false` if it does not tell, or starts too late.
    ///
    /// An answer of 200 to a range may be the whole output, by the standard, or the rest of it,
    /// as Heroku's own server has it. What was asked for without a range is the whole.
    pub(super) fn starts(&mut self, status: StatusCode, headers: &HeaderMap) -> bool {
        let start = if status == StatusCode::PARTIAL_CONTENT {
            headers::start(headers).filter(|_| !headers::are_of_parts(headers))
        } else {
            (!self.is_partial()).then_some(0)
        };
        let repeated = start.and_then(|start| self.given.checked_sub(start));
        self.repeated = repeated.unwrap_or_default();
        repeated.is_some()
    }

    /// Whether all was repeated that was given before, so that an end is the end.
    pub(super) fn is_caught_up(&self) -> bool {
        self.repeated == 0
    }

    /// What is new in a piece.
    pub(super) fn take(&mut self, mut piece: Bytes) -> Bytes {
        if piece.contains(&0) {
            self.is_whole = true;
            piece = piece.iter().copied().filter(|&byte| byte != 0).collect();
        }
        let length = piece.len() as u64;
        let repeated = self.repeated.min(length);
        self.repeated -= repeated;
        self.given += length - repeated;
        // What is repeated of a piece is no longer than the piece.
        piece.split_off(usize::try_from(repeated).unwrap_or(piece.len()))
    }

    fn range(&self) -> Option<HeaderValue> {
        if self.given == 0 || self.is_whole {
            return None;
        }
        HeaderValue::try_from(format!("bytes={}-", self.given)).ok()
    }
}
