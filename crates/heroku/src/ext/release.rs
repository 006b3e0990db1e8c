//! How far a release has come.

use crate::release::{Release, ReleaseStatus};
use crate::{Progress, Secret, State};

/// A release without a status is taken for one that is under way. One whose release command took
/// too long is `expired`, which is a failure.
impl Progress for Release {
    fn state(&self) -> State {
        match self.status {
            Some(ReleaseStatus::Succeeded) => State::Succeeded,
            Some(ReleaseStatus::Failed | ReleaseStatus::Expired) => State::Failed,
            Some(ReleaseStatus::Pending | ReleaseStatus::Unknown(_)) | None => State::Pending,
        }
    }

    fn reason(&self) -> Option<String> {
        let is_expired = self.status == Some(ReleaseStatus::Expired);
        is_expired.then(|| "the release is expired".to_owned())
    }

    fn log_url(&self) -> Option<&Secret> {
        self.output_stream_url.as_ref()
    }
}
