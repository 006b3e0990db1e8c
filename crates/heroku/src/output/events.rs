//! Where in a stream of events the reading stands, over all connections.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use crate::logs::{Event, EventDecoder};
use crate::stream_head::{LAST_EVENT_ID, LONGEST_WAIT};

/// Where in a stream of events the reading stands.
pub(super) struct Events {
    decoder: EventDecoder,
    first_id: Option<String>,
    last_id: Option<String>,
    /// How many events were given out behind the one with the last id.
    since: u64,
    repeats: Repeats,
}

/// What a new connection repeats of what was given out before.
enum Repeats {
    /// Its first event will tell.
    Unknown,
    /// All events up to that with the last id, and those behind it.
    ToLastId,
    /// So many events.
    Count(u64),
}

impl Events {
    pub(super) fn new() -> Self {
        Self {
            decoder: EventDecoder::new(),
            first_id: None,
            last_id: None,
            since: 0,
            repeats: Repeats::Count(0),
        }
    }

    pub(super) fn ask(&self, headers: &mut HeaderMap) {
        let id = self.last_id.as_deref();
        if let Some(id) = id.and_then(|id| HeaderValue::from_bytes(id.as_bytes()).ok()) {
            headers.insert(LAST_EVENT_ID, id);
        }
    }

    /// Takes note that a new connection begins.
    pub(super) fn starts_again(&mut self) {
        self.decoder = EventDecoder::new();
        self.repeats = Repeats::Unknown;
    }

    /// How long the server wants one to wait before a reconnect.
    pub(super) fn wait(&self) -> Duration {
        self.decoder.retry().unwrap_or_default().min(LONGEST_WAIT)
    }

    /// What the new events in a piece say.
    pub(super) fn take(&mut self, mut piece: Bytes) -> Bytes {
        let mut text = Vec::new();
        while let Some(event) = self.decoder.decode(&mut piece) {
            let id = self.decoder.last_id().map(str::to_owned);
            if !self.is_repeated(id.as_deref()) {
                self.give(&event, id, &mut text);
            }
        }
        text.into()
    }

    /// What the last event says, if no blank line ended it.
    pub(super) fn finish(&mut self) -> Bytes {
        self.take(Bytes::from_static(b"\n\n"))
    }

    fn is_repeated(&mut self, id: Option<&str>) -> bool {
        let is_last = id.is_some() && id == self.last_id.as_deref();
        if matches!(self.repeats, Repeats::Unknown) {
            // A server that does not know `Last-Event-ID` starts at the first event.
            let is_first = id.is_some() && id == self.first_id.as_deref();
            self.repeats = if is_first || is_last {
                Repeats::ToLastId
            } else {
                Repeats::Count(self.since)
            };
        }
        match &mut self.repeats {
            Repeats::ToLastId => {
                if is_last {
                    self.repeats = Repeats::Count(self.since);
                }
                true
            }
            Repeats::Count(count) if *count > 0 && (id.is_none() || is_last) => {
                *count -= 1;
                true
            }
            Repeats::Unknown | Repeats::Count(_) => {
                self.repeats = Repeats::Count(0);
                false
            }
        }
    }

    /// Heroku's server cuts the output anywhere, and its ids count the bytes. Others send a line
    /// with each event.
    fn give(&mut self, event: &Event, id: Option<String>, text: &mut Vec<u8>) {
        text.extend_from_slice(event.data.as_bytes());
        if !self.is_piece(&event.data, id.as_deref()) {
            text.push(b'\n');
        }
        if id.is_none() || id == self.last_id {
            self.since += 1;
            return;
        }
        if self.first_id.is_none() {
            self.first_id.clone_from(&id);
        }
        self.last_id = id;
        self.since = 0;
    }

    fn is_piece(&self, data: &str, id: Option<&str>) -> bool {
        let number = |id: Option<&str>| id.map_or(Some(0), |id| id.parse::<u64>().ok());
        let start = number(self.last_id.as_deref());
        let end = id.and_then(|id| number(Some(id)));
        let length = start
            .zip(end)
            .and_then(|(start, end)| end.checked_sub(start));
        // Events lose the CR before a LF, which the ids count.
        let lost = data.bytes().filter(|&byte| byte == b'\n').count();
        let shortest = data.len() as u64;
        let longest = shortest + lost as u64;
        length.is_some_and(|length| length > 0 && (shortest..=longest).contains(&length))
    }
}
