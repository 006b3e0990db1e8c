//! The time of a world.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// 2026-01-01T00:00:00Z.
const START: i64 = 1_767_225_600;
/// Heroku tells times in whole seconds: with a second for each request, later is always greater.
const TICK: SignedDuration = SignedDuration::from_secs(1);

/// The time of a world: it stands still but for a second with each request, or runs as the
/// machine's does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Clock {
    now: Timestamp,
    /// How far the world is ahead of the machine's clock, where it runs with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ahead: Option<SignedDuration>,
}

impl Clock {
    pub(super) fn new() -> Self {
        Self {
            now: Timestamp::from_second(START).unwrap_or_default(),
            ahead: None,
        }
    }

    /// The time, to the second.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Lets time pass for one more request.
    pub(crate) fn tick(&mut self) {
        match self.ahead {
            None => self.advance(TICK),
            Some(ahead) => {
                let now = Timestamp::now().saturating_add(ahead).unwrap_or(self.now);
                let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
                self.now = self.now.max(now);
            }
        }
    }

    /// Lets time pass.
    pub(crate) fn advance(&mut self, by: SignedDuration) {
        self.now = self.now.saturating_add(by).unwrap_or(self.now);
        self.ahead = self.ahead.map(|ahead| ahead.saturating_add(by));
    }

    /// Lets time go as far as `then`; it never goes back.
    pub(crate) fn advance_to(&mut self, then: Timestamp) {
        self.advance(then.duration_since(self.now).max(SignedDuration::ZERO));
    }

    /// Lets the time run with the machine's from now on, or stand still but for requests.
    pub(crate) fn run(&mut self, real: bool) {
        self.ahead = real.then(|| self.now.duration_since(Timestamp::now()));
    }

    /// Whether the time runs with the machine's.
    pub(crate) fn runs(&self) -> bool {
        self.ahead.is_some()
    }
}
