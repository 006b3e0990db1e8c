//! How far the setup of an app has come.

use crate::app_setup::{AppSetup, AppSetupStatus};
use crate::{Progress, Secret, State};

/// The log is that of the setup's build.
impl Progress for AppSetup {
    fn state(&self) -> State {
        match self.status {
            AppSetupStatus::Succeeded => State::Succeeded,
            AppSetupStatus::Failed | AppSetupStatus::Timedout => State::Failed,
            AppSetupStatus::Pending | AppSetupStatus::Unknown(_) => State::Pending,
        }
    }

    fn reason(&self) -> Option<String> {
        let texts = self.failure_message.iter().chain(&self.manifest_errors);
        let texts: Vec<_> = texts.map(String::as_str).collect();
        if texts.is_empty() && self.status == AppSetupStatus::Timedout {
            return Some("the setup took too long".to_owned());
        }
        (!texts.is_empty()).then(|| texts.join("; "))
    }

    fn log_url(&self) -> Option<&Secret> {
        self.build.as_ref().map(|build| &build.output_stream_url)
    }
}
