//! How far a build has come.

use crate::build::{Build, BuildStatus};
use crate::{Progress, Secret, State};

impl Progress for Build {
    fn state(&self) -> State {
        match self.status {
            BuildStatus::Succeeded => State::Succeeded,
            BuildStatus::Failed => State::Failed,
            BuildStatus::Pending | BuildStatus::Unknown(_) => State::Pending,
        }
    }

    fn log_url(&self) -> Option<&Secret> {
        Some(&self.output_stream_url)
    }
}
