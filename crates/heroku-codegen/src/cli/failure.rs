//! Why a command ends without success.

use std::io;

use heroku_schema::ReadError;

/// Why a command ends without success.
#[derive(Debug)]
pub(super) enum Failure {
    /// What was found is not as it should be; everything is said already.
    Found,
    /// The command cannot do its work: what, where, and what to do.
    Cannot(String),
    /// Nobody reads the output any more, which is no failure of ours.
    Unread,
}

impl Failure {
    /// The status that the process exits with.
    pub(super) fn status(&self) -> u8 {
        match self {
            Self::Unread => 0,
            Self::Found => 1,
            Self::Cannot(_) => 2,
        }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Self::Cannot(error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::Unread
        } else {
            Self::Cannot(error.to_string())
        }
    }
}
