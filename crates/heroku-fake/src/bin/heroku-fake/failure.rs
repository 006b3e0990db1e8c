//! Why the program ends, and with which status.

use std::fmt;
use std::process::ExitCode;

/// Why the program ends: what went wrong, where, and what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    status: u8,
}

impl Failure {
    /// The command line makes no sense.
    pub(crate) fn usage(message: impl fmt::Display) -> Self {
        Self {
            message: format!("{message}\nSee `heroku-fake --help`."),
            status: 2,
        }
    }

    /// Something else is in the way.
    pub(crate) fn run(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            status: 1,
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.status)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
