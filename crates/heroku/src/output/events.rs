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
    manner: Manner,
}

/// What the events of a stream are. Heroku's server cuts the output anywhere, and its ids count
/// the bytes; others send a line with each event.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// None has told yet.
    Unknown,
    /// All that came fit into pieces, but so short that they may have been numbered lines.
    LikelyPieces,
    Pieces,
    Lines,
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
            manner: Manner::Unknown,
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
            // Those with a name of their own are talk about the stream.
            if !event.is_message() {
                continue;
            }
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

    /// Whether all was repeated that was given before, so that an end is the end.
    pub(super) fn is_caught_up(&self) -> bool {
        matches!(self.repeats, Repeats::Unknown | Repeats::Count(0))
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

    fn give(&mut self, event: &Event, id: Option<String>, text: &mut Vec<u8>) {
        let is_line = self.is_line(event, id.as_deref(), text);
        text.extend_from_slice(event.data.as_bytes());
        if is_line {
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

    /// Whether the event is a line, which the first events decide for the whole stream.
    fn is_line(&mut self, event: &Event, id: Option<&str>, text: &mut Vec<u8>) -> bool {
        let is_numbered = id.is_some() && !event.is_cut;
        match self.manner {
            Manner::Pieces => return false,
            Manner::Lines => return true,
            Manner::Unknown | Manner::LikelyPieces if !is_numbered => return true,
            Manner::Unknown | Manner::LikelyPieces => {}
        }
        let fits = self.fits(&event.data, id);
        if !fits && self.manner == Manner::LikelyPieces {
            // What was given before was lines, and the last of them has no end yet.
            text.push(b'\n');
        }
        self.manner = match fits {
            false => Manner::Lines,
            true if event.data.len() < 2 => Manner::LikelyPieces,
            true => Manner::Pieces,
        };
        !fits
    }

    /// Whether the ids count the bytes of this event.
    fn fits(&self, data: &str, id: Option<&str>) -> bool {
        let number = |id: Option<&str>| id.map_or(Some(0), |id| id.parse::<u64>().ok());
        let start = number(self.last_id.as_deref());
        let end = id.and_then(|id| number(Some(id)));
        let length = start
            .zip(end)
            .and_then(|(start, end)| end.checked_sub(start));
        // Events lose the CR before a LF, which the ids count. What a cut leaves of a character,
        // one byte to three, has become a character of three.
        let lost = data.bytes().filter(|&byte| byte == b'\n').count();
        let gained = data.matches(char::REPLACEMENT_CHARACTER).count() * 2;
        let longest = data.len() + lost;
        let shortest = data.len() - gained;
        length.is_some_and(|length| {
            length > 0 && (shortest as u64..=longest as u64).contains(&length)
        })
    }
}
