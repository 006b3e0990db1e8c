//! What is remembered of the lines that were given out.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};

use super::LogLine;
use super::seam::Seam;
use crate::Timestamp;

/// Ids of so many events are known again.
const IDS: usize = 1500;

/// What is remembered of the lines that were given out, so that none is given twice.
///
/// A stream that is resumed behind the id of an event goes on where it broke off, unless the
/// server begins anew all the same: then its first id is one that came before. Its first line may
/// also have no id, and then may be one that came behind that event. A stream of a new session
/// begins with lines that came before. Either way the [`Seam`] tells which they are.
pub(super) struct Memory {
    seam: Seam,
    hasher: RandomState,
    last_id: Option<String>,
    ids: VecDeque<u64>,
    /// When the first session was made, if no line from before is wanted.
    since: Option<Timestamp>,
    from_now: bool,
    stream: Stream,
    has_line: bool,
    gap: Gap,
}

/// Where the gap before a stream is, seen from the last line that was given out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    NotSeen,
    RightBefore,
    /// Before an earlier line.
    Passed,
}

/// What the next line belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stream {
    First,
    Renewed,
    /// A resumed one, of which no line has come.
    Resumed,
}

impl Memory {
    /// With `from_now`, no line is wanted that is older than the first session.
    pub(super) fn new(from_now: bool) -> Self {
        Self {
            seam: Seam::new(),
            hasher: RandomState::new(),
            last_id: None,
            ids: VecDeque::new(),
            since: None,
            from_now,
            stream: Stream::First,
            has_line: false,
            gap: Gap::NotSeen,
        }
    }

    /// Says that the next line is the first one of a new session.
    pub(super) fn began(&mut self, created_at: Option<Timestamp>) {
        if self.stream == Stream::First && self.since.is_none() && self.from_now {
            self.since = created_at;
        } else {
            self.stream = Stream::Renewed;
        }
        self.forget_ids();
        self.reconnected();
    }

    /// Says that the ids are of no use any more.
    pub(super) fn forget_ids(&mut self) {
        self.last_id = None;
        self.ids.clear();
    }

    /// Says that the server was asked to go on behind the last id.
    pub(super) fn resumed(&mut self) {
        self.stream = Stream::Resumed;
    }

    /// Whether a new session should begin with all the lines that there are: those that were
    /// given out already can be told.
    pub(super) fn can_tell(&self) -> bool {
        self.has_line || self.since.is_some()
    }

    /// The id of the last event, if events have ids.
    pub(super) fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref()
    }

    /// Whether a line that came with this id is to be given out.
    pub(super) fn admit(&mut self, line: &LogLine, id: Option<&str>) -> bool {
        self.note(id);
        if !self.has_line && self.stream != Stream::First && self.is_from_before(line) {
            return false;
        }
        let is_new = self.seam.admit(line);
        self.has_line |= is_new;
        if is_new {
            self.gap = match self.gap {
                Gap::NotSeen if self.seam.may_have_gap() => Gap::RightBefore,
                Gap::NotSeen => Gap::NotSeen,
                Gap::RightBefore | Gap::Passed => Gap::Passed,
            };
        }
        is_new
    }

    /// Whether lines may be missing before the last one that was given out.
    pub(super) fn is_behind_gap(&self) -> bool {
        self.gap == Gap::RightBefore
    }

    fn reconnected(&mut self) {
        self.seam.reconnected();
        self.gap = Gap::NotSeen;
    }

    fn is_from_before(&mut self, line: &LogLine) -> bool {
        let times = self.seam.time(line).zip(self.since);
        times.is_some_and(|(time, since)| time < since)
    }

    fn note(&mut self, id: Option<&str>) {
        let is_first = self.stream == Stream::Resumed;
        if is_first {
            self.stream = Stream::Renewed;
        }
        let Some(id) = id else {
            if is_first {
                self.reconnected();
            }
            return;
        };
        if !is_first && self.last_id.as_deref() == Some(id) {
            return;
        }
        let hash = self.hasher.hash_one(id);
        if is_first && self.ids.contains(&hash) {
            self.reconnected();
        }
        if self.ids.len() == IDS {
            self.ids.pop_front();
        }
        self.ids.push_back(hash);
        self.last_id = Some(id.to_owned());
    }
}
