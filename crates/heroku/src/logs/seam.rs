//! Joining two log streams without gaps or repeats.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};

use jiff::SignedDuration;

use super::LogLine;
use crate::Timestamp;

/// How many messages Heroku keeps, and so how many may come again.
const HISTORY: usize = 1500;

/// So many lines of one message are remembered, on average: without a bound, one without end would
/// fill the memory.
const LINES_OF_A_MESSAGE: usize = 20;

/// How much later than all known lines a line is, when none of them will come any more. Lines
/// arrive only roughly in order.
const SLACK: SignedDuration = SignedDuration::from_secs(5);

/// Where a log stream ends and the next one takes over.
///
/// A new stream starts with a backlog, which repeats lines that were given out already. They are
/// told by their whole text. One line may occur several times in the same microsecond, so each
/// is left out as often as it was given out, and no oftener. Order does not matter: Heroku does
/// not keep to it.
///
/// A message may have several lines, of which only the first has a time. The others are as old as
/// the line before them.
#[derive(Debug)]
pub(crate) struct Seam {
    hasher: RandomState,
    capacity: usize,
    given: VecDeque<Given>,
    /// How many messages the lines in `given` make.
    messages: usize,
    backlog: Option<Backlog>,
    /// The time of the last line that has one.
    time: Option<Timestamp>,
    may_have_gap: bool,
}

/// What is remembered of a line: a hash, so that long lines take no more room than short ones.
#[derive(Clone, Copy, Debug)]
struct Given {
    hash: u64,
    time: Option<Timestamp>,
    starts_message: bool,
}

impl Seam {
    pub(crate) fn new() -> Self {
        Self::with_capacity(HISTORY)
    }

    fn with_capacity(capacity: usize) -> Self {
        Self {
            hasher: RandomState::new(),
            capacity,
            given: VecDeque::new(),
            messages: 0,
            backlog: None,
            time: None,
            may_have_gap: false,
        }
    }

    /// Says that the next line is the first one of a new stream.
    pub(crate) fn reconnected(&mut self) {
        self.may_have_gap = false;
        self.time = None;
        self.backlog = Backlog::after(&self.given, self.capacity);
    }

    /// The time of the next line: its own, or that of the line before it in the same stream.
    pub(crate) fn time(&mut self, line: &LogLine) -> Option<Timestamp> {
        self.time = line.time().or(self.time);
        self.time
    }

    /// Whether `line` is to be given out: it was not given out before.
    pub(crate) fn admit(&mut self, line: &LogLine) -> bool {
        let time = self.time(line);
        let line = Given {
            hash: self.hasher.hash_one(line.raw()),
            time,
            starts_message: line.time().is_some() || time.is_none(),
        };
        if line.starts_message && self.backlog.as_ref().is_some_and(Backlog::is_used_up) {
            self.backlog = None;
        }
        if let Some(backlog) = &mut self.backlog {
            let is_new = backlog.is_new(line);
            self.may_have_gap = backlog.may_have_gap();
            if backlog.is_over() {
                self.backlog = None;
            }
            if !is_new {
                return false;
            }
        }
        self.remember(line);
        true
    }

    fn remember(&mut self, line: Given) {
        self.messages += usize::from(line.starts_message);
        self.given.push_back(line);
        while self.messages > self.capacity || self.given.len() > self.most_lines() {
            self.forget_first();
        }
    }

    /// Forgets the first message; of one that fills the memory, its first line.
    fn forget_first(&mut self) {
        loop {
            let first = self.given.pop_front();
            self.messages -= usize::from(first.is_some_and(|line| line.starts_message));
            let is_whole = self.given.front().is_none_or(|line| line.starts_message);
            if is_whole || self.messages == 0 {
                return;
            }
        }
    }

    fn most_lines(&self) -> usize {
        self.capacity.saturating_mul(LINES_OF_A_MESSAGE)
    }

    /// Whether lines may be missing between the last stream and this one: the backlog starts later
    /// than the last stream ended. Known from the first line on.
    pub(crate) fn may_have_gap(&self) -> bool {
        self.may_have_gap
    }
}

/// The start of a new stream, as long as lines may come again.
#[derive(Debug)]
struct Backlog {
    /// How often each line was given out, and has not come again yet.
    owed: HashMap<u64, usize>,
    oldest: Option<Timestamp>,
    newest: Option<Timestamp>,
    /// Time of the first line that has one.
    first: Option<Timestamp>,
    has_known_line: bool,
    messages_left: usize,
    is_past: bool,
}

impl Backlog {
    /// `None` where nothing was given out before.
    fn after(given: &VecDeque<Given>, capacity: usize) -> Option<Self> {
        let mut owed = HashMap::new();
        for line in given {
            *owed.entry(line.hash).or_default() += 1;
        }
        (!owed.is_empty()).then(|| Self {
            owed,
            oldest: given.iter().filter_map(|line| line.time).min(),
            newest: given.iter().filter_map(|line| line.time).max(),
            first: None,
            has_known_line: false,
            messages_left: capacity,
            is_past: false,
        })
    }

    fn is_new(&mut self, line: Given) -> bool {
        if line.starts_message {
            self.messages_left = self.messages_left.saturating_sub(1);
        }
        self.first = self.first.or(line.time);
        if let (Some(time), Some(newest)) = (line.time, self.newest) {
            self.is_past = time.duration_since(newest) > SLACK;
        }
        // Before anything is paid: a line without time may look like a known one of another message.
        if self.is_before_the_start(line) {
            return false;
        }
        let is_known = self.pay(line.hash);
        self.has_known_line |= is_known;
        !is_known
    }

    fn pay(&mut self, hash: u64) -> bool {
        let Some(count) = self.owed.get_mut(&hash) else {
            return false;
        };
        *count -= 1;
        if *count == 0 {
            self.owed.remove(&hash);
        }
        true
    }

    /// A backlog may go back further than what was asked for at first. A line that stands before
    /// all known ones, and is older than they are, is none that was missed.
    fn is_before_the_start(&self, line: Given) -> bool {
        let is_older = line
            .time
            .zip(self.oldest)
            .is_some_and(|(time, oldest)| time < oldest);
        is_older && !self.has_known_line
    }

    fn may_have_gap(&self) -> bool {
        let starts_later = self
            .first
            .zip(self.newest)
            .is_some_and(|(first, newest)| first >= newest);
        starts_later && !self.has_known_line
    }

    fn is_over(&self) -> bool {
        self.is_past || self.owed.is_empty()
    }

    /// Whether as many messages came as Heroku keeps: the next one is new.
    fn is_used_up(&self) -> bool {
        self.messages_left == 0
    }
}

#[cfg(test)]
mod tests;
