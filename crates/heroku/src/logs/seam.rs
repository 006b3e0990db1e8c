//! Joining two log streams without gaps or repeats.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};

use jiff::SignedDuration;

use super::LogLine;
use crate::Timestamp;

/// How many lines Heroku keeps, and so how many may come again.
const HISTORY: usize = 1500;

/// How much later than all known lines a line is, when none of them will come any more. Lines
/// arrive only roughly in order.
const SLACK: SignedDuration = SignedDuration::from_secs(5);

/// Where a log stream ends and the next one takes over.
///
/// A new stream starts with a backlog, which repeats lines that were given out already. They are
/// told by their whole text. One line may occur several times in the same microsecond, so each
/// is left out as often as it was given out, and no oftener. Order does not matter: Heroku does
/// not keep to it.
#[derive(Debug)]
pub(crate) struct Seam {
    hasher: RandomState,
    capacity: usize,
    given: VecDeque<Given>,
    backlog: Option<Backlog>,
    may_have_gap: bool,
}

/// What is remembered of a line: a hash, so that long lines take no more room than short ones.
#[derive(Clone, Copy, Debug)]
struct Given {
    hash: u64,
    time: Option<Timestamp>,
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
            backlog: None,
            may_have_gap: false,
        }
    }

    /// Says that the next line is the first one of a new stream.
    pub(crate) fn reconnected(&mut self) {
        self.may_have_gap = false;
        self.backlog = Backlog::after(&self.given, self.capacity);
    }

    /// Whether `line` is to be given out: it was not given out before.
    pub(crate) fn admit(&mut self, line: &LogLine) -> bool {
        let line = Given {
            hash: self.hasher.hash_one(line.raw()),
            time: line.time(),
        };
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
        if self.given.len() == self.capacity {
            self.given.pop_front();
        }
        self.given.push_back(line);
        true
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
    lines_left: usize,
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
            lines_left: capacity,
            is_past: false,
        })
    }

    fn is_new(&mut self, line: Given) -> bool {
        self.lines_left = self.lines_left.saturating_sub(1);
        self.first = self.first.or(line.time);
        if let (Some(time), Some(newest)) = (line.time, self.newest) {
            self.is_past = time.duration_since(newest) > SLACK;
        }
        if self.pay(line.hash) {
            self.has_known_line = true;
            return false;
        }
        !self.is_before_the_start(line)
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
        self.is_past || self.lines_left == 0 || self.owed.is_empty()
    }
}

#[cfg(test)]
mod tests;
