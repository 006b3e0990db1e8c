//! How far a dyno has come.

use crate::dyno::Dyno;
use crate::{Progress, State};

/// Waits until the dyno is `up` (or `idle`, which is asleep).
///
/// A dyno that has ended is gone: whoever asks for it is told 404, however it ended. So the wait
/// for a short one-off dyno may end with that error, and nothing here tells whether its command
/// succeeded.
impl Progress for Dyno {
    fn state(&self) -> State {
        match self.state.as_str() {
            "up" | "idle" => State::Succeeded,
            "crashed" | "down" => State::Failed,
            _ => State::Pending,
        }
    }

    fn reason(&self) -> Option<String> {
        (Progress::state(self) == State::Failed).then(|| format!("the dyno is {}", self.state))
    }
}
