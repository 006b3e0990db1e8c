//! The time of a world.

use jiff::{SignedDuration, Timestamp};

/// 2026-01-01T00:00:00Z.
const START: i64 = 1_767_225_600;
/// Heroku tells times in whole seconds: with a second for each request, later is always greater.
const TICK: SignedDuration = SignedDuration::from_secs(1);

/// The time of a world: it stands still but for a second with each request.
pub(crate) struct Clock {
    now: Timestamp,
}

impl Clock {
    pub(super) fn new() -> Self {
        Self {
            now: Timestamp::from_second(START).unwrap_or_default(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn tick(&mut self) {
        self.now = self.now.saturating_add(TICK).unwrap_or(self.now);
    }
}
