//! A stream that is open: its bytes, and the lines they make.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::Instant;

use super::LogLine;
use super::events::EventDecoder;
use super::line_buffer::Line;
use super::lines::LineDecoder;
use crate::stream_head::are_of_events;
use crate::transport::{Body, TransportError};

/// A stream that was open for so long did what it should, lines or no lines.
const STEADY: Duration = Duration::from_secs(10);

/// A stream that is open: its bytes, and the lines they make.
pub(super) struct Reader {
    body: Body,
    decoder: Decoder,
    piece: Bytes,
    /// Lines that came in one event.
    lines: VecDeque<LogLine>,
    /// Whether the last line counts although no line end follows it.
    takes_rest: bool,
    is_over: bool,
    opened: Instant,
}

enum Decoder {
    Events(EventDecoder),
    Text(LineDecoder),
}

impl Reader {
    /// With `takes_rest`, what stands at the end without an end of its own is a line too.
    pub(super) fn new(answer: http::Response<Body>, takes_rest: bool) -> Self {
        let decoder = if are_of_events(answer.headers()) {
            Decoder::Events(EventDecoder::new())
        } else {
            Decoder::Text(LineDecoder::new())
        };
        Self {
            body: answer.into_body(),
            decoder,
            piece: Bytes::new(),
            lines: VecDeque::new(),
            takes_rest,
            is_over: false,
            opened: Instant::now(),
        }
    }

    /// The next line; `None` where the stream ended as it should.
    pub(super) fn poll_line(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<LogLine, TransportError>>> {
        loop {
            if let Some(line) = self.lines.pop_front() {
                return Poll::Ready(Some(Ok(line)));
            }
            if !self.piece.is_empty() {
                self.decoder.decode(&mut self.piece, &mut self.lines);
                continue;
            }
            if self.is_over {
                return Poll::Ready(None);
            }
            match ready!(Pin::new(&mut self.body).poll_next(context)) {
                Some(Ok(piece)) => self.piece = piece,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    self.is_over = true;
                    if self.takes_rest {
                        self.decoder.finish(&mut self.lines);
                    }
                }
            }
        }
    }

    /// The id of the event that the last line came in, or of the last one before that has one.
    pub(super) fn last_id(&self) -> Option<&str> {
        match &self.decoder {
            Decoder::Events(events) => events.last_id(),
            Decoder::Text(_) => None,
        }
    }

    /// How long the server wants one to wait before a reconnect.
    pub(super) fn retry(&self) -> Option<Duration> {
        match &self.decoder {
            Decoder::Events(events) => events.retry(),
            Decoder::Text(_) => None,
        }
    }

    /// Whether the stream was open for so long that its end is no failure.
    pub(super) fn is_steady(&self) -> bool {
        self.opened.elapsed() >= STEADY
    }
}

impl Decoder {
    /// Takes from `piece` up to the end of an event or a line.
    fn decode(&mut self, piece: &mut Bytes, lines: &mut VecDeque<LogLine>) {
        match self {
            Self::Text(text) => lines.extend(text.decode(piece).map(whole)),
            Self::Events(events) => {
                let Some(event) = events.decode(piece) else {
                    return;
                };
                // Servers keep connections open by events without content.
                if !event.is_message() || (event.data.is_empty() && !event.is_cut) {
                    return;
                }
                let data = event.data.strip_suffix('\n').unwrap_or(&event.data);
                lines.extend(data.split('\n').map(LogLine::parse));
                if let Some(last) = lines.pop_back() {
                    lines.push_back(last.cut(event.is_cut));
                }
            }
        }
    }

    fn finish(&mut self, lines: &mut VecDeque<LogLine>) {
        match self {
            Self::Text(text) => lines.extend(text.finish().map(whole)),
            Self::Events(_) => self.decode(&mut Bytes::from_static(b"\n\n"), lines),
        }
    }
}

fn whole(line: Line) -> LogLine {
    LogLine::parse(line.text).cut(line.is_cut)
}
