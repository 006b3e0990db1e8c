//! What is going to happen in a world.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is going to happen in a world, the earliest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Timers {
    coming: Vec<Timer>,
    /// Whether they are others than they were when this was asked before.
    #[serde(skip)]
    changed: bool,
}

/// Something that is going to happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Timer {
    pub(crate) at: Timestamp,
    /// The name of the event, as the rules know it.
    pub(crate) event: String,
    /// What the event is about.
    pub(crate) about: Value,
}

impl Timers {
    pub(super) fn add(&mut self, timer: Timer) {
        let place = self.coming.partition_point(|known| known.at <= timer.at);
        self.coming.insert(place, timer);
        self.changed = true;
    }

    /// Forgets all that was to come.
    pub(super) fn clear(&mut self) {
        self.coming.clear();
        self.changed = true;
    }

    /// Whether they changed since this was asked before.
    pub(crate) fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// Takes out what is due first, where it is due by `now`.
    pub(super) fn due(&mut self, now: Timestamp) -> Option<Timer> {
        let is_due = self.coming.first()?.at <= now;
        self.changed |= is_due;
        is_due.then(|| self.coming.remove(0))
    }

    /// When something happens next.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        Some(self.coming.first()?.at)
    }
}
