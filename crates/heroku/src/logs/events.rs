//! Splitting `text/event-stream` into events as it arrives.

use std::mem::take;
use std::time::Duration;

use bytes::{Buf, Bytes};

use super::line_buffer::{LIMIT, Line, LineBuffer};

/// One event of a `text/event-stream`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Event {
    /// The kind of event; `None` is a plain message.
    pub(crate) name: Option<String>,
    /// Its lines of data, joined with LF.
    pub(crate) data: String,
    /// Whether it was longer than the limit, and the rest of it was dropped.
    pub(crate) is_cut: bool,
}

impl Event {
    /// Whether it is a plain message, and nothing that only some know how to read.
    pub(crate) fn is_message(&self) -> bool {
        self.name.as_deref().is_none_or(|name| name == "message")
    }
}

/// Reads a stream of bytes as the HTML standard has it for server-sent events.
///
/// An event that no blank line ends is not given: the server sends it again, whole, after the
/// last id.
#[derive(Debug)]
pub(crate) struct EventDecoder {
    buffer: LineBuffer,
    limit: usize,
    /// No line was read yet, so the next one may start with a byte order mark.
    is_start: bool,
    /// The last line ended with CR, so a LF right behind it belongs to that end.
    has_cr: bool,
    event: Event,
    has_data: bool,
    id: String,
    last_id: String,
    retry: Option<Duration>,
}

impl EventDecoder {
    /// Cuts lines, and the data of events, that are longer than 1 MiB.
    pub(crate) fn new() -> Self {
        Self::with_limit(LIMIT)
    }

    fn with_limit(limit: usize) -> Self {
        Self {
            buffer: LineBuffer::new(limit),
            limit,
            is_start: true,
            has_cr: false,
            event: Event::default(),
            has_data: false,
            id: String::new(),
            last_id: String::new(),
            retry: None,
        }
    }

    /// Takes from `input` up to the end of an event, and gives the event; `None` when all of
    /// `input` is taken and the event goes on.
    pub(crate) fn decode(&mut self, input: &mut Bytes) -> Option<Event> {
        while let Some(line) = self.line(input) {
            if line.text.is_empty() && !line.is_cut {
                if let Some(event) = self.dispatch() {
                    return Some(event);
                }
            } else {
                self.field(&line);
            }
        }
        None
    }

    /// The id to send as `Last-Event-ID` after a reconnect, if the server gave one.
    pub(crate) fn last_id(&self) -> Option<&str> {
        Some(self.last_id.as_str()).filter(|id| !id.is_empty())
    }

    /// How long the server wants one to wait before a reconnect.
    pub(crate) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    fn line(&mut self, input: &mut Bytes) -> Option<Line> {
        let first = *input.first()?;
        if take(&mut self.has_cr) && first == b'\n' {
            input.advance(1);
        }
        let end = input.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let piece = input.split_to(end.unwrap_or(input.len()));
        self.buffer.extend(&piece);
        end?;
        self.has_cr = input.first() == Some(&b'\r');
        input.advance(1);
        let mut line = self.buffer.take();
        if take(&mut self.is_start) && line.text.starts_with('\u{feff}') {
            line.text.drain(..'\u{feff}'.len_utf8());
        }
        Some(line)
    }

    fn field(&mut self, line: &Line) {
        let (name, value) = line.text.split_once(':').unwrap_or((&line.text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                self.add_data(value);
                self.event.is_cut |= line.is_cut;
            }
            "event" => {
                self.event.name = Some(value.to_owned()).filter(|name| !name.is_empty());
                self.event.is_cut |= line.is_cut;
            }
            // Half an id would name another event.
            "id" if !line.is_cut && !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if !line.is_cut && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                let milliseconds = value.parse().ok().map(Duration::from_millis);
                self.retry = milliseconds.or(self.retry);
            }
            _ => {}
        }
    }

    fn add_data(&mut self, value: &str) {
        let data = &mut self.event.data;
        if self.has_data && data.len() < self.limit {
            data.push('\n');
        } else if self.has_data {
            self.event.is_cut = true;
        }
        self.has_data = true;
        let room = value.floor_char_boundary(self.limit.saturating_sub(data.len()));
        data.push_str(&value[..room]);
        self.event.is_cut |= room < value.len();
    }

    fn dispatch(&mut self) -> Option<Event> {
        self.last_id.clone_from(&self.id);
        let event = take(&mut self.event);
        take(&mut self.has_data).then_some(event)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use proptest::prelude::*;

    use super::{Event, EventDecoder};

    fn feed<'a>(
        decoder: &mut EventDecoder,
        chunks: impl IntoIterator<Item = &'a [u8]>,
    ) -> Vec<Event> {
        let mut events = Vec::new();
        for chunk in chunks {
            let mut chunk = Bytes::copy_from_slice(chunk);
            while let Some(event) = decoder.decode(&mut chunk) {
                events.push(event);
            }
            assert!(chunk.is_empty());
        }
        events
    }

    fn data(text: &str) -> Vec<String> {
        let events = feed(&mut EventDecoder::with_limit(1024), [text.as_bytes()]);
        events.into_iter().map(|event| event.data).collect()
    }

    #[test]
    fn a_blank_line_ends_an_event() {
        assert_eq!(
            data("data: a\n\ndata:b\n\n\n\ndata:  c\n\n"),
            ["a", "b", " c"]
        );
    }

    #[test]
    fn takes_every_line_end() {
        assert_eq!(
            data("data: a\r\n\r\ndata: b\r\rdata: c\n\n"),
            ["a", "b", "c"]
        );
        assert_eq!(data("data: a\r\n\ndata: b\n\r\n"), ["a", "b"]);
    }

    #[test]
    fn gives_an_event_at_the_first_byte_of_its_end() {
        let mut decoder = EventDecoder::with_limit(1024);
        assert_eq!(feed(&mut decoder, [&b"data: a\r\n\r"[..]]).len(), 1);
        let rest = feed(&mut decoder, [&b"\ndata: b\n"[..], b"\n"]);
        assert_eq!(rest.len(), 1);
        assert_eq!(rest[0].data, "b");
    }

    #[test]
    fn joins_lines_of_data() {
        assert_eq!(data("data: a\ndata:\ndata: b\n\n"), ["a\n\nb"]);
    }

    #[test]
    fn empty_data_is_an_event_and_no_data_is_none() {
        assert_eq!(data("data\n\nevent: ping\n\ndata:\n\n"), ["", ""]);
    }

    #[test]
    fn does_not_give_an_event_that_breaks_off() {
        assert!(data("data: a\n").is_empty());
        assert!(data("data: a").is_empty());
    }

    #[test]
    fn passes_over_comments_and_unknown_fields() {
        assert_eq!(
            data(": hello\n:\ndata: a\nDATA: b\n data: c\nother\n\n"),
            ["a"]
        );
    }

    #[test]
    fn drops_a_byte_order_mark_only_at_the_start() {
        assert_eq!(data("\u{feff}data: a\n\n"), ["a"]);
        assert!(data("\u{feff}\u{feff}data: a\n\n").is_empty());
        assert!(data("\n\u{feff}data: a\n\n").is_empty());
        let pieces = [&b"\xef"[..], b"\xbb", b"\xbfdata: a\n\n"];
        assert_eq!(feed(&mut EventDecoder::with_limit(99), pieces)[0].data, "a");
    }

    #[test]
    fn a_name_holds_for_one_event() {
        let text = b"event: log\ndata: a\n\ndata: b\n\nevent: lost\n\ndata: c\n\n";
        let events = feed(&mut EventDecoder::with_limit(1024), [&text[..]]);
        let names: Vec<_> = events.iter().map(|event| event.name.as_deref()).collect();
        assert_eq!(names, [Some("log"), None, None]);
    }

    #[test]
    fn an_id_counts_when_its_event_is_complete() {
        let mut decoder = EventDecoder::with_limit(1024);
        feed(&mut decoder, [&b"id: 1\ndata: a\n"[..]]);
        assert_eq!(decoder.last_id(), None);
        feed(&mut decoder, [&b"\nid: 2\ndata: b\n"[..]]);
        assert_eq!(decoder.last_id(), Some("1"));
        feed(&mut decoder, [&b"\ndata: c\n\n"[..]]);
        assert_eq!(decoder.last_id(), Some("2"));
        feed(&mut decoder, [&b"id: 3\n\n"[..]]);
        assert_eq!(decoder.last_id(), Some("3"));
        feed(&mut decoder, [&b"id: a\0b\n\n"[..]]);
        assert_eq!(decoder.last_id(), Some("3"));
        feed(&mut decoder, [&b"id\n\n"[..]]);
        assert_eq!(decoder.last_id(), None);
    }

    #[test]
    fn takes_digits_only_as_the_time_to_wait() {
        let mut decoder = EventDecoder::with_limit(1024);
        feed(&mut decoder, [&b"retry: 1500\n"[..]]);
        let known = Some(Duration::from_millis(1500));
        assert_eq!(decoder.retry(), known);
        for odd in ["", "-1", "+1", "1s", "1.5", "99999999999999999999999", "٣"] {
            feed(&mut decoder, [format!("retry: {odd}\n").as_bytes()]);
            assert_eq!(decoder.retry(), known, "{odd}");
        }
    }

    #[test]
    fn cuts_an_event_that_is_too_long_and_takes_the_next() {
        let text = "data: 0123456789\n\ndata: 0123\ndata: 0123\ndata: 0123\n\ndata: a\n\n";
        let events = feed(&mut EventDecoder::with_limit(10), [text.as_bytes()]);
        let cut: Vec<_> = events
            .iter()
            .map(|event| (event.data.as_str(), event.is_cut))
            .collect();
        assert_eq!(cut, [("0123", true), ("0123\n0123\n", true), ("a", false)]);
    }

    #[test]
    fn keeps_a_mebibyte_of_an_event() {
        let mut decoder = EventDecoder::new();
        let line = format!("data: {}\n", "a".repeat(999));
        for _ in 0..5000 {
            assert!(feed(&mut decoder, [line.as_bytes()]).is_empty());
        }
        let events = feed(&mut decoder, [&b"\n"[..]]);
        assert_eq!(events[0].data.len(), 1024 * 1024);
        assert!(events[0].is_cut);
    }

    #[test]
    fn data_of_just_the_limit_is_whole() {
        for (limit, is_cut) in [(12, false), (11, true)] {
            let text = "data:0123\ndata:45678\ndata:9\n\n";
            let events = feed(&mut EventDecoder::with_limit(limit), [text.as_bytes()]);
            let expected = ["0123\n45678\n9", "0123\n45678\n"][usize::from(is_cut)];
            assert_eq!(
                (events[0].data.as_str(), events[0].is_cut),
                (expected, is_cut)
            );
        }
    }

    #[test]
    fn an_empty_line_beyond_the_limit_is_cut_too() {
        let text = "data:0123\ndata:0123\ndata:\n\n";
        let events = feed(&mut EventDecoder::with_limit(9), [text.as_bytes()]);
        assert_eq!(
            (events[0].data.as_str(), events[0].is_cut),
            ("0123\n0123", true)
        );
    }

    #[test]
    fn leaves_out_the_character_that_the_limit_of_an_event_cuts() {
        let text = "data:0123\ndata:45💜\n\n";
        let events = feed(&mut EventDecoder::with_limit(11), [text.as_bytes()]);
        assert_eq!(
            (events[0].data.as_str(), events[0].is_cut),
            ("0123\n45💜", false)
        );
        let text = "data:01234\ndata:45💜\n\n";
        let events = feed(&mut EventDecoder::with_limit(11), [text.as_bytes()]);
        assert_eq!(
            (events[0].data.as_str(), events[0].is_cut),
            ("01234\n45", true)
        );
    }

    #[test]
    fn a_long_comment_or_id_cuts_no_event() {
        let mut decoder = EventDecoder::with_limit(8);
        let text = b":0123456789\nid:0123456789\nabcdefghijk\ndata: a\n\n";
        let events = feed(&mut decoder, [&text[..]]);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].data, "a");
        assert!(!events[0].is_cut);
        assert_eq!(decoder.last_id(), None);
    }

    #[test]
    fn replaces_what_is_no_utf8() {
        let events = feed(
            &mut EventDecoder::with_limit(99),
            [&b"data: a\xff\xf0\x9f\n\n"[..]],
        );
        assert_eq!(events[0].data, "a\u{fffd}\u{fffd}");
    }

    fn byte() -> impl Strategy<Value = u8> {
        prop_oneof![Just(b'\r'), Just(b'\n'), Just(b':'), any::<u8>()]
    }

    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b"data: ".to_vec()),
            Just(b"id: ".to_vec()),
            Just(b"\n\n".to_vec()),
            Just(b"\r\n".to_vec()),
            Just("\u{feff}💜".as_bytes().to_vec()),
            proptest::collection::vec(byte(), 0..6),
        ];
        proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn chunks_make_no_difference(text in stream(), size in 1..9_usize, limit in 1..40_usize) {
            let (mut one, mut other) = (EventDecoder::with_limit(limit), EventDecoder::with_limit(limit));
            prop_assert_eq!(
                feed(&mut one, text.chunks(size)),
                feed(&mut other, [text.as_slice()])
            );
            prop_assert_eq!(one.last_id(), other.last_id());
        }

        #[test]
        fn data_comes_back_as_it_was_written(
            sent in proptest::collection::vec("[^\r\n\u{feff}]{0,9}(\n[^\r\n]{0,9}){0,3}", 0..9),
            end in prop_oneof![Just("\n"), Just("\r"), Just("\r\n")],
            size in 1..9_usize,
        ) {
            let lines = sent.iter().flat_map(|event| {
                let data = event.split('\n').map(|line| format!("data: {line}"));
                data.chain([String::new()])
            });
            let text: String = lines.flat_map(|line| [line, end.to_owned()]).collect();
            let events = feed(&mut EventDecoder::with_limit(1024), text.as_bytes().chunks(size));
            let data: Vec<_> = events.into_iter().map(|event| event.data).collect();
            prop_assert_eq!(data, sent);
        }
    }
}
