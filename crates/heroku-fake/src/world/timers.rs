//! What is going to happen in a world.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is going to happen in a world, the earliest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Timers {
    coming: Vec<Timer>,
    /// How they changed since this was asked before, the earliest first.
    #[serde(skip)]
    changes: Vec<Change>,
}

/// How timers changed.
#[derive(Clone, Debug)]
enum Change {
    /// One was added, for this time.
    Added(Timestamp),
    /// These were forgotten.
    Cleared(Vec<Timer>),
    /// The time of some had come, which nothing takes back.
    Passed,
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
        self.changes.push(Change::Added(timer.at));
        self.coming.insert(place, timer);
    }

    /// Forgets all that was to come.
    pub(super) fn clear(&mut self) {
        let gone = std::mem::take(&mut self.coming);
        self.changes.push(Change::Cleared(gone));
    }

    /// Whether they changed since this was asked before.
    pub(crate) fn take_changed(&mut self) -> bool {
        !std::mem::take(&mut self.changes).is_empty()
    }

    /// How many changes there are that nobody has asked for yet.
    pub(super) fn changes(&self) -> usize {
        self.changes.len()
    }

    /// Takes the latest changes back, but for so many.
    pub(super) fn take_back(&mut self, kept: usize) {
        while self.changes.len() > kept {
            match self.changes.pop() {
                Some(Change::Added(at)) => {
                    // It is the last one of its time, as the latest one is.
                    let behind = self.coming.partition_point(|known| known.at <= at);
                    self.coming.drain(behind.saturating_sub(1)..behind);
                }
                Some(Change::Cleared(gone)) => self.coming = gone,
                Some(Change::Passed) | None => {}
            }
        }
    }

    /// Takes out what is due first, where it is due by `now`.
    pub(super) fn due(&mut self, now: Timestamp) -> Option<Timer> {
        if self.coming.first()?.at > now {
            return None;
        }
        self.changes.push(Change::Passed);
        Some(self.coming.remove(0))
    }

    /// When something happens next.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        Some(self.coming.first()?.at)
    }
}
