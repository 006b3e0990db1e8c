//! Splitting plain text into lines as it arrives.

use bytes::{Buf, Bytes};

use super::line_buffer::{LIMIT, Line, LineBuffer};

/// Splits a stream of bytes into lines that end with LF or CRLF.
///
/// A CR that no LF follows is part of the text: progress bars are made of it.
#[derive(Debug)]
pub(crate) struct LineDecoder {
    buffer: LineBuffer,
    /// The last byte was a CR, and the next one tells what it is.
    has_cr: bool,
}

impl LineDecoder {
    /// Cuts lines that are longer than 1 MiB.
    pub(crate) fn new() -> Self {
        Self::with_limit(LIMIT)
    }

    fn with_limit(limit: usize) -> Self {
        Self {
            buffer: LineBuffer::new(limit),
            has_cr: false,
        }
    }

    /// Takes from `input` up to the end of a line, and gives the line; `None` when all of `input`
    /// is taken and the line goes on.
    pub(crate) fn decode(&mut self, input: &mut Bytes) -> Option<Line> {
        let end = input.iter().position(|&byte| byte == b'\n');
        let piece = input.split_to(end.unwrap_or(input.len()));
        if self.has_cr && !piece.is_empty() {
            self.buffer.extend(b"\r");
            self.has_cr = false;
        }
        match piece.strip_suffix(b"\r") {
            Some(text) => {
                self.buffer.extend(text);
                self.has_cr = true;
            }
            None => self.buffer.extend(&piece),
        }
        end?;
        input.advance(1);
        self.has_cr = false;
        Some(self.buffer.take())
    }

    /// The last line, if the text did not end with a line end.
    pub(crate) fn finish(&mut self) -> Option<Line> {
        let has_line = std::mem::take(&mut self.has_cr) || !self.buffer.is_empty();
        has_line.then(|| self.buffer.take())
    }

    /// The bytes of the line that has begun, as they came, as far as they are kept.
    pub(crate) fn take_bytes(&mut self) -> Vec<u8> {
        let mut bytes = self.buffer.take_bytes();
        if std::mem::take(&mut self.has_cr) {
            bytes.push(b'\r');
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::{Line, LineDecoder};

    fn decode<'a>(limit: usize, chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Line> {
        let mut decoder = LineDecoder::with_limit(limit);
        let mut lines = Vec::new();
        for chunk in chunks {
            let mut chunk = Bytes::copy_from_slice(chunk);
            while let Some(line) = decoder.decode(&mut chunk) {
                lines.push(line);
            }
            assert!(chunk.is_empty());
        }
        lines.extend(decoder.finish());
        assert_eq!(decoder.finish(), None);
        lines
    }

    fn texts(chunks: &[&[u8]]) -> Vec<String> {
        let lines = decode(1024, chunks.iter().copied());
        lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn splits_at_lf_and_crlf() {
        assert_eq!(texts(&[b"a\nb\r\n\nc\n"]), ["a", "b", "", "c"]);
    }

    #[test]
    fn gives_the_last_line_without_an_end() {
        assert_eq!(texts(&[b"a\nb"]), ["a", "b"]);
        assert_eq!(texts(&[b"a\nb\r"]), ["a", "b"]);
        assert_eq!(texts(&[b"a\n\r"]), ["a", ""]);
        assert!(texts(&[b""]).is_empty());
    }

    #[test]
    fn keeps_a_cr_that_ends_no_line() {
        assert_eq!(texts(&[b"10%\r20%\r\r\nb"]), ["10%\r20%\r", "b"]);
        assert_eq!(texts(&[b"a\r", b"b\r", b"\r", b"\nc"]), ["a\rb\r", "c"]);
    }

    #[test]
    fn joins_a_line_end_that_is_split() {
        assert_eq!(texts(&[b"a\r", b"", b"\nb"]), ["a", "b"]);
    }

    #[test]
    fn does_not_count_the_line_end_against_the_limit() {
        let whole = |text: &str| Line {
            text: text.to_owned(),
            is_cut: false,
        };
        let lines = decode(3, [&b"abc\r\nabc\n"[..]]);
        assert_eq!(lines, [whole("abc"), whole("abc")]);
    }

    #[test]
    fn keeps_a_mebibyte_of_a_line() {
        let mut decoder = LineDecoder::new();
        let piece = Bytes::from(vec![b'a'; 1000]);
        for _ in 0..5000 {
            assert_eq!(decoder.decode(&mut piece.clone()), None);
        }
        let line = decoder.finish().expect("a line without end");
        assert_eq!(line.text.len(), 1024 * 1024);
        assert!(line.is_cut);
    }

    #[test]
    fn cuts_only_the_line_that_is_too_long() {
        let lines = decode(3, [&b"ab"[..], b"cdef", b"ghi\nxyz"]);
        let cut: Vec<_> = lines
            .iter()
            .map(|line| (line.text.as_str(), line.is_cut))
            .collect();
        assert_eq!(cut, [("abc", true), ("xyz", false)]);
    }

    proptest! {
        #[test]
        fn chunks_make_no_difference(
            text in proptest::collection::vec(
                prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'a'), any::<u8>()],
                0..60,
            ),
            size in 1..9_usize,
            limit in 1..20_usize,
        ) {
            prop_assert_eq!(decode(limit, text.chunks(size)), decode(limit, [text.as_slice()]));
        }

        #[test]
        fn agrees_with_the_lines_of_the_standard_library(text in "[a\r\n💜]{0,40}", size in 1..5_usize) {
            let lines = decode(1024, text.as_bytes().chunks(size));
            let lines: Vec<_> = lines.into_iter().map(|line| line.text).collect();
            let mut expected: Vec<_> = text.lines().map(str::to_owned).collect();
            // At the very end the standard library takes a lone CR for text.
            if text.ends_with('\r') {
                expected.last_mut().expect("a CR is a line").pop();
            }
            prop_assert_eq!(lines, expected);
        }
    }
}
