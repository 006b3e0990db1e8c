//! The bytes of a line that is not complete yet.

/// How many bytes of a line are kept, so that a line without end does not fill the memory.
pub(super) const LIMIT: usize = 1024 * 1024;

/// A line without its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// The text; what was no UTF-8 is U+FFFD.
    pub(crate) text: String,
    /// Whether the line was longer than the limit, and the rest of it was dropped.
    pub(crate) is_cut: bool,
}

/// Gathers the bytes of one line up to a limit.
///
/// Text is made of the bytes only when the line is complete, so a character may be split over
/// pieces. No character of UTF-8 has a byte in common with a line end.
#[derive(Debug)]
pub(super) struct LineBuffer {
    bytes: Vec<u8>,
    limit: usize,
    is_cut: bool,
}

impl LineBuffer {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            bytes: Vec::new(),
            limit,
            is_cut: false,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty() && !self.is_cut
    }

    /// Adds what there is room for.
    pub(super) fn extend(&mut self, piece: &[u8]) {
        let room = self.limit - self.bytes.len();
        self.is_cut |= piece.len() > room;
        self.bytes
            .extend_from_slice(&piece[..piece.len().min(room)]);
    }

    /// The line, and room for the next one.
    pub(super) fn take(&mut self) -> Line {
        let is_cut = std::mem::take(&mut self.is_cut);
        let mut bytes = std::mem::take(&mut self.bytes);
        if is_cut {
            bytes.truncate(whole_characters(&bytes));
        }
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Line { text, is_cut }
    }

    /// The bytes as they came, and room for the next line.
    pub(super) fn take_bytes(&mut self) -> Vec<u8> {
        self.is_cut = false;
        std::mem::take(&mut self.bytes)
    }
}

/// How many bytes are left without the character that the end of `bytes` cuts, if it does.
fn whole_characters(bytes: &[u8]) -> usize {
    (bytes.len().saturating_sub(3)..bytes.len())
        .find(|&start| {
            std::str::from_utf8(&bytes[start..])
                .is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
        })
        .unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::{Line, LineBuffer};

    fn line(limit: usize, pieces: &[&[u8]]) -> Line {
        let mut buffer = LineBuffer::new(limit);
        for piece in pieces {
            buffer.extend(piece);
        }
        buffer.take()
    }

    #[test]
    fn joins_a_character_that_comes_in_pieces() {
        let line = line(10, &[b"\xf0\x9f", b"\x92", b"\x9c!"]);
        assert_eq!(line.text, "💜!");
        assert!(!line.is_cut);
    }

    #[test]
    fn takes_a_line_of_just_the_limit() {
        assert!(!line(3, &[b"ab", b"c"]).is_cut);
        assert!(line(3, &[b"ab", b"cd"]).is_cut);
    }

    #[test]
    fn drops_what_is_beyond_the_limit() {
        let line = line(3, &[b"abcdef", b"ghi"]);
        assert_eq!(line.text, "abc");
        assert!(line.is_cut);
    }

    #[test]
    fn leaves_out_the_character_that_the_limit_cuts() {
        for limit in 1..4 {
            let line = line(limit + 1, &["a💜".as_bytes()]);
            assert_eq!(line.text, "a", "limit {limit}");
            assert!(line.is_cut);
        }
        assert_eq!(line(4, &["é💜".as_bytes()]).text, "é");
        assert_eq!(line(2, &["éa".as_bytes()]).text, "é");
    }

    #[test]
    fn replaces_what_is_no_utf8() {
        assert_eq!(line(9, &[b"a\xffb\xc3"]).text, "a\u{fffd}b\u{fffd}");
        assert_eq!(line(2, &[b"a\xffb"]).text, "a\u{fffd}");
    }

    #[test]
    fn starts_anew_after_each_line() {
        let mut buffer = LineBuffer::new(3);
        buffer.extend(b"abcd");
        assert!(!buffer.is_empty());
        assert!(buffer.take().is_cut);
        assert!(buffer.is_empty());
        buffer.extend(b"xy");
        assert_eq!(buffer.take().text, "xy");
    }
}
