//! How far a release has come.

use crate::release::{Release, ReleaseStatus};
use crate::{Progress, Secret, State};

/// A release without a status is taken for one that is under way. Heroku does not tell what
/// `expired` means. Nothing is known to come after it, and it is no success, so it counts as a
/// failure whose reason is Heroku's own word.
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
